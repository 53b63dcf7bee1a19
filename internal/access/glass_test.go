package access

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/errs"
)

func TestOpenBreakGlass(t *testing.T) {
	t.Parallel()
	worker := Actor{ID: "W1", Roles: []Role{SocialWorker}}
	good := "Child missing, police ask now"
	for name, tt := range map[string]struct {
		reason string
		actor  Actor
		facts  Facts
		kind   errs.Kind // Internal means no error
	}{
		"good":                      {good, worker, Facts{Subject: "P1"}, errs.Internal},
		"restricted":                {good, worker, Facts{Subject: "P1", Restricted: true}, errs.Internal},
		"exactly twenty characters": {"Mother in hospital a", worker, Facts{Subject: "P1"}, errs.Internal},
		"twenty counted in letters": {"Mère hospitalisée ék", worker, Facts{Subject: "P1"}, errs.Internal},
		"nineteen":                  {"Mother in hospital.", worker, Facts{Subject: "P1"}, errs.Invalid},
		"padded with spaces":        {"  Urgent" + strings.Repeat(" ", 30) + "now  ", worker, Facts{Subject: "P1"}, errs.Invalid},
		"one character repeated":    {strings.Repeat("x", 40), worker, Facts{Subject: "P1"}, errs.Invalid},
		"one word of two letters":   {strings.Repeat("no ", 20), worker, Facts{Subject: "P1"}, errs.Invalid},
		"barred":                    {good, worker, Facts{Subject: "P1", Barred: []string{"W1"}}, errs.NotFound},
		"compartment":               {good, worker, Facts{Subject: "P1", Compartment: Adoption}, errs.NotFound},
		"no such role":              {good, Actor{ID: "F1", Roles: []Role{Finance}}, Facts{Subject: "P1"}, errs.Denied},
		"not signed in":             {good, Actor{}, Facts{Subject: "P1"}, errs.NotFound},
		"nobody named":              {good, worker, Facts{}, errs.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := OpenBreakGlass(tt.reason, tt.actor, tt.facts, now)
			if tt.kind == errs.Internal {
				if err != nil {
					t.Fatal(err)
				}
				tt.facts.Glass = []Window{w}
				if d := Decide(tt.actor, Read, Identity, tt.facts, now); !d.Allow {
					t.Errorf("opened, yet %+v", d)
				}
				return
			}
			if err == nil || errs.Of(err) != tt.kind {
				t.Errorf("got %v (%v), want %v", err, errs.Of(err), tt.kind)
			}
		})
	}
}

func TestWindowHoldsSixtyMinutes(t *testing.T) {
	w := Window{Actor: "W1", Subject: "P1", From: now}
	for _, tt := range []struct {
		at   time.Duration
		end  time.Duration // closed early when not zero
		want bool
	}{
		{-time.Nanosecond, 0, false},
		{0, 0, true},
		{60*time.Minute - time.Nanosecond, 0, true},
		{60 * time.Minute, 0, false},
		{10 * time.Minute, 10 * time.Minute, false},
		{9 * time.Minute, 10 * time.Minute, true},
		{61 * time.Minute, 90 * time.Minute, false}, // closing late does not lengthen it
	} {
		w.Ended = time.Time{}
		if tt.end != 0 {
			w.Ended = now.Add(tt.end)
		}
		if got := w.Opens("W1", "P1", now.Add(tt.at)); got != tt.want {
			t.Errorf("after %v, ended %v: %v", tt.at, tt.end, got)
		}
	}
	if (Window{From: now}).Opens("", "", now) {
		t.Error("an empty window opened for nobody")
	}
}

func TestBulk(t *testing.T) {
	reads := func(n int, step time.Duration, linked bool) []Opened {
		var rs []Opened
		for i := range n {
			rs = append(rs, Opened{fmt.Sprintf("P%d", i), now.Add(-time.Duration(i) * step), linked})
		}
		return rs
	}
	for name, tt := range map[string]struct {
		reads   []Opened
		subject string
		stopped bool
	}{
		"fiftieth in the hour":            {reads(49, time.Minute, false), "NEW", false},
		"fifty-first in the hour":         {reads(50, time.Minute, false), "NEW", true},
		"again one of the fifty":          {reads(50, time.Minute, false), "P3", false},
		"own team's fifty":                {reads(50, time.Minute, true), "NEW", false},
		"two hundred over the day":        {reads(199, 7*time.Minute, false), "NEW", false},
		"two hundred and one in the day":  {reads(200, 7*time.Minute, false), "NEW", true},
		"many, but the day before":        {[]Opened{{"P1", now.Add(-24 * time.Hour), false}}, "NEW", false},
		"a clock that is ahead is no aid": {reads(50, time.Second, false), "NEW", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Bulk(tt.reads, tt.subject, now); (got != "") != tt.stopped {
				t.Errorf("rule %q", got)
			}
		})
	}
	if ExportNeedsApprover(100) || !ExportNeedsApprover(101) {
		t.Error("an export of over 100 people needs an approver")
	}
}
