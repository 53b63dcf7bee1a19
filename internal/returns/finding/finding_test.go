package finding

import "testing"

func TestSentence(t *testing.T) {
	f := Finding{Table: "Episodes", Values: []Value{{"DECOM", "01/04/2025"}, {"DEC", ""}, {"Header.DOB", "02/04/2025"}}}
	for text, want := range map[string]string{
		"The episode began on {DECOM} and ended on {DEC}.":     "The episode began on 01/04/2025 and ended on (blank).",
		"{Episodes.DECOM} is before birth on {Header.DOB}.":    "01/04/2025 is before birth on 02/04/2025.",
		"{RNE} is not among the values, and {open is no brace": "RNE is not among the values, and {open is no brace",
		"": "",
	} {
		if got := (Rule{Message: text}).Sentence(f); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if got := (Rule{Mend: text}).Mending(f); got != want {
			t.Errorf("mend %q: got %q, want %q", text, got, want)
		}
	}
}
