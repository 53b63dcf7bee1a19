package scrutiny

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/story"
)

// Draft makes the minutes of a meeting from its records, numbered and looked over. Nothing is recorded by it. Minutes of what is not
// numbered in order are errs.Invalid; a meeting that is not there is errs.NotFound.
func (r Room) Draft(ctx context.Context, actor access.Actor, meeting string) (d draft.Draft, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return d, err
	}
	var in draft.Records
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		v, err := r.meeting(t, meeting)
		if err != nil {
			return err
		}
		in = draft.Records{Committee: v.Committee.Name, Short: v.Committee.Short, Meeting: v.Meeting.Body, Items: v.Items, Paragraphs: v.Paragraphs}
		for _, o := range v.Attendance {
			in.Attendance = append(in.Attendance, o.Body)
		}
		for _, o := range v.Actions {
			in.Actions = append(in.Actions, o.Body)
		}
		for _, q := range v.Questions {
			said, err := oral(t, q.Body.Reference)
			if err != nil {
				return err
			}
			p := draft.Put{Question: q.Body}
			for _, a := range said {
				p.Answers = append(p.Answers, a.Body)
			}
			in.Questions = append(in.Questions, p)
		}
		if v.Meeting.Body.Committee == "" {
			return nil
		}
		s, err := story.Load(t, v.Meeting.Body.Committee)
		if err != nil {
			return err
		}
		for _, seat := range story.All[record.Seat](s) {
			b, on := seat.Body, v.Meeting.Body.Date
			there := slices.ContainsFunc(in.Attendance, func(a record.Attendance) bool {
				return a.Name == b.Name && (a.How == record.Present || a.How == record.Virtual)
			})
			if b.From.After(on) || !b.To.IsZero() && b.To.Before(on) || !there {
				continue
			}
			switch b.Role {
			case record.SeatChair:
				in.Chair = b.Name
			case record.SeatViceChair:
				in.ViceChair = b.Name
			}
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	return draft.Make(draft.FromRecords(in))
}
