package person

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/vault"
)

// What stands in the access log for the person read where nobody in particular was: a search, and a stop because of many records.
const (
	searchSubject = "search"
	stopSubject   = "many-records"
)

// Watch is what information governance sees of searches and of those who open many records (security-and-resilience c4 and R12).
type Watch struct {
	Room
	Vault *vault.Vault
}

// termMark comes before the sealed term in the log.
const termMark = "; term "

func termBound(actor string) []byte { return []byte("search\x00" + actor) }

// LogSearch writes a search down, with the people whom it showed: the sorts of thing that were typed in words, and what was typed sealed under the key of the
// searcher, because it names people. It is called before the page leaves; when it fails, the page does.
func (w Watch) LogSearch(ctx context.Context, actor access.Actor, typed, page, why string, shown ...string) error {
	key, err := w.Vault.Key(ctx, actor.ID)
	if err != nil {
		return err
	}
	sealed := base64.RawStdEncoding.EncodeToString(key.Seal([]byte(shortened(typed)), termBound(actor.ID)))
	said := fmt.Sprintf("%s; %d shown%s%s", match.ParseQuery(typed).Sorts(), len(shown), termMark, sealed)
	readings := []journal.Reading{{Actor: actor.ID, Subject: searchSubject, Action: string(access.Search), Page: page, Why: said, Allowed: true}}
	seen := map[string]bool{}
	for _, s := range shown {
		if record.IsPerson(s) && !seen[s] {
			seen[s] = true
			readings = append(readings, journal.Reading{Actor: actor.ID, Subject: s, Action: string(access.List), Page: page, Why: why, Allowed: true})
		}
	}
	return w.Desk.DB.Write(ctx, func(t *db.Tx) error { return journal.LogReads(t, w.Desk.Now(), readings) })
}

// mostTerm bounds what is kept of what was typed, in characters: a search reads no further than that either.
const mostTerm = 200

func shortened(s string) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	return string(r[:min(len(r), mostTerm)])
}

// Searched is one search.
type Searched struct {
	Worker string
	At     time.Time
	Page   string
	Sorts  string // what sort of thing was typed, and how many people were shown
	Term   string // what was typed
	Gone   bool   // the searcher's key was destroyed, and what was typed with it
}

// Searches is the newest searches, at most n, of everybody or of one worker. What was typed names people: that somebody looked at it is written down too.
func (w Watch) Searches(ctx context.Context, actor access.Actor, worker string, n int) ([]Searched, error) {
	if err := access.Could(actor, access.ReviewBreakGlass, access.Audit).Err(); err != nil {
		return nil, err
	}
	var rows []journal.Reading
	err := w.Desk.DB.Write(ctx, func(t *db.Tx) (err error) {
		rows, err = ofSubject(t, searchSubject, access.Search, worker, n)
		if err != nil {
			return err
		}
		return journal.LogReads(t, w.Desk.Now(), []journal.Reading{{
			Actor: actor.ID, Subject: searchSubject, Action: string(access.ReadAccessLog), Page: "who searched for what", Why: "Information governance", Allowed: true,
		}})
	})
	var out []Searched
	for _, r := range rows {
		if err != nil {
			return nil, err
		}
		var s Searched
		if s, err = w.opened(ctx, r); err == nil {
			out = append(out, s)
		}
	}
	return out, err
}

func (w Watch) opened(ctx context.Context, r journal.Reading) (Searched, error) {
	sorts, sealed, _ := strings.Cut(r.Why, termMark)
	s := Searched{Worker: r.Actor, At: r.At, Page: r.Page, Sorts: sorts}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return s, errs.As(errs.Internal, err, "search %d in the access log", r.Seq)
	}
	key, err := w.Vault.Key(ctx, r.Actor)
	if _, gone := errors.AsType[*vault.Destroyed](err); gone {
		s.Gone = true
		return s, nil
	} else if err != nil {
		return s, err
	}
	plain, err := key.Open(raw, termBound(r.Actor))
	if err != nil {
		return s, errs.As(errs.Internal, err, "search %d in the access log", r.Seq)
	}
	s.Term = string(plain)
	return s, nil
}

// ofSubject is the newest searches or stops in the access log, at most n: by any action or one, of everybody or of one worker.
func ofSubject(t *db.Tx, subject string, action access.Action, worker string, n int) ([]journal.Reading, error) {
	return db.All(t, func(scan db.Scan) (r journal.Reading, err error) {
		var at string
		if err = scan(&r.Seq, &at, &r.Actor, &r.Page, &r.Why, &r.Allowed); err == nil {
			r.At, err = db.ParseInstant(at)
		}
		return r, err
	}, `select seq, at, actor, page, why, allowed from read_entry where subject = $1 and ($2 = '' or action = $2) and ($3 = '' or actor = $3) order by seq desc limit $4`,
		subject, string(action), worker, int64(n))
}

// Stopped is that somebody was stopped because they opened many children's records without a link of their own to them, on one day.
type Stopped struct {
	Worker      string
	First, Last time.Time
	Times       int // pages that did not open
	Rule        string
}

// stopRows bounds how many stops are looked through.
const stopRows = 1000

// Stops is who was stopped since a time, the newest first: one line a worker and day.
func (w Watch) Stops(ctx context.Context, actor access.Actor, since time.Time) ([]Stopped, error) {
	if err := access.Could(actor, access.ReviewBreakGlass, access.Audit).Err(); err != nil {
		return nil, err
	}
	var rows []journal.Reading
	err := w.Desk.DB.Read(ctx, func(t *db.Tx) (err error) {
		rows, err = ofSubject(t, stopSubject, "", "", stopRows)
		return err
	})
	var out []Stopped
	at := map[string]int{}
	for _, r := range rows {
		if r.At.Before(since) {
			break
		}
		key := r.Actor + day.In(r.At).String()
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Stopped{Worker: r.Actor, Last: r.At, Rule: r.Why})
		}
		out[i].First = r.At
		out[i].Times++
	}
	return out, err
}

// JustStopped says whether the actor was stopped for opening many records a moment ago: the page that asks for a fresh proof then says why.
func (r Room) JustStopped(ctx context.Context, actor access.Actor) (stopped bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		last, err := journal.LastReadBy(t, actor.ID, 1)
		stopped = len(last) == 1 && last[0].Subject == stopSubject && r.Desk.Now().Sub(last[0].At) < time.Hour
		return err
	})
	return stopped, err
}
