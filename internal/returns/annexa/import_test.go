package annexa_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/annexa"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// bring imports a workbook.
func (h house) bring(b []byte, o annexa.ImportOptions) intake.Report {
	h.t.Helper()
	h.Clock.Add(time.Minute)
	rep, err := annexa.Import(h.t.Context(), h.Desk.Desk, analyst, "annex-a.xlsx", bytes.NewReader(b), int64(len(b)), o)
	h.ok(err)
	return rep
}

// notIn are the columns that a workbook cannot bring: names that decide nothing, and what is told without its days.
var notIn = []string{
	"Number of Referrals in Last 12 Months", "Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months", "Child Seen During Continuous Assessment",
	"Allocated Team", "Allocated Worker", "Allocated Personal Advisor", "Number of Placements in the Last 12 months",
	"Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months", "Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months",
	"Was the child offered a Return Interview after their last missing episode (Y/N)?", "Did the child accept a Return Interview after their last missing episode (Y/N)?",
}

// lines are the rows of a workbook as text, without the columns that it cannot bring.
func lines(t testing.TB, b []byte) (out []string) {
	t.Helper()
	for _, s := range read(t, b).Sheets {
		for _, e := range s.Entries {
			var texts []string
			for i, c := range s.List.Columns {
				if !slices.Contains(notIn, c.Header) {
					texts = append(texts, e.Fields[i].String())
				}
			}
			out = append(out, s.List.Sheet+": "+strings.Join(texts, "|"))
		}
	}
	slices.Sort(out)
	return out
}

