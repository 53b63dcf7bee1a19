package access

import (
	"strings"
	"time"

	"throughline/internal/errs"
)

// GlassLasts is how long an emergency opening runs.
const GlassLasts = 60 * time.Minute

// GlassReasonLength is the least number of characters of a reason.
const GlassReasonLength = 20

// GlassReview is within how many working days an emergency opening must be reviewed.
const GlassReview = 2

// Window is an emergency opening ("break-glass"): one actor, one person, 60 minutes, a reason.
type Window struct {
	Actor   string
	Subject string
	From    time.Time
	Ended   time.Time // when it was closed early; zero while it was not
	Reason  string
}

// Until is the first instant at which the opening no longer holds.
func (w Window) Until() time.Time {
	end := w.From.Add(GlassLasts)
	if !w.Ended.IsZero() && w.Ended.Before(end) {
		return w.Ended
	}
	return end
}

// Opens says whether the opening lets the actor see the subject at the time.
func (w Window) Opens(actor, subject string, now time.Time) bool {
	return actor != "" && w.Actor == actor && subject != "" && w.Subject == subject &&
		!now.Before(w.From) && now.Before(w.Until())
}

// OpenBreakGlass makes an emergency opening of the subject of f. It fails with Invalid when the reason does not say
// enough, with NotFound when the subject is behind a bar or a compartment (which no emergency opens), and with
// Denied when the actor's role has no emergency opening. The caller stores it, tells the owner and information
// governance at once, and asks for a review.
func OpenBreakGlass(reason string, a Actor, f Facts, now time.Time) (Window, error) {
	if f.Subject == "" {
		return Window{}, errs.Field("person", "Name the person whose record you must open")
	}
	if err := Decide(a, BreakGlass, None, f, now).Err(); err != nil {
		return Window{}, err
	}
	reason, err := glassReason(reason)
	if err != nil {
		return Window{}, err
	}
	return Window{Actor: a.ID, Subject: f.Subject, From: now, Reason: reason}, nil
}

// glassReason trims a reason, makes runs of white space one space, and refuses one that says nothing: too short once
// that is done, or made of one or two different characters.
func glassReason(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	different := map[rune]bool{}
	length := 0
	for _, r := range s {
		length++
		if r != ' ' {
			different[r] = true
		}
	}
	if length < GlassReasonLength {
		return "", errs.Field("reason", "Say why you must open this record now, in at least %d characters", GlassReasonLength)
	}
	if len(different) < 3 {
		return "", errs.Field("reason", "Say why you must open this record now, in words that a reviewer can check")
	}
	return s, nil
}
