package care_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/story"
)

// walk is the journey with its child.
type walk struct {
	*journeytest.Journey
	child, path string
}

// episodes are those of the return, in lines.
func (w *walk) episodes() (out []string) {
	all, gaps := episode.Of(w.Story(w.T, w.child))
	if len(gaps) > 0 {
		w.T.Errorf("gaps: %+v", gaps)
	}
	for _, e := range all {
		out = append(out, strings.Join([]string{e.Decom.String(), e.RNE, e.LS, e.Place, e.Dec.String(), e.REC, e.Change}, " "))
	}
	return out
}

func (w *walk) want(lines ...string) {
	w.T.Helper()
	if diff := cmp.Diff(lines, w.episodes()); diff != "" {
		w.T.Errorf("episodes of the return (-want +got):\n%s", diff)
	}
}

func (w *walk) course() care.Course {
	all := care.Courses(w.Story(w.T, w.child))
	return all[len(all)-1]
}

// Scenarios 4, 5, 6 and 13: a child on a protection plan comes into care; legal status and placement change, one of them ahead; a change is moved, corrected and taken
// out; the return has the episodes that the page shows; care ends and the plan goes on, and the other way round; the panel decides what a placement may cost.
func TestScenarios4And5And13ALookedAfterChild(t *testing.T) {
	journeytest.One(t, 2, time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Marchpane", "Isolde"}
		w := &walk{Journey: j, child: j.Known("Isolde", "Marchpane", "2015-05-01")}
		id, on := j.House.Desk.NewID, day.Must
		w.path = "/children/" + strings.TrimPrefix(w.child, "child:")
		referral, plan := id(), id()
		j.Write(t,
			record.New(id(), w.child, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north", Role: "allocated", From: on("2025-11-01")}),
			record.New(id(), w.child, record.Address{Lines: []string{"1 Example Road"}, Postcode: "N1 1AA"}),
			record.New(referral, w.child, record.Referral{Date: on("2025-11-01"), Source: "2A", PrimaryNeed: "N1", Decision: "assessment"}),
			record.New(plan, w.child, record.CPPlan{Referral: referral, Started: on("2025-12-01"), InitialCategory: "NEG", LatestCategory: "NEG", Aim: "She is fed and safe."}))
		p := w.comesIntoCare(t)
		w.changes(t, p)
		w.endsEach(t, p, plan)
		w.asksThePanel(t)
	})
}

func (w *walk) comesIntoCare(t *testing.T) *browsertest.Page {
	p := w.As("social-worker")
	w.GoTo(p, w.path)
	p.Click("Looked after")
	w.Wants(p, "Not now")
	p.Click("Begin to look after the child")
	if home, need := p.Value("Postcode of the child’s home"), p.Value("Why the child is looked after"); home != "N1 1AA" || need != "N1" {
		p.Errorf("what is held is asked again: home %q, need %q", home, need)
	}
	journeytest.Date(p, "First day of care", "2026-02-02")
	p.SelectOption("Legal status", "Accommodated under section 20 (V2)")
	p.SelectOption("Kind of placement", "Independent living (P2), until 31 March 2025") // scenario 6: not in force on the day
	p.SelectOption("Who provides it", "Own council (PR1)")
	p.Fill("Postcode of the placement", "n16 8qq")
	p.SubmitButton("Record that care begins")
	w.Wants(p, "There is a problem", "31 March 2025")
	p.SelectOption("Kind of placement", "Other fostering, other (U6)")
	p.SubmitButton("Record that care begins")
	w.Wants(p, "It is recorded that the child is looked after", "Starts to be looked after (S)", "Child protection plan, since 1 December 2025", "Beneath it: child in need", "Undo this")
	w.Look(p)
	p.Screenshot("care-begun")
	w.want("2026-02-02 S V2 U6   ")
	return p
}

