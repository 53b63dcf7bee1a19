package record_test

import (
	"testing"

	"throughline/internal/record"
)

func TestTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{" a\r\nb \r\n": "a\nb", "\xffZoë": "\uFFFDZoë", " \n\t ": "", "two  spaces": "two  spaces"} {
		if got := record.Typed(typed); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}
