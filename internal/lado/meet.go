package lado

import (
	"context"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Review is the type of meeting that says how a case stands; it may be by the LADO alone.
const Review = "review"

// Meet records a meeting about a case, or a review of it: who came, what was weighed, who does what. One of the past may be recorded later.
func (r Room) Meet(ctx context.Context, actor access.Actor, subject string, base int64, m record.AllegationMeeting) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a meeting on an allegation", subject, base, func(c *handling) ([]record.Change, error) {
		if c.now.Triage != MeetsThreshold {
			return nil, errs.New(errs.Conflict, "Meetings are held where the harm threshold is met. Decide on the referral first; nothing was changed")
		}
		if err := c.open(); err != nil {
			return nil, err
		}
		m.Discussion, m.Decisions = strings.TrimSpace(m.Discussion), strings.TrimSpace(m.Decisions)
		var f errs.Fields
		switch {
		case m.Type == "":
			f.Add("type", "Choose what kind of meeting it was")
		case m.Type != Review && len(m.Attendees) == 0:
			f.Add("attendees", "Name who was there, one on each line")
		}
		if m.Discussion == "" {
			f.Add("discussion", "Write what was shared and weighed; for a review, why it is still open")
		}
		if m.At.IsZero() {
			f.Add("on", "Enter the day of the meeting")
		} else if on := day.In(m.At); on.After(c.tx.Today()) || on.Before(c.now.Received) {
			f.Add("on", "The day must not be before the referral, nor in the future")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		if m.Chair == "" {
			m.Chair = actor.ID
		}
		m.At = m.At.UTC()
		return []record.Change{record.New(c.tx.NewID(), subject, m)}, nil
	})
}

// Done says that an action of a meeting was done, with the evidence; the zero day takes that back.
func (r Room) Done(ctx context.Context, actor access.Actor, subject, meeting string, base int64, action int, on day.Day, note string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Record that an agreed action was done", func(tx *command.Tx) ([]record.Change, error) {
		if _, err := r.may(tx.Tx, actor, access.Record, subject); err != nil {
			return nil, err
		}
		s, _, err := load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		m, ok := story.Find[record.AllegationMeeting](s, meeting)
		switch {
		case !ok || action < 0 || action >= len(m.Body.Actions):
			return nil, missing()
		case on.After(tx.Today()):
			return nil, errs.Field("done", "The day must be today or in the past")
		}
		m.Body.Actions = append([]record.TaskAgreed(nil), m.Body.Actions...)
		m.Body.Actions[action].Done, m.Body.Actions[action].Note = on, strings.TrimSpace(note)
		edit := record.Edit(m, m.Body)
		edit.Base = base
		return []record.Change{edit}, nil
	})
}

// People reads attendees as they are typed: one a line, "name, agency, role", with "apologies" at the end for who did not come.
func People(text string) (out []record.Attendee) {
	for line := range strings.Lines(text) {
		var parts []string
		a := record.Attendee{}
		for p := range strings.SplitSeq(line, ",") {
			switch p = strings.TrimSpace(p); {
			case strings.EqualFold(p, "apologies"):
				a.Apologies = true
			case p != "":
				parts = append(parts, p)
			}
		}
		for i, to := range []*string{&a.Name, &a.Agency} {
			if i < len(parts) {
				*to = parts[i]
			}
		}
		if len(parts) > 2 {
			a.Role = strings.Join(parts[2:], ", ")
		}
		if a.Name != "" {
			out = append(out, a)
		}
	}
	return out
}

// Noon is the middle of a day in London: the time of a meeting of which only the day is known.
func Noon(d day.Day) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.Start().Add(12 * time.Hour)
}
