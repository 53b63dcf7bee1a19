package checking

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/command/commandtest"
	"throughline/internal/errs"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
)

const analyst = "worker:ana"

func room(t *testing.T, d *commandtest.Desk) *Room {
	t.Helper()
	r := New(d.DB, d.Vault, d.Clock.Now, d.NewID)
	r.beat = 5 * time.Millisecond
	t.Cleanup(r.Close)
	return r
}

// busy takes every place of a server, so that its checks wait.
func busy(r *Room) (free func()) {
	for range atOnce {
		r.slots <- struct{}{}
	}
	return sync.OnceFunc(func() {
		for range atOnce {
			<-r.slots
		}
	})
}

func file(t *testing.T, part Part, path string) File {
	t.Helper()
	b, err := os.ReadFile(path)
	need(t, err)
	return File{part, filepath.Base(path), b}
}

func need(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const sample = "../cin/testdata/cin-dev-12-allrules.xml"

func ended(t *testing.T, r *Room, id string, want State) Run {
	t.Helper()
	for range 24_000 { // two minutes, for a machine that does much at once
		_, x, err := r.Run(t.Context(), id)
		need(t, err)
		if x.State != Running {
			if x.State != want {
				t.Fatalf("the run is %s (%s), want %s", x.State, x.Outcome.Why, want)
			}
			return x
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the run does not end")
	return Run{}
}

func folder(t *testing.T, part Part, dir string) (out []File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("../ssda903/testdata", dir, "*.csv"))
	need(t, err)
	if len(paths) == 0 {
		t.Fatalf("no files in %s", dir)
	}
	for _, p := range paths {
		if filepath.Base(p) == "providers.csv" {
			continue
		}
		out = append(out, file(t, part, p))
	}
	return out
}

// What the rules find here is what they find anywhere, and it is there after the server that ran them has gone.
func TestACheckIsKept(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		f := file(t, This, sample)
		id, run, err := r.Bring(t.Context(), analyst, CIN, "", []File{f}, Asked{Reading: finding.Peer})
		need(t, err)
		x := ended(t, r, run, Done)
		want, err := check.Check(t.Context(), check.Source{Name: f.Name, File: bytes.NewReader(f.Body)}, check.Options{Reading: finding.Peer})
		need(t, err)
		other := room(t, d.Server(t))
		got, err := other.Found(t.Context(), x)
		need(t, err)
		if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
			t.Errorf("what is kept differs from what was found: %s", diff)
		}
		if n := x.Outcome.Errors + x.Outcome.Queries; n != len(want.Findings)+len(want.LALevel) || n == 0 || x.Outcome.Year != want.Year {
			t.Errorf("outcome %+v of %d findings", x.Outcome, len(want.Findings))
		}
		all, err := other.Returns(t.Context())
		need(t, err)
		if len(all) != 1 || all[0].ID != id || all[0].Name != "CIN census" || all[0].Kind != CIN || len(all[0].Runs) != 1 || all[0].Uploads[0].Files[0].Bytes != len(f.Body) {
			t.Errorf("listed %+v", all)
		}
		name, tables, err := other.Report(t.Context(), all[0], x, true)
		need(t, err)
		var book bytes.Buffer
		need(t, show.Write(t.Context(), &book, show.XLSXFormat, got, show.Options{Name: name, Tables: tables}))
		if name != f.Name || book.Len() == 0 {
			t.Errorf("a workbook of %q has %d bytes", name, book.Len())
		}
	})
}

func asJSON(t *testing.T, run finding.Run) string {
	t.Helper()
	b, err := json.Marshal(run)
	need(t, err)
	return string(b)
}

