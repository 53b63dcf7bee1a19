package frontdoor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// telling is a contact by telephone about three siblings (acceptance scenario 1).
func telling() frontdoor.Sending {
	return frontdoor.Sending{
		Nature: record.TellsOf, Channel: "phone", Rating: "amber",
		Referrer: record.Referrer{Name: "PC Dawn Vale", Agency: "Marsh Police", AgencyType: "police", Source: "6"},
		Children: []record.ContactChild{
			{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01")}, {Given: "Noah", Family: "Brandt", Birth: day.Must("2018-09-12")}, {Given: "Ida", Family: "Brandt"},
		},
		Concern: "Officers were called to a loud argument at home at 11pm; three children were in the next room.",
	}
}

func take(t *testing.T, w *frontdoortest.World, s frontdoor.Sending) frontdoor.Receipt {
	t.Helper()
	rc, err := w.Door.Take(t.Context(), w.Screener, s, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return rc
}

func contactOf(t *testing.T, w *frontdoortest.World, subject string) record.Contact {
	t.Helper()
	c, ok := story.Latest[record.Contact](w.Of(subject))
	if !ok {
		t.Fatalf("there is no contact %s", subject)
	}
	return c.Body
}

// Acceptance scenarios 1 and 2: one contact about three siblings; each child is added and has a decision with level, reason, name and time; what goes no further is
// closed at once with a word to the referrer, what is accepted becomes a referral of that day, and nobody decides twice.
func TestContactAboutThreeSiblings(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		w.At("2026-03-02T16:30") // Monday
		rc := take(t, w, telling())
		received := w.Now()
		children := w.CreateAll(rc.Subject)
		for i, child := range children {
			at, ok := story.Latest[record.ChildContact](w.Of(child))
			want := record.ChildContact{Date: day.Must("2026-03-02"), Received: received.UTC(), Contact: rc.Subject, Source: "6", AgencyType: "police", Rating: "amber"}
			if !ok || at.Body != want {
				t.Errorf("child %d: %+v, want %+v", i, at.Body, want)
			}
			if refs := story.All[record.Referral](w.Of(child)); len(refs) != 0 {
				t.Errorf("child %d has a referral before anybody accepted one", i)
			}
			var f access.Facts
			err := w.DB.Read(ctx, func(tx *db.Tx) (err error) {
				f, err = person.Facts(tx, child)
				return err
			})
			if err != nil || !f.FrontDoor {
				t.Errorf("child %d is not in the front door's queue: %v %v", i, f, err)
			}
		}
		w.At("2026-03-03T09:00")
		nfa, assess, help := frontdoortest.Decision(0, "no_further_action"), frontdoortest.Decision(1, "assessment"), frontdoortest.Decision(2, "early_help")
		open := frontdoortest.Decision(2, frontdoor.OpenCase)
		if _, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{open}); errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), "No team works with this child") {
			t.Errorf("passed to a team that nobody has: %v", err)
		}
		if _, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{nfa, assess, help}); err != nil {
			t.Fatal(err)
		}
		outcomes := []string{"no_further_action", "referral", "early_help"}
		for i, child := range children {
			s := w.Of(child)
			at, _ := story.Latest[record.ChildContact](s)
			if at.Body.Outcome != outcomes[i] || at.Body.DecidedBy != w.Screener.ID || !at.Body.Decided.Equal(w.Now()) || at.Body.Threshold != "3" || at.Body.Rationale != nfa.Rationale {
				t.Errorf("child %d: %+v", i, at.Body)
			}
			refs := story.All[record.Referral](s)
			if (at.Body.Referral != "") != (i == 1) || (len(refs) == 1) != (i == 1) {
				t.Errorf("child %d: referral %q, %d referrals", i, at.Body.Referral, len(refs))
			}
			if i == 1 && (refs[0].ID != at.Body.Referral || refs[0].Body.Date != day.Must("2026-03-03") || refs[0].Body.Waiting() || refs[0].Body.Decision != "assessment") {
				t.Errorf("the referral: %+v", refs[0].Body)
			}
		}
		c := contactOf(t, w, rc.Subject)
		if c.Open() || len(c.Feedback) != 3 || !strings.Contains(c.Feedback[0].Text, "Your call or message "+rc.Reference) || !strings.Contains(c.Feedback[0].Text, "does not need to act") {
			t.Errorf("told: %+v", c.Feedback)
		}
		if a, ok := story.Latest[record.Assessment](w.Of(children[1])); !ok || a.Body.Referral != c.Children[1].Referral {
			t.Errorf("the assessment that the decision opens: %+v", a.Body)
		}
		if _, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{nfa}); err == nil {
			t.Error("a child was decided twice")
		}
		last, err := w.Door.LastDecisions(ctx, w.Screener)
		if err != nil || len(last) != 1 {
			t.Fatalf("%v %v", last, err)
		}
		if _, err := w.Door.DecisionUndoing().TakeBack(ctx, w.Screener, rc.Subject, last[0].Command); err != nil {
			t.Fatal(err)
		}
		if at, _ := story.Latest[record.ChildContact](w.Of(children[0])); at.Body.Outcome != "" || !contactOf(t, w, rc.Subject).Open() || len(story.All[record.Referral](w.Of(children[1]))) != 0 {
			t.Error("the decision was undone and something of it is left")
		}
	})
}

