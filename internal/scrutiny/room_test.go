package scrutiny_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/story"
	"throughline/internal/workday"
)

// book is a room without a desk: for what only counts days.
func (h hall) book() scrutiny.Room { return scrutiny.Room{Book: clock.Standard()} }

func (h hall) room() scrutiny.Room { return scrutiny.Room{Desk: h.Desk.Desk, Book: clock.Standard()} }

// chamber is a committee with two posts: one held by the director, one by somebody without an account.
type chamber struct {
	committee, dcsc, finance string
}

func (h hall) chamber() (c chamber) {
	h.t.Helper()
	rm, ctx := h.room(), h.t.Context()
	var err error
	c.committee, err = rm.SaveCommittee(ctx, officer, "", 0, record.Committee{Name: "Children and Young People Scrutiny Commission", Sort: "commission", Seats: 12})
	h.must(err)
	c.dcsc, err = rm.SaveOffice(ctx, officer, "", 0, record.Office{Title: "Director of Children's Social Care", Short: "DCSC"})
	h.must(err)
	c.finance, err = rm.SaveOffice(ctx, officer, "", 0, record.Office{Title: "Head of Finance", Short: "HoF"})
	h.must(err)
	_, err = rm.SaveHolder(ctx, officer, c.dcsc, "", 0, record.OfficeHolder{Name: "Jo Marsh", Worker: director.ID, From: day.Must("2024-01-01")})
	h.must(err)
	return c
}

func (h hall) meet(c chamber, on string) record.Of[record.Meeting] {
	h.t.Helper()
	s, err := h.room().PlanMeeting(h.t.Context(), officer, record.Meeting{Committee: c.committee, Date: day.Must(on), Starts: "19:00"})
	h.must(err)
	v, err := h.room().Meeting(h.t.Context(), officer, s)
	h.must(err)
	return v.Meeting
}

func kind(t *testing.T, what string, err error, want errs.Kind, says string) {
	t.Helper()
	if err == nil || errs.Of(err) != want || !strings.Contains(errs.Text(err), says) {
		t.Errorf("%s: %v %q, want kind %v that says %q", what, errs.Of(err), errs.Text(err), want, says)
	}
}

// Clocks across bank holidays and year ends (must-show 5). Neither the day of publication nor that of the meeting counts to the five clear days.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	rm := scrutiny.Room{Book: clock.Standard()}
	for name, tt := range map[string]struct{ meeting, agenda, minutes, written string }{
		"a plain Monday":                {"2026-06-22", "2026-06-12", "2026-07-06", "2026-07-06"},
		"after Easter":                  {"2026-04-13", "2026-04-01", "2026-04-27", "2026-04-27"}, // Good Friday 3 and Easter Monday 6 April
		"before Christmas":              {"2023-12-18", "2023-12-08", "2024-01-04", "2024-01-04"}, // seed 000: 25 and 26 December, 1 January
		"over the turn of the year":     {"2027-01-11", "2026-12-31", "2027-01-25", "2027-01-25"}, // 1 January 2027 is a Friday
		"Boxing Day on a Saturday":      {"2027-01-04", "2026-12-22", "2027-01-18", "2027-01-18"}, // 28 December 2026 is its substitute
		"two bank holidays in one May":  {"2026-05-27", "2026-05-18", "2026-06-10", "2026-06-10"}, // 25 May
		"the day after an August break": {"2026-09-01", "2026-08-21", "2026-09-15", "2026-09-15"}, // 31 August
	} {
		d := rm.Deadlines(record.Meeting{Date: day.Must(tt.meeting)}, record.Committee{})
		if d.Agenda.String() != tt.agenda || d.Minutes.String() != tt.minutes || d.Written.String() != tt.written {
			t.Errorf("%s: agenda %s, minutes %s, written %s; want %+v", name, d.Agenda, d.Minutes, d.Written, tt)
		}
	}
	if d := rm.Deadlines(record.Meeting{Date: day.Must("2026-06-22")}, record.Committee{NoticeDays: 7}); d.Agenda.String() != "2026-06-10" {
		t.Errorf("seven clear days: %s", d.Agenda)
	}
	if d := rm.Deadlines(record.Meeting{Date: day.Must("2026-06-22")}, record.Committee{NoticeDays: 2}); d.Agenda.String() != "2026-06-12" {
		t.Errorf("the law is the floor: %s", d.Agenda)
	}
}

