// Package returns has the pages where a return is checked before it goes: brought, checked in the background, its findings read, compared and
// taken away, and all of it deleted.
package returns

import (
	"fmt"
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/returns/checking"
	"throughline/internal/returns/finding"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of returns that are checked. A return is /returns/{id}, one check of it /checks/{id}.
func Routes() []shell.Route {
	rt := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.ImportReturn, Class: access.None, Page: page}
	}
	return []shell.Route{
		rt("GET", "/returns", list),
		rt("GET", "/returns/new", choose),
		rt("GET", "/returns/new/cin", askFor(checking.CIN)),
		rt("POST", "/returns/new/cin", bring(checking.CIN)),
		rt("GET", "/returns/new/ssda903", askFor(checking.SSDA903)),
		rt("POST", "/returns/new/ssda903", bring(checking.SSDA903)),
		rt("GET", "/returns/{id}", open),
		rt("GET", "/returns/{id}/again", askAgain),
		rt("POST", "/returns/{id}/again", bringAgain),
		rt("GET", "/returns/{id}/compare", compare),
		rt("GET", "/returns/{id}/delete", askDelete),
		rt("POST", "/returns/{id}/delete", remove),
		rt("GET", "/checks/{id}", run),
		rt("POST", "/checks/{id}/stop", stop),
		rt("POST", "/checks/{id}/resume", resume),
		rt("GET", "/checks/{id}/rule", rule),
		rt("GET", "/checks/{id}/children", children),
		rt("POST", "/checks/{id}/children", find),
		rt("GET", "/checks/{id}/child", child),
		rt("GET", "/checks/{id}/report", report),
	}
}

// page is the frame of a page of this room: its entry in the menu is the active one below /checks too.
func page(r *shell.Request, heading, caption string, back govuk.BackLink) govuk.Page {
	p := r.Page(heading)
	p.Caption, p.Back = caption, back
	for i := range p.Nav {
		if p.Nav[i].Href == "/returns" {
			p.Nav[i].Active = true
		}
	}
	return p
}

// note writes down that the findings of a return were opened or taken away. Children of them who are recorded here are written down by name
// besides (lines).
func note(r *shell.Request, ret checking.Return, why string) error {
	reading := journal.Reading{Actor: r.Actor.ID, Subject: "return:" + ret.ID, Action: string(r.Route.Action), Page: r.Route.Pattern(), Why: why, Allowed: true}
	return r.House().DB.Write(r.Context(), func(t *db.Tx) error { return journal.LogReads(t, r.Now(), []journal.Reading{reading}) })
}

// many is a number with its noun.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + more
}

// number writes thousands with commas.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// kindWords are what people call the returns.
func kindWords(k checking.Kind) string {
	if k == checking.CIN {
		return "Children in need census"
	}
	return "SSDA903 (children looked after)"
}

func readingWords(f finding.Reading) string {
	if f == finding.Peer {
		return "As the sector’s checker"
	}
	return "As the guidance means it"
}

var stateWords = map[checking.State]string{
	checking.Running: "Running", checking.Done: "Done", checking.Stopped: "Stopped", checking.Failed: "Could not be done", checking.Interrupted: "Interrupted",
}

// found is what a run found, in words.
func found(o checking.Outcome) string {
	if o.Errors+o.Queries == 0 {
		return "Nothing"
	}
	return many(o.Errors, "error", "errors") + ", " + many(o.Queries, "query", "queries")
}

// runLine is a check in a list.
type runLine struct {
	ID, When, By, Year, Reading, State, Found string
	Done                                      bool
}

func lineOf(r *shell.Request, x checking.Run) runLine {
	l := runLine{ID: x.ID, When: day.Moment(x.Made), By: r.Name(x.Maker), Year: yearOf(x), Reading: readingWords(x.Asked.Reading), State: stateWords[x.State], Done: x.State == checking.Done}
	switch x.State {
	case checking.Done:
		l.Found = found(x.Outcome)
	case checking.Running:
		l.Found = fmt.Sprintf("%d percent done", x.Share)
	}
	return l
}

