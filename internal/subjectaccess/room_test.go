package subjectaccess_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/subjectaccess"
	"throughline/internal/task"
)

const (
	child, sister, aunt = "child:1", "child:2", "adult:3"
	note, note2, words  = "note:1", "note:2", "note:3"
	allegation          = "lado:1"
)

var (
	officer = access.Actor{ID: "worker:gil", Roles: []access.Role{access.Governance}}
	second  = access.Actor{ID: "worker:owen", Roles: []access.Role{access.Governance}}
	third   = access.Actor{ID: "worker:una", Roles: []access.Role{access.Governance}}
	worker  = access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:a"}}
)

// What must not leave: each is in the child's record, or in that of somebody else.
const (
	secret    = "drinks vodka before noon"         // of the aunt, in a note
	source    = "overheard by the neighbour Quint" // in what a note said before it was changed
	police    = "intelligence report Foxglove"     // in a restricted file
	elsewhere = "Uwe Grau pulled his arm"          // in an allegation
	sisterly  = "she bit the hamster"              // in the sister's record
)

type world struct {
	commandtest.World
	room subjectaccess.Room
	id   string
}

func (w *world) load(a access.Actor) subjectaccess.Case {
	w.T.Helper()
	c, err := w.room.Load(w.T.Context(), a, child, w.id)
	w.OK(err)
	return c
}

func (w *world) base() int64 { return w.load(officer).Request.Version }

// item is the item of a kind with a word in it.
func item(t testing.TB, c subjectaccess.Case, kind, word string) subjectaccess.Item {
	t.Helper()
	for _, i := range c.Items {
		for _, p := range i.Parts {
			if i.Kind == kind && strings.Contains(p.Text, word) {
				return i
			}
		}
	}
	t.Fatalf("no %s with %q", kind, word)
	return subjectaccess.Item{}
}

// decide records a decision on an item as it is seen now.
func (w *world) decide(a access.Actor, i subjectaccess.Item, d subjectaccess.Decision) error {
	d.Record, d.Print = i.Record, i.Print
	if i.Decided != nil {
		d.Base = i.Decided.Version
	}
	_, err := w.room.Decide(w.T.Context(), a, child, w.id, d)
	return err
}

// without are the passages that hold some words, wherever they stand in an item.
func without(i subjectaccess.Item, word, note string) (out []record.AccessPassage) {
	for n, p := range i.Parts {
		if at := strings.Index(p.Text, word); at >= 0 {
			from := len([]rune(p.Text[:at]))
			out = append(out, record.AccessPassage{Part: n, From: from, To: from + len([]rune(word)), Exemption: "third_party", Note: note})
		}
	}
	return out
}