func (w *walk) changes(t *testing.T, p *browsertest.Page) {
	p.Click("Change the placement")
	journeytest.Date(p, "From which day", "2026-02-20")
	p.SelectOption("Kind of placement", "Children's home (K2)")
	p.SelectOption("Who provides it", "Private (PR4)")
	p.Fill("Postcode of the placement", "E9 6SR")
	p.Fill("Ofsted’s number", "SC123456")
	p.SelectOption("Why the placement before is left", "Care plan (CARPL)")
	p.SubmitButton("Change the placement")
	w.Wants(p, "The placement is changed", "Placement and carer change, legal status does not (P)")
	p.Click("Change the legal status")
	journeytest.Date(p, "From which day", "2026-04-01")
	p.SelectOption("New legal status", "Interim care order (C1)")
	p.SubmitButton("Change the legal status")
	w.Wants(p, "Recorded ahead", "From 1 April 2026: Interim care order (C1)", "Legal status changes only (L)")
	w.want("2026-02-02 S V2 U6 2026-02-20 X1 CARPL", "2026-02-20 P V2 K2 2026-04-01 X1 ", "2026-04-01 L C1 K2   ")

	// Moved to another day and corrected, in one form: no gap, no overlap; what was recorded before is kept.
	c := w.course()
	home := c.Placements[1].ID
	w.GoTo(p, w.path+"/care/change/"+home)
	journeytest.Date(p, "From which day", "2026-02-23")
	p.SelectOption("Kind of placement", "Residential school (S1)")
	p.SubmitButton("Save the correction")
	w.Wants(p, "The record is corrected", "Residential school (S1)")
	w.want("2026-02-02 S V2 U6 2026-02-23 X1 CARPL", "2026-02-23 P V2 S1 2026-04-01 X1 ", "2026-04-01 L C1 S1   ")
	w.GoTo(p, w.path+"/care/versions/"+home)
	w.Wants(p, "Version 2", "Version 1", "Children's home")

	// Care cannot end before a change that is ahead: it is taken out first.
	w.GoTo(p, w.path+"/care/end")
	journeytest.Date(p, "Last day of care", "2026-02-27")
	p.SelectOption("Why care ended", "Returned home, planned (E4A)")
	p.SubmitButton("Record the end")
	w.Wants(p, "There is a problem", "A change is recorded for 1 April 2026")
	w.GoTo(p, w.path+"/care")
	p.Click("Take it out: Legal status: Interim care order (C1) from 1 April 2026")
	w.Wants(p, "The change is taken out")
	w.want("2026-02-02 S V2 U6 2026-02-23 X1 CARPL", "2026-02-23 P V2 S1   ")
}

// endsEach ends care and leaves the plan, takes that back, and ends the plan and leaves care (scenario 4).
func (w *walk) endsEach(t *testing.T, p *browsertest.Page, plan string) {
	p.Click("End of being looked after")
	w.Wants(p, "The record has changed since you typed this") // it was refused, typed again or not, and is not refused for that alone
	journeytest.Date(p, "Last day of care", "2026-02-27")
	p.SelectOption("Why care ended", "Returned home, planned (E4A)")
	p.SubmitButton("Record the end")
	w.Wants(p, "The end of care is recorded", "Not now", "Child protection plan, since 1 December 2025")
	w.want("2026-02-02 S V2 U6 2026-02-23 X1 CARPL", "2026-02-23 P V2 S1 2026-02-27 E4A ")
	p.SubmitButton("Undo this")
	w.Wants(p, "That was undone", "Since 2 February 2026")

	held, _ := story.Find[record.CPPlan](w.Story(t, w.child), plan)
	ended := held.Body
	ended.Ended, ended.EndReason = day.Must("2026-03-01"), "change_made"
	w.Write(t, record.Edit(held, ended))
	w.GoTo(p, w.path+"/care")
	w.Wants(p, "Since 2 February 2026", "Beneath it: child in need")
	if p.Shows("Child protection plan, since") {
		p.Errorf("the plan has ended and is shown as running")
	}
	w.GoTo(p, w.path)
	w.Wants(p, "Looked after")
}

