package shell

import (
	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Reading is what a route opened: the story, and the facts that its actions are decided on.
type Reading struct {
	Story  story.Story
	Facts  access.Facts
	People []person.Reading // each identified person whose reading was written down
}

// open decides a route and writes down whom it reads, before the page is made. What may not be read is answered as if it were not there.
func (r *Request) open() error {
	var subject string
	switch r.Route.About {
	case Nothing:
		return access.Could(r.Actor, r.Route.Action, r.Route.Class).Err()
	case AChild, AnAdult:
		reading, err := r.House().People.Read(r.Context(), r.Actor, string(r.Route.About)+":"+r.ID(), r.Route.Action, r.Route.Class, r.Route.Pattern())
		if err != nil {
			return err
		}
		r.Reading = Reading{reading.Story, reading.Facts, []person.Reading{reading}}
		return nil
	case AContact, AnAssessment:
		subject = string(r.Route.About) + ":" + r.ID()
	}
	s, err := r.House().Desk.Story(r.Context(), subject)
	if err != nil {
		return err
	}
	return r.openShared(subject, s)
}

// openShared opens what belongs to several people: every one of them must allow it, and each is written down.
func (r *Request) openShared(subject string, s story.Story) error {
	facts, people := r.House().SharedFacts(s)
	reading := journal.Reading{Actor: r.Actor.ID, Subject: clip(subject), Action: string(r.Route.Action), Page: r.Route.Pattern()}
	decision := access.Decide(r.Actor, r.Route.Action, r.Route.Class, facts, r.Now())
	if s.Empty() {
		decision = access.Decision{Hide: true, Reason: "no such record"}
	}
	reading.Allowed, reading.Why = decision.Allow, decision.Rule
	if err := r.House().DB.Write(r.Context(), func(t *db.Tx) error {
		return journal.LogReads(t, r.Now(), []journal.Reading{reading})
	}); err != nil {
		return err
	}
	if !decision.Allow {
		return decision.Err()
	}
	out := Reading{Story: s, Facts: facts}
	for _, p := range people {
		pr, err := r.House().People.Read(r.Context(), r.Actor, p, r.Route.Action, r.Route.Class, r.Route.Pattern())
		if err != nil {
			return err
		}
		out.People = append(out.People, pr)
	}
	r.Reading = out
	return nil
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:60]
	}
	return s
}

// ReadPerson opens one more person on a page that a route has opened for something else: the children of a figure's list, a hit that
// was chosen. It decides and writes the reading down like a route does.
func (r *Request) ReadPerson(subject string, action access.Action, class access.Class) (person.Reading, error) {
	return r.House().People.Read(r.Context(), r.Actor, subject, action, class, r.Route.Pattern())
}

// Only gives the single record of a kind in what the route opened.
func Only[T record.Body](r *Request) (record.Of[T], bool) { return story.First[T](r.Reading.Story) }
