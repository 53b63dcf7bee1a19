package care

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/finance"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// perPage is how many prices a page of the list shows.
const perPage = 50

// pricesView is what is paid for placements tonight.
type pricesView struct {
	govuk.Page
	Week, Year string
	Kinds      []kindRow
	Rows       []priceRow
	Pages      govuk.Pagination
	Ahead      int
	Checks     []checkRow
}

type kindRow struct {
	Kind       string
	Children   int
	Week, Year string
}

type checkRow struct {
	Href, What string
	Count      int
}

// priceRow is a price, or the lack of one.
type priceRow struct{ Href, Text, Child, For, When, Week, Year, Note string }

func pricePath(p room.Priced) string { return root(p.Child) + "/prices/" + p.Price.ID }

// kindOf is the kind of a placement, as budgets tell them apart.
func kindOf(p record.Of[record.CLAPlacement]) string {
	if kind, ok := finance.KindOf(p.Body); ok {
		return kind
	}
	if p.ID == "" {
		return "A placement that is not there"
	}
	return "A stay away from a placement"
}

func between(from, to day.Day) string {
	switch {
	case from.IsZero():
		return "until " + to.Long()
	case to.IsZero():
		return "from " + from.Long()
	}
	return from.Long() + " to " + to.Long()
}

func rowOfPrice(p room.Priced) priceRow {
	out := priceRow{Text: kindOf(p.Placement), Child: p.Name, When: between(p.Nights.From, p.Nights.To)}
	if p.Price.ID == "" {
		return out
	}
	out.Href, out.For, out.Week, out.Year = pricePath(p), codes.Sentence("price_item", p.Price.Body.For), column(p.Price.Body.Week), column(money.Annual(p.Price.Body.Week))
	if out.Note = "No request"; p.Request.ID != "" {
		out.Note = p.Request.Body.Reference
	}
	return out
}

// column is an amount as it stands in a column of amounts: always with its pence, so that one is under the other.
func column(pence int64) string {
	text := money.Text(pence)
	if !strings.Contains(text, ".") {
		text += ".00"
	}
	return text
}

// listed makes the rows of prices and notes whose they are.
func listed(all []room.Priced, who map[string]bool) (out []priceRow) {
	for _, p := range all {
		out = append(out, rowOfPrice(p))
		who[p.Child] = true
	}
	return out
}

// listedOf writes down whose rows were shown.
func listedOf(r *shell.Request, page string, who map[string]bool) error {
	var all []string
	for child := range who {
		all = append(all, child)
	}
	slices.Sort(all)
	return r.Listed(page, all...)
}

