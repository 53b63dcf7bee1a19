// Package story loads everything known about one subject: its records, and those of the subjects merged into it, typed and in
// order, as they are now or as they were known at an instant. Pure functions take it from there.
package story

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// Story is one subject's records. It is not changed after it was made.
type Story struct {
	Subject string   // the id all its records are told under: that of the surviving record after a merge
	Merged  []string // ids of subjects that were merged into it
	Records []record.Record
}

// New makes a story from records; withdrawn ones are left out. The order is that of recording.
func New(subject string, merged []string, records []record.Record) Story {
	s := Story{Subject: subject, Merged: merged, Records: make([]record.Record, 0, len(records))}
	for _, r := range records {
		if !r.Withdrawn {
			s.Records = append(s.Records, r)
		}
	}
	if !slices.IsSortedFunc(s.Records, byCreation) {
		// Places are sorted, not records: those are wide.
		places := make([]int, len(s.Records))
		for i := range places {
			places[i] = i
		}
		slices.SortFunc(places, func(a, b int) int {
			return cmp.Or(strings.Compare(s.Records[a].ID, s.Records[b].ID), cmp.Compare(a, b))
		})
		sorted := make([]record.Record, len(places))
		for i, place := range places {
			sorted[i] = s.Records[place]
		}
		s.Records = sorted
	}
	return s
}

// With is the story after changes to the subject's own records: new versions, in the order in which they were made.
func (s Story) With(changed []record.Record) Story {
	recs := slices.Clone(s.Records)
	for _, c := range changed {
		if i := slices.IndexFunc(recs, func(r record.Record) bool { return r.ID == c.ID }); i >= 0 {
			recs[i] = c
		} else {
			recs = append(recs, c)
		}
	}
	return New(s.Subject, s.Merged, recs)
}

// byCreation orders by identity: ids begin with the time they were made (UUIDv7), which does not change when a record is corrected.
func byCreation(a, b record.Record) int { return strings.Compare(a.ID, b.ID) }

// Empty says whether nothing is recorded.
func (s Story) Empty() bool { return len(s.Records) == 0 }

// Subjects is the subject and all that were merged into it.
func (s Story) Subjects() []string { return append([]string{s.Subject}, s.Merged...) }

// All gives the records of one kind, in the order of recording.
func All[T record.Body](s Story) []record.Of[T] {
	var out []record.Of[T]
	for _, r := range s.Records {
		if o, ok := record.As[T](r); ok {
			out = append(out, o)
		}
	}
	return out
}

// Latest gives the newest record of a kind.
func Latest[T record.Body](s Story) (record.Of[T], bool) {
	for i := len(s.Records) - 1; i >= 0; i-- {
		if o, ok := record.As[T](s.Records[i]); ok {
			return o, true
		}
	}
	return record.Of[T]{}, false
}

// First gives the first record of a kind: for a merged person, that of the surviving subject if it has one.
func First[T record.Body](s Story) (record.Of[T], bool) {
	var found record.Of[T]
	ok := false
	for _, r := range s.Records {
		o, is := record.As[T](r)
		if !is {
			continue
		}
		if r.Subject == s.Subject {
			return o, true
		}
		if !ok {
			found, ok = o, true
		}
	}
	return found, ok
}

// Find gives one record by id.
func Find[T record.Body](s Story, id string) (record.Of[T], bool) {
	for _, r := range s.Records {
		if r.ID == id {
			return record.As[T](r)
		}
	}
	return record.Of[T]{}, false
}

// Canonical follows merges to the subject that survives. An id that was never merged is its own.
func Canonical(t *db.Tx, subject string) (string, error) {
	for range 100 {
		into, err := db.Column[string](t, "select into_subject from alias where subject = $1", subject)
		if err != nil {
			return "", err
		}
		if len(into) == 0 {
			return subject, nil
		}
		subject = into[0]
	}
	return "", errs.New(errs.Internal, "merges go round in a circle at %s", subject)
}

// Load gives the story of a subject as it is now. The subject should be canonical; see Canonical.
// A subject with no records gives an empty story.
func Load(t *db.Tx, subject string) (Story, error) {
	var text string
	err := t.Row(Select+From, []any{subject}, &text)
	var s Story
	if err == nil {
		s, err = Unpack(subject, text)
	}
	if err != nil {
		return Story{}, fmt.Errorf("story of %s: %w", subject, err)
	}
	return s, nil
}

func mergedIn(subject string, recs []record.Record) []string {
	var merged []string
	for _, r := range recs {
		if r.Subject != subject && !slices.Contains(merged, r.Subject) {
			merged = append(merged, r.Subject)
		}
	}
	slices.Sort(merged)
	return merged
}

