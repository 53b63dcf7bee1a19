package show

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// anyRun draws a run with texts that formats must not stumble over.
func anyRun(ret string) *rapid.Generator[finding.Run] {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "=1", "@x", "a\nb", "\"", "<script>", "é", "{", "}", "\x00", "\x1b[2J", "-5", ","}), rapid.StringN(0, 6, -1))
	code := rapid.SampledFrom([]string{"1", "2Q", "100", "8770Q"})
	table := rapid.SampledFrom([]string{"Header", "Episodes", "Section47"})
	field := rapid.SampledFrom([]string{"DECOM", "DEC", "UPN"})
	return rapid.Custom(func(t *rapid.T) finding.Run {
		r := finding.Run{Return: ret, Year: "2025-26", Reading: finding.Peer, Ran: rapid.IntRange(0, 3).Draw(t, "ran")}
		for _, c := range rapid.SliceOfDistinct(code, rapid.ID[string]).Draw(t, "rules") {
			r.Rules = append(r.Rules, finding.Rule{
				Code: c, Title: text.Draw(t, "title"), Severity: rapid.SampledFrom([]finding.Severity{finding.Error, finding.Query}).Draw(t, "severity"),
				Message: "{DECOM} " + text.Draw(t, "message"), Mend: text.Draw(t, "mend"), Differs: text.Draw(t, "differs"),
			})
		}
		r.Findings = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) finding.Finding {
			f := finding.Finding{
				Rule: code.Draw(t, "rule"), Table: table.Draw(t, "table"), Row: rapid.IntRange(0, 20).Draw(t, "row"), Child: text.Draw(t, "child"), Worker: text.Draw(t, "worker"),
				Fields: rapid.SliceOfNDistinct(field, 1, 3, rapid.ID[string]).Draw(t, "fields"),
			}
			if ret == "cin" {
				f.Pos = rapid.IntRange(0, 5).Draw(t, "pos")
			}
			for _, x := range f.Fields {
				f.Values = append(f.Values, finding.Value{Field: x, Text: text.Draw(t, "value")})
			}
			return f
		}), 0, 30).Draw(t, "findings")
		if ret == "cin" {
			r.LALevel = rapid.SliceOfDistinct(code, rapid.ID[string]).Draw(t, "la")
		}
		return r
	})
}

// valid is a text as JSON can hold it: what is not UTF-8 becomes U+FFFD.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// TestJSONIsTheRun is the property: the findings of the JSON are those of the run, each once, none else.
func TestJSONIsTheRun(t *testing.T) {
	t.Parallel()
	t.Run("ssda903", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			run := anyRun("ssda903").Draw(t, "run")
			var got struct {
				Findings map[string]map[string][]int `json:"findings"`
				Skipped  []finding.Skipped           `json:"rules_skipped"`
				Detail   []detail                    `json:"detail"`
			}
			parse(t, run, &got)
			want := map[string]map[string][]int{}
			for _, f := range run.Findings {
				if want[f.Rule] == nil {
					want[f.Rule] = map[string][]int{}
				}
				if !slices.Contains(want[f.Rule][f.Table], f.Row) {
					want[f.Rule][f.Table] = append(want[f.Rule][f.Table], f.Row)
					slices.Sort(want[f.Rule][f.Table])
				}
			}
			if diff := gocmp.Diff(want, got.Findings); diff != "" {
				t.Fatal(diff)
			}
			if got.Skipped == nil || got.Detail == nil {
				t.Fatal("a list is missing where it is empty")
			}
			sameDetail(t, run, got.Detail)
		})
	})
	t.Run("cin", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			run := anyRun("cin").Draw(t, "run")
			var got struct {
				Findings map[string][][]any `json:"findings"`
				LALevel  []string           `json:"la_level"`
				Detail   []detail           `json:"detail"`
			}
			parse(t, run, &got)
			want := map[string]map[string]bool{}
			for _, f := range run.Findings {
				if want[f.Rule] == nil {
					want[f.Rule] = map[string]bool{}
				}
				for _, field := range f.Fields {
					child := any(valid(f.Child))
					if f.Child == "" {
						child = nil
					}
					want[f.Rule][fmt.Sprintf("%#v", []any{child, float64(f.Pos), f.Table, float64(f.Row), field})] = true
				}
			}
			have := map[string]map[string]bool{}
			for rule, places := range got.Findings {
				have[rule] = map[string]bool{}
				for _, p := range places {
					have[rule][fmt.Sprintf("%#v", p)] = true
				}
				if len(have[rule]) != len(places) {
					t.Fatalf("rule %s names a place twice: %v", rule, places)
				}
			}
			if diff := gocmp.Diff(want, have); diff != "" {
				t.Fatal(diff)
			}
			if diff := gocmp.Diff(list(run.LALevel), got.LALevel); diff != "" {
				t.Fatal(diff)
			}
			sameDetail(t, run, got.Detail)
		})
	})
}

