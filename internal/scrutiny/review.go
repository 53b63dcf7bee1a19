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

// reviewNext are the states that a review may go to, the usual one first. A report that did not stand in the fact check goes back to its draft (SR-304).
var reviewNext = map[string][]string{
	"scoping":        {"consulted"},
	"consulted":      {"scope_approved", "scoping"},
	"scope_approved": {"evidence"},
	"evidence":       {"draft_report"},
	"draft_report":   {"fact_check", "evidence"},
	"fact_check":     {"approved", "draft_report"},
	"approved":       {"sent"},
	"sent":           {"response"},
	"response":       {"monitoring"},
	"monitoring":     {"closed"},
}

// ReviewSteps are the states that a review may go to.
func ReviewSteps(state string) []string { return slices.Clone(reviewNext[state]) }

// reviewRank is how far a review is.
func reviewRank(state string) int { return slices.Index(record.ReviewStates, state) }

// scoped says whether the commission has approved the scope: it changes with a reason only from then on (SR-303).
func scoped(v record.Review) bool { return reviewRank(v.State) >= reviewRank("scope_approved") }

// reviewOver refuses what comes after the report was sent.
func reviewOver(v record.Review) error {
	if reviewRank(v.State) >= reviewRank("sent") {
		return errs.New(errs.Conflict, "The report has been sent, so this does not change any more")
	}
	return nil
}

// SaveReview begins a review, or writes a further version of its scope, and gives its subject. Versions are kept, each with its author. An approved scope changes
// with a reason only: what a review takes on besides is decided, not slipped in (SR-303).
func (r Room) SaveReview(ctx context.Context, actor access.Actor, subject string, version int64, title, committee, lead string, terms record.ReviewTerms) (string, error) {
	terms.By = actor.ID
	if subject != "" {
		return subject, r.reviewStep(ctx, actor, access.RunCommittee, "Change a review", subject, version, func(tx *command.Tx, v *record.Review) error {
			if err := reviewOver(*v); err != nil {
				return err
			}
			if scoped(*v) && strings.TrimSpace(terms.Why) == "" {
				return errs.Field("why", "The scope is approved: say why it changes")
			}
			terms.At = tx.Now
			v.Title, v.Lead = title, lead
			v.Terms = append(slices.Clip(v.Terms), terms)
			return nil
		})
	}
	_, err := r.do(ctx, actor, access.RunCommittee, "Begin a review", func(tx *command.Tx) ([]record.Change, error) {
		s, err := story.Load(tx.Tx, committee)
		if err != nil {
			return nil, err
		}
		if _, ok := story.First[record.Committee](s); !ok {
			return nil, errs.Field("committee", "Choose the committee")
		}
		subject, terms.At = tx.NewSubject(record.ReviewSubject), tx.Now
		v := record.Review{Title: title, Committee: committee, Lead: lead, State: record.ReviewStates[0], Terms: []record.ReviewTerms{terms},
			Steps: []record.ReviewStep{{At: tx.Now, By: actor.ID, State: record.ReviewStates[0]}}}
		return []record.Change{record.New(tx.NewID(), subject, v)}, nil
	})
	return subject, err
}

func (r Room) reviewStep(ctx context.Context, actor access.Actor, action access.Action, why, subject string, version int64, step func(tx *command.Tx, v *record.Review) error) error {
	return change(ctx, r, actor, action, why, subject, version, func(tx *command.Tx, old record.Of[record.Review]) (record.Review, []record.Change, error) {
		v := old.Body
		err := step(tx, &v)
		return v, nil, err
	})
}

