package govuk_test

import (
	"strings"
	"testing"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
)

func TestTheme(t *testing.T) {
	for name, tt := range map[string]struct {
		theme govuk.Theme
		css   string
		text  string // part of the refusal
	}{
		"none":                          {govuk.Theme{}, "", ""},
		"GOV.UK blue":                   {govuk.Theme{Brand: "#1d70b8", Link: "#1A65A6"}, ":root{--govuk-brand-colour:#1d70b8;--govuk-link-colour:#1A65A6;}\n", ""},
		"the lightest grey that passes": {govuk.Theme{Brand: "#767676"}, ":root{--govuk-brand-colour:#767676;}\n", ""}, // 4.54, the known boundary
		"one step lighter":              {govuk.Theme{Brand: "#777777"}, "", "contrast is 4.4"},
		"white":                         {govuk.Theme{LinkVisited: "#ffffff"}, "", "contrast is 1.0"},
		"a word":                        {govuk.Theme{Brand: "red"}, "", "like #1d70b8"},
		"short":                         {govuk.Theme{Link: "#fff"}, "", "like #1d70b8"},
		"no figures":                    {govuk.Theme{LinkHover: "#zzzzzz"}, "", "like #1d70b8"},
		"signed":                        {govuk.Theme{LinkHover: "#+12345"}, "", "like #1d70b8"},
		"a way into the style sheet":    {govuk.Theme{Brand: "#000;}*{}"}, "", "like #1d70b8"},
	} {
		css, err := tt.theme.CSS()
		if css != tt.css || (err != nil) != (tt.text != "") || err != nil && (errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), tt.text)) {
			t.Errorf("%s: %q, %v", name, css, err)
		}
	}
}
