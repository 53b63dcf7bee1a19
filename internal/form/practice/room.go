package practice

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Example is a form that a council can begin from: systemic, trauma-informed and anti-racist practice in an assessment, in the spirit of Hackney's practice
// model and in our own words.
//
//go:embed example.txt
var Example string

// Room is where practice forms are written, published and answered.
type Room struct {
	Desk  *command.Desk
	Facts func(*db.Tx, string) (access.Facts, error)
}

// Written is a form as it is being written, with its editions.
type Written struct {
	Subject  string
	Form     record.Of[record.PracticeForm]
	Editions []record.Of[record.PracticeEdition] // oldest first
}

// Current is the edition that is asked now; ok is false when there is none.
func (w Written) Current() (e record.Of[record.PracticeEdition], ok bool) {
	for _, x := range w.Editions {
		if x.Body.Withdrawn.IsZero() {
			e, ok = x, true
		}
	}
	return e, ok
}

func writtenOf(s story.Story) (Written, bool) {
	f, ok := story.Latest[record.PracticeForm](s)
	return Written{s.Subject, f, story.All[record.PracticeEdition](s)}, ok
}

// All lists every form, by name.
func (r Room) All(ctx context.Context) (out []Written, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		forms, err := story.OfKind[record.PracticeForm](t)
		if err != nil {
			return err
		}
		editions, err := story.OfKind[record.PracticeEdition](t)
		for _, f := range forms {
			w := Written{Subject: f.Subject, Form: f}
			for _, e := range editions {
				if e.Subject == f.Subject {
					w.Editions = append(w.Editions, e)
				}
			}
			out = append(out, w)
		}
		return err
	})
	slices.SortFunc(out, func(a, b Written) int { return strings.Compare(a.Form.Body.Name, b.Form.Body.Name) })
	return out, err
}

// One gives a form; errs.NotFound when there is none.
func (r Room) One(ctx context.Context, subject string) (w Written, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		w, err = one(t, subject)
		return err
	})
	return w, err
}

func one(t *db.Tx, subject string) (Written, error) {
	s, err := story.Load(t, subject)
	if err != nil {
		return Written{}, err
	}
	w, ok := writtenOf(s)
	if !ok || record.SubjectType(subject) != record.FormSubject {
		return Written{}, errs.New(errs.NotFound, "There is no such form")
	}
	return w, nil
}

// write runs a command of somebody who keeps the council's forms.
func (r Room) write(ctx context.Context, actor access.Actor, why string, decide func(*command.Tx) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if err := access.Decide(actor, access.KeepForms, access.Account, access.Facts{}, tx.Now).Err(); err != nil {
			return nil, err
		}
		return decide(tx)
	})
}

