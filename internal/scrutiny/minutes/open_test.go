package minutes

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

// htmlOf writes the text of a page as a site would: marks as headings, bullets as Word's paragraphs or as lists.
func htmlOf(src []byte, lists bool) []byte {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Agenda item</title><style>p{}</style></head><body><nav>Home</nav><div id=modgov><div class=WordSection1>\n")
	for _, l := range lines(src) {
		s := html.EscapeString(l.text)
		m := bulletStart.FindStringSubmatch(l.text)
		switch {
		case m != nil && lists:
			fmt.Fprintf(&b, "<ul class=\"mgBulletList\"><li><p class=MsoNormal>%s</p></li></ul>", html.EscapeString(m[1]))
		case m != nil:
			fmt.Fprintf(&b, "<p class=MsoListParagraph><span style='font-family:Wingdings'>§<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>%s</p>\n", html.EscapeString(m[1]))
		default:
			fmt.Fprintf(&b, "<p class=\"mgWordPara\">%s</p>\n", strings.Replace(s, " ", "\n<b></b>", 1))
		}
	}
	b.WriteString("<script>var x = 'Agreed: no';</script></div></div><footer>5.99 About us</footer></body></html>")
	return []byte(b.String())
}

// docxOf writes the text of a page as a Word document; bullets are Word's own when lists is set.
func docxOf(t testing.TB, src []byte, lists bool) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, l := range lines(src) {
		m := bulletStart.FindStringSubmatch(l.text)
		text, pr := l.text, ""
		if m != nil && lists {
			text, pr = m[1], `<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>`
		}
		half := len(text) / 2
		for half > 0 && text[half] >= 0x80 {
			half--
		}
		fmt.Fprintf(&b, `<w:p>%s<w:r><w:t xml:space="preserve">%s</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`,
			pr, html.EscapeString(text[:half]), html.EscapeString(text[half:]))
	}
	b.WriteString(`</w:body></w:document>`)
	return zipOf(t, map[string]string{"word/document.xml": b.String(), "[Content_Types].xml": "<Types/>", "word/numbering.xml": `<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="§"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`})
}

