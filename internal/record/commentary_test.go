package record

import (
	"strings"
	"testing"

	"throughline/internal/day"
)

func TestCommentary(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-05-01")
	good := Commentary{Measure: "AS-02", From: day.Must("2025-04-01"), To: day.Must("2026-03-31"), Text: "More are in time.", By: "worker:x", On: on}
	if err := good.Valid(on); err != nil {
		t.Errorf("a good commentary: %v", err)
	}
	for name, change := range map[string]func(*Commentary){
		"no words": func(c *Commentary) { c.Text = "  " }, "no measure": func(c *Commentary) { c.Measure = "" }, "no owner": func(c *Commentary) { c.By = "" },
		"no period": func(c *Commentary) { c.To = day.Day{} }, "period backwards": func(c *Commentary) { c.To = day.Must("2025-03-31") },
		"of tomorrow": func(c *Commentary) { c.On = on.Add(1) }, "too long": func(c *Commentary) { c.Action = strings.Repeat("é", mostCommentary+1) },
	} {
		c := good
		if change(&c); c.Valid(on) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	good.Text = strings.Repeat("é", mostCommentary)
	if err := good.Valid(on); err != nil {
		t.Errorf("the longest commentary: %v", err)
	}
}