// CommentOnReview records what a member says about the scope, while it is open.
func (r Room) CommentOnReview(ctx context.Context, actor access.Actor, subject, member, text string) error {
	return r.reviewStep(ctx, actor, access.AskQuestion, "Comment on a review", subject, 0, func(tx *command.Tx, v *record.Review) error {
		switch {
		case scoped(*v):
			return errs.New(errs.Conflict, "The scope is approved, so there is nothing to comment on any more")
		case strings.TrimSpace(member) == "":
			return errs.Field("member", "Enter the member")
		case strings.TrimSpace(text) == "":
			return errs.Field("text", "Enter the comment")
		}
		v.Comments = append(slices.Clip(v.Comments), record.ReviewComment{Member: strings.TrimSpace(member), Text: strings.TrimSpace(text), At: tx.Now, By: actor.ID})
		return nil
	})
}

// SettleComment says what a comment changed, and in which version of the scope; or, without a version, why it changed nothing. n counts comments from 1.
func (r Room) SettleComment(ctx context.Context, actor access.Actor, subject string, n, version int, changed string) error {
	return r.reviewStep(ctx, actor, access.RunCommittee, "Settle a comment on a review", subject, 0, func(_ *command.Tx, v *record.Review) error {
		switch {
		case n < 1 || n > len(v.Comments):
			return errs.New(errs.NotFound, "%s", access.Missing)
		case strings.TrimSpace(changed) == "":
			return errs.Field("changed", "Say what the comment changed, or why it changed nothing")
		case version < 0 || version > len(v.Terms):
			return errs.Field("version", "Choose a version of the scope")
		}
		v.Comments = slices.Clone(v.Comments)
		v.Comments[n-1].Changed, v.Comments[n-1].Version = strings.TrimSpace(changed), version
		return nil
	})
}

// AddEvidence records something that was heard or read: a session, a visit, a survey. Who took part in a group is not recorded.
func (r Room) AddEvidence(ctx context.Context, actor access.Actor, subject string, e record.Evidence) error {
	return r.reviewStep(ctx, actor, access.RunCommittee, "Record evidence of a review", subject, 0, func(tx *command.Tx, v *record.Review) error {
		switch {
		case !scoped(*v):
			return errs.New(errs.Conflict, "Evidence is taken once the commission has approved the scope")
		case reviewOver(*v) != nil:
			return reviewOver(*v)
		case strings.TrimSpace(e.Title) == "":
			return errs.Field("title", "Say what was heard or read")
		case e.On.IsZero() || e.On.After(tx.Today()):
			return errs.Field("on", "Enter the day: today or in the past")
		}
		v.Evidence = append(slices.Clip(v.Evidence), e)
		return nil
	})
}

// AddFinding records what the review found, with the evidence that shows it, by its places in the list.
func (r Room) AddFinding(ctx context.Context, actor access.Actor, subject, text string, shown []int) error {
	return r.reviewStep(ctx, actor, access.RunCommittee, "Record a finding of a review", subject, 0, func(tx *command.Tx, v *record.Review) error {
		if err := reviewOver(*v); err != nil {
			return err
		}
		v.Findings = append(slices.Clip(v.Findings), record.ReviewFinding{Text: strings.TrimSpace(text), Evidence: shown, By: actor.ID, At: tx.Now})
		return nil
	})
}

// CheckReview records a look at what came of a review: at 6 and at 12 months.
func (r Room) CheckReview(ctx context.Context, actor access.Actor, subject, text string, on day.Day) error {
	return r.reviewStep(ctx, actor, access.RunCommittee, "Record a check of a review", subject, 0, func(tx *command.Tx, v *record.Review) error {
		switch {
		case v.State != "monitoring":
			return errs.New(errs.Conflict, "What came of a review is looked at once the executive has responded")
		case strings.TrimSpace(text) == "":
			return errs.Field("text", "Say what came of it")
		case on.IsZero() || on.After(tx.Today()):
			return errs.Field("on", "Enter the day: today or in the past")
		}
		v.Checks = append(slices.Clip(v.Checks), record.ReviewCheck{On: on, By: actor.ID, Text: strings.TrimSpace(text)})
		return nil
	})
}

// ReviewMove is a step of a review.
type ReviewMove struct {
	To       string
	Version  int64
	Note     string  // who was consulted, the minute that approved it, why it goes back
	Received day.Day // sent: when the executive had the report
	Notified day.Day // sent: when it had the notice to respond; the later day starts the clock
}

