package web_test

import (
	"maps"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
)

// withReviews adds the pages of reviews, reports to the cabinet, decisions and of minutes that are being drafted.
func withReviews(probes map[string]probe) map[string]probe {
	both := func(path, about, form string) {
		probes["GET "+path], probes["POST "+path] = probe{about: about}, probe{about: about, form: form}
	}
	maps.Copy(probes, map[string]probe{
		"GET /scrutiny/reviews": {}, "GET /scrutiny/reviews/{id}": {about: "review"}, "GET /scrutiny/cabinet": {}, "GET /scrutiny/cabinet/{id}": {about: "cabinet"},
		"POST /scrutiny/cabinet/{id}/publish": {about: "cabinet"}, "GET /public/cabinet/{id}": {about: "cabinet"}, "GET /scrutiny/decisions": {}, "GET /scrutiny/decisions/{id}": {about: "decision"},
		"GET /scrutiny/meetings/{id}/draft": {about: "meeting"}, "GET /scrutiny/meetings/{id}/draft-file": {about: "meeting"}, "POST /scrutiny/meetings/{id}/remove": {about: "meeting", form: "record=x"},
	})
	both("/scrutiny/check", "", "text=Nothing+at+all")
	both("/scrutiny/reviews/new", "", "title=T")
	for _, p := range []string{"scope", "comment", "settle", "evidence", "finding", "check", "move"} {
		both("/scrutiny/reviews/{id}/"+p, "review", "title=T&text=Words")
	}
	both("/scrutiny/cabinet/new", "", "title=T")
	both("/scrutiny/cabinet/{id}/change", "cabinet", "title=T")
	both("/scrutiny/cabinet/{id}/sign-off", "cabinet", "name=N")
	both("/scrutiny/decisions/new", "", "title=T")
	for _, p := range []string{"change", "call-in", "judge", "hear"} {
		both("/scrutiny/decisions/{id}/"+p, "decision", "title=T")
	}
	both("/scrutiny/meetings/{id}/notes", "meeting", "notes=x")
	both("/scrutiny/meetings/{id}/paragraph", "meeting", "text=Words")
	return probes
}

// furnishReviews makes a review, a report to the cabinet that nobody has published, and a decision.
func (w *walk) furnishReviews(t *testing.T, rm scrutiny.Room, committee string) {
	t.Helper()
	ctx, officer := t.Context(), w.Actor(t, workerOf(access.Scrutiny))
	for name, make := range map[string]func() (string, error){
		"review": func() (string, error) {
			return rm.SaveReview(ctx, officer, "", 0, "Foster carers", committee, "Councillor Field", record.ReviewTerms{Aims: "Why carers leave"})
		},
		"cabinet": func() (string, error) {
			return rm.SaveCabinetReport(ctx, officer, "", 0, record.CabinetReport{Title: "Annual report", Member: "Councillor Field", Director: "Helen Starling", Wards: "All wards", Classification: "open",
				Covers: day.Must("2025-03-31"), Author: "Ann Officer", Body: "Cabinet", Meeting: day.Must("2026-04-20")})
		},
		"decision": func() (string, error) {
			return rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: "A new home", Maker: "Cabinet", Key: true, Noticed: day.Must("2026-01-05"), Expected: day.Must("2026-02-16")})
		},
	} {
		subject, err := make()
		webtest.Need(t, err)
		w.things[name] = webtest.ID(subject)
	}
}
