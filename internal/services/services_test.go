package services_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/casework"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/story"
)

const reason = "The aunt helps at home now and the load is lighter."

// SR-150, SR-153: from being noticed to an end: offer, assessment with the limit of AS-05 from the day it was noticed, support, review, school by
// agreement alone, end. Every open record waits for something.
func TestAYoungCarer(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.at("2026-11-23T09:00")
		n := carer()
		n.Identified = day.Must("2026-11-20")
		id, _, err := w.room.IdentifyCarer(ctx, social, ivy, n)
		w.ok(err)
		_, _, err = w.room.IdentifyCarer(ctx, social, ivy, n)
		w.kind("a second record", err, errs.Conflict)
		v, err := w.room.ReadCarer(ctx, helper, id, "test")
		w.ok(err)
		if v.Name != "Ivy Ash" || v.Child != ivy {
			t.Errorf("%q of %s", v.Name, v.Child)
		}
		next := func(want string) {
			t.Helper()
			if got := w.titles(); !slices.Contains(got, want+" "+v.Body.Reference) {
				t.Errorf("%q does not wait; there is %v", want, got)
			}
		}
		next("Offer an assessment to the young carer")
		_, err = w.room.AssessCarer(ctx, social, id, 1, day.Day{}, "found")
		w.kind("an assessment that nobody wanted", err, errs.Conflict)
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "")
		w.kind("no answer", err, errs.Invalid)
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "thinking")
		w.ok(err)
		next("Ask again whether an assessment is wanted, young carer")
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "accepted")
		w.kind("an old version", err, errs.Conflict)
		_, err = w.room.OfferCarer(ctx, social, id, 2, day.Day{}, "accepted")
		w.ok(err)
		v, err = w.room.ReadCarer(ctx, social, id, "test")
		w.ok(err)
		if v.Assessment.Body.Began != n.Identified || v.Assessment.Body.Type != record.NeedYoungCarer {
			t.Errorf("the limit counts from %s", v.Assessment.Body.Began)
		}
		if got := w.of(ivy); len(story.All[record.NeedAssessment](got)) != 1 {
			t.Error("more than one assessment")
		}
		_, err = w.room.AssessCarer(ctx, social, id, v.Version, day.Day{}, "")
		w.kind("an assessment that found nothing", err, errs.Invalid)
		_, err = w.room.AssessCarer(ctx, social, id, v.Version, day.Day{}, "She cooks on four days and misses lessons.")
		w.ok(err)
		next("Agree what support there is, young carer")
		version := func() int64 { one, err := w.room.ReadCarer(ctx, social, id, "test"); w.ok(err); return one.Version }
		_, err = w.room.PlanCarer(ctx, social, id, version(), "", nil, day.Day{})
		w.kind("no plan, no review", err, errs.Invalid)
		_, err = w.room.PlanCarer(ctx, social, id, version(), "Two evenings off", []record.CarerSupport{{Service: "Young carers’ club", From: day.Must("2026-11-23")}}, day.Must("2027-02-01"))
		w.ok(err)
		next("Review the support, young carer")
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may_not", day.Must("2026-11-23"), "The mother")
		w.kind("a school that was told against the family's will", err, errs.Invalid)
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may", day.Must("2026-11-23"), "")
		w.kind("a school that was told, and nobody agreed", err, errs.Invalid)
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may", day.Must("2026-11-23"), "The mother")
		w.ok(err)
		_, err = w.room.ReviewCarer(ctx, social, id, version(), day.Day{}, "It goes well", day.Must("2026-11-23"))
		w.kind("the next review on the day of this one", err, errs.Invalid)
		_, err = w.room.ReviewCarer(ctx, social, id, version(), day.Day{}, "It goes well", day.Must("2027-05-01"))
		w.ok(err)
		_, err = w.room.AllocateCarer(ctx, lead, id, version(), social.ID)
		w.kind("a worker of another team", err, errs.Invalid)
		_, err = w.room.AllocateCarer(ctx, lead, id, version(), helper.ID)
		w.ok(err)
		_, err = w.room.CloseCarer(ctx, helper, id, version(), day.Day{}, "less", "Better")
		w.kind("a reason that says nothing", err, errs.Invalid)
		_, err = w.room.CloseCarer(ctx, helper, id, version(), day.Day{}, "less", reason)
		w.ok(err)
		if got := w.titles(); len(got) != 0 {
			t.Errorf("what has ended waits: %v", got)
		}
		if y, _ := story.Latest[record.YoungCarer](w.of(ivy)); y.Body.Support[0].To.IsZero() {
			t.Error("support runs on after the end")
		}
		_, err = w.room.ReadCarer(ctx, helper, id, "test")
		w.kind("the service after its work ended", err, errs.NotFound)
		_, err = w.room.ReopenCarer(ctx, social, id, version(), "")
		w.kind("no reason to go on", err, errs.Invalid)
		_, err = w.room.ReopenCarer(ctx, social, id, version(), "The aunt has moved away")
		w.ok(err)
		next("Review the support, young carer")
	})
}

