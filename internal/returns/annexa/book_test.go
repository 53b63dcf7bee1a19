package annexa_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/annexa"
)

// What is exported has no finding under the rules, whatever day it is of.
func TestExportHasNoFinding(t *testing.T) {
	h := newHouse(t)
	h.borough()
	for _, day := range []string{"", "2026-09-30", "2026-06-30", "2025-12-01"} {
		b, sum := h.book(annexa.Options{On: d(day)})
		w := read(t, b)
		if w.On != sum.On {
			t.Errorf("the front sheet says %s, not %s", w.On, sum.On)
		}
		if diff := cmp.Diff([]string(nil), sentences(annexa.Check(w, annexa.CheckOptions{}))); diff != "" {
			t.Errorf("extract of %q: %s", day, diff)
		}
	}
	_, sum := h.book(annexa.Options{})
	rows := map[int]int{}
	for _, l := range sum.Lists {
		rows[l.List] = l.Rows
	}
	want := map[int]int{1: 2, 2: 1, 3: 4, 4: 2, 5: 1, 6: 7, 7: 1, 8: 3, 9: 1, 10: 1, 11: 0}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestSameBytes(t *testing.T) {
	h := newHouse(t)
	h.borough()
	a, _ := h.book(annexa.Options{})
	h.Clock.Add(time.Hour)
	b, _ := h.book(annexa.Options{})
	if !bytes.Equal(a, b) {
		t.Error("the same records gave two workbooks")
	}
}

// The layout is the template's, read by another program than ours.
func TestLayout(t *testing.T) {
	h := newHouse(t)
	h.borough()
	b, _ := h.book(annexa.Options{})
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"Front_Sheet", "FAQ_and_changes", "Guidance", "Codes_used"}
	for _, l := range annexa.All() {
		want = append(want, l.Sheet)
	}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for _, l := range annexa.All() {
		rows, err := f.GetRows(l.Sheet)
		if err != nil {
			t.Fatal(err)
		}
		var heads []string
		for _, c := range l.Columns {
			heads = append(heads, c.Header)
		}
		if diff := cmp.Diff([][]string{{l.Title}, heads}, rows[:2]); diff != "" {
			t.Errorf("%s: %s", l.Sheet, diff)
		}
	}
	// A date is a number with the format of a day, an age a number.
	for cell, want := range map[string]string{"D3": "03/02/2018", "E3": "8", "F3": "30/03/2026", "G3": "q) 6: Police"} {
		got, err := f.GetCellValue("List_1", cell)
		if err != nil || got != want {
			t.Errorf("List_1 %s: %q, want %q (%v)", cell, got, want, err)
		}
	}
	raw, err := f.GetCellValue("List_1", "F3", excelize.Options{RawCellValue: true})
	if err != nil || raw != "46111" {
		t.Errorf("30 March 2026 is stored as %q, want 46111 (%v)", raw, err)
	}
}

// As known earlier, and of a day of then: what was recorded later is not in it.
func TestAsKnown(t *testing.T) {
	h := newHouse(t)
	h.write("worker:w", "w", record.Worker{Name: "Wren Worker", Roles: []string{"social_worker"}})
	h.child("late", girl("2018-02-03"), "c", record.ChildContact{Date: d("2026-09-01"), Source: "6"})
	known := h.Clock.Now()
	h.Clock.Add(time.Hour)
	h.write("child:late", "more", record.ChildContact{Date: d("2026-09-02"), Source: "6"})
	if _, now := h.book(annexa.Options{}); now.Lists[0].Rows != 2 {
		t.Errorf("now: %+v", now.Lists[0])
	}
	if _, then := h.book(annexa.Options{AsKnown: known}); then.Lists[0].Rows != 1 {
		t.Errorf("then: %+v", then.Lists[0])
	}
}

// Who stands in a list is read, and that is written down; who may not prepare returns gets nothing.
func TestReadingIsWrittenDown(t *testing.T) {
	h := newHouse(t)
	h.borough()
	_, sum := h.book(annexa.Options{Page: "annex-a"})
	if n := len(commandtest.Query[string](t, h.Desk, "select subject from read_entry where page = 'annex-a' and actor = 'worker:analyst'")); n != sum.Children || n == 0 {
		t.Errorf("%d readings of %d children", n, sum.Children)
	}
	var b bytes.Buffer
	_, err := annexa.Write(t.Context(), h.Desk.Desk, access.Actor{ID: "worker:w", Roles: []access.Role{access.SocialWorker}}, &b, annexa.Options{}, annexa.Cover{})
	if errs.Of(err) != errs.Denied || b.Len() > 0 {
		t.Errorf("a social worker got %d bytes: %v", b.Len(), err)
	}
	if _, err := annexa.Write(t.Context(), h.Desk.Desk, analyst, &b, annexa.Options{On: on.Add(1)}, annexa.Cover{}); errs.Of(err) != errs.Usage {
		t.Errorf("tomorrow: %v", err)
	}
}

// What fails while it is written leaves no workbook that can be opened.
func TestBrokenPipe(t *testing.T) {
	h := newHouse(t)
	h.borough()
	if _, err := annexa.Write(t.Context(), h.Desk.Desk, analyst, broken{}, annexa.Options{}, annexa.Cover{}); !errors.Is(err, errPipe) {
		t.Errorf("got %v", err)
	}
}

var errPipe = errors.New("broken pipe")

type broken struct{}

// Write fails.
func (broken) Write([]byte) (int, error) { return 0, errPipe }
