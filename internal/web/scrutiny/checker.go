package scrutiny

import (
	"io"
	"net/http"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/scrutiny/summary"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// checkerRoutes are the page that holds somebody else's summary against the record.
func checkerRoutes() []shell.Route {
	return []shell.Route{read("/scrutiny/check", checker),
		{Method: "POST", Path: "/scrutiny/check", Action: access.Read, Class: access.Question, Page: checked}}
}

type checkerView struct {
	govuk.Page
	Meeting  *form.Select
	Text     *form.TextArea
	Done     bool
	Findings []findingRow
}

type findingRow struct {
	summary.Finding
	Word string
}

var findingWords = map[summary.Kind]string{summary.Name: "Name", summary.Post: "Post", summary.Year: "Year", summary.Number: "Number", summary.Quotation: "Quotation", summary.Claim: "Statement"}

func newChecker(r *shell.Request) (checkerView, error) {
	v := checkerView{Page: r.Page("Check a summary against the record")}
	v.Back = govuk.BackLink{Text: "Scrutiny", Href: "/scrutiny"}
	m, err := meetingChoice(r)
	if err != nil {
		return v, err
	}
	m.Label, m.Hint = "Meeting that it is about", ""
	v.Meeting, v.Text = m, area("text", "Summary", "Paste it here, or choose its file below. It is not kept: somebody else's summary is not the record", "", 10)
	return v, nil
}

func checker(w http.ResponseWriter, r *shell.Request) error {
	v, err := newChecker(r)
	if err != nil {
		return err
	}
	return r.Show(w, "scrutiny/checker", v)
}

// summaryOf is the text of the summary that was sent: the file, where there is one, else what was pasted.
func summaryOf(r *shell.Request, pasted string) (string, error) {
	file, head, err := r.FormFile("file")
	if err != nil {
		return pasted, nil // no file was chosen
	}
	raw, err := io.ReadAll(io.LimitReader(file, minutes.MaxFile+1))
	if err != nil {
		return "", errs.As(errs.Invalid, err, "The file did not arrive whole. Nothing was kept")
	}
	d, err := minutes.Open(head.Filename, raw)
	if err != nil {
		return "", err
	}
	return d.Text, nil
}

func checked(w http.ResponseWriter, r *shell.Request) error {
	v, err := newChecker(r)
	if err != nil {
		return err
	}
	f := &form.Form{}
	f.Add(v.Meeting, v.Text)
	if err := r.ParseMultipartForm(minutes.MaxFile + 1); err != nil {
		if err := r.ReadForm(); err != nil {
			return err
		}
	}
	if f.Parse(r.Form) {
		text, err := summaryOf(r, v.Text.Value)
		if err != nil {
			return err
		}
		if len(text) > minutes.MaxFile || !utf8.ValidString(text) {
			return errs.New(errs.Invalid, "The summary is too long, or no text. Nothing was kept")
		}
		subject, err := subjectOf(r, v.Meeting.Value)
		if err != nil {
			return err
		}
		found, err := committeeRoom(r).CheckSummary(r.Context(), r.Actor, []string{subject}, text)
		switch {
		case err == nil:
			v.Done = true
			v.Findings = each(found, func(x summary.Finding) findingRow { return findingRow{x, findingWords[x.Kind]} })
		case !f.Explain(err):
			return err
		}
	}
	v.Errors = f.Errors()
	return r.Show(w, "scrutiny/checker", v)
}
