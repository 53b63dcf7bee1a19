// Package chronology is what has happened to a child, in order: it writes itself from the dated facts of a story. People add how much a line matters and
// what it means; they never have to copy a fact (complaint 14).
//
// Invariant: pure functions of stories. Every line names the record that it comes from and the class of information that it shows, so that whoever shows
// it can leave out what its reader may not read.
package chronology

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Group is what a line is about, for a filter.
type Group string

// The groups.
const (
	Contacts    Group = "contacts"    // contacts, referrals and early help
	Assessments Group = "assessments" // assessments of any kind
	Protection  Group = "protection"  // strategy discussions, section 47 enquiries, conferences, child protection plans
	Need        Group = "need"        // child in need plans and their reviews
	Visits      Group = "visits"      // visits and what the child said
	Care        Group = "care"        // being looked after, placements, permanence, leaving care
	Legal       Group = "legal"       // legal status, courts
	Missing     Group = "missing"     // missing and return interviews
	Health      Group = "health"
	Learning    Group = "learning" // education
	Home        Group = "home"     // family and addresses
	Notes       Group = "notes"    // notes, oversight, supervision, letters, documents
	Workers     Group = "workers"  // who worked with the child
	Other       Group = "other"
)

// Groups are all groups with their words, in the order of a form.
func Groups() []struct {
	Group Group
	Label string
} {
	return []struct {
		Group Group
		Label string
	}{
		{Contacts, "Contacts, referrals and early help"}, {Assessments, "Assessments"}, {Protection, "Child protection"}, {Need, "Child in need"}, {Visits, "Visits"},
		{Care, "Looked after and leaving care"}, {Legal, "Legal and courts"}, {Missing, "Missing"}, {Health, "Health"}, {Learning, "Education"},
		{Home, "Family and home"}, {Notes, "Notes, oversight and documents"}, {Workers, "Workers"}, {Other, "Other"},
	}
}

// Line is one dated fact.
type Line struct {
	On      day.Day
	To      day.Day // the end of what lasts; zero while it goes on, and for what is over in a day
	Group   Group
	Class   access.Class // of what the line says
	Subject string       // whose record it is
	Kind    string       // of the record; "" for nothing
	Record  string       // id of the record that the line comes from
	Title   string
	Text    string
	Worker  string // who did or wrote it
	Own     bool   // somebody wrote the line: it comes from no other record

	Note         string // id of the chronology note on this line, or ""
	NoteVersion  int64
	Significance string // code set significance, or ""
	Analysis     string
	AnalysedBy   string
}

// Of is the chronology of one story, oldest first. Lines of one day are in the order in which their records were made.
func Of(s story.Story) []Line {
	var out []Line
	notes := map[string]record.Of[record.ChronologyNote]{}
	for _, r := range s.Records {
		if n, ok := record.As[record.ChronologyNote](r); ok && n.Body.Source != "" {
			notes[n.Body.Source] = n
			continue
		}
		w := writer{s: s, r: r}
		w.write()
		out = append(out, w.lines...)
	}
	for i := range out {
		l := &out[i]
		n, ok := notes[l.Record]
		if !ok || l.Own {
			continue
		}
		l.Note, l.NoteVersion, l.Significance, l.Analysis, l.AnalysedBy = n.ID, n.Version, n.Body.Significance, n.Body.Analysis, n.Body.Worker
	}
	Sort(out)
	return out
}

// Sort puts lines in order of their days; lines of one day stay as they were.
func Sort(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int { return a.On.Compare(b.On) })
}

// Filter says which lines are wanted. The zero Filter wants all.
type Filter struct {
	Groups      []Group // none: all
	From, To    day.Day
	Significant bool // only what somebody marked as a turning point or as significant
	Court       bool // what was marked to be left out is left out
}

// Apply gives the wanted lines. What lasts is wanted when any of it lies in the time.
func (f Filter) Apply(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		end := l.To
		if end.IsZero() {
			end = l.On
		}
		switch {
		case len(f.Groups) > 0 && !slices.Contains(f.Groups, l.Group),
			!f.To.IsZero() && l.On.After(f.To),
			!f.From.IsZero() && end.Before(f.From),
			f.Significant && l.Significance != "turning_point" && l.Significance != "significant",
			f.Court && l.Significance == "not_significant":
			continue
		}
		out = append(out, l)
	}
	return out
}

// Readable leaves out the lines of which a reader may not read the class.
func Readable(lines []Line, may func(access.Class) bool) []Line {
	known := map[access.Class]bool{}
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool {
		ok, asked := known[l.Class]
		if !asked {
			ok = may(l.Class)
			known[l.Class] = ok
		}
		return !ok
	})
}

// Family joins the chronologies of several people. What is recorded of several on one day in the same words is one line of all of them: whose gives the
// subjects of each line.
func Family(of ...[]Line) (lines []Line, whose [][]string) {
	type key struct{ on, to, title, text string }
	at := map[key]int{}
	var all []Line
	for _, lines := range of {
		all = append(all, lines...)
	}
	Sort(all)
	for _, l := range all {
		k := key{l.On.String(), l.To.String(), l.Title, l.Text}
		if i, ok := at[k]; ok {
			if !slices.Contains(whose[i], l.Subject) {
				whose[i] = append(whose[i], l.Subject)
			}
			if lines[i].Significance == "" && l.Significance != "" {
				l.Subject = lines[i].Subject
				lines[i] = l
			}
			continue
		}
		at[k] = len(lines)
		lines, whose = append(lines, l), append(whose, []string{l.Subject})
	}
	return lines, whose
}

// writer makes the lines of one record.
type writer struct {
	s     story.Story
	r     record.Record
	lines []Line
}

// add adds a line from the record; one without a day is no part of a chronology.
func (w *writer) add(group Group, on, to day.Day, title string, text ...string) *Line {
	if on.IsZero() {
		return &Line{}
	}
	class := access.None
	if k, ok := record.Lookup(w.r.Kind); ok {
		class = access.Class(k.Class)
	}
	w.lines = append(w.lines, Line{On: on, To: to, Group: group, Class: class, Subject: w.s.Subject, Kind: w.r.Kind, Record: w.r.ID, Title: title, Text: join(text...)})
	return &w.lines[len(w.lines)-1]
}

// join makes sentences of what there is to say.
func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if !strings.HasSuffix(strings.TrimSuffix(p, "”"), ".") && !strings.HasSuffix(strings.TrimSuffix(p, "”"), "!") && !strings.HasSuffix(strings.TrimSuffix(p, "”"), "?") {
			p += "."
		}
		out = append(out, capital(p))
	}
	return strings.Join(out, " ")
}

func label(set, code string) string { return codes.Label(set, code) }

func capital(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// with is a text after its name; nothing when there is no text.
func with(name, text string) string {
	if text == "" {
		return ""
	}
	return name + ": " + text
}

func either(a, b string) string { return cmp.Or(a, b) }
