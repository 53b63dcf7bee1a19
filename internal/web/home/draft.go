package home

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/form"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// draft is something typed and not sent.
type draft struct {
	Words, About, Saved string
	Href                string // where it goes on; empty when it cannot
	Open                string // the record that it was meant for, when it cannot go on and the reader may open it
	Note                string // why it cannot go on
	Read                string // where it can be read and copied
	Drop                string // where it is thrown away
}

// drafts puts what is kept into words. A referral is typed over several pages, each with a draft: they are one thing to its sender.
func drafts(r *shell.Request, kept []form.Listed) ([]draft, error) {
	var out []draft
	about, err := assessed(r, kept)
	if err != nil {
		return nil, err
	}
	referral := false
	for _, k := range kept {
		kind, rest, _ := strings.Cut(k.Form, "/")
		if kind == "referral-new" {
			if !referral {
				out = append(out, draft{Words: "Referral", Saved: day.Moment(k.Saved), Href: "/refer/new", Drop: "/refer/discard"})
			}
			referral = true
			continue
		}
		d, err := standing(r, k)
		if err != nil {
			return nil, err
		}
		d.About = about[record.AssessmentSubject+":"+rest]
		out = append(out, d)
	}
	return out, nil
}

// standing is one draft with what can be done about it: the form may have been sent, the record may be gone or decided by somebody else since.
func standing(r *shell.Request, k form.Listed) (draft, error) {
	kind, id, _ := strings.Cut(k.Form, "/")
	d := draft{Words: words(kind), Saved: day.Moment(k.Saved), Read: "/home/draft/" + k.Form, Drop: "/drop-draft/" + k.Form}
	switch kind {
	case "assessment":
		state, by, err := r.House().Assessment.Standing(r.Context(), r.Actor, record.AssessmentSubject+":"+id)
		switch {
		case gone(err):
			d.Note = noLonger
		case err != nil:
			return d, err
		case state == record.Writing || state == record.Returned:
			d.Href = "/assessments/" + id + "/edit"
		case state == record.Submitted:
			d.Note, d.Open = "The assessment was sent to the manager by "+r.Name(by)+" and waits. This can be saved only when it is given back.", "/assessments/"+id
		default:
			d.Note, d.Open = "The assessment was authorised by "+r.Name(by)+" and is frozen. This can be saved only in a new edition.", "/assessments/"+id
		}
	case "decide":
		d.Words = "Decision on a referral"
		s, err := r.House().FrontDoor.Standing(r.Context(), r.Actor, record.ContactSubject+":"+id)
		switch {
		case gone(err):
			d.Note = noLonger
		case err != nil:
			return d, err
		case s.Waits:
			d.Words, d.Href = "Decision on referral "+s.Reference, "/contacts/"+id+"/decide"
		default:
			d.Words = "Decision on referral " + s.Reference
			d.Note = "The referral was decided by " + r.Name(s.DecidedBy) + " in the meantime."
			if s.DecidedBy == r.Actor.ID {
				d.Note = "You have decided this referral. This was kept beside it."
			}
		}
	case "programme-new":
		d.Words, d.Href = "A programme of work", "/programmes/new"
	case "programme":
		d.Words, d.Href = "About a programme of work", "/programmes/"+id
	case "post":
		d.Words, d.Href = "A post", "/posts/"+id
	case "early-help":
		d.Words, d.Href = "About early help", "/early-help/"+id
	case "young-carers", "clinical", "domestic-abuse":
		d.Words, d.Href = map[string]string{"young-carers": "About a young carer", "clinical": "About a clinical referral", "domestic-abuse": "About a case of domestic abuse"}[kind], "/"+k.Form
	case "service-new":
		d.Words, d.Href = "A referral to another service", "/children/"+id
	case "early-help-new":
		d.Words, d.Href = "A request for early help", "/early-help/new"
	case "allegation":
		d.Words, d.Href = "About an allegation", "/allegations/"+id
	case "allegation-new", "allegation-taken", "allegation-question":
		d.Words, d.Href = "An allegation", map[string]string{"allegation-new": "/allegations/refer", "allegation-taken": "/allegations/new", "allegation-question": "/allegations/question"}[kind]
	case "note-new":
		d.Words, d.Href = "A case note", "/children/"+id+"/notes/new"
	case "note-change":
		child, note, _ := strings.Cut(id, "/")
		d.Words, d.Href = "A change of a case note", "/children/"+child+"/notes/"+note+"/change"
	case "supervision":
		d.Words, d.Href = "A supervision", "/children/"+id+"/supervision"
	case "oversight":
		d.Words, d.Href = "Management oversight", "/children/"+id+"/oversight"
	case "letter-new":
		d.Words, d.Href = "A letter", "/children/"+id+"/letters/new"
	case "protection":
		child, step, _ := strings.Cut(id, "/")
		d.Words, d.Href = "A step of a child’s plan or protection", "/children/"+child+"/protection/"+step
	case "care":
		child, step, _ := strings.Cut(id, "/")
		d.Words, d.Href = "About a looked-after child", "/children/"+child+"/care/"+step
	case "people-new":
		d.Words, d.Href = "A person to be added", "/people/new"
	case "contact-new":
		d.Words, d.Href = "A call or message to be recorded", "/front-door/new"
	case "call-new":
		d.Words, d.Href = "A call to the consultation line", "/consultations/new"
	case "call":
		d.Words, d.Href = "A call to the consultation line, to be finished", "/consultations/"+id+"/edit"
	case "ask":
		d.Words, d.Href = "Questions to agencies", "/contacts/"+id+"/ask"
	case "report":
		report, slot, _ := strings.Cut(id, "/")
		d.Words, d.Href = "Words for a report", "/reports/"+report+"/write?slot="+slot
	case "question-new":
		d.Words, d.Href = "A question", "/scrutiny/ask"
	case "scrutiny":
		path, record, of := strings.Cut(id, ".")
		if d.Words, d.Href = "A form for scrutiny", "/scrutiny/"+path; of {
			d.Href += "?record=" + record
		}
	case "answer":
		d.Words, d.Href = "An answer to question "+id, "/scrutiny/questions/"+id+"/answer"
	}
	return d, nil
}

