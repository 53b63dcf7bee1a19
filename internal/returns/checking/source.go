package checking

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/rows"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/ssda903"
)

// Years are those that a kind has rules for, newest last.
func (k Kind) Years() []string {
	if k == CIN {
		return check.Years()
	}
	return ssda903.Years()
}

// source is a return that can be read.
type source struct {
	kind  Kind
	asked Asked
	files []File
}

func (s source) of(p Part) (inputs []ssda903.Input) {
	for _, f := range s.files {
		if f.Part == p {
			inputs = append(inputs, ssda903.Input{Name: f.Name, Body: bytes.NewReader(f.Body)})
		}
	}
	return inputs
}

// only is the one file of a part. Invalid when there are more.
func (s source) only(p Part, what string) (*ssda903.Input, error) {
	all := s.of(p)
	if len(all) > 1 {
		return nil, errs.New(errs.Invalid, "There are %d files for %s; choose one. Nothing was kept", len(all), what)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return &all[0], nil
}

// reading is a return that was read whole.
type reading struct {
	source
	cin     *bytes.Reader // CIN
	name    string
	ssda903 *ssda903.Return // SSDA903, with what it is checked against
	opts    ssda903.CheckOptions
}

// read reads a return whole and refuses it when it cannot be: Invalid, with file, line and column.
func (s source) read(ctx context.Context) (*reading, error) {
	if s.kind == CIN {
		return s.readCIN(ctx)
	}
	return s.readSSDA903(ctx)
}

func (s source) readCIN(ctx context.Context) (*reading, error) {
	if len(s.files) != 1 {
		return nil, errs.New(errs.Invalid, "A census is one XML file; choose one. Nothing was kept")
	}
	r := &reading{source: s, cin: bytes.NewReader(s.files[0].Body), name: s.files[0].Name}
	f, err := cin.Open(ctx, r.cin, r.name)
	if err != nil {
		return nil, err
	}
	if s.asked.Year == "" {
		_, err = check.YearOf(&f.Header, r.name)
	} else if !slices.Contains(check.Years(), s.asked.Year) {
		err = errs.New(errs.Invalid, "There are no rules for the census %s; choose one of %s", s.asked.Year, strings.Join(check.Years(), ", "))
	}
	return r, err
}

func (s source) readSSDA903(ctx context.Context) (*reading, error) {
	if _, err := ssda903.YearOf(s.asked.Year); err != nil {
		return nil, err
	}
	o := ssda903.Options{Authority: s.asked.Authority}
	if s.asked.Reading == finding.Peer {
		o.Reading = ssda903.Peer
	}
	r := &reading{source: s, opts: ssda903.CheckOptions{Year: s.asked.Year, Reading: s.asked.Reading, Authority: s.asked.Authority}}
	with := func(part Part, what string, read func(name string, body io.Reader) error) error {
		in, err := s.only(part, what)
		if err != nil || in == nil {
			return err
		}
		return errors.Join(ctx.Err(), read(in.Name, in.Body))
	}
	err := with(Authorities, "authorities", func(name string, body io.Reader) (err error) {
		o.Authorities, err = ssda903.ReadAuthorities(name, body)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.opts.Authorities = o.Authorities
	err = with(Providers, "the provider list", func(name string, body io.Reader) (err error) {
		r.opts.Providers, err = ssda903.ReadProviders(name, body, o.Reading)
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.ssda903, err = ssda903.Read(s.of(This), s.of(Last), o); err != nil {
		return nil, err
	}
	err = with(Postcodes, "postcodes", func(name string, body io.Reader) (err error) {
		r.opts.Postcodes, err = ssda903.ReadPostcodesOf(name, body, r.ssda903, r.opts.Providers, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, ctx.Err()
}

// check runs every rule of the year. tell is given the share of the work that is done, in percent.
func (r *reading) check(ctx context.Context, tell func(percent int)) (finding.Run, error) {
	if r.kind == CIN {
		return check.Check(ctx, check.Source{Name: r.name, File: r.cin}, check.Options{Year: r.asked.Year, Reading: r.asked.Reading, Progress: func(done, total int64) {
			if total > 0 {
				tell(int(100 * done / total))
			}
		}})
	}
	o := r.opts
	o.Progress = func(done, total int) {
		if total > 0 {
			tell(100 * done / total)
		}
	}
	run, err := ssda903.Check(ctx, r.ssda903, o)
	if err == nil {
		rows.Lines(&run, r.ssda903)
	}
	return run, err
}

// tables are the rows of the return, for workbooks.
func (r *reading) tables() show.Tables {
	if r.kind == CIN {
		return rows.CIN(r.cin, r.name)
	}
	return rows.SSDA903(r.ssda903)
}

// fileNames is the names of this year's files, for a report.
func fileNames(files []Listed) string {
	var names []string
	for _, f := range files {
		if f.Part == This {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}
