package govuk

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

// On a telephone a row is a block: each cell must know the name of its column and keep its role (WCAG 2.2, 1.3.1 and 1.4.10).
func TestStacked(t *testing.T) {
	t.Parallel()
	const head = `<table class="govuk-table app-stack" id="t"><caption>Prices</caption><thead><tr><th scope="col">Placement</th><th scope="col">A <b>week</b></th><th scope="col"><span class="govuk-visually-hidden">What to &amp; do</span></th></tr></thead><tbody>`
	tests := map[string]struct{ given, want string }{
		"names and roles": {head + `<tr><th scope="row">Home</th><td class="n">£70</td><td><a href="/x">Change</a></td></tr></tbody></table>`,
			`<table class="govuk-table app-stack" id="t" role="table"><caption>Prices</caption><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Placement</th><th scope="col" role="columnheader">A <b>week</b></th><th scope="col" role="columnheader"><span class="govuk-visually-hidden">What to &amp; do</span></th></tr></thead><tbody role="rowgroup">` +
				`<tr role="row"><th scope="row" role="rowheader" data-column="Placement">Home</th><td class="n" role="cell" data-column="A week">£70</td><td role="cell" data-column="What to &amp; do"><a href="/x">Change</a></td></tr></tbody></table>`},
		"an empty cell is marked, one with a mark in it is not": {head + `<tr><th scope="row">Home</th><td> ` + "\n" + `</td><td>–</td></tr></tbody></table>`, ""},
		"no end tags of cells":                          {head + `<tr><th scope=row>Home<td>£70<td>x<tr><th scope=row>Hut<td><td></tbody></table>`, ""},
		"a cell over two columns is under none of them": {head + `<tr><th scope="row">Home</th><td colspan="2">Nothing is paid</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></tbody></table>`, ""},
		"a head over two columns names neither twice":   {`<table class="app-stack"><thead><tr><th colspan="2">Both</th><th>Last</th></tr></thead><tr><td>a<td>b<td>c</tr></table>`, ""},
		"a second table has names of its own":           {head + `</tbody></table><table class="app-stack"><thead><tr><th>Only</th></tr></thead><tr><td>a</td><td>b</td></tr></table>`, ""},
		"other tables pass byte by byte":                {`<p class="app-stack"><table class="app-stacked"><tr><td>a</table>`, `<p class="app-stack"><table class="app-stacked"><tr><td>a</table>`},
		"what is around a table passes byte by byte":    {"<!doctype html><P CLASS=a>&eacute; &#39;</P><script>if (a<b) {}</script><textarea>\n<td></textarea>" + head + "</tbody></table><br/>end <", ""},
		"a long text stands under its name":             {head + `<tr><th scope="row">Home</th><td>` + strings.Repeat("é", 50) + `</td><td><p>` + strings.Repeat("a ", 13) + `</p>` + strings.Repeat("b", 26) + `</td></tr></tbody></table>`, ""},
		"a table that ends nowhere":                     {head + `<tr><td>a`, ""},
		"a role that is given stays":                    {`<table class="app-stack" role="presentation"><tr><td>a</td></tr></table>`, `<table class="app-stack" role="presentation"><tr role="row"><td role="cell">a</td></tr></table>`},
	}
	cells := map[string][]string{
		"an empty cell is marked, one with a mark in it is not": {"Placement:Home", "A week (blank):", "What to & do:–"},
		"no end tags of cells":                          {"Placement:Home", "A week:£70", "What to & do:x", "Placement:Hut", "A week (blank):", "What to & do (blank):"},
		"a cell over two columns is under none of them": {"Placement:Home", ":Nothing is paid", "Placement:a", "A week:b", "What to & do:c"},
		"a head over two columns names neither twice":   {":a", "Both:b", "Last:c"},
		"a second table has names of its own":           {"Only:a", ":b"},
		"a long text stands under its name":             {"Placement:Home", "A week:" + strings.Repeat("é", 50), "What to & do (above):" + strings.Repeat("a ", 13) + strings.Repeat("b", 26)},
		"a table that ends nowhere":                     {"Placement:a"},
		"what is around a table passes byte by byte":    nil,
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(stacked([]byte(tt.given)))
			if tt.want != "" {
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
				return
			}
			if diff := cmp.Diff(cells[name], columns(t, got)); diff != "" {
				t.Errorf("%s\n%s", diff, got)
			}
			if plain := unstacked(got); plain != tt.given {
				t.Errorf("without what was added:\n%s", cmp.Diff(tt.given, plain))
			}
		})
	}
}

// columns are the cells outside heads, each with the name that it was given.
func columns(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("tbody th, tbody td").Each(func(_ int, c *goquery.Selection) {
		name := c.AttrOr("data-column", "")
		if _, blank := c.Attr("data-blank"); blank {
			name += " (blank)"
		}
		if _, above := c.Attr("data-long"); above {
			name += " (above)"
		}
		out = append(out, name+":"+strings.TrimSpace(c.Text()))
	})
	return out
}

// unstacked takes away all that stacked may add.
func unstacked(page string) string {
	for _, role := range stackRoles {
		page = strings.ReplaceAll(page, ` role="`+role+`"`, "")
	}
	page = strings.ReplaceAll(strings.ReplaceAll(page, ` role="columnheader"`, ""), ` data-blank=""`, "")
	page = strings.ReplaceAll(page, ` data-long=""`, "")
	for {
		before, after, found := strings.Cut(page, ` data-column="`)
		if !found {
			return page
		}
		_, after, _ = strings.Cut(after, `"`)
		page = before + after
	}
}

// Whatever a page is, nothing of it is lost.
func FuzzStacked(f *testing.F) {
	f.Add(`<table class="app-stack"><thead><tr><th>A<tbody><tr><td>a`)
	f.Add(`<table class="app-stack"><td><table class="app-stack"></td></table><tr></table><td`)
	f.Add(`<table class="app-stack" x="><th><td>a</th></thead></tr><th colspan=-9999999999999>`)
	f.Add(`<table class="app-stack"><thead><th colspan=1000000>a</table>`)
	f.Fuzz(func(t *testing.T, page string) {
		if strings.Contains(page, `role="`) || strings.Contains(page, "data-") {
			return // what is there already cannot be told from what was added
		}
		got := stacked([]byte(page))
		if plain := unstacked(string(got)); plain != page {
			t.Errorf("%q became %q, without what was added %q", page, got, plain)
		}
		if !bytes.Contains([]byte(page), []byte(StackClass)) && string(got) != page {
			t.Errorf("%q was changed", page)
		}
	})
}
