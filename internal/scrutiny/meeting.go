package scrutiny

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The time limits of a committee, in the book of clocks.
const (
	AgendaClock   = "SC-01" // five clear days
	ResponseClock = "SC-02" // two months
	MinutesClock  = "SC-05"
	ActionClock   = "SC-06"
	WrittenClock  = "SC-07"
	PlanClock     = "INS-01" // 70 working days
)

// Deadlines are the days by which things around a meeting must be done.
type Deadlines struct {
	Agenda  day.Day // published: the last working day that leaves the clear days between
	Minutes day.Day // drafted
	Written day.Day // written answers to questions that were not reached
	Actions day.Day // what was agreed and has no date of its own
}

// Deadlines follow from the date of the meeting. A committee may give more notice than the law asks for, never less.
func (r Room) Deadlines(m record.Meeting, c record.Committee) Deadlines {
	d := Deadlines{Agenda: r.due(AgendaClock, m.Date), Minutes: r.due(MinutesClock, m.Date), Written: r.due(WrittenClock, m.Date), Actions: r.due(ActionClock, m.Date)}
	if def, err := r.Book.Lookup(AgendaClock); err == nil && c.NoticeDays > -def.Limit.N {
		d.Agenda = r.Book.Calendars().ClearBefore(m.Date, c.NoticeDays)
	}
	return d
}

// due is the end of a limit from a day, no day when the book has none.
func (r Room) due(id string, from day.Day) day.Day {
	def, err := r.Book.Lookup(id)
	if err != nil {
		return day.Day{}
	}
	return r.Book.Due(def, clock.On(from)).By.Day()
}

// next are the states that a meeting may go to. A meeting without a state is one of session 1, which was held.
var nextStates = map[string][]string{
	"":                            {record.MeetingHeld, record.MeetingMinutesDrafted},
	record.MeetingPlanned:         {record.MeetingAgendaPublished, record.MeetingPostponed, record.MeetingCancelled},
	record.MeetingAgendaPublished: {record.MeetingAgendaPublished, record.MeetingHeld, record.MeetingPostponed, record.MeetingCancelled},
	record.MeetingHeld:            {record.MeetingMinutesDrafted},
	record.MeetingMinutesDrafted:  {record.MeetingMinutesApproved},
}

// Minuted says whether a meeting took place.
func Minuted(m record.Meeting) bool {
	switch m.State {
	case "", record.MeetingHeld, record.MeetingMinutesDrafted, record.MeetingMinutesApproved:
		return true
	}
	return false
}

// Duration is how long a meeting took, from its times as they were; false while one is missing (SR-334).
func Duration(m record.Meeting) (time.Duration, bool) {
	a, err := time.Parse("15:04", m.Started)
	z, err2 := time.Parse("15:04", m.Ended)
	if err != nil || err2 != nil {
		return 0, false
	}
	if z.Before(a) { // past midnight
		z = z.Add(24 * time.Hour)
	}
	return z.Sub(a), true
}

// PlanMeeting records a meeting of a committee that is to come, or one of the past, and gives its subject.
func (r Room) PlanMeeting(ctx context.Context, actor access.Actor, m record.Meeting) (subject string, err error) {
	_, err = r.do(ctx, actor, access.RunCommittee, "Plan a meeting", func(tx *command.Tx) ([]record.Change, error) {
		s, err := story.Load(tx.Tx, m.Committee)
		if err != nil {
			return nil, err
		}
		c, ok := story.First[record.Committee](s)
		if !ok {
			return nil, errs.Field("committee", "Choose the committee")
		}
		m.Commission = c.Body.Name
		others, err := story.OfKind[record.Meeting](tx.Tx)
		if err != nil {
			return nil, err
		}
		for _, o := range others {
			off := o.Body.State == record.MeetingCancelled || o.Body.State == record.MeetingPostponed
			if o.Body.Date == m.Date && strings.EqualFold(o.Body.Commission, m.Commission) && !off {
				return nil, errs.Field("date", "The committee has a meeting on this day already")
			}
		}
		m.State = record.MeetingPlanned
		if m.Date.Before(tx.Today()) {
			m.State = record.MeetingHeld
		}
		m.Changes = []record.MeetingChange{{At: tx.Now, By: actor.ID, State: m.State}}
		subject = tx.NewSubject(record.MeetingSubject)
		return []record.Change{record.New(tx.NewID(), subject, m)}, nil
	})
	return subject, err
}