// MoveReview takes a review to its next state. Nothing is passed over: the scope is approved when each comment says what it changed, a report is drafted of evidence and
// findings, and sending it notifies all its recommendations at once, so that their clocks run from one day (s9FE). The executive has responded when each recommendation
// has its answer. A step back, and each step that somebody decided, says why or by which minute.
func (r Room) MoveReview(ctx context.Context, actor access.Actor, subject string, mv ReviewMove) error {
	return change(ctx, r, actor, access.RunCommittee, "Move a review", subject, mv.Version, func(tx *command.Tx, old record.Of[record.Review]) (record.Review, []record.Change, error) {
		v, note := old.Body, strings.TrimSpace(mv.Note)
		if !slices.Contains(reviewNext[v.State], mv.To) {
			return v, nil, errs.New(errs.Conflict, "The review is at “%s”, so this cannot be done now", ReviewWords(v.State))
		}
		if reviewRank(mv.To) < reviewRank(v.State) && note == "" {
			return v, nil, errs.Field("note", "Say why it goes back")
		}
		recs, err := recommendationsOf(tx, subject)
		if err != nil {
			return v, nil, err
		}
		if err := ready(v, mv.To, note, recs); err != nil {
			return v, nil, err
		}
		var more []record.Change
		if mv.To == "sent" {
			if more, err = r.notifyAll(tx, recs, mv.Received, mv.Notified); err != nil {
				return v, nil, err
			}
			v.Sent = mv.Received
			if mv.Notified.After(mv.Received) {
				v.Sent = mv.Notified
			}
		}
		v.State = mv.To
		v.Steps = append(slices.Clip(v.Steps), record.ReviewStep{At: tx.Now, By: actor.ID, State: mv.To, Note: note})
		return v, more, nil
	})
}

// ready says what is missing before a review may go on.
func ready(v record.Review, to, note string, recs []record.Of[record.Recommendation]) error {
	need := func(missing bool, text string, args ...any) error {
		if missing {
			return errs.New(errs.Conflict, text, args...)
		}
		return nil
	}
	switch to {
	case "consulted":
		if note == "" {
			return errs.Field("note", "Enter which cabinet member and officers were asked about the scope")
		}
	case "scope_approved", "approved":
		if note == "" {
			return errs.Field("note", "Enter the meeting and the number of the minute that approved it")
		}
		open := 0
		for _, c := range v.Comments {
			if c.Changed == "" {
				open++
			}
		}
		return need(open > 0, "%s still to be settled: say of each what it changed", counted(open, "comment"))
	case "draft_report":
		return need(len(v.Evidence) == 0, "There is no evidence yet to report on")
	case "fact_check":
		return need(len(v.Findings) == 0, "The report has no findings yet")
	case "sent":
		return need(len(recs) == 0, "The review has no recommendation yet, so there is nothing to respond to")
	case "response":
		for _, x := range recs {
			if !Answered(x.Body.State) {
				return errs.New(errs.Conflict, "Recommendation %s has no response yet", x.Body.Reference)
			}
		}
	case "closed":
		return need(len(v.Checks) == 0, "Nobody has looked yet at what came of it: record a check first")
	}
	return nil
}

// notifyAll starts the clock of every recommendation of a review that has not been sent.
func (r Room) notifyAll(tx *command.Tx, recs []record.Of[record.Recommendation], received, notified day.Day) (out []record.Change, err error) {
	if received.IsZero() || notified.IsZero() || received.After(tx.Today()) || notified.After(tx.Today()) {
		return nil, errs.Field("received", "Enter the days on which report and notice were received: today or in the past")
	}
	g, err := register(tx.Tx)
	for _, x := range recs {
		if x.Body.State != record.RecommendationMade {
			continue
		}
		o, _ := g.Find(x.Body.To)
		b := x.Body
		b.State, b.Received, b.Notified, b.Published = record.RecommendationNotified, received, notified, true
		b.Due = r.ResponseDue(received, notified, o.Office.Body.Partner)
		out = append(out, record.Edit(x, b))
	}
	return out, err
}

