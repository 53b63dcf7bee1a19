// Package listoflists has the pages of an inspection's lists (Ofsted's Annex A): made for a day, looked through row by row to the record that
// proves each, owned, signed off, handed over. What was made is kept as it was.
package listoflists

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/annexa"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of the lists. A copy of all lists is /annex-a/{id}, what is said of one list whatever the copy /inspection-lists/{id}.
func Routes() []shell.Route {
	rt := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.ExportReturn, Class: access.None, Page: page}
	}
	return append(dueRoutes(),
		rt("GET", "/annex-a", index),
		rt("POST", "/annex-a", makeLists),
		rt("GET", "/annex-a/{id}", open),
		rt("GET", "/annex-a/{id}/rows", rows),
		rt("GET", "/annex-a/{id}/workbook", workbook),
		rt("POST", "/annex-a/{id}/clear", clear),
		rt("POST", "/annex-a/{id}/hand-over", handOver),
		rt("GET", "/inspection-lists/{id}", ask),
		rt("POST", "/inspection-lists/{id}", keep),
	)
}

func room(r *shell.Request) annexa.Room { return annexa.Room{Desk: r.House().Desk} }

// page is the frame of a page of this room.
func page(r *shell.Request, heading, caption string, back govuk.BackLink) govuk.Page {
	p := r.Page(heading)
	p.Caption, p.Back = caption, back
	for i := range p.Nav {
		if p.Nav[i].Href == "/annex-a" {
			p.Nav[i].Active = true
		}
	}
	return p
}

var home = govuk.BackLink{Text: "Inspection lists", Href: "/annex-a"}

// line is one list in a table of lists.
type line struct {
	Number                    int
	Name, Rows, Newest        string
	Owner, Cleared, ClearedBy string
	Href                      string // its rows
	Since                     string
}

// lines are the lists of a copy with who owns and cleared them.
func lines(r *shell.Request, c annexa.Copy, owners map[int]annexa.Word) (out []line) {
	for _, l := range annexa.All() {
		x := line{Number: l.Number, Name: l.Name, Owner: owners[l.Number].Words}
		for _, f := range c.Lists {
			if f.List != l.Number {
				continue
			}
			x.Rows = strconv.Itoa(f.Rows)
			if !f.Newest.IsZero() {
				x.Newest = day.Moment(f.Newest)
			}
		}
		if c.ID != "" {
			x.Href = "/annex-a/" + c.ID + "/rows?list=" + strconv.Itoa(l.Number)
		}
		if w, ok := c.Cleared[l.Number]; ok {
			x.ClearedBy, x.Cleared = r.Name(w.Maker), day.Moment(w.Made)
		}
		out = append(out, x)
	}
	return out
}

// copyLine is a copy in the list of copies.
type copyLine struct {
	ID, On, Known, Made, By, Hash string
	Rows                          int
	Handed                        []string
}

func copyOf(r *shell.Request, c annexa.Copy) copyLine {
	l := copyLine{ID: c.ID, On: c.On.Long(), Made: day.Moment(c.Made), By: r.Name(c.Maker), Hash: c.SHA256}
	if !c.AsKnown.IsZero() {
		l.Known = day.Moment(c.AsKnown)
	}
	for _, f := range c.Lists {
		l.Rows += f.Rows
	}
	for _, w := range c.Handed {
		l.Handed = append(l.Handed, fmt.Sprintf("to %s on %s, by %s", w.Words, day.Moment(w.Made), r.Name(w.Maker)))
	}
	return l
}

type indexView struct {
	govuk.Page
	Newest copyLine
	Lines  []line
	Copies []copyLine
}

