// Package chart draws lines and bars as inline SVG. A chart is always shown beside the table that it was drawn from: it is a picture of
// numbers that stand there as text, with a title and a description for those who do not see it.
//
// What is missing or hidden is a gap, never a zero. Scales begin at zero. Series differ by colour, by marker and by the style of their line, so that a
// grey print can be read. Source: specs/web-conventions.md 4.
package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Chart is a picture. ID makes the ids of its parts, and must be unique on the page.
type Chart struct {
	ID       string
	Title    string // what it says
	Subtitle string // measure, place and period
	Foot     string // source and as-at
	Desc     string // the numbers in words
	Width    int
	Height   int
	body     string
}

// Point is a value of a series. Without Known it is a gap.
type Point struct {
	Value float64
	Text  string // as shown: "69.1%"
	Known bool
}

// Series is one line.
type Series struct {
	Name   string
	Points []Point
}

// Limits are the centre and the control limits of a run chart, for each point. A point without them is not Known.
type Limits struct {
	Centre, Lower, Upper []Point
}

// Line is a chart of values over time.
type Line struct {
	ID, Title, Subtitle, Foot string
	Unit                      string   // "%" scales from 0 to 100
	Labels                    []string // of the points, oldest first
	Series                    []Series // the first is what the chart is about; at most four are drawn
	Limits                    *Limits
	Breaks                    map[int]string // a note above a point: "Provisional", "No return"
}

const (
	width   = 720
	left    = 56
	right   = 150
	top     = 72
	bottom  = 60
	height  = 360
	barLeft = 250
	barRow  = 30
)

// most is how many lines a reader can tell apart.
const most = 4

// look is how a series is drawn.
type look struct{ colour, dash, marker string }

var looks = [most]look{{"#12436D", "", "circle"}, {"#F46A25", "7 4", "square"}, {"#28A197", "2 4", "diamond"}, {"#801650", "12 4", "triangle"}}

// Draw draws the chart; nil when there are not two values to join.
func (l Line) Draw() *Chart {
	if len(l.Series) > most {
		l.Series = l.Series[:most]
	}
	known := 0
	highest := 0.0
	for i, s := range l.Series {
		for _, p := range s.Points {
			if p.Known {
				highest = math.Max(highest, p.Value)
				if i == 0 {
					known++
				}
			}
		}
	}
	if l.Limits != nil {
		for _, p := range l.Limits.Upper {
			if p.Known {
				highest = math.Max(highest, p.Value)
			}
		}
	}
	if known < 2 {
		return nil
	}
	step, end := scale(highest)
	if l.Unit == "%" && highest <= 100 {
		step, end = 25, 100
	}
	d := &drawing{}
	y := func(v float64) float64 { return top + (end-v)*(height-top-bottom)/end }
	x := func(i int) float64 {
		if len(l.Labels) == 1 {
			return left + 20
		}
		return left + 24 + float64(i)*(width-left-right-48)/float64(len(l.Labels)-1)
	}
	for v := 0.0; v <= end+step/2; v += step {
		d.add(`<line x1="%d" x2="%d" y1="%s" y2="%s" stroke="#cecece"/>`, left, width-right, f(y(v)), f(y(v)))
		d.text(left-8, y(v)+5, "end", 14, "", number(v)+percent(l.Unit))
	}
	every := 1 + (len(l.Labels)-1)/10
	for i, label := range l.Labels {
		if (len(l.Labels)-1-i)%every == 0 {
			d.text(x(i), height-bottom+24, "middle", 14, "", label)
		}
		if b := l.Breaks[i]; b != "" {
			d.add(`<line x1="%s" x2="%s" y1="%d" y2="%d" stroke="#484949" stroke-dasharray="2 3"/>`, f(x(i)), f(x(i)), top-4, height-bottom)
			d.text(x(i), top-8, "middle", 13, "", b)
		}
	}
	if l.Limits != nil {
		d.line(l.Limits.Upper, x, y, "#484949", "3 3", 1.5)
		d.line(l.Limits.Lower, x, y, "#484949", "3 3", 1.5)
		d.line(l.Limits.Centre, x, y, "#484949", "", 1.5)
	}
	var ends []ending
	for i := len(l.Series) - 1; i >= 0; i-- {
		s, k := l.Series[i], looks[i]
		thick := 2.0
		if i == 0 {
			thick = 3.5
		}
		d.line(s.Points, x, y, k.colour, k.dash, thick)
		last := -1
		for j, p := range s.Points {
			if !p.Known {
				continue
			}
			last = j
			d.marker(k, x(j), y(p.Value), i == 0)
			if i == 0 && len(s.Points) <= 8 {
				d.text(x(j), y(p.Value)-11, "middle", 14, "bold", p.Text)
			}
		}
		if last >= 0 {
			ends = append(ends, ending{y(s.Points[last].Value), s.Name, k.colour, i == 0})
		}
	}
	if l.Limits != nil {
		for _, e := range []struct {
			of   []Point
			name string
		}{{l.Limits.Upper, "upper limit"}, {l.Limits.Centre, "mean"}, {l.Limits.Lower, "lower limit"}} {
			for i := len(e.of) - 1; i >= 0; i-- {
				if e.of[i].Known {
					ends = append(ends, ending{y(e.of[i].Value), e.name, "#484949", false})
					break
				}
			}
		}
	}
	d.endings(ends)
	return &Chart{ID: l.ID, Title: l.Title, Subtitle: l.Subtitle, Foot: l.Foot, Desc: l.words(), Width: width, Height: height, body: d.String()}
}

