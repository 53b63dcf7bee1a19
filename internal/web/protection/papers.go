package protection

import (
	"net/http"

	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// papersForm is what goes out before and after a conference.
type papersForm struct {
	report, minutes       *form.TextArea
	reportDoc, minutesDoc *form.Text
	reportSent, sent      *form.Date
	minutesSent           *form.Date
}

// paperFields asks for the papers that belong to the time: the report before it is held, decisions and minutes after.
func paperFields(r *shell.Request, s *step, held bool, report record.Paper, sent day.Day, minutes record.Paper) *papersForm {
	f := &papersForm{
		report:      &form.TextArea{Name: "report", Label: "Report", Size: "s", Rows: 10, Value: report.Text},
		reportDoc:   &form.Text{Name: "report_document", Label: "Or the reference of the document", Value: report.Document},
		reportSent:  &form.Date{Name: "report_sent", Label: "When did the parents get it?", Noun: "The day", Size: "s", Max: today(r), Value: report.Sent},
		sent:        &form.Date{Name: "sent", Label: "When were the decisions sent?", Hint: "To everybody who was there", Noun: "The day", Size: "s", Max: today(r), Value: sent},
		minutes:     &form.TextArea{Name: "minutes", Label: "Minutes", Size: "s", Rows: 12, Value: minutes.Text},
		minutesDoc:  &form.Text{Name: "minutes_document", Label: "Or the reference of the document", Value: minutes.Document},
		minutesSent: &form.Date{Name: "minutes_sent", Label: "When were the minutes sent?", Noun: "The day", Size: "s", Max: today(r), Value: minutes.Sent},
	}
	if held {
		s.ask(f.sent, f.minutes, f.minutesDoc, f.minutesSent)
	} else {
		s.ask(f.report, f.reportDoc, f.reportSent)
	}
	return f
}

func (f *papersForm) papers() room.Papers {
	return room.Papers{
		Report: record.Paper{Text: f.report.Value, Document: f.reportDoc.Value, Sent: f.reportSent.Value}, Sent: f.sent.Value,
		Minutes: record.Paper{Text: f.minutes.Value, Document: f.minutesDoc.Value, Sent: f.minutesSent.Value},
	}
}

func papers(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	c, err := exists[record.InitialCPConference](r)
	if err != nil {
		return err
	}
	held := !c.Body.Date.IsZero()
	heading := "Report for the initial conference"
	if held {
		heading = "Decisions and minutes of the initial conference"
	}
	s := newStep(r, heading, "/conference/"+id+"/papers", "Keep the papers", "They are kept with all the children of this conference.")
	s.hold("Held on", long(c.Body.Date))
	if !held {
		s.hold("Arranged for", long(c.Body.Planned))
	}
	f := paperFields(r, s, held, c.Body.Report, c.Body.Sent, c.Body.Minutes)
	return s.run(w, r, "papers", func() error {
		_, err := r.House().Protection.FilePapers(r.Context(), r.Actor, subject(r), id, f.papers())
		return err
	}, nil)
}

func reviewPapers(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	v, err := exists[record.CPReview](r)
	if err != nil {
		return err
	}
	s := newStep(r, "Decisions and minutes of the review", "/review/"+id+"/papers", "Keep the papers", "They are kept with all the children of this review.")
	s.hold("Held on", long(v.Body.Date))
	f := paperFields(r, s, true, v.Body.Report, v.Body.Sent, v.Body.Minutes)
	return s.run(w, r, "papers", func() error {
		_, err := r.House().Protection.FileReviewPapers(r.Context(), r.Actor, subject(r), id, f.papers())
		return err
	}, nil)
}
