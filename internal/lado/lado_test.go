package lado_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/lado"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
	"throughline/internal/task"
)

var (
	officer  = access.Actor{ID: "worker:lado", Name: "Lena", Roles: []access.Role{access.LADO}}
	deputy   = access.Actor{ID: "worker:deputy", Roles: []access.Role{access.LADO}}
	lead     = access.Actor{ID: "worker:lead", Roles: []access.Role{access.Partner}, Agency: "Hill Nursery"}
	other    = access.Actor{ID: "worker:other", Roles: []access.Role{access.Partner}, Agency: "Hill Nursery"}
	director = access.Actor{ID: "worker:d", Roles: []access.Role{access.Director, access.Manager, access.Analyst, access.Auditor, access.Governance}, Manages: []string{"team:a"}}
)

type world struct {
	commandtest.World
	room lado.Room
	work task.Lists
}

func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	b := clock.Standard()
	lists := append(person.Lists(), task.List(lado.Tasks(b)))
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		w := world{World: commandtest.World{Desk: d, T: t}, room: lado.Room{Desk: d.Desk, Book: b, Facts: person.Facts, Keeper: &safekeeping.Keeper{DB: d.DB, Journal: d.Journal, Lists: lists}},
			work: task.Lists{DB: d.DB, Book: b, Now: d.Clock.Now}}
		w.Write(record.New(d.NewID(), lead.ID, record.Worker{Name: "Ada Stone", Title: "Manager", Roles: []string{"partner"}, Agency: "Hill Nursery", AgencyType: "early_years", Source: "2B"}),
			record.New(d.NewID(), other.ID, record.Worker{Name: "Ben Reed", Roles: []string{"partner"}, Agency: "Hill Nursery", AgencyType: "early_years", Source: "2B"}))
		test(t, w)
	})
}

func form() lado.Form {
	return lado.Form{
		Person: "Uwe Grau", Born: day.Must("1980-02-03"), Position: "employee", Job: "room leader", Setting: "Hill Nursery", Sector: "early_years", Category: "physical",
		Concern: "He pulled a child by the arm. Two colleagues saw it.", Children: "Two children of the blue room", Happened: day.Must("2026-11-19"), Known: day.Must("2026-11-20"),
	}
}

func (w world) refer() lado.Receipt {
	w.T.Helper()
	rc, err := w.room.Refer(w.T.Context(), lead, form())
	w.OK(err)
	return rc
}

func (w world) see(subject string) lado.View {
	w.T.Helper()
	v, err := w.room.Read(w.T.Context(), officer, subject, "a test")
	w.OK(err)
	return v
}

func (w world) version(subject string) int64 { return w.see(subject).Referral.Version }

func met() lado.Triage {
	return lado.Triage{Decision: lado.MeetsThreshold, Priority: "high", Category: "physical", Rationale: "A child was hurt, and two people saw it."}
}

// clocks are the limits of an allegation as they stand: due, and the words.
func (w world) clocks(subject string) map[string]string {
	w.T.Helper()
	items, err := w.work.On(w.T.Context(), subject)
	w.OK(err)
	out := map[string]string{}
	for _, i := range items {
		key := i.Clock
		if key == "" {
			key, _, _ = strings.Cut(i.Title, ",")
			key, _, _ = strings.Cut(key, " L-")
		}
		out[key] = i.Due.String() + ", " + i.Words
	}
	return out
}

