package practice_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/form/practice"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

func problems(t *testing.T, text string) []string {
	t.Helper()
	f, err := practice.Read(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	out := []string{}
	for _, p := range practice.Check(f, "assessment") {
		out = append(out, p.String())
	}
	return out
}

// TestExampleCanBePublished: the form that councils can begin from has nothing to mend.
func TestExampleCanBePublished(t *testing.T) {
	t.Parallel()
	if got := problems(t, practice.Example); len(got) > 0 {
		t.Error(strings.Join(got, "\n"))
	}
	f, _ := practice.Read(practice.Example)
	if len(f.Parts) != 5 || f.Parts[4].Repeats != 8 {
		t.Errorf("%d parts", len(f.Parts))
	}
}

func TestReadSaysTheLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "Line 1: begin with a part",
		"? a: A":                           "Line 1: begin with a part",
		"# P\ntype: text":                  "Line 2: this belongs below a question",
		"# P\n? A: A":                      "Line 2: a question is written",
		"# P\n? a A":                       "Line 2: a question is written",
		"# P\n? a: A\n  type: colour":      `Line 3: "colour" is no type of question`,
		"# P\n? a: A\n  - Red":             "Line 3: an option is written",
		"# P\n? a: A\n  colour":            "Line 3: this cannot be read",
		"# P (repeats up to 99)\n? a: A":   "Line 1: a part repeats up to 2 to 20",
		"# P\n? a: A\n  if b is c":         "Line 3: this cannot be read",
		"#\n? a: A":                        "Line 1: a part has a title",
		strings.Repeat("\n", 2001) + "# P": "at most 2000 lines",
	} {
		_, err := practice.Read(text)
		if errs.Of(err) != errs.Invalid || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v; want %q", text, err, want)
		}
	}
}

