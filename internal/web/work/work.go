package work

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// listView is what waits: one's own work, a manager's decisions, or a team.
type listView struct {
	govuk.Page
	Nav2    govuk.SubNavigation
	Lists   []list
	Resting list // what was put off
	Limits  []Limit
	Drafts  int
	Teams   []teamCount
	Supers  []supervised
	Cases   string // where the team's cases are
	Choose  choose // the form that chooses some of it
	Whole   string // where every row is on one page, when this page does not have them all

	staff map[string]record.Worker
	today day.Day
}

// list is one list with its count. The count is that of the whole list, however much of it the page shows.
type list struct {
	Key    string // its name in an address
	Title  string
	Empty  string // what to say when nothing waits
	Team   bool   // with the worker
	Rows   []row  // what the page shows of it
	Chosen bool   // some of the work was chosen
	Fit    int    // how many pieces were
	All    string // where all that fit are, in pages, when there are more than Rows
	Pages  govuk.Pagination

	items []task.Item // all of it
}

// To is how many pieces of work the whole list has.
func (l list) To() int { return len(l.items) }

// Count says how many pieces of work there are, and how many are overdue.
func (l list) Count() string {
	overdue, law := 0, 0
	for _, i := range l.items {
		if i.Overdue() {
			overdue++
			if i.Statutory() {
				law++
			}
		}
	}
	text := fmt.Sprintf("%d to do", len(l.items))
	if overdue > 0 {
		text += fmt.Sprintf(", %d overdue", overdue)
	}
	if law > 0 {
		text += fmt.Sprintf(", %d of them by law", law)
	}
	return text
}

// Part says how much of the list is shown; empty when all of it is.
func (l list) Part() string {
	switch {
	case l.Chosen && l.Fit == 0:
		return "None of it is what you chose."
	case l.Chosen && l.All != "":
		return fmt.Sprintf("%d are what you chose. These are the first %d.", l.Fit, len(l.Rows))
	case l.Chosen:
		return fmt.Sprintf("%d are what you chose.", l.Fit)
	case l.All != "":
		return fmt.Sprintf("These are the first %d.", len(l.Rows))
	}
	return ""
}

type row struct {
	Title, Href string
	People      []string
	Due         string
	Clock       govuk.Clock
	Weight      string // what stands behind the limit: "Law"
	Source      string // the document and the place in it
	Overdue     bool
	Law         bool
	Urgent      bool
	Worker      string
	Allocate    string // where to allocate it, while nobody has it
	Later       string // where to put it off
	Rests       *rest
}

// rest is who put a piece of work off.
type rest struct{ By, Until, Reason, Now string }

// supervised is how the supervision of a worker's cases stands (clock QA-03): what is due next, and how many cases are overdue.
type supervised struct {
	Name, Team, Href string
	Cases, Overdue   int
	Due              string
	Clock            govuk.Clock
}

// supervise adds the workers of a team to the manager's list, by the case whose supervision is due first.
func (v *listView) supervise(r *shell.Request, team string, items []task.Item) {
	at := map[string]int{}
	for _, i := range items {
		if i.Clock != supervision || v.unheld(i) {
			continue
		}
		n, ok := at[i.Worker]
		if !ok {
			n = len(v.Supers)
			at[i.Worker] = n // the items come in the order of work: the first is the most pressing
			v.Supers = append(v.Supers, supervised{Name: r.Name(i.Worker), Team: r.Name(team), Href: casesPath(team) + "?worker=" + strings.TrimPrefix(i.Worker, record.WorkerSubject+":"), Due: i.Due.Short(), Clock: Clock(i.State, i.Words)})
		}
		v.Supers[n].Cases++
		if i.Overdue() {
			v.Supers[n].Overdue++
		}
	}
}

// supervision is the time limit of the supervision of a case.
const supervision = "QA-03"

type teamCount struct {
	Name, Href string
	Cases      string
	Waiting    int
	Overdue    int
	Unheld     int // not with a worker who is here
}

func work(w http.ResponseWriter, r *shell.Request) error {
	team := r.URL.Query().Get("team")
	v := listView{Page: r.Page("Work"), Nav2: Nav(r, team), today: r.House().Desk.Today()}
	v.Resting = list{Key: "later", Title: "Put off", Team: team != ""}
	v.Wide = true
	var err error
	if v.staff, err = room(r).Staff(r.Context()); err != nil {
		return err
	}
	if team == "" {
		err = v.mine(r)
	} else {
		err = v.ofTeam(r, team)
	}
	if err == nil {
		err = v.show(r)
	}
	if err != nil {
		return err
	}
	notices, err := r.House().People.Notices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	switch {
	case len(notices) > 0:
		v.Banner = govuk.NotificationBanner{HTML: `<p class="govuk-notification-banner__heading">Somebody opened a record of yours in an emergency. <a class="govuk-notification-banner__link" href="/home">Read who and why</a></p>`}
	case r.URL.Query().Get("done") == "later":
		v.Banner = govuk.NotificationBanner{Success: true, Text: "It is put off. It comes back on the day you chose; you can take it up before, below."}
	case r.URL.Query().Get("done") == "now":
		v.Banner = govuk.NotificationBanner{Success: true, Text: "It is in the list again."}
	}
	return r.Show(w, "work/list", v)
}

