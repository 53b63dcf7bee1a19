package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Employment is a time in which a worker was employed on the same terms (SSD professionals; children's social work workforce census). It opens
// nothing: what a worker may do is in the Worker. How many cases somebody holds is counted from the allocations.
type Employment struct {
	From     day.Day `json:"from"`
	To       day.Day `json:"to,omitzero"` // the last day
	Contract string  `json:"contract"`    // code set worker_contract
	Job      string  `json:"job"`         // code set worker_job
	Team     string  `json:"team,omitempty"`
	FTE      int     `json:"fte"`                   // hundredths of full time: 100 is full time
	Post     string  `json:"post,omitempty"`        // the post record that it fills; an agency worker with one covers a vacancy
	Started  day.Day `json:"started,omitzero"`      // first day here, when that was before From on other terms
	Why      string  `json:"left_reason,omitempty"` // code set worker_left_reason
}

// The contract of agency workers.
const AgencyContract = "agency"

// KindName is "employment".
func (Employment) KindName() string { return "employment" }

// Valid refuses an employment of no day, on no terms, of no or too much time, unknown codes, and an end before the start.
func (e Employment) Valid(day.Day) error {
	var f errs.Fields
	if e.From.IsZero() {
		f.Add("from", "Enter the day from which these terms hold")
	}
	checkEnd(&f, "to", e.From, e.To)
	if e.Started.After(e.From) {
		f.Add("started", "The first day here was not after %s", e.From.Short())
	}
	needText(&f, "contract", e.Contract, "Choose how the worker is employed")
	checkCode(&f, "contract", "worker_contract", e.Contract, e.From)
	needText(&f, "job", e.Job, "Choose the job")
	checkCode(&f, "job", "worker_job", e.Job, e.From)
	checkFTE(&f, e.FTE)
	checkCode(&f, "left_reason", "worker_left_reason", e.Why, e.To)
	return f.Err()
}

// Post is a place in a team that is paid for. On a day on which nobody permanent or on a fixed term is employed in it, it is vacant (measures
// WF-01, WF-02, WF-05). Its subject is the team.
type Post struct {
	Job  string  `json:"job"` // code set worker_job
	FTE  int     `json:"fte"` // hundredths of full time
	From day.Day `json:"from"`
	To   day.Day `json:"to,omitzero"` // the last day

	Funder      string  `json:"funder,omitempty"`      // code set funder
	FundedUntil day.Day `json:"funded_until,omitzero"` // the last day for which there is money; empty: it does not end
}

// KindName is "post".
func (Post) KindName() string { return "post" }

// Valid refuses a post of no job or day, of no or too much time, an unknown job, and an end before the start.
func (p Post) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "job", p.Job, "Choose the job")
	checkCode(&f, "job", "worker_job", p.Job, p.From)
	checkFTE(&f, p.FTE)
	if p.From.IsZero() {
		f.Add("from", "Enter the day from which there is the post")
	}
	checkEnd(&f, "to", p.From, p.To)
	checkCode(&f, "funder", "funder", p.Funder, p.From)
	checkEnd(&f, "funded_until", p.From, p.FundedUntil)
	return f.Err()
}

func checkFTE(f *errs.Fields, n int) {
	if n < 1 || n > 100 {
		f.Add("fte", "Enter the share of full time in hundredths, from 1 to 100")
	}
}
