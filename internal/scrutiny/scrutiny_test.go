package scrutiny_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/story"
)

var (
	member   = access.Actor{ID: "worker:member", Name: "Councillor Amara Field", Roles: []access.Role{access.Member}}
	officer  = access.Actor{ID: "worker:officer", Name: "Officer", Roles: []access.Role{access.Scrutiny}}
	director = access.Actor{ID: "worker:director", Name: "Director", Roles: []access.Role{access.Director}}
	worker   = access.Actor{ID: "worker:sw", Name: "Worker", Roles: []access.Role{access.SocialWorker}}
)

type hall struct {
	*commandtest.Desk
	t     testing.TB
	board *scrutiny.Board
}

func each(t *testing.T, test func(t *testing.T, h hall)) {
	t.Parallel()
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		test(t, hall{d, t, scrutiny.NewBoard(d.Desk)})
	})
}

func (h hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h hall) do(fn func(tx *command.Tx) ([]record.Change, error)) command.Receipt {
	h.t.Helper()
	rc, err := h.Do(h.t.Context(), worker, "Fill the hall", fn)
	h.must(err)
	return rc
}

// assessments records so many children with an assessment each, authorised on a day; the referral of 15 August 2022 was due on
// 19 October 2022. It gives the assessments' ids.
func (h hall) assessments(n int, authorised string) (ids []string) {
	h.t.Helper()
	for range n {
		rc := h.do(func(tx *command.Tx) ([]record.Change, error) {
			c, r := tx.NewSubject(record.ChildSubject), tx.NewID()
			return []record.Change{
				record.New(tx.NewID(), c, record.Child{Names: []record.Name{{Given: "Ida", Family: "Rowan", Use: "current"}}, Birth: day.Must("2015-05-05"), Sex: "F"}),
				record.New(r, c, record.Referral{Date: day.Must("2022-08-15")}),
				record.New(tx.NewID(), c, record.Assessment{Referral: r, Started: day.Must("2022-08-16"), Authorised: day.Must(authorised)}),
			}, nil
		})
		ids = append(ids, rc.Entries[2].ID)
	}
	return ids
}

func (h hall) authorise(id, on string) {
	h.t.Helper()
	h.do(func(tx *command.Tx) ([]record.Change, error) {
		a, err := story.One[record.Assessment](tx.Tx, id)
		if err != nil {
			return nil, err
		}
		a.Body.Authorised = day.Must(on)
		return []record.Change{record.Edit(a, a.Body)}, nil
	})
}

func (h hall) cite() string {
	h.t.Helper()
	f, err := measure.Cite(h.t.Context(), h.Desk.Desk, director, "AS-02", measure.Query{Period: measure.Year(2023)})
	h.must(err)
	return f.ID
}

func (h hall) ask() string {
	h.t.Helper()
	ref, err := scrutiny.Ask(h.t.Context(), h.Desk.Desk, member, scrutiny.NewQuestion{Text: "How many assessments were in time in 2022/23?"})
	h.must(err)
	return ref
}

func (h hall) answer(ref, text string, base int64, figures ...string) scrutiny.Written {
	h.t.Helper()
	w, err := scrutiny.Answer(h.t.Context(), h.Desk.Desk, director, ref, scrutiny.Draft{Post: "Director of Children's Social Care", Person: "Jo Marsh", Text: text, Figures: figures, Base: base})
	h.must(err)
	return w
}

func (h hall) publish(ref string, version int64) {
	h.t.Helper()
	h.must(scrutiny.ClearAnswer(h.t.Context(), h.Desk.Desk, officer, ref, version))
	h.must(scrutiny.PublishQuestion(h.t.Context(), h.Desk.Desk, officer, ref))
}

func (h hall) public(ref string) scrutiny.PublicQuestion {
	h.t.Helper()
	p, err := h.board.Public(h.t.Context(), ref)
	h.must(err)
	return p
}

func shown(p measure.Published) string { return p.Numerator + " of " + p.Denominator + " = " + p.Value }

