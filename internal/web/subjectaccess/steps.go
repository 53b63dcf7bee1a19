package subjectaccess

import (
	"net/http"
	"net/url"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	room "throughline/internal/subjectaccess"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// step is one form about a request. What is typed is kept as a draft until it is sent.
type step struct {
	name, title, button, after string
	class                      access.Class
	ask                        func(r *shell.Request, q record.AccessRequest) ([]form.Field, error)
	send                       func(r *shell.Request, base int64, v url.Values) error
}

var steps = []step{
	{name: "identity", title: "Who the requester is", button: "Save", class: access.None,
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{
				text("what", "What did they show?", "For example: passport, and a letter that came to the address in the record", "Write what was seen", q.Identity),
				past(r, "on", "When was it seen?", "The day", "Enter the day on which it was shown", q.Received, q.IdentityOn),
			}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Identify(r.Context(), r.Actor, r.Subject(), requestID(r), base, room.Proof{On: form.Day(v, "on"), What: v.Get("what")})
			return err
		}},
	{name: "authority", title: "Why they may ask for this record", button: "Save", class: access.None,
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{
				text("what", "Why may they ask?", "For example: signed authority of the young person, or parental responsibility and a child too young to ask", "Write why they may ask for somebody else", q.Authority),
				past(r, "on", "When was it seen?", "The day", "Enter the day on which it was shown", q.Received, q.AuthorityOn),
			}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Authorise(r.Context(), r.Actor, r.Subject(), requestID(r), base, room.Proof{On: form.Day(v, "on"), What: v.Get("what")})
			return err
		}},
	{name: "ask", title: "Ask the requester", button: "Stop the clock", class: access.None,
		after: "The clock stands from that day until you record the answer. Ask at once, and only for what you need: who they are, that they may ask, or which part of the record they want.",
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{text("what", "What do you ask of them?", "", "Write what was asked of them", ""), past(r, "asked_on", "When did you ask?", "The day", "Enter the day on which it was asked", q.Received, r.Today())}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Ask(r.Context(), r.Actor, r.Subject(), requestID(r), base, form.Day(v, "asked_on"), v.Get("what"))
			return err
		}},
	{name: "answered", title: "The requester has answered", button: "Let the clock go on", class: access.None,
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{past(r, "answered", "When did they answer?", "The day", "Enter the day on which they answered", q.Received, r.Today())}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Answered(r.Context(), r.Actor, r.Subject(), requestID(r), base, form.Day(v, "answered"))
			return err
		}},
	{name: "extend", title: "Two months more", button: "Extend", class: access.None,
		after: "Only when the request is complex, or there are many: and the requester must be told, with the reason, before the first month is over.",
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{text("why_extended", "Why does it take longer?", "The requester is told this", "Write why it takes longer", ""), past(r, "extended_on", "When were they told?", "The day", "Enter the day on which they were told", q.Received, r.Today())}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Extend(r.Context(), r.Actor, r.Subject(), requestID(r), base, form.Day(v, "extended_on"), v.Get("why_extended"))
			return err
		}},
	{name: "hand", title: "Who answers it", button: "Save", class: access.Identity,
		after: "Both can open the whole record until the request has ended. The second reader reads what leaves; they cannot have decided on any part of it.",
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			workers, err := r.House().Requests.Workers(r.Context())
			var options []form.Option
			for _, w := range workers {
				options = append(options, form.Option{Value: w.ID, Label: w.Name})
			}
			return []form.Field{
				&form.Select{Name: "handler", Label: "Who prepares the answer?", Empty: "Choose one", Options: options, Required: "Choose who prepares the answer", Value: q.Handler},
				&form.Select{Name: "reader", Label: "Who reads it a second time?", Empty: "Nobody yet", Options: options, Value: q.Reader},
			}, err
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Hand(r.Context(), r.Actor, r.Subject(), requestID(r), base, v.Get("handler"), v.Get("reader"))
			return err
		}},
	{name: "sent", title: "The copy was given", button: "Save", class: access.None,
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{
				past(r, "sent", "When was it given?", "The day", "Enter the day on which it was given", q.Received, r.Today()),
				text("how", "How was it given?", "For example: by hand, with somebody there who can help to read it", "Write how it was given", ""),
			}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Sent(r.Context(), r.Actor, r.Subject(), requestID(r), base, form.Day(v, "sent"), v.Get("how"))
			return err
		}},
	{name: "close", title: "End the request", button: "End it", class: access.None,
		after: "The record is then shut to those who answered the request. It can be opened again, so that more is given.",
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{
				&form.Radios{Name: "outcome", Label: "How did it end?", Options: people.Options("access_outcome", r.Today()), Required: "Choose how it ended"},
				&form.TextArea{Name: "why", Label: "Why, where no copy was given", Rows: 3},
			}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Close(r.Context(), r.Actor, r.Subject(), requestID(r), base, v.Get("outcome"), v.Get("why"))
			return err
		}},
	{name: "reopen", title: "Open the request again", button: "Open it again", class: access.Identity,
		after: "What was decided stays as it was, and so does every copy that left. Change what can be given now; a second person reads the new copy.",
		ask: func(r *shell.Request, q record.AccessRequest) ([]form.Field, error) {
			return []form.Field{&form.TextArea{Name: "why", Label: "Why is it opened again?", Hint: "For example: they complain that too much was taken out", Rows: 3, Required: "Write why it is opened again"}}, nil
		},
		send: func(r *shell.Request, base int64, v url.Values) error {
			_, err := r.House().Requests.Reopen(r.Context(), r.Actor, r.Subject(), requestID(r), base, v.Get("why"))
			return err
		}},
}

