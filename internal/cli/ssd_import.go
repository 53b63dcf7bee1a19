package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssd"
)

type importSSD struct {
	Dir    string `arg:"" help:"The folder of the extract: ssd_person.csv and the others, CSV or Parquet." type:"existingdir"`
	AsAt   string `help:"The day of the extract, of which it says how care leavers are; today unless given." placeholder:"DATE"`
	DryRun bool   `help:"Say what would be done, and write nothing."`
}

// Help is shown by --help.
func (importSSD) Help() string {
	return "The same content comes in once. What disagrees with a record is reported and never overwrites it. What has no place in a record is counted.\nExample: throughline import ssd ssd-2026 --dry-run"
}

// Run brings an extract in.
func (c importSSD) Run(a *app) (err error) {
	asAt, err := parseDay("--as-at", c.AsAt)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		return errs.As(errs.Invalid, err, "the folder %s cannot be read", c.Dir)
	}
	var files []ssd.Input
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		f, err := os.Open(filepath.Join(c.Dir, e.Name()))
		if err != nil {
			return errs.As(errs.Invalid, err, "%s cannot be read", e.Name())
		}
		defer f.Close() // only read from: nothing can be lost
		info, err := f.Stat()
		if err != nil {
			return errs.As(errs.Invalid, err, "%s cannot be read", e.Name())
		}
		files = append(files, ssd.Input{Name: e.Name(), Body: f, Size: info.Size()})
	}
	return a.with(func(h *house.House) error {
		show := a.progress()
		rep, err := ssd.Import(a.ctx, h.Desk, operator, filepath.Base(filepath.Clean(c.Dir)), files, ssd.ImportOptions{
			AsAt: asAt, Options: intake.Options{DryRun: c.DryRun, Progress: func(done, of int) { show("children", int64(done), int64(of)) }},
		})
		if rep.SHA256 != "" {
			err = errors.Join(rep.Write(a.Out, a.Format), err)
		}
		return err
	})
}
