// Package outputs gives papers out as files: letters, plans, assessments, chronologies (complaint 6). The page that offers one has decided who may have it.
package outputs

import (
	"bytes"
	"net/http"

	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/web/shell"
)

// Link is a form in which a paper can be had.
type Link struct{ Label, Href string }

// Links are the forms of a paper under its page's path; a query goes with them.
func Links(path, query string) []Link {
	var out []Link
	if query != "" {
		query = "?" + query
	}
	for _, f := range forms() {
		out = append(out, Link{f.Label, path + "/file/" + f.Ending + query})
	}
	return out
}

// forms are those that can be made here.
func forms() []document.Form { return document.Forms() }

// Send writes a paper in the form that the address names ({form}), made whole before the first byte leaves. A form that cannot be made here is not found.
func Send(w http.ResponseWriter, r *shell.Request, name string, p document.Paper) error {
	for _, f := range forms() {
		if f.Ending != r.PathValue("form") {
			continue
		}
		var b bytes.Buffer
		if err := f.Write(p, &b); err != nil {
			return err
		}
		w.Header().Set("Content-Type", f.Media)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+f.Ending+`"`)
		_, err := w.Write(b.Bytes())
		return err
	}
	return errs.New(errs.NotFound, "There is no file of this form. Choose one of those that the page offers")
}
