package show

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"throughline/internal/returns/finding"
)

var (
	//go:embed page.css
	pageStyle string
	//go:embed page.tmpl
	pageSource string

	templates = template.Must(template.New("").Parse(pageSource))
)

// mostKids is how many children an HTML page shows in full. Browsers grow slow beyond it; the page says what it leaves out.
const mostKids = 5000

// HTML prints a run as one page that needs nothing else: no script, no picture, no address. It can be searched with the browser, read with a
// screen reader and printed.
func HTML(w io.Writer, run finding.Run, o Options) error {
	return page(w, "report", reportOf(count(run), o))
}

func page(w io.Writer, name string, view any) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if err := templates.ExecuteTemplate(out, name, view); err != nil {
		return err
	}
	return out.Flush()
}

// head is what every page begins with.
type head struct {
	Title string
	Style template.CSS
}

func newHead(title string) head { return head{title, template.CSS(pageStyle)} } // our own file

type report struct {
	head
	Result, RowNumbers, DiffersIntro, KidsMore string
	Facts                                      []fact
	Steps                                      []step
	Notes                                      []string
	Rules                                      []ruleView
	Workers                                    []workerView
	Kids                                       []kidView
	Skips                                      []skipView
	Differs                                    []ruleView
}

type fact struct{ Name, Text string }

// step is one thing to do, with links in the middle of its sentence.
type step struct {
	Before string
	Links  []link
	After  string
}

type link struct{ To, Text string }

type ruleView struct {
	Anchor, Code, Title, Kind, Rows                                 string
	Found, Means, Why, Mend, LooksAt, Needs, Differs, Caption, More string
	Places                                                          []placeView
}

type placeView struct {
	To, Child, Where, Sentence, Mend string
	Values                           []finding.Value
}

type workerView struct {
	Name, Found string
	Kids        []link
}

type kidView struct {
	Anchor, Name, Worker string
	Lines                []lineView
}

type lineView struct{ Where, Sentence, Mend, Anchor, Code, Kind string }

type skipView struct{ Why, Rules string }

func reportOf(d digest, o Options) report {
	r := report{
		head: newHead(ReturnName(d.Return) + ", " + d.Year + ": what the checks found"), Result: result(d), RowNumbers: rowNumbers(d.Return),
		Notes: d.Notes, DiffersIntro: differsIntro(d.Reading), Steps: steps(d),
	}
	r.Facts = []fact{{"Checked", cmp.Or(o.Name, "the return")}}
	if !o.On.IsZero() {
		r.Facts = append(r.Facts, fact{"On", o.On.Long()})
	}
	r.Facts = append(r.Facts, fact{"Reading", readingWords(d.Reading)}, fact{"Size", size(d)}, fact{"Rules", many(d.Ran, "rule ran", "rules ran") + ", " + number(len(d.Skipped)) + " skipped"})

	anchors := map[kidKey]string{}
	for _, k := range d.Kids[:min(len(d.Kids), mostKids)] {
		anchors[kidKey{k.ID, k.Pos}] = kidAnchor(k)
	}
	for _, g := range d.Groups {
		r.Rules = append(r.Rules, ruleOf(d, g, anchors, cmp.Or(o.Most, 2000)))
	}
	for _, x := range d.Workers {
		v := workerView{Name: x.Name, Found: many(x.Findings, "finding", "findings") + " about " + many(len(x.Kids), "child", "children")}
		for _, k := range x.Kids {
			if to := anchors[kidKey{k.ID, k.Pos}]; to != "" {
				v.Kids = append(v.Kids, link{to, childName(k.ID) + " (" + number(len(k.Findings)) + ")"})
			}
		}
		r.Workers = append(r.Workers, v)
	}
	r.kids(d)
	for _, s := range d.Skips {
		r.Skips = append(r.Skips, skipView{s.Why, strings.Join(s.Rules, ", ")})
	}
	for _, g := range d.differing() {
		v := ruleView{Anchor: ruleAnchor(g.Rule.Code), Code: g.Rule.Code, Title: g.Rule.Title, Differs: g.Rule.Differs}
		if g.Count() > 0 {
			v.Rows = number(g.Count())
		}
		r.Differs = append(r.Differs, v)
	}
	return r
}

