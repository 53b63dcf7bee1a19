package care_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// world is the council with this room and one child, who was born on 1 May 2015.
type world struct {
	*frontdoortest.World
	room  care.Room
	child string
}

var (
	chair    = access.Actor{ID: "worker:chair", Roles: []access.Role{access.Chair}}
	director = access.Actor{ID: "worker:dora", Roles: []access.Role{access.Director}, Manages: []string{frontdoortest.North}}
	finance  = access.Actor{ID: "worker:fin", Roles: []access.Role{access.Finance}}
)

func newWorld(t testing.TB, d *commandtest.Desk) *world {
	w := &world{World: frontdoortest.New(t, d), child: "child:one"}
	actors := map[string]access.Actor{}
	for _, a := range []access.Actor{chair, director, finance, w.Manager, w.OtherManager, w.Worker, w.Colleague} {
		actors[a.ID] = a
	}
	w.room = care.Room{Desk: d.Desk, Facts: person.Facts, Actor: func(_ *db.Tx, id string) (access.Actor, error) { return actors[id], nil }}
	at := record.Allocation{Worker: w.Worker.ID, Team: frontdoortest.North, Role: person.RoleAllocated, From: day.Must("2025-01-01")}
	chairing := record.Allocation{Worker: chair.ID, Role: person.RoleChair, From: day.Must("2025-01-01")}
	w.Write(record.New(w.NewID(), w.child, record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-05-01"), Sex: "F"}),
		record.New(w.NewID(), w.child, at), record.New(w.NewID(), w.child, chairing),
		record.New(w.NewID(), w.Manager.ID, record.Worker{Name: "Mira", Roles: []string{"manager"}, Manages: []string{frontdoortest.North}}),
		record.New(w.NewID(), director.ID, record.Worker{Name: "Dora", Roles: []string{"director"}, Manages: []string{frontdoortest.North}}))
	w.At("2026-03-02T10:00")
	return w
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel()
	commandtest.Each(t, append(person.Lists(), task.List(care.Tasks), task.PutOffList()), func(t *testing.T, d *commandtest.Desk) { test(t, newWorld(t, d)) })
}

func (w *world) ok(rc command.Receipt, err error) command.Receipt {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
	return rc
}

// no fails unless the command was refused, as a kind or about a field, and nothing was written.
func (w *world) no(want any) func(command.Receipt, error) {
	w.T.Helper()
	return func(_ command.Receipt, err error) {
		w.T.Helper()
		switch want := want.(type) {
		case errs.Kind:
			if err == nil || errs.Of(err) != want {
				w.T.Errorf("got %v, want %v", err, want)
			}
		case string:
			fields, is := errors.AsType[errs.Fields](err)
			if !is || !slices.ContainsFunc(fields, func(f errs.FieldError) bool { return f.Field == want }) {
				w.T.Errorf("got %v, want an error about %s", err, want)
			}
		}
	}
}

func (w *world) seen() int64 {
	c, ok := care.Running(w.Of(w.child))
	if !ok {
		all := care.Courses(w.Of(w.child))
		return all[len(all)-1].Seen()
	}
	return c.Seen()
}

// course is the last time of care in lines: what runs from when to when.
func (w *world) course() (out []string) {
	all := care.Courses(w.Of(w.child))
	c := all[len(all)-1]
	out = append(out, fmt.Sprintf("care %s–%s %s", c.Care.Body.Started, c.Care.Body.Ended, c.Care.Body.Ceased))
	for _, l := range c.Statuses {
		out = append(out, fmt.Sprintf("%s %s–%s", l.Body.Status, l.Body.From, l.Body.To))
	}
	for _, p := range c.Placements {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s–%s %s", p.Body.Type, p.Body.From, p.Body.To, p.Body.Change)))
	}
	return out
}

func (w *world) want(lines ...string) {
	w.T.Helper()
	if diff := cmp.Diff(lines, w.course()); diff != "" {
		w.T.Errorf("care (-want +got):\n%s", diff)
	}
}

func (w *world) id(what, from string) string {
	w.T.Helper()
	all := care.Courses(w.Of(w.child))
	c := all[len(all)-1]
	for _, l := range c.Statuses {
		if l.Body.Status == what && l.Body.From.String() == from {
			return l.ID
		}
	}
	for _, p := range c.Placements {
		if p.Body.Type == what && p.Body.From.String() == from {
			return p.ID
		}
	}
	if what == "care" {
		return c.Care.ID
	}
	w.T.Fatalf("no %s from %s in %v", what, from, w.course())
	return ""
}

func foster(from string) care.Placing {
	return care.Placing{From: day.Must(from), Type: "U6", Provider: "PR1", Postcode: "n16 8qq", URN: "sc123456", Left: "CARPL"}
}

func placed(kind, from string) care.Placing { p := foster(from); p.Type = kind; return p }

func beginning(from string) care.Beginning {
	return care.Beginning{Status: "V2", Need: "N1", Home: "N1 1AA", Placing: foster(from)}
}

// began puts the child in care from 1 October 2025.
func (w *world) began() {
	w.T.Helper()
	w.ok(w.room.Start(w.T.Context(), w.Worker, w.child, beginning("2025-10-01")))
}

// Scenario 5: each change ends what was before it on its day, may lie ahead, can be moved, corrected and taken out, and none makes a gap or an overlap.
func TestChangesOfCare(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r, on := t.Context(), w.room, day.Must
		w.began()
		w.want("care 2025-10-01– ", "V2 2025-10-01–", "U6 2025-10-01–")
		w.ok(r.ChangeStatus(ctx, w.Worker, w.child, w.seen(), on("2025-12-01"), "C1"))
		w.ok(r.ChangePlacement(ctx, w.Manager, w.child, w.seen(), placed("K2", "2026-01-10")))
		w.ok(r.ChangeStatus(ctx, w.Worker, w.child, w.seen(), on("2026-06-01"), "C2")) // ahead
		w.want("care 2025-10-01– ", "V2 2025-10-01–2025-12-01", "C1 2025-12-01–2026-06-01", "C2 2026-06-01–", "U6 2025-10-01–2026-01-10 CARPL", "K2 2026-01-10–")

		// In between, as it was recorded late: the new one ends where the next begins, and is left for the reason for which the one before it was.
		late := placed("R1", "2025-11-15")
		late.Left = "ALLEG"
		w.ok(r.ChangePlacement(ctx, w.Worker, w.child, w.seen(), late))
		w.want("care 2025-10-01– ", "V2 2025-10-01–2025-12-01", "C1 2025-12-01–2026-06-01", "C2 2026-06-01–", "U6 2025-10-01–2025-11-15 ALLEG", "R1 2025-11-15–2026-01-10 CARPL", "K2 2026-01-10–")

		// Moved to another day: what was before follows.
		w.ok(r.CorrectStatus(ctx, w.Worker, w.child, w.seen(), w.id("C2", "2026-06-01"), on("2026-07-01"), "C2"))
		w.ok(r.CorrectPlacement(ctx, w.Worker, w.child, w.seen(), w.id("K2", "2026-01-10"), placed("S1", "2026-01-20")))
		w.want("care 2025-10-01– ", "V2 2025-10-01–2025-12-01", "C1 2025-12-01–2026-07-01", "C2 2026-07-01–", "U6 2025-10-01–2025-11-15 ALLEG", "R1 2025-11-15–2026-01-20 CARPL", "S1 2026-01-20–")

		// The version before the correction is kept.
		versions, err := r.Versions(ctx, w.Worker, w.child, w.id("S1", "2026-01-20"))
		if err != nil || len(versions) != 2 || versions[0].Body.(record.CLAPlacement).Type != "K2" || versions[1].Actor != w.Worker.ID {
			t.Errorf("versions: %v, %v", versions, err)
		}

		w.ok(r.TakeOut(ctx, w.Worker, w.child, w.seen(), w.id("R1", "2025-11-15")))
		w.ok(r.TakeOut(ctx, w.Worker, w.child, w.seen(), w.id("C2", "2026-07-01")))
		w.want("care 2025-10-01– ", "V2 2025-10-01–2025-12-01", "C1 2025-12-01–", "U6 2025-10-01–2026-01-20 CARPL", "S1 2026-01-20–")

		// The start moves with everything that began then, the end with everything that runs.
		w.ok(r.CorrectPeriod(ctx, w.Worker, w.child, w.seen(), w.id("care", ""), care.Whole{Started: on("2025-09-20"), Need: "N2", Home: "N1 1AA"}))
		w.ok(r.Cease(ctx, w.Worker, w.child, w.seen(), on("2026-02-20"), "E4A"))
		w.want("care 2025-09-20–2026-02-20 E4A", "V2 2025-09-20–2025-12-01", "C1 2025-12-01–2026-02-20", "U6 2025-09-20–2026-01-20 CARPL", "S1 2026-01-20–2026-02-20")
		w.ok(r.CorrectPeriod(ctx, w.Worker, w.child, w.seen(), w.id("care", ""), care.Whole{Started: on("2025-09-20"), Need: "N2", Home: "N1 1AA"}))
		w.want("care 2025-09-20– ", "V2 2025-09-20–2025-12-01", "C1 2025-12-01–", "U6 2025-09-20–2026-01-20 CARPL", "S1 2026-01-20–")

		// The last step is undone by its author, and by nobody else.
		d, ok, err := r.Undoing().Last(ctx, w.Worker, w.child)
		if err != nil || !ok {
			t.Fatal(d, ok, err)
		}
		w.no(errs.Conflict)(r.Undoing().TakeBack(ctx, w.Manager, w.child, d.Command))
		w.ok(r.Undoing().TakeBack(ctx, w.Worker, w.child, d.Command))
		w.want("care 2025-09-20–2026-02-20 E4A", "V2 2025-09-20–2025-12-01", "C1 2025-12-01–2026-02-20", "U6 2025-09-20–2026-01-20 CARPL", "S1 2026-01-20–2026-02-20")
	})
}

func TestStaysAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), w.room
		w.began()
		stay := care.Placing{From: day.Must("2026-01-05"), Type: "T1", Postcode: "E9 6SR"}
		w.ok(r.ChangePlacement(ctx, w.Worker, w.child, w.seen(), stay))
		w.want("care 2025-10-01– ", "V2 2025-10-01–", "U6 2025-10-01–", "T1 2026-01-05–")
		w.no("from")(r.ChangePlacement(ctx, w.Worker, w.child, w.seen(), care.Placing{From: day.Must("2026-02-01"), Type: "T2", Postcode: "E9 6SR"}))
		stay.To = day.Must("2026-01-12")
		w.ok(r.CorrectPlacement(ctx, w.Worker, w.child, w.seen(), w.id("T1", "2026-01-05"), stay))
		w.want("care 2025-10-01– ", "V2 2025-10-01–", "U6 2025-10-01–", "T1 2026-01-05–2026-01-12")
		w.no("type")(r.CorrectPlacement(ctx, w.Worker, w.child, w.seen(), w.id("T1", "2026-01-05"), placed("K2", "2026-01-05")))
		w.no("ended")(r.Cease(ctx, w.Worker, w.child, w.seen(), day.Must("2026-01-08"), "E4A"))
		w.ok(r.TakeOut(ctx, w.Worker, w.child, w.seen(), w.id("T1", "2026-01-05")))
		w.want("care 2025-10-01– ", "V2 2025-10-01–", "U6 2025-10-01–")
	})
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, commandtest.New(t, dbtest.Engines(t)[0].URL(t), append(person.Lists(), task.List(care.Tasks), task.PutOffList())))
	ctx, r, on := t.Context(), w.room, day.Must
	start := func(change func(*care.Beginning)) (command.Receipt, error) {
		b := beginning("2025-10-01")
		change(&b)
		return r.Start(ctx, w.Worker, w.child, b)
	}
	for field, change := range map[string]func(*care.Beginning){
		"from":     func(b *care.Beginning) { b.From = on("2026-03-03") }, // ahead
		"status":   func(b *care.Beginning) { b.Status = "C9" },           // no code
		"need":     func(b *care.Beginning) { b.Need = "" },               //
		"home":     func(b *care.Beginning) { b.Home = "N1" },             // half a postcode
		"type":     func(b *care.Beginning) { b.Type = "H5" },             // scenario 6: ended on 31 March 2025
		"provider": func(b *care.Beginning) { b.Provider = "PR0" },        // parents are no foster carers
		"urn":      func(b *care.Beginning) { b.URN = "12" },              //
		"postcode": func(b *care.Beginning) { b.Postcode = "" },           //
	} {
		w.no(field)(start(change))
	}
	w.no("from")(start(func(b *care.Beginning) { b.From = on("2015-04-30") }))
	w.no("type")(start(func(b *care.Beginning) { b.Type = "T1" }))
	w.no("provider")(start(func(b *care.Beginning) { b.Type, b.Provider = "P1", "PR1" }))
	for _, a := range []access.Actor{w.Outsider, w.OtherManager, chair, director, finance, w.Lead} {
		if _, err := r.Start(ctx, a, w.child, beginning("2025-10-01")); err == nil || errs.Of(err) == errs.Invalid {
			t.Errorf("%s begins care: %v", a.ID, err)
		}
	}
	w.no(errs.Conflict)(r.ChangeStatus(ctx, w.Worker, w.child, 0, on("2026-01-01"), "C1"))
	w.began()
	w.no(errs.Conflict)(start(func(*care.Beginning) {}))
	old := w.seen()
	w.ok(r.ChangeStatus(ctx, w.Worker, w.child, old, on("2025-12-01"), "C1"))
	w.no(errs.Conflict)(r.ChangeStatus(ctx, w.Colleague, w.child, old, on("2026-01-01"), "C2")) // made from an old page
	seen := w.seen()
	w.no("from")(r.ChangeStatus(ctx, w.Worker, w.child, seen, on("2025-12-01"), "C2"))
	w.no("from")(r.ChangeStatus(ctx, w.Worker, w.child, seen, on("2025-10-01"), "C2"))
	w.no("from")(r.ChangeStatus(ctx, w.Worker, w.child, seen, on("2025-09-30"), "C2"))
	w.no("from")(r.ChangeStatus(ctx, w.Worker, w.child, seen, day.Day{}, "C2"))
	w.no("status")(r.ChangeStatus(ctx, w.Worker, w.child, seen, on("2026-01-01"), "C1"))
	w.no("left")(r.ChangePlacement(ctx, w.Worker, w.child, seen, care.Placing{From: on("2026-01-01"), Type: "K2", Provider: "PR4", Postcode: "N1 1AA"}))
	w.no("type")(r.ChangePlacement(ctx, w.Worker, w.child, seen, placed("Z1", "2026-01-01")))
	first := w.id("V2", "2025-10-01")
	w.no("from")(r.CorrectStatus(ctx, w.Worker, w.child, seen, first, on("2025-10-02"), "V2"))
	w.no(errs.Conflict)(r.CorrectStatus(ctx, w.Worker, w.child, seen, first, on("2025-10-01"), "V2")) // as it is
	w.no(errs.Conflict)(r.TakeOut(ctx, w.Worker, w.child, seen, first))
	w.no("from")(r.CorrectStatus(ctx, w.Worker, w.child, seen, w.id("C1", "2025-12-01"), on("2025-10-01"), "C1"))
	w.no(errs.NotFound)(r.TakeOut(ctx, w.Worker, w.child, seen, "another"))
	w.no("ceased")(r.Cease(ctx, w.Worker, w.child, seen, on("2026-02-01"), "X1"))
	w.no("ceased")(r.Cease(ctx, w.Worker, w.child, seen, on("2026-02-01"), "E43")) // ended in 2018
	w.no("ended")(r.Cease(ctx, w.Worker, w.child, seen, on("2026-03-03"), "E4A"))
	w.no("ended")(r.Cease(ctx, w.Worker, w.child, seen, on("2025-11-30"), "E4A")) // a change is later
	w.no("started")(r.CorrectPeriod(ctx, w.Worker, w.child, seen, w.id("care", ""), care.Whole{Started: on("2025-12-02"), Need: "N1", Home: "N1 1AA"}))

	// Two times of care do not overlap (scenario 4).
	w.ok(r.Cease(ctx, w.Worker, w.child, seen, on("2026-02-01"), "E4A"))
	w.no("from")(start(func(b *care.Beginning) { b.From = on("2026-01-31") }))
	w.ok(start(func(b *care.Beginning) { b.From = on("2026-02-01") }))
	w.no("started")(r.CorrectPeriod(ctx, w.Worker, w.child, w.seen(), w.id("care", ""), care.Whole{Started: on("2026-01-15"), Need: "N1", Home: "N1 1AA"}))

	w.no("participation")(r.RecordFact(ctx, chair, w.child, care.Review, record.CLAReview{Date: on("2026-02-20"), Participation: "PN0"}))
	w.no("date")(r.RecordFact(ctx, chair, w.child, care.Review, record.CLAReview{Date: on("2024-02-20"), Participation: "PN1"}))
	w.ok(r.RecordFact(ctx, chair, w.child, care.Review, record.CLAReview{Date: on("2026-02-20"), Participation: "PN1"}))
	w.no("date")(r.RecordFact(ctx, chair, w.child, care.Review, record.CLAReview{Date: on("2026-02-20"), Participation: "PN1"}))
	w.no("notes")(r.RecordFact(ctx, w.Worker, w.child, care.PEP, record.PlanMeeting{Date: on("2026-02-20"), Notes: " "}))
	w.ok(r.RecordFact(ctx, w.Worker, w.child, care.PEP, record.PlanMeeting{Date: on("2026-02-20"), Came: "The school", Notes: "Reading with her twice a week."}))
}

