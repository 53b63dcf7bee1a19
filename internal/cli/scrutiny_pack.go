package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/record"
	members "throughline/internal/report"
	"throughline/internal/scrutiny"
)

type reportScrutinyPack struct {
	Meeting string `required:"" help:"The meeting: its id, as in its address, or its date." placeholder:"ID|DATE"`
	To      string `required:"" help:"Where it is written; the ending says how: .html or .json." placeholder:"FILE"`
}

// Help is shown by --help.
func (reportScrutinyPack) Help() string {
	return "The questions of a meeting, what is known now for each (or that it is not recorded, with the action that it became), open actions and what changed since. Small numbers are hidden.\n" +
		"Example: throughline report scrutiny-pack --meeting 2023-12-18 --to pack.html"
}

// Run writes the pack.
func (c reportScrutinyPack) Run(a *app) error {
	write := members.WriteScrutinyPack
	switch strings.ToLower(filepath.Ext(c.To)) {
	case ".html":
	case ".json":
		write = members.WriteScrutinyPackJSON
	default:
		return errs.New(errs.Usage, "--to: end the file's name in .html or .json")
	}
	return a.with(func(h *house.House) error {
		subject, err := meetingNamed(a, h, c.Meeting)
		if err != nil {
			return err
		}
		rm := scrutiny.Room{Desk: h.Desk, Book: h.Book}
		p, err := rm.Pack(a.ctx, access.Actor{ID: operator.ID, Name: operator.Name, Roles: []access.Role{access.Scrutiny}}, subject)
		if err != nil {
			return err
		}
		if err := whole(c.To, func(f *os.File) error { return write(f, p) }); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.Out, "%s, %s: %d questions, %d with a figure, %d not recorded and followed as an action, %d with neither; %d actions are open. Written to %s.\n",
			p.Meeting.Body.Commission, p.Meeting.Body.Date.Long(), p.Sums.Questions, p.Sums.WithFigure, p.Sums.NotRecorded, p.Sums.Neither, len(p.Open), c.To)
		return err
	})
}

// meetingNamed finds a meeting by its id or its date.
func meetingNamed(a *app, h *house.House, name string) (string, error) {
	ms, err := scrutiny.Meetings(a.ctx, h.Desk)
	if err != nil {
		return "", err
	}
	var found []record.Of[record.Meeting]
	for _, m := range ms {
		if m.Subject == record.MeetingSubject+":"+name || m.Body.Date.String() == name {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return "", errs.New(errs.NotFound, "There is no meeting %s", name)
	case 1:
		return found[0].Subject, nil
	}
	return "", errs.New(errs.Usage, "There are %d meetings on %s: give the id, as in the address of its page", len(found), name)
}
