package minutes

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPDF reads printed minutes from the PDF itself, as Chromium prints them: two pages with a head and a page number on each, an attendance table of two columns,
// drawn bullets, hanging numbers, and paragraphs that lines and the page's end cut (form P of specs/scrutiny.md 3). What is expected was written by hand.
func TestPDF(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/printed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read("printed.pdf", src)
	if err != nil {
		t.Fatal(err)
	}
	if p.ReadAs != "pdf" || p.Format != FormatPrinted {
		t.Errorf("read as %q, format %q", p.ReadAs, p.Format)
	}
	if diff := cmp.Diff(&Meeting{Authority: "Brackwater Council", Body: "Children’s Services Scrutiny Panel", MunicipalYear: "2026/27", Date: "2026-06-09", Start: "18:30", Place: "Civic Offices, Quay Street", Ended: "20:55"}, p.Meeting); diff != "" {
		t.Error(diff)
	}
	a := p.Attendance
	if a.Chair != "Councillor Edith Marlow" || a.ViceChair != "Cllr Sunil Rao" || len(a.Councillors) != 3 || len(a.Officers) != 2 || a.Officers[1].Post != "Head of Service (Safeguarding)" || !cmp.Equal(a.Apologies, []string{"Cllr Wendy Stokes"}) {
		t.Errorf("%+v", a)
	}
	var got []string
	for _, it := range p.Agenda() {
		got = append(got, it.Number+" "+it.Title+" "+string(it.PlannedTime))
		got = append(got, sketch(Proposal{Item: it})...)
	}
	want := []string{
		"1 Apologies for Absence ", "1.1 narrative: Apologies were received from Cllr Wendy Stokes.",
		"2 Urgent Items ", "2.1 narrative: There were none.",
		"3 Placement Sufficiency 18:45",
		"3.1 narrative: The Director introduced the report, which describes the sufficiency of placements for children in the care of the authority, the accommodation that is available within twenty miles, and the steps taken since the last inspection to improve the responsiveness of commissioning arrangements with neighbouring authorities and with independent providers.",
		"3.2 narrative: The Head of Service highlighted:",
		"  - The number of children in care was 214, a fall of 6% since March;", "  - Spending on residential care was £4.2m; and", "  - Twelve foster carers had been approved.",
		"3.3 question by Panel 2?: How many children were placed more than twenty miles from home, and what is being done to bring them nearer? Is there a target for the year?",
		"  (DCS) Thirty-one children were placed at a distance, which is 14% of all children in care. Most of them live with relatives or with foster carers who have moved. A target of one in ten has been set for the end of the municipal year, and progress is reported to the improvement board each month, together with the reasons for each new placement made at a distance from the child’s home and school.",
		"  (HoS) The figure for siblings placed apart was not to hand.",
		"  = That officers would send the Panel the number of sibling groups placed apart before the next meeting.",
		"3.4 question by Panel 1?: What do young people say about their placements?",
		"  (HoS) Two thirds of those who answered the survey said that they felt at home.",
		"3.5 closing: The Chair thanked officers for attending and for their frank answers. The Panel looks forward to the follow-up report, and noted that the consultation on the sufficiency strategy, which had been postponed twice because of vacancies in the commissioning team, would open in September and would run for twelve weeks in accordance with the corporate consultation policy of the authority.",
		"# Questions from the Panel",
		"4 Work Programme ", "4.1 narrative: The programme was noted.",
		"5 Any Other Business ", "5.1 narrative: There was none and the meeting concluded at 8.55 pm.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, s := range anchored(p, []byte(p.Text)) {
		t.Errorf("not at its place: %s", s)
	}
}