func index(w http.ResponseWriter, r *shell.Request) error {
	copies, err := room(r).Copies(r.Context())
	if err != nil {
		return err
	}
	owners, err := room(r).Owners(r.Context())
	if err != nil {
		return err
	}
	v := indexView{Page: page(r, "Inspection lists", "", govuk.BackLink{})}
	var newest annexa.Copy
	for i, c := range copies {
		if i == 0 {
			newest, v.Newest = c, copyOf(r, c)
		}
		v.Copies = append(v.Copies, copyOf(r, c))
	}
	v.Lines = lines(r, newest, owners)
	return r.Show(w, "listoflists/list", v)
}

// makeLists makes the lists for a day, as the records are or as they were known at the end of another.
func makeLists(w http.ResponseWriter, r *shell.Request) error {
	on, err := dayOf(r.FormValue("on"), "the extract date")
	if err != nil {
		return err
	}
	known, err := dayOf(r.FormValue("known"), "the day up to which the records are taken")
	if err != nil {
		return err
	}
	o := annexa.Options{On: on, Page: r.Route.Pattern()}
	if !known.IsZero() {
		o.AsKnown = known.Add(1).Start().Add(-1)
	}
	id, err := room(r).Make(r.Context(), r.Actor, o, r.House().Authority)
	if errs.Of(err) == errs.Usage { // what the command line says of a wrong flag is what a page says of a wrong answer
		return errs.As(errs.Invalid, err, "%s Nothing was made", errs.Text(err))
	}
	if err != nil {
		return err
	}
	return r.See(w, "/annex-a/"+id)
}

// dayOf reads a day as people write it; none when nothing was written.
func dayOf(s, what string) (day.Day, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return day.Day{}, nil
	}
	if d, err := day.Parse(s); err == nil {
		return d, nil
	}
	p := strings.FieldsFunc(s, func(c rune) bool { return c == '/' || c == ' ' || c == '.' || c == '-' })
	if len(p) == 3 {
		if d, err := day.FromParts(p[0], p[1], p[2]); err == nil {
			return d, nil
		}
	}
	return day.Day{}, errs.New(errs.Invalid, "Write %s with day, month and year, as in 30/9/2026. Nothing was made", what)
}

type openView struct {
	govuk.Page
	Copy  copyLine
	Size  string
	Lines []line
}

func open(w http.ResponseWriter, r *shell.Request) error {
	c, err := room(r).Copy(r.Context(), r.ID())
	if err != nil {
		return err
	}
	owners, err := room(r).Owners(r.Context())
	if err != nil {
		return err
	}
	v := openView{Page: page(r, "Lists on "+c.On.Long(), "", home), Copy: copyOf(r, c), Lines: lines(r, c, owners)}
	v.Size = fmt.Sprintf("%d KB", (c.Bytes+1023)/1024)
	return r.Show(w, "listoflists/open", v)
}

// perPage is how many rows of a list stand on one page.
const perPage = 50

type rowView struct {
	Href, Words, Why string
	Cells            []string
}

type rowsView struct {
	govuk.Page
	Title, Grain, Include, Period string
	Heads                         []string
	Rows                          []rowView
	Shown                         string
	Hidden                        int // rows of this page about people whom the actor may not see
	Pages                         govuk.Pagination
	Notes                         []note
}

type note struct{ Field, Text string }

