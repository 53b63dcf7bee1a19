package earlyhelp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/earlyhelp"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

const (
	home    = "team:early"     // of social care
	schools = "team:education" // of the education service
)

var (
	ema      = access.Actor{ID: "worker:ema", Name: "Ema", Roles: []access.Role{access.EarlyHelp}, Teams: []string{home}}
	eddie    = access.Actor{ID: "worker:eddie", Name: "Eddie", Roles: []access.Role{access.EarlyHelp}, Teams: []string{schools}}
	head     = access.Actor{ID: "worker:head", Roles: []access.Role{access.Manager}, Manages: []string{home, schools}}
	social   = access.Actor{ID: "worker:sw", Name: "Sol", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:north"}}
	outsider = access.Actor{ID: "worker:out", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:south"}}
)

type world struct {
	*commandtest.Desk
	t    *testing.T
	room earlyhelp.Room
	work task.Lists
}

// passUp is what the house joins: a contact, and each child's referral.
func passUp(tx *command.Tx, c record.Contact) (string, []string, []record.Change, error) {
	contact := "contact:UP-" + tx.NewID()
	var refs []string
	var out []record.Change
	for i := range c.Children {
		id := tx.NewID()
		refs, c.Children[i].Referral = append(refs, id), id
		out = append(out, record.New(id, c.Children[i].Subject, record.Referral{Contact: contact, Date: day.In(c.Received), Source: c.Referrer.Source}))
	}
	return contact, refs, append(out, record.New(tx.NewID(), contact, c)), nil
}

func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	b := clock.Standard()
	commandtest.Each(t, append(person.Lists(), task.List(earlyhelp.Tasks(b))), func(t *testing.T, d *commandtest.Desk) {
		w := world{Desk: d, t: t, room: earlyhelp.Room{Desk: d.Desk, Book: b, Facts: person.Facts, PassUp: passUp, StepDown: protection.StepDown}, work: task.Lists{DB: d.DB, Book: b, Now: d.Clock.Now}}
		w.write(record.New(d.NewID(), home, record.Team{Name: "Early help"}), record.New(d.NewID(), schools, record.Team{Name: "Early help in schools"}),
			record.New(d.NewID(), ema.ID, record.Worker{Name: "Ema", Roles: []string{"early_help"}, Teams: []string{home}}),
			record.New(d.NewID(), eddie.ID, record.Worker{Name: "Eddie", Roles: []string{"early_help"}, Teams: []string{schools}}))
		test(t, w)
	})
}

func (w world) write(changes ...record.Change) {
	w.t.Helper()
	_, err := w.Do(w.t.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	w.ok(err)
}

func (w world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w world) kind(what string, err error, k errs.Kind) {
	w.t.Helper()
	if err == nil || errs.Of(err) != k {
		w.t.Errorf("%s: %v", what, err)
	}
}

func (w world) at(local string) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", local, day.London)
	w.ok(err)
	w.Clock.Set(at)
}

func (w world) child(given string) string {
	w.t.Helper()
	s := "child:" + w.NewID()
	w.write(record.New(w.NewID(), s, record.Child{Names: []record.Name{{Given: given, Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-05-01"), Sex: "F"}))
	return s
}

func (w world) story(subject string) story.Story {
	w.t.Helper()
	s, err := w.Story(w.t.Context(), subject)
	w.ok(err)
	return s
}

func request(children ...record.EarlyHelpChild) earlyhelp.Request {
	if children == nil {
		children = []record.EarlyHelpChild{{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01"), Sex: "F", Views: "I want to sleep at home."}, {Given: "Noah", Family: "Brandt"}}
	}
	return earlyhelp.Request{
		Requester: record.Referrer{Name: "Sal Lead", Agency: "Hill School", AgencyType: "school", Source: "2A"}, Service: "social_care", Team: home, Children: children,
		Need: "The mother is ill and the children miss school.", Adults: "Ina Brandt, mother", Strengths: "They look after each other.", Consent: record.FamilyConsent{Answer: "given", By: "Ina Brandt"},
	}
}

func (w world) ask(q earlyhelp.Request) string {
	w.t.Helper()
	out, err := w.room.Ask(w.t.Context(), ema, q)
	w.ok(err)
	return out.Subject
}

func (w world) see(subject string) earlyhelp.View {
	w.t.Helper()
	v, err := w.room.Read(w.t.Context(), head, subject, "a test")
	w.ok(err)
	return v
}

func (w world) v(subject string) int64 { return w.see(subject).Case.Version }

// matched is a case of two known children, with a worker.
func (w world) matched() (subject string, kids [2]string) {
	w.t.Helper()
	kids = [2]string{w.child("Zoë"), w.child("Noah")}
	subject = w.ask(request())
	for i, k := range kids {
		_, err := w.room.Match(w.t.Context(), ema, subject, w.v(subject), i, k)
		w.ok(err)
	}
	_, err := w.room.Allocate(w.t.Context(), ema, subject, w.v(subject), home, ema.ID)
	w.ok(err)
	return subject, kids
}

// One request about a family, from the request to the end: each child has their own record of it, which returns and measures count.
func TestFromTheRequestToTheEnd(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		subject, kids := w.matched()
		_, err := w.room.Plan(ctx, ema, subject, w.v(subject), "", nil)
		w.kind("a plan without an aim", err, errs.Invalid)
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Done: day.Must("2026-11-23")})
		w.kind("an assessment that says nothing", err, errs.Invalid)
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Needs: "Help in the mornings", Analysis: "The children are tired.", FamilyViews: "We need a hand.", Views: map[int]string{1: "I like school."}, Done: day.Must("2026-11-23")})
		w.ok(err)
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "At school on time", []record.TaskAgreed{{What: "A place in the breakfast club", Who: "Sal Lead", By: day.Must("2026-12-01")}})
		w.ok(err)
		_, err = w.room.Done(ctx, ema, subject, w.v(subject), 0, "Began on Monday")
		w.ok(err)
		_, err = w.room.Meet(ctx, ema, subject, w.v(subject), record.FamilyMeeting{On: day.Must("2026-11-23"), Progress: "On time every day", Attendees: []record.Attendee{{Name: "Ina Brandt"}}, Actions: []record.TaskAgreed{{What: "See the GP", Who: "Ina Brandt"}}})
		w.ok(err)
		_, err = w.room.Point(ctx, ema, subject, w.v(subject), record.Signpost{Service: "Carers' centre"})
		w.ok(err)
		v := w.see(subject)
		if c := v.Case.Body; len(c.Actions) != 2 || c.Actions[0].Note != "Began on Monday" || c.Worker != ema.ID || len(v.Meetings) != 1 || len(v.Signposts) != 1 || v.Children[1].Views != "I like school." || v.Children[0].Views != "I want to sleep at home." {
			t.Errorf("%+v", v)
		}
		_, err = w.room.Close(ctx, ema, subject, w.v(subject), "support_given", "They are on time.", day.Day{})
		w.ok(err)
		_, err = w.room.CameOf(ctx, ema, subject, v.Signposts[0].ID, "taken_up", "Every Tuesday") // after the end too (SR-026)
		w.ok(err)
		for i, k := range kids {
			own, ok := story.First[record.EarlyHelp](w.story(k))
			want := record.EarlyHelp{Started: day.Must("2026-11-23"), Ended: day.Must("2026-11-23"), Source: "2A", AgencyType: "school", Reason: "The mother is ill and the children miss school.", Service: "social_care", Worker: ema.ID, Team: home,
				Assessed: day.Must("2026-11-23"), Completed: day.Must("2026-11-23"), Outcome: "support_given", OutcomeNote: "They are on time.", Case: subject}
			if diff := cmp.Diff(want, own.Body, cmpopts.EquateComparable(day.Day{})); !ok || diff != "" {
				t.Errorf("child %d: %s", i, diff)
			}
		}
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "More", nil)
		w.kind("a plan after the end", err, errs.Conflict)
		_, err = w.room.Reopen(ctx, ema, subject, w.v(subject), "It came back")
		w.ok(err)
		if own, _ := story.First[record.EarlyHelp](w.story(kids[0])); !own.Body.Ended.IsZero() || own.Body.Outcome != "" {
			t.Errorf("opened again, and the child's record says it ended: %+v", own.Body)
		}
	})
}

