package care

import (
	"net/http"
	"slices"

	"throughline/internal/access"
	room "throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// asking are the questions of a request.
type asking struct {
	kind, place    *form.Select
	what, provider *form.Text
	starts         *form.Date
	weekly, once   *form.Text
	why            *form.TextArea
	approver       *form.Select
	fields         []form.Field
}

func amount(name, label, hint string, held int64) *form.Text {
	return &form.Text{Name: name, Label: label, Hint: hint, Size: "s", Prefix: "£", Width: 10, Value: money.Typed(held), Complete: "off", Rule: func(v string) error { _, err := money.Parse(v); return err }}
}

// newAsking makes the questions, filled with what is held. Those who may decide are offered with their limits; by itself the lowest one that is high enough is chosen.
func newAsking(r *shell.Request, held record.PanelRequest) (*asking, error) {
	a := &asking{
		kind:     &form.Select{Name: "for", Label: "What is it for?", Size: "s", Empty: "Choose", Value: held.For, Required: "Choose what it is for"},
		place:    &form.Select{Name: "placement", Label: "For which placement?", Size: "s", Empty: "One that is not recorded yet", Value: held.Placement},
		what:     &form.Text{Name: "what", Label: "What is asked for?", Hint: "Finance reads this. Do not name the child.", Size: "s", Value: held.What, Required: "Write what is asked for"},
		provider: &form.Text{Name: "provider", Label: "Provider", Size: "s", Value: held.Provider},
		starts:   &form.Date{Name: "starts", Label: "From which day is it needed?", Noun: "The day", Size: "s", Value: held.Starts, Required: "Enter the day from which it is needed"},
		weekly:   amount("weekly", "Cost a week", "", held.Weekly),
		once:     amount("once", "Cost once", "If something is paid once", held.OneOff),
		why:      &form.TextArea{Name: "why", Label: "Why is it needed?", Hint: "Finance does not read this.", Size: "s", Rows: 5, Value: held.Why, Required: "Write why it is needed"},
		approver: &form.Select{Name: "approver", Label: "Who decides?", Hint: "Whoever has the lowest limit that is as high as 52 weeks and what is paid once, unless you choose somebody", Size: "s", Empty: "By the cost"},
	}
	if c, ok := room.Running(r.Reading.Story); ok {
		for _, p := range c.Placements {
			if !room.Temporary(p.Body.Type) && (p.Body.To.IsZero() || p.ID == held.Placement) {
				a.place.Options = append(a.place.Options, form.Option{Value: p.ID, Label: codes.Sentence("PLACE", p.Body.Type) + sinceWords(p.Body.From)})
			}
		}
	}
	cs, _ := codes.Set("price_item")
	for _, c := range cs.On(r.Today()) {
		a.kind.Options = append(a.kind.Options, form.Option{Value: c.Code, Label: codes.Sentence("price_item", c.Code)})
	}
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		a.approver.Options = nil
		all, err := r.House().Care.Approvers(t, r.Subject(), 0, append(room.Authors(held), r.Actor.ID)...)
		for _, o := range all {
			a.approver.Options = append(a.approver.Options, form.Option{Value: o.Worker, Label: o.Name + ", up to " + money.Text(o.Limit) + " a year"})
		}
		return err
	})
	a.fields = []form.Field{a.kind, a.place, a.what, a.provider, a.starts, a.weekly, a.once, a.why, a.approver}
	return a, err
}

func (a *asking) value() room.Request {
	weekly, _ := money.Parse(a.weekly.Value) // judged by the form
	once, _ := money.Parse(a.once.Value)
	return room.Request{For: a.kind.Value, Placement: a.place.Value, What: a.what.Value, Provider: a.provider.Value, Starts: a.starts.Value, Weekly: weekly, OneOff: once, Why: a.why.Value, Approver: a.approver.Value}
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	if p, open := room.OpenRequest(r.Reading.Story); open && r.Method == http.MethodGet {
		return r.See(w, root(r.Subject())+"/panel/"+p.ID) // one at a time
	}
	a, err := newAsking(r, record.PanelRequest{})
	if err != nil {
		return err
	}
	v := page(r, "Ask the panel", "/panel", "Ask the panel", 0)
	v.Sections = []shell.Section{{Fields: a.fields}}
	v.After = "The request goes to the work list of whoever decides. You can undo this for 24 hours."
	to := ""
	return runTo(w, r, v, func() string { return to }, func(int64) error {
		rc, err := r.House().Care.Ask(r.Context(), r.Actor, r.Subject(), a.value())
		if err == nil {
			to = root(r.Subject()) + "/panel/" + rc.Entries[0].ID + "?done=asked"
		}
		return err
	})
}