// An assessment that runs already is taken: there is never a second of the same need.
func TestARunningAssessmentIsTaken(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		running := w.NewID()
		w.write(record.New(running, ivy, record.NeedAssessment{Type: record.NeedYoungCarer, Began: day.Must("2026-11-02")}))
		id, _, err := w.room.IdentifyCarer(t.Context(), social, ivy, carer())
		w.ok(err)
		_, err = w.room.OfferCarer(t.Context(), social, id, 1, day.Day{}, services.CarerAccepts)
		w.ok(err)
		if y, _ := story.Latest[record.YoungCarer](w.of(ivy)); y.Body.Assessment != running {
			t.Errorf("it names %s, not %s", y.Body.Assessment, running)
		}
	})
}

// SR-167: a child on a plan is referred directly, the plan of the day is known without asking, and no appointment that was not kept ends anything.
func TestAClinicalReferral(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.at("2026-11-23T09:00")
		w.write(record.New(w.NewID(), ivy, record.CINPlan{Started: day.Must("2026-10-01")}))
		n := clinical()
		n.Referred = day.Must("2026-11-16")
		id, _, err := w.room.ReferClinical(ctx, social, ivy, n)
		w.ok(err)
		now := func() record.Of[record.ClinicalReferral] {
			t.Helper()
			v, err := w.room.ReadClinical(ctx, helper, id, "test")
			w.ok(err)
			return v.Of
		}
		next := func(want string) {
			t.Helper()
			if got := w.titles(); len(got) != 1 || got[0] != want+" "+now().Body.Reference {
				t.Errorf("%v waits, not %q", got, want)
			}
		}
		if now().Body.PlanThen != record.PlanInNeed {
			t.Errorf("the plan was %q", now().Body.PlanThen)
		}
		next("Decide on the clinical referral")
		_, err = w.room.BookAppointment(ctx, helper, id, 1, w.Clock.Now().Add(time.Hour), "")
		w.kind("an appointment before the referral was accepted", err, errs.Conflict)
		_, err = w.room.AcceptClinical(ctx, helper, id, 1, "", helper.ID)
		w.ok(err)
		next("Offer a first appointment, clinical referral")
		_, err = w.room.BookAppointment(ctx, helper, id, 2, w.Clock.Now().Add(24*time.Hour), "")
		w.ok(err)
		next("Appointment of 24 Nov 2026: record what came of it, clinical referral")
		_, err = w.room.Came(ctx, helper, id, 3, 0, record.AppointmentKept, "")
		w.kind("an appointment that is still to come was kept", err, errs.Invalid)
		w.at("2026-11-25T09:00")
		_, err = w.room.Came(ctx, helper, id, 3, 7, record.AppointmentKept, "")
		w.kind("an appointment that does not exist", err, errs.NotFound)
		_, err = w.room.Came(ctx, helper, id, 3, 0, record.AppointmentMissed, "Nobody came")
		w.ok(err)
		if !now().Body.Closed.IsZero() {
			t.Error("who did not come was let go")
		}
		next("Decide what follows the appointment of 24 Nov 2026 that was not kept, clinical referral")
		for _, outcome := range []string{record.NotEngaged, "declined", "done"} {
			_, err = w.room.CloseClinical(ctx, helper, id, 4, day.Day{}, outcome, reason)
			w.kind("ended as "+outcome+" because nobody came", err, errs.Conflict)
		}
		_, err = w.room.Follow(ctx, helper, id, 4, 0, " ")
		w.kind("nothing follows", err, errs.Invalid)
		_, err = w.room.Follow(ctx, helper, id, 4, 0, "Rang the mother: the bus was late. A new time at school.")
		w.ok(err)
		next("Offer a first appointment, clinical referral")
		_, err = w.room.Follow(ctx, helper, id, 5, 0, "Again")
		w.kind("decided twice", err, errs.Conflict)
		_, err = w.room.BookAppointment(ctx, helper, id, 5, w.Clock.Now().Add(time.Hour), "at school")
		w.ok(err)
		w.at("2026-11-27T09:00")
		_, err = w.room.Came(ctx, helper, id, 6, 1, record.AppointmentKept, "")
		w.ok(err)
		next("Book the next appointment or decide that the work is done, clinical referral")
		if days, ok := services.Waited(now().Body, day.Must("2027-01-01")); !ok || days != 9 {
			t.Errorf("waited %d days", days)
		}
		_, err = w.room.Measure(ctx, helper, id, 7, record.ClinicalMeasure{Tool: "sdq", Moment: "start", Score: 41})
		w.kind("a score that no questionnaire has", err, errs.Invalid)
		for i, m := range []record.ClinicalMeasure{{Tool: "sdq", Moment: "start", Score: 24}, {Tool: "sdq", Moment: "end", Score: 0}} {
			_, err = w.room.Measure(ctx, helper, id, int64(7+i), m)
			w.ok(err)
		}
		_, err = w.room.CloseClinical(ctx, helper, id, 9, day.Must("2026-11-15"), "done", reason)
		w.kind("ended before it began", err, errs.Invalid)
		_, err = w.room.CloseClinical(ctx, helper, id, 9, day.Day{}, "done", reason)
		w.ok(err)
		_, err = w.room.BookAppointment(ctx, social, id, 10, w.Clock.Now(), "")
		w.kind("an appointment after the end", err, errs.Conflict)
		_, _, err = w.room.ReferClinical(ctx, social, ivy, clinical())
		w.ok(err) // anew
		_, err = w.room.ReopenClinical(ctx, social, id, 10, "She is afraid again")
		w.kind("two open referrals", err, errs.Conflict)
	})
}

