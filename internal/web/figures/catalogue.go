package figures

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// catalogueView is every measure by area, or those of one area or search with their values.
type catalogueView struct {
	govuk.Page
	Query  string
	Area   string
	Found  int
	All    int
	Live   int
	Areas  []areaView
	Years  []yearLink
	Year   string
	Values bool
}

type areaView struct {
	ID, Title, Href string
	Live, Waiting   int
	Rows            []catalogueRow
}

type catalogueRow struct {
	measure.Definition
	Value string
	State string // what it waits for
	Href  string
}

// longest is the longest search.
const longest = 60

func catalogue(w http.ResponseWriter, r *shell.Request) error {
	a, err := ask(r)
	if err != nil {
		return err
	}
	query, area := strings.TrimSpace(r.URL.Query().Get("q")), r.URL.Query().Get("area")
	if len(query) > longest {
		return errs.Field("q", "Search for up to %d letters", longest)
	}
	v := catalogueView{Page: r.Page("Figures"), Query: query, Values: query != "" || area != ""}
	values := map[string]shown{}
	var wanted []measure.Definition
	for _, d := range measure.Standard().All() {
		v.All++
		if d.Live {
			v.Live++
		}
		if (area == "" || d.Area == area) && matches(d, query) {
			wanted = append(wanted, d)
		}
	}
	if area != "" && len(wanted) == 0 && query == "" {
		return errs.New(errs.NotFound, "There is no area %q. Choose one from the list of figures", area)
	}
	if v.Values {
		var ids []string
		for _, d := range wanted {
			if d.Live {
				ids = append(ids, d.ID)
			}
		}
		if len(ids) > 0 {
			results, err := measure.Figures(r.Context(), r.House().Desk, a.query(), ids...)
			if err != nil {
				return err
			}
			for _, res := range results {
				values[res.ID] = forReader(r, res)
			}
		}
		v.Years = a.years("/figures")
		for i, y := range v.Years {
			v.Years[i].Href = y.Href + "&" + url.Values{"area": {area}, "q": {query}}.Encode()
		}
		v.Back = govuk.BackLink{Text: "All figures", Href: "/figures"}
	}
	v.Found, v.Area, v.Year = len(wanted), area, a.period().String()
	for _, d := range wanted {
		i := slices.IndexFunc(v.Areas, func(x areaView) bool { return x.Title == areaTitle(d.Area) })
		if i < 0 {
			i = len(v.Areas)
			v.Areas = append(v.Areas, areaView{ID: dashed(d.Area), Title: areaTitle(d.Area), Href: "/figures?" + url.Values{"area": {d.Area}}.Encode()})
		}
		row := catalogueRow{Definition: d, State: d.Waits(), Href: a.to("/figures/" + d.ID)}
		if !v.Values {
			row.Href = "/figures/" + d.ID
		}
		if d.Live {
			v.Areas[i].Live++
			row.Value = values[d.ID].Words()
		} else {
			v.Areas[i].Waiting++
		}
		v.Areas[i].Rows = append(v.Areas[i].Rows, row)
	}
	switch {
	case area != "":
		v.Heading = "Figures: " + areaTitle(area)
	case query != "":
		v.Heading = "Figures found"
	}
	return r.Show(w, "figures/catalogue", v)
}

// matches says whether each word of a search is in what a measure says of itself.
func matches(d measure.Definition, query string) bool {
	text := strings.ToLower(strings.Join([]string{d.ID, d.Title, d.Area, d.Numerator, d.Denominator, d.Plain, d.Source, d.Record}, " "))
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// areaTitle is the name of an area as a heading has it.
func areaTitle(area string) string {
	switch area {
	case "health and education of CLA":
		return "Health and education of looked-after children"
	case "":
		return ""
	}
	return strings.ToUpper(area[:1]) + area[1:]
}

// Counts says how much of an area is counted here.
func (a areaView) Counts() string {
	switch {
	case a.Waiting == 0:
		return fmt.Sprintf("all %d counted here", a.Live)
	case a.Live == 0:
		return fmt.Sprintf("%d, none counted here yet", a.Waiting)
	}
	return fmt.Sprintf("%d, of them %d counted here", a.Live+a.Waiting, a.Live)
}
