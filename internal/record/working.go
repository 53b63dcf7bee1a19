package record

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// PutOff is a piece of work that somebody has put off, with the reason. It names the row of the work list: the record that the work is about, its time
// limit and its title. It changes no limit.
type PutOff struct {
	Record string  `json:"record"`
	Clock  string  `json:"clock,omitempty"` // id of the time limit
	Title  string  `json:"title"`
	Worker string  `json:"worker"` // who put it off
	Until  day.Day `json:"until"`  // the day on which it comes back
	Reason string  `json:"reason"`
}

// KindName is "put_off".
func (PutOff) KindName() string { return "put_off" }

// MinReason is the least that a reason must say, in characters.
const MinReason = 5

// Valid refuses work that is not named, nobody, no reason, and a day that is not set.
func (p PutOff) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", p.Title, "Choose the work that is to be put off")
	needText(&f, "worker", p.Worker, "Say who puts it off")
	if p.Until.IsZero() {
		f.Add("until", "Enter the day on which it comes back")
	}
	checkReason(&f, "reason", p.Reason)
	return f.Err()
}

func checkReason(f *errs.Fields, field, reason string) {
	if len([]rune(strings.TrimSpace(reason))) < MinReason {
		f.Add(field, "Write why, in at least %d characters", MinReason)
	}
}

// Transfer is the handing over of a child's case from one team to another: asked for, then accepted or declined. The team that has the case keeps it
// until the other has accepted.
type Transfer struct {
	From    string  `json:"from"` // team
	To      string  `json:"to"`   // team
	Asked   day.Day `json:"asked"`
	AskedBy string  `json:"asked_by"` // worker
	Reason  string  `json:"reason"`
	State   string  `json:"state"`            // code set transfer_state
	Decided day.Day `json:"decided,omitzero"` // accepted, declined or taken back
	By      string  `json:"by,omitempty"`     // who decided
	Worker  string  `json:"worker,omitempty"` // who has the case in the new team from then on, when that is known
	Note    string  `json:"note,omitempty"`   // why it was declined, or what was agreed
}

// The states of a transfer.
const (
	TransferWaiting  = "waiting"
	TransferAccepted = "accepted"
	TransferDeclined = "declined"
	TransferRevoked  = "revoked" // by the team that had asked
)

// KindName is "transfer".
func (Transfer) KindName() string { return "transfer" }

// Valid refuses a transfer between no two teams, without a day, a reason or a known state, and one that was decided before it was asked for.
func (t Transfer) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "from", t.From, "Say which team has the case")
	needText(&f, "to", t.To, "Choose the team that is to have the case")
	if t.To != "" && t.From == t.To {
		f.Add("to", "The team has the case already")
	}
	needDay(&f, "asked", t.Asked, on, "Enter the day on which it was asked for")
	checkReason(&f, "reason", t.Reason)
	needText(&f, "state", t.State, "Say how it stands")
	checkCode(&f, "state", "transfer_state", t.State, on)
	checkEnd(&f, "decided", t.Asked, t.Decided)
	return f.Err()
}

// Days is how many days a transfer waited or waits, up to a day.
func (t Transfer) Days(on day.Day) int {
	if !t.Decided.IsZero() {
		on = t.Decided
	}
	return max(0, on.Sub(t.Asked))
}

// Absence is a time in which a worker is away and somebody else looks after their work. Whoever covers may see no more than before: only somebody of the
// same team can.
type Absence struct {
	From  day.Day `json:"from"`
	To    day.Day `json:"to,omitzero"` // the last day; empty while it is not known
	Cover string  `json:"cover,omitempty"`
	Note  string  `json:"note,omitempty"` // for whoever covers; nothing of the worker's health
}

// KindName is "absence".
func (Absence) KindName() string { return "absence" }

// Valid refuses an absence of no day, and an end before the start.
func (a Absence) Valid(day.Day) error {
	var f errs.Fields
	if a.From.IsZero() {
		f.Add("from", "Enter the first day away")
	}
	checkEnd(&f, "to", a.From, a.To)
	return f.Err()
}

// On says whether the worker is away on a day.
func (a Absence) On(on day.Day) bool {
	return !a.From.IsZero() && !a.From.After(on) && (a.To.IsZero() || !a.To.Before(on))
}

// CalendarFeed is the secret address at which a worker's own calendar fetches what is due. Only the secret's hash is kept; whoever has the address sees
// days and titles, and nobody's name.
type CalendarFeed struct {
	Hash    string  `json:"hash"` // SHA-256 of the secret, in hexadecimal
	Made    day.Day `json:"made"`
	Revoked day.Day `json:"revoked,omitzero"`
}

// KindName is "calendar_feed".
func (CalendarFeed) KindName() string { return "calendar_feed" }
