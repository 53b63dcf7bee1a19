package care_test

import (
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/task"
	"throughline/internal/task/duties"
)

// single is the world on one engine: what is tested does not touch the database in a way of its own.
func single(t *testing.T) *world {
	return newWorld(t, commandtest.New(t, dbtest.Engines(t)[0].URL(t), append(person.Lists(), task.List(care.Tasks), task.PutOffList())))
}

func score(n int) *int { return &n }

// What is wrong with each fact is said of the field; nothing is written. The child was born on 1 May 2015 and is looked after from 1 October 2025; today is 2 March 2026.
func TestFactsThatAreRefused(t *testing.T) {
	t.Parallel()
	w := single(t)
	on := day.Must
	w.began()
	w.Write(record.New("gone", w.child, record.Missing{Type: "M", From: on("2025-11-01"), To: on("2025-11-02"), Returned: time.Date(2025, 11, 2, 22, 15, 0, 0, time.UTC)}),
		record.New("away", w.child, record.Missing{Type: "A", From: on("2025-12-01"), To: on("2025-12-02")}))
	held := time.Date(2025, 11, 3, 10, 0, 0, 0, time.UTC)
	offered := record.ReturnInterview{Missing: "gone", Offered: record.Yes, OfferedOn: on("2025-11-03"), Accepted: record.Yes, Held: held}
	interview := func(change func(*record.ReturnInterview)) record.ReturnInterview { i := offered; change(&i); return i }
	for name, tt := range map[string]struct {
		fact, field string
		body        record.Body
	}{
		"a check of no kind":                 {care.Health, "type", record.CLAHealth{Date: on("2026-01-01"), Done: record.Yes}},
		"a check tomorrow":                   {care.Health, "date", record.CLAHealth{Type: "dental_check", Date: on("2026-03-03"), Done: record.Yes}},
		"a check before care":                {care.Health, "date", record.CLAHealth{Type: "dental_check", Date: on("2025-09-30"), Done: record.Yes}},
		"a check, done or not":               {care.Health, "done", record.CLAHealth{Type: "dental_check", Date: on("2026-01-01")}},
		"a developmental check at ten":       {care.Health, "type", record.CLAHealth{Type: "health_surveillance", Date: on("2026-01-01"), Done: record.Yes}},
		"immunisations, no answer":           {care.Immunisations, "up_to_date", record.CLAImmunisations{Date: on("2026-01-01")}},
		"a score of 41":                      {care.SDQ, "score", record.SDQScore{Date: on("2026-01-01"), Score: score(41)}},
		"no score and no reason":             {care.SDQ, "score", record.SDQScore{Date: on("2026-01-01")}},
		"a score and a reason":               {care.SDQ, "reason", record.SDQScore{Date: on("2026-01-01"), Score: score(0), Reason: "SDQ2"}},
		"help for what was not found":        {care.Substances, "received", record.CLASubstanceMisuse{Date: on("2026-01-01"), Found: record.No, Received: record.Yes}},
		"found, help not told":               {care.Substances, "received", record.CLASubstanceMisuse{Date: on("2026-01-01"), Found: record.Yes}},
		"no help, offer not told":            {care.Substances, "offered", record.CLASubstanceMisuse{Date: on("2026-01-01"), Found: record.Yes, Received: record.No}},
		"a conviction, no answer":            {care.Offence, "convicted", record.CLAConviction{Date: on("2026-01-01")}},
		"missing of no kind":                 {care.MissingTime, "type", record.Missing{From: on("2026-01-01")}},
		"back before it began":               {care.MissingTime, "to", record.Missing{Type: "M", From: on("2026-01-02"), To: on("2026-01-01")}},
		"back tomorrow":                      {care.MissingTime, "to", record.Missing{Type: "M", From: on("2026-01-02"), To: on("2026-03-03")}},
		"into another time":                  {care.MissingTime, "from", record.Missing{Type: "M", From: on("2025-10-30"), To: on("2025-11-02")}},
		"the same day as another":            {care.MissingTime, "from", record.Missing{Type: "M", From: on("2025-11-01"), To: on("2025-11-01")}},
		"an hour without a day":              {care.MissingTime, "to", record.Missing{Type: "M", From: on("2026-01-01"), Returned: held}},
		"away from home":                     {care.MissingTime, "type", record.Missing{Type: "A", From: on("2025-06-01"), To: on("2025-06-02")}},
		"an interview after nothing":         {care.Interview, "missing", interview(func(i *record.ReturnInterview) { i.Missing = "none" })},
		"an interview after an absence":      {care.Interview, "missing", interview(func(i *record.ReturnInterview) { i.Missing = "away" })},
		"an interview, offered or not":       {care.Interview, "offered", record.ReturnInterview{Missing: "gone"}},
		"offered on no day":                  {care.Interview, "offered_on", interview(func(i *record.ReturnInterview) { i.OfferedOn = day.Day{} })},
		"not offered and held":               {care.Interview, "offered", interview(func(i *record.ReturnInterview) { i.Offered = record.No })},
		"not wanted and held":                {care.Interview, "held", interview(func(i *record.ReturnInterview) { i.Accepted = record.No })},
		"held before the return":             {care.Interview, "held", interview(func(i *record.ReturnInterview) { i.Held = time.Date(2025, 11, 2, 22, 0, 0, 0, time.UTC) })},
		"held tomorrow":                      {care.Interview, "held", interview(func(i *record.ReturnInterview) { i.Held = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC) })},
		"a plan that aims at nothing":        {care.CarePlan, "permanence", record.CLACarePlan{Started: on("2026-01-01")}},
		"given up without a reason":          {care.ToAdopt, "reversed_reason", record.PlacedForAdoption{Decided: on("2026-01-01"), Reversed: on("2026-02-01")}},
		"given up before it was decided":     {care.ToAdopt, "reversed", record.PlacedForAdoption{Decided: on("2026-01-02"), Reversed: on("2026-01-01"), Reason: "RD4"}},
		"matched before it was decided":      {care.Adopted, "matched", record.Adoption{Decided: on("2026-01-02"), Matched: on("2026-01-01")}},
		"one adopter who is a couple":        {care.Adopted, "adopter_sex", record.Adoption{Decided: on("2026-01-02"), Adopters: "1", AdopterSex: "MF"}},
		"an earlier home that was none":      {care.Before, "option", record.PreviousPermanence{Option: "Z1", Ordered: "2019-05-31"}},
		"an order of a day that is none":     {care.Before, "ordered", record.PreviousPermanence{Option: "P1", Ordered: "soon"}},
		"an order that ends before it holds": {care.Liberty, "to", record.DeprivationOfLiberty{From: on("2026-01-02"), To: on("2026-01-01")}},
		"a pathway plan at ten":              {care.Pathway, "started", record.PathwayPlan{Started: on("2026-01-02")}},
		"a contact at ten":                   {care.Contact, "date", record.Visit{Date: on("2026-01-02"), Seen: record.Yes, Place: "home"}},
		"no contact and no reason":           {care.Contact, "why_not", record.Visit{Date: on("2026-01-02"), Seen: record.No}},
		"contact nowhere":                    {care.Contact, "place", record.Visit{Date: on("2026-01-02"), Seen: record.Yes}},
		"how a care leaver of ten is":        {care.Leaver, "year", record.CareLeaver{Year: 2026, InTouch: "YES", Activity: "F2", Accommodation: "B1"}},
		"of a year and a day":                {care.Leaver, "date", record.CareLeaver{Year: 2026, Date: on("2026-01-02"), InTouch: "YES"}},
		"in touch, and nothing known":        {care.Leaver, "activity", record.CareLeaver{Date: on("2026-01-02"), InTouch: "YES"}},
	} {
		before := len(w.Of(w.child).Records)
		_, err := w.room.RecordFact(t.Context(), w.Worker, w.child, tt.fact, tt.body)
		if w.no(tt.field)(command.Receipt{}, err); t.Failed() {
			t.Fatalf("%s: %v", name, err)
		}
		if n := len(w.Of(w.child).Records); n != before {
			t.Errorf("%s: %d records were written", name, n-before)
		}
	}
	// A fact of one kind is not taken as another, and health is not everybody's.
	w.no(errs.NotFound)(w.room.RecordFact(t.Context(), w.Worker, w.child, care.Health, record.SDQScore{Date: on("2026-01-01"), Score: score(1)}))
	w.no(errs.NotFound)(w.room.RecordFact(t.Context(), w.Worker, w.child, "weather", record.SDQScore{}))
	w.no(errs.Denied)(w.room.RecordFact(t.Context(), chair, w.child, care.Health, record.CLAHealth{Type: "dental_check", Date: on("2026-01-01"), Done: record.Yes}))
	w.no(errs.Denied)(w.room.RecordFact(t.Context(), w.OtherManager, w.child, care.MissingTime, record.Missing{Type: "M", From: on("2026-01-01")}))
}

