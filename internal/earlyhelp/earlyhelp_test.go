package earlyhelp_test

import (
	"strings"
	"testing"

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
	commandtest.World
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
		w := world{World: commandtest.World{Desk: d, T: t}, room: earlyhelp.Room{Desk: d.Desk, Book: b, Facts: person.Facts, PassUp: passUp, StepDown: protection.StepDown}, work: task.Lists{DB: d.DB, Book: b, Now: d.Clock.Now}}
		w.Write(record.New(d.NewID(), home, record.Team{Name: "Early help"}), record.New(d.NewID(), schools, record.Team{Name: "Early help in schools"}),
			record.New(d.NewID(), ema.ID, record.Worker{Name: "Ema", Roles: []string{"early_help"}, Teams: []string{home}}),
			record.New(d.NewID(), eddie.ID, record.Worker{Name: "Eddie", Roles: []string{"early_help"}, Teams: []string{schools}}))
		test(t, w)
	})
}

func (w world) child(given string) string {
	w.T.Helper()
	s := "child:" + w.NewID()
	w.Write(record.New(w.NewID(), s, record.Child{Names: []record.Name{{Given: given, Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-05-01"), Sex: "F"}))
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
	w.T.Helper()
	out, err := w.room.Ask(w.T.Context(), ema, q)
	w.OK(err)
	return out.Subject
}

func (w world) see(subject string) earlyhelp.View {
	w.T.Helper()
	v, err := w.room.Read(w.T.Context(), head, subject, "a test")
	w.OK(err)
	return v
}

func (w world) v(subject string) int64 { return w.see(subject).Case.Version }

// matched is a case of two known children, with a worker.
func (w world) matched() (subject string, kids [2]string) {
	w.T.Helper()
	kids = [2]string{w.child("Zoë"), w.child("Noah")}
	subject = w.ask(request())
	for i, k := range kids {
		_, err := w.room.Match(w.T.Context(), ema, subject, w.v(subject), i, k)
		w.OK(err)
	}
	_, err := w.room.Allocate(w.T.Context(), ema, subject, w.v(subject), home, ema.ID)
	w.OK(err)
	return subject, kids
}

// One request about a family, from the request to the end: each child has their own record of it, which returns and measures count.
func TestFromTheRequestToTheEnd(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		subject, kids := w.matched()
		_, err := w.room.Plan(ctx, ema, subject, w.v(subject), "", nil)
		w.Refused("a plan without an aim", err, errs.Invalid)
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Done: day.Must("2026-11-23")})
		w.Refused("an assessment that says nothing", err, errs.Invalid)
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Needs: "Help in the mornings", Analysis: "The children are tired.", FamilyViews: "We need a hand.", Views: map[int]string{1: "I like school."}, Done: day.Must("2026-11-23")})
		w.OK(err)
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "At school on time", []record.TaskAgreed{{What: "A place in the breakfast club", Who: "Sal Lead", By: day.Must("2026-12-01")}})
		w.OK(err)
		_, err = w.room.Done(ctx, ema, subject, w.v(subject), 0, "Began on Monday")
		w.OK(err)
		_, err = w.room.Meet(ctx, ema, subject, w.v(subject), record.FamilyMeeting{On: day.Must("2026-11-23"), Progress: "On time every day", Attendees: []record.Attendee{{Name: "Ina Brandt"}}, Actions: []record.TaskAgreed{{What: "See the GP", Who: "Ina Brandt"}}})
		w.OK(err)
		_, err = w.room.Point(ctx, ema, subject, w.v(subject), record.Signpost{Service: "Carers' centre"})
		w.OK(err)
		v := w.see(subject)
		if c := v.Case.Body; len(c.Actions) != 2 || c.Actions[0].Note != "Began on Monday" || c.Worker != ema.ID || len(v.Meetings) != 1 || len(v.Signposts) != 1 || v.Children[1].Views != "I like school." || v.Children[0].Views != "I want to sleep at home." {
			t.Errorf("%+v", v)
		}
		_, err = w.room.Close(ctx, ema, subject, w.v(subject), "support_given", "They are on time.", day.Day{})
		w.OK(err)
		_, err = w.room.CameOf(ctx, ema, subject, v.Signposts[0].ID, "taken_up", "Every Tuesday") // after the end too (SR-026)
		w.OK(err)
		for i, k := range kids {
			own, ok := story.First[record.EarlyHelp](w.Of(k))
			want := record.EarlyHelp{Started: day.Must("2026-11-23"), Ended: day.Must("2026-11-23"), Source: "2A", AgencyType: "school", Reason: "The mother is ill and the children miss school.", Service: "social_care", Worker: ema.ID, Team: home,
				Assessed: day.Must("2026-11-23"), Completed: day.Must("2026-11-23"), Outcome: "support_given", OutcomeNote: "They are on time.", Case: subject}
			if diff := cmp.Diff(want, own.Body, cmpopts.EquateComparable(day.Day{})); !ok || diff != "" {
				t.Errorf("child %d: %s", i, diff)
			}
		}
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "More", nil)
		w.Refused("a plan after the end", err, errs.Conflict)
		_, err = w.room.Reopen(ctx, ema, subject, w.v(subject), "It came back")
		w.OK(err)
		if own, _ := story.First[record.EarlyHelp](w.Of(kids[0])); !own.Body.Ended.IsZero() || own.Body.Outcome != "" {
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
		w.Refused("assessed before the family was asked", err, errs.Conflict)
		_, err = w.room.Agree(ctx, ema, subject, 1, record.FamilyConsent{Answer: "withdrawn"})
		w.Refused("takes back what it never gave", err, errs.Invalid)
		_, err = w.room.Agree(ctx, ema, subject, 1, record.FamilyConsent{Answer: "refused", By: "Ina Brandt", Note: "Not now."})
		w.OK(err)
		for what, err := range map[string]error{
			"assess": second(w.room.Assess(ctx, ema, subject, 2, earlyhelp.Assessment{})), "plan": second(w.room.Plan(ctx, ema, subject, 2, "Aim", nil)), "meet": second(w.room.Meet(ctx, ema, subject, 2, record.FamilyMeeting{})),
		} {
			w.Refused(what+" although the family refused", err, errs.Conflict)
		}
		_, err = w.room.Point(ctx, ema, subject, 2, record.Signpost{Service: "Family centre"})
		w.OK(err)
		_, err = w.room.Agree(ctx, ema, subject, w.v(subject), record.FamilyConsent{Answer: "given"})
		w.OK(err)
		_, err = w.room.Agree(ctx, ema, subject, w.v(subject), record.FamilyConsent{Answer: "withdrawn"})
		w.OK(err)
		_, err = w.room.Close(ctx, ema, subject, w.v(subject), "declined", "The family does not want it.", day.Day{})
		w.OK(err)
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
		w.OK(err)
		_, err = w.room.Match(ctx, eddie, other.Subject, 1, 0, kids[0])
		w.Refused("helped by both teams", err, errs.Conflict)
		if !strings.Contains(err.Error(), "has early help already") {
			t.Error(err)
		}
		for _, a := range []access.Actor{ema, eddie, head} {
			rows, err := w.room.List(ctx, a)
			w.OK(err)
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
		w.Refused("the other team's case is opened", err, errs.Denied)
		// A restricted child takes the row away from everybody who is not cleared, and the case is as if it were not there.
		w.Write(record.New(w.NewID(), kids[1], record.Restriction{Reason: "A relative works here", From: day.Must("2026-11-23"), Cleared: []string{"worker:x"}}))
		rows, err := w.room.List(ctx, ema)
		w.OK(err)
		if len(rows) != 1 || rows[0].Subject != other.Subject {
			t.Errorf("a hidden child is listed: %+v", rows)
		}
		_, err = w.room.Read(ctx, ema, subject, "a test")
		w.Refused("a case with a hidden child", err, errs.NotFound)
		items, err := w.work.ForWorker(ctx, ema, ema.ID)
		w.OK(err)
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
		w.Refused("before it is known who the children are", err, errs.Conflict)
		subject, kids := w.matched()
		_, err = w.room.Assess(ctx, ema, subject, w.v(subject), earlyhelp.Assessment{Strengths: "They look after each other.", Needs: "Sleep", FamilyViews: "We cope.", Analysis: "Tired children.", Views: map[int]string{1: "I am scared."}, Done: day.Must("2026-11-23")})
		w.OK(err)
		_, err = w.room.Plan(ctx, ema, subject, w.v(subject), "At school on time", []record.TaskAgreed{{What: "Breakfast club", Who: "Sal Lead"}})
		w.OK(err)
		_, err = w.room.Meet(ctx, ema, subject, w.v(subject), record.FamilyMeeting{On: day.Must("2026-11-23"), Progress: "It got worse", Attendees: []record.Attendee{{Name: "Ina Brandt"}}})
		w.OK(err)
		_, _, err = w.room.StepUp(ctx, ema, subject, w.v(subject), earlyhelp.Up{})
		w.Refused("without a reason", err, errs.Invalid)
		contact, rc, err := w.room.StepUp(ctx, ema, subject, w.v(subject), earlyhelp.Up{Why: "The father came back and hit the mother.", Consent: "dispensed", WhyWithout: "risk_to_child", Urgent: true})
		w.OK(err)
		c, ok := story.Latest[record.Contact](w.Of(contact))
		if !ok || !c.Body.Urgent || len(c.Body.Children) != 2 || c.Body.Children[0].Subject != kids[0] || c.Body.Children[1].View != "I am scared." || c.Body.Strengths == "" {
			t.Fatalf("%+v", c.Body)
		}
		for _, words := range []string{"hit the mother", "The mother is ill", "Sleep", "We cope.", "Tired children.", "Ina Brandt, mother", "At school on time", "Breakfast club", "It got worse"} {
			if !strings.Contains(c.Body.Concern, words) {
				t.Errorf("%q is not carried over:\n%s", words, c.Body.Concern)
			}
		}
		for i, k := range kids {
			own, _ := story.First[record.EarlyHelp](w.Of(k))
			if own.Body.Outcome != "step_up" || own.Body.Referral != c.Body.Children[i].Referral || own.Body.Ended.IsZero() {
				t.Errorf("child %d: %+v", i, own.Body)
			}
		}
		_, err = w.room.Reopen(ctx, ema, subject, w.v(subject), "No")
		w.Refused("opened again although social care decides", err, errs.Conflict)
		_, err = w.room.Undoing().TakeBack(ctx, ema, subject, rc.Command)
		w.OK(err)
		if c := w.see(subject).Case.Body; !c.Closed.IsZero() || c.SteppedUp != "" || len(story.All[record.Referral](w.Of(kids[0]))) != 0 {
			t.Errorf("undone: %+v", c)
		}
	})
}
