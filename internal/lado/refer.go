package lado

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// MaxText is the most that one answer may hold, in characters.
const MaxText = 20000

// Form is a written referral as it is filled in. Agency, kind of agency and source of a partner come from their account.
type Form struct {
	Referrer record.Referrer
	Person   string
	Born     day.Day
	Position string // code set lado_position
	Job      string
	Setting  string
	Sector   string // code set lado_sector
	Category string // code set lado_category
	Concern  string
	Children string  // as the referrer names them
	Happened day.Day // the day of what is alleged
	Known    day.Day // when the employer came to know
	Danger   bool    // somebody is in danger now
	Other    []record.LADORole
}

// Check says what is missing or wrong in a form sent on a day, one error for each input.
func (m Form) Check(on day.Day) error {
	var f errs.Fields
	need := func(field, value, text string) {
		switch n := utf8.RuneCountInString(value); {
		case n == 0:
			f.Add(field, "%s", text)
		case n > MaxText:
			f.Add(field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
	code := func(field, set, value string) {
		if ok, err := codes.ValidAt(set, field, value, on); value != "" && (!ok || err != nil) {
			f.Add(field, "Choose one of the answers")
		}
	}
	past := func(field string, d day.Day) {
		if d.After(on) {
			f.Add(field, "The date must be today or in the past")
		}
	}
	need("referrer-name", m.Referrer.Name, "Enter the name of who refers")
	need("setting", m.Setting, "Enter where the person works or helps")
	need("sector", m.Sector, "Choose what kind of place it is")
	need("position", m.Position, "Choose how the person works there")
	need("category", m.Category, "Choose what kind of concern it is")
	need("concern", m.Concern, "Write what is alleged: what was seen or said, when, by whom")
	if m.Category != "setting" {
		need("person", m.Person, "Enter the name of the adult, or “not known”")
	}
	if m.Known.IsZero() {
		f.Add("known", "Enter the day on which the employer came to know of it")
	}
	past("known", m.Known)
	past("happened", m.Happened)
	past("born", m.Born)
	code("position", "lado_position", m.Position)
	code("sector", "lado_sector", m.Sector)
	code("category", "lado_category", m.Category)
	for field, text := range map[string]string{"children": m.Children, "job": m.Job} {
		if n := utf8.RuneCountInString(text); n > MaxText {
			f.Add(field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
	return f.Err()
}

func (m Form) tidy() Form {
	for _, s := range []*string{&m.Person, &m.Job, &m.Setting, &m.Concern, &m.Children, &m.Referrer.Name, &m.Referrer.Role, &m.Referrer.Phone, &m.Referrer.Email, &m.Referrer.Agency} {
		*s = strings.TrimSpace(*s)
	}
	return m
}

// Receipt is what whoever refers gets back.
type Receipt struct {
	Subject   string
	Reference string
	Received  time.Time
	DecideBy  day.Day // the last day for the LADO's evaluation (clock LADO-02)
	Question  bool    // it is a question: no decision follows
	Command   command.Receipt
}

// Refer takes the written referral of a partner or of somebody of the council. What is missing is errs.Fields. Whoever sent it sees its receipt
// (Sent), and nothing of what follows.
func (r Room) Refer(ctx context.Context, actor access.Actor, m Form) (Receipt, error) {
	return r.receive(ctx, actor, "Refer an allegation", func(tx *command.Tx) (Form, time.Time, error) {
		if err := access.Decide(actor, access.Refer, access.SourceRestricted, access.Facts{}, tx.Now).Err(); err != nil {
			return m, tx.Now, err
		}
		w, err := worker(tx, actor.ID)
		if err != nil {
			return m, tx.Now, err
		}
		m.Referrer.Agency, m.Referrer.AgencyType, m.Referrer.Source = w.Agency, w.AgencyType, w.Source
		if m.Referrer.Name == "" {
			m.Referrer.Name = w.Name
		}
		if m.Referrer.Role == "" {
			m.Referrer.Role = w.Title
		}
		if w.Agency == "" {
			m.Referrer.Agency, m.Referrer.Source = "The council", "5B" // other departments of the council
		}
		return m, tx.Now, nil
	}, false)
}

// Take records a referral that came in writing another way: by letter, by mail. received is the day it came, which the clocks count from.
func (r Room) Take(ctx context.Context, actor access.Actor, m Form, received day.Day) (Receipt, error) {
	return r.receive(ctx, actor, "Record an allegation that came in writing", func(tx *command.Tx) (Form, time.Time, error) {
		at, err := r.came(tx, actor, received)
		return m, at, err
	}, false)
}

// Ask records a question by telephone or mail: advice, and no referral. It is counted apart (measure LADO-01). advice is what was said.
func (r Room) Ask(ctx context.Context, actor access.Actor, m Form, received day.Day, advice string) (Receipt, error) {
	var f errs.Fields
	if strings.TrimSpace(advice) == "" {
		f.Add("advice", "Write what you advised")
	}
	if strings.TrimSpace(m.Concern) == "" {
		f.Add("concern", "Write what was asked, without the adult’s name if it was not given")
	}
	if strings.TrimSpace(m.Setting) == "" {
		f.Add("setting", "Enter where the caller works")
	}
	if err := f.Err(); err != nil {
		return Receipt{}, err
	}
	return r.receive(ctx, actor, "Record a question to the LADO", func(tx *command.Tx) (Form, time.Time, error) {
		at, err := r.came(tx, actor, received)
		m.Children = strings.TrimSpace(m.Children)
		return m, at, err
	}, true, advice)
}

// came says when something came that the LADO types in.
func (r Room) came(tx *command.Tx, actor access.Actor, received day.Day) (time.Time, error) {
	if err := Opens(actor); err != nil {
		return tx.Now, err
	}
	switch {
	case received.IsZero() || received == tx.Today():
		return tx.Now, nil
	case received.After(tx.Today()):
		return tx.Now, errs.Field("received", "The day it came must be today or in the past")
	}
	return received.Start().Add(12 * time.Hour), nil
}

func worker(tx *command.Tx, id string) (record.Worker, error) {
	s, err := tx.Story(id)
	if err != nil {
		return record.Worker{}, err
	}
	w, ok := story.Latest[record.Worker](s)
	if !ok {
		return record.Worker{}, errs.New(errs.Denied, "Your account is not joined to a worker, so this cannot be sent yet. Ask the service desk; what you typed is kept")
	}
	return w.Body, nil
}

func (r Room) receive(ctx context.Context, actor access.Actor, why string, prepare func(*command.Tx) (Form, time.Time, error), question bool, advice ...string) (rc Receipt, err error) {
	rc.Command, err = r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		m, at, err := prepare(tx)
		if err != nil {
			return nil, err
		}
		m = m.tidy()
		on := day.In(at)
		if !question {
			if err := m.Check(on); err != nil {
				return nil, err
			}
		}
		l := m.referral(actor.ID, at)
		id := tx.NewID()
		l.Reference = reference(on, id)
		rc = Receipt{Subject: record.LADOSubject + ":" + id, Reference: l.Reference, Received: at.UTC(), DecideBy: r.due("LADO-02", on), Question: question}
		if question {
			l.Consultation, l.Closed, l.Advice, l.Officer, l.ClosedBy = true, on, strings.Join(advice, ""), actor.ID, actor.ID
		}
		return []record.Change{record.New(id, rc.Subject, l)}, nil
	})
	return rc, err
}

func (m Form) referral(account string, at time.Time) record.LADOReferral {
	return record.LADOReferral{
		Received: day.In(at), At: at.UTC(), Account: account, Referrer: m.Referrer, Source: m.Referrer.Source, Known: m.Known, Person: m.Person, Born: m.Born,
		Position: m.Position, Job: m.Job, Setting: m.Setting, Sector: m.Sector, Category: m.Category, Concern: m.Concern, Named: m.Children,
		Happened: m.Happened, ImmediateRisk: m.Danger, OtherRoles: m.Other,
	}
}

// Written makes a question a referral, because the written form has come: the clocks count from the day it came. Nothing is typed again.
func (r Room) Written(ctx context.Context, actor access.Actor, subject string, base int64, came, known day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Make a question a referral", subject, base, func(c *handling) ([]record.Change, error) {
		switch {
		case !c.now.Consultation:
			return nil, errs.New(errs.Conflict, "This is a referral already. Nothing was changed")
		case came.IsZero() || came.After(c.tx.Today()) || came.Before(c.now.Received):
			return nil, errs.Field("came", "Enter the day on which the written referral came: not before the question, and not in the future")
		}
		c.now.Consultation, c.now.Closed, c.now.ClosedBy = false, day.Day{}, ""
		c.now.Received, c.now.At, c.now.Known = came, time.Time{}, known
		return nil, nil
	})
}

// Sent is the receipt of what the actor sent themselves. To everybody else it is missing, their colleagues too: an allegation is about
// somebody they may work with.
func (r Room) Sent(ctx context.Context, actor access.Actor, subject string) (rc Receipt, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		if record.SubjectType(subject) != record.LADOSubject || actor.ID == "" {
			return missing()
		}
		_, l, err := load(t, subject)
		if err != nil {
			return err
		}
		if l.Body.Account != actor.ID {
			return missing()
		}
		rc = Receipt{Subject: subject, Reference: l.Body.Reference, Received: l.Body.At, DecideBy: r.due("LADO-02", l.Body.Received), Question: l.Body.Consultation}
		return nil
	})
	return rc, err
}
