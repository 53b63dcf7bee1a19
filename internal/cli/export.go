package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/outgoing"
)

type exportCmd struct {
	CIN     exportCIN     `cmd:"" name:"cin" help:"The children in need census (XML) of a year."`
	SSDA903 exportSSDA903 `cmd:"" name:"ssda903" help:"The return of children looked after (CSV files or XML) of a year."`
	SSD     exportSSD     `cmd:"" name:"ssd" help:"The Standard Safeguarding Dataset: a folder of CSV or Parquet files."`
	AnnexA  exportAnnexA  `cmd:"" name:"annex-a" help:"The lists of an inspection (Ofsted's Annex A) as a workbook, for any day."`
	Minutes exportMinutes `cmd:"" name:"minutes" help:"The minutes of a meeting, drafted from its records."`
}

// ofYear are the flags of every export.
type ofYear struct {
	Year    string `required:"" help:"The year of the return." placeholder:"2025-26"`
	AsKnown string `help:"As the records were known at that day's end; as they are now unless given." placeholder:"DATE"`
	To      string `required:"" help:"Where it is written." placeholder:"PATH"`
}

// parsed is the calendar year in which the year ends, and the instant at the end of the day of --as-known, or none.
func (o ofYear) parsed() (year int, known time.Time, err error) {
	if year, err = parseYear(o.Year); err != nil {
		return 0, known, err
	}
	d, err := parseDay("--as-known", o.AsKnown)
	if err != nil || d.IsZero() {
		return year, known, err
	}
	return year, d.Add(1).Start().Add(-time.Microsecond), nil
}

// parseYear reads 2025-26 or 2025/26 as 2026.
func parseYear(s string) (int, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(s, "/", "-"), "-")
	y, err := strconv.Atoi(from)
	if !ok || err != nil || len(from) != 4 || to != strconv.Itoa(y + 1)[2:] {
		return 0, errs.New(errs.Usage, "--year: %q is not a year of a return; write it like 2025-26", s)
	}
	return y + 1, nil
}

type exportCIN struct {
	ofYear
	Authority string `required:"" help:"The council's number: three digits, as in 202." placeholder:"CODE"`
	Release   string `help:"What the Header says of the program's release."`
	Serial    string `help:"The serial number of the file." default:"001"`
}

// Help is shown by --help.
func (exportCIN) Help() string {
	return "Each child who is written is read, and that is written down. What a census of the same year brought in and is not written as it came is listed.\nExample: throughline export cin --year 2025-26 --authority 202 --to census-2026.xml"
}

// Run writes a census.
func (c exportCIN) Run(a *app) error {
	year, known, err := c.parsed()
	if err != nil {
		return err
	}
	return a.with(func(h *house.House) error {
		var rep outgoing.Report
		err := whole(c.To, func(f *os.File) (err error) {
			rep, err = outgoing.CIN(a.ctx, h.Desk, operator, f, outgoing.CINOptions{
				Year: year, LA: c.Authority, Release: c.Release, Serial: c.Serial, AsKnown: known,
			})
			return err
		})
		if err != nil {
			return err
		}
		return rep.Write(a.Out, a.Format)
	})
}

// whole writes a file that is there as a whole or not at all.
func whole(path string, write func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".throughline-*")
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be written", path)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
