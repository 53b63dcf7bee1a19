package safekeeping_test

import (
	"slices"
	"testing"

	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/journal"
)

// TestVerifyNamesRowsOfNobody: a row whose subject was changed into one that sorts before or after every subject is named like any other.
func TestVerifyNamesRowsOfNobody(t *testing.T) {
	t.Parallel()
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		s := h.fill(t)[1]
		for _, table := range []string{"record", "search_key", "access_link", "derived_state"} {
			for _, nobody := range []string{"", "\x7fhild:1", "é"} {
				move := func(from, to string) {
					t.Helper()
					if err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec("update "+table+" set subject = $1 where subject = $2", to, from)
						return err
					}); err != nil {
						t.Fatal(err)
					}
				}
				move(s, nobody)
				rep := h.verify(t)
				if !slices.ContainsFunc(rep.Faults, func(f journal.Fault) bool { return f.Subject == nobody && f.Kind == table }) {
					t.Errorf("%s of %q: %v", table, nobody, rep.Faults)
				}
				move(nobody, s)
			}
		}
		if rep := h.verify(t); rep.Err() != nil {
			t.Error(rep.Faults)
		}
	})
}
