package services_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
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
		w.At("2026-11-23T09:00")
		n := carer()
		n.Identified = day.Must("2026-11-20")
		id, _, err := w.room.IdentifyCarer(ctx, social, ivy, n)
		w.OK(err)
		_, _, err = w.room.IdentifyCarer(ctx, social, ivy, n)
		w.Refused("a second record", err, errs.Conflict)
		v, err := w.room.ReadCarer(ctx, helper, id, "test")
		w.OK(err)
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
		w.Refused("an assessment that nobody wanted", err, errs.Conflict)
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "")
		w.Refused("no answer", err, errs.Invalid)
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "thinking")
		w.OK(err)
		next("Ask again whether an assessment is wanted, young carer")
		_, err = w.room.OfferCarer(ctx, social, id, 1, day.Day{}, "accepted")
		w.Refused("an old version", err, errs.Conflict)
		_, err = w.room.OfferCarer(ctx, social, id, 2, day.Day{}, "accepted")
		w.OK(err)
		v, err = w.room.ReadCarer(ctx, social, id, "test")
		w.OK(err)
		if v.Assessment.Body.Began != n.Identified || v.Assessment.Body.Type != record.NeedYoungCarer {
			t.Errorf("the limit counts from %s", v.Assessment.Body.Began)
		}
		if got := w.Of(ivy); len(story.All[record.NeedAssessment](got)) != 1 {
			t.Error("more than one assessment")
		}
		_, err = w.room.AssessCarer(ctx, social, id, v.Version, day.Day{}, "")
		w.Refused("an assessment that found nothing", err, errs.Invalid)
		_, err = w.room.AssessCarer(ctx, social, id, v.Version, day.Day{}, "She cooks on four days and misses lessons.")
		w.OK(err)
		next("Agree what support there is, young carer")
		version := func() int64 { one, err := w.room.ReadCarer(ctx, social, id, "test"); w.OK(err); return one.Version }
		_, err = w.room.PlanCarer(ctx, social, id, version(), "", nil, day.Day{})
		w.Refused("no plan, no review", err, errs.Invalid)
		_, err = w.room.PlanCarer(ctx, social, id, version(), "Two evenings off", []record.CarerSupport{{Service: "Young carers’ club", From: day.Must("2026-11-23")}}, day.Must("2027-02-01"))
		w.OK(err)
		next("Review the support, young carer")
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may_not", day.Must("2026-11-23"), "The mother")
		w.Refused("a school that was told against the family's will", err, errs.Invalid)
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may", day.Must("2026-11-23"), "")
		w.Refused("a school that was told, and nobody agreed", err, errs.Invalid)
		_, err = w.room.SchoolCarer(ctx, social, id, version(), "may", day.Must("2026-11-23"), "The mother")
		w.OK(err)
		_, err = w.room.ReviewCarer(ctx, social, id, version(), day.Day{}, "It goes well", day.Must("2026-11-23"))
		w.Refused("the next review on the day of this one", err, errs.Invalid)
		_, err = w.room.ReviewCarer(ctx, social, id, version(), day.Day{}, "It goes well", day.Must("2027-05-01"))
		w.OK(err)
		_, err = w.room.AllocateCarer(ctx, lead, id, version(), social.ID)
		w.Refused("a worker of another team", err, errs.Invalid)
		_, err = w.room.AllocateCarer(ctx, lead, id, version(), helper.ID)
		w.OK(err)
		_, err = w.room.CloseCarer(ctx, helper, id, version(), day.Day{}, "less", "Better")
		w.Refused("a reason that says nothing", err, errs.Invalid)
		_, err = w.room.CloseCarer(ctx, helper, id, version(), day.Day{}, "less", reason)
		w.OK(err)
		if got := w.titles(); len(got) != 0 {
			t.Errorf("what has ended waits: %v", got)
		}
		if y, _ := story.Latest[record.YoungCarer](w.Of(ivy)); y.Body.Support[0].To.IsZero() {
			t.Error("support runs on after the end")
		}
		_, err = w.room.ReadCarer(ctx, helper, id, "test")
		w.Refused("the service after its work ended", err, errs.NotFound)
		_, err = w.room.ReopenCarer(ctx, social, id, version(), "")
		w.Refused("no reason to go on", err, errs.Invalid)
		_, err = w.room.ReopenCarer(ctx, social, id, version(), "The aunt has moved away")
		w.OK(err)
		next("Review the support, young carer")
	})
}

