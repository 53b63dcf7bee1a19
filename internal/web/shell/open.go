package shell

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/task"
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
//
// Somebody who opens many children to whom they have no link is stopped until they prove afresh who they are (requirement R12); the stop is in the
// access log and in the server's log.
func (r *Request) ReadPerson(subject string, action access.Action, class access.Class) (person.Reading, error) {
	rule, told, err := r.House().People.TooMany(r.Context(), r.Actor, subject)
	if err != nil {
		return person.Reading{}, err
	}
	if rule != "" && !r.provedSince(told) {
		if err := r.House().People.LogTooMany(r.Context(), r.Actor, subject, action, rule, r.Route.Pattern()); err != nil {
			return person.Reading{}, err
		}
		r.App.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelWarn, "many people opened without a link", slog.String("actor", r.Actor.ID), slog.String("rule", rule))
		return person.Reading{}, errProve
	}
	return r.House().People.Read(r.Context(), r.Actor, subject, action, class, r.Route.Pattern())
}

// errProve asks for a fresh proof of who somebody is. A page that was asked for leads there and back; a form that was sent cannot.
var errProve = errs.New(errs.Denied, "You have opened many records of people whom you do not work with, and that is in the access log. Open one of their pages again: you are asked to show that it is still you. Then send this again")

// provedSince says whether the holder of the session has proved who they are after a time, and recently.
func (r *Request) provedSince(told time.Time) bool {
	return !told.IsZero() && r.Session.StepUp.After(told) && r.Session.SteppedUp(r.Now())
}

// Listed writes down that people were shown as rows: hits of a search, a work list, the list behind a figure. why says which. It is
// called before the page leaves; when it fails, the page does. Each person is written down once a page.
func (r *Request) Listed(why string, subjects ...string) error {
	var readings []journal.Reading
	for _, s := range subjects {
		reading := journal.Reading{Actor: r.Actor.ID, Subject: s, Action: string(access.List), Page: r.Route.Pattern(), Why: why, Allowed: true}
		if record.IsPerson(s) && !slices.Contains(readings, reading) {
			readings = append(readings, reading)
		}
	}
	if len(readings) == 0 {
		return nil
	}
	return r.House().DB.Write(r.Context(), func(t *db.Tx) error { return journal.LogReads(t, r.Now(), readings) })
}

// ListedItems is Listed for a work list.
func (r *Request) ListedItems(items []task.Item) error {
	var subjects []string
	for _, i := range items {
		for _, p := range i.People {
			subjects = append(subjects, p.Subject)
		}
	}
	return r.Listed("row of a work list", subjects...)
}

// noted writes a refusal down (security-and-resilience c4: failed authorisation). A refused reading of a person is in the log already. When the
// refusal cannot be written, that is the failure.
func (r *Request) noted(err error) error {
	if errs.Of(err) != errs.Denied || r.Actor.ID == "" || r.Route.About == AChild || r.Route.About == AnAdult {
		return err
	}
	subject := string(r.Route.About)
	if id := r.ID(); subject != "" && id != "" {
		subject += ":" + id
	}
	if len(subject) > 60 {
		subject = subject[:60]
	}
	refusal := journal.Reading{Actor: r.Actor.ID, Subject: subject, Action: string(r.Route.Action), Page: r.Route.Pattern(), Why: "refused"}
	if e := r.House().DB.Write(r.Context(), func(t *db.Tx) error { return journal.LogReads(t, r.Now(), []journal.Reading{refusal}) }); e != nil {
		return e
	}
	return err
}