// The thread from the figure to the chamber, and a year later.
func TestThread(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx := t.Context()
		ids := append(h.assessments(8, "2022-10-19"), h.assessments(8, "2022-10-20")...)
		ref := h.ask()
		if ref != "Q-2026-001" {
			t.Errorf("the first reference is %s", ref)
		}
		if _, err := h.board.Public(ctx, ref); errs.Of(err) != errs.NotFound {
			t.Errorf("a question is public before it is published: %v", err)
		}
		fig := h.cite()
		w := h.answer(ref, "In 2022/23, 50% of 16 assessments took at most 45 working days, against 82.5% in England. We recruited 7 workers.", 0, fig)
		if len(w.Unmatched) != 1 || w.Unmatched[0].Number != "7" || !strings.Contains(w.Unmatched[0].Around, "recruited 7 workers") || len(w.Hidden) != 0 {
			t.Errorf("unmatched: %+v, hidden: %+v", w.Unmatched, w.Hidden)
		}
		h.publish(ref, w.Answer.Version)

		p := h.public(ref)
		if p.Asker != member.Name || p.Answer.Person != "Jo Marsh" || p.Received != h.Today() || len(p.Changed) != 0 || p.Published.IsZero() || len(p.Figures) != 1 {
			t.Errorf("%+v", p)
		}
		f := p.Figures[0]
		if shown(f.Cited) != "8 of 16 = 50.0" || f.Corrected != nil || !f.Equal || f.Cited.Plain == "" || f.Cited.Source == "" || f.Cited.Basis != "in period" || f.Cited.AsAt != day.Must("2023-03-31") || f.Cited.AsKnown.IsZero() {
			t.Errorf("%+v", f)
		}

		// A year later records were corrected: what was published stays, and stands beside the corrected figure.
		h.Clock.Add(366 * 24 * time.Hour)
		h.authorise(ids[15], "2022-10-18")
		h.assessments(1, "2022-10-18")
		f = h.public(ref).Figures[0]
		if shown(f.Cited) != "8 of 16 = 50.0" || !f.Equal || f.Corrected == nil || shown(*f.Corrected) != "10 of 17 = 58.8" || !f.Corrected.AsKnown.After(f.Cited.AsKnown) {
			t.Errorf("a year later: %+v, corrected %+v", f, f.Corrected)
		}
		// The board remembers, and forgets when it must.
		h.authorise(ids[15], "2022-10-20")
		if f = h.public(ref).Figures[0]; f.Corrected == nil || shown(*f.Corrected) != "9 of 17 = 52.9" {
			t.Errorf("after another correction: %+v", f.Corrected)
		}
		h.ask()
		if again := h.public(ref).Figures[0]; again.Corrected.AsKnown != f.Corrected.AsKnown {
			t.Error("a figure was counted again although nothing that it is counted from had changed")
		}

		body, err := json.Marshal(h.public(ref))
		h.must(err)
		for _, secret := range append(ids, "child:", "Rowan", "Ida", "worker:") {
			if strings.Contains(string(body), secret) {
				t.Errorf("the public page holds %q", secret)
			}
		}
	})
}

func TestSuppressed(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ids := append(h.assessments(9, "2022-10-19"), h.assessments(3, "2022-10-20")...)
		ref, fig := h.ask(), h.cite()
		for text, gives := range map[string]string{
			"9 of them were in time":                 "9",
			"75% were in time":                       "75",
			"all but three assessments were in time": "three",
			"there were 12":                          "12",
			"3 were late":                            "3",
		} {
			w := h.answer(ref, text, h.version(ref), fig)
			if len(w.Hidden) != 1 || w.Hidden[0].Number != gives {
				t.Errorf("%q gives away %+v", text, w.Hidden)
			}
			h.must(scrutiny.ClearAnswer(t.Context(), h.Desk.Desk, officer, ref, w.Answer.Version))
			if err := scrutiny.PublishQuestion(t.Context(), h.Desk.Desk, officer, ref); errs.Of(err) != errs.Invalid {
				t.Errorf("%q was published: %v", text, err)
			}
		}
		w := h.answer(ref, "Most assessments of 2022/23 took at most 45 working days. The three reasons for delay are known.", h.version(ref), fig)
		h.publish(ref, w.Answer.Version)
		f := h.public(ref).Figures[0]
		if shown(f.Cited) != "c of c = c" || f.Corrected != nil || !f.Equal {
			t.Errorf("%+v", f)
		}
		h.authorise(ids[0], "2022-10-20")
		if f := h.public(ref).Figures[0]; f.Corrected != nil {
			t.Errorf("a hidden figure tells that it was corrected: %+v", f.Corrected)
		}
		for _, id := range ids[1:3] {
			h.authorise(id, "2022-10-20")
		}
		if f := h.public(ref).Figures[0]; f.Corrected == nil || shown(*f.Corrected) != "6 of 12 = 50.0" || shown(f.Cited) != "c of c = c" {
			t.Errorf("%+v", f)
		}
	})
}

