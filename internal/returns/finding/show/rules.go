package show

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// List is the rules of a return in a year, for people who have never seen a rule code.
type List struct {
	Return string
	Year   string
	Rules  []finding.Rule
}

// Rules prints a list of rules. Usage when the format is not one of text, json, csv and html.
func Rules(w io.Writer, f Format, l List, o Options) error {
	switch f {
	case TextFormat:
		return l.text(w, o)
	case JSONFormat:
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(list(l.Rules))
	case CSVFormat:
		return l.csv(w)
	case HTMLFormat:
		return page(w, "list", l.page())
	}
	return errs.New(errs.Usage, "Rules are not printed as %s; use text, json, csv or html", f)
}

// section is the rules about one table.
type section struct {
	topic
	Table string
	Rules []finding.Rule
}

// sections puts the rules by table, in the order in which the return has its tables: that of the first rule of each, the return as a whole first.
func (l List) sections() []section {
	var out []section
	for _, r := range l.Rules {
		table, t := topicOf(l.Return, r.Tables, r.Fields)
		i := slices.IndexFunc(out, func(s section) bool { return s.Table == table })
		if i < 0 {
			i = len(out)
			out = append(out, section{topic: t, Table: table})
		}
		out[i].Rules = append(out[i].Rules, r)
	}
	slices.SortStableFunc(out, func(a, b section) int { return cmp.Compare(tableRank(l.Return, a.Table), tableRank(l.Return, b.Table)) })
	return out
}

var tableOrder = map[string][]string{
	"ssda903": {"", "Header", "Episodes", "Reviews", "UASC", "OC2", "OC3", "AD1", "PlacedAdoption", "PrevPerm", "Missing", "SWEpisodes", "DoLo"},
	"cin": {
		"", "Header", "ChildIdentifiers", "ChildCharacteristics", "Disabilities", "CINdetails", "Assessments", "AssessmentFactorsList", "CINplanDates", "Section47",
		"ChildProtectionPlans", "Reviews", "PreProceedings",
	},
}

func tableRank(ret, table string) int {
	if i := slices.Index(tableOrder[ret], table); i >= 0 {
		return i
	}
	return len(tableOrder[ret])
}

func (l List) intro() string {
	queries := 0
	for _, r := range l.Rules {
		if r.Severity == finding.Query {
			queries++
		}
	}
	return many(len(l.Rules), "rule", "rules") + ": " + many(len(l.Rules)-queries, "error", "errors") + " and " + many(queries, "query", "queries") + "."
}

func (l List) text(w io.Writer, o Options) error {
	p := newPrinter(w, o.Width)
	title := "Rules of the return " + ReturnName(l.Return) + ", " + l.Year
	if l.Return == "cin" {
		title = "Rules of the children in need census, " + l.Year
	}
	p.line("%s", title)
	p.line("%s", strings.Repeat("=", utf8.RuneCountInString(title)))
	p.para("", l.intro()+" An error must be put right before the return is accepted. A query may be right as it is: check it, and explain it to the department if it is.")
	for _, s := range l.sections() {
		p.line("")
		name := s.Title
		if s.Table != "" {
			name += " (table " + s.Table + ")"
		}
		p.line("%s", name)
		p.line("%s", strings.Repeat("-", utf8.RuneCountInString(name)))
		p.para("", s.Why)
		for _, r := range s.Rules {
			p.line("")
			p.para(pad(r.Code, 7), r.Title+" ("+severityWords(r.Severity)+")")
			p.para("       Means:    ", r.Meaning())
			p.para("       To mend:  ", r.HowToMend())
			if len(r.Fields) > 0 {
				p.para("       Looks at: ", looksAt(r.Fields))
			}
			if len(r.Needs) > 0 {
				p.para("       Needs:    ", strings.Join(r.Needs, ", "))
			}
			if r.Differs != "" {
				p.para("       Checker:  ", r.Differs)
			}
		}
	}
	return p.end()
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(1, n-utf8.RuneCountInString(s))) }

func (l List) csv(w io.Writer) error {
	out := newCSV(w)
	out.line("rule", "severity", "topic", "title", "means", "mend", "tables", "fields", "years", "needs", "differs")
	for _, s := range l.sections() {
		for _, r := range s.Rules {
			out.line(r.Code, severityWords(r.Severity), s.Title, r.Title, r.Meaning(), r.HowToMend(), fieldNames(r.Tables), fieldNames(r.Fields),
				fieldNames(r.Years), strings.Join(r.Needs, "; "), r.Differs)
		}
	}
	return out.end()
}

// listPage is the page of a list of rules.
type listPage struct {
	head
	Intro  string
	Topics []topicView
}

type topicView struct {
	Anchor, Title, Table, Why, Count string
	Rules                            []ruleView
}

func (l List) page() listPage {
	v := listPage{head: newHead("Rules of the return: " + ReturnName(l.Return) + ", " + l.Year), Intro: l.intro()}
	for _, s := range l.sections() {
		t := topicView{Anchor: "topic-" + cmp.Or(s.Table, "whole"), Title: s.Title, Table: s.Table, Why: s.Why, Count: many(len(s.Rules), "rule", "rules")}
		for _, r := range s.Rules {
			t.Rules = append(t.Rules, ruleView{
				Anchor: ruleAnchor(r.Code), Code: r.Code, Title: r.Title, Kind: severityWords(r.Severity), Means: r.Meaning(), Mend: r.HowToMend(), LooksAt: looksAt(r.Fields),
				Needs: strings.Join(r.Needs, ", "), Differs: r.Differs,
			})
		}
		v.Topics = append(v.Topics, t)
	}
	return v
}
