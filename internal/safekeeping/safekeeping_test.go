package safekeeping_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
	"throughline/internal/story"
)

// lists are two small lists: the rooms' own are proved with the whole house (internal/house).
var lists = derived.Lists{
	{Table: "search_key", Columns: []string{"subject", "kind", "value"}, Key: 3, Rows: func(s story.Story) [][]any {
		var rows [][]any
		for _, c := range story.All[record.Child](s) {
			for _, n := range c.Body.Names {
				rows = append(rows, []any{s.Subject, "name", n.Full()})
			}
		}
		return rows
	}},
	{Table: "access_link", Columns: []string{"subject", "actor", "relation"}, Key: 3, Rows: func(s story.Story) [][]any {
		var rows [][]any
		for _, a := range story.All[record.Allocation](s) {
			rows = append(rows, []any{s.Subject, a.Body.Worker, "allocated"})
		}
		return rows
	}},
}

var actor = access.Actor{ID: "worker:w1", Name: "Test Worker"}

type house struct {
	*commandtest.Desk
	keeper *safekeeping.Keeper
	signer *journal.Signer
}

func newHouse(t *testing.T, d *commandtest.Desk) house {
	t.Helper()
	private, public, err := journal.NewSigningKey("testshire")
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.NewSigner(private, public)
	if err != nil {
		t.Fatal(err)
	}
	// Tables that the backup keeps and that another package migrates.
	err = d.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, table := range safekeeping.Kept {
			if table == "draft" {
				continue
			}
			if _, err := tx.Exec("create table if not exists " + table + " (id text primary key, secret bytea not null, uses bigint)"); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("insert into account (id, secret, uses) values ($1, $2, $3)", "a1", []byte{0, 1, 2}, 7); err != nil {
			return err
		}
		_, err := tx.Exec("insert into account (id, secret, uses) values ($1, $2, $3)", "a2", []byte{}, 0) // no second factor yet
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return house{d, &safekeeping.Keeper{DB: d.DB, Journal: d.Journal, Lists: d.Lists}, s}
}

func (h house) do(t *testing.T, why string, changes ...record.Change) command.Receipt {
	t.Helper()
	h.Clock.Add(time.Minute)
	rc, err := h.Desk.Do(t.Context(), actor, why, func(*command.Tx) ([]record.Change, error) { return changes, nil })
	if err != nil {
		t.Fatal(err)
	}
	return rc
}

func (h house) story(t *testing.T, subject string) story.Story {
	t.Helper()
	s, err := h.Desk.Story(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h house) verify(t *testing.T, points ...journal.Checkpoint) safekeeping.Report {
	t.Helper()
	rep, err := h.keeper.Verify(t.Context(), points, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (h house) checkpoint(t *testing.T) journal.Checkpoint {
	t.Helper()
	c, err := h.signer.Checkpoint(t.Context(), h.Journal, h.DB)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func child(given string) record.Child {
	return record.Child{Names: []record.Name{{Given: given, Family: "Okafor", Use: "current"}}, Birth: day.Must("2015-02-03"), Sex: "F"}
}

// fill writes a few children with corrections, allocations and a merge, and returns the child subjects.
func (h house) fill(t *testing.T) []string {
	t.Helper()
	var subjects []string
	for i := range 4 {
		s := fmt.Sprintf("child:%s", h.NewID())
		subjects = append(subjects, s)
		h.do(t, "Add a child", record.New(h.NewID(), s, child(fmt.Sprintf("Adaeze %d", i))),
			record.New(h.NewID(), s, record.Allocation{Worker: fmt.Sprintf("worker:%d", i), Team: "team:1", Role: "allocated", From: day.Must("2026-11-01")}))
	}
	c, _ := story.First[record.Child](h.story(t, subjects[0]))
	b := c.Body
	b.Ethnicity = "WBRI"
	h.do(t, "Correct a child", record.Edit(c, b))
	h.do(t, "Merge two records", record.New(h.NewID(), subjects[3], record.Merge{Into: subjects[2], Reason: "same child"}))
	err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
		return journal.LogReads(tx, h.Clock.Now(), []journal.Reading{{Actor: actor.ID, Subject: subjects[0], Action: "read", Page: "GET /children/{id}", Why: "allocated", Allowed: true}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return subjects
}

func TestVerifyAnUntouchedJournal(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		empty := h.checkpoint(t)
		if rep := h.verify(t, empty); rep.Err() != nil || rep.Entries != 0 {
			t.Fatalf("empty journal: %+v", rep)
		}
		h.fill(t)
		rep := h.verify(t, empty, h.checkpoint(t))
		if rep.Err() != nil {
			t.Fatalf("faults: %v", rep.Faults)
		}
		if b, err := json.Marshal(rep.Faults); err != nil || string(b) != "[]" { // the command line's JSON names a list, not null
			t.Errorf("%s %v", b, err)
		}
		if rep.Entries != 10 || rep.Readings != 1 || rep.Records != 9 || rep.Subjects != 3 || rep.Checkpoints != 2 {
			t.Errorf("%+v", rep)
		}
	})
}

// flips are single changes to what is stored, each with the words that verify must answer with.
func TestVerifyNamesEveryFlippedByte(t *testing.T) {
	flips := map[string]struct {
		table, column, where string
		names                string // part of Place
		bytes                bool
	}{
		"body of an entry":      {"entry", "body", "seq = 4", "journal entry 4", true},
		"time of an entry":      {"entry", "at", "seq = 4", "journal entry 4", false},
		"time that is none":     {"entry", "at", "seq = 5", "journal entry 5", false},
		"actor of an entry":     {"entry", "actor", "seq = 3", "journal entry 3", false},
		"why of an entry":       {"entry", "why", "seq = 3", "journal entry 3", false},
		"kind of an entry":      {"entry", "kind", "seq = 2", "journal entry 2", false},
		"leaf hash":             {"entry", "tree", "seq = 2", "journal entry 2", true},
		"inner hash":            {"entry", "tree", "seq = 1", "journal entry 1", true},
		"head of the journal":   {"log_head", "edge", "log = 'journal'", "journal head", true},
		"time of the head":      {"log_head", "at", "log = 'journal'", "journal head", false},
		"a reading":             {"read_entry", "actor", "seq = 0", "access log entry 0", false},
		"hash of a reading":     {"read_entry", "tree", "seq = 0", "access log entry 0", true},
		"actor of a record":     {"record", "actor", "seq = 3", "record", false},
		"time of a record":      {"record", "at", "seq = 3", "record", false},
		"a search key":          {"search_key", "value", "value = 'Adaeze 1 Okafor'", "search_key row", false},
		"an access link":        {"access_link", "actor", "actor = 'worker:2'", "access_link row", false},
		"fingerprint of a list": {"derived_state", "hash", "list = 'search_key'", "derived_state row", false},
		"an alias":              {"alias", "into_subject", "subject <> ''", "alias row", false},
	}
	for name, f := range flips {
		t.Run(name, func(t *testing.T) {
			commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
				h := newHouse(t, d)
				h.fill(t)
				h.tamper(t, f.table, f.column, f.where, f.bytes)
				rep := h.verify(t)
				if errs.Of(rep.Err()) != errs.Tampered {
					t.Fatal("verify found nothing")
				}
				found := false
				for _, fault := range rep.Faults {
					named := fault.Record != "" || strings.Contains(fault.Place, "head")
					found = found || strings.Contains(fault.Place, f.names) && named
				}
				if !found {
					t.Errorf("no fault names %q: %v", f.names, rep.Faults)
				}
			})
		})
	}
}

// tamper changes one byte as an attacker with the database's password would, past the guard triggers.
func (h house) tamper(t *testing.T, table, column, where string, binary bool) {
	t.Helper()
	drop := map[string][]string{
		"sqlite":   {"drop trigger if exists entry_no_update", "drop trigger if exists read_entry_no_update"},
		"postgres": {"drop trigger if exists entry_guard on entry", "drop trigger if exists read_entry_guard on read_entry"},
	}[h.DB.Engine()]
	err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, q := range drop {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		if binary {
			var b []byte
			if err := tx.Row("select "+column+" from "+table+" where "+where, nil, &b); err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			_, err := tx.Exec("update "+table+" set "+column+" = $1 where "+where, b)
			return err
		}
		n := 0
		return tx.Each(func(scan db.Scan) error { return scan(&n) }, "select 1")
	})
	if err == nil && !binary {
		err = h.flipText(t, table, column, where)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (h house) flipText(t *testing.T, table, column, where string) error {
	return h.DB.Write(t.Context(), func(tx *db.Tx) error {
		vals, err := db.Column[string](tx, "select "+column+" from "+table+" where "+where)
		if err != nil || len(vals) == 0 {
			return fmt.Errorf("nothing to flip in %s: %w", table, err)
		}
		b := []byte(vals[0])
		b[len(b)-2] ^= 1 // an instant stays an instant
		if where == "seq = 5" {
			b[4] ^= 1 // and here it does not
		}
		n, err := tx.Exec("update "+table+" set "+column+" = $1 where "+column+" = $2 and "+where, string(b), vals[0])
		if err == nil && n == 0 {
			err = fmt.Errorf("nothing was flipped in %s", table)
		}
		return err
	})
}

func TestVerifyNamesAFlippedBodyOfARecord(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		subjects := h.fill(t)
		c, _ := story.First[record.Child](h.story(t, subjects[1]))
		b := c.Body
		b.Names[0].Given = "Bdaeze 1"
		raw, _ := record.Encode(b)
		err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("update record set body = $1 where id = $2", string(raw), c.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rep := h.verify(t)
		if len(rep.Faults) != 1 || rep.Faults[0].Record != c.ID || !strings.Contains(rep.Faults[0].What, "its body") {
			t.Errorf("faults: %v", rep.Faults)
		}
		if err := h.keeper.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if rep := h.verify(t); rep.Err() != nil {
			t.Errorf("after rebuild: %v", rep.Faults)
		}
	})
}

func TestRewrittenHistoryIsFoundByACheckpoint(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		h.fill(t)
		before := h.checkpoint(t)
		other := newHouse(t, commandtest.New(t, freshURL(t, d), lists))
		other.signer = h.signer
		other.fill(t) // same commands, other ciphertext: a history that was written anew
		rep := other.verify(t, before)
		if rep.Err() == nil || !strings.Contains(rep.Faults[0].What, "rewritten") {
			t.Errorf("faults: %v", rep.Faults)
		}
		empty := newHouse(t, commandtest.New(t, freshURL(t, d), lists))
		if rep := empty.verify(t, before); rep.Err() == nil || !strings.Contains(rep.Faults[0].What, "lost") {
			t.Errorf("faults: %v", rep.Faults)
		}
	})
}

func freshURL(t *testing.T, d *commandtest.Desk) string {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		if strings.HasPrefix(d.URL, "postgres") == strings.HasPrefix(e.Name, "postgres") {
			return e.URL(t)
		}
	}
	t.Fatal("no engine")
	return ""
}