// ChangeMeeting changes date, place, times and links. Minutes that are approved stay as they are.
func (r Room) ChangeMeeting(ctx context.Context, actor access.Actor, subject string, version int64, m record.Meeting) error {
	return change(ctx, r, actor, access.RunCommittee, "Change a meeting", subject, version, func(tx *command.Tx, old record.Of[record.Meeting]) (record.Meeting, []record.Change, error) {
		b := old.Body
		if b.State == record.MeetingMinutesApproved {
			return b, nil, frozen()
		}
		b.Date, b.Place, b.Starts, b.Ends, b.Started, b.Ended = m.Date, m.Place, m.Starts, m.Ends, m.Started, m.Ended
		b.JoinLink, b.Webcast, b.WebcastUntil = m.JoinLink, m.Webcast, m.WebcastUntil
		return b, nil, nil
	})
}

func frozen() error {
	return errs.New(errs.Conflict, "The minutes of this meeting are approved, so nothing of it is changed. A correction is minuted at a later meeting")
}

// Move is a step of a meeting.
type Move struct {
	To         string // the state
	Version    int64
	Reason     string  // for an agenda with less notice, a meeting that is put off, and a revised agenda
	MovedTo    string  // record of the meeting that takes its place
	ApprovedAt string  // record of the meeting that approves its minutes
	On         day.Day // the day it was done; today unless given
	Started    string
	Ended      string
}

var moveWhys = map[string]string{
	record.MeetingAgendaPublished: "Publish an agenda", record.MeetingHeld: "Record a meeting as held", record.MeetingMinutesDrafted: "Draft minutes",
	record.MeetingMinutesApproved: "Approve minutes", record.MeetingPostponed: "Postpone a meeting", record.MeetingCancelled: "Cancel a meeting",
}

// MoveMeeting takes a meeting to its next state. An agenda is published whole: an item that is not cleared is errs.Invalid, and less notice than the law
// asks for needs the reason that the minutes must give. Approved minutes are frozen.
func (r Room) MoveMeeting(ctx context.Context, actor access.Actor, subject string, mv Move) error {
	why, ok := moveWhys[mv.To]
	if !ok {
		return errs.Field("to", "Choose what happens next")
	}
	return change(ctx, r, actor, access.RunCommittee, why, subject, mv.Version, func(tx *command.Tx, old record.Of[record.Meeting]) (record.Meeting, []record.Change, error) {
		b, on := old.Body, mv.On
		if on.IsZero() {
			on = tx.Today()
		}
		switch {
		case !slices.Contains(nextStates[b.State], mv.To):
			return b, nil, errs.New(errs.Conflict, "The meeting is %s, so this cannot be done now", StateWords(b.State))
		case on.After(tx.Today()):
			return b, nil, errs.Field("on", "The day must be today or in the past")
		}
		s, err := story.Load(tx.Tx, subject)
		if err != nil {
			return b, nil, err
		}
		var more []record.Change
		revised := b.State == record.MeetingAgendaPublished && mv.To == record.MeetingAgendaPublished
		b.State = mv.To
		switch mv.To {
		case record.MeetingAgendaPublished:
			if more, err = r.publishAgenda(tx, s, &b, on, mv.Reason, revised); err != nil {
				return b, nil, err
			}
		case record.MeetingHeld:
			if b.Date.After(tx.Today()) {
				return b, nil, errs.New(errs.Conflict, "The meeting is on %s: it cannot have been held yet", b.Date.Long())
			}
			b.Started, b.Ended = cmp.Or(mv.Started, b.Started), cmp.Or(mv.Ended, b.Ended)
			for _, i := range story.All[record.AgendaItem](s) {
				if i.Body.State == record.ItemPublished {
					i.Body.State = record.ItemTaken
					more = append(more, record.Edit(i, i.Body))
				}
			}
		case record.MeetingMinutesDrafted:
			b.MinutesDrafted = on
			b.Started, b.Ended = cmp.Or(mv.Started, b.Started), cmp.Or(mv.Ended, b.Ended)
		case record.MeetingMinutesApproved:
			at, err := story.One[record.Meeting](tx.Tx, mv.ApprovedAt)
			if err != nil || !at.Body.Date.After(b.Date) {
				return b, nil, errs.Field("approved_at", "Choose the later meeting that approved the minutes")
			}
			b.MinutesApproved, b.ApprovedAt = at.Body.Date, mv.ApprovedAt
			for _, p := range story.All[record.MinuteParagraph](s) {
				p.Body.Approved = true
				more = append(more, record.Edit(p, p.Body))
			}
		default:
			b.Reason, b.MovedTo = strings.TrimSpace(mv.Reason), mv.MovedTo
		}
		b.Changes = append(slices.Clip(b.Changes), record.MeetingChange{At: tx.Now, By: actor.ID, State: mv.To, Reason: strings.TrimSpace(mv.Reason)})
		return b, more, nil
	})
}