// Whoever could not be engaged was tried again.
func TestNotEngagedNeedsATry(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		id, _, err := w.room.ReferClinical(t.Context(), social, ivy, clinical())
		w.ok(err)
		_, err = w.room.CloseClinical(t.Context(), helper, id, 1, day.Day{}, record.NotEngaged, reason)
		w.kind("nobody has tried", err, errs.Invalid)
	})
}

// SR-167: whatever comes of appointments, in whatever order, nothing ends, and something waits.
func TestNoAppointmentEndsAReferral(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := record.ClinicalReferral{Reference: "C", Referred: day.Must("2026-01-05"), Accepted: day.Must("2026-01-06"), Source: "5A", Need: "x", Priority: "soon", PlanThen: "none", Team: helpers}
		n := rapid.IntRange(1, 6).Draw(t, "appointments")
		for i := range n {
			c.Appointments = append(c.Appointments, record.Appointment{At: day.Must("2026-02-01").Add(i).Start().Add(10 * time.Hour)})
		}
		for range rapid.IntRange(1, 12).Draw(t, "outcomes") {
			i := rapid.IntRange(0, n-1).Draw(t, "which")
			was := slices.Clone(c.Appointments)
			c = services.AppointmentCame(c, i, rapid.SampledFrom([]string{"kept", "did_not_attend", "cancelled_family", "cancelled_service"}).Draw(t, "outcome"), "")
			if !c.Closed.IsZero() || c.Outcome != "" || len(c.Appointments) != n {
				t.Fatalf("an appointment ended it: %+v", c)
			}
			for k := range was {
				if k != i && was[k] != c.Appointments[k] {
					t.Fatalf("appointment %d changed with appointment %d", k, i)
				}
			}
		}
		s := story.New(ivy, nil, []record.Record{{Meta: record.Meta{ID: "r", Subject: ivy, Kind: "clinical_referral"}, Body: c}})
		if len(services.Tasks(nil)(s)) == 0 {
			t.Fatalf("nothing waits on %+v", c)
		}
	})
}

