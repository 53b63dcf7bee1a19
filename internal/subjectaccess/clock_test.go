package subjectaccess

import (
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The clock IG-01 at its edges: the month that has no such day, a Sunday, what was asked of the requester, an extension, and both (complaint 24: one month, and two).
func TestDue(t *testing.T) {
	t.Parallel()
	d := day.Must
	for name, tt := range map[string]struct {
		q    record.AccessRequest
		want string
	}{
		"31 January of a leap year":                    {record.AccessRequest{Received: d("2024-01-31")}, "2024-02-29"},
		"due on a Sunday":                              {record.AccessRequest{Received: d("2024-11-29")}, "2024-12-30"},
		"over Easter":                                  {record.AccessRequest{Received: d("2026-03-03")}, "2026-04-07"},
		"stopped: no day":                              {record.AccessRequest{Received: d("2026-03-05"), Stops: []record.AccessStop{{Asked: d("2026-03-10"), What: "Passport"}}}, ""},
		"stopped for six days":                         {record.AccessRequest{Received: d("2026-03-10"), Stops: []record.AccessStop{{Asked: d("2026-03-12"), What: "x", Answered: d("2026-03-18")}}}, "2026-04-16"},
		"stopped twice":                                {record.AccessRequest{Received: d("2026-03-10"), Stops: []record.AccessStop{{Asked: d("2026-03-12"), What: "x", Answered: d("2026-03-15")}, {Asked: d("2026-03-20"), What: "y", Answered: d("2026-03-23")}}}, "2026-04-16"},
		"extended: three months from receipt":          {record.AccessRequest{Received: d("2026-03-10"), ExtendedOn: d("2026-04-01"), WhyExtended: "x"}, "2026-06-10"},
		"extended, then stopped after the first month": {record.AccessRequest{Received: d("2026-03-10"), ExtendedOn: d("2026-04-01"), WhyExtended: "x", Stops: []record.AccessStop{{Asked: d("2026-05-01"), What: "x", Answered: d("2026-05-06")}}}, "2026-06-15"},
		"stopped, then extended":                       {record.AccessRequest{Received: d("2026-03-10"), ExtendedOn: d("2026-04-01"), WhyExtended: "x", Stops: []record.AccessStop{{Asked: d("2026-03-12"), What: "x", Answered: d("2026-03-17")}}}, "2026-06-15"},
		"asked when it was late already helps nobody":  {record.AccessRequest{Received: d("2026-03-10"), Stops: []record.AccessStop{{Asked: d("2026-04-20"), What: "x", Answered: d("2026-04-25")}}}, "2026-04-10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := DueOn(clock.Standard(), tt.q).String(); got != tt.want {
				t.Errorf("%s, not %s", got, tt.want)
			}
		})
	}
}

// What waits: the answer until the first copy was given, a second look after it was opened again, and the second reading.
func TestTasks(t *testing.T) {
	t.Parallel()
	d := day.Must
	rows := func(q record.AccessRequest) (out []string) {
		q.Reference, q.Received, q.Handler = "R-1", d("2026-03-10"), "worker:a"
		s := story.New("child:1", nil, []record.Record{{Meta: record.Meta{ID: "1", Kind: q.KindName(), Subject: "child:1"}, Body: q}})
		for _, k := range Tasks(clock.Standard())(s) {
			out = append(out, k.Title+" "+k.Worker+" "+k.Due.String()+" "+k.Met.String())
		}
		return out
	}
	const answer = "Answer the request for a copy of this record, R-1 worker:a 2026-04-10 "
	given := []record.AccessEdition{{On: d("2026-04-01"), Sent: d("2026-04-02"), How: "By hand"}}
	for name, tt := range map[string]struct {
		q    record.AccessRequest
		want []string
	}{
		"as it came":           {record.AccessRequest{}, []string{answer}},
		"a second reader":      {record.AccessRequest{Reader: "worker:b"}, []string{answer, "Read what leaves a second time, request R-1 worker:b  "}},
		"given":                {record.AccessRequest{Reader: "worker:b", Editions: given}, []string{answer + "2026-04-02"}},
		"ended without a copy": {record.AccessRequest{Closed: d("2026-03-20"), Outcome: "withdrawn"}, []string{answer + "2026-03-20"}},
		"opened again":         {record.AccessRequest{Editions: given, Reopened: []record.AccessReason{{On: d("2026-05-01"), Why: "x"}}}, []string{answer + "2026-04-02", "Look again at what is held back, request R-1 worker:a  "}},
	} {
		got := rows(tt.q)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q", name, got)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: %q, not %q", name, got[i], tt.want[i])
			}
		}
	}
}

// Whatever passages are taken out, in whatever order and however they overlap: no character within one leaves, every other does, in its order, and each gap is told.
func TestCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(rapid.StringN(0, 40, -1).Draw(t, "text"))
		var cuts []record.AccessPassage
		gone := make([]bool, len(text))
		for range rapid.IntRange(0, 5).Draw(t, "cuts") {
			from := rapid.IntRange(0, 45).Draw(t, "from")
			to := from + rapid.IntRange(1, 20).Draw(t, "length")
			cuts = append(cuts, record.AccessPassage{From: from, To: to, Exemption: "third_party", Note: "n"})
			for i := from; i < min(to, len(text)); i++ {
				gone[i] = true
			}
		}
		var want, got string
		for i, r := range text {
			if !gone[i] {
				want += string(r)
			}
		}
		gaps := 0
		for i := range gone {
			if gone[i] && (i == 0 || !gone[i-1]) {
				gaps++
			}
		}
		for _, p := range cut(text, cuts) {
			if p.Cut {
				gaps--
				if p.Exemption == "" || p.Note == "" {
					t.Fatal("a black box without a reason")
				}
			}
			got += p.Text
		}
		if got != want || gaps > 0 {
			t.Fatalf("%q, not %q; %d gaps are not told", got, want, gaps)
		}
	})
}

// Complaint 24: no black box without a ground and a note, of a passage or of the whole; and nothing given that says it takes something out.
func TestNoBlackBoxWithoutReason(t *testing.T) {
	t.Parallel()
	one := func(exemption, note string) []record.AccessPassage {
		return []record.AccessPassage{{Part: 0, From: 0, To: 3, Exemption: exemption, Note: note}}
	}
	for name, tt := range map[string]struct {
		i  record.AccessItem
		ok bool
	}{
		"given":                    {record.AccessItem{Decision: "give"}, true},
		"given with a passage":     {record.AccessItem{Decision: "give", Passages: one("third_party", "n")}, false},
		"taken out with a reason":  {record.AccessItem{Decision: "redact", Passages: one("third_party", "n")}, true},
		"without a ground":         {record.AccessItem{Decision: "redact", Passages: one("", "n")}, false},
		"a ground that is none":    {record.AccessItem{Decision: "redact", Passages: one("because", "n")}, false},
		"without a note":           {record.AccessItem{Decision: "redact", Passages: one("third_party", " ")}, false},
		"nothing taken out":        {record.AccessItem{Decision: "redact"}, false},
		"held back with a reason":  {record.AccessItem{Decision: "withhold", Exemption: "privilege", Note: "n"}, true},
		"held back without a note": {record.AccessItem{Decision: "withhold", Exemption: "privilege"}, false},
		"held back without ground": {record.AccessItem{Decision: "withhold", Note: "n"}, false},
		"no decision":              {record.AccessItem{}, false},
	} {
		tt.i.Record = "1"
		if err := tt.i.Valid(day.Must("2026-03-10")); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
