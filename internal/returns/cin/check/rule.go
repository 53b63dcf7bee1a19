package check

import (
	"slices"
	"strings"
	"sync"

	"throughline/internal/returns/finding"
)

// rule is one check: what people read of it, and its function. Exactly one of group and whole is set, but for rules that only the engine
// can run (100, 1520, 8510 and 8832 of the peer), which look beyond one child.
type rule struct {
	finding.Rule
	flagged []string // TABLE.FIELD of the cells it flags, in the order of a report
	speaks  []string // names in braces in its texts
	orders  []string // date columns in which it asks which date comes first; the peer stops at a zone in them

	peerSeverity finding.Severity // when the peer has another
	group        func(*group, *year, *marks)
	peer         func(*group, *year, *marks) // when the peer's is another function
	whole        func(*totals, *year) bool   // rules on the return as a whole
	stops        func(*totals) string        // why the peer stops on this return, "" when it does not
}

// spec is a rule as its table states it.
type spec struct {
	code    string
	title   string
	flags   string // TABLE.FIELD …, the cells it flags
	looks   string // TABLE.FIELD …, what else it looks at
	orders  string // date columns that the peer cannot order when one of their values names a zone
	message string
	mend    string
	differs string

	query        bool
	peerSeverity finding.Severity
	from2026     bool // from census 2026-27
	group, peer  func(*group, *year, *marks)
	whole        func(*totals, *year) bool
	stops        func(*totals) string
}

// years with rule sets, oldest first. An old year stays.
var years = []string{"2024-25", "2025-26", "2026-27"}

// Years lists the rule sets that there are, oldest first.
func Years() []string { return slices.Clone(years) }

// Rules gives the rules of a year, such as 2025-26, in the order of the report; false when there is no such rule set.
func Rules(year string) ([]finding.Rule, bool) {
	rs := rulesOf(year)
	if rs == nil {
		return nil, false
	}
	out := make([]finding.Rule, len(rs))
	for i, r := range rs {
		out[i] = r.Rule
	}
	return out, true
}

func rulesOf(year string) []*rule { return ruleSets()[year] }

var ruleSets = sync.OnceValue(func() map[string][]*rule {
	var specs []spec
	for _, module := range [][]spec{returnRules, identifierRules, characteristicRules, episodeRules, assessmentRules, cinPlanRules, enquiryRules,
		protectionRules, reviewRules, preProceedingRules} {
		specs = append(specs, module...)
	}
	slices.SortFunc(specs, func(a, b spec) int { return byCode(a.code, b.code) })
	all := map[string][]*rule{}
	for i := range specs {
		r := specs[i].rule()
		for _, y := range r.Years {
			all[y] = append(all[y], r)
		}
	}
	return all
})

// byCode orders rule codes by number: 100 before 1103, 1560Q after 1550.
func byCode(a, b string) int {
	if n := len(strings.TrimSuffix(a, "Q")) - len(strings.TrimSuffix(b, "Q")); n != 0 {
		return n
	}
	return strings.Compare(a, b)
}

func (s spec) rule() *rule {
	r := &rule{flagged: strings.Fields(s.flags), orders: strings.Fields(s.orders), speaks: speaksOf(s.message, s.mend),
		peerSeverity: s.peerSeverity, group: s.group, peer: s.peer, whole: s.whole, stops: s.stops}
	r.Rule = finding.Rule{Code: s.code, Title: s.title, Severity: finding.Error, Message: s.message, Mend: s.mend, Differs: s.differs,
		Years: years, Tables: []string{}, Fields: []string{}}
	if s.query {
		r.Severity = finding.Query
	}
	if s.from2026 {
		r.Years = []string{"2026-27"}
	}
	for _, f := range append(strings.Fields(s.flags), strings.Fields(s.looks)...) {
		if !slices.Contains(r.Fields, f) {
			r.Fields = append(r.Fields, f)
		}
	}
	for _, f := range r.flagged {
		if table, _, _ := strings.Cut(f, "."); !slices.Contains(r.Tables, table) {
			r.Tables = append(r.Tables, table)
		}
	}
	return r
}

// in gives the function of the rule in a reading.
func (r *rule) in(peer bool) func(*group, *year, *marks) {
	if peer && r.peer != nil {
		return r.peer
	}
	return r.group
}
