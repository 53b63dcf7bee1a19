package casework

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type documentsView struct {
	people.Head
	Rows   []documentRow
	Form   form.Form
	Found  bool
	Total  int
	MayAdd bool
	Undo   *shell.Step
}

type documentRow struct {
	Path, Title, Kind, From, Size, Scan, Excerpt string
	On                                           day.Day
	Restricted                                   bool
}

// documents lists the documents of a child that the reader may know of, newest first; words are looked for in titles and in the text inside.
func documents(w http.ResponseWriter, r *shell.Request) error {
	v := documentsView{Head: people.NewHead(r, "Documents"), MayAdd: r.May(access.Record, access.None)}
	v.Banner = banner(r)
	words := &form.Text{Name: "words", Label: "Words", Hint: "In titles, and inside PDF, Word, OpenDocument, web and text files. Scans and pictures are found by their titles only", Complete: "off", Max: 100}
	kind := &form.Select{Name: "kind", Label: "Kind", Empty: "All kinds", Options: people.Options("document_type", r.Today())}
	v.Form.Add(words, kind)
	if err := sought(r, &v.Form); err != nil {
		return err
	}
	v.Errors = v.Form.Errors()
	looked := fold(words.Value)
	v.Found = looked != "" || kind.Value != ""
	var docs []record.Of[record.Document]
	var texts []string
	for _, d := range story.All[record.Document](r.Reading.Story) {
		if d.Body.Removed != "" || !room.MayOpen(r.Reading, d.Body) {
			continue
		}
		v.Total++
		if kind.Value == "" || d.Body.Type == kind.Value {
			docs, texts = append(docs, d), append(texts, d.Body.Words)
		}
	}
	bodies := map[string]string{}
	var err error
	if looked != "" {
		if bodies, err = r.House().Casework.Texts(r.Context(), r.Reading, texts...); err != nil {
			return err
		}
	}
	slices.Reverse(docs)
	slices.SortStableFunc(docs, func(a, b record.Of[record.Document]) int { return b.Body.Date.Compare(a.Body.Date) })
	for _, d := range docs {
		text := bodies[d.Body.Words]
		if looked != "" && !strings.Contains(fold(d.Body.Title+" "+d.Body.File+" "+text), looked) {
			continue
		}
		row := documentRow{Path: people.Base(r) + "/documents/" + d.ID, Title: d.Body.Title, Kind: people.Label("document_type", d.Body.Type), From: d.Body.From, Size: sized(d.Body.Size),
			On: d.Body.Date, Restricted: d.Body.Restricted, Scan: scanWords(d.Body)}
		if strings.Contains(fold(text), looked) && looked != "" {
			row.Excerpt = excerpt(text, looked)
		}
		v.Rows = append(v.Rows, row)
	}
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "casework/documents", v)
}

func sized(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", max(1, n>>10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func scanWords(d record.Document) string {
	if d.Scan == record.ScanClean {
		return "Scanned for viruses, nothing found"
	}
	return "Not scanned for viruses"
}

type uploadView struct {
	formView
	Scanned bool
	Accept  string
	File    govuk.FileUpload
}

type uploadForm struct {
	kind        *form.Select
	title, from *form.Text
	date        *form.Date
	restricted  *form.Checkboxes
	mayRestrict bool
}

func newUpload(r *shell.Request) (uploadView, *uploadForm) {
	v := uploadView{formView: formView{Head: people.NewHead(r, "Add a document"), Action: people.Base(r) + "/documents/new", Button: "Add the document"},
		Scanned: r.House().Casework.Scanner != nil}
	f := &uploadForm{
		kind:        &form.Select{Name: "type", Label: "What kind of document?", Empty: "Choose one", Required: "Choose what kind of document it is", Options: people.Options("document_type", r.Today())},
		title:       &form.Text{Name: "title", Label: "In a few words", Hint: "For example: School report, spring term", Required: "Say in a few words what it is", Max: 150, Complete: "off"},
		date:        &form.Date{Name: "date", Label: "Date of the document", Noun: "The date of the document", Required: "Enter the date of the document", Max: r.Today()},
		from:        &form.Text{Name: "from", Label: "Who wrote or sent it", Max: 150, Complete: "off"},
		restricted:  &form.Checkboxes{Name: "restricted", Label: "Who may read it", Small: true, Options: []form.Option{{Value: "yes", Label: "Restricted: only the allocated worker, the manager and the chair may know of it"}}},
		mayRestrict: r.May(access.Record, access.SourceRestricted),
	}
	v.Form.Add(f.kind, f.title, f.date, f.from)
	if f.mayRestrict {
		v.Form.Add(f.restricted)
	}
	v.File = govuk.FileUpload{Name: "file", Label: govuk.Label{Text: "File"}, Hint: govuk.Hint{Text: fmt.Sprintf("At most %d MB: %s", document.Most>>20, strings.Join(document.Kinds(), " "))}}
	return v, f
}

