package access

import "time"

// Limits on reading many people (requirement R12): more than these, without a link of one's own to them, is not casework.
const (
	BulkHour   = 50  // people in one hour
	BulkDay    = 200 // people in 24 hours
	BulkExport = 100 // people in one export without an approver
)

// BulkRule begins the rule that Bulk gives, so that it can be found in the access log.
const BulkRule = "Too many people opened without a link to them: more than "

// Opened is one read of an identified person by the actor, from the access log.
type Opened struct {
	Subject string
	At      time.Time
	Linked  bool // the actor was allocated, or in the team or line of the case, at the time
}

// Bulk says whether opening one more unlinked subject now would pass a limit; the rule is empty when it would not.
// The caller then asks for a fresh sign-in and tells information governance.
func Bulk(reads []Opened, subject string, now time.Time) (rule string) {
	hour, day := map[string]bool{subject: true}, map[string]bool{subject: true}
	for _, r := range reads {
		age := now.Sub(r.At)
		if r.Linked || age < 0 || age >= 24*time.Hour {
			continue
		}
		day[r.Subject] = true
		if age < time.Hour {
			hour[r.Subject] = true
		}
	}
	switch {
	case len(hour) > BulkHour:
		return BulkRule + "50 in an hour"
	case len(day) > BulkDay:
		return BulkRule + "200 in a day"
	}
	return ""
}

// ExportNeedsApprover says whether an export of so many people needs a second person.
func ExportNeedsApprover(people int) bool { return people > BulkExport }