// SR-311: referral, safe contact on everybody's record, risk, conference, sessions, end.
func TestADomesticAbuseCase(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.at("2026-11-23T09:00")
		same := abuse()
		same.Harming = same.Harmed
		_, _, err := w.room.ReferAbuse(ctx, social, ivy, same)
		w.kind("one person in both parts", err, errs.Invalid)
		id, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.ok(err)
		_, _, err = w.room.ReferAbuse(ctx, social, max, abuse())
		w.kind("a brother who is in a case", err, errs.Conflict)
		now := func() services.Abuse {
			t.Helper()
			v, err := w.room.ReadAbuse(ctx, helper, id, "test")
			w.ok(err)
			return v
		}
		if v := now(); len(v.Children) != 2 || !v.May || v.Body.Safe.Address[0] != "14 Kiln Row" {
			t.Errorf("%+v", v)
		}
		for _, who := range []string{ivy, max, mother} {
			warning, ok := story.Latest[record.Warning](w.of(who))
			if !ok || warning.Body.Type != services.SafeWarning || strings.Contains(warning.Body.Text, "Otto") || strings.Contains(warning.Body.Text, "7946") || strings.Contains(warning.Body.Text, "follows") {
				t.Errorf("the warning of %s: %+v", who, warning.Body)
			}
			held, ok := story.Latest[record.SafeContact](w.of(who))
			if !ok || held.Body.Ways.Letters != record.No || (held.Body.Ways.Phone == "") == (who == mother) {
				t.Errorf("safe contact of %s: %+v", who, held.Body)
			}
		}
		if len(w.of(father).Records) != 1 {
			t.Error("something was written on the record of who harms")
		}
		want := []string{"Name a worker for case", "Record the risk, case"}
		for _, title := range want {
			if !slices.Contains(w.titles(), title+" "+now().Body.Reference) {
				t.Errorf("%q does not wait: %v", title, w.titles())
			}
		}
		score := func(n int) *int { return &n }
		for what, k := range map[string]services.Risk{
			"no level": {}, "a score without its day": {Level: "high", Dash: score(15)}, "more ticks than the checklist has": {Level: "high", Dash: score(25), DashOn: day.Must("2026-11-23")},
			"heard and never referred": {Level: "high", MARACOn: day.Must("2026-12-03")}, "agreed before it was heard": {Level: "high", MARAC: day.Must("2026-11-23"), MARACCame: "Locks"},
		} {
			_, err := w.room.RecordRisk(ctx, helper, id, 1, k)
			w.kind(what, err, errs.Invalid)
		}
		_, err = w.room.RecordRisk(ctx, helper, id, 1, services.Risk{Level: "high", Dash: score(0), DashOn: day.Must("2026-11-23")})
		w.ok(err)
		if !slices.Contains(w.titles(), "Decide on a referral to the multi-agency risk assessment conference, case "+now().Body.Reference) {
			t.Error(w.titles())
		}
		_, err = w.room.AllocateAbuse(ctx, lead, id, 2, colleague.ID)
		w.ok(err)
		_, err = w.room.RecordRisk(ctx, helper, id, 3, services.Risk{Level: "high", Dash: score(15), DashOn: day.Must("2026-11-23"), MARAC: day.Must("2026-11-23"), MARACOn: day.Must("2026-12-03"), MARACCame: ""})
		w.ok(err)
		for i, o := range []string{"attended", "missed"} {
			_, err = w.room.HoldSession(ctx, helper, id, int64(4+i), record.AbuseSession{On: day.Must("2026-11-23"), With: "harming", Outcome: o})
			w.ok(err)
		}
		_, err = w.room.HoldSession(ctx, helper, id, 6, record.AbuseSession{On: day.Must("2026-11-22"), With: "harming", Outcome: "attended"})
		w.kind("a session before the referral", err, errs.Invalid)
		ways := abuse().Safe
		ways.Phone, ways.Address = "020 7946 0912", []string{"14 Kiln Row", "Marshwick", "MW1 4AB"}
		_, err = w.room.ChangeSafe(ctx, helper, id, 6, "given", day.Day{}, ways)
		w.ok(err)
		if held := story.All[record.SafeContact](w.of(mother)); len(held) != 1 || held[0].Body.Ways.Phone != "020 7946 0912" {
			t.Errorf("%+v", held)
		}
		_, err = w.room.CloseAbuse(ctx, helper, id, 7, services.AbuseEnd{Outcome: "work_done", Why: reason})
		w.kind("an end without how it ended for both", err, errs.Invalid)
		_, err = w.room.CloseAbuse(ctx, helper, id, 7, services.AbuseEnd{Outcome: "work_done", Why: reason, Safer: "some", Changed: "part"})
		w.ok(err)
		if held, _ := story.Latest[record.Warning](w.of(ivy)); !held.Body.Running() {
			t.Error("the warning went with the case, and nobody said that contact is safe")
		}
		_, err = w.room.ReopenAbuse(ctx, helper, id, 8, "He came back")
		w.ok(err)
		_, err = w.room.CloseAbuse(ctx, helper, id, 9, services.AbuseEnd{Outcome: "work_done", Why: reason, Safer: "safer", Changed: "part", SafeNow: true})
		w.ok(err)
		for _, who := range []string{ivy, max, mother} {
			warning, _ := story.Latest[record.Warning](w.of(who))
			held, _ := story.Latest[record.SafeContact](w.of(who))
			if warning.Body.Running() || held.Body.Running() {
				t.Errorf("the warning of %s goes on", who)
			}
		}
	})
}