// everything is every record in force of children and adults, without its id.
func (h house) everything() (out []string) {
	h.t.Helper()
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		out = nil
		for _, kind := range []string{record.ChildSubject, record.AdultSubject} {
			err := story.Each(t, kind, func(s story.Story) error {
				for _, r := range s.Records {
					out = append(out, fmt.Sprintf("%s %d %s", r.Kind, r.Version, r.Source))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	slices.Sort(out)
	return out
}

// What was exported comes in elsewhere and is exported again as the same lists, but for what no list can tell.
func TestExportImport(t *testing.T) {
	one := newHouse(t)
	one.borough()
	two := 2
	one.write("adult:ann", "a", record.Adult{Names: []record.Name{{Given: "Ann", Family: "Example", Use: "current"}}, Sex: "F", Ethnicity: "WBRI"},
		"p", record.ProspectiveAdopter{Family: "F1", Enquired: d("2025-01-01"), Stage1: d("2025-02-01"), Disability: record.No, FFA: record.No, Placed: d("2026-05-01"), Children: &two})
	b, _ := one.book(annexa.Options{})

	other := newHouse(t)
	rep := other.bring(b, annexa.ImportOptions{})
	if !rep.Complete || rep.Added.Children != 11 || len(rep.Conflicts) != 0 {
		t.Errorf("%+v", rep)
	}
	again, _ := other.book(annexa.Options{})
	if diff := cmp.Diff(lines(t, b), lines(t, again)); diff != "" {
		t.Error(diff)
	}
	all := fmt.Sprint(rep.Held)
	for _, want := range []string{"{List_3 5 Number of Referrals in Last 12 Months: 1 are counted, and the records tell of 0", "Number of ICPCs in the last 12 months: 1 are counted", "times missing", "names were left out",
		"the child was seen, on a day that no list tells"} {
		if !strings.Contains(all, want) {
			t.Errorf("the report does not say %q: %s", want, all)
		}
	}
	for _, held := range rep.Held {
		if strings.Contains(held.Why, "C-") || strings.Contains(held.Place, "C-") {
			t.Errorf("the report names a child: %s", held)
		}
	}

	// The same content changes nothing; other content with the same facts changes nothing either.
	was := other.everything()
	if rep := other.bring(b, annexa.ImportOptions{}); !rep.Already {
		t.Errorf("a second time: %+v", rep)
	}
	if rep := other.bring(again, annexa.ImportOptions{}); rep.Added.Children+rep.Added.Referrals+rep.Added.Assessments+rep.Added.Rows != 0 || rep.Updated != (intake.Tally{}) || len(rep.Conflicts) != 0 {
		t.Errorf("the same facts: added %s, updated %s, conflicts %v", rep.Added, rep.Updated, rep.Conflicts)
	}
	if diff := cmp.Diff(was, other.everything()); diff != "" {
		t.Error(diff)
	}

	// Undone as one action.
	_, err := intake.Undo(t.Context(), other.Desk.Desk, analyst, rep.Subject)
	other.ok(err)
	if left := other.everything(); len(left) != 0 {
		t.Errorf("left after the undo: %v", left)
	}
	if rep := other.bring(b, annexa.ImportOptions{}); rep.Added.Children != 11 {
		t.Errorf("after the undo: %+v", rep.Added)
	}
}

// In the house that made it a workbook brings nothing new, not even children who have no number of the council's.
func TestImportAtHome(t *testing.T) {
	h := newHouse(t)
	h.borough()
	nobody := "child:01a0f2d5-4be0-7000-8000-000000000001"
	h.write(nobody, "child", record.Child{Names: []record.Name{{Given: "Nia", Family: "Example", Use: "current"}}, Birth: d("2017-01-01"), Sex: "F", Ethnicity: "WBRI"}, "c", record.ChildContact{Date: d("2026-09-01"), Source: "6"})
	h.write("contact:01a0f2d5-4be0-7000-8000-000000000002", "k", record.Contact{Reference: "R-AB12-CD34", Received: h.Clock.Now(), Children: []record.ContactChild{{Given: "Bo", Family: "Example"}}})
	b, sum := h.book(annexa.Options{})
	if sum.Lists[0].Rows != 4 {
		t.Fatalf("%+v", sum.Lists[0])
	}
	was := h.everything()
	rep := h.bring(b, annexa.ImportOptions{})
	if rep.Added != (intake.Tally{}) || rep.Matched.Children != 12 || len(rep.Conflicts) != 0 {
		t.Errorf("added %s, matched %s, updated %s, conflicts %v", rep.Added, rep.Matched, rep.Updated, rep.Conflicts)
	}
	if diff := cmp.Diff(was, h.everything()); diff != "" {
		t.Error(diff)
	}

	other := newHouse(t)
	other.bring(b, annexa.ImportOptions{})
	again, _ := other.book(annexa.Options{})
	if !slices.ContainsFunc(lines(t, again), func(s string) bool { return strings.HasPrefix(s, "List_1: 01a0f2d5-4be0-7000-8000-000000000001|") }) {
		t.Error("a child without a number of the council's has another identifier elsewhere")
	}
}

// A dry run says the same and writes nothing; one who may not import gets nothing.
func TestImportDryRun(t *testing.T) {
	one := newHouse(t)
	one.borough()
	b, _ := one.book(annexa.Options{})
	other := newHouse(t)
	dry := other.bring(b, annexa.ImportOptions{Options: intake.Options{DryRun: true}})
	if len(other.everything()) != 0 {
		t.Error("a dry run wrote records")
	}
	wet := other.bring(b, annexa.ImportOptions{})
	if dry.Added != wet.Added || len(dry.Held) != len(wet.Held) || dry.Complete {
		t.Errorf("dry %s, wet %s", dry.Added, wet.Added)
	}
	_, err := annexa.Import(t.Context(), other.Desk.Desk, access.Actor{ID: "worker:w", Roles: []access.Role{access.SocialWorker}}, "a.xlsx", bytes.NewReader(b), int64(len(b)), annexa.ImportOptions{})
	if errs.Of(err) != errs.Denied {
		t.Error(err)
	}
}

// A workbook of a later week brings what is new, ends what has ended, and overwrites nothing.
func TestImportOfALaterWeek(t *testing.T) {
	one := newHouse(t)
	one.borough()
	first, _ := one.book(annexa.Options{On: d("2026-09-01")})
	one.write("child:care", "l2", record.LegalStatus{Period: "care-c", Status: "E1", From: d("2026-09-20")})
	second, _ := one.book(annexa.Options{})

	other := newHouse(t)
	other.bring(first, annexa.ImportOptions{})
	rep := other.bring(second, annexa.ImportOptions{})
	if len(rep.Conflicts) != 0 || rep.Added.Children != 0 && rep.Matched.Children == 0 {
		t.Errorf("%+v", rep)
	}
	again, _ := other.book(annexa.Options{})
	if diff := cmp.Diff(lines(t, second), lines(t, again)); diff != "" {
		t.Error(diff)
	}
}

// What disagrees with a record is reported, and kept.
func TestImportConflicts(t *testing.T) {
	one := newHouse(t)
	one.borough()
	b, _ := one.book(annexa.Options{})
	other := newHouse(t)
	other.child("protected", girl("2016-02-28"), "r", record.Referral{Date: d("2026-05-01"), Source: "6", PrimaryNeed: "N4"},
		"p", record.CPPlan{Referral: "r", Started: d("2026-05-20"), InitialCategory: "PHY", LatestCategory: "PHY"})
	rep := other.bring(b, annexa.ImportOptions{})
	var got []string
	for _, c := range rep.Conflicts {
		got = append(got, c.Field+": "+c.Incoming)
	}
	slices.Sort(got)
	want := []string{"Initial Category of Abuse: NEG", "Primary Need Code: N1", "Referral Source: 2A"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Nothing that is no workbook, and nothing without its extract date, changes anything.
func TestImportRefuses(t *testing.T) {
	h := newHouse(t)
	for name, tt := range map[string]struct {
		b    []byte
		on   string
		kind errs.Kind
	}{
		"text":          {[]byte("a,b"), "", errs.Invalid},
		"in the future": {bookOf(t, "2026-10-01"), "", errs.Invalid},
		"no date":       {bookOf(t, ""), "", errs.Usage},
	} {
		_, err := annexa.Import(t.Context(), h.Desk.Desk, analyst, "a.xlsx", bytes.NewReader(tt.b), int64(len(tt.b)), annexa.ImportOptions{On: d(tt.on)})
		if errs.Of(err) != tt.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(h.everything()) != 0 {
		t.Error("something came in")
	}
}

// bookOf is a workbook without rows of a day, or of none.
func bookOf(t testing.TB, on string) []byte {
	t.Helper()
	day := d(on)
	if on == "" {
		day = d("2026-01-01")
	}
	b, err := annexa.NewBook(annexa.Cover{On: day})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Close(&out); err != nil {
		t.Fatal(err)
	}
	if on == "" {
		return without(t, out.Bytes())
	}
	return out.Bytes()
}

// without takes the front sheet's extract date away.
func without(t testing.TB, b []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out bytes.Buffer
	if err := f.DeleteSheet("Front_Sheet"); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
