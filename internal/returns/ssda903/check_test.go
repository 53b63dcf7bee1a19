package ssda903

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// returned is a return written as lines: TABLE COLUMN=value …, with last. before the table for last year's and a lone TABLE for one without rows.
// ~ in a value stands for a blank character.
func written(t testing.TB, lines string) *Return {
	t.Helper()
	var cells [2][Tables][][]string
	var loaded [2][Tables]bool
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		name, last := strings.CutPrefix(words[0], "last.")
		year := 0
		if last {
			year = 1
		}
		table, ok := TableNamed(name)
		if !ok {
			t.Fatalf("no table %q", name)
		}
		loaded[year][table] = true
		if len(words) == 1 {
			continue
		}
		row := make([]string, len(table.Columns()))
		for _, w := range words[1:] {
			col, value, _ := strings.Cut(w, "=")
			if table.Col(col) < 0 {
				t.Fatalf("%s has no column %q", table, col)
			}
			row[table.Col(col)] = strings.ReplaceAll(value, "~", " ")
		}
		cells[year][table] = append(cells[year][table], row)
	}
	r := &Return{}
	for table := range Table(Tables) {
		if loaded[0][table] {
			r.This[table] = NewData(table, table.FileName(), cells[0][table])
		}
		if loaded[1][table] {
			r.Last[table] = NewData(table, table.FileName(), cells[1][table])
		}
	}
	return r
}

// checked runs the rules of 2026-27 over a written return. The reference data are those of the development sets and the given providers.
func checked(t testing.TB, lines string, reading finding.Reading, providers []Provider) finding.Run {
	t.Helper()
	r := written(t, lines)
	postcodes, authorities := references(t)
	how := Intended
	if reading == finding.Peer {
		how = Peer
	}
	r.Derive(Options{Reading: how, Authority: "E10000012", Postcodes: postcodes, Authorities: authorities})
	opts := CheckOptions{Year: "2026-27", Reading: reading, Authority: "E10000012", Postcodes: postcodes, Authorities: authorities}
	if providers != nil {
		opts.Providers = NewProviders(providers, how)
	}
	run, err := Check(context.Background(), r, opts)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// hit is what one rule flags, as "TABLE row …; TABLE row …", or "skipped".
func hit(run finding.Run, rule string) string {
	for _, s := range run.Skipped {
		if s.Rule == rule {
			return "skipped"
		}
	}
	rows := map[string]string{}
	for _, f := range run.Findings {
		if f.Rule == rule {
			rows[f.Table] += fmt.Sprintf(" %d", f.Row)
		}
	}
	var all []string
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		all = append(all, table+rows[table])
	}
	return strings.Join(all, "; ")
}

// example is a return and what a rule flags in it.
type example struct {
	rule, lines    string
	intended, peer string
	providers      []Provider
}

func (x example) test(t *testing.T) {
	t.Helper()
	for reading, want := range map[finding.Reading]string{finding.Intended: x.intended, finding.Peer: x.peer} {
		run := checked(t, x.lines, reading, x.providers)
		if _, ok := run.Rule(x.rule); !ok {
			t.Fatalf("there is no rule %s", x.rule)
		}
		if got := hit(run, x.rule); got != want {
			t.Errorf("rule %s, %s reading: flags %q, want %q\n%s", x.rule, reading, got, want, x.lines)
		}
	}
}

// TestDiffers: for every rule whose readings differ an example shows the difference.
func TestDiffers(t *testing.T) {
	shown := map[string]bool{}
	for _, x := range slices.Concat(differences...) {
		t.Run(x.rule, func(t *testing.T) {
			x.test(t)
			shown[x.rule] = shown[x.rule] || x.intended != x.peer
		})
	}
	rules, err := Rules("2026-27")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if (r.Differs != "") != shown[r.Code] {
			t.Errorf("rule %s: says that its readings differ: %v, an example shows it: %v", r.Code, r.Differs != "", shown[r.Code])
		}
	}
}

// TestEdges: leap birthdays, blank CHILD, ties, missing ends, repeated children.
func TestEdges(t *testing.T) {
	for _, x := range slices.Concat(edges...) {
		t.Run(x.rule, func(t *testing.T) { x.test(t) })
	}
}

