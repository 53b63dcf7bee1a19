package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
)

type exportSSDA903 struct {
	ofYear
}

// Help is shown by --help.
func (exportSSDA903) Help() string {
	return "A PATH that ends in .xml gives the XML form, any other a folder of CSV files, which must be new or empty. Each child who is written is read, and that is written down.\nExample: throughline export ssda903 --year 2025-26 --to return-2026"
}

// Run writes a return.
func (c exportSSDA903) Run(a *app) error {
	year, known, err := c.parsed()
	if err != nil {
		return err
	}
	return a.with(func(h *house.House) error {
		o := outgoing.SSDA903Options{Year: year, AsKnown: known}
		var rep outgoing.Report
		write := func(create func(string) (io.WriteCloser, error)) (err error) {
			rep, err = outgoing.SSDA903(a.ctx, h.Desk, operator, create, o)
			return err
		}
		if strings.EqualFold(filepath.Ext(c.To), ".xml") {
			o.Form = ssda903.XML
			err = whole(c.To, func(f *os.File) error {
				return write(func(string) (io.WriteCloser, error) { return unclosed{f}, nil })
			})
		} else {
			err = wholeFolder(c.To, func(dir string) error {
				return write(func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, name)) })
			})
		}
		if err != nil {
			return err
		}
		return rep.Write(a.Out, a.Format)
	})
}

// unclosed is a file that somebody else closes.
type unclosed struct{ io.Writer }

// Close does nothing.
func (unclosed) Close() error { return nil }

// wholeFolder writes a folder that is there as a whole or not at all.
func wholeFolder(path string, write func(dir string) error) error {
	if entries, err := os.ReadDir(path); err == nil && len(entries) > 0 {
		return errs.New(errs.Invalid, "the folder %s is not empty; name a new one", path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Clean(path)), ".throughline-*")
	if err != nil {
		return errs.As(errs.Invalid, err, "%s cannot be written", path)
	}
	err = write(dir)
	if err == nil {
		if e := os.Remove(path); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = e
		} else {
			err = os.Rename(dir, path)
		}
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}
