package protection

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// overviewView is where a child stands: what is to be done next, the time limits, the plans, and what was done.
type overviewView struct {
	frame
	Facts  govuk.SummaryList
	Next   []link // what the record opens now
	More   []link // what can be done besides
	Limits []limitRow
	Plan   *planView
	Need   *planView
	Past   []past
	Undo   *shell.Step
}

type link struct{ Text, Href string }

// limitRow is one time limit that runs.
type limitRow struct {
	Title, Due, Source string
	Clock              govuk.Clock
}

// planView is a plan of either kind that is in force.
type planView struct {
	Title   string
	Facts   govuk.SummaryList
	Actions []actionRow
	Links   []link
	Add     string // where an action is added; empty for who may not
}

type actionRow struct {
	What, Owner, Due, State, Href string
	Late                          bool
}

// past is one thing that was done.
type past struct {
	On    day.Day
	Title string
	Facts govuk.SummaryList
	Links []link
}

// sees is what the reader may see and do here.
type sees struct{ keep, discuss, authorise, assessment, thirdParty bool }

func rights(r *shell.Request) sees {
	return sees{
		keep: r.May(access.Record, access.None), discuss: r.May(access.Record, access.Assessment), authorise: r.May(access.AuthoriseAssessment, access.Assessment),
		assessment: r.May(access.Read, access.Assessment), thirdParty: r.May(access.Read, access.ThirdParty),
	}
}

// overview is one story, and so one reading.
func overview(w http.ResponseWriter, r *shell.Request) error {
	v := overviewView{frame: newFrame(r, "Protection and plans")}
	v.Back = govuk.BackLink{Text: "Child’s record", Href: "/children/" + record.SubjectID(r.Subject())}
	v.Wide = true
	v.Banner = govuk.NotificationBanner{Success: true, Text: doneWords[r.URL.Query().Get("done")]}
	s, may := r.Reading.Story, rights(r)
	last, alone := room.Seen(s)
	add := func(key, value string) {
		if value != "" {
			v.Facts.Rows = append(v.Facts.Rows, govuk.Row(key, value))
		}
	}
	v.Facts.Classes = "govuk-summary-list--no-border"
	add("Last seen", cmp.Or(last.Long(), "Not recorded"))
	add("Last seen alone", cmp.Or(alone.Long(), "Not recorded"))
	v.steps(r, s, may)
	v.limits(r, s, may)
	v.plans(r, s, may)
	v.past(r, s, may)
	undo, err := r.LastStep(r.House().Protection.Undoing(), r.Subject(), v.Base+"/undo", nil)
	if err != nil {
		return err
	}
	v.Undo = undo
	return r.Show(w, "protection/overview", v)
}

// steps are the ways on from here, by the rules of the room.
func (v *overviewView) steps(r *shell.Request, s story.Story, may sees) {
	add := func(ok bool, text, path string) {
		if ok {
			v.Next = append(v.Next, link{text, v.Base + path})
		}
	}
	for _, way := range room.Next(s) {
		switch way.Step {
		case room.StepDiscuss:
			add(may.discuss, "Record the strategy discussion", "/discussion")
		case room.StepOutcome:
			add(may.discuss, "Record the outcome of the enquiry", "/enquiry/"+way.From+"/outcome")
		case room.StepAuthorise:
			q, _ := story.Find[record.S47Enquiry](s, way.From)
			add(may.authorise && q.Body.ProposedBy != r.Actor.ID, "Authorise the outcome of the enquiry", "/enquiry/"+way.From+"/authorise")
			add(may.discuss && !may.authorise, "Change the outcome that waits for the manager", "/enquiry/"+way.From+"/outcome")
		case room.StepArrange:
			add(may.keep, "Arrange the initial conference", "/conference/"+way.From+"/arrange")
		case room.StepHold:
			add(may.keep, "Record the initial conference", "/conference/"+way.From+"/hold")
		case room.StepNeedPlan:
			add(may.keep, "Make the child in need plan", "/need")
		}
	}
	more := func(ok bool, text, path string) {
		if ok {
			v.More = append(v.More, link{text, v.Base + path})
		}
	}
	_, open := room.Open(s)
	more(may.keep, "Record a visit", "/visit")
	if _, ok := room.Care(s); ok {
		more(may.keep, "How soon the child is visited", "/visiting")
	}
	more(may.discuss && open && !slices.ContainsFunc(v.Next, func(l link) bool { return strings.HasSuffix(l.Href, "/discussion") }), "Record a strategy discussion", "/discussion")
	if c, ok := room.Conference(s); ok {
		more(may.keep, "Report for the conference", "/conference/"+c.ID+"/papers")
		more(may.keep, "Agenda of the conference, to print", "/conference/"+c.ID+"/agenda")
		more(may.keep && !c.Body.Planned.IsZero(), "Arrange the conference again", "/conference/"+c.ID+"/arrange")
		more(may.authorise && c.Body.Enquiry != "", "Decide not to hold the conference", "/conference/"+c.ID+"/not-convene")
	}
	if _, ok := room.NeedPlan(s); !ok {
		more(may.keep && open && !slices.ContainsFunc(v.Next, func(l link) bool { return strings.HasSuffix(l.Href, "/need") }), "Make a child in need plan", "/need")
	}
	more(may.authorise && open && room.GoesOn(s) == "", "Close the case", "/close")
	if _, ok := room.Plan(s); !ok {
		more(may.keep && open, "Child with a plan of another council", "/transfer-in")
	}
}

