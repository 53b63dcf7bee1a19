package casework

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// noteRow is a note in the list, or another thing that somebody wrote.
type noteRow struct {
	On                              day.Day
	Title, Kind, Who, With, Excerpt string
	Path                            string
	Significant                     bool
	Removed                         string // why it was taken out
}

type notesView struct {
	people.Head
	Rows    []noteRow
	Form    form.Form
	Found   bool // something was looked for
	Total   int
	Undo    *shell.Step
	MayAdd  bool
	Manage  bool
	Removed int
}

// mostNotes is how many rows the list shows unless it is narrowed.
const mostNotes = 60

// notes lists what was written about a child, newest first: case notes, supervision, management oversight. It can be narrowed by kind, day and words, here and from the
// box on the child’s first page.
func notes(w http.ResponseWriter, r *shell.Request) error {
	v := notesView{Head: people.NewHead(r, "Notes"), MayAdd: r.May(access.Record, access.None), Manage: r.May(access.AuthoriseAssessment, access.Assessment)}
	v.Banner = banner(r)
	kind := &form.Select{Name: "kind", Label: "Kind", Empty: "All kinds", Options: kinds(r.Today())}
	words := &form.Text{Name: "words", Label: "Words", Complete: "off", Max: 100}
	from := &form.Date{Name: "from", Label: "From", Noun: "The first day"}
	to := &form.Date{Name: "to", Label: "To", Noun: "The last day"}
	v.Form.Add(words, kind, from, to)
	if err := sought(r, &v.Form); err != nil {
		return err
	}
	v.Errors = v.Form.Errors()
	rows, texts := written(r), []string{}
	v.Total = len(rows)
	var kept []noteItem
	for _, n := range rows {
		if kind.Value != "" && n.kind != kind.Value || !n.row.On.Within(from.Value, to.Value) {
			continue
		}
		kept = append(kept, n)
		texts = append(texts, n.note)
	}
	looked := fold(words.Value)
	v.Found = looked != "" || kind.Value != "" || !from.Value.IsZero() || !to.Value.IsZero()
	if !v.Found {
		kept = kept[:min(len(kept), mostNotes)]
	}
	if looked == "" { // only what is shown
		texts = texts[:0]
		for _, n := range kept[:min(len(kept), mostNotes)] {
			texts = append(texts, n.note)
		}
	}
	bodies, err := r.House().Casework.Texts(r.Context(), r.Reading, texts...)
	if err != nil {
		return err
	}
	for _, n := range kept {
		text := n.text
		if n.note != "" {
			text = bodies[n.note]
		}
		if n.row.Removed != "" {
			text, v.Removed = "", v.Removed+1
		}
		if looked != "" && !strings.Contains(fold(n.row.Title+" "+text), looked) {
			continue
		}
		n.row.Excerpt = excerpt(text, looked)
		v.Rows = append(v.Rows, n.row)
	}
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "casework/notes", v)
}

// sought reads what is looked for. It comes by POST: words of a record are in no address and no log.
func sought(r *shell.Request, f *form.Form) error {
	if r.Method == http.MethodGet {
		return nil
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	f.Parse(r.PostForm)
	return nil
}

// kinds are what the list can be narrowed to.
func kinds(on day.Day) []form.Option {
	return append(people.Options("case_note_type", on), form.Option{Value: "supervision", Label: "Supervision"}, form.Option{Value: "oversight", Label: "Management oversight"})
}

// noteItem is a row with where its text is.
type noteItem struct {
	row  noteRow
	kind string
	note string // the subject of the text
	text string // or the text itself
}

// written is all that was written about a child, newest first.
func written(r *shell.Request) []noteItem {
	var out []noteItem
	s, base := r.Reading.Story, people.Base(r)
	for _, n := range story.All[record.CaseNote](s) {
		item := noteItem{kind: n.Body.Type, note: n.Body.Note, row: noteRow{
			On: n.Body.Date, Title: n.Body.Title, Kind: people.Label("case_note_type", n.Body.Type), Who: r.Name(n.Body.Worker), With: n.Body.With,
			Path: base + "/notes/" + n.ID, Significant: n.Body.Significant,
		}}
		if c := n.Body.Removed; c != nil {
			item.note, item.row.Removed = "", "Taken out by "+r.Name(c.By)+" on "+day.Moment(c.At)+", asked for by "+c.For+": "+label("note_change_reason", c.Reason)
		}
		out = append(out, item)
	}
	for _, m := range story.All[record.ManagementOversight](s) {
		out = append(out, noteItem{kind: "oversight", text: m.Body.Decision, row: noteRow{
			On: m.Body.Date, Title: "Management oversight: " + label("oversight_reason", m.Body.Reason), Kind: "Management oversight", Who: r.Name(m.Body.By), Path: base + "/records/" + m.ID,
		}})
	}
	for _, m := range story.All[record.Supervision](s) {
		out = append(out, noteItem{kind: "supervision", text: strings.TrimSpace(m.Body.Discussion + " " + m.Body.Reflection), row: noteRow{
			On: m.Body.Date, Title: "Supervision", Kind: "Supervision", Who: r.Name(m.Body.Supervisor) + " with " + r.Name(m.Body.Worker), Path: base + "/records/" + m.ID,
		}})
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b noteItem) int { return b.row.On.Compare(a.row.On) })
	return out
}

