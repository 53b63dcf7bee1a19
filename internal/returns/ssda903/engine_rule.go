package ssda903

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// rule is one check of the return.
type rule struct {
	code, title string
	query       bool // may be right as it is; an error otherwise
	flags       []Table
	fields      string // TABLE.FIELD with blanks between
	message     string
	mend        string
	differs     string // how the peer reading differs, and why
	since       int    // calendar year in which the first collection year with this rule ends; 0 = all that are known

	tables []Table // this year's tables that it needs; nil = flags
	asPeer []Table // those that it needs in the peer reading; nil = tables
	last   []Table // last year's
	refs   refs
	skip   func(*view) string // a further reason not to run, or ""

	check  func(*view, *hits)
	peer   func(*view, *hits) // nil = check
	aborts func(*view) bool   // peer: raises an error
	dead   bool               // peer: always raises an error
	bare   bool               // peer: copes with a table without columns (XML), where others raise an error
}

// on is the tables whose rows a rule flags or needs.
func on(t ...Table) []Table { return t }

// refs says which reference data a rule needs.
type refs uint8

const (
	needsPlaces    refs = 1 << iota // the derived columns of Episodes, for which postcodes were given when it was read
	needsDistricts                  // which districts belong to which authority
	needsPostcodes                  // which postcodes exist
	needsProviders                  // the provider list
	needsCouncil                    // whose return it is
)

// The collection years whose rules are known, by the calendar year in which they end.
const firstYear, lastYear = 2026, 2027

// YearOf reads a collection year such as 2025-26 and gives the calendar year in which it ends. It fails with errs.Invalid for a year without rules.
func YearOf(year string) (int, error) {
	for y := firstYear; y <= lastYear; y++ {
		if year == yearText(y) {
			return y, nil
		}
	}
	return 0, errs.New(errs.Invalid, "There are no SSDA903 rules for the year %q. Choose one of %s.", year, strings.Join(years(firstYear), ", "))
}

// Years are the collection years whose rules are known, in order.
func Years() []string { return years(firstYear) }

func yearText(ends int) string { return fmt.Sprintf("%d-%02d", ends-1, ends%100) }

func years(since int) []string {
	var all []string
	for y := max(since, firstYear); y <= lastYear; y++ {
		all = append(all, yearText(y))
	}
	return all
}

// Rules is the rules of a year for people, in the order of the report.
func Rules(year string) ([]finding.Rule, error) {
	ends, err := YearOf(year)
	if err != nil {
		return nil, err
	}
	return slices.Clone(rulesByYear()[ends-firstYear].people), nil
}

// yearRules is the rules of one year in the order of the report, and the same for people.
type yearRules struct {
	rules  []*rule
	people []finding.Rule
}

// rulesByYear is put in order once; nobody may change it. The first entry is firstYear.
var rulesByYear = sync.OnceValue(func() []yearRules {
	var all []yearRules
	for ends := firstYear; ends <= lastYear; ends++ {
		y := yearRules{rules: inReportOrder(ends)}
		for _, r := range y.rules {
			y.people = append(y.people, r.forPeople())
		}
		all = append(all, y)
	}
	return all
})

// inReportOrder is the rules of a year: numbers first, by number, then the others by code.
func inReportOrder(ends int) []*rule {
	var all []*rule
	for _, table := range allRules() {
		for i := range table {
			if table[i].since <= ends {
				all = append(all, &table[i])
			}
		}
	}
	slices.SortFunc(all, func(a, b *rule) int {
		an, bn := leading(a.code), leading(b.code)
		if (an == 0) != (bn == 0) {
			return cmp.Compare(bn, an)
		}
		return cmp.Or(cmp.Compare(an, bn), cmp.Compare(a.code, b.code))
	})
	return all
}

// leading is the number with which a code begins, or 0.
func leading(code string) int {
	n := 0
	for _, c := range code {
		if c < '0' || c > '9' {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func (r *rule) forPeople() finding.Rule {
	out := finding.Rule{
		Code: r.code, Title: r.title, Severity: finding.Error, Fields: strings.Fields(r.fields), Message: r.message, Mend: r.mend,
		Years: years(r.since), Differs: r.differs,
	}
	if r.query {
		out.Severity = finding.Query
	}
	for _, t := range r.flags {
		out.Tables = append(out.Tables, t.String())
	}
	if len(r.last) > 0 || strings.Contains(r.fields, "_last.") {
		out.Needs = append(out.Needs, "last year's files")
	}
	if r.refs&(needsPlaces|needsPostcodes) != 0 {
		out.Needs = append(out.Needs, "postcodes")
	}
	if r.refs&needsDistricts != 0 {
		out.Needs = append(out.Needs, "authorities")
	}
	if r.refs&needsProviders != 0 {
		out.Needs = append(out.Needs, "providers")
	}
	return out
}

// needs is this year's tables without which the rule cannot run.
func (r *rule) needs(reading finding.Reading) []Table {
	switch {
	case reading == finding.Peer && r.asPeer != nil:
		return r.asPeer
	case r.tables != nil:
		return r.tables
	}
	return r.flags
}

// why says why a rule cannot run on a return, or "".
func (r *rule) why(v *view) string {
	var without []string
	for _, t := range r.needs(v.reading) {
		if !v.sheets[t].loaded() {
			without = append(without, t.String())
		}
	}
	for _, t := range r.last {
		if !v.last.sheets[t].loaded() {
			without = append(without, "last year's "+t.String())
		}
	}
	if r.refs&needsPlaces != 0 && v.r.ThisPlaces == nil {
		without = append(without, "postcodes")
	}
	if r.refs&needsPostcodes != 0 && v.postcodes == nil && !slices.Contains(without, "postcodes") {
		without = append(without, "postcodes")
	}
	if r.refs&needsDistricts != 0 && v.authorities == nil {
		without = append(without, "the list of authorities")
	}
	if r.refs&needsProviders != 0 && v.providers == nil {
		without = append(without, "the list of providers")
	}
	if r.refs&needsCouncil != 0 && v.authority == "" {
		without = append(without, "the council's code")
	}
	switch n := len(without); {
	case n > 1:
		return "needs " + strings.Join(without[:n-1], ", ") + " and " + without[n-1]
	case n == 1:
		return "needs " + without[0]
	case r.skip != nil:
		return r.skip(v)
	}
	return ""
}

// raises says whether the peer's rule raises an error on this return, upon which it flags nothing.
func (r *rule) raises(v *view) bool {
	if r.dead || r.aborts != nil && r.aborts(v) {
		return true
	}
	if !r.bare {
		for _, t := range r.needs(finding.Peer) {
			if d := v.sheets[t].data; d != nil && d.NoColumns {
				return true
			}
		}
	}
	return false
}
