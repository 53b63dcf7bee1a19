// Package intake brings returns into records: a council that keeps its present case system still has its children, referrals and assessments
// here, with where each came from.
//
// Invariants: the same content comes in once; a fact comes in once, whichever file tells of it, because children are matched to those recorded
// and facts to those of the child; what disagrees with a record is reported and never overwrites it; a doubt about who a child is
// holds the child back. Everything that one import wrote is undone as one action.
//
// Source: issue 2 (thread step 8); specs/cin/schema.json; which assessments count is written in internal/returns/cin/cincount.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/returns/cin"
	"throughline/internal/story"
)

// Options of an import.
type Options struct {
	DryRun   bool               // say what would be done, and write nothing
	Progress func(done, of int) // told after every batch of children; may be nil
	Batch    int                // children in one transaction; 100 unless given
}

const (
	defaultBatch = 100
	whyImport    = "Import a return"
)

// importer is one import on its way.
type importer struct {
	desk     *command.Desk
	actor    access.Actor
	opts     Options
	each     func(context.Context, func(entry) error) error // the children of the file; it may be asked for more than once
	changed  day.Day                                        // from when numbers that the file brings count; empty: from today
	today    day.Day
	file     register
	only     map[int]bool // positions to go through; nil for all
	state    record.Of[record.ImportBatch]
	subjects map[int]string  // subjects of new children, by position
	used     map[string]bool // records that an element of this file was found to be
	met      map[string]int  // children that an element was found to be, with its position
	whole    []record.Held   // what is to be known of the file as a whole
	dry      struct {
		stories map[string]story.Story
		planned map[string][]string
	}
	report    Report
	conflicts []conflict
	again     []int        // positions held back for a doubt
	retry     map[int]bool // those that are tried once more; nil at first
}

// CIN brings a census file into records. The name is what reports call it. The whole file is checked before anything is written. The report is
// good, as far as it goes, when the import was interrupted: Complete is false then, and importing the file again goes on.
//
// It fails with errs.Denied when the actor may not import, errs.Invalid with the place when the file is no census that can be read, and errs.Conflict when somebody else
// imports the same file at the same time or the file changed while it was read.
func CIN(ctx context.Context, desk *command.Desk, actor access.Actor, name string, file io.ReadSeeker, opts Options) (_ Report, err error) {
	defer errs.Wrap(&err, "import %s", name)
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	if opts.Batch <= 0 {
		opts.Batch = defaultBatch
	}
	f, err := cin.Open(ctx, file, name)
	if err != nil {
		return Report{}, err
	}
	im := &importer{
		desk: desk, actor: actor, opts: opts, today: desk.Today(), file: register{}, subjects: map[int]string{}, used: map[string]bool{},
		met: map[string]int{},
	}
	im.changed, _ = f.Header.ReferenceDate.Date()
	im.each = func(ctx context.Context, fn func(entry) error) error {
		return f.Each(ctx, func(c cin.Child) error { return fn(read(c, im.report.Year, im.today)) })
	}
	for _, n := range f.Header.Notes {
		im.whole = append(im.whole, record.Held{Place: fmt.Sprintf("%s (line %d)", n.Element, n.Line), Why: n.Text})
	}
	im.report = Report{
		Return: record.ReturnCIN, Subject: Subject(f.Header.SHA256), File: name, SHA256: f.Header.SHA256, LA: strings.TrimSpace(f.Header.LEA.Text),
		Year: yearOf(f.Header), DryRun: opts.DryRun, Of: f.Header.Children,
	}
	return im.bring(ctx)
}

// bring goes through the whole of an import.
func (im *importer) bring(ctx context.Context) (Report, error) {
	im.dry.stories, im.dry.planned = map[string]story.Story{}, map[string][]string{}
	if already, err := im.begin(ctx); err != nil || already {
		return im.report, err
	}
	if err := im.run(ctx); err != nil {
		return im.report, im.stopped(ctx, err)
	}
	return im.report, im.finish(ctx)
}

// Subject is the subject of the record of an import of content with a SHA-256.
func Subject(sha256 string) string { return record.ImportSubject + ":" + sha256 }

// idOf is the id of that record. It follows from the content, so that two servers that begin with one file cannot both make it.
func idOf(sha256 string) string { return "import-" + sha256[:32] }

func may(desk *command.Desk, actor access.Actor) error {
	return access.Decide(actor, access.ImportReturn, access.None, access.Facts{}, desk.Now()).Err()
}

