package outgoing_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
)

func (h house) stories() (out []story.Story) {
	h.t.Helper()
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		out = nil
		return story.Each(t, record.ChildSubject, func(s story.Story) error { out = append(out, s); return nil })
	}))
	return out
}

// childLines are the Child elements of a census, a line an element, in their order.
func childLines(text []byte) (out []string) {
	var child []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "<Child>" {
			child = nil
		}
		child = append(child, line)
		if line == "</Child>" {
			out = append(out, strings.Join(child, "\n"))
		}
	}
	return out
}

// TestCINChild: one child from their story is written as the census writes them, element by element, in each year; only children without a number
// are written besides, when asked for. Every line of a child, and no other, names a record of the child.
func TestCINChild(t *testing.T) {
	t.Parallel()
	all := cinSets(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, t.TempDir(), "one")
			h.cin(name, all[name])
			stories := h.stories()
			for _, year := range []int{2025, 2026, 2027} {
				_, to := day.FinancialYear(year)
				var got, numbered []string
				for _, s := range stories {
					if c, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: year}); ok {
						text, _ := c.Message(to)
						got = append(got, childLines(text)...)
					}
					if c, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: year, Numberless: true}); ok {
						text, records := c.Message(to)
						if el := childLines(text); strings.Contains(el[0], "<LAchildID>") {
							numbered = append(numbered, el...)
						}
						ofOwnRecords(t, s, text, records)
					}
				}
				out, _ := h.exportCIN(outgoing.CINOptions{Year: year})
				want := childLines(out)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%d: %s", year, diff)
				}
				if diff := cmp.Diff(want, numbered); diff != "" {
					t.Errorf("%d, with those who have no number: %s", year, diff)
				}
			}
		})
	}
}

// ofOwnRecords: there is a record for each line, of the child's own story in the Child element and none around it.
func ofOwnRecords(t *testing.T, s story.Story, text []byte, records []string) {
	t.Helper()
	own := map[string]bool{}
	for _, r := range s.Records {
		own[r.ID] = true
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(records) != len(lines)+1 {
		t.Fatalf("%d records of %d lines", len(records)-1, len(lines))
	}
	var inside bool
	for i, line := range lines {
		inside = inside || strings.TrimSpace(line) == "<Child>"
		if id := records[i+1]; own[id] != inside || !inside && id != "" {
			t.Errorf("%s: line %d, %s, is of %q", s.Subject, i+1, line, id)
		}
		inside = inside && strings.TrimSpace(line) != "</Child>"
	}
}

// TestCINChildRecords: each row is of the record that it is made of, with the elements in it; a review is of its own record, a row that no record
// could hold is of what was kept of it. A text of two lines moves none.
func TestCINChildRecords(t *testing.T) {
	t.Parallel()
	on := day.Must
	bodies := []record.Body{
		record.Child{Birth: on("2015-05-01"), Sex: "F", Ethnicity: "W\nBRI", Disabilities: []string{"NONE"}},
		record.Referral{Date: on("2025-11-03"), Source: "2A", PrimaryNeed: "N1"},
		record.CPPlan{Referral: "r01", Started: on("2025-12-01")},
		record.CPReview{Plan: "r02", Date: on("2026-02-20")},
		record.Assessment{Referral: "r01", Started: on("2025-11-10"), Authorised: on("2025-12-01"), Factors: []string{"1A"}},
		record.CINPlan{Referral: "r01", Started: on("2025-12-01")},
		record.S47Enquiry{Referral: "r01", Started: on("2025-11-12")},
		record.InitialCPConference{Referral: "r01", Enquiry: "r06", Date: on("2025-11-28")},
		record.PreProceedings{Referral: "r01", Decided: on("2026-01-10")},
		record.AsReturned{Return: record.ReturnCIN, Year: 2026, Table: "CINplanDates", Parent: "r01", Values: []record.ReturnedValue{{Column: "CINPlanStartDate", Text: "soon"}}},
	}
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%02d", i), Kind: b.KindName(), Subject: "child:1", Version: 1, Seq: int64(i + 1),
			At: time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)}, Body: b})
	}
	s := story.New("child:1", nil, rs)
	if _, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: 2026}); ok {
		t.Error("a child without a number is written without being asked for")
	}
	c, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: 2026, Numberless: true})
	if !ok {
		t.Fatal("the child is not written")
	}
	text, records := c.Message(on("2026-02-28"))
	ofOwnRecords(t, s, text, records)
	var got []string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "</") {
			got = append(got, strings.TrimSpace(records[i+1]+" "+line))
		}
	}
	if diff := cmp.Diff(strings.Split(wantRecords, "\n"), got); diff != "" {
		t.Error(diff)
	}
}

