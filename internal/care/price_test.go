package care_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/record"
	"throughline/internal/story"
)

var commissioner = access.Actor{ID: "worker:com", Roles: []access.Role{access.Commissioning}}

// step runs one line of a timeline; today is 2 March 2026.
func (w *world) step(line string) error {
	word := strings.Fields(line)
	arg := func(i int) string {
		if i < len(word) {
			return word[i]
		}
		return ""
	}
	ctx, r, on := w.T.Context(), w.room, day.Must
	last := func() care.Course { all := care.Courses(w.Of(w.child)); return all[len(all)-1] }
	place := func(kind string) string {
		for _, p := range slices.Backward(story.All[record.CLAPlacement](w.Of(w.child))) {
			if p.Body.Type == kind {
				return p.ID
			}
		}
		return "none"
	}
	price := func(kind string) record.Of[record.PlacementPrice] {
		for _, p := range slices.Backward(story.All[record.PlacementPrice](w.Of(w.child))) {
			if p.Body.Placement == place(kind) {
				return p
			}
		}
		return record.Of[record.PlacementPrice]{}
	}
	waits := func() string {
		for _, q := range care.Waiting(w.Of(w.child)) {
			return q.ID
		}
		return ""
	}
	ask := func(what, placement, from, weekly string) error {
		pence, _ := strconv.ParseInt(weekly, 10, 64)
		if _, err := r.Ask(ctx, w.Worker, w.child, care.Request{For: what, What: "A place", Placement: placement, Starts: on(from), Weekly: pence, Why: "It is needed"}); err != nil {
			return err
		}
		p := w.request()
		_, err := r.Decide(ctx, director, w.child, p.ID, p.Version, record.PanelApproved, "")
		return err
	}
	whole := func(change func(*care.Whole)) error {
		c := last()
		v := care.Whole{Started: c.Care.Body.Started, Ended: c.Care.Body.Ended, Ceased: c.Care.Body.Ceased, Need: "N1", Home: "N1 1AA"}
		change(&v)
		_, err := r.CorrectPeriod(ctx, w.Worker, w.child, c.Seen(), c.Care.ID, v)
		return err
	}
	var err error
	switch arg(0) {
	case "care":
		b := beginning(arg(1))
		if b.Type = arg(2); b.Type == "P1" {
			b.Provider = "PR0"
		}
		if arg(3) == "paid" {
			b.Request = waits()
		}
		_, err = r.Start(ctx, w.Worker, w.child, b)
	case "move":
		p := placed(arg(2), arg(1))
		if arg(3) == "paid" {
			p.Request = waits()
		}
		_, err = r.ChangePlacement(ctx, w.Worker, w.child, last().Seen(), p)
	case "stay":
		p := placed("T1", arg(1))
		p.To = on(arg(2))
		_, err = r.ChangePlacement(ctx, w.Worker, w.child, last().Seen(), p)
	case "fix":
		_, err = r.CorrectPlacement(ctx, w.Worker, w.child, last().Seen(), place(arg(1)), placed(arg(1), arg(2)))
	case "out":
		_, err = r.TakeOut(ctx, w.Worker, w.child, last().Seen(), place(arg(1)))
	case "end":
		_, err = r.Cease(ctx, w.Worker, w.child, last().Seen(), on(arg(1)), "E4A")
	case "end-was":
		err = whole(func(v *care.Whole) { v.Ended = on(arg(1)) })
	case "goes-on":
		err = whole(func(v *care.Whole) { v.Ended, v.Ceased = day.Day{}, "" })
	case "began":
		err = whole(func(v *care.Whole) { v.Started = on(arg(1)) })
	case "pay": // for a placement
		err = ask("placement", place(arg(1)), arg(2), arg(3))
	case "therapy":
		err = ask("therapy", place(arg(1)), arg(2), arg(3))
	case "ask": // for one that is not there yet
		err = ask("placement", "", arg(1), arg(2))
	case "tie":
		_, err = r.Tie(ctx, commissioner, w.child, waits(), place(arg(1)))
	case "amend":
		p := price(arg(1))
		pence, _ := strconv.ParseInt(arg(2), 10, 64)
		t := care.Terms{Week: pence, From: p.Body.From, To: p.Body.To, Why: "As agreed with the home"}
		if arg(3) == "from" {
			t.Change = on(arg(4))
		} else if arg(3) == "to" {
			t.To = on(arg(4))
		}
		_, err = r.AmendPrice(ctx, finance, w.child, p.ID, p.Version, t)
	case "settle":
		p := price(arg(1))
		_, err = r.Settle(ctx, finance, w.child, p.ID, p.Version)
	case "withdraw":
		q := w.request()
		_, err = r.Withdraw(ctx, w.Worker, w.child, q.ID, q.Version, "Not needed any more")
	case "undo":
		who := map[string]access.Actor{"worker": w.Worker, "director": director, "finance": finance}[arg(1)]
		d, _, e := r.Undoing().Last(ctx, who, w.child)
		if err = e; err == nil {
			_, err = r.Undoing().TakeBack(ctx, who, w.child, d.Command)
		}
	default:
		w.T.Fatalf("no such step: %s", line)
	}
	return err
}

