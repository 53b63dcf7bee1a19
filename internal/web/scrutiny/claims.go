package scrutiny

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/measure"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// claimRoutes are the figures that somebody said.
func claimRoutes() []shell.Route {
	return append([]shell.Route{read("/scrutiny/claims", claims)}, formPages("/scrutiny/claims/{id}", access.AnswerQuestion, settleClaim)...)
}

type claimsView struct {
	partView[claimRow]
	Disagreements []room.Disagreement
	Unmatched     int
}

type claimRow struct {
	record.Of[record.FigureClaim]
	Basis   string
	Perhaps []figureLine
}

var bases = map[string]string{"": "not said", "before_reserves": "before reserves", "after_reserves": "after reserves", "snapshot": "on a day", "in_year": "in the year", "ended": "of those that ended"}

func claims(w http.ResponseWriter, r *shell.Request) error {
	c, err := committeeRoom(r).Claims(r.Context(), r.Actor)
	parts := []part[claimRow]{{Key: "unmatched", Text: "Not matched"}, {Key: "known", Text: "Known"}}
	for _, x := range c.All {
		row, at := claimRow{Of: x, Basis: bases[x.Body.Basis]}, 1
		if x.Body.State == record.ClaimUnmatched {
			at = 0
		}
		for _, f := range c.Perhaps[x.ID] {
			l, err := lineOf(f)
			if err != nil {
				return err
			}
			if p, err := measure.PublishFigure(f.Body); err == nil && !p.Hidden { // what is hidden outside proposes nothing here
				row.Perhaps = append(row.Perhaps, l)
			}
		}
		parts[at].Rows = append(parts[at].Rows, row)
	}
	unmatched := len(parts[0].Rows)
	list, err := partRows(r, "Figures that were said", append(parts, part[claimRow]{Key: "disagree", Text: "What does not agree", N: len(c.Disagreements)}), err)
	if err != nil {
		return err
	}
	v := claimsView{partView: list, Unmatched: unmatched}
	if v.This == "disagree" {
		if v.Disagreements, v.Pages, err = shell.Paged(r, c.Disagreements, perPage); err != nil {
			return err
		}
	}
	v.Wide = true
	return r.Show(w, "scrutiny/claims", v)
}

func settleClaim(r *shell.Request) (*editor, error) {
	c, err := committeeRoom(r).Claim(r.Context(), r.Actor, r.ID())
	if err != nil {
		return nil, err
	}
	b := c.Body
	state := &form.Radios{Name: "state", Label: "What is this number?", Value: b.State, Options: []form.Option{{Value: record.ClaimMatched, Label: "A figure or a budget line of ours shows it"}, {Value: record.ClaimExternal, Label: "It is somebody else's, published elsewhere"},
		{Value: record.ClaimSettled, Label: "It was looked at, and the note says what was found"}, {Value: record.ClaimUnmatched, Label: "Nobody knows yet"}}}
	subject := &form.Text{Name: "subject", Label: "What does it count?", Hint: "In few words: claims with the same words are held against each other", Value: b.Subject}
	basis := &form.Select{Name: "basis", Label: "Basis", Value: b.Basis, Options: []form.Option{{Value: "", Label: "Not said"}, {Value: "before_reserves", Label: "Before reserves"}, {Value: "after_reserves", Label: "After reserves"},
		{Value: "snapshot", Label: "On a day"}, {Value: "in_year", Label: "In the year"}, {Value: "ended", Label: "Of those that ended"}}}
	period := &form.Text{Name: "period", Label: "Period", Hint: "For example 2023/24, month 7", Value: b.Period}
	asAt := &form.Date{Name: "as_at", Label: "As at", Value: b.AsAt}
	scope := &form.Text{Name: "scope", Label: "Whom or what part it covers", Value: b.Scope}
	source := &form.Text{Name: "source", Label: "Source", Hint: "A paper and its page, or who publishes it", Value: b.Source}
	figure := &form.Select{Name: "figure", Label: "Cited figure that shows it", Empty: "None", Value: b.Figure}
	figs, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return nil, err
	}
	for _, f := range figs {
		l, err := lineOf(f)
		if err != nil {
			return nil, err
		}
		figure.Options = append(figure.Options, form.Option{Value: f.ID, Label: l.Title + ": " + l.Words})
	}
	line := &form.Text{Name: "budget_line", Label: "Budget line", Value: b.BudgetLine}
	note := &form.TextArea{Name: "note", Label: "Note", Rows: 2, Value: b.Note}
	e := &editor{heading: b.AsWritten, caption: "Paragraph " + b.Paragraph, intro: []string{b.About}, button: "Save", back: govuk.BackLink{Text: "Figures that were said", Href: "/scrutiny/claims"}, version: c.Version,
		fields: []form.Field{state, subject, basis, period, asAt, scope, source, figure, line, note}}
	e.save = func(version int64) (string, error) {
		return "/scrutiny/claims", committeeRoom(r).SettleClaim(r.Context(), r.Actor, r.ID(), version, record.FigureClaim{Subject: subject.Value, Basis: basis.Value, Period: period.Value, AsAt: asAt.Value, Scope: scope.Value, Source: source.Value,
			Figure: figure.Value, BudgetLine: line.Value, State: state.Value, Note: note.Value, Measure: b.Measure})
	}
	return e, nil
}
