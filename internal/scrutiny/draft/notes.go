package draft

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

// Note is a paragraph as somebody noted it at the meeting, with its kind.
type Note struct {
	Kind minutes.Kind
	Paragraph
}

// maxNotes is how much may be noted of one item, in bytes: some 40 pages.
const maxNotes = 200_000

var noted = regexp.MustCompile(`^(Q|A|C|R|O)(?: ?\(([^()]{1,80})\))? ?: ?(.+)$`)

// ReadNotes reads the notes of an item, line by line: each line is a paragraph, but for these. "# " begins a heading that stands above the next paragraph; "Q:" a question, "Q (Group):" one of a
// group, "R:" a request and "O:" an observation of the Chair; and under a paragraph "A (DCSC):" an answer, "C (Cllr Name):" a comment, "-" a bullet, "+" what follows it up, "Agreed:" what was
// agreed. Notes with a line that belongs under nothing are errs.Invalid, which names the line; nothing is read then.
func ReadNotes(text string) (out []Note, err error) {
	if len(text) > maxNotes || !utf8.ValidString(text) {
		return nil, errs.Field("notes", "The notes are longer than %d pages, or no text", maxNotes/5000)
	}
	var heads []string
	n := 0
	begin := func(kind minutes.Kind, asker, text string) {
		out = append(out, Note{kind, Paragraph{Headings: heads, Asker: asker, Text: text}})
		heads = nil
	}
	for l := range strings.Lines(text) {
		n++
		l = strings.Join(strings.Fields(l), " ")
		if l == "" {
			continue
		}
		under := func(kind PartKind, who, text string) error {
			switch {
			case len(out) == 0 || heads != nil:
				return errs.Field("notes", "Line %d stands under no paragraph: %s", n, short60(l))
			case strings.TrimSpace(text) == "":
				return errs.Field("notes", "Line %d is empty: %s", n, short60(l))
			}
			p := &out[len(out)-1]
			p.Parts = append(p.Parts, Part{kind, who, strings.TrimSpace(text)})
			return nil
		}
		m := noted.FindStringSubmatch(l)
		switch {
		case strings.HasPrefix(l, "#"):
			if h := strings.TrimSpace(strings.TrimLeft(l, "#")); h != "" {
				heads = append(heads, h)
			}
		case strings.HasPrefix(l, "- "):
			err = under(Bullet, "", l[2:])
		case strings.HasPrefix(l, "+ "):
			err = under(FollowUp, "", l[2:])
		case strings.HasPrefix(l, "Agreed:"):
			err = under(Agreed, "", strings.TrimPrefix(l, "Agreed:"))
		case m == nil:
			begin(minutes.Narrative, "", l)
		case m[1] == "A":
			if err = under(Answer, m[2], m[3]); err == nil && !out[len(out)-1].Kind.Asks() {
				err = errs.Field("notes", "Line %d answers no question: %s", n, short60(l))
			}
		case m[1] == "C":
			if err = under(Comment, m[2], m[3]); err == nil && m[2] == "" {
				err = errs.Field("notes", "Line %d does not say whose comment it is: write C (Cllr Name): and the words", n)
			}
		case m[1] == "Q":
			begin(minutes.Question, m[2], m[3])
		case m[1] == "R":
			begin(minutes.Request, m[2], m[3])
		default:
			begin(minutes.Observation, m[2], m[3])
		}
		if err != nil {
			return nil, err
		}
	}
	if heads != nil {
		return nil, errs.Field("notes", "The heading “%s” stands above nothing", short60(heads[len(heads)-1]))
	}
	if len(out) == 0 {
		return nil, errs.Field("notes", "There is nothing in the notes yet")
	}
	return out, nil
}

// short60 is the beginning of a line.
func short60(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