// limits are the time limits that run, each with the source that sets it.
func (v *overviewView) limits(r *shell.Request, s story.Story, may sees) {
	var items []task.Item
	for _, t := range room.Tasks(r.House().Book)(s) {
		if strings.HasPrefix(t.Title, "Chair: ") {
			continue // the same limit, in the chair's list
		}
		if strings.HasPrefix(t.Clock, "S47") || strings.HasPrefix(t.Clock, "SD") || t.Clock == room.ChildSeen {
			if !may.assessment {
				continue
			}
		}
		items = append(items, t.At(r.House().Book, r.Now()))
	}
	task.Order(items)
	for _, i := range items {
		row := limitRow{Title: i.Title, Source: sourceOf(i), Clock: work.Clock(i.State, i.Words)}
		if !i.Due.IsZero() {
			row.Due = i.Due.Short()
		}
		v.Limits = append(v.Limits, row)
	}
}

// sourceOf is how long a limit is, and the document that sets it.
func sourceOf(i task.Item) string {
	if i.Limit == nil {
		return ""
	}
	l := work.LimitOf(*i.Limit)
	return l.Length + ": " + l.Source
}

func rows(pairs ...string) (out govuk.SummaryList) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out.Rows = append(out.Rows, govuk.Row(pairs[i], pairs[i+1]))
		}
	}
	return out
}

func (v *overviewView) plans(r *shell.Request, s story.Story, may sees) {
	links := func(base string, pairs ...string) (out []link) {
		for i := 0; may.keep && i+1 < len(pairs); i += 2 {
			out = append(out, link{pairs[i], v.Base + base + pairs[i+1]})
		}
		return out
	}
	if p, ok := room.Plan(s); ok {
		b, at := p.Body, "/plan/"+p.ID
		inTime := ""
		if all, known := r.House().Protection.AllReviewed(s, p.ID, r.Today()); known {
			inTime = "No: one was late or is overdue"
			if all {
				inTime = "Yes, every one in the last 12 months"
			}
		}
		before := ""
		if b.Previous != nil {
			before = strconv.Itoa(*b.Previous)
		}
		v.Plan = &planView{
			Title: "Child protection plan",
			Facts: rows("Since", b.Started.Long(), "Category", codes.Sentence("category_of_abuse", b.LatestCategory), "At the start", differs(codes.Sentence("category_of_abuse", b.InitialCategory), codes.Sentence("category_of_abuse", b.LatestCategory)),
				"What must change", b.Aim, "Core group", b.CoreGroup, "Next review", cmp.Or(b.NextReview.Long(), "Not arranged yet"), "Reviewed in time", inTime, "Plans before", before,
				"Moves to", b.MoveTo),
			Actions: actions(b.Actions, may, v.Base+at, r.Today()),
			Links: links(at, "Record a core group", "/core-group", "Record a review conference", "/review", "Report for the review", "/report", "Change the plan", "/terms",
				"The family moves", "/move", "Review of a long plan", "/oversight", "End the plan without a review", "/end"),
		}
		if may.keep {
			v.Plan.Add = v.Base + at + "/action/new"
		}
	}
	if p, ok := room.NeedPlan(s); ok {
		b, at := p.Body, "/need/"+p.ID
		v.Need = &planView{
			Title:   "Child in need plan",
			Facts:   rows("Since", b.Started.Long(), "What must change", b.Aim, "The family has it since", b.Shared.Long(), "Next review", cmp.Or(b.NextReview.Long(), "Not arranged yet")),
			Actions: actions(b.Actions, may, v.Base+at, r.Today()),
			Links:   links(at, "Review the plan", "/review", "Change the plan", "/terms", "End the plan", "/end"),
		}
		if may.keep {
			v.Need.Add = v.Base + at + "/action/new"
		}
	}
}

// differs is a when it is not b.
func differs(a, b string) string {
	if a == b {
		return ""
	}
	return a
}

func actions(all []record.PlanAction, may sees, base string, on day.Day) (out []actionRow) {
	for i, a := range all {
		row := actionRow{What: a.What, Owner: a.Owner, Due: a.Due.Short(), State: "To do"}
		switch {
		case !a.Done.IsZero():
			row.State = "Done on " + a.Done.Short() + ": " + a.Evidence
		case a.Due.Before(on):
			row.State, row.Late = "Overdue", true
		}
		if may.keep {
			row.Href = base + "/action/" + strconv.Itoa(i+1)
		}
		out = append(out, row)
	}
	return out
}

// takeBack undoes what the reader did last here.
func takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().Protection.Undoing(), r.Subject()); err != nil {
		return err
	}
	return r.See(w, root(r.Subject())+"?done=undone")
}
