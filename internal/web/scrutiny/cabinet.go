package scrutiny

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// cabinetRoutes are the reports to the cabinet: front sheet, mandatory sections, sign-offs.
func cabinetRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/cabinet", cabinetReports), read("/scrutiny/cabinet/{id}", cabinetReport),
			step("/scrutiny/cabinet/{id}/publish", access.RunCommittee, func(r *shell.Request) (string, error) {
				return cabinetPath(r.ID()), committeeRoom(r).PublishCabinetReport(r.Context(), r.Actor, record.CabinetSubject+":"+r.ID())
			})},
		formPages("/scrutiny/cabinet/new", access.AnswerQuestion, editCabinet),
		formPages("/scrutiny/cabinet/{id}/change", access.AnswerQuestion, editCabinet),
		formPages("/scrutiny/cabinet/{id}/sign-off", access.AnswerQuestion, signCabinet),
	)
}

func cabinetPath(id string) string { return "/scrutiny/cabinet/" + id }

type cabinetRow struct {
	ID, Title, State string
	Body             string
	Meeting          day.Day
	Lag              string
	Exempt           int
	Clock            govuk.Clock
	Runs             bool // still to be published with the agenda
}

func cabinetLine(r *shell.Request, c record.Of[record.CabinetReport]) cabinetRow {
	row := cabinetRow{ID: record.SubjectID(c.Subject), Title: c.Body.Title, State: c.Body.State, Body: c.Body.Body, Meeting: c.Body.Meeting, Exempt: c.Body.Exempt, Lag: lagWords(c.Body)}
	if due := committeeRoom(r).CabinetDue(c.Body); !due.IsZero() {
		row.Runs, row.Clock = true, clockOf(due, day.In(r.Now()))
	}
	return row
}

func lagWords(c record.CabinetReport) string {
	if n, ok := room.Lag(c); ok {
		return days(n)
	}
	return ""
}

func cabinetReports(w http.ResponseWriter, r *shell.Request) error {
	cs, err := committeeRoom(r).CabinetReports(r.Context(), r.Actor)
	v, err := rows(r, "Reports to the cabinet", each(cs, func(c record.Of[record.CabinetReport]) cabinetRow { return cabinetLine(r, c) }), err)
	if err != nil {
		return err
	}
	if n, ok := room.MedianLag(cs); ok {
		v.Note = "Half of the published reports reached their meeting within " + days(n) + " of the last day that they are about."
	}
	return r.Show(w, "scrutiny/cabinet-list", v)
}

// cabinetView is a report as people read and print it.
type cabinetView struct {
	govuk.Page
	Report             record.CabinetReport
	ID                 string
	Lag                string
	Sections           []sectionRow
	Recommends         []recommendsRow
	SignOffs           []signRow
	Missing            []string
	AgendaPath         string
	Exempt             string
	Runs               bool
	Clock              govuk.Clock
	Due                day.Day
	CanChange, CanSign bool
	CanPublish         bool
	Public             string // where anybody reads it
	Undo               *shell.Step
}

type sectionRow struct{ Number, Title, Text string }

type recommendsRow struct{ Word, Text string }

type signRow struct {
	Title, Name, When, If, Note string
	Stands                      bool
}

var (
	recommendsWords = map[string]string{"note": "To note", "endorse": "To endorse", "agree": "To agree", "recommend_to_council": "To recommend to full council"}
	signWords       = map[string]string{"finance": "Finance", "legal": "Legal", "equalities": "Equalities", "lead": "Group director"}
)

// cabinetBody is what inside and outside show of a report.
func cabinetBody(r *shell.Request, c record.CabinetReport) cabinetView {
	v := cabinetView{Page: r.Page(c.Title), Report: c, Lag: lagWords(c)}
	v.Caption = c.Body + ", " + c.Meeting.Long()
	status := "Draft"
	if c.State == "published" {
		status = "Published " + c.PublishedOn.Long()
	}
	if c.Exempt > 0 {
		v.Exempt = "Exempt: paragraph " + strconv.Itoa(c.Exempt) + " of Schedule 12A"
		status += ". " + v.Exempt
	}
	v.Print = govuk.PrintHead{Title: c.Title, Period: c.Meeting.Long(), Status: status}
	for i, s := range room.CabinetSections {
		v.Sections = append(v.Sections, sectionRow{strconv.Itoa(i + 2), s.Title, c.Sections[s.Key]})
	}
	for _, x := range c.Recommends {
		v.Recommends = append(v.Recommends, recommendsRow{recommendsWords[x.Sort], x.Text})
	}
	return v
}

func openCabinet(r *shell.Request) (record.Of[record.CabinetReport], error) {
	return committeeRoom(r).CabinetReport(r.Context(), r.Actor, record.CabinetSubject+":"+r.ID())
}

