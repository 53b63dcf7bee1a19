package outgoing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
)

// drawn is a generator of stories: records as workers would make them, with facts that are missing or contradict each other.
type drawn struct{ *rapid.T }

func (d drawn) pick(label string, of ...string) string { return rapid.SampledFrom(of).Draw(d.T, label) }

// on is a day from a little before the year to a little after it, or none.
func (d drawn) on(label string) day.Day {
	if rapid.IntRange(0, 5).Draw(d.T, label+"?") == 0 {
		return day.Day{}
	}
	return day.Must("2025-03-01").Add(rapid.IntRange(0, 480).Draw(d.T, label))
}

func (d drawn) sure(label string) day.Day {
	return day.Must("2025-03-01").Add(rapid.IntRange(0, 480).Draw(d.T, label))
}

func (d drawn) answer(label string) record.YesNo {
	return record.YesNo(d.pick(label, "", "yes", "no"))
}

func (d drawn) number(label string) *int {
	if rapid.Bool().Draw(d.T, label+"?") {
		return nil
	}
	n := rapid.IntRange(0, 3).Draw(d.T, label)
	return &n
}

func (d drawn) times(label string, most int) int { return rapid.IntRange(0, most).Draw(d.T, label) }

// story draws one child's records.
func (d drawn) story(n int, subject string, newID func() string) (out []record.Change) {
	add := func(b record.Body) string {
		id := newID()
		out = append(out, record.New(id, subject, b))
		return id
	}
	child := record.Child{Names: []record.Name{{Given: "Child", Family: fmt.Sprint(n), Use: "current"}}, Birth: day.Must("2012-02-03").Add(37 * n), Death: d.on("death"),
		Sex: d.pick("sex", "M", "F", "U", ""), Ethnicity: d.pick("ethnicity", "WBRI", "MWBC", "")}
	if d.pick("born", "yes", "yes", "no") == "no" {
		child.Birth, child.Expected, child.Death = day.Day{}, day.Must("2026-05-01"), day.Day{}
	}
	if d.pick("disabled", "yes", "no") == "yes" {
		child.Disabilities = []string{"LD", "AUT"}
	}
	add(child)
	add(record.Identifier{Type: record.LAChildID, Value: fmt.Sprintf("C%04d", n)})
	if d.pick("reason", "yes", "no") == "yes" {
		add(record.Identifier{Type: record.UPNUnknown, Value: "UN1"})
	}
	for range d.times("referrals", 3) {
		d.referral(add)
	}
	d.inCare(add)
	return out
}

func (d drawn) referral(add func(record.Body) string) {
	r := record.Referral{Date: d.sure("referred"), Source: d.pick("source", "1A", "5B", ""), PrimaryNeed: d.pick("need", "N1", "N9", ""), NFA: rapid.Bool().Draw(d.T, "nfa"), Closed: d.on("closed")}
	if !r.Closed.IsZero() {
		r.Closure = d.pick("closure", "RC1", "RC8", "")
	}
	ref := add(r)
	if d.pick("transfer", "yes", "no", "no") == "yes" {
		add(record.InitialCPConference{Referral: ref, Date: d.on("conference")})
	}
	for range d.times("assessments", 2) {
		a := record.Assessment{Referral: ref, Started: d.sure("started"), Reviewed: d.on("reviewed"), Authorised: d.on("authorised")}
		if !a.Authorised.IsZero() {
			a.Factors = [][]string{nil, {"1A"}, {"2B", "1A"}}[d.times("factors", 2)]
		}
		add(a)
	}
	for range d.times("plans", 2) {
		add(record.CINPlan{Referral: ref, Started: d.on("plan"), Ended: d.on("plan end")})
	}
	for range d.times("enquiries", 2) {
		q := add(record.S47Enquiry{Referral: ref, Started: d.on("s47"), ICPCNotRequired: d.answer("icpc")})
		if rapid.Bool().Draw(d.T, "met") {
			add(record.InitialCPConference{Referral: ref, Enquiry: q, Target: d.on("target"), Date: d.on("held")})
		}
	}
	for range d.times("protection", 2) {
		p := add(record.CPPlan{Referral: ref, Started: d.on("cpp"), Ended: d.on("cpp end"), InitialCategory: d.pick("category", "NEG", "EMO", ""),
			LatestCategory: d.pick("latest", "NEG", "MUL", ""), Previous: d.number("previous")})
		for range d.times("reviews", 2) {
			add(record.CPReview{Plan: p, Date: d.on("cp review")})
		}
	}
	if d.pick("court", "yes", "no", "no") == "yes" {
		add(record.PreProceedings{Referral: ref, Decided: d.on("pp"), LetterSent: d.on("letter"), FGDMOffered: d.answer("offer"), FGDMHeld: d.answer("fgdm"),
			InitialMeeting: d.on("pp meeting"), ReviewMeetings: d.number("meetings"), StepDecision: d.on("step"), Outcome: d.pick("outcome", "", "A", "B"),
			CourtApplication: d.on("court"), ProceedingsLetter: d.on("pl")})
	}
}

