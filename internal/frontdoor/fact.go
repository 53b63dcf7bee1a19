package frontdoor

import (
	"context"
	"time"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Lists are the derived rows of the front door: what was told here, one row for each child's contact, each referral and each call.
func Lists() derived.Lists {
	return derived.Lists{{
		Table:   "door_fact",
		Columns: []string{"subject", "record", "kind", "day", "at", "source", "agency_type", "rating", "out_of_hours", "repeats", "outcome", "decided", "door"},
		Key:     2,
		Rows:    factRows,
	}}
}

func factRows(s story.Story) [][]any {
	var rows [][]any
	instant := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return db.Instant(t)
	}
	for _, c := range story.All[record.ChildContact](s) {
		b := c.Body
		rows = append(rows, []any{s.Subject, c.ID, "contact", b.Date.String(), instant(b.Received), b.Source, b.AgencyType, b.Rating, b.OutOfHours, b.Repeats != "",
			b.Outcome, instant(b.Decided), false})
	}
	for _, r := range story.All[record.Referral](s) {
		b := r.Body
		rows = append(rows, []any{s.Subject, r.ID, "referral", b.Date.String(), "", b.Source, "", "", false, false, b.Decision, instant(b.Decided), b.Contact != ""})
	}
	for _, c := range story.All[record.Consultation](s) {
		b := c.Body
		rows = append(rows, []any{s.Subject, c.ID, "call", day.In(b.At).String(), instant(b.At), b.Source, b.AgencyType, "", false, false, b.Outcome, "", false})
	}
	return rows
}

// fact is a row of door_fact.
type fact struct {
	kind, source, agencyType, rating, outcome string
	on                                        day.Day
	at, decided                               time.Time
	repeats, door                             bool
}

func facts(t *db.Tx, from, to day.Day) ([]fact, error) {
	return db.All(t, func(scan db.Scan) (f fact, err error) {
		var on, at, decided string
		if err := scan(&f.kind, &on, &at, &f.source, &f.agencyType, &f.rating, &f.repeats, &f.outcome, &decided, &f.door); err != nil {
			return f, err
		}
		if f.on, err = day.Parse(on); err != nil {
			return f, err
		}
		for _, x := range []struct {
			text string
			at   *time.Time
		}{{at, &f.at}, {decided, &f.decided}} {
			if x.text != "" {
				if *x.at, err = db.ParseInstant(x.text); err != nil {
					return f, err
				}
			}
		}
		return f, nil
	}, "select kind, day, at, source, agency_type, rating, repeats, outcome, decided, door from door_fact where day >= $1 and day <= $2", from.String(), to.String())
}

// Part is a numerator of a denominator.
type Part struct{ In, Of int }

// Week is how the front door did in some whole days, each number as the measure of the same name counts it: FD-01, FD-02, FD-16, FD-07, FD-09.
type Week struct {
	From, To  day.Day
	Contacts  int  // FD-01: contacts about a child
	Converted Part // FD-02: of those decided, how many became a referral
	Triaged   Part // FD-16: of those with a priority, how many were decided within its hours
	Referrals Part // FD-07: of the referrals, those too that a contact was accepted as, how many were decided by the end of the next working day
	Calls     int  // FD-09
}

// LastWeek counts the seven days that ended yesterday. It shows nobody: whoever works at the front door may see it.
func (r Room) LastWeek(ctx context.Context) (Week, error) {
	to := r.Desk.Today().Add(-1)
	return r.Week(ctx, to.Add(-6), to)
}

// Week counts the days from a first to a last one, as they stood at the end of the last.
func (r Room) Week(ctx context.Context, from, to day.Day) (w Week, err error) {
	defer errs.Wrap(&err, "the front door's week")
	w.From, w.To = from, to
	var all []fact
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		all, err = facts(t, from, to)
		return err
	})
	for _, f := range all {
		w.add(r.Book, f)
	}
	return w, err
}

func (w *Week) add(b *clock.Book, f fact) {
	if !f.decided.IsZero() && day.In(f.decided).After(w.To) {
		f.outcome, f.decided = "", time.Time{} // it waited still
	}
	over := w.To.Add(1)
	switch {
	case f.kind == "call":
		w.Calls++
		return
	case f.kind == "contact" && f.outcome == OpenCase:
		return // news about an open case is no contact
	case f.kind == "referral" && !f.door: // what a contact became is counted as the contact, and its decision as that of a referral of the day on which it was accepted
		if !f.decided.IsZero() {
			w.decided(b, f, over)
		}
		return
	}
	w.Contacts++
	became := f.outcome == "referral"
	if f.kind == "referral" {
		became = contactOutcomes[f.outcome] == "referral"
	}
	if f.outcome != "" && !f.repeats {
		w.Converted.count(became)
	}
	if f.kind == "referral" {
		w.decided(b, f, over)
		return
	}
	by, ok := dueBy(b, Triage, f.rating, f.at).Instant()
	switch {
	case f.rating == "" || f.at.IsZero() || !ok:
	case !f.decided.IsZero():
		w.Triaged.count(!f.decided.After(by))
	case over.Start().After(by):
		w.Triaged.count(false)
	}
}

