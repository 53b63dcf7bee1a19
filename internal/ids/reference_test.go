package ids

import (
	"regexp"
	"testing"
)

func TestReference(t *testing.T) {
	const id = "0198c0de-0000-7000-8000-00000000dead"
	r := Reference("E-2026-??????", "early help", id)
	if !regexp.MustCompile(`^E-2026-[2-9A-HJKMNP-TW-Z]{6}$`).MatchString(r) {
		t.Errorf("the reference is %q", r)
	}
	if Reference("E-2026-??????", "early help", id) != r || Reference("E-2026-??????", "allegation", id) == r || Reference("E-2026-??????", "early help", id[:35]+"e") == r {
		t.Error("a reference must follow from what is named and its id, and from nothing else")
	}
}
