package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/annexa"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssda903"
)

type exportAnnexA struct {
	On          string `help:"The extract date, from which six and twelve months count back. Default: today." placeholder:"DATE"`
	AsKnown     string `help:"As the records were known at that day's end; as they are now unless given." placeholder:"DATE"`
	Authority   string `help:"The council's code, such as E10000012: which placements are inside its area." placeholder:"CODE"`
	Name        string `help:"The council's name, for the front sheet." placeholder:"NAME"`
	Postcodes   string `help:"Postcodes with their districts, as the Office for National Statistics publishes them (CSV): where placements are." placeholder:"FILE"`
	Authorities string `help:"Districts with their upper-tier authorities and the names of those (CSV)." placeholder:"FILE"`
	To          string `required:"" help:"The workbook that is written. A file that is there is never overwritten." placeholder:"FILE.xlsx"`
}

// Help is shown by --help.
func (exportAnnexA) Help() string {
	return "The eleven lists of an inspection as a workbook. Each child who stands in a list is read, and that is written down. Where a placement is follows from --postcodes and --authorities, else from what was recorded with it.\nExample: throughline export annex-a --on 2026-09-30 --to annex-a.xlsx"
}

// Run writes the workbook.
func (c exportAnnexA) Run(a *app) error {
	o := annexa.Options{Page: "export annex-a"}
	on, err := parseDay("--on", c.On)
	if err != nil {
		return err
	}
	known, err := parseDay("--as-known", c.AsKnown)
	if err != nil {
		return err
	}
	if o.On = on; !known.IsZero() {
		o.AsKnown = known.Add(1).Start().Add(-time.Microsecond)
	}
	if o.Where, o.Names, err = places(c.Postcodes, c.Authorities, c.Authority); err != nil {
		return err
	}
	if _, err := os.Lstat(c.To); err == nil {
		return there(c.To)
	}
	return a.with(func(h *house.House) error {
		notes, err := annexa.Room{Desk: h.Desk}.Notes(a.ctx)
		if err != nil {
			return err
		}
		var sum annexa.Summary
		err = a.deliver(c.To, func(w io.Writer) (err error) {
			sum, err = annexa.Write(a.ctx, h.Desk, operator, w, o, annexa.Cover{Authority: cmp.Or(c.Name, c.Authority), Notes: notes})
			return err
		})
		if err != nil {
			return err
		}
		return sum.Write(a.Out, a.Format)
	})
}

// places reads what says where postcodes lie, nil when no postcodes are named, and the names of councils.
func places(postcodes, authorities, home string) (func(string) (annexa.Place, bool), map[string]string, error) {
	var p *ssda903.Postcodes
	var of *ssda903.Authorities
	names := map[string]string{}
	err := errors.Join(
		reference(postcodes, func(name string, r io.Reader) (err error) {
			p, err = ssda903.ReadPostcodes(name, r)
			return err
		}),
		reference(authorities, func(name string, r io.Reader) (err error) {
			of, err = ssda903.ReadAuthorities(name, r)
			return err
		}),
		reference(authorities, func(name string, r io.Reader) (err error) {
			names, err = annexa.ReadNames(name, r)
			return err
		}),
	)
	if err != nil {
		return nil, nil, err
	}
	return annexa.Places(p, of, names, home), names, nil
}

type validateAnnexA struct {
	File           string `arg:"" help:"The workbook (.xlsx)." type:"existingfile"`
	On             string `help:"The extract date. Default: what the front sheet says." placeholder:"DATE"`
	NoDetail       bool   `help:"Only the counts, without a sentence for each row."`
	FailOnFindings bool   `help:"Leave with exit code 3 when anything was found."`
	To             string `help:"Write the report to this file, whose ending chooses the format unless --format does. A file that is there is never overwritten." placeholder:"FILE"`
}

// Help is shown by --help.
func (validateAnnexA) Help() string {
	return "Findings are data, not failure: the exit code is 0 unless --fail-on-findings is given.\nExample: throughline validate annex-a annex-a.xlsx --to report.html"
}

// Run checks a workbook.
func (c validateAnnexA) Run(a *app) error {
	on, err := parseDay("--on", c.On)
	if err != nil {
		return err
	}
	p := printing{Reading: string(finding.Intended), NoDetail: c.NoDetail, FailOnFindings: c.FailOnFindings, To: c.To}
	out, err := p.output(a)
	if err != nil {
		return err
	}
	if out.format == show.ODSFormat || out.format == show.XLSXFormat {
		return errs.New(errs.Usage, "validate annex-a prints text, json, csv or html: the workbook itself has the rows")
	}
	w, err := workbook(c.File)
	if err != nil {
		return err
	}
	return p.print(a, out, annexa.Check(w, annexa.CheckOptions{On: on}), c.File, nil)
}

// workbook reads an Annex A.
func workbook(path string) (w *annexa.Workbook, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s cannot be opened", path)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s cannot be opened", path)
	}
	return annexa.Read(filepath.Base(path), f, info.Size())
}

type importAnnexA struct {
	File   string `arg:"" help:"The workbook (.xlsx)." type:"existingfile"`
	On     string `help:"The extract date. Default: what the front sheet says." placeholder:"DATE"`
	DryRun bool   `help:"Say what would be done, and write nothing."`
}

// Help is shown by --help.
func (importAnnexA) Help() string {
	return "The same content comes in once. What disagrees with a record is reported and never overwrites it; what a list counts or names without a day is named and left out.\nExample: throughline import annex-a annex-a.xlsx --on 2026-09-30 --dry-run"
}

// Run brings a workbook in.
func (c importAnnexA) Run(a *app) (err error) {
	on, err := parseDay("--on", c.On)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be read", c.File)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be read", c.File)
	}
	return a.with(func(h *house.House) error {
		show := a.progress()
		o := annexa.ImportOptions{On: on, Options: intake.Options{DryRun: c.DryRun, Progress: func(done, of int) { show("children", int64(done), int64(of)) }}}
		rep, err := annexa.Import(a.ctx, h.Desk, operator, filepath.Base(c.File), f, info.Size(), o)
		if rep.SHA256 != "" {
			err = errors.Join(rep.Write(a.Out, a.Format), err)
		}
		return err
	})
}

type rulesAnnexA struct{}

// Help is shown by --help.
func (rulesAnnexA) Help() string { return "Example: throughline rules annex-a --format html" }

// Run prints the rules by what they are about.
func (rulesAnnexA) Run(a *app) error { return a.rules(annexa.ReturnName, "", annexa.Rules()) }
