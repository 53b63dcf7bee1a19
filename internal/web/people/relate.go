package people

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// pickView is a page on which another person is looked for and chosen, and then something is said about the two.
type pickView struct {
	frame
	Intro  string
	Action string
	Find   *findForm
	Asked  bool
	Hits   []hit
	Form   form.Form // once a person may be chosen
	Button string
	CanAdd bool
}

// pick searches when it was asked to, and offers the people found as the first question of the form. It says whether the form was sent.
// Nobody is offered who is already the person of the page.
func pick(r *shell.Request, v *pickView, who *form.Radios, keep func(person.Hit) bool) (sent bool, err error) {
	v.Find = newFindForm()
	v.CanAdd = access.Could(r.Actor, access.CreatePerson, access.Identity).Allow
	if r.Method == http.MethodGet {
		return false, nil
	}
	if err := r.ReadForm(); err != nil {
		return false, err
	}
	if !v.Find.Parse(r.PostForm) {
		v.Errors = v.Find.Errors()
		return false, nil
	}
	found, err := r.House().People.Search(r.Context(), r.Actor, v.Find.Q.Value, mostHits)
	if err != nil {
		return false, err
	}
	found = slices.DeleteFunc(found, func(h person.Hit) bool { return h.Subject == subject(r) || keep != nil && !keep(h) })
	if v.Hits, err = shown(r, v.Find.Q.Value, found); err != nil {
		return false, err
	}
	for _, h := range v.Hits {
		hint := h.Born
		if h.Status != "" {
			hint += " · " + h.Status
		}
		if len(h.Why) > 0 {
			hint += " · found by: " + strings.Join(h.Why, "; ")
		}
		who.Options = append(who.Options, form.Option{Value: h.Subject, Label: h.Name, Hint: hint})
	}
	v.Asked = true
	return r.PostForm.Has("send") && len(v.Hits) > 0, nil
}

// relate says what another person is to this one. It shows from both sides.
func relate(w http.ResponseWriter, r *shell.Request) error {
	v := pickView{frame: newFrame(r, "Add a relationship"), Button: "Add the relationship",
		Intro: "Look for the other person. The relationship is recorded once and shows from both sides."}
	v.Action = v.Base + "/relationship"
	today := day.In(r.Now())
	who := &form.Radios{Name: "who", Label: "Who is it?", Required: "Choose the other person"}
	kind := &form.Select{Name: "type", Label: "What is that person to the one on this page?", Hint: "For example “parent”: the other person is the parent", Empty: "Choose", Required: "Choose what the person is"}
	kind.Options = options("relationship", today)
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty if it is not known, or since birth", Noun: "The start", Max: today}
	to := &form.Date{Name: "to", Label: "Until when?", Hint: "Only when it is over", Noun: "The end", Max: today}
	holds := &form.Checkboxes{Name: "parental_responsibility", Label: "Parental responsibility", Small: true,
		Options: []form.Option{{Value: "yes", Label: "The one has parental responsibility for the other", Hint: "By birth, marriage, registration, agreement or order"}}}
	sent, err := pick(r, &v, who, nil)
	if err != nil {
		return err
	}
	v.Form.Add(who, kind, holds, from, to)
	if !sent {
		return r.Show(w, "people/pick", v)
	}
	if v.Form.Parse(r.PostForm) {
		_, err := r.House().People.AddRelationship(r.Context(), r.Actor, subject(r), record.Relationship{
			Other: who.Value, Type: kind.Value, From: from.Value, To: to.Value, Responsibility: holds.Has("yes"),
		})
		if err == nil {
			return done(w, r, "relationship")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/pick", v)
}

// endRelationship ends a relationship. It is kept, and others of the same people are left alone.
func endRelationship(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	i := slices.IndexFunc(r.Reading.Relations, func(rel person.Relation) bool { return rel.Record == id })
	if i < 0 {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	rel := r.Reading.Relations[i]
	label := rel.Label
	if kind, err := codes.RelationshipOf(rel.Type); err == nil {
		label = kind.Label
	}
	v := newFormView(r, "End a relationship", "/relationship/"+id+"/end", "End the relationship",
		rel.Name+" is recorded as "+label+". Ending keeps it in the history; for the other person it ends too.")
	to := &form.Date{Name: "to", Label: "When did it end?", Hint: "Leave empty for today", Noun: "The end", Max: day.In(r.Now())}
	v.Form.Add(to)
	return ask(w, r, v, "relationship-ended", func() error {
		_, err := r.House().People.EndRelationship(r.Context(), r.Actor, subject(r), id, to.Value)
		return err
	})
}

// merge says that another record is of the same person. The record of the page survives.
func merge(w http.ResponseWriter, r *shell.Request) error {
	v := pickView{frame: newFrame(r, "Merge a duplicate"), Button: "Merge the two records",
		Intro: "Look for the other record of this same person. It is told with this one from then on, at once, and its old address leads here. You can undo it."}
	v.Action = v.Base + "/merge"
	who := &form.Radios{Name: "who", Label: "Which record is of the same person?", Required: "Choose the other record"}
	reason := &form.TextArea{Name: "reason", Label: "How do you know that this is one person?", Required: "Say how you know that this is one person", Rows: 3, Max: 1000}
	kind := record.SubjectType(subject(r))
	sent, err := pick(r, &v, who, func(h person.Hit) bool { return record.SubjectType(h.Subject) == kind })
	if err != nil {
		return err
	}
	v.Form.Add(who, reason)
	if !sent {
		return r.Show(w, "people/pick", v)
	}
	if v.Form.Parse(r.PostForm) {
		_, err := r.House().People.Merge(r.Context(), r.Actor, subject(r), who.Value, reason.Value)
		switch {
		case err == nil:
			return done(w, r, "merged")
		case errs.Of(err) == errs.Denied, errs.Of(err) == errs.NotFound:
			err = errs.Field("who", "You may not merge this record: it is not in your line. Ask the manager of the team that works with that person")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/pick", v)
}

// unmerge parts a record again that was merged into this one.
func unmerge(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	gone := r.PostForm.Get("gone")
	if !slices.ContainsFunc(r.Reading.View().Merged, func(m person.MergedRecord) bool { return m.Subject == gone }) {
		return errs.New(errs.Conflict, "These two records are not merged. Nothing was changed")
	}
	if _, err := r.House().People.Unmerge(r.Context(), r.Actor, gone); err != nil {
		return err
	}
	return done(w, r, "unmerged")
}

// currentFacts are the facts of a person as they are now.
func currentFacts(r *shell.Request, subject string) (f access.Facts, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		f, err = person.Facts(t, subject)
		return err
	})
	return f, err
}
