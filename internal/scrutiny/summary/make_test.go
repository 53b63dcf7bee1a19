package summary

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

// TestMade: what is made of a record can be published against it, says each part, and every sentence has its anchor.
func TestMade(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]Record{"seeds": meeting(t), "printed": FromProposal(propose(t, "printed-a.txt"), nil)} {
		made := Make(r)
		if err := Publishable(made, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var parts []Part
		for _, s := range made {
			for _, x := range s.Sentences {
				if !slices.Contains(parts, x.Part) {
					parts = append(parts, x.Part)
				}
			}
		}
		slices.Sort(parts)
		if diff := cmp.Diff([]Part{Agreed, Answered, Asked, Reported, Unanswered}, parts); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	made := Make(meeting(t))
	var all []string
	for _, x := range made[1].Sentences {
		all = append(all, x.Text)
	}
	for _, want := range []string{
		"It was reported: “After the application of reserves (£3.6m), this directorate was expected to be overspent by £3.8m”.",
		"Commission: 18 questions.", "Chair: 1 question.", "Director of Children's Social Care, Dinah Bellweather: 11 answers.", "Without a named post: 2 answers.",
		"It was agreed: “That further information on the future funding of OBIS beyond 2023/24 would be provided to the Commission”; no owner is named, no date is given.",
	} {
		if !slices.Contains(all, want) {
			t.Errorf("missing %q in\n%s", want, strings.Join(all, "\n"))
		}
	}
}

func TestPublishable(t *testing.T) {
	t.Parallel()
	r := meeting(t)
	here := []Anchor{{Paragraph: "5.10"}}
	for name, tt := range map[string]struct {
		s    Sentence
		want string
	}{
		"sound":        {Sentence{Reported, "FISS is to overspend by £1.445m.", here}, ""},
		"no anchor":    {Sentence{Reported, "FISS is to overspend by £1.445m.", nil}, "has no anchor"},
		"wrong anchor": {Sentence{Reported, "FISS is to overspend by £1.445m.", []Anchor{{Paragraph: "9.9"}}}, "which the minutes do not have"},
		"number":       {Sentence{Reported, "FISS is to overspend by £2.9m.", here}, "do not give this number"},
		"stranger":     {Sentence{Answered, "Cllr Ada Nobody spoke.", here}, "nobody of that name"},
		"quotation":    {Sentence{Reported, "FISS “is in trouble”.", here}, "not in the minutes"},
	} {
		err := Publishable([]Section{{Number: "5", Sentences: []Sentence{tt.s}}}, r)
		if tt.want == "" && err != nil || tt.want != "" && (errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	d := minutes.Document{Source: "s.txt", Text: "Meeting summary (AI generated)\nMayor Ada Example said costs rose 12% in 2023. It was “hard”.\n"}
	got := Claims(d).Claims
	if len(got) != 3 || got[1].Line != 2 || !slices.Equal(got[1].People, []string{"Mayor Ada Example"}) || !slices.Equal(got[1].Numbers, []string{"12%"}) ||
		!slices.Equal(got[1].Years, []string{"2023"}) || !slices.Equal(got[2].Quotations, []string{"hard"}) {
		t.Errorf("%+v", got)
	}
}
