package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/journal"
	"throughline/internal/safekeeping"
)

type verifyCmd struct {
	Checkpoint []string `help:"A signed checkpoint to prove against, besides those in the second place." type:"existingfile" placeholder:"FILE"`
}

// Help is shown by --help.
func (verifyCmd) Help() string {
	return "Exit code 5 when something differs; each difference names the record.\nExample: throughline verify --db throughline.db"
}

// Run proves everything.
func (c verifyCmd) Run(a *app) error {
	return a.with(func(h *house.House) error {
		points, err := h.Checkpoints()
		if err != nil {
			return err
		}
		for _, path := range c.Checkpoint {
			p, err := h.Signer.ReadFile(path)
			if err != nil {
				return err
			}
			points = append(points, p)
		}
		rep, err := h.Keeper.Verify(a.ctx, points, a.progress())
		if err != nil {
			return err
		}
		if err := a.printVerify(rep); err != nil {
			return err
		}
		return rep.Err()
	})
}

func (a *app) printVerify(rep safekeeping.Report) error {
	switch a.Format {
	case "json":
		return a.json(rep)
	case "csv":
		return a.table([]string{"place", "kind", "record", "subject", "what"}, faultRows(rep.Faults))
	}
	fmt.Fprintf(a.Out, "%d journal entries and %d readings, proved against %d checkpoint(s); root %s\n", rep.Entries, rep.Readings, rep.Checkpoints, rep.Root)
	fmt.Fprintf(a.Out, "%d records of %d subjects compared with a rebuild\n", rep.Records, rep.Subjects)
	for _, d := range rep.Destroyed {
		fmt.Fprintf(a.Out, "%d bodies of %d subject(s) were destroyed under rule %s\n", d.Bodies, d.Subjects, d.Rule)
	}
	for _, f := range rep.Faults {
		fmt.Fprintln(a.Out, "DIFFERS", f)
	}
	for _, u := range rep.Unchecked {
		fmt.Fprintln(a.Out, "not proved:", u)
	}
	switch {
	case len(rep.Faults) > 0:
	case len(rep.Unchecked) > 0:
		fmt.Fprintln(a.Out, "What could be proved is as it was written.")
	default:
		fmt.Fprintln(a.Out, "Everything is as it was written.")
	}
	return nil
}

func faultRows(faults []journal.Fault) [][]string {
	rows := make([][]string, len(faults))
	for i, f := range faults {
		rows[i] = []string{f.Place, f.Kind, f.Record, f.Subject, f.What}
	}
	return rows
}

type rebuildCmd struct{}

// Help is shown by --help.
func (rebuildCmd) Help() string {
	return "One transaction: when it is interrupted, everything is as before.\nExample: throughline rebuild --db throughline.db"
}

// Run makes everything again.
func (rebuildCmd) Run(a *app) error {
	return a.with(func(h *house.House) error {
		show := a.progress()
		if err := h.Keeper.Rebuild(a.ctx, func(done, of int64) { show("making records again", done, of) }); err != nil {
			return err
		}
		fmt.Fprintln(a.Out, "Records and derived rows were made again from the journal.")
		return nil
	})
}

type checkpointCmd struct {
	To string `required:"" help:"The new file." placeholder:"FILE"`
}

// Help is shown by --help.
func (checkpointCmd) Help() string {
	return "Keep the file in another place than the database. It is never overwritten.\nExample: throughline checkpoint --to /mnt/safe/2026-11-25.checkpoint"
}

// Run signs the state of both logs.
func (c checkpointCmd) Run(a *app) error {
	return a.with(func(h *house.House) error {
		p, err := h.Signer.Checkpoint(a.ctx, h.Desk.Journal, h.DB)
		if err != nil {
			return err
		}
		if err := journal.WriteNew(c.To, p.Note, 0o644); err != nil {
			return err
		}
		for _, t := range p.Trees {
			fmt.Fprintln(a.Out, t)
		}
		return nil
	})
}

type backupCmd struct {
	To string `required:"" help:"The new folder." placeholder:"DIR"`
}

// Help is shown by --help.
func (backupCmd) Help() string {
	return "Keys and the key vault are not in it: keep them apart, or a destroyed history could be brought back.\nExample: throughline backup --to /mnt/backups/2026-11-25"
}

// Run writes a backup.
func (c backupCmd) Run(a *app) error {
	return a.with(func(h *house.House) error {
		show := a.progress()
		m, err := h.Keeper.Backup(a.ctx, h.Signer, c.To, a.now(), func(done, of int64) { show("writing", done, of) })
		if err != nil {
			return err
		}
		if a.Format == "json" {
			return a.json(m)
		}
		fmt.Fprintf(a.Out, "%d journal entries and %d readings are in %s. Keys (%s) and key vault (%s) are not: keep copies of them in another place.\n",
			m.Entries, m.Reads, c.To, h.Config.Keys, h.Config.Vault)
		return nil
	})
}

type restoreCmd struct {
	From string `required:"" help:"The folder of the backup." type:"existingdir" placeholder:"DIR"`
}

// Help is shown by --help.
func (restoreCmd) Help() string {
	return "--db names the new place; --keys and --vault name the keys and key vault that the backup was made with.\nExample: throughline restore --from /mnt/backups/2026-11-25 --db new.db --keys old.db.keys --vault old.db.vault"
}

// Run fills a new database and verifies it. When the backup cannot be read, the new file is removed again.
func (c restoreCmd) Run(a *app) error {
	_, before := os.Stat(a.DB)
	err := a.with(func(h *house.House) error {
		r, err := h.Keeper.Restore(a.ctx, h.Signer, c.From, a.progress())
		if err != nil {
			return err
		}
		if a.Format == "json" {
			if err := a.json(r); err != nil {
				return err
			}
		} else {
			for _, f := range r.Faults {
				fmt.Fprintln(a.Out, "DIFFERS", f)
			}
			if err := a.printVerify(r.Verify); err != nil {
				return err
			}
		}
		return r.Err()
	})
	if err != nil && os.IsNotExist(before) && errs.Of(err) != errs.Tampered {
		for _, tail := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(filepath.Clean(a.DB) + tail) // nothing was restored: an empty database would only mislead
		}
	}
	return err
}
