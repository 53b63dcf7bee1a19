package minutes

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/errs"
)

// item makes the page of an agenda item around a body.
func item(body string) string {
	return "Back to top arrow icon Back to top\n\nAgenda item\n\nA title (2022/23) (7.05)\n\nTo see.\n\nMinutes:\n\n" + body + "\n\nSupporting documents:\n"
}

// sketch is a proposal in short: one line per block.
func sketch(p Proposal) []string {
	var out []string
	for _, t := range p.Item.Preamble {
		out = append(out, "before: "+t.Text)
	}
	for _, x := range p.Item.Paragraphs {
		s := x.Number + " " + string(x.Kind)
		if x.AskedBy != "" {
			s += fmt.Sprintf(" by %s %d?", x.AskedBy, *x.QuestionMarks)
		}
		out = append(out, s+": "+x.Text.Text)
		for _, t := range x.BulletTexts {
			out = append(out, "  - "+t.Text)
		}
		for _, a := range x.Answers {
			out = append(out, "  ("+string(a.Role)+") "+a.Text.Text)
		}
		for _, c := range x.Comments {
			out = append(out, "  "+c.Member+" says "+c.Text)
		}
		for _, t := range x.FollowUpTexts {
			out = append(out, "  > "+t.Text)
		}
		for _, s := range x.Agreed {
			out = append(out, "  = "+s)
		}
	}
	for _, t := range p.Item.Agreed {
		out = append(out, "  = "+t.Text)
	}
	for _, h := range p.Item.Headings {
		out = append(out, "# "+h)
	}
	for _, f := range p.TextFaults {
		out = append(out, "! "+string(f.Paragraph)+" "+f.Fault)
	}
	return out
}

