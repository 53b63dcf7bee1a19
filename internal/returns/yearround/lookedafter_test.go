package yearround

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// imported903 is a house with one development set of the SSDA903 in it, which is that of 2027.
func imported903(t testing.TB, name string) *commandtest.Desk {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../ssda903/testdata", name, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var in []ssda903.Input
	for _, f := range files {
		if ext := filepath.Ext(f); ext != ".csv" && ext != ".xml" || filepath.Base(f) == "providers.csv" {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, ssda903.Input{Name: filepath.Base(f), Body: bytes.NewReader(b)})
	}
	d := commandtest.New(t, filepath.Join(t.TempDir(), "house.db"), person.Lists())
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	if _, err := intake.SSDA903(t.Context(), d.Desk, analyst, name, in, intake.Return903{Year: 2027}, intake.Options{}); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestLookedAfterAsTheReturnWritesIt: what is found child by child is what the rules find in all children's rows together, but for those that LeftOut
// names; each finding is of a record of the child or says which kind is missing. That a child alone is written as in the export is held by
// outgoing.TestSSDA903Child.
func TestLookedAfterAsTheReturnWritesIt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"clean02", "dev01", "dev03", "dev08", "dev11_xml", "dev14_xml_sparse"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := stories(t, imported903(t, name))
			for _, year := range []int{2026, 2027} {
				whole := &ssda903.Return{}
				var rows [ssda903.Tables][][]string
				got := map[string]int{}
				for _, s := range all {
					c, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: year})
					if !ok {
						continue
					}
					own := map[string]bool{}
					for _, r := range s.Records {
						own[r.ID] = true
					}
					for i, d := range c.Return().This {
						for row := range d.Rows() {
							var cells []string
							for col := range ssda903.Table(i).Columns() {
								cells = append(cells, d.Cell(row, col))
							}
							rows[i] = append(rows[i], cells)
						}
					}
					ps, err := Of(t.Context(), s, year, lastOf(year))
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range ps {
						if p.Return != record.ReturnSSDA903 {
							continue
						}
						if p.Record != "" && !own[p.Record] || p.Record == "" && p.Kind != kindOf(p.Field) || p.Kind == "" || !strings.Contains(p.Field, ".") {
							t.Errorf("%s of %s is put right in %s of the record %q (%s)", p.Rule.Code, p.Child, p.Field, p.Record, p.Kind)
						}
						if !p.Now() {
							t.Errorf("%s of %s waits for a day that is past", p.Rule.Code, p.Child)
						}
						got[p.Child+" "+p.Rule.Code+" "+p.Table]++
					}
				}
				for i := range rows {
					whole.This[i] = ssda903.NewData(ssda903.Table(i), "t", rows[i])
				}
				whole.Derive(ssda903.Options{})
				run, err := ssda903.Check(t.Context(), whole, ssda903.CheckOptions{Year: RuleSet(record.ReturnSSDA903, year)})
				if err != nil {
					t.Fatal(err)
				}
				left := map[string]bool{}
				for _, s := range leftOut(t, record.ReturnSSDA903, year) {
					left[s.Rule] = true
				}
				want := map[string]int{}
				for _, f := range run.Findings {
					if !left[f.Rule] {
						want[f.Child+" "+f.Rule+" "+f.Table]++
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%d: %s", year, diff)
				}
				if name == "dev01" && year == 2027 && len(want) < 20 {
					t.Errorf("only %d findings in a set that was made dirty", len(want))
				}
			}
		})
	}
}

// inCare is a child in care since 2024 of whom the SSDA903 of 2025/26 finds nothing wrong: r00 to r13.
func inCare(more ...record.Body) []record.Body {
	score := 9
	return append([]record.Body{
		record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: d("2013-05-01"), Sex: "F", Ethnicity: "WBRI"},
		record.Identifier{Type: record.LAChildID, Value: "C1", From: d("2024-04-01")},
		record.Identifier{Type: record.UPNUnknown, Value: "UN3", From: d("2024-04-01")},
		record.CarePeriod{Started: d("2024-06-03"), Given: []record.CareNeed{{Need: "N1", HomePostcode: "AB1 2CD"}}},
		record.LegalStatus{Period: "r03", Status: "C2", From: d("2024-06-03")},
		record.CLAPlacement{Period: "r03", Type: "U6", Provider: "PR1", URN: "SC123456", Postcode: "AB1 3CD", From: d("2024-06-03")},
		record.Mother{Mother: record.No},
		record.SDQScore{Year: 2026, Score: &score},
		record.CLAConviction{Year: 2026, Convicted: record.No},
		record.CLAHealth{Type: "dental_check", Year: 2026, Done: record.Yes},
		record.CLAHealth{Type: "health_assessment", Year: 2026, Done: record.Yes},
		record.CLAImmunisations{Year: 2026, UpToDate: record.Yes},
		record.CLASubstanceMisuse{Year: 2026, Found: record.No},
		record.Involvement{Registration: "SWE1234567", From: d("2024-06-03"), Reason: "FCONTA"},
	}, more...)
}

