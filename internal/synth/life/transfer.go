package life

import (
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// handOver is that the team that has a case asks the team that gets it, some days before: a week on average, so that on any day some cases wait
// (assumption). Into care a case goes with the child, and nobody is asked.
func (n *course) handOver(team string, on day.Day) {
	if n.team0 == "" || n.team0 == team || on != n.left || on.Before(n.w.PractisedSince()) || slices.Contains(CareTeams, team) {
		return
	}
	days := 1 + int(n.ofCase(n.single, "transfer/"+team).Gamma(1.1, 7))
	asked := on.Add(-days)
	if asked.Before(n.had) {
		asked = n.had
	}
	if asked = calendar.OnOrAfter(asked); asked.After(on) {
		asked = on
	}
	at := n.hours(asked, n.named("transfer asked"))
	if known := n.decided.Add(40 * time.Minute); at.Before(known) {
		at = known
	}
	id := n.id(at, n.named("transfer"))
	body := record.Transfer{From: n.team0, To: team, Asked: asked, AskedBy: n.w.Staff.Manager(n.team0, asked), State: record.TransferWaiting,
		Reason: "The assessment is done, and the family needs help for longer than this team gives it."}
	n.record(at, body.AskedBy, "Ask another team to take a case", n.held.New(id, n.Subject, body))
	body.State, body.Decided, body.By = record.TransferAccepted, on, n.w.Staff.Manager(team, on)
	n.record(n.hours(on, n.named("transfer accepted")), body.By, "Answer a transfer", n.held.Edit(id, body))
}
