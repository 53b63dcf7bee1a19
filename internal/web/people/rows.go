package people

import (
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/shell"
)

func workerRow(r *shell.Request, a record.Of[record.Allocation]) worker {
	row := worker{Role: "Allocated worker", Since: a.Body.From.Short(), ID: a.ID}
	switch {
	case a.Body.Worker == "":
		row.Name, row.Role = r.Name(a.Body.Team), "Team, nobody allocated"
	case a.Body.Role == person.RoleChair:
		row.Name, row.Role = r.Name(a.Body.Worker), "Chair or reviewing officer"
	default:
		row.Name = r.Name(a.Body.Worker)
		if team := r.Name(a.Body.Team); team != "" {
			row.Role += ", " + team
		}
	}
	return row
}

func relativeRow(rel person.Relation, today day.Day) relative {
	row := relative{Name: rel.Name, Label: rel.Label, Path: Path(rel.Other), Record: rel.Record, Responsibility: rel.Responsibility}
	if kind, err := codes.RelationshipOf(rel.Type); err == nil {
		row.Label = kind.Label
	}
	switch {
	case rel.Unborn:
		row.Born = "unborn"
	case !rel.Born.IsZero():
		row.Born = age(rel.Born, today)
	}
	switch {
	case !rel.Ended.IsZero() && !rel.Started.IsZero():
		row.Dates = rel.Started.Short() + " to " + rel.Ended.Short()
	case !rel.Ended.IsZero():
		row.Dates = "until " + rel.Ended.Short()
	case !rel.Started.IsZero():
		row.Dates = "since " + rel.Started.Short()
	}
	return row
}

func homeRow(a record.Address) home {
	h := home{Text: strings.Join(append(slices.Clone(a.Lines), a.Postcode), ", "), Confidential: a.Confidential}
	h.Text = strings.TrimSuffix(strings.TrimPrefix(h.Text, ", "), ", ")
	switch {
	case !a.To.IsZero() && !a.From.IsZero():
		h.Dates = a.From.Short() + " to " + a.To.Short()
	case !a.To.IsZero():
		h.Dates = "until " + a.To.Short()
	case !a.From.IsZero():
		h.Dates = "since " + a.From.Short()
	}
	return h
}

func numbers(v person.View) []pair {
	var out []pair
	for _, i := range v.Identifiers {
		p := pair{idLabel(i.Body.Type), i.Body.Value}
		if i.Body.Type == record.UPNUnknown {
			p.Value = capital(label("upn_unknown", i.Body.Value))
		}
		if !i.Body.To.IsZero() {
			p.Value += " (until " + i.Body.To.Short() + ")"
		}
		out = append(out, p)
	}
	return out
}

func facts(v person.View) []pair {
	var out []pair
	add := func(key, value string) {
		if value != "" {
			out = append(out, pair{key, value})
		}
	}
	for _, n := range v.Names {
		if n == v.Name {
			continue
		}
		key := map[string]string{"former": "Former name", "alias": "Also called", "preferred": "Preferred name"}[n.Use]
		if key == "" {
			key = "Other name"
		}
		add(key, n.Full())
	}
	set, _ := codes.Set("gender_current")
	if _, coded := set.Find(v.Gender); !coded { // the code of returns up to 2023/24 says no more than the sex
		add("Gender", v.Gender)
	}
	add("Ethnicity", capital(label("ethnicity", v.Ethnicity)))
	language := capital(label("language", v.Language))
	if language != "" && v.Interpreter {
		language += " (interpreter needed)"
	}
	add("Language", language)
	var conditions []string
	for _, d := range v.Disabilities {
		conditions = append(conditions, label("disability", d))
	}
	add("Disability", capital(strings.Join(conditions, ", ")))
	add("School", v.School)
	return out
}