// mine is the reader's own work, that of colleagues whom they cover, and for a manager what waits for their decision.
func (v *listView) mine(r *shell.Request) error {
	lists := r.House().Tasks
	own, err := lists.ForWorker(r.Context(), r.Actor, r.Actor.ID)
	if err != nil {
		return err
	}
	manages := access.Could(r.Actor, access.AuthoriseAssessment, access.Assessment).Allow
	if writes := access.Could(r.Actor, access.WriteAssessment, access.Assessment).Allow; writes || len(own) > 0 || !manages {
		v.add("mine", "My work", "Nothing waits for you.", own, task.Item.Resting)
	}
	covering, err := room(r).Covering(r.Context(), r.Actor.ID)
	if err != nil {
		return err
	}
	for _, c := range covering {
		items, err := lists.ForCover(r.Context(), r.Actor, c.Worker)
		if err != nil {
			return err
		}
		title := "For " + r.Name(c.Worker) + ", who is away"
		if !c.To.IsZero() {
			title += " until " + c.To.Short()
		}
		v.add("for-"+strings.TrimPrefix(c.Worker, record.WorkerSubject+":"), title, "Nothing waits.", items, nil)
	}
	drafts, err := r.Drafts().List(r.Context(), r.Actor.ID)
	if err != nil {
		return err
	}
	v.Drafts = len(drafts)
	if !manages {
		return nil
	}
	for _, q := range []struct{ key, name, title, empty string }{
		{"authorise", task.Authorise, "To authorise", "No assessment waits for you to authorise it."},
		{"review", task.Review, "Review points", "No review point is coming."},
	} {
		items, err := lists.Queue(r.Context(), r.Actor, q.name)
		if err != nil {
			return err
		}
		v.add(q.key, q.title, q.empty, items, task.Item.RestingForManager)
	}
	for _, team := range r.Actor.Manages {
		items, err := lists.ForTeam(r.Context(), r.Actor, team)
		if err != nil {
			return err
		}
		t := teamCount{Name: r.Name(team), Href: teamPath(team), Cases: casesPath(team), Waiting: len(items)}
		for _, i := range items {
			if i.Overdue() {
				t.Overdue++
			}
			if v.unheld(i) {
				t.Unheld++
			}
		}
		v.Teams = append(v.Teams, t)
		v.supervise(r, team, items)
	}
	return nil
}

// ofTeam is everything that waits in a team: what nobody has yet first, and what somebody had who has left.
func (v *listView) ofTeam(r *shell.Request, team string) error {
	items, err := r.House().Tasks.ForTeam(r.Context(), r.Actor, team)
	if err != nil {
		return err
	}
	var waiting, held, deciding []task.Item
	for _, i := range items {
		switch {
		case v.unheld(i):
			waiting = append(waiting, i)
		case i.Queue != "":
			deciding = append(deciding, i)
		default:
			held = append(held, i)
		}
	}
	resting := task.Item.Resting
	if slices.Contains(r.Actor.Manages, team) {
		resting = task.Item.RestingForManager
	}
	v.Heading, v.Cases = r.Name(team), casesPath(team)
	v.Resting.Team = true
	v.addTeam("waiting", "Waiting to be allocated", "Everything has a worker.", waiting, nil)
	v.addTeam("held", "With workers", "No worker of the team has work waiting.", held, resting)
	v.addTeam("deciding", "With the manager", "Nothing waits for the manager.", deciding, resting)
	return nil
}

// unheld says whether nobody has a piece of work: neither a queue nor a worker who is still here.
func (v *listView) unheld(i task.Item) bool {
	return i.Queue == "" && (i.Worker == "" || !v.staff[i.Worker].Left.IsZero())
}

func (v *listView) addTeam(key, title, empty string, items []task.Item, resting func(task.Item, day.Day) bool) {
	v.add(key, title, empty, items, resting)
	v.Lists[len(v.Lists)-1].Team = true
}

// add adds a list. What rests goes to the list of what was put off instead.
func (v *listView) add(key, title, empty string, items []task.Item, resting func(task.Item, day.Day) bool) {
	l := list{Key: key, Title: title, Empty: empty}
	for _, i := range items {
		if resting != nil && resting(i, v.today) {
			v.Resting.items = append(v.Resting.items, i)
		} else {
			l.items = append(l.items, i)
		}
	}
	v.Lists = append(v.Lists, l)
}

