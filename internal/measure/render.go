package measure

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Sheet is what the verb `measures` prints: figures, and the measures that wait for their records.
type Sheet struct {
	AsAt    day.Day
	AsKnown time.Time
	Figures []Result
	Waiting []Definition
}

// Population is whom every figure here is about.
const Population = "every child recorded by the authority; merged records count as one child"

// Formats are the forms of a sheet.
var Formats = []string{"text", "json", "csv"}

// Write prints the sheet as text, json (specs: cli.md, JSON of measures) or csv. An unknown format is errs.Usage.
func (s Sheet) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		return s.text(w)
	case "json":
		return s.json(w)
	case "csv":
		return s.csv(w)
	}
	return errs.New(errs.Usage, "measures can be printed as %s, not as %q", strings.Join(Formats, ", "), format)
}

type jsonSheet struct {
	AsAt       day.Day       `json:"as_at"`
	AsKnown    time.Time     `json:"as_known"`
	Population string        `json:"population"`
	Measures   []jsonMeasure `json:"measures"`
}

type jsonMeasure struct {
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Numerator   *int             `json:"numerator"`
	Denominator *int             `json:"denominator"` // null for a plain number
	Value       json.RawMessage  `json:"value"`
	Unit        string           `json:"unit"`
	Basis       string           `json:"basis"`
	Period      *[2]day.Day      `json:"period"`
	Records     []string         `json:"records"`
	Comparators []jsonComparator `json:"comparators"`
	Note        string           `json:"note"`
	Held        []jsonHeld       `json:"held,omitempty"`
	Groups      []jsonGroup      `json:"groups,omitempty"`
	Breakdowns  []jsonBreakdown  `json:"breakdowns,omitempty"`
	Bands       []jsonBand       `json:"bands,omitempty"`
	Rate        *jsonRate        `json:"rate,omitempty"`
	Spread      *jsonSpread      `json:"spread,omitempty"`
	Subjects    int              `json:"subjects"`
	Source      string           `json:"source"`
	Polarity    string           `json:"polarity"`
	Definition  int              `json:"definition"`
	Hash        string           `json:"records_hash,omitempty"`
}

type jsonComparator struct {
	Who    string          `json:"who"`
	Period string          `json:"period"`
	Value  json.RawMessage `json:"value"`
	Source string          `json:"source"`
}

type jsonHeld struct {
	Record string `json:"record"`
	Why    string `json:"why"`
}

type jsonGroup struct {
	Group       map[string]string `json:"group"`
	Numerator   int               `json:"numerator"`
	Denominator *int              `json:"denominator"`
	Value       json.RawMessage   `json:"value"`
}

type jsonBreakdown struct {
	By     string      `json:"by"`
	Groups []jsonGroup `json:"groups"`
}

type jsonBand struct {
	Name  string          `json:"name"`
	Count int             `json:"count"`
	Value json.RawMessage `json:"value"`
}

type jsonRate struct {
	Value      json.RawMessage `json:"value"`
	Population int             `json:"population"`
	Vintage    string          `json:"vintage"`
	Why        string          `json:"why,omitempty"`
}

type jsonSpread struct {
	Mean   json.RawMessage `json:"mean"`
	Least  json.RawMessage `json:"least"`
	Lower  json.RawMessage `json:"lower_quartile"`
	Median json.RawMessage `json:"median"`
	Upper  json.RawMessage `json:"upper_quartile"`
	Most   json.RawMessage `json:"most"`
}

func (r Result) jsonGroup(by []string, g Group) jsonGroup {
	jg := jsonGroup{Group: map[string]string{}, Numerator: g.Numerator, Denominator: optional(r.hasBase(), g.Denominator), Value: num(g.Value)}
	for i, d := range by {
		jg.Group[d] = g.Keys[i]
	}
	return jg
}

