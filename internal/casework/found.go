package casework

import (
	"strings"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// heads are the kinds of record whose text is a NoteText.
const heads = "('case_note', 'letter', 'document')"

// open finds what texts belong to, and leaves out what the one point of decision refuses: notes that were taken out, restricted documents, what was said about a
// line of the chronology that the reader does not see.
func (s *seeker) open(texts []text) (out []Found, err error) {
	bodies, err := s.bodies(texts)
	if err != nil {
		return nil, err
	}
	for _, x := range texts {
		f, text, ok, err := s.one(x, bodies)
		if err != nil {
			return nil, err
		}
		if ok {
			f.Text = s.words.Snippet(text)
			out = append(out, f)
		}
	}
	return out, nil
}

// said is what is needed to show texts: the records themselves by id, and of the long texts those that name them by the text's subject.
type said struct {
	byID   map[string]record.Record
	byText map[string]record.Record
}

func (s *seeker) bodies(texts []text) (said, error) {
	out := said{map[string]record.Record{}, map[string]record.Record{}}
	var a args
	var ids, notes, people []string
	for _, x := range texts {
		ids = append(ids, a.add(x.made))
	}
	if len(ids) == 0 {
		return out, nil
	}
	keep := func(q string, a args) error {
		return s.t.Each(func(scan db.Scan) error {
			r, err := story.ScanPart(scan)
			out.byID[r.ID] = r
			return err
		}, q, a...)
	}
	const columns = "select " + story.Part + " from record r where not r.withdrawn and "
	if err := keep(columns+"r.id in ("+strings.Join(ids, ", ")+")", a); err != nil {
		return out, err
	}
	a = nil
	seen := map[string]string{}
	for _, x := range texts {
		if x.piece != "" {
			continue
		}
		notes = append(notes, a.add(x.subject))
		if seen[x.person] == "" {
			seen[x.person] = a.add(x.person)
			people = append(people, seen[x.person])
		}
	}
	if len(notes) > 0 {
		in := "(" + strings.Join(notes, ", ") + ")"
		var found []record.Record
		if err := s.t.Each(func(scan db.Scan) error {
			r, err := story.ScanPart(scan)
			found = append(found, r)
			return err
		}, columns+"r.subject in ("+strings.Join(people, ", ")+") and r.kind in "+heads+" and (r.body ->> 'note' in "+in+" or r.body ->> 'words' in "+in+")", a...); err != nil {
			return out, err
		}
		for _, r := range found {
			switch b := r.Body.(type) {
			case record.CaseNote:
				out.byText[b.Note] = r
			case record.Letter:
				out.byText[b.Note] = r
			case record.Document:
				out.byText[b.Words] = r
			}
		}
	}
	return out, nil
}

// one is what a text is, with the text itself; ok is false when the reader may not see it.
func (s *seeker) one(x text, all said) (f Found, text string, ok bool, err error) {
	own, here := all.byID[x.made]
	if !here {
		return f, "", false, nil
	}
	f = Found{Subject: x.root, Name: x.name, Kind: own.Kind, Record: own.ID, key: x.made}
	text = ownText(own.Body)
	class := access.None
	if t, is := own.Body.(record.NoteText); is {
		text = t.Text
		head, named := all.byText[x.subject]
		if !named {
			return f, "", false, nil
		}
		f.Kind, f.Record = head.Kind, head.ID
		switch b := head.Body.(type) {
		case record.CaseNote:
			f.On, f.Title, f.Type, f.Worker = b.Date, b.Title, b.Type, b.Worker
			ok = b.Removed == nil
		case record.Letter:
			f.On, f.Title, f.Type, f.Worker, ok = b.Date, b.Title, b.Type, b.Worker, true
		case record.Document:
			f.On, f.Title, f.Type, f.Worker = b.Date, b.Title, b.Type, b.Worker
			if ok = b.Removed == ""; b.Restricted {
				class = access.SourceRestricted
			}
		}
	} else {
		ok = true
		switch b := own.Body.(type) {
		case record.Visit:
			f.On, f.Type, f.Worker = b.Date, b.Type, b.Worker
		case record.Supervision:
			f.On, f.Worker = b.Date, b.Supervisor
		case record.ManagementOversight:
			f.On, f.Type, f.Worker = b.Date, b.Reason, b.By
		case record.ChronologyNote:
			f.On, f.Title, f.Worker = b.Date, b.Title, b.Worker
			if b.Source != "" {
				if class, ok, err = s.classOf(b.Source); err != nil {
					return f, "", false, err
				}
			}
		}
	}
	if !ok {
		return f, "", false, nil
	}
	may, err := s.may(x.root, class)
	return f, text, may, err
}

// classOf is the class of the line that somebody wrote about.
func (s *seeker) classOf(id string) (access.Class, bool, error) {
	source, err := story.Record(s.t, id)
	if errs.Of(err) == errs.NotFound && err != nil {
		return "", false, nil
	} else if err != nil {
		return "", false, err
	}
	for _, l := range chronology.Of(story.New(source.Subject, nil, []record.Record{source})) {
		if l.Record == id {
			return l.Class, true, nil
		}
	}
	k, ok := record.Lookup(source.Kind)
	return access.Class(k.Class), ok, nil
}

// may asks the one point of decision.
func (s *seeker) may(subject string, class access.Class) (bool, error) {
	f, ok := s.facts[subject]
	if !ok {
		var err error
		if f, err = person.Facts(s.t, subject); err != nil {
			return false, err
		}
		if s.facts == nil {
			s.facts = map[string]access.Facts{}
		}
		s.facts[subject] = f
	}
	may := func(c access.Class) bool { return access.Decide(s.actor, access.Read, c, f, s.now).Allow }
	return may(access.None) && (class == access.None || may(class)), nil
}
