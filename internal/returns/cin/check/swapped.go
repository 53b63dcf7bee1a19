package check

import (
	"strings"

	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

// swapped is rule 8832 of the peer, which takes the row numbers of two tables for each other: it flags the protection plan whose number in
// its whole table is that of the episode, and the episode whose number is that of the plan (rules.json, 8832).
type swapped struct {
	plans    []located       // every protection plan, by its number in the table
	nothing  map[int]located // episodes in which nothing further was done, by their number in the table
	episodes int
	pending  []numbers
}

// located is where a row stands.
type located struct {
	id, text       string
	pos, row, line int
}

// numbers are those of an episode and of a protection plan in it, each in its whole table, from 0.
type numbers struct{ episode, plan, pos int }

// count takes down the rows of one Child.
func (s *swapped) count(g *group, y *year, k *kid) {
	if !y.peer {
		return
	}
	k.episodesBefore, k.plansBefore = s.episodes, len(s.plans)
	s.episodes += len(g.episodes)
	id := strings.Clone(k.id)
	eachPlan(g, func(p *plan) { s.plans = append(s.plans, located{id: id, pos: k.pos, row: p.number, line: p.line}) })
	eachEpisode(g, func(e *episode) {
		if endedInNothing(e.nfa) {
			if s.nothing == nil {
				s.nothing = map[int]located{}
			}
			s.nothing[k.episodesBefore+e.number-1] = located{id, strings.Clone(e.nfa), k.pos, e.number, e.line}
		}
	})
}

// pairs takes down the episodes and plans of a group that the rule means.
func (s *swapped) pairs(g *group, y *year) {
	if !y.peer {
		return
	}
	g.plansAfterNothing(func(e *episode, p *plan) {
		s.pending = append(s.pending, numbers{e.kid.episodesBefore + e.number - 1, p.kid.plansBefore + p.number - 1, e.kid.pos})
	})
}

// take gives up the pairs of the first pass; keep takes those back that were not looked at again.
func (s *swapped) take() []numbers {
	was := s.pending
	s.pending = nil
	return was
}

func (s *swapped) keep(was []numbers, again map[int]bool) {
	for _, n := range was {
		if !again[n.pos] {
			s.pending = append(s.pending, n)
		}
	}
}

func (s *swapped) findings() []place {
	var out []place
	told := map[[2]int]bool{}
	add := func(t cin.Table, number int, at located, field, text string) {
		if key := [2]int{int(t), number}; !told[key] {
			told[key] = true
			out = append(out, place{finding.Finding{Rule: "8832", Table: t.String(), Row: at.row, Fields: []string{field}, Child: at.id, Pos: at.pos,
				Line: at.line, Values: []finding.Value{{Field: field, Text: text}}}, int(t)})
		}
	}
	for _, n := range s.pending {
		if n.episode < len(s.plans) {
			at := s.plans[n.episode]
			add(cin.ChildProtectionPlans, n.episode, at, "LAchildID", at.id)
		}
		if at, ok := s.nothing[n.plan]; ok {
			add(cin.CINdetails, n.plan, at, "ReferralNFA", at.text)
		}
	}
	return out
}
