package protection_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/person"
	"throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// world is the council with this room.
type world struct {
	*frontdoortest.World
	room  protection.Room
	chair access.Actor
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel()
	b := clock.Standard()
	lists := append(person.Lists(), task.List(protection.Tasks(b)), task.PutOffList())
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		w := &world{World: frontdoortest.New(t, d), room: protection.Room{Desk: d.Desk, Book: b, Facts: person.Facts, OpenAssessment: assessment.Open}}
		w.chair = access.Actor{ID: "worker:chair", Roles: []access.Role{access.Chair}}
		w.Write(record.New(w.NewID(), w.chair.ID, record.Worker{Name: "Cora Chair", Roles: []string{"chair"}}))
		w.At("2026-03-02T10:00")
		test(t, w)
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, what string, err error, want errs.Kind) {
	t.Helper()
	if err == nil || errs.Of(err) != want {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// wantField fails unless the error is about a field.
func wantField(t *testing.T, what string, err error, field string) {
	t.Helper()
	fs, is := errors.AsType[errs.Fields](err)
	if !is {
		t.Errorf("%s: got %v, want an error about %s", what, err, field)
		return
	}
	for _, f := range fs {
		if f.Field == field {
			return
		}
	}
	t.Errorf("%s: got %v, want an error about %s", what, err, field)
}

func at(local string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", local, day.London)
	if err != nil {
		panic(err)
	}
	return t
}

const because = "The injuries do not fit the account that was given."

// discussion is a complete discussion about some children.
func discussion(when, decision string, children ...string) protection.Discussion {
	d := protection.Discussion{
		At: at(when), Initiator: "school", Reason: because, Plan: "Police see the flat today; the school keeps Zoë until five.",
		Participants: []record.Participant{{Name: "DS Noor", Agency: "police", View: "significant_harm"}, {Name: "Nia Nurse", Agency: "school_nursing", View: "harm"}},
	}
	for _, c := range children {
		d.Children = append(d.Children, protection.DiscussionChild{Child: c, Decision: decision})
	}
	return d
}

// latest is the newest record of a kind of a child.
func latest[T record.Body](w *world, child string) record.Of[T] {
	w.T.Helper()
	r, ok := story.Latest[T](w.Of(child))
	if !ok {
		var zero T
		w.T.Fatalf("%s has no %s", child, zero.KindName())
	}
	return r
}

// enquired takes two siblings to an enquiry in which both were seen.
func (w *world) enquired() []string {
	w.T.Helper()
	_, kids := w.Assessed()
	_, err := w.room.HoldDiscussion(w.T.Context(), w.Worker, discussion("2026-03-02T09:30", protection.Joint, kids...))
	ok(w.t(), err)
	_, err = w.room.RecordVisit(w.T.Context(), w.Worker, visit("2026-03-02", protection.SeenAlone, kids...))
	ok(w.t(), err)
	return kids
}

func (w *world) t() *testing.T { return w.T.(*testing.T) }

func visit(on, seen string, kids ...string) protection.Visit {
	v := protection.Visit{Date: day.Must(on), Place: "home", Notes: "The flat was warm and there was food."}
	for _, k := range kids {
		c := protection.VisitChild{Child: k, Seen: seen, Bedroom: true, Views: "I want to stay with gran."}
		if seen == protection.NotSeen {
			c.WhyNot = "Nobody opened the door."
		}
		v.Children = append(v.Children, c)
	}
	return v
}

func (w *world) outcomes(outcome string, kids ...string) (out []protection.EnquiryOutcome) {
	for _, k := range kids {
		out = append(out, protection.EnquiryOutcome{Child: k, Enquiry: latest[record.S47Enquiry](w, k).ID, Outcome: outcome, Reason: because})
	}
	return out
}

func (w *world) propose(outcome string, kids ...string) {
	w.T.Helper()
	_, err := w.room.ProposeOutcome(w.T.Context(), w.Worker, w.outcomes(outcome, kids...))
	ok(w.t(), err)
}

func (w *world) authorise(kid string) {
	w.T.Helper()
	_, err := w.room.AuthoriseOutcome(w.T.Context(), w.Manager, kid, latest[record.S47Enquiry](w, kid).ID, "Agreed.")
	ok(w.t(), err)
}

func (w *world) conferences(kids ...string) (out []protection.Of) {
	for _, k := range kids {
		out = append(out, protection.Of{Child: k, Record: latest[record.InitialCPConference](w, k).ID})
	}
	return out
}

// conferring takes two siblings to an initial conference that is arranged for 18 March.
func (w *world) conferring() []string {
	w.T.Helper()
	kids := w.enquired()
	w.propose(protection.ToConference, kids...)
	w.authorise(kids[0])
	_, err := w.room.Arrange(w.T.Context(), w.Worker, protection.Arrangement{Planned: day.Must("2026-03-18"), Chair: w.chair.ID}, w.conferences(kids...))
	ok(w.t(), err)
	return kids
}

func (w *world) held(decisions ...string) protection.Held {
	h := protection.Held{Date: day.Must("2026-03-18"), Quorate: record.Yes, CoreGroup: "Ada Worker, Sal Lead, Nia Nurse", NextReview: day.Must("2026-06-10")}
	return h
}

// planned takes two siblings to a conference: a plan for the first, none for the second.
func (w *world) planned() []string {
	w.T.Helper()
	kids := w.conferring()
	w.At("2026-03-18T16:00")
	h := w.held()
	for i, k := range kids {
		c := protection.HeldChild{Child: k, Conference: latest[record.InitialCPConference](w, k).ID, Decision: "plan", Category: "PHY", Aim: "Nobody hurts Zoë.", Reason: because}
		if i == 1 {
			c = protection.HeldChild{Child: k, Conference: c.Conference, Decision: "child_in_need", Reason: because}
		}
		h.Children = append(h.Children, c)
	}
	_, err := w.room.HoldConference(w.T.Context(), w.chair, h)
	ok(w.t(), err)
	return kids
}

// From the assessment to the plan for one child and its sibling, each with its own outcome (must-show 2 of issue 5; acceptance-scenarios.md 10 and 12).
func TestTheWayToAPlan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned()
		zoe, noah := w.Of(kids[0]), w.Of(kids[1])
		q := latest[record.S47Enquiry](w, kids[0]).Body
		d := latest[record.StrategyDiscussion](w, kids[0])
		c := latest[record.InitialCPConference](w, kids[0])
		p := latest[record.CPPlan](w, kids[0]).Body
		a := latest[record.Assessment](w, kids[0])
		if d.Body.Assessment != a.ID || d.Body.Referral != a.Body.Referral || q.Discussion != d.ID || c.Body.Enquiry == "" || p.Conference != c.ID || p.Referral != a.Body.Referral {
			t.Errorf("the steps do not hang together: %+v %+v %+v %+v", d.Body, q, c.Body, p)
		}
		if q.Lead != w.Worker.ID || q.Started != day.Must("2026-03-02") || q.Seen != q.Started || q.Ended != day.Must("2026-03-18") || q.ICPCNotRequired != record.No {
			t.Errorf("enquiry: %+v", q)
		}
		if c.Body.Target != day.Must("2026-03-23") || c.Body.Date != day.Must("2026-03-18") || c.Body.Chair != w.chair.ID {
			t.Errorf("conference: %+v", c.Body)
		}
		if p.Started != c.Body.Date || p.InitialCategory != "PHY" || p.LatestCategory != "PHY" || p.Previous == nil || *p.Previous != 0 || p.NextReview != day.Must("2026-06-10") {
			t.Errorf("plan: %+v", p)
		}
		if _, has := protection.Plan(noah); has {
			t.Error("the brother, for whom none was decided, has a plan")
		}
		if next := protection.Next(noah); len(next) != 1 || next[0].Step != protection.StepNeedPlan {
			t.Errorf("next for the brother: %v", next)
		}
		if next := protection.Next(zoe); len(next) != 1 || next[0].Step != protection.StepPlan {
			t.Errorf("next for the sister: %v", next)
		}
		if strings.Contains(string(encode(t, d.Body)), kids[1]) {
			t.Error("the record of one child names the other")
		}
	})
}