// SR-311: no letter goes to where it is not safe: not to who is harmed, not to the child, not to anybody at that address, and not one that was written before.
func TestNoLetterGoesToAnUnsafeAddress(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		letter := func(to, name string, address ...string) error {
			_, _, err := w.case_.AddLetter(ctx, social, ivy, "", casework.NewLetter{Type: "appointment", Date: day.Must("2026-11-23"), To: to, Name: name, Role: "parent", Address: address, Title: "A visit", Text: "We come on Monday."})
			return err
		}
		w.ok(letter(mother, "Una Ash", "14 Kiln Row", "Marshwick", "MW1 4AB"))
		_, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.ok(err)
		for what, err := range map[string]error{
			"to who is harmed": letter(mother, "Una Ash", "14 Kiln Row", "Marshwick", "MW1 4AB"), "to who is harmed, elsewhere": letter(mother, "Una Ash", "2 Other Street"), "to the child": letter(ivy, "Ivy Ash", "14 Kiln Row"),
			"to who harms, at home": letter(father, "Otto Ash", "14, kiln  row"), "to a neighbour of the same postcode": letter("", "Occupier", "15 Kiln Row", "mw14ab"),
		} {
			w.kind("a letter "+what, err, errs.Invalid)
		}
		w.ok(letter("", "The school", "1 School Lane", "Marshwick", "MW2 9ZZ")) // the same town is another address
		one, _ := story.First[record.Letter](w.of(ivy))
		reading, err := person.Room{Desk: w.Desk.Desk}.Read(ctx, social, ivy, access.Read, access.None, "test")
		w.ok(err)
		_, err = w.case_.Printable(ctx, reading, one.Body, "We come on Monday.")
		w.kind("a letter that was written before", err, errs.Conflict)
	})
}