// Complaint 8: what is recorded on the pages of this room meets the duties of a looked-after child. Each is due before, and is not, or is the next one, after.
func TestFactsMeetTheDuties(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		on := day.Must
		w.began()
		w.Write(record.New(w.NewID(), w.child, record.Missing{Type: "M", From: on("2026-02-20"), To: on("2026-02-21")}))
		gone := care.FactsOf(w.Of(w.child), care.MissingTime)[0].ID
		due := func(limit string) bool {
			for _, d := range duties.Of(w.Of(w.child)) {
				if d.Clock == limit {
					return true
				}
			}
			return false
		}
		for _, tt := range []struct {
			fact, met, next string
			body            record.Body
		}{
			{care.Health, duties.FirstHealth, duties.FiveAndOver, record.CLAHealth{Type: "health_assessment", Date: on("2025-10-20"), Done: record.Yes}},
			{care.PEP, duties.FirstPEP, duties.TermPEP, record.PlanMeeting{Date: on("2025-10-13"), Notes: "Reading."}},
			{care.Review, duties.FirstReview, duties.SecondReview, record.CLAReview{Date: on("2025-10-24"), Participation: "PN1"}},
			{care.Review, duties.SecondReview, duties.LaterReview, record.CLAReview{Date: on("2026-01-20"), Participation: "PN1"}},
			{care.Interview, duties.Interview, "", record.ReturnInterview{Missing: gone, Offered: record.Yes, OfferedOn: on("2026-02-22"), Accepted: record.Yes, Held: time.Date(2026, 2, 23, 10, 0, 0, 0, time.UTC)}},
		} {
			if !due(tt.met) {
				t.Errorf("%s is not due before", tt.met)
			}
			if word, ok := care.FactDue(tt.met); !ok || word != tt.fact {
				t.Errorf("%s leads to %q, want %q", tt.met, word, tt.fact)
			}
			rc := w.ok(w.room.RecordFact(t.Context(), w.Worker, w.child, tt.fact, tt.body))
			if due(tt.met) || tt.next != "" && !due(tt.next) {
				t.Errorf("%s is still due, or %s is not", tt.met, tt.next)
			}
			// Complaint 18: undone, it is due as before; recorded again it is met.
			w.ok(w.room.Undoing().TakeBack(t.Context(), w.Worker, w.child, rc.Command))
			if !due(tt.met) {
				t.Errorf("%s is not due after it was undone", tt.met)
			}
			w.ok(w.room.RecordFact(t.Context(), w.Worker, w.child, tt.fact, tt.body))
		}

		// A check that was refused leaves the duty; corrected to done it is met, and what it said before is kept.
		w.ok(w.room.RecordFact(t.Context(), w.Worker, w.child, care.Health, record.CLAHealth{Type: "dental_check", Date: on("2026-01-05"), Done: record.No}))
		dental := care.FactsOf(w.Of(w.child), care.Health)[0]
		yes := record.CLAHealth{Type: "dental_check", Date: on("2026-01-05"), Done: record.Yes}
		w.no(errs.NotFound)(w.room.CorrectFact(t.Context(), w.Worker, w.child, care.Health, gone, 1, yes))
		w.ok(w.room.CorrectFact(t.Context(), w.Worker, w.child, care.Health, dental.ID, dental.Version, yes))
		w.no(errs.Conflict)(w.room.CorrectFact(t.Context(), w.Colleague, w.child, care.Health, dental.ID, dental.Version, yes)) // from an old page
		if from := dentalFrom(t, w); from != on("2026-01-05") {
			t.Errorf("the next dental check counts from %s", from)
		}
		versions, err := w.room.Versions(t.Context(), w.Worker, w.child, dental.ID)
		if err != nil || len(versions) != 2 {
			t.Errorf("versions: %v, %v", versions, err)
		}
		w.ok(w.room.TakeOutFact(t.Context(), w.Worker, w.child, care.Health, dental.ID, dental.Version+1))
		if from := dentalFrom(t, w); from != on("2025-10-01") {
			t.Errorf("after it was taken out the dental check counts from %s", from)
		}
		w.no(errs.Conflict)(w.room.TakeOutFact(t.Context(), w.Worker, w.child, care.MissingTime, gone, 1)) // an interview is after it
	})
}

