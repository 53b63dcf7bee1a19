package care

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	room "throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// factGroups are the facts in the order of the page.
var factGroups = []struct {
	title string
	facts []factPage
}{
	{"Health", []factPage{
		{room.Health, "Health checks", askHealth, sayHealth, "The limit of the next assessment or check begins to run when it was done."},
		{room.Immunisations, "Immunisations", askImmunisations, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.CLAImmunisations)
			return pick(b.UpToDate, "All that were due are given", "Not all that were due are given") + ofYear(b.Year)
		}, ""},
		{room.SDQ, "Strengths and difficulties", askSDQ, saySDQ, ""},
		{room.Substances, "Substance misuse", askSubstances, saySubstances, ""},
	}},
	{"Education", []factPage{{room.PEP, "Personal education plan", askPEP, func(_ *shell.Request, n room.Noted) string { b, _ := n.Body.(record.PlanMeeting); return b.Notes }, "The limit of the next meeting begins to run."}}},
	{"Missing", []factPage{
		{room.MissingTime, "Times of being missing", askMissing, sayMissing, "When the child has returned, an interview is due within 72 hours."},
		{room.Interview, "Return interviews", askInterview, sayInterview, ""},
	}},
	{"Reviews and plans", []factPage{
		{room.Review, "Reviews", askReview, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.CLAReview)
			return codes.Sentence("REVIEW_CODE", b.Participation)
		}, "The limit of the next review begins to run."},
		{room.CarePlan, "Care plans", askCarePlan, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.CLACarePlan)
			return join(codes.Sentence("permanence_plan", b.Permanence), until(b.Ended))
		}, "The plan before it ends on that day."},
	}},
	{"Leaving care", []factPage{
		{room.Pathway, "Pathway plans", askPathway, sayPathway, "It is reviewed every six months."},
		{room.Contact, "Contacts", askContact, sayContact, ""},
		{room.Leaver, "How the young person is", askLeaver, sayLeaver, ""},
	}},
	{"Adoption and orders", []factPage{
		{room.ToAdopt, "Decisions that the child should be placed for adoption", askToAdopt, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.PlacedForAdoption)
			if b.Reversed.IsZero() {
				return "It holds"
			}
			return "Given up on " + b.Reversed.Long() + ": " + codes.Label("REASON_PLACED_CEASED", b.Reason)
		}, ""},
		{room.Adopted, "Way to an adoption", askAdoption, sayAdoption, "The adoption itself is the end of being looked after."},
		{room.Before, "Earlier permanent home", askBefore, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.PreviousPermanence)
			return join(codes.Sentence("PREV_PERM", b.Option), string(b.Ordered))
		}, ""},
		{room.Liberty, "Deprivation of liberty", askLiberty, func(_ *shell.Request, n room.Noted) string {
			b, _ := n.Body.(record.DeprivationOfLiberty)
			return "An order of the High Court" + until(b.To)
		}, ""},
	}},
	{"Offences", []factPage{{room.Offence, "Convictions and cautions", askOffence, func(_ *shell.Request, n room.Noted) string {
		b, _ := n.Body.(record.CLAConviction)
		return join(pick(b.Convicted, "Convicted or cautioned", "Neither convicted nor cautioned"), b.Offence) + ofYear(b.Year)
	}, ""}}},
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

func until(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return " until " + d.Long()
}

// ofYear says that something was told of a whole year, as a return does.
func ofYear(year int) string {
	if year == 0 {
		return ""
	}
	return ", in the year to 31 March " + strconv.Itoa(year)
}

func pick(v record.YesNo, yes, no string) string {
	switch v {
	case record.Yes:
		return yes
	case record.No:
		return no
	}
	return ""
}

// The questions that several facts ask.

func dated(r *shell.Request, name, label string, held day.Day, fresh bool) *form.Date {
	d := &form.Date{Name: name, Label: label, Noun: "The day", Size: "s", Max: r.Today(), Value: held, Required: "Enter the day"}
	if fresh && held.IsZero() {
		d.Value = r.Today()
	}
	return d
}

