package assessment

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"throughline/internal/day"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
)

// factors is the long list of the census's assessment factors, shown in groups.
type factors struct{ form.Checkboxes }

// factorGroups puts the numbers of the codes together as people look for them. The last takes what is in no other.
var factorGroups = []struct {
	title   string
	numbers []string
}{
	{"Abuse and neglect", []string{"16", "17", "18", "19", "22", "23"}},
	{"Domestic abuse", []string{"3"}},
	{"Exploitation, going missing", []string{"10", "11", "12", "13", "24"}},
	{"Alcohol and drugs", []string{"1", "2"}},
	{"Mental health", []string{"4", "15"}},
	{"Disability and illness", []string{"5", "6"}},
	{"The child’s situation", []string{"7", "9", "14"}},
	{"Privately fostered", []string{"8"}},
	{"Other, or none", nil},
}

// factorOptions are the factors in force, and those recorded before that are not, so that they can be seen and taken away.
func factorOptions(recorded []string, on day.Day) []form.Option {
	out := options("assessment_factors", on)
	set, _ := codes.Set("assessment_factors")
	for _, code := range recorded {
		if !slices.ContainsFunc(out, func(o form.Option) bool { return o.Value == code }) {
			out = append(out, form.Option{Value: code, Label: capital(set.Label(code)) + " (no longer in use)"})
		}
	}
	for i := range out {
		for _, first := range []string{"Privately fostered, "} {
			if rest, ok := strings.CutPrefix(out[i].Label, first); ok {
				out[i].Label = capital(rest)
			}
		}
	}
	return out
}

func groupOf(code string) int {
	number := strings.TrimRightFunc(code, func(r rune) bool { return !unicode.IsDigit(r) })
	for i, g := range factorGroups {
		if slices.Contains(g.numbers, number) {
			return i
		}
	}
	return len(factorGroups) - 1
}

// All is the question as one component: its legend, hint and error.
func (f *factors) All() govuk.Checkboxes { return f.Checkboxes.View().(govuk.Checkboxes) }

// ErrorID is the id of its error.
func (f *factors) ErrorID() string { return f.Name + "-error" }

// Groups are the checkboxes in their groups, three columns of them. The first of all has the id that errors link to.
func (f *factors) Groups() [3][]govuk.Checkboxes {
	all := f.All()
	groups := make([]govuk.Checkboxes, len(factorGroups))
	for i, g := range factorGroups {
		prefix := f.Name
		if i > 0 {
			prefix = fmt.Sprintf("%s-group-%d", f.Name, i)
		}
		groups[i] = govuk.Checkboxes{Name: f.Name, IDPrefix: prefix, Values: all.Values, Classes: "govuk-checkboxes--small",
			Legend: govuk.Legend{Text: g.title, Classes: "govuk-fieldset__legend--s"}}
	}
	for _, item := range all.Items {
		g := groupOf(item.Value)
		groups[g].Items = append(groups[g].Items, item)
	}
	return [3][]govuk.Checkboxes{groups[:3], groups[3:5], groups[5:]}
}

// Summary says what is chosen.
func (f *factors) Summary() string {
	set, _ := codes.Set("assessment_factors")
	var labels []string
	for _, code := range f.All().Values {
		labels = append(labels, set.Label(code))
	}
	if len(labels) == 0 {
		return "Factors: none chosen yet"
	}
	return fmt.Sprintf("Factors: %d chosen (%s)", len(labels), strings.Join(labels, "; "))
}

// Open says whether the list is open when the page comes: while nothing is chosen, and when something is wrong.
func (f *factors) Open() bool {
	all := f.All()
	return len(all.Values) == 0 || all.Error.Given()
}
