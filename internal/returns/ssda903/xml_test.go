package ssda903

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

const someXML = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand --><EXPSSDA903>
 <CHILD>
  <HEADER>
   <CHILDID>a1</CHILDID><SEX>F</SEX><DOB>01/02/2010</DOB><UASC>0</UASC><DUC/>
   <AREVIEW><REVIEW>03/04/2026</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
   <AREVIEW><REVIEW>05/06/2026</REVIEW></AREVIEW>
   <OC2/>
  </HEADER>
  <EPISODE><DECOM>01/04/2025</DECOM><PL>U1</PL></EPISODE>
  <EPISODE><DECOM>02/05/2025</DECOM><DEC>09/09/2025</DEC><URN></URN></EPISODE>
 </CHILD>
 <CHILD><HEADER><CHILDID>2</CHILDID><UASC>1</UASC><IN_TOUCH>YES</IN_TOUCH><DATE_INT>01/01/2026</DATE_INT></HEADER></CHILD>
</EXPSSDA903>
`

func grid(r *Return) map[string][]string {
	all := map[string][]string{}
	for _, d := range r.This {
		if d == nil {
			continue
		}
		for _, row := range texts(d) {
			all[d.Table.String()] = append(all[d.Table.String()], strings.Join(row, ","))
		}
	}
	return all
}

func TestXMLReadings(t *testing.T) {
	peer, err := readOne(t, someXML, Options{Reading: Peer})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"Header":  {"A1,F,01/02/2010,,,,", "2,,,,,,"},
		"Reviews": {"A1,01/02/2010,03/04/2026,PN1", "A1,01/02/2010,05/06/2026,PN1"},
		"UASC":    {"A1,F,01/02/2010,", "2,,,"},
		"OC2":     {"A1,01/02/2010,,,,,,,,,,"},
		"OC3":     {"2,,YES,,"},
		"AD1":     {"2,,01/01/2026,,,,,"},
		// The open episode takes the end of the child's last episode that has one, and the second its placement from the first.
		"Episodes": {"A1,01/04/2025,,,,U1,,09/09/2025,,,,,", "A1,02/05/2025,,,,U1,,09/09/2025,,,,,"},
	}
	if diff := cmp.Diff(want, grid(peer)); diff != "" {
		t.Error(diff)
	}
	if !peer.This[Missing].NoColumns || peer.This[Header].NoColumns || len(peer.Notes) != 0 {
		t.Error("NoColumns, or notes", peer.Notes)
	}
	ours, err := readOne(t, someXML, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want["Reviews"][1] = "A1,01/02/2010,05/06/2026,"
	want["UASC"] = []string{"2,,,"}
	delete(want, "OC2")
	want["Episodes"] = []string{"A1,01/04/2025,,,,U1,,,,,,,", "A1,02/05/2025,,,,,,09/09/2025,,,,,"}
	if diff := cmp.Diff(want, grid(ours)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"0", "1"}, ours.ThisMarks); diff != "" {
		t.Error(diff)
	}
	if ours.This[Missing] == nil || ours.This[Missing].NoColumns || len(ours.Notes) != 1 || !strings.Contains(ours.Notes[0].Text, "element of OC2") {
		t.Error(ours.Notes)
	}
	if l := ours.This[Reviews].Line(1); l != 7 {
		t.Errorf("the second review is on line %d", l)
	}
}

func TestMessyXML(t *testing.T) {
	child := func(s string) string { return "<EXPSSDA903><CHILD>" + s + "</CHILD></EXPSSDA903>" }
	for _, c := range []struct {
		name, in string
		want     string // the first row of Header, and of Episodes if there is one
		notes    []string
		peer     string // "same", "differs", or the error
	}{
		{"entities and CDATA", child("<HEADER><CHILDID>a&amp;b&#x3c;&#233;<![CDATA[&<c]]></CHILDID></HEADER>"), "A&B<É&<C,,,,,,", nil, "same"},
		{"comments and instructions", child("<!-- <x> --><HEADER><CHILDID>1<!-- no -->2<?x y?></CHILDID></HEADER>"), "12,,,,,,", nil, "same"},
		{"attributes with > in them", child(`<HEADER a="1>2" b='"'><CHILDID  >1</CHILDID ></HEADER>`), "1,,,,,,", nil, "same"},
		{"namespace", `<n:EXPSSDA903 xmlns:n="urn:x"><n:CHILD><n:HEADER><n:CHILDID>1</n:CHILDID></n:HEADER></n:CHILD></n:EXPSSDA903>`, "1,,,,,,", nil, "namespace"},
		{"default namespace", `<EXPSSDA903 xmlns="urn:x"><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>`, "1,,,,,,", nil, "namespace"},
		{"schema attributes", `<EXPSSDA903 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd"><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>`,
			"1,,,,,,", nil, "same"},
		{"declared Windows-1252", `<?xml version="1.0" encoding="ISO-8859-1"?>` + child("<HEADER><CHILDID>\xe9\x80</CHILDID></HEADER>"), "É€,,,,,,", nil, "same"},
		{"undeclared Windows-1252", child("<HEADER><CHILDID>\xe9</CHILDID></HEADER>"), "É,,,,,,", []string{"not was read as Windows-1252"}, "not UTF-8"},
		{"byte order mark", "\xef\xbb\xbf" + child("<HEADER><CHILDID>1</CHILDID></HEADER>"), "1,,,,,,", nil, "same"},
		{"ISO dates and blanks", child("<HEADER><CHILDID>\n 1\n</CHILDID><DOB>2010-02-01</DOB><MOTHER> </MOTHER></HEADER>"), "1,,01/02/2010,,,,",
			[]string{"CHILD: blanks", "DOB: 1 date"}, "differs"},
		{"unknown elements", child("<HEADER><CHILDID>1</CHILDID><NAME>x</NAME><MORE><DOB>x</DOB></MORE></HEADER><NOTE/>"), "1,,,,,,",
			[]string{"<NAME>", "<MORE>", "<NOTE>"}, "differs"},
		{"a value of another block", child("<HEADER><CHILDID>1</CHILDID><REVIEW>x</REVIEW></HEADER>"), "1,,,,,,", []string{"<REVIEW>"}, "same"},
		{"twice the same", child("<HEADER><CHILDID>1</CHILDID><SEX>M</SEX><SEX>F</SEX></HEADER>"), "1,F,,,,,", []string{"<SEX> stands twice"}, "same"},
		{"episode without header", child("<EPISODE><DECOM>1</DECOM></EPISODE>"), ",,,,,,|,1,,,,,,,,,,,", nil, "same"},
		{"text between", child("x<HEADER>y<CHILDID>1</CHILDID>z</HEADER>"), "1,,,,,,", []string{"text between"}, "same"},
		{"other root", "<ROOT><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></ROOT>", "1,,,,,,", nil, "same"},
		{"other element beside the children", "<EXPSSDA903><INFO><A>1</A></INFO><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>", "1,,,,,,", []string{"<INFO>"}, "differs"},
		{"no child", "<EXPSSDA903/>", "", nil, "same"},
		{"line ends", child("<HEADER><CHILDID>1\r\n2\r3</CHILDID></HEADER>"), "1\n2\n3,,,,,,", nil, "same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := func(r *Return) string {
				g := grid(r)
				return strings.Join(append(g["Header"], g["Episodes"]...), "|")
			}
			r, err := readOne(t, c.in, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := rows(r); got != c.want || r.Form != XML {
				t.Errorf("got %q", got)
			}
			if len(r.Notes) != len(c.notes) {
				t.Fatalf("notes %v, want %v", r.Notes, c.notes)
			}
			for i, n := range r.Notes {
				if !strings.Contains(n.Text, c.notes[i]) {
					t.Errorf("note %v, want %q", n, c.notes[i])
				}
			}
			p, err := readOne(t, c.in, Options{Reading: Peer})
			switch {
			case c.peer == "same" || c.peer == "differs":
				if err != nil {
					t.Fatal("peer:", err)
				}
				if got := rows(p); (got == c.want) != (c.peer == "same") {
					t.Errorf("peer: %q", got)
				}
			case err == nil || !strings.Contains(err.Error(), c.peer):
				t.Errorf("peer: %v, want %q", err, c.peer)
			}
		})
	}
}

func TestXMLThatIsRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"entity bomb", "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n<x>&b;</x>", "line 2 column 1: the file has a document type"},
		{"outside entity", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", "line 1 column 1: the file has a document type"},
		{"unknown entity", "<EXPSSDA903><CHILD>&nbsp;</CHILD></EXPSSDA903>", `the entity "&nbsp;"`},
		{"bare ampersand", "<EXPSSDA903><CHILD>a & b</CHILD></EXPSSDA903>", "must be written &amp;"},
		{"cut in an element", "<EXPSSDA903>\n<CHILD>\n<HEADER><CHIL", "line 3 column 9: the file ends inside a tag of <HEADER>, which opens on line 3"},
		{"cut in the content", "<EXPSSDA903>\n<CHILD>\n<HEADER>", "the file ends inside the content of <HEADER>"},
		{"cut in a text", "<EXPSSDA903><CHILD><HEADER><DOB>01/0", "the file ends inside the content of <DOB>"},
		{"cut in a comment", "<EXPSSDA903><!-- a", "the file ends inside a comment of <EXPSSDA903>"},
		{"wrong end", "<EXPSSDA903><CHILD>\n</HEADER>", "line 2 column 1: </HEADER> stands where </CHILD> belongs (opened on line 1)"},
		{"depth", "<EXPSSDA903>" + strings.Repeat("<CHILD>", 1000), "more than 16 elements stand in each other"},
		{"a very long text", "<EXPSSDA903><CHILD>" + strings.Repeat("x", 1<<20), "is longer than"},
		{"a very long text in pieces", "<EXPSSDA903><CHILD>" + strings.Repeat("x<!---->", MaxCellBytes+1), "is longer than any text"},
		{"a very long tag", "<EXPSSDA903 a=\"" + strings.Repeat("x", 1<<20), "a tag is longer than"},
		{"very many episodes", "<EXPSSDA903><CHILD>" + strings.Repeat("<EPISODE/>", maxChildBlocks+2), "a child has more than"},
		{"CIN census", "<Message><Header><A>1</A></Header><Children></Children></Message>", "the root element is <Message>"},
		{"page", "<html><body><p>Not found</p></body></html>", "the root element is <html>"},
		{"two files joined", "<EXPSSDA903/>\n<EXPSSDA903/>", "line 2 column 14: something follows the end"},
		{"text after the end", "<EXPSSDA903/>x", "text outside the root"},
		{"nothing inside", "<?xml version=\"1.0\"?>", "holds no element"},
		{"control character", "<EXPSSDA903><CHILD>a\x01", "control character (0x01)"},
		{"control character in an entity", "<EXPSSDA903><CHILD>&#1;</CHILD></EXPSSDA903>", "the entity"},
		{"not well formed", "<EXPSSDA903><CHILD a=1>", "the tag of <CHILD> is not well formed"},
		{"bare less-than", "<EXPSSDA903><CHILD>1 < 2</CHILD></EXPSSDA903>", "is not the name of an element"},
		{"unknown encoding", "<?xml version=\"1.0\" encoding=\"EBCDIC\"?><EXPSSDA903/>", `the encoding "ebcdic" is not known`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, reading := range []Reading{Intended, Peer} {
				r, err := readOne(t, c.in, Options{Reading: reading})
				if err == nil || r != nil {
					t.Fatalf("%v: it was read", reading)
				}
				if msg := errs.Text(err); errs.Of(err) != errs.Invalid || !strings.HasPrefix(msg, "file ") || !strings.Contains(msg, c.want) || !strings.Contains(msg, "nothing was read") {
					t.Errorf("%v: %s", reading, msg)
				}
			}
		})
	}
}

