package people

import (
	"net/http"

	"throughline/internal/day"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Head is the head of every page below a person's record: who it is, their warnings, and the way back. Pages of other parts of the service about one person
// embed it.
type Head = frame

// NewHead makes the head of a page below the record that the route opened. heading is the page's own, and names nobody.
func NewHead(r *shell.Request, heading string) Head { return newFrame(r, heading) }

// Base is the address of the record that the route opened.
func Base(r *shell.Request) string { return base(r) }

// Options are the codes of a set that are in use on a day, as a form offers them, and the ones that are recorded, which may have ended since.
func Options(set string, on day.Day, recorded ...string) []form.Option {
	return options(set, on, recorded...)
}

// Label is what people read for a code; empty for none.
func Label(set, code string) string { return capital(label(set, code)) }

// DoneBanner says what was done, by the word in the address.
func DoneBanner(r *shell.Request, words map[string]string) govuk.NotificationBanner {
	return govuk.NotificationBanner{Success: true, Text: words[r.URL.Query().Get("done")]}
}

// Done sends the reader to a page below the record, with the word for what was done.
func Done(w http.ResponseWriter, r *shell.Request, path, word string) error {
	return r.See(w, base(r)+path+"?done="+word)
}
