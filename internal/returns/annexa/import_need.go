package annexa

import (
	"reflect"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

func equalBody(a, b any) bool { return reflect.DeepEqual(a, b) }

// lost is what is said of a row whose referral is in no list and in no record.
const lost = "no referral of the child of before is in the workbook or recorded here, to which it could belong; it was held back"

func (g *guest) contact(r rowOf) error {
	in := record.ChildContact{Date: r.day("Date of Contact"), Source: r.key("Contact Source")}
	if in.Date.IsZero() {
		g.hold(r, "the contact has no day; it was held back")
		return nil
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, h := range story.All[record.Referral](s) {
		if h.Body.Contact != "" && h.Body.Date == in.Date && (h.Body.Source == in.Source || h.Body.Source == "" || in.Source == "") {
			g.Matched().Rows++ // the referral is the child's part of the contact that it names
			return nil
		}
	}
	_, err = meet(g, r, in, func(h record.ChildContact) bool {
		return h.Date == in.Date && (h.Source == in.Source || h.Source == "" || in.Source == "")
	},
		func(f *filler, h *record.ChildContact) { f.text("Contact Source", &h.Source, in.Source) })
	return err
}

func (g *guest) help(r rowOf) error {
	in := record.EarlyHelp{Started: r.day("Assessment start date"), Ended: r.day("Assessment completion date"), Organisation: r.text("Organisation completing assessment")}
	if in.Started.IsZero() {
		g.hold(r, "the help has no start; it was held back")
		return nil
	}
	_, err := meet(g, r, in, func(h record.EarlyHelp) bool { return h.Started == in.Started || h.Assessed == in.Started },
		func(f *filler, h *record.EarlyHelp) {
			f.day("Assessment completion date", &h.Ended, in.Ended)
			f.text("Organisation completing assessment", &h.Organisation, in.Organisation)
		})
	return err
}

func (g *guest) referral(r rowOf) error {
	in := record.Referral{Date: r.day("Date of referral"), Source: r.key("Referral Source"), NFA: r.yes("Referral NFA?")}
	if in.Date.IsZero() {
		g.hold(r, "the referral has no day; it was held back")
		return nil
	}
	_, err := meet(g, r, in, func(h record.Referral) bool {
		return !h.Waiting() && h.Date == in.Date && (h.Source == in.Source || h.Source == "" || in.Source == "")
	}, func(f *filler, h *record.Referral) {
		f.text("Referral Source", &h.Source, in.Source)
		if in.NFA != h.NFA {
			f.diffs = append(f.diffs, [3]string{"Referral NFA?", yesNo(h.NFA), yesNo(in.NFA)})
		}
	}, func(h record.Referral) bool { return !h.Waiting() && h.Date == in.Date })
	return err
}

// need is the latest episode of need: its referral, and a plan when the list says that there is one.
func (g *guest) need(r rowOf) error {
	in := record.Referral{Date: r.day("CIN Start Date"), PrimaryNeed: r.key("Primary Need Code"), Closed: r.day("CIN Closure Date"), Closure: r.key("Reason for Closure")}
	seen := r.day("Date Child Was Last Seen")
	if in.Closed.IsZero() {
		in.Closure = ""
	}
	if in.Date.IsZero() {
		if in.PrimaryNeed != "" || !in.Closed.IsZero() {
			g.hold(r, "the episode has no start, so there is no referral to file it under; the need and the closure were left out")
		}
		return g.lastSeen(r, seen)
	}
	ref, err := meet(g, r, in, func(h record.Referral) bool { return !h.Waiting() && h.Date == in.Date }, func(f *filler, h *record.Referral) {
		f.open = h.PrimaryNeed == "N0" // nothing was known yet
		f.text("Primary Need Code", &h.PrimaryNeed, in.PrimaryNeed)
		f.open = h.Closed.IsZero() && !in.Closed.IsZero()
		f.day("CIN Closure Date", &h.Closed, in.Closed)
		f.text("Reason for Closure", &h.Closure, in.Closure)
	})
	if err != nil || ref == "" {
		return err
	}
	status := r.key("Case status")
	if (status == inNeedPlan || status == closedEpisode) && !g.otherNeed() {
		// Who stands in the list had a plan, was looked after, or was assessed; of the last two, and of a child protection plan, other lists tell. So it
		// was a child in need plan, of which nobody says when it began.
		plan := record.CINPlan{Referral: ref, Ended: in.Closed}
		if !in.Closed.IsZero() {
			g.hold(r, "that there was a child in need plan follows from there being nothing else; its end is taken to be the closure")
		}
		if _, err := meet(g, r, plan, func(h record.CINPlan) bool { return h.Referral == ref && (h.Ended.IsZero() || h.Ended == in.Closed) },
			func(f *filler, h *record.CINPlan) { f.day("CIN Closure Date", &h.Ended, in.Closed) }); err != nil {
			return err
		}
	}
	return g.lastSeen(r, seen)
}

// otherNeed says whether other lists tell why the child is in need: a plan, care, an assessment that goes on or found the child in need.
func (g *guest) otherNeed() bool {
	if len(g.a.rows[7])+len(g.a.rows[8]) > 0 {
		return true
	}
	for _, r := range g.a.rows[4] {
		if r.yes("Was the child assessed as requiring LA children’s social care support") || r.day("Continuous Assessment Date of Authorisation").IsZero() {
			return true
		}
	}
	return false
}

// lastSeen keeps the day on which a social worker saw the child last, unless something recorded says it already.
func (g *guest) lastSeen(r rowOf, day0 day.Day) error {
	if day0.IsZero() {
		return nil
	}
	for _, list := range [][2]any{{7, "Date of the Last Statutory Visit"}, {8, "Date of Last Social Work Visit"}} {
		for _, o := range g.a.rows[list[0].(int)] {
			if o.day(list[1].(string)) == day0 {
				return nil // the visit comes with its own list
			}
		}
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Seen == day0 {
			return nil
		}
	}
	in := record.Visit{Type: record.VisitCIN, Date: day0, Seen: record.Yes}
	_, err = meet(g, r, in, func(h record.Visit) bool {
		return h.Date == day0 && (h.Type == record.VisitCIN || h.Type == record.VisitCP || h.Type == record.VisitCLA)
	}, nil)
	return err
}

func (g *guest) enquiry(r rowOf) error {
	const unneeded = "Was an Initial Child Protection Conference deemed unnecessary?"
	in := record.S47Enquiry{Started: r.day("Strategy discussion initiating Section 47 Enquiry Start Date")}
	switch r.key(unneeded) {
	case "Yes":
		in.ICPCNotRequired = record.Yes
	case "No":
		in.ICPCNotRequired = record.No
	}
	if in.Started.IsZero() {
		g.hold(r, "the enquiry has no start; it was held back")
		return nil
	}
	var err error
	if in.Referral, err = g.referralOf(in.Started); err != nil {
		return err
	}
	if in.Referral == "" {
		g.hold(r, lost)
		return nil
	}
	id, err := meet(g, r, in, func(h record.S47Enquiry) bool { return h.Started == in.Started },
		func(f *filler, h *record.S47Enquiry) { f.answer(unneeded, &h.ICPCNotRequired, in.ICPCNotRequired) })
	if err != nil || id == "" {
		return err
	}
	held := record.InitialCPConference{Referral: in.Referral, Enquiry: id, Date: r.day("Date of Initial Child Protection Conference")}
	if held.Date.IsZero() {
		return nil
	}
	_, err = meet(g, r, held, func(h record.InitialCPConference) bool { return h.Enquiry == id },
		func(f *filler, h *record.InitialCPConference) {
			f.day("Date of Initial Child Protection Conference", &h.Date, held.Date)
		})
	if err == nil && r.yes("Did the Initial Child Protection Conference Result in a Child Protection Plan") && len(g.a.rows[7]) == 0 {
		g.hold(r, "the conference led to a plan, and no list tells of it; that was left out")
	}
	return err
}

func (g *guest) plan(r rowOf) error {
	keys := map[string]string{"Neglect": "NEG", "Physical abuse": "PHY", "Sexual abuse": "SAB", "Emotional abuse": "EMO", "Multiple/not recommended": "MUL"}
	in := record.CPPlan{
		Started: r.day("Child Protection Plan Start Date"), Ended: r.day("Child Protection Plan End Date"),
		InitialCategory: keys[r.key("Initial Category of Abuse")], LatestCategory: keys[r.key("Latest Category of Abuse")],
		Previous: r.get("Number of Previous Child Protection Plans").Number,
	}
	if in.Started.IsZero() {
		g.hold(r, "the plan has no start; it was held back")
		return nil
	}
	var err error
	if in.Referral, err = g.referralOf(in.Started); err != nil {
		return err
	}
	if in.Referral == "" {
		g.hold(r, lost)
		return nil
	}
	if in.Conference, err = g.agreedBy(in); err != nil {
		return err
	}
	if n, err := g.plansBefore(in.Started); err != nil {
		return err
	} else if in.Previous != nil && *in.Previous <= n {
		in.Previous = nil // the records say it
	}
	id, err := meet(g, r, in, func(h record.CPPlan) bool { return h.Started == in.Started }, func(f *filler, h *record.CPPlan) {
		f.text("Initial Category of Abuse", &h.InitialCategory, in.InitialCategory)
		f.open = h.Ended.IsZero() // it changes while the plan runs
		f.text("Latest Category of Abuse", &h.LatestCategory, in.LatestCategory)
		f.open = false
		f.day("Child Protection Plan End Date", &h.Ended, in.Ended)
		if h.Previous == nil {
			h.Previous = in.Previous
		}
	})
	if err != nil || id == "" {
		return err
	}
	if d := r.day("Date of latest review conference"); !d.IsZero() {
		if _, err := meet(g, r, record.CPReview{Plan: id, Date: d}, func(h record.CPReview) bool { return h.Plan == id && h.Date == d }, nil); err != nil {
			return err
		}
	}
	if r.yes("Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)") {
		g.hold(r, "an emergency order or police protection without its days is no record; that was left out")
	}
	visit := record.Visit{Type: record.VisitCP, Date: r.day("Date of the Last Statutory Visit")}
	switch r.key("Was the Child Seen Alone?") {
	case "Yes":
		visit.Alone, visit.Seen = record.Yes, record.Yes
	case "No":
		visit.Alone = record.No
	}
	return g.visit(r, visit)
}

// plansBefore counts the recorded plans that began before a day.
func (g *guest) plansBefore(d day.Day) (n int, err error) {
	s, err := g.Story(g.subject)
	for _, p := range story.All[record.CPPlan](s) {
		if p.Body.Started.Before(d) {
			n++
		}
	}
	return n, err
}

// visit keeps a visit of a day.
func (g *guest) visit(r rowOf, in record.Visit) error {
	if in.Date.IsZero() {
		return nil
	}
	_, err := meet(g, r, in, func(h record.Visit) bool { return h.Type == in.Type && h.Date == in.Date }, func(f *filler, h *record.Visit) {
		f.answer("Was the Child Seen Alone?", &h.Alone, in.Alone)
		if h.Alone == record.Yes && h.Seen == "" {
			h.Seen = record.Yes
		}
	})
	return err
}

// agreedBy is the conference that agreed a plan: list 5 says that it led to one, and no other plan began between.
func (g *guest) agreedBy(p record.CPPlan) (string, error) {
	s, err := g.Story(g.subject)
	if err != nil {
		return "", err
	}
	for _, c := range story.All[record.InitialCPConference](s) {
		if c.Body.Date.IsZero() || c.Body.Date.After(p.Started) || p.Started.Sub(c.Body.Date) > 31 {
			continue
		}
		for _, r := range g.a.rows[5] {
			if r.day("Date of Initial Child Protection Conference") == c.Body.Date && r.yes("Did the Initial Child Protection Conference Result in a Child Protection Plan") {
				return c.ID, nil
			}
		}
	}
	return "", nil
}

func (g *guest) assessment(r rowOf) error {
	const needed = "Was the child assessed as requiring LA children’s social care support"
	in := record.Assessment{Started: r.day("Continuous Assessment Start Date"), Authorised: r.day("Continuous Assessment Date of Authorisation")}
	if in.Started.IsZero() {
		g.hold(r, "the assessment has no start; it was held back")
		return nil
	}
	var err error
	if in.Referral, err = g.referralOf(in.Started); err != nil {
		return err
	}
	if in.Referral == "" {
		g.hold(r, lost)
		return nil
	}
	if !in.Authorised.IsZero() && r.key(needed) == "No" {
		in.Outcome = "no_further_action"
	}
	switch r.key("Child Seen During Continuous Assessment") {
	case "No":
		in.WhyNotSeen = "The list of an inspection says that the child was not seen, and not why."
	case "Yes":
		// On which day is not said, but list 6 may: when the child was last seen in the time of the assessment.
		for _, o := range g.a.rows[6] {
			end := in.Authorised
			if end.IsZero() {
				end = g.on
			}
			if seen := o.day("Date Child Was Last Seen"); seen.Within(in.Started, end) {
				in.Seen = seen
			}
		}
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		for _, h := range story.All[record.Assessment](s) {
			if h.Body.Started == in.Started && !h.Body.Seen.IsZero() {
				in.Seen = h.Body.Seen // recorded here
			}
		}
		if in.Seen.IsZero() {
			g.hold(r, "the child was seen, on a day that no list tells; that was left out")
		}
	}
	_, err = meet(g, r, in, func(h record.Assessment) bool { return h.Started == in.Started }, func(f *filler, h *record.Assessment) {
		if h.Report != "" && h.Authorised != in.Authorised { // it is written here, and authorised here
			if !in.Authorised.IsZero() {
				f.diffs = append(f.diffs, [3]string{"Continuous Assessment Date of Authorisation", h.Authorised.String(), in.Authorised.String()})
			}
			return
		}
		f.day("Continuous Assessment Date of Authorisation", &h.Authorised, in.Authorised)
		if h.Seen.IsZero() {
			h.Seen = in.Seen
		}
		if h.Outcome == "" && h.Report == "" {
			h.Outcome = in.Outcome
		}
	})
	return err
}