func TestFormsTogether(t *testing.T) {
	x := func() Input { return Input{"x.xml", strings.NewReader(someXML)} }
	c := func() Input { return Input{"c.csv", strings.NewReader(uascHead)} }
	for _, k := range []struct {
		name       string
		this, last []Input
		reading    Reading
		want       string // of the error; "" = none
		notes      int
	}{
		{"CSV and XML mixed", []Input{x(), c()}, nil, Intended, "not both", 0},
		{"two XML files", []Input{x(), x()}, nil, Intended, "second XML file", 0},
		{"two XML files, peer", []Input{x(), x()}, nil, Peer, "", 1},
		{"last year's XML", []Input{x()}, []Input{x()}, Intended, "", 2},
		{"last year's XML, peer", []Input{x()}, []Input{x()}, Peer, "last year's return as CSV files only", 0},
		{"XML, and last year's CSV", []Input{x()}, []Input{c()}, Intended, "", 1},
		{"XML, and last year's CSV, peer", []Input{x()}, []Input{c()}, Peer, "one form only", 0},
	} {
		r, err := Read(k.this, k.last, Options{Reading: k.reading})
		switch {
		case k.want != "":
			if err == nil || r != nil || !strings.Contains(err.Error(), k.want) {
				t.Errorf("%s: %v", k.name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", k.name, err)
		case len(r.Notes) != k.notes:
			t.Errorf("%s: %v", k.name, r.Notes)
		}
	}
}

// A file that arrives byte by byte is the same file, and a fault of the connection is not taken for its end.
func TestXMLInPieces(t *testing.T) {
	b, err := os.ReadFile("testdata/dev14_xml_sparse/ssda903.xml")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := Read([]Input{{"x", bytes.NewReader(b)}}, nil, Options{Reading: Peer})
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{"bytes": iotest.OneByteReader(bytes.NewReader(b)), "halves": iotest.HalfReader(bytes.NewReader(b))} {
		got, err := Read([]Input{{"x", r}}, nil, Options{Reading: Peer})
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(grid(whole), grid(got)); diff != "" {
			t.Error(name, diff)
		}
	}
	_, err = Read([]Input{{"x", io.MultiReader(bytes.NewReader(b[:9000]), iotest.ErrReader(fmt.Errorf("the line is dead")))}}, nil, Options{})
	if err == nil || !strings.Contains(err.Error(), "the line is dead") {
		t.Error(err)
	}
	for _, n := range []int{1, 100, 5000, 20000, len(b) - 3} {
		if _, err := Read([]Input{{"x", bytes.NewReader(b[:n])}}, nil, Options{}); err == nil || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

func FuzzXML(f *testing.F) {
	f.Add([]byte(someXML), false)
	f.Add([]byte(someXML), true)
	f.Add([]byte("<?xml version='1.0' encoding='cp1252'?><r><CHILD><HEADER><CHILDID>\xff&#x1F600;<![CDATA[x]]></CHILDID><AMISSING/></HEADER><EPISODE><DEC>2026-01-01</DEC></EPISODE></CHILD></r>"), false)
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"), true)
	f.Fuzz(func(t *testing.T, b []byte, peer bool) {
		o := Options{Reading: Intended}
		if peer {
			o.Reading = Peer
		}
		tables, marks := [Tables]*Data{}, []string(nil)
		if _, err := readXML("file", bytes.NewReader(b), o.Reading, &tables, &marks); err != nil {
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), "nothing was read") {
				t.Errorf("%v", err)
			}
			return
		}
		if len(marks) != tables[Header].Rows() {
			t.Errorf("%d marks for %d children", len(marks), tables[Header].Rows())
		}
		// As the peer reads: a child without any value is a row, which the intended reading of CSV would take for the remains of a spreadsheet.
		sameAgain(t, &Return{This: tables, Form: XML, ThisMarks: marks}, Options{Reading: Peer})
	})
}
