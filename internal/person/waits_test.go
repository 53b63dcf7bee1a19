package person

import (
	"testing"

	"throughline/internal/record"
	"throughline/internal/story"
)

func TestAChildIsInTheQueueUntilItsReferralIsDecided(t *testing.T) {
	for name, tt := range map[string]struct {
		ref  record.Referral
		want bool
	}{
		"matched, waits":           {record.Referral{Contact: "contact:1"}, true},
		"decided":                  {record.Referral{Contact: "contact:1", Decision: "assessment"}, false},
		"imported, never in queue": {record.Referral{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := story.New("child:1", nil, []record.Record{{Meta: record.Meta{ID: "r1", Subject: "child:1"}, Body: tt.ref}})
			if got := FactsOf(s).FrontDoor; got != tt.want {
				t.Errorf("FrontDoor = %v", got)
			}
		})
	}
}
