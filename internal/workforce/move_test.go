package workforce_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/workforce"
)

// TestTransfer: the case stays where it is until the other team accepts it, with the days that it waited; then it moves whole.
func TestTransfer(t *testing.T) {
	council(t, 2, func(t *testing.T, w *commandtest.Desk, r workforce.Room, kids []string) {
		ctx := t.Context()
		_, err := r.AskTransfer(ctx, omar, kids[0], south, "They moved house")
		refused(t, errs.Denied, "", err)
		_, err = r.AskTransfer(ctx, mira, kids[0], "team:none", "They moved house")
		refused(t, errs.Invalid, "to: Choose the team", err)
		_, err = r.AskTransfer(ctx, mira, kids[0], north, "They moved house")
		refused(t, errs.Invalid, "has the case already", err)
		_, err = r.AskTransfer(ctx, mira, kids[0], south, "So")
		refused(t, errs.Invalid, "reason", err)
		_, err = r.AskTransfer(ctx, mira, kids[0], south, "They moved house")
		ok(t, err)
		_, err = r.AskTransfer(ctx, mira, kids[0], south, "They moved house")
		refused(t, errs.Conflict, "has not answered", err)
		w.Clock.Add(3 * 24 * time.Hour)
		in, err := r.Transfers(ctx, omar, south)
		ok(t, err)
		if len(in) != 1 || in[0].Body.Days(w.Today()) != 3 || in[0].Name != "Kid 0 Ash" {
			t.Fatalf("%+v", in)
		}
		if cases, _ := r.Cases(ctx, mira, north); len(cases) != 2 {
			t.Error("the case left before it was accepted")
		}
		accept := workforce.Answer{State: record.TransferAccepted, Worker: "worker:cleo"}
		_, err = r.AnswerTransfer(ctx, mira, in[0].ID, 1, accept)
		refused(t, errs.NotFound, "", err)
		_, err = r.AnswerTransfer(ctx, omar, in[0].ID, 1, workforce.Answer{State: record.TransferDeclined})
		refused(t, errs.Invalid, "note", err)
		_, err = r.AnswerTransfer(ctx, omar, in[0].ID, 1, workforce.Answer{State: record.TransferAccepted, Worker: ada.ID})
		refused(t, errs.Invalid, "worker", err)
		_, err = r.AnswerTransfer(ctx, omar, in[0].ID, 1, accept)
		ok(t, err)
		_, err = r.AnswerTransfer(ctx, omar, in[0].ID, 2, accept)
		refused(t, errs.Conflict, "was answered", err)
		cases, err := r.Cases(ctx, omar, south)
		ok(t, err)
		if len(cases) != 1 || cases[0].Worker != "worker:cleo" || cases[0].Since != w.Today() {
			t.Errorf("%+v", cases)
		}
		if cases, _ := r.Cases(ctx, mira, north); len(cases) != 1 {
			t.Errorf("North still has %d", len(cases))
		}
		// Taken back by whoever asked; and a child who is hidden from the other manager is not offered to them.
		_, err = r.AskTransfer(ctx, mira, kids[1], south, "Nearer to the school")
		ok(t, err)
		write(t, w, record.New(w.NewID(), kids[1], record.ConflictBar{Worker: omar.ID, Reason: "relative", From: w.Today()}))
		in, err = r.Transfers(ctx, omar, south)
		ok(t, err)
		for _, m := range in {
			if m.Subject == kids[1] {
				t.Error("a child whom a bar hides is offered")
			}
		}
		out, err := r.Transfers(ctx, mira, north)
		ok(t, err)
		if out[0].Subject != kids[1] {
			t.Fatalf("what waits comes first: %+v", out)
		}
		_, err = r.AnswerTransfer(ctx, omar, out[0].ID, 1, accept)
		refused(t, errs.NotFound, "", err)
		_, err = r.AnswerTransfer(ctx, mira, out[0].ID, 1, workforce.Answer{State: record.TransferRevoked})
		ok(t, err)
	})
}

