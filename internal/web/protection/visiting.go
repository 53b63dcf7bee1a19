package protection

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/errs"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// visiting records what changes how soon a looked-after child is to be visited.
func visiting(w http.ResponseWriter, r *shell.Request) error {
	s := newStep(r, "How soon the child is visited", "/visiting", "Record it",
		"A looked-after child is visited in the first week of a placement and then every six weeks, after a year in long-term fostering every three months. Say here what makes it more or less often. Interim care orders, care orders and short breaks count by themselves.")
	care, _ := room.Care(r.Reading.Story)
	s.hold("Looked after since", care.Body.Started.Long())
	for _, a := range room.Arrangements(r.Reading.Story) {
		s.hold("From "+a.Body.From.Long(), codes.Sentence("visit_arrangement", a.Body.Kind))
		s.Links = append(s.Links, link{"It no longer holds: " + codes.Sentence("visit_arrangement", a.Body.Kind), s.Base + "/visiting/" + a.ID + "/end"})
	}
	kind := &form.Radios{Name: "kind", Label: "What is so?", Size: "s", Options: form.Coded("visit_arrangement", r.Today()), Required: "Choose what is so"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "The first day of the placement, or the day on which the child agreed or asked", Noun: "The day", Size: "s", Required: "Enter the day", Max: r.Today(), Value: r.Today()}
	note := &form.TextArea{Name: "note", Label: "In words", Hint: "Who decided it, or what the child said", Size: "s", Rows: 3}
	s.ask(kind, from, note)
	return s.run(w, r, "visiting", func() error {
		_, err := r.House().Protection.ArrangeVisits(r.Context(), r.Actor, r.Subject(), kind.Value, from.Value, note.Value)
		return err
	}, nil)
}

func endVisiting(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	a, ok := story.Find[record.VisitArrangement](r.Reading.Story, id)
	if !ok {
		return errs.New(errs.NotFound, access.Missing)
	}
	s := newStep(r, "It no longer holds", "/visiting/"+id+"/end", "Record the end")
	s.hold("From "+a.Body.From.Long(), codes.Sentence("visit_arrangement", a.Body.Kind))
	s.hold("In words", a.Body.Note)
	on := &form.Date{Name: "ended", Label: "Since when?", Noun: "The day", Size: "s", Required: "Enter the day", Max: r.Today(), Value: r.Today()}
	why := &form.TextArea{Name: "why", Label: "Why?", Hint: "The assessment is done, the carer is approved, the child wants it otherwise", Size: "s", Rows: 3, Required: "Write why it no longer holds"}
	s.ask(on, why)
	return s.run(w, r, "visiting", func() error {
		_, err := r.House().Protection.EndArrangement(r.Context(), r.Actor, r.Subject(), id, on.Value, why.Value)
		return err
	}, nil)
}
