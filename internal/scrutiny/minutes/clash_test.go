package minutes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestContradictions holds each rule against minutes of councils that do not exist: places that clash, and near ones that do not (R2 of seed-requirements.md).
func TestContradictions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ purpose, body, want string }{
		"one thing, two amounts": {"To see.", "2.1 Early help is expected to be overspent by £1.2m.\nQuestions from the Panel\n2.2 Why is the early help overspend £1.4m?\n§ (HoF) Prices.", "figure 2.1 2.2"},
		"the same amount twice":  {"To see.", "2.1 Early help is expected to be overspent by £1.2m.\n2.2 The early help overspend of £1.2m was noted.", ""},
		"another kind of money":  {"To see.", "2.1 Early help is expected to be overspent by £1.2m.\n2.2 A saving of £1.4m in early help was noted.", ""},
		"an answer for more": {"To see.", "Questions from the Panel\n2.1 Will the turnover saving of £300k for fostering be made?\n§ (HoF) A turnover rate of 5% applies to all. This amounts to £1m across fostering and residential services.",
			"figure 2.1 £300k is for fostering, £1m for fostering and residential; 5% and £1m imply a whole of £20.0m"},
		"an answer about another matter": {"To see.", "Questions from the Panel\n2.1 Will the turnover saving of £300k for fostering be made?\n§ (HoF) New vans cost £1m across highways.", ""},
		"a list of amounts":              {"To see.", "2.1 Overspends were £300k for fostering, £1m for residential care and £2m across transport.", ""},
		"month of another year":          {"The budget for 2024/25 (month 3, June 2025).", "2.1 The position at June 2025 was noted.\n2.2 June 2025 was hot.", "period purpose 2.1 it says 2024/25 month 3, but June 2025 is 2025/26 month 3"},
		"month that fits":                {"The budget for 2025/26 (month 3, June 2025).", "2.1 The position at June 2025 was noted.", ""},
		"January is in the year before":  {"The budget for 2024/25 (period 10, January 2025).", "2.1 Noted.", ""},
		"a letter too many":              {"To see.", "2.1 SPEND plans and MAASH were discussed.", "term 2.1 SPEND for SEND; term 2.1 MAASH for MASH"},
		"a name like another":            {"To see.", "2.1 The Multi-Agency Support Hub (MASH) and the Dedicated Schools Grant (DSG) were discussed, and the Local Area Designated Officer (LADO).", "term 2.1 Multi-Agency Support Hub for Multi-Agency Safeguarding Hub; term 2.1 Local Area Designated Officer for Local Authority Designated Officer"},
		"a name in the singular":         {"To see.", "2.1 Education, Health and Care Plans (EHCPs) and an Independent Reviewing Officer (IRO).", ""},
		"another meaning":                {"To see.", "2.1 The Personal Energy Pump (PEP) was shown, and a Green Cycle Lane (SEND).", ""},
		"both ways round":                {"To see.", "2.1 The staff to child ratio is 2 to 1.\n2.2 A child-staff ratio of 2-1 is costly.", "ratio 2.1 2.2 the ratio is called child-staff and staff-child: 2 to 1 is 2 staff to 1 child, or the other way round"},
		"one way round":                  {"To see.", "2.1 The pupil-teacher ratio is 20:1 and was a ratio of pupils to teachers of 19:1.", ""},
		"one to one":                     {"To see.", "2.1 The staff-child ratio is 1:1.\n2.2 The child-staff ratio is 1:1.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse("x.txt", []byte(strings.Replace(item(tt.body), "To see.", tt.purpose, 1)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range p.Contradictions {
				s := c.Kind + " " + strings.Join(c.Paragraphs, " ")
				if c.Kind != "figure" || strings.Contains(c.What, " is for ") {
					s += " " + c.What
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestQueries: what a clerk should ask before approval.
func TestQueries(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"2.1 The work of CAMHS is softer than the CAMHS model.":          "comparison",
		"2.1 The work of MASH is softer than the CAMHS model.":           "",
		"2.1 CAMHS does more. CAMHS is larger than last year.":           "",
		"2.1 All savings are on track, yet some are marked as amber.":    "rating",
		"2.1 All savings are on track. The amber light was mended.":      "",
		"2.1 Staff study for their ASW course.":                          "term",
		"2.1 Plans fell by 15%.":                                         "base",
		"2.1 Plans fell by 15% since March 2022.":                        "",
		"2.1 Plans fell from 200 to 170, a reduction of 15%.":            "",
		"2.1 There were 15% of plans that rose to the second threshold.": "",
	} {
		p, err := Parse("x.txt", []byte(item(body)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, q := range p.Queries {
			got = append(got, q.Kind)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", body, s, want)
		}
	}
	for name, want := range map[string]string{seed003: "base 4.4", seed004: "term 5.12; comparison 5.13; rating 5.18"} {
		p, _ := parseFile(t, name)
		var got []string
		for _, q := range p.Queries {
			got = append(got, q.Kind+" "+q.Paragraphs[0])
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestGaps: what was missing is said in few words, with the sentence beside it.
func TestGaps(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"Activity numbers were not to hand.":                                      "Activity numbers not to hand",
		"It was said that the Head of Abcd was not in attendance. ABCD is large.": "Head of ABCD not in attendance",
		"Officers did not have the data.":                                         "Officers did not have the data.",
		"Officers were not able to answer.":                                       "Question not answered",
	} {
		p, err := Parse("x.txt", []byte(item("Questions from the Panel\n2.1 Why?\n§ (HoF) "+answer)))
		if err != nil {
			t.Fatal(err)
		}
		if len(p.InformationGaps) != 1 || p.InformationGaps[0].What != want || !strings.Contains(answer, p.InformationGaps[0].Sentence) {
			t.Errorf("%s: %+v", answer, p.InformationGaps)
		}
	}
}
