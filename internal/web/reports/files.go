package reports

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/returns/sheet"
	"throughline/internal/web/shell"
)

// shelf keeps the editions that somebody asked for, so that a page does not read the whole journal each time: an edition reads the same for ever. At most one is counted or printed at a time, whoever asks.
type shelf struct {
	busy chan struct{} // holds one while something is counted or printed

	mu    sync.Mutex
	books map[string]*book
	order []string // oldest first
}

// book is an edition on the shelf.
type book struct {
	doc    report.Document
	claims []record.ReportClaim // as they came out
	pdf    []byte               // once it was printed
}

// equal says whether it came out as it was published.
func (b *book) equal(e record.ReportEdition) bool { return slices.Equal(b.claims, e.Claims) }

// mostBooks is how many editions are kept.
const mostBooks = 16

func newShelf() *shelf { return &shelf{busy: make(chan struct{}, 1), books: map[string]*book{}} }

// alone waits for its turn, or until the reader is gone.
func (s *shelf) alone(r *shell.Request) (done func(), err error) {
	select {
	case s.busy <- struct{}{}:
		return func() { <-s.busy }, nil
	case <-r.Context().Done():
		return nil, errs.As(errs.Busy, r.Context().Err(), "Another report is being made. Try again in a minute")
	}
}

func (s *shelf) kept(key string) *book {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.books[key]
}

func (s *shelf) keep(key string, b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.books[key] == nil {
		s.order = append(s.order, key)
	}
	s.books[key] = b
	if len(s.order) > mostBooks {
		delete(s.books, s.order[0])
		s.order = slices.Delete(s.order, 0, 1)
	}
}

func keyOf(h report.Held, e record.ReportEdition) string {
	return fmt.Sprint(h.Report.Subject, "/", e.Number)
}

// open is an edition from the shelf, or counted.
func (s *shelf) open(r *shell.Request, h report.Held, e record.ReportEdition) (*book, error) {
	key := keyOf(h, e)
	if b := s.kept(key); b != nil {
		return b, nil
	}
	done, err := s.alone(r)
	if err != nil {
		return nil, err
	}
	defer done()
	if b := s.kept(key); b != nil {
		return b, nil
	}
	doc, claims, err := report.Reopen(r.Context(), r.House().Desk, r.House().Book, e)
	if err != nil {
		return nil, err
	}
	b := &book{doc: doc, claims: claims}
	s.keep(key, b)
	return b, nil
}

// formats are what a report can be taken away as; html is the whole report as one file.
var formats = []struct{ ending, kind, text string }{
	{"html", "text/html; charset=utf-8", "The whole report as one page (HTML)"},
	{"pdf", "application/pdf", "To print (PDF)"},
	{"ods", "application/vnd.oasis.opendocument.spreadsheet", "The tables as a workbook (ODS)"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "The tables as a workbook (XLSX)"},
	{"csv", "text/csv; charset=utf-8", "Every figure as a line (CSV)"},
}

// filesAt are the downloads of a report. A PDF is offered where there is a browser that can print it.
func filesAt(path string) (out []file) {
	for _, f := range formats {
		if f.ending != "pdf" || report.Renderer() != "" {
			out = append(out, file{f.text, path + "?format=" + f.ending})
		}
	}
	return out
}

func (s *shelf) draftFile(w http.ResponseWriter, r *shell.Request) error {
	h, err := held(r)
	if err != nil {
		return err
	}
	kind, err := formatOf(r)
	if err != nil {
		return err
	}
	doc, err := report.Draft(r.Context(), r.House().Desk, r.House().Book, h.Report.Body)
	if err != nil {
		return err
	}
	return s.send(w, r, kind, &book{doc: doc})
}

func (s *shelf) editionFile(w http.ResponseWriter, r *shell.Request) error { return s.publicFile(w, r) }

// publicFile is a file of an edition; the same for everybody.
func (s *shelf) publicFile(w http.ResponseWriter, r *shell.Request) error {
	h, e, err := editionOf(r)
	if err != nil {
		return err
	}
	kind, err := formatOf(r)
	if err != nil {
		return err
	}
	b, err := s.open(r, h, e)
	if err != nil {
		return err
	}
	return s.send(w, r, kind, b)
}

// formatOf is the format that was asked for, as its media type.
func formatOf(r *shell.Request) (kind string, err error) {
	for _, f := range formats {
		if f.ending == r.URL.Query().Get("format") {
			return f.kind, nil
		}
	}
	return "", errs.New(errs.Invalid, "Choose the format: html, pdf, ods, xlsx or csv")
}

// send writes a file, made whole before the first byte leaves.
func (s *shelf) send(w http.ResponseWriter, r *shell.Request, kind string, b *book) (err error) {
	var out bytes.Buffer
	ending := r.URL.Query().Get("format")
	switch ending {
	case "html":
		err = b.doc.WriteHTML(&out)
	case "pdf":
		err = s.print(r, b, &out)
	case "ods":
		err = b.doc.WriteBook(&out, sheet.ODS)
	case "xlsx":
		err = b.doc.WriteBook(&out, sheet.XLSX)
	default:
		err = b.doc.WriteCSV(&out)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+nameOf(b.doc)+"."+ending+`"`)
	_, err = w.Write(out.Bytes())
	return err
}

// print writes the PDF, which is made once for each edition on the shelf.
func (s *shelf) print(r *shell.Request, b *book, out *bytes.Buffer) error {
	done, err := s.alone(r)
	if err != nil {
		return err
	}
	defer done()
	if b.pdf == nil {
		var made bytes.Buffer
		if err := b.doc.WritePDF(r.Context(), &made); err != nil {
			return err
		}
		b.pdf = made.Bytes()
	}
	out.Write(b.pdf)
	return nil
}

// nameOf is the name of a report's files: annual-2024-25-edition-1.
func nameOf(d report.Document) string {
	return strings.ReplaceAll(d.Form, "_", "-") + "-report-" + strings.NewReplacer("/", "-", " ", "-").Replace(d.Period.String()) + "-" + strings.ReplaceAll(strings.ToLower(d.Status()), " ", "-")
}
