package ssd

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// factorsOf reads the factors that an extract keeps apart from the assessment: a JSON array of codes, or an object of answers.
func factorsOf(g *guest, b *record.Assessment, id string) {
	const entity = "ssd_assessment_factors"
	t := g.r.x.Tables[entity]
	for _, i := range g.r.by(entity, "cinf_assessment_id", id) {
		text := strings.TrimSpace(t.Cell(i, "cinf_assessment_factors_json"))
		if text == "" {
			continue
		}
		var codes []string
		if err := json.Unmarshal([]byte(text), &codes); err != nil {
			var answers map[string]string
			if err := json.Unmarshal([]byte(text), &answers); err != nil {
				g.note(entity, i, "cinf_assessment_factors_json", "not a JSON array of codes")
				continue
			}
			for code, answer := range answers {
				if strings.HasPrefix(strings.ToUpper(answer), "Y") {
					codes = append(codes, code)
				}
			}
			slices.Sort(codes)
		}
		for _, code := range codes {
			if err := inSet("assessment_factors", code); err != nil || code == "" {
				g.note(entity, i, "cinf_assessment_factors_json", strconv.Quote(brief(code))+" is not a code of the set assessment_factors")
			} else if !slices.Contains(b.Factors, code) {
				b.Factors = append(b.Factors, code)
			}
		}
	}
}

// sameCarer reads from the episode that began with a placement whether the carer stayed the same.
func sameCarer(g *guest, b *record.CLAPlacement, id string) {
	t := g.r.x.Tables["ssd_cla_episodes"]
	for _, i := range g.r.by("ssd_cla_episodes", "clae_cla_placement_id", id) {
		why := strings.TrimSpace(t.Cell(i, "clae_cla_episode_start_reason"))
		if d, err := unstamp(t.Cell(i, "clae_cla_episode_start_date")); err == nil && d == b.From && (why == "T" || why == "U") {
			b.SameCarer = true
		}
	}
}

// stay is an episode of an extract.
type stay struct {
	i            int
	from, to     day.Day
	entered      day.Day
	need, ceased string
}

