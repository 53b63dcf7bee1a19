package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// age is how old somebody is, in words: "8 years", "14 months", "5 days". It is empty when the date is not known.
func age(born, today day.Day) string {
	if born.IsZero() || born.After(today) {
		return ""
	}
	if years := today.Age(born); years >= 2 {
		return fmt.Sprintf("%d years", years)
	}
	months := 0
	for !born.AddMonths(months + 1).After(today) {
		months++
	}
	switch days := today.Sub(born); {
	case months >= 1:
		return plural(months, "month")
	default:
		return plural(days, "day")
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// bornWords is a date of birth with the age, an expected date, or that neither is known.
func bornWords(born day.Day, unborn bool, today day.Day) string {
	switch {
	case unborn:
		return "Unborn, expected " + born.Short()
	case born.IsZero():
		return "Date of birth not known"
	}
	return "Born " + born.Short() + ", " + age(born, today)
}

// label is what people read for a code; empty for none.
func label(set, code string) string { return codes.Label(set, code) }

func capital(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// options are the codes of a set that are in use, and the one that is recorded, which may have ended since.
func options(set string, on day.Day, recorded ...string) []form.Option {
	s, _ := codes.Set(set)
	var out []form.Option
	for _, c := range s.On(on) {
		out = append(out, form.Option{Value: c.Code, Label: capital(c.Label)})
	}
	for _, code := range recorded {
		if code != "" && !slices.ContainsFunc(out, func(o form.Option) bool { return o.Value == code }) {
			out = append(out, form.Option{Value: code, Label: capital(s.Label(code))})
		}
	}
	return out
}

// idLabel is what people call a type of identifier.
func idLabel(kind string) string { return codes.Sentence("identifier_type", kind) }

// bar says whose record a page belongs to.
func bar(r *shell.Request, v person.View) govuk.IdentityBar {
	born := v.Birth
	if v.Unborn {
		born = v.Expected
	}
	b := govuk.IdentityBar{Name: v.Name.Full()}
	fact := func(key, value string) {
		if value != "" {
			b.Facts = append(b.Facts, govuk.Fact{Key: key, Value: govuk.Content{Text: value}})
		}
	}
	switch {
	case v.Unborn:
		fact("Expected", born.Long())
	case born.IsZero():
		fact("Born", "not known")
	default:
		fact("Born", born.Long()+" ("+age(born, day.In(r.Now()))+")")
	}
	if !v.Death.IsZero() {
		fact("Died", v.Death.Long())
	}
	fact("Sex", capital(label("sex", v.Sex)))
	for _, i := range v.Identifiers {
		if i.Body.To.IsZero() && (i.Body.Type == "nhs_number" || i.Body.Type == "la_child_id") {
			fact(idLabel(i.Body.Type), i.Body.Value)
		}
	}
	b.Badges = badges(v)
	return b
}

func badges(v person.View) []govuk.Badge {
	var out []govuk.Badge
	for _, w := range v.Warnings {
		out = append(out, govuk.Badge{Text: "Warning: " + label("warning_type", w.Body.Type), Kind: "warning"})
	}
	if v.Restricted {
		out = append(out, govuk.Badge{Text: "Restricted record", Kind: "warning"})
	}
	if v.Withheld {
		out = append(out, govuk.Badge{Text: "Confidential address or number not shown to you", Kind: "warning"})
	}
	if v.Interpreter {
		out = append(out, govuk.Badge{Text: "Interpreter needed: " + label("language", v.Language)})
	}
	return out
}

// heldBy says who works with somebody, in words.
func heldBy(r *shell.Request, f access.Facts) string {
	var names []string
	for _, id := range slices.Concat(f.AllocatedTo, f.Teams) {
		names = append(names, r.Name(id))
	}
	return strings.Join(names, ", ")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
