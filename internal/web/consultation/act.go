package consultation

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	room "throughline/internal/consultation"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// done leads back to the call, or shows there what was wrong.
func done(w http.ResponseWriter, r *shell.Request, err error) error {
	if errs.Of(err) == errs.Invalid {
		view, opened := r.House().Line.Open(r.Context(), r.Actor, callOf(r), r.Route.Pattern())
		if opened != nil {
			return opened
		}
		return showCall(w, r, view, []govuk.ErrorLink{{Text: errs.Text(err)}})
	}
	if err != nil {
		return err
	}
	return r.See(w, "/consultations/"+r.ID())
}

type noteView struct {
	govuk.Page
	ID   string
	Base int64
	Text string
	Sent bool
	To   string
}

// note is the page to print, and the text to send.
func note(w http.ResponseWriter, r *shell.Request) error {
	view, err := r.House().Line.Open(r.Context(), r.Actor, callOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	if !room.Finished(view.Call.Body) {
		return r.See(w, "/consultations/"+r.ID()+"/edit")
	}
	v := noteView{Page: r.Page("Note to the caller"), ID: r.ID(), Base: view.Call.Version, Text: room.Note(r.House().Authority, view.Call.Body), Sent: !view.Call.Body.NoteSent.IsZero(), To: view.Call.Body.Email}
	v.Back = govuk.BackLink{Text: "The call", Href: "/consultations/" + r.ID()}
	v.Print = govuk.PrintHead{Title: "Note of a call to the consultation line", Period: day.Moment(view.Call.Body.At)}
	return r.Show(w, "consultation/note", v)
}

func noteSent(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().Line.NoteSent(r.Context(), r.Actor, callOf(r), base)
	return done(w, r, err)
}

func child(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().Line.About(r.Context(), r.Actor, callOf(r), base, r.PostForm.Get("subject"))
	return done(w, r, err)
}

func refer(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	contact, _, err := r.House().Line.ReferNow(r.Context(), r.Actor, callOf(r), base, r.PostForm.Get("rating"))
	if err != nil {
		return done(w, r, err)
	}
	return r.See(w, "/contacts/"+record.SubjectID(contact)+"?taken")
}

func said(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().Line.Said(r.Context(), r.Actor, callOf(r), base, r.PostForm.Get("helpful"), r.PostForm.Get("feedback"))
	return done(w, r, err)
}

// link says that a contact followed from the call; it is sent from the contact's page and leads back there. The contact is opened first, so that nobody links what
// they may not see.
func link(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	contact := record.ContactSubject + ":" + r.PostForm.Get("contact")
	if _, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contact, r.Route.Pattern()); err != nil {
		return err
	}
	if _, err := r.House().Line.Link(r.Context(), r.Actor, callOf(r), base, contact); err != nil {
		return err
	}
	return r.See(w, "/contacts/"+record.SubjectID(contact)+"#calls")
}

func undo(w http.ResponseWriter, r *shell.Request) error {
	return done(w, r, r.TakeBack(r.House().Line.Undoing(), callOf(r)))
}

type listView struct {
	govuk.Page
	Calls   []callRow
	Use     room.Use
	Sectors []sectorRow
	Paces   []frontdoor.Pace
	Low     []string
	Year    string
	Within  []row
	Said    []row
	Months  []row // calls by month, oldest first
	Draft   bool
}

type callRow struct{ Href, When, Caller, Agency, Reason, Outcome, Worker, Note string }

type sectorRow struct {
	frontdoor.Sector
	CallPercent, ReferPercent string
}

// list is the line: the calls of the last 30 days, and how it was used in twelve months up to today.
func list(w http.ResponseWriter, r *shell.Request) error {
	today := r.Today()
	calls, err := r.House().Line.List(r.Context(), r.Actor, today.Add(-30), today)
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Consultation line")}
	v.Wide = true
	v.Back = govuk.BackLink{Text: "Referrals waiting", Href: "/front-door"}
	var children []string
	for _, c := range calls {
		b := c.Body
		one := callRow{Href: "/consultations/" + record.SubjectID(c.Subject), When: day.Moment(b.At), Caller: cmp.Or(b.Caller, "Not recorded"), Agency: cmp.Or(b.Agency, codes.Sentence("agency_type", b.AgencyType)),
			Reason: cmp.Or(codes.Sentence("consultation_reason", b.Reason), "Not recorded"), Outcome: cmp.Or(codes.Sentence("consultation_outcome", b.Outcome), "Not finished"), Worker: r.Name(b.Worker)}
		if !b.NoteSent.IsZero() {
			one.Note = "Note sent"
		}
		v.Calls = append(v.Calls, one)
		if b.Child != "" {
			children = append(children, b.Child)
		}
	}
	if err := r.Listed("a call to the consultation line", children...); err != nil {
		return err
	}
	from := today.AddMonths(-12).Add(1)
	v.Year = from.Long() + " to " + today.Long()
	if v.Use, err = r.House().Line.Use(r.Context(), from, today); err != nil {
		return err
	}
	if r.URL.Query().Get("quality") != "" { // it reads every referral of the year: only for whoever asks
		if v.Paces, err = r.House().FrontDoor.Paces(r.Context(), from, today); err != nil {
			return err
		}
	}
	sectors, err := r.House().FrontDoor.Sectors(r.Context(), from, today)
	if err != nil {
		return err
	}
	for _, s := range sectors {
		v.Sectors = append(v.Sectors, sectorRow{s, percent(s.CallShare), percent(s.Share)})
		if s.Low {
			v.Low = append(v.Low, s.Name)
		}
	}
	for _, m := range v.Use.ByMonth { // 2026-03
		name := m.Name
		if d, err := day.Parse(m.Name + "-01"); err == nil {
			name = strings.TrimPrefix(d.Long(), "1 ")
		}
		v.Months = append(v.Months, row{name, strconv.Itoa(m.N)})
	}
	for i, n := range room.Within {
		v.Within = append(v.Within, row{fmt.Sprintf("Referred within %d days", n), fmt.Sprintf("%d of %d", v.Use.In[i], v.Use.Named)})
	}
	for _, o := range form.Coded("consultation_feedback", today) {
		v.Said = append(v.Said, row{o.Label, strconv.Itoa(v.Use.Said[o.Value])})
	}
	return r.Show(w, "consultation/list", v)
}

func percent(share float64) string { return fmt.Sprintf("%.0f%%", share*100) }
