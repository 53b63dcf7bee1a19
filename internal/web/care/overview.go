package care

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/yearround"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type link struct{ Text, Href string }

// overviewView is how a looked-after child stands, the episodes as the return will have them, and what the return finds wrong.
type overviewView struct {
	people.Head
	Care     string // address of this page
	Undo     *shell.Step
	Now      govuk.SummaryList
	Beside   []string // what runs beside care, or without it
	Ahead    []string // changes that are dated ahead
	Do       []link
	Gaps     []string
	Problems []problem
	Episodes []episodeRow
	Times    []timeOfCare
	Reviews  []string
	Requests []link
	Prices   []link
	Keep     bool
}

type problem struct{ Text, Mend, Wait string }

// episodeRow is an episode of the SSDA903.
type episodeRow struct {
	From, To, Begins, Status, Placement, Where, Ends string
	Ahead                                            bool
}

// timeOfCare is a time of care with what it is made of.
type timeOfCare struct {
	Title, Change, Versions string
	Seen                    int64
	Pieces                  []piece
}

type piece struct {
	What, When                    string
	Change, Versions, Out, Hidden string
}

// overview is one story, and so one reading.
func overview(w http.ResponseWriter, r *shell.Request) error {
	v := overviewView{Head: people.NewHead(r, "Looked after"), Care: root(r.Subject()), Keep: r.May(access.Record, access.Address)}
	v.Wide, v.Banner = true, banner(r)
	s, on := r.Reading.Story, r.Today()
	c, running := room.Running(s)
	v.now(c, running, on)
	v.beside(s, running)
	v.steps(r, s, running)
	episodes, gaps := episode.Of(s)
	for _, g := range gaps {
		v.Gaps = append(v.Gaps, "From "+cmp.Or(g.From.Long(), "before what is recorded")+" to "+cmp.Or(g.To.Long(), "now")+": "+g.Why+".")
	}
	for _, e := range slices.Backward(episodes) {
		v.Episodes = append(v.Episodes, rowOf(e, on))
	}
	for _, t := range slices.Backward(room.Courses(s)) {
		v.Times = append(v.Times, v.time(t))
	}
	if err := v.problems(r, s, on); err != nil {
		return err
	}
	for _, x := range slices.Backward(story.All[record.CLAReview](s)) {
		v.Reviews = append(v.Reviews, x.Body.Date.Long()+": "+codes.Label("REVIEW_CODE", x.Body.Participation))
	}
	if r.May(access.Read, access.Money) {
		for _, p := range slices.Backward(story.All[record.PanelRequest](s)) {
			v.Requests = append(v.Requests, link{p.Body.Reference + ", " + money.Text(p.Body.Weekly) + " a week: " + codes.Label("panel_act", p.Body.Standing()), v.Care + "/panel/" + p.ID})
		}
		for _, p := range slices.Backward(story.All[record.PlacementPrice](s)) {
			v.Prices = append(v.Prices, link{codes.Sentence("price_item", p.Body.For) + ", " + money.Text(p.Body.Week) + " a week, " + between(p.Body.From, p.Body.To), v.Care + "/prices/" + p.ID})
		}
	}
	var err error
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "care/show", v)
}

// now says how the child stands today, and what is dated ahead.
func (v *overviewView) now(c room.Course, running bool, on day.Day) {
	add := func(key, value string) {
		v.Now.Rows = append(v.Now.Rows, govuk.Row(key, cmp.Or(value, "Not recorded")))
	}
	if !running {
		add("Looked after", "Not now")
		return
	}
	add("Looked after", "Since "+cmp.Or(c.Care.Body.Started.Long(), "before what is recorded"))
	status, _ := c.StatusOn(on)
	add("Legal status", strings.TrimPrefix(coded("LS", status.Body.Status)+sinceWords(status.Body.From), ", "))
	placed, stay, _ := c.PlacementOn(on)
	add("Placement", strings.TrimPrefix(coded("PLACE", placed.Body.Type)+sinceWords(placed.Body.From), ", "))
	if placed.ID != "" && !room.ShortBreaks(status.Body.Status) {
		add("Where", strings.Trim(placed.Body.Postcode+", "+codes.Sentence("PLACE_PROVIDER", placed.Body.Provider), ", "))
	}
	if stay.ID != "" {
		add("Away from there", coded("PLACE", stay.Body.Type)+sinceWords(stay.Body.From))
	}
	for _, l := range c.Statuses {
		if l.Body.From.After(on) {
			v.Ahead = append(v.Ahead, "From "+l.Body.From.Long()+": "+coded("LS", l.Body.Status))
		}
	}
	for _, p := range c.Placements {
		if p.Body.From.After(on) {
			v.Ahead = append(v.Ahead, "From "+p.Body.From.Long()+": "+coded("PLACE", p.Body.Type))
		}
	}
}

// beside are the plans that run: one does not hide another, and ending one leaves the other (acceptance scenario 4).
func (v *overviewView) beside(s story.Story, running bool) {
	add := func(what string, started, ended day.Day) {
		if !started.IsZero() && ended.IsZero() {
			v.Beside = append(v.Beside, what+", since "+started.Long())
		}
	}
	for _, p := range story.All[record.CPPlan](s) {
		add("Child protection plan", p.Body.Started, p.Body.Ended)
	}
	for _, p := range story.All[record.CINPlan](s) {
		add("Child in need plan", p.Body.Started, p.Body.Ended)
	}
	for _, x := range slices.Backward(story.All[record.Referral](s)) {
		if x.Body.Closed.IsZero() && !x.Body.NFA && !x.Body.Waiting() {
			v.Beside = append(v.Beside, "Beneath it: child in need, referred on "+x.Body.Date.Long())
			break
		}
	}
}

