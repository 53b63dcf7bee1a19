package consultation_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/consultation"
	"throughline/internal/day"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/house"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

var update = flag.Bool("update", false, "write the golden note")

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02T15:04", s, day.London)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// call is a whole call about a child whom the caller names.
func call() record.Consultation {
	return record.Consultation{
		Caller: "Sal Lead", Role: "Safeguarding lead", Agency: "Oakfield School", AgencyType: "school", Phone: "020 7946 0000", Reason: "threshold",
		Topic: "A girl in year 5 who comes hungry.", Advice: "Talk with her mother first, and offer the breakfast club.", ConsentDiscussed: record.Yes, Consent: "seek",
		Strategies: "The class teacher speaks with the mother on Monday.", Outcome: "own_help", Threshold: "2",
		Named: []record.ContactChild{{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01")}},
	}
}

type world struct {
	*frontdoortest.World
	line consultation.Room
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	b := clock.Standard()
	lists := append(frontdoortest.Lists(), derived.Lists{}...)
	for i := range lists {
		if lists[i].Table == "task" {
			lists[i] = task.List(frontdoor.Tasks(b), consultation.Tasks(b))
		}
	}
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		w := &world{World: frontdoortest.New(t, d)}
		w.line = consultation.Room{Desk: d.Desk, Book: b, Facts: person.Facts, Refer: house.ReferCall(&w.Door)}
		test(t, w)
	})
}

func (w *world) record(t *testing.T, c record.Consultation) (string, record.Of[record.Consultation]) {
	t.Helper()
	subject, _, err := w.line.Record(t.Context(), w.Screener, c)
	if err != nil {
		t.Fatal(err)
	}
	return subject, w.call(t, subject)
}

func (w *world) call(t *testing.T, subject string) record.Of[record.Consultation] {
	t.Helper()
	c, ok := story.Latest[record.Consultation](w.Of(subject))
	if !ok {
		t.Fatalf("there is no call %s", subject)
	}
	return c
}

// SR-001, SR-005: a call is its own record: no contact, no referral, with or without a child.
func TestACallIsItsOwnRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.At("2026-03-02T10:30")
		nobody := call()
		nobody.Named = []record.ContactChild{{}}
		subject, c := w.record(t, nobody)
		if len(c.Body.Named) != 0 || c.Body.Worker != w.Screener.ID || !c.Body.Logged.Equal(w.Now()) || !c.Body.At.Equal(w.Now()) {
			t.Errorf("%+v", c.Body)
		}
		board, err := w.Door.Board(ctx, w.Screener)
		if err != nil || len(board.Rows) != 0 {
			t.Errorf("a call stands on the board: %+v %v", board, err)
		}
		if _, _, err := w.line.Record(ctx, w.Worker, call()); errs.Of(err) != errs.Denied {
			t.Errorf("somebody who does not work at the front door recorded a call: %v", err)
		}
		if _, err := w.line.Open(ctx, w.Worker, subject, "GET /x"); errs.Of(err) != errs.Denied {
			t.Errorf("somebody who does not work at the front door opened a call: %v", err)
		}
		if _, _, err := w.line.ReferNow(ctx, w.Screener, subject, c.Version, "amber"); errs.Of(err) != errs.Invalid {
			t.Errorf("a call about nobody was referred: %v", err)
		}
	})
}

// SR-008: "refer now" carries everything over, once; undo takes the contact back.
func TestReferNow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.At("2026-03-02T10:30")
		c := call()
		c.Consent = "given"
		subject, rec := w.record(t, c)
		contact, rc, err := w.line.ReferNow(ctx, w.Screener, subject, rec.Version, "red")
		if err != nil {
			t.Fatal(err)
		}
		got, ok := story.Latest[record.Contact](w.Of(contact))
		if !ok {
			t.Fatal("there is no contact")
		}
		want := record.Referrer{Agency: c.Agency, AgencyType: "school", Source: "2A", Name: c.Caller, Role: c.Role, Phone: c.Phone}
		if got.Body.Referrer != want || got.Body.Rating != "red" || got.Body.Consultation != subject || got.Body.Consent != "given" || !got.Body.Screened() {
			t.Errorf("%+v", got.Body)
		}
		if len(got.Body.Children) != 1 || got.Body.Children[0] != c.Named[0] {
			t.Errorf("children: %+v", got.Body.Children)
		}
		for _, text := range []string{c.Topic, c.Advice, c.Strategies, "the family has agreed", "level 2"} {
			if !strings.Contains(got.Body.Concern, text) {
				t.Errorf("%q was not carried over: %s", text, got.Body.Concern)
			}
		}
		if w.call(t, subject).Body.Contact != contact {
			t.Error("the call does not say what it became")
		}
		if _, _, err := w.line.ReferNow(ctx, w.Screener, subject, 0, "red"); errs.Of(err) != errs.Conflict {
			t.Errorf("referred twice: %v", err)
		}
		before, err := w.line.Before(ctx, w.Screener, got)
		if err != nil || len(before) != 1 || before[0].Subject != subject {
			t.Errorf("the call before the contact: %+v %v", before, err)
		}
		if _, err := w.line.Undoing().TakeBack(ctx, w.Screener, subject, rc.Command); err != nil {
			t.Fatal(err)
		}
		if _, ok := story.Latest[record.Contact](w.Of(contact)); ok || w.call(t, subject).Body.Contact != "" {
			t.Error("undone, and the contact is there")
		}
	})
}

