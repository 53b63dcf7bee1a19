package subjectaccess

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Proof is what somebody showed, and when.
type Proof struct {
	On   day.Day
	What string
}

// Identify records that the requester showed who they are.
func (r Room) Identify(ctx context.Context, actor access.Actor, subject, id string, base int64, p Proof) (command.Receipt, error) {
	return r.change(ctx, actor, "Record who a requester is", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		c.now.IdentityOn, c.now.Identity = p.On, strings.TrimSpace(p.What)
		return nil, c.opened()
	})
}

// Authorise records why the requester may ask for somebody else's record.
func (r Room) Authorise(ctx context.Context, actor access.Actor, subject, id string, base int64, p Proof) (command.Receipt, error) {
	return r.change(ctx, actor, "Record why a requester may ask", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		c.now.AuthorityOn, c.now.Authority = p.On, strings.TrimSpace(p.What)
		if c.was.Body.By == record.AskedForSelf {
			return nil, errs.New(errs.Conflict, "They ask for their own record: no authority is needed. Nothing was changed")
		}
		return nil, c.opened()
	})
}

// Ask records that something was asked of the requester: who they are, or what they want. The clock stands until it is answered.
func (r Room) Ask(ctx context.Context, actor access.Actor, subject, id string, base int64, on day.Day, what string) (command.Receipt, error) {
	return r.change(ctx, actor, "Ask a requester", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		if c.was.Body.Stopped() {
			return nil, errs.New(errs.Conflict, "The clock stands already: record the answer first")
		}
		c.now.Stops = append(c.now.Stops[:len(c.now.Stops):len(c.now.Stops)], record.AccessStop{Asked: on, What: strings.TrimSpace(what)})
		return nil, c.opened()
	})
}

// Answered records the day on which the requester answered: the clock goes on.
func (r Room) Answered(ctx context.Context, actor access.Actor, subject, id string, base int64, on day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a requester’s answer", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		if !c.was.Body.Stopped() {
			return nil, errs.New(errs.Conflict, "Nothing is asked of the requester now. Nothing was changed")
		}
		if on.IsZero() || on.After(c.tx.Today()) {
			return nil, errs.Field("answered", "Enter the day on which they answered")
		}
		stops := append([]record.AccessStop(nil), c.now.Stops...)
		stops[len(stops)-1].Answered = on
		c.now.Stops = stops
		return nil, c.opened()
	})
}

// Extend gives two further months. The requester must have been told why within the first month (article 12(3)); afterwards it is errs.Conflict.
func (r Room) Extend(ctx context.Context, actor access.Actor, subject, id string, base int64, told day.Day, why string) (command.Receipt, error) {
	return r.change(ctx, actor, "Extend a request for a record", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		switch due := DueOn(r.Book, c.was.Body); {
		case !c.was.Body.ExtendedOn.IsZero():
			return nil, errs.New(errs.Conflict, "It was extended already, and it can be only once. Nothing was changed")
		case !due.IsZero() && told.After(due):
			return nil, errs.Field("extended_on", "They must have been told by %s, before the first month was over. It can no longer be extended", due.Long())
		}
		c.now.ExtendedOn, c.now.WhyExtended = told, strings.TrimSpace(why)
		return nil, c.opened()
	})
}

// Hand says who prepares the answer and who reads it a second time; reader may be "" as long as nobody is asked. Any officer of information governance may.
func (r Room) Hand(ctx context.Context, actor access.Actor, subject, id string, base int64, handler, reader string) (command.Receipt, error) {
	return r.change(ctx, actor, "Say who answers a request for a record", subject, id, access.Identity, base, func(c *handling) ([]record.Change, error) {
		for _, w := range []string{handler, reader} {
			if w == "" && w != handler {
				continue
			}
			if err := answers(c.tx.Tx, w); err != nil {
				return nil, err
			}
		}
		c.now.Handler, c.now.Reader = handler, reader
		return nil, c.opened()
	})
}

// Sent records that the newest edition was given to the requester.
func (r Room) Sent(ctx context.Context, actor access.Actor, subject, id string, base int64, on day.Day, how string) (command.Receipt, error) {
	return r.change(ctx, actor, "Record that a copy of a record was given", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		n := len(c.now.Editions)
		if n == 0 || !c.now.Editions[n-1].Sent.IsZero() {
			return nil, errs.New(errs.Conflict, "No edition waits to be given. Nothing was changed")
		}
		if last := c.now.Editions[n-1]; on.Before(last.On) || on.After(c.tx.Today()) {
			return nil, errs.Field("sent", "Enter the day on which it was given: not before %s, and not in the future", last.On.Long())
		}
		editions := append([]record.AccessEdition(nil), c.now.Editions...)
		editions[n-1].Sent, editions[n-1].How = on, strings.TrimSpace(how)
		c.now.Editions = editions
		return nil, c.opened()
	})
}

// Close ends a request. One that ends with a copy has an edition that was given.
func (r Room) Close(ctx context.Context, actor access.Actor, subject, id string, base int64, outcome, why string) (command.Receipt, error) {
	return r.change(ctx, actor, "End a request for a record", subject, id, access.None, base, func(c *handling) ([]record.Change, error) {
		n := len(c.now.Editions)
		given := n > 0 && !c.now.Editions[n-1].Sent.IsZero()
		switch {
		case outcome == Given && !given:
			return nil, errs.Field("outcome", "Record first that the copy was given: on which day, and how")
		case outcome != Given && strings.TrimSpace(why) == "":
			return nil, errs.Field("why", "Write why it ends without a copy: the requester is told this, and that they may complain")
		}
		c.now.Closed, c.now.Outcome, c.now.WhyClosed = c.tx.Today(), outcome, strings.TrimSpace(why)
		return nil, c.opened()
	})
}

// Given is the outcome of a request that was answered with a copy.
const Given = "given"

// Reopen opens a request that ended, so that more can be given: what was decided stays as it was, and so do the editions that left.
func (r Room) Reopen(ctx context.Context, actor access.Actor, subject, id string, base int64, why string) (command.Receipt, error) {
	return r.change(ctx, actor, "Open a request for a record again", subject, id, access.Identity, base, func(c *handling) ([]record.Change, error) {
		if c.was.Body.Open() {
			return nil, errs.New(errs.Conflict, "This request is open. Nothing was changed")
		}
		if strings.TrimSpace(why) == "" {
			return nil, errs.Field("why", "Write why it is opened again")
		}
		c.now.Closed, c.now.Outcome, c.now.WhyClosed, c.now.Reader = day.Day{}, "", "", ""
		c.now.Reopened = append(c.now.Reopened[:len(c.now.Reopened):len(c.now.Reopened)], record.AccessReason{On: c.tx.Today(), By: actor.ID, Why: strings.TrimSpace(why)})
		return nil, nil
	})
}
