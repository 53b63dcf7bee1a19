package frontdoor_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// world is the council, with what tests ask of it.
type world struct{ *frontdoortest.World }

func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) { test(t, world{w}) })
}

func (w world) contact(subject string) record.Contact {
	c, ok := story.Latest[record.Contact](w.Of(subject))
	if !ok {
		w.T.Fatalf("no referral at %s", subject)
	}
	return c.Body
}

// days lets cmp compare calendar days.
var days = cmp.Comparer(func(a, b day.Day) bool { return a == b })

func wantKind(t *testing.T, what string, err error, want errs.Kind) {
	t.Helper()
	if err == nil || errs.Of(err) != want {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSend(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		w.At("2026-11-28T22:00") // a Saturday
		s := frontdoortest.Sending()
		s.Children[0].Subject = "child:somebody" // what a partner cannot say
		s.Father = record.ContactAdult{Known: "not_known"}
		s.Consent, s.WhyWithout, s.OtherNote = "dispensed", "other", "The parent is in hospital."
		rc := w.Send(s)
		if rc.DecideBy != day.Must("2026-11-30") {
			t.Errorf("received on a Saturday: decide by %s, want Monday", rc.DecideBy)
		}
		for _, secret := range []string{"Zo", "Brandt", "301234567890"} {
			if strings.Contains(rc.Reference+rc.Subject, secret) {
				t.Errorf("the reference %s holds personal data", rc.Reference)
			}
		}
		c := w.contact(rc.Subject)
		if c.Children[0].Subject != "" {
			t.Error("the partner said who the child is in the records")
		}
		if c.Referrer.Agency != frontdoortest.School || c.Referrer.Source != "2A" || c.Referrer.AgencyType != "school" || c.Referrer.Name != "Sal Lead" {
			t.Errorf("agency and person of the referrer: %+v", c.Referrer)
		}
		if c.WhyWithout != "" || c.OtherNote == "" || c.Postcode != "N1 1AA" || c.Children[0].UPN != "N301234567890" {
			t.Errorf("stored as %+v", c)
		}
	})
}

func TestSendRefusals(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		_, err := w.Door.Send(ctx, w.Screener, frontdoortest.Sending())
		wantKind(t, "a screener is no partner", err, errs.Denied)
		_, err = w.Door.Send(ctx, access.Actor{}, frontdoortest.Sending())
		wantKind(t, "nobody is signed in", err, errs.Denied)
		stranger := access.Actor{ID: "worker:unknown", Roles: []access.Role{access.Partner}, Agency: frontdoortest.School}
		_, err = w.Door.Send(ctx, stranger, frontdoortest.Sending())
		wantKind(t, "an account without an agency", err, errs.Denied)
		bad := frontdoortest.Sending()
		bad.Concern = "Short"
		_, err = w.Door.Send(ctx, w.Lead, bad)
		if diff := cmp.Diff([]string{"concern"}, inputs(err)); diff != "" {
			t.Error(diff)
		}
		if n := commandtest.Query[int64](t, w.Desk, "select count(*) from record where kind = 'contact'"); n[0] != 0 {
			t.Errorf("%d referrals were recorded by refused commands", n[0])
		}
	})
}

func TestTakeBackdated(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		w.At("2026-12-29T10:00")
		s := frontdoortest.Sending()
		s.Referrer.Agency, s.Referrer.AgencyType, s.Referrer.Source = "agency:school", "school", "2A"
		received := time.Date(2026, 12, 23, 16, 0, 0, 0, time.UTC)
		rc, err := w.Door.Take(ctx, w.Screener, s, received)
		ok(t, err)
		if rc.DecideBy != day.Must("2026-12-24") {
			t.Errorf("decide by %s: the clock runs from the day it came in", rc.DecideBy)
		}
		items, err := w.Work.Queue(ctx, w.Screener, task.FrontDoor)
		ok(t, err)
		if len(items) != 1 || items[0].Words != "overdue by 1 working day" || items[0].Colour != "red" {
			t.Errorf("queue: %+v", items)
		}
		kids := w.CreateAll(rc.Subject)
		ref, _ := story.Latest[record.Referral](w.Of(kids[0]))
		if ref.Body.Date != day.Must("2026-12-23") || day.In(ref.At) != day.Must("2026-12-29") {
			t.Errorf("referral of %s entered on %s", ref.Body.Date, day.In(ref.At))
		}
		_, err = w.Door.Take(ctx, w.Screener, s, w.Now().Add(time.Minute))
		if diff := cmp.Diff([]string{"received"}, inputs(err)); diff != "" {
			t.Error(diff)
		}
		_, err = w.Door.Take(ctx, w.Worker, s, received)
		wantKind(t, "a social worker does not take referrals", err, errs.Denied)
	})
}

func TestCreateFromTypesNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		rc := w.Send(frontdoortest.Sending())
		kids := w.CreateAll(rc.Subject)
		first, second := w.Of(kids[0]), w.Of(kids[1])
		child, _ := story.First[record.Child](first)
		want := record.Child{
			Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-05-01"), Sex: "F", Ethnicity: "WOTH",
		}
		if diff := cmp.Diff(want, child.Body, days); diff != "" {
			t.Error(diff)
		}
		id, _ := story.Latest[record.Identifier](first)
		ad, _ := story.Latest[record.Address](first)
		if id.Body.Value != "N301234567890" || ad.Body.Postcode != "N1 1AA" || len(ad.Body.Lines) != 2 {
			t.Errorf("identifier %+v, address %+v", id.Body, ad.Body)
		}
		c := w.contact(rc.Subject)
		if c.Mother.Subject == "" || c.Father.Subject == "" {
			t.Fatal("the parents were not made")
		}
		father, _ := story.First[record.Adult](w.Of(c.Father.Subject))
		if father.Body.Sex != "M" || father.Body.Birth != day.Must("1985-02-03") {
			t.Errorf("father: %+v", father.Body)
		}
		if phone, _ := story.Latest[record.ContactDetail](w.Of(c.Mother.Subject)); phone.Body.Value != "020 7946 0001" {
			t.Errorf("mother's telephone: %+v", phone.Body)
		}
		if n := commandtest.Query[int64](t, w.Desk, "select count(*) from record where kind = 'adult'"); n[0] != 2 {
			t.Errorf("%d adults were made for two siblings, want one mother and one father", n[0])
		}
		if diff := cmp.Diff([]record.Relationship{
			{Other: c.Mother.Subject, Type: "parent"}, {Other: c.Father.Subject, Type: "parent"}, {Other: kids[0], Type: "sibling"},
		}, bodies[record.Relationship](second), days); diff != "" {
			t.Error(diff)
		}
		if rels := bodies[record.Relationship](first); len(rels) != 2 {
			t.Errorf("the sibling is recorded twice: %+v", rels)
		}
		ref, _ := story.Latest[record.Referral](second)
		if !ref.Body.Waiting() || ref.Body.Source != "2A" || ref.Body.Contact != rc.Subject || c.Children[1].Referral != ref.ID {
			t.Errorf("referral that waits: %+v", ref.Body)
		}
	})
}

func bodies[T record.Body](s story.Story) []T {
	var out []T
	for _, r := range story.All[T](s) {
		out = append(out, r.Body)
	}
	return out
}

func TestCreateUnborn(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		s := frontdoortest.Sending()
		s.Children = []record.ContactChild{{Family: "Brandt", Expected: day.Must("2027-02-01")}}
		rc := w.Send(s)
		child, _ := story.First[record.Child](w.Of(w.CreateAll(rc.Subject)[0]))
		if !child.Body.Unborn() || child.Body.Expected != day.Must("2027-02-01") {
			t.Errorf("unborn child: %+v", child.Body)
		}
	})
}

