package export

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// node is an element of a document.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text string
}

func tree(t *testing.T, b []byte) *node {
	t.Helper()
	root := &node{}
	open := []*node{root}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root.kids[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		top := open[len(open)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local, attr: map[string]string{}}
			for _, a := range tok.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += strings.TrimSpace(string(tok))
		}
	}
}

// shape is what Akoma Ntoso 3.0 (OASIS, part 2) asks of an element, as far as our minutes use it: attributes that must be there, children that must be there in this
// order, and children that may be there beside them.
type shape struct {
	attr, must, may string
	text            bool
}

var shapes = map[string]shape{
	"akomaNtoso":        {attr: "xmlns", must: "debate"},
	"debate":            {attr: "name", must: "meta debateBody"},
	"meta":              {must: "identification references"},
	"identification":    {attr: "source", must: "FRBRWork FRBRExpression FRBRManifestation"},
	"FRBRWork":          {must: "FRBRthis FRBRuri FRBRdate FRBRauthor FRBRcountry"},
	"FRBRExpression":    {must: "FRBRthis FRBRuri FRBRdate FRBRauthor FRBRlanguage"},
	"FRBRManifestation": {must: "FRBRthis FRBRuri FRBRdate FRBRauthor"},
	"FRBRthis":          {attr: "value"}, "FRBRuri": {attr: "value"}, "FRBRdate": {attr: "date name"}, "FRBRauthor": {attr: "href"}, "FRBRcountry": {attr: "value"}, "FRBRlanguage": {attr: "language"},
	"references":      {attr: "source", may: "TLCOrganization TLCPerson TLCRole"},
	"TLCOrganization": {attr: "eId href showAs"}, "TLCPerson": {attr: "eId href showAs"}, "TLCRole": {attr: "eId href showAs"},
	"debateBody":    {may: "debateSection"},
	"debateSection": {attr: "name eId", must: "num heading", may: "summary narrative question answer speech resolutions"},
	"num":           {text: true}, "heading": {text: true}, "summary": {text: true}, "narrative": {text: true, may: "b"}, "b": {text: true}, "p": {text: true},
	"question":    {attr: "by eId", must: "num p"},
	"answer":      {attr: "by eId", must: "p"},
	"speech":      {attr: "by", must: "p"},
	"resolutions": {attr: "eId", must: "heading", may: "narrative"},
}

// faults holds a tree against the shapes.
func (n *node) faults(path string) (out []string) {
	path += "/" + n.name
	s, ok := shapes[n.name]
	if !ok {
		return []string{path + ": no such element is written"}
	}
	for _, a := range strings.Fields(s.attr) {
		if n.attr[a] == "" {
			out = append(out, path+": no "+a)
		}
	}
	must, may := strings.Fields(s.must), strings.Fields(s.may)
	for i, k := range n.kids {
		switch {
		case i < len(must):
			if k.name != must[i] {
				out = append(out, fmt.Sprintf("%s: child %d is %s, want %s", path, i+1, k.name, must[i]))
			}
		case !slices.Contains(may, k.name):
			out = append(out, path+": "+k.name+" may not stand here")
		}
		out = append(out, k.faults(path)...)
	}
	if len(n.kids) < len(must) {
		out = append(out, path+": too few children")
	}
	if n.text != "" && !s.text {
		out = append(out, path+": text stands here")
	}
	return out
}

var eID = regexp.MustCompile(`^[a-z]+(?:_[A-Za-z0-9-]+)*(?:__[a-z]+_[0-9]+)?$`)

// TestAkomaNtosoShape: the OASIS schema is not on this machine, so the export is held against its structure by this table: elements, their required attributes and the order
// of required children; FRBR levels whose addresses build on each other (naming convention: /akn/gb/debate/…, @ for the expression); eIds that are unique and of the
// convention's form. The table is not the schema: it knows only the elements that we write.
func TestAkomaNtosoShape(t *testing.T) {
	t.Parallel()
	var files [][]byte
	for _, name := range []string{"printed-a.txt", "printed-b.txt", "003_64dbae44e283b0ae.txt", "004_fe57a0f15609cc95.txt"} {
		src, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		m, _ := records(t, name, src)
		if m.Date == "" { // the page of one item does not say the day
			m.Date = "2023-12-18"
		}
		b, err := AkomaNtoso(m)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	for _, b := range files {
		root := tree(t, b)
		for _, f := range root.faults("") {
			t.Error(f)
		}
		if root.attr["xmlns"] != "http://docs.oasis-open.org/legaldocml/ns/akn/3.0" {
			t.Errorf("namespace %q", root.attr["xmlns"])
		}
		ids := map[string]bool{}
		var walk func(n *node)
		walk = func(n *node) {
			if id, ok := n.attr["eId"]; ok {
				if ids[id] || !eID.MatchString(id) {
					t.Errorf("eId %q stands twice, or is not of the convention's form", id)
				}
				ids[id] = true
			}
			for _, k := range n.kids {
				walk(k)
			}
		}
		walk(root)
		work := ""
		for i, level := range root.kids[0].kids[0].kids[0].kids {
			this, uri := level.kids[0].attr["value"], level.kids[1].attr["value"]
			switch i {
			case 0:
				if work = uri; !regexp.MustCompile(`^/akn/gb/debate/[a-z0-9-]+/\d{4}-\d{2}-\d{2}$`).MatchString(uri) {
					t.Errorf("the work is at %q", uri)
				}
			default:
				if !strings.HasPrefix(uri, work+"/eng@") {
					t.Errorf("%s is at %q, not under its work", level.name, uri)
				}
			}
			if !strings.HasPrefix(this, work) {
				t.Errorf("%s is %q", level.name, this)
			}
		}
	}
}

// TestAkomaNtosoShapeNotices: the table notices what is wrong.
func TestAkomaNtosoShapeNotices(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`<question by="#body" eId="q"><p>x</p><num>1</num></question>`: "child 1 is p, want num",
		`<answer eId="a"><p>x</p></answer>`:                            "no by",
		`<answer by="#b" eId="a">x<p/></answer>`:                       "text stands here",
		`<debateBody><p>x</p></debateBody>`:                            "p may not stand here",
		`<speech by="#b"/>`:                                            "too few children",
		`<div/>`:                                                       "no such element",
	} {
		if got := strings.Join(tree(t, []byte(src)).faults(""), "; "); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}
