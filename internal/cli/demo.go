package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"throughline/internal/day"
	"throughline/internal/demo"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/synth/borough"
	"throughline/internal/web"
)

type demoCmd struct {
	Addr  string `help:"The address to serve on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Size  string `help:"How large the authority is: hamlet (some 60 open children), village (300), borough (2,400) or county (24,000)." enum:"hamlet,village,borough,county" default:"borough"`
	Data  string `help:"The folder of the synthetic authority." default:"throughline-demo" placeholder:"DIR"`
	Today string `help:"The day that the demo's clock begins on, instead of today: to see what a year makes of a figure." placeholder:"DATE"`
	Fresh bool   `help:"Throw the folder's authority away and make a new one."`
	Once  bool   `help:"Make the authority and stop, without serving it."`
	Log   bool   `help:"Print a line for each request."`
}

// Help is shown by --help.
func (demoCmd) Help() string {
	return "Everybody in it is invented. No other server is needed. The first start makes the authority, which takes a minute or two for a borough and seconds for a village; each later start takes it up again in seconds.\nExample: throughline demo --size village --addr 127.0.0.1:8080"
}

// Run makes the authority if there is none and serves it until it is interrupted.
func (c demoCmd) Run(a *app) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return errs.As(errs.Invalid, err, "The folder %s cannot be made", c.Data)
	}
	path := filepath.Join(c.Data, "demo.db")
	if c.Fresh {
		for _, tail := range []string{"", "-wal", "-shm", ".vault", ".vault-wal", ".vault-shm", ".keys", ".checkpoints", ".ready"} {
			if err := os.RemoveAll(path + tail); err != nil {
				return err
			}
		}
	}
	start, err := c.start(a)
	if err != nil {
		return err
	}
	clock := &demo.Clock{}
	clock.Set(start)
	h, err := c.authority(a, path, clock, start)
	if err != nil {
		return err
	}
	clock.Run(start)
	return errors.Join(c.serve(a, h), h.Close())
}

func (c demoCmd) start(a *app) (time.Time, error) {
	d, err := day.Parse(c.Today)
	if err != nil {
		return time.Time{}, errs.As(errs.Usage, err, "--today: %v", err)
	}
	if d.IsZero() {
		return a.now(), nil
	}
	return d.Start().Add(10 * time.Hour), nil
}

// authority opens the demo's house, and fills it when it is new. One that was interrupted while it was made is made again.
func (c demoCmd) authority(a *app, path string, clock *demo.Clock, start time.Time) (*house.House, error) {
	cfg := house.Config{DB: path, Now: clock.Now}
	if _, err := os.Stat(path + ".ready"); err == nil {
		h, err := house.Open(a.ctx, cfg)
		if errs.Of(err) == errs.Conflict {
			return nil, errs.As(errs.Conflict, err, "The authority in %s was made by another version of Throughline. Add --fresh to make a new one in its place", c.Data)
		}
		if err != nil {
			return nil, err
		}
		return h, errors.Join(renew(a, h), reopen(a, h))
	}
	for _, tail := range []string{"", "-wal", "-shm", ".vault", ".vault-wal", ".vault-shm", ".keys"} {
		if err := os.RemoveAll(path + tail); err != nil {
			return nil, err
		}
	}
	if err := house.Create(cfg, "marshwick"); err != nil {
		return nil, err
	}
	h, err := house.Open(a.ctx, cfg)
	if err != nil {
		return nil, err
	}
	began := a.now()
	fmt.Fprintf(a.Err, "A synthetic %s is being made in %s, once: later starts take it up again in seconds. It can be stopped with Ctrl+C and is then made anew the next time.\n", c.Size, c.Data)
	show, stop := a.making(5 * time.Second)
	defer lessOften()()
	err = demo.Make(a.ctx, h, clock, demo.Options{Size: borough.Size(c.Size), Today: start, Scrutiny: true, Progress: show})
	stop()
	if err == nil {
		err = demo.Accounts(a.ctx, h)
	}
	if err == nil {
		err = os.WriteFile(path+".ready", nil, 0o600)
	}
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	fmt.Fprintf(a.Err, "A synthetic authority was made in %s, in %.1f seconds.\n", c.Data, a.now().Sub(began).Seconds())
	return h, nil
}

// making prints, every few seconds until it is stopped, what is being made, how far it is and about how long it takes yet.
func (a *app) making(every time.Duration) (show func(demo.Progress), stop func()) {
	var mu sync.Mutex
	var last demo.Progress
	began := time.Now()
	at := began // when last was told
	over, through := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(through)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case now := <-tick.C:
				mu.Lock()
				if last.Part > 0 {
					whole := time.Duration(float64(at.Sub(began)) / last.Part)
					fmt.Fprintf(a.Err, "%3.0f%%  %s; %s\n", 100*last.Part, last.Doing, soon(whole-now.Sub(began)))
				}
				mu.Unlock()
			}
		}
	}()
	show = func(p demo.Progress) {
		mu.Lock()
		defer mu.Unlock()
		last, at = p, time.Now()
	}
	return show, func() { close(over); <-through }
}

// soon says about how long something takes yet.
func soon(left time.Duration) string {
	switch {
	case left >= 90*time.Second:
		return fmt.Sprintf("about %.0f minutes more", left.Minutes())
	case left > 5*time.Second:
		return fmt.Sprintf("about %.0f seconds more", 5*math.Ceil(left.Seconds()/5))
	}
	return "a few seconds more"
}

// renew makes again what figures are counted from, when it was made by an older version.
func renew(a *app, h *house.House) error {
	if h.FiguresReady(a.ctx) == nil {
		return nil
	}
	fmt.Fprintln(a.Err, "The authority was made by an older version of Throughline: its lists and the figures' facts are made again. It can be stopped with Ctrl+C.")
	show := a.progress()
	return h.Keeper.Rebuild(a.ctx, func(done, of int64) { show("records", done, of) })
}

// reopen lets the personas in again after a time away: their accounts are closed after 30 days like anybody's.
func reopen(a *app, h *house.House) error {
	accounts, err := h.SignIn.Accounts(a.ctx)
	if err != nil {
		return err
	}
	for _, acc := range accounts {
		if acc.Closed(h.Config.Now()) != "" {
			if err := h.SignIn.Enable(a.ctx, acc.ID, h.Config.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c demoCmd) serve(a *app, h *house.House) error {
	if c.Once {
		return nil
	}
	out := io.Discard
	if c.Log {
		out = a.Err
	}
	var failed error
	err := a.listen(h, web.Options{Authority: demo.Authority, Demo: true, Log: slog.New(slog.NewTextHandler(out, nil))}, c.Addr, "", "", func(address string) {
		links, err := demo.Links(a.ctx, h, address)
		if failed = err; err != nil {
			return
		}
		fmt.Fprintf(a.Out, "%s is at %s\nPublic pages, without signing in: %s/public\nSign in as (each link works once; run the demo again for new ones):\n", demo.Authority, address, address)
		w := tabwriter.NewWriter(a.Out, 0, 4, 2, ' ', 0)
		for i, p := range demo.Personas() {
			fmt.Fprintf(w, "  %s\t%s, %s\tto %s\n", links[i], p.Name, p.Title, p.Does)
		}
		failed = w.Flush()
		fmt.Fprintln(a.Out, "Stop with Ctrl+C.")
	})
	return errors.Join(failed, err)
}
