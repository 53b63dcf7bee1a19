package subjectaccess

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/subjectaccess"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type partView struct {
	people.Head
	Root, Here string
	Line       line
	Print      string
	Base       int64
	Parts      []partLines
	Taken      []taken
	Held       *taken
	File       string
	Words      *form.Text
	Out, Hold  []form.Field
	Next       string
}

// partLines is one thing that an item says, sentence by sentence.
type partLines struct {
	Label string
	Lines []sentence
}

type sentence struct {
	Value, Text string
	Cut         bool // it lies within a passage that is taken out
}

type taken struct {
	N            int
	Words        string
	Ground, Note string
}

// sentences parts a text where a sentence or a line ends. The values name characters, so that what is ticked is exactly what was read.
func sentences(n int, text string, out []record.AccessPassage) (lines []sentence) {
	all := []rune(text)
	from := 0
	add := func(to int) {
		for from < to && unicode.IsSpace(all[from]) {
			from++
		}
		if from < to {
			covered := slices.ContainsFunc(out, func(p record.AccessPassage) bool { return p.Part == n && p.From <= from && p.To >= to })
			lines = append(lines, sentence{fmt.Sprintf("%d-%d-%d", n, from, to), string(all[from:to]), covered})
		}
		from = to
	}
	for i, c := range all {
		ends := c == '\n' || strings.ContainsRune(".!?", c) && (i+1 == len(all) || unicode.IsSpace(all[i+1]))
		if ends {
			add(i + 1)
		}
	}
	add(len(all))
	return lines
}

func reasons(prefix string, r *shell.Request) []form.Field {
	return []form.Field{
		&form.Select{Name: prefix + "exemption", Label: "On which ground?", Empty: "Choose one", Options: people.Options("access_exemption", r.Today()), Required: "Choose the ground on which it is held back"},
		&form.TextArea{Name: prefix + "note", Label: "What does the reader see in its place?", Hint: "In plain words, and without telling what was there. For example: “This is about your aunt’s health.”", Rows: 2, Required: "Write for the reader why it is held back, in plain words"},
	}
}

func partPage(r *shell.Request) (partView, room.Item, error) {
	c, err := load(r)
	if err != nil {
		return partView{}, room.Item{}, err
	}
	i, err := c.Find(r.PathValue("part"))
	if err != nil {
		return partView{}, i, err
	}
	l := lineOf(r, i)
	v := partView{Head: head(r, l.Kind+", "+i.On.Long()), Root: base(r), Here: base(r) + "/parts/" + i.Record, Line: l, Print: i.Print, Out: reasons("", r), Hold: reasons("hold-", r),
		Words: &form.Text{Name: "words", Label: "Or these words, wherever they stand here", Hint: "For example a name", Complete: "off"}}
	v.Back = govuk.BackLink{Text: "Request " + c.Request.Body.Reference, Href: base(r)}
	v.Banner = people.DoneBanner(r, done)
	var out []record.AccessPassage
	if i.Decided != nil {
		v.Base = i.Decided.Version
		if d := i.Decided.Body; !i.Stale {
			out = d.Passages
			if d.Decision == record.AccessWithhold {
				v.Held = &taken{Ground: codes.Sentence("access_exemption", d.Exemption), Note: d.Note}
			}
		}
	}
	for n, p := range i.Parts {
		v.Parts = append(v.Parts, partLines{p.Label, sentences(n, p.Text, out)})
	}
	for n, p := range out {
		t := taken{N: n, Ground: codes.Sentence("access_exemption", p.Exemption), Note: p.Note}
		if text := []rune(i.Parts[p.Part].Text); p.To <= len(text) {
			t.Words = string(text[p.From:p.To])
		}
		v.Taken = append(v.Taken, t)
	}
	if i.File != nil {
		v.File = v.Here + "/file"
	}
	at := slices.IndexFunc(c.Items, func(o room.Item) bool { return o.Record == i.Record })
	for _, o := range slices.Concat(c.Items[at+1:], c.Items[:at]) { // the next that waits, in order, and round to the first
		if !o.Settled() {
			v.Next = base(r) + "/parts/" + o.Record
			break
		}
	}
	return v, i, nil
}

// part is one part of the record, and what is decided on it.
func part(w http.ResponseWriter, r *shell.Request) error {
	v, _, err := partPage(r)
	if err != nil {
		return err
	}
	return r.Show(w, "subjectaccess/part", v)
}

// decide takes the decision: give, take passages out, put one back, hold back.
func decide(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, i, err := partPage(r)
	if err != nil {
		return err
	}
	seen, err := shell.Base(r.PostForm)
	if err != nil {
		return err
	}
	d := room.Decision{Record: i.Record, Print: r.PostForm.Get("print"), Base: seen}
	var held []record.AccessPassage
	if i.Settled() {
		held = i.Decided.Body.Passages
	}
	next := true
	f := &form.Form{}
	switch do := r.PostForm.Get("do"); do {
	case "give":
		d.Decision = record.AccessGive
	case "hold":
		d.Decision = record.AccessWithhold
		f = shell.FormOf([]shell.Section{{Fields: v.Hold}})
		d.Exemption, d.Note = r.PostForm.Get("hold-exemption"), r.PostForm.Get("hold-note")
	case "out":
		d.Decision, next = record.AccessRedact, false
		f = shell.FormOf([]shell.Section{{Fields: append(slices.Clone(v.Out), v.Words)}})
		d.Passages = append(slices.Clone(held), passages(i, r.PostForm)...)
	case "back":
		n := 0
		if _, err := fmt.Sscanf(r.PostForm.Get("passage"), "%d", &n); err != nil || n < 0 || n >= len(held) {
			return errs.New(errs.Conflict, "That passage is back already. Open the part again; nothing was changed")
		}
		d.Passages, next = slices.Delete(slices.Clone(held), n, n+1), false
		if d.Decision = record.AccessRedact; len(d.Passages) == 0 {
			d.Decision = record.AccessGive
		}
	default:
		return errs.New(errs.Invalid, "Choose what happens with this part. Go back and choose; nothing was changed")
	}
	if f.Parse(r.PostForm) {
		if d.Decision == record.AccessRedact && len(d.Passages) == len(held) && r.PostForm.Get("do") == "out" {
			err = errs.Field("words", "Tick the sentences to take out, or enter words that stand here")
		} else {
			_, err = r.House().Requests.Decide(r.Context(), r.Actor, r.Subject(), requestID(r), d)
		}
		switch {
		case err == nil && next && v.Next != "":
			return r.See(w, v.Next+"?done=decided")
		case err == nil && next:
			return r.See(w, base(r)+"?done=all")
		case err == nil:
			return r.See(w, v.Here+"?done=decided")
		case !f.Explain(err):
			return err
		}
	}
	v.Errors = f.Errors()
	return r.Show(w, "subjectaccess/part", v)
}

// passages are those that were ticked, and those that hold the words that were entered.
func passages(i room.Item, v url.Values) (out []record.AccessPassage) {
	add := func(n, from, to int) {
		out = append(out, record.AccessPassage{Part: n, From: from, To: to, Exemption: v.Get("exemption"), Note: strings.TrimSpace(v.Get("note"))})
	}
	for _, value := range v["passage"] {
		var n, from, to int
		if _, err := fmt.Sscanf(value, "%d-%d-%d", &n, &from, &to); err == nil {
			add(n, from, to)
		}
	}
	for n, p := range i.Parts {
		for _, at := range room.Places(p.Text, v.Get("words")) {
			add(n, at[0], at[1])
		}
	}
	return out
}