// periods brings in times of being looked after: the episodes of one clae_cla_id are one period.
func (g *guest) periods() error {
	const entity = "ssd_cla_episodes"
	byPeriod := map[string][]stay{}
	var order []string
	err := g.each(entity, "clae_person_id", func(i int, cell func(string) string) error {
		x := stay{i: i, from: g.date(entity, i, "clae_cla_episode_start_date"), to: g.date(entity, i, "clae_cla_episode_ceased_date"),
			entered: g.date(entity, i, "clae_entered_care_date"), need: cell("clae_cla_primary_need_code"), ceased: cell("clae_cla_episode_ceased_reason")}
		if err := inSet("CIN", x.need); err != nil {
			g.note(entity, i, "clae_cla_primary_need_code", reason(err))
			x.need = ""
		}
		if err := inSet("REC", x.ceased); err != nil {
			g.note(entity, i, "clae_cla_episode_ceased_reason", reason(err))
			x.ceased = ""
		}
		id := cell("clae_cla_id")
		if id == "" {
			id = "of " + x.entered.String()
		}
		if byPeriod[id] == nil {
			order = append(order, id)
		}
		byPeriod[id] = append(byPeriod[id], x)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range order {
		if err := g.period(id, byPeriod[id]); err != nil {
			return err
		}
	}
	return g.contacts(order, byPeriod)
}

// periodOf is the period that episodes make.
func periodOf(stays []stay) record.CarePeriod {
	slices.SortStableFunc(stays, func(a, b stay) int { return a.from.Compare(b.from) })
	first, last := stays[0], stays[len(stays)-1]
	b := record.CarePeriod{Started: first.from, Ended: last.to}
	if !first.entered.IsZero() {
		b.Started = first.entered
	}
	switch {
	case last.ceased == "X1":
		b.BreaksOff = !b.Ended.IsZero()
	case !b.Ended.IsZero():
		b.Ceased = last.ceased
	}
	for _, x := range stays {
		if x.need == "" || len(b.Given) > 0 && b.Given[len(b.Given)-1].Need == x.need {
			continue
		}
		n := record.CareNeed{Need: x.need}
		if len(b.Given) > 0 {
			n.From = x.from
		}
		b.Given = append(b.Given, n)
	}
	return b
}

func (g *guest) period(id string, stays []stay) error {
	const entity = "ssd_cla_episodes"
	b := periodOf(stays)
	i := stays[len(stays)-1].i
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, h := range story.All[record.CarePeriod](s) {
		if g.Used(h.ID) || h.ID != id && (b.Started.IsZero() || h.Body.Started != b.Started) {
			continue
		}
		g.Use(h.ID)
		g.became(entity, id, h.ID)
		g.Matched().Rows++
		merged := h.Body
		if merged.Started.IsZero() {
			merged.Started = b.Started
		}
		if merged.Ended.IsZero() || merged.BreaksOff && b.Ended.After(merged.Ended) {
			merged.Ended, merged.Ceased, merged.BreaksOff = b.Ended, b.Ceased, b.BreaksOff
		}
		if len(merged.Given) == 0 {
			merged.Given = b.Given
		}
		for _, d := range [][3]string{
			{"clae_entered_care_date", stamp(merged.Started), stamp(b.Started)}, {"clae_cla_episode_ceased_date", stamp(merged.Ended), stamp(b.Ended)},
			{"clae_cla_episode_ceased_reason", merged.Ceased, b.Ceased},
		} {
			if d[2] != "" && d[1] != d[2] {
				g.Differ(h.Meta, entity, i+1, d[0], d[1], d[2])
			}
		}
		if reflect.DeepEqual(merged, h.Body) {
			return nil
		}
		g.Updated().Rows++
		_, err := intake.EditAs(g.Guest, h, merged, entity, i+1)
		return err
	}
	rec, err := g.Add(g.subject, ours(id), b, entity, i+1)
	if rec != "" {
		g.became(entity, id, rec)
	}
	return g.added(rec, err)
}

// contacts brings in when a reviewing officer was last in touch, as a visit.
func (g *guest) contacts(order []string, byPeriod map[string][]stay) error {
	const entity = "ssd_cla_episodes"
	for _, id := range order {
		for _, x := range byPeriod[id] {
			if err := g.visited(record.VisitIRO, g.date(entity, x.i, "clae_cla_last_iro_contact_date"), g.ids[entity][id], entity, x.i); err != nil {
				return err
			}
		}
	}
	return nil
}

// visited makes a visit of a day, unless one of the type is held.
func (g *guest) visited(kind string, on day.Day, plan, entity string, i int) error {
	s, err := g.Story(g.subject)
	if err != nil || on.IsZero() {
		return err
	}
	for _, v := range story.All[record.Visit](s) {
		if v.Body.Type == kind && v.Body.Date == on {
			return nil
		}
	}
	_, err = g.Add(g.subject, "", record.Visit{Type: kind, Date: on, Plan: plan}, entity, i+1)
	return err
}

// interviews brings in the return interviews that times of being missing tell of.
func (g *guest) interviews() error {
	const entity = "ssd_missing"
	return g.each(entity, "miss_person_id", func(i int, cell func(string) string) error {
		b := record.ReturnInterview{Missing: g.ids[entity][cell("miss_table_id")]}
		for field, to := range map[string]*record.YesNo{"miss_missing_rhi_offered": &b.Offered, "miss_missing_rhi_accepted": &b.Accepted} {
			if text := cell(field); text != "" && !strings.EqualFold(text, "NA") {
				answer, err := yesNo.in(text)
				if err != nil {
					g.note(entity, i, field, reason(err))
				}
				*to = record.YesNo(answer)
			}
		}
		if b.Missing == "" || b.Offered == "" && b.Accepted == "" {
			return nil
		}
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		for _, h := range story.All[record.ReturnInterview](s) {
			if h.Body.Missing == b.Missing {
				return nil
			}
		}
		_, err = g.Add(g.subject, "", b, entity, i+1)
		return err
	})
}

// immunisations brings in whether the child's immunisations were up to date.
func (g *guest) immunisations() error {
	const entity = "ssd_cla_immunisations"
	return g.each(entity, "clai_person_id", func(i int, cell func(string) string) error {
		answer, err := yesNo.in(cell("clai_immunisations_status"))
		if err != nil {
			g.Hold(entity, i+1, "the status is neither Y nor N; the row was held back")
			return nil
		}
		b := record.CLAImmunisations{UpToDate: record.YesNo(answer), Date: g.date(entity, i, "clai_immunisations_status_date")}
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		for _, h := range story.All[record.CLAImmunisations](s) {
			if h.Body.UpToDate == b.UpToDate && (h.Body.Date == b.Date || b.Date.IsZero()) {
				g.Matched().Rows++
				return nil
			}
		}
		return g.added(g.Add(g.subject, "", b, entity, i+1))
	})
}

// leaver brings in how a care leaver is, as of the day of the extract.
func (g *guest) leaver() error {
	const entity = "ssd_care_leavers"
	return g.each(entity, "clea_person_id", func(i int, cell func(string) string) error {
		code := func(field, set, text string) string {
			if err := inSet(set, text); err != nil {
				g.note(entity, i, field, reason(err))
				return ""
			}
			return text
		}
		b := record.CareLeaver{
			InTouch: code("clea_care_leaver_in_touch", "IN_TOUCH", cell("clea_care_leaver_in_touch")), Activity: code("clea_care_leaver_activity", "ACTIV", cell("clea_care_leaver_activity")),
			Accommodation: code("clea_care_leaver_accommodation", "ACCOM", cell("clea_care_leaver_accommodation")+cell("clea_care_leaver_accom_suitable")),
		}
		if text := cell("clea_care_leaver_eligibility"); text != "" {
			known, err := eligibility.in(text)
			if err != nil {
				g.note(entity, i, "clea_care_leaver_eligibility", reason(err))
			}
			b.Eligibility = known
		}
		if err := g.visited(record.VisitLeavingCare, g.date(entity, i, "clea_care_leaver_latest_contact"), "", entity, i); err != nil {
			return err
		}
		if err := g.pathway(i); err != nil {
			return err
		}
		s, err := g.Story(g.subject)
		if err != nil || b == (record.CareLeaver{}) {
			return err
		}
		for _, h := range story.All[record.CareLeaver](s) {
			same := h.Body
			same.Year, same.Date = 0, day.Day{}
			if h.ID == cell("clea_table_id") || same == b {
				g.Matched().Rows++
				return nil
			}
		}
		b.Date = g.r.asAt
		return g.added(g.Add(g.subject, ours(cell("clea_table_id")), b, entity, i+1))
	})
}

// pathway brings in when the pathway plan was last reviewed.
func (g *guest) pathway(i int) error {
	const entity = "ssd_care_leavers"
	on := g.date(entity, i, "clea_pathway_plan_review_date")
	s, err := g.Story(g.subject)
	if err != nil || on.IsZero() {
		return err
	}
	for _, p := range story.All[record.PathwayPlan](s) {
		if p.Body.Started == on || slices.Contains(p.Body.Reviews, on) {
			return nil
		}
	}
	_, err = g.Add(g.subject, "", record.PathwayPlan{Reviews: []day.Day{on}}, entity, i+1)
	return err
}

// onlyPeriod puts a legal status that lies in no period of care into the child's only one: the dataset does not say which it belongs to, and dates
// of extracts contradict each other now and then.
func onlyPeriod(g *guest, b *record.LegalStatus, _ string) {
	s, err := g.Story(g.subject)
	if err != nil {
		return // whoever reads it next says so
	}
	all := story.All[record.CarePeriod](s)
	if len(all) != 1 {
		return
	}
	if _, gaps := episode.Periods(story.New(g.subject, nil, []record.Record{
		{Meta: all[0].Meta, Body: all[0].Body}, {Meta: record.Meta{ID: "of the row"}, Body: *b},
	})); len(gaps) > 0 {
		b.Period = all[0].ID
	}
}
