package people

import (
	"throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/web/shell"
)

// mostTexts is how many notes one page of a search shows.
const mostTexts = 20

// notesFound is the notes and documents that have the words that were looked for.
type notesFound struct {
	Hits   []noteHit
	Next   string // what the next page is asked for by
	Looked bool   // not all was looked through
	Typed  string
}

// noteHit is one text as the page shows it.
type noteHit struct {
	Path, Who, What, When, Writer string
	Text                          casework.Snippet
}

// findNotes looks for words in everything that the reader may read (complaint 5). The search, and whose texts it showed, are written down.
func findNotes(r *shell.Request, typed, before string) (*notesFound, error) {
	page, err := r.House().Casework.Find(r.Context(), r.Actor, casework.ParseTerms(typed), before, mostTexts)
	if err != nil {
		return nil, err
	}
	v := &notesFound{Next: page.Next, Looked: page.Looked, Typed: typed}
	subjects := make([]string, len(page.Found))
	for i, f := range page.Found {
		subjects[i] = f.Subject
		v.Hits = append(v.Hits, noteHit{Path: Path(f.Subject) + textPath(f), Who: f.Name, What: textTitle(f), When: textDay(f.On), Writer: r.Name(f.Worker), Text: f.Text})
	}
	return v, watch(r).LogSearch(r.Context(), r.Actor, typed, r.Route.Pattern(), "note found by its words", subjects...)
}

func textPath(f casework.Found) string {
	switch f.Kind {
	case record.CaseNote{}.KindName():
		return "/notes/" + f.Record
	case record.Document{}.KindName():
		return "/documents/" + f.Record
	case record.Letter{}.KindName():
		return "/letters/" + f.Record
	}
	return "/records/" + f.Record
}

// textTitle is what a text is: its title, or what kind of record says it.
func textTitle(f casework.Found) string {
	set := map[string]string{record.CaseNote{}.KindName(): "case_note_type", record.Document{}.KindName(): "document_type", record.Letter{}.KindName(): "letter_type",
		record.ManagementOversight{}.KindName(): "oversight_reason"}[f.Kind]
	kind, _ := record.Lookup(f.Kind)
	words := kind.Title
	if set != "" && f.Type != "" {
		words = capital(Label(set, f.Type))
	}
	if f.Title == "" {
		return words
	}
	return f.Title + " (" + words + ")"
}

func textDay(on day.Day) string {
	if on.IsZero() {
		return ""
	}
	return on.Short()
}
