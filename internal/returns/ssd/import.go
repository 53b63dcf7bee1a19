package ssd

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
)

// ImportOptions of an import.
type ImportOptions struct {
	intake.Options
	AsAt day.Day // the day of the extract: what it says of now is of that day; today unless given
}

// Import brings an extract into records. The name is what reports call it. Children are found as those of a return are, by the council's number, the
// UPN and the date of birth; rows by their ids, where this program wrote them, and else by what they say. What disagrees with a record is
// reported and never overwrites it. What has no place in a record is counted in the report. All of it is undone as one action (intake.Undo).
//
// It fails with errs.Denied when the actor may not import, errs.Invalid with file, line and column when a file cannot be read, and errs.Conflict when
// somebody else imports the same extract at the same time.
func Import(ctx context.Context, desk *command.Desk, actor access.Actor, name string, files []Input, o ImportOptions) (intake.Report, error) {
	if err := access.Decide(actor, access.ImportReturn, access.None, access.Facts{}, desk.Now()).Err(); err != nil {
		return intake.Report{}, err
	}
	x, err := ReadExtract(ctx, files)
	if err != nil {
		return intake.Report{}, err
	}
	if o.AsAt.IsZero() {
		o.AsAt = desk.Today()
	}
	r := newReader(x, o.AsAt)
	return intake.Bring(ctx, desk, actor, intake.Foreign{
		Return: Return, File: name, SHA256: x.SHA256, Of: len(r.persons) + len(r.groups), Whole: r.whole, Each: r.each,
	}, o.Options)
}

// reader turns an extract into arrivals.
type reader struct {
	x        *Extract
	asAt     day.Day
	persons  []int // rows of ssd_person
	groups   []func(*guest) error
	whole    []record.Held
	fields   map[string]string           // by entity: the one that names whose a row is
	index    map[string]map[string][]int // entity.field to its values to rows
	subjects map[string]string           // person id to the child's subject here, as far as the import came
}

// guest brings in the rows of one child.
type guest struct {
	*intake.Guest
	r       *reader
	person  string // as the extract calls the child
	subject string
	ids     map[string]map[string]string // entity, id of a row: the record it became
}

// personFields are the fields that name whose a row is.
func personFields() map[string]string {
	out := map[string]string{
		"ssd_address": "addr_person_id", "ssd_disability": "disa_person_id", "ssd_linked_identifiers": "link_person_id", "ssd_cla_episodes": "clae_person_id",
		"ssd_cla_immunisations": "clai_person_id", "ssd_care_leavers": "clea_person_id", "ssd_permanence": "perm_person_id", "ssd_involvements": "invo_person_id",
		"ssd_pre_proceedings": "prep_person_id", "ssd_send": "send_person_id", "ssd_family": "fami_person_id", "ssd_mother": "moth_person_id",
	}
	for _, c := range chapters() {
		if p := c.whose(); p != "" {
			out[c.name()] = p
		}
	}
	return out
}

func newReader(x *Extract, asAt day.Day) *reader {
	r := &reader{x: x, asAt: asAt, index: map[string]map[string][]int{}, subjects: map[string]string{}, whole: x.Notes}
	t := x.Tables["ssd_person"]
	seen := map[string]bool{}
	for i := range t.Rows() {
		id := strings.TrimSpace(t.Cell(i, "pers_person_id"))
		switch {
		case id == "":
			r.hold("ssd_person", i, "the row has no pers_person_id; it was held back")
		case seen[id]:
			r.hold("ssd_person", i, "a row before has the same pers_person_id; it was held back")
		default:
			seen[id] = true
			r.persons = append(r.persons, i)
		}
	}
	r.fields = personFields()
	for _, e := range Schema().Entities {
		field, tab := r.fields[e.Name], x.Tables[e.Name]
		if field == "" || tab == nil {
			continue
		}
		for i := range tab.Rows() {
			if id := strings.TrimSpace(tab.Cell(i, field)); !seen[id] {
				r.hold(e.Name, i, "no row of ssd_person has the id of its person; it was held back")
			}
		}
	}
	r.countUnread()
	r.groups = append(r.mothers(), r.families()...)
	return r
}

func (r *reader) hold(entity string, i int, why string) {
	r.whole = append(r.whole, record.Held{Place: fmt.Sprintf("%s %d (line %d)", entity, i+1, r.x.Tables[entity].lines[i]), Why: why})
}

