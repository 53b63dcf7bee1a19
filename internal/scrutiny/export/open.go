package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/minutes"
)

type object = map[string]any

// Popolo writes a meeting as Popolo: organization, persons, posts, memberships, the event, what was agreed as motions and what was
// said as speeches, each with the number of its paragraph.
func Popolo(m draft.Meeting) ([]byte, error) {
	if m.Date == "" {
		return nil, errs.New(errs.Invalid, "The minutes have no date of the meeting, which Popolo needs. Add the meeting first")
	}
	p := popolo{
		council: "organization/" + slug(m.Authority), body: "organization/" + slug(m.Body), event: "event/" + slug(m.Body) + "/" + m.Date, date: m.Date,
		seen: map[string]bool{}, persons: []object{}, posts: []object{}, memberships: []object{}, motions: []object{}, speeches: []object{},
	}
	p.attendance(m.Attendance)
	for _, it := range m.Items {
		for i, s := range it.Agreed {
			p.agreed(it.Number, i+1, s)
		}
		asks := false
		for _, para := range it.Paragraphs {
			for _, h := range para.Headings {
				asks = draft.Asks(h)
			}
			p.paragraph(para, asks)
		}
	}
	return pretty(object{
		"organizations": []object{{"id": p.body, "name": m.Body, "classification": "committee", "parent_id": p.council}, {"id": p.council, "name": m.Authority}},
		"persons":       p.persons, "posts": p.posts, "memberships": p.memberships,
		"events":  []object{{"id": p.event, "name": m.Body, "organization_id": p.body, "start_date": when(m), "location": m.Place}},
		"motions": p.motions, "speeches": p.speeches,
	})
}

// popolo gathers the objects of one meeting, each person, post and membership once.
type popolo struct {
	council, body, event string // ids
	date                 string
	seen                 map[string]bool
	persons, posts       []object
	memberships          []object
	motions, speeches    []object
}

func (p *popolo) attendance(a minutes.Attendance) {
	p.member(string(a.Chair), "chair")
	p.member(string(a.ViceChair), "vice-chair")
	for _, n := range slices.Concat(a.Councillors, a.Virtual, a.Apologies) {
		p.member(n, "member")
	}
	for _, n := range slices.Concat(a.CoopteesPresent, a.CoopteesAbsent) {
		p.member(n, "co-optee")
	}
	for _, h := range slices.Concat(a.ExecutiveMembers, a.Officers) {
		p.holder(h.Name, string(h.Post))
	}
}

// member adds a person of the committee.
func (p *popolo) member(name, role string) {
	if name != "" {
		p.membership(object{"person_id": p.person(name), "organization_id": p.body, "role": role})
	}
}

// holder adds a person who speaks for a post of the council.
func (p *popolo) holder(name, post string) {
	switch {
	case name == "":
	case post == "":
		p.member(name, "")
	default:
		id := "post/" + slug(post)
		if p.first(id) {
			p.posts = append(p.posts, object{"id": id, "label": post, "organization_id": p.council})
		}
		p.membership(object{"person_id": p.person(name), "post_id": id, "role": post, "organization_id": p.council})
	}
}

func (p *popolo) person(name string) (id string) {
	id = "person/" + slug(bareName(name))
	if p.first(id) {
		p.persons = append(p.persons, object{"id": id, "name": name})
	}
	return id
}

func (p *popolo) membership(x object) {
	if p.first(fmt.Sprint(x)) {
		p.memberships = append(p.memberships, x)
	}
}

// first says whether a key comes for the first time.
func (p *popolo) first(key string) bool {
	was := p.seen[key]
	p.seen[key] = true
	return !was
}

// agreed adds the nth thing that was agreed in an item or paragraph.
func (p *popolo) agreed(in string, n int, text string) {
	p.motions = append(p.motions, object{
		"id": fmt.Sprintf("%s/motion/%s-%d", p.event, in, n), "organization_id": p.body, "text": text, "date": p.date, "result": "pass", "classification": "agreed",
	})
}