// TestSpecification: the rules are those of specs/ssda903/rules.json, with its years, tables and needs.
func TestSpecification(t *testing.T) {
	b, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{} // code: years, flagged tables
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		want[f[0]] = [2]string{f[1], f[2]}
	}
	rules, err := Rules("2026-27")
	if err != nil {
		t.Fatal(err)
	}
	old, err := Rules("2025-26")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		w, ok := want[r.Code]
		if !ok {
			t.Errorf("rule %s is not in the specification, or is there twice", r.Code)
			continue
		}
		delete(want, r.Code)
		if got := strings.Join(r.Years, " "); got != w[0] {
			t.Errorf("rule %s is of the years %s, want %s", r.Code, got, w[0])
		}
		if in := slices.ContainsFunc(old, func(o finding.Rule) bool { return o.Code == r.Code }); in != strings.Contains(w[0], "2025-26") {
			t.Errorf("rule %s is in the rules of 2025-26: %v", r.Code, in)
		}
		for _, table := range strings.Fields(w[1]) {
			if !slices.Contains(r.Tables, table) {
				t.Errorf("rule %s does not say that it flags %s", r.Code, table)
			}
		}
	}
	if len(want) != 0 {
		t.Errorf("%d rules of the specification are missing: %v", len(want), slices.Sorted(maps.Keys(want)))
	}
}

// TestTexts: every rule says what is wrong and how to mend it in whole sentences, and names only cells that exist.
func TestTexts(t *testing.T) {
	rules, err := Rules("2026-27")
	if err != nil {
		t.Fatal(err)
	}
	field := regexp.MustCompile(`^(\w+?)(_last)?\.(\w+)$`)
	derived := map[string]bool{"PL_LA": true, "PL_LOCATION": true, "PL_DISTANCE": true, "UASC": true}
	seen := map[string]string{}
	for _, r := range rules {
		if r.Title == "" || !strings.HasSuffix(r.Message, ".") || !strings.HasSuffix(r.Mend, ".") || r.Differs != "" && !strings.HasSuffix(r.Differs, ".") {
			t.Errorf("rule %s: a text is missing or no sentence: %q, %q, %q, %q", r.Code, r.Title, r.Message, r.Mend, r.Differs)
		}
		if other := seen[r.Message]; other != "" {
			t.Errorf("rules %s and %s have the same message", other, r.Code)
		}
		seen[r.Message] = r.Code
		for _, f := range r.Fields {
			m := field.FindStringSubmatch(f)
			if m == nil {
				t.Errorf("rule %s: %q is no field", r.Code, f)
				continue
			}
			if table, ok := TableNamed(m[1]); !ok || table.Col(m[3]) < 0 && !derived[m[3]] {
				t.Errorf("rule %s: %q is no field", r.Code, f)
			}
		}
		for _, table := range r.Tables {
			if !slices.ContainsFunc(r.Fields, func(f string) bool { return strings.HasPrefix(f, table+".") }) {
				t.Errorf("rule %s points at no field of %s, which it flags", r.Code, table)
			}
		}
		for _, found := range placeholder.FindAllStringSubmatch(r.Message+r.Mend, -1) {
			label, name, ok := strings.Cut(found[1], ".")
			name, _, _ = strings.Cut(name, "+")
			table, is := TableNamed(label)
			switch {
			case !ok:
				t.Errorf("rule %s: {%s} names no table", r.Code, found[1])
			case label == "year" && (name == "start" || name == "end"):
			case is && table.Col(name) < 0 && !derived[name]:
				t.Errorf("rule %s: {%s} names no column", r.Code, found[1])
			case !is && !strings.Contains(" last previous next before ", " "+label+" ") && !strings.HasPrefix(label, "last "):
				t.Errorf("rule %s: {%s} has a label that no finding explains", r.Code, found[1])
			}
		}
	}
}

// TestSentencesAreFilled: in every finding of the development sets the values stand where the texts call for them.
func TestSentencesAreFilled(t *testing.T) {
	for _, v := range vectors(t) {
		for _, reading := range []finding.Reading{finding.Peer, finding.Intended} {
			run := v.run(t, reading)
			rules := map[string]finding.Rule{}
			for _, r := range run.Rules {
				rules[r.Code] = r
			}
			for _, f := range run.Findings {
				r := rules[f.Rule]
				if !slices.Contains(r.Tables, f.Table) {
					t.Errorf("%s: rule %s flags %s, which it does not name", v.name, f.Rule, f.Table)
				}
				for _, text := range []string{r.Message, r.Mend} {
					for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
						name := found[1]
						bare := strings.TrimPrefix(name, f.Table+".")
						if !slices.ContainsFunc(f.Values, func(x finding.Value) bool { return x.Field == name || x.Field == bare }) {
							t.Fatalf("%s: rule %s, %s row %d: no value for {%s}", v.name, f.Rule, f.Table, f.Row, name)
						}
					}
				}
			}
		}
	}
}

