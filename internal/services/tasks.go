package services

import (
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Tasks is the rule for what the services leave to be done. Every open record waits for something, but for a case of domestic abuse whose risk and
// worker are recorded. The limit of a young carer's assessment (clock AS-05) runs on the assessment itself, as that of every other particular need does; until one was
// offered its day is the day of the offer. No other limit is in specs/clocks.json, so that the rest is due on the day that somebody set, or none.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) (out []task.Task) {
		for _, y := range story.All[record.YoungCarer](s) {
			if y.Body.Closed.IsZero() {
				out = append(out, carerTasks(b, s, y)...)
			}
		}
		for _, c := range story.All[record.ClinicalReferral](s) {
			if c.Body.Closed.IsZero() {
				out = append(out, clinicalTasks(c)...)
			}
		}
		for _, c := range story.All[record.DomesticAbuseCase](s) {
			if c.Body.Closed.IsZero() {
				out = append(out, abuseTasks(c)...)
			}
		}
		return out
	}
}

func carerTasks(b *clock.Book, s story.Story, y record.Of[record.YoungCarer]) []task.Task {
	c := y.Body
	t := task.Task{Record: y.ID, Started: clock.On(c.Identified), Worker: c.Worker, Team: c.Team}
	n, assessing := story.Find[record.NeedAssessment](s, c.Assessment)
	switch {
	case c.Offered.IsZero():
		t.Title = "Offer an assessment to the young carer"
		if def, err := b.Lookup(CarerClock); err == nil {
			t.Due = b.Due(def, clock.On(c.Appearance)).By
		}
	case c.Answer == CarerThinks:
		t.Title, t.Started = "Ask again whether an assessment is wanted, young carer", clock.On(c.Offered)
	case assessing && n.Body.Done.IsZero():
		return nil // AS-05 says it
	case c.Planned.IsZero():
		t.Title = "Agree what support there is, young carer"
		if assessing {
			t.Started = clock.On(n.Body.Done)
		}
	default:
		t.Title, t.Started, t.Due = "Review the support, young carer", clock.On(c.Planned), clock.On(c.Next)
	}
	t.Title += " " + c.Reference
	return []task.Task{t}
}

func clinicalTasks(r record.Of[record.ClinicalReferral]) (out []task.Task) {
	c := r.Body
	add := func(title string, from, due day.Day) {
		out = append(out, task.Task{Record: r.ID, Title: title + " " + c.Reference, Started: clock.On(from), Due: clock.On(due), Worker: c.Worker, Team: c.Team, Urgent: c.Priority == "urgent" && FirstKept(c).IsZero()})
	}
	if c.Accepted.IsZero() {
		add("Decide on the clinical referral", c.Referred, day.Day{})
		return out
	}
	booked, undecided := false, day.Day{}
	last := c.Accepted
	for _, a := range c.Appointments {
		on := day.In(a.At)
		switch {
		case a.Outcome == "":
			booked = true
			add("Appointment of "+on.Short()+": record what came of it, clinical referral", c.Accepted, on)
		case NotKept(a):
			undecided = on
		}
		if on.After(last) {
			last = on
		}
	}
	switch {
	case !undecided.IsZero():
		add("Decide what follows the appointment of "+undecided.Short()+" that was not kept, clinical referral", undecided, day.Day{})
	case booked:
	case FirstKept(c).IsZero():
		add("Offer a first appointment, clinical referral", c.Referred, c.Referred.Add(7*LongWait))
	default:
		add("Book the next appointment or decide that the work is done, clinical referral", last, day.Day{})
	}
	return out
}

func abuseTasks(r record.Of[record.DomesticAbuseCase]) (out []task.Task) {
	c := r.Body
	add := func(title string, from, due day.Day, urgent bool) {
		out = append(out, task.Task{Record: r.ID, Title: title + " " + c.Reference, Started: clock.On(from), Due: clock.On(due), Worker: c.Worker, Team: c.Team, Urgent: urgent})
	}
	if c.Worker == "" {
		add("Name a worker for case", c.Referred, day.Day{}, c.Risk == "high")
	}
	if c.Consent == "not_asked" {
		add("Ask, when it is safe, whether help is wanted, case", c.Referred, day.Day{}, false)
	}
	switch {
	case c.Risk == "":
		add("Record the risk, case", c.Referred, day.Day{}, true)
	case c.Risk == "high" && c.MARAC.IsZero():
		from := c.DashOn
		if from.IsZero() {
			from = c.Referred
		}
		add("Decide on a referral to the multi-agency risk assessment conference, case", from, day.Day{}, true)
	case !c.MARAC.IsZero() && c.MARACCame == "":
		add("Record what the multi-agency risk assessment conference agreed, case", c.MARAC, c.MARACOn, false)
	}
	return out
}