// steps are what the reader may do from here.
func (v *overviewView) steps(r *shell.Request, s story.Story, running bool) {
	add := func(ok bool, text, path string) {
		if ok {
			v.Do = append(v.Do, link{text, v.Care + path})
		}
	}
	minute := r.May(access.Record, access.None)
	add(v.Keep && !running, "Begin to look after the child", "/start")
	add(v.Keep && running, "Change the legal status", "/status")
	add(v.Keep && running, "Change the placement", "/placement")
	add(minute && running, "Record a review", "/facts/"+room.Review)
	add(minute && running, "Record a meeting on the personal education plan", "/facts/"+room.PEP)
	add(true, "Health, missing, education and leaving care", "/facts")
	_, open := room.OpenRequest(s)
	add(r.May(access.RequestSpending, access.Money) && !open, "Ask the panel", "/panel")
	add(v.Keep && running, "End of being looked after", "/end")
}

func rowOf(e episode.Episode, on day.Day) episodeRow {
	out := episodeRow{From: e.Decom.Short(), Begins: coded("RNE", e.RNE), Status: coded("LS", e.LS), Placement: coded("PLACE", e.Place), Where: strings.Trim(codes.Sentence("PLACE_PROVIDER", e.Provider)+", "+e.Postcode, ", "), Ahead: e.Decom.After(on)}
	if !e.Dec.IsZero() {
		out.To = e.Dec.Short()
	}
	out.Ends = strings.Trim(coded("REC", e.REC)+"; left: "+coded("REASON_PLACE_CHANGE", e.Change), "; ")
	out.Ends = strings.TrimSuffix(strings.TrimSuffix(out.Ends, "left:"), "; ")
	return out
}

// time is a time of care with each of its legal statuses and placements, where they are corrected.
func (v *overviewView) time(c room.Course) timeOfCare {
	b := c.Care.Body
	out := timeOfCare{Title: "Looked after from " + cmp.Or(b.Started.Long(), "before what is recorded"), Seen: c.Seen(), Versions: v.older(c.Care.ID, c.Care.Version)}
	if !b.Ended.IsZero() {
		out.Title += " to " + b.Ended.Long()
	}
	if b.Ceased != "" {
		out.Title += ": " + codes.Label("REC", b.Ceased)
	}
	if v.Keep {
		out.Change = v.Care + "/change/" + c.Care.ID
	}
	add := func(id string, version int64, what string, from, to day.Day) {
		p := piece{What: what, When: "from " + cmp.Or(from.Long(), "before what is recorded"), Versions: v.older(id, version)}
		if !to.IsZero() {
			p.When += " to " + to.Long()
		}
		p.Hidden = what + " " + p.When
		if v.Keep {
			p.Change = v.Care + "/change/" + id
			if from != b.Started {
				p.Out = p.Change + "/out"
			}
		}
		out.Pieces = append(out.Pieces, p)
	}
	for _, l := range c.Statuses {
		add(l.ID, l.Version, "Legal status: "+coded("LS", l.Body.Status), l.Body.From, l.Body.To)
	}
	for _, p := range c.Placements {
		add(p.ID, p.Version, "Placement: "+coded("PLACE", p.Body.Type), p.Body.From, p.Body.To)
	}
	return out
}

// older is where the older versions of a record are read; nothing where there is only one.
func (v *overviewView) older(id string, version int64) string {
	if version < 2 {
		return ""
	}
	return v.Care + "/versions/" + id
}

// problems is what the rules of the return say of the child's time in care, in words, as the page of all problems has it.
func (v *overviewView) problems(r *shell.Request, s story.Story, on day.Day) error {
	if len(v.Episodes) == 0 && len(v.Gaps) == 0 {
		return nil
	}
	all, err := yearround.Of(r.Context(), s, day.FinancialYearEnding(on), on)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(p yearround.Problem) bool {
		return p.Return != record.ReturnSSDA903 || !strings.HasPrefix(p.Field, "Episodes.")
	})
	for _, t := range yearround.Things(yearround.Seen(all, func(class access.Class) bool { return r.May(access.Read, class) })) {
		p := problem{Text: t[0].Sentence() + " (rule " + t[0].Rule.Code + ")", Mend: t[0].Mending()}
		if !t[0].Now() {
			p.Wait = "Not wrong yet: on " + t[0].Waits.Long() + ", if nothing is done."
		}
		v.Problems = append(v.Problems, p)
	}
	return nil
}

// versionsView is everything that a record of care has said.
type versionsView struct {
	people.Head
	Versions []version
}

type version struct {
	Title string
	Facts govuk.SummaryList
}

func versions(w http.ResponseWriter, r *shell.Request) error {
	v := versionsView{Head: people.NewHead(r, "Older versions")}
	v.Back = govuk.BackLink{Text: "Looked after", Href: root(r.Subject())}
	all, err := r.House().Care.Versions(r.Context(), r.Actor, r.Subject(), r.PathValue("record"))
	if err != nil {
		return err
	}
	for _, x := range slices.Backward(all) {
		fields, err := chronology.Fields(x.Body)
		if err != nil {
			return err
		}
		title := fmt.Sprintf("Version %s, recorded on %s by %s", strconv.FormatInt(x.Version, 10), day.Moment(x.At), r.Name(x.Actor))
		if x.Withdrawn {
			title += ": taken out"
		}
		out := version{Title: title}
		for _, f := range fields {
			if f.Value != "" {
				out.Facts.Rows = append(out.Facts.Rows, govuk.Row(f.Label, f.Value))
			}
		}
		v.Versions = append(v.Versions, out)
	}
	return r.Show(w, "care/versions", v)
}
