package assessment

import (
	"net/http"
	"slices"

	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/outbox"
	"throughline/internal/web/shell"
)

// followView is something that follows from an assessment, and how it stands.
type followView struct{ Who, What, State, Why string }

// follow fills in the next step of each child and what was told by mail (acceptance scenario 12).
func (view *showView) follow(r *shell.Request, v room.View, can rights) error {
	for _, f := range v.Follow {
		row := followView{Who: v.Children[f.Child].Name, What: f.Title, State: "pending", Why: f.Why}
		switch f.State {
		case room.FollowDone:
			row.State = "done"
			if !f.On.IsZero() {
				row.State += " on " + f.On.Long()
			}
		case room.FollowFailed:
			row.State = "failed"
			view.Close = can.Authorise
		}
		if f.Closes && f.State != room.FollowDone {
			view.Close = can.Authorise
		}
		view.Follow = append(view.Follow, row)
	}
	mail, err := r.House().Outbox.About(r.Context(), subject(r))
	for _, m := range slices.Backward(mail) {
		row := followView{Who: r.Name(m.Recipient), What: outbox.Texts[m.What].Subject, State: m.State(), Why: m.Why}
		switch {
		case row.State == outbox.Sent:
			row.State += ", " + day.Moment(m.Sent)
		case row.State == outbox.Failed && !m.Due.IsZero():
			row.Why += ". It is tried again on " + day.Moment(m.Due)
		case row.State == outbox.Failed:
			row.Why += ". It is not tried again by itself"
		}
		view.Resend = view.Resend || row.Why != "" && can.Authorise
		view.Mail = append(view.Mail, row)
	}
	return err
}

// again tries once more what failed: to close a referral, or the mail.
func again(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	switch r.PostForm.Get("what") {
	case "close":
		if _, err := r.House().Assessment.CloseAgain(r.Context(), r.Actor, subject(r)); err != nil {
			return err
		}
	case "mail":
		v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
		if err != nil {
			return err
		}
		can, err := rightsOf(r, v)
		if err != nil {
			return err
		}
		if !can.Authorise {
			return errs.New(errs.Denied, "Only a manager of the line sends it again")
		}
		if err := r.House().Outbox.Again(r.Context(), subject(r)); err != nil {
			return err
		}
	default:
		return errs.New(errs.Invalid, "The form does not say what is to be tried again. Open the page again")
	}
	return r.See(w, path(r.ID(), "?done=followed"))
}
