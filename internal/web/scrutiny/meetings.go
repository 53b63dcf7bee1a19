package scrutiny

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// meetingRoutes are the meetings with agenda, papers, attendance and declarations.
func meetingRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/meetings", allMeetings), read("/scrutiny/meetings/{id}", meeting)},
		formPages("/scrutiny/meetings/new", access.RunCommittee, planMeeting),
		formPages("/scrutiny/meetings/{id}/change", access.RunCommittee, changeMeeting),
		formPages("/scrutiny/meetings/{id}/move", access.RunCommittee, moveMeeting),
		formPages("/scrutiny/meetings/{id}/item", access.RunCommittee, editItem),
		formPages("/scrutiny/meetings/{id}/paper", access.RunCommittee, editPaper),
		formPages("/scrutiny/meetings/{id}/sign-off", access.AnswerQuestion, signOff),
		formPages("/scrutiny/meetings/{id}/attendance", access.RunCommittee, editAttendance),
		formPages("/scrutiny/meetings/{id}/declaration", access.RunCommittee, editDeclaration),
	)
}

type meetingRow struct {
	Path, Date, Committee, State, Due string
	Clock                             govuk.Clock
}

// meetingLine is a meeting in a list, with what is due next.
func meetingLine(r *shell.Request, m record.Of[record.Meeting]) meetingRow {
	row := meetingRow{Path: meetingPath(m.Subject), Date: m.Body.Date.Short(), Committee: m.Body.Commission, State: room.StateWords(m.Body.State)}
	d, today := committeeRoom(r).Deadlines(m.Body, record.Committee{}), day.In(r.Now())
	switch m.Body.State {
	case record.MeetingPlanned:
		row.Due, row.Clock = "Agenda by "+d.Agenda.Short(), clockOf(d.Agenda, today)
	case record.MeetingHeld:
		row.Due, row.Clock = "Draft minutes by "+d.Minutes.Short(), clockOf(d.Minutes, today)
	}
	return row
}

