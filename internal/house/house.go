// Package house puts the rooms together on one database: it opens database, key vault and keys, brings the schema up to date, and
// hands each room the desk. The command line, the web server, the demo and whole-house tests all start here.
package house

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"throughline/internal/assessment"
	"throughline/internal/care"
	"throughline/internal/casework"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/consultation"
	"throughline/internal/db"
	"throughline/internal/db/migrations"
	"throughline/internal/derived"
	"throughline/internal/document"
	"throughline/internal/earlyhelp"
	"throughline/internal/errs"
	"throughline/internal/form"
	"throughline/internal/frontdoor"
	"throughline/internal/ids"
	"throughline/internal/journal"
	"throughline/internal/lado"
	"throughline/internal/measure"
	"throughline/internal/outbox"
	"throughline/internal/person"
	"throughline/internal/protection"
	"throughline/internal/returns/checking"
	"throughline/internal/safekeeping"
	"throughline/internal/scrutiny"
	"throughline/internal/services"
	"throughline/internal/signin"
	"throughline/internal/subjectaccess"
	"throughline/internal/task"
	"throughline/internal/task/duties"
	"throughline/internal/vault"
	"throughline/internal/workforce"
)

// Config says where things are. Only DB must be given; for PostgreSQL Keys and Vault must be given too.
type Config struct {
	DB          string           // file path, or postgres:// address
	Keys        string           // folder of key files; <db>.keys unless given
	Vault       string           // the key vault's own database; <db>.vault unless given
	Checkpoints string           // the second place for signed checkpoints; <db>.checkpoints unless given
	ClamAV      string           // ClamAV's daemon, host:port or the path of its socket; without it documents are marked as not scanned
	MailRelay   string           // the council's mail relay, host:port; without it nobody is told by mail
	MailFrom    string           // the sender of that mail
	Now         func() time.Time // the clock; the system's unless given
}

func (c Config) withDefaults() (Config, error) {
	if c.DB == "" {
		return c, errs.New(errs.Usage, "Name the database: a file path or a postgres:// address")
	}
	if strings.HasPrefix(c.DB, "postgres") && (c.Keys == "" || c.Vault == "") {
		return c, errs.New(errs.Usage, "With PostgreSQL, name the folder of keys (--keys) and the key vault's own database (--vault)")
	}
	for _, d := range []struct {
		at   *string
		tail string
	}{{&c.Keys, ".keys"}, {&c.Vault, ".vault"}, {&c.Checkpoints, ".checkpoints"}} {
		if *d.at == "" {
			*d.at = c.DB + d.tail
		}
	}
	if strings.HasPrefix(c.Checkpoints, "postgres") {
		c.Checkpoints = filepath.Join(c.Keys, "checkpoints")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, nil
}

// House is everything, opened.
type House struct {
	Config     Config
	Authority  string // the authority's short name: the origin of its checkpoints
	DB         *db.DB
	Desk       *command.Desk
	Keeper     *safekeeping.Keeper
	Signer     *journal.Signer
	SignIn     *signin.Store
	People     *person.Room
	FrontDoor  *frontdoor.Room
	Assessment *assessment.Room
	Protection *protection.Room
	Care       *care.Room
	Line       *consultation.Room // the consultation line
	LADO       *lado.Room
	EarlyHelp  *earlyhelp.Room
	Casework   *casework.Room
	Services   *services.Room      // young carers, domestic abuse, clinical
	Requests   *subjectaccess.Room // copies of records that people ask for
	Board      *scrutiny.Board     // what the public sees
	Tasks      task.Lists
	Book       *clock.Book // the time limits in force
	Drafts     *form.Drafts
	Outbox     *outbox.Outbox // what people are told by mail
	Checking   *checking.Room // returns that are brought to be checked

	vault *vault.Vault
}

// Lists is every list of derived rows, by the time limits of a book.
func Lists(b *clock.Book) derived.Lists {
	return slices.Concat(person.Lists(), derived.Lists{task.List(frontdoor.Tasks(b), consultation.Tasks(b), assessment.Tasks(b), lado.Tasks(b), earlyhelp.Tasks(b), protection.Tasks(b), care.Tasks, casework.Tasks(b), duties.Tasks(b), services.Tasks(b), subjectaccess.Tasks(b)), task.PutOffList(), workforce.Caseload()}, casework.Lists(), frontdoor.Lists(), measure.Lists())
}

// LiveClocks are the time limits that run from records which exist now.
func LiveClocks() map[string]bool {
	live := map[string]bool{casework.SupervisionClock: true, subjectaccess.Limit: true}
	for _, id := range slices.Concat(frontdoor.Clocks(), []string{consultation.Limit}, assessment.Clocks(), duties.Clocks(), protection.Limits()) {
		live[id] = true
	}
	for _, id := range slices.Concat(lado.Clocks, earlyhelp.Clocks) {
		live[id] = true
	}
	return live
}

// Key files.
const (
	wrappingKey   = "wrapping.key"
	signInKey     = "signin.key"
	checkpointKey = "checkpoint.key"
	checkpointPub = "checkpoint.pub"
)

// Create makes the key files of a new authority; name is its short name, one word. Keys are never overwritten.
func Create(c Config, name string) (err error) {
	defer errs.Wrap(&err, "create keys")
	if c, err = c.withDefaults(); err != nil {
		return err
	}
	private, public, err := journal.NewSigningKey(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Keys, 0o700); err != nil {
		return errs.As(errs.Invalid, err, "The folder of keys %s cannot be made", c.Keys)
	}
	for _, k := range []string{wrappingKey, signInKey} {
		if err := vault.WriteKEK(filepath.Join(c.Keys, k), vault.NewKEK()); err != nil {
			return err
		}
	}
	return errors.Join(
		journal.WriteNew(filepath.Join(c.Keys, checkpointKey), []byte(private+"\n"), 0o600),
		journal.WriteNew(filepath.Join(c.Keys, checkpointPub), []byte(public+"\n"), 0o644))
}

// Exists says whether the key files are there.
func Exists(c Config) bool {
	c, err := c.withDefaults()
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(c.Keys, wrappingKey))
	return err == nil
}

