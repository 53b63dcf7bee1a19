package ssd

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// date reads a day of a row; one that is none is noted and left out.
func (g *guest) date(entity string, i int, field string) (d day.Day) {
	d, err := unstamp(g.r.x.Tables[entity].Cell(i, field))
	if err != nil {
		g.note(entity, i, field, reason(err))
	}
	return d
}

// identifiers brings in the numbers that the child does not have yet. Which of two numbers of one sort is in force, ssd_person says.
func (g *guest) identifiers() error {
	const entity = "ssd_linked_identifiers"
	person := g.r.x.Tables["ssd_person"]
	at := g.r.by("ssd_person", "pers_person_id", g.person)[0]
	now := func(field string) string { return strings.TrimSpace(person.Cell(at, field)) }
	id := now("pers_person_id")
	if ourSubject.MatchString(id) {
		id = now("pers_legacy_id")
	}
	err := g.each(entity, "link_person_id", func(i int, cell func(string) string) error {
		b := record.Identifier{Value: cell("link_identifier_value"), From: g.date(entity, i, "link_valid_from_date"), To: g.date(entity, i, "link_valid_to_date")}
		kind, err := identifierTypes.in(cell("link_identifier_type"))
		if err != nil || b.Value == "" {
			g.Hold(entity, i+1, "the number is of a sort that no record here holds; it was held back")
			return nil
		}
		switch b.Type = kind; {
		case kind == record.LAChildID && (b.Value != id || !b.To.IsZero()):
			b.Type = record.FormerChildID
		case kind == record.UPN && (b.Value != now("pers_upn") || !b.To.IsZero()):
			b.Type = record.FormerUPN
		}
		return g.number(b, cell("link_table_id"), entity, i)
	})
	if nhs := now("pers_single_unique_id"); err == nil && nhs != "" {
		err = g.number(record.Identifier{Type: record.NHSNumber, Value: nhs}, "", "ssd_person", at)
	}
	if old := now("pers_legacy_id"); err == nil && old != "" && old != id {
		err = g.number(record.Identifier{Type: record.FormerChildID, Value: old}, "", "ssd_person", at)
	}
	return err
}

func (g *guest) number(b record.Identifier, id, entity string, i int) error {
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, h := range story.All[record.Identifier](s) {
		if h.ID == id || h.Body.Value == b.Value && h.Body.Type == b.Type {
			return nil
		}
	}
	_, err = g.Add(g.subject, ours(id), b, entity, i+1)
	return err
}

// linesOf are the lines of an address of the dataset; a text that is no JSON is a line.
func linesOf(text string) (out []string) {
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
		return out
	}
	folded := map[string]string{}
	for k, v := range m {
		if line, ok := v.(string); ok {
			folded[strings.ToUpper(k)] = strings.TrimSpace(line)
		}
	}
	for _, k := range []string{"ROOM", "FLOOR", "FLAT", "BUILDING", "HOUSE", "STREET", "TOWN"} {
		if folded[k] != "" {
			out = append(out, folded[k])
		}
	}
	return out
}

// addresses brings in where the child lives or lived.
func (g *guest) addresses() error {
	const entity = "ssd_address"
	return g.each(entity, "addr_person_id", func(i int, cell func(string) string) error {
		if kind := cell("addr_address_type"); strings.EqualFold(kind, "placement") {
			g.Hold(entity, i+1, "where a child is placed is told by ssd_cla_placement; the row was held back")
			return nil
		}
		b := record.Address{Lines: linesOf(cell("addr_address_json")), Postcode: spaced(cell("addr_address_postcode")), From: g.date(entity, i, "addr_address_start_date"), To: g.date(entity, i, "addr_address_end_date")}
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		for _, h := range story.All[record.Address](s) {
			same := addressJSON(h.Body.Lines) == addressJSON(b.Lines) && spaced(h.Body.Postcode) == b.Postcode && h.Body.From == b.From
			if g.Used(h.ID) || h.ID != cell("addr_table_id") && !same {
				continue
			}
			g.Use(h.ID)
			g.Matched().Rows++
			merged := h.Body
			if merged.To.IsZero() && !b.To.IsZero() {
				merged.To = b.To
				g.Updated().Rows++
				_, err := intake.EditAs(g.Guest, h, merged, entity, i+1)
				return err
			}
			return nil
		}
		return g.added(g.Add(g.subject, ours(cell("addr_table_id")), b, entity, i+1))
	})
}

// added counts a row that became a record.
func (g *guest) added(id string, err error) error {
	if id != "" {
		g.Added().Rows++
	}
	return err
}

