package record

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// NoteText is one long text: of a case note, of a letter, or the words found in a document. It is a subject of its own, so that the story of a
// child stays small however much is written about them; the record of the child names it (decision 21).
type NoteText struct {
	Of   string `json:"of"` // subject of the person whom it is about; it is disposed of with them
	Text string `json:"text"`
}

// KindName is "note_text".
func (NoteText) KindName() string { return "note_text" }

// Valid refuses a text about nobody, and one that says nothing.
func (w NoteText) Valid(day.Day) error {
	var f errs.Fields
	if !IsPerson(w.Of) {
		f.Add("of", "Name the person whom the text is about")
	}
	needText(&f, "text", w.Text, "Write the note")
	return f.Err()
}

// CaseNote is the head of a case note: what, when and who. Its text is a NoteText.
type CaseNote struct {
	Type        string       `json:"type"` // code set case_note_type
	Date        day.Day      `json:"date"`
	Title       string       `json:"title"`                 // in a few words, as the chronology shows it
	Note        string       `json:"note"`                  // the subject of its NoteText
	Length      int          `json:"length,omitempty"`      // characters of the text
	Worker      string       `json:"worker,omitempty"`      // who wrote it
	With        string       `json:"with,omitempty"`        // who was there or on the telephone, in words
	Significant bool         `json:"significant,omitempty"` // it belongs in the chronology
	Amendments  []NoteChange `json:"amendments,omitempty"`
	Removed     *NoteChange  `json:"removed,omitempty"` // taken out of the record; what it said stays in the history
}

// NoteChange says why a note was changed or taken out, and who asked for it (acceptance-scenarios.md 22).
type NoteChange struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"` // code set note_change_reason
	For    string    `json:"for"`    // who asked for it, in words
}

// KindName is "case_note".
func (CaseNote) KindName() string { return "case_note" }

// Valid refuses a note of no type, day or title, one of the future, and a change without a reason or somebody who asked for it.
func (n CaseNote) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", n.Type, "Choose what kind of note it is")
	checkCode(&f, "type", "case_note_type", n.Type, n.Date)
	needDay(&f, "date", n.Date, on, "Enter the day of what happened")
	needText(&f, "title", n.Title, "Say in a few words what it is about")
	changes := n.Amendments
	if n.Removed != nil {
		changes = append(changes[:len(changes):len(changes)], *n.Removed)
	}
	for _, c := range changes {
		needText(&f, "reason", c.Reason, "Choose the reason")
		checkCode(&f, "reason", "note_change_reason", c.Reason, day.Day{})
		needText(&f, "for", c.For, "Say who asked for it")
	}
	return f.Err()
}

// Supervision is a talk of a worker with their supervisor about one child (clock QA-03; measure WF-13).
type Supervision struct {
	Date       day.Day `json:"date"`
	Worker     string  `json:"worker"`
	Supervisor string  `json:"supervisor"`
	Discussion string  `json:"discussion,omitempty"`
	Reflection string  `json:"reflection"` // what it is like for the child, what we may be missing, what stands in our way
	Actions    []Step  `json:"actions,omitempty"`
	Next       day.Day `json:"next,omitzero"` // the day agreed for the next one
}

// Step is something that somebody is to do after a talk or a decision.
type Step struct {
	Text string  `json:"text"`
	Who  string  `json:"who,omitempty"` // in words
	By   day.Day `json:"by,omitzero"`
}

// KindName is "supervision".
func (Supervision) KindName() string { return "supervision" }

// Valid refuses a supervision of no day or of the future, one of nobody or by nobody else, and one without reflection.
func (s Supervision) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "date", s.Date, on, "Enter the day of the supervision")
	needText(&f, "worker", s.Worker, "Choose whose supervision it was")
	needText(&f, "supervisor", s.Supervisor, "Choose who supervised")
	if s.Worker != "" && s.Worker == s.Supervisor {
		f.Add("supervisor", "Nobody supervises themselves: choose who supervised")
	}
	needText(&f, "reflection", s.Reflection, "Write what was reflected on: a supervision counts only with it")
	checkSteps(&f, s.Actions)
	return f.Err()
}

// ManagementOversight is a manager's decision or direction on a case, with its reason.
type ManagementOversight struct {
	Date      day.Day `json:"date"`
	By        string  `json:"by"`     // worker
	Reason    string  `json:"reason"` // code set oversight_reason: what it was about
	Decision  string  `json:"decision"`
	Rationale string  `json:"rationale"`
	Actions   []Step  `json:"actions,omitempty"`
	Review    day.Day `json:"review,omitzero"` // when it will be looked at again
}

