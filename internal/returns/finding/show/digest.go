package show

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/returns/finding"
)

// group is what one rule found.
type group struct {
	Rule     finding.Rule
	Findings []finding.Finding
	Whole    bool // it fired on the return as a whole, which has no row
	Children int
}

// Count is what the group adds to the number of problems.
func (g group) Count() int {
	if g.Whole {
		return len(g.Findings) + 1
	}
	return len(g.Findings)
}

// digest is a run, counted.
type digest struct {
	finding.Run
	Groups   []group // errors, then queries; each in the order of the run's rules
	Errors   int
	Queries  int
	Affected int // children with a finding
	Kids     []kid
	Workers  []worker
	Skips    []skip
}

// kid is a child with its findings.
type kid struct {
	N        int // from 1, in the order of the report: names the anchor
	ID       string
	Pos      int
	Worker   string
	Findings []finding.Finding
}

// worker is a worker or team with the children that have findings.
type worker struct {
	Name     string
	Findings int
	Kids     []kid
}

// skip is the rules that were skipped for one reason.
type skip struct {
	Why   string
	Rules []string
}

type kidKey struct {
	id  string
	pos int
}

func count(run finding.Run) digest {
	d := digest{Run: run}
	order := map[string]int{}
	for _, r := range run.Rules {
		if _, twice := order[r.Code]; !twice {
			order[r.Code] = len(d.Groups)
			d.Groups = append(d.Groups, group{Rule: r})
		}
	}
	at := func(code string) *group {
		i, ok := order[code]
		if !ok { // a rule that the list does not have: shown all the same
			i = len(d.Groups)
			order[code] = i
			d.Groups = append(d.Groups, group{Rule: stranger(code)})
		}
		return &d.Groups[i]
	}
	for _, f := range run.Findings {
		g := at(f.Rule)
		g.Findings = append(g.Findings, f)
	}
	for _, code := range run.LALevel {
		at(code).Whole = true
	}
	d.Groups = slices.DeleteFunc(d.Groups, func(g group) bool { return g.Count() == 0 })
	slices.SortStableFunc(d.Groups, func(a, b group) int { return cmp.Compare(rank(a.Rule.Severity), rank(b.Rule.Severity)) })
	for i := range d.Groups {
		g := &d.Groups[i]
		g.Children = children(g.Findings)
		if g.Rule.Severity == finding.Query {
			d.Queries += g.Count()
		} else {
			d.Errors += g.Count()
		}
	}
	d.people()
	for _, s := range run.Skipped {
		i := slices.IndexFunc(d.Skips, func(k skip) bool { return k.Why == s.Why })
		if i < 0 {
			i = len(d.Skips)
			d.Skips = append(d.Skips, skip{Why: s.Why})
		}
		d.Skips[i].Rules = append(d.Skips[i].Rules, s.Rule)
	}
	return d
}

func rank(s finding.Severity) int {
	if s == finding.Query {
		return 1
	}
	return 0
}

// people puts the findings by child, and the children by worker.
func (d *digest) people() {
	kids := map[kidKey]int{}
	for _, g := range d.Groups {
		for _, f := range g.Findings {
			if f.Child == "" && f.Pos == 0 {
				continue
			}
			key := kidKey{f.Child, f.Pos}
			i, known := kids[key]
			if !known {
				i = len(d.Kids)
				kids[key] = i
				d.Kids = append(d.Kids, kid{ID: f.Child, Pos: f.Pos})
			}
			k := &d.Kids[i]
			k.Worker = cmp.Or(k.Worker, f.Worker)
			k.Findings = append(k.Findings, f)
		}
	}
	slices.SortFunc(d.Kids, func(a, b kid) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Pos, b.Pos)) })
	d.Affected = len(d.Kids)
	workers := map[string]int{}
	for i := range d.Kids {
		k := &d.Kids[i]
		k.N = i + 1
		if k.Worker == "" {
			continue
		}
		w, known := workers[k.Worker]
		if !known {
			w = len(d.Workers)
			workers[k.Worker] = w
			d.Workers = append(d.Workers, worker{Name: k.Worker})
		}
		d.Workers[w].Findings += len(k.Findings)
		d.Workers[w].Kids = append(d.Workers[w].Kids, *k)
	}
	slices.SortFunc(d.Workers, func(a, b worker) int { return cmp.Compare(a.Name, b.Name) })
}

