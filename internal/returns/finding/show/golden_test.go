package show

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/finding"
)

var update = flag.Bool("update", false, "write the goldens")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-update writes it):\n%s", path, diff)
	}
}

// TestGoldens keeps what each format prints. Workbooks are kept as the XML inside, which is what differs when a report does.
func TestGoldens(t *testing.T) {
	t.Parallel()
	runs := map[string]struct {
		run    finding.Run
		tables Tables
	}{"ssda903": {ssdaRun(), ssdaTables()}, "cin": {cinRun(), cinTables()}, "nothing": {noneRun(), nil}}
	for name, tt := range runs {
		for _, f := range []Format{TextFormat, JSONFormat, CSVFormat, HTMLFormat, ODSFormat} {
			t.Run(name+" "+string(f), func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				if err := Write(t.Context(), &out, f, tt.run, Options{Name: "returns/2026", On: checkedOn, Tables: tt.tables}); err != nil {
					t.Fatal(err)
				}
				if f != ODSFormat {
					golden(t, name+"."+string(f), out.Bytes())
					return
				}
				golden(t, name+".ods.xml", part(t, out.Bytes(), "content.xml"))
			})
		}
	}
	for _, run := range []finding.Run{ssdaRun(), cinRun()} {
		for _, f := range []Format{TextFormat, JSONFormat, CSVFormat, HTMLFormat} {
			t.Run("rules "+run.Return+" "+string(f), func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				if err := Rules(&out, f, List{run.Return, run.Year, run.Rules}, Options{}); err != nil {
					t.Fatal(err)
				}
				golden(t, "rules-"+run.Return+"."+string(f), out.Bytes())
			})
		}
	}
}

func part(t *testing.T, file []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
