package intake_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/safekeeping"
	"throughline/internal/story"
	"throughline/internal/task"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

func lists() derived.Lists {
	return append(person.Lists(), task.List(frontdoor.Tasks(clock.Standard()), assessment.Tasks(clock.Standard())))
}

type house struct {
	*commandtest.Desk
	t *testing.T
}

// eachHouse runs a test on every engine, in the summer of 2027: after every census of the development sets.
func eachHouse(t *testing.T, test func(h house)) {
	t.Helper()
	commandtest.Each(t, lists(), func(t *testing.T, d *commandtest.Desk) {
		d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
		test(house{d, t})
	})
}

// oneHouse runs a test on SQLite alone.
func oneHouse(t *testing.T, test func(h house)) {
	t.Helper()
	d := commandtest.New(t, filepath.Join(t.TempDir(), "one.db"), lists())
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	test(house{d, t})
}

// heldBack is what did not come in: not how the file is written.
func heldBack(r intake.Report) (out []record.Held) {
	for _, h := range r.Held {
		if strings.Contains(h.Why, "held back") {
			out = append(out, h)
		}
	}
	return out
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) with(name string, src []byte, opts intake.Options) intake.Report {
	h.t.Helper()
	r, err := intake.CIN(h.t.Context(), h.Desk.Desk, analyst, name, bytes.NewReader(src), opts)
	h.ok(err)
	return r
}

func (h house) in(src string) intake.Report {
	h.t.Helper()
	h.Clock.Add(time.Minute)
	return h.with("f.xml", []byte(src), intake.Options{})
}

// size is the number of entries in the journal.
func (h house) size() int64 {
	h.t.Helper()
	trees, _, err := h.Journal.Head(h.t.Context(), h.DB)
	h.ok(err)
	return trees[0].Size
}

func (h house) children() []story.Story {
	h.t.Helper()
	var out []story.Story
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		return story.Each(t, record.ChildSubject, func(s story.Story) error {
			if !s.Empty() {
				s.Records = slices.Clone(s.Records)
				out = append(out, s)
			}
			return nil
		})
	}))
	return out
}

// one is the story of the only child.
func (h house) one() story.Story {
	h.t.Helper()
	all := h.children()
	if len(all) != 1 {
		h.t.Fatalf("%d children, want one", len(all))
	}
	return all[0]
}

// withID is the story of the only child with an LA child id.
func (h house) withID(id string) story.Story {
	h.t.Helper()
	var out []story.Story
	for _, s := range h.children() {
		if slices.Contains(ids(s), "la_child_id "+id) {
			out = append(out, s)
		}
	}
	if len(out) != 1 {
		h.t.Fatalf("%d children with %s, want one", len(out), id)
	}
	return out[0]
}

func ids(s story.Story) []string {
	var out []string
	for _, i := range story.All[record.Identifier](s) {
		text := i.Body.Type + " " + i.Body.Value
		if !i.Body.To.IsZero() {
			text += " to " + i.Body.To.String()
		}
		out = append(out, text)
	}
	return out
}

func childOf(s story.Story) record.Child {
	c, _ := story.First[record.Child](s)
	return c.Body
}

// facts says everything of a story that an import writes, without ids.
func facts(s story.Story) []string {
	c := childOf(s)
	out := []string{fmt.Sprintf("%s %s %s %s %s %v", c.Current().Full(), c.Birth, c.Expected, c.Sex, c.Ethnicity, c.Disabilities)}
	out = append(out, ids(s)...)
	for _, r := range story.All[record.Referral](s) {
		out = append(out, fmt.Sprintf("referral %s %s %s %s %s %t", r.Body.Date, r.Body.Source, r.Body.PrimaryNeed, r.Body.Closed, r.Body.Closure, r.Body.NFA))
		for _, a := range story.All[record.Assessment](s) {
			if a.Body.Referral == r.ID {
				out = append(out, fmt.Sprintf("assessment %s %s %v", a.Body.Started, a.Body.Authorised, a.Body.Factors))
			}
		}
	}
	return out
}

