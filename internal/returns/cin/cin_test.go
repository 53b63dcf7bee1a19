package cin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

func read(t *testing.T, name string, src []byte) (Header, []Child) {
	t.Helper()
	var all []Child
	h, err := Read(t.Context(), bytes.NewReader(src), name, func(c Child) error { all = append(all, c); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return h, all
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// TestConformanceRows counts children and rows of all twelve development sets as the peer counts them.
func TestConformanceRows(t *testing.T) {
	t.Parallel()
	type counts struct {
		SHA256   string         `json:"sha256"`
		Children int            `json:"children"`
		Rows     map[string]int `json:"rows"`
	}
	var want map[string]counts
	if err := json.Unmarshal(testdata(t, "expected-rows.json"), &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != 12 {
		t.Fatalf("%d sets, want 12", len(want))
	}
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, all := read(t, name, testdata(t, name))
			got := counts{h.SHA256, len(all), map[string]int{}}
			for i, c := range all {
				if c.Pos != i+1 {
					t.Errorf("child %d has position %d", i+1, c.Pos)
				}
				for _, table := range Tables() {
					if n := c.Rows(table); n > 0 {
						got.Rows[table.String()] += n
					}
				}
				checkNumbers(t, c)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if h.Children != len(all) {
				t.Errorf("header says %d children", h.Children)
			}
		})
	}
}

// checkNumbers holds the row numbers against the rows that are there: 1, 2, 3 ... in file order per table.
func checkNumbers(t *testing.T, c Child) {
	t.Helper()
	got := map[Table][]Row{}
	add := func(table Table, r Row) { got[table] = append(got[table], r) }
	for _, e := range c.Episodes {
		add(CINdetails, e.Row)
		for _, a := range e.Assessments {
			add(Assessments, a.Row)
			for _, f := range a.Factors {
				add(AssessmentFactorsList, f.Row)
			}
		}
		for _, x := range e.CINPlans {
			add(CINplanDates, x.Row)
		}
		for _, x := range e.Enquiries {
			add(Section47, x.Row)
		}
		for _, x := range e.Plans {
			add(ChildProtectionPlans, x.Row)
			for _, r := range x.Reviews {
				if r.Number > 0 {
					add(Reviews, r.Row)
				}
			}
		}
		for _, x := range e.PreProceedings {
			add(PreProceedings, x.Row)
		}
	}
	for table, rows := range got {
		if len(rows) != c.Rows(table) {
			t.Errorf("child %d: %d rows of %s, counted %d", c.Pos, len(rows), table, c.Rows(table))
		}
		for i, r := range rows {
			if r.Number != i+1 || r.Line <= c.Line || i > 0 && r.Line < rows[i-1].Line {
				t.Errorf("child %d: row %d of %s is %+v", c.Pos, i+1, table, r)
			}
		}
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	src := testdata(t, "sample.xml")
	h, all := read(t, "sample.xml", src)
	sum := sha256.Sum256(src)
	if h.SHA256 != hex.EncodeToString(sum[:]) || h.Bytes != int64(len(src)) || h.Encoding != "UTF-8" || h.LEA.Text != "825" ||
		h.Year.Text != "2027" || h.DateTime.Text != "2027-05-11T09:30:00" || len(h.Notes) != 0 || h.Children != 4 {
		t.Errorf("header %+v", h)
	}
	c := all[0]
	if diff := cmp.Diff(Value{"LAchildID", "4410023", true, Place{22, 9}}, c.Identifiers.LAchildID); diff != "" {
		t.Error(diff)
	}
	if c.Identifiers.UPNunknown.Given || !c.Identifiers.UPNunknown.Missing() {
		t.Error("UPNunknown is not in the file")
	}
	e := c.Episodes[0]
	var factors, reviews []string
	for _, f := range e.Assessments[0].AllFactors() {
		factors = append(factors, f.Text)
	}
	for _, d := range e.Plans[0].ReviewDates() {
		reviews = append(reviews, d.Text)
	}
	if diff := cmp.Diff([]string{"2B", "3B", "16A"}, factors); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2026-07-28", "2027-01-12", "2027-02-16"}, reviews); diff != "" {
		t.Error(diff)
	}
	if c.Rows(Reviews) != 1 || c.Rows(Disabilities) != 2 || e.PreProceedings[0].PPOutcome.Text != "B" ||
		e.Enquiries[0].InitialCPCtarget.Text != "2026-05-07" || e.CINPlans[0].CINPlanStartDate.Text != "2027-02-16" ||
		all[3].Episodes[0].DateOfInitialCPC.Text != "2026-09-17" || all[2].Episodes[1].ID != 2 {
		t.Errorf("child %+v", c)
	}
	for _, c := range all {
		if len(c.Notes) != 0 {
			t.Errorf("child %d: %v", c.Pos, c.Notes)
		}
	}
}

// TestFieldNames holds Field against the columns of the specification.
func TestFieldNames(t *testing.T) {
	t.Parallel()
	columns := map[string]struct {
		field func(string) *Value
		names string
	}{
		"Header":               {new(Header).Field, "Collection Year ReferenceDate SourceLevel LEA SoftwareCode Release SerialNo DateTime"},
		"ChildIdentifiers":     {new(Identifiers).Field, "LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate GenderCurrent Sex PersonDeathDate"},
		"ChildCharacteristics": {new(Characteristics).Field, "Ethnicity"},
		"CINdetails":           {new(Episode).Field, "CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure DateOfInitialCPC ReferralNFA"},
		"Assessments":          {new(Assessment).Field, "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate"},
		"CINplanDates":         {new(CINPlan).Field, "CINPlanStartDate CINPlanEndDate"},
		"Section47":            {new(Enquiry).Field, "S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired"},
		"ChildProtectionPlans": {new(Plan).Field, "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse NumberOfPreviousCPP"},
		"PreProceedings":       {new(PreProceeding).Field, "PPStartDate LBPSentDate FGDMMeetingOffer FGDMMeetingFac InitialPPMeetingDate ReviewMeetingsCount StepDecisionDate PPOutcome CourtAppDate LetterInitCPDate"},
	}
	for table, tt := range columns {
		seen := map[*Value]bool{}
		for _, name := range strings.Fields(tt.names) {
			v := tt.field(name)
			if v == nil || seen[v] {
				t.Errorf("%s.%s: no value of its own", table, name)
			}
			seen[v] = true
		}
		if tt.field("Nothing") != nil {
			t.Errorf("%s has a column Nothing", table)
		}
	}
}

func TestEachStops(t *testing.T) {
	t.Parallel()
	src := testdata(t, "sample.xml")
	denied := errs.New(errs.Denied, "not this child")
	n := 0
	_, err := Read(t.Context(), bytes.NewReader(src), "s.xml", func(c Child) error {
		n++
		if c.Pos == 2 {
			return denied
		}
		return nil
	})
	if n != 2 || !errors.Is(err, denied) || errs.Of(err) != errs.Denied || !strings.Contains(err.Error(), "s.xml line 84, child 2") {
		t.Errorf("after %d: %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = Read(ctx, bytes.NewReader(src), "s.xml", func(Child) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFileChangedBetweenPasses(t *testing.T) {
	t.Parallel()
	src := testdata(t, "sample.xml")
	for name, change := range map[string]func(){
		"another value": func() { copy(src[bytes.Index(src, []byte("4410023")):], "4410024") },
		"now malformed": func() { copy(src[bytes.Index(src, []byte("</LAchildID>")):], "</LAchildIx>") },
	} {
		src = testdata(t, "sample.xml")
		f, err := Open(t.Context(), bytes.NewReader(src), "s.xml")
		if err != nil {
			t.Fatal(err)
		}
		change()
		if err := f.Each(t.Context(), func(Child) error { return nil }); errs.Of(err) != errs.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}
