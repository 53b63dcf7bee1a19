package export

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/minutes"
)

// records is what a proposal gives when every record of it is accepted.
func records(t *testing.T, name string, src []byte) (draft.Meeting, minutes.Proposal) {
	t.Helper()
	p, err := minutes.Read(name, src)
	if err != nil {
		t.Fatal(err)
	}
	return draft.FromProposal(p), p
}

func sources(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	unseen, err := filepath.Glob("../minutes/testdata/unseen/*.txt")
	if err != nil || len(unseen) < 8 {
		t.Fatal(unseen, err)
	}
	return append(names, unseen...)
}

// TestRoundTrip: import, accept, draft, export, import again gives the same records (issue 6, must show 2), as HTML and
// DOCX; the page of an item as text, too.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, name := range sources(t) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, was := records(t, name, src)
		numbered, err := draft.Number(want)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, numbered, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: numbers changed: %s", name, diff)
		}
		word, err := DOCX(numbered)
		if err != nil {
			t.Fatal(err)
		}
		open, err := ODT(numbered)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{"html": HTML(numbered), "docx": word, "odt": open}
		if numbered.Page() { // in the text of a whole meeting the join rule of printed minutes may join what no full stop ends
			files["text"] = Text(numbered)
		}
		for form, file := range files {
			got, now := records(t, name+"."+form, file)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s as %s: %s", name, form, diff)
			}
			if diff := cmp.Diff(derived(was), derived(now)); diff != "" {
				t.Errorf("%s as %s: %s", name, form, diff)
			}
		}
	}
}

// derived is what follows from the paragraphs: kinds, actions, figures, gaps, declarations, sums.
func derived(p minutes.Proposal) []string {
	var out []string
	for _, it := range p.Agenda() {
		out = append(out, fmt.Sprintf("%s %+v %v", it.Number, it.Counts, it.Headings))
		for _, para := range it.Paragraphs {
			out = append(out, fmt.Sprintf("%s %s by %s", para.Number, para.Kind, para.AskedBy))
		}
	}
	for _, a := range p.Actions {
		out = append(out, fmt.Sprintf("%s %s %s %s %s", a.Ref, a.Text, a.Owner, a.Output, a.Due))
	}
	for _, f := range p.Figures {
		out = append(out, fmt.Sprintf("%s %s %s %s", f.Paragraph, f.AsWritten, f.Value, f.Unit))
	}
	for _, g := range p.InformationGaps {
		out = append(out, g.Paragraph+" "+g.What)
	}
	for _, d := range p.Declarations {
		out = append(out, d.Member+" "+d.Interest)
	}
	return out
}

// TestRoundTripDrafted drafts records of any shape and reads them back.
func TestRoundTripDrafted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{2,9}`)
		words := func(name, end string) string {
			return "The " + strings.Join(rapid.SliceOfN(word, 2, 30).Draw(t, name), " ") + end
		}
		m := draft.Meeting{Authority: "London Borough of Marshwick", Body: "Scrutiny Panel", MunicipalYear: "2026/27", Date: "2026-09-15", Start: "19:00", Place: "Town Hall", Officer: "Nia Prosser",
			Attendance: minutes.Attendance{Chair: "Cllr Ada Example", Councillors: []string{"Cllr Bo Example", "Cllr Cy O'Example"}, Apologies: []string{"Cllr Di Example"},
				Officers: []minutes.Holder{{Name: "Wen Li", Post: "Director of Education, Skills and Work"}}}}
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			it := draft.Item{Title: words("title", ""), Start: rapid.SampledFrom([]string{"", "19:05", "09:30"}).Draw(t, "start"), Purpose: rapid.SampledFrom([]string{"", "To see."}).Draw(t, "purpose")}
			if len(it.Title) > 60 {
				it.Title = strings.TrimSpace(it.Title[:60])
			}
			asks := false
			for range rapid.IntRange(1, 6).Draw(t, "paragraphs") {
				p := draft.Paragraph{Text: words("text", ".")}
				if !asks && rapid.Bool().Draw(t, "heading") {
					p.Headings, asks = []string{"Questions from the Panel"}, true
				}
				if asks {
					p.Text = words("question", "?")
					p.Asker = rapid.SampledFrom([]string{"", "Marshwick Voices"}).Draw(t, "asker")
				}
				for range rapid.IntRange(0, 4).Draw(t, "parts") {
					kind := rapid.SampledFrom([]draft.PartKind{draft.Bullet, draft.Comment, draft.Agreed, draft.FollowUp}).Draw(t, "kind")
					x := draft.Part{Kind: kind, Text: words("part", ".")}
					if kind == draft.Bullet && asks {
						x.Kind, x.Who = draft.Answer, rapid.SampledFrom([]string{"", "DCSC", "HoS"}).Draw(t, "role")
					}
					if kind == draft.Comment {
						x.Who = "Cllr Bo Example"
					}
					p.Parts = append(p.Parts, x)
				}
				it.Paragraphs = append(it.Paragraphs, p)
			}
			m.Items = append(m.Items, it)
		}
		numbered, err := draft.Number(m)
		if err != nil {
			t.Fatal(err)
		}
		p, err := minutes.Read("x.html", HTML(numbered))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(numbered, draft.FromProposal(p), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, HTML(numbered))
		}
	})
}