func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// excerpt is the beginning of a text, or the place where a word was found.
func excerpt(text, looked string) string {
	const around, most = 60, 220
	flat := strings.Join(strings.Fields(text), " ")
	r := []rune(flat)
	start := 0
	if looked != "" {
		if i := strings.Index(strings.ToLower(flat), looked); i > 0 {
			start = max(0, len([]rune(flat[:i]))-around)
		}
	}
	if start >= len(r) {
		start = 0
	}
	end := min(len(r), start+most)
	out := string(r[start:end])
	if start > 0 {
		out = "… " + out
	}
	if end < len(r) {
		out += " …"
	}
	return out
}

// noteForm is a case note to be written.
type noteForm struct {
	kind  *form.Select
	date  *form.Date
	title *form.Text
	with  *form.Text
	text  *long
	sign  *form.Checkboxes
	also  *form.Checkboxes
}

func newNoteForm(r *shell.Request, v *formView) *noteForm {
	f := &noteForm{
		kind:  &form.Select{Name: "type", Label: "What kind of note?", Empty: "Choose one", Required: "Choose what kind of note it is", Options: people.Options("case_note_type", r.Today())},
		date:  &form.Date{Name: "date", Label: "When did it happen?", Noun: "The day", Required: "Enter the day of what happened", Max: r.Today(), Value: r.Today()},
		title: &form.Text{Name: "title", Label: "In a few words", Hint: "Shown in lists and in the chronology. For example: Visit after school, Call from the health visitor", Required: "Say in a few words what it is about", Max: 150, Complete: "off"},
		with:  &form.Text{Name: "with", Label: "Who was there, or on the telephone", Hint: "Leave empty if nobody", Max: 200, Complete: "off"},
		text:  &long{form.TextArea{Name: "text", Label: "The note", Hint: "What was seen, said and done, and what you think of it. Use the child’s own words where you can.", Required: "Write the note", Rows: 14, Max: room.MostText}},
		sign:  &form.Checkboxes{Name: "significant", Label: "Chronology", Small: true, Options: []form.Option{{Value: "yes", Label: "This belongs in the chronology"}}},
	}
	v.Form.Add(f.kind, f.date, f.title, f.with, f.text, f.sign)
	return f
}

func (f *noteForm) note() room.NewNote {
	n := room.NewNote{Type: f.kind.Value, Date: f.date.Value, Title: f.title.Value, With: f.with.Value, Text: f.text.Value, Significant: f.sign.Has("yes")}
	if f.also != nil {
		n.Also = f.also.Values
	}
	return n
}

// newNote is a note to be written; brothers and sisters may get the same one.
func newNote(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Write a case note"), Action: people.Base(r) + "/notes/new", Button: "Record the note",
		Note: "Your team can read it as soon as it is recorded. What you type is kept as your draft by itself."}
	f := newNoteForm(r, &v)
	if brothers := siblings(r); len(brothers) > 0 {
		f.also = &form.Checkboxes{Name: "also", Label: "Record the same note for", Hint: "Only when all of it is about them too. Each child gets a note of their own.", Small: true, Options: brothers}
		v.Form.Add(f.also)
	}
	return writing(w, r, v, "note-new/"+r.ID(), "note", "/notes", func() error {
		_, err := r.House().Casework.AddNote(r.Context(), r.Actor, r.Subject(), "note-new/"+r.ID(), f.note())
		return err
	})
}

// siblings are the children related to the child as brothers and sisters now.
func siblings(r *shell.Request) []form.Option {
	var out []form.Option
	for _, rel := range r.Reading.Relations {
		if strings.HasSuffix(rel.Type, "sibling") && rel.Ended.IsZero() && record.SubjectType(rel.Other) == record.ChildSubject &&
			!slices.ContainsFunc(out, func(o form.Option) bool { return o.Value == rel.Other }) {
			out = append(out, form.Option{Value: rel.Other, Label: rel.Name})
		}
	}
	return out
}

type noteView struct {
	people.Head
	Row      noteRow
	Text     []string // paragraphs
	Changes  []string
	Earlier  []earlier
	Change   string // where it can be changed
	Remove   string
	Recorded string
}

type earlier struct{ When, Who, Text string }

