package subjectaccess

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

// Row is one request in a list.
type Row struct {
	Subject, Name string
	Request       record.Of[record.AccessRequest]
	Due           day.Day // zero while the clock stands, and when it was answered
}

// List gives the requests that somebody may know of, those still open first, by the time left. It is one query whatever their number.
func (r Room) List(ctx context.Context, actor access.Actor) (rows []Row, err error) {
	defer errs.Wrap(&err, "requests for records")
	class := access.None
	if access.Could(actor, access.ExportChild, access.Identity).Allow {
		class = access.Identity
	}
	visible, args := access.Visible(actor, access.ExportChild, class).SQL("c", 1)
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		rows = nil
		return t.Each(func(scan db.Scan) error {
			var w Row
			var raw []byte
			if err := scan(&w.Subject, &w.Name, &w.Request.ID, &w.Request.Rev, &w.Request.Version, &raw); err != nil {
				return err
			}
			b, err := record.Decode(record.AccessRequest{}.KindName(), w.Request.Rev, raw)
			if err != nil {
				return err
			}
			w.Request.Body = b.(record.AccessRequest)
			if w.Request.Body.Open() {
				w.Due = DueOn(r.Book, w.Request.Body)
			}
			rows = append(rows, w)
			return nil
		}, "select c.subject, c.name, r.id, r.rev, r.version, r.body from record r join person_card c on c.subject = coalesce((select a.into_subject from alias a where a.subject = r.subject), r.subject) "+
			"where r.kind = 'access_request' and not r.withdrawn and "+visible+" order by r.id", args...)
	})
	slices.SortStableFunc(rows, func(a, b Row) int {
		if a.Request.Body.Open() != b.Request.Body.Open() {
			if a.Request.Body.Open() {
				return -1
			}
			return 1
		}
		if !a.Request.Body.Open() {
			return b.Request.Body.Closed.Compare(a.Request.Body.Closed)
		}
		if a.Due.IsZero() != b.Due.IsZero() { // what waits for the requester comes last
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	return rows, err
}

// onRequest and onParts are the commands that their author may take back for a day: on the request, and on its parts. A copy that was confirmed is not taken back: it is made
// again, as a further edition.
var (
	onRequest = []string{
		"Record a request for a record", "Record who a requester is", "Record why a requester may ask", "Ask a requester", "Record a requester’s answer", "Extend a request for a record",
		"Say who answers a request for a record", "Record that a copy of a record was given", "End a request for a record", "Open a request for a record again",
	}
	onParts = []string{"Decide on a part of a record", "Give the plain facts of a record"}
)

// Undoing takes back what was done on a request of a child, by its id, or on its parts: what was last.
func (r Room) Undoing(id string) person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: slices.Concat(onRequest, onParts), May: func(t *db.Tx, actor access.Actor, child, why string) (string, error) {
		if why != "" { // asked already: it is the same for all of them
			return child, nil
		}
		s, q, err := open(t, actor, access.None, child, id, r.Desk)
		if err != nil {
			return "", err
		}
		d, ok, err := person.LastDone(t, actor.ID, s.Subject, r.Desk.Now(), onRequest...)
		if err != nil {
			return "", err
		}
		part, also, err := person.LastDone(t, actor.ID, q.Body.Decisions, r.Desk.Now(), onParts...)
		if also && (!ok || !part.At.Before(d.At)) {
			return q.Body.Decisions, err
		}
		return s.Subject, err
	}}
}

// Candidates are the children whom a search finds, for a request that has just come.
func (r Room) Candidates(ctx context.Context, actor access.Actor, words string) ([]person.Hit, error) {
	if err := access.Could(actor, access.ExportChild, access.Identity).Err(); err != nil {
		return nil, err
	}
	hits, err := person.Room{Desk: r.Desk}.Search(ctx, actor, words, 10)
	return slices.DeleteFunc(hits, func(h person.Hit) bool { return record.SubjectType(h.Subject) != record.ChildSubject }), err
}
