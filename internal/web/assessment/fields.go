package assessment

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
)

// mostText is the longest text of a field, in characters: about 20,000 words. A draft holds all of them.
const mostText = 120_000

// long is a text of any usual length. It shows no count: nobody should write towards a number.
type long struct{ form.TextArea }

// View implements govuk.Viewer.
func (l long) View() govuk.Component {
	v := l.TextArea.View()
	if c, ok := v.(govuk.CharacterCount); ok {
		return c.Textarea
	}
	return v
}

func text(name, label, hint, value string, rows int) *long {
	return &long{form.TextArea{Name: name, Label: label, Hint: hint, Value: value, Rows: rows, Max: mostText, Size: "s"}}
}

// editForm is the whole of an assessment as one form. The names of its fields are those by which the room calls them.
type editForm struct {
	form.Form
	Family   []form.Field // shared, before the children
	Children []childForm
	Closing  []form.Field // shared, after them
	WhyLate  *long

	history, parenting, environment, analysis, plan *long
	bases                                           map[string]int64
}

// childForm is one child's part.
type childForm struct {
	Name    string
	ID      string // anchor
	Unborn  bool
	Record  string
	Seen    *form.Date
	Alone   *form.Radios
	WhyNot  *long
	Heard   *form.Checkboxes
	Views   *long
	Wishes  *long
	Needs   *long
	Factors *factors
	Outcome *form.Radios
}

// child is who a part is about.
type child struct {
	Name   string
	Unborn bool
}

func childrenOf(v room.View) []child {
	var out []child
	for _, c := range v.Children {
		out = append(out, child{c.Name, c.Unborn})
	}
	return out
}

// newEditForm asks for everything that an assessment holds, filled with what an edit says. children may be nil where nobody sees the form.
func newEditForm(e room.Edit, children []child, today day.Day) *editForm {
	r := e.Report
	f := &editForm{
		history: text("history", "History", "What has happened to the family before, and what help they had.", r.History, 8),
		parenting: text("parenting", "Parenting capacity",
			"What each parent and carer does well, what is hard for them, and how it is for the children.", r.Parenting, 8),
		environment: text("environment", "Family and environment", "Home, money, work, friends, wider family, school and community.", r.Environment, 8),
		analysis: text("analysis", "Analysis",
			"What all of this means for the children: strengths, harm, risks, and what would have to change. Needed before you send it.", r.Analysis, 10),
		plan:    text("plan", "Plan", "What will be done, by whom and until when, and what will show that it works.", r.Plan, 8),
		WhyLate: text("why_late", "Why it takes longer than 45 working days", "Needed once the 45 working days have passed.", r.WhyLate, 3),
		bases:   basesOf(e),
	}
	f.Family = []form.Field{f.history, f.parenting, f.environment}
	f.Closing = []form.Field{f.analysis, f.plan}
	f.Add(f.Family...)
	for i, c := range e.Children {
		who := child{Name: fmt.Sprintf("child %d", i+1)}
		if i < len(children) {
			who = children[i]
		}
		f.Children = append(f.Children, newChildForm(c, who, i, today))
		f.Add(f.Children[i].fields()...)
	}
	f.Add(f.analysis, f.plan, f.WhyLate)
	return f
}

func newChildForm(c room.ChildEdit, who child, i int, today day.Day) childForm {
	p := fmt.Sprintf("child-%d-", i)
	out := childForm{
		Name: who.Name, ID: "child-" + strconv.Itoa(i), Unborn: who.Unborn, Record: c.Assessment,
		Needs: text(p+"needs", "What "+who.Name+" needs", "Health, learning, feelings and behaviour, identity, friends, and growing independence.", c.Needs, 6),
		Factors: &factors{form.Checkboxes{
			Name: p + "factors", Label: "Factors that you found for " + who.Name, Values: c.Factors, Small: true, Options: factorOptions(c.Factors, today),
		}},
		Outcome: &form.Radios{
			Name: p + "outcome", Label: "Outcome for " + who.Name, Value: c.Outcome, Small: true, Options: options("assessment_outcome", today),
		},
	}
	if who.Unborn {
		return out
	}
	out.Seen = &form.Date{Name: p + "seen", Label: "When was " + who.Name + " seen?", Hint: "The last time before you send the assessment. For example, 27 3 2026",
		Noun: "The date " + who.Name + " was seen", Value: c.Seen, Max: today}
	out.Alone = &form.Radios{Name: p + "seen_alone", Label: "Was " + who.Name + " seen alone?", Value: c.SeenAlone, Inline: true, Small: true,
		Options: []form.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}, {Value: "not_appropriate", Label: "Not appropriate, such as for a baby"}}}
	out.WhyNot = text(p+"why_not_seen", "If not seen, why not", "", c.WhyNotSeen, 2)
	out.Heard = &form.Checkboxes{Name: p + "heard", Label: "How did you hear " + who.Name + "?", Values: c.Heard, Small: true, Options: options("how_heard", today)}
	out.Views = text(p+"views", "What "+who.Name+" thinks and wants", "In the child’s own words where you can. If you could not find out, say how you tried.", c.Views, 6)
	out.Wishes = text(p+"wishes", "If "+who.Name+" could decide, what would be different?", "", c.Wishes, 3)
	return out
}

