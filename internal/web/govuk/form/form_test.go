package form_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
)

type questions struct {
	form.Form
	Name   form.Text
	Notes  form.TextArea
	Born   form.Date
	Seen   form.Radios
	Reason form.Text
	When   form.Date
	Needs  form.Checkboxes
	Which  form.Text
	Team   form.Select
	From   form.Hidden
}

func ask() *questions {
	q := &questions{
		Name:   form.Text{Name: "name", Label: "Full name", Required: "Enter the full name", Max: 20},
		Notes:  form.TextArea{Name: "notes", Label: "Notes", Max: 30},
		Born:   form.Date{Name: "born", Label: "Date of birth", Noun: "Date of birth", Required: "Enter the date of birth", Min: day.Must("2000-01-01"), Max: day.Must("2026-06-03")},
		Reason: form.Text{Name: "reason", Label: "Why not?", Required: "Enter why not"},
		When:   form.Date{Name: "when", Label: "When?", Required: "Enter when"},
		Which:  form.Text{Name: "which", Label: "Which language?", Required: "Enter the language"},
		Team:   form.Select{Name: "team", Label: "Team", Empty: "Choose a team", Options: []form.Option{{Value: "n", Label: "North"}, {Value: "s", Label: "South"}}},
		From:   form.Hidden{Name: "from", Value: "queue"},
	}
	q.Seen = form.Radios{Name: "seen", Label: "Seen?", Required: "Say whether the child was seen", Options: []form.Option{
		{Value: "yes", Label: "Yes", Reveals: []form.Field{&q.When}}, {Value: "no", Label: "No", Reveals: []form.Field{&q.Reason}}}}
	q.Needs = form.Checkboxes{Name: "needs", Label: "Needs", Options: []form.Option{
		{Value: "interpreter", Label: "Interpreter", Reveals: []form.Field{&q.Which}}, {Value: "advocate", Label: "Advocate"}, {Divider: "or"},
		{Value: "none", Label: "None of these", Exclusive: true}}}
	q.Add(&q.Name, &q.Notes, &q.Born, &q.Seen, &q.Needs, &q.Team, &q.From)
	return q
}

// good is an answer without fault.
func good() url.Values {
	return url.Values{"name": {" Siân Example "}, "notes": {"Settled.\r\nEats well."}, "born-day": {"3"}, "born-month": {"May"}, "born-year": {"2019"},
		"seen": {"no"}, "reason": {"Asleep"}, "needs": {"advocate", "interpreter"}, "which": {"Welsh"}, "team": {"s"}, "from": {"search"}}
}

func TestGoodAnswers(t *testing.T) {
	q := ask()
	if !q.Parse(good()) {
		t.Fatalf("refused: %v", q.Errors())
	}
	got := fmt.Sprint(q.Name.Value, "|", q.Notes.Value, "|", q.Born.Value, "|", q.Seen.Value, "|", q.Reason.Value, "|", q.Needs.Values, "|", q.Which.Value, "|", q.Team.Value, "|", q.From.Value)
	if want := "Siân Example|Settled.\nEats well.|2019-05-03|no|Asleep|[interpreter advocate]|Welsh|s|search"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !q.Needs.Has("advocate") || q.Needs.Has("none") {
		t.Error("Has")
	}
}

