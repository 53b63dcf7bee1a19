package frontdoor

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// takeDraft is the name of the draft of a contact that is being taken down.
const takeDraft = "contact-new"

// takeForm is what is asked while somebody tells: on one page, in the order in which a call goes, what must be there first. What a caller may not know is
// below, and none of it is needed.
type takeForm struct {
	form.Form
	Concern  *form.TextArea
	Children []takeChild
	Who      *form.Select
	Caller   []form.Field
	Rating   *form.Radios
	Channel  *form.Select
	More     []form.Field
	Night    []form.Field
	Wide     bool // something of More was typed, or is wrong: it is shown open
	AtNight  bool // the same of Night
}

type takeChild struct {
	Heading string
	Fields  []form.Field
}

// tellers are the answers to "Who is telling you?": kinds of agency, and those who speak for none.
func tellers(today day.Day) []form.Option {
	out := form.Coded("agency_type", today)
	for _, o := range form.Coded("referral_source", today) {
		switch o.Value {
		case "1A", "1B", "1C", "1D", "9", "10":
			out = append(out, o)
		}
	}
	return out
}

func newTakeForm(v url.Values, b *clock.Book, now time.Time) *takeForm {
	today := day.In(now)
	f := &takeForm{
		Concern: &form.TextArea{Name: "concern", Label: "What are you told?", Hint: "What happened, when, who saw it, and what it means for each child. At least 30 characters.", Rows: 6, Max: room.MaxText,
			Required: "Write what you are told: what happened, when, and what it means for each child"},
		Who:     &form.Select{Name: "who", Label: "Who is telling you?", Empty: "Choose", Options: tellers(today), Required: "Choose who told you"},
		Rating:  &form.Radios{Name: "rating", Label: "How soon is this to be decided?", Options: ratings(b, today), Inline: true, Required: "Choose how soon this is to be decided"},
		Channel: &form.Select{Name: "channel", Label: "How did it come in?", Options: channels(today)},
		Caller: []form.Field{
			&form.Text{Name: "referrer-name", Label: "Their name", Hint: "Leave out for somebody anonymous", Complete: "off"},
			&form.Text{Name: "referrer-agency", Label: "Their agency", Hint: "The school, surgery or station, if they speak for one", Complete: "off"},
			&form.Text{Name: "referrer-phone", Label: "Their telephone number", Type: "tel", Width: 20, Complete: "off"},
		},
	}
	f.Add(f.Channel, f.Concern)
	for i := range childCount(v) {
		p := fmt.Sprintf("child-%d-", i)
		c := takeChild{Heading: fmt.Sprintf("Child %d", i+1), Fields: []form.Field{
			&form.Text{Name: p + "given", Label: "Given names", Complete: "off"},
			&form.Text{Name: p + "family", Label: "Family name", Complete: "off"},
			&form.Date{Name: p + "birth", Label: "Date of birth", Noun: "Date of birth", Max: today},
		}}
		f.Add(c.Fields...)
		f.Children = append(f.Children, c)
	}
	f.Add(f.Who)
	f.Add(f.Caller...)
	f.Add(f.Rating)
	f.More = []form.Field{
		&form.Text{Name: "referrer-role", Label: "Their role", Complete: "off"},
		&form.Text{Name: "referrer-email", Label: "Their email address", Type: "email", Complete: "off"},
		&form.Radios{Name: "consent", Label: "Did a parent agree that you are told?", Options: consentOptions(today), Small: true},
		&form.Text{Name: "mother-given", Label: "Given names of the mother", Complete: "off"},
		&form.Text{Name: "mother-family", Label: "Family name of the mother", Complete: "off"},
		&form.Text{Name: "father-given", Label: "Given names of the father", Complete: "off"},
		&form.Text{Name: "father-family", Label: "Family name of the father", Complete: "off"},
		&form.Text{Name: "father-phone", Label: "Telephone number of the father", Width: 20, Complete: "off"},
		&form.TextArea{Name: "address", Label: "Where the children live", Rows: 3},
		&form.Text{Name: "postcode", Label: "Postcode", Width: 10, Complete: "off"},
		&form.Radios{Name: "nature", Label: "Do they ask for a service of children's social care?", Hint: "If they do, it is a referral from the start: its limit is one working day, and the father's details and consent are needed.", Small: true,
			Options: []form.Option{{Value: record.TellsOf, Label: "No, they tell of something: you screen it"}, {Value: record.AsksForService, Label: "Yes, it is a referral"}}},
		&form.Date{Name: "on", Label: "It came in earlier: on which day?", Hint: "Leave out if it is now", Noun: "The day", Max: today},
		&form.Text{Name: "at", Label: "At what time?", Hint: "For example, 14:05", Width: 5, Complete: "off"},
	}
	f.Add(f.More...)
	f.Night = []form.Field{
		&form.Checkboxes{Name: "night", Label: "Who took it?", Options: []form.Option{{Value: "yes", Label: "The out-of-hours team took it"}}, Small: true},
		&form.TextArea{Name: "night-did", Label: "What did the night do?", Rows: 3, Max: room.MaxText},
		&form.TextArea{Name: "night-needs", Label: "What is still to be done by the day team?", Rows: 3, Max: room.MaxText},
	}
	f.Add(f.Night...)
	return f
}

// ratings say of each priority what it means here.
func ratings(b *clock.Book, today day.Day) []form.Option {
	out := form.Coded("contact_rating", today)
	for i := range out {
		out[i].Label, _, _ = strings.Cut(out[i].Label, ":")
		out[i].Label += fmt.Sprintf(": within %d hours", room.Hours(b, out[i].Value))
	}
	return out
}