// whose says whose record is asked for.
func whose(r *shell.Request) string { return "The record of " + subject(r) + "." }

// subject is the name and the date of birth of whose record is asked for. Whoever prepares a copy of it is told, though they may not read the record in general, which is why it
// is not of what the reading shows them.
func subject(r *shell.Request) string {
	c, ok := story.First[record.Child](r.Reading.Story)
	if !ok {
		return r.Reading.View().Name.Full()
	}
	text := c.Body.Current().Full()
	if text == "" {
		text = "a child without a name"
	}
	if !c.Body.Birth.IsZero() {
		text += ", born " + c.Body.Birth.Long()
	}
	return text
}

func text(name, label, hint, required, value string) form.Field {
	return &form.TextArea{Name: name, Label: label, Hint: hint, Required: required, Value: value, Rows: 2}
}

func past(r *shell.Request, name, label, noun, required string, from, held day.Day) form.Field {
	return &form.Date{Name: name, Label: label, Noun: noun, Required: required, Min: from, Max: r.Today(), Value: held}
}

func (s step) page(r *shell.Request) (shell.SectionedForm, error) {
	q, err := shell.Held[record.AccessRequest](r, "request")
	if err != nil {
		return shell.SectionedForm{}, err
	}
	fields, err := s.ask(r, q.Body)
	p := shell.SectionedForm{Page: r.Page(s.title), Intro: []string{whose(r)}, Action: base(r) + "/" + s.name, Draft: "access-request/" + q.ID + "/" + s.name, Base: q.Version, Button: s.button, After: s.after,
		Sections: []shell.Section{{Fields: fields}}}
	p.Back = govuk.BackLink{Text: "Requests for a copy of a record", Href: "/access-requests"}
	if r.May(access.ExportChild, access.None) {
		p.Back = govuk.BackLink{Text: "Request " + q.Body.Reference, Href: base(r)}
	}
	return p, err
}

func (s step) run(w http.ResponseWriter, r *shell.Request) error {
	p, err := s.page(r)
	if err != nil {
		return err
	}
	return r.RunForm(w, p, nil, func(seen int64, v url.Values) (string, error) {
		to := base(r) + "?done=saved"
		if s.name == "close" || s.class == access.Identity { // who is no longer, or not, among those who answer it goes back to the list
			to = "/access-requests"
		}
		return to, s.send(r, seen, v)
	})
}

func newPage(r *shell.Request) (shell.SectionedForm, error) {
	workers, err := r.House().Requests.Workers(r.Context())
	var options []form.Option
	for _, w := range workers {
		options = append(options, form.Option{Value: w.ID, Label: w.Name})
	}
	today := r.Today()
	p := shell.SectionedForm{Page: r.Page("A request for a copy of a record"), Intro: []string{whose(r)}, Action: people.Base(r) + "/access-requests/new", Draft: "access-request/new/" + r.ID(), Button: "Record the request",
		After: "The clock of one month runs from the day on which it came. You can undo this for 24 hours.",
		Sections: []shell.Section{{Fields: []form.Field{
			past(r, "received", "When did the request come?", "The day", "Enter the day on which the request came", day.Day{}, day.Day{}),
			&form.Radios{Name: "by", Label: "Who asks?", Options: people.Options("access_requester", today), Small: true, Required: "Choose who asks"},
			&form.Text{Name: "name", Label: "Name of who asks", Required: "Enter the name of who asks", Complete: "off"},
			&form.Text{Name: "reach", Label: "How to reach them", Complete: "off"},
			&form.TextArea{Name: "asked", Label: "What do they ask for?", Hint: "In their own words", Rows: 3, Required: "Write what they ask for"},
			&form.Select{Name: "handler", Label: "Who prepares the answer?", Empty: "Choose one", Options: options, Required: "Choose who prepares the answer", Value: r.Actor.ID},
		}}},
	}
	p.Back = govuk.BackLink{Text: "Requests for a copy of a record", Href: "/access-requests"}
	return p, err
}

func newRequest(w http.ResponseWriter, r *shell.Request) error {
	p, err := newPage(r)
	if err != nil {
		return err
	}
	return r.RunForm(w, p, nil, func(_ int64, v url.Values) (string, error) {
		_, _, err := r.House().Requests.Take(r.Context(), r.Actor, r.Subject(), room.New{
			Received: form.Day(v, "received"), By: v.Get("by"), Name: v.Get("name"), Reach: v.Get("reach"), Asked: v.Get("asked"), Handler: v.Get("handler")})
		return "/access-requests", err
	})
}