func (v *listView) rowOf(r *shell.Request, i task.Item) row {
	out := row{Title: i.Title, Href: itemHref(i), Clock: Clock(i.State, i.Words), Overdue: i.Overdue(), Law: i.Statutory(), Urgent: i.Urgent}
	if i.Limit != nil {
		at := LimitOf(*i.Limit)
		out.Weight, out.Source = i.Weight().String(), at.Length
		if i.Weight() != task.Council {
			out.Source += ": " + at.Source
		}
	}
	if !i.Due.IsZero() {
		out.Due = i.Due.Short()
		if i.Limit == nil { // no document sets the day: somebody did
			out.Weight, out.Source = setter(r, i.By), "on "+i.Started.Day().Short()
		}
	}
	for _, p := range i.People {
		out.People = append(out.People, p.Name)
	}
	switch left := v.staff[i.Worker].Left; {
	case i.Worker != "" && left.IsZero():
		out.Worker = r.Name(i.Worker)
	case i.Worker != "":
		out.Worker = r.Name(i.Worker) + ", who left on " + left.Short()
	case i.Queue != "":
		out.Worker = "Manager"
	default:
		out.Worker = "Nobody yet"
	}
	line := slices.Contains(r.Actor.Manages, i.Team)
	if v.unheld(i) && line && access.Could(r.Actor, access.Allocate, access.Identity).Allow {
		switch record.SubjectType(i.Subject) {
		case record.AssessmentSubject:
			out.Allocate = ItemPath(i.Subject) + "/allocate"
		case record.ChildSubject:
			out.Allocate = ItemPath(i.Subject) + "/give"
		}
	}
	if i.PutOff.ID != "" && i.PutOff.Until.After(v.today) {
		out.Rests = &rest{By: r.Name(i.PutOff.By), Until: i.PutOff.Until.Short(), Reason: i.PutOff.Reason}
		if i.PutOff.By == r.Actor.ID || line {
			out.Rests.Now = "/work/now/" + mark(i.Task)
		}
	} else if i.Worker == r.Actor.ID || line {
		out.Later = "/work/later/" + mark(i.Task)
	}
	return out
}

// setter is who set the day of a piece of work: a colleague, or the service where a record came in by itself.
func setter(r *shell.Request, by string) string {
	if record.SubjectType(by) != record.WorkerSubject {
		return "This council"
	}
	return r.Name(by)
}

// mark names a row of the work list in an address without saying anything of it.
func mark(t task.Task) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{t.Subject, t.Record, t.Clock, t.Title}, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// itemHref leads to the page of a child on which a piece of work is done, where it is not the record itself.
func itemHref(i task.Item) string {
	kind, _, _ := strings.Cut(i.Clock, "-")
	if record.SubjectType(i.Subject) == record.ChildSubject && (slices.Contains([]string{"SD", "S47", "CP", "CIN"}, kind) || i.Clock == "AS-04") {
		return ItemPath(i.Subject) + "/protection"
	}
	if word, ok := care.FactDue(i.Clock); ok {
		return ItemPath(i.Subject) + "/care/facts/" + word
	}
	switch {
	case i.Title == care.ToDecide, i.Title == care.ToAmend:
		return ItemPath(i.Subject) + "/care/panel/" + i.Record
	case strings.HasPrefix(i.Title, "Review the warning"), strings.HasPrefix(i.Title, "Agree the warning"):
		return ItemPath(i.Subject) + "/warnings/" + i.Record
	case kind == "CLA", strings.HasPrefix(i.Clock, "ED-0"):
		return ItemPath(i.Subject) + "/care"
	}
	return ItemPath(i.Subject)
}

// ItemPath is where a piece of work is done.
func ItemPath(subject string) string {
	kind, id, _ := strings.Cut(subject, ":")
	switch kind {
	case record.AssessmentSubject:
		return "/assessments/" + id
	case record.ContactSubject:
		return "/contacts/" + id
	case record.ChildSubject:
		return "/children/" + id
	case record.AbuseSubject:
		return "/domestic-abuse/" + id
	case record.AdultSubject:
		return "/adults/" + id
	case record.EarlyHelpSubject:
		return "/early-help/" + id
	case record.LADOSubject:
		return "/allegations/" + id
	case record.CallSubject:
		return "/consultations/" + id
	}
	return ""
}

func teamPath(team string) string { return "/work?team=" + team }

func casesPath(team string) string {
	return "/teams/" + strings.TrimPrefix(team, record.TeamSubject+":")
}

// teamsOf are the teams in the reader's line, then those that they are in.
func teamsOf(a access.Actor) []string {
	teams := slices.Clone(a.Manages)
	for _, t := range a.Teams {
		if !slices.Contains(teams, t) {
			teams = append(teams, t)
		}
	}
	return teams
}

// Nav leads to the reader's own work and that of each of their teams.
func Nav(r *shell.Request, now string) govuk.SubNavigation {
	nav := govuk.SubNavigation{Label: "Whose work", Items: []govuk.NavItem{{Text: "My work", Href: "/work", Current: now == ""}}}
	for _, t := range teamsOf(r.Actor) {
		nav.Items = append(nav.Items, govuk.NavItem{Text: r.Name(t), Href: teamPath(t), Current: now == t})
	}
	return nav
}
