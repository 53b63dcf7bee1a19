package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/house"
	members "throughline/internal/report"
	"throughline/internal/scrutiny"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/export"
)

type exportMinutes struct {
	Meeting string `required:"" help:"The meeting: its id, as in its address, or its date." placeholder:"ID|DATE"`
	To      string `required:"" help:"Where it is written; the ending says how: .html (pastes into ModernGov), .pdf, .docx, .odt, .txt, .xml (Akoma Ntoso), .json (Popolo) or .event.json (Open Civic Data)." placeholder:"FILE"`
}

// Help is shown by --help.
func (exportMinutes) Help() string {
	return "The minutes are drafted from the meeting's records; what somebody should look at before they are approved is printed. Exempt items give their title only.\n" +
		"Example: throughline export minutes --meeting 2026-10-14 --to minutes.html"
}

// Run drafts the minutes of a meeting, writes them and prints what was noticed.
func (c exportMinutes) Run(a *app) error {
	write, ok := minutesAs(a.ctx, c.To)
	if !ok {
		return errs.New(errs.Usage, "--to: end the file's name in .html, .pdf, .docx, .odt, .txt, .xml, .json or .event.json")
	}
	return a.with(func(h *house.House) error {
		subject, err := meetingNamed(a, h, c.Meeting)
		if err != nil {
			return err
		}
		d, err := scrutiny.Room{Desk: h.Desk, Book: h.Book}.Draft(a.ctx, access.Actor{ID: operator.ID, Name: operator.Name, Roles: []access.Role{access.Scrutiny}}, subject)
		if err != nil {
			return err
		}
		b, err := write(d.Meeting)
		if err != nil {
			return err
		}
		if err := whole(c.To, func(f *os.File) error {
			_, err := f.Write(b)
			return err
		}); err != nil {
			return err
		}
		if a.Format == "json" {
			return a.json(d.Findings)
		}
		var rows [][]string
		for _, f := range d.Findings {
			rows = append(rows, []string{f.Kind, strings.Join(f.Paragraphs, " "), f.What})
		}
		return a.table([]string{"kind", "paragraphs", "what"}, rows)
	})
}

// minutesAs chooses the form by the ending of a file's name.
func minutesAs(ctx context.Context, path string) (func(draft.Meeting) ([]byte, error), bool) {
	low := strings.ToLower(filepath.Base(path))
	switch ext := filepath.Ext(low); {
	case strings.HasSuffix(low, ".event.json"):
		return func(m draft.Meeting) ([]byte, error) { return export.OpenCivicData(m, nil) }, true
	case ext == ".json":
		return export.Popolo, true
	case ext == ".xml":
		return export.AkomaNtoso, true
	case ext == ".odt":
		return export.ODT, true
	case ext == ".docx":
		return export.DOCX, true
	case ext == ".html" || ext == ".htm":
		return func(m draft.Meeting) ([]byte, error) { return export.HTML(m), nil }, true
	case ext == ".pdf": // printed by a browser, as reports are
		return func(m draft.Meeting) ([]byte, error) {
			var out bytes.Buffer
			err := members.Print(ctx, &out, m.Body, m.Date, func(w io.Writer) error {
				_, err := w.Write(export.HTML(m))
				return err
			})
			return out.Bytes(), err
		}, true
	case ext == ".txt":
		return func(m draft.Meeting) ([]byte, error) { return export.Text(m), nil }, true
	}
	return nil, false
}
