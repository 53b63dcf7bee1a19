package care

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Request is what somebody asks the panel for.
type Request struct {
	For, What, Provider string
	Placement           string // the cla_placement record that it is for; empty: one that is not recorded yet
	Starts              day.Day
	Weekly, OneOff      int64 // pence
	Why                 string
	Approver            string // a worker; empty: whoever has the lowest limit that is high enough
}

// leastComment is how long a comment must be with which a request is returned or refused (as acceptance scenario 11 asks of assessments).
const leastComment = 5

func reference(id string) string { return ids.Reference("P-????-????", "panel request", id) }

// yearly is what a request costs a year.
func (q Request) yearly(f *errs.Fields) int64 {
	cost, ok := money.Yearly(q.Weekly, q.OneOff)
	switch {
	case !ok:
		f.Add("weekly", "The amounts are too large: check them")
	case cost == 0:
		f.Add("weekly", "Enter what it costs a week, or once")
	}
	return cost
}

// check judges what is asked for, all but who decides.
func (q Request) check(s story.Story) (cost int64, err error) {
	var f errs.Fields
	if pl, ok := story.Find[record.CLAPlacement](s, q.Placement); q.Placement != "" && (!ok || Temporary(pl.Body.Type)) {
		f.Add("placement", "Choose one of the child’s placements, or one that is not recorded yet")
	}
	cost = q.yearly(&f)
	needCode(&f, "for", "price_item", q.For, day.Day{}, "Choose what it is for")
	if record.Typed(q.What) == "" {
		f.Add("what", "Write what is asked for")
	}
	if record.Typed(q.Why) == "" {
		f.Add("why", "Write why it is needed")
	}
	if q.Starts.IsZero() {
		f.Add("starts", "Enter the day from which it is needed")
	}
	return cost, f.Err()
}

// into writes what is asked for into a request.
func (q Request) into(p record.PanelRequest) record.PanelRequest {
	p.Placement = q.Placement
	p.For, p.What, p.Provider, p.Starts, p.Weekly, p.OneOff, p.Why = q.For, record.Typed(q.What), record.Typed(q.Provider), q.Starts, q.Weekly, q.OneOff, record.Typed(q.Why)
	return p
}

// Approver is somebody who may decide on a request.
type Approver struct {
	Worker, Name string
	Limit        int64 // pence a year
}

// Approvers are those who may decide on a request for a child that costs so much a year: whose role and line allow it, whose limit is high enough, and
// who did not write it. The lowest limit is first. A worker without a limit has no authority.
func (r Room) Approvers(t *db.Tx, subject string, cost int64, authors ...string) ([]Approver, error) {
	facts, err := r.Facts(t, subject)
	if err != nil {
		return nil, err
	}
	facts.Authors = authors
	limits, err := story.OfKind[record.ApprovalLimit](t)
	if err != nil {
		return nil, err
	}
	var out []Approver
	for _, l := range limits {
		if l.Body.Yearly < cost {
			continue
		}
		actor, err := r.Actor(t, l.Subject)
		if err != nil {
			return nil, err
		}
		if access.Decide(actor, decide.action, decide.class, facts, r.Desk.Now()).Allow {
			out = append(out, Approver{l.Subject, actor.Name, l.Body.Yearly})
		}
	}
	slices.SortFunc(out, func(a, b Approver) int {
		if a.Limit != b.Limit {
			if a.Limit < b.Limit {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name+a.Worker, b.Name+b.Worker)
	})
	return out, nil
}

// approver is who decides on a request: whom the requester chose, if that one may, else whoever has the lowest limit that is high enough.
func (r Room) approver(t *db.Tx, subject string, q Request, cost int64, authors ...string) (string, error) {
	all, err := r.Approvers(t, subject, cost, authors...)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", errs.Field("weekly", "This costs %s a year. Nobody who decides for this child has a limit as high as that, or it is only you. Ask finance or your director to set one", money.Text(cost))
	case q.Approver == "":
		return all[0].Worker, nil
	case !slices.ContainsFunc(all, func(a Approver) bool { return a.Worker == q.Approver }):
		return "", errs.Field("approver", "This costs %s a year, which is more than that person may approve, or it is not theirs to decide. Choose somebody else", money.Text(cost))
	}
	return q.Approver, nil
}

// OpenRequest is the request of a child that is neither decided nor withdrawn.
func OpenRequest(s story.Story) (record.Of[record.PanelRequest], bool) {
	for _, p := range slices.Backward(story.All[record.PanelRequest](s)) {
		if p.Body.Open() {
			return p, true
		}
	}
	return record.Of[record.PanelRequest]{}, false
}

