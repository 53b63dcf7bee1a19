package demo

import (
	"context"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
)

// The published minutes of two agenda items of 18 December 2023, as a council's site shows them.
//
//go:embed minutes/*.txt
var published embed.FS

// askedAbout says which measures the questions of those minutes are about, by paragraph. What no measure counts is said to be not recorded, in the words here.
var askedAbout = map[string]about{
	"4.6": {"LADO-01 LADO-03", ""}, "4.7": {"QA-01 QA-02 WF-15", ""}, "4.8": {"EH-01 EH-03", ""}, "4.9": {"EH-01 EH-07", ""}, "4.10": {"FD-09 FD-10 FD-11", ""}, "4.11": {"FD-03n FD-05a FD-18", ""},
	"4.12": {"FD-03n CIN-01 CP-05n CLA-01n", ""}, "4.13": {"AS-02", ""}, "4.14": {"WF-02 WF-03", ""}, "4.15": {"CLA-20 CLA-24", ""}, "4.16": {"CLA-22 CL-17", ""}, "4.17": {"S47-01 S47-03", ""},
	"4.18": {"WF-19", ""}, "4.19": {"CP-08 CP-09 CP-18", ""}, "4.20": {"QA-05 YJ-04", ""}, "4.21": {"CL-21 CL-08", ""}, "4.22": {"CL-03 CL-18", ""}, "4.23": {"CL-14 CL-15 CL-16", ""}, "4.24": {"WF-10 WF-15", ""},
	"4.25": {"CL-13", ""}, "4.26": {"CL-14 CL-20", ""},
	"5.3": {"CLA-01n COM-01", ""}, "5.4": {"CLA-01n COM-03 COM-05", ""}, "5.5": {"COM-05 COM-06", ""}, "5.6": {"COM-07 COM-06", ""}, "5.7": {"CLA-17 COM-09", ""},
	"5.8": {"", "Funding of the directorate OBIS is in no record of this service."}, "5.9": {"", "What a service saves elsewhere is not recorded."},
	"5.10": {"WF-04 BUD-03", ""}, "5.11": {"WF-04 COM-08 BUD-01", ""}, "5.12": {"WF-12", ""}, "5.13": {"CS-01 CS-02", ""}, "5.14": {"BUD-06", ""}, "5.15": {"SAV-01", ""}, "5.16": {"SAV-01", ""},
	"5.17": {"SAV-03 WF-02", ""}, "5.18": {"SAV-02", ""}, "5.19": {"BUD-04", ""}, "5.20": {"BUD-01", ""}, "5.21": {"", "Income from services traded with schools is in no record of this service."},
}

// chair is the name of the invented chair; the member of the demo is an ordinary member.
const chairName = "Councillor Odile Farrant"

// committee plans what the scrutiny officer keeps: the commission and its members, the posts that answer, the published minutes of two items with a figure or an action for each
// question, and a meeting to come.
func (m *maker) committee() {
	c := &council{m: m, offices: map[string]string{}, about: map[string]about{}}
	begin := m.inHours(m.opts.Today.AddDate(0, 0, -35))
	m.at(begin, c.set)
	m.at(begin.Add(time.Hour), c.bringIn)
	m.at(begin.Add(3*time.Hour), c.open)
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -29)), c.follow)
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -27)), c.answer)
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -21)), c.publish)
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -9)), c.ahead)
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -8)), c.more)
}

type council struct {
	m         *maker
	committee string
	past      string            // the meeting of the minutes
	offices   map[string]string // by abbreviation
	questions []record.Of[record.Question]
	about     map[string]about // by reference
}

func (c *council) room() scrutiny.Room { return scrutiny.Room{Desk: c.m.h.Desk, Book: c.m.h.Book} }

func (c *council) officer() access.Actor { return c.m.who["scrutiny"] }

