package draft

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

func sound() Meeting {
	return Meeting{Authority: "London Borough of Marshwick", Body: "Scrutiny Panel", MunicipalYear: "2026/27", Date: "2026-09-15", Start: "19:00",
		Attendance: minutes.Attendance{Chair: "Cllr Ada Example", Councillors: []string{"Cllr Bo Example"}, Officers: []minutes.Holder{{Name: "Wen Li", Post: "Director of Education"}}},
		Items: []Item{{Title: "Welcome", Paragraphs: []Paragraph{{Text: "All were welcomed."}}},
			{Title: "Report", Start: "19:05", Paragraphs: []Paragraph{
				{Text: "It was introduced."},
				{Headings: []string{"Questions from the Panel"}, Text: "Why is it late?", Parts: []Part{{Answer, "DoE", "Staff were ill."}, {Comment, "Cllr Example", "That is a pity."},
					{Agreed, "", "The Director of Education would send a note by 30 October 2026."}}}}}}}
}

func TestMake(t *testing.T) {
	t.Parallel()
	d, err := Make(sound())
	if err != nil || len(d.Findings) != 0 {
		t.Fatalf("%v %+v", err, d.Findings)
	}
	if d.Meeting.Items[1].Paragraphs[1].Number != "2.2" || !slices.ContainsFunc(d.Blocks, func(b Block) bool { return b.Line() == "2.2 Why is it late?" }) {
		t.Errorf("%+v", d.Blocks)
	}
	if m := sound(); m.Items[1].Paragraphs[1].Number != "" {
		t.Error("the input was changed")
	}
}

// TestFindings: each check of the draft finds what it is for, and only that.
func TestFindings(t *testing.T) {
	t.Parallel()
	q := func(m *Meeting) *Paragraph { return &m.Items[1].Paragraphs[1] }
	for name, tt := range map[string]struct {
		change func(*Meeting)
		want   []string // kinds and a piece of what is said
	}{
		"no owner":     {func(m *Meeting) { q(m).Parts[2].Text = "That a note would be sent by 30 October 2026." }, []string{"action: names no owner"}},
		"no day":       {func(m *Meeting) { q(m).Parts[2].Text = "The Director of Education would send a note." }, []string{"action: names no day"}},
		"no answer":    {func(m *Meeting) { q(m).Parts = q(m).Parts[1:] }, []string{"answer: no answer"}},
		"not there":    {func(m *Meeting) { q(m).Parts[1].Who = "Cllr Cy Other" }, []string{"attendance: Cllr Cy Other speaks"}},
		"no such post": {func(m *Meeting) { q(m).Parts[0].Who = "HoS" }, []string{"attendance: (HoS) answers"}},
		"abbreviation": {func(m *Meeting) { q(m).Parts[0].Text = "The QXZ was late." }, []string{"term: QXZ is nowhere explained"}},
		"explained":    {func(m *Meeting) { q(m).Parts[0].Text = "The Quick Zone (QXZ) was late. The QXZ is small." }, nil},
		"two figures": {func(m *Meeting) {
			m.Items[1].Paragraphs[0].Text = "Early Years has an overspend of £660k."
			q(m).Text = "Why is the Early Years overspend £666k?"
		}, []string{"figure: £660k in one place and £666k"}},
		"a false number": {func(m *Meeting) {
			q(m).Parts[0].Text, q(m).Parts[0].Kind, q(m).Parts[0].Who = "2.3 Then more.", FollowUp, ""
		}, []string{"text: read back as something else"}},
		"lower case": {func(m *Meeting) {
			q(m).Parts[1] = Part{FollowUp, "", "and so on."}
			q(m).Parts[0].Text = "Staff were ill"
		}, []string{"text: read back as something else"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := sound()
			tt.change(&m)
			d, err := Make(m)
			if err != nil {
				t.Fatal(err)
			}
			if name == "a false number" { // it reads as another question, without an answer
				d.Findings = slices.DeleteFunc(d.Findings, func(f minutes.Contradiction) bool { return f.Kind == "answer" })
			}
			if len(d.Findings) != len(tt.want) {
				t.Fatalf("%+v", d.Findings)
			}
			for i, w := range tt.want {
				kind, piece, _ := strings.Cut(w, ": ")
				if f := d.Findings[i]; f.Kind != kind || !strings.Contains(f.What, piece) {
					t.Errorf("%+v, want %s", f, w)
				}
			}
		})
	}
}

func TestNumbersOutOfOrder(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Meeting){
		"Item 1":        func(m *Meeting) { m.Items[0].Number, m.Items[1].Number = "4", "1" },
		"Paragraph 9.1": func(m *Meeting) { m.Items[1].Paragraphs[0].Number = "9.1" },
		"Paragraph 2.1": func(m *Meeting) { m.Items[1].Paragraphs[0].Number, m.Items[1].Paragraphs[1].Number = "2.5", "2.1" },
		"Item x":        func(m *Meeting) { m.Items[0].Number = "x" },
	} {
		m := sound()
		change(&m)
		if _, err := Make(m); errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
