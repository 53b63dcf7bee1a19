package people

import (
	"net/http"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// mostHits is how many people a search shows.
const mostHits = 20

type findView struct {
	govuk.Page
	Form     *findForm
	Asked    bool
	Hits     []hit
	More     bool // there were more than are shown
	CanAdd   bool
	CanGlass bool
	CanNotes bool
	Notes    *notesFound // nil when people were looked for
}

// Count says how many were found.
func (v findView) Count() string {
	switch {
	case v.More:
		return "The " + strconv.Itoa(mostHits) + " best matches"
	case len(v.Hits) == 1:
		return "1 person found"
	}
	return strconv.Itoa(len(v.Hits)) + " people found"
}

type findForm struct {
	form.Form
	Q form.Text
}

func newFindForm() *findForm {
	f := &findForm{Q: form.Text{
		Name: "q", Label: "Name, date of birth, number or part of an address, or words of a note",
		Hint:     "For example Kowalski 4/9/2014, an NHS number, a UPN, a local id or N16 5. Spelling of names need not be exact. Put quotation marks around words that stand together in a note.",
		Required: "Enter something to look for", Complete: "off",
	}}
	f.Add(&f.Q)
	return f
}

// hit is one person found, as the page shows them.
type hit struct {
	Subject string
	Path    string // empty when the reader may not open the record
	Name    string
	Born    string
	Status  string
	Held    string // who works with them
	Badge   *govuk.Badge
	Why     []string
}

// find is the one search box. What was typed comes by POST, so that it is in no address and no log.
func find(w http.ResponseWriter, r *shell.Request) error {
	v := findView{Page: r.Page("Find a person"), Form: newFindForm()}
	v.Banner = banner(r)
	v.CanAdd = access.Could(r.Actor, access.CreatePerson, access.Identity).Allow
	v.CanGlass = access.Could(r.Actor, access.BreakGlass, access.None).Allow
	v.CanNotes = access.Could(r.Actor, access.List, access.None).Allow
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			v.Asked = true
			if v.CanNotes && (r.PostForm.Get("in") == "notes" || casework.Quoted(v.Form.Q.Value)) {
				var err error
				if v.Notes, err = findNotes(r, v.Form.Q.Value, r.PostForm.Get("before")); err != nil {
					return err
				}
				return r.Show(w, "people/find", v)
			}
			hits, err := r.House().People.Search(r.Context(), r.Actor, v.Form.Q.Value, mostHits+1)
			if err != nil {
				return err
			}
			v.More = len(hits) > mostHits
			if v.Hits, err = shown(r, v.Form.Q.Value, hits[:min(len(hits), mostHits)]); err != nil {
				return err
			}
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/find", v)
}

// shown makes hits ready for a page: which of them the reader may open, and who works with the others. The search and that they were shown are
// written down; typed is what was looked for.
func shown(r *shell.Request, typed string, hits []person.Hit) ([]hit, error) {
	today := day.In(r.Now())
	var out []hit
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		out = nil
		subjects := make([]string, len(hits))
		for i, h := range hits {
			subjects[i] = h.Subject
		}
		facts, err := person.FactsOfAll(t, subjects)
		if err != nil {
			return err
		}
		for _, h := range hits {
			f, known := facts[h.Subject]
			if !known {
				continue // withdrawn since the search
			}
			row := hit{Subject: h.Subject, Name: h.Name, Born: bornWords(h.Born, h.Unborn, today), Status: h.Status}
			if row.Status != "" && !h.Since.IsZero() {
				row.Status += ", since " + h.Since.Short()
			}
			if h.Restricted {
				row.Badge = &govuk.Badge{Text: "Restricted record", Kind: "warning"}
			}
			for _, why := range h.Why {
				row.Why = append(row.Why, why.Text)
			}
			row.Held = heldBy(r, f)
			if access.Decide(r.Actor, access.Read, access.Identity, f, r.Now()).Allow {
				row.Path = Path(f.Subject)
			}
			out = append(out, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	subjects := make([]string, len(out))
	for i, row := range out {
		subjects[i] = row.Subject
	}
	return out, watch(r).LogSearch(r.Context(), r.Actor, typed, r.Route.Pattern(), "hit of a search", subjects...)
}

// watch is the log of searches and stops.
func watch(r *shell.Request) person.Watch {
	return person.Watch{Room: *r.House().People, Vault: r.House().Drafts.Vault}
}