// A child whose case is open: the contact passes to the team, is no referral, and counts as none.
func TestContactAboutAnOpenCase(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		w.At("2026-03-02T10:00")
		_, children := w.Assessed()
		s := telling()
		s.Children = s.Children[:1]
		rc := take(t, w, s)
		m, err := w.Door.Match(t.Context(), w.Screener, rc.Subject, w.Version(rc.Subject), 0, children[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Door.Decide(t.Context(), w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, frontdoor.OpenCase)}); err != nil {
			t.Fatal(err)
		}
		at, _ := story.Latest[record.ChildContact](w.Of(m.Child))
		if at.Body.Outcome != "open_case" || len(story.All[record.Referral](w.Of(m.Child))) != 1 {
			t.Errorf("%+v", at.Body)
		}
	})
}

// What a caller does not say is not asked for again before the contact can be kept; what must be there is.
func TestContactCheck(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-03-02")
	for name, tt := range map[string]struct {
		change func(*frontdoor.Sending)
		fields []string
	}{
		"as it comes":              {func(*frontdoor.Sending) {}, nil},
		"anonymous":                {func(s *frontdoor.Sending) { s.Referrer = record.Referrer{Source: "9"} }, nil},
		"nobody":                   {func(s *frontdoor.Sending) { s.Referrer.Name = "" }, []string{"referrer-name"}},
		"no priority":              {func(s *frontdoor.Sending) { s.Rating = "" }, []string{"rating"}},
		"a priority that is none":  {func(s *frontdoor.Sending) { s.Rating = "blue" }, []string{"rating"}},
		"no child":                 {func(s *frontdoor.Sending) { s.Children = nil }, []string{"children"}},
		"a child of no name":       {func(s *frontdoor.Sending) { s.Children[2].Family, s.Children[2].Given = "", "" }, []string{"child-2-given"}},
		"a child of tomorrow":      {func(s *frontdoor.Sending) { s.Children[0].Birth = on.Add(1) }, []string{"child-0-birth"}},
		"two words":                {func(s *frontdoor.Sending) { s.Concern = "A row" }, []string{"concern"}},
		"consent without a reason": {func(s *frontdoor.Sending) { s.Consent = "dispensed" }, []string{"why_without"}},
		"a postcode that is none":  {func(s *frontdoor.Sending) { s.Postcode = "N!" }, []string{"postcode"}},
	} {
		s := telling()
		tt.change(&s)
		var got []string
		if err := s.Check(on); err != nil {
			for _, f := range err.(errs.Fields) {
				got = append(got, f.Field)
			}
		}
		if diff := cmp.Diff(tt.fields, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The priority sets the hours; they run at night, at weekends, on bank holidays and over the change of the clocks, from receipt, also when it is entered late.
func TestTriageClock(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ rating, received, due string }{
		"red, in hours":                   {"red", "2026-03-02T10:00", "2026-03-02T14:00"},
		"red, out of hours":               {"red", "2026-03-02T22:30", "2026-03-03T02:30"},
		"red, Saturday":                   {"red", "2026-03-07T23:00", "2026-03-08T03:00"},
		"amber, Christmas Eve":            {"amber", "2026-12-24T16:00", "2026-12-25T16:00"},
		"amber over the spring change":    {"amber", "2026-03-28T12:00", "2026-03-29T13:00"},
		"green over a bank holiday":       {"green", "2026-04-02T17:00", "2026-04-05T17:00"},
		"green over the autumn change":    {"green", "2026-10-24T12:00", "2026-10-27T11:00"},
		"red, the last minute of a month": {"red", "2026-02-28T23:59", "2026-03-01T03:59"},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", tt.received, day.London)
		if err != nil {
			t.Fatal(err)
		}
		c := record.Contact{Reference: "R", Received: at.UTC(), Nature: record.TellsOf, Rating: tt.rating, Children: make([]record.ContactChild, 1)}
		tasks := frontdoor.Tasks(clock.Standard())(story.New("contact:R", nil, []record.Record{{Body: c}}))
		if len(tasks) != 1 || tasks[0].Clock != "FD-03" {
			t.Fatalf("%s: %+v", name, tasks)
		}
		due, _ := tasks[0].Due.Instant()
		if got := due.In(day.London).Format("2006-01-02T15:04"); got != tt.due {
			t.Errorf("%s: due %s, want %s", name, got, tt.due)
		}
		before, after := tasks[0].At(clock.Standard(), due), tasks[0].At(clock.Standard(), due.Add(time.Second))
		if before.Overdue() || !after.Overdue() || before.Colour != "amber" || after.Colour != "red" {
			t.Errorf("%s: %s %s at its end, %s %s a second later", name, before.Colour, before.Words, after.Colour, after.Words)
		}
	}
}

// FD-02 and FD-04: what came by letter is acknowledged; what a professional telephoned is confirmed in writing unless it goes no further.
func TestWritingClocks(t *testing.T) {
	t.Parallel()
	book := clock.Standard()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02T15:04", s, day.London)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	base := record.Contact{Reference: "R", Received: at("2026-04-02T16:00"), Channel: "phone", Referrer: record.Referrer{AgencyType: "school"}, Children: make([]record.ContactChild, 2)}
	told := func(c record.Contact, when string) record.Contact {
		for i := range c.Children {
			c.Feedback = append(c.Feedback, record.Feedback{Child: i, At: at(when), Decision: "advice"})
		}
		return c
	}
	for name, tt := range map[string]struct {
		c        record.Contact
		id       string
		due, met string
	}{
		"a letter before Easter is answered after three working days": {func() record.Contact { c := base; c.Channel = "letter"; return c }(), "FD-02", "2026-04-09", ""},
		"a decision tells the referrer":                               {func() record.Contact { c := base; c.Channel = "letter"; return told(c, "2026-04-07T10:00") }(), "FD-02", "2026-04-09", "2026-04-07"},
		"the telephone":                                               {base, "FD-04", "2026-04-04T16:00", ""},
		"confirmed":                                                   {func() record.Contact { c := base; c.Confirmed = at("2026-04-03T09:00"); return c }(), "FD-04", "2026-04-04T16:00", "2026-04-03"},
	} {
		found := false
		for _, task := range frontdoor.Tasks(book)(story.New("contact:R", nil, []record.Record{{Body: tt.c}})) {
			if task.Clock != tt.id {
				continue
			}
			found = true
			due := task.Due.Day().String()
			if i, ok := task.Due.Instant(); ok {
				due = i.In(day.London).Format("2006-01-02T15:04")
			}
			if due != tt.due || task.Met.Day().String() != tt.met {
				t.Errorf("%s: due %s, met %s; want %s, %s", name, due, task.Met.Day(), tt.due, tt.met)
			}
		}
		if !found {
			t.Errorf("%s: there is no %s", name, tt.id)
		}
	}
	contact := base
	contact.Nature, contact.Rating = record.TellsOf, "green"
	if contact = told(contact, "2026-04-02T17:00"); frontdoor.ToConfirm(contact) {
		t.Error("a contact that goes no further is to be confirmed in writing")
	}
	if public := base; frontdoor.ToConfirm(func() record.Contact { public.Referrer.AgencyType = ""; return public }()) {
		t.Error("a neighbour is to confirm in writing")
	}
}

// Multi-agency enquiries: each agency has its own clock and answer; one that is no longer needed has none.
func TestEnquiries(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		w.At("2026-03-06T16:00") // Friday
		s := telling()
		s.Consent = "given"
		rc := take(t, w, s)
		w.At("2026-03-06T16:30")
		_, err := w.Door.Ask(ctx, w.Screener, rc.Subject, []frontdoor.Question{
			{AgencyType: "school", Agency: "Oakfield School", Text: "Attendance this term, and how the children are"},
			{AgencyType: "gp", Text: "Anything that bears on the children's safety", Rating: "green"},
			{AgencyType: "housing", Text: "Anything that bears on the children's safety", Rating: "red"},
		})
		if err != nil {
			t.Fatal(err)
		}
		asked := story.All[record.AgencyEnquiry](w.Of(rc.Subject))
		if len(asked) != 3 || asked[0].Body.Rating != "amber" || asked[1].Body.Agency != "GP practice" || asked[0].Body.Lawful != "A parent agreed" {
			t.Fatalf("%+v", asked)
		}
		items, err := w.Work.On(ctx, rc.Subject)
		if err != nil {
			t.Fatal(err)
		}
		due := map[string]string{}
		for _, i := range items {
			if at, ok := i.Due.Instant(); ok {
				due[i.Title] = at.In(day.London).Format("Mon 15:04")
			}
		}
		want := map[string]string{"Answer of school or college on " + rc.Reference: "Sat 16:30", "Answer of GP practice on " + rc.Reference: "Mon 16:30", "Answer of housing (council or association) on " + rc.Reference: "Fri 20:30",
			"Decide contact " + rc.Reference: "Sat 16:00", "Written confirmation of " + rc.Reference: "Sun 16:00"}
		if diff := cmp.Diff(want, due); diff != "" {
			t.Error(diff)
		}
		w.At("2026-03-06T18:00")
		if _, err := w.Door.Answer(ctx, w.Screener, rc.Subject, frontdoor.Reply{Enquiry: asked[0].ID, Version: asked[0].Version, Answer: "Nothing known.", Answerer: "The head's office"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Door.Answer(ctx, w.Screener, rc.Subject, frontdoor.Reply{Enquiry: asked[0].ID, Version: asked[0].Version, Answer: "Twice"}); errs.Of(err) != errs.Conflict {
			t.Errorf("a second answer: %v", err)
		}
		if _, err := w.Door.EndEnquiry(ctx, w.Screener, rc.Subject, asked[1].ID, asked[1].Version, "no"); errs.Of(err) != errs.Invalid {
			t.Errorf("ended without a reason: %v", err)
		}
		if _, err := w.Door.EndEnquiry(ctx, w.Screener, rc.Subject, asked[1].ID, asked[1].Version, "The surgery is closed until Monday"); err != nil {
			t.Fatal(err)
		}
		w.At("2026-03-06T20:31")
		board, err := w.Door.Board(ctx, w.Screener)
		if err != nil || len(board.Rows) != 1 {
			t.Fatalf("%+v %v", board, err)
		}
		if r := board.Rows[0]; len(r.Enquiries) != 2 || r.Answered != 1 || r.Late != 1 {
			t.Errorf("asked %d, answered %d, late %d", len(r.Enquiries), r.Answered, r.Late)
		}
		for name, bad := range map[string][]frontdoor.Question{
			"nobody": nil, "no kind of agency": {{Text: "What do you know?"}}, "no question": {{AgencyType: "gp", Text: " "}}, "a kind that is none": {{AgencyType: "circus", Text: "What do you know?"}},
		} {
			if _, err := w.Door.Ask(ctx, w.Screener, rc.Subject, bad); errs.Of(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Door.Ask(ctx, w.Worker, rc.Subject, []frontdoor.Question{{AgencyType: "gp", Text: "What do you know?"}}); errs.Of(err) != errs.Denied {
			t.Errorf("somebody who does not work at the front door: %v", err)
		}
	})
}

// SR-020: what the night did waits until somebody of the day takes it on, also when the night decided.
func TestNight(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		w.At("2026-03-07T02:00") // Saturday night
		s := telling()
		s.Children, s.OutOfHours, s.Night = s.Children[:1], true, record.Night{Did: "Visited at 1am; mother's sister took the child.", Needs: "See the child at her aunt's on Monday."}
		rc := take(t, w, s)
		if at := contactOf(t, w, rc.Subject); !frontdoor.NightWaits(at) {
			t.Fatal("it does not wait")
		}
		w.CreateAll(rc.Subject)
		if _, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, "assessment")}); err != nil {
			t.Fatal(err)
		}
		w.At("2026-03-09T09:00")
		board, err := w.Door.Board(ctx, w.Screener)
		if err != nil || board.Night != 1 || len(board.Rows) != 0 {
			t.Fatalf("%+v %v", board, err)
		}
		list, err := w.Door.Handover(ctx, w.Screener)
		if err != nil || len(list) != 1 || list[0].Contact.Body.Night.Needs != s.Night.Needs {
			t.Fatalf("%+v %v", list, err)
		}
		if _, err := w.Door.TakeOn(ctx, w.Worker, []string{rc.Subject}); errs.Of(err) != errs.Denied {
			t.Errorf("somebody else took it on: %v", err)
		}
		if _, err := w.Door.TakeOn(ctx, w.Screener, nil); errs.Of(err) != errs.Invalid {
			t.Errorf("nothing was chosen: %v", err)
		}
		done, err := w.Door.TakeOn(ctx, w.Screener, []string{rc.Subject, rc.Subject})
		if err != nil {
			t.Fatal(err)
		}
		c := contactOf(t, w, rc.Subject)
		if c.Night.By != w.Screener.ID || !c.Night.Taken.Equal(w.Now()) {
			t.Errorf("%+v", c.Night)
		}
		if _, err := w.Door.TakeOn(ctx, w.Manager, []string{rc.Subject}); errs.Of(err) != errs.Conflict {
			t.Errorf("taken on twice: %v", err)
		}
		if _, err := w.Door.SmallUndoing().TakeBack(ctx, w.Screener, rc.Subject, done.Command); err != nil {
			t.Fatal(err)
		}
		if !frontdoor.NightWaits(contactOf(t, w, rc.Subject)) {
			t.Error("undone, and it does not wait")
		}
	})
}

