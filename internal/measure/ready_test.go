package measure

import (
	"encoding/base64"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"throughline/internal/day"
)

// alike compares facts: all records of all kinds, with their ids.
func alike(a, b *Facts) string {
	if a.Subject != b.Subject {
		return "subjects " + a.Subject + " and " + b.Subject
	}
	for i := range a.slots {
		x, y := reflect.ValueOf(a.slots[i]).Elem().FieldByName("All").Interface(), reflect.ValueOf(b.slots[i]).Elem().FieldByName("All").Interface()
		same := cmp.Comparer(func(p, q time.Time) bool { return p.Equal(q) })
		if d := cmp.Diff(x, y, cmpopts.EquateComparable(day.Day{}), cmpopts.EquateEmpty(), same); d != "" {
			return d
		}
	}
	return ""
}

// For any records: facts that were written and read are the same facts, and reading into used facts leaves nothing of before.
func TestFactsComeBack(t *testing.T) {
	t.Parallel()
	used := newFacts()
	rapid.Check(t, func(t *rapid.T) {
		v := &invented{Rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
		f := newFacts()
		subject := []string{"child:1", "contact:2"}[v.IntN(2)]
		f.of(v.of(f, subject, rapid.IntRange(0, 3).Draw(t, "most")))
		if err := used.decode(subject, f.encode()); err != nil {
			t.Fatal(err)
		}
		if d := alike(f, used); d != "" {
			t.Fatal(d)
		}
		for i, s := range f.slots {
			if has := f.has&(1<<i) != 0; has != (used.has&(1<<i) != 0) || has && (f.reaches[i] != used.reaches[i] || f.reaches[i] != s.reach()) {
				t.Fatalf("%s reaches %d, and %d when it was written and read", s.kind(), f.reaches[i], used.reaches[i])
			}
		}
	})
}

func TestIDsAreShort(t *testing.T) {
	t.Parallel()
	for text, size := range map[string]int{
		"0192f3a4-5b6c-7d8e-9f00-112233445566": 17, "worker:0192f3a4-5b6c-7d8e-9f00-112233445566": 24, "0192F3A4-5B6C-7D8E-9F00-112233445566": 37,
		"0192f3a4-5b6c-7d8e-9f00-11223344556g": 37, "x0192f3a4-5b6c-7d8e-9f00-112233445566": 38, "": 1, "0192f3a45b6c-7d8e-9f00--112233445566": 37,
	} {
		b := appendText(nil, text)
		r := &reader{s: string(b)}
		if got := r.text(); got != text || r.bad || r.s != "" || len(b) != size {
			t.Errorf("%q came back as %q in %d bytes", text, got, len(b))
		}
	}
}

func FuzzDecode(f *testing.F) {
	for seed := range uint64(5) {
		v := &invented{Rand: rand.New(rand.NewPCG(seed, 1))}
		facts := newFacts()
		raw, err := base64.RawStdEncoding.DecodeString(facts.of(v.of(facts, "child:1", 2)).encode())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte{1, 255, 255, 255, 255, 15})
	facts := newFacts()
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := facts.decode("child:1", base64.RawStdEncoding.EncodeToString(raw)); err != nil {
			if !facts.empty() {
				t.Error("what cannot be read left something behind")
			}
			return
		}
		again := newFacts()
		if err := again.decode("child:1", facts.encode()); err != nil {
			t.Error(err)
		}
	})
}

// What is left out of facts are words that people typed: a name, an address line and a concern are in none.
func TestFactsHoldNoWords(t *testing.T) {
	t.Parallel()
	f := newFacts()
	v := &invented{Rand: rand.New(rand.NewPCG(1, 1))}
	s := v.of(f, "contact:1", 2)
	for i := range s.Records {
		x := reflect.New(reflect.TypeOf(s.Records[i].Body)).Elem()
		x.Set(reflect.ValueOf(s.Records[i].Body))
		for k := range x.NumField() {
			switch name := x.Type().Field(k).Name; name {
			case "Concern", "Rationale", "Views", "Needs", "Text", "Advice", "Reason", "Caller", "Topic", "Person", "Setting", "Substance", "Offence", "WhyNot", "Strengths",
				"Strategies", "Feedback", "Phone", "Email", "Account", "Named", "OutcomeNote", "FeedbackNote", "KeepReason", "Notes", "Came", "Comment", "Aim", "EndedBecause", "CoreGroup":
				coded := name == "Reason" && (s.Records[i].Kind == "involvement" || s.Records[i].Kind == "placed_for_adoption" || s.Records[i].Kind == "sdq_score" || s.Records[i].Kind == "consultation") // a code of a return
				if x.Field(k).Kind() == reflect.String && !coded {
					x.Field(k).SetString("typed words of " + s.Records[i].Kind + "." + name)
				}
			}
		}
		s.Records[i].Body = x.Interface().(interface{ KindName() string })
	}
	raw, err := base64.RawStdEncoding.DecodeString(f.of(s).encode())
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+11 <= len(raw); i++ {
		if string(raw[i:i+11]) == "typed words" {
			t.Fatalf("facts hold what somebody typed: %q", raw[i:min(i+50, len(raw))])
		}
	}
}
