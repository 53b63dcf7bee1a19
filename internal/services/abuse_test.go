package services_test

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/story"
)

// SR-311: referral, safe contact on everybody's record, risk, conference, sessions, end.
func TestADomesticAbuseCase(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.At("2026-11-23T09:00")
		same := abuse()
		same.Harming = same.Harmed
		_, _, err := w.room.ReferAbuse(ctx, social, ivy, same)
		w.Refused("one person in both parts", err, errs.Invalid)
		id, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.OK(err)
		_, _, err = w.room.ReferAbuse(ctx, social, max, abuse())
		w.Refused("a brother who is in a case", err, errs.Conflict)
		now := func() services.Abuse {
			t.Helper()
			v, err := w.room.ReadAbuse(ctx, helper, id, "test")
			w.OK(err)
			return v
		}
		if v := now(); len(v.Children) != 2 || !v.May || v.Body.Safe.Address[0] != "14 Kiln Row" {
			t.Errorf("%+v", v)
		}
		for _, who := range []string{ivy, max, mother} {
			warning, ok := story.Latest[record.Warning](w.Of(who))
			if !ok || warning.Body.Type != services.SafeWarning || strings.Contains(warning.Body.Text, "Otto") || strings.Contains(warning.Body.Text, "7946") || strings.Contains(warning.Body.Text, "follows") {
				t.Errorf("the warning of %s: %+v", who, warning.Body)
			}
			held, ok := story.Latest[record.SafeContact](w.Of(who))
			if !ok || held.Body.Ways.Letters != record.No || (held.Body.Ways.Phone == "") == (who == mother) {
				t.Errorf("safe contact of %s: %+v", who, held.Body)
			}
		}
		if len(w.Of(father).Records) != 1 {
			t.Error("something was written on the record of who harms")
		}
		want := []string{"Name a worker for case", "Record the risk, case"}
		for _, title := range want {
			if !slices.Contains(w.titles(), title+" "+now().Body.Reference) {
				t.Errorf("%q does not wait: %v", title, w.titles())
			}
		}
		score := func(n int) *int { return &n }
		for what, k := range map[string]services.Risk{
			"no level": {}, "a score without its day": {Level: "high", Dash: score(15)}, "more ticks than the checklist has": {Level: "high", Dash: score(25), DashOn: day.Must("2026-11-23")},
			"heard and never referred": {Level: "high", MARACOn: day.Must("2026-12-03")}, "agreed before it was heard": {Level: "high", MARAC: day.Must("2026-11-23"), MARACCame: "Locks"},
		} {
			_, err := w.room.RecordRisk(ctx, helper, id, 1, k)
			w.Refused(what, err, errs.Invalid)
		}
		_, err = w.room.RecordRisk(ctx, helper, id, 1, services.Risk{Level: "high", Dash: score(0), DashOn: day.Must("2026-11-23")})
		w.OK(err)
		if !slices.Contains(w.titles(), "Decide on a referral to the multi-agency risk assessment conference, case "+now().Body.Reference) {
			t.Error(w.titles())
		}
		_, err = w.room.AllocateAbuse(ctx, lead, id, 2, colleague.ID)
		w.OK(err)
		_, err = w.room.RecordRisk(ctx, helper, id, 3, services.Risk{Level: "high", Dash: score(15), DashOn: day.Must("2026-11-23"), MARAC: day.Must("2026-11-23"), MARACOn: day.Must("2026-12-03"), MARACCame: ""})
		w.OK(err)
		for i, o := range []string{"attended", "missed"} {
			_, err = w.room.HoldSession(ctx, helper, id, int64(4+i), record.AbuseSession{On: day.Must("2026-11-23"), With: "harming", Outcome: o})
			w.OK(err)
		}
		_, err = w.room.HoldSession(ctx, helper, id, 6, record.AbuseSession{On: day.Must("2026-11-22"), With: "harming", Outcome: "attended"})
		w.Refused("a session before the referral", err, errs.Invalid)
		ways := abuse().Safe
		ways.Phone, ways.Address = "020 7946 0912", []string{"14 Kiln Row", "Marshwick", "MW1 4AB"}
		_, err = w.room.ChangeSafe(ctx, helper, id, 6, "given", day.Day{}, ways)
		w.OK(err)
		if held := story.All[record.SafeContact](w.Of(mother)); len(held) != 1 || held[0].Body.Ways.Phone != "020 7946 0912" {
			t.Errorf("%+v", held)
		}
		_, err = w.room.CloseAbuse(ctx, helper, id, 7, services.AbuseEnd{Outcome: "work_done", Why: reason})
		w.Refused("an end without how it ended for both", err, errs.Invalid)
		_, err = w.room.CloseAbuse(ctx, helper, id, 7, services.AbuseEnd{Outcome: "work_done", Why: reason, Safer: "some", Changed: "part"})
		w.OK(err)
		if held, _ := story.Latest[record.Warning](w.Of(ivy)); !held.Body.Running() {
			t.Error("the warning went with the case, and nobody said that contact is safe")
		}
		_, err = w.room.ReopenAbuse(ctx, helper, id, 8, "He came back")
		w.OK(err)
		_, err = w.room.CloseAbuse(ctx, helper, id, 9, services.AbuseEnd{Outcome: "work_done", Why: reason, Safer: "safer", Changed: "part", SafeNow: true})
		w.OK(err)
		for _, who := range []string{ivy, max, mother} {
			warning, _ := story.Latest[record.Warning](w.Of(who))
			held, _ := story.Latest[record.SafeContact](w.Of(who))
			if warning.Body.Running() || held.Body.Running() {
				t.Errorf("the warning of %s goes on", who)
			}
		}
	})
}

// SR-311: no letter goes to where it is not safe: not to who is harmed, not to the child, not to anybody at that address, and not one that was written before.
func TestNoLetterGoesToAnUnsafeAddress(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		letter := func(to, name string, address ...string) error {
			_, _, err := w.case_.AddLetter(ctx, social, ivy, "", casework.NewLetter{Type: "appointment", Date: day.Must("2026-11-23"), To: to, Name: name, Role: "parent", Address: address, Title: "A visit", Text: "We come on Monday."})
			return err
		}
		w.OK(letter(mother, "Una Ash", "14 Kiln Row", "Marshwick", "MW1 4AB"))
		_, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.OK(err)
		for what, err := range map[string]error{
			"to who is harmed": letter(mother, "Una Ash", "14 Kiln Row", "Marshwick", "MW1 4AB"), "to who is harmed, elsewhere": letter(mother, "Una Ash", "2 Other Street"), "to the child": letter(ivy, "Ivy Ash", "14 Kiln Row"),
			"to who harms, at home": letter(father, "Otto Ash", "14, kiln  row"), "to a neighbour of the same postcode": letter("", "Occupier", "15 Kiln Row", "mw14ab"),
		} {
			w.Refused("a letter "+what, err, errs.Invalid)
		}
		w.OK(letter("", "The school", "1 School Lane", "Marshwick", "MW2 9ZZ")) // the same town is another address
		one, _ := story.First[record.Letter](w.Of(ivy))
		reading, err := person.Room{Desk: w.Desk.Desk}.Read(ctx, social, ivy, access.Read, access.None, "test")
		w.OK(err)
		_, err = w.case_.Printable(ctx, reading, one.Body, "We come on Monday.")
		w.Refused("a letter that was written before", err, errs.Conflict)
	})
}
