package scrutiny

import (
	"context"
	"maps"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// CabinetSection is a section that every report to the cabinet has, even if it says that it does not apply (SR-347, SR-349 to SR-352).
type CabinetSection struct {
	Key, Title, Hint string
	Signed           string // who signs it off: finance, legal or equalities; "" for nobody in particular
}

// CabinetSections are the mandatory sections, in their order.
var CabinetSections = []CabinetSection{
	{Key: "member", Title: "Introduction by the cabinet member"},
	{Key: "director", Title: "Introduction by the group director"},
	{Key: "reasons", Title: "Reasons for the decision"},
	{Key: "alternatives", Title: "Alternative options that were considered and rejected"},
	{Key: "policy", Title: "Policy context"},
	{Key: "equalities", Title: "Equality impact assessment", Signed: "equalities"},
	{Key: "sustainability", Title: "Sustainability and climate change"},
	{Key: "consultations", Title: "Consultations"},
	{Key: "risk", Title: "Risk assessment"},
	{Key: "finance", Title: "Comments of the group director of finance", Signed: "finance"},
	{Key: "vat", Title: "VAT implications on land and property transactions"},
	{Key: "legal", Title: "Comments of the director of legal services", Hint: "With the article of the constitution", Signed: "legal"},
}

// cabinetSigners are those who sign a report to the cabinet off before it is published.
var cabinetSigners = []string{"finance", "legal", "equalities", "lead"}

// Lag is how many days lie between the last day that a report is about and the meeting that gets it; false while one is not said (SR-354: from 31 March 2022 to
// 23 January 2023 it is 298).
func Lag(c record.CabinetReport) (days int, ok bool) {
	if c.Covers.IsZero() || c.Meeting.IsZero() {
		return 0, false
	}
	return c.Meeting.Sub(c.Covers), true
}

// SignOffState is how one of the sign-offs of a report stands.
type SignOffState struct {
	Sort   string
	Last   *record.SignOff // nil while nobody has signed
	Stands bool            // signed, without a condition
}

// SignOffs says how each sign-off of a report stands: the last of a sort counts, and one with a condition does not stand until it is signed again without.
func SignOffs(c record.CabinetReport) (out []SignOffState) {
	for _, sort := range cabinetSigners {
		s := SignOffState{Sort: sort}
		for i := range c.SignOffs {
			if c.SignOffs[i].Sort == sort {
				s.Last, s.Stands = &c.SignOffs[i], c.SignOffs[i].If == ""
			}
		}
		out = append(out, s)
	}
	return out
}

// CabinetMissing is what a report still lacks before it can be published, in words.
func CabinetMissing(c record.CabinetReport) (out []string) {
	for _, s := range CabinetSections {
		if strings.TrimSpace(c.Sections[s.Key]) == "" {
			out = append(out, "The section “"+s.Title+"” is empty: say so if it does not apply")
		}
	}
	if len(c.Recommends) == 0 {
		out = append(out, "It recommends nothing")
	}
	if strings.TrimSpace(c.Author) == "" {
		out = append(out, "It has no author")
	}
	for _, s := range SignOffs(c) {
		switch {
		case s.Last == nil:
			out = append(out, "Not signed off: "+signerWords(s.Sort))
		case !s.Stands:
			out = append(out, "Signed off on a condition: "+signerWords(s.Sort)+", "+s.Last.If)
		}
	}
	return out
}

func signerWords(sort string) string {
	if sort == "lead" {
		return "group director"
	}
	return sort
}

// SaveCabinetReport makes a report or changes it, and gives its subject. Where its meeting is kept here, body and date are the meeting's. What was signed off is signed off
// again when words, recommendations or the exempt mark change; a published report does not change.
func (r Room) SaveCabinetReport(ctx context.Context, actor access.Actor, subject string, version int64, c record.CabinetReport) (string, error) {
	if subject != "" {
		return subject, change(ctx, r, actor, access.AnswerQuestion, "Record a cabinet report", subject, version, func(tx *command.Tx, old record.Of[record.CabinetReport]) (record.CabinetReport, []record.Change, error) {
			if old.Body.State == "published" {
				return c, nil, errs.New(errs.Conflict, "The report is published, so it does not change. Make a new one for what comes after it")
			}
			c.State, c.SignOffs = old.Body.State, old.Body.SignOffs
			c.Updated = tx.Today()
			if !sameWords(old.Body, c) {
				c.SignOffs = nil
			}
			return c, nil, atMeeting(tx.Tx, &c)
		})
	}
	_, err := r.do(ctx, actor, access.AnswerQuestion, "Record a cabinet report", func(tx *command.Tx) ([]record.Change, error) {
		if err := atMeeting(tx.Tx, &c); err != nil {
			return nil, err
		}
		subject, c.State, c.SignOffs = tx.NewSubject(record.CabinetSubject), "drafted", nil
		c.Updated = tx.Today()
		return []record.Change{record.New(tx.NewID(), subject, c)}, nil
	})
	return subject, err
}

// sameWords says whether two versions of a report say the same, so that what was signed off still stands.
func sameWords(a, b record.CabinetReport) bool {
	return a.Title == b.Title && maps.Equal(a.Sections, b.Sections) && slices.Equal(a.Recommends, b.Recommends) && a.Exempt == b.Exempt && a.Classification == b.Classification && a.Key == b.Key
}

// atMeeting takes body and date from the meeting that a report goes to.
func atMeeting(t *db.Tx, c *record.CabinetReport) error {
	if c.MeetingRecord == "" {
		if c.Item != "" {
			return errs.Field("item", "Choose the meeting first")
		}
		return nil
	}
	m, err := story.One[record.Meeting](t, c.MeetingRecord)
	if err != nil {
		return errs.Field("meeting", "Choose the meeting")
	}
	c.Body, c.Meeting = m.Body.Commission, m.Body.Date
	if c.Item != "" {
		if i, err := story.One[record.AgendaItem](t, c.Item); err != nil || i.Subject != m.Subject {
			return errs.Field("item", "Choose an item of that meeting's agenda")
		}
	}
	return nil
}

// SignCabinetReport is somebody's word that a report may go, perhaps on a condition. A sign-off that has a condition is followed by another without, once it is met.
func (r Room) SignCabinetReport(ctx context.Context, actor access.Actor, subject string, s record.SignOff) error {
	return change(ctx, r, actor, access.AnswerQuestion, "Sign a cabinet report off", subject, 0, func(tx *command.Tx, old record.Of[record.CabinetReport]) (record.CabinetReport, []record.Change, error) {
		c := old.Body
		switch {
		case c.State == "published":
			return c, nil, errs.New(errs.Conflict, "The report is published already")
		case !slices.Contains(cabinetSigners, s.Sort):
			return c, nil, errs.Field("sort", "Choose what you sign off")
		case strings.TrimSpace(s.Name) == "":
			return c, nil, errs.Field("name", "Enter name and post")
		}
		for _, x := range CabinetSections {
			if x.Signed == s.Sort && strings.TrimSpace(c.Sections[x.Key]) == "" {
				return c, nil, errs.New(errs.Conflict, "The section “%s” is empty: there is nothing to sign off yet", x.Title)
			}
		}
		s.By, s.At = actor.ID, tx.Now
		c.SignOffs = append(slices.Clip(c.SignOffs), s)
		return c, nil, nil
	})
}

// PublishCabinetReport freezes a report that lacks nothing. An open one is then public with the agenda of its meeting; an exempt one never is.
func (r Room) PublishCabinetReport(ctx context.Context, actor access.Actor, subject string) error {
	return change(ctx, r, actor, access.RunCommittee, "Publish a cabinet report", subject, 0, func(tx *command.Tx, old record.Of[record.CabinetReport]) (record.CabinetReport, []record.Change, error) {
		c := old.Body
		if c.State == "published" {
			return c, nil, errs.New(errs.Conflict, "The report is published already")
		}
		if m := CabinetMissing(c); len(m) > 0 {
			return c, nil, errs.New(errs.Conflict, "The report cannot be published yet. %s", strings.Join(m, ". "))
		}
		c.State, c.PublishedOn = "published", tx.Today()
		return c, nil, nil
	})
}

// CabinetReports lists the reports: those of the latest meeting first.
func (r Room) CabinetReports(ctx context.Context, actor access.Actor) ([]record.Of[record.CabinetReport], error) {
	cs, err := all[record.CabinetReport](ctx, r, actor)
	slices.SortStableFunc(cs, func(a, b record.Of[record.CabinetReport]) int { return b.Body.Meeting.Compare(a.Body.Meeting) })
	return cs, err
}

// CabinetReport opens one.
func (r Room) CabinetReport(ctx context.Context, actor access.Actor, subject string) (c record.Of[record.CabinetReport], err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return c, err
	}
	c, ok := story.First[record.CabinetReport](s)
	if !ok {
		return c, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return c, nil
}

// MedianLag is the middle of the lags of published reports, in days; false when none says both days.
func MedianLag(cs []record.Of[record.CabinetReport]) (days int, ok bool) {
	var lags []int
	for _, c := range cs {
		if n, ok := Lag(c.Body); ok && c.Body.State == "published" {
			lags = append(lags, n)
		}
	}
	if len(lags) == 0 {
		return 0, false
	}
	slices.Sort(lags)
	return lags[(len(lags)-1)/2], true
}

// PublicCabinet is a published report that is open, as anybody may read it. Who signed it off is in it by name and post; the notes of those who did are not.
type PublicCabinet struct {
	ID     string
	Report record.CabinetReport
}

// CabinetPublic gives a report to the public: published, open, and on a published agenda whose item is open. Anything else is errs.NotFound, whether it exists or not.
func (b *Board) CabinetPublic(ctx context.Context, id string) (p PublicCabinet, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, record.CabinetSubject+":"+id)
		if err != nil {
			return err
		}
		c, ok := story.First[record.CabinetReport](s)
		if ok {
			ok, err = cabinetOut(t, c.Body)
		}
		if err == nil && !ok {
			err = errs.New(errs.NotFound, "There is no such published report. Check the address, or look in the agenda of the meeting")
		}
		p = publicCabinet(c)
		return err
	})
	if err != nil {
		return PublicCabinet{}, err
	}
	return p, nil
}

