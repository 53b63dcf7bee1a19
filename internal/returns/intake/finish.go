package intake

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// body is the import's own record as it stands, with what a batch adds. Its lists are filled at the end: an interrupted import is gone through again.
func (im *importer) body(state string, more result, now time.Time) record.ImportBatch {
	r, was := im.report, im.state.Body
	b := record.ImportBatch{
		Return: r.Return, State: state, File: r.File, SHA256: r.SHA256, Year: r.Year, LA: r.LA, Rows: r.Of,
		Added: was.Added + r.Added.total() + more.added.total(), Matched: r.Matched.total() + more.matched.total(),
		Updated: was.Updated + r.Updated.total() + more.updated.total(), At: now,
	}
	if im.only != nil {
		b.Matched += was.Matched
	} else { // an interrupted import that goes on meets again what it added before
		b.Matched = max(0, b.Matched-was.Added)
	}
	if state != record.ImportComplete {
		b.Again = was.Again
		return b
	}
	b.Again = im.again
	b.Held = im.allHeld()
	for _, c := range im.conflicts {
		b.Conflicts = append(b.Conflicts, record.ImportConflict{Place: c.Place, Record: c.Record, Field: c.Field})
	}
	b.Conflicts = append(slices.Clip(was.Conflicts), b.Conflicts...)
	return b
}

// allHeld is what is held back now: what was before, without the children that were tried again, and what is since.
func (im *importer) allHeld() []record.Held {
	if im.only == nil {
		return append(slices.Clip(im.report.Held), im.whole...)
	}
	kept := slices.DeleteFunc(slices.Clone(im.state.Body.Held), func(h record.Held) bool {
		return slices.ContainsFunc(im.state.Body.Again, func(pos int) bool {
			at := row{child: pos}.String()
			return h.Place == at || strings.HasPrefix(h.Place, at+",")
		})
	})
	return append(kept, im.report.Held...)
}

// finish marks the import complete, unless a second try changed nothing, and shows the conflicts.
func (im *importer) finish(ctx context.Context) error {
	im.report.Complete = !im.opts.DryRun
	nothing := im.only != nil && im.report.Added.total()+im.report.Updated.total() == 0
	if !im.opts.DryRun && !nothing {
		if err := im.complete(ctx); err != nil {
			im.report.Complete = false
			return err
		}
	}
	im.report.Already, im.report.Held = nothing, im.allHeld()
	return im.show(ctx)
}

func (im *importer) complete(ctx context.Context) error {
	var commands []string
	if err := im.desk.Read(ctx, func(t *db.Tx) (err error) {
		commands, err = commandsOf(t, im.desk.Journal, im.state.ID)
		return err
	}); err != nil {
		return err
	}
	rc, err := im.desk.Do(ctx, im.actor, whyImport, func(t *command.Tx) ([]record.Change, error) {
		b := im.body(record.ImportComplete, result{}, t.Now)
		b.Commands = commands
		return []record.Change{{ID: im.state.ID, Subject: im.report.Subject, Base: im.state.Version, Body: b, Source: im.sourceOfFile()}}, nil
	})
	if err == nil {
		im.report.Commands = append(im.report.Commands, rc.Command)
	}
	return err
}

// stopped says how far an import came. When the file itself changed under it, what came of it is taken back.
func (im *importer) stopped(ctx context.Context, err error) error {
	if errs.Of(err) == errs.Conflict && len(im.report.Commands) > 0 && !isStale(err) {
		if _, undo := im.desk.UndoAll(context.WithoutCancel(ctx), im.actor, im.report.Commands, whyUndo); undo != nil {
			return errors.Join(err, undo)
		}
		im.report = Report{Return: im.report.Return, Subject: im.report.Subject, File: im.report.File, SHA256: im.report.SHA256, Of: im.report.Of}
		return err
	}
	for _, c := range im.conflicts {
		c.Hidden = true
		im.report.Conflicts = append(im.report.Conflicts, c.Conflict)
	}
	return err
}

func isStale(err error) bool {
	_, stale := errors.AsType[*journal.Stale](err)
	return stale
}

