package intake

import (
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/story"
)

// saidOfChild is what a child's records say in the two rows about them.
func saidOfChild(year int, c record.Of[record.Child], k known) []cinrow.Cell {
	n := cinrow.Numbers{ID: k.id, UPN: k.upn}
	if len(k.ids) > 0 {
		n.ID = k.ids[len(k.ids)-1]
	}
	for _, i := range story.All[record.Identifier](k.story) {
		switch {
		case i.Body.Type == record.FormerUPN:
			n.FormerUPN = i.Body.Value
		case i.Body.Type == record.UPNUnknown && i.Body.To.IsZero():
			n.UPNUnknown = i.Body.Value
		}
	}
	cells := append(cinrow.Identifiers(year, c.Body, n), cinrow.Characteristics(c.Body)...)
	for _, d := range c.Body.Disabilities {
		cells = append(cells, cinrow.Cell{Column: "Disability", Text: d})
	}
	return cells
}

func rows(t *Tally) *int { return &t.Rows }

// referrals plans the referrals of an element and what belongs to them.
func (b *batch) referrals(e entry, subject string) error {
	if len(e.referrals) == 0 {
		return nil
	}
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	in := make([]fact[record.Referral], len(e.referrals))
	given := map[row]referral{}
	for i, r := range e.referrals {
		in[i], given[r.row] = r.fact, r
	}
	conferences := story.All[record.InitialCPConference](s)
	k := sort[record.Referral]{
		merge: func(f fact[record.Referral], held record.Referral) (record.Referral, []diff) {
			return mergeReferral(given[f.row], held)
		},
		said: func(h record.Of[record.Referral]) []cinrow.Cell {
			return cinrow.Referral(h.Body, conferenceOf(conferences, h.ID, ""))
		},
		count: func(t *Tally) *int { return &t.Referrals },
	}
	date := func(f fact[record.Referral], h record.Of[record.Referral]) bool { return f.body.Date == h.Body.Date }
	k.same = append(k.same, func(f fact[record.Referral], h record.Of[record.Referral]) bool { return date(f, h) && k.exact(f, h) }, date)
	ids, err := meet(b, s.Subject, in, story.All[record.Referral](s), k)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if id == "" {
			continue
		}
		if err := b.under(e.referrals[i], subject, id, e.year); err != nil {
			return err
		}
	}
	return nil
}

// conferenceOf is the conference of a referral with an enquiry, or without one.
func conferenceOf(all []record.Of[record.InitialCPConference], referral, enquiry string) record.InitialCPConference {
	for _, c := range all {
		if c.Body.Referral == referral && c.Body.Enquiry == enquiry {
			return c.Body
		}
	}
	return record.InitialCPConference{}
}

// of gives the records of a kind that stand under a referral.
func of[B record.Body](s story.Story, under func(B) bool) (out []record.Of[B]) {
	for _, r := range story.All[B](s) {
		if under(r.Body) {
			out = append(out, r)
		}
	}
	return out
}