// Record gives one record by id, withdrawn or not.
func Record(t *db.Tx, id string) (record.Record, error) {
	rs, err := db.All(t, scanRecord, "select "+packed+" from record where id = $1", id)
	if err == nil && len(rs) == 0 {
		err = errs.New(errs.NotFound, "There is no such record")
	}
	if err != nil {
		return record.Record{}, err
	}
	return rs[0], nil
}

// One gives one record of a known kind by id; a withdrawn one is not found.
func One[T record.Body](t *db.Tx, id string) (record.Of[T], error) {
	r, err := Record(t, id)
	if err != nil {
		return record.Of[T]{}, err
	}
	o, ok := record.As[T](r)
	if !ok || r.Withdrawn {
		return record.Of[T]{}, errs.New(errs.NotFound, "There is no such record")
	}
	return o, nil
}

// OfKind gives all records of one kind, in order of id; withdrawn ones are left out. For the few kinds that are short lists: workers,
// teams, meetings, questions.
func OfKind[T record.Body](t *db.Tx) ([]record.Of[T], error) {
	var zero T
	rs, err := db.All(t, scanRecord, "select "+packed+" from record where kind = $1 and not withdrawn order by id", zero.KindName())
	out := make([]record.Of[T], 0, len(rs))
	for _, r := range rs {
		if o, ok := record.As[T](r); ok {
			out = append(out, o)
		}
	}
	return out, err
}

