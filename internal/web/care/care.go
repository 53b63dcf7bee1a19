// Package care has the pages of a looked-after child: legal status and placement, how care begins and ends, the episodes as the return will have them,
// reviews, and the requests to the panel.
//
// Invariant: the episodes on the page are those that internal/returns/episode cuts for the return, and what is said of them are the rules of the return
// (internal/returns/yearround). Nothing is worked out here a second time.
//
// Source: issue 5; acceptance-scenarios.md 4, 5, 6 and 13.
package care

import (
	"net/http"
	"net/url"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of care and of the panel.
func Routes() []shell.Route {
	var out []shell.Route
	on := func(method, path string, action access.Action, class access.Class, page shell.Handler) {
		out = append(out, shell.Route{Method: method, Path: "/children/{id}/care" + path, Action: action, Class: class, About: shell.AChild, Page: page})
	}
	both := func(path string, action access.Action, class access.Class, page shell.Handler) {
		on("GET", path, action, class, page)
		on("POST", path, action, class, page)
	}
	on("GET", "", access.Read, access.Address, overview)
	on("POST", "/undo", access.Read, access.Identity, takeBack(func(r *shell.Request) string { return root(r.Subject()) })) // the room asks for what was done
	both("/start", access.Record, access.Address, start)
	both("/status", access.Record, access.Address, status)
	both("/placement", access.Record, access.Address, placement)
	both("/end", access.Record, access.Address, end)
	both("/change/{record}", access.Record, access.Address, change)
	on("POST", "/change/{record}/out", access.Record, access.Address, takeOut)
	on("GET", "/versions/{record}", access.Read, access.Address, versions)
	on("GET", "/facts", access.Read, access.None, allFacts)
	both("/facts/{fact}", access.Record, access.None, oneFact) // of which class each fact is the page and the room ask
	both("/facts/{fact}/{record}", access.Record, access.None, oneFact)
	on("POST", "/facts/{fact}/{record}/out", access.Record, access.None, takeOutFact)
	both("/panel", access.RequestSpending, access.Money, ask)
	on("GET", "/panel/{record}", access.Read, access.Money, request)
	both("/panel/{record}/amend", access.RequestSpending, access.Money, amend)
	on("POST", "/panel/{record}/withdraw", access.RequestSpending, access.Money, withdraw)
	on("POST", "/panel/{record}/decide", access.AuthoriseSpending, access.Money, decide)
	both("/panel/{record}/tie", access.Record, access.Money, tie)
	on("GET", "/prices/{record}", access.Read, access.Money, price)
	both("/prices/{record}/change", access.Record, access.Money, changePrice)
	on("POST", "/prices/{record}/recovered", access.Record, access.Money, recovered)
	on("POST", "/prices/undo", access.Read, access.Money, takeBack(func(*shell.Request) string { return "/placement-prices" }))
	free := func(method, path string, action access.Action, page shell.Handler) {
		out = append(out, shell.Route{Method: method, Path: path, Action: action, Class: access.Money, Page: page})
	}
	free("GET", "/panel-requests", access.List, requests)
	free("GET", "/placement-prices", access.List, prices)
	free("GET", "/placement-prices/check", access.List, reconcile)
	free("GET", "/approval-limits", access.SetLimits, limits)
	free("POST", "/approval-limits", access.SetLimits, setLimit)
	free("POST", "/approval-limits/clear", access.SetLimits, clearLimit)
	free("POST", "/approval-limits/undo", access.SetLimits, undoLimit)
	return out
}

func root(subject string) string { return "/children/" + record.SubjectID(subject) + "/care" }

// page is a form about the child that the route opened. base is what the reader has seen; 0 where nothing is changed.
func page(r *shell.Request, heading, path, button string, base int64) shell.SectionedForm {
	p := r.Page(heading)
	p.Title = heading + " – Child’s record"
	p.Back = govuk.BackLink{Text: "Looked after", Href: root(r.Subject())}
	v := r.Reading.View()
	who := v.Name.Full()
	if !v.Birth.IsZero() {
		who += ", born " + v.Birth.Long()
	}
	return shell.SectionedForm{Page: p, Intro: []string{who}, Action: root(r.Subject()) + path, Draft: "care/" + record.SubjectID(r.Subject()) + path, Base: base, Button: button}
}

// run shows the form, or takes it. do is called with what the reader had seen and a form that was judged; word says what was done.
func run(w http.ResponseWriter, r *shell.Request, v shell.SectionedForm, word string, do func(base int64) error) error {
	return runTo(w, r, v, func() string { return root(r.Subject()) + "?done=" + word }, do)
}

func runTo(w http.ResponseWriter, r *shell.Request, v shell.SectionedForm, to func() string, do func(base int64) error) error {
	if r.Method == http.MethodGet {
		now := v.Base
		if err := r.DraftInto(&v); err != nil {
			return err
		}
		if v.Base != now { // whoever opens the form sees how it stands now
			v.Base, v.Intro = now, append(v.Intro, "The record has changed since you typed this. Look at how it stands before you send it.")
		}
		return r.ShowForm(w, v)
	}
	return r.RunForm(w, v, nil, func(base int64, _ url.Values) (string, error) {
		err := do(base)
		return to(), err
	})
}

// doneWords is what the banner says after each step. Addresses hold only the key.
var doneWords = map[string]string{
	"start": "It is recorded that the child is looked after.", "status": "The legal status is changed.", "placement": "The placement is changed.", "end": "The end of care is recorded.",
	"change": "The record is corrected. What it said before is kept.", "out": "The change is taken out. What was before it goes on.", "fact": "That is recorded.", "mended": "That is corrected. What it said before is kept.", "struck": "That is taken out.",
	"undone": "That was undone. The record is as it was before.", "asked": "The panel is asked.", "amended": "The request is amended and asked again.",
	"withdrawn": "The request is withdrawn.", "approved": "The request is approved.", "refused": "The request is refused.", "returned": "The request was returned.",
	"price": "The price is changed. What it was before is kept.", "tied": "The request pays for the placement.", "recovered": "It is noted that nothing more is to be recovered.",
	"limit": "The limit is set.", "cleared": "The limit is taken away.",
}

func banner(r *shell.Request) govuk.NotificationBanner {
	return govuk.NotificationBanner{Success: true, Text: doneWords[r.URL.Query().Get("done")]}
}

// options are the codes of a set that were in force at any time from a day on; one that has ended, or is yet to begin, says so. Which are in force on the day
// that is typed is for the room to say (acceptance scenario 6).
func options(set string, from, today day.Day) (out []form.Option) {
	cs, _ := codes.Set(set)
	for _, c := range cs.Codes {
		if c.To.Before(from) || c.Code == "X1" && set == "REC" {
			continue
		}
		label := codes.Sentence(set, c.Code) + " (" + c.Code + ")"
		switch {
		case c.To.Before(today):
			label += ", until " + c.To.Long()
		case c.From.After(from):
			label += ", from " + c.From.Long()
		}
		out = append(out, form.Option{Value: c.Code, Label: label})
	}
	return out
}

// coded is a code in words, with the code for those who know it.
func coded(set, code string) string {
	if code == "" {
		return ""
	}
	return codes.Sentence(set, code) + " (" + code + ")"
}

// homePostcode is the child's postcode as it is held, so that it is not asked for again.
func homePostcode(s story.Story) string {
	for _, a := range slices.Backward(story.All[record.Address](s)) {
		if a.Body.To.IsZero() && !a.Body.Confidential && a.Body.Postcode != "" {
			return a.Body.Postcode
		}
	}
	return ""
}

// heldNeed is why the child is in need, as the newest referral says.
func heldNeed(s story.Story, on day.Day) string {
	ref, _ := story.Latest[record.Referral](s)
	cs, _ := codes.Set("CIN")
	if cs.Valid(ref.Body.PrimaryNeed, on) != nil {
		return ""
	}
	return ref.Body.PrimaryNeed
}
