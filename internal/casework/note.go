package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

func itoa(n int) string { return strconv.Itoa(n) }

// MostText is the longest text of a note, in characters: some 50 pages.
const MostText = 120_000

// NewNote is a note as somebody wrote it.
type NewNote struct {
	Type        string
	Date        day.Day
	Title       string
	With        string
	Text        string
	Significant bool
	Also        []string // subjects of other children whose record gets the same note: each has its own, so that each can be put right alone
}

// AddNote records a note on a child, and the same on others. Every one of them must be open to the writer; draft is the name of the form's draft, which goes
// with it, or "".
func (r Room) AddNote(ctx context.Context, actor access.Actor, subject, draft string, n NewNote) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a case note", subject, draft, access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		if err := checkText(n.Text); err != nil {
			return nil, err
		}
		on := []string{c.Subject}
		for _, other := range n.Also {
			o, err := open(t, other, access.Record)
			if err != nil {
				return nil, err
			}
			if record.SubjectType(o.Subject) != record.ChildSubject {
				return nil, errs.Field("also", "Choose children only")
			}
			on = append(on, o.Subject)
		}
		var changes []record.Change
		for i, s := range on {
			if i > 0 && s == c.Subject {
				continue
			}
			text := t.NewSubject(record.NoteSubject)
			changes = append(changes,
				record.New(t.NewID(), s, record.CaseNote{
					Type: n.Type, Date: n.Date, Title: strings.TrimSpace(n.Title), With: strings.TrimSpace(n.With), Note: text,
					Length: utf8.RuneCountInString(n.Text), Worker: actor.ID, Significant: n.Significant,
				}),
				record.New(t.NewID(), text, record.NoteText{Of: s, Text: n.Text}))
		}
		return changes, nil
	})
}

func checkText(text string) error {
	if strings.TrimSpace(text) == "" {
		return errs.Field("text", "Write the note")
	}
	if utf8.RuneCountInString(text) > MostText {
		return errs.Field("text", "The note is too long for one: put part of it in a second note, or add it as a document")
	}
	return nil
}

// Amendment is a change of a note: the version that it was made from, what it says now, why, and who asked for it.
type Amendment struct {
	Base        int64
	Note        NewNote
	Reason, For string
}

// mayChange says whether somebody may change a note: its writer, and whoever may put back changes on the case.
func mayChange(t *command.Tx, c case_, n record.CaseNote) error {
	if n.Worker == t.Actor.ID {
		return nil
	}
	return access.Decide(t.Actor, access.Undo, access.None, c.Facts, t.Now).Err()
}

// MayChange says whether a reader may change a note, for its page.
func MayChange(a access.Actor, undo bool, n record.CaseNote) bool {
	return n.Removed == nil && (undo || n.Worker == a.ID)
}

// AmendNote changes a note. What it said before stays in the history.
func (r Room) AmendNote(ctx context.Context, actor access.Actor, subject, id, draft string, a Amendment) (command.Receipt, error) {
	return r.change(ctx, actor, "Change a case note", subject, draft, access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		n, err := ofStory[record.CaseNote](c.story, id)
		if err != nil {
			return nil, err
		}
		if err := mayChange(t, c, n.Body); err != nil {
			return nil, err
		}
		if n.Body.Removed != nil {
			return nil, errs.New(errs.Conflict, "This note was taken out of the record. Nothing was changed")
		}
		if n.Version != a.Base {
			return nil, errs.New(errs.Conflict, "Somebody changed this note while you were writing. What you typed is kept as your draft: open the note to see the newer one, then decide")
		}
		if err := checkText(a.Note.Text); err != nil {
			return nil, err
		}
		text, err := textOf(t, n.Body.Note)
		if err != nil {
			return nil, err
		}
		b := n.Body
		b.Type, b.Date, b.Title, b.With, b.Significant = a.Note.Type, a.Note.Date, strings.TrimSpace(a.Note.Title), strings.TrimSpace(a.Note.With), a.Note.Significant
		b.Length = utf8.RuneCountInString(a.Note.Text)
		b.Amendments = append(b.Amendments[:len(b.Amendments):len(b.Amendments)], record.NoteChange{By: actor.ID, At: t.Now.UTC(), Reason: a.Reason, For: strings.TrimSpace(a.For)})
		changes := []record.Change{record.Edit(n, b)}
		if text.Body.Text != a.Note.Text {
			changes = append(changes, record.Edit(text, record.NoteText{Of: text.Body.Of, Text: a.Note.Text}))
		}
		return changes, nil
	})
}

func textOf(t *command.Tx, note string) (record.Of[record.NoteText], error) {
	s, err := story.Load(t.Tx, note)
	if err != nil {
		return record.Of[record.NoteText]{}, err
	}
	text, ok := story.Latest[record.NoteText](s)
	if !ok {
		return text, errs.New(errs.Internal, "the text of a note is not there")
	}
	return text, nil
}

// RemoveNote takes a note out of the record: its head stays, and says why and who asked; its text is shown no more. Putting it back is an undo.
func (r Room) RemoveNote(ctx context.Context, actor access.Actor, subject, id, reason, askedBy string) (command.Receipt, error) {
	return r.change(ctx, actor, "Take out a case note", subject, "", access.Undo, func(t *command.Tx, c case_) ([]record.Change, error) {
		n, err := ofStory[record.CaseNote](c.story, id)
		if err != nil {
			return nil, err
		}
		if n.Body.Removed != nil {
			return nil, errs.New(errs.Conflict, "This note was taken out already. Nothing was changed")
		}
		b := n.Body
		b.Removed = &record.NoteChange{By: actor.ID, At: t.Now.UTC(), Reason: reason, For: strings.TrimSpace(askedBy)}
		return []record.Change{record.Edit(n, b)}, nil
	})
}

// Versions are all that a note of a reading has said, the oldest first, for whoever may put back changes: the original stays readable (acceptance scenario 22).
func (r Room) Versions(ctx context.Context, reading person.Reading, note string) (out []record.Of[record.NoteText], err error) {
	if err := access.Decide(reading.Actor, access.Undo, access.None, reading.Facts, reading.At).Err(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(story.All[record.CaseNote](reading.Story), func(n record.Of[record.CaseNote]) bool { return n.Body.Note == note }) {
		return nil, missing()
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		es, err := r.Desk.Journal.Subject(t, note, r.Desk.Now())
		if err != nil {
			return err
		}
		for _, e := range es {
			rec, ok, err := story.Entry(e)
			if err != nil {
				return err
			}
			if o, is := record.As[record.NoteText](rec); ok && is {
				out = append(out, o)
			}
		}
		return nil
	})
	return out, err
}