func prices(w http.ResponseWriter, r *shell.Request) error {
	v := pricesView{Page: r.Page("Placements and prices")}
	v.Wide, v.Banner = true, banner(r)
	l, err := r.House().Care.Ledger(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v.Week, v.Year, v.Ahead = money.Text(l.Week), money.Text(l.Year), len(l.Ahead)
	v.Kinds = kindsOf(l.Live)
	shown, pages, err := shell.Paged(r, l.Live, perPage)
	if err != nil {
		return err
	}
	who := map[string]bool{}
	v.Rows, v.Pages = listed(shown, who), pages
	for _, c := range checks(l) {
		v.Checks = append(v.Checks, checkRow{"/placement-prices/check#" + c.anchor, c.title, max(c.count, len(c.rows))})
	}
	if err := listedOf(r, "row of the list of placements and prices", who); err != nil {
		return err
	}
	return r.Show(w, "care/prices", v)
}

// kindsOf sums live prices by the kind of their placement, in the order of a report.
func kindsOf(live []room.Priced) (out []kindRow) {
	type sum struct {
		week, year int64
		who        map[string]bool
	}
	sums := map[string]*sum{}
	for _, p := range live {
		kind := kindOf(p.Placement)
		if sums[kind] == nil {
			sums[kind] = &sum{who: map[string]bool{}}
		}
		s := sums[kind]
		s.week, s.year = s.week+p.Price.Body.Week, s.year+money.Annual(p.Price.Body.Week)
		s.who[p.Child] = true
	}
	for _, kind := range finance.Kinds {
		if s := sums[kind]; s != nil {
			out = append(out, kindRow{kind, len(s.who), column(s.week), column(s.year)})
		}
	}
	return out
}

// check is one list of what does not fit.
type check struct {
	anchor, title, says string
	rows                []room.Priced
	count               int
}

func checks(l room.Ledger) []check {
	since := " since " + l.Since.Long()
	return []check{
		{"no-price", "Placements without a price", "Nights" + since + " for which nothing is priced. Ask the social worker for a request to the panel, or tie an approved one.", l.NoPrice, 0},
		{"no-placement", "Prices without a placement", "They pay for no night, because their placement is not there or its days are others. End them, or have the placement put right.", l.NoPlacement, 0},
		{"twice", "Paid twice", "Two prices for the same thing for one child in the same nights, one after the other.", l.Twice, 0},
		{"recover", "To be recovered", "Nights that may have been paid for before it was known that the placement or its price ended earlier.", l.Recover, 0},
		{"waiting", "Approved and waiting for a placement", "Nothing is paid by these yet.", nil, len(l.Waiting)},
	}
}

// checkView is the reconciliation.
type checkView struct {
	govuk.Page
	Parts   []checkPart
	Unasked int
}

type checkPart struct {
	Anchor, Title, Says string
	Rows                []priceRow
	More                int // rows that the page does not show
	Nothing             bool
}

// most is how many rows of one list the page of checks shows.
const most = 100

func reconcile(w http.ResponseWriter, r *shell.Request) error {
	v := checkView{Page: r.Page("Check placements against prices")}
	v.Wide, v.Back = true, govuk.BackLink{Text: "Placements and prices", Href: "/placement-prices"}
	l, err := r.House().Care.Ledger(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v.Unasked = l.Unasked
	who := map[string]bool{}
	for _, c := range checks(l) {
		p := checkPart{Anchor: c.anchor, Title: c.title, Says: c.says, More: max(0, len(c.rows)-most)}
		p.Rows = listed(c.rows[:min(most, len(c.rows))], who)
		if c.anchor == "recover" {
			for i, x := range c.rows[:len(p.Rows)] {
				p.Rows[i].Note = fmt.Sprintf("%s for %d nights", money.Text(x.Pence), x.Nights.Count(x.Nights.To))
			}
		}
		if c.anchor == "waiting" {
			for _, q := range l.Waiting {
				who[q.Child] = true
				p.Rows = append(p.Rows, priceRow{root(q.Child) + "/panel/" + q.ID, q.Body.Reference, q.Name, codes.Sentence("price_item", q.Body.For), between(q.Body.Starts, day.Day{}), column(q.Body.Weekly), column(money.Annual(q.Body.Weekly)), q.Body.What})
			}
		}
		p.Nothing = len(p.Rows) == 0
		v.Parts = append(v.Parts, p)
	}
	if err := listedOf(r, "row of the check of placements against prices", who); err != nil {
		return err
	}
	return r.Show(w, "care/check", v)
}

// priceView is one price. Who sees the money alone is shown neither whose it is nor where the placement is.
type priceView struct {
	govuk.Page
	Facts          govuk.SummaryList
	History        []string
	Undo           *shell.Step
	Change, Settle string
	Base           int64
}

// foundPrice is the price of the address with its placement; there says whether that is there.
func foundPrice(r *shell.Request) (p record.Of[record.PlacementPrice], pl record.Of[record.CLAPlacement], there bool, err error) {
	if p, err = shell.Held[record.PlacementPrice](r, "record"); err != nil {
		return p, pl, false, err
	}
	pl, there = story.Find[record.CLAPlacement](r.Reading.Story, p.Body.Placement)
	return p, pl, there, nil
}

func price(w http.ResponseWriter, r *shell.Request) error {
	p, pl, there, err := foundPrice(r)
	if err != nil {
		return err
	}
	b := p.Body
	v := priceView{Page: r.Page("Price of a placement"), Base: p.Version}
	v.Back, v.Banner = govuk.BackLink{Text: "Placements and prices", Href: "/placement-prices"}, banner(r)
	add := func(key, value string) {
		if value != "" {
			v.Facts.Rows = append(v.Facts.Rows, govuk.Row(key, value))
		}
	}
	if r.May(access.Read, access.None) {
		add("Child", r.Reading.View().Name.Full())
	}
	add("For", codes.Sentence("price_item", b.For))
	add("A week", money.Text(b.Week))
	add("A year", money.Text(money.Annual(b.Week))+" (365 days at a seventh of the week)")
	add("Agreed", between(b.From, b.To))
	add("Placement", kindOf(pl))
	if there {
		add("Placed", between(pl.Body.From, pl.Body.To))
	}
	if n, ok := room.PaidNights(b, pl.Body); ok && there {
		add("Nights that are paid", between(n.From, n.To))
	} else {
		add("Nights that are paid", "None")
	}
	if q, ok := story.Find[record.PanelRequest](r.Reading.Story, b.Request); ok {
		add("Allowed by", "Request "+q.Body.Reference+", up to "+money.Text(q.Body.Weekly)+" a week")
	} else {
		add("Allowed by", "No request to the panel is recorded")
	}
	if n, ok := room.ToRecover(b, pl.Body, !there); ok {
		count := n.Count(n.To)
		add("To be recovered", fmt.Sprintf("%s for %d nights, %s, if they were paid", money.Text(money.Days(b.Week, count)), count, between(n.From, n.To)))
		if r.May(access.Record, access.Money) {
			v.Settle = root(r.Subject()) + "/prices/" + p.ID + "/recovered"
		}
	}
	add("Recovery closed", b.Recovered.Long())
	all, err := r.House().Care.PriceVersions(r.Context(), r.Actor, r.Subject(), p.ID)
	if err != nil {
		return err
	}
	for _, x := range slices.Backward(all) {
		old, _ := x.Body.(record.PlacementPrice)
		line := day.Moment(x.At) + ": " + money.Text(old.Week) + " a week, " + between(old.From, old.To) + ", by " + r.Name(x.Actor)
		if old.Why != "" {
			line += ". " + old.Why
		}
		v.History = append(v.History, line)
	}
	if r.May(access.Record, access.Money) && there {
		v.Change = root(r.Subject()) + "/prices/" + p.ID + "/change"
	}
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	if v.Undo != nil {
		v.Undo.Action = root(r.Subject()) + "/prices/undo"
	}
	return r.Show(w, "care/price", v)
}

// moneyPage is a form for who keeps the money, who is not told whose it is.
func moneyPage(r *shell.Request, heading, path, back, button string, base int64) shell.SectionedForm {
	v := page(r, heading, path, button, base)
	v.Title, v.Back = heading, govuk.BackLink{Text: "Back", Href: root(r.Subject()) + back}
	if !r.May(access.Read, access.None) {
		v.Intro = nil
	}
	return v
}

func changePrice(w http.ResponseWriter, r *shell.Request) error {
	p, pl, there, err := foundPrice(r)
	if err != nil {
		return err
	}
	if !there && r.Method == http.MethodGet {
		return errs.New(errs.Conflict, "The placement of this price was taken out, so nothing is paid and nothing is to be changed")
	}
	path := "/prices/" + p.ID
	v := moneyPage(r, "Change a price", path+"/change", path, "Change the price", p.Version)
	v.Intro = append(v.Intro, kindOf(pl)+", placed "+between(pl.Body.From, pl.Body.To))
	week := amount("week", "Price a week", "Not more than the panel approved", p.Body.Week)
	week.Required = "Enter the price, 0 where nothing is paid"
	change := optional("change", "From which day is it this price?", "Leave it empty to correct the price from its first day on", day.Day{})
	from, to := optional("from", "First day", "", p.Body.From), optional("to", "Last day", "Leave it empty for the whole placement. The price ends with its placement by itself.", p.Body.To)
	why := &form.Text{Name: "why", Label: "Why it changes", Size: "s", Required: "Write why it changes"}
	v.Sections = []shell.Section{{Fields: []form.Field{week, change, from, to, why}}}
	v.After = "What it was before is kept. You can undo this for 24 hours."
	return runTo(w, r, v, func() string { return root(r.Subject()) + path + "?done=price" }, func(base int64) error {
		pence, _ := money.Parse(week.Value) // judged by the form
		_, err := r.House().Care.AmendPrice(r.Context(), r.Actor, r.Subject(), p.ID, base, room.Terms{Week: pence, From: from.Value, To: to.Value, Change: change.Value, Why: why.Value})
		return err
	})
}

func recovered(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	id := r.PathValue("record")
	if _, err := r.House().Care.Settle(r.Context(), r.Actor, r.Subject(), id, base); err != nil {
		return err
	}
	return r.See(w, root(r.Subject())+"/prices/"+id+"?done=recovered")
}

// tie lets an approved request pay for a placement.
func tie(w http.ResponseWriter, r *shell.Request) error {
	q, err := shell.Held[record.PanelRequest](r, "record")
	if err != nil {
		return err
	}
	path := "/panel/" + q.ID
	v := moneyPage(r, "Pay for a placement by request "+q.Body.Reference, path+"/tie", path, "Pay for this placement", 0)
	v.Intro = append(v.Intro, codes.Sentence("price_item", q.Body.For)+": "+q.Body.What+", "+money.Text(q.Body.Weekly)+" a week from "+q.Body.Starts.Long())
	place := &form.Radios{Name: "placement", Label: "Which placement?", Size: "s", Small: true, Required: "Choose the placement"}
	for _, pl := range slices.Backward(story.All[record.CLAPlacement](r.Reading.Story)) {
		if !room.Temporary(pl.Body.Type) && (pl.Body.To.IsZero() || pl.Body.To.After(q.Body.Starts)) {
			place.Options = append(place.Options, form.Option{Value: pl.ID, Label: kindOf(pl) + ", " + between(pl.Body.From, pl.Body.To)})
		}
	}
	if len(place.Options) == 0 && r.Method == http.MethodGet {
		return errs.New(errs.Conflict, "The child has no placement from %s on. The request waits until one is recorded", q.Body.Starts.Long())
	}
	v.Sections = []shell.Section{{Fields: []form.Field{place}}}
	v.After = "The price holds from the day that was approved, or the first day of the placement if that is later. You can undo this for 24 hours."
	return runTo(w, r, v, func() string { return root(r.Subject()) + path + "?done=tied" }, func(int64) error {
		_, err := r.House().Care.Tie(r.Context(), r.Actor, r.Subject(), q.ID, place.Value)
		return err
	})
}

// payingFor is the question which waiting request pays for a placement; nil where none waits.
func payingFor(s story.Story) *form.Select {
	f := &form.Select{Name: "request", Label: "Paid by which approved request?", Size: "s", Empty: "None of them"}
	for _, q := range room.Waiting(s) {
		f.Options = append(f.Options, form.Option{Value: q.ID, Label: q.Body.Reference + ": " + q.Body.What + ", " + money.Text(q.Body.Weekly) + " a week"})
	}
	switch len(f.Options) {
	case 0:
		return nil
	case 1:
		f.Value = f.Options[0].Value
	}
	return f
}
