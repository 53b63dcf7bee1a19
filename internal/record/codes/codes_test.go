package codes

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
)

func must(t *testing.T, name string) CodeSet {
	t.Helper()
	s, ok := Set(name)
	if !ok {
		t.Fatalf("no set %s", name)
	}
	return s
}

func TestEverySetIsWhole(t *testing.T) {
	names := Sets()
	if len(names) < 40 {
		t.Fatalf("only %d sets", len(names))
	}
	for _, name := range names {
		s := must(t, name)
		if s.Title == "" || s.Source == "" || len(s.Codes) == 0 {
			t.Errorf("%s lacks a title, a source or codes", name)
		}
		seen := map[string]bool{}
		for _, c := range s.Codes {
			if c.Code == "" || c.Label == "" || strings.TrimSpace(c.Code) != c.Code || seen[c.Code] {
				t.Errorf("%s has a bad or repeated code %+v", name, c)
			}
			seen[c.Code] = true
			if !c.From.IsZero() && c.To.Before(c.From) {
				t.Errorf("%s %s ends before it starts", name, c.Code)
			}
			if err := s.Valid(c.Code, day.Day{}); err != nil {
				t.Errorf("%s refuses its own %s: %v", name, c.Code, err)
			}
		}
		if s.MapsTo != "" {
			for _, c := range s.Codes {
				if err := must(t, s.MapsTo).Valid(c.MapsTo, day.Must("2026-04-01")); err != nil {
					t.Errorf("%s %s is reported as nothing: %v", name, c.Code, err)
				}
			}
		}
	}
}

// Every code of the two specification files is here under the name which the file gives its set.
func TestSpecificationsAreCovered(t *testing.T) {
	read := func(file string, into any) {
		t.Helper()
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	type spec struct {
		Codes  json.RawMessage `json:"codes"`
		Ranges [][2]int        `json:"ranges"`
	}
	var cin map[string]spec
	read("testdata/cin-codesets.json", &cin)
	var other struct {
		Codesets map[string]spec `json:"codesets"`
	}
	read("testdata/ssda903-codesets.json", &other)
	for _, not := range []string{"upn_check_letter", "bank_holidays_england"} {
		delete(cin, not) // not code lists
	}
	checked := 0
	for _, specs := range []map[string]spec{cin, other.Codesets} {
		for name, sp := range specs {
			s, ok := Set(name)
			if !ok {
				t.Errorf("no set %s", name)
				continue
			}
			var codes []string
			var labelled map[string]string
			switch {
			case len(sp.Codes) > 0 && sp.Codes[0] == '{':
				if err := json.Unmarshal(sp.Codes, &labelled); err != nil {
					t.Fatal(err)
				}
				for c := range labelled {
					codes = append(codes, c)
				}
			case len(sp.Codes) > 0 && sp.Codes[0] == '[':
				if err := json.Unmarshal(sp.Codes, &codes); err != nil {
					t.Fatal(err)
				}
			case len(sp.Codes) > 0: // PL_LA describes an open list in words
				codes = []string{"WAL", "SCO", "NIR", "E09000012"}
			}
			for _, r := range sp.Ranges {
				for n := r[0]; n <= r[1]; n++ {
					codes = append(codes, string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)}))
				}
			}
			if len(codes) == 0 {
				t.Errorf("nothing to check for %s", name)
			}
			for _, c := range codes {
				checked++
				if _, ok := s.Find(c); !ok {
					t.Errorf("%s lacks %s", name, c)
				}
			}
		}
	}
	if checked < 600 {
		t.Errorf("only %d codes compared", checked)
	}
}

func TestOneListOrTwo(t *testing.T) {
	for alias, want := range map[string]string{
		"SEX": "sex", "ETHNIC": "ethnicity", "assessment_factor_peer": "assessment_factors",
		"upn_unknown": "upn_unknown_cin", "UPN_UNKNOWN": "upn_unknown_903", "yes_no": "yes_no_cin", "YES_NO": "yes_no_903", "CIN": "CIN",
	} {
		if got := must(t, alias).Name; got != want {
			t.Errorf("%s is %s, want %s", alias, got, want)
		}
	}
	for _, pair := range [][2]string{{"upn_unknown_cin", "upn_unknown_903"}, {"yes_no_cin", "yes_no_903"}, {"primary_need", "CIN"}} {
		a, b := must(t, pair[0]), must(t, pair[1])
		if !strings.Contains(a.Note, "Not the same as "+b.Name) && !strings.Contains(a.Note, "Not the same as "+b.Name+",") {
			t.Errorf("%s does not say that %s differs: %q", a.Name, b.Name, a.Note)
		}
		if !strings.Contains(b.Note, a.Name) {
			t.Errorf("%s does not say that %s differs", b.Name, a.Name)
		}
		if cmp.Equal(list(a), list(b)) {
			t.Errorf("%s and %s are one list", a.Name, b.Name)
		}
	}
	if _, ok := Set("Sex"); ok {
		t.Error("names are case-sensitive")
	}
}

func list(s CodeSet) (out []string) {
	for _, c := range s.Codes {
		out = append(out, c.Code)
	}
	return out
}

