package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

// checker is one run over one file.
type checker struct {
	name    string
	year    string
	reading finding.Reading
	file    *progress

	y      *year
	rules  []*rule
	active []active
	g      group
	m      marks
	totals totals
	found  [][]place // by rule

	ids      map[string]sightings // of each id; "" when it is missing
	repeats  []sighting           // Child elements whose id stood before
	upns     map[string]firstUse
	joinedAt []joinedAt // of the first pass, by position
	rows     map[string]int
	children int
	unnamed  int // open episodes of children without an id on which the peer's report fails
	notes    notes
	swapped  swapped
	again    map[int]bool // positions that the second pass checked again
}

// active is a rule that runs on each group.
type active struct {
	rule int
	fn   func(*group, *year, *marks)
}

// place is a finding with what orders it.
type place struct {
	finding.Finding
	table int
}

type firstUse struct {
	id   string
	pos  int
	line int
	told bool
}

// sightings is how often an id stands, and where first.
type sightings struct {
	times int
	first sighting
}

// sighting is a Child element as the first pass saw it.
type sighting struct {
	mark cin.Mark
	kid  kid
}

type joinedAt struct {
	pos int
	joined
}

// first decodes the file and checks each Child by itself, side by side.
func (c *checker) first(ctx context.Context) (cin.Header, error) {
	c.ids, c.upns, c.rows = map[string]sightings{}, map[string]firstUse{}, map[string]int{}
	return c.pipe(ctx, func(child *cin.Child) error {
		c.children++
		for _, t := range cin.Tables() {
			if n := child.Rows(t); n > 0 {
				c.rows[t.String()] += n
			}
		}
		c.notes.add(child.Notes)
		c.g.reset()
		c.g.add(child, c.y)
		c.totals.count(&c.g, c.y)
		c.swapped.count(&c.g, c.y, c.g.kids[0])
		c.knows(child)
		c.check(func(j joined) {
			if j != (joined{}) {
				c.joinedAt = append(c.joinedAt, joinedAt{child.Pos, j})
			}
		})
		return nil
	})
}

// knows takes down what must be unlike in all children.
func (c *checker) knows(child *cin.Child) {
	k := c.g.kids[0]
	id := strings.Clone(k.id)
	seen := c.ids[id]
	if seen.times++; seen.times == 1 {
		seen.first = sighting{child.Mark(), *k}
	} else if id != "" || c.y.peer {
		c.repeats = append(c.repeats, sighting{child.Mark(), *k})
	}
	c.ids[id] = seen
	if id == "" && c.y.peer {
		eachEpisode(&c.g, func(e *episode) {
			if e.referral.ok() && !e.closure.ok() && c.y.no(e.nfa) {
				c.unnamed++
			}
		})
	}
	upn := child.Identifiers.UPN.Text
	if upn == "" {
		return
	}
	was, used := c.upns[upn]
	if !used {
		c.upns[strings.Clone(upn)] = firstUse{id: id, pos: k.pos, line: child.Identifiers.Line}
		return
	}
	rule := c.rule("1520")
	flag := func(u firstUse) {
		c.found[rule] = append(c.found[rule], place{finding.Finding{Rule: "1520", Table: cin.ChildIdentifiers.String(), Row: 1, Fields: []string{"UPN"},
			Child: u.id, Pos: u.pos, Line: u.line, Values: []finding.Value{{Field: "UPN", Text: strings.Clone(upn)}}}, int(cin.ChildIdentifiers)})
	}
	if !was.told {
		was.told = true
		c.upns[upn] = was
		flag(was)
	}
	flag(firstUse{id: id, pos: k.pos, line: child.Identifiers.Line})
}

func (c *checker) rule(code string) int {
	return slices.IndexFunc(c.rules, func(r *rule) bool { return r.Code == code })
}

// check runs the rules on the group that is loaded.
func (c *checker) check(keep func(joined)) {
	keep(c.g.count(c.y))
	c.m.all = c.m.all[:0]
	for _, a := range c.active {
		c.m.rule = a.rule
		a.fn(&c.g, c.y, &c.m)
	}
	c.swapped.pairs(&c.g, c.y)
	c.m.findings(c.rules, &c.g, c.y, func(rule int, f place) { c.found[rule] = append(c.found[rule], f) })
}

