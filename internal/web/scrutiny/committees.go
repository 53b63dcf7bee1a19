package scrutiny

import (
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// committeeRoutes are the committees, their members and programmes, and the register of offices.
func committeeRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/committees", committees), read("/scrutiny/committees/{id}", committee), read("/scrutiny/offices", officesPage), read("/scrutiny/offices/{id}", office)},
		formPages("/scrutiny/committees/new", access.RunCommittee, editCommittee),
		formPages("/scrutiny/committees/{id}/change", access.RunCommittee, editCommittee),
		formPages("/scrutiny/committees/{id}/seat", access.RunCommittee, editSeat),
		formPages("/scrutiny/committees/{id}/topic", access.AskQuestion, editTopic),
		formPages("/scrutiny/committees/{id}/move", access.RunCommittee, moveTopic),
		formPages("/scrutiny/offices/new", access.RunCommittee, editOffice),
		formPages("/scrutiny/offices/{id}/change", access.RunCommittee, editOffice),
		formPages("/scrutiny/offices/{id}/holder", access.RunCommittee, editHolder),
	)
}

func committees(w http.ResponseWriter, r *shell.Request) error {
	cs, err := committeeRoom(r).Committees(r.Context(), r.Actor)
	return showRows(w, r, "scrutiny/committees", "Committees", cs, err)
}

type committeeView struct {
	govuk.Page
	room.CommitteeView
	ID             string
	Quorum         int
	Today          day.Day
	Seats          []seatRow
	Topics         []topicRow
	CanRun, CanAsk bool
	Undo           *shell.Step
}

type seatRow struct {
	record.Of[record.Seat]
	Now  bool
	Role string
	Vote string
}

type topicRow struct {
	record.Of[record.ProgrammeEntry]
	Meeting string
	Path    string
}