// Entry turns a journal entry into a record. The body of a destroyed subject is gone: ok is false.
func Entry(e journal.Entry) (r record.Record, ok bool, err error) {
	if e.Body == nil {
		return record.Record{}, false, nil
	}
	body, err := record.Decode(e.Kind, e.Rev, e.Body)
	if err != nil {
		return record.Record{}, false, fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	return record.Record{Meta: meta(e), Body: body}, true, nil
}

func meta(e journal.Entry) record.Meta {
	return record.Meta{
		ID: e.ID, Kind: e.Kind, Subject: e.Subject, Version: e.Version, Rev: e.Rev, Seq: e.Seq, At: e.At, Actor: e.Actor,
		Source: e.Source, Withdrawn: e.Op == journal.Withdraw,
	}
}

// Newest keeps the last version of each record, withdrawn ones too, and counts the versions that a destroyed key made unreadable.
func Newest(entries []journal.Entry) (out []record.Record, destroyed int, err error) {
	at := map[string]int{}
	for _, e := range entries {
		r, ok, err := Entry(e)
		if err != nil {
			return nil, destroyed, err
		}
		if !ok {
			destroyed++
			continue
		}
		if i, seen := at[e.ID]; seen {
			out[i] = r
			continue
		}
		at[e.ID] = len(out)
		out = append(out, r)
	}
	return out, destroyed, nil
}

// Known gives the story of a subject as it was known at an instant: later corrections, late entries and merges are not in it.
func Known(t *db.Tx, j *journal.Journal, subject string, at time.Time) (Story, error) {
	subjects, recs := []string{subject}, []record.Record{}
	for i := 0; i < len(subjects); i++ {
		es, err := j.Subject(t, subjects[i], at)
		if err != nil {
			return Story{}, err
		}
		rs, _, err := Newest(es)
		if err != nil {
			return Story{}, err
		}
		recs = append(recs, rs...)
		into, err := mergedInto(t, j, subjects[i], at)
		if err != nil {
			return Story{}, err
		}
		for _, s := range into {
			if !slices.Contains(subjects, s) {
				subjects = append(subjects, s)
			}
		}
	}
	return New(subject, subjects[1:], recs), nil
}

// mergedInto finds the subjects that were merged into this one at an instant. Merges name their target inside the body, so
// every merge ever made is read; there are few.
func mergedInto(t *db.Tx, j *journal.Journal, subject string, at time.Time) ([]string, error) {
	from, err := db.Column[string](t, "select distinct subject from entry where kind = $1 order by subject", record.Merge{}.KindName())
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range from {
		es, err := j.Subject(t, s, at)
		if err != nil {
			return nil, err
		}
		rs, _, err := Newest(es)
		if err != nil {
			return nil, err
		}
		if m, ok := ActiveMerge(New(s, nil, rs)); ok && m.Body.Into == subject {
			out = append(out, s)
		}
	}
	return out, nil
}

// ActiveMerge is the merge in force for the subject itself, if there is one.
func ActiveMerge(s Story) (record.Of[record.Merge], bool) {
	for _, m := range slices.Backward(All[record.Merge](s)) {
		if m.Subject == s.Subject {
			return m, true
		}
	}
	return record.Of[record.Merge]{}, false
}

// ErrStop ends a stream early without an error.
var ErrStop = errors.New("stop")

// Each streams the stories of all subjects of a type as they are now, in order of subject. Memory does not grow with their number.
// Merged subjects come as part of the survivor, where the survivor's place in the order is.
func Each(t *db.Tx, subjectType string, fn func(Story) error) error {
	merged, err := aliases(t)
	if err != nil {
		return err
	}
	g := grouper{merged: merged, fn: fn, held: map[string][]record.Record{}}
	// Subjects that were merged are read first and held until their survivor comes: there are few.
	for from := range merged {
		rs, err := db.All(t, scanRecord, "select "+packed+" from record where subject = $1", from)
		if err != nil {
			return err
		}
		g.held[from] = rs
	}
	err = t.Each(func(scan db.Scan) error {
		r, err := scanRecord(scan)
		if err != nil {
			return err
		}
		return g.add(r)
	}, "select "+packed+" from record where subject > $1 and subject < $2 order by subject", subjectType+":", subjectType+";")
	if err == nil {
		err = g.flush()
	}
	if errors.Is(err, ErrStop) {
		return nil
	}
	return err
}

// EachAt is EachKnown at an instant, and Each when the instant is zero.
func EachAt(t *db.Tx, j *journal.Journal, subjectType string, at time.Time, fn func(Story) error) (destroyed int, err error) {
	if at.IsZero() {
		return 0, Each(t, subjectType, fn)
	}
	return EachKnown(t, j, subjectType, at, fn)
}

// EachKnown is Each as it was known at an instant. destroyed is the number of entries that could not be read any more because a
// retention rule destroyed their subject's key.
func EachKnown(t *db.Tx, j *journal.Journal, subjectType string, at time.Time, fn func(Story) error) (destroyed int, err error) {
	merged := map[string]string{}
	from, err := db.Column[string](t, "select distinct subject from entry where kind = $1 and at <= $2", record.Merge{}.KindName(), db.Instant(at))
	if err != nil {
		return 0, err
	}
	held := map[string][]record.Record{}
	for _, s := range from {
		es, err := j.Subject(t, s, at)
		if err != nil {
			return 0, err
		}
		rs, _, err := Newest(es)
		if err != nil {
			return 0, err
		}
		if m, ok := ActiveMerge(New(s, nil, rs)); ok {
			merged[s], held[s] = m.Body.Into, rs
		}
	}
	g := grouper{merged: merged, fn: fn, held: held}
	err = j.BySubject(t, at, func(subject string, entries []journal.Entry) error {
		if record.SubjectType(subject) != subjectType {
			return nil
		}
		rs, gone, err := Newest(entries)
		destroyed += gone
		if err != nil {
			return err
		}
		for _, r := range rs {
			if err := g.add(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = g.flush()
	}
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return destroyed, err
}

func aliases(t *db.Tx) (map[string]string, error) {
	out := map[string]string{}
	err := t.Each(func(scan db.Scan) error {
		var from, into string
		if err := scan(&from, &into); err != nil {
			return err
		}
		out[from] = into
		return nil
	}, "select subject, into_subject from alias")
	return out, err
}

// grouper turns records in order of subject into stories.
type grouper struct {
	merged map[string]string
	held   map[string][]record.Record
	cur    []record.Record
	fn     func(Story) error
}

func (g *grouper) add(r record.Record) error {
	if _, gone := g.merged[r.Subject]; gone {
		return nil // told with its survivor
	}
	if len(g.cur) > 0 && g.cur[0].Subject != r.Subject {
		if err := g.flush(); err != nil {
			return err
		}
	}
	g.cur = append(g.cur, r)
	return nil
}

func (g *grouper) flush() error {
	if len(g.cur) == 0 {
		return nil
	}
	subject := g.cur[0].Subject
	recs := g.cur
	var merged []string
	for grown := true; grown; {
		grown = false
		for from, into := range g.merged {
			if (into == subject || slices.Contains(merged, into)) && !slices.Contains(merged, from) {
				merged = append(merged, from)
				recs = append(recs, g.held[from]...)
				grown = true
			}
		}
	}
	slices.Sort(merged)
	g.cur = g.cur[:0]
	return g.fn(New(subject, merged, recs))
}

// Canonicalise gives stored JSON in one form, so that two engines' storage of the same body compare equal.
func Canonicalise(raw []byte) ([]byte, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(v)
}
