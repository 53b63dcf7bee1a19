package scrutiny

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type uploadView struct {
	govuk.Page
	Meeting *form.Select
	Sources []sourceRow
}

type sourceRow struct{ Path, File, Meeting, When string }

func meetingChoice(r *shell.Request) (*form.Select, error) {
	ms, err := meetings(r, held)
	return &form.Select{Name: "meeting", Label: "Meeting", Hint: "The page of an agenda item does not say when it was", Empty: "Choose the meeting", Required: "Choose the meeting", Options: ms, Value: r.URL.Query().Get("meeting")}, err
}

func upload(w http.ResponseWriter, r *shell.Request) error {
	m, err := meetingChoice(r)
	if err != nil {
		return err
	}
	return showUpload(w, r, m, nil)
}

func showUpload(w http.ResponseWriter, r *shell.Request, m *form.Select, f *form.Form) error {
	v := uploadView{Page: r.Page("Bring published minutes in"), Meeting: m}
	v.Back = govuk.BackLink{Text: "Scrutiny", Href: "/scrutiny"}
	if f != nil {
		v.Errors = f.Errors()
	}
	kept, err := committeeRoom(r).Sources(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, s := range kept {
		v.Sources = append(v.Sources, sourceRow{"/scrutiny/minutes/" + s.ID, s.Body.File, strings.Join(s.Body.Items, "; "), moment(s.Body.Brought)})
	}
	return r.Show(w, "scrutiny/upload", v)
}

// bringIn keeps a file of minutes, and shows what it proposes. A file that cannot be read leaves nothing.
func bringIn(w http.ResponseWriter, r *shell.Request) error {
	file, head, err := r.FormFile("file")
	if err != nil {
		return errs.As(errs.Invalid, err, "Choose the file of the minutes. Nothing was changed")
	}
	raw, err := io.ReadAll(io.LimitReader(file, minutes.MaxFile+1))
	if err != nil {
		return errs.As(errs.Invalid, err, "The file did not arrive whole. Nothing was changed")
	}
	m, err := meetingChoice(r)
	if err != nil {
		return err
	}
	f := &form.Form{}
	f.Add(m)
	if !f.Parse(r.Form) {
		return showUpload(w, r, m, f)
	}
	subject, err := subjectOf(r, m.Value)
	if err != nil {
		return err
	}
	id, err := committeeRoom(r).BringIn(r.Context(), r.Actor, subject, head.Filename, raw)
	if err != nil {
		if f.Explain(err) {
			return showUpload(w, r, m, f)
		}
		return err
	}
	return r.See(w, "/scrutiny/minutes/"+id)
}

type proposalView struct {
	govuk.Page
	Intake   room.Intake
	ID       string
	Meeting  string
	Path     string
	Rows     []proposalRow
	Pages    govuk.Pagination
	Number   int     // of this page of the rows
	Asks     []doubt // what stands at no paragraph
	Open     int     // not accepted and not set aside
	Accepted int
	Undo     *shell.Step
}

// proposalRow is a part of the source beside what it proposes.
type proposalRow struct {
	Paragraph string
	Lines     []sourceLine
	Proposed  []proposedRow
	Asks      []doubt // what somebody should look at here
}

// doubt is what the reader is not sure of: two places that do not agree, a thing that is open, a fault of the text.
type doubt struct{ Kind, What string }

// rowsAtOnce is how many paragraphs of the minutes a page shows beside what they propose.
const rowsAtOnce = 12

// doubts puts what the reader doubts beside the paragraphs. What stands at none of them is given back.
func doubts(p minutes.Proposal, rows []proposalRow) (rest []doubt) {
	put := func(paragraph string, a doubt) {
		i := slices.IndexFunc(rows, func(r proposalRow) bool { return r.Paragraph == paragraph && paragraph != "" })
		if i < 0 {
			if !slices.Contains(rest, a) {
				rest = append(rest, a)
			}
			return
		}
		rows[i].Asks = append(rows[i].Asks, a)
	}
	for _, list := range []struct {
		kind string
		of   []minutes.Contradiction
	}{{"Does not agree", p.Contradictions}, {"To ask", p.Queries}} {
		for _, c := range list.of {
			what := c.What
			if len(c.Paragraphs) > 1 {
				what = strings.Join(c.Paragraphs, " and ") + ": " + what
			}
			for _, n := range c.Paragraphs {
				put(n, doubt{list.kind, what})
			}
		}
	}
	for _, f := range p.TextFaults {
		put(string(f.Paragraph), doubt{"Fault of the text", f.Fault + " (line " + strconv.Itoa(f.Span.Line) + ")"})
	}
	return rest
}

// proposalPath is the page of a proposal that shows a paragraph.
func proposalPath(id string, in room.Intake, paragraph string) string {
	path := "/scrutiny/minutes/" + id
	i := slices.IndexFunc(sideBySide(in), func(r proposalRow) bool { return r.Paragraph == paragraph })
	if i >= rowsAtOnce {
		path += "?page=" + strconv.Itoa(i/rowsAtOnce+1)
	}
	return path + "#p" + paragraph
}

type sourceLine struct {
	Number int
	Text   string
}

type proposedRow struct {
	room.Proposed
	Index int
	Word  string
}

var proposedWords = map[string]string{room.ProposedItem: "Agenda item", room.ProposedParagraph: "Paragraph", room.ProposedQuestion: "Question", room.ProposedAction: "Agreed action", room.ProposedGap: "Not to hand",
	room.ProposedFigure: "Figure", room.ProposedPerson: "Attendance", room.ProposedDeclaration: "Declaration"}

// sideBySide puts the source beside what it proposes: each row is a paragraph with its lines, up to the next.
func sideBySide(in room.Intake) (out []proposalRow) {
	row := func(paragraph string) *proposalRow {
		if n := len(out); n > 0 && out[n-1].Paragraph == paragraph {
			return &out[n-1]
		}
		out = append(out, proposalRow{Paragraph: paragraph})
		return &out[len(out)-1]
	}
	starts := map[int]int{} // row to its first line
	for i, p := range in.Proposed {
		x := row(p.Paragraph)
		x.Proposed = append(x.Proposed, proposedRow{p, i, proposedWords[p.Sort]})
		if p.Span.Line > 0 {
			if at, ok := starts[len(out)-1]; !ok || p.Span.Line < at {
				starts[len(out)-1] = p.Span.Line
			}
		}
	}
	for i := range out {
		from, ok := starts[i]
		if !ok {
			continue
		}
		to := len(in.Lines) + 1
		for j := i + 1; j < len(out); j++ {
			if next, ok := starts[j]; ok {
				to = next
				break
			}
		}
		for n := from; n < to && n <= len(in.Lines); n++ {
			if text := strings.TrimSpace(in.Lines[n-1]); text != "" {
				out[i].Lines = append(out[i].Lines, sourceLine{n, text})
			}
		}
	}
	return out
}

func proposal(w http.ResponseWriter, r *shell.Request) error {
	in, err := committeeRoom(r).Intake(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	v := proposalView{Page: r.Page("What the minutes propose"), Intake: in, ID: r.ID(), Meeting: in.Meeting.Body.Commission + ", " + in.Meeting.Body.Date.Long(), Path: meetingPath(in.Meeting.Subject)}
	rows := sideBySide(in)
	v.Asks = doubts(in.Proposal, rows)
	if v.Rows, v.Pages, err = shell.Paged(r, rows, rowsAtOnce); err != nil {
		return err
	}
	v.Number, _ = strconv.Atoi(cmp.Or(r.URL.Query().Get("page"), "1")) // Paged has refused what is no number
	v.Caption, v.Wide = in.Source.Body.File, true
	v.Back = govuk.BackLink{Text: "Bring published minutes in", Href: "/scrutiny/minutes"}
	for _, p := range in.Proposed {
		switch {
		case p.Accepted != "":
			v.Accepted++
		case !p.Left:
			v.Open++
		}
	}
	if v.Undo, err = lastStep(r, in.Source.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/proposal", v)
}

// ticked are the proposals that were ticked, by their keys.
func ticked(r *shell.Request) ([]string, error) {
	if err := r.ReadForm(); err != nil {
		return nil, err
	}
	return r.PostForm["take"], nil
}

func acceptProposed(w http.ResponseWriter, r *shell.Request) error {
	keys, err := ticked(r)
	if err != nil {
		return err
	}
	if _, err := committeeRoom(r).Accept(r.Context(), r.Actor, r.ID(), keys); err != nil {
		return err
	}
	return r.See(w, samePage(r))
}

func leaveProposed(w http.ResponseWriter, r *shell.Request) error {
	keys, err := ticked(r)
	if err != nil {
		return err
	}
	if err := committeeRoom(r).Leave(r.Context(), r.Actor, r.ID(), keys); err != nil {
		return err
	}
	return r.See(w, samePage(r))
}

// samePage is the page of the proposal from which a form came.
func samePage(r *shell.Request) string {
	path := "/scrutiny/minutes/" + r.ID()
	if n, err := strconv.Atoi(r.PostForm.Get("page")); err == nil && n > 1 {
		path += "?page=" + strconv.Itoa(n)
	}
	return path
}

// acceptAction asks for what minutes seldom say: who owns what was agreed, and until when.
func acceptAction(r *shell.Request) (*editor, error) {
	in, err := committeeRoom(r).Intake(r.Context(), r.Actor, r.ID())
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(r.URL.Query().Get("record"))
	if err != nil || i < 0 || i >= len(in.Proposed) || !in.Proposed[i].Needs {
		return nil, errs.New(errs.NotFound, "The minutes propose no such action. Open what they propose again")
	}
	x := in.Proposed[i]
	opts, _, err := offices(r)
	owner := &form.Select{Name: "owner", Label: "Which post owns it?", Empty: "Choose a post", Required: "Choose the post that owns the action", Options: opts}
	if x.Detail != "" {
		owner.Hint = "The minutes say: " + x.Detail
	}
	due := &form.Date{Name: "due", Label: "Until when?", Hint: "The minutes give no date. Twenty working days after the meeting is usual", Required: "Enter until when: an action without a date is not followed",
		Value: committeeRoom(r).Deadlines(in.Meeting.Body, record.Committee{}).Actions}
	if due.Value.Before(day.In(r.Now())) {
		due.Value = day.Day{}
	}
	e := &editor{heading: "Accept an action", caption: proposedWords[x.Sort] + ", paragraph " + x.Paragraph, intro: []string{x.Text}, button: "Accept the action", fields: []form.Field{owner, due},
		back: govuk.BackLink{Text: "What the minutes propose", Href: "/scrutiny/minutes/" + r.ID()}}
	e.save = func(int64) (string, error) {
		_, err := committeeRoom(r).AcceptProposed(r.Context(), r.Actor, r.ID(), x.Key, owner.Value, due.Value)
		return proposalPath(r.ID(), in, x.Paragraph), err
	}
	return e, err
}
