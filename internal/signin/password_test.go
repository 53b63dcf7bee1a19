package signin

import (
	"strings"
	"testing"
	"unicode/utf8"

	"throughline/internal/errs"
)

func TestDenyListIsLongEnough(t *testing.T) {
	long := 0
	seen := map[string]bool{}
	for _, s := range DenyList() {
		if seen[s] {
			t.Fatalf("%q twice", s)
		}
		seen[s] = true
		if utf8.RuneCountInString(s) >= MinWithMFA {
			long++
		}
	}
	if len(seen) < 3000 || long < 3000 {
		t.Errorf("%d entries, %d of them long enough to matter; both must be at least 3,000", len(seen), long)
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	p := NewPolicy("London Borough of Hackney")
	ayo := Holder{Account: "ayo.brightwater", Name: "Ayo Brightwater", Email: "ayo.brightwater@example.gov.uk", MFA: true}
	kiosk := Holder{Account: "kiosk", Name: "Kiosk", MFA: true}
	tests := map[string]struct {
		password string
		holder   Holder
		refused  string // part of the text; empty is accepted
	}{
		"three random words":                  {"otter lantern cobalt", ayo, ""},
		"four words":                          {"correct tunnel violin mossy", ayo, ""},
		"random characters":                   {"vR7#kq2Lw9!x", ayo, ""},
		"random letters":                      {"uvkzhqtwnpbe", ayo, ""},
		"64 characters":                       {strings.Repeat("otter lantern cob", 4)[:64], ayo, ""},
		"the most":                            {strings.Repeat("otter lantern cobalt ", 13)[:256], ayo, ""},
		"one more than the most":              {strings.Repeat("otter lantern cobalt ", 13)[:257], ayo, "at most 256"},
		"letters of another script":           {"лампа тоннель выдра", ayo, ""},
		"twelve characters with a factor":     {"otter cobalt", ayo, ""},
		"eleven characters with a factor":     {"otter cobal", ayo, "at least 12"},
		"fourteen without a factor":           {"otter cobalt x", Holder{Name: "Ayo Brightwater"}, "at least 15"},
		"fifteen without a factor":            {"otter cobalt xe", Holder{Name: "Ayo Brightwater"}, ""},
		"characters count, not bytes":         {"éééééééé", ayo, "at least 12"},
		"kiosk/kiosk":                         {"kiosk", kiosk, "must not be your name"},
		"kiosk, repeated to reach the length": {"kioskkioskkiosk", kiosk, "must not be your name"},
		"kiosk with a year":                   {"Kiosk2012!!!!!", kiosk, "must not be your name"},
		"own account name":                    {"ayo.brightwater", ayo, "must not be your name"},
		"own name in look-alikes":             {"4y0 Br1ghtw@t3r", ayo, "must not be your name"},
		"own address":                         {"ayo.brightwater@example.gov.uk", ayo, "must not be your name"},
		"own surname and a little":            {"Brightwater7!x", ayo, "mostly your name"},
		"own surname and a common word":       {"brightwater sunshine", ayo, "mostly your name"},
		"own surname among others":            {"brightwater otter lantern", ayo, ""},
		"council and year":                    {"Hackney-2024!", ayo, "attackers try first"},
		"council's whole name":                {"LondonBoroughOfHackney", ayo, "mostly your name"},
		"product and council":                 {"throughline hackney", ayo, "mostly your name"},
		"product in look-alikes":              {"Thr0ughl1ne99", ayo, "mostly your name"},
		"password with a year":                {"Password2024", ayo, "attackers try first"},
		"password in look-alikes":             {"P@$$w0rd2026!!", ayo, "attackers try first"},
		"password twice":                      {"passwordpassword", ayo, "attackers try first"},
		"affix in front":                      {"123456!sunshine", ayo, "attackers try first"},
		"two common words":                    {"monkey-dragon", ayo, "attackers try first"},
		"season and year":                     {"Autumn2026!!", ayo, "attackers try first"},
		"one character":                       {strings.Repeat("z", 20), ayo, "attackers try first"},
		"three characters repeated":           {strings.Repeat("x7q", 6), ayo, "attackers try first"},
		"numbers in a row":                    {"1234567890123", ayo, "attackers try first"},
		"the alphabet":                        {"abcdefghijklmnop", ayo, "pattern"},
		"keys in a row":                       {"qwertyuiopasdf", ayo, "attackers try first"},
		"keys in a row, backwards":            {"lkjhgfdsapoiuy", ayo, "pattern"},
		"keys in columns":                     {"1qaz2wsx3edc4rfv", ayo, "pattern"},
		"line break":                          {"otter lantern\ncobalt", ayo, "keyboard can type"},
		"bytes that are no text":              {"otter lantern \xff\xfe", ayo, "keyboard can type"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := p.Check(tt.password, tt.holder)
			switch {
			case tt.refused == "" && err != nil:
				t.Errorf("%q refused: %v", tt.password, err)
			case tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)):
				t.Errorf("%q: %v, want %q", tt.password, err, tt.refused)
			case err != nil && (errs.Of(err) != errs.Invalid || strings.Contains(err.Error(), tt.password)):
				t.Errorf("kind %v, or the text repeats the password: %v", errs.Of(err), err)
			}
		})
	}
}

// TestEveryListedPasswordIsRefused walks the list itself: whatever folding does, an entry must stay refused.
func TestEveryListedPasswordIsRefused(t *testing.T) {
	p := NewPolicy()
	for _, s := range DenyList() {
		for _, form := range []string{s, strings.ToUpper(s)} {
			if p.Check(form, Holder{MFA: true}) == nil {
				t.Fatalf("%q is accepted", form)
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	p := NewPolicy("London Borough of Hackney")
	for _, s := range []string{"", "otter lantern cobalt", "\xff", strings.Repeat("a", 300), "ﬁ ﬁ ﬁ ﬁ ﬁ ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		err := p.Check(s, Holder{Account: s, MFA: true})
		if err == nil {
			t.Errorf("%q accepted as its own holder's name", s)
		}
	})
}