// TestFindingSpeaks: a sentence with values of the row, of rows beside it, of birthdays and of the year.
func TestFindingSpeaks(t *testing.T) {
	run := checked(t, `
		Header CHILD=A DOB=29/02/2008
		Episodes CHILD=A RNE=S DECOM=28/02/2026 DEC=01/06/2026 REC=X1 LS=V2 PLACE=U6
		Episodes CHILD=A RNE=L DECOM=02/06/2026 LS=V2 PLACE=U6
		SWEpisodes CHILD=A SW_ID=SW1 SW_DECOM=01/01/2026
		SWEpisodes CHILD=A SW_ID=SW2 SW_DECOM=01/02/2026`, finding.Intended, nil)
	want := map[string]string{
		"352": "Care began on 28/02/2026, on or after the 18th birthday, 28/02/2026.",
		"433": "This episode goes on from the previous one (L), so it must begin on the day on which that ended: it begins on 02/06/2026, that ended on 01/06/2026.",
		"359": "The episode is still open at the year end, 31/03/2027, but the young person turned 18 on 28/02/2026.",
	}
	for _, f := range run.Findings {
		if text, ok := want[f.Rule]; ok {
			delete(want, f.Rule)
			r, _ := run.Rule(f.Rule)
			if got := r.Sentence(f); got != text {
				t.Errorf("rule %s says %q, want %q", f.Rule, got, text)
			}
			if f.Child != "A" || f.Worker != "SW2" {
				t.Errorf("rule %s: child %q and worker %q, want A and SW2", f.Rule, f.Child, f.Worker)
			}
		}
	}
	if len(want) != 0 {
		t.Errorf("nothing found by %v", slices.Collect(maps.Keys(want)))
	}
}

func TestRunIsRepeatable(t *testing.T) {
	v := vectors(t)[slices.IndexFunc(vectors(t), func(v vector) bool { return v.name == "dev09" })]
	r, opts := v.read(t, finding.Intended)
	var first finding.Run
	for n := range 5 {
		run, err := Check(context.Background(), r, opts)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = run
			continue
		}
		if diff := cmp.Diff(first, run); diff != "" {
			t.Fatal(diff)
		}
	}
	if !slices.IsSortedFunc(first.Findings, func(a, b finding.Finding) int {
		at := func(f finding.Finding) int {
			t, _ := TableNamed(f.Table)
			rule := slices.IndexFunc(first.Rules, func(r finding.Rule) bool { return r.Code == f.Rule })
			return (rule*Tables+int(t))*1_000_000 + f.Row
		}
		return at(a) - at(b)
	}) {
		t.Error("findings are not by rule, table and row")
	}
}

