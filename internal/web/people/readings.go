package people

import (
	"net/http"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type readingsView struct {
	frame
	All   bool
	Since time.Time
	Rows  []readingRow
	Older bool // there are more than are shown
}

type readingRow struct{ When, Who, What, Why, Result string }

// usually is how far back the list of readings goes unless all are asked for, mostRows how many it shows.
const (
	usually  = 90 * 24 * time.Hour
	mostRows = 1000
)

// readings is who read a record, when and why, refused readings too.
func readings(w http.ResponseWriter, r *shell.Request) error {
	v := readingsView{frame: newFrame(r, "Who has read this record"), All: r.URL.Query().Get("all") == "yes"}
	if !r.May(access.Read, access.Identity) {
		v.Back, v.Bar = govuk.BackLink{}, govuk.IdentityBar{} // information governance sees who read, not what
	}
	v.Wide = true
	if !v.All {
		v.Since = r.Now().Add(-usually)
	}
	rows, err := r.House().People.WhoRead(r.Context(), r.Actor, subject(r), v.Since)
	if err != nil {
		return err
	}
	v.Older = len(rows) > mostRows
	for _, row := range rows[:min(len(rows), mostRows)] {
		v.Rows = append(v.Rows, readingRow{
			When: day.Moment(row.At), Who: r.Name(row.Actor), What: capital(actionWords(row)), Why: reasonOf(r, row.Why),
			Result: map[bool]string{true: "Opened", false: "Refused"}[row.Allowed],
		})
	}
	return r.Show(w, "people/readings", v)
}

// actionWords is what a reading was for: the page, as people call it.
func actionWords(row journal.Reading) string {
	_, path, isRoute := strings.Cut(row.Page, " ")
	if row.Action == string(access.List) {
		return "seen as a row: " + row.Why
	}
	if row.Page == "who read this record" {
		return "who has read the record"
	}
	if !isRoute || !strings.HasPrefix(path, "/") {
		return row.Page
	}
	words := map[string]string{
		"/children/{id}": "the record", "/adults/{id}": "the record", "readings": "who has read the record", "details": "change details", "name": "new name",
		"identifier": "add a number", "address": "add an address", "contact": "add a contact detail", "relationship": "add a relationship", "merge": "merge a duplicate",
		"restrict": "restrict the record", "allocate": "allocate", "birth": "record the birth", "unmerge": "part merged records", "end": "end something",
	}
	for _, key := range []string{path, path[strings.LastIndex(path, "/")+1:]} {
		if words[key] != "" {
			return words[key]
		}
	}
	return strings.ReplaceAll(row.Action, "_", " ") + ", " + path
}

// reasonOf is why a reading was allowed or refused; of an emergency opening it is the reason that was given.
func reasonOf(r *shell.Request, why string) string {
	if id, ok := strings.CutPrefix(why, "Emergency access "); ok {
		if g, found := story.Find[record.BreakGlass](r.Reading.Story, id); found {
			return "Emergency access: " + g.Body.Reason
		}
		return "Emergency access"
	}
	return why
}
