package assessment

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// What the merge screen carries for each field that two people changed, before the name of its input. None begins with an underscore,
// so that a draft keeps them and the screen survives what a form survives.
const (
	minePrefix   = "mine-"     // what the reader wrote
	wasPrefix    = "was-"      // what both began with
	byPrefix     = "their-by-" // who wrote the other
	atPrefix     = "their-at-"
	joinedPrefix = "joined-" // what the reader writes from both
	choicePrefix = "choice-" // theirs, mine or joined
)

const (
	keepTheirs = "theirs"
	keepMine   = "mine"
	keepJoined = "joined"
)

// merging says whether what was sent, or kept as a draft, comes from a merge screen.
func merging(v url.Values) bool {
	for name := range v {
		if strings.HasPrefix(name, minePrefix) {
			return true
		}
	}
	return false
}

// merge is the screen on which somebody chooses between a colleague's text and their own, field by field.
type merge struct {
	govuk.Page
	form.Form
	ID      string
	Fields  []mergeField
	Carried []govuk.Hidden // everything else that was typed
	Send    bool           // and then hand it to the manager
}

type mergeField struct {
	input  string
	Title  string
	Sides  [2]side // the colleague's and the reader's
	Was    string
	Choice *form.Radios
}

// side is one version, marked with what it changed.
type side struct {
	Heading string
	Text    []piece
}

func sideOf(heading, input, was, now string) side {
	if coded(input) || strings.TrimSpace(now) == "" {
		return side{heading, []piece{{Text: shown(input, now)}}}
	}
	return side{heading, marks(was, now)}
}

// collided answers a save that met a colleague's change: everything typed is kept as a draft on the newest versions, and the screen shown.
func collided(w http.ResponseWriter, r *shell.Request, v room.View, c *room.Collision, sending bool) error {
	typed := typedOf(c.Edit, childrenOf(v), today(r))
	for _, f := range c.Fields {
		for _, name := range inputNames(f.Input) {
			typed.Del(name)
		}
		typed.Set(minePrefix+f.Input, f.Mine)
		typed.Set(wasPrefix+f.Input, f.Base)
		typed.Set(byPrefix+f.Input, f.TheirBy)
		typed.Set(atPrefix+f.Input, f.TheirAt.UTC().Format(time.RFC3339))
		if !coded(f.Input) {
			typed.Set(joinedPrefix+f.Input, strings.TrimSpace(f.Theirs+"\n\n"+f.Mine))
		}
	}
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draftName(r.ID()), typed); err != nil {
		return err
	}
	if sending {
		typed.Set("_send", "1")
	}
	at, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), basesIn(typed, c.Edit, v.Report.ID))
	if err != nil {
		return err
	}
	return newMerge(r, v, at, typed).show(w, r, http.StatusConflict)
}

// newMerge makes the screen from what was typed. at is the text on the versions that it was typed on; the colleague's side comes from the
// record, not from the form.
func newMerge(r *shell.Request, v room.View, at room.Edit, typed url.Values) *merge {
	m := &merge{Page: r.Page("Somebody else changed the same part"), ID: r.ID(), Send: typed.Has("_send")}
	names := childrenOf(v)
	for _, input := range inputs(at) {
		if !typed.Has(minePrefix + input) {
			continue
		}
		by := r.Name(typed.Get(byPrefix + input))
		f := mergeField{input: input, Title: titleOf(input, names), Was: shown(input, typed.Get(wasPrefix+input))}
		was := typed.Get(wasPrefix + input)
		f.Sides = [2]side{
			sideOf(by+" wrote"+moment(typed.Get(atPrefix+input)), input, was, valueOf(at, input)),
			sideOf("You wrote, not saved yet", input, was, typed.Get(minePrefix+input)),
		}
		f.Choice = choiceOf(input, f.Title, by)
		m.Fields = append(m.Fields, f)
		m.Add(f.Choice)
	}
	m.Fill(typed)
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if strings.HasPrefix(name, choicePrefix) || strings.HasPrefix(name, joinedPrefix) || strings.HasPrefix(name, "_") {
			continue
		}
		for _, value := range typed[name] {
			m.Carried = append(m.Carried, govuk.Hidden{Name: name, Value: value})
		}
	}
	return m
}

func choiceOf(input, title, by string) *form.Radios {
	c := &form.Radios{
		Name: choicePrefix + input, Label: "Which do you keep?", Size: "s", Required: "Choose what to keep for “" + title + "”",
		Options: []form.Option{{Value: keepTheirs, Label: "Keep what " + by + " wrote"}, {Value: keepMine, Label: "Keep what I wrote"}},
	}
	if !coded(input) {
		c.Options = append(c.Options, form.Option{Value: keepJoined, Label: "Write one text from both", Reveals: []form.Field{
			required(joinedPrefix+input, "The text from both: "+title, "Both texts are here, one after the other. Change them as you like.", "Write the text from both for “"+title+"”"),
		}})
	}
	return c
}