// Whatever is changed, moved, corrected and taken out, in whatever order: the legal statuses and the placements of a time of care follow one another
// from its start without gap and overlap, and what is refused changes nothing.
func TestNoGapAndNoOverlap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, commandtest.New(t, dbtest.Engines(t)[0].URL(t), append(person.Lists(), task.List(care.Tasks), task.PutOffList())))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 12 { // each run is some twenty commands on a database
			return
		}
		ctx, r := t.Context(), w.room
		w.child = fmt.Sprintf("child:drawn-%d", n)
		w.Write(record.New(w.NewID(), w.child, record.Child{Names: []record.Name{{Given: "A", Family: "B"}}, Birth: day.Must("2015-05-01"), Sex: "F"}),
			record.New(w.NewID(), w.child, record.Allocation{Worker: w.Worker.ID, Team: frontdoortest.North, From: day.Must("2025-01-01")}))
		w.began()
		on := func() day.Day { return day.Must("2025-09-25").Add(rapid.IntRange(0, 60).Draw(rt, "day")) }
		for range rapid.IntRange(5, 20).Draw(rt, "steps") {
			all := care.Courses(w.Of(w.child))
			c := all[len(all)-1]
			var ids []string
			for _, l := range c.Statuses {
				ids = append(ids, l.ID)
			}
			for _, p := range c.Placements {
				ids = append(ids, p.ID)
			}
			id := rapid.SampledFrom(ids).Draw(rt, "of")
			status := rapid.SampledFrom([]string{"V2", "C1", "C2", "E1"}).Draw(rt, "status")
			place := placed(rapid.SampledFrom([]string{"U6", "K2", "R1", "T1"}).Draw(rt, "kind"), on().String())
			before := w.course()
			var err error
			switch rapid.IntRange(0, 6).Draw(rt, "step") {
			case 0:
				_, err = r.ChangeStatus(ctx, w.Worker, w.child, c.Seen(), on(), status)
			case 1:
				_, err = r.ChangePlacement(ctx, w.Worker, w.child, c.Seen(), place)
			case 2:
				_, err = r.CorrectStatus(ctx, w.Worker, w.child, c.Seen(), id, on(), status)
			case 3:
				_, err = r.CorrectPlacement(ctx, w.Worker, w.child, c.Seen(), id, place)
			case 4:
				_, err = r.TakeOut(ctx, w.Worker, w.child, c.Seen(), id)
			case 5:
				_, err = r.CorrectPeriod(ctx, w.Worker, w.child, c.Seen(), c.Care.ID, care.Whole{Started: on(), Need: "N1", Home: "N1 1AA"})
			case 6:
				_, err = r.Cease(ctx, w.Worker, w.child, c.Seen(), on(), "E4A")
			}
			if errs.Of(err) == errs.Internal && err != nil {
				rt.Fatal(err)
			}
			if err != nil {
				if diff := cmp.Diff(before, w.course()); diff != "" {
					rt.Fatalf("refused (%v), and yet (-before +after):\n%s", err, diff)
				}
				continue
			}
			all = care.Courses(w.Of(w.child))
			if why := broken(all[len(all)-1]); why != "" {
				rt.Fatalf("%s:\n%s", why, strings.Join(w.course(), "\n"))
			}
		}
	})
}

