package casework

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/outputs"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type lettersView struct {
	people.Head
	Rows   []letterRow
	MayAdd bool
	Undo   *shell.Step
}

type letterRow struct {
	On                           day.Day
	Path, Title, Kind, Name, Who string
}

// letters lists the letters that were written about a child, newest first.
func letters(w http.ResponseWriter, r *shell.Request) error {
	v := lettersView{Head: people.NewHead(r, "Letters"), MayAdd: r.May(access.Record, access.None)}
	v.Banner = banner(r)
	for _, l := range slices.Backward(story.All[record.Letter](r.Reading.Story)) {
		v.Rows = append(v.Rows, letterRow{l.Body.Date, people.Base(r) + "/letters/" + l.ID, l.Body.Title, people.Label("letter_type", l.Body.Type), l.Body.Name, r.Name(l.Body.Worker)})
	}
	slices.SortStableFunc(v.Rows, func(a, b letterRow) int { return b.On.Compare(a.On) })
	var err error
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "casework/letters", v)
}

// newLetter is a letter to be written. It knows its recipient from the first word.
func newLetter(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Write a letter"), Action: people.Base(r) + "/letters/new", Button: "Record the letter",
		Note: "You print it or fetch it as a Word file next. What you type is kept as your draft by itself."}
	view := r.Reading.View()
	to := &form.Select{Name: "to", Label: "Who is it to?", Empty: "Somebody else, named below"}
	names := map[string]string{r.Subject(): view.Name.Full()}
	to.Options = append(to.Options, form.Option{Value: r.Subject(), Label: view.Name.Full() + ", the child"})
	for _, rel := range view.Relations {
		if names[rel.Other] == "" {
			names[rel.Other] = rel.Name
			to.Options = append(to.Options, form.Option{Value: rel.Other, Label: rel.Name + ", " + rel.Label})
		}
	}
	name := &form.Text{Name: "name", Label: "Name of somebody else", Max: 150, Complete: "off"}
	role := &form.Select{Name: "role", Label: "Who are they to the child?", Empty: "Choose one", Required: "Choose who the recipient is", Options: people.Options("letter_recipient", r.Today())}
	address := &form.TextArea{Name: "address", Label: "Their address, as on the letter", Hint: "Leave empty if it goes another way", Rows: 4, Max: 400}
	kind := &form.Select{Name: "type", Label: "What kind of letter?", Empty: "Choose one", Required: "Choose what kind of letter it is", Options: people.Options("letter_type", r.Today())}
	date := &form.Date{Name: "date", Label: "Date", Noun: "The date", Required: "Enter the date of the letter", Max: r.Today(), Value: r.Today()}
	title := &form.Text{Name: "title", Label: "What is it about?", Required: "Say what the letter is about", Max: 150, Complete: "off"}
	text := &long{form.TextArea{Name: "text", Label: "The letter", Hint: "An empty line begins a new paragraph. What must not be disclosed to this recipient is refused.", Required: "Write the letter", Rows: 14, Max: room.MostText}}
	v.Form.Add(to, name, role, address, kind, date, title, text)
	draft := "letter-new/" + r.ID()
	return writing(w, r, v, draft, "letter", "/letters", func() error {
		n := room.NewLetter{Type: kind.Value, Date: date.Value, To: to.Value, Name: name.Value, Role: role.Value, Title: title.Value, Text: text.Value}
		if to.Value != "" {
			n.Name = names[to.Value]
		}
		for line := range strings.SplitSeq(address.Value, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				n.Address = append(n.Address, line)
			}
		}
		_, _, err := r.House().Casework.AddLetter(r.Context(), r.Actor, r.Subject(), draft, n)
		return err
	})
}

type letterView struct {
	people.Head
	Letter  record.Letter
	Kind    string
	Who     string
	Second  string
	Text    []string
	Path    string
	Refused string // why it cannot be printed
	Waits   bool   // for a second person
	Agree   bool   // who is the reader
	Files   []outputs.Link
}

