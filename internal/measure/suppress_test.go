package measure

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func shownBands(counts ...int) string {
	r := Result{Shape: string(aSpread), Unit: number}
	for i, n := range counts {
		r.Numerator += n
		r.Bands = append(r.Bands, Band{Name: fmt.Sprint(i), Count: n, Value: "x"})
	}
	p := PublishTables(r)
	out := []string{p.Figure.Numerator}
	for _, b := range p.Bands {
		out = append(out, b.Numerator)
	}
	return strings.Join(out, " ")
}

// Source: DfE table D5, Hackney 2025 and 2024 (specs/measures.md): totals 225 and 215, two bands hidden that add up to 35 and 25.
func TestWorkedSuppression(t *testing.T) {
	t.Parallel()
	for want, counts := range map[string][]int{
		"225 66 62 62 c c": {66, 62, 62, 32, 3},
		"215 72 55 63 c c": {72, 55, 63, 21, 4},
		"35 35 0":          {35, 0},
		"30 10 20 0":       {10, 20, 0},
		"23 c c 0":         {20, 3, 0},      // the zero is shown, the other is hidden for it
		"41 c c 20 15":     {3, 3, 20, 15},  // two small ones hide each other
		"37 c c c 20":      {1, 1, 15, 20},  // two that must be 1 each do not
		"60 c 20 c 20":     {4, 20, 16, 20}, // the next smallest, not the next
		"c c":              {3},             // nothing to hide behind
		"100 50 c c":       {50, 46, 4},
	} {
		if got := shownBands(counts...); got != want {
			t.Errorf("%v: %s, not %s", counts, got, want)
		}
	}
}

func TestRounded(t *testing.T) {
	t.Parallel()
	got := []string{Rounded(0), Rounded(4), Rounded(5), Rounded(14), Rounded(15), Rounded(632834)}
	if diff := cmp.Diff([]string{"0", "k", "10", "10", "20", "632830"}, got); diff != "" {
		t.Error(diff)
	}
}

// randomTables is a figure with breakdowns that overlap: ethnicity in codes and in groups, sex, and bands.
func randomTables(v *rand.Rand, form shape) Result {
	r := Result{ID: "X", Shape: string(form), Unit: map[shape]string{aShare: percent}[form]}
	codes := []string{"WBRI", "WIRI", "WOTH", "BCRB", "BAFR", "AIND", "OOTH", "NOBT"}
	type cell struct{ num, den int }
	byCode, byGroup, bySex := map[string]cell{}, map[string]cell{}, map[string]cell{}
	add := func(m map[string]cell, key string, in bool) {
		c := m[key]
		c.den++
		if in {
			c.num++
		}
		m[key] = c
	}
	for _, code := range codes {
		n := v.IntN(4) * v.IntN(9)
		for range n {
			in := form != aShare || v.IntN(3) > 0
			add(byCode, coded("ethnicity", code), in)
			add(byGroup, EthnicGroup(code), in)
			add(bySex, []string{"F", "M"}[v.IntN(2)], in)
			r.Denominator++
			if in {
				r.Numerator++
			}
		}
	}
	tell := func(by string, m map[string]cell) {
		b := Breakdown{By: by}
		for key, c := range m {
			g := Group{Keys: []string{key}, Numerator: c.num, Value: "x"}
			if form == aShare {
				g.Denominator = c.den
			}
			b.Groups = append(b.Groups, g)
		}
		r.Breakdowns = append(r.Breakdowns, b)
	}
	tell(ByEthnicity, byCode)
	tell(ByEthnicGroup, byGroup)
	tell(BySex, bySex)
	if form != aShare {
		r.Denominator = 0
	}
	r.Value = "x"
	return r
}

// An attacker with every form of the tables puts together what adds up to what: totals and their parts, groups and their codes, above and below the line.
// By subtraction, over and over, no hidden count may come out; and nothing hidden may be 1 because its neighbours leave nothing else.
func TestNothingHiddenComesOutBySubtraction(t *testing.T) {
	t.Parallel()
	hidden := 0
	for seed := range uint64(600) {
		form := []shape{aNumber, aShare}[seed%2]
		r := randomTables(rand.New(rand.NewPCG(seed, 7)), form)
		p := PublishTables(r)
		known := map[string]int{} // what the attacker has, by name of cell
		truth := map[string]int{}
		var equations [][]string // the first is the sum of the others
		see := func(name, num, den string, n, d int) {
			for _, c := range []struct {
				name, shown string
				n           int
			}{{name + " num", num, n}, {name + " den", den, d}} {
				truth[c.name] = c.n
				if c.shown != Suppressed && c.shown != "" {
					if fmt.Sprint(c.n) != c.shown {
						t.Fatalf("seed %d: %s is shown as %s and is %d", seed, c.name, c.shown, c.n)
					}
					known[c.name] = c.n
				}
			}
			truth[name+" out"] = d - n
			if form == aShare {
				equations = append(equations, []string{name + " den", name + " num", name + " out"})
			}
		}
		parts := []string{" num"}
		if form == aShare {
			parts = []string{" num", " out", " den"}
		}
		see("all", p.Figure.Numerator, p.Figure.Denominator, r.Numerator, r.Denominator)
		groups := map[string][]string{}
		for i, b := range p.Breakdowns {
			var names []string
			for k, row := range b.Rows {
				g := r.Breakdowns[i].Groups[k]
				name := b.By + " " + row.Key
				names = append(names, name)
				see(name, row.Numerator, row.Denominator, g.Numerator, g.Denominator)
				if row.Hidden && (row.Value != Suppressed || row.Numerator != Suppressed) {
					t.Fatalf("seed %d: %s is hidden and shown: %+v", seed, name, row)
				}
				if row.Hidden {
					hidden++
				}
				if b.By == ByEthnicity {
					of := ByEthnicGroup + " " + groupOfLabel(row.Key)
					groups[of] = append(groups[of], name)
				}
			}
			for _, part := range parts {
				equations = append(equations, named("all"+part, names, part))
			}
		}
		for whole, names := range groups {
			for _, part := range parts {
				equations = append(equations, named(whole+part, names, part))
			}
		}
		for progress := true; progress; {
			progress = false
			for _, e := range equations {
				missing, sum := []string{}, 0
				for i, name := range e {
					n, ok := known[name]
					switch {
					case !ok:
						missing = append(missing, name)
					case i == 0:
						sum += n
					default:
						sum -= n
					}
				}
				if len(missing) == 1 {
					known[missing[0]] = truth[missing[0]]
					progress = true
				}
				if len(missing) > 1 && missing[0] != e[0] && sum == 0 {
					for _, name := range missing { // counts are not below 0
						known[name] = 0
						progress = true
					}
				}
			}
		}
		for name, n := range truth {
			if _, out := known[name]; out && small(n) && !(form != aShare && strings.HasSuffix(name, "out")) && !(form != aShare && strings.HasSuffix(name, "den")) {
				t.Fatalf("seed %d: %s is %d and comes out of\n%v", seed, name, n, p)
			}
		}
		// Every form is written from the same cells.
		for _, row := range p.Rows()[1:] {
			if row[6] == Suppressed && row[8] != Suppressed || row[7] == Suppressed && row[6] != Suppressed {
				t.Fatalf("seed %d: a row shows a part of what is hidden: %v", seed, row)
			}
		}
	}
	if hidden < 1000 {
		t.Errorf("only %d cells were hidden: the tables do not try it", hidden)
	}
}

func named(whole string, names []string, part string) []string {
	out := []string{whole}
	for _, n := range names {
		out = append(out, n+part)
	}
	return out
}