func (w *world) furnish() {
	w.T.Helper()
	d := day.Must
	file, err := document.Take(w.T.Context(), "Foxglove.txt", strings.NewReader("An "+police+"."), nil)
	w.OK(err)
	_, err = w.Do(w.T.Context(), worker, "Set up", func(t *command.Tx) ([]record.Change, error) {
		doc := t.NewID()
		if err := file.Keep(w.T.Context(), t.Tx, w.Journal.Vault(), child, doc); err != nil {
			return nil, err
		}
		picture := t.NewID()
		drawn := document.Made("drawing.png", "image/png", []byte("\x89PNG a drawing"))
		if err := drawn.Keep(w.T.Context(), t.Tx, w.Journal.Vault(), child, picture); err != nil {
			return nil, err
		}
		head := func(f document.File, title string, restricted bool) record.Document {
			return record.Document{Type: "other", Title: title, Date: d("2020-05-01"), File: f.Name, Media: f.Media, Size: f.Size, SHA256: f.SHA256, Parts: f.Parts(), Scan: f.Scan, Restricted: restricted, Worker: worker.ID}
		}
		restricted := head(file, "Police report", true)
		restricted.Words = words
		out := []record.Change{
			record.New(t.NewID(), child, record.Child{Names: []record.Name{{Given: "Isolde", Family: "Fernsworth", Use: "current"}}, Birth: d("2007-05-01")}),
			record.New(t.NewID(), sister, record.Child{Names: []record.Name{{Given: "Maud", Family: "Fernsworth", Use: "current"}}, Birth: d("2010-05-01")}),
			record.New(t.NewID(), aunt, record.Adult{Names: []record.Name{{Given: "Ottoline", Family: "Fernsworth", Use: "current"}}}),
			record.New(t.NewID(), sister, record.CaseNote{Type: "visit", Date: d("2020-04-01"), Title: sisterly, Note: "note:9", Worker: worker.ID}),
			record.New(t.NewID(), child, record.Relationship{Other: aunt, Type: "parents_sibling"}),
			record.New(t.NewID(), child, record.Allocation{Worker: worker.ID, Team: "team:a", Role: person.RoleAllocated, From: d("2020-01-20")}),
			record.New(t.NewID(), child, record.CLAHealth{Type: "health_assessment", Date: d("2020-03-03"), Done: record.Yes}),
			record.New("note-1", child, record.CaseNote{Type: "visit", Date: d("2020-03-10"), Title: "Visit after school", Note: note, Worker: worker.ID}),
			record.New("text-1", note, record.NoteText{Of: child, Text: "Isolde drew a lighthouse. As " + source + ", her aunt shouts."}),
			record.New(t.NewID(), child, record.CaseNote{Type: "phone", Date: d("2020-03-11"), Title: "The aunt rang", Note: note2, Worker: worker.ID}),
			record.New(t.NewID(), note2, record.NoteText{Of: child, Text: "Her aunt " + secret + ". She wants to see Isolde."}),
			record.New(t.NewID(), words, record.NoteText{Of: child, Text: "An " + police + "."}),
			record.New(doc, child, restricted),
			record.New(picture, child, head(drawn, "A drawing of a lighthouse", false)),
			record.New(t.NewID(), allegation, record.LADOReferral{Reference: "L-1", Received: d("2020-04-02"), Concern: elsewhere, Children: []string{child}, Setting: "Hill Nursery", Sector: "early_years", Category: "physical", Person: "Uwe Grau"}),
		}
		for _, a := range []access.Actor{officer, second, third} {
			out = append(out, record.New(t.NewID(), a.ID, record.Worker{Name: "Officer " + a.ID, Title: "Officer", Roles: []string{"governance"}}))
		}
		return append(out, record.New(t.NewID(), worker.ID, record.Worker{Name: "Ada Marsh", Title: "Social worker", Roles: []string{"social_worker"}})), nil
	})
	w.OK(err)
	// Scenario 22: the note is changed, with a reason and who asked; what it said before belongs into the copy, where that is lawful.
	w.Clock.Set(time.Date(2020, time.May, 14, 9, 0, 0, 0, time.UTC))
	_, err = w.Do(w.T.Context(), worker, "Change a case note", func(t *command.Tx) ([]record.Change, error) {
		s, err := t.Story(child)
		if err != nil {
			return nil, err
		}
		var out []record.Change
		for _, r := range s.Records {
			if n, ok := record.As[record.CaseNote](r); ok && n.ID == "note-1" {
				b := n.Body
				b.Amendments = []record.NoteChange{{By: worker.ID, At: t.Now, Reason: "wrong_fact", For: "Her grandmother"}}
				out = append(out, record.Edit(n, b))
			}
		}
		return append(out, record.Change{ID: "text-1", Subject: note, Base: 1, Body: record.NoteText{Of: child, Text: "Isolde drew a lighthouse."}}), nil
	})
	w.OK(err)
}