// Nothing of a file, its name or its findings can be read in the database.
func TestWhatIsKeptIsSealed(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		f := file(t, This, sample)
		f.Name = "Ann Featherquill.xml"
		_, run, err := r.Bring(t.Context(), analyst, CIN, "Featherquill family", []File{f}, Asked{})
		need(t, err)
		x := ended(t, r, run, Done)
		got, err := r.Found(t.Context(), x)
		need(t, err)
		secrets := []string{"Featherquill", "LAchildID", got.Findings[0].Child}
		for _, q := range []string{"select body from return_piece", "select files from return_upload", "select name from return_check", "select outcome from return_run"} {
			cells := commandtest.Query[[]byte](t, d, q)
			if len(cells) == 0 {
				t.Errorf("%s: nothing", q)
			}
			for _, c := range cells {
				for _, s := range secrets {
					if bytes.Contains(c, []byte(s)) {
						t.Errorf("%s: %q can be read", q, s)
					}
				}
			}
		}
		// A piece that is moved to another place does not open.
		if n := len(commandtest.Query[string](t, d, "select owner from return_piece where number = 0")); n != 2 {
			t.Fatalf("%d contents", n)
		}
		key, err := r.Vault.Key(t.Context(), subject(x.Return))
		need(t, err)
		piece := commandtest.Query[[]byte](t, d, "select body from return_piece where owner = $1", x.ID)[0]
		if _, err := key.Open(piece, bound(x.Return, x.Upload+"/0/0")); errs.Of(err) != errs.Tampered {
			t.Errorf("a moved piece: %v", err)
		}
	})
}

// A file of the wrong kind, or cut off, is refused with its place, and leaves nothing: no row, no key.
func TestNothingIsKeptOfWhatCannotBeRead(t *testing.T) {
	whole, dated := file(t, This, sample), file(t, This, "../cin/testdata/cin-dev-01-clean.xml")
	old := bytes.Replace(dated.Body, []byte("<Year>2026</Year>"), []byte("<Year>1999</Year>"), 1)
	none := bytes.Replace(bytes.Replace(dated.Body, []byte("<Year>2026</Year>"), []byte("<Year></Year>"), 1), []byte("<ReferenceDate>2026-03-31<"), []byte("<ReferenceDate><"), 1)
	episodes := "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n1,01/04/2025,S,C2,N1,U1,PR1,,,,,,\n2,\"01/04/2025\n"
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		var made []string // every id that a return could have had
		newID := r.NewID
		r.NewID = func() string {
			made = append(made, newID())
			return made[len(made)-1]
		}
		for name, c := range map[string]struct {
			kind  Kind
			files []File
			asked Asked
			says  string
		}{
			"no census":                        {CIN, []File{{This, "notes.xml", []byte("Dear all,\nthe file is late.\n")}}, Asked{}, "notes.xml"},
			"a census cut off":                 {CIN, []File{{This, "census.xml", whole.Body[:len(whole.Body)/2]}}, Asked{}, "census.xml"},
			"two censuses":                     {CIN, []File{whole, whole}, Asked{}, "one XML file"},
			"a census of a year without rules": {CIN, []File{{This, "old.xml", old}}, Asked{}, "no rules for the CIN census 1998-99"},
			"a census of no year":              {CIN, []File{{This, "none.xml", none}}, Asked{}, "none.xml does not say which census year"},
			"a year without rules":             {CIN, []File{whole}, Asked{Year: "1998-99"}, "no rules for the census 1998-99"},
			"none":                             {SSDA903, nil, Asked{Year: "2025-26"}, "no file was given"},
			"a table cut off":                  {SSDA903, []File{{This, "episodes.csv", []byte(episodes)}}, Asked{Year: "2025-26"}, "episodes.csv line 3"},
			"no rules of a year":               {SSDA903, []File{{This, "episodes.csv", []byte(episodes)}}, Asked{Year: "1999-00"}, "1999-00"},
			"no provider list":                 {SSDA903, append(folder(t, This, "clean01"), File{Providers, "ofsted.csv", []byte("a,b\n1,2\n")}), Asked{Year: "2025-26"}, "ofsted.csv"},
			"two provider lists":               {SSDA903, append(folder(t, This, "clean01"), File{Providers, "a.csv", nil}, File{Providers, "b.csv", nil}), Asked{Year: "2025-26"}, "choose one"},
			"a return of no kind":              {"school", []File{whole}, Asked{}, "which return"},
		} {
			_, _, err := r.Bring(t.Context(), analyst, c.kind, "", c.files, c.asked)
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), c.says) {
				t.Errorf("%s: %v, want %q", name, err, c.says)
			}
			t.Logf("%s: %s", name, errs.Text(err))
		}
		nothing(t, d)
		_, _, err := r.Bring(t.Context(), analyst, CIN, "", []File{{This, "census.xml", whole.Body[:len(whole.Body)/2]}}, Asked{})
		if text := errs.Text(err); !strings.Contains(text, "line") || !strings.Contains(text, "column") {
			t.Errorf("no place: %s", text)
		}
		keyOf, _, err := r.Vault.All(t.Context())
		need(t, err)
		for _, id := range made {
			if _, err := keyOf(subject(id)); errs.Of(err) != errs.Tampered { // Tampered: there is no such key
				t.Errorf("there is a key of a return that was refused: %v", err)
			}
		}
		if len(made) == 0 {
			t.Error("no id was made")
		}
	})
}

