package intake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// TestInterrupted cancels an import after each of its batches in turn and imports again: the records are those of one import, and all of it is
// undone as one action.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	src := sets(t)["cin-dev-05-blanks.xml"]
	eachHouse(t, func(h house) {
		whole := h.with("f.xml", src, intake.Options{})
		want := map[string]int{}
		for _, s := range h.children() {
			want[strings.Join(facts(s), "\n")]++
		}
		_, err := intake.Undo(h.t.Context(), h.Desk.Desk, analyst, whole.SHA256)
		h.ok(err)

		for stop := range 3 {
			ctx, cancel := context.WithCancel(h.t.Context())
			n := 0
			r, err := intake.CIN(ctx, h.Desk.Desk, analyst, "f.xml", bytes.NewReader(src), intake.Options{Batch: 25, Progress: func(done, of int) {
				if n++; n == stop+1 {
					cancel()
				}
			}})
			if !errors.Is(err, context.Canceled) || r.Complete || r.Already {
				h.t.Fatalf("cancelled: %+v %v", r, err)
			}
		}
		bs, err := intake.Batches(h.t.Context(), h.Desk.Desk, analyst)
		h.ok(err)
		if len(bs) != 1 || bs[0].Body.State != record.ImportRunning || bs[0].Body.Added == 0 {
			h.t.Errorf("interrupted: %+v", bs)
		}
		h.verify()
		last := h.with("f.xml", src, intake.Options{})
		if !last.Complete || last.Already || last.Added.Children == 0 || last.Matched.Children == 0 {
			h.t.Errorf("gone on: %+v", last)
		}
		got := map[string]int{}
		for _, s := range h.children() {
			got[strings.Join(facts(s), "\n")]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			h.t.Error(diff)
		}
		if diff := cmp.Diff(whole.Held, last.Held); diff != "" {
			h.t.Error(diff)
		}
		bs, err = intake.Batches(h.t.Context(), h.Desk.Desk, analyst)
		h.ok(err)
		total := func(t intake.Tally) int { return t.Children + t.Referrals + t.Assessments + t.Rows }
		if b := bs[0].Body; b.State != record.ImportComplete || b.Added != total(whole.Added) || b.Matched != total(whole.Matched) || len(b.Held) != len(whole.Held) || len(b.Commands) < 5 {
			h.t.Errorf("added %d of %d, matched %d of %d, %d commands", b.Added, total(whole.Added), b.Matched, total(whole.Matched), len(b.Commands))
		}
		records := commandtest.Query[string](h.t, h.Desk, "select id from record where not withdrawn order by id")
		rc, err := intake.Undo(h.t.Context(), h.Desk.Desk, analyst, last.Subject)
		h.ok(err)
		if len(rc.Entries) != len(records) { // those of the import that was undone before are left alone
			h.t.Errorf("the undo wrote %d versions, %d records are in force", len(rc.Entries), len(records))
		}
		if n := len(h.children()); n != 0 {
			h.t.Errorf("%d children after the undo", n)
		}
		_, err = intake.Undo(h.t.Context(), h.Desk.Desk, analyst, last.Subject)
		h.refused(errs.NotFound, "was undone", err)
		h.verify()
	})
}