// decided counts a referral by whether it was decided in time, once that can be said.
func (w *Week) decided(b *clock.Book, f fact, over day.Day) {
	by := Due(b, f.on.Start())
	switch {
	case !f.decided.IsZero():
		w.Referrals.count(!day.In(f.decided).After(by))
	case over.After(by):
		w.Referrals.count(false)
	}
}

func (p *Part) count(in bool) {
	p.Of++
	if in {
		p.In++
	}
}

// Sector is a group of agencies that use the consultation line and refer: what use of the one is compared with the other by.
type Sector struct {
	Name      string
	Calls     int
	Referrals int     // and contacts that became none: what came from the sector
	CallShare float64 // of all calls, 0 to 1
	Share     float64 // of all referrals
	Low       bool    // the sector refers, and uses the line less than half as much as its share of referrals
}

// sectors are the groups in the order in which they are shown, by the codes of referral_source. Agency types are those of the source that they refer under.
var sectors = []struct {
	name    string
	sources []string
}{
	{"Schools and colleges", []string{"2A"}}, {"Early years and education services", []string{"2B"}}, {"Health", []string{"3A", "3B", "3C", "3D", "3E", "3F"}},
	{"Police", []string{"6"}}, {"Housing", []string{"4"}}, {"Council departments", []string{"5A", "5B", "5D"}}, {"Other councils", []string{"5C"}},
	{"Courts, probation and other legal bodies", []string{"7"}}, {"Voluntary, community and faith groups, and others", []string{"8"}},
}

// SourceOf is the referral source (code set referral_source) of each kind of agency.
var SourceOf = map[string]string{
	"school": "2A", "early_years": "2B", "education_service": "2B", "gp": "3A", "health_visiting": "3B", "school_nursing": "3C", "primary_health_other": "3D",
	"emergency_department": "3E", "midwifery": "3F", "mental_health": "3F", "health_other": "3F", "housing": "4", "council_social_care": "5A",
	"council_early_help": "5D", "council_other": "5B", "other_council": "5C", "police": "6", "legal": "7", "voluntary": "8", "other": "8",
}

func sectorOf(source, agencyType string) int {
	if source == "" {
		source = SourceOf[agencyType]
	}
	for i, s := range sectors {
		for _, code := range s.sources {
			if code == source {
				return i
			}
		}
	}
	return -1 // family, neighbours, anonymous callers: the line is for professionals
}

// lowUse is below which part of its share of referrals a sector's share of calls is low, and how many calls and referrals there must be to say so.
const (
	lowUse      = 0.5
	leastCalls  = 10
	leastOfBoth = 5
)

// Sectors compares who uses the consultation line with who refers, over some days (SR-004, SR-012). Referrals are all children's referrals of the days, by
// their source; those from the family and from unnamed people are in neither share.
func (r Room) Sectors(ctx context.Context, from, to day.Day) (out []Sector, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out, err = sectorsOf(t, from, to)
		return err
	})
	return out, err
}

func sectorsOf(t *db.Tx, from, to day.Day) ([]Sector, error) {
	all, err := facts(t, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Sector, len(sectors))
	calls, referrals := 0, 0
	for i, s := range sectors {
		out[i].Name = s.name
	}
	for _, f := range all {
		i := sectorOf(f.source, f.agencyType)
		switch {
		case i < 0:
		case f.kind == "call":
			out[i].Calls++
			calls++
		case f.kind == "referral":
			out[i].Referrals++
			referrals++
		}
	}
	for i := range out {
		s := &out[i]
		if calls > 0 {
			s.CallShare = float64(s.Calls) / float64(calls)
		}
		if referrals > 0 {
			s.Share = float64(s.Referrals) / float64(referrals)
		}
		s.Low = calls >= leastCalls && s.Referrals >= leastOfBoth && s.CallShare < lowUse*s.Share
	}
	return out, nil
}

// AgencyOf is the kind of agency and the source behind one answer to "who told you?": a kind of agency, or a code of referral_source for somebody who speaks for
// none.
func AgencyOf(who string) (agencyType, source string) {
	if s, ok := SourceOf[who]; ok {
		return who, s
	}
	if s, ok := codes.Set("referral_source"); ok && s.ValidAt("who", who, day.Day{}) == nil {
		return "", who
	}
	return "", ""
}
