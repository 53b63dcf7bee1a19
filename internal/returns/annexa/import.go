package annexa

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// ImportOptions of an import.
type ImportOptions struct {
	intake.Options
	On day.Day // the extract date; what the front sheet says unless given
}

// Import brings a workbook into records. Children are found as those of a return are, by the council's number and the date of birth; rows by what tells
// them apart. What disagrees with a record is reported and never overwrites it. What a list only counts or names without a day has no place in a
// record and is named in the report: numbers of placements and times missing, and teams and workers, for a name in a list is no decision about
// who may see a child. All of it is undone as one action (intake.Undo).
//
// It fails with errs.Denied when the actor may not import, errs.Usage when nothing says the extract date, errs.Invalid when the file cannot be read, and
// errs.Conflict when somebody else imports the same workbook at the same time.
func Import(ctx context.Context, desk *command.Desk, actor access.Actor, name string, r io.ReaderAt, size int64, o ImportOptions) (intake.Report, error) {
	if err := access.Decide(actor, access.ImportReturn, access.None, access.Facts{}, desk.Now()).Err(); err != nil {
		return intake.Report{}, err
	}
	w, err := Read(name, r, size)
	if err != nil {
		return intake.Report{}, err
	}
	on := cmp.Or(o.On, w.On)
	switch {
	case on.IsZero():
		return intake.Report{}, errs.New(errs.Usage, "%s does not say its extract date; give it with --on", name)
	case on.After(desk.Today()):
		return intake.Report{}, errs.New(errs.Invalid, "The extract date of %s, %s, is in the future; give the right one with --on. Nothing was changed", name, on.Short())
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size)); err != nil {
		return intake.Report{}, fmt.Errorf("read %s: %w", name, err)
	}
	b := newBringing(w, on)
	return intake.Bring(ctx, desk, actor, intake.Foreign{
		Return: ReturnName, File: name, SHA256: hex.EncodeToString(sum.Sum(nil)), Of: len(b.children) + len(b.adopters), Whole: b.whole, Each: b.each,
	}, o.Options)
}

// rowOf is one row on its way into records.
type rowOf struct {
	s *Sheet
	e *Entry
}

func (r rowOf) get(header string) Field { return r.e.Field(r.s.List, header) }

// day, key and text are what a column says; nothing when it is in trouble.
func (r rowOf) day(header string) day.Day { return r.get(header).Day }
func (r rowOf) key(header string) string  { return Key(r.get(header).Text) }
func (r rowOf) text(header string) string { return r.get(header).Text }
func (r rowOf) yes(header string) bool    { return r.key(header) == "Yes" }
func (r rowOf) number(header string) int {
	if n := r.get(header).Number; n != nil {
		return *n
	}
	return 0
}

// arriving is one child of a workbook with its rows, by list.
type arriving struct {
	pos  int
	id   string
	rows [Lists + 1][]rowOf
}

// bringing turns a workbook into arrivals.
type bringing struct {
	on       day.Day
	children []*arriving
	adopters [][]rowOf // by adopter
	whole    []record.Held
}

func newBringing(w *Workbook, on day.Day) *bringing {
	b := &bringing{on: on}
	for _, n := range w.Notes {
		b.whole = append(b.whole, record.Held{Place: "workbook", Why: n})
	}
	by := map[string]*arriving{}
	adopters := map[string]int{}
	names, counts := 0, 0
	for i, s := range w.Sheets {
		if s == nil {
			continue
		}
		for j := range s.Entries {
			r := rowOf{s, &s.Entries[j]}
			id := r.e.Fields[0].Text
			for _, h := range []string{"Allocated Team", "Allocated Worker", "Allocated Personal Advisor"} {
				if r.text(h) != "" {
					names++
				}
			}
			switch {
			case id == "":
				b.whole = append(b.whole, record.Held{Place: place(r, ""), Why: "the row has no identifier, so there is nobody to file it under; it was held back"})
				continue
			case i == 0 && ofContact.MatchString(id):
				b.whole = append(b.whole, record.Held{Place: place(r, ""), Why: "the row is of a child whom nobody had matched to a record; it was held back"})
				continue
			case i == Lists-1:
				n, ok := adopters[id]
				if !ok {
					n, adopters[id] = len(b.adopters), len(b.adopters)
					b.adopters = append(b.adopters, nil)
				}
				b.adopters[n] = append(b.adopters[n], r)
				continue
			}
			if i == 7 {
				counts++
			}
			a := by[id]
			if a == nil {
				a = &arriving{pos: len(b.children) + 1, id: id}
				by[id] = a
				b.children = append(b.children, a)
			}
			a.rows[i+1] = append(a.rows[i+1], r)
		}
	}
	if names > 0 {
		b.whole = append(b.whole, record.Held{Place: "Allocated Team, Allocated Worker", Why: fmt.Sprintf("%d names were left out: who works with a child, and so sees the record, is decided here and not by a list", names)})
	}
	if counts > 0 {
		b.whole = append(b.whole, record.Held{Place: "List_8, numbers of placements and of times missing", Why: "a number without days is no record; it is counted again from the records that there are"})
	}
	return b
}

