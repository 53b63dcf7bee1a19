package cli

import (
	"io"
	"os"
	"path/filepath"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/ssd"
)

type exportSSD struct {
	To    string `required:"" help:"The folder that is written; it must be new or empty." placeholder:"DIR"`
	Known string `help:"As the records were known at that instant, or at the end of that day; as they are now unless given." placeholder:"INSTANT"`
}

// Help is shown by --help.
func (exportSSD) Help() string {
	return "With --format parquet the files are Parquet, else CSV. Each child who is written is read, and that is written down. Which field is filled from what is in docs/ssd.md.\nExample: throughline export ssd --to ssd-2026 --format parquet"
}

// Run writes the dataset.
func (c exportSSD) Run(a *app) error {
	known, err := parseInstant("--known", c.Known)
	if err != nil {
		return err
	}
	o, format := ssd.Options{Known: known}, a.Format
	switch format {
	case "parquet":
		o.Form, format = ssd.Parquet, "text"
	case "csv":
		format = "text" // the files are CSV; what is printed is for people
	case "text", "json":
	default:
		return errs.New(errs.Usage, "--format: %s is no form of the dataset; use csv or parquet", format)
	}
	return a.with(func(h *house.House) error {
		var rep ssd.Report
		err := wholeFolder(c.To, func(dir string) (err error) {
			rep, err = ssd.Export(a.ctx, h.Desk, operator, func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, name)) }, o)
			return err
		})
		if err != nil {
			return err
		}
		return rep.Write(a.Out, format)
	})
}