func (d drawn) inCare(add func(record.Body) string) {
	if d.pick("in care", "yes", "no") == "no" {
		return
	}
	start := d.sure("in care from")
	p := record.CarePeriod{Started: start, Given: []record.CareNeed{{Need: d.pick("903 need", "N1", "N5"), HomePostcode: d.pick("home", "AB1 2CD", "")}}}
	long := rapid.IntRange(10, 200).Draw(d.T, "days")
	if d.pick("left care", "yes", "no") == "yes" {
		p.Ended, p.Ceased = start.Add(long), "E4A"
	}
	id := add(p)
	change := start.Add(rapid.IntRange(1, long-1).Draw(d.T, "moved after"))
	add(record.LegalStatus{Period: id, Status: d.pick("ls", "C2", "V2"), From: start, To: p.Ended})
	add(record.CLAPlacement{Period: id, From: start, To: change, Type: "U4", Provider: "PR1", Postcode: "AB3 4CD", URN: "1234567", Change: "CARPL"})
	add(record.CLAPlacement{Period: id, From: change, To: p.Ended, Type: d.pick("place", "K2", "U1"), Provider: "PR4", Postcode: "AB5 6CD", URN: "7654321"})
	for range d.times("cla reviews", 2) {
		add(record.CLAReview{Date: d.sure("cla review"), Participation: d.pick("pn", "PN1", "PN3", "")})
	}
	for range d.times("missing", 2) {
		add(record.Missing{Type: d.pick("missing type", "M", "A"), From: d.sure("missing from"), To: d.on("missing to")})
	}
	if d.pick("health", "yes", "no") == "yes" {
		add(record.CLAHealth{Type: "dental_check", Year: 2026, Done: record.Yes})
		add(record.SDQScore{Year: 2026, Score: d.number("sdq"), Reason: d.pick("sdq reason", "", "SDQ2")})
	}
	if d.pick("left before", "yes", "no") == "yes" {
		add(record.CareLeaver{Year: 2026, InTouch: "YES", Activity: d.pick("activity", "F2", ""), Accommodation: "B1"})
	}
	add(record.Involvement{Registration: "SW123456", From: d.sure("sw from"), To: d.on("sw to"), Reason: d.pick("sw reason", "", "FCONTA")})
	if d.pick("freed", "yes", "no", "no") == "yes" {
		add(record.PlacedForAdoption{Decided: d.sure("decided"), Reversed: d.on("reversed")})
	}
	if d.pick("permanence", "yes", "no") == "yes" {
		add(record.PreviousPermanence{Option: "P2", Ordered: record.PartDay(d.pick("ordered", "", "2019-ZZ-ZZ", "2018-04-05"))})
	}
}

// TestExportOfAnyStory: whatever is recorded, the export of it makes the same export in another house, and importing it where it came from
// changes nothing.
func TestExportOfAnyStory(t *testing.T) {
	t.Parallel()
	n := 0
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		if n++; n > 15 { // three databases each
			return
		}
		d := drawn{r}
		h := newHouse(t, dir, fmt.Sprint("a", n))
		_, err := h.Do(t.Context(), analyst, "Draw a story", func(tx *command.Tx) (out []record.Change, err error) {
			for i := range d.times("children", 3) {
				out = append(out, d.story(i, tx.NewSubject(record.ChildSubject), tx.NewID)...)
			}
			return out, nil
		})
		h.ok(err)
		before := h.records()
		other := newHouse(t, dir, fmt.Sprint("b", n))

		census, _ := h.exportCIN(outgoing.CINOptions{Year: 2026})
		if rep := h.cin("export.xml", census); len(rep.Conflicts) > 0 || len(rep.Held) > 0 {
			r.Fatalf("importing the census: %+v\n%s", rep, census)
		}
		other.cin("export.xml", census)
		again, _ := other.exportCIN(outgoing.CINOptions{Year: 2026})
		if diff := cmp.Diff(string(census), string(again)); diff != "" {
			r.Fatalf("the census from another house: %s", diff)
		}
		looked, _ := h.export903(2026, ssda903.CSV)
		if rep := h.ssda903("export", looked, 2026); len(rep.Conflicts) > 0 || len(rep.Held) > 0 {
			r.Fatalf("importing the SSDA903: %+v\n%s", rep, looked)
		}
		third := newHouse(t, dir, fmt.Sprint("c", n)) // of its own: children are written in the order in which they came
		third.ssda903("export", looked, 2026)
		back, _ := third.export903(2026, ssda903.CSV)
		if diff := cmp.Diff(looked, back); diff != "" {
			r.Fatalf("the SSDA903 from another house: %s", diff)
		}
		if diff := cmp.Diff(before, h.records()); diff != "" {
			r.Fatalf("importing what was exported changed records: %s\n%s\n%s", diff, census, strings.Join([]string{string(looked["episodes.csv"]), string(looked["oc2.csv"])}, "\n"))
		}
	})
}
