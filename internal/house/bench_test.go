package house_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// BenchmarkWrite compares one durable command of one record on a house with all its lists ("command": a correction of a child who has an
// address, an allocation and a parent) with one durable insert of as many bytes through the same layer ("bare"): those of the texts and hashes
// that the command writes to the journal, its tree, its head and the record. See docs/benchmarks.md.
func BenchmarkWrite(b *testing.B) {
	for _, e := range dbtest.Durable(b) {
		b.Run(e.Name, func(b *testing.B) {
			h := housetest.New(b, e.URL(b), nil)
			ctx := b.Context()
			if err := housetest.Settle(ctx, h); err != nil {
				b.Fatal(err)
			}
			size := ready(b, h)
			for _, clients := range []int{1, 8} {
				var kids [8][]record.Of[record.Child]
				for i := range clients {
					kids[i] = family(b, h, 25)
				}
				b.Run(fmt.Sprintf("bare-%d", clients), func(b *testing.B) {
					parallel(b, clients, func(client, n int) error {
						return h.DB.Write(ctx, func(t *db.Tx) error {
							_, err := t.Exec("insert into bare (id, body) values ($1, $2)", h.Desk.NewID(), size)
							return err
						})
					})
				})
				b.Run(fmt.Sprintf("command-%d", clients), func(b *testing.B) {
					parallel(b, clients, func(client, n int) error {
						c := &kids[client][n%len(kids[client])]
						c.Body.Gender = fmt.Sprint("girl ", n)
						_, err := h.Desk.Do(ctx, housetest.Ada, "Correct a child's details", func(*command.Tx) ([]record.Change, error) {
							return []record.Change{record.Edit(*c, c.Body)}, nil
						})
						c.Version++
						return err
					})
				})
				b.Run(fmt.Sprintf("found-%d", clients), func(b *testing.B) {
					parallel(b, clients, func(client, n int) error {
						c := &kids[client][n%len(kids[client])]
						c.Body.Names = housetest.Child(n).Names
						_, err := h.Desk.Do(ctx, housetest.Ada, "Correct a child's details", func(*command.Tx) ([]record.Change, error) {
							return []record.Change{record.Edit(*c, c.Body)}, nil
						})
						c.Version++
						return err
					})
				})
			}
		})
	}
}

// ready makes the bare table and a body of as many bytes as the texts and hashes that a command of one record writes. Numbers are not counted.
func ready(b *testing.B, h *house.House) []byte {
	b.Helper()
	ctx := b.Context()
	kids := family(b, h, 1)
	var entry, written, head, tree int
	err := h.DB.Write(ctx, func(t *db.Tx) error {
		if _, err := t.Exec("create table bare (id text primary key, body bytea not null)"); err != nil {
			return err
		}
		for _, of := range []struct {
			size *int
			q    string
			args []any
		}{
			{&entry, `select length(at) + length(command) + length(actor) + length(why) + length(source) + length(kind) + length(id) + length(subject)
				+ length(op) + length(body) from entry where id = $1`, []any{kids[0].ID}},
			{&written, `select length(id) + length(kind) + length(subject) + length(at) + length(actor) + length(source)
				+ length(cast(body as text)) from record where id = $1`, []any{kids[0].ID}},
			{&head, "select length(at) + length(edge) from log_head where log = 'journal'", nil},
			{&tree, "select cast(sum(length(tree)) as bigint) / count(*) from entry", nil}, // of one entry, on average
		} {
			if err := t.Row(of.q, of.args, of.size); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	// SQLite's log grows until its first checkpoint, and to make a file longer takes longer than to write it again: so let it grow now.
	err = h.DB.Write(ctx, func(t *db.Tx) error {
		for range 20 {
			if _, err := t.Exec("insert into bare (id, body) values ($1, $2)", h.Desk.NewID(), make([]byte, 1<<20)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("bytes of a command: %d entry, %d record, %d head, %d tree", entry, written, head, tree)
	return make([]byte, entry+written+head+tree)
}

// family makes children, each with an address, an allocation and a parent.
func family(b *testing.B, h *house.House, n int) []record.Of[record.Child] {
	b.Helper()
	ctx := b.Context()
	var out []record.Of[record.Child]
	for i := range n {
		var subject string
		_, err := h.Desk.Do(ctx, housetest.Manager, "Add a child", func(t *command.Tx) ([]record.Change, error) {
			c := housetest.Child(i)
			id, changes, err := person.Create(t, person.NewPerson{
				Child: &c, Identifiers: []record.Identifier{{Type: record.LAChildID, Value: fmt.Sprint("L", i)}},
				Addresses: []record.Address{{Lines: []string{"1 Hill Road"}, Postcode: "N16 5AA"}},
			})
			if err != nil {
				return nil, err
			}
			subject = id
			more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Worker: housetest.Ada.ID, Team: housetest.North})
			return append(changes, more...), err
		})
		if err != nil {
			b.Fatal(err)
		}
		s, err := h.Desk.Story(ctx, subject)
		if err != nil {
			b.Fatal(err)
		}
		c, _ := story.First[record.Child](s)
		out = append(out, c)
	}
	return out
}

// parallel shares b.N operations among clients and reports operations a second. n counts each client's own.
func parallel(b *testing.B, clients int, do func(client, n int) error) {
	b.Helper()
	var left atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	left.Store(int64(b.N))
	for c := range clients {
		wg.Go(func() {
			for n := 0; left.Add(-1) >= 0; n++ {
				if err := do(c, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

// BenchmarkStory loads one child's story of 300 records, bodies decoded and sorted.
func BenchmarkStory(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		b.Run(e.Name, func(b *testing.B) {
			h := housetest.New(b, e.URL(b), nil)
			subject := "child:" + h.Desk.NewID()
			_, err := h.Desk.Do(b.Context(), housetest.Ada, "A long story", func(t *command.Tx) ([]record.Change, error) {
				changes := []record.Change{record.New(t.NewID(), subject, housetest.Child(1))}
				for i := range 299 {
					var body record.Body
					switch i % 5 {
					case 0:
						body = record.Address{Lines: []string{fmt.Sprint(i, " Hill Road")}, Postcode: "N16 5AA", From: t.Today().Add(-i)}
					case 1:
						body = record.Referral{Date: t.Today().Add(-i), Source: "2A", Decision: "assessment", Rationale: "The school's account is clear and recent, and agrees with what the health visitor saw."}
					case 2:
						body = record.Assessment{Referral: "r", Started: t.Today().Add(-i), Authorised: t.Today(), Factors: []string{"1A"}, Views: "I like it here.", Outcome: "child_in_need_plan"}
					case 3:
						body = record.Allocation{Worker: housetest.Ada.ID, Team: housetest.North, Role: "allocated", From: t.Today().Add(-i), To: t.Today()}
					case 4:
						body = record.ContactDetail{Type: record.Phone, Value: fmt.Sprint("020 7946 0", i)}
					}
					changes = append(changes, record.New(t.NewID(), subject, body))
				}
				return changes, nil
			})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				var s story.Story
				err := h.DB.Read(context.Background(), func(t *db.Tx) (err error) {
					s, err = story.Load(t, subject)
					return err
				})
				if err != nil || len(s.Records) != 300 {
					b.Fatal(len(s.Records), err)
				}
			}
		})
	}
}
