package person

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
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
	found, err := factsOf(t, []string{subject})
	if err != nil {
		return access.Facts{}, nil, err
	}
	k := found[subject]
	if !k.known {
		return access.Facts{}, nil, missing()
	}
	return k.Facts, k.opened, nil
}

// FactsOfAll is Facts of several people, in about as many trips to the database as those of one take, by the ids that were asked for. An unknown id is not
// among them.
func FactsOfAll(t *db.Tx, subjects []string) (map[string]access.Facts, error) {
	found, err := factsOf(t, subjects)
	out := make(map[string]access.Facts, len(found))
	for id, k := range found {
		if k.known {
			out[id] = k.Facts
		}
	}
	return out, err
}

// known is what the database has of somebody.
type known struct {
	access.Facts
	known  bool // there is a card
	opened []record.Of[record.BreakGlass]
}

// mostMerges bounds how often a record may have been merged on.
const mostMerges = 100

// factsOf is what the database has of each of several ids. Nearly all are ids of nobody who was merged, so that everything is asked for under the id that was
// given; only those that turn out to be merged are asked for again.
func factsOf(t *db.Tx, subjects []string) (map[string]*known, error) {
	out := make(map[string]*known, len(subjects))
	now := map[string][]string{} // by where merges have led so far, the ids that were asked for
	for _, s := range subjects {
		if id := clean(s); !slices.Contains(now[id], s) {
			now[id] = append(now[id], s)
		}
	}
	for range mostMerges {
		if len(now) == 0 {
			return out, nil
		}
		next := map[string][]string{}
		for ids := range slices.Chunk(slices.Sorted(maps.Keys(now)), mostCandidates) {
			into, found, err := factsUnder(t, ids)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				if to, merged := into[id]; merged {
					next[to] = append(next[to], now[id]...)
					continue
				}
				for _, asked := range now[id] {
					out[asked] = found[id]
				}
			}
		}
		now = next
	}
	return nil, errs.New(errs.Internal, "merges go round in a circle at %s", slices.Min(slices.Collect(maps.Keys(now))))
}

// factsUnder is what lies under at most mostCandidates ids, and where those among them lead that were merged.
func factsUnder(t *db.Tx, ids []string) (into map[string]string, found map[string]*known, err error) {
	into, found = map[string]string{}, make(map[string]*known, len(ids))
	for _, id := range ids {
		found[id] = &known{Facts: access.Facts{Subject: id}}
	}
	linked := func(scan db.Scan) error {
		var id string
		var l link
		err := scan(&id, &l.relation, &l.actor)
		if k := found[id]; err == nil {
			addLink(&k.Facts, l)
		}
		return err
	}
	glass := map[string][]record.Record{}
	root := map[string]string{} // of those that were merged in
	opened := func(scan db.Scan) error {
		r, err := story.ScanPart(scan)
		id := cmp.Or(root[r.Subject], r.Subject)
		glass[id] = append(glass[id], r)
		return err
	}
	room := idsRoom(len(ids))
	q, args := factsQueries[room], filledTo(room, ids)
	asked := []db.Statement{
		{Text: q.into, Args: args, Row: func(scan db.Scan) error {
			var id, to string
			err := scan(&id, &to)
			into[id] = to
			return err
		}},
		{Text: q.cards, Args: args, Row: func(scan db.Scan) error {
			var id string
			var f access.Facts
			err := scan(&id, &f.Restricted, &f.Compartment, &f.FrontDoor)
			if k := found[id]; err == nil {
				k.known, k.Restricted, k.Compartment, k.FrontDoor = true, f.Restricted, f.Compartment, f.FrontDoor
			}
			return err
		}},
		{Text: q.links, Args: args, Row: linked},
		{Text: q.glass, Args: args, Row: opened},
		{Text: mergedIn[room], Args: args, Row: func(scan db.Scan) error {
			var id, from string
			err := scan(&id, &from)
			if _, merged := into[id]; !merged { // whoever was merged on is asked for again
				root[from] = id
			}
			return err
		}},
	}
	if slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, record.AdultSubject+":") }) {
		asked = append(asked, db.Statement{Text: q.borrowed, Args: args, Row: linked})
	}
	if err := t.Batch(asked); err != nil {
		return nil, nil, err
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(root)), mostCandidates) {
		room := idsRoom(len(part))
		if err := t.Each(opened, factsQueries[room].glass, filledTo(room, part)...); err != nil {
			return nil, nil, err
		}
	}
	for id, k := range found {
		k.opened = story.All[record.BreakGlass](story.New(id, nil, glass[id]))
		for _, g := range k.opened {
			k.Glass = append(k.Glass, window(g, id))
		}
		tidy(&k.Facts)
	}
	return into, found, nil
}

// factsQueries are the texts of factsUnder by how many ids they have place for.
var factsQueries = func() map[int]factsTexts {
	out := map[int]factsTexts{}
	for _, room := range idsRooms {
		among := anyOf(room)
		out[room] = factsTexts{
			into:     "select subject, into_subject from alias where subject in " + among,
			cards:    "select subject, restricted, compartment, front_door from person_card where subject in " + among,
			links:    "select subject, relation, actor from access_link where subject in " + among,
			glass:    "select " + story.Part + " from record r where r.subject in " + among + " and r.kind = 'break_glass' and not r.withdrawn",
			borrowed: borrowed(room),
		}
	}
	return out
}()

type factsTexts struct{ into, cards, links, glass, borrowed string }

// borrowed are, with each of some adults, the links of the children to whom the adult is related now.
func borrowed(room int) string {
	return `with recursive g (root, s) as (select p.subject, p.subject from person_card p where p.subject in ` + anyOf(room) + ` and p.subject >= 'adult:' and p.subject < 'adult;'
		union select g.root, a.subject from alias a join g on a.into_subject = g.s),
	o (root, s) as (select g.root, r.other from g cross join relation r where r.person = g.s and r.ended = ''
		union select o.root, a.into_subject from alias a join o on a.subject = o.s)
	select distinct o.root, k.relation, k.actor from o join person_card p on p.subject = o.s join access_link k on k.subject = o.s
	where o.s >= 'child:' and o.s < 'child;' and k.relation in ('allocated', 'team')
		and not exists (select 1 from access_link b where b.subject = o.s and b.relation = 'barred' and b.actor = k.actor)
		and (not p.restricted or exists (select 1 from access_link c where c.subject = o.s and c.relation = 'cleared' and c.actor = k.actor))`
}
