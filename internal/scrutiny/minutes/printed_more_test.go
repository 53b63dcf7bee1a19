package minutes

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPrintedMore reads minutes of another council that does not exist, with other habits: items numbered "Item 12.", numbers with a dot behind, a running head and page
// numbers, words cut at a line's end, lettered options, posts written out before answers, and an answer that the page's end cuts. What is expected was written by hand.
func TestPrintedMore(t *testing.T) {
	t.Parallel()
	p, src := parseFile(t, "printed-c.txt")
	if diff := cmp.Diff(&Meeting{Authority: "FERNLEIGH BOROUGH COUNCIL", Body: "CHILDREN'S OVERVIEW AND SCRUTINY COMMITTEE", MunicipalYear: "2026/27", Date: "2026-10-14", Start: "18:00",
		Place: "Guildhall, Fernleigh", Ended: "19:40", NextMeeting: "2026-12-09"}, p.Meeting); diff != "" {
		t.Error(diff)
	}
	a := p.Attendance
	if a.Chair != "Councillor Petra Lindqvist" || a.ViceChair != "Councillor Amit Roy" || !cmp.Equal(a.Councillors, []string{"Councillor Gail Stone", "Councillor Hugh Bevan"}) || len(a.Officers) != 2 || !cmp.Equal(a.Apologies, []string{"Councillor Iris Quayle"}) {
		t.Errorf("%+v", a)
	}
	var got []string
	for _, it := range p.Agenda() {
		got = append(got, it.Number+" "+it.Title)
		got = append(got, sketch(Proposal{Item: it})...)
	}
	want := []string{
		"12 Apologies for absence", "12.1 narrative: Apologies were received from Councillor Quayle.",
		"13 Foster carers",
		"13.1 narrative: The Head of Service said that the number of households had fallen from 92 to 81, and that the recruitment campaign would be re-launched in January. Household numbers are reported each quarter. Recruitment is slow.",
		"13.2 narrative: The Committee considered three options:", "  > (a) to raise the fees;", "  > (b) to advertise with neighbouring councils; and", "  > (c) to do neither.",
		"13.3 question by Councillor Stone 1?: Councillor Stone asked why carers leave?",
		"  (Head of Service) Most retire. Two left for agencies, which pay more.",
		"  (Director) Exit interviews are held with all of them.",
		"13.4 question by Members 1?: What is paid to a carer of two children?",
		"  (Head of Service) £412 a week.",
		"  = That the Committee be sent the results of exit interviews by 30 November 2026.",
		"# Questions by Members",
		"14 Date of next meeting", "14.1 narrative: The next meeting is on 9 December 2026.", "  > The meeting closed at 7.40 pm.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(p.Actions) != 1 || p.Actions[0].Due != "2026-11-30" {
		t.Errorf("%+v", p.Actions)
	}
	for _, s := range anchored(p, src) {
		t.Errorf("not at its place: %s", s)
	}
}
