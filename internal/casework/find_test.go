package casework_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/casework"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
	"throughline/internal/story"
)

// The readers of the tests: worker's team has the children, the manager's line holds the team, stranger is of another team.
var (
	worker   = access.Actor{ID: "worker:sw", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:a"}}
	manager  = access.Actor{ID: "worker:manager", Roles: []access.Role{access.Manager}, Manages: []string{"team:a"}}
	stranger = access.Actor{ID: "worker:other", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:z"}}
	officer  = access.Actor{ID: "worker:lado", Roles: []access.Role{access.LADO}}
	analyst  = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}
)

type house struct {
	*commandtest.Desk
	t *testing.T
	casework.Room
	people person.Room
}

func eachHouse(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	commandtest.Each(t, slices.Concat(person.Lists(), casework.Lists()), func(t *testing.T, d *commandtest.Desk) {
		test(t, house{d, t, casework.Room{Desk: d.Desk}, person.Room{Desk: d.Desk}})
	})
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// child is a child whom the worker is allocated to.
func (h house) child(given string) (subject string) {
	h.t.Helper()
	_, err := h.Do(h.t.Context(), manager, "Add", func(t *command.Tx) ([]record.Change, error) {
		id, changes, err := person.Create(t, person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: given, Family: "Marsh", Use: "current"}}, Birth: day.Must("2015-03-04")}})
		if err != nil {
			return nil, err
		}
		subject = id
		more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Worker: worker.ID, Team: "team:a"})
		return append(changes, more...), err
	})
	h.ok(err)
	return subject
}

func (h house) note(subject, text string, also ...string) command.Receipt {
	h.t.Helper()
	h.Clock.Add(time.Minute)
	rc, err := h.AddNote(h.t.Context(), worker, subject, "", casework.NewNote{Type: "visit", Date: day.In(h.Clock.Now()), Title: "A note", Text: text, Also: also})
	h.ok(err)
	return rc
}

// finds is who and where the words are found: given name and kind, newest first.
func (h house) finds(a access.Actor, typed string) (out []string) {
	h.t.Helper()
	p, err := h.Find(h.t.Context(), a, casework.ParseTerms(typed), "", 20)
	h.ok(err)
	if p.Next != "" || p.Looked {
		h.t.Errorf("%q: more after %d", typed, len(p.Found))
	}
	for _, f := range p.Found {
		given, _, _ := strings.Cut(f.Name, " ")
		out = append(out, given+" "+f.Kind)
	}
	return out
}

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// Complaint 5: a phrase in any note is one search away, for those who may read the note and for nobody else.
func TestFind(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		ada, ben := h.child("Ada"), h.child("Ben")
		h.note(ada, "She told me about the Blue Front-Door of O’Neill’s café.")
		h.note(ben, "The door was blue. At the front nobody answered.")
		both := h.note(ada, "Zwei Kinder: Straße", ben)

		phrase := `"blue front door"`
		same(t, "a phrase", []string{"Ada case_note"}, h.finds(worker, phrase))
		same(t, "its words in any order", []string{"Ben case_note", "Ada case_note"}, h.finds(worker, "door front blue"))
		same(t, "other signs and accents", []string{"Ada case_note"}, h.finds(worker, "oneills CAFE"))
		same(t, "half a word", nil, h.finds(worker, "doo"))
		same(t, "a sign of patterns", nil, h.finds(worker, `"blue%door" "b_ue"`))
		same(t, "the same note on both", []string{"Ben case_note", "Ada case_note"}, h.finds(manager, "strasse"))
		same(t, "nobody of theirs", nil, h.finds(stranger, phrase))
		same(t, "not in the compartment", nil, h.finds(officer, phrase))
		if _, err := h.Find(ctx, analyst, casework.ParseTerms("blue"), "", 20); errs.Of(err) != errs.Denied {
			t.Errorf("an analyst: %v", err)
		}
		p, err := h.Find(ctx, worker, casework.ParseTerms(phrase), "", 20)
		h.ok(err)
		if s := p.Found[0].Text; s != (casework.Snippet{Before: "She told me about the ", Marked: "Blue Front-Door", After: " of O’Neill’s café."}) || p.Found[0].Subject != ada || p.Found[0].Worker != worker.ID {
			t.Errorf("%+v", p.Found[0])
		}

		// What is undone, changed or taken out is found no more.
		_, err = h.Undoing().TakeBack(ctx, worker, ada, both.Command)
		h.ok(err)
		same(t, "an undone note", nil, h.finds(worker, "strasse"))
		_, err = h.AmendNote(ctx, worker, ada, p.Found[0].Record, "", casework.Amendment{Base: 1, Reason: "wrong_fact", For: "the mother", Note: casework.NewNote{Type: "visit", Date: day.In(h.Clock.Now()), Title: "A note", Text: "It was red."}})
		h.ok(err)
		same(t, "what a note said before", nil, h.finds(worker, phrase))
		same(t, "what it says now", []string{"Ada case_note"}, h.finds(worker, `"it was red"`))
		_, err = h.RemoveNote(ctx, manager, ada, p.Found[0].Record, "wrong_fact", "the mother")
		h.ok(err)
		same(t, "a note that was taken out", nil, h.finds(worker, `"it was red"`))

		// What else is written.
		_, err = h.AddLine(ctx, worker, ben, record.ChronologyNote{Date: day.In(h.Clock.Now()), Title: "Moved", Analysis: "A quince tree mattered to him.", Significance: "significant"})
		h.ok(err)
		_, err = h.Do(ctx, manager, "Visit", func(t *command.Tx) ([]record.Change, error) {
			return []record.Change{
				record.New(t.NewID(), ben, record.Visit{Type: "cin", Date: t.Today(), Seen: record.Yes, Views: "I like the quince jam"}),
				record.New(t.NewID(), ben, record.Supervision{Date: t.Today(), Worker: worker.ID, Supervisor: manager.ID, Reflection: "Why did nobody ask about the quince?"}),
				record.New(t.NewID(), ben, record.ManagementOversight{Date: t.Today(), By: manager.ID, Reason: "case_direction", Decision: "Ask him of the quince", Rationale: "He spoke of it"}),
			}, nil
		})
		h.ok(err)
		got := h.finds(worker, "quince")
		slices.Sort(got)
		same(t, "every kind of writing", []string{"Ben chronology_note", "Ben management_oversight", "Ben supervision", "Ben visit"}, got)
	})
}

