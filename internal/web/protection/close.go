package protection

import (
	"net/http"

	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// closeCase ends the episode of need of a child, and of brothers and sisters of whom nothing goes on either. Only the reasons that the record allows are
// offered.
func closeCase(w http.ResponseWriter, r *shell.Request) error {
	family, err := r.House().Protection.Children(r.Context(), r.Actor, r.Subject(), true)
	if err != nil {
		return err
	}
	all := family[:1] // the child's own, whatever goes on: the room says what
	for _, k := range family[1:] {
		if _, open := room.Open(k.Story); open && room.GoesOn(k.Story) == "" {
			all = append(all, k)
		}
	}
	s := newStep(r, "Close the case", "/close", "Close the case")
	if ref, ok := room.Open(r.Reading.Story); ok {
		s.hold("Referral", ref.Body.Date.Long()+", "+codes.Sentence("primary_need", ref.Body.PrimaryNeed))
		s.hold("Goes on", room.GoesOn(r.Reading.Story))
	}
	on := &form.Date{Name: "date", Label: "When did it end?", Noun: "The day", Size: "s", Required: "Enter the day of the end", Max: r.Today(), Value: r.Today()}
	ending := &form.Radios{Name: "closure", Label: "Why is it closed?", Size: "s", Options: closures(r.Reading.Story, r.Today()), Required: "Choose why the case is closed"}
	why := &form.TextArea{Name: "why", Label: "In words", Size: "s", Rows: 3, Required: "Write why the case is closed"}
	s.ask(on, ending, why)
	kids, err := s.pick(r, "Whose cases are closed?", all, nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "closed", func() error {
		c := room.Closing{On: on.Value, Closure: ending.Value, Why: why.Value}
		for _, i := range kids.chosen() {
			c.Children = append(c.Children, all[i].Subject)
		}
		_, err := r.House().Protection.CloseCase(r.Context(), r.Actor, c)
		return err
	}, kids.rename)
}

func closures(s story.Story, on day.Day) (out []form.Option) {
	for _, o := range form.Coded("reason_for_closure", on) {
		if room.MayEndAs(s, o.Value) {
			out = append(out, o)
		}
	}
	return out
}
