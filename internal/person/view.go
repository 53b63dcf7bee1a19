package person

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// View is a person as a reader may see them: what their field classes do not include is not in it. Pages show a View, never a Story.
type View struct {
	Subject string
	Child   bool
	Record  string // id of the child's or adult's record
	Version int64  // of that record, for an edit

	Name        record.Name
	Names       []record.Name // all of them, oldest first
	Birth       day.Day
	Expected    day.Day
	Death       day.Day
	Unborn      bool
	Sex         string
	Gender      string
	Ethnicity   string
	Language    string
	Interpreter bool
	Identifiers []record.Of[record.Identifier]
	Status      Involvement
	Allocations []record.Of[record.Allocation] // running ones
	Restricted  bool
	Relations   []Relation
	Merged      []MergedRecord
	Warnings    []record.Of[record.Warning] // in force: on every page of the person

	Disabilities []string                          // class health
	School       string                            // class education
	Addresses    []record.Of[record.Address]       // class address; confidential ones need source_restricted
	Contacts     []record.Of[record.ContactDetail] // class contact; confidential ones need source_restricted
	Withheld     bool                              // a confidential address or number is recorded that is not shown to this reader

	May map[access.Class]bool // which classes the reader may read; false ones are left out above
}

// viewClasses are the classes whose parts of a person a View may hold.
var viewClasses = []access.Class{access.Identity, access.Health, access.Education, access.Address, access.Contact, access.SourceRestricted, access.ThirdParty}

// View gives what the reader of a reading may see. A relative's date of birth is third-party information, as is everything of a relative but the name.
func (r Reading) View() View {
	v := View{Subject: r.Story.Subject, May: map[access.Class]bool{}}
	for _, c := range viewClasses {
		v.May[c] = access.Decide(r.Actor, access.Read, c, r.Facts, r.At).Allow
	}
	if v.May[access.Identity] {
		v.identity(r)
	}
	if c, ok := story.First[record.Child](r.Story); ok {
		if v.May[access.Health] {
			v.Disabilities = c.Body.Disabilities
		}
		if v.May[access.Education] {
			v.School = c.Body.School
		}
	}
	if v.May[access.Address] {
		v.Addresses = withheld(&v, story.All[record.Address](r.Story), func(a record.Address) bool { return a.Confidential })
	}
	if v.May[access.Contact] {
		v.Contacts = withheld(&v, story.All[record.ContactDetail](r.Story), func(c record.ContactDetail) bool { return c.Confidential })
	}
	return v
}

func (v *View) identity(r Reading) {
	s := r.Story
	if c, ok := story.First[record.Child](s); ok {
		b := c.Body
		v.Child, v.Record, v.Version, v.Name, v.Names = true, c.ID, c.Version, b.Current(), b.Names
		v.Birth, v.Expected, v.Death, v.Unborn = b.Birth, b.Expected, b.Death, b.Unborn()
		v.Sex, v.Gender, v.Ethnicity, v.Language, v.Interpreter = b.Sex, b.Gender, b.Ethnicity, b.Language, b.Interpreter
	} else if a, ok := story.First[record.Adult](s); ok {
		b := a.Body
		v.Record, v.Version, v.Name, v.Names = a.ID, a.Version, b.Current(), b.Names
		v.Birth, v.Death, v.Sex, v.Ethnicity, v.Language, v.Interpreter = b.Birth, b.Death, b.Sex, b.Ethnicity, b.Language, b.Interpreter
	}
	v.Identifiers = story.All[record.Identifier](s)
	v.Status, v.Allocations, v.Restricted, v.Merged = Status(s), running(s), r.Facts.Restricted, MergedIn(s)
	v.Warnings = Warnings(s)
	for _, rel := range r.Relations {
		if !v.May[access.ThirdParty] {
			rel.Born = day.Day{}
		}
		v.Relations = append(v.Relations, rel)
	}
}

// withheld leaves confidential records out for a reader who may not read restricted sources, and notes that it did.
func withheld[T record.Body](v *View, all []record.Of[T], confidential func(T) bool) []record.Of[T] {
	var out []record.Of[T]
	for _, o := range all {
		if confidential(o.Body) && !v.May[access.SourceRestricted] {
			v.Withheld = true
			continue
		}
		out = append(out, o)
	}
	return out
}
