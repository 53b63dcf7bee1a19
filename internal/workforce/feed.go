package workforce

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// MakeFeed makes the actor's calendar feed and ends any before it. secret is drawn by the caller, at least 32 characters that nobody can guess; token is what the
// address ends with. Only the secret's hash is kept.
func (r Room) MakeFeed(ctx context.Context, actor access.Actor, secret string) (token string, rc command.Receipt, err error) {
	if len(secret) < 32 {
		return "", rc, errs.New(errs.Internal, "the secret of a calendar feed is too short")
	}
	rc, err = r.Desk.Do(ctx, actor, "Make a calendar feed", func(t *command.Tx) ([]record.Change, error) {
		out, err := revoked(t, actor)
		if err != nil {
			return nil, err
		}
		id := t.NewID()
		token = id + "." + secret
		return append(out, record.New(id, actor.ID, record.CalendarFeed{Hash: hashOf(secret), Made: t.Today()})), nil
	})
	return token, rc, err
}

// RevokeFeed ends the actor's calendar feed: its address answers nothing from now on.
func (r Room) RevokeFeed(ctx context.Context, actor access.Actor) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "End a calendar feed", func(t *command.Tx) ([]record.Change, error) {
		out, err := revoked(t, actor)
		if err == nil && len(out) == 0 {
			err = errs.New(errs.Conflict, "You have no calendar feed. Nothing was changed")
		}
		return out, err
	})
}

func revoked(t *command.Tx, actor access.Actor) ([]record.Change, error) {
	s, err := t.Story(actor.ID)
	if err != nil {
		return nil, err
	}
	var out []record.Change
	for _, f := range story.All[record.CalendarFeed](s) {
		if f.Body.Revoked.IsZero() {
			body := f.Body
			body.Revoked = t.Today()
			out = append(out, record.Edit(f, body))
		}
	}
	return out, nil
}

// Feed is the actor's calendar feed that runs; ok is false when there is none.
func (r Room) Feed(ctx context.Context, worker string) (f record.Of[record.CalendarFeed], ok bool, err error) {
	s, err := r.Desk.Story(ctx, worker)
	if err != nil {
		return f, false, err
	}
	for _, x := range story.All[record.CalendarFeed](s) {
		if x.Body.Revoked.IsZero() {
			f, ok = x, true
		}
	}
	return f, ok, nil
}

// FeedOf says whose feed a token opens. Everything that is wrong with a token is the same errs.NotFound: unknown, revoked, or of somebody who has left.
func (r Room) FeedOf(ctx context.Context, token string) (worker string, err error) {
	gone := errs.New(errs.NotFound, "There is no such calendar")
	id, secret, _ := strings.Cut(token, ".")
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		f, err := story.One[record.CalendarFeed](t, id)
		if err != nil || !f.Body.Revoked.IsZero() || f.Withdrawn || subtle.ConstantTimeCompare([]byte(f.Body.Hash), []byte(hashOf(secret))) != 1 {
			return gone
		}
		s, err := story.Load(t, f.Subject)
		if err != nil {
			return err
		}
		if w, ok := story.First[record.Worker](s); !ok || !w.Body.Left.IsZero() {
			return gone
		}
		worker = f.Subject
		return nil
	})
	return worker, err
}

// Calendar is a work list as an iCalendar file (RFC 5545): one day-long event for each thing that has a date, with its title and what stands behind the limit.
// It names nobody. key tells an event from the others and is the same each time.
func Calendar(items []task.Item, now time.Time, key func(task.Task) string) string {
	var b strings.Builder
	line := func(text string) { fold(&b, text) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Throughline//Work list//EN")
	line("METHOD:PUBLISH")
	line("X-WR-CALNAME:Work that is due")
	stamp := now.UTC().Format("20060102T150405Z")
	for _, i := range items {
		if i.Due.IsZero() {
			continue
		}
		on := i.Due.Day()
		line("BEGIN:VEVENT")
		line("UID:" + key(i.Task) + "@throughline")
		line("DTSTAMP:" + stamp)
		line("DTSTART;VALUE=DATE:" + strings.ReplaceAll(on.String(), "-", ""))
		line("DTEND;VALUE=DATE:" + strings.ReplaceAll(on.Add(1).String(), "-", ""))
		line("SUMMARY:" + escape(i.Title))
		line("DESCRIPTION:" + escape(fmt.Sprintf("%s. %s. Open your work list for who it is about.", i.Weight(), i.Words)))
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.String()
}

// escape writes a text as RFC 5545 3.3.11 asks.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n").Replace(s)
}

// fold writes a line in pieces of at most 75 octets, never inside a character (RFC 5545 3.1).
func fold(b *strings.Builder, text string) {
	room := 75
	for _, c := range text {
		if n := utf8.RuneLen(c); n > room {
			b.WriteString("\r\n ")
			room = 74
		}
		b.WriteRune(c)
		room -= max(1, utf8.RuneLen(c))
	}
	b.WriteString("\r\n")
}
