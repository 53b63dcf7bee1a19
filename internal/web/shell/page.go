package shell

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
)

// entry is one item of the menu, for those who may use it.
type entry struct {
	text, path string
	action     access.Action
	class      access.Class
	roles      []access.Role // empty: everybody whom action and class admit
}

// menu is in the order in which people meet the work. Home is everybody's own first page.
var menu = []entry{
	{"Home", "/home", access.OwnAccount, access.Account, nil},
	{"Dashboard", "/dashboard", access.OwnAccount, access.Account, readers},
	{"Referrals", "/front-door", access.DecideReferral, access.Referral, []access.Role{access.Screener, access.Manager}},
	{"My referrals", "/refer", access.SeeOwnReferrals, access.Referral, []access.Role{access.Partner}},
	{"Tell the LADO", "/allegations/refer", access.Refer, access.SourceRestricted, []access.Role{access.Partner}},
	{"Early help", "/early-help", access.List, access.None, []access.Role{access.EarlyHelp, access.Manager}},
	{"Other services", "/services", access.List, access.None, []access.Role{access.EarlyHelp}},
	{"Allegations", "/allegations", access.List, access.SourceRestricted, []access.Role{access.LADO}},
	{"Conferences", "/conferences", access.List, access.None, []access.Role{access.Chair}},
	{"Work", "/work", access.OwnAccount, access.Account, []access.Role{access.SocialWorker, access.Manager}},
	{"Panel requests", "/panel-requests", access.List, access.Money, []access.Role{access.Finance, access.Commissioning, access.Director}},
	{"Prices", "/placement-prices", access.List, access.Money, []access.Role{access.Finance, access.Commissioning, access.Director}},
	{"Find a person", "/people", access.Search, access.Identity, nil},
	{"Figures", "/figures", access.ReadMeasures, access.Figure, nil},
	{"Programmes", "/programmes", access.SeeProgrammes, access.Figure, []access.Role{access.Director, access.Member, access.Scrutiny, access.Manager}},
	{"Reports", "/reports", access.ReadMeasures, access.Figure, nil},
	{"Scrutiny", "/scrutiny", access.Read, access.Question, nil},
	{"Check a return", "/returns", access.ImportReturn, access.None, nil},
	{"Inspection lists", "/annex-a", access.ExportReturn, access.None, nil},
	{"Imports", "/imports", access.ImportReturn, access.None, nil},
	{"Emergency access", "/break-glass", access.ReviewBreakGlass, access.Audit, nil},
	{"Requests for records", "/access-requests", access.ExportChild, access.Identity, nil},
	{"Accounts", "/accounts", access.ManageAccounts, access.Account, nil},
}

// readers are the roles for whom there is a dashboard of figures.
var readers = []access.Role{
	access.Director, access.Manager, access.Analyst, access.Scrutiny, access.Member, access.Screener, access.SocialWorker, access.EarlyHelp, access.Chair, access.LADO,
	access.PersonalAdviser, access.Auditor,
}

// Page is the frame of a page: menu, who is signed in, title.
func (r *Request) Page(heading string) govuk.Page {
	p := govuk.Page{Heading: heading}
	if r.Actor.ID == "" {
		p.Nav = []govuk.NavItem{{Text: "Questions and answers", Href: "/public", Active: r.URL.Path == "/public" || strings.HasPrefix(r.URL.Path, "/public/questions/")},
			{Text: "Reports", Href: "/public/reports", Active: strings.HasPrefix(r.URL.Path, "/public/reports")}, {Text: "Sign in", Href: "/sign-in"}}
		return p
	}
	p.User = govuk.User{Name: r.Actor.Name, Role: r.roleWords()}
	p.Alert = r.urgent()
	if r.URL.Path != "/people" && access.Could(r.Actor, access.Search, access.Identity).Allow { // complaint 5: a person is two steps away from every page
		p.Find = "/people"
	}
	for _, e := range menu {
		if len(e.roles) > 0 && !r.hasAny(e.roles) || !access.Could(r.Actor, e.action, e.class).Allow {
			continue
		}
		p.Nav = append(p.Nav, govuk.NavItem{Text: e.text, Href: e.path, Active: r.URL.Path == e.path || strings.HasPrefix(r.URL.Path, e.path+"/")})
	}
	return p
}

// urgent is what stands above every page of those who decide at the front door: something urgent waits there that nobody has opened. It tells nothing of anybody.
func (r *Request) urgent() govuk.Link {
	n, oldest, err := r.House().FrontDoor.Unseen(r.Context(), r.Actor)
	out := govuk.Link{Href: "/front-door", Text: fmt.Sprintf("%d urgent contacts wait at the front door and nobody has opened them. The oldest came in on %s", n, day.Moment(oldest))}
	switch {
	case err != nil:
		out.Text = "It cannot be told now whether something urgent waits at the front door. Look there"
	case n == 0:
		return govuk.Link{}
	case n == 1:
		out.Text = "An urgent contact waits at the front door and nobody has opened it. It came in on " + day.Moment(oldest)
	}
	return out
}

func (r *Request) hasAny(roles []access.Role) bool {
	for _, role := range roles {
		if r.Actor.Has(role) {
			return true
		}
	}
	return false
}

func (r *Request) roleWords() string {
	var words []string
	for _, role := range r.Actor.Roles {
		words = append(words, strings.ReplaceAll(string(role), "_", " "))
	}
	return strings.Join(words, ", ")
}

// Show renders a page.
func (r *Request) Show(w http.ResponseWriter, name string, v govuk.View) error {
	return r.App.Views.Render(w, name, v)
}

// names keeps the names of workers and teams, which are on every page and seldom change: all that were there at first, and one by one whatever else is
// asked for, also those of nobody, such as what a migration wrote.
type names struct {
	mu   sync.RWMutex
	by   map[string]string
	read time.Time
}

// namesFor is for how long names are kept: another server on the same database may have changed one.
const namesFor = time.Minute

// Name is what people read for a worker's or team's id.
func (r *Request) Name(id string) string {
	if id == "" {
		return ""
	}
	n := &r.App.names
	n.mu.RLock()
	name, ok := n.by[id]
	begun := n.by != nil && r.Now().Sub(n.read) < namesFor
	n.mu.RUnlock()
	if ok && begun {
		return name
	}
	by := map[string]string{}
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		if begun {
			s, err := story.Load(t, id)
			if w, ok := story.First[record.Worker](s); ok {
				by[id] = w.Body.Name
			} else if tm, ok := story.First[record.Team](s); ok {
				by[id] = tm.Body.Name
			}
			return err
		}
		ws, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		for _, w := range ws {
			by[w.Subject] = w.Body.Name
		}
		ts, err := story.OfKind[record.Team](t)
		for _, tm := range ts {
			by[tm.Subject] = tm.Body.Name
		}
		return err
	})
	if err != nil {
		return "somebody" // a name is not worth failing a page for
	}
	if by[id] == "" {
		by[id] = "somebody who is no longer listed"
	}
	n.mu.Lock()
	switch {
	case !begun:
		n.by, n.read = by, r.Now()
	case n.by != nil: // else they were forgotten meanwhile
		n.by[id] = by[id]
	}
	n.mu.Unlock()
	return by[id]
}

// ForgetNames makes the next page read the names again, after a worker or team was changed.
func (a *App) ForgetNames() {
	a.names.mu.Lock()
	defer a.names.mu.Unlock()
	a.names.by = nil
}
