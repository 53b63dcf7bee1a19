package assessment_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// days lets cmp compare calendar days.
var days = cmp.Comparer(func(a, b day.Day) bool { return a == b })

func inputs(err error) []string {
	fs, _ := errors.AsType[errs.Fields](err)
	var out []string
	for _, f := range fs {
		out = append(out, f.Field)
	}
	return out
}

func TestMerge(t *testing.T) {
	t.Parallel()
	f := func(pairs ...string) (out []assessment.Field) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, assessment.Field{Path: pairs[i], Value: pairs[i+1], Set: pairs[i] == "factors"})
		}
		return out
	}
	tests := map[string]struct {
		base, theirs, mine, want []assessment.Field
		collide                  []string
	}{
		"nobody wrote":          {f("a", "x"), f("a", "x"), f("a", "x"), f("a", "x"), nil},
		"I wrote":               {f("a", ""), f("a", ""), f("a", "me"), f("a", "me"), nil},
		"they wrote":            {f("a", ""), f("a", "they"), f("a", ""), f("a", "they"), nil},
		"different fields":      {f("a", "", "b", ""), f("a", "they", "b", ""), f("a", "", "b", "me"), f("a", "they", "b", "me"), nil},
		"the same words":        {f("a", ""), f("a", "same"), f("a", "same"), f("a", "same"), nil},
		"same field":            {f("a", "x"), f("a", "they"), f("a", "me"), f("a", "they"), []string{"a"}},
		"I emptied, they wrote": {f("a", "x"), f("a", "they"), f("a", ""), f("a", "they"), []string{"a"}},
		"they emptied, I wrote": {f("a", "x"), f("a", ""), f("a", "me"), f("a", ""), []string{"a"}},
		"both added factors":    {f("factors", "1A"), f("factors", "1A 2B"), f("factors", "16A 1A"), f("factors", "16A 1A 2B"), nil},
		"removed and added":     {f("factors", "1A 2B"), f("factors", "2B"), f("factors", "1A 2B 3B"), f("factors", "2B 3B"), nil},
		"both added the same":   {f("factors", ""), f("factors", "1A"), f("factors", "1A"), f("factors", "1A"), nil},
		"I removed, they added": {f("factors", "1A"), f("factors", "1A 2B"), f("factors", ""), f("factors", "2B"), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, collisions := assessment.Merge(tt.base, tt.theirs, tt.mine)
			var paths []string
			for _, c := range collisions {
				paths = append(paths, c.Path)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.collide, paths); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// No typed text is lost: what each side changed is in the result or in a collision.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	paths := []string{"history", "analysis", "views", "factors"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(who string) []assessment.Field {
			var out []assessment.Field
			for _, p := range paths {
				f := assessment.Field{Path: p, Label: p, Set: p == "factors"}
				if f.Set {
					codes := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"1A", "2B", "16A", "20"}), rapid.ID).Draw(t, who+p)
					slices.Sort(codes)
					f.Value = strings.Join(codes, " ")
				} else {
					f.Value = rapid.SampledFrom([]string{"", "one", "two", "three"}).Draw(t, who+p)
				}
				out = append(out, f)
			}
			return out
		}
		base, theirs, mine := draw("base"), draw("theirs"), draw("mine")
		got, collisions := assessment.Merge(base, theirs, mine)
		for i, f := range got {
			at := slices.IndexFunc(collisions, func(c assessment.FieldCollision) bool { return c.Path == f.Path })
			b, th, m := base[i].Value, theirs[i].Value, mine[i].Value
			switch {
			case f.Set:
				if at >= 0 {
					t.Fatal("a set collides")
				}
				for _, code := range []string{"1A", "2B", "16A", "20"} {
					in := func(v string) bool { return slices.Contains(strings.Fields(v), code) }
					if in(m) != in(b) && in(f.Value) != in(m) || in(th) != in(b) && in(f.Value) != in(th) {
						t.Fatalf("%s: base %q, theirs %q, mine %q became %q", code, b, th, m, f.Value)
					}
				}
			case at >= 0:
				c := collisions[at]
				if c.Mine != m || c.Theirs != th || c.Base != b || f.Value != th || m == b || th == b || m == th {
					t.Fatalf("collision %+v from base %q, theirs %q, mine %q", c, b, th, m)
				}
			case m != b && f.Value != m, th != b && f.Value != th, m == b && th == b && f.Value != b:
				t.Fatalf("base %q, theirs %q, mine %q became %q without a collision", b, th, m, f.Value)
			}
		}
		// With nobody else about, what I typed is the result; and merging a result again changes nothing.
		if alone, c := assessment.Merge(base, base, mine); !slices.Equal(alone, mine) || len(c) > 0 {
			t.Fatalf("alone: %v, %v", alone, c)
		}
		if len(collisions) == 0 {
			if again, c := assessment.Merge(theirs, got, got); !slices.Equal(again, got) || len(c) > 0 {
				t.Fatalf("again: %v, %v", again, c)
			}
		}
	})
}

