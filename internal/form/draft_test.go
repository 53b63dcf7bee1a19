package form_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/form"
)

func drafts(d *commandtest.Desk) *form.Drafts {
	return &form.Drafts{DB: d.DB, Vault: d.Vault, Now: d.Clock.Now}
}

func TestADraftIsKeptUntilItIsSent(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		ds := drafts(d)
		typed := url.Values{"history": {"First line\r\nSecond “line”"}, "factors": {"1A", "3B"}, "_base": {"4"}, "empty": {""}}
		if _, err := ds.Save(t.Context(), "worker:a", "assessment/1", typed); err != nil {
			t.Fatal(err)
		}
		d.Clock.Add(time.Minute)
		typed.Set("history", "Longer")
		if _, err := ds.Save(t.Context(), "worker:a", "assessment/1", typed); err != nil {
			t.Fatal(err)
		}
		other := drafts(d.Server(t)) // another server, after this one was killed
		got, ok, err := other.Load(t.Context(), "worker:a", "assessment/1")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if got.Typed.Get("history") != "Longer" || strings.Join(got.Typed["factors"], ",") != "1A,3B" {
			t.Errorf("typed %v", got.Typed)
		}
		if got.Typed.Has("_base") {
			t.Error("a field with an underscore was kept")
		}
		if _, ok, err := ds.Load(t.Context(), "worker:b", "assessment/1"); ok || err != nil {
			t.Error("another person's draft was opened", err)
		}
		if err := ds.Drop(t.Context(), "worker:a", "assessment/1"); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := ds.Load(t.Context(), "worker:a", "assessment/1"); ok {
			t.Error("still there")
		}
	})
}

func TestADraftIsSealedInItsPlace(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		ds := drafts(d)
		if _, err := ds.Save(t.Context(), "worker:a", "referral/new", url.Values{"concern": {"bruises"}}); err != nil {
			t.Fatal(err)
		}
		raw := commandtest.Query[[]byte](t, d, "select body from draft")
		if strings.Contains(string(raw[0]), "bruises") {
			t.Error("the draft is readable in the database")
		}
		if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("update draft set form = 'referral/other'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ds.Load(t.Context(), "worker:a", "referral/other"); errs.Of(err) != errs.Tampered {
			t.Errorf("a moved draft opened: %v", err)
		}
	})
}

func TestTooLargeADraftIsRefusedAndTheOldOneKept(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		ds := drafts(d)
		if _, err := ds.Save(t.Context(), "worker:a", "f", url.Values{"x": {"kept"}}); err != nil {
			t.Fatal(err)
		}
		_, err := ds.Save(t.Context(), "worker:a", "f", url.Values{"x": {strings.Repeat("a", form.Most)}})
		if errs.Of(err) != errs.Invalid {
			t.Errorf("err = %v", err)
		}
		if got, ok, _ := ds.Load(t.Context(), "worker:a", "f"); !ok || got.Typed.Get("x") != "kept" {
			t.Errorf("the older draft is gone: %v", got)
		}
	})
}
