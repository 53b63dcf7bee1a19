package cin

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-03-09", " 2026-03-09\n", "09/03/2026", "9/3/2026", "09-03-2026", "9-3-2026", "2026/03/09", "20260309",
		"09-Mar-2026", "09/March/2026", "2026-03-09T00:00:00", "2026-03-09T23:30:00Z", "2026-03-09T00:30:00+01:00", "2026-03-09T10:00:00.123",
		"2026-03-09 10:00", "09/03/2026 00:00:00", "2026-03-09Z", "2026-03-09+01:00", "2026-3-9"} {
		if got, err := ParseDate(s); err != nil || got != day.Must("2026-03-09") {
			t.Errorf("%q: %s %v", s, got, err)
		}
	}
	for _, s := range []string{"", " \t"} {
		if got, err := ParseDate(s); err != nil || !got.IsZero() {
			t.Errorf("%q: %s %v", s, got, err)
		}
	}
	for _, s := range []string{"2026-02-30", "30/02/2026", "03/31/2026", "09/03/26", "2026", "2026-03", "yesterday", "2026-03-09Tea",
		"2026-03-09 x", "0000-00-00", "2026-03-09-01", "20261309", "--", "//", "2026--09", "9999999", "2026-03-09T25:00:00", "2026-03-09X"} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, got)
		}
	}
}

// TestDateForms writes any day in each form and reads it back.
func TestDateForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := day.Must("1900-01-01").Add(rapid.IntRange(0, 110_000).Draw(t, "days"))
		y, m, d := want.Date()
		form := rapid.SampledFrom([]string{"%04[1]d-%02[2]d-%02[3]d", "%02[3]d/%02[2]d/%04[1]d", "%[3]d-%[2]d-%04[1]d", "%04[1]d%02[2]d%02[3]d"}).Draw(t, "form")
		s := fmt.Sprintf(form, y, int(m), d)
		if got, err := ParseDate(s); err != nil || got != want {
			t.Fatalf("%q: %s %v, want %s", s, got, err, want)
		}
	})
}

func TestValueErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	v := Value{Name: "CINreferralDate", Text: "2026-13-01", Given: true, Place: Place{41, 7}}
	_, dateErr := v.Date()
	_, _, flagErr := v.Flag()
	_, _, countErr := v.Count()
	for _, err := range []error{dateErr, flagErr, countErr} {
		if errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), `line 41 column 7: CINreferralDate is "2026-13-01"`) {
			t.Error(err)
		}
	}
}

func TestFlagAndCount(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"true": "true true", "1": "true true", "TRUE": "true true", " False ": "false true", "0": "false true", "": "false false", " ": "false false"} {
		yes, given, err := Value{Text: s}.Flag()
		if got := fmt.Sprint(yes, given); got != want || err != nil {
			t.Errorf("flag %q: %s %v", s, got, err)
		}
	}
	for s, want := range map[string]string{"0": "0 true", " 12 ": "12 true", "007": "7 true", "": "0 false"} {
		n, given, err := Value{Text: s}.Count()
		if got := fmt.Sprint(n, given); got != want || err != nil {
			t.Errorf("count %q: %s %v", s, got, err)
		}
	}
	for _, s := range []string{"yes", "2", "-1", "true false"} {
		if _, _, err := (Value{Text: s}).Flag(); err == nil {
			t.Errorf("flag %q", s)
		}
	}
	for _, s := range []string{"-1", "1.0", "1e3", "1234567890", "one", "٣"} {
		if _, _, err := (Value{Text: s}).Count(); err == nil {
			t.Errorf("count %q", s)
		}
	}
}
