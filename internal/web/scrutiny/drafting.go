package scrutiny

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/report"
	room "throughline/internal/scrutiny"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/export"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// draftRoutes are the drafting of minutes: notes of each item become numbered paragraphs, with what should be looked at beside them.
func draftRoutes() (out []shell.Route) {
	base := "/scrutiny/meetings/{id}"
	out = append(out, read(base+"/draft", draftPage), read(base+"/draft-file", draftFile),
		step(base+"/remove", access.RunCommittee, func(r *shell.Request) (string, error) {
			return draftPath(r.ID()), committeeRoom(r).RemoveParagraph(r.Context(), r.Actor, record.MeetingSubject+":"+r.ID(), r.PostForm.Get("record"))
		}))
	out = append(out, formPages(base+"/notes", access.RunCommittee, takeNotes)...)
	return append(out, formPages(base+"/paragraph", access.RunCommittee, editParagraph)...)
}

func draftPath(id string) string { return "/scrutiny/meetings/" + id + "/draft" }

type draftView struct {
	govuk.Page
	ID       string
	Items    []draftItem
	Findings []string // that stand at no paragraph
	Broken   string   // why the minutes cannot be laid out
	Open     int      // findings, all
	CanWrite bool
	Frozen   bool
	CanPrint bool // a browser prints the minutes as PDF
	Undo     *shell.Step
}

type draftItem struct {
	Record, Number, Title string
	Exempt                int
	Paragraphs            []draftRow
}

// draftRow is a paragraph as it will stand in the minutes, with what should be looked at beside it.
type draftRow struct {
	ID       string
	P        draft.Paragraph
	Findings []string
	Loose    []looseRow // agreed, and followed by no action yet
	Corrects *room.Correction
	By       []room.Correction // later minutes that correct it
}

type looseRow struct{ Text, Path string }

