// Package cli is the command line: one verb a file. The contract (verbs, flags, exit codes, JSON shapes) is docs/cli.md. Results go to
// standard output; progress and messages to standard error.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"throughline/internal/errs"
	"throughline/internal/house"
)

// Streams is what the program talks to.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
}

// globals are the flags of every verb.
type globals struct {
	DB     string `name:"db" help:"The database: a file path (SQLite) or a postgres:// address. Default $$THROUGHLINE_DB, else ./throughline.db." placeholder:"PATH|URL"`
	Keys   string `help:"The folder of key files. Default <db>.keys; must be given for PostgreSQL (or $$THROUGHLINE_KEYS)." placeholder:"DIR"`
	Vault  string `help:"The key vault's own database. Default <db>.vault; must be given for PostgreSQL (or $$THROUGHLINE_VAULT)." placeholder:"PATH|URL"`
	Format string `help:"How results are printed: text, json or csv; rules also as html; validate also as html, ods and xlsx; export ssd as csv and parquet." enum:"text,json,csv,html,ods,xlsx,parquet" default:"text"`
}

type verbs struct {
	globals

	Demo  demoCmd  `cmd:"" group:"run" help:"Make a synthetic authority if there is none, serve it, and print one sign-in link per persona."`
	Serve serveCmd `cmd:"" group:"run" help:"Run the shared service."`
	Synth synthCmd `cmd:"" group:"run" help:"Make a synthetic authority: as a database, or as the returns that it would send."`

	Validate validateCmd `cmd:"" group:"records" help:"Check a return by every rule of its year. Nothing is recorded, and nothing leaves the machine."`
	Import   importCmd   `cmd:"" group:"records" help:"Bring in a return. Importing the same file again changes nothing."`
	Export   exportCmd   `cmd:"" group:"records" help:"Write a return from the records."`

	Measures measuresCmd `cmd:"" group:"figures" help:"Figures with numerator, denominator, basis and the records behind them."`
	Report   reportCmd   `cmd:"" group:"figures" help:"A report to members: figures with their definitions, charts and comparators."`
	Work     workCmd     `cmd:"" group:"figures" help:"The work list: tasks and clocks, due and overdue."`

	Verify     verifyCmd     `cmd:"" group:"safekeeping" help:"Prove the journal, compare every table with a rebuild, and name what differs."`
	Rebuild    rebuildCmd    `cmd:"" group:"safekeeping" help:"Make records and derived rows again from the journal."`
	Checkpoint checkpointCmd `cmd:"" group:"safekeeping" help:"Sign the journal as it is now."`
	Backup     backupCmd     `cmd:"" group:"safekeeping" help:"Write a consistent backup while work goes on."`
	Restore    restoreCmd    `cmd:"" group:"safekeeping" help:"Restore a backup into a new place, then verify it."`
	Dispose    disposeCmd    `cmd:"" group:"safekeeping" help:"Destroy a person's history for ever under a retention rule."`

	Access accessCmd `cmd:"" group:"reference" help:"Who may do what, and who read whom."`
	Kinds  kindsCmd  `cmd:"" group:"reference" help:"Every kind of record."`
	Codes  codesCmd  `cmd:"" group:"reference" help:"A code set, or the names of all."`
	Clocks clocksCmd `cmd:"" group:"reference" help:"Every time limit, with its source."`
	Rules  rulesCmd  `cmd:"" group:"reference" help:"Every rule of a return, in plain words."`
}

// app is what a verb runs with.
type app struct {
	Streams
	globals
	ctx context.Context
	now func() time.Time
}

var groups = []kong.Group{
	{Key: "run", Title: "Run"},
	{Key: "records", Title: "Records"},
	{Key: "figures", Title: "Figures and work"},
	{Key: "safekeeping", Title: "Safekeeping"},
	{Key: "reference", Title: "Reference"},
}

// exit is how kong's own help leaves.
type exit struct{ code int }

