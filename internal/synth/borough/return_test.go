package borough_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
)

// thirdYear is the morning after the last of three census years for which there are rules: 2024/25, 2025/26 and 2026/27.
var thirdYear = time.Date(2027, 5, 20, 12, 0, 0, 0, time.UTC)

func make1(t testing.TB, o borough.Options) *borough.Authority {
	t.Helper()
	if o.Until.IsZero() {
		o.Until = thirdYear
	}
	a, err := borough.New(o, 0)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// census puts the children of an authority into one census of a year.
func census(children []story.Story, year int) string {
	var b strings.Builder
	_, to := day.FinancialYear(year)
	fmt.Fprintf(&b, "<Message>\n<Header><CollectionDetails><Collection>CIN</Collection><Year>%d</Year><ReferenceDate>%s</ReferenceDate></CollectionDetails>"+
		"<Source><SourceLevel>L</SourceLevel><LEA>005</LEA><SoftwareCode>Throughline</SoftwareCode></Source></Header>\n<Children>\n", year, to)
	for _, s := range children {
		c, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: year})
		if !ok {
			continue
		}
		text, _ := c.Message(to)
		_, text, _ = bytes.Cut(text, []byte("<Children>\n"))
		text, _, _ = bytes.Cut(text, []byte("</Children>"))
		b.Write(text)
	}
	b.WriteString("</Children></Message>")
	return b.String()
}

func childrenOf(t testing.TB, a *borough.Authority) []story.Story {
	t.Helper()
	var out []story.Story
	if err := a.Stories(func(s story.Story) error {
		if record.SubjectType(s.Subject) == record.ChildSubject {
			out = append(out, s)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Three years of the census of a village, of several seeds, have no finding under the rules of their year.
func TestCensusHasNoFindings(t *testing.T) {
	for _, seed := range []draw.Seed{1} {
		children := childrenOf(t, make1(t, borough.Options{Size: borough.Village, Seed: seed}))
		for _, year := range []int{2025, 2026, 2027} {
			text := census(children, year)
			if n := strings.Count(text, "<Child>"); n < 400 {
				t.Errorf("seed %d, %d: only %d children", seed, year, n)
			}
			run, err := check.Check(t.Context(), check.Source{Name: "synthetic", File: strings.NewReader(text)}, check.Options{})
			if err != nil {
				t.Fatal(err)
			}
			shown := map[string]int{}
			for _, f := range run.Findings {
				if shown[f.Rule]++; shown[f.Rule] <= 2 {
					t.Errorf("seed %d, %d: %s %s %s", seed, year, f.Rule, f.Child, fmt.Sprint(f.Values))
				}
			}
			if len(run.LALevel) > 0 {
				t.Errorf("seed %d, %d: the whole return: %v", seed, year, run.LALevel)
			}
			for rule, n := range shown {
				t.Logf("seed %d, %d: %s %d", seed, year, rule, n)
			}
		}
	}
}

// With the faults of real systems the census has findings, of many kinds.
func TestDirtyCensusHasFindings(t *testing.T) {
	children := childrenOf(t, make1(t, borough.Options{Size: borough.Village, Seed: 1, Dirty: true, Until: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)}))
	run, err := check.Check(t.Context(), check.Source{Name: "synthetic", File: strings.NewReader(census(children, 2025))}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]int{}
	for _, f := range run.Findings {
		rules[f.Rule]++
	}
	for _, want := range []string{"4220", "8540", "8820", "1520"} {
		if rules[want] == 0 {
			t.Errorf("no finding of %s; there are %v", want, rules)
		}
	}
}

// The census of any seed has no finding about a child: six hamlets, three years each. What a rule says of a return as a whole is about more children
// than a hamlet has.
func TestCensusOfAnySeed(t *testing.T) {
	for seed := draw.Seed(100); seed < 106; seed++ {
		children := childrenOf(t, make1(t, borough.Options{Size: borough.Hamlet, Seed: seed}))
		for _, year := range []int{2025, 2026, 2027} {
			run, err := check.Check(t.Context(), check.Source{Name: "synthetic", File: strings.NewReader(census(children, year))}, check.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range run.Findings {
				if i < 3 {
					t.Errorf("seed %d, %d: %s %s %v", seed, year, f.Rule, f.Child, f.Values)
				}
			}
		}
	}
}