func (h house) document(subject, words string, restricted bool) {
	h.t.Helper()
	f, err := document.Take(h.t.Context(), "report.txt", strings.NewReader(words), nil)
	h.ok(err)
	_, _, err = h.AddDocument(h.t.Context(), worker, subject, casework.NewDocument{Type: "agency_report", Title: "A report", Date: day.In(h.Clock.Now()), Restricted: restricted}, f)
	h.ok(err)
}

// What is hidden stays hidden: restricted records, restricted documents, conflicts of interest; an emergency opening widens no list; a merge takes what was written
// along, and its undo takes it back.
func TestFindHides(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		ada, ben, cleo := h.child("Ada"), h.child("Ben"), h.child("Cleo")
		for _, c := range []string{ada, ben, cleo} {
			h.note(c, "The word is marmalade.")
		}
		same(t, "all", []string{"Cleo case_note", "Ben case_note", "Ada case_note"}, h.finds(worker, "marmalade"))
		_, err := h.people.Restrict(ctx, manager, ada, "Threats", nil)
		h.ok(err)
		_, err = h.people.Bar(ctx, manager, ben, worker.ID, "Neighbour")
		h.ok(err)
		same(t, "but one restricted and one barred", []string{"Cleo case_note"}, h.finds(worker, "marmalade"))
		same(t, "for whoever is cleared", []string{"Cleo case_note", "Ben case_note", "Ada case_note"}, h.finds(manager, "marmalade"))
		_, _, err = h.people.OpenBreakGlass(ctx, stranger, cleo, "Police are at the door and ask whether the child is safe")
		h.ok(err)
		same(t, "after an emergency opening", nil, h.finds(stranger, "marmalade"))

		h.document(cleo, "A report on toffee apples.", false)
		h.document(cleo, "The source said: toffee apples.", true)
		team := access.Actor{ID: "worker:colleague", Roles: worker.Roles, Teams: worker.Teams}
		same(t, "documents, for the allocated worker", []string{"Cleo document", "Cleo document"}, h.finds(worker, `"toffee apples"`))
		same(t, "documents, for the team", []string{"Cleo document"}, h.finds(team, `"toffee apples"`))

		dot := h.child("Dot")
		h.note(dot, "Her word is rhubarb.")
		_, err = h.people.Merge(ctx, manager, cleo, dot, "The same child")
		h.ok(err)
		same(t, "after a merge", []string{"Cleo case_note"}, h.finds(worker, "rhubarb"))
		_, err = h.people.Unmerge(ctx, manager, dot)
		h.ok(err)
		same(t, "after its undo", []string{"Dot case_note"}, h.finds(worker, "rhubarb"))
	})
}

