package ssd

import (
	"maps"
	"slices"
	"strconv"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

var madeOfOthers = []Filled{
	{"ssd_involvements", "invo_involvements_id", "allocation or involvement, the record's id", false},
	{"ssd_involvements", "invo_professional_id", "allocation.worker; involvement.registration, its worker when known here", false},
	{"ssd_involvements", "invo_professional_role_id", "allocation.role", true},
	{"ssd_involvements", "invo_professional_team", "allocation.team", true},
	{"ssd_involvements", "invo_person_id", "allocation or involvement, the record's subject", false},
	{"ssd_involvements", "invo_involvement_start_date", "allocation.from, involvement.from", false},
	{"ssd_involvements", "invo_involvement_end_date", "allocation.to, involvement.to", false},
	{"ssd_involvements", "invo_worker_change_reason", "allocation.change, involvement.reason", false},
	{"ssd_professionals", "prof_professional_id", "worker, the record's subject; involvement.registration of a worker who is not known here", false},
	{"ssd_professionals", "prof_professional_name", "worker.name", true},
	{"ssd_professionals", "prof_social_worker_registration_no", "worker.registration, involvement.registration", true},
	{"ssd_professionals", "prof_professional_job_title", "worker.title", true},
	{"ssd_professionals", "prof_professional_caseload", "children with an allocation, role allocated, on the last 30 September", true},
	{"ssd_professionals", "prof_professional_department", "team.name of the worker's first team", true},
	{"ssd_department", "dept_team_id", "team, the record's subject", false},
	{"ssd_department", "dept_team_name", "team.name", true},
	{"ssd_contacts", "cont_contact_id", "child_contact, the record's id; contact, its id and the child's place in it", false},
	{"ssd_contacts", "cont_person_id", "child_contact, the record's subject; contact.children.subject: a child whom nobody has matched has no row", false},
	{"ssd_contacts", "cont_contact_date", "child_contact.date; contact.received, its day in London", false},
	{"ssd_contacts", "cont_contact_source_code", "child_contact.source; contact.referrer.source", false},
	{"ssd_contacts", "cont_contact_source_desc", "the source, what the code is called", true},
	{"ssd_contacts", "cont_contact_outcome_json", "child_contact.outcome; contact.feedback.decision", true},
	{"ssd_family", "fami_table_id", "family, the record's id and the person", true},
	{"ssd_family", "fami_family_id", "family, the record's subject", true},
	{"ssd_family", "fami_person_id", "family.members.person; adults are no persons of the dataset", true},
	{"ssd_version_log", "version_number", "always 1.4.5", false},
	{"ssd_version_log", "description", "always the same", false},
	{"ssd_version_log", "is_current", "always 1", false},
}

// involvements writes who worked with the child: allocations, which were made here, and what returns told.
func (w *telling) involvements() {
	for _, a := range story.All[record.Allocation](w.s) {
		if w.w.counted(a.Body) {
			w.w.caseload[a.Body.Worker]++
		}
		d := w.row("ssd_involvements")
		d.set("invo_involvements_id", a.ID)
		d.set("invo_professional_id", w.link("ssd_professionals", a.Body.Worker))
		d.set("invo_professional_role_id", a.Body.Role)
		d.set("invo_professional_team", w.link("ssd_department", a.Body.Team))
		d.set("invo_person_id", w.s.Subject)
		d.set("invo_involvement_start_date", stamp(a.Body.From))
		d.set("invo_involvement_end_date", stamp(a.Body.To))
		d.set("invo_worker_change_reason", a.Body.Change)
		w.emit(d)
	}
	for _, c := range story.All[record.ChildContact](w.s) {
		if c.Body.Contact != "" {
			w.w.contacts[[2]string{c.Body.Contact, w.s.Subject}] = true
		}
	}
	for _, i := range story.All[record.Involvement](w.s) {
		if _, ok := story.Find[record.Allocation](w.s, i.Body.Allocation); ok {
			continue // the same time is told by the allocation
		}
		d := w.row("ssd_involvements")
		d.set("invo_involvements_id", i.ID)
		who := i.Body.Registration
		if worker, known := w.w.numbers[who]; known {
			who = worker
		} else if who != "" {
			w.w.others[who] = true
		}
		d.set("invo_professional_id", who)
		d.set("invo_person_id", w.s.Subject)
		d.set("invo_involvement_start_date", stamp(i.Body.From))
		d.set("invo_involvement_end_date", stamp(i.Body.To))
		d.set("invo_worker_change_reason", i.Body.Reason)
		w.emit(d)
	}
}

// caseloadDay is the last 30 September before or on a day.
func caseloadDay(on day.Day) day.Day {
	d := day.New(on.Year(), 9, 30)
	if d.After(on) {
		d = day.New(on.Year()-1, 9, 30)
	}
	return d
}

// staff writes workers and teams, in order of id.
func (w *telling) staff() {
	for _, id := range slices.Sorted(maps.Keys(w.w.workers)) {
		b := w.w.workers[id]
		d := w.row("ssd_professionals")
		d.set("prof_professional_id", id)
		d.set("prof_professional_name", b.Name)
		d.set("prof_social_worker_registration_no", b.Registration)
		d.set("prof_professional_job_title", b.Title)
		if n := w.w.caseload[id]; n > 0 {
			d.set("prof_professional_caseload", strconv.Itoa(n))
		}
		if len(b.Teams) > 0 {
			d.set("prof_professional_department", w.w.teams[b.Teams[0]].Name)
		}
		w.emit(d)
	}
	for _, number := range slices.Sorted(maps.Keys(w.w.others)) {
		if _, taken := w.w.workers[number]; taken {
			continue
		}
		d := w.row("ssd_professionals")
		d.set("prof_professional_id", number)
		d.set("prof_social_worker_registration_no", number)
		w.emit(d)
	}
	for _, id := range slices.Sorted(maps.Keys(w.w.teams)) {
		d := w.row("ssd_department")
		d.set("dept_team_id", id)
		d.set("dept_team_name", w.w.teams[id].Name)
		w.emit(d)
	}
	d := w.row("ssd_version_log")
	d.set("version_number", Schema().Version)
	d.set("description", "Written by Throughline")
	d.set("is_current", "1")
	w.emit(d)
}

// decided are the decisions on a child of a contact, as the dataset flags what came of the contact.
var decided = pairs{
	{"no_further_action", "NFA_FLAG"}, {"advice", "ADVICE_FLAG"}, {"early_help", "OTHER_OUTCOMES_EXIST_FLAG"}, {"assessment", "NEW_REFERRAL_FLAG"},
	{"strategy_discussion", "NEW_REFERRAL_FLAG"},
}

// contact writes a contact, once for each child who was matched. whose gives the person that an old id stands for now, "" when nobody is written.
func (w *telling) contact(whose func(subject string) (string, error)) error {
	words := labels("referral_source")
	for _, c := range story.All[record.Contact](w.s) {
		for i, child := range c.Body.Children {
			if child.Subject == "" {
				continue
			}
			person, err := whose(child.Subject)
			if err != nil {
				return err
			}
			if person == "" {
				w.leave(c.Meta, "ssd_contacts", "the child of the contact is not written")
				continue
			}
			if w.w.contacts[[2]string{w.s.Subject, person}] {
				continue // a child_contact tells it
			}
			d := w.row("ssd_contacts")
			d.set("cont_contact_id", c.ID+"."+strconv.Itoa(i+1))
			d.set("cont_person_id", person)
			d.set("cont_contact_date", stamp(day.In(c.Body.Received)))
			d.set("cont_contact_source_code", c.Body.Referrer.Source)
			d.set("cont_contact_source_desc", words.out(c.Body.Referrer.Source))
			if told, ok := c.Body.Told(i); ok {
				if flag := decided.out(told.Decision); flag != "" {
					d.set("cont_contact_outcome_json", flags("ssd_contacts", "cont_contact_outcome_json", flag))
				}
			}
			w.emit(d)
		}
	}
	return nil
}

// family writes the children of a family, each once.
func (w *telling) family(whose func(subject string) (string, error)) error {
	for _, f := range story.All[record.Family](w.s) {
		seen := map[string]bool{}
		for _, m := range f.Body.Members {
			if record.SubjectType(m.Person) != record.ChildSubject {
				continue
			}
			person, err := whose(m.Person)
			if err != nil {
				return err
			}
			if person == "" || seen[person] {
				continue
			}
			seen[person] = true
			d := w.row("ssd_family")
			d.set("fami_table_id", f.ID+"."+mark(person)[:8])
			d.set("fami_family_id", w.s.Subject)
			d.set("fami_person_id", person)
			w.emit(d)
		}
	}
	return nil
}
