package shell

import (
	"net/url"

	"throughline/internal/day"
	"throughline/internal/form"
	"throughline/internal/web/govuk"
)

// Drafts is where unsent answers are kept.
func (r *Request) Drafts() *form.Drafts { return r.House().Drafts }

// Draft gives what the actor had typed into a form and not sent, with a banner that says so. ok is false when there is nothing.
func (r *Request) Draft(name string) (typed url.Values, banner govuk.NotificationBanner, ok bool, err error) {
	d, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, name)
	if err != nil || !ok {
		return nil, banner, false, err
	}
	return d.Typed, govuk.NotificationBanner{Text: "This is your draft, saved on " + day.Moment(d.Saved) + ". Nobody else can see it until you send it."}, true, nil
}

// Sent drops the draft of a form that has just become a record.
func (r *Request) Sent(name string) error { return r.Drafts().Drop(r.Context(), r.Actor.ID, name) }