func encode(t *testing.T, b record.Body) []byte {
	t.Helper()
	raw, err := record.Encode(b)
	ok(t, err)
	return raw
}

func TestDiscussionRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, kids := w.Assessed()
		hold := func(change func(*protection.Discussion)) error {
			d := discussion("2026-03-02T09:30", protection.Joint, kids[0])
			change(&d)
			_, err := w.room.HoldDiscussion(t.Context(), w.Worker, d)
			return err
		}
		wantField(t, "no time", hold(func(d *protection.Discussion) { d.At = time.Time{} }), "at")
		wantField(t, "ahead", hold(func(d *protection.Discussion) { d.At = at("2026-03-02T10:01") }), "at")
		wantField(t, "before the referral", hold(func(d *protection.Discussion) { d.At = at("2025-11-01T10:01") }), "at")
		wantField(t, "nobody asked", hold(func(d *protection.Discussion) { d.Initiator = "" }), "initiator")
		wantField(t, "an agency of no kind", hold(func(d *protection.Discussion) { d.Participants[0].Agency = "circus" }), "participant-0-agency")
		wantField(t, "no view", hold(func(d *protection.Discussion) { d.Participants[1].View = "" }), "participant-1-view")
		wantField(t, "nobody there", hold(func(d *protection.Discussion) { d.Participants = nil }), "participants")
		wantField(t, "joint without the police", hold(func(d *protection.Discussion) { d.Participants = d.Participants[1:] }), "child-0-decision")
		wantField(t, "no decision", hold(func(d *protection.Discussion) { d.Children[0].Decision = "" }), "child-0-decision")
		wantField(t, "no child", hold(func(d *protection.Discussion) { d.Children = nil }), "children")
		wantField(t, "the same child twice", hold(func(d *protection.Discussion) { d.Children = append(d.Children, d.Children[0]) }), "children")
		ok(t, hold(func(d *protection.Discussion) {}))
		wantKind(t, "a second enquiry", hold(func(d *protection.Discussion) {}), errs.Conflict)
		ok(t, hold(func(d *protection.Discussion) { d.Children[0].Decision = "assessment" }))
	})
}

