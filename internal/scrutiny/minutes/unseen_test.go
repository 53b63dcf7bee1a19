package minutes

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outline is all that a proposal says, a line for each thing, as the .want files of testdata/unseen are written.
func outline(p Proposal) []string {
	var out []string
	put := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	list := func(name string, of []string) {
		if len(of) > 0 {
			put("%s %s", name, strings.Join(of, "; "))
		}
	}
	if m := p.Meeting; m != nil {
		put("meeting %s of %s, %s, %s, ended %s, next %s, at %s, contact %s", m.Body, m.Authority, m.MunicipalYear, m.Date, m.Ended, m.NextMeeting, m.Place, m.ScrutinyOfficer)
		a := p.Attendance
		put("chair %s; vice %s", a.Chair, a.ViceChair)
		list("councillors", a.Councillors)
		list("apologies", a.Apologies)
		list("late", a.Lateness)
		list("virtual", a.Virtual)
		if len(a.CoopteesPresent)+len(a.CoopteesAbsent) > 0 {
			put("co-optees %s; absent %s", strings.Join(a.CoopteesPresent, "; "), strings.Join(a.CoopteesAbsent, "; "))
		}
		for _, h := range a.ExecutiveMembers {
			put("executive %s = %s", h.Name, h.Post)
		}
		for _, h := range a.Officers {
			put("officer %s = %s", h.Name, h.Post)
		}
		if a.Public != "" {
			put("public %s", a.Public)
		}
		for _, d := range p.Declarations {
			put("declared %s: %s", d.Member, d.Interest)
		}
	}
	for _, it := range p.Agenda() {
		s := "item " + it.Number + " " + it.Title
		if it.PlannedTime != "" {
			s += " @" + string(it.PlannedTime)
		}
		put("%s", s)
		out = append(out, sketch(Proposal{Item: it})...)
	}
	for _, g := range p.InformationGaps {
		put("gap %s", g.Paragraph)
	}
	for _, a := range p.Actions {
		put("action %s owner %q due %q", a.Ref, a.Owner, a.Due)
	}
	for _, f := range p.Figures {
		put("figure %s %s = %s %s", f.Paragraph, f.AsWritten, f.Value, f.Unit)
	}
	return out
}

// TestUnseen reads minutes of councils that do not exist, in the manner of the seeds, with the traps that specs/scrutiny.md 3 names. Each .want file was written by hand from that
// grammar before the reader was tried: none of it is output. Text and PDF text alike; what the minutes of a meeting say in their head is in it.
func TestUnseen(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/unseen/*.txt")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			p, src := parseFile(t, strings.TrimPrefix(name, "testdata/"))
			want, err := os.ReadFile(strings.TrimSuffix(name, ".txt") + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), outline(p)); diff != "" {
				t.Error(diff)
			}
			for _, s := range anchored(p, src) {
				t.Errorf("not at its place: %s", s)
			}
			must(t, p)
		})
	}
}
