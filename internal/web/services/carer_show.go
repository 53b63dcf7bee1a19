package services

import (
	"cmp"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/services"
	"throughline/internal/web/shell"
)

func carerState(c record.YoungCarer) string {
	switch {
	case !c.Closed.IsZero():
		return "Ended: " + codes.Sentence("young_carer_outcome", c.Outcome)
	case !c.Planned.IsZero():
		return "Supported"
	case c.Offered.IsZero():
		return "Not offered an assessment yet"
	}
	return "Assessment offered: " + codes.Sentence("young_carer_answer", c.Answer)
}

func showCarer(p pages[room.Carer], r *shell.Request, v room.Carer, out *showView) {
	c := v.Body
	out.State, out.Ended, out.People = carerState(c), !c.Closed.IsZero(), []link{{v.Name, "/children/" + record.SubjectID(v.Child)}}
	p.steps(v, out, map[bool]string{true: "offer", false: "plan"}[c.Assessment == "" && c.Planned.IsZero()], "assessment", "review", "reopen")
	var whom, does []string
	for _, f := range c.For {
		text := f.Who
		if f.Condition != "" {
			text += ": " + strings.ToLower(codes.Sentence("care_need", f.Condition))
		}
		whom = append(whom, text)
	}
	for _, t := range c.Tasks {
		does = append(does, codes.Sentence("young_carer_task", t))
	}
	hours := ""
	if c.Hours != nil {
		hours = strconv.Itoa(*c.Hours) + " a week"
	}
	out.Parts = []part{{Heading: "The care", Rows: given(row{"Cares for", strings.Join(whom, "\n")}, row{"Does", strings.Join(does, "\n")}, row{"Hours", hours}, row{"What it means for the child", c.Impact}, row{"What the child says", c.Views},
		row{"Noticed", c.Identified.Long() + " by " + strings.ToLower(codes.Sentence("young_carer_source", c.Source)) + ": " + by(r, c.By, c.Account)}, row{"Team", r.Name(c.Team)}, row{"Worker", r.Name(c.Worker)}, row{"Why it ended", c.Why})}}
	school := codes.Sentence("young_carer_school", c.School)
	if !c.SchoolTold.IsZero() {
		school += "\nTold on " + c.SchoolTold.Long() + "; " + c.SchoolAgree + " agreed"
	}
	out.Parts = append(out.Parts, part{Heading: "Assessment", Rows: given(row{"Offered", c.Offered.Long()}, row{"Answer", codes.Sentence("young_carer_answer", c.Answer)}, row{"Completed", v.Assessment.Body.Done.Long()}, row{"What it found", v.Assessment.Body.Outcome}), Empty: "It was not offered yet."},
		part{Heading: "School", Rows: given(row{"May the school know?", school})})
	support := table{Caption: "Support", Heads: []string{"What", "Since", "Until"}}
	for _, s := range c.Support {
		support.Lines = append(support.Lines, []string{s.Service, s.From.Short(), endOr(s.To, "goes on")})
	}
	out.Parts = append(out.Parts, part{Heading: "Support", Rows: given(row{"What should change", c.Plan}, row{"Next review", c.Next.Long()}), Table: support, Empty: "Nothing was agreed yet."})
	var reviews []row
	for i := len(c.Reviews) - 1; i >= 0; i-- {
		reviews = append(reviews, row{c.Reviews[i].On.Long(), c.Reviews[i].Text})
	}
	if len(reviews) > 0 {
		out.Parts = append(out.Parts, part{Heading: "Reviews", Rows: reviews})
	}
}

func endOr(d day.Day, otherwise string) string {
	if d.IsZero() {
		return otherwise
	}
	return d.Short()
}

// carerList counts by who noticed it and by age (SR-150), of those who are shown.
func carerList(r *shell.Request) (listView, []string, error) {
	rows, err := r.House().Services.Carers(r.Context(), r.Actor)
	v := listView{Page: r.Page("Young carers"), Heads: []string{"Child", "Age", "State", "Next review", "Worker"}, All: "/young-carers?show=all"}
	if err != nil {
		return v, nil, err
	}
	if past(r) {
		v.All = ""
	}
	today := r.Today()
	var subjects []string
	source, age := newTally(), newTally()
	for _, one := range rows {
		c := one.Body
		if !c.Closed.IsZero() {
			if v.Past++; v.All != "" {
				continue
			}
		}
		years := "not known"
		if !one.Born.IsZero() {
			years = strconv.Itoa(today.Age(one.Born))
		}
		if c.Closed.IsZero() {
			source.add(codes.Sentence("young_carer_source", c.Source))
			age.add(ageBand(one.Born, today))
		}
		subjects = append(subjects, one.Child)
		v.Lines = append(v.Lines, line{Href: "/young-carers/" + one.ID, Reference: c.Reference, Names: one.Name, Cells: []string{years, carerState(c), endOr(c.Next, "not set"), cmp.Or(r.Name(c.Worker), "Nobody yet")}})
	}
	v.Counts = []counts{source.table("Who noticed it"), age.table("Age")}
	return v, subjects, nil
}

// ageBand is the ages together that services for young carers are made for.
func ageBand(born, today day.Day) string {
	if born.IsZero() {
		return "Not known"
	}
	switch a := today.Age(born); {
	case a < 8:
		return "Under 8"
	case a < 12:
		return "8 to 11"
	case a < 16:
		return "12 to 15"
	case a < 18:
		return "16 and 17"
	}
	return "18 and over"
}

// tally counts words, in the order in which they come.
type tally struct {
	order []string
	n     map[string]int
}

func newTally() *tally { return &tally{n: map[string]int{}} }

func (t *tally) add(word string) {
	if t.n[word] == 0 {
		t.order = append(t.order, word)
	}
	t.n[word]++
}

func (t *tally) table(caption string) counts {
	out := counts{Caption: caption}
	for _, w := range t.order {
		out.Rows = append(out.Rows, row{w, strconv.Itoa(t.n[w])})
	}
	return out
}
