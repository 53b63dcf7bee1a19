package person

import (
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

// Status is the involvement that a child's records show: the newest referral that is still open, how far it has come, else a running
// allocation.
func Status(s story.Story) Involvement {
	for _, r := range backwards(story.All[record.Referral](s)) {
		if in := ofReferral(s, r); in.Text != "" {
			return in
		}
	}
	for _, a := range backwards(story.All[record.Assessment](s)) {
		if a.Body.Referral == "" && a.Body.Authorised.IsZero() {
			return Involvement{"Assessment in progress", a.Body.Started}
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

func label(set, code string) string {
	s, ok := codes.Set(set)
	if !ok {
		return code
	}
	return s.Label(code)
}

func backwards[T record.Body](rs []record.Of[T]) []record.Of[T] {
	out := make([]record.Of[T], len(rs))
	for i, r := range rs {
		out[len(rs)-1-i] = r
	}
	return out
}