func TestTheJournalRefusesChanges(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		h.fill(t)
		for _, q := range []string{"update entry set why = 'x'", "delete from entry", "delete from read_entry", "update read_entry set why = 'x'"} {
			err := h.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q); return err })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", q, err)
			}
		}
	})
}

func TestBackupAndRestore(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		subjects := h.fill(t)
		want := h.story(t, subjects[0])
		dir := filepath.Join(t.TempDir(), "backup")

		// Writes go on while the backup runs.
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan int)
		go func() {
			n := 0
			for ctx.Err() == nil {
				s := "child:" + h.NewID()
				if _, err := h.Desk.Do(context.Background(), actor, "Add a child", func(*command.Tx) ([]record.Change, error) {
					return []record.Change{record.New(h.NewID(), s, child("Meanwhile"))}, nil
				}); err == nil {
					n++
				}
			}
			done <- n
		}()
		m, err := h.keeper.Backup(t.Context(), h.signer, dir, h.Clock.Now(), nil)
		stop()
		t.Logf("%d entries in the backup, %d written meanwhile", m.Entries, <-done)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.keeper.Backup(t.Context(), h.signer, dir, h.Clock.Now(), nil); errs.Of(err) != errs.Conflict {
			t.Errorf("an older backup was overwritten: %v", err)
		}

		to := h.beside(t, d)
		r, err := to.keeper.Restore(t.Context(), h.signer, dir, nil)
		if err != nil || r.Err() != nil {
			t.Fatalf("%v; faults %v %v", err, r.Faults, r.Verify.Faults)
		}
		if r.Verify.Entries != m.Entries || m.Entries < 10 {
			t.Errorf("%d entries restored of %d", r.Verify.Entries, m.Entries)
		}
		got := to.story(t, subjects[0])
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		if _, err := to.keeper.Restore(t.Context(), h.signer, dir, nil); errs.Of(err) != errs.Conflict {
			t.Errorf("restored over what was there: %v", err)
		}
	})
}