// paragraph adds a numbered paragraph and its parts; under a heading of questions it asks.
func (p *popolo) paragraph(para draft.Paragraph, asks bool) {
	kind := "narrative"
	if asks {
		kind = "question"
	}
	p.speech(para.Number, kind, para.Text, para.Asker)
	n := 0
	for _, part := range para.Parts {
		switch part.Kind {
		case draft.Agreed:
			n++
			p.agreed(strings.ReplaceAll(para.Number, ".", "-"), n, part.Text)
		case draft.Answer:
			p.speech(para.Number, "answer", part.Text, part.Who)
		case draft.Comment:
			p.speech(para.Number, "speech", part.Text, part.Who)
		default:
			p.speech(para.Number, "narrative", part.Text, part.Who)
		}
	}
}

func (p *popolo) speech(title, kind, text, who string) {
	n := len(p.speeches) + 1
	x := object{"id": fmt.Sprintf("%s/speech/%d", p.event, n), "event_id": p.event, "position": n, "title": title, "type": kind, "text": text}
	if who != "" {
		x["attribution_text"] = who
	}
	p.speeches = append(p.speeches, x)
}

// OpenCivicData writes a meeting as an Event of Open Civic Data: agenda, participants, media. Published papers are its documents.
func OpenCivicData(m draft.Meeting, documents []Link) ([]byte, error) {
	if m.Date == "" {
		return nil, errs.New(errs.Invalid, "The meeting has no date, which Open Civic Data needs")
	}
	agenda, people, docs, media := []object{}, []object{}, []object{}, []object{}
	for i, it := range m.Items {
		notes := []string{}
		if it.Purpose != "" {
			notes = append(notes, it.Purpose)
		}
		agenda = append(agenda, object{"description": it.Title, "order": fmt.Sprint(i), "classification": []string{}, "subjects": []string{}, "notes": notes, "extras": object{"number": it.Number, "planned_time": it.Start}})
	}
	person := func(note string, names ...string) {
		for _, n := range names {
			if n != "" {
				people = append(people, object{"name": n, "entity_type": "person", "note": note})
			}
		}
	}
	a := m.Attendance
	person("chair", string(a.Chair))
	person("vice-chair", string(a.ViceChair))
	person("member", append(a.Councillors, a.Virtual...)...)
	person("apologies", a.Apologies...)
	person("co-optee", a.CoopteesPresent...)
	for _, h := range append(a.ExecutiveMembers, a.Officers...) {
		person(string(h.Post), h.Name)
	}
	people = append([]object{{"name": m.Body, "entity_type": "organization", "note": "host"}}, people...)
	for _, d := range documents {
		docs = append(docs, object{"note": d.Title, "date": m.Date, "links": []object{{"url": d.Address, "media_type": d.MediaType}}})
	}
	if m.MediaLink != "" {
		media = append(media, object{"note": "recording", "date": m.Date, "offset": nil, "links": []object{{"url": m.MediaLink, "media_type": "text/html"}}})
	}
	status := "confirmed"
	if m.Ended != "" {
		status = "passed"
	}
	return pretty(object{"_type": "event", "name": m.Body, "description": "", "classification": "committee-meeting", "start_date": when(m), "timezone": "Europe/London", "all_day": m.Start == "",
		"status": status, "location": object{"name": m.Place, "url": "", "coordinates": nil}, "agenda": agenda, "participants": people, "documents": docs, "media": media, "links": []object{}, "sources": []object{}})
}

// Link is a published paper.
type Link struct{ Title, Address, MediaType string }

// when is the start as ISO, in London time; the day alone when the time is not known.
func when(m draft.Meeting) string {
	if m.Start == "" {
		return m.Date
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", m.Date+"T"+m.Start, day.London)
	if err != nil {
		return m.Date
	}
	return at.Format(time.RFC3339) // with its distance from UTC, as both forms ask
}

func bareName(s string) string {
	for _, t := range []string{"Cllr ", "Councillor ", "Deputy Mayor ", "Mayor ", "Mr ", "Mrs ", "Ms ", "Dr "} {
		s = strings.TrimPrefix(s, t)
	}
	return s
}

func pretty(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(b, '\n'), nil
}
