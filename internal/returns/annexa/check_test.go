package annexa

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/annexa/xlsx"
	"throughline/internal/returns/finding"
)

// sheetOf is rows of lists that a test changes before they are written.
type sheetOf struct {
	rows []Row
}

// set changes cells of the first row of a list: header and value in turn. nil makes a cell blank.
func (s *sheetOf) set(list int, pairs ...any) { s.setNth(list, 0, pairs...) }

func (s *sheetOf) setNth(list, nth int, pairs ...any) {
	for i := range s.rows {
		if s.rows[i].List != list {
			continue
		}
		if nth > 0 {
			nth--
			continue
		}
		for j := 0; j < len(pairs); j += 2 {
			c := Of(list).Column(pairs[j].(string))
			if c < 0 {
				panic("no column " + pairs[j].(string))
			}
			s.rows[i].Cells[c] = cellOf(pairs[j+1])
		}
		return
	}
	panic("no such row")
}

func cellOf(v any) Cell {
	switch v := v.(type) {
	case nil:
		return Cell{}
	case int:
		return Cell{Number: &v}
	case day.Day:
		return Cell{Day: v}
	}
	return Cell{Text: v.(string)}
}

// again puts a copy of the first row of a list at its end.
func (s *sheetOf) again(list int, pairs ...any) {
	i := slices.IndexFunc(s.rows, func(r Row) bool { return r.List == list })
	r := s.rows[i]
	r.Cells = slices.Clone(r.Cells)
	s.rows = append(s.rows, r)
	n := 0
	for _, r := range s.rows {
		if r.List == list {
			n++
		}
	}
	s.setNth(list, n-1, pairs...)
}

func (s *sheetOf) drop(list int) {
	s.rows = slices.DeleteFunc(s.rows, func(r Row) bool { return r.List == list })
}

// good is one child in care with everything, a young person who has left care, and a couple who adopts: without a finding on 2026-09-30.
func good() *sheetOf {
	s := &sheetOf{}
	add := func(list int, pairs ...any) {
		s.rows = append(s.rows, Row{List: list, Cells: make([]Cell, len(Of(list).Columns))})
		if list < 11 {
			pairs = append([]any{"Child Unique ID", "C1", "Gender", "b) Female", "Ethnicity", "a) WBRI", "Date of Birth", d("2015-06-10"), "Age of Child (Years)", 11}, pairs...)
			if Of(list).Column("Does the Child have a Disability") >= 0 {
				pairs = append(pairs, "Does the Child have a Disability", "b) No")
			}
		}
		if Of(list).Column("Allocated Team") >= 0 {
			pairs = append(pairs, "Allocated Team", "T", "Allocated Worker", "W")
		}
		n := 0
		for _, r := range s.rows {
			if r.List == list {
				n++
			}
		}
		s.setNth(list, n-1, pairs...)
	}
	add(1, "Date of Contact", d("2026-06-01"), "Contact Source", "q) 6: Police")
	add(2, "Assessment start date", d("2026-05-01"), "Assessment completion date", d("2026-05-30"), "Organisation completing assessment", "School")
	add(3, "Date of referral", d("2026-06-01"), "Referral Source", "q) 6: Police", "Referral NFA?", "b) No", "Number of Referrals in Last 12 Months", 0)
	add(4, "Continuous Assessment Start Date", d("2026-06-02"), "Child Seen During Continuous Assessment", "a) Yes", "Continuous Assessment Date of Authorisation", d("2026-07-02"),
		"Was the child assessed as requiring LA children’s social care support", "a) Yes")
	add(5, "Strategy discussion initiating Section 47 Enquiry Start Date", d("2026-06-05"), "Was an Initial Child Protection Conference deemed unnecessary?", "b) No",
		"Date of Initial Child Protection Conference", d("2026-06-20"), "Did the Initial Child Protection Conference Result in a Child Protection Plan", "a) Yes",
		"Number of Section 47 Enquiries in the last 12 months", 0, "Number of ICPCs in the last 12 months", 0)
	add(6, "CIN Start Date", d("2026-06-01"), "Primary Need Code", "N1 - Abuse or neglect", "Date Child Was Last Seen", d("2026-09-01"), "Case status", "a) Looked after child")
	add(7, "Child Protection Plan Start Date", d("2026-06-20"), "Initial Category of Abuse", "a) Neglect", "Latest Category of Abuse", "a) Neglect", "Date of the Last Statutory Visit", d("2026-07-01"),
		"Was the Child Seen Alone?", "a) Yes", "Child Protection Plan End Date", d("2026-07-10"),
		"Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)", "b) No", "Number of Previous Child Protection Plans", 0)
	add(8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", "b) No", "Date Started to be Looked After", d("2026-07-10"), "Child's Category of Need", "N1 - Abuse or neglect",
		"Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)", "b) No", "Start date of current legal status", d("2026-07-10"), "Child's Legal Status", "C1: ICO",
		"Number of Placements in the Last 12 months", 1, "Start Date of Most Recent Placement", d("2026-07-10"), "Placement Type", "f) U6: Foster placement - not FFA", "Placement Provider", "b) PR1: Own provision",
		"Placement postcode", "HM1 1AA", "Placement Location", "a) In", "LA of Placement", "Exampleshire",
		"Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months", 1, "Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months", 0,
		"Was the child offered a Return Interview after their last missing episode (Y/N)?", "a) Yes", "Did the child accept a Return Interview after their last missing episode (Y/N)?", "b) No")
	add(9, "Child Unique ID", "C9", "Date of Birth", d("2006-01-01"), "Age of Child (Years)", 20, "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", "b) No", "Eligibility Category", "b) Former relevant child",
		"LA In Touch ", "a) Yes", "Type of Accommodation", "U: Independent living", "Suitability of Accommodation", "a) Suitable", "Activity Status", "F1: Full time in higher education")
	add(10, "Date the Child Entered Care", d("2026-07-10"), "Date of Decision that Child Should be Placed for Adoption", d("2026-08-01"), "Family identifier", "F1")
	add(11, "Individual adopter identifier", "A1", "Family identifier", "F1", "Gender", "a) Male", "Ethnicity", "a) WBRI", "Disability", "b) No", "Is the (prospective) adopter fostering for adoption?", "No", "Date enquiry received", d("2026-01-01"), "No. of children placed", 0)
	return s
}

