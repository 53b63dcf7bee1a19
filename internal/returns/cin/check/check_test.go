package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"throughline/internal/errs"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

func TestRuleSets(t *testing.T) {
	t.Parallel()
	for year, want := range map[string][3]int{"2024-25": {109, 85, 24}, "2025-26": {109, 85, 24}, "2026-27": {121, 93, 28}} {
		rules, ok := Rules(year)
		queries := 0
		for i, r := range rules {
			if r.Severity == finding.Query {
				queries++
			}
			if r.Title == "" || r.Message == "" || r.Mend == "" || len(r.Fields) == 0 || !slices.Contains(r.Years, year) {
				t.Errorf("%s is not told in full: %+v", r.Code, r)
			}
			if i > 0 && byCode(rules[i-1].Code, r.Code) >= 0 {
				t.Errorf("%s stands after %s", r.Code, rules[i-1].Code)
			}
			for _, text := range []string{r.Meaning(), r.HowToMend(), r.Title} {
				if strings.ContainsAny(text, "{}") {
					t.Errorf("%s: %s", r.Code, text)
				}
			}
		}
		if !ok || len(rules) != want[0] {
			t.Errorf("%s: %d rules, want %d", year, len(rules), want[0])
		}
		// The peer calls 9010Q and 9015Q errors: of 121 rules it counts 93 errors and 28 queries.
		if year == "2026-27" && queries != 30 {
			t.Errorf("%d queries", queries)
		}
	}
	if _, ok := Rules("2019-20"); ok {
		t.Error("rules for 2019-20")
	}
}

// TestColumns: each column that a rule names is one of the specification.
func TestColumns(t *testing.T) {
	t.Parallel()
	field := map[string]func(string) *cin.Value{
		"Header": new(cin.Header).Field, "ChildIdentifiers": new(cin.Identifiers).Field, "ChildCharacteristics": new(cin.Characteristics).Field,
		"CINdetails": new(cin.Episode).Field, "Assessments": withFactors{new(cin.Assessment)}.Field, "CINplanDates": new(cin.CINPlan).Field,
		"Section47": new(cin.Enquiry).Field, "ChildProtectionPlans": new(cin.Plan).Field, "PreProceedings": new(cin.PreProceeding).Field,
		"Disabilities": oneDisability{new(cin.Value)}.Field, "Reviews": oneReview{new(cin.Value)}.Field,
	}
	known := func(name string) bool {
		table, column, _ := strings.Cut(name, ".")
		return column == "LAchildID" && field[table] != nil || field[table] != nil && field[table](column) != nil
	}
	for _, r := range rulesOf("2026-27") {
		for _, f := range slices.Concat(r.Fields, r.orders) {
			if !known(f) {
				t.Errorf("%s: no column %s", r.Code, f)
			}
		}
		for _, f := range r.orders {
			if !slices.Contains(columnNames[:], f) {
				t.Errorf("%s orders %s, which holds no dates", r.Code, f)
			}
		}
	}
}

// TestSentences: in every finding of the development sets every name of the message has its value.
func TestSentences(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"03-prior", "04-mixed2627", "05-blanks", "07-offschema", "09-chaos", "10-prepro", "12-allrules"} {
		run := checkFile(t, "../testdata/cin-dev-"+name+".xml", Options{Year: "2026-27"})
		for _, f := range run.Findings {
			r, ok := run.Rule(f.Rule)
			if !ok || f.Line < 1 {
				t.Fatalf("%+v", f)
			}
			for _, said := range speaksOf(r.Message) {
				bare := strings.TrimPrefix(said, f.Table+".")
				has := slices.ContainsFunc(f.Values, func(v finding.Value) bool { return v.Field == bare })
				if !has {
					t.Errorf("%s %s: nothing for {%s} in %+v: %s", name, f.Rule, said, f, r.Sentence(f))
				}
			}
		}
	}
}

