package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Foreign is content that a neighbour has read (an extract of the Standard Safeguarding Dataset) and that comes in by the road of the returns:
// children are found as those of a return are, a doubt holds a child back, all of it is undone as one action.
type Foreign struct {
	Return string // what its record and its reports call it
	File   string
	SHA256 string
	LA     string
	Of     int           // arrivals
	Whole  []record.Held // what is to be known of the content as a whole
	// Each gives the arrivals, in the same order each time.
	Each func(context.Context, func(Arrival) error) error
}

// Arrival is one child of foreign content, or a group (a family) of children that came before it.
type Arrival struct {
	Pos        int // from 1
	Table      string
	Row        int    // where it stands in the table
	Group      bool   // no child: only Rows counts
	Subject    string // the child's subject, when this program wrote the content; "" else
	Record     string // id of the child's own record, when this program wrote the content
	ID         string // the council's number
	UPN        string // as it stands in the file
	UPNUnknown string
	Child      record.Child
	Rows       func(g *Guest, subject string) error // brings in what else is said of the child
	Notes      []record.Held
}

func (a Arrival) entry(today day.Day) entry {
	e := entry{pos: a.Pos, foreign: &a, child: a.Child, upnReason: a.UPNUnknown, notes: a.Notes}
	e.child.Names = nil
	e.identity = identity{id: a.ID, birth: a.Child.Birth, expected: a.Child.Expected, sex: a.Child.Sex}
	if upn, err := match.ParseUPN(a.UPN); err == nil {
		e.identity.upn = upn
	} else if a.UPN != "" {
		e.note(e.row().String()+", UPN", "not a UPN: 13 characters whose check letter fits; nobody is found by it")
	}
	switch {
	case a.Group:
	case a.ID == "" && a.Subject == "":
		e.refused = "the child has no number, so there is nobody to file it under; give it one and import again"
	case len(a.ID) > longest:
		e.refused = "the number of the child is too long to be one"
	case a.Child.Birth.After(today):
		e.refused = "the date of birth is in the future; correct it and import again"
	}
	return e
}

// Bring brings foreign content into records. It fails with errs.Denied when the actor may not import and errs.Conflict when somebody else imports
// the same content at the same time.
func Bring(ctx context.Context, desk *command.Desk, actor access.Actor, f Foreign, opts Options) (_ Report, err error) {
	defer errs.Wrap(&err, "import %s", f.File)
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	if opts.Batch <= 0 {
		opts.Batch = defaultBatch
	}
	im := &importer{
		desk: desk, actor: actor, opts: opts, today: desk.Today(), file: register{}, subjects: map[int]string{}, used: map[string]bool{}, met: map[string]int{}, whole: f.Whole,
	}
	im.each = func(ctx context.Context, fn func(entry) error) error {
		return f.Each(ctx, func(a Arrival) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return fn(a.entry(im.today))
		})
	}
	im.report = Report{Return: f.Return, Subject: Subject(f.SHA256), File: f.File, SHA256: f.SHA256, LA: f.LA, DryRun: opts.DryRun, Of: f.Of}
	return im.bring(ctx)
}

// Guest is what a neighbour brings rows in with. It sees records as this import has changed them so far.
type Guest struct {
	b     *batch
	pos   int
	taken map[string]bool // ids that were asked for together: whether the journal has them
}

// Ask finds out at once which of many ids are taken, before rows are added under them one by one.
func (g *Guest) Ask(ids []string) error {
	g.taken = make(map[string]bool, len(ids))
	for part := range slices.Chunk(ids, 200) {
		marks, args := make([]string, len(part)), make([]any, len(part))
		for i, id := range part {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
			g.taken[id] = false
		}
		found, err := db.Column[string](g.b.t.Tx, "select distinct id from entry where id in ("+strings.Join(marks, ", ")+")", args...)
		if err != nil {
			return err
		}
		for _, id := range found {
			g.taken[id] = true
		}
	}
	return nil
}

func (g *Guest) at(table string, number int) row {
	return row{child: g.pos, number: number, of903: table}
}

// Today is the day of the import.
func (g *Guest) Today() day.Day { return g.b.t.Today() }

// Tx reads what is recorded, without the changes of this import.
func (g *Guest) Tx() *db.Tx { return g.b.t.Tx }

// Story is a subject's story with what this import did to it.
func (g *Guest) Story(subject string) (story.Story, error) {
	_, s, err := g.b.survivor(subject)
	return s, err
}

// Used says whether a row of this content was found to be the record; Use notes that one was.
func (g *Guest) Used(id string) bool { return g.b.isUsed(id) }

// Use notes that a row was found to be the record.
func (g *Guest) Use(id string) { g.b.used[id] = true }

// Hold names a row, or something of it, that does not come in.
func (g *Guest) Hold(table string, number int, why string, args ...any) {
	g.b.hold(g.at(table, number), why, args...)
}

// Counts of what became of rows.
func (g *Guest) Added() *Tally   { return &g.b.result.added }
func (g *Guest) Matched() *Tally { return &g.b.result.matched }
func (g *Guest) Updated() *Tally { return &g.b.result.updated }

// Add makes a record of a row, under the id wanted when nobody has it yet. A body that the vocabulary refuses is held back: the id is "" then.
func (g *Guest) Add(subject, wanted string, body record.Body, table string, number int) (string, error) {
	id, err := g.add(subject, wanted, body, g.at(table, number))
	if err != nil {
		return "", g.b.refuse(g.at(table, number), err)
	}
	return id, nil
}

func (g *Guest) add(subject, wanted string, body record.Body, r row) (string, error) {
	id := g.b.t.NewID()
	if wanted != "" {
		free, err := g.free("id", wanted)
		if err != nil {
			return "", err
		}
		if free {
			id = wanted
		}
	}
	c := record.New(id, subject, body)
	c.Source = g.b.im.source(r)
	if err := g.b.put(c); err != nil {
		return "", err
	}
	g.b.used[id] = true
	return id, nil
}