func TestWrongAnswers(t *testing.T) {
	tests := map[string]struct {
		change url.Values // nil removes
		want   []string
	}{
		"nothing at all": {url.Values{"name": nil, "notes": nil, "born-day": nil, "born-month": nil, "born-year": nil, "seen": nil, "reason": nil, "needs": nil, "which": nil, "team": nil},
			[]string{"#name Enter the full name", "#born-day Enter the date of birth", "#seen Say whether the child was seen"}},
		"only spaces":                               {url.Values{"name": {"  \t "}}, []string{"#name Enter the full name"}},
		"20 characters are allowed":                 {url.Values{"name": {strings.Repeat("ŵ", 20)}}, nil},
		"21 are not":                                {url.Values{"name": {strings.Repeat("ŵ", 21)}}, []string{"#name Full name must be 20 characters or less"}},
		"an emoji counts as two, as on the page":    {url.Values{"name": {strings.Repeat("x", 19) + "😀"}}, []string{"#name Full name must be 20 characters or less"}},
		"two lines in one":                          {url.Values{"name": {"a\nb"}}, []string{"#name Full name must be one line of ordinary characters"}},
		"a null character":                          {url.Values{"notes": {"a\x00b"}}, []string{"#notes Notes has characters that are not text; remove them"}},
		"broken UTF-8":                              {url.Values{"notes": {"a\xffb"}}, []string{"#notes Notes has characters that are not text; remove them"}},
		"no month":                                  {url.Values{"born-month": nil}, []string{"#born-month Date of birth must include a month"}},
		"no day and year":                           {url.Values{"born-day": {""}, "born-year": {" "}}, []string{"#born-day Date of birth must include a day and a year"}},
		"31 February":                               {url.Values{"born-day": {"31"}, "born-month": {"2"}}, []string{"#born-day Date of birth must be a real date, like 27 3 2007"}},
		"two figures of a year":                     {url.Values{"born-year": {"19"}}, []string{"#born-day Date of birth must be a real date, like 27 3 2007"}},
		"the first day allowed":                     {url.Values{"born-day": {"1"}, "born-month": {"1"}, "born-year": {"2000"}}, nil},
		"the day before it":                         {url.Values{"born-day": {"31"}, "born-month": {"12"}, "born-year": {"1999"}}, []string{"#born-day Date of birth must be 1 January 2000 or later"}},
		"the last day allowed":                      {url.Values{"born-day": {"3"}, "born-month": {"6"}, "born-year": {"2026"}}, nil},
		"the day after it":                          {url.Values{"born-day": {"4"}, "born-month": {"6"}, "born-year": {"2026"}}, []string{"#born-day Date of birth must be 3 June 2026 or earlier"}},
		"an answer not on the page":                 {url.Values{"seen": {"perhaps"}, "team": {"west"}, "needs": {"gold"}}, []string{"#seen Choose one of the answers on the page", "#needs Choose one of the answers on the page", "#team Choose one of the answers on the page"}},
		"the question below the chosen answer":      {url.Values{"reason": nil}, []string{"#reason Enter why not"}},
		"the question below the other is not asked": {url.Values{"seen": {"yes"}, "reason": nil, "when-day": {"1"}, "when-month": {"2"}, "when-year": {"2026"}}, nil},
		"below a ticked box":                        {url.Values{"which": nil}, []string{"#which Enter the language"}},
		"none and something":                        {url.Values{"needs": {"advocate", "none"}}, []string{"#needs Choose either “None of these” or other answers, not both"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			values := good()
			for k, v := range tt.change {
				values[k] = v
				if v == nil {
					delete(values, k)
				}
			}
			q := ask()
			ok := q.Parse(values)
			if ok != (len(tt.want) == 0) {
				t.Errorf("Parse says %v", ok)
			}
			if diff := cmp.Diff(tt.want, links(q.Errors())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func links(errors []govuk.ErrorLink) []string {
	var out []string
	for _, e := range errors {
		out = append(out, strings.TrimSpace(e.Href+" "+e.Text))
	}
	return out
}

func TestWhatWasNotAskedHasNoValueYetIsKept(t *testing.T) {
	q := ask()
	values := good()
	values.Set("seen", "yes")
	values.Set("when-day", "1")
	values.Set("when-month", "2")
	values.Set("when-year", "2026")
	if !q.Parse(values) {
		t.Fatal(q.Errors())
	}
	if q.Reason.Value != "" || q.When.Value != day.Must("2026-02-01") {
		t.Errorf("reason %q, when %v", q.Reason.Value, q.When.Value)
	}
	if got := q.Values().Get("reason"); got != "Asleep" {
		t.Errorf("what was typed below the other answer is lost: %q", got)
	}
}

func TestExplain(t *testing.T) {
	fields := errs.Fields{{Field: "team", Text: "This team is closed"}, {Field: "made-up", Text: "Something else"}, {Field: "born-year", Text: "Nobody is so old"},
		{Field: "reason", Text: "Say more"}, {Field: "name", Text: "This child is known already"}}
	q := ask()
	if !q.Parse(good()) {
		t.Fatal(q.Errors())
	}
	if !q.Explain(fmt.Errorf("allocate: %w", fields)) {
		t.Fatal("not explained")
	}
	want := []string{"#name This child is known already", "#born-year Nobody is so old", "#reason Say more", "#team This team is closed", "Something else"}
	if diff := cmp.Diff(want, links(q.Errors())); diff != "" {
		t.Error(diff)
	}
	doc := show(t, q)
	if doc.Find("#born-year.govuk-input--error").Length() != 1 || doc.Find("#born-day.govuk-input--error").Length() != 0 {
		t.Error("not only the box that is to blame is marked")
	}
	if got := doc.Find("#team-error").Text(); !strings.Contains(got, "This team is closed") {
		t.Errorf("at the field: %q", got)
	}

	for name, tt := range map[string]struct {
		err  error
		want []string
		ok   bool
	}{
		"no field":  {errs.New(errs.Invalid, "The two dates do not fit"), []string{"The two dates do not fit"}, true},
		"conflict":  {errs.New(errs.Conflict, "Changed by somebody else"), nil, false},
		"our fault": {fmt.Errorf("disk"), nil, false},
		"denied":    {errs.New(errs.Denied, "No"), nil, false},
		"no error":  {nil, nil, false},
	} {
		q := ask()
		q.Parse(good())
		if got := q.Explain(tt.err); got != tt.ok {
			t.Errorf("%s: %v", name, got)
		}
		if diff := cmp.Diff(tt.want, links(q.Errors())); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestParseAgainForgetsOldErrors(t *testing.T) {
	q := ask()
	q.Parse(url.Values{})
	q.Parse(good())
	if doc := show(t, q); len(q.Errors()) != 0 || doc.Find(".govuk-error-message").Length() != 0 {
		t.Errorf("%v", q.Errors())
	}
}

func TestValuesOfARecordAreShown(t *testing.T) {
	q := ask()
	q.Name.Value, q.Born.Value, q.Seen.Value, q.Needs.Values, q.Team.Value = "Siân", day.Must("2019-05-03"), "no", []string{"advocate"}, "s"
	doc := show(t, q)
	for _, selector := range []string{"input[name=name][value=Siân]", "input[name=born-day][value='3']", "input[name=born-month][value='5']", "input[name=born-year][value='2019']",
		"input[name=seen][value=no][checked]", "input[name=needs][value=advocate][checked]", "select[name=team] option[value=s][selected]"} {
		if doc.Find(selector).Length() != 1 {
			t.Errorf("nothing shows %s", selector)
		}
	}
	if diff := cmp.Diff([]string{"#reason Enter why not"}, func() []string { q.Check(); return links(q.Errors()) }()); diff != "" {
		t.Error(diff) // a record may lack what is asked today
	}
}

func TestPasswordsAreNotSentBack(t *testing.T) {
	f := form.Text{Name: "password", Label: "Password", Type: "password"}
	f.Take(url.Values{"password": {"correct horse"}})
	var b strings.Builder
	kit, err := govuk.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := kit.Render(&b, &f); err != nil || strings.Contains(b.String(), "correct") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestRule(t *testing.T) {
	f := form.Text{Name: "upn", Label: "UPN", Rule: func(v string) error {
		if v != "A123" {
			return fmt.Errorf("the last letter does not fit the number")
		}
		return nil
	}}
	for typed, want := range map[string]string{"A123": "", "A124": "The last letter does not fit the number", "": ""} {
		f.Take(url.Values{"upn": {typed}})
		if got := f.Check(); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
}

// kit is parsed once: the property and the fuzz test show thousands of forms.
var kit = sync.OnceValues(govuk.New)

func show(t interface {
	Helper()
	Fatal(...any)
}, q *questions) *goquery.Document {
	t.Helper()
	kit, err := kit()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range q.Fields() {
		if err := kit.Render(&b, f); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

var names = []string{"name", "notes", "born-day", "born-month", "born-year", "seen", "reason", "when-day", "when-month", "when-year", "needs", "which", "team", "from"}

// typedBack reads a page as a browser would send it.
func typedBack(doc *goquery.Document) url.Values {
	v := url.Values{}
	doc.Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		switch {
		case s.Is("[type=radio], [type=checkbox]"):
			if s.Is("[checked]") {
				v.Add(name, s.AttrOr("value", ""))
			}
		case s.Is("select"):
			v.Set(name, s.Find("option[selected]").AttrOr("value", ""))
		case s.Is("textarea"):
			v.Set(name, s.Text())
		default:
			v.Set(name, s.AttrOr("value", ""))
		}
	})
	return v
}

// Whatever is typed, right or wrong, is on the page again, and every error leads to an input that is there.
func TestNothingTypedIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := url.Values{}
		for _, name := range names {
			text := rapid.OneOf(rapid.StringMatching(`[ -~]{0,25}`), rapid.StringMatching("[a-zŵ<>&\"'\n]{0,40}"), rapid.SampledFrom([]string{"", "1", "2019", "no", "yes", "n", "s", "\n\nx"})).Draw(t, name)
			if name != "notes" {
				text = strings.ReplaceAll(text, "\n", "") // browsers send no line breaks from one-line inputs
			}
			values.Set(name, text)
		}
		values.Set("seen", rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "seen"))
		values["needs"] = rapid.SliceOfDistinct(rapid.SampledFrom([]string{"interpreter", "advocate", "none"}), rapid.ID[string]).Draw(t, "needs")
		values.Set("team", rapid.SampledFrom([]string{"", "n", "s"}).Draw(t, "team"))
		q := ask()
		ok := q.Parse(values)
		doc := show(t, q)
		got := typedBack(doc)
		for _, name := range names {
			if name == "needs" {
				if len(got[name]) != len(values[name]) {
					t.Fatalf("needs: typed %q, shown %q", values[name], got[name])
				}
				continue
			}
			if got.Get(name) != values.Get(name) {
				t.Fatalf("%s: typed %q, shown %q", name, values.Get(name), got.Get(name))
			}
		}
		if kept := q.Values(); cmp.Diff(kept, func() url.Values { again := ask(); again.Fill(kept); return again.Values() }()) != "" {
			t.Fatalf("a draft does not come back as it was: %v", kept)
		}
		if ok != (len(q.Errors()) == 0) {
			t.Fatalf("Parse says %v with %v", ok, q.Errors())
		}
		for _, e := range q.Errors() {
			if doc.Find(`[id="`+strings.TrimPrefix(e.Href, "#")+`"]`).Not("div").Length() != 1 {
				t.Fatalf("%q leads to no input", e.Href)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(good().Encode())
	f.Add("seen=no&seen=yes&needs=none&needs=none&born-day=%00&name=%ff")
	f.Fuzz(func(t *testing.T, body string) {
		values, err := url.ParseQuery(body)
		if err != nil {
			return // refused before a form sees it
		}
		q := ask()
		if q.Parse(values) != (len(q.Errors()) == 0) {
			t.Fatal("Parse and Errors disagree")
		}
		if len(q.Errors()) == 0 && (q.Born.Value.IsZero() || q.Name.Value == "" || q.Seen.Value == "") {
			t.Fatal("accepted without a required answer")
		}
		show(t, q)
	})
}
