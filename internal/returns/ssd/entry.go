package ssd

import (
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// table is what an entity has to do with records of one kind: one record, one row.
type table[B record.Body] struct {
	entity, id string
	person     string       // the field that names the person
	needs      string       // the kind of record that the person must have, so that the person's row of another entity is there; "" for none
	when       func(B) bool // records that make a row; nil: every one
	whenSQL    string       // the same as a condition on r
	cols       []column[B]
	key        func(B) any                             // what else tells two records apart when the ids do not; nil: everything they say
	blind      bool                                    // rows of an extract are not read, or by a reader of their own
	unseen     string                                  // why there is no view
	start      B                                       // what a row says by being of the entity
	more       func(g *guest, b *B, id string)         // what other rows of an extract say of the row with an id
	fill       func(b *B, in B)                        // fills in what more read
	here       func(g *guest, id string) (bool, error) // whether the row is here as a record of another kind
}

// chapter is a table whatever its kind of record.
type chapter interface {
	name() string
	filled() []Filled
	tell(*telling)
	view() View
	whose() string // the field that names the person, or ""
	bring(*guest) error
}

// Filled says what fills a field.
type Filled struct {
	Entity, Field string
	From          string // kind.field of a record; "" when no record holds it
	Partly        bool   // it is written and not read back whole
}

func (t table[B]) name() string { return t.entity }

func (t table[B]) filled() []Filled {
	var zero B
	kind := zero.KindName()
	out := []Filled{{Entity: t.entity, Field: t.id, From: kind + ", the record's id"}}
	if t.person != "" {
		out = append(out, Filled{Entity: t.entity, Field: t.person, From: kind + ", the record's subject"})
	}
	for _, c := range t.cols {
		out = append(out, Filled{Entity: t.entity, Field: c.field, From: kind + "." + c.from, Partly: c.partly})
	}
	return out
}

// tell writes the rows of one story.
func (t table[B]) tell(w *telling) {
	for _, r := range story.All[B](w.s) {
		if t.when != nil && !t.when(r.Body) {
			continue
		}
		if t.needs != "" && !w.hasKind(t.needs) {
			w.leave(r.Meta, t.entity, "the person has no "+t.needs+", on which the dataset makes the row depend")
			continue
		}
		row := w.row(t.entity)
		row.set(t.id, r.ID)
		if t.person != "" {
			row.set(t.person, w.s.Subject)
		}
		for _, c := range t.cols {
			text := ""
			if c.told != nil {
				text = c.told(w, r)
			} else {
				text = c.write(r.Body)
			}
			if c.parent != "" {
				text = w.link(c.parent, text)
			}
			row.set(c.field, text)
		}
		w.emit(row)
	}
}

// kindOf is the kind of record whose id an entity's rows have.
var kindOf = map[string]string{
	"ssd_cin_episodes": "referral", "ssd_s47_enquiry": "s47_enquiry", "ssd_initial_cp_conference": "initial_cp_conference", "ssd_cp_plans": "cp_plan",
	"ssd_cin_assessments": "assessment", "ssd_cla_placement": "cla_placement", "ssd_cla_episodes": "care_period",
}

// telling makes the rows of one story.
type telling struct {
	s     story.Story
	w     *world
	kinds map[string]string // ids of the story's records to their kinds
	out   func(*draft)
	left  func(record.Meta, string, string)
}

// world is what stories point to outside themselves.
type world struct {
	workers  map[string]record.Worker // by subject
	numbers  map[string]string        // registration to worker
	teams    map[string]record.Team
	reports  map[string]report // by subject of the assessment
	persons  map[string]bool   // written
	others   map[string]bool   // registrations of workers who are not known here
	caseload map[string]int
	contacts map[[2]string]bool           // contact and person of whom a child_contact tells
	on       day.Day                      // the day of the export
	counted  func(record.Allocation) bool // whether an allocation is of the day on which cases are counted
}

type report struct{ worker, team string }

func (w *telling) hasKind(kind string) bool {
	for _, k := range w.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// link keeps what a cell points to only when that is there.
func (w *telling) link(parent, id string) string {
	ok := id != ""
	switch parent {
	case "":
	case "ssd_professionals":
		_, ok = w.w.workers[id]
	case "ssd_department":
		_, ok = w.w.teams[id]
	default:
		ok = ok && w.kinds[id] == kindOf[parent]
	}
	if !ok {
		return ""
	}
	return id
}

func (w *telling) leave(m record.Meta, entity, why string) { w.left(m, entity, why) }

func (w *telling) row(entity string) *draft {
	e := Schema().Entity(entity)
	return &draft{e: e, cells: make([]string, len(e.Fields))}
}

func (w *telling) emit(d *draft) { w.out(d) }

// draft is a row on its way.
type draft struct {
	e     *Entity
	cells []string
}

func (d *draft) set(field, text string) {
	i, ok := d.e.cols[field]
	if !ok {
		panic(d.e.Name + " has no field " + field)
	}
	d.cells[i] = text
}

func (d *draft) get(field string) string { return d.cells[d.e.cols[field]] }
