package intake

import (
	"fmt"
	"maps"
	"slices"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/returns/cin"
	"throughline/internal/story"
)

// batch is some children of the file on their way into records in one transaction. It reads what is recorded, with its own changes laid
// over it, so that two elements about one child see each other. Nothing leaves it before the transaction is done.
type batch struct {
	t       *command.Tx
	im      *importer
	changes []record.Change
	stories map[string]story.Story // as changed here
	planned map[string][]string    // identifiers given here: type and value to subjects
	used    map[string]bool        // records that an element of this file was found to be
	met     map[string]int         // children that an element of this file was found to be, with its position
	fresh   []string               // subjects made here
	result  result
}

// result is what became of the children of a batch.
type result struct {
	added, matched, updated Tally
	held, notes             []record.Held
	conflicts               []conflict
	again                   []int
}

// conflict is a Conflict with the value and what decides whether the actor may see it.
type conflict struct {
	Conflict
	class string
	value string
}

func (im *importer) newBatch(t *command.Tx) *batch {
	b := &batch{t: t, im: im, stories: map[string]story.Story{}, planned: map[string][]string{}, used: map[string]bool{}, met: map[string]int{}}
	if im.opts.DryRun { // nothing is in the database, so what earlier batches planned is carried along
		maps.Copy(b.stories, im.dry.stories)
		maps.Copy(b.planned, im.dry.planned)
	}
	return b
}

func (b *batch) story(subject string) (story.Story, error) {
	if s, ok := b.stories[subject]; ok {
		return s, nil
	}
	return b.t.Story(subject)
}

// survivor gives the story that a subject's records are told in.
func (b *batch) survivor(subject string) (string, story.Story, error) {
	if s, ok := b.stories[subject]; ok {
		return subject, s, nil
	}
	if slices.Contains(b.fresh, subject) {
		return subject, story.Story{Subject: subject}, nil
	}
	canonical, err := story.Canonical(b.t.Tx, subject)
	if err != nil {
		return "", story.Story{}, err
	}
	s, err := b.story(canonical)
	return canonical, s, err
}

// put validates a change and lays it over the story. What the vocabulary refuses is an error; nothing is changed then.
func (b *batch) put(c record.Change) error {
	if v, ok := c.Body.(record.Validator); ok {
		if err := v.Valid(b.t.Today()); err != nil {
			return err
		}
	}
	k, _ := record.Lookup(c.Body.KindName())
	canonical, s, err := b.survivor(c.Subject)
	if err != nil {
		return err
	}
	recs := slices.DeleteFunc(slices.Clone(s.Records), func(r record.Record) bool { return r.ID == c.ID })
	recs = append(recs, record.Record{
		Meta: record.Meta{ID: c.ID, Kind: k.Name, Subject: c.Subject, Version: c.Base + 1, Rev: k.Rev, At: b.t.Now, Actor: b.t.Actor.ID, Source: c.Source},
		Body: c.Body,
	})
	b.stories[canonical] = story.New(canonical, s.Merged, recs)
	b.changes = append(b.changes, c)
	if i, ok := c.Body.(record.Identifier); ok {
		key := i.Type + "\x00" + i.Value
		b.planned[key] = append(slices.Clip(b.planned[key]), canonical)
	}
	return nil
}

// add makes a record and edit changes one; both say where it came from.
func (b *batch) add(subject string, body record.Body, r row) (id string, err error) {
	c := record.New(b.t.NewID(), subject, body)
	c.Source = b.im.source(r)
	return c.ID, b.put(c)
}

func edit[T record.Body](b *batch, held record.Of[T], body T, r row) error {
	c := record.Edit(held, body)
	c.Source = b.im.source(r)
	return b.put(c)
}

func (im *importer) source(r row) string {
	return im.sourceOfFile() + "#" + r.source()
}

const withKey = "select distinct subject from search_key where kind = $1 and value = $2 order by subject"