// SR-003: what came of calls: a referral of the same child within 7, 30 and 90 days. A child whose existence is hidden takes the call with it out of lists.
func TestWhatCameOfCalls(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.At("2026-03-02T10:30")
		subject, rec := w.record(t, call())
		w.record(t, func() record.Consultation { c := call(); c.Named = nil; return c }())
		w.At("2026-03-20T10:00")
		sent := w.Send(frontdoortest.Sending())
		child := w.CreateAll(sent.Subject)[0]
		done, err := w.line.About(ctx, w.Screener, subject, rec.Version, child)
		if err != nil {
			t.Fatal(err)
		}
		use, err := w.line.Use(ctx, day.Must("2026-03-01"), day.Must("2026-03-31"))
		if err != nil || use.Calls != 2 || use.Named != 1 || use.In != [3]int{0, 1, 1} {
			t.Errorf("%+v %v", use, err)
		}
		if diff := cmp.Diff([]consultation.Count{{Name: "2026-03", N: 2}}, use.ByMonth); diff != "" {
			t.Error(diff)
		}
		v, err := w.line.Open(ctx, w.Screener, subject, "GET /consultations/{id}")
		if err != nil || v.Name != "Zoë Brandt" || len(v.Later) != 1 || v.Later[0].Days != 18 || v.Later[0].What != "referral" {
			t.Errorf("%+v %v", v, err)
		}
		list, err := w.line.List(ctx, w.Screener, day.Must("2026-03-01"), day.Must("2026-03-31"))
		if err != nil || len(list) != 2 {
			t.Errorf("%d %v", len(list), err)
		}
		w.Write(record.New(w.NewID(), child, record.Restriction{Reason: "A relative works here", Cleared: []string{w.Worker.ID}, From: day.Must("2026-03-20")}))
		list, err = w.line.List(ctx, w.Screener, day.Must("2026-03-01"), day.Must("2026-03-31"))
		if err != nil || len(list) != 1 {
			t.Errorf("with the child hidden: %d %v", len(list), err)
		}
		if _, err := w.line.Open(ctx, w.Screener, subject, "GET /consultations/{id}"); errs.Of(err) != errs.NotFound {
			t.Errorf("opened a call about a hidden child: %v", err)
		}
		if _, err := w.line.Undoing().TakeBack(ctx, w.Screener, subject, done.Command); errs.Of(err) != errs.NotFound {
			t.Errorf("undone: %v", err)
		}
	})
}

// SR-004, SR-012: who uses the line beside who refers; a sector that refers and seldom calls is flagged, one that does neither is not.
func TestSR012SectorsThatSeldomCallAreFlagged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.At("2026-03-02T10:30")
		for range 9 {
			w.record(t, call())
		}
		w.record(t, func() record.Consultation { c := call(); c.AgencyType, c.Agency = "voluntary", "Home Start"; return c }())
		var changes []record.Change
		refer := func(source string, n int) {
			for range n {
				changes = append(changes, record.New(w.NewID(), "child:"+w.NewID(), record.Referral{Date: day.Must("2026-03-02"), Source: source}))
			}
		}
		refer("2A", 5)
		refer("8", 5)
		refer("6", 2) // too few to say
		refer("1A", 9)
		w.Write(changes...)
		sectors, err := w.Door.Sectors(t.Context(), day.Must("2026-01-01"), day.Must("2026-03-02"))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]frontdoor.Sector{}
		for _, s := range sectors {
			got[s.Name] = s
		}
		school, vcs, police := got["Schools and colleges"], got["Voluntary, community and faith groups, and others"], got["Police"]
		if school.Calls != 9 || school.Referrals != 5 || school.Low || school.CallShare != 0.9 {
			t.Errorf("schools: %+v", school)
		}
		if vcs.Calls != 1 || vcs.Referrals != 5 || !vcs.Low {
			t.Errorf("voluntary: %+v", vcs)
		}
		if police.Calls != 0 || police.Referrals != 2 || police.Low {
			t.Errorf("police: %+v", police)
		}
	})
}

