package frontdoor

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"throughline/internal/errs"
	room "throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// part is a page's answers as the check page shows them.
type part struct {
	Title, Change string
	Rows          []row
}

// row is a question and its answer; an empty answer says why there is none.
type row struct{ Key, Value string }

type checkView struct {
	govuk.Page
	Parts []part
	Hints []room.Hint
}

func check(w http.ResponseWriter, r *shell.Request) error {
	v, err := typed(r)
	if err != nil {
		return err
	}
	return showCheck(w, r, sending(v), nil)
}

func showCheck(w http.ResponseWriter, r *shell.Request, s room.Sending, wrong []govuk.ErrorLink) error {
	view := checkView{Page: r.Page("Check your answers before you send them"), Parts: parts(s), Hints: room.Language(s.Concern)}
	view.Errors = wrong
	view.Back = govuk.BackLink{Text: "Back", Href: "/refer/new/" + steps[len(steps)-1].name}
	return r.Show(w, "frontdoor/check", view)
}

// send makes the record. What is still wrong is listed with a link to its page.
func send(w http.ResponseWriter, r *shell.Request) error {
	v, err := typed(r)
	if err != nil {
		return err
	}
	s := sending(v)
	rc, err := r.House().FrontDoor.Send(r.Context(), r.Actor, s)
	if fields, ok := errors.AsType[errs.Fields](err); ok {
		var links []govuk.ErrorLink
		for _, f := range fields {
			links = append(links, govuk.ErrorLink{Text: f.Text, Href: "/refer/new/" + pageOf(f.Field) + "?put-right#" + f.Field})
		}
		return showCheck(w, r, s, links)
	}
	if err != nil {
		return err
	}
	if err := dropAll(r); err != nil {
		return err
	}
	return r.See(w, "/refer/sent/"+record.SubjectID(rc.Subject)+"?new")
}

func discard(w http.ResponseWriter, r *shell.Request) error {
	if err := dropAll(r); err != nil {
		return err
	}
	return r.See(w, "/refer")
}

func dropAll(r *shell.Request) error {
	for _, s := range steps {
		if err := r.Sent(draftName(s.name)); err != nil {
			return err
		}
	}
	return nil
}

// pageOf is the page that asks a question.
func pageOf(field string) string {
	for _, p := range []struct{ prefix, step string }{
		{"child", "children"}, {"mother", "family"}, {"father", "family"}, {"address", "family"}, {"postcode", "family"},
		{"concern", "worries"}, {"strengths", "worries"}, {"urgent", "worries"}, {"consent", "consent"}, {"why_without", "consent"},
	} {
		if strings.HasPrefix(field, p.prefix) {
			return p.step
		}
	}
	return "you"
}

func parts(s room.Sending) []part {
	var out []part
	for i, c := range s.Children {
		out = append(out, part{fmt.Sprintf("Child %d", i+1), "children", childRows(c)})
	}
	out = append(out,
		part{"Mother", "family", adultRows(s.Mother)},
		part{"Father", "family", adultRows(s.Father)},
		part{"Home", "family", []row{{"Address", cmp.Or(strings.Join(s.Address, "\n"), "Not given")}, {"Postcode", cmp.Or(s.Postcode, "Not given")}}},
		part{"Your worries", "worries", []row{
			{"What you are worried about", cmp.Or(s.Concern, "Not answered yet")}, {"What is going well", cmp.Or(s.Strengths, "Not given")}, {"In danger now", yesNo(s.Urgent)},
		}},
		part{"Agreement of the family", "consent", consentRows(s.Consent, s.WhyWithout, s.OtherNote)},
		part{"About you", "you", []row{{"Name", cmp.Or(s.Referrer.Name, "Not answered yet")}, {"Role", cmp.Or(s.Referrer.Role, "Not answered yet")},
			{"Telephone", cmp.Or(s.Referrer.Phone, "Not given")}, {"Email", cmp.Or(s.Referrer.Email, "Not given")}}},
	)
	return out
}

func childRows(c record.ContactChild) []row {
	born := row{"Date of birth", cmp.Or(c.Birth.Long(), "Not known")}
	if !c.Expected.IsZero() {
		born = row{"Expected date of birth", c.Expected.Long()}
	}
	return []row{
		{"Name", cmp.Or(strings.TrimSpace(c.Given+" "+c.Family), "Not answered yet")}, born, {"Sex", cmp.Or(codes.Sentence("sex", c.Sex), "Not known")},
		{"Ethnicity", cmp.Or(codes.Sentence("ethnicity", c.Ethnicity), "Not known")}, {"Language at home", cmp.Or(codes.Sentence("language", c.Language), "Not known")},
		{"Unique pupil number", cmp.Or(c.UPN, "Not given")}, {"What the child says", cmp.Or(c.View, "Not given")},
	}
}

func adultRows(a record.ContactAdult) []row {
	switch a.Known {
	case room.Known:
		return []row{{"Name", cmp.Or(strings.TrimSpace(a.Given+" "+a.Family), "Not answered yet")}, {"Date of birth", cmp.Or(a.Birth.Long(), "Not known")}, {"Telephone", cmp.Or(a.Phone, "Not given")}}
	case room.NotKnown:
		return []row{{"Known", "No: asked, and nobody could say"}}
	case room.NotAsked:
		return []row{{"Known", "Not asked: " + a.Why}}
	}
	return []row{{"Known", "Not answered yet"}}
}

func consentRows(basis, why, note string) []row {
	rows := []row{{"Agreement", cmp.Or(codes.Sentence("consent_basis", basis), "Not answered yet")}}
	if why != "" && why != room.OtherReason {
		rows = append(rows, row{"Why without", codes.Sentence("consent_dispensed_reason", why)})
	}
	if note != "" {
		rows = append(rows, row{"Why without", note})
	}
	return rows
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

type sentView struct {
	govuk.Page
	Draft bool
	Sent  []room.SentReferral
}

// sent is a partner's own first page: what their agency sent, and what became of it.
func sent(w http.ResponseWriter, r *shell.Request) error {
	all, err := r.House().FrontDoor.Sent(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v, err := typed(r)
	if err != nil {
		return err
	}
	return r.Show(w, "frontdoor/sent", sentView{Page: r.Page("Referrals from your agency"), Draft: len(v) > 0, Sent: all})
}

type receiptView struct {
	govuk.Page
	New  bool
	Sent room.SentReferral
}

func sentOne(w http.ResponseWriter, r *shell.Request) error {
	one, err := r.House().FrontDoor.SentOne(r.Context(), r.Actor, record.ContactSubject+":"+r.ID(), r.Route.Pattern())
	if err != nil {
		return err
	}
	v := receiptView{Page: r.Page("Referral " + one.Reference), Sent: one, New: r.URL.Query().Has("new")}
	if v.New {
		v.Heading = ""
		v.Title = "Referral sent"
	}
	v.Back = govuk.BackLink{Text: "All referrals from your agency", Href: "/refer"}
	return r.Show(w, "frontdoor/receipt", v)
}