// newDocument asks for a file and takes it: read as a stream, looked at, scanned where there is a scanner, sealed and recorded.
func newDocument(w http.ResponseWriter, r *shell.Request) error {
	v, f := newUpload(r)
	if r.Method == http.MethodGet {
		return r.Show(w, "casework/upload", v)
	}
	typed, file, err := receive(r)
	if errs.Of(err) != errs.Invalid && err != nil {
		return err
	}
	ok := v.Form.Parse(typed)
	if err == nil && file == nil {
		err = errs.Field("file", "Choose a file")
	}
	if ok && err == nil {
		n := room.NewDocument{Type: f.kind.Value, Title: f.title.Value, Date: f.date.Value, From: f.from.Value, Restricted: f.mayRestrict && f.restricted.Has("yes")}
		_, _, err = r.House().Casework.AddDocument(r.Context(), r.Actor, r.Subject(), n, *file)
		if err == nil {
			return people.Done(w, r, "/documents", "document")
		}
	}
	if err != nil && !v.Form.Explain(err) {
		return err
	}
	v.Errors = v.Form.Errors()
	for i, e := range v.Errors {
		if e.Href == "" {
			v.Errors[i].Href = "#file"
			v.File.Error = govuk.ErrorMessage{Text: e.Text}
		}
	}
	return r.Show(w, "casework/upload", v)
}

// mostTyped is the most of all fields beside the file.
const mostTyped = 64 << 10

// receive reads a form with a file as a stream: the file is never put down unsealed.
func receive(r *shell.Request) (typed url.Values, file *document.File, err error) {
	typed = url.Values{}
	in, err := r.MultipartReader()
	if err != nil {
		if perr := r.ReadForm(); perr != nil {
			return typed, nil, perr
		}
		return r.PostForm, nil, nil // without a file
	}
	for {
		part, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			return typed, file, nil
		}
		if err != nil {
			return typed, nil, errs.As(errs.Invalid, err, "The file did not arrive whole. Send it again")
		}
		if part.FormName() != "file" {
			b, err := io.ReadAll(io.LimitReader(part, mostTyped))
			if err != nil {
				return typed, nil, errs.As(errs.Invalid, err, "The form did not arrive whole. Send it again")
			}
			typed.Add(part.FormName(), string(b))
			continue
		}
		if part.FileName() == "" {
			continue
		}
		f, err := document.Take(r.Context(), part.FileName(), part, r.House().Casework.Scanner)
		if err != nil {
			return rest(in, typed), nil, err
		}
		file = &f
	}
}

// rest reads what was typed after a file that is not kept, so that it is shown again.
func rest(in *multipart.Reader, typed url.Values) url.Values {
	for {
		part, err := in.NextPart()
		if err != nil {
			return typed
		}
		if b, err := io.ReadAll(io.LimitReader(part, mostTyped)); err == nil && part.FormName() != "file" {
			typed.Add(part.FormName(), string(b))
		}
	}
}

type documentView struct {
	people.Head
	Title  string
	File   string // where it is fetched
	Facts  govuk.SummaryList
	Words  []string
	Unsafe bool // it was not scanned
	Mark   *form.Form
	Action string
}

// oneDocument is what is known of a document.
func oneDocument(w http.ResponseWriter, r *shell.Request) error {
	d, err := room.Document(r.Reading, r.PathValue("document"))
	if err != nil {
		return err
	}
	f, _, _ := markForm(d.Body)
	return showDocument(w, r, d, f)
}