// TestLeaversLeaveNothingBehind (complaint 22): what somebody held who has left is in their team's list under their name, and moves in one go.
func TestLeaversLeaveNothingBehind(t *testing.T) {
	council(t, 3, func(t *testing.T, w *commandtest.Desk, r workforce.Room, kids []string) {
		ctx := t.Context()
		report := "assessment:1"
		body := record.AssessmentReport{Referred: w.Today(), Worker: ada.ID, Team: north, State: record.Writing}
		for _, k := range kids[:2] {
			ref, part := w.NewID(), w.NewID()
			write(t, w, record.New(ref, k, record.Referral{Date: w.Today(), Decision: "assessment", Team: north}), record.New(part, k, record.Assessment{Referral: ref, Report: report, Started: w.Today()}))
			body.Children = append(body.Children, record.ReportChild{Child: k, Assessment: part})
		}
		write(t, w, record.New(w.NewID(), report, body))
		for _, k := range kids {
			_, err := r.Give(ctx, mira, k, workforce.Giving{Worker: ada.ID, Team: north})
			ok(t, err)
		}
		_, err := r.Leave(ctx, admin, ada.ID, w.Today())
		ok(t, err)
		std, _ := workforce.Shipped()
		loads, err := r.Loads(ctx, mira, std, north)
		ok(t, err)
		if loads[0].Name != "Ada" || loads[0].Cases != 3 || loads[0].Left.IsZero() {
			t.Errorf("somebody who left with three cases is not shown: %+v", loads)
		}
		_, _, err = r.MoveAll(ctx, omar, north, ada.ID, "worker:ben")
		refused(t, errs.NotFound, "", err)
		_, _, err = r.MoveAll(ctx, mira, north, ada.ID, "worker:cleo")
		refused(t, errs.Invalid, "to", err)
		n, rc, err := r.MoveAll(ctx, mira, north, ada.ID, "worker:ben")
		ok(t, err)
		if n != 3 {
			t.Errorf("%d moved", n)
		}
		owner := func() string {
			s, err := w.Desk.Story(ctx, report)
			ok(t, err)
			rep, _ := story.Latest[record.AssessmentReport](s)
			return rep.Body.Worker
		}
		if owner() != "worker:ben" {
			t.Errorf("the assessment stays with %s", owner())
		}
		_, _, err = r.MoveAll(ctx, mira, north, ada.ID, "")
		refused(t, errs.Conflict, "no case", err)
		_, err = w.Desk.Undo(ctx, mira, rc.Command)
		ok(t, err)
		if owner() != ada.ID {
			t.Error("not taken back")
		}
	})
}

func TestAwayAndCover(t *testing.T) {
	council(t, 0, func(t *testing.T, w *commandtest.Desk, r workforce.Room, _ []string) {
		ctx := t.Context()
		a := record.Absence{From: w.Today(), To: w.Today().Add(4), Cover: "worker:ben"}
		_, err := r.Away(ctx, omar, ada.ID, a)
		refused(t, errs.Denied, "", err)
		bad := a
		bad.Cover = "worker:cleo"
		_, err = r.Away(ctx, mira, ada.ID, bad)
		refused(t, errs.Invalid, "cover", err)
		bad = a
		bad.To = w.Today().Add(-1)
		_, err = r.Away(ctx, mira, ada.ID, bad)
		refused(t, errs.Invalid, "to", err)
		rc, err := r.Away(ctx, ada, ada.ID, a)
		ok(t, err)
		for days, want := range map[int]int{0: 1, 4: 1, 5: 0} {
			at := w.Clock.Now()
			w.Clock.Add(time.Duration(days) * 24 * time.Hour)
			got, err := r.Covering(ctx, "worker:ben")
			ok(t, err)
			if len(got) != want {
				t.Errorf("on day %d Ben covers %d", days, len(got))
			}
			w.Clock.Set(at)
		}
		_, err = r.Back(ctx, omar, rc.Entries[0].ID)
		refused(t, errs.NotFound, "", err)
		_, err = r.Back(ctx, mira, rc.Entries[0].ID)
		ok(t, err)
		if got, _ := r.Covering(ctx, "worker:ben"); len(got) != 0 {
			t.Error("covers still")
		}
	})
}