const wantRecords = `<?xml version="1.0" encoding="UTF-8"?>
<Message>
<Header>
<CollectionDetails>
<Collection>CIN</Collection>
<Year>2026</Year>
<ReferenceDate>2026-02-28</ReferenceDate>
<Children>
r00 <Child>
r00 <ChildIdentifiers>
r00 <PersonBirthDate>2015-05-01</PersonBirthDate>
r00 <Sex>F</Sex>
r00 <ChildCharacteristics>
r00 <Ethnicity>W&#xA;BRI</Ethnicity>
r00 <Disabilities>
r00 <Disability>NONE</Disability>
r01 <CINdetails>
r01 <CINreferralDate>2025-11-03</CINreferralDate>
r01 <ReferralSource>2A</ReferralSource>
r01 <PrimaryNeedCode>N1</PrimaryNeedCode>
r04 <Assessments>
r04 <AssessmentActualStartDate>2025-11-10</AssessmentActualStartDate>
r04 <AssessmentAuthorisationDate>2025-12-01</AssessmentAuthorisationDate>
r04 <FactorsIdentifiedAtAssessment>
r04 <AssessmentFactors>1A</AssessmentFactors>
r05 <CINPlanDates>
r05 <CINPlanStartDate>2025-12-01</CINPlanStartDate>
r09 <CINPlanDates>
r09 <CINPlanStartDate>soon</CINPlanStartDate>
r06 <Section47>
r06 <S47ActualStartDate>2025-11-12</S47ActualStartDate>
r06 <DateOfInitialCPC>2025-11-28</DateOfInitialCPC>
r01 <ReferralNFA>0</ReferralNFA>
r02 <ChildProtectionPlans>
r02 <CPPstartDate>2025-12-01</CPPstartDate>
r02 <Reviews>
r03 <CPPreviewDate>2026-02-20</CPPreviewDate>
r08 <PreProceedingsandFGDM>
r08 <PPStartDate>2026-01-10</PPStartDate>`

// TestEnquiryAtTheEndsOfTheYear: an enquiry from before the census year is in it while its conference was neither held nor found unnecessary. One
// that was held after the year changes nothing: the census of the year cannot know of it.
func TestEnquiryAtTheEndsOfTheYear(t *testing.T) {
	t.Parallel()
	on := day.Must
	for _, c := range []struct {
		started, held string
		unneeded      record.YesNo
		want          bool
	}{
		{"2025-03-28", "", "", true},
		{"2025-03-28", "2025-03-31", "", false},
		{"2025-03-28", "2025-04-01", "", true},
		{"2025-03-28", "2025-04-01", record.Yes, true},
		{"2025-03-28", "", record.Yes, false},
		{"2025-03-28", "2026-04-01", "", true},
		{"2025-03-28", "2026-04-01", record.Yes, false},
		{"2025-04-01", "", record.Yes, true},
		{"2026-03-31", "2026-04-15", "", true},
		{"2026-04-01", "", "", false},
	} {
		bodies := []record.Body{
			record.Child{Birth: on("2015-05-01"), Sex: "F"},
			record.Referral{Date: on("2025-03-03"), Source: "2A"},
			record.S47Enquiry{Referral: "r01", Started: on(c.started), ICPCNotRequired: c.unneeded},
		}
		if c.held != "" {
			bodies = append(bodies, record.InitialCPConference{Referral: "r01", Enquiry: "r02", Date: on(c.held)})
		}
		var rs []record.Record
		for i, b := range bodies {
			rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%02d", i), Kind: b.KindName(), Subject: "child:1", Version: 1, Seq: int64(i + 1)}, Body: b})
		}
		el, ok := outgoing.CINChildOf(story.New("child:1", nil, rs), outgoing.CINChildOptions{Year: 2026, Numberless: true})
		if !ok {
			t.Fatal("the child is not written")
		}
		text, _ := el.Message(on("2026-03-31"))
		if got := strings.Contains(string(text), "<Section47>"); got != c.want {
			t.Errorf("started %s, conference %q, not required %q: written %v", c.started, c.held, c.unneeded, got)
		}
	}
}