// rows shows one list of a copy. Whoever stands on the page is read, and that is written down first.
func rows(w http.ResponseWriter, r *shell.Request) error {
	c, err := room(r).Copy(r.Context(), r.ID())
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(cmp.Or(r.URL.Query().Get("list"), "1"))
	if err != nil {
		return errs.New(errs.NotFound, "There is no such list")
	}
	l := annexa.Of(number)
	if l == nil {
		return errs.New(errs.NotFound, "There is no such list")
	}
	at, _ := strconv.Atoi(r.URL.Query().Get("page"))
	at = max(at, 1)
	all, of, err := room(r).Lines(r.Context(), c, number, (at-1)*perPage, perPage)
	if err != nil {
		return err
	}
	notes, err := room(r).Notes(r.Context())
	if err != nil {
		return err
	}
	v := rowsView{
		Page:  page(r, l.Name, "Lists on "+c.On.Long(), govuk.BackLink{Text: "Lists on " + c.On.Long(), Href: "/annex-a/" + c.ID}),
		Title: l.Title, Grain: l.Grain, Include: l.Include, Period: l.Period, Shown: shown(at, len(all), of),
	}
	for _, h := range l.Columns {
		v.Heads = append(v.Heads, strings.TrimSpace(h.Header))
		if n := notes[annexa.NoteKey(number, h.Header)]; n != "" {
			v.Notes = append(v.Notes, note{strings.TrimSpace(h.Header), n})
		}
	}
	var subjects []string
	see, err := seen(r, all)
	if err != nil {
		return err
	}
	for _, x := range all {
		if !see[x.Subject] {
			v.Hidden++
			continue
		}
		subjects = append(subjects, x.Subject)
		v.Rows = append(v.Rows, rowView{Href: hrefOf(x.Subject), Words: "Open " + x.Cells[0], Why: "record " + x.Record + ", written " + day.Moment(x.At), Cells: x.Cells})
	}
	if err := r.Listed("row of an inspection's list", subjects...); err != nil {
		return err
	}
	v.Pages = pagesOf("/annex-a/"+c.ID+"/rows", url.Values{"list": {strconv.Itoa(number)}}, at, of)
	return r.Show(w, "listoflists/rows", v)
}

// seen says of whom of a page the actor may see a row. The workbook has everybody, for inspectors must; a page hides who is hidden, and a contact
// that was matched to somebody who is.
func seen(r *shell.Request, all []annexa.Line) (map[string]bool, error) {
	out := map[string]bool{}
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		for _, x := range all {
			if _, known := out[x.Subject]; known {
				continue
			}
			about := []string{x.Subject}
			switch record.SubjectType(x.Subject) {
			case record.ChildSubject:
			case record.ContactSubject:
				s, err := story.Load(t, x.Subject)
				if err != nil {
					return err
				}
				about = nil
				for _, c := range story.All[record.Contact](s) {
					for _, child := range c.Body.Children {
						if child.Subject != "" {
							about = append(about, child.Subject)
						}
					}
				}
			default: // an adopter
				about = nil
			}
			out[x.Subject] = true
			for _, subject := range about {
				ok, err := visible(t, r, subject)
				if err != nil {
					return err
				}
				out[x.Subject] = out[x.Subject] && ok
			}
		}
		return nil
	})
	return out, err
}

func visible(t *db.Tx, r *shell.Request, subject string) (bool, error) {
	subject, err := story.Canonical(t, subject)
	if err != nil {
		return false, err
	}
	f, err := person.Facts(t, subject)
	if err != nil && errs.Of(err) != errs.NotFound {
		return false, err
	}
	return f.Subject != "" && access.Decide(r.Actor, access.List, access.Identity, f, r.Now()).Allow, nil
}

// hrefOf leads to the record that proves a row: the page of the person, or of the contact.
func hrefOf(subject string) string {
	kind, id, _ := strings.Cut(subject, ":")
	switch kind {
	case record.ChildSubject:
		return "/children/" + id
	case record.AdultSubject:
		return "/adults/" + id
	case record.ContactSubject:
		return "/contacts/" + id
	}
	return ""
}

func shown(at, n, of int) string {
	if n == 0 {
		return "Nobody stands in this list"
	}
	from := (at-1)*perPage + 1
	return fmt.Sprintf("Rows %d to %d of %d", from, from+n-1, of)
}

func pagesOf(path string, q url.Values, at, of int) (p govuk.Pagination) {
	to := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		return path + "?" + q.Encode()
	}
	if at > 1 {
		p.Previous.Href = to(at - 1)
	}
	if at*perPage < of {
		p.Next.Href = to(at + 1)
	}
	return p
}

