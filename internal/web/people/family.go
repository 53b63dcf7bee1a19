package people

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// familyRow is a family on a record's page.
type familyRow struct {
	ID, Name string
	Members  []familyMember
	In       bool // the person of the page is in it now
}

type familyMember struct{ Name, Path, Dates string }

func familiesOf(r *shell.Request) ([]familyRow, error) {
	families, err := r.House().People.Families(r.Context(), r.Reading)
	if err != nil {
		return nil, err
	}
	var out []familyRow
	for _, f := range families {
		row := familyRow{ID: f.Subject[len(record.FamilySubject)+1:], Name: f.Name}
		for _, m := range f.Members {
			row.Members = append(row.Members, familyMember{m.Name, Path(m.Person), datesOf(m)})
			row.In = row.In || m.Current && m.Person == r.Reading.Story.Subject
		}
		out = append(out, row)
	}
	return out, nil
}

func datesOf(m person.FamilyMember) string {
	switch {
	case m.Current && m.From.IsZero():
		return ""
	case m.Current:
		return "since " + m.From.Short()
	case m.From.IsZero():
		return "until " + m.To.Short()
	}
	return m.From.Short() + " to " + m.To.Short()
}

// startFamily makes a family with the person of the page as its first member.
func startFamily(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Start a family", "/family", "Start the family", "A family is a group of people who are worked with together. You can add others to it afterwards.")
	name := &form.Text{Name: "name", Label: "What is the family called?", Hint: "For example “Okafor and Lewis family”", Required: "Enter a name for the family"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The day", Max: day.In(r.Now())}
	v.Form.Add(name, from)
	return ask(w, r, v, "family", func() error {
		_, _, err := r.House().People.StartFamily(r.Context(), r.Actor, name.Value, subject(r), from.Value)
		return err
	})
}

// ofPage finds the family of the address among those of the person of the page: another one's is not there.
func ofPage(r *shell.Request) (person.FamilyView, error) {
	families, err := r.House().People.Families(r.Context(), r.Reading)
	if err != nil {
		return person.FamilyView{}, err
	}
	for _, f := range families {
		if f.Subject == record.FamilySubject+":"+r.PathValue("family") {
			return f, nil
		}
	}
	return person.FamilyView{}, errs.New(errs.NotFound, "%s", access.Missing)
}

// joinFamily adds somebody else to a family of the person of the page.
func joinFamily(w http.ResponseWriter, r *shell.Request) error {
	f, err := ofPage(r)
	if err != nil {
		return err
	}
	v := pickView{frame: newFrame(r, "Add somebody to a family"), Button: "Add to the family", Intro: "Look for the person who belongs to the " + f.Name + "."}
	v.Action = v.Base + "/family/" + r.PathValue("family") + "/join"
	who := &form.Radios{Name: "who", Label: "Who is it?", Required: "Choose the person"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The day", Max: day.In(r.Now())}
	sent, err := pick(r, &v, who, nil)
	if err != nil {
		return err
	}
	v.Form.Add(who, from)
	if sent && v.Form.Parse(r.PostForm) {
		_, err := r.House().People.JoinFamily(r.Context(), r.Actor, f.Subject, who.Value, from.Value)
		if err == nil {
			return done(w, r, "family-joined")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	if sent {
		v.Errors = v.Form.Errors()
	}
	return r.Show(w, "people/pick", v)
}

// leaveFamily ends the time of the person of the page in a family. That they were in it stays.
func leaveFamily(w http.ResponseWriter, r *shell.Request) error {
	f, err := ofPage(r)
	if err != nil {
		return err
	}
	v := newFormView(r, "End the time in a family", "/family/"+r.PathValue("family")+"/leave", "End it", "In the "+f.Name+". That the person was in it stays in the history.")
	to := &form.Date{Name: "to", Label: "When did it end?", Hint: "Leave empty for today", Noun: "The end", Max: day.In(r.Now())}
	v.Form.Add(to)
	return ask(w, r, v, "family-left", func() error {
		_, err := r.House().People.LeaveFamily(r.Context(), r.Actor, f.Subject, subject(r), to.Value)
		return err
	})
}