// under plans what stands in a CINdetails.
func (b *batch) under(r referral, subject, id string, year int) error {
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	if r.conference != nil {
		if err := b.conference(s, r.row, *r.conference, id, ""); err != nil {
			return err
		}
	}
	if err := b.assessments(s, r, id); err != nil {
		return err
	}
	for i := range r.plans {
		r.plans[i].body.Referral = id
	}
	plans := sort[record.CINPlan]{merge: mergeCINPlan, count: rows, said: func(h record.Of[record.CINPlan]) []cinrow.Cell { return cinrow.CINPlan(h.Body) }}
	plans.same = append(plans.same, func(f fact[record.CINPlan], h record.Of[record.CINPlan]) bool {
		return f.body.Started == h.Body.Started && plans.exact(f, h)
	}, func(f fact[record.CINPlan], h record.Of[record.CINPlan]) bool {
		return !f.body.Started.IsZero() && f.body.Started == h.Body.Started
	})
	if _, err := meet(b, s.Subject, r.plans, of(s, func(p record.CINPlan) bool { return p.Referral == id }), plans); err != nil {
		return err
	}
	if err := b.enquiries(s, r, id); err != nil {
		return err
	}
	if err := b.protection(s, r, id); err != nil {
		return err
	}
	for i := range r.proceedings {
		r.proceedings[i].body.Referral = id
	}
	pre := sort[record.PreProceedings]{merge: mergePreProceedings, count: rows, said: func(h record.Of[record.PreProceedings]) []cinrow.Cell {
		return cinrow.PreProceedings(h.Body)
	}}
	pre.same = append(pre.same, func(f fact[record.PreProceedings], h record.Of[record.PreProceedings]) bool {
		return f.body.Decided == h.Body.Decided && pre.exact(f, h)
	}, func(f fact[record.PreProceedings], h record.Of[record.PreProceedings]) bool {
		return !f.body.Decided.IsZero() && f.body.Decided == h.Body.Decided
	})
	if _, err := meet(b, s.Subject, r.proceedings, of(s, func(p record.PreProceedings) bool { return p.Referral == id }), pre); err != nil {
		return err
	}
	return b.keepRows(r.whole, subject, id, year)
}

// conference brings in the one conference that goes with a referral or an enquiry. It is part of their row, so it is not counted.
func (b *batch) conference(s story.Story, at row, c record.InitialCPConference, referral, enquiry string) error {
	c.Referral, c.Enquiry = referral, enquiry
	one := sort[record.InitialCPConference]{merge: mergeConference, count: func(*Tally) *int { return new(int) },
		said: func(record.Of[record.InitialCPConference]) []cinrow.Cell { return nil },
		same: []func(fact[record.InitialCPConference], record.Of[record.InitialCPConference]) bool{
			func(fact[record.InitialCPConference], record.Of[record.InitialCPConference]) bool { return true },
		}}
	held := of(s, func(h record.InitialCPConference) bool { return h.Referral == referral && h.Enquiry == enquiry })
	before := len(b.changes)
	_, err := meet(b, s.Subject, []fact[record.InitialCPConference]{{row: at, body: c}}, held, one)
	if err == nil && len(b.changes) > before && len(held) > 0 {
		b.result.updated.Rows++
	}
	return err
}

func (b *batch) assessments(s story.Story, in referral, id string) error {
	for i := range in.assessments {
		in.assessments[i].body.Referral = id
	}
	type F = fact[record.Assessment]
	type H = record.Of[record.Assessment]
	started := func(a F, h H) bool { return a.body.Started == h.Body.Started }
	k := sort[record.Assessment]{merge: mergeAssessment, count: func(t *Tally) *int { return &t.Assessments }, said: func(h H) []cinrow.Cell {
		cells := cinrow.Assessment(h.Body)
		for _, f := range h.Body.Factors {
			cells = append(cells, cinrow.Cell{Column: "AssessmentFactors", Text: f})
		}
		return cells
	}}
	k.same = []func(F, H) bool{
		func(a F, h H) bool {
			return started(a, h) && a.body.Authorised == h.Body.Authorised && sameCodes(a.body.Factors, h.Body.Factors) && k.exact(a, h)
		},
		func(a F, h H) bool {
			return started(a, h) && a.body.Authorised == h.Body.Authorised && sameCodes(a.body.Factors, h.Body.Factors)
		},
		func(a F, h H) bool { return started(a, h) && a.body.Authorised == h.Body.Authorised },
		started,
		func(a F, h H) bool { // one of them lacks its start
			return (a.body.Started.IsZero() || h.Body.Started.IsZero()) && a.body.Authorised == h.Body.Authorised && !h.Body.Authorised.IsZero()
		},
	}
	_, err := meet(b, s.Subject, in.assessments, of(s, func(a record.Assessment) bool { return a.Referral == id }), k)
	return err
}

