package lado_test

import (
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Until when a record is kept, by hand from Keeping Children Safe in Education 2025, paragraphs 419 to 421, and the Pensions Acts.
func TestKeep(t *testing.T) {
	t.Parallel()
	d := day.Must
	base := record.LADOReferral{Reference: "L-1", Received: d("2026-03-03"), Happened: d("2026-03-01"), Triage: lado.MeetsThreshold, Triaged: d("2026-03-04"), Closed: d("2026-04-10"), Outcome: "unsubstantiated", Born: d("1984-05-06")}
	for name, tt := range map[string]struct {
		do    func(*record.LADOReferral)
		until string
		rule  string
	}{
		"until pension age, 68 years":             {func(*record.LADOReferral) {}, "2052-05-06", lado.RulePension},
		"ten years, which is longer":              {func(l *record.LADOReferral) { l.Born = d("1965-01-01") }, "2036-03-01", lado.RulePension},
		"no day of the event: the referral's":     {func(l *record.LADOReferral) { l.Born, l.Happened = d("1950-01-01"), day.Day{} }, "2036-03-03", lado.RulePension},
		"the birth is not known: never, yet":      {func(l *record.LADOReferral) { l.Born = day.Day{} }, "", lado.RulePension},
		"malicious: ten years from closure":       {func(l *record.LADOReferral) { l.Outcome = "malicious" }, "2036-04-10", lado.RuleFalse},
		"false, and the birth is not known":       {func(l *record.LADOReferral) { l.Outcome, l.Born = "false", day.Day{} }, "2036-04-10", lado.RuleFalse},
		"advice only: six years":                  {func(l *record.LADOReferral) { l.Triage, l.Outcome = "advice", "" }, "2032-04-10", lado.RuleAdvice},
		"a question: six years":                   {func(l *record.LADOReferral) { l.Consultation, l.Triage, l.Outcome = true, "", "" }, "2032-04-10", lado.RuleAdvice},
		"open":                                    {func(l *record.LADOReferral) { l.Closed, l.Outcome = day.Day{}, "" }, "", lado.RuleOpen},
		"kept longer":                             {func(l *record.LADOReferral) { l.KeepUntil, l.KeepReason = d("2060-01-01"), "A civil claim" }, "2060-01-01", lado.RuleExtended},
		"kept longer, but the rule asks for more": {func(l *record.LADOReferral) { l.KeepUntil, l.KeepReason = d("2040-01-01"), "A civil claim" }, "2052-05-06", lado.RulePension},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := base
			tt.do(&l)
			if k := lado.Keep(l); k.Until.String() != tt.until || k.Rule != tt.rule || k.Why == "" {
				t.Errorf("%+v, want %s, %s", k, tt.until, tt.rule)
			}
		})
	}
	for born, want := range map[string]string{
		"1953-12-06": "2019-12-06", "1960-04-05": "2026-04-05", "1960-04-06": "2026-05-06", "1960-05-05": "2026-06-05", "1960-05-06": "2026-07-06", "1961-03-05": "2028-02-05",
		"1961-03-06": "2028-03-06", "1977-04-05": "2044-04-05", "1977-04-06": "2045-04-06", "1990-02-28": "2058-02-28", "1984-02-29": "2052-02-29",
	} {
		if got := lado.PensionAge(d(born)); got != d(want) {
			t.Errorf("born %s: %s, want %s", born, got, want)
		}
	}
}

// Who is born later reaches pension age later, and never before 66.
func TestPensionAgeRises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := day.Must("1940-01-01")
		a := first.Add(rapid.IntRange(0, 25000).Draw(t, "born"))
		b := a.Add(rapid.IntRange(1, 400).Draw(t, "later"))
		pa, pb := lado.PensionAge(a), lado.PensionAge(b)
		if pa.Before(a.AddMonths(66*12)) || pa.After(a.AddMonths(68*12)) {
			t.Fatalf("%s: %s", a, pa)
		}
		if pb.Before(pa.Add(-31)) { // the age rises by months: a month's edge at most
			t.Fatalf("%s: %s, but %s: %s", a, pa, b, pb)
		}
	})
}

// A record goes when its time is over and two agree; not before, not by one, and not by anybody else. The child whom it names keeps their record.
func TestDestroyedByTwoWhenItsTimeIsOver(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		child := "child:" + w.NewID()
		w.Write(record.New(w.NewID(), child, record.Child{Names: []record.Name{{Given: "Ada", Family: "Stone", Use: "current"}}, Birth: day.Must("2022-05-06")}))
		rc := w.refer()
		v := func() int64 { return w.version(rc.Subject) }
		_, err := w.room.LinkChild(ctx, officer, rc.Subject, v(), child, true)
		w.OK(err)
		_, err = w.room.Triage(ctx, officer, rc.Subject, v(), lado.Triage{Decision: "advice", Category: "conduct", Advice: "Deal with it.", Rationale: "Poor practice, and no harm to a child."})
		w.OK(err)
		_, err = w.room.AskToDestroy(ctx, officer, rc.Subject, v())
		w.Refused("before its time", err, errs.Conflict)
		w.At("2032-11-23T12:00")
		_, err = w.room.AskToDestroy(ctx, officer, rc.Subject, v())
		w.Refused("on the last day that it is kept", err, errs.Conflict)
		w.At("2032-11-24T12:00")
		w.Refused("agreed to before anybody asked", w.room.Destroy(ctx, deputy, rc.Subject), errs.Conflict)
		_, err = w.room.AskToDestroy(ctx, officer, rc.Subject, v())
		w.OK(err)
		w.Refused("by one alone", w.room.Destroy(ctx, officer, rc.Subject), errs.Denied)
		w.Refused("by a director", w.room.Destroy(ctx, director, rc.Subject), errs.NotFound)
		w.OK(w.room.Destroy(ctx, deputy, rc.Subject))
		_, err = w.room.Read(ctx, officer, rc.Subject, "a test")
		w.Refused("destroyed", err, errs.NotFound)
		w.OK(w.Read(ctx, func(tx *db.Tx) error {
			s, err := story.Load(tx, child)
			if len(s.Records) != 1 {
				t.Errorf("the child has %d records", len(s.Records))
			}
			return err
		}))
	})
}

