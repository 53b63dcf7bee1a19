package minutes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPrinted reads the printed minutes of a council that does not exist, whose head runs together, with the traps of form P: list
// signs before numbers, a page break inside "Agreed:" and inside an answer, members' comments, a wrong line on the duration.
func TestPrinted(t *testing.T) {
	t.Parallel()
	p, src := parseFile(t, "printed-a.txt")
	want := Meeting{"London Borough of Marshwick", "Children and Families Scrutiny Panel", "2026/27", "2026-09-15", "19:00",
		"Marshwick Town Hall, High Street, M1 2AB", "21:50", "2026-10-12", "https://youtu.be/xYz12-3", "Nia Prosser"}
	if diff := cmp.Diff(want, *p.Meeting); diff != "" {
		t.Error(diff)
	}
	totals := Totals{Items: 9, Paragraphs: 20, QuestionParagraphs: 5, Answered: 4, Answers: 6, MemberComments: 4, Declarations: 2, Agreed: 2,
		AnswersByRole: map[string]int{"DCSC": 1, "HoS": 1, "DoE": 1, "HoF": 1, "DoF": 1, "unattributed": 1}}
	if diff := cmp.Diff(totals, *p.Totals); diff != "" {
		t.Error(diff)
	}
	a := p.Attendance
	// SR-316, X-21: late and present are not absent.
	if diff := cmp.Diff([]string{"Cllr June Okafor", "Deputy Mayor Cole"}, a.Lateness); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Cllr Lena Voss", "Peter Ambrose"}, a.Apologies); diff != "" {
		t.Error(diff)
	}
	if len(a.Councillors) != 4 || len(a.Officers) != 5 || len(a.ExecutiveMembers) != 2 || a.Chair != "Councillor Ana Petrova" || a.ViceChair != "Cllr Omar Haddad" {
		t.Errorf("%+v", a)
	}
	if p.Actions[0].Text != "That the officers would send a note on rooms to the Panel before the next meeting." || p.Actions[0].Ref != "4.4/1" {
		t.Errorf("%+v", p.Actions[0])
	}
	answer := p.Items[3].Paragraphs[3].Answers[0]
	if answer.Text.Text != "They are checked twice a year by the team and by visitors." || len(p.Items[3].Paragraphs[3].Answers) != 1 {
		t.Errorf("the false bullet is another answer: %+v", answer)
	}
	for role, post := range map[string]Optional{"DCSC": "Director of Children’s Social Care", "HoS": "Head of Service (Safeguarding, QA & Improvement)",
		"DoE": "Director of Education and Inclusion", "HoF": "Head of Finance Children & Education", "DoF": "Interim Director of Finance"} {
		for _, r := range p.Roles {
			if r.Role == role && r.Proposed != post {
				t.Errorf("%s is proposed as %q", role, r.Proposed)
			}
		}
	}
	if len(p.Contradictions) != 1 || p.Contradictions[0].Kind != "times" { // SR-334, X-18
		t.Errorf("%+v", p.Contradictions)
	}
	for _, s := range anchored(p, src) {
		t.Errorf("not at its place: %s", s)
	}
}

// TestPrintedWrapped reads minutes that are wrapped to a width, with page numbers between lines, in another council's words.
func TestPrintedWrapped(t *testing.T) {
	t.Parallel()
	p, src := parseFile(t, "printed-b.txt")
	if got := p.Items[2].Paragraphs[1].Text.Text; got != "A member asked how many homes had closed. In reply Mr Moss said that Kent Road and Mill Lane had closed in January, at a cost of 3.4 million pounds a year, and that two would open." {
		t.Errorf("3.4 million is no paragraph: %q", got)
	}
	if p.Totals.Paragraphs != 6 || p.Totals.Agreed != 2 || p.Totals.Declarations != 2 || p.Meeting.Ended != "12:25" || p.Meeting.NextMeeting != "2027-06-10" {
		t.Errorf("%+v %+v", p.Totals, p.Meeting)
	}
	if a := p.Actions[1]; a.Due != "2027-04-30" || a.Owner != "Mr Moss" && a.Owner != "" {
		t.Errorf("%+v", a)
	}
	var posts []string
	for _, h := range p.Attendance.Officers {
		posts = append(posts, h.Name+": "+string(h.Post))
	}
	if diff := cmp.Diff([]string{"Sarah Kettle: Corporate Director of Children, Young People and Education", "Kevin Moss: Assistant Director of Corporate Parenting",
		"Anna Grebe: Democratic Services Officer"}, posts); diff != "" {
		t.Error(diff)
	}
	for _, s := range anchored(p, src) {
		t.Errorf("not at its place: %s", s)
	}
}