func without[T record.Body](bodies []record.Body) []record.Body {
	return slices.DeleteFunc(slices.Clone(bodies), func(b record.Body) bool { _, ok := b.(T); return ok })
}

// healthless is a child in care of whose health nothing is known.
func healthless() []record.Body {
	return without[record.SDQScore](without[record.CLAConviction](without[record.CLAHealth](without[record.CLAImmunisations](without[record.CLASubstanceMisuse](inCare())))))
}

func TestLookedAfter(t *testing.T) {
	t.Parallel()
	eighteen := with(inCare(), func(c *record.Child) { c.Birth = d("2008-01-10") })
	eighteen = with(eighteen, func(s *record.SDQScore) { s.Score, s.Year = nil, 2020 })
	protected := append(with(inCare(), func(l *record.LegalStatus) { l.To = d("2025-11-25") }), record.LegalStatus{Period: "r03", Status: "L1", From: d("2025-11-25")})
	for name, tt := range map[string]struct {
		given []record.Body
		today string
		want  []string // rule, field, record and whether it waits
	}{
		"nothing wrong":         {inCare(), "2025-11-26", nil},
		"ethnicity is missing":  {with(inCare(), func(c *record.Child) { c.Ethnicity = "" }), "2025-11-26", []string{"103 Header.ETHNIC r00 now"}},
		"no such legal status":  {with(inCare(), func(l *record.LegalStatus) { l.Status = "C9" }), "2025-11-26", []string{"144 Episodes.LS r04 now"}},
		"no provider":           {with(inCare(), func(p *record.CLAPlacement) { p.Provider = "" }), "2025-11-26", []string{"526 Episodes.PLACE_PROVIDER r05 now"}},
		"no such need":          {with(inCare(), func(p *record.CarePeriod) { p.Given[0].Need = "N9" }), "2025-11-26", []string{"145 Episodes.CIN r03 now"}},
		"a mother is not known": {without[record.Mother](inCare()), "2025-11-26", []string{"165 Header.MOTHER  now", "393 Header.MOTHER  now"}},
		"not all of the health": {without[record.CLASubstanceMisuse](inCare()), "2025-11-26",
			[]string{"182 OC2.SUBSTANCE_MISUSE  waits", "191 OC2.SUBSTANCE_MISUSE  waits", "544 OC2.SUBSTANCE_MISUSE  waits"}},
		"not all of the health, and the year is over": {without[record.CLASubstanceMisuse](inCare()), "2026-03-31",
			[]string{"182 OC2.SUBSTANCE_MISUSE  now", "191 OC2.SUBSTANCE_MISUSE  now", "544 OC2.SUBSTANCE_MISUSE  now"}},
		"nothing of the health":      {healthless(), "2025-11-26", []string{"191 OC2.IMMUNISATIONS  waits"}},
		"eighteen in the year":       {eighteen, "2025-11-26", []string{"359 Episodes.DEC r05 waits"}},
		"eighteen already":           {eighteen, "2026-01-12", []string{"359 Episodes.DEC r05 now"}},
		"police protection goes on":  {protected, "2025-11-26", []string{"361 Episodes.LS r14 waits"}},
		"and is over three days old": {protected, "2025-11-29", []string{"361 Episodes.LS r14 now"}},
		"no social worker":           {without[record.Involvement](inCare()), "2025-11-26", []string{"SW12STG2 SWEpisodes.SW_DECOM  now"}},
		"no number of the council":   {with(inCare(), func(i *record.Identifier) { i.To = d("2025-05-01") }), "2025-11-26", []string{"CHILD Header.CHILD r00 now"}},
		"no placement for a time": {with(inCare(), func(p *record.CLAPlacement) { p.To = d("2026-01-12") }), "2026-01-20",
			[]string{"GAP Episodes.DECOM r03 now", "388 Episodes.REC r03 now"}},
		"no placement at all": {without[record.CLAPlacement](inCare()), "2025-11-26", []string{"GAP Episodes.DECOM r03 now"}},
		"not in care":         {[]record.Body{inCare()[0], inCare()[1]}, "2025-11-26", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ps, err := Of(t.Context(), tale(tt.given...), 2026, d(tt.today))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range ps {
				when := "now"
				if !p.Now() {
					when = "waits"
				}
				got = append(got, fmt.Sprint(p.Rule.Code, " ", p.Field, " ", p.Record, " ", when))
				if s := p.Sentence() + p.Mending() + p.Child; strings.ContainsAny(s, "{}") || strings.Contains(s, noNumber) || p.Kind == "" {
					t.Errorf("%s says %q", p.Rule.Code, s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
				for _, p := range ps {
					t.Log(p.Rule.Code, p.Sentence())
				}
			}
		})
	}
}

// TestOfBothReturns: a child in both is asked about by both, in one list, what is wrong now first.
func TestOfBothReturns(t *testing.T) {
	t.Parallel()
	given := with(without[record.CLAImmunisations](inCare(record.Referral{Date: d("2025-11-03"), Source: "2A", PrimaryNeed: "N1", Decision: "assessment"})),
		func(c *record.Child) { c.Ethnicity, c.Disabilities = "", []string{"NONE"} })
	ps, err := Of(t.Context(), tale(given...), 2026, d("2025-11-26"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range ps {
		got = append(got, p.Return+" "+p.Rule.Code)
	}
	if len(got) < 3 || got[0] != "cin 4220" || got[1] != "ssda903 103" || !slices.Contains(got, "ssda903 191") {
		t.Errorf("%q", got)
	}
	if now, later := Counted(ps); now != 2 || later == 0 {
		t.Errorf("%d now, %d later", now, later)
	}
}

// TestLeftOut903: the rules that no child can be asked about are named with the reason: those that need more than the records, and those that compare children.
func TestLeftOut903(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, s := range leftOut(t, record.ReturnSSDA903, 2026) {
		if s.Why == "" || got[s.Rule] != "" {
			t.Errorf("%s: %q", s.Rule, s.Why)
		}
		got[s.Rule] = s.Why
	}
	rules, err := ssda903.Rules("2025-26")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		why, left := got[r.Code]
		if needs := len(r.Needs) > 0; needs && !left {
			t.Logf("%s runs without %v", r.Code, r.Needs)
		} else if left && !needs && r.Code != "444" && r.Code != "105" && !strings.Contains(why, "needs") {
			t.Errorf("%s is left out: %s", r.Code, why)
		}
	}
	for rule, want := range map[string]string{"444": "it compares the numbers of all children", "202": "needs last year's Header", "392c": "needs postcodes", "1001": "needs last year's Episodes"} {
		if got[rule] != want {
			t.Errorf("%s: %q, want %q", rule, got[rule], want)
		}
	}
	if n := len(rules) - len(got); n < 240 {
		t.Errorf("only %d rules are left to ask of one child", n)
	}
}

// TestSeen903: convictions, health and asylum are classes of their own.
func TestSeen903(t *testing.T) {
	t.Parallel()
	given := with(without[record.CLAConviction](without[record.SDQScore](inCare())), func(l *record.LegalStatus) { l.Status = "C9" })
	ps, err := Of(t.Context(), tale(given...), 2026, d("2026-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	codes := func(may ...access.Class) (out []string) {
		for _, p := range Seen(ps, func(c access.Class) bool { return slices.Contains(may, c) }) {
			out = append(out, p.Rule.Code)
		}
		return out
	}
	for name, tt := range map[string]struct{ got, want []string }{
		"all":              {codes(classes...), []string{"144", "186", "543"}},
		"who they are":     {codes(access.Identity), nil},
		"the case":         {codes(access.Identity, access.None), []string{"144"}},
		"without offences": {codes(access.Identity, access.None, access.Health), []string{"144", "186"}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	asylum := Problem{Return: record.ReturnSSDA903, Rule: finding.Rule{Fields: []string{"Header.UASC"}}, Finding: finding.Finding{Table: "Header", Fields: []string{"UASC"}}, Field: "Header.UASC"}
	if len(Seen([]Problem{asylum}, func(c access.Class) bool { return c != access.Immigration })) != 0 {
		t.Error("an asylum seeker is seen by whoever may not see that")
	}
}

// TestEveryRuleHasAPlace: what a rule flags is said by a kind of record, so that a page can say where to put it right.
func TestEveryRuleHasAPlace(t *testing.T) {
	t.Parallel()
	for place, field := range lacking {
		table, _, _ := strings.Cut(field, ".")
		if kinds[table] == nil {
			t.Errorf("%s: no kind of record says %s", place, table)
		}
	}
}

func BenchmarkOfLookedAfter(b *testing.B) {
	all := stories(b, imported903(b, "dev01"))
	all = slices.DeleteFunc(all, func(s story.Story) bool {
		_, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: 2027})
		return !ok
	})
	today := day.Must("2026-11-26")
	n := 0
	for b.Loop() {
		if _, err := Of(b.Context(), all[n%len(all)], 2027, today); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
