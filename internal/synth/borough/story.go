package borough

import (
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/event"
)

// Stories gives the story of one subject after another, as it is on the last day: children, adults, contacts, assessments, workers. It needs no
// database, and memory for one family at a time.
func (a *Authority) Stories(fn func(story.Story) error) error {
	return a.Families(func(events []event.Event) error {
		for _, s := range Told(events) {
			if err := fn(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// Told are the stories that events tell, in the order in which their subjects were first heard of.
func Told(events []event.Event) []story.Story {
	var subjects []string
	records := map[string][]record.Record{}
	at := map[string]int{}
	for _, e := range events {
		for _, c := range e.Changes {
			i, seen := at[c.ID]
			if !seen {
				if len(records[c.Subject]) == 0 {
					subjects = append(subjects, c.Subject)
				}
				i = len(records[c.Subject])
				at[c.ID] = i
				k, _ := record.Lookup(c.Body.KindName())
				records[c.Subject] = append(records[c.Subject], record.Record{Meta: record.Meta{ID: c.ID, Kind: k.Name, Subject: c.Subject, Rev: k.Rev}})
			}
			r := &records[c.Subject][i]
			r.Version++
			r.At, r.Actor, r.Withdrawn, r.Body = e.At, e.Actor, c.Withdraw, c.Body
		}
	}
	out := make([]story.Story, len(subjects))
	for i, s := range subjects {
		out[i] = story.New(s, nil, records[s])
	}
	return out
}