// second checks again, together, the Child elements that share an id. The peer also joins all that have none.
func (c *checker) second(ctx context.Context, sum string) error {
	if len(c.repeats) == 0 {
		return nil
	}
	kids := map[int]kid{}
	marks := make([]cin.Mark, 0, 2*len(c.repeats))
	see := func(s sighting) { marks, kids[s.kid.pos] = append(marks, s.mark), s.kid }
	for _, s := range c.repeats {
		seen := c.ids[s.kid.id]
		if seen.times > MaxTogether {
			return errs.New(errs.Invalid, "%s has %d Child elements with the LAchildID %q; more than %d cannot be held against each other; correct the ids first",
				c.name, seen.times, s.kid.id, MaxTogether)
		}
		if _, ok := kids[seen.first.kid.pos]; !ok {
			see(seen.first)
		}
		see(s)
	}
	slices.SortFunc(marks, cin.Mark.Compare)
	first, old, pairs := c.y, c.found, c.swapped.take()
	facts := *c.y // its notes on dates are of the first pass
	c.y, c.found = &facts, make([][]place, len(c.rules))
	held := map[string][]*cin.Child{}
	var together []joined
	again, err := cin.Again(ctx, c.file, c.name, marks, func(child *cin.Child) error {
		id := child.Identifiers.LAchildID.Text
		if held[id] = append(held[id], child); len(held[id]) < c.ids[id].times {
			return nil
		}
		c.g.reset()
		for _, child := range held[id] {
			c.g.add(child, c.y)
			k, was := c.g.kids[len(c.g.kids)-1], kids[child.Pos]
			k.episodesBefore, k.plansBefore = was.episodesBefore, was.plansBefore
		}
		delete(held, id)
		c.check(func(j joined) { together = append(together, j) })
		return ctx.Err()
	})
	fresh := c.found
	c.y, c.found = first, old
	switch {
	case err != nil && errs.Of(err) == errs.Invalid:
		return c.changed(err)
	case err != nil:
		return err
	case again != sum:
		return c.changed(errors.New("the SHA-256 is another one"))
	}
	c.again = map[int]bool{}
	for pos := range kids {
		c.again[pos] = true
	}
	for i := range old {
		kept := slices.DeleteFunc(old[i], func(p place) bool { return c.again[p.Pos] && c.rules[i].Code != "1520" })
		c.found[i] = append(kept, fresh[i]...)
	}
	for _, j := range together {
		c.totals.add(j)
	}
	c.swapped.keep(pairs, c.again)
	return nil
}

func (c *checker) changed(err error) error {
	return errs.As(errs.Conflict, err, "%s was changed while it was being read; check it again", c.name)
}

// pipe decodes on this goroutine and hands the children to another, in their order.
func (c *checker) pipe(ctx context.Context, work func(*cin.Child) error) (cin.Header, error) {
	const batch, ahead = 64, 4
	queue, done := make(chan []*cin.Child, ahead), make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		var err error
		for children := range queue {
			for _, child := range children {
				if err == nil {
					if err = work(child); err != nil {
						close(stop)
					}
				}
			}
		}
		done <- err
	}()
	children := make([]*cin.Child, 0, batch)
	send := func() error {
		select {
		case queue <- children:
			children = make([]*cin.Child, 0, batch)
			return nil
		case <-stop:
			return errStopped
		}
	}
	h, err := cin.Once(ctx, c.file, c.name, func(h *cin.Header, child *cin.Child) error {
		if c.rules == nil {
			if h.Line == 0 {
				return errHeaderLate
			}
			if err := c.begin(h); err != nil {
				return err
			}
		}
		if children = append(children, child); len(children) == batch {
			return send()
		}
		return nil
	})
	if err == nil && len(children) > 0 {
		err = send()
	}
	close(queue)
	if workErr := <-done; workErr != nil {
		return cin.Header{}, workErr
	}
	return h, err
}

var errStopped = errors.New("stopped")

// run puts the report together.
func (c *checker) run(h *cin.Header) finding.Run {
	for _, j := range c.joinedAt {
		if !c.again[j.pos] {
			c.totals.add(j.joined)
		}
	}
	if c.y.wrongReference() {
		i := c.rule("100")
		f := finding.Finding{Rule: "100", Table: "Header", Row: 1, Fields: []string{"ReferenceDate"}, Line: h.ReferenceDate.Line,
			Values: []finding.Value{{Field: "ReferenceDate", Text: h.ReferenceDate.Text}, {Field: "Year", Text: h.Year.Text}}}
		c.found[i] = append(c.found[i], place{f, -1})
	}
	if c.y.peer {
		i := c.rule("8832")
		c.found[i] = append(c.found[i], c.swapped.findings()...)
	}
	run := finding.Run{Return: "cin", Year: c.year, Reading: c.reading, Children: c.children, Rows: c.rows}
	for i, r := range c.rules {
		shown := r.Rule
		if c.y.peer && r.peerSeverity != "" {
			shown.Severity = r.peerSeverity
		}
		run.Rules = append(run.Rules, shown)
		if why := c.stops(r); why != "" {
			run.Skipped = append(run.Skipped, finding.Skipped{Rule: r.Code, Why: why})
			continue
		}
		run.Ran++
		if r.whole != nil && r.whole(&c.totals, c.y) {
			run.LALevel = append(run.LALevel, r.Code)
		}
		places := c.found[i]
		slices.SortStableFunc(places, func(a, b place) int {
			return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.table, b.table), cmp.Compare(a.Row, b.Row))
		})
		for _, p := range places {
			run.Findings = append(run.Findings, p.Finding)
		}
	}
	run.Notes = c.allNotes(h)
	return run
}

// stops says why the peer reports nothing for a rule on this file, "" when it does.
func (c *checker) stops(r *rule) string {
	if !c.y.peer {
		return ""
	}
	for i, name := range columnNames {
		if c.y.columns[i].zoned > 0 && slices.Contains(r.orders, name) {
			return fmt.Sprintf("the peer stops: a value of %s names a time zone and cannot be compared", name)
		}
	}
	if r.stops != nil {
		return r.stops(&c.totals)
	}
	return ""
}
