package care

import (
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// limitsView is who may approve up to what.
type limitsView struct {
	govuk.Page
	Holders []holderRow
}

type holderRow struct {
	Worker, Name, Title, Limit string
	Base                       int64
	Own                        bool
	Fields                     []form.Field
	History                    []string
	Undo                       *shell.Step
}

// limitForm are the two questions of one holder; their names hold the place in the list, so that each error stands where it belongs.
func limitForm(i int, h room.Holder) (yearly, reason *form.Text) {
	at := "holder-" + strconv.Itoa(i) + "-"
	yearly = amount(at+"yearly", "Limit a year for "+h.Name, "", h.Limit.Body.Yearly)
	yearly.Required = "Enter the limit"
	reason = &form.Text{Name: at + "reason", Label: "On what the limit of " + h.Name + " rests", Hint: "Such as the scheme of delegation", Size: "s", Value: h.Limit.Body.Reason, Required: "Write on what the limit rests"}
	return yearly, reason
}

func limits(w http.ResponseWriter, r *shell.Request) error { return showLimits(w, r, -1, nil) }

// showLimits shows the list; typed is the form of the holder at a place, as it was sent.
func showLimits(w http.ResponseWriter, r *shell.Request, place int, typed *form.Form) error {
	v := limitsView{Page: r.Page("Limits of approval")}
	v.Back, v.Banner = govuk.BackLink{Text: "Requests to the panel", Href: "/panel-requests"}, banner(r)
	all, err := r.House().Care.Limits(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for i, h := range all {
		row := holderRow{Worker: h.Worker, Name: h.Name, Title: h.Title, Limit: "No limit is set, so there is no authority", Base: h.Limit.Version, Own: h.Worker == r.Actor.ID}
		if h.Limit.ID != "" {
			row.Limit = money.Text(h.Limit.Body.Yearly) + " a year"
		}
		if i == place && typed != nil {
			row.Fields, v.Errors = typed.Fields(), typed.Errors()
		} else {
			yearly, reason := limitForm(i, h)
			row.Fields = []form.Field{yearly, reason}
		}
		for _, x := range slices.Backward(h.History) {
			b, _ := x.Body.(record.ApprovalLimit)
			line := money.Text(b.Yearly) + " a year (" + b.Reason + ")"
			if x.Withdrawn {
				line = "taken away"
			}
			row.History = append(row.History, day.Moment(x.At)+": "+line+", by "+r.Name(x.Actor))
		}
		if row.Undo, err = r.LastStep(r.House().Care.LimitUndoing(), h.Worker, "/approval-limits/undo", nil); err != nil {
			return err
		}
		if row.Undo != nil {
			row.Undo.With = map[string]string{"worker": h.Worker}
		}
		v.Holders = append(v.Holders, row)
	}
	return r.Show(w, "care/limits", v)
}

func setLimit(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	all, err := r.House().Care.Limits(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	worker := r.PostForm.Get("worker")
	i := slices.IndexFunc(all, func(h room.Holder) bool { return h.Worker == worker })
	if i < 0 {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	yearly, reason := limitForm(i, all[i])
	f := form.Form{}
	f.Add(yearly, reason)
	if f.Parse(r.PostForm) {
		pence, _ := money.Parse(yearly.Value) // judged by the form
		_, err := r.House().Care.SetLimit(r.Context(), r.Actor, worker, base, pence, reason.Value)
		if err == nil {
			return r.See(w, "/approval-limits?done=limit")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showLimits(w, r, i, &f)
}

func clearLimit(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	if _, err := r.House().Care.ClearLimit(r.Context(), r.Actor, r.PostForm.Get("worker"), base); err != nil {
		return err
	}
	return r.See(w, "/approval-limits?done=cleared")
}

func undoLimit(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := r.TakeBack(r.House().Care.LimitUndoing(), r.PostForm.Get("worker")); err != nil {
		return err
	}
	return r.See(w, "/approval-limits?done=undone")
}
