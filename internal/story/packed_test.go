package story

import (
	"strings"
	"testing"
)

const packedChild = "0190\x1fchild\x1fchild:1\x1f3\x1f2\x1f77\x1f2026-03-31T23:30:00.000001Z\x1fada\x1fcin.xml row 4\x1f1\x1f{\"gender\":\"girl\"}"

func TestUnpack(t *testing.T) {
	r, err := unpack(packedChild)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != "0190" || r.Kind != "child" || r.Subject != "child:1" || r.Version != 3 || r.Rev != 2 || r.Seq != 77 || r.Actor != "ada" ||
		r.Source != "cin.xml row 4" || !r.Withdrawn || r.At.Minute() != 30 || r.Body == nil {
		t.Errorf("got %+v", r)
	}
	put, err := unpack(strings.Replace(packedChild, "\x1f1\x1f{", "\x1ff\x1f{", 1))
	if err != nil || put.Withdrawn {
		t.Errorf("PostgreSQL's false: withdrawn %v, %v", put.Withdrawn, err)
	}
}

// A row that somebody changed gives an error that names the record, in whatever place of a long story it stands; it never panics.
func TestUnpackDamaged(t *testing.T) {
	for name, text := range map[string]string{
		"cut short":        packedChild[:30],
		"no number":        strings.Replace(packedChild, "\x1f77\x1f", "\x1f7x\x1f", 1),
		"no time":          strings.Replace(packedChild, "2026-03-31", "2026-03-32", 1),
		"no such kind":     strings.Replace(packedChild, "\x1fchild\x1f", "\x1fchilt\x1f", 1),
		"broken body":      packedChild[:len(packedChild)-2],
		"revision unknown": strings.Replace(packedChild, "\x1f2\x1f77", "\x1f99\x1f77", 1),
	} {
		for _, place := range []int{0, 100, 299} {
			parts := make([]string, 300)
			for i := range parts {
				parts[i] = packedChild
			}
			parts[place] = text
			if _, err := unpackAll(strings.Join(parts, recordSeparator)); err == nil || !strings.Contains(err.Error(), "0190") {
				t.Errorf("%s at %d: %v", name, place, err)
			}
		}
	}
	if got, err := unpackAll(""); len(got) != 0 || err != nil {
		t.Errorf("nothing recorded: %v, %v", got, err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(packedChild)
	f.Add(packedChild + recordSeparator + packedChild)
	f.Add("\x1f\x1f")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := unpackAll(text)
		if err == nil && len(got) != strings.Count(text, recordSeparator)+min(1, len(text)) {
			t.Errorf("%q: %d records", text, len(got))
		}
	})
}
