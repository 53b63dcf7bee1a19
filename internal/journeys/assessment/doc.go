// Package assessment is where a reassessment is walked in the browser: beside the last one, copied by part, with what each child said.
//
// It has tests only.
package assessment
