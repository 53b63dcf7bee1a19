package assessment

import (
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Field is one field of a record as text.
type Field struct {
	Path  string // name in the record: analysis, views, factors
	Label string
	Value string // a date in the ISO form; the codes of a set sorted, with blanks between
	Set   bool   // a set of codes: two people's additions and removals are all kept
}

// FieldCollision is one field that two people changed differently.
type FieldCollision struct {
	Record  string // id of the record; empty until Save fills it in
	Input   string // name of the input: analysis, child-0-views
	Path    string
	Label   string
	Base    string // what both started from
	Theirs  string
	TheirBy string // who wrote it; Save fills it in
	TheirAt time.Time
	Mine    string
}

// Merge joins two people's changes to the same text. What only one side changed is taken from that side; what both changed alike is taken once;
// a set takes all additions and removals. What both changed differently is a collision: merged keeps theirs, and mine is in
// the collision. Fields are told apart by their paths; the result has those of mine, in its order.
func Merge(base, theirs, mine []Field) (merged []Field, collisions []FieldCollision) {
	value := func(fs []Field, path string) string {
		if i := slices.IndexFunc(fs, func(f Field) bool { return f.Path == path }); i >= 0 {
			return fs[i].Value
		}
		return ""
	}
	for _, m := range mine {
		b, t := value(base, m.Path), value(theirs, m.Path)
		out := m
		switch {
		case m.Set:
			out.Value = mergeSet(b, t, m.Value)
		case m.Value == b:
			out.Value = t
		case t != b && t != m.Value:
			out.Value = t
			collisions = append(collisions, FieldCollision{Path: m.Path, Label: m.Label, Base: b, Theirs: t, Mine: m.Value})
		}
		merged = append(merged, out)
	}
	return merged, collisions
}

// mergeSet is theirs with what mine added and without what mine removed. One code can only be there or not, so nothing can collide.
func mergeSet(base, theirs, mine string) string {
	b, m := strings.Fields(base), strings.Fields(mine)
	var out []string
	for _, c := range strings.Fields(theirs) {
		if removed := slices.Contains(b, c) && !slices.Contains(m, c); !removed {
			out = append(out, c)
		}
	}
	for _, c := range m {
		if !slices.Contains(b, c) {
			out = append(out, c)
		}
	}
	return joinSet(out)
}

func joinSet(codes []string) string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return strings.Join(slices.Compact(codes), " ")
}

// reportText and withReportText turn the shared text into fields and back.
func reportText(r record.AssessmentReport) []Field {
	return []Field{
		{Path: "history", Label: "History", Value: r.History},
		{Path: "parenting", Label: "Parenting capacity", Value: r.Parenting},
		{Path: "environment", Label: "Family and environment", Value: r.Environment},
		{Path: "analysis", Label: "Analysis", Value: r.Analysis},
		{Path: "plan", Label: "Plan", Value: r.Plan},
		{Path: "why_late", Label: "Why it takes longer than 45 working days", Value: r.WhyLate},
	}
}

func withReportText(r record.AssessmentReport, fs []Field) record.AssessmentReport {
	for _, f := range fs {
		if at, ok := map[string]*string{
			"history": &r.History, "parenting": &r.Parenting, "environment": &r.Environment, "analysis": &r.Analysis, "plan": &r.Plan, "why_late": &r.WhyLate,
		}[f.Path]; ok {
			*at = f.Value
		}
	}
	return r
}

// childText and withChildText do the same for one child's part.
func childText(a record.Assessment) []Field {
	return []Field{
		{Path: "seen", Label: "Date the child was seen", Value: a.Seen.String()},
		{Path: "seen_alone", Label: "Seen alone", Value: a.SeenAlone},
		{Path: "why_not_seen", Label: "Why the child was not seen", Value: a.WhyNotSeen},
		{Path: "views", Label: "The child's wishes and feelings", Value: a.Views},
		{Path: "wishes", Label: "What would be different if the child could decide", Value: a.Wishes},
		{Path: "heard", Label: "How the child was heard", Value: joinSet(a.Heard), Set: true},
		{Path: "needs", Label: "The child's needs", Value: a.Needs},
		{Path: "outcome", Label: "Outcome", Value: a.Outcome},
		{Path: "factors", Label: "Factors", Value: joinSet(a.Factors), Set: true},
	}
}

func withChildText(a record.Assessment, fs []Field) record.Assessment {
	for _, f := range fs {
		switch f.Path {
		case "seen":
			a.Seen, _ = day.Parse(f.Value) // it came from a Day
		case "factors":
			a.Factors = strings.Fields(f.Value)
		case "heard":
			a.Heard = strings.Fields(f.Value)
		default:
			if at, ok := map[string]*string{
				"seen_alone": &a.SeenAlone, "why_not_seen": &a.WhyNotSeen, "views": &a.Views, "wishes": &a.Wishes, "needs": &a.Needs, "outcome": &a.Outcome,
			}[f.Path]; ok {
				*at = f.Value
			}
		}
	}
	return a
}
