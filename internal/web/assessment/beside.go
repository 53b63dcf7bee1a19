package assessment

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	room "throughline/internal/assessment"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// besideView shows an assessment beside the last one, part by part (acceptance scenario 18).
type besideView struct {
	govuk.Page
	ID       string
	When     string // when the last one was authorised
	Sections []beside
	MayWrite bool
}

// beside is one part: what the last assessment says, and what this one says with what is new in it.
type beside struct {
	Title  string
	Input  string // of the edit form; empty when the part is not copied
	Before []string
	Now    []piece
	Same   bool
}

// parts are the parts that are compared, with their texts. A child's own words are shown, and never offered to be copied: a child is heard anew.
func partsOf(now, last room.View) []beside {
	var out []beside
	add := func(title, input, was, is string, copied bool) {
		b := beside{Title: title, Before: paragraphs(was), Now: marks(was, is), Same: strings.TrimSpace(was) == strings.TrimSpace(is)}
		if copied && strings.TrimSpace(was) != "" {
			b.Input = input
		}
		if strings.TrimSpace(was) != "" || strings.TrimSpace(is) != "" {
			out = append(out, b)
		}
	}
	a, b := last.Report.Body, now.Report.Body
	add(fieldLabel("history"), "history", a.History, b.History, true)
	add(fieldLabel("parenting"), "parenting", a.Parenting, b.Parenting, true)
	add(fieldLabel("environment"), "environment", a.Environment, b.Environment, true)
	for i, c := range now.Children {
		for _, l := range last.Children {
			if l.Child != c.Child {
				continue
			}
			p := fmt.Sprintf("child-%d-", i)
			add(fieldLabel("views")+": "+c.Name, p+"views", l.Part.Body.Views, c.Part.Body.Views, false)
			add(fieldLabel("wishes")+": "+c.Name, p+"wishes", l.Part.Body.Wishes, c.Part.Body.Wishes, false)
			add(fieldLabel("needs")+": "+c.Name, p+"needs", l.Part.Body.Needs, c.Part.Body.Needs, true)
		}
	}
	add(fieldLabel("analysis"), "analysis", a.Analysis, b.Analysis, true)
	add(fieldLabel("plan"), "plan", a.Plan, b.Plan, true)
	return out
}

// both opens this assessment and the last one.
func both(r *shell.Request) (now, last room.View, ok bool, err error) {
	if now, err = r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern()); err != nil {
		return now, last, false, err
	}
	last, ok, err = r.House().Assessment.Earlier(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	return now, last, ok, err
}

func showBeside(w http.ResponseWriter, r *shell.Request) error {
	now, last, ok, err := both(r)
	if err != nil {
		return err
	}
	if !ok { // there is none, or none that is open to the reader
		return r.See(w, path(r.ID()))
	}
	can, err := rightsOf(r, now)
	if err != nil {
		return err
	}
	v := besideView{Page: r.Page("Beside the last assessment"), ID: r.ID(), When: last.Report.Body.Completed.Long(), Sections: partsOf(now, last), MayWrite: can.Write && writable(now.Report.Body)}
	v.Caption, v.Wide = childNames(now), true
	v.Back = govuk.BackLink{Text: "Back to the assessment", Href: path(r.ID())}
	return r.Show(w, "assessment/beside", v)
}

// copyPart puts one part of the last assessment into the reader's draft of this one, after what is there. Nothing is saved until they save it.
func copyPart(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	input := r.PostForm.Get("part")
	now, last, _, err := both(r)
	if err != nil {
		return err
	}
	can, err := rightsOf(r, now)
	if err == nil && (!can.Write || !writable(now.Report.Body)) {
		err = errs.New(errs.Conflict, "This assessment cannot be written in now. Nothing was copied")
	}
	if err != nil {
		return err
	}
	text := ""
	for _, p := range partsOf(now, last) {
		if p.Input != "" && p.Input == input {
			text = strings.Join(p.Before, "\n\n")
		}
	}
	if text == "" {
		return errs.New(errs.Invalid, "There is no such part to copy. Nothing was copied")
	}
	d, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, draftName(r.ID()))
	if err != nil {
		return err
	}
	var typed url.Values = d.Typed
	if !ok {
		typed = typedOf(now.Edit(), childrenOf(now), today(r))
	}
	if merging(typed) {
		return errs.New(errs.Conflict, "Your draft waits for a choice between two texts. Go on with it first. Nothing was copied")
	}
	if was := strings.TrimSpace(typed.Get(input)); was != "" {
		text = was + "\n\n" + text
	}
	typed.Set(input, text)
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draftName(r.ID()), typed); err != nil {
		return err
	}
	return r.See(w, path(r.ID(), "/edit?kept#", input))
}
