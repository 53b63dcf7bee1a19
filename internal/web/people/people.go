// Package people has the pages of children and adults: find one, add one, see the record on one screen, change it, merge and restrict
// records, see who read one, and open one in an emergency.
//
// Invariant: no name of a person is in an address or in a title; what was searched for travels in the body of a form.
//
// Source: issue 2 (People, Access); complaints-as-tests.md rows 5, 15, 16 and 20; acceptance-scenarios.md 7, 8, 19 and 20.
package people

import (
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of people.
func Routes() []shell.Route {
	var out []shell.Route
	on := func(pattern string, action access.Action, class access.Class, page shell.Handler) {
		method, path, _ := strings.Cut(pattern, " ")
		out = append(out, shell.Route{Method: method, Path: path, Action: action, Class: class, Page: page})
	}
	on("GET /people", access.Search, access.Identity, find)
	on("POST /people", access.Search, access.Identity, find)
	on("GET /people/new", access.CreatePerson, access.Identity, add)
	on("POST /people/new", access.CreatePerson, access.Identity, takeNew)
	on("POST /people/new/again", access.CreatePerson, access.Identity, startAgain)
	on("GET /people/new/duplicates", access.CreatePerson, access.Identity, duplicates)
	on("POST /people/new/duplicates", access.CreatePerson, access.Identity, takeDuplicates)
	on("GET /people/new/check", access.CreatePerson, access.Identity, checkNew)
	on("POST /people/new/check", access.CreatePerson, access.Identity, create)

	on("GET /break-glass", access.ReviewBreakGlass, access.Audit, openings)
	on("GET /break-glass/{id}", access.ReviewBreakGlass, access.Audit, opening)
	on("POST /break-glass/{id}", access.ReviewBreakGlass, access.Audit, review)
	on("GET /searches", access.ReviewBreakGlass, access.Audit, searches)
	on("GET /break-glass/open", access.BreakGlass, access.None, askGlass)
	on("POST /break-glass/open", access.BreakGlass, access.None, openGlass)
	on("POST /break-glass/end", access.BreakGlass, access.None, endGlass)

	for _, about := range []shell.About{shell.AChild, shell.AnAdult} {
		out = append(out, ofPerson(about)...)
	}
	return out
}

// ofPerson are the pages of one child's or adult's record.
func ofPerson(about shell.About) []shell.Route {
	var out []shell.Route
	on := func(method, path string, action access.Action, class access.Class, page shell.Handler) {
		out = append(out, shell.Route{Method: method, Path: root(about) + "{id}" + path, Action: action, Class: class, About: about, Page: page})
	}
	both := func(path string, action access.Action, class access.Class, page shell.Handler) {
		on("GET", path, action, class, page)
		on("POST", path, action, class, page)
	}
	on("GET", "", access.Read, access.Identity, show)
	on("GET", "/readings", access.ReadAccessLog, access.Audit, readings)
	on("GET", "/records", access.Read, access.Identity, records)
	on("GET", "/records/{record}", access.Read, access.Identity, oneRecord)
	on("GET", "/family-tree", access.Read, access.Identity, familyTree)
	both("/details", access.EditPerson, access.Identity, details)
	both("/name", access.EditPerson, access.Identity, rename)
	both("/identifier", access.EditPerson, access.Identity, addIdentifier)
	both("/address", access.EditPerson, access.Address, addAddress)
	both("/contact", access.EditPerson, access.Contact, addContact)
	on("POST", "/contact/end", access.EditPerson, access.Contact, endContact)
	both("/relationship", access.EditPerson, access.Identity, relate)
	both("/relationship/{record}/end", access.EditPerson, access.Identity, endRelationship)
	both("/family", access.EditPerson, access.Identity, startFamily)
	both("/family/{family}/join", access.EditPerson, access.Identity, joinFamily)
	both("/family/{family}/leave", access.EditPerson, access.Identity, leaveFamily)
	both("/merge", access.MergePerson, access.Identity, merge)
	on("POST", "/unmerge", access.MergePerson, access.Identity, unmerge)
	both("/restrict", access.RestrictPerson, access.Identity, restrict)
	if about == shell.AChild {
		on("GET", "/due", access.Read, access.Referral, allDue)
		both("/birth", access.EditPerson, access.Identity, birth)
		both("/professional", access.EditPerson, access.Contact, addProfessional)
		both("/professional/{record}/end", access.EditPerson, access.Contact, endProfessional)
		both("/allocate", access.Allocate, access.Identity, allocate)
		on("POST", "/allocate/end", access.Allocate, access.Identity, endAllocation)
		on("POST", "/allocate/undo", access.Allocate, access.Identity, undoAllocation)
	}
	return out
}

func root(about shell.About) string {
	if about == shell.AChild {
		return "/children/"
	}
	return "/adults/"
}

// Path is the address of a person's record.
func Path(subject string) string {
	kind, id, _ := strings.Cut(subject, ":")
	if kind == record.ChildSubject {
		return root(shell.AChild) + id
	}
	return root(shell.AnAdult) + id
}

// subject is whose record the route opened: the one that survived, after a merge.
func subject(r *shell.Request) string { return r.Reading.Story.Subject }

// base is the address of the record that the route opened.
func base(r *shell.Request) string { return Path(subject(r)) }

// frame is the head of every page below a record.
type frame struct {
	govuk.Page
	Base  string // the record's address
	Bar   govuk.IdentityBar
	Glass *glassBar
}

func newFrame(r *shell.Request, heading string) frame {
	v := r.Reading.View()
	p := r.Page(heading)
	p.Title = heading + " – " + recordWords(record.SubjectType(r.Subject()) == record.ChildSubject) // whatever the reader may see of it
	p.Back = govuk.BackLink{Text: "Back to the record", Href: base(r)}
	return frame{Page: p, Base: base(r), Bar: bar(r, v), Glass: glassOf(r)}
}

// recordWords is what a title calls a record. It names nobody.
func recordWords(child bool) string {
	if child {
		return "Child’s record"
	}
	return "Adult’s record"
}

// done sends the reader to a record and says what was done. The word is one of the keys of doneWords.
func done(w http.ResponseWriter, r *shell.Request, word string) error {
	return r.See(w, base(r)+"?done="+word)
}

// doneWords is what the banner says after each change. Addresses hold only the key.
var doneWords = map[string]string{
	"added": "The person was added.", "opened": "The record is open to you for 60 minutes. The owner and information governance have been told.",
	"details": "The details were changed.", "name": "The new name is recorded. The name until then is kept as a former one.",
	"identifier": "The number is recorded.", "address": "The address is recorded.", "contact": "The contact detail is recorded.",
	"contact-ended": "The contact detail was ended. It is kept in the history.", "relationship": "The relationship is recorded. It shows from both sides.",
	"relationship-ended": "The relationship was ended. It is kept in the history.", "birth": "The birth is recorded.",
	"unmerged": "The two records are apart again.", "allocated": "The case is allocated.", "allocation-ended": "The allocation was ended.", "allocation-undone": "That was undone. The case is held as it was before.",
	"professional": "The professional is recorded.", "professional-ended": "The professional’s time with the child was ended. It is kept in the history.",
	"family": "The family is recorded. Add the others who belong to it.", "family-joined": "The family is recorded for both.", "family-left": "The time in the family was ended. It is kept in the history.",
	"glass-ended": "Your emergency access was ended.",
	"restricted":  "The record is restricted. Only people who are cleared can find it.", "unrestricted": "The restriction was lifted.",
	"warning": "The warning is recorded. It shows on every page of this person.",
	"cleared": "The worker is cleared for this record.", "uncleared": "The clearance was withdrawn.",
	"barred": "The conflict of interest is recorded. The worker cannot open or find this record.", "unbarred": "The conflict of interest was ended.",
}

func banner(r *shell.Request) govuk.NotificationBanner {
	return govuk.NotificationBanner{Success: true, Text: doneWords[r.URL.Query().Get("done")]}
}
