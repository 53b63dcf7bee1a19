package chart

import (
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func points(vs ...float64) []Point {
	out := make([]Point, len(vs))
	for i, v := range vs {
		out[i] = Point{v, number(v) + "%", !math.IsNaN(v)}
	}
	return out
}

func wellFormed(t *testing.T, b []byte) (texts []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(b)))
	in := false
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			in = tok.Name.Local == "text"
		case xml.CharData:
			if in {
				texts = append(texts, string(tok))
			}
			in = false
		}
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	c := Line{ID: "c", Title: `More <in> time`, Unit: "%", Labels: []string{"2022", "2023", "2024", "2025"}, Series: []Series{
		{"Here", points(60, math.NaN(), 70, 80)}, {"England", points(82, 83, 84, 85)},
	}}.Draw()
	texts := strings.Join(wellFormed(t, c.File()), "|")
	for _, want := range []string{"More <in> time", "60%", "80%", "Here", "England", "100%", "2022"} {
		if !strings.Contains(texts, want) {
			t.Errorf("the picture does not say %q: %s", want, texts)
		}
	}
	if strings.Contains(texts, "NaN") || !strings.Contains(c.Desc, "2023: no value shown") {
		t.Errorf("a gap is not said to be one: %s, %s", texts, c.Desc)
	}
	// The gap breaks the line: of the first series only the last two points are joined.
	if n := strings.Count(string(c.SVG()), "<polyline"); n != 2 {
		t.Errorf("%d lines, want one of each series", n)
	}
	if (Line{Labels: []string{"a", "b"}, Series: []Series{{"x", points(1, math.NaN())}}}).Draw() != nil {
		t.Error("one value is drawn as a trend")
	}
}

func TestBars(t *testing.T) {
	t.Parallel()
	c := Bars{ID: "b", Title: "By sex", Bars: []Bar{{"Female", Point{10, "10", true}}, {"Male", Point{20, "20", true}}, {"Other", Point{Text: "[c]"}}}, Line: &Point{15, "15", true}, LineName: "All"}.Draw()
	texts := strings.Join(wellFormed(t, c.File()), "|")
	if !strings.Contains(texts, "[c]") || !strings.Contains(texts, "All 15") || strings.Count(string(c.SVG()), "<rect") != 3 {
		t.Errorf("the bars are %s", c.SVG())
	}
	if (Bars{Bars: []Bar{{"a", Point{1, "1", true}}}}).Draw() != nil {
		t.Error("one bar compares nothing")
	}
}

// Whatever the values, the picture is well-formed, every coordinate is a number, and no point lies outside of it.
func TestAnyValues(t *testing.T) {
	t.Parallel()
	xy := regexp.MustCompile(`points="([^"]*)"`)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(rt, "n")
		l := Line{ID: "x", Title: rapid.String().Draw(rt, "title"), Unit: rapid.SampledFrom([]string{"%", "number"}).Draw(rt, "unit")}
		s := Series{Name: "s"}
		for i := range n {
			l.Labels = append(l.Labels, strconv.Itoa(i))
			s.Points = append(s.Points, Point{rapid.Float64Range(0, 1e6).Draw(rt, "v"), "v", rapid.Bool().Draw(rt, "known")})
		}
		l.Series = []Series{s}
		c := l.Draw()
		if c == nil {
			return
		}
		for _, m := range xy.FindAllStringSubmatch(string(c.SVG()), -1) {
			for _, p := range strings.Fields(m[1]) {
				a, b, _ := strings.Cut(p, ",")
				x, err1 := strconv.ParseFloat(a, 64)
				y, err2 := strconv.ParseFloat(b, 64)
				if err1 != nil || err2 != nil || x < 0 || x > float64(c.Width) || y < 0 || y > float64(c.Height) {
					rt.Fatalf("a point at %s", p)
				}
			}
		}
	})
}
