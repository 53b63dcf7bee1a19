package genogram

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"maps"
	"slices"
	"strings"

	"throughline/internal/day"
)

// The measures of the picture, in units of its view box.
const (
	column  = 150 // one person
	rowStep = 170 // one generation
	half    = 22  // of a symbol
	margin  = 20
)

// Drawing is a picture of a family.
type Drawing struct {
	SVG           template.HTML
	Width, Height int
}

type spot struct{ x, y int }

// Draw makes the picture of a family round one person on a day. id makes the ids of its title and description, and must be unique on the page.
func Draw(id, focus string, people []Person, ties []Tie, on day.Day, title, desc string) Drawing {
	f := at(focus, people, ties, on)
	rows, others := f.rows(focus)
	if len(others) > 0 {
		rows = append(rows, others)
	}
	widest := 1
	for _, r := range rows {
		widest = max(widest, len(r))
	}
	d := Drawing{Width: 2*margin + widest*column, Height: margin + len(rows)*rowStep}
	spots := map[string]spot{}
	for i, row := range rows {
		left := margin + (widest-len(row))*column/2
		for j, p := range row {
			spots[p.ID] = spot{left + j*column + column/2, margin + half + i*rowStep}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="app-chart" role="img" aria-labelledby="%s-title %s-desc" viewBox="0 0 %d %d" width="%d" height="%d" xmlns="http://www.w3.org/2000/svg">`, id, id, d.Width, d.Height, d.Width, d.Height)
	fmt.Fprintf(&b, `<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`, id, html.EscapeString(title), id, html.EscapeString(desc))
	b.WriteString(`<g fill="none" stroke="#0b0c0c" stroke-width="2">`)
	f.couplesTo(&b, spots)
	f.descentTo(&b, spots)
	b.WriteString(`</g>`)
	for _, row := range rows {
		for _, p := range row {
			symbol(&b, p, spots[p.ID], p.ID == focus, on)
		}
	}
	b.WriteString(`</svg>`)
	d.SVG = template.HTML(b.String()) //nolint:gosec // every text in it is escaped where it is written
	return d
}

// couplesTo draws a line between partners; two strokes through it when they have parted.
func (f family) couplesTo(b *strings.Builder, at map[string]spot) {
	for _, k := range slices.SortedFunc(maps.Keys(f.couples), func(x, y [2]string) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) }) {
		p, q := at[k[0]], at[k[1]]
		if p.x > q.x {
			p, q = q, p
		}
		fmt.Fprintf(b, `<path d="M%d %dL%d %d"/>`, p.x+half, p.y, q.x-half, q.y)
		if !f.couples[k] {
			x, y := (p.x+q.x)/2, (p.y+q.y)/2
			fmt.Fprintf(b, `<path d="M%d %dl8 -18m4 0l-8 18"/>`, x-8, y+9)
		}
	}
}

// descentTo draws, for each set of parents, a line down to their children: whole by birth or law, dashed where somebody only cares for the child.
func (f family) descentTo(b *strings.Builder, at map[string]spot) {
	type set struct{ key, dash string }
	children := map[set][]string{}
	parents := map[set][]string{}
	for child, of := range f.parents {
		for _, law := range []bool{true, false} {
			var these []string
			for p, is := range of {
				if is == law {
					these = append(these, p)
				}
			}
			if len(these) == 0 {
				continue
			}
			slices.Sort(these)
			k := set{strings.Join(these, " "), map[bool]string{true: "", false: ` stroke-dasharray="5 5"`}[law]}
			children[k], parents[k] = append(children[k], child), these
		}
	}
	keys := slices.SortedFunc(maps.Keys(children), func(x, y set) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.dash, y.dash)) })
	for lane, k := range keys {
		x, y := 0, 0
		for _, p := range parents[k] {
			x, y = x+at[p].x, max(y, at[p].y)
		}
		x /= len(parents[k])
		start := y + half
		if len(parents[k]) > 1 {
			start = y
			left, right := parents[k][0], parents[k][0]
			for _, p := range parents[k] {
				if at[p].x < at[left].x {
					left = p
				}
				if at[p].x > at[right].x {
					right = p
				}
			}
			if _, drawn := f.couples[pair(left, right)]; !drawn { // parents of one child who are no couple: a dotted line
				fmt.Fprintf(b, `<path d="M%d %dL%d %d" stroke-dasharray="2 4"/>`, at[left].x+half, at[left].y, at[right].x-half, at[right].y)
			}
		}
		bar := y + rowStep - 2*half - 12 - 6*(lane%4) // each set has a bar of its own height, so that lines of two families do not run into one
		fmt.Fprintf(b, `<path d="M%d %dV%d"%s/>`, x, start, bar, k.dash)
		slices.Sort(children[k])
		for _, c := range children[k] {
			fmt.Fprintf(b, `<path d="M%d %dH%dV%d"%s/>`, x, bar, at[c].x, at[c].y-half, k.dash)
		}
	}
}

// symbol draws one person: a square for a male, a circle for a female, a diamond where it is not known, a triangle for an unborn child; twice round the person
// whose picture it is, crossed out for who has died.
func symbol(b *strings.Builder, p Person, s spot, focus bool, on day.Day) {
	b.WriteString(`<g fill="#fff" stroke="#0b0c0c" stroke-width="2">`)
	rings := []int{half}
	if focus {
		rings = append(rings, half-5)
	}
	for _, r := range rings {
		switch {
		case p.Unborn:
			fmt.Fprintf(b, `<path d="M%d %dl%d %dh%dz"/>`, s.x, s.y-r, r, 2*r, -2*r)
		case p.Sex == "M":
			fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d"/>`, s.x-r, s.y-r, 2*r, 2*r)
		case p.Sex == "F":
			fmt.Fprintf(b, `<circle cx="%d" cy="%d" r="%d"/>`, s.x, s.y, r)
		default:
			fmt.Fprintf(b, `<path d="M%d %dl%d %dl%d %dl%d %dz"/>`, s.x, s.y-r, r, r, -r, r, -r, -r)
		}
	}
	if !p.Died.IsZero() && !p.Died.After(on) {
		fmt.Fprintf(b, `<path d="M%d %dl%d %dm0 %dl%d %d"/>`, s.x-half, s.y-half, 2*half, 2*half, -2*half, -2*half, 2*half)
	}
	b.WriteString(`</g><g font-family="arial, sans-serif" font-size="14" text-anchor="middle" fill="#0b0c0c">`)
	y := s.y + half + 16
	for i, line := range []string{p.Given, p.Family, life(p, on)} {
		if line == "" {
			continue
		}
		weight := ""
		if focus && i < 2 {
			weight = ` font-weight="bold"`
		}
		fmt.Fprintf(b, `<text x="%d" y="%d"%s>%s</text>`, s.x, y, weight, html.EscapeString(clip(line)))
		y += 17
	}
	b.WriteString(`</g>`)
}

// clip keeps a name inside its column; the list beside the picture has it whole.
func clip(s string) string {
	const most = 18
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// life is the years of somebody, as far as they are known on the day.
func life(p Person, on day.Day) string {
	born := ""
	switch {
	case p.Unborn:
		return "unborn"
	case !p.Born.IsZero():
		born = fmt.Sprintf("b. %d", p.Born.Year())
	}
	if !p.Died.IsZero() && !p.Died.After(on) {
		return strings.TrimSpace(fmt.Sprintf("%s d. %d", born, p.Died.Year()))
	}
	return born
}
