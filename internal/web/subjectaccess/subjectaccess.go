// Package subjectaccess has the pages on which a copy of somebody's record is prepared for the one who asked for it.
//
// Source: complaints-as-tests.md 24 and 25; acceptance-scenarios.md 23; seed requirement SR-160.
package subjectaccess

import (
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/subjectaccess"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// Routes are the pages. What any officer of information governance may do is of the class of identity; what is in the record opens only to those who answer the
// request, and each opening is written down as a reading of the child.
func Routes() []shell.Route {
	var out []shell.Route
	route := func(path string, class access.Class, about shell.About, show, take shell.Handler) {
		if show != nil {
			out = append(out, shell.Route{Method: "GET", Path: path, Action: access.ExportChild, Class: class, About: about, Page: show})
		}
		if take != nil {
			out = append(out, shell.Route{Method: "POST", Path: path, Action: access.ExportChild, Class: class, About: about, Page: take})
		}
	}
	route("/access-requests", access.None, shell.Nothing, list, nil)
	route("/access-requests/new", access.Identity, shell.Nothing, find, find)
	const of = "/children/{id}/access-requests/"
	route(of+"new", access.Identity, shell.AChild, newRequest, newRequest)
	route(of+"{request}", access.None, shell.AChild, show, nil)
	for _, s := range steps {
		route(of+"{request}/"+s.name, s.class, shell.AChild, s.run, s.run)
	}
	route(of+"{request}/facts", access.None, shell.AChild, nil, giveFacts)
	route(of+"{request}/undo", access.None, shell.AChild, nil, undo)
	route(of+"{request}/read", access.None, shell.AChild, read, confirm)
	route(of+"{request}/parts/{part}", access.None, shell.AChild, part, decide)
	route(of+"{request}/parts/{part}/file", access.None, shell.AChild, file, nil)
	route(of+"{request}/editions/{edition}", access.None, shell.AChild, edition, nil)
	return out
}

func requestID(r *shell.Request) string { return r.PathValue("request") }

// base is the address of the request that the route names.
func base(r *shell.Request) string { return people.Base(r) + "/access-requests/" + requestID(r) }

func load(r *shell.Request) (room.Case, error) {
	return r.House().Requests.Load(r.Context(), r.Actor, r.Subject(), requestID(r))
}

// head is the head of a page about one request. Its readers may not read the record in general, so that it says whose it is by itself.
func head(r *shell.Request, heading string) people.Head {
	h := people.NewHead(r, heading)
	h.Bar = govuk.IdentityBar{Label: "Whose record this is", Name: subject(r)}
	return h
}

type listView struct {
	govuk.Page
	Open, Ended []row
	MayTake     bool
}

type row struct {
	Href, Reference, Name, By, State, Handler, Again string
	Received, Due                                    day.Day
	Late                                             bool
}

// list is the requests that the reader may know of, by the time left.
func list(w http.ResponseWriter, r *shell.Request) error {
	rows, err := r.House().Requests.List(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Requests for a copy of a record"), MayTake: access.Could(r.Actor, access.ExportChild, access.Identity).Allow}
	v.Wide = true
	var subjects []string
	for _, one := range rows {
		q := one.Request.Body
		at := "/children/" + strings.TrimPrefix(one.Subject, record.ChildSubject+":") + "/access-requests/" + one.Request.ID
		line := row{Href: at, Reference: q.Reference, Name: one.Name, By: codes.Sentence("access_requester", q.By), Handler: r.Name(q.Handler), Received: q.Received, Due: one.Due,
			State: state(q), Late: !one.Due.IsZero() && one.Due.Before(r.Today()) && len(q.Editions) == 0}
		if v.MayTake {
			line.Again = at + "/reopen"
		}
		subjects = append(subjects, one.Subject)
		if q.Open() {
			line.Again = strings.Replace(line.Again, "/reopen", "/hand", 1)
			v.Open = append(v.Open, line)
		} else {
			v.Ended = append(v.Ended, line)
		}
	}
	if err := r.Listed("row of the requests for records", subjects...); err != nil {
		return err
	}
	return r.Show(w, "subjectaccess/list", v)
}

// state is how a request stands, in few words.
func state(q record.AccessRequest) string {
	n := len(q.Editions)
	switch {
	case !q.Open():
		return codes.Sentence("access_outcome", q.Outcome)
	case q.Stopped():
		return "Waits for the requester"
	case len(q.Reopened) > 0 && (n == 0 || q.Editions[n-1].On.Before(q.Reopened[len(q.Reopened)-1].On)):
		return "Opened again"
	case n > 0 && q.Editions[n-1].Sent.IsZero():
		return "Ready to be given"
	case n > 0:
		return "Given"
	case q.Reader != "":
		return "With the second reader"
	}
	return "Being prepared"
}

type findView struct {
	govuk.Page
	Q     *form.Text
	Asked bool
	Hits  []hit
}

type hit struct {
	Href, Name, Born string
}

// find finds whom a request is about. The words come by POST, so that they are in no address.
func find(w http.ResponseWriter, r *shell.Request) error {
	v := findView{Page: r.Page("Whose record is asked for?"), Q: &form.Text{Name: "q", Label: "Name and date of birth of the child or young person", Required: "Enter something to look for", Complete: "off"}}
	v.Back = govuk.BackLink{Text: "Requests for a copy of a record", Href: "/access-requests"}
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		f := shell.FormOf([]shell.Section{{Fields: []form.Field{v.Q}}})
		if f.Parse(r.PostForm) {
			hits, err := r.House().Requests.Candidates(r.Context(), r.Actor, v.Q.Value)
			if err != nil {
				return err
			}
			v.Asked = true
			var subjects []string
			for _, h := range hits {
				subjects = append(subjects, h.Subject)
				v.Hits = append(v.Hits, hit{"/children/" + strings.TrimPrefix(h.Subject, record.ChildSubject+":") + "/access-requests/new", h.Name, h.Born.Long()})
			}
			if err := r.Listed("hit of a search", subjects...); err != nil {
				return err
			}
		}
		v.Errors = f.Errors()
	}
	return r.Show(w, "subjectaccess/find", v)
}

// undo takes back what the reader did last on the request.
func undo(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().Requests.Undoing(requestID(r)), r.Subject()); err != nil {
		return err
	}
	if _, err := load(r); err != nil { // the request itself was taken back
		return r.See(w, "/access-requests")
	}
	return r.See(w, base(r)+"?done=undone")
}

func giveFacts(w http.ResponseWriter, r *shell.Request) error {
	if _, _, err := r.House().Requests.GiveFacts(r.Context(), r.Actor, r.Subject(), requestID(r)); err != nil {
		return err
	}
	return r.See(w, base(r)+"?done=facts")
}