func TestGrammar(t *testing.T) {
	t.Parallel()
	const ask = "Questions from the Panel\n"
	for name, tt := range map[string]struct {
		body string
		want []string
	}{
		"numbers that are no paragraphs": {
			"9.1 The meeting began.\n9.50pm was the end.\n9.5% of cases rose.\n9.50 pm it ended.\n9.2m was spent on it.\n9.2.1 is a part.\n8.2 is elsewhere.\n£9.3m is money.\n9.2 It went on.\n9.1 was said before.",
			[]string{"9.1 narrative: The meeting began.", "  > 9.50pm was the end.", "  > 9.5% of cases rose.", "  > 9.50 pm it ended.", "  > 9.2m was spent on it.",
				"  > 9.2.1 is a part.", "  > 8.2 is elsewhere.", "  > £9.3m is money.", "9.2 narrative: It went on.", "  > 9.1 was said before."},
		},
		"glued and missing numbers": {
			"2.1What happened.\n2.2 (a) Then.\n2.4. Later.",
			[]string{"2.1 narrative: What happened.", "2.2 narrative: (a) Then.", "2.4 narrative: Later.",
				"! 2.1 no space after the paragraph number", "! 2.4 the number before it is 2.2: a paragraph may be missing"},
		},
		"every bullet sign, and the no-break space": {
			"2.1 List:\n§\u00a0\u00a0One.\n· Two.\n• Three.\n- Four.\n■ Five.\n\uf0b7 Six.\n-seven is none.",
			[]string{"2.1 narrative: List:", "  - One.", "  - Two.", "  - Three.", "  - Four.", "  - Five.", "  - Six.", "  > -seven is none."},
		},
		"roles": {
			ask + "2.1 Why?\n§ (DCSC)Because.\n§ (Head of Service) So.\n§ (see page 4) It is.\n§ (SEND reform) It is.\n§ No role.\n2.2 (Care Council) When?\n2.3 (DoE) Who?",
			[]string{"2.1 question by Panel 1?: Why?", "  (DCSC) Because.", "  (Head of Service) So.", "  () (see page 4) It is.", "  () (SEND reform) It is.", "  () No role.",
				"2.2 question by Care Council 1?: When?", "2.3 question by Panel 1?: (DoE) Who?", "# Questions from the Panel", "! 2.1 no space after the role (DCSC)"},
		},
		"agreed and what is not": {
			"2.1 It was agreed that we go. Priorities were agreed:\n§ One.\nAgreed: That A.\nAGREED: That B.\n2.2 Next.\nAgreed:\n§ That C.\nThat D.",
			[]string{"2.1 narrative: It was agreed that we go. Priorities were agreed:", "  - One.", "  = That A.", "  = That B.", "2.2 narrative: Next.", "  = That C.", "  = That D."},
		},
		"kinds": {
			ask + "2.1 Please show it. It would be helpful.\n§ (HoS) Yes.\n2.2 The Vice-Chair made an observation. Is it so?\n2.3 Is it so?\n" +
				"2.4 The members requested a table.\n2.5 The time limit was reached and the Chair thanked all.\n2.6 All were thanked.\n2.7 The report was noted.\n2.8 These were left:\n§ How?\nConclusion\n2.9 Is this narrative?",
			[]string{"2.1 request by Panel 0?: Please show it. It would be helpful.", "  (HoS) Yes.", "2.2 observation by Vice-Chair 1?: The Vice-Chair made an observation. Is it so?",
				"2.3 question by Panel 1?: Is it so?", "2.4 request by Panel 0?: The members requested a table.", "2.5 procedural: The time limit was reached and the Chair thanked all.",
				"2.6 closing: All were thanked.", "2.7 procedural: The report was noted.", "2.8 procedural: These were left:", "  - How?", "2.9 narrative: Is this narrative?",
				"# Questions from the Panel", "# Conclusion"},
		},
		"wrapped lines": {
			"2.1 A sentence that\nwas wrapped and\ngoes on.\n§ A bullet that\nis wrapped.\nFollowing that\nit ended.",
			[]string{"2.1 narrative: A sentence that was wrapped and goes on.", "  - A bullet that is wrapped.", "  > Following that it ended."},
		},
		"before the first paragraph": {
			"The Chair welcomed all.\nIntroduction\n2.1 Begun.",
			[]string{"before: The Chair welcomed all.", "2.1 narrative: Begun.", "# Introduction"},
		},
		"lost characters": {
			ask + "2.1 Almost ? of cases, caf?s and £? cost more? Really?? He asked “why?”",
			[]string{"2.1 question by Panel 3?: Almost ? of cases, caf?s and £? cost more? Really?? He asked “why?”", "# Questions from the Panel",
				"! 2.1 a ? stands where a character was lost", "! 2.1 a ? stands where a character was lost", "! 2.1 a ? stands where a character was lost"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []string{item(tt.body), "\ufeff" + strings.ReplaceAll(item(tt.body), "\n", "\r\n"), strings.ReplaceAll(item(tt.body), " ", " \u00a0")} {
				p, err := Parse("x.txt", []byte(src))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, sketch(p)); diff != "" {
					t.Error(diff)
				}
				for _, s := range anchored(p, []byte(src)) {
					t.Errorf("not at its place: %s", s)
				}
			}
		})
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Annual Report (2022/23) (19.05)": "Annual Report (2022/23) at 19:05",
		"Report (9.05)":                   "Report at 09:05",
		"Report (25.05)":                  "Report (25.05) at ",
		"Report (19.65)":                  "Report (19.65) at ",
		"Report (19.05) and more":         "Report (19.05) and more at ",
		"Report (18.00) (19.05)":          "Report (18.00) at 19:05",
		"(19.05)":                         "(19.05) at ",
	} {
		name, at := title(s)
		if got := name + " at " + string(at); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}