// Who may: the worker, a colleague of the team, the manager; nobody outside (issue 5, permissions).
func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, kids := w.Assessed()
		d := discussion("2026-03-02T09:30", protection.Single, kids...)
		for _, a := range []access.Actor{w.Outsider, w.OtherManager, w.Lead, w.Screener, w.chair, {}} {
			if _, err := w.room.HoldDiscussion(t.Context(), a, d); err == nil {
				t.Errorf("%s held a discussion", a.ID)
			}
			if _, err := w.room.RecordVisit(t.Context(), a, visit("2026-03-02", protection.SeenOnly, kids...)); err == nil {
				t.Errorf("%s recorded a visit", a.ID)
			}
		}
		_, err := w.room.HoldDiscussion(t.Context(), w.Colleague, d)
		ok(t, err)
		// One of two children in a team of its own: nothing is written for either.
		if _, err := w.People.Allocate(t.Context(), w.Manager, kids[1], record.Allocation{Worker: w.Outsider.ID, Team: frontdoortest.South}); err != nil {
			t.Fatal(err)
		}
		before := len(w.Of(kids[0]).Records)
		if _, err := w.room.RecordVisit(t.Context(), w.Worker, visit("2026-03-02", protection.SeenOnly, kids...)); err == nil {
			t.Error("a visit was recorded for a child of another team")
		}
		if after := len(w.Of(kids[0]).Records); after != before {
			t.Errorf("%d records, then %d", before, after)
		}
		all, err := w.room.Children(t.Context(), w.Worker, kids[0], false)
		ok(t, err)
		if len(all) != 1 {
			t.Errorf("a sibling of another team is offered: %v", all)
		}
	})
}