// A destroyed key takes the words out of the index, a rebuild makes the same index, and verify sees a word that was put in or taken out by hand.
func TestWordsFollowTheJournal(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		k := &safekeeping.Keeper{DB: h.DB, Journal: h.Journal, Lists: h.Lists}
		verify := func(want int) {
			t.Helper()
			rep, err := k.Verify(ctx, nil, nil)
			h.ok(err)
			if len(rep.Faults) != want {
				t.Errorf("verify: %v, want %d", rep.Faults, want)
			}
		}
		ada, ben := h.child("Ada"), h.child("Ben")
		h.note(ada, "A word: persimmon.")
		h.note(ben, "A word: persimmon, and damson.")
		verify(0)
		h.ok(k.Rebuild(ctx, nil))
		same(t, "after a rebuild", []string{"Ben case_note", "Ada case_note"}, h.finds(worker, "persimmon"))
		verify(0)
		_, err := k.Dispose(ctx, h.Desk.Desk, manager, ben, "retention rule", "worker:approver")
		h.ok(err)
		same(t, "after disposal", []string{"Ada case_note"}, h.finds(worker, "persimmon"))
		if h.DB.Engine() == "sqlite" { // nothing of the word is left in the index, in any form
			h.ok(h.DB.Read(ctx, func(t *db.Tx) error {
				return t.Each(func(scan db.Scan) error {
					var block []byte
					err := scan(&block)
					if strings.Contains(string(block), "amson") {
						h.t.Error("the index holds a word of a destroyed record")
					}
					return err
				}, "select block from wording_words_data")
			}))
		}
		verify(0)
		h.ok(h.DB.Write(ctx, func(t *db.Tx) error {
			_, err := t.Exec("update wording set words = ' a word quince ' where kind = 'note_text'")
			return err
		}))
		verify(1)
		h.ok(k.Rebuild(ctx, nil))
		verify(0)
		if h.DB.Engine() != "sqlite" { // what its check of indexes leaves out is said in decision 24
			return
		}
		h.ok(h.DB.Write(ctx, func(t *db.Tx) error {
			_, err := t.Exec("insert into wording_words (wording_words, rowid, words) select 'delete', doc, words from wording where kind = 'note_text'")
			return err
		}))
		verify(1)
	})
}