// Main runs one command line and gives the exit code: 0 done, 1 could not be done, 2 wrong usage, 3 invalid input, 4 denied,
// 5 verify found a difference.
func Main(ctx context.Context, args []string, s Streams) (code int) {
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(exit)
			if !ok {
				panic(p)
			}
			code = e.code
		}
	}()
	var v verbs
	parser, err := kong.New(&v, kong.Name("throughline"), kong.Writers(s.Out, s.Err), kong.ExplicitGroups(groups),
		kong.Description("Children's social care, from the front door to the scrutiny commission. Each verb has --help with an example."),
		kong.Exit(func(code int) { panic(exit{code}) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return report(s, errs.As(errs.Internal, err, "the command line is built wrongly"))
	}
	if len(args) == 0 || args[0] == "help" {
		args = append([]string{}, append(args[min(1, len(args)):], "--help")...)
	}
	k, err := parser.Parse(args)
	if err != nil {
		return report(s, errs.As(errs.Usage, err, "%s. Run `throughline help`", strings.TrimSuffix(err.Error(), ".")))
	}
	if err := prints(k.Command(), v.Format); err != nil {
		return report(s, err)
	}
	a := &app{Streams: s, globals: v.globals, ctx: ctx, now: time.Now}
	for _, d := range []struct {
		flag *string
		env  string
	}{{&a.DB, "THROUGHLINE_DB"}, {&a.Keys, "THROUGHLINE_KEYS"}, {&a.Vault, "THROUGHLINE_VAULT"}} {
		if *d.flag == "" {
			*d.flag = s.Getenv(d.env)
		}
	}
	if a.DB == "" {
		a.DB = "throughline.db"
	}
	return report(s, k.Run(a))
}

// prints refuses a format that a verb does not have.
func prints(command, format string) error {
	verb, _, _ := strings.Cut(command, " ")
	known := map[string]string{"validate": "text, json, csv, html, ods or xlsx", "rules": "text, json, csv or html"}[verb]
	if known == "" {
		known = "text, json or csv"
	}
	if strings.HasPrefix(command, "export ssd ") || command == "export ssd" {
		known = "text, json, csv or parquet"
	}
	if !slices.Contains(strings.FieldsFunc(known, func(r rune) bool { return r == ' ' || r == ',' }), format) {
		return errs.New(errs.Usage, "%s does not print %s; use --format %s", verb, format, known)
	}
	return nil
}

// report says in one line why the work could not be done and what to do.
func report(s Streams, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(s.Err, "throughline: stopped; nothing was half done")
		return 1
	}
	kind := errs.Of(err)
	text := errs.Text(err)
	if text == "" {
		text = err.Error() // the operator of the command line is the one who reads the log
	}
	fmt.Fprintln(s.Err, "throughline: "+text)
	return kind.Exit()
}

func (a *app) config() house.Config {
	return house.Config{DB: a.DB, Keys: a.Keys, Vault: a.Vault, Now: a.now}
}

// open opens the house that the flags name; it must have been made.
func (a *app) open() (*house.House, error) {
	c := a.config()
	if !house.Exists(c) {
		return nil, errs.New(errs.Invalid, "There is no Throughline at %s: its keys are missing. Make one with `throughline serve --create NAME` or try `throughline demo`", a.DB)
	}
	return house.Open(a.ctx, c)
}

// with runs a verb's work on the open house and closes it.
func (a *app) with(work func(*house.House) error) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	return errors.Join(work(h), h.Close())
}

func (a *app) json(v any) error {
	enc := json.NewEncoder(a.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// progress prints a line every few seconds.
func (a *app) progress() func(part string, done, of int64) {
	var last time.Time
	return func(part string, done, of int64) {
		now := a.now()
		if now.Sub(last) < 3*time.Second {
			return
		}
		switch {
		case last.IsZero():
		case of > 0:
			fmt.Fprintf(a.Err, "%s: %d of %d (%d%%)\n", part, done, of, 100*done/of)
		default: // nobody knows of how many
			fmt.Fprintf(a.Err, "%s: %d\n", part, done)
		}
		last = now
	}
}