// workbookOf is a workbook of rows as it is read.
func workbookOf(t testing.TB, s *sheetOf) *Workbook {
	t.Helper()
	w := &Workbook{Name: "a.xlsx", On: on}
	for i, l := range All() {
		w.Sheets[i] = &Sheet{List: l, Name: l.Sheet, Head: 2, Has: slices.Repeat([]bool{true}, len(l.Columns))}
	}
	for _, r := range s.rows {
		sheet := w.Sheets[r.List-1]
		e := Entry{Number: 3 + len(sheet.Entries)}
		for i, c := range r.Cells {
			cell := xlsx.Cell{Kind: xlsx.Text, Text: c.Text}
			switch {
			case c.Blank():
				cell = xlsx.Cell{}
			case c.Number != nil:
				cell = xlsx.Cell{Kind: xlsx.Number, Text: c.String(), Num: float64(*c.Number)}
			case !c.Day.IsZero():
				cell = xlsx.Cell{Kind: xlsx.Date, Text: c.String(), Day: c.Day}
			}
			e.Fields = append(e.Fields, understand(sheet.List.Columns[i], cell))
		}
		sheet.Entries = append(sheet.Entries, e)
	}
	return w
}

func codes(run finding.Run) (out []string) {
	for _, f := range run.Findings {
		out = append(out, f.Rule)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestRulesOfARow(t *testing.T) {
	const (
		missing  = "Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months"
		offered  = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
		accepted = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
		icpc     = "Date of Initial Child Protection Conference"
		result   = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
		unneeded = "Was an Initial Child Protection Conference deemed unnecessary?"
		s47      = "Strategy discussion initiating Section 47 Enquiry Start Date"
	)
	tests := map[string]struct {
		change func(s *sheetOf)
		want   []string
	}{
		"nothing":                      {func(s *sheetOf) {}, nil},
		"blank that must not be":       {func(s *sheetOf) { s.set(8, "Placement postcode", nil) }, []string{"L8-25-blank"}},
		"blank that ought not to be":   {func(s *sheetOf) { s.set(8, "Allocated Team", nil) }, []string{"L8-33-unsaid"}},
		"blank that may be":            {func(s *sheetOf) { s.set(8, "URN of Placement", nil) }, nil},
		"#N/A":                         {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", "#N/A") }, []string{"L6-09-fault"}},
		"words for a date":             {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", "last week") }, []string{"L6-09-date"}},
		"a day that no month has":      {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", "31/06/2026") }, []string{"L6-09-date"}},
		"a date as text":               {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", "01/09/2026") }, nil},
		"a date as ISO with a time":    {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", "2026-09-01T00:00:00") }, nil},
		"a date that lost its format":  {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", 46111) }, []string{"L6-09-spelt"}},
		"a day after the extract date": {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", on.Add(1)) }, []string{"L6-09-future"}},
		"the extract date":             {func(s *sheetOf) { s.set(6, "Date Child Was Last Seen", on) }, nil},
		"words for a number":           {func(s *sheetOf) { s.set(8, "Number of Placements in the Last 12 months", "many") }, []string{"L8-19-whole"}},
		"below the least":              {func(s *sheetOf) { s.set(8, "Number of Placements in the Last 12 months", 0) }, []string{"L8-19-whole"}},
		"no code":                      {func(s *sheetOf) { s.set(6, "Primary Need Code", "N17 - Bad luck") }, []string{"L6-08-code"}},
		"a group":                      {func(s *sheetOf) { s.set(1, "Contact Source", "d) Health services") }, []string{"L1-07-group"}},
		"a group of one code":          {func(s *sheetOf) { s.set(1, "Contact Source", "g) Police") }, []string{"L1-07-group"}},
		"a code without its letter":    {func(s *sheetOf) { s.set(1, "Contact Source", "6: Police") }, []string{"L1-07-spelt"}},
		"t) NOBT":                      {func(s *sheetOf) { s.set(9, "Ethnicity", "t) NOBT") }, []string{"L9-03-spelt"}},
		"straight quotes":              {func(s *sheetOf) { s.set(8, "Placement Type", "p) K2: Children's Homes") }, []string{"L8-23-spelt"}},
		"not a postcode":               {func(s *sheetOf) { s.set(8, "Placement postcode", "HM1") }, []string{"L8-25-postcode"}},
		"a postcode without a blank":   {func(s *sheetOf) { s.set(8, "Placement postcode", "hm11aa") }, nil},
		"age with a fraction":          {func(s *sheetOf) { s.set(9, "Age of Child (Years)", "20.4") }, []string{"age-fraction"}},
		"age that does not follow":     {func(s *sheetOf) { s.set(9, "Age of Child (Years)", 19) }, []string{"age"}},
		"unborn and four weeks overdue": {func(s *sheetOf) {
			s.set(1, "Child Unique ID", "U", "Date of Birth", d("2026-09-02"), "Age of Child (Years)", -1)
		}, nil},
		"unborn and five weeks overdue": {func(s *sheetOf) {
			s.set(1, "Child Unique ID", "U", "Date of Birth", d("2026-08-26"), "Age of Child (Years)", -1)
		}, []string{"age"}},
		"born in the future is unborn": {func(s *sheetOf) {
			s.set(1, "Child Unique ID", "U", "Date of Birth", d("2026-12-26"), "Age of Child (Years)", 0)
		}, []string{"age"}},
		"contact twice":                  {func(s *sheetOf) { s.again(1) }, []string{"L1-key"}},
		"another contact of that day":    {func(s *sheetOf) { s.again(1, "Contact Source", "e) 2A: Schools") }, nil},
		"child in need twice":            {func(s *sheetOf) { s.again(6, "CIN Start Date", d("2026-01-01")) }, []string{"L6-one"}},
		"contact a day too old":          {func(s *sheetOf) { s.set(1, "Date of Contact", d("2026-03-29")) }, []string{"L1-period"}},
		"contact exactly six months ago": {func(s *sheetOf) { s.set(1, "Date of Contact", d("2026-03-30")) }, nil},
		"early help that goes on": {func(s *sheetOf) {
			s.set(2, "Assessment start date", d("2020-01-01"), "Assessment completion date", nil)
		}, nil},
		"early help that ended long ago": {func(s *sheetOf) {
			s.set(2, "Assessment start date", d("2020-01-01"), "Assessment completion date", d("2026-03-29"))
		}, []string{"L2-period"}},
		"early help ends before it starts": {func(s *sheetOf) { s.set(2, "Assessment completion date", d("2026-04-30")) }, []string{"L2-order"}},
		"assessment authorised too early":  {func(s *sheetOf) { s.set(4, "Continuous Assessment Date of Authorisation", d("2026-06-01")) }, []string{"L4-order"}},
		"authorised without outcome": {func(s *sheetOf) {
			s.set(4, "Was the child assessed as requiring LA children’s social care support", nil)
		}, []string{"L4-outcome"}},
		"enquiry without a conference, old": {func(s *sheetOf) { s.set(5, s47, d("2025-09-29"), unneeded, "a) Yes", icpc, nil, result, nil) }, []string{"L5-period"}},
		"open enquiry, old":                 {func(s *sheetOf) { s.set(5, s47, d("2026-01-01"), unneeded, nil, icpc, nil, result, nil) }, nil},
		"conference that was unnecessary":   {func(s *sheetOf) { s.set(5, unneeded, "a) Yes") }, []string{"L5-unnecessary"}},
		"conference without result":         {func(s *sheetOf) { s.set(5, result, nil) }, []string{"L5-result"}},
		"number of referrals differs": {func(s *sheetOf) {
			s.again(3, "Date of referral", d("2026-05-01"), "Number of Referrals in Last 12 Months", 1)
		}, []string{"L3-fewer", "L3-same"}},
		"number of referrals too low": {func(s *sheetOf) { s.again(3, "Date of referral", d("2026-05-01")) }, []string{"L3-fewer"}},
		"number of referrals fits": {func(s *sheetOf) {
			s.set(3, "Number of Referrals in Last 12 Months", 1)
			s.again(3, "Date of referral", d("2026-05-01"))
		}, nil},
		"number of conferences too low": {func(s *sheetOf) {
			n := "Number of Section 47 Enquiries in the last 12 months"
			s.set(5, n, 1)
			s.again(5, s47, d("2026-05-01"), icpc, d("2026-05-10"))
		}, []string{"L5-fewer"}},
		"closure without reason":     {func(s *sheetOf) { s.set(9, "Child Unique ID", "C9"); s.set(6, "Reason for Closure", "RC2 - Died") }, []string{"L6-closure"}},
		"closed with an open status": {func(s *sheetOf) { s.set(6, "CIN Closure Date", on, "Reason for Closure", "RC2 - Died") }, []string{"L6-closed"}},
		"closed after assessment": {func(s *sheetOf) {
			s.set(6, "CIN Closure Date", on, "Reason for Closure", "RC8 - Case closed after assessment, no further action", "Case status", "e) Closed episode")
		}, []string{"L6-assessed", "X-care-status"}},
		"short breaks":                      {func(s *sheetOf) { s.set(8, "Child's Legal Status", "V4: Short term breaks, agreements recorded") }, []string{"L8-breaks"}},
		"ceased without a reason":           {func(s *sheetOf) { s.set(8, "Date Ceased to be Looked After ", on) }, []string{"L8-ceased", "X-adoption-care", "X-status-care"}},
		"interview without being missing":   {func(s *sheetOf) { s.set(8, missing, 0) }, []string{"L8-interview"}},
		"missing and no answer":             {func(s *sheetOf) { s.set(8, offered, nil, accepted, nil) }, []string{"L8-interview"}},
		"accepted what was not offered":     {func(s *sheetOf) { s.set(8, offered, "b) No", accepted, "a) Yes") }, []string{"L8-accepted"}},
		"inside, and in Wales":              {func(s *sheetOf) { s.set(8, "LA of Placement", "WAL - Child placed in Wales") }, []string{"L8-where"}},
		"confidential":                      {func(s *sheetOf) { s.set(8, "LA of Placement", "CON - Child placed in confidential placement") }, nil},
		"eligible at 20":                    {func(s *sheetOf) { s.set(9, "Eligibility Category", "d) Eligible child") }, []string{"L9-age", "X-eligible-care"}},
		"accommodation without suitability": {func(s *sheetOf) { s.set(9, "Suitability of Accommodation", nil) }, []string{"L9-suitable"}},
		"placed before it was decided":      {func(s *sheetOf) { s.set(10, "Date Placed for Adoption", d("2026-07-31")) }, []string{"L10-order"}},
		"given up thirteen months ago": {func(s *sheetOf) {
			s.set(10, "Date of Decision that Child Should be Placed for Adoption", d("2025-01-01"), "Date of Decision that Child Should No Longer be Placed for Adoption", d("2025-09-29"), "Reason Why Child No Longer Placed for Adoption", "RD4 - Any other reason")
		}, []string{"L10-period"}},
		"left without a reason":        {func(s *sheetOf) { s.set(11, "Date of leaving adoption process", on) }, []string{"L11-left"}},
		"a couple with two numbers":    {func(s *sheetOf) { s.again(11, "Individual adopter identifier", "A2", "No. of children placed", 1) }, []string{"L11-couple"}},
		"another birth date elsewhere": {func(s *sheetOf) { s.set(7, "Date of Birth", d("2015-06-11")) }, []string{"X-person"}},
		"another disability elsewhere": {func(s *sheetOf) { s.set(7, "Does the Child have a Disability", "a) Yes") }, []string{"X-disability"}},
		"not in need": {func(s *sheetOf) {
			s.drop(6)
			s.set(4, "Continuous Assessment Date of Authorisation", nil, "Was the child assessed as requiring LA children’s social care support", nil)
		}, []string{"X-assessment-need", "X-care-need", "X-plan-need"}},
		"on a plan with a lower status": {func(s *sheetOf) {
			s.drop(8)
			s.drop(10)
			s.set(6, "Case status", "c) Child in need plan")
			s.set(7, "Child Protection Plan End Date", nil)
		}, []string{"X-plan-status"}},
		"status of a plan that is not there": {func(s *sheetOf) { s.drop(8); s.drop(10); s.set(6, "Case status", "b) Child Protection plan") }, []string{"X-status-plan"}},
		"status of an assessment that ended": {func(s *sheetOf) { s.drop(8); s.drop(10); s.set(6, "Case status", "d) Open assessment") }, []string{"X-status-assessment"}},
		"led to a plan that is not there":    {func(s *sheetOf) { s.drop(7) }, []string{"X-result-plan"}},
		"began without its referral":         {func(s *sheetOf) { s.set(6, "CIN Start Date", d("2026-06-02")) }, []string{"X-start-referral"}},
		"began before the period":            {func(s *sheetOf) { s.set(6, "CIN Start Date", d("2026-03-29")) }, nil},
		"an adoptive family that nobody is":  {func(s *sheetOf) { s.set(10, "Family identifier", "F9") }, []string{"X-family"}},
		"no number, which no rule joins":     {func(s *sheetOf) { s.set(1, "Child Unique ID", nil) }, []string{"L1-01-blank"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := good()
			tt.change(s)
			run := Check(workbookOf(t, s), CheckOptions{})
			if diff := cmp.Diff(tt.want, codes(run)); diff != "" {
				t.Error(diff)
			}
			for _, f := range run.Findings {
				r, ok := run.Rule(f.Rule)
				if !ok {
					t.Errorf("%s is no rule", f.Rule)
				}
				if f.Row < 3 {
					t.Errorf("%s: row %d", f.Rule, f.Row)
				}
				if text := r.Sentence(f) + r.Mending(f); strings.ContainsAny(text, "{}") {
					t.Errorf("%s: %s", f.Rule, text)
				}
				for _, x := range f.Values {
					if strings.Contains(r.Message, "{"+x.Field+"}") && x.Text != "" && !strings.Contains(r.Sentence(f), x.Text) {
						t.Errorf("%s does not say %s: %s", f.Rule, x.Field, r.Sentence(f))
					}
				}
			}
		})
	}
}

// Every value that a message speaks of is known: a field of the rule, or one that the check gives.
func TestRulesSayWhatTheyKnow(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Code] {
			t.Errorf("%s is there twice", r.Code)
		}
		seen[r.Code] = true
		if len(r.Tables) == 0 || r.Title == "" || r.Message == "" || r.Mend == "" || r.Severity == "" {
			t.Errorf("%s is not whole", r.Code)
		}
	}
	if len(Rules()) < 500 {
		t.Errorf("only %d rules", len(Rules()))
	}
}

func TestMissingListsAndColumns(t *testing.T) {
	s := good()
	w := workbookOf(t, s)
	w.Sheets[0] = nil
	w.Sheets[7].Has[27] = false
	for i := range w.Sheets[7].Entries {
		w.Sheets[7].Entries[i].Fields[27] = Field{Trouble: Unwritten}
	}
	if diff := cmp.Diff([]string{"L1-sheet", "L8-28-missing"}, codes(Check(w, CheckOptions{}))); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutAnExtractDate(t *testing.T) {
	w := workbookOf(t, good())
	w.On = day.Day{}
	run := Check(w, CheckOptions{})
	if len(run.Findings) != 0 || len(run.Skipped) == 0 || run.Ran+len(run.Skipped) != len(run.Rules) {
		t.Errorf("%d findings, %d of %d rules skipped", len(run.Findings), len(run.Skipped), len(run.Rules))
	}
	if later := Check(w, CheckOptions{On: d("2027-01-15")}); !slices.Contains(codes(later), "L1-period") {
		t.Error("the day that is given does not count")
	}
}

// anyRow is a row of any list: codes, days, numbers and texts as the columns hold them.
func anyRow(t *rapid.T) Row {
	l := All()[rapid.IntRange(0, Lists-1).Draw(t, "list")]
	r := Row{List: l.Number, Cells: make([]Cell, len(l.Columns))}
	r.Cells[0] = Cell{Text: "C" + rapid.StringMatching(`[A-Z0-9]{1,8}`).Draw(t, "number")}
	for i, c := range l.Columns[1:] {
		if rapid.Bool().Draw(t, "blank") {
			continue
		}
		switch c.Type {
		case Date:
			r.Cells[i+1] = Cell{Day: d("1930-01-01").Add(rapid.IntRange(0, 50_000).Draw(t, "day"))}
		case Whole:
			n := rapid.IntRange(1, 30).Draw(t, "number")
			r.Cells[i+1] = Cell{Number: &n}
		case Coded:
			r.Cells[i+1] = Cell{Text: rapid.SampledFrom(SetOf(c.Set).Values).Draw(t, "code")}
		case Postcode:
			r.Cells[i+1] = Cell{Text: "HM1 1AA"}
		default:
			r.Cells[i+1] = Cell{Text: rapid.StringMatching(`[A-Za-z=+@<&"'][A-Za-z0-9 =<&"'’é]{1,20}[A-Z0-9]`).Draw(t, "text")}
		}
	}
	return r
}

// Any rows that are written come back as they were.
func TestWhatIsWrittenIsRead(t *testing.T) {
	b, err := NewBook(Cover{On: on})
	if err != nil {
		t.Fatal(err)
	}
	var want [Lists][]Row
	gen := rapid.Custom(anyRow)
	for seed := range 400 {
		r := gen.Example(seed)
		want[r.List-1] = append(want[r.List-1], r)
		if err := b.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Close(&out); err != nil {
		t.Fatal(err)
	}
	w, err := Read("a.xlsx", bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i, rows := range want {
		if len(w.Sheets[i].Entries) != len(rows) || len(rows) == 0 {
			t.Fatalf("list %d: %d rows of %d", i+1, len(w.Sheets[i].Entries), len(rows))
		}
		for n, r := range rows {
			got := w.Sheets[i].Entries[n]
			if diff := cmp.Diff(r.Cells, got.Row(r.List).Cells, cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
				t.Fatal(diff)
			}
			for j, f := range got.Fields {
				if f.Trouble != Fine {
					t.Fatalf("%s: trouble %d with %q", w.Sheets[i].List.Columns[j].Header, f.Trouble, f.Says)
				}
			}
		}
	}
}

func TestReadRefuses(t *testing.T) {
	_, err := Read("list.xlsx", strings.NewReader("no workbook"), 11)
	if errs.Of(err) != errs.Invalid {
		t.Error(err)
	}
}