// An assessment that runs already is taken: there is never a second of the same need.
func TestARunningAssessmentIsTaken(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		running := w.NewID()
		w.Write(record.New(running, ivy, record.NeedAssessment{Type: record.NeedYoungCarer, Began: day.Must("2026-11-02")}))
		id, _, err := w.room.IdentifyCarer(t.Context(), social, ivy, carer())
		w.OK(err)
		_, err = w.room.OfferCarer(t.Context(), social, id, 1, day.Day{}, services.CarerAccepts)
		w.OK(err)
		if y, _ := story.Latest[record.YoungCarer](w.Of(ivy)); y.Body.Assessment != running {
			t.Errorf("it names %s, not %s", y.Body.Assessment, running)
		}
	})
}

// Every action is taken back by its author, and by nobody else; with a case of domestic abuse goes what it wrote on people's records.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		before := len(w.Of(ivy).Records)
		id, rc, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.OK(err)
		_, err = w.room.AbuseUndoing().TakeBack(ctx, helper, id, rc.Command)
		w.Refused("somebody else takes a referral back", err, errs.Conflict)
		d, ok, err := w.room.AbuseUndoing().Last(ctx, social, id)
		if w.OK(err); !ok || d.Command != rc.Command {
			t.Fatalf("%+v is offered", d)
		}
		_, err = w.room.AbuseUndoing().TakeBack(ctx, social, id, d.Command)
		w.OK(err)
		if n := len(w.Of(ivy).Records); n != before || len(w.Of(mother).Records) != 1 {
			t.Errorf("%d records are left of %d", n, before)
		}
		_, err = w.room.ReadAbuse(ctx, helper, id, "test")
		w.Refused("what was taken back", err, errs.NotFound)

		id, _, err = w.room.ReferClinical(ctx, social, ivy, clinical())
		w.OK(err)
		_, err = w.room.AcceptClinical(ctx, helper, id, 1, "urgent", "")
		w.OK(err)
		d, ok, err = w.room.ClinicalUndoing().Last(ctx, helper, id)
		if w.OK(err); !ok {
			t.Fatal("nothing is offered")
		}
		_, err = w.room.ClinicalUndoing().TakeBack(ctx, helper, id, d.Command)
		w.OK(err)
		if c, _ := story.Latest[record.ClinicalReferral](w.Of(ivy)); !c.Body.Accepted.IsZero() || c.Body.Priority != "soon" {
			t.Errorf("%+v", c.Body)
		}
		carerID, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.OK(err)
		_, err = w.room.OfferCarer(ctx, social, carerID, 1, day.Day{}, services.CarerAccepts)
		w.OK(err)
		d, _, err = w.room.CarerUndoing().Last(ctx, social, carerID)
		w.OK(err)
		_, err = w.room.CarerUndoing().TakeBack(ctx, social, carerID, d.Command)
		w.OK(err)
		if s := w.Of(ivy); len(story.All[record.NeedAssessment](s)) != 0 {
			t.Error("the assessment that the offer opened is still there")
		}
		w.Clock.Set(w.Clock.Now().Add(25 * time.Hour))
		if _, ok, err := w.room.CarerUndoing().Last(ctx, social, carerID); ok || err != nil {
			t.Errorf("a day later: %v %v", ok, err)
		}
	})
}

// The case is found under the record that survived a merge of one of its children.
func TestAMergedChild(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		id, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.OK(err)
		abuseID, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.OK(err)
		w.Write(record.New(w.NewID(), ivy, record.Merge{Into: max, Reason: "The same child twice"}))
		v, err := w.room.ReadCarer(ctx, helper, id, "test")
		if w.OK(err); v.Child != max {
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
			w.OK(err)
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
