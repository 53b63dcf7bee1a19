package work

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

func parse(r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	return nil
}

func choices(named []workforce.Named, without ...string) []form.Option {
	var out []form.Option
	for _, n := range named {
		if !slices.Contains(without, n.ID) {
			out = append(out, form.Option{Value: n.ID, Label: n.Name})
		}
	}
	return out
}

// simpleView is a page with one form.
type simpleView struct {
	govuk.Page
	Nav2   govuk.SubNavigation
	Who    *govuk.IdentityBar
	Intro  string
	Action string
	Button string
	Form   form.Form
}

// transferCase asks another team to take a case.
func transferCase(w http.ResponseWriter, r *shell.Request) error {
	child := record.ChildSubject + ":" + r.ID()
	v := simpleView{Page: r.Page("Ask another team to take the case"), Action: "/children/" + r.ID() + "/transfer", Button: "Ask"}
	v.Who = &govuk.IdentityBar{Label: "Who this is about", Name: r.Reading.View().Name.Full()}
	v.Intro = "The case stays with your team until the other has accepted it."
	v.Back = govuk.BackLink{Text: "Back to the child", Href: ItemPath(child)}
	teams, err := room(r).Teams(r.Context())
	if err != nil {
		return err
	}
	to := &form.Select{Name: "to", Label: "Which team?", Empty: "Choose a team", Required: "Choose the team that is to have the case", Options: choices(teams, r.Reading.Facts.Teams...)}
	reason := &form.TextArea{Name: "reason", Label: "Why?", Rows: 3, Required: "Write why the case is to move"}
	v.Form.Add(to, reason)
	if r.Method == http.MethodPost {
		if err := parse(r); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			_, err := room(r).AskTransfer(r.Context(), r.Actor, child, to.Value, reason.Value)
			if err == nil {
				team := r.Reading.Facts.Teams[0]
				for _, x := range r.Reading.Facts.Teams {
					if slices.Contains(r.Actor.Manages, x) {
						team = x
					}
				}
				return r.See(w, casesPath(team)+"/transfers?done=asked")
			}
			if !v.Form.Explain(err) {
				return err
			}
		}
		v.Errors = v.Form.Errors()
	}
	return r.Show(w, "work/simple", v)
}

type transfersView struct {
	govuk.Page
	Nav2     govuk.SubNavigation
	In, Out  []transferRow
	Answered []transferRow
	Undo     []undone
}

type transferRow struct {
	ID, Name, From, To, Asked, AskedBy, Reason, Waits, State, Note string
	Base                                                           int64
	May                                                            bool
	Worker                                                         *form.Select
}

// transfers shows what waits for the team and what it waits for, with the days (hackney-tools-features 1.7: no such thing before).
func transfers(w http.ResponseWriter, r *shell.Request) error {
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	var v transfersView
	v.Page, v.Nav2 = teamPage(r, team, "Transfers", "/transfers")
	all, err := room(r).Transfers(r.Context(), r.Actor, team)
	if err != nil {
		return err
	}
	workers, err := room(r).Colleagues(r.Context(), team)
	if err != nil {
		return err
	}
	today := r.House().Desk.Today()
	set, _ := codes.Set("transfer_state")
	var subjects []string
	for _, m := range all {
		subjects = append(subjects, m.Subject)
		b := m.Body
		row := transferRow{ID: m.ID, Base: m.Version, Name: m.Name, From: r.Name(b.From), To: r.Name(b.To), Asked: b.Asked.Short(), AskedBy: r.Name(b.AskedBy), Reason: b.Reason,
			Waits: days(b.Days(today)), State: capital(set.Label(b.State)), Note: b.Note, May: slices.Contains(r.Actor.Manages, team)}
		switch {
		case b.State != record.TransferWaiting:
			if !b.Decided.IsZero() {
				row.State += " on " + b.Decided.Short() + " by " + r.Name(b.By)
			}
			v.Answered = append(v.Answered, row)
		case b.To == team:
			row.Worker = &form.Select{Name: "worker", Label: "Who takes it?", Empty: "Nobody yet", Options: choices(workers)}
			v.In = append(v.In, row)
		default:
			v.Out = append(v.Out, row)
		}
	}
	if err := r.Listed("row of a team's transfers", subjects...); err != nil {
		return err
	}
	if text := map[string]string{"asked": "The other team is asked. The case stays with you until they accept it.", "answered": "It is recorded."}[r.URL.Query().Get("done")]; text != "" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: text}
	}
	if v.Undo, err = undoable(r, team); err != nil {
		return err
	}
	return r.Show(w, "work/transfers", v)
}

// answerTransfer accepts, declines or takes back.
func answerTransfer(w http.ResponseWriter, r *shell.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	state := map[string]string{"accept": record.TransferAccepted, "decline": record.TransferDeclined, "revoke": record.TransferRevoked}[r.PostForm.Get("do")]
	_, err := room(r).AnswerTransfer(r.Context(), r.Actor, r.ID(), base, workforce.Answer{State: state, Worker: r.PostForm.Get("worker"), Note: r.PostForm.Get("note")})
	if err != nil {
		return err
	}
	team := r.PostForm.Get("team")
	if len(r.Actor.Manages) > 0 && !slices.Contains(r.Actor.Manages, record.TeamSubject+":"+team) {
		team = strings.TrimPrefix(r.Actor.Manages[0], record.TeamSubject+":")
	}
	return r.See(w, "/teams/"+team+"/transfers?done=answered")
}

