package scrutiny_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/scrutiny/export"
)

// kept is what of records must come back: their words, kinds, roles and numbers; not their ids, dates and places in a file.
type kept struct {
	Items      []record.AgendaItem
	Paragraphs []record.MinuteParagraph
	Questions  []string
	Answers    []string
	Actions    []string
	Attendance []record.Attendance
}

// acceptAll brings a file in for a meeting, accepts everything that it proposes, and gives the records.
func (h hall) acceptAll(c chamber, meeting, name string, raw []byte) {
	h.t.Helper()
	ctx, rm := h.t.Context(), h.room()
	id, err := rm.BringIn(ctx, officer, meeting, name, raw)
	h.must(err)
	in, err := rm.Intake(ctx, officer, id)
	h.must(err)
	var keys []string
	for _, p := range in.Proposed {
		if !p.Needs && p.Accepted == "" {
			keys = append(keys, p.Key)
		}
	}
	_, err = rm.Accept(ctx, officer, id, keys)
	h.must(err)
	for _, p := range in.Proposed {
		if p.Sort == scrutiny.ProposedAction && p.Accepted == "" {
			_, err := rm.AcceptProposed(ctx, officer, id, p.Key, c.dcsc, day.Must("2027-01-15"))
			h.must(err)
		}
	}
}

// recordsOf loads the records of a meeting as they are compared.
func (h hall) recordsOf(meeting string) (k kept) {
	h.t.Helper()
	ctx := h.t.Context()
	v, err := h.room().Meeting(ctx, officer, meeting)
	h.must(err)
	for _, o := range v.Attendance {
		k.Attendance = append(k.Attendance, o.Body)
	}
	for _, o := range v.Items {
		k.Items = append(k.Items, o.Body)
	}
	for _, o := range v.Paragraphs {
		b := o.Body
		b.Item, b.Order, b.Origin, b.Questions, b.Actions = "", 0, record.Span{}, nil, nil
		k.Paragraphs = append(k.Paragraphs, b)
	}
	slices.SortFunc(k.Paragraphs, func(a, b record.MinuteParagraph) int { return cmp.Compare(a.Number, b.Number) })
	for _, o := range v.Questions {
		c, err := scrutiny.Open(ctx, h.Desk.Desk, officer, o.Body.Reference)
		h.must(err)
		k.Questions = append(k.Questions, o.Body.Origin.Paragraph+" "+strings.ReplaceAll(o.Body.Asker, v.Committee.Name, "Commission")+" "+o.Body.State+": "+o.Body.Text)
		for _, a := range c.Oral {
			k.Answers = append(k.Answers, o.Body.Origin.Paragraph+" ("+a.Body.Role+", "+a.Body.Post+", "+a.Body.Person+") "+a.Body.Text)
		}
	}
	as, err := h.room().Actions(ctx, officer)
	h.must(err)
	for _, a := range as {
		if b := a.Body; b.Meeting == v.Meeting.ID {
			k.Actions = append(k.Actions, b.Paragraph+" "+b.Text)
		}
	}
	for _, l := range []*[]string{&k.Questions, &k.Answers, &k.Actions} {
		slices.Sort(*l)
	}
	return k
}

// Import, accept, draft, export as HTML or DOCX, import again and accept again gives the same records (must-show 2). The seeds are two items of one
// meeting; the printed minutes are of a whole one.
func TestRoundTripThroughRecords(t *testing.T) {
	each(t, roundTrip)
}

func roundTrip(t *testing.T, h hall) {
	c := h.chamber()
	printed, err := os.ReadFile("minutes/testdata/printed-a.txt")
	h.must(err)
	name3, raw3 := minutesOf(t, "003")
	name4, raw4 := minutesOf(t, "004")
	first := h.meet(c, "2023-12-18")
	h.acceptAll(c, first.Subject, name3, raw3)
	h.acceptAll(c, first.Subject, name4, raw4)
	whole := h.meet(c, "2026-09-15")
	h.acceptAll(c, whole.Subject, "printed-a.txt", printed)
	for i, m := range []record.Of[record.Meeting]{first, whole} {
		want := h.recordsOf(m.Subject)
		if n := [][3]int{{50, 40, 2}, {20, 5, 2}}[i]; len(want.Paragraphs) != n[0] || len(want.Questions) != n[1] || len(want.Actions) != n[2] {
			t.Fatalf("%d paragraphs, %d questions, %d actions", len(want.Paragraphs), len(want.Questions), len(want.Actions))
		}
		d, err := h.room().Draft(h.t.Context(), officer, m.Subject)
		h.must(err)
		word, err := export.DOCX(d.Meeting)
		h.must(err)
		for k, file := range [][]byte{export.HTML(d.Meeting), word} {
			// A committee has one meeting a day, so that it is another's that they come back to.
			other := c
			other.committee, err = h.room().SaveCommittee(h.t.Context(), officer, "", 0, record.Committee{Name: fmt.Sprintf("Another%d %s", 2*i+k, m.Body.Commission), Sort: "commission", Seats: 12})
			h.must(err)
			again := h.meet(other, m.Body.Date.String())
			h.acceptAll(c, again.Subject, "minutes", file)
			if got := h.recordsOf(again.Subject); gocmp.Diff(want, got) != "" {
				t.Errorf("meeting %d, file %d: %s", i, k, gocmp.Diff(want, got))
			}
		}
	}
}