// set records the commission, its members and the posts.
func (c *council) set(ctx context.Context) (err error) {
	rm, by := c.room(), c.officer()
	if c.committee, err = rm.SaveCommittee(ctx, by, "", 0, record.Committee{Name: commission, Short: "the Commission", Sort: "commission", Seats: 12}); err != nil {
		return err
	}
	from := day.Must("2022-05-25")
	for _, s := range []record.Seat{
		{Name: chairName, Role: record.SeatChair, Group: "Marsh Independents", Voting: "all"}, {Name: "Councillor Bertrand Oyelaran", Role: record.SeatViceChair, Group: "Marsh Independents", Voting: "all"},
		{Name: "Councillor Sam Ibekwe", Worker: "worker:member", Role: record.SeatMember, Group: "Wharf Residents", Voting: "all"}, {Name: "Councillor Liesl Quarrie", Role: record.SeatMember, Group: "Wharf Residents", Voting: "all"},
		{Name: "Father Emmet Doyle", Role: record.SeatCoOptee, Basis: "Roman Catholic diocese", Voting: "education"}, {Name: "Ngozi Pell", Role: record.SeatCoOptee, Basis: "Parent governor", Voting: "education"},
		{Name: "Two representatives", Role: record.SeatCoOptee, Group: "Children in Care Council", Basis: "Young people's group", Voting: "none"},
	} {
		s.From = from
		if _, err := rm.SaveSeat(ctx, by, c.committee, "", 0, s); err != nil {
			return err
		}
	}
	for _, o := range []struct{ short, title, name, worker string }{
		{"DCSC", "Director of Children's Social Care", "Helen Starling", "worker:director"}, {"HoS", "Head of Service, Safeguarding and Quality", "Idris Calloway", ""}, {"DoE", "Director of Education and Inclusion", "Marguerite Sloane", ""},
		{"HoF", "Head of Finance, Children and Education", "Anselm Trew", ""}, {"DoF", "Interim Director of Finance", "Petra Lindgren", ""}, {"LM", "Lead Member for Children", "Councillor Rosalind Achebe", ""},
	} {
		if c.offices[o.short], err = rm.SaveOffice(ctx, by, "", 0, record.Office{Title: o.title, Short: o.short}); err != nil {
			return err
		}
		h := record.OfficeHolder{Name: o.name, Worker: o.worker, From: day.Must("2021-09-01"), Acting: strings.HasPrefix(o.title, "Interim")}
		if _, err := rm.SaveHolder(ctx, by, c.offices[o.short], "", 0, h); err != nil {
			return err
		}
	}
	year := scrutiny.MunicipalYear(day.In(c.m.opts.Today))
	for _, t := range []record.ProgrammeEntry{
		{Topic: "Children's social care annual report", Why: "Standing item", Source: "standing", State: "planned", Yearly: true, Measures: []string{"AS-02", "CLA-01n"}},
		{Topic: "Budget monitoring of children's services", Source: "budget", State: "planned", Yearly: true},
		{Topic: "Homes for children in care close to the borough", Why: "A deep dive was suggested when placements were discussed", Source: "suggestion", State: "suggested", Measures: []string{"CLA-17", "COM-01"}},
	} {
		t.Year = year
		if _, err := rm.SaveTopic(ctx, by, c.committee, "", 0, t); err != nil {
			return err
		}
	}
	return nil
}

// bringIn brings the published minutes in and accepts all that needs no owner.
func (c *council) bringIn(ctx context.Context) (err error) {
	rm, by := c.room(), c.officer()
	if c.past, err = rm.PlanMeeting(ctx, by, record.Meeting{Committee: c.committee, Date: day.Must("2023-12-18"), Place: "Town hall", Starts: "19:00", Started: "19:00", Ended: "21:50"}); err != nil {
		return err
	}
	files, err := published.ReadDir("minutes")
	if err != nil {
		return err
	}
	agreed := 0
	for _, f := range files {
		raw, err := published.ReadFile(path.Join("minutes", f.Name()))
		if err != nil {
			return err
		}
		id, err := rm.BringIn(ctx, by, c.past, f.Name(), raw)
		if err != nil {
			return err
		}
		in, err := rm.Intake(ctx, by, id)
		if err != nil {
			return err
		}
		var keys []string
		for _, p := range in.Proposed {
			if !p.Needs {
				keys = append(keys, p.Key)
			}
		}
		if _, err := rm.Accept(ctx, by, id, keys); err != nil {
			return err
		}
		for _, p := range in.Proposed {
			if p.Needs && p.Sort == scrutiny.ProposedAction {
				due := day.In(c.m.opts.Today).Add(-6 + 20*agreed) // the first is overdue
				agreed++
				if _, err := rm.AcceptProposed(ctx, by, id, p.Key, c.offices["DCSC"], due); err != nil {
					return err
				}
			}
		}
	}
	v, err := rm.Meeting(ctx, by, c.past)
	c.questions = v.Questions
	return err
}

