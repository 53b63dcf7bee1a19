package frontdoor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Row is one contact or referral that waits, as the board shows it.
type Row struct {
	Contact   record.Of[record.Contact]
	Item      task.Item     // the decision and its clock
	People    []task.Person // each child: as recorded when matched, else as typed
	Decided   int           // children decided already
	Opened    time.Time     // when somebody at the front door opened it first; zero while nobody has
	OpenedBy  string
	Enquiries []task.Item // to agencies, each with its clock; answered ones too
	Late      int         // enquiries over their limit
	Answered  int
}

// Stage says in words how far it has come.
func (r Row) Stage() string {
	switch waiting := len(r.Enquiries) - r.Answered; {
	case r.Opened.IsZero():
		return "Nobody has opened it"
	case waiting == 1:
		return "Waits for an agency's answer"
	case waiting > 1:
		return fmt.Sprintf("Waits for %d agencies' answers", waiting)
	case slices.ContainsFunc(r.People, func(p task.Person) bool { return p.Subject == "" }):
		return "Who are the children?"
	}
	return "Ready to decide"
}

// Board is everything that waits for a decision, least time left first.
type Board struct {
	Rows   []Row
	Night  int         // contacts on which the night did something that nobody has taken on
	Others []task.Item // what else waits: word to referrers that it came in, their written confirmations
}

// Counts of the rows by how their clocks stand.
func (b Board) Counts() (red, amber, green, children int) {
	for _, r := range b.Rows {
		switch r.Item.Colour {
		case "red":
			red++
		case "amber":
			amber++
		default:
			green++
		}
		children += len(r.People) - r.Decided
	}
	return red, amber, green, children
}

// Board lists what waits for a decision, in a fixed number of queries however long the list is. A contact about a child whose existence the actor may not know
// is left out.
func (r Room) Board(ctx context.Context, actor access.Actor) (b Board, err error) {
	defer errs.Wrap(&err, "the front door's board")
	if err := access.Could(actor, access.DecideReferral, access.Referral).Err(); err != nil {
		return b, err
	}
	now := r.Desk.Now()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		b = Board{}
		contacts, err := ofQueue[record.Contact](t, "r.kind = 'contact' and r.id = k.record")
		if err != nil {
			return err
		}
		enquiries, err := ofQueue[record.AgencyEnquiry](t, "r.kind = 'agency_enquiry' and r.subject = k.subject")
		if err != nil {
			return err
		}
		seen, err := openings(t)
		if err != nil {
			return err
		}
		people, err := visible(t, actor, contacts)
		if err != nil {
			return err
		}
		for _, c := range contacts {
			row, shown := r.row(c, people, now)
			if !shown {
				continue
			}
			if NightWaits(c.Body) {
				b.Night++
			}
			b.Others = append(b.Others, r.others(c, now)...)
			if !c.Body.Open() {
				continue // it is decided
			}
			row.Opened, row.OpenedBy = seen[c.Subject].at, seen[c.Subject].by
			for _, e := range enquiries {
				if e.Subject == c.Subject {
					row.add(r, e, now)
				}
			}
			b.Rows = append(b.Rows, row)
		}
		return nil
	})
	task.Order(b.Others)
	slices.SortStableFunc(b.Rows, func(x, y Row) int { return byTimeLeft(x.Item, y.Item) })
	return b, err
}

// byTimeLeft puts what is due first in front; limits in hours and in days are compared by when they end.
func byTimeLeft(x, y task.Item) int {
	if x.Urgent != y.Urgent && x.Overdue() == y.Overdue() {
		if x.Urgent {
			return -1
		}
		return 1
	}
	return endOf(x).Compare(endOf(y))
}

func endOf(i task.Item) time.Time {
	if at, ok := i.Due.Instant(); ok {
		return at
	}
	return i.Due.Day().Add(1).Start()
}

