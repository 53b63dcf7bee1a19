package outgoing_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// node is an element as a general XML reader has it: this file shares nothing with what it tests.
type node struct {
	name, text string
	from, to   int // lines
	kids       []*node
}

func parse(t testing.TB, src []byte) *node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(src))
	root := &node{}
	open := []*node{root}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return root
		}
		if err != nil {
			t.Fatal(err)
		}
		top := open[len(open)-1]
		line, _ := d.InputPos()
		switch x := tok.(type) {
		case xml.StartElement:
			n := &node{name: x.Name.Local, from: line}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			top.to = line
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(x)
		}
	}
}

func (n *node) all(name string) (out []*node) {
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
		out = append(out, k.all(name)...)
	}
	return out
}

func (n *node) kid(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return &node{}
}

// canonical is the element without what carries no meaning: order, blanks between elements, elements without anything in them.
func (n *node) canonical() string {
	if len(n.kids) == 0 {
		if strings.TrimSpace(n.text) == "" {
			return ""
		}
		return "<" + n.name + ">" + n.text
	}
	var kids []string
	for _, k := range n.kids {
		if c := k.canonical(); c != "" {
			kids = append(kids, c)
		}
	}
	slices.Sort(kids)
	return "<" + n.name + ">{" + strings.Join(kids, "") + "}"
}

func canonicalChildren(root *node) []string {
	var out []string
	for _, c := range root.all("Child") {
		out = append(out, c.canonical())
	}
	slices.Sort(out)
	return out
}

// rowOf is one row of the census: where it is and what it says.
type rowOf struct {
	child int // position in the file
	table string
	n     int
	under *rowOf
	raw   string   // what it says, with the referral that it stands in
	key   string   // so, as a census would spell it
	spelt []string // columns in which the two differ
	node  *node
}

func (r *rowOf) String() string {
	return fmt.Sprintf("child %d %s %d", r.child, r.table, r.n)
}

var tableOf = map[string]string{
	"ChildIdentifiers": "ChildIdentifiers", "ChildCharacteristics": "ChildCharacteristics", "CINdetails": "CINdetails", "Assessments": "Assessments",
	"CINPlanDates": "CINplanDates", "Section47": "Section47", "ChildProtectionPlans": "ChildProtectionPlans", "PreProceedingsandFGDM": "PreProceedings",
}

var listOf = map[string]string{"Disabilities": "Disabilities", "FactorsIdentifiedAtAssessment": "AssessmentFactorsList", "Reviews": "Reviews"}

// file is a census taken apart.
type file struct {
	rows    []*rowOf
	byChild map[string][]*rowOf // by LAchildID
	ids     []string            // by position
	lists   map[string]*rowOf   // "child 3 Reviews 2" to the row that it stands in
	empty   map[string]int      // elements without text, by table and column
	blocks  int                 // plans with more than one block of reviews
}

var otherDate = regexp.MustCompile(`^(\d\d)-(\d\d)-(\d{4})$`)

// apart takes a census apart.
func apart(t testing.TB, src []byte) file {
	t.Helper()
	f := file{byChild: map[string][]*rowOf{}, lists: map[string]*rowOf{}, empty: map[string]int{}}
	for i, c := range parse(t, src).all("Child") {
		id := strings.TrimSpace(c.kid("ChildIdentifiers").kid("LAchildID").text)
		f.ids = append(f.ids, id)
		numbers := map[string]int{}
		f.walk(c, nil, i+1, id, numbers)
	}
	return f
}

func (f *file) walk(n *node, under *rowOf, pos int, id string, numbers map[string]int) {
	for _, k := range n.kids {
		table, ok := tableOf[k.name]
		if !ok {
			continue
		}
		numbers[table]++
		r := &rowOf{child: pos, table: table, n: numbers[table], under: under, node: k}
		var raw, cells []string
		f.cells(r, k, "", table, numbers, &raw, &cells)
		slices.Sort(raw)
		slices.Sort(cells)
		r.raw, r.key = table+"{"+strings.Join(raw, "|")+"}", table+"{"+strings.Join(cells, "|")+"}"
		place := ""
		if under != nil {
			place = " under " + spelt("", under.node.kid("CINreferralDate").text)
		} else if table == "ChildProtectionPlans" {
			place = " under nothing"
		}
		r.raw += place
		r.key += place
		f.rows = append(f.rows, r)
		f.byChild[id] = append(f.byChild[id], r)
		f.walk(k, r, pos, id, numbers)
	}
}

func (f *file) cells(r *rowOf, n *node, path, table string, numbers map[string]int, raw, out *[]string) {
	blocks := 0
	for _, k := range n.kids {
		if list, ok := listOf[k.name]; ok && path == "" {
			if list != "Reviews" {
				numbers[list] += len(k.kids)
				for i := range k.kids {
					f.lists[fmt.Sprintf("child %d %s %d", r.child, list, i+1)] = r
				}
			} else if len(k.kids) > 0 {
				blocks++
				numbers[list]++
				f.lists[fmt.Sprintf("child %d %s %d", r.child, list, numbers[list])] = r
			}
			f.cells(r, k, k.name+"/", list, numbers, raw, out)
			continue
		}
		if _, ok := tableOf[k.name]; ok {
			continue
		}
		if strings.TrimSpace(k.text) == "" && len(k.kids) == 0 {
			if f.ids[r.child-1] != "" { // the whole child is named otherwise
				f.empty[table+", "+k.name]++
			}
			continue
		}
		text := spelt(k.name, k.text)
		if text != k.text {
			r.spelt = append(r.spelt, table+", "+k.name)
		}
		*raw = append(*raw, fmt.Sprint(path, k.name, "=", k.text, len(k.kids)))
		*out = append(*out, fmt.Sprint(path, k.name, "=", text, len(k.kids)))
	}
	if blocks > 1 {
		f.blocks++
	}
}

// spelt is a text as a census would write it.
func spelt(column, text string) string {
	if m := otherDate.FindStringSubmatch(text); m != nil {
		return m[3] + "-" + m[2] + "-" + m[1]
	}
	trimmed := strings.TrimSpace(text)
	if column == "ReferralNFA" && trimmed != text {
		return map[string]string{"False": "0", "True": "1"}[trimmed]
	}
	return trimmed
}
