package draft

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

func TestReadNotes(t *testing.T) {
	t.Parallel()
	got, err := ReadNotes("The report was  introduced.\n\n# Questions from the Commission\nQ: How many?\nA (DCSC): Nine.\r\nA: More are planned.\n- by April\nC (Cllr Field): That is few.\n+ The Chair agreed.\nAgreed: That a note is sent.\nQ (Hackney of Tomorrow): And us?\nR: Send the plan\nO: The Chair saw progress.\n")
	want := []Note{
		{minutes.Narrative, Paragraph{Text: "The report was introduced."}},
		{minutes.Question, Paragraph{Headings: []string{"Questions from the Commission"}, Text: "How many?", Parts: []Part{{Answer, "DCSC", "Nine."}, {Answer, "", "More are planned."}, {Bullet, "", "by April"}, {Comment, "Cllr Field", "That is few."}, {FollowUp, "", "The Chair agreed."}, {Agreed, "", "That a note is sent."}}}},
		{minutes.Question, Paragraph{Asker: "Hackney of Tomorrow", Text: "And us?"}},
		{minutes.Request, Paragraph{Text: "Send the plan"}},
		{minutes.Observation, Paragraph{Text: "The Chair saw progress."}},
	}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v %s", err, cmp.Diff(want, got))
	}
	for text, says := range map[string]string{
		"": "nothing in the notes", " \n\n": "nothing in the notes", "- first": "Line 1 stands under no paragraph", "One.\n# H\n- x": "Line 3 stands under no", "One.\nA: x": "Line 2 answers no question", "Q: x\nC: y": "Line 2 does not say whose",
		"One.\nAgreed:": "Line 2 is empty", "One.\n# H": "stands above nothing", "\xff": "no text", strings.Repeat("x\n", maxNotes): "longer than",
	} {
		if out, err := ReadNotes(text); errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err)+err.Error(), says) || out != nil {
			t.Errorf("%.20q: %v, want %q", text, err, says)
		}
	}
}

// Whatever is noted: it is read whole or not at all, every paragraph has words, and only what asks has answers.
func FuzzReadNotes(f *testing.F) {
	f.Add("Q: a\nA (X): b\nAgreed: c")
	f.Add("# h\nx")
	f.Fuzz(func(t *testing.T, text string) {
		out, err := ReadNotes(text)
		if (err != nil) != (out == nil) {
			t.Fatalf("%v with %d notes", err, len(out))
		}
		for _, n := range out {
			if strings.TrimSpace(n.Text) == "" {
				t.Errorf("a paragraph without words in %q", text)
			}
			for _, p := range n.Parts {
				if p.Text == "" || p.Kind == Answer && !n.Kind.Asks() || p.Kind == Comment && p.Who == "" {
					t.Errorf("%+v under %+v", p, n)
				}
			}
		}
	})
}
