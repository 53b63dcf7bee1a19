package ssda903

// How a rule is written.
//
// A rule is an entry of a table of rules (rules_*.go): data for people and one function, check, for the intended reading. Where the sector's
// checker computes something else, peer is its function and differs says in one sentence how and why; otherwise both readings share check.
//
//	{
//		code: "148", title: "End date and reason of an episode must come together", flags: on(Episodes),
//		fields:  "Episodes.DEC Episodes.REC",
//		message: "This episode has the end date {Episodes.DEC} and the reason for ending {Episodes.REC}: one is there, the other is not.",
//		mend:    "Give both when the episode has ended, neither while it is open.",
//		check:   rows(Episodes, func(v *view, i int32) bool { return v.Episodes.blank(EpisodesDEC, i) != (v.Episodes.REC[i] == blank) }),
//	},
//
// check gets the return made ready (view, engine_view.go) and a place to put what it finds (hits). rows makes it from a question about one row;
// notIn, missingOrNotIn and malformed (engine_checks.go) cover codes and dates; anything else is a plain loop that calls
//
//	h.row(Episodes, i)                          // flags row i
//	h.row(Episodes, i).beside("previous", v.sheets[Episodes], j) // and lets the message speak of {previous.DEC}
//	h.pair(Episodes, i, Header, j)              // flags both, each able to speak of the other
//
// A row flagged twice is one finding. Messages speak of cells as {TABLE.FIELD}: of the flagged row when it is its table, else of the row beside
// it, else of the child's first row in that table. {LABEL.FIELD} is a cell of a row that was put beside under a label, {last.FIELD} of the child's
// row in last year's table. {TABLE.FIELD+18y} is a birthday, {year.start} and {year.end} are the ends of the year.
//
// A rule is skipped, with the reason, when a table of tables or of last is not loaded or a reference of refs is not given; tables are the flagged
// ones when nil. skip gives further reasons. aborts says when the peer raises an error, upon which it flags nothing; dead rules always do.
//
// Comparisons of days (lt, le, eq … in conventions.go) are false with a missing day. Loops over v.nobody leave out a blank CHILD, s.of(v.nobody) is
// its rows: joins include them, per-child look-ups do not.

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

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

// CheckOptions say how a return is checked.
type CheckOptions struct {
	Year        string                // 2025-26
	Reading     finding.Reading       // "" = intended
	Authority   string                // ONS code of the council whose return it is
	Progress    func(done, total int) // told after each rule, never twice at once; nil = nobody
	Postcodes   *Postcodes            // nil = rules that need them are skipped
	Authorities *Authorities
	Providers   *Providers // the Ofsted list; nil = rules that need it are skipped
}

// YearOf reads a collection year such as 2025-26 and gives the calendar year in which it ends. It fails with errs.Invalid for a year without rules.
func YearOf(year string) (int, error) {
	for y := firstYear; y <= lastYear; y++ {
		if year == yearText(y) {
			return y, nil
		}
	}
	return 0, errs.New(errs.Invalid, "There are no SSDA903 rules for the year %q. Choose one of %s.", year, strings.Join(years(firstYear), ", "))
}

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
	var all []finding.Rule
	for _, r := range rulesOf(ends) {
		all = append(all, r.forPeople())
	}
	return all, nil
}

// rulesOf is the rules of a year in the order of the report: numbers first, by number, then the others by code.
func rulesOf(ends int) []*rule {
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

// Check applies every rule of the year to a return. It fails with errs.Invalid for a year without rules and with the context's error when that ends.
// The same return gives the same run, however many processors there are.
func Check(ctx context.Context, r *Return, opts CheckOptions) (finding.Run, error) {
	ends, err := YearOf(opts.Year)
	if err != nil {
		return finding.Run{}, err
	}
	if opts.Reading == "" {
		opts.Reading = finding.Intended
	}
	v := ready(r, ends, opts)
	rules := rulesOf(ends)
	run := finding.Run{Return: "ssda903", Year: opts.Year, Reading: opts.Reading, Children: len(v.kids), Rows: map[string]int{}}
	for t, s := range v.sheets {
		if s.loaded() {
			run.Rows[Table(t).String()] = int(s.n)
		}
	}
	for _, n := range r.Notes {
		run.Notes = append(run.Notes, n.words())
	}

	found, skipped := make([][]finding.Finding, len(rules)), make([]string, len(rules))
	var (
		wait sync.WaitGroup
		next atomic.Int64
		mu   sync.Mutex
		done int
	)
	for range min(runtime.GOMAXPROCS(0), 4) {
		wait.Go(func() {
			h := &hits{v: v}
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(rules) {
					return
				}
				if skipped[n] = rules[n].why(v); skipped[n] == "" {
					found[n] = rules[n].apply(v, h, opts.Reading)
				}
				if opts.Progress != nil {
					mu.Lock()
					done++
					opts.Progress(done, len(rules))
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return finding.Run{}, err
	}
	for n, rule := range rules {
		run.Rules = append(run.Rules, rule.forPeople())
		if skipped[n] != "" {
			run.Skipped = append(run.Skipped, finding.Skipped{Rule: rule.code, Why: skipped[n]})
			continue
		}
		run.Ran++
		run.Findings = append(run.Findings, found[n]...)
	}
	return run, nil
}

// apply runs one rule and tells what it found, by table, then row.
func (r *rule) apply(v *view, h *hits, reading finding.Reading) []finding.Finding {
	check := r.check
	if reading == finding.Peer {
		if r.raises(v) {
			return nil
		}
		if r.peer != nil {
			check = r.peer
		}
	}
	check(v, h)
	return h.take(r)
}

// words is a note of the reader as a sentence with its place.
func (n Note) words() string {
	switch {
	case n.File == "":
		return n.Text
	case n.Line == 0:
		return n.File + ": " + n.Text
	}
	return n.File + ", line " + strconv.Itoa(n.Line) + ": " + n.Text
}

var placeholder = regexp.MustCompile(`\{([^{}]+)\}`)
