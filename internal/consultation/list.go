package consultation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// List gives the calls of some days, newest first, in two queries. Calls about a child whose existence the actor may not know are left out of it.
func (r Room) List(ctx context.Context, actor access.Actor, from, to day.Day) (out []record.Of[record.Consultation], err error) {
	defer errs.Wrap(&err, "calls to the consultation line")
	if err := access.Could(actor, access.DecideReferral, access.Referral).Err(); err != nil {
		return nil, err
	}
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out, err = calls(t, actor, from, to)
		return err
	})
	slices.SortStableFunc(out, func(a, b record.Of[record.Consultation]) int { return b.Body.At.Compare(a.Body.At) })
	return out, err
}

func calls(t *db.Tx, actor access.Actor, from, to day.Day) (out []record.Of[record.Consultation], err error) {
	err = t.Each(func(scan db.Scan) error {
		var m record.Meta
		var rev int64
		var body []byte
		if err := scan(&m.ID, &m.Kind, &m.Subject, &m.Version, &rev, &m.Source, &body); err != nil {
			return err
		}
		m.Rev = int(rev)
		b, err := record.Decode(m.Kind, m.Rev, body)
		if c, ok := record.As[record.Consultation](record.Record{Meta: m, Body: b}); ok {
			out = append(out, c)
		}
		return err
	}, `select r.id, r.kind, r.subject, r.version, r.rev, r.source, cast(r.body as text) from door_fact d join record r on r.id = d.record
		where d.kind = 'call' and d.day >= $1 and d.day <= $2 and not r.withdrawn`, from.String(), to.String())
	if err != nil {
		return nil, err
	}
	var children []string
	for _, c := range out {
		if c.Body.Child != "" && !slices.Contains(children, c.Body.Child) {
			children = append(children, c.Body.Child)
		}
	}
	hidden, err := hiddenFrom(t, actor, children)
	return slices.DeleteFunc(out, func(c record.Of[record.Consultation]) bool { return hidden[c.Body.Child] }), err
}

// hiddenFrom says which of some children the actor may not know of. A merged id that has no card of its own stands for its survivor.
func hiddenFrom(t *db.Tx, actor access.Actor, children []string) (map[string]bool, error) {
	hidden := map[string]bool{}
	for part := range slices.Chunk(children, 500) {
		args, marks := make([]any, len(part)), make([]string, len(part))
		for i, c := range part {
			args[i], marks[i] = c, fmt.Sprintf("$%d", i+1)
			hidden[c] = true
		}
		cond, more := access.Visible(actor, access.Search, access.Identity).SQL("c", len(args)+1)
		seen, err := db.Column[string](t, "select x.id from (select subject as id, subject as now from person_card where subject in ("+strings.Join(marks, ", ")+
			") union select subject, into_subject from alias where subject in ("+strings.Join(marks, ", ")+")) x join person_card c on c.subject = x.now where "+cond, append(args, more...)...)
		if err != nil {
			return nil, err
		}
		for _, id := range seen {
			delete(hidden, id)
		}
	}
	return hidden, nil
}

// Use is how the line was used over some days (SR-002, SR-003, SR-007, SR-011).
type Use struct {
	Calls   int
	ByMonth []Count // oldest first
	ByWhy   []Count // agency type × reason, most first
	Again   []Count // agencies that called three times or more, most first
	Minutes int     // on average, of calls that say
	Waited  int     // minutes from ringing to being answered, on average, of calls that say
	Said    map[string]int
	Named   int // calls about a child who is known: those that can be followed
	In      [3]int
}

// Within are the days within which a referral of the same child is looked for after a call.
var Within = [3]int{7, 30, 90}

// Count is a name and a number.
type Count struct {
	Name string
	N    int
}

// Use counts the calls of some days. It shows no child: whoever works at the front door may see it.
func (r Room) Use(ctx context.Context, from, to day.Day) (u Use, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		all, err := everyCall(t, from, to)
		if err != nil {
			return err
		}
		u = useOf(all)
		return u.follow(t, all)
	})
	return u, err
}

func everyCall(t *db.Tx, from, to day.Day) (out []record.Consultation, err error) {
	err = t.Each(func(scan db.Scan) error {
		var kind string
		var rev int64
		var body []byte
		if err := scan(&kind, &rev, &body); err != nil {
			return err
		}
		b, err := record.Decode(kind, int(rev), body)
		if c, ok := b.(record.Consultation); ok {
			out = append(out, c)
		}
		return err
	}, `select r.kind, r.rev, cast(r.body as text) from door_fact d join record r on r.id = d.record
		where d.kind = 'call' and d.day >= $1 and d.day <= $2 and not r.withdrawn order by d.day, r.id`, from.String(), to.String())
	return out, err
}