// Authors are who wrote a request: they may not decide on it.
func Authors(p record.PanelRequest) (out []string) {
	for _, r := range p.Rounds {
		if (r.Act == record.PanelAsked || r.Act == record.PanelAmended) && !slices.Contains(out, r.By) {
			out = append(out, r.By)
		}
	}
	return out
}

// Ask asks the panel. A child has one open request (acceptance scenario 13).
func (r Room) Ask(ctx context.Context, actor access.Actor, subject string, q Request) (command.Receipt, error) {
	return r.do(ctx, actor, askPanel, ask, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		if open, ok := OpenRequest(s); ok {
			return nil, errs.New(errs.Conflict, "Request %s is open for this child, and a child has one at a time. Amend or withdraw that one. Nothing was changed", open.Body.Reference)
		}
		cost, err := q.check(s)
		if err != nil {
			return nil, err
		}
		who, err := r.approver(tx.Tx, s.Subject, q, cost, actor.ID)
		if err != nil {
			return nil, err
		}
		id := tx.NewID()
		p := q.into(record.PanelRequest{Reference: reference(id), Approver: who})
		p.Rounds = []record.PanelRound{{Act: record.PanelAsked, By: actor.ID, At: tx.Now.UTC(), Yearly: cost}}
		return []record.Change{record.New(id, s.Subject, p)}, nil
	})
}

// request changes an open request, from the version that the actor saw.
func (r Room) request(ctx context.Context, actor access.Actor, why string, want right, subject, id string, base int64, change func(*command.Tx, story.Story, *record.PanelRequest) error, also ...func(*command.Tx, story.Story, record.PanelRequest) []record.Change) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, err := r.one(tx.Tx, actor, tx.Now, subject, want)
		if err != nil {
			return nil, err
		}
		p, ok := story.Find[record.PanelRequest](s, id)
		if !ok {
			return nil, missing()
		}
		if want == decide { // nobody decides on what they wrote
			if _, err := r.one(tx.Tx, actor, tx.Now, subject, want, Authors(p.Body)...); err != nil {
				return nil, err
			}
		}
		if unused := why == withdrawRequest && slices.ContainsFunc(Waiting(s), func(q record.Of[record.PanelRequest]) bool { return q.ID == id }); !p.Body.Open() && !unused {
			return nil, errs.New(errs.Conflict, "Request %s is closed. Nothing was changed", p.Body.Reference)
		}
		body := p.Body
		body.Rounds = slices.Clone(body.Rounds)
		if err := change(tx, s, &body); err != nil {
			return nil, err
		}
		c := record.Edit(p, body)
		c.Base = base
		out := []record.Change{c}
		for _, more := range also {
			out = append(out, more(tx, s, body)...)
		}
		return out, nil
	})
}

// Amend changes a request that was returned and asks again. Who decides is chosen anew by the new cost.
func (r Room) Amend(ctx context.Context, actor access.Actor, subject, id string, base int64, q Request, comment string) (command.Receipt, error) {
	return r.request(ctx, actor, amendRequest, ask, subject, id, base, func(tx *command.Tx, s story.Story, p *record.PanelRequest) error {
		if p.Standing() != record.PanelReturned {
			return errs.New(errs.Conflict, "Request %s waits for a decision. It can be amended when it is returned, or be withdrawn. Nothing was changed", p.Reference)
		}
		cost, err := q.check(s)
		if err != nil {
			return err
		}
		if p.Approver, err = r.approver(tx.Tx, s.Subject, q, cost, append(Authors(*p), actor.ID)...); err != nil {
			return err
		}
		*p = q.into(*p)
		p.Rounds = append(p.Rounds, record.PanelRound{Act: record.PanelAmended, By: actor.ID, At: tx.Now.UTC(), Comment: record.Typed(comment), Yearly: cost})
		return nil
	})
}

// Withdraw takes back what was asked, also what was approved and pays for no placement yet.
func (r Room) Withdraw(ctx context.Context, actor access.Actor, subject, id string, base int64, why string) (command.Receipt, error) {
	return r.request(ctx, actor, withdrawRequest, ask, subject, id, base, func(tx *command.Tx, _ story.Story, p *record.PanelRequest) error {
		if utf8.RuneCountInString(record.Typed(why)) < leastComment {
			return errs.Field("comment", "Write why it is withdrawn, in at least %d characters", leastComment)
		}
		cost, _ := money.Yearly(p.Weekly, p.OneOff)
		p.Rounds = append(p.Rounds, record.PanelRound{Act: record.PanelWithdrawn, By: actor.ID, At: tx.Now.UTC(), Comment: record.Typed(why), Yearly: cost})
		return nil
	})
}

