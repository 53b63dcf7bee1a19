// Package housetest is a small council in a whole house, and hands that run random commands of every room in it: for tests that kill,
// rebuild, tamper and measure.
//
// Only tests may import this package.
package housetest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/record"
)

// The council's teams and the school's agency.
const (
	North  = "team:north"
	South  = "team:south"
	School = "agency:school"
)

// The staff.
var (
	Lead     = access.Actor{ID: "worker:lead", Roles: []access.Role{access.Partner}, Agency: School}
	Screener = access.Actor{ID: "worker:screener", Roles: []access.Role{access.Screener}}
	Ada      = access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}, Teams: []string{North}}
	Ben      = access.Actor{ID: "worker:ben", Roles: []access.Role{access.SocialWorker}, Teams: []string{North}}
	Outsider = access.Actor{ID: "worker:cleo", Roles: []access.Role{access.SocialWorker}, Teams: []string{South}}
	Manager  = access.Actor{ID: "worker:mira", Roles: []access.Role{access.Manager, access.SocialWorker, access.Screener}, Teams: []string{North, South}, Manages: []string{North, South}}
	Other    = access.Actor{ID: "worker:omar", Roles: []access.Role{access.Manager}, Teams: []string{North}, Manages: []string{North}}
	Guardian = access.Actor{ID: "worker:ig", Roles: []access.Role{access.Governance}}
	setup    = access.Actor{ID: "worker:setup", Name: "Set up"}
)

// Config is where a house for a test is: its database at url, everything else in dir.
func Config(url, dir string, now func() time.Time) house.Config {
	return house.Config{DB: url, Keys: filepath.Join(dir, "keys"), Vault: filepath.Join(dir, "vault.db"), Checkpoints: filepath.Join(dir, "checkpoints"), Now: now}
}

// New makes keys and opens a house on a database that is closed when the test ends. now is its clock; nil is the system's.
func New(t testing.TB, url string, now func() time.Time) *house.House {
	t.Helper()
	c := Config(url, t.TempDir(), now)
	if err := house.Create(c, "testshire"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("closing the house: %v", err)
		}
	})
	return h
}

// Settle writes the council's teams and staff down, unless that was done before.
func Settle(ctx context.Context, h *house.House) error {
	_, err := h.Desk.Do(ctx, setup, "Set up a council", func(t *command.Tx) ([]record.Change, error) {
		s, err := t.Story(North)
		if err != nil || !s.Empty() {
			return nil, err
		}
		changes := []record.Change{
			record.New(t.NewID(), North, record.Team{Name: "North", Manager: Manager.ID}),
			record.New(t.NewID(), South, record.Team{Name: "South", Manager: Manager.ID}),
			record.New(t.NewID(), Lead.ID, record.Worker{
				Name: "Sal Lead", Title: "Designated safeguarding lead", Roles: []string{"partner"}, Agency: School, AgencyType: "school", Source: "2A",
			}),
		}
		for _, a := range []access.Actor{Ada, Ben, Outsider} {
			changes = append(changes, record.New(t.NewID(), a.ID, record.Worker{Name: a.ID, Roles: []string{"social_worker"}, Teams: a.Teams}))
		}
		return changes, nil
	})
	return err
}

// Child is a child's details by number: numbers that differ give other names and dates, some alike.
func Child(n int) record.Child {
	given := []string{"Ada", "Siân", "Mohammed", "Łucja", "Zoë", "Noah"}
	family := []string{"Okafor", "Okafor-Hussain", "O’Brien", "van der Berg", "Brandt"}
	return record.Child{
		Names: []record.Name{{Given: given[n%len(given)], Family: family[n/len(given)%len(family)], Use: "current"}},
		Birth: day.Must("2012-01-31").Add(n * 37 % 4000), Sex: []string{"F", "M", "U"}[n%3], Ethnicity: "WBRI",
	}
}

// Tables dumps tables as lines, one a row, in order. Two dumps of one database are equal only when every row is equal byte for byte.
func Tables(ctx context.Context, d *db.DB, tables ...string) (map[string][]string, error) {
	out := map[string][]string{}
	err := d.Read(ctx, func(t *db.Tx) error {
		for _, table := range tables {
			out[table] = []string{}
			err := t.EachRow(func(cols []string, vals []any) error {
				var b strings.Builder
				for i, v := range vals {
					if raw, ok := v.([]byte); ok {
						v = string(raw)
					}
					fmt.Fprintf(&b, "%s=%q ", cols[i], fmt.Sprint(v))
				}
				out[table] = append(out[table], b.String())
				return nil
			}, "select * from "+table)
			if err != nil {
				return err
			}
			slices.Sort(out[table])
		}
		return nil
	})
	return out, err
}

// Derived names every table that can be made again from the journal, but records.
func Derived(h *house.House) []string { return append([]string{"alias"}, h.Desk.Lists.Tables()...) }

// Clock stands still until it is moved on. One goroutine moves it.
type Clock struct{ At time.Time }

// NewClock begins on a Monday morning in winter, at 9 o'clock in London.
func NewClock() *Clock { return &Clock{time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)} }

// Now is the time it shows.
func (c *Clock) Now() time.Time { return c.At }

// ThreeDays lets three days pass.
func (c *Clock) ThreeDays() { c.At = c.At.AddDate(0, 0, 3) }