// Whatever is written about whom, a search finds what a plain look at all texts finds, the newest first: by each way of looking, page by page or at once, however narrow
// its steps are, for readers who may read all, some or nothing of it.
func TestFindIsAPlainScan(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		type written struct{ child, record, words string }
		var all []written
		children := []string{h.child("Ada"), h.child("Ben"), h.child("Cleo"), h.child("Dot"), h.child("Eve"), h.child("Fay")}
		ada, ben, cleo, dot, fay := children[0], children[1], children[2], children[3], children[5]
		rnd := rand.New(rand.NewPCG(3, 4))
		vocabulary := []string{"a", "the", "went", "to", "school", "home", "quince"} // the first most often
		for range 90 {
			words := make([]string, 1+rnd.IntN(8))
			for i := range words {
				words[i] = vocabulary[min(rnd.IntN(7), rnd.IntN(7))]
			}
			child, text := children[rnd.IntN(6)], strings.Join(words, " ")
			h.note(child, text)
			p, err := h.Find(ctx, worker, casework.ParseTerms(words[0]), "", 1)
			h.ok(err)
			all = append(all, written{child, p.Found[0].Record, " " + text + " "})
		}
		_, err := h.people.Restrict(ctx, manager, ben, "Threats", nil)
		h.ok(err)
		_, err = h.people.Bar(ctx, manager, cleo, worker.ID, "Neighbour")
		h.ok(err)
		_, err = h.people.Merge(ctx, manager, ada, dot, "The same child")
		h.ok(err)
		removed := all[7].record
		_, err = h.RemoveNote(ctx, manager, map[bool]string{true: ada, false: all[7].child}[all[7].child == dot], removed, "wrong_fact", "the mother")
		h.ok(err)
		_, err = h.Do(ctx, manager, "Allocate", func(t *command.Tx) ([]record.Change, error) {
			return person.Allocation(t, story.Story{Subject: fay}, record.Allocation{Worker: stranger.ID, Team: "team:z"})
		})
		h.ok(err)
		reads := map[string]func(child string) bool{
			worker.ID:   func(child string) bool { return child != ben && child != cleo },
			manager.ID:  func(string) bool { return true },
			stranger.ID: func(child string) bool { return child == fay },
		}
		rapid.Check(t, func(rt *rapid.T) {
			reader := rapid.SampledFrom([]access.Actor{worker, manager, stranger}).Draw(rt, "reader")
			typed := ""
			for _, phrase := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(append(vocabulary, "nobody")), 1, 3), 1, 3).Draw(rt, "phrases") {
				typed += ` "` + strings.Join(phrase, " ") + `"`
			}
			terms := casework.ParseTerms(typed)
			want := []string{}
			for _, w := range slices.Backward(all) {
				has := reads[reader.ID](w.child) && w.record != removed
				for _, phrase := range strings.FieldsFunc(typed, func(r rune) bool { return r == '"' }) {
					has = has && (strings.TrimSpace(phrase) == "" || strings.Contains(w.words, " "+phrase+" "))
				}
				if has {
					want = append(want, w.record)
				}
			}
			for way, got := range casework.FindBy(ctx, rt, h.Room, reader, terms, rapid.IntRange(1, 100).Draw(rt, "size"), rapid.IntRange(1, 100).Draw(rt, "wanted")) {
				if !slices.Equal(got, want) {
					rt.Errorf("%s: %s by %s: %v, a scan finds %v", reader.ID, typed, way, got, want)
				}
			}
			few, own := rapid.IntRange(1, 40).Draw(rt, "few"), rapid.SampledFrom([]int{0, 60, 1000}).Draw(rt, "own")
			most, limit := few+rapid.IntRange(1, 40).Draw(rt, "most"), rapid.IntRange(1, 20).Draw(rt, "limit")
			got, before := []string{}, ""
			for {
				p, looked, err := h.FindBound(ctx, reader, terms, before, limit, few, most, own)
				if err != nil {
					rt.Fatal(err)
				}
				if len(p.Found) > limit || looked > most || p.Looked && looked < most || p.Next == "" && p.Looked {
					rt.Fatalf("%d found of %d, %d looked at of %d: %+v", len(p.Found), limit, looked, most, p)
				}
				for _, f := range p.Found {
					got = append(got, f.Record)
				}
				if before = p.Next; before == "" {
					break
				}
			}
			if !slices.Equal(got, want) {
				rt.Errorf("%s: %s page by page: %v, a scan finds %v", reader.ID, typed, got, want)
			}
		})
	})
}

// A page of a search costs what the page costs, not what all the texts that have the words do.
func TestFindLooksAtTheNewest(t *testing.T) {
	t.Parallel()
	words := vocabulary()
	director := access.Actor{ID: "worker:d", Roles: []access.Role{access.Director}}
	for i := range 130 {
		director.Manages = append(director.Manages, fmt.Sprintf("team:%d", i))
	}
	for _, e := range dbtest.Engines(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			d := commandtest.New(t, e.URL(t), slices.Concat(person.Lists(), casework.Lists()))
			fillTexts(t, d.DB, 8000)
			room := casework.Room{Desk: d.Desk}
			for typed, bound := range map[string]int{words[0]: 100, words[1] + " " + words[3]: 500} {
				p, looked, err := room.Looked(t.Context(), director, casework.ParseTerms(typed), 20)
				if err != nil || len(p.Found) != 20 || p.Next == "" || looked > bound {
					t.Errorf("%q: %d found, %d texts looked at, more than %d; %v", typed, len(p.Found), looked, bound, err)
				}
			}
		})
	}
}

