package frontdoor

import (
	"slices"
	"strings"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// siblings are the relationships that already say how two children of one family stand to each other.
var siblings = []string{"sibling", "half_sibling", "step_sibling", "adoptive_sibling", "foster_sibling"}

// relative is a person to whom another is related now.
type relative struct {
	Other string // resolved after merges
	Type  string // what Other is to the person
}

// relatives are a person's relationships in force, from both sides.
func relatives(t *db.Tx, s story.Story) ([]relative, error) {
	var out []relative
	for _, id := range s.Subjects() {
		rs, err := db.All(t, func(scan db.Scan) (r relative, err error) { err = scan(&r.Other, &r.Type); return r, err },
			"select other, type from relation where person = $1 and ended = '' order by record", id)
		if err != nil {
			return nil, err
		}
		out = append(out, rs...)
	}
	for i := range out {
		var err error
		if out[i].Other, err = story.Canonical(t, out[i].Other); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parent is one of the two parents of a referral.
type parent struct {
	typed *record.ContactAdult
	sex   string
	word  string
}

func parents(c *record.Contact) []parent {
	return []parent{{&c.Mother, "F", "mother"}, {&c.Father, "M", "father"}}
}

// adopt takes the parents that a known child has already, where they are the ones the referrer named: they are not made twice.
func (m *matching) adopt(child story.Story) error {
	rels, err := relatives(m.tx.Tx, child)
	if err != nil {
		return err
	}
	for _, p := range parents(&m.contact) {
		if p.typed.Known != Known || p.typed.Subject != "" {
			continue
		}
		held, err := heldParent(m.tx.Tx, rels, p.sex)
		if err != nil {
			return err
		}
		if held.Subject != "" && sameName(held.Name, *p.typed) {
			p.typed.Subject = held.Subject
		}
	}
	return nil
}

// recorded is a parent as held.
type recorded struct {
	Subject string
	Name    record.Name
	Adult   record.Adult
}

// heldParent is the parent of a sex among relationships; the zero recorded when there is none. One whose sex is not known counts as either.
func heldParent(t *db.Tx, rels []relative, sex string) (recorded, error) {
	for _, r := range rels {
		kind, err := codes.RelationshipOf(r.Type)
		if err != nil || kind.Code.Code != "parent" {
			continue
		}
		s, err := story.Load(t, r.Other)
		if err != nil {
			return recorded{}, err
		}
		a, ok := story.First[record.Adult](s)
		if ok && (a.Body.Sex == sex || a.Body.Sex == "" || a.Body.Sex == "U") {
			return recorded{r.Other, a.Body.Current(), a.Body}, nil
		}
	}
	return recorded{}, nil
}

// sameName compares names as people say them: case, accents and blanks aside. A part that was not typed agrees with any.
func sameName(n record.Name, typed record.ContactAdult) bool {
	agree := func(a, b string) bool { return a == "" || b == "" || match.Fold(a) == match.Fold(b) }
	return agree(n.Given, typed.Given) && agree(n.Family, typed.Family)
}

// link joins the child to the parents and to the other children of the referral, as far as that is not recorded yet.
func (m *matching) link(child story.Story) error {
	rels, err := relatives(m.tx.Tx, child)
	if err != nil {
		return err
	}
	for _, p := range parents(&m.contact) {
		if err := m.linkParent(child, rels, p); err != nil {
			return err
		}
	}
	for j, other := range m.contact.Children {
		if j == m.i || other.Subject == "" {
			continue
		}
		sibling, err := story.Canonical(m.tx.Tx, other.Subject)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(rels, func(r relative) bool { return r.Other == sibling && slices.Contains(siblings, r.Type) }) {
			m.relate(child.Subject, sibling, "sibling")
		}
	}
	return nil
}

func (m *matching) linkParent(child story.Story, rels []relative, p parent) error {
	if p.typed.Known != Known {
		return nil
	}
	have, err := heldParent(m.tx.Tx, rels, p.sex)
	if err != nil || have.Subject != "" {
		return err // what is held stands; a difference is shown
	}
	if p.typed.Subject == "" {
		subject, changes, err := person.Create(m.tx, newParent(*p.typed, p.sex))
		if err != nil {
			return prefixed(p.word, err)
		}
		p.typed.Subject = subject
		m.changes = append(m.changes, changes...)
	}
	adult, err := story.Canonical(m.tx.Tx, p.typed.Subject)
	if err != nil {
		return err
	}
	m.relate(child.Subject, adult, "parent")
	return nil
}

func (m *matching) relate(subject, other, kind string) {
	m.changes = append(m.changes, record.New(m.tx.NewID(), subject, record.Relationship{Other: other, Type: kind}))
}

// prefixed names the inputs of an error after the person they are about.
func prefixed(who string, err error) error {
	if fs, ok := err.(errs.Fields); ok {
		out := make(errs.Fields, len(fs))
		for i, f := range fs {
			out[i] = errs.FieldError{Field: who + "-" + f.Field, Text: f.Text}
		}
		return out
	}
	return err
}

// Difference is a fact that the referrer typed and the record holds otherwise, or does not hold. It is shown; nobody is corrected by it.
type Difference struct {
	Field string // name, birth, expected, sex, ethnicity, language, upn, address, mother, father
	Label string
	Typed string
	Held  string // as recorded; empty when nothing is held
}

// differences compares child number i of a referral with the person of a story.
func (r Room) differences(t *db.Tx, c record.Contact, i int, s story.Story) ([]Difference, error) {
	rels, err := relatives(t, s)
	if err != nil {
		return nil, err
	}
	out := compare(c, i, s)
	for _, p := range parents(&c) {
		if p.typed.Known != Known {
			continue
		}
		have, err := heldParent(t, rels, p.sex)
		if err != nil {
			return nil, err
		}
		typed := record.Name{Given: p.typed.Given, Family: p.typed.Family}.Full()
		if have.Subject != "" && !sameName(have.Name, *p.typed) {
			out = append(out, Difference{p.word, strings.ToUpper(p.word[:1]) + p.word[1:], typed, have.Name.Full()})
		}
		if have.Subject != "" && !p.typed.Birth.IsZero() && p.typed.Birth != have.Adult.Birth {
			out = append(out, Difference{p.word + "-birth", "Date of birth of the " + p.word, p.typed.Birth.Long(), have.Adult.Birth.Long()})
		}
	}
	return out, nil
}

// compare is the part of differences that needs nothing but the story.
func compare(c record.Contact, i int, s story.Story) []Difference {
	var out []Difference
	ch := c.Children[i]
	child, ok := story.First[record.Child](s)
	if !ok {
		return nil
	}
	note := func(field, label, typed, held string) {
		if typed != "" && typed != held {
			out = append(out, Difference{field, label, typed, held})
		}
	}
	label := func(set, code string) string {
		if code == "" {
			return ""
		}
		cs, _ := codes.Set(set)
		return cs.Label(code)
	}
	note("name", "Name", record.Name{Given: ch.Given, Family: ch.Family}.Full(), child.Body.Current().Full())
	note("birth", "Date of birth", ch.Birth.Long(), child.Body.Birth.Long())
	if child.Body.Birth.IsZero() {
		note("expected", "Expected date of birth", ch.Expected.Long(), child.Body.Expected.Long())
	}
	note("sex", "Sex", label("sex", ch.Sex), label("sex", child.Body.Sex))
	note("ethnicity", "Ethnicity", label("ethnicity", ch.Ethnicity), label("ethnicity", child.Body.Ethnicity))
	note("language", "Language", label("language", ch.Language), label("language", child.Body.Language))
	var upns []string
	for _, id := range story.All[record.Identifier](s) {
		if id.Body.Type == record.UPN || id.Body.Type == record.FormerUPN {
			upns = append(upns, id.Body.Value)
		}
	}
	if !slices.Contains(upns, ch.UPN) {
		note("upn", "Unique pupil number", ch.UPN, strings.Join(upns, ", "))
	}
	if c.Postcode != "" {
		current, confidential := "", false
		for _, a := range story.All[record.Address](s) {
			if a.Body.To.IsZero() {
				current, confidential = a.Body.Postcode, confidential || a.Body.Confidential
			}
		}
		if !confidential { // a comparison would tell where somebody is who must not be found
			note("address", "Postcode", c.Postcode, current)
		}
	}
	return out
}
