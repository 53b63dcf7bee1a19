package scrutiny

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/scrutiny/summary"
)

// CheckSummary holds somebody else's summary against the records of meetings: names, posts, years, numbers, quotations and statements that do not match (SR-355 to SR-357). Nothing is
// kept. People are those of the attendance lists, and who held a post of the register on the day of the meeting.
func (r Room) CheckSummary(ctx context.Context, actor access.Actor, meetings []string, text string) ([]summary.Finding, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errs.Field("text", "Paste the summary, or choose its file")
	}
	g, err := r.Offices(ctx, actor)
	if err != nil {
		return nil, err
	}
	var records []summary.Record
	for _, m := range meetings {
		v, err := r.Meeting(ctx, actor, m)
		if err != nil {
			return nil, err
		}
		d, err := r.Draft(ctx, actor, m)
		if err != nil {
			return nil, err
		}
		var lines []string
		for _, b := range draft.Layout(d.Meeting) {
			lines = append(lines, b.Line())
		}
		p, err := minutes.Document{Source: "records", ReadAs: "records", Text: strings.Join(lines, "\n\n") + "\n"}.Proposal()
		if err != nil {
			return nil, errs.Field("meeting", "The meeting of %s has no minutes yet that a summary could be held against", v.Meeting.Body.Date.Long())
		}
		roles := map[string]string{}
		for _, o := range g {
			if o.Office.Body.Short != "" {
				roles[o.Office.Body.Short] = o.Office.Body.Title
			}
		}
		x := summary.FromProposal(p, roles)
		for _, o := range g {
			if h, ok := o.Holder(v.Meeting.Body.Date); ok {
				x.People = append(x.People, summary.Person{Name: h.Name, Posts: []string{o.Office.Body.Title}})
			}
		}
		records = append(records, x)
	}
	if len(records) == 0 {
		return nil, errs.Field("meeting", "Choose the meeting that the summary is about")
	}
	return summary.Check(text, summary.Join(records...)), nil
}
