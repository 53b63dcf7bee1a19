package measure

import (
	"fmt"
	"testing"

	"throughline/internal/record"
)

// The reader of a published figure knows the rule. Whatever fits what is shown must leave every hidden count open: no count of
// 1 to 5 may be the only one that fits. All figures up to 60 are tried.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	const most = 60
	type pair struct{ num, den int }
	for _, share := range []bool{true, false} {
		unit := number
		if share {
			unit = percent
		}
		fits := map[string][]pair{}
		for den := 0; den <= most; den++ {
			for num := 0; num <= most; num++ {
				if share && num > den || !share && den > 0 {
					continue
				}
				p := Publish(Result{Unit: unit, Numerator: num, Denominator: den})
				key := fmt.Sprint(p.Numerator, "|", p.Denominator, "|", p.Value)
				fits[key] = append(fits[key], pair{num, den})
			}
		}
		for key, pairs := range fits {
			nums, rests, dens := map[int]bool{}, map[int]bool{}, map[int]bool{}
			for _, p := range pairs {
				nums[p.num] = true
				if share {
					rests[p.den-p.num], dens[p.den] = true, true
				}
			}
			for what, set := range map[string]map[int]bool{"numerator": nums, "rest": rests, "denominator": dens} {
				for n := range set {
					if len(set) == 1 && small(n) {
						t.Errorf("share %t, shown %s: the %s must be %d", share, key, what, n)
					}
				}
			}
		}
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		unit           string
		num, den       int
		wantNum, wantD string
		wantValue      string
	}{
		"plain":              {percent, 69, 100, "69", "100", "69.0"},
		"zero is shown":      {percent, 0, 6, "0", "6", "0.0"},
		"all":                {percent, 6, 6, "6", "6", "100.0"},
		"numerator 5":        {percent, 5, 100, "c", "c", "c"},
		"numerator 6":        {percent, 6, 100, "6", "100", "6.0"},
		"rest of 5":          {percent, 95, 100, "c", "c", "c"},
		"rest of 6":          {percent, 94, 100, "94", "100", "94.0"},
		"none of 5":          {percent, 0, 5, "c", "c", "c"},
		"nothing":            {percent, 0, 0, "0", "0", "z"},
		"a small number":     {number, 1, 0, "c", "", "c"},
		"a number":           {number, 6, 0, "6", "", "6"},
		"no number, but all": {number, 0, 0, "0", "", "0"},
	} {
		p := Publish(Result{Unit: tt.unit, Numerator: tt.num, Denominator: tt.den})
		if p.Numerator != tt.wantNum || p.Denominator != tt.wantD || p.Value != tt.wantValue || p.Hidden != (tt.wantValue == "c") {
			t.Errorf("%s: %q of %q is %q, hidden %t", name, p.Numerator, p.Denominator, p.Value, p.Hidden)
		}
		f, err := PublishFigure(record.Figure{Measure: "AS-02", Definition: 1, Unit: tt.unit, Numerator: tt.num, Denominator: tt.den})
		if err != nil || !f.Same(p) {
			t.Errorf("%s: a stored figure is published otherwise: %+v %v", name, f, err)
		}
	}
	if _, err := PublishFigure(record.Figure{Measure: "AS-02", Definition: 2}); err == nil {
		t.Error("a figure of a definition that the program does not have was published")
	}
}

// A year less its first half is its second half.
func TestPublishTrend(t *testing.T) {
	t.Parallel()
	result := func(num, den int) Result { return Result{Unit: percent, Numerator: num, Denominator: den} }
	half := result(20, 40)
	for name, tt := range map[string]struct {
		year             Result
		hideYear, hideH1 bool
	}{
		"second half 20 of 40":      {result(40, 80), false, false},
		"second half 3 of 40":       {result(23, 80), false, true},
		"second half 38 of 40":      {result(58, 80), false, true},
		"second half 0 of 4":        {result(20, 44), false, true},
		"no second half yet":        {result(20, 40), false, false},
		"the year itself is hidden": {result(2, 44), true, false},
	} {
		got := PublishTrend([]Point{{tt.year, &half}})[0]
		if got.Year.Hidden != tt.hideYear || got.Half.Hidden != tt.hideH1 || tt.hideH1 && (got.Half.Denominator != "c" || got.Half.Value != "c" || got.Half.Numerator != "c") {
			t.Errorf("%s: %+v %+v", name, got.Year, *got.Half)
		}
	}
	if got := PublishTrend([]Point{{result(40, 80), nil}}); got[0].Half != nil {
		t.Error("a half out of nowhere")
	}
}
