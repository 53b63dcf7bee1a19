package person_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Complaint 16: whoever keeps the case adds a professional; nobody else can; what ends is kept.
func TestAProfessionalOfAnotherService(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		adult := h.adult("Ngozi", "Okafor")
		p := record.Professional{Name: " Rosalind Pyke ", Role: "Health visitor", Organisation: "Reedmere Community Health"}
		h.refuses(errs.Denied, "")(h.AddProfessional(ctx, other, id, p))
		h.refuses(errs.NotFound, "")(h.AddProfessional(ctx, worker, "child:nobody", p))
		if _, err := h.AddProfessional(ctx, manager, adult, p); err == nil {
			t.Error("an adult has a professional")
		}
		h.refuses(errs.Invalid, "")(h.AddProfessional(ctx, worker, id, record.Professional{Name: "  ", Role: "Health visitor"}))
		h.refuses(errs.Invalid, "")(h.AddProfessional(ctx, worker, id, record.Professional{Name: "Rosalind Pyke"}))
		future := p
		future.From = h.Desk.Desk.Today().Add(1)
		h.refuses(errs.Invalid, "in the past")(h.AddProfessional(ctx, worker, id, future))
		h.done(h.AddProfessional(ctx, worker, id, p))
		p.Name = "rosalind pyke"
		h.refuses(errs.Conflict, "already")(h.AddProfessional(ctx, worker, id, p))

		reading, err := h.Read(ctx, worker, id, access.Read, access.Identity, "GET /children/{id}")
		h.ok(err)
		now := person.Professionals(reading)
		if len(now) != 1 || now[0].Body.Name != "Rosalind Pyke" || now[0].Body.From != h.Desk.Desk.Today() {
			t.Fatalf("%+v", now)
		}
		reading.Actor = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}
		if got := person.Professionals(reading); got != nil {
			t.Errorf("who may not read how to reach people sees %+v", got)
		}
		h.refuses(errs.Denied, "")(h.EndProfessional(ctx, other, id, now[0].ID, day.Day{}))
		h.refuses(errs.NotFound, "")(h.EndProfessional(ctx, worker, id, "no such record", day.Day{}))
		h.done(h.EndProfessional(ctx, worker, id, now[0].ID, day.Day{}))
		h.refuses(errs.Conflict, "already")(h.EndProfessional(ctx, worker, id, now[0].ID, day.Day{}))
		reading, err = h.Read(ctx, worker, id, access.Read, access.Identity, "GET /children/{id}")
		h.ok(err)
		if kept := story.All[record.Professional](reading.Story); len(person.Professionals(reading)) != 0 || len(kept) != 1 || kept[0].Body.To.IsZero() {
			t.Errorf("after the end: %+v", kept)
		}
		h.done(h.AddProfessional(ctx, worker, id, p)) // comes back later
	})
}