func parse(t *rapid.T, run finding.Run, into any) {
	var out bytes.Buffer
	if err := JSON(&out, run, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		t.Fatalf("%v\n%s", err, out.Bytes())
	}
}

func sameDetail(t *rapid.T, run finding.Run, got []detail) {
	if len(got) != len(run.Findings) {
		t.Fatalf("%d details of %d findings", len(got), len(run.Findings))
	}
	for i, f := range run.Findings {
		d := got[i]
		if d.Rule != f.Rule || d.Table != f.Table || d.Row != f.Row || d.Child != valid(f.Child) || !slices.Equal(d.Fields, f.Fields) || d.Message == "" {
			t.Fatalf("%+v is not %+v", d, f)
		}
	}
}

func TestNoDetail(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := JSON(&out, ssdaRun(), Options{NoDetail: true}); err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(out.Bytes(), &keys); err != nil {
		t.Fatal(err)
	}
	if _, has := keys["detail"]; has || len(keys) != 6 {
		t.Errorf("keys: %v", keys)
	}
	var text bytes.Buffer
	if err := Text(&text, ssdaRun(), Options{NoDetail: true}); err != nil {
		t.Fatal(err)
	}
	if s := text.String(); !strings.Contains(s, "3  error    612") || strings.Contains(s, "02/05/2025") {
		t.Errorf("the counts alone were asked for:\n%s", s)
	}
}

// TestEveryFormatHasEveryFinding is the property that no format loses a finding, and that none fails on any text.
func TestEveryFormatHasEveryFinding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(rapid.SampledFrom([]string{"ssda903", "cin"}).Draw(t, "return")).Draw(t, "run")
		want := len(run.Findings)
		write := func(f Format) string {
			var out bytes.Buffer
			if err := Write(t.Context(), &out, f, run, Options{Most: 1 << 20}); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		lines, err := csv.NewReader(strings.NewReader(write(CSVFormat))).ReadAll()
		if err != nil || len(lines)-1 != want+len(run.LALevel) {
			t.Fatalf("CSV: %d lines of %d findings, %v", len(lines), want, err)
		}
		for _, l := range lines[1:] {
			for _, c := range l {
				if strings.ContainsAny(c[:min(1, len(c))], "=@\t\r") || strings.HasPrefix(c, "-") && strings.Trim(c[1:], "0123456789") != "" {
					t.Fatalf("a spreadsheet would run %q", c)
				}
			}
		}
		if got := strings.Count(write(TextFormat), "\n  - "); got < want {
			t.Fatalf("text: %d lines of %d findings", got, want)
		}
		page := write(HTMLFormat)
		if got := strings.Count(page, `<th scope="row">`) - strings.Count(page, `<td class="n">`); got != want {
			t.Fatalf("HTML: %d rows of %d findings", got, want)
		}
		if strings.Contains(page, "<script") {
			t.Fatal("a value became markup")
		}
	})
}

func TestTextTellsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	run := ssdaRun()
	run.Findings = nil
	for i := range 25 {
		run.Findings = append(run.Findings, finding.Finding{Rule: "101", Table: "Header", Row: i, Child: fmt.Sprint("C", i), Fields: []string{"SEX"}})
	}
	var out bytes.Buffer
	if err := Text(&out, run, Options{Width: 60}); err != nil {
		t.Fatal(err)
	}
	s := out.String()
	if n := strings.Count(s, "\n  - child"); n != 20 || !strings.Contains(s, "… and 5 more rows.") {
		t.Errorf("%d rows shown:\n%s", n, s)
	}
	for line := range strings.SplitSeq(s, "\n") {
		if n := len([]rune(line)); n > 60 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
	var page bytes.Buffer
	if err := HTML(&page, run, Options{Most: 3}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "The first 3 of 25 rows are shown.") {
		t.Error("the page does not say what it leaves out")
	}
}

// TestATerminalIsNotSteered keeps control characters of a file away from the terminal.
func TestATerminalIsNotSteered(t *testing.T) {
	t.Parallel()
	run := ssdaRun()
	run.Findings = []finding.Finding{{Rule: "101", Table: "Header", Child: "C\x1b]0;x\x07\u009b1m", Fields: []string{"SEX"}, Values: []finding.Value{{Field: "SEX", Text: "\x1b[2J"}}}}
	var out bytes.Buffer
	if err := Text(&out, run, Options{Name: "a\x1b[31m.xml"}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\x07\u009b") {
		t.Errorf("%q", out.String())
	}
}

func TestHarmless(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "a": "a", "-1": "-1", "+1.5": "+1.5", "=1": "'=1", "-1+1": "'-1+1", "@A1": "'@A1", "\t=1": "'\t=1", " =1": "' =1", "\"=1": "'\"=1", "\nx": "\nx",
		"\n=1": "'\n=1", "＝1": "'＝1", "\ttab": "'\ttab", "01/04/2026": "01/04/2026", "+cmd|x": "'+cmd|x", "\u00a0=1": "'\u00a0=1", "a=1": "a=1", "\t": "'\t", "-Inf": "'-Inf", "|a": "|a",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

func TestUnknownFormats(t *testing.T) {
	t.Parallel()
	if err := Write(t.Context(), io.Discard, "pdf", ssdaRun(), Options{}); errs.Of(err) != errs.Usage {
		t.Errorf("got %v", err)
	}
	if err := Rules(io.Discard, ODSFormat, List{}, Options{}); errs.Of(err) != errs.Usage {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("disk full")

// fullDisk takes n bytes.
type fullDisk struct{ n int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.n {
		n := d.n
		d.n = 0
		return n, errFull
	}
	d.n -= len(p)
	return len(p), nil
}

// TestAFullDiskIsSaid checks that a report that could not be written is not taken for one that was.
func TestAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{TextFormat, JSONFormat, CSVFormat, HTMLFormat, ODSFormat, XLSXFormat} {
		for _, room := range []int{0, 300} {
			if err := Write(t.Context(), &fullDisk{room}, f, ssdaRun(), Options{Tables: ssdaTables()}); !errors.Is(err, errFull) {
				t.Errorf("%s with %d bytes: %v", f, room, err)
			}
		}
	}
}

// TestOrderDoesNotMatter: what is found together is shown together, however the checks hand it on.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	a, b := ssdaRun(), ssdaRun()
	slices.SortFunc(b.Findings, func(x, y finding.Finding) int { return cmp.Compare(y.Row, x.Row) })
	var one, two bytes.Buffer
	if err := errors.Join(JSON(&one, a, Options{NoDetail: true}), JSON(&two, b, Options{NoDetail: true})); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(one.String(), two.String()); diff != "" {
		t.Error(diff)
	}
}

// TestFieldsHaveWords keeps the words in step with the tables of both returns.
func TestFieldsHaveWords(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"Episodes.DECOM", "DECOM", "Episodes_last.DECOM", "Section47.S47ActualStartDate"} {
		if got := labelled(field); !strings.HasPrefix(got, field+" (") {
			t.Errorf("%s: %q", field, got)
		}
	}
	if got := labelled("Episodes.NEVER"); got != "Episodes.NEVER" {
		t.Errorf("got %q", got)
	}
}
