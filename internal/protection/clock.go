package protection

import (
	"slices"
	"time"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The time limits of this room (specs/clocks.json).
const (
	HoldADiscussion    = "SD-01"
	SendTheRecord      = "SD-02"
	ChildSeen          = "AS-04"
	S47Conference      = "S47-01"
	S47Outcome         = "S47-02"
	TellNoConference   = "S47-03"
	ReportToParents    = "CP-01"
	ReportForReview    = "CP-02"
	TransferConference = "CP-03"
	SendDecisions      = "CP-04"
	SendMinutes        = "CP-05"
	FirstCoreGroup     = "CP-06"
	LaterCoreGroup     = "CP-07"
	FirstReview        = "CP-08"
	LaterReview        = "CP-09"
	ReviewsInTime      = "CP-10" // a statistic of a year: what the manager watches is the next review that it hangs on
	CPVisit            = "CP-11"
	CPVisitOuter       = "CP-12"
	SeenByAnybody      = "CP-13"
	SeenAloneInTurn    = "CP-14"
	LongPlan           = "CP-15"
	TellOfMove         = "CP-16"
	NeedPlanMade       = "CIN-01"
	FirstNeedReview    = "CIN-02"
	LaterNeedReview    = "CIN-03"
	NeedVisit          = "CIN-04"
)

// Limits are all of them.
func Limits() []string {
	return []string{
		HoldADiscussion, SendTheRecord, ChildSeen, S47Conference, S47Outcome, TellNoConference, ReportToParents, ReportForReview, TransferConference, SendDecisions,
		SendMinutes, FirstCoreGroup, LaterCoreGroup, FirstReview, LaterReview, ReviewsInTime, CPVisit, CPVisitOuter, SeenByAnybody, SeenAloneInTurn, LongPlan,
		TellOfMove, NeedPlanMade, FirstNeedReview, LaterNeedReview, NeedVisit,
	}
}

// Whose a run of a clock is.
type whose int

const (
	workers  whose = iota // of the allocated worker
	chairs_               // of the chair
	managers              // of the manager, who looks at what goes wrong
	deciding              // waits for the manager's authorisation
)

// Run is one run of a time limit over a child's record: when it began, and when it was met.
type Run struct {
	Clock   string
	Record  string // what it is about
	Title   string // what is to be done; never a name
	Started clock.Moment
	Met     clock.Moment
	Within  int // working days, where a plan asks for more than the standard; else 0

	whose whose
	over  bool // it no longer counts: the case was closed, the plan ended
}

func onDay(d day.Day) clock.Moment { return clock.On(d) }

// due is the limit of a clock from a moment.
func (r Room) due(id string, from clock.Moment) clock.Moment { return due(r.Book, id, from, 0) }

func due(b *clock.Book, id string, from clock.Moment, within int) clock.Moment {
	def, err := b.Lookup(id)
	if err != nil {
		return clock.Moment{}
	}
	if within > 0 {
		def.Limit.N = within
	}
	return b.Due(def, from).By
}

// Runs are the runs of the time limits over a child's record, met or not, in the order of the way: pure, so that a work list, the page of the child and a
// test see the same. What came with an import is counted only as far as it says what the clock needs.
func Runs(s story.Story) []Run {
	c := &counting{s: s}
	c.discussions()
	c.enquiries()
	c.conferences()
	c.plans()
	c.needs()
	return c.runs
}

type counting struct {
	s    story.Story
	runs []Run
}

func (c *counting) add(r Run) {
	if !r.Started.IsZero() {
		c.runs = append(c.runs, r)
	}
}

func (c *counting) discussions() {
	if since, by, ok := concern(c.s); ok {
		c.add(Run{Clock: HoldADiscussion, Record: by, Title: "Hold a strategy discussion", Started: onDay(since)})
	}
	for _, d := range story.All[record.StrategyDiscussion](c.s) {
		over := !openReferral(c.s, d.Body.Referral)
		c.add(Run{Clock: HoldADiscussion, Record: d.ID, Title: "Hold a strategy discussion", Started: onDay(d.Body.Concern), Met: onDay(d.Body.Date), over: over})
		if !d.Body.At.IsZero() { // recorded here
			c.add(Run{Clock: SendTheRecord, Record: d.ID, Title: "Send the record of the strategy discussion", Started: onDay(d.Body.Date), Met: onDay(d.Body.Sent), over: over})
		}
	}
}

func (c *counting) enquiries() {
	for _, q := range story.All[record.S47Enquiry](c.s) {
		b := q.Body
		held, _ := heldAfter(c.s, q.ID)
		over := !openReferral(c.s, b.Referral)
		ended := b.ICPCNotRequired == record.Yes || !b.Ended.IsZero() || !held.IsZero()
		seen := b.Seen
		if seen.IsZero() {
			seen = firstSeen(c.s, b.Started)
		}
		// Where only the day of the start is known, the 24 hours run from its end: until the end of the next day, as measure S47-05 counts them.
		from := clock.At(b.Started.Add(1).Start().Add(-time.Minute))
		if b.Started.IsZero() {
			from = clock.Moment{}
		}
		if d, ok := story.Find[record.StrategyDiscussion](c.s, b.Discussion); ok && !d.Body.At.IsZero() {
			from = clock.At(d.Body.At)
		}
		child, _ := story.First[record.Child](c.s)
		c.add(Run{Clock: ChildSeen, Record: q.ID, Title: "See the child in the section 47 enquiry", Started: from, Met: onDay(seen), over: over || ended || child.Body.Unborn()})

		done := b.Ended
		if !b.AuthorisedAt.IsZero() {
			done = day.In(b.AuthorisedAt)
		} else if done.IsZero() {
			done = held
		}
		outcome := Run{Clock: S47Outcome, Record: q.ID, Title: "Record the outcome of the section 47 enquiry", Started: onDay(b.Started), Met: onDay(done), over: over || b.ICPCNotRequired == record.Yes && done.IsZero()}
		if done.IsZero() && !b.ProposedAt.IsZero() {
			outcome.Title, outcome.whose = "Authorise the outcome of the section 47 enquiry", deciding
		}
		c.add(outcome)

		if b.ICPCNotRequired != record.Yes {
			c.add(Run{Clock: S47Conference, Record: q.ID, Title: c.conferenceTitle(q.ID), Started: Initiated(c.s, q), Met: onDay(held), over: over || held.IsZero() && !b.Ended.IsZero()})
		} else if !b.AuthorisedAt.IsZero() { // decided here
			c.add(Run{Clock: TellNoConference, Record: q.ID, Title: "Tell the family and the referrer that there is no conference", Started: onDay(b.Ended), Met: onDay(b.Told), over: over})
		}
	}
}

func (c *counting) conferenceTitle(enquiry string) string {
	for _, x := range story.All[record.InitialCPConference](c.s) {
		if x.Body.Enquiry == enquiry && !x.Body.Planned.IsZero() {
			return "Initial conference, arranged for " + x.Body.Planned.Short()
		}
	}
	return "Initial conference, not arranged yet"
}

func (c *counting) conferences() {
	for _, x := range story.All[record.InitialCPConference](c.s) {
		b := x.Body
		over := !openReferral(c.s, b.Referral)
		if !b.Notified.IsZero() {
			title := "Transfer-in conference, not arranged yet"
			if !b.Planned.IsZero() {
				title = "Transfer-in conference, arranged for " + b.Planned.Short()
			}
			c.add(Run{Clock: TransferConference, Record: x.ID, Title: title, Started: onDay(b.Notified), Met: onDay(b.Date), over: over})
		}
		if !b.Planned.IsZero() {
			c.add(Run{Clock: ReportToParents, Record: x.ID, Title: "Give the parents the report for the initial conference", Started: onDay(b.Planned), Met: onDay(b.Report.Sent), over: over || !b.Date.IsZero()})
		}
		if b.Decision != "" { // recorded here
			c.sent(x.ID, b.Date, b.Sent, b.Minutes.Sent, over)
		}
	}
	for _, v := range story.All[record.CPReview](c.s) {
		if p, ok := story.Find[record.CPPlan](c.s, v.Body.Plan); ok && v.Body.Reason != "" { // recorded here
			c.sent(v.ID, v.Body.Date, v.Body.Sent, v.Body.Minutes.Sent, !openReferral(c.s, p.Body.Referral))
		}
	}
}

func (c *counting) sent(id string, held, decisions, minutes day.Day, over bool) {
	c.add(Run{Clock: SendDecisions, Record: id, Title: "Send the decisions of the conference", Started: onDay(held), Met: onDay(decisions), over: over, whose: chairs_})
	c.add(Run{Clock: SendMinutes, Record: id, Title: "Send the minutes of the conference", Started: onDay(held), Met: onDay(minutes), over: over, whose: chairs_})
}

// days are the days of some records, in their order.
func sorted(days []day.Day) []day.Day {
	days = slices.DeleteFunc(days, day.Day.IsZero)
	slices.SortFunc(days, day.Day.Compare)
	return days
}

// meetings are the days of the meetings of a kind on a plan.
func meetings(s story.Story, kind, plan string) (days []day.Day) {
	for _, m := range story.All[record.PlanMeeting](s) {
		if m.Body.Type == kind && m.Body.Plan == plan {
			days = append(days, m.Body.Date)
		}
	}
	return sorted(days)
}

// reviews are the days of the reviews of a child protection plan.
func reviews(s story.Story, plan string) (days []day.Day) {
	for _, v := range story.All[record.CPReview](s) {
		if v.Body.Plan == plan {
			days = append(days, v.Body.Date)
		}
	}
	return sorted(days)
}

// chain is a first limit from a start and a later one from each time that it was met. arranged says of the open one when it will be.
func (c *counting) chain(first, later Run, start day.Day, held []day.Day, arranged string) {
	run, from := first, start
	for _, h := range held {
		run.Started, run.Met = onDay(from), onDay(h)
		c.add(run)
		run, from = later, h
	}
	run.Started, run.Title = onDay(from), run.Title+arranged
	c.add(run)
}

func (c *counting) plans() {
	for _, p := range story.All[record.CPPlan](c.s) {
		b := p.Body
		if b.Started.IsZero() {
			continue
		}
		over := !b.Ended.IsZero()
		run := func(clock, title string, w whose) Run {
			return Run{Clock: clock, Record: p.ID, Title: title, over: over, whose: w}
		}
		c.chain(run(FirstCoreGroup, "Hold the first core group", workers), run(LaterCoreGroup, "Hold the next core group", workers), b.Started, meetings(c.s, "core_group", p.ID), "")
		arranged := ", not arranged yet"
		if !b.NextReview.IsZero() {
			arranged = ", arranged for " + b.NextReview.Short()
		}
		c.chain(run(FirstReview, "First review conference", workers), run(LaterReview, "Review conference", workers), b.Started, reviews(c.s, p.ID), arranged)
		if !b.NextReview.IsZero() {
			r := run(ReportForReview, "Give the parents the report for the review conference", workers)
			r.Started, r.Met = onDay(b.NextReview), onDay(b.ReviewReport.Sent)
			c.add(r)
		}
		if !over {
			c.visits(p.ID, b.Started, b.VisitWithin)
		}
		long := run(LongPlan, "Legal or senior review of a plan of 15 months", managers)
		long.Started, long.Met = onDay(b.Started), onDay(b.Oversight)
		c.add(long)
		move := run(TellOfMove, "Tell the other council of the move", workers)
		move.Started, move.Met = onDay(b.MoveDecided), onDay(b.MoveTold)
		c.add(move)
	}
}

// visits are the limits that run from the last time that a child with a plan was seen, or from the start of the plan. Those that were met
// are told by the visits themselves.
func (c *counting) visits(plan string, start day.Day, within int) {
	since := func(counts func(record.Visit) bool) clock.Moment {
		if last := lastSeen(c.s, start, counts); !last.IsZero() {
			return onDay(last)
		}
		return onDay(start)
	}
	c.add(Run{Clock: CPVisit, Record: plan, Title: "Visit the child", Started: since(func(v record.Visit) bool { return byLead(c.s, v) }), Within: within})
	c.add(Run{Clock: CPVisitOuter, Record: plan, Title: "The child must be visited: outer limit", Started: since(ours), whose: managers})
	c.add(Run{Clock: SeenByAnybody, Record: plan, Title: "No agency has seen the child: tell the head of service", Started: since(byAnybody), whose: managers})
	if last, alone := lastAlone(c.s, start); !last.IsZero() && !alone {
		c.add(Run{Clock: SeenAloneInTurn, Record: plan, Title: "See the child alone at the next visit", Started: onDay(last)})
	}
}

// lastAlone is the last visit on which we saw the child, from a day, and whether the child was seen alone then. A child of whom that is not known is not
// said not to have been.
func lastAlone(s story.Story, from day.Day) (last day.Day, alone bool) {
	for _, v := range story.All[record.Visit](s) {
		if ours(v.Body) && !v.Body.Date.Before(from) && !v.Body.Date.Before(last) {
			last, alone = v.Body.Date, v.Body.Alone != record.No
		}
	}
	return last, alone
}

func (c *counting) needs() {
	if a, ok := needed(c.s); ok {
		c.add(Run{Clock: NeedPlanMade, Record: a.id, Title: "Make the child in need plan and give it to the family", Started: onDay(a.since)})
	}
	for _, p := range story.All[record.CINPlan](c.s) {
		b := p.Body
		if b.Started.IsZero() {
			continue
		}
		over := !b.Ended.IsZero() || !openReferral(c.s, b.Referral)
		if a, ok := asked(c.s, b.Referral); ok && !a.since.After(b.Started) {
			met := b.Shared
			if b.Aim == "" {
				met = b.Started // an import does not say when it was shared
			}
			c.add(Run{Clock: NeedPlanMade, Record: p.ID, Title: "Give the child in need plan to the family", Started: onDay(a.since), Met: onDay(met), over: over})
		}
		arranged := ""
		if !b.NextReview.IsZero() {
			arranged = ", arranged for " + b.NextReview.Short()
		}
		run := func(clock, title string) Run { return Run{Clock: clock, Record: p.ID, Title: title, over: over} }
		c.chain(run(FirstNeedReview, "First review of the child in need plan"), run(LaterNeedReview, "Review of the child in need plan"), b.Started, meetings(c.s, "cin_review", p.ID), arranged)
		if _, protected := Plan(c.s); !over && !protected { // the visits of a child protection plan are more than these
			from := lastSeen(c.s, b.Started, ours)
			if from.IsZero() {
				from = b.Started
			}
			c.add(Run{Clock: NeedVisit, Record: p.ID, Title: "Visit the child", Started: onDay(from), Within: b.VisitWithin})
		}
	}
}

// call is what asks for a child in need plan.
type call struct {
	id    string
	since day.Day
}

// asked is the newest call for a child in need plan within a referral: an assessment that was authorised, an enquiry, a conference.
func asked(s story.Story, referral string) (out call, ok bool) {
	take := func(id string, since day.Day) {
		if !since.IsZero() && !since.Before(out.since) {
			out, ok = call{id, since}, true
		}
	}
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Referral == referral && (a.Body.Outcome == "child_in_need_plan" || a.Body.Outcome == "disabled_children_service") {
			take(a.ID, a.Body.Authorised)
		}
	}
	for _, q := range story.All[record.S47Enquiry](s) {
		if q.Body.Referral == referral && q.Body.Outcome == Services && !q.Body.AuthorisedAt.IsZero() {
			take(q.ID, q.Body.Ended)
		}
	}
	for _, c := range story.All[record.InitialCPConference](s) {
		if c.Body.Referral == referral && c.Body.Decision == ChildInNeed {
			take(c.ID, c.Body.Date)
		}
	}
	return out, ok
}

// needed is a call for a child in need plan, in the open referral, that no plan has answered.
func needed(s story.Story) (call, bool) {
	ref, ok := Open(s)
	if !ok {
		return call{}, false
	}
	a, ok := asked(s, ref.ID)
	if !ok {
		return a, false
	}
	for _, p := range story.All[record.CINPlan](s) {
		if p.Body.Referral == ref.ID && (!p.Body.Started.Before(a.since) || p.Body.Ended.IsZero()) {
			return a, false
		}
	}
	return a, true
}