func optional(name, label, hint string, held day.Day) *form.Date {
	return &form.Date{Name: name, Label: label, Hint: hint, Noun: "The day", Size: "s", Value: held}
}

func yesNo(name, label, hint string, held record.YesNo, must bool) *form.Radios {
	f := &form.Radios{Name: name, Label: label, Hint: hint, Size: "s", Inline: true, Small: true, Options: []form.Option{{Value: string(record.Yes), Label: "Yes"}, {Value: string(record.No), Label: "No"}}, Value: string(held)}
	if must {
		f.Required = "Choose yes or no"
	}
	return f
}

func coding(r *shell.Request, name, label, set, empty, held string) *form.Select {
	return &form.Select{Name: name, Label: label, Size: "s", Empty: empty, Options: options(set, r.Today().AddMonths(-offered), r.Today()), Value: held}
}

func words(name, label, hint, held string, rows int) *form.TextArea {
	return &form.TextArea{Name: name, Label: label, Hint: hint, Size: "s", Rows: rows, Value: held}
}

func clockTime(v string) error {
	if _, err := time.Parse("15:04", v); err != nil {
		return errs.New(errs.Invalid, "Enter the time as hours and minutes, for example 14:30")
	}
	return nil
}

// hour asks for the time of a day.
func hour(name, label, hint string, held time.Time) *form.Text {
	t := &form.Text{Name: name, Label: label, Hint: hint, Size: "s", Width: 5, Rule: clockTime, Complete: "off"}
	if !held.IsZero() {
		t.Value = held.In(day.London).Format("15:04")
	}
	return t
}

// moment is a time of a day; none where either is missing.
func moment(d day.Day, clock string) time.Time {
	at, err := time.Parse("15:04", clock)
	if err != nil || d.IsZero() {
		return time.Time{}
	}
	y, m, dd := d.Date()
	return time.Date(y, m, dd, at.Hour(), at.Minute(), 0, 0, day.London).UTC()
}

func answer(f *form.Radios) record.YesNo { return record.YesNo(f.Value) }

// The facts.

func askReview(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, old := held.(record.CLAReview)
	date := dated(r, "date", "Day of the review", b.Date, true)
	how := &form.Radios{Name: "participation", Label: "How the child took part", Size: "s", Small: true, Options: options("REVIEW_CODE", r.Today().AddMonths(-offered), r.Today()), Value: b.Participation, Required: "Choose how the child took part"}
	if c, ok := story.First[record.Child](r.Reading.Story); !old && ok && !c.Body.Birth.IsZero() && r.Today().Age(c.Body.Birth) < 4 {
		how.Value = "PN0"
	}
	return []form.Field{date, how}, func() record.Body { return record.CLAReview{Date: date.Value, Participation: how.Value} }
}

func askPEP(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.PlanMeeting)
	date := dated(r, "date", "Day of the meeting", b.Date, true)
	came, notes := words("came", "Who was there", "", b.Came, 2), words("notes", "What was agreed", "", b.Notes, 5)
	notes.Required = "Write what was agreed"
	return []form.Field{date, came, notes}, func() record.Body { return record.PlanMeeting{Date: date.Value, Came: came.Value, Notes: notes.Value} }
}

func askHealth(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, old := held.(record.CLAHealth)
	kind := &form.Radios{Name: "type", Label: "Kind of check", Size: "s", Small: true, Value: b.Type, Required: "Choose the kind of check"}
	cs, _ := codes.Set("health_check_type")
	for _, c := range cs.Codes {
		kind.Options = append(kind.Options, form.Option{Value: c.Code, Label: codes.Sentence("health_check_type", c.Code)})
	}
	date := dated(r, "date", "Day of the check", b.Date, true)
	done := yesNo("done", "Was it done?", "No, where it was refused or nobody came: then it stays due", b.Done, true)
	if !old {
		done.Value = string(record.Yes)
	}
	return []form.Field{kind, date, done}, func() record.Body {
		return record.CLAHealth{Type: kind.Value, Date: date.Value, Year: b.Year, Done: answer(done)}
	}
}