// TestCheck (acceptance scenario 21): a dead condition and a twofold id are found before a form is published.
func TestCheck(t *testing.T) {
	t.Parallel()
	const base = "# P\n? a: A\n  type: yes/no\n? b: B\n  type: choice\n  - x: X\n  - y: Y\n"
	for name, tt := range map[string]struct{ text, want string }{
		"sound":                      {base + "? c: C\n  if a = yes\n  if b = x", ""},
		"twofold id":                 {base + "? a: Again", "“a” is there already, in line 2"},
		"unknown question":           {base + "? c: C\n  if z = yes", "“z”, which is not in the form"},
		"a later question":           {"# P\n? c: C\n  if a = yes\n? a: A\n  type: yes/no", "comes later"},
		"itself":                     {"# P\n? a: A\n  type: yes/no\n  if a = yes", "comes later"},
		"an answer that is none":     {base + "? c: C\n  if b = z", "not one of its answers (x, y)"},
		"no answers to choose from":  {"# P\n? a: A\n? c: C\n  if a = yes", "no answers to choose from"},
		"two answers at once":        {base + "? c: C\n  if b = x\n  if b = y", "two different answers to “b”"},
		"two answers along the way":  {base + "? c: C\n  type: yes/no\n  if a = yes\n? e: E\n  if a = no\n  if c = yes", "two different answers to “a”"},
		"several may be both":        {"# P\n? a: A\n  type: several\n  - x: X\n  - y: Y\n? c: C\n  if a = x\n  if a = y", ""},
		"a part that repeats":        {"# P (repeats up to 3)\n? a: A\n  type: yes/no\n# Q\n? c: C\n  if a = yes", "in a part that repeats"},
		"inside a part that repeats": {"# P (repeats up to 3)\n? a: A\n  type: yes/no\n? c: C\n  if a = yes", ""},
		"one option":                 {"# P\n? a: A\n  type: choice\n  - x: X", "fewer than two options"},
		"an option twice":            {"# P\n? a: A\n  type: choice\n  - x: X\n  - x: Y", "option “x” twice"},
		"options of a text":          {"# P\n? a: A\n  - x: X\n  - y: Y", "is not of type choice"},
		"an empty part":              {"# P\n# Q\n? a: A", "asks nothing"},
		"a field of the record":      {"# P\n? outcome: How did it end?", "is a field of the record itself"},
		"a field of the child":       {"# P\n? birth: Date of birth", "is a field of the record itself"},
	} {
		got := problems(t, tt.text)
		switch {
		case tt.want == "" && len(got) > 0:
			t.Errorf("%s: %v", name, got)
		case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
			t.Errorf("%s: %v; want %q", name, got, tt.want)
		}
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	f, err := practice.Read("# P\n? a: A\n  type: yes/no\n  needed\n? b: B\n  if a = yes\n  needed\n? n: N\n  type: number\n# Q (repeats up to 3)\n? on: On\n  type: date\n  needed\n? who: Who")
	if err != nil {
		t.Fatal(err)
	}
	k := func(q string, row int) practice.Key { return practice.Key{Question: q, Row: row} }
	for name, tt := range map[string]struct {
		given practice.Given
		want  []record.PracticeAnswer
		wrong []string
	}{
		"nothing":                      {practice.Given{}, nil, []string{"q-0-a"}},
		"what is not asked is dropped": {practice.Given{k("a", 0): {"no"}, k("b", 0): {"text"}}, []record.PracticeAnswer{{Question: "a", Values: []string{"no"}}}, nil},
		"what is asked is needed":      {practice.Given{k("a", 0): {"yes"}}, nil, []string{"q-0-b"}},
		"an answer that is none":       {practice.Given{k("a", 0): {"maybe"}}, nil, []string{"q-0-a"}},
		"no number":                    {practice.Given{k("a", 0): {"no"}, k("n", 0): {"many"}}, nil, []string{"q-0-n"}},
		"rows": {practice.Given{k("a", 0): {"no"}, k("on", 0): {"2026-03-02"}, k("on", 1): {"2026-03-03"}, k("who", 1): {" Nan "}, k("who", 7): {"beyond"}},
			nil, []string{"q-2-on"}},
		"unknown questions": {practice.Given{k("a", 0): {"no"}, k("zz", 0): {"x"}}, []record.PracticeAnswer{{Question: "a", Values: []string{"no"}}}, nil},
	} {
		got, err := f.Take(tt.given)
		var wrong []string
		if fs, ok := err.(errs.Fields); ok {
			for _, x := range fs {
				wrong = append(wrong, x.Field)
			}
		}
		if diff := cmp.Diff(tt.wrong, wrong); diff != "" {
			t.Errorf("%s: wrong: %s", name, diff)
		}
		if tt.wrong == nil {
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// TestCheckedFormsAskEverything: in a form in which nothing is to be mended, there are answers by which each question is asked.
func TestCheckedFormsAskEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("# P\n")
		ids := []string{"a", "b", "c", "d", "e"}
		for i, id := range ids {
			b.WriteString("? " + id + ": Q\n  type: yes/no\n")
			for range rapid.IntRange(0, 2).Draw(t, "conditions") {
				b.WriteString("  if " + ids[rapid.IntRange(0, max(0, i-1)).Draw(t, "on")] + " = " + rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "value") + "\n")
			}
		}
		f, err := practice.Read(b.String())
		if err != nil {
			t.Fatal(err)
		}
		dead := map[string]bool{}
		for _, p := range practice.Check(f, "assessment") {
			for _, id := range ids {
				if strings.HasPrefix(p.Text, "“"+id+"”") {
					dead[id] = true
				}
			}
		}
		for _, q := range f.Parts[0].Questions {
			asked := false
			for n := range 1 << len(ids) {
				given := practice.Given{}
				for i, id := range ids {
					given[practice.Key{Question: id}] = []string{map[bool]string{true: "yes", false: "no"}[n>>i&1 == 1]}
				}
				asked = asked || f.Asked(q, 0, given)
			}
			if dead[q.ID] && asked {
				t.Fatalf("%s is called dead and can be asked:\n%s", q.ID, b.String())
			}
			if !asked && len(dead) == 0 {
				t.Fatalf("%s can never be asked and nothing was found:\n%s", q.ID, b.String())
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(practice.Example)
	f.Add("# P (repeats up to 3)\n? a: A\n  type: choice\n  - x: X\n  if b = c")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := practice.Read(text)
		if err != nil {
			return
		}
		practice.Check(form, "assessment")
		if _, err := form.Take(practice.Given{{Question: "a"}: {"x"}}); err != nil && errs.Of(err) != errs.Invalid {
			t.Fatal(err)
		}
	})
}

// TestEditions: what was answered is shown by the edition that was answered, a draft that is not sound is not published, and nobody overwrites another.
func TestEditions(t *testing.T) {
	commandtest.Each(t, person.Lists(), func(t *testing.T, w *commandtest.Desk) {
		ctx := t.Context()
		r := practice.Room{Desk: w.Desk, Facts: person.Facts}
		admin := access.Actor{ID: "worker:admin", Roles: []access.Role{access.Administrator}}
		ada := access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}}
		need := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		kid := "child:1"
		_, err := w.Do(ctx, admin, "Set up", setUp(w, kid, ada.ID))
		need(err)
		form := record.PracticeForm{Name: "Our way", Step: "assessment", Owner: admin.ID, Text: "# P\n? a: First words\n? a: Twice"}
		if _, _, err := r.Save(ctx, ada, "", 0, form); errs.Of(err) != errs.Denied {
			t.Errorf("a social worker writes forms: %v", err)
		}
		id, _, err := r.Save(ctx, admin, "", 0, form)
		need(err)
		if _, err := r.Publish(ctx, admin, id, 1); errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "is there already") {
			t.Errorf("an unsound form is published: %v", err)
		}
		form.Text = "# P\n? a: First words\n  needed"
		_, _, err = r.Save(ctx, admin, id, 1, form)
		need(err)
		if _, _, err = r.Save(ctx, admin, id, 1, form); errs.Of(err) != errs.Conflict {
			t.Errorf("a colleague's change is overwritten: %v", err)
		}
		_, err = r.Publish(ctx, admin, id, 2)
		need(err)
		if _, err = r.Publish(ctx, admin, id, 2); errs.Of(err) != errs.Conflict {
			t.Errorf("the same is published twice: %v", err)
		}
		given := practice.Given{{Question: "a"}: {"She laughs"}}
		if _, err := r.Answer(ctx, access.Actor{ID: "worker:else", Roles: ada.Roles}, kid, id, 1, 0, given); err == nil {
			t.Error("somebody without the case answers")
		}
		_, err = r.Answer(ctx, ada, kid, id, 1, 0, given)
		need(err)
		form.Text = "# P\n? a: Second words\n  type: yes/no"
		_, _, err = r.Save(ctx, admin, id, 2, form)
		need(err)
		_, err = r.Publish(ctx, admin, id, 3)
		need(err)
		if _, err := r.Answer(ctx, ada, kid, id, 1, 1, given); errs.Of(err) != errs.Conflict {
			t.Errorf("an older edition is answered: %v", err)
		}
		wr, err := r.One(ctx, id)
		need(err)
		s, err := w.Desk.Story(ctx, kid)
		need(err)
		a, _ := story.Latest[record.PracticeAnswers](s)
		e := wr.Editions[a.Body.Edition-1].Body
		f, err := practice.Read(e.Text)
		need(err)
		if q, _, _ := f.Find("a"); q.Label != "First words" || a.Body.Answers[0].Values[0] != "She laughs" {
			t.Errorf("the answer is shown to %q", q.Label)
		}
		_, err = r.Withdraw(ctx, admin, id)
		need(err)
		if _, err := r.Answer(ctx, ada, kid, id, 2, 0, practice.Given{}); errs.Of(err) != errs.Conflict {
			t.Errorf("a withdrawn form is answered: %v", err)
		}
	})
}

func setUp(w *commandtest.Desk, kid, worker string) func(*command.Tx) ([]record.Change, error) {
	return func(*command.Tx) ([]record.Change, error) {
		return []record.Change{
			record.New(w.NewID(), kid, record.Child{Names: []record.Name{{Given: "A", Family: "B", Use: "current"}}, Birth: day.Must("2015-03-01")}),
			record.New(w.NewID(), kid, record.Allocation{Worker: worker, Team: "team:a", Role: "allocated", From: day.Must("2026-01-05")}),
		}, nil
	}
}
