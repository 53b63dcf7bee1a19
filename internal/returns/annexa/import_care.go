package annexa

import (
	"cmp"
	"strings"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// care is the latest period of care: the period, its legal status and its placement, and what was done in it.
func (g *guest) care(r rowOf) error {
	in := record.CarePeriod{Started: r.day("Date Started to be Looked After"), Ended: r.day("Date Ceased to be Looked After ")}
	if !in.Ended.IsZero() {
		in.Ceased = r.key("Reason Ceased to be Looked After")
	}
	if need := r.key("Child's Category of Need"); need != "" {
		in.Given = []record.CareNeed{{Need: need}}
	}
	if in.Started.IsZero() {
		g.hold(r, "the period of care has no start; it was held back with what stands in the row")
		return nil
	}
	id, err := meet(g, r, in, func(h record.CarePeriod) bool { return h.Started == in.Started }, func(f *filler, h *record.CarePeriod) {
		f.day("Date Ceased to be Looked After ", &h.Ended, in.Ended)
		if h.Ended == in.Ended {
			f.text("Reason Ceased to be Looked After", &h.Ceased, in.Ceased)
		}
		if len(h.Given) == 0 {
			h.Given = in.Given
		}
	})
	if err != nil || id == "" {
		return err
	}
	for _, step := range []func(rowOf, string, record.CarePeriod) error{g.status, g.placement, g.lookedAfterWork} {
		if err := step(r, id, in); err != nil {
			return err
		}
	}
	return nil
}

// status is the current legal status. One of before that still runs in the records ends with it.
func (g *guest) status(r rowOf, period string, care record.CarePeriod) error {
	in := record.LegalStatus{Period: period, Status: r.key("Child's Legal Status"), From: r.day("Start date of current legal status"), To: care.Ended}
	if in.Status == "" || in.From.IsZero() {
		g.hold(r, "the legal status has no start or no code; it was left out")
		return nil
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, h := range story.All[record.LegalStatus](s) {
		if b := h.Body; b.Period == period && b.To.IsZero() && b.From.Before(in.From) && b.Status != in.Status {
			b.To = in.From
			if _, err := intake.EditAs(g.Guest, h, b, r.s.List.Sheet, r.e.Number); err != nil {
				return err
			}
		}
	}
	_, err = meet(g, r, in, func(h record.LegalStatus) bool { return h.Status == in.Status && h.From == in.From }, func(f *filler, h *record.LegalStatus) {
		f.day("Date Ceased to be Looked After ", &h.To, in.To)
	})
	return err
}

// since2025 are the codes of placements that took the place of those of the template of 2019, where one did.
var since2025 = map[string]string{"H5": "K3", "P2": "K3", "Z1": "Z11"}

// placement is the latest placement. One of before that still runs in the records ends with it.
func (g *guest) placement(r rowOf, period string, care record.CarePeriod) error {
	in := record.CLAPlacement{
		Period: period, From: r.day("Start Date of Most Recent Placement"), To: care.Ended, Type: r.key("Placement Type"), Provider: r.key("Placement Provider"),
		Postcode: r.text("Placement postcode"), URN: r.text("URN of Placement"), Location: strings.ToUpper(r.key("Placement Location")),
	}
	if in.From.IsZero() {
		g.hold(r, "the placement has no start; it was left out")
		return nil
	}
	last := day.Must("2025-03-31")
	if to, ok := since2025[in.Type]; ok && in.From.After(last) {
		in.Type = to
		if to == "Z11" {
			g.hold(r, "the code Z1 was divided in 2025; the placement was taken for the first of its parts")
		}
	}
	switch la := r.text("LA of Placement"); Key(la) {
	case "":
	case "NIR", "WAL", "SCO":
		in.Authority = Key(la)
	default:
		g.hold(r, "the council in which the placement is, is told by its name and recorded by its code; it was left out, and follows from the postcode")
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	for _, h := range story.All[record.CLAPlacement](s) {
		if b := h.Body; b.Period == period && b.To.IsZero() && b.From.Before(in.From) && !strings.HasPrefix(in.Type, "T") {
			b.To = in.From
			if _, err := intake.EditAs(g.Guest, h, b, r.s.List.Sheet, r.e.Number); err != nil {
				return err
			}
		}
	}
	_, err = meet(g, r, in, func(h record.CLAPlacement) bool {
		return h.From == in.From && (h.Type == in.Type || h.Type == "" || in.Type == "")
	}, func(f *filler, h *record.CLAPlacement) {
		f.text("Placement Type", &h.Type, in.Type)
		f.text("Placement Provider", &h.Provider, in.Provider)
		f.text("Placement postcode", &h.Postcode, in.Postcode)
		if h.URN != record.NoURN || in.URN != "" {
			f.text("URN of Placement", &h.URN, in.URN)
		}
		f.text("Placement Location", &h.Location, in.Location)
		f.text("LA of Placement", &h.Authority, in.Authority)
		f.day("Date Ceased to be Looked After ", &h.To, in.To)
	})
	return err
}

// lookedAfterWork is what was done with the child: reviews, visits, checks, the plan.
func (g *guest) lookedAfterWork(r rowOf, period string, care record.CarePeriod) error {
	if r.yes("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)") {
		if err := g.uasc(r); err != nil {
			return err
		}
	}
	if d := r.day("Date of Latest Statutory Review"); !d.IsZero() {
		if _, err := meet(g, r, record.CLAReview{Date: d}, func(h record.CLAReview) bool { return h.Date == d }, nil); err != nil {
			return err
		}
	}
	for header, kind := range map[string]string{"Date of Last Social Work Visit": record.VisitCLA, "Date of Last IRO Visit / Contact to the Child": record.VisitIRO} {
		if there, err := g.metAtReview(r.day(header)); err != nil {
			return err
		} else if kind == record.VisitIRO && there {
			continue
		}
		if err := g.visit(r, record.Visit{Type: kind, Date: r.day(header)}); err != nil {
			return err
		}
	}
	for header, kind := range map[string]string{"Date of Last Health Assessment": "health_assessment", "Date of Last Dental Check": "dental_check"} {
		in := record.CLAHealth{Type: kind, Date: r.day(header), Done: record.Yes}
		if in.Date.IsZero() {
			continue
		}
		if _, err := meet(g, r, in, func(h record.CLAHealth) bool { return h.Type == kind && h.Date == in.Date }, nil); err != nil {
			return err
		}
	}
	if code := planCodes[r.key("What is the permanence plan for this child?")]; code != "" {
		if err := g.carePlan(r, period, code); err != nil {
			return err
		}
	}
	missing := r.number("Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months")
	away := r.number("Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months")
	if missing+away > 0 {
		g.hold(r, "%d times missing and %d times away of which no day is told, and the return interview after them; they were left out", missing, away)
	}
	return nil
}

// metAtReview says whether the child took part in a recorded review of a day: there the reviewing officer met the child.
func (g *guest) metAtReview(d day.Day) (bool, error) {
	s, err := g.Story(g.subject)
	if err != nil || d.IsZero() {
		return false, err
	}
	v := view{Around: Around{On: d}, s: s}
	_, attended := v.lastReview(d, d)
	return attended == d, nil
}

// planCodes are the codes of the records for the keys of permanence_plan.
var planCodes = map[string]string{
	"Return to family": "RETURNEV", "Adoption": "ADOPTION", "SGO/CAO": "LTRELFR", "Supported living in the community": "SUPPLIV", "Long-term residential placement": "RESPLMT",
	"Long-term fostering": "LTFOST18", "other": "OTHERPLN",
}

// carePlan keeps what home is aimed at. A recorded plan that aims at the same, more finely perhaps, says it already.
func (g *guest) carePlan(r rowOf, period, code string) error {
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	in := record.CLACarePlan{Period: period, Permanence: code}
	var last record.Of[record.CLACarePlan]
	for _, p := range story.All[record.CLACarePlan](s) {
		if p.Body.Permanence != "" && p.Body.Started.Compare(last.Body.Started) >= 0 {
			last = p
		}
	}
	if last.ID != "" {
		if permanencePlans[last.Body.Permanence] == permanencePlans[code] {
			g.Use(last.ID)
			return nil
		}
		in.Started = g.on // it has changed since, nobody says when
	}
	_, err = meet(g, r, in, func(h record.CLACarePlan) bool { return h.Started == in.Started && h.Permanence == code }, nil)
	return err
}

func (g *guest) uasc(r rowOf) error {
	_, err := meet(g, r, record.ImmigrationStatus{Status: record.UASC}, func(h record.ImmigrationStatus) bool { return h.Status == record.UASC }, nil)
	return err
}

// leaver is how a young person was on the extract date.
func (g *guest) leaver(r rowOf) error {
	in := record.CareLeaver{Date: g.on, Activity: r.key("Activity Status")}
	for code, key := range map[string]string{"YES": "Yes", "NO": "No", "DIED": "Died", "REFU": "Refu", "NREQ": "NREQ", "RHOM": "Rhom"} {
		if r.key("LA In Touch ") == key {
			in.InTouch = code
		}
	}
	for code, key := range eligibilities {
		if key != "" && r.key("Eligibility Category") == key {
			in.Eligibility = code
		}
	}
	if kind := r.key("Type of Accommodation"); kind != "" {
		switch r.key("Suitability of Accommodation") {
		case "Suitable":
			in.Accommodation = kind + "1"
		case "Unsuitable":
			in.Accommodation = kind + "2"
		default:
			g.hold(r, "accommodation of which is not said whether it is suitable has no code; it was left out")
		}
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	v := view{Around: Around{On: g.on}, s: s}
	if last := v.leaverTold(); last.ID != "" && g.toldAlready(s, r) {
		g.Use(last.ID)
		g.Matched().Rows++
	} else if _, err := meet(g, r, in, func(h record.CareLeaver) bool { return h.Date == g.on }, func(f *filler, h *record.CareLeaver) {
		f.text("LA In Touch ", &h.InTouch, in.InTouch)
		f.text("Activity Status", &h.Activity, in.Activity)
		f.text("Type of Accommodation", &h.Accommodation, in.Accommodation)
		f.text("Eligibility Category", &h.Eligibility, in.Eligibility)
	}); err != nil {
		return err
	}
	if r.yes("Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)") {
		if err := g.uasc(r); err != nil {
			return err
		}
	}
	if d := r.day("Latest Pathway Plan Review Date"); !d.IsZero() {
		if err := g.pathway(r, d); err != nil {
			return err
		}
	}
	if d := r.day("Latest Date of Contact"); !d.IsZero() {
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		for _, x := range story.All[record.Visit](s) {
			if x.Body.Date == d && (x.Body.Type == record.VisitCLA || x.Body.Type == record.VisitLeavingCare) {
				return nil
			}
		}
		return g.visit(r, record.Visit{Type: record.VisitLeavingCare, Date: d})
	}
	return nil
}

// toldAlready says whether the list that would be made of the records says of the young person what the row says.
func (g *guest) toldAlready(s story.Story, r rowOf) bool {
	for _, x := range Child(s, Around{On: g.on}) {
		if x.List != 9 {
			continue
		}
		for _, h := range []string{"Eligibility Category", "LA In Touch ", "Type of Accommodation", "Suitability of Accommodation", "Activity Status"} {
			if x.Cell(h).Text != r.text(h) {
				return false
			}
		}
		return true
	}
	return false
}

// pathway keeps the day of the latest review of the pathway plan.
func (g *guest) pathway(r rowOf, d day.Day) error {
	_, err := meet(g, r, record.PathwayPlan{Reviews: []day.Day{d}}, func(h record.PathwayPlan) bool { return h.Ended.IsZero() || !h.Ended.Before(d) }, func(_ *filler, h *record.PathwayPlan) {
		if h.Started == d {
			return
		}
		for _, x := range h.Reviews {
			if x == d {
				return
			}
		}
		h.Reviews = append(h.Reviews[:len(h.Reviews):len(h.Reviews)], d)
	})
	return err
}

// adoption is the way to an adoption.
func (g *guest) adoption(r rowOf) error {
	in := record.PlacedForAdoption{
		Decided: r.day("Date of Decision that Child Should be Placed for Adoption"), Reversed: r.day("Date of Decision that Child Should No Longer be Placed for Adoption"),
		Reason: r.key("Reason Why Child No Longer Placed for Adoption"),
	}
	if !in.Decided.IsZero() {
		_, err := meet(g, r, in, func(h record.PlacedForAdoption) bool { return h.Decided == in.Decided }, func(f *filler, h *record.PlacedForAdoption) {
			f.day("Date of Decision that Child Should No Longer be Placed for Adoption", &h.Reversed, in.Reversed)
			f.text("Reason Why Child No Longer Placed for Adoption", &h.Reason, in.Reason)
		})
		if err != nil {
			return err
		}
	}
	if d := r.day("Date of Matching Child and Prospective Adopters"); !d.IsZero() {
		if _, err := meet(g, r, record.Adoption{Matched: d}, func(h record.Adoption) bool { return h.Matched.IsZero() || h.Matched == d },
			func(f *filler, h *record.Adoption) {
				f.day("Date of Matching Child and Prospective Adopters", &h.Matched, d)
			}); err != nil {
			return err
		}
	}
	ordered := r.day("Date of Adoption Order ")
	if family := r.text("Family identifier"); family != "" || !ordered.IsZero() {
		in := record.Permanence{AdoptiveFamily: family, Ordered: ordered}
		if !ordered.IsZero() {
			in.Order = "adoption"
		}
		if _, err := meet(g, r, in, func(record.Permanence) bool { return true }, func(f *filler, h *record.Permanence) {
			f.text("Family identifier", &h.AdoptiveFamily, in.AdoptiveFamily)
			f.day("Date of Adoption Order ", &h.Ordered, in.Ordered)
			f.text("Date of Adoption Order ", &h.Order, in.Order)
		}); err != nil {
			return err
		}
	}
	return g.adoptionCare(r, ordered)
}

// adoptionCare is what list 10 says of care: that the child came into it, the placement order, the placement with adopters.
func (g *guest) adoptionCare(r rowOf, ordered day.Day) error {
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	entered := r.day("Date the Child Entered Care")
	known := false
	for _, p := range story.All[record.CarePeriod](s) {
		known = known || p.Body.Started == entered
	}
	if !known && !entered.IsZero() {
		if ordered.IsZero() {
			g.hold(r, "the child is to be adopted, and list 8 has no such period of care; its start was left out")
		} else if _, err := meet(g, r, record.CarePeriod{Started: entered, Ended: ordered}, func(h record.CarePeriod) bool { return h.Started == entered }, nil); err != nil {
			return err
		}
	}
	if d := r.day("Date of Placement Order"); !d.IsZero() {
		there := false
		for _, l := range story.All[record.LegalStatus](s) {
			there = there || (l.Body.Status == "E1" || l.Body.Status == "D1") && l.Body.From == d
		}
		if !there {
			if _, err := meet(g, r, record.LegalStatus{Status: "E1", From: d, To: ordered}, func(h record.LegalStatus) bool { return h.Status == "E1" && h.From == d }, nil); err != nil {
				return err
			}
		}
	}
	for header, types := range map[string]string{"Date Placed for Adoption": "A", "Date the child was placed for fostering in FFA or concurrent planning placement": "U"} {
		d, there := r.day(header), false
		for _, p := range story.All[record.CLAPlacement](s) {
			there = there || p.Body.From == d && strings.HasPrefix(p.Body.Type, types)
		}
		if !d.IsZero() && !there {
			g.hold(r, "%s: a placement of which only the start is told is no record; it was left out", strings.TrimSpace(header))
		}
	}
	return nil
}

// adopter is what is told of one adult who adopts.
func (g *guest) adopter(rows []rowOf) error {
	r := rows[0]
	number := r.text("Individual adopter identifier")
	subject, err := g.adult(number)
	if err != nil {
		return err
	}
	if subject == "" {
		if subject, err = g.NewSubject(record.AdultSubject, ""); err != nil {
			return err
		}
		adult := record.Adult{Names: []record.Name{{Given: "Adopter", Family: number, Use: "current"}}, Ethnicity: r.key("Ethnicity"), Sex: map[string]string{"Male": "M", "Female": "F"}[r.key("Gender")]}
		if id, err := g.Add(subject, "", adult, r.s.List.Sheet, r.e.Number); err != nil || id == "" {
			return err
		}
		if _, err := g.Add(subject, "", record.Identifier{Type: record.LAChildID, Value: number}, r.s.List.Sheet, r.e.Number); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if err := g.adopterWay(subject, r); err != nil {
			return err
		}
	}
	return nil
}

// adopterWay is one way to being an adopter.
func (g *guest) adopterWay(subject string, r rowOf) error {
	in := record.ProspectiveAdopter{
		Family: r.text("Family identifier"), Enquired: r.day("Date enquiry received"), Stage1: r.day("Date Stage 1 started"), Stage1End: r.day("Date Stage 1 ended"),
		Stage2: r.day("Date Stage 2 started"), Stage2End: r.day("Date Stage 2 ended"), Applied: r.day("Date application submitted"), Approved: r.day("Date application approved"),
		Matched: r.day("Date adopter matched with child(ren)"), Placed: r.day("Date child/children placed with adopter(s)"), Children: r.get("No. of children placed").Number,
		Ordered: r.day("Date of Adoption Order"), Left: r.day("Date of leaving adoption process"), LeftReason: r.key("Reason for leaving adoption process"),
	}
	in.Disability = map[string]record.YesNo{"Yes": record.Yes, "No": record.No}[r.key("Disability")]
	in.FFA = map[string]record.YesNo{"Yes": record.Yes, "No": record.No}[r.key("Is the (prospective) adopter fostering for adoption?")]
	began := cmp.Or(in.Enquired, in.Stage1, in.Applied)
	_, err := meetOn(g, subject, r, in, func(h record.ProspectiveAdopter) bool { return cmp.Or(h.Enquired, h.Stage1, h.Applied) == began }, func(f *filler, h *record.ProspectiveAdopter) {
		f.text("Family identifier", &h.Family, in.Family)
		f.answer("Disability", &h.Disability, in.Disability)
		if h.FFA != record.Yes { // it stays yes
			h.FFA = cmp.Or(in.FFA, h.FFA)
		}
		for header, d := range map[string][2]*day.Day{
			"Date Stage 1 started": {&h.Stage1, &in.Stage1}, "Date Stage 1 ended": {&h.Stage1End, &in.Stage1End}, "Date Stage 2 started": {&h.Stage2, &in.Stage2}, "Date Stage 2 ended": {&h.Stage2End, &in.Stage2End},
			"Date application submitted": {&h.Applied, &in.Applied}, "Date application approved": {&h.Approved, &in.Approved}, "Date adopter matched with child(ren)": {&h.Matched, &in.Matched},
			"Date child/children placed with adopter(s)": {&h.Placed, &in.Placed}, "Date of Adoption Order": {&h.Ordered, &in.Ordered}, "Date of leaving adoption process": {&h.Left, &in.Left},
		} {
			f.day(header, d[0], *d[1])
		}
		f.text("Reason for leaving adoption process", &h.LeftReason, in.LeftReason)
		if in.Children != nil {
			h.Children = in.Children // it grows
		}
	})
	return err
}

// adult gives the adult here who has a number of the council's, or whose record has it for a number; "" when there is none.
func (g *guest) adult(number string) (string, error) {
	if s, err := g.Story(record.AdultSubject + ":" + number); err != nil {
		return "", err
	} else if _, ok := story.First[record.Adult](s); ok {
		return s.Subject, nil
	}
	for _, k := range match.Keys(match.Person{IDs: []match.ID{{Type: match.Local, Value: number}}}) {
		found, err := db.Column[string](g.Tx(), "select distinct subject from search_key where kind = $1 and value = $2 order by subject", string(k.Kind), k.Value)
		if err != nil {
			return "", err
		}
		for _, subject := range found {
			if record.SubjectType(subject) != record.AdultSubject {
				continue
			}
			s, err := g.Story(subject)
			if err != nil {
				return "", err
			}
			for _, i := range story.All[record.Identifier](s) {
				if i.Body.Value == number {
					return subject, nil
				}
			}
		}
	}
	return "", nil
}