type awayView struct {
	govuk.Page
	Nav2 govuk.SubNavigation
	ID   string
	Rows []awayRow
	Form form.Form
}

type awayRow struct {
	ID, Name, From, To, Cover, Note string
	Bare, May                       bool // nobody covers; the reader may end it
}

// away shows who is away and who covers, and records it.
func away(w http.ResponseWriter, r *shell.Request) error {
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	v := awayView{ID: r.ID()}
	v.Page, v.Nav2 = teamPage(r, team, "Who is away", "/away")
	manages := slices.Contains(r.Actor.Manages, team)
	workers, err := room(r).Colleagues(r.Context(), team)
	if err != nil {
		return err
	}
	absent := workers
	if !manages {
		absent = []workforce.Named{{ID: r.Actor.ID, Name: r.Actor.Name}}
	}
	who := &form.Select{Name: "worker", Label: "Who is away?", Empty: "Choose a worker", Required: "Choose who is away", Options: choices(absent)}
	from := &form.Date{Name: "from", Label: "First day away", Noun: "The first day", Required: "Enter the first day away"}
	to := &form.Date{Name: "to", Label: "Last day away", Hint: "Leave empty when it is not known", Noun: "The last day"}
	cover := &form.Select{Name: "cover", Label: "Who covers?", Empty: "Nobody yet", Options: choices(workers)}
	note := &form.Text{Name: "note", Label: "What must whoever covers know?", Hint: "Nothing of the worker’s health", Max: 500, Complete: "off"}
	v.Form.Add(who, from, to, cover, note)
	if r.Method == http.MethodPost {
		if err := parse(r); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			_, err := room(r).Away(r.Context(), r.Actor, who.Value, record.Absence{From: from.Value, To: to.Value, Cover: cover.Value, Note: note.Value})
			if err == nil {
				return r.See(w, "/teams/"+r.ID()+"/away?done=away")
			}
			if !v.Form.Explain(err) {
				return err
			}
		}
		v.Errors = v.Form.Errors()
	}
	all, err := room(r).Absences(r.Context(), team)
	if err != nil {
		return err
	}
	for _, a := range all {
		row := awayRow{ID: a.ID, Name: r.Name(a.Subject), From: a.Body.From.Short(), To: a.Body.To.Short(), Cover: r.Name(a.Body.Cover), Note: a.Body.Note, Bare: a.Body.Cover == "", May: manages || a.Subject == r.Actor.ID}
		if a.Body.To == (day.Day{}) {
			row.To = "Not known"
		}
		v.Rows = append(v.Rows, row)
	}
	if text := map[string]string{"away": "It is recorded. Whoever covers sees the work in their own list from the first day.", "back": "It is ended."}[r.URL.Query().Get("done")]; text != "" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: text}
	}
	return r.Show(w, "work/away", v)
}

func backAgain(w http.ResponseWriter, r *shell.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	if _, err := room(r).Back(r.Context(), r.Actor, r.PostForm.Get("id")); err != nil {
		return err
	}
	return r.See(w, casesPath(team)+"/away?done=back")
}

// moveAll gives everything that somebody holds to a colleague: when they leave, nothing is left without an owner (complaint 22).
func moveAll(w http.ResponseWriter, r *shell.Request) error {
	team, err := teamOf(r)
	if err != nil {
		return err
	}
	v := simpleView{Action: "/teams/" + r.ID() + "/move", Button: "Move all"}
	v.Page, v.Nav2 = teamPage(r, team, "Move all cases of a worker", "/move")
	v.Intro = "All their open cases of this team move together, with the assessments that are being written. The history stays."
	std, err := room(r).Standard(r.Context(), team)
	if err != nil {
		return err
	}
	loads, err := room(r).Loads(r.Context(), r.Actor, std, team)
	if err != nil {
		return err
	}
	from := &form.Select{Name: "from", Label: "Whose cases?", Empty: "Choose a worker", Required: "Choose whose cases move"}
	to := &form.Radios{Name: "to", Label: "Who takes them?", Required: "Choose who takes them"}
	for _, l := range loads {
		if l.Cases > 0 {
			label := fmt.Sprintf("%s, %d", l.Name, l.Cases)
			if !l.Left.IsZero() {
				label += ", who left on " + l.Left.Short()
			}
			from.Options = append(from.Options, form.Option{Value: l.Worker, Label: label})
		}
		if l.Left.IsZero() {
			to.Options = append(to.Options, form.Option{Value: l.Worker, Label: l.Name, Hint: LoadWords(std, l)})
		}
	}
	to.Options = append(to.Options, form.Option{Value: "waiting", Label: "Nobody yet: back to the waiting list"})
	v.Form.Add(from, to)
	if r.Method == http.MethodPost {
		if err := parse(r); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			n, _, err := room(r).MoveAll(r.Context(), r.Actor, team, from.Value, strings.TrimPrefix(to.Value, "waiting"))
			if err == nil {
				return r.See(w, fmt.Sprintf("%s?done=moved&n=%d", casesPath(team), n))
			}
			if !v.Form.Explain(err) {
				return err
			}
		}
		v.Errors = v.Form.Errors()
	}
	return r.Show(w, "work/simple", v)
}