// broken says how a time of care is not covered from its first day to its last by statuses and by placements that follow one another.
func broken(c care.Course) string {
	type span struct{ from, to day.Day }
	check := func(what string, spans []span) string {
		at := c.Care.Body.Started
		for i, s := range spans {
			last := i == len(spans)-1
			switch {
			case s.from != at:
				return what + " does not begin where the one before it ended"
			case last && s.to != c.Care.Body.Ended:
				return what + " does not end with care"
			case !last && (s.to.IsZero() || !s.from.Before(s.to)):
				return what + " ends before it began, or never"
			}
			at = s.to
		}
		return ""
	}
	var ls, ps []span
	for _, l := range c.Statuses {
		ls = append(ls, span{l.Body.From, l.Body.To})
	}
	for _, p := range c.Placements {
		if !care.Temporary(p.Body.Type) {
			ps = append(ps, span{p.Body.From, p.Body.To})
		}
	}
	if len(ls) == 0 || len(ps) == 0 {
		return "nothing is left"
	}
	if why := check("a legal status", ls); why != "" {
		return why
	}
	return check("a placement", ps)
}

func asked() care.Request {
	return care.Request{For: "placement", What: "A place in a children's home", Starts: day.Must("2026-04-01"), Weekly: 505000, OneOff: 25000, Why: "Two placements ended."}
}