// Urgent ones cannot wait in a list unseen: one that nobody has opened for half an hour is counted for everybody at the front door until somebody opens it. A partner
// who looks at their own referral does not open it.
func TestUnseen(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		unseen := func(who access.Actor) int {
			t.Helper()
			n, _, err := w.Door.Unseen(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		w.At("2026-03-02T10:00")
		calm := telling()
		take(t, w, calm)
		red := telling()
		red.Rating = "red"
		rc := take(t, w, red)
		danger := frontdoortest.Sending()
		danger.Urgent = true
		sent := w.Send(danger)
		w.At("2026-03-02T10:29")
		if n := unseen(w.Screener); n != 0 {
			t.Errorf("%d before the half hour is over", n)
		}
		w.At("2026-03-02T10:30")
		if _, err := w.Door.SentOne(ctx, w.Lead, sent.Subject, "GET /refer/sent/{id}"); err != nil {
			t.Fatal(err)
		}
		if a, b, c := unseen(w.Screener), unseen(w.Manager), unseen(w.Worker); a != 2 || b != 2 || c != 0 {
			t.Errorf("screener %d, manager %d, social worker %d", a, b, c)
		}
		if _, err := w.Door.Open(ctx, w.Manager, rc.Subject, "GET /contacts/{id}"); err != nil {
			t.Fatal(err)
		}
		if n := unseen(w.Screener); n != 1 {
			t.Errorf("%d after one was opened", n)
		}
		// New information makes the calm one urgent.
		board, err := w.Door.Board(ctx, w.Screener)
		if err != nil || len(board.Rows) != 3 {
			t.Fatalf("%+v %v", board, err)
		}
		last := board.Rows[2].Contact
		if !board.Rows[0].Item.Urgent || last.Body.Rating != "amber" || board.Rows[2].Stage() != "Nobody has opened it" {
			t.Errorf("the order of the board: %+v", board.Rows)
		}
		if _, err := w.Door.Rate(ctx, w.Screener, last.Subject, last.Version, "red"); err != nil {
			t.Fatal(err)
		}
		if n := unseen(w.Screener); n != 2 {
			t.Errorf("%d after one was made urgent", n)
		}
	})
}