// A manager authorises what somebody else recorded, once, for all the children of the act; a return gives it back (acceptance-scenarios.md 10 to 12).
func TestOutcomeOfAnEnquiry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, kids := w.Assessed()
		_, err := w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:30", protection.Joint, kids...))
		ok(t, err)
		_, err = w.room.ProposeOutcome(t.Context(), w.Worker, w.outcomes(protection.Services, kids...))
		wantField(t, "not seen", err, "child-0-outcome")
		_, err = w.room.RecordVisit(t.Context(), w.Worker, visit("2026-03-02", protection.SeenOnly, kids...))
		ok(t, err)
		short := w.outcomes(protection.Services, kids...)
		short[1].Reason = "Fine."
		_, err = w.room.ProposeOutcome(t.Context(), w.Worker, short)
		wantField(t, "no reason", err, "child-1-reason")
		q := latest[record.S47Enquiry](w, kids[0]).ID
		_, err = w.room.AuthoriseOutcome(t.Context(), w.Manager, kids[0], q, "")
		wantKind(t, "nothing waits", err, errs.Conflict)
		_, err = w.room.ProposeOutcome(t.Context(), w.Manager, w.outcomes(protection.Services, kids...))
		ok(t, err)
		_, err = w.room.AuthoriseOutcome(t.Context(), w.Manager, kids[0], q, "")
		wantKind(t, "one's own", err, errs.Denied)
		w.propose(protection.Services, kids...)
		_, err = w.room.AuthoriseOutcome(t.Context(), w.Worker, kids[0], q, "")
		wantKind(t, "a worker", err, errs.Denied)
		_, err = w.room.ReturnOutcome(t.Context(), w.Manager, kids[0], q, "no")
		wantField(t, "a return without words", err, "comment")
		_, err = w.room.ReturnOutcome(t.Context(), w.Manager, kids[0], q, "Say what the police found.")
		ok(t, err)
		if b := latest[record.S47Enquiry](w, kids[1]).Body; b.ProposedBy != "" || b.Comment == "" {
			t.Errorf("the sibling's was not returned with it: %+v", b)
		}
		w.propose(protection.Services, kids[0])
		w.propose(protection.NoAction, kids[1])
		w.authorise(kids[0])
		for i, want := range []string{protection.Services, protection.NoAction} {
			b := latest[record.S47Enquiry](w, kids[i]).Body
			if b.Outcome != want || b.ICPCNotRequired != record.Yes || b.Ended != day.Must("2026-03-02") || b.AuthorisedBy != w.Manager.ID {
				t.Errorf("child %d: %+v", i, b)
			}
		}
		_, err = w.room.AuthoriseOutcome(t.Context(), w.Manager, kids[0], q, "")
		wantKind(t, "a second time", err, errs.Conflict)
		_, err = w.room.TellOutcome(t.Context(), w.Worker, kids[0], q, day.Must("2026-03-02"))
		ok(t, err)
		if b := latest[record.S47Enquiry](w, kids[1]).Body; b.Told.IsZero() {
			t.Error("the sibling's family was not told")
		}
	})
}

// A decision not to convene has a reason and the name of the manager, and withdraws the conference (issue 5).
func TestNotConvene(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.conferring()
		of := w.conferences(kids...)
		_, err := w.room.NotConvene(t.Context(), w.Worker, because, of)
		wantKind(t, "a worker", err, errs.Denied)
		_, err = w.room.NotConvene(t.Context(), w.Manager, "No need", of)
		wantField(t, "no reason", err, "reason")
		_, err = w.room.NotConvene(t.Context(), w.Manager, because, of[:1])
		ok(t, err)
		b := latest[record.S47Enquiry](w, kids[0]).Body
		if b.ICPCNotRequired != record.Yes || b.AuthorisedBy != w.Manager.ID || b.Reason != because || b.Ended.IsZero() {
			t.Errorf("enquiry: %+v", b)
		}
		if _, due := protection.Conference(w.Of(kids[0])); due {
			t.Error("the conference is still due")
		}
		if _, due := protection.Conference(w.Of(kids[1])); !due {
			t.Error("the sibling's conference went with it")
		}
	})
}

