package care

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Placing is where and with whom a child is placed.
type Placing struct {
	From      day.Day
	To        day.Day // of a stay away from the placement; of another placement it follows from what comes next
	Type      string  // code set PLACE
	Provider  string  // code set PLACE_PROVIDER
	URN       string
	Postcode  string
	SameCarer bool
	Left      string // code set REASON_PLACE_CHANGE: of a move why the placement before was left, of a correction why this one was
	Request   string // an approved request to the panel that pays for it
}

// Beginning is how a child comes to be looked after.
type Beginning struct {
	Status, Need, Home string // code sets LS and CIN; the postcode of the home
	Placing
}

// Start records that a child begins to be looked after: RNE S of the SSDA903. It fails with errs.Conflict when the child is looked after already.
func (r Room) Start(ctx context.Context, actor access.Actor, subject string, b Beginning) (command.Receipt, error) {
	return r.do(ctx, actor, start, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		if c, ok := Running(s); ok {
			return nil, errs.New(errs.Conflict, "This child is looked after already%s. Change the legal status or the placement instead. Nothing was changed", since(c.Care.Body.Started))
		}
		var f errs.Fields
		needPast(&f, "from", b.From, tx.Today(), "on which care began")
		for _, c := range Courses(s) {
			if b.From.Before(c.Care.Body.Ended) {
				f.Add("from", "The child was looked after until %s: care cannot begin again before that day", c.Care.Body.Ended.Long())
				break
			}
		}
		if c, ok := story.First[record.Child](s); ok && !b.From.IsZero() {
			born := c.Body.Birth
			switch {
			case born.IsZero() || b.From.Before(born):
				f.Add("from", "A child can be looked after from the day of birth, which must be recorded")
			case b.From.Age(born) >= 18:
				f.Add("from", "On that day the young person was 18 or older")
			}
		}
		needCode(&f, "status", "LS", b.Status, b.From, "Choose the legal status")
		needCode(&f, "need", "CIN", b.Need, b.From, "Choose why the child is looked after")
		home := postcode(&f, "home", b.Home, !ShortBreaks(b.Status))
		if ShortBreaks(b.Status) {
			home = ""
		}
		p := b.check(&f, b.Status, tx.Today())
		if Temporary(b.Type) {
			f.Add("type", "Care begins with a placement, not with a stay away from one")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		period, place := tx.NewID(), tx.NewID()
		p.Period, p.SameCarer, p.To = period, false, day.Day{}
		price, err := byRequest(tx, s, b.Request, place, p)
		if err != nil {
			return nil, err
		}
		return append([]record.Change{
			record.New(period, s.Subject, record.CarePeriod{Started: b.From, Given: []record.CareNeed{{Need: b.Need, HomePostcode: home}}}),
			record.New(tx.NewID(), s.Subject, record.LegalStatus{Period: period, Status: b.Status, From: b.From}),
			record.New(place, s.Subject, p),
		}, price...), nil
	})
}

func since(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return " since " + d.Long()
}

var urnShape = regexp.MustCompile(`^(SC[0-9]{6}|[0-9]{5,7}|X{7})$`)

// check judges what is said of a placement under a legal status and gives the record.
func (p Placing) check(f *errs.Fields, status string, today day.Day) record.CLAPlacement {
	out := record.CLAPlacement{From: p.From, To: p.To, Type: p.Type, Provider: p.Provider, SameCarer: p.SameCarer, URN: strings.ToUpper(strings.TrimSpace(p.URN))}
	needCode(f, "type", "PLACE", p.Type, p.From, "Choose the kind of placement")
	checkCode(f, "provider", "PLACE_PROVIDER", p.Provider, p.From)
	switch {
	case Temporary(p.Type), strings.HasPrefix(p.Type, "Z1") && len(p.Type) == 3: // rule 213: the return has no provider here
		out.Provider = ""
	case p.Provider == "":
		f.Add("provider", "Choose who provides the placement")
	case (p.Type == "P1") != (p.Provider == "PR0"): // rules 527 to 531 and 550
		f.Add("provider", "Parents provide a placement with parents, and no other")
	}
	if ShortBreaks(status) {
		return out
	}
	if out.URN != "" && !urnShape.MatchString(out.URN) {
		f.Add("urn", "Ofsted’s number is SC and six digits, or five to seven digits. Leave it out where there is none")
	}
	out.Postcode = postcode(f, "postcode", p.Postcode, true)
	return out
}

func postcode(f *errs.Fields, field, typed string, needed bool) string {
	if strings.TrimSpace(typed) == "" {
		if needed {
			f.Add(field, "Enter the postcode")
		}
		return ""
	}
	out, err := match.ParsePostcode(typed)
	if fields, ok := errors.AsType[errs.Fields](err); ok {
		f.Add(field, "%s", fields[0].Text)
	}
	return out
}

// running is the time of care that goes on, as somebody saw it who changes it.
func running(s story.Story, seen int64) (Course, error) {
	c, ok := Running(s)
	if !ok {
		return c, errs.New(errs.Conflict, "This child is not looked after now. Nothing was changed")
	}
	return c, c.fresh(seen)
}

// fresh refuses a change by somebody who has not seen the newest.
func (c Course) fresh(seen int64) error {
	if c.Seen() > seen {
		return errs.New(errs.Conflict, "Somebody has changed this record of care since you opened the form. What you typed is kept. Open the record, look at the change, and send yours again if it is still right")
	}
	return nil
}

