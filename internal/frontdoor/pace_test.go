package frontdoor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/workday"
)

// SR-010: how long screening and assessment took, by how complete the referral came.
func TestSR010QualityAndTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) // a Monday
	whole := record.Contact{
		Received: at, Consent: "given", Mother: record.ContactAdult{Known: frontdoor.Known}, Father: record.ContactAdult{Known: frontdoor.Known, Phone: "1"},
		Children: []record.ContactChild{{Birth: day.Must("2015-05-01"), Ethnicity: "WBRI", View: "I am cold", Referral: "a"}},
	}
	decided := func(c record.Contact, hours int, referral string) record.Contact {
		c.Children = []record.ContactChild{c.Children[0]}
		c.Children[0].Referral = referral
		c.Feedback = []record.Feedback{{At: at.Add(time.Duration(hours) * time.Hour)}}
		return c
	}
	short, poor := whole, whole
	short.Consent = ""
	poor.Consent, poor.Mother, poor.Father = "", record.ContactAdult{}, record.ContactAdult{}
	got := frontdoor.PacesOf(clock.Standard().Calendars().Working(workday.EW), []record.Contact{
		decided(whole, 2, "a"), decided(whole, 4, "b"), decided(whole, 90, ""), decided(short, 7, "c"), decided(poor, 30, "d"), decided(poor, 20, ""),
	}, map[string]day.Day{"a": day.Must("2026-03-09"), "b": day.Must("2026-04-07"), "d": day.Must("2026-03-03"), "z": day.Must("2026-03-03"), "": day.Must("2026-03-30")})
	want := []frontdoor.Pace{
		{Name: "Nothing missing", Referrals: 3, Hours: 4, Assessed: 2, Days: 5}, {Name: "One or two things missing", Referrals: 1, Hours: 7}, {Name: "Three or more missing", Referrals: 2, Hours: 20, Assessed: 1, Days: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The same from the records: what waits, what is outside the days and what was only told of are in no figure.
func TestPacesOfTheRecords(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		_, kids := w.Assessed()
		w.Send(frontdoortest.Sending()) // waits
		a, _ := story.Latest[record.Assessment](w.Of(kids[0]))
		body := a.Body
		body.Authorised = w.Today()
		w.Write(record.Edit(a, body))
		referrals := func(from, to day.Day) (n, assessed int) {
			all, err := w.Door.Paces(t.Context(), from, to)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range all {
				n, assessed = n+p.Referrals, assessed+p.Assessed
			}
			return n, assessed
		}
		if n, assessed := referrals(w.Today(), w.Today()); n != 1 || assessed != 1 {
			t.Errorf("%d referrals, %d assessed", n, assessed)
		}
		if n, _ := referrals(w.Today().Add(-9), w.Today().Add(-1)); n != 0 {
			t.Errorf("%d of other days", n)
		}
	})
}
