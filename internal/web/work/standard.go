package work

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

// undone is something that the reader did with a team and may still take back.
type undone struct{ What, When, Command, Action string }

// undoable are the reader's moves of cases that can be taken back.
func undoable(r *shell.Request, team string) (out []undone, err error) {
	moves, err := room(r).Moves(r.Context(), r.Actor, team)
	for _, m := range moves {
		what := fmt.Sprintf("You moved %d cases", m.Cases)
		switch {
		case m.Transfer():
			what = "You accepted a case from another team"
		case m.Cases == 1:
			what = "You moved 1 case"
		}
		out = append(out, undone{what, day.Moment(m.At), m.Command, casesPath(team) + "/undo"})
	}
	return out, err
}

// takeBack undoes a move of cases, or a change of how a team weighs them.
func takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	if _, err := room(r).UndoMove(r.Context(), r.Actor, team, r.PostForm.Get("command")); err != nil {
		return err
	}
	return r.See(w, casesPath(team)+"?done=undone")
}

type standardView struct {
	simpleView
	May     bool // change it: the manager of the team
	Undo    []undone
	History []past
}

// past is how a team weighed its cases from a day on.
type past struct{ From, By, Reason, Says string }

// standard changes how a team weighs its cases, and shows what was set before.
func standard(w http.ResponseWriter, r *shell.Request) error {
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	v := standardView{May: slices.Contains(r.Actor.Manages, team)}
	v.Page, v.Nav2 = teamPage(r, team, "How cases are weighed", "/caseloads")
	v.Action, v.Button = casesPath(team)+"/standard", "Change"
	v.Intro = "A child counts once, as the first of these kinds that applies. It counts for this team from today on. What was set before is kept below."
	std, err := room(r).Standard(r.Context(), team)
	if err != nil {
		return err
	}
	number := func(name, label, unit string, value int) *form.Text {
		return &form.Text{Name: name, Label: label, Suffix: unit, Width: 4, Value: strconv.Itoa(value), Required: "Enter a whole number", Numeric: true}
	}
	fields := map[workforce.Work]*form.Text{}
	for _, k := range workforce.Kinds() {
		fields[k] = number(standardFields[k], k.String(), "points", std.Weights[k])
		v.Form.Add(fields[k])
	}
	full := number("full_time", "Most for somebody who works full time", "points", std.FullTime)
	amber := number("amber_percent", "Called nearly full from", "% of the limit", std.Amber)
	fresh := number("newly_qualified_percent", "Limit in the first year after qualifying", "% of the limit", std.New)
	review := &form.Date{Name: "review", Label: "When do you look at this again?", Noun: "The day of the review", Value: std.Review}
	why := &form.TextArea{Name: "reason", Label: "Why is it changed?", Rows: 2, Required: "Write why it is changed"}
	v.Form.Add(full, amber, fresh, review, why)
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			next := workforce.Standard{FullTime: whole(full), Amber: whole(amber), New: whole(fresh), Review: review.Value, Weights: map[workforce.Work]int{}}
			for k, f := range fields {
				next.Weights[k] = whole(f)
			}
			_, err := room(r).SetStandard(r.Context(), r.Actor, team, next, why.Value)
			if err == nil {
				return r.See(w, casesPath(team)+"/caseloads?done=standard")
			}
			if !v.Form.Explain(err) {
				return err
			}
		}
		v.Errors = v.Form.Errors()
	}
	all, err := room(r).Standards(r.Context(), team)
	if err != nil {
		return err
	}
	for _, c := range all {
		v.History = append(v.History, past{c.Body.Made.Long(), r.Name(c.Body.By), c.Body.Reason, says(c.Body)})
	}
	d, ok, err := room(r).StandardUndoing().Last(r.Context(), r.Actor, team)
	if err != nil {
		return err
	}
	if ok {
		v.Undo = []undone{{"You changed how cases are weighed", day.Moment(d.At), d.Command, casesPath(team) + "/undo"}}
	}
	return r.Show(w, "work/standard", v)
}

// standardFields are the names of the fields of the kinds of case, as the record has them.
var standardFields = map[workforce.Work]string{
	workforce.Proceedings: "proceedings", workforce.Protection: "protection", workforce.LookedAfter: "looked_after", workforce.Assessing: "assessment",
	workforce.InNeed: "child_in_need", workforce.LeavingCare: "leaving_care", workforce.OtherWork: "other",
}

// whole is the number in a field; what is none is zero, which the record refuses.
func whole(f *form.Text) int {
	n, _ := strconv.Atoi(f.Value)
	return n
}

func says(c record.CaseloadStandard) string {
	return fmt.Sprintf("%d points for full time; nearly full from %d%%; %d%% in the first year; proceedings %d, protection plan %d, looked after %d, assessment %d, child in need %d, leaving care %d, other %d",
		c.FullTime, c.Amber, c.New, c.Proceedings, c.Protection, c.LookedAfter, c.Assessment, c.InNeed, c.LeavingCare, c.Other)
}