func TestArrange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.enquired()
		w.propose(protection.ToConference, kids...)
		w.authorise(kids[1])
		arrange := func(a protection.Arrangement) error {
			_, err := w.room.Arrange(t.Context(), w.Worker, a, w.conferences(kids...))
			return err
		}
		wantField(t, "no day", arrange(protection.Arrangement{Chair: w.chair.ID}), "planned")
		wantField(t, "no chair", arrange(protection.Arrangement{Planned: day.Must("2026-03-18")}), "chair")
		wantField(t, "a chair who is none", arrange(protection.Arrangement{Planned: day.Must("2026-03-18"), Chair: w.Colleague.ID}), "chair")
		wantField(t, "before the enquiry", arrange(protection.Arrangement{Planned: day.Must("2026-02-18"), Chair: w.chair.ID}), "planned")
		wantField(t, "late without a reason", arrange(protection.Arrangement{Planned: day.Must("2026-03-24"), Chair: w.chair.ID}), "why_late")
		ok(t, arrange(protection.Arrangement{Planned: day.Must("2026-03-23"), Chair: w.chair.ID, WhyLate: "not late"}))
		if b := latest[record.InitialCPConference](w, kids[0]).Body; b.WhyLate != "" {
			t.Errorf("a reason is kept for what is in time: %q", b.WhyLate)
		}
		ok(t, arrange(protection.Arrangement{Planned: day.Must("2026-03-24"), Chair: w.chair.ID, WhyLate: "The family is away until then."}))
		mine, err := w.room.Conferences(t.Context(), w.chair, true)
		ok(t, err)
		if len(mine) != 2 || mine[0].Name == "" || !strings.Contains(mine[0].Title, "24 Mar 2026") || mine[0].Due != clock.On(day.Must("2026-03-23")) {
			t.Errorf("my conferences: %+v", mine)
		}
		theirs, err := w.room.Conferences(t.Context(), w.Outsider, false)
		ok(t, err)
		if len(theirs) != 0 {
			t.Errorf("somebody outside sees %v", theirs)
		}
		all, err := w.room.Conferences(t.Context(), w.Manager, false)
		ok(t, err)
		if len(all) != 2 || all[0].Worker != w.Worker.ID {
			t.Errorf("the manager sees %+v", all)
		}
	})
}

// Everything can be taken back by its author for 24 hours, for all the children of the act, and leaves the record as it was (complaints-as-tests.md 18).
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.conferring()
		before := [2]string{state(t, w, kids[0]), state(t, w, kids[1])}
		w.At("2026-03-18T16:00")
		h := w.held()
		for _, k := range kids {
			h.Children = append(h.Children, protection.HeldChild{Child: k, Conference: latest[record.InitialCPConference](w, k).ID, Decision: "plan", Category: "NEG", Aim: "Meals.", Reason: because})
		}
		rc, err := w.room.HoldConference(t.Context(), w.chair, h)
		ok(t, err)
		if d, _, _ := w.room.Undoing().Last(t.Context(), w.Manager, kids[0]); d.Command == rc.Command {
			t.Error("somebody else is offered to undo it")
		}
		d, may, err := w.room.Undoing().Last(t.Context(), w.chair, kids[1])
		ok(t, err)
		if !may || d.Command != rc.Command {
			t.Fatalf("offered: %+v %v", d, may)
		}
		_, err = w.room.Undoing().TakeBack(t.Context(), w.Manager, kids[1], rc.Command)
		wantKind(t, "somebody else", err, errs.Conflict)
		_, err = w.room.Undoing().TakeBack(t.Context(), w.chair, kids[1], rc.Command)
		ok(t, err)
		for i, k := range kids {
			if got := state(t, w, k); got != before[i] {
				t.Errorf("child %d is not as before:\n%s\n%s", i, before[i], got)
			}
		}
		rc, err = w.room.HoldConference(t.Context(), w.chair, h)
		ok(t, err)
		w.At("2026-11-24T18:00") // the council was set up on the 23rd, and the journal's time never runs backwards
		_, err = w.room.Undoing().TakeBack(t.Context(), w.chair, kids[0], rc.Command)
		wantKind(t, "after a day", err, errs.Conflict)
	})
}

