package casework

import (
	"context"
	"io"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// NewDocument is what somebody says of a file.
type NewDocument struct {
	Type       string
	Title      string
	Date       day.Day
	From       string
	Restricted bool
}

// AddDocument records a file that was taken in: its head on the person, the words found in it apart, its bytes sealed under the person's key; all of it or none. A
// restricted one may be added only by those who may record restricted sources.
func (r Room) AddDocument(ctx context.Context, actor access.Actor, subject string, n NewDocument, f document.File) (id string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Add a document", subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		if n.Restricted {
			if err := access.Decide(actor, access.Record, access.SourceRestricted, c.Facts, t.Now).Err(); err != nil {
				return nil, errs.Field("restricted", "Only the allocated worker and the manager of the case add restricted documents")
			}
		}
		id = t.NewID()
		b := record.Document{
			Type: n.Type, Title: strings.TrimSpace(n.Title), Date: n.Date, From: strings.TrimSpace(n.From), File: f.Name, Media: f.Media, Size: f.Size, SHA256: f.SHA256,
			Parts: f.Parts(), Scan: f.Scan, Scanner: f.Scanner, Restricted: n.Restricted, Worker: actor.ID,
		}
		if f.Scan == record.ScanClean {
			b.Scanned = t.Now.UTC()
		}
		changes := []record.Change{}
		if f.Words != "" {
			b.Words = t.NewSubject(record.NoteSubject)
			changes = append(changes, record.New(t.NewID(), b.Words, record.NoteText{Of: c.Subject, Text: f.Words}))
		}
		if err := f.Keep(ctx, t.Tx, r.Desk.Journal.Vault(), c.Subject, id); err != nil {
			return nil, err
		}
		return append(changes, record.New(id, c.Subject, b)), nil
	})
	return id, rc, err
}

// MarkDocument restricts a document, opens it again, or takes it out of the list with a reason. Its bytes stay until the record is disposed of.
func (r Room) MarkDocument(ctx context.Context, actor access.Actor, subject, id string, restricted bool, removed string) (command.Receipt, error) {
	return r.change(ctx, actor, "Change a document", subject, "", access.Undo, func(t *command.Tx, c case_) ([]record.Change, error) {
		d, err := ofStory[record.Document](c.story, id)
		if err != nil {
			return nil, err
		}
		if d.Body.Restricted || restricted {
			if err := access.Decide(actor, access.Read, access.SourceRestricted, c.Facts, t.Now).Err(); err != nil {
				if d.Body.Restricted {
					return nil, missing()
				}
				return nil, err
			}
		}
		b := d.Body
		b.Restricted, b.Removed = restricted, strings.TrimSpace(removed)
		return []record.Change{record.Edit(d, b)}, nil
	})
}

// Document finds a document of a reading that its reader may open: a restricted one is missing to those who may not read restricted sources.
func Document(reading person.Reading, id string) (record.Of[record.Document], error) {
	d, ok := story.Find[record.Document](reading.Story, id)
	if !ok || !MayOpen(reading, d.Body) {
		return d, missing()
	}
	return d, nil
}

// MayOpen says whether the reader of a reading may know of a document.
func MayOpen(reading person.Reading, d record.Document) bool {
	may := func(c access.Class) bool {
		return access.Decide(reading.Actor, access.Read, c, reading.Facts, reading.At).Allow
	}
	return may(access.None) && (!d.Restricted || may(access.SourceRestricted))
}

// WriteDocument gives a document's bytes; begin is called before the first.
func (r Room) WriteDocument(ctx context.Context, d record.Of[record.Document], begin func(), w io.Writer) error {
	return document.Write(ctx, r.Desk.DB, r.Desk.Journal.Vault(), d, begin, w)
}
