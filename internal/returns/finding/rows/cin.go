package rows

import (
	"context"
	"encoding/binary"
	"io"
	"strconv"
	"strings"

	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding/show"
)

// CIN is the tables of a census file that can be read, with the columns of specs/cin/schema.json. The file is read once; its values, without
// the XML around them, are held meanwhile: about a third of its length. The name is what messages call the file.
func CIN(file io.ReadSeeker, name string) show.Tables { return &census{file, name} }

type census struct {
	file io.ReadSeeker
	name string
}

// Each gives table after table.
func (c *census) Each(ctx context.Context, each func(show.Table) error) error {
	held := make([]spool, len(cin.Tables()))
	h, err := cin.Once(ctx, c.file, c.name, func(_ *cin.Header, child *cin.Child) error {
		for i, t := range cin.Tables() {
			if err := rowsOf(t, child, held[i].add); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	header := show.Row{Number: 1, Cells: values(h.Field, headerColumns)}
	if err := each(show.Table{Name: "Header", Columns: headerColumns, Rows: func(row func(show.Row) error) error { return row(header) }}); err != nil {
		return err
	}
	for i, t := range cin.Tables() {
		all := append(keys(t), columns[t]...)
		if err := each(show.Table{Name: t.String(), Columns: all, Rows: func(row func(show.Row) error) error { return held[i].each(len(all), row) }}); err != nil {
			return err
		}
		held[i] = nil
	}
	return nil
}

// spool is rows, one after another: position and number, then the length and the text of each cell.
type spool []byte

func (s *spool) add(r show.Row) error {
	b := binary.AppendUvarint(*s, uint64(r.Pos))
	b = binary.AppendUvarint(b, uint64(r.Number))
	for _, c := range r.Cells {
		b = binary.AppendUvarint(b, uint64(len(c)))
		b = append(b, c...)
	}
	*s = b
	return nil
}

// each gives the rows back.
func (s spool) each(cells int, row func(show.Row) error) error {
	number := func() int {
		n, size := binary.Uvarint(s)
		s = s[size:]
		return int(n)
	}
	r := show.Row{Cells: make([]string, cells)}
	for len(s) > 0 {
		r.Pos, r.Number = number(), number()
		for i := range r.Cells {
			n := number()
			r.Cells[i] = string(s[:n])
			s = s[n:]
		}
		if err := row(r); err != nil {
			return err
		}
	}
	return nil
}

var headerColumns = []string{"Collection", "Year", "ReferenceDate", "SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"}

// columns are those of each table after its keys.
var columns = map[cin.Table][]string{
	cin.ChildIdentifiers:      {"UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate", "GenderCurrent", "Sex", "PersonDeathDate"},
	cin.ChildCharacteristics:  {"Ethnicity"},
	cin.Disabilities:          {"Disability"},
	cin.CINdetails:            {"CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC", "ReferralNFA"},
	cin.Assessments:           {"AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate", "AssessmentFactors"},
	cin.AssessmentFactorsList: {"AssessmentFactor"},
	cin.CINplanDates:          {"CINPlanStartDate", "CINPlanEndDate"},
	cin.Section47:             {"S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"},
	cin.ChildProtectionPlans:  {"CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse", "NumberOfPreviousCPP"},
	cin.Reviews:               {"CPPreviewDate"},
	cin.PreProceedings: {
		"PPStartDate", "LBPSentDate", "FGDMMeetingOffer", "FGDMMeetingFac", "InitialPPMeetingDate", "ReviewMeetingsCount", "StepDecisionDate", "PPOutcome", "CourtAppDate",
		"LetterInitCPDate",
	},
}

// keys are the columns by which the rows of a table are joined to others.
func keys(t cin.Table) []string {
	switch t {
	case cin.ChildIdentifiers, cin.ChildCharacteristics, cin.Disabilities:
		return []string{"LAchildID"}
	case cin.Assessments, cin.AssessmentFactorsList:
		return []string{"LAchildID", "CINdetailsID", "AssessmentID"}
	case cin.ChildProtectionPlans, cin.Reviews:
		return []string{"LAchildID", "CINdetailsID", "CPPID"}
	default:
		return []string{"LAchildID", "CINdetailsID"}
	}
}

// values are the texts of the columns, in their order.
func values(field func(string) *cin.Value, columns []string) []string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		if v := field(c); v != nil {
			cells[i] = v.Text
		}
	}
	return cells
}

// rowsOf gives the rows of one table that come from one child.
func rowsOf(t cin.Table, child *cin.Child, row func(show.Row) error) error {
	g := giver{t: t, child: child, row: row}
	switch t {
	case cin.ChildIdentifiers:
		g.give(child.Identifiers.Number, nil, values(child.Identifiers.Field, columns[t]))
	case cin.ChildCharacteristics:
		g.give(child.Characteristics.Number, nil, values(child.Characteristics.Field, columns[t]))
	case cin.Disabilities:
		for i, d := range child.Characteristics.Disabilities {
			g.give(i+1, nil, []string{d.Text})
		}
	default:
		for i := range child.Episodes {
			g.episode(&child.Episodes[i])
		}
		g.plans(child.LoosePlans)
		g.reviews(child.LooseReviews)
	}
	return g.err
}

// giver hands on the rows of one table until one is refused.
type giver struct {
	t     cin.Table
	child *cin.Child
	row   func(show.Row) error
	err   error
}

func (g *giver) give(number int, ids []int, cells []string) {
	if g.err != nil || number == 0 { // the element is absent
		return
	}
	all := make([]string, 1, 1+len(ids)+len(cells))
	all[0] = g.child.Identifiers.LAchildID.Text
	for _, id := range ids {
		all = append(all, strconv.Itoa(id))
	}
	g.err = g.row(show.Row{Pos: g.child.Pos, Number: number, Cells: append(all, cells...)})
}

func (g *giver) episode(e *cin.Episode) {
	one := []int{e.ID}
	switch g.t {
	case cin.CINdetails:
		g.give(e.Number, one, values(e.Field, columns[g.t]))
	case cin.Assessments, cin.AssessmentFactorsList:
		for i := range e.Assessments {
			g.assessment(e, &e.Assessments[i])
		}
	case cin.CINplanDates:
		for i := range e.CINPlans {
			g.give(e.CINPlans[i].Number, one, values(e.CINPlans[i].Field, columns[g.t]))
		}
	case cin.Section47:
		for i := range e.Enquiries {
			g.give(e.Enquiries[i].Number, one, values(e.Enquiries[i].Field, columns[g.t]))
		}
	case cin.PreProceedings:
		for i := range e.PreProceedings {
			g.give(e.PreProceedings[i].Number, one, values(e.PreProceedings[i].Field, columns[g.t]))
		}
	case cin.ChildProtectionPlans, cin.Reviews:
		g.plans(e.Plans)
	}
}

func (g *giver) assessment(e *cin.Episode, a *cin.Assessment) {
	ids := []int{e.ID, a.ID}
	if g.t == cin.AssessmentFactorsList {
		for _, f := range a.Factors {
			g.give(f.Number, ids, []string{f.Value.Text})
		}
		return
	}
	cells := values(a.Field, columns[g.t])
	factors := make([]string, 0, len(a.Factors))
	for _, f := range a.Factors {
		factors = append(factors, f.Value.Text)
	}
	if len(factors) == 0 && a.DirectFactor.Given { // off the schema, but read as one text
		factors = append(factors, a.DirectFactor.Text)
	}
	cells[len(cells)-1] = strings.Join(factors, ", ")
	g.give(a.Number, ids, cells)
}

func (g *giver) plans(plans []cin.Plan) {
	for i := range plans {
		p := &plans[i]
		if g.t == cin.ChildProtectionPlans {
			g.give(p.Number, []int{p.EpisodeID, p.ID}, values(p.Field, columns[g.t]))
		}
		g.reviews(p.Reviews)
	}
}

func (g *giver) reviews(blocks []cin.ReviewBlock) {
	if g.t != cin.Reviews {
		return
	}
	for _, b := range blocks {
		dates := make([]string, len(b.Dates)) // the table of the sector's checker has the first only
		for i, d := range b.Dates {
			dates[i] = d.Text
		}
		g.give(b.Number, []int{b.EpisodeID, b.PlanID}, []string{strings.Join(dates, ", ")})
	}
}
