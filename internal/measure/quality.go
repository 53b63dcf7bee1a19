package measure

import (
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var auditKinds, complaintKinds = []string{kind[record.Audit]()}, []string{kind[record.Complaint]()}

// quality are the measures of audits and complaints. Source: specs/audit.md; Representations Procedure Regulations 2006; specs/measures.md, Quality,
// Complaints.
var quality = map[string]counter{
	"QA-01": {plain: "Of the audits that were planned for the period, how many were done.", kinds: auditKinds, class: access.Assessment, count: auditsDone},
	"QA-02": {plain: "The final grades of the audits that were moderated in the period.", shape: aSpread, kinds: auditKinds, class: access.Assessment, count: auditGrades},
	"QA-03": {plain: "Of the audits done in the period, how many were moderated by somebody else.", kinds: auditKinds, class: access.Assessment, count: auditsModerated},
	"QA-04": {plain: "Of the audits moderated in the period, in how many the moderator gave the auditor's grade.", kinds: auditKinds, class: access.Assessment, count: auditsAgreed},
	"QA-05": {
		plain: "Of the audits done in the period that asked about anti-racist practice, how many found it good or outstanding.",
		kinds: auditKinds, class: access.Assessment, count: auditAnswer("anti_racist_practice"),
	},
	"QA-06": {
		plain: "Of the audits done in the period that asked about the voice of the child, how many found it good or outstanding.",
		kinds: auditKinds, class: access.Assessment, count: auditAnswer("voice_of_child"),
	},
	"QA-09": {
		plain: "Of what the dip samples done in the period looked at, how much was good or outstanding. Each question of a dip sample that was graded counts once.",
		kinds: auditKinds, class: access.Assessment, count: dipSampled,
	},
	"QA-09n": {
		of: "QA-09", title: "Dip samples done",
		plain: "How many dip samples were done in the period.",
		shape: aNumber, kinds: auditKinds, class: access.Assessment, count: dipSamples,
	},
	"QA-10": {
		plain: "Of the audits done in the period that looked at an earlier audited record again, how many gave a better grade.",
		kinds: auditKinds, class: access.Assessment, count: auditsImproved,
	},
	"QA-12": {
		plain: "The judgements of the inspections whose reports were published in the period, by grade. Each judgement counts once: a figure of one alone would not tell the others.",
		note:  "All inspections of the council's services for children are in it, those of social care, of youth justice and of special needs. Grades in other words than Ofsted's four are “other”.",
		shape: aSpread, bands: judged, subject: record.InspectionSubject, kinds: []string{kind[record.InspectionPlan]()}, class: access.Question, count: judgements,
	},
	"CO-01": {plain: "How many complaints were received in the period, stage by stage, and what they were about.", shape: aSpread, kinds: complaintKinds, class: access.Assessment, count: complaintThemes},
	"CO-02": {
		plain: "Of the complaints at stage 1 answered in the period, how many were answered within 10 working days, or 20 where the longer limit applies.",
		kinds: complaintKinds, class: access.Assessment, count: complaintsInTime,
	},
	"CO-03": {plain: "Of the complaints answered in the period, how many were upheld or partly upheld. Withdrawn ones are left out.", kinds: complaintKinds, class: access.Assessment, count: complaintsUpheld},
}

// eachAudit gives a contribution for each audit of which a day lies in the period.
func eachAudit(f *Facts, p span, of func(*record.Audit) day.Day, in func(*record.Audit) (in, counts bool)) (out []Contribution) {
	for i := range f.audits.All {
		a := &f.audits.All[i]
		on := of(&a.Body)
		if !p.has(on) {
			continue
		}
		if in, counts := in(&a.Body); counts {
			out = append(out, one(f, a.ID, in, on))
		}
	}
	return out
}

func auditDone(a *record.Audit) day.Day      { return a.Done }
func auditModerated(a *record.Audit) day.Day { return a.Moderated }

func auditsDone(f *Facts, p span) []Contribution {
	return eachAudit(f, p, func(a *record.Audit) day.Day { return a.Planned }, func(a *record.Audit) (bool, bool) {
		return !a.Done.IsZero() && !a.Done.After(p.asAt), true
	})
}

func auditGrades(f *Facts, p span) []Contribution {
	out := eachAudit(f, p, auditModerated, func(*record.Audit) (bool, bool) { return true, true })
	for i := range out {
		a, _ := f.audits.find(out[i].Record)
		out[i].Bands = []string{labels("audit_grade").of(a.Final())}
	}
	return out
}

func auditsModerated(f *Facts, p span) []Contribution {
	return eachAudit(f, p, auditDone, func(a *record.Audit) (bool, bool) { return !a.Moderated.IsZero() && !a.Moderated.After(p.asAt), true })
}

func auditsAgreed(f *Facts, p span) []Contribution {
	return eachAudit(f, p, auditModerated, func(a *record.Audit) (bool, bool) {
		return a.Grade == a.ModeratedGrade, a.Grade != "" && a.ModeratedGrade != ""
	})
}

// ranks order the grades; what cannot be audited has none.
var ranks = map[string]int{"inadequate": 1, "requires_improvement": 2, "good": 3, "outstanding": 4}

func auditAnswer(question string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		return eachAudit(f, p, auditDone, func(a *record.Audit) (in, counts bool) {
			for _, q := range a.Answers {
				if q.Question == question && ranks[q.Grade] > 0 {
					in, counts = ranks[q.Grade] >= 3, true
				}
			}
			return in, counts
		})
	}
}

