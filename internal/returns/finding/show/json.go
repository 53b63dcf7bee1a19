package show

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"

	"throughline/internal/returns/finding"
)

// detail is one finding in full. Position is only with a CIN return, whose rows are counted within the child.
type detail struct {
	Rule     string   `json:"rule"`
	Table    string   `json:"table"`
	Row      int      `json:"row"`
	Fields   []string `json:"fields"`
	Child    string   `json:"child"`
	Position *int     `json:"position,omitempty"`
	Message  string   `json:"message"`
}

// JSON prints a run for programs (design/cli.md). It writes as it goes: a large run is not made twice.
func JSON(w io.Writer, run finding.Run, o Options) error {
	out := bufio.NewWriterSize(w, 64<<10)
	p := jsonPrinter{out: out}
	p.say(`{"return":`).value(run.Return).say(`,"year":`).value(run.Year).say(`,"reading":`).value(run.Reading)
	p.say(`,"rules_run":`).value(run.Ran).say(`,"rules_skipped":`).value(list(run.Skipped)).say(",\n\"findings\":{")
	if run.Return == "cin" {
		p.locations(run)
		p.say("\n},\n\"la_level\":").value(list(run.LALevel))
	} else {
		p.rows(run)
		p.say("\n}")
	}
	if !o.NoDetail {
		p.detail(run)
	}
	p.say("}\n")
	if p.err != nil {
		return p.err
	}
	return out.Flush()
}

type jsonPrinter struct {
	out *bufio.Writer
	err error
}

func (p *jsonPrinter) say(s string) *jsonPrinter {
	if p.err == nil {
		_, p.err = p.out.WriteString(s)
	}
	return p
}

func (p *jsonPrinter) value(v any) *jsonPrinter {
	if p.err == nil {
		var b []byte
		if b, p.err = plainJSON(v); p.err == nil {
			_, p.err = p.out.Write(b)
		}
	}
	return p
}

// plainJSON leaves <, > and & as they are: a person may read it.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil // Encode adds a line break
}

// list makes an empty list of none.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// rows prints {rule: {table: [rows]}}, each row once, in order.
func (p *jsonPrinter) rows(run finding.Run) {
	type key struct{ rule, table string }
	rows := map[key][]int{}
	for _, f := range run.Findings {
		rows[key{f.Rule, f.Table}] = append(rows[key{f.Rule, f.Table}], f.Row)
	}
	keys := make([]key, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.table, b.table)) })
	for i, k := range keys {
		slices.Sort(rows[k])
		switch {
		case i > 0 && keys[i-1].rule == k.rule:
			p.say(",")
		case i > 0:
			p.say("},\n ").value(k.rule).say(":{")
		default:
			p.say("\n ").value(k.rule).say(":{")
		}
		p.value(k.table).say(":").value(slices.Compact(rows[k]))
	}
	if len(keys) > 0 {
		p.say("}")
	}
}

// location is where a CIN rule points, one field each.
type location struct {
	child string
	pos   int
	table string
	row   int
	field string
}

// MarshalJSON writes [LAchildID or null, child_pos, table, row, field].
func (l location) MarshalJSON() ([]byte, error) {
	var child any
	if l.child != "" {
		child = l.child
	}
	return plainJSON([]any{child, l.pos, l.table, l.row, l.field})
}

// locations prints {rule: [[LAchildID, child_pos, table, row, field], …]}, each place once, in the order of the file.
func (p *jsonPrinter) locations(run finding.Run) {
	found := map[string][]location{}
	for _, f := range run.Findings {
		for _, field := range f.Fields {
			found[f.Rule] = append(found[f.Rule], location{f.Child, f.Pos, f.Table, f.Row, field})
		}
	}
	codes := make([]string, 0, len(found))
	for c := range found {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	for i, c := range codes {
		slices.SortFunc(found[c], func(a, b location) int {
			return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(a.child, b.child), cmp.Compare(a.table, b.table), cmp.Compare(a.row, b.row), cmp.Compare(a.field, b.field))
		})
		if i > 0 {
			p.say(",")
		}
		p.say("\n ").value(c).say(":").value(slices.Compact(found[c]))
	}
}

func (p *jsonPrinter) detail(run finding.Run) {
	rules := byCode(run)
	p.say(",\n\"detail\":[")
	for i, f := range run.Findings {
		d := detail{Rule: f.Rule, Table: f.Table, Row: f.Row, Fields: list(f.Fields), Child: f.Child, Message: known(rules, f.Rule).Sentence(f)}
		if run.Return == "cin" {
			d.Position = &f.Pos
		}
		if i > 0 {
			p.say(",")
		}
		p.say("\n ").value(d)
	}
	p.say("\n]")
}

func byCode(run finding.Run) map[string]finding.Rule {
	rules := make(map[string]finding.Rule, len(run.Rules))
	for _, r := range run.Rules {
		rules[r.Code] = r
	}
	return rules
}

// known is a rule by code. A code that the list of rules does not have is shown all the same.
func known(rules map[string]finding.Rule, code string) finding.Rule {
	if r, ok := rules[code]; ok {
		return r
	}
	return stranger(code)
}

func stranger(code string) finding.Rule {
	return finding.Rule{Code: code, Title: "Rule " + code, Severity: finding.Error, Message: "Rule " + code + " found something here.", Mend: "Look at the row."}
}
