// Package finding is what the checks of every return say: rules, the places where they found something, and the run as a whole.
//
// A rule is data with a function elsewhere; a finding names a place and carries the values that stand there, so that its sentence can say
// what is wrong in this row and how to mend it. Nothing here knows a particular return. JSON is as design/cli.md, "JSON of validate", says.
package finding

import "strings"

// Severity says what a finding is worth.
type Severity string

// The severities. A query may be right as it is; the department asks for a word about it.
const (
	Error Severity = "error"
	Query Severity = "query"
)

// Reading says whose understanding of the rules is applied.
type Reading string

// Intended is what the department's guidance means. Peer agrees with the sector's checker in every row, its mistakes included, so that
// numbers can be compared.
const (
	Intended Reading = "intended"
	Peer     Reading = "peer"
)

// Rule is one check as data. Message and Mend are sentences for people; {FIELD} or {TABLE.FIELD} in them stands for the value in the row.
type Rule struct {
	Code     string   `json:"rule"`
	Title    string   `json:"title"`             // a few words
	Severity Severity `json:"severity"`          //
	Tables   []string `json:"tables"`            // whose rows it flags
	Fields   []string `json:"fields"`            // TABLE.FIELD, what it looks at
	Message  string   `json:"message"`           // what is wrong in this row
	Mend     string   `json:"mend"`              // what to do about it
	Years    []string `json:"years"`             // rule sets that have it, such as 2025-26
	Needs    []string `json:"needs,omitempty"`   // beyond the return: last year's files, postcodes, authorities, providers
	Differs  string   `json:"differs,omitempty"` // how the peer reading differs from the intended one, and why; "" when they agree
}

// Value is one cell of a flagged row.
type Value struct {
	Field string `json:"field"`
	Text  string `json:"value"`
}

// Finding is one place where a rule found something.
type Finding struct {
	Rule   string
	Table  string
	Row    int      // as the return counts: SSDA903 from 0 in the file, CIN from 1 within the child
	Fields []string // columns of the table that the rule points at
	Child  string   // the council's own id of the child, "" when there is none
	Pos    int      // CIN: position of the child in the file, from 1; 0 is the header
	Worker string   // the worker or team of the child, where the return says
	Line   int      // line of the file on which the row begins, from 1; 0 when it is not known
	Values []Value  // what stands in the row, in the order of Fields; other values that the message speaks of follow
}

// Skipped is a rule that could not run, and why.
type Skipped struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// Run is one check of one return by every rule of a year.
type Run struct {
	Return   string // ssda903 or cin
	Year     string // 2025-26
	Reading  Reading
	Rules    []Rule // those of the year, in the order of the report
	Ran      int
	Skipped  []Skipped
	Findings []Finding // by rule, then place
	LALevel  []string  // CIN: rules that fired on the return as a whole
	Children int
	Rows     map[string]int // rows read, by table
	Notes    []string       // what the reader says about the files: off the schema, not taken as data
}

// Rule gives a rule of the run by code.
func (r *Run) Rule(code string) (Rule, bool) {
	for _, x := range r.Rules {
		if x.Code == code {
			return x, true
		}
	}
	return Rule{}, false
}

// Sentence is what is wrong in this row, and Mending what to do, with the values of the row put in.
func (r Rule) Sentence(f Finding) string { return fill(r.Message, f.value) }

// Mending is what to do about a finding.
func (r Rule) Mending(f Finding) string { return fill(r.Mend, f.value) }

// Meaning is what the rule says is wrong, of no row in particular: [FIELD] stands where a value would.
func (r Rule) Meaning() string { return fill(r.Message, r.slot) }

// HowToMend is what to do about it, of no row in particular.
func (r Rule) HowToMend() string { return fill(r.Mend, r.slot) }

// slot is a field in brackets. Those of the rule's only table need no table before them.
func (r Rule) slot(name string) string {
	if table, field, ok := strings.Cut(name, "."); ok && len(r.Tables) == 1 && table == r.Tables[0] {
		name = field
	}
	return "[" + Called(name) + "]"
}

// labels are what stands before the point in the name of a value that is not in the flagged row's own table.
var labels = map[string]string{"previous": "previous", "next": "next", "before": "earlier", "last": "last year's"}

// Called is the name of a value in words: previous.PLACE is the previous PLACE, Header.DOB+18y the 18th birthday, year.end the end of the year.
// Other names are as they are.
func Called(name string) string {
	switch name {
	case "year.start":
		return "start of the year"
	case "year.end":
		return "end of the year"
	}
	if field, years, ok := strings.Cut(name, "+"); ok {
		n := strings.TrimSuffix(years, "y")
		if strings.HasSuffix(field, "DOB") {
			return n + "th birthday"
		}
		return field + " and " + n + " years"
	}
	if label, field, ok := strings.Cut(name, "."); ok && labels[label] != "" {
		return labels[label] + " " + field
	}
	return name
}

// fill puts values where a text names their field in braces. An empty value reads "(blank)"; a name that the finding has no value for
// stands as it is, without the braces.
func fill(text string, value func(name string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String()
		}
		b.WriteString(value(name))
		text = after
	}
}

func (f Finding) value(name string) string {
	bare := name
	if table, field, ok := strings.Cut(name, "."); ok && table == f.Table {
		bare = field
	}
	for _, v := range f.Values {
		if v.Field == bare || v.Field == name {
			if v.Text == "" {
				return "(blank)"
			}
			return v.Text
		}
	}
	return bare
}