// mother brings in whether the child is a mother. Whose mother she is comes last, when all children are in.
func (g *guest) mother() error {
	person := g.r.x.Tables["ssd_person"]
	at := g.r.by("ssd_person", "pers_person_id", g.person)[0]
	answer, err := yesNo.in(strings.TrimSpace(person.Cell(at, "pers_is_mother")))
	if err != nil || len(g.r.by("ssd_mother", "moth_person_id", g.person)) > 0 {
		return nil
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, m := range story.All[record.Mother](s) {
		if m.Body.Mother == record.Yes || string(m.Body.Mother) == answer {
			return nil
		}
	}
	_, err = g.Add(g.subject, "", record.Mother{Mother: record.YesNo(answer)}, "ssd_person", at+1)
	return err
}

// whoIs is the child here whom the extract calls by an id; "" when nobody is.
func (g *guest) whoIs(person string) (string, error) {
	subject := g.r.subjects[person]
	if subject == "" && ourSubject.MatchString(person) {
		subject = person
	}
	if subject == "" {
		return g.Child(person)
	}
	s, err := g.Story(subject)
	if _, ok := story.First[record.Child](s); !ok || err != nil {
		return "", err
	}
	return s.Subject, nil
}

// mothers brings in whose mothers children are, a row at a time.
func (r *reader) mothers() (out []func(*guest) error) {
	const entity = "ssd_mother"
	t := r.x.Tables[entity]
	if t == nil {
		return nil
	}
	for i := range t.Rows() {
		cell := func(field string) string { return strings.TrimSpace(t.Cell(i, field)) }
		out = append(out, func(g *guest) error {
			mother, err := g.whoIs(cell("moth_person_id"))
			if err != nil {
				return err
			}
			child, err := g.whoIs(cell("moth_childs_person_id"))
			if err != nil {
				return err
			}
			if mother == "" || child == "" {
				g.Hold(entity, i+1, "the mother or her child is no child here; the row was held back")
				return nil
			}
			b := record.Mother{Mother: record.Yes, Child: child, ChildBirth: g.date(entity, i, "moth_childs_dob")}
			s, err := g.Story(mother)
			if err != nil {
				return err
			}
			for _, m := range story.All[record.Mother](s) {
				if m.ID == cell("moth_table_id") || m.Body.Child == child {
					g.Matched().Rows++
					return nil
				}
			}
			return g.added(g.Add(mother, ours(cell("moth_table_id")), b, entity, i+1))
		})
	}
	return out
}

// families brings in who is a family.
func (r *reader) families() (out []func(*guest) error) {
	const entity = "ssd_family"
	t := r.x.Tables[entity]
	if t == nil {
		return nil
	}
	rows := map[string][]int{}
	for i := range t.Rows() {
		id := strings.TrimSpace(t.Cell(i, "fami_family_id"))
		if id == "" {
			r.hold(entity, i, "the row names no family; it was held back")
			continue
		}
		rows[id] = append(rows[id], i)
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		out = append(out, func(g *guest) error { return g.family(id, rows[id]) })
	}
	return out
}

func (g *guest) family(id string, rows []int) error {
	const entity = "ssd_family"
	t := g.r.x.Tables[entity]
	var members []record.Member
	for _, i := range rows {
		child, err := g.whoIs(strings.TrimSpace(t.Cell(i, "fami_person_id")))
		if err != nil {
			return err
		}
		if child == "" {
			g.Hold(entity, i+1, "the person is no child here; the row was held back")
			continue
		}
		if !slices.ContainsFunc(members, func(m record.Member) bool { return m.Person == child }) {
			members = append(members, record.Member{Person: child})
		}
	}
	if len(members) == 0 {
		return nil
	}
	known, err := g.familyOf(id, members)
	if err != nil {
		return err
	}
	if known.Subject == "" {
		wanted := ""
		if ourSubject.MatchString(id) {
			wanted = id
		}
		subject, err := g.NewSubject(record.FamilySubject, wanted)
		if err != nil {
			return err
		}
		own, _, _ := strings.Cut(strings.TrimSpace(t.Cell(rows[0], "fami_table_id")), ".")
		return g.added(g.Add(subject, ours(own), record.Family{Name: "Family " + brief(id), Members: members}, entity, rows[0]+1))
	}
	g.Matched().Rows++
	body := known.Body
	body.Members = slices.Clone(body.Members)
	for _, m := range members {
		if !slices.ContainsFunc(body.Members, func(h record.Member) bool { return h.Person == m.Person }) {
			body.Members = append(body.Members, m)
		}
	}
	if len(body.Members) == len(known.Body.Members) {
		return nil
	}
	g.Updated().Rows++
	_, err = intake.EditAs(g.Guest, known, body, entity, rows[0]+1)
	return err
}

// familyOf finds a family: by its subject, or as the one that all members are in already.
func (g *guest) familyOf(id string, members []record.Member) (none record.Of[record.Family], err error) {
	subjects := []string{id}
	if !ourSubject.MatchString(id) {
		if subjects, err = db.Column[string](g.Tx(), "select distinct subject from family_member where person = $1 order by subject", members[0].Person); err != nil {
			return none, err
		}
	}
	for _, subject := range subjects {
		s, err := g.Story(subject)
		if err != nil {
			return none, err
		}
		f, ok := story.Latest[record.Family](s)
		all := !slices.ContainsFunc(members, func(m record.Member) bool {
			return !slices.ContainsFunc(f.Body.Members, func(h record.Member) bool { return h.Person == m.Person })
		})
		if ok && (all || subject == id) {
			return f, nil
		}
	}
	return none, nil
}

// frontDoor says whether a row is a child of a contact that came through the front door here.
func frontDoor(g *guest, id string) (bool, error) {
	contact, _, ok := strings.Cut(id, ".")
	if !ok || ours(id) == "" {
		return false, nil
	}
	found, err := db.Column[int64](g.Tx(), "select 1 from record where id = $1 and kind = 'contact' and not withdrawn", contact)
	return len(found) > 0, err
}
