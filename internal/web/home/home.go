// Package home has the first pages: where each persona lands, and everybody's own page of unfinished drafts, emergency-access notices
// and the ways to their work.
package home

import (
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/form"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the first pages.
func Routes() []shell.Route {
	return []shell.Route{
		{Method: "GET", Path: "/{$}", Action: access.ReadPublic, Class: access.None, Open: true, Page: land},
		{Method: "GET", Path: "/home", Action: access.OwnAccount, Class: access.Account, Page: home},
		{Method: "GET", Path: "/home/draft/{form...}", Action: access.OwnAccount, Class: access.Account, Page: oneDraft},
		{Method: "POST", Path: "/home/notices/{id}/seen", Action: access.OwnAccount, Class: access.Account, Page: seen},
	}
}

// firstPages is where each role begins. Somebody with several begins at the first of them.
var firstPages = []struct {
	role access.Role
	path string
}{
	{access.Partner, "/refer"},
	{access.Screener, "/front-door"},
	{access.SocialWorker, "/work"},
	{access.EarlyHelp, "/early-help"},
	{access.LADO, "/allegations"},
	{access.Manager, "/work"},
	{access.Analyst, "/figures"},
	{access.Member, "/scrutiny"},
	{access.Scrutiny, "/scrutiny"},
	{access.Director, "/dashboard"},
	{access.Administrator, "/accounts"},
	{access.Governance, "/break-glass"},
}

// First is the first page of an actor.
func First(a access.Actor) string {
	if a.ID == "" {
		return "/public"
	}
	for _, f := range firstPages {
		if a.Has(f.role) {
			return f.path
		}
	}
	return "/home"
}

func land(w http.ResponseWriter, r *shell.Request) error { return r.See(w, First(r.Actor)) }

type homeView struct {
	govuk.Page
	Notices []notice
	Drafts  []draft
	Ways    []way
}

// notice tells the owner of a record that somebody opened it in an emergency.
type notice struct{ ID, Name, By, When, Reason string }

// way leads to a part of the service.
type way struct{ Text, Href, Hint string }

func home(w http.ResponseWriter, r *shell.Request) error {
	v := homeView{Page: r.Page("Your page")}
	notices, err := r.House().People.Notices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, n := range notices {
		v.Notices = append(v.Notices, notice{ID: n.ID, Name: n.Name, By: r.Name(n.Worker), When: day.Moment(n.From), Reason: n.Reason})
	}
	kept, err := r.Drafts().List(r.Context(), r.Actor.ID)
	if err != nil {
		return err
	}
	if v.Drafts, err = drafts(r, kept); err != nil {
		return err
	}
	for _, n := range v.Nav {
		if n.Href != "/home" {
			v.Ways = append(v.Ways, way{n.Text, n.Href, hints[n.Href]})
		}
		if n.Href == "/work" { // social workers and managers: whoever has children or a team
			v.Ways = append(v.Ways, way{"Put right before the returns", "/problems", hints["/problems"]})
		}
	}
	if access.Could(r.Actor, access.KeepForms, access.Account).Allow {
		v.Ways = append(v.Ways, way{"Practice forms", "/practice-forms", "Questions of the council’s own for a step of the work."})
	}
	if access.Could(r.Actor, access.List, access.Assessment).Allow {
		v.Ways = append(v.Ways, way{"Lists of what is due", "/lists", "Visits, conferences, reviews, health, supervision and more, each as a list and a file."})
	}
	if access.Could(r.Actor, access.List, access.None).Allow && !r.Actor.Has(access.EarlyHelp) {
		v.Ways = append(v.Ways, way{"Other services", "/services", hints["/services"]})
	}
	if r.URL.Query().Has("seen") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The notice is marked as read."}
	}
	return r.Show(w, "home/home", v)
}

// hints say what a part of the service is for.
var hints = map[string]string{
	"/dashboard":        "What was done in time last year and this year so far, and whose was not.",
	"/front-door":       "Referrals that wait for a decision, least time left first.",
	"/refer":            "Make a referral, and see what was decided on those you sent.",
	"/work":             "What is to be done, overdue first.",
	"/problems":         "What the children in need census would find wrong in the records of your children, now and at the end of the year.",
	"/services":         "Young carers, the clinical service and domestic abuse: who waits, and what is next.",
	"/people":           "By name, date of birth, number or address.",
	"/panel-requests":   "What the panel is asked to pay for, and what it decided.",
	"/placement-prices": "What is paid for placements tonight, and what does not fit.",
	"/programmes":       "The programmes of work on a service: their posts, their money and what they brought.",
	"/reports":          "Reports with their figures, to read and to print.",
	"/figures":          "Each figure with its definition, and the list behind it.",
	"/scrutiny":         "Questions from members, and the answers.",
	"/returns":          "The SSDA903 and the children in need census, by every rule of the year, before they go.",
	"/imports":          "Take in returns as councils’ systems write them.",
	"/break-glass":      "Records that were opened in an emergency, and their reviews.",
	"/accounts":         "Who may sign in, and as what.",
}

// assessed says whom the assessments with drafts are about, as far as they are in the reader's own work list.
func assessed(r *shell.Request, kept []form.Listed) (map[string]string, error) {
	out := map[string]string{}
	for _, k := range kept {
		if !strings.HasPrefix(k.Form, "assessment/") || len(out) > 0 {
			continue
		}
		items, err := r.House().Tasks.ForWorker(r.Context(), r.Actor, r.Actor.ID)
		if err != nil {
			return nil, err
		}
		if err := r.ListedItems(items); err != nil {
			return nil, err
		}
		for _, i := range items {
			var names []string
			for _, p := range i.People {
				names = append(names, p.Name)
			}
			out[i.Subject] = strings.Join(names, ", ")
		}
	}
	return out, nil
}

func seen(w http.ResponseWriter, r *shell.Request) error {
	if _, err := r.House().People.SeeNotice(r.Context(), r.Actor, r.ID()); err != nil {
		return err
	}
	return r.See(w, "/home?seen")
}
