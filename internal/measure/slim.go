package measure

import (
	"fmt"
	"hash/fnv"
	"strings"

	"throughline/internal/record"
)

// told stands for words that somebody typed; empty for none.
func told(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return "x"
}

// slimContact keeps when a contact came, from whom, what became of it, and whether what a good referral says is there. It keeps nothing that
// anybody typed.
func slimContact(c *record.Contact) {
	out := record.Contact{
		Received: c.Received, Consent: c.Consent, WhyWithout: c.WhyWithout, Urgent: c.Urgent, Postcode: district(c.Postcode),
		Referrer: record.Referrer{AgencyType: c.Referrer.AgencyType, Source: c.Referrer.Source},
		Father:   record.ContactAdult{Known: c.Father.Known, Given: told(c.Father.Given), Family: told(c.Father.Family), Why: told(c.Father.Why)},
	}
	for _, ch := range c.Children {
		out.Children = append(out.Children, record.ContactChild{
			Birth: ch.Birth, Expected: ch.Expected, Sex: ch.Sex, Ethnicity: ch.Ethnicity, View: told(ch.View), Subject: ch.Subject, Referral: ch.Referral,
		})
	}
	for _, f := range c.Feedback {
		out.Feedback = append(out.Feedback, record.Feedback{Child: f.Child, At: f.At, Decision: f.Decision})
	}
	*c = out
}

func slimAddress(a *record.Address) {
	*a = record.Address{Postcode: district(a.Postcode), From: a.From, To: a.To}
}

// district is the first half of a postcode: "E8" of "E8 1EA" and of "e81ea". Empty for what is no postcode.
func district(postcode string) string {
	p := bare(postcode)
	if len(p) < 5 || len(p) > 7 {
		return ""
	}
	out, in := p[:len(p)-3], p[len(p)-3:]
	letter := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if !digit(in[0]) || !letter(in[1]) || !letter(in[2]) || !letter(out[0]) {
		return ""
	}
	for i := range len(out) {
		if !letter(out[i]) && !digit(out[i]) {
			return ""
		}
	}
	return out
}

// bare is a postcode without its space, in capitals.
func bare(postcode string) string { return strings.ToUpper(strings.ReplaceAll(postcode, " ", "")) }

// nameless stands for the name of a setting, so that two spellings of one in capitals and spaces are alike and no name is kept. Empty for none.
func nameless(setting string) string {
	words := strings.Fields(strings.ToUpper(setting))
	if len(words) == 0 {
		return ""
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(words, " ")))
	return fmt.Sprintf("%016x", h.Sum64())
}

func slimLead(l *record.SafeguardingLead) {
	*l = record.SafeguardingLead{Setting: nameless(l.Setting), Sector: l.Sector, From: l.From, To: l.To}
}

func slimQuestion(q *record.Question) {
	*q = record.Question{Meeting: q.Meeting, Received: q.Received, State: q.State, Measures: q.Measures, Carried: q.Carried, Gap: q.Gap}
}

func slimAction(a *record.Action) {
	out := record.Action{Sort: a.Sort, Meeting: a.Meeting, Due: a.Due, State: a.State}
	if n := len(a.Progress); n > 0 { // the newest is the one that reported it, once it is reported
		out.Progress = []record.Progress{{At: a.Progress[n-1].At}}
	}
	*a = out
}

func slimSitting(m *record.Meeting) { *m = record.Meeting{Date: m.Date, State: m.State} }