// Whatever the day, exactly five working days lie between the last day for the agenda and the meeting, and one day later there would be fewer.
func TestFiveClearDaysAlways(t *testing.T) {
	t.Parallel()
	rm, cal := scrutiny.Room{Book: clock.Standard()}, workday.Standard().Working(workday.EW)
	between := func(a, b day.Day) (n int) {
		for d := a.Add(1); d.Before(b); d = d.Add(1) {
			if cal.IsWorkingDay(d) {
				n++
			}
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		m := day.Must("2020-01-01").Add(rapid.IntRange(0, 365*12).Draw(t, "day"))
		by := rm.Deadlines(record.Meeting{Date: m}, record.Committee{}).Agenda
		if !cal.IsWorkingDay(by) || between(by, m) != 5 || between(cal.Next(by), m) >= 5 {
			t.Fatalf("meeting %s, agenda %s: %d clear days", m, by, between(by, m))
		}
	})
}

// Two months beginning with the day: s9FE(6).
func TestResponseDue(t *testing.T) {
	t.Parallel()
	rm := scrutiny.Room{Book: clock.Standard()}
	for name, tt := range map[string]struct {
		received, notified string
		partner            bool
		want               string
	}{
		"the day counts":                 {"2026-01-15", "2026-01-15", false, "2026-03-14"},
		"the later of the two":           {"2026-01-15", "2026-01-20", false, "2026-03-19"},
		"notice before the report":       {"2026-01-20", "2026-01-15", false, "2026-03-19"},
		"over the year end":              {"2026-11-30", "2026-11-30", false, "2027-01-29"},
		"no such day in February":        {"2026-12-31", "2026-12-31", false, "2027-02-28"},
		"in a leap year":                 {"2027-12-31", "2027-12-31", false, "2028-02-29"},
		"first of the month":             {"2026-03-01", "2026-03-01", false, "2026-04-30"},
		"it does not move for a holiday": {"2026-10-26", "2026-10-26", false, "2026-12-25"},
		"a health body":                  {"2026-02-01", "2026-02-01", true, "2026-02-28"},
	} {
		if got := rm.ResponseDue(day.Must(tt.received), day.Must(tt.notified), tt.partner); got.String() != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	if got := rm.ResponseDue(day.Day{}, day.Day{}, false); !got.IsZero() {
		t.Errorf("without a notice: %s", got)
	}
}

func TestMunicipalYear(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]string{"2026-04-30": "2025/26", "2026-05-01": "2026/27", "2027-01-04": "2026/27", "1999-12-31": "1999/00"} {
		if got := scrutiny.MunicipalYear(day.Must(on)); got != want {
			t.Errorf("%s: %s", on, got)
		}
	}
}

func TestReadTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "19:00": "19:00", "19.05": "19:05", "7pm": "19:00", "7.30 pm": "19:30", "12am": "00:00", "12.15pm": "12:15", " 9.50pm ": "21:50"} {
		if got, err := scrutiny.ReadTime(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"7", "25:00", "19:60", "13pm", "0am", "noon", "19:0"} {
		if got, err := scrutiny.ReadTime(in); err == nil {
			t.Errorf("%q is read as %q", in, got)
		}
	}
}

