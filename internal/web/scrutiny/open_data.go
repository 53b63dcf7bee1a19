package scrutiny

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"

	"throughline/internal/errs"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type youthView struct {
	govuk.Page
	Youth room.YouthPage
}

func publicYouth(w http.ResponseWriter, r *shell.Request) error {
	y, err := r.House().Board.YoungPeople(r.Context())
	if err != nil {
		return err
	}
	v := youthView{Page: r.Page("For young people"), Youth: y}
	v.Back = govuk.BackLink{Text: "Questions and answers", Href: "/public"}
	return r.Show(w, "scrutiny/public-youth", v)
}

// feed is Atom: what was published last.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Entries []story  `xml:"entry"`
}

type story struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Link    link   `xml:"link"`
	Author  string `xml:"author>name"`
}

type link struct {
	Href string `xml:"href,attr"`
}

// publicFeed is the newest published questions and actions.
func publicFeed(w http.ResponseWriter, r *shell.Request) error {
	if r.URL.Query().Get("format") != "atom" {
		return errs.New(errs.Invalid, "Say in which form: add ?format=atom to the address")
	}
	lines, err := r.House().Board.PublicList(r.Context())
	if err != nil {
		return err
	}
	as, err := r.House().Board.PublicActions(r.Context())
	if err != nil {
		return err
	}
	f := feed{ID: "urn:throughline:" + r.House().Authority + ":scrutiny", Title: "Questions, answers and actions of scrutiny"}
	newest := time.Time{}
	put := func(ref, title, path, author string, at time.Time) {
		f.Entries = append(f.Entries, story{ID: f.ID + ":" + ref, Title: title, Updated: at.UTC().Format(time.RFC3339), Link: link{path}, Author: author})
		if at.After(newest) {
			newest = at
		}
	}
	for _, l := range lines {
		at := l.Published
		if l.Changed.After(at) {
			at = l.Changed
		}
		put(l.Reference, l.Text, "/public/questions/"+l.Reference, l.Asker, at)
	}
	for _, a := range as {
		put(a.Reference, a.Text, "/public/actions", a.Owner, a.Published)
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	b, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), b...))
	return err
}

// openData is the published tables as CSV (RFC 4180) or JSON: what the pages show, and nothing else.
func openData(w http.ResponseWriter, r *shell.Request) error {
	name, form, _ := strings.Cut(r.ID(), ".")
	rows, err := table(r, name)
	if err != nil {
		return err
	}
	switch form {
	case "csv":
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
		out := csv.NewWriter(w)
		out.UseCRLF = true
		for _, row := range rows {
			for i := range row {
				if _, err := strconv.ParseFloat(row[i], 64); err != nil && strings.ContainsAny(row[i][:min(1, len(row[i]))], "=+-@\t") {
					row[i] = "'" + row[i] // a spreadsheet must not take it for a formula
				}
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	case "json":
		list := []map[string]string{}
		for _, row := range rows[1:] {
			m := map[string]string{}
			for i, head := range rows[0] {
				m[head] = row[i]
			}
			list = append(list, m)
		}
		w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(w).Encode(list)
	}
	return errs.New(errs.NotFound, "There is no such file. There are questions, actions, meetings and figures, each as .csv and .json")
}

// table is a published table, its heading first.
func table(r *shell.Request, name string) (rows [][]string, err error) {
	b := r.House().Board
	switch name {
	case "questions":
		lines, err := b.PublicList(r.Context())
		rows = [][]string{{"reference", "question", "topic", "asked_by", "published", "changed", "withdrawn"}}
		for _, l := range lines {
			changed := ""
			if !l.Changed.IsZero() {
				changed = l.Changed.UTC().Format(time.RFC3339)
			}
			rows = append(rows, []string{l.Reference, l.Text, l.Topic, l.Asker, l.Published.UTC().Format(time.RFC3339), changed, strconv.FormatBool(l.Withdrawn)})
		}
		return rows, err
	case "actions":
		as, err := b.PublicActions(r.Context())
		rows = [][]string{{"reference", "action", "owner", "committee", "meeting", "minute", "due", "state", "days_overdue", "closed", "closing_minute", "outcome", "question"}}
		for _, a := range as {
			rows = append(rows, []string{a.Reference, a.Text, a.Owner, a.Committee, a.Meeting.String(), a.Paragraph, a.Due.String(), a.State, strconv.Itoa(a.Overdue), a.Closed.String(), a.Minute, a.Outcome, a.Question})
		}
		return rows, err
	case "meetings":
		ms, err := b.PublicMeetings(r.Context())
		rows = [][]string{{"id", "committee", "date", "place", "starts", "state", "agenda_published", "minutes_approved", "minutes_taken"}}
		for _, m := range ms {
			rows = append(rows, []string{m.ID, m.Committee, m.Date.String(), m.Place, m.Starts, publicState(m), m.Agenda.String(), m.Approved.String(), strconv.Itoa(int(m.Took.Minutes()))})
		}
		return rows, err
	case "figures":
		fs, err := b.PublicFigures(r.Context())
		rows = [][]string{{"time_period", "geographic_level", "measure", "title", "value", "numerator", "denominator", "unit", "as_at", "definition", "source", "figure", "question", "note"}}
		for _, f := range fs {
			note := ""
			if f.Cited.Hidden {
				note = "[c]"
			}
			rows = append(rows, []string{f.Cited.Period.String(), "Local authority", f.Cited.ID, f.Cited.Title, f.Cited.Value, f.Cited.Numerator, f.Cited.Denominator, f.Cited.Unit, f.Cited.AsAt.String(), f.Cited.Plain, f.Cited.Source, f.ID, f.Question, note})
		}
		return rows, err
	}
	return nil, errs.New(errs.NotFound, "There is no such table. There are questions, actions, meetings and figures")
}

type shownFigure struct {
	room.QuestionFigure
	Words string
}

// publicFigures is every figure that a published answer cites, with its definition.
func publicFigures(w http.ResponseWriter, r *shell.Request) error {
	fs, err := r.House().Board.PublicFigures(r.Context())
	v, err := publicRows(r, "Figures that were published", each(fs, func(f room.QuestionFigure) shownFigure { return shownFigure{f, room.FigureWords(f.Cited)} }), err)
	if err != nil {
		return err
	}
	return r.Show(w, "scrutiny/public-figures", v)
}