func nothing(t *testing.T, d *commandtest.Desk) {
	t.Helper()
	for _, table := range []string{"return_check", "return_upload", "return_run", "return_piece"} {
		if n := commandtest.Query[int64](t, d, "select count(*) from "+table)[0]; n != 0 {
			t.Errorf("%s has %d rows", table, n)
		}
	}
}

// Deleting destroys the key and removes the rows; a check that runs meanwhile leaves nothing. A deletion that was cut short is finished.
func TestDeletedIsGone(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		id, run, err := r.Bring(t.Context(), analyst, CIN, "", []File{file(t, This, sample)}, Asked{})
		need(t, err)
		ended(t, r, run, Done)
		free := busy(r)
		again, err := r.Again(t.Context(), analyst, id, nil, Asked{Reading: finding.Peer})
		need(t, err)
		need(t, r.Delete(t.Context(), id))
		free()
		r.work.Wait()
		nothing(t, d)
		for _, x := range []string{run, again} {
			if _, _, err := r.Run(t.Context(), x); errs.Of(err) != errs.NotFound {
				t.Errorf("a run of it: %v", err)
			}
		}
		if err := r.Delete(t.Context(), id); errs.Of(err) != errs.NotFound {
			t.Errorf("twice: %v", err)
		}
		_, dead, err := r.Vault.All(t.Context())
		need(t, err)
		if len(dead) != 1 || dead[0].Subject != "return:"+id || dead[0].Rule == "" {
			t.Errorf("tombstones %v", dead)
		}

		id, run, err = r.Bring(t.Context(), analyst, CIN, "", []File{file(t, This, sample)}, Asked{})
		need(t, err)
		ended(t, r, run, Done)
		need(t, r.Vault.Destroy(t.Context(), subject(id), deleted))
		if all, err := r.Returns(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%v %v", all, err)
		}
		nothing(t, d)
	})
}

func TestStopAndRunAgain(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		free := busy(r)
		_, run, err := r.Bring(t.Context(), analyst, CIN, "", []File{file(t, This, sample)}, Asked{})
		need(t, err)
		if err := r.Resume(t.Context(), run); errs.Of(err) != errs.Conflict {
			t.Errorf("run again while it runs: %v", err)
		}
		_, x, err := r.Run(t.Context(), run)
		need(t, err)
		if _, err := r.Found(t.Context(), x); x.State != Running || errs.Of(err) != errs.Conflict {
			t.Errorf("%s, %v", x.State, err)
		}
		need(t, room(t, d.Server(t)).Stop(t.Context(), run)) // the other server of the council answers the button
		ended(t, r, run, Stopped)
		free()
		need(t, r.Resume(t.Context(), run))
		x = ended(t, r, run, Done)
		if err := r.Resume(t.Context(), run); errs.Of(err) != errs.Conflict {
			t.Errorf("run again when it is done: %v", err)
		}
		need(t, r.Stop(t.Context(), run)) // too late: changes nothing
		if got := ended(t, r, run, Done); got.Outcome != x.Outcome {
			t.Error("stopping a run that is done changed it")
		}
	})
}