// TestUndoInOrder: an import on which a later one built is undone after it, and a record that was worked on since stops the undo.
func TestUndoInOrder(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		one := h.in(census("2025-03-31", kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-02-03"))))
		before, rows := facts(h.one()), h.rows()
		two := h.in(census("2026-03-31", kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-02-03 CINclosureDate=2025-05-05")), kid("LAchildID=C2")))
		_, err := intake.Undo(h.t.Context(), h.Desk.Desk, analyst, one.Subject)
		h.refused(errs.Conflict, "changed again afterwards", err)
		_, err = intake.Undo(h.t.Context(), h.Desk.Desk, analyst, two.Subject)
		h.ok(err)
		if diff := cmp.Diff(before, facts(h.one())); diff != "" {
			h.t.Error(diff)
		}
		if diff := cmp.Diff(rows, h.rows()); diff != "" {
			h.t.Error(diff)
		}
		s := h.one()
		r, _ := story.First[record.Referral](s)
		h.do("Correct", func(t *command.Tx) ([]record.Change, error) {
			body := r.Body
			body.Team = "team:a"
			return []record.Change{record.Edit(r, body)}, nil
		})
		_, err = intake.Undo(h.t.Context(), h.Desk.Desk, analyst, one.Subject)
		h.refused(errs.Conflict, "Referral was changed again afterwards", err)
	})
}

// TestBadFiles: a file that cannot be read whole brings nothing in.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		good := census("2026-03-31", kid("LAchildID=C1"), kid("LAchildID=C2"))
		for name, src := range map[string]string{
			"empty": "", "no census": "<html/>", "cut short": good[:len(good)-30], "a table": "a,b\n1,2\n",
		} {
			_, err := intake.CIN(h.t.Context(), h.Desk.Desk, analyst, "f.xml", strings.NewReader(src), intake.Options{})
			if errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), "f.xml ") {
				h.t.Errorf("%s: %v", name, err)
			}
		}
		if h.size() != 0 {
			h.t.Errorf("%d entries in the journal", h.size())
		}
	})
}

// shifting is a file that becomes another one when it is read for the nth time.
type shifting struct {
	*bytes.Reader
	reads, n int
	then     []byte
}

func (s *shifting) Seek(to int64, whence int) (int64, error) {
	if s.reads++; s.reads == s.n {
		s.Reader = bytes.NewReader(s.then)
	}
	return s.Reader.Seek(to, whence)
}

// TestFileChanges: nothing stays of a file that changed while it was read.
func TestFileChanges(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		first := census("2026-03-31", kid("LAchildID=C1"), kid("LAchildID=C2"), kid("LAchildID=C3"))
		for n := 2; n <= 3; n++ {
			for what, then := range map[string]string{"another": strings.Replace(first, "C3", "C4", 1), "cut": first[:len(first)-40]} {
				f := &shifting{Reader: bytes.NewReader([]byte(first)), n: n, then: []byte(then)}
				_, err := intake.CIN(h.t.Context(), h.Desk.Desk, analyst, "f.xml", io.ReadSeeker(f), intake.Options{Batch: 1})
				h.refused(errs.Conflict, "was changed while it was being read", err)
				if left := h.children(); len(left) != 0 || f.reads < n {
					h.t.Errorf("%s at reading %d: %d children are left after %d readings", what, n, len(left), f.reads)
				}
			}
		}
		if r := h.in(first); r.Added.Children != 3 {
			h.t.Errorf("afterwards: %+v", r)
		}
		h.verify()
	})
}

// TestTwoServersAtOnce import one file at the same time: each child comes in once, whoever is refused.
func TestTwoServersAtOnce(t *testing.T) {
	t.Parallel()
	src := sets(t)["cin-dev-11-lalevel.xml"]
	eachHouse(t, func(h house) {
		servers := []*command.Desk{h.Desk.Desk, h.Server(h.t).Desk}
		failed := make(chan error, len(servers))
		for _, d := range servers {
			go func() {
				_, err := intake.CIN(h.t.Context(), d, analyst, "f.xml", bytes.NewReader(src), intake.Options{Batch: 10})
				failed <- err
			}()
		}
		refused := 0
		for range servers {
			if err := <-failed; err != nil {
				refused++
				h.refused(errs.Conflict, "Somebody else", err)
			}
		}
		if refused == len(servers) {
			h.t.Error("both were refused")
		}
		h.with("f.xml", src, intake.Options{})
		if n := len(h.children()); n != 90 {
			h.t.Errorf("%d children, the file has 91 and one has no number", n)
		}
		h.sameCount(src)
		h.verify()
	})
}
