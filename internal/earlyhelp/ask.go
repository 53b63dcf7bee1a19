package earlyhelp

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// MaxText is the most that one answer may hold, and MaxChildren the most children of one request.
const (
	MaxText     = 20000
	MaxChildren = 8
)

// Request is early help as somebody asks for it.
type Request struct {
	Requester record.Referrer
	Service   string // code set early_help_service
	Team      string // that works with it
	Children  []record.EarlyHelpChild
	Adults    string
	Need      string
	Strengths string
	Tried     string
	Threshold string
	Consent   record.FamilyConsent // zero when the family was not asked yet
	Requested day.Day              // today unless given
}

func (q Request) check(on day.Day) error {
	var f errs.Fields
	need := func(field, value, text string) {
		if n := utf8.RuneCountInString(strings.TrimSpace(value)); n == 0 {
			f.Add(field, "%s", text)
		} else if n > MaxText {
			f.Add(field, "This has %d characters; the most is %d", n, MaxText)
		}
	}
	need("need", q.Need, "Write what the family needs help with")
	need("service", q.Service, "Choose whose early help it is")
	need("team", q.Team, "Choose the team that works with it")
	need("requester-name", q.Requester.Name, "Enter who asks for the help")
	if len(q.Children) == 0 {
		f.Add("child-0-given", "Enter the name of at least one child")
	}
	for i, c := range q.Children {
		if strings.TrimSpace(c.Given) == "" {
			f.Add(fmt.Sprintf("child-%d-given", i), "Enter the child’s given name")
		}
		if strings.TrimSpace(c.Family) == "" {
			f.Add(fmt.Sprintf("child-%d-family", i), "Enter the child’s family name")
		}
	}
	if len(q.Children) > MaxChildren {
		f.Add("child-0-given", "One request takes at most %d children", MaxChildren)
	}
	if q.Requested.After(on) {
		f.Add("requested", "The day of the request must be today or in the past")
	}
	return f.Err()
}

// Asked is what whoever asks gets back.
type Asked struct {
	Subject, Reference string
	Command            command.Receipt
}

// Ask takes a request for early help, for whichever of the services. Who asks is kept; whether the family agreed is kept, also when it refused.
func (r Room) Ask(ctx context.Context, actor access.Actor, q Request) (out Asked, err error) {
	out.Command, err = r.Desk.Do(ctx, actor, "Ask for early help", func(tx *command.Tx) ([]record.Change, error) {
		if err := access.Could(actor, access.Record, access.None).Err(); err != nil {
			return nil, err
		}
		if q.Requested.IsZero() {
			q.Requested = tx.Today()
		}
		if err := q.check(tx.Today()); err != nil {
			return nil, err
		}
		for i := range q.Children {
			c := &q.Children[i]
			c.Given, c.Family = strings.TrimSpace(c.Given), strings.TrimSpace(c.Family)
			c.Record, c.Down, c.Passed, c.Up = "", "", "", ""
			if c.Subject != "" { // chosen from a child's own page
				if err := r.free(tx, actor, c, ""); err != nil {
					return nil, err
				}
			}
		}
		return r.begin(tx, actor, record.EarlyHelpCase{
			Requested: q.Requested, Requester: q.Requester, Service: q.Service, From: "request", Children: q.Children, Adults: strings.TrimSpace(q.Adults),
			Need: strings.TrimSpace(q.Need), Strengths: strings.TrimSpace(q.Strengths), Tried: strings.TrimSpace(q.Tried), Threshold: q.Threshold, Team: q.Team,
		}, q.Consent, &out)
	})
	return out, err
}

// begin makes a case.
func (r Room) begin(tx *command.Tx, actor access.Actor, c record.EarlyHelpCase, consent record.FamilyConsent, out *Asked) ([]record.Change, error) {
	id := tx.NewID()
	c.Reference, c.Account = reference(tx.Today(), id), actor.ID
	if consent.Answer != "" {
		if consent.On.IsZero() {
			consent.On = tx.Today()
		}
		consent.Worker = actor.ID
		c.Consent = []record.FamilyConsent{consent}
	}
	out.Subject, out.Reference = record.EarlyHelpSubject+":"+id, c.Reference
	h := &helping{tx: tx, was: record.Of[record.EarlyHelpCase]{Meta: record.Meta{Subject: out.Subject}}, now: c}
	if err := h.follow(); err != nil {
		return nil, err
	}
	return append(h.changes, record.New(id, out.Subject, h.now)), nil
}

// free looks up a child who is to be of a case, and refuses one who is hidden from the actor or has early help already: there is one list for both
// services, and nobody is on it twice (seed requirement SR-030).
func (r Room) free(tx *command.Tx, actor access.Actor, c *record.EarlyHelpChild, own string) error {
	if record.SubjectType(c.Subject) != record.ChildSubject {
		return errs.Field("subject", "Choose a child")
	}
	s, err := tx.Story(c.Subject)
	if err != nil {
		return err
	}
	child, ok := story.First[record.Child](s)
	if !ok {
		return missing()
	}
	f, err := r.Facts(tx.Tx, s.Subject)
	if err != nil {
		return err
	}
	if err := access.Decide(actor, access.Search, access.Identity, f, tx.Now).Err(); err != nil {
		return missing()
	}
	if other, ok := Running(s); ok && other.Body.Case != own {
		return errs.New(errs.Conflict, "%s has early help already, since %s. Work in that case, or end it first; nothing was changed", child.Body.Current().Full(), other.Body.Started.Long())
	}
	c.Subject = s.Subject
	name := child.Body.Current()
	if c.Given == "" {
		c.Given, c.Family = name.Given, name.Family
	}
	if c.Birth.IsZero() {
		c.Birth = child.Body.Birth
	}
	if c.Sex == "" {
		c.Sex = child.Body.Sex
	}
	return nil
}

// Running is the early help that a child has now.
func Running(s story.Story) (record.Of[record.EarlyHelp], bool) {
	for _, e := range story.All[record.EarlyHelp](s) {
		if e.Body.Ended.IsZero() && !e.Body.Started.IsZero() {
			return e, true
		}
	}
	return record.Of[record.EarlyHelp]{}, false
}
