package chronology

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/record"
)

// worked are ten stories of children who do not exist, each told in the order in which it was recorded, not in that in which it happened.
var worked = []struct {
	name   string
	filter Filter
	bodies []record.Body
}{
	{"one referral that came to nothing", Filter{}, []record.Body{
		record.Child{Birth: on("2019-04-02")},
		record.Referral{Date: on("2026-01-05"), Rationale: "The school saw a bruise."},
	}},
	{"from a section 47 enquiry to the end of a plan", Filter{}, []record.Body{
		record.CPPlan{Started: on("2026-02-03"), Ended: on("2026-11-10"), InitialCategory: "NEG", Aim: "The home is clean and warm.", EndedBecause: "It is."},
		record.S47Enquiry{Started: on("2026-01-06"), Ended: on("2026-01-16"), Seen: on("2026-01-07"), Reason: "Left alone at night."},
		record.Referral{Date: on("2026-01-05"), Rationale: "Neighbours heard crying."},
		record.InitialCPConference{Date: on("2026-02-03"), Reason: "All agencies agree."},
		record.CPReview{Date: on("2026-05-04"), Continues: record.Yes},
		record.CPReview{Date: on("2026-11-10"), Continues: record.No, Reason: "The change has lasted."},
	}},
	{"seen, not seen, and what the child said", Filter{}, []record.Body{
		record.Visit{Type: "cp", Date: on("2026-03-01"), Seen: record.Yes, Alone: record.Yes, Place: "home", Views: "I want my own bed."},
		record.Visit{Type: "cp", Date: on("2026-03-15"), Seen: record.No, WhyNot: "Nobody opened"},
		record.Visit{Type: "cp", Date: on("2026-03-16"), Seen: record.Yes, Place: "school"},
	}},
	{"into care, moved twice, and home", Filter{}, []record.Body{
		record.CLAPlacement{From: on("2026-06-20"), To: on("2026-12-01"), Type: "U3", Location: "IN"},
		record.CarePeriod{Started: on("2026-05-01"), Ended: on("2026-12-01")},
		record.LegalStatus{From: on("2026-05-01"), Status: "V2"},
		record.CLAPlacement{From: on("2026-05-01"), To: on("2026-06-20"), Type: "U6", Location: "OUT"},
		record.CLAReview{Date: on("2026-05-28")},
	}},
	{"missing, and the talk afterwards", Filter{}, []record.Body{
		record.Missing{Type: "M", From: on("2026-07-03"), To: on("2026-07-05")},
		record.ReturnInterview{OfferedOn: on("2026-07-06"), Offered: record.Yes, Accepted: record.No},
		record.Missing{Type: "A", From: on("2026-07-20")},
	}},
	{"before a court", Filter{Court: true}, []record.Body{
		record.PreProceedings{Decided: on("2025-10-01"), LetterSent: on("2025-10-10"), InitialMeeting: on("2025-10-24")},
		record.CareProceedings{Issued: on("2026-01-12"), Hearings: []record.Hearing{{Date: on("2026-01-20")}, {Date: on("2026-03-02")}}},
		record.CaseNote{Type: "office", Date: on("2026-01-13"), Title: "Bundle lodged", Significant: true},
		record.ChronologyNote{Source: "c", Significance: "not_significant"},
		record.ChronologyNote{Source: "b", Significance: "turning_point", Analysis: "The letter changed nothing."},
	}},
	{"significant only", Filter{Significant: true}, []record.Body{
		record.Visit{Type: "cin", Date: on("2026-02-01"), Seen: record.Yes},
		record.Visit{Type: "cin", Date: on("2026-03-01"), Seen: record.Yes},
		record.ChronologyNote{Source: "b", Significance: "significant", Analysis: "The first time that she spoke of him."},
		record.ChronologyNote{Date: on("2026-02-10"), Title: "The father moved out", Text: "Told by the nan.", Significance: "turning_point"},
	}},
	{"two moves of house and a wish to be left in peace", Filter{}, []record.Body{
		record.Address{Lines: []string{"1 Road"}, Postcode: "E8 1AA", From: on("2024-01-01"), To: on("2026-01-31")},
		record.Address{Lines: []string{"2 Lane"}, Postcode: "E8 2BB", From: on("2026-02-01")},
		record.CINPlan{Started: on("2026-02-10"), Ended: on("2026-08-01"), Aim: "To settle in.", EndedBecause: "Settled."},
	}},
	{"health and learning", Filter{}, []record.Body{
		record.SDQScore{Date: on("2026-04-01"), Score: new(17)},
		record.EHCP{Requested: on("2025-09-01"), Started: on("2026-01-15")},
		record.CLAImmunisations{Date: on("2026-04-02"), UpToDate: record.Yes},
	}},
	{"leaving care, with one note that belongs in it and one that does not", Filter{}, []record.Body{
		record.CareLeaver{Date: on("2026-09-01")},
		record.PathwayPlan{Started: on("2026-03-01"), Reviews: nil},
		record.CaseNote{Type: "office", Date: on("2026-02-01"), Title: "Wants to be an electrician", Significant: true},
		record.CaseNote{Type: "office", Date: on("2026-02-02"), Title: "Not of the story"},
	}},
}

// TestWorkedStories holds ten chronologies against what people read and agreed (complaint 14). Each line has its day and its source: a record of the story whose kind the
// line names; and every record that tells of a day is told.
func TestWorkedStories(t *testing.T) {
	t.Parallel()
	if len(worked) != 10 {
		t.Fatalf("%d stories", len(worked))
	}
	var b strings.Builder
	for _, w := range worked {
		s := tell("child:1", w.bodies...)
		all := Of(s)
		for _, l := range all {
			at := slices.IndexFunc(s.Records, func(r record.Record) bool { return r.ID == l.Record })
			if at < 0 || s.Records[at].Kind != l.Kind || l.On.IsZero() {
				t.Errorf("%s: %s %q leads to no record", w.name, l.On, l.Title)
			}
		}
		fmt.Fprintf(&b, "## %s\n", w.name)
		for _, l := range w.filter.Apply(all) {
			date := l.On.String()
			if !l.To.IsZero() {
				date += " to " + l.To.String()
			}
			fmt.Fprintf(&b, "%s | %s", date, l.Title)
			for _, part := range []string{l.Text, l.Significance, l.Analysis} {
				if part != "" {
					b.WriteString(" | " + part)
				}
			}
			fmt.Fprintf(&b, " <- %s %s\n", l.Kind, l.Record)
		}
		b.WriteString("\n")
	}
	const path = "testdata/stories.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("refresh with -update after reading it: %s", diff)
	}
}
