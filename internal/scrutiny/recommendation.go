package scrutiny

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// partnerDays is how long a health body has to answer when it is asked under health scrutiny (Local Authority (Public Health, Health and Wellbeing Boards and
// Health Scrutiny) Regulations 2013, reg 22): 28 days beginning with the day of the request.
const partnerDays = 28

// ResponseDue is the last day for a response to a report or recommendations. The executive has two months beginning with the day on which it had the report or, if
// later, the notice (Local Government Act 2000 s9FE(6)): the day itself is the first. So from 15 January it is 14 March, and from 31 December the last
// day of February, which has no 31st.
func (r Room) ResponseDue(received, notified day.Day, partner bool) day.Day {
	from := received
	if notified.After(from) || from.IsZero() {
		from = notified
	}
	if from.IsZero() {
		return from
	}
	if partner {
		return from.Add(partnerDays - 1)
	}
	def, err := r.Book.Lookup(ResponseClock)
	if err != nil {
		return day.Day{}
	}
	return beginningWith(from, def.Limit.N)
}

// beginningWith is the last day of so many months that begin with a day: the day before the corresponding one, or the last of the month where there is none.
func beginningWith(from day.Day, months int) day.Day {
	end := from.AddMonths(months)
	_, _, a := from.Date()
	if _, _, z := end.Date(); z == a {
		return end.Add(-1)
	}
	return end
}

// Answered says whether a recommendation had its response.
func Answered(s string) bool {
	return !slices.Contains([]string{record.RecommendationMade, record.RecommendationNotified}, s)
}

// LateBy is by how many days the response to a recommendation is late, or was.
func LateBy(x record.Recommendation, today day.Day) int {
	if x.Due.IsZero() {
		return 0
	}
	on := today
	if !x.Responded.IsZero() {
		on = x.Responded
	}
	return max(0, on.Sub(x.Due))
}

// Recommend records a recommendation and gives its id: SR-2026-27-01 is shown as SR-2026/27-01.
func (r Room) Recommend(ctx context.Context, actor access.Actor, x record.Recommendation) (id string, err error) {
	err = numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Make a recommendation", func(tx *command.Tx) ([]record.Change, error) {
			x := x
			year := MunicipalYear(tx.Today())
			if x.Meeting != "" {
				m, err := story.One[record.Meeting](tx.Tx, x.Meeting)
				if err != nil {
					return nil, errs.Field("meeting", "Choose the meeting")
				}
				year = MunicipalYear(m.Body.Date)
			}
			g, err := register(tx.Tx)
			if err != nil {
				return nil, err
			}
			if _, ok := g.Find(x.To); !ok && x.To != "" {
				return nil, errs.Field("to", "Choose a post of the register")
			}
			prefix := "SR-" + strings.Replace(year, "/", "-", 1) + "-"
			if id, err = nextReference(tx, x.KindName(), record.RecommendationSubject, prefix, 2); err != nil {
				return nil, err
			}
			x.Reference, x.State = "SR-"+year+"-"+strings.TrimPrefix(id, prefix), record.RecommendationMade
			return []record.Change{record.New(id, recommendationSubject(id), x)}, nil
		})
		return err
	})
	return id, err
}

func recommendationSubject(id string) string { return record.RecommendationSubject + ":" + id }

func (r Room) recommendationStep(ctx context.Context, actor access.Actor, action access.Action, why, id string, step func(tx *command.Tx, x *record.Recommendation) error) error {
	return change(ctx, r, actor, action, why, recommendationSubject(id), 0, func(tx *command.Tx, old record.Of[record.Recommendation]) (record.Recommendation, []record.Change, error) {
		x := old.Body
		err := step(tx, &x)
		return x, nil, err
	})
}

// Notify records when the executive had report and notice; the clock runs from the later of the two, that day included. A report that is published makes the
// response one to be published.
func (r Room) Notify(ctx context.Context, actor access.Actor, id string, received, notified day.Day, published bool) error {
	return r.recommendationStep(ctx, actor, access.RunCommittee, "Notify a recommendation", id, func(tx *command.Tx, x *record.Recommendation) error {
		if Answered(x.State) {
			return errs.New(errs.Conflict, "The recommendation was answered already")
		}
		if received.IsZero() || notified.IsZero() || received.After(tx.Today()) || notified.After(tx.Today()) {
			return errs.Field("notified", "Enter the days on which report and notice were received: today or in the past")
		}
		g, err := register(tx.Tx)
		if err != nil {
			return err
		}
		o, _ := g.Find(x.To)
		x.State, x.Received, x.Notified, x.Published = record.RecommendationNotified, received, notified, published
		x.Due = r.ResponseDue(received, notified, o.Office.Body.Partner)
		return nil
	})
}

