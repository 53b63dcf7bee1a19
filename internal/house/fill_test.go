package house_test

import (
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/db"
	"throughline/internal/house"
)

// A first load writes every table of the house as whole trees of pages: one table that only SQLite can fill (an index with a condition, a default value) has all that are
// filled together with it written row by row, which takes a load a quarter more processor time, and says nothing. It is seen by what is refused while trees are written.
func TestEveryTableOfALoadIsWrittenWhole(t *testing.T) {
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "h.db")}
	if err := house.Create(cfg, "test"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, table := range append([]string{"entry", "record", "alias"}, h.Keeper.Lists.Tables()...) {
		err := h.Keeper.DB.WriteAlone(t.Context(), func(tx *db.Tx) error {
			return tx.Fill([]string{table}, func() error {
				_, err := tx.Exec("update log_head set size = size")
				return err
			})
		})
		if err == nil || !strings.Contains(err.Error(), "nothing else can be written") {
			t.Errorf("%s is filled by SQLite, row by row (%v): see internal/db/sqlite_fill_plan.go", table, err)
		}
	}
}
