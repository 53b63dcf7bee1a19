package annexa

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// wild is a workbook as councils' systems make them: other names of sheets, headers in row 1, other spellings.
func wild(t testing.TB, sheets map[string][][]any) *Workbook {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = f.SetSheetRow(name, at, &row)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	w, err := Read("wild.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestInTheWild(t *testing.T) {
	w := wild(t, map[string][][]any{
		"List 3": {
			{"Child ID", "GENDER", "ethnicity ", "Date of  Birth", "Age", "Date of Referral", "Referral Source", "Referral NFA", "Number of Referrals in last 12 months", "Allocated team", "Allocated worker", "Notes"},
			{"77", "M", "WBRI", "10/06/2015", 11.3, "2026-08-01", "Police", "N", "#N/A", "North", "", "see file"},
			{nil, "", "", "", "", "", "", "", "", "", "", ""},
			{"78", "Female", "t) NOBT", "NULL", "", "01/08/2026 00:00:00", "3A", "b) No", 2, "North", "Ann", ""},
		},
		"list_9 - Care leavers": {
			{"List 9"}, {"Child Unique ID", "LA in Touch", "Activity status", "Type of accommodation", "Eligibility category", "Suitability of accommodation"}, {"9", "Yes", "F3", "U", "relevant", "suitable"},
		},
		"List_12": {{"x"}}, "Notes": {{"x"}}, "List 5": {{"nothing here"}},
	})
	s := w.Sheets[2]
	if s == nil || len(s.Entries) != 2 || s.Head != 1 {
		t.Fatalf("%+v", s)
	}
	var got []string
	for _, e := range s.Entries {
		var texts []string
		for _, f := range e.Fields {
			texts = append(texts, f.String())
		}
		got = append(got, strings.Join(texts, "|"))
	}
	want := []string{"77|a) Male|a) WBRI|10/06/2015|11|01/08/2026|q) 6: Police|b) No||North|", "78|b) Female|s) NOBT|||01/08/2026|g) 3A: Health services|b) No|2|North|Ann"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	troubles := map[string]Trouble{}
	for i, f := range s.Entries[0].Fields {
		if f.Trouble > Respelt {
			troubles[s.List.Columns[i].Header] = f.Trouble
		}
	}
	if diff := cmp.Diff(map[string]Trouble{"Age of Child (Years)": Fraction, "Referral Source": Grouped, "Number of Referrals in Last 12 Months": Fault}, troubles); diff != "" {
		t.Error(diff)
	}
	e := w.Sheets[8].Entries[0]
	l := Of(9)
	for h, want := range map[string]string{"LA In Touch ": "a) Yes", "Activity Status": "F5: Young person engaged full time in training or employment (not apprenticeship)", "Eligibility Category": "a) Relevant child",
		"Type of Accommodation": "U: Independent living", "Suitability of Accommodation": "a) Suitable"} {
		if got := e.Field(l, h).Text; got != want {
			t.Errorf("%s: %q, want %q", h, got, want)
		}
	}
	notes := strings.Join(w.Notes, "\n")
	for _, want := range []string{"List_12", "List 5 has no row of headers", "“Notes”"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note says %s: %s", want, notes)
		}
	}
}

// The same code is found by every spelling of it that is not another code's.
func TestCodesBySpelling(t *testing.T) {
	for _, s := range Sets() {
		for _, v := range s.Values {
			for _, text := range []string{v, strings.ToUpper(v), words(v), strings.NewReplacer("’", "'").Replace(v), "  " + v + " "} {
				if got, trouble := codeOf(s, strings.TrimSpace(text)); got != v || trouble > Respelt {
					t.Errorf("%s: %q is %q (%d)", s.Name, text, got, trouble)
				}
			}
		}
	}
}
