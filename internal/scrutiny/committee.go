package scrutiny

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// MunicipalYear names the year from one annual council to the next: 2026/27. The annual council is in May; a meeting in May is counted to the new year.
func MunicipalYear(d day.Day) string {
	y, m, _ := d.Date()
	if m < time.May {
		y--
	}
	return fmt.Sprintf("%d/%02d", y, (y+1)%100)
}

// Quorum is how many voting members must be there: what the council has set, else a quarter of the seats, and never fewer than three.
func Quorum(c record.Committee) int {
	if c.Quorum > 0 {
		return max(3, c.Quorum)
	}
	return max(3, (c.Seats+3)/4)
}

// MayVote says whether a seat votes on an item on a day. A co-opted member with an education vote votes on education matters only.
func MayVote(s record.Seat, education bool, on day.Day) bool {
	return on.Within(s.From, s.To) && (s.Voting == "all" || s.Voting == "education" && education)
}

// CommitteeView is a committee with its members and its programme.
type CommitteeView struct {
	Committee record.Of[record.Committee]
	Seats     []record.Of[record.Seat] // chair first, then by name
	Programme []record.Of[record.ProgrammeEntry]
	Meetings  []record.Of[record.Meeting] // newest first
}

// SaveCommittee makes a committee or changes it, and gives its subject.
func (r Room) SaveCommittee(ctx context.Context, actor access.Actor, subject string, version int64, c record.Committee) (string, error) {
	if subject != "" {
		return subject, change(ctx, r, actor, access.RunCommittee, "Record a committee", subject, version, func(*command.Tx, record.Of[record.Committee]) (record.Committee, []record.Change, error) {
			return c, nil, nil
		})
	}
	_, err := r.do(ctx, actor, access.RunCommittee, "Record a committee", func(tx *command.Tx) ([]record.Change, error) {
		others, err := story.OfKind[record.Committee](tx.Tx)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(others, func(o record.Of[record.Committee]) bool { return strings.EqualFold(o.Body.Name, c.Name) }) {
			return nil, errs.Field("name", "There is a committee of this name already")
		}
		subject = tx.NewSubject(record.CommitteeSubject)
		return []record.Change{record.New(tx.NewID(), subject, c)}, nil
	})
	return subject, err
}

// SaveSeat records somebody's time on a committee. A committee has one chair at a time.
func (r Room) SaveSeat(ctx context.Context, actor access.Actor, committee, id string, version int64, s record.Seat) (string, error) {
	return save(ctx, r, actor, access.RunCommittee, entry[record.Seat]{"Record a seat", committee, id, version, s, func(tx *command.Tx, _ record.Seat) error {
		st, err := story.Load(tx.Tx, committee)
		if err != nil {
			return err
		}
		if _, ok := story.First[record.Committee](st); !ok {
			return errs.New(errs.NotFound, "%s", access.Missing)
		}
		for _, o := range story.All[record.Seat](st) {
			if o.ID != id && s.Role == record.SeatChair && o.Body.Role == record.SeatChair && overlap(o.Body.From, o.Body.To, s.From, s.To) {
				return errs.Field("from", "%s is chair in that time. End that first", o.Body.Name)
			}
		}
		return nil
	}})
}

// overlap says whether two times share a day; no end is for ever.
func overlap(aFrom, aTo, bFrom, bTo day.Day) bool {
	return (aTo.IsZero() || !aTo.Before(bFrom)) && (bTo.IsZero() || !bTo.Before(aFrom))
}

// SaveOffice makes an office or changes it, and gives its subject.
func (r Room) SaveOffice(ctx context.Context, actor access.Actor, subject string, version int64, o record.Office) (string, error) {
	if subject != "" {
		return subject, change(ctx, r, actor, access.RunCommittee, "Record an office", subject, version, func(*command.Tx, record.Of[record.Office]) (record.Office, []record.Change, error) {
			return o, nil, nil
		})
	}
	_, err := r.do(ctx, actor, access.RunCommittee, "Record an office", func(tx *command.Tx) ([]record.Change, error) {
		others, err := story.OfKind[record.Office](tx.Tx)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(others, func(x record.Of[record.Office]) bool { return strings.EqualFold(x.Body.Title, o.Title) }) {
			return nil, errs.Field("title", "There is an office of this title already")
		}
		subject = tx.NewSubject(record.OfficeSubject)
		return []record.Change{record.New(tx.NewID(), subject, o)}, nil
	})
	return subject, err
}

// SaveHolder records who holds an office from when to when. Two people may share an office only where one is acting.
func (r Room) SaveHolder(ctx context.Context, actor access.Actor, office, id string, version int64, h record.OfficeHolder) (string, error) {
	return save(ctx, r, actor, access.RunCommittee, entry[record.OfficeHolder]{"Record a holder of an office", office, id, version, h, func(tx *command.Tx, _ record.OfficeHolder) error {
		st, err := story.Load(tx.Tx, office)
		if err != nil {
			return err
		}
		if _, ok := story.First[record.Office](st); !ok {
			return errs.New(errs.NotFound, "%s", access.Missing)
		}
		for _, o := range story.All[record.OfficeHolder](st) {
			if o.ID != id && !h.Acting && !o.Body.Acting && overlap(o.Body.From, o.Body.To, h.From, h.To) {
				return errs.Field("from", "%s holds the post in that time. End that first, or say that one of them is acting", o.Body.Name)
			}
		}
		return nil
	}})
}

