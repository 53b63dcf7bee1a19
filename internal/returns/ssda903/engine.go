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
// ones when nil, and asPeer takes their place in the peer reading. skip gives further reasons. aborts says when the peer raises an error, upon which it flags nothing; dead rules always do.
//
// Comparisons of days (lt, le, eq … in conventions.go) are false with a missing day. Loops over v.nobody leave out a blank CHILD, s.of(v.nobody) is
// its rows: joins include them, per-child look-ups do not.
//
// An example of each difference of the readings belongs in differences (check_test.go); TestDiffers fails without it.

import (
	"cmp"
	"context"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// CheckOptions say how a return is checked.
type CheckOptions struct {
	Year        string                // the rules: 2025-26
	Ends        int                   // calendar year in which the year of the rows ends, for a year without rules of its own; 0 = that of Year
	On          day.Day               // how it would stand if the year ended on this day of it; the zero day = when the year ends
	Reading     finding.Reading       // "" = intended
	Authority   string                // ONS code of the council whose return it is
	Progress    func(done, total int) // told after each rule, never twice at once; nil = nobody
	Postcodes   *Postcodes            // nil = rules that need them are skipped
	Authorities *Authorities
	Providers   *Providers // the Ofsted list; nil = rules that need it are skipped
}

// mostNameless is the most rows without CHILD that one table may have. Such rows join with each other (convention joins), each with every
// one, so that a file whose ids were all taken out would be checked for hours and told nothing.
const mostNameless = 1000

// nameless refuses a return of which a table has too many rows without CHILD.
func nameless(r *Return) error {
	for _, year := range [][Tables]*Data{r.This, r.Last} {
		for _, d := range year {
			if d == nil {
				continue
			}
			n := 0
			for row := range d.Rows() {
				if d.Blank(row, 0) {
					n++
				}
			}
			if n > mostNameless {
				return errs.New(errs.Invalid, "%s: %d of %d rows of the table %s have no CHILD. Without the council's id of the child no row can be put to another; export the return with the ids. Nothing was checked", d.File, n, d.Rows(), d.Table)
			}
		}
	}
	return nil
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
	if err := nameless(r); err != nil {
		return finding.Run{}, err
	}
	v := ready(r, cmp.Or(opts.Ends, ends), opts)
	rules := rulesByYear()[ends-firstYear].rules
	run := finding.Run{
		Return: "ssda903", Year: opts.Year, Reading: opts.Reading, Rules: slices.Clone(rulesByYear()[ends-firstYear].people),
		Children: len(v.kids), Rows: map[string]int{},
	}
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