// A meeting goes through its states; an agenda is published whole and in time, or with the reason; approved minutes are frozen (SR-313 to SR-319, SR-332 to SR-334).
func TestMeetingStates(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room() // it is Monday 23 November 2026
		c := h.chamber()
		m := h.meet(c, "2026-12-07")
		move := func(to string, mv scrutiny.Move) error {
			mv.To = to
			return rm.MoveMeeting(ctx, officer, m.Subject, mv)
		}
		kind(t, "an empty agenda", move(record.MeetingAgendaPublished, scrutiny.Move{}), errs.Conflict, "no items")
		item, err := rm.SaveItem(ctx, officer, m.Subject, "", 0, record.AgendaItem{Number: "4", Title: "Annual report", Sort: "report", State: record.ItemDrafted, Starts: "19:05"})
		h.must(err)
		_, err = rm.SavePaper(ctx, officer, m.Subject, "", 0, record.CommitteePaper{Item: item, Title: "Annual report 2025/26", Edition: 1})
		h.must(err)
		kind(t, "an item that is not cleared", move(record.MeetingAgendaPublished, scrutiny.Move{}), errs.Conflict, "not cleared: 4")
		_, err = rm.SaveItem(ctx, officer, m.Subject, item, 1, record.AgendaItem{Number: "4", Title: "Annual report", Sort: "report", State: record.ItemCleared, Starts: "19:05"})
		h.must(err)
		kind(t, "a member publishes", rm.MoveMeeting(ctx, member, m.Subject, scrutiny.Move{To: record.MeetingAgendaPublished}), errs.Denied, "")
		kind(t, "a director publishes", rm.MoveMeeting(ctx, director, m.Subject, scrutiny.Move{To: record.MeetingAgendaPublished}), errs.Denied, "")

		h.Clock.Set(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)) // the last day was Friday 27 November
		kind(t, "a late agenda", move(record.MeetingAgendaPublished, scrutiny.Move{}), errs.Invalid, "27 November 2026")
		h.must(move(record.MeetingAgendaPublished, scrutiny.Move{Reason: "The chair agreed that it cannot wait"}))
		v, err := rm.Meeting(ctx, member, m.Subject)
		h.must(err)
		if v.Meeting.Body.LateReason == "" || v.Items[0].Body.State != record.ItemPublished || v.Papers[0].Body.Published.String() != "2026-11-30" {
			t.Errorf("%+v %+v", v.Items, v.Papers)
		}
		kind(t, "held before its day", move(record.MeetingHeld, scrutiny.Move{}), errs.Conflict, "cannot have been held")
		h.Clock.Set(time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC))
		h.must(move(record.MeetingHeld, scrutiny.Move{Started: "19:00"}))
		kind(t, "minutes without an end", move(record.MeetingMinutesDrafted, scrutiny.Move{}), errs.Invalid, "")
		h.must(move(record.MeetingMinutesDrafted, scrutiny.Move{Ended: "21:50"}))
		v, _ = rm.Meeting(ctx, member, m.Subject)
		if d, ok := scrutiny.Duration(v.Meeting.Body); !ok || scrutiny.DurationWords(d) != "2 hours 50 minutes" || v.Items[0].Body.State != record.ItemTaken {
			t.Errorf("%v %v %+v", d, ok, v.Items)
		}
		kind(t, "approved by itself", move(record.MeetingMinutesApproved, scrutiny.Move{ApprovedAt: m.ID}), errs.Invalid, "later meeting")
		next := h.meet(c, "2027-01-18")
		h.must(move(record.MeetingMinutesApproved, scrutiny.Move{ApprovedAt: next.ID}))
		_, err = rm.SaveItem(ctx, officer, m.Subject, item, 3, record.AgendaItem{Number: "5", Title: "Other", Sort: "report", State: record.ItemTaken})
		kind(t, "a change after approval", err, errs.Conflict, "approved")
		kind(t, "a change of the meeting after approval", rm.ChangeMeeting(ctx, officer, m.Subject, 0, record.Meeting{Date: day.Must("2026-12-01")}), errs.Conflict, "approved")

		kind(t, "cancelled without a reason", rm.MoveMeeting(ctx, officer, next.Subject, scrutiny.Move{To: record.MeetingCancelled}), errs.Invalid, "")
		h.must(rm.MoveMeeting(ctx, officer, next.Subject, scrutiny.Move{To: record.MeetingCancelled, Reason: "Snow"}))
		d, ok, err := rm.Undoing().Last(ctx, officer, next.Subject)
		if err != nil || !ok || d.Why != "Cancel a meeting" {
			t.Fatalf("nothing to take back: %+v %v %v", d, ok, err)
		}
		_, err = rm.Undoing().TakeBack(ctx, member, next.Subject, d.Command)
		kind(t, "somebody else's", err, errs.Conflict, "")
		_, err = rm.Undoing().TakeBack(ctx, officer, next.Subject, d.Command)
		h.must(err)
		if v, _ := rm.Meeting(ctx, officer, next.Subject); v.Meeting.Body.State != record.MeetingPlanned {
			t.Errorf("after the undo it is %s", v.Meeting.Body.State)
		}
		_, err = rm.Undoing().TakeBack(ctx, officer, record.ChildSubject+":x", d.Command)
		kind(t, "of another room", err, errs.NotFound, "")
	})
}

