package intake

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/record"
)

// Report says what an import did, or with DryRun what it would do.
type Report struct {
	Return    string        `json:"return"`  // cin, ssda903
	Subject   string        `json:"subject"` // of the import's own record, which Undo names: import:<sha256>
	File      string        `json:"file"`
	SHA256    string        `json:"sha256"`
	LA        string        `json:"la"`
	Year      int           `json:"year"`    // the census year by the calendar year in which it ends; 0 when the file does not say
	Already   bool          `json:"already"` // this content is in: nothing was changed
	DryRun    bool          `json:"dry_run"`
	Complete  bool          `json:"complete"` // false when it was interrupted: import the file again to go on
	Done      int           `json:"done"`     // children gone through
	Of        int           `json:"of"`       // children in the file
	Added     Tally         `json:"added"`
	Matched   Tally         `json:"matched"` // known already, changed or not
	Updated   Tally         `json:"updated"` // of those matched, the ones that got what they lacked
	Held      []record.Held `json:"held"`    // what was not brought in, or not as it stands in the file, and why
	Notes     []record.Held `json:"notes"`   // what could not be read: it is kept as it came, beside the records
	Conflicts []Conflict    `json:"conflicts"`
	Commands  []string      `json:"commands"` // that wrote it, this time
}

// Tally counts what a census has.
type Tally struct {
	Children    int `json:"children"`
	Referrals   int `json:"referrals"`
	Assessments int `json:"assessments"`
	Rows        int `json:"rows"` // of every other table
}

func (t Tally) total() int { return t.Children + t.Referrals + t.Assessments + t.Rows }

func (t *Tally) add(o Tally) {
	t.Children += o.Children
	t.Referrals += o.Referrals
	t.Assessments += o.Assessments
	t.Rows += o.Rows
}

func (t Tally) String() string {
	return fmt.Sprintf("%d children, %d referrals, %d assessments, %d other rows", t.Children, t.Referrals, t.Assessments, t.Rows)
}

// Conflict is a fact of the file that disagrees with one recorded before. What was recorded is kept.
type Conflict struct {
	Place    string `json:"place"`    // in the file
	Incoming string `json:"incoming"` // what the file says
	Source   string `json:"source"`   // the file and the row
	Kind     string `json:"kind"`
	Record   string `json:"record"` // id of the record that was kept
	Subject  string `json:"subject"`
	Field    string `json:"field"`
	// Held is what is recorded. It is empty, and Hidden true, when the actor may not see it.
	Held       string `json:"held"`
	Hidden     bool   `json:"hidden"`
	HeldSource string `json:"held_source"` // where that came from; "recorded here" when it was not imported
}

// Write prints a report as text, json or csv. The csv has what people must look at: one line for each thing held back, noted or in conflict.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		return r.writeText(w)
	case "json":
		r.Held, r.Notes, r.Conflicts, r.Commands = list(r.Held), list(r.Notes), list(r.Conflicts), list(r.Commands)
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(r)
	case "csv":
		return r.writeCSV(w)
	}
	return errs.New(errs.Usage, "%q is not a format; use text, json or csv", format)
}

// list makes an empty list of none, so that a reader of the JSON finds a list.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (r Report) writeText(w io.Writer) error {
	p := printer{w: w}
	what := "CIN census"
	if r.Return == record.ReturnSSDA903 {
		what = "SSDA903"
	}
	if r.Year == 0 && r.Return != record.ReturnCIN && r.Return != record.ReturnSSDA903 {
		p.line("%s: %s, %d children and groups of them", r.File, strings.ToUpper(r.Return), r.Of)
	} else {
		p.line("%s: %s of authority %s, year ending %d, %d children", r.File, what, cmp.Or(r.LA, "(not given)"), r.Year, r.Of)
	}
	p.line("SHA-256 %s", r.SHA256)
	switch {
	case r.Already:
		p.line("This content was imported before. Nothing was changed.")
	case r.DryRun:
		p.line("A dry run: nothing was written. An import would do this:")
	case !r.Complete:
		p.line("INTERRUPTED after %d of %d children. Import the file again to go on; nothing comes in twice.", r.Done, r.Of)
	}
	if !r.Already {
		p.line("Added    %s", r.Added)
		p.line("Matched  %s", r.Matched)
		p.line("Updated  %s", r.Updated)
	}
	p.held("Held back", r.Held)
	if len(r.Conflicts) > 0 {
		p.line("Conflicts %d: what was recorded before was kept", len(r.Conflicts))
		for _, c := range r.Conflicts {
			held := c.Held
			if c.Hidden {
				held = "(not shown to you)"
			}
			p.line("  %s: the file says %s; recorded is %s (%s, %s %s)", c.Place, c.Incoming, cmp.Or(held, "nothing"), c.HeldSource, c.Kind, c.Record)
		}
	}
	p.held("Notes", r.Notes)
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) held(title string, held []record.Held) {
	if len(held) == 0 {
		return
	}
	p.line("%s %d", title, len(held))
	for _, h := range held {
		p.line("  %s: %s", h.Place, h.Why)
	}
}

func (r Report) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"what", "place", "why", "incoming", "held", "held_source", "kind", "record"}}
	for _, h := range r.Held {
		rows = append(rows, []string{"held", h.Place, h.Why, "", "", "", "", ""})
	}
	for _, c := range r.Conflicts {
		rows = append(rows, []string{"conflict", c.Place, "disagrees with what is recorded, which was kept", c.Incoming, c.Held, c.HeldSource, c.Kind, c.Record})
	}
	for _, h := range r.Notes {
		rows = append(rows, []string{"note", h.Place, h.Why, "", "", "", "", ""})
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = plainCell(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainCell keeps a spreadsheet from taking what a file says for a formula.
func plainCell(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}
