package yearround

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/story"
)

// tale makes the story of a child from bodies. The id of a record is r and its place, from 0.
func tale(bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%02d", i), Kind: b.KindName(), Subject: "child:1", Version: 1, Seq: int64(i + 1),
			At: time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

func d(s string) day.Day {
	if s == "" {
		return day.Day{}
	}
	return day.Must(s)
}

// sound is a child of whom the census of 2025/26 finds nothing wrong: r00 to r03.
func sound(more ...record.Body) []record.Body {
	return append([]record.Body{
		record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: d("2015-05-01"), Sex: "F", Ethnicity: "WBRI", Disabilities: []string{"NONE"}},
		record.Identifier{Type: record.LAChildID, Value: "C1", From: d("2025-04-01")},
		record.Identifier{Type: record.UPNUnknown, Value: "UN3", From: d("2025-04-01")},
		record.Referral{Date: d("2025-11-03"), Source: "2A", PrimaryNeed: "N1", Decision: "assessment", DecidedBy: "worker:1"},
	}, more...)
}

// with changes one body of a tale.
func with[T record.Body](bodies []record.Body, change func(*T)) []record.Body {
	out := slices.Clone(bodies)
	for i, b := range out {
		if x, ok := b.(T); ok {
			change(&x)
			out[i] = x
			return out
		}
	}
	panic("there is no such body")
}

func TestOf(t *testing.T) {
	t.Parallel()
	open := record.Assessment{Referral: "r03", Started: d("2025-11-10"), Report: "assessment:7"}
	begun := sound(open)
	for name, tt := range map[string]struct {
		given []record.Body
		today string
		want  []string // rule, record and whether it waits
	}{
		"nothing wrong":                   {begun, "2025-11-26", []string{"8670Q r04 waits"}},
		"the assessment is open too long": {begun, "2026-02-20", []string{"8670Q r04 now"}},
		"45 working days to the day":      {begun, "2026-01-15", []string{"8670Q r04 waits"}},
		"and one more":                    {begun, "2026-01-16", []string{"8670Q r04 now"}},
		"seen after the year":             {begun, "2026-05-20", []string{"8670Q r04 now"}},
		"no child is known":               {[]record.Body{record.Referral{Date: d("2025-11-03")}}, "2025-11-26", nil},
		"in no return of the year":        {with(sound(), func(r *record.Referral) { r.Closed, r.Closure = d("2025-03-01"), "RC1"; r.Date = d("2025-01-01") }), "2025-11-26", nil},
		"a referral of after the year":    {with(sound(), func(r *record.Referral) { r.Date = d("2026-04-01") }), "2026-05-01", nil},
		"no number of the council":        {with(begun, func(i *record.Identifier) { i.To = d("2025-05-01") }), "2025-11-26", []string{"8500 r00 now", "8670Q r04 waits"}},
		"ethnicity is missing":            {with(begun, func(c *record.Child) { c.Ethnicity = "" }), "2025-11-26", []string{"4220 r00 now", "8670Q r04 waits"}},
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
					if p.Waits != d("2026-03-31") {
						t.Errorf("it waits for %s", p.Waits)
					}
				}
				got = append(got, fmt.Sprint(p.Rule.Code, " ", p.Record, " ", when))
				if s := p.Sentence() + p.Mending(); strings.ContainsAny(s, "{}") || s == "" {
					t.Errorf("%s says %q", p.Rule.Code, s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
				for _, p := range ps {
					t.Log(p.Rule.Code, p.Sentence(), p.Line)
				}
			}
		})
	}
}

// TestWaiting: each rule that days alone can break finds nothing in the record today and something on the last day of the year; the record is the same.
func TestWaiting(t *testing.T) {
	t.Parallel()
	pupil := slices.DeleteFunc(sound(), func(b record.Body) bool { i, ok := b.(record.Identifier); return ok && i.Type == record.UPNUnknown })
	for rule, tt := range map[string]struct {
		given []record.Body
		today string
	}{
		"8530Q": {with(sound(), func(c *record.Child) { c.Birth, c.Expected, c.Sex = day.Day{}, d("2026-02-20"), "U" }), "2025-11-26"},
		"8670Q": {sound(record.Assessment{Referral: "r03", Started: d("2025-11-10")}), "2025-11-26"},
		"8675Q": {sound(record.S47Enquiry{Referral: "r03", Started: d("2025-11-10"), ICPCNotRequired: record.No}), "2025-11-26"},
		"8770Q": {with(pupil, func(c *record.Child) { c.Birth = d("2020-05-01") }), "2025-11-26"},
		"8775Q": {with(sound(), func(c *record.Child) { c.Birth = d("2001-01-15") }), "2025-11-26"},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			for today, now := range map[string]bool{tt.today: false, "2026-03-31": true, "2026-05-01": true} {
				ps, err := Of(t.Context(), tale(tt.given...), 2026, d(today))
				if err != nil {
					t.Fatal(err)
				}
				i := slices.IndexFunc(ps, func(p Problem) bool { return p.Rule.Code == rule })
				if i < 0 || ps[i].Now() != now {
					t.Errorf("on %s, now must be %v: %+v", today, now, ps)
				}
			}
		})
	}
	if len(waiting) != 5 {
		t.Errorf("%d rules wait, and this test has five", len(waiting))
	}
}