// row is a contact as the board shows it, unless one of its children is hidden from the actor.
func (r Room) row(c record.Of[record.Contact], people map[string]task.Person, now time.Time) (Row, bool) {
	row := Row{Contact: c}
	for i, ch := range c.Body.Children {
		p := task.Person{Name: record.Name{Given: ch.Given, Family: ch.Family}.Full()}
		if ch.Subject != "" {
			known, ok := people[ch.Subject]
			if !ok {
				return row, false
			}
			p = known
		}
		row.People = append(row.People, p)
		if _, told := c.Body.Told(i); told {
			row.Decided++
		}
	}
	for _, t := range Tasks(r.Book)(story.New(c.Subject, nil, []record.Record{{Meta: c.Meta, Body: c.Body}})) {
		if t.Clock == limitOf(c.Body) {
			t.Subject = c.Subject
			row.Item = t.At(r.Book, now)
		}
	}
	return row, true
}

// others are the open tasks of a contact besides its decision.
func (r Room) others(c record.Of[record.Contact], now time.Time) (out []task.Item) {
	for _, t := range Tasks(r.Book)(story.New(c.Subject, nil, []record.Record{{Meta: c.Meta, Body: c.Body}})) {
		if t.Open() && (t.Clock == Acknowledge || t.Clock == Confirmation) {
			t.Subject = c.Subject
			out = append(out, t.At(r.Book, now))
		}
	}
	return out
}

func (row *Row) add(r Room, e record.Of[record.AgencyEnquiry], now time.Time) {
	s := story.New(e.Subject, nil, []record.Record{{Meta: row.Contact.Meta, Body: row.Contact.Body}, {Meta: e.Meta, Body: e.Body}})
	for _, t := range Tasks(r.Book)(s) {
		if t.Record != e.ID || t.Clock != Triage { // that an answer is to be read is the work of whoever asked
			continue
		}
		item := t.At(r.Book, now)
		row.Enquiries = append(row.Enquiries, item)
		if !item.Open() {
			row.Answered++
		} else if item.Overdue() {
			row.Late++
		}
	}
}

// ofQueue gives the records of a kind that stand in the front door's queue.
func ofQueue[T record.Body](t *db.Tx, which string) ([]record.Of[T], error) {
	var out []record.Of[T]
	err := t.Each(func(scan db.Scan) error {
		var m record.Meta
		var rev int64
		var body []byte
		if err := scan(&m.ID, &m.Kind, &m.Subject, &m.Version, &rev, &body); err != nil {
			return err
		}
		m.Rev = int(rev)
		b, err := record.Decode(m.Kind, m.Rev, body)
		if err != nil {
			return err
		}
		if r, ok := record.As[T](record.Record{Meta: m, Body: b}); ok {
			out = append(out, r)
		}
		return nil
	}, `select distinct r.id, r.kind, r.subject, r.version, r.rev, cast(r.body as text) from task k join record r on `+which+`
		where k.queue = $1 and k.met = '' and not r.withdrawn order by r.id`, task.FrontDoor)
	return out, err
}

// opening is when and by whom a contact was opened first.
type opening struct {
	at time.Time
	by string
}

// openings are the first openings of what stands in the queue, from the log of readings. A partner who follows their own referral does not open it.
func openings(t *db.Tx) (map[string]opening, error) {
	out := map[string]opening{}
	err := t.Each(func(scan db.Scan) error {
		var subject, at, by string
		if err := scan(&subject, &at, &by); err != nil {
			return err
		}
		if _, ok := out[subject]; ok {
			return nil
		}
		when, err := db.ParseInstant(at)
		out[subject] = opening{when, by}
		return err
	}, `select e.subject, e.at, e.actor from read_entry e where e.allowed and e.action = $1 and e.subject in (select k.subject from task k where k.queue = $2 and k.met = '')
		order by e.seq`, string(access.Read), task.FrontDoor)
	return out, err
}

