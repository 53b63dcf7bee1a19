// Package consultation is the line that a professional calls for advice before they decide whether to refer. Each call is a record of its own, with or
// without a child: never a contact, and never a referral (seed requirements SR-001 to SR-013).
//
// Invariant: a call neither replaces nor blocks a referral. What it holds goes over to the front door as it is, in one step, and the call keeps which contact it
// became.
package consultation

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Limit is the id of the time limit for recording a call with its advice: one working day from the call.
const Limit = "FD-05"

// The commands in their own words. Each but the first can be taken back by its author within a day; a call that should not be there is put right by changing it.
const (
	recordWords   = "Record a call to the consultation line"
	editWords     = "Correct a call to the consultation line"
	childWords    = "Say whom a call was about"
	noteWords     = "Send the note of a call"
	feedbackWords = "Record what a caller said of the line"
	linkWords     = "Link a call to a contact"
	referWords    = "Take a call further as a contact"
)

// words are the commands on a call that their author may take back for a day. That it was recorded is not among them.
var words = []string{editWords, childWords, noteWords, feedbackWords, linkWords, referWords}

// Limits of the texts of a call, in characters.
const (
	MinAdvice = 20
	MaxText   = 20_000
	MaxNamed  = 20
)

// Room is the consultation line.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
	// Refer makes a contact at the front door of a call, with everything that it holds (package frontdoor).
	Refer func(tx *command.Tx, call record.Of[record.Consultation], rating string) (contact string, change record.Change, err error)
}

// Tasks is the rule for the clock of a call: it is met when the call is recorded with its advice.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		c, ok := story.Latest[record.Consultation](s)
		if !ok || c.Meta.Source != "" { // an imported call was finished elsewhere
			return nil
		}
		def, err := b.Lookup(Limit)
		if err != nil {
			return nil
		}
		rang := clock.At(rang(c.Body))
		met := c.Body.Logged
		if met.IsZero() && c.Body.Outcome != "" {
			met = c.Body.At // of a call that does not say when it was written down
		}
		return []task.Task{{Record: c.ID, Clock: Limit, Title: "Finish the record of a call", Started: rang, Due: b.Due(def, rang).By, Met: clock.At(met), Worker: c.Body.Worker}}
	}
}

func rang(c record.Consultation) time.Time {
	if !c.Rang.IsZero() {
		return c.Rang
	}
	return c.At
}

// Finished says whether the call has its advice.
func Finished(c record.Consultation) bool { return c.Advice != "" }

// Check says what is missing or wrong in a call that was taken down, on a day. A call without advice is kept as begun, and its clock runs; one with advice is
// whole. Fields are named as the inputs.
func Check(c record.Consultation, on day.Day) error {
	var f errs.Fields
	need := func(field string, ok bool, text string) {
		if !ok {
			f.Add(field, "%s", text)
		}
	}
	need("caller", c.Caller != "", "Enter the caller's name")
	need("who", c.AgencyType != "", "Choose the kind of agency that the caller works for")
	need("reason", c.Reason != "", "Choose why they called")
	if c.Advice != "" {
		need("advice", utf8.RuneCountInString(c.Advice) >= MinAdvice, "Write what you advised, in at least 20 characters: the caller gets it in writing")
		need("outcome", c.Outcome != "", "Choose what the caller does next")
		need("consent_discussed", c.ConsentDiscussed != "", "Say whether you spoke about consent")
		need("consent", c.ConsentDiscussed != record.Yes || c.Consent != "", "Choose what you said about consent")
	}
	for _, t := range []struct{ field, text string }{{"topic", c.Topic}, {"advice", c.Advice}, {"strategies", c.Strategies}, {"feedback", c.Feedback}} {
		if n := utf8.RuneCountInString(t.text); n > MaxText {
			f.Add(t.field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
	if len(c.Named) > MaxNamed {
		f.Add("children", "A call can name up to %d children", MaxNamed)
	}
	if c.Minutes < 0 || c.Minutes > 600 {
		f.Add("minutes", "Enter how many minutes it took, 0 to 600")
	}
	for _, e := range asFields(c.Valid(on)) {
		f.Add(e.Field, "%s", e.Text)
	}
	return f.Err()
}

func asFields(err error) errs.Fields {
	f, _ := err.(errs.Fields)
	return f
}

// tidy takes off what no reader sees.
func tidy(c record.Consultation) record.Consultation {
	for _, v := range []*string{&c.Caller, &c.Role, &c.Agency, &c.Phone, &c.Email} {
		*v = strings.Join(strings.Fields(strings.ToValidUTF8(*v, "\uFFFD")), " ")
	}
	for _, v := range []*string{&c.Topic, &c.Advice, &c.Strategies, &c.Feedback} {
		*v = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(*v, "\uFFFD"), "\r\n", "\n"))
	}
	if c.ConsentDiscussed != record.Yes {
		c.Consent = ""
	}
	var named []record.ContactChild
	for _, n := range c.Named {
		n.Given, n.Family = strings.Join(strings.Fields(n.Given), " "), strings.Join(strings.Fields(n.Family), " ")
		if n.Given != "" || n.Family != "" || !n.Birth.IsZero() {
			named = append(named, n)
		}
	}
	c.Named = named
	return c
}

// Record writes a call down and gives its subject. At is when it was answered, now unless given; who answered is the actor. What is wrong is errs.Fields.
func (r Room) Record(ctx context.Context, actor access.Actor, c record.Consultation) (subject string, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, recordWords, func(tx *command.Tx) ([]record.Change, error) {
		if err := access.Could(actor, access.DecideReferral, access.Referral).Err(); err != nil {
			return nil, err
		}
		body := tidy(c)
		if body.At.IsZero() {
			body.At = tx.Now
		}
		body.At, body.Worker = body.At.UTC(), actor.ID
		body.Child, body.Referral, body.Contact, body.NoteSent, body.Logged = "", "", "", time.Time{}, time.Time{}
		if Finished(body) {
			body.Logged = tx.Now.UTC()
		}
		if body.At.After(tx.Now) {
			return nil, errs.Field("at", "The call must have been answered now or in the past")
		}
		if err := Check(body, tx.Today()); err != nil {
			return nil, err
		}
		id := tx.NewID()
		subject = record.CallSubject + ":" + id
		return []record.Change{record.New(id, subject, body)}, nil
	})
	return subject, rc, err
}

