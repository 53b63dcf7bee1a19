package measure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/workday"
)

func rec(id string, body record.Body) record.Record {
	return record.Record{Meta: record.Meta{ID: id, Subject: "child:1", Kind: body.KindName()}, Body: body}
}

func referral(date string) record.Referral { return record.Referral{Date: day.Must(date)} }

func assessed(started, authorised string) record.Assessment {
	return record.Assessment{Referral: "r", Started: day.Must(started), Authorised: day.Must(authorised)}
}

// The due dates were counted by hand with the bank holidays in the names, and agree with the vectors of specs/clocks.json.
func TestCompletedInTime(t *testing.T) {
	t.Parallel()
	year := func(ending int) Period { return Year(ending) }
	gone := rec("r", referral("2022-08-15"))
	gone.Withdrawn = true
	for name, tt := range map[string]struct {
		period  Period
		asAt    string
		records []record.Record
		want    string // in, out, held or nothing, one letter a contribution
	}{
		"day 45, over August bank holiday and 19 September 2022": {year(2023), "", []record.Record{rec("r", referral("2022-08-15")), rec("a", assessed("2022-08-15", "2022-10-19"))}, "i"},
		"day 46, the same": {year(2023), "", []record.Record{rec("r", referral("2022-08-15")), rec("a", assessed("2022-08-15", "2022-10-20"))}, "o"},
		"day 45, over Easter, the coronation and two May holidays": {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-06-12"))}, "i"},
		"day 46, the same again":                                   {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-06-13"))}, "o"},
		"day 45, over Christmas, referred on a Sunday":             {year(2024), "", []record.Record{rec("r", referral("2023-12-24")), rec("a", assessed("2023-12-27", "2024-02-28"))}, "i"},
		"day 46 is the leap day":                                   {year(2024), "", []record.Record{rec("r", referral("2023-12-24")), rec("a", assessed("2023-12-27", "2024-02-29"))}, "o"},
		"the referral date counts, not the start":                  {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-06-12", "2023-06-13"))}, "o"},
		"authorised on the day of the referral":                    {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-04-03"))}, "i"},
		"31 March belongs to the year":                             {year(2023), "", []record.Record{rec("r", referral("2023-03-01")), rec("a", assessed("2023-03-01", "2023-03-31"))}, "i"},
		"1 April belongs to the next":                              {year(2023), "", []record.Record{rec("r", referral("2023-03-01")), rec("a", assessed("2023-03-01", "2023-04-01"))}, ""},
		"and is counted there":                                     {year(2024), "", []record.Record{rec("r", referral("2023-03-01")), rec("a", assessed("2023-03-01", "2023-04-01"))}, "i"},
		"30 September is in the first half":                        {Half(2024), "", []record.Record{rec("r", referral("2023-09-01")), rec("a", assessed("2023-09-01", "2023-09-30"))}, "i"},
		"1 October is not":                                         {Half(2024), "", []record.Record{rec("r", referral("2023-09-01")), rec("a", assessed("2023-09-01", "2023-10-01"))}, ""},
		"after the as-at date":                                     {year(2024), "2023-06-11", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-06-12"))}, ""},
		"on the as-at date":                                        {year(2024), "2023-06-12", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-06-12"))}, "i"},
		"two assessments on one referral":                          {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", assessed("2023-04-03", "2023-06-12")), rec("b", assessed("2023-06-12", "2023-08-01"))}, "io"},
		"open":                                                     {year(2024), "", []record.Record{rec("r", referral("2023-04-03")), rec("a", record.Assessment{Referral: "r", Started: day.Must("2023-04-03")})}, ""},
		"no referral recorded":                                     {year(2024), "", []record.Record{rec("a", assessed("2023-04-03", "2023-06-12"))}, "h"},
		"a withdrawn referral":                                     {year(2023), "", []record.Record{gone, rec("a", assessed("2022-08-15", "2022-10-19"))}, "h"},
		"a referral without a date":                                {year(2024), "", []record.Record{rec("r", record.Referral{}), rec("a", assessed("2023-04-03", "2023-06-12"))}, "h"},
		"authorised before the referral":                           {year(2024), "", []record.Record{rec("r", referral("2023-04-04")), rec("a", assessed("2023-04-03", "2023-04-03"))}, "i"},
		"held outside the period is nothing":                       {year(2023), "", []record.Record{rec("a", assessed("2023-04-03", "2023-06-12"))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := letters(t, "AS-02", tt.period, tt.asAt, tt.records); got != tt.want {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

func letters(t *testing.T, id string, p Period, asAt string, records []record.Record) string {
	t.Helper()
	at := p.To
	if asAt != "" {
		at = day.Must(asAt)
	}
	got := ""
	for _, c := range counters[id].count(newFacts().of(story.New("child:1", nil, records)), span{Period: p.upTo(at), asAt: at, book: clock.Standard()}) {
		switch {
		case c.Held != "" && c.In:
			t.Errorf("%s is held and counted", c.Record)
		case c.Held != "":
			got += "h"
		case c.In:
			got += "i"
		default:
			got += "o"
		}
	}
	return got
}

// Counted day by day: day 0 is the referral, each later working day counts one, and the 45th is in time.
func TestCompletedInTimeDayByDay(t *testing.T) {
	t.Parallel()
	working := clock.Standard().Calendars().Working(workday.EW).IsWorkingDay
	rapid.Check(t, func(t *rapid.T) {
		from := day.Must("2000-01-01").Add(rapid.IntRange(0, 12000).Draw(t, "referral"))
		to := from.Add(rapid.IntRange(0, 90).Draw(t, "took"))
		days := 0
		for d := from.Add(1); !d.After(to); d = d.Add(1) {
			if working(d) {
				days++
			}
		}
		s := story.New("child:1", nil, []record.Record{rec("r", record.Referral{Date: from}), rec("a", record.Assessment{Referral: "r", Started: to, Authorised: to})})
		got := completedInTime(newFacts().of(s), span{Period: YearOf(to), asAt: YearOf(to).To, book: clock.Standard()})
		if len(got) != 1 || got[0].In != (days <= 45) {
			t.Fatalf("%s to %s is %d working days: %+v", from, to, days, got)
		}
	})
}

func TestOpenTooLong(t *testing.T) {
	t.Parallel()
	r := rec("r", referral("2023-04-03")) // due 12 June 2023
	closed := referral("2023-04-03")
	closed.Closed = day.Must("2023-05-01")
	open := rec("a", record.Assessment{Referral: "r", Started: day.Must("2023-04-05")})
	for name, tt := range map[string]struct {
		asAt    string
		records []record.Record
		want    string
	}{
		"on day 45":                       {"2023-06-12", []record.Record{r, open}, "o"},
		"on day 46":                       {"2023-06-13", []record.Record{r, open}, "i"},
		"not started yet":                 {"2023-04-04", []record.Record{r, open}, ""},
		"started today":                   {"2023-04-05", []record.Record{r, open}, "o"},
		"authorised since":                {"2023-06-13", []record.Record{r, rec("a", assessed("2023-04-05", "2023-06-14"))}, "i"},
		"authorised that day":             {"2023-06-13", []record.Record{r, rec("a", assessed("2023-04-05", "2023-06-13"))}, ""},
		"case closed before, no end date": {"2023-06-13", []record.Record{rec("r", closed), open}, "h"},
		"case closed since":               {"2023-04-30", []record.Record{rec("r", closed), open}, "o"},
		"no referral":                     {"2023-06-13", []record.Record{open}, "h"},
	} {
		t.Run(name, func(t *testing.T) {
			at := day.Must(tt.asAt)
			if got := letters(t, "AS-05", Period{at, at}, tt.asAt, tt.records); got != tt.want {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

func TestDecidedInTime(t *testing.T) {
	t.Parallel()
	decided := func(received, on string) record.Record {
		b := record.Referral{Contact: "c", Date: day.Must(received)}
		if on != "" {
			b.Decided, b.Decision = day.Must(on).Start().Add(15*60*60*1e9), "assessment"
		}
		return rec("r", b)
	}
	for name, tt := range map[string]struct {
		asAt string
		r    record.Record
		want string
	}{
		"next working day over Easter": {"", decided("2023-04-06", "2023-04-11"), "i"},
		"a day late":                   {"", decided("2023-04-06", "2023-04-12"), "o"},
		"waiting, its day not over":    {"2023-04-10", decided("2023-04-06", ""), ""},
		"waiting at the end of it":     {"2023-04-11", decided("2023-04-06", ""), "o"},
		"decided after the as-at date": {"2023-04-11", decided("2023-04-06", "2023-04-12"), "o"},
		"imported":                     {"", rec("r", referral("2023-04-06")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := letters(t, "FD-07", Year(2024), tt.asAt, []record.Record{tt.r}); got != tt.want {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	for want, n := range map[string][2]int{
		"69.1": {2350, 3400}, "6.3": {1, 16}, "0.0": {0, 7}, "100.0": {7, 7}, "33.3": {1, 3}, "66.7": {2, 3}, "0.1": {1, 2000}, "99.9": {1998, 2000}, "": {0, 0},
		"50.0": {1, 2}, "99.8": {1995, 2000 - 1},
	} {
		if got := percentage(n[0], n[1]); got != want {
			t.Errorf("%d of %d: %q, not %q", n[0], n[1], got, want)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	got := []string{Year(2023).String(), Half(2024).String(), Period{day.Must("2023-05-01"), day.Must("2023-05-31")}.String(), Period{day.Must("2023-05-01"), day.Must("2023-05-01")}.String(), Year(2000).String()}
	want := []string{"2022/23", "first half of 2023/24", "1 May 2023 to 31 May 2023", "1 May 2023", "1999/00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if YearOf(day.Must("2023-03-31")) != Year(2023) || YearOf(day.Must("2023-04-01")) != Year(2024) {
		t.Error("the year ends on 31 March")
	}
}