// theLetter loads a letter, its text, and whether it may leave the service.
func theLetter(r *shell.Request) (l record.Of[record.Letter], text string, waits bool, refused, err error) {
	if l, err = shell.Held[record.Letter](r, "letter"); err != nil {
		return l, "", false, nil, err
	}
	texts, err := r.House().Casework.Texts(r.Context(), r.Reading, l.Body.Note)
	if err != nil {
		return l, "", false, nil, err
	}
	text = texts[l.Body.Note]
	if waits, refused = r.House().Casework.Printable(r.Context(), r.Reading, l.Body, text); refused != nil && errs.Of(refused) != errs.Conflict {
		return l, text, waits, nil, refused
	}
	return l, text, waits, refused, nil
}

// letter is one letter, as it would be printed.
func letter(w http.ResponseWriter, r *shell.Request) error {
	l, text, waits, refused, err := theLetter(r)
	if err != nil {
		return err
	}
	v := letterView{Head: people.NewHead(r, "Letter"), Letter: l.Body, Kind: people.Label("letter_type", l.Body.Type), Who: r.Name(l.Body.Worker), Second: r.Name(l.Body.Second), Text: paragraphs(text),
		Path: people.Base(r) + "/letters/" + l.ID, Waits: waits}
	v.Back = govuk.BackLink{Text: "Back to the letters", Href: people.Base(r) + "/letters"}
	v.Banner = banner(r)
	if refused != nil {
		v.Refused = errs.Text(refused)
	}
	v.Files = outputs.Links(v.Path, "")
	v.Agree = waits && l.Body.Worker != r.Actor.ID && r.May(access.AuthoriseAssessment, access.Assessment)
	return r.Show(w, "casework/letter", v)
}

// agreeLetter is a second person's word.
func agreeLetter(w http.ResponseWriter, r *shell.Request) error {
	if _, err := r.House().Casework.AgreeLetter(r.Context(), r.Actor, r.Subject(), r.PathValue("letter")); err != nil {
		return err
	}
	return people.Done(w, r, "/letters/"+r.PathValue("letter"), "letter-agreed")
}

// leaving refuses a letter that may not leave the service.
func leaving(r *shell.Request) (record.Of[record.Letter], string, error) {
	l, text, waits, refused, err := theLetter(r)
	switch {
	case err != nil:
		return l, text, err
	case refused != nil:
		return l, text, refused
	case waits:
		return l, text, errs.New(errs.Conflict, "This letter is to somebody who must not have contact. A manager who did not write it must look at it before it can be printed")
	}
	return l, text, nil
}

// printLetter is a letter laid out for paper.
func printLetter(w http.ResponseWriter, r *shell.Request) error {
	l, text, err := leaving(r)
	if err != nil {
		return err
	}
	v := letterView{Head: people.NewHead(r, "Letter"), Letter: l.Body, Who: r.Name(l.Body.Worker), Text: paragraphs(text)}
	v.Bar = govuk.IdentityBar{}
	v.Back = govuk.BackLink{Text: "Back to the letter", Href: people.Base(r) + "/letters/" + l.ID}
	return r.Show(w, "casework/letter-print", v)
}

// fileLetter is a letter as a file.
func fileLetter(desk *outputs.Desk, w http.ResponseWriter, r *shell.Request) error {
	l, text, err := leaving(r)
	if err != nil {
		return err
	}
	return desk.Send(w, r, "letter-"+l.Body.Date.String(), letterPaper(l.Body, text, r.Name(l.Body.Worker)))
}

// letterPaper is a letter as it leaves: to whom, the day, what about, the text, from whom.
func letterPaper(l record.Letter, text, from string) document.Paper {
	p := document.Paper{Title: l.Title, Untold: true}
	p.P(document.Plain, strings.Join(append([]string{l.Name}, l.Address...), "\n"), l.Date.Long())
	p.P(document.Bold, l.Title)
	p.P(document.Plain, paragraphs(text)...)
	p.P(document.Plain, from)
	return p
}