func TestCutShortAndDocuments(t *testing.T) {
	t.Parallel()
	src := item("2.1 One.")
	p, err := Parse("x.txt", []byte(src+"A paper, item 2. PDF 45 KB\n"))
	if err != nil || len(p.TextFaults) != 0 || len(p.Item.Documents) != 1 || p.Item.Purpose != "To see." {
		t.Errorf("%+v %v", p, err)
	}
	p, err = Parse("x.txt", []byte(strings.Split(src, "Supporting")[0]))
	if err != nil || len(p.TextFaults) != 1 || !strings.Contains(p.TextFaults[0].Fault, "cut short") || p.TextFaults[0].Span.Line != 11 {
		t.Errorf("%+v %v", p.TextFaults, err)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"An overspend of £1.445m, 20% of £1,200.50 and £3bn.":               "£1.445m=1445000 GBP; 20%=20 percent; £1,200.50=1200.5 GBP; £3bn=3000000000 GBP",
		"An underspend of £152k; the (£5) underspend; £2 million overspend": "£152k=-152000 GBP; £5=-5 GBP; £2 million=2000000 GBP",
		"Around £21m was spent.":                                   "£21m=21000000 GBP ~",
		"A ratio of 4 to 1 or 3-2. From 58 to 52 weeks.":           "4 to 1=4:1 ratio; 3-2=3:2 ratio",
		"The 1,200 highest paid staff, 3 apprentices, now just 1.": "1,200=1200 staff; 3=3 apprentices; 1=1 apprentices",
		"Over 1 in 3 children, ¼ of plans, two thirds of staff, almost half of them; the first half of 2023, a third party, 1 in 5 years, reviewed on a ¼ basis.":   "1 in 3=1:3 share; ¼=1:4 share; two thirds=2:3 share; half=1:2 share ~",
		"The number of education, health and care plans (EHCPs) rose from 2,114 to 2,390; 41 of 44 cases; between 30 and 40 families; 3-5% and 3-5 years.":          "2,114=2114 plans; 2,390=2390 plans; 41=41 cases; 44=44 cases; 30=30 families; 40=40 families; 3=3 percent; 5%=5 percent",
		"The average time fell from 58 to 52 weeks. It was 47 weeks elsewhere, from 1 July, for those aged 16 to 18, in 2024-25 plans. Eighty-five per cent agree.": "58=58 weeks; 52=52 weeks; 47=47 weeks; Eighty-five per cent=85 percent",
		"In 2022 members, page 19 lists, aged 18, children, S47 cases, 2023/24 plans, 10 years, month 7 figures, 18.12.2023 notes":                                  "",
	} {
		var got []string
		for _, f := range figures("2.1", newText(s, Span{})) {
			x := fmt.Sprintf("%s=%s %s", f.AsWritten, f.Value, f.Unit)
			if f.Approximate {
				x += " ~"
			}
			got = append(got, x)
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ src, want string }{
		"empty":              {" \n\u00a0\n", "it is empty"},
		"pdf":                {"%PDF-1.7\n", "looks like a PDF"},
		"word":               {"PK\x03\x04..", "looks like a Word file"},
		"web page":           {"<!DOCTYPE html><html>", "looks like a web page"},
		"json":               {`{"a":1}`, "looks like JSON"},
		"not UTF-8":          {"Agenda item\nA\nMinutes:\n5.1 caf\xe9\n", "line 4 has bytes that are not UTF-8"},
		"NUL":                {"Agenda item\nA\x00\nMinutes:\n5.1 a\n", "NUL"},
		"too long":           {strings.Repeat("a ", MaxBytes), "longer than 1024 kB"},
		"long line":          {item("2.1 One.\n" + strings.Repeat("a", maxLine+1)), "line 12 is longer than 20000 bytes"},
		"printed":            {"Minutes of the proceedings of the Commission\nChair: Councillor A\nCouncillors in Attendance\nApologies\nAll were welcome.\n", "no numbered agenda item"},
		"a summary":          {"Meeting summary\nAI Generated\nThe mayor spoke.\n", "somebody's summary"},
		"cabinet report":     {"Title\nFor consideration by Cabinet\nKey decision: yes\n1. Summary\n", "looks like a report to a cabinet or a committee"},
		"prose":              {"Dear all,\nhere is what was said.\n", `does not begin with the line "Agenda item"`},
		"no minutes":         {"Agenda item\nA title\n", `the line "Minutes:" is missing`},
		"no title":           {"Agenda item\nMinutes:\n1.1 A.\n", "no title"},
		"nothing numbered":   {item("It was noted."), "no numbered paragraph"},
		"empty minutes":      {item(""), "no numbered paragraph"},
		"agenda item far in": {strings.Repeat("x\n", 9) + item("2.1 One."), "does not begin"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse("x.txt", []byte(tt.src))
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) ||
				!strings.HasPrefix(errs.Text(err), "x.txt cannot be read as minutes: ") || !strings.Contains(errs.Text(err), "Accepted are") {
				t.Errorf("%v", err)
			}
			if diff := cmp.Diff(Proposal{}, p); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGeneratedItems writes items of a known shape and reads the shape back.
func TestGeneratedItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{2,9}`)
		no := rapid.IntRange(1, 40).Draw(t, "item")
		n := rapid.IntRange(1, 12).Draw(t, "paragraphs")
		var b strings.Builder
		b.WriteString("Questions from the Commission\n")
		want := Counts{Paragraphs: n, QuestionParagraphs: n, Unanswered: []string{}, AnswersByRole: map[string]int{}}
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, "%d.%d%sWhat about %s?\n", no, i, rapid.SampledFrom([]string{"", " ", "\u00a0 "}).Draw(t, "gap"), word.Draw(t, "word"))
			want.QuestionMarks++
			answers := rapid.IntRange(0, 3).Draw(t, "answers")
			for range answers {
				role := rapid.SampledFrom([]string{"DCSC", "HoS", ""}).Draw(t, "role")
				if role == "" {
					fmt.Fprintf(&b, "§ It is %s.\n\n", word.Draw(t, "word"))
					role = "unattributed"
				} else {
					fmt.Fprintf(&b, "§  (%s) It is %s.\n", role, word.Draw(t, "word"))
				}
				want.AnswersByRole[role]++
				want.Answers++
			}
			if answers > 0 {
				want.Answered++
			} else {
				want.Unanswered = append(want.Unanswered, fmt.Sprintf("%d.%d", no, i))
			}
			if rapid.Bool().Draw(t, "follow") {
				fmt.Fprintf(&b, "Then %s was said.\n", word.Draw(t, "word"))
				want.FollowUps++
			}
			if rapid.Bool().Draw(t, "agreed") {
				fmt.Fprintf(&b, "Agreed: That %s be sent.\n", word.Draw(t, "word"))
				want.Agreed++
			}
		}
		p, err := Parse("x.txt", []byte(item(b.String())))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, p.Item.Counts); diff != "" {
			t.Fatal(b.String(), diff)
		}
	})
}

// TestHostileSizes reads long runs of the shapes that could cost more than their length. The limit is
// far above what a linear reading needs (a tenth of a second each) and far below a quadratic one (minutes).
func TestHostileSizes(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"a\n", "A\n", "2.2 A?\n", "§ (AB) ? \n", "Agreed:\n", "A? ", "?", "£1 ", "1 a ", "(A) ", "A. ", "ratio 1-1 "} {
		if !strings.HasSuffix(unit, "\n") {
			unit = "§ " + strings.Repeat(unit, 19_000/len(unit)) + "\n"
		}
		text := "Questions from the Panel\n2.1 A\n" + strings.Repeat(unit, (MaxBytes/32)/len(unit))
		printed := "Minutes of the Panel\nChair: Cllr A B\nApologies: " + strings.Repeat(strings.TrimSpace(unit)+" ", 8000/len(unit)) + "\n1 Welcome\n1.1 All.\n2 Report\n" + text
		for _, src := range []string{item(text), printed} {
			start := time.Now()
			if _, err := Parse("x.txt", []byte(src)); err != nil || time.Since(start) > 20*time.Second {
				t.Errorf("%.20q: %v after %s", unit, err, time.Since(start))
			}
		}
	}
}

// FuzzParse: no input makes Parse panic; a refusal is a sentence with the name; what is read is anchored in the source, counted
// right and writes valid JSON.
func FuzzParse(f *testing.F) {
	for _, name := range []string{seed003, seed004} {
		src, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src[:3000]))
	}
	for _, name := range []string{"printed-a.txt", "printed-b.txt", "page-meeting.txt"} {
		src, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Add(item("Questions from the Panel\n2.1 Why?\n§ (HoS) So £3.5m.\nAgreed:\n- That.\nmore"))
	f.Fuzz(func(t *testing.T, src string) {
		p, err := Parse("x.txt", []byte(src))
		if err != nil {
			if errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), "x.txt cannot") {
				t.Fatal(err)
			}
			return
		}
		if bad := anchored(p, []byte(src)); bad != nil {
			t.Fatalf("not at its place: %q", bad)
		}
		var c Counts
		for _, it := range p.Agenda() {
			c.Paragraphs += it.Counts.Paragraphs
			c.QuestionParagraphs += it.Counts.QuestionParagraphs
			c.Answered += it.Counts.Answered
			c.Unanswered = append(c.Unanswered, it.Counts.Unanswered...)
			c.Agreed += it.Counts.Agreed + len(it.Agreed)
		}
		if c.Paragraphs == 0 && p.Item != nil || c.QuestionParagraphs != c.Answered+len(c.Unanswered) || c.Agreed != len(p.Actions) {
			t.Fatalf("%+v", c)
		}
		must(t, p)
	})
}
