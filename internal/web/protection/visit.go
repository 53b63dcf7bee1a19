package protection

import (
	"net/http"

	room "throughline/internal/protection"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type visitChild struct {
	seen    *form.Radios
	whyNot  *form.Text
	bedroom *form.Checkboxes
	views   *form.TextArea
}

// visit records one visit for all the children whom it was to. What kind of visit it is follows from each child's plan.
func visit(w http.ResponseWriter, r *shell.Request) error {
	all, err := r.House().Protection.Children(r.Context(), r.Actor, r.Subject(), false)
	if err != nil {
		return err
	}
	s := newStep(r, "Record a visit", "/visit", "Record the visit")
	if p, ok := room.Plan(r.Reading.Story); ok {
		s.hold("Child protection plan since", p.Body.Started.Long())
	} else if p, ok := room.NeedPlan(r.Reading.Story); ok {
		s.hold("Child in need plan since", p.Body.Started.Long())
	}
	last, alone := room.Seen(r.Reading.Story)
	s.hold("Last seen", last.Long())
	s.hold("Last seen alone", alone.Long())
	date := &form.Date{Name: "date", Label: "Day of the visit", Noun: "The day", Size: "s", Required: "Enter the day of the visit", Max: r.Today(), Value: r.Today()}
	place := &form.Select{Name: "place", Label: "Where", Size: "s", Options: form.Coded("visit_place", r.Today()), Value: "home"}
	agency := &form.Select{Name: "agency", Label: "Who saw the child?", Size: "s", Empty: "We did", Options: form.Coded("agency_type", r.Today())}
	s.group("", true, date, place, agency)
	own := make([]visitChild, len(all))
	kids, err := s.pick(r, "Who was the visit to?", all, func(i int, at string) []form.Field {
		c := visitChild{
			whyNot:  &form.Text{Name: at + "why_not", Label: "If not seen: why not"},
			bedroom: &form.Checkboxes{Name: at + "bedroom", Label: "Bedroom", Small: true, Options: []form.Option{{Value: "yes", Label: "The bedroom was seen too"}}},
			views:   &form.TextArea{Name: at + "views", Label: "What " + all[i].Name + " said or showed", Rows: 3},
		}
		c.seen = &form.Radios{Name: at + "seen", Label: "Was " + all[i].Name + " seen?", Small: true, Options: []form.Option{
			{Value: room.SeenAlone, Label: "Seen, and alone"}, {Value: room.SeenOnly, Label: "Seen, but not alone"}, {Value: room.NotSeen, Label: "Not seen"},
		}}
		own[i] = c
		return []form.Field{c.seen, c.whyNot, c.bedroom, c.views}
	})
	if err != nil {
		return err
	}
	notes := &form.TextArea{Name: "notes", Label: "What was seen and done", Hint: "Once, for everybody", Size: "s", Rows: 6}
	s.ask(notes)
	return s.run(w, r, "visit", func() error {
		v := room.Visit{Date: date.Value, Place: place.Value, Agency: agency.Value, Notes: notes.Value}
		for _, i := range kids.chosen() {
			c := own[i]
			v.Children = append(v.Children, room.VisitChild{Child: all[i].Subject, Seen: c.seen.Value, Bedroom: c.bedroom.Has("yes"), Views: c.views.Value, WhyNot: c.whyNot.Value})
		}
		_, err := r.House().Protection.RecordVisit(r.Context(), r.Actor, v)
		return err
	}, kids.rename)
}