// FD-05: a call is recorded with its advice by the end of the next working day. The clock runs from the call, also when it is typed in later, and it is met once.
func TestClock(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ rang, due string }{
		"Monday":                     {"2026-03-02T10:00", "2026-03-03"},
		"Friday":                     {"2026-03-06T16:59", "2026-03-09"},
		"Saturday":                   {"2026-03-07T11:00", "2026-03-09"},
		"Thursday before Easter":     {"2026-04-02T10:00", "2026-04-07"},
		"late on Christmas Eve":      {"2026-12-24T23:59", "2026-12-29"},
		"the night the clocks go on": {"2026-03-29T00:30", "2026-03-30"},
	} {
		b := clock.Standard()
		c := record.Consultation{At: at(t, tt.rang).UTC(), Rang: at(t, tt.rang).UTC(), AgencyType: "school", Worker: "worker:a"}
		tasks := func(c record.Consultation) task.Task {
			return consultation.Tasks(b)(story.New("consultation:x", nil, []record.Record{{Meta: record.Meta{ID: "x"}, Body: c}}))[0]
		}
		if got := tasks(c); got.Clock != "FD-05" || got.Due.Day().String() != tt.due || !got.Open() || got.Worker != "worker:a" {
			t.Errorf("%s: %+v", name, got)
		}
		end := day.Must(tt.due).Add(1).Start()
		c.Logged = end.Add(-time.Second)
		if i := tasks(c).At(b, end); i.State != clock.MetInTime {
			t.Errorf("%s: recorded in the last second: %s", name, i.Words)
		}
		c.Logged = end
		if i := tasks(c).At(b, end); i.State != clock.MetLate {
			t.Errorf("%s: recorded a second later: %s", name, i.Words)
		}
	}
}

func TestUnfinishedCall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.At("2026-03-06T16:00")
		c := call()
		c.Advice, c.Outcome, c.ConsentDiscussed, c.Consent = "", "", "", ""
		subject, rec := w.record(t, c)
		items, err := w.Work.ForWorker(ctx, w.Screener, w.Screener.ID)
		if err != nil || len(items) != 1 || items[0].Clock != "FD-05" {
			t.Fatalf("%+v %v", items, err)
		}
		if _, err := w.line.NoteSent(ctx, w.Screener, subject, rec.Version); errs.Of(err) != errs.Conflict {
			t.Errorf("a note without advice was sent: %v", err)
		}
		w.At("2026-03-09T09:00")
		if _, err := w.line.Correct(ctx, w.Screener, subject, rec.Version, call()); err != nil {
			t.Fatal(err)
		}
		if got := w.call(t, subject).Body; !got.Logged.Equal(w.Now()) || !got.At.Equal(rec.Body.At) {
			t.Errorf("%+v", got)
		}
		if items, err = w.Work.ForWorker(ctx, w.Screener, w.Screener.ID); err != nil || len(items) != 0 {
			t.Errorf("%+v %v", items, err)
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-03-02")
	for name, tt := range map[string]struct {
		change func(*record.Consultation)
		fields []string
	}{
		"whole":                 {func(*record.Consultation) {}, nil},
		"begun":                 {func(c *record.Consultation) { c.Advice, c.Outcome, c.ConsentDiscussed, c.Consent = "", "", "", "" }, nil},
		"nobody called":         {func(c *record.Consultation) { c.Caller = "" }, []string{"caller"}},
		"no reason":             {func(c *record.Consultation) { c.Reason = "" }, []string{"reason"}},
		"two words of advice":   {func(c *record.Consultation) { c.Advice = "Just refer" }, []string{"advice"}},
		"advice, and no end":    {func(c *record.Consultation) { c.Outcome = "" }, []string{"outcome"}},
		"consent not spoken of": {func(c *record.Consultation) { c.ConsentDiscussed, c.Consent = record.No, "" }, nil},
		"consent, and nothing":  {func(c *record.Consultation) { c.Consent = "" }, []string{"consent"}},
		"a code that is none":   {func(c *record.Consultation) { c.Outcome = "sing" }, []string{"outcome"}},
		"too many minutes":      {func(c *record.Consultation) { c.Minutes = 601 }, []string{"minutes"}},
	} {
		c := call()
		c.At = at(t, "2026-03-02T10:00")
		tt.change(&c)
		var got []string
		if err := consultation.Check(c, on); err != nil {
			for _, f := range err.(errs.Fields) {
				got = append(got, f.Field)
			}
		}
		if diff := cmp.Diff(tt.fields, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// SR-006: the note to the caller, which names no child.
func TestNote(t *testing.T) {
	t.Parallel()
	c := call()
	c.At = at(t, "2026-03-02T10:05")
	text := consultation.Note("Testshire Council", c)
	for _, n := range c.Named {
		if strings.Contains(text, n.Given) || strings.Contains(text, n.Family) {
			t.Errorf("the note names the child: %s", text)
		}
	}
	golden := filepath.Join("testdata", "note.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Error(diff)
	}
}