func part(change func(*assessment.Part)) assessment.Part {
	p := assessment.Part{Name: "Zoë", Referred: day.Must("2026-11-23"), Text: record.Assessment{
		Seen: day.Must("2026-11-25"), SeenAlone: "yes", Views: "I want to stay with gran.", Outcome: "child_in_need_plan", Factors: []string{"16A", "4B"},
	}}
	change(&p)
	return p
}

func TestCheckSubmission(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*assessment.Part)
		want   []string
	}{
		"complete": {func(*assessment.Part) {}, nil},
		"empty":    {func(p *assessment.Part) { p.Text = record.Assessment{} }, []string{"child-0-seen", "child-0-views", "child-0-outcome", "child-0-factors"}},
		"not seen, with a reason": {func(p *assessment.Part) {
			p.Text.Seen, p.Text.SeenAlone, p.Text.WhyNotSeen = day.Day{}, "", "In hospital"
		}, nil},
		"seen, alone or not":         {func(p *assessment.Part) { p.Text.SeenAlone = "" }, []string{"child-0-seen_alone"}},
		"seen tomorrow":              {func(p *assessment.Part) { p.Text.Seen = day.Must("2026-12-02") }, []string{"child-0-seen"}},
		"seen before the referral":   {func(p *assessment.Part) { p.Text.Seen = day.Must("2026-11-22") }, []string{"child-0-seen"}},
		"seen on the referral's day": {func(p *assessment.Part) { p.Text.Seen = day.Must("2026-11-23") }, nil},
		"blanks are no views":        {func(p *assessment.Part) { p.Text.Views = " \n" }, []string{"child-0-views"}},
		"unborn: not seen, no views": {func(p *assessment.Part) {
			p.Unborn, p.Text.Seen, p.Text.SeenAlone, p.Text.Views = true, day.Day{}, "", ""
		}, nil},
		"a factor that ended in 2020": {func(p *assessment.Part) { p.Text.Factors = []string{"18A"} }, []string{"child-0-factors"}},
		"none found":                  {func(p *assessment.Part) { p.Text.Factors, p.Text.Outcome = []string{"21"}, "no_further_action" }, nil},
		"none found, and another":     {func(p *assessment.Part) { p.Text.Factors, p.Text.Outcome = []string{"16A", "21"}, "no_further_action" }, []string{"child-0-factors"}},
		"none found, and a plan":      {func(p *assessment.Part) { p.Text.Factors = []string{"21"} }, []string{"child-0-factors"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := assessment.Check(record.AssessmentReport{Analysis: "It means this."}, []assessment.Part{part(tt.change)}, day.Must("2026-12-01"), false)
			if diff := cmp.Diff(tt.want, inputs(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
	err := assessment.Check(record.AssessmentReport{}, []assessment.Part{part(func(*assessment.Part) {}), part(func(p *assessment.Part) { p.Name, p.Text.Outcome = "Noah", "" })}, day.Must("2026-12-01"), true)
	if diff := cmp.Diff([]string{"analysis", "why_late", "child-1-outcome"}, inputs(err)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(err.Error(), "Noah") {
		t.Errorf("the child is not named: %v", err)
	}
}

func TestWorkingDaysAndInTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		referral, authorised string
		n                    int
		inTime, known        bool
	}{
		"same day":                         {"2026-03-02", "2026-03-02", 0, true, true},
		"the 45th day":                     {"2026-06-01", "2026-08-03", 45, true, true},
		"the 46th day":                     {"2026-06-01", "2026-08-04", 46, false, true},
		"over Easter and two May holidays": {"2026-03-30", "2026-06-05", 45, true, true},
		"one day more":                     {"2026-03-30", "2026-06-08", 46, false, true},
		"referred on a Saturday":           {"2026-05-30", "2026-07-31", 45, true, true},
		"authorised on the Saturday after": {"2026-06-01", "2026-08-01", 44, true, true},
		"over Christmas":                   {"2026-12-24", "2027-03-02", 45, true, true},
		"the Saturday after the 45th day":  {"2015-02-04", "2015-04-11", 45, true, true},
		"authorised before the referral":   {"2026-06-10", "2026-06-08", -2, true, true},
		"open":                             {"2026-06-01", "", 0, false, false},
		"no referral date":                 {"", "2026-06-01", 0, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parse := func(s string) day.Day { d, _ := day.Parse(s); return d }
			a, r := record.Assessment{Authorised: parse(tt.authorised)}, record.Referral{Date: parse(tt.referral)}
			if n := assessment.WorkingDays(a, r); n != tt.n {
				t.Errorf("%d working days, want %d", n, tt.n)
			}
			if in, known := assessment.InTime(a, r); in != tt.inTime || known != tt.known {
				t.Errorf("in time %v (known %v), want %v (%v)", in, known, tt.inTime, tt.known)
			}
		})
	}
}

// InTime agrees with the clock wherever the clock counts to a working day. On a day off after the 45th, the clock is past its last day and
// the count of the census is still 45.
func TestInTimeAgreesWithTheClock(t *testing.T) {
	t.Parallel()
	def, err := clock.Lookup(assessment.Completion)
	if err != nil {
		t.Fatal(err)
	}
	working := clock.Standard().Calendars().Working(def.Limit.Calendar)
	rapid.Check(t, func(t *rapid.T) {
		r := record.Referral{Date: day.Must("2015-01-01").Add(rapid.IntRange(0, 6000).Draw(t, "referral"))}
		a := record.Assessment{Authorised: r.Date.Add(rapid.IntRange(-30, 120).Draw(t, "took"))}
		in, known := assessment.InTime(a, r)
		byClock, _ := clock.InTime(def, clock.On(r.Date), clock.On(a.Authorised))
		if !known || working.IsWorkingDay(a.Authorised) && in != byClock || byClock && !in {
			t.Fatalf("%s to %s: %d working days, in time %v, by the clock %v", r.Date, a.Authorised, assessment.WorkingDays(a, r), in, byClock)
		}
	})
}

func TestReviewPoints(t *testing.T) {
	t.Parallel()
	d := day.Must
	tests := map[string]struct {
		reviewed  []day.Day
		completed day.Day
		want      []string
	}{
		"nothing decided":                 {nil, day.Day{}, []string{"2026-12-07 ", "2026-12-30 "}},
		"first point, early":              {[]day.Day{d("2026-12-01")}, day.Day{}, []string{"2026-12-07 2026-12-01", "2026-12-30 "}},
		"both in time":                    {[]day.Day{d("2026-12-07"), d("2026-12-30")}, day.Day{}, []string{"2026-12-07 2026-12-07", "2026-12-30 2026-12-30"}},
		"one late decision for both":      {[]day.Day{d("2027-01-04")}, day.Day{}, []string{"2026-12-07 2027-01-04", "2026-12-30 2027-01-04"}},
		"completed before the second":     {[]day.Day{d("2026-12-07")}, d("2026-12-20"), []string{"2026-12-07 2026-12-07"}},
		"completed, the first was missed": {nil, d("2026-12-20"), []string{"2026-12-07 "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range assessment.ReviewPoints(clock.Standard(), record.AssessmentReport{Referred: d("2026-11-23"), ReviewedOn: tt.reviewed, Completed: tt.completed}) {
				got = append(got, p.Due.String()+" "+p.Met.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNextStep(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-12-01")
	tests := map[string]struct {
		ref     record.Referral
		outcome string
		want    record.Referral
		changed bool
	}{
		"no further action closes":          {record.Referral{}, "no_further_action", record.Referral{Closed: on, Closure: "RC8", ClosedBy: "worker:mira"}, true},
		"a plan leaves it open":             {record.Referral{}, "child_in_need_plan", record.Referral{}, false},
		"closed already":                    {record.Referral{Closed: on.Add(-3), Closure: "RC5"}, "no_further_action", record.Referral{Closed: on.Add(-3), Closure: "RC5"}, false},
		"a later edition finds a need":      {record.Referral{Closed: on.Add(-3), Closure: "RC8", ClosedBy: "worker:ada"}, "child_in_need_plan", record.Referral{}, true},
		"closed for a reason of its own":    {record.Referral{Closed: on.Add(-3), Closure: "RC2"}, "child_in_need_plan", record.Referral{Closed: on.Add(-3), Closure: "RC2"}, false},
		"a later edition, the same outcome": {record.Referral{Closed: on.Add(-3), Closure: "RC8"}, "no_further_action", record.Referral{Closed: on.Add(-3), Closure: "RC8"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, changed := assessment.NextStep(tt.ref, tt.outcome, on, "worker:mira")
			if diff := cmp.Diff(tt.want, got, days); diff != "" || changed != tt.changed {
				t.Error(changed, diff)
			}
		})
	}
}
