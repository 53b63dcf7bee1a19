package access

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference as you would read code")

func TestMatrixGolden(t *testing.T) {
	const golden = "testdata/matrix.txt"
	got := MatrixText()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("who may do what has changed (-golden +now):\n%s", diff)
	}
}

// TestMatrixInvariants states, over every cell, what must hold whatever the grants say.
func TestMatrixInvariants(t *testing.T) {
	people := map[Class]bool{}
	for _, c := range join(whole, Money) {
		people[c] = true
	}
	noRecords := map[Role]bool{Member: true, Scrutiny: true, Administrator: true, Governance: true, Public: true}
	for _, row := range Matrix() {
		for x, rels := range row.Allows {
			about := people[row.Class] && row.Action != OwnAccount && row.Action != ReadPublic && row.Action != ImportReturn
			switch {
			case about && x == IsBarred:
				t.Errorf("%v: a bar must beat every grant", row)
			case about && x == InAdoption:
				t.Errorf("%v: nobody enters the adoption compartment unnamed", row)
			case about && x == InLADO && row.Role != LADO:
				t.Errorf("%v: only the LADO enters the LADO compartment", row)
			case row.Action == List || row.Action == Search:
				if x == IsHidden && about {
					t.Errorf("%v: a restricted subject must not be listed or found", row)
				}
				for _, r := range rels {
					if r == Glass {
						t.Errorf("%v: an emergency opening must not widen a list", row)
					}
				}
			}
			// Information governance answers requests for a copy of a record: it finds whom one is about, and opens that record alone.
			answers := row.Role == Governance && (row.Action == Search && row.Class == Identity || row.Action == ExportChild && (row.Class == Identity || row.Class == None && !meets(rels, []Relation{Anyone})))
			if about && noRecords[row.Role] && !answers {
				t.Errorf("%v: this role has no business with records", row)
			}
			if row.Role == Finance && about && row.Class != Money {
				t.Errorf("%v: finance sees money only", row)
			}
			if row.Class == Legal && x != InLADO && len(rels) > 0 && rels[0] == Anyone {
				t.Errorf("%v: legal papers need a relation", row)
			}
			if row.Role == Partner && row.Class != Referral && row.Class != Account && row.Action != Refer {
				t.Errorf("%v: a partner sees referrals only, and sends them and allegations", row)
			}
		}
	}
}

// TestEveryDecisionExplains asks about every cell that a rule and a reason are given, and that nothing allowed is hidden.
func TestEveryDecisionExplains(t *testing.T) {
	for _, role := range Roles() {
		for _, action := range Actions() {
			for _, class := range Classes() {
				for _, rel := range Relations() {
					for _, x := range Restrictions() {
						a, f, now := Example(Role(role.Name), rel, x)
						d := Decide(a, Action(action.Name), Class(class.Name), f, now)
						if d.Rule == "" || d.Reason == "" || d.Allow && d.Hide {
							t.Fatalf("%s %s %s %s %s: %+v", role.Name, action.Name, class.Name, rel, x, d)
						}
						if d.Allow && !Could(a, Action(action.Name), Class(class.Name)).Allow {
							t.Fatalf("%s %s %s: allowed for a subject, but the page's gate is shut", role.Name, action.Name, class.Name)
						}
					}
				}
			}
		}
	}
}

func TestVocabulary(t *testing.T) {
	for _, list := range [][]Term{Roles(), Actions(), Classes()} {
		seen := map[string]bool{}
		for _, w := range list {
			if seen[w.Name] || w.Meaning == "" {
				t.Errorf("%q: repeated or without a meaning", w.Name)
			}
			seen[w.Name] = true
		}
	}
	// A grant with a word outside the vocabulary would never be walked by the matrix.
	for _, g := range grants {
		for _, r := range g.roles {
			if !r.Known() {
				t.Errorf("%s: role %q", g.rule, r)
			}
		}
		for _, a := range g.actions {
			if !a.Known() {
				t.Errorf("%s: action %q", g.rule, a)
			}
		}
		for _, c := range g.classes {
			if !c.Known() {
				t.Errorf("%s: class %q", g.rule, c)
			}
		}
	}
	// Every action is somebody's.
	for _, w := range Actions() {
		used := false
		for _, g := range grants {
			used = used || meets(g.actions, []Action{Action(w.Name)})
		}
		if !used {
			t.Errorf("action %q is granted to nobody", w.Name)
		}
	}
	if d := Decide(Actor{ID: "W1", Roles: []Role{Manager, "superuser"}}, "fly", None, Facts{}, time.Time{}); d.Allow {
		t.Error("an unknown action was allowed")
	}
	if d := Decide(Actor{ID: "W1", Roles: []Role{"superuser"}}, Read, Identity, Facts{Subject: "P1"}, time.Time{}); d.Allow || !d.Hide {
		t.Errorf("an unknown role: %+v", d)
	}
}
