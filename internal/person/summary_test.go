package person

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// Acceptance scenario 4: looked after and on a protection plan shows both, with the child in need plan beneath; ending one leaves the other.
func TestStatusesDoNotHideEachOther(t *testing.T) {
	t.Parallel()
	on := day.Must
	ref := record.Referral{Date: on("2025-01-13"), Decision: "assessment"}
	care := record.CarePeriod{Started: on("2025-03-01")}
	cp := record.CPPlan{Started: on("2025-02-20")}
	cin := record.CINPlan{Started: on("2025-02-01")}
	names := func(bodies ...record.Body) (out []string) {
		for _, in := range Statuses(tell(bodies...)) {
			out = append(out, in.Text)
		}
		return out
	}
	over := cp
	over.Ended = on("2025-06-01")
	for name, tt := range map[string]struct {
		given []record.Body
		want  []string
	}{
		"all three":           {[]record.Body{ref, cin, cp, care}, []string{"Looked after", "Child protection plan", "Child in need plan"}},
		"the plan has ended":  {[]record.Body{ref, cin, over, care}, []string{"Looked after", "Child in need plan"}},
		"an enquiry runs":     {[]record.Body{ref, record.S47Enquiry{Referral: "0", Started: on("2025-02-03")}}, []string{"Section 47 enquiry"}},
		"its conference held": {[]record.Body{ref, record.S47Enquiry{Referral: "0", Started: on("2025-02-03")}, record.InitialCPConference{Referral: "0", Date: on("2025-02-20")}}, []string{"Referral decided: social work assessment"}},
		"early help":          {[]record.Body{record.EarlyHelp{Started: on("2025-02-03")}}, []string{"Early help"}},
		"nothing":             {nil, nil},
	} {
		if diff := cmp.Diff(tt.want, names(tt.given...)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSummaryOfSightings(t *testing.T) {
	t.Parallel()
	on := day.Must
	s := tell(
		record.Assessment{Started: on("2025-01-14"), Seen: on("2025-01-16"), SeenAlone: "yes", Views: "I do not like Fridays."},
		record.Visit{Type: record.VisitCP, Date: on("2025-03-05"), Seen: record.Yes, Alone: record.No, Place: "home"},
		record.Visit{Type: record.VisitCP, Date: on("2025-03-12"), Seen: record.No, WhyNot: "Nobody opened."},
	)
	all := func(access.Class) bool { return true }
	got := Summarise(s, all)
	if got.Seen.On != on("2025-03-05") || got.Alone.On != on("2025-01-16") || got.Missed.On != on("2025-03-12") || got.Missed.Why != "Nobody opened." || got.Views.Text != "I do not like Fridays." {
		t.Errorf("%+v", got)
	}
	// Who may not read assessments learns nothing of them.
	less := Summarise(s, func(c access.Class) bool { return c == access.None })
	if !less.Alone.On.IsZero() || less.Views.Text != "" {
		t.Errorf("%+v", less)
	}
	// A child who was seen since is not missed.
	seen := Summarise(tell(record.Visit{Date: on("2025-03-12"), Seen: record.No}, record.Visit{Date: on("2025-03-12"), Seen: record.Yes}), all)
	if !seen.Missed.On.IsZero() || seen.Seen.On != on("2025-03-12") {
		t.Errorf("%+v", seen)
	}
	if never := Summarise(tell(), all); !never.Seen.On.IsZero() || !never.Missed.On.IsZero() {
		t.Errorf("%+v", never)
	}
}
