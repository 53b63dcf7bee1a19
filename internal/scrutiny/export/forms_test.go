package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/draft"
)

var update = flag.Bool("update", false, "write the goldens")

func printed(t *testing.T) draft.Meeting {
	t.Helper()
	src, err := os.ReadFile("testdata/printed-a.txt")
	if err != nil {
		t.Fatal(err)
	}
	m, _ := records(t, "printed-a.txt", src)
	return m
}

// TestGoldens keeps every form of one meeting; each is made twice and is the same.
func TestGoldens(t *testing.T) {
	t.Parallel()
	m := printed(t)
	for name, make := range map[string]func(draft.Meeting) ([]byte, error){
		"minutes.html": func(m draft.Meeting) ([]byte, error) { return HTML(m), nil }, "minutes.akn.xml": AkomaNtoso, "minutes.popolo.json": Popolo,
		"minutes.ocd.json": func(m draft.Meeting) ([]byte, error) {
			return OpenCivicData(m, []Link{{"Report", "https://marshwick.example/r.pdf", "application/pdf"}})
		},
	} {
		got, err := make(m)
		again, _ := make(m)
		if err != nil || !bytes.Equal(got, again) {
			t.Fatalf("%s: %v", name, err)
		}
		path := "testdata/" + name
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (refresh with -update after a look): %s", name, diff)
		}
	}
}

// TestAkomaNtoso: the XML is well formed, each eId stands once, each reference has its entry, and questions, answers and what was
// agreed are all there.
func TestAkomaNtoso(t *testing.T) {
	t.Parallel()
	b, err := AkomaNtoso(printed(t))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs, count := map[string]int{}, []string{}, map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		count[s.Name.Local]++
		for _, a := range s.Attr {
			switch a.Name.Local {
			case "eId":
				ids[a.Value]++
			case "by", "as", "source":
				refs = append(refs, a.Value)
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("eId %s stands %d times", id, n)
		}
	}
	for _, r := range refs {
		if ids[strings.TrimPrefix(r, "#")] == 0 {
			t.Errorf("%s refers to nothing", r)
		}
	}
	if ids["para_4-3"] != 1 || count["answer"] != 6 || count["resolutions"] != 2 || count["speech"] != 4 || count["debateSection"] != 9 {
		t.Errorf("%v", count)
	}
}

