package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// answering are the measures of what members asked and agreed, and of who asks the consultation line. Source: seed requirements S0 4.10, 4.27, 5.8; clock
// SC-06; specs/measures.md, Scrutiny and Front door.
var answering = map[string]counter{
	"FD-15": {
		plain: "Of the settings that have a designated safeguarding lead at the end of the day, how many did not ring the consultation line in the 12 months before.",
		note:  "The register of settings is that of their safeguarding leads. A call is a setting's when the name that the caller gave is the setting's, but for capitals and spaces: calls under another name are missed.",
		kinds: []string{kind[record.SafeguardingLead](), callKinds[0]}, subject: record.SettingSubject, snapshot: true, back: 12, class: access.Referral,
		join: &join{over: []string{record.SettingSubject, record.CallSubject}, pick: settingsAndCalls, count: settingsWithoutCall},
	},
	"SCR-01": {
		plain: "Of the actions agreed at meetings of the commission whose day came in the period, how many were reported as done by that day.",
		note:  "The day is the one that the action has now: the Chair may have agreed another. Actions that were superseded or not agreed are left out.",
		kinds: []string{kind[record.Action]()}, subject: record.ActionSubject, class: access.Question, count: actionsInTime,
	},
	"SCR-02": {
		plain: "Of the questions to the meetings held in the period, how many were not reached and carried over to a written answer.",
		note:  "Questions that were merged, ruled out or withdrawn are left out.",
		kinds: questionKinds, subject: record.QuestionSubject, class: access.Question,
		join: &join{over: []string{record.QuestionSubject, record.MeetingSubject}, pick: questionsOf(func(*record.Question) bool { return true }, func(q *record.Question) bool {
			return q.Carried != "" || q.State == record.QuestionCarried
		}), count: atMeetings},
	},
	"SCR-03": {
		plain: "Of the questions to the meetings held in the period that asked for a figure, how many met with “not recorded”.",
		note:  "A question asks for a figure when a measure is named for it, or when an action was made of the figure that was lacking.",
		kinds: questionKinds, subject: record.QuestionSubject, class: access.Question,
		join: &join{over: []string{record.QuestionSubject, record.MeetingSubject}, pick: questionsOf(func(q *record.Question) bool {
			return len(q.Measures) > 0 || q.Gap != ""
		}, func(q *record.Question) bool { return q.Gap != "" }), count: atMeetings},
	},
}

var questionKinds = []string{kind[record.Question](), kind[record.Meeting]()}

// The parts of these figures.
const (
	aQuestion part = iota
	aMeeting
	aSetting
	aSettingsCall
)

func settingsAndCalls(f *Facts, p span, give func(piece)) {
	for i := range f.leads.All {
		l := &f.leads.All[i]
		if b := &l.Body; b.Setting != "" && !b.From.After(p.asAt) && !b.To.Before(p.asAt) {
			c := one(f, l.ID, false, p.asAt)
			c.Started, c.Ended = b.From, b.To
			give(counts(aSetting, c, b.Setting))
		}
	}
	year := yearTo(p.asAt)
	for i := range f.calls.All {
		if b := &f.calls.All[i].Body; b.Agency != "" && year.has(day.In(b.At)) {
			give(tells(aSettingsCall, f, f.calls.All[i].ID, b.Agency))
		}
	}
}

// settingsWithoutCall is FD-15. A setting with two leads is one: the first of its records stands for it.
func settingsWithoutCall(ps []piece, _ span) (counted []piece, note string) {
	rang, had := map[string]bool{}, map[string]bool{}
	for _, p := range ofPart(ps, aSettingsCall) {
		rang[p.keys[0]] = true
	}
	for _, p := range ofPart(ps, aSetting) {
		if !had[p.keys[0]] {
			had[p.keys[0]] = true
			p.may.In = !rang[p.keys[0]]
			counted = append(counted, p)
		}
	}
	return counted, ""
}

// actionsInTime is SCR-01 (clock SC-06: a report that says it is done, by the day that the commission has).
func actionsInTime(f *Facts, p span) (out []Contribution) {
	for i := range f.actions.All {
		a := &f.actions.All[i]
		b := &a.Body
		if b.Sort != record.ActionAgreed || !p.has(b.Due) || b.State == record.ActionSuperseded || b.State == record.ActionNotAgreed {
			continue
		}
		c := one(f, a.ID, false, b.Due)
		c.Due = b.Due
		if b.State == record.ActionReported || b.State == record.ActionClosed {
			if len(b.Progress) == 0 {
				c.Held = "It is closed, and no report says when it was done"
			} else {
				c.Ended = day.In(b.Progress[len(b.Progress)-1].At)
				c.In = !c.Ended.After(b.Due)
			}
		}
		out = append(out, c)
	}
	return out
}

// questionsOf picks questions and the days of meetings.
func questionsOf(asks, in func(*record.Question) bool) func(*Facts, span, func(piece)) {
	return func(f *Facts, p span, give func(piece)) {
		for i := range f.sittings.All {
			m := &f.sittings.All[i]
			switch m.Body.State {
			case record.MeetingPlanned, record.MeetingAgendaPublished, record.MeetingPostponed, record.MeetingCancelled:
				continue
			}
			if p.has(m.Body.Date) {
				held := tells(aMeeting, f, m.ID, m.ID)
				held.from = m.Body.Date
				give(held)
			}
		}
		for i := range f.questions.All {
			q := &f.questions.All[i]
			switch q.Body.State {
			case record.QuestionMerged, record.QuestionRuledOut, record.QuestionWithdrawn:
				continue
			}
			if q.Body.Meeting != "" && asks(&q.Body) {
				c := one(f, q.ID, in(&q.Body), day.Day{})
				c.Started = q.Body.Received
				give(counts(aQuestion, c, q.Body.Meeting))
			}
		}
	}
}

// atMeetings counts those whose meeting was held in the period.
func atMeetings(ps []piece, _ span) (counted []piece, note string) {
	held := map[string]day.Day{}
	for _, p := range ofPart(ps, aMeeting) {
		held[p.keys[0]] = p.from
	}
	for _, p := range ofPart(ps, aQuestion) {
		if on, ok := held[p.keys[0]]; ok {
			p.may.On = on
			counted = append(counted, p)
		}
	}
	return counted, ""
}
