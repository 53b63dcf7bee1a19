package scrutiny

import (
	"net/http"
	"strings"

	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type publicMeetingRow struct {
	room.PublicMeeting
	State string
}

// publicRows makes a page of a list for anybody.
func publicRows[T any](r *shell.Request, heading string, all []T, err error) (v rowsView[T], _ error) {
	if v, err = rows(r, heading, all, err); err != nil {
		return v, err
	}
	v.Back = govuk.BackLink{Text: "Questions and answers", Href: "/public"}
	return v, nil
}

func publicMeetings(w http.ResponseWriter, r *shell.Request) error {
	ms, err := r.House().Board.PublicMeetings(r.Context())
	v, err := publicRows(r, "Meetings of scrutiny commissions and panels", each(ms, func(m room.PublicMeeting) publicMeetingRow { return publicMeetingRow{m, publicState(m)} }), err)
	if err != nil {
		return err
	}
	return r.Show(w, "scrutiny/public-meetings", v)
}

// publicState is how a meeting stands, for anybody: draft minutes are not told of.
func publicState(m room.PublicMeeting) string {
	switch {
	case m.State == "planned":
		return "planned"
	case m.State == "postponed" || m.State == "cancelled":
		return m.State
	case !m.Approved.IsZero():
		return "minutes published"
	case m.State == "agenda_published":
		return "agenda published"
	}
	return "held"
}

type publicMeetingView struct {
	govuk.Page
	Meeting room.PublicMeeting
	State   string
	Took    string
}

func publicMeeting(w http.ResponseWriter, r *shell.Request) error {
	m, err := r.House().Board.PublicMeeting(r.Context(), r.ID())
	if err != nil {
		return err
	}
	v := publicMeetingView{Page: r.Page("Meeting of " + m.Date.Long()), Meeting: m, State: publicState(m)}
	v.Caption, v.Back = m.Committee, govuk.BackLink{Text: "Meetings", Href: "/public/meetings"}
	if m.Took > 0 {
		v.Took = room.DurationWords(m.Took)
	}
	return r.Show(w, "scrutiny/public-meeting", v)
}

// publicActions are what was agreed: what is to be done, then what ended.
func publicActions(w http.ResponseWriter, r *shell.Request) error {
	as, err := r.House().Board.PublicActions(r.Context())
	v, err := publicRows(r, "What was agreed, and what became of it", as, err)
	if err != nil {
		return err
	}
	return r.Show(w, "scrutiny/public-actions", v)
}

// decisionsAtOnce is how many decisions a page for anybody shows, each with its call-in.
const decisionsAtOnce = 10

// publicDecisions are the decisions of the executive and their call-in: notices of what is to be decided, and what was.
func publicDecisions(w http.ResponseWriter, r *shell.Request) error {
	ds, err := r.House().Board.PublicDecisions(r.Context())
	if err != nil {
		return err
	}
	v := rowsView[room.PublicDecision]{Page: r.Page("Decisions of the executive and call-in")}
	v.Back = govuk.BackLink{Text: "Questions and answers", Href: "/public"}
	if v.Rows, v.Pages, err = shell.Paged(r, ds, decisionsAtOnce); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/public-decisions", v)
}

type happenedView struct {
	govuk.Page
	Ref      string
	Found    bool
	Happened room.Happened
}

// whatHappened is for who asked a question and has its reference. Nothing of the question's words is shown: a reference is easily guessed.
func whatHappened(w http.ResponseWriter, r *shell.Request) error {
	v := happenedView{Page: r.Page("What happened to my question?"), Ref: strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("ref")))}
	v.Back = govuk.BackLink{Text: "Questions and answers", Href: "/public"}
	if v.Ref != "" {
		h, err := r.House().Board.WhatHappened(r.Context(), v.Ref)
		if err != nil {
			return err
		}
		v.Found, v.Happened = true, h
	}
	return r.Show(w, "scrutiny/public-happened", v)
}