// Seats, co-optees, declarations, lateness (SR-314 to SR-318, X-21).
func TestWhoSitsAndWhoSpeaks(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		seat := func(s record.Seat) error {
			_, err := rm.SaveSeat(ctx, officer, c.committee, "", 0, s)
			return err
		}
		h.must(seat(record.Seat{Name: "Cllr Amara Field", Worker: member.ID, Role: record.SeatChair, Voting: "all", From: day.Must("2026-05-20")}))
		kind(t, "two chairs", seat(record.Seat{Name: "Cllr B", Role: record.SeatChair, Voting: "all", From: day.Must("2026-06-01")}), errs.Invalid, "is chair in that time")
		kind(t, "a co-optee who votes on everything", seat(record.Seat{Name: "C", Role: record.SeatCoOptee, Basis: "Youth parliament", Voting: "all", From: day.Must("2026-06-01")}), errs.Invalid, "")
		kind(t, "a co-optee on no basis", seat(record.Seat{Name: "C", Role: record.SeatCoOptee, Voting: "none", From: day.Must("2026-06-01")}), errs.Invalid, "")
		governor := record.Seat{Name: "D", Role: record.SeatCoOptee, Basis: "Parent governor", Voting: "education", From: day.Must("2026-06-01"), To: day.Must("2026-12-31")}
		h.must(seat(governor))
		for on, want := range map[string][2]bool{"2026-05-31": {false, false}, "2026-06-01": {true, false}, "2026-12-31": {true, false}, "2027-01-01": {false, false}} {
			if got := [2]bool{scrutiny.MayVote(governor, true, day.Must(on)), scrutiny.MayVote(governor, false, day.Must(on))}; got != want {
				t.Errorf("on %s the governor votes %v", on, got)
			}
		}
		m := h.meet(c, "2026-11-16")
		attend := func(a record.Attendance) error {
			_, err := rm.SaveAttendance(ctx, officer, m.Subject, "", 0, a)
			return err
		}
		h.must(attend(record.Attendance{Name: "Cllr Gordon", As: "member", How: record.Present, LateNotice: true, Arrived: "19:20"}))
		kind(t, "apologies of who came late", attend(record.Attendance{Name: "Cllr Gordon", As: "member", How: record.Apologies}), errs.Invalid, "in the list already")
		kind(t, "absent and arrived", attend(record.Attendance{Name: "Cllr Samatar", As: "member", How: record.Apologies, Arrived: "19:20"}), errs.Invalid, "")
		h.must(attend(record.Attendance{Name: "Cllr Samatar", As: "member", How: record.Apologies}))
		v, err := rm.Meeting(ctx, officer, m.Subject)
		h.must(err)
		if n, enough := v.Quorate(); n != 1 || enough {
			t.Errorf("%d members, quorate %v: who sent apologies is not there, who was late is", n, enough)
		}
		_, err = rm.SaveDeclaration(ctx, officer, m.Subject, "", 0, record.Declaration{Member: "Cllr Gordon", Interest: "A contract", Sort: "pecuniary", Did: "stayed"})
		kind(t, "stays with a pecuniary interest", err, errs.Invalid, "dispensation")
		_, err = rm.SaveHolder(ctx, officer, c.dcsc, "", 0, record.OfficeHolder{Name: "Somebody Else", From: day.Must("2026-01-01")})
		kind(t, "two holders of one post", err, errs.Invalid, "Jo Marsh")
	})
}

