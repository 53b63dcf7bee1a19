package cli

import (
	"fmt"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

type kindsCmd struct{}

// Help is shown by --help.
func (kindsCmd) Help() string { return "Example: throughline kinds --format json" }

// Run prints the kinds.
func (kindsCmd) Run(a *app) error {
	if a.Format == "json" {
		return a.json(record.Kinds())
	}
	var rows [][]string
	for _, k := range record.Kinds() {
		rows = append(rows, []string{k.Name, fmt.Sprint(k.Rev), k.Subject, k.Class, k.SSD, k.Title, k.Source})
	}
	return a.table([]string{"kind", "revision", "subject", "class", "ssd", "title", "source"}, rows)
}

type codesCmd struct {
	Name string `arg:"" optional:"" help:"The code set, as the returns spell it."`
	On   string `help:"Only codes in use on this day." placeholder:"DATE"`
}

// Help is shown by --help.
func (codesCmd) Help() string { return "Example: throughline codes ethnicity" }

// Run prints a code set.
func (c codesCmd) Run(a *app) error {
	if c.Name == "" {
		var rows [][]string
		for _, n := range codes.Sets() {
			s, _ := codes.Set(n)
			rows = append(rows, []string{n, s.Title, fmt.Sprint(len(s.Codes)), s.Source})
		}
		if a.Format == "json" {
			return a.json(codes.Sets())
		}
		return a.table([]string{"name", "title", "codes", "source"}, rows)
	}
	s, ok := codes.Set(c.Name)
	if !ok {
		return errs.New(errs.Invalid, "There is no code set %q; `throughline codes` lists them", c.Name)
	}
	on, err := parseDay("--on", c.On)
	if err != nil {
		return err
	}
	if a.Format == "json" {
		s.Codes = s.On(on)
		return a.json(s)
	}
	var rows [][]string
	for _, code := range s.On(on) {
		rows = append(rows, []string{code.Code, code.Label, code.From.String(), code.To.String()})
	}
	return a.table([]string{"code", "label", "from", "to"}, rows)
}

type clocksCmd struct {
	Area string `help:"Only this area." placeholder:"AREA"`
}

// Help is shown by --help.
func (clocksCmd) Help() string { return "Example: throughline clocks --area assessment" }

// Run prints the clocks; live ones run from records that exist now.
func (c clocksCmd) Run(a *app) error {
	type line struct {
		clock.Definition
		Live bool `json:"live"`
	}
	live := house.LiveClocks()
	var lines []line
	for _, d := range clock.All() {
		if c.Area == "" || strings.EqualFold(d.Area, c.Area) {
			lines = append(lines, line{d, live[d.ID]})
		}
	}
	if len(lines) == 0 {
		return errs.New(errs.Invalid, "No clock is in the area %q", c.Area)
	}
	if a.Format == "json" {
		return a.json(lines)
	}
	var rows [][]string
	for _, l := range lines {
		state := ""
		if l.Live {
			state = "live"
		}
		rows = append(rows, []string{l.ID, l.Area, l.Name, l.Limit.String(), string(l.Level), state, strings.TrimSuffix(l.Source.Document+", "+l.Source.Ref, ", ")})
	}
	return a.table([]string{"id", "area", "name", "limit", "level", "live", "source"}, rows)
}

type accessCmd struct {
	Matrix  matrixCmd  `cmd:"" help:"Every role, action and class of information, with the relationships that allow it."`
	WhoRead whoReadCmd `cmd:"" help:"Who read a person's record, when and why."`
}

type matrixCmd struct{}

// Help is shown by --help.
func (matrixCmd) Help() string { return "Example: throughline access matrix --format csv" }

// Run prints the matrix.
func (matrixCmd) Run(a *app) error {
	if a.Format == "json" {
		return a.json(access.Matrix())
	}
	_, err := fmt.Fprint(a.Out, access.MatrixText())
	return err
}

type whoReadCmd struct {
	ID    string `arg:"" help:"The person: child:ID or adult:ID."`
	Since string `help:"From this day on." placeholder:"DATE"`
}

// Help is shown by --help.
func (whoReadCmd) Help() string {
	return "The reading of the log by an operator of the command line is itself written down.\nExample: throughline access who-read child:0190… --since 2026-05-01"
}

// Run prints readings, newest first.
func (c whoReadCmd) Run(a *app) error {
	since, err := parseDay("--since", c.Since)
	if err != nil {
		return err
	}
	var from time.Time
	if !since.IsZero() {
		from = since.Start()
	}
	return a.with(func(h *house.House) error {
		var rs []journal.Reading
		err := h.DB.Write(a.ctx, func(t *db.Tx) error {
			id, err := story.Canonical(t, c.ID)
			if err != nil {
				return err
			}
			s, err := story.Load(t, id)
			if err != nil {
				return err
			}
			if s.Empty() {
				return errs.New(errs.NotFound, "There is no person %s; give the id as child:… or adult:…", c.ID)
			}
			if err := journal.LogReads(t, a.now(), []journal.Reading{{Actor: "command line", Subject: id, Action: string(access.ReadAccessLog), Page: "access who-read", Why: "operator", Allowed: true}}); err != nil {
				return err
			}
			rs, err = journal.WhoRead(t, s.Subjects(), from)
			return err
		})
		if err != nil {
			return err
		}
		if a.Format == "json" {
			return a.json(rs)
		}
		var rows [][]string
		for _, r := range rs {
			outcome := "read"
			if !r.Allowed {
				outcome = "refused"
			}
			rows = append(rows, []string{r.At.In(day.London).Format("2006-01-02 15:04:05"), r.Actor, outcome, r.Action, r.Page, r.Why})
		}
		return a.table([]string{"at", "who", "outcome", "action", "page", "why"}, rows)
	})
}

func parseDay(flag, s string) (day.Day, error) {
	d, err := day.Parse(s)
	if err != nil {
		return d, errs.As(errs.Usage, err, "%s: %v", flag, err)
	}
	return d, nil
}
