package annexa

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Around is what a child's rows need to know besides the child's own story.
type Around struct {
	On       day.Day              // the extract date
	Contacts map[string][]Contact // by child, as the contacts name it
	Workers  map[string]string    // names by subject
	Teams    map[string]string    // names by subject
	Where    func(postcode string) (Place, bool)
	Names    map[string]string // names of councils by their code
}

// Place is where a postcode lies.
type Place struct {
	Authority string // the council's name; a code of the set la_of_placement when it is not in England
	Home      bool   // it is the council whose list this is
}

// Contact is one child of a contact.
type Contact struct {
	Subject string // whose story it is of
	Day     day.Day
	Source  string
	Meta    record.Meta
}

// months is the day from which a period of some months up to the extract date counts: an event of exactly that day is in it.
func (a Around) months(n int) day.Day { return a.On.AddMonths(-n) }

// view is a child's story as it stands on the extract date: what begins later is not in it, and an end that comes later has not come.
type view struct {
	Around
	s           story.Story
	six, twelve day.Day // first days of the two periods
	child       record.Of[record.Child]
	number      string
	rows        []Row
	seen        map[string]bool // keys of rows, by list
}

func newView(s story.Story, a Around) (*view, bool) {
	child, ok := story.First[record.Child](s)
	v := &view{Around: a, s: s, six: a.months(6), twelve: a.months(12), child: child, seen: map[string]bool{}}
	v.number = numberOf(s, a.On)
	return v, ok
}

// numberOf is the council's number of a child on a day. A child without one is known by the number of the record here, which is never blank and
// the same in every list.
func numberOf(s story.Story, on day.Day) string {
	number, own := "", false
	for _, i := range story.All[record.Identifier](s) {
		b := i.Body
		if b.Type != record.LAChildID && b.Type != record.FormerChildID || b.From.After(on) || !b.To.IsZero() && !b.To.After(on) || b.Type == record.FormerChildID && b.To.IsZero() {
			continue
		}
		if mine := i.Subject == s.Subject; number == "" || mine || !own { // that of the record that survived a merge goes first
			number, own = b.Value, mine
		}
	}
	return cmp.Or(number, strings.TrimPrefix(s.Subject, record.ChildSubject+":"))
}

// till is an end as it is known on the extract date: no day when it comes later.
func (v *view) till(d day.Day) day.Day {
	if d.After(v.On) {
		return day.Day{}
	}
	return d
}

// begun says whether something had begun on the extract date. What has no start is taken to have begun before what is recorded.
func (v *view) begun(d day.Day) bool { return !d.After(v.On) }

// open says whether something that begun goes on on the extract date; what ends on it is over.
func (v *view) open(ended day.Day) bool { return v.till(ended).IsZero() }

// touches says whether something that has begun goes on at some time from a day to the extract date.
func (v *view) touches(ended, from day.Day) bool { return v.open(ended) || !ended.Before(from) }

// in says whether an event lies in a period that began on a day.
func (v *view) in(d, from day.Day) bool { return d.Within(from, v.On) }

// latest is the newest of days that had come on the extract date.
func (v *view) latest(days ...day.Day) (newest day.Day) {
	for _, d := range days {
		if !d.IsZero() && v.begun(d) && d.Compare(newest) > 0 {
			newest = d
		}
	}
	return newest
}

// row begins a row of a list with what all lists of children say of the child.
func (v *view) row(list int, m record.Meta) *Row {
	r := &Row{List: list, Subject: v.s.Subject, Record: m.ID, At: m.At, Cells: make([]Cell, len(Of(list).Columns))}
	c := v.child.Body
	r.text("Child Unique ID", v.number)
	r.code("Gender", gender(c))
	r.code("Ethnicity", cmp.Or(c.Ethnicity, "NOBT"))
	born, age := bornOf(c, v.On)
	r.day("Date of Birth", born)
	if !born.IsZero() {
		r.number("Age of Child (Years)", age)
	}
	r.code("Does the Child have a Disability", disability(c))
	return r
}

// bornOf is the date of birth, or the one that is expected, and the age on a day: -1 while the child is not born.
func bornOf(c record.Child, on day.Day) (day.Day, int) {
	if c.Birth.IsZero() {
		return c.Expected, -1
	}
	if c.Birth.After(on) {
		return c.Birth, -1
	}
	return c.Birth, on.Age(c.Birth)
}

// gender is the key of a code of the set gender. What a child says of their own gender in words that are neither of the two is "Neither".
func gender(c record.Child) string {
	if c.Unborn() {
		return "Not stated/recorded"
	}
	switch strings.ToLower(strings.TrimSpace(cmp.Or(c.Gender, c.Sex))) {
	case "1", "m", "male", "boy", "man":
		return "Male"
	case "2", "f", "female", "girl", "woman":
		return "Female"
	case "", "0", "u", "not stated", "not known", "unknown":
		return "Not stated/recorded"
	}
	return "Neither"
}

func disability(c record.Child) string {
	switch {
	case len(c.Disabilities) == 0:
		return "Unknown"
	case slices.ContainsFunc(c.Disabilities, func(d string) bool { return d != "NONE" }):
		return "Yes"
	}
	return "No"
}

func (r *Row) at(header string) *Cell {
	if i := Of(r.List).Column(header); i >= 0 {
		return &r.Cells[i]
	}
	return &Cell{} // the list does not ask for it
}

func (r *Row) text(header, text string)       { *r.at(header) = Cell{Text: text} }
func (r *Row) day(header string, d day.Day)   { *r.at(header) = Cell{Day: d} }
func (r *Row) number(header string, n int)    { *r.at(header) = Cell{Number: &n} }
func (r *Row) yes(header string, answer bool) { r.code(header, yesNo(answer)) }

// code writes a code of the column's set by what tells it apart; a key that the set has not leaves the cell blank.
func (r *Row) code(header, key string) {
	l := Of(r.List)
	i := l.Column(header)
	if i < 0 || key == "" {
		return
	}
	r.Cells[i] = Cell{Text: SetOf(l.Columns[i].Set).Code(key)}
}

func yesNo(answer bool) string {
	if answer {
		return "Yes"
	}
	return "No"
}

// add takes a row in, unless another one has its key.
func (v *view) add(r *Row) {
	key := keyOf(*r)
	if v.seen[key] {
		return
	}
	v.seen[key] = true
	v.rows = append(v.rows, *r)
}

// keyOf is what no two rows of a list share.
func keyOf(r Row) string {
	l := Of(r.List)
	parts := []string{l.Sheet}
	for _, h := range l.Key {
		parts = append(parts, r.Cell(h).String())
	}
	return strings.Join(parts, "\x00")
}

// Child makes the rows of all lists that a child stands in.
func Child(s story.Story, a Around) []Row {
	v, ok := newView(s, a)
	if !ok {
		return nil
	}
	v.contacts()
	v.earlyHelp()
	v.referrals()
	v.assessments()
	v.enquiries()
	care := v.care()
	v.need(care)
	v.protection()
	v.lookedAfter(care)
	v.leaver(care)
	v.adoption(care)
	return v.rows
}