// countUnread says of which fields the extract says something that no record here holds, and of which entities nothing is read.
func (r *reader) countUnread() {
	unread := map[string]string{
		"ssd_professionals":    "workers get their accounts from an administrator; a number of theirs is kept with the children they worked with",
		"ssd_department":       "teams are made by an administrator",
		"ssd_voice_of_child":   "the dataset does not say when the child was asked, which a record must",
		"ssd_s251_finance":     "no record here holds it",
		"ssd_version_log":      "it is about the extract",
		"ssd_api_data_staging": "it is about the extract",
	}
	for _, e := range Schema().Entities {
		t := r.x.Tables[e.Name]
		if t == nil || t.Rows() == 0 {
			continue
		}
		if why := unread[e.Name]; why != "" {
			r.whole = append(r.whole, record.Held{Place: e.Name, Why: fmt.Sprintf("%d rows were not brought in: %s", t.Rows(), why)})
			continue
		}
		for _, f := range Fields() {
			if f.Entity != e.Name || f.From != "" {
				continue
			}
			n := 0
			for i := range t.Rows() {
				if t.Cell(i, f.Field) != "" {
					n++
				}
			}
			if n > 0 {
				r.whole = append(r.whole, record.Held{Place: e.Name + ", " + f.Field, Why: fmt.Sprintf("%d cells were not brought in: no record here holds them", n)})
			}
		}
	}
}

// by gives the rows of an entity in which a field has a value.
func (r *reader) by(entity, field, value string) []int {
	t := r.x.Tables[entity]
	if t == nil || value == "" {
		return nil
	}
	key := entity + "." + field
	if r.index[key] == nil {
		m := map[string][]int{}
		for i := range t.Rows() {
			v := strings.TrimSpace(t.Cell(i, field))
			m[v] = append(m[v], i)
		}
		r.index[key] = m
	}
	return r.index[key][value]
}

var (
	ourSubject = regexp.MustCompile(`^(child|family):[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	ourID      = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(\.[0-9]{1,4})?$`)
)

// ours is an id that a Throughline made, which is kept; "" for any other.
func ours(id string) string {
	if ourID.MatchString(id) {
		return id
	}
	return ""
}

// each gives the arrivals: children in the order of ssd_person, then mothers and families.
func (r *reader) each(_ context.Context, fn func(intake.Arrival) error) error {
	for n, i := range r.persons {
		if err := fn(r.arrival(n+1, i)); err != nil {
			return err
		}
	}
	for n, group := range r.groups {
		a := intake.Arrival{Pos: len(r.persons) + n + 1, Group: true, Rows: func(g *intake.Guest, _ string) error { return group(&guest{Guest: g, r: r}) }}
		if err := fn(a); err != nil {
			return err
		}
	}
	return nil
}

var sexes = pairs{{"M", "Male"}, {"F", "Female"}, {"U", "Unknown"}}

