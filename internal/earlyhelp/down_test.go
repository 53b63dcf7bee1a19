package earlyhelp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/earlyhelp"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// SR-031: down from an assessment that was authorised, for all children for whom it came to that, with what it says.
func TestStepDownFromAnAssessment(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		kids := []string{w.child("Zoë"), w.child("Noah"), w.child("Ida")}
		report := "assessment:" + w.NewID()
		rep := record.AssessmentReport{Team: "team:north", State: record.Authorised, Referred: day.Must("2026-10-01"), Completed: day.Must("2026-11-20"), Analysis: "No risk now, and much to do.", Plan: "Mornings and money", History: "Known since 2020", Parenting: "They listen."}
		var refs, parts []string
		for i, k := range kids {
			ref, part := w.NewID(), w.NewID()
			refs, parts = append(refs, ref), append(parts, part)
			a := record.Assessment{Referral: ref, Report: report, Started: day.Must("2026-10-02"), Authorised: day.Must("2026-11-20"), Views: "I like it at gran's.", Outcome: []string{"early_help", "early_help", "child_in_need_plan"}[i]}
			rep.Children = append(rep.Children, record.ReportChild{Child: k, Assessment: part})
			w.Write(record.New(ref, k, record.Referral{Date: day.Must("2026-10-01"), Source: "2A", Decision: "assessment", Team: "team:north"}), record.New(part, k, a),
				record.New(w.NewID(), k, record.Allocation{Worker: social.ID, Team: "team:north", Role: "allocated", From: day.Must("2026-10-01")}))
		}
		w.Write(record.New(w.NewID(), report, rep))
		_, err := w.room.Begin(ctx, outsider, kids[0], parts[0], "social_care", home, record.FamilyConsent{})
		w.Refused("by somebody who has nothing to do with the child", err, errs.Denied)
		_, err = w.room.Begin(ctx, social, kids[0], parts[0], "", "", record.FamilyConsent{})
		w.Refused("to nobody", err, errs.Invalid)
		out, err := w.room.Begin(ctx, social, kids[0], parts[0], "social_care", home, record.FamilyConsent{Answer: "given"})
		w.OK(err)
		c := w.see(out.Subject).Case.Body
		if len(c.Children) != 2 || c.Children[0].Down != refs[0] || c.Children[1].Down != refs[1] || c.Children[0].Given != "Zoë" || c.Requested != day.Must("2026-11-20") || c.From != "step_down" {
			t.Errorf("%+v", c)
		}
		for what, text := range map[string]string{"need": c.Need, "analysis": c.Analysis, "aim": c.Aim, "tried": c.Tried, "parents": c.FamilyViews, "the child": c.Children[0].Views} {
			if text == "" {
				t.Errorf("%s is not carried over", what)
			}
		}
		for i, k := range kids {
			own, ok := story.First[record.EarlyHelp](w.Of(k))
			if ok != (i < 2) || ok && own.Body.StepDown != refs[i] {
				t.Errorf("child %d: %v, %+v", i, ok, own.Body)
			}
			// The episode of need ends with the step down (acceptance scenario 2), not that of the sister who needs a plan.
			ref, _ := story.Find[record.Referral](w.Of(k), refs[i])
			if b := ref.Body; i < 2 && (b.Closed != w.Today() || b.Closure != "RC9" || b.ClosedBy != social.ID || b.ClosedWhy == "" || b.NFA) || i == 2 && !b.Closed.IsZero() {
				t.Errorf("child %d: %+v", i, b)
			}
		}
		d, may, err := w.room.BeginUndoing().Last(ctx, social, kids[1])
		w.OK(err)
		if !may || d.Command != out.Command.Command {
			t.Errorf("not offered to take it back: %+v", d)
		}
		_, err = w.room.BeginUndoing().TakeBack(ctx, outsider, kids[1], out.Command.Command)
		w.Refused("taken back by somebody else", err, errs.Denied)
		_, err = w.room.BeginUndoing().TakeBack(ctx, social, kids[1], out.Command.Command)
		w.OK(err)
		for i, k := range kids {
			if ref, _ := story.Find[record.Referral](w.Of(k), refs[i]); !ref.Body.Closed.IsZero() || ref.Body.Closure != "" {
				t.Errorf("child %d is still closed: %+v", i, ref.Body)
			}
		}
		out, err = w.room.Begin(ctx, social, kids[0], parts[0], "social_care", home, record.FamilyConsent{Answer: "given"})
		w.OK(err)
		_, err = w.room.Begin(ctx, social, kids[1], parts[1], "social_care", home, record.FamilyConsent{})
		w.Refused("begun twice", err, errs.Conflict)
		// EH-03: from the step down, ten working days, to the day on which a worker is named.
		if got := w.limits(out.Subject); got["EH-03"] != "2026-12-04" {
			t.Errorf("%v", got)
		}
		w.At("2026-11-30T09:00")
		_, err = w.room.Allocate(ctx, head, out.Subject, w.v(out.Subject), home, ema.ID)
		w.OK(err)
		if got := w.limits(out.Subject); got["EH-03"] != "2026-12-04 met 2026-11-30" {
			t.Errorf("%v", got)
		}
		_, err = w.room.Allocate(ctx, head, out.Subject, w.v(out.Subject), home, eddie.ID)
		w.Refused("a worker of another team", err, errs.Invalid)
	})
}

