package figures

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/measure/commentary"
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
	if err := commentary.Write(r.Context(), r.House().Desk, r.Actor, r.ID(), a.period(), r.PostForm.Get("text"), r.PostForm.Get("action")); err != nil {
		return err
	}
	return r.See(w, a.to("/figures/"+r.ID())+"#commentary")
}
