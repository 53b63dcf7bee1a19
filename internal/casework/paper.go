package casework

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// sendable are the kinds of record that leave as a paper: every plan, assessment and conference (complaint 6).
var sendable = map[string]string{
	"cp_plan": "Child protection plan", "cin_plan": "Child in need plan", "cla_care_plan": "Care plan", "pathway_plan": "Pathway plan", "early_help": "Early help",
	"assessment": "Assessment", "need_assessment": "Assessment of a particular need", "s47_enquiry": "Section 47 enquiry",
	"initial_cp_conference": "Initial child protection conference", "cp_review": "Review conference", "cla_review": "Review of a looked-after child",
}

// Sendable gives the title of a paper that a record can leave as.
func Sendable(kind string) (title string, ok bool) {
	title, ok = sendable[kind]
	return title, ok
}

// Words are how a paper names people: workers and teams, and the relatives whom its reader may know of. Nobody else is named.
type Words struct {
	Name   func(worker string) string
	Person func(subject string) string
}

// PaperOf is a record as it leaves, about one child: its own part of what brothers and sisters share, and nothing of theirs. report is the shared text of an
// assessment, or nil. What lies in a document is left to the document.
func PaperOf(s story.Story, rec record.Record, report *record.AssessmentReport, words Words, on day.Day) (document.Paper, error) {
	title, ok := Sendable(rec.Kind)
	if !ok {
		return document.Paper{}, missing()
	}
	w := paper{Paper: document.Paper{Title: title}, words: words}
	if c, ok := story.First[record.Child](s); ok {
		about := c.Body.Current().Full()
		if !c.Body.Birth.IsZero() {
			about += ", born " + c.Body.Birth.Long()
		}
		w.P(document.Bold, about)
	}
	w.P(document.Plain, "Confidential. Made on "+on.Long()+".")
	switch b := rec.Body.(type) {
	case record.CPPlan:
		w.facts("Since", b.Started.Long(), "Ended", b.Ended.Long(), "Category", capital(label("category_of_abuse", either(b.LatestCategory, b.InitialCategory))), "Next review", b.NextReview.Long(), "Core group", b.CoreGroup)
		w.section("What must change", b.Aim)
		w.actions(b.Actions)
	case record.CINPlan:
		w.facts("Since", b.Started.Long(), "Ended", b.Ended.Long(), "Next review", b.NextReview.Long())
		w.section("What must change", b.Aim)
		w.actions(b.Actions)
	case record.Assessment:
		if err := w.assessment(b, report); err != nil {
			return document.Paper{}, err
		}
	case record.InitialCPConference:
		w.conference(b.Date, b.Planned, b.Chair, capital(label("conference_decision", b.Decision)), b.Reason, b.Report, b.Minutes)
	case record.CPReview:
		goes := map[record.YesNo]string{record.Yes: "The plan goes on", record.No: "The plan ends"}[b.Continues]
		w.conference(b.Date, day.Day{}, b.Chair, goes, b.Reason, b.Report, b.Minutes)
	default:
		if err := w.plain(rec.Body); err != nil {
			return document.Paper{}, err
		}
	}
	return w.Paper, nil
}

// paper is a paper that is being written.
type paper struct {
	document.Paper
	words Words
}

// facts adds a table of what is known, as pairs of a word and its answer.
func (w *paper) facts(pairs ...string) {
	rows := [][]string{{"What is recorded", ""}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) != "" {
			rows = append(rows, []string{pairs[i], pairs[i+1]})
		}
	}
	w.Table(rows)
}

// section adds a heading with its text, when there is one.
func (w *paper) section(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	w.P(document.Heading, heading)
	for part := range strings.SplitSeq(text, "\n\n") {
		w.P(document.Plain, strings.TrimSpace(part))
	}
}

func (w *paper) actions(all []record.PlanAction) {
	rows := [][]string{{"What", "Who", "By", "Done"}}
	for _, a := range all {
		done := a.Evidence
		if !a.Done.IsZero() {
			done = strings.TrimSpace(a.Done.Short() + " " + a.Evidence)
		}
		rows = append(rows, []string{a.What, a.Owner, a.Due.Short(), done})
	}
	if len(rows) > 1 {
		w.P(document.Heading, "What is to be done")
		w.Table(rows)
	}
}

func (w *paper) conference(on, planned day.Day, chair, decision, reason string, report, minutes record.Paper) {
	if on.IsZero() {
		on = planned
	}
	w.facts("Day", on.Long(), "Chair", w.words.Name(chair), "Decision", decision)
	w.section("Why", reason)
	w.section("The social worker’s report", report.Text)
	w.section("Minutes", minutes.Text)
}