func required(name, label, hint, required string) *long {
	l := text(name, label, hint, "", 10)
	l.Required = required
	return l
}

func (m *merge) show(w http.ResponseWriter, r *shell.Request, status int) error {
	m.Page.Errors, m.Page.Status = m.Form.Errors(), status
	m.Page.Scripts, m.Page.Wide = []string{"autosave.js"}, true
	return r.Show(w, "assessment/merge", m)
}

// Frame implements govuk.View.
func (m *merge) Frame() govuk.Page { return m.Page }

// chosen is what was typed with the choices made: a form like any other, on the newest versions.
func (m *merge) chosen(at room.Edit, typed url.Values) url.Values {
	out := url.Values{}
	for name, values := range typed {
		if !carriesMerge(name) {
			out[name] = values
		}
	}
	for _, f := range m.Fields {
		switch f.Choice.Value {
		case keepTheirs:
			setInput(out, f.input, valueOf(at, f.input))
		case keepMine:
			setInput(out, f.input, typed.Get(minePrefix+f.input))
		case keepJoined:
			setInput(out, f.input, typed.Get(joinedPrefix+f.input))
		}
	}
	return out
}

func carriesMerge(name string) bool {
	for _, p := range []string{minePrefix, wasPrefix, byPrefix, atPrefix, joinedPrefix, choicePrefix} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// coded says whether a field is a choice or a date, of which no third can be made from two.
func coded(input string) bool {
	return strings.HasSuffix(input, "-seen") || strings.HasSuffix(input, "-seen_alone") || strings.HasSuffix(input, "-outcome")
}

func inputNames(input string) []string {
	if strings.HasSuffix(input, "-seen") {
		return []string{input + "-day", input + "-month", input + "-year"}
	}
	return []string{input}
}

func setInput(v url.Values, input, value string) {
	if !strings.HasSuffix(input, "-seen") {
		v.Set(input, value)
		return
	}
	parts := []string{"", "", ""}
	if d, err := day.Parse(value); err == nil && !d.IsZero() {
		y, m, dd := d.Date()
		parts = []string{strconv.Itoa(dd), strconv.Itoa(int(m)), strconv.Itoa(y)}
	}
	for i, name := range inputNames(input) {
		v.Set(name, parts[i])
	}
}

// inputs are the names of the fields that can collide, in the order of the form. Factors never do: a set takes all changes.
func inputs(e room.Edit) []string {
	out := []string{"history", "parenting", "environment"}
	for i := range e.Children {
		for _, name := range []string{"seen", "seen_alone", "why_not_seen", "views", "needs", "outcome"} {
			out = append(out, "child-"+strconv.Itoa(i)+"-"+name)
		}
	}
	return append(out, "analysis", "plan", "why_late")
}

// valueOf is what an edit says in a field.
func valueOf(e room.Edit, input string) string {
	r := e.Report
	shared := map[string]string{"history": r.History, "parenting": r.Parenting, "environment": r.Environment, "analysis": r.Analysis, "plan": r.Plan, "why_late": r.WhyLate}
	if v, ok := shared[input]; ok {
		return v
	}
	i, name := childInput(input)
	if i < 0 || i >= len(e.Children) {
		return ""
	}
	c := e.Children[i]
	return map[string]string{"seen": c.Seen.String(), "seen_alone": c.SeenAlone, "why_not_seen": c.WhyNotSeen, "views": c.Views, "needs": c.Needs, "outcome": c.Outcome}[name]
}

func childInput(input string) (int, string) {
	rest, ok := strings.CutPrefix(input, "child-")
	number, name, _ := strings.Cut(rest, "-")
	i, err := strconv.Atoi(number)
	if !ok || err != nil {
		return -1, ""
	}
	return i, name
}

func titleOf(input string, children []child) string {
	label := fieldLabel(input)
	if i, _ := childInput(input); i >= 0 && i < len(children) {
		return label + ": " + children[i].Name
	}
	return label
}

// shown is a field's value in words.
func shown(input, value string) string {
	switch {
	case strings.TrimSpace(value) == "":
		return "Nothing is written here."
	case strings.HasSuffix(input, "-seen"):
		if d, err := day.Parse(value); err == nil {
			return d.Long()
		}
	case strings.HasSuffix(input, "-seen_alone"):
		return map[string]string{"yes": "Yes", "no": "No", "not_appropriate": "Not appropriate"}[value]
	case strings.HasSuffix(input, "-heard"):
		set, _ := codes.Set("how_heard")
		var said []string
		for _, code := range strings.Fields(value) {
			said = append(said, set.Label(code))
		}
		return capital(strings.Join(said, "; "))
	case strings.HasSuffix(input, "-outcome"):
		set, _ := codes.Set("assessment_outcome")
		return capital(set.Label(value))
	}
	return value
}

func moment(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return ", " + day.Moment(t)
}
