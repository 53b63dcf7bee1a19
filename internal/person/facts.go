package person

import (
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The roles of an allocation.
const (
	RoleAllocated = "allocated"
	RoleChair     = "chair"
)

type link struct{ relation, actor string }

// links are how workers, teams and agencies stand to a person.
func links(s story.Story) []link {
	var out []link
	inTeam := false
	for _, a := range running(s) {
		if a.Body.Role == RoleChair {
			out = append(out, link{"chair", a.Body.Worker})
			continue
		}
		out = append(out, link{"allocated", a.Body.Worker}, link{"team", a.Body.Team})
		inTeam = inTeam || a.Body.Team != ""
	}
	for _, e := range story.All[record.EarlyHelp](s) { // beside whoever else has a case of the child
		if !ended(e.Body.Ended) {
			out = append(out, link{"allocated", e.Body.Worker}, link{"team", e.Body.Team})
		}
	}
	for _, y := range story.All[record.YoungCarer](s) {
		if !ended(y.Body.Closed) {
			out = append(out, link{"allocated", y.Body.Worker}, link{"team", y.Body.Team})
		}
	}
	for _, c := range story.All[record.ClinicalReferral](s) {
		if !ended(c.Body.Closed) {
			out = append(out, link{"allocated", c.Body.Worker}, link{"team", c.Body.Team})
		}
	}
	for _, r := range backwards(story.All[record.Referral](s)) {
		// Until somebody is allocated, the case is held by the team that the decision sent it to.
		if !inTeam && r.Body.Team != "" && !ended(r.Body.Closed) && !r.Body.NFA {
			out = append(out, link{"team", r.Body.Team})
			inTeam = true
		}
		out = append(out, link{"agency", r.Body.Agency})
	}
	for _, q := range story.All[record.AccessRequest](s) {
		if q.Body.Open() {
			out = append(out, link{"request", q.Body.Handler}, link{"request", q.Body.Reader})
		}
	}
	for _, r := range story.All[record.Restriction](s) {
		if !ended(r.Body.To) {
			for _, w := range r.Body.Cleared {
				out = append(out, link{"cleared", w})
			}
		}
	}
	for _, b := range story.All[record.ConflictBar](s) {
		if !ended(b.Body.To) {
			out = append(out, link{"barred", b.Body.Worker})
		}
	}
	return slices.DeleteFunc(out, func(l link) bool { return l.actor == "" })
}

// running are the allocations that have not ended.
func running(s story.Story) []record.Of[record.Allocation] {
	return slices.DeleteFunc(story.All[record.Allocation](s), func(a record.Of[record.Allocation]) bool { return ended(a.Body.To) })
}

func restricted(s story.Story) bool {
	return slices.ContainsFunc(story.All[record.Restriction](s), func(r record.Of[record.Restriction]) bool { return !ended(r.Body.To) })
}

// waits says whether a referral of the child, or a contact about the child, is in the front door's queue: matched, and not decided yet.
func waits(s story.Story) bool {
	return slices.ContainsFunc(story.All[record.ChildContact](s), func(c record.Of[record.ChildContact]) bool {
		return c.Body.Contact != "" && c.Body.Outcome == ""
	}) || slices.ContainsFunc(story.All[record.Referral](s), func(r record.Of[record.Referral]) bool {
		return r.Body.Contact != "" && r.Body.Decision == ""
	})
}

// FactsOf is what access needs to know of a person, from their whole story. For adults it lacks what Facts borrows from the children.
func FactsOf(s story.Story) access.Facts {
	f := access.Facts{Subject: s.Subject, Restricted: restricted(s), FrontDoor: waits(s)}
	for _, l := range links(s) {
		addLink(&f, l)
	}
	for _, g := range story.All[record.BreakGlass](s) {
		f.Glass = append(f.Glass, window(g, s.Subject))
	}
	tidy(&f)
	return f
}

func addLink(f *access.Facts, l link) {
	to := map[string]*[]string{
		"allocated": &f.AllocatedTo, "team": &f.Teams, "chair": &f.Chairs, "sampled": &f.Sampled, "request": &f.Requested,
		"agency": &f.Agencies, "cleared": &f.Cleared, "barred": &f.Barred,
	}[l.relation]
	if to != nil && !slices.Contains(*to, l.actor) {
		*to = append(*to, l.actor)
	}
}

func tidy(f *access.Facts) {
	for _, list := range [][]string{f.AllocatedTo, f.Teams, f.Chairs, f.Sampled, f.Requested, f.Agencies, f.Cleared, f.Barred} {
		slices.Sort(list)
	}
}

// window is an emergency opening as access knows it. An opening of a record that was merged since is one of the person.
func window(g record.Of[record.BreakGlass], subject string) access.Window {
	return access.Window{Actor: g.Body.Worker, Subject: subject, From: g.Body.From, Ended: g.Body.Ended, Reason: g.Body.Reason}
}

// Facts is what access needs to know of a person (or another subject with a card), from derived rows and the emergency openings. An id
// that was merged gives the facts of the record that survived, under its id. An unknown id is errs.NotFound, after as many queries as a
// known one takes.
//
// An adult has no case of their own: whoever is allocated to, or in the team of, a child to whom the adult is related now stands in the
// same relation to the adult. Bars and restrictions are never borrowed, and a child's bar or restriction keeps its link from being.
func Facts(t *db.Tx, subject string) (access.Facts, error) {
	f, _, err := facts(t, subject)
	return f, err
}

func facts(t *db.Tx, subject string) (access.Facts, []record.Of[record.BreakGlass], error) {
	subject = clean(subject)
	id, err := story.Canonical(t, subject)
	if err != nil {
		return access.Facts{}, nil, err
	}
	f := access.Facts{Subject: id}
	known := false
	if err := t.Each(func(scan db.Scan) error {
		known = true
		return scan(&f.Restricted, &f.Compartment, &f.FrontDoor)
	}, "select restricted, compartment, front_door from person_card where subject = $1", id); err != nil {
		return f, nil, err
	}
	addAll := func(q string) error {
		return t.Each(func(scan db.Scan) error {
			var l link
			if err := scan(&l.relation, &l.actor); err != nil {
				return err
			}
			addLink(&f, l)
			return nil
		}, q, id)
	}
	if err := addAll("select relation, actor from access_link where subject = $1"); err != nil {
		return f, nil, err
	}
	if strings.HasPrefix(subject, record.AdultSubject+":") {
		if err := addAll(borrowed); err != nil {
			return f, nil, err
		}
	}
	s, err := load(t, id, "('break_glass')")
	if err != nil {
		return f, nil, err
	}
	opened := story.All[record.BreakGlass](s)
	for _, g := range opened {
		f.Glass = append(f.Glass, window(g, id))
	}
	tidy(&f)
	if !known {
		return access.Facts{}, nil, missing()
	}
	return f, opened, nil
}

// borrowed are the links of the children to whom an adult is related now.
const borrowed = `with recursive g (s) as (select cast($1 as text) union select a.subject from alias a join g on a.into_subject = g.s),
	o (s) as (select r.other from g cross join relation r where r.person = g.s and r.ended = ''
		union select a.into_subject from alias a join o on a.subject = o.s)
	select distinct k.relation, k.actor from o join person_card p on p.subject = o.s join access_link k on k.subject = o.s
	where o.s >= 'child:' and o.s < 'child;' and k.relation in ('allocated', 'team')
		and not exists (select 1 from access_link b where b.subject = o.s and b.relation = 'barred' and b.actor = k.actor)
		and (not p.restricted or exists (select 1 from access_link c where c.subject = o.s and c.relation = 'cleared' and c.actor = k.actor))`