func each(t *testing.T, test func(w *world)) {
	t.Parallel()
	b := clock.Standard()
	commandtest.Each(t, append(person.Lists(), task.List(subjectaccess.Tasks(b))), func(t *testing.T, d *commandtest.Desk) {
		d.Clock.Set(time.Date(2020, time.May, 12, 9, 0, 0, 0, time.UTC))
		w := &world{World: commandtest.World{Desk: d, T: t}, room: subjectaccess.Room{Desk: d.Desk, Book: b}}
		w.furnish()
		d.Clock.Set(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
		test(w)
	})
}

func (w *world) take() {
	w.T.Helper()
	var err error
	w.id, _, err = w.room.Take(w.T.Context(), officer, child, subjectaccess.New{Received: day.Must("2026-03-09"), By: "self", Name: "Isolde Fernsworth", Asked: "Everything.", Handler: officer.ID})
	w.OK(err)
}

// archive is what is in an archive, with every hash of its manifest checked.
func (w *world) archive(number int) (files map[string][]byte, whole []byte) {
	w.T.Helper()
	_, b, err := w.room.Edition(w.T.Context(), officer, child, w.id, number)
	w.OK(err)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	w.OK(err)
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		w.OK(err)
		files[f.Name], err = io.ReadAll(r)
		w.OK(err)
	}
	listed := 0
	for line := range strings.Lines(string(files[subjectaccess.Manifest])) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		got := sha256.Sum256(files[name])
		if files[name] == nil || hex.EncodeToString(got[:]) != sum {
			w.T.Errorf("%s is not what the manifest says", name)
		}
		listed++
	}
	if listed != len(files)-1 {
		w.T.Errorf("the manifest lists %d of %d files", listed, len(files)-1)
	}
	return files, b
}

// finds says in which file of an archive words are: in its bytes, in its names, or in the JSON as it is read.
func finds(t testing.TB, files map[string][]byte, word string) (in []string) {
	t.Helper()
	var data any
	if err := json.Unmarshal(files[subjectaccess.Data], &data); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if bytes.Contains(b, []byte(word)) || strings.Contains(name, word) {
			in = append(in, name)
		}
	}
	if bytes.Contains(again, []byte(word)) {
		in = append(in, "the data of "+subjectaccess.Data)
	}
	return in
}

