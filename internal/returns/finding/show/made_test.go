package show

import (
	"context"
	"fmt"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
)

var checkedOn = day.New(2026, 5, 4)

// ssdaRun is a made-up run with what reports must not stumble over: a formula, markup, a blank child, a blank value, a rule that nobody knows.
func ssdaRun() finding.Run {
	years := []string{"2025-26", "2026-27"}
	return finding.Run{
		Return: "ssda903", Year: "2025-26", Reading: finding.Intended, Ran: 3,
		Rules: []finding.Rule{
			{
				Code: "101", Title: "Sex is missing or unknown", Severity: finding.Error, Tables: []string{"Header"}, Fields: []string{"Header.SEX"},
				Message: "{SEX} is not a code for sex.", Mend: "Give 1 for male or 2 for female.", Years: years,
			},
			{
				Code: "205A", Title: "Asylum status changed", Severity: finding.Query, Tables: []string{"UASC"}, Fields: []string{"UASC.DUC", "Header_last.UASC"},
				Message: "The status ends on {DUC}, which last year's return did not say.", Mend: "Check {DUC} with the Home Office letter.", Years: years,
				Needs: []string{"last year's files"}, Differs: "The checker compares the text of the dates, so 1/4/2025 and 01/04/2025 differ there.",
			},
			{
				Code: "612", Title: "Episode ends before it begins", Severity: finding.Error, Tables: []string{"Episodes"}, Fields: []string{"Episodes.DECOM", "Episodes.DEC"},
				Message: "The episode began on {DECOM} and ended on {DEC}.", Mend: "Correct DECOM or DEC.", Years: years,
				Differs: "The checker passes an episode of which a date is written with hyphens.",
			},
			{
				Code: "700", Title: "Placement authority unknown", Severity: finding.Error, Tables: []string{"Episodes"}, Fields: []string{"Episodes.PL_POST"},
				Message: "{PL_POST} is no postcode that is known.", Mend: "Correct the postcode.", Years: years[1:], Needs: []string{"postcodes"},
			},
		},
		Skipped: []finding.Skipped{{Rule: "700", Why: "needs postcodes: give --postcodes FILE"}, {Rule: "701", Why: "needs postcodes: give --postcodes FILE"}},
		Findings: []finding.Finding{
			{Rule: "101", Table: "Header", Row: 0, Line: 2, Fields: []string{"SEX"}, Child: "C1", Worker: "SW101", Values: []finding.Value{{Field: "SEX", Text: "=CMD()"}}},
			{Rule: "101", Table: "Header", Row: 2, Line: 4, Fields: []string{"SEX"}, Child: "<b>C3", Values: []finding.Value{{Field: "SEX", Text: ""}}},
			{Rule: "205A", Table: "UASC", Row: 1, Fields: []string{"DUC"}, Child: "C1", Worker: "SW101", Values: []finding.Value{{Field: "DUC", Text: "01/04/2026"}}},
			{Rule: "612", Table: "Episodes", Row: 7, Line: 9, Fields: []string{"DECOM", "DEC"}, Child: "C2", Worker: "SW102", Values: []finding.Value{{Field: "DECOM", Text: "02/05/2025"}, {Field: "DEC", Text: "01/05/2025"}}},
			{Rule: "612", Table: "Episodes", Row: 3, Line: 5, Fields: []string{"DECOM", "DEC"}, Child: "C1", Worker: "SW101", Values: []finding.Value{{Field: "DECOM", Text: "-1"}, {Field: "DEC", Text: "+cmd|' /C calc'!A0"}}},
			{Rule: "612", Table: "Episodes", Row: 8, Line: 10, Fields: []string{"DECOM", "DEC"}, Values: []finding.Value{{Field: "DECOM", Text: "02/05/2025"}, {Field: "DEC", Text: "30/04/2025"}}},
			{Rule: "999", Table: "Episodes", Row: 8, Fields: []string{"LS"}, Child: "C2"},
		},
		Children: 1204, Rows: map[string]int{"Header": 1204, "Episodes": 2410, "UASC": 3},
		Notes: []string{"episodes.csv line 12: a row that has nothing in it was passed over."},
	}
}

