package person

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Summary is what somebody who opens a child's record must grasp at once (complaint 15): how things stand, what the plan wants, what is risky, when
// the child was seen and what the child says. It is a pure function of the story; what the reader's classes do not include is not in it.
type Summary struct {
	Statuses []Involvement // all that run, the strongest first (acceptance scenario 4)
	Legal    Involvement   // the legal status of a looked-after child
	Aims     []Point       // of the plans that run
	Risks    []string
	Seen     Sight // the last time that the child was seen
	Alone    Sight // and seen alone
	Missed   Sight // a visit after that, at which the child was not seen
	Views    Point // the newest words of the child
	Warnings []record.Of[record.Warning]
}

// Point is something that was said, with where it comes from.
type Point struct {
	On   day.Day
	Text string
	From string // in words
}

// Sight is one time that the child was seen, or was to be seen. Zero: never, as far as is recorded.
type Sight struct {
	On    day.Day
	Where string // in words
	How   string // "on a child protection visit"
	Why   string // why the child was not seen
}

// Summarise makes the summary. may says which classes the reader may read.
func Summarise(s story.Story, may func(access.Class) bool) Summary {
	out := Summary{Warnings: Warnings(s), Statuses: Statuses(s)}
	if may(access.None) {
		out.Aims, out.Legal = aims(s), legal(s)
	}
	out.Risks = risks(s, may)
	out.Seen, out.Alone, out.Missed = sights(s, may)
	out.Views = views(s, may)
	return out
}

// Warnings are those in force, the oldest first.
func Warnings(s story.Story) []record.Of[record.Warning] {
	return slices.DeleteFunc(story.All[record.Warning](s), func(w record.Of[record.Warning]) bool { return !w.Body.Running() })
}

func legal(s story.Story) Involvement {
	for _, l := range backwards(story.All[record.LegalStatus](s)) {
		if !ended(l.Body.To) && l.Body.Status != "" {
			return Involvement{capital(label("LS", l.Body.Status)), l.Body.From}
		}
	}
	return Involvement{}
}

func aims(s story.Story) []Point {
	var out []Point
	for _, p := range backwards(story.All[record.CPPlan](s)) {
		if !p.Body.Started.IsZero() && !ended(p.Body.Ended) && p.Body.Aim != "" {
			out = append(out, Point{p.Body.Started, p.Body.Aim, "Child protection plan"})
		}
	}
	for _, p := range backwards(story.All[record.CLACarePlan](s)) {
		if ended(p.Body.Ended) || p.Body.Permanence == "" {
			continue
		}
		text := capital(label("permanence_plan", p.Body.Permanence))
		for _, a := range p.Body.Alternatives {
			text += "; beside it " + label("permanence_plan", a)
		}
		out = append(out, Point{p.Body.Started, text, "Care plan"})
		break
	}
	for _, p := range backwards(story.All[record.CINPlan](s)) {
		if !p.Body.Started.IsZero() && !ended(p.Body.Ended) && p.Body.Aim != "" {
			out = append(out, Point{p.Body.Started, p.Body.Aim, "Child in need plan"})
		}
	}
	return out
}

// mostRisks is how many lines of risk the page has room for.
const mostRisks = 6

func risks(s story.Story, may func(access.Class) bool) []string {
	var out []string
	add := func(text string) {
		if text != "" && !slices.Contains(out, text) && len(out) < mostRisks {
			out = append(out, text)
		}
	}
	if may(access.None) {
		for _, p := range backwards(story.All[record.CPPlan](s)) {
			if !p.Body.Started.IsZero() && !ended(p.Body.Ended) {
				add(capital(label("category_of_abuse", cmp.Or(p.Body.LatestCategory, p.Body.InitialCategory))) + " (protection plan)")
			}
		}
		for _, m := range story.All[record.Missing](s) {
			if m.Body.Type == "M" && !ended(m.Body.To) {
				add("Missing now, since " + m.Body.From.Long())
			}
		}
	}
	if may(access.Assessment) {
		for _, a := range backwards(story.All[record.Assessment](s)) {
			if len(a.Body.Factors) == 0 {
				continue
			}
			for _, f := range a.Body.Factors {
				add(capital(label("assessment_factors", f)))
			}
			break
		}
	}
	return out
}

// sights finds when the child was last seen, last seen alone, and the newest visit since at which they were not.
func sights(s story.Story, may func(access.Class) bool) (seen, alone, missed Sight) {
	see := func(x Sight, byThemselves bool) {
		if x.On.After(seen.On) || seen.On.IsZero() {
			seen = x
		}
		if byThemselves && (x.On.After(alone.On) || alone.On.IsZero()) {
			alone = x
		}
	}
	if may(access.None) {
		for _, v := range story.All[record.Visit](s) {
			x := Sight{On: v.Body.Date, Where: label("visit_place", v.Body.Place), How: "on a " + label("visit_type", v.Body.Type), Why: v.Body.WhyNot}
			switch {
			case v.Body.Agency != "":
				x.How = "by another agency: " + label("agency_type", v.Body.Agency)
				if v.Body.Seen == record.Yes {
					see(x, v.Body.Alone == record.Yes)
				}
			case v.Body.Seen == record.Yes:
				see(x, v.Body.Alone == record.Yes)
			case v.Body.Seen == record.No && !v.Body.Date.Before(missed.On):
				missed = x
			}
		}
	}
	if may(access.Assessment) {
		for _, a := range story.All[record.Assessment](s) {
			if !a.Body.Seen.IsZero() {
				see(Sight{On: a.Body.Seen, How: "in an assessment"}, a.Body.SeenAlone == "yes")
			}
		}
		for _, e := range story.All[record.S47Enquiry](s) {
			if !e.Body.Seen.IsZero() {
				see(Sight{On: e.Body.Seen, How: "in a section 47 enquiry"}, false)
			}
		}
	}
	if missed.On.Compare(seen.On) <= 0 {
		missed = Sight{}
	}
	return seen, alone, missed
}

func views(s story.Story, may func(access.Class) bool) Point {
	var out Point
	hear := func(p Point) {
		if strings.TrimSpace(p.Text) != "" && !p.On.Before(out.On) {
			out = p
		}
	}
	if may(access.Assessment) {
		for _, a := range story.All[record.Assessment](s) {
			hear(Point{later(a.Body.Seen, a.Body.Started), a.Body.Views, "assessment"})
		}
	}
	if may(access.None) {
		for _, v := range story.All[record.Visit](s) {
			hear(Point{v.Body.Date, v.Body.Views, "visit"})
		}
	}
	return out
}

func later(a, b day.Day) day.Day {
	if a.After(b) {
		return a
	}
	return b
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	r := []rune(text)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
