package ssd

import (
	"fmt"
	"io"
	"strings"
)

// View is how an entity is shown in the database. SQL is its text; it is empty, and Why says why, when the entity is no view.
type View struct {
	Entity string
	SQL    string
	Why    string
}

// told is the helper of all views: each subject of a child with the one that its records are told under, as stories do: of the record that
// survived every merge. Subjects of which nothing says who the child is are not in it.
const told = `create view ssd_told as
with recursive up (subject, person) as (
  select distinct c.subject, c.subject from record c where c.subject like 'child:%'
  union
  select u.subject, a.into_subject from up u join alias a on a.subject = u.person
), ends (subject, person) as (
  select u.subject, u.person from up u where not exists (select 1 from alias a where a.subject = u.person)
)
select e.subject, e.person from ends e
where e.person in (select o.person from ends o join record c on c.subject = o.subject where c.kind = 'child' and not c.withdrawn)`

// noViews are the entities that take more than one record, or more than one row of a record, and why each is not a view.
var noViews = map[string]string{
	"ssd_person":            "who a child is takes the record that survived, its current name out of a list, and the numbers in force",
	"ssd_family":            "a family is a list of members in one record",
	"ssd_address":           "the lines of an address are a list, which the two engines take apart in different words",
	"ssd_disability":        "disabilities are a list in one record",
	"ssd_cla_episodes":      "episodes are cut out of periods, legal statuses and placements by a function (returns/episode)",
	"ssd_cla_immunisations": "one row a child: the newest of several records",
	"ssd_care_leavers":      "one row a young person: the newest of several records, with visits, plans and allocations",
	"ssd_permanence":        "one row a period of care, of five kinds of record",
	"ssd_pre_proceedings":   "pre-proceedings and the proceedings that followed are two records in one row",
	"ssd_involvements":      "two kinds of record, of which one may stand for the other; workers are found by number",
	"ssd_professionals":     "caseloads are counted on a day",
	"ssd_send":              "one row a child, of all their plans",
	"ssd_sen_need":          "needs are a list in one record",
	"ssd_s251_finance":      "not recorded",
	"ssd_version_log":       "no record: the version that the program writes",
	"ssd_api_data_staging":  "not recorded",
}

// Views gives every entity as a view, or why it is none, in the order of the specification.
func Views() []View {
	by := map[string]View{}
	for _, c := range chapters() {
		by[c.name()] = c.view()
	}
	for _, v := range plainViews() {
		by[v.Entity] = v
	}
	var out []View
	for _, e := range Schema().Entities {
		v := by[e.Name]
		if why := noViews[e.Name]; v.SQL == "" && v.Why == "" {
			v.Why = why
		}
		v.Entity = e.Name
		out = append(out, v)
	}
	return out
}

// view is the table as a view.
func (t table[B]) view() View {
	if t.unseen != "" {
		return View{Entity: t.entity, Why: t.unseen}
	}
	var zero B
	cells := map[string]string{t.id: "r.id"}
	if t.person != "" {
		cells[t.person] = "t.person"
	}
	for _, c := range t.cols {
		text := c.sql
		if text == "" {
			text = jsonText(c.from)
		}
		if c.parent != "" {
			text = linked(c.parent, text)
		}
		cells[c.field] = text
	}
	where := ""
	if t.whenSQL != "" {
		where += "\n  and " + t.whenSQL
	}
	if t.needs != "" {
		where += "\n  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = '" + t.needs + "' and not n.withdrawn and q.person = t.person)"
	}
	return viewOf(t.entity, zero.KindName(), cells, where)
}

// linked is what a cell points to, when it is there.
func linked(parent, text string) string {
	switch parent {
	case "ssd_professionals":
		return "(select min(p.subject) from record p where p.subject = " + text + " and p.kind = 'worker' and not p.withdrawn)"
	case "ssd_department":
		return "(select min(p.subject) from record p where p.subject = " + text + " and p.kind = 'team' and not p.withdrawn)"
	}
	return "(select p.id from record p join ssd_told q on q.subject = p.subject where p.id = " + text + " and p.kind = '" + kindOf[parent] +
		"' and not p.withdrawn and q.person = t.person)"
}

// viewOf writes a view of the records of children of one kind; cells are expressions by field.
func viewOf(entity, kind string, cells map[string]string, where string) View {
	return View{Entity: entity, SQL: fmt.Sprintf("create view %s as\nselect\n%s\nfrom record r join ssd_told t on t.subject = r.subject\nwhere r.kind = '%s' and not r.withdrawn%s",
		entity, selection(entity, cells), kind, where)}
}