func TestCheckOptions(t *testing.T) {
	r := written(t, "Header CHILD=A")
	if _, err := Check(context.Background(), r, CheckOptions{Year: "2019-20"}); errs.Of(err) != errs.Invalid {
		t.Errorf("a year without rules: %v, want an invalid input", err)
	}
	gone, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Check(gone, r, CheckOptions{Year: "2026-27"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	var last, calls int
	run, err := Check(context.Background(), r, CheckOptions{Year: "2025-26", Progress: func(done, total int) {
		calls++
		if done != last+1 || done > total {
			t.Errorf("progress goes from %d to %d of %d", last, done, total)
		}
		last = done
	}})
	if err != nil || calls != len(run.Rules) || run.Reading != finding.Intended || run.Year != "2025-26" || run.Children != 1 || run.Rows["Header"] != 1 {
		t.Errorf("%d calls, %d rules, %+v, %v", calls, len(run.Rules), run, err)
	}
	if run.Ran+len(run.Skipped) != len(run.Rules) {
		t.Errorf("%d ran and %d were skipped of %d", run.Ran, len(run.Skipped), len(run.Rules))
	}
	for _, s := range run.Skipped {
		if s.Why == "" {
			t.Errorf("rule %s was skipped for no reason", s.Rule)
		}
	}
}

// TestSkipped: rules name what they want.
func TestSkipped(t *testing.T) {
	run := checked(t, "Header CHILD=A\nEpisodes CHILD=A", finding.Intended, nil)
	why := map[string]string{}
	for _, s := range run.Skipped {
		why[s.Rule] = s.Why
	}
	for rule, want := range map[string]string{
		"202": "needs last year's Header",
		"219": "needs the list of providers",
		"187": "needs OC3 and AD1",
		"105": "concerns returns in XML only",
		"164": "needs to know which children are asylum seekers: Header and UASC of either year",
		"101": "",
		"375": "",
	} {
		if why[rule] != want {
			t.Errorf("rule %s: %q, want %q", rule, why[rule], want)
		}
	}
	r := written(t, "Header CHILD=A\nEpisodes CHILD=A")
	run, err := Check(context.Background(), r, CheckOptions{Year: "2026-27"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range run.Skipped {
		why[s.Rule] = s.Why
	}
	for rule, want := range map[string]string{
		"392c": "needs postcodes", "179": "needs postcodes, the list of authorities and the council's code", "218": "needs postcodes",
	} {
		if why[rule] != want {
			t.Errorf("rule %s without reference data: %q, want %q", rule, why[rule], want)
		}
	}
}

// TestCodes: every text of the code sets has its code, anything else one of its own, the same for the same text.
func TestCodes(t *testing.T) {
	for i, text := range codeTexts {
		if c, ok := codeOf(text); !ok || c != code(i+1) {
			t.Errorf("%q has the code %d, %v; want %d", text, c, ok, i+1)
		}
	}
	e := encoder{}
	for _, text := range []string{"U7", "u6", " U6", "U6 ", "\x00U6", "WBRIWBRIWBRI", "00", "\x00"} {
		if c := e.of(text); c < 512 || c != e.of(text) {
			t.Errorf("%q has the code %d", text, c)
		}
	}
	if len(e) != 8 || e.of("") != blank {
		t.Errorf("other texts share codes: %v", e)
	}
}

// TestPeerNeedsHeader: the peer does not run 375 without Header, which the rule as meant does not look at.
func TestPeerNeedsHeader(t *testing.T) {
	example{rule: "375", lines: "Episodes CHILD=A PLACE=T1 DECOM=01/04/2026 DEC=01/08/2026", intended: "Episodes 0", peer: "skipped"}.test(t)
}

// FuzzCheck: whatever the cells hold, the rules come to an end, and flag only rows that exist.
func FuzzCheck(f *testing.F) {
	f.Add("A,S,01/04/2026,C2,K2,30/04/2026,X1", "29/02/2008")
	f.Add(",,,,,,", "")
	f.Add("A,S,1/4/2026,V3,T0, 1/04/2026,E11\nA,P,01/04/2026,V4,A3,,\n,L,99/99/9999,J1,K3,01/01/1901,E7", "31/12/2262")
	f.Fuzz(func(t *testing.T, cells, dob string) {
		r := &Return{}
		var rows [][]string
		for line := range strings.SplitSeq(cells, "\n") {
			c := append(strings.Split(line, ","), make([]string, 7)...)
			rows = append(rows, []string{c[0], c[2], c[1], c[3], "N1", c[4], c[6], c[5], c[6], c[1], dob, c[0], c[4]})
		}
		for table := range Table(Tables) {
			if table == Episodes {
				r.This[table], r.Last[table] = NewData(table, "", rows), NewData(table, "", rows[:len(rows)/2])
				continue
			}
			var others [][]string
			for _, c := range rows {
				row := []string{c[0], dob, c[1], c[7], c[5], c[8], c[2], c[3], c[4], c[5], c[6], c[7]}
				if table == Header {
					row = []string{c[0], c[2], dob, c[3], c[5], c[6], c[7]}
				}
				others = append(others, row)
			}
			r.This[table], r.Last[table] = NewData(table, "", others), NewData(table, "", others)
		}
		for reading, how := range map[finding.Reading]Reading{finding.Intended: Intended, finding.Peer: Peer} {
			r.ThisMarks, r.LastMarks = nil, nil
			r.Derive(Options{Reading: how})
			run, err := Check(context.Background(), r, CheckOptions{Year: "2026-27", Reading: reading, Authority: "E10000012"})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range run.Findings {
				table, ok := TableNamed(x.Table)
				if !ok || x.Row < 0 || x.Row >= r.This[table].Rows() && !(x.Rule == "706" && reading == finding.Peer) {
					t.Fatalf("rule %s flags row %d of %s", x.Rule, x.Row, x.Table)
				}
			}
		}
	})
}