// held puts a known child with a mother in.
func (w world) held() (child, mother string) {
	child, mother = w.NewID(), w.NewID()
	child, mother = "child:"+child, "adult:"+mother
	w.Write(
		record.New(w.NewID(), child, record.Child{
			Names: []record.Name{{Given: "Zoe", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-01-05"), Sex: "F",
		}),
		record.New(w.NewID(), mother, record.Adult{Names: []record.Name{{Given: "INA", Family: "Brandt", Use: "current"}}, Sex: "F"}),
		record.New(w.NewID(), child, record.Relationship{Other: mother, Type: "parent"}),
	)
	return child, mother
}

func TestMatchShowsDifferencesAndOverwritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		known, mother := w.held()
		rc := w.Send(frontdoortest.Sending())
		m, err := w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 0, known)
		ok(t, err)
		var got []string
		for _, d := range m.Differences {
			got = append(got, d.Field+": "+d.Typed+" | "+d.Held)
		}
		want := []string{
			"name: Zoë Brandt | Zoe Brandt", "birth: 1 May 2015 | 5 January 2015",
			"ethnicity: White, any other | ", "upn: N301234567890 | ", "address: N1 1AA | ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		s := w.Of(known)
		child, _ := story.First[record.Child](s)
		if child.Version != 1 || child.Body.Current().Given != "Zoe" || len(bodies[record.Identifier](s)) != 0 {
			t.Errorf("the record was changed by a match: %+v", child)
		}
		// The mother is known already under a name that is the same but for capitals: she is not made again, for the sibling neither.
		m2, err := w.Door.CreateFrom(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 1)
		ok(t, err)
		rels := bodies[record.Relationship](w.Of(m2.Child))
		if len(rels) != 3 || rels[0].Other != mother || rels[2].Other != known {
			t.Errorf("relationships of the sibling: %+v", rels)
		}
		if n := commandtest.Query[int64](t, w.Desk, "select count(*) from record where kind = 'adult'"); n[0] != 2 {
			t.Errorf("%d adults, want the mother who was known and one father", n[0])
		}
		v, err := w.Door.Open(ctx, w.Screener, rc.Subject, "referral")
		ok(t, err)
		if v.Children[0].Child != known || len(v.Children[0].Differences) != len(want) || v.Children[0].Name != "Zoe Brandt" {
			t.Errorf("page: %+v", v.Children[0])
		}
	})
}

func TestKnownSiblingsAreNotLinkedTwice(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		first, _ := w.held()
		second, _ := w.held()
		w.Write(record.New(w.NewID(), second, record.Relationship{Other: first, Type: "half_sibling"}))
		rc := w.Send(frontdoortest.Sending())
		for i, known := range []string{first, second} {
			_, err := w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), i, known)
			ok(t, err)
		}
		for _, kid := range []string{first, second} {
			for _, r := range bodies[record.Relationship](w.Of(kid)) {
				if r.Type == "sibling" {
					t.Errorf("%s is recorded as a sibling beside the half-sibling that was known", r.Other)
				}
			}
		}
	})
}

func TestConfidentialAddressIsNotCompared(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		known, _ := w.held()
		w.Write(record.New(w.NewID(), known, record.Address{Lines: []string{"2 Refuge"}, Postcode: "N1 9ZZ", Confidential: true}))
		rc := w.Send(frontdoortest.Sending())
		m, err := w.Door.Match(t.Context(), w.Screener, rc.Subject, w.Version(rc.Subject), 0, known)
		ok(t, err)
		for _, d := range m.Differences {
			if d.Field == "address" {
				t.Errorf("the difference %+v tells where somebody is who must not be found", d)
			}
		}
	})
}

func TestMatchRefusals(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		known, mother := w.held()
		rc := w.Send(frontdoortest.Sending())
		stale := w.Version(rc.Subject)
		_, err := w.Door.Match(ctx, w.Worker, rc.Subject, stale, 0, known)
		wantKind(t, "a social worker", err, errs.Denied)
		_, err = w.Door.Match(ctx, w.Lead, rc.Subject, stale, 0, known)
		wantKind(t, "the partner", err, errs.Denied)
		_, err = w.Door.Match(ctx, w.OtherLead, rc.Subject, stale, 0, known)
		wantKind(t, "another partner, who may not know of it", err, errs.NotFound)
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, stale, 7, known)
		wantKind(t, "no such child of the referral", err, errs.NotFound)
		_, err = w.Door.Match(ctx, w.Screener, "contact:R-0000-0000", stale, 0, known)
		wantKind(t, "no such referral", err, errs.NotFound)
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, stale, 0, "child:nobody")
		wantKind(t, "no such person", err, errs.NotFound)
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, stale, 0, mother)
		wantKind(t, "an adult", err, errs.Invalid)

		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, stale, 0, known)
		ok(t, err)
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 0, known)
		wantKind(t, "matched again", err, errs.Conflict)
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 1, known)
		wantKind(t, "both children one person", err, errs.Conflict)
		_, err = w.Door.CreateFrom(ctx, w.Screener, rc.Subject, stale, 1)
		wantKind(t, "an old version", err, errs.Conflict)
		if s, is := errors.AsType[*journal.Stale](err); !is || s.Base != stale || s.CurrentBy != w.Screener.ID {
			t.Errorf("the refusal names no versions and authors: %v", err)
		}
		if n := commandtest.Query[int64](t, w.Desk, "select count(*) from record where kind = 'child'"); n[0] != 1 {
			t.Errorf("%d children after a refused command, want the known one", n[0])
		}
	})
}

