package summary

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/scrutiny/minutes"
)

func propose(t testing.TB, name string) minutes.Proposal {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := minutes.Read(name, src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// meeting is the record of both seeds with an attendance list of people who do not exist.
func meeting(t testing.TB) Record {
	t.Helper()
	r := Join(FromProposal(propose(t, "003_64dbae44e283b0ae.txt"), nil), FromProposal(propose(t, "004_fe57a0f15609cc95.txt"), nil))
	r.Body, r.Dates = "Children and Young People Scrutiny Commission", []string{"2023-12-18"}
	r.Roles = map[string]string{"DCSC": "Director of Children's Social Care", "DoE": "Director of Education and Inclusion", "HoF": "Head of Finance Children & Education",
		"DoF": "Interim Director of Finance", "HoS": "Head of Service (Safeguarding, QA & Improvement)"}
	r.People = []Person{
		{"Mayor Ines Calloway", []string{"Mayor", "Cabinet Member for Families, Parks and Leisure"}, true},
		{"Deputy Mayor Odette Brand", []string{"Deputy Mayor", "Cabinet Member for Education"}, true},
		{"Cllr Sable Conroy", []string{"Chair", "Councillor"}, true},
		{"Dinah Bellweather", []string{"Director of Children's Social Care"}, true},
		{"Pascal Senn", []string{"Director of Education and Inclusion"}, true},
		{"Naomi Ahlberg", []string{"Head of Finance Children & Education"}, true},
		{"Jacob Marl", []string{"Interim Director of Finance"}, true},
		{"Cllr Ewan Gray", nil, false},
	}
	return r
}

func short(fs []Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s: %s", f.Kind, f.Text))
	}
	return out
}

// paraphrase says in other words what is in the minutes: nothing may be found in it.
const paraphrase = `The Commission met on 18 December 2023 and looked at the 2022/23 annual report and at the budget.

Dinah Bellweather, Director of Children's Social Care, told members that 20 of the dearest placements are watched by her directly. Staff ratios can reach 4 to 1.
After reserves of £3.6m the directorate was heading for an overspend of £3.8m, of which £2.7 million comes from corporate parenting. In education the forecast overspend is £4.3m, and the cumulative SEND overspend is put at around £21m by the end of 2023/24.
The Director of Education and Inclusion, Pascal Senn, agreed that a deep dive into placements could help. The Interim Director of Finance said talks on properties for children's services had begun and progress was hoped for in 2024.
In September 2023 there were 390 looked after children, fewer than the peak of 470 in November 2020. The number on a child protection plan fell by 15%. About a quarter of plans end within 3 months.
Family support (FISS) expects to overspend by £1.445m, a fifth (20%) of its budget; the Director spoke of agency staff. Providers have councils ‘over a barrel’, members heard.
Asked about the consultation line, officers had no activity numbers to hand. Members put 19 questions on the budget, and all were answered. Mayor Calloway attended.
It was agreed “that further information on the future funding of OBIS beyond 2023/24 would be provided to the Commission”.
Proceedings now take 52 weeks instead of 58, against 47 weeks nationally. Last year there were 3 social work apprentices, now 1. The vacancy factor is 3.5% across the council, worth £1.7m for children and education.`

func TestParaphrase(t *testing.T) {
	t.Parallel()
	for _, f := range Check(paraphrase, meeting(t)) {
		t.Errorf("line %d, %s %q: %s", f.Line, f.Kind, f.Text, f.Why)
	}
}

// TestPlanted lists exactly what is wrong: an office holder, a year, a number and a quotation (issue 6, must show 4; SR-356, SR-357).
func TestPlanted(t *testing.T) {
	t.Parallel()
	r := meeting(t)
	for name, tt := range map[string]struct {
		old, new string
		want     []string
	}{
		"a former mayor":              {"Mayor Calloway attended.", "Mayor Philip Grandville attended.", []string{"name: Mayor Philip Grandville"}},
		"a stranger in a post":        {"Dinah Bellweather, Director of Children's Social Care, told", "Jason Morants, Director of Children's Social Care, told", []string{"name: Jason Morants, Director of Children's Social Care"}},
		"the wrong post":              {"The Director of Education and Inclusion, Pascal Senn, agreed", "The Director of Education and Inclusion, Dinah Bellweather, agreed", []string{"post: Director of Education and Inclusion, Dinah Bellweather"}},
		"a post before its name":      {"Mayor Calloway attended.", "Director of Education Dinah Bellweather attended.", []string{"post: Director of Education Dinah Bellweather"}},
		"a post nobody has":           {"The Interim Director of Finance said", "The Director of Public Health said", []string{"post: Director of Public Health"}},
		"who answered":                {"Mayor Calloway attended.", "The Head of Finance said that inflationary pressures on providers, contracts and fuel raised transport and energy costs.", nil},
		"who did not answer":          {"Mayor Calloway attended.", "The Director of Education and Inclusion said that inflationary pressures on providers, contracts and fuel raised transport and energy costs.", []string{"post: Director of Education and Inclusion"}},
		"deputy for mayor":            {"Mayor Calloway attended.", "Mayor Brand attended.", []string{"post: Mayor Brand"}},
		"a wrong year":                {"470 in November 2020", "470 in November 2021", []string{"year: 2021"}},
		"a wrong financial year":      {"worth £1.7m for", "worth £1.7m in 2019/20 for", []string{"year: 2019/20"}},
		"a year of something else":    {"390 looked after children, fewer than the peak of 470 in November 2020", "390 looked after children, fewer than the peak of 470 in November 2022", []string{"year: 2022"}},
		"an unsupported number":       {"there were 390 looked after", "there were 412 looked after", []string{"number: 412"}},
		"an amount":                   {"an overspend of £3.8m", "an overspend of £5.1m", []string{"number: £5.1m"}},
		"a share":                     {"fell by 15%", "fell by 51%", []string{"number: 51%"}},
		"pounds for a count":          {"fell by 15%", "fell by £15", []string{"number: £15"}},
		"a number of something else":  {"Mayor Calloway attended.", "Libraries opened 52 branches.", []string{"number: 52"}},
		"a false quotation":           {"Providers have councils ‘over a barrel’", "Providers have councils “at their mercy”", []string{"quotation: at their mercy"}},
		"a quotation that was mended": {"“that further information on the future funding of OBIS beyond 2023/24 would be provided to the Commission”", "“that full information on the future funding of OBIS would be provided”", []string{"quotation: that full information on the future funding of OBIS would be provided"}},
		"a quotation with a gap":      {"“that further information on the future funding of OBIS beyond 2023/24 would be provided to the Commission”", "“further information … would be provided to the Commission”", nil},
		"something else altogether":   {"Mayor Calloway attended.", "Swimming pools across coastal towns reopened following extensive refurbishment, delighting tourists.", []string{"claim: Swimming pools across coastal towns reopened following extensive refurbishment, delighting tourists."}},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(paraphrase, tt.old, tt.new, 1)
			if text == paraphrase {
				t.Fatal("nothing was planted")
			}
			fs := Check(text, r)
			if diff := cmp.Diff(tt.want, short(fs)); diff != "" {
				t.Error(diff)
			}
			for _, f := range fs {
				if text[f.Start:f.End] != f.Text || !strings.Contains(f.Sentence, f.Text) || strings.Count(text[:f.Start], "\n")+1 != f.Line || f.Why == "" {
					t.Errorf("%+v is not at its place", f)
				}
			}
		})
	}
	all := strings.NewReplacer("Mayor Calloway attended.", "Mayor Philip Grandville attended.", "November 2020", "November 2021", "390 looked", "412 looked", "‘over a barrel’", "‘in their pocket’").Replace(paraphrase)
	want := []string{"number: 412", "year: 2021", "quotation: in their pocket", "name: Mayor Philip Grandville"}
	if diff := cmp.Diff(want, short(Check(all, r))); diff != "" {
		t.Error(diff)
	}
}

// TestWithoutAttendance: against the page of one item alone, roles stand for posts.
func TestWithoutAttendance(t *testing.T) {
	t.Parallel()
	r := FromProposal(propose(t, "004_fe57a0f15609cc95.txt"), nil)
	text := "The Director of Children's Social Care said that placements were in high demand. The Head of Finance said inflation hit fuel costs. The Director of Public Health replied. Cllr Ada Example asked why."
	if diff := cmp.Diff([]string{"post: Director of Public Health", "name: Cllr Ada Example"}, short(Check(text, r))); diff != "" {
		t.Error(diff)
	}
}

func FuzzCheck(f *testing.F) {
	r := meeting(f)
	f.Add(paraphrase)
	f.Add("Mayor Älfric \xff said “…” in 2022/23, £1,2.3m ‘x’ 99999999999999999999%")
	f.Fuzz(func(t *testing.T, s string) {
		for _, x := range Check(s, r) {
			if x.Start < 0 || x.End > len(s) || s[x.Start:x.End] != x.Text {
				t.Fatalf("%+v", x)
			}
		}
	})
}
