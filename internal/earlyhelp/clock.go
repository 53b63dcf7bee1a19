package earlyhelp

import (
	"slices"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Queue is the list of early help, of both services.
const Queue = "early_help"

// Clocks are the time limits of early help, all of specs/clocks.json in the area.
var Clocks = []string{"EH-01", "EH-02", "EH-03"}

func dueOf(b *clock.Book, id string, from day.Day) clock.Moment {
	def, err := b.Lookup(id)
	if err != nil {
		return clock.Moment{}
	}
	return b.Due(def, clock.On(from)).By
}

// Tasks is the rule for early help. On a case: what is to be done next, and the limits of the assessment (from the family's agreement), of the team
// around the family (from the plan, and then from the last meeting) and of taking on a family that comes down (from the step down to the day on
// which a worker is named). However many children a case has, its limits run once. On a child: what the front door passed on and nobody has begun.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		if c, ok := story.Latest[record.EarlyHelpCase](s); ok {
			w := rows{b: b, c: c}
			w.limits(s)
			w.next()
			w.signposts(s)
			return w.out
		}
		var out []task.Task
		for _, src := range Sources(s) {
			if src.From != FromFrontDoor {
				continue
			}
			r, _ := story.Find[record.Referral](s, src.Record)
			out = append(out, task.Task{Record: r.ID, Title: "Begin early help that the front door passed on", Started: clock.On(src.On), Team: r.Body.Team, Queue: Queue})
		}
		return out
	}
}

type rows struct {
	b   *clock.Book
	c   record.Of[record.EarlyHelpCase]
	out []task.Task
}

func (w *rows) add(t task.Task) {
	if t.Record == "" {
		t.Record = w.c.ID
	}
	t.Team, t.Worker, t.Queue = w.c.Body.Team, w.c.Body.Worker, Queue
	w.out = append(w.out, t)
}

// followUp is how many days after a family was told of other support somebody asks whether it got there; and then again while it waits for it. It is the
// council's own standard: no document sets one.
const followUp = 28

// signposts are the families that were pointed to other support, in a case that has ended too, and of whom nobody knows yet whether they got there (SR-026).
func (w *rows) signposts(s story.Story) {
	for _, p := range story.All[record.Signpost](s) {
		b, from := p.Body, p.Body.On
		switch b.Outcome {
		case "":
		case "waiting":
			from = b.OutcomeOn
		default:
			continue
		}
		t := task.Task{Record: p.ID, Title: "Ask whether the family got the other support, early help " + w.c.Body.Reference, Started: clock.On(from), Due: clock.On(from.Add(followUp))}
		w.add(t)
	}
}

// limit adds a clock. What the end of the help left unmet no longer applies.
func (w *rows) limit(id, title string, from, met day.Day) {
	if from.IsZero() || met.IsZero() && !w.c.Body.Closed.IsZero() {
		return
	}
	w.add(task.Task{Clock: id, Title: title + " " + w.c.Body.Reference, Started: clock.On(from), Due: dueOf(w.b, id, from), Met: clock.On(met)})
}

func (w *rows) limits(s story.Story) {
	c := w.c.Body
	if c.From == FromStepDown {
		w.limit("EH-03", "Name a worker for early help", c.Requested, c.Allocated)
	}
	w.limit("EH-01", "Complete the assessment of early help", c.FirstAgreed(), c.Assessed)
	meetings := story.All[record.FamilyMeeting](s)
	slices.SortStableFunc(meetings, func(a, b record.Of[record.FamilyMeeting]) int { return a.Body.On.Compare(b.Body.On) })
	from := c.Planned
	for _, m := range meetings {
		if from.IsZero() || m.Body.On.Before(from) {
			continue // held before there was a plan to review
		}
		w.limit("EH-02", "Team around the family, met "+m.Body.On.Short()+", early help", from, m.Body.On)
		from = m.Body.On
	}
	w.limit("EH-02", "Meet as a team around the family, early help", from, day.Day{})
}

// next is what is to be done where no limit says it: every open case waits for something, so that it is on the list.
func (w *rows) next() {
	c := w.c.Body
	title := ""
	switch {
	case !c.Closed.IsZero():
		return
	case slices.ContainsFunc(c.Children, func(ch record.EarlyHelpChild) bool { return ch.Subject == "" }):
		title = "Say who the children are, early help"
	case c.Agreed().Answer == "":
		title = "Ask the family whether it agrees, early help"
	case c.Agreed().Answer != "given":
		title = "Decide what follows the family’s refusal, early help"
	case c.Worker == "" && c.From != FromStepDown:
		title = "Name a worker for early help"
	case c.Worker == "" || c.Assessed.IsZero():
		return // EH-03 and EH-01 say it
	case c.Planned.IsZero():
		title = "Make the plan, early help"
	default:
		return // EH-02 says it
	}
	w.add(task.Task{Title: title + " " + c.Reference, Started: clock.On(c.Requested)})
}