// odtOf writes the text of a page as an OpenDocument text; bullets are those of a list.
func odtOf(t testing.TB, src []byte) []byte {
	var b strings.Builder
	b.WriteString(`<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s"><text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="§"/></text:list-style><office:text>`)
	for _, l := range lines(src) {
		if m := bulletStart.FindStringSubmatch(l.text); m != nil {
			fmt.Fprintf(&b, `<text:list text:style-name="L1"><text:list-item><text:p>%s</text:p></text:list-item></text:list>`, html.EscapeString(m[1]))
		} else {
			fmt.Fprintf(&b, `<text:p>%s<text:span/></text:p>`, html.EscapeString(l.text))
		}
	}
	b.WriteString(`</office:text></office:document-content>`)
	return zipOf(t, map[string]string{"content.xml": b.String(), "mimetype": "application/vnd.oasis.opendocument.text"})
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, s := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// moderngovOf writes a page of an item as ModernGov's XML, with the minutes escaped twice.
func moderngovOf(t *testing.T, name string, src []byte) []byte {
	page, err := split(name, lines(src))
	if err != nil {
		t.Fatal(err)
	}
	var body strings.Builder
	for _, l := range page.body {
		fmt.Fprintf(&body, "<p class=\"MsoNormal\">%s</p>", html.EscapeString(l.text))
	}
	number := "4"
	if strings.HasPrefix(name, "004") {
		number = "5"
	}
	twice := html.EscapeString(html.EscapeString(body.String()))
	return []byte(`<?xml version="1.0" encoding="utf-8"?><meeting><meetingid>5708</meetingid><committeetitle>Children and Young People Scrutiny Commission</committeetitle><meetingdate>18/12/2023</meetingdate><meetingtime>7.00 pm</meetingtime>` +
		`<meetinglocation>Town Hall</meetinglocation><agendaitems><agendaitem><agendaitemtitle>Apologies for Absence</agendaitemtitle><fulldisplaynumberformat>1.</fulldisplaynumberformat><minutesnonemptyhtmlbody>&lt;p&gt;1.1 None.&lt;/p&gt;</minutesnonemptyhtmlbody><isrestricted>False</isrestricted></agendaitem>` +
		`<agendaitem><agendaitemtitle>` + html.EscapeString(page.title.text) + `</agendaitemtitle><agendatext>` + html.EscapeString("<div class=WordSection1><p class=MsoNormal>"+join(page.purpose)+"</p></div>") + `</agendatext><fulldisplaynumberformat>` + number + `.</fulldisplaynumberformat><minutesnonemptyhtmlbody>` + twice + `</minutesnonemptyhtmlbody></agendaitem>` +
		`<agendaitem><agendaitemtitle>Exempt report</agendaitemtitle><fulldisplaynumberformat>` + number + `9.</fulldisplaynumberformat><minutesnonemptyhtmlbody>` + number + `9.1 secret</minutesnonemptyhtmlbody><isrestricted>True</isrestricted></agendaitem></agendaitems>` +
		`<attendees><attendee name="Councillor Ada Example" roledescription="Chair" attendance="Present" membertype="Committee Member"/><attendee name="Bo Example" roledescription="Director of Children&#39;s Social Care" attendance="Present" membertype="Officer"/><attendee name="Councillor Cy Example" roledescription="Member" attendance="Apologies" membertype="Committee Member"/></attendees></meeting>`)
}

// TestReaders reads both seeds from every kind of file and proposes the same as from their text.
func TestReaders(t *testing.T) {
	t.Parallel()
	for _, name := range []string{seed003, seed004} {
		want, src := parseFile(t, name)
		for kind, file := range map[string][]byte{
			"html": htmlOf(src, false), "html lists": htmlOf(src, true), "docx": docxOf(t, src, false), "docx lists": docxOf(t, src, true), "odt": odtOf(t, src),
			"windows-1252": []byte("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\"></head>" + strings.NewReplacer("’", "\x92", "‘", "\x91", "£", "\xa3", "§", "\xa7", "–", "\x96", "“", "\x93", "”", "\x94", "¼", "\xbc", "½", "\xbd", "\u00a0", " ", "·", "\xb7").Replace(string(htmlOf(src, false))[strings.Index(string(htmlOf(src, false)), "<body>"):])),
		} {
			p, err := Read(name, file)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if diff := cmp.Diff(sketch(want), sketch(p)); diff != "" {
				t.Errorf("%s %s: %s", name, kind, diff)
			}
			if diff := cmp.Diff(want.Item.Counts, p.Item.Counts); diff != "" {
				t.Errorf("%s %s: %s", name, kind, diff)
			}
			for _, s := range anchored(p, []byte(p.Text)) {
				t.Errorf("%s: not at its place: %s", kind, s)
			}
			if p.SHA256 == want.SHA256 || p.ReadAs == "" {
				t.Errorf("%s: the hash must be that of the file; read as %q", kind, p.ReadAs)
			}
		}
		p, err := Read(name, moderngovOf(t, name, src))
		if err != nil {
			t.Fatal(err)
		}
		var got *Item
		for _, it := range p.Agenda() {
			if it.Number == want.Item.Number {
				got = it
			}
		}
		if diff := cmp.Diff(want.Item.Counts, got.Counts); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if got.Title != want.Item.Title || got.PlannedTime != want.Item.PlannedTime || got.Purpose != want.Item.Purpose || p.Meeting.Date != "2023-12-18" || p.Attendance.Chair != "Councillor Ada Example" ||
			len(p.Attendance.Officers) != 1 || len(p.Attendance.Apologies) != 1 || strings.Contains(p.Text, "secret") {
			t.Errorf("%+v %+v %+v", got.Title, p.Meeting, p.Attendance)
		}
	}
}

// TestWordNumbers: numbers that Word makes are read as it shows them.
func TestWordNumbers(t *testing.T) {
	t.Parallel()
	para := func(style, level, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + level + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	lvl := func(i int, format, text string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`, i, format, text)
	}
	file := zipOf(t, map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body>` + para("Plain", "", "Minutes of the Scrutiny Panel held on 4 March 2027") + para("Plain", "", "Chair: Cllr Ada Example") + para("Plain", "", "Apologies: None") +
			para("Item", "", "Welcome") + para("Para", "", "All were welcome.") + para("Item", "", "Report (19.05)") + para("Para", "", "It was introduced:") + para("Plain", `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>`, "One;") +
			para("Para", "", "It was noted.") + `</w:body></w:document>`,
		"word/styles.xml": `<w:styles xmlns:w="w"><w:style w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="Para"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`,
		"word/numbering.xml": `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">` + lvl(0, "decimal", "%1.") + lvl(1, "decimal", "%1.%2") + `</w:abstractNum><w:abstractNum w:abstractNumId="1">` + lvl(0, "bullet", "x") +
			`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
	})
	p, err := Read("m.docx", file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range p.Agenda() {
		got = append(got, it.Number+" "+it.Title)
		got = append(got, sketch(Proposal{Item: it})...)
	}
	want := []string{"1 Welcome", "1.1 narrative: All were welcome.", "2 Report", "2.1 narrative: It was introduced:", "  - One;", "2.2 narrative: It was noted."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestHostileFiles: what is broken, huge or of a wrong kind is refused whole by every reader, with the place named. Bombs of zips and of entities and deep nesting within a file of
// each kind are in papers.TestHostile.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	pdf, err := os.ReadFile("testdata/printed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		src  []byte
		want string
	}{
		"0 bytes":          {nil, "it is empty"},
		"cut pdf":          {pdf[:len(pdf)/3], "cannot be read"},
		"pdf of nothing":   {[]byte("%PDF-1.7\n%%EOF"), "no list of pages"},
		"picture":          {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "bytes that are not UTF-8"},
		"rich text":        {[]byte("{\\rtf1 Agenda item}"), "an RTF file"},
		"old word":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1"), "an old Word file"},
		"odt of nothing":   {zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.text"}), "no Word document"},
		"docx of entities": {zipOf(t, map[string]string{"word/document.xml": "<!DOCTYPE m [<!ENTITY a \"aaaa\">]><a>&a;</a>"}), "part word/document.xml is broken"},
		"one long line":    {[]byte("Agenda item\nA\nMinutes:\n1.1 " + strings.Repeat("a", maxLine+1)), "line 4 is longer"},
		"too large":        {bytes.Repeat([]byte("a"), MaxFile+1), "larger than 16 MB"},
		"no document":      {zipOf(t, map[string]string{"xl/workbook.xml": ""}), "no Word document"},
		"broken document":  {zipOf(t, map[string]string{"word/document.xml": "<a><b></a>"}), "part word/document.xml is broken: XML syntax error on line 1"},
		"broken numbering": {zipOf(t, map[string]string{"word/document.xml": "<a/>", "word/numbering.xml": "<a"}), "part word/numbering.xml is broken"},
		"broken xml":       {[]byte("<?xml version=\"1.0\"?>\n<meeting>\n<meetingdate>1</meeting>"), "XML is broken: XML syntax error on line 3"},
		"other xml":        {[]byte("<?xml version=\"1.0\"?><a/>"), "without a meeting"},
		"two meetings":     {[]byte("<?xml version=\"1.0\"?><r><meeting/><meeting/></r>"), "2 meetings"},
		"deep xml":         {[]byte("<?xml version=\"1.0\"?>" + strings.Repeat("<a>", 10000)), "more than 200 deep"},
		"entities":         {[]byte("<?xml version=\"1.0\"?><!DOCTYPE m [<!ENTITY a \"aaaa\">]><meeting><meetingdate>&a;</meetingdate></meeting>"), "XML is broken"},
		"empty html":       {[]byte("<html></html>"), "it is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read("x.bin", tt.src)
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) || !strings.HasSuffix(errs.Text(err), "Nothing was read.") {
				t.Errorf("%v", err)
			}
			if diff := cmp.Diff(Proposal{}, p); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func fuzzRead(t *testing.T, src []byte) {
	p, err := Read("x", src)
	if err != nil {
		if errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), "x cannot") {
			t.Fatal(err)
		}
		return
	}
	if bad := anchored(p, []byte(p.Text)); bad != nil {
		t.Fatalf("not at its place: %q", bad)
	}
	must(t, p)
}

func FuzzHTML(f *testing.F) {
	src, err := os.ReadFile("testdata/" + seed004)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(htmlOf(src[:2500], true))
	f.Add([]byte("<html><ul><li><p>Agenda item<li>A<br>Minutes:<p>1.1 a<script><p>1.2 b"))
	f.Fuzz(func(t *testing.T, src []byte) { fuzzRead(t, append([]byte("<html>"), src...)) })
}

func FuzzModernGov(f *testing.F) {
	f.Add([]byte("<meeting><committeetitle>Panel</committeetitle><meetingdate>18/12/2023</meetingdate><agendaitems><agendaitem><agendaitemtitle>A</agendaitemtitle><fulldisplaynumberformat>1.</fulldisplaynumberformat><minutesnonemptyhtmlbody>&amp;lt;p&amp;gt;1.1 a</minutesnonemptyhtmlbody></agendaitem><agendaitem><agendaitemtitle>B</agendaitemtitle></agendaitem></agendaitems></meeting>"))
	f.Fuzz(func(t *testing.T, src []byte) { fuzzRead(t, append([]byte("<?xml version=\"1.0\"?>"), src...)) })
}

func FuzzDOCX(f *testing.F) {
	f.Add(docxOf(f, []byte("Agenda item\nA\nMinutes:\n1.1 A.\n§ b\n"), true))
	f.Fuzz(func(t *testing.T, src []byte) {
		fuzzRead(t, src)
		// Broken content behind a sound zip.
		fuzzRead(t, zipOf(t, map[string]string{"word/document.xml": string(src), "word/numbering.xml": string(src)}))
	})
}

func FuzzODT(f *testing.F) {
	f.Add([]byte(`<d xmlns:text="t"><text:list><text:list-item><text:p>Agenda item</text:p></text:list-item></text:list><text:p>A</text:p><text:p>Minutes:</text:p><text:p>1.1 a<text:s text:c="9"/></text:p></d>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		fuzzRead(t, zipOf(t, map[string]string{"content.xml": string(src), "styles.xml": string(src), "mimetype": "application/vnd.oasis.opendocument.text"}))
	})
}

func FuzzPDF(f *testing.F) {
	src, err := os.ReadFile("testdata/printed.pdf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src[len("%PDF"):])
	f.Add([]byte("-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj " +
		"4 0 obj<</Length 44>>stream\nBT /F 12 Tf 72 700 Td (1.1 A) Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, src []byte) { fuzzRead(t, append([]byte("%PDF"), src...)) })
}