// An action: owner and date are forced, its owner accepts and reports, and only the commission closes (SR-326, C-01, C-02).
func TestActions(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m := h.meet(c, "2026-11-16")
		a := record.Action{Sort: record.ActionAgreed, Meeting: m.ID, Paragraph: "5.8", Text: "That further information would be provided.", Owner: c.dcsc, Due: day.Must("2026-12-14")}
		for what, bad := range map[string]func(*record.Action){"no owner": func(a *record.Action) { a.Owner = "" }, "no date": func(a *record.Action) { a.Due = day.Day{} }, "due before the meeting": func(a *record.Action) { a.Due = day.Must("2026-11-15") },
			"an owner who is no post": func(a *record.Action) { a.Owner = "office:x" }} {
			b := a
			bad(&b)
			_, err := rm.Follow(ctx, officer, b)
			kind(t, what, err, errs.Invalid, "")
		}
		ref, err := rm.Follow(ctx, officer, a)
		h.must(err)
		if ref != "A-2026-001" {
			t.Errorf("the first reference is %s", ref)
		}
		other := access.Actor{ID: "worker:analyst", Name: "Ana", Roles: []access.Role{access.Analyst}}
		kind(t, "somebody else accepts", rm.AcceptAction(ctx, other, ref), errs.Denied, "Director of Children's Social Care")
		h.must(rm.AcceptAction(ctx, director, ref))
		kind(t, "a report without a colour", rm.ReportAction(ctx, director, ref, scrutiny.Report{Text: "Going well"}), errs.Invalid, "")
		h.must(rm.ReportAction(ctx, director, ref, scrutiny.Report{Text: "The briefing is written.", RAG: "green", Done: true}))
		kind(t, "its owner closes", rm.CloseAction(ctx, director, ref, scrutiny.Closing{Meeting: m.ID, Minute: "6.1"}), errs.Denied, "")
		kind(t, "a member who is not chair closes", rm.CloseAction(ctx, member, ref, scrutiny.Closing{Meeting: m.ID, Minute: "6.1"}), errs.Denied, "Only the commission")
		kind(t, "closed without a minute", rm.CloseAction(ctx, officer, ref, scrutiny.Closing{Meeting: m.ID}), errs.Invalid, "")
		_, err = rm.SaveSeat(ctx, officer, c.committee, "", 0, record.Seat{Name: member.Name, Worker: member.ID, Role: record.SeatChair, Voting: "all", From: day.Must("2026-05-20")})
		h.must(err)
		h.must(rm.CloseAction(ctx, member, ref, scrutiny.Closing{Meeting: m.ID, Minute: "6.1", Outcome: "Members have the briefing."}))
		kind(t, "closed twice", rm.CloseAction(ctx, officer, ref, scrutiny.Closing{Meeting: m.ID, Minute: "6.1"}), errs.Conflict, "")
		h.must(rm.ReopenAction(ctx, officer, ref, day.Must("2027-02-01"), "The briefing left out the costs"))
		v, err := rm.Action(ctx, member, ref)
		h.must(err)
		if v.Action.Body.State != record.ActionUnderWay || v.Action.Body.ClosedAt != "" {
			t.Errorf("%+v", v.Action.Body)
		}
		if as, _ := h.board.PublicActions(ctx); len(as) != 0 {
			t.Errorf("public before anybody published it: %+v", as)
		}
		h.must(rm.PublishAction(ctx, officer, ref))
		as, err := h.board.PublicActions(ctx)
		h.must(err)
		if len(as) != 1 || as[0].Owner != "Director of Children's Social Care" || strings.Contains(strings.Join([]string{as[0].Text, as[0].Outcome, as[0].Plain}, " "), "left out") {
			t.Errorf("%+v", as)
		}
	})
}

