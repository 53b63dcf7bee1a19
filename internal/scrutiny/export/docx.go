package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"throughline/internal/scrutiny/draft"
)

// wordStyles are the styles of the document by those of the layout. Headings are Word's own, so that its outline shows items.
var wordStyles = map[draft.Style]string{
	draft.StyleTitle: "Title", draft.StyleItem: "Heading1", draft.StyleHeading: "Heading2", draft.StyleBullet: "ListParagraph",
}

const (
	wordTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	wordRels  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	wordLinks = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	wordSpace = `http://schemas.openxmlformats.org/wordprocessingml/2006/main`
)

// DOCX writes numbered minutes as a Word document: A4, 12 point Arial, headings in Word's own styles, numbers and bullet signs
// typed, so that they survive being pasted. The same minutes give the same bytes.
func DOCX(m draft.Meeting) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<w:document xmlns:w="%s"><w:body>`, wordSpace)
	for _, x := range draft.Layout(m) {
		b.WriteString("<w:p>")
		if s := wordStyles[x.Style]; s != "" {
			fmt.Fprintf(&b, `<w:pPr><w:pStyle w:val="%s"/></w:pPr>`, s)
		}
		text, bold := x.Line(), ""
		if x.Style == draft.StyleAgreed {
			bold, text, _ = strings.Cut(text, ":")
			run(&b, bold+":", true)
		}
		run(&b, text, false)
		b.WriteString("</w:p>")
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return pack([]file{{"[Content_Types].xml", wordTypes}, {"_rels/.rels", wordRels}, {"word/document.xml", b.String()}, {"word/styles.xml", styles()}, {"word/_rels/document.xml.rels", wordLinks}})
}

func run(b *strings.Builder, text string, bold bool) {
	b.WriteString("<w:r>")
	if bold {
		b.WriteString("<w:rPr><w:b/></w:rPr>")
	}
	b.WriteString(`<w:t xml:space="preserve">`)
	_ = xml.EscapeText(b, []byte(text)) // a Builder does not fail
	b.WriteString("</w:t></w:r>")
}

func styles() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="24"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`, wordSpace)
	for _, s := range []struct{ id, name, pr, rpr string }{
		{"Title", "Title", ``, `<w:b/><w:sz w:val="32"/>`},
		{"Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="240" w:after="160"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:sz w:val="28"/>`},
		{"Heading2", "heading 2", `<w:keepNext/><w:outlineLvl w:val="1"/>`, `<w:b/>`},
		{"ListParagraph", "List Paragraph", `<w:ind w:left="720" w:hanging="360"/>`, ``},
	} {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, s.id, s.name, s.pr, s.rpr)
	}
	return b.String() + `</w:styles>`
}

type file struct{ name, text string }

// pack makes a zip whose bytes depend on nothing but its content.
func pack(files []file) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return out.Bytes(), nil
}
