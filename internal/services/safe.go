package services

import (
	"slices"

	"throughline/internal/command"
	"throughline/internal/record"
	"throughline/internal/story"
)

// SafeWarning is the type of the warning that a case writes on the children and the person who is harmed.
const SafeWarning = "safe_contact"

// home is where a child lives, as recorded: nobody types it again.
func home(s story.Story) (lines []string) {
	for _, a := range story.All[record.Address](s) {
		if !a.Body.To.IsZero() {
			continue
		}
		lines = slices.Clone(a.Body.Lines)
		if a.Body.Postcode != "" {
			lines = append(lines, a.Body.Postcode)
		}
	}
	return lines
}

// warn writes what a case has to say on people's records and is not there yet, and names it in the case.
func warn(tx *command.Tx, c *record.DomesticAbuseCase) (changes []record.Change, err error) {
	c.Warned = slices.Clone(c.Warned)
	add := func(s story.Story, body record.Body) {
		id := tx.NewID()
		c.Warned = append(c.Warned, record.WarnedFor{Person: s.Subject, Record: id})
		changes = append(changes, record.New(id, s.Subject, body))
	}
	for _, p := range append(slices.Clone(c.Children), c.Harmed.Person) {
		if p == "" {
			continue
		}
		s, err := tx.Story(p)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(story.All[record.Warning](s), func(w record.Of[record.Warning]) bool { return w.Body.Type == SafeWarning && w.Body.Running() }) {
			add(s, record.Warning{Type: SafeWarning, From: tx.Today(), Review: tx.Today().AddMonths(12), By: tx.Actor.ID,
				Text: "Reach this family in safe ways only. Before you write, call or visit, ask the team that keeps case " + c.Reference + " which way is safe."})
		}
		ways := c.Safe
		if record.SubjectType(s.Subject) == record.ChildSubject {
			ways = record.SafeWays{Letters: c.Safe.Letters} // no more than that: others read a child's record
		}
		if held, ok := safe(s); ok {
			held.Body.Ways = ways
			changes = append(changes, record.Edit(held, held.Body))
		} else {
			add(s, record.SafeContact{Ways: ways, From: tx.Today(), By: tx.Actor.ID})
		}
	}
	return changes, nil
}

// safe is what a person's record says of safe contact now.
func safe(s story.Story) (out record.Of[record.SafeContact], ok bool) {
	for _, one := range story.All[record.SafeContact](s) {
		if one.Body.Running() {
			out, ok = one, true
		}
	}
	return out, ok
}
