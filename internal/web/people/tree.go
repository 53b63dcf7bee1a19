package people

import (
	"net/http"
	"strings"

	"throughline/internal/chronology/genogram"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// treeView is a family on a day: a picture and, beside it, the same as a list.
type treeView struct {
	frame
	Form    form.Form
	On      day.Day
	Drawing genogram.Drawing
	Now     []relative // whose relationship holds on the day
	Other   []relative // before or after
	Among   []string   // how the relatives are related to each other on the day
}

// familyTree draws the family of a person as it was on a day that can be chosen.
func familyTree(w http.ResponseWriter, r *shell.Request) error {
	today := day.In(r.Now())
	v := treeView{frame: newFrame(r, "Family tree"), On: today}
	v.Wide = true
	on := &form.Date{Name: "on", Label: "The family on", Hint: "Leave empty for today. For example, 27 3 2024", Noun: "The day", Max: today}
	v.Form.Add(on)
	if q := r.URL.Query(); len(q) > 0 {
		if v.Form.Parse(q) && !on.Value.IsZero() {
			v.On = on.Value
		}
		v.Errors = v.Form.Errors()
	}
	kin, err := r.House().People.KinOf(r.Context(), r.Reading)
	if err != nil {
		return err
	}
	self := subject(r)
	for _, rel := range r.Reading.View().Relations {
		row := relativeRow(rel, today)
		if (genogram.Tie{From: rel.Started, To: rel.Ended}).On(v.On) {
			v.Now = append(v.Now, row)
		} else {
			v.Other = append(v.Other, row)
		}
	}
	v.Among = among(self, kin, v.On)
	v.Drawing = genogram.Draw("family", self, kin.People, kin.Ties, v.On, "Family tree on "+v.On.Long(), described(v.Now, v.Among))
	return r.Show(w, "people/family-tree", v)
}

// among says in words how the relatives are related to each other, each pair once.
func among(self string, kin person.Kin, on day.Day) []string {
	names := map[string]string{}
	for _, p := range kin.People {
		names[p.ID] = strings.TrimSpace(p.Given + " " + p.Family)
	}
	var out []string
	said := map[[2]string]bool{}
	for _, t := range kin.Ties {
		if t.Person == self || t.Other == self || !t.On(on) || said[[2]string{t.Other, t.Person}] || said[[2]string{t.Person, t.Other}] {
			continue
		}
		kind, err := codes.RelationshipOf(t.Type)
		if err != nil || names[t.Person] == "" || names[t.Other] == "" {
			continue
		}
		said[[2]string{t.Person, t.Other}] = true
		out = append(out, names[t.Other]+": "+kind.Label+" of "+names[t.Person])
	}
	return out
}

// described is the picture in words, for those who do not see it.
func described(now []relative, among []string) string {
	var out []string
	for _, r := range now {
		out = append(out, r.Name+", "+r.Label)
	}
	if out = append(out, among...); len(out) == 0 {
		return "No relatives are recorded on this day."
	}
	return strings.Join(out, "; ") + "."
}
