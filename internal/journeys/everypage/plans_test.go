package everypage_test

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/db"
	"throughline/internal/web/webtest"
)

// large are the tables with rows for every child, every record or every page that was read, which no page may read from end to end. SQLite plans
// without knowing how many rows a table has, so that what it does in a small council it does in a large one.
var large = regexp.MustCompile(`\b(record|entry|relation|access_link|search_key|measure_facts|person_card|[a-z]+_fact|read_entry|task)\b(?: ([a-z])\b)?`)

// whole are the beginnings of those statements that are for all children: figures count every story, and what was known on a day is found in the journal.
var whole = []string{
	"select subject, facts from measure_facts",
	"select distinct subject from entry where kind = $1",
	"select seq, at, command, actor, why, source, kind, id, subject, version, rev, op, body from entry where at <= $1",
}

// noScans fails for each statement that a page has run and that reads a large table whole.
func (f *furnished) noScans(t *testing.T) {
	t.Helper()
	statements := f.House.DB.Prepared()
	if len(statements) < 100 {
		t.Errorf("only %d statements were prepared: this looks at none of them", len(statements))
	}
	webtest.Need(t, f.House.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, text := range statements {
			if first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " "); first != "select" && first != "with" || slices.ContainsFunc(whole, func(w string) bool { return strings.HasPrefix(text, w) }) {
				continue
			}
			err := tx.Each(func(scan db.Scan) error {
				var id, parent, unused int
				var step string
				if err := scan(&id, &parent, &unused, &step); err != nil {
					return err
				}
				words := strings.Fields(step)
				if words[0] == "SCAN" && slices.ContainsFunc(large.FindAllStringSubmatch(text, -1), func(m []string) bool { return words[1] == cmp.Or(m[2], m[1]) }) {
					t.Errorf("%s\n\t%s", step, text)
				}
				return nil
			}, "explain query plan "+text, make([]any, places(text))...)
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

var place = regexp.MustCompile(`\$(\d+)`)

// places is how many values a statement takes.
func places(text string) (most int) {
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1]) // digits
		most = max(most, n)
	}
	return most
}