// The numbers of texts sort as the ids of their records, which are those of one server, however many it makes in a moment, and in any year to 2109.
func TestNumbersSortAsIds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(0, 1<<42-10_000).Draw(t, "at"))
		seed := [32]byte{rapid.Byte().Draw(t, "seed")}
		next := ids.New(func() time.Time { return at }, rand.NewChaCha8(seed)).Next
		last := int64(-1)
		for range rapid.IntRange(2, 50).Draw(t, "ids") {
			at = at.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "passed")) * time.Millisecond)
			id := next()
			if n := casework.DocOf(id); n <= last {
				t.Fatalf("%s has %d after %d", id, n, last)
			} else {
				last = n
			}
		}
	})
	if a, b := casework.DocOf("0193ffff-ffff-7fff-bf80-000000000000"), casework.DocOf("0193ffff-ffff-7fff-bfff-ffffffffffff"); a >= b {
		t.Errorf("of one moment: %d and %d", a, b)
	}
	if casework.DocOf("0193ffff-ffff-7fff-bf80-000000000000")-casework.DocOf("0193ffff-ffff-7fff-8000-000000000000") != 508 {
		t.Error("the first random bits do not count")
	}
}

// A first load, which writes tables as whole trees, leaves the index of words as whole as rows one by one do.
func TestWordsOfAFirstLoad(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		i := 0
		h.ok(h.DB.WriteAlone(ctx, func(t *db.Tx) error {
			return t.Fill([]string{"wording"}, func() error {
				_, err := t.Bulk("wording", casework.Lists()[0].Columns, func() ([]any, error) {
					if i++; i > 500 {
						return nil, nil
					}
					return []any{fmt.Sprintf("note:%04d", i), "", "child:none", "note_text", fmt.Sprintf("%04d", i), int64(7919 * i % 1000003), fmt.Sprintf(" word n%d ", i%10)}, nil
				})
				return err
			})
		}))
		with := func(words ...string) (n int64) {
			h.ok(h.DB.Read(ctx, func(t *db.Tx) error {
				q, arg := t.Having(words, 1)
				return t.Row("select count(*) from ("+q+") c", []any{arg}, &n)
			}))
			return n
		}
		if all, some := with("word"), with("n3", "word"); all != 500 || some != 50 {
			t.Errorf("%d and %d texts", all, some)
		}
		h.ok(h.DB.Write(ctx, func(t *db.Tx) error {
			_, err := t.Exec("delete from wording where subject < 'note:0251'")
			return err
		}))
		if n := with("word"); n != 250 {
			t.Errorf("%d texts after half were deleted", n)
		}
		h.ok(h.DB.Read(ctx, func(tx *db.Tx) error {
			found, _, err := tx.CheckStorage()
			if len(found) > 0 {
				t.Errorf("%+v", found)
			}
			return err
		}))
	})
}

