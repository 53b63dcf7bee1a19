// Package outbox tells people by mail that something waits for them. It says never what or about whom: they sign in and see.
//
// Invariant: a message is made in the transaction of the command that it tells of, so that it is made exactly once; it is tried until the relay takes it, at longer
// and longer waits, and after the last try it stays as failed with the reason. A relay that took a message and did not say so gets it again.
//
// Source: acceptance-scenarios.md 12.
package outbox

import (
	"context"
	"errors"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// The states of a message.
const (
	Pending = "pending"
	Sent    = "done"
	Failed  = "failed"
)

// Message is one thing that somebody is told.
type Message struct {
	ID        string
	Recipient string // worker
	What      string // a key of Texts
	About     string // subject
	Made      time.Time
	Tries     int
	Due       time.Time // when it is tried next; zero when it is not
	Sent      time.Time
	Why       string // why the last try failed
}

// State is how a message stands: one that failed may still be tried again, at Due.
func (m Message) State() string {
	switch {
	case !m.Sent.IsZero():
		return Sent
	case m.Why != "":
		return Failed
	}
	return Pending
}

// Text is what a message says.
type Text struct{ Subject, Body string }

// Texts are all that can be said. None says who or what it is about.
var Texts = map[string]Text{
	"submitted":  {"An assessment waits for you", "An assessment was handed in and waits for your decision. Sign in and open your work list."},
	"returned":   {"An assessment came back to you", "Your manager returned an assessment with a comment. Sign in and open your work list."},
	"authorised": {"An assessment was authorised", "Your manager authorised an assessment. Sign in to see what follows."},
}

// waits are how long after each failed try the next one is made. After the last there is none, unless somebody asks for it.
var waits = []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

// Carrier hands a text to an address.
type Carrier interface {
	Carry(ctx context.Context, address string, t Text) error
}

// Outbox keeps messages and has them carried. Without a carrier nothing is kept: a council without a mail relay is told of nothing by mail.
type Outbox struct {
	DB      *db.DB
	Now     func() time.Time
	NewID   func() string
	Address func(ctx context.Context, worker string) (string, error)
	Carrier Carrier
}

// Tell makes a message, within the command that it tells of. Nobody is told what they did themselves.
func (o *Outbox) Tell(t *db.Tx, at time.Time, actor, recipient, what, about string) error {
	if o.Carrier == nil || recipient == "" || recipient == actor {
		return nil
	}
	if _, ok := Texts[what]; !ok {
		return errs.New(errs.Internal, "no message says %q", what)
	}
	_, err := t.Exec("insert into outbox (id, recipient, what, about, made, tries, due, sent, why) values ($1, $2, $3, $4, $5, 0, $5, '', '')",
		o.NewID(), recipient, what, about, db.Instant(at))
	return err
}

const columns = "id, recipient, what, about, made, tries, due, sent, why"

func scanned(scan db.Scan) (m Message, err error) {
	var made, due, sent string
	if err = scan(&m.ID, &m.Recipient, &m.What, &m.About, &made, &m.Tries, &due, &sent, &m.Why); err != nil {
		return m, err
	}
	for _, p := range []struct {
		text string
		into *time.Time
	}{{made, &m.Made}, {due, &m.Due}, {sent, &m.Sent}} {
		if p.text == "" {
			continue
		}
		var bad error
		*p.into, bad = db.ParseInstant(p.text)
		err = errors.Join(err, bad)
	}
	return m, err
}

// About lists what was told of a subject, oldest first.
func (o *Outbox) About(ctx context.Context, subject string) (out []Message, err error) {
	err = o.DB.Read(ctx, func(t *db.Tx) (err error) {
		out, err = db.All(t, scanned, "select "+columns+" from outbox where about = $1 order by made, id", subject)
		return err
	})
	return out, err
}

// Deliver tries everything that is due and says how many the relay took. What fails is no error of Deliver: it stands at the message.
func (o *Outbox) Deliver(ctx context.Context) (sent int, err error) {
	if o.Carrier == nil {
		return 0, nil
	}
	defer errs.Wrap(&err, "deliver mail")
	var due []Message
	if err := o.DB.Read(ctx, func(t *db.Tx) (err error) {
		due, err = db.All(t, scanned, "select "+columns+" from outbox where due <> '' and due <= $1 order by due, id", db.Instant(o.Now()))
		return err
	}); err != nil {
		return 0, err
	}
	for _, m := range due {
		ok, err := o.try(ctx, m)
		if err != nil {
			return sent, err
		}
		if ok {
			sent++
		}
	}
	return sent, nil
}

// try takes a message for itself, so that another server does not try it too, has it carried, and writes down what came of it.
func (o *Outbox) try(ctx context.Context, m Message) (sent bool, err error) {
	next := ""
	if m.Tries < len(waits) {
		next = db.Instant(o.Now().Add(waits[m.Tries]))
	}
	mine := false
	if err := o.DB.Write(ctx, func(t *db.Tx) error {
		n, err := t.Exec("update outbox set tries = tries + 1, due = $1, why = 'The try was not finished' where id = $2 and tries = $3 and sent = ''", next, m.ID, m.Tries)
		mine = n == 1
		return err
	}); err != nil || !mine {
		return false, err
	}
	failed := ""
	address, err := o.Address(ctx, m.Recipient)
	if err == nil {
		err = o.Carrier.Carry(ctx, address, Texts[m.What])
	}
	if err != nil {
		if failed = errs.Text(err); failed == "" {
			failed = "The mail relay could not be reached"
		}
	}
	return failed == "", o.DB.Write(ctx, func(t *db.Tx) error {
		if failed != "" {
			_, err := t.Exec("update outbox set why = $1 where id = $2", failed, m.ID)
			return err
		}
		_, err := t.Exec("update outbox set sent = $1, due = '', why = '' where id = $2", db.Instant(o.Now()), m.ID)
		return err
	})
}

// Again tries the messages about a subject that failed once more, now.
func (o *Outbox) Again(ctx context.Context, subject string) error {
	if err := o.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec("update outbox set due = $1 where about = $2 and sent = '' and why <> ''", db.Instant(o.Now()), subject)
		return err
	}); err != nil {
		return err
	}
	_, err := o.Deliver(ctx)
	return err
}
