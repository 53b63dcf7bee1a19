package quality

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/record"
)

var d = day.Must

// TestStands: what is due today is not overdue; what is done after its day is late for ever.
func TestStands(t *testing.T) {
	t.Parallel()
	today := d("2026-11-26")
	for name, tt := range map[string]struct {
		due, done string
		want      State
	}{
		"due today": {"2026-11-26", "", Soon}, "due yesterday": {"2026-11-25", "", Overdue}, "in 30 days": {"2026-12-26", "", Soon}, "in 31 days": {"2026-12-27", "", Planned},
		"done on its day": {"2026-11-01", "2026-11-01", Done}, "done a day late": {"2026-11-01", "2026-11-02", Late},
	} {
		var done day.Day
		if tt.done != "" {
			done = d(tt.done)
		}
		if got := Stands(d(tt.due), done, today); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestFundedIn (SR-027): what a service is paid from by year, its discretionary share, and the split between those who pay.
func TestFundedIn(t *testing.T) {
	t.Parallel()
	line := func(year int, funder string, pence int64, free record.YesNo) record.Funding {
		return record.Funding{Year: year, What: "staff", Funder: funder, Pence: pence, Discretionary: free}
	}
	got := FundedIn([]record.Funding{line(2026, "social_care", 100, record.Yes), line(2027, "education", 4000, record.No), line(2027, "social_care", 2500, record.Yes), line(2027, "education", 1000, "")})
	for i := range got {
		got[i].Lines = nil
	}
	want := []Paid{{Year: 2027, Total: 7500, Discretionary: 2500, Unsaid: 1000, By: []Share{{"education", 5000}, {"social_care", 2500}}}, {Year: 2026, Total: 100, Discretionary: 100, By: []Share{{"social_care", 100}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !got[0].Joint() || got[1].Joint() {
		t.Error("two funders of 2026/27 pay together, one of 2025/26")
	}
	rapid.Check(t, func(t *rapid.T) { // no penny is lost or counted twice
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) record.Funding {
			return line(rapid.IntRange(2026, 2028).Draw(t, "year"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "funder"), rapid.Int64Range(0, 1e12).Draw(t, "pence"), rapid.SampledFrom([]record.YesNo{"", record.Yes, record.No}).Draw(t, "free"))
		})).Draw(t, "lines")
		var want, total, split int64
		for _, f := range all {
			want += f.Pence
		}
		for _, p := range FundedIn(all) {
			total += p.Total
			for _, s := range p.By {
				split += s.Pence
			}
			if p.Discretionary+p.Unsaid > p.Total {
				t.Fatalf("%+v", p)
			}
		}
		if total != want || split != want {
			t.Fatalf("%d, %d, %d", want, total, split)
		}
	})
}

// TestStability (SR-029): posts of early help, whose money ends within twelve months, and which stand empty.
func TestStability(t *testing.T) {
	t.Parallel()
	today := d("2026-11-26")
	post := func(id, job string, fte int, until, to string) record.Of[record.Post] {
		p := record.Of[record.Post]{Meta: record.Meta{ID: id, Subject: "team:eh"}, Body: record.Post{Job: job, FTE: fte, From: d("2024-04-01")}}
		if until != "" {
			p.Body.FundedUntil = d(until)
		}
		if to != "" {
			p.Body.To = d(to)
		}
		return p
	}
	held := func(worker, post, to, contract string) record.Of[record.Employment] {
		e := record.Of[record.Employment]{Meta: record.Meta{Subject: worker}, Body: record.Employment{From: d("2025-01-01"), Post: post, Contract: contract}}
		if to != "" {
			e.Body.To = d(to)
		}
		return e
	}
	posts := []record.Of[record.Post]{
		post("lasting", "early_help", 100, "", ""), post("year", "early_help", 100, "2027-11-26", ""), post("day", "early_help", 80, "2027-11-25", ""),
		post("over", "early_help", 50, "2026-03-31", ""), post("gone", "early_help", 100, "", "2026-11-25"), post("social", "case_holder", 100, "2027-01-01", ""),
	}
	got := stability(posts, []record.Of[record.Employment]{held("worker:a", "lasting", "", "permanent"), held("worker:b", "year", "2026-11-25", "permanent"), held("worker:c", "day", "", record.AgencyContract)}, today, false)
	var order []string
	for _, p := range got.Posts {
		order = append(order, p.ID+map[bool]string{true: " at risk"}[p.AtRisk]+" "+p.Holder)
	}
	if diff := cmp.Diff([]string{"over at risk ", "day at risk worker:c", "year ", "lasting worker:a"}, order); diff != "" {
		t.Error(diff)
	}
	if got.FTE != 330 || got.AtRisk != 130 || got.NoEnd != 100 || got.Vacant != 2 || !got.Posts[1].Agency {
		t.Errorf("%+v", got)
	}
	if all := stability(posts, nil, today, true); len(all.Posts) != 5 || all.AtRisk != 230 {
		t.Errorf("%d posts of all teams, %d at risk", len(all.Posts), all.AtRisk)
	}
}

// TestProgrammeSays: entries that say too little are refused by their own fields.
func TestProgrammeSays(t *testing.T) {
	t.Parallel()
	on := d("2026-11-26")
	good := record.ServiceProgramme{About: "consultation_line", Title: "T", Purpose: "P", Owner: "O", From: d("2026-01-01")}
	if err := good.Valid(on); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*record.ServiceProgramme){
		"title: Enter its name":           func(p *record.ServiceProgramme) { p.Title = " " },
		"from: Enter the day on which":    func(p *record.ServiceProgramme) { p.From = day.Day{} },
		"outcome: Write what came of it":  func(p *record.ServiceProgramme) { p.Ended = on },
		"milestones-0-due: Enter the day": func(p *record.ServiceProgramme) { p.Milestones = []record.Milestone{{What: "x", Owner: "y"}} },
		"milestones-0-done: The date must": func(p *record.ServiceProgramme) {
			p.Milestones = []record.Milestone{{What: "x", Owner: "y", Due: on, Done: on.Add(1)}}
		},
		"evaluation-0-findings: Write what": func(p *record.ServiceProgramme) {
			p.Evaluation = []record.ServiceEvaluation{{Method: "x", Planned: on, Done: on}}
		},
		"evaluation-0-decision: A decision": func(p *record.ServiceProgramme) {
			p.Evaluation = []record.ServiceEvaluation{{Method: "x", Planned: on, Decision: "go on", Decided: on}}
		},
		"outreach-0-result: Enter what came": func(p *record.ServiceProgramme) {
			p.Outreach = []record.Outreach{{Sector: "x", What: "y", On: on, Result: "z"}}
		},
		"funding-0-funder: Choose who pays": func(p *record.ServiceProgramme) { p.Funding = []record.Funding{{Year: 2027, What: "x", Pence: 1}} },
		"funding-0-pence: The sum must be 0": func(p *record.ServiceProgramme) {
			p.Funding = []record.Funding{{Year: 2027, What: "x", Funder: "health", Pence: -1}}
		},
	} {
		p := good
		spoil(&p)
		if err := p.Valid(on); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
