package subjectaccess

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Case is a request with what it asks for.
type Case struct {
	Subject string
	Story   story.Story
	Request record.Of[record.AccessRequest]
	Items   []Item
	Names   Names
	Opened  []Opened // when the record was opened, and by how many
}

// Opened is one day on which the record was opened.
type Opened struct {
	On            day.Day
	Times, People int
}

// Find gives an item of the case.
func (c Case) Find(recordID string) (Item, error) {
	for _, i := range c.Items {
		if i.Record == recordID {
			return i, nil
		}
	}
	return Item{}, missing()
}

// Load opens a request with everything that is held, for those who answer it. The page that asks has written the reading down.
func (r Room) Load(ctx context.Context, actor access.Actor, subject, id string) (c Case, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		c, err = r.load(t, actor, subject, id)
		return err
	})
	return c, err
}

func (r Room) load(t *db.Tx, actor access.Actor, subject, id string) (c Case, err error) {
	if c.Story, c.Request, err = open(t, actor, access.None, subject, id, r.Desk); err != nil {
		return c, err
	}
	c.Subject = c.Story.Subject
	shared, err := sharedBy(t, c.Story)
	if err != nil {
		return c, err
	}
	texts, err := r.texts(t, c.Story)
	if err != nil {
		return c, err
	}
	if c.Names, err = namesOf(t, append(slices.Clone(c.Story.Records), shared...)); err != nil {
		return c, err
	}
	if c.Items, err = bundle(c.Story, shared, texts, c.Names); err != nil {
		return c, err
	}
	decisions, err := story.Load(t, c.Request.Body.Decisions)
	if err != nil {
		return c, err
	}
	decide(c.Items, story.All[record.AccessItem](decisions))
	c.Opened, err = openedOn(t, c.Story)
	return c, err
}

// sharedBy are the records that the person has in common with others: the referrals and assessment reports that their own records name. Allegations, cases of
// domestic abuse and the records of relatives are not among them: they never come in by themselves.
func sharedBy(t *db.Tx, s story.Story) (out []record.Record, err error) {
	var subjects []string
	add := func(subject string) {
		if subject != "" && !slices.Contains(subjects, subject) {
			subjects = append(subjects, subject)
		}
	}
	for _, r := range s.Records {
		switch b := r.Body.(type) {
		case record.Assessment:
			add(b.Report)
		case record.Referral:
			add(b.Contact)
		case record.ChildContact:
			add(b.Contact)
		case record.EarlyHelp:
			add(b.Case)
		}
	}
	for _, subject := range subjects {
		shared, err := story.Load(t, subject)
		if err != nil {
			return nil, err
		}
		out = append(out, shared.Records...)
	}
	return out, nil
}

// texts are the long texts that the story names, each with what it said before.
func (r Room) texts(t *db.Tx, s story.Story) (Texts, error) {
	var notes []string
	for _, rec := range s.Records {
		switch b := rec.Body.(type) {
		case record.CaseNote:
			notes = append(notes, b.Note)
		case record.Letter:
			notes = append(notes, b.Note)
		case record.Document:
			notes = append(notes, b.Words)
		}
	}
	notes = slices.DeleteFunc(notes, func(n string) bool { return n == "" })
	out, changed := Texts{}, []string(nil)
	for part := range slices.Chunk(notes, 50) {
		marks, args := placeholders(part)
		if err := t.Each(func(scan db.Scan) error {
			var subject string
			var rev int
			var version int64
			var raw []byte
			if err := scan(&subject, &rev, &version, &raw); err != nil {
				return err
			}
			b, err := record.Decode(record.NoteText{}.KindName(), rev, raw)
			if err == nil {
				out[subject] = []Said{{Text: b.(record.NoteText).Text}}
			}
			if version > 1 {
				changed = append(changed, subject)
			}
			return err
		}, "select subject, rev, version, body from record where kind = 'note_text' and not withdrawn and subject in ("+marks+")", args...); err != nil {
			return nil, err
		}
	}
	for _, note := range changed {
		entries, err := r.Desk.Journal.Subject(t, note, r.Desk.Now())
		if err != nil {
			return nil, err
		}
		if out[note], err = versions(entries); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// versions are what a text said, the newest last. A version that says what the one before said is no change.
func versions(entries []journal.Entry) (out []Said, err error) {
	for _, e := range entries {
		rec, ok, err := story.Entry(e)
		if err != nil {
			return nil, err
		}
		n, is := record.As[record.NoteText](rec)
		if !ok || !is {
			continue
		}
		if last := len(out) - 1; last >= 0 {
			if out[last].Text == n.Body.Text {
				continue
			}
			out[last].Until = day.In(e.At).Long()
		}
		out = append(out, Said{Text: n.Body.Text})
	}
	return out, nil
}

func placeholders(of []string) (string, []any) {
	marks, args := make([]string, len(of)), make([]any, len(of))
	for i, v := range of {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), v
	}
	return strings.Join(marks, ", "), args
}

// namesOf are the names of the workers, teams and people whom records name. Somebody whose record is restricted or apart has none.
func namesOf(t *db.Tx, records []record.Record) (Names, error) {
	out := Names{}
	ws, err := story.OfKind[record.Worker](t)
	for _, w := range ws {
		out[w.Subject] = w.Body.Name
	}
	if err != nil {
		return nil, err
	}
	ts, err := story.OfKind[record.Team](t)
	for _, w := range ts {
		out[w.Subject] = w.Body.Name
	}
	if err != nil {
		return nil, err
	}
	people, err := peopleIn(records)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(people, 50) {
		marks, args := placeholders(part)
		if err := t.Each(func(scan db.Scan) error {
			var subject, name string
			err := scan(&subject, &name)
			out[subject] = name
			return err
		}, "select subject, name from person_card where not restricted and compartment = '' and subject in ("+marks+")", args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// openedOn is when the record was opened, day by day. It says how many opened it, and not who: that somebody of a particular service looked may itself tell what a
// compartment keeps.
func openedOn(t *db.Tx, s story.Story) (out []Opened, err error) {
	reads, err := journal.WhoRead(t, s.Subjects(), time.Time{})
	if err != nil {
		return nil, err
	}
	people := map[day.Day]map[string]bool{}
	for _, r := range slices.Backward(reads) {
		if !r.Allowed || r.Action == string(access.List) {
			continue
		}
		on := day.In(r.At)
		n := slices.IndexFunc(out, func(o Opened) bool { return o.On == on })
		if n < 0 {
			n, out, people[on] = len(out), append(out, Opened{On: on}), map[string]bool{}
		}
		people[on][r.Actor] = true
		out[n].Times++
		out[n].People = len(people[on])
	}
	slices.SortFunc(out, func(a, b Opened) int { return a.On.Compare(b.On) })
	return out, nil
}

// peopleIn are the people whom records name.
func peopleIn(records []record.Record) (out []string, err error) {
	for _, r := range records {
		fields, err := chronology.Fields(r.Body)
		if err != nil {
			return nil, err
		}
		for _, f := range fields {
			if f.Person != "" && !slices.Contains(out, f.Person) {
				out = append(out, f.Person)
			}
		}
	}
	return out, nil
}
