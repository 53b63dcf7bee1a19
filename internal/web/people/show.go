package people

import (
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/returns/yearround"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// showView is a person's record on one screen (complaint 15): why the service is involved, since when, what the plan wants, what is risky, when the child was
// seen and what they say, who lives there, who works with them, what is due next, and what must be known before anybody goes there. Its template is plain markup,
// because this is the page that is opened most.
type showView struct {
	frame
	Done     govuk.NotificationBanner // below the name, so that the first heading of the page is the first level
	View     person.View
	Allow    allowed
	Warnings []warningRow
	Status   []pair
	Why      []pair
	Aims     []pair
	Risks    []string
	Seen     []pair
	Next     []due
	More     int // how much more is due than is shown
	Lives    []string
	With     []relative // who lives there too
	Workers  []worker
	Outside  []outside // of other services
	Last     *shell.Step
	Family   []relative
	Ended    []relative
	Families []familyRow
	Homes    []home
	Contacts []contact
	IDs      []pair
	Facts    []pair
	Events   []event
	Merged   []mergedIn
	Undo     string // the record that was merged in just now
	Returns  string // how much is to be put right before the returns; "" for nothing
}

// warningRow is a warning in force, of the person or of an adult round a child.
type warningRow struct{ Type, Text, About, Note, Path string }

// allowed says which links the page has. Whoever has none of them reads only.
type allowed struct {
	Edit, Address, Contact, Merge, Restrict, Allocate, Readings, Referral, Assessment bool
	Case                                                                              bool // notes, documents and what else the rest of a case is
	Record                                                                            bool // and write it
	Manage                                                                            bool // decide as a manager of the case
}

// pair is a name and a value.
type pair struct{ Key, Value string }

type worker struct{ Name, Role, Since, ID string }

type relative struct {
	Name, Label, Born, Dates, Path, Record string
	Responsibility                         bool
}

type home struct {
	Text, Dates  string
	Confidential bool
}

type contact struct {
	ID, Text     string
	Confidential bool
}

type due struct {
	Title, Source string
	Clock         govuk.Clock
}

// event is one line of the timeline.
type event struct {
	Line
}

type mergedIn struct{ Subject, Name, Reason string }

// show is a child's or an adult's record. The id of a record that was merged shows the one that survived.
func show(w http.ResponseWriter, r *shell.Request) error {
	v := r.Reading.View()
	p := r.Page("")
	p.Title, p.Wide = recordWords(v.Child), true
	today := day.In(r.Now())
	out := showView{frame: frame{Page: p, Base: base(r), Bar: bar(r, v), Glass: glassOf(r)}, Done: banner(r), View: v, Allow: allowedTo(r)}
	if err := summarise(r, &out); err != nil {
		return err
	}
	for _, a := range v.Allocations {
		out.Workers = append(out.Workers, workerRow(r, a))
	}
	out.Outside = outsiders(r)
	for _, rel := range v.Relations {
		if row := relativeRow(rel, today); rel.Ended.IsZero() {
			out.Family = append(out.Family, row)
		} else {
			out.Ended = append(out.Ended, row)
		}
	}
	for _, a := range slices.Backward(v.Addresses) {
		out.Homes = append(out.Homes, homeRow(a.Body))
	}
	for _, c := range v.Contacts {
		if c.Body.To.IsZero() {
			out.Contacts = append(out.Contacts, contact{c.ID, c.Body.Value, c.Body.Confidential})
		}
	}
	out.IDs, out.Facts = numbers(v), facts(v)
	if out.Allow.Merge {
		for _, m := range v.Merged {
			out.Merged = append(out.Merged, mergedIn{m.Subject, m.Name, m.Reason})
		}
		if r.URL.Query().Get("done") == "merged" && len(v.Merged) > 0 {
			out.Undo = v.Merged[len(v.Merged)-1].Subject
		}
	}
	var err error
	if out.Families, err = familiesOf(r); err != nil {
		return err
	}
	if out.Last, err = lastAllocated(r); err != nil {
		return err
	}
	if out.Next, err = next(r); err != nil {
		return err
	}
	if len(out.Next) > mostDue {
		out.More = len(out.Next) - mostDue
		out.Next = out.Next[:mostDue]
	}
	if out.Returns, err = returns(r); err != nil {
		return err
	}
	out.Events = events(r)
	return r.Show(w, "people/show", out)
}

func allowedTo(r *shell.Request) allowed {
	return allowed{
		Edit: r.May(access.EditPerson, access.Identity), Address: r.May(access.EditPerson, access.Address), Contact: r.May(access.EditPerson, access.Contact),
		Merge: r.May(access.MergePerson, access.Identity), Restrict: r.May(access.RestrictPerson, access.Identity),
		Allocate: r.May(access.Allocate, access.Identity), Readings: r.May(access.ReadAccessLog, access.Audit),
		Referral: r.May(access.Read, access.Referral), Assessment: r.May(access.Read, access.Assessment),
		Case: r.May(access.Read, access.None), Record: r.May(access.Record, access.None), Manage: r.May(access.AuthoriseAssessment, access.Assessment),
	}
}

// returns says how much of a child's record is to be put right before the returns of the year that runs, as the page of problems lists it.
func returns(r *shell.Request) (string, error) {
	if r.Route.About != shell.AChild || !r.May(access.Read, access.Referral) {
		return "", nil
	}
	today := day.In(r.Now())
	ends := day.FinancialYearEnding(today)
	ps, err := yearround.Of(r.Context(), r.Reading.Story, ends, today)
	if err != nil {
		return "", err
	}
	now, later := yearround.Counted(yearround.Seen(ps, func(class access.Class) bool { return r.May(access.Read, class) }))
	_, last := day.FinancialYear(ends)
	switch {
	case now == 0 && later == 0:
		return "", nil
	case now == 0:
		return plural(later, "thing") + " to put right before " + last.Long(), nil
	case later == 0:
		return plural(now, "thing") + " to put right before the returns", nil
	}
	return plural(now, "thing") + " to put right before the returns, and " + strconv.Itoa(later) + " more on " + last.Long() + " if nothing is done", nil
}

// next is what waits to be done for a person, with its time limit.
func next(r *shell.Request) ([]due, error) {
	if !r.May(access.Read, access.Referral) {
		return nil, nil
	}
	lists := r.House().Tasks
	items, err := lists.On(r.Context(), subject(r))
	if err != nil {
		return nil, err
	}
	task.Order(items)
	var out []due
	for _, i := range items {
		if i.Open() {
			out = append(out, due{Title: i.Title, Source: i.Source(), Clock: clockOf(i)})
		}
	}
	return out, nil
}

func clockOf(i task.Item) govuk.Clock {
	states := map[clock.State]govuk.ClockState{clock.Overdue: govuk.Overdue, clock.DueSoon: govuk.Due, clock.Running: govuk.Running}
	state, ok := states[i.State]
	if !ok {
		state = govuk.Stopped
	}
	return govuk.Clock{State: state, Word: capital(i.Words)}
}