// show fills in what is recorded where the actor may see it, and writes each such reading down first: this is a list of
// what identified children's records say.
func (im *importer) show(ctx context.Context) error {
	if len(im.conflicts) == 0 {
		return nil
	}
	var out []Conflict
	err := im.desk.DB.Write(ctx, func(t *db.Tx) error {
		out = nil
		now := im.desk.Now()
		facts := map[string]access.Facts{}
		logged := map[string]bool{}
		var readings []journal.Reading
		for _, c := range im.conflicts {
			f, ok := facts[c.Subject]
			if !ok {
				subject, err := story.Canonical(t, c.Subject)
				if err != nil {
					return err
				}
				if f, err = person.Facts(t, subject); err != nil && errs.Of(err) != errs.NotFound {
					return err
				}
				facts[c.Subject] = f
			}
			d := access.Decide(im.actor, access.List, access.Class(c.class), f, now)
			// Without facts the record is planned by this dry run, from this file.
			c.Hidden = !d.Allow && f.Subject != ""
			if !c.Hidden {
				c.Held = c.value
				if f.Subject != "" && !logged[f.Subject] {
					logged[f.Subject] = true
					readings = append(readings, journal.Reading{
						Actor: im.actor.ID, Subject: f.Subject, Action: string(access.List), Page: "import " + im.report.Return, Why: d.Rule, Allowed: true,
					})
				}
			}
			out = append(out, c.Conflict)
		}
		return journal.LogReads(t, now, readings)
	})
	if err == nil {
		im.report.Conflicts = out
	}
	return err
}

// batchOf is the record of an import. It fails with errs.NotFound when there is none.
func batchOf(t *db.Tx, subject string) (record.Of[record.ImportBatch], error) {
	s, err := story.Load(t, subject)
	if err != nil {
		return record.Of[record.ImportBatch]{}, err
	}
	b, ok := story.Latest[record.ImportBatch](s)
	if !ok {
		return b, errs.New(errs.NotFound, "This file was not imported, or its import was undone")
	}
	return b, nil
}

// commandsOf are the commands that wrote an import, oldest first: each wrote a version of its record. What was undone before is not of it.
func commandsOf(t *db.Tx, j *journal.Journal, id string) ([]string, error) {
	versions, err := j.Versions(t, id)
	var out []string
	for _, v := range versions {
		if v.Op == journal.Withdraw {
			out = nil
			continue
		}
		if !slices.Contains(out, v.Command) {
			out = append(out, v.Command)
		}
	}
	return out, err
}

const whyUndo = "Undo an import"

// Undo takes a whole import back as one action, an interrupted one too. batch is the subject of its record (Report.Subject) or the
// SHA-256 of the file. It fails with errs.NotFound when there is no such import, and with errs.Conflict, naming the record, when something
// that it wrote was changed again since; nothing is changed then.
func Undo(ctx context.Context, desk *command.Desk, actor access.Actor, batch string) (_ command.Receipt, err error) {
	defer errs.Wrap(&err, "undo import")
	if err := may(desk, actor); err != nil {
		return command.Receipt{}, err
	}
	if !strings.HasPrefix(batch, record.ImportSubject+":") {
		batch = Subject(batch)
	}
	var commands []string
	err = desk.Read(ctx, func(t *db.Tx) error {
		b, err := batchOf(t, batch)
		if err == nil {
			commands, err = commandsOf(t, desk.Journal, b.ID)
		}
		return err
	})
	if err != nil {
		return command.Receipt{}, err
	}
	return desk.UndoAll(ctx, actor, commands, whyUndo)
}

// Batches lists the imports that are in force, newest first.
func Batches(ctx context.Context, desk *command.Desk, actor access.Actor) (out []record.Of[record.ImportBatch], err error) {
	if err := may(desk, actor); err != nil {
		return nil, err
	}
	err = desk.Read(ctx, func(t *db.Tx) error {
		out, err = story.OfKind[record.ImportBatch](t)
		return err
	})
	slices.SortStableFunc(out, func(a, b record.Of[record.ImportBatch]) int { return b.Body.At.Compare(a.Body.At) })
	return out, err
}