// noLonger is said of what is gone and of what is hidden alike.
const noLonger = "What this was meant for is gone, or it is no longer open to you."

func gone(err error) bool {
	return err != nil && (errs.Of(err) == errs.NotFound || errs.Of(err) == errs.Denied)
}

// words is what people call a form, from the name it is kept under.
func words(kind string) string {
	text := strings.ReplaceAll(strings.ReplaceAll(kind, "-", " "), "_", " ")
	if text == "" {
		return "Form"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

type draftView struct {
	govuk.Page
	Draft  draft
	Fields []draftField
}

// draftField is one thing that was typed, to be copied.
type draftField struct {
	ID, Label, Text string
	Rows            int
}

// oneDraft shows everything that was typed into one draft, so that it can be copied, whatever became of what it was meant for. Only its owner has it.
func oneDraft(w http.ResponseWriter, r *shell.Request) error {
	name := r.PathValue("form")
	kept, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, name)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.NotFound, "You have no such draft. It was sent, or thrown away")
	}
	v := draftView{Page: r.Page("Your draft")}
	v.Back = govuk.BackLink{Text: "Back to your page", Href: "/home"}
	if v.Draft, err = standing(r, form.Listed{Form: name, Saved: kept.Saved}); err != nil {
		return err
	}
	var names []string
	for n := range kept.Typed {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		for _, text := range kept.Typed[n] {
			if strings.TrimSpace(text) == "" || n == "base" || strings.HasPrefix(n, "base-") || strings.HasSuffix(n, "-base") {
				continue // versions are the program's own
			}
			rows := min(20, max(1, strings.Count(text, "\n")+len([]rune(text))/60+1))
			v.Fields = append(v.Fields, draftField{"kept-" + strconv.Itoa(len(v.Fields)), fieldWords(n), text, rows})
		}
	}
	return r.Show(w, "home/draft", v)
}

// fieldWords is what people call a field, from its name: "child-1-views" is "Views (number 2)".
func fieldWords(name string) string {
	var out []string
	number := ""
	for _, part := range strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' }) {
		if n, err := strconv.Atoi(part); err == nil && n < 100 {
			number = " (number " + strconv.Itoa(n+1) + ")"
			continue
		}
		out = append(out, part)
	}
	return words(strings.Join(out, " ")) + number
}
