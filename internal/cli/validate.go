package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/rows"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/ssda903"
)

type validateCmd struct {
	SSDA903 validateSSDA903 `cmd:"" name:"ssda903" help:"Children looked after: the CSV files, or the XML file, of a year."`
	CIN     validateCIN     `cmd:"" name:"cin" help:"The children in need census: an XML file."`
	AnnexA  validateAnnexA  `cmd:"" name:"annex-a" help:"The lists of an inspection (Ofsted's Annex A): a workbook."`
	Summary validateSummary `cmd:"" name:"summary" help:"Somebody's summary of a meeting, held against its minutes."`
}

// printing is what every validate prints with.
type printing struct {
	Reading        string `help:"Whose understanding of the rules: intended (what the guidance means) or peer (equal to the sector's checker)." enum:"intended,peer" default:"intended"`
	NoDetail       bool   `help:"Only the counts, without a sentence for each row."`
	FailOnFindings bool   `help:"Leave with exit code 3 when anything was found."`
	To             string `help:"Write the report to this file, whose ending chooses the format unless --format does. A file that is there is never overwritten." placeholder:"FILE"`
}

type validateSSDA903 struct {
	Paths       []string `arg:"" name:"path" help:"The folder of the CSV files, the CSV files themselves, or the XML file."`
	Year        string   `help:"The collection year, such as 2025-26." required:"" placeholder:"YEAR"`
	Previous    []string `help:"Last year's folder or files. Default: the folder prev inside the folder." placeholder:"DIR"`
	Authority   string   `help:"The code of the council whose return it is, such as E10000012." placeholder:"CODE"`
	Postcodes   string   `help:"Postcodes with their grid references and districts, as the Office for National Statistics publishes them (CSV)." placeholder:"FILE"`
	Authorities string   `help:"Districts with their upper-tier authorities (CSV)." placeholder:"FILE"`
	Providers   string   `help:"Ofsted's list of providers (CSV or XLSX)." placeholder:"FILE"`
	printing
}

// Help is shown by --help.
func (validateSSDA903) Help() string {
	return "Findings are data, not failure: the exit code is 0 unless --fail-on-findings is given.\nExample: throughline validate ssda903 returns/2026 --year 2025-26 --to report.html"
}

// Run checks an SSDA903 return by every rule of the year.
func (c validateSSDA903) Run(a *app) error {
	if _, err := ssda903.YearOf(c.Year); err != nil {
		return errs.As(errs.Usage, err, "--year: %s", strings.TrimSuffix(errs.Text(err), "."))
	}
	read := ssda903.Options{Authority: c.Authority}
	if c.Reading == string(finding.Peer) {
		read.Reading = ssda903.Peer
	}
	opts := ssda903.CheckOptions{Year: c.Year, Reading: finding.Reading(c.Reading), Authority: c.Authority}
	err := errors.Join(
		reference(c.Authorities, func(name string, r io.Reader) (err error) {
			read.Authorities, err = ssda903.ReadAuthorities(name, r)
			return err
		}),
		reference(c.Providers, func(name string, r io.Reader) (err error) {
			opts.Providers, err = ssda903.ReadProviders(name, r, read.Reading)
			return err
		}),
	)
	if err != nil {
		return err
	}
	opts.Authorities = read.Authorities
	out, err := c.output(a)
	if err != nil {
		return err
	}
	r, err := ssda903.ReadPath(c.Paths, c.Previous, read)
	if err != nil {
		return err
	}
	// Of two and a half million postcodes a return knows a few thousand.
	err = reference(c.Postcodes, func(name string, in io.Reader) (err error) {
		opts.Postcodes, err = ssda903.ReadPostcodesOf(name, in, r, opts.Providers, read)
		return err
	})
	if err != nil {
		return err
	}
	tell := a.progress()
	opts.Progress = func(done, total int) { tell("rules", int64(done), int64(total)) }
	run, err := ssda903.Check(a.ctx, r, opts)
	if err != nil {
		return err
	}
	rows.Lines(&run, r)
	return c.print(a, out, run, strings.Join(c.Paths, ", "), rows.SSDA903(r))
}

// reference reads a file of reference data that was named.
func reference(path string, read func(name string, r io.Reader) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be opened", path)
	}
	return errors.Join(read(path, bufio.NewReaderSize(f, 256<<10)), f.Close())
}