func (l Line) words() string {
	var said []string
	for _, s := range l.Series {
		var parts []string
		for i, p := range s.Points {
			if i >= len(l.Labels) {
				break
			}
			if p.Known {
				parts = append(parts, l.Labels[i]+": "+p.Text)
			} else {
				parts = append(parts, l.Labels[i]+": no value shown")
			}
		}
		said = append(said, s.Name+". "+strings.Join(parts, "; ")+".")
	}
	return strings.Join(said, " ")
}

// Bar is one bar.
type Bar struct {
	Label string
	Point
}

// Bars is a chart that compares. Bars lie, so that long names are read.
type Bars struct {
	ID, Title, Subtitle, Foot, Unit string
	Bars                            []Bar
	Line                            *Point // for comparison, such as the whole authority
	LineName                        string
}

// Draw draws the bars; nil when there are not two with a value.
func (b Bars) Draw() *Chart {
	highest, known := 0.0, 0
	for _, x := range b.Bars {
		if x.Known {
			known++
			highest = math.Max(highest, x.Value)
		}
	}
	if known < 2 {
		return nil
	}
	if b.Line != nil && b.Line.Known {
		highest = math.Max(highest, b.Line.Value)
	}
	_, end := scale(highest)
	if b.Unit == "%" && highest <= 100 {
		end = 100
	}
	d := &drawing{}
	tall := top + barRow*len(b.Bars) + 40
	x := func(v float64) float64 { return barLeft + v*(width-barLeft-90)/end }
	var said []string
	if b.Line != nil && b.Line.Known {
		d.add(`<line x1="%s" x2="%s" y1="%d" y2="%d" stroke="#801650" stroke-width="2" stroke-dasharray="7 4"/>`, f(x(b.Line.Value)), f(x(b.Line.Value)), top-4, top+barRow*len(b.Bars)+4)
		d.text(x(b.Line.Value), float64(top+barRow*len(b.Bars)+20), "middle", 14, "", b.LineName+" "+b.Line.Text)
	}
	for i, bar := range b.Bars {
		y := float64(top + i*barRow)
		d.text(barLeft-10, y+18, "end", 14, "", short(bar.Label, 32))
		if !bar.Known {
			d.text(barLeft+6, y+18, "start", 14, "", bar.Text)
			said = append(said, bar.Label+": "+bar.Text)
			continue
		}
		d.add(`<rect x="%d" y="%s" width="%s" height="%d" fill="#12436D"/>`, barLeft, f(y+4), f(math.Max(1, x(bar.Value)-barLeft)), barRow-10)
		d.text(x(bar.Value)+6, y+18, "start", 14, "bold", bar.Text)
		said = append(said, bar.Label+": "+bar.Text)
	}
	d.add(`<line x1="%d" x2="%d" y1="%d" y2="%d" stroke="#0b0c0c"/>`, barLeft, barLeft, top, top+barRow*len(b.Bars))
	return &Chart{ID: b.ID, Title: b.Title, Subtitle: b.Subtitle, Foot: b.Foot, Desc: strings.Join(said, "; ") + ".", Width: width, Height: tall, body: d.String()}
}

// SVG is the chart as markup for a page.
func (c *Chart) SVG() template.HTML { return template.HTML(c.draw("")) }

// File is the chart as a file of its own.
func (c *Chart) File() []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + c.draw(` xmlns="http://www.w3.org/2000/svg" font-family="Arial, sans-serif"`) + "\n")
}