func TestOverdue(t *testing.T) {
	t.Parallel()
	today := day.Must("2026-12-15")
	for name, tt := range map[string]struct {
		state, due string
		want       int
	}{"due today": {record.ActionOpen, "2026-12-15", 0}, "due yesterday": {record.ActionUnderWay, "2026-12-14", 1}, "reported late": {record.ActionReported, "2026-12-01", 0}, "closed": {record.ActionClosed, "2026-12-01", 0}} {
		if got := scrutiny.OverdueBy(record.Action{State: tt.state, Due: day.Must(tt.due)}, today); got != tt.want {
			t.Errorf("%s: %d", name, got)
		}
	}
	if !scrutiny.RAGClash(record.Progress{Text: "All savings are on track to be delivered", RAG: "amber"}) || scrutiny.RAGClash(record.Progress{Text: "Recruitment is delayed", RAG: "amber"}) || !scrutiny.RAGClash(record.Progress{Text: "Not started", RAG: "green"}) {
		t.Error("words and colour (X-24)")
	}
}

// A recommendation with its clock (SR-348, s9FE).
func TestRecommendation(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		id, err := rm.Recommend(ctx, officer, record.Recommendation{Text: "That the consultation line counts its calls.", To: c.dcsc})
		h.must(err)
		today := day.Must("2026-11-23")
		x, err := rm.Recommendation(ctx, member, id)
		h.must(err)
		if id != "SR-2026-27-01" || x.Body.Reference != "SR-2026/27-01" {
			t.Errorf("%s, %s", id, x.Body.Reference)
		}
		kind(t, "a response before the notice", rm.Respond(ctx, director, id, record.RecommendationAccepted, "Yes", "We will", "Jo Marsh", today), errs.Conflict, "not been sent")
		h.must(rm.Notify(ctx, officer, id, day.Must("2026-11-16"), day.Must("2026-11-18"), true))
		if x, _ = rm.Recommendation(ctx, member, id); x.Body.Due.String() != "2027-01-17" {
			t.Errorf("due %s", x.Body.Due)
		}
		kind(t, "accepted without a plan", rm.Respond(ctx, director, id, record.RecommendationAccepted, "Yes", "", "Jo Marsh", today), errs.Invalid, "")
		kind(t, "answered by a member", rm.Respond(ctx, member, id, record.RecommendationAccepted, "Yes", "P", "M", today), errs.Denied, "")
		h.must(rm.Respond(ctx, director, id, record.RecommendationPart, "In part.", "The MASH manager counts from January.", "Jo Marsh, Director", today))
		h.must(rm.ReportRecommendation(ctx, director, id, scrutiny.Report{Text: "Calls are counted.", RAG: "green"}))
		kind(t, "concluded without impact", rm.Conclude(ctx, officer, id, record.RecommendationImplemented, ""), errs.Invalid, "")
		h.must(rm.Conclude(ctx, officer, id, record.RecommendationImplemented, "Members see the volume each quarter."))
		if scrutiny.LateBy(x.Body, day.Must("2027-01-17")) != 0 || scrutiny.LateBy(x.Body, day.Must("2027-01-18")) != 1 {
			t.Error("late is the day after")
		}
	})
}