// Acceptance scenario 3: the numbers of the board are those of the measures.
func TestWeekEqualsTheMeasures(t *testing.T) {
	t.Parallel()
	commandtest.Each(t, append(frontdoortest.Lists(), measure.Lists()...), func(t *testing.T, d *commandtest.Desk) {
		w := frontdoortest.New(t, d)
		ctx := t.Context()
		decide := func(rc frontdoor.Receipt, decisions ...string) {
			t.Helper()
			var all []frontdoor.ChildDecision
			for i, d := range decisions {
				if d != "" {
					all = append(all, frontdoortest.Decision(i, d))
				}
			}
			if _, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), all); err != nil {
				t.Fatal(err)
			}
		}
		w.At("2026-03-01T23:50") // before the week
		early := take(t, w, telling())
		w.CreateAll(early.Subject)
		w.At("2026-03-02T10:00")
		in := take(t, w, telling())
		w.CreateAll(in.Subject)
		w.At("2026-03-03T10:00") // the last second of its hours
		decide(in, "no_further_action", "assessment", "")
		late := take(t, w, telling())
		w.CreateAll(late.Subject)
		w.At("2026-03-04T11:00")
		decide(late, "early_help", "advice", "strategy_discussion")
		sent := w.Send(frontdoortest.Sending())
		w.CreateAll(sent.Subject)
		w.At("2026-03-05T17:00")
		decide(sent, "assessment", "no_further_action")
		again := w.Send(frontdoortest.Sending())
		w.CreateAll(again.Subject)
		waiting := take(t, w, func() frontdoor.Sending { s := telling(); s.Rating = "red"; return s }())
		w.CreateAll(waiting.Subject)
		w.At("2026-03-09T09:00")
		decide(again, "assessment", "assessment") // after the week: it waited still
		decide(early, "advice", "advice", "advice")
		week, err := w.Door.LastWeek(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if week.From != day.Must("2026-03-02") || week.To != day.Must("2026-03-08") || week.Contacts != 13 || week.Triaged.Of == 0 || week.Triaged.In == 0 {
			t.Errorf("the week: %+v", week)
		}
		q := measure.Query{Period: measure.Period{From: week.From, To: week.To}, AsAt: week.To}
		for id, got := range map[string]frontdoor.Part{"FD-01": {In: week.Contacts}, "FD-02": week.Converted, "FD-16": week.Triaged, "FD-07": week.Referrals} {
			r, err := measure.Compute(ctx, w.Desk.Desk, id, q)
			if err != nil {
				t.Fatal(err)
			}
			if got.In != r.Numerator || id != "FD-01" && got.Of != r.Denominator {
				t.Errorf("%s: the board counts %+v, the measure %d of %d", id, got, r.Numerator, r.Denominator)
			}
		}
	})
}
