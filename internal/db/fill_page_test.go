package db

import "testing"

// No tree gets the page in which programs lock the file: the one that begins at the first gigabyte.
func TestTheLockedPageIsNoTrees(t *testing.T) {
	for size, locked := range map[int]uint32{4096: 262145, 512: 2097153, 65536: 16385} {
		f := &filling{size: size, last: int64(locked) - 2}
		if a, b := f.number(), f.number(); a != locked-1 || b != locked+1 {
			t.Errorf("with pages of %d bytes: %d, %d", size, a, b)
		}
	}
}