// TestFeed: the address is the key, is revoked by a new one and by leaving, and every wrong one is answered alike.
func TestFeed(t *testing.T) {
	council(t, 0, func(t *testing.T, w *commandtest.Desk, r workforce.Room, _ []string) {
		ctx := t.Context()
		secret := strings.Repeat("s", 40)
		if _, _, err := r.MakeFeed(ctx, ada, "short"); err == nil {
			t.Error("a secret that can be guessed")
		}
		first, _, err := r.MakeFeed(ctx, ada, secret)
		ok(t, err)
		if who, err := r.FeedOf(ctx, first); err != nil || who != ada.ID {
			t.Errorf("%s %v", who, err)
		}
		for _, stored := range commandtest.Query[string](t, w, "select cast(body as text) from record where kind = 'calendar_feed'") {
			if strings.Contains(stored, secret) {
				t.Error("the secret is kept")
			}
		}
		second, _, err := r.MakeFeed(ctx, ada, strings.Repeat("t", 40))
		ok(t, err)
		for name, token := range map[string]string{"the one before": first, "a wrong secret": second + "x", "no secret": strings.Split(second, ".")[0], "nothing": "", "another record": "x." + secret} {
			if _, err := r.FeedOf(ctx, token); errs.Of(err) != errs.NotFound || errs.Text(err) != "There is no such calendar" {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = r.Leave(ctx, admin, ada.ID, w.Today())
		ok(t, err)
		if _, err := r.FeedOf(ctx, second); errs.Of(err) != errs.NotFound {
			t.Errorf("somebody who left: %v", err)
		}
		_, err = r.Return(ctx, admin, ada.ID)
		ok(t, err)
		_, err = r.RevokeFeed(ctx, ada)
		ok(t, err)
		if _, err := r.FeedOf(ctx, second); errs.Of(err) != errs.NotFound {
			t.Errorf("revoked: %v", err)
		}
	})
}

// TestCalendarIsWellFormed: whatever the titles, each line has at most 75 octets and its folds are undone to what was meant; nothing is named but titles.
func TestCalendarIsWellFormed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.String().Draw(t, "title")
		tk := task.Task{Subject: "child:1", Title: title, Clock: "AS-02", Started: clock.On(d("2026-11-02")), Due: clock.On(d("2027-01-07"))}
		i := tk.At(clock.Standard(), now)
		i.People = []task.Person{{Subject: "child:1", Name: "Zoë Brandt"}}
		text := workforce.Calendar([]task.Item{i, {}}, now, func(task.Task) string { return "k" })
		if strings.Contains(text, "Brandt") && !strings.Contains(title, "Brandt") {
			t.Fatal("somebody is named")
		}
		for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line of %d octets: %q", len(line), line)
			}
		}
		whole := strings.ReplaceAll(text, "\r\n ", "")
		if strings.Count(whole, "BEGIN:VEVENT") != 1 || !strings.Contains(whole, "DTSTART;VALUE=DATE:20270107\r\n") || !strings.Contains(whole, "DTEND;VALUE=DATE:20270108\r\n") {
			t.Fatal(whole)
		}
	})
}