// Guessed ids, hidden children, other teams: who may not is answered as if nothing were there. Of domestic abuse only the team, its line and the children's allocated
// worker read, and of these the worker only reads.
func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		carerID, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.ok(err)
		clinicalID, _, err := w.room.ReferClinical(ctx, social, ivy, clinical())
		w.ok(err)
		abuseID, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.ok(err)
		reads := func(a access.Actor) (out [3]bool) {
			t.Helper()
			for i, err := range []error{second(w.room.ReadCarer(ctx, a, carerID, "test")), second(w.room.ReadClinical(ctx, a, clinicalID, "test")), second(w.room.ReadAbuse(ctx, a, abuseID, "test"))} {
				if out[i] = err == nil; err != nil && errs.Of(err) != errs.NotFound {
					t.Errorf("%s: %v", a.ID, err)
				}
			}
			return out
		}
		lists := func(a access.Actor) (out [3]int) {
			y, _ := w.room.Carers(ctx, a)
			c, _ := w.room.Waiting(ctx, a)
			d, _ := w.room.Cases(ctx, a)
			return [3]int{len(y), len(c), len(d)}
		}
		for _, tt := range []struct {
			who   access.Actor
			reads [3]bool
			lists [3]int
		}{
			{helper, [3]bool{true, true, true}, [3]int{1, 1, 1}}, {lead, [3]bool{true, true, true}, [3]int{1, 1, 1}},
			{social, [3]bool{true, true, true}, [3]int{1, 1, 0}}, {deskmate, [3]bool{true, true, false}, [3]int{1, 1, 0}}, {boss, [3]bool{true, true, false}, [3]int{1, 1, 0}},
			{stranger, [3]bool{}, [3]int{}}, {partner, [3]bool{}, [3]int{}}, {access.Actor{}, [3]bool{}, [3]int{}},
		} {
			if got := reads(tt.who); got != tt.reads {
				t.Errorf("%s reads %v, not %v", tt.who.ID, got, tt.reads)
			}
			if got := lists(tt.who); got != tt.lists {
				t.Errorf("the lists of %s have %v, not %v", tt.who.ID, got, tt.lists)
			}
		}
		for _, guess := range []string{nobody, "x", "", "\x00", "' or 1=1 --", strings.Repeat("9", 150), ivy} {
			for what, err := range map[string]error{
				"young carer": second(w.room.ReadCarer(ctx, helper, guess, "test")), "clinical": second(w.room.ReadClinical(ctx, helper, guess, "test")), "abuse": second(w.room.ReadAbuse(ctx, helper, guess, "test")),
				"a change": second(w.room.AllocateAbuse(ctx, lead, guess, 1, helper.ID)),
			} {
				if got, want := errs.Text(err), errs.Text(second(w.room.ReadAbuse(ctx, stranger, abuseID, "test"))); errs.Of(err) != errs.NotFound || got != want {
					t.Errorf("%s with %.10q: %v", what, guess, err)
				}
			}
		}
		_, err = w.room.RecordRisk(ctx, social, abuseID, 1, services.Risk{Level: "high"})
		w.kind("the allocated worker changes the case", err, errs.NotFound)
		_, _, err = w.room.ReferAbuse(ctx, partner, max, abuse())
		w.kind("a partner refers", err, errs.NotFound)
		if id, err := w.room.AbuseOf(ctx, social, max); err != nil || id != abuseID {
			t.Errorf("the allocated worker is led to %q, %v", id, err)
		}
		for _, a := range []access.Actor{deskmate, boss, stranger} {
			if id, err := w.room.AbuseOf(ctx, a, max); err != nil || id != "" {
				t.Errorf("%s is led to %q, %v", a.ID, id, err)
			}
		}
		// A child of the case whom the helper must not know takes the whole case away, from lists and counts as well.
		w.write(record.New(w.NewID(), max, record.ConflictBar{Worker: helper.ID, Reason: "relative", From: day.Must("2026-01-01")}))
		if got := reads(helper); got != [3]bool{true, true, false} {
			t.Errorf("a barred helper reads %v", got)
		}
		if got := lists(helper); got != [3]int{1, 1, 0} {
			t.Errorf("the lists of a barred helper have %v", got)
		}
		w.write(record.New(w.NewID(), ivy, record.Restriction{Reason: "A relative works here", From: day.Must("2026-01-01"), Cleared: []string{social.ID}}))
		for _, a := range []access.Actor{lead, colleague, deskmate, boss} {
			if got, in := reads(a), lists(a); got != [3]bool{} || in != [3]int{} {
				t.Errorf("a restricted child is shown to %s: %v, %v", a.ID, got, in)
			}
		}
		if got := reads(social); got != [3]bool{true, true, true} {
			t.Errorf("who is cleared reads %v", got)
		}
		_, _, err = w.room.IdentifyCarer(ctx, stranger, ivy, carer())
		w.kind("a hidden child is referred", err, errs.NotFound)
	})
}

