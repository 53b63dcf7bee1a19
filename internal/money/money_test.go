package money

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"0": 0, "850": 85000, " £850 ": 85000, "1,234.50": 123450, "1234.50": 123450, "£ 12,345,678.09": 1234567809, "0.05": 5, "1000000000": Most} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "£", ".50", "1.5", "1.505", "12,34", "1234,567", ",123", "1,23.00", "-5", "5-", "1e3", "12 000", "٣", "1000000000.01", "99999999999999999999"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("%q is read as %d", in, got)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[int64]string{0: "£0", 5: "£0.05", 85000: "£850", 123450: "£1,234.50", 100000000: "£1,000,000", -123450: "−£1,234.50", math.MinInt64: "−£92,233,720,368,547,758.08"} {
		if got := Text(in); got != want {
			t.Errorf("%d is %s, want %s", in, got, want)
		}
	}
}

func TestWhatIsShownReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, Most).Draw(t, "pence")
		if got, err := Parse(Text(n)); err != nil || got != n {
			t.Errorf("%s reads back as %d, %v", Text(n), got, err)
		}
		if n == 0 {
			return
		}
		if got, err := Parse(Typed(n)); err != nil || got != n {
			t.Errorf("%s reads back as %d, %v", Typed(n), got, err)
		}
	})
}

func TestYearly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		weekly, once, want int64
		ok                 bool
	}{
		"52 weeks and once": {505000, 25000, 26285000, true}, "nothing": {0, 0, 0, true}, "only once": {0, 7, 7, true},
		"more than can be told": {math.MaxInt64 / 52, 100, 0, false}, "below nothing": {-1, 0, 0, false},
	} {
		if got, ok := Yearly(tt.weekly, tt.once); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %d, %v; want %d, %v", name, got, ok, tt.want, tt.ok)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		weekly int64
		days   int
		want   int64
	}{
		"a week": {505000, 7, 505000}, "no day": {505000, 0, 0}, "a day": {505000, 1, 72143}, "3/7 of a penny": {3, 1, 0}, "4/7 of a penny": {4, 1, 1}, "a year": {700, 365, 36500},
		"two weeks and a day": {100, 15, 214},
	} {
		if got := Days(tt.weekly, tt.days); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
	if got := Annual(504400); got != 26300857 { // £5,044 a week is £263,008.57 a year of 365 days, and £262,288 by 52 weeks (specs/finance.md 5)
		t.Errorf("a year is %d", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"850", "£1,234.50", "1.5", ",1", "−£3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(Text(n)); n < 0 || n > Most || err != nil || back != n {
			t.Errorf("%q is %d, which reads back as %d, %v", s, n, back, err)
		}
	})
}