// SR-005: whether the family agreed is kept; without its agreement nobody assesses, plans or meets. It may be pointed elsewhere, ended or passed up.
func TestARefusalIsKeptAndRespected(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		q := request()
		q.Consent = record.FamilyConsent{}
		subject := w.ask(q)
		_, err := w.room.Assess(ctx, ema, subject, 1, earlyhelp.Assessment{})
		w.kind("assessed before the family was asked", err, errs.Conflict)
		_, err = w.room.Agree(ctx, ema, subject, 1, record.FamilyConsent{Answer: "withdrawn"})
		w.kind("takes back what it never gave", err, errs.Invalid)
		_, err = w.room.Agree(ctx, ema, subject, 1, record.FamilyConsent{Answer: "refused", By: "Ina Brandt", Note: "Not now."})
		w.ok(err)
		for what, err := range map[string]error{
			"assess": second(w.room.Assess(ctx, ema, subject, 2, earlyhelp.Assessment{})), "plan": second(w.room.Plan(ctx, ema, subject, 2, "Aim", nil)), "meet": second(w.room.Meet(ctx, ema, subject, 2, record.FamilyMeeting{})),
		} {
			w.kind(what+" although the family refused", err, errs.Conflict)
		}
		_, err = w.room.Point(ctx, ema, subject, 2, record.Signpost{Service: "Family centre"})
		w.ok(err)
		_, err = w.room.Agree(ctx, ema, subject, w.v(subject), record.FamilyConsent{Answer: "given"})
		w.ok(err)
		_, err = w.room.Agree(ctx, ema, subject, w.v(subject), record.FamilyConsent{Answer: "withdrawn"})
		w.ok(err)
		_, err = w.room.Close(ctx, ema, subject, w.v(subject), "declined", "The family does not want it.", day.Day{})
		w.ok(err)
		if c := w.see(subject).Case.Body; len(c.Consent) != 3 || c.Consent[0].Note != "Not now." || c.Outcome != "declined" {
			t.Errorf("%+v", c)
		}
	})
}