// state is what a child's story and work list say.
func state(t *testing.T, w *world, kid string) string {
	t.Helper()
	var b strings.Builder
	for _, r := range w.Of(kid).Records {
		b.WriteString(r.ID + string(encode(t, r.Body)) + "\n")
	}
	for _, title := range commandtest.Query[string](t, w.Desk, "select title || due from task where subject = $1 order by title, due", kid) {
		b.WriteString(title + "\n")
	}
	return b.String()
}

// One visit is entered once and kept with each child: its own seen, alone and views; its kind follows from the plan (complaints-as-tests.md 4;
// acceptance-scenarios.md 16).
func TestVisitForAFamily(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned()
		v := visit("2026-03-18", protection.SeenOnly, kids...)
		v.Children[1] = protection.VisitChild{Child: kids[1], Seen: protection.NotSeen}
		_, err := w.room.RecordVisit(t.Context(), w.Worker, v)
		wantField(t, "not seen and no reason", err, "child-1-why_not")
		v.Children[1].WhyNot = "Noah was at football."
		_, err = w.room.RecordVisit(t.Context(), w.Worker, v)
		ok(t, err)
		a, b := latest[record.Visit](w, kids[0]).Body, latest[record.Visit](w, kids[1]).Body
		if a.Type != record.VisitCP || a.Seen != record.Yes || a.Alone != record.No || a.Views == "" || a.Plan == "" || a.Worker != w.Worker.ID {
			t.Errorf("the sister's: %+v", a)
		}
		if b.Type != record.VisitCIN || b.Seen != record.No || b.WhyNot != "Noah was at football." || b.Views != "" {
			t.Errorf("the brother's: %+v", b)
		}
		for field, change := range map[string]func(*protection.Visit){
			"date":            func(v *protection.Visit) { v.Date = day.Must("2026-03-19") },
			"place":           func(v *protection.Visit) { v.Place = "" },
			"children":        func(v *protection.Visit) { v.Children = nil },
			"child-0-seen":    func(v *protection.Visit) { v.Children[0].Seen = "perhaps" },
			"agency":          func(v *protection.Visit) { v.Agency = "circus" },
			"child-1-why_not": func(v *protection.Visit) { v.Children[1].WhyNot = " " },
		} {
			bad := v
			bad.Children = append([]protection.VisitChild(nil), v.Children...)
			change(&bad)
			_, err := w.room.RecordVisit(t.Context(), w.Worker, bad)
			wantField(t, field, err, field)
		}
		early := visit("2014-01-01", protection.SeenOnly, kids[0])
		_, err = w.room.RecordVisit(t.Context(), w.Worker, early)
		wantField(t, "before birth", err, "date")
	})
}

