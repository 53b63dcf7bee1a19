package ssd

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// made says what fills the fields of entities that take more than one record. A test holds it against what is written.
var made = []Filled{
	{"ssd_person", "pers_legacy_id", "identifier.value, type la_child_id in force", false},
	{"ssd_person", "pers_person_id", "child, the record's subject", false},
	{"ssd_person", "pers_upn", "identifier.value, type upn in force", false},
	{"ssd_person", "pers_forename", "child.names.given, the current name", false},
	{"ssd_person", "pers_surname", "child.names.family, the current name", false},
	{"ssd_person", "pers_sex", "child.sex", false},
	{"ssd_person", "pers_gender", "child.gender, when it is a code of the dataset", false},
	{"ssd_person", "pers_ethnicity", "child.ethnicity", false},
	{"ssd_person", "pers_dob", "child.birth", false},
	{"ssd_person", "pers_single_unique_id", "identifier.value, type nhs_number in force", false},
	{"ssd_person", "pers_upn_unknown", "identifier.value, type upn_unknown", false},
	{"ssd_person", "pers_send_flag", "ehcp.started of a plan that is open", true},
	{"ssd_person", "pers_expected_dob", "child.expected", false},
	{"ssd_person", "pers_death_date", "child.death", false},
	{"ssd_person", "pers_is_mother", "mother.mother", false},
	{"ssd_person", "pers_common_child_id", "as pers_single_unique_id, whose name it was", false},
	{"ssd_address", "addr_table_id", "address, the record's id", false},
	{"ssd_address", "addr_person_id", "address, the record's subject", false},
	{"ssd_address", "addr_address_type", "always Home: a placement is in ssd_cla_placement", false},
	{"ssd_address", "addr_address_start_date", "address.from", false},
	{"ssd_address", "addr_address_end_date", "address.to", false},
	{"ssd_address", "addr_address_postcode", "address.postcode; empty of a confidential address", false},
	{"ssd_address", "addr_address_json", "address.lines: the last as TOWN, those before as STREET; empty of a confidential address", false},
	{"ssd_disability", "disa_table_id", "child, the record's id and the code", false},
	{"ssd_disability", "disa_person_id", "child, the record's subject", false},
	{"ssd_disability", "disa_disability_code", "child.disabilities", false},
	{"ssd_mother", "moth_table_id", "mother, the record's id", false},
	{"ssd_mother", "moth_person_id", "mother, the record's subject", false},
	{"ssd_mother", "moth_childs_person_id", "mother.child; a child who is not known here has no row", false},
	{"ssd_mother", "moth_childs_dob", "mother.child_birth", false},
	{"ssd_linked_identifiers", "link_table_id", "identifier, the record's id", false},
	{"ssd_linked_identifiers", "link_person_id", "identifier, the record's subject", false},
	{"ssd_linked_identifiers", "link_identifier_type", "identifier.type", true},
	{"ssd_linked_identifiers", "link_identifier_value", "identifier.value", false},
	{"ssd_linked_identifiers", "link_valid_from_date", "identifier.from", false},
	{"ssd_linked_identifiers", "link_valid_to_date", "identifier.to", false},
}

var genderCode = regexp.MustCompile(`^(0[0129]|[1-9][0-9])$`)

// numbers of the kinds of identifier in force, the surviving record's own first.
func inForce(s story.Story, kind string) string {
	value, own := "", false
	for _, i := range story.All[record.Identifier](s) {
		if i.Body.Type != kind || !i.Body.To.IsZero() {
			continue
		}
		if survivor := i.Subject == s.Subject; value == "" || survivor || !own {
			value, own = i.Body.Value, survivor
		}
	}
	return value
}

// person writes who a child is.
func (w *telling) person(c record.Of[record.Child]) {
	d := w.row("ssd_person")
	b, name := c.Body, c.Body.Current()
	d.set("pers_person_id", w.s.Subject)
	d.set("pers_legacy_id", inForce(w.s, record.LAChildID))
	upn := inForce(w.s, record.UPN)
	d.set("pers_upn", upn)
	d.set("pers_forename", name.Given)
	d.set("pers_surname", name.Family)
	d.set("pers_sex", b.Sex)
	if genderCode.MatchString(b.Gender) {
		d.set("pers_gender", b.Gender)
	}
	d.set("pers_ethnicity", b.Ethnicity)
	d.set("pers_dob", stamp(b.Birth))
	nhs := inForce(w.s, record.NHSNumber)
	d.set("pers_single_unique_id", nhs)
	d.set("pers_common_child_id", nhs)
	if upn == "" {
		d.set("pers_upn_unknown", inForce(w.s, record.UPNUnknown))
	}
	if hasPlan(w.s) {
		d.set("pers_send_flag", "Y")
	}
	d.set("pers_expected_dob", stamp(b.Expected))
	d.set("pers_death_date", stamp(b.Death))
	mother := ""
	for _, m := range story.All[record.Mother](w.s) {
		if mother != "Y" {
			mother = yesNo.out(string(m.Body.Mother))
		}
	}
	d.set("pers_is_mother", mother)
	w.emit(d)
	var told []string
	for _, code := range b.Disabilities {
		if slices.Contains(told, code) {
			continue
		}
		told = append(told, code)
		d := w.row("ssd_disability")
		d.set("disa_table_id", c.ID+"."+code)
		d.set("disa_person_id", w.s.Subject)
		d.set("disa_disability_code", code)
		w.emit(d)
	}
}

