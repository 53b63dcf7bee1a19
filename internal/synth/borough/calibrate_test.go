package borough_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"throughline/internal/synth/borough"
)

var update = flag.Bool("update", false, "write docs/synthetic-borough-calibration.md anew")

const sheet = "../../../docs/synthetic-borough-calibration.md"

const preface = `# Calibration of the synthetic borough

What the synthetic borough of seed 1 has beside what is published for Hackney (D, E: Department for Education; M: minutes of the commission;
O: other, named in the specification; A: assumption). Counts may be off by the greater of 10 % and two root n, shares by 3 percentage points, unless the
row says otherwise. Made by ` + "`go test ./internal/synth/borough -run Calibration -update`" + `.

`

// The borough stands within the tolerance of every row, and the sheet in docs says so.
func TestCalibration(t *testing.T) {
	a := make1(t, borough.Options{Size: borough.Borough, Seed: 1, Until: time.Date(2025, 6, 30, 18, 0, 0, 0, time.UTC)})
	rows, err := borough.Calibrate(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Off() {
			t.Errorf("%s, %d: %.1f, not %.1f within %.1f", r.Measure, r.Year, r.Got, r.Target, r.Tolerance)
		}
	}
	var b strings.Builder
	b.WriteString(preface)
	if err := borough.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(sheet, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(sheet); err != nil || string(have) != b.String() {
		t.Errorf("%s is not what the borough has: run with -update (%v)", sheet, err)
	}
}
