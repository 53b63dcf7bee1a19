package subjectaccess

import (
	"net/http"
	"net/url"
	"strconv"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/subjectaccess"
	"throughline/internal/web/govuk"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type showView struct {
	people.Head
	Root     string
	Q        record.AccessRequest
	By       string
	State    string
	Due      day.Day
	Left     int // days
	Handler  string
	Reader   string
	Self     bool
	Count    room.Counts
	Lacks    []string
	Waits    bool // an edition waits to be given
	MayAsk   bool
	Show     string
	Shows    []shows
	Items    []line
	Pages    govuk.Pagination
	Editions []edited
	Undo     *shell.Step
}

type shows struct {
	Name, Label string
	N           int
	On          bool
}

type line struct {
	Href, Title, Kind, Look, State, Tag string
	On                                  day.Day
	Apart                               bool
}

type edited struct {
	Number int
	Href   string
	By     string
	E      record.AccessEdition
}

// done says what was done.
var done = map[string]string{"saved": "Saved.", "facts": "The plain facts are given.", "decided": "Your decision is kept.", "all": "Every part is decided.", "undone": "That was undone.", "confirmed": "The copy is made, and waits to be given."}

// lineOf is an item as a list shows it.
func lineOf(r *shell.Request, i room.Item) line {
	k, _ := record.Lookup(i.Kind)
	l := line{Href: base(r) + "/parts/" + i.Record, Title: i.Title, Kind: k.Title, Look: i.Look, On: i.On, Apart: i.Apart, State: "Not decided", Tag: "grey"}
	switch {
	case i.Stale:
		l.State, l.Tag = "Changed since: look again", "orange"
	case i.Decided == nil:
	case i.Decided.Body.Decision == record.AccessWithhold:
		l.State, l.Tag = "Held back", "red"
	case i.Decided.Body.Decision == record.AccessRedact:
		l.State, l.Tag = "Passages taken out: "+strconv.Itoa(len(i.Decided.Body.Passages)), "yellow"
	default:
		l.State, l.Tag = "Given", "green"
	}
	return l
}

// among says whether an item is in one of the lists of the page.
func among(i room.Item, show string) bool {
	switch show {
	case "waits":
		return !i.Settled()
	case "apart":
		return i.Apart
	case "held":
		return i.Settled() && i.Decided.Body.Decision != record.AccessGive
	}
	return true
}

const perPage = 50

// show is the workspace of a request: how it stands, what it still lacks, and every part of the record in order.
func show(w http.ResponseWriter, r *shell.Request) error {
	c, err := load(r)
	if err != nil {
		return err
	}
	q := c.Request.Body
	v := showView{Head: head(r, "Request "+q.Reference+" for a copy of this record"), Root: base(r), Q: q, By: codes.Label("access_requester", q.By), State: state(q), Due: room.DueOn(r.House().Book, q),
		Handler: r.Name(q.Handler), Reader: r.Name(q.Reader), Self: q.By == record.AskedForSelf, Count: room.Count(c.Items), Lacks: room.Lacks(q, c.Items), MayAsk: !q.Stopped(), Show: r.URL.Query().Get("show")}
	v.Back = govuk.BackLink{Text: "Requests for a copy of a record", Href: "/access-requests"}
	v.Banner = people.DoneBanner(r, done)
	v.Left = v.Due.Sub(r.Today())
	for n, e := range q.Editions {
		v.Editions = append(v.Editions, edited{n + 1, base(r) + "/editions/" + strconv.Itoa(n+1), r.Name(e.By), e})
	}
	if n := len(q.Editions); n > 0 {
		v.Waits = q.Editions[n-1].Sent.IsZero()
	}
	if v.Show == "" {
		v.Show = "waits"
		if v.Count.Undecided+v.Count.Stale == 0 {
			v.Show = "all"
		}
	}
	var chosen []room.Item
	for _, s := range []shows{{Name: "waits", Label: "To decide"}, {Name: "apart", Label: "Restricted or about others"}, {Name: "held", Label: "Not given whole"}, {Name: "all", Label: "Everything"}} {
		for _, i := range c.Items {
			if among(i, s.Name) {
				s.N++
				if s.Name == v.Show {
					chosen = append(chosen, i)
				}
			}
		}
		s.On = s.Name == v.Show
		v.Shows = append(v.Shows, s)
	}
	if chosen, v.Pages, err = shell.Paged(r, chosen, perPage); err != nil {
		return err
	}
	for _, i := range chosen {
		v.Items = append(v.Items, lineOf(r, i))
	}
	if v.Undo, err = r.LastStep(r.House().Requests.Undoing(requestID(r)), r.Subject(), v.Root+"/undo", nil); err != nil {
		return err
	}
	return r.Show(w, "subjectaccess/show", v)
}

type readView struct {
	people.Head
	Root    string
	Version int64
	Copy    room.Copy
	Lacks   []string
	Leaks   []leak
	Mine    bool // the reader may say that it may leave
	Why     string
}

type leak struct{ Title, Href, In, InHref string }

// read is everything as it would leave, for the second reader.
func read(w http.ResponseWriter, r *shell.Request) error { return showRead(w, r, nil) }

func showRead(w http.ResponseWriter, r *shell.Request, wrong error) error {
	c, err := load(r)
	if err != nil {
		return err
	}
	q := c.Request.Body
	v := readView{Head: head(r, "Read what leaves"), Root: base(r), Version: c.Request.Version, Copy: room.NewCopy(c, "", r.Today()), Lacks: room.Lacks(q, c.Items), Mine: q.Handler != r.Actor.ID}
	v.Back = govuk.BackLink{Text: "Request " + q.Reference, Href: base(r)}
	for _, l := range room.Leaks(c.Items) {
		from, err := c.Find(l.From)
		if err != nil {
			return err
		}
		in, err := c.Find(l.In)
		if err != nil {
			return err
		}
		v.Leaks = append(v.Leaks, leak{from.On.Long() + ", " + from.Title, base(r) + "/parts/" + l.From, in.On.Long() + ", " + in.Title, base(r) + "/parts/" + l.In})
	}
	if wrong != nil {
		v.Errors = []govuk.ErrorLink{{Text: errs.Text(wrong), Href: "#seen"}}
	}
	return r.Show(w, "subjectaccess/read", v)
}

// confirm is the word of the second reader.
func confirm(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	version, err := shell.Base(r.PostForm)
	if err != nil {
		return err
	}
	_, err = r.House().Requests.Confirm(r.Context(), r.Actor, r.Subject(), requestID(r), version, r.PostForm.Get("seen") == "yes")
	if errs.Of(err) == errs.Invalid {
		return showRead(w, r, err)
	}
	if err != nil {
		return err
	}
	return r.See(w, base(r)+"?done=confirmed")
}

// edition gives the bytes of a copy as it left.
func edition(w http.ResponseWriter, r *shell.Request) error {
	n, err := strconv.Atoi(r.PathValue("edition"))
	if err != nil {
		n = 0
	}
	name, b, err := r.House().Requests.Edition(r.Context(), r.Actor, r.Subject(), requestID(r), n)
	if err != nil {
		return err
	}
	return send(w, "application/zip", name, b)
}

// file gives a file to whoever decides on it.
func file(w http.ResponseWriter, r *shell.Request) error {
	d, b, err := r.House().Requests.File(r.Context(), r.Actor, r.Subject(), requestID(r), r.PathValue("part"))
	if err != nil {
		return err
	}
	return send(w, d.Media, d.File, b)
}

func send(w http.ResponseWriter, media, name string, b []byte) error {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, err := w.Write(b)
	return err
}