// Down from a plan that ended: its aim and what was not done yet go on.
func TestStepDownFromAPlan(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		k := w.child("Zoë")
		ref, plan := w.NewID(), w.NewID()
		w.Write(record.New(ref, k, record.Referral{Date: day.Must("2026-01-01"), Decision: "assessment", Team: "team:north"}),
			record.New(plan, k, record.CINPlan{Referral: ref, Started: day.Must("2026-03-01"), Ended: day.Must("2026-11-01"), Aim: "A calm home", EndedBecause: "It is calm.", Actions: []record.PlanAction{{What: "Done", Owner: "A", Done: day.Must("2026-05-01")}, {What: "Parenting course", Owner: "Ina", Due: day.Must("2026-12-01")}}}),
			record.New(w.NewID(), k, record.Allocation{Worker: social.ID, Team: "team:north", Role: "allocated", From: day.Must("2026-01-01")}))
		out, err := w.room.Begin(t.Context(), social, k, plan, "education", schools, record.FamilyConsent{})
		w.OK(err)
		c := w.see(out.Subject).Case.Body
		want := []record.TaskAgreed{{What: "Parenting course", Who: "Ina", By: day.Must("2026-12-01")}}
		if diff := cmp.Diff(want, c.Actions, cmpopts.EquateComparable(day.Day{})); diff != "" || c.Aim != "A calm home" || !strings.Contains(c.Need, "It is calm.") || c.Children[0].Down != ref {
			t.Errorf("%s %+v", diff, c)
		}
		if b := w.ref(k, ref); b.Closure != "RC7" || b.Closed != w.Today() || b.ClosedBy != social.ID {
			t.Errorf("%+v", b)
		}
	})
}

func (w world) ref(child, id string) record.Referral {
	w.T.Helper()
	r, _ := story.Find[record.Referral](w.Of(child), id)
	return r.Body
}

