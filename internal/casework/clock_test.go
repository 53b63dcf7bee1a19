package casework

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// tell makes a child's story of bodies; the ids are their places.
func tell(bodies ...record.Body) story.Story { return about("child:1", bodies...) }

func about(subject string, bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: string(rune('a' + i)), Kind: b.KindName(), Subject: subject, Version: 1}, Body: b})
	}
	return story.New(subject, nil, rs)
}

var on = day.Must

type row struct{ Record, Title, Started, Due, Met, Worker, Team, Queue string }

func rows(s story.Story) []row {
	var out []row
	for _, t := range Tasks(clock.Standard())(s) {
		out = append(out, row{t.Record, t.Title, t.Started.String(), t.Due.String(), t.Met.String(), t.Worker, t.Team, t.Queue})
	}
	return out
}

// Clock QA-03: four weeks from the allocation, then from the last supervision; the limit stays when the case passes from one worker to the next, and begins
// anew after a time in which it was nobody's.
func TestSupervisionIsDue(t *testing.T) {
	t.Parallel()
	held := func(date string) record.Supervision {
		return record.Supervision{Date: on(date), Worker: "w", Supervisor: "m", Reflection: "x"}
	}
	open := func(record, from, due string) row {
		return row{record, "Hold supervision of this case", from, due, "", "worker:a", "team:n", ""}
	}
	met := func(record, from, due, met string) row {
		return row{record, "Supervision of this case", from, due, met, "worker:a", "team:n", ""}
	}
	allocated := record.Allocation{Worker: "worker:a", Team: "team:n", From: on("2026-03-02")}
	for name, tt := range map[string]struct {
		given []record.Body
		want  []row
	}{
		"a team alone holds it":       {[]record.Body{record.Allocation{Team: "team:n", From: on("2026-03-02")}}, nil},
		"only chaired":                {[]record.Body{record.Allocation{Worker: "worker:c", Role: "chair", From: on("2026-03-02")}}, nil},
		"allocated, never supervised": {[]record.Body{allocated}, []row{open("a", "2026-03-02", "2026-03-30")}},
		"held on the last day": {[]record.Body{allocated, held("2026-03-30")},
			[]row{met("b", "2026-03-02", "2026-03-30", "2026-03-30"), open("b", "2026-03-30", "2026-04-27")}},
		"held late, over a bank holiday": {[]record.Body{allocated, held("2026-04-07")}, // Easter does not move a limit in weeks
			[]row{met("b", "2026-03-02", "2026-03-30", "2026-04-07"), open("b", "2026-04-07", "2026-05-05")}},
		"recorded out of order": {[]record.Body{allocated, held("2026-04-20"), held("2026-03-23")},
			[]row{met("c", "2026-03-02", "2026-03-30", "2026-03-23"), met("b", "2026-03-23", "2026-04-20", "2026-04-20"), open("b", "2026-04-20", "2026-05-18")}},
		"held before the case was anybody's": {[]record.Body{allocated, held("2026-02-20")}, []row{open("a", "2026-03-02", "2026-03-30")}},
		"passed from worker to worker": {[]record.Body{
			record.Allocation{Worker: "worker:b", Team: "team:n", From: on("2026-02-02"), To: on("2026-03-02")}, allocated, held("2026-02-23"),
		}, []row{met("c", "2026-02-02", "2026-03-02", "2026-02-23"), open("c", "2026-02-23", "2026-03-23")}},
		"nobody's for a week": {[]record.Body{
			record.Allocation{Worker: "worker:b", Team: "team:n", From: on("2026-01-05"), To: on("2026-02-20")}, allocated,
		}, []row{open("b", "2026-03-02", "2026-03-30")}},
		"closed": {[]record.Body{record.Allocation{Worker: "worker:b", Team: "team:n", From: on("2026-01-05"), To: on("2026-02-20")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, rows(tell(tt.given...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Acceptance scenario 17: the review of a warning is a task, and a manager's agreement that is missing is another.
func TestWarningsAreReviewed(t *testing.T) {
	t.Parallel()
	allocated := record.Allocation{Worker: "worker:a", Team: "team:n", From: on("2026-03-02")}
	w := record.Warning{Type: "animal", Text: "x", From: on("2026-03-02"), Review: on("2027-03-02"), By: "worker:x"}
	agreed, reviewed, over := w, w, w
	agreed.Agreed = "worker:m"
	reviewed.Agreed = "worker:m"
	reviewed.Reviews = []record.WarningReview{{On: on("2026-09-01"), By: "worker:m", Text: "x", Next: on("2027-03-01")}}
	reviewed.Review = on("2027-03-01")
	over.Ended = on("2026-05-01")
	agree := row{"b", "Agree the warning: dangerous animal", "2026-03-02", "", "", "", "team:n", "review"}
	review := func(from, due string) row {
		return row{"b", "Review the warning: dangerous animal", from, due, "", "worker:a", "team:n", ""}
	}
	for name, tt := range map[string]struct {
		given record.Warning
		want  []row
	}{
		"not agreed yet": {w, []row{agree, review("2026-03-02", "2027-03-02")}},
		"agreed":         {agreed, []row{review("2026-03-02", "2027-03-02")}},
		"reviewed":       {reviewed, []row{review("2026-09-01", "2027-03-01")}},
		"ended":          {over, nil},
	} {
		got := rows(tell(allocated, tt.given))
		if diff := cmp.Diff(tt.want, got[1:]); diff != "" { // the first is the supervision's
			if len(tt.want) > 0 || len(got) > 1 {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
	// Nobody is allocated to an adult: whoever recorded the warning is reminded.
	if got := rows(about("adult:1", agreed)); len(got) != 1 || got[0].Worker != "worker:x" {
		t.Errorf("of an adult: %v", got)
	}
}

func TestOversightIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	first := record.ManagementOversight{Date: on("2026-03-02"), By: "worker:m", Reason: "risk", Decision: "x", Rationale: "x", Review: on("2026-03-16")}
	again := record.ManagementOversight{Date: on("2026-03-18"), By: "worker:m", Reason: "risk", Decision: "x", Rationale: "x"}
	team := record.Allocation{Team: "team:n", From: on("2026-03-02")}
	const title = "Management oversight: look again"
	if diff := cmp.Diff([]row{{"b", title, "2026-03-02", "2026-03-16", "", "worker:m", "team:n", ""}}, rows(tell(team, first))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]row{{"b", title, "2026-03-02", "2026-03-16", "2026-03-18", "worker:m", "team:n", ""}}, rows(tell(team, first, again))); diff != "" {
		t.Error(diff)
	}
	if got := rows(tell(first)); got != nil {
		t.Errorf("of a closed case: %v", got)
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]record.Step{
		"":                    nil,
		" Ring the school \n": {{Text: "Ring the school"}},
		"Ring the school; Ada; 20 3 2026\nSee her alone;;2026-03-27\nAsk nan; Ben": {
			{Text: "Ring the school", Who: "Ada", By: on("2026-03-20")}, {Text: "See her alone", By: on("2026-03-27")}, {Text: "Ask nan", Who: "Ben"},
		},
	} {
		got, err := Steps(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		back, err := Steps(StepLines(got))
		if diff := cmp.Diff(got, back, cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" || err != nil {
			t.Errorf("%q does not survive being shown and read: %v %s", text, err, diff)
		}
	}
	for _, bad := range []string{"Ring; Ada; soon", "Ring; Ada; 31 2 2026", "a;b;20 3 2026;d"} {
		if got, err := Steps(bad); err == nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
}
