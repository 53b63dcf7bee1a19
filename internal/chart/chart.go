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
	l.Series = l.Series[:min(len(l.Series), most)]
	if len(l.Series) == 0 || count(l.Series[0].Points) < 2 {
		return nil
	}
	p := l.plane()
	p.axes(l)
	if l.Limits != nil {
		for _, of := range l.Limits.named() {
			dash := "3 3"
			if of.Name == centre {
				dash = ""
			}
			p.line(of.Points, p.x, p.y, grey, dash, 1.5)
		}
	}
	var ends []ending
	for i := len(l.Series) - 1; i >= 0; i-- { // the first lies above the others
		ends = append(ends, p.series(l.Series[i], looks[i], i == 0)...)
	}
	if l.Limits != nil {
		for _, of := range l.Limits.named() {
			ends = append(ends, p.end(of, grey, false)...)
		}
	}
	p.endings(ends)
	return &Chart{ID: l.ID, Title: l.Title, Subtitle: l.Subtitle, Foot: l.Foot, Desc: l.words(), Width: width, Height: height, body: p.String()}
}

// grey is the colour of what is no series.
const grey = "#484949"

const centre = "mean"

// named are the three lines in the order in which their names are put.
func (l Limits) named() []Series {
	return []Series{{"upper limit", l.Upper}, {centre, l.Centre}, {"lower limit", l.Lower}}
}

// plane is a drawing with its two scales.
type plane struct {
	drawing
	points   int
	step, to float64 // of the values: a line each step, from zero to there
}

// plane lays out the scales so that every series and limit has room.
func (l Line) plane() *plane {
	drawn := l.Series
	if l.Limits != nil {
		drawn = append(slices.Clip(drawn), l.Limits.named()...)
	}
	highest := 0.0
	for _, s := range drawn {
		for _, p := range s.Points {
			if p.Known {
				highest = math.Max(highest, p.Value)
			}
		}
	}
	p := &plane{points: len(l.Labels)}
	if p.step, p.to = scale(highest); l.Unit == "%" && highest <= 100 {
		p.step, p.to = 25, 100
	}
	return p
}

func (p *plane) y(v float64) float64 { return top + (p.to-v)*(height-top-bottom)/p.to }

func (p *plane) x(i int) float64 {
	if p.points == 1 {
		return left + 20
	}
	return left + 24 + float64(i)*(width-left-right-48)/float64(p.points-1)
}

// axes draws the values' lines, as many labels as have room, and the notes above points.
func (p *plane) axes(l Line) {
	for v := 0.0; v <= p.to+p.step/2; v += p.step {
		p.add(`<line x1="%d" x2="%d" y1="%s" y2="%s" stroke="#cecece"/>`, left, width-right, f(p.y(v)), f(p.y(v)))
		p.text(left-8, p.y(v)+5, "end", 14, "", number(v)+percent(l.Unit))
	}
	every := 1 + (len(l.Labels)-1)/10
	for i, label := range l.Labels {
		if (len(l.Labels)-1-i)%every == 0 {
			p.text(p.x(i), height-bottom+24, "middle", 14, "", label)
		}
		if b := l.Breaks[i]; b != "" {
			p.add(`<line x1="%s" x2="%s" y1="%d" y2="%d" stroke="%s" stroke-dasharray="2 3"/>`, f(p.x(i)), f(p.x(i)), top-4, height-bottom, grey)
			p.text(p.x(i), top-8, "middle", 13, "", b)
		}
	}
}

// series draws a line with its markers, the first one thicker and, when it is short, with its values; and gives its end.
func (p *plane) series(s Series, k look, first bool) []ending {
	thick := 2.0
	if first {
		thick = 3.5
	}
	p.line(s.Points, p.x, p.y, k.colour, k.dash, thick)
	for i, v := range s.Points {
		if !v.Known {
			continue
		}
		p.marker(k, p.x(i), p.y(v.Value), first)
		if first && len(s.Points) <= 8 {
			p.text(p.x(i), p.y(v.Value)-11, "middle", 14, "bold", v.Text)
		}
	}
	return p.end(s, k.colour, first)
}

// end is where the name of a line stands: beside its last known point.
func (p *plane) end(s Series, colour string, bold bool) []ending {
	for i := len(s.Points) - 1; i >= 0; i-- {
		if s.Points[i].Known {
			return []ending{{p.y(s.Points[i].Value), s.Name, colour, bold}}
		}
	}
	return nil
}

func count(points []Point) (known int) {
	for _, p := range points {
		if p.Known {
			known++
		}
	}
	return known
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
