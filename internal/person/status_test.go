package person

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	on := day.Must
	decided := time.Date(2026, time.March, 3, 23, 30, 0, 0, time.UTC)
	type bodies []record.Body
	tests := map[string]struct {
		given bodies
		want  Involvement
	}{
		"nothing recorded":         {nil, Involvement{}},
		"referral not decided":     {bodies{record.Referral{Date: on("2026-03-02")}}, Involvement{"Referral received", on("2026-03-02")}},
		"no further action":        {bodies{record.Referral{Date: on("2026-03-02"), Decision: "no_further_action"}}, Involvement{}},
		"advice":                   {bodies{record.Referral{Date: on("2026-03-02"), Decision: "advice"}}, Involvement{}},
		"NFA as the census has it": {bodies{record.Referral{Date: on("2026-03-02"), NFA: true}}, Involvement{}},
		"decided, nothing begun": {
			bodies{record.Referral{Date: on("2026-03-02"), Decision: "assessment", Decided: decided}},
			Involvement{"Referral decided: social work assessment", on("2026-03-03")},
		},
		"assessment begun": {
			bodies{record.Referral{Date: on("2026-03-02"), Decision: "assessment"}, record.Assessment{Referral: "0", Started: on("2026-03-05")}},
			Involvement{"Assessment in progress", on("2026-03-05")},
		},
		"assessment authorised": {
			bodies{record.Referral{Date: on("2026-03-02")}, record.Assessment{Referral: "0", Started: on("2026-03-05"), Authorised: on("2026-04-05"), Outcome: "child_in_need_plan"}},
			Involvement{"Assessment completed: child in need plan", on("2026-04-05")},
		},
		"assessed, no further action": {
			bodies{record.Referral{Date: on("2026-03-02")}, record.Assessment{Referral: "0", Started: on("2026-03-05"), Authorised: on("2026-04-05"), Outcome: "no_further_action"}},
			Involvement{},
		},
		"closed while assessed": {
			bodies{record.Referral{Date: on("2026-03-02"), Closed: on("2026-03-20")}, record.Assessment{Referral: "0", Started: on("2026-03-05")}},
			Involvement{},
		},
		"an older one still open": {
			bodies{record.Referral{Date: on("2026-03-02"), Decision: "early_help"}, record.Referral{Date: on("2026-05-02"), Decision: "advice"}},
			Involvement{"Referral decided: early help", on("2026-03-02")},
		},
		"allocated without a referral": {bodies{record.Allocation{Team: "team:a", From: on("2026-03-02")}}, Involvement{"Case open", on("2026-03-02")}},
		"allocation ended":             {bodies{record.Allocation{Team: "team:a", From: on("2026-03-02"), To: on("2026-03-03")}}, Involvement{}},
		"chaired only":                 {bodies{record.Allocation{Worker: "w", Role: RoleChair, From: on("2026-03-02")}}, Involvement{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, Status(tell(tt.given...)), cmpopts.EquateComparable(day.Day{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// tell makes a story of bodies; the ids are their places.
func tell(bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: string(rune('0' + i)), Kind: b.KindName(), Subject: "child:1", Version: 1}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

func TestTeamUntilAllocated(t *testing.T) {
	t.Parallel()
	open := record.Referral{Team: "team:duty", Agency: "agency:school"}
	tests := map[string]struct {
		given []record.Body
		want  []string
	}{
		"the team it was sent to":         {[]record.Body{open}, []string{"team:duty"}},
		"the newest of two":               {[]record.Body{open, record.Referral{Team: "team:two"}}, []string{"team:two"}},
		"the team that took it":           {[]record.Body{open, record.Allocation{Team: "team:a"}}, []string{"team:a"}},
		"back to it after the allocation": {[]record.Body{open, record.Allocation{Team: "team:a", To: day.Must("2026-01-01")}}, []string{"team:duty"}},
		"nobody after the end":            {[]record.Body{record.Referral{Team: "team:duty", Closed: day.Must("2026-01-01")}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, FactsOf(tell(tt.given...)).Teams); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := FactsOf(tell(open)).Agencies; len(got) != 1 || got[0] != "agency:school" {
		t.Errorf("agencies %q", got)
	}
}

func TestEditKeepsWhatWasNotShown(t *testing.T) {
	t.Parallel()
	was := record.Child{Disabilities: []string{"HEAR"}, School: "Hill School", Language: "eng"}
	blind := keepUnread(was, record.Child{Language: "pol"}, func(access.Class) bool { return false })
	if diff := cmp.Diff(record.Child{Disabilities: []string{"HEAR"}, School: "Hill School", Language: "pol"}, blind, cmpopts.EquateComparable(day.Day{})); diff != "" {
		t.Error(diff)
	}
	if seeing := keepUnread(was, record.Child{}, func(access.Class) bool { return true }); seeing.School != "" || seeing.Disabilities != nil {
		t.Errorf("an editor who sees them cannot take them out: %+v", seeing)
	}
}
