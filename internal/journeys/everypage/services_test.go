package everypage_test

import (
	"testing"
	"time"

	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/web/webtest"
)

// served are the records that the pages of the services beside social work show, in every state that a page goes on from.
type served struct{ carer, wanted, planned, ended, clinical, booked, missed, over, abuse, closed string }

// serve writes them into the child's records and the mother's.
func (f *furnished) serve(t *testing.T) {
	t.Helper()
	id, child, now := f.House.Desk.NewID, "child:"+f.child, f.Clock.Now()
	today := f.House.Desk.Today()
	g := &f.served
	*g = served{id(), id(), id(), id(), id(), id(), id(), id(), id(), id()}
	const team = "team:assessment-north"
	y := record.YoungCarer{Reference: "Y-2026-AAAAAA", Identified: today.Add(-40), Appearance: today.Add(-40), Source: "school", For: []record.CaredFor{{Who: "mother", Condition: "long_term"}}, Tasks: []string{"household"}, School: "not_asked", Team: team}
	wanted, planned, ended := y, y, y
	need := id()
	wanted.Offered, wanted.Answer, wanted.Assessment = today.Add(-30), services.CarerAccepts, need
	planned.Planned, planned.Plan, planned.Next = today.Add(-20), "Two evenings off", today.Add(30)
	planned.Support = []record.CarerSupport{{Service: "A club", From: today.Add(-20)}}
	planned.Reviews = []record.CarerReview{{On: today.Add(-5), Text: "It goes well"}}
	ended.Closed, ended.Outcome, ended.Why = today, "less", "The aunt helps at home now"
	c := record.ClinicalReferral{Reference: "C-2026-AAAAAA", Referred: today.Add(-140), Source: "5A", Need: "She does not sleep", Priority: "urgent", PlanThen: "cp", Team: team}
	booked, missed, over := c, c, c
	booked.Accepted, missed.Accepted = today.Add(-130), today.Add(-130)
	booked.Appointments = []record.Appointment{{At: now.Add(-24 * time.Hour)}}
	booked.Measures = []record.ClinicalMeasure{{On: today.Add(-1), Tool: "sdq", Moment: "start", Score: 20}}
	missed.Appointments = []record.Appointment{{At: now.Add(-24 * time.Hour), Outcome: record.AppointmentMissed}}
	over.Closed, over.Outcome, over.Why = today, "done", "She sleeps through the night"
	d := record.DomesticAbuseCase{Reference: "D-2026-AAAAAA", Referred: today.Add(-10), Source: "6", Need: "He follows her", Harmed: record.AbuseAdult{Person: "adult:" + f.mother, Name: "Ina Featherquill"}, Harming: record.AbuseAdult{Name: "Otto Featherquill"},
		Children: []string{child}, Consent: "given", Safe: record.SafeWays{Letters: record.No, Phone: "020 7946 0911", Times: "Weekdays 10 to 12"}, Team: team, Risk: "high", Sessions: []record.AbuseSession{{On: today, With: "harmed", Outcome: "attended"}}}
	closed := d
	closed.Closed, closed.Outcome, closed.Why, closed.Safer, closed.Changed = today, "work_done", "She has moved to a safe place", "safer", "part"
	f.Write(t, record.New(need, child, record.NeedAssessment{Type: record.NeedYoungCarer, Began: today.Add(-40)}),
		record.New(g.carer, child, y), record.New(g.wanted, child, wanted), record.New(g.planned, child, planned), record.New(g.ended, child, ended),
		record.New(g.clinical, child, c), record.New(g.booked, child, booked), record.New(g.missed, child, missed), record.New(g.over, child, over),
		record.New(g.abuse, record.AbuseSubject+":"+g.abuse, d), record.New(g.closed, record.AbuseSubject+":"+g.closed, closed),
		record.New(id(), child, record.Warning{Type: services.SafeWarning, Text: "Reach this family in safe ways only.", From: today, Review: today.Add(90), By: "worker:manager"}))
}

// servedPages are the pages of the services.
func (f *furnished) servedPages(out map[string][]sample) {
	g := f.served
	for _, path := range []string{"/services", "/young-carers", "/clinical", "/domestic-abuse"} {
		out["GET "+path] = []sample{{who: "social-worker"}}
	}
	for _, path := range []string{"/services", "/young-carer", "/clinical", "/domestic-abuse"} {
		out["GET /children/{id}"+path] = []sample{{who: "social-worker", with: f.child}}
	}
	for path, id := range map[string]string{
		"/young-carers/{id}": g.planned, "/young-carers/{id}/offer": g.carer, "/young-carers/{id}/assessment": g.wanted, "/young-carers/{id}/plan": g.planned, "/young-carers/{id}/review": g.planned,
		"/young-carers/{id}/school": g.carer, "/young-carers/{id}/allocate": g.carer, "/young-carers/{id}/close": g.carer, "/young-carers/{id}/reopen": g.ended,
		"/clinical/{id}": g.booked, "/clinical/{id}/accept": g.clinical, "/clinical/{id}/appointment": g.booked, "/clinical/{id}/came": g.booked, "/clinical/{id}/follow": g.missed, "/clinical/{id}/measure": g.booked,
		"/clinical/{id}/allocate": g.clinical, "/clinical/{id}/close": g.clinical, "/clinical/{id}/reopen": g.over,
		"/domestic-abuse/{id}": g.abuse, "/domestic-abuse/{id}/safe": g.abuse, "/domestic-abuse/{id}/risk": g.abuse, "/domestic-abuse/{id}/session": g.abuse, "/domestic-abuse/{id}/allocate": g.abuse,
		"/domestic-abuse/{id}/close": g.abuse, "/domestic-abuse/{id}/reopen": g.closed,
	} {
		out["GET "+path] = []sample{{who: "social-worker", with: id}}
	}
	out["GET /domestic-abuse/{id}"] = append(out["GET /domestic-abuse/{id}"], sample{who: "early-help", with: g.abuse, not: true})
	out["GET /clinical/{id}"] = append(out["GET /clinical/{id}"], sample{who: "social-worker", with: g.missed}, sample{who: "social-worker", with: webtest.ID("child:none"), not: true})
	out["GET /young-carers/{id}"] = append(out["GET /young-carers/{id}"], sample{who: "social-worker", with: g.ended})
}
