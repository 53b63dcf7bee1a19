package form_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
)

func TestDayThatCannotBeReadIsNone(t *testing.T) {
	for name, boxes := range map[string][3]string{
		"empty": {}, "no year": {"3", "12", ""}, "31 June": {"31", "6", "2026"}, "words": {"the third", "of", "May"},
	} {
		v := url.Values{"on-day": {boxes[0]}, "on-month": {boxes[1]}, "on-year": {boxes[2]}}
		if got := form.Day(v, "on"); !got.IsZero() {
			t.Errorf("%s: read as %s", name, got)
		}
	}
	if got, want := form.Day(url.Values{"on-day": {" 3"}, "on-month": {"March"}, "on-year": {"2026"}}, "on"), day.Must("2026-03-03"); got != want {
		t.Errorf("a month in words with a space before the day: %s, want %s", got, want)
	}
}

func TestDayIsReadAsItWasSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := day.Must("1900-01-01").Add(rapid.IntRange(0, 80_000).Draw(t, "days"))
		v := url.Values{}
		form.SetDay(v, "on", want)
		if got := form.Day(v, "on"); got != want {
			t.Errorf("%s was read as %s from %v", want, got, v)
		}
		asked := form.Date{Name: "on"}
		if asked.Take(v); asked.Check() != "" || asked.Value != want {
			t.Errorf("the field read %s as %s", want, asked.Value)
		}
	})
	v := url.Values{}
	if form.SetDay(v, "on", day.Day{}); len(v) != 0 {
		t.Errorf("no day filled the boxes: %v", v)
	}
}

func TestLine(t *testing.T) {
	if got := form.Line(url.Values{"who": {"  Ada  Ames\n"}}, "who"); got != "Ada  Ames" {
		t.Errorf("%q", got)
	}
}

func TestCoded(t *testing.T) {
	on := day.Must("2026-11-26")
	set, _ := codes.Set("sex")
	var want []form.Option
	for _, c := range set.On(on) {
		want = append(want, form.Option{Value: c.Code, Label: codes.Sentence("sex", c.Code)})
	}
	if len(want) == 0 {
		t.Fatal("the set has no codes: the test proves nothing")
	}
	if diff := cmp.Diff(want, form.Coded("sex", on)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, form.Coded("sex", on, "", want[0].Value)); diff != "" {
		t.Errorf("a code in use, or none, is not offered twice:\n%s", diff)
	}
	ended := append(want, form.Option{Value: "gone", Label: "Gone"})
	if diff := cmp.Diff(ended, form.Coded("sex", on, "gone")); diff != "" {
		t.Errorf("what is recorded stays to choose:\n%s", diff)
	}
	if got := form.Coded("no such set", on); got != nil {
		t.Errorf("a set that there is not has %v", got)
	}
}
