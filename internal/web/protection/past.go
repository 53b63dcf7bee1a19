package protection

import (
	"slices"
	"strings"

	"throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// past is what was done, the newest first. Who said what in a strategy discussion is for those who may read what others told.
func (v *overviewView) past(r *shell.Request, s story.Story, may sees) {
	add := func(p past) { v.Past = append(v.Past, p) }
	at := func(ok bool, text, path string) []link {
		if !ok {
			return nil
		}
		return []link{{text, v.Base + path}}
	}
	if may.assessment {
		for _, d := range story.All[record.StrategyDiscussion](s) {
			b := d.Body
			p := past{On: b.Date, Title: "Strategy discussion", Facts: rows("Decision", codes.Sentence("strategy_decision", b.Decision), "Asked for by", codes.Sentence("agency_type", b.Initiator), "Led by", r.Name(b.Worker))}
			if !b.At.IsZero() {
				p.Facts.Rows = append(p.Facts.Rows, govuk.Row("When", day.Moment(b.At)))
				p.Links = at(may.discuss && b.Sent.IsZero(), "Record that the record was sent", "/discussion/"+d.ID+"/sent")
			}
			if may.thirdParty {
				for _, a := range b.Attendees {
					p.Facts.Rows = append(p.Facts.Rows, govuk.Row(codes.Sentence("agency_type", a.Agency), a.Name+": "+codes.Sentence("harm_view", a.View)))
				}
				p.Facts.Rows = append(p.Facts.Rows, rows("What was discussed", b.Reason, "Who does what", b.Plan).Rows...)
			}
			p.Facts.Rows = append(p.Facts.Rows, rows("Record sent", b.Sent.Long()).Rows...)
			add(p)
		}
		for _, q := range story.All[record.S47Enquiry](s) {
			b := q.Body
			p := past{On: b.Started, Title: "Section 47 enquiry", Facts: rows("Led by", r.Name(b.Lead), "Child seen", b.Seen.Long(), "Outcome", codes.Sentence("s47_outcome", b.Outcome), "Recorded by", r.Name(b.ProposedBy),
				"Authorised by", r.Name(b.AuthorisedBy), "Ended", b.Ended.Long(), "Family and referrer told", b.Told.Long())}
			if may.thirdParty {
				p.Facts.Rows = append(p.Facts.Rows, rows("Why", b.Reason).Rows...)
			}
			p.Links = at(may.discuss && b.ICPCNotRequired == record.Yes && !b.AuthorisedAt.IsZero() && b.Told.IsZero(), "Record that the family and the referrer were told", "/enquiry/"+q.ID+"/told")
			add(p)
		}
	}
	for _, c := range story.All[record.InitialCPConference](s) {
		b := c.Body
		title, on := "Initial child protection conference", b.Date
		if on.IsZero() {
			title, on = "Initial child protection conference, due by "+b.Target.Long(), b.Target
		}
		p := past{On: on, Title: title, Facts: rows("Arranged for", differs(b.Planned.Long(), b.Date.Long()), "Chair", r.Name(b.Chair), "Decision", codes.Sentence("conference_decision", b.Decision), "Why", b.Reason, "Enough agencies there", yes(b.Quorate),
			"Held late because", b.WhyLate, "Report given to the parents", b.Report.Sent.Long(), "Report", v.paper(r, b.Report), "Decisions sent", b.Sent.Long(), "Minutes sent", b.Minutes.Sent.Long(), "Minutes", v.paper(r, b.Minutes))}
		p.Links = append(at(may.keep && b.Decision != "", "Decisions and minutes", "/conference/"+c.ID+"/papers"), v.files(r, b.Report, b.Minutes)...)
		add(p)
	}
	for _, x := range story.All[record.CPReview](s) {
		b := x.Body
		p := past{On: b.Date, Title: "Review conference", Facts: rows("Plan goes on", yes(b.Continues), "What was decided", b.Reason, "Chair", r.Name(b.Chair), "Enough agencies there", yes(b.Quorate),
			"Report given to the parents", b.Report.Sent.Long(), "Report", v.paper(r, b.Report), "Decisions sent", b.Sent.Long(), "Minutes sent", b.Minutes.Sent.Long(), "Minutes", v.paper(r, b.Minutes))}
		p.Links = append(at(may.keep && b.Reason != "", "Decisions and minutes", "/review/"+x.ID+"/papers"), v.files(r, b.Report, b.Minutes)...)
		add(p)
	}
	for _, m := range story.All[record.PlanMeeting](s) {
		add(past{On: m.Body.Date, Title: codes.Sentence("plan_meeting_type", m.Body.Type), Facts: rows("Who was there", m.Body.Came, "Notes", m.Body.Notes)})
	}
	for _, x := range story.All[record.Visit](s) {
		b := x.Body
		title := "Visit: seen"
		switch {
		case b.Seen == record.No:
			title = "Visit: not seen"
		case b.Alone == record.Yes:
			title = "Visit: seen alone"
		}
		if b.Agency != "" {
			title = "Seen by " + strings.ToLower(codes.Sentence("agency_type", b.Agency))
		}
		add(past{On: b.Date, Title: title, Facts: rows("Kind", codes.Sentence("visit_type", b.Type), "Where", codes.Sentence("visit_place", b.Place), "Why not seen", b.WhyNot, "Bedroom seen", yes(b.Bedroom), "The child", b.Views, "What was seen and done", b.Notes, "By", r.Name(b.Worker))})
	}
	for _, p := range story.All[record.CPPlan](s) {
		if !p.Body.Ended.IsZero() {
			add(past{On: p.Body.Ended, Title: "Child protection plan ended", Facts: rows("Since", p.Body.Started.Long(), "Category", codes.Sentence("category_of_abuse", p.Body.LatestCategory), "Why", codes.Sentence("cp_plan_end_reason", p.Body.EndReason), "In words", p.Body.EndedBecause)})
		}
	}
	for _, p := range story.All[record.CINPlan](s) {
		if !p.Body.Ended.IsZero() {
			add(past{On: p.Body.Ended, Title: "Child in need plan ended", Facts: rows("Since", p.Body.Started.Long(), "Why", codes.Sentence("cin_plan_end_reason", p.Body.EndReason), "In words", p.Body.EndedBecause)})
		}
	}
	slices.SortStableFunc(v.Past, func(a, b past) int { return b.On.Compare(a.On) })
}

// paper is what a paper says, the document that it is where the reader may know of it, and who gets it.
func (v *overviewView) paper(r *shell.Request, p record.Paper) string {
	var out []string
	if p.Text != "" {
		out = append(out, p.Text)
	}
	if d, ok := story.Find[record.Document](r.Reading.Story, p.Document); ok {
		if casework.MayOpen(r.Reading, d.Body) {
			out = append(out, "Document: "+documentName(d.Body))
		}
	} else if p.Document != "" && !isRecord(p.Document) {
		out = append(out, "Document: "+p.Document)
	}
	if p.To != "" && len(out) > 0 {
		out = append(out, "For: "+strings.ReplaceAll(p.To, "\n", "; "))
	}
	return strings.Join(out, "\n")
}

// isRecord says whether a reference is one of a record here: a document of a brother or sister, which this child's page does not open.
func isRecord(ref string) bool { return len(ref) == 36 && strings.Count(ref, "-") == 4 }

// files are the documents of papers that the reader may open.
func (v *overviewView) files(r *shell.Request, papers ...record.Paper) (out []link) {
	for _, p := range papers {
		if d, ok := story.Find[record.Document](r.Reading.Story, p.Document); ok && casework.MayOpen(r.Reading, d.Body) {
			out = append(out, link{documentName(d.Body), "/children/" + record.SubjectID(r.Subject()) + "/documents/" + d.ID})
		}
	}
	return out
}