// TestScenario23AndComplaints24And25: from the request to the archive: what is apart is not given by the way, nothing is held back without a reason, a second person
// reads it, the archive shows without a server and its hashes hold, and nothing that was taken out is in any file of it. Opened again, more is given; the first
// edition stays byte for byte.
func TestScenario23AndComplaints24And25(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.T.Context()
		w.take()
		c := w.load(officer)
		for _, i := range c.Items {
			for _, p := range i.Parts {
				if strings.Contains(p.Text, elsewhere) || strings.Contains(p.Text, sisterly) || i.Kind == "lado_referral" || i.Kind == "access_request" {
					w.T.Errorf("%s came in: %s", i.Kind, p.Text)
				}
			}
		}
		restricted, told, drawing := item(w.T, c, "document", "Police"), item(w.T, c, "case_note", "Visit after"), item(w.T, c, "document", "lighthouse")
		rang, kin := item(w.T, c, "case_note", "rang"), item(w.T, c, "relationship", "Ottoline")
		if !restricted.Apart || told.Look == "" || drawing.Look == "" || kin.Look == "" {
			w.T.Errorf("given without a look: %q %q %q %q", restricted.Look, told.Look, drawing.Look, kin.Look)
		}
		if before := strings.Join(labels(told), "; "); !strings.Contains(before, "What it said until it was changed on 14 May 2020") || !strings.Contains(texts(told), "Her grandmother") || !strings.Contains(texts(told), "A fact was wrong") {
			w.T.Errorf("the amendment is not told: %s; %s", before, texts(told))
		}
		_, _, err := w.room.GiveFacts(ctx, officer, child, w.id)
		w.OK(err)
		for _, i := range w.load(officer).Items {
			if i.Given() != (i.Look == "") {
				w.T.Errorf("%s %q: given %v, look %q", i.Kind, i.Title, i.Given(), i.Look)
			}
		}
		// No black box without a reason.
		w.Refused("held back without a reason", w.decide(officer, restricted, subjectaccess.Decision{Decision: "withhold"}), errs.Invalid)
		w.Refused("a passage that is not there", w.decide(officer, told, subjectaccess.Decision{Decision: "redact", Passages: []record.AccessPassage{{Part: 0, From: 0, To: 9999, Exemption: "third_party", Note: "n"}}}), errs.Invalid)
		w.OK(w.decide(officer, restricted, subjectaccess.Decision{Decision: "withhold", Exemption: "crime", Note: "The police asked us to keep this."}))
		w.OK(w.decide(officer, told, subjectaccess.Decision{Decision: "redact", Passages: without(told, source, "Who told us this.")}))
		w.OK(w.decide(officer, rang, subjectaccess.Decision{Decision: "redact", Passages: without(rang, secret, "About your aunt’s health.")}))
		w.OK(w.decide(officer, drawing, subjectaccess.Decision{Decision: "give"}))
		_, err = w.room.Confirm(ctx, second, child, w.id, w.base(), true)
		w.Refused("nobody asked the second", err, errs.Denied)
		_, err = w.room.Hand(ctx, officer, child, w.id, w.base(), officer.ID, second.ID)
		w.OK(err)
		_, err = w.room.Confirm(ctx, second, child, w.id, w.base(), true)
		w.Refused("not proved, not decided", err, errs.Conflict)
		_, err = w.room.Identify(ctx, officer, child, w.id, w.base(), subjectaccess.Proof{On: day.Must("2026-03-10"), What: "Passport"})
		w.OK(err)
		for _, i := range w.load(officer).Items {
			if !i.Settled() {
				w.OK(w.decide(officer, i, subjectaccess.Decision{Decision: "give"}))
			}
		}
		_, err = w.room.Confirm(ctx, officer, child, w.id, w.base(), true)
		w.Refused("who prepared it", err, errs.Denied)
		_, err = w.room.Confirm(ctx, second, child, w.id, w.base(), false)
		w.OK(err)
		first, bytes1 := w.archive(1)
		for _, word := range []string{secret, source, police, "Foxglove", "intelligence", elsewhere, sisterly, "Police report", "Maud"} {
			if in := finds(w.T, first, word); in != nil {
				w.T.Errorf("%q is in %v", word, in)
			}
		}
		page := string(first[subjectaccess.Page])
		for _, want := range []string{"Isolde drew a lighthouse.", "Who told us this.", "The police asked us to keep this.", "Schedule 2, paragraph 16", "Her grandmother", "A fact was wrong", "She wants to see Isolde.", "Ottoline Fernsworth", "Ada Marsh"} {
			if !strings.Contains(page, want) {
				w.T.Errorf("the page does not say %q", want)
			}
		}
		// Complaint 25: it shows with no server: nothing is fetched, and each link is to a file of the archive.
		if regexp.MustCompile(`(?i)<script|src=|url\(|@import|https?://`).MatchString(page) {
			w.T.Error("the page loads something")
		}
		links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(links) != 1 || string(first[links[0][1]]) != "\x89PNG a drawing" {
			w.T.Errorf("links: %v", links)
		}

		_, err = w.room.Close(ctx, officer, child, w.id, w.base(), "given", "")
		w.Refused("ended before it was given", err, errs.Invalid)
		_, err = w.room.Sent(ctx, officer, child, w.id, w.base(), day.Must("2026-03-10"), "By hand, in the office")
		w.OK(err)
		_, err = w.room.Close(ctx, officer, child, w.id, w.base(), "given", "")
		w.OK(err)
		// Once it has ended nobody who answered it reads the record any more.
		_, err = w.room.Load(ctx, officer, child, w.id)
		w.Refused("after the end", err, errs.Denied)

		// Opened again, with fewer passages taken out.
		rows, err := w.room.List(ctx, third)
		w.OK(err)
		_, err = w.room.Reopen(ctx, third, child, w.id, rows[0].Request.Version, "Her aunt agrees now")
		w.OK(err)
		rang = item(w.T, w.load(officer), "case_note", "rang")
		w.OK(w.decide(officer, rang, subjectaccess.Decision{Decision: "give"}))
		_, err = w.room.Hand(ctx, officer, child, w.id, w.base(), officer.ID, second.ID)
		w.OK(err)
		_, err = w.room.Confirm(ctx, second, child, w.id, w.base(), false)
		w.OK(err)
		later, _ := w.archive(2)
		if finds(w.T, later, secret) == nil || finds(w.T, later, source) != nil {
			w.T.Error("the second edition is not what was decided")
		}
		if _, again := w.archive(1); !bytes.Equal(again, bytes1) {
			w.T.Error("the first edition is no longer what left")
		}
		if e := w.load(officer).Request.Body.Editions; e[0].Passages != 2 || e[1].Passages != 1 || e[1].Withheld != 1 {
			w.T.Errorf("%+v", e)
		}
	})
}