// follow says what each question is about; what nobody can count becomes an action (complaint 29).
func (c *council) follow(ctx context.Context) error {
	rm, by := c.room(), c.officer()
	today := day.In(c.m.opts.Today)
	for i, q := range c.questions {
		ref := q.Body.Reference
		about := c.about[ref]
		if about.measures != "" {
			if err := rm.About(ctx, by, ref, strings.Fields(about.measures)); err != nil {
				return err
			}
		}
		gap := scrutiny.Gap{What: about.missing, Owner: c.offices["HoF"], Due: today.Add(20 + i)}
		live := 0
		for _, id := range strings.Fields(about.measures) {
			d, err := measure.Standard().Lookup(id)
			if err != nil {
				return err
			}
			if d.Live {
				live++
			} else if gap.What == "" {
				gap.What, gap.Measure = d.Title+" is not recorded yet.", d.ID
			}
		}
		if !c.finance(q.Body) {
			gap.Owner = c.offices["HoS"]
		}
		if live > 0 && about.missing == "" && gap.Measure == "" || q.Body.Gap != "" {
			continue
		}
		a, err := rm.NotRecorded(ctx, by, ref, gap)
		if err != nil {
			return err
		}
		if err := rm.PublishAction(ctx, by, a); err != nil {
			return err
		}
	}
	return nil
}

// answer writes an answer with figures to every question that has some. Each figure is cited once.
func (c *council) answer(ctx context.Context) error {
	ending := day.FinancialYearEnding(day.In(c.m.opts.Today)) - 1
	cited := map[string]string{}
	for _, q := range c.questions {
		var ids, said []string
		for _, id := range strings.Fields(c.about[q.Body.Reference].measures) {
			if d, err := measure.Standard().Lookup(id); err != nil || !d.Live {
				continue
			}
			if cited[id] == "" {
				f, err := measure.Cite(ctx, c.m.h.Desk, c.m.who["analyst"], id, measure.Query{Period: measure.Year(ending), Book: c.m.h.Book})
				if err != nil {
					return err
				}
				cited[id] = f.ID
			}
			ids = append(ids, cited[id])
		}
		for _, id := range ids {
			f, err := measure.Figure(ctx, c.m.h.Desk, id)
			if err != nil {
				return err
			}
			p, err := measure.PublishFigure(f.Body)
			if err != nil {
				return err
			}
			if !p.Hidden {
				said = append(said, fmt.Sprintf("%s: %s.", p.Title, scrutiny.FigureWords(p)))
			}
		}
		if len(ids) == 0 {
			continue
		}
		text := "The figures of " + measure.Year(ending).String() + " are below, each with its definition. " + strings.Join(said, " ")
		if _, err := scrutiny.Answer(ctx, c.m.h.Desk, c.m.who["director"], q.Body.Reference, scrutiny.Draft{Post: "Director of Children's Social Care", Person: "Helen Starling", Text: strings.TrimSpace(text), Figures: ids, Office: c.offices["DCSC"]}); err != nil {
			return err
		}
	}
	return nil
}

