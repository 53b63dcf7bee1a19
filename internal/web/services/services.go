// Package services has the pages of the three services beside social work: young carers, domestic abuse, and the clinical service. Their lists, records,
// forms and undo are one set of pages; what is asked and shown is each service's own.
package services

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages.
func Routes() []shell.Route {
	return slices.Concat([]shell.Route{
		{Method: "GET", Path: "/services", Action: access.List, Class: access.None, Page: overview},
		{Method: "GET", Path: "/children/{id}/services", Action: access.Search, Class: access.Identity, About: shell.AChild, Page: ofChild},
	}, carers.routes(), clinic.routes(), abuse.routes())
}

// pages are those of one service, whose record is a V.
type pages[V any] struct {
	path, refer  string // of the list, and of the form about a child: "/young-carers", "young-carer"
	title, begin string
	after        string // what happens when it has begun
	class        access.Class
	list         func(*shell.Request) (listView, []string, error) // with the people who are shown
	ask          func(*shell.Request) ([]shell.Section, error)
	start        func(*shell.Request, url.Values) (string, error)
	read         func(*shell.Request) (V, error)
	show         func(pages[V], *shell.Request, V, *showView)
	about        func(V) (caption, reference, subject string, version int64)
	editors      []editor[V]
	undoing      func(*shell.Request) person.Undoing
}

// editor is one form about one record. What is held is filled in; what was typed is kept as a draft until it is sent.
type editor[V any] struct {
	name, title, button, after string
	fits                       func(V) bool // whether there is anything to do; always unless given
	ask                        func(*shell.Request, V) ([]shell.Section, error)
	held                       func(V) url.Values // nil where the form begins empty
	send                       func(r *shell.Request, v V, base int64, typed url.Values) error
}

func (p pages[V]) routes() []shell.Route {
	on := func(method, path string, action access.Action, about shell.About, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: p.class, About: about, Page: page}
	}
	out := []shell.Route{
		on("GET", p.path, access.List, shell.Nothing, p.showList),
		on("GET", p.path+"/{id}", access.Read, shell.AService, p.showOne),
		on("POST", p.path+"/{id}/undo", access.Read, shell.AService, p.takeBack), // who referred may take it back without being of the service
		{Method: "GET", Path: "/children/{id}/" + p.refer, Action: access.Search, Class: access.Identity, About: shell.AChild, Page: p.new},
		{Method: "POST", Path: "/children/{id}/" + p.refer, Action: access.Search, Class: access.Identity, About: shell.AChild, Page: p.new},
	}
	for _, e := range p.editors {
		page := func(w http.ResponseWriter, r *shell.Request) error { return p.edit(w, r, e) }
		out = append(out, on("GET", p.path+"/{id}/"+e.name, access.Record, shell.AService, page), on("POST", p.path+"/{id}/"+e.name, access.Record, shell.AService, page))
	}
	return out
}

// newForm is the form with which a service begins for a child.
func (p pages[V]) newForm(r *shell.Request) (shell.SectionedForm, error) {
	v := shell.SectionedForm{Page: r.Page(p.begin), Action: "/children/" + r.ID() + "/" + p.refer, Draft: "service-new/" + r.ID() + "/" + p.refer, Button: p.begin, After: p.after}
	v.Caption = r.Reading.View().Name.Full()
	v.Back = govuk.BackLink{Text: "Other services", Href: "/children/" + r.ID() + "/services"}
	var err error
	v.Sections, err = p.ask(r)
	return v, err
}

func (p pages[V]) new(w http.ResponseWriter, r *shell.Request) error {
	v, err := p.newForm(r)
	if err != nil {
		return err
	}
	return r.RunForm(w, v, nil, func(_ int64, typed url.Values) (string, error) {
		id, err := p.start(r, typed)
		if err != nil {
			return "", err
		}
		r.SetPathValue("id", id)
		if _, err := p.read(r); err != nil { // who refers a child whom others work with is shown that it has gone
			return "/services?sent", nil
		}
		return p.path + "/" + id + "?saved", nil
	})
}

func (p pages[V]) form(r *shell.Request, e editor[V], v V) (shell.SectionedForm, error) {
	caption, reference, _, version := p.about(v)
	f := shell.SectionedForm{Page: r.Page(e.title), Action: p.path + "/" + r.ID() + "/" + e.name, Draft: strings.TrimPrefix(p.path, "/") + "/" + r.ID() + "/" + e.name, Base: version, Button: e.button, After: e.after}
	f.Caption, f.Back = caption, govuk.BackLink{Text: p.title + " " + reference, Href: p.path + "/" + r.ID()}
	var err error
	f.Sections, err = e.ask(r, v)
	return f, err
}

// open reads the record of a form that changes it.
func (p pages[V]) open(r *shell.Request, e editor[V]) (V, error) {
	v, err := p.read(r)
	if err == nil && e.fits != nil && !e.fits(v) {
		err = errs.New(errs.Conflict, "There is nothing to do here now: it was done, or it has ended. Open the record to see how it stands; nothing was changed")
	}
	return v, err
}

func (p pages[V]) edit(w http.ResponseWriter, r *shell.Request, e editor[V]) error {
	v, err := p.open(r, e)
	if err != nil {
		return err
	}
	f, err := p.form(r, e, v)
	if err != nil {
		return err
	}
	var held url.Values
	if e.held != nil {
		held = e.held(v)
	}
	return r.RunForm(w, f, held, func(base int64, typed url.Values) (string, error) {
		if err := e.send(r, v, base, typed); err != nil {
			return "", err
		}
		if _, err := p.read(r); err != nil { // the service no longer has it
			return p.path + "?saved", nil
		}
		return p.path + "/" + r.ID() + "?saved", nil
	})
}

func (p pages[V]) takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(p.undoing(r), r.ID()); err != nil {
		return err
	}
	if _, err := p.read(r); err != nil { // the record itself was taken back
		return r.See(w, "/services?undone")
	}
	return r.See(w, p.path+"/"+r.ID()+"?undone")
}