// yearOf is the census year: the 31 March nearest to the reference date, else what the Header calls it.
func yearOf(h cin.Header) int {
	ref, err := h.ReferenceDate.Date()
	if err == nil && !ref.IsZero() {
		y := ref.Year()
		if ref.After(day.New(y, time.September, 29)) {
			y++
		}
		return y
	}
	if y, given, err := h.Year.Count(); err == nil && given {
		return y
	}
	return 0
}

// changedOn is the day from which a number that the file brings in place of another counts: that of the census.
func (im *importer) changedOn(today day.Day) day.Day {
	if im.changed.IsZero() || im.changed.After(today) {
		return today
	}
	return im.changed
}

// begin looks whether the content is in already. When children were held back for a doubt, they alone are tried again.
func (im *importer) begin(ctx context.Context) (already bool, err error) {
	im.state.ID = idOf(im.report.SHA256)
	err = im.desk.Read(ctx, func(t *db.Tx) error {
		r, err := story.Record(t, im.state.ID)
		if errs.Of(err) == errs.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		im.state.Version = r.Version
		if b, ok := record.As[record.ImportBatch](r); ok && !r.Withdrawn { // after an undo it begins anew, on the same record
			im.state = b
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	if im.state.Body.State == record.ImportComplete {
		if len(im.state.Body.Again) == 0 {
			im.recall()
			return true, nil
		}
		im.only = map[int]bool{}
		for _, pos := range im.state.Body.Again {
			im.only[pos] = true
		}
	}
	var all spellings
	err = im.each(ctx, func(e entry) error {
		im.file.add(e.identity)
		all.add(e)
		return nil
	})
	im.whole = append(im.whole, all.lines()...)
	return false, err
}

// spellings counts what a file writes otherwise than a census does, by table and column.
type spellings struct {
	empty, respelt map[string]int
	blocks         int
}

func (s *spellings) add(e entry) {
	if s.empty == nil {
		s.empty, s.respelt = map[string]int{}, map[string]int{}
	}
	for _, c := range e.empty {
		s.empty[c]++
	}
	for _, c := range e.respelt {
		s.respelt[c]++
	}
	s.blocks += e.blocks
}

// lines names them for people: an export of these records has none of them.
func (s *spellings) lines() (out []record.Held) {
	for _, c := range slices.Sorted(maps.Keys(s.empty)) {
		out = append(out, record.Held{Place: c, Why: fmt.Sprintf("%d without text; an element without text is not kept", s.empty[c])})
	}
	for _, c := range slices.Sorted(maps.Keys(s.respelt)) {
		out = append(out, record.Held{Place: c, Why: fmt.Sprintf("%d written otherwise than a census does (a date not like 2026-03-31, blanks around a code); the meaning is kept, not the spelling", s.respelt[c])})
	}
	if s.blocks > 0 {
		out = append(out, record.Held{Place: "Reviews", Why: fmt.Sprintf("%d plans have more than one block of reviews; their dates are kept as those of one", s.blocks)})
	}
	return out
}

// recall makes the report of content that is in already.
func (im *importer) recall() {
	b := im.state.Body
	im.report.Already, im.report.Complete, im.report.Done = true, true, b.Rows
	im.report.Held = b.Held
	for _, c := range b.Conflicts {
		im.report.Conflicts = append(im.report.Conflicts, Conflict{Place: c.Place, Record: c.Record, Field: c.Field, Hidden: true})
	}
}

// run goes through the file, and then once more through the children held back for a doubt, as long as that settles one: who came in after a child
// can say who the child is, and the same content again must find nothing left to do.
func (im *importer) run(ctx context.Context) error {
	if !im.opts.DryRun && im.state.Body.State == "" {
		if err := im.save(ctx, nil, record.ImportRunning); err != nil {
			return err
		}
	}
	for {
		if err := im.pass(ctx); err != nil || len(im.again) == len(im.retry) {
			return err
		}
		im.retry = map[int]bool{}
		doubts := map[string]bool{}
		for _, pos := range im.again {
			im.retry[pos], doubts[row{child: pos}.String()] = true, true
		}
		im.again = nil
		im.report.Held = slices.DeleteFunc(im.report.Held, func(h record.Held) bool { return doubts[h.Place] })
	}
}

// pass goes through the file once, some children at a time.
func (im *importer) pass(ctx context.Context) error {
	var waiting []entry
	flush := func() error {
		if err := im.batch(ctx, waiting); err != nil {
			return err
		}
		if im.retry == nil {
			im.report.Done += len(waiting)
		}
		waiting = waiting[:0]
		if im.opts.Progress != nil {
			im.opts.Progress(im.report.Done, im.report.Of)
		}
		return nil
	}
	err := im.each(ctx, func(e entry) error {
		if im.retry != nil && !im.retry[e.pos] {
			return nil
		}
		if im.only != nil && !im.only[e.pos] {
			im.report.Done++
			return nil
		}
		if waiting = append(waiting, e); len(waiting) < im.opts.Batch {
			return nil
		}
		return flush()
	})
	if err == nil && len(waiting) > 0 {
		err = flush()
	}
	return err
}

// batch brings some children in with one command. Somebody who changed one of them at the same moment goes first.
func (im *importer) batch(ctx context.Context, entries []entry) error {
	const tries = 5
	for try := 1; ; try++ {
		var b *batch
		err := im.attempt(ctx, entries, func(made *batch) { b = made })
		if s, stale := errors.AsType[*journal.Stale](err); stale && s.ID != im.state.ID && try < tries {
			continue
		}
		if err != nil {
			return err
		}
		im.take(b)
		return nil
	}
}

func (im *importer) attempt(ctx context.Context, entries []entry, made func(*batch)) error {
	plan := func(t *command.Tx) (*batch, error) {
		b := im.newBatch(t)
		for _, e := range entries {
			if err := b.entry(e); err != nil {
				return nil, fmt.Errorf("child %d: %w", e.pos, err)
			}
		}
		made(b)
		return b, nil
	}
	if im.opts.DryRun {
		return im.desk.Read(ctx, func(t *db.Tx) error {
			_, err := plan(&command.Tx{Tx: t, Desk: im.desk, Actor: im.actor, Now: im.desk.Now()})
			return err
		})
	}
	return im.save(ctx, func(t *command.Tx) (*batch, error) {
		if err := first(t); err != nil {
			return nil, err
		}
		b, err := plan(t)
		if err != nil || len(b.fresh) == 0 {
			return b, err
		}
		return b, im.desk.Journal.Vault().Reserve(ctx, b.fresh) // all keys at once; unused ones do no harm
	}, record.ImportRunning)
}

// first holds the head of the journal until the transaction ends, so that what is read from here on is all that was written: another import that makes the
// same child at this moment is done before, and its child is found, or waits. Without it two servers on PostgreSQL would each look, find nobody and
// make one. The price is that others write between batches, not beside one; on SQLite that is so in any case.
func first(t *command.Tx) error {
	_, err := t.Exec("update log_head set size = size where log = $1", journal.Main)
	return err
}

// take keeps what a batch came to, once it is in.
func (im *importer) take(b *batch) {
	r := b.result
	im.report.Added.add(r.added)
	im.report.Matched.add(r.matched)
	im.report.Updated.add(r.updated)
	im.report.Held = append(im.report.Held, r.held...)
	im.report.Notes = append(im.report.Notes, r.notes...)
	im.conflicts = append(im.conflicts, r.conflicts...)
	im.again = append(im.again, r.again...)
	maps.Copy(im.used, b.used)
	maps.Copy(im.met, b.met)
	if im.opts.DryRun {
		im.dry.stories, im.dry.planned = b.stories, b.planned
	}
}

// save writes a batch and, in the same command, the import's own record. A batch with nothing to write writes nothing.
func (im *importer) save(ctx context.Context, plan func(*command.Tx) (*batch, error), state string) error {
	rc, err := im.desk.Do(ctx, im.actor, whyImport, func(t *command.Tx) ([]record.Change, error) {
		var changes []record.Change
		var more result
		if plan != nil {
			b, err := plan(t)
			if err != nil || len(b.changes) == 0 {
				return nil, err
			}
			changes, more = b.changes, b.result
		}
		c := record.Change{ID: im.state.ID, Subject: im.report.Subject, Base: im.state.Version, Body: im.body(state, more, t.Now), Source: im.sourceOfFile()}
		return append([]record.Change{c}, changes...), nil
	})
	if s, stale := errors.AsType[*journal.Stale](err); stale && s.ID == im.state.ID {
		return errs.As(errs.Conflict, err, "Somebody else imports this file at the same time. Wait until that is done, then import it again; nothing comes in twice")
	}
	if err != nil || len(rc.Entries) == 0 {
		return err
	}
	im.report.Commands = append(im.report.Commands, rc.Command)
	own := rc.Entries[slices.IndexFunc(rc.Entries, func(e journal.Entry) bool { return e.Subject == im.report.Subject })]
	im.state.Version = own.Version
	return nil
}

func (im *importer) sourceOfFile() string {
	return fmt.Sprintf("%s:%.16s", im.report.Return, im.report.SHA256)
}