// within notes a day that is missing or outside of the time of care.
func (c Course) within(f *errs.Fields, field string, d day.Day) {
	switch b := c.Care.Body; {
	case d.IsZero():
		f.Add(field, "Enter the day")
	case d == b.Started:
		f.Add(field, "Care began on that day. Correct what was recorded at the start instead")
	case d.Before(b.Started):
		f.Add(field, "Care began on %s: the day must be after that", b.Started.Long())
	case !b.Ended.IsZero() && !d.Before(b.Ended):
		f.Add(field, "Care ended on %s: the day must be before that", b.Ended.Long())
	}
}

// ChangeStatus changes the legal status from a day, which may be ahead.
func (r Room) ChangeStatus(ctx context.Context, actor access.Actor, subject string, seen int64, from day.Day, status string) (command.Receipt, error) {
	return r.do(ctx, actor, changeStatus, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := running(s, seen)
		if err != nil {
			return nil, err
		}
		var f errs.Fields
		c.within(&f, "from", from)
		needCode(&f, "status", "LS", status, from, "Choose the legal status")
		if now, ok := c.StatusOn(from); ok && status != "" && now.Body.Status == status {
			f.Add("status", "That is the legal status on that day already")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		ch, err := c.statuses().insert(tx.NewID(), from, c.Care.Body.Ended, "")
		return c.putStatuses(ch, record.LegalStatus{Status: status}), err
	})
}

// ChangePlacement moves a child from a day, which may be ahead; or, with a kind that is a stay, records the stay beside the placement.
func (r Room) ChangePlacement(ctx context.Context, actor access.Actor, subject string, seen int64, p Placing) (command.Receipt, error) {
	return r.do(ctx, actor, changePlacement, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := running(s, seen)
		if err != nil {
			return nil, err
		}
		var f errs.Fields
		c.within(&f, "from", p.From)
		status, _ := c.StatusOn(p.From)
		body := p.check(&f, status.Body.Status, tx.Today())
		if Temporary(p.Type) {
			c.stay(&f, p, "")
			body.Period, body.SameCarer = c.Care.ID, false
			return []record.Change{record.New(tx.NewID(), s.Subject, body)}, f.Err()
		}
		needCode(&f, "left", "REASON_PLACE_CHANGE", p.Left, p.From, "Choose why the placement before is left")
		if err := f.Err(); err != nil {
			return nil, err
		}
		id := tx.NewID()
		ch, err := c.placements().insert(id, p.From, c.Care.Body.Ended, p.Left)
		if err != nil {
			return nil, err
		}
		body.From, body.To = p.From, ch[ch.find(id)].to
		price, err := byRequest(tx, s, p.Request, id, body)
		return append(c.putPlacements(ch, body), price...), err
	})
}

// stay judges the days of a stay: within the time of care, ending after it begins, and beside no other stay. own is the stay itself when it is corrected.
func (c Course) stay(f *errs.Fields, p Placing, own string) {
	if !p.To.IsZero() && p.To.Before(p.From) {
		f.Add("to", "The stay must end after it began")
	}
	if end := c.Care.Body.Ended; p.To.After(end) {
		f.Add("to", "Care ended on %s", end.Long())
	}
	for _, o := range c.Placements {
		if o.ID != own && Temporary(o.Body.Type) && overlapping(link{from: p.From, to: p.To}, link{from: o.Body.From, to: o.Body.To}) {
			f.Add("from", "Another stay runs from %s: end that first", o.Body.From.Long())
		}
	}
}

// Cease records the end of being looked after, and of the legal status and the placement with it (REC). Plans are left as they are (acceptance scenario 4).
func (r Room) Cease(ctx context.Context, actor access.Actor, subject string, seen int64, on day.Day, why string) (command.Receipt, error) {
	return r.do(ctx, actor, cease, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := running(s, seen)
		if err != nil {
			return nil, err
		}
		var f errs.Fields
		needPast(&f, "ended", on, tx.Today(), "on which care ended")
		ceasedCode(&f, why, on)
		if err := f.Err(); err != nil {
			return nil, err
		}
		b := c.Care.Body
		b.Ended, b.Ceased = on, why
		return c.rebound(b)
	})
}

func ceasedCode(f *errs.Fields, why string, on day.Day) {
	needCode(f, "ceased", "REC", why, on, "Choose why care ended")
	if why == "X1" {
		f.Add("ceased", "X1 says that the child is still looked after. Choose why care ended")
	}
}

// rebound gives the time of care another start or end, and what began or ended with it.
func (c Course) rebound(b record.CarePeriod) ([]record.Change, error) {
	was, now := bounds{c.Care.Body.Started, c.Care.Body.Ended}, bounds{b.Started, b.Ended}
	ls, err := c.statuses().bound(was, now)
	if err != nil {
		return nil, err
	}
	ps, err := c.placements().bound(was, now)
	if err != nil {
		return nil, err
	}
	out := []record.Change{record.Edit(c.Care, b)}
	out = append(append(out, c.putStatuses(ls, record.LegalStatus{})...), c.putPlacements(ps, record.CLAPlacement{})...)
	for _, p := range c.Placements {
		if !Temporary(p.Body.Type) {
			continue
		}
		if p.Body.From.Before(now.from) || p.Body.From.After(now.to) || p.Body.To.After(now.to) {
			return nil, errs.Field("ended", "A stay from %s is recorded, which lies outside. Correct it first", p.Body.From.Long())
		}
		if p.Body.To.IsZero() && !now.to.IsZero() {
			body := p.Body
			body.To = now.to
			out = append(out, record.Edit(p, body))
		}
	}
	return out, nil
}
