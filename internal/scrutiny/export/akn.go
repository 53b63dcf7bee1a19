package export

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/draft"
)

// AkomaNtoso writes numbered minutes of a meeting as a debate of Akoma Ntoso 3.0: one debateSection an item; a paragraph that asks is
// a question by the body or the group, its answers carry the role as which they were given, what was agreed stands under resolutions,
// all else is narrative. eIds follow the numbers: para_5-10. A meeting without a day is Invalid.
func AkomaNtoso(m draft.Meeting) ([]byte, error) {
	if m.Date == "" {
		return nil, errs.New(errs.Invalid, "The minutes have no date of the meeting, which Akoma Ntoso needs. Add the meeting first")
	}
	committee := cmp.Or(m.Body, "Meeting") // the page of one item does not name it
	w := &aknWriter{refs: map[string]bool{}}
	for _, it := range m.Items {
		w.item(m, it)
	}
	var b strings.Builder
	work := "/akn/gb/debate/" + slug(m.Authority+" "+committee) + "/" + m.Date
	b.WriteString(xml.Header + `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">` + "\n<debate name=\"minutes\">\n<meta>\n<identification source=\"#throughline\">\n")
	for _, level := range []struct{ name, uri string }{{"FRBRWork", work}, {"FRBRExpression", work + "/eng@"}, {"FRBRManifestation", work + "/eng@/main.xml"}} {
		fmt.Fprintf(&b, "<%s><FRBRthis value=\"%s\"/><FRBRuri value=\"%s\"/><FRBRdate date=\"%s\" name=\"meeting\"/><FRBRauthor href=\"#body\"/>", level.name, attr(level.uri), attr(level.uri), attr(m.Date))
		switch level.name {
		case "FRBRWork":
			b.WriteString(`<FRBRcountry value="gb"/>`)
		case "FRBRExpression":
			b.WriteString(`<FRBRlanguage language="eng"/>`)
		}
		fmt.Fprintf(&b, "</%s>\n", level.name)
	}
	b.WriteString("</identification>\n<references source=\"#throughline\">\n")
	fmt.Fprintf(&b, "<TLCOrganization eId=\"throughline\" href=\"/ontology/organization/throughline\" showAs=\"Throughline\"/>\n<TLCOrganization eId=\"body\" href=\"/ontology/organization/%s\" showAs=\"%s\"/>\n", slug(committee), attr(committee))
	b.WriteString(w.references.String())
	for _, h := range append(m.Attendance.ExecutiveMembers, m.Attendance.Officers...) {
		fmt.Fprintf(&b, "<TLCPerson eId=\"person_%s\" href=\"/ontology/person/%s\" showAs=\"%s\"/>\n", slug(h.Name), slug(h.Name), attr(h.Name))
	}
	b.WriteString("</references>\n</meta>\n<debateBody>\n")
	b.WriteString(w.out.String())
	b.WriteString("</debateBody>\n</debate>\n</akomaNtoso>\n")
	return []byte(b.String()), nil
}

type aknWriter struct {
	out, references strings.Builder
	refs            map[string]bool
	asks            bool
}

// ref notes a role, person or group once and gives its reference.
func (w *aknWriter) ref(kind, prefix, name string) string {
	id := prefix + "_" + slug(name)
	if !w.refs[id] {
		w.refs[id] = true
		fmt.Fprintf(&w.references, "<%s eId=\"%s\" href=\"/ontology/%s/%s\" showAs=\"%s\"/>\n", kind, id, prefix, slug(name), attr(name))
	}
	return "#" + id
}

func (w *aknWriter) item(m draft.Meeting, it draft.Item) {
	fmt.Fprintf(&w.out, "<debateSection name=\"item\" eId=\"item_%s\">\n<num>%s</num>\n<heading>%s</heading>\n", it.Number, it.Number, attr(it.Title))
	if it.Purpose != "" {
		fmt.Fprintf(&w.out, "<summary>%s</summary>\n", attr(it.Purpose))
	}
	for _, s := range it.Preamble {
		fmt.Fprintf(&w.out, "<narrative>%s</narrative>\n", attr(s))
	}
	w.resolutions("item_"+it.Number, it.Agreed)
	w.asks = false
	for _, p := range it.Paragraphs {
		w.paragraph(m, p)
	}
	w.out.WriteString("</debateSection>\n")
}

func (w *aknWriter) paragraph(m draft.Meeting, p draft.Paragraph) {
	for _, h := range p.Headings {
		w.asks = draft.Asks(h)
		fmt.Fprintf(&w.out, "<narrative><b>%s</b></narrative>\n", attr(h))
	}
	id := "para_" + strings.ReplaceAll(p.Number, ".", "-")
	if w.asks {
		by := "#body"
		if p.Asker != "" {
			by = w.ref("TLCOrganization", "group", p.Asker)
		}
		fmt.Fprintf(&w.out, "<question by=\"%s\" eId=\"%s\"><num>%s</num><p>%s</p></question>\n", by, id, p.Number, attr(p.Text))
	} else {
		fmt.Fprintf(&w.out, "<narrative eId=\"%s\">%s %s</narrative>\n", id, p.Number, attr(p.Text))
	}
	var agreed []string
	n := 0
	for _, x := range p.Parts {
		switch x.Kind {
		case draft.Agreed:
			agreed = append(agreed, x.Text)
		case draft.Answer:
			n++
			as, by := "", "#body"
			if x.Who != "" {
				by = w.ref("TLCRole", "role", x.Who)
				as = fmt.Sprintf(" as=\"%s\"", by)
			}
			fmt.Fprintf(&w.out, "<answer by=\"%s\"%s eId=\"%s__answer_%d\"><p>%s</p></answer>\n", by, as, id, n, attr(x.Text))
		case draft.Comment:
			fmt.Fprintf(&w.out, "<speech by=\"%s\"><p>%s</p></speech>\n", w.ref("TLCPerson", "person", x.Who), attr(x.Text))
		default:
			fmt.Fprintf(&w.out, "<narrative>%s</narrative>\n", attr(x.Text))
		}
	}
	w.resolutions(id, agreed)
}

func (w *aknWriter) resolutions(id string, agreed []string) {
	for i, s := range agreed {
		fmt.Fprintf(&w.out, "<resolutions eId=\"%s__resolution_%d\"><heading>Agreed</heading><narrative>%s</narrative></resolutions>\n", id, i+1, attr(s))
	}
}

func attr(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
}
