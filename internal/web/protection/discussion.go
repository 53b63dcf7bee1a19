package protection

import (
	"net/http"
	"strconv"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// places are how many agencies the form has room for.
const places = 6

// participant is one row of who took part.
type participant struct {
	Agency, View *form.Select
	Name         *form.Text
}

// discussion records a strategy discussion. Referral, assessment, worker and children are carried over.
func discussion(w http.ResponseWriter, r *shell.Request) error {
	now := r.Today()
	s := newStep(r, "Strategy discussion", "/discussion", "Record the discussion")
	carried(r, s)
	all, err := r.House().Protection.Children(r.Context(), r.Actor, r.Subject(), true)
	if err != nil {
		return err
	}
	on := &form.Date{Name: "at", Label: "Day of the discussion", Noun: "The day", Size: "s", Required: "Enter the day of the discussion", Max: now, Value: now}
	hour := &form.Text{Name: "time", Label: "Time", Hint: "24 hours, for example 14:30", Width: 5, Size: "s", Required: "Enter the time of the discussion", Rule: clockTime}
	who := &form.Select{Name: "initiator", Label: "Which agency asked for it?", Size: "s", Empty: "Choose", Required: "Choose who asked for the discussion", Options: form.Coded("agency_type", now)}
	s.group("", true, on, hour, who)
	var rows []participant
	for i, agency := range likely(r.Reading.Story, now) {
		at := "participant-" + strconv.Itoa(i) + "-"
		p := participant{
			Agency: &form.Select{Name: at + "agency", Label: "Agency", Empty: "Nobody", Options: form.Coded("agency_type", now), Value: agency},
			Name:   &form.Text{Name: at + "name", Label: "Who took part", Hint: "Empty if nobody did"},
			View:   &form.Select{Name: at + "view", Label: "What they think", Empty: "Choose", Options: form.Coded("harm_view", now)},
		}
		s.group("Agency "+strconv.Itoa(i+1), true, p.Agency, p.Name, p.View)
		rows = append(rows, p)
	}
	reason := &form.TextArea{Name: "reason", Label: "What was discussed", Size: "s", Rows: 5, Required: "Write what the discussion was about"}
	plan := &form.TextArea{Name: "plan", Label: "Who does what next", Hint: "And who tells the family, and when", Size: "s", Rows: 3}
	s.ask(reason, plan)
	decisions := make([]*form.Select, len(all))
	kids, err := s.pick(r, "Which children was it about?", all, func(i int, prefix string) []form.Field {
		decisions[i] = &form.Select{Name: prefix + "decision", Label: "Decision for " + all[i].Name, Empty: "Choose", Options: decisionOptions(now)}
		return []form.Field{decisions[i]}
	})
	if err != nil {
		return err
	}
	var came []int // the rows in which somebody is
	return s.run(w, r, "discussion", func() error {
		came = nil
		d := room.Discussion{Initiator: who.Value, Reason: reason.Value, Plan: plan.Value}
		d.At, _ = time.ParseInLocation("2006-01-02 15:04", on.Value.String()+" "+hour.Value, day.London)
		for i, p := range rows {
			if p.Name.Value != "" || p.View.Value != "" {
				d.Participants = append(d.Participants, record.Participant{Name: p.Name.Value, Agency: p.Agency.Value, View: p.View.Value})
				came = append(came, i)
			}
		}
		for _, i := range kids.chosen() {
			d.Children = append(d.Children, room.DiscussionChild{Child: all[i].Subject, Decision: decisions[i].Value})
		}
		_, err := r.House().Protection.HoldDiscussion(r.Context(), r.Actor, d)
		return err
	}, func(field string) string {
		if p, err := splitPlace(field, "participant-"); err == nil && p.n < len(came) {
			return "participant-" + strconv.Itoa(came[p.n]) + "-" + p.name
		}
		if field == "participants" {
			return "participant-0-name"
		}
		return kids.rename(field)
	})
}

// decisionOptions are the decisions that begin or do not begin an enquiry. “Straight to a conference” is not offered: without an enquiry the census
// has no place for the conference.
func decisionOptions(on day.Day) (out []form.Option) {
	for _, o := range form.Coded("strategy_decision", on) {
		if o.Value != "conference" {
			out = append(out, o)
		}
	}
	return out
}

// likely are the agencies that take part in the discussion of a child of an age. They are offered, and changed where others came.
func likely(s story.Story, on day.Day) []string {
	child, _ := story.First[record.Child](s)
	out := []string{"police", "school_nursing", "school"}
	if child.Body.Unborn() {
		out = []string{"police", "midwifery", "health_visiting"}
	} else if !child.Body.Birth.IsZero() && on.Age(child.Body.Birth) < 5 {
		out = []string{"police", "health_visiting", "early_years"}
	}
	for len(out) < places {
		out = append(out, "")
	}
	return out
}

func clockTime(v string) error {
	if _, err := time.Parse("15:04", v); err != nil {
		return errs.New(errs.Invalid, "Enter the time as hours and minutes, for example 14:30")
	}
	return nil
}

// carried says what a discussion takes over.
func carried(r *shell.Request, s *step) {
	st := r.Reading.Story
	ref, ok := room.Open(st)
	if !ok {
		return
	}
	s.hold("Referral", ref.Body.Date.Long()+", "+codes.Sentence("primary_need", ref.Body.PrimaryNeed))
	if c := room.Concern(st, day.Day{}); !c.IsZero() {
		s.hold("Significant harm a concern since", c.Long())
	}
	s.hold("Worker who will lead an enquiry", allocatedName(r))
}

func allocatedName(r *shell.Request) string {
	name := ""
	for _, a := range story.All[record.Allocation](r.Reading.Story) {
		if a.Body.To.IsZero() && a.Body.Role != "chair" {
			name = r.Name(a.Body.Worker)
		}
	}
	return name
}

func discussionSent(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	return dayStep[record.StrategyDiscussion](w, r, "Record of the strategy discussion sent", "/discussion/"+id+"/sent", "When was the record sent to those who took part?", "sent", func(on day.Day) error {
		_, err := r.House().Protection.SendDiscussion(r.Context(), r.Actor, r.Subject(), id, on)
		return err
	})
}

// dayStep is a step that asks one question: the day on which something was done, which is today unless said otherwise.
func dayStep[T record.Body](w http.ResponseWriter, r *shell.Request, heading, path, question, word string, send func(day.Day) error) error {
	if _, err := shell.Held[T](r, "record"); err != nil {
		return err
	}
	s := newStep(r, heading, path, "Record the day")
	on := &form.Date{Name: "on", Label: question, Noun: "The day", Size: "m", Required: "Enter the day", Max: r.Today(), Value: r.Today()}
	s.ask(on)
	return s.run(w, r, word, func() error { return send(on.Value) }, nil)
}
