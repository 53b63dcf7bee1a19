package frontdoor

import (
	"context"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Question is what the front door asks of one agency about a contact: multi-agency screening. Each has its own clock.
type Question struct {
	Agency     string // its name; the kind of agency in words when none is given
	AgencyType string // code set agency_type
	Rating     string // code set contact_rating: how soon the answer is needed; the contact's own unless given
	Text       string
}

// MinQuestion is the least that an agency is asked, in characters.
const MinQuestion = 10

// Ask puts a question to some agencies at once: one enquiry each, whose hours begin now. Agencies may be asked while a child of the contact waits for its
// decision. What is wrong is errs.Fields: agencies, question, rating.
func (r Room) Ask(ctx context.Context, actor access.Actor, contact string, questions []Question) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, askingWords, func(tx *command.Tx) ([]record.Change, error) {
		c, err := r.forEnquiry(tx, contact)
		if err != nil {
			return nil, err
		}
		if !c.Body.Open() {
			return nil, errs.New(errs.Conflict, "Everything here is decided. Nobody was asked")
		}
		var f errs.Fields
		if len(questions) == 0 {
			f.Add("agencies", "Choose the agencies to ask")
		}
		on := tx.Today()
		var changes []record.Change
		for _, q := range questions {
			e := record.AgencyEnquiry{
				Agency: strings.TrimSpace(q.Agency), AgencyType: q.AgencyType, Rating: q.Rating, Question: strings.TrimSpace(q.Text),
				Asked: tx.Now.UTC(), AskedBy: actor.ID, Lawful: lawful(c.Body),
			}
			if e.Agency == "" {
				e.Agency = agencyWords(e.AgencyType)
			}
			if e.Rating == "" {
				e.Rating = c.Body.Rating
			}
			q.check(&f, e, on)
			changes = append(changes, record.New(tx.NewID(), contact, e))
		}
		return changes, f.Err()
	})
}

func (q Question) check(f *errs.Fields, e record.AgencyEnquiry, on day.Day) {
	note := func(field, text string) {
		for _, was := range *f {
			if was.Field == field {
				return
			}
		}
		f.Add(field, "%s", text)
	}
	if q.AgencyType == "" {
		note("agencies", "Choose the agencies to ask")
	}
	if e.Rating == "" {
		note("rating", "Choose how soon you need the answer")
	}
	if !enough(e.Question, MinQuestion) {
		note("question", "Write what you want to know, in at least 10 characters")
	}
	code(f, "agencies", "agency_type", e.AgencyType, on)
	code(f, "rating", "contact_rating", e.Rating, on)
}

// lawful says in words on what the sharing rests, as the contact has it.
func lawful(c record.Contact) string {
	switch {
	case c.Consent == "given":
		return "A parent agreed"
	case c.WhyWithout != "":
		s, _ := codes.Set("consent_dispensed_reason")
		return "Without consent: " + s.Label(c.WhyWithout)
	case c.OtherNote != "":
		return "Without consent: " + c.OtherNote
	}
	return "Nothing is recorded about consent"
}

// Reply is an agency's answer.
type Reply struct {
	Enquiry  string // the record
	Version  int64  // that the actor saw
	Answer   string
	Answerer string    // who answered
	At       time.Time // when; now unless given
}

// Answer records an agency's answer. "Nothing known" is an answer. It fails with errs.Conflict when an answer is recorded already.
func (r Room) Answer(ctx context.Context, actor access.Actor, contact string, a Reply) (command.Receipt, error) {
	return r.enquiry(ctx, actor, answerWords, contact, a.Enquiry, a.Version, func(tx *command.Tx, e *record.AgencyEnquiry) error {
		var f errs.Fields
		at := a.At
		if at.IsZero() {
			at = tx.Now
		}
		switch {
		case at.After(tx.Now):
			f.Add("at", "The answer must have come now or in the past")
		case at.Before(e.Asked):
			f.Add("at", "The answer cannot have come before the question")
		}
		if !enough(a.Answer, 2) {
			f.Add("answer", "Write what the agency answered; if it knows nothing, write that")
		}
		e.Answer, e.Answerer, e.Answered, e.TakenBy = strings.TrimSpace(a.Answer), strings.TrimSpace(a.Answerer), at.UTC(), actor.ID
		return f.Err()
	})
}

// Chase notes that the agency was asked again. The clock runs on from the first time.
func (r Room) Chase(ctx context.Context, actor access.Actor, contact, id string, version int64) (command.Receipt, error) {
	return r.enquiry(ctx, actor, chasingWords, contact, id, version, func(tx *command.Tx, e *record.AgencyEnquiry) error {
		e.Chased = tx.Now.UTC()
		return nil
	})
}

// EndEnquiry says that the answer is no longer needed, and why. Its clock ends with it and counts neither as met nor as missed.
func (r Room) EndEnquiry(ctx context.Context, actor access.Actor, contact, id string, version int64, why string) (command.Receipt, error) {
	return r.enquiry(ctx, actor, endingWords, contact, id, version, func(tx *command.Tx, e *record.AgencyEnquiry) error {
		if !enough(why, MinReason) {
			return errs.Field("why", "Write why the answer is no longer needed, in at least 10 characters")
		}
		e.Ended, e.WhyEnded = tx.Now.UTC(), strings.TrimSpace(why)
		return nil
	})
}

// enquiry changes one enquiry of a contact that still waits for its answer.
func (r Room) enquiry(ctx context.Context, actor access.Actor, why, contact, id string, version int64, change func(*command.Tx, *record.AgencyEnquiry) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if _, err := r.forEnquiry(tx, contact); err != nil {
			return nil, err
		}
		s, err := tx.Story(contact)
		if err != nil {
			return nil, err
		}
		e, ok := story.Find[record.AgencyEnquiry](s, id)
		if !ok {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		if !e.Body.Open() {
			return nil, errs.New(errs.Conflict, "The answer is recorded already, or is no longer awaited. Open the contact again; nothing was changed")
		}
		body := e.Body
		if err := change(tx, &body); err != nil {
			return nil, err
		}
		edit := record.Edit(e, body)
		if version != 0 {
			edit.Base = version
		}
		return []record.Change{edit}, nil
	})
}

func (r Room) forEnquiry(tx *command.Tx, contact string) (record.Of[record.Contact], error) {
	c, err := load(tx.Tx, contact)
	if err == nil {
		_, err = r.may(tx.Tx, stamp{tx.Actor, tx.Now}, access.DecideReferral, undecided(c))
	}
	return c, err
}

func find(s story.Story, id string) (record.Of[record.ChildContact], bool) {
	return story.Find[record.ChildContact](s, id)
}
