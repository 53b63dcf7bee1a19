package figures

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"throughline/internal/measure"
	"throughline/internal/returns/sheet"
)

var example = file{Name: "example", Title: "Example", About: [][2]string{{"Measure", "AS-02"}}, Tables: []table{{
	Key: "t", Title: "By sex", Head: heads("Sex", "Value (%),Numerator"), Note: "[c]: hidden.",
	Rows: [][]cell{{{Text: "Female"}, {Text: "88.0"}, {Text: "1,241", Href: "/x?a=1&b=2"}}, {{Text: `=cmd|"x"`}, {Text: "[c]"}, {Text: "[c]"}}, {{Text: "<b>"}, {Text: "−2.5"}, {Text: "0"}}},
}}}

func TestCSV(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := example.csv(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, r := range rows {
		text += strings.Join(r, "|") + "\n"
	}
	for _, want := range []string{"table|row|column|value", "By sex|Female|value|88.0", "By sex|Female|numerator|1241", `By sex|'=cmd|"x"|value|[c]`, "By sex|<b>|value|-2.5", "By sex|note||[c]: hidden."} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}

// Every format of a table says the same of each cell, and none says more than the page.
func TestFormatsAgree(t *testing.T) {
	t.Parallel()
	page := string(example.Tables[0].HTML())
	if !strings.Contains(page, `href="/x?a=1&amp;b=2">1,241</a>`) || strings.Contains(page, "<b>") || strings.Count(page, "[c]") != 3 {
		t.Errorf("the page is %s", page)
	}
	for _, f := range []sheet.Format{sheet.ODS, sheet.XLSX} {
		var b bytes.Buffer
		if err := example.workbook(&b, f); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			text += string(data)
		}
		share := map[sheet.Format]string{sheet.ODS: "88.0", sheet.XLSX: `<v>88</v>`}[f] // a number, which its format shows with one decimal
		for _, want := range []string{"Female", share, "1241", "By sex", "[c]: hidden."} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q", f, want)
			}
		}
	}
}

// What stands beside the number of a part is named for what it is: the parts of an index have no share.
func TestPartsAreNamed(t *testing.T) {
	t.Parallel()
	for shape, want := range map[string]string{"distribution": "Share (%)", "share": "Share (%)", "index": "Index (1.0 is the share of all)"} {
		if got := partHead(measure.Result{Shape: shape, Unit: "ratio"}); got != want {
			t.Errorf("the parts of a %s have %q", shape, got)
		}
	}
}

func TestCommas(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", -12: "−12", -123: "−123", -1234: "−1,234", 1234567: "1,234,567"} {
		if got := commas(n); got != want {
			t.Errorf("commas(%d) = %s, want %s", n, got, want)
		}
	}
}