// The episode of need goes on where something else does, where the family refuses, and where the assessment came to something else.
func TestStepDownLeavesOpenWhatGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		for name, tt := range map[string]struct {
			outcome, answer string
			more            record.Body
			open            bool
		}{
			"nothing else":          {outcome: "early_help", answer: "given"},
			"not asked yet":         {outcome: "early_help"},
			"the family refuses":    {outcome: "early_help", answer: "refused", open: true},
			"a plan is in force":    {outcome: "early_help", answer: "given", more: record.CPPlan{Started: day.Must("2026-06-01")}, open: true},
			"the child is in care":  {outcome: "early_help", answer: "given", more: record.CarePeriod{Started: day.Must("2026-06-01")}, open: true},
			"a plan was asked for":  {outcome: "child_in_need_plan", answer: "given", open: true},
			"another is being made": {outcome: "early_help", answer: "given", more: record.Assessment{Started: day.Must("2026-11-01")}, open: true},
		} {
			k, ref, part := w.child("Zoë"), w.NewID(), w.NewID()
			changes := []record.Change{record.New(ref, k, record.Referral{Date: day.Must("2026-01-01"), Decision: "assessment", Team: "team:north"}),
				record.New(part, k, record.Assessment{Referral: ref, Started: day.Must("2026-01-02"), Authorised: day.Must("2026-02-20"), Outcome: tt.outcome}),
				record.New(w.NewID(), k, record.Allocation{Worker: social.ID, Team: "team:north", Role: "allocated", From: day.Must("2026-01-01")})}
			switch b := tt.more.(type) {
			case record.CPPlan:
				b.Referral = ref
				changes = append(changes, record.New(w.NewID(), k, b))
			case record.Assessment:
				b.Referral = ref
				changes = append(changes, record.New(w.NewID(), k, b))
			case record.CarePeriod:
				changes = append(changes, record.New(w.NewID(), k, b))
			}
			w.Write(changes...)
			_, err := w.room.Begin(t.Context(), social, k, part, "social_care", home, record.FamilyConsent{Answer: tt.answer})
			w.OK(err)
			if b := w.ref(k, ref); b.Closed.IsZero() != tt.open || !tt.open && b.Closure != "RC9" {
				t.Errorf("%s: %+v", name, b)
			}
		}
	})
}

// What the front door passed on waits on the team's list, and begins with what the referrer wrote and what each child said.
func TestBeginWhatTheFrontDoorPassedOn(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		kids := []string{w.child("Zoë"), w.child("Noah")}
		contact, refs := "contact:R-1111-2222", []string{w.NewID(), w.NewID()}
		body := record.Contact{Reference: "R-1111-2222", Received: w.Clock.Now(), Concern: "Both come to school hungry.", Strengths: "Kind", Consent: "given", Referrer: record.Referrer{Name: "Sal Lead", Agency: "Hill School", AgencyType: "school", Source: "2A"},
			Mother: record.ContactAdult{Known: "yes", Given: "Ina", Family: "Brandt", Phone: "020 7946 0001"}}
		for i, k := range kids {
			body.Children = append(body.Children, record.ContactChild{Given: "Child", Family: "Brandt", View: "I am hungry.", Subject: k, Referral: refs[i]})
			w.Write(record.New(refs[i], k, record.Referral{Contact: contact, Date: day.Must("2026-11-23"), Source: "2A", Decision: "early_help", Threshold: "2", Rationale: "Help with food", Decided: w.Clock.Now(), DecidedBy: "worker:screener", Team: home}))
		}
		w.Write(record.New(w.NewID(), contact, body))
		rows, err := w.room.List(ctx, ema)
		w.OK(err)
		if len(rows) != 2 || rows[0].Child == "" || !rows[0].Mine {
			t.Fatalf("%+v", rows)
		}
		out, err := w.room.Begin(ctx, ema, kids[1], refs[1], "social_care", home, record.FamilyConsent{Answer: "given"})
		w.OK(err)
		c := w.see(out.Subject).Case.Body
		if len(c.Children) != 2 || c.Need != body.Concern || c.Requester.Name != "Sal Lead" || c.Children[0].Views != "I am hungry." || !strings.Contains(c.Adults, "Ina Brandt") || c.Contact != contact || c.From != "front_door" {
			t.Errorf("%+v", c)
		}
		rows, err = w.room.List(ctx, ema)
		w.OK(err)
		if len(rows) != 1 || rows[0].Child != "" {
			t.Errorf("%+v", rows)
		}
		for i, k := range kids { // nothing of social care followed the referral
			if b := w.ref(k, refs[i]); !b.NFA || b.Closure != "RC7" || b.Closed != w.Today() {
				t.Errorf("%+v", b)
			}
		}
	})
}

// limits are the limits of a case: "due" or "due met"; a later one of the same id replaces an earlier one that was met.
func (w world) limits(subject string) map[string]string {
	w.T.Helper()
	return limits(w.Of(subject))
}

func limits(s story.Story) map[string]string {
	out := map[string]string{}
	for _, k := range earlyhelp.Tasks(clock.Standard())(s) {
		if k.Clock == "" {
			continue
		}
		text := k.Due.String()
		if !k.Met.IsZero() {
			text += " met " + k.Met.String()
		}
		out[k.Clock] = text
	}
	return out
}