type validateCIN struct {
	File string `arg:"" help:"The census file."`
	Year string `help:"The census year, such as 2025-26. Default: what the file says." placeholder:"YEAR"`
	printing
}

// Help is shown by --help.
func (validateCIN) Help() string {
	return "Findings are data, not failure: the exit code is 0 unless --fail-on-findings is given.\nExample: throughline validate cin census-2026.xml --to report.xlsx"
}

// Run checks a census by every rule of its year.
func (c validateCIN) Run(a *app) (err error) {
	if c.Year != "" && !slices.Contains(check.Years(), c.Year) {
		return errs.New(errs.Usage, "--year: there are no rules for the CIN census %s. Choose one of %s", c.Year, strings.Join(check.Years(), ", "))
	}
	out, err := c.output(a)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be opened", c.File)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	tell := a.progress()
	run, err := check.Check(a.ctx, check.Source{Name: c.File, File: f}, check.Options{Year: c.Year, Reading: finding.Reading(c.Reading), Progress: func(done, total int64) { tell("bytes", done, total) }})
	if err != nil {
		return err
	}
	return c.print(a, out, run, c.File, rows.CIN(f, c.File))
}

// output is where a report goes and in which format.
type output struct {
	format show.Format
	path   string // "" = standard output
}

// output settles where the report goes before the work is done, so that a wrong flag costs no time.
func (p printing) output(a *app) (output, error) {
	out := output{format: show.Format(a.Format), path: p.To}
	if p.To == "" {
		if f, ok := a.Out.(*os.File); ok && (out.format == show.ODSFormat || out.format == show.XLSXFormat) {
			if info, err := f.Stat(); err == nil && info.Mode()&fs.ModeCharDevice != 0 {
				return out, errs.New(errs.Usage, "A workbook cannot be shown on a terminal; add --to FILE")
			}
		}
		return out, nil
	}
	if ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(p.To)), "."); out.format == show.TextFormat && slices.Contains([]string{"json", "csv", "html", "ods", "xlsx"}, ending) {
		out.format = show.Format(ending)
	}
	switch _, err := os.Lstat(p.To); {
	case err == nil:
		return out, there(p.To)
	case !errors.Is(err, fs.ErrNotExist):
		return out, errs.As(errs.Conflict, err, "%s cannot be written", p.To)
	}
	return out, nil
}

func there(path string) error {
	return errs.New(errs.Conflict, "%s is already there; choose another name. Nothing was written", path)
}

// print writes the report and says, if asked to, that there are findings.
func (p printing) print(a *app, out output, run finding.Run, name string, tables show.Tables) error {
	o := show.Options{Name: name, On: day.In(a.now()), NoDetail: p.NoDetail, Width: columns(a), Tables: tables, Progress: a.progress()}
	err := a.deliver(out.path, func(w io.Writer) error { return show.Write(a.ctx, w, out.format, run, o) })
	if err != nil {
		return err
	}
	if n := len(run.Findings) + len(run.LALevel); p.FailOnFindings && n > 0 {
		return errs.New(errs.Invalid, "The rules found %d problems", n)
	}
	return nil
}

// deliver writes to a new file, which is there whole or not at all, or to standard output when there is no path.
func (a *app) deliver(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		return write(a.Out)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // only its owner may read it: it is about children
	if err != nil {
		return errs.As(errs.Conflict, err, "%s cannot be written", path)
	}
	defer func() {
		if gone := os.Remove(f.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		if errors.Is(err, context.Canceled) || errs.Of(err) != errs.Internal {
			return err
		}
		return errs.As(errs.Conflict, err, "%s could not be written whole; nothing was kept of it", path)
	}
	// A link, unlike a rename, does not overwrite what has come there meanwhile. Where the disk knows no links, a rename must do.
	switch err := os.Link(f.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return there(path)
	case err != nil:
		if err := os.Rename(f.Name(), path); err != nil {
			return errs.As(errs.Conflict, err, "%s could not be written", path)
		}
	}
	return nil
}

// columns is the width of the terminal, where the shell tells it.
func columns(a *app) int {
	n, err := strconv.Atoi(a.Getenv("COLUMNS"))
	if err != nil || n < 40 {
		return 0
	}
	return cmp.Or(min(n, 140), 100)
}
