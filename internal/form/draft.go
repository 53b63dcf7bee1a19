// Package form keeps what people have typed and not yet sent: on the server, sealed, until it becomes a record or is thrown away.
//
// Invariant: a draft outlives the browser, the session and the server; only its owner opens it; sending the form removes it in
// the same breath as the record is written, not before (complaint 1: a whole assessment lost when the step timed out).
package form

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// Draft is one person's unsent answers to one form.
type Draft struct {
	Owner string     // worker
	Form  string     // which form, and about what: "assessment/0190…"
	Typed url.Values // every field, as typed
	Saved time.Time
}

// Most is the largest draft, in bytes of text: about 100,000 words.
const Most = 1 << 20

// Drafts keeps them. It is safe for many goroutines and many servers.
type Drafts struct {
	DB    *db.DB
	Vault *vault.Vault
	Now   func() time.Time
}

// bound ties the sealed text to its place, so that it cannot be moved to another person or form.
func bound(owner, form string) []byte { return []byte("draft\x00" + owner + "\x00" + form) }

// Save keeps the newest state of a draft. Fields whose names begin with an underscore are not kept.
func (d *Drafts) Save(ctx context.Context, owner, form string, typed url.Values) (at time.Time, err error) {
	defer errs.Wrap(&err, "save draft")
	if owner == "" || form == "" || len(form) > 200 {
		return at, errs.New(errs.Invalid, "This draft belongs to no form")
	}
	kept := url.Values{}
	for k, v := range typed {
		if !strings.HasPrefix(k, "_") {
			kept[k] = v
		}
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return at, err
	}
	if len(plain) > Most {
		return at, errs.New(errs.Invalid, "This is more text than a form can hold. Move some of it to a document; what was saved before is still there")
	}
	key, err := d.Vault.Key(ctx, owner)
	if err != nil {
		return at, err
	}
	at = d.Now()
	return at, d.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`insert into draft (owner, form, body, saved) values ($1, $2, $3, $4)
			on conflict (owner, form) do update set body = excluded.body, saved = excluded.saved`, owner, form, key.Seal(plain, bound(owner, form)), db.Instant(at))
		return err
	})
}

// Load gives a draft. ok is false when there is none.
func (d *Drafts) Load(ctx context.Context, owner, form string) (_ Draft, ok bool, err error) {
	defer errs.Wrap(&err, "load draft")
	var sealed []byte
	var saved string
	err = d.DB.Read(ctx, func(t *db.Tx) error {
		return t.Row("select body, saved from draft where owner = $1 and form = $2", []any{owner, form}, &sealed, &saved)
	})
	if errs.Of(err) == errs.NotFound {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, err
	}
	key, err := d.Vault.Key(ctx, owner)
	if err != nil {
		return Draft{}, false, err
	}
	plain, err := key.Open(sealed, bound(owner, form))
	if err != nil {
		return Draft{}, false, err
	}
	out := Draft{Owner: owner, Form: form}
	if err := json.Unmarshal(plain, &out.Typed); err != nil {
		return Draft{}, false, err
	}
	out.Saved, err = db.ParseInstant(saved)
	return out, err == nil, err
}

// Drop throws a draft away: its form was sent, or its owner does not want it.
func (d *Drafts) Drop(ctx context.Context, owner, form string) (err error) {
	defer errs.Wrap(&err, "drop draft")
	return d.DB.Write(ctx, func(t *db.Tx) error { return DropIn(t, owner, form) })
}

// DropIn is Drop inside a command, so that a form is never both sent and still a draft.
func DropIn(t *db.Tx, owner, form string) error {
	_, err := t.Exec("delete from draft where owner = $1 and form = $2", owner, form)
	return err
}

// Listed is a draft in its owner's list, without its content.
type Listed struct {
	Form  string
	Saved time.Time
}

// List gives the owner's drafts, newest first.
func (d *Drafts) List(ctx context.Context, owner string) (out []Listed, err error) {
	err = d.DB.Read(ctx, func(t *db.Tx) (err error) {
		out, err = db.All(t, func(scan db.Scan) (l Listed, err error) {
			var saved string
			if err = scan(&l.Form, &saved); err == nil {
				l.Saved, err = db.ParseInstant(saved)
			}
			return l, err
		}, "select form, saved from draft where owner = $1 order by saved desc, form", owner)
		return err
	})
	return out, err
}