func selection(entity string, cells map[string]string) string {
	var lines []string
	for _, f := range Schema().Entity(entity).Fields {
		text := cells[f.Name]
		if text == "" {
			text = "cast(null as text)"
		}
		lines = append(lines, "  "+text+" as "+f.Name)
	}
	return strings.Join(lines, ",\n")
}

// plainViews are the views of entities that person.go, staff.go and tables_more.go write by hand.
func plainViews() []View {
	day := func(from string) string { return jsonText(from) + " || '" + midnight + "'" }
	first := "(select min(e.id) from record e join ssd_told q on q.subject = e.subject where e.kind = 'ehcp' and not e.withdrawn and q.person = t.person)"
	assessed := "coalesce(" + jsonText("assessed") + ", " + jsonText("outcome") + ", " + jsonText("exception") + ") is not null"
	numbers := viewOf("ssd_linked_identifiers", "identifier", map[string]string{
		"link_table_id": "r.id", "link_person_id": "t.person", "link_identifier_type": identifierTypes.sql("type"), "link_identifier_value": jsonText("value"),
		"link_valid_from_date": day("from"), "link_valid_to_date": day("to"),
	}, "\n  and r.body->>'type' in ('la_child_id', 'former_la_child_id', 'upn', 'former_upn', 'nhs_number')")
	mothers := viewOf("ssd_mother", "mother", map[string]string{
		"moth_table_id": "r.id", "moth_person_id": "t.person", "moth_childs_dob": day("child_birth"),
		"moth_childs_person_id": "(select q.person from ssd_told q where q.subject = r.body->>'child')",
	}, "\n  and r.body->>'child' in (select q.subject from ssd_told q)")
	teams := View{Entity: "ssd_department", SQL: "create view ssd_department as\nselect\n" + selection("ssd_department", map[string]string{
		"dept_team_id": "r.subject", "dept_team_name": jsonText("name"),
	}) + "\nfrom record r\nwhere r.kind = 'team' and not r.withdrawn"}
	return []View{
		numbers, mothers, teams,
		viewOf("ssd_ehcp_requests", "ehcp", map[string]string{
			"ehcr_ehcp_request_id": "r.id", "ehcr_send_table_id": first, "ehcr_ehcp_req_date": day("requested"), "ehcr_ehcp_req_outcome_date": day("decided"),
			"ehcr_ehcp_req_outcome": jsonText("decision"),
		}, ""),
		viewOf("ssd_ehcp_assessment", "ehcp", map[string]string{
			"ehca_ehcp_assessment_id": "r.id", "ehca_ehcp_request_id": "r.id", "ehca_ehcp_assessment_outcome_date": day("assessed"),
			"ehca_ehcp_assessment_outcome": jsonText("outcome"), "ehca_ehcp_assessment_exceptions": yesNo.sql("exception"),
		}, "\n  and "+assessed),
		viewOf("ssd_ehcp_named_plan", "ehcp", map[string]string{
			"ehcn_named_plan_id": "r.id", "ehcn_ehcp_asmt_id": "case when " + assessed + " then r.id end", "ehcn_named_plan_start_date": day("started"),
			"ehcn_named_plan_ceased_date": day("ceased"), "ehcn_named_plan_ceased_reason": jsonText("ceased_reason"),
		}, "\n  and "+jsonText("started")+" is not null"),
		viewOf("ssd_ehcp_active_plans", "ehcp", map[string]string{
			"ehcp_active_ehcp_id": "r.id", "ehcp_ehcp_request_id": "r.id", "ehcp_active_ehcp_last_review_date": day("reviewed"),
		}, "\n  and "+jsonText("started")+" is not null and "+jsonText("ceased")+" is null"),
	}
}

// WriteViews writes the migration that makes the views.
func WriteViews(w io.Writer) error {
	var b strings.Builder
	b.WriteString("-- The Standard Safeguarding Dataset as views, for the entities that are one record, one row: what export ssd writes of them, now.\n" +
		"-- Made from the declarations of internal/returns/ssd (TestViews writes this file until it is released; a change after that is a new file).\n" +
		"-- Records that were withdrawn are not shown, and those of merged subjects are told under the one that survived.\n\n" + told + ";\n")
	for _, v := range Views() {
		if v.SQL == "" {
			fmt.Fprintf(&b, "\n-- %s is no view: %s.\n", v.Entity, v.Why)
		} else {
			fmt.Fprintf(&b, "\n%s;\n", v.SQL)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
