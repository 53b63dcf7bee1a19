package consultation

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// Note is what the caller gets in writing (SR-006): what was asked, advised and agreed, in the words of the call. It names no child and no parent, so that it may
// go by ordinary mail, unless somebody wrote a name into the advice. The last sentence says that a referral is still open to the caller (SR-008).
func Note(authority string, c record.Consultation) string {
	var b strings.Builder
	part := func(title, text string) {
		if text != "" {
			b.WriteString(title + "\n" + text + "\n\n")
		}
	}
	b.WriteString("Dear " + c.Caller + ",\n\n")
	b.WriteString("You called the consultation line of " + authority + " on " + day.Moment(c.At) + ". This is what we spoke about, for your own record.\n\n")
	part("Why you called", label("consultation_reason", c.Reason))
	part("What we advised", c.Advice)
	part("About consent", consentWords(c))
	part("What we agreed that you try first", c.Strategies)
	part("What happens next", label("consultation_outcome", c.Outcome))
	b.WriteString("A call to the line is advice and not a referral. You may refer at any time, whatever was advised: on the web, or by telephone if a child is at risk. " +
		"If a child is in danger now, ring 999.\n")
	return b.String()
}

func consentWords(c record.Consultation) string {
	if c.ConsentDiscussed != record.Yes {
		return ""
	}
	return label("consent_advice", c.Consent)
}

// label is a code in words, as a sentence begins.
func label(set, code string) string { return codes.Sentence(set, code) }
