package person

import (
	"context"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// bulkRows bounds how far back in an actor's own readings is looked: many times the limit of a day.
const bulkRows = 15 * access.BulkDay

// TooMany says whether the actor, by opening one more child, passes a limit on children opened without a link of their own to them
// (requirement R12; access.Bulk): the rule, or "". Rows of lists are not openings. told is when the actor was last stopped by it in these
// 24 hours: a fresh proof of who they are counts only when it was given after that.
func (r Room) TooMany(ctx context.Context, actor access.Actor, subject string) (rule string, told time.Time, err error) {
	if !strings.HasPrefix(subject, record.ChildSubject+":") {
		return "", told, nil
	}
	now := r.Desk.Now()
	own := slices.Concat([]string{actor.ID}, actor.Teams, actor.Manages)
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		rule, told = "", time.Time{}
		holders, err := db.Column[string](t, "select actor from access_link where subject = $1 and relation in ('allocated', 'team', 'chair', 'sampled', 'request')", clean(subject))
		if err != nil || slices.ContainsFunc(holders, func(id string) bool { return slices.Contains(own, id) }) {
			return err
		}
		var reads []access.Opened
		past, err := journal.LastOfEach(t, actor.ID, now.Add(-24*time.Hour), bulkRows, string(access.List), access.BulkRule)
		if err != nil {
			return err
		}
		for _, p := range past {
			switch {
			case !strings.HasPrefix(p.Subject, record.ChildSubject+":"):
			case p.Allowed:
				reads = append(reads, access.Opened{Subject: p.Subject, At: p.At})
			case p.At.After(told):
				told = p.At
			}
		}
		if access.Bulk(reads, subject, now) == "" {
			return nil
		}
		linked := map[string]bool{}
		for _, id := range own {
			subjects, err := db.Column[string](t, "select subject from access_link where actor = $1 and relation in ('allocated', 'team', 'chair', 'sampled', 'request')", id)
			if err != nil {
				return err
			}
			for _, s := range subjects {
				linked[s] = true
			}
		}
		for i := range reads {
			reads[i].Linked = linked[reads[i].Subject]
		}
		rule = access.Bulk(reads, subject, now)
		return nil
	})
	return rule, told, err
}

// LogTooMany writes down that an opening was stopped by a rule of TooMany, before anything is known about its subject; a second row lets
// information governance find the stops (Watch.Stops).
func (r Room) LogTooMany(ctx context.Context, actor access.Actor, subject string, action access.Action, rule, page string) error {
	stop := journal.Reading{Actor: actor.ID, Subject: clip(subject), Action: string(action), Page: page, Why: rule}
	found := stop
	found.Subject = stopSubject
	return r.Desk.DB.Write(ctx, func(t *db.Tx) error { return journal.LogReads(t, r.Desk.Now(), []journal.Reading{stop, found}) })
}
