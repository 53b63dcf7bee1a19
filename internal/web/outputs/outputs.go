// Package outputs gives papers out as files: letters, plans, assessments, chronologies (complaint 6). The page that offers one has decided who may have it.
package outputs

import (
	"bytes"
	"net/http"

	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/report"
	"throughline/internal/web/shell"
)

// Link is a form in which a paper can be had.
type Link struct{ Label, Href string }

// Desk gives papers out. A browser that prints a PDF costs as much as a busy page, so a desk starts one at a time.
type Desk struct{ printing chan struct{} }

// NewDesk makes a desk for the pages of one room.
func NewDesk() *Desk { return &Desk{make(chan struct{}, 1)} }

// pdf is the form that needs a browser.
const pdf = "pdf"

// Links are the forms of a paper under its page's path; a query goes with them. A PDF is offered where there is a browser that can print it.
func Links(path, query string) []Link {
	if query != "" {
		query = "?" + query
	}
	var out []Link
	if report.Renderer() != "" {
		out = append(out, Link{"PDF", path + "/file/" + pdf + query})
	}
	for _, f := range document.Forms() {
		out = append(out, Link{f.Label, path + "/file/" + f.Ending + query})
	}
	return out
}

// Send writes a paper in the form that the address names ({form}), made whole before the first byte leaves. A form that cannot be made here is not found.
func (d *Desk) Send(w http.ResponseWriter, r *shell.Request, name string, p document.Paper) error {
	form, media := r.PathValue("form"), ""
	var b bytes.Buffer
	for _, f := range document.Forms() {
		if f.Ending == form {
			media = f.Media
			if err := f.Write(p, &b); err != nil {
				return err
			}
		}
	}
	if form == pdf && report.Renderer() != "" {
		media = "application/pdf"
		if err := d.print(r, p, &b); err != nil {
			return err
		}
	}
	if media == "" {
		return errs.New(errs.NotFound, "There is no file of this form. Choose one of those that the page offers")
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+form+`"`)
	_, err := w.Write(b.Bytes())
	return err
}

func (d *Desk) print(r *shell.Request, p document.Paper, b *bytes.Buffer) error {
	select {
	case d.printing <- struct{}{}:
		defer func() { <-d.printing }()
	case <-r.Context().Done():
		return errs.New(errs.Busy, "Another file was being printed. Try again")
	}
	beside := ""
	if !p.Untold {
		beside = "Confidential"
	}
	return report.Print(r.Context(), b, "", beside, p.WriteHTML)
}