func labels(i subjectaccess.Item) (out []string) {
	for _, p := range i.Parts {
		out = append(out, p.Label)
	}
	return out
}

func texts(i subjectaccess.Item) string {
	var out []string
	for _, p := range i.Parts {
		out = append(out, p.Text)
	}
	return strings.Join(out, "; ")
}

// A request is for those who answer it: others are refused, the record stays shut to them; a changed record, and one's own decision on an older text, are told.
func TestWhoAnswers(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.T.Context()
		_, _, err := w.room.Take(ctx, worker, child, subjectaccess.New{Received: day.Must("2026-03-09"), By: "self", Name: "x", Asked: "x", Handler: officer.ID})
		w.Refused("a social worker takes one", err, errs.Denied)
		_, _, err = w.room.Take(ctx, officer, child, subjectaccess.New{Received: day.Must("2026-03-09"), By: "self", Name: "x", Asked: "x", Handler: worker.ID})
		w.Refused("handed to a social worker", err, errs.Invalid)
		w.take()
		for _, a := range []access.Actor{second, worker, {ID: "worker:z", Roles: []access.Role{access.Administrator}}} {
			if _, err := w.room.Load(ctx, a, child, w.id); err == nil {
				w.T.Errorf("%s opens it", a.ID)
			}
		}
		if _, err := w.room.Load(ctx, officer, sister, w.id); err == nil {
			w.T.Error("by way of another child")
		}
		i := item(w.T, w.load(officer), "case_note", "rang")
		w.OK(w.decide(officer, i, subjectaccess.Decision{Decision: "give"}))
		w.Refused("from an older decision", w.decide(officer, i, subjectaccess.Decision{Decision: "give"}), errs.Conflict)
		// Taken back by its author, and by nobody else.
		d, ok, err := w.room.Undoing(w.id).Last(ctx, officer, child)
		w.OK(err)
		if !ok || d.Why != "Decide on a part of a record" {
			w.T.Fatalf("%+v", d)
		}
		_, err = w.room.Undoing(w.id).TakeBack(ctx, officer, child, d.Command)
		w.OK(err)
		if item(w.T, w.load(officer), "case_note", "rang").Decided != nil {
			w.T.Error("the decision is still there")
		}
		// Words that were taken out in one place and stand in another are shown to the second reader.
		i = item(w.T, w.load(officer), "case_note", "rang")
		w.OK(w.decide(officer, i, subjectaccess.Decision{Decision: "redact", Passages: without(i, "Isolde", "A name.")}))
		visit := item(w.T, w.load(officer), "case_note", "Visit after")
		w.OK(w.decide(officer, visit, subjectaccess.Decision{Decision: "give"}))
		if got := subjectaccess.Leaks(w.load(officer).Items); len(got) != 1 || got[0] != (subjectaccess.Leak{From: i.Record, In: visit.Record}) {
			w.T.Errorf("%v", got)
		}
		// The clock: told too late, it cannot be extended.
		_, err = w.room.Extend(ctx, officer, child, w.id, w.base(), day.Must("2026-03-10"), "Eleven volumes")
		w.OK(err)
		if due := subjectaccess.DueOn(clock.Standard(), w.load(officer).Request.Body).String(); due != "2026-06-09" {
			w.T.Error(due)
		}
		rows, err := w.room.List(ctx, second)
		w.OK(err)
		if len(rows) != 1 || rows[0].Name != "Isolde Fernsworth" {
			w.T.Errorf("%+v", rows)
		}
		if rows, err := w.room.List(ctx, worker); err != nil || len(rows) != 0 {
			w.T.Errorf("a social worker lists %d, %v", len(rows), err)
		}
		w.Clock.Set(time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC))
		w.id, _, err = w.room.Take(ctx, officer, child, subjectaccess.New{Received: day.Must("2026-03-09"), By: "parent", Name: "x", Asked: "x", Handler: officer.ID})
		w.OK(err)
		_, err = w.room.Extend(ctx, officer, child, w.id, w.base(), day.Must("2026-04-20"), "Eleven volumes")
		w.Refused("told too late", err, errs.Invalid)
	})
}