// KindName is "management_oversight".
func (ManagementOversight) KindName() string { return "management_oversight" }

// Valid refuses an oversight of no day or of the future, by nobody, about nothing, and a decision without its reason.
func (m ManagementOversight) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "date", m.Date, on, "Enter the day of the decision")
	needText(&f, "by", m.By, "Name the manager")
	needText(&f, "reason", m.Reason, "Choose what it is about")
	checkCode(&f, "reason", "oversight_reason", m.Reason, m.Date)
	needText(&f, "decision", m.Decision, "Write what you decided")
	needText(&f, "rationale", m.Rationale, "Write why")
	checkEnd(&f, "review", m.Date, m.Review)
	checkSteps(&f, m.Actions)
	return f.Err()
}

func checkSteps(f *errs.Fields, steps []Step) {
	for _, s := range steps {
		needText(f, "actions", s.Text, "Say what is to be done")
	}
}

// Warning is something that everybody who works with a person must know before they meet them (acceptance-scenarios.md 17).
type Warning struct {
	Type      string          `json:"type"` // code set warning_type
	Text      string          `json:"text"` // what is known, and what to do
	From      day.Day         `json:"from"`
	Review    day.Day         `json:"review"` // to be looked at again by this day: at most a year on
	By        string          `json:"by"`     // worker
	Agreed    string          `json:"agreed,omitempty"`
	AgreedOn  day.Day         `json:"agreed_on,omitzero"`
	Told      YesNo           `json:"told,omitempty"` // the person knows that it is recorded
	WhyNot    string          `json:"why_not,omitempty"`
	Reviews   []WarningReview `json:"reviews,omitempty"`
	Ended     day.Day         `json:"ended,omitzero"`
	EndedBy   string          `json:"ended_by,omitempty"`
	EndReason string          `json:"end_reason,omitempty"` // code set warning_end
}

// WarningReview is one look at a warning that stays.
type WarningReview struct {
	On   day.Day `json:"on"`
	By   string  `json:"by"` // worker
	Text string  `json:"text"`
	Next day.Day `json:"next"`
}

// KindName is "warning".
func (Warning) KindName() string { return "warning" }

// Running says whether the warning is in force.
func (w Warning) Running() bool { return w.Ended.IsZero() }

// Looked is the day on which it was last looked at.
func (w Warning) Looked() day.Day {
	if n := len(w.Reviews); n > 0 {
		return w.Reviews[n-1].On
	}
	return w.From
}

// Valid refuses a warning of no type or day, one that says nothing, a review more than a year after the warning was last looked at, a manager who
// agrees on their own warning, one that the person does not know of without a reason, and an end without its reason.
func (w Warning) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", w.Type, "Choose what it warns of")
	checkCode(&f, "type", "warning_type", w.Type, w.From)
	needText(&f, "text", w.Text, "Write what is known, and what to do")
	needDay(&f, "from", w.From, on, "Enter the day from which it holds")
	looked := w.Looked()
	switch {
	case w.Review.IsZero():
		f.Add("review", "Enter the day by which the warning is to be reviewed")
	case !w.Review.After(looked):
		f.Add("review", "The review must be after %s", looked.Long())
	case w.Review.After(looked.AddMonths(12)):
		f.Add("review", "The review must be within a year: not after %s", looked.AddMonths(12).Long())
	}
	checkYesNo(&f, "told", w.Told)
	if w.Told == No {
		needText(&f, "why_not", w.WhyNot, "Write why the person is not told")
	}
	for _, r := range w.Reviews {
		needText(&f, "outcome", r.Text, "Write what the review found")
	}
	if !w.Ended.IsZero() || w.EndReason != "" {
		needDay(&f, "ended", w.Ended, on, "Enter the day on which it ended")
		needText(&f, "end_reason", w.EndReason, "Choose why the warning ends")
		checkCode(&f, "end_reason", "warning_end", w.EndReason, w.Ended)
	}
	return f.Err()
}