// num is a number as its digits; null for none, a text for what is no number.
func num(s string) json.RawMessage {
	switch _, err := strconv.ParseFloat(s, 64); {
	case s == "":
		return json.RawMessage("null")
	case err != nil:
		b, _ := json.Marshal(s) // a text always encodes
		return b
	}
	return json.RawMessage(s)
}

func optional(has bool, n int) *int {
	if !has {
		return nil
	}
	return &n
}

func (s Sheet) json(w io.Writer) error {
	out := jsonSheet{AsAt: s.AsAt, AsKnown: s.AsKnown.UTC(), Population: Population, Measures: []jsonMeasure{}}
	for _, r := range s.Figures {
		m := jsonMeasure{
			ID: r.ID, Title: r.Title, Numerator: &r.Numerator, Denominator: optional(r.hasBase(), r.Denominator), Value: num(r.Value), Unit: r.Unit,
			Basis: r.Basis, Period: &[2]day.Day{r.Period.From, r.Period.To}, Records: []string{}, Comparators: jsonComparators(r.Comparators),
			Note: r.Note, Source: r.Source, Polarity: r.Polarity, Definition: r.Definition.Version, Hash: r.RecordsHash, Subjects: r.Subjects,
		}
		for _, ref := range r.Records {
			m.Records = append(m.Records, ref.Record)
		}
		for _, h := range r.Held {
			m.Held = append(m.Held, jsonHeld{h.Record, h.Why})
		}
		for _, g := range r.Groups {
			m.Groups = append(m.Groups, r.jsonGroup(r.By, g))
		}
		for _, b := range r.Breakdowns {
			jb := jsonBreakdown{By: b.By}
			for _, g := range b.Groups {
				jb.Groups = append(jb.Groups, r.jsonGroup([]string{b.By}, g))
			}
			m.Breakdowns = append(m.Breakdowns, jb)
		}
		for _, b := range r.Bands {
			m.Bands = append(m.Bands, jsonBand{b.Name, b.Count, num(b.Value)})
		}
		if q := r.Rate; q != nil {
			m.Rate = &jsonRate{num(q.Value), q.Population, q.Vintage, q.Why}
		}
		if q := r.Spread; q != nil {
			m.Spread = &jsonSpread{num(q.Mean), num(q.Least), num(q.Lower), num(q.Median), num(q.Upper), num(q.Most)}
		}
		out.Measures = append(out.Measures, m)
	}
	for _, d := range s.Waiting {
		out.Measures = append(out.Measures, jsonMeasure{
			ID: d.ID, Title: d.Title, Value: num(""), Unit: d.Unit, Basis: d.Basis, Records: []string{}, Comparators: []jsonComparator{},
			Note: d.Waits(), Source: d.Source, Polarity: d.Polarity, Definition: d.Version,
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func jsonComparators(cs []Comparator) []jsonComparator {
	out := []jsonComparator{}
	for _, c := range cs {
		out = append(out, jsonComparator{c.Who, c.Period, num(c.Value), c.Source})
	}
	return out
}

func (s Sheet) text(w io.Writer) error {
	fmt.Fprintf(w, "As at %s, as known at %s. %s.\n\n", s.AsAt.Long(), s.AsKnown.In(day.London).Format("2 January 2006 at 15:04:05"), Population)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "measure\tvalue\tof\tperiod\ttitle")
	for _, r := range s.Figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.ID, shown(r.Value, r.Unit), r.parts(r.Numerator, r.Denominator), r.Period, r.Title)
		if q := r.Rate; q != nil && q.Value != "" {
			fmt.Fprintf(t, "\t%s\t%s\t\t%s of %s, %s\n", q.Value, perTenK, "children", q.Ages, q.Vintage)
		}
		for _, b := range r.Bands {
			fmt.Fprintf(t, "\t%s\t%d\t\t%s\n", shown(b.Value, r.BandUnit()), b.Count, b.Name)
		}
		for _, g := range r.Groups {
			fmt.Fprintf(t, "\t%s\t%s\t\t%s\n", shown(g.Value, r.Unit), r.parts(g.Numerator, g.Denominator), strings.Join(g.Keys, ", "))
		}
		for _, b := range r.Breakdowns {
			for _, g := range b.Groups {
				fmt.Fprintf(t, "\t%s\t%s\t\t%s: %s\n", shown(g.Value, r.Unit), r.parts(g.Numerator, g.Denominator), b.By, g.Keys[0])
			}
		}
	}
	for _, d := range s.Waiting {
		fmt.Fprintf(t, "%s\t-\t-\t-\t%s (%s)\n", d.ID, d.Title, d.Waits())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range s.Figures {
		if r.Note != "" {
			if _, err := fmt.Fprintf(w, "\n%s: %s\n", r.ID, r.Note); err != nil {
				return err
			}
		}
	}
	return nil
}

func shown(value, unit string) string {
	switch {
	case value == "":
		return "-"
	case unit == percent:
		return value + "%"
	}
	return value
}

// hasBase says whether there is a number below the line.
func (r Result) hasBase() bool {
	return r.share() || r.Shape == string(aRatio) || r.Shape == string(anIndex) || r.Shape == string(aChange) || r.Shape == string(aWeighed)
}

func (r Result) parts(num, den int) string {
	switch {
	case r.share():
		return fmt.Sprintf("%d of %d", num, den)
	case r.hasBase():
		return fmt.Sprintf("%d to %d", num, den)
	case r.Spread != nil:
		return fmt.Sprintf("%s, %d counted", r.Unit, num)
	}
	return "-"
}

// csv is tidy: one row a value (web-conventions 5). What is not known is an empty cell.
func (s Sheet) csv(w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	rows := [][]string{{"measure", "title", "from", "to", "as_at", "as_known", "breakdown", "group", "numerator", "denominator", "value", "unit", "basis", "note"}}
	for _, r := range s.Figures {
		row := func(by, group string, num, den int, value, note string) {
			d := ""
			if r.hasBase() {
				d = strconv.Itoa(den)
			}
			rows = append(rows, []string{r.ID, r.Title, r.Period.From.String(), r.Period.To.String(), r.AsAt.String(), r.AsKnown.UTC().Format(time.RFC3339Nano),
				by, group, strconv.Itoa(num), d, value, r.Unit, r.Basis, note})
		}
		row("", "", r.Numerator, r.Denominator, r.Value, r.Note)
		for _, g := range r.Groups {
			row(strings.Join(r.By, ", "), safe(strings.Join(g.Keys, ", ")), g.Numerator, g.Denominator, g.Value, "")
		}
		for _, b := range r.Breakdowns {
			for _, g := range b.Groups {
				row(b.By, safe(g.Keys[0]), g.Numerator, g.Denominator, g.Value, "")
			}
		}
		for _, b := range r.Bands {
			rows = append(rows, []string{r.ID, r.Title, r.Period.From.String(), r.Period.To.String(), r.AsAt.String(), r.AsKnown.UTC().Format(time.RFC3339Nano),
				"part", safe(b.Name), strconv.Itoa(b.Count), "", b.Value, r.BandUnit(), r.Basis, ""})
		}
		if q := r.Rate; q != nil && q.Value != "" {
			rows = append(rows, []string{r.ID, r.Title, r.Period.From.String(), r.Period.To.String(), r.AsAt.String(), r.AsKnown.UTC().Format(time.RFC3339Nano),
				"rate", safe(q.Vintage), strconv.Itoa(r.Numerator), strconv.Itoa(q.Population), q.Value, perTenK, r.Basis, ""})
		}
	}
	for _, d := range s.Waiting {
		rows = append(rows, []string{d.ID, d.Title, "", "", "", "", "", "", "", "", "", d.Unit, d.Basis, d.Waits()})
	}
	return c.WriteAll(rows)
}

// safe keeps a spreadsheet from reading a text as a formula.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) {
		return "'" + s
	}
	return s
}
