package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Professional is somebody of another service who works with a child, with their organisation: a health visitor, a class teacher, a support worker. Whoever keeps
// the case adds them (complaint 16); people of our own are allocations.
type Professional struct {
	Name         string  `json:"name"`
	Role         string  `json:"role"` // what they are to the child, in words
	Organisation string  `json:"organisation,omitempty"`
	Phone        string  `json:"phone,omitempty"`
	Email        string  `json:"email,omitempty"`
	From         day.Day `json:"from,omitzero"`
	To           day.Day `json:"to,omitzero"`
}

// KindName is "professional".
func (Professional) KindName() string { return "professional" }

// Valid refuses a professional without a name or a role, and an end before the start.
func (p Professional) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", p.Name, "Enter the name")
	needText(&f, "role", p.Role, "Say what they are to the child, for example health visitor")
	checkSpan(&f, p.From, p.To)
	return f.Err()
}