// Save keeps a form as it is being written; subject is empty for a new one. Text that cannot be read is refused whole, with its lines. What Check finds may be
// mended later: it stops only the publishing.
func (r Room) Save(ctx context.Context, actor access.Actor, subject string, base int64, f record.PracticeForm) (string, command.Receipt, error) {
	f.Text = strings.ReplaceAll(f.Text, "\r\n", "\n")
	rc, err := r.write(ctx, actor, "Write a practice form", func(tx *command.Tx) ([]record.Change, error) {
		if _, err := Read(f.Text); err != nil {
			return nil, err
		}
		if f.Owner == "" {
			return nil, errs.Field("owner", "Say who answers for the form")
		}
		if subject == "" {
			subject = tx.NewSubject(record.FormSubject)
			return []record.Change{record.New(tx.NewID(), subject, f)}, nil
		}
		w, err := one(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		c := record.Edit(w.Form, f)
		c.Base = base
		return []record.Change{c}, nil
	})
	return subject, rc, err
}

// Publish makes the form as it is written into its next edition, which is asked from now on. A form in which Check finds anything is errs.Invalid with every
// problem.
func (r Room) Publish(ctx context.Context, actor access.Actor, subject string, base int64) (command.Receipt, error) {
	return r.write(ctx, actor, "Publish a practice form", func(tx *command.Tx) ([]record.Change, error) {
		w, err := one(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		if w.Form.Version != base {
			return nil, errs.New(errs.Conflict, "Somebody changed this form since you opened it. Look at it again; nothing was published")
		}
		f, err := Read(w.Form.Body.Text)
		if err != nil {
			return nil, err
		}
		var wrong errs.Fields
		for _, p := range Check(f, w.Form.Body.Step) {
			wrong.Add("text", "%s", p)
		}
		if err := wrong.Err(); err != nil {
			return nil, err
		}
		if e, ok := w.Current(); ok && e.Body.Text == w.Form.Body.Text && e.Body.Name == w.Form.Body.Name {
			return nil, errs.New(errs.Conflict, "Edition %d says the same. Nothing was published", e.Body.Number)
		}
		return []record.Change{record.New(tx.NewID(), subject, record.PracticeEdition{
			Number: len(w.Editions) + 1, Name: w.Form.Body.Name, Step: w.Form.Body.Step, Text: w.Form.Body.Text, Published: tx.Today(), By: actor.ID,
		})}, nil
	})
}

// Withdraw ends the asking of a form. Answers to it stay, and are shown as they were.
func (r Room) Withdraw(ctx context.Context, actor access.Actor, subject string) (command.Receipt, error) {
	return r.write(ctx, actor, "Withdraw a practice form", func(tx *command.Tx) ([]record.Change, error) {
		w, err := one(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		var out []record.Change
		for _, e := range w.Editions {
			if e.Body.Withdrawn.IsZero() {
				body := e.Body
				body.Withdrawn = tx.Today()
				out = append(out, record.Edit(e, body))
			}
		}
		if len(out) == 0 {
			return nil, errs.New(errs.Conflict, "This form is not asked now. Nothing was changed")
		}
		return out, nil
	})
}

// Answer records the answers to the newest edition about a child; answers to the same edition about the same step are a new version of them. The actor must be
// allowed to write the child's assessment. edition is the one that was on the page: when another was published since, it is errs.Conflict.
func (r Room) Answer(ctx context.Context, actor access.Actor, child, form string, edition int, base int64, given Given) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Answer a practice form", func(tx *command.Tx) ([]record.Change, error) {
		f, err := r.Facts(tx.Tx, child)
		if err != nil {
			return nil, err
		}
		if err := access.Decide(actor, access.WriteAssessment, access.Assessment, f, tx.Now).Err(); err != nil {
			return nil, err
		}
		w, err := one(tx.Tx, form)
		if err != nil {
			return nil, err
		}
		e, ok := w.Current()
		if !ok || e.Body.Number != edition {
			return nil, errs.New(errs.Conflict, "This form was changed or withdrawn since you opened it. Open it again; what you typed is kept as a draft")
		}
		read, err := Read(e.Body.Text)
		if err != nil {
			return nil, err
		}
		answers, err := read.Take(given)
		if err != nil {
			return nil, err
		}
		s, err := tx.Story(f.Subject)
		if err != nil {
			return nil, err
		}
		body := record.PracticeAnswers{Form: form, Edition: edition, Date: tx.Today(), Worker: actor.ID, Answers: answers}
		for _, was := range story.All[record.PracticeAnswers](s) {
			if was.Body.Form == form && was.Body.Edition == edition && was.Body.Date.Add(recent).After(tx.Today()) {
				body.About, body.Date = was.Body.About, was.Body.Date
				c := record.Edit(was, body)
				c.Base = base
				return []record.Change{c}, nil
			}
		}
		return []record.Change{record.New(tx.NewID(), f.Subject, body)}, nil
	})
}

// recent is for how many days answers are gone on with; later ones are new answers.
const recent = 60

// Gone gives the answers that would be gone on with now; ok is false when the form would be answered anew.
func Gone(s story.Story, form string, edition int, today day.Day) (record.Of[record.PracticeAnswers], bool) {
	for _, was := range story.All[record.PracticeAnswers](s) {
		if was.Body.Form == form && was.Body.Edition == edition && was.Body.Date.Add(recent).After(today) {
			return was, true
		}
	}
	return record.Of[record.PracticeAnswers]{}, false
}