func dentalFrom(t *testing.T, w *world) day.Day {
	t.Helper()
	for _, d := range duties.Of(w.Of(w.child)) {
		if d.Clock == duties.Dental {
			return d.From.Day()
		}
	}
	t.Fatal("no dental check is due")
	return day.Day{}
}

// What is held is not asked: whether the child was missing from home or from care, under which time of care a plan is, and who made a contact.
func TestWhatIsHeldIsNotAsked(t *testing.T) {
	t.Parallel()
	w := single(t)
	on, ctx := day.Must, t.Context()
	w.began()
	w.ok(w.room.RecordFact(ctx, w.Worker, w.child, care.MissingTime, record.Missing{Type: "M", From: on("2025-09-30"), To: on("2025-09-30")}))
	w.ok(w.room.RecordFact(ctx, w.Worker, w.child, care.MissingTime, record.Missing{Type: "M", From: on("2025-10-01"), To: on("2025-10-02"), FromHome: true}))
	all := care.FactsOf(w.Of(w.child), care.MissingTime)
	if care, home := all[0].Body.(record.Missing), all[1].Body.(record.Missing); care.FromHome || !home.FromHome {
		t.Errorf("missing from home: %+v, from care: %+v", home, care)
	}
	w.ok(w.room.RecordFact(ctx, w.Worker, w.child, care.CarePlan, record.CLACarePlan{Started: on("2025-10-05"), Permanence: "RETURN6M"}))
	w.ok(w.room.RecordFact(ctx, w.Worker, w.child, care.CarePlan, record.CLACarePlan{Started: on("2026-02-01"), Permanence: "LTFOST18"}))
	plans := care.FactsOf(w.Of(w.child), care.CarePlan)
	newer, older := plans[0].Body.(record.CLACarePlan), plans[1].Body.(record.CLACarePlan)
	if c, _ := care.Running(w.Of(w.child)); newer.Period != c.Care.ID || !newer.Ended.IsZero() || older.Ended != on("2026-02-01") {
		t.Errorf("plans: %+v, %+v", older, newer)
	}

	young := "child:grown"
	w.Write(record.New(w.NewID(), young, record.Child{Names: []record.Name{{Given: "Ada", Family: "Vale", Use: "current"}}, Birth: on("2007-06-01"), Sex: "F"}),
		record.New(w.NewID(), young, record.Allocation{Worker: "worker:pa", Team: "team:north", Role: person.RoleAllocated, From: on("2025-01-01")}),
		record.New(w.NewID(), young, record.CarePeriod{Started: on("2020-01-01"), Ended: on("2025-06-01"), Ceased: "E17"}))
	adviser := access.Actor{ID: "worker:pa", Roles: []access.Role{access.PersonalAdviser}}
	w.ok(w.room.RecordFact(ctx, adviser, young, care.Contact, record.Visit{Type: record.VisitCP, Date: on("2026-02-01"), Seen: record.Yes, Place: "home"}))
	if v := care.FactsOf(w.Of(young), care.Contact)[0].Body.(record.Visit); v.Type != record.VisitLeavingCare || v.Worker != adviser.ID {
		t.Errorf("the contact is %+v", v)
	}
	w.ok(w.room.RecordFact(ctx, adviser, young, care.Leaver, record.CareLeaver{Year: 2026, InTouch: "YES", Activity: "F2", Accommodation: "B1"}))
	w.no("date")(w.room.RecordFact(ctx, adviser, young, care.Leaver, record.CareLeaver{Year: 2026, InTouch: "NO"}))
	w.ok(w.room.RecordFact(ctx, adviser, young, care.Pathway, record.PathwayPlan{Started: on("2025-05-01")}))
	w.no("started")(w.room.RecordFact(ctx, adviser, young, care.Pathway, record.PathwayPlan{Started: on("2026-01-01")}))
}