// cinRun is a made-up run of a census, under the peer reading, with two children who share an id and one who has none.
func cinRun() finding.Run {
	years := []string{"2025-26"}
	return finding.Run{
		Return: "cin", Year: "2025-26", Reading: finding.Peer, Ran: 4,
		Rules: []finding.Rule{
			{
				Code: "100", Title: "Reference date is wrong", Severity: finding.Error, Tables: []string{"Header"}, Fields: []string{"Header.ReferenceDate"},
				Message: "The reference date is {ReferenceDate}.", Mend: "Set it to 31 March of the census year.", Years: years,
			},
			{
				Code: "2886Q", Title: "Many disabled children", Severity: finding.Query, Fields: []string{"Disabilities.Disability"},
				Message: "More children than usual have a disability.", Mend: "Check how disability is recorded.", Years: years,
			},
			{
				Code: "8770Q", Title: "No pupil number", Severity: finding.Query, Tables: []string{"ChildIdentifiers"}, Fields: []string{"ChildIdentifiers.UPN", "ChildIdentifiers.UPNunknown"},
				Message: "There is no pupil number, nor a reason why.", Mend: "Give the number or the reason.", Years: years, Differs: "The checker counts age on 1 September.",
			},
			{
				Code: "8840", Title: "Enquiry before birth", Severity: finding.Error, Tables: []string{"Section47", "CINdetails"}, Fields: []string{"Section47.S47ActualStartDate", "ChildIdentifiers.PersonBirthDate"},
				Message: "The enquiry began on {S47ActualStartDate}, before birth on {ChildIdentifiers.PersonBirthDate}.", Mend: "Correct one of the two dates.", Years: years,
			},
		},
		LALevel: []string{"2886Q"},
		Findings: []finding.Finding{
			{Rule: "100", Table: "Header", Row: 1, Fields: []string{"ReferenceDate"}, Values: []finding.Value{{Field: "ReferenceDate", Text: "2026-03-30"}}},
			{Rule: "8770Q", Table: "ChildIdentifiers", Row: 1, Pos: 13, Child: "X1", Fields: []string{"UPN", "UPNunknown"}, Values: []finding.Value{{Field: "UPN"}, {Field: "UPNunknown"}}},
			{Rule: "8770Q", Table: "ChildIdentifiers", Row: 1, Pos: 2, Child: "", Fields: []string{"UPN"}, Values: []finding.Value{{Field: "UPN"}}},
			{Rule: "8840", Table: "Section47", Row: 2, Pos: 12, Child: "X1", Fields: []string{"S47ActualStartDate"}, Values: []finding.Value{
				{Field: "S47ActualStartDate", Text: "2025-05-01"}, {Field: "ChildIdentifiers.PersonBirthDate", Text: "2025-06-01"},
			}},
		},
		Children: 13, Rows: map[string]int{"Header": 1, "ChildIdentifiers": 13, "Section47": 2},
	}
}

// madeTables are rows as a reader would give them.
type madeTables []Table

func (m madeTables) Each(_ context.Context, each func(Table) error) error {
	for _, t := range m {
		if err := each(t); err != nil {
			return err
		}
	}
	return nil
}

func rowsOf(rows ...Row) func(func(Row) error) error {
	return func(each func(Row) error) error {
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func ssdaTables() madeTables {
	episodes := make([]Row, 10)
	for i := range episodes {
		episodes[i] = Row{Number: i, Cells: []string{fmt.Sprintf("C%d", i%3+1), "02/05/2025", "01/05/2025"}}
	}
	episodes[8].Cells[0] = ""
	return madeTables{
		{Name: "Header", Columns: []string{"CHILD", "SEX"}, Rows: rowsOf(
			Row{Number: 0, Cells: []string{"C1", "=CMD()"}}, Row{Number: 1, Cells: []string{"C2", "1"}}, Row{Number: 2, Cells: []string{"<b>C3", ""}},
		)},
		{Name: "Episodes", Columns: []string{"CHILD", "DECOM", "DEC"}, Rows: rowsOf(episodes...)},
		{Name: "UASC", Columns: []string{"CHILD", "DUC"}, Rows: rowsOf()},
	}
}

func cinTables() madeTables {
	return madeTables{{Name: "Section47", Columns: []string{"LAchildID", "S47ActualStartDate"}, Rows: rowsOf(
		Row{Pos: 12, Number: 1, Cells: []string{"X1", "2025-04-30"}}, Row{Pos: 12, Number: 2, Cells: []string{"X1", "2025-05-01"}}, Row{Pos: 13, Number: 2, Cells: []string{"X1", "2025-07-01"}},
	)}}
}

// noneRun found nothing.
func noneRun() finding.Run {
	r := ssdaRun()
	r.Findings, r.Skipped, r.Notes = nil, nil, nil
	for i := range r.Rules {
		r.Rules[i].Differs = ""
	}
	return r
}