func (h hall) version(ref string) int64 {
	h.t.Helper()
	c, err := scrutiny.Open(h.t.Context(), h.Desk.Desk, director, ref)
	h.must(err)
	return c.Answer.Version
}

// Publishing freezes: what is written later is seen only when it is published again, with the date of the change.
func TestFrozen(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, d := t.Context(), h.Desk.Desk
		ref := h.ask()
		refused := func(what string, kind errs.Kind, err error) {
			t.Helper()
			if errs.Of(err) != kind || err == nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		refused("publish without an answer", errs.Conflict, scrutiny.PublishQuestion(ctx, d, officer, ref))
		refused("clear without an answer", errs.Conflict, scrutiny.ClearAnswer(ctx, d, officer, ref, 1))
		first := h.answer(ref, "First answer.", 0)
		refused("publish what was not cleared", errs.Conflict, scrutiny.PublishQuestion(ctx, d, officer, ref))
		refused("clear one's own words", errs.Denied, scrutiny.ClearAnswer(ctx, d, director, ref, first.Answer.Version))
		_, err := scrutiny.Answer(ctx, d, officer, ref, scrutiny.Draft{Post: "p", Person: "n", Text: "Over it."})
		refused("a second first answer", errs.Conflict, err)
		second := h.answer(ref, "Second answer.", first.Answer.Version)
		refused("clear words that were changed since", errs.Conflict, scrutiny.ClearAnswer(ctx, d, officer, ref, first.Answer.Version))
		h.publish(ref, second.Answer.Version)
		refused("clear twice", errs.Conflict, scrutiny.ClearAnswer(ctx, d, officer, ref, second.Answer.Version+1))
		refused("publish twice", errs.Conflict, scrutiny.PublishQuestion(ctx, d, officer, ref))

		h.Clock.Add(48 * time.Hour)
		third := h.answer(ref, "Third answer.", h.version(ref))
		if p := h.public(ref); p.Answer.Text != "Second answer." || len(p.Changed) != 0 {
			t.Errorf("a draft is public: %+v", p)
		}
		c, err := scrutiny.Open(ctx, d, officer, ref)
		h.must(err)
		if !c.Pending || c.Answer.Body.ClearedBy != "" || c.Question.Body.State != record.QuestionPublished {
			t.Errorf("%+v", c)
		}
		refused("publish the change before it is cleared", errs.Conflict, scrutiny.PublishQuestion(ctx, d, officer, ref))
		h.publish(ref, third.Answer.Version)
		p := h.public(ref)
		if p.Answer.Text != "Third answer." || len(p.Changed) != 1 || !p.Changed[0].Equal(h.Clock.Now()) || !p.Published.Equal(commandtest.Start) {
			t.Errorf("%+v", p)
		}
		list, err := h.board.PublicList(ctx)
		if err != nil || len(list) != 1 || !list[0].Changed.Equal(h.Clock.Now()) || list[0].Withdrawn {
			t.Errorf("%+v %v", list, err)
		}

		refused("withdraw without a reason", errs.Invalid, scrutiny.Withdraw(ctx, d, officer, ref, " "))
		h.must(scrutiny.Withdraw(ctx, d, officer, ref, "Asked of the wrong commission."))
		p = h.public(ref)
		if p.Withdrawn.IsZero() || p.Why != "Asked of the wrong commission." || p.Answer != (scrutiny.PublicAnswer{}) || p.Figures != nil {
			t.Errorf("%+v", p)
		}
		refused("withdraw twice", errs.Conflict, scrutiny.Withdraw(ctx, d, officer, ref, "Again."))
		refused("publish what is withdrawn", errs.Conflict, scrutiny.PublishQuestion(ctx, d, officer, ref))
		_, err = scrutiny.Answer(ctx, d, director, ref, scrutiny.Draft{Post: "p", Person: "n", Text: "t", Base: h.version(ref)})
		refused("answer what is withdrawn", errs.Conflict, err)

		// A first answer that was undone can be written again.
		other := h.ask()
		rc := h.answer(other, "Too early.", 0)
		_, err = h.Undo(ctx, director, h.commandOf(rc.Answer.ID))
		h.must(err)
		if w := h.answer(other, "Now.", 0); w.Answer.Body.Text != "Now." {
			t.Errorf("%+v", w)
		}
	})
}