// The identifiers that this program's own lists have where the council gave none: the child's record, and the place of a child in a contact.
var (
	ofRecord  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	ofContact = regexp.MustCompile(`^R-[0-9A-Z]{4}-[0-9A-Z]{4}/[0-9]+$`)
)

// place names a row, and a column of it.
func place(r rowOf, header string) string {
	p := fmt.Sprintf("%s %d", r.s.List.Sheet, r.e.Number)
	if header != "" {
		p += ", " + strings.TrimSpace(header)
	}
	return p
}

// each gives the arrivals: children in the order of the workbook, then adopters.
func (b *bringing) each(_ context.Context, fn func(intake.Arrival) error) error {
	for _, a := range b.children {
		if err := fn(b.arrival(a)); err != nil {
			return err
		}
	}
	for i, rows := range b.adopters {
		a := intake.Arrival{Pos: len(b.children) + i + 1, Table: rows[0].s.List.Sheet, Row: rows[0].e.Number, Group: true}
		a.Rows = func(g *intake.Guest, _ string) error { return (&guest{Guest: g, on: b.on}).adopter(rows) }
		if err := fn(a); err != nil {
			return err
		}
	}
	return nil
}

// troubles are why a cell was left out.
var troubles = map[Trouble]string{
	Fault: "an error value of the spreadsheet", NotDate: "not a date", NotWhole: "not a whole number", NotCode: "not a code of the field", Grouped: "a group of several codes",
	NotPlace: "not a postcode", TooLow: "below the least number that there can be",
}

// arrival reads who a child is: of each fact the first row that says it counts, and a row that says otherwise is named.
func (b *bringing) arrival(a *arriving) intake.Arrival {
	out := intake.Arrival{Pos: a.pos, ID: a.id}
	if ofRecord.MatchString(a.id) {
		out.Subject, out.ID = record.ChildSubject+":"+a.id, ""
	}
	note := func(r rowOf, header, why string) {
		out.Notes = append(out.Notes, record.Held{Place: place(r, header), Why: why})
	}
	var born, gender, ethnicity, disability string
	for list := 1; list < Lists; list++ {
		for _, r := range a.rows[list] {
			if out.Table == "" {
				out.Table, out.Row = r.s.List.Sheet, r.e.Number
			}
			for i, f := range r.e.Fields {
				if why, bad := troubles[f.Trouble]; bad && f.Blank() {
					note(r, r.s.List.Columns[i].Header, why+"; it was left out")
				}
			}
			one := func(was *string, header string) {
				f := r.get(header)
				switch text := f.String(); {
				case f.Blank():
				case *was == "":
					*was = text
				case *was != text:
					note(r, header, "another row of the child says otherwise; the first one counts")
				}
			}
			one(&born, "Date of Birth")
			one(&gender, "Gender")
			one(&ethnicity, "Ethnicity")
			one(&disability, "Does the Child have a Disability")
			if d := r.day("Date of Birth"); out.Child.Birth.IsZero() && out.Child.Expected.IsZero() && !d.IsZero() {
				if age := r.get("Age of Child (Years)").Number; d.After(b.on) || age != nil && *age == -1 {
					out.Child.Expected = d
				} else {
					out.Child.Birth = d
				}
			}
		}
	}
	out.Child.Ethnicity = Key(ethnicity)
	out.Child.Gender = map[string]string{"Male": "1", "Female": "2", "Neither": "9"}[Key(gender)]
	if Key(disability) == "Unknown" {
		disability = ""
	}
	out.Rows = func(g *intake.Guest, subject string) error {
		x := &guest{Guest: g, on: b.on, subject: subject, a: a}
		if err := x.disability(Key(disability), out.Table, out.Row); err != nil {
			return err
		}
		return x.rows()
	}
	return out
}

// guest brings in the rows of one child.
type guest struct {
	*intake.Guest
	on      day.Day
	subject string
	a       *arriving
}

// disability keeps whether the child has one. The list does not say which: what is recorded says more.
func (g *guest) disability(says, table string, row int) error {
	s, err := g.Story(g.subject)
	child, ok := story.First[record.Child](s)
	if err != nil || says == "" || !ok {
		return err
	}
	held := disability(child.Body)
	body := child.Body
	switch {
	case held == says:
		return nil
	case held != "Unknown":
		g.Differ(child.Meta, table, row, "Does the Child have a Disability", held, says)
		return nil
	case says == "Yes":
		body.Disabilities = []string{"DDA"} // one that has no code of its own
	default:
		body.Disabilities = []string{"NONE"}
	}
	_, err = intake.EditAs(g.Guest, child, body, table, row)
	return err
}

// rows brings in what is said of the child, what is pointed to first.
func (g *guest) rows() error {
	for _, step := range []struct {
		list int
		fn   func(rowOf) error
	}{
		{8, g.care}, {3, g.referral}, {6, g.need}, {5, g.enquiry}, {7, g.plan}, {4, g.assessment}, {1, g.contact}, {2, g.help}, {9, g.leaver}, {10, g.adoption},
	} {
		for _, r := range g.a.rows[step.list] {
			if err := step.fn(r); err != nil {
				return err
			}
		}
	}
	return g.counted()
}