func (r Room) publishAgenda(tx *command.Tx, s story.Story, b *record.Meeting, on day.Day, reason string, revised bool) (out []record.Change, err error) {
	c, err := committeeOf(tx.Tx, *b)
	if err != nil {
		return nil, err
	}
	if by := r.Deadlines(*b, c).Agenda; !revised && on.After(by) && strings.TrimSpace(reason) == "" {
		return nil, errs.Field("reason", "The last day for the agenda was %s. Enter why it is late: the minutes must say it", by.Long())
	}
	if revised {
		b.AgendaRevised = on
	} else {
		b.AgendaPublished = on
	}
	b.LateReason = cmp.Or(b.LateReason, strings.TrimSpace(reason))
	public := map[string]bool{}
	var open []string
	items := story.All[record.AgendaItem](s)
	for _, i := range items {
		switch i.Body.State {
		case record.ItemDrafted:
			open = append(open, i.Body.Number)
		case record.ItemCleared:
			i.Body.State = record.ItemPublished
			out = append(out, record.Edit(i, i.Body))
		}
		public[i.ID] = i.Body.State == record.ItemPublished
	}
	switch {
	case len(items) == 0:
		return nil, errs.New(errs.Conflict, "The agenda has no items yet")
	case len(open) > 0:
		return nil, errs.New(errs.Conflict, "These items are not cleared: %s. Clear or withdraw them first", strings.Join(open, ", "))
	}
	for _, p := range story.All[record.CommitteePaper](s) {
		if p.Body.Published.IsZero() && public[p.Body.Item] && !p.Body.Summary {
			p.Body.Published = on
			out = append(out, record.Edit(p, p.Body))
		}
	}
	return out, nil
}

// committeeOf is the committee that meets; the zero committee where it is only named.
func committeeOf(t *db.Tx, m record.Meeting) (record.Committee, error) {
	if m.Committee == "" {
		return record.Committee{Name: m.Commission}, nil
	}
	s, err := story.Load(t, m.Committee)
	c, _ := story.First[record.Committee](s)
	return c.Body, err
}

// StateWords is a state as people read it.
func StateWords(state string) string {
	switch state {
	case "":
		return "held"
	case record.MeetingAgendaPublished:
		return "on a published agenda"
	case record.MeetingMinutesDrafted:
		return "held, with draft minutes"
	case record.MeetingMinutesApproved:
		return "held, with approved minutes"
	}
	return strings.ReplaceAll(state, "_", " ")
}

// kept is a record of a meeting that a form keeps: item, paper, attendance, declaration.
func kept[T record.Body](ctx context.Context, r Room, actor access.Actor, why, meeting, id string, version int64, body T, check func(tx *command.Tx, s story.Story) error) (string, error) {
	return save(ctx, r, actor, access.RunCommittee, entry[T]{why, meeting, id, version, body, func(tx *command.Tx, _ T) error {
		s, err := story.Load(tx.Tx, meeting)
		if err != nil {
			return err
		}
		m, ok := story.First[record.Meeting](s)
		switch {
		case !ok:
			return errs.New(errs.NotFound, "%s", access.Missing)
		case m.Body.State == record.MeetingMinutesApproved:
			return frozen()
		case check != nil:
			return check(tx, s)
		}
		return nil
	}})
}

