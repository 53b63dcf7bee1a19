package scrutiny

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/measure"
)

func TestUnmatched(t *testing.T) {
	t.Parallel()
	figure := measure.Published{
		Title: "Assessments completed in 45 working days", Numerator: "2350", Denominator: "3400", Value: "69.1", Plain: "Completed within 45 working days.",
		Comparators: []measure.Comparator{{Value: "82.5"}, {Value: ""}},
	}
	for text, want := range map[string][]string{
		"69.1% of 3,400 (2350) in 45 working days; England 82.5%":                       nil,
		"about 69% were in time":                                                        {"69"},
		"In 2022/23 and 2023-24, by 31 March 2023, at 9.50pm, AS-02 and paragraph 4.13": nil,
		"we hired 12 people in May 2023 and 1,200 letters went out":                     {"12", "1,200"},
		"between 3 and 4 May 2023 nothing happened":                                     nil,
		"only 5 may be late":                                                            {"5"},
		"the figure was 69.10":                                                          nil,
		"£1.445m":                                                                       {"1.445"},
		"":                                                                              nil,
	} {
		var got []string
		for _, m := range Unmatched(text, []measure.Published{figure}) {
			got = append(got, m.Number)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	if got := Unmatched("7 of 9", nil); len(got) != 2 {
		t.Errorf("without figures nothing matches: %v", got)
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("In 2022/23, 69.1% of 3,400 — almost ¾ — were “in time”, 9.50pm")
	f.Add("1 May 2 £3,000.50\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range mentions(s) {
			if m.Number == "" || !utf8.ValidString(m.Around) {
				t.Errorf("%q: %+v", s, m)
			}
		}
	})
}
