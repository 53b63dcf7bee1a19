package scrutiny

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Board is what the public sees: no sign-in, no personal data, no id of a record about a child. It is safe for many goroutines.
type Board struct {
	desk    *command.Desk
	figures *measure.Recounter
	warms   atomic.Bool // Warm counts the figures: no reader waits for a count
}

// NewBoard makes a board on a desk. A server needs one.
func NewBoard(d *command.Desk) *Board { return &Board{desk: d, figures: measure.RecounterOf(d)} }

// every is how old a recount may be that a public page shows.
const every = 10 * time.Minute

// Warm counts the figures of all published answers again, now and every ten minutes, until the context ends, and those that a page asks for. While it runs
// no public page waits for a count: a figure that was not counted again yet is shown as it was cited, and says so. What cannot be counted is told to fail,
// and tried again next time.
func (b *Board) Warm(ctx context.Context, fail func(error)) {
	b.warms.Store(true)
	b.figures.Serve(ctx, every, func(ctx context.Context) (figs []record.Of[record.Figure], err error) {
		err = b.desk.Read(ctx, func(t *db.Tx) error {
			figs = nil
			return b.published(t, func(_ record.Of[record.Question], f record.Of[record.Figure]) error {
				figs = append(figs, f)
				return nil
			})
		})
		return figs, err
	}, fail)
}

