package person

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Merge says that two records are of one person: keep survives, gone is told with it from now on, and its id still resolves. It takes
// effect at once; Unmerge, or an undo of the command, parts them again. The actor must be allowed to merge both. It fails with errs.Conflict when
// they are one record already, when gone was merged before, or when one is a child's and the other an adult's.
func (r Room) Merge(ctx context.Context, actor access.Actor, keep, gone, reason string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Merge two records of one person", func(t *command.Tx) ([]record.Change, error) {
		into, err := may(t, keep, access.MergePerson, access.Identity)
		if err != nil {
			return nil, err
		}
		from, err := may(t, gone, access.MergePerson, access.Identity)
		if err != nil {
			return nil, err
		}
		switch {
		case keep == gone:
			return nil, errs.Field("gone", "Choose two records: these are one and the same")
		case into.Subject == from.Subject:
			return nil, errs.New(errs.Conflict, "These two records are merged already. Nothing was changed")
		case from.Subject != gone:
			return nil, errs.New(errs.Conflict, "The record to be merged was merged into another one before. Part them first, or merge that one. Nothing was changed")
		case record.SubjectType(into.Subject) != record.SubjectType(gone):
			return nil, errs.New(errs.Conflict, "A child's record cannot be merged with an adult's. Nothing was changed")
		}
		return []record.Change{record.New(t.NewID(), gone, record.Merge{Into: into.Subject, Reason: strings.TrimSpace(reason)})}, nil
	})
}

// Unmerge parts a record that was merged from the one it was merged into. Each keeps the records that were written about it; what was written
// while they were merged stays with the one that survived. It fails with errs.Conflict when the record is not merged.
func (r Room) Unmerge(ctx context.Context, actor access.Actor, gone string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Part two merged records", func(t *command.Tx) ([]record.Change, error) {
		if _, err := may(t, gone, access.MergePerson, access.Identity); err != nil {
			return nil, err
		}
		s, err := story.Load(t.Tx, gone)
		if err != nil {
			return nil, err
		}
		m, ok := story.ActiveMerge(s)
		if !ok {
			return nil, errs.New(errs.Conflict, "This record is not merged into another one. Nothing was changed")
		}
		return []record.Change{record.Remove(m)}, nil
	})
}

// MergedRecord is a record that was merged into a person's.
type MergedRecord struct {
	Subject string // its id, for Unmerge
	Into    string
	Name    string
	Reason  string
}

// MergedIn lists what was merged into a person, from their story.
func MergedIn(s story.Story) []MergedRecord {
	var out []MergedRecord
	for _, m := range story.All[record.Merge](s) {
		if m.Subject == s.Subject {
			continue
		}
		row := MergedRecord{Subject: m.Subject, Into: m.Body.Into, Reason: m.Body.Reason}
		for _, c := range story.All[record.Child](s) {
			if c.Subject == m.Subject {
				row.Name = c.Body.Current().Full()
			}
		}
		for _, a := range story.All[record.Adult](s) {
			if a.Subject == m.Subject {
				row.Name = a.Body.Current().Full()
			}
		}
		out = append(out, row)
	}
	return out
}