func committee(w http.ResponseWriter, r *shell.Request) error {
	subject := record.CommitteeSubject + ":" + r.ID()
	c, err := committeeRoom(r).Committee(r.Context(), r.Actor, subject)
	if err != nil {
		return err
	}
	v := committeeView{Page: r.Page(c.Committee.Body.Name), CommitteeView: c, ID: r.ID(), Quorum: room.Quorum(c.Committee.Body), Today: day.In(r.Now()),
		CanRun: r.May(access.RunCommittee, access.Question), CanAsk: r.May(access.AskQuestion, access.Question)}
	v.Back = govuk.BackLink{Text: "Committees", Href: "/scrutiny/committees"}
	for _, s := range c.Seats {
		v.Seats = append(v.Seats, seatRow{s, v.Today.Within(s.Body.From, s.Body.To), roleWords[s.Body.Role], votes[s.Body.Voting]})
	}
	for _, t := range c.Programme {
		row := topicRow{Of: t}
		for _, m := range c.Meetings {
			if m.ID == t.Body.Meeting {
				row.Meeting, row.Path = m.Body.Date.Long(), meetingPath(m.Subject)
			}
		}
		v.Topics = append(v.Topics, row)
	}
	if v.Undo, err = lastStep(r, subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/committee", v)
}

var (
	roleWords = map[string]string{record.SeatChair: "Chair", record.SeatViceChair: "Vice-chair", record.SeatMember: "Member", record.SeatCoOptee: "Co-opted member", record.SeatSubstitute: "Substitute"}
	votes     = map[string]string{"all": "votes", "education": "votes on education matters", "none": "does not vote"}
)

func number(name, label, hint string, n int) *form.Text {
	t := &form.Text{Name: name, Label: label, Hint: hint, Width: 3, Numeric: true, Rule: func(v string) error {
		if n, err := strconv.Atoi(v); err != nil || n < 0 || n > 1000 {
			return errs.New(errs.Invalid, "Enter a whole number")
		}
		return nil
	}}
	if n != 0 {
		t.Value = strconv.Itoa(n)
	}
	return t
}

func numberOf(t *form.Text) int {
	n, _ := strconv.Atoi(t.Value) // checked by its rule; empty is none
	return n
}

func editCommittee(r *shell.Request) (*editor, error) {
	subject, c, version := "", record.Committee{Sort: "commission"}, int64(0)
	e := &editor{heading: "Record a committee", button: "Save the committee", back: govuk.BackLink{Text: "Committees", Href: "/scrutiny/committees"}}
	if r.ID() != "" {
		subject = record.CommitteeSubject + ":" + r.ID()
		v, err := committeeRoom(r).Committee(r.Context(), r.Actor, subject)
		if err != nil {
			return nil, err
		}
		c, version = v.Committee.Body, v.Committee.Version
		e.heading, e.back = "Change the committee", govuk.BackLink{Text: c.Name, Href: "/scrutiny/committees/" + r.ID()}
	}
	name := &form.Text{Name: "name", Label: "Name", Required: "Enter the name of the committee", Value: c.Name}
	sort := &form.Radios{Name: "sort", Label: "What it is", Value: c.Sort, Options: []form.Option{{Value: "commission", Label: "Scrutiny commission"}, {Value: "panel", Label: "Panel"},
		{Value: "task_group", Label: "Task group"}, {Value: "cabinet", Label: "Cabinet"}, {Value: "council", Label: "Full Council"}}}
	seats := number("seats", "Voting seats", "A quarter of them is the quorum, and never fewer than three", c.Seats)
	notice := number("notice_days", "Clear working days for the agenda", "The law asks for five; leave it empty for those", c.NoticeDays)
	e.fields, e.version = []form.Field{name, sort, seats, notice}, version
	e.save = func(version int64) (string, error) {
		c.Name, c.Sort, c.Seats, c.NoticeDays = name.Value, sort.Value, numberOf(seats), numberOf(notice)
		s, err := committeeRoom(r).SaveCommittee(r.Context(), r.Actor, subject, version, c)
		return "/scrutiny/committees/" + record.SubjectID(s), err
	}
	return e, nil
}

func editSeat(r *shell.Request) (*editor, error) {
	subject, id := record.CommitteeSubject+":"+r.ID(), r.URL.Query().Get("record")
	v, err := committeeRoom(r).Committee(r.Context(), r.Actor, subject)
	if err != nil {
		return nil, err
	}
	s, version := record.Seat{Role: record.SeatMember, Voting: "all"}, int64(0)
	if id != "" {
		found := false
		for _, o := range v.Seats {
			if o.ID == id {
				s, version, found = o.Body, o.Version, true
			}
		}
		if !found {
			return nil, errs.New(errs.NotFound, "There is no such seat")
		}
	}
	name := &form.Text{Name: "name", Label: "Name, as it is published", Required: "Enter the name of the member", Value: s.Name}
	role := &form.Radios{Name: "role", Label: "Role", Value: s.Role}
	for _, o := range []string{record.SeatChair, record.SeatViceChair, record.SeatMember, record.SeatCoOptee, record.SeatSubstitute} {
		role.Options = append(role.Options, form.Option{Value: o, Label: roleWords[o]})
	}
	group := &form.Text{Name: "group", Label: "Group, or the body that they come from", Value: s.Group}
	basis := &form.Text{Name: "basis", Label: "Basis of a co-opted seat", Hint: "For example parent governor, diocese, youth parliament, Healthwatch", Value: s.Basis}
	voting := &form.Radios{Name: "voting", Label: "Vote", Value: s.Voting, Options: []form.Option{{Value: "all", Label: "On everything"}, {Value: "education", Label: "On education matters"}, {Value: "none", Label: "None"}}}
	from := &form.Date{Name: "from", Label: "From", Required: "Enter the first day of the term", Value: s.From}
	to := &form.Date{Name: "to", Label: "Until", Hint: "Leave it empty while it goes on", Value: s.To}
	worker := &form.Text{Name: "worker", Label: "Worker record", Hint: "Where the member signs in to Throughline, for example worker:member. The chair can then close actions", Value: s.Worker}
	e := &editor{heading: "A seat", caption: v.Committee.Body.Name, button: "Save the seat", back: govuk.BackLink{Text: v.Committee.Body.Name, Href: "/scrutiny/committees/" + r.ID()}, version: version,
		fields: []form.Field{name, role, group, basis, voting, from, to, worker}}
	e.save = func(version int64) (string, error) {
		_, err := committeeRoom(r).SaveSeat(r.Context(), r.Actor, subject, id, version, record.Seat{Name: name.Value, Role: role.Value, Group: group.Value, Basis: basis.Value, Voting: voting.Value, From: from.Value, To: to.Value, Worker: worker.Value})
		return "/scrutiny/committees/" + r.ID(), err
	}
	return e, nil
}

func topicOf(v room.CommitteeView, id string) (record.Of[record.ProgrammeEntry], error) {
	for _, t := range v.Programme {
		if t.ID == id {
			return t, nil
		}
	}
	return record.Of[record.ProgrammeEntry]{}, errs.New(errs.NotFound, "There is no such topic")
}

func editTopic(r *shell.Request) (*editor, error) {
	subject, id := record.CommitteeSubject+":"+r.ID(), r.URL.Query().Get("record")
	v, err := committeeRoom(r).Committee(r.Context(), r.Actor, subject)
	if err != nil {
		return nil, err
	}
	run := r.May(access.RunCommittee, access.Question)
	t := record.Of[record.ProgrammeEntry]{Body: record.ProgrammeEntry{Source: "suggestion", Year: room.MunicipalYear(day.In(r.Now())), State: "suggested"}}
	if id != "" {
		if t, err = topicOf(v, id); err != nil {
			return nil, err
		}
	}
	b := t.Body
	topic := &form.Text{Name: "topic", Label: "Topic", Required: "Enter the topic", Value: b.Topic}
	why := &form.TextArea{Name: "why", Label: "Why should the committee look at it?", Rows: 3, Value: b.Why}
	e := &editor{heading: "Suggest a topic", caption: v.Committee.Body.Name, button: "Suggest the topic", back: govuk.BackLink{Text: v.Committee.Body.Name, Href: "/scrutiny/committees/" + r.ID()}, version: t.Version,
		fields: []form.Field{topic, why}}
	source := &form.Select{Name: "source", Label: "Where it comes from", Value: b.Source, Options: []form.Option{{Value: "suggestion", Label: "Suggestion of a member"}, {Value: "request", Label: "Request"},
		{Value: "standing", Label: "Standing item"}, {Value: "performance", Label: "Performance"}, {Value: "budget", Label: "Budget"}, {Value: "statutory", Label: "The law asks for it"}}}
	lead := &form.Text{Name: "lead", Label: "Lead member", Value: b.Lead}
	flags := &form.Checkboxes{Name: "flags", Label: "Which of these is true?", Options: []form.Option{{Value: "yearly", Label: "It comes each year"}, {Value: "contentious", Label: "It is not to be taken in a pre-election period"}}}
	if b.Yearly {
		flags.Values = append(flags.Values, "yearly")
	}
	if b.Contentious {
		flags.Values = append(flags.Values, "contentious")
	}
	if run {
		e.heading, e.button = "A topic of the work programme", "Save the topic"
		e.fields = append(e.fields, source, lead, flags)
	}
	e.save = func(version int64) (string, error) {
		b.Topic, b.Why = topic.Value, why.Value
		if run {
			b.Source, b.Lead, b.Yearly, b.Contentious = source.Value, lead.Value, flags.Has("yearly"), flags.Has("contentious")
		}
		_, err := committeeRoom(r).SaveTopic(r.Context(), r.Actor, subject, id, version, b)
		return "/scrutiny/committees/" + r.ID() + "#programme", err
	}
	return e, nil
}

func moveTopic(r *shell.Request) (*editor, error) {
	subject, id := record.CommitteeSubject+":"+r.ID(), r.URL.Query().Get("record")
	v, err := committeeRoom(r).Committee(r.Context(), r.Actor, subject)
	if err != nil {
		return nil, err
	}
	t, err := topicOf(v, id)
	if err != nil {
		return nil, err
	}
	state := &form.Radios{Name: "state", Label: "What happens with it?", Required: "Choose what happens with it", Options: []form.Option{{Value: "planned", Label: "It is planned for a meeting"},
		{Value: "moved", Label: "It moves to another meeting"}, {Value: "removed", Label: "It leaves the programme"}, {Value: "done", Label: "It was taken"}}}
	meeting := &form.Select{Name: "meeting", Label: "Meeting", Empty: "No meeting", Value: t.Body.Meeting}
	for _, m := range v.Meetings {
		meeting.Options = append(meeting.Options, form.Option{Value: m.ID, Label: m.Body.Date.Long()})
	}
	why := &form.TextArea{Name: "why", Label: "Why", Hint: "Members see it in the programme. It is needed for every change of what was planned", Rows: 2}
	return &editor{heading: t.Body.Topic, caption: "Change the work programme", button: "Change the programme", back: govuk.BackLink{Text: v.Committee.Body.Name, Href: "/scrutiny/committees/" + r.ID()},
		fields: []form.Field{state, meeting, why}, save: func(int64) (string, error) {
			return "/scrutiny/committees/" + r.ID() + "#programme", committeeRoom(r).MoveTopic(r.Context(), r.Actor, subject, id, state.Value, meeting.Value, why.Value)
		}}, nil
}

type officeRow struct {
	room.OfficeView
	ID, Holder string
}

func officesPage(w http.ResponseWriter, r *shell.Request) error {
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	return showRows(w, r, "scrutiny/offices", "Who answers to members", each(g, func(o room.OfficeView) officeRow {
		h, _ := o.Holder(day.In(r.Now()))
		return officeRow{o, record.SubjectID(o.Office.Subject), h.Name}
	}), err)
}

type officeView struct {
	govuk.Page
	officeRow
	CanRun bool
	Undo   *shell.Step
}

func oneOffice(r *shell.Request) (room.OfficeView, error) {
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return room.OfficeView{}, err
	}
	o, ok := g.Find(record.OfficeSubject + ":" + r.ID())
	if !ok {
		return o, errs.New(errs.NotFound, "There is no such post")
	}
	return o, nil
}