func (c *Chart) draw(more string) string {
	var b strings.Builder
	e := html.EscapeString
	fmt.Fprintf(&b, `<svg class="app-chart"%s role="img" viewBox="0 0 %d %d" width="%d" height="%d" aria-labelledby="%s-title %s-desc" fill="#0b0c0c">`, more, c.Width, c.Height, c.Width, c.Height, e(c.ID), e(c.ID))
	fmt.Fprintf(&b, `<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`, e(c.ID), e(c.Title), e(c.ID), e(c.Desc))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`, c.Width, c.Height)
	d := &drawing{}
	d.text(0, 18, "start", 18, "bold", c.Title)
	d.text(0, 40, "start", 14, "", c.Subtitle)
	d.text(0, float64(c.Height-8), "start", 13, "", c.Foot)
	b.WriteString(d.String())
	b.WriteString(c.body)
	b.WriteString(`</svg>`)
	return b.String()
}

// drawing is the parts of a picture.
type drawing struct{ strings.Builder }

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *drawing) text(x, y float64, anchor string, size int, weight, s string) {
	if s == "" {
		return
	}
	if weight != "" {
		weight = ` font-weight="` + weight + `"`
	}
	// The white edge keeps a text readable where a line goes through it.
	d.add(`<text x="%s" y="%s" text-anchor="%s" font-size="%d"%s stroke="#ffffff" stroke-width="3" paint-order="stroke">%s</text>`, f(x), f(y), anchor, size, weight, html.EscapeString(s))
}

// line joins the points that are known; a gap breaks it.
func (d *drawing) line(points []Point, x func(int) float64, y func(float64) float64, colour, dash string, thick float64) {
	if dash != "" {
		dash = ` stroke-dasharray="` + dash + `"`
	}
	var piece []string
	flush := func() {
		if len(piece) > 1 {
			d.add(`<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s/>`, strings.Join(piece, " "), colour, f(thick), dash)
		}
		piece = nil
	}
	for i, p := range points {
		if !p.Known {
			flush()
			continue
		}
		piece = append(piece, f(x(i))+","+f(y(p.Value)))
	}
	flush()
}

func (d *drawing) marker(k look, x, y float64, large bool) {
	r := 4.0
	if large {
		r = 5.5
	}
	switch k.marker {
	case "square":
		d.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, f(x-r), f(y-r), f(2*r), f(2*r), k.colour)
	case "diamond":
		d.add(`<path d="M%s %sl%s %sl%s %sl%s %sz" fill="%s"/>`, f(x), f(y-r-1), f(r+1), f(r+1), f(-r-1), f(r+1), f(-r-1), f(-r-1), k.colour)
	case "triangle":
		d.add(`<path d="M%s %sl%s %sh%sz" fill="%s"/>`, f(x), f(y-r-1), f(r+1), f(2*r), f(-2*r-2), k.colour)
	default:
		d.add(`<circle cx="%s" cy="%s" r="%s" fill="%s"/>`, f(x), f(y), f(r), k.colour)
	}
}

// ending is the name of a line at its end.
type ending struct {
	y      float64
	name   string
	colour string
	bold   bool
}

// endings writes the names of the lines beside their ends, apart enough to be read.
func (d *drawing) endings(es []ending) {
	slices.SortStableFunc(es, func(a, b ending) int {
		if a.y < b.y {
			return -1
		} else if a.y > b.y {
			return 1
		}
		return 0
	})
	const apart = 17
	for i := 1; i < len(es); i++ {
		es[i].y = math.Max(es[i].y, es[i-1].y+apart)
	}
	floor := float64(height - bottom + 4)
	for i := len(es) - 1; i >= 0; i-- {
		es[i].y = math.Min(es[i].y, floor)
		floor = es[i].y - apart
	}
	for _, e := range es {
		weight := ""
		if e.bold {
			weight = "bold"
		}
		d.add(`<line x1="%d" x2="%d" y1="%s" y2="%s" stroke="%s" stroke-width="3"/>`, width-right+6, width-right+18, f(e.y), f(e.y), e.colour)
		d.text(width-right+22, e.y+5, "start", 14, weight, short(e.name, 18))
	}
}

// scale is a round step and end of an axis from zero.
func scale(highest float64) (step, end float64) {
	if highest <= 0 {
		return 1, 1
	}
	raw := highest * 1.05 / 4
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if step = m * power; step >= raw {
			break
		}
	}
	return step, step * math.Ceil(highest*1.02/step)
}

func f(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func number(v float64) string {
	s := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	whole, rest, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		return whole + "." + rest
	}
	return whole
}

func percent(unit string) string {
	if unit == "%" {
		return "%"
	}
	return ""
}

// short cuts a name that would run out of the picture; the table has it whole.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