// What happens to a question: carried over in writing, re-routed, merged, ruled out; and "not to hand" becomes an action (SR-325, SR-328, complaint 29).
func TestPathOfAQuestion(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m, next := h.meet(c, "2026-11-16"), h.meet(c, "2027-01-18")
		ask := func(text string) string {
			ref, err := scrutiny.Ask(ctx, h.Desk.Desk, member, scrutiny.NewQuestion{Text: text, Meeting: m.ID, Source: record.PreSubmitted})
			h.must(err)
			return ref
		}
		q := ask("How many calls did the consultation line take?")
		h.must(rm.CarryOver(ctx, officer, q, next.ID, day.Day{}))
		open := func(ref string) record.Question {
			c, err := scrutiny.Open(ctx, h.Desk.Desk, member, ref)
			h.must(err)
			return c.Question.Body
		}
		if b := open(q); b.State != record.QuestionCarried || b.Due.String() != "2026-11-30" || b.Carried != next.ID {
			t.Errorf("%+v", b)
		}
		h.must(rm.Route(ctx, officer, q, c.finance, "", day.Day{}))
		kind(t, "re-routed without a reason", rm.Route(ctx, officer, q, c.dcsc, "", day.Day{}), errs.Invalid, "Say why")
		kind(t, "the same again", rm.Route(ctx, officer, q, c.finance, "Again", day.Day{}), errs.Invalid, "already")
		h.must(rm.Route(ctx, officer, q, c.dcsc, "The line belongs to the director", day.Day{}))
		h.must(rm.About(ctx, officer, q, []string{"fd-09", "FD-03N", "FD-09"}))
		kind(t, "no such measure", rm.About(ctx, officer, q, []string{"XX-1"}), errs.Invalid, "XX-1")
		if b := open(q); len(b.Asked) != 2 || !slices.Equal(b.Measures, []string{"FD-09", "FD-03n"}) {
			t.Errorf("%+v", b)
		}
		happened, err := h.board.WhatHappened(ctx, q)
		h.must(err)
		if happened.Asked != "Director of Children's Social Care" || happened.Public || strings.Contains(happened.State, "calls") || happened.Due.String() != "2026-11-30" {
			t.Errorf("%+v", happened)
		}
		_, err = rm.NotRecorded(ctx, officer, q, scrutiny.Gap{What: "Calls are not counted yet.", Measure: "FD-09", Owner: c.dcsc})
		kind(t, "a gap without a date", err, errs.Invalid, "")
		action, err := rm.NotRecorded(ctx, officer, q, scrutiny.Gap{What: "Calls are not counted yet.", Measure: "FD-09", Owner: c.dcsc, Due: day.Must("2027-01-31")})
		h.must(err)
		a, err := rm.Action(ctx, member, action)
		h.must(err)
		if open(q).Gap != action || a.Action.Body.Question != q || a.Action.Body.Sort != record.ActionGap {
			t.Errorf("%+v", a.Action.Body)
		}
		d, ok, err := rm.Undoing().Last(ctx, officer, scrutiny.Subject(q))
		h.must(err)
		if !ok {
			t.Fatal("a gap cannot be taken back")
		}
		_, err = rm.Undoing().TakeBack(ctx, officer, scrutiny.Subject(q), d.Command)
		h.must(err)
		if open(q).Gap != "" {
			t.Error("the gap is still there")
		}
		if _, err := rm.Action(ctx, member, action); errs.Of(err) != errs.NotFound {
			t.Errorf("the action of an undone gap: %v", err)
		}

		twin, bad := ask("How many calls?"), ask("What is the name of the child?")
		h.must(rm.Merge(ctx, officer, twin, q))
		kind(t, "merged into a merged one", rm.Merge(ctx, officer, q, twin), errs.Invalid, "")
		kind(t, "answered though merged", h.answerErr(twin), errs.Conflict, "merged")
		kind(t, "ruled out without a reason", rm.RuleOut(ctx, officer, bad, " "), errs.Invalid, "")
		h.must(rm.RuleOut(ctx, officer, bad, "It would identify a child."))
		kind(t, "answered though ruled out", h.answerErr(bad), errs.Conflict, "ruled out")
		kind(t, "by a member", rm.RuleOut(ctx, member, q, "No"), errs.Denied, "")
		if err := h.DB.Read(ctx, func(t *db.Tx) error { _, err := story.One[record.Question](t, bad); return err }); err != nil {
			t.Error(err)
		}
		follow, err := scrutiny.Ask(ctx, h.Desk.Desk, member, scrutiny.NewQuestion{Text: "And by agency?", Follows: q})
		h.must(err)
		if open(follow).Follows != q {
			t.Error("a supplementary question does not say to which")
		}
	})
}

func (h hall) answerErr(ref string) error {
	_, err := scrutiny.Answer(h.t.Context(), h.Desk.Desk, director, ref, scrutiny.Draft{Post: "Director", Person: "Jo", Text: "Words"})
	return err
}