// yearOf is the year of a run: the one that was checked, else the one that was asked for.
func yearOf(x checking.Run) string {
	switch {
	case x.Outcome.Year != "":
		return x.Outcome.Year
	case x.Asked.Year != "":
		return x.Asked.Year
	}
	return "as the file says"
}

type listView struct {
	govuk.Page
	Returns []returnLine
}

type returnLine struct {
	ID, Name, Kind, Made, By string
	Last                     runLine
}

func list(w http.ResponseWriter, r *shell.Request) error {
	all, err := r.House().Checking.Returns(r.Context())
	if err != nil {
		return err
	}
	v := listView{Page: page(r, "Check a return", "", govuk.BackLink{})}
	for _, ret := range all {
		l := returnLine{ID: ret.ID, Name: ret.Name, Kind: kindWords(ret.Kind), Made: day.Moment(ret.Made), By: r.Name(ret.Maker)}
		if n := len(ret.Runs); n > 0 {
			l.Last = lineOf(r, ret.Runs[n-1])
		}
		v.Returns = append(v.Returns, l)
	}
	if r.URL.Query().Has("deleted") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The return is deleted: its files and everything that was found in them."}
	}
	return r.Show(w, "returns/list", v)
}

type openView struct {
	govuk.Page
	ID       string
	Kind     string
	Runs     []runLine // newest first
	Finished []runLine // newest first
	Files    []string
	Before   string // the two newest finished runs, for the form that compares
	After    string
}

func open(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	v := openView{Page: page(r, ret.Name, kindWords(ret.Kind), govuk.BackLink{Text: "Check a return", Href: "/returns"}), ID: ret.ID, Kind: kindWords(ret.Kind)}
	for _, x := range ret.Runs {
		v.Runs = append([]runLine{lineOf(r, x)}, v.Runs...)
	}
	for _, x := range ret.Finished() {
		v.Finished = append([]runLine{lineOf(r, x)}, v.Finished...)
	}
	if len(v.Finished) > 1 {
		v.After, v.Before = v.Finished[0].ID, v.Finished[1].ID
	}
	if up, ok := ret.Latest(); ok {
		for _, f := range up.Files {
			v.Files = append(v.Files, fmt.Sprintf("%s (%s, %s)", f.Name, partWords[f.Part], size(f.Bytes)))
		}
	}
	return r.Show(w, "returns/open", v)
}

var partWords = map[checking.Part]string{
	checking.This: "this year", checking.Last: "last year", checking.Providers: "providers", checking.Postcodes: "postcodes", checking.Authorities: "authorities",
}

func size(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%d kB", bytes>>10)
	}
	return many(bytes, "byte", "bytes")
}

type deleteView struct {
	govuk.Page
	ID          string
	Files, Runs string
}

func askDelete(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	files := 0
	for _, u := range ret.Uploads {
		files += len(u.Files)
	}
	v := deleteView{Page: page(r, "Delete this return?", ret.Name, govuk.BackLink{Text: ret.Name, Href: "/returns/" + ret.ID}), ID: ret.ID,
		Files: many(files, "file", "files"), Runs: many(len(ret.Runs), "check", "checks")}
	return r.Show(w, "returns/delete", v)
}

func remove(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	if err := note(r, ret, "deleted, with its files and findings"); err != nil {
		return err
	}
	if err := r.House().Checking.Delete(r.Context(), ret.ID); err != nil {
		return err
	}
	return r.See(w, "/returns?deleted")
}

// names are the names of files as a sentence lists them.
func names(files []checking.Listed, part checking.Part) string {
	var out []string
	for _, f := range files {
		if f.Part == part {
			out = append(out, f.Name)
		}
	}
	return strings.Join(out, ", ")
}
