package cin

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/unicode"
)

// TestAgain: children read again by their marks are those of the first reading, with their places, in any encoding; a file that was changed
// shows.
func TestAgain(t *testing.T) {
	t.Parallel()
	plain := testdata(t, "cin-dev-07-offschema.xml")
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string][]byte{"utf-8": plain, "utf-16": wide, "mark": append([]byte("\xef\xbb\xbf"), plain...)} {
		var marks []Mark
		var want, got []Child
		h, err := Once(t.Context(), bytes.NewReader(src), "f.xml", func(_ *Header, c *Child) error {
			if c.Pos%7 == 3 || c.Pos == 1 || c.Pos == 2 {
				marks, want = append(marks, c.Mark()), append(want, *c)
			}
			return nil
		})
		if err != nil || len(want) < 10 {
			t.Fatal(len(want), err)
		}
		sum, err := Again(t.Context(), bytes.NewReader(src), "f.xml", marks, func(c *Child) error { got = append(got, *c); return nil })
		if err != nil || sum != h.SHA256 {
			t.Fatalf("%s: %s %v", name, sum, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Child{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Child{}, "offset")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		other := append(bytes.Clone(src), ' ')
		if sum, err := Again(t.Context(), bytes.NewReader(other), "f.xml", marks, func(*Child) error { return nil }); err == nil && sum == h.SHA256 {
			t.Errorf("%s: a changed file is not seen", name)
		}
		if _, err := Again(t.Context(), bytes.NewReader(src[:len(src)/2]), "f.xml", marks, func(*Child) error { return nil }); err == nil {
			t.Errorf("%s: half a file is taken", name)
		}
	}
}
