package cincount

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
)

// working is Monday to Friday but for the given bank holidays.
func working(holidays ...string) func(day.Day) bool {
	off := map[day.Day]bool{}
	for _, h := range holidays {
		off[day.Must(h)] = true
	}
	return func(d day.Day) bool {
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !off[d]
	}
}

// TestLimit uses the three AS-02 vectors of specs/clocks.json: due is in time, the day after is not.
func TestLimit(t *testing.T) {
	t.Parallel()
	is := working("2022-08-29", "2022-09-19", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08", "2023-05-29", "2023-12-25", "2023-12-26", "2024-01-01")
	for referral, due := range map[string]string{"2023-04-03": "2023-06-12", "2022-08-15": "2022-10-19", "2023-12-24": "2024-02-28"} {
		for days, want := range map[int]int{-400: 1, -1: 1, 0: 1, 1: 0, 300: 0} {
			src := fmt.Sprintf(`<Message><Children><Child><ChildIdentifiers><LAchildID>1</LAchildID></ChildIdentifiers><CINdetails><CINreferralDate>%s</CINreferralDate>`+
				`<Assessments><AssessmentAuthorisationDate>%s</AssessmentAuthorisationDate></Assessments></CINdetails></Child></Children></Message>`, referral, day.Must(due).Add(days))
			r, err := Count([]byte(src), day.Must("2000-01-01"), day.Must("2050-01-01"), is)
			if err != nil || r.Completed != 1 || r.InTime != want || len(r.HeldBack) != 0 {
				t.Errorf("%s, %d days from %s: %+v %v", referral, days, due, r, err)
			}
		}
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	kid := func(id, referral string, authorised ...string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "<Child><ChildIdentifiers>%s</ChildIdentifiers><CINdetails>%s", id, referral)
		for _, a := range authorised {
			fmt.Fprintf(&b, "<Assessments><AssessmentAuthorisationDate>%s</AssessmentAuthorisationDate></Assessments>", a)
		}
		return b.String() + "<Assessments/></CINdetails></Child>"
	}
	id, ref := "<LAchildID>A</LAchildID>", "<CINreferralDate>01/12/2025</CINreferralDate>"
	src := "<Message><Children>" +
		kid(id, ref, "2025-12-10", "10-12-2025", "10/12/2025 00:00", "2026-03-31", "2025-03-31", "2026-04-01", "", "2025-13-01") +
		kid("<LAchildID> </LAchildID>", ref, "2025-12-10", "") +
		kid("", ref, "2025-12-10") +
		kid(id, "", "2025-12-10", "2027-12-10") +
		kid(id, "<CINreferralDate>soon</CINreferralDate>", "2025-12-10", "2020-01-01") +
		"</Children></Message>"
	got, err := Count([]byte(src), day.Must("2025-04-01"), day.Must("2026-03-31"), working())
	if err != nil {
		t.Fatal(err)
	}
	want := Result{InTime: 3, Completed: 4, HeldBack: []Held{
		{1, 1, 8, `"2025-13-01" is no date`}, {2, 1, 1, "no LAchildID"}, {3, 1, 1, "no LAchildID"},
		{4, 1, 1, "no referral date"}, {5, 1, 1, `"soon" is no date`}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := Count([]byte(src[:100]), day.Day{}, day.Day{}, working()); err == nil {
		t.Error("a cut file was counted")
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{"2026-03-31": "2025-04-01 2026-03-31", "2026-03-30": "2025-04-01 2026-03-31",
		"2026-04-02": "2025-04-01 2026-03-31", "31/03/2027": "2026-04-01 2027-03-31", "2025-12-31": "2025-04-01 2026-03-31"} {
		from, to, err := Period([]byte("<Message><Header><CollectionDetails><ReferenceDate>" + ref + "</ReferenceDate></CollectionDetails></Header></Message>"))
		if got := from.String() + " " + to.String(); got != want || err != nil {
			t.Errorf("%s: %s %v", ref, got, err)
		}
	}
	if _, _, err := Period([]byte("<Message/>")); err == nil {
		t.Error("no reference date")
	}
}

// TestDevelopmentSets counts real sets; the numbers of completed assessments were counted a third time, with grep.
func TestDevelopmentSets(t *testing.T) {
	t.Parallel()
	for name, atMost := range map[string]int{"cin-dev-01-clean": 103, "cin-dev-09-chaos": 75, "cin-dev-12-allrules": 102} {
		src, err := os.ReadFile("../testdata/" + name + ".xml")
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(src), "<AssessmentAuthorisationDate>"); n != atMost {
			t.Errorf("%s: %d authorisation dates, want %d", name, n, atMost)
		}
		from, to, err := Period(src)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Count(src, from, to, working())
		if err != nil || r.Completed == 0 || r.InTime == 0 || r.InTime > r.Completed || r.Completed+len(r.HeldBack) > atMost {
			t.Errorf("%s: %+v %v", name, r, err)
		}
		t.Logf("%s: %d of %d, held back %v", name, r.InTime, r.Completed, r.HeldBack)
	}
}
