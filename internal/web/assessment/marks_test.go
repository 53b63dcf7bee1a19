package assessment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMarks(t *testing.T) {
	tests := map[string]struct {
		old, now string
		want     []piece
	}{
		"nothing before":       {"", "New words", []piece{{Text: "New words"}}},
		"the same":             {"One two.", "One two.", []piece{{Text: "One two."}}},
		"added at the end":     {"One", "One two", []piece{{Text: "One "}, {Text: "two", Added: true}}},
		"a word changed":       {"She is 9 now.", "She is 10 now.", []piece{{Text: "She is "}, {Text: "9 ", Gone: true}, {Text: "10 ", Added: true}, {Text: "now."}}},
		"everything gone":      {"One two", "", []piece{{Text: "One two", Gone: true}}},
		"a paragraph put in":   {"A\n\nC", "A\n\nB\n\nC", []piece{{Text: "A\n\n"}, {Text: "B\n\n", Added: true}, {Text: "C"}}},
		"only white space new": {"One two", "One\ntwo", []piece{{Text: "One\ntwo"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marks(tt.old, tt.now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is not gone is the text itself, to the letter; what was not added has the words of the older one.
func TestMarksLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([abcé<] ?\n?){0,40}`)
		old, now := text.Draw(t, "old"), text.Draw(t, "now")
		var kept, before strings.Builder
		for _, p := range marks(old, now) {
			if !p.Gone {
				kept.WriteString(p.Text)
			}
			if !p.Added {
				before.WriteString(p.Text)
			}
		}
		if kept.String() != now {
			t.Fatalf("%q became %q", now, kept.String())
		}
		if strings.TrimSpace(old) != "" && len(strings.Fields(old)) > len(strings.Fields(before.String()))+1 {
			t.Fatalf("%q lost words: %q", old, before.String())
		}
	})
}

func TestMarksOfVeryLongTexts(t *testing.T) {
	old, now := strings.Repeat("old ", 20_000), strings.Repeat("new ", 20_000)
	if got := marks(old, now); len(got) != 2 || got[0].Text != old || got[1].Text != now {
		t.Errorf("%d pieces", len(got))
	}
}