func cabinetReport(w http.ResponseWriter, r *shell.Request) error {
	c, err := openCabinet(r)
	if err != nil {
		return err
	}
	b := c.Body
	v := cabinetBody(r, b)
	v.ID, v.Back = r.ID(), govuk.BackLink{Text: "Reports to the cabinet", Href: "/scrutiny/cabinet"}
	draft := b.State != "published"
	if draft {
		v.Missing = room.CabinetMissing(b)
	}
	for _, s := range room.SignOffs(b) {
		row := signRow{Title: signWords[s.Sort], Stands: s.Stands}
		if s.Last != nil {
			row.Name, row.When, row.If, row.Note = s.Last.Name, moment(s.Last.At), s.Last.If, s.Last.Note
		}
		v.SignOffs = append(v.SignOffs, row)
	}
	if b.MeetingRecord != "" {
		s, err := subjectOf(r, b.MeetingRecord)
		if err != nil {
			return err
		}
		if s != "" {
			v.AgendaPath = meetingPath(s) + "#agenda"
		}
	}
	if v.Due = committeeRoom(r).CabinetDue(b); !v.Due.IsZero() {
		v.Runs, v.Clock = true, clockOf(v.Due, day.In(r.Now()))
	}
	answers := r.May(access.AnswerQuestion, access.Question)
	v.CanChange, v.CanSign = draft && answers, draft && answers
	v.CanPublish = draft && r.May(access.RunCommittee, access.Question) && len(v.Missing) == 0
	if !draft && b.Exempt == 0 && b.MeetingRecord != "" {
		v.Public = "/public/cabinet/" + r.ID()
	}
	if v.Undo, err = lastStep(r, c.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/cabinet", v)
}

// publicCabinet is a published report that is open, for anybody.
func publicCabinet(w http.ResponseWriter, r *shell.Request) error {
	p, err := r.House().Board.CabinetPublic(r.Context(), r.ID())
	if err != nil {
		return err
	}
	v := cabinetBody(r, p.Report)
	v.Back = govuk.BackLink{Text: "Meetings", Href: "/public/meetings"}
	for _, s := range p.Report.SignOffs {
		v.SignOffs = append(v.SignOffs, signRow{Title: signWords[s.Sort], Name: s.Name, When: moment(s.At), Stands: true})
	}
	return r.Show(w, "scrutiny/public-cabinet", v)
}

// agendaOptions are the meetings to which a report can go, with the items of their agendas: one choice says both.
func agendaOptions(r *shell.Request) (out []form.Option, err error) {
	ms, err := room.Meetings(r.Context(), r.House().Desk)
	for _, m := range ms {
		if err != nil {
			break
		}
		if room.Minuted(m.Body) && m.Body.Date.Before(day.In(r.Now())) || m.Body.State == record.MeetingCancelled || m.Body.State == record.MeetingPostponed {
			continue
		}
		name := m.Body.Date.Long() + ", " + m.Body.Commission
		out = append(out, form.Option{Value: m.ID, Label: name})
		var v room.MeetingView
		if v, err = committeeRoom(r).Meeting(r.Context(), r.Actor, m.Subject); err == nil {
			for _, i := range v.Items {
				out = append(out, form.Option{Value: m.ID + "/" + i.ID, Label: name + ", item " + i.Body.Number + ": " + i.Body.Title})
			}
		}
	}
	return out, err
}

func editCabinet(r *shell.Request) (*editor, error) {
	subject, c, version := "", record.CabinetReport{Classification: "open", Wards: "All wards"}, int64(0)
	e := &editor{heading: "Write a report to the cabinet", button: "Save the report", back: govuk.BackLink{Text: "Reports to the cabinet", Href: "/scrutiny/cabinet"}}
	if r.ID() != "" {
		o, err := openCabinet(r)
		if err != nil {
			return nil, err
		}
		subject, c, version = o.Subject, o.Body, o.Version
		e.heading, e.back = "Change the report", govuk.BackLink{Text: c.Title, Href: cabinetPath(r.ID())}
		if len(c.SignOffs) > 0 {
			e.intro = []string{"When its words change, it is signed off again."}
		}
	}
	opts, err := agendaOptions(r)
	if err != nil {
		return nil, err
	}
	agenda := strings.TrimSuffix(c.MeetingRecord+"/"+c.Item, "/")
	if agenda != "" && !slices.ContainsFunc(opts, func(o form.Option) bool { return o.Value == agenda }) {
		opts = append(opts, form.Option{Value: agenda, Label: c.Meeting.Long() + ", " + c.Body})
	}
	title := &form.Text{Name: "title", Label: "Title of the report", Required: "Enter the title of the report", Value: c.Title}
	at := &form.Select{Name: "at", Label: "Meeting, and item of its agenda", Hint: "Body and date are those of the meeting", Empty: "Not recorded here", Value: agenda, Options: opts}
	body := &form.Text{Name: "body", Label: "If it is not recorded here: for consideration by", Value: c.Body}
	on := &form.Date{Name: "meeting", Label: "If it is not recorded here: date of the meeting", Value: c.Meeting}
	member := &form.Text{Name: "member", Label: "Cabinet member", Required: "Enter the cabinet member", Value: c.Member}
	director := &form.Text{Name: "director", Label: "Group director", Required: "Enter the group director", Value: c.Director}
	wards := &form.Text{Name: "wards", Label: "Wards affected", Required: "Enter the wards, or all wards", Value: c.Wards}
	key := &form.Radios{Name: "key", Label: "Is it a key decision?", Value: map[bool]string{true: "yes", false: "no"}[c.Key], Options: form.YesNo()}
	number, reason := &form.Text{Name: "decision", Label: "Key decision number", Width: 10, Value: c.Decision}, &form.Text{Name: "key_reason", Label: "Why it is a key decision", Value: c.KeyReason}
	authority := &form.Text{Name: "authority", Label: "On what authority it is decided", Hint: "For example the cabinet together, or delegated to an officer", Value: c.Authority}
	implemented := &form.Date{Name: "implemented", Label: "Implemented on, if it is not called in", Value: c.Implemented}
	covers := &form.Date{Name: "covers", Label: "Last day of the time that it is about", Hint: "For a report on 2025/26 it is 31 March 2026. With the meeting it gives how old the news is", Value: c.Covers}
	exempt, interest := exemptFields(c.Exempt, c.Interest)
	recommends := area("recommends", "Recommendations", "One a line, each with what is asked: note, endorse, agree or council, then a colon. For example “note: the annual report”", recommendLines(c.Recommends), 4)
	author := &form.Text{Name: "author", Label: "Report author, with post", Value: c.Author}
	appendices, background := area("appendices", "Appendices", "One a line", strings.Join(c.Appendices, "\n"), 2), area("background", "Background documents", "One a line", strings.Join(c.Background, "\n"), 2)
	e.version = version
	e.fields = []form.Field{title, at, body, on, member, director, wards, key, number, reason, authority, implemented, covers, exempt, interest, recommends}
	sections := map[string]*form.TextArea{}
	for _, s := range room.CabinetSections {
		hint := s.Hint
		if hint == "" {
			hint = "If it does not apply, say so"
		}
		sections[s.Key] = area("section_"+s.Key, s.Title, hint, c.Sections[s.Key], 3)
		e.fields = append(e.fields, sections[s.Key])
	}
	e.fields = append(e.fields, author, appendices, background)
	e.save = func(version int64) (string, error) {
		recs, err := room.ReadRecommends(recommends.Value)
		if err != nil {
			return "", err
		}
		n := c
		n.MeetingRecord, n.Item, _ = strings.Cut(at.Value, "/")
		n.Title, n.Body, n.Meeting, n.Member, n.Director, n.Wards = title.Value, body.Value, on.Value, member.Value, director.Value, wards.Value
		n.Key, n.Decision, n.KeyReason, n.Authority, n.Implemented, n.Covers = key.Value == "yes", number.Value, reason.Value, authority.Value, implemented.Value, covers.Value
		n.Exempt, n.Interest, n.Classification = exemptOf(exempt), interest.Value, "open"
		if n.Exempt > 0 {
			n.Classification = "exempt"
		}
		n.Recommends, n.Author, n.Appendices, n.Background, n.Sections = recs, author.Value, lines(appendices.Value), lines(background.Value), map[string]string{}
		for k, f := range sections {
			if f.Value != "" {
				n.Sections[k] = f.Value
			}
		}
		s, err := committeeRoom(r).SaveCabinetReport(r.Context(), r.Actor, subject, version, n)
		return cabinetPath(record.SubjectID(s)), err
	}
	return e, nil
}

func recommendLines(rs []record.Recommends) string {
	var out []string
	for _, x := range rs {
		out = append(out, strings.ReplaceAll(x.Sort, "recommend_to_council", "council")+": "+x.Text)
	}
	return strings.Join(out, "\n")
}

func signCabinet(r *shell.Request) (*editor, error) {
	c, err := openCabinet(r)
	if err != nil {
		return nil, err
	}
	sort, name, note := signFields(r)
	condition := &form.Text{Name: "if", Label: "On what condition?", Hint: "Leave it empty when it may go as it is. With a condition it is signed off again once that is met"}
	return &editor{heading: "Sign the report off", caption: c.Body.Title, button: "Sign off", back: govuk.BackLink{Text: c.Body.Title, Href: cabinetPath(r.ID())}, fields: []form.Field{sort, name, condition, note},
		save: func(int64) (string, error) {
			return cabinetPath(r.ID()), committeeRoom(r).SignCabinetReport(r.Context(), r.Actor, c.Subject, record.SignOff{Sort: sort.Value, Name: name.Value, If: condition.Value, Note: note.Value})
		}}, nil
}

// signFields ask who signs something off, and what of it.
func signFields(r *shell.Request) (*form.Radios, *form.Text, *form.TextArea) {
	sort := &form.Radios{Name: "sort", Label: "What do you clear?", Required: "Choose what you clear", Options: []form.Option{{Value: "finance", Label: "Finance"}, {Value: "legal", Label: "Legal"}, {Value: "equalities", Label: "Equalities"}, {Value: "lead", Label: "The whole of it, as group director"}}}
	name := &form.Text{Name: "name", Label: "Name and post, as they are printed", Required: "Enter name and post", Value: r.Actor.Name}
	return sort, name, area("note", "Comment", "It stays inside", "", 3)
}