func second[T any](_ T, err error) error { return err }

// Every action is taken back by its author, and by nobody else; with a case of domestic abuse goes what it wrote on people's records.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		before := len(w.of(ivy).Records)
		id, rc, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.ok(err)
		_, err = w.room.UndoAbuse(ctx, helper, id, rc.Command)
		w.kind("somebody else takes a referral back", err, errs.Conflict)
		d, ok, err := w.room.UndoableAbuse(ctx, social, id)
		if w.ok(err); !ok || d.Command != rc.Command {
			t.Fatalf("%+v is offered", d)
		}
		_, err = w.room.UndoAbuse(ctx, social, id, d.Command)
		w.ok(err)
		if n := len(w.of(ivy).Records); n != before || len(w.of(mother).Records) != 1 {
			t.Errorf("%d records are left of %d", n, before)
		}
		_, err = w.room.ReadAbuse(ctx, helper, id, "test")
		w.kind("what was taken back", err, errs.NotFound)

		id, _, err = w.room.ReferClinical(ctx, social, ivy, clinical())
		w.ok(err)
		_, err = w.room.AcceptClinical(ctx, helper, id, 1, "urgent", "")
		w.ok(err)
		d, ok, err = w.room.UndoableClinical(ctx, helper, id)
		if w.ok(err); !ok {
			t.Fatal("nothing is offered")
		}
		_, err = w.room.UndoClinical(ctx, helper, id, d.Command)
		w.ok(err)
		if c, _ := story.Latest[record.ClinicalReferral](w.of(ivy)); !c.Body.Accepted.IsZero() || c.Body.Priority != "soon" {
			t.Errorf("%+v", c.Body)
		}
		carerID, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.ok(err)
		_, err = w.room.OfferCarer(ctx, social, carerID, 1, day.Day{}, services.CarerAccepts)
		w.ok(err)
		d, _, err = w.room.UndoableCarer(ctx, social, carerID)
		w.ok(err)
		_, err = w.room.UndoCarer(ctx, social, carerID, d.Command)
		w.ok(err)
		if s := w.of(ivy); len(story.All[record.NeedAssessment](s)) != 0 {
			t.Error("the assessment that the offer opened is still there")
		}
		w.Clock.Set(w.Clock.Now().Add(25 * time.Hour))
		if _, ok, err := w.room.UndoableCarer(ctx, social, carerID); ok || err != nil {
			t.Errorf("a day later: %v %v", ok, err)
		}
	})
}

// The case is found under the record that survived a merge of one of its children.
func TestAMergedChild(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		id, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.ok(err)
		abuseID, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.ok(err)
		w.write(record.New(w.NewID(), ivy, record.Merge{Into: max, Reason: "The same child twice"}))
		v, err := w.room.ReadCarer(ctx, helper, id, "test")
		if w.ok(err); v.Child != max {
			t.Errorf("it is of %s", v.Child)
		}
		if rows, err := w.room.Carers(ctx, helper); err != nil || len(rows) != 1 || rows[0].Child != max {
			t.Errorf("%+v, %v", rows, err)
		}
		if rows, err := w.room.Cases(ctx, helper); err != nil || len(rows) != 1 || rows[0].ID != abuseID {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}

// Rows of the work list hold no names.
func TestTitlesNameNobody(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		for _, err := range []error{third(w.room.IdentifyCarer(ctx, social, ivy, carer())), third(w.room.ReferClinical(ctx, social, ivy, clinical())), third(w.room.ReferAbuse(ctx, social, ivy, abuse()))} {
			w.ok(err)
		}
		rows := commandtest.Query[string](t, w.Desk, "select title from task")
		if len(rows) < 4 {
			t.Errorf("only %v", rows)
		}
		for _, title := range rows {
			if strings.Contains(title, "Ivy") || strings.Contains(title, "Ash") {
				t.Errorf("%q names somebody", title)
			}
		}
	})
}

func third(_ string, _ command.Receipt, err error) error { return err }