// Register is the offices that answer to members, with their holders.
type Register []OfficeView

// OfficeView is one office with everybody who held it, newest first.
type OfficeView struct {
	Office  record.Of[record.Office]
	Holders []record.Of[record.OfficeHolder]
}

// Holder is who held the office on a day. Somebody acting stands in where both are recorded.
func (o OfficeView) Holder(on day.Day) (h record.OfficeHolder, ok bool) {
	for _, x := range o.Holders {
		if on.Within(x.Body.From, x.Body.To) && (!ok || x.Body.Acting) {
			h, ok = x.Body, true
		}
	}
	return h, ok
}

// Words is the office as a page names it on a day: its title and who holds it.
func (o OfficeView) Words(on day.Day) string {
	if h, ok := o.Holder(on); ok {
		return o.Office.Body.Title + " (" + h.Name + ")"
	}
	return o.Office.Body.Title
}

// Find gives an office by its subject.
func (g Register) Find(subject string) (OfficeView, bool) {
	i := slices.IndexFunc(g, func(o OfficeView) bool { return o.Office.Subject == subject })
	if i < 0 {
		return OfficeView{}, false
	}
	return g[i], true
}

// Title is the title of an office, "" for none.
func (g Register) Title(subject string) string {
	o, _ := g.Find(subject)
	return o.Office.Body.Title
}

// ByShort gives the office that minutes abbreviate so.
func (g Register) ByShort(short string) (OfficeView, bool) {
	i := slices.IndexFunc(g, func(o OfficeView) bool { return short != "" && strings.EqualFold(o.Office.Body.Short, short) })
	if i < 0 {
		return OfficeView{}, false
	}
	return g[i], true
}

// register reads the offices, by title.
func register(t *db.Tx) (Register, error) {
	offices, err := story.OfKind[record.Office](t)
	if err != nil {
		return nil, err
	}
	holders, err := story.OfKind[record.OfficeHolder](t)
	if err != nil {
		return nil, err
	}
	var out Register
	for _, o := range offices {
		v := OfficeView{Office: o}
		for _, h := range holders {
			if h.Subject == o.Subject {
				v.Holders = append(v.Holders, h)
			}
		}
		slices.SortFunc(v.Holders, func(a, b record.Of[record.OfficeHolder]) int { return b.Body.From.Compare(a.Body.From) })
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b OfficeView) int { return cmp.Compare(a.Office.Body.Title, b.Office.Body.Title) })
	return out, nil
}

// Offices is the register of offices.
func (r Room) Offices(ctx context.Context, actor access.Actor) (g Register, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		g, err = register(t)
		return err
	})
	return g, err
}

// Committees lists the committees by name.
func (r Room) Committees(ctx context.Context, actor access.Actor) ([]record.Of[record.Committee], error) {
	cs, err := all[record.Committee](ctx, r, actor)
	slices.SortFunc(cs, func(a, b record.Of[record.Committee]) int { return cmp.Compare(a.Body.Name, b.Body.Name) })
	return cs, err
}

var seatOrder = []string{record.SeatChair, record.SeatViceChair, record.SeatMember, record.SeatCoOptee, record.SeatSubstitute}

// Committee opens one committee.
func (r Room) Committee(ctx context.Context, actor access.Actor, subject string) (v CommitteeView, err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return v, err
	}
	var ok bool
	if v.Committee, ok = story.First[record.Committee](s); !ok {
		return v, errs.New(errs.NotFound, "%s", access.Missing)
	}
	v.Seats, v.Programme = story.All[record.Seat](s), story.All[record.ProgrammeEntry](s)
	slices.SortStableFunc(v.Seats, func(a, b record.Of[record.Seat]) int {
		return cmp.Or(cmp.Compare(slices.Index(seatOrder, a.Body.Role), slices.Index(seatOrder, b.Body.Role)), cmp.Compare(a.Body.Name, b.Body.Name))
	})
	ms, err := Meetings(ctx, r.Desk)
	for _, m := range ms {
		if m.Body.Committee == subject {
			v.Meetings = append(v.Meetings, m)
		}
	}
	return v, err
}

// chairs says whether somebody has the chair of a committee on a day.
func chairs(t *db.Tx, committee, worker string, on day.Day) (bool, error) {
	if committee == "" || worker == "" {
		return false, nil
	}
	s, err := story.Load(t, committee)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(story.All[record.Seat](s), func(o record.Of[record.Seat]) bool {
		return o.Body.Role == record.SeatChair && o.Body.Worker == worker && on.Within(o.Body.From, o.Body.To)
	}), nil
}
