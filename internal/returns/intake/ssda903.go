package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/ssda903"
)

// Return903 says which SSDA903 is brought in: its files do not say it.
type Return903 struct {
	Year      int    // the calendar year in which it ends
	Authority string // the council's code, as reports show it; may be empty
}

// SSDA903 brings the files of one SSDA903 into records: a set of CSV files or one XML file, last year's left aside. The name is what reports call
// the set. The content is known by the SHA-256 of its files together, in whatever order they are given.
//
// It fails with errs.Denied when the actor may not import, errs.Usage when the year is none, and errs.Invalid, with file, line and column, when a file
// cannot be read.
func SSDA903(ctx context.Context, desk *command.Desk, actor access.Actor, name string, files []ssda903.Input, of Return903, opts Options) (_ Report, err error) {
	defer errs.Wrap(&err, "import %s", name)
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	if of.Year < 2000 || of.Year > desk.Today().Year()+2 {
		return Report{}, errs.New(errs.Usage, "%d is not the year of a return; give the year in which it ends, as in 2026 for 2025/26", of.Year)
	}
	if opts.Batch <= 0 {
		opts.Batch = defaultBatch
	}
	hashed := make([]*hashing, len(files))
	inputs := make([]ssda903.Input, len(files))
	for i, f := range files {
		hashed[i] = &hashing{r: f.Body, sum: sha256.New()}
		inputs[i] = ssda903.Input{Name: f.Name, Body: hashed[i]}
	}
	r, err := ssda903.Read(inputs, nil, ssda903.Options{})
	if err != nil {
		return Report{}, err
	}
	sum, err := together(hashed, of.Year)
	if err != nil {
		return Report{}, err
	}
	im := &importer{
		desk: desk, actor: actor, opts: opts, today: desk.Today(), file: register{}, subjects: map[int]string{}, used: map[string]bool{}, met: map[string]int{},
	}
	for _, n := range r.Notes {
		im.whole = append(im.whole, record.Held{Place: fmt.Sprintf("%s (line %d)", n.File, n.Line), Why: n.Text})
	}
	children, nobody := children903(r)
	im.whole = append(im.whole, nobody...)
	im.changed = endOf(of.Year)
	im.each = func(ctx context.Context, fn func(entry) error) error {
		for _, c := range children {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := fn(read903(r, c, of.Year, im.today)); err != nil {
				return err
			}
		}
		return nil
	}
	im.report = Report{
		Return: record.ReturnSSDA903, Subject: Subject(sum), File: name, SHA256: sum, LA: strings.TrimSpace(of.Authority), Year: of.Year, DryRun: opts.DryRun,
		Of: len(children),
	}
	return im.bring(ctx)
}

// hashing is a file that is hashed while it is read.
type hashing struct {
	r   io.Reader
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n]) // a hash takes everything
	return n, err
}

// together is the SHA-256 of a set of files: that of the year and of the sorted sums of its files.
func together(files []*hashing, year int) (string, error) {
	var sums [][]byte
	for _, f := range files {
		if _, err := io.Copy(io.Discard, f); err != nil { // what the reader left aside is of the content too
			return "", err
		}
		sums = append(sums, f.sum.Sum(nil))
	}
	slices.SortFunc(sums, bytes.Compare)
	all := sha256.New()
	fmt.Fprintf(all, "ssda903 %d\n", year)
	for _, s := range sums {
		all.Write(s)
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}
