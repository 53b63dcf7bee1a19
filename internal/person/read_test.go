package person_test

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

func TestReadIsWrittenDown(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		hidden := h.child("Ben", "Okafor", "2017-03-04")
		h.done(h.Restrict(ctx, manager, hidden, "Threats", nil))
		read := func(a access.Actor, subject string) error {
			t.Helper()
			r, err := h.Read(ctx, a, subject, access.Read, access.Identity, "GET /children/{id}")
			if err != nil && (len(r.Story.Records) > 0 || r.Facts.Subject != "") {
				t.Errorf("a refused reading of %s hands out %+v", subject, r)
			}
			return err
		}
		h.ok(read(worker, id))
		h.refused(errs.Denied, "", read(other, id))
		gone, secret := read(worker, "child:"+strings.Repeat("x", 100)+"\x00\xff"), read(worker, hidden)
		same(t, "a hidden person's error", gone.Error(), secret.Error())
		same(t, "their kinds", errs.NotFound, errs.Of(gone))
		same(t, "their sentence", access.Missing, errs.Text(secret))

		same(t, "the log", []string{
			"worker:sw|" + id + "|read|GET /children/{id}|The allocated worker and their team read the case|true",
			"worker:other|" + id + "|read|GET /children/{id}|The role needs a relationship to the case|false",
			"worker:sw|child:" + strings.Repeat("x", 54) + "|read|GET /children/{id}|There is no such record|false",
			"worker:sw|" + hidden + "|read|GET /children/{id}|A restricted record opens only to those cleared|false",
		}, commandtest.Query[string](t, h.Desk, "select actor || '|' || subject || '|' || action || '|' || page || '|' || why || '|' || case when allowed then 'true' else 'false' end from read_entry order by seq"))

		// Who read this child's record, when and why: under every id the child ever had.
		b := h.child("Adah", "Okafor", "2015-03-04")
		h.Clock.Add(time.Hour)
		h.ok(read(worker, b))
		h.done(h.Merge(ctx, manager, b, id, "Same child"))
		h.Clock.Add(time.Hour)
		h.ok(read(worker, id))
		got, err := h.WhoRead(ctx, governance, id, time.Time{})
		h.ok(err)
		var lines []string
		for _, r := range got {
			lines = append(lines, r.Actor+" "+r.At.Format("15:04")+" "+r.Action)
		}
		same(t, "who read", []string{
			"worker:ig 11:00 read_access_log", "worker:sw 11:00 read", "worker:sw 10:00 read", "worker:other 09:00 read", "worker:sw 09:00 read",
		}, lines)
		got, err = h.WhoRead(ctx, manager, b, commandtest.Start.Add(time.Hour+time.Minute))
		h.ok(err)
		same(t, "readings since the second hour", 3, len(got))
		_, err = h.WhoRead(ctx, worker, id, time.Time{})
		h.refused(errs.Denied, "", err)
		_, err = h.WhoRead(ctx, manager, "child:nobody", time.Time{})
		h.refused(errs.NotFound, access.Missing, err)
		// Governance may ask about a restricted record, a worker in whose line it is not may not.
		_, err = h.WhoRead(ctx, governance, hidden, time.Time{})
		h.ok(err)
	})
}

func TestNoReadWithoutALog(t *testing.T) {
	t.Parallel()
	for name, breakIt := range map[string]func(h house){
		"log table gone": func(h house) {
			h.ok(h.DB.Write(h.t.Context(), func(t *db.Tx) error {
				_, err := t.Exec("alter table read_entry rename to read_entry_gone")
				return err
			}))
		},
		"log head gone": func(h house) {
			h.ok(h.DB.Write(h.t.Context(), func(t *db.Tx) error {
				_, err := t.Exec("delete from log_head where log = 'reads'")
				return err
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachHouse(t, func(t *testing.T, h house) {
				id := h.child("Ada", "Okafor", "2015-03-04")
				breakIt(h)
				for _, subject := range []string{id, "child:nobody"} {
					r, err := h.Read(t.Context(), worker, subject, access.Read, access.Identity, "test")
					if err == nil || errs.Of(err) == errs.NotFound || len(r.Story.Records) > 0 {
						t.Errorf("%s was read without a log: %v, %d records", subject, err, len(r.Story.Records))
					}
				}
				if got, err := h.WhoRead(t.Context(), governance, id, time.Time{}); err == nil {
					t.Errorf("the log was read without a log: %+v", got)
				}
			})
		})
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		c := child("Ada", "Okafor", "2015-03-04")
		c.Disabilities, c.School = []string{"HEAR"}, "Hill School"
		id := h.add(person.NewPerson{
			Child:     &c,
			Addresses: []record.Address{{Lines: []string{"1 Open Road"}}, {Lines: []string{"2 Secret Road"}, Confidential: true}},
			Contacts:  []record.ContactDetail{{Type: record.Phone, Value: "1"}, {Type: record.Phone, Value: "2", Confidential: true}},
		})
		analyst := access.Actor{ID: "worker:an", Roles: []access.Role{access.Analyst}}
		inTeam := access.Actor{ID: "worker:team", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:a"}}
		type seen struct {
			Name, School           string
			Health, Homes, Numbers int
			Withheld               bool
		}
		tests := map[string]struct {
			who  access.Actor
			want seen
		}{
			"allocated worker": {worker, seen{"Ada Okafor", "Hill School", 1, 2, 2, false}},
			"same team":        {inTeam, seen{"Ada Okafor", "Hill School", 1, 1, 1, true}},
			"analyst":          {analyst, seen{"Ada Okafor", "Hill School", 0, 0, 0, false}},
		}
		for name, tt := range tests {
			r, err := h.Read(ctx, tt.who, id, access.Read, access.Identity, "test")
			h.ok(err)
			v := r.View()
			same(t, name, tt.want, seen{v.Name.Full(), v.School, len(v.Disabilities), len(v.Addresses), len(v.Contacts), v.Withheld})
		}
		r, err := h.Read(ctx, governance, id, access.ReadAccessLog, access.Audit, "test")
		h.ok(err)
		v := r.View()
		same(t, "what governance sees of the person", seen{}, seen{v.Name.Full(), v.School, len(v.Disabilities), len(v.Addresses), len(v.Contacts), v.Withheld})
	})
}
