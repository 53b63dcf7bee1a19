package person

import (
	"slices"
	"strings"

	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// UnsafeToWrite says whether a letter must not go: its recipient, the person whose record it is in, or a relative to whose home it is addressed may be
// reached in safe ways only, and a letter is none of them. to is the recipient's subject, or "" for somebody in words; address is where it goes.
func UnsafeToWrite(t *db.Tx, s story.Story, to string, address []string) (bool, error) {
	if to != "" {
		canonical, err := story.Canonical(t, to)
		if err != nil {
			return false, err
		}
		to = canonical
	}
	where := squeeze(strings.Join(address, " "))
	unsafe := func(of string, c record.SafeContact) bool {
		if !c.Running() || c.Ways.Letters != record.No {
			return false
		}
		return of == to || slices.ContainsFunc(c.Ways.Address, func(line string) bool {
			part := squeeze(line)
			// A line without a number names a town or a street, which every letter there has.
			return len([]rune(part)) >= leastPart && strings.ContainsAny(part, "0123456789") && strings.Contains(where, part)
		})
	}
	for _, c := range story.All[record.SafeContact](s) {
		if unsafe(s.Subject, c.Body) {
			return true, nil
		}
	}
	found := false
	err := t.Each(func(scan db.Scan) error {
		var root string
		rec, err := story.ScanPart(func(into ...any) error { return scan(append([]any{&root}, into...)...) })
		if c, ok := rec.Body.(record.SafeContact); ok && unsafe(root, c) {
			found = true
		}
		return err
	}, related+down+" select d.root, "+story.Part+" from d join record r on r.subject = d.s where r.kind = 'safe_contact' and not r.withdrawn order by r.id", s.Subject)
	return found, err
}
