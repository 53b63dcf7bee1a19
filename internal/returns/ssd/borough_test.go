package ssd_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/ssd"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

type house struct {
	*commandtest.Desk
	t testing.TB
}

// newHouse is an empty house in the summer of 2027.
func newHouse(t testing.TB, name string) house {
	t.Helper()
	return settled(t, commandtest.New(t, filepath.Join(t.TempDir(), name+".db"), person.Lists()))
}

func settled(t testing.TB, d *commandtest.Desk) house {
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	return house{d, t}
}

// eachHouse runs a test on every engine.
func eachHouse(t *testing.T, test func(h house)) {
	t.Helper()
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) { test(settled(t, d)) })
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) write(changes ...record.Change) {
	h.t.Helper()
	_, err := h.Do(h.t.Context(), analyst, "Write records down", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	h.ok(err)
}

// folder is files in memory.
type folder map[string]*file

type file struct{ b []byte }

func (f *file) Write(p []byte) (int, error) {
	f.b = append(f.b, p...)
	return len(p), nil
}

func (f *file) Close() error { return nil }

func (d folder) create(name string) (io.WriteCloser, error) {
	f := &file{}
	d[name] = f
	return f, nil
}

func (h house) export(o ssd.Options) (folder, ssd.Report) {
	h.t.Helper()
	d := folder{}
	rep, err := ssd.Export(h.t.Context(), h.Desk.Desk, analyst, d.create, o)
	h.ok(err)
	return d, rep
}

// staff writes three workers in two teams down.
func (h house) staff() {
	h.write(
		record.New(h.NewID(), "team:north", record.Team{Name: "North"}), record.New(h.NewID(), "team:south", record.Team{Name: "South"}),
		record.New(h.NewID(), "worker:ada", record.Worker{Name: "Ada Novak", Title: "Social worker", Teams: []string{"team:north"}, Registration: "SW111"}),
		record.New(h.NewID(), "worker:ben", record.Worker{Name: "Ben Okafor", Title: "Social worker", Teams: []string{"team:south"}, Registration: "SW222"}),
		record.New(h.NewID(), "worker:ivy", record.Worker{Name: "Ivy Brand", Title: "Reviewing officer", Registration: "SW333"}),
	)
}

// drawer draws lives from a seed: facts are missing or contradict each other now and then.
type drawer struct {
	*rand.Rand
	h    house
	out  []record.Change
	of   string // the child whose records are drawn
	kids []string
}

func draw(h house, seed uint64) *drawer {
	return &drawer{Rand: rand.New(rand.NewPCG(seed, 1)), h: h}
}

func (d *drawer) pick(of ...string) string { return of[d.IntN(len(of))] }

// sure is a day between 2021 and the summer of 2027.
func (d *drawer) sure() day.Day { return day.Must("2021-03-01").Add(d.IntN(2200)) }

func (d *drawer) on() day.Day {
	if d.IntN(6) == 0 {
		return day.Day{}
	}
	return d.sure()
}

func (d *drawer) after(start day.Day) day.Day {
	if start.IsZero() || d.IntN(3) == 0 {
		return day.Day{}
	}
	return start.Add(d.IntN(300))
}

func (d *drawer) answer() record.YesNo { return record.YesNo(d.pick("", "yes", "no")) }

func (d *drawer) number() *int {
	if d.IntN(2) == 0 {
		return nil
	}
	n := d.IntN(4)
	return &n
}

func (d *drawer) add(b record.Body) string {
	id := d.h.NewID()
	d.out = append(d.out, record.New(id, d.of, b))
	return id
}

// times says how often something is.
func (d *drawer) times(most int) int { return d.IntN(most + 1) }

// need is a referral or, now and then, none.
func (d *drawer) orNone(id string) string {
	if d.IntN(8) == 0 {
		return ""
	}
	return id
}

// child draws one child's records.
func (d *drawer) child(n int) {
	d.of = "child:" + d.h.NewID()
	d.kids = append(d.kids, d.of)
	c := record.Child{Names: []record.Name{{Given: fmt.Sprintf("Kim%d", n), Family: d.pick("Ito", "D’Arcy, \"Dee\"", "Ó Néill"), Use: "current"}},
		Birth: day.Must("2010-02-03").Add(31 * (n % 150)), Sex: d.pick("M", "F", "U", ""), Ethnicity: d.pick("WBRI", "MWBC", "NOBT", ""), Gender: d.pick("", "01", "nonbinary")}
	switch d.IntN(5) {
	case 0:
		c.Birth, c.Expected = day.Day{}, day.Must("2027-09-01").Add(n)
	case 1:
		c.Disabilities = []string{"AUT", "LD"}
		c.Death = day.Must("2027-01-05")
	}
	d.add(c)
	d.add(record.Identifier{Type: record.LAChildID, Value: fmt.Sprintf("LA%05d", n)})
	if d.IntN(3) == 0 {
		d.add(record.Identifier{Type: record.NHSNumber, Value: fmt.Sprintf("%010d", 9000000000+n), From: d.on()})
	}
	if d.IntN(3) == 0 {
		d.add(record.Identifier{Type: record.UPNUnknown, Value: "UN1"})
	} else if d.IntN(2) == 0 {
		d.add(record.Identifier{Type: record.UPN, Value: upn(n)})
		d.add(record.Identifier{Type: record.FormerUPN, Value: upn(n + 5000), To: day.Must("2024-05-06")})
	}
	for range d.times(2) {
		from := d.on()
		d.add(record.Address{Lines: []string{fmt.Sprintf("%d High Street", n), "Hill"}[:1+d.IntN(2)], Postcode: "AB1 1AA", From: from, To: d.after(from), Confidential: d.IntN(4) == 0})
	}
	if d.IntN(4) == 0 {
		d.add(record.ImmigrationStatus{Status: d.pick("uasc", "refugee"), From: d.on(), To: d.on()})
	}
	if d.IntN(5) == 0 && c.Sex == "F" {
		m := record.Mother{Mother: record.Yes, ChildBirth: day.Must("2026-11-01")}
		if len(d.kids) > 1 && d.IntN(2) == 0 {
			m.Child = d.kids[d.IntN(len(d.kids)-1)]
		}
		d.add(m)
	}
	for range d.times(2) {
		d.add(record.ChildContact{Date: d.sure(), Source: d.pick("1A", "2A", "6", ""), Outcome: d.pick("", "referral", "advice", "no_further_action")})
	}
	for range d.times(1) {
		from := d.on()
		d.add(record.EarlyHelp{Started: from, Ended: d.after(from), Reason: "School attendance", Organisation: "Hill School", Outcome: d.pick("", "step_up", "moved"), Worker: d.pick("", "worker:ada")})
	}
	for range d.times(2) {
		d.need()
	}
	if d.IntN(2) == 0 {
		d.care()
	}
	for range d.times(1) {
		d.add(record.CareLeaver{Date: d.sure(), InTouch: "YES", Activity: d.pick("F1", "G5"), Accommodation: d.pick("B1", "U2"), Eligibility: d.pick("relevant", "none")})
	}
	for range d.times(1) {
		from := d.on()
		id := d.add(record.Missing{Type: d.pick("M", "A"), From: from, To: d.after(from)})
		if d.IntN(2) == 0 {
			d.add(record.ReturnInterview{Missing: id, Offered: record.Yes, Accepted: d.answer()})
		}
	}
	if d.IntN(3) == 0 {
		d.add(record.PathwayPlan{Started: day.Must("2024-03-01"), Reviews: []day.Day{day.Must("2024-09-01")}})
	}
	for range d.times(1) {
		d.add(record.Missing{Type: "M", From: d.sure(), FromHome: true})
	}
	for range d.times(2) {
		from := d.sure()
		d.add(record.Allocation{Worker: d.pick("worker:ada", "worker:ben", "worker:gone"), Team: d.pick("team:north", "team:south"), Role: d.pick("allocated", "personal_adviser"), From: from, To: d.after(from), Change: d.pick("", "MANAGE")})
	}
	for range d.times(1) {
		from := d.sure()
		d.add(record.Involvement{Registration: d.pick("SW222", "SW900", "XX1"), From: from, To: d.after(from), Reason: d.pick("", "TSPROC")})
	}
	if d.IntN(4) == 0 {
		e := record.EHCP{Requested: d.on(), Decided: d.on(), Decision: d.pick("Y", "N", ""), Assessed: d.on(), Outcome: d.pick("Y", ""), Exception: d.answer()}
		if d.IntN(2) == 0 {
			e.Started = d.sure()
			e.Ceased, e.Reviewed = d.after(e.Started), d.on()
			if !e.Ceased.IsZero() {
				e.CeasedCode = d.pick("1", "")
			}
			e.Needs = []record.SENNeed{{Type: "ASD", Rank: 1}, {Type: "SLCN", Rank: 2}}
		}
		d.add(e)
	}
}

// visit fills the answers of a visit in.
func (d *drawer) visit(v record.Visit) record.Visit {
	if v.Date.IsZero() {
		v.Date = d.sure()
	}
	if v.Seen = d.answer(); v.Seen == record.Yes {
		v.Alone = d.answer()
	}
	return v
}

// upn is a unique pupil number whose check letter fits.
func upn(n int) string {
	const letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
	digits, sum := fmt.Sprintf("202%09d", n), 0
	for i, c := range digits {
		sum += (i + 2) * int(c-'0')
	}
	return string(letters[sum%23]) + digits
}

// need draws a time of need, from referral to plans.
func (d *drawer) need() {
	started := d.sure()
	r := record.Referral{Date: started, Source: d.pick("1A", "2A", "6", ""), PrimaryNeed: d.pick("N1", "N4", ""), NFA: d.IntN(4) == 0, Closed: d.after(started),
		Decision: d.pick("", "assessment", "no_further_action", "advice"), Team: d.pick("", "team:north", "team:gone"), DecidedBy: d.pick("", "worker:ben")}
	if !r.Closed.IsZero() {
		r.Closure = d.pick("RC1", "RC7", "")
	}
	id := d.add(r)
	for range d.times(2) {
		on := d.sure()
		a := record.Assessment{Referral: d.orNone(id), Started: on, Authorised: d.after(on), Outcome: d.pick("", "no_further_action", "child_in_need_plan"), WhyNotSeen: d.pick("", "away"), Report: d.pick("", "assessment:r1")}
		if d.IntN(2) == 0 {
			a.Factors = []string{"3A", "16A"}
		}
		if d.IntN(2) == 0 {
			a.Seen = on
		}
		d.add(a)
	}
	for range d.times(1) {
		from := d.on()
		d.add(record.CINPlan{Referral: id, Started: from, Ended: d.after(from)})
		d.add(d.visit(record.Visit{Type: record.VisitCIN, Bedroom: d.answer()}))
	}
	for range d.times(1) {
		from := d.on()
		enquiry := d.add(record.S47Enquiry{Referral: d.orNone(id), Started: from, Ended: d.after(from), ICPCNotRequired: d.answer()})
		if d.IntN(2) == 0 {
			conference := d.add(record.InitialCPConference{Referral: id, Enquiry: d.orNone(enquiry), Target: d.on(), Date: d.on()})
			if d.IntN(2) == 0 {
				d.protection(id, conference)
			}
		}
	}
	for range d.times(1) {
		p := d.add(record.PreProceedings{Referral: id, Decided: d.on(), LetterSent: d.on(), Outcome: d.pick("A", "B", ""), InitialMeeting: d.on(), StepDecision: d.on(), ProceedingsLetter: d.on(), ReviewMeetings: d.number(), Gateway: d.pick("", "B"), Represented: d.answer()})
		if d.IntN(2) == 0 {
			on := d.sure()
			d.add(record.CareProceedings{PreProceedings: d.orNone(p), Case: "ZW27C00001", Issued: on, ShortNotice: d.answer(), WhyShortNotice: d.pick("", "A"), Represented: d.answer(), InitialApproved: d.answer(), FinalApproved: d.answer(), FinalPlan: d.pick("", "C"), InitialPlan: d.pick("A", ""), Hearings: []record.Hearing{{Date: on}}, Ordered: d.after(on)})
		}
	}
}

func (d *drawer) protection(referral, conference string) {
	from := d.on()
	p := d.add(record.CPPlan{Referral: referral, Conference: conference, Started: from, Ended: d.after(from), InitialCategory: d.pick("NEG", "EMO", ""), LatestCategory: d.pick("NEG", "MUL", ""), Previous: d.number()})
	for range d.times(2) {
		d.add(record.CPReview{Plan: d.orNone(p), Date: d.on(), Continues: d.answer(), Quorate: d.answer(), Participation: d.pick("", "PN1")})
	}
	for range d.times(2) {
		d.add(record.Visit{Type: record.VisitCP, Plan: d.orNone(p), Date: d.sure(), Seen: record.Yes, Alone: d.answer(), Bedroom: d.answer()})
	}
}

// care draws a period of care, sometimes with gaps.
func (d *drawer) care() {
	start := d.sure()
	p := record.CarePeriod{Started: start, Given: []record.CareNeed{{Need: d.pick("N1", "N8"), HomePostcode: "AB1 1AA"}}}
	if p.Ended = d.after(start); !p.Ended.IsZero() {
		p.Ceased = d.pick("E4A", "E11", "E45")
	}
	id := d.add(p)
	last := start
	law := func(status string, from, to day.Day) {
		d.add(record.LegalStatus{Period: d.orNone(id), Status: status, From: from, To: to})
	}
	if d.IntN(6) > 0 { // else nothing can be cut
		turn := start.Add(1 + d.IntN(40))
		law("C1", start, turn)
		law(d.pick("C2", "E1", "V2"), turn, p.Ended)
		last = turn
	}
	moved := last.Add(1 + d.IntN(40))
	d.add(record.CLAPlacement{Period: d.orNone(id), From: start, To: moved, Type: d.pick("U1", "U2"), Provider: "PR1", URN: "SC1234567", Postcode: "AB2 3CD", Change: d.pick("", "CARPL")})
	d.add(record.CLAPlacement{Period: id, From: moved, To: p.Ended, Type: d.pick("K2", "A5"), Provider: "PR4", Postcode: "AB23CD", SameCarer: d.IntN(3) == 0})
	for range d.times(2) {
		d.add(record.CLAReview{Date: d.on(), Participation: d.pick("PN1", "PN3", "")})
		d.add(d.visit(record.Visit{Type: d.pick(record.VisitCLA, record.VisitIRO, record.VisitLeavingCare), Plan: d.orNone(id), Date: start.Add(d.IntN(50))}))
	}
	d.add(record.SDQScore{Date: d.on(), Score: d.number(), Reason: d.pick("", "SDQ2")})
	d.add(record.CLAHealth{Type: d.pick("health_assessment", "dental_check"), Date: d.on(), Done: d.answer()})
	d.add(record.CLAImmunisations{Date: d.sure(), UpToDate: d.answer()})
	d.add(record.CLASubstanceMisuse{Date: d.sure(), Found: d.answer(), Received: d.answer()})
	d.add(record.CLAConviction{Date: d.sure(), Convicted: d.answer()})
	d.add(record.CLACarePlan{Period: id, Started: start, Ended: d.after(start), Permanence: d.pick("", "ADOPTION", "LTFOST18")})
	d.add(record.PreviousPermanence{Option: d.pick("P1", "P2"), Authority: "202", Ordered: record.PartDay(d.pick("2019-ZZ-ZZ", "2018-05-02", ""))})
	if d.IntN(3) == 0 {
		d.add(record.PlacedForAdoption{Decided: d.on(), Reversed: d.on(), Reason: d.pick("", "RD1")})
		d.add(record.Adoption{Decided: d.on(), Matched: d.on(), ByCarer: d.answer(), Adopters: d.pick("", "2"), AdopterSex: d.pick("", "MF"), AdopterLaw: d.pick("", "L2")})
		d.add(record.Permanence{Period: id, Siblings: d.answer(), SiblingsTogether: d.number(), SiblingsApart: d.number(), FFADecided: d.on(), Worker: d.pick("", "worker:ben", "worker:gone")})
	}
	if d.IntN(2) == 0 {
		d.add(record.VoiceOfChild{Date: d.sure(), PlanSafe: d.answer(), WorriesExplained: d.answer(), StoryHelped: d.answer(), AgreesWithWorker: d.answer(), TabletHelped: d.answer()})
	}
}

// borough writes children drawn from a seed, a family, a contact, a merge and a withdrawn record down. It gives the children.
func (h house) borough(seed uint64, children int) []string {
	h.t.Helper()
	h.staff()
	h.write(record.New(h.NewID(), "assessment:r1", record.AssessmentReport{Worker: "worker:ada", Team: "team:north", State: record.Writing}))
	d := draw(h, seed)
	for n := range children {
		d.child(n)
		if len(d.out) > 500 {
			h.write(d.out...)
			d.out = nil
		}
	}
	h.write(d.out...)
	kids := d.kids
	h.Clock.Add(time.Minute)
	h.write(
		record.New(h.NewID(), "family:"+h.NewID(), record.Family{Name: "Ito", Members: []record.Member{{Person: kids[0]}, {Person: kids[1]}, {Person: kids[2]}, {Person: "adult:mum"}}}),
		record.New(h.NewID(), "contact:"+h.NewID(), record.Contact{Reference: "R1", Received: time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC), Referrer: record.Referrer{Source: "2A"},
			Children: []record.ContactChild{{Given: "Kim", Subject: kids[0]}, {Given: "Lee"}, {Given: "Sam", Subject: kids[2]}}, Feedback: []record.Feedback{{Child: 0, Decision: "assessment"}}}),
		record.New(h.NewID(), kids[2], record.Merge{Into: kids[1], Reason: "one child"}),
	)
	id := h.NewID()
	h.write(record.New(id, kids[0], record.Referral{Date: day.Must("2026-01-02")}))
	h.write(record.Change{ID: id, Subject: kids[0], Base: 1, Body: record.Referral{Date: day.Must("2026-01-02")}, Withdraw: true})
	return kids
}