func sayHealth(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.CLAHealth)
	return codes.Sentence("health_check_type", b.Type) + pick(b.Done, "", ": not done") + ofYear(b.Year)
}

func askImmunisations(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.CLAImmunisations)
	date, ok := dated(r, "date", "On which day was that found?", b.Date, true), yesNo("up_to_date", "Are all immunisations given that were due?", "Also those that were due before care", b.UpToDate, true)
	return []form.Field{date, ok}, func() record.Body {
		return record.CLAImmunisations{Date: date.Value, Year: b.Year, UpToDate: answer(ok)}
	}
}

func askSDQ(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.SDQScore)
	date := dated(r, "date", "Day on which the carer filled it in, or refused", b.Date, true)
	score := &form.Text{Name: "score", Label: "Score", Hint: "0 to 40", Size: "s", Width: 3, Numeric: true, Complete: "off", Rule: func(v string) error {
		if n, err := strconv.Atoi(v); err != nil || n < 0 || n > 40 {
			return errs.New(errs.Invalid, "Enter a score from 0 to 40")
		}
		return nil
	}}
	if b.Score != nil {
		score.Value = strconv.Itoa(*b.Score)
	}
	why := coding(r, "reason", "Why there is no score", "SDQ_REASON", "There is a score", b.Reason)
	return []form.Field{date, score, why}, func() record.Body {
		out := record.SDQScore{Date: date.Value, Year: b.Year, Reason: why.Value}
		if n, err := strconv.Atoi(score.Value); err == nil {
			out.Score = &n
		}
		return out
	}
}

func saySDQ(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.SDQScore)
	if b.Score == nil {
		return "No score: " + codes.Label("SDQ_REASON", b.Reason) + ofYear(b.Year)
	}
	return fmt.Sprintf("Score %d%s", *b.Score, ofYear(b.Year))
}

func askSubstances(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.CLASubstanceMisuse)
	date, found := dated(r, "date", "On which day was that found?", b.Date, true), yesNo("found", "Was the child found to misuse substances?", "", b.Found, true)
	what := &form.Text{Name: "substance", Label: "Which", Size: "s", Value: b.Substance}
	received, offered := yesNo("received", "Did the child receive help?", "Only where the child misuses substances", b.Received, false), yesNo("offered", "If not, was help offered?", "", b.Offered, false)
	return []form.Field{date, found, what, received, offered}, func() record.Body {
		return record.CLASubstanceMisuse{Date: date.Value, Year: b.Year, Found: answer(found), Received: answer(received), Offered: answer(offered), Substance: what.Value}
	}
}

func saySubstances(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.CLASubstanceMisuse)
	return join(pick(b.Found, "Found", "Not found"), b.Substance, pick(b.Received, "help received", "no help received"), pick(b.Offered, "help offered", "no help offered")) + ofYear(b.Year)
}

func askOffence(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.CLAConviction)
	date, yes := dated(r, "date", "Day", b.Date, false), yesNo("convicted", "Was the child convicted or cautioned?", "", b.Convicted, true)
	what := &form.Text{Name: "offence", Label: "Of which offence", Size: "s", Value: b.Offence}
	return []form.Field{date, yes, what}, func() record.Body {
		return record.CLAConviction{Date: date.Value, Year: b.Year, Convicted: answer(yes), Offence: what.Value}
	}
}

// askMissing and askInterview together are at most 12 questions (complaint 19): whether the child was missing from home or from care is known from the record.
func askMissing(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.Missing)
	kind := &form.Radios{Name: "type", Label: "What was it?", Size: "s", Small: true, Value: cmp.Or(b.Type, "M"), Required: "Choose what it was", Options: []form.Option{
		{Value: "M", Label: "Missing"}, {Value: "A", Label: "Away from the placement without authorisation", Hint: "The whereabouts are known"}}}
	from := dated(r, "from", "Missing since", b.From, true)
	to := optional("to", "Returned on", "Leave it empty while the child is missing", b.To)
	to.Max = r.Today()
	at := hour("returned", "Time of the return", "For example 22:15, if it is known: the 72 hours count from it", b.Returned)
	return []form.Field{kind, from, to, at}, func() record.Body {
		m := record.Missing{Type: kind.Value, From: from.Value, To: to.Value, Returned: moment(to.Value, at.Value)}
		if m.To.IsZero() && at.Value != "" {
			m.Returned = moment(r.Today(), at.Value) // the room asks for the day
		}
		return m
	}
}

