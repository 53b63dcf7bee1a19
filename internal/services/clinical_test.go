package services_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/story"
)

// SR-167: a child on a plan is referred directly, the plan of the day is known without asking, and no appointment that was not kept ends anything.
func TestAClinicalReferral(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.At("2026-11-23T09:00")
		w.Write(record.New(w.NewID(), ivy, record.CINPlan{Started: day.Must("2026-10-01")}))
		n := clinical()
		n.Referred = day.Must("2026-11-16")
		id, _, err := w.room.ReferClinical(ctx, social, ivy, n)
		w.OK(err)
		now := func() record.Of[record.ClinicalReferral] {
			t.Helper()
			v, err := w.room.ReadClinical(ctx, helper, id, "test")
			w.OK(err)
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
		w.Refused("an appointment before the referral was accepted", err, errs.Conflict)
		_, err = w.room.AcceptClinical(ctx, helper, id, 1, "", helper.ID)
		w.OK(err)
		next("Offer a first appointment, clinical referral")
		_, err = w.room.BookAppointment(ctx, helper, id, 2, w.Clock.Now().Add(24*time.Hour), "")
		w.OK(err)
		next("Appointment of 24 Nov 2026: record what came of it, clinical referral")
		_, err = w.room.Came(ctx, helper, id, 3, 0, record.AppointmentKept, "")
		w.Refused("an appointment that is still to come was kept", err, errs.Invalid)
		w.At("2026-11-25T09:00")
		_, err = w.room.Came(ctx, helper, id, 3, 7, record.AppointmentKept, "")
		w.Refused("an appointment that does not exist", err, errs.NotFound)
		_, err = w.room.Came(ctx, helper, id, 3, 0, record.AppointmentMissed, "Nobody came")
		w.OK(err)
		if !now().Body.Closed.IsZero() {
			t.Error("who did not come was let go")
		}
		next("Decide what follows the appointment of 24 Nov 2026 that was not kept, clinical referral")
		for _, outcome := range []string{record.NotEngaged, "declined", "done"} {
			_, err = w.room.CloseClinical(ctx, helper, id, 4, day.Day{}, outcome, reason)
			w.Refused("ended as "+outcome+" because nobody came", err, errs.Conflict)
		}
		_, err = w.room.Follow(ctx, helper, id, 4, 0, " ")
		w.Refused("nothing follows", err, errs.Invalid)
		_, err = w.room.Follow(ctx, helper, id, 4, 0, "Rang the mother: the bus was late. A new time at school.")
		w.OK(err)
		next("Offer a first appointment, clinical referral")
		_, err = w.room.Follow(ctx, helper, id, 5, 0, "Again")
		w.Refused("decided twice", err, errs.Conflict)
		_, err = w.room.BookAppointment(ctx, helper, id, 5, w.Clock.Now().Add(time.Hour), "at school")
		w.OK(err)
		w.At("2026-11-27T09:00")
		_, err = w.room.Came(ctx, helper, id, 6, 1, record.AppointmentKept, "")
		w.OK(err)
		next("Book the next appointment or decide that the work is done, clinical referral")
		if days, ok := services.Waited(now().Body, day.Must("2027-01-01")); !ok || days != 9 {
			t.Errorf("waited %d days", days)
		}
		_, err = w.room.Measure(ctx, helper, id, 7, record.ClinicalMeasure{Tool: "sdq", Moment: "start", Score: 41})
		w.Refused("a score that no questionnaire has", err, errs.Invalid)
		for i, m := range []record.ClinicalMeasure{{Tool: "sdq", Moment: "start", Score: 24}, {Tool: "sdq", Moment: "end", Score: 0}} {
			_, err = w.room.Measure(ctx, helper, id, int64(7+i), m)
			w.OK(err)
		}
		_, err = w.room.CloseClinical(ctx, helper, id, 9, day.Must("2026-11-15"), "done", reason)
		w.Refused("ended before it began", err, errs.Invalid)
		_, err = w.room.CloseClinical(ctx, helper, id, 9, day.Day{}, "done", reason)
		w.OK(err)
		_, err = w.room.BookAppointment(ctx, social, id, 10, w.Clock.Now(), "")
		w.Refused("an appointment after the end", err, errs.Conflict)
		_, _, err = w.room.ReferClinical(ctx, social, ivy, clinical())
		w.OK(err) // anew
		_, err = w.room.ReopenClinical(ctx, social, id, 10, "She is afraid again")
		w.Refused("two open referrals", err, errs.Conflict)
	})
}

// Whoever could not be engaged was tried again.
func TestNotEngagedNeedsATry(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		id, _, err := w.room.ReferClinical(t.Context(), social, ivy, clinical())
		w.OK(err)
		_, err = w.room.CloseClinical(t.Context(), helper, id, 1, day.Day{}, record.NotEngaged, reason)
		w.Refused("nobody has tried", err, errs.Invalid)
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
