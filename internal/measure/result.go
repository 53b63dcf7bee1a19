package measure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
)

// Result is a figure: its two numbers, what they were counted from, and everything needed to count them again.
type Result struct {
	ID, Title   string
	Numerator   int
	Denominator int    // 0 when the measure is a plain number
	Value       string // as shown: "69.1" for a percentage, halves up, the count for a number; empty when there is nothing to divide by
	Unit        string // "%" or "number"
	Basis       string // "in period" or "snapshot"
	Period      Period
	AsAt        day.Day
	AsKnown     time.Time   // every version recorded up to and including this instant was known
	Records     []RecordRef // sorted by record
	RecordsHash string      // SHA-256 over the sorted record ids, each with whether it is in the numerator
	Held        []Held      // records that could not be counted, and why
	Groups      []Group     // by the dimensions asked for
	By          []string    // those dimensions
	Definition  Definition
	Source      string
	Polarity    string
	Comparators []Comparator
	Note        string
	Destroyed   int // versions that a retention rule made unreadable: what they said is not in the figure
}

// RecordRef is one record behind a figure. Subject is whose story it is in, after merges.
type RecordRef struct {
	Record, Subject     string
	In                  bool // in the numerator
	Started, Due, Ended day.Day
}

// Held is a record that could not be counted.
type Held struct{ Record, Subject, Why string }

// Group is the same figure for one part of its records. Keys are in the order of Result.By.
type Group struct {
	Keys                   []string
	Numerator, Denominator int
	Value                  string
}

// share says whether the value is a percentage.
func (r Result) share() bool { return r.Unit == percent }

// tally collects contributions into a result.
type tally struct {
	Result
	groups map[string]*Group
}

func (t *tally) add(c Contribution) {
	if c.Held != "" {
		t.Held = append(t.Held, Held{c.Record, c.Subject, c.Held})
		return
	}
	t.Records = append(t.Records, RecordRef{c.Record, c.Subject, c.In, c.Started, c.Due, c.Ended})
	t.count(&t.Numerator, &t.Denominator, c.In)
	if len(t.By) == 0 {
		return
	}
	key := strings.Join(c.keys, "\x00")
	g := t.groups[key]
	if g == nil {
		g = &Group{Keys: c.keys}
		t.groups[key] = g
	}
	t.count(&g.Numerator, &g.Denominator, c.In)
}

func (t *tally) count(num, den *int, in bool) {
	if in {
		*num++
	}
	if t.share() {
		*den++
	}
}

// result closes the sums.
func (t *tally) result() Result {
	slices.SortFunc(t.Records, func(a, b RecordRef) int { return strings.Compare(a.Record, b.Record) })
	slices.SortFunc(t.Held, func(a, b Held) int { return strings.Compare(a.Record, b.Record) })
	t.RecordsHash = hashOf(t.Records)
	t.Value = value(t.share(), t.Numerator, t.Denominator)
	for _, g := range t.groups {
		g.Value = value(t.share(), g.Numerator, g.Denominator)
		t.Groups = append(t.Groups, *g)
	}
	slices.SortFunc(t.Groups, func(a, b Group) int { return slices.Compare(a.Keys, b.Keys) })
	t.annotate()
	return t.Result
}

// annotate says what a reader must know besides the numbers.
func (t *tally) annotate() {
	var notes []string
	if n := t.Note; n != "" {
		notes = append(notes, n)
	}
	if t.AsAt.Before(t.Period.To) {
		notes = append(notes, "Provisional: counted up to "+t.AsAt.Long()+", before the period ended.")
	}
	if n := len(t.Held); n == 1 {
		notes = append(notes, "1 record could not be counted; it is listed with the reason.")
	} else if n > 1 {
		notes = append(notes, fmt.Sprintf("%d records could not be counted; they are listed with the reasons.", n))
	}
	if t.Destroyed > 0 {
		notes = append(notes, fmt.Sprintf("%d versions of records have since been destroyed under retention rules and are not counted.", t.Destroyed))
	}
	var gap bool
	if t.Comparators, gap = t.Definition.comparators(t.Period.Ending()); gap {
		notes = append(notes, "Hackney published no value for this year: "+Standard().GapRule)
	}
	t.Note = strings.Join(notes, " ")
}

// hashOf is the fingerprint of the records behind a figure. They are sorted.
func hashOf(rs []RecordRef) string {
	h := sha256.New()
	for _, r := range rs {
		fmt.Fprintf(h, "%d %s %t\n", len(r.Record), r.Record, r.In)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// value is what is shown: a count, or a percentage to one decimal worked out in whole numbers, halves up.
func value(share bool, num, den int) string {
	switch {
	case !share:
		return fmt.Sprint(num)
	case den == 0:
		return ""
	}
	tenths := (2000*num + den) / (2 * den)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
