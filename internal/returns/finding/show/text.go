package show

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/returns/finding"
)

// Text prints a run for people at a terminal: what was checked and found, then each rule in words with its rows.
func Text(w io.Writer, run finding.Run, o Options) error {
	d := count(run)
	p := newPrinter(w, o.Width)
	p.summary(d, o)
	p.skipped(d)
	p.notes(d)
	if !o.NoDetail {
		most := cmp.Or(o.Most, 20)
		for _, g := range d.Groups {
			p.group(d, g, most)
		}
		p.differs(d)
	}
	return p.end()
}

// printer wraps words to the width of a terminal.
type printer struct {
	w     *bufio.Writer
	width int
	err   error
}

func newPrinter(w io.Writer, width int) *printer {
	return &printer{w: bufio.NewWriter(w), width: max(cmp.Or(width, 100), 40)}
}

func (p *printer) end() error { return cmp.Or(p.err, p.w.Flush()) }

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// para prints a text with something before its first line; the others stand below it.
func (p *printer) para(before, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(before))
	line := before
	length := len(indent)
	empty := true
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(printable(word))
		if !empty && length+1+n > p.width {
			p.line("%s", line)
			line, length, empty = indent, len(indent), true
		}
		if !empty {
			line += " "
			length++
		}
		line += printable(word)
		length += n
		empty = false
	}
	p.line("%s", strings.TrimRight(line, " "))
}

// printable keeps a value of the file from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
}

func (p *printer) summary(d digest, o Options) {
	title := fmt.Sprintf("%s, %s", ReturnName(d.Return), d.Year)
	p.line("%s", title)
	p.line("%s", strings.Repeat("=", utf8.RuneCountInString(title)))
	if o.Name != "" {
		p.para("Checked:  ", o.Name)
	}
	p.para("Reading:  ", readingWords(d.Reading))
	p.para("Size:     ", size(d))
	rules := many(d.Ran, "rule", "rules") + " ran"
	if n := len(d.Skipped); n > 0 {
		rules += ", " + number(n) + " skipped (below)"
	}
	p.para("Rules:    ", rules)
	p.para("Found:    ", result(d))
	if len(d.Groups) == 0 {
		return
	}
	p.line("")
	p.line("%10s  %-8s %-8s %s", "ROWS", "", "RULE", "WHAT IS WRONG")
	for _, g := range d.Groups {
		where := ""
		switch {
		case g.Whole:
			where = " (the return as a whole)"
		case o.NoDetail: // nothing else says where
			where = " (" + firstPlaces(g.Findings) + ")"
		}
		p.para(fmt.Sprintf("%10s  %-8s %-8s ", number(g.Count()), severityWords(g.Rule.Severity), g.Rule.Code), g.Rule.Title+where)
	}
	p.line("")
	p.para("", "An error must be put right. A query may be right as it is: check it, and explain it if it is. "+rowNumbers(d.Return))
}

// firstPlaces are the first few rows of a rule.
func firstPlaces(fs []finding.Finding) string {
	const few = 3
	var parts []string
	for _, f := range fs[:min(few, len(fs))] {
		parts = append(parts, place(f))
	}
	if len(fs) > few {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ", ")
}

// size is how much was read.
func size(d digest) string {
	rows := 0
	for _, n := range d.Rows {
		rows += n
	}
	return many(d.Children, "child", "children") + ", " + many(rows, "row", "rows")
}

// result is the outcome in one sentence.
func result(d digest) string {
	if d.Errors+d.Queries == 0 {
		if d.Ran == 0 {
			return "No rule ran, so nothing was found."
		}
		return "Nothing to mend: no rule found anything." + unknown(len(d.Skipped))
	}
	var found []string
	if d.Errors > 0 {
		found = append(found, many(d.Errors, "error", "errors"))
	}
	if d.Queries > 0 {
		found = append(found, many(d.Queries, "query", "queries"))
	}
	return strings.Join(found, " and ") + " from " + many(len(d.Groups), "rule", "rules") +
		", about " + many(d.Affected, "child", "children")
}