// Every limit of the area at its edges: weekend, bank holiday, typed in later, several children, a plan that is met about twice.
func TestLimits(t *testing.T) {
	t.Parallel()
	d := day.Must
	base := record.EarlyHelpCase{Reference: "E-1", Requested: d("2026-03-27"), Service: "social_care", From: "request", Team: home, Worker: ema.ID, Children: []record.EarlyHelpChild{{Given: "A", Family: "B", Subject: "child:1"}, {Given: "C", Family: "B", Subject: "child:2"}, {Given: "D", Family: "B", Subject: "child:3"}}}
	agreed := func(on string) []record.FamilyConsent { return []record.FamilyConsent{{On: d(on), Answer: "given"}} }
	for name, tt := range map[string]struct {
		do       func(*record.EarlyHelpCase)
		meetings []string
		want     map[string]string
	}{
		"nobody asked the family: no limit runs": {func(*record.EarlyHelpCase) {}, nil, map[string]string{}},
		"a refusal starts none": {func(c *record.EarlyHelpCase) {
			c.Consent = []record.FamilyConsent{{On: d("2026-03-27"), Answer: "refused"}}
		}, nil, map[string]string{}},
		"over Easter, three children: once, three holidays later": {func(c *record.EarlyHelpCase) { c.Consent = agreed("2026-03-27") }, nil, map[string]string{"EH-01": "2026-05-13"}},
		"agreed on a Saturday": {func(c *record.EarlyHelpCase) { c.Consent = agreed("2026-06-06") }, nil, map[string]string{"EH-01": "2026-07-17"}},
		"the first agreement counts, though it was taken back and given again": {func(c *record.EarlyHelpCase) {
			c.Consent = append(agreed("2026-06-08"), record.FamilyConsent{On: d("2026-06-10"), Answer: "withdrawn"}, record.FamilyConsent{On: d("2026-06-20"), Answer: "given"})
		}, nil, map[string]string{"EH-01": "2026-07-20"}},
		"met on the last day, typed in later": {func(c *record.EarlyHelpCase) { c.Consent, c.Assessed = agreed("2026-06-08"), d("2026-07-20") }, nil, map[string]string{"EH-01": "2026-07-20 met 2026-07-20"}},
		"a plan: six weeks, weekends counted": {func(c *record.EarlyHelpCase) {
			c.Consent, c.Assessed, c.Planned = agreed("2026-06-08"), d("2026-07-01"), d("2026-07-04")
		}, nil,
			map[string]string{"EH-01": "2026-07-20 met 2026-07-01", "EH-02": "2026-08-15"}},
		"then six weeks from the last meeting": {func(c *record.EarlyHelpCase) {
			c.Consent, c.Assessed, c.Planned = agreed("2026-06-08"), d("2026-07-01"), d("2026-07-04")
		}, []string{"2026-09-01", "2026-08-10", "2026-06-20"},
			map[string]string{"EH-01": "2026-07-20 met 2026-07-01", "EH-02": "2026-10-13"}},
		"down on the Thursday before Easter: ten working days": {func(c *record.EarlyHelpCase) { c.From, c.Requested, c.Worker = "step_down", d("2026-04-02"), "" }, nil, map[string]string{"EH-03": "2026-04-20"}},
		"a worker was named": {func(c *record.EarlyHelpCase) {
			c.From, c.Requested, c.Allocated = "step_down", d("2026-04-02"), d("2026-04-20")
		}, nil, map[string]string{"EH-03": "2026-04-20 met 2026-04-20"}},
		"ended: what was not met no longer applies": {func(c *record.EarlyHelpCase) {
			c.Consent, c.Planned, c.Closed, c.Outcome = agreed("2026-06-08"), d("2026-07-04"), d("2026-07-10"), "declined"
		}, nil, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := base
			tt.do(&c)
			recs := []record.Record{{Meta: record.Meta{ID: "1", Kind: c.KindName(), Subject: "early_help:1"}, Body: c}}
			for i, on := range tt.meetings {
				m := record.FamilyMeeting{On: d(on)}
				recs = append(recs, record.Record{Meta: record.Meta{ID: string(rune('a' + i)), Kind: m.KindName(), Subject: "early_help:1"}, Body: m})
			}
			s := story.New("early_help:1", nil, recs)
			if diff := cmp.Diff(tt.want, limits(s)); diff != "" {
				t.Error(diff)
			}
			waits := 0
			for _, k := range earlyhelp.Tasks(clock.Standard())(s) {
				if k.Met.IsZero() {
					waits++
				}
			}
			if (waits > 0) != c.Closed.IsZero() {
				t.Errorf("%d things wait: an open case must be on the list, one that ended not", waits)
			}
		})
	}
	for _, def := range clock.All() {
		live := false
		for _, id := range earlyhelp.Clocks {
			live = live || id == def.ID
		}
		if def.Area == "early help" && !live {
			t.Errorf("%s is of the area and not live", def.ID)
		}
	}
}

