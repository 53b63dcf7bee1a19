package frontdoor

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// Limits of a referral's texts, in characters, and of its children.
const (
	MinConcern  = 30
	MinReason   = 10
	MaxText     = 20_000
	MaxChildren = 20
)

// longestWait is how far ahead an expected date may lie, in days; internal/person uses the same when the child is added.
const longestWait = 38 * 7

// Check says what is missing or wrong, on the day the referral came in. Fields are named as the inputs: child-0-given, father-known,
// postcode, concern, consent, why_without, why_without_note, referrer-name. Hints about wording are not here: they never stop a referral.
func (s Sending) Check(on day.Day) error {
	var f errs.Fields
	if s.Nature == record.TellsOf {
		s.checkTeller(&f, on)
	} else {
		s.checkReferrer(&f, on)
		checkAdult(&f, "mother", s.Mother, on)
		checkAdult(&f, "father", s.Father, on)
	}
	for _, c := range []struct{ field, set, code string }{
		{"nature", "contact_nature", s.Nature}, {"channel", "contact_channel", s.Channel}, {"rating", "contact_rating", s.Rating},
	} {
		code(&f, c.field, c.set, c.code, on)
	}
	switch n := len(s.Children); {
	case n == 0:
		f.Add("children", "Add the child or children that you are worried about")
	case n > MaxChildren:
		f.Add("children", "A referral can be about up to %d children; send a second one for the others", MaxChildren)
	}
	for i, ch := range s.Children {
		checkChild(&f, fmt.Sprintf("child-%d-", i), ch, on)
	}
	if s.Postcode != "" {
		if _, err := match.ParsePostcode(s.Postcode); err != nil {
			adopt(&f, "postcode", err)
		}
	}
	switch n := utf8.RuneCountInString(s.Concern); {
	case n == 0:
		f.Add("concern", "Write what you are worried about: what you saw or heard, when, and what it means for each child")
	case n < MinConcern:
		f.Add("concern", "Write more about what you are worried about: at least %d characters, so that somebody can decide on it today", MinConcern)
	}
	for _, t := range []struct{ field, text string }{{"concern", s.Concern}, {"strengths", s.Strengths}} {
		if n := utf8.RuneCountInString(t.text); n > MaxText {
			f.Add(t.field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
	if s.Nature != record.TellsOf || s.Consent != "" {
		s.checkConsent(&f)
	}
	return f.Err()
}

// checkTeller is checkReferrer for a contact that somebody takes down while the other one speaks: what they do not say is not asked for again before it can be
// kept, and Quality says what is missing.
func (s Sending) checkTeller(f *errs.Fields, on day.Day) {
	if s.Referrer.Name == "" && s.Referrer.Source != Anonymous {
		f.Add("referrer-name", "Enter the name of whoever told you, or choose “anonymous”")
	}
	if s.Rating == "" {
		f.Add("rating", "Choose how soon this is to be decided")
	}
	code(f, "who", "agency_type", s.Referrer.AgencyType, on)
	code(f, "who", "referral_source", s.Referrer.Source, on)
	for _, a := range []struct {
		who string
		record.ContactAdult
	}{{"mother", s.Mother}, {"father", s.Father}} {
		if a.Known != "" {
			checkAdult(f, a.who, a.ContactAdult, on)
		}
	}
	for _, t := range []struct{ field, text string }{{"night-did", s.Night.Did}, {"night-needs", s.Night.Needs}} {
		if n := utf8.RuneCountInString(t.text); n > MaxText {
			f.Add(t.field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
}

// Anonymous is the code of referral_source for somebody who does not give their name.
const Anonymous = "9"

func (s Sending) checkReferrer(f *errs.Fields, on day.Day) {
	if s.Referrer.Name == "" {
		f.Add("referrer-name", "Enter your name")
	}
	if s.Referrer.Role == "" {
		f.Add("referrer-role", "Enter your role, for example designated safeguarding lead")
	}
	if s.Referrer.Phone == "" && s.Referrer.Email == "" {
		f.Add("referrer-phone", "Enter a telephone number or an email address, so that we can reach you about this referral")
	}
	code(f, "agency_type", "agency_type", s.Referrer.AgencyType, on)
	code(f, "source", "referral_source", s.Referrer.Source, on)
}

func (s Sending) checkConsent(f *errs.Fields) {
	switch s.Consent {
	case "":
		f.Add("consent", "Say whether a parent agreed to this referral, or why you did not ask or went on without")
	case "given":
		if s.WhyWithout != "" || s.OtherNote != "" {
			f.Add("why_without", "Remove the reason: consent was given")
		}
	default:
		code(f, "consent", "consent_basis", s.Consent, day.Day{})
		switch {
		case s.WhyWithout == "":
			f.Add("why_without", "Choose why consent was dispensed with")
		case s.WhyWithout != OtherReason:
			code(f, "why_without", "consent_dispensed_reason", s.WhyWithout, day.Day{})
		case utf8.RuneCountInString(s.OtherNote) < MinReason:
			f.Add("why_without_note", "Write the reason, in at least %d characters", MinReason)
		}
	}
}

func checkChild(f *errs.Fields, at string, ch record.ContactChild, on day.Day) {
	unborn := ch.Birth.IsZero() && !ch.Expected.IsZero()
	switch {
	case ch.Family == "" && unborn:
		f.Add(at+"family", "Enter the family name that is expected, or the mother's")
	case ch.Given == "" && ch.Family == "":
		f.Add(at+"given", "Enter the child's name")
	}
	switch {
	case !ch.Birth.IsZero() && !ch.Expected.IsZero():
		f.Add(at+"birth", "Give a date of birth or an expected date, not both")
	case ch.Birth.After(on):
		f.Add(at+"birth", "The date of birth must be in the past; for an unborn child give the expected date")
	case !ch.Birth.IsZero() && on.Age(ch.Birth) >= 18:
		f.Add(at+"birth", "This form is for children under 18, and %s is the birth date of somebody who is %d: check it", ch.Birth.Long(), on.Age(ch.Birth))
	case ch.Expected.After(on.Add(longestWait)):
		f.Add(at+"expected", "The expected date must be within %d weeks", longestWait/7)
	case ch.Expected.Before(on.AddMonths(-1)):
		f.Add(at+"expected", "The expected date is more than a month ago: give the date of birth if the child is born")
	}
	code(f, at+"sex", "sex", ch.Sex, on)
	code(f, at+"ethnicity", "ethnicity", ch.Ethnicity, on)
	if ch.UPN != "" {
		if _, err := match.ParseUPN(ch.UPN); err != nil {
			adopt(f, at+"upn", err)
		}
	}
	if n := utf8.RuneCountInString(ch.View); n > MaxText {
		f.Add(at+"view", "This has %d characters; the most is %d", n, MaxText)
	}
}

// The answers to whether the referrer knows a parent.
const (
	Known    = "yes"
	NotKnown = "not_known" // asked, and nobody could say
	NotAsked = "not_asked" // with a reason
)

func checkAdult(f *errs.Fields, who string, a record.ContactAdult, on day.Day) {
	if (a.Known == NotKnown || a.Known == NotAsked) && (a.Given != "" || a.Family != "") {
		f.Add(who+"-known", "You gave the %s's name: choose yes, or remove the name", who)
		return
	}
	switch a.Known {
	case Known:
		if a.Given == "" && a.Family == "" {
			f.Add(who+"-given", "Enter the %s's name, or say that it is not known", who)
		}
		if a.Birth.After(on) {
			f.Add(who+"-birth", "The date of birth must be in the past")
		}
	case NotKnown:
	case NotAsked:
		if utf8.RuneCountInString(a.Why) < MinReason {
			f.Add(who+"-why", "Write why the %s's details were not asked for, in at least %d characters", who, MinReason)
		}
	case "":
		f.Add(who+"-known", "Say whether you know the %s's details", who)
	default:
		f.Add(who+"-known", "Choose yes, not known or not asked; %q is none of them", a.Known)
	}
}

// code notes a code that is not of its set; an empty one is no answer.
func code(f *errs.Fields, field, set, c string, on day.Day) {
	if c == "" {
		return
	}
	s, _ := codes.Set(set)
	if err := s.ValidAt(field, c, on); err != nil {
		adopt(f, field, err)
	}
}

// adopt notes the texts of an error under the name of an input.
func adopt(f *errs.Fields, field string, err error) {
	if fs, ok := errors.AsType[errs.Fields](err); ok {
		for _, e := range fs {
			f.Add(field, "%s", e.Text)
		}
		return
	}
	f.Add(field, "%v", err)
}

// tidy takes off what no reader sees: blanks around answers, carriage returns; and gives numbers and postcodes their one form.
func (s Sending) tidy() Sending {
	line := func(v *string) { *v = strings.Join(strings.Fields(strings.ToValidUTF8(*v, "\uFFFD")), " ") }
	text := func(v *string) { *v = record.Typed(*v) }
	for _, v := range []*string{&s.Referrer.Agency, &s.Referrer.AgencyType, &s.Referrer.Source, &s.Referrer.Name, &s.Referrer.Role,
		&s.Referrer.Phone, &s.Referrer.Email, &s.Postcode} {
		line(v)
	}
	for _, v := range []*string{&s.Concern, &s.Strengths, &s.OtherNote, &s.Night.Did, &s.Night.Needs} {
		text(v)
	}
	children := make([]record.ContactChild, len(s.Children))
	for i, ch := range s.Children {
		for _, v := range []*string{&ch.Given, &ch.Family, &ch.Language, &ch.UPN} {
			line(v)
		}
		text(&ch.View)
		if upn, err := match.ParseUPN(ch.UPN); err == nil {
			ch.UPN = upn
		}
		children[i] = ch
	}
	s.Children = children
	for _, a := range []*record.ContactAdult{&s.Mother, &s.Father} {
		for _, v := range []*string{&a.Given, &a.Family, &a.Phone} {
			line(v)
		}
		text(&a.Why)
	}
	var lines []string
	for _, l := range s.Address {
		if line(&l); l != "" {
			lines = append(lines, l)
		}
	}
	s.Address = lines
	if p, err := match.ParsePostcode(s.Postcode); err == nil {
		s.Postcode = p
	}
	return s
}
