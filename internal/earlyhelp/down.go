package earlyhelp

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The ways in which early help begins.
const (
	FromFrontDoor = "front_door"
	FromStepDown  = "step_down"
)

// Source is something in a child's records from which early help may begin, with all that it says carried over.
type Source struct {
	Record string  // the referral that was passed on; the assessment or plan from which the child comes down
	Kind   string  // referral, assessment, cin_plan, cp_plan
	On     day.Day // when it was decided, authorised or ended: the clock EH-03 counts from it
	From   string  // FromFrontDoor or FromStepDown
}

// Sources are those of a child, newest first, that no early help has begun from: a referral that the front door passed on, an assessment that was
// authorised, a plan that ended.
func Sources(s story.Story) (out []Source) {
	used := map[string]bool{}
	for _, e := range story.All[record.EarlyHelp](s) {
		used[e.Body.Passed], used[e.Body.StepDown] = true, true
	}
	for _, r := range story.All[record.Referral](s) {
		if r.Body.Decision == "early_help" && !used[r.ID] && r.Body.Closed.IsZero() {
			out = append(out, Source{r.ID, r.Kind, day.In(r.Body.Decided), FromFrontDoor})
		}
	}
	for _, a := range story.All[record.Assessment](s) {
		if !a.Body.Authorised.IsZero() && !used[a.Body.Referral] {
			out = append(out, Source{a.ID, a.Kind, a.Body.Authorised, FromStepDown})
		}
	}
	for _, p := range story.All[record.CINPlan](s) {
		if !p.Body.Ended.IsZero() && !used[p.Body.Referral] {
			out = append(out, Source{p.ID, p.Kind, p.Body.Ended, FromStepDown})
		}
	}
	for _, p := range story.All[record.CPPlan](s) {
		if !p.Body.Ended.IsZero() && !used[p.Body.Referral] {
			out = append(out, Source{p.ID, p.Kind, p.Body.Ended, FromStepDown})
		}
	}
	slices.SortStableFunc(out, func(a, b Source) int { return b.On.Compare(a.On) })
	return out
}