// The programme: standing topics come again, changes carry their reason, and a pre-election period stops an item, not a meeting (SR-320, SR-330, SR-331, X-27).
func TestProgramme(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m := h.meet(c, "2027-01-18")
		id, err := rm.SaveTopic(ctx, member, c.committee, "", 0, record.ProgrammeEntry{Topic: "Foster carers", Source: "suggestion", State: "suggested", Year: "2026/27"})
		h.must(err)
		_, err = rm.SaveTopic(ctx, member, c.committee, id, 1, record.ProgrammeEntry{Topic: "Foster carers", Source: "suggestion", State: "planned", Year: "2026/27"})
		kind(t, "a member plans", err, errs.Denied, "")
		h.must(rm.MoveTopic(ctx, officer, c.committee, id, "planned", m.ID, ""))
		kind(t, "removed without a reason", rm.MoveTopic(ctx, officer, c.committee, id, "removed", "", ""), errs.Invalid, "why")
		h.must(rm.MoveTopic(ctx, officer, c.committee, id, "removed", "", "The pre-election period"))
		v, err := rm.Committee(ctx, member, c.committee)
		h.must(err)
		if e := v.Programme[0].Body; e.State != "removed" || len(e.Changes) != 2 || e.Changes[1].Why != "The pre-election period" {
			t.Errorf("%+v", e)
		}
	})
	yearly := record.Of[record.ProgrammeEntry]{Body: record.ProgrammeEntry{Topic: "Annual report", Year: "2025/26", Yearly: true, State: "done", Source: "standing"}}
	once := record.Of[record.ProgrammeEntry]{Body: record.ProgrammeEntry{Topic: "One thing", Year: "2025/26", State: "done"}}
	got := scrutiny.NextYear([]record.Of[record.ProgrammeEntry]{yearly, once}, "2025/26", "2026/27")
	if len(got) != 1 || got[0].Topic != "Annual report" || got[0].State != "suggested" || got[0].Meeting != "" {
		t.Errorf("%+v", got)
	}
	p := scrutiny.PreElection{Notice: day.Must("2027-03-22"), Poll: day.Must("2027-05-06")}
	hot := record.ProgrammeEntry{Contentious: true}
	if p.Blocks(hot, day.Must("2027-03-21")) || !p.Blocks(hot, day.Must("2027-03-22")) || !p.Blocks(hot, day.Must("2027-05-06")) || p.Blocks(hot, day.Must("2027-05-07")) || p.Blocks(record.ProgrammeEntry{}, day.Must("2027-04-01")) {
		t.Error("the pre-election period")
	}
}

// Draft and exempt matter is on no public page.
func TestPublicMeetingHidesDraftsAndExemptMatter(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m := h.meet(c, "2026-12-14")
		add := func(a record.AgendaItem) string {
			id, err := rm.SaveItem(ctx, officer, m.Subject, "", 0, a)
			h.must(err)
			return id
		}
		open := add(record.AgendaItem{Number: "1", Title: "Open item", Sort: "report", State: record.ItemCleared})
		shut := add(record.AgendaItem{Number: "2", Title: "SECRET item", Sort: "report", State: record.ItemCleared, Exempt: 3, Interest: "A contract", Purpose: "SECRET purpose"})
		for _, p := range []record.CommitteePaper{{Item: open, Title: "Open paper"}, {Item: open, Title: "SECRET annex", Exempt: 3, Interest: "Prices"}, {Item: shut, Title: "SECRET paper"}} {
			_, err := rm.SavePaper(ctx, officer, m.Subject, "", 0, p)
			h.must(err)
		}
		see := func() scrutiny.PublicMeeting {
			p, err := h.board.PublicMeeting(ctx, m.Subject[len("meeting:"):])
			h.must(err)
			return p
		}
		if p := see(); len(p.Items) != 0 {
			t.Errorf("a draft agenda is public: %+v", p.Items)
		}
		h.must(rm.MoveMeeting(ctx, officer, m.Subject, scrutiny.Move{To: record.MeetingAgendaPublished}))
		add(record.AgendaItem{Number: "3", Title: "SECRET draft", Sort: "report", State: record.ItemDrafted})
		p := see()
		if len(p.Items) != 2 || p.Items[0].Title != "Open item" || len(p.Items[0].Papers) != 1 || p.Items[1].Exempt != 3 || p.Items[1].Title != "" || len(p.Items[1].Papers) != 0 {
			t.Errorf("%+v", p.Items)
		}
	})
}
