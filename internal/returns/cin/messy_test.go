package cin

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"throughline/internal/errs"
)

const (
	head = `<Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year></CollectionDetails></Header>`
	kid  = `<Child><ChildIdentifiers><LAchildID>é1</LAchildID></ChildIdentifiers></Child>`
)

func message(children string) string {
	return "<Message>" + head + "<Children>" + children + "</Children></Message>"
}

// TestWrittenInManyWays gives one small census in every dress and expects the same child.
func TestWrittenInManyWays(t *testing.T) {
	t.Parallel()
	plain := message(kid)
	utf16 := func(order unicode.Endianness, bom unicode.BOMPolicy, s string) string {
		out, err := unicode.UTF16(order, bom).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	latin, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ src, encoding string }{
		"no declaration":            {plain, "UTF-8"},
		"utf-8":                     {`<?xml version="1.0" encoding="utf-8"?>` + plain, "UTF-8"},
		"byte order mark":           {"\ufeff" + `<?xml version="1.0" encoding="UTF-8"?>` + plain, "UTF-8"},
		"mark and wrong claim":      {"\ufeff" + `<?xml version="1.0" encoding="iso-8859-1"?>` + plain, "UTF-8"},
		"windows-1252":              {`<?xml version="1.0" encoding="Windows-1252"?>` + latin, "windows-1252"},
		"iso-8859-1":                {`<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>` + latin, "iso-8859-1"},
		"utf-16 little":             {utf16(unicode.LittleEndian, unicode.UseBOM, `<?xml version="1.0" encoding="utf-16"?>`+plain), "UTF-16"},
		"utf-16 big":                {utf16(unicode.BigEndian, unicode.UseBOM, plain), "UTF-16"},
		"utf-16 little, no mark":    {utf16(unicode.LittleEndian, unicode.IgnoreBOM, plain), "UTF-16"},
		"utf-16 big, no mark":       {utf16(unicode.BigEndian, unicode.IgnoreBOM, plain), "UTF-16"},
		"claims utf-16, is utf-8":   {`<?xml version="1.0" encoding="utf-16"?>` + plain, "UTF-8"},
		"default namespace":         {strings.Replace(plain, "<Message>", `<Message xmlns="urn:cin" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`, 1), "UTF-8"},
		"prefixes":                  {strings.NewReplacer("</", "</c:", "<Message>", `<c:Message xmlns:c="urn:x">`, "<", "<c:").Replace(plain), "UTF-8"},
		"undeclared prefixes":       {strings.NewReplacer("</", "</c:", "<", "<c:").Replace(plain), "UTF-8"},
		"blank lines and Windows":   {"\r\n\r\n" + strings.ReplaceAll(plain, "><", ">\r\n\r\n\t <") + "\r\n\r\n", "UTF-8"},
		"comments and instructions": {"<!-- a --><?x y?>" + strings.ReplaceAll(plain, "><", "><!-- - > --><?p?><") + "<!-- end -->", "UTF-8"},
		"character reference":       {strings.Replace(plain, "é", "&#xE9;", 1), "UTF-8"},
		"CDATA":                     {strings.Replace(plain, "é1", "<![CDATA[é]]>1", 1), "UTF-8"},
		"comment inside a value":    {strings.Replace(plain, "é1", "é<!-- x -->1", 1), "UTF-8"},
		"bare document type":        {"<!DOCTYPE Message>" + plain, "UTF-8"},
		"children before header":    {strings.Replace(strings.Replace(plain, head, "", 1), "</Message>", head+"</Message>", 1), "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			h, all := read(t, "f.xml", []byte(tt.src))
			if len(all) != 1 || all[0].Identifiers.LAchildID.Text != "é1" || h.Encoding != tt.encoding ||
				h.Collection.Text != "CIN" || h.Bytes != int64(len(tt.src)) || len(h.Notes)+len(all[0].Notes) != 0 {
				t.Errorf("%+v %+v", h, all)
			}
		})
	}
}