func sayMissing(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.Missing)
	out := codes.Sentence("MISSING", b.Type)
	if b.FromHome {
		out += " from home"
	}
	switch {
	case b.To.IsZero():
		return out + ", has not returned"
	case !b.Returned.IsZero():
		return out + ", returned on " + day.Moment(b.Returned)
	}
	return out + ", returned on " + b.To.Long()
}

// awaited are the times after which no interview is recorded, the newest first; with is one that is taken in all the same.
func awaited(s story.Story, with string) (out []record.Of[record.Missing]) {
	for _, m := range slices.Backward(story.All[record.Missing](s)) {
		done := slices.ContainsFunc(story.All[record.ReturnInterview](s), func(i record.Of[record.ReturnInterview]) bool { return i.Body.Missing == m.ID })
		if m.ID == with || m.Body.Type == "M" && !m.Body.To.IsZero() && !done {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b record.Of[record.Missing]) int { return b.Body.To.Compare(a.Body.To) })
	return out
}

func askInterview(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.ReturnInterview)
	after := &form.Select{Name: "missing", Label: "After which time", Size: "s", Value: b.Missing, Required: "Choose the time after which the child returned"}
	for _, m := range awaited(r.Reading.Story, b.Missing) {
		after.Options = append(after.Options, form.Option{Value: m.ID, Label: "Returned on " + m.Body.To.Long() + ", missing since " + m.Body.From.Long()})
	}
	if after.Value == "" && len(after.Options) > 0 {
		after.Value = after.Options[0].Value
	}
	was := yesNo("offered", "Was an interview offered?", "", b.Offered, true)
	on := optional("offered_on", "Offered on", "", b.OfferedOn)
	wanted := yesNo("accepted", "Did the child want it?", "", b.Accepted, false)
	held2 := optional("held", "Held on", "", day.Day{})
	if !b.Held.IsZero() {
		held2.Value = day.In(b.Held)
	}
	at := hour("held_at", "At what time", "", b.Held)
	who := &form.Text{Name: "interviewer", Label: "Who talked with the child", Size: "s", Value: b.Interviewer}
	apart := yesNo("independent", "Is that somebody outside of the child’s team and placement?", "", b.Independent, false)
	return []form.Field{after, was, on, wanted, held2, at, who, apart}, func() record.Body {
		i := record.ReturnInterview{Missing: after.Value, Offered: answer(was), OfferedOn: on.Value, Accepted: answer(wanted), Interviewer: record.Typed(who.Value), Independent: answer(apart)}
		if !held2.Value.IsZero() {
			i.Held = moment(held2.Value, cmp.Or(at.Value, "23:59")) // the day alone: the interview is not earlier than it was
		}
		return i
	}
}

func sayInterview(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.ReturnInterview)
	switch {
	case b.Offered == record.No:
		return "Not offered"
	case !b.Held.IsZero():
		return join("Held on "+day.Moment(b.Held), b.Interviewer)
	case b.Accepted == record.No:
		return "Offered; the child did not want it"
	}
	return "Offered, not yet held"
}

func askCarePlan(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.CLACarePlan)
	from := dated(r, "started", "From which day does the plan hold?", b.Started, true)
	aim := coding(r, "permanence", "Which home does it aim at?", "permanence_plan", "Choose", b.Permanence)
	aim.Required = "Choose which home the plan aims at"
	beside := coding(r, "alternatives", "Planned side by side with it", "permanence_plan", "Nothing", "")
	if len(b.Alternatives) > 0 {
		beside.Value = b.Alternatives[0]
	}
	return []form.Field{from, aim, beside}, func() record.Body {
		p := record.CLACarePlan{Started: from.Value, Permanence: aim.Value}
		if beside.Value != "" {
			p.Alternatives = append([]string{beside.Value}, b.Alternatives[min(1, len(b.Alternatives)):]...)
		}
		return p
	}
}