// unknown is what skipped rules mean for a clean result.
func unknown(skipped int) string {
	if skipped == 0 {
		return ""
	}
	return " What the " + many(skipped, "skipped rule", "skipped rules") + " would have found is not known."
}

func (p *printer) skipped(d digest) {
	if len(d.Skips) == 0 {
		return
	}
	p.line("")
	p.line("Skipped")
	for _, s := range d.Skips {
		p.para("  - ", s.Why+": "+many(len(s.Rules), "rule", "rules")+" ("+strings.Join(s.Rules, ", ")+")")
	}
	if flags := flagsFor(d.Skips); len(flags) > 0 {
		p.para("  ", "To run them, give "+strings.Join(flags, ", ")+".")
	}
}

// flagsFor are the flags of the command line that give what was missing.
func flagsFor(skips []skip) []string {
	var flags []string
	for _, f := range []struct{ word, flag string }{
		{"last year's", "--previous DIR"}, {"postcodes", "--postcodes FILE"}, {"authorities", "--authorities FILE"}, {"providers", "--providers FILE"},
		{"council's code", "--authority CODE"},
	} {
		if slices.ContainsFunc(skips, func(s skip) bool { return strings.HasPrefix(s.Why, "needs") && strings.Contains(s.Why, f.word) }) {
			flags = append(flags, f.flag)
		}
	}
	return flags
}

func (p *printer) notes(d digest) {
	if len(d.Notes) == 0 {
		return
	}
	p.line("")
	p.line("About the files")
	for _, n := range d.Notes {
		p.para("  - ", n)
	}
}

func (p *printer) group(d digest, g group, most int) {
	r := g.Rule
	p.line("")
	title := "Rule " + r.Code + ": " + r.Title
	p.para("", title)
	p.line("%s", strings.Repeat("-", min(utf8.RuneCountInString(title), p.width)))
	p.para("Found:    ", severityWords(r.Severity)+", "+g.extent())
	if g.Whole || len(g.Findings) == 0 {
		p.para("Means:    ", r.Meaning())
	}
	p.para("To mend:  ", r.HowToMend())
	if len(r.Fields) > 0 {
		p.para("Looks at: ", looksAt(r.Fields))
	}
	for i, f := range g.Findings {
		if i == most {
			p.para("  ", "… and "+many(len(g.Findings)-most, "more row", "more rows")+". Every row: --format csv, html, ods or xlsx.")
			break
		}
		who := ""
		if f.Child != "" || f.Table != "Header" {
			who = "child " + childName(f.Child) + ", "
		}
		p.para("  - ", who+place(f)+": "+r.Sentence(f))
	}
}

// differs tells of the rules that found something here and differ; of the others only which they are, because there are many.
func (p *printer) differs(d digest) {
	diff := d.differing()
	if len(diff) == 0 {
		return
	}
	p.line("")
	p.line("Where this differs from the sector's checker")
	p.line("--------------------------------------------")
	p.para("", differsIntro(d.Reading))
	var silent []string
	for _, g := range diff {
		if g.Count() == 0 {
			silent = append(silent, g.Rule.Code)
			continue
		}
		p.para("  - ", g.Rule.Code+" ("+many(g.Count(), "finding", "findings")+" here): "+g.Rule.Differs)
	}
	if len(silent) > 0 {
		p.para("  - ", many(len(silent), "more rule", "more rules")+" with no finding here: "+strings.Join(silent, ", ")+". `throughline rules "+d.Return+"` says how each differs.")
	}
}

func differsIntro(r finding.Reading) string {
	if r == finding.Peer {
		return "This run agrees with the checker (--reading peer). Under the reading intended, these rules may find other rows:"
	}
	return "This run says what the guidance means (--reading intended). The checker (also called the peer) may find other rows under these rules; --reading peer shows its numbers:"
}