func TestMatchToMergedChild(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		old, _ := w.held()
		survivor, _ := w.held()
		w.Write(record.New(w.NewID(), old, record.Merge{Into: survivor, Reason: "one person"}))
		rc := w.Send(frontdoortest.Sending())
		m, err := w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 0, old)
		ok(t, err)
		if m.Child != survivor {
			t.Errorf("matched to %s, which was merged into %s", m.Child, survivor)
		}
		_, err = w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 1, old)
		wantKind(t, "the other child under the old id", err, errs.Conflict)
	})
}

func TestMergedAfterMatchIsStillDecided(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		s := frontdoortest.Sending()
		s.Children = s.Children[:1]
		rc := w.Send(s)
		made := w.CreateAll(rc.Subject)[0]
		known, _ := w.held()
		w.Write(record.New(w.NewID(), made, record.Merge{Into: known, Reason: "one person"}))
		_, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, "assessment")})
		ok(t, err)
		survivor := w.Of(known)
		ref, _ := story.Latest[record.Referral](survivor)
		a, found := story.Latest[record.Assessment](survivor)
		if ref.Body.Decision != "assessment" || !found || a.Body.Referral != ref.ID {
			t.Errorf("the survivor has referral %+v and assessment %+v", ref.Body, a.Body)
		}
	})
}

func TestBarAndRestrictionCloseTheReferral(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		barred, _ := w.held()
		w.Write(record.New(w.NewID(), barred, record.ConflictBar{Worker: w.Screener.ID, Reason: "neighbour", From: day.Must("2026-01-01")}))
		rc := w.Send(frontdoortest.Sending())
		_, err := w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 0, barred)
		wantKind(t, "a person from whom the screener is barred", err, errs.NotFound)
		_, err = w.Door.Match(ctx, w.Manager, rc.Subject, w.Version(rc.Subject), 0, barred)
		ok(t, err)
		_, err = w.Door.CreateFrom(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 1)
		wantKind(t, "the sibling in the same referral", err, errs.NotFound)
		_, err = w.Door.Open(ctx, w.Screener, rc.Subject, "referral")
		wantKind(t, "the page", err, errs.NotFound)
		items, err := w.Work.Queue(ctx, w.Screener, task.FrontDoor)
		ok(t, err)
		if len(items) != 0 {
			t.Error("the queue shows, and counts, what is hidden")
		}
		items, err = w.Work.Queue(ctx, w.Manager, task.FrontDoor)
		ok(t, err)
		if len(items) != 1 {
			t.Error("the manager does not see the referral")
		}
		refused := commandtest.Query[string](t, w.Desk, "select subject from read_entry where actor = $1 and not allowed", w.Screener.ID)
		if len(refused) == 0 {
			t.Error("the refused reading was not written down")
		}
		w.Write(record.New(w.NewID(), barred, record.Restriction{Reason: "safety", From: day.Must("2026-01-01"), Cleared: []string{w.Screener.ID}}))
		_, err = w.Door.Open(ctx, w.Manager, rc.Subject, "referral")
		wantKind(t, "the restricted child, for a manager who is not cleared", err, errs.NotFound)
		sent, err := w.Door.Sent(ctx, w.Lead)
		ok(t, err)
		if len(sent) != 1 {
			t.Error("the agency that sent it can no longer follow it")
		}
	})
}

func TestOpenIsWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		rc := w.Send(frontdoortest.Sending())
		kids := w.CreateAll(rc.Subject)
		_, err := w.Door.Open(t.Context(), w.Screener, rc.Subject, "GET /referrals/{id}")
		ok(t, err)
		want := append([]string{rc.Subject}, kids...)
		got := commandtest.Query[string](t, w.Desk, "select subject from read_entry where allowed and actor = $1 order by seq", w.Screener.ID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
