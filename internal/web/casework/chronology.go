package casework

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/outputs"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type chronologyView struct {
	people.Head
	Form   form.Form
	Rows   []chronoRow
	Total  int
	Found  bool
	Family bool   // of brothers and sisters too
	Query  string // of the page, for the court layout
	MayAdd bool
	Undo   *shell.Step
	Who    []string // whose chronologies are joined
	On     string   // when it was made
	By     string
	Born   string
	Files  []outputs.Link
}

// chronoRow is a line with whose it is and where it can be marked.
type chronoRow struct {
	people.Line
	Whose    string
	Mark     string
	Analyst  string
	Weight   string // significance in words
	Outsider bool   // a line of a brother or sister
	N        int    // its number among those shown
}

// chronologyPage is what has happened, as it writes itself: of the child, or of brothers and sisters together, narrowed by kind and day.
func chronologyPage(w http.ResponseWriter, r *shell.Request) error {
	v, err := chronologyOf(r, false)
	if err != nil {
		return err
	}
	v.Banner = banner(r)
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "casework/chronology", v)
}

// court is the chronology laid out for a court: in order, numbered, with its sources, without what was marked to be left out.
func court(w http.ResponseWriter, r *shell.Request) error {
	v, err := chronologyOf(r, true)
	if err != nil {
		return err
	}
	v.Back = govuk.BackLink{Text: "Back to the chronology", Href: people.Base(r) + "/chronology?" + r.URL.RawQuery}
	v.Files = outputs.Links(people.Base(r)+"/chronology/court", r.URL.RawQuery)
	return r.Show(w, "casework/court", v)
}

// fileCourt is the same as a file. Each line names its source, the record's kind and reference, as a link would on the page.
func fileCourt(desk *outputs.Desk, w http.ResponseWriter, r *shell.Request) error {
	v, err := chronologyOf(r, true)
	if err != nil {
		return err
	}
	if len(v.Errors) > 0 {
		return errs.New(errs.Invalid, "The days that narrow it down cannot be read. Go back to the chronology and correct them")
	}
	return desk.Send(w, r, "chronology", courtPaper(v))
}

// courtPaper is the chronology for a court.
func courtPaper(v chronologyView) document.Paper {
	p := document.Paper{Title: "Chronology"}
	about := strings.Join(v.Who, ", ")
	if v.Born != "" {
		about += ", born " + v.Born
	}
	p.P(document.Bold, about)
	p.P(document.Plain, "Confidential. Made on "+v.On+" by "+v.By+" from the records. What was marked to be left out is left out.")
	rows := [][]string{{"No.", "Date", "What happened", "What it means", "Source"}}
	for _, x := range v.Rows {
		date, what, means := x.On.Short(), x.Title, x.Analysis
		if !x.To.IsZero() {
			date += " to " + x.To.Short()
		}
		if x.Whose != "" {
			what = x.Whose + ": " + what
		}
		if x.Line.Text != "" {
			what += "\n" + x.Line.Text
		}
		if x.Significance == "turning_point" || x.Significance == "significant" {
			means = strings.TrimSpace(x.Weight + ". " + means)
		}
		source := x.Kind + " " + x.Record
		if k, ok := record.Lookup(x.Kind); ok {
			source = k.Title + " " + x.Record
		}
		if x.Who != "" {
			source += "\n" + x.Who
		}
		rows = append(rows, []string{strconv.Itoa(x.N), date, what, means, source})
	}
	p.Table(rows)
	if len(rows) == 1 {
		p.P(document.Plain, "Nothing with a day is recorded.")
	}
	return p
}

func chronologyOf(r *shell.Request, court bool) (chronologyView, error) {
	heading := map[bool]string{false: "Chronology", true: "Chronology for court"}[court]
	v := chronologyView{Head: people.NewHead(r, heading), MayAdd: r.May(access.Record, access.None), Query: r.URL.RawQuery}
	v.Wide = true
	whose := &form.Radios{Name: "whose", Label: "Whose?", Inline: true, Small: true, Value: "child", Options: []form.Option{{Value: "child", Label: "This child"}, {Value: "family", Label: "Brothers and sisters too"}}}
	groups := &form.Checkboxes{Name: "about", Label: "About", Hint: "None chosen: everything", Small: true}
	for _, g := range chronology.Groups() {
		groups.Options = append(groups.Options, form.Option{Value: string(g.Group), Label: g.Label})
	}
	from := &form.Date{Name: "from", Label: "From", Noun: "The first day"}
	to := &form.Date{Name: "to", Label: "To", Noun: "The last day"}
	only := &form.Checkboxes{Name: "only", Label: "Only", Small: true, Options: []form.Option{{Value: "significant", Label: "What was marked as a turning point or as significant"}}}
	v.Form.Add(whose, groups, from, to, only)
	if q := r.URL.Query(); q.Has("whose") {
		if !v.Form.Parse(q) {
			v.Errors = v.Form.Errors()
		}
		v.Found = true
	}
	f := chronology.Filter{From: from.Value, To: to.Value, Significant: only.Has("significant"), Court: court}
	for _, g := range groups.Values {
		f.Groups = append(f.Groups, chronology.Group(g))
	}
	readings := []person.Reading{r.Reading}
	v.Family = whose.Value == "family"
	if v.Family {
		more, err := brothers(r)
		if err != nil {
			return v, err
		}
		readings = append(readings, more...)
	}
	names := map[string]string{}
	var parts [][]chronology.Line
	for _, reading := range readings {
		name := reading.View().Name
		names[reading.Story.Subject] = name.Given
		v.Who = append(v.Who, name.Full())
		lines := chronology.Readable(chronology.Of(reading.Story), func(c access.Class) bool {
			return access.Decide(reading.Actor, access.Read, c, reading.Facts, reading.At).Allow
		})
		parts = append(parts, lines)
	}
	lines, of := chronology.Family(parts...)
	for i := range lines {
		v.Total++
		if got := f.Apply(lines[i : i+1]); len(got) == 0 {
			continue
		}
		row := chronoRow{Line: people.Line{Line: lines[i], Who: r.Name(lines[i].Worker)}, Weight: people.Label("significance", lines[i].Significance), Analyst: r.Name(lines[i].AnalysedBy)}
		at := slices.IndexFunc(readings, func(x person.Reading) bool { return x.Story.Subject == lines[i].Subject })
		row.Path = people.SourcePath(readings[at].Story, lines[i])
		row.Outsider, row.N = at > 0, len(v.Rows)+1
		if v.MayAdd && at == 0 {
			row.Mark = people.Base(r) + "/chronology/" + lines[i].Record
		}
		if v.Family {
			var who []string
			for _, s := range of[i] {
				who = append(who, names[s])
			}
			row.Whose = strings.Join(who, ", ")
		}
		v.Rows = append(v.Rows, row)
	}
	v.On, v.By = day.Moment(r.Now()), r.Actor.Name
	if b := r.Reading.View().Birth; !b.IsZero() {
		v.Born = b.Long()
	}
	return v, nil
}

