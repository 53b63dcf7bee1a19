package figures

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/measure/commentary"
	"throughline/internal/measure/personal"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// said is one commentary as a page shows it.
type said struct{ Text, Action, By, On, Period string }

// commentaries are those of a measure, newest first.
func commentaries(r *shell.Request, id string) ([]said, error) {
	all, err := commentary.Of(r.Context(), r.House().Desk, id)
	var out []said
	for _, c := range all {
		b := c.Body
		out = append(out, said{b.Text, b.Action, r.Name(b.By), b.On.Long(), measure.Period{From: b.From, To: b.To}.String()})
	}
	return out, err
}

// comment records a commentary of the reader on the period that they see.
func comment(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	a, err := askedOf(r, r.PostForm)
	if err != nil {
		return err
	}
	text, action, sure := r.PostForm.Get("text"), r.PostForm.Get("action"), r.PostForm.Get("sure") == "yes"
	if !sure {
		found, err := personal.Look(r.Context(), r.House().Desk, r.Actor, text, action)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			def, err := measure.Standard().Lookup(r.ID())
			if err != nil {
				return err
			}
			v := lookAgain{Page: r.Page("Is this somebody’s personal data?"), Measure: def.ID, Asked: a, Text: text, Action: action, Found: found}
			v.Status, v.Back = http.StatusUnprocessableEntity, govuk.BackLink{Text: def.Title, Href: a.to("/figures/" + def.ID)}
			return r.Show(w, "figures/look-again", v)
		}
	}
	if err := commentary.Write(r.Context(), r.House().Desk, r.Actor, r.ID(), a.period(), text, action, sure); err != nil {
		return err
	}
	return r.See(w, a.to("/figures/"+r.ID())+"#commentary")
}

// lookAgain asks the author of a commentary about what may tell who somebody is. Nothing is saved before.
type lookAgain struct {
	govuk.Page
	Measure      string
	Asked        asked
	Text, Action string
	Found        []personal.Found
}
