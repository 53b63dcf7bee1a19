// Package outgoing writes returns from records: the CIN census and the SSDA903, for any year, from stories as they are now or as they were known
// on a day.
//
// Invariants: what is written follows from the stories and the options alone, byte for byte; what came in with a return of the same year and is
// not written as it came is named in the report, with the reason. Whoever exports reads every child who is written: each such reading is written
// down before the export counts as done.
//
// Sources: specs/cin/schema.json; specs/ssda903/tables.json; what rows and records say of each other is in internal/returns/intake/cinrow.
package outgoing

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// Report says what an export wrote, and what it did not.
type Report struct {
	Return    string         `json:"return"` // cin, ssda903
	Year      int            `json:"year"`   // the calendar year in which it ends
	AsKnown   time.Time      `json:"as_known,omitzero"`
	Children  int            `json:"children"`
	Rows      map[string]int `json:"rows"`      // by table
	Destroyed int            `json:"destroyed"` // entries that a retention rule made unreadable; only of an earlier day
	// Differences are what a return of this year said, or a record says, and the export does not say in the same way.
	Differences []Difference `json:"differences"`
}

// Difference is one thing that the export says otherwise than a return of the same year that was imported, or leaves out.
type Difference struct {
	Place string `json:"place"`           // in the file that was imported, or the record
	Child string `json:"child,omitempty"` // the council's number; empty when the place says all
	File  string `json:"file,omitempty"`  // SHA-256 of that file, as far as it is known
	Why   string `json:"why"`
}

// Write prints a report as text, json or csv.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		fmt.Fprintf(w, "%s %s: %d children\n", name(r.Return), span(r.Year), r.Children)
		for _, t := range tablesOf(r.Return) {
			if n, ok := r.Rows[t]; ok {
				fmt.Fprintf(w, "  %-22s %d\n", t, n)
			}
		}
		if r.Destroyed > 0 {
			fmt.Fprintf(w, "%d entries could not be read any more: a retention rule destroyed their key\n", r.Destroyed)
		}
		var err error
		if len(r.Differences) > 0 {
			_, err = fmt.Fprintf(w, "Not as it was imported, or left out: %d\n", len(r.Differences))
		}
		for _, d := range r.Differences {
			if err == nil {
				_, err = fmt.Fprintf(w, "  %s: %s\n", strings.TrimPrefix(d.Child+", "+d.Place, ", "), d.Why)
			}
		}
		return err
	case "json":
		if r.Differences == nil {
			r.Differences = []Difference{}
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(r)
	case "csv":
		out := csv.NewWriter(w)
		rows := [][]string{{"child", "place", "file", "why"}}
		for _, d := range r.Differences {
			rows = append(rows, []string{harmless(d.Child), harmless(d.Place), d.File, harmless(d.Why)})
		}
		return out.WriteAll(rows)
	}
	return errs.New(errs.Usage, "%q is not a format; use text, json or csv", format)
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func name(of string) string {
	if of == record.ReturnCIN {
		return "CIN census"
	}
	return "SSDA903"
}

func tablesOf(of string) []string {
	if of == record.ReturnCIN {
		return []string{"ChildIdentifiers", "ChildCharacteristics", "CINdetails", "Assessments", "CINplanDates", "Section47", "ChildProtectionPlans", "PreProceedings"}
	}
	var out []string
	for t := range ssda903.Table(ssda903.Tables) {
		out = append(out, t.String())
	}
	return out
}

func span(year int) string { return fmt.Sprintf("%d/%02d", year-1, year%100) }

// may asks whether the actor may write returns from the records.
func may(desk *command.Desk, actor access.Actor) error {
	return access.Decide(actor, access.ExportReturn, access.None, access.Facts{}, desk.Now()).Err()
}

// provenance knows which files brought in the return of the year that is exported.
type provenance struct {
	of     string            // the return
	hashes map[string]string // first 16 of the SHA-256 to all of it
}

// provenanceOf reads the imports in force, and what they could not bring in as it stood.
func provenanceOf(t *db.Tx, of string, year int) (provenance, []Difference, error) {
	p := provenance{of: of, hashes: map[string]string{}}
	var out []Difference
	all, err := story.OfKind[record.ImportBatch](t)
	for _, b := range all {
		if b.Body.Return != of || b.Body.Year != year {
			continue
		}
		p.hashes[b.Body.SHA256[:min(16, len(b.Body.SHA256))]] = b.Body.SHA256
		for _, h := range b.Body.Held {
			out = append(out, Difference{Place: h.Place, File: b.Body.SHA256, Why: h.Why})
		}
		for _, c := range b.Body.Conflicts {
			out = append(out, Difference{Place: c.Place, File: b.Body.SHA256, Why: "it disagreed with what was recorded before, which is written"})
		}
	}
	return p, out, err
}

// place is where in a file of this year's return a record came from; ok is false when it came from elsewhere.
func (p provenance) place(source string) (place, file string, ok bool) {
	hash, place, found := strings.Cut(strings.TrimPrefix(source, p.of+":"), "#")
	file, ok = p.hashes[hash]
	if !found || !ok || !strings.HasPrefix(source, p.of+":") {
		return "", "", false
	}
	return place, file, true
}

// differ notes that something of a record is not written, if it came in with the return of this year.
func (p provenance) differ(out *[]Difference, child string, m record.Meta, column, why string) {
	place, file, ok := p.place(m.Source)
	if !ok {
		return
	}
	if column != "" {
		place += ", " + column
	}
	*out = append(*out, Difference{Place: place, Child: child, File: file, Why: why})
}

// left is what is left over of the rows of a child, by record and table.
type left map[[2]string][]record.ReturnedValue

func leftOf(s story.Story, of string) left {
	l := left{}
	for _, a := range story.All[record.AsReturned](s) {
		if a.Body.Return == of && a.Body.Record != "" {
			key := [2]string{a.Body.Record, a.Body.Table}
			l[key] = append(l[key], a.Body.Values...)
		}
	}
	return l
}

// resolve is the row that is written.
func (l left) resolve(id, table string, cells []cinrow.Cell) []cinrow.Cell {
	values := l[[2]string{id, table}]
	out := make([]cinrow.Cell, len(cells))
	for i, c := range cells {
		out[i] = cinrow.Cell{Column: c.Column, Text: cinrow.Resolve(c, values)}
	}
	return out
}

// numbersAt are the identifiers in force on a day.
func numbersAt(s story.Story, on day.Day) (n cinrow.Numbers) {
	var own bool
	for _, i := range story.All[record.Identifier](s) {
		b := i.Body
		started, over := !b.From.After(on), !b.To.IsZero() && b.To.Compare(on) <= 0
		switch {
		case b.Type == record.LAChildID && started && !over, b.Type == record.FormerChildID && !b.To.IsZero() && !over && started:
			// The number of the record that survived a merge comes first.
			if survivor := i.Subject == s.Subject; n.ID == "" || survivor || !own {
				n.ID, own = b.Value, survivor
			}
		case b.Type == record.UPN && started && !over, b.Type == record.FormerUPN && !b.To.IsZero() && !over && started:
			n.UPN = b.Value
		case b.Type == record.FormerUPN && started:
			n.FormerUPN = b.Value
		case b.Type == record.UPNUnknown && started && !over:
			n.UPNUnknown = b.Value
		}
	}
	if n.UPN != "" {
		n.UPNUnknown = ""
	}
	return n
}
