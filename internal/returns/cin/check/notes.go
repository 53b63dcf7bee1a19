package check

import (
	"fmt"

	"throughline/internal/returns/cin"
)

// notes are what the reader says about children, alike ones counted once.
type notes struct {
	order []string
	seen  map[string]*noted
}

type noted struct {
	line, times int
}

// maxNotes is how many unlike notes are kept.
const maxNotes = 100

func (n *notes) add(all []cin.Note) {
	for _, x := range all {
		if was := n.seen[x.Text]; was != nil {
			was.times++
			continue
		}
		if len(n.order) == maxNotes {
			continue
		}
		if n.seen == nil {
			n.seen = map[string]*noted{}
		}
		n.seen[x.Text] = &noted{x.Line, 1}
		n.order = append(n.order, x.Text)
	}
}

func (n *notes) texts() []string {
	var out []string
	for _, text := range n.order {
		x := n.seen[text]
		if x.times == 1 {
			out = append(out, fmt.Sprintf("line %d: %s", x.line, text))
		} else {
			out = append(out, fmt.Sprintf("line %d and %d more: %s", x.line, x.times-1, text))
		}
	}
	return out
}

// allNotes is what a person should know of the file beside the findings.
func (c *checker) allNotes(h *cin.Header) []string {
	var own notes
	own.add(h.Notes)
	out := append(own.texts(), c.notes.texts()...)
	if !c.y.peer && !readDate(h.ReferenceDate.Text, c.reading).ok() {
		out = append(out, fmt.Sprintf("The header has no reference date that can be read; %s was taken.", c.y.to))
	}
	for i := range c.y.columns {
		f, name := &c.y.columns[i], columnNames[i]
		if f.unread > 0 {
			out = append(out, fmt.Sprintf("%s: %s no date and taken for missing, the first on line %d: %q.", name, count(f.unread, "value that is", "values that are"), f.unreadAt.Line, f.unreadAt.Text))
		}
		if f.other > 0 && c.y.peer {
			out = append(out, fmt.Sprintf("%s: %s not written yyyy-mm-dd, the first on line %d: %q. The peer reads 03/04/2025 as 4 March.", name, count(f.other, "date", "dates"), f.otherAt.Line, f.otherAt.Text))
		} else if f.other > 0 {
			out = append(out, fmt.Sprintf("%s: %s not written yyyy-mm-dd, the first on line %d: %q. The day was taken to come before the month where the year is last.", name, count(f.other, "date", "dates"), f.otherAt.Line, f.otherAt.Text))
		}
		if f.zoned > 0 {
			out = append(out, fmt.Sprintf("%s: %s with a time zone; the peer stops at every rule that compares this column.", name, count(f.zoned, "value", "values")))
		}
	}
	repeats := 0
	for id, n := range c.ids {
		if id != "" && n.times > 1 {
			repeats++
		}
	}
	if repeats > 0 && c.y.peer {
		out = append(out, fmt.Sprintf("%s on more than one Child. The peer takes episodes of them with the same ordinal for one episode.", count(repeats, "id stands", "ids stand")))
	} else if repeats > 0 {
		out = append(out, fmt.Sprintf("%s on more than one Child. Their rows were checked together, each episode by itself; the peer takes episodes with the same ordinal for one.", count(repeats, "id stands", "ids stand")))
	}
	if n := c.ids[""].times; n > 1 && c.y.peer {
		out = append(out, fmt.Sprintf("%d children have no id. The peer takes them for one child in most rules.", n))
	}
	if c.unnamed > 0 {
		out = append(out, "A child without an id has an open episode that went further: the peer's own report of this file fails altogether.")
	}
	return out
}

// count is a number with what it counts.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
