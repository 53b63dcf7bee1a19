package frontdoor

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type boardView struct {
	govuk.Page
	Rows              []boardRow
	Red, Amber, Green int
	Children          int
	Night             int
	Others            []task.Item
	Decided           []lastDecision // by the reader, and not yet for good
	Week              []weekRow
	Days              string
	Figures           bool // the reader may open figures
}

type boardRow struct {
	room.Row
	Href, Channel, Rating, Colour, Agency, Stage, OpenedBy string
}

// weekRow is one number of the last week, with the figure that it is.
type weekRow struct{ Text, Number, Figure string }

func showBoard(w http.ResponseWriter, r *shell.Request) error {
	b, err := r.House().FrontDoor.Board(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := boardView{Page: r.Page("Referrals waiting for a decision"), Night: b.Night, Others: b.Others, Figures: r.May(access.ReadMeasures, access.Figure)}
	v.Wide = true
	v.Red, v.Amber, v.Green, v.Children = b.Counts()
	var items []task.Item
	for _, row := range b.Rows {
		c := row.Contact.Body
		item := row.Item
		item.People = row.People
		items = append(items, item)
		one := boardRow{Row: row, Href: "/contacts/" + record.SubjectID(row.Contact.Subject), Channel: channelWords(c), Agency: cmp.Or(c.Referrer.Agency, codes.Sentence("referral_source", c.Referrer.Source)), Stage: row.Stage()}
		if c.Rating != "" {
			one.Rating, _, _ = strings.Cut(codes.Sentence("contact_rating", c.Rating), ":")
			one.Colour = map[string]string{"red": "red", "amber": "orange", "green": "green"}[c.Rating]
		}
		if !row.Opened.IsZero() {
			one.OpenedBy = r.Name(row.OpenedBy)
		}
		v.Rows = append(v.Rows, one)
	}
	if err := r.ListedItems(items); err != nil {
		return err
	}
	week, err := r.House().FrontDoor.LastWeek(r.Context())
	if err != nil {
		return err
	}
	v.Days, v.Week = week.From.Long()+" to "+week.To.Long(), weekRows(week)
	q := r.URL.Query()
	switch {
	case q.Has("decided"):
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The decision is recorded, and the referrer was told."}
	case q.Has("handed"):
		v.Banner = govuk.NotificationBanner{Success: true, Text: "You have taken on what the night did."}
	}
	if v.Decided, err = lastDecisions(r); err != nil {
		return err
	}
	return r.Show(w, "frontdoor/board", v)
}

func weekRows(w room.Week) []weekRow {
	part := func(p room.Part) string { return fmt.Sprintf("%d of %d", p.In, p.Of) }
	return []weekRow{
		{"Contacts about a child", fmt.Sprint(w.Contacts), "FD-01"},
		{"Contacts decided that became a referral", part(w.Converted), "FD-02"},
		{"Contacts decided within the hours of their priority", part(w.Triaged), "FD-16"},
		{"Referrals decided by the end of the next working day", part(w.Referrals), "FD-07"},
		{"Calls to the consultation line", fmt.Sprint(w.Calls), "FD-09"},
	}
}

// channelWords say how it came in.
func channelWords(c record.Contact) string {
	out := "the form on the web"
	if c.Channel != "" {
		out = map[string]string{"phone": "telephone", "email": "email", "letter": "letter", "in_person": "in person", "notice": "notice"}[c.Channel]
	}
	if c.OutOfHours {
		out += ", in the night"
	}
	return codes.Capital(out)
}

// wordOf is what people call it.
func wordOf(c record.Contact) string {
	if c.Screened() {
		return "contact"
	}
	return "referral"
}

type handoverView struct {
	govuk.Page
	Rows []nightRow
}

type nightRow struct {
	room.Row
	Href, Decisions string
}

func handover(w http.ResponseWriter, r *shell.Request) error {
	return showHandover(w, r, nil)
}

func showHandover(w http.ResponseWriter, r *shell.Request, wrong []govuk.ErrorLink) error {
	list, err := r.House().FrontDoor.Handover(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := handoverView{Page: r.Page("What the night did")}
	v.Back = govuk.BackLink{Text: "Referrals waiting", Href: "/front-door"}
	v.Errors = wrong
	var items []task.Item
	for _, row := range list {
		item := row.Item
		item.People = row.People
		items = append(items, item)
		one := nightRow{Row: row, Href: "/contacts/" + record.SubjectID(row.Contact.Subject)}
		for i, p := range row.People {
			if f, told := row.Contact.Body.Told(i); told {
				one.Decisions += p.Name + ": " + codes.Sentence("referral_decision", f.Decision) + "\n"
			} else {
				one.Decisions += p.Name + ": waits for a decision\n"
			}
		}
		v.Rows = append(v.Rows, one)
	}
	if err := r.ListedItems(items); err != nil {
		return err
	}
	return r.Show(w, "frontdoor/handover", v)
}

func takeOn(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	var contacts []string
	for _, id := range r.PostForm["contact"] {
		contacts = append(contacts, record.ContactSubject+":"+id)
	}
	if len(contacts) == 0 {
		return showHandover(w, r, []govuk.ErrorLink{{Text: "Choose what you have read and take on", Href: "#contact-0"}})
	}
	if _, err := r.House().FrontDoor.TakeOn(r.Context(), r.Actor, contacts); err != nil {
		return err
	}
	return r.See(w, "/front-door?handed")
}
