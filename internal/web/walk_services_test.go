package web_test

import (
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// The pages of the services beside social work. A record of theirs is of a child whom nobody of the walk works with: for all of them it is not there.
var _ = addServices(probes)

func addServices(probes map[string]probe) bool {
	probes["GET /services"], probes["GET /children/{id}/services"] = probe{}, probe{about: "child"}
	for root, s := range map[string]struct {
		about, refer string
		editors      []string
	}{
		"/young-carers":   {"carer", "young-carer", []string{"offer", "assessment", "plan", "review", "school", "allocate", "close", "reopen"}},
		"/clinical":       {"clinical", "clinical", []string{"accept", "appointment", "came", "follow", "measure", "allocate", "close", "reopen"}},
		"/domestic-abuse": {"abuse", "domestic-abuse", []string{"safe", "risk", "session", "allocate", "close", "reopen"}},
	} {
		probes["GET "+root], probes["GET "+root+"/{id}"], probes["POST "+root+"/{id}/undo"] = probe{}, probe{about: s.about}, probe{about: s.about, form: "command=x"}
		probes["GET /children/{id}/"+s.refer], probes["POST /children/{id}/"+s.refer] = probe{about: "child"}, probe{about: "child", form: "source=x"}
		for _, e := range s.editors {
			probes["GET "+root+"/{id}/"+e], probes["POST "+root+"/{id}/"+e] = probe{about: s.about}, probe{about: s.about, form: "base=1&outcome=x"}
		}
	}
	return true
}

// The words by which a case of domestic abuse would give itself away.
var abuseSigns = []string{"Vesper Lindqvist", "Corvin Lindqvist", "020 7946 0977", "reads her letters"}

// serve refers a child of the manager's own to each of the services.
func (w *walk) serve(t *testing.T) {
	t.Helper()
	ctx, room, child := t.Context(), w.House.Services, w.cases[access.Manager][own].child
	lead := w.Actor(t, workerOf(access.Manager))
	var err error
	w.things["carer"], _, err = room.IdentifyCarer(ctx, lead, child, services.NewCarer{Source: "school", For: []record.CaredFor{{Who: "mother"}}, Team: "team:nobody"})
	webtest.Need(t, err)
	w.things["clinical"], _, err = room.ReferClinical(ctx, lead, child, services.NewClinical{Source: "5A", Need: "Sleep", Priority: "soon", Team: "team:nobody"})
	webtest.Need(t, err)
	w.things["abuse"], _, err = room.ReferAbuse(ctx, lead, child, services.NewAbuse{Source: "6", Need: "He reads her letters.", Harmed: record.AbuseAdult{Name: abuseSigns[0]}, Harming: record.AbuseAdult{Name: abuseSigns[1]},
		Consent: "given", Safe: record.SafeWays{Letters: record.No, Phone: abuseSigns[2]}, Team: "team:nobody"})
	webtest.Need(t, err)
}

// SR-311: a case of domestic abuse is nowhere for those who are not of its team: on no page of the child, in no list, and its own addresses answer as those of none.
func TestACaseOfDomesticAbuseIsNowhere(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	child := webtest.ID(w.cases[access.Manager][own].child)
	for _, role := range []access.Role{access.Manager, access.SocialWorker, access.Screener, access.EarlyHelp, access.Director, access.Analyst, access.Governance, access.Partner} {
		for _, rt := range web.Routes() {
			p := probes[rt.Pattern()]
			if rt.Method != "GET" || strings.Contains(rt.Path, "{token}") {
				continue
			}
			with := w.things[p.about]
			if p.about == "child" {
				with = child
			} else if p.about != "" && p.about != "abuse" {
				continue
			}
			page := w.visit(t, role, rt, p, with, "", false)
			for _, sign := range append(abuseSigns, w.things["abuse"]) {
				if p.about == "abuse" && sign == w.things["abuse"] {
					continue // the address that was asked for
				}
				if strings.Contains(page.Body, sign) {
					t.Errorf("%s as %s says %q", rt.Pattern(), role, sign)
				}
			}
			if p.about == "abuse" {
				there := answerOf(page, with)
				if none := answerOf(w.visit(t, role, rt, p, wrongIDs[0], "", false), wrongIDs[0]); !there.same(none) {
					t.Errorf("%s as %s tells a case that exists (%d) from one that does not (%d)", rt.Pattern(), role, there.status, none.status)
				}
			}
		}
	}
}