// note is one note, with why it was changed, and for whoever may put back changes, what it said before.
func note(w http.ResponseWriter, r *shell.Request) error {
	n, err := shell.Held[record.CaseNote](r, "note")
	if err != nil {
		return err
	}
	v := noteView{Head: people.NewHead(r, "Case note")}
	v.Back = govuk.BackLink{Text: "Back to the notes", Href: people.Base(r) + "/notes"}
	v.Banner = banner(r)
	for _, item := range written(r) {
		if item.row.Path == people.Base(r)+"/notes/"+n.ID {
			v.Row = item.row
		}
	}
	if n.Body.Removed == nil {
		texts, err := r.House().Casework.Texts(r.Context(), r.Reading, n.Body.Note)
		if err != nil {
			return err
		}
		v.Text = paragraphs(texts[n.Body.Note])
	}
	for _, c := range n.Body.Amendments {
		v.Changes = append(v.Changes, "Changed by "+r.Name(c.By)+" on "+day.Moment(c.At)+", asked for by "+c.For+": "+label("note_change_reason", c.Reason))
	}
	undo := r.May(access.Undo, access.None)
	if r.May(access.Record, access.None) && room.MayChange(r.Actor, undo, n.Body) {
		v.Change = v.Row.Path + "/change"
	}
	if undo && n.Body.Removed == nil {
		v.Remove = v.Row.Path + "/remove"
	}
	if undo && (len(n.Body.Amendments) > 0 || n.Body.Removed != nil) {
		all, err := r.House().Casework.Versions(r.Context(), r.Reading, n.Body.Note)
		if err != nil {
			return err
		}
		for i, o := range slices.Backward(all) {
			if i == len(all)-1 && n.Body.Removed == nil {
				continue
			}
			v.Earlier = append(v.Earlier, earlier{day.Moment(o.At), r.Name(o.Actor), o.Body.Text})
		}
	}
	v.Recorded = day.Moment(n.At)
	return r.Show(w, "casework/note", v)
}

// paragraphs are the parts of a text between empty lines.
func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(p) != "" {
			out = append(out, strings.Trim(p, "\n"))
		}
	}
	return out
}

// changeNote changes a note, with a reason and who asked for it.
func changeNote(w http.ResponseWriter, r *shell.Request) error {
	n, err := shell.Held[record.CaseNote](r, "note")
	if err != nil {
		return err
	}
	path := people.Base(r) + "/notes/" + n.ID
	if !room.MayChange(r.Actor, r.May(access.Undo, access.None), n.Body) {
		return errs.New(errs.Denied, "Only who wrote a note, the allocated worker and their manager change it, and not after it was taken out")
	}
	texts, err := r.House().Casework.Texts(r.Context(), r.Reading, n.Body.Note)
	if err != nil {
		return err
	}
	v := formView{Head: people.NewHead(r, "Change a case note"), Action: path + "/change", Button: "Change the note",
		Intro: []string{"What the note says now is kept in the history, and goes into the file if the person asks for it."}}
	f := newNoteForm(r, &v)
	f.kind.Value, f.date.Value, f.title.Value, f.with.Value, f.text.Value = n.Body.Type, n.Body.Date, n.Body.Title, n.Body.With, texts[n.Body.Note]
	if n.Body.Significant {
		f.sign.Values = []string{"yes"}
	}
	reason := &form.Select{Name: "reason", Label: "Why is it changed?", Empty: "Choose one", Required: "Choose the reason", Options: people.Options("note_change_reason", r.Today())}
	asked := &form.Text{Name: "for", Label: "Who asked for it?", Required: "Say who asked for it", Max: 150, Complete: "off"}
	base := &form.Hidden{Name: "base", Value: strconv.FormatInt(n.Version, 10)}
	v.Form.Add(reason, asked, base)
	draft := "note-change/" + r.ID() + "/" + n.ID
	return writing(w, r, v, draft, "note-changed", "/notes/"+n.ID, func() error {
		on, _ := strconv.ParseInt(base.Value, 10, 64)
		_, err := r.House().Casework.AmendNote(r.Context(), r.Actor, r.Subject(), n.ID, draft, room.Amendment{Base: on, Note: f.note(), Reason: reason.Value, For: asked.Value})
		return err
	})
}

// removeNote takes a note out of the record.
func removeNote(w http.ResponseWriter, r *shell.Request) error {
	n, err := shell.Held[record.CaseNote](r, "note")
	if err != nil {
		return err
	}
	v := formView{Head: people.NewHead(r, "Take a note out of the record"), Action: people.Base(r) + "/notes/" + n.ID + "/remove", Button: "Take it out",
		Intro: []string{"“" + n.Body.Title + "”, " + n.Body.Date.Long() + ". The list keeps that there was a note, who took it out and why. What it said stays in the history, for whoever may put back changes."}}
	reason := &form.Radios{Name: "reason", Label: "Why?", Required: "Choose the reason", Options: people.Options("note_change_reason", r.Today()), Small: true}
	asked := &form.Text{Name: "for", Label: "Who asked for it?", Required: "Say who asked for it", Max: 150, Complete: "off"}
	v.Form.Add(reason, asked)
	return short(w, r, v, "/notes", "note-removed", func() error {
		_, err := r.House().Casework.RemoveNote(r.Context(), r.Actor, r.Subject(), n.ID, reason.Value, asked.Value)
		return err
	})
}

// short runs a form that needs no draft.
func short(w http.ResponseWriter, r *shell.Request, v formView, then, done string, keep func() error) error {
	if r.Method == http.MethodGet {
		return showForm(w, r, v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	return keeping(w, r, v, then, done, keep)
}

// label is a code in words, as it stands inside a sentence.
func label(set, code string) string {
	l := people.Label(set, code)
	if l == "" {
		return ""
	}
	return strings.ToLower(l[:1]) + l[1:]
}
