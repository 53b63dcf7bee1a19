package work

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/clock"
	"throughline/internal/web/govuk"
)

// Clock shows how a time limit stands, in the words of the clock.
func Clock(state clock.State, words string) govuk.Clock {
	switch state {
	case clock.Running:
		return govuk.Clock{State: govuk.Running, Detail: words}
	case clock.DueSoon:
		if strings.HasPrefix(words, "due") {
			return govuk.Clock{State: govuk.Due, Word: capital(words)}
		}
		return govuk.Clock{State: govuk.Due, Word: "Due soon", Detail: words}
	case clock.Overdue:
		return govuk.Clock{State: govuk.Overdue, Word: capital(words)}
	case clock.MetInTime, clock.Done:
		return govuk.Clock{State: govuk.Met, Word: capital(words)}
	case clock.MetLate:
		return govuk.Clock{State: govuk.Late, Word: capital(words)}
	case clock.OnHold, clock.Gone:
		return govuk.Clock{State: govuk.Stopped, Word: capital(words)}
	}
	return govuk.Clock{State: govuk.Running, Word: "No time limit"}
}

// Limit is where a time limit comes from.
type Limit struct{ Name, Length, Source string }

// LimitOf says where a time limit comes from.
func LimitOf(d clock.Definition) Limit {
	source := d.Source.Document
	if ref := strings.Trim(d.Source.Ref, "— "); ref != "" {
		source += ", " + ref
	}
	return Limit{Name: d.Name, Length: d.Limit.String(), Source: source}
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