func TestValid(t *testing.T) {
	for name, tt := range map[string]struct{ set, code, on, want string }{
		"in use":                   {"ethnicity", "WBRI", "2026-03-31", ""},
		"no day, ended code":       {"assessment_factors", "18A", "", ""},
		"last day":                 {"assessment_factors", "18A", "2020-03-31", ""},
		"ended":                    {"assessment_factors", "18A", "2020-04-01", `assessment_factors: Code "18A" (physical abuse) of assessment_factors ended on 31 March 2020, and this is for 1 April 2020: choose a code in use`},
		"first day":                {"reason_for_closure", "RC9", "2022-04-01", ""},
		"too early":                {"reason_for_closure", "RC9", "2022-03-31", `reason_for_closure: Code "RC9" (closed after assessment, passed to early help) of reason_for_closure is used only from 1 April 2022, and this is for 31 March 2022`},
		"whole set too early":      {"sex", "M", "2024-03-31", `sex: Code "M" (male) of sex is used only from 1 April 2024, and this is for 31 March 2024`},
		"whole set ended":          {"gender_current", "1", "2024-04-01", `gender_current: Code "1" (male) of gender_current ended on 31 March 2024, and this is for 1 April 2024: choose a code in use`},
		"unknown":                  {"category_of_abuse", "XXX", "", `category_of_abuse: "XXX" is not a code of category_of_abuse (Category of abuse); use one of NEG, PHY, SAB, EMO, MUL`},
		"wrong case":               {"category_of_abuse", "neg", "", `category_of_abuse: "neg" is not a code of category_of_abuse (Category of abuse); write it as "NEG"`},
		"blank round it":           {"sex", "M ", "", `sex: "M " is not a code of sex (Sex); write it as "M"`},
		"empty":                    {"ethnicity", "", "", "ethnicity: Choose a code for ethnicity: it is empty"},
		"long list":                {"language", "qq", "", "language: \"qq\" is not a code of language (Language); `throughline codes language` lists its "},
		"open list, by shape":      {"PL_LA", "E10000015", "", ""},
		"open list, wrong":         {"PL_LA", "E01000015", "", `PL_LA: "E01000015" is not a code of PL_LA (Authority in which a placement is); use one of WAL, SCO, NIR, or one like E09000012`},
		"range with leading zeros": {"la_code_upn", "001", "", ""},
		"gap in a range":           {"la_code_upn", "214", "", "la_code_upn: \"214\" is not a code"},
		"new authority too early":  {"la_code_upn", "942", "2023-03-31", `la_code_upn: Code "942"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := must(t, tt.set).Valid(tt.code, mustDay(t, tt.on))
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)):
				t.Errorf("got %v", err)
			case err != nil && errs.Of(err) != errs.Invalid:
				t.Errorf("kind %v", errs.Of(err))
			}
		})
	}
	if err := must(t, "sex").ValidAt("row 7, Sex", "Q", day.Day{}); err == nil || !strings.HasPrefix(err.Error(), "row 7, Sex: ") {
		t.Errorf("the place is not named: %v", err)
	}
}

func mustDay(t *testing.T, s string) day.Day {
	t.Helper()
	d, err := day.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What a form offers on a day is what Valid accepts on that day.
func TestOnAgreesWithValid(t *testing.T) {
	names := Sets()
	rapid.Check(t, func(t *rapid.T) {
		s, _ := Set(rapid.SampledFrom(names).Draw(t, "set"))
		on := day.New(rapid.IntRange(2015, 2030).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"))
		offered := map[string]bool{}
		for _, c := range s.On(on) {
			offered[c.Code] = true
		}
		for _, c := range s.Codes {
			if valid := s.Valid(c.Code, on) == nil; valid != offered[c.Code] {
				t.Fatalf("%s %s on %v: offered %v, valid %v", s.Name, c.Code, on, offered[c.Code], valid)
			}
		}
	})
}

func TestJSON(t *testing.T) {
	raw, err := json.Marshal(must(t, "gender_current"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"gender_current","title":"Gender (returns up to 2023/24)","source":"children in need census, specs/cin/codesets.json",` +
		`"fields":["ChildIdentifiers.GenderCurrent"],"to":"2024-03-31","codes":[{"code":"0","label":"not recorded, or unborn"},` +
		`{"code":"1","label":"male"},{"code":"2","label":"female"},{"code":"9","label":"indeterminate"}]}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"repeated code": {`[{"name":"x","codes":[{"code":"A"},{"code":"A"}]}]`, `x has code "A" twice`},
		"unknown key":   {`[{"name":"x","colour":"red"}]`, `unknown field "colour"`},
		"bad date":      {`[{"name":"x","from":"2020/21"}]`, "is not a date"},
		"bad pattern":   {`[{"name":"x","pattern":"("}]`, "missing closing"},
	} {
		if _, err := decode([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSetIsACopy(t *testing.T) {
	s := must(t, "sex")
	s.Codes[0].Label = "changed"
	if must(t, "sex").Label("M") != "male" {
		t.Error("a caller changed the catalogue")
	}
}
