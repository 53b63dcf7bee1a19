package protection

import (
	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// assesses says whether what a discussion decided is done by assessing the child: an enquiry under section 47 is carried out through the assessment
// (Working Together 2023, chapter 3), and “the assessment goes on” needs one that goes on.
func assesses(decision string) bool { return Enquires(decision) || decision == "assessment" }

// fastTrack opens the assessments that a discussion needs and nobody has opened: of children who came straight from the front door to a discussion
// (complaints-as-tests.md 19; acceptance-scenarios.md 2). Children of one team and worker are assessed together. An assessment that the referral has, open
// or authorised, is the one that the enquiry goes on from. It gives the changes, and each child's part by its subject.
func (r Room) fastTrack(tx *command.Tx, actor access.Actor, d Discussion) (changes []record.Change, opened map[string]string, err error) {
	type holder struct{ team, worker string }
	var order []holder
	groups := map[holder][]record.Of[record.Referral]{}
	for _, c := range d.Children {
		if !assesses(c.Decision) {
			continue
		}
		s, err := r.one(tx.Tx, actor, tx.Now, c.Child, discuss)
		if err != nil {
			return nil, nil, err
		}
		ref, ok := Open(s)
		if !ok {
			return nil, nil, noReferral()
		}
		if _, ok := assessing(s, ref.ID); ok {
			continue
		}
		var h holder
		h.worker, h.team = allocated(s)
		if h.team == "" && len(actor.Teams) > 0 {
			h.team = actor.Teams[0] // an imported referral knows no team; whoever held the discussion takes it on
		}
		if h.team == "" {
			return nil, nil, errs.New(errs.Conflict, "%s has no assessment, and no team that could make one. Give the case to a team first, then record the discussion. Nothing was changed", nameOf(s))
		}
		if _, ok := groups[h]; !ok {
			order = append(order, h)
		}
		groups[h] = append(groups[h], ref)
	}
	opened = map[string]string{}
	for _, h := range order {
		more, err := r.OpenAssessment(tx, h.team, h.worker, groups[h])
		if err != nil {
			return nil, nil, err
		}
		for _, c := range more {
			if a, ok := c.Body.(record.Assessment); ok {
				opened[a.Referral] = c.ID
			}
		}
		changes = append(changes, more...)
	}
	return changes, opened, nil
}

// assessedBy is the assessment of a referral that a discussion stands beside: the one of the record, or the one that the discussion opens.
func assessedBy(s story.Story, referral string, opened map[string]string) string {
	if a, ok := assessing(s, referral); ok {
		return a.ID
	}
	return opened[referral]
}
