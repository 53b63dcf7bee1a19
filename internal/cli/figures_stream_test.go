package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
)

func streamedWith(ctx context.Context, args ...string) (code int, out, problems string) {
	var o, e bytes.Buffer
	code = Main(ctx, append([]string{"measures", "--stream"}, args...), Streams{Out: &o, Err: &e, Getenv: func(string) string { return "" }})
	return code, o.String(), e.String()
}

// Issue 4, must show 7: figures of a synthetic authority as it is made, and what making and counting took, apart.
func TestMeasuresOfAStream(t *testing.T) {
	code, out, problems := streamedWith(t.Context(), "hamlet", "--id", "FD-03", "--id", "AS-02", "--as-at", "2025-03-31", "--format", "json")
	var s streamed
	if err := json.Unmarshal([]byte(out), &s); code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, problems)
	}
	if s.Authorities != 1 || s.Of != 1 || s.Subjects < 3000 || s.Records < 100 || s.Making <= 0 || s.Counting <= 0 || s.Memory == 0 {
		t.Errorf("%+v", s)
	}
	if len(s.Figures) != 2 || s.Figures[0].ID != "FD-03" || s.Figures[0].Authorities != 1 || s.Figures[1].Lowest == "" || s.Figures[1].Lowest != s.Figures[1].Highest {
		t.Errorf("%+v", s.Figures)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, refused := range [][]string{{"hamlet", "--as-known", "2025-03-31"}, {"hamlet", "--by", "sex"}, {"hamlet", "--id", "NOPE"}} {
		if code, out, _ := streamedWith(t.Context(), refused...); code == 0 || out != "" {
			t.Errorf("%v: exit %d, %s", refused, code, out)
		}
	}
	if code, out, _ := streamedWith(stopped, "england"); code == 0 || out != "" {
		t.Errorf("stopped at once: exit %d, %s", code, out)
	}
}

func TestValuesAcross(t *testing.T) {
	v := valuesAcross{values: []string{"10.0", "9.5", "-3", "100.2"}}
	if v.close(); v.Lowest != "-3" || v.Middle != "9.5" || v.Highest != "100.2" || v.Authorities != 4 {
		t.Errorf("%+v", v)
	}
	var none valuesAcross
	if none.close(); none.Authorities != 0 || none.Lowest != "" {
		t.Errorf("%+v", none)
	}
}
