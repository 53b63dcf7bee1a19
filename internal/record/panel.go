package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// PanelRequest asks that a placement or a service for a child may be paid for. What it costs a year decides who may approve it (acceptance scenario 13;
// specs/finance.md 5). It holds nothing of the case but why it is asked for, which finance is not shown.
type PanelRequest struct {
	Reference string       `json:"reference"`
	For       string       `json:"for"`                // code set price_item
	What      string       `json:"what"`               // what is bought, without the child's name
	Provider  string       `json:"provider,omitempty"` // in words
	Starts    day.Day      `json:"starts,omitzero"`
	Weekly    int64        `json:"weekly_pence,omitempty"`
	OneOff    int64        `json:"one_off_pence,omitempty"`
	Why       string       `json:"why"`
	Placement string       `json:"placement,omitempty"` // the cla_placement record that it is for; empty: one that is not recorded yet
	Approver  string       `json:"approver"`            // the worker whose decision it waits for
	Rounds    []PanelRound `json:"rounds"`              // what was done with it, the oldest first
}

// PanelRound is one step of a request.
type PanelRound struct {
	Act     string    `json:"act"` // code set panel_act
	By      string    `json:"by"`  // worker
	At      time.Time `json:"at"`
	Comment string    `json:"comment,omitempty"`
	Yearly  int64     `json:"yearly_pence"`          // 52 weeks and what is paid once, as it was then
	Limit   *int64    `json:"limit_pence,omitempty"` // of whoever decided, as it was then
}

// The codes of panel_act.
const (
	PanelAsked     = "asked"
	PanelReturned  = "returned"
	PanelAmended   = "amended"
	PanelApproved  = "approved"
	PanelRefused   = "refused"
	PanelWithdrawn = "withdrawn"
)

// KindName is "panel_request".
func (PanelRequest) KindName() string { return "panel_request" }

// Valid refuses a request for nothing, of no cost or one below 0, without a reason, an approver or a first step, and unknown codes.
func (p PanelRequest) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", p.Reference, "The request has no reference")
	needText(&f, "for", p.For, "Choose what it is for")
	checkCode(&f, "for", "price_item", p.For, day.Day{})
	needText(&f, "what", p.What, "Write what is asked for")
	needText(&f, "why", p.Why, "Write why it is needed")
	needText(&f, "approver", p.Approver, "Choose who decides")
	if p.Weekly < 0 || p.OneOff < 0 || p.Weekly == 0 && p.OneOff == 0 {
		f.Add("weekly_pence", "Enter what it costs a week, or once")
	}
	if len(p.Rounds) == 0 {
		f.Add("rounds", "The request was never made")
	}
	for _, r := range p.Rounds {
		needText(&f, "rounds", r.By, "Say who did it")
		needText(&f, "rounds", r.Act, "Say what was done")
		checkCode(&f, "rounds", "panel_act", r.Act, day.Day{})
	}
	return f.Err()
}

// Standing is what was done with the request last.
func (p PanelRequest) Standing() string {
	if len(p.Rounds) == 0 {
		return ""
	}
	return p.Rounds[len(p.Rounds)-1].Act
}

// Waits says whether the request waits for its approver.
func (p PanelRequest) Waits() bool { s := p.Standing(); return s == PanelAsked || s == PanelAmended }

// Open says whether the request is neither decided nor withdrawn.
func (p PanelRequest) Open() bool { return p.Waits() || p.Standing() == PanelReturned }

// ApprovalLimit is up to what cost a year a worker may approve requests to the panel. Its subject is the worker; a worker without one approves nothing.
type ApprovalLimit struct {
	Yearly int64  `json:"yearly_pence"`
	Reason string `json:"reason"` // why it was set, such as the council's scheme of delegation
}

// KindName is "approval_limit".
func (ApprovalLimit) KindName() string { return "approval_limit" }

// Valid refuses a limit below 0, and one without a reason.
func (l ApprovalLimit) Valid(day.Day) error {
	var f errs.Fields
	if l.Yearly < 0 {
		f.Add("yearly_pence", "The limit must be 0 or more")
	}
	needText(&f, "reason", l.Reason, "Write on what the limit rests")
	return f.Err()
}
