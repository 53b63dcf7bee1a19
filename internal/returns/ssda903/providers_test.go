package ssda903

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughline/internal/day"
	"throughline/internal/errs"
)

const providerHead = "URN,Provider type,Local authority,Placement code,Placement provider code,Deregistration date,Setting address postcode\n"

func TestProviderListsOfTheSets(t *testing.T) {
	closed := 0
	for _, dir := range setFolders(t) {
		var lists []*Providers
		for _, name := range []string{"providers.csv", "providers.xlsx"} {
			f, err := os.Open(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			p, err := ReadProviders(name, f, Peer)
			f.Close()
			if err != nil {
				t.Fatal(dir, err)
			}
			lists = append(lists, p)
		}
		if diff := cmp.Diff(lists[0].All, lists[1].All, cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
			t.Errorf("%s: %s", dir, diff)
		}
		if n := strings.Count(readText(t, filepath.Join(dir, "providers.csv")), "\n") - 1; len(lists[0].All) != n {
			t.Errorf("%s: %d providers, want %d", dir, len(lists[0].All), n)
		}
		for _, e := range lists[0].All {
			if found := lists[0].Find(e.URN); len(found) == 0 {
				t.Errorf("%s: %s is not found", dir, e.URN)
			}
			if strings.Contains(e.ProviderCodes, "/") || strings.Contains(e.Postcode, " ") {
				t.Errorf("%s: %+v", dir, e)
			}
			if !e.Closed.IsZero() {
				closed++
			}
		}
		if lists[0].AllNumeric() || !lists[0].AnyClosed() {
			t.Errorf("%s: all numbers, or none closed", dir)
		}
	}
	if closed < 16 {
		t.Errorf("%d providers are closed", closed)
	}
}

func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func setRows(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(sheet, cell, &row); err != nil {
			t.Fatal(err)
		}
	}
}

func headCells() []any {
	var cells []any
	for h := range strings.SplitSeq(strings.TrimSpace(providerHead), ",") {
		cells = append(cells, strings.ToUpper(h))
	}
	return cells
}

func TestWorkbooks(t *testing.T) {
	// Numbers as URNs, a date as a date, a title above the headings.
	b := workbook(t, func(f *excelize.File) {
		setRows(t, f, "Sheet1", []any{"Providers of social care"}, headCells(),
			[]any{1234567, "Children's Home", "X", " K2, k1", "PR4 / PR5", 46143, "ab1 2cd"}, []any{"SC123", "", "", "U1", "PR1", "01/04/2026", ""}, []any{nil, "Total", "2"})
	})
	for _, reading := range []Reading{Intended, Peer} {
		p, err := ReadProviders("list.xlsx", bytes.NewReader(b), reading)
		if err != nil {
			t.Fatal(err)
		}
		want := []Provider{
			{URN: "1234567", NumericURN: true, Type: "Children's Home", PlaceCodes: "K2,K1", ProviderCodes: "PR4,PR5", Closed: day.Must("2026-05-01"), Postcode: "AB12CD", Line: 3},
			{URN: "SC123", PlaceCodes: "U1", ProviderCodes: "PR1", Closed: day.Must("2026-04-01"), Line: 4},
		}
		if reading == Peer {
			want[0].PlaceCodes, want[0].ProviderCodes = " K2, k1", "PR4 , PR5"
		}
		if diff := cmp.Diff(want, p.All, cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
			t.Errorf("%v: %s", reading, diff)
		}
		if found := len(p.Find("1234567")); found != map[Reading]int{Intended: 1, Peer: 0}[reading] {
			t.Errorf("%v: a URN that is a number is found %d times", reading, found)
		}
	}
	two := workbook(t, func(f *excelize.File) {
		if err := f.SetSheetName("Sheet1", "Providers"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.NewSheet("SA Providers"); err != nil {
			t.Fatal(err)
		}
		setRows(t, f, "Providers", headCells(), []any{"SC1", "", "", "K2", "PR4", "", "A1 1AA"})
		setRows(t, f, "SA Providers", []any{"urn", "setting address postcode"}, []any{"SC2", "B1 1BB"})
	})
	p, err := ReadProviders("list.xlsx", bytes.NewReader(two), Intended)
	if err != nil {
		t.Fatal(err)
	}
	if e := p.Find("SC2"); len(p.All) != 2 || len(e) != 1 || e[0].PlaceCodes != "K3" || e[0].ProviderCodes != "PR4" || e[0].Postcode != "B11BB" {
		t.Errorf("%+v", p.All)
	}
}

func TestProviderListsThatAreRefused(t *testing.T) {
	bomb := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("xl/worksheets/sheet1.xml")
		if err != nil {
			t.Fatal(err)
		}
		zero := make([]byte, 1<<20)
		for range maxWorkbookBytes>>20 + 1 {
			if _, err := w.Write(zero); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"empty":          {nil, "needs a line with the headings"},
		"other CSV":      {[]byte("CHILD,DOB\n1,2\n"), "needs a line with the headings"},
		"headings alone": {[]byte(providerHead), "has headings but no provider"},
		"other workbook": {workbook(t, func(f *excelize.File) { setRows(t, f, "Sheet1", []any{"a"}) }), "needs a line with the headings"},
		"damaged zip":    {[]byte("PK\x03\x04 and so on"), "damaged Excel workbook"},
		"zip bomb":       {bomb(), "unpacks to more than 64 MB"},
		"too large":      {make([]byte, MaxProviderBytes+1), "larger than 32 MB"},
	} {
		p, err := ReadProviders("list", bytes.NewReader(c.in), Intended)
		if p != nil || errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestProviderCSV(t *testing.T) {
	p, err := ReadProviders("list.csv", strings.NewReader("\xef\xbb\xbfList of caf\xe9s\n"+providerHead+"sc1,,,\"K1,K2\",PR1/PR2,soon,a1 1aa\n,,,,,,\nSC1,,,U1,PR3,1/4/26,\n"), Intended)
	if err != nil {
		t.Fatal(err)
	}
	if f := p.Find("SC1"); len(f) != 2 || f[0].PlaceCodes != "K1,K2" || f[0].ProviderCodes != "PR1,PR2" || f[1].Closed != day.Must("2026-04-01") || f[0].Line != 3 {
		t.Errorf("%+v", p.All)
	}
	if len(p.Notes) != 2 || !strings.Contains(p.Notes[1].Text, `"soon" is no date`) {
		t.Errorf("%v", p.Notes)
	}
}

func FuzzProviders(f *testing.F) {
	f.Add([]byte(providerHead+"SC1,,,\"K1,K2\",PR1/PR2,01/04/2026,a1 1aa\n"), true)
	f.Add(workbook(f, func(x *excelize.File) {
		setRows(f, x, "Sheet1", headCells(), []any{1, "", "", "K2", "PR4", 46143, "A1 1AA"})
	}), false)
	b, err := os.ReadFile("testdata/dev01/providers.xlsx")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b, true)
	f.Fuzz(func(t *testing.T, b []byte, peer bool) {
		reading := Intended
		if peer {
			reading = Peer
		}
		p, err := ReadProviders("list", bytes.NewReader(b), reading)
		if err != nil {
			if errs.Of(err) != errs.Invalid || p != nil {
				t.Errorf("%v", err)
			}
			return
		}
		for _, e := range p.All {
			if len(p.Find(e.URN)) == 0 && !(peer && e.NumericURN) {
				t.Errorf("%+v is not found", e)
			}
		}
	})
}
