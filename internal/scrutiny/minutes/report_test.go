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