// TestMeetingPage reads the page of a whole meeting.
func TestMeetingPage(t *testing.T) {
	t.Parallel()
	p, _ := parseFile(t, "page-meeting.txt")
	if p.Format != FormatPage || len(p.Items) != 3 || p.Items[2].Title != "Annual Report" || p.Items[2].Purpose != "To review the annual report." || p.Items[2].PlannedTime != "19:05" {
		t.Errorf("%+v", p.Items)
	}
	a := p.Attendance
	if diff := cmp.Diff([][]string{{"Cllr Lena Voss", "Peter Ambrose"}, {"Cllr June Okafor"}, {"Cllr Omar Haddad"}, {"Peter Ambrose"}},
		[][]string{a.Apologies, a.Lateness, a.Virtual, a.CoopteesAbsent}); diff != "" {
		t.Error(diff)
	}
}

// printer prints the body of a web page as form P: wrapped to a width or one line a block, with page heads and feet between lines
// and list signs before some numbers.
type printer struct {
	width, page int
	dashes      bool
}

func (pr printer) print(blocks []string) string {
	var b strings.Builder
	lines, page := 0, 1
	put := func(s string) {
		b.WriteString(s + "\n")
		if lines++; pr.page > 0 && lines%pr.page == 0 {
			fmt.Fprintf(&b, "\n%d\n\f", page)
			page++
		}
	}
	for i, s := range blocks {
		if pr.dashes && i%7 == 3 && looksPara.MatchString(s) {
			s = "- " + s
		}
		line := ""
		for _, w := range strings.Fields(s) {
			if pr.width > 0 && line != "" && len(line)+1+len(w) > pr.width {
				put(line)
				line = ""
			}
			line = strings.TrimSpace(line + " " + w)
		}
		put(line)
		put("")
	}
	return b.String()
}

// TestPrintedSeeds prints both seeds as one meeting in many layouts and reads the same counts, kinds and texts as from their pages.
// It is the form P of minutes whose form W is known.
func TestPrintedSeeds(t *testing.T) {
	t.Parallel()
	var blocks []string
	var want []Item
	blocks = append(blocks, "London Borough of Hackney", "Children and Young People Scrutiny Commission", "Minutes of the meeting held on Monday 18 December 2023 at 7.00 pm",
		"Chair: Cllr Ada Example", "Councillors in Attendance: Cllr Bo Example, Cllr Cy Example", "Apologies: None",
		"3 Declarations of Interest", "3.1 There were none.")
	for _, name := range []string{seed003, seed004} {
		p, src := parseFile(t, name)
		page, err := split(name, lines(src))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, *p.Item)
		blocks = append(blocks, p.Item.Number+" "+page.title.text)
		for _, l := range page.body {
			blocks = append(blocks, l.text)
		}
	}
	blocks = append(blocks, "6 Any Other Business", "6.1 There was none, and the meeting closed at 9.50pm.")
	for _, pr := range []printer{{}, {78, 0, false}, {66, 33, true}, {110, 50, true}} {
		p, err := Parse("printed.txt", []byte(pr.print(blocks)))
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Items) != 4 {
			t.Fatalf("%+v: %d items", pr, len(p.Items))
		}
		for i, w := range want {
			got := p.Items[i+1]
			if diff := cmp.Diff(w.Counts, got.Counts); diff != "" {
				t.Errorf("%+v item %s: %s", pr, w.Number, diff)
			}
			if diff := cmp.Diff(w.Headings, got.Headings); diff != "" {
				t.Errorf("%+v item %s: %s", pr, w.Number, diff)
			}
			if diff := cmp.Diff(sketch(Proposal{Item: &w}), sketch(Proposal{Item: &got})); diff != "" {
				t.Errorf("%+v item %s: %s", pr, w.Number, diff)
			}
		}
		if p.Meeting.Ended != "21:50" {
			t.Errorf("%+v: ended %q", pr, p.Meeting.Ended)
		}
	}
}