// A server that is shut down leaves its checks interrupted; so does one that dies, after half a minute. Of two servers that then run one
// check again at once, one does; and what the dead one would have written does not count.
func TestOneServerRunsOneCheck(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		shut := room(t, d)
		busy(shut)
		_, run, err := shut.Bring(t.Context(), analyst, CIN, "", []File{file(t, This, sample)}, Asked{})
		need(t, err)
		shut.Close()
		dead := room(t, d)
		dead.beat = time.Hour // it says nothing more
		free := busy(dead)
		ended(t, dead, run, Interrupted)
		need(t, dead.Resume(t.Context(), run))
		if _, x, err := dead.Run(t.Context(), run); err != nil || x.State != Running {
			t.Fatal(x.State, err)
		}
		d.Clock.Add(lost + time.Second)
		a, b := room(t, d.Server(t)), room(t, d.Server(t))
		ended(t, a, run, Interrupted)
		errors := make(chan error, 2)
		freeA, freeB := busy(a), busy(b)
		for _, r := range []*Room{a, b} {
			go func() { errors <- r.Resume(context.WithoutCancel(t.Context()), run) }()
		}
		kinds := map[bool]int{}
		for range 2 {
			err := <-errors
			kinds[err == nil]++
			if err != nil && errs.Of(err) != errs.Conflict {
				t.Error(err)
			}
		}
		if kinds[true] != 1 {
			t.Errorf("%d servers run one check", kinds[true])
		}
		free() // the dead one comes to life and finishes first
		dead.work.Wait()
		if _, x, _ := a.Run(t.Context(), run); x.State != Running {
			t.Errorf("the server that lost the check has ended it: %s", x.State)
		}
		freeA()
		freeB()
		ended(t, a, run, Done)
		if n := len(commandtest.Query[int64](t, d, "select number from return_piece where owner = $1", run)); n != 1 {
			t.Errorf("%d pieces of findings", n)
		}
	})
}

// New files of a part replace what there was of it; the other parts stay. Without new files the same set is checked again.
func TestAgainKeepsWhatIsNotReplaced(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		first := append(folder(t, This, "clean01"), File{Last, "header.csv", folder(t, This, "clean01")[0].Body})
		id, run, err := r.Bring(t.Context(), analyst, SSDA903, "Draft", first, Asked{Year: "2025-26"})
		need(t, err)
		ended(t, r, run, Done)
		run, err = r.Again(t.Context(), analyst, id, nil, Asked{Year: "2026-27"})
		need(t, err)
		ended(t, r, run, Done)
		ret, err := r.Return(t.Context(), id)
		need(t, err)
		if len(ret.Uploads) != 1 || ret.Runs[1].Upload != ret.Uploads[0].ID || ret.Runs[1].Outcome.Year != "2026-27" {
			t.Errorf("%+v", ret)
		}
		one := folder(t, This, "dev01")
		run, err = r.Again(t.Context(), analyst, id, one, Asked{Year: "2025-26"})
		need(t, err)
		ended(t, r, run, Done)
		ret, err = r.Return(t.Context(), id)
		need(t, err)
		up, _ := ret.Latest()
		parts := map[Part]int{}
		for _, f := range up.Files {
			parts[f.Part]++
		}
		if len(ret.Uploads) != 2 || parts[This] != len(one) || parts[Last] != 1 {
			t.Errorf("the second set has %v", parts)
		}
		if _, err := r.Again(t.Context(), analyst, id, []File{{This, "x.csv", []byte("nothing")}}, Asked{Year: "2025-26"}); errs.Of(err) != errs.Invalid {
			t.Errorf("a bad set: %v", err)
		}
		if ret, err = r.Return(t.Context(), id); err != nil || len(ret.Uploads) != 2 || len(ret.Runs) != 3 {
			t.Errorf("after a bad set: %+v %v", ret, err)
		}
	})
}

// A return that can be read and that the rules refuse is not kept: the run says why.
func TestWhatCannotBeCheckedIsNotKept(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		nameless := []byte("CHILD,DOB,REVIEW,REVIEW_CODE\n" + strings.Repeat(",01/01/2012,01/06/2025,PN1\n", 1001))
		_, run, err := r.Bring(t.Context(), analyst, SSDA903, "", []File{{This, "reviews.csv", nameless}}, Asked{Year: "2025-26"})
		need(t, err)
		x := ended(t, r, run, Failed)
		if !strings.Contains(x.Outcome.Why, "have no CHILD") {
			t.Errorf("it says %q", x.Outcome.Why)
		}
		if n := commandtest.Query[int64](t, d, "select count(*) from return_piece")[0]; n != 0 {
			t.Errorf("%d pieces are kept", n)
		}
	})
}

func TestStrangeIDsAreNotThere(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := room(t, d)
		for _, id := range []string{"", "x", "\x00", "\xff", "0198c0de-0000-7000-8000-00000000dead", strings.Repeat("9", 200), "' or 1=1 --"} {
			_, err := r.Return(t.Context(), id)
			_, _, err2 := r.Run(t.Context(), id)
			if errs.Of(err) != errs.NotFound || errs.Of(err2) != errs.NotFound {
				t.Errorf("%q: %v, %v", id, err, err2)
			}
		}
	})
}