// books is what is paid for the child up to today, not paid, to be recovered, and waits: in lines.
func (w *world) books() (out []string) {
	w.T.Helper()
	l, err := w.room.Ledger(w.T.Context(), finance)
	if err != nil {
		w.T.Fatal(err)
	}
	s := w.Of(w.child)
	nights := map[string]int{}
	kind := func(id string) string {
		if pl, ok := story.Find[record.CLAPlacement](s, id); ok {
			return pl.Body.Type
		}
		return "gone"
	}
	for _, p := range story.All[record.PlacementPrice](s) {
		pl, ok := story.Find[record.CLAPlacement](s, p.Body.Placement)
		if n, some := care.PaidNights(p.Body, pl.Body); ok && some {
			what := kind(p.Body.Placement) + " paid"
			if p.Body.For != "placement" {
				what = kind(p.Body.Placement) + " " + p.Body.For
			}
			nights[what] += n.Count(w.Today())
		}
	}
	for what, all := range map[string][]care.Priced{" unpaid": l.NoPrice, " recover": l.Recover} {
		for _, p := range all {
			if id := p.Placement.ID; p.Child == w.child {
				nights[kind(id)+what] += p.Nights.Count(p.Nights.To)
			}
		}
	}
	for _, q := range l.Waiting {
		if q.Child == w.child {
			nights["waits"]++
		}
	}
	for _, p := range l.Twice {
		if p.Child == w.child {
			w.T.Errorf("paid twice: %+v", p)
		}
	}
	for what, n := range nights {
		if n > 0 {
			out = append(out, fmt.Sprintf("%s %d", what, n))
		}
	}
	slices.Sort(out)
	return out
}

// covered asks of each night by itself, from the records alone: nothing is paid twice, and nothing for a placement in which the child is not.
func (w *world) covered() {
	w.T.Helper()
	s := w.Of(w.child)
	for on := day.Must("2025-12-01"); !on.After(day.Must("2026-04-15")); on = on.Add(1) {
		var lives []string
		for _, p := range story.All[record.CLAPlacement](s) {
			if !strings.HasPrefix(p.Body.Type, "T") && !on.Before(p.Body.From) && (p.Body.To.IsZero() || on.Before(p.Body.To)) {
				lives = append(lives, p.ID)
			}
		}
		paid := map[string]int{}
		for _, p := range story.All[record.PlacementPrice](s) {
			pl, _ := story.Find[record.CLAPlacement](s, p.Body.Placement)
			n, ok := care.PaidNights(p.Body, pl.Body)
			if !ok || on.Before(n.From) || !n.To.IsZero() && on.After(n.To) || pl.ID == "" {
				continue
			}
			if paid[p.Body.For]++; paid[p.Body.For] > 1 || len(lives) != 1 || lives[0] != pl.ID {
				w.T.Errorf("on the night of %s %s is paid %d times for %s; the child lives in %v", on, p.Body.For, paid[p.Body.For], pl.ID, lives)
				return
			}
		}
	}
}