// withIdentifier gives the recorded children that have one of a few kinds of identifier with a value.
func (b *batch) withIdentifier(value string, keys map[match.IDType]string, has func(known) bool) ([]known, error) {
	if value == "" {
		return nil, nil
	}
	var subjects []string
	for _, t := range slices.Sorted(maps.Keys(keys)) {
		subjects = append(subjects, b.planned[keys[t]+"\x00"+value]...)
		for _, k := range match.Keys(match.Person{IDs: []match.ID{{Type: t, Value: value}}}) {
			found, err := db.Column[string](b.t.Tx, withKey, string(k.Kind), k.Value)
			if err != nil {
				return nil, err
			}
			subjects = append(subjects, found...)
		}
	}
	slices.Sort(subjects)
	var out []known
	for _, s := range slices.Compact(subjects) {
		if record.SubjectType(s) != record.ChildSubject {
			continue
		}
		st, err := b.story(s)
		if err != nil {
			return nil, err
		}
		if k := knownOf(st); has(k) {
			out = append(out, k)
		}
	}
	return out, nil
}

// whose looks for the recorded child that an element is.
func (b *batch) whose(e entry) (finding, error) {
	if f, ok, err := b.bySubject(e); ok || err != nil {
		return f, err
	}
	id := e.identity.id
	ids := map[match.IDType]string{match.Local: record.LAChildID, match.FormerID: record.FormerChildID}
	byID, err := b.withIdentifier(id, ids, func(k known) bool { return slices.Contains(k.ids, id) || slices.Contains(k.formers, id) })
	if err != nil {
		return finding{}, err
	}
	now := func(k known) bool { return slices.Contains(k.ids, id) }
	if slices.ContainsFunc(byID, now) { // a number in use beats one that was given up
		byID = slices.DeleteFunc(byID, func(k known) bool { return !now(k) })
	}
	upns := map[match.IDType]string{match.UPN: record.UPN, match.FormerUPN: record.FormerUPN}
	var byUPN []known
	for _, upn := range []string{e.identity.upn, e.former} {
		more, err := b.withIdentifier(upn, upns, func(k known) bool { return slices.Contains(k.upns, upn) })
		if err != nil {
			return finding{}, err
		}
		for _, k := range more {
			if !slices.ContainsFunc(byUPN, func(o known) bool { return o.story.Subject == k.story.Subject }) {
				byUPN = append(byUPN, k)
			}
		}
	}
	return find(e, byID, byUPN, b.im.file), nil
}

func (b *batch) hold(place fmt.Stringer, why string, args ...any) {
	b.result.held = append(b.result.held, record.Held{Place: place.String(), Why: fmt.Sprintf(why, args...)})
}

func (b *batch) note(place fmt.Stringer, why string, args ...any) {
	b.result.notes = append(b.result.notes, record.Held{Place: place.String(), Why: fmt.Sprintf(why, args...)})
}

// refuse holds a row back because the vocabulary refuses it; any other error stops the import.
func (b *batch) refuse(r row, err error) error {
	if errs.Of(err) != errs.Invalid {
		return err
	}
	b.hold(r, "held back: %s", errs.Text(err))
	return nil
}

// disagree notes fields of the file that were not taken over what is recorded.
func disagree[T record.Body](b *batch, held record.Of[T], r row, diffs []diff) {
	for _, d := range diffs {
		b.differ(record.Record{Meta: held.Meta}, r, d)
	}
}

// columns903 are the SSDA903's names for what the CIN census calls otherwise.
var columns903 = map[string]string{"PersonBirthDate": "DOB", "Sex": "SEX", "Ethnicity": "ETHNIC"}

func (b *batch) differ(held record.Record, r row, d diff) {
	k, _ := record.Lookup(held.Kind)
	source := held.Source
	if source == "" {
		source = "recorded here"
	}
	class := k.Class
	if name, ok := columnsSSD[d.field]; ok && b.im.report.Return != record.ReturnSSDA903 && b.im.report.Return != record.ReturnCIN {
		if d.field == "Disability" {
			class = "health"
		}
		d.field = name
	}
	if name, ok := columns903[d.field]; ok && b.im.report.Return == record.ReturnSSDA903 {
		d.field = name
	}
	if d.field == "Disability" {
		class = "health"
	}
	b.result.conflicts = append(b.result.conflicts, conflict{
		Conflict: Conflict{
			Place: r.String() + ", " + d.field, Incoming: d.incoming, Source: b.im.source(r), Kind: held.Kind, Record: held.ID,
			Subject: held.Subject, Field: d.field, HeldSource: source,
		},
		class: class, value: d.held,
	})
}

// row is where an element says who the child is.
func (e entry) row() row {
	switch {
	case e.care != nil:
		return e.care.at
	case e.foreign != nil:
		return row{child: e.pos, number: e.foreign.Row, of903: e.foreign.Table}
	}
	return row{child: e.pos, number: 1, table: cin.ChildIdentifiers}
}
