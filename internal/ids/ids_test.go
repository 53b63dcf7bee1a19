package ids

import (
	"regexp"
	"testing"
	"time"
)

func TestOrderAndForm(t *testing.T) {
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	m := New(func() time.Time { return at }, nil)
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	last := ""
	for i := range 10_000 {
		id := m.Next()
		if !form.MatchString(id) {
			t.Fatalf("%q is not a UUIDv7", id)
		}
		if id <= last {
			t.Fatalf("id %d: %s does not follow %s", i, id, last)
		}
		last = id
		if i == 5000 {
			at = at.Add(-time.Hour) // a clock set back must not break the order
		}
	}
}