// brothers opens the records of the child's brothers and sisters that the reader may read; each reading is written down. Those that are not open to the reader
// are not asked for, and nothing is said of them.
func brothers(r *shell.Request) ([]person.Reading, error) {
	var open []string
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		open = nil
		for _, o := range siblings(r) {
			f, err := person.Facts(t, o.Value)
			if errs.Of(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			if access.Decide(r.Actor, access.Read, access.None, f, r.Now()).Allow {
				open = append(open, o.Value)
			}
		}
		return nil
	})
	var out []person.Reading
	for _, s := range open {
		if err != nil {
			return nil, err
		}
		var reading person.Reading
		reading, err = r.ReadPerson(s, access.Read, access.None)
		out = append(out, reading)
	}
	return out, err
}

// markLine says how much a line matters and what it means.
func markLine(w http.ResponseWriter, r *shell.Request) error {
	var line *people.Line
	for _, l := range people.Lines(r) {
		if l.Record == r.PathValue("record") {
			line = &l
			break
		}
	}
	if line == nil {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	v := formView{Head: people.NewHead(r, "Mark a line of the chronology"), Action: people.Base(r) + "/chronology/" + line.Record, Button: "Save",
		Intro: []string{line.On.Long() + ": " + line.Title, line.Text}}
	if line.Text == "" {
		v.Intro = v.Intro[:1]
	}
	v.Back = govuk.BackLink{Text: "Back to the chronology", Href: people.Base(r) + "/chronology"}
	weight := &form.Radios{Name: "significance", Label: "How much does it matter?", Small: true, Value: line.Significance,
		Options: append([]form.Option{{Value: "none", Label: "No mark"}}, people.Options("significance", r.Today())...)}
	if weight.Value == "" {
		weight.Value = "none"
	}
	analysis := &form.TextArea{Name: "analysis", Label: "What does it mean?", Hint: "Say what it tells about the child’s life, together with what came before.", Value: line.Analysis, Max: 2000, Rows: 4}
	base := &form.Hidden{Name: "base", Value: strconv.FormatInt(line.NoteVersion, 10)}
	v.Form.Add(weight, analysis, base)
	return short(w, r, v, "/chronology", "marked", func() error {
		on, _ := strconv.ParseInt(base.Value, 10, 64)
		mark := weight.Value
		if mark == "none" {
			mark = ""
		}
		_, err := r.House().Casework.MarkLine(r.Context(), r.Actor, r.Subject(), on, record.ChronologyNote{Source: line.Record, Significance: mark, Analysis: analysis.Value})
		return err
	})
}

// addLine adds a line for something that no record holds.
func addLine(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Add a line to the chronology"), Action: people.Base(r) + "/chronology/line", Button: "Add the line",
		Intro: []string{"The chronology writes itself from the records. Add a line only for something that no record holds."}}
	v.Back = govuk.BackLink{Text: "Back to the chronology", Href: people.Base(r) + "/chronology"}
	date := &form.Date{Name: "date", Label: "When did it happen?", Noun: "The day", Required: "Enter the day", Max: r.Today()}
	title := &form.Text{Name: "title", Label: "What happened, in a few words", Required: "Say in a few words what happened", Max: 150, Complete: "off"}
	text := &form.TextArea{Name: "text", Label: "More, and how it is known", Max: 2000, Rows: 4}
	weight := &form.Radios{Name: "significance", Label: "How much does it matter?", Small: true, Options: people.Options("significance", r.Today())}
	analysis := &form.TextArea{Name: "analysis", Label: "What does it mean?", Max: 2000, Rows: 3}
	v.Form.Add(date, title, text, weight, analysis)
	return short(w, r, v, "/chronology", "line", func() error {
		_, err := r.House().Casework.AddLine(r.Context(), r.Actor, r.Subject(), record.ChronologyNote{
			Date: date.Value, Title: title.Value, Text: text.Value, Significance: weight.Value, Analysis: analysis.Value,
		})
		return err
	})
}