// SR-035: a written referral, acknowledged at once; SR-036: triaged with a priority and a due time; then met about, reviewed and closed.
func TestFromTheWrittenReferralToTheOutcome(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.refer()
		if !strings.HasPrefix(rc.Reference, "L-2026-") || rc.DecideBy != day.Must("2026-11-24") {
			t.Errorf("%+v", rc)
		}
		v := w.see(rc.Subject)
		if l := v.Referral.Body; l.Referrer.Name != "Ada Stone" || l.Referrer.Role != "Manager" || l.Source != "2B" || l.Referrer.Agency != "Hill Nursery" {
			t.Errorf("who referred is taken from the account: %+v", l.Referrer)
		}
		_, err := w.room.Close(ctx, officer, rc.Subject, 1, "substantiated", "It is so", day.Day{})
		w.Refused("closed before anybody decided", err, errs.Conflict)
		_, err = w.room.Meet(ctx, officer, rc.Subject, 1, record.AllegationMeeting{})
		w.Refused("met before anybody decided", err, errs.Conflict)
		_, err = w.room.Triage(ctx, officer, rc.Subject, 1, lado.Triage{Decision: lado.MeetsThreshold})
		w.Refused("a decision without category, priority or reason", err, errs.Invalid)
		if fields, ok := err.(errs.Fields); ok && len(fields) != 3 {
			t.Errorf("%v", fields)
		}
		_, err = w.room.Triage(ctx, officer, rc.Subject, 1, met())
		w.OK(err)
		_, err = w.room.Triage(ctx, deputy, rc.Subject, 2, met())
		w.Refused("decided twice", err, errs.Conflict)
		v = w.see(rc.Subject)
		if l := v.Referral.Body; l.Officer != officer.ID || l.DecidedBy != officer.ID || l.ActBy != day.Must("2026-11-24") || l.Decided.IsZero() {
			t.Errorf("%+v", l)
		}
		m := record.AllegationMeeting{Type: "strategy", At: lado.Noon(day.Must("2026-11-23")), Attendees: lado.People("Ada Stone, Hill Nursery, manager\nJo Ray, police, detective, apologies\n\n"),
			Discussion: "Both accounts agree.", Actions: []record.TaskAgreed{{What: "Speak with the parents", Who: "Ada Stone", By: day.Must("2026-11-25")}}}
		_, err = w.room.Meet(ctx, officer, rc.Subject, 2, m)
		w.OK(err)
		v = w.see(rc.Subject)
		want := []record.Attendee{{Name: "Ada Stone", Agency: "Hill Nursery", Role: "manager"}, {Name: "Jo Ray", Agency: "police", Role: "detective", Apologies: true}}
		if diff := cmp.Diff(want, v.Meetings[0].Body.Attendees); diff != "" {
			t.Error(diff)
		}
		_, err = w.room.Done(ctx, officer, rc.Subject, v.Meetings[0].ID, 1, 0, day.Must("2026-11-23"), "They were told")
		w.OK(err)
		_, err = w.room.Done(ctx, officer, rc.Subject, v.Meetings[0].ID, 2, 7, day.Must("2026-11-23"), "")
		w.Refused("an action that is none", err, errs.NotFound)
		one := 5
		_, err = w.room.Heard(ctx, officer, rc.Subject, w.version(rc.Subject), one, "Clear and quick")
		w.OK(err)
		_, err = w.room.Close(ctx, officer, rc.Subject, w.version(rc.Subject), "substantiated", "Two witnesses.", day.Day{})
		w.OK(err)
		_, err = w.room.Reopen(ctx, officer, rc.Subject, w.version(rc.Subject), "A third witness")
		w.OK(err)
		if l := w.see(rc.Subject).Referral.Body; l.Outcome != "" || !l.Closed.IsZero() || !strings.Contains(l.OutcomeNote, "Two witnesses") || l.Triage != lado.MeetsThreshold {
			t.Errorf("opened again: %+v", l)
		}
		open, err := w.room.Open(ctx, officer)
		w.OK(err)
		if len(open) != 1 || open[0].Subject != rc.Subject || len(open[0].Waits) == 0 {
			t.Errorf("%+v", open)
		}
	})
}

// SR-036: advice only, and what is not for the LADO, ends at once, with the word to the referrer.
func TestAdviceOnlyClosesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		rc := w.refer()
		tr := lado.Triage{Decision: "advice", Category: "conduct", Rationale: "Poor practice, and no harm to a child."}
		_, err := w.room.Triage(t.Context(), officer, rc.Subject, 1, tr)
		w.Refused("advice that is not written down", err, errs.Invalid)
		tr.Advice = "Deal with it as a matter of conduct."
		_, err = w.room.Triage(t.Context(), officer, rc.Subject, 1, tr)
		w.OK(err)
		if l := w.see(rc.Subject).Referral.Body; l.Closed != day.Must("2026-11-23") || l.Outcome != "" {
			t.Errorf("%+v", l)
		}
		d, ok, err := w.room.Undoing().Last(t.Context(), officer, rc.Subject)
		w.OK(err)
		if !ok {
			t.Fatal("the decision cannot be undone")
		}
		_, err = w.room.Undoing().TakeBack(t.Context(), deputy, rc.Subject, d.Command)
		w.Refused("undone by somebody else", err, errs.Conflict)
		_, err = w.room.Undoing().TakeBack(t.Context(), officer, rc.Subject, d.Command)
		w.OK(err)
		if l := w.see(rc.Subject).Referral.Body; l.Triage != "" || !l.Closed.IsZero() {
			t.Errorf("undone: %+v", l)
		}
	})
}

