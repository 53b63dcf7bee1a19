package figures

import (
	"fmt"
	"strconv"
	"strings"

	"throughline/internal/measure"
)

// chart is a line of yearly values as inline SVG, always beside its table (web-conventions 4). Values that are hidden or missing are
// gaps in the line, never zeros.
type chart struct {
	Title, Desc string
	Width       int
	Height      int
	Lines       []string // points of unbroken pieces
	Dots        []dot
	Ticks       []tick
	Labels      []tick
}

type dot struct {
	X, Y  int
	Label string
}

type tick struct {
	X, Y int
	Text string
}

const (
	chartWidth  = 640
	chartHeight = 260
	left        = 48
	right       = 24
	top         = 24
	bottom      = 40
)

// trendChart draws a percentage from 0 to 100. There is none with fewer than two values to join.
func trendChart(def measure.Definition, rows []trendRow) *chart {
	if def.Unit != "%" || len(rows) < 2 {
		return nil
	}
	c := &chart{Title: def.Title + " by year", Width: chartWidth, Height: chartHeight}
	y := func(v float64) int { return top + int((100-v)*float64(chartHeight-top-bottom)/100) }
	step := (chartWidth - left - right - 40) / max(1, len(rows)-1)
	var piece, said []string
	flush := func() {
		if len(piece) > 1 {
			c.Lines = append(c.Lines, strings.Join(piece, " "))
		}
		piece = nil
	}
	for i, row := range rows {
		x := left + 20 + i*step
		c.Labels = append(c.Labels, tick{x, chartHeight - bottom + 22, row.Period})
		v, err := strconv.ParseFloat(row.Value, 64)
		if row.Hidden || err != nil {
			flush()
			said = append(said, row.Period+": no value shown")
			continue
		}
		piece = append(piece, fmt.Sprintf("%d,%d", x, y(v)))
		c.Dots = append(c.Dots, dot{x, y(v), row.Value + "%"})
		said = append(said, row.Period+": "+row.Value+"%")
	}
	flush()
	if len(c.Dots) < 2 {
		return nil
	}
	for v := 0; v <= 100; v += 25 {
		c.Ticks = append(c.Ticks, tick{left - 8, y(float64(v)), strconv.Itoa(v) + "%"})
	}
	c.Desc = strings.Join(said, "; ") + "."
	return c
}