// What the room does it does for the LADO alone: everybody else gets the answer for what is not there. The receipt is the sender's alone.
func TestEverybodyElseFindsNothing(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.refer()
		none := record.LADOSubject + ":0198c0de-0000-7000-8000-00000000dead"
		for _, a := range []access.Actor{director, lead, other, {}} {
			for _, subject := range []string{rc.Subject, none, "child:x"} {
				for what, err := range map[string]error{
					"read":   second(w.room.Read(ctx, a, subject, "a test")),
					"triage": second(w.room.Triage(ctx, a, subject, 1, met())),
					"meet":   second(w.room.Meet(ctx, a, subject, 1, record.AllegationMeeting{})),
					"undo":   second(w.room.Undoing().TakeBack(ctx, a, subject, "x")),
					"close":  second(w.room.Close(ctx, a, subject, 1, "false", "Why", day.Day{})),
				} {
					if err == nil || errs.Of(err) != errs.NotFound || errs.Text(err) != access.Missing {
						t.Errorf("%s by %q of %s: %v", what, a.ID, subject, err)
					}
				}
			}
			for what, err := range map[string]error{
				"list": second(w.room.Open(ctx, a)), "find": second(w.room.Find(ctx, a, "Grau")), "settings": second(w.room.Settings(ctx, a)),
				"lead": second(w.room.AddLead(ctx, a, record.SafeguardingLead{})), "take": second(w.room.Take(ctx, a, form(), day.Day{})),
			} {
				if errs.Of(err) != errs.NotFound || err == nil {
					t.Errorf("%s by %q: %v", what, a.ID, err)
				}
			}
			sent, err := w.room.Sent(ctx, a, rc.Subject)
			if a.ID == lead.ID {
				if err != nil || sent.Reference != rc.Reference {
					t.Errorf("the sender has no receipt: %v", err)
				}
			} else if err == nil || errs.Of(err) != errs.NotFound {
				t.Errorf("%q sees the receipt: %v", a.ID, err)
			}
			if items, err := w.work.ForWorker(ctx, a, officer.ID); err == nil && len(items) > 0 {
				t.Errorf("%q sees the LADO's work: %v", a.ID, items)
			}
		}
		_, err := w.room.Triage(ctx, officer, rc.Subject, 1, met())
		w.OK(err)
		mine, err := w.work.ForWorker(ctx, officer, officer.ID)
		w.OK(err)
		if len(mine) == 0 {
			t.Error("the LADO's own work list is empty")
		}
		if byClock, err := w.work.ByClock(ctx, director, lado.Clocks...); err != nil || len(byClock) > 0 {
			t.Errorf("the director lists by clock: %v, %v", byClock, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// SR-034, SR-038: how often settings turn to the LADO, beside the register of their leads, met by name whatever its spelling.
func TestSettings(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.refer()
		w.refer()
		_, err := w.room.Ask(ctx, officer, lado.Form{Setting: "HILL  nursery", Concern: "May I?"}, day.Day{}, "No.")
		w.OK(err)
		_, err = w.room.AddLead(ctx, officer, record.SafeguardingLead{Setting: "Hill Nursery", Sector: "early_years", Name: "Ada Stone", Trained: day.Must("2025-09-01")})
		w.OK(err)
		_, err = w.room.AddLead(ctx, officer, record.SafeguardingLead{Setting: "Quiet School", Sector: "school", Name: "Eve Low"})
		w.OK(err)
		all, err := w.room.Settings(ctx, officer)
		w.OK(err)
		if len(all) != 2 || all[0].Name != "Hill Nursery" || all[0].Referrals != 2 || all[0].Questions != 1 || len(all[0].Leads) != 1 || all[1].Referrals != 0 {
			t.Errorf("%+v", all)
		}
		_, err = w.room.EndLead(ctx, officer, all[1].Leads[0].ID)
		w.OK(err)
		_, err = w.room.EndLead(ctx, officer, all[1].Leads[0].ID)
		w.Refused("ended twice", err, errs.Conflict)
		_, err = w.room.EndLead(ctx, officer, "no such")
		w.Refused("nobody", err, errs.NotFound)
		found, err := w.room.Find(ctx, officer, "grau hill")
		w.OK(err)
		if len(found) != 2 {
			t.Errorf("found %d", len(found))
		}
		v := w.see(found[0].Subject)
		if len(v.Earlier) != 1 {
			t.Errorf("the other allegation about the same adult is not shown: %v", v.Earlier)
		}
	})
}