// TestOffSchema reads what the schema does not foresee, and says what was left out.
func TestOffSchema(t *testing.T) {
	t.Parallel()
	type seen struct {
		Values []string
		Rows   map[Table]int
		Notes  []string // element: text
	}
	for name, tt := range map[string]struct {
		child string
		look  func(Child) []string
		want  seen
	}{
		"absent, empty, blank": {
			`<CINdetails><ReferralSource/><PrimaryNeedCode></PrimaryNeedCode><ReasonForClosure> </ReasonForClosure></CINdetails>`,
			func(c Child) (out []string) {
				for _, n := range []string{"CINclosureDate", "ReferralSource", "PrimaryNeedCode", "ReasonForClosure"} {
					v := c.Episodes[0].Field(n)
					out = append(out, fmt.Sprint(v.Given, v.Empty(), v.Missing()))
				}
				return out
			},
			seen{[]string{"false false true", "true true true", "true true true", "true false false"}, map[Table]int{CINdetails: 1}, nil},
		},
		"factors outside their wrapper": {
			`<CINdetails><Assessments><AssessmentFactors>1A</AssessmentFactors><FactorsIdentifiedAtAssessment><AssessmentFactors>2A</AssessmentFactors><Other>3A</Other></FactorsIdentifiedAtAssessment><FactorsIdentifiedAtAssessment><AssessmentFactors>4A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments></CINdetails>`,
			func(c Child) []string { return texts(c.Episodes[0].Assessments[0].AllFactors()) },
			seen{[]string{"2A", "3A", "1A", "4A"}, map[Table]int{CINdetails: 1, Assessments: 1, AssessmentFactorsList: 2},
				[]string{"AssessmentFactors: stands outside", "AssessmentFactors: stands outside"}},
		},
		"repeated review blocks, one without a date": {
			`<CINdetails><ChildProtectionPlans><Reviews><CPPreviewDate>2026-01-01</CPPreviewDate><CPPreviewDate>2026-02-01</CPPreviewDate></Reviews><Reviews/><Reviews><CPPreviewDate/></Reviews></ChildProtectionPlans></CINdetails>`,
			func(c Child) []string {
				p := c.Episodes[0].Plans[0]
				return append(texts(p.ReviewDates()), fmt.Sprint(p.Reviews[0].Number, p.Reviews[1].Number, p.Reviews[2].Number))
			},
			seen{[]string{"2026-01-01", "2026-02-01", "", "1 0 2"}, map[Table]int{CINdetails: 1, ChildProtectionPlans: 1, Reviews: 2}, nil},
		},
		"plans under the child": {
			`<CINdetails><ChildProtectionPlans/></CINdetails><ChildProtectionPlans><CPPstartDate>x</CPPstartDate></ChildProtectionPlans><Reviews><CPPreviewDate>y</CPPreviewDate></Reviews>`,
			func(c Child) []string {
				p, r := c.LoosePlans[0], c.LooseReviews[0]
				return []string{fmt.Sprint(p.EpisodeID, p.ID, p.Number), fmt.Sprint(r.EpisodeID, r.PlanID, r.Number), r.Dates[0].Text}
			},
			seen{[]string{"1 1 2", "1 1 1", "y"}, map[Table]int{CINdetails: 1, ChildProtectionPlans: 2, Reviews: 1},
				[]string{"ChildProtectionPlans: directly under Child", "Reviews: directly under Child"}},
		},
		"repeats, unknown elements, stray text": {
			`stray<ChildIdentifiers><UPN>A</UPN><UPN>B</UPN><Shoe>9</Shoe></ChildIdentifiers><ChildIdentifiers/><ChildCharacteristics><Disabilities><Disability>LD</Disability><Any>AUT</Any></Disabilities><Disabilities/></ChildCharacteristics><ChildCharacteristics/><Hat><Brim>2</Brim></Hat>`,
			func(c Child) []string {
				return append(texts(c.Characteristics.Disabilities), c.Identifiers.UPN.Text)
			},
			seen{[]string{"LD", "AUT", "A"}, map[Table]int{ChildIdentifiers: 1, ChildCharacteristics: 1, Disabilities: 2},
				[]string{"Child: text between", "UPN: a second UPN", "Shoe: no such element", "ChildIdentifiers: a second",
					"Disabilities: a second", "ChildCharacteristics: a second", "Hat: no such element"}},
		},
		"an element inside a value": {
			`<ChildIdentifiers><UPN>A<b>x</b>C</UPN></ChildIdentifiers>`,
			func(c Child) []string { return []string{c.Identifiers.UPN.Text} },
			seen{[]string{"A"}, map[Table]int{ChildIdentifiers: 1}, []string{"b: inside UPN was left out"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, all := read(t, "f.xml", []byte(message("<Child>"+tt.child+"</Child>")))
			c := all[0]
			got := seen{Values: tt.look(c), Rows: map[Table]int{}}
			for _, table := range Tables() {
				if n := c.Rows(table); n > 0 {
					got.Rows[table] = n
				}
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(seen{}, "Notes")); diff != "" {
				t.Error(diff)
			}
			if len(c.Notes) != len(tt.want.Notes) {
				t.Fatalf("notes %v", c.Notes)
			}
			for i, want := range tt.want.Notes {
				element, text, _ := strings.Cut(want, ": ")
				if n := c.Notes[i]; n.Element != element || !strings.Contains(n.Text, text) || n.Line != 1 || n.Col < 100 {
					t.Errorf("note %d is %+v, want %s", i, n, want)
				}
			}
		})
	}
}

func texts(vs []Value) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = v.Text
	}
	return out
}

func TestHeaderOddities(t *testing.T) {
	t.Parallel()
	h, all := read(t, "f.xml", []byte(`<Message><Extra/><Header><Content><CBDSLevels><CBDSLevel>Child</CBDSLevel></CBDSLevels></Content>`+
		`<Source><LEA> 204</LEA></Source></Header><Children/></Message>`))
	if len(all) != 0 || h.LEA.Text != " 204" || len(h.Notes) != 2 || h.Notes[0].Element != "Extra" || h.Notes[1].Element != "Collection" {
		t.Errorf("%+v", h)
	}
	if h, _ := read(t, "f.xml", []byte(strings.Replace(message(""), "CIN", " cin ", 1))); h.Collection.Text != " cin " {
		t.Errorf("%+v", h)
	}
}

