package govuk_test

// exceptions are the fixtures that we do not follow: component, fixture, reason. The test fails when one starts to pass.
var exceptions = map[string]map[string]string{}
