package services

// AppointmentCame is the rule, for its property.
var AppointmentCame = appointmentCame