// Document is the head of a file that is kept about a person. Its bytes are sealed in parts under the person's key beside the journal, which
// names them by their hash; the words found in it are a NoteText (decision 21).
type Document struct {
	Type       string    `json:"type"` // code set document_type
	Title      string    `json:"title"`
	Date       day.Day   `json:"date"`           // of the document
	From       string    `json:"from,omitempty"` // who wrote or sent it, in words
	File       string    `json:"file"`           // its name as it was sent
	Media      string    `json:"media"`          // as found in its bytes
	Size       int64     `json:"size"`           // bytes
	SHA256     string    `json:"sha256"`         // of its bytes, in hex
	Parts      int       `json:"parts"`
	Scan       string    `json:"scan"`                 // code set scan_result
	Scanner    string    `json:"scanner,omitempty"`    // what looked for viruses
	Scanned    time.Time `json:"scanned,omitzero"`     // when
	Restricted bool      `json:"restricted,omitempty"` // only for those who may read restricted sources
	Words      string    `json:"words,omitempty"`      // the subject of the NoteText with its text
	Worker     string    `json:"worker,omitempty"`     // who added it
	Removed    string    `json:"removed,omitempty"`    // why it is no longer shown; its bytes stay until the record is disposed of
}

// The results of a scan for viruses.
const (
	ScanClean = "clean"
	NotScan   = "not_scanned"
)

// KindName is "document".
func (Document) KindName() string { return "document" }

// Valid refuses a document of no type, title or day, one of the future, and one whose bytes nobody could find again.
func (d Document) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", d.Type, "Choose what kind of document it is")
	checkCode(&f, "type", "document_type", d.Type, d.Date)
	needText(&f, "title", d.Title, "Say in a few words what it is")
	needDay(&f, "date", d.Date, on, "Enter the date of the document")
	if len(d.SHA256) != 64 || d.Parts < 1 || d.Size < 1 {
		f.Add("file", "Choose a file that is not empty")
	}
	needText(&f, "scan", d.Scan, "Say whether the file was scanned for viruses")
	checkCode(&f, "scan", "scan_result", d.Scan, day.Day{})
	return f.Err()
}

// Letter is a letter or another text made for somebody outside: what was sent, and to whom. Its text is a NoteText.
type Letter struct {
	Type    string   `json:"type"` // code set letter_type
	Date    day.Day  `json:"date"`
	To      string   `json:"to,omitempty"` // subject, when the recipient is somebody whom we know
	Name    string   `json:"name"`         // of the recipient, as on the letter
	Role    string   `json:"role"`         // code set letter_recipient: who they are to the person
	Address []string `json:"address,omitempty"`
	Title   string   `json:"title"`
	Note    string   `json:"note"` // the subject of its NoteText
	Worker  string   `json:"worker,omitempty"`
	Second  string   `json:"second,omitempty"` // who else looked at it, where a second person must
}

// KindName is "letter".
func (Letter) KindName() string { return "letter" }

// Valid refuses a letter of no type, day or title, one of the future, and one to nobody.
func (l Letter) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", l.Type, "Choose what kind of letter it is")
	checkCode(&f, "type", "letter_type", l.Type, l.Date)
	needDay(&f, "date", l.Date, on, "Enter the date of the letter")
	needText(&f, "name", l.Name, "Choose or name the recipient")
	needText(&f, "role", l.Role, "Choose who the recipient is")
	checkCode(&f, "role", "letter_recipient", l.Role, l.Date)
	needText(&f, "title", l.Title, "Say what the letter is about")
	if strings.TrimSpace(l.Note) == "" {
		f.Add("text", "Write the letter")
	}
	return f.Err()
}

// ChronologyNote is what people add to the chronology, which writes itself: how much a line matters and what it means, or a line of its own for
// something that no record holds.
type ChronologyNote struct {
	Source       string  `json:"source,omitempty"` // the record of the line that it is about; empty for a line of its own
	Date         day.Day `json:"date,omitzero"`    // of a line of its own
	Title        string  `json:"title,omitempty"`
	Text         string  `json:"text,omitempty"`
	Significance string  `json:"significance,omitempty"` // code set significance
	Analysis     string  `json:"analysis,omitempty"`
	Worker       string  `json:"worker,omitempty"`
}

// KindName is "chronology_note".
func (ChronologyNote) KindName() string { return "chronology_note" }

// Valid refuses a line of its own without a day or a title, or of the future, and a note on a line that says nothing about it.
func (c ChronologyNote) Valid(on day.Day) error {
	var f errs.Fields
	if c.Source == "" {
		needDay(&f, "date", c.Date, on, "Enter the day")
		needText(&f, "title", c.Title, "Say in a few words what happened")
	} else if c.Significance == "" {
		needText(&f, "analysis", c.Analysis, "Choose how much it matters, or write what it means")
	}
	checkCode(&f, "significance", "significance", c.Significance, day.Day{})
	return f.Err()
}