// visible gives the people whom contacts were matched to, by the id that the contact has, as far as the actor may know of them.
func visible(t *db.Tx, actor access.Actor, contacts []record.Of[record.Contact]) (map[string]task.Person, error) {
	now := map[string]string{} // the id of the contact to the one that survives
	for _, c := range contacts {
		for _, ch := range c.Body.Children {
			if ch.Subject != "" {
				now[ch.Subject] = ch.Subject
			}
		}
	}
	out := map[string]task.Person{}
	filter := access.Visible(actor, access.Search, access.Identity)
	for range 10 { // a merge leads to the survivor, seldom through a second one
		ids := map[string]bool{}
		for id, at := range now {
			if _, done := out[id]; !done {
				ids[at] = true
			}
		}
		if len(ids) == 0 {
			return out, nil
		}
		args := make([]any, 0, len(ids))
		marks := make([]string, 0, len(ids))
		for id := range ids {
			args = append(args, id)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		in := "(" + strings.Join(marks, ", ") + ")"
		cond, more := filter.SQL("c", len(args)+1)
		names := map[string]string{}
		if err := t.Each(func(scan db.Scan) error {
			var id, name string
			err := scan(&id, &name)
			names[id] = name
			return err
		}, "select c.subject, c.name from person_card c where c.subject in "+in+" and "+cond, append(slices.Clone(args), more...)...); err != nil {
			return nil, err
		}
		into := map[string]string{}
		if err := t.Each(func(scan db.Scan) error {
			var id, to string
			err := scan(&id, &to)
			into[id] = to
			return err
		}, "select subject, into_subject from alias where subject in "+in, args...); err != nil {
			return nil, err
		}
		moved := false
		for id, at := range now {
			if name, ok := names[at]; ok && into[at] == "" {
				out[id] = task.Person{Subject: at, Name: name}
			} else if to := into[at]; to != "" {
				now[id], moved = to, true
			}
		}
		if !moved {
			return out, nil
		}
	}
	return out, nil
}

// UnseenAfter is how long something urgent may wait before somebody opens it: an eighth of the hours of the first priority, which is half an hour as shipped.
func (r Room) UnseenAfter() time.Duration {
	return time.Duration(Hours(r.Book, "red")) * time.Hour / 8
}

// Unseen says how many urgent contacts nobody has opened for longer than they may wait, and since when the oldest waits. It is asked on every page of those who
// work at the front door. What nobody has opened is matched to nobody, so that the number tells nothing of any child.
func (r Room) Unseen(ctx context.Context, actor access.Actor) (n int, oldest time.Time, err error) {
	if !access.Could(actor, access.DecideReferral, access.Referral).Allow {
		return 0, oldest, nil
	}
	before := db.Instant(r.Desk.Now().Add(-r.UnseenAfter()))
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		n, oldest = 0, time.Time{}
		return t.Each(func(scan db.Scan) error {
			var at string
			if err := scan(&at); err != nil {
				return err
			}
			m, err := clock.ParseMoment(at)
			if err != nil {
				return err
			}
			came, _ := m.Instant()
			if db.Instant(came) > before {
				return nil
			}
			n++
			if oldest.IsZero() || came.Before(oldest) {
				oldest = came
			}
			return nil
		}, `select k.started from task k where k.queue = $1 and k.met = '' and k.urgent and exists (select 1 from record r where r.id = k.record and r.kind = 'contact')
			and not exists (select 1 from read_entry e where e.subject = k.subject and e.allowed and e.action = $2)`, task.FrontDoor, string(access.Read))
	})
	return n, oldest, err
}

// Handover is what the night did and nobody of the day has taken on, oldest first: contacts that wait and contacts that the night decided.
func (r Room) Handover(ctx context.Context, actor access.Actor) (out []Row, err error) {
	defer errs.Wrap(&err, "the handover of the night")
	if err := access.Could(actor, access.DecideReferral, access.Referral).Err(); err != nil {
		return nil, err
	}
	now := r.Desk.Now()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		contacts, err := ofQueue[record.Contact](t, "r.kind = 'contact' and r.id = k.record")
		if err != nil {
			return err
		}
		people, err := visible(t, actor, contacts)
		if err != nil {
			return err
		}
		for _, c := range contacts {
			if row, shown := r.row(c, people, now); shown && NightWaits(c.Body) {
				out = append(out, row)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(x, y Row) int { return x.Contact.Body.Received.Compare(y.Contact.Body.Received) })
	return out, err
}
