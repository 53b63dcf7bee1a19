package form_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
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

func TestSend(t *testing.T) {
	other := errors.New("the disk is full")
	for name, tt := range map[string]struct {
		typed   string
		do      error
		done    bool
		asked   bool // whether it was tried at all
		want    error
		explain string
	}{
		"nothing typed":       {explain: "Enter a name"},
		"all is well":         {typed: "Ada", done: true, asked: true},
		"refused at a field":  {typed: "Ada", do: errs.Field("name", "There is an Ada already"), asked: true, explain: "There is an Ada already"},
		"refused as a whole":  {typed: "Ada", do: errs.New(errs.Invalid, "Not on a Sunday"), asked: true, explain: "Not on a Sunday"},
		"somebody was faster": {typed: "Ada", do: errs.New(errs.Conflict, "Changed meanwhile"), asked: true, want: errs.New(errs.Conflict, "Changed meanwhile")},
		"something broke":     {typed: "Ada", do: other, asked: true, want: other},
	} {
		t.Run(name, func(t *testing.T) {
			f, asked := form.Form{}, false
			f.Add(&form.Text{Name: "name", Label: "Name", Required: "Enter a name"})
			done, err := f.Send(url.Values{"name": {tt.typed}}, func() error { asked = true; return tt.do })
			if done != tt.done || asked != tt.asked || (err == nil) != (tt.want == nil) || err != nil && errs.Of(err) != errs.Of(tt.want) {
				t.Errorf("done %v, asked %v, error %v", done, asked, err)
			}
			text := ""
			for _, e := range f.Errors() {
				text += e.Text
			}
			if text != tt.explain {
				t.Errorf("the page says %q, want %q", text, tt.explain)
			}
		})
	}
}
