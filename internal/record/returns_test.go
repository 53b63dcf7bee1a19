package record

import (
	"strings"
	"testing"

	"throughline/internal/day"
)

func number(n int) *int { return &n }

// TestValidOfReturns: what the kinds of the returns refuse, and what they take as it came.
func TestValidOfReturns(t *testing.T) {
	t.Parallel()
	d := day.Must
	for name, tt := range map[string]struct {
		body Validator
		says string // empty: taken
	}{
		"nothing known of an enquiry":              {S47Enquiry{}, ""},
		"an answer in the census's spelling":       {S47Enquiry{ICPCNotRequired: "true"}, "use yes or no"},
		"a plan that ends before it starts":        {CPPlan{Started: d("2026-03-20"), Ended: d("2026-03-01"), InitialCategory: "NEG", LatestCategory: "MUL"}, ""},
		"a category of no set":                     {CPPlan{InitialCategory: "NEGL"}, "category_of_abuse"},
		"no plan before":                           {CPPlan{Previous: number(0)}, ""},
		"fewer than no plans before":               {CPPlan{Previous: number(-1)}, "0 or more"},
		"an outcome before module 5 was asked for": {PreProceedings{Decided: d("2025-05-01"), Outcome: "A"}, ""},
		"an outcome of no set":                     {PreProceedings{Outcome: "Q"}, "pp_outcome"},
		"an open period":                           {CarePeriod{Started: d("2026-03-20"), Given: []CareNeed{{Need: "N1"}}}, ""},
		"a period that ends with X1":               {CarePeriod{Ended: d("2026-03-20"), Ceased: "X1"}, "still looked after"},
		"a period of which the end is lost":        {CarePeriod{Ended: d("2026-03-20"), BreaksOff: true}, ""},
		"a period that is lost and ended":          {CarePeriod{Ended: d("2026-03-20"), BreaksOff: true, Ceased: "E8"}, "breaks off"},
		"a need of the census":                     {CarePeriod{Given: []CareNeed{{Need: "N9"}}}, "N9"},
		"a legal status of before":                 {LegalStatus{Status: "C1"}, ""},
		"a legal status of no set":                 {LegalStatus{Status: "C9"}, "C9"},
		"a code younger than a placement":          {CLAPlacement{From: d("2024-04-25"), Type: "Z12"}, ""},
		"a code younger than a placement's end":    {CLAPlacement{From: d("2024-04-25"), To: d("2025-03-31"), Type: "Z12"}, "1 April 2025"},
		"lower case":                               {CLAPlacement{Type: "u1"}, "write it as"},
		"a provider of no set":                     {CLAPlacement{Provider: "PR9"}, "PR9"},
		"a reason of no set":                       {CLAPlacement{Change: "MOVED"}, "MOVED"},
		"participation":                            {CLAReview{Participation: "PN8"}, "PN8"},
		"missing":                                  {Missing{Type: "W"}, "MISSING"},
		"a worker of before the table":             {Involvement{Registration: "SW1", From: d("2019-01-01"), Reason: "MANAGE"}, ""},
		"a check of no type":                       {CLAHealth{Done: Yes}, "kind of check"},
		"a score of 0":                             {SDQScore{Score: number(0)}, ""},
		"a score of 41":                            {SDQScore{Score: number(41)}, "0 to 40"},
		"a care leaver of no year":                 {CareLeaver{InTouch: "YES"}, "year"},
		"a date of which the year is known":        {PreviousPermanence{Option: "P1", Ordered: "2019-ZZ-ZZ"}, ""},
		"a date in the return's order":             {PreviousPermanence{Ordered: "31-05-2019"}, "not a date"},
		"an allocation with a reason of its own":   {Allocation{Team: "team:1", Reason: "she knows the family"}, ""},
		"an allocation with a code of no set":      {Allocation{Team: "team:1", Change: "BORED"}, "SW_REASON"},
		"a status that is spelt out":               {ImmigrationStatus{Status: "UASC"}, "write it as"},
		"a mother of nobody known":                 {Mother{Mother: Yes}, ""},
		"any text at all":                          {AsReturned{Return: ReturnCIN, Table: "CINdetails", Record: "r", Values: []ReturnedValue{{"ReferralSource", " \x00zz9"}}}, ""},
		"an empty row":                             {AsReturned{Return: ReturnSSDA903, Table: "OC2"}, ""},
		"nothing left out":                         {AsReturned{Return: ReturnSSDA903, Table: "OC2", Record: "r"}, "left out"},
		"of no return":                             {AsReturned{Return: "ehcp", Table: "OC2"}, "not a return"},
	} {
		err := tt.body.Valid(d("2026-11-25"))
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
			t.Errorf("%s: %v; want an error that says %q", name, err, tt.says)
		}
	}
}

func TestPartDay(t *testing.T) {
	t.Parallel()
	for p, want := range map[PartDay]struct{ valid, whole bool }{
		"":           {true, false},
		"2019-05-31": {true, true},
		"2019-05-ZZ": {true, false},
		"2019-ZZ-31": {true, false},
		"ZZZZ-02-29": {true, false}, // some years have it
		"2019-02-29": {false, false},
		"ZZZZ-02-30": {false, false},
		"ZZZZ-ZZ-ZZ": {true, false},
		"2019-13-ZZ": {false, false},
		"2019-ZZ-32": {false, false},
		"2019-00-ZZ": {false, false},
		"19-05-31":   {false, false},
		"2019-zz-zz": {false, false},
		"31/05/2019": {false, false},
	} {
		if got := p.Valid(); got != want.valid {
			t.Errorf("%q: valid is %v", p, got)
		}
		if _, ok := p.Day(); ok != want.whole {
			t.Errorf("%q: a whole day is %v", p, ok)
		}
	}
}
