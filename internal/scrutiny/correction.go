package scrutiny

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Correction is the other end of a correction of minutes: a paragraph of another meeting. Approved minutes do not change; what corrects them is minuted at a later meeting, and
// each points to the other.
type Correction struct {
	Meeting  string // in addresses
	On       day.Day
	Number   string // of the paragraph
	Approved bool   // its minutes are approved, so that the public may read it
}

// Corrections are, by the record of a paragraph, what it corrects and what corrects it.
type Corrections struct {
	Corrects    map[string]Correction
	CorrectedBy map[string][]Correction
}

// Corrections gives the corrections of the paragraphs of a meeting, both ways.
func (r Room) Corrections(ctx context.Context, actor access.Actor, v MeetingView) (c Corrections, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return c, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		c, err = corrections(t, v.Meeting.Body, v.Paragraphs)
		return err
	})
	return c, err
}

func corrections(t *db.Tx, m record.Meeting, own []record.Of[record.MinuteParagraph]) (c Corrections, err error) {
	c = Corrections{map[string]Correction{}, map[string][]Correction{}}
	end := func(p record.Of[record.MinuteParagraph]) (Correction, error) {
		s, err := story.Load(t, p.Subject)
		other, _ := story.First[record.Meeting](s)
		return Correction{idOf(p.Subject), other.Body.Date, p.Body.Number, p.Body.Approved}, err
	}
	for _, p := range own {
		if p.Body.Corrects == "" {
			continue
		}
		old, err := story.One[record.MinuteParagraph](t, p.Body.Corrects)
		if err != nil {
			return c, err
		}
		if c.Corrects[p.ID], err = end(old); err != nil {
			return c, err
		}
	}
	if m.State != record.MeetingMinutesApproved { // only approved minutes are corrected
		return c, nil
	}
	all, err := story.OfKind[record.MinuteParagraph](t)
	if err != nil {
		return c, err
	}
	for _, p := range all {
		if p.Body.Corrects == "" || !slices.ContainsFunc(own, func(o record.Of[record.MinuteParagraph]) bool { return o.ID == p.Body.Corrects }) {
			continue
		}
		by, err := end(p)
		if err != nil {
			return c, err
		}
		c.CorrectedBy[p.Body.Corrects] = append(c.CorrectedBy[p.Body.Corrects], by)
	}
	return c, nil
}
