// Package errs is the one closed set of error kinds that every floor uses.
//
// An error that a person can act on says what happened, what to do, and that nothing was lost.
// A Kind decides the HTTP status and the exit code in one table; text of Internal errors never reaches a person.
package errs

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Kind says what sort of failure an error is.
type Kind int

// The closed list of kinds.
const (
	Internal Kind = iota // a fault of ours: logged in full, shown as a reference only
	Invalid              // the input is wrong: fields or places are named
	NotFound             // no such thing, or a thing whose existence the reader may not know
	Denied               // known to exist, not allowed
	Conflict             // somebody else changed it, or its state forbids this
	Busy                 // try again: the engine is locked, a service is away, a limit was hit
	Tampered             // verify found a difference
	Usage                // wrong command line
)

var table = [...]struct {
	name   string
	status int
	exit   int
}{
	Internal: {"internal", http.StatusInternalServerError, 1},
	Invalid:  {"invalid", http.StatusUnprocessableEntity, 3},
	NotFound: {"not found", http.StatusNotFound, 1},
	Denied:   {"denied", http.StatusForbidden, 4},
	Conflict: {"conflict", http.StatusConflict, 1},
	Busy:     {"busy", http.StatusServiceUnavailable, 1},
	Tampered: {"tampered", http.StatusInternalServerError, 5},
	Usage:    {"usage", http.StatusBadRequest, 2},
}

func (k Kind) String() string { return table[k].name }

// Status is the HTTP status of the kind.
func (k Kind) Status() int { return table[k].status }

// Exit is the exit code of the kind (cli.md).
func (k Kind) Exit() int { return table[k].exit }

// Error is an error with a kind and a sentence for people.
type Error struct {
	Kind Kind
	Text string // for people; plain words, says what to do
	Err  error  // the cause, for the log
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Text + ": " + e.Err.Error()
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind. The text is shown to people unless the kind is Internal.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// As gives an existing error a kind and a sentence for people, keeping it as the cause.
func As(k Kind, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...), Err: err}
}

// Of is the kind of an error: that of the outermost Error or Fields in its chain, else Internal.
func Of(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if _, ok := errors.AsType[Fields](err); ok {
		return Invalid
	}
	return Internal
}

// Text is what a person may be shown of an error. It is empty for Internal errors.
func Text(err error) string {
	if f, ok := errors.AsType[Fields](err); ok {
		return f.Error()
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != Internal {
		return e.Text
	}
	return ""
}

// Fields names what is wrong in the fields of a form, a command or a row. The order is the order of the form.
type Fields []FieldError

// FieldError is one field and what to do about it.
type FieldError struct {
	Field string // the name of the input, as in the form or the column
	Text  string // how to mend it
}

func (f Fields) Error() string {
	texts := make([]string, len(f))
	for i, e := range f {
		texts[i] = e.Field + ": " + e.Text
	}
	return strings.Join(texts, "; ")
}

// Add notes one more field.
func (f *Fields) Add(field, format string, args ...any) {
	*f = append(*f, FieldError{field, fmt.Sprintf(format, args...)})
}

// Err is nil when no field was noted.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Field is an Invalid error about a single field.
func Field(field, format string, args ...any) error {
	return Fields{{field, fmt.Sprintf(format, args...)}}
}

// Wrap adds context to *err when it is not nil; use it deferred, once per function. The kind is kept.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
