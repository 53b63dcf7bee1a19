package assessment

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/record"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// workView is what waits: one's own work, a manager's decisions, or a team.
type workView struct {
	govuk.Page
	Nav2   govuk.SubNavigation
	Lists  []workList
	Limits []limit
	Drafts int
	Teams  []teamCount
}

// workList is one list with its count. The count is that of its rows.
type workList struct {
	Title string
	Empty string // what to say when nothing waits
	Team  bool   // with the worker
	Rows  []workRow
}

// Count says how many rows there are, and how many are overdue.
func (l workList) Count() string {
	overdue := 0
	for _, row := range l.Rows {
		if row.Overdue {
			overdue++
		}
	}
	text := fmt.Sprintf("%d to do", len(l.Rows))
	if overdue > 0 {
		text += fmt.Sprintf(", %d overdue", overdue)
	}
	return text
}

type workRow struct {
	Title, Href string
	People      []string
	Due         string
	Clock       govuk.Clock
	Overdue     bool
	Urgent      bool
	Worker      string
	Allocate    string // where to allocate it, while nobody has it
}

type teamCount struct {
	Name, Href string
	Waiting    int
	Overdue    int
	Unheld     int // not allocated to a worker
}

func work(w http.ResponseWriter, r *shell.Request) error {
	team := r.URL.Query().Get("team")
	v := workView{Page: r.Page("Work"), Nav2: teamNav(r, team)}
	v.Wide = true
	var err error
	if team == "" {
		err = v.mine(r)
	} else {
		err = v.ofTeam(r, team)
	}
	if err != nil {
		return err
	}
	notices, err := r.House().People.Notices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	if len(notices) > 0 {
		v.Banner = govuk.NotificationBanner{HTML: `<p class="govuk-notification-banner__heading">Somebody opened a record of yours in an emergency. <a class="govuk-notification-banner__link" href="/home">Read who and why</a></p>`}
	}
	return r.Show(w, "assessment/work", v)
}

// mine is the reader's own work, and for a manager what waits for their decision.
func (v *workView) mine(r *shell.Request) error {
	own, err := r.House().Tasks.ForWorker(r.Context(), r.Actor, r.Actor.ID)
	if err != nil {
		return err
	}
	if err := r.ListedItems(own); err != nil {
		return err
	}
	manages := access.Could(r.Actor, access.AuthoriseAssessment, access.Assessment).Allow
	if writes := access.Could(r.Actor, access.WriteAssessment, access.Assessment).Allow; writes || len(own) > 0 || !manages {
		v.add(r, "My work", "Nothing waits for you.", own, false)
	}
	drafts, err := r.Drafts().List(r.Context(), r.Actor.ID)
	if err != nil {
		return err
	}
	v.Drafts = len(drafts)
	if !manages {
		return nil
	}
	for _, q := range []struct{ name, title, empty string }{
		{task.Authorise, "To authorise", "No assessment waits for you to authorise it."},
		{task.Review, "Review points", "No review point is coming."},
	} {
		items, err := r.House().Tasks.Queue(r.Context(), r.Actor, q.name)
		if err != nil {
			return err
		}
		if err := r.ListedItems(items); err != nil {
			return err
		}
		v.add(r, q.title, q.empty, items, false)
	}
	for _, team := range r.Actor.Manages {
		items, err := r.House().Tasks.ForTeam(r.Context(), r.Actor, team)
		if err != nil {
			return err
		}
		t := teamCount{Name: r.Name(team), Href: teamPath(team), Waiting: len(items)}
		for _, i := range items {
			if i.Overdue() {
				t.Overdue++
			}
			if unheld(i) {
				t.Unheld++
			}
		}
		v.Teams = append(v.Teams, t)
	}
	return nil
}

// ofTeam is everything that waits in a team: what nobody has yet first.
func (v *workView) ofTeam(r *shell.Request, team string) error {
	items, err := r.House().Tasks.ForTeam(r.Context(), r.Actor, team)
	if err != nil {
		return err
	}
	if err := r.ListedItems(items); err != nil {
		return err
	}
	var waiting, held, deciding []task.Item
	for _, i := range items {
		switch {
		case unheld(i):
			waiting = append(waiting, i)
		case i.Queue != "":
			deciding = append(deciding, i)
		default:
			held = append(held, i)
		}
	}
	v.Heading = r.Name(team)
	v.add(r, "Waiting to be allocated", "Everything has a worker.", waiting, true)
	v.add(r, "With workers", "No worker of the team has work waiting.", held, true)
	v.add(r, "With the manager", "Nothing waits for the manager.", deciding, true)
	return nil
}

// unheld says whether nobody has a piece of work: neither a worker nor a queue.
func unheld(i task.Item) bool { return i.Worker == "" && i.Queue == "" }

func (v *workView) add(r *shell.Request, title, empty string, items []task.Item, team bool) {
	l := workList{Title: title, Empty: empty, Team: team}
	for _, i := range items {
		l.Rows = append(l.Rows, rowOf(r, i))
		if i.Limit == nil {
			continue
		}
		if at := limitOf(*i.Limit); !slices.Contains(v.Limits, at) {
			v.Limits = append(v.Limits, at)
		}
	}
	v.Lists = append(v.Lists, l)
}

func rowOf(r *shell.Request, i task.Item) workRow {
	row := workRow{Title: i.Title, Href: itemPath(i.Subject), Clock: clockView(i.State, i.Words), Overdue: i.Overdue(), Urgent: i.Urgent}
	if !i.Due.IsZero() {
		row.Due = i.Due.Short()
	}
	for _, p := range i.People {
		row.People = append(row.People, p.Name)
	}
	switch {
	case i.Worker != "":
		row.Worker = r.Name(i.Worker)
	case i.Queue != "":
		row.Worker = "Manager"
	default:
		row.Worker = "Nobody yet"
		if record.SubjectType(i.Subject) == record.AssessmentSubject && access.Could(r.Actor, access.Allocate, access.Identity).Allow && slices.Contains(r.Actor.Manages, i.Team) {
			row.Allocate = itemPath(i.Subject) + "/allocate"
		}
	}
	return row
}

// itemPath is where a piece of work is done.
func itemPath(subject string) string {
	kind, id, _ := strings.Cut(subject, ":")
	switch kind {
	case record.AssessmentSubject:
		return path(id)
	case record.ContactSubject:
		return "/contacts/" + id
	case record.ChildSubject:
		return "/children/" + id
	}
	return ""
}

func teamPath(team string) string { return "/work?team=" + team }

// teamNav leads to the reader's own work and that of each of their teams.
func teamNav(r *shell.Request, now string) govuk.SubNavigation {
	nav := govuk.SubNavigation{Label: "Whose work", Items: []govuk.NavItem{{Text: "My work", Href: "/work", Current: now == ""}}}
	teams := slices.Clone(r.Actor.Manages)
	for _, t := range r.Actor.Teams {
		if !slices.Contains(teams, t) {
			teams = append(teams, t)
		}
	}
	for _, t := range teams {
		nav.Items = append(nav.Items, govuk.NavItem{Text: r.Name(t), Href: teamPath(t), Current: now == t})
	}
	return nav
}
