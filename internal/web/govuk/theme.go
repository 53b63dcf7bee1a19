package govuk

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// Theme is an authority's own colours, as #rrggbb. An empty one is that of the style sheet. Text, error, success and
// focus colours cannot be changed: people have learned what they mean.
type Theme struct {
	Brand       string // the header, the identity bar
	Link        string
	LinkHover   string
	LinkVisited string
}

// readable is the least contrast that WCAG 2.2 asks of text of ordinary size (1.4.3, AA).
const readable = 4.5

// CSS is a style sheet with the colours, to be served from an address of its own (Site.Theme). It fails with errs.Invalid
// for what is no colour, and for a colour that cannot be read on white.
func (t Theme) CSS() (string, error) {
	var b strings.Builder
	for _, c := range []struct{ field, property, value string }{
		{"brand", "--govuk-brand-colour", t.Brand},
		{"link", "--govuk-link-colour", t.Link},
		{"link-hover", "--govuk-link-hover-colour", t.LinkHover},
		{"link-visited", "--govuk-link-visited-colour", t.LinkVisited},
	} {
		if c.value == "" {
			continue
		}
		l, err := luminance(c.value)
		if err != nil {
			return "", errs.Field(c.field, "The colour must be written like #1d70b8, not %q", c.value)
		}
		if contrast := 1.05 / (l + 0.05); contrast < readable {
			return "", errs.Field(c.field, "The colour %s cannot be read on white: its contrast is %.1f, and must be %.1f or more. Choose a darker one", c.value, math.Floor(contrast*10)/10, readable)
		}
		fmt.Fprintf(&b, "%s:%s;", c.property, c.value)
	}
	if b.Len() == 0 {
		return "", nil
	}
	return ":root{" + b.String() + "}\n", nil
}

// luminance is the relative luminance of a colour, 0 for black and 1 for white (WCAG 2.2, definition of that name).
func luminance(colour string) (float64, error) {
	hex, ok := strings.CutPrefix(colour, "#")
	if !ok || len(hex) != 6 {
		return 0, fmt.Errorf("%q is not a colour like #1d70b8", colour)
	}
	rgb, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not a colour like #1d70b8", colour)
	}
	channel := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(rgb>>16) + 0.7152*channel(rgb>>8) + 0.0722*channel(rgb), nil
}
