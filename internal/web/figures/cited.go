package figures

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

func cite(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	if r.PostForm.Get("year") == "" {
		return errs.New(errs.Invalid, "Choose the year of the figure; nothing was changed")
	}
	a, err := askedOf(r, r.PostForm)
	if err != nil {
		return err
	}
	f, err := measure.Cite(r.Context(), r.House().Desk, r.Actor, r.ID(), a.query())
	if err != nil {
		return err
	}
	return r.See(w, "/cited/"+f.ID)
}

type citedRow struct {
	ID string
	shown
	By string
}

func allCited(w http.ResponseWriter, r *shell.Request) error {
	all, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return err
	}
	v := struct {
		govuk.Page
		Figures []citedRow
	}{Page: r.Page("Figures that were cited")}
	for _, f := range all {
		p, err := storedFor(r, f.Body)
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, citedRow{f.ID, p, r.Name(f.Body.By)})
	}
	return r.Show(w, "figures/all-cited", v)
}

type citedView struct {
	govuk.Page
	ID      string
	Stored  shown
	Then    shown
	Now     shown
	Pending bool // it is being counted again
	Equal   bool
	Changed bool
	Why     string
	By      string
	Figure  record.Figure
}

// cited shows a figure as it was published, counted again as it was known then, and beside it as it is known now. While that takes long it says so.
func cited(w http.ResponseWriter, r *shell.Request) error {
	f, err := measure.Figure(r.Context(), r.House().Desk, r.ID())
	if err != nil {
		return err
	}
	re, counted, err := measure.RecounterOf(r.House().Desk).Ready(r.Context(), f)
	if err != nil {
		return err
	}
	stored, err := storedFor(r, f.Body)
	if err != nil {
		return err
	}
	v := citedView{
		Page: r.Page(f.Body.Title), ID: f.ID, Stored: stored, Pending: !counted, By: r.Name(f.Body.By), Figure: f.Body,
	}
	v.Caption = "Cited figure, " + f.Body.Measure
	if counted {
		v.Then, v.Now, v.Equal, v.Why = forReader(r, re.Known), forReader(r, re.Now), re.Equal, re.Why
		v.Changed = !v.Then.Same(v.Now.Published)
	} else {
		shell.LookAgain(w)
	}
	v.Back = govuk.BackLink{Text: "The measure", Href: "/figures/" + f.Body.Measure}
	return r.Show(w, "figures/cited", v)
}