func amend(w http.ResponseWriter, r *shell.Request) error {
	p, err := shell.Held[record.PanelRequest](r, "record")
	if err != nil {
		return err
	}
	a, err := newAsking(r, p.Body)
	if err != nil {
		return err
	}
	path := "/panel/" + p.ID
	v := page(r, "Amend the request", path+"/amend", "Ask again", p.Version)
	v.Back = govuk.BackLink{Text: "Request " + p.Body.Reference, Href: root(r.Subject()) + path}
	if n := len(p.Body.Rounds); n > 0 && p.Body.Rounds[n-1].Comment != "" {
		v.Intro = append(v.Intro, "Returned by "+r.Name(p.Body.Rounds[n-1].By)+": "+p.Body.Rounds[n-1].Comment)
	}
	comment := &form.TextArea{Name: "comment", Label: "What you answer", Size: "s", Rows: 3}
	v.Sections = []shell.Section{{Fields: append(a.fields, comment)}}
	return runTo(w, r, v, func() string { return root(r.Subject()) + path + "?done=amended" }, func(base int64) error {
		_, err := r.House().Care.Amend(r.Context(), r.Actor, r.Subject(), p.ID, base, a.value(), comment.Value)
		return err
	})
}

// requestView is one request. Who sees the money alone is shown neither whom it is for nor why, nor what was said of it.
type requestView struct {
	govuk.Page
	ID, Action      string
	Base            int64
	Facts           govuk.SummaryList
	Rounds          []string
	Undo            *shell.Step
	Decide          []form.Field
	Amend, Withdraw string
	Tie             string
	Prices          []link // what it pays for
	Why             string // why the reader may not decide
}

func request(w http.ResponseWriter, r *shell.Request) error {
	p, err := shell.Held[record.PanelRequest](r, "record")
	if err != nil {
		return err
	}
	return showRequest(w, r, p, decideForm(), nil)
}

// deciding are the questions of whoever decides.
type deciding struct {
	act     *form.Radios
	comment *form.TextArea
}

func decideForm() (f deciding) {
	f.act = &form.Radios{Name: "act", Label: "What do you decide?", Size: "s", Small: true, Required: "Choose what you decide", Options: []form.Option{
		{Value: record.PanelApproved, Label: "Approve it"}, {Value: record.PanelReturned, Label: "Return it to be amended"}, {Value: record.PanelRefused, Label: "Refuse it"}}}
	f.comment = &form.TextArea{Name: "comment", Label: "Comment", Hint: "Needed to return or refuse it, in at least 5 characters", Size: "s", Rows: 3}
	return f
}

func showRequest(w http.ResponseWriter, r *shell.Request, p record.Of[record.PanelRequest], f deciding, wrong []govuk.ErrorLink) error {
	b, whole := p.Body, r.May(access.Read, access.None)
	v := requestView{Page: r.Page("Request " + b.Reference), ID: p.ID, Action: root(r.Subject()) + "/panel/" + p.ID, Base: p.Version}
	v.Back, v.Banner, v.Errors = govuk.BackLink{Text: "Requests to the panel", Href: "/panel-requests"}, banner(r), wrong
	add := func(key, value string) {
		if value != "" {
			v.Facts.Rows = append(v.Facts.Rows, govuk.Row(key, value))
		}
	}
	cost, _ := money.Yearly(b.Weekly, b.OneOff)
	if whole {
		v.Back = govuk.BackLink{Text: "Looked after", Href: root(r.Subject())}
		add("Child", r.Reading.View().Name.Full())
	}
	add("How it stands", codes.Sentence("panel_act", b.Standing()))
	add("For", codes.Sentence("price_item", b.For))
	add("What", b.What)
	add("Provider", b.Provider)
	add("From", b.Starts.Long())
	add("A week", money.Text(b.Weekly))
	add("Once", money.Text(b.OneOff))
	add("A year", money.Text(cost)+" (52 weeks and what is paid once)")
	add("Decides", r.Name(b.Approver))
	if whole {
		add("Why", b.Why)
	}
	for _, x := range b.Rounds {
		line := day.Moment(x.At) + ": " + codes.Label("panel_act", x.Act) + " by " + r.Name(x.By) + ", " + money.Text(x.Yearly) + " a year"
		if x.Limit != nil {
			line += ", limit " + money.Text(*x.Limit)
		}
		if x.Comment != "" && whole {
			line += ". " + x.Comment
		}
		v.Rounds = append(v.Rounds, line)
	}
	may := r.May(access.RequestSpending, access.Money)
	if may && b.Standing() == record.PanelReturned {
		v.Amend = v.Action + "/amend"
	}
	unused := slices.ContainsFunc(room.Waiting(r.Reading.Story), func(q record.Of[record.PanelRequest]) bool { return q.ID == p.ID })
	if unused {
		add("Pays for", "No placement yet: it waits")
	}
	if unused && r.May(access.Record, access.Money) {
		v.Tie = v.Action + "/tie"
	}
	for _, x := range story.All[record.PlacementPrice](r.Reading.Story) {
		if x.Body.Request == p.ID {
			v.Prices = append(v.Prices, link{money.Text(x.Body.Week) + " a week, " + between(x.Body.From, x.Body.To), root(r.Subject()) + "/prices/" + x.ID})
		}
	}
	if may && (b.Open() || unused) {
		v.Withdraw = v.Action + "/withdraw"
	}
	if b.Waits() && r.May(access.AuthoriseSpending, access.Money) {
		if err := v.authority(r, cost, b); err != nil {
			return err
		}
		if v.Why == "" {
			v.Decide = []form.Field{f.act, f.comment}
		}
	}
	var err error
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "care/request", v)
}