func (r *report) kids(d digest) {
	rules := byCode(d.Run)
	shown := d.Kids
	if len(shown) > mostKids {
		shown = shown[:mostKids]
		r.KidsMore = "The first " + number(mostKids) + " of " + number(len(d.Kids)) + " children are shown. The CSV and the workbooks have all."
	}
	for _, k := range shown {
		v := kidView{Anchor: kidAnchor(k), Name: kidName(d.Return, k), Worker: k.Worker}
		for _, f := range k.Findings {
			rule := known(rules, f.Rule)
			v.Lines = append(v.Lines, lineView{rowName(f), rule.Sentence(f), rule.Mending(f), ruleAnchor(f.Rule), f.Rule, severityWords(rule.Severity)})
		}
		r.Kids = append(r.Kids, v)
	}
}

func ruleOf(d digest, g group, anchors map[kidKey]string, most int) ruleView {
	x := g.Rule
	_, t := topicOf(d.Return, x.Tables, x.Fields)
	v := ruleView{
		Anchor: ruleAnchor(x.Code), Code: x.Code, Title: x.Title, Kind: severityWords(x.Severity), Rows: number(g.Count()), Means: x.Meaning(), Why: t.Why, Found: g.extent(),
		Mend: x.HowToMend(), LooksAt: looksAt(x.Fields), Differs: x.Differs, Caption: many(len(g.Findings), "row", "rows") + " that rule " + x.Code + " points at",
	}
	own := strings.Contains(x.Mend, "{") // the way to mend names values of the row
	for i, f := range g.Findings {
		if i == most {
			v.More = "The first " + number(most) + " of " + number(len(g.Findings)) + " rows are shown. The CSV and the workbooks have all."
			break
		}
		p := placeView{To: anchors[kidKey{f.Child, f.Pos}], Child: "Child " + childName(f.Child), Where: place(f), Sentence: x.Sentence(f)}
		if f.Child == "" && f.Pos == 0 {
			p.Child = "No child"
		}
		for _, val := range f.Values {
			p.Values = append(p.Values, finding.Value{Field: finding.Called(val.Field), Text: cmp.Or(val.Text, "(blank)")})
		}
		if own {
			p.Mend = x.Mending(f)
		}
		v.Places = append(v.Places, p)
	}
	return v
}

// steps says what to do first.
func steps(d digest) []step {
	var out []step
	if len(d.Notes) > 0 {
		out = append(out, step{"Read the ", []link{{"notes", "notes about the files"}}, ": what was not taken as data was not checked."})
	}
	if len(d.LALevel) > 0 {
		s := step{Before: "Look at what is wrong with the return as a whole: "}
		for _, code := range d.LALevel {
			s.Links = append(s.Links, link{ruleAnchor(code), "rule " + code})
		}
		s.After = "."
		out = append(out, s)
	}
	if rules, rows := d.first(5); len(rules) > 0 {
		s := step{Before: "Mend the errors that come up most often. " + share(len(rules), rows, d.Errors) + ": "}
		for _, g := range rules {
			s.Links = append(s.Links, link{ruleAnchor(g.Rule.Code), fmt.Sprintf("rule %s, %s (%s)", g.Rule.Code, g.Rule.Title, number(g.Count()))})
		}
		s.After = ". One cause often stands behind many rows, such as a setting of the case system or a list that was filled in wrongly."
		out = append(out, s)
	}
	if d.Queries > 0 {
		out = append(out, step{Before: "Check the " + many(d.Queries, "query", "queries") + ". What is right as it is needs an explanation, not a change."})
	}
	if len(d.Skips) > 0 {
		out = append(out, step{"See ", []link{{"skipped", "which rules could not run"}}, ", and give what they need."})
	}
	if d.Errors+d.Queries > 0 {
		return append(out, step{Before: "Mend in the case system, make the return again, and check it again."})
	}
	return append(out, step{Before: "Nothing has to be mended."})
}

// share says how much of all errors some rules make.
func share(rules, rows, errors int) string {
	who := "These " + number(rules) + " rules make"
	if rules == 1 {
		who = "This rule makes"
	}
	if rows == errors {
		return who + " all " + many(errors, "error", "errors")
	}
	return who + " " + number(rows) + " of the " + number(errors) + " errors"
}

func ruleAnchor(code string) string { return "rule-" + code }

func kidAnchor(k kid) string { return fmt.Sprintf("child-%d", k.N) }

// kidName tells apart children that share an id, or have none, by their place in the file.
func kidName(ret string, k kid) string {
	if ret == "cin" {
		return fmt.Sprintf("Child %s, number %s in the file", childName(k.ID), number(k.Pos))
	}
	return "Child " + childName(k.ID)
}

// rowName is a place within what is known of the child.
func rowName(f finding.Finding) string {
	f.Pos = 0
	return place(f)
}
