package programmes

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// part is one of the lists of a programme: how an entry is asked for, shown again and taken.
type part struct {
	title string
	count func(record.ServiceProgramme) int
	ask   func(today day.Day) []form.Field
	held  func(record.ServiceProgramme, int) url.Values
	take  func(b *record.ServiceProgramme, i int, v url.Values) error // i is one beyond the last for a new one
	drop  func(b *record.ServiceProgramme, i int)
}

var parts = map[string]part{
	"milestone":  {"Milestone", func(b record.ServiceProgramme) int { return len(b.Milestones) }, milestoneFields, milestoneHeld, milestoneTaken, func(b *record.ServiceProgramme, i int) { b.Milestones = slices.Delete(b.Milestones, i, i+1) }},
	"outreach":   {"Outreach", func(b record.ServiceProgramme) int { return len(b.Outreach) }, outreachFields, outreachHeld, outreachTaken, func(b *record.ServiceProgramme, i int) { b.Outreach = slices.Delete(b.Outreach, i, i+1) }},
	"evaluation": {"Evaluation", func(b record.ServiceProgramme) int { return len(b.Evaluation) }, evaluationFields, evaluationHeld, evaluationTaken, func(b *record.ServiceProgramme, i int) { b.Evaluation = slices.Delete(b.Evaluation, i, i+1) }},
	"funding":    {"What pays for it", func(b record.ServiceProgramme) int { return len(b.Funding) }, fundingFields, fundingHeld, fundingTaken, func(b *record.ServiceProgramme, i int) { b.Funding = slices.Delete(b.Funding, i, i+1) }},
}

// put sets the entry at a place, or adds it.
func put[T any](all []T, i int, one T) []T {
	if i == len(all) {
		return append(all, one)
	}
	all[i] = one
	return all
}