// load gives a call that the actor may know of: one about a child whose existence is hidden from them is not there.
func (r Room) load(t *db.Tx, actor access.Actor, subject string) (c record.Of[record.Consultation], child string, err error) {
	missing := errs.New(errs.NotFound, access.Missing)
	if err := access.Could(actor, access.DecideReferral, access.Referral).Err(); err != nil {
		return c, "", err
	}
	if record.SubjectType(subject) != record.CallSubject {
		return c, "", missing
	}
	s, err := story.Load(t, subject)
	if err != nil {
		return c, "", err
	}
	c, ok := story.Latest[record.Consultation](s)
	if !ok {
		return c, "", missing
	}
	if c.Body.Child == "" {
		return c, "", nil
	}
	if child, err = story.Canonical(t, c.Body.Child); err != nil {
		return c, "", err
	}
	f, err := r.Facts(t, child)
	if err != nil {
		return c, "", err
	}
	if !access.Decide(actor, access.Search, access.Identity, f, r.Desk.Now()).Allow {
		return c, "", missing
	}
	return c, child, nil
}

// View is a call as it is opened.
type View struct {
	Call  record.Of[record.Consultation]
	Child string // resolved after merges; empty when it is about nobody who is known
	Name  string
	Later []Later
}

// Open opens a call. The reading is written down: of the call, and of the child whom it is about.
func (r Room) Open(ctx context.Context, actor access.Actor, subject, page string) (v View, err error) {
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		v = View{}
		if v.Call, v.Child, err = r.load(t, actor, subject); err != nil {
			return err
		}
		readings := []journal.Reading{{Actor: actor.ID, Subject: subject, Action: string(access.Read), Page: page, Why: "The front door works with calls to the consultation line", Allowed: true}}
		if v.Child != "" {
			one := readings[0]
			one.Subject, one.Action = v.Child, string(access.List)
			readings = append(readings, one)
			s, err := story.Load(t, v.Child)
			if err != nil {
				return err
			}
			if c, ok := story.First[record.Child](s); ok {
				v.Name = c.Body.Current().Full()
			}
			v.Later = after(s, v.Call.Body.At)
		}
		return journal.LogReads(t, r.Desk.Now(), readings)
	})
	return v, err
}

// Later is something that came in about the child after the call (SR-003).
type Later struct {
	Record string
	What   string // contact or referral
	On     day.Day
	Days   int // after the call
}

// after are the contacts and referrals about a child that came after a call, for a year.
func after(s story.Story, at time.Time) (out []Later) {
	called := day.In(at)
	add := func(id, what string, on day.Day) {
		if n := on.Sub(called); n >= 0 && n <= 365 {
			out = append(out, Later{id, what, on, n})
		}
	}
	for _, c := range story.All[record.ChildContact](s) {
		add(c.ID, "contact", c.Body.Date)
	}
	for _, c := range story.All[record.Referral](s) {
		add(c.ID, "referral", c.Body.Date)
	}
	return out
}

// change changes a call as one command. base is the version that the actor saw.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject string, base int64, fn func(*command.Tx, *record.Consultation) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		c, _, err := r.load(tx.Tx, actor, subject)
		if err != nil {
			return nil, err
		}
		body := c.Body
		if err := fn(tx, &body); err != nil {
			return nil, err
		}
		edit := record.Edit(c, body)
		edit.Base = cmp.Or(base, edit.Base)
		return []record.Change{edit}, nil
	})
}

