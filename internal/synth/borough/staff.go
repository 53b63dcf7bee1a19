package borough

import (
	"fmt"
	"sort"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// opens is the day from which posts are filled: before the first child of anybody.
var opens = day.New(2001, time.April, 1)

// Team is a team of the authority and how many posts one of the size of Hackney has in it: 149 case holders of 181 social workers (DfE 2022).
type Team struct {
	Subject, Name string
	Posts         float64
	Role          access.Role
	Title         string
}

// Teams are the teams, in the order of a child's journey.
func Teams() []Team {
	out := []Team{
		{life.FrontDoor, "Front door", 10, access.Screener, "Front door social worker"},
		{life.EarlyHelpTeam, "Early help", 14, access.EarlyHelp, "Early help worker"},
		{life.AssessmentNorth, "Assessment team north", 21, access.SocialWorker, "Social worker"},
		{life.AssessmentSouth, "Assessment team south", 21, access.SocialWorker, "Social worker"},
	}
	for i, t := range life.FamilyTeams {
		out = append(out, Team{t, fmt.Sprintf("Family team %d", i+1), 9, access.SocialWorker, "Social worker"})
	}
	for i, t := range life.CareTeams {
		out = append(out, Team{t, fmt.Sprintf("Children in care team %d", i+1), 8, access.SocialWorker, "Social worker"})
	}
	out = append(out, Team{life.LeavingCare, "Leaving care team", 9, access.PersonalAdviser, "Personal adviser"})
	return append(out, Team{life.DisabledChildren, "Disabled children's team", 8, access.SocialWorker, "Social worker"},
		Team{life.Conferences, "Conference chairs", 8, access.Chair, "Conference chair"})
}

// spell is somebody's time in a post; left is zero while they stay.
type spell struct {
	worker, name, registration string
	from, left                 day.Day
	agency                     bool
}

// Member is a worker who is given, and has a post of a team for all the years, or manages it: a persona of the demo.
type Member struct {
	Worker  string
	Record  record.Worker
	Post    string // the team in which they have a post; "" for none
	Manages string // the team that they manage; "" for none
}

// staff is who works in an authority, for all the years.
type staff struct {
	seed     draw.Seed
	prefix   string
	posts    map[string][][]spell // by team
	managers map[string][]spell
	partners map[string][]life.Partner
	own      map[string]bool // given
	named    []Member
}

// newStaff fills the posts of an authority of a size (1 is Hackney's).
func newStaff(seed draw.Seed, prefix string, size float64, today day.Day, named []Member) *staff {
	st := &staff{seed: seed, prefix: prefix, posts: map[string][][]spell{}, managers: map[string][]spell{}, partners: map[string][]life.Partner{}, own: map[string]bool{}, named: named}
	for _, t := range Teams() {
		for p := range max(2, int(t.Posts*size+0.5)) {
			st.posts[t.Subject] = append(st.posts[t.Subject], st.fill(fmt.Sprintf("%s/%d", t.Subject, p), 4.2, today))
		}
		st.managers[t.Subject] = st.fill(t.Subject+"/manager", 6, today)
	}
	taken := map[string]int{}
	for _, m := range named {
		st.own[m.Worker] = true
		always := []spell{{worker: m.Worker, from: opens, registration: m.Record.Registration}}
		if m.Manages != "" {
			st.managers[m.Manages] = always
		}
		if m.Post == "" {
			continue
		}
		if taken[m.Post] < len(st.posts[m.Post]) {
			st.posts[m.Post][taken[m.Post]] = always
		} else {
			st.posts[m.Post] = append(st.posts[m.Post], always)
		}
		taken[m.Post]++
	}
	for _, kind := range agencies {
		for n := range max(3, int(6*size)) {
			s := seed.Stream(fmt.Sprintf("partner/%s/%d", kind.code, n), "person")
			name, _ := workerName(s)
			st.partners[kind.code] = append(st.partners[kind.code], life.Partner{Worker: fmt.Sprintf("worker:%s%s-%d", prefix, kind.code, n+1), Name: name, Role: kind.role,
				Agency: fmt.Sprintf(kind.name, draw.Pick(s, places))})
		}
	}
	return st
}

// fill gives the people of a post, one after the other. years is how long they stay on average: turnover is 10 to 20 % a year, and somebody of an
// agency (a quarter to a third) stays a third as long.
func (st *staff) fill(post string, years float64, today day.Day) []spell {
	s := st.seed.Stream(post, "post")
	var out []spell
	for from := opens; ; {
		name, sex := workerName(s)
		_ = sex
		sp := spell{from: from, name: name, agency: s.Chance(0.27), registration: fmt.Sprintf("SW%06d", 500000+s.IntN(499999))}
		sp.worker = fmt.Sprintf("worker:%s%s-%d", st.prefix, post[len("team:"):], len(out)+1)
		stay := years
		if sp.agency {
			stay = years / 3
		}
		left := from.Add(90 + int(s.Exponential(stay*365)))
		if left.After(today) {
			return append(out, sp)
		}
		sp.left = left
		out = append(out, sp)
		from = left
	}
}

func at(chain []spell, on day.Day) spell {
	i := sort.Search(len(chain), func(i int) bool { return chain[i].from.After(on) })
	return chain[max(0, i-1)]
}

// Worker is who of a team has a case on a day, and when they leave.
func (st *staff) Worker(team string, on day.Day, key string) (string, day.Day) {
	posts := st.posts[team]
	p := at(posts[hash(key)%uint64(len(posts))], on)
	return p.worker, p.left
}

// Manager is who manages a team on a day.
func (st *staff) Manager(team string, on day.Day) string { return at(st.managers[team], on).worker }

// Partner is somebody of an agency of a kind.
func (st *staff) Partner(agencyType, key string) life.Partner {
	all := st.partners[agencyType]
	if len(all) == 0 {
		all = st.partners["council_other"]
	}
	return all[hash(key)%uint64(len(all))]
}

// Care are those who are in the care teams in the ten years from a day on.
func (st *staff) Care(on day.Day) []care.Worker {
	var out []care.Worker
	for _, t := range life.CareTeams {
		for _, chain := range st.posts[t] {
			for _, p := range chain {
				if p.registration != "" && (p.left.IsZero() || p.left.After(on)) && p.from.Before(on.AddMonths(120)) {
					out = append(out, care.Worker{Subject: p.worker, Registration: p.registration})
				}
			}
		}
	}
	return out
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h ^ h>>29
}

// events record teams and workers: those who were there on the first day then, the others as they come and go.
func (st *staff) events(first day.Day, until time.Time) []event.Event {
	var out []event.Event
	record0 := func(at time.Time, why string, cs ...record.Change) {
		if !at.After(until) {
			out = append(out, event.Event{At: at.UTC(), Actor: "system:people", Why: why, Changes: cs})
		}
	}
	begin := first.Start().Add(time.Hour)
	add := func(p spell, w record.Worker, post string) {
		if st.own[p.worker] || !p.left.IsZero() && p.left.Before(first) {
			return
		}
		at := p.from.Start().Add(8 * time.Hour)
		if at.Before(begin) {
			at = begin
		}
		var held event.Held
		id := st.seed.ID(at, p.worker, "worker")
		w.Name, w.Registration = p.name, p.registration
		changes := []record.Change{held.New(id, p.worker, w)}
		job := record.Employment{From: p.from, Contract: "permanent", Job: jobs[w.Roles[0]], FTE: 100, Post: post}
		if p.agency {
			job.Contract = record.AgencyContract
		}
		var later []step
		jobID := st.seed.ID(at, p.worker, "employment")
		if job.Job != "" {
			job.Team = w.Teams[0]
			job, later = st.career(p, job, first)
			changes = append(changes, held.New(jobID, p.worker, job))
		}
		record0(at, "Open a worker's record", changes...)
		for _, next := range later {
			on := next.on.Start().Add(8 * time.Hour)
			job.To = next.on.Add(-1)
			was := held.Edit(jobID, job)
			job.From, job.To, job.Started, job.Job = next.on, day.Day{}, p.from, next.job
			jobID = st.seed.ID(on, p.worker, "employment")
			record0(on, "Change the terms of a worker", was, held.New(jobID, p.worker, job))
		}
		if !p.left.IsZero() {
			w.Left = p.left
			changes := []record.Change{held.Edit(id, w)}
			if job.Job != "" {
				job.To, job.Why = p.left, "resigned"
				if p.agency {
					job.Why = "contract_ended"
				}
				changes = append(changes, held.Edit(jobID, job))
			}
			record0(p.left.Start().Add(18*time.Hour), "A worker leaves", changes...)
		}
	}
	for _, t := range Teams() {
		var held event.Held
		id := st.seed.ID(begin, t.Subject, "team")
		for i, m := range st.managers[t.Subject] {
			if !m.left.IsZero() && m.left.Before(first) {
				continue
			}
			at := m.from.Start().Add(8*time.Hour + time.Minute)
			body := record.Team{Name: t.Name, Manager: m.worker}
			if at.Before(begin) {
				record0(begin, "Set up a team", held.New(id, t.Subject, body))
			} else {
				record0(at, "A team has another manager", held.Edit(id, body))
			}
			_ = i
			add(m, record.Worker{Title: "Team manager, " + t.Name, Roles: []string{string(access.Manager)}, Teams: []string{t.Subject}, Manages: []string{t.Subject}}, "")
		}
		for i, chain := range st.posts[t.Subject] {
			post := ""
			if job := jobs[string(t.Role)]; job != "" {
				post = st.seed.ID(begin, fmt.Sprintf("%s/%d", t.Subject, i), "post")
				record0(begin, "Set up a post", held.New(post, t.Subject, record.Post{Job: job, FTE: 100, From: opens}))
			}
			for _, p := range chain {
				title := t.Title
				if p.agency {
					title += " (agency)"
				}
				add(p, record.Worker{Title: title, Roles: []string{string(t.Role)}, Teams: []string{t.Subject}}, post)
			}
		}
	}
	for _, m := range st.named {
		record0(begin, "Open a worker's record", record.New(st.seed.ID(begin, m.Worker, "worker"), m.Worker, m.Record))
	}
	for _, kind := range agencies {
		for _, p := range st.partners[kind.code] {
			add(spell{worker: p.Worker, name: p.Name, from: opens}, record.Worker{Title: p.Role, Roles: []string{string(access.Partner)}, Agency: p.Agency, AgencyType: kind.code, Source: kind.source}, "")
		}
	}
	event.Sort(out)
	return out
}

// jobs are the jobs of roles (code set worker_job).
var jobs = map[string]string{
	string(access.Screener): "case_holder", string(access.SocialWorker): "case_holder", string(access.Chair): "reviewing_officer",
	string(access.EarlyHelp): "early_help", string(access.Manager): "first_line_manager", string(access.PersonalAdviser): "personal_adviser",
}

// agencies refer children: kind (code set agency_type), census source, who it is and what it is called.
var agencies = []struct{ code, source, role, name string }{
	{"school", "2A", "Designated safeguarding lead", "%s School"}, {"education_service", "2B", "Attendance officer", "%s Education Service"},
	{"gp", "3A", "General practitioner", "%s Surgery"}, {"health_visiting", "3B", "Health visitor", "%s Health Visiting"},
	{"school_nursing", "3C", "School nurse", "%s School Nursing"}, {"primary_health_other", "3D", "Practice nurse", "%s Clinic"},
	{"emergency_department", "3E", "Paediatric nurse", "%s Infirmary"}, {"mental_health", "3F", "Psychiatric nurse", "%s Mental Health Service"},
	{"housing", "4", "Housing officer", "%s Homes"}, {"council_social_care", "5A", "Adult social worker", "%s Adult Social Care"},
	{"council_other", "5B", "Contact officer", "%s Contact Centre"}, {"other_council", "5C", "Duty social worker", "%s Council"},
	{"council_early_help", "5D", "Early help worker", "%s Early Help"}, {"police", "6", "Public protection officer", "%s Police"},
	{"legal", "7", "Family court adviser", "%s Court Service"}, {"voluntary", "8", "Project worker", "%s Children's Project"},
}

var places = []string{"Harbour Lane", "Osier Street", "St Botolph's", "Millrace", "Eastmarsh", "Heronsgate", "Tannery Field", "Wharfside", "Sallow Green", "Quayside"}

// workerName is nobody's name.
func workerName(s *draw.Stream) (name, sex string) {
	given, sex := draw.Pick(s, womensNames), "F"
	if s.Chance(0.18) {
		given, sex = draw.Pick(s, mensNames), "M"
	}
	return given + " " + draw.Pick(s, workerFamilies), sex
}

var (
	womensNames = []string{"Abiola", "Beatrice", "Carmel", "Dorothea", "Esther", "Fiona", "Grainne", "Hilary", "Ingrid", "Joy", "Keisha", "Leonie", "Maureen", "Nadia",
		"Oyinkan", "Patience", "Rukhsana", "Sunita", "Theresa", "Ursula", "Veronica", "Wendy", "Yvette", "Zainab", "Bernadette", "Comfort", "Delphine", "Ewa"}
	mensNames      = []string{"Anthony", "Bashir", "Clement", "Desmond", "Errol", "Fergal", "Gareth", "Horace", "Ivan", "Joseph", "Kelvin", "Lloyd", "Mustafa", "Neville"}
	workerFamilies = []string{"Abernathy-Cole", "Bangura", "Castleford", "Dervish", "Ekwensi", "Falconbridge", "Gopal", "Hathersage", "Ilunga", "Jarrold", "Kettering", "Lovegrove",
		"Mwangale", "Northcott", "Osbourne-Pike", "Penhaligan", "Quashie", "Rowbotham", "Sandhurst", "Tremayne", "Uwaifo", "Verrall", "Wolstenholme", "Yearwood", "Zielonka", "Brackley"}
)