// publish clears and publishes what was answered, and the questions whose answer is that nothing is recorded.
func (c *council) publish(ctx context.Context) error {
	by := c.officer()
	for _, q := range c.questions {
		o, err := scrutiny.Open(ctx, c.m.h.Desk, by, q.Body.Reference)
		if err != nil {
			return err
		}
		if o.Answered {
			if len(o.Hidden) > 0 {
				continue // its words would give a small count away: somebody has to write it anew
			}
			if err := scrutiny.ClearAnswer(ctx, c.m.h.Desk, by, q.Body.Reference, o.Answer.Version); err != nil {
				return err
			}
		} else if o.Gap.ID == "" && len(o.Oral) == 0 {
			continue
		}
		if err := scrutiny.PublishQuestion(ctx, c.m.h.Desk, by, q.Body.Reference); err != nil {
			return err
		}
	}
	as, err := c.room().Actions(ctx, by)
	for _, a := range as {
		if a.Body.Sort == record.ActionAgreed && a.Body.PublishedAt.IsZero() {
			if err := c.room().PublishAction(ctx, by, a.Body.Reference); err != nil {
				return err
			}
		}
	}
	return err
}

// ahead plans the next meeting, with an agenda, a question that young people have sent, and a recommendation that waits for its response.
func (c *council) ahead(ctx context.Context) error {
	rm, by, today := c.room(), c.officer(), day.In(c.m.opts.Today)
	next := calendar().Add(today, 12)
	meeting, err := rm.PlanMeeting(ctx, by, record.Meeting{Committee: c.committee, Date: next, Place: "Council chamber", Starts: "19:00", Ends: "21:30"})
	if err != nil {
		return err
	}
	for i, a := range []record.AgendaItem{
		{Title: "Minutes of the last meeting", Sort: "minutes", Starts: "19:00"}, {Title: "Questions in writing, and their answers", Sort: "questions", Starts: "19:05"},
		{Title: "Homes for children in care", Sort: "report", Starts: "19:20", Purpose: "To look at where children live, and what it costs.", Presenters: []string{"Helen Starling, Director of Children's Social Care"}},
		{Title: "Prices of single providers", Sort: "report", Starts: "20:40", Exempt: 3, Interest: "Prices that providers gave in confidence would be told to their competitors"},
	} {
		a.Number, a.State = fmt.Sprint(i+1), record.ItemCleared
		item, err := rm.SaveItem(ctx, by, meeting, "", 0, a)
		if err != nil {
			return err
		}
		if a.Sort == "report" {
			if _, err := rm.SavePaper(ctx, by, meeting, "", 0, record.CommitteePaper{Item: item, Title: a.Title + ": report of the director", Author: "Helen Starling", Edition: 1, Exempt: a.Exempt, Interest: a.Interest}); err != nil {
				return err
			}
		}
	}
	v, err := rm.Meeting(ctx, by, meeting)
	if err != nil {
		return err
	}
	if _, err := scrutiny.Ask(ctx, c.m.h.Desk, by, scrutiny.NewQuestion{Text: "Why do we sometimes get a new social worker without being told?", Topic: "Social workers", Asker: "Children in Care Council", Meeting: v.Meeting.ID,
		Source: record.PreSubmitted, Young: true, Measures: []string{"CLA-22"}}); err != nil {
		return err
	}
	past, err := rm.Meeting(ctx, by, c.past)
	if err != nil {
		return err
	}
	id, err := rm.Recommend(ctx, by, record.Recommendation{Text: "That the executive reports the calls to the consultation line each quarter, by agency.", To: c.offices["LM"], Reason: "Activity numbers were not to hand.", Meeting: past.Meeting.ID, Paragraph: "4.10"})
	if err != nil {
		return err
	}
	sent := day.In(c.m.h.Desk.Now()).Add(-3)
	if err := rm.Notify(ctx, by, id, sent, sent, true); err != nil {
		return err
	}
	as, err := rm.Actions(ctx, by)
	i := slices.IndexFunc(as, func(a record.Of[record.Action]) bool { return a.Body.Sort == record.ActionAgreed })
	if err != nil || i < 0 {
		return err
	}
	return rm.AcceptAction(ctx, c.m.who["director"], as[i].Body.Reference)
}