// Complaint 11: "council could not tell where children were, nor tie payments to placements". Awkward timelines, each worked by hand. A line that begins with ! is
// refused and changes nothing. From 5 January to 2 March 2026 there are 27, 28 and 2 nights: 57.
func TestAwkwardTimelinesOfPlacementsAndPrices(t *testing.T) {
	t.Parallel()
	w := single(t)
	w.limits()
	w.Write(record.New(w.NewID(), director.ID, record.ApprovalLimit{Yearly: 30000000, Reason: "Scheme"}))
	const begins, paid = "care 2026-01-05 U6", "pay U6 2026-01-05 7000"
	n := 0
	for name, tt := range map[string]struct {
		steps []string
		want  []string
	}{
		"runs on":                                       {[]string{begins, paid}, []string{"U6 paid 57"}},
		"never priced":                                  {[]string{begins}, []string{"U6 unpaid 57"}},
		"with parents nothing is paid":                  {[]string{"care 2026-01-05 P1"}, nil},
		"moved, the new one not priced":                 {[]string{begins, paid, "move 2026-02-01 K2"}, []string{"K2 unpaid 30", "U6 paid 27", "U6 recover 29"}},
		"moved, the new one priced":                     {[]string{begins, paid, "move 2026-02-01 K2", "pay K2 2026-02-01 70000"}, []string{"K2 paid 30", "U6 paid 27", "U6 recover 29"}},
		"moved with the request that waited":            {[]string{begins, paid, "ask 2026-02-01 70000", "move 2026-02-01 K2 paid"}, []string{"K2 paid 30", "U6 paid 27", "U6 recover 29"}},
		"moved, tied afterwards":                        {[]string{begins, paid, "ask 2026-02-01 70000", "move 2026-02-01 K2", "tie K2"}, []string{"K2 paid 30", "U6 paid 27", "U6 recover 29"}},
		"begun with the request that waited":            {[]string{"ask 2026-01-01 7000", begins + " paid"}, []string{"U6 paid 57"}},
		"approved, no placement yet":                    {[]string{begins, "ask 2026-02-01 70000"}, []string{"U6 unpaid 57", "waits 1"}},
		"approved from later than it began":             {[]string{begins, "pay U6 2026-02-01 7000"}, []string{"U6 paid 30", "U6 unpaid 27"}},
		"approved from before it began":                 {[]string{begins, "pay U6 2025-12-01 7000"}, []string{"U6 paid 57"}},
		"moved on the day on which it began":            {[]string{begins, paid, "!move 2026-01-05 K2"}, []string{"U6 paid 57"}},
		"moved twice on one day":                        {[]string{begins, paid, "move 2026-02-01 K2", "!move 2026-02-01 R1"}, []string{"K2 unpaid 30", "U6 paid 27", "U6 recover 29"}},
		"one night in between":                          {[]string{begins, paid, "move 2026-02-01 K2", "pay K2 2026-02-01 70000", "move 2026-02-02 R1"}, []string{"K2 paid 1", "K2 recover 28", "R1 unpaid 29", "U6 paid 27", "U6 recover 29"}},
		"moved ahead":                                   {[]string{begins, paid, "move 2026-03-20 K2", "pay K2 2026-03-20 70000"}, []string{"U6 paid 57"}},
		"moved ahead, then late in between":             {[]string{begins, paid, "move 2026-03-20 K2", "move 2026-02-10 R1"}, []string{"R1 unpaid 21", "U6 paid 36", "U6 recover 20"}},
		"moved ahead, cannot end before":                {[]string{begins, paid, "move 2026-03-20 K2", "!end 2026-02-20"}, []string{"U6 paid 57"}},
		"moved ahead, taken out":                        {[]string{begins, paid, "move 2026-03-20 K2", "pay K2 2026-03-20 70000", "out K2"}, []string{"U6 paid 57", "waits 1"}},
		"moved, found never to have been":               {[]string{begins, paid, "move 2026-02-01 K2", "pay K2 2026-02-01 70000", "out K2"}, []string{"U6 paid 57", "gone recover 29", "waits 1"}},
		"moved, later than recorded":                    {[]string{begins, paid, "move 2026-02-01 K2", "pay K2 2026-02-01 70000", "fix K2 2026-02-05"}, []string{"K2 paid 26", "U6 paid 31", "U6 recover 25"}},
		"moved, earlier than recorded":                  {[]string{begins, paid, "move 2026-02-01 K2", "pay K2 2026-02-01 70000", "fix K2 2026-01-25"}, []string{"K2 paid 37", "U6 paid 20", "U6 recover 36"}},
		"moved, undone":                                 {[]string{begins, paid, "move 2026-02-01 K2", "undo worker"}, []string{"U6 paid 57"}},
		"moved with the request that waited, undone":    {[]string{begins, paid, "ask 2026-02-01 70000", "move 2026-02-01 K2 paid", "undo worker"}, []string{"U6 paid 57", "waits 1"}},
		"ended today":                                   {[]string{begins, paid, "end 2026-03-02"}, []string{"U6 paid 56"}},
		"ended yesterday":                               {[]string{begins, paid, "end 2026-03-01"}, []string{"U6 paid 55", "U6 recover 1"}},
		"ended three weeks ago":                         {[]string{begins, paid, "end 2026-02-10"}, []string{"U6 paid 36", "U6 recover 20"}},
		"ended, undone":                                 {[]string{begins, paid, "end 2026-02-10", "undo worker"}, []string{"U6 paid 57"}},
		"ended, and went on after all":                  {[]string{begins, paid, "end 2026-02-10", "goes-on"}, []string{"U6 paid 57"}},
		"ended, later than recorded":                    {[]string{begins, paid, "end 2026-02-10", "end-was 2026-02-20"}, []string{"U6 paid 46", "U6 recover 10"}},
		"ended, earlier than recorded":                  {[]string{begins, paid, "end 2026-02-20", "end-was 2026-02-10"}, []string{"U6 paid 36", "U6 recover 20"}},
		"ended, recovered":                              {[]string{begins, paid, "end 2026-02-10", "settle U6", "!settle U6"}, []string{"U6 paid 36"}},
		"ended, recovered, earlier than recorded":       {[]string{begins, paid, "end 2026-02-20", "settle U6", "end-was 2026-02-10"}, []string{"U6 paid 36", "U6 recover 10"}},
		"ended on the day on which it began":            {[]string{begins, paid, "end 2026-01-05"}, []string{"U6 recover 56"}},
		"ended, begun again later":                      {[]string{begins, paid, "end 2026-02-01", "care 2026-02-15 K2"}, []string{"K2 unpaid 16", "U6 paid 27", "U6 recover 29"}},
		"ended, begun again on the day":                 {[]string{begins, paid, "end 2026-02-01", "care 2026-02-01 K2", "pay K2 2026-02-01 70000"}, []string{"K2 paid 30", "U6 paid 27", "U6 recover 29"}},
		"began earlier than recorded":                   {[]string{begins, paid, "began 2026-01-01"}, []string{"U6 paid 61"}},
		"began later than recorded":                     {[]string{begins, paid, "began 2026-01-08"}, []string{"U6 paid 54"}},
		"in hospital: the placement is paid":            {[]string{begins, paid, "stay 2026-01-10 2026-01-12"}, []string{"U6 paid 57"}},
		"a stay is not paid by a request":               {[]string{begins, "ask 2026-01-10 7000", "stay 2026-01-10 2026-01-12", "!tie T1"}, []string{"U6 unpaid 57", "waits 1"}},
		"a placement that ended is not paid by a later": {[]string{begins, paid, "move 2026-02-01 K2", "ask 2026-02-05 7000", "!tie U6"}, []string{"K2 unpaid 30", "U6 paid 27", "U6 recover 29", "waits 1"}},
		"a second request goes on from its day":         {[]string{begins, paid, "pay U6 2026-02-01 9000"}, []string{"U6 paid 57"}},
		"a second request for the same days waits":      {[]string{begins, paid, "pay U6 2026-01-05 9000", "!tie U6"}, []string{"U6 paid 57", "waits 1"}},
		"therapy beside the placement":                  {[]string{begins, paid, "therapy U6 2026-02-01 900"}, []string{"U6 paid 57", "U6 therapy 30"}},
		"approved, undone":                              {[]string{begins, paid, "undo director"}, []string{"U6 unpaid 57"}},
		"approved, never used, withdrawn":               {[]string{begins, "ask 2026-02-01 7000", "withdraw"}, []string{"U6 unpaid 57"}},
		"used, cannot be withdrawn":                     {[]string{begins, paid, "!withdraw"}, []string{"U6 paid 57"}},
		"cheaper from a day on":                         {[]string{begins, paid, "amend U6 3500 from 2026-02-01"}, []string{"U6 paid 57"}},
		"cheaper from the first day on":                 {[]string{begins, paid, "amend U6 3500"}, []string{"U6 paid 57"}},
		"dearer than was approved":                      {[]string{begins, paid, "!amend U6 7001"}, []string{"U6 paid 57"}},
		"the price ends before the placement":           {[]string{begins, paid, "amend U6 7000 to 2026-02-09"}, []string{"U6 paid 36", "U6 recover 20", "U6 unpaid 21"}},
		"two prices do not overlap":                     {[]string{begins, paid, "pay U6 2026-02-01 9000", "!amend U6 9000 from 2026-01-01"}, []string{"U6 paid 57"}},
	} {
		n++
		w.child = fmt.Sprintf("child:line-%d", n)
		w.Write(record.New(w.NewID(), w.child, record.Child{Names: []record.Name{{Given: "A", Family: "B"}}, Birth: day.Must("2015-05-01"), Sex: "F"}),
			record.New(w.NewID(), w.child, record.Allocation{Worker: w.Worker.ID, Team: frontdoortest.North, From: day.Must("2025-01-01")}))
		for _, line := range tt.steps {
			refused := strings.HasPrefix(line, "!")
			before := w.books()
			if err := w.step(strings.TrimPrefix(line, "!")); (err != nil) != refused || err != nil && errs.Of(err) == errs.Internal {
				t.Fatalf("%s: %s: %v", name, line, err)
			}
			if diff := cmp.Diff(before, w.books()); refused && diff != "" {
				t.Errorf("%s: %s was refused, and yet (-before +after):\n%s", name, line, diff)
			}
			w.covered()
		}
		if diff := cmp.Diff(tt.want, w.books()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if n < 40 {
		t.Errorf("only %d timelines: complaint 11 asks for 40", n)
	}
}