// Whatever is done to texts, alone or several at once, the index knows the words that they have now, and every connection's check of it is clean: also of one that
// knew the index before another wrote.
func TestWordsOfAnySequence(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		vocabulary := []string{"ash", "beech", "birch", "elm", "oak", "rowan", "yew", "zelkova"}
		insert := "insert into wording (" + strings.Join(casework.Lists()[0].Columns, ", ") + ") values ($1, '', 'child:none', 'note_text', $1, $2, $3)"
		// One statement leaves a word in the first text and brings it to the second (migration 0016).
		h.ok(h.DB.Write(ctx, func(tx *db.Tx) error {
			for i, text := range []string{" ash elm ", " elm "} {
				if _, err := tx.Exec(insert, fmt.Sprintf("note:%d", i), int64(i+1), text); err != nil {
					return err
				}
			}
			return nil
		}))
		h.ok(h.DB.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec("update wording set words = ' ash '"); return err }))
		h.check(t)
		rapid.Check(t, func(rt *rapid.T) {
			one := rapid.IntRange(0, 7)
			words := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 6), func(w []string) string { return " " + strings.Join(w, " ") + " " })
			numbers := rapid.SliceOfNDistinct(rapid.Int64Range(0, 1<<63-1), 9, 9, rapid.ID).Draw(rt, "numbers")
			write := func(q string, args ...any) {
				rt.Helper()
				if err := h.DB.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err }); err != nil {
					rt.Fatal(err)
				}
			}
			subject := func(i int) string { return fmt.Sprintf("note:%d", i) }
			write("delete from wording")
			for range rapid.IntRange(1, 6).Draw(rt, "steps") {
				i, text := one.Draw(rt, "text"), words.Draw(rt, "words")
				var err error
				switch rapid.SampledFrom([]string{"add", "change", "change many", "replace", "move", "dispose", "dispose of many"}).Draw(rt, "what") {
				case "add":
					write(insert+" on conflict do nothing", subject(i), numbers[i], text)
				case "change":
					write("update wording set words = $1 where subject = $2", text, subject(i))
				case "change many":
					write("update wording set words = $1 where subject >= $2", text, subject(i))
				case "replace": // as lists are written when a story changes
					err = h.DB.Write(ctx, func(tx *db.Tx) error {
						_, err := tx.Exec("delete from wording where subject >= $1", subject(i))
						for j := i; j < 8 && err == nil; j++ {
							_, err = tx.Exec(insert, subject(j), numbers[j], words.Draw(rt, "words"))
						}
						return err
					})
				case "move":
					write("update wording set doc = $1 where subject = $2 and not exists (select 1 from wording where doc = $1)", numbers[8], subject(i))
				case "dispose":
					write("delete from wording where subject = $1", subject(i))
				case "dispose of many":
					write("delete from wording where subject >= $1", subject(i))
				}
				if err != nil {
					rt.Fatal(err)
				}
				if err := h.DB.Read(ctx, func(tx *db.Tx) error {
					for _, w := range vocabulary {
						q, arg := tx.Having([]string{w}, 1)
						got, err := db.Column[int64](tx, q+" order by doc", arg)
						if err != nil {
							return err
						}
						want, err := db.Column[int64](tx, "select doc from wording where words like $1 order by doc", "% "+w+" %")
						if err != nil {
							return err
						}
						if !slices.Equal(want, got) {
							rt.Errorf("%q is in %v, the index says %v", w, want, got)
						}
					}
					return nil
				}); err != nil {
					rt.Fatal(err)
				}
				h.check(rt)
			}
		})
	})
}

// check asks for the check of indexes, on a connection that knows the index as it was, and on SQLite has FTS5 compare all words with the table.
func (h house) check(t rapid.TB) {
	t.Helper()
	if err := h.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		found, _, err := tx.CheckStorage()
		if len(found) > 0 {
			t.Errorf("%+v", found)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if h.DB.Engine() != "sqlite" {
		return
	}
	if err := h.DB.Write(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("insert into wording_words (wording_words, rank) values ('integrity-check', 1)")
		return err
	}); err != nil {
		t.Errorf("the words of the index are not those of the texts: %v", err)
	}
}

// A snippet has what was found in it, as it was written, whatever stands around it.
func TestSnippet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"one", "Two,", "“three”", "Fóur-five", "…", "six."}), 1, 80).Draw(t, "text")
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, min(len(words), from+4)).Draw(t, "to")
		typed := strings.Join(words[from:to], " ")
		terms := casework.ParseTerms(`"` + strings.NewReplacer("“", "", "”", "").Replace(typed) + `"`)
		if terms.Empty() {
			return
		}
		text := strings.Join(words, " ")
		s := terms.Snippet(text)
		if s.Marked == "" || !strings.Contains(text, s.Marked) {
			t.Fatalf("%q in %q: %+v", typed, text, s)
		}
		// It is a piece of the text, and where it is not the whole it says so.
		whole := s.Before + s.Marked + s.After
		piece, begins := strings.CutPrefix(whole, "… ")
		piece, ends := strings.CutSuffix(piece, " …")
		if !strings.Contains(text, piece) || !begins && !strings.HasPrefix(text, piece) || !ends && !strings.HasSuffix(text, piece) {
			t.Fatalf("%q is not of %q", whole, text)
		}
	})
}

func FuzzParseTerms(f *testing.F) {
	for _, s := range []string{`"a b" c`, `“x`, `""`, "\xff", `"`, "a\x00b", strings.Repeat("x ", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms := casework.ParseTerms(s)
		terms.Snippet(s)
		if again := casework.ParseTerms(s); again.Empty() != terms.Empty() {
			t.Errorf("%q is read in two ways", s)
		}
	})
}
