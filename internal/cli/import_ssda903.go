package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssda903"
)

type importSSDA903 struct {
	Files     []string `arg:"" help:"The folder of CSV files, or the files, or one XML file; of one year." type:"path"`
	Year      string   `required:"" help:"The year of the return: its files do not say it." placeholder:"2025-26"`
	Authority string   `help:"The council's code, for the report." placeholder:"CODE"`
	DryRun    bool     `help:"Say what would be done, and write nothing."`
}

// Help is shown by --help.
func (importSSDA903) Help() string {
	return "Last year's files (a folder prev) and reference data are left aside: import each year by itself. The same content comes in once. What disagrees with a record is reported and never overwrites it.\nExample: throughline import ssda903 return-2026 --year 2025-26 --dry-run"
}

// Run brings a return in.
func (c importSSDA903) Run(a *app) (err error) {
	year, err := parseYear(c.Year)
	if err != nil {
		return err
	}
	paths, err := returnFiles(c.Files)
	if err != nil {
		return err
	}
	var inputs []ssda903.Input
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return errs.As(errs.Invalid, err, "%s cannot be read", p)
		}
		defer f.Close() // only read from: nothing can be lost
		inputs = append(inputs, ssda903.Input{Name: filepath.Base(p), Body: f})
	}
	return a.with(func(h *house.House) error {
		show := a.progress()
		rep, err := intake.SSDA903(a.ctx, h.Desk, operator, filepath.Base(c.Files[0]), inputs, intake.Return903{Year: year, Authority: c.Authority},
			intake.Options{DryRun: c.DryRun, Progress: func(done, of int) { show("children", int64(done), int64(of)) }})
		if rep.SHA256 != "" {
			err = errors.Join(rep.Write(a.Out, a.Format), err)
		}
		return err
	})
}

// returnFiles are the files that paths name: of a folder the CSV and XML files that stand in it, but for lists of places and providers, which are
// known by their headings.
func returnFiles(paths []string) (out []string, err error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, errs.As(errs.Invalid, err, "%s cannot be opened", p)
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return nil, errs.As(errs.Invalid, err, "the folder %s cannot be read", p)
		}
		found := len(out)
		for _, e := range entries {
			full := filepath.Join(p, e.Name())
			ext := strings.ToLower(filepath.Ext(e.Name()))
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") || ext != ".csv" && ext != ".xml" || ext == ".csv" && !saysChild(full) {
				continue
			}
			out = append(out, full)
		}
		if len(out) == found {
			return nil, errs.New(errs.Invalid, "the folder %s holds no CSV and no XML file of a return", p)
		}
	}
	return out, nil
}

// saysChild says whether the first line of a CSV file has the column CHILD, which every table of the return has.
func saysChild(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return true // its reader says what is wrong
	}
	defer f.Close() // only read from: nothing can be lost
	head := make([]byte, 4096)
	n, _ := f.Read(head)
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	for cell := range strings.SplitSeq(strings.NewReplacer("\"", "", "\r", "", "\xef\xbb\xbf", "").Replace(line), ",") {
		if strings.EqualFold(strings.TrimSpace(cell), "CHILD") {
			return true
		}
	}
	return false
}