// TestRoles: initials are matched to posts and never further.
func TestRoles(t *testing.T) {
	t.Parallel()
	posts := []Holder{{Name: "A", Post: "Director of Children's Social Care"}, {Name: "B", Post: "Head of Service, Safeguarding"}, {Name: "C", Post: "Head of Service, Fostering"},
		{Name: "D", Post: "Interim Director of Finance"}, {Name: "E", Post: "Group Director for Children and Education"}, {Name: "F", Post: ""}}
	got := map[string]string{}
	for _, r := range ProposeRoles(map[string]int{"DCSC": 1, "HoS": 1, "DoF": 1, "DoE": 1, "GDCE": 2, "CFO": 1, "GD": 1, "unattributed": 3}, posts, map[string]string{"CFO": "Chief Finance Officer"}) {
		got[r.Role] = fmt.Sprintf("%s %d", r.Proposed, len(r.Candidates))
	}
	want := map[string]string{"DCSC": "Director of Children's Social Care 1", "HoS": " 2", "DoF": "Interim Director of Finance 1", "DoE": " 0",
		"GDCE": "Group Director for Children and Education 1", "CFO": "Chief Finance Officer 0", "GD": "Group Director for Children and Education 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPrintedAnyWidth wraps short minutes to any width and reads the same.
func TestPrintedAnyWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{2,9}`)
		sentence := func(name string) string {
			return "The " + strings.Join(rapid.SliceOfN(word, 6, 40).Draw(t, name), " ") + "."
		}
		blocks := []string{"Minutes of the Scrutiny Panel held on 4 March 2027", "Chair: Cllr Ada Example", "Councillors in Attendance: Cllr Bo Example", "Apologies: None", "1 Welcome", "1.1 " + sentence("welcome"),
			"2 A report (19.05)"}
		n := rapid.IntRange(4, 12).Draw(t, "paragraphs")
		var want []string
		for i := 1; i <= n; i++ {
			s := sentence("text")
			blocks, want = append(blocks, fmt.Sprintf("2.%d %s", i, s)), append(want, s)
			if rapid.Bool().Draw(t, "bullet") {
				s := sentence("bullet")
				blocks, want = append(blocks, "• "+s), append(want, "- "+s)
			}
		}
		pr := printer{rapid.IntRange(60, 120).Draw(t, "width"), rapid.SampledFrom([]int{0, 17, 40}).Draw(t, "page"), false}
		p, err := Parse("x.txt", []byte(pr.print(blocks)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, para := range p.Items[1].Paragraphs {
			got = append(got, para.Text.Text)
			for _, b := range para.BulletTexts {
				got = append(got, "- "+b.Text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestPrintedPDF reads what pdftotext makes, with and without -layout, of a PDF that a browser printed with its own heads and feet: a
// meeting with both seeds as its items 4 and 5.
func TestPrintedPDF(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pdf-plain.txt", "pdf-layout.txt"} {
		p, src := parseFile(t, name)
		want := Totals{Items: 9, Paragraphs: 60, QuestionParagraphs: 40, Answered: 39, Answers: 51, MemberComments: 4, Declarations: 2, Agreed: 3,
			AnswersByRole: map[string]int{"DCSC": 24, "DoE": 7, "DoF": 1, "HoF": 3, "HoS": 11, "unattributed": 5}}
		if diff := cmp.Diff(want, *p.Totals); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for i, seed := range []string{seed003, seed004} {
			w, _ := parseFile(t, seed)
			got, asked := p.Items[3+i], w.Item.Counts.QuestionMarks
			if got.Title != w.Item.Title || got.PlannedTime != w.Item.PlannedTime || got.Counts.QuestionMarks != asked || cmp.Diff(w.Item.Headings, got.Headings) != "" {
				t.Errorf("%s item %s: %+v", name, got.Number, got.Counts)
			}
		}
		a := p.Attendance
		if len(a.Councillors) != 4 || a.Councillors[3] != "Cllr Sioned O'Hara" || p.Meeting.Place != "Marshwick Town Hall, High Street, M1 2AB" || p.Meeting.Ended != "21:50" {
			t.Errorf("%s: %+v %+v", name, a, p.Meeting)
		}
		for _, s := range anchored(p, src) {
			t.Errorf("%s: not at its place: %s", name, s)
		}
	}
}

// TestHeads reads one head in many layouts: all on one line, labels on lines of their own, two columns read one after the other, bullets.
func TestHeads(t *testing.T) {
	t.Parallel()
	const items = "\n1 Welcome\n\n1.1 All were welcomed.\n\n2 Any Other Business\n\n2.1 There was none.\n"
	for name, head := range map[string]string{
		"one line": "London Borough of Marshwick Families Scrutiny Commission Municipal Year 2026/27 Date of Meeting Tuesday, 15th September 2026 Minutes of the proceedings of the Families Scrutiny Commission held at Marshwick Town Hall, High Street " +
			"Chair Councillor Ana Petrova Councillors in Attendance Cllr Omar Haddad (Vice-Chair), Cllr June Okafor and Cllr Tom Brandreth Apologies: Cllr Lena Voss Co-optees Grace Mbeki In Attendance Helena Marsh, Director of Children’s Social Care Wen Li, Director of Education and Inclusion Officer Contact: Nia Prosser ☎ 020 7000 0000",
		"own lines": "London Borough of Marshwick\nMinutes of the proceedings of the Families Scrutiny Commission held at\nMarshwick Town Hall, High Street\n15 September 2026\n\nChair\nCouncillor Ana Petrova\n\nCouncillors in Attendance\nCllr Omar Haddad (Vice-Chair)\nCllr June Okafor\nCllr Tom Brandreth\n\nApologies\nCllr Lena Voss\n\nCo-optees\nGrace Mbeki\n\n" +
			"In Attendance\nHelena Marsh, Director of Children’s Social Care\nWen Li, Director of Education and\nInclusion\n\nOfficer Contact\nNia Prosser\n020 7000 0000\n",
		"columns": "London Borough of Marshwick\nMinutes of the proceedings of the Families Scrutiny Commission held at Marshwick Town Hall, High Street\n15 September 2026\nChair\nCouncillors in Attendance\nApologies:\nCo-optees\nIn Attendance\nOfficer Contact:\n\nCouncillor Ana Petrova\n\nCllr Omar Haddad (Vice-Chair), Cllr June Okafor, Cllr Tom Brandreth\n\nCllr Lena Voss\n\nGrace Mbeki\n\n" +
			"Helena Marsh, Director of Children’s Social Care\nWen Li, Director of Education and Inclusion\n\nNia Prosser\n",
		"bullets": "London Borough of Marshwick\nMinutes of the proceedings of the Families Scrutiny Commission held at Marshwick Town Hall, High Street\nTuesday 15 September 2026\nChair: Councillor Ana Petrova\nMembers Present:\n• Cllr Omar Haddad (Vice-Chair)\n• Cllr June Okafor\n• Cllr Tom Brandreth\nApologies for absence:\n• Cllr Lena Voss\nCo-opted Members Present: Grace Mbeki\nOthers in Attendance:\n" +
			"• Helena Marsh - Director of Children’s Social Care\n• Wen Li (Director of Education and Inclusion)\nContact: Nia Prosser, 020 7000 0000\n",
	} {
		p, err := Parse("x.txt", []byte(head+items))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a := p.Attendance
		got := []string{string(p.Meeting.Authority), string(p.Meeting.Body), string(p.Meeting.Date), string(p.Meeting.Place), string(p.Meeting.ScrutinyOfficer), string(a.Chair), string(a.ViceChair),
			strings.Join(a.Councillors, ", "), strings.Join(a.Apologies, ", "), strings.Join(a.CoopteesPresent, ", ")}
		for _, h := range a.Officers {
			got = append(got, h.Name+": "+string(h.Post))
		}
		want := []string{"London Borough of Marshwick", "Families Scrutiny Commission", "2026-09-15", "Marshwick Town Hall, High Street", "Nia Prosser", "Councillor Ana Petrova", "Cllr Omar Haddad",
			"Cllr Omar Haddad, Cllr June Okafor, Cllr Tom Brandreth", "Cllr Lena Voss", "Grace Mbeki", "Helena Marsh: Director of Children’s Social Care", "Wen Li: Director of Education and Inclusion"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestFragments: a piece of a name that was read wrongly is reported and left out (SR-359, X-20).
func TestFragments(t *testing.T) {
	t.Parallel()
	p, err := Parse("x.txt", []byte("Minutes of the Scrutiny Panel held on 15 September 2026\nChair: Cllr Ada Example\nCouncillors in Attendance: Cllr Bo Example, Clir Anni\nApologies: None\n1 Welcome\n1.1 All were welcomed.\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Attendance.Councillors) != 1 || len(p.Attendance.Apologies) != 0 || len(p.TextFaults) != 1 || !strings.Contains(p.TextFaults[0].Fault, "Clir Anni") {
		t.Errorf("%+v %+v", p.Attendance, p.TextFaults)
	}
}