func TestNotesAreBounded(t *testing.T) {
	t.Parallel()
	_, all := read(t, "f.xml", []byte(message("<Child>"+strings.Repeat("<X/>", MaxNotes+7)+"</Child>")))
	if n := all[0].Notes; len(n) != MaxNotes || !strings.Contains(n[MaxNotes-1].Text, "more than 100") {
		t.Errorf("%d notes", len(n))
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	ok := message(kid)
	for name, tt := range map[string]struct{ src, want string }{
		"nothing":              {"", "f.xml is empty"},
		"blanks":               {" \n\t ", "f.xml is empty"},
		"csv":                  {"LAchildID,UPN\n1,2\n", "f.xml is not XML: it does not begin with <"},
		"zip":                  {"PK\x03\x04rest", "a zip file"},
		"pdf":                  {"%PDF-1.7", "a PDF"},
		"gzip":                 {"\x1f\x8b\x08", "a gzip file"},
		"old excel":            {"\xd0\xcf\x11\xe0\xa1", "an old Excel"},
		"web page":             {"<html>\n<body></body></html>", "line 1 column 1: the first element is <html>"},
		"wrong root":           {"<?xml version=\"1.0\"?>\n <Children/>", "line 2 column 2: the first element is <Children>; a CIN census begins with <Message>"},
		"another return":       {strings.Replace(ok, ">CIN<", ">CLA<", 1), `line 1 column 37: the Header says that this is the return "CLA", not CIN`},
		"no header":            {strings.Replace(ok, head, "", 1), "has no Header"},
		"no children":          {"<Message>" + head + "</Message>", "has no Children"},
		"two headers":          {strings.Replace(ok, head, head+head, 1), "second Header"},
		"two children blocks":  {strings.Replace(ok, "</Message>", "<Children/></Message>", 1), "second Children"},
		"two files joined":     {ok + ok, "something follows the end"},
		"text after":           {ok + "\nx", "something follows the end"},
		"text before":          {"<!-- -->x" + ok, "text before the first element"},
		"only a comment":       {"<!-- hello -->", "holds no element"},
		"mismatch":             {"<Message>\n" + head + "\n<Children><Child></Children></Message>", "line 3 column 29: this is not well-formed XML (element <Child> closed by </Children>)"},
		"bare ampersand":       {strings.Replace(ok, "é1", "A & B", 1), "not well-formed XML"},
		"unknown entity":       {strings.Replace(ok, "é1", "&lol9;", 1), "not well-formed XML (invalid character entity &lol9;)"},
		"entity bomb":          {`<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>` + ok, "line 1 column 1: the file declares entities of its own"},
		"outside entity":       {`<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + ok, "declares entities"},
		"outside DTD":          {`<!DOCTYPE Message SYSTEM "http://127.0.0.1/x.dtd">` + ok, "document type of its own"},
		"inner DTD":            {`<!DOCTYPE Message [<!ELEMENT Message ANY>]>` + ok, "document type of its own"},
		"cut short":            {ok[:len(ok)-12], "the file ends inside <Children>: it was cut short"},
		"cut inside a tag":     {ok[:len(ok)-3], "the file ends inside <Message>: it was cut short"},
		"not UTF-8":            {strings.Replace(ok, "é", "\xe9", 1), "bytes that are not UTF-8"},
		"unknown encoding":     {`<?xml version="1.0" encoding="EBCDIC-CP-US"?>` + ok, `the file says its encoding is "EBCDIC-CP-US"`},
		"XML 1.1":              {`<?xml version="1.1"?>` + ok, "only version 1.0"},
		"NUL":                  {strings.Replace(ok, "é1", "a\x00", 1), "not well-formed XML (illegal character code"},
		"deep":                 {message("<Child>" + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + "</Child>"), "more than 32 deep"},
		"huge text":            {message("<Child><X>" + strings.Repeat("a", MaxTokenBytes+10) + "</X></Child>"), "longer than 1 MB"},
		"huge attribute":       {message("<Child><X a='" + strings.Repeat("a", MaxTokenBytes+10) + "'/></Child>"), "longer than 1 MB"},
		"huge comment":         {"<!--" + strings.Repeat("a", MaxTokenBytes+10) + "-->" + ok, "longer than 1 MB"},
		"huge child":           {message("<Child>" + strings.Repeat("<X>"+strings.Repeat("a", MaxTokenBytes/2)+"</X>", 17) + "</Child>"), "line 1 column 121: this Child is longer than 8 MB"},
		"crowded child":        {message(kid + "<Child>" + strings.Repeat("<CINdetails/>", MaxChildElements+1) + "</Child>"), "this Child holds more than 20000 elements"},
		"good child, then cut": {"<Message>" + head + "<Children>" + kid + kid, "cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			called := 0
			_, err := Read(t.Context(), bytes.NewReader([]byte(tt.src)), "f.xml", func(Child) error { called++; return nil })
			if called != 0 {
				t.Errorf("%d children were handed on", called)
			}
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) || !strings.HasSuffix(errs.Text(err), "; nothing was read") {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
}
