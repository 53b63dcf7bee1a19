package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/returns/outgoing"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

type synthCmd struct {
	Size        string `help:"How large: hamlet, village, borough, county or england (one authority after another, as files)." enum:"hamlet,village,borough,county,england" default:"village"`
	Seed        uint64 `help:"Everything follows from it: the same seed gives the same authority." default:"1"`
	To          string `help:"The folder that the returns are written into." placeholder:"DIR" xor:"where"`
	Years       []int  `help:"The years of the returns, by the calendar year in which they end." default:"2024,2025,2026" placeholder:"YEAR"`
	Today       string `help:"The last day that is recorded, instead of today." placeholder:"DATE"`
	Dirty       bool   `help:"With the faults of real systems: missing ethnicity, people twice, gaps and overlaps, cases opened again."`
	LostHistory bool   `name:"lost-history" help:"What was recorded before the attack of October 2020 is lost."`
}

// Help is shown by --help.
func (synthCmd) Help() string {
	return "Nobody in it is real. With --to the returns are written as files, and in a folder reference the postcodes, councils and providers that their check asks for; without it the authority is written into the empty database of --db, through the journal.\n" +
		"Example: throughline synth --size borough --seed 1 --to synthetic"
}

// Run makes an authority.
func (c synthCmd) Run(a *app) error {
	until, err := c.until(a)
	if err != nil {
		return err
	}
	o := borough.Options{Size: borough.Size(c.Size), Seed: draw.Seed(c.Seed), Until: until, Dirty: c.Dirty, Lost: c.LostHistory}
	if c.To == "" {
		return c.database(a, o)
	}
	if o.Size != borough.England {
		return c.files(a, o, 0, c.To)
	}
	for n := range borough.Authorities {
		if err := c.files(a, o, n, filepath.Join(c.To, fmt.Sprintf("%03d", n+1))); err != nil {
			return err
		}
	}
	return nil
}

func (c synthCmd) until(a *app) (time.Time, error) {
	d, err := parseDay("--today", c.Today)
	if err != nil {
		return time.Time{}, err
	}
	if d.IsZero() {
		d = day.In(a.now())
	}
	return d.Start().Add(18 * time.Hour), nil
}

// database fills the database of --db, with keys of its own.
func (c synthCmd) database(a *app, o borough.Options) error {
	if o.Size == borough.England {
		return errs.New(errs.Usage, "England is 151 authorities, each with a database of its own: give --to for their returns")
	}
	cfg := a.config()
	if err := house.Create(cfg, "marshwick"); err != nil {
		return err
	}
	h, err := house.Open(a.ctx, cfg)
	if err != nil {
		return err
	}
	began := a.now()
	n, err := fill(a, h, o, 0)
	if err == nil {
		fmt.Fprintf(a.Err, "%d versions of records were written in %.1f seconds.\n", n, a.now().Sub(began).Seconds())
	}
	return errors.Join(err, h.Close())
}

func fill(a *app, h *house.House, o borough.Options, number int) (int64, error) {
	of, err := borough.New(o, number)
	if err != nil {
		return 0, err
	}
	defer lessOften()()
	return of.Load(a.ctx, h.Keeper, a.progress())
}

// lessOften has garbage collected half as often until the returned function is called: most of what a load makes is soon gone.
func lessOften() (asBefore func()) {
	was := debug.SetGCPercent(200)
	return func() { debug.SetGCPercent(was) }
}

// files writes the returns of one authority, out of a database that is thrown away.
func (c synthCmd) files(a *app, o borough.Options, number int, to string) (err error) {
	defer errs.Wrap(&err, "synthetic returns in %s", to)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return errs.As(errs.Invalid, err, "The folder %s cannot be made", to)
	}
	of, err := borough.New(o, number)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "throughline-synth-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	cfg := house.Config{DB: filepath.Join(tmp, "synth.db"), Now: func() time.Time { return o.Until }}
	if err := house.Create(cfg, "synthetic"); err != nil {
		return err
	}
	h, err := house.Open(a.ctx, cfg)
	if err != nil {
		return err
	}
	if _, err = of.Load(a.ctx, h.Keeper, a.progress()); err == nil {
		err = c.returns(a, h, of.Code, o.Until, to)
	}
	return errors.Join(err, h.Close())
}

func (c synthCmd) returns(a *app, h *house.House, code string, made time.Time, to string) error {
	for _, year := range c.Years {
		path := filepath.Join(to, fmt.Sprintf("cin-%d.xml", year))
		if err := whole(path, func(f *os.File) error {
			_, err := outgoing.CIN(a.ctx, h.Desk, operator, f, outgoing.CINOptions{Year: year, LA: code, Made: made})
			return err
		}); err != nil {
			return err
		}
		if err := wholeFolder(filepath.Join(to, fmt.Sprintf("ssda903-%d", year)), func(dir string) error {
			_, err := outgoing.SSDA903(a.ctx, h.Desk, operator, func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, name)) }, outgoing.SSDA903Options{Year: year})
			return err
		}); err != nil {
			return err
		}
	}
	if err := wholeFolder(filepath.Join(to, "reference"), func(dir string) error {
		return care.WriteReference(func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, name)) })
	}); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "%s: %d years of returns\n", to, len(c.Years))
	return nil
}
