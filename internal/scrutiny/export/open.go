package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/scrutiny/draft"
)

type object = map[string]any

// Popolo writes a meeting as Popolo: organization, persons, posts, memberships, the event, what was agreed as motions and what was
// said as speeches, each with the number of its paragraph.
func Popolo(m draft.Meeting) ([]byte, error) {
	if m.Date == "" {
		return nil, errs.New(errs.Invalid, "The minutes have no date of the meeting, which Popolo needs. Add the meeting first")
	}
	org, event := "organization/"+slug(m.Body), "event/"+slug(m.Body)+"/"+m.Date
	persons, memberships, posts := []object{}, []object{}, []object{}
	seen := map[string]bool{}
	add := func(name, role, post string) {
		if name == "" {
			return
		}
		id := "person/" + slug(bareName(name))
		if !seen[id] {
			seen[id] = true
			persons = append(persons, object{"id": id, "name": name})
		}
		x := object{"person_id": id, "organization_id": org, "role": role}
		if post != "" {
			pid := "post/" + slug(post)
			if !seen[pid] {
				seen[pid] = true
				posts = append(posts, object{"id": pid, "label": post, "organization_id": "organization/" + slug(m.Authority)})
			}
			x = object{"person_id": id, "post_id": pid, "role": post, "organization_id": "organization/" + slug(m.Authority)}
		}
		if key := fmt.Sprint(x); !seen[key] {
			seen[key] = true
			memberships = append(memberships, x)
		}
	}
	a := m.Attendance
	add(string(a.Chair), "chair", "")
	add(string(a.ViceChair), "vice-chair", "")
	for _, list := range [][]string{a.Councillors, a.Virtual, a.Apologies} {
		for _, n := range list {
			add(n, "member", "")
		}
	}
	for _, n := range append(a.CoopteesPresent, a.CoopteesAbsent...) {
		add(n, "co-optee", "")
	}
	for _, h := range append(a.ExecutiveMembers, a.Officers...) {
		add(h.Name, "", string(h.Post))
	}
	motions, speeches := []object{}, []object{}
	position := 0
	speak := func(p draft.Paragraph, extra object) {
		position++
		x := object{"id": fmt.Sprintf("%s/speech/%d", event, position), "event_id": event, "position": position, "title": p.Number}
		for k, v := range extra {
			x[k] = v
		}
		speeches = append(speeches, x)
	}
	for _, it := range m.Items {
		asks := false
		for i, s := range it.Agreed {
			motions = append(motions, object{"id": fmt.Sprintf("%s/motion/%s-%d", event, it.Number, i+1), "organization_id": org, "text": s, "date": m.Date, "result": "pass", "classification": "agreed"})
		}
		for _, p := range it.Paragraphs {
			for _, h := range p.Headings {
				asks = draft.Asks(h)
			}
			kind := "narrative"
			if asks {
				kind = "question"
			}
			x := object{"type": kind, "text": p.Text}
			if p.Asker != "" {
				x["attribution_text"] = p.Asker
			}
			speak(p, x)
			n := 0
			for _, part := range p.Parts {
				if part.Kind == draft.Agreed {
					n++
					motions = append(motions, object{"id": fmt.Sprintf("%s/motion/%s-%d", event, strings.ReplaceAll(p.Number, ".", "-"), n), "organization_id": org, "text": part.Text, "date": m.Date, "result": "pass", "classification": "agreed"})
					continue
				}
				x := object{"type": map[draft.PartKind]string{draft.Answer: "answer", draft.Comment: "speech"}[part.Kind], "text": part.Text}
				if x["type"] == "" {
					x["type"] = "narrative"
				}
				if part.Who != "" {
					x["attribution_text"] = part.Who
				}
				speak(p, x)
			}
		}
	}
	return pretty(object{
		"organizations": []object{{"id": org, "name": m.Body, "classification": "committee", "parent_id": "organization/" + slug(m.Authority)}, {"id": "organization/" + slug(m.Authority), "name": m.Authority}},
		"persons":       persons, "posts": posts, "memberships": memberships,
		"events":  []object{{"id": event, "name": m.Body, "organization_id": org, "start_date": when(m), "location": m.Place}},
		"motions": motions, "speeches": speeches,
	})
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