// The plan: actions with evidence, core group, reviews that continue and end it, papers (issue 5).
func TestPlan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned()
		ctx := t.Context()
		p := latest[record.CPPlan](w, kids[0])
		act := record.PlanAction{What: "Parenting course", Owner: "Ina Brandt", Due: day.Must("2026-05-01")}
		_, err := w.room.PutAction(ctx, w.Worker, kids[0], p.ID, p.Version, -1, act)
		ok(t, err)
		_, err = w.room.PutAction(ctx, w.Colleague, kids[0], p.ID, p.Version, -1, act)
		wantKind(t, "from an old version", err, errs.Conflict)
		act.Done = day.Must("2026-03-18")
		_, err = w.room.PutAction(ctx, w.Worker, kids[0], p.ID, p.Version+1, 0, act)
		wantField(t, "done without evidence", err, "evidence")
		act.Evidence = "Certificate seen."
		_, err = w.room.PutAction(ctx, w.Worker, kids[0], p.ID, p.Version+1, 0, act)
		ok(t, err)
		_, err = w.room.PutAction(ctx, w.Worker, kids[0], p.ID, p.Version+2, 1, act)
		wantKind(t, "an action that is not there", err, errs.NotFound)
		_, err = w.room.SetTerms(ctx, w.Worker, kids[0], p.ID, p.Version+2, protection.Terms{Aim: "Safe.", Category: "EMO", VisitWithin: 11})
		wantField(t, "fewer visits", err, "visit_within")
		_, err = w.room.SetTerms(ctx, w.Worker, kids[0], p.ID, p.Version+2, protection.Terms{Aim: "Safe.", Category: "EMO", VisitWithin: 5, NextReview: day.Must("2026-06-10")})
		ok(t, err)
		body := latest[record.CPPlan](w, kids[0]).Body
		if body.InitialCategory != "PHY" || body.LatestCategory != "EMO" || len(body.Actions) != 1 || body.Actions[0].Evidence == "" {
			t.Errorf("plan: %+v", body)
		}
		of := []protection.Of{{Child: kids[0], Record: p.ID}}
		_, err = w.room.HoldCoreGroup(ctx, w.Worker, protection.Meeting{Date: day.Must("2026-03-18"), Came: "All", Plans: of})
		ok(t, err)
		_, err = w.room.SendReviewReport(ctx, w.Worker, kids[0], p.ID, record.Paper{Text: "Report", Sent: day.Must("2026-03-18")})
		ok(t, err)
		w.At("2026-06-10T15:00")
		review := protection.Review{Date: day.Must("2026-06-10"), Quorate: record.Yes, NextReview: day.Must("2026-12-01"), Children: []protection.ReviewChild{{Child: kids[0], Plan: p.ID, Continues: record.Yes, Reason: because}}}
		_, err = w.room.HoldReview(ctx, w.chair, review)
		ok(t, err)
		v := latest[record.CPReview](w, kids[0])
		if v.Body.Report.Text != "Report" || v.Body.Chair != w.chair.ID || latest[record.CPPlan](w, kids[0]).Body.ReviewReport.Text != "" {
			t.Errorf("review: %+v", v.Body)
		}
		_, err = w.room.FileReviewPapers(ctx, w.chair, kids[0], v.ID, protection.Papers{Sent: day.Must("2026-06-10"), Minutes: record.Paper{Document: "EDRMS 123", Sent: day.Must("2026-06-10")}})
		ok(t, err)
		_, err = w.room.EndPlan(ctx, w.Worker, day.Must("2026-06-10"), "change_made", because, of)
		wantField(t, "the change is for a review to find", err, "end_reason")
		review.Children[0].Continues = record.No
		_, err = w.room.HoldReview(ctx, w.chair, review)
		wantField(t, "no reason to end", err, "child-0-end_reason")
		review.Children[0].EndReason = "change_made"
		_, err = w.room.HoldReview(ctx, w.chair, review)
		ok(t, err)
		if b := latest[record.CPPlan](w, kids[0]).Body; b.Ended != review.Date || b.EndReason != "change_made" || !b.NextReview.IsZero() {
			t.Errorf("ended plan: %+v", b)
		}
		_, err = w.room.HoldReview(ctx, w.chair, review)
		wantKind(t, "a review of an ended plan", err, errs.Conflict)
		_, err = w.room.EndPlan(ctx, w.Worker, day.Must("2026-06-10"), "moved", because, of)
		wantKind(t, "to end it again", err, errs.Conflict)
	})
}