// Child gives the subject of the one child here who has a number of the council's, or had it; "" when there is none, or more than one.
func (g *Guest) Child(number string) (string, error) {
	ids := map[match.IDType]string{match.Local: record.LAChildID, match.FormerID: record.FormerChildID}
	all, err := g.b.withIdentifier(number, ids, func(k known) bool { return slices.Contains(k.ids, number) || slices.Contains(k.formers, number) })
	if err != nil || len(all) != 1 {
		return "", err
	}
	return all[0].story.Subject, nil
}

// free says whether no record, of now or before, has an id or a subject.
func (g *Guest) free(column, value string) (bool, error) {
	for _, c := range g.b.changes {
		if column == "id" && c.ID == value {
			return false, nil
		}
	}
	if column == "id" && g.b.im.used[value] {
		return false, nil
	}
	if taken, asked := g.taken[value]; column == "id" && asked {
		return !taken, nil
	}
	q := "select 1 from entry where id = $1 limit 1"
	if column == "subject" {
		q = "select 1 from entry where subject = $1 limit 1"
	}
	found, err := db.Column[int64](g.b.t.Tx, q, value)
	return len(found) == 0, err
}

// NewSubject gives the subject of something new: wanted when nobody had it ever.
func (g *Guest) NewSubject(kind, wanted string) (string, error) {
	if wanted != "" {
		free, err := g.free("subject", wanted)
		if err != nil {
			return "", err
		}
		if free {
			g.b.fresh = append(g.b.fresh, wanted)
			return wanted, nil
		}
	}
	s := g.b.t.NewSubject(kind)
	g.b.fresh = append(g.b.fresh, s)
	return s, nil
}

// EditAs changes a record that is held to what a row adds to it. It says whether the vocabulary took it; else the row is held back.
func EditAs[T record.Body](g *Guest, held record.Of[T], body T, table string, number int) (bool, error) {
	err := edit(g.b, held, body, g.at(table, number))
	if err != nil {
		return false, g.b.refuse(g.at(table, number), err)
	}
	return true, nil
}

// Differ names what of a row disagrees with a record, which is kept.
func (g *Guest) Differ(held record.Meta, table string, number int, field, was, incoming string) {
	g.b.differ(record.Record{Meta: held}, g.at(table, number), diff{field, was, incoming})
}

// guest brings in what foreign content says of a child besides who it is.
func (b *batch) guest(e entry, subject string, isNew bool) error {
	g := &Guest{b: b, pos: e.pos}
	if err := e.foreign.Rows(g, subject); err != nil || !isNew {
		return err
	}
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	return b.identifiers(e, knownOf(s)) // those that the rows did not give
}

// group brings in what is said of several children together.
func (b *batch) group(e entry) error { return e.foreign.Rows(&Guest{b: b, pos: e.pos}, "") }

// bySubject finds a child by the subject that foreign content gives, if this program wrote it and the child is here.
func (b *batch) bySubject(e entry) (finding, bool, error) {
	if e.foreign == nil || record.SubjectType(e.foreign.Subject) != record.ChildSubject {
		return finding{}, false, nil
	}
	_, s, err := b.survivor(e.foreign.Subject)
	if err != nil {
		return finding{}, false, err
	}
	if _, is := story.First[record.Child](s); !is {
		return finding{}, false, nil
	}
	k := knownOf(s)
	var others []known
	if e.identity.upn != "" {
		upns := map[match.IDType]string{match.UPN: record.UPN, match.FormerUPN: record.FormerUPN}
		if others, err = b.withIdentifier(e.identity.upn, upns, func(k known) bool { return slices.Contains(k.upns, e.identity.upn) }); err != nil {
			return finding{}, false, err
		}
	}
	return found(e, k, others), true, nil
}

// foreignSubject keeps a new child's subject as foreign content has it, when this program wrote that and nobody had the subject ever.
func (b *batch) foreignSubject(e entry) error {
	if e.foreign == nil || record.SubjectType(e.foreign.Subject) != record.ChildSubject || b.im.subjects[e.pos] != "" {
		return nil
	}
	free, err := (&Guest{b: b}).free("subject", e.foreign.Subject)
	if err == nil && free {
		b.im.subjects[e.pos] = e.foreign.Subject
	}
	return err
}

// named gives a child the names of foreign content, where only a number stood before.
func named(held record.Child, k known, e entry) ([]record.Name, bool) {
	if e.foreign == nil || len(e.foreign.Child.Names) == 0 {
		return held.Names, false
	}
	if len(held.Names) != 1 || !slices.ContainsFunc(append(slices.Clone(k.ids), k.formers...), func(id string) bool { return held.Names[0] == placeholder(id) }) {
		return held.Names, false
	}
	return e.foreign.Child.Names, true
}

// columnsSSD are the dataset's names for what the CIN census calls otherwise.
var columnsSSD = map[string]string{
	"PersonBirthDate": "pers_dob", "ExpectedPersonBirthDate": "pers_expected_dob", "PersonDeathDate": "pers_death_date", "Sex": "pers_sex", "Ethnicity": "pers_ethnicity",
	"Disability": "disa_disability_code",
}

// createForeign makes a child of foreign content; the numbers come with its rows.
func (b *batch) createForeign(e entry, subject string, c record.Child) error {
	if len(e.foreign.Child.Names) > 0 {
		c.Names = e.foreign.Child.Names
	}
	g := &Guest{b: b, pos: e.pos}
	_, err := g.add(subject, e.foreign.Record, c, e.row())
	if err == nil {
		b.result.added.Children++
	}
	return err
}