// arrival reads who a person is.
func (r *reader) arrival(pos, i int) intake.Arrival {
	t := r.x.Tables["ssd_person"]
	cell := func(field string) string { return strings.TrimSpace(t.Cell(i, field)) }
	a := intake.Arrival{Pos: pos, Table: "ssd_person", Row: i + 1, UPN: cell("pers_upn"), UPNUnknown: cell("pers_upn_unknown")}
	note := func(field string, err error) {
		if err != nil {
			a.Notes = append(a.Notes, record.Held{Place: fmt.Sprintf("ssd_person %d, %s (line %d)", i+1, field, t.lines[i]), Why: reason(err) + "; it was left out"})
		}
	}
	date := func(field string) day.Day {
		d, err := unstamp(cell(field))
		note(field, err)
		return d
	}
	id := cell("pers_person_id")
	if a.ID = id; ourSubject.MatchString(id) {
		a.Subject, a.ID = id, cell("pers_legacy_id")
	}
	c := &a.Child
	if given, family := cell("pers_forename"), cell("pers_surname"); given+family != "" {
		c.Names = []record.Name{{Given: given, Family: family, Use: "current"}}
	}
	if sex := cell("pers_sex"); sex != "" {
		code, err := sexes.in(sex)
		c.Sex = code
		note("pers_sex", err)
	}
	if g := cell("pers_gender"); genderCode.MatchString(g) {
		c.Gender = g
	}
	c.Ethnicity = cell("pers_ethnicity")
	if c.Ethnicity == "CNHE" { // as the specification misspells it
		c.Ethnicity = "CHNE"
	}
	if err := inSet("ethnicity", c.Ethnicity); err != nil {
		note("pers_ethnicity", err)
		c.Ethnicity = ""
	}
	c.Birth, c.Death = date("pers_dob"), date("pers_death_date")
	if c.Birth.IsZero() {
		c.Expected = date("pers_expected_dob")
	}
	for _, n := range r.by("ssd_disability", "disa_person_id", id) {
		d := r.x.Tables["ssd_disability"]
		code := strings.TrimSpace(d.Cell(n, "disa_disability_code"))
		if err := inSet("disability", code); err != nil {
			a.Notes = append(a.Notes, record.Held{Place: fmt.Sprintf("ssd_disability %d (line %d)", n+1, d.lines[n]), Why: reason(err) + "; it was left out"})
			continue
		}
		if code != "" && !slices.Contains(c.Disabilities, code) {
			c.Disabilities = append(c.Disabilities, code)
		}
		if of, ok := strings.CutSuffix(strings.TrimSpace(d.Cell(n, "disa_table_id")), "."+code); ok {
			a.Record = ours(of)
		}
	}
	a.Rows = func(g *intake.Guest, subject string) error {
		r.subjects[id] = subject
		return (&guest{Guest: g, r: r, person: id, subject: subject, ids: map[string]map[string]string{}}).rows()
	}
	return a
}

// rows brings in what is said of the child, what is pointed to first.
func (g *guest) rows() error {
	if err := g.Ask(g.wanted()); err != nil {
		return err
	}
	steps := []func() error{g.identifiers, g.addresses, g.mother, g.periods}
	for _, c := range chapters() {
		steps = append(steps, func() error { return c.bring(g) })
	}
	steps = append(steps, g.interviews, g.immunisations, g.leaver, g.permanence, g.involvements, g.proceedings, g.education)
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// wanted are the ids of the child's rows that this program gave.
func (g *guest) wanted() (out []string) {
	for _, e := range Schema().Entities {
		t, field := g.r.x.Tables[e.Name], g.r.fields[e.Name]
		if t == nil || field == "" {
			continue
		}
		key := e.Fields[e.KeyCol()].Name
		if e.Name == "ssd_cla_episodes" {
			key = "clae_cla_id" // the period is the record
		}
		for _, i := range g.r.by(e.Name, field, g.person) {
			if id := ours(strings.TrimSpace(t.Cell(i, key))); id != "" {
				out = append(out, id)
			}
		}
	}
	return out
}

// each goes through the child's rows of an entity.
func (g *guest) each(entity, field string, fn func(i int, cell func(string) string) error) error {
	t := g.r.x.Tables[entity]
	for _, i := range g.r.by(entity, field, g.person) {
		if err := fn(i, func(field string) string { return strings.TrimSpace(t.Cell(i, field)) }); err != nil {
			return err
		}
	}
	return nil
}

func (g *guest) note(entity string, i int, field, why string) {
	g.Hold(entity, i+1, "%s (line %d): %s; it was left out", field, g.r.x.Tables[entity].lines[i], why)
}

// became notes the record of a row.
func (g *guest) became(entity, id, rec string) {
	if g.ids[entity] == nil {
		g.ids[entity] = map[string]string{}
	}
	g.ids[entity][id] = rec
}

// worker is the worker here whom a row names: by subject, or by the registration that the extract gives. number is that registration, "" when the
// extract gives none.
func (g *guest) worker(id string) (subject, number string, err error) {
	if id == "" {
		return "", "", nil
	}
	t := g.r.x.Tables["ssd_professionals"]
	for _, i := range g.r.by("ssd_professionals", "prof_professional_id", id) {
		number = strings.TrimSpace(t.Cell(i, "prof_social_worker_registration_no"))
	}
	if record.SubjectType(id) != record.WorkerSubject {
		return "", number, nil
	}
	s, err := g.Story(id)
	if err != nil || s.Empty() {
		return "", number, err
	}
	return id, number, nil
}
