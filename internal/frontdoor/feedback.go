package frontdoor

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// outcome is how a decision is told to the referrer.
type outcome struct {
	Short string // in a list
	Text  string // in full
}

// outcomes are the words for each code of referral_decision. They tell a professional what happens next, and nothing of the assessment of risk,
// of the family or of other agencies' information: a referrer may see them for years. No child is named, so that they may go into a message.
var outcomes = map[string]outcome{
	"no_further_action": {
		"No further action by children's social care",
		"We have looked at your referral and decided that children's social care does not need to act. Keep giving the help that you give. " +
			"If your worry grows or something new happens, refer again. If you disagree with this decision, ring us and ask for the manager.",
	},
	"advice": {
		"Information and advice given",
		"We have looked at your referral and given information and advice. Children's social care will not do more at present. " +
			"If your worry grows or something new happens, refer again. If you disagree with this decision, ring us and ask for the manager.",
	},
	"early_help": {
		"Passed to early help",
		"We have passed your referral to early help, who will get in touch with the family and may ask you to be part of the help. " +
			"If your worry grows or something new happens, refer again. If you disagree with this decision, ring us and ask for the manager.",
	},
	"assessment": {
		"A social worker will assess",
		"A social worker will assess what help is needed and will speak with the family. They will get in touch with you for what you know. " +
			"If something changes that they should know at once, ring us.",
	},
	OpenCase: {
		"Passed to the worker who knows the family",
		"A team already works with this family. We have passed what you told us to them, and they may get in touch with you. " +
			"If something changes that they should know at once, ring us.",
	},
	"strategy_discussion": {
		"Taken further with partner agencies",
		"We are taking your referral further with partner agencies today. We may ask you for more. " +
			"Please do not speak with the family about it until we have spoken with you. If the child is in danger now, ring 999.",
	},
}

// waiting is what the referrer reads until there is a decision.
const waiting = "Waiting for a decision"

// Feedback is what the referrer is told about one child of a referral: what was decided, by when the referral was in and decided.
// It is empty for a code that is no decision.
func Feedback(reference, decision string, received, decided time.Time) string {
	return feedback("referral", reference, decision, received, decided)
}

// toldOf is Feedback for a referral or for a contact.
func toldOf(c record.Contact, decision string, decided time.Time) string {
	what := "referral"
	if c.Screened() {
		what = "call or message"
	}
	return feedback(what, c.Reference, decision, c.Received, decided)
}

func feedback(what, reference, decision string, received, decided time.Time) string {
	o, ok := outcomes[decision]
	if !ok {
		return ""
	}
	return "Your " + what + " " + reference + " of " + day.In(received).Long() + ", decided on " + day.In(decided).Long() + ". " + o.Text
}

// Outcome is the short form of a decision for the referrer.
func Outcome(decision string) string {
	if o, ok := outcomes[decision]; ok {
		return o.Short
	}
	return waiting
}
