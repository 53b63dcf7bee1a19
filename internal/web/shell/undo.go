package shell

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/person"
)

// Step is the last thing that the reader did somewhere and may still take back. The template "app/undo" offers it.
type Step struct {
	Says    string            // a whole sentence
	Action  string            // where its form is sent
	Command string            // what is taken back
	With    map[string]string // what else its form says, by name
}

// LastStep is the last thing that the reader did about something, by the undo of a room; nil where there is nothing to take back. says makes its sentence; nil
// is for the command's own words.
func (r *Request) LastStep(u person.Undoing, about, action string, says func(person.Done) string) (*Step, error) {
	d, ok, err := u.Last(r.Context(), r.Actor, about)
	if err != nil || !ok {
		return nil, err
	}
	if says == nil {
		says = func(d person.Done) string {
			return "Your last step, on " + day.Moment(d.At) + ": " + strings.ToLower(d.Why[:1]) + d.Why[1:] + "."
		}
	}
	return &Step{Says: says(d), Action: action, Command: d.Command}, nil
}

// LastDid is LastStep where one sentence fits whatever it was: "You changed this" is shown with its time.
func (r *Request) LastDid(u person.Undoing, about, action, did string) (*Step, error) {
	return r.LastStep(u, about, action, func(d person.Done) string { return did + " on " + day.Moment(d.At) + "." })
}

// TakeBack takes back what the form of a Step names.
func (r *Request) TakeBack(u person.Undoing, about string) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	_, err := u.TakeBack(r.Context(), r.Actor, about, r.PostForm.Get("command"))
	return err
}