func (b *batch) enquiries(s story.Story, in referral, id string) error {
	type F = fact[record.S47Enquiry]
	type H = record.Of[record.S47Enquiry]
	facts := make([]F, len(in.enquiries))
	with := map[row]record.InitialCPConference{}
	for i, q := range in.enquiries {
		q.body.Referral = id
		facts[i] = q.fact
		if q.conference != nil {
			with[q.row] = *q.conference
		}
	}
	conferences := story.All[record.InitialCPConference](s)
	k := sort[record.S47Enquiry]{merge: mergeEnquiry, count: rows, said: func(h H) []cinrow.Cell {
		return cinrow.Enquiry(h.Body, conferenceOf(conferences, id, h.ID))
	}}
	started := func(f F, h H) bool { return f.body.Started == h.Body.Started }
	meets := func(f F, h H) bool { // the conferences, too, are one
		a, c := with[f.row], conferenceOf(conferences, id, h.ID)
		return a.Date == c.Date && a.Target == c.Target
	}
	within := func(f F, h H) bool { // the file says nothing of the conference that is not recorded: it may be of before it was held
		a, c := with[f.row], conferenceOf(conferences, id, h.ID)
		return (a.Date.IsZero() || a.Date == c.Date) && (a.Target.IsZero() || a.Target == c.Target)
	}
	k.same = []func(F, H) bool{
		func(f F, h H) bool { return started(f, h) && meets(f, h) && k.exact(f, h) },
		func(f F, h H) bool { return started(f, h) && within(f, h) && k.exact(f, h) },
		func(f F, h H) bool { return !f.body.Started.IsZero() && started(f, h) },
	}
	ids, err := meet(b, s.Subject, facts, of(s, func(q record.S47Enquiry) bool { return q.Referral == id }), k)
	for i, to := range ids {
		c, ok := with[facts[i].row]
		if err != nil || to == "" || !ok {
			continue
		}
		err = b.conference(s, facts[i].row, c, id, to)
	}
	return err
}

func (b *batch) protection(s story.Story, in referral, id string) error {
	type F = fact[record.CPPlan]
	type H = record.Of[record.CPPlan]
	facts := make([]F, len(in.protection))
	for i, p := range in.protection {
		p.body.Referral = id
		facts[i] = p.fact
	}
	k := sort[record.CPPlan]{merge: mergePlan, count: rows, said: func(h H) []cinrow.Cell { return cinrow.Plan(h.Body) }}
	started := func(f F, h H) bool { return f.body.Started == h.Body.Started }
	k.same = []func(F, H) bool{
		func(f F, h H) bool { return started(f, h) && k.exact(f, h) },
		func(f F, h H) bool { return !f.body.Started.IsZero() && started(f, h) },
	}
	ids, err := meet(b, s.Subject, facts, of(s, func(p record.CPPlan) bool { return p.Referral == id }), k)
	if err != nil {
		return err
	}
	review := sort[record.CPReview]{merge: mergeReview, count: rows,
		said: func(h record.Of[record.CPReview]) []cinrow.Cell { return cinrow.Review(h.Body) },
		same: []func(fact[record.CPReview], record.Of[record.CPReview]) bool{
			func(f fact[record.CPReview], h record.Of[record.CPReview]) bool {
				return f.body.Date == h.Body.Date && (!f.body.Date.IsZero() || b.keptAs(s, h.ID, f.left))
			},
		}}
	for i, plan := range ids {
		if plan == "" {
			continue
		}
		reviews := in.protection[i].reviews
		for j := range reviews {
			reviews[j].body.Plan = plan
		}
		if _, err := meet(b, s.Subject, reviews, of(s, func(r record.CPReview) bool { return r.Plan == plan }), review); err != nil {
			return err
		}
	}
	return nil
}

// keptAs says whether the record's row came with the same words that are left over now.
func (b *batch) keptAs(s story.Story, id string, left []leftover) bool {
	for _, a := range story.All[record.AsReturned](s) {
		if a.Body.Record != id {
			continue
		}
		for _, l := range left {
			if sameValues(a.Body.Values, l.values) {
				return true
			}
		}
	}
	return false
}

func sameValues(a, b []record.ReturnedValue) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
