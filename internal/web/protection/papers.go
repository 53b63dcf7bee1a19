package protection

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/casework"
	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// papersForm is what goes out before and after a conference.
type papersForm struct {
	report, minutes       *form.TextArea
	reportDoc, minutesDoc *form.Select
	reportTo, minutesTo   *form.TextArea
	reportSent, sent      *form.Date
	minutesSent           *form.Date
}

// paperFields asks for the papers that belong to the time: the report before it is held, decisions and minutes after.
func paperFields(r *shell.Request, s *step, held bool, report record.Paper, sent day.Day, minutes record.Paper) *papersForm {
	f := &papersForm{
		report:      &form.TextArea{Name: "report", Label: "Report", Size: "s", Rows: 10, Value: report.Text},
		reportDoc:   documentField(r, "report_document", report.Document),
		reportTo:    &form.TextArea{Name: "report_to", Label: "Who gets it?", Hint: "Everybody who has it may read it: leave out whom it would endanger", Size: "s", Rows: 3, Value: cmp.Or(report.To, gets(r))},
		reportSent:  &form.Date{Name: "report_sent", Label: "When did the parents get it?", Noun: "The day", Size: "s", Max: r.Today(), Value: report.Sent},
		sent:        &form.Date{Name: "sent", Label: "When were the decisions sent?", Hint: "To everybody who was there", Noun: "The day", Size: "s", Max: r.Today(), Value: sent},
		minutes:     &form.TextArea{Name: "minutes", Label: "Minutes", Size: "s", Rows: 12, Value: minutes.Text},
		minutesDoc:  documentField(r, "minutes_document", minutes.Document),
		minutesTo:   &form.TextArea{Name: "minutes_to", Label: "Who gets them?", Hint: "Everybody who has them may read them: leave out whom they would endanger", Size: "s", Rows: 3, Value: cmp.Or(minutes.To, gets(r))},
		minutesSent: &form.Date{Name: "minutes_sent", Label: "When were the minutes sent?", Noun: "The day", Size: "s", Max: r.Today(), Value: minutes.Sent},
	}
	if held {
		s.ask(f.sent, f.minutes, f.minutesDoc, f.minutesTo, f.minutesSent)
	} else {
		s.ask(f.report, f.reportDoc, f.reportTo, f.reportSent)
	}
	s.Links = append(s.Links, addDocument(r))
	return f
}

func (f *papersForm) papers() room.Papers {
	return room.Papers{
		Report: record.Paper{Text: f.report.Value, Document: f.reportDoc.Value, Sent: f.reportSent.Value, To: f.reportTo.Value}, Sent: f.sent.Value,
		Minutes: record.Paper{Text: f.minutes.Value, Document: f.minutesDoc.Value, Sent: f.minutesSent.Value, To: f.minutesTo.Value},
	}
}

func papers(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	c, err := shell.Held[record.InitialCPConference](r, "record")
	if err != nil {
		return err
	}
	held := !c.Body.Date.IsZero()
	heading := "Report for the initial conference"
	if held {
		heading = "Decisions and minutes of the initial conference"
	}
	s := newStep(r, heading, "/conference/"+id+"/papers", "Keep the papers", "They are kept with all the children of this conference.")
	s.hold("Held on", c.Body.Date.Long())
	if !held {
		s.hold("Arranged for", c.Body.Planned.Long())
	}
	f := paperFields(r, s, held, c.Body.Report, c.Body.Sent, c.Body.Minutes)
	return s.run(w, r, "papers", func() error {
		_, err := r.House().Protection.FilePapers(r.Context(), r.Actor, r.Subject(), id, f.papers())
		return err
	}, nil)
}

func reviewPapers(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	v, err := shell.Held[record.CPReview](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "Decisions and minutes of the review", "/review/"+id+"/papers", "Keep the papers", "They are kept with all the children of this review.")
	s.hold("Held on", v.Body.Date.Long())
	f := paperFields(r, s, true, v.Body.Report, v.Body.Sent, v.Body.Minutes)
	return s.run(w, r, "papers", func() error {
		_, err := r.House().Protection.FileReviewPapers(r.Context(), r.Actor, r.Subject(), id, f.papers())
		return err
	}, nil)
}

// documentField chooses one of the documents of the child that the reader may know of. What was named before, in words or in a document that the reader may not open,
// stays as it is.
func documentField(r *shell.Request, name, now string) *form.Select {
	f := &form.Select{Name: name, Label: "Or the document", Hint: "Add the file to the child’s documents first. There it is marked restricted, where not everybody may open it", Empty: "None", Value: now}
	known := now == ""
	for _, d := range slices.Backward(story.All[record.Document](r.Reading.Story)) {
		if d.Body.Removed == "" && casework.MayOpen(r.Reading, d.Body) {
			f.Options = append(f.Options, form.Option{Value: d.ID, Label: documentName(d.Body)})
			known = known || d.ID == now
		}
	}
	if !known {
		f.Options = append(f.Options, form.Option{Value: now, Label: "As before"})
	}
	return f
}

func documentName(d record.Document) string {
	name := d.Title + ", " + d.Date.Short()
	if d.Restricted {
		name += " (restricted)"
	}
	return name
}

func addDocument(r *shell.Request) link {
	return link{"Add a file to the child’s documents", "/children/" + record.SubjectID(r.Subject()) + "/documents/new"}
}

// gets is who gets a paper of a conference, as far as the record says: the family, and who is in the core group of the plan.
func gets(r *shell.Request) string {
	out := "Parents or carers"
	if p, ok := room.Plan(r.Reading.Story); ok && p.Body.CoreGroup != "" {
		out += "\n" + p.Body.CoreGroup
	}
	return out
}

// agendaView is the agenda of an initial conference, to be printed or sent.
type agendaView struct {
	frame
	When, Chair string
	Children    []string
	Invited     []string
	Items       []string
}

// agenda names the children, whom the record knows to be asked, and what is to be gone through. It holds nothing of what anybody said.
func agenda(w http.ResponseWriter, r *shell.Request) error {
	parts, err := conferring(r)
	if err != nil {
		return err
	}
	c := parts[0].Record.Body
	v := agendaView{frame: newFrame(r, "Agenda of the initial conference"), When: cmp.Or(c.Planned.Long(), "not arranged yet"), Chair: cmp.Or(r.Name(c.Chair), "not named yet"), Items: agendaItems}
	for _, p := range parts {
		v.Children = append(v.Children, p.Name)
	}
	v.Invited = strings.Split(strings.TrimSpace("Parents or carers\n"+coreOf(r, c.Enquiry)), "\n")
	return r.Show(w, "protection/agenda", v)
}

// agendaItems are the course of a conference after Working Together 2023, chapter 3.
var agendaItems = []string{
	"Who is here, and why we meet", "What each child says, thinks and wants", "The enquiry and the assessment: the social worker’s report", "What the parents and carers say",
	"What each agency knows, and how it sees the risk", "What is going well, what worries us, and what is not known", "For each child: is the child likely to suffer significant harm? Each agency’s view",
	"Decision for each child; where there is a plan, its category and what must change", "The outline of the plan, the core group and its first meeting", "What happens if it does not change, and the day of the review",
}