func entry(w http.ResponseWriter, r *shell.Request) error {
	name, n := r.PathValue("part"), r.PathValue("n")
	of, ok := parts[name]
	p, err := room(r).Open(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	i := of.counted(p.Body)
	if n != "new" {
		at, err := strconv.Atoi(n)
		if err != nil || at < 1 || at > i {
			ok = false
		}
		i = at - 1
	}
	if !ok {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	at := "/programmes/" + r.ID()
	v := shell.SectionedForm{Page: page(r, of.title, p.Body.Title, at), Action: fmt.Sprintf("%s/%s/%s", at, name, n), Draft: fmt.Sprintf("programme/%s/%s/%s", r.ID(), name, n), Base: p.Version, Button: "Save"}
	fields, held := of.ask(r.Today()), url.Values{}
	if n != "new" {
		held = of.held(p.Body, i)
		fields = append(fields, &form.Checkboxes{Name: "out", Label: "Is it a mistake?", Small: true, Options: []form.Option{{Value: "yes", Label: "Take it out. The versions before keep it"}}})
	}
	v.Sections = []shell.Section{{Fields: fields}}
	return r.RunForm(w, v, held, func(base int64, typed url.Values) (string, error) {
		return at, change(r, base, func(b *record.ServiceProgramme) error {
			if n != "new" && typed.Get("out") == "yes" {
				if i < of.count(*b) {
					of.drop(b, i)
				}
				return nil
			}
			if n == "new" {
				i = of.count(*b)
			}
			return of.take(b, i, typed)
		})
	})
}

func (p part) counted(b record.ServiceProgramme) int {
	if p.count == nil {
		return 0
	}
	return p.count(b)
}

func milestoneFields(now day.Day) []form.Field {
	return []form.Field{&form.TextArea{Name: "what", Label: "What is to be reached?", Rows: 2, Required: "Write what is to be reached"}, &form.Text{Name: "owner", Label: "Who answers for it?", Required: "Enter who answers for it"},
		&form.Date{Name: "due", Label: "By when?", Noun: "The day", Required: "Enter the day by which it is due"}, &form.Date{Name: "done", Label: "If it is reached: since when?", Noun: "The day", Max: now},
		&form.TextArea{Name: "note", Label: "How far is it?", Hint: "When it is reached: how is that known?", Rows: 3}}
}

func milestoneHeld(b record.ServiceProgramme, i int) url.Values {
	m := b.Milestones[i]
	v := url.Values{"what": {m.What}, "owner": {m.Owner}, "note": {m.Note}}
	form.SetDay(v, "due", m.Due)
	form.SetDay(v, "done", m.Done)
	return v
}

func milestoneTaken(b *record.ServiceProgramme, i int, v url.Values) error {
	b.Milestones = put(b.Milestones, i, record.Milestone{What: v.Get("what"), Owner: v.Get("owner"), Due: form.Day(v, "due"), Done: form.Day(v, "done"), Note: v.Get("note")})
	return nil
}

func outreachFields(now day.Day) []form.Field {
	return []form.Field{&form.Text{Name: "sector", Label: "Whom was it meant for?", Hint: "Such as the voluntary sector, or one school", Required: "Enter whom it was meant for"}, &form.TextArea{Name: "what", Label: "What was done?", Rows: 3, Required: "Write what was done"},
		&form.Date{Name: "on", Label: "When?", Noun: "The day", Max: now, Required: "Enter the day"}, &form.Text{Name: "by", Label: "Who did it?"},
		&form.TextArea{Name: "result", Label: "What came of it?", Hint: "Leave it empty until you know", Rows: 3}, &form.Date{Name: "result_on", Label: "When was that known?", Noun: "The day", Max: now}}
}

func outreachHeld(b record.ServiceProgramme, i int) url.Values {
	o := b.Outreach[i]
	v := url.Values{"sector": {o.Sector}, "what": {o.What}, "by": {o.By}, "result": {o.Result}}
	form.SetDay(v, "on", o.On)
	form.SetDay(v, "result_on", o.ResultOn)
	return v
}

func outreachTaken(b *record.ServiceProgramme, i int, v url.Values) error {
	b.Outreach = put(b.Outreach, i, record.Outreach{Sector: v.Get("sector"), What: v.Get("what"), On: form.Day(v, "on"), By: v.Get("by"), Result: v.Get("result"), ResultOn: form.Day(v, "result_on")})
	return nil
}

func evaluationFields(now day.Day) []form.Field {
	return []form.Field{&form.TextArea{Name: "method", Label: "How is the service looked at?", Hint: "Such as a survey of callers, an audit of 30 calls, figures before and after", Rows: 3, Required: "Write how it is looked at"},
		&form.Date{Name: "planned", Label: "By when?", Noun: "The day", Required: "Enter the day by which it is to be done"}, &form.Text{Name: "by", Label: "Who does it?"},
		&form.Date{Name: "done", Label: "If it is done: when?", Noun: "The day", Max: now}, &form.TextArea{Name: "findings", Label: "What was found?", Rows: 5},
		&form.TextArea{Name: "decision", Label: "What was decided?", Rows: 3}, &form.Date{Name: "decided", Label: "When?", Noun: "The day of the decision", Max: now}}
}

func evaluationHeld(b record.ServiceProgramme, i int) url.Values {
	e := b.Evaluation[i]
	v := url.Values{"method": {e.Method}, "by": {e.By}, "findings": {e.Findings}, "decision": {e.Decision}}
	form.SetDay(v, "planned", e.Planned)
	form.SetDay(v, "done", e.Done)
	form.SetDay(v, "decided", e.Decided)
	return v
}

func evaluationTaken(b *record.ServiceProgramme, i int, v url.Values) error {
	b.Evaluation = put(b.Evaluation, i, record.ServiceEvaluation{Method: v.Get("method"), Planned: form.Day(v, "planned"), By: v.Get("by"), Done: form.Day(v, "done"), Findings: v.Get("findings"), Decision: v.Get("decision"), Decided: form.Day(v, "decided")})
	return nil
}

func fundingFields(now day.Day) []form.Field {
	return []form.Field{&form.Text{Name: "year", Label: "Year that ends in March of", Hint: "2027 for April 2026 to March 2027", Width: 4, Numeric: true, Required: "Enter the year in which it ends"}, &form.Text{Name: "what", Label: "What is paid for?", Hint: "Such as three practitioners in the front door", Required: "Write what is paid for"},
		&form.Radios{Name: "funder", Label: "Who pays?", Options: form.Coded("funder", now), Small: true, Required: "Choose who pays"}, &form.Text{Name: "pence", Label: "How much in the year?", Prefix: "£", Width: 10, Numeric: true, Required: "Enter the sum"},
		&form.Radios{Name: "discretionary", Label: "Is it discretionary?", Hint: "Yes when no law makes the funder pay for it", Small: true, Options: []form.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No, the law asks for it"}}}}
}

func fundingHeld(b record.ServiceProgramme, i int) url.Values {
	f := b.Funding[i]
	return url.Values{"year": {strconv.Itoa(f.Year)}, "what": {f.What}, "funder": {f.Funder}, "pence": {money.Typed(f.Pence)}, "discretionary": {string(f.Discretionary)}}
}

func fundingTaken(b *record.ServiceProgramme, i int, v url.Values) error {
	var f errs.Fields
	year, err := strconv.Atoi(v.Get("year"))
	if err != nil {
		f.Add("year", "Enter the year in which it ends, such as 2027")
	}
	pence, err := money.Parse(v.Get("pence"))
	if err != nil {
		f.Add("pence", "%s", errs.Text(err))
	}
	if err := f.Err(); err != nil {
		return err
	}
	b.Funding = put(b.Funding, i, record.Funding{Year: year, What: v.Get("what"), Funder: v.Get("funder"), Pence: pence, Discretionary: record.YesNo(v.Get("discretionary"))})
	return nil
}