// asksThePanel: the limit decides who decides; nobody decides on their own request, nor without a limit; it goes to and fro until it is decided (scenario 13).
func (w *walk) asksThePanel(t *testing.T) {
	w.Write(t, record.New(w.House.Desk.NewID(), "worker:finance", record.Worker{Name: "Femi Ash", Title: "Finance partner", Roles: []string{string(access.Finance)}}))
	w.Account(t, "worker:finance", "Femi Ash", access.Finance)
	money := w.As("finance")
	w.GoTo(money, "/approval-limits")
	for _, h := range [][2]string{{"Ruth Adeyemi", "50,000"}, {"Helen Starling", "400,000"}} {
		money.Click("Change the limit of " + h[0])
		money.Fill("Limit a year for "+h[0], h[1])
		money.Fill("On what the limit of "+h[0]+" rests", "Scheme of delegation, table 3")
		money.SubmitButton("Set the limit of " + h[0])
		money.WaitFor("The limit is set")
	}
	w.Wants(money, "£50,000 a year", "£400,000 a year")

	p := w.As("social-worker")
	w.GoTo(p, w.path+"/care")
	p.Click("Ask the panel")
	p.SelectOption("What is it for?", "The placement")
	p.Fill("What is asked for?", "A place in a residential school")
	journeytest.Date(p, "From which day is it needed?", "2026-03-09")
	p.Fill("Cost a week", "5,050")
	p.Fill("Cost once", "250")
	p.Fill("Why is it needed?", "The home could not keep her safe at night.")
	p.SelectOption("Who decides?", "Ruth Adeyemi, up to £50,000 a year")
	p.SubmitButton("Ask the panel")
	w.Wants(p, "There is a problem", "This costs £262,850 a year")
	p.SelectOption("Who decides?", "By the cost")
	p.SubmitButton("Ask the panel")
	w.Wants(p, "The panel is asked", "Helen Starling", "£262,850 (52 weeks and what is paid once)")
	w.Look(p)
	request := p.URL()
	request, _, _ = strings.Cut(strings.TrimPrefix(request, w.URL), "?")
	w.GoTo(p, w.path+"/care/panel") // one at a time: it leads to the open one
	w.Wants(p, "How it stands", "Withdraw the request")

	d := w.As("manager")
	w.GoTo(d, request)
	w.Wants(d, "Your limit is lower than what this costs a year")
	d = w.As("director")
	w.GoTo(d, "/work")
	w.Wants(d, care.ToDecide)
	w.GoTo(d, request)
	w.Wants(d, "What do you decide?")
	d.Choose("Return it to be amended")
	d.Fill("Comment", "Why")
	d.SubmitButton("Record the decision")
	w.Wants(d, "There is a problem")
	d.Fill("Comment", "Which other schools were asked?")
	d.SubmitButton("Record the decision")
	w.Wants(d, "The request was returned")

	w.GoTo(p, "/work")
	w.Wants(p, care.ToAmend)
	w.GoTo(p, request)
	p.Click("Amend the request")
	w.Wants(p, "Which other schools were asked?")
	p.Fill("Cost a week", "4,800")
	p.Fill("What you answer", "Two, and neither had a place.")
	p.SubmitButton("Ask again")
	w.Wants(p, "The request is amended and asked again", "£249,850")
	w.GoTo(d, request)
	d.Choose("Approve it")
	d.SubmitButton("Record the decision")
	w.Wants(d, "The request is approved", "limit £400,000")
	d.Screenshot("care-request")

	// Finance sees the money, and neither the child nor why.
	w.GoTo(money, "/panel-requests")
	w.Wants(money, "£249,850", "Approved")
	for _, path := range []string{"/panel-requests", request} {
		page := w.Ask(t, w.Session(t, "worker:finance"), "GET", path, nil).Want(200, "£4,800")
		if i := slices.IndexFunc([]string{"Isolde", "Marchpane", "keep her safe", "neither had a place"}, page.Shows); i >= 0 {
			t.Errorf("finance is told of the case on %s: %d", path, i)
		}
	}
	for _, path := range []string{w.path, w.path + "/care"} {
		if page := w.Ask(t, w.Session(t, "worker:finance"), "GET", path, nil); page.Status == 200 {
			t.Errorf("finance opens %s", path)
		}
	}
}
