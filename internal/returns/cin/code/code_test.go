package code

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSets(t *testing.T) {
	t.Parallel()
	got := map[string]int{}
	for _, name := range Names() {
		got[name] = len(Codes(name))
		seen := map[string]bool{}
		for _, c := range Codes(name) {
			if c.Code == "" || seen[c.Code] || strings.Contains(c.Meaning, "(from") || strings.Contains(c.Meaning, "(to ") {
				t.Errorf("%s: %+v", name, c)
			}
			seen[c.Code] = true
		}
	}
	want := map[string]int{"sex": 3, "gender_current": 4, "ethnicity": 20, "disability": 13, "upn_unknown": 7, "referral_source": 22,
		"primary_need": 10, "reason_for_closure": 9, "category_of_abuse": 5, "assessment_factors": 44, "assessment_factor_peer": 44,
		"yes_no": 4, "pp_outcome": 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if Codes("shoes") != nil || Names()[0] != "sex" || Codes("disability")[0].Code != "NONE" {
		t.Error("order or unknown set")
	}
}

// TestNothingLost holds every code of the source against the parsed sets by a second, unordered reading.
func TestNothingLost(t *testing.T) {
	t.Parallel()
	var raw map[string]struct{ Codes any }
	if err := json.Unmarshal(source, &raw); err != nil {
		t.Fatal(err)
	}
	for name, s := range raw {
		meanings, ok := s.Codes.(map[string]any)
		if !ok {
			continue
		}
		var have []string
		for _, c := range Codes(name) {
			have = append(have, c.Code)
			if m := meanings[c.Code].(string); !strings.HasPrefix(m, c.Meaning) || c.Meaning == "" {
				t.Errorf("%s %s: %q of %q", name, c.Code, c.Meaning, m)
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(meanings)), slices.Sorted(slices.Values(have))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		set, code string
		in, out   []int
	}{
		{"sex", "F", []int{2025, 2030}, []int{2024}},
		{"gender_current", "1", []int{2010, 2024}, []int{2025}},
		{"referral_source", "5D", []int{2023, 2026}, []int{2022}},
		{"referral_source", "6", []int{2010, 2030}, nil},
		{"reason_for_closure", "RC9", []int{2023}, []int{2022}},
		{"assessment_factors", "18A", []int{2020}, []int{2021}},
		{"assessment_factors", "24A", []int{2022}, []int{2021}},
	} {
		c, ok := Find(tt.set, tt.code)
		if !ok {
			t.Errorf("%s %s: not found", tt.set, tt.code)
		}
		for _, y := range tt.in {
			if !c.In(y) {
				t.Errorf("%s %s is not in %d: %+v", tt.set, tt.code, y, c)
			}
		}
		for _, y := range tt.out {
			if c.In(y) {
				t.Errorf("%s %s is in %d: %+v", tt.set, tt.code, y, c)
			}
		}
	}
	if c, _ := Find("assessment_factors", "18A"); c.Meaning != "physical abuse" {
		t.Errorf("%+v", c)
	}
	if _, ok := Find("sex", "f"); ok {
		t.Error("codes are compared exactly")
	}
}

func TestUPNData(t *testing.T) {
	t.Parallel()
	r := UPNCouncils()
	if len(r) != 36 || r[0] != (Range{1, 5}) || r[len(r)-1] != (Range{940, 943}) || len(UPNCheckLetters()) != 23 {
		t.Errorf("%d ranges %v, letters %q", len(r), r, UPNCheckLetters())
	}
}

// TestCopiesAreCallersOwn: changing what was given does not change the sets.
func TestCopiesAreCallersOwn(t *testing.T) {
	t.Parallel()
	Codes("sex")[0].Code = "X"
	if Codes("sex")[0].Code != "M" {
		t.Error("the set was changed through a copy")
	}
}
