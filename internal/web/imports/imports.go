// Package imports has the pages where a return is brought in, and taken back.
package imports

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of imports.
func Routes() []shell.Route {
	rt := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.ImportReturn, Class: access.None, Page: page}
	}
	return []shell.Route{
		rt("GET", "/imports", list),
		rt("POST", "/imports/cin", bring),
		rt("POST", "/imports/{id}/undo", undo),
	}
}

type listView struct {
	govuk.Page
	Batches []record.Of[record.ImportBatch]
}

func list(w http.ResponseWriter, r *shell.Request) error {
	batches, err := intake.Batches(r.Context(), r.House().Desk, r.Actor)
	if err != nil {
		return err
	}
	return r.Show(w, "imports/list", listView{r.Page("Imports"), batches})
}

type reportView struct {
	govuk.Page
	Report intake.Report
}

// bring reads an uploaded census. The file is kept in a temporary place only while it is read, and removed whatever happens.
func bring(w http.ResponseWriter, r *shell.Request) (err error) {
	upload, head, err := r.FormFile("file")
	if err != nil {
		return errs.As(errs.Invalid, err, "Choose the census file (XML) that your case system wrote. Nothing was changed")
	}
	file, err := os.CreateTemp("", "throughline-import-")
	if err != nil {
		return err
	}
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
		if e := os.Remove(file.Name()); err == nil {
			err = e
		}
	}()
	if _, err := io.Copy(file, upload); err != nil {
		return fmt.Errorf("keep upload: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	rep, err := intake.CIN(r.Context(), r.House().Desk, r.Actor, head.Filename, file, intake.Options{DryRun: r.FormValue("dry") == "yes"})
	if err != nil {
		return err
	}
	v := reportView{Page: r.Page("What the import did"), Report: rep}
	if rep.DryRun {
		v.Heading = "What the import would do"
	}
	v.Back = govuk.BackLink{Text: "Imports", Href: "/imports"}
	return r.Show(w, "imports/report", v)
}

func undo(w http.ResponseWriter, r *shell.Request) error {
	if _, err := intake.Undo(r.Context(), r.House().Desk, r.Actor, r.ID()); err != nil {
		return err
	}
	return r.See(w, "/imports")
}
