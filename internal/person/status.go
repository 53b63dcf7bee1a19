package person

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Involvement says in words why the service is involved with a person now. The zero value means that it is not.
type Involvement struct {
	Text  string
	Since day.Day
}

// Status is the strongest involvement that a child's records show.
func Status(s story.Story) Involvement {
	if all := Statuses(s); len(all) > 0 {
		return all[0]
	}
	return Involvement{}
}

// Statuses are all involvements that run now, the strongest first: looked after, on a protection plan, a section 47 enquiry, a child in need plan, leaving
// care; then how far the newest open referral has come, else early help or a running allocation. One does not hide another (acceptance scenario 4).
func Statuses(s story.Story) []Involvement {
	var out []Involvement
	add := func(text string, since day.Day) { out = append(out, Involvement{text, since}) }
	for _, p := range backwards(story.All[record.CarePeriod](s)) {
		if !ended(p.Body.Ended) {
			add("Looked after", p.Body.Started)
			break
		}
	}
	for _, p := range backwards(story.All[record.CPPlan](s)) {
		if !p.Body.Started.IsZero() && !ended(p.Body.Ended) {
			add("Child protection plan", p.Body.Started)
			break
		}
	}
	for _, e := range backwards(story.All[record.S47Enquiry](s)) {
		if !e.Body.Started.IsZero() && !ended(e.Body.Ended) && e.Body.Outcome == "" && !closedWith(s, e.Body.Referral) {
			add("Section 47 enquiry", e.Body.Started)
			break
		}
	}
	for _, p := range backwards(story.All[record.CINPlan](s)) {
		if !p.Body.Started.IsZero() && !ended(p.Body.Ended) {
			add("Child in need plan", p.Body.Started)
			break
		}
	}
	if in := caseStatus(s, len(out) > 0); in.Text != "" {
		out = append(out, in)
	}
	return out
}

// closedWith says whether a referral was closed, and with it whatever was left open below it. Imported enquiries often have no end of their own.
func closedWith(s story.Story, referral string) bool {
	r, ok := story.Find[record.Referral](s, referral)
	return !ok || ended(r.Body.Closed) || conferred(s, r.ID)
}

// conferred says whether a conference was held on a referral: it ends the enquiry.
func conferred(s story.Story, referral string) bool {
	for _, c := range story.All[record.InitialCPConference](s) {
		if c.Body.Referral == referral && !c.Body.Date.IsZero() {
			return true
		}
	}
	return false
}

// caseStatus is how far the newest referral that is still open has come, else early help, else a running allocation. below says that there is something
// stronger: then a completed assessment or a running allocation says nothing more.
func caseStatus(s story.Story, below bool) Involvement {
	for _, r := range backwards(story.All[record.Referral](s)) {
		if in := ofReferral(s, r); in.Text != "" && !(below && r.Body.Decision != "" && !strings.Contains(in.Text, "in progress")) {
			return in
		}
	}
	for _, a := range backwards(story.All[record.Assessment](s)) {
		if a.Body.Referral == "" && a.Body.Authorised.IsZero() {
			return Involvement{"Assessment in progress", a.Body.Started}
		}
	}
	if below {
		return Involvement{}
	}
	for _, e := range backwards(story.All[record.EarlyHelp](s)) {
		if !e.Body.Started.IsZero() && !ended(e.Body.Ended) {
			return Involvement{"Early help", e.Body.Started}
		}
	}
	for _, a := range backwards(running(s)) {
		if a.Body.Role != RoleChair {
			return Involvement{"Case open", a.Body.From}
		}
	}
	return Involvement{}
}

func ofReferral(s story.Story, r record.Of[record.Referral]) Involvement {
	if ended(r.Body.Closed) || r.Body.NFA {
		return Involvement{}
	}
	for _, a := range backwards(story.All[record.Assessment](s)) {
		switch {
		case a.Body.Referral != r.ID:
			continue
		case a.Body.Authorised.IsZero():
			return Involvement{"Assessment in progress", a.Body.Started}
		case a.Body.Outcome == "":
			return Involvement{"Assessment completed", a.Body.Authorised}
		case a.Body.Outcome == "no_further_action":
			return Involvement{}
		}
		return Involvement{"Assessment completed: " + label("assessment_outcome", a.Body.Outcome), a.Body.Authorised}
	}
	switch r.Body.Decision {
	case "":
		return Involvement{"Referral received", r.Body.Date}
	case "no_further_action", "advice":
		return Involvement{}
	}
	since := r.Body.Date
	if !r.Body.Decided.IsZero() {
		since = day.In(r.Body.Decided)
	}
	return Involvement{"Referral decided: " + label("referral_decision", r.Body.Decision), since}
}

func label(set, code string) string { return codes.Label(set, code) }

func backwards[T record.Body](rs []record.Of[T]) []record.Of[T] {
	out := make([]record.Of[T], len(rs))
	for i, r := range rs {
		out[len(rs)-1-i] = r
	}
	return out
}
