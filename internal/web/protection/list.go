package protection

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/clock"
	room "throughline/internal/protection"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// conferencesView is the list of a chair, or of everybody's conferences.
type conferencesView struct {
	govuk.Page
	Mine, Papers, All []conferenceRow
	Chair             bool
}

type conferenceRow struct {
	Name, Title, Href, Due, Who, Source string
	Clock                               govuk.Clock
}

// conferences lists what a chair is to hold and to send, and for others the conferences of the children whom they may see.
func conferences(w http.ResponseWriter, r *shell.Request) error {
	v := conferencesView{Page: r.Page("Conferences"), Chair: r.Actor.Has(access.Chair)}
	v.Wide = true
	var listed []string
	fill := func(mine bool) (held, papers []conferenceRow, err error) {
		all, err := r.House().Protection.Conferences(r.Context(), r.Actor, mine)
		for _, l := range all {
			row := conferenceRow{Name: l.Name, Title: l.Title, Href: root(l.Subject), Due: l.Due.Short(), Who: r.Name(l.Worker), Source: sourceOf(l.Item), Clock: clockOf(l.State, l.Words)}
			listed = append(listed, l.Subject)
			if l.Clock == room.SendDecisions || l.Clock == room.SendMinutes {
				papers = append(papers, row)
			} else {
				held = append(held, row)
			}
		}
		return held, papers, err
	}
	var err error
	if v.Chair {
		v.Mine, v.Papers, err = fill(true)
	} else {
		v.All, v.Papers, err = fill(false)
	}
	if err != nil {
		return err
	}
	if err := r.Listed("row of a list of conferences", listed...); err != nil {
		return err
	}
	return r.Show(w, "protection/conferences", v)
}

func clockOf(state clock.State, words string) govuk.Clock { return work.Clock(state, words) }
