package measure

import (
	"throughline/internal/access"
	"throughline/internal/record"
)

var allocationKinds = []string{kind[record.Allocation](), kind[record.Employment]()}

// caseloads are the measures of how much work there is for how many: cases are in the children's stories, hours in the workers', posts in the teams'. A
// full-time equivalent is kept in hundredths. Source: children's social work workforce census; specs/measures.md, Workforce and Care leavers.
var caseloads = map[string]counter{
	"WF-02": {
		plain:    "Of all posts of children's social workers at the end of the day, vacant ones and those with somebody in them, the share that is vacant, in full-time equivalents. A post that agency workers cover is vacant.",
		weighted: true, scale: 100, snapshot: true, note: septemberNote, subject: record.TeamSubject, kinds: []string{kind[record.Post](), kind[record.Employment]()}, class: access.Account,
		join: &join{over: []string{record.TeamSubject, record.WorkerSubject}, pick: postsAndStaff, count: postsVacant},
	},
	"WF-07": {
		plain: "How many cases the children's social workers who had any, agency workers included, had at the end of the day for each full-time equivalent of them. A child is one case of a worker.",
		shape: aRatio, weighted: true, scale: 100, snapshot: true, kinds: allocationKinds, class: access.Assessment,
		note: septemberNote + " Beside the value stand the number of cases and of workers.",
		join: caseload(socialWorker, caseOf, false),
	},
	"WF-09": {
		plain: "How many cases the newly qualified social workers in their assessed and supported year had at the end of the day for each full-time equivalent of them. Those without a case are in it.",
		shape: aRatio, weighted: true, scale: 100, snapshot: true, kinds: allocationKinds, class: access.Assessment,
		note: "Beside the value stand the number of cases and of workers.",
		join: caseload(func(job string) bool { return job == "newly_qualified" }, caseOf, true),
	},
	"CL-09": {
		plain: "How many young people the personal advisers had at the end of the day for each full-time equivalent of them. Advisers without a young person are in it.",
		shape: aRatio, weighted: true, scale: 100, snapshot: true, kinds: allocationKinds, class: access.Assessment,
		note: "Beside the value stand the number of young people and of advisers.",
		join: caseload(func(job string) bool { return job == "personal_adviser" }, adviserOf, true),
	},
}

// The parts of these figures.
const (
	aCase part = iota
	aPost
	aWorker
	otherWorker // somebody who is employed in another job
)

func caseOf(a *record.Allocation) bool { return a.Role != "chair" && a.Role != "personal_adviser" }
func adviserOf(a *record.Allocation) bool {
	return a.Role == "personal_adviser" || a.Role == "allocated"
}

// caseload is cases at the end of the day for each full-time equivalent of those whose job it is; everybody says whether those without a case count too. A
// case whose worker's hours are nowhere recorded cannot be counted; one of a worker in another job is not meant.
func caseload(job func(string) bool, is func(*record.Allocation) bool, everybody bool) *join {
	return &join{
		over: []string{record.ChildSubject, record.WorkerSubject},
		pick: func(f *Facts, p span, give func(piece)) {
			has := map[string]bool{}
			for i := range f.allocations.All {
				a := &f.allocations.All[i]
				if b := &a.Body; b.Worker != "" && is(b) && open(b.From, b.To, p.asAt) && !has[b.Worker] {
					has[b.Worker] = true
					c := one(f, a.ID, true, p.asAt)
					c.Started, c.Ended, c.Of = b.From, b.To, b.Worker
					give(counts(aCase, c, b.Worker))
				}
			}
			for i := range f.employments.All {
				e := &f.employments.All[i]
				if !employed(&e.Body, p.asAt) {
					continue
				}
				w := tells(otherWorker, f, e.ID, f.Subject)
				if job(e.Body.Job) {
					c := ofEmployment(f, e, false, p.asAt)
					c.Of = f.Subject
					w = counts(aWorker, c, f.Subject)
				}
				w.n = e.Body.FTE
				give(w)
			}
		},
		count: func(ps []piece, _ span) (counted []piece, note string) {
			hours, elsewhere, busy := map[string]int{}, map[string]bool{}, map[string]bool{}
			for _, p := range ps {
				switch p.part {
				case aWorker:
					hours[p.subject] += p.n
				case otherWorker:
					elsewhere[p.subject] = true
				}
			}
			for _, p := range ps {
				if p.part != aCase {
					continue
				}
				worker := p.keys[0]
				switch p.may.Value = hours[worker]; {
				case hours[worker] > 0:
					busy[worker] = true
				case elsewhere[worker]:
					continue
				default:
					p.may.Held = "The hours of its worker are not recorded"
				}
				counted = append(counted, p)
			}
			for _, p := range ps {
				if everybody && p.part == aWorker && !busy[p.subject] {
					p.may.Value = hours[p.subject]
					counted = append(counted, p)
				}
			}
			return counted, ""
		},
	}
}

func postsAndStaff(f *Facts, p span, give func(piece)) {
	for i := range f.posts.All {
		post := &f.posts.All[i]
		if b := &post.Body; socialWorker(b.Job) && !b.From.IsZero() && !b.From.After(p.asAt) && !b.To.Before(p.asAt) {
			c := one(f, post.ID, true, p.asAt)
			c.Started, c.Ended = b.From, b.To
			place := counts(aPost, c, post.ID)
			place.n = b.FTE
			give(place)
		}
	}
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if employed(&e.Body, p.asAt) && socialWorker(e.Body.Job) && ownStaff(&e.Body) {
			give(counts(aWorker, ofEmployment(f, e, false, p.asAt), said(e.Body.Post)...))
		}
	}
}

// postsVacant counts of each post what nobody of the council's own is in.
func postsVacant(ps []piece, _ span) (counted []piece, note string) {
	filled := map[string]int{}
	for _, p := range ps {
		if p.part == aWorker {
			for _, post := range p.keys {
				filled[post] += p.may.Value
			}
			counted = append(counted, p)
		}
	}
	for _, p := range ps {
		if p.part == aPost {
			if p.may.Value = p.n - filled[p.id]; p.may.Value > 0 {
				counted = append(counted, p)
			}
		}
	}
	return counted, ""
}
