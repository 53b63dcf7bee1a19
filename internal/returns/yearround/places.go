package yearround

import (
	"slices"
	"strings"

	"throughline/internal/record"
	"throughline/internal/returns/finding"
	"throughline/internal/story"
)

// lacking is what is put right of rules that flag a row for what another row does not say, or for a row that there is not: by the flagged table and
// the rule, TABLE.FIELD.
var lacking = map[string]string{
	"ChildIdentifiers 8540": "Disabilities.Disability",
	"ChildIdentifiers 8590": "CINdetails.CINreferralDate",
	"Episodes 191":          "OC2.IMMUNISATIONS",
	"Episodes 551":          "PlacedAdoption.DATE_PLACED",
	"Episodes 553":          "PlacedAdoption.DATE_PLACED",
	"Episodes 601":          "AD1.DATE_INT",
	"Episodes 607":          "Header.MOTHER",
	"Episodes 630":          "PrevPerm.PREV_PERM",
	"Episodes SW12STG2":     "SWEpisodes.SW_DECOM",
	"Header EPI":            "Episodes.DECOM",
}

// kinds are the kinds of record that say the tables of the returns, or a column of one.
var kinds = map[string]record.Body{
	"ChildIdentifiers": record.Child{}, "ChildCharacteristics": record.Child{}, "Disabilities": record.Child{}, "CINdetails": record.Referral{},
	"Header": record.Child{}, "Header.UPN": record.Identifier{}, "Header.CHILD": record.Identifier{}, "Header.MOTHER": record.Mother{}, "Header.MC_DOB": record.Mother{},
	"Episodes": record.CarePeriod{}, "PlacedAdoption": record.PlacedForAdoption{}, "AD1": record.Adoption{}, "PrevPerm": record.PreviousPermanence{}, "SWEpisodes": record.Involvement{},
	"OC2": record.CLAHealth{}, "OC2.SDQ_SCORE": record.SDQScore{}, "OC2.SDQ_REASON": record.SDQScore{}, "OC2.CONVICTED": record.CLAConviction{},
	"OC2.IMMUNISATIONS": record.CLAImmunisations{}, "OC2.SUBSTANCE_MISUSE": record.CLASubstanceMisuse{}, "OC2.INTERVENTION_RECEIVED": record.CLASubstanceMisuse{},
	"OC2.INTERVENTION_OFFERED": record.CLASubstanceMisuse{},
}

// kindOf is the kind of record that says a field.
func kindOf(field string) string {
	table, _, _ := strings.Cut(field, ".")
	for _, key := range []string{field, table} {
		if b := kinds[key]; b != nil {
			return b.KindName()
		}
	}
	return ""
}

// places knows the records of one child, to say where a problem is put right.
type places struct {
	records map[string]record.Record
	child   string // id of the record that says who the child is
}

func newPlaces(s story.Story) places {
	at := places{records: map[string]record.Record{}}
	for _, r := range s.Records {
		at.records[r.ID] = r
	}
	if c, ok := story.First[record.Child](s); ok {
		at.child = c.ID
	}
	return at
}

// put says which field a problem is put right in and whose it is. of gives the record that says a column of the flagged row.
func (at places) put(p *Problem, of func(column string) string) {
	if field, ok := lacking[p.Table+" "+p.Finding.Rule]; ok {
		p.Field, p.Kind = field, kindOf(field)
	} else {
		column := chief(p.Finding, p.Rule.Title)
		p.Field, p.Record = p.Table+"."+column, of(column)
		r := at.records[p.Record]
		if p.Kind = r.Kind; p.Kind == "" {
			p.Kind = kindOf(p.Field)
		}
		if a, ok := r.Body.(record.Assessment); ok {
			p.Report = a.Report
		}
	}
	if p.Record == "" && p.Kind == (record.Child{}).KindName() {
		p.Record = at.child
	}
}

// core are the health items that every child in care all year needs, in the order of the return.
var core = []string{"IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE"}

// coreMissing are the rules that miss one of them.
var coreMissing = map[string]bool{"182": true, "191": true, "544": true, "547": true}

// chief is the column that a rule is about: of a rule about something that is missing the first that is blank, else the first that it names. The child's
// number stands in every row, so it is the last that is meant.
func chief(f finding.Finding, title string) string {
	if coreMissing[f.Rule] || strings.Contains(title, "missing") || strings.Contains(title, "incomplete") || strings.Contains(title, "partly filled") {
		for _, v := range f.Values {
			if v.Text == "" && slices.Contains(f.Fields, v.Field) && (!coreMissing[f.Rule] || slices.Contains(core, v.Field)) {
				return v.Field
			}
		}
	}
	for _, c := range f.Fields {
		if c != "CHILD" && c != "LAchildID" {
			return c
		}
	}
	if len(f.Fields) > 0 {
		return f.Fields[0]
	}
	return ""
}