func office(w http.ResponseWriter, r *shell.Request) error {
	o, err := oneOffice(r)
	if err != nil {
		return err
	}
	v := officeView{Page: r.Page(o.Office.Body.Title), officeRow: officeRow{o, r.ID(), ""}, CanRun: r.May(access.RunCommittee, access.Question)}
	v.Back = govuk.BackLink{Text: "Who answers to members", Href: "/scrutiny/offices"}
	if v.Undo, err = lastStep(r, o.Office.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/office", v)
}

func editOffice(r *shell.Request) (*editor, error) {
	subject, o, version := "", record.Office{}, int64(0)
	e := &editor{heading: "Record a post", button: "Save the post", back: govuk.BackLink{Text: "Who answers to members", Href: "/scrutiny/offices"}}
	if r.ID() != "" {
		v, err := oneOffice(r)
		if err != nil {
			return nil, err
		}
		subject, o, version = v.Office.Subject, v.Office.Body, v.Office.Version
		e.heading, e.back = "Change the post", govuk.BackLink{Text: o.Title, Href: "/scrutiny/offices/" + r.ID()}
	}
	title := &form.Text{Name: "title", Label: "Title of the post", Required: "Enter the title of the post", Value: o.Title}
	short := &form.Text{Name: "short", Label: "As minutes abbreviate it", Hint: "For example DCSC", Width: 10, Value: o.Short}
	contact := &form.Text{Name: "contact", Label: "Telephone or email", Value: o.Contact}
	flags := &form.Checkboxes{Name: "flags", Label: "Which of these is true?", Options: []form.Option{{Value: "public", Label: "The contact may be published"}, {Value: "partner", Label: "It is a post of a partner authority"}}}
	if o.Public {
		flags.Values = append(flags.Values, "public")
	}
	if o.Partner {
		flags.Values = append(flags.Values, "partner")
	}
	e.fields, e.version = []form.Field{title, short, contact, flags}, version
	e.save = func(version int64) (string, error) {
		s, err := committeeRoom(r).SaveOffice(r.Context(), r.Actor, subject, version, record.Office{Title: title.Value, Short: short.Value, Contact: contact.Value, Public: flags.Has("public"), Partner: flags.Has("partner")})
		return "/scrutiny/offices/" + record.SubjectID(s), err
	}
	return e, nil
}

func editHolder(r *shell.Request) (*editor, error) {
	o, err := oneOffice(r)
	if err != nil {
		return nil, err
	}
	id, h, version := r.URL.Query().Get("record"), record.OfficeHolder{}, int64(0)
	found := id == ""
	for _, x := range o.Holders {
		if x.ID == id {
			h, version, found = x.Body, x.Version, true
		}
	}
	if !found {
		return nil, errs.New(errs.NotFound, "There is no such holder")
	}
	name := &form.Text{Name: "name", Label: "Name", Required: "Enter the name of who holds the post", Value: h.Name}
	from := &form.Date{Name: "from", Label: "From", Required: "Enter the first day in the post", Value: h.From}
	to := &form.Date{Name: "to", Label: "Until", Hint: "Leave it empty while it goes on", Value: h.To}
	acting := tick("acting", "Acting or interim", h.Acting)
	acting.Label = "How they hold it"
	worker := &form.Text{Name: "worker", Label: "Worker record", Hint: "Where they sign in to Throughline, for example worker:director", Value: h.Worker}
	return &editor{heading: "Who holds the post", caption: o.Office.Body.Title, button: "Save", back: govuk.BackLink{Text: o.Office.Body.Title, Href: "/scrutiny/offices/" + r.ID()}, version: version,
		fields: []form.Field{name, from, to, acting, worker}, save: func(version int64) (string, error) {
			_, err := committeeRoom(r).SaveHolder(r.Context(), r.Actor, o.Office.Subject, id, version, record.OfficeHolder{Name: name.Value, From: from.Value, To: to.Value, Acting: yes(acting), Worker: worker.Value})
			return "/scrutiny/offices/" + r.ID(), err
		}}, nil
}