func (h hall) commandOf(id string) string {
	h.t.Helper()
	return commandtest.Query[string](h.t, h.Desk, "select command from entry where id = $1 order by version desc limit 1", id)[0]
}

func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, d := t.Context(), h.Desk.Desk
		ref := h.ask()
		q := scrutiny.NewQuestion{Text: "Why?", Asker: "A"}
		dr := scrutiny.Draft{Post: "p", Person: "n", Text: "t"}
		for name, tt := range map[string]struct {
			kind errs.Kind
			err  func() error
		}{
			"a worker asks":            {errs.Denied, func() error { _, err := scrutiny.Ask(ctx, d, worker, q); return err }},
			"the public asks":          {errs.Denied, func() error { _, err := scrutiny.Ask(ctx, d, access.Actor{}, q); return err }},
			"a member answers":         {errs.Denied, func() error { _, err := scrutiny.Answer(ctx, d, member, ref, dr); return err }},
			"a member clears":          {errs.Denied, func() error { return scrutiny.ClearAnswer(ctx, d, member, ref, 1) }},
			"a member publishes":       {errs.Denied, func() error { return scrutiny.PublishQuestion(ctx, d, member, ref) }},
			"a member withdraws":       {errs.Denied, func() error { return scrutiny.Withdraw(ctx, d, member, ref, "r") }},
			"a member holds a meeting": {errs.Denied, func() error { _, err := scrutiny.HoldMeeting(ctx, d, member, record.Meeting{}); return err }},
			"a worker opens":           {errs.Denied, func() error { _, err := scrutiny.Open(ctx, d, worker, ref); return err }},
			"a worker lists":           {errs.Denied, func() error { _, err := scrutiny.Questions(ctx, d, worker); return err }},
			"no words":                 {errs.Invalid, func() error { _, err := scrutiny.Ask(ctx, d, member, scrutiny.NewQuestion{Text: " "}); return err }},
			"nobody asks":              {errs.Invalid, func() error { _, err := scrutiny.Ask(ctx, d, officer, scrutiny.NewQuestion{Text: "Why?"}); return err }},
			"received tomorrow": {errs.Invalid, func() error {
				_, err := scrutiny.Ask(ctx, d, member, scrutiny.NewQuestion{Text: "Why?", Received: h.Today().Add(1)})
				return err
			}},
			"at no such meeting": {errs.Invalid, func() error {
				_, err := scrutiny.Ask(ctx, d, member, scrutiny.NewQuestion{Text: "Why?", Meeting: ref})
				return err
			}},
			"a meeting without a day": {errs.Invalid, func() error {
				_, err := scrutiny.HoldMeeting(ctx, d, officer, record.Meeting{Commission: "C"})
				return err
			}},
			"an answer without words": {errs.Invalid, func() error {
				_, err := scrutiny.Answer(ctx, d, director, ref, scrutiny.Draft{Post: "p", Person: "n"})
				return err
			}},
			"an answer without a figure": {errs.Invalid, func() error {
				_, err := scrutiny.Answer(ctx, d, director, ref, scrutiny.Draft{Post: "p", Person: "n", Text: "t", Figures: []string{ref}})
				return err
			}},
			"answering no question": {errs.NotFound, func() error { _, err := scrutiny.Answer(ctx, d, director, "Q-2026-999", dr); return err }},
			"opening no question":   {errs.NotFound, func() error { _, err := scrutiny.Open(ctx, d, director, "Q-2026-999"); return err }},
			"no public question":    {errs.NotFound, func() error { _, err := h.board.Public(ctx, "Q-2026-999"); return err }},
		} {
			if err := tt.err(); err == nil || errs.Of(err) != tt.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, hidden := h.board.Public(ctx, ref)
		_, none := h.board.Public(ctx, "Q-2026-999")
		if strings.ReplaceAll(errs.Text(hidden), ref, "") != strings.ReplaceAll(errs.Text(none), "Q-2026-999", "") {
			t.Errorf("an unpublished question can be told from a missing one: %v, %v", hidden, none)
		}
	})
}