// published gives the figures of published answers, each once, with the newest question that shows it: what else is cited is nobody's outside.
func (b *Board) published(t *db.Tx, fn func(record.Of[record.Question], record.Of[record.Figure]) error) error {
	qs, err := newestFirst(t)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, q := range qs {
		n := len(q.Body.Publications)
		if n == 0 || q.Body.Publications[n-1].Answer == "" || !q.Body.WithdrawnAt.IsZero() {
			continue
		}
		a, err := version[record.Answer](b, t, q.Body.Publications[n-1].Answer, q.Body.Publications[n-1].Version)
		if err != nil {
			return err
		}
		for _, id := range a.Body.Figures {
			if seen[id] {
				continue
			}
			seen[id] = true
			f, err := version[record.Figure](b, t, id, 1)
			if err != nil {
				return err
			}
			if err := fn(q, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// PublicQuestion is a published question.
type PublicQuestion struct {
	Reference  string
	Text       string
	Asker      string
	Topic      string
	Received   day.Day
	Commission string  // the meeting it was put at; empty when there was none
	Meeting    day.Day //
	Paragraph  string  // of the published minutes, when it came from them
	Published  time.Time
	Changed    []time.Time // when later versions took the place of the first
	Withdrawn  time.Time   // nothing but the question and the reason is shown then
	Why        string      // it was withdrawn
	Answer     PublicAnswer
	Oral       []PublicAnswer // what was said at the meeting, as its minutes have it
	Figures    []PublicFigure
	Gap        *PublicAction // the action into which "not recorded" was turned, where it is public
}

// PublicAnswer is the answer in the version that was published. Text is empty when the question was withdrawn.
type PublicAnswer struct {
	Post, Person, Text string
	Given              day.Day
}

// PublicFigure is a cited figure: as it was known when it was cited, and as it is known now where that shows other numbers. Both go
// through the same suppression.
type PublicFigure struct {
	ID        string // of the figure, to quote it by
	Cited     measure.Published
	Corrected *measure.Published
	Pending   bool   // it is being counted again
	Equal     bool   // counted again as it was known then, it comes out the same to the digit and the record
	Why       string // it does not
}

// missing is the answer for what was never published, whether it exists or not.
func missing(ref string) error {
	return errs.New(errs.NotFound, "There is no published question %s. Check the reference", ref)
}

// Public gives a published question; errs.NotFound for one that does not exist or is not published.
func (b *Board) Public(ctx context.Context, ref string) (PublicQuestion, error) {
	var p PublicQuestion
	var figs []record.Of[record.Figure]
	err := b.desk.Read(ctx, func(t *db.Tx) error {
		q, _, _, err := load(t, ref)
		if errs.Of(err) == errs.NotFound || err == nil && len(q.Body.Publications) == 0 {
			return missing(ref)
		}
		if err != nil {
			return err
		}
		if p, err = b.page(t, q.Body); err != nil || !p.Withdrawn.IsZero() {
			return err
		}
		pub := q.Body.Publications[len(q.Body.Publications)-1]
		var a record.Of[record.Answer]
		if pub.Answer != "" { // else only what was said at the meeting is published
			if a, err = version[record.Answer](b, t, pub.Answer, pub.Version); err != nil {
				return err
			}
			p.Answer = PublicAnswer{a.Body.Post, a.Body.Person, a.Body.Text, day.In(a.Body.Given)}
		}
		for _, e := range pub.Oral {
			o, err := version[record.Answer](b, t, e.Record, e.Version)
			if err != nil {
				return err
			}
			p.Oral = append(p.Oral, PublicAnswer{o.Body.Post, o.Body.Person, o.Body.Text, day.In(o.Body.Given)})
		}
		if p.Gap, err = publicGap(t, q.Body.Gap); err != nil {
			return err
		}
		for _, id := range a.Body.Figures {
			f, err := version[record.Figure](b, t, id, 1) // a figure has one version: as it was cited
			if err != nil {
				return err
			}
			figs = append(figs, f)
		}
		return nil
	})
	if err != nil {
		return PublicQuestion{}, err
	}
	for _, f := range figs {
		pf, err := b.figure(ctx, f)
		if err != nil {
			return PublicQuestion{}, err
		}
		p.Figures = append(p.Figures, pf)
	}
	return p, nil
}

func (b *Board) page(t *db.Tx, q record.Question) (PublicQuestion, error) {
	p := PublicQuestion{
		Reference: q.Reference, Text: q.Text, Asker: q.Asker, Topic: q.Topic, Received: q.Received, Paragraph: q.Origin.Paragraph,
		Published: q.PublishedAt, Withdrawn: q.WithdrawnAt, Why: q.WhyWithdrawn,
	}
	for _, later := range q.Publications[1:] {
		p.Changed = append(p.Changed, later.At)
	}
	if q.Meeting == "" {
		return p, nil
	}
	m, err := story.One[record.Meeting](t, q.Meeting)
	if errs.Of(err) == errs.NotFound {
		return p, nil // the meeting's record was undone
	}
	p.Commission, p.Meeting = m.Body.Commission, m.Body.Date
	return p, err
}

// version is one version of a record, from the journal: what was published, whatever was written since.
func version[T record.Body](b *Board, t *db.Tx, id string, n int64) (record.Of[T], error) {
	e, err := b.desk.Journal.Version(t, id, n)
	if err != nil {
		return record.Of[T]{}, err
	}
	r, _, err := story.Entry(e)
	if err != nil {
		return record.Of[T]{}, err
	}
	o, ok := record.As[T](r)
	if !ok {
		return o, errs.New(errs.Internal, "what was published as %s version %d cannot be read any more", id, n)
	}
	return o, nil
}

// figure is a cited figure with its recount: the newest that there is where Warm runs, else one that is made now.
func (b *Board) figure(ctx context.Context, f record.Of[record.Figure]) (PublicFigure, error) {
	cited, err := measure.PublishFigure(f.Body)
	if err != nil {
		return PublicFigure{}, err
	}
	var again measure.Recomputed
	if b.warms.Load() {
		var counted bool
		if again, counted = b.figures.Latest(f); !counted {
			return PublicFigure{ID: f.ID, Cited: cited, Pending: true}, nil
		}
	} else if again, err = b.figures.Figure(ctx, f); err != nil {
		return PublicFigure{}, err
	}
	p := PublicFigure{ID: f.ID, Cited: cited, Equal: again.Equal}
	if !again.Equal {
		p.Why = publicReason(again)
	}
	if now := measure.Publish(again.Now); !now.Same(cited) {
		p.Corrected = &now
	}
	return p, nil
}

// publicReason says why a figure cannot be counted again, without its numbers: they may be suppressed.
func publicReason(r measure.Recomputed) string {
	if r.Known.Destroyed > 0 {
		return "Some of the records behind this figure have since been destroyed under retention rules, so it cannot be counted again."
	}
	return "This figure could not be counted again as it was published."
}

// Line is a published question in the list.
type Line struct {
	Reference, Text, Asker, Topic string
	Published                     time.Time
	Changed                       time.Time // the newest version; zero when there is only one
	Withdrawn                     bool
	Young                         bool // asked by or for young people
}

// PublicList lists the published questions, newest first.
func (b *Board) PublicList(ctx context.Context) (out []Line, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		qs, err := newestFirst(t)
		for _, q := range qs {
			if len(q.Body.Publications) > 0 {
				out = append(out, lineOf(q.Body))
			}
		}
		return err
	})
	return out, err
}

func lineOf(q record.Question) Line {
	l := Line{q.Reference, q.Text, q.Asker, q.Topic, q.PublishedAt, time.Time{}, !q.WithdrawnAt.IsZero(), q.Young}
	if n := len(q.Publications); n > 1 {
		l.Changed = q.Publications[n-1].At
	}
	return l
}

// newestFirst is every question by its reference, the newest first: longer references are of later questions in one year.
func newestFirst(t *db.Tx) ([]record.Of[record.Question], error) {
	qs, err := story.OfKind[record.Question](t)
	slices.SortFunc(qs, func(a, b record.Of[record.Question]) int {
		x, y := a.Body.Reference, b.Body.Reference
		if len(x) > 7 && len(y) > 7 && x[:7] == y[:7] && len(x) != len(y) {
			return len(y) - len(x)
		}
		return strings.Compare(y, x)
	})
	return qs, err
}

// QuestionFigure is a figure that a published answer cites, as it was cited.
type QuestionFigure struct {
	ID       string // of the figure
	Question string // reference
	Cited    measure.Published
}

// PublicFigures lists the figures of published answers, once each, by title.
func (b *Board) PublicFigures(ctx context.Context) (out []QuestionFigure, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		return b.published(t, func(q record.Of[record.Question], f record.Of[record.Figure]) error {
			p, err := measure.PublishFigure(f.Body)
			out = append(out, QuestionFigure{f.ID, q.Body.Reference, p})
			return err
		})
	})
	slices.SortStableFunc(out, func(a, b QuestionFigure) int { return strings.Compare(a.Cited.Title, b.Cited.Title) })
	return out, err
}