// workbook sends the workbook of a copy as it was made.
func workbook(w http.ResponseWriter, r *shell.Request) error {
	c, err := room(r).Copy(r.Context(), r.ID())
	if err != nil {
		return err
	}
	b, err := room(r).Book(r.Context(), c)
	if err != nil {
		return err
	}
	reading := journal.Reading{Actor: r.Actor.ID, Subject: "annexa:" + c.ID, Action: string(r.Route.Action), Page: r.Route.Pattern(), Why: "the lists of an inspection, taken away", Allowed: true}
	err = r.House().DB.Write(r.Context(), func(t *db.Tx) error { return journal.LogReads(t, r.Now(), []journal.Reading{reading}) })
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="annex-a-%s.xlsx"`, c.On))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, err = w.Write(b)
	return err
}

// clear signs a list off, or all that are not signed off yet when no list is named.
func clear(w http.ResponseWriter, r *shell.Request) error {
	c, err := room(r).Copy(r.Context(), r.ID())
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.FormValue("list"))
	if err != nil {
		return errs.As(errs.Invalid, err, "Choose the list that you sign off. Nothing was changed")
	}
	if err := room(r).Clear(r.Context(), r.Actor, c, number, ""); err != nil {
		return err
	}
	return r.See(w, "/annex-a/"+c.ID)
}

func handOver(w http.ResponseWriter, r *shell.Request) error {
	c, err := room(r).Copy(r.Context(), r.ID())
	if err != nil {
		return err
	}
	if err := room(r).HandOver(r.Context(), r.Actor, c, r.FormValue("to")); err != nil {
		return plain(err)
	}
	return r.See(w, "/annex-a/"+c.ID)
}

// plain makes one sentence of what is wrong with a form of one field.
func plain(err error) error {
	if errs.Of(err) != errs.Invalid {
		return err
	}
	return errs.As(errs.Invalid, err, "%s. Nothing was changed", strings.TrimSuffix(errs.Text(err), "."))
}

type askView struct {
	govuk.Page
	Number                 int
	Grain, Period, Include string
	Owner                  string
	Fields                 []fieldView
}

type fieldView struct{ ID, Header, Meaning, Note string }

// ask shows who owns a list and what is said of its fields, to change it.
func ask(w http.ResponseWriter, r *shell.Request) error {
	l, err := listOf(r)
	if err != nil {
		return err
	}
	owners, err := room(r).Owners(r.Context())
	if err != nil {
		return err
	}
	notes, err := room(r).Notes(r.Context())
	if err != nil {
		return err
	}
	v := askView{Page: page(r, l.Name, l.Title, home), Number: l.Number, Grain: l.Grain, Period: l.Period, Include: l.Include, Owner: owners[l.Number].Words}
	for i, c := range l.Columns {
		v.Fields = append(v.Fields, fieldView{ID: "note-" + strconv.Itoa(i), Header: strings.TrimSpace(c.Header), Meaning: c.Meaning, Note: notes[annexa.NoteKey(l.Number, c.Header)]})
	}
	return r.Show(w, "listoflists/ask", v)
}

func listOf(r *shell.Request) (*annexa.List, error) {
	n, _ := strconv.Atoi(r.ID()) // none is no list
	l := annexa.Of(n)
	if l == nil {
		return nil, errs.New(errs.NotFound, "There is no such list")
	}
	return l, nil
}

func keep(w http.ResponseWriter, r *shell.Request) error {
	l, err := listOf(r)
	if err != nil {
		return err
	}
	if err := room(r).Own(r.Context(), r.Actor, l.Number, r.FormValue("owner")); err != nil {
		return plain(err)
	}
	for i, c := range l.Columns {
		if err := room(r).Note(r.Context(), r.Actor, l.Number, c.Header, r.FormValue("note-"+strconv.Itoa(i))); err != nil {
			return plain(err)
		}
	}
	return r.See(w, "/annex-a")
}