// SaveItem records an agenda item. Two items of one meeting have different numbers; a contentious topic is not for a pre-election period.
func (r Room) SaveItem(ctx context.Context, actor access.Actor, meeting, id string, version int64, a record.AgendaItem) (string, error) {
	return kept(ctx, r, actor, "Record an agenda item", meeting, id, version, a, func(_ *command.Tx, s story.Story) error {
		for _, o := range story.All[record.AgendaItem](s) {
			if o.ID != id && o.Body.Number == a.Number {
				return errs.Field("number", "Item %s is %q", a.Number, o.Body.Title)
			}
		}
		return nil
	})
}

// SavePaper records a paper of a meeting.
func (r Room) SavePaper(ctx context.Context, actor access.Actor, meeting, id string, version int64, p record.CommitteePaper) (string, error) {
	return kept(ctx, r, actor, "Record a paper", meeting, id, version, p, func(_ *command.Tx, s story.Story) error {
		if _, ok := story.Find[record.AgendaItem](s, p.Item); p.Item != "" && !ok {
			return errs.Field("item", "Choose an item of this agenda")
		}
		return nil
	})
}

// SignOff is somebody's word that a paper may go. It is of this edition: another edition is signed off again.
func (r Room) SignOff(ctx context.Context, actor access.Actor, meeting, paper string, sort, name, note string) error {
	_, err := r.do(ctx, actor, access.AnswerQuestion, "Sign a paper off", func(tx *command.Tx) ([]record.Change, error) {
		p, err := story.One[record.CommitteePaper](tx.Tx, paper)
		if err != nil || p.Subject != meeting {
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		}
		p.Body.SignOffs = append(slices.Clip(p.Body.SignOffs), record.SignOff{Sort: sort, Name: name, By: actor.ID, At: tx.Now, Note: note})
		return []record.Change{record.Edit(p, p.Body)}, nil
	})
	return err
}

// SaveAttendance records how somebody took part. One person is once in the list: apologies for lateness are a mark on presence, not an absence.
func (r Room) SaveAttendance(ctx context.Context, actor access.Actor, meeting, id string, version int64, a record.Attendance) (string, error) {
	return kept(ctx, r, actor, "Record an attendance", meeting, id, version, a, func(_ *command.Tx, s story.Story) error {
		for _, o := range story.All[record.Attendance](s) {
			if o.ID != id && strings.EqualFold(o.Body.Name, a.Name) {
				return errs.Field("name", "%s is in the list already, as %s", a.Name, o.Body.How)
			}
		}
		return nil
	})
}

// SaveDeclaration records an interest.
func (r Room) SaveDeclaration(ctx context.Context, actor access.Actor, meeting, id string, version int64, d record.Declaration) (string, error) {
	return kept(ctx, r, actor, "Record a declaration", meeting, id, version, d, nil)
}

// MeetingView is a meeting with all that belongs to it.
type MeetingView struct {
	Meeting      record.Of[record.Meeting]
	Committee    record.Committee
	Deadlines    Deadlines
	Items        []record.Of[record.AgendaItem] // in the order of their numbers
	Papers       []record.Of[record.CommitteePaper]
	Attendance   []record.Of[record.Attendance] // members first, then by name
	Declarations []record.Of[record.Declaration]
	Paragraphs   []record.Of[record.MinuteParagraph] // in order
	Sources      []record.Of[record.MinutesSource]
	Claims       []record.Of[record.FigureClaim]
	Questions    []record.Of[record.Question] // put at it, by reference
	Written      []record.Of[record.Question] // whose written answers go with its agenda
	Actions      []record.Of[record.Action]
}

// Meeting opens one meeting.
func (r Room) Meeting(ctx context.Context, actor access.Actor, subject string) (v MeetingView, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return v, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		v, err = r.meeting(t, subject)
		return err
	})
	return v, err
}