func (w *world) limits() {
	w.T.Helper()
	w.ok(w.room.SetLimit(w.T.Context(), finance, w.Manager.ID, 0, 10000000, "Scheme of delegation, table 3"))
	w.ok(w.room.SetLimit(w.T.Context(), finance, director.ID, 0, 30000000, "Scheme of delegation, table 3"))
}

func (w *world) request() record.Of[record.PanelRequest] {
	w.T.Helper()
	p, ok := story.Latest[record.PanelRequest](w.Of(w.child))
	if !ok {
		w.T.Fatal("no request")
	}
	return p
}

// Scenario 13: who decides is chosen by limit against 52 weeks and what is paid once; without a limit there is no authority; nobody decides on their own;
// a request goes to and fro until it is decided; a child has one at a time.
func TestPanel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), w.room
		w.no("weekly")(r.Ask(ctx, w.Worker, w.child, asked())) // nobody has a limit
		w.limits()
		waits := func(worker, title string) {
			t.Helper()
			got := commandtest.Query[string](t, w.Desk, "select worker || ': ' || title from task where subject = $1", w.child)
			var want []string
			if title != "" {
				want = []string{worker + ": " + title}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("work (-want +got):\n%s", diff)
			}
		}
		q := asked()
		q.Approver = w.Manager.ID // 262,850 a year is more than the manager may
		w.no("approver")(r.Ask(ctx, w.Worker, w.child, q))
		w.no(errs.Denied)(r.Ask(ctx, chair, w.child, asked()))
		w.no(errs.Denied)(r.Ask(ctx, finance, w.child, asked()))
		w.ok(r.Ask(ctx, w.Worker, w.child, asked()))
		p := w.request()
		if p.Body.Approver != director.ID || p.Body.Rounds[0].Yearly != 26285000 {
			t.Fatalf("%+v", p.Body)
		}
		waits(director.ID, "Decide on a request to the panel")
		w.no(errs.Conflict)(r.Ask(ctx, w.Colleague, w.child, asked()))

		w.no(errs.Denied)(r.Decide(ctx, w.Worker, w.child, p.ID, p.Version, record.PanelApproved, ""))
		w.no(errs.Denied)(r.Decide(ctx, w.Manager, w.child, p.ID, p.Version, record.PanelApproved, "")) // limit too low
		w.no("comment")(r.Decide(ctx, director, w.child, p.ID, p.Version, record.PanelReturned, "No."))
		w.no("act")(r.Decide(ctx, director, w.child, p.ID, p.Version, "thrown", ""))
		w.ok(r.Decide(ctx, director, w.child, p.ID, p.Version, record.PanelReturned, "Which homes were asked?"))
		waits(w.Worker.ID, "Amend a request to the panel")
		w.no(errs.Conflict)(r.Decide(ctx, director, w.child, p.ID, w.request().Version, record.PanelApproved, ""))

		// Amended by the manager to what their own limit would allow: they wrote it, so somebody else decides.
		q = asked()
		q.Weekly, q.OneOff = 100000, 0
		w.no(errs.Conflict)(r.Amend(ctx, w.Manager, w.child, p.ID, p.Version, q, "")) // from an old page
		w.ok(r.Amend(ctx, w.Manager, w.child, p.ID, w.request().Version, q, "Three were asked."))
		p = w.request()
		if p.Body.Approver != director.ID || p.Body.Rounds[2].Yearly != 5200000 {
			t.Errorf("%+v", p.Body)
		}
		w.no(errs.Denied)(r.Decide(ctx, w.Manager, w.child, p.ID, p.Version, record.PanelApproved, ""))
		rc := w.ok(r.Decide(ctx, director, w.child, p.ID, p.Version, record.PanelApproved, "For twelve weeks."))
		waits("", "")
		w.no(errs.Conflict)(r.Decide(ctx, director, w.child, p.ID, w.request().Version, record.PanelRefused, "Not after all"))
		w.ok(r.Undoing().TakeBack(ctx, director, w.child, rc.Command))
		waits(director.ID, "Decide on a request to the panel")
		w.ok(r.Withdraw(ctx, w.Worker, w.child, p.ID, w.request().Version, "Not needed any more"))

		// A cheaper one goes to the lowest limit that is high enough; the money alone is what finance sees.
		q.Approver = ""
		w.ok(r.Ask(ctx, w.Worker, w.child, q))
		if got := w.request().Body.Approver; got != w.Manager.ID {
			t.Errorf("%s decides", got)
		}
		for _, tt := range []struct {
			who   access.Actor
			names bool
			n     int
		}{{finance, false, 2}, {w.Manager, true, 2}, {director, true, 2}, {w.Worker, true, 2}, {w.OtherManager, false, 0}} {
			list, err := r.Requests(ctx, tt.who)
			if err != nil || len(list) != tt.n || tt.n > 0 && (list[0].Name != "") != tt.names {
				t.Errorf("%s sees %+v, %v", tt.who.ID, list, err)
			}
		}
		if _, err := r.Requests(ctx, chair); errs.Of(err) != errs.Denied {
			t.Errorf("a chair sees requests: %v", err)
		}
	})
}