// SR-026, SR-033: the directory says when somebody last looked; an address that is none is refused.
func TestDirectory(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		_, err := w.room.AddOffer(ctx, ema, record.SupportOffer{Name: "Young carers' club", Page: "javascript:alert(1)"})
		w.Refused("a page that is none", err, errs.Invalid)
		_, err = w.room.AddOffer(ctx, ema, record.SupportOffer{Name: "Young carers' club", Page: "https://www.example.org/carers"})
		w.OK(err)
		all, err := w.room.Offers(ctx)
		w.OK(err)
		if len(all) != 1 || all[0].Body.Checked != day.Must("2026-11-23") {
			t.Fatalf("%+v", all)
		}
		_, err = w.room.Checked(ctx, ema, all[0].ID, true)
		w.OK(err)
		if all, err = w.room.Offers(ctx); err != nil || len(all) != 0 {
			t.Errorf("%v %v", all, err)
		}
	})
}

// TestSignpostsAreRechecked (SR-026): four weeks after a family was told of other support somebody asks whether it got there, and again while it waits; once the
// outcome is known nothing is due, and a case that has ended is asked about too.
func TestSignpostsAreRechecked(t *testing.T) {
	t.Parallel()
	d := day.Must
	ask := func(c record.EarlyHelpCase, all ...record.Signpost) (out []string) {
		c.Reference, c.Requested = "E-1", d("2026-03-02")
		rs := []record.Record{{Meta: record.Meta{ID: "c", Subject: "early_help:1"}, Body: c}}
		for i, s := range all {
			rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprint("s", i), Subject: "early_help:1"}, Body: s})
		}
		for _, x := range earlyhelp.Tasks(clock.Standard())(story.New("early_help:1", nil, rs)) {
			if strings.HasPrefix(x.Title, "Ask whether the family got") {
				out = append(out, x.Record+" "+x.Due.String()+" "+x.Worker+" "+x.Queue)
			}
		}
		return out
	}
	told := record.Signpost{On: d("2026-03-03"), Service: "Carers' centre", Worker: "worker:old"}
	with := func(outcome string) record.Signpost {
		s := told
		s.Outcome, s.OutcomeOn = outcome, d("2026-03-20")
		return s
	}
	held := record.EarlyHelpCase{Worker: "worker:ema"}
	ended := record.EarlyHelpCase{Worker: "worker:ema", Closed: d("2026-03-10"), Outcome: "advice"}
	for name, tt := range map[string]struct {
		c    record.EarlyHelpCase
		all  []record.Signpost
		want string
	}{
		"told of one":             {held, []record.Signpost{told}, "s0 2026-03-31 worker:ema early_help"},
		"two are two questions":   {held, []record.Signpost{told, told}, "s0 2026-03-31 worker:ema early_help, s1 2026-03-31 worker:ema early_help"},
		"it waits":                {held, []record.Signpost{with("waiting")}, "s0 2026-04-17 worker:ema early_help"},
		"it uses it":              {held, []record.Signpost{with("taken_up")}, ""},
		"it could not be reached": {held, []record.Signpost{with("not_known")}, ""},
		"the case has ended":      {ended, []record.Signpost{told}, "s0 2026-03-31 worker:ema early_help"},
	} {
		if got := strings.Join(ask(tt.c, tt.all...), ", "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