// counted names numbers of a list that are more than the records tell: what came before the six months of the list.
func (g *guest) counted() error {
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	told := Child(s, Around{On: g.on})
	for list, headers := range map[int][]string{
		3: {"Number of Referrals in Last 12 Months"}, 5: {"Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months"},
	} {
		if len(g.a.rows[list]) == 0 {
			continue
		}
		r := g.a.rows[list][0]
		for _, h := range headers {
			for _, x := range told {
				n := x.Cell(h).Number
				if x.List == list && n != nil && *n < r.number(h) {
					g.hold(r, "%s: %d are counted, and the records tell of %d; the others are older than the list", h, r.number(h), *n)
					break
				}
			}
		}
	}
	return nil
}

// hold names something of a row that does not come in.
func (g *guest) hold(r rowOf, why string, args ...any) {
	g.Hold(r.s.List.Sheet, r.e.Number, why, args...)
}

// filler merges a row into a record: what is missing is filled in, what disagrees is kept and noted.
type filler struct {
	diffs [][3]string // column, recorded, incoming
	open  bool        // the recorded fact has no end and the row brings one: what goes with the end may change
}

func (f *filler) day(header string, held *day.Day, in day.Day) {
	switch {
	case in.IsZero() || in == *held:
	case held.IsZero():
		*held = in
	default:
		f.diffs = append(f.diffs, [3]string{header, held.String(), in.String()})
	}
}

func (f *filler) text(header string, held *string, in string) {
	switch {
	case in == "" || in == *held:
	case *held == "" || f.open:
		*held = in
	default:
		f.diffs = append(f.diffs, [3]string{header, *held, in})
	}
}

func (f *filler) answer(header string, held *record.YesNo, in record.YesNo) {
	text := string(*held)
	f.text(header, &text, string(in))
	*held = record.YesNo(text)
}

// meet brings a row in: it is the record that same finds, filled with what it lacks, or a new one. It gives the record's id; "" when the row was held
// back. Where nothing is the same, a record that no row was found to be yet may be it for less.
func meet[B record.Body](g *guest, r rowOf, body B, same func(B) bool, fill func(*filler, *B), less ...func(B) bool) (string, error) {
	return meetOn(g, g.subject, r, body, same, fill, less...)
}

func meetOn[B record.Body](g *guest, subject string, r rowOf, body B, same func(B) bool, fill func(*filler, *B), less ...func(B) bool) (string, error) {
	s, err := g.Story(subject)
	if err != nil {
		return "", err
	}
	all := story.All[B](s)
	if len(less) > 0 && !slices.ContainsFunc(all, func(h record.Of[B]) bool { return same(h.Body) }) {
		same = less[0]
		all = slices.DeleteFunc(all, func(h record.Of[B]) bool { return g.Used(h.ID) })
	}
	tally := func(t *intake.Tally) *int {
		switch any(body).(type) {
		case record.Referral:
			return &t.Referrals
		case record.Assessment:
			return &t.Assessments
		}
		return &t.Rows
	}
	for _, h := range all {
		if !same(h.Body) {
			continue
		}
		if !g.Used(h.ID) {
			*tally(g.Matched())++
			g.Use(h.ID)
		}
		merged, f := h.Body, filler{}
		if fill != nil {
			fill(&f, &merged)
		}
		for _, d := range f.diffs {
			g.Differ(h.Meta, r.s.List.Sheet, r.e.Number, strings.TrimSpace(d[0]), d[1], d[2])
		}
		if equalBody(merged, h.Body) {
			return h.ID, nil
		}
		ok, err := intake.EditAs(g.Guest, h, merged, r.s.List.Sheet, r.e.Number)
		if err != nil || !ok {
			return h.ID, err
		}
		*tally(g.Updated())++
		return h.ID, nil
	}
	id, err := g.Add(subject, "", body, r.s.List.Sheet, r.e.Number)
	if err == nil && id != "" {
		*tally(g.Added())++
	}
	return id, err
}

// referralOf is the referral that something of a day belongs to: the latest one of before that was open then, else the latest one of before.
func (g *guest) referralOf(on day.Day) (string, error) {
	s, err := g.Story(g.subject)
	if err != nil {
		return "", err
	}
	all := slices.DeleteFunc(story.All[record.Referral](s), func(r record.Of[record.Referral]) bool {
		return r.Body.Waiting() || r.Body.Date.IsZero() || r.Body.Date.After(on)
	})
	slices.SortStableFunc(all, func(a, b record.Of[record.Referral]) int { return a.Body.Date.Compare(b.Body.Date) })
	for _, r := range slices.Backward(all) {
		if !r.Body.Closed.Before(on) && !r.Body.NFA {
			return r.ID, nil
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	return all[len(all)-1].ID, nil
}
