package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The same seed writes the same bytes, another seed others.
func TestSynthIsTheSameAgain(t *testing.T) {
	write := func(seed string) map[string][]byte {
		dir := filepath.Join(t.TempDir(), "out")
		var out, problems bytes.Buffer
		code := Main(t.Context(), []string{"synth", "--size", "hamlet", "--seed", seed, "--to", dir, "--years", "2020", "--today", "2020-05-31"},
			Streams{Out: &out, Err: &problems, Getenv: func(string) string { return "" }})
		if code != 0 {
			t.Fatalf("exit %d: %s", code, problems.String())
		}
		files := map[string][]byte{}
		if err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files[path[len(dir):]], err = os.ReadFile(path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return files
	}
	one, again, other := write("1"), write("1"), write("2")
	if len(one) < 5 || len(one) != len(again) {
		t.Fatalf("%d files, and %d", len(one), len(again))
	}
	same := true
	for name, b := range one {
		if !bytes.Equal(b, again[name]) {
			t.Errorf("%s is not the same again", name)
		}
		same = same && bytes.Equal(b, other[name])
	}
	if same {
		t.Error("another seed gives the same authority")
	}
}