// clockOf shows a day by which something must be done.
func clockOf(due, today day.Day) govuk.Clock {
	switch n := due.Sub(today); {
	case n < 0:
		return govuk.Clock{State: govuk.Overdue, Detail: "by " + days(-n)}
	case n == 0:
		return govuk.Clock{State: govuk.Due, Detail: "today"}
	case n <= 2:
		return govuk.Clock{State: govuk.Due, Detail: "in " + days(n)}
	default:
		return govuk.Clock{State: govuk.Running, Detail: days(n) + " left"}
	}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

func allMeetings(w http.ResponseWriter, r *shell.Request) error {
	ms, err := room.Meetings(r.Context(), r.House().Desk)
	return showRows(w, r, "scrutiny/meetings", "Meetings", each(ms, func(m record.Of[record.Meeting]) meetingRow { return meetingLine(r, m) }), err)
}

type meetingView struct {
	govuk.Page
	room.MeetingView
	ID, State                       string
	Agenda, Minutes                 govuk.Clock
	ShowAgenda, ShowMinutes         bool
	Took                            string
	Voting, Quorum                  int
	Quorate                         bool
	Items                           []itemRow
	Loose                           []paperRow // papers of no item
	Actions                         []actionRow
	Reports                         []cabinetRow
	CanRun, CanSign, Frozen, IsHeld bool
	Undo                            *shell.Step
}

type itemRow struct {
	record.Of[record.AgendaItem]
	Late   string
	Papers []paperRow
}

type paperRow struct {
	record.Of[record.CommitteePaper]
	Missing []string // sign-offs
}

func openMeeting(r *shell.Request) (room.MeetingView, error) {
	return committeeRoom(r).Meeting(r.Context(), r.Actor, record.MeetingSubject+":"+r.ID())
}

func meeting(w http.ResponseWriter, r *shell.Request) error {
	m, err := openMeeting(r)
	if err != nil {
		return err
	}
	b, today := m.Meeting.Body, day.In(r.Now())
	v := meetingView{Page: r.Page("Meeting of " + b.Date.Long()), MeetingView: m, ID: r.ID(), State: room.StateWords(b.State), CanRun: r.May(access.RunCommittee, access.Question),
		CanSign: r.May(access.AnswerQuestion, access.Question), Frozen: b.State == record.MeetingMinutesApproved, IsHeld: room.Minuted(b)}
	v.Caption = b.Commission + ", " + room.MunicipalYear(b.Date)
	v.Back = govuk.BackLink{Text: "Meetings", Href: "/scrutiny/meetings"}
	v.Agenda, v.ShowAgenda = clockOf(m.Deadlines.Agenda, today), b.State == record.MeetingPlanned
	v.Minutes, v.ShowMinutes = clockOf(m.Deadlines.Minutes, today), b.State == record.MeetingHeld || b.State == ""
	if took, ok := room.Duration(b); ok {
		v.Took = room.DurationWords(took)
	}
	v.Voting, v.Quorate = m.Quorate()
	v.Quorum = room.Quorum(m.Committee)
	papers := map[string][]paperRow{}
	for _, p := range m.Papers {
		papers[p.Body.Item] = append(papers[p.Body.Item], paperRow{p, unsigned(p.Body)})
	}
	v.Loose = papers[""]
	for _, i := range m.Items {
		row := itemRow{Of: i, Papers: papers[i.ID]}
		if n, ok := room.Overrun(i.Body); ok && n > 0 {
			row.Late = strconv.Itoa(n) + " minutes late"
		}
		v.Items = append(v.Items, row)
	}
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	room.SortActions(m.Actions)
	for _, a := range m.Actions {
		v.Actions = append(v.Actions, actionLine(a, g, today))
	}
	cs, err := committeeRoom(r).CabinetReportsOf(r.Context(), r.Actor, m.Meeting.ID)
	if err != nil {
		return err
	}
	v.Reports = each(cs, func(c record.Of[record.CabinetReport]) cabinetRow { return cabinetLine(r, c) })
	if v.Undo, err = lastStep(r, m.Meeting.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/meeting", v)
}

// unsigned are the sign-offs that a report still lacks.
func unsigned(p record.CommitteePaper) (out []string) {
	if p.Background || p.Summary {
		return nil
	}
	for _, sort := range []string{"finance", "legal", "equalities"} {
		signed := false
		for _, s := range p.SignOffs {
			signed = signed || s.Sort == sort
		}
		if !signed {
			out = append(out, sort)
		}
	}
	return out
}

// timeField asks for a time of day and reads how people write it: 19:00, 19.00, 7pm, 7.30 pm.
func timeField(name, label, value string) *form.Text {
	return &form.Text{Name: name, Label: label, Width: 5, Value: value, Complete: "off", Rule: func(v string) error {
		_, err := room.ReadTime(v)
		return err
	}}
}

func timeOf(t *form.Text) string {
	v, _ := room.ReadTime(t.Value) // checked by its rule
	return v
}

func planMeeting(r *shell.Request) (*editor, error) {
	cs, err := committeeRoom(r).Committees(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	committee := &form.Select{Name: "committee", Label: "Committee", Empty: "Choose a committee", Required: "Choose the committee", Value: r.URL.Query().Get("committee")}
	for _, c := range cs {
		committee.Options = append(committee.Options, form.Option{Value: c.Subject, Label: c.Body.Name})
	}
	date := &form.Date{Name: "date", Label: "Date", Required: "Enter the date of the meeting"}
	place := &form.Text{Name: "place", Label: "Place"}
	starts, ends := timeField("starts", "Starts at", "19:00"), timeField("ends", "Is planned to end at", "")
	join := &form.Text{Name: "join_link", Label: "Link for those who take part from elsewhere"}
	webcast := &form.Text{Name: "webcast", Label: "Link to the webcast"}
	return &editor{heading: "Plan a meeting", button: "Plan the meeting", back: govuk.BackLink{Text: "Meetings", Href: "/scrutiny/meetings"},
		intro:  []string{"A meeting of the past is recorded as held: its minutes can then be brought in."},
		fields: []form.Field{committee, date, place, starts, ends, join, webcast}, save: func(int64) (string, error) {
			s, err := committeeRoom(r).PlanMeeting(r.Context(), r.Actor, record.Meeting{Committee: committee.Value, Date: date.Value, Place: place.Value, Starts: timeOf(starts), Ends: timeOf(ends), JoinLink: join.Value, Webcast: webcast.Value})
			return meetingPath(s), err
		}}, nil
}

func back(m room.MeetingView, id string) govuk.BackLink {
	return govuk.BackLink{Text: "Meeting of " + m.Meeting.Body.Date.Long(), Href: "/scrutiny/meetings/" + id}
}

func changeMeeting(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	b := m.Meeting.Body
	date := &form.Date{Name: "date", Label: "Date", Required: "Enter the date of the meeting", Value: b.Date}
	place := &form.Text{Name: "place", Label: "Place", Value: b.Place}
	starts, ends := timeField("starts", "Starts at", b.Starts), timeField("ends", "Is planned to end at", b.Ends)
	started, ended := timeField("started", "Began at", b.Started), timeField("ended", "Ended at", b.Ended)
	join := &form.Text{Name: "join_link", Label: "Link for those who take part from elsewhere", Value: b.JoinLink}
	webcast := &form.Text{Name: "webcast", Label: "Link to the webcast", Value: b.Webcast}
	until := &form.Date{Name: "webcast_until", Label: "The webcast is kept until", Value: b.WebcastUntil}
	return &editor{heading: "Change the meeting", caption: b.Commission, button: "Save", back: back(m, r.ID()), version: m.Meeting.Version,
		fields: []form.Field{date, place, starts, ends, started, ended, join, webcast, until}, save: func(version int64) (string, error) {
			return back(m, r.ID()).Href, committeeRoom(r).ChangeMeeting(r.Context(), r.Actor, m.Meeting.Subject, version, record.Meeting{Date: date.Value, Place: place.Value, Starts: timeOf(starts), Ends: timeOf(ends),
				Started: timeOf(started), Ended: timeOf(ended), JoinLink: join.Value, Webcast: webcast.Value, WebcastUntil: until.Value})
		}}, nil
}

var moveWords = []form.Option{
	{Value: record.MeetingAgendaPublished, Label: "Its agenda is published"}, {Value: record.MeetingHeld, Label: "It was held"}, {Value: record.MeetingMinutesDrafted, Label: "Its minutes are drafted"},
	{Value: record.MeetingMinutesApproved, Label: "A later meeting approved its minutes"}, {Value: record.MeetingPostponed, Label: "It is postponed"}, {Value: record.MeetingCancelled, Label: "It is cancelled"},
}

func moveMeeting(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	b := m.Meeting.Body
	to := &form.Radios{Name: "to", Label: "What happened?", Required: "Choose what happened"}
	next := room.NextStates(b.State)
	for _, o := range moveWords {
		for _, n := range next {
			if n == o.Value {
				to.Options = append(to.Options, o)
			}
		}
	}
	on := &form.Date{Name: "on", Label: "On which day?", Required: "Enter the day", Value: day.In(r.Now())}
	reason := &form.TextArea{Name: "reason", Label: "Reason", Hint: "Why the agenda is late or was revised, or why the meeting is put off. It may be published", Rows: 2}
	started, ended := timeField("started", "Began at", b.Started), timeField("ended", "Ended at", b.Ended)
	e := &editor{heading: "What happened with the meeting", caption: b.Commission + ", " + b.Date.Long(), button: "Save", back: back(m, r.ID()), version: m.Meeting.Version,
		intro: []string{"The agenda must be published by " + m.Deadlines.Agenda.Long() + ": five clear days, in which neither that day nor the day of the meeting counts. Draft minutes are due by " + m.Deadlines.Minutes.Long() + "."}}
	later, err := meetings(r, func(o record.Meeting) bool { return o.Date.After(b.Date) && o.Commission == b.Commission })
	if err != nil {
		return nil, err
	}
	other := &form.Select{Name: "approved_at", Label: "Which meeting approved them, or takes its place?", Empty: "None", Options: later}
	e.fields = []form.Field{to, on, reason, started, ended, other}
	if len(to.Options) == 0 {
		return nil, errs.New(errs.Conflict, "The meeting is %s: nothing more happens with it", room.StateWords(b.State))
	}
	e.save = func(version int64) (string, error) {
		return back(m, r.ID()).Href, committeeRoom(r).MoveMeeting(r.Context(), r.Actor, m.Meeting.Subject, room.Move{To: to.Value, Version: version, Reason: reason.Value, MovedTo: other.Value, ApprovedAt: other.Value,
			On: on.Value, Started: timeOf(started), Ended: timeOf(ended)})
	}
	return e, nil
}

// one finds the record that an address names among a meeting's; without one it is something new.
func one[T record.Body](r *shell.Request, all []record.Of[T], zero T) (o record.Of[T], err error) {
	id := r.URL.Query().Get("record")
	if id == "" {
		o.Body = zero
		return o, nil
	}
	for _, x := range all {
		if x.ID == id {
			return x, nil
		}
	}
	return o, errs.New(errs.NotFound, "That is not there. Open the meeting again")
}

func exemptFields(paragraph int, interest string) (*form.Select, *form.TextArea) {
	s := &form.Select{Name: "exempt", Label: "Open to the public?", Value: strconv.Itoa(paragraph), Options: []form.Option{{Value: "0", Label: "Open"}}}
	for i, what := range []string{"an individual", "who an individual is", "financial or business affairs", "labour relations", "legal privilege", "a notice, order or direction", "preventing or prosecuting crime"} {
		s.Options = append(s.Options, form.Option{Value: strconv.Itoa(i + 1), Label: "Exempt by paragraph " + strconv.Itoa(i+1) + " of Schedule 12A: " + what})
	}
	return s, &form.TextArea{Name: "interest", Label: "If it is exempt: why is the public interest in keeping it exempt the greater?", Rows: 2, Value: interest}
}

func exemptOf(s *form.Select) int {
	n, _ := strconv.Atoi(s.Value) // one of its options
	return n
}

var itemSorts = []form.Option{{Value: "report", Label: "Report"}, {Value: "standing", Label: "Standing item"}, {Value: "budget", Label: "Budget"}, {Value: "questions", Label: "Questions"}, {Value: "scoping", Label: "Scope of a review"},
	{Value: "work_programme", Label: "Work programme"}, {Value: "minutes", Label: "Minutes"}, {Value: "urgent", Label: "Late item"}, {Value: "other", Label: "Other"}}

func editItem(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Items, record.AgendaItem{Sort: "report", State: record.ItemDrafted, Number: strconv.Itoa(len(m.Items) + 1)})
	if err != nil {
		return nil, err
	}
	b := o.Body
	num := &form.Text{Name: "number", Label: "Number", Width: 3, Required: "Enter the number of the item", Value: b.Number}
	title := &form.Text{Name: "title", Label: "Title", Required: "Enter the title of the item", Value: b.Title}
	sort := &form.Select{Name: "sort", Label: "What it is", Value: b.Sort, Options: itemSorts}
	starts, started := timeField("starts", "Planned start", b.Starts), timeField("started", "Began at", b.Started)
	purpose := &form.TextArea{Name: "purpose", Label: "Purpose", Rows: 2, Value: b.Purpose}
	presenters := &form.TextArea{Name: "presenters", Label: "Who presents it", Hint: "One a line", Rows: 2, Value: strings.Join(b.Presenters, "\n")}
	exempt, interest := exemptFields(b.Exempt, b.Interest)
	urgent := &form.TextArea{Name: "urgent", Label: "If it is late: the chair's reason", Rows: 2, Value: b.Urgent}
	state := &form.Select{Name: "state", Label: "State", Value: b.State}
	for _, s := range []string{record.ItemDrafted, record.ItemCleared, record.ItemPublished, record.ItemTaken, record.ItemDeferred, record.ItemWithdrawn} {
		state.Options = append(state.Options, form.Option{Value: s, Label: s})
	}
	later, err := meetings(r, func(o record.Meeting) bool {
		return o.Date.After(m.Meeting.Body.Date) && o.Commission == m.Meeting.Body.Commission
	})
	if err != nil {
		return nil, err
	}
	deferred := &form.Select{Name: "deferred_to", Label: "Deferred to", Empty: "Not deferred", Value: b.DeferredTo, Options: later}
	why := &form.Text{Name: "why", Label: "Why it was deferred or withdrawn", Value: b.Why}
	return &editor{heading: "An item of the agenda", caption: m.Meeting.Body.Commission + ", " + m.Meeting.Body.Date.Long(), button: "Save the item", back: back(m, r.ID()), version: o.Version,
		fields: []form.Field{num, title, sort, starts, purpose, presenters, exempt, interest, urgent, state, deferred, why, started}, save: func(version int64) (string, error) {
			_, err := committeeRoom(r).SaveItem(r.Context(), r.Actor, m.Meeting.Subject, o.ID, version, record.AgendaItem{Number: num.Value, Title: title.Value, Sort: sort.Value, Starts: timeOf(starts), Started: timeOf(started), Purpose: purpose.Value,
				Presenters: lines(presenters.Value), State: state.Value, Exempt: exemptOf(exempt), Interest: interest.Value, Urgent: urgent.Value, DeferredTo: deferred.Value, Why: why.Value})
			return back(m, r.ID()).Href + "#agenda", err
		}}, nil
}

func lines(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func itemOptions(m room.MeetingView) (out []form.Option) {
	for _, i := range m.Items {
		out = append(out, form.Option{Value: i.ID, Label: i.Body.Number + ". " + i.Body.Title})
	}
	return out
}

func editPaper(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Papers, record.CommitteePaper{Edition: 1})
	if err != nil {
		return nil, err
	}
	b := o.Body
	item := &form.Select{Name: "item", Label: "Item of the agenda", Empty: "None", Value: b.Item, Options: itemOptions(m)}
	title := &form.Text{Name: "title", Label: "Title", Required: "Enter the title of the paper", Value: b.Title}
	author := &form.Text{Name: "author", Label: "Author", Value: b.Author}
	address := &form.Text{Name: "address", Label: "Where the public finds it", Hint: "An address on the council's site. The file itself stays there", Value: b.Address}
	hash := &form.Text{Name: "sha256", Label: "SHA-256 of the file", Value: b.SHA256}
	flags := &form.Checkboxes{Name: "flags", Label: "Which of these is true?", Options: []form.Option{{Value: "background", Label: "It is a background paper"}, {Value: "summary", Label: "It is somebody else's summary: not the record"}}}
	if b.Background {
		flags.Values = append(flags.Values, "background")
	}
	if b.Summary {
		flags.Values = append(flags.Values, "summary")
	}
	exempt, interest := exemptFields(b.Exempt, b.Interest)
	published := &form.Date{Name: "published", Label: "Published on", Hint: "Leave it empty: it is published with the agenda", Value: b.Published}
	return &editor{heading: "A paper", caption: m.Meeting.Body.Commission + ", " + m.Meeting.Body.Date.Long(), button: "Save the paper", back: back(m, r.ID()), version: o.Version,
		fields: []form.Field{item, title, author, address, hash, flags, exempt, interest, published}, save: func(version int64) (string, error) {
			n := record.CommitteePaper{Item: item.Value, Title: title.Value, Author: author.Value, Address: address.Value, SHA256: hash.Value, Background: flags.Has("background"), Summary: flags.Has("summary"),
				Exempt: exemptOf(exempt), Interest: interest.Value, Published: published.Value, Edition: b.Edition, SignOffs: b.SignOffs, File: b.File}
			if o.ID != "" && n.SHA256 != b.SHA256 { // another edition is signed off again
				n.Edition, n.SignOffs = b.Edition+1, nil
			}
			_, err := committeeRoom(r).SavePaper(r.Context(), r.Actor, m.Meeting.Subject, o.ID, version, n)
			return back(m, r.ID()).Href + "#agenda", err
		}}, nil
}

func signOff(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Papers, record.CommitteePaper{})
	if err != nil {
		return nil, err
	}
	if o.ID == "" {
		return nil, errs.New(errs.NotFound, "Choose the paper on the page of the meeting")
	}
	sort, name, note := signFields(r)
	return &editor{heading: "Sign a paper off", caption: o.Body.Title, button: "Sign off", back: back(m, r.ID()), fields: []form.Field{sort, name, note}, save: func(int64) (string, error) {
		return back(m, r.ID()).Href + "#agenda", committeeRoom(r).SignOff(r.Context(), r.Actor, m.Meeting.Subject, o.ID, sort.Value, name.Value, note.Value)
	}}, nil
}

func editAttendance(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Attendance, record.Attendance{As: "member", How: record.Present})
	if err != nil {
		return nil, err
	}
	b := o.Body
	name := &form.Text{Name: "name", Label: "Name", Required: "Enter the name", Value: b.Name}
	as := &form.Radios{Name: "as", Label: "As what", Value: b.As, Options: []form.Option{{Value: "member", Label: "Member"}, {Value: "co_optee", Label: "Co-opted member"}, {Value: "executive", Label: "Executive member"}, {Value: "officer", Label: "Officer"}, {Value: "public", Label: "Member of the public"}}}
	how := &form.Radios{Name: "how", Label: "How", Value: b.How, Options: []form.Option{{Value: record.Present, Label: "In the room"}, {Value: record.Virtual, Label: "From elsewhere"}, {Value: record.Apologies, Label: "Sent apologies and did not come"}, {Value: record.Absent, Label: "Did not come"}}}
	notice := tick("late", "They had said that they would be late", b.LateNotice)
	notice.Label = "Apologies for lateness"
	arrived, left := timeField("arrived", "Came at, if late", b.Arrived), timeField("left", "Left at, if early", b.Left)
	opts, _, err := offices(r)
	if err != nil {
		return nil, err
	}
	post := &form.Select{Name: "office", Label: "Post, of officers and executive members", Empty: "None", Value: b.Office, Options: opts}
	sits := &form.Text{Name: "sits_for", Label: "Sits for, as a substitute", Value: b.SitsFor}
	return &editor{heading: "Attendance", caption: m.Meeting.Body.Commission + ", " + m.Meeting.Body.Date.Long(), button: "Save", back: back(m, r.ID()), version: o.Version,
		intro:  []string{"Who comes late was there: give the time. Apologies are for those who did not come."},
		fields: []form.Field{name, as, how, notice, arrived, left, post, sits}, save: func(version int64) (string, error) {
			b.Name, b.As, b.How, b.LateNotice, b.Arrived, b.Left, b.Office, b.SitsFor = name.Value, as.Value, how.Value, yes(notice), timeOf(arrived), timeOf(left), post.Value, sits.Value
			_, err := committeeRoom(r).SaveAttendance(r.Context(), r.Actor, m.Meeting.Subject, o.ID, version, b)
			return back(m, r.ID()).Href + "#attendance", err
		}}, nil
}