func (c childForm) fields() []form.Field {
	var out []form.Field
	if c.Seen != nil {
		out = append(out, c.Seen, c.Alone, c.WhyNot, c.Heard, c.Views, c.Wishes)
	}
	return append(out, c.Needs, c.Factors, c.Outcome)
}

// lay puts what was typed over what the form holds, for one that arrived without some of the fields: an old page's draft must not wipe them.
func (f *editForm) lay(typed url.Values) url.Values {
	v := f.Values()
	for _, c := range f.Children {
		if typed.Has(c.Needs.Name) {
			v.Del(c.Factors.Name) // checkboxes of which none is ticked do not arrive
			if c.Heard != nil {
				v.Del(c.Heard.Name)
			}
		}
	}
	maps.Copy(v, typed)
	return v
}

// edit is the text as the form has it, on the versions that it was made from.
func (f *editForm) edit(e room.Edit) room.Edit {
	e.Report.History, e.Report.Parenting, e.Report.Environment = f.history.Value, f.parenting.Value, f.environment.Value
	e.Report.Analysis, e.Report.Plan, e.Report.WhyLate = f.analysis.Value, f.plan.Value, f.WhyLate.Value
	e.Children = slices.Clone(e.Children)
	for i, c := range f.Children {
		to := &e.Children[i]
		if c.Seen != nil {
			to.Seen, to.SeenAlone, to.WhyNotSeen, to.Views = c.Seen.Value, c.Alone.Value, c.WhyNot.Value, c.Views.Value
			to.Wishes, to.Heard = c.Wishes.Value, c.Heard.Values
		}
		to.Needs, to.Factors, to.Outcome = c.Needs.Value, c.Factors.Values, c.Outcome.Value
	}
	return e
}

const basePrefix = "base-" // and the id of a record: the version that a form was made from

func basesOf(e room.Edit) map[string]int64 {
	out := map[string]int64{"report": e.Report.Base}
	for _, c := range e.Children {
		out[c.Assessment] = c.Base
	}
	return out
}

// Bases are the hidden fields that say which versions the form was made from. A draft keeps them.
func (f *editForm) Bases() []govuk.Hidden {
	var out []govuk.Hidden
	for id, v := range f.bases {
		out = append(out, govuk.Hidden{Name: basePrefix + id, Value: strconv.FormatInt(v, 10)})
	}
	slices.SortFunc(out, func(a, b govuk.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// basesIn reads them again. What does not say its versions was made from the first, so that nothing newer can be lost.
func basesIn(sent url.Values, e room.Edit, report string) map[string]int64 {
	out := map[string]int64{}
	read := func(name, id string) {
		n, err := strconv.ParseInt(sent.Get(basePrefix+name), 10, 64)
		if err != nil || n < 1 {
			n = 1
		}
		out[id] = n
	}
	read("report", report)
	for _, c := range e.Children {
		read(c.Assessment, c.Assessment)
	}
	return out
}

// typedOf is an edit as a browser would send it.
func typedOf(e room.Edit, children []child, today day.Day) url.Values {
	f := newEditForm(e, children, today)
	v := f.Values()
	for _, b := range f.Bases() {
		v.Set(b.Name, b.Value)
	}
	return v
}

func options(set string, on day.Day) []form.Option {
	s, _ := codes.Set(set)
	var out []form.Option
	for _, c := range s.On(on) {
		out = append(out, form.Option{Value: c.Code, Label: capital(c.Label)})
	}
	return out
}