// recommendationsOf are the recommendations of a review, by reference.
func recommendationsOf(tx *command.Tx, review string) (out []record.Of[record.Recommendation], err error) {
	all, err := story.OfKind[record.Recommendation](tx.Tx)
	for _, x := range all {
		if x.Body.Review == review {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b record.Of[record.Recommendation]) int { return cmp.Compare(a.ID, b.ID) })
	return out, err
}

// ReviewWords is the state of a review as people read it.
func ReviewWords(state string) string {
	switch state {
	case "scoping":
		return "scope being drafted"
	case "consulted":
		return "cabinet member and officers were asked about the scope"
	case "scope_approved":
		return "scope approved"
	case "evidence":
		return "evidence being taken"
	case "draft_report":
		return "report being drafted"
	case "fact_check":
		return "report with officers for a check of its facts"
	case "approved":
		return "report approved by the commission"
	case "sent":
		return "report sent to the executive, with notice to respond"
	case "response":
		return "the executive has responded"
	case "monitoring":
		return "what came of it is being looked at"
	}
	return state
}

// ReviewView is a review with what came of it.
type ReviewView struct {
	Review          record.Of[record.Review]
	Committee       record.Committee
	Recommendations []record.Of[record.Recommendation]
	Checks          []CheckDue // of monitoring
}

// CheckDue is a look at what came of a review, at 6 or at 12 months from the last response.
type CheckDue struct {
	Months int
	Due    day.Day
	Done   day.Day // none while it is to be done
}

// checksOf are the two looks at what came of a review: 6 and 12 months from the day of the last response. A check that was made counts for the first that was due.
func checksOf(v record.Review, recs []record.Of[record.Recommendation]) (out []CheckDue) {
	var from day.Day
	for _, x := range recs {
		if from.IsZero() || x.Body.Responded.After(from) {
			from = x.Body.Responded
		}
	}
	if from.IsZero() || reviewRank(v.State) < reviewRank("response") {
		return nil
	}
	for i, months := range []int{6, 12} {
		c := CheckDue{Months: months, Due: from.AddMonths(months)}
		if i < len(v.Checks) {
			c.Done = v.Checks[i].On
		}
		out = append(out, c)
	}
	return out
}

// Reviews lists the reviews: those that go on first, then by what began last.
func (r Room) Reviews(ctx context.Context, actor access.Actor) ([]record.Of[record.Review], error) {
	vs, err := all[record.Review](ctx, r, actor)
	slices.SortStableFunc(vs, func(a, b record.Of[record.Review]) int {
		x, y := a.Body.State == "closed", b.Body.State == "closed"
		switch {
		case x != y && y:
			return -1
		case x != y:
			return 1
		}
		return cmp.Compare(b.ID, a.ID)
	})
	return vs, err
}

// Review opens one.
func (r Room) Review(ctx context.Context, actor access.Actor, subject string) (v ReviewView, err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return v, err
	}
	var ok bool
	if v.Review, ok = story.First[record.Review](s); !ok {
		return v, errs.New(errs.NotFound, "%s", access.Missing)
	}
	c, err := r.told(ctx, actor, v.Review.Body.Committee)
	if err != nil && errs.Of(err) != errs.NotFound {
		return v, err
	}
	if o, ok := story.First[record.Committee](c); ok {
		v.Committee = o.Body
	}
	xs, err := r.Recommendations(ctx, actor)
	for _, x := range xs {
		if x.Body.Review == subject {
			v.Recommendations = append(v.Recommendations, x)
		}
	}
	slices.SortFunc(v.Recommendations, func(a, b record.Of[record.Recommendation]) int { return cmp.Compare(a.ID, b.ID) })
	v.Checks = checksOf(v.Review.Body, v.Recommendations)
	return v, err
}