// Begin begins early help from what a child's records hold: what the front door passed on, or what a family comes down from. Brothers and sisters
// of the same referral or report come along when the same was decided for them. Nothing is typed again but what the family says now. Unless the family
// refuses, the episode of need from which each child comes ends by the same command, where nothing else goes on in it (acceptance-scenarios.md 2).
func (r Room) Begin(ctx context.Context, actor access.Actor, child, source, service, team string, consent record.FamilyConsent) (out Asked, err error) {
	out.Command, err = r.Desk.Do(ctx, actor, begun, func(tx *command.Tx) ([]record.Change, error) {
		s, err := tx.Story(child)
		if err != nil {
			return nil, err
		}
		if err := r.mayChild(tx.Tx, actor, s.Subject, access.Record); err != nil {
			return nil, err
		}
		var f errs.Fields
		if service == "" {
			f.Add("service", "Choose whose early help it is")
		}
		if team == "" {
			f.Add("team", "Choose the team that takes it on")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(Sources(s), func(o Source) bool { return o.Record == source })
		if i < 0 {
			return nil, errs.New(errs.Conflict, "Early help has begun from this already, or there is nothing to begin it from. Nothing was changed")
		}
		from := Sources(s)[i]
		c, err := r.brought(tx, s, from)
		if err != nil {
			return nil, err
		}
		c.Service, c.Team, c.From, c.Requested = service, team, from.From, from.On
		if c.Requested.IsZero() || c.Requested.After(tx.Today()) {
			c.Requested = tx.Today()
		}
		if c.Requester.Name == "" {
			c.Requester.Name = actor.Name
		}
		for i := range c.Children {
			if err := r.free(tx, actor, &c.Children[i], ""); err != nil {
				return nil, err
			}
		}
		changes, err := r.begin(tx, actor, c, consent, &out)
		if err != nil || consent.Answer == "refused" {
			return changes, err
		}
		for _, ch := range c.Children {
			if ch.Down == "" && ch.Passed == "" {
				continue
			}
			s, err := tx.Story(ch.Subject)
			if err != nil {
				return nil, err
			}
			changes = append(changes, r.StepDown(s, cmp.Or(ch.Down, ch.Passed), actor.ID, tx.Today())...)
		}
		return changes, nil
	})
	return out, err
}

func (r Room) mayChild(t *db.Tx, actor access.Actor, child string, action access.Action) error {
	f, err := r.Facts(t, child)
	if err != nil {
		return err
	}
	return access.Decide(actor, action, access.None, f, r.Desk.Now()).Err()
}

// brought is a case as its source makes it.
func (r Room) brought(tx *command.Tx, s story.Story, from Source) (record.EarlyHelpCase, error) {
	if from.From == FromFrontDoor {
		return r.passed(tx, s, from)
	}
	c := record.EarlyHelpCase{Requester: record.Referrer{Agency: "Social care", AgencyType: "council_social_care", Source: "5B"}}
	child := record.EarlyHelpChild{Subject: s.Subject}
	switch from.Kind {
	case record.Assessment{}.KindName():
		a, _ := story.Find[record.Assessment](s, from.Record)
		child.Down, child.Views = a.Body.Referral, views(a.Body)
		c.Children, c.Needs = []record.EarlyHelpChild{child}, a.Body.Needs
		if a.Body.Report == "" {
			c.Need = "Comes down from an assessment that was completed on " + a.Body.Authorised.Long() + "."
			return c, nil
		}
		return c, r.assessed(tx, &c, s, a)
	case record.CINPlan{}.KindName():
		p, _ := story.Find[record.CINPlan](s, from.Record)
		child.Down = p.Body.Referral
		c.Need, c.Aim, c.Actions = ended("a child in need plan", p.Body.Ended, p.Body.EndedBecause), p.Body.Aim, agreed(p.Body.Actions)
	default:
		p, _ := story.Find[record.CPPlan](s, from.Record)
		child.Down = p.Body.Referral
		c.Need, c.Aim, c.Actions = ended("a child protection plan", p.Body.Ended, p.Body.EndedBecause), p.Body.Aim, agreed(p.Body.Actions)
	}
	c.Children = []record.EarlyHelpChild{child}
	return c, nil
}

func ended(what string, on day.Day, why string) string {
	return strings.TrimSpace("Comes down from " + what + " that ended on " + on.Long() + ". " + why)
}

// agreed are the actions of a plan that were not done: they go on.
func agreed(actions []record.PlanAction) (out []record.TaskAgreed) {
	for _, a := range actions {
		if a.Done.IsZero() {
			out = append(out, record.TaskAgreed{What: a.What, Who: a.Owner, By: a.Due})
		}
	}
	return out
}

func views(a record.Assessment) string {
	return strings.TrimSpace(a.Views + "\n" + a.Wishes)
}

// assessed carries an assessment report over, and the brothers and sisters for whom it came to early help as well.
func (r Room) assessed(tx *command.Tx, c *record.EarlyHelpCase, s story.Story, a record.Of[record.Assessment]) error {
	rs, err := story.Load(tx.Tx, a.Body.Report)
	if err != nil {
		return err
	}
	rep, ok := story.Latest[record.AssessmentReport](rs)
	if !ok {
		return missing()
	}
	c.Report, c.Need, c.Analysis, c.FamilyViews = a.Body.Report, rep.Body.Analysis, rep.Body.Analysis, rep.Body.Parenting
	c.Aim, c.Tried, c.Adults = rep.Body.Plan, rep.Body.History, rep.Body.Environment
	if c.Need == "" {
		c.Need = "Comes down from an assessment that was completed on " + a.Body.Authorised.Long() + "."
	}
	for _, other := range rep.Body.Children {
		o, err := tx.Story(other.Child)
		if err != nil {
			return err
		}
		part, ok := story.Find[record.Assessment](o, other.Assessment)
		if !ok || o.Subject == s.Subject || part.Body.Outcome != "early_help" {
			continue
		}
		if err := r.mayChild(tx.Tx, tx.Actor, o.Subject, access.Record); err != nil {
			return err
		}
		if _, busy := Running(o); busy {
			continue
		}
		c.Children = append(c.Children, record.EarlyHelpChild{Subject: o.Subject, Down: part.Body.Referral, Views: views(part.Body)})
	}
	return nil
}

// passed carries a contact over that the front door passed to early help, with all its children for whom that was decided.
func (r Room) passed(tx *command.Tx, s story.Story, from Source) (record.EarlyHelpCase, error) {
	ref, _ := story.Find[record.Referral](s, from.Record)
	c := record.EarlyHelpCase{Contact: ref.Body.Contact, Need: ref.Body.Rationale, Threshold: ref.Body.Threshold, Requester: record.Referrer{Source: ref.Body.Source, Agency: ref.Body.Agency}}
	child := record.EarlyHelpChild{Subject: s.Subject, Passed: ref.ID}
	if ref.Body.Contact == "" {
		c.Children = []record.EarlyHelpChild{child}
		return c, nil
	}
	cs, err := story.Load(tx.Tx, ref.Body.Contact)
	if err != nil {
		return c, err
	}
	con, ok := story.Latest[record.Contact](cs)
	if !ok {
		c.Children = []record.EarlyHelpChild{child}
		return c, nil
	}
	c.Requester, c.Need, c.Strengths = con.Body.Referrer, con.Body.Concern, con.Body.Strengths
	c.Adults = strings.TrimSpace(adult("Mother", con.Body.Mother) + "\n" + adult("Father", con.Body.Father))
	for _, ch := range con.Body.Children {
		if ch.Subject == "" {
			continue
		}
		o, err := tx.Story(ch.Subject)
		if err != nil {
			return c, err
		}
		own, ok := story.Find[record.Referral](o, ch.Referral)
		if !ok || own.Body.Decision != "early_help" {
			continue
		}
		if o.Subject != s.Subject {
			if err := r.mayChild(tx.Tx, tx.Actor, o.Subject, access.Record); err != nil {
				return c, err
			}
			if _, busy := Running(o); busy {
				continue
			}
		}
		c.Children = append(c.Children, record.EarlyHelpChild{Given: ch.Given, Family: ch.Family, Birth: ch.Birth, Sex: ch.Sex, Views: ch.View, Subject: o.Subject, Passed: own.ID})
	}
	if len(c.Children) == 0 {
		c.Children = []record.EarlyHelpChild{child}
	}
	return c, nil
}

func adult(word string, a record.ContactAdult) string {
	if a.Known != "yes" {
		return ""
	}
	text := word + ": " + strings.TrimSpace(a.Given+" "+a.Family)
	if a.Phone != "" {
		text += ", " + a.Phone
	}
	return text
}