// authority says why a manager or director may not decide on a request.
func (v *requestView) authority(r *shell.Request, cost int64, b record.PanelRequest) error {
	authors := room.Authors(b)
	return r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		all, err := r.House().Care.Approvers(t, r.Subject(), cost, authors...)
		may := slices.ContainsFunc(all, func(a room.Approver) bool { return a.Worker == r.Actor.ID })
		switch {
		case err != nil || may:
		case slices.Contains(authors, r.Actor.ID):
			v.Why = "You wrote this request, so somebody else decides on it."
		default:
			v.Why = "Your limit is lower than what this costs a year, or none is set for you. " + r.Name(b.Approver) + " decides."
		}
		return err
	})
}

func decide(w http.ResponseWriter, r *shell.Request) error {
	p, err := shell.Held[record.PanelRequest](r, "record")
	if err != nil {
		return err
	}
	base, err := r.Posted()
	if err != nil {
		return err
	}
	f := decideForm()
	all := form.Form{}
	all.Add(f.act, f.comment)
	done, err := all.Send(r.PostForm, func() error {
		_, err := r.House().Care.Decide(r.Context(), r.Actor, r.Subject(), p.ID, base, f.act.Value, f.comment.Value)
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return r.See(w, root(r.Subject())+"/panel/"+p.ID+"?done="+f.act.Value)
	}
	return showRequest(w, r, p, f, all.Errors())
}

func withdraw(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	id := r.PathValue("record")
	if _, err := r.House().Care.Withdraw(r.Context(), r.Actor, r.Subject(), id, base, r.PostForm.Get("comment")); err != nil {
		return err
	}
	return r.See(w, root(r.Subject())+"/panel/"+id+"?done=withdrawn")
}

// requestsView is the list of requests.
type requestsView struct {
	govuk.Page
	Open, Closed []requestRow
	Limits       bool
}

type requestRow struct{ Reference, Href, Child, For, What, Weekly, Yearly, Standing, Decides string }

func requests(w http.ResponseWriter, r *shell.Request) error {
	v := requestsView{Page: r.Page("Requests to the panel"), Limits: access.Could(r.Actor, access.SetLimits, access.Money).Allow}
	v.Wide = true
	all, err := r.House().Care.Requests(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	var listed []string
	for _, l := range all {
		b := l.Body
		cost, _ := money.Yearly(b.Weekly, b.OneOff)
		row := requestRow{b.Reference, root(l.Child) + "/panel/" + l.ID, l.Name, codes.Sentence("price_item", b.For), b.What, column(b.Weekly), column(cost), codes.Sentence("panel_act", b.Standing()), r.Name(b.Approver)}
		if b.Open() {
			v.Open = append(v.Open, row)
		} else {
			v.Closed = append(v.Closed, row)
		}
		listed = append(listed, l.Child)
	}
	if err := r.Listed("row of the list of requests to the panel", listed...); err != nil {
		return err
	}
	return r.Show(w, "care/requests", v)
}
