package scrutiny

import (
	"context"
	"fmt"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Pack is what members need before a meeting: each question of it (or of the meeting that they look back on), what is known now, what is open, and what changed since it was
// last asked. Every number has gone through suppression: a pack leaves the service.
type Pack struct {
	Meeting   record.Of[record.Meeting]
	Committee record.Committee
	On        day.Day // when it was made
	Period    measure.Period
	Questions []PackQuestion
	Open      []PackAction // actions that are open today, those that are due first
	Sums      PackSums
}

// PackSums say at a glance how far the questions have come.
type PackSums struct{ Questions, WithFigure, NotRecorded, Neither int }

// PackQuestion is one question and what is known now.
type PackQuestion struct {
	Reference, Paragraph, Asker, Text, State string
	Said                                     []string // at the meeting
	Answer                                   string   // in writing, as it was published
	Figures                                  []PackFigure
	Gap                                      *PackAction // "not recorded", and the action that it became
	Waiting                                  []string    // measures that wait for their record, in words
	Changed                                  []string    // since it was asked
}

// PackFigure is a figure as it is now, and as it was cited.
type PackFigure struct {
	Measure, Title, Words, Plain, Source string
	Period                               string
	AsAt                                 day.Day
	List                                 string // how long the list behind it is; hidden with the figure
	Hidden                               bool
	Cited                                string // as it was cited for this question; "" when it was not
	Record                               string // of the cited figure
}

// PackAction is an action in a pack.
type PackAction struct {
	Reference, Text, Owner, State string
	Due                           day.Day
	Overdue                       int
}

// FigureWords is a published figure as a sentence says it.
func FigureWords(p measure.Published) string {
	switch {
	case p.Hidden:
		return "hidden, because the count is from 1 to 5 and people could be recognised"
	case p.Value == "" || p.Value == measure.NotApplicable:
		return "nothing to count in this period"
	case p.Unit == "%" && p.Denominator != "":
		return p.Value + "% (" + p.Numerator + " of " + p.Denominator + ")"
	case p.Unit == "%":
		return p.Value + "%"
	}
	return measure.InUnit(p.Value, p.Unit)
}

// Pack makes the pack of a meeting.
func (r Room) Pack(ctx context.Context, actor access.Actor, meeting string) (p Pack, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return p, err
	}
	p.On = r.Desk.Today()
	var cited map[string][]record.Of[record.Figure]
	var qs []record.Of[record.Question]
	gaps := map[string]record.Of[record.Action]{}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		v, err := r.meeting(t, meeting)
		if err != nil {
			return err
		}
		p.Meeting, p.Committee, qs = v.Meeting, v.Committee, append(v.Questions, v.Written...)
		as, err := story.OfKind[record.Action](t)
		if err != nil {
			return err
		}
		SortActions(as)
		g, err := register(t)
		if err != nil {
			return err
		}
		for _, a := range as {
			gaps[a.ID] = a
			if Running(a.Body) {
				p.Open = append(p.Open, packAction(a.Body, g, p.On))
			}
		}
		cited = map[string][]record.Of[record.Figure]{}
		for _, q := range qs {
			x := PackQuestion{Reference: q.Body.Reference, Paragraph: q.Body.Origin.Paragraph, Asker: q.Body.Asker, Text: q.Body.Text, State: QuestionWords(q.Body.State)}
			_, a, answered, err := load(t, q.Body.Reference)
			if err != nil {
				return err
			}
			if n := len(q.Body.Publications); answered && n > 0 && q.Body.Publications[n-1].Version == a.Version {
				x.Answer = a.Body.Text
			}
			if answered {
				if cited[q.ID], err = figures(t, a.Body); err != nil {
					return err
				}
			}
			said, err := oral(t, q.Body.Reference)
			if err != nil {
				return err
			}
			for _, o := range said {
				x.Said = append(x.Said, o.Body.Text)
			}
			if a, ok := gaps[q.Body.Gap]; ok {
				pa := packAction(a.Body, g, p.On)
				x.Gap = &pa
			}
			for _, s := range q.Body.Steps {
				if day.In(s.At).After(v.Meeting.Body.Date) {
					x.Changed = append(x.Changed, day.In(s.At).Short()+": "+s.Note)
				}
			}
			p.Questions = append(p.Questions, x)
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	return p, r.packFigures(ctx, &p, qs, cited)
}

func packAction(a record.Action, g Register, on day.Day) PackAction {
	return PackAction{Reference: a.Reference, Text: a.Text, Owner: g.Title(a.Owner), State: a.State, Due: a.Due, Overdue: OverdueBy(a, on)}
}

// packFigures counts what is known now for every measure that a question is about, all in one pass, and sets the figures that were cited beside them.
func (r Room) packFigures(ctx context.Context, p *Pack, qs []record.Of[record.Question], cited map[string][]record.Of[record.Figure]) error {
	var ids []string
	for i := range qs {
		for _, id := range measuresOf(qs[i].Body, cited[qs[i].ID]) {
			d, err := measure.Standard().Lookup(id)
			if err != nil {
				return err
			}
			if !d.Live {
				p.Questions[i].Waiting = append(p.Questions[i].Waiting, d.ID+" "+d.Title+": "+d.Waits())
			} else if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	p.Period = measure.YearOf(p.On)
	now := map[string]measure.Published{}
	if len(ids) > 0 {
		results, err := measure.Figures(ctx, r.Desk, measure.Query{Period: p.Period, Book: r.Book}, ids...)
		if err != nil {
			return err
		}
		for _, res := range results {
			now[res.ID] = measure.Publish(res)
		}
	}
	for i := range qs {
		x := &p.Questions[i]
		for _, id := range measuresOf(qs[i].Body, cited[qs[i].ID]) {
			f, ok := now[id]
			if !ok {
				continue
			}
			pf := PackFigure{Measure: id, Title: f.Title, Words: FigureWords(f), Plain: f.Plain, Source: f.Source, Period: f.Period.String(), AsAt: f.AsAt, Hidden: f.Hidden, List: listSize(f)}
			for _, c := range cited[qs[i].ID] {
				if c.Body.Measure != id {
					continue
				}
				was, err := measure.PublishFigure(c.Body)
				if err != nil {
					return err
				}
				pf.Cited, pf.Record = FigureWords(was)+", "+was.Period.String()+", as at "+was.AsAt.Long(), c.ID
				if !was.Same(f) && was.Period == f.Period {
					x.Changed = append(x.Changed, fmt.Sprintf("%s was %s when it was cited and is %s now", f.Title, FigureWords(was), pf.Words))
				}
			}
			x.Figures = append(x.Figures, pf)
		}
		p.Sums.Questions++
		switch {
		case len(x.Figures) > 0:
			p.Sums.WithFigure++
		case x.Gap != nil:
			p.Sums.NotRecorded++
		default:
			p.Sums.Neither++
		}
	}
	return nil
}

// measuresOf are the measures of a question: those it is said to be about, and those of the figures that its answer cites.
func measuresOf(q record.Question, cited []record.Of[record.Figure]) []string {
	out := slices.Clone(q.Measures)
	for _, f := range cited {
		if !slices.Contains(out, f.Body.Measure) {
			out = append(out, f.Body.Measure)
		}
	}
	return out
}

// listSize is how many records stand behind a figure, as it may be told.
func listSize(f measure.Published) string {
	switch {
	case f.Hidden:
		return "hidden"
	case f.Denominator != "":
		return f.Denominator
	}
	return f.Numerator
}
