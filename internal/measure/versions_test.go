package measure

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// What was published under an earlier version of a definition is counted again as that version counted, and says so (issue 4: a published report recomputes
// to the same digits for ever).
func TestEarlierVersionsCountAsTheyDid(t *testing.T) {
	t.Parallel()
	const records = "r referral date:2023-06-01 decided:2023-06-02T10:00:00Z; s referral contact:contact:1 date:2023-06-01 decided:2023-06-09T10:00:00Z;" +
		"p cin_plan started:2023-04-03 ended:2023-05-10; v visit type:cin date:2023-04-20 plan:p seen:yes agency:school;" +
		"q cp_plan started:2023-04-03 ended:2023-04-20; w visit type:cp date:2023-04-14 plan:q seen:yes agency:police;" +
		"c care_period started:2023-04-03 ended:2023-04-12; l cla_placement period:c from:2023-04-03 to:2023-04-12 type:U6; x visit type:cla date:2023-04-05 seen:yes agency:gp"
	for id, want := range map[string][2]string{ // version 1, and the present one
		"FD-07": {"o", "io"}, "CIN-05": {"i", "o"}, "CP-13": {"i", "o"}, "CLA-28": {"i", "o"},
	} {
		def, err := Standard().Lookup(id)
		if err != nil || def.Version != 2 || len(def.Changes) != 1 {
			t.Fatalf("%s: version %d, %v, %v", id, def.Version, def.Changes, err)
		}
		facts := newFacts().of(story.New("child:1", nil, tell(t, records)))
		for version := range 3 {
			k, as, note, err := counters[id].in(def, version)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, c := range k.count(facts, span{Period: Year(2024), asAt: Year(2024).To, book: clock.Standard()}) {
				got += map[bool]string{true: "i", false: "o"}[c.In]
			}
			n := 1
			if version == 1 {
				n = 0
			}
			if got != want[n] || as.Version != n+1 || (note != "") != (version == 1) {
				t.Errorf("%s by version %d: %q, not %q; version %d, %q", id, version, got, want[n], as.Version, note)
			}
		}
		if _, _, _, err := counters[id].in(def, 3); errs.Of(err) != errs.NotFound {
			t.Errorf("%s by a version to come: %v", id, err)
		}
		w, err := prepare(ask{id, Query{Period: Year(2024), Version: 1}}, day.Must("2024-06-01"))
		if err != nil || w.Definition.Version != 1 || !strings.Contains(w.Note, "version 1") {
			t.Errorf("%s asked for by version 1: %v", id, err)
		}
	}
	for _, d := range Standard().Live() {
		if n := len(counters[d.ID].earlier); d.Version != 1+n || len(d.Changes) != n || slices.ContainsFunc(d.Changes, func(s string) bool { return !strings.HasSuffix(s, ".") }) {
			t.Errorf("%s: version %d after %d changes: %v", d.ID, d.Version, n, d.Changes)
		}
	}
	if _, err := PublishFigure(record.Figure{Measure: "FD-07", Definition: 1, Unit: percent, Numerator: 10, Denominator: 20}); err != nil {
		t.Errorf("a figure that was cited under version 1: %v", err)
	}
}
