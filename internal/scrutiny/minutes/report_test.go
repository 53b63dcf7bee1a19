package minutes

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

func TestReport(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/report.txt")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open("report.txt", src)
	if err != nil {
		t.Fatal(err)
	}
	if d.Format() != FormatReport {
		t.Fatal(d.Format())
	}
	r, err := d.Report()
	if err != nil {
		t.Fatal(err)
	}
	want := ReportHeader{Title: "Fostering annual report 2025-26", MeetingDate: "2026-09-21", CabinetMember: "Cllr Ruth Delaney, Children and Families",
		Classification: "Open", Wards: "All Wards", KeyDecision: "No", KeyDecisionNumber: "CF 12", GroupDirector: "Ian Stone, Children and Education"}
	if diff := cmp.Diff(want, r.Header); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(ReportCounts{Sections: 3, Paragraphs: 5, Recommendations: 3, Appendices: 2}, r.Counts); diff != "" {
		t.Error(diff)
	}
	if r.Sections[2].Paragraphs[0].Text != "The budget is £9.2m, and the overspend £310k." {
		t.Errorf("%+v", r.Sections[2])
	}
	var figs []string
	for _, f := range r.Figures {
		figs = append(figs, f.AsWritten)
	}
	if diff := cmp.Diff([]string{"390", "74%", "£9.2m", "£310k"}, figs); diff != "" {
		t.Error(diff)
	}
	if _, err := d.Proposal(); errs.Of(err) != errs.Invalid {
		t.Errorf("a report was read as minutes: %v", err)
	}
}

// TestReportRunsTogether: a front sheet on one line.
func TestReportRunsTogether(t *testing.T) {
	t.Parallel()
	src := "Title of Report: Annual report 2025-26 (updated May 2026) Key Decision No: Non Key For Consideration By: Cabinet Meeting Date: 23 January 2027 Cabinet Member: Cllr Ada Example, Cabinet Member for Children Classification: Open " +
		"Ward(s) Affected: All Wards Key Decision & Reason: No Implementation Date if Not Called In: 30 January 2027 Group Director: Bo Example\n1. Introduction\n1.1. It is good.\n2. Recommendations\n2.1. Note it.\n"
	d, err := Open("r.txt", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Report()
	if err != nil {
		t.Fatal(err)
	}
	want := ReportHeader{Title: "Annual report 2025-26 (updated May 2026)", ForConsideration: "Cabinet", MeetingDate: "2027-01-23", CabinetMember: "Cllr Ada Example, Cabinet Member for Children", Classification: "Open",
		Wards: "All Wards", KeyDecision: "No", KeyDecisionNumber: "Non Key", GroupDirector: "Bo Example"}
	if diff := cmp.Diff(want, r.Header); diff != "" {
		t.Error(diff)
	}
	if r.Counts.Sections != 2 || r.Counts.Recommendations != 1 {
		t.Errorf("%+v", r.Counts)
	}
}