func markForm(d record.Document) (f *form.Form, restricted *form.Checkboxes, removed *form.Text) {
	restricted = &form.Checkboxes{Name: "restricted", Label: "Who may read it", Small: true, Options: []form.Option{{Value: "yes", Label: "Restricted"}}}
	if d.Restricted {
		restricted.Values = []string{"yes"}
	}
	removed = &form.Text{Name: "removed", Label: "To take it out of the list, say why", Hint: "For example: another child’s. Its bytes stay until the record is disposed of", Max: 200, Complete: "off", Value: d.Removed}
	f = &form.Form{}
	f.Add(restricted, removed)
	return f, restricted, removed
}

func showDocument(w http.ResponseWriter, r *shell.Request, d record.Of[record.Document], f *form.Form) error {
	b := d.Body
	v := documentView{Head: people.NewHead(r, "Document"), Title: b.Title, File: people.Base(r) + "/documents/" + d.ID + "/file", Unsafe: b.Scan != record.ScanClean, Action: people.Base(r) + "/documents/" + d.ID}
	v.Back = govuk.BackLink{Text: "Back to the documents", Href: people.Base(r) + "/documents"}
	v.Banner, v.Errors = banner(r), f.Errors()
	fact := func(key, value string) {
		if value != "" {
			v.Facts.Rows = append(v.Facts.Rows, govuk.SummaryRow{Key: govuk.Content{Text: key}, Value: govuk.Content{Text: value}})
		}
	}
	fact("Kind", people.Label("document_type", b.Type))
	fact("Date", b.Date.Long())
	fact("From", b.From)
	fact("File", b.File+", "+sized(b.Size))
	fact("Viruses", scanWords(b)+map[bool]string{true: " by " + b.Scanner + " on " + day.Moment(b.Scanned)}[b.Scan == record.ScanClean])
	fact("SHA-256", b.SHA256)
	fact("Added", day.Moment(d.At)+" by "+r.Name(b.Worker))
	if b.Restricted {
		fact("Restricted", "Only the allocated worker, the manager and the chair may know of it")
	}
	fact("Taken out because", b.Removed)
	if b.Words != "" {
		texts, err := r.House().Casework.Texts(r.Context(), r.Reading, b.Words)
		if err != nil {
			return err
		}
		if t := []rune(texts[b.Words]); len(t) > 3000 {
			v.Words = paragraphs(string(t[:3000]) + " …")
		} else {
			v.Words = paragraphs(string(t))
		}
	}
	if r.May(access.Undo, access.None) {
		v.Mark = f
	}
	return r.Show(w, "casework/document", v)
}

// markDocument restricts a document, opens it again or takes it out of the list.
func markDocument(w http.ResponseWriter, r *shell.Request) error {
	d, err := room.Document(r.Reading, r.PathValue("document"))
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, restricted, removed := markForm(d.Body)
	if f.Parse(r.PostForm) {
		_, err := r.House().Casework.MarkDocument(r.Context(), r.Actor, r.Subject(), d.ID, restricted.Has("yes"), removed.Value)
		if err == nil {
			return people.Done(w, r, "/documents", "document-changed")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showDocument(w, r, d, f)
}

// fetch gives the bytes of a document. A browser never shows it inside the service: it is saved, or opened in its own program.
func fetch(w http.ResponseWriter, r *shell.Request) error {
	d, err := room.Document(r.Reading, r.PathValue("document"))
	if err != nil {
		return err
	}
	begun := false
	err = r.House().Casework.WriteDocument(r.Context(), d, func() {
		begun = true
		h := w.Header()
		h.Set("Content-Type", d.Body.Media)
		h.Set("Content-Length", strconv.FormatInt(d.Body.Size, 10))
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(d.Body.File))
	}, w)
	if begun && err != nil {
		// The answer has begun: it is shorter than it said, so that no browser takes what came for the whole.
		r.App.Log.LogAttrs(r.Context(), slog.LevelError, "a document broke off", slog.String("document", d.ID), slog.Any("error", err))
		return nil
	}
	return err
}