func askToAdopt(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.PlacedForAdoption)
	on := dated(r, "decided", "Day of the decision", b.Decided, true)
	back := optional("reversed", "Given up on", "If it was given up", b.Reversed)
	why := coding(r, "reversed_reason", "Why it was given up", "REASON_PLACED_CEASED", "It was not given up", b.Reason)
	return []form.Field{on, back, why}, func() record.Body {
		return record.PlacedForAdoption{Decided: on.Value, Reversed: back.Value, Reason: why.Value}
	}
}

func askAdoption(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.Adoption)
	on, match := dated(r, "decided", "Day on which it was decided that adoption is best for the child", b.Decided, false), optional("matched", "Matched on", "", b.Matched)
	carer := yesNo("by_carer", "Are the adopters the child’s former foster carers?", "", b.ByCarer, false)
	n, sex, law := coding(r, "adopters", "Adopters", "NB_ADOPTR", "Not known yet", b.Adopters), coding(r, "adopter_sex", "They are", "SEX_ADOPTR", "Not known yet", b.AdopterSex), coding(r, "adopter_legal_status", "Their legal status", "LS_ADOPTR", "Not known yet", b.AdopterLaw)
	return []form.Field{on, match, carer, n, sex, law}, func() record.Body {
		return record.Adoption{Decided: on.Value, Matched: match.Value, ByCarer: answer(carer), Adopters: n.Value, AdopterSex: sex.Value, AdopterLaw: law.Value, Year: b.Year}
	}
}

func sayAdoption(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.Adoption)
	out := "Decided on " + b.Decided.Long()
	if !b.Matched.IsZero() {
		out += "; matched on " + b.Matched.Long()
	}
	return join(out, codes.Label("SEX_ADOPTR", b.AdopterSex), pick(b.ByCarer, "former foster carers", ""))
}

func askBefore(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.PreviousPermanence)
	kind := coding(r, "option", "What kind of home was it?", "PREV_PERM", "Choose", b.Option)
	kind.Required = "Choose what kind of home it was, or that there was none"
	la := coding(r, "authority", "Which authority arranged it", "LA_PERM", "Not known, or none", b.Authority)
	on := &form.Text{Name: "ordered", Label: "Day of the order", Hint: "As year-month-day, for example 2019-05-31; ZZ or ZZZZ for a part that is not known", Size: "s", Width: 10, Value: string(b.Ordered), Complete: "off"}
	return []form.Field{kind, la, on}, func() record.Body {
		return record.PreviousPermanence{Option: kind.Value, Authority: la.Value, Ordered: record.PartDay(on.Value)}
	}
}

func askLiberty(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, _ := held.(record.DeprivationOfLiberty)
	from, to := dated(r, "from", "From which day does the order hold?", b.From, false), optional("to", "Until which day", "", b.To)
	return []form.Field{from, to}, func() record.Body { return record.DeprivationOfLiberty{From: from.Value, To: to.Value} }
}

func askPathway(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, old := held.(record.PathwayPlan)
	made := dated(r, "started", "Day on which the plan was made", b.Started, !old)
	fields := []form.Field{made}
	review := optional("reviewed", "Reviewed on", "A further review", day.Day{})
	ended := optional("ended", "Ended on", "Only when it has ended", b.Ended)
	if old {
		if n := len(b.Reviews); n > 0 {
			review.Hint = "A further review; the last was on " + b.Reviews[n-1].Long()
		}
		fields = append(fields, review, ended)
	}
	return fields, func() record.Body {
		p := record.PathwayPlan{Started: made.Value, Ended: ended.Value, Reviews: slices.Clone(b.Reviews)}
		if !review.Value.IsZero() && !slices.Contains(p.Reviews, review.Value) {
			p.Reviews = append(p.Reviews, review.Value)
			slices.SortFunc(p.Reviews, day.Day.Compare)
		}
		return p
	}
}