// TestUndoMoves (complaint 18): a manager takes back that all cases of a worker moved, and that a case was accepted from another team; nobody else does, not
// after a day, and not when one of the cases was given on.
func TestUndoMoves(t *testing.T) {
	council(t, 3, func(t *testing.T, w *commandtest.Desk, r workforce.Room, kids []string) {
		ctx := t.Context()
		who := func(kid string) string {
			t.Helper()
			return strings.Join(commandtest.Query[string](t, w, "select team || ' ' || worker from caseload where subject = $1", kid), "|")
		}
		for _, k := range kids {
			_, err := r.Give(ctx, mira, k, workforce.Giving{Team: north, Worker: ada.ID})
			ok(t, err)
		}
		w.Clock.Add(48 * time.Hour)
		before := who(kids[0])
		n, rc, err := r.MoveAll(ctx, mira, north, ada.ID, "worker:ben")
		ok(t, err)
		moves, err := r.Moves(ctx, mira, north)
		ok(t, err)
		if len(moves) != 1 || moves[0].Command != rc.Command || moves[0].Cases != n || n != 3 || moves[0].Transfer() {
			t.Fatalf("%+v", moves)
		}
		if got, _ := r.Moves(ctx, omar, north); len(got) != 0 {
			t.Errorf("another manager is offered it: %+v", got)
		}
		_, err = r.UndoMove(ctx, omar, north, rc.Command)
		refused(t, errs.NotFound, "", err)
		_, err = r.UndoMove(ctx, mira, north, rc.Command)
		ok(t, err)
		for _, k := range kids {
			if who(k) != before {
				t.Errorf("%s is with %s, not %s", k, who(k), before)
			}
		}
		if got, _ := r.Moves(ctx, mira, north); len(got) != 0 {
			t.Errorf("still offered: %+v", got)
		}

		_, rc, err = r.MoveAll(ctx, mira, north, ada.ID, "worker:ben")
		ok(t, err)
		_, err = r.Give(ctx, mira, kids[2], workforce.Giving{Team: north, Worker: ada.ID})
		ok(t, err)
		_, err = r.UndoMove(ctx, mira, north, rc.Command)
		refused(t, errs.Conflict, "", err)
		if who(kids[0]) != north+" worker:ben" {
			t.Error("half of it was taken back")
		}

		_, err = r.AskTransfer(ctx, mira, kids[1], south, "They moved house")
		ok(t, err)
		in, err := r.Transfers(ctx, omar, south)
		ok(t, err)
		rc, err = r.AnswerTransfer(ctx, omar, in[0].ID, 1, workforce.Answer{State: record.TransferAccepted, Worker: "worker:cleo"})
		ok(t, err)
		moves, err = r.Moves(ctx, omar, south)
		ok(t, err)
		if len(moves) != 1 || !moves[0].Transfer() {
			t.Fatalf("%+v", moves)
		}
		_, err = r.UndoMove(ctx, omar, south, rc.Command)
		ok(t, err)
		in, err = r.Transfers(ctx, omar, south)
		ok(t, err)
		if who(kids[1]) != north+" worker:ben" || in[0].Body.State != record.TransferWaiting {
			t.Errorf("%s, %s", who(kids[1]), in[0].Body.State)
		}
		rc, err = r.AnswerTransfer(ctx, omar, in[0].ID, in[0].Version, workforce.Answer{State: record.TransferAccepted})
		ok(t, err)
		w.Clock.Add(25 * time.Hour)
		_, err = r.UndoMove(ctx, omar, south, rc.Command)
		refused(t, errs.Conflict, "", err)
	})
}

// TestATeamsOwnStandard: each team's manager sets its own, and what was set before is kept.
func TestATeamsOwnStandard(t *testing.T) {
	council(t, 0, func(t *testing.T, w *commandtest.Desk, r workforce.Room, _ []string) {
		ctx := t.Context()
		shipped, err := workforce.Shipped()
		ok(t, err)
		next := shipped
		next.FullTime = 70
		_, err = r.SetStandard(ctx, omar, north, next, "Less each")
		refused(t, errs.NotFound, "", err)
		_, err = r.SetStandard(ctx, mira, north, next, "So")
		refused(t, errs.Invalid, "reason", err)
		next.Review = w.Today()
		_, err = r.SetStandard(ctx, mira, north, next, "Less each")
		refused(t, errs.Invalid, "review", err)
		next.Review = w.Today().Add(90)
		_, err = r.SetStandard(ctx, mira, north, next, "Less each")
		ok(t, err)
		w.Clock.Add(time.Hour)
		next.FullTime = 80
		rc, err := r.SetStandard(ctx, mira, north, next, "That was too few")
		ok(t, err)
		full := func(team string) int {
			s, err := r.Standard(ctx, team)
			ok(t, err)
			return s.FullTime
		}
		if full(north) != 80 || full(south) != shipped.FullTime {
			t.Errorf("north %d, south %d", full(north), full(south))
		}
		if all, _ := r.Standards(ctx, north); len(all) != 2 || all[0].Body.FullTime != 80 || all[1].Body.Reason != "Less each" {
			t.Errorf("%+v", all)
		}
		_, err = r.UndoMove(ctx, mira, north, rc.Command)
		ok(t, err)
		if full(north) != 70 {
			t.Errorf("north %d", full(north))
		}
	})
}
