package checking

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/db/migrations"
	"throughline/internal/journal"
	"throughline/internal/safekeeping"
	"throughline/internal/signin"
)

// A return, its files and its findings come back with a backup, on either engine from either, for whoever still has the key vault; one that was deleted
// since does not, for its key is gone; a check that was running can be run again.
func TestABackupHoldsWhatWasChecked(t *testing.T) {
	for _, from := range dbtest.Engines(t) {
		for _, to := range dbtest.Engines(t) {
			t.Run(from.Name+" to "+to.Name, func(t *testing.T) {
				d := commandtest.New(t, from.URL(t), nil)
				need(t, d.DB.Migrate(t.Context(), signin.Migrations))
				r := room(t, d)
				kept, run, err := r.Bring(t.Context(), analyst, CIN, "", []File{file(t, This, sample)}, Asked{})
				need(t, err)
				want, err := r.Found(t.Context(), ended(t, r, run, Done))
				need(t, err)
				gone, _, err := r.Bring(t.Context(), analyst, SSDA903, "", folder(t, This, "clean01"), Asked{Year: "2026-27"})
				need(t, err)
				free := busy(r)
				defer free()
				_, held, err := r.Bring(t.Context(), analyst, CIN, "waits", []File{file(t, This, sample)}, Asked{})
				need(t, err)

				private, public, err := journal.NewSigningKey("testshire")
				need(t, err)
				signer, err := journal.NewSigner(private, public)
				need(t, err)
				dir := filepath.Join(t.TempDir(), "backup")
				keeper := &safekeeping.Keeper{DB: d.DB, Journal: d.Journal, Lists: d.Lists}
				m, err := keeper.Backup(t.Context(), signer, dir, d.Clock.Now(), nil)
				need(t, err)
				if m.Rows["return_check.ndjson"] != 3 || m.Rows["return_piece.ndjson"] < 4 {
					t.Errorf("the backup has %v", m.Rows)
				}
				need(t, r.Delete(t.Context(), gone))

				place, err := db.Open(t.Context(), to.URL(t))
				need(t, err)
				t.Cleanup(func() { _ = place.Close() })
				need(t, place.Migrate(t.Context(), migrations.Main))
				need(t, place.Migrate(t.Context(), signin.Migrations))
				_, err = (&safekeeping.Keeper{DB: place, Journal: d.Journal, Lists: d.Lists}).Restore(t.Context(), signer, dir, nil)
				need(t, err)
				d.Clock.Add(time.Hour)
				there := *d
				desk := *d.Desk
				desk.DB, there.Desk = place, &desk
				again := room(t, &there)
				all, err := again.Returns(t.Context())
				need(t, err)
				var names []string
				for _, x := range all {
					names = append(names, x.Name)
					if x.ID == gone {
						t.Error("a return that was deleted is there again")
					}
				}
				if len(all) != 2 {
					t.Fatalf("there are %q", names)
				}
				_, x, err := again.Run(t.Context(), run)
				need(t, err)
				got, err := again.Found(t.Context(), x)
				need(t, err)
				if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" || x.Return != kept {
					t.Error(diff)
				}
				if _, x, err = again.Run(t.Context(), held); err != nil || x.State != Interrupted {
					t.Errorf("the check that ran is %s: %v", x.State, err)
				}
				need(t, again.Resume(t.Context(), held))
				ended(t, again, held, Done)
			})
		}
	}
}