func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), w.room
		w.limits()
		held := func() care.Holder {
			t.Helper()
			all, err := r.Limits(ctx, director)
			i := slices.IndexFunc(all, func(h care.Holder) bool { return h.Worker == w.Manager.ID })
			if err != nil || i < 0 {
				t.Fatal(all, err)
			}
			return all[i]
		}
		v := held().Limit.Version
		w.no(errs.Denied)(r.SetLimit(ctx, w.Manager, director.ID, 0, 1, "x"))
		w.no(errs.Denied)(r.SetLimit(ctx, director, director.ID, 1, 99999999999, "Mine"))
		w.no(errs.NotFound)(r.SetLimit(ctx, finance, w.Worker.ID, 0, 1, "A social worker approves nothing"))
		w.no("reason")(r.SetLimit(ctx, finance, w.Manager.ID, v, 1, " "))
		w.no("yearly")(r.SetLimit(ctx, finance, w.Manager.ID, v, -1, "x"))
		w.ok(r.SetLimit(ctx, director, w.Manager.ID, v, 20000000, "Scheme of delegation 2027"))
		w.no(errs.Conflict)(r.SetLimit(ctx, finance, w.Manager.ID, v, 1, "From an old page"))
		rc := w.ok(r.ClearLimit(ctx, finance, w.Manager.ID, held().Limit.Version))
		if h := held(); h.Limit.ID != "" || len(h.History) != 3 {
			t.Errorf("after it was taken away: %+v", h)
		}
		w.ok(r.LimitUndoing().TakeBack(ctx, finance, w.Manager.ID, rc.Command))
		if h := held(); h.Limit.Body.Yearly != 20000000 {
			t.Errorf("%+v", h)
		}
		if _, err := r.Limits(ctx, w.Manager); errs.Of(err) != errs.Denied {
			t.Errorf("a manager sees limits: %v", err)
		}
	})
}