// assessment adds the shared text and this child's own part. One that nobody has authorised does not leave.
func (w *paper) assessment(b record.Assessment, report *record.AssessmentReport) error {
	if b.Authorised.IsZero() {
		return errs.New(errs.Conflict, "This assessment is not authorised yet, so it cannot be sent to anybody")
	}
	var heard, factors []string
	for _, h := range b.Heard {
		heard = append(heard, capital(label("how_heard", h)))
	}
	for _, f := range b.Factors {
		factors = append(factors, capital(label("assessment_factors", f)))
	}
	w.facts("Began", b.Started.Long(), "Authorised", b.Authorised.Long(), "Child seen", b.Seen.Long(), "Outcome", capital(label("assessment_outcome", b.Outcome)), "Factors", strings.Join(factors, "\n"))
	if report != nil {
		w.section("History", report.History)
		w.section("Parenting", report.Parenting)
		w.section("Family and environment", report.Environment)
	}
	w.section("What the child needs", b.Needs)
	w.section("What the child thinks and feels", b.Views)
	w.section("What the child wants", b.Wishes)
	w.section("How the child was heard", strings.Join(heard, "\n"))
	if report != nil {
		w.section("Analysis", report.Analysis)
		w.section("What happens next", report.Plan)
	}
	return nil
}

// plain adds what a record says, field by field.
func (w *paper) plain(b record.Body) error {
	fields, err := chronology.Fields(b)
	if err != nil {
		return err
	}
	var pairs []string
	for _, f := range fields {
		value := f.Value
		switch {
		case f.Worker != "":
			value = w.words.Name(f.Worker)
		case f.Person != "":
			value = w.words.Person(f.Person)
		}
		pairs = append(pairs, f.Label, value)
	}
	w.facts(pairs...)
	return nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// Report is the shared text of a child's assessment, for those who may read the assessment; nil for one that has none.
func (r Room) Report(ctx context.Context, reading person.Reading, a record.Assessment) (out *record.AssessmentReport, err error) {
	if err := access.Decide(reading.Actor, access.Read, access.Assessment, reading.Facts, reading.At).Err(); err != nil || a.Report == "" {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, a.Report)
		if rep, ok := story.Latest[record.AssessmentReport](s); ok {
			out = &rep.Body
		}
		return err
	})
	return out, err
}

// Leaves says why a paper may not leave for somebody: it tells them an address or number that must not be disclosed, or what a restricted document says; it is to
// be sent where nothing may be sent; or they must not have contact, and then a letter goes, which a second person looks at (complaint 23). to is their subject, or
// "" for a professional, a court and others who are named on the envelope.
func (r Room) Leaves(ctx context.Context, reading person.Reading, to, name string, p document.Paper) error {
	var texts []string
	for _, b := range p.Blocks {
		texts = append(texts, b.Text)
		for _, row := range b.Rows {
			texts = append(texts, row...)
		}
	}
	all := strings.Join(texts, "\n")
	return r.Desk.Read(ctx, func(t *db.Tx) error {
		err := discloses(t, reading.Story, record.Letter{To: to, Name: name}, all)
		if errs.Of(err) == errs.Invalid {
			return errs.As(errs.Conflict, err, "This cannot be sent to %s. %s", name, errs.Text(err))
		}
		if err != nil {
			return err
		}
		if kept, err := person.KeptFrom(t, to); err != nil {
			return err
		} else if kept {
			return errs.New(errs.Conflict, "%s must not have contact, or is a risk to children. Write a letter instead: a manager looks at it before it goes", name)
		}
		told, err := restrictedWords(t, reading.Story)
		if err != nil {
			return err
		}
		if sentence := repeated(all, told); sentence != "" {
			return errs.New(errs.Conflict, "This cannot be sent to %s: it repeats what a restricted document says (“%s …”). Take it out, or ask its source", name, string([]rune(sentence)[:leastRepeated]))
		}
		return nil
	})
}

// restrictedWords are the texts of the documents of a story that only few may read.
func restrictedWords(t *db.Tx, s story.Story) (out []string, err error) {
	for _, d := range story.All[record.Document](s) {
		if !d.Body.Restricted || d.Body.Words == "" {
			continue
		}
		words, err := story.Load(t, d.Body.Words)
		if err != nil {
			return nil, err
		}
		if n, ok := story.Latest[record.NoteText](words); ok {
			out = append(out, n.Body.Text)
		}
	}
	return out, nil
}

// leastRepeated is from how many characters on a sentence is taken to come from where it stands: shorter ones people write by themselves.
const leastRepeated = 30

// repeated is a sentence of a text that stands in one of others word for word, however its lines break; "" for none.
func repeated(text string, others []string) string {
	in := flat(text)
	for _, o := range others {
		for _, sentence := range slices.Collect(strings.FieldsFuncSeq(o, func(r rune) bool { return strings.ContainsRune(".!?\n", r) })) {
			if s := flat(sentence); len([]rune(s)) >= leastRepeated && strings.Contains(in, s) {
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

func flat(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
