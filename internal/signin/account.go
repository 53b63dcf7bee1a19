package signin

import (
	"net/mail"
	"strings"
	"time"

	"throughline/internal/errs"
)

// Kind says whether a person or a machine signs in.
type Kind string

// The kinds of account.
const (
	Person  Kind = "person"
	Service Kind = "service"
)

// Status is what an administrator or a rule has decided about an account.
type Status string

// The statuses of an account.
const (
	Enabled  Status = "enabled"
	Disabled Status = "disabled"
)

// Account is how somebody, or something, signs in. What they may do is in their worker record.
type Account struct {
	ID          string // made by the program
	Kind        Kind
	Worker      string // subject of the worker record that says what the holder may do
	Name        string
	Email       string // unique, compared without regard to case; for a service its name
	Owner       string // account id of the person who answers for a service account
	Status      Status
	Why         string    // why it was disabled
	Created     time.Time // UTC, as all times here
	Reopened    time.Time // when an administrator last opened it again; zero when never
	LastUsed    time.Time // the last sign-in or request; zero when it was never used
	Expires     time.Time // zero for a person
	HasPassword bool
	HasCode     bool // an authenticator app is enrolled
}

// Limits on unused and machine accounts (requirement R1).
const (
	WarnUnused    = 21 * 24 * time.Hour
	DisableUnused = 30 * 24 * time.Hour
	ServiceLife   = 365 * 24 * time.Hour
)

// Use is how an account stands by its use.
type Use string

// What Dormancy finds.
const (
	InUse   Use = "in use"
	Fading  Use = "unused for 21 days" // warn the holder and their manager
	Dormant Use = "unused for 30 days" // disable now
)

// Dormancy says how an account stands that was last used at the time; pass the time of creation when it never was.
func Dormancy(lastUsed, now time.Time) Use {
	switch unused := now.Sub(lastUsed); {
	case unused >= DisableUnused:
		return Dormant
	case unused >= WarnUnused:
		return Fading
	}
	return InUse
}

// lastActive is the time that dormancy counts from.
func (a Account) lastActive() time.Time {
	last := a.Created
	for _, t := range []time.Time{a.Reopened, a.LastUsed} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// Closed says why nobody may sign in with the account at the time; empty when somebody may.
func (a Account) Closed(now time.Time) string {
	switch {
	case a.Status != Enabled:
		return "disabled"
	case !a.Expires.IsZero() && !now.Before(a.Expires):
		return "expired"
	case Dormancy(a.lastActive(), now) == Dormant:
		return string(Dormant)
	}
	return ""
}

// check says what is wrong with an account that is about to be kept.
func (a Account) check(now time.Time) error {
	var f errs.Fields
	if strings.TrimSpace(a.Name) == "" {
		f.Add("name", "Enter a name")
	}
	if a.Kind != Person && a.Kind != Service {
		f.Add("kind", "Choose whether a person or a service uses the account")
	}
	if parsed, err := mail.ParseAddress(a.Email); a.Kind == Person && (err != nil || parsed.Address != a.Email) {
		f.Add("email", "Enter an email address, like name@example.gov.uk")
	} else if a.Email == "" {
		f.Add("email", "Enter the name that the service signs in with")
	}
	if a.Worker == "" || strings.ContainsAny(a.Worker, " \t\r\n") {
		f.Add("worker", "Name the worker record that says what the holder may do")
	}
	if a.Kind == Service {
		switch {
		case a.Owner == "":
			f.Add("owner", "Name the person who answers for this service account")
		case a.Owner == a.ID:
			f.Add("owner", "A service account cannot answer for itself")
		}
		switch {
		case a.Expires.IsZero():
			f.Add("expires", "Enter the day on which this service account ends")
		case a.Expires.Sub(now) > ServiceLife:
			f.Add("expires", "A service account ends within 365 days; it can be renewed")
		case !a.Expires.After(now):
			f.Add("expires", "The day on which the account ends must be in the future")
		}
	}
	return f.Err()
}