// beside is an empty house with the same vault and keys.
func (h house) beside(t *testing.T, d *commandtest.Desk) house {
	t.Helper()
	d2 := d.Beside(t, freshURL(t, d))
	to := newHouse(t, d2)
	to.signer = h.signer
	err := to.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("delete from account"); return err })
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func TestAFlippedByteInABackupIsNamed(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		h.fill(t)
		dir := filepath.Join(t.TempDir(), "backup")
		if _, err := h.keeper.Backup(t.Context(), h.signer, dir, h.Clock.Now(), nil); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "journal.ndjson")
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(whole, []byte("\n"))
		pos := 0
		for n, line := range lines[:len(lines)-1] {
			at := pos + len(line)*2/3
			pos += len(line) + 1
			b := bytes.Clone(whole)
			b[at] ^= 1
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			to := h.beside(t, d)
			r, err := to.keeper.Restore(t.Context(), h.signer, dir, nil)
			text := fmt.Sprint(r.Faults, err)
			if (err == nil && r.Err() == nil) || !strings.Contains(text, fmt.Sprintf("line %d ", n+1)) && !strings.Contains(text, fmt.Sprintf("entry %d", n)) {
				t.Errorf("line %d: %s", n+1, text)
			}
		}
	})
}

func TestDestroyedKeys(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		subjects := h.fill(t)
		old := filepath.Join(t.TempDir(), "old")
		if _, err := h.keeper.Backup(t.Context(), h.signer, old, h.Clock.Now(), nil); err != nil {
			t.Fatal(err)
		}
		before := h.checkpoint(t)
		if _, err := h.keeper.Dispose(t.Context(), h.Desk.Desk, actor, subjects[1], "CIN-35Y", actor.ID); errs.Of(err) != errs.Invalid {
			t.Errorf("approved by oneself: %v", err)
		}
		for range 2 { // run again, it finishes what was begun and changes nothing
			gone, err := h.keeper.Dispose(t.Context(), h.Desk.Desk, actor, subjects[1], "CIN-35Y", "worker:approver")
			if err != nil || len(gone) != 1 {
				t.Fatal(gone, err)
			}
		}
		rep := h.verify(t, before)
		if rep.Err() != nil {
			t.Fatalf("the tree must still verify: %v", rep.Faults)
		}
		if len(rep.Destroyed) != 1 || rep.Destroyed[0] != (safekeeping.Destroyed{Rule: "CIN-35Y", Subjects: 1, Bodies: 2}) {
			t.Errorf("destroyed: %+v", rep.Destroyed)
		}
		if s := h.story(t, subjects[1]); !s.Empty() {
			t.Errorf("still readable: %v", s.Records)
		}
		for _, table := range []string{"search_key", "access_link", "derived_state", "record"} {
			if n := commandtest.Query[int](t, h.Desk, "select count(*) from "+table+" where subject = $1", subjects[1]); n[0] != 0 {
				t.Errorf("%d rows left in %s", n[0], table)
			}
		}
		if err := h.keeper.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if s := h.story(t, subjects[1]); !s.Empty() {
			t.Error("a rebuild brought it back")
		}
		// The backup made before the destruction cannot bring it back either.
		to := h.beside(t, d)
		r, err := to.keeper.Restore(t.Context(), h.signer, old, nil)
		if err != nil || r.Err() != nil {
			t.Fatalf("%v %v %v", err, r.Faults, r.Verify.Faults)
		}
		if s := to.story(t, subjects[1]); !s.Empty() {
			t.Error("the old backup brought it back")
		}
		if s := to.story(t, subjects[0]); s.Empty() {
			t.Error("another child's history is gone")
		}
	})
}

