package work

import (
	"crypto/rand"
	"net/http"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

type calendarView struct {
	govuk.Page
	Made    string // since when there is one; empty when there is none
	Address string // shown once
}

// calendar tells of the reader's own calendar feed.
func calendar(w http.ResponseWriter, r *shell.Request) error { return showCalendar(w, r, "") }

func showCalendar(w http.ResponseWriter, r *shell.Request, address string) error {
	v := calendarView{Page: r.Page("Your work in your calendar"), Address: address}
	v.Back = govuk.BackLink{Text: "Work", Href: "/work"}
	f, ok, err := room(r).Feed(r.Context(), r.Actor.ID)
	if err != nil {
		return err
	}
	if ok {
		v.Made = f.Body.Made.Long()
	}
	if r.URL.Query().Get("done") == "ended" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The address answers nothing any more."}
	}
	return r.Show(w, "work/calendar", v)
}

func makeCalendar(w http.ResponseWriter, r *shell.Request) error {
	token, _, err := room(r).MakeFeed(r.Context(), r.Actor, rand.Text()+rand.Text())
	if err != nil {
		return err
	}
	scheme := "http://"
	if r.App.Secure {
		scheme = "https://"
	}
	return showCalendar(w, r, scheme+r.Host+"/calendar/"+token)
}

func endCalendar(w http.ResponseWriter, r *shell.Request) error {
	if _, err := room(r).RevokeFeed(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.See(w, "/work/calendar?done=ended")
}

// feed is what a calendar fetches. It knows nobody: the address is the key. It holds days and titles and names nobody, and what the worker may not see any more is
// not in it.
func feed(w http.ResponseWriter, r *shell.Request) error {
	worker, err := room(r).FeedOf(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	var actor access.Actor
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) (err error) {
		actor, err = house.ActorOf(t, worker)
		return err
	})
	if err != nil {
		return err
	}
	if len(actor.Roles) == 0 {
		return errs.New(errs.NotFound, "There is no such calendar")
	}
	items, err := r.House().Tasks.ForWorker(r.Context(), actor, worker)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, err = w.Write([]byte(workforce.Calendar(items, r.Now(), mark)))
	return err
}