// rows dumps every derived row, in a fixed order.
func (h house) rows() map[string][]string {
	h.t.Helper()
	out := map[string][]string{}
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		for _, table := range append(lists().Tables(), "alias") {
			var lines []string
			if err := t.EachRow(func(cols []string, vals []any) error {
				lines = append(lines, fmt.Sprint(vals...))
				return nil
			}, "select * from "+table); err != nil {
				return err
			}
			slices.Sort(lines)
			out[table] = lines
		}
		return nil
	}))
	return out
}

func (h house) verify() {
	h.t.Helper()
	k := safekeeping.Keeper{DB: h.DB, Journal: h.Journal, Lists: h.Lists}
	rep, err := k.Verify(h.t.Context(), nil, func(string, int64, int64) {})
	h.ok(err)
	if len(rep.Faults) > 0 {
		h.t.Errorf("verify: %v", rep.Faults[:min(5, len(rep.Faults))])
	}
}

func (h house) refused(kind errs.Kind, says string, err error) {
	h.t.Helper()
	if err == nil || errs.Of(err) != kind || !strings.Contains(errs.Text(err), says) {
		h.t.Errorf("got %v %v; want %v that says %q", errs.Of(err), err, kind, says)
	}
}

func (h house) do(why string, decide func(*command.Tx) ([]record.Change, error)) command.Receipt {
	h.t.Helper()
	rc, err := h.Do(h.t.Context(), access.Actor{ID: "worker:w"}, why, decide)
	h.ok(err)
	return rc
}

// census writes a file: kids are Child elements.
func census(ref string, kids ...string) string {
	return "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>" + ref[:4] + "</Year><ReferenceDate>" + ref +
		"</ReferenceDate></CollectionDetails><Source><LEA>202</LEA></Source></Header><Children>" + strings.Join(kids, "\n") + "</Children></Message>"
}

// kid writes a Child element: identifiers and characteristics as "Name=value" pairs, then episodes.
func kid(who string, episodes ...string) string {
	var b, ch strings.Builder
	for pair := range strings.FieldsSeq(who) {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "Ethnicity":
			fmt.Fprintf(&ch, "<Ethnicity>%s</Ethnicity>", value)
		case "Disability":
			fmt.Fprintf(&ch, "<Disabilities><Disability>%s</Disability></Disabilities>", value)
		default:
			fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name)
		}
	}
	return "<Child><ChildIdentifiers>" + b.String() + "</ChildIdentifiers><ChildCharacteristics>" + ch.String() + "</ChildCharacteristics>" + strings.Join(episodes, "") + "</Child>"
}

// episode writes CINdetails: fields as pairs, then assessments.
func episode(fields string, assessments ...string) string {
	return "<CINdetails>" + pairs(fields) + strings.Join(assessments, "") + "</CINdetails>"
}

func pairs(fields string) string {
	var b strings.Builder
	for pair := range strings.FieldsSeq(fields) {
		name, value, _ := strings.Cut(pair, "=")
		fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name)
	}
	return b.String()
}

// assess writes Assessments with its dates and factors.
func assess(start, authorised string, factors ...string) string {
	var b strings.Builder
	for _, f := range factors {
		b.WriteString("<AssessmentFactors>" + f + "</AssessmentFactors>")
	}
	return "<Assessments><AssessmentActualStartDate>" + start + "</AssessmentActualStartDate><AssessmentAuthorisationDate>" + authorised +
		"</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>" + b.String() + "</FactorsIdentifiedAtAssessment></Assessments>"
}

func sets(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../cin/testdata/cin-dev-*.xml")
	if err != nil || len(paths) != 12 {
		t.Fatalf("%d development sets, want 12: %v", len(paths), err)
	}
	out := map[string][]byte{}
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = src
	}
	return out
}