// What is written about several children stays until the last of them is disposed of.
func TestDisposalTakesAlongWhatIsAboutNobodyElse(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		ann, bea := "child:"+h.NewID(), "child:"+h.NewID()
		report, contact := "assessment:"+h.NewID(), "contact:"+h.NewID()
		h.do(t, "Set up",
			record.New(h.NewID(), ann, child("Ann")), record.New(h.NewID(), bea, child("Bea")),
			record.New(h.NewID(), contact, record.Contact{Reference: "R-1", Children: []record.ContactChild{{Given: "Ann", Subject: ann}, {Given: "Bea", Subject: bea}}}),
			record.New(h.NewID(), ann, record.Referral{Contact: contact, Date: day.Must("2026-11-02")}), record.New(h.NewID(), bea, record.Referral{Contact: contact, Date: day.Must("2026-11-02")}),
			record.New(h.NewID(), ann, record.Assessment{Report: report}), record.New(h.NewID(), bea, record.Assessment{Report: report}),
			record.New(h.NewID(), report, record.AssessmentReport{State: record.Writing, Children: []record.ReportChild{{Child: ann}, {Child: bea}}}))
		gone, err := h.keeper.Dispose(t.Context(), h.Desk.Desk, actor, ann, "CIN-35Y", "worker:approver")
		if err != nil || len(gone) != 1 || h.story(t, report).Empty() {
			t.Fatalf("the first child: %v %v", gone, err)
		}
		gone, err = h.keeper.Dispose(t.Context(), h.Desk.Desk, actor, bea, "CIN-35Y", "worker:approver")
		if err != nil || len(gone) != 3 || !h.story(t, report).Empty() || !h.story(t, contact).Empty() {
			t.Fatalf("the last child: %v %v", gone, err)
		}
		if rep := h.verify(t); rep.Err() != nil || rep.Destroyed[0].Subjects != 4 {
			t.Errorf("%v %+v", rep.Faults, rep.Destroyed)
		}
	})
}
