package people

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/shell"
)

// How much of what can be long is on the first screen; the rest is one click away.
const (
	mostDue    = 4
	mostEvents = 12
	mostWords  = 200 // characters of somebody's own words
)

// summarise fills in what somebody must grasp at once.
func summarise(r *shell.Request, out *showView) error {
	s := person.Summarise(r.Reading.Story, func(c access.Class) bool { return r.May(access.Read, c) })
	around, err := r.House().People.Around(r.Context(), r.Reading)
	if err != nil {
		return err
	}
	today := day.In(r.Now())
	for _, w := range s.Warnings {
		note := "review by " + w.Body.Review.Short()
		if w.Body.Review.Before(today) {
			note = "review overdue since " + w.Body.Review.Short()
		}
		if w.Body.Agreed == "" {
			note += ", no manager has agreed it yet"
		}
		row := warningRow{Type: capital(label("warning_type", w.Body.Type)), Text: w.Body.Text, Note: note}
		if out.Allow.Case {
			row.Path = out.Base + "/warnings/" + w.ID
		}
		out.Warnings = append(out.Warnings, row)
	}
	for _, w := range around.Warnings {
		out.Warnings = append(out.Warnings, warningRow{
			Type: capital(label("warning_type", w.Warning.Type)), Text: w.Warning.Text, About: w.Relation.Name + ", " + w.Relation.Label, Path: Path(w.Relation.Other),
		})
	}
	if c, ok := care.Running(r.Reading.Story); ok && s.Legal.Text != "" {
		if l, ok := c.StatusOn(today); ok { // not one that is dated ahead
			s.Legal = person.Involvement{Text: capital(label("LS", l.Body.Status)), Since: l.Body.From}
		}
	}
	out.Status = statuses(s)
	out.Why = why(r, out.Allow)
	for _, a := range s.Aims {
		out.Aims = append(out.Aims, pair{a.From, clipped(a.Text)})
	}
	out.Risks = s.Risks
	out.Seen = seen(s, out.View.Unborn)
	out.Lives, out.With = lives(r, out, around, today)
	return nil
}

func statuses(s person.Summary) []pair {
	var out []pair
	for _, in := range s.Statuses {
		out = append(out, pair{in.Text, since(in.Since)})
		if in.Text == "Looked after" && s.Legal.Text != "" {
			out = append(out, pair{s.Legal.Text, since(s.Legal.Since)})
		}
	}
	if out == nil {
		out = []pair{{"Not involved now", ""}}
	}
	return out
}

func since(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return "since " + d.Long()
}

// clipped is a text for the first screen; what is cut off is on the page of its record.
func clipped(text string) string {
	r := []rune(strings.TrimSpace(text))
	if len(r) <= mostWords {
		return string(r)
	}
	cut := string(r[:mostWords])
	if i := strings.LastIndexByte(cut, ' '); i > mostWords/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

// why is what the newest referral says.
func why(r *shell.Request, may allowed) []pair {
	var out []pair
	add := func(key, value string) {
		if value != "" {
			out = append(out, pair{key, value})
		}
	}
	ref, ok := story.Latest[record.Referral](r.Reading.Story)
	if !ok || !may.Referral {
		return nil
	}
	b := ref.Body
	add("Referred", b.Date.Long()+from(b))
	add("Need", capital(label("primary_need", b.PrimaryNeed)))
	if decided := capital(label("referral_decision", b.Decision)); decided != "" {
		if level, _, _ := strings.Cut(label("threshold", b.Threshold), ":"); level != "" {
			decided += " (" + level + ")"
		}
		add("Decision", decided)
	}
	add("Why", clipped(b.Rationale))
	return out
}

// from says who referred.
func from(b record.Referral) string {
	if source := label("referral_source", b.Source); source != "" {
		return ", by: " + source
	}
	return ""
}

// seen is when the child was seen, alone, or was to be and was not; and what the child says.
func seen(s person.Summary, unborn bool) []pair {
	if unborn {
		return nil
	}
	sight := func(x person.Sight) string {
		if x.On.IsZero() {
			return "not recorded"
		}
		words := x.On.Long()
		if x.How != "" {
			words += ", " + x.How
		}
		if x.Where != "" {
			words += ", " + x.Where
		}
		return words
	}
	out := []pair{{"Last seen", sight(s.Seen)}, {"Last seen alone", sight(s.Alone)}}
	if !s.Missed.On.IsZero() {
		out = append(out, pair{"Not seen since", s.Missed.On.Long() + ": " + cmp.Or(s.Missed.Why, "no reason recorded")})
	}
	if s.Views.Text != "" {
		said := clipped(s.Views.Text)
		if !s.Views.On.IsZero() {
			said += " (" + s.Views.From + ", " + s.Views.On.Short() + ")"
		}
		out = append(out, pair{"The child says", said})
	} else {
		out = append(out, pair{"The child says", "nothing recorded yet"})
	}
	return out
}

// lives says where the child lives now, and who lives there too.
func lives(r *shell.Request, out *showView, around person.Around, today day.Day) (where []string, who []relative) {
	if r.May(access.Read, access.Address) {
		if c, ok := care.Running(r.Reading.Story); ok {
			if p, _, ok := c.PlacementOn(today); ok {
				where = append(where, "Placed: "+label("PLACE", p.Body.Type)+optional(" since ", p.Body.From.Short()))
			}
		}
		for _, a := range slices.Backward(out.View.Addresses) {
			if !a.Body.To.IsZero() {
				continue
			}
			text := homeRow(a.Body).Text
			if a.Body.Confidential {
				text += " (must not be disclosed)"
			}
			if len(where) > 0 {
				text = "Home: " + text
			}
			where = append(where, text)
			break
		}
	}
	for _, rel := range around.Household {
		who = append(who, relativeRow(rel, today))
	}
	return where, who
}

func optional(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// Line is a line of a chronology as a page shows it.
type Line struct {
	chronology.Line
	Who  string
	Path string // of the record that it comes from
}

// Lines are the lines of a person's chronology that a reader may read, oldest first.
func Lines(r *shell.Request) []Line {
	var out []Line
	for _, l := range chronology.Readable(chronology.Of(r.Reading.Story), func(c access.Class) bool { return r.May(access.Read, c) }) {
		out = append(out, Line{Line: l, Who: r.Name(l.Worker), Path: SourcePath(r.Reading.Story, l)})
	}
	return out
}

// SourcePath is the page of the record that a line comes from.
func SourcePath(s story.Story, l chronology.Line) string {
	base := Path(s.Subject)
	switch l.Kind {
	case "assessment":
		if a, ok := story.Find[record.Assessment](s, l.Record); ok {
			if _, id, found := strings.Cut(a.Body.Report, ":"); found {
				return "/assessments/" + id
			}
		}
	case "case_note":
		return base + "/notes/" + l.Record
	case "warning":
		return base + "/warnings/" + l.Record
	case "document":
		return base + "/documents/" + l.Record
	case "letter":
		return base + "/letters/" + l.Record
	}
	return base + "/records/" + l.Record
}

// events are the newest lines of the chronology, newest first.
func events(r *shell.Request) []event {
	var out []event
	for _, l := range slices.Backward(Lines(r)) {
		if len(out) == mostEvents {
			break
		}
		out = append(out, event{l})
	}
	return out
}
