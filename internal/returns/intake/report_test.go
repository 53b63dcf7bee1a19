package intake

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/errs"
	"throughline/internal/record"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	r := Report{
		Return: "cin", Subject: "import:ab", File: "f.xml", SHA256: "ab", LA: "202", Year: 2026, Complete: true, Done: 3, Of: 3,
		Added: Tally{2, 3, 4, 5}, Matched: Tally{Children: 1}, Held: []record.Held{{Place: "child 2", Why: "=cmd()"}},
		Conflicts: []Conflict{
			{Place: "child 1, CINdetails 1, CINclosureDate", Incoming: "2025-10-01", Held: "2025-09-01", HeldSource: "recorded here", Kind: "referral", Record: "r1", Field: "CINclosureDate"},
			{Place: "child 3, CINdetails 1, ReferralSource", Incoming: "=1A", Hidden: true, HeldSource: "cin:ff#child 1 CINdetails 1", Kind: "referral", Record: "r2", Field: "ReferralSource"},
		},
	}
	for format, want := range map[string]string{
		"text": `f.xml: CIN census of authority 202, year ending 2026, 3 children
SHA-256 ab
Added    2 children, 3 referrals, 4 assessments, 5 other rows
Matched  1 children, 0 referrals, 0 assessments, 0 other rows
Updated  0 children, 0 referrals, 0 assessments, 0 other rows
Held back 1
  child 2: =cmd()
Conflicts 2: what was recorded before was kept
  child 1, CINdetails 1, CINclosureDate: the file says 2025-10-01; recorded is 2025-09-01 (recorded here, referral r1)
  child 3, CINdetails 1, ReferralSource: the file says =1A; recorded is (not shown to you) (cin:ff#child 1 CINdetails 1, referral r2)
`,
		"csv": `what,place,why,incoming,held,held_source,kind,record
held,child 2,'=cmd(),,,,,
conflict,"child 1, CINdetails 1, CINclosureDate","disagrees with what is recorded, which was kept",2025-10-01,2025-09-01,recorded here,referral,r1
conflict,"child 3, CINdetails 1, ReferralSource","disagrees with what is recorded, which was kept",'=1A,,cin:ff#child 1 CINdetails 1,referral,r2
`,
	} {
		var b bytes.Buffer
		if err := r.Write(&b, format); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
	var b bytes.Buffer
	if err := r.Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	r.Notes, r.Commands = []record.Held{}, []string{}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Error(diff)
	}
	if err := r.Write(&b, "yaml"); errs.Of(err) != errs.Usage {
		t.Errorf("yaml: %v", err)
	}
}

// TestPair: no recorded fact is taken twice, only by a fact with its key, and as many are taken as there can be.
func TestPair(t *testing.T) {
	t.Parallel()
	type fact struct{ key, value int }
	facts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fact {
		return fact{rapid.IntRange(0, 2).Draw(t, "key"), rapid.IntRange(0, 2).Draw(t, "value")}
	}), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		in, held := facts.Draw(t, "in"), facts.Draw(t, "held")
		to := pair(in, held, func(a, b fact) bool { return a == b }, func(a, b fact) bool { return a.key == b.key })
		taken, exact := map[int]bool{}, 0
		for i, h := range to {
			if h < 0 {
				continue
			}
			if taken[h] || in[i].key != held[h].key {
				t.Fatalf("%v to %v: %v", in, held, to)
			}
			taken[h] = true
			if in[i] == held[h] {
				exact++
			}
		}
		count := func(same func(a, b fact) bool) (n int) {
			used := map[int]bool{}
			for _, a := range in {
				for h, b := range held {
					if !used[h] && same(a, b) {
						used[h] = true
						n++
						break
					}
				}
			}
			return n
		}
		if want := count(func(a, b fact) bool { return a.key == b.key }); len(taken) != want {
			t.Fatalf("%d taken, %d can be: %v to %v: %v", len(taken), want, in, held, to)
		}
		if want := count(func(a, b fact) bool { return a == b }); exact != want {
			t.Fatalf("%d equal facts taken, want %d: %v to %v: %v", exact, want, in, held, to)
		}
	})
}