// Respond records the executive's response.
func (r Room) Respond(ctx context.Context, actor access.Actor, id, state, text, plan, by string, on day.Day) error {
	return r.recommendationStep(ctx, actor, access.AnswerQuestion, "Respond to a recommendation", id, func(tx *command.Tx, x *record.Recommendation) error {
		switch state {
		case record.RecommendationAccepted, record.RecommendationPart:
			if strings.TrimSpace(plan) == "" {
				return errs.Field("plan", "Say what will be done, by whom and until when")
			}
		case record.RecommendationRejected, record.RecommendationNoted:
		default:
			return errs.Field("state", "Choose accepted, accepted in part, rejected or noted")
		}
		switch {
		case x.State == record.RecommendationMade:
			return errs.New(errs.Conflict, "The recommendation has not been sent with a notice yet")
		case x.State != record.RecommendationNotified:
			return errs.New(errs.Conflict, "The recommendation was answered already")
		case on.IsZero() || on.After(tx.Today()) || on.Before(x.Received):
			return errs.Field("on", "Enter the day of the response, from the day the report was received until today")
		}
		x.State, x.Response, x.Plan, x.By, x.Responded = state, strings.TrimSpace(text), strings.TrimSpace(plan), strings.TrimSpace(by), on
		return nil
	})
}

// ReportRecommendation adds a report on how an accepted recommendation stands.
func (r Room) ReportRecommendation(ctx context.Context, actor access.Actor, id string, p Report) error {
	return r.recommendationStep(ctx, actor, access.AnswerQuestion, "Report on a recommendation", id, func(tx *command.Tx, x *record.Recommendation) error {
		if x.State != record.RecommendationAccepted && x.State != record.RecommendationPart {
			return errs.New(errs.Conflict, "Progress is reported on what was accepted and is not concluded")
		}
		if p.RAG == "" {
			return errs.Field("rag", "Choose a colour, and say in the text why")
		}
		x.Progress = append(slices.Clip(x.Progress), record.Progress{At: tx.Now, By: actor.ID, Text: strings.TrimSpace(p.Text), RAG: p.RAG, Evidence: strings.TrimSpace(p.Evidence)})
		return nil
	})
}

// Conclude ends the monitoring of a recommendation, with what changed for children.
func (r Room) Conclude(ctx context.Context, actor access.Actor, id, state, impact string) error {
	return r.recommendationStep(ctx, actor, access.RunCommittee, "Conclude a recommendation", id, func(_ *command.Tx, x *record.Recommendation) error {
		if !slices.Contains([]string{record.RecommendationImplemented, record.RecommendationNot, record.RecommendationLapsed}, state) {
			return errs.Field("state", "Choose implemented, not implemented or lapsed")
		}
		if !slices.Contains([]string{record.RecommendationAccepted, record.RecommendationPart, record.RecommendationNoted, record.RecommendationRejected}, x.State) && state != record.RecommendationLapsed {
			return errs.New(errs.Conflict, "The recommendation has no response yet")
		}
		x.State, x.Impact = state, strings.TrimSpace(impact)
		return nil
	})
}

// Recommendations lists them: those that wait for a response first, longest first; then the newest.
func (r Room) Recommendations(ctx context.Context, actor access.Actor) ([]record.Of[record.Recommendation], error) {
	xs, err := all[record.Recommendation](ctx, r, actor)
	slices.SortStableFunc(xs, func(a, b record.Of[record.Recommendation]) int {
		x, y := a.Body.State == record.RecommendationNotified, b.Body.State == record.RecommendationNotified
		switch {
		case x && y:
			return a.Body.Due.Compare(b.Body.Due)
		case x:
			return -1
		case y:
			return 1
		}
		return cmp.Compare(b.ID, a.ID)
	})
	return xs, err
}

// Recommendation opens one.
func (r Room) Recommendation(ctx context.Context, actor access.Actor, id string) (x record.Of[record.Recommendation], err error) {
	s, err := r.told(ctx, actor, recommendationSubject(id))
	if err != nil {
		return x, err
	}
	x, ok := story.First[record.Recommendation](s)
	if !ok {
		return x, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return x, nil
}