func leftOut(t *testing.T, of string, ends int) []finding.Skipped {
	t.Helper()
	out, err := LeftOut(t.Context(), of, ends)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLeftOut: the rules that no child can be asked about are named, each with the reason.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, s := range leftOut(t, record.ReturnCIN, 2026) {
		got[s.Rule] = s.Why
	}
	whole := "it looks at the return as a whole"
	want := map[string]string{"100": "it looks at the header of the return, not at a child", "1520": "it compares the numbers of all children", "8510": "it compares the numbers of all children",
		"2883": whole, "2886Q": whole, "2887Q": whole, "2888Q": whole}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRuleSet(t *testing.T) {
	t.Parallel()
	years := check.Years()
	for ends, want := range map[int]string{2026: "2025-26", 2027: "2026-27", 2019: years[0], 2040: years[len(years)-1], 2100: years[len(years)-1]} {
		if got := RuleSet(record.ReturnCIN, ends); got != want {
			t.Errorf("%d: %s, want %s", ends, got, want)
		}
	}
	if _, ok := check.Rules(RuleSet(record.ReturnCIN, 2040)); !ok {
		t.Error("a year to come has no rules")
	}
	for ends, want := range map[int]string{2025: "2025-26", 2026: "2025-26", 2027: "2026-27", 2031: "2026-27"} {
		if got := RuleSet(record.ReturnSSDA903, ends); got != want {
			t.Errorf("SSDA903 %d: %s, want %s", ends, got, want)
		}
	}
}

// TestMended: a record that is mended is no problem any more; nothing is kept of it.
func TestMended(t *testing.T) {
	t.Parallel()
	broken := with(sound(), func(c *record.Child) { c.Ethnicity = "" })
	for _, tt := range []struct {
		given []record.Body
		want  int
	}{{broken, 1}, {with(broken, func(c *record.Child) { c.Ethnicity = "WBRI" }), 0}, {broken, 1}} {
		ps, err := Of(t.Context(), tale(tt.given...), 2026, d("2025-11-26"))
		if err != nil || len(ps) != tt.want {
			t.Errorf("%d problems, want %d: %+v %v", len(ps), tt.want, ps, err)
		}
	}
}

// TestThings: two rows that do not go together are one thing to put right, and two findings of the return.
func TestThings(t *testing.T) {
	t.Parallel()
	early := record.Assessment{Referral: "r03", Started: d("2025-10-01"), Authorised: d("2025-11-20"), Factors: []string{"1A"}}
	ps, err := Of(t.Context(), tale(with(sound(early), func(c *record.Child) { c.Ethnicity = "" })...), 2026, d("2025-11-26"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, th := range Things(ps) {
		s := th[0].Rule.Code
		for _, p := range th {
			s += " " + p.Record
		}
		got = append(got, s)
	}
	if diff := cmp.Diff([]string{"1103 r03 r04", "4220 r00"}, got); diff != "" {
		t.Error(diff)
	}
	if now, later := Counted(ps); now != 2 || later != 0 || len(ps) != 3 {
		t.Errorf("%d now, %d later, of %d findings", now, later, len(ps))
	}
}

// TestSeen: a reader of a part of the record sees no problem that speaks of anything else.
func TestSeen(t *testing.T) {
	t.Parallel()
	ps, err := Of(t.Context(), tale(with(sound(record.Assessment{Referral: "r03", Started: d("2025-10-01")}), func(c *record.Child) { c.Ethnicity = "" })...), 2026, d("2026-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		may  []access.Class
		want []string
	}{
		"all":                 {classes, []string{"1103", "1103", "4220", "8670Q"}},
		"nothing":             {nil, nil},
		"who they are":        {[]access.Class{access.Identity}, []string{"4220"}},
		"without assessments": {[]access.Class{access.Identity, access.Health, access.Referral, access.None}, []string{"4220"}},
		"without referrals":   {[]access.Class{access.Identity, access.Health, access.Assessment, access.None}, []string{"4220", "8670Q"}},
	} {
		var got []string
		for _, p := range Seen(ps, func(c access.Class) bool { return slices.Contains(tt.may, c) }) {
			got = append(got, p.Rule.Code)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