func children(fs []finding.Finding) int {
	seen := map[kidKey]bool{}
	for _, f := range fs {
		if f.Child != "" || f.Pos != 0 {
			seen[kidKey{f.Child, f.Pos}] = true
		}
	}
	return len(seen)
}

// first are the rules to begin with: the errors with most rows, up to n.
func (d digest) first(n int) (rules []group, rows int) {
	for _, g := range d.Groups {
		if g.Rule.Severity != finding.Query {
			rules = append(rules, g)
		}
	}
	slices.SortStableFunc(rules, func(a, b group) int { return cmp.Compare(b.Count(), a.Count()) })
	rules = rules[:min(n, len(rules))]
	for _, g := range rules {
		rows += g.Count()
	}
	return rules, rows
}

// differing are the rules of the run in which the two readings differ, with what each found here.
func (d digest) differing() []group {
	found := map[string]group{}
	for _, g := range d.Groups {
		found[g.Rule.Code] = g
	}
	var out []group
	for _, r := range d.Rules {
		if r.Differs == "" {
			continue
		}
		g := found[r.Code]
		g.Rule = r
		out = append(out, g)
	}
	return out
}

// readingWords says whose understanding of the rules was applied.
func readingWords(r finding.Reading) string {
	if r == finding.Peer {
		return "peer: agrees with the sector's checker in every row, its mistakes included"
	}
	return "intended: what the department's guidance means"
}

func severityWords(s finding.Severity) string {
	if s == finding.Query {
		return "query"
	}
	return "error"
}

// place says where a finding is: Episodes row 5 (line 7).
func place(f finding.Finding) string {
	var b strings.Builder
	if f.Table == "" {
		b.WriteString("the return as a whole")
	} else {
		fmt.Fprintf(&b, "%s row %d", f.Table, f.Row)
	}
	switch {
	case f.Line > 0:
		fmt.Fprintf(&b, " (line %d)", f.Line)
	case f.Pos > 0:
		fmt.Fprintf(&b, " of child %s in the file", number(f.Pos))
	}
	return b.String()
}

// childName is how a report calls the child of a finding.
func childName(id string) string {
	if id == "" {
		return "without an id"
	}
	return id
}

// extent is how far the findings of a rule go: 3 rows of 2 children.
func (g group) extent() string {
	rows := many(len(g.Findings), "row", "rows")
	switch {
	case g.Whole && len(g.Findings) == 0:
		return "about the return as a whole"
	case g.Whole:
		return "about the return as a whole, and " + rows
	case g.Children == 0:
		return rows
	}
	return rows + " of " + many(g.Children, "child", "children")
}

// valueWords is the values of a row: DECOM 01/04/2025; DEC (blank).
func valueWords(f finding.Finding) string {
	parts := make([]string, len(f.Values))
	for i, v := range f.Values {
		parts[i] = finding.Called(v.Field) + " " + cmp.Or(v.Text, "(blank)")
	}
	return strings.Join(parts, "; ")
}

// rowNumbers says how the return counts its rows.
func rowNumbers(ret string) string {
	if ret == "cin" {
		return "Rows are counted from 1 within each child, in the order of the file."
	}
	if ret == "annex-a" {
		return "Rows have the numbers that a spreadsheet shows beside them."
	}
	return "Rows are counted from 0 in each file: row 0 is the one below the headings."
}

// number writes thousands with commas.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// many is "1 row" or "1,234 rows".
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + more
}
