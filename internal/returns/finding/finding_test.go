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

func TestMeaning(t *testing.T) {
	one := Rule{Tables: []string{"Episodes"}, Message: "{DECOM} is after {Episodes.DEC} or {Header.DOB}.", Mend: "Correct {Episodes.DECOM}."}
	if got, want := one.Meaning(), "[DECOM] is after [DEC] or [Header.DOB]."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := one.HowToMend(), "Correct [DECOM]."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	two := one
	two.Tables = []string{"Episodes", "Header"}
	if got, want := two.Meaning(), "[DECOM] is after [Episodes.DEC] or [Header.DOB]."; got != want {
		t.Errorf("two tables: got %q, want %q", got, want)
	}
}

func TestCalled(t *testing.T) {
	for name, want := range map[string]string{
		"DECOM": "DECOM", "Header.DOB": "Header.DOB", "previous.PLACE": "previous PLACE", "last.UPN": "last year's UPN", "before.PLACE": "earlier PLACE",
		"OC2.DOB+4y": "4th birthday", "AD1.DATE_INT+2y": "AD1.DATE_INT and 2 years", "year.end": "end of the year", "year.start": "start of the year", "": "",
	} {
		if got := Called(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