func isDipSample(a *record.Audit) bool { return a.Kind == "dip_sample" }

func dipSamples(f *Facts, p span) []Contribution {
	return eachAudit(f, p, auditDone, func(a *record.Audit) (bool, bool) { return true, isDipSample(a) })
}

func dipSampled(f *Facts, p span) (out []Contribution) {
	for _, c := range dipSamples(f, p) {
		a, _ := f.audits.find(c.Record)
		for _, q := range a.Answers {
			if rank := ranks[q.Grade]; rank > 0 {
				c.In = rank >= ranks["good"]
				out = append(out, c)
			}
		}
	}
	return out
}

func auditsImproved(f *Facts, p span) []Contribution {
	return eachAudit(f, p, auditDone, func(a *record.Audit) (in, counts bool) {
		before, ok := f.audits.find(a.Earlier)
		if !ok || ranks[before.Final()] == 0 || ranks[a.Final()] == 0 {
			return false, false
		}
		return ranks[a.Final()] > ranks[before.Final()], true
	})
}

func complaintThemes(f *Facts, p span) (out []Contribution) {
	for _, c := range f.complaints.All {
		if p.has(c.Body.Received) {
			one := one(f, c.ID, true, c.Body.Received)
			one.Bands = []string{labels("complaint_theme").of(c.Body.Theme)}
			out = append(out, one)
		}
	}
	return out
}

// complaintsInTime is CO-02 (clocks CO-01 and CO-02).
func complaintsInTime(f *Facts, p span) (out []Contribution) {
	for _, c := range f.complaints.All {
		if c.Body.Stage != "1" || !p.has(c.Body.Closed) {
			continue
		}
		one := one(f, c.ID, false, c.Body.Closed)
		limit := "CO-01"
		if c.Body.Extended == record.Yes {
			limit = "CO-02"
		}
		due(&one, limit, c.Body.Received, p)
		one.Ended = c.Body.Closed
		one.In = one.Held == "" && !one.Ended.After(one.Due)
		out = append(out, one)
	}
	return out
}

func complaintsUpheld(f *Facts, p span) (out []Contribution) {
	for _, c := range f.complaints.All {
		switch o := c.Body.Outcome; {
		case !p.has(c.Body.Closed) || o == "withdrawn":
		default:
			one := one(f, c.ID, o == "upheld" || o == "partly_upheld", c.Body.Closed)
			one.Started, one.Ended = c.Body.Received, c.Body.Closed
			out = append(out, one)
		}
	}
	return out
}

// judged are Ofsted's grades, the best first.
var judged = []string{"outstanding", "good", "requires improvement", "inadequate", "other"}

// judgements is QA-12. A grade is a person's words: "requires improvement to be good" is one that requires improvement.
func judgements(f *Facts, p span) (out []Contribution) {
	for i := range f.inspections.All {
		v := &f.inspections.All[i]
		if !p.has(v.Body.Published) {
			continue
		}
		for _, j := range v.Body.Judgements {
			c := one(f, v.ID, true, v.Body.Published)
			c.Started, c.Ended, c.Bands = v.Body.From, v.Body.To, []string{gradeOf(j.Grade)}
			out = append(out, c)
		}
	}
	return out
}

func gradeOf(words string) string {
	for _, g := range judged {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(words)), g) {
			return g
		}
	}
	return "other"
}

// slimInspection leaves the grades, not what people wrote of them.
func slimInspection(v *record.InspectionPlan) {
	out := record.InspectionPlan{From: v.From, To: v.To, Published: v.Published}
	for _, j := range v.Judgements {
		out.Judgements = append(out.Judgements, record.Judgement{Grade: gradeOf(j.Grade)})
	}
	*v = out
}