func channels(today day.Day) (out []form.Option) {
	for _, o := range form.Coded("contact_channel", today) {
		if o.Value != "form" {
			out = append(out, o)
		}
	}
	return out
}

func consentOptions(today day.Day) []form.Option {
	why := append(form.Coded("consent_dispensed_reason", today), form.Option{Value: room.OtherReason, Label: "Another reason",
		Reveals: []form.Field{&form.TextArea{Name: "why_without_note", Label: "What is the reason?", Rows: 3}}})
	basis := form.Coded("consent_basis", today)
	for i := range basis {
		if basis[i].Value != "given" {
			basis[i].Reveals = []form.Field{&form.Radios{Name: "why_without", Label: "Why was it dispensed with?", Options: why, Small: true}}
		}
	}
	return basis
}

type takeView struct {
	govuk.Page
	Form  *takeForm
	Count int
}

func take(w http.ResponseWriter, r *shell.Request) error {
	v := url.Values{}
	var banner govuk.NotificationBanner
	typed, note, ok, err := r.Draft(takeDraft)
	if err != nil {
		return err
	}
	if ok {
		v, banner = typed, note
	} else {
		v.Set("channel", "phone")
		v.Set("nature", record.TellsOf)
		if room.OutOfHours(r.House().Book, r.Now()) {
			v.Set("night", "yes")
		}
	}
	f := newTakeForm(v, r.House().Book, r.Now())
	f.Fill(v)
	return showTake(w, r, f, v, banner)
}

func showTake(w http.ResponseWriter, r *shell.Request, f *takeForm, v url.Values, banner govuk.NotificationBanner) error {
	for _, name := range []string{"referrer-role", "referrer-email", "consent", "mother-given", "mother-family", "father-given", "father-family", "father-phone", "address", "postcode", "on-day", "at"} {
		f.Wide = f.Wide || v.Get(name) != ""
	}
	f.Wide = f.Wide || v.Get("nature") == record.AsksForService
	f.AtNight = v.Get("night") != "" || v.Get("night-did") != "" || v.Get("night-needs") != ""
	view := takeView{Page: r.Page("Take a call or message"), Form: f, Count: childCount(v)}
	view.Errors, view.Banner = f.Errors(), banner
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: "What waits", Href: "/front-door"}
	return r.Show(w, "frontdoor/take", view)
}

func taken(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v := r.PostForm
	n := childCount(v)
	if v.Has("_add") {
		n = min(n+1, room.MaxChildren)
	}
	v.Set("children", strconv.Itoa(n))
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, takeDraft, v); err != nil {
		return err
	}
	if v.Has("_add") {
		return r.See(w, "/front-door/new#child-"+strconv.Itoa(n-1)+"-given")
	}
	f := newTakeForm(v, r.House().Book, r.Now())
	if f.Parse(v) {
		s, received, err := f.sending(v, r.Now())
		var rc room.Receipt
		if err == nil {
			rc, err = r.House().FrontDoor.Take(r.Context(), r.Actor, s, received)
		}
		if err == nil {
			if err := r.Sent(takeDraft); err != nil {
				return err
			}
			return r.See(w, "/contacts/"+record.SubjectID(rc.Subject)+"?taken")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showTake(w, r, f, v, govuk.NotificationBanner{})
}

// sending is what was taken down. An hour that cannot be read is errs.Fields.
func (f *takeForm) sending(v url.Values, now time.Time) (s room.Sending, received time.Time, err error) {
	s = sending(v)
	s.Nature, s.Channel, s.Rating = v.Get("nature"), v.Get("channel"), v.Get("rating")
	if s.Nature == "" {
		s.Nature = record.TellsOf
	}
	s.Referrer.Agency = v.Get("referrer-agency")
	s.Referrer.AgencyType, s.Referrer.Source = room.AgencyOf(v.Get("who"))
	for _, p := range []struct {
		name  string
		adult *record.ContactAdult
	}{{"mother-", &s.Mother}, {"father-", &s.Father}} {
		*p.adult = record.ContactAdult{Given: strings.TrimSpace(v.Get(p.name + "given")), Family: strings.TrimSpace(v.Get(p.name + "family")), Phone: strings.TrimSpace(v.Get(p.name + "phone"))}
		switch {
		case p.adult.Given != "" || p.adult.Family != "":
			p.adult.Known = room.Known
		case s.Nature == record.AsksForService:
			p.adult.Known = room.NotKnown
		}
	}
	s.OutOfHours = v.Get("night") == "yes"
	s.Night = record.Night{Did: v.Get("night-did"), Needs: v.Get("night-needs")}
	if s.Consent == "" {
		s.WhyWithout, s.OtherNote = "", ""
	}
	received, err = earlier(v, now)
	return s, received, err
}

// earlier is when something came in: now, or the day and time that were given.
func earlier(v url.Values, now time.Time) (time.Time, error) {
	on, err := day.FromParts(v.Get("on-day"), v.Get("on-month"), v.Get("on-year"))
	at := strings.TrimSpace(v.Get("at"))
	if err != nil || on.IsZero() && at == "" {
		return now, nil // a day that cannot be read was refused at its field
	}
	if on.IsZero() {
		on = day.In(now)
	}
	if at == "" {
		return now, errs.Field("at", "Enter the time as well: the hours count from it")
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", on.String()+" "+strings.ReplaceAll(at, ".", ":"), day.London)
	if err != nil {
		return now, errs.Field("at", "Enter the time like 14:05")
	}
	if t.After(now) {
		return now, errs.Field("at", "The time must be now or in the past")
	}
	return t, nil
}