// A child in need plan beside a child protection plan: ending one leaves the other (acceptance-scenarios.md 4).
func TestNeedPlan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned()
		ctx := t.Context()
		start := protection.InNeed{Started: day.Must("2026-03-18"), Aim: "Somebody is at home at night.", NextReview: day.Must("2026-06-01"), Children: kids}
		_, err := w.room.StartNeedPlan(ctx, w.Worker, protection.InNeed{Started: day.Must("2026-03-19"), Children: kids})
		wantField(t, "ahead", err, "started")
		_, err = w.room.StartNeedPlan(ctx, w.Worker, start)
		ok(t, err)
		_, err = w.room.StartNeedPlan(ctx, w.Worker, start)
		wantKind(t, "a second one", err, errs.Conflict)
		p := latest[record.CINPlan](w, kids[0])
		_, err = w.room.PutNeedAction(ctx, w.Worker, kids[0], p.ID, p.Version, -1, record.PlanAction{What: "Key for gran", Owner: "Ina", Due: day.Must("2026-03-20")})
		ok(t, err)
		_, err = w.room.SetNeedTerms(ctx, w.Worker, kids[0], p.ID, p.Version+1, protection.NeedTerms{Aim: "As before.", Shared: day.Must("2026-03-18")})
		ok(t, err)
		of := []protection.Of{{Child: kids[0], Record: p.ID}}
		_, err = w.room.ReviewNeedPlan(ctx, w.Worker, protection.Meeting{Date: day.Must("2026-03-18"), Notes: because, Next: day.Must("2026-09-01"), Plans: of})
		ok(t, err)
		_, err = w.room.EndNeedPlan(ctx, w.Worker, day.Must("2026-03-18"), "child_protection", because, of)
		ok(t, err)
		if _, still := protection.Plan(w.Of(kids[0])); !still {
			t.Error("the child protection plan ended with it")
		}
		if _, still := protection.NeedPlan(w.Of(kids[1])); !still {
			t.Error("the brother's plan ended with it")
		}
		_, err = w.room.EndPlan(ctx, w.Worker, day.Must("2026-03-18"), "moved", because, []protection.Of{{Child: kids[0], Record: latest[record.CPPlan](w, kids[0]).ID}})
		ok(t, err)
	})
}

// Plans of one kind may not overlap (acceptance-scenarios.md 4); they may follow each other on one day.
func TestPlansOfOneKindDoNotOverlap(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned()
		w.At("2026-04-10T09:00")
		start := func(on string) error {
			_, err := w.room.StartNeedPlan(t.Context(), w.Worker, protection.InNeed{Started: day.Must(on), Aim: "Meals.", Children: kids[1:]})
			return err
		}
		ok(t, start("2026-03-18"))
		_, err := w.room.EndNeedPlan(t.Context(), w.Worker, day.Must("2026-04-01"), "change_made", because, []protection.Of{{Child: kids[1], Record: latest[record.CINPlan](w, kids[1]).ID}})
		ok(t, err)
		wantField(t, "before the end of the last", start("2026-03-31"), "started")
		ok(t, start("2026-04-01"))
	})
}

// The list of conferences, which councils keep in spreadsheets, is what the raw records say (complaints-as-tests.md 8; must-show 5 of issue 5).
func TestConferencesAreWhatTheRecordsSay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.planned()
		w.At("2026-03-02T10:00")
		w.enquired() // another family: an enquiry, and no conference arranged
		var want []string
		for _, c := range commandtest.Query[string](t, w.Desk, "select subject from person_card where subject like 'child:%' order by subject") {
			for _, r := range w.Of(c).Records {
				switch b := r.Body.(type) {
				case record.S47Enquiry:
					held := false
					for _, x := range story.All[record.InitialCPConference](w.Of(c)) {
						held = held || x.Body.Enquiry == r.ID && !x.Body.Date.IsZero()
					}
					if !held && b.ICPCNotRequired != record.Yes {
						want = append(want, c+"|S47-01")
					}
				case record.InitialCPConference:
					if b.Decision != "" && b.Sent.IsZero() {
						want = append(want, c+"|CP-04")
					}
					if b.Decision != "" && b.Minutes.Sent.IsZero() {
						want = append(want, c+"|CP-05")
					}
				case record.CPPlan:
					if b.Ended.IsZero() {
						want = append(want, c+"|CP-08") // no review was held yet
					}
				}
			}
		}
		all, err := w.room.Conferences(t.Context(), w.Manager, false)
		ok(t, err)
		var got []string
		for _, l := range all {
			got = append(got, l.Subject+"|"+l.Clock)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(got) != 7 {
			t.Errorf("the list has\n%s\nthe records say\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