// SR-035: no intake by telephone alone. A call is a question, counted apart and without limits, until the written form comes; then nothing is typed again.
func TestACallIsAQuestionUntilItIsWritten(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		q := lado.Form{Referrer: record.Referrer{Name: "Ada Stone", Agency: "Hill Nursery"}, Setting: "Hill Nursery", Concern: "May a room leader take a child by the arm?"}
		_, err := w.room.Ask(ctx, officer, q, day.Day{}, "")
		w.Refused("a question without advice", err, errs.Invalid)
		rc, err := w.room.Ask(ctx, officer, q, day.Must("2026-11-20"), "Send the written form today.")
		w.OK(err)
		if !rc.Question || len(w.clocks(rc.Subject)) != 0 {
			t.Errorf("%+v, %v", rc, w.clocks(rc.Subject))
		}
		open, err := w.room.Open(ctx, officer)
		w.OK(err)
		if len(open) != 0 {
			t.Errorf("a question waits: %v", open)
		}
		_, err = w.room.Triage(ctx, officer, rc.Subject, 1, met())
		w.Refused("a question is decided", err, errs.Conflict)
		_, err = w.room.Written(ctx, officer, rc.Subject, 1, day.Must("2026-11-19"), day.Day{})
		w.Refused("written before it was asked", err, errs.Invalid)
		_, err = w.room.Written(ctx, officer, rc.Subject, 1, day.Must("2026-11-23"), day.Must("2026-11-20"))
		w.OK(err)
		l := w.see(rc.Subject).Referral.Body
		if l.Consultation || l.Received != day.Must("2026-11-23") || l.Concern != q.Concern || !l.Closed.IsZero() {
			t.Errorf("%+v", l)
		}
		if got := w.clocks(rc.Subject)["LADO-01"]; got != "2026-11-23, met on 23 Nov 2026, in time" {
			t.Errorf("LADO-01: %s", got)
		}
	})
}

// A setting's fault names nobody; what is wrong is said by input.
func TestCheck(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-11-23")
	for name, tt := range map[string]struct {
		do   func(*lado.Form)
		want string
	}{
		"good":                       {func(*lado.Form) {}, ""},
		"a fault of the setting":     {func(m *lado.Form) { m.Person, m.Category = "", "setting" }, ""},
		"nobody named":               {func(m *lado.Form) { m.Person = "" }, "person"},
		"a sector of no set":         {func(m *lado.Form) { m.Sector = "zoo" }, "sector"},
		"known tomorrow":             {func(m *lado.Form) { m.Known = on.Add(1) }, "known"},
		"when it was known is left":  {func(m *lado.Form) { m.Known = day.Day{} }, "known"},
		"longer than may be":         {func(m *lado.Form) { m.Concern = strings.Repeat("x", lado.MaxText+1) }, "concern"},
		"a child list far too long":  {func(m *lado.Form) { m.Children = strings.Repeat("x", lado.MaxText+1) }, "children"},
		"no referrer, no setting":    {func(m *lado.Form) { m.Referrer.Name, m.Setting = "", "" }, "referrer-name setting"},
		"a volunteer (SR-040)":       {func(m *lado.Form) { m.Position = "volunteer" }, ""},
		"a foster carer (SR-040)":    {func(m *lado.Form) { m.Position, m.Sector = "carer", "fostering" }, ""},
		"happened after it was sent": {func(m *lado.Form) { m.Happened = on.Add(1) }, "happened"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := form()
			m.Referrer.Name = "Ada Stone"
			tt.do(&m)
			var got []string
			if fields, ok := m.Check(on).(errs.Fields); ok {
				for _, f := range fields {
					got = append(got, f.Field)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %q", got, tt.want)
			}
		})
	}
}