func publicCabinet(c record.Of[record.CabinetReport]) PublicCabinet {
	p := PublicCabinet{ID: idOf(c.Subject), Report: c.Body}
	p.Report.SignOffs = nil
	for _, s := range SignOffs(c.Body) {
		if s.Stands {
			p.Report.SignOffs = append(p.Report.SignOffs, record.SignOff{Sort: s.Sort, Name: s.Last.Name, At: s.Last.At})
		}
	}
	return p
}

// cabinetOut says whether a report may be seen by anybody.
func cabinetOut(t *db.Tx, c record.CabinetReport) (bool, error) {
	if c.State != "published" || c.Classification != "open" || c.Exempt > 0 || c.MeetingRecord == "" {
		return false, nil
	}
	m, err := story.One[record.Meeting](t, c.MeetingRecord)
	if err != nil || !agendaOut(m.Body) {
		return false, notThere(err)
	}
	if c.Item == "" {
		return true, nil
	}
	i, err := story.One[record.AgendaItem](t, c.Item)
	if err != nil {
		return false, notThere(err)
	}
	return i.Body.Exempt == 0 && i.Body.State != record.ItemDrafted && i.Body.State != record.ItemCleared, nil
}

// notThere leaves out that something is not there.
func notThere(err error) error {
	if errs.Of(err) == errs.NotFound {
		return nil
	}
	return err
}