func draftPage(w http.ResponseWriter, r *shell.Request) error {
	m, err := openMeeting(r)
	if err != nil {
		return err
	}
	v := draftView{Page: r.Page("Minutes of " + m.Meeting.Body.Date.Long()), ID: r.ID(), Frozen: m.Meeting.Body.State == record.MeetingMinutesApproved}
	v.Caption, v.Back, v.Wide = m.Meeting.Body.Commission, back(m, r.ID()), true
	v.CanPrint = report.Renderer() != ""
	v.CanWrite = !v.Frozen && room.Minuted(m.Meeting.Body) && r.May(access.RunCommittee, access.Question)
	d, err := committeeRoom(r).Draft(r.Context(), r.Actor, m.Meeting.Subject)
	if errs.Of(err) == errs.Invalid { // a number is out of order: it is said, and the paragraphs are shown as they are recorded
		v.Broken, err = errs.Text(err), nil
	}
	if err != nil {
		return err
	}
	c, err := committeeRoom(r).Corrections(r.Context(), r.Actor, m)
	if err != nil {
		return err
	}
	beside := map[string][]string{}
	for _, f := range d.Findings {
		v.Open++
		if len(f.Paragraphs) == 0 {
			v.Findings = append(v.Findings, f.What)
		}
		for _, p := range f.Paragraphs {
			beside[p] = append(beside[p], f.What)
		}
	}
	laid := map[string]draft.Paragraph{}
	for _, it := range d.Meeting.Items {
		for _, p := range it.Paragraphs {
			laid[p.Number] = p
		}
	}
	for _, i := range m.Items {
		it := draftItem{Record: i.ID, Number: i.Body.Number, Title: i.Body.Title, Exempt: i.Body.Exempt}
		for _, p := range m.Paragraphs {
			if p.Body.Item != i.ID {
				continue
			}
			row := draftRow{ID: p.ID, P: laid[p.Body.Number], Findings: beside[p.Body.Number], By: c.CorrectedBy[p.ID]}
			if x, ok := c.Corrects[p.ID]; ok {
				row.Corrects = &x
			}
			if row.P.Number == "" {
				row.P = draft.Paragraph{Number: p.Body.Number, Text: p.Body.Text, Headings: p.Body.Headings}
			}
			for n, a := range p.Body.Agreed {
				if !slices.ContainsFunc(m.Actions, func(x record.Of[record.Action]) bool {
					return x.Body.Paragraph == p.Body.Number && draft.SameWords(x.Body.Text, a)
				}) {
					row.Loose = append(row.Loose, looseRow{a, "/scrutiny/actions/new?" + url.Values{"meeting": {m.Meeting.ID}, "paragraph": {p.Body.Number}, "agreed": {strconv.Itoa(n + 1)}}.Encode()})
				}
			}
			delete(beside, p.Body.Number)
			it.Paragraphs = append(it.Paragraphs, row)
		}
		v.Items = append(v.Items, it)
	}
	for _, n := range slices.Sorted(maps.Keys(beside)) {
		for _, what := range beside[n] {
			v.Findings = append(v.Findings, n+": "+what)
		}
	}
	if v.Undo, err = lastStep(r, m.Meeting.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/draft", v)
}

// draftFile sends the minutes as a file: web text that pastes into a committee system, or a Word document.
func draftFile(w http.ResponseWriter, r *shell.Request) error {
	d, err := committeeRoom(r).Draft(r.Context(), r.Actor, record.MeetingSubject+":"+r.ID())
	if err != nil {
		return err
	}
	body, kind, name := export.HTML(d.Meeting), "text/html; charset=utf-8", "minutes.html"
	switch r.URL.Query().Get("format") {
	case "html":
	case "docx":
		kind, name = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "minutes.docx"
		if body, err = export.DOCX(d.Meeting); err != nil {
			return err
		}
	case "pdf":
		var out bytes.Buffer
		kind, name = "application/pdf", "minutes.pdf"
		if err := report.Print(r.Context(), &out, d.Meeting.Body, d.Meeting.Date, func(w io.Writer) error {
			_, err := w.Write(body)
			return err
		}); err != nil {
			return err
		}
		body = out.Bytes()
	default:
		return errs.New(errs.Invalid, "Say in which form: add ?format=html or ?format=docx to the address")
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err = w.Write(body)
	return err
}

func takeNotes(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Items, record.AgendaItem{})
	if err != nil || o.ID == "" {
		return nil, errs.New(errs.NotFound, "Choose the item on the page of the minutes")
	}
	text := area("notes", "Notes", "They are kept while you type. Each line is a paragraph. # heading, Q: question, Q (group): a group's question, R: request, O: the Chair observes. Under a paragraph: A (DCSC): answer, C (Cllr Name): comment, - bullet, + follow-up, Agreed: what was agreed", "", 16)
	text.Required = "There is nothing in the notes yet"
	return &editor{heading: "Notes of item " + o.Body.Number, caption: o.Body.Title, button: "Make numbered paragraphs of them", back: govuk.BackLink{Text: "Minutes", Href: draftPath(r.ID())}, fields: []form.Field{text},
		intro: []string{"Take notes in the meeting. Afterwards make paragraphs of them: they are numbered after those that the item has."}, save: func(int64) (string, error) {
			_, err := committeeRoom(r).TakeNotes(r.Context(), r.Actor, m.Meeting.Subject, o.ID, text.Value)
			return draftPath(r.ID()) + "#i" + o.Body.Number, err
		}}, nil
}

var sortOfParagraph = []form.Option{{Value: "narrative", Label: "What was said or reported"}, {Value: "question", Label: "A question"}, {Value: "request", Label: "A request"}, {Value: "observation", Label: "The Chair observes"}, {Value: "procedural", Label: "About the conduct of the meeting"}, {Value: "closing", Label: "Thanks"}}

// named reads lines of the form "who: words"; a line without who keeps the words.
func named(text string) (out [][2]string) {
	for _, l := range lines(text) {
		who, words, ok := strings.Cut(l, ":")
		if !ok {
			who, words = "", l
		}
		out = append(out, [2]string{strings.TrimSpace(who), strings.TrimSpace(words)})
	}
	return out
}

func editParagraph(r *shell.Request) (*editor, error) {
	m, err := openMeeting(r)
	if err != nil {
		return nil, err
	}
	o, err := one(r, m.Paragraphs, record.MinuteParagraph{Sort: "narrative", Item: r.URL.Query().Get("item")})
	if err != nil {
		return nil, err
	}
	b := o.Body
	var answers, comments []string
	asker := ""
	for _, q := range m.Questions {
		if o.ID == "" || q.Body.Origin.Paragraph != b.Number {
			continue
		}
		if q.Body.Young {
			asker = q.Body.Asker
		}
		c, err := room.Open(r.Context(), r.House().Desk, r.Actor, q.Body.Reference)
		if err != nil {
			return nil, err
		}
		for _, a := range c.Oral {
			answers = append(answers, a.Body.Role+": "+a.Body.Text)
		}
	}
	for _, c := range b.Comments {
		comments = append(comments, c.Member+": "+c.Text)
	}
	item := &form.Select{Name: "item", Label: "Item", Empty: "Choose the item", Required: "Choose an item of the agenda", Value: b.Item, Options: itemOptions(m)}
	num := &form.Text{Name: "number", Label: "Number", Hint: "Leave it empty for the next", Width: 5, Value: b.Number}
	heads := area("headings", "Headings above it", "One a line", strings.Join(b.Headings, "\n"), 1)
	sort := &form.Radios{Name: "sort", Label: "What it is", Value: b.Sort, Options: sortOfParagraph}
	group := &form.Text{Name: "asker", Label: "If a group asks: which", Hint: "Members need none", Value: asker}
	text := area("text", "Paragraph", "", b.Text, 4)
	text.Required = "Enter the paragraph"
	bullets, said := area("bullets", "Bullets", "One a line", strings.Join(b.Bullets, "\n"), 2), area("answers", "Answers", "One a line: the post as minutes abbreviate it, a colon, the words. For example “DCSC: There were nine.”", strings.Join(answers, "\n"), 3)
	remarks, follow := area("comments", "Comments of members", "One a line: name, a colon, the words", strings.Join(comments, "\n"), 2), area("follow_up", "What follows it up", "One a line", strings.Join(b.FollowUp, "\n"), 1)
	agreed := area("agreed", "Agreed", "One a line, without “Agreed:”. Each needs an action with owner and date afterwards", strings.Join(b.Agreed, "\n"), 2)
	approved, err := meetings(r, func(o record.Meeting) bool {
		return o.State == record.MeetingMinutesApproved && o.Commission == m.Meeting.Body.Commission && o.Date.Before(m.Meeting.Body.Date)
	})
	if err != nil {
		return nil, err
	}
	of := &form.Select{Name: "of", Label: "If it corrects approved minutes: of which meeting", Empty: "It corrects nothing", Options: approved}
	which := &form.Text{Name: "which", Label: "and which paragraph", Width: 5}
	e := &editor{heading: "A paragraph of the minutes", caption: m.Meeting.Body.Date.Long(), button: "Save the paragraph", back: govuk.BackLink{Text: "Minutes", Href: draftPath(r.ID())}, version: o.Version,
		fields: []form.Field{item, num, heads, sort, group, text, bullets, said, remarks, follow, agreed}}
	if len(approved) > 0 {
		e.fields = append(e.fields, of, which)
	}
	e.save = func(version int64) (string, error) {
		p := room.ParagraphText{Item: item.Value, Number: strings.TrimSpace(num.Value), Sort: sort.Value, Asker: strings.TrimSpace(group.Value), Text: text.Value, Headings: lines(heads.Value), Bullets: lines(bullets.Value), FollowUp: lines(follow.Value),
			Agreed: lines(agreed.Value), Corrects: b.Corrects}
		for _, x := range named(said.Value) {
			p.Answers = append(p.Answers, room.Said{Role: x[0], Text: x[1]})
		}
		for _, x := range named(remarks.Value) {
			if x[0] == "" {
				return "", errs.Field("comments", "Say whose comment it is: name, a colon, the words. This line does not: %s", x[1])
			}
			p.Comments = append(p.Comments, record.MinuteComment{Member: x[0], Text: x[1]})
		}
		if of.Value != "" {
			s, err := subjectOf(r, of.Value)
			if err != nil {
				return "", err
			}
			if p.Corrects, err = committeeRoom(r).ApprovedParagraph(r.Context(), r.Actor, s, strings.TrimSpace(which.Value)); err != nil {
				return "", err
			}
		}
		_, err := committeeRoom(r).SaveParagraph(r.Context(), r.Actor, m.Meeting.Subject, o.ID, version, p)
		return draftPath(r.ID()), err
	}
	return e, nil
}

// agreedWords are the words that a link of the draft names: what was agreed as the n-th thing of a paragraph. No words stand in an address.
func agreedWords(r *shell.Request) (string, error) {
	q := r.URL.Query()
	n, err := strconv.Atoi(q.Get("agreed"))
	if err != nil {
		return "", nil // nothing is named
	}
	subject, err := subjectOf(r, q.Get("meeting"))
	if err != nil || subject == "" {
		return "", err
	}
	m, err := committeeRoom(r).Meeting(r.Context(), r.Actor, subject)
	for _, p := range m.Paragraphs {
		if p.Body.Number == q.Get("paragraph") && n > 0 && n <= len(p.Body.Agreed) {
			return p.Body.Agreed[n-1], err
		}
	}
	return "", err
}