// TestLimitsOfTheYear holds the limits against those that the specification works out (rules.json, working_days).
func TestLimitsOfTheYear(t *testing.T) {
	t.Parallel()
	for reference, want := range map[string][3]string{
		"2023-03-31": {"2022-04-01", "2023-01-30", "2023-03-13"},
		"2024-03-31": {"2023-04-03", "2024-01-29", "2024-03-11"}, // a Sunday between Good Friday and Easter Monday
		"2025-03-31": {"2024-04-02", "2025-01-28", "2025-03-11"}, // the year begins on Easter Monday
		"2026-03-31": {"2025-04-01", "2026-01-28", "2026-03-11"},
		"2027-03-31": {"2026-04-01", "2027-01-26", "2027-03-09"},
	} {
		y := newYear(&cin.Header{ReferenceDate: cin.Value{Text: reference}}, 2027, finding.Peer)
		if got := [3]string{y.oldReferral.String(), y.longAssessed.String(), y.longEnquiry.String()}; got != want {
			t.Errorf("%s: %v, want %v", reference, got, want)
		}
	}
	y := newYear(&cin.Header{ReferenceDate: cin.Value{Text: "2026-03-31"}}, 2026, finding.Intended)
	got := []string{y.from.String(), y.oldReferral.String(), y.dueEarly.String(), y.dueLate.String(), y.schoolAge.String(), y.aged25.String()}
	if diff := cmp.Diff([]string{"2025-04-01", "2025-03-31", "2026-03-01", "2026-12-31", "2020-08-31", "2001-03-31"}, got); diff != "" {
		t.Error(diff)
	}
	// A reference date on a leap day: the year before has none, and its year begins on 1 March.
	if y := newYear(&cin.Header{ReferenceDate: cin.Value{Text: "2024-02-29"}}, 2024, finding.Peer); y.from.String() != "2023-03-01" || y.aged25.String() != "1999-02-28" {
		t.Errorf("leap day: %s %s", y.from, y.aged25)
	}
	// Without a reference date the peer has no limits; the intended reading takes the year's own.
	if y := newYear(&cin.Header{}, 2026, finding.Peer); y.to.ok() || y.from.ok() {
		t.Error("the peer has limits")
	}
	if y := newYear(&cin.Header{}, 2026, finding.Intended); y.to.String() != "2026-03-31" {
		t.Error(y.to)
	}
}

func TestReadDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{ // intended, peer
		"2026-02-28": {"2026-02-28", "2026-02-28"}, "2024-02-29": {"2024-02-29", "2024-02-29"}, "2026-02-29": {"", ""}, "2026-13-01": {"", ""},
		"20260228": {"2026-02-28", "2026-02-28"}, "2026/02/28": {"2026-02-28", "2026-02-28"}, " 2026-02-28 ": {"2026-02-28", "2026-02-28"},
		"03/04/2026": {"2026-04-03", "2026-03-04"}, "13/04/2026": {"2026-04-13", "2026-04-13"}, "03-04-2026": {"2026-04-03", "2026-03-04"}, "31/11/2026": {"", ""}, "12/13/2026": {"", "2026-12-13"},
		"2026": {"", "2026-01-01"}, "1600-01-01": {"", ""}, "2262-04-11": {"2262-04-11", "2262-04-11"}, "2262-04-12": {"", ""}, "1677-09-22": {"1677-09-22", "1677-09-22"},
		"tbc": {"", ""}, "": {"", ""}, " ": {"", ""}, "31-Mar-2026": {"2026-03-31", ""}, "2026-03-31T10:00:00": {"2026-03-31", "2026-03-31"}, "2026-03-31Z": {"2026-03-31", "2026-03-31"},
		"2026-03-31T25:00:00": {"", ""}, "2026-03-31T": {"", ""}, "2026-03-31x": {"", ""}, "1/2/26": {"", ""}, "é/2/2026": {"", ""},
	} {
		for i, reading := range []finding.Reading{finding.Intended, finding.Peer} {
			if got := readDate(text, reading).String(); got != want[i] {
				t.Errorf("%s %q: %q, want %q", reading, text, got, want[i])
			}
		}
	}
	// The peer keeps the time and compares it; a zone makes another kind of date.
	noon, day, zone := readDate("2026-03-31T12:00", finding.Peer), readDate("2026-03-31", finding.Peer), readDate("2026-03-31T12:00:00Z", finding.Peer)
	if !noon.after(day) || noon.equals(zone) || zone.kind != zoned || readDate("2026-03-31T12:00", finding.Intended) != day {
		t.Errorf("%v %v %v", noon, day, zone)
	}
}

func TestReadDateProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[ 0-9TZ:/+\-]{0,22}`).Draw(t, "text")
		for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
			if d := readDate(s, reading); d.ok() && !d.day().Within(firstDay, lastDay.Add(1)) {
				t.Fatalf("%q: %v", s, d)
			}
		}
	})
}

// TestZoneStopsThePeer: one value with a zone stops each rule that compares its column, in the whole file.
func TestZoneStopsThePeer(t *testing.T) {
	t.Parallel()
	src := small("…"+cd("CINreferralDate=2027-05-01Z CINclosureDate=2020-01-01"), "…"+cd("CINclosureDate=2026-01-01", as("AssessmentAuthorisationDate=2027-04-01")))
	peer, intended := checkText(t, src, Options{Reading: finding.Peer}), checkText(t, src, Options{})
	for rule, want := range map[string][2]string{
		"8600": {"1 CINdetails 1 CINreferralDate; 2 CINdetails 1 CINreferralDate", "stops"},
		"8620": {"1 CINdetails 1 CINclosureDate; 2 CINdetails 1 CINclosureDate", "1 CINdetails 1 CINclosureDate; 2 CINdetails 1 CINclosureDate"},
		"8696": {"2 Assessments 1 AssessmentAuthorisationDate", "2 Assessments 1 AssessmentAuthorisationDate"},
		"8805": {"1 CINdetails 1 CINclosureDate+ReasonForClosure; 2 CINdetails 1 CINclosureDate+ReasonForClosure", "1 CINdetails 1 CINclosureDate+ReasonForClosure; 2 CINdetails 1 CINclosureDate+ReasonForClosure"},
	} {
		if got := [2]string{told(intended, rule), told(peer, rule)}; got != want {
			t.Errorf("%s: %v", rule, got)
		}
	}
	if peer.Ran+len(peer.Skipped) != len(peer.Rules) || len(peer.Skipped) == 0 || len(intended.Skipped) != 0 {
		t.Errorf("%d ran, %d skipped", peer.Ran, len(peer.Skipped))
	}
}

// TestOneChildInSeveralElements: rules on one child look across Child elements, wherever they stand.
func TestOneChildInSeveralElements(t *testing.T) {
	t.Parallel()
	first := ident("LAchildID=A PersonDeathDate=2026-06-01 UPN=A1") + cd("CINreferralDate=2026-05-01", cinp("CINPlanStartDate=2026-05-02"))
	last := ident("LAchildID=A") + cd("CINreferralDate=2026-07-01", as("AssessmentActualStartDate=2026-06-15"), cinp("CINPlanStartDate=2026-05-03"))
	src := small(first, "…"+cd(""), last, ident("LAchildID=Z UPN=A1"))
	for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
		run := checkText(t, src, Options{Reading: reading})
		for rule, want := range map[string]string{
			"8510":  "1 ChildIdentifiers 1 LAchildID; 3 ChildIdentifiers 1 LAchildID",
			"8555Q": "1 ChildIdentifiers 1 PersonDeathDate; 3 CINdetails 1 CINreferralDate",
			"4014":  "1 CINplanDates 1 CINPlanStartDate+CINPlanEndDate; 3 CINplanDates 1 CINPlanStartDate",
			"8590":  "4 ChildIdentifiers 1 LAchildID",
			"1520":  "1 ChildIdentifiers 1 UPN; 4 ChildIdentifiers 1 UPN",
			// To the peer both episodes are episode 1 of A, so the plan of the third Child began before the referral of the third, and of the first.
			"4015": map[finding.Reading]string{
				finding.Intended: "3 CINdetails 1 CINreferralDate; 3 CINplanDates 1 CINPlanStartDate",
				finding.Peer:     "1 CINplanDates 1 CINPlanStartDate; 3 CINdetails 1 CINreferralDate; 3 CINplanDates 1 CINPlanStartDate",
			}[reading],
		} {
			if got := told(run, rule); got != want {
				t.Errorf("%s %s: %s", reading, rule, got)
			}
		}
	}
}

// TestPassesAreOne: checking child by child with a second pass says what checking every group out of memory says.
func TestPassesAreOne(t *testing.T) {
	t.Parallel()
	src := census(1500)
	for i := range 60 { // more repeats and children without an id
		src = bytes.Replace(src, fmt.Appendf(nil, "<LAchildID>%d</LAchildID>", 1000700+i), fmt.Appendf(nil, "<LAchildID>%d</LAchildID>", 1000010+i%25), 1)
	}
	for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
		got, err := Check(t.Context(), Source{"c.xml", bytes.NewReader(src)}, Options{Reading: reading})
		if err != nil {
			t.Fatal(err)
		}
		want := whole(t, src, reading)
		if len(want) < 500 {
			t.Fatalf("%d findings", len(want))
		}
		stopped := map[string]bool{"1520": true, "100": true, "8832": true} // found by the engine
		for _, s := range got.Skipped {
			stopped[s.Rule] = true
		}
		drop := func(f finding.Finding) bool { return stopped[f.Rule] }
		less := func(a, b finding.Finding) bool { return fmt.Sprint(a) < fmt.Sprint(b) }
		if diff := cmp.Diff(slices.DeleteFunc(want, drop), slices.DeleteFunc(got.Findings, drop), cmpopts.SortSlices(less)); diff != "" {
			t.Errorf("%s: %s", reading, diff)
		}
	}
}

// whole runs the rules on all groups at once.
func whole(t *testing.T, src []byte, reading finding.Reading) []finding.Finding {
	groups := map[string][]*cin.Child{}
	h, err := cin.Read(t.Context(), bytes.NewReader(src), "c.xml", func(c cin.Child) error {
		id := c.Identifiers.LAchildID.Text
		if id == "" && reading == finding.Intended {
			id = fmt.Sprintf("none %d", c.Pos)
		}
		groups[id] = append(groups[id], &c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &checker{year: "2025-26", reading: reading}
	if err := c.begin(&h); err != nil {
		t.Fatal(err)
	}
	for _, children := range groups {
		c.g.reset()
		for _, child := range children {
			c.g.add(child, c.y)
		}
		c.check(func(joined) {})
	}
	var out []finding.Finding
	for _, ps := range c.found {
		for _, p := range ps {
			out = append(out, p.Finding)
		}
	}
	return out
}

func TestHeaderAfterChildren(t *testing.T) {
	t.Parallel()
	src := small("…"+cd("CINreferralDate=2027-04-01"), "…"+cd("CINreferralDate=2026-04-01"))
	from, to := strings.Index(src, "<Header>"), strings.Index(src, "<Children>")
	turned := "<Message>" + src[to:len(src)-len("</Message>")] + src[from:to] + "</Message>"
	ignore := cmpopts.IgnoreFields(finding.Finding{}, "Line")
	if diff := cmp.Diff(checkText(t, src, Options{}), checkText(t, turned, Options{}), ignore); diff != "" {
		t.Error(diff)
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"2025": "2024-25", "2026": "2025-26", " 2027 ": "2026-27", "": "2026-27", "soon": "2026-27"} {
		src := strings.Replace(small(), "<Year>2027", "<Year>"+header, 1)
		if run := checkText(t, src, Options{}); run.Year != want || run.Reading != finding.Intended {
			t.Errorf("%q: %s %s", header, run.Year, run.Reading)
		}
	}
	for _, tt := range []struct{ year, src, want string }{
		{"", strings.Replace(small(), "<Year>2027", "<Year>2019", 1), "no rules for the CIN census 2018-19"},
		{"2031-32", small(), "no rules for the CIN census 2031-32"},
		{"", strings.NewReplacer("2027-03-31", "", "2027", "").Replace(small("…" + cd(""))), "does not say which census year"},
		{"", small("…" + cd(""))[:300], "cut short"},
		{"", "LAchildID\n1\n", "is not XML"},
	} {
		run, err := Check(t.Context(), Source{"t.xml", strings.NewReader(tt.src)}, Options{Year: tt.year})
		if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) || len(run.Findings)+len(run.Rules) != 0 {
			t.Errorf("%s: %v", tt.want, err)
		}
	}
}

// turncoat is a file that is another one when it is read again.
type turncoat struct {
	io.ReadSeeker
	next io.ReadSeeker
	seen int
}

func (f *turncoat) Seek(offset int64, whence int) (int64, error) {
	if f.seen++; f.seen == 2 {
		f.ReadSeeker = f.next
	}
	return f.ReadSeeker.Seek(offset, whence)
}

func TestChangedOrStopped(t *testing.T) {
	t.Parallel()
	src := small(ident("LAchildID=A"), ident("LAchildID=A"))
	for name, other := range map[string]string{"another": strings.Replace(src, "=F", "=M", 1) + " ", "broken": src[:len(src)-20]} {
		_, err := Check(t.Context(), Source{"t.xml", &turncoat{ReadSeeker: strings.NewReader(src), next: strings.NewReader(other)}}, Options{})
		if errs.Of(err) != errs.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Check(ctx, Source{"t.xml", strings.NewReader(src)}, Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	many := make([]string, MaxTogether+1)
	for i := range many {
		many[i] = ident("LAchildID=A")
	}
	if _, err := Check(t.Context(), Source{"t.xml", strings.NewReader(small(many...))}, Options{}); errs.Of(err) != errs.Invalid {
		t.Error(err)
	}
}

func TestProgressAndNotes(t *testing.T) {
	t.Parallel()
	src := census(800)
	var last, times int64
	run, err := Check(t.Context(), Source{"c.xml", bytes.NewReader(src)}, Options{Progress: func(done, total int64) {
		if done <= last || total != int64(len(src)) {
			t.Errorf("%d after %d of %d", done, last, total)
		}
		last, times = done, times+1
	}})
	if err != nil || last != int64(len(src)) || times < 2 {
		t.Errorf("%d times, last %d of %d: %v", times, last, len(src), err)
	}
	if !slices.ContainsFunc(run.Notes, func(s string) bool { return strings.Contains(s, "no date and taken for missing") }) {
		t.Errorf("notes: %q", run.Notes)
	}
	run = checkText(t, small(el("Hat", "")+ident("LAchildID=A PersonBirthDate=03/04/2015")), Options{})
	for _, want := range []string{"Hat was left out", "day was taken to come before the month"} {
		if !slices.ContainsFunc(run.Notes, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("no %q in %q", want, run.Notes)
		}
	}
}