func useOf(all []record.Consultation) Use {
	u := Use{Calls: len(all), Said: map[string]int{}}
	why, again := map[string]int{}, map[string]int{}
	minutes, timed, waited, rung := 0, 0, 0, 0
	for _, c := range all {
		month := day.In(c.At).String()[:7]
		if n := len(u.ByMonth); n == 0 || u.ByMonth[n-1].Name != month {
			u.ByMonth = append(u.ByMonth, Count{Name: month})
		}
		u.ByMonth[len(u.ByMonth)-1].N++
		reason := "not recorded"
		if c.Reason != "" {
			reason = label("consultation_reason", c.Reason)
		}
		why[label("agency_type", c.AgencyType)+": "+strings.ToLower(reason[:1])+reason[1:]]++
		if c.Agency != "" {
			again[c.Agency]++
		}
		if c.Minutes > 0 {
			minutes, timed = minutes+c.Minutes, timed+1
		}
		if !c.Rang.IsZero() {
			waited, rung = waited+int(c.At.Sub(c.Rang).Minutes()), rung+1
		}
		if c.Helpful != "" {
			u.Said[c.Helpful]++
		}
	}
	if timed > 0 {
		u.Minutes = minutes / timed
	}
	if rung > 0 {
		u.Waited = waited / rung
	}
	u.ByWhy, u.Again = most(why, 1), most(again, 3)
	return u
}

// follow finds the first referral of the child of each call, and in how many days it came.
func (u *Use) follow(t *db.Tx, all []record.Consultation) error {
	var children []string
	for _, c := range all {
		if c.Child != "" && !slices.Contains(children, c.Child) {
			children = append(children, c.Child)
		}
	}
	came := map[string][]day.Day{}
	for part := range slices.Chunk(children, 500) {
		args, marks := make([]any, len(part)), make([]string, len(part))
		for i, c := range part {
			args[i], marks[i] = c, fmt.Sprintf("$%d", i+1)
		}
		in := strings.Join(marks, ", ")
		if err := t.Each(func(scan db.Scan) error {
			var id, on string
			if err := scan(&id, &on); err != nil {
				return err
			}
			d, err := day.Parse(on)
			came[id] = append(came[id], d)
			return err
		}, "select x.id, d.day from (select subject as id, subject as now from person_card where subject in ("+in+") union select subject, into_subject from alias where subject in ("+in+
			")) x join door_fact d on d.subject = x.now and d.kind = 'referral'", args...); err != nil {
			return err
		}
	}
	for _, c := range all {
		if c.Child == "" {
			continue
		}
		u.Named++
		first := -1
		for _, d := range came[c.Child] {
			if n := d.Sub(day.In(c.At)); n >= 0 && (first < 0 || n < first) {
				first = n
			}
		}
		for i, within := range Within {
			if first >= 0 && first <= within {
				u.In[i]++
			}
		}
	}
	return nil
}

// most are the names that were counted at least so often, most first.
func most(counts map[string]int, least int) (out []Count) {
	for name, n := range counts {
		if n >= least {
			out = append(out, Count{name, n})
		}
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// Before are the calls of the 90 days before a contact that may be about it: about the same known child, or from the same agency with a child of the same family
// name (SR-003). Those that are linked to it stand first.
func (r Room) Before(ctx context.Context, actor access.Actor, contact record.Of[record.Contact]) (out []record.Of[record.Consultation], err error) {
	received := day.In(contact.Body.Received)
	all, err := r.List(ctx, actor, received.Add(-90), received)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Body.Contact == contact.Subject || c.Body.Contact == "" && !c.Body.At.After(contact.Body.Received) && about(c.Body, contact.Body) {
			out = append(out, c)
		}
	}
	return out, nil
}

func about(c record.Consultation, contact record.Contact) bool {
	for _, ch := range contact.Children {
		if c.Child != "" && c.Child == ch.Subject {
			return true
		}
		for _, n := range c.Named {
			if c.Agency != "" && strings.EqualFold(c.Agency, contact.Referrer.Agency) && n.Family != "" && strings.EqualFold(n.Family, ch.Family) {
				return true
			}
		}
	}
	return false
}
