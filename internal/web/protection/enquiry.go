package protection

import (
	"net/http"
	"strconv"

	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

func sharedEnquiry(q record.S47Enquiry) string { return q.Together }

// enquiries are the child's enquiry and those of the brothers and sisters of one act that can be gone on with.
func enquiries(r *shell.Request, keep func(record.S47Enquiry) bool) ([]room.Part[record.S47Enquiry], error) {
	if _, err := shell.Held[record.S47Enquiry](r, "record"); err != nil {
		return nil, err
	}
	all, err := room.Together(r.Context(), *r.House().Protection, r.Actor, r.Subject(), r.PathValue("record"), true, sharedEnquiry)
	if err != nil {
		return nil, err
	}
	out := all[:1] // the child's own, whatever its state: the room says what is wrong with it
	var listed []string
	for _, p := range all[1:] {
		if keep(p.Record.Body) {
			out = append(out, p)
			listed = append(listed, p.Subject)
		}
	}
	return out, r.Listed("brother or sister in one act", listed...)
}

func undecided(q record.S47Enquiry) bool { return q.AuthorisedAt.IsZero() && q.ICPCNotRequired == "" }

// outcome records what an enquiry came to, for each child. What it was about and when each child was seen is shown.
func outcome(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := enquiries(r, undecided)
	if err != nil {
		return err
	}
	q := parts[0].Record.Body
	s := newStep(r, "Outcome of the section 47 enquiry", "/enquiry/"+id+"/outcome", "Send to the manager")
	s.hold("Enquiry began", q.Started.Long())
	s.hold("Led by", r.Name(q.Lead))
	s.hold("The manager said", q.Comment)
	if len(parts) > 1 {
		s.Intro = []string{"Leave a brother or sister empty whose outcome is not clear yet."}
	}
	type own struct {
		outcome *form.Radios
		reason  *form.TextArea
	}
	all := make([]own, len(parts))
	for i, p := range parts {
		at := "child-" + strconv.Itoa(i) + "-"
		b := p.Record.Body
		seen := "not seen in this enquiry yet"
		if !b.Seen.IsZero() {
			seen = "seen on " + b.Seen.Long()
		}
		s.hold(p.Name, seen)
		all[i] = own{
			&form.Radios{Name: at + "outcome", Label: "Outcome", Size: "s", Options: form.Coded("s47_outcome", r.Today()), Value: b.Outcome},
			&form.TextArea{Name: at + "reason", Label: "What was found, and why this is the outcome", Size: "s", Rows: 4, Value: b.Reason},
		}
		heading := p.Name
		if len(parts) == 1 {
			heading = ""
		}
		s.group(heading, false, all[i].outcome, all[i].reason)
	}
	var chosen []int
	return s.run(w, r, "outcome", func() error {
		var out []room.EnquiryOutcome
		chosen = nil
		for i, a := range all {
			if i == 0 || a.outcome.Value != "" || a.reason.Value != "" {
				out = append(out, room.EnquiryOutcome{Child: parts[i].Subject, Enquiry: parts[i].Record.ID, Outcome: a.outcome.Value, Reason: a.reason.Value})
				chosen = append(chosen, i)
			}
		}
		_, err := r.House().Protection.ProposeOutcome(r.Context(), r.Actor, out)
		return err
	}, func(field string) string { return placed(field, chosen) })
}

// authorise is the manager's decision on an outcome: authorise, or return with a comment.
func authorise(w http.ResponseWriter, r *shell.Request) error { return decide(w, r, true) }

func giveBack(w http.ResponseWriter, r *shell.Request) error { return decide(w, r, false) }

func decide(w http.ResponseWriter, r *shell.Request, agree bool) error {
	id := r.PathValue("record")
	own, err := shell.Held[record.S47Enquiry](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "Authorise the outcome of the section 47 enquiry", "/enquiry/"+id+"/authorise", "Authorise",
		"What follows is opened when you authorise: an initial conference, due 15 working days after the strategy discussion, or no conference.")
	s.Second = &button{"Return to the worker", s.Base + "/enquiry/" + id + "/return"}
	parts, err := room.Together(r.Context(), *r.House().Protection, r.Actor, r.Subject(), id, true, sharedEnquiry)
	if err != nil {
		parts = []room.Part[record.S47Enquiry]{{Sibling: room.Sibling{Subject: r.Subject(), Name: r.Reading.View().Name.Full()}, Record: own}}
	}
	var listed []string
	for i, p := range parts {
		b := p.Record.Body
		if i > 0 && (b.ProposedAt.IsZero() || !undecided(b)) {
			continue
		}
		s.hold(p.Name, codes.Sentence("s47_outcome", b.Outcome))
		s.hold("Why", b.Reason)
		s.hold("Recorded by", r.Name(b.ProposedBy))
		listed = append(listed, p.Subject)
	}
	if err := r.Listed("brother or sister in one act", listed[1:]...); err != nil {
		return err
	}
	comment := &form.TextArea{Name: "comment", Label: "Your comment", Hint: "Needed when you return it.", Size: "s", Rows: 3}
	s.ask(comment)
	word := "returned"
	if agree {
		word = "authorised"
	}
	return s.run(w, r, word, func() error {
		if agree {
			_, err := r.House().Protection.AuthoriseOutcome(r.Context(), r.Actor, r.Subject(), id, comment.Value)
			return err
		}
		_, err := r.House().Protection.ReturnOutcome(r.Context(), r.Actor, r.Subject(), id, comment.Value)
		return err
	}, nil)
}

func told(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	return dayStep[record.S47Enquiry](w, r, "Family and referrer told", "/enquiry/"+id+"/told", "When were the family and the referrer told that there is no conference?", "told", func(on day.Day) error {
		_, err := r.House().Protection.TellOutcome(r.Context(), r.Actor, r.Subject(), id, on)
		return err
	})
}
