package everypage_test

import (
	"testing"

	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// door is what the front door and the consultation line have to show.
type door struct{ enquiry, call string }

// knock asks an agency about the contact that waits, and takes a call.
func (f *furnished) knock(t *testing.T) {
	t.Helper()
	ctx, h, screener := t.Context(), f.House, f.Actor(t, "worker:screener")
	contact := record.ContactSubject + ":" + f.contact
	_, err := h.FrontDoor.Ask(ctx, screener, contact, []frontdoor.Question{{AgencyType: "gp", Rating: "amber", Text: "What do you know of them?"}})
	webtest.Need(t, err)
	asked, err := h.FrontDoor.Open(ctx, screener, contact, "set up")
	webtest.Need(t, err)
	call, _, err := h.Line.Record(ctx, screener, record.Consultation{
		Caller: "Sal Lead", AgencyType: "school", Reason: "threshold", Topic: "A girl who comes hungry", Advice: "Talk with her mother first.", ConsentDiscussed: record.No,
		Outcome: "own_help", Named: []record.ContactChild{{Given: "Ottoline", Family: "Brandt"}},
	})
	webtest.Need(t, err)
	f.door = door{asked.Enquiries[0].ID, webtest.ID(call)}
}

// doorPages are their pages.
func (f *furnished) doorPages(out map[string][]sample) {
	for _, path := range []string{"/front-door/new", "/front-door/handover", "/consultations", "/consultations/new"} {
		out["GET "+path] = []sample{{who: "screener"}}
	}
	out["GET /contacts/{id}/ask"] = []sample{{who: "screener", with: f.contact}}
	out["GET /contacts/{id}/enquiries/{record}"] = []sample{{who: "screener", with: f.contact, then: f.door.enquiry}, {who: "screener", with: f.contact, then: "none", not: true}}
	for _, path := range []string{"", "/edit", "/note"} {
		out["GET /consultations/{id}"+path] = []sample{{who: "screener", with: f.door.call}}
	}
	out["GET /consultations/{id}"] = append(out["GET /consultations/{id}"], sample{who: "screener", with: "none", not: true})
}