func TestNoDate(t *testing.T) {
	t.Parallel()
	m := printed(t)
	m.Date = ""
	for name, make := range map[string]func(draft.Meeting) ([]byte, error){"akn": AkomaNtoso, "popolo": Popolo, "ocd": func(m draft.Meeting) ([]byte, error) { return OpenCivicData(m, nil) }} {
		if _, err := make(m); errs.Of(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPopolo: every person of a membership is listed, and each agreed text is a motion.
func TestPopolo(t *testing.T) {
	t.Parallel()
	b, err := Popolo(printed(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Persons     []struct{ ID string }
		Memberships []struct {
			PersonID string `json:"person_id"`
		}
		Motions []struct{ Text string }
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, p := range doc.Persons {
		if have[p.ID] {
			t.Errorf("%s stands twice", p.ID)
		}
		have[p.ID] = true
	}
	for _, m := range doc.Memberships {
		if !have[m.PersonID] {
			t.Errorf("%s is not listed", m.PersonID)
		}
	}
	if len(doc.Motions) != 2 {
		t.Errorf("%+v", doc.Motions)
	}
}

// popoloNames are the properties that the published schemas of Popolo give each class, as far as our minutes have such things (popoloproject.com/schemas: person, organization, post,
// membership, event, motion, speech).
var popoloNames = map[string]string{
	"persons": "id name", "organizations": "id name classification parent_id", "posts": "id label role organization_id start_date end_date", "memberships": "id label role person_id organization_id post_id start_date end_date",
	"events": "id name description start_date end_date location status classification organization_id attendees parent_id", "motions": "id organization_id creator_id text classification date requirement result vote_events",
	"speeches": "id creator_id role attribution_text audience_id text audio video date title type position event_id",
}

var popoloDay = regexp.MustCompile(`^[0-9]{4}((-[0-9]{2}){0,2}|(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}(Z|[+-][0-9]{2}(:[0-9]{2})?))$`)

// TestPopoloNames: every property is one of its class in the published schemas, days have their form, and what refers to something refers to what is listed.
func TestPopoloNames(t *testing.T) {
	t.Parallel()
	b, err := Popolo(printed(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string][]map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, of := range doc {
		for _, x := range of {
			if id, ok := x["id"].(string); ok {
				listed[id] = true
			}
		}
	}
	for class, of := range doc {
		if popoloNames[class] == "" || len(of) == 0 {
			t.Errorf("%s: no class of Popolo, or empty", class)
		}
		for _, x := range of {
			for name, v := range x {
				if !slices.Contains(strings.Fields(popoloNames[class]), name) {
					t.Errorf("%s have no %s", class, name)
				}
				s, _ := v.(string)
				if (name == "date" || strings.HasSuffix(name, "_date")) && !popoloDay.MatchString(s) {
					t.Errorf("%s of %s: %q is no day of Popolo", name, class, s)
				}
				if strings.HasSuffix(name, "_id") && !listed[s] {
					t.Errorf("%s of %s: %q is not listed", name, class, s)
				}
			}
		}
	}
}

// TestHostileText: what people write never becomes mark-up.
func TestHostileText(t *testing.T) {
	t.Parallel()
	evil := `</p><script>alert(1)</script> & "x" ]]>`
	m := draft.Meeting{Body: evil, Date: "2026-09-15", Items: []draft.Item{{Number: "1", Title: evil, Paragraphs: []draft.Paragraph{{Number: "1.1", Asker: evil, Text: evil, Headings: []string{"Questions from the Panel"},
		Parts: []draft.Part{{Kind: draft.Answer, Who: evil, Text: evil}, {Kind: draft.Agreed, Text: evil}}}}}}}
	akn, err := AkomaNtoso(m)
	if err != nil {
		t.Fatal(err)
	}
	word, err := DOCX(m)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(word), int64(len(word)))
	if err != nil {
		t.Fatal(err)
	}
	parts := [][]byte{HTML(m), akn}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		var v struct{}
		if err := xml.Unmarshal(b, &v); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		parts = append(parts, b)
	}
	for _, b := range parts {
		if bytes.Contains(b, []byte("<script")) {
			t.Errorf("%s", b)
		}
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	stamp := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	got := string(Calendar("Panel; meetings", []Event{
		{UID: "m1@x", Sequence: 2, Stamp: stamp, Start: time.Date(2026, 7, 7, 19, 0, 0, 0, london), End: time.Date(2026, 7, 7, 21, 30, 0, 0, london), Summary: "Panel, in public", Description: "Line\nnext", Place: "Town Hall", Address: "https://x.example", Cancelled: true},
		{UID: "d1@x", Stamp: stamp, Start: time.Date(2026, 7, 7, 0, 0, 0, 0, london), AllDay: true, Summary: "Agenda due"},
	}))
	want := strings.ReplaceAll("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Throughline//Scrutiny//EN\nCALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-CALNAME:Panel\\; meetings\nBEGIN:VEVENT\nUID:m1@x\nDTSTAMP:20260701T090000Z\nSEQUENCE:2\n"+
		"DTSTART:20260707T180000Z\nDTEND:20260707T203000Z\nSUMMARY:Panel\\, in public\nDESCRIPTION:Line\\nnext\nLOCATION:Town Hall\nURL:https://x.example\nSTATUS:CANCELLED\nEND:VEVENT\n"+
		"BEGIN:VEVENT\nUID:d1@x\nDTSTAMP:20260701T090000Z\nSEQUENCE:0\nDTSTART;VALUE=DATE:20260707\nTRANSP:TRANSPARENT\nSUMMARY:Agenda due\nSTATUS:CONFIRMED\nEND:VEVENT\nEND:VCALENDAR\n", "\n", "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestFolding: no line is longer than 75 octets, and unfolding gives the text back.
func TestFolding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aé€😀 ,;\\\n")), 0, 300, -1).Draw(t, "summary")
		out := string(Calendar("x", []Event{{UID: "u", Summary: s}}))
		for _, l := range strings.Split(out, "\r\n") {
			if len(l) > 75 {
				t.Fatalf("%d octets: %q", len(l), l)
			}
		}
		if !strings.Contains(strings.ReplaceAll(out, "\r\n ", ""), "SUMMARY:"+escape(s)+"\r\n") {
			t.Fatalf("%q", out)
		}
	})
}
