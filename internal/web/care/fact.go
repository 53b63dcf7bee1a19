package care

import (
	"net/http"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/task/duties"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// factPage is what one fact of care asks and how it is said. All of them are recorded, corrected and taken out by the pages below.
type factPage struct {
	word, title string
	ask         func(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) // held is nil for a new one
	say         func(r *shell.Request, n room.Noted) string
	after       string
}

// factsPath is the page of all facts of a child.
func factsPath(subject string) string { return root(subject) + "/facts" }

// asked is the page of the fact in the address, and the record that is corrected; a new one has none.
func asked(r *shell.Request) (p factPage, held room.Noted, err error) {
	class, ok := room.FactClass(r.PathValue("fact"))
	if !ok {
		return p, held, errs.New(errs.NotFound, "%s", access.Missing)
	}
	if err := access.Decide(r.Actor, access.Record, class, r.Reading.Facts, r.Now()).Err(); err != nil {
		return p, held, err
	}
	for _, g := range factGroups {
		for _, x := range g.facts {
			if x.word == r.PathValue("fact") {
				p = x
			}
		}
	}
	id := r.PathValue("record")
	if id == "" {
		return p, held, nil
	}
	for _, n := range room.FactsOf(r.Reading.Story, p.word) {
		if n.ID == id {
			return p, n, nil
		}
	}
	return p, held, errs.New(errs.NotFound, "%s", access.Missing)
}

// oneFact shows and takes the form of a new fact, or of one that is corrected.
func oneFact(w http.ResponseWriter, r *shell.Request) error {
	p, held, err := asked(r)
	if err != nil {
		return err
	}
	path, verb, said := "/facts/"+p.word, "Record ", "fact"
	if held.ID != "" {
		path, verb, said = path+"/"+held.ID, "Correct ", "mended"
	}
	v := page(r, verb+room.FactName(p.word), path, "Save", held.Version)
	v.Back = govuk.BackLink{Text: "Health, missing and more", Href: factsPath(r.Subject())}
	fields, value := p.ask(r, held.Body)
	v.Sections, v.After = []shell.Section{{Fields: fields}}, strings.TrimSpace(p.after+" You can undo this for 24 hours, and correct it later.")
	return runTo(w, r, v, func() string { return factsPath(r.Subject()) + "?done=" + said }, func(base int64) error {
		if held.ID == "" {
			_, err = r.House().Care.RecordFact(r.Context(), r.Actor, r.Subject(), p.word, value())
		} else {
			_, err = r.House().Care.CorrectFact(r.Context(), r.Actor, r.Subject(), p.word, held.ID, base, value())
		}
		return err
	})
}

func takeOutFact(w http.ResponseWriter, r *shell.Request) error {
	p, held, err := asked(r)
	if err != nil {
		return err
	}
	base, err := r.Posted()
	if err != nil {
		return err
	}
	if _, err := r.House().Care.TakeOutFact(r.Context(), r.Actor, r.Subject(), p.word, held.ID, base); err != nil {
		return err
	}
	return r.See(w, factsPath(r.Subject())+"?done=struck")
}

// factsView are all facts of a child that the reader may read, with what is due.
type factsView struct {
	people.Head
	Undo   *shell.Step
	Due    []dueRow
	Groups []factGroup
}

type dueRow struct{ What, By, Href string }

type factGroup struct {
	Title string
	Add   []link
	Facts []factRows
}

type factRows struct {
	Title string
	Rows  []factRow
}

type factRow struct {
	When, What, Hidden     string
	Correct, Out, Versions string
	Version                int64
}

// allFacts is one story, and so one reading.
func allFacts(w http.ResponseWriter, r *shell.Request) error {
	v := factsView{Head: people.NewHead(r, "Health, missing, education and leaving care")}
	v.Back, v.Banner = govuk.BackLink{Text: "Looked after", Href: root(r.Subject())}, banner(r)
	path := factsPath(r.Subject())
	for _, d := range duties.Of(r.Reading.Story) {
		def, err := r.House().Book.Lookup(d.Clock)
		if err != nil {
			continue
		}
		row := dueRow{What: d.Title, By: r.House().Book.Due(def, d.From).By.Day().Long()}
		if word, ok := room.FactDue(d.Clock); ok {
			class, _ := room.FactClass(word)
			if !r.May(access.Read, class) {
				continue
			}
			if r.May(access.Record, class) {
				row.Href = path + "/" + word
			}
			v.Due = append(v.Due, row)
		}
	}
	for _, g := range factGroups {
		shown := factGroup{Title: g.title}
		for _, x := range g.facts {
			class, _ := room.FactClass(x.word)
			if !r.May(access.Read, class) {
				continue
			}
			write := r.May(access.Record, class)
			if write && x.fits(r) {
				shown.Add = append(shown.Add, link{"Record " + room.FactName(x.word), path + "/" + x.word})
			}
			rows := factRows{Title: x.title}
			for _, n := range room.FactsOf(r.Reading.Story, x.word) {
				row := factRow{When: n.On.Long(), What: x.say(r, n), Version: n.Version}
				row.Hidden = strings.TrimPrefix(x.title+", "+row.When, ", ")
				if write {
					row.Correct, row.Out = path+"/"+x.word+"/"+n.ID, path+"/"+x.word+"/"+n.ID+"/out"
				}
				rows.Rows = append(rows.Rows, row)
			}
			if len(rows.Rows) > 0 {
				shown.Facts = append(shown.Facts, rows)
			}
		}
		if len(shown.Add)+len(shown.Facts) > 0 {
			v.Groups = append(v.Groups, shown)
		}
	}
	var err error
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "care/facts", v)
}

// fits says whether a fact can be recorded of the child as the record stands: nothing is offered that would be refused for every day.
func (x factPage) fits(r *shell.Request) bool {
	s := r.Reading.Story
	switch x.word {
	case room.MissingTime:
		return true
	case room.Interview:
		return len(awaited(s, "")) > 0
	case room.Pathway, room.Contact, room.Leaver:
		born := r.Reading.View().Birth
		return len(room.Courses(s)) > 0 && !born.IsZero() && r.Today().Age(born) >= 15
	}
	return len(room.Courses(s)) > 0
}

// lastStep is what the reader did last in this room and may still take back.
func lastStep(r *shell.Request) (*shell.Step, error) {
	return r.LastStep(r.House().Care.Undoing(), r.Subject(), root(r.Subject())+"/undo", nil)
}