// decisions are what may be decided, with the words of the command.
var decisions = map[string]string{record.PanelApproved: approveRequest, record.PanelRefused: refuseRequest, record.PanelReturned: returnRequest}

// Decide approves, refuses or returns a request. Whoever decides has a limit that is as high as the cost of a year, and did not write the request. It is for
// the one who was chosen, and for anybody else who could have been: when somebody is away it need not wait. What is approved is the price of its placement
// from that moment; without a placement, or where that has such a price already, the request waits for one (complaint 11).
func (r Room) Decide(ctx context.Context, actor access.Actor, subject, id string, base int64, act, comment string) (command.Receipt, error) {
	why, ok := decisions[act]
	if !ok {
		return command.Receipt{}, errs.Field("act", "Choose what you decide")
	}
	return r.request(ctx, actor, why, decide, subject, id, base, func(tx *command.Tx, _ story.Story, p *record.PanelRequest) error {
		if !p.Waits() {
			return errs.New(errs.Conflict, "Request %s was returned and waits to be amended. Nothing was changed", p.Reference)
		}
		limit, ok, err := limitOf(tx.Tx, actor.ID)
		cost, _ := money.Yearly(p.Weekly, p.OneOff)
		switch {
		case err != nil:
			return err
		case !ok:
			return errs.New(errs.Denied, "No limit is set for you, so you have no authority to decide on requests. Ask finance or your director")
		case limit.Body.Yearly < cost:
			return errs.New(errs.Denied, "This costs %s a year, and your limit is %s. Somebody with a higher limit decides", money.Text(cost), money.Text(limit.Body.Yearly))
		case act != record.PanelApproved && utf8.RuneCountInString(record.Typed(comment)) < leastComment:
			return errs.Field("comment", "Write why, in at least %d characters", leastComment)
		}
		p.Rounds = append(p.Rounds, record.PanelRound{Act: act, By: actor.ID, At: tx.Now.UTC(), Comment: record.Typed(comment), Yearly: cost, Limit: &limit.Body.Yearly})
		return nil
	}, func(tx *command.Tx, s story.Story, p record.PanelRequest) []record.Change {
		pl, ok := story.Find[record.CLAPlacement](s, p.Placement)
		if p.Standing() != record.PanelApproved || p.Weekly == 0 || !ok {
			return nil
		}
		price, err := priced(s, id, p, tx.NewID(), pl.ID, pl.Body)
		if err != nil {
			return nil // it waits: whoever keeps the prices sees it, and why
		}
		return price
	})
}

// Listed is a request in the list of them. Child and Name are empty for who sees the money alone.
type Listed struct {
	record.Of[record.PanelRequest]
	Child, Name string
}

// Requests are the requests that the actor may see, the open ones first and the newest first in each part. Finance sees what is asked for and what it costs,
// and not for whom.
func (r Room) Requests(ctx context.Context, actor access.Actor) (out []Listed, err error) {
	if err := access.Could(actor, access.List, access.Money).Err(); err != nil {
		return nil, err
	}
	cost, args := access.Visible(actor, access.List, access.Money).SQL("c", 1)
	name, more := access.Visible(actor, access.List, access.None).SQL("c", 1+len(args))
	q := "select r.id, r.subject, r.version, r.rev, cast(r.body as text), c.subject, c.name, " + name + ` from record r left join alias a on a.subject = r.subject
		join person_card c on c.subject = coalesce(a.into_subject, r.subject) where r.kind = 'panel_request' and not r.withdrawn and ` + cost + " order by r.id desc"
	err = r.Desk.Read(ctx, func(t *db.Tx) (err error) {
		out, err = db.All(t, func(scan db.Scan) (l Listed, err error) {
			var rev int
			var body string
			var named bool
			if err := scan(&l.ID, &l.Subject, &l.Version, &rev, &body, &l.Child, &l.Name, &named); err != nil {
				return l, err
			}
			b, err := record.Decode(l.Body.KindName(), rev, []byte(body))
			if err != nil {
				return l, err
			}
			l.Body, _ = b.(record.PanelRequest)
			if !named {
				l.Name = ""
			}
			return l, nil
		}, q, append(args, more...)...)
		return err
	})
	slices.SortStableFunc(out, func(a, b Listed) int {
		switch {
		case a.Body.Open() == b.Body.Open():
			return 0
		case a.Body.Open():
			return -1
		}
		return 1
	})
	return out, err
}