// SR-030: one list of both services; a child who is helped already cannot be helped twice, whichever team it is.
func TestOneListOfBothServicesWithoutDoubles(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		subject, kids := w.matched()
		q := request(record.EarlyHelpChild{Given: "Zoë", Family: "Brandt"})
		q.Service, q.Team = "education", schools
		other, err := w.room.Ask(ctx, eddie, q)
		w.ok(err)
		_, err = w.room.Match(ctx, eddie, other.Subject, 1, 0, kids[0])
		w.kind("helped by both teams", err, errs.Conflict)
		if !strings.Contains(err.Error(), "has early help already") {
			t.Error(err)
		}
		for _, a := range []access.Actor{ema, eddie, head} {
			rows, err := w.room.List(ctx, a)
			w.ok(err)
			if len(rows) != 2 {
				t.Fatalf("%s: %+v", a.ID, rows)
			}
			for _, r := range rows {
				if mine := r.Case.Service == "education" && a.ID != ema.ID || r.Case.Service == "social_care" && a.ID != eddie.ID; r.Mine != mine {
					t.Errorf("%s, %s: mine %v", a.ID, r.Case.Service, r.Mine)
				}
			}
		}
		_, err = w.room.Read(ctx, eddie, subject, "a test")
		w.kind("the other team's case is opened", err, errs.Denied)
		// A restricted child takes the row away from everybody who is not cleared, and the case is as if it were not there.
		w.write(record.New(w.NewID(), kids[1], record.Restriction{Reason: "A relative works here", From: day.Must("2026-11-23"), Cleared: []string{"worker:x"}}))
		rows, err := w.room.List(ctx, ema)
		w.ok(err)
		if len(rows) != 1 || rows[0].Subject != other.Subject {
			t.Errorf("a hidden child is listed: %+v", rows)
		}
		_, err = w.room.Read(ctx, ema, subject, "a test")
		w.kind("a case with a hidden child", err, errs.NotFound)
		items, err := w.work.ForWorker(ctx, ema, ema.ID)
		w.ok(err)
		if len(items) != 0 {
			t.Errorf("its work is listed: %v", items)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// SR-031: up to social care, with everything, and nothing typed again; the author may take it back while nobody has gone on with it.
func TestStepUpCarriesEverythingOver(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		q := request()
		unmatched := w.ask(q)
		_, _, err := w.room.StepUp(ctx, ema, unmatched, 1, earlyhelp.Up{Why: "He hit her.", Consent: "given"})
		w.kind("before it is known who the children are", err, errs.Conflict)
		subject, kids := w.matched()
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Strengths: "They look after each other.", Needs: "Sleep", FamilyViews: "We cope.", Analysis: "Tired children.", Views: map[int]string{1: "I am scared."}, Done: day.Must("2026-11-23")})
		w.ok(err)
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "At school on time", []record.TaskAgreed{{What: "Breakfast club", Who: "Sal Lead"}})
		w.ok(err)
		_, err = w.room.Meet(ctx, ema, subject, w.v(subject), record.FamilyMeeting{On: day.Must("2026-11-23"), Progress: "It got worse", Attendees: []record.Attendee{{Name: "Ina Brandt"}}})
		w.ok(err)
		_, _, err = w.room.StepUp(ctx, ema, subject, w.v(subject), earlyhelp.Up{})
		w.kind("without a reason", err, errs.Invalid)
		contact, rc, err := w.room.StepUp(ctx, ema, subject, w.v(subject), earlyhelp.Up{Why: "The father came back and hit the mother.", Consent: "dispensed", WhyWithout: "risk_to_child", Urgent: true})
		w.ok(err)
		c, ok := story.Latest[record.Contact](w.story(contact))
		if !ok || !c.Body.Urgent || len(c.Body.Children) != 2 || c.Body.Children[0].Subject != kids[0] || c.Body.Children[1].View != "I am scared." || c.Body.Strengths == "" {
			t.Fatalf("%+v", c.Body)
		}
		for _, words := range []string{"hit the mother", "The mother is ill", "Sleep", "We cope.", "Tired children.", "Ina Brandt, mother", "At school on time", "Breakfast club", "It got worse"} {
			if !strings.Contains(c.Body.Concern, words) {
				t.Errorf("%q is not carried over:\n%s", words, c.Body.Concern)
			}
		}
		for i, k := range kids {
			own, _ := story.First[record.EarlyHelp](w.story(k))
			if own.Body.Outcome != "step_up" || own.Body.Referral != c.Body.Children[i].Referral || own.Body.Ended.IsZero() {
				t.Errorf("child %d: %+v", i, own.Body)
			}
		}
		_, err = w.room.Reopen(ctx, ema, subject, w.v(subject), "No")
		w.kind("opened again although social care decides", err, errs.Conflict)
		_, err = w.room.Undo(ctx, ema, subject, rc.Command)
		w.ok(err)
		if c := w.see(subject).Case.Body; !c.Closed.IsZero() || c.SteppedUp != "" || len(story.All[record.Referral](w.story(kids[0]))) != 0 {
			t.Errorf("undone: %+v", c)
		}
	})
}