// cabinetOf are the reports of a meeting that anybody may see, by the record of their item.
func cabinetOf(t *db.Tx, meeting string) (out map[string][]PublicCabinet, err error) {
	cs, err := story.OfKind[record.CabinetReport](t)
	out = map[string][]PublicCabinet{}
	for _, c := range cs {
		if err != nil {
			break
		}
		if c.Body.MeetingRecord != meeting {
			continue
		}
		var open bool
		if open, err = cabinetOut(t, c.Body); open {
			out[c.Body.Item] = append(out[c.Body.Item], publicCabinet(c))
		}
	}
	return out, err
}

// CabinetReportsOf are the reports that go to a meeting, also those that are not published.
func (r Room) CabinetReportsOf(ctx context.Context, actor access.Actor, meeting string) (out []record.Of[record.CabinetReport], err error) {
	cs, err := r.CabinetReports(ctx, actor)
	for _, c := range cs {
		if c.Body.MeetingRecord == meeting {
			out = append(out, c)
		}
	}
	return out, err
}

// CabinetDue is the last day on which a report can be published with the agenda of its meeting; no day without a meeting.
func (r Room) CabinetDue(c record.CabinetReport) day.Day {
	if c.Meeting.IsZero() || c.State == "published" {
		return day.Day{}
	}
	return r.due(AgendaClock, c.Meeting)
}

// ReadRecommends reads recommendations as people type them, one a line: "note: the annual report". What is asked is note, endorse, agree or council. Another line is
// errs.Invalid, and nothing is read.
func ReadRecommends(text string) (out []record.Recommends, err error) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		sort, what, ok := strings.Cut(l, ":")
		sort, what = strings.ToLower(strings.TrimSpace(sort)), strings.TrimSpace(what)
		if sort == "council" {
			sort = "recommend_to_council"
		}
		if !ok || what == "" || !slices.Contains([]string{"note", "endorse", "agree", "recommend_to_council"}, sort) {
			return nil, errs.Field("recommends", "Begin each line with note, endorse, agree or council, then a colon. This line does not: %s", l)
		}
		out = append(out, record.Recommends{Sort: sort, Text: what})
	}
	return out, nil
}
