package yearround

import (
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/record"
)

// classes are those of what the returns say of a child: who they are, health (disabilities), referrals, assessments, convictions, whether they seek
// asylum, and the rest of the case.
var classes = []access.Class{access.Identity, access.Health, access.Referral, access.Assessment, access.Offence, access.Immigration, access.None}

// classOf is the class of what a column of a return holds.
func classOf(of, table, column string) access.Class {
	if of == record.ReturnSSDA903 {
		switch {
		case table == "UASC" || column == "UASC":
			return access.Immigration
		case table == "Header" || table == "SWEpisodes" || column == "DOB" || column == "SEX" || column == "CHILD":
			return access.Identity
		case column == "CONVICTED":
			return access.Offence
		case table == "OC2":
			return access.Health
		}
		return access.None
	}
	switch table {
	case "ChildIdentifiers", "ChildCharacteristics":
		return access.Identity
	case "Disabilities":
		return access.Health
	case "CINdetails":
		return access.Referral
	case "Assessments", "AssessmentFactorsList":
		return access.Assessment
	}
	return access.None
}

// classes are those of everything that the problem speaks of: what the rule looks at, and the values in its sentence.
func (p Problem) classes() []access.Class {
	var out []access.Class
	add := func(table, column string) {
		if p.Return == record.ReturnCIN && table == "Header" || table == "year" {
			return // of the census, not of the child; no value of the record
		}
		if c := classOf(p.Return, table, column); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	column := ""
	if p.Return == record.ReturnSSDA903 && len(p.Fields) > 0 {
		column = p.Fields[0]
	}
	add(p.Table, column)
	names := slices.Clone(p.Rule.Fields)
	for _, v := range p.Values {
		names = append(names, v.Field)
	}
	for _, name := range append(names, p.Field) {
		table, column, ok := strings.Cut(name, ".")
		if !ok || kindless(table) {
			table, column = p.Table, strings.TrimPrefix(name, table+".")
		}
		column, _, _ = strings.Cut(column, "+")
		add(table, column)
	}
	return out
}

// kindless says whether what stands before the point of a value's name is no table but another row of the flagged one.
func kindless(label string) bool {
	switch label {
	case "previous", "next", "before", "last":
		return true
	}
	return false
}

// Seen leaves out the problems that speak of anything which the reader may not read.
func Seen(ps []Problem, may func(access.Class) bool) (out []Problem) {
	for _, p := range ps {
		if !slices.ContainsFunc(p.classes(), func(c access.Class) bool { return !may(c) }) {
			out = append(out, p)
		}
	}
	return out
}

// Part says whether a reader sees only part of what the returns say of a child.
func Part(may func(access.Class) bool) bool {
	return slices.ContainsFunc(classes, func(c access.Class) bool { return !may(c) })
}