// Open opens a house whose keys are there, and brings its schema up to date. Close it at the end.
func Open(ctx context.Context, c Config) (_ *House, err error) {
	if c, err = c.withDefaults(); err != nil {
		return nil, err
	}
	h := &House{Config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	kek, err := vault.ReadKEK(filepath.Join(c.Keys, wrappingKey))
	if err != nil {
		return nil, err
	}
	codeKey, err := vault.ReadKEK(filepath.Join(c.Keys, signInKey))
	if err != nil {
		return nil, err
	}
	if h.Signer, err = readSigner(c.Keys); err != nil {
		return nil, err
	}
	h.Authority = h.Signer.Origin()
	if h.DB, err = db.Open(ctx, c.DB); err != nil {
		return nil, err
	}
	for _, m := range []db.Migrations{migrations.Main, signin.Migrations} {
		if err := h.DB.Migrate(ctx, m); err != nil {
			return nil, err
		}
	}
	if h.vault, err = vault.Open(ctx, c.Vault, kek, c.Now); err != nil {
		return nil, err
	}
	if h.SignIn, err = signin.NewStore(h.DB, signin.NewPolicy("throughline", h.Authority), signin.DefaultCost, codeKey); err != nil {
		return nil, err
	}
	h.furnish()
	return h, nil
}

func readSigner(dir string) (*journal.Signer, error) {
	private, err := os.ReadFile(filepath.Join(dir, checkpointKey))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The checkpoint key in %s cannot be read", dir)
	}
	public, err := os.ReadFile(filepath.Join(dir, checkpointPub))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The public checkpoint key in %s cannot be read", dir)
	}
	return journal.NewSigner(string(private), string(public))
}

// furnish builds the rooms on the desk and joins those that must not know each other.
func (h *House) furnish() {
	j := journal.New(h.vault)
	h.Book = clock.Standard()
	h.Desk = &command.Desk{DB: h.DB, Journal: j, Lists: Lists(h.Book), Now: h.Config.Now, NewID: ids.New(h.Config.Now, nil).Next, Memory: &command.Memory{}}
	h.Keeper = &safekeeping.Keeper{DB: h.DB, Journal: j, Lists: h.Desk.Lists}
	h.Drafts = &form.Drafts{DB: h.DB, Vault: h.vault, Now: h.Config.Now}
	h.Checking = checking.New(h.DB, h.vault, h.Config.Now, h.Desk.NewID)
	h.Tasks = task.Lists{DB: h.DB, Book: h.Book, Now: h.Config.Now}
	h.People = &person.Room{Desk: h.Desk}
	h.Casework = &casework.Room{Desk: h.Desk}
	if h.Config.ClamAV != "" {
		h.Casework.Scanner = document.Clam{Address: h.Config.ClamAV}
	}
	h.FrontDoor = &frontdoor.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts, OpenAssessment: assessment.Open}
	h.EarlyHelp = &earlyhelp.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts, PassUp: passUp, StepDown: protection.StepDown}
	h.LADO = &lado.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts, Keeper: h.Keeper}
	h.Board = scrutiny.NewBoard(h.Desk)
	h.Outbox = h.outbox()
	h.Assessment = &assessment.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts, Tell: h.tell}
	h.Line = h.line()
	h.Requests = &subjectaccess.Room{Desk: h.Desk, Book: h.Book}
	h.Services = &services.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts}
	h.Care = &care.Room{Desk: h.Desk, Facts: person.Facts, Actor: ActorOf}
	h.Protection = &protection.Room{Desk: h.Desk, Book: h.Book, Facts: person.Facts, OpenAssessment: assessment.Open}
}

// Close ends everything that was opened.
func (h *House) Close() error {
	var err error
	if h.Checking != nil {
		h.Checking.Close()
	}
	if h.vault != nil {
		err = h.vault.Close()
	}
	if h.DB != nil {
		err = errors.Join(err, h.DB.Close())
	}
	return err
}

// Checkpoint signs the journal as it is and keeps it in the second place, unless the newest one there says the same.
func (h *House) Checkpoint(ctx context.Context) (path string, err error) {
	defer errs.Wrap(&err, "checkpoint")
	c, err := h.Signer.Checkpoint(ctx, h.Desk.Journal, h.DB)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(h.Config.Checkpoints, 0o700); err != nil {
		return "", errs.As(errs.Invalid, err, "The folder of checkpoints %s cannot be made", h.Config.Checkpoints)
	}
	var sizes []string
	for _, tr := range c.Trees {
		sizes = append(sizes, fmt.Sprintf("%012d", tr.Size))
	}
	path = filepath.Join(h.Config.Checkpoints, strings.Join(sizes, "-")+".checkpoint")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, journal.WriteNew(path, c.Note, 0o600)
}

// Checkpoints reads every checkpoint of the second place; one that is not as it was signed is an error.
func (h *House) Checkpoints() ([]journal.Checkpoint, error) {
	paths, err := filepath.Glob(filepath.Join(h.Config.Checkpoints, "*.checkpoint"))
	if err != nil {
		return nil, err
	}
	var out []journal.Checkpoint
	for _, p := range paths {
		c, err := h.Signer.ReadFile(p)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