// Two servers that give references at the same time give different ones.
func TestReferences(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		servers := []*command.Desk{h.Desk.Desk, h.Server(t).Desk}
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				ref, err := scrutiny.Ask(t.Context(), servers[i%2], member, scrutiny.NewQuestion{Text: "Why?"})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				got = append(got, ref)
			})
		}
		wg.Wait()
		slices.Sort(got)
		var want []string
		for i := range 8 {
			want = append(want, fmt.Sprintf("Q-2026-%03d", i+1))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		// An undone question keeps its reference; the next year begins at 1.
		_, err := h.Undo(t.Context(), member, h.commandOf("Q-2026-008"))
		h.must(err)
		if ref := h.ask(); ref != "Q-2026-009" {
			t.Errorf("after an undo: %s", ref)
		}
		h.Clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		if ref := h.ask(); ref != "Q-2027-001" {
			t.Errorf("in the next year: %s", ref)
		}
		qs, err := scrutiny.Questions(t.Context(), h.Desk.Desk, officer)
		if err != nil || qs[0].Body.Reference != "Q-2027-001" || qs[1].Body.Reference != "Q-2026-009" {
			t.Errorf("%v %v", qs, err)
		}
	})
}

// A real question: paragraph 4.13 of published minutes, about assessments within 45 days.
func TestRealQuestion(t *testing.T) {
	const file = "003_64dbae44e283b0ae.txt"
	src, err := os.ReadFile("minutes/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	proposal, err := minutes.Parse(file, src)
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h hall) {
		ctx, d := t.Context(), h.Desk.Desk
		m := record.Meeting{Commission: "Children and Young People Scrutiny Commission", Date: day.Must("2024-01-10")}
		meeting, err := scrutiny.HoldMeeting(ctx, d, officer, m)
		h.must(err)
		if _, err := scrutiny.HoldMeeting(ctx, d, officer, m); errs.Of(err) != errs.Conflict {
			t.Errorf("the same meeting twice: %v", err)
		}
		ref, err := scrutiny.AcceptQuestion(ctx, d, officer, scrutiny.FromMinutes{Proposal: proposal, Paragraph: "4.13", Meeting: meeting})
		h.must(err)
		c, err := scrutiny.Open(ctx, d, officer, ref)
		h.must(err)
		q := c.Question.Body
		if q.Origin.Paragraph != "4.13" || q.Origin.File != file || q.Origin.SHA256 != proposal.SHA256 || q.Received != m.Date || !reflect.DeepEqual(c.Meeting, m) {
			t.Errorf("%+v %+v", q, c.Meeting)
		}
		if !strings.HasPrefix(q.Text, "The performance of the service in undertaking social work assessments within the required 45 days") {
			t.Errorf("%q", q.Text)
		}
		// The words stand in the source at the span, white space aside.
		if said := strings.Join(strings.Fields(string(src[q.Origin.From:q.Origin.To])), " "); !strings.HasSuffix(said, q.Text) {
			t.Errorf("the source says %q", said)
		}
		for what, f := range map[string]scrutiny.FromMinutes{
			"twice":            {Proposal: proposal, Paragraph: "4.13", Meeting: meeting},
			"no such place":    {Proposal: proposal, Paragraph: "9.99", Meeting: meeting},
			"asks nothing":     {Proposal: proposal, Paragraph: "4.1", Meeting: meeting},
			"at no meeting":    {Proposal: proposal, Paragraph: "4.14"},
			"at a wrong place": {Proposal: proposal, Paragraph: "4.14", Meeting: "x"},
		} {
			_, err := scrutiny.AcceptQuestion(ctx, d, officer, f)
			want := errs.Invalid
			if what == "twice" {
				want = errs.Conflict
			}
			if err == nil || errs.Of(err) != want || what == "twice" && !strings.Contains(errs.Text(err), ref) {
				t.Errorf("%s: %v", what, err)
			}
		}
		h.assessments(7, "2022-10-19")
		w := h.answer(ref, "All 7 were in time.", 0, h.cite())
		h.publish(ref, w.Answer.Version)
		if p := h.public(ref); p.Paragraph != "4.13" || p.Commission != m.Commission || p.Meeting != m.Date || shown(p.Figures[0].Cited) != "7 of 7 = 100.0" {
			t.Errorf("%+v", p)
		}
	})
}
