package ssd

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Fields says what fills each field of the dataset, in the order of the specification.
func Fields() []Filled {
	all := slices.Concat(made, madeOfCare, madeOfPlans)
	for _, c := range chapters() {
		all = append(all, c.filled()...)
	}
	all = append(all, madeOfOthers...)
	by := map[[2]string]Filled{}
	for _, f := range all {
		by[[2]string{f.Entity, f.Field}] = f
	}
	var out []Filled
	for _, e := range Schema().Entities {
		for _, f := range e.Fields {
			x := by[[2]string{e.Name, f.Name}]
			x.Entity, x.Field = e.Name, f.Name
			out = append(out, x)
		}
	}
	return out
}

// WriteFields writes docs/ssd.md's table: every field, and what fills it.
func WriteFields(w io.Writer) error {
	var b strings.Builder
	entity := ""
	why := map[string]string{}
	for _, v := range Views() {
		why[v.Entity] = v.Why
	}
	for _, f := range Fields() {
		if f.Entity != entity {
			entity = f.Entity
			shown := "A view of the same name shows it in the database."
			if why[entity] != "" {
				shown = "No view: " + why[entity] + "."
			}
			fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Field | Filled from | Read back |\n| --- | --- | --- |\n", entity, shown)
		}
		from, back := f.From, "yes"
		switch {
		case from == "":
			from, back = "not recorded", "no"
		case f.Partly:
			back = "in part or not"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Field, from, back)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
