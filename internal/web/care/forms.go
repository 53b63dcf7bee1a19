package care

import (
	"net/http"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// offered is how many months before today the codes of a new form reach.
const offered = 24

// placing are the questions about a placement.
type placing struct {
	from, to             *form.Date
	kind, provider, left *form.Select
	urn, postcode        *form.Text
	same                 *form.Checkboxes
	request              *form.Select // which approved request pays; nil where none waits
	fields               []form.Field
}

// newPlacing makes the questions, filled with what is held. since is from when on codes are offered.
func newPlacing(r *shell.Request, since day.Day, held record.CLAPlacement) *placing {
	on := r.Today()
	p := &placing{
		kind:     &form.Select{Name: "type", Label: "Kind of placement", Size: "s", Empty: "Choose", Options: options("PLACE", since, on), Value: held.Type, Required: "Choose the kind of placement"},
		provider: &form.Select{Name: "provider", Label: "Who provides it", Hint: "Not for a temporary stay", Size: "s", Empty: "Choose", Options: options("PLACE_PROVIDER", since, on), Value: held.Provider},
		urn:      &form.Text{Name: "urn", Label: "Ofsted’s number", Hint: "SC and six digits for a children’s home; XXXXXXX where there is none", Size: "s", Width: 10, Value: held.URN, Complete: "off"},
		postcode: &form.Text{Name: "postcode", Label: "Postcode of the placement", Size: "s", Width: 10, Value: held.Postcode, Complete: "off"},
	}
	p.fields = []form.Field{p.kind, p.provider, p.postcode, p.urn}
	return p
}

func (p *placing) value() room.Placing {
	out := room.Placing{Type: p.kind.Value, Provider: p.provider.Value, URN: p.urn.Value, Postcode: p.postcode.Value}
	if p.from != nil {
		out.From = p.from.Value
	}
	if p.to != nil {
		out.To = p.to.Value
	}
	if p.same != nil {
		out.SameCarer = p.same.Has("yes")
	}
	if p.left != nil {
		out.Left = p.left.Value
	}
	if p.request != nil {
		out.Request = p.request.Value
	}
	return out
}

func sameCarer(same bool) *form.Checkboxes {
	c := &form.Checkboxes{Name: "same_carer", Label: "Carer", Small: true, Options: []form.Option{{Value: "yes", Label: "The carer is the same as before"}}}
	if same {
		c.Values = []string{"yes"}
	}
	return c
}

func reasons(since, on day.Day, label, held string) *form.Select {
	return &form.Select{Name: "left", Label: label, Size: "s", Empty: "Choose", Options: options("REASON_PLACE_CHANGE", since, on), Value: held}
}

func start(w http.ResponseWriter, r *shell.Request) error {
	s, on := r.Reading.Story, r.Today()
	if c, ok := room.Running(s); ok && r.Method == http.MethodGet {
		return errs.New(errs.Conflict, "This child is looked after already, since %s. Change the legal status or the placement instead", c.Care.Body.Started.Long())
	}
	since := on.AddMonths(-offered)
	from := &form.Date{Name: "from", Label: "First day of care", Noun: "The day", Size: "s", Max: on, Value: on, Required: "Enter the day on which care began"}
	ls := &form.Select{Name: "status", Label: "Legal status", Size: "s", Empty: "Choose", Options: options("LS", since, on), Required: "Choose the legal status"}
	need := &form.Select{Name: "need", Label: "Why the child is looked after", Size: "s", Empty: "Choose", Options: options("CIN", since, on), Value: heldNeed(s, on), Required: "Choose why the child is looked after"}
	home := &form.Text{Name: "home", Label: "Postcode of the child’s home", Size: "s", Width: 10, Value: homePostcode(s), Complete: "off"}
	p := newPlacing(r, since, record.CLAPlacement{})
	v := page(r, "Begin to look after the child", "/start", "Record that care begins", 0)
	if p.request = payingFor(s); p.request != nil {
		p.fields = append(p.fields, p.request)
	}
	v.Sections = []shell.Section{{Fields: []form.Field{from, ls, need, home}}, {Heading: "Where the child is placed", Fields: p.fields}}
	v.After = "The return gets its first episode from this (S, starts to be looked after). The limits of care planning begin to run. You can undo it for 24 hours."
	return run(w, r, v, "start", func(int64) error {
		at := p.value()
		at.From = from.Value
		_, err := r.House().Care.Start(r.Context(), r.Actor, r.Subject(), room.Beginning{Status: ls.Value, Need: need.Value, Home: home.Value, Placing: at})
		return err
	})
}

// lookedAfter is the time of care that runs.
func lookedAfter(r *shell.Request) (room.Course, error) {
	c, ok := room.Running(r.Reading.Story)
	if !ok {
		return c, errs.New(errs.Conflict, "This child is not looked after now. Open the record to see how it stands")
	}
	return c, nil
}

func status(w http.ResponseWriter, r *shell.Request) error {
	c, err := lookedAfter(r)
	if err != nil {
		return err
	}
	v := page(r, "Change the legal status", "/status", "Change the legal status", c.Seen())
	if now, ok := c.StatusOn(r.Today()); ok {
		v.Intro = append(v.Intro, "Now: "+coded("LS", now.Body.Status)+sinceWords(now.Body.From))
	}
	from := &form.Date{Name: "from", Label: "From which day", Hint: "May be ahead. What runs until then ends on that day.", Noun: "The day", Size: "s", Required: "Enter the day"}
	ls := &form.Select{Name: "status", Label: "New legal status", Size: "s", Empty: "Choose", Options: options("LS", r.Today().AddMonths(-offered), r.Today()), Required: "Choose the legal status"}
	v.Sections = []shell.Section{{Fields: []form.Field{from, ls}}}
	v.After = "The return gets a new episode from that day. You can undo this for 24 hours, and correct it later."
	return run(w, r, v, "status", func(seen int64) error {
		_, err := r.House().Care.ChangeStatus(r.Context(), r.Actor, r.Subject(), seen, from.Value, ls.Value)
		return err
	})
}

func sinceWords(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return ", since " + d.Long()
}

func placement(w http.ResponseWriter, r *shell.Request) error {
	c, err := lookedAfter(r)
	if err != nil {
		return err
	}
	v := page(r, "Change the placement", "/placement", "Change the placement", c.Seen())
	if now, _, ok := c.PlacementOn(r.Today()); ok {
		v.Intro = append(v.Intro, "Now: "+coded("PLACE", now.Body.Type)+sinceWords(now.Body.From))
	}
	since := r.Today().AddMonths(-offered)
	p := newPlacing(r, since, record.CLAPlacement{})
	p.from = &form.Date{Name: "from", Label: "From which day", Hint: "May be ahead. The placement until then ends on that day.", Noun: "The day", Size: "s", Required: "Enter the day"}
	p.to = &form.Date{Name: "to", Label: "Until which day", Hint: "Only of a temporary stay, such as in hospital, when it is over. The placement itself goes on.", Noun: "The end", Size: "s"}
	p.left = reasons(since, r.Today(), "Why the placement before is left", "")
	p.left.Hint = "Not for a temporary stay"
	p.same = sameCarer(false)
	if p.request = payingFor(r.Reading.Story); p.request != nil {
		p.fields = append(p.fields, p.request)
	}
	v.Sections = []shell.Section{{Fields: append(append([]form.Field{p.from}, p.fields...), p.same, p.left, p.to)}}
	v.After = "The return gets a new episode from that day. You can undo this for 24 hours, and correct it later."
	return run(w, r, v, "placement", func(seen int64) error {
		_, err := r.House().Care.ChangePlacement(r.Context(), r.Actor, r.Subject(), seen, p.value())
		return err
	})
}

func end(w http.ResponseWriter, r *shell.Request) error {
	c, err := lookedAfter(r)
	if err != nil {
		return err
	}
	v := page(r, "End of being looked after", "/end", "Record the end", c.Seen())
	on := &form.Date{Name: "ended", Label: "Last day of care", Noun: "The day", Size: "s", Max: r.Today(), Required: "Enter the day on which care ended"}
	why := &form.Select{Name: "ceased", Label: "Why care ended", Size: "s", Empty: "Choose", Options: options("REC", r.Today().AddMonths(-offered), r.Today()), Required: "Choose why care ended"}
	v.Sections = []shell.Section{{Fields: []form.Field{on, why}}}
	v.After = "Legal status and placement end on that day. A child protection plan and a child in need plan go on until they are ended themselves. You can undo this for 24 hours; later, correct the time of care and leave its end empty."
	return run(w, r, v, "end", func(seen int64) error {
		_, err := r.House().Care.Cease(r.Context(), r.Actor, r.Subject(), seen, on.Value, why.Value)
		return err
	})
}

// change corrects a legal status, a placement or a whole time of care, whichever the record is.
func change(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	for _, c := range room.Courses(r.Reading.Story) {
		if c.Care.ID == id {
			return changePeriod(w, r, c)
		}
		for _, l := range c.Statuses {
			if l.ID == id {
				return changeStatus(w, r, c, l)
			}
		}
		for _, p := range c.Placements {
			if p.ID == id {
				return changePlacement(w, r, c, p)
			}
		}
	}
	return errs.New(errs.NotFound, "%s", access.Missing)
}

const kept = "What is recorded now is kept as an older version. What comes before follows the day, so that there is no gap and no overlap."

func changeStatus(w http.ResponseWriter, r *shell.Request, c room.Course, l record.Of[record.LegalStatus]) error {
	v := page(r, "Correct a legal status", "/change/"+l.ID, "Save the correction", c.Seen())
	from := &form.Date{Name: "from", Label: "From which day", Noun: "The day", Size: "s", Value: l.Body.From, Required: "Enter the day"}
	ls := &form.Select{Name: "status", Label: "Legal status", Size: "s", Empty: "Choose", Options: options("LS", l.Body.From, r.Today()), Value: l.Body.Status, Required: "Choose the legal status"}
	v.Sections, v.After = []shell.Section{{Fields: []form.Field{from, ls}}}, kept
	return run(w, r, v, "change", func(seen int64) error {
		_, err := r.House().Care.CorrectStatus(r.Context(), r.Actor, r.Subject(), seen, l.ID, from.Value, ls.Value)
		return err
	})
}

func changePlacement(w http.ResponseWriter, r *shell.Request, c room.Course, pl record.Of[record.CLAPlacement]) error {
	v := page(r, "Correct a placement", "/change/"+pl.ID, "Save the correction", c.Seen())
	b := pl.Body
	p := newPlacing(r, b.From, b)
	p.from = &form.Date{Name: "from", Label: "From which day", Noun: "The day", Size: "s", Value: b.From, Required: "Enter the day"}
	p.same = sameCarer(b.SameCarer)
	fields := append(append([]form.Field{p.from}, p.fields...), p.same)
	switch {
	case room.Temporary(b.Type):
		p.to = &form.Date{Name: "to", Label: "Until which day", Noun: "The end", Size: "s", Value: b.To}
		fields = append(fields, p.to)
	case !b.To.IsZero() && b.To != c.Care.Body.Ended:
		p.left = reasons(b.From, r.Today(), "Why it was left", b.Change)
		fields = append(fields, p.left)
	}
	v.Sections, v.After = []shell.Section{{Fields: fields}}, kept
	return run(w, r, v, "change", func(seen int64) error {
		_, err := r.House().Care.CorrectPlacement(r.Context(), r.Actor, r.Subject(), seen, pl.ID, p.value())
		return err
	})
}

func changePeriod(w http.ResponseWriter, r *shell.Request, c room.Course) error {
	v := page(r, "Correct a time of care", "/change/"+c.Care.ID, "Save the correction", c.Seen())
	b := c.Care.Body
	var given record.CareNeed
	if n := len(b.Given); n > 0 {
		given = b.Given[n-1]
	}
	started := &form.Date{Name: "started", Label: "First day of care", Noun: "The first day", Size: "s", Value: b.Started, Required: "Enter the day on which care began"}
	need := &form.Select{Name: "need", Label: "Why the child is looked after", Size: "s", Empty: "Choose", Options: options("CIN", b.Started, r.Today()), Value: given.Need, Required: "Choose why the child is looked after"}
	home := &form.Text{Name: "home", Label: "Postcode of the child’s home", Size: "s", Width: 10, Value: given.HomePostcode, Complete: "off"}
	ended := &form.Date{Name: "ended", Label: "Last day of care", Hint: "Leave it empty while the child is looked after", Noun: "The last day", Size: "s", Value: b.Ended}
	why := &form.Select{Name: "ceased", Label: "Why care ended", Size: "s", Empty: "Care has not ended", Options: options("REC", b.Started, r.Today()), Value: b.Ceased}
	v.Sections, v.After = []shell.Section{{Fields: []form.Field{started, need, home, ended, why}}}, "What is recorded now is kept as an older version. What began or ended with care moves with it."
	return run(w, r, v, "change", func(seen int64) error {
		_, err := r.House().Care.CorrectPeriod(r.Context(), r.Actor, r.Subject(), seen, c.Care.ID, room.Whole{Started: started.Value, Ended: ended.Value, Ceased: why.Value, Need: need.Value, Home: home.Value})
		return err
	})
}

func takeOut(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	seen, err := shell.Base(r.PostForm)
	if err != nil {
		return err
	}
	if _, err := r.House().Care.TakeOut(r.Context(), r.Actor, r.Subject(), seen, r.PathValue("record")); err != nil {
		return err
	}
	return r.See(w, root(r.Subject())+"?done=out")
}

// takeBack undoes what the reader did last, and leads to a page.
func takeBack(to func(*shell.Request) string) shell.Handler {
	return func(w http.ResponseWriter, r *shell.Request) error {
		if err := r.TakeBack(r.House().Care.Undoing(), r.Subject()); err != nil {
			return err
		}
		return r.See(w, to(r)+"?done=undone")
	}
}
