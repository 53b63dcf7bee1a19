package cli

import (
	"errors"
	"os"
	"path/filepath"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/intake"
)

type importCmd struct {
	CIN     importCIN     `cmd:"" name:"cin" help:"A children in need census (XML): everything that it holds."`
	SSDA903 importSSDA903 `cmd:"" name:"ssda903" help:"An SSDA903 (CSV files or XML): children looked after and care leavers."`
	AnnexA  importAnnexA  `cmd:"" name:"annex-a" help:"The lists of an inspection (Ofsted's Annex A): a workbook."`
	SSD     importSSD     `cmd:"" name:"ssd" help:"An extract of the Standard Safeguarding Dataset of another system (CSV or Parquet files)."`
	Minutes importMinutes `cmd:"" help:"Published minutes: prints what would be proposed; a person accepts it on the page."`
}

type importCIN struct {
	File   string `arg:"" help:"The census file." type:"existingfile"`
	DryRun bool   `help:"Say what would be done, and write nothing."`
}

// Help is shown by --help.
func (importCIN) Help() string {
	return "The same content comes in once. What disagrees with a record is reported and never overwrites it.\nExample: throughline import cin census-2026.xml --dry-run"
}

// Run brings a census in.
func (c importCIN) Run(a *app) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be read", c.File)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return a.with(func(h *house.House) error {
		show := a.progress()
		rep, err := intake.CIN(a.ctx, h.Desk, operator, filepath.Base(c.File), f, intake.Options{DryRun: c.DryRun, Progress: func(done, of int) { show("children", int64(done), int64(of)) }})
		if rep.SHA256 != "" {
			err = errors.Join(rep.Write(a.Out, a.Format), err)
		}
		return err
	})
}
