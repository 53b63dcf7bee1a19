package shell

import (
	"throughline/internal/access"
	"throughline/internal/person"
)

// open decides a route and, for one about a person, writes the reading down before the page is made. What may not be read is
// answered as if it were not there. A route about a referral or an assessment concerns several people: its room opens it, asks about
// each and writes each down (frontdoor.Open, assessment.Open); here the actor's role is asked.
func (r *Request) open() error {
	if r.Route.About != AChild && r.Route.About != AnAdult {
		return access.Could(r.Actor, r.Route.Action, r.Route.Class).Err()
	}
	var err error
	r.Reading, err = r.ReadPerson(string(r.Route.About)+":"+r.ID(), r.Route.Action, r.Route.Class)
	return err
}

// ReadPerson opens one person on a page that its route has opened for something else: the children of a figure's list, a hit
// that was chosen. It decides and writes the reading down like a route does.
func (r *Request) ReadPerson(subject string, action access.Action, class access.Class) (person.Reading, error) {
	return r.House().People.Read(r.Context(), r.Actor, subject, action, class, r.Route.Pattern())
}
