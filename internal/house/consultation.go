package house

import (
	"strings"

	"throughline/internal/command"
	"throughline/internal/consultation"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// ReferCall joins the consultation line to the front door: a call becomes a contact with everything that it holds, so that nobody types it again (SR-008).
func ReferCall(door *frontdoor.Room) func(*command.Tx, record.Of[record.Consultation], string) (string, record.Change, error) {
	return func(tx *command.Tx, call record.Of[record.Consultation], rating string) (string, record.Change, error) {
		s, err := CallAsContact(tx, call)
		if err != nil {
			return "", record.Change{}, err
		}
		s.Rating = rating
		change, rc, err := door.Record(tx, s, tx.Now)
		return rc.Subject, change, err
	}
}

// CallAsContact is what the front door is told by a call: who rang, which children, what it was about and what was advised. A child who is known already and was
// not named by the caller goes over by their name. It fails with errs.Invalid when there is no child.
func CallAsContact(tx *command.Tx, call record.Of[record.Consultation]) (frontdoor.Sending, error) {
	c := call.Body
	s := frontdoor.Sending{
		Nature: record.TellsOf, Channel: "phone", Consultation: call.Subject, Children: c.Named,
		Referrer: record.Referrer{Name: c.Caller, Role: c.Role, Agency: c.Agency, AgencyType: c.AgencyType, Source: c.Source, Phone: c.Phone, Email: c.Email},
	}
	if s.Referrer.Source == "" {
		s.Referrer.Source = frontdoor.SourceOf[c.AgencyType]
	}
	if c.Child != "" && len(c.Named) == 0 {
		known, err := tx.Story(c.Child)
		if err != nil {
			return s, err
		}
		if ch, ok := story.First[record.Child](known); ok {
			name := ch.Body.Current()
			s.Children = []record.ContactChild{{Given: name.Given, Family: name.Family, Birth: ch.Body.Birth, Expected: ch.Body.Expected, Sex: ch.Body.Sex, Ethnicity: ch.Body.Ethnicity, Language: ch.Body.Language}}
		}
	}
	if len(s.Children) == 0 {
		return s, errs.Field("children", "Name the child first: what goes to the front door is about a child")
	}
	parts := []string{c.Topic, "From a call to the consultation line, " + day.Moment(c.At) + "."}
	for _, p := range []struct{ title, text string }{
		{"Advice given: ", c.Advice}, {"About consent: ", words("consent_advice", c.Consent)}, {"Agreed to try first: ", c.Strategies}, {"Level of need that was agreed: ", words("threshold", c.Threshold)},
	} {
		if p.text != "" {
			parts = append(parts, p.title+p.text)
		}
	}
	s.Concern = strings.TrimSpace(strings.Join(parts, "\n"))
	if c.Consent == "given" {
		s.Consent = "given"
	}
	return s, nil
}

func words(set, code string) string {
	s, ok := codes.Set(set)
	if !ok || code == "" {
		return ""
	}
	return s.Label(code)
}

// line is the consultation line of a house.
func (h *House) line() *consultation.Room {
	return &consultation.Room{Desk: h.Desk, Book: h.Book, Facts: h.FrontDoor.Facts, Refer: ReferCall(h.FrontDoor)}
}
