package outputs

import (
	"bytes"
	"strings"
	"testing"

	"throughline/internal/document"
	"throughline/internal/papers"
	"throughline/internal/report"
)

// TestPDF: what a browser prints of a paper holds its text, as our own reader finds it (complaint 6), and the forms that are offered follow whether there is a browser.
func TestPDF(t *testing.T) {
	offered := func() string {
		var all []string
		for _, l := range Links("/x", "a=b") {
			all = append(all, l.Href)
		}
		return strings.Join(all, " ")
	}
	if report.Renderer() == "" {
		if strings.Contains(offered(), "pdf") {
			t.Error("a PDF is offered that nobody can print")
		}
		t.Skip("no browser is installed that could print: package chromium")
	}
	if got := offered(); got != "/x/file/pdf?a=b /x/file/docx?a=b /x/file/odt?a=b /x/file/html?a=b" {
		t.Error(got)
	}
	p := document.Paper{Title: "Chronology"}
	p.P(document.Plain, "Zoë Example\n1 Road")
	p.Table([][]string{{"Date", "What happened"}, {"1 March 2027", "Seen alone"}})
	var b bytes.Buffer
	if err := report.Print(t.Context(), &b, "", "Confidential", p.WriteHTML); err != nil {
		t.Fatal(err)
	}
	text, err := papers.Text(papers.KindOf(b.Bytes()), b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Chronology", "Zoë Example\n1 Road", "Date What happened", "1 March 2027 Seen alone", "Page 1 of 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q: %q", want, text)
		}
	}
}