func sayPathway(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.PathwayPlan)
	out := "Made on " + cmp.Or(b.Started.Long(), "a day that is not recorded")
	for _, d := range b.Reviews {
		out += "; reviewed on " + d.Long()
	}
	if !b.Ended.IsZero() {
		out += "; ended on " + b.Ended.Long()
	}
	return out
}

func askContact(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, old := held.(record.Visit)
	on, seen := dated(r, "date", "Day of the contact", b.Date, !old), yesNo("seen", "Was there contact?", "", b.Seen, true)
	where := coding(r, "place", "Where, or how", "visit_place", "There was none", b.Place)
	notes, why := words("notes", "What it was about", "", b.Notes, 4), &form.Text{Name: "why_not", Label: "If there was none, why", Size: "s", Value: b.WhyNot}
	return []form.Field{on, seen, where, notes, why}, func() record.Body {
		return record.Visit{Date: on.Value, Seen: answer(seen), Place: where.Value, Notes: notes.Value, WhyNot: why.Value, Views: b.Views}
	}
}

func sayContact(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.Visit)
	return join(pick(b.Seen, "Contact", "No contact"), codes.Label("visit_place", b.Place), b.WhyNot, b.Notes)
}

func askLeaver(r *shell.Request, held record.Body) ([]form.Field, func() record.Body) {
	b, old := held.(record.CareLeaver)
	now := day.FinancialYearEnding(r.Today())
	year := &form.Select{Name: "year", Label: "What is this about?", Hint: "The return asks how it was around the birthday in its year", Size: "s", Empty: "How it is on a day", Value: strconv.Itoa(b.Year)}
	if b.Year == 0 {
		year.Value = ""
	}
	for _, y := range []int{now, now - 1} {
		year.Options = append(year.Options, form.Option{Value: strconv.Itoa(y), Label: "Around the birthday in the year to 31 March " + strconv.Itoa(y)})
	}
	if b.Year != 0 && b.Year != now && b.Year != now-1 {
		year.Options = append(year.Options, form.Option{Value: strconv.Itoa(b.Year), Label: "Around the birthday in the year to 31 March " + strconv.Itoa(b.Year)})
	}
	on := optional("date", "On which day", "Only for how it is on a day", b.Date)
	if !old {
		on.Value = r.Today()
	}
	touch := coding(r, "in_touch", "Are we in touch?", "IN_TOUCH", "Choose", b.InTouch)
	touch.Required = "Choose whether we are in touch"
	does, lives := coding(r, "activity", "What does the young person do?", "ACTIV", "Not asked", b.Activity), coding(r, "accommodation", "Where does the young person live?", "ACCOM", "Not asked", b.Accommodation)
	entitled := coding(r, "eligibility", "Entitled to", "leaving_care_eligibility", "Not told", b.Eligibility)
	return []form.Field{year, on, touch, does, lives, entitled}, func() record.Body {
		l := record.CareLeaver{Date: on.Value, InTouch: touch.Value, Activity: does.Value, Accommodation: lives.Value, Eligibility: entitled.Value}
		if l.Year, _ = strconv.Atoi(year.Value); l.Year != 0 {
			l.Date = day.Day{} // the day that stood there is that of the other answer
		}
		return l
	}
}

func sayLeaver(_ *shell.Request, n room.Noted) string {
	b, _ := n.Body.(record.CareLeaver)
	out := join(codes.Sentence("IN_TOUCH", b.InTouch), codes.Label("ACTIV", b.Activity), codes.Label("ACCOM", b.Accommodation), codes.Label("leaving_care_eligibility", b.Eligibility))
	if b.Year != 0 {
		out += " (around the birthday in the year to 31 March " + strconv.Itoa(b.Year) + ")"
	}
	return out
}