// Correct writes a call anew: what was said, not what followed from it.
func (r Room) Correct(ctx context.Context, actor access.Actor, subject string, base int64, c record.Consultation) (command.Receipt, error) {
	return r.change(ctx, actor, editWords, subject, base, func(tx *command.Tx, was *record.Consultation) error {
		now := tidy(c)
		now.At, now.Worker, now.Child, now.Referral, now.Contact = was.At, was.Worker, was.Child, was.Referral, was.Contact
		now.NoteSent, now.Logged, now.Helpful, now.Feedback, now.Rang = was.NoteSent, was.Logged, was.Helpful, was.Feedback, was.Rang
		if Finished(now) && now.Logged.IsZero() {
			now.Logged = tx.Now.UTC()
		}
		*was = now
		return Check(now, tx.Today())
	})
}

// About says which known child a call was about. The child's existence must not be hidden from the actor.
func (r Room) About(ctx context.Context, actor access.Actor, subject string, base int64, child string) (command.Receipt, error) {
	return r.change(ctx, actor, childWords, subject, base, func(tx *command.Tx, c *record.Consultation) error {
		if record.SubjectType(child) != record.ChildSubject {
			return errs.Field("subject", "Choose a child")
		}
		s, err := tx.Story(child)
		if err != nil {
			return err
		}
		f, err := r.Facts(tx.Tx, s.Subject)
		if err != nil {
			return err
		}
		if err := access.Decide(actor, access.Search, access.Identity, f, tx.Now).Err(); err != nil {
			return err
		}
		c.Child = s.Subject
		return nil
	})
}

// NoteSent notes that the written note went to the caller.
func (r Room) NoteSent(ctx context.Context, actor access.Actor, subject string, base int64) (command.Receipt, error) {
	return r.change(ctx, actor, noteWords, subject, base, func(tx *command.Tx, c *record.Consultation) error {
		if !Finished(*c) {
			return errs.New(errs.Conflict, "There is no advice yet that could be sent. Write it down first; nothing was changed")
		}
		c.NoteSent = tx.Now.UTC()
		return nil
	})
}

// Said keeps what the caller said of the line (SR-007).
func (r Room) Said(ctx context.Context, actor access.Actor, subject string, base int64, helpful, text string) (command.Receipt, error) {
	return r.change(ctx, actor, feedbackWords, subject, base, func(tx *command.Tx, c *record.Consultation) error {
		if helpful == "" {
			return errs.Field("helpful", "Choose whether it helped")
		}
		c.Helpful, c.Feedback = helpful, strings.TrimSpace(text)
		return Check(*c, tx.Today())
	})
}

// Link says that a contact that came in later followed from the call. The actor must have opened the contact; its children are not shown here.
func (r Room) Link(ctx context.Context, actor access.Actor, subject string, base int64, contact string) (command.Receipt, error) {
	return r.change(ctx, actor, linkWords, subject, base, func(tx *command.Tx, c *record.Consultation) error {
		s, err := tx.Story(contact)
		if err != nil {
			return err
		}
		if _, ok := story.Latest[record.Contact](s); !ok || record.SubjectType(contact) != record.ContactSubject {
			return errs.New(errs.NotFound, access.Missing)
		}
		if c.Contact != "" {
			return errs.New(errs.Conflict, "The call is linked to a contact already. Nothing was changed")
		}
		c.Contact = contact
		return nil
	})
}

// ReferNow takes a call further: a contact at the front door with everything that the call holds, in one step (SR-008). It fails with errs.Invalid when no
// child is named, and with errs.Conflict when the call was taken further already.
func (r Room) ReferNow(ctx context.Context, actor access.Actor, subject string, base int64, rating string) (contact string, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, referWords, func(tx *command.Tx) ([]record.Change, error) {
		c, _, err := r.load(tx.Tx, actor, subject)
		if err != nil {
			return nil, err
		}
		if c.Body.Contact != "" {
			return nil, errs.New(errs.Conflict, "This call was taken further already. Open what it became; nothing was changed")
		}
		var made record.Change
		if contact, made, err = r.Refer(tx, c, rating); err != nil {
			return nil, err
		}
		body := c.Body
		body.Contact = contact
		edit := record.Edit(c, body)
		edit.Base = cmp.Or(base, edit.Base)
		return []record.Change{made, edit}, nil
	})
	return contact, rc, err
}

// Undoing takes back what was done on a call.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: words, Ends: []string{recordWords}, May: func(t *db.Tx, actor access.Actor, subject, _ string) (string, error) {
		_, _, err := r.load(t, actor, subject)
		return subject, err
	}}
}