// addresses writes where the child lives. Of a confidential address only its time leaves the house.
func (w *telling) addresses() {
	for _, a := range story.All[record.Address](w.s) {
		d := w.row("ssd_address")
		d.set("addr_table_id", a.ID)
		d.set("addr_person_id", w.s.Subject)
		d.set("addr_address_type", "Home")
		d.set("addr_address_start_date", stamp(a.Body.From))
		d.set("addr_address_end_date", stamp(a.Body.To))
		if !a.Body.Confidential {
			d.set("addr_address_postcode", strings.ReplaceAll(a.Body.Postcode, " ", ""))
			d.set("addr_address_json", addressJSON(a.Body.Lines))
		} else {
			d.set("addr_address_json", addressJSON(nil))
		}
		w.emit(d)
	}
}

// place is an address of the dataset, in the order of its keys.
type place struct {
	Room     string `json:"ROOM"`
	Floor    string `json:"FLOOR"`
	Flat     string `json:"FLAT"`
	Building string `json:"BUILDING"`
	House    string `json:"HOUSE"`
	Street   string `json:"STREET"`
	Town     string `json:"TOWN"`
	UPRN     string `json:"UPRN"`
	Easting  string `json:"EASTING"`
	Northing string `json:"NORTHING"`
}

// addressJSON puts lines into the parts of the dataset: nobody knows which line is a house and which a street.
func addressJSON(lines []string) string {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.TrimSpace(l) == "" })
	var p place
	switch n := len(lines); n {
	case 0:
	case 1:
		p.Street = lines[0]
	default:
		p.Street, p.Town = strings.Join(lines[:n-1], ", "), lines[n-1]
	}
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // texts can always be written
	}
	return string(b)
}

// identifierTypes are the numbers that the dataset lists, and what it calls them.
var identifierTypes = pairs{
	{record.LAChildID, "Case Number"}, {record.FormerChildID, "Case Number"}, {record.UPN, "Unique Pupil Number"}, {record.FormerUPN, "Unique Pupil Number"},
	{record.NHSNumber, "NHS Number"},
}

// identifiers writes every number that the child has or had.
func (w *telling) identifiers() {
	for _, i := range story.All[record.Identifier](w.s) {
		kind := identifierTypes.out(i.Body.Type)
		if kind == "" {
			continue
		}
		d := w.row("ssd_linked_identifiers")
		d.set("link_table_id", i.ID)
		d.set("link_person_id", w.s.Subject)
		d.set("link_identifier_type", kind)
		d.set("link_identifier_value", i.Body.Value)
		d.set("link_valid_from_date", stamp(i.Body.From))
		d.set("link_valid_to_date", stamp(i.Body.To))
		w.emit(d)
	}
}

// mothers writes the children of a mother who are known here. Whether they are written is seen at the end (see the streams of Export).
func (w *telling) mothers() {
	for _, m := range story.All[record.Mother](w.s) {
		if m.Body.Child == "" {
			if !m.Body.ChildBirth.IsZero() {
				w.leave(m.Meta, "ssd_mother", "her child is not known here, and the dataset asks for the child's id; pers_is_mother says that she is a mother")
			}
			continue
		}
		d := w.row("ssd_mother")
		d.set("moth_table_id", m.ID)
		d.set("moth_person_id", w.s.Subject)
		d.set("moth_childs_person_id", m.Body.Child)
		d.set("moth_childs_dob", stamp(m.Body.ChildBirth))
		w.emit(d)
	}
}

// mark makes an id of 32 letters from what a row was made of.
func mark(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x1f")))
	return hex.EncodeToString(h[:16])
}

// moment is the last day of what a record says of a year, or its day.
func moment(d day.Day, year int) day.Day {
	if d.IsZero() && year > 0 {
		_, end := day.FinancialYear(year)
		return end
	}
	return d
}