func editDeclaration(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Declarations, record.Declaration{Sort: "other", Did: "stayed"})
	if err != nil {
		return nil, err
	}
	b := o.Body
	member := &form.Text{Name: "member", Label: "Member", Required: "Enter the member", Value: b.Member}
	interest := &form.Text{Name: "interest", Label: "Interest", Required: "Enter the interest", Value: b.Interest}
	sort := &form.Radios{Name: "sort", Label: "Kind of interest", Value: b.Sort, Options: []form.Option{{Value: "pecuniary", Label: "Disclosable pecuniary"}, {Value: "registrable", Label: "Other registrable"}, {Value: "other", Label: "Not registrable"}}}
	item := &form.Select{Name: "item", Label: "Item", Empty: "The whole meeting", Value: b.Item, Options: itemOptions(m)}
	did := &form.Radios{Name: "did", Label: "What the member did", Value: b.Did, Options: []form.Option{{Value: "stayed", Label: "Stayed"}, {Value: "left", Label: "Left the room"}, {Value: "dispensation", Label: "Stayed with a dispensation"}}}
	return &editor{heading: "A declaration", caption: m.Meeting.Body.Commission + ", " + m.Meeting.Body.Date.Long(), button: "Save the declaration", back: back(m, r.ID()), version: o.Version,
		fields: []form.Field{member, interest, sort, item, did}, save: func(version int64) (string, error) {
			_, err := committeeRoom(r).SaveDeclaration(r.Context(), r.Actor, m.Meeting.Subject, o.ID, version, record.Declaration{Member: member.Value, Interest: interest.Value, Sort: sort.Value, Item: item.Value, Did: did.Value})
			return back(m, r.ID()).Href + "#attendance", err
		}}, nil
}