func (r Room) meeting(t *db.Tx, subject string) (v MeetingView, err error) {
	s, err := story.Load(t, subject)
	if err != nil {
		return v, err
	}
	var ok bool
	if v.Meeting, ok = story.First[record.Meeting](s); !ok {
		return v, errs.New(errs.NotFound, "%s", access.Missing)
	}
	if v.Committee, err = committeeOf(t, v.Meeting.Body); err != nil {
		return v, err
	}
	v.Deadlines = r.Deadlines(v.Meeting.Body, v.Committee)
	v.Items, v.Papers, v.Attendance, v.Declarations = story.All[record.AgendaItem](s), story.All[record.CommitteePaper](s), story.All[record.Attendance](s), story.All[record.Declaration](s)
	v.Paragraphs, v.Sources, v.Claims = story.All[record.MinuteParagraph](s), story.All[record.MinutesSource](s), story.All[record.FigureClaim](s)
	slices.SortStableFunc(v.Items, func(a, b record.Of[record.AgendaItem]) int { return byNumber(a.Body.Number, b.Body.Number) })
	slices.SortStableFunc(v.Paragraphs, func(a, b record.Of[record.MinuteParagraph]) int { return byNumber(a.Body.Number, b.Body.Number) })
	slices.SortStableFunc(v.Attendance, func(a, b record.Of[record.Attendance]) int {
		return cmp.Or(cmp.Compare(slices.Index(attends, a.Body.As), slices.Index(attends, b.Body.As)), cmp.Compare(a.Body.Name, b.Body.Name))
	})
	qs, err := story.OfKind[record.Question](t)
	if err != nil {
		return v, err
	}
	for _, q := range qs {
		if q.Body.Meeting == v.Meeting.ID {
			v.Questions = append(v.Questions, q)
		}
		if q.Body.Carried == v.Meeting.ID {
			v.Written = append(v.Written, q)
		}
	}
	slices.SortStableFunc(v.Questions, func(a, b record.Of[record.Question]) int {
		x, y := a.Body.Origin.Paragraph, b.Body.Origin.Paragraph
		if x == "" || y == "" { // those that are not minuted come last
			return cmp.Compare(len(y), len(x))
		}
		return byNumber(x, y)
	})
	as, err := story.OfKind[record.Action](t)
	for _, a := range as {
		if a.Body.Meeting == v.Meeting.ID {
			v.Actions = append(v.Actions, a)
		}
	}
	return v, err
}

var attends = []string{"member", "co_optee", "executive", "officer", "public"}

// byNumber orders 4.9 before 4.10.
func byNumber(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		m, err := strconv.Atoi(x[i])
		n, err2 := strconv.Atoi(y[i])
		if err != nil || err2 != nil {
			if c := strings.Compare(x[i], y[i]); c != 0 {
				return c
			}
			continue
		}
		if m != n {
			return m - n
		}
	}
	return len(x) - len(y)
}

// Quorate says how many voting members were there, and whether that was enough.
func (v MeetingView) Quorate() (voting int, enough bool) {
	for _, a := range v.Attendance {
		if a.Body.As == "member" && (a.Body.How == record.Present || a.Body.How == record.Virtual) {
			voting++
		}
	}
	return voting, voting >= Quorum(v.Committee)
}

// Overrun is how much later an item began than it was planned, in minutes; false while a time is missing (SR-319).
func Overrun(i record.AgendaItem) (minutes int, ok bool) {
	a, err := time.Parse("15:04", i.Starts)
	z, err2 := time.Parse("15:04", i.Started)
	return int(z.Sub(a).Minutes()), err == nil && err2 == nil
}

// DurationWords is a time as people say it.
func DurationWords(d time.Duration) string {
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d minutes", m)
	case m == 0:
		return fmt.Sprintf("%d hours", h)
	}
	return fmt.Sprintf("%d hours %d minutes", h, m)
}

var writtenTime = regexp.MustCompile(`(?i)^(\d{1,2})(?:[.:](\d{2}))? ?(am|pm)?$`)

// ReadTime reads a time of day as people write it (19:00, 19.00, 7pm, 7.30 pm) and gives 19:00. Empty is no time. Anything else is errs.Invalid.
func ReadTime(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	m := writtenTime.FindStringSubmatch(s)
	bad := errs.New(errs.Invalid, "Enter a time like 19:00 or 7.30pm")
	if m == nil || m[2] == "" && m[3] == "" {
		return "", bad
	}
	h, _ := strconv.Atoi(m[1])
	mins, _ := strconv.Atoi(m[2])
	switch strings.ToLower(m[3]) {
	case "am", "pm":
		if h < 1 || h > 12 {
			return "", bad
		}
		h %= 12
		if strings.EqualFold(m[3], "pm") {
			h += 12
		}
	}
	if h > 23 || mins > 59 {
		return "", bad
	}
	return fmt.Sprintf("%02d:%02d", h, mins), nil
}

// NextStates are the states to which a meeting may go.
func NextStates(state string) []string { return slices.Clone(nextStates[state]) }
