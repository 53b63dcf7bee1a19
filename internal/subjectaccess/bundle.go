package subjectaccess

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Part is one thing that an item says.
type Part struct{ Label, Text string }

// Item is one part of the record that somebody asked for: a record of any kind, in words.
type Item struct {
	Record string // id
	On     day.Day
	Kind   string
	Title  string
	Parts  []Part
	Look   string // why somebody must look at it before it is given; "" for a plain fact about the person
	Apart  bool   // it is of a kind that is held back unless somebody decides otherwise: restricted, privileged, about others
	File   *record.Of[record.Document]
	Print  string // of the words: a decision holds for these and no others

	Decided *record.Of[record.AccessItem] // nil: nobody has decided
	Stale   bool                          // it says something else than when it was decided on
}

// Settled says whether there is a decision that holds.
func (i Item) Settled() bool { return i.Decided != nil && !i.Stale }

// Given says whether any of it leaves.
func (i Item) Given() bool { return i.Settled() && i.Decided.Body.Decision != record.AccessWithhold }

// Piece is a stretch of a part: words that leave, or the place where words were taken out.
type Piece struct {
	Text            string
	Cut             bool
	Exemption, Note string
}

// Pieces are a part of an item as it leaves.
func (i Item) Pieces(part int) []Piece {
	var cuts []record.AccessPassage
	if i.Settled() {
		for _, p := range i.Decided.Body.Passages {
			if p.Part == part {
				cuts = append(cuts, p)
			}
		}
	}
	return cut([]rune(i.Parts[part].Text), cuts)
}

// cut parts a text at passages. Passages that overlap are joined, whatever their order; the first one's ground is told.
func cut(text []rune, cuts []record.AccessPassage) (out []Piece) {
	cuts = slices.Clone(cuts)
	slices.SortStableFunc(cuts, func(a, b record.AccessPassage) int { return cmp.Compare(a.From, b.From) })
	at := 0
	for _, c := range cuts {
		from, to := min(c.From, len(text)), min(c.To, len(text))
		if to <= at {
			continue
		}
		if from <= at && len(out) > 0 && out[len(out)-1].Cut {
			at = to // goes on where the last one ends
			continue
		}
		if from > at {
			out = append(out, Piece{Text: string(text[at:from])})
		}
		out = append(out, Piece{Cut: true, Exemption: c.Exemption, Note: c.Note})
		at = to
	}
	if at < len(text) {
		out = append(out, Piece{Text: string(text[at:])})
	}
	return out
}

// Texts are what the long texts said, by the subject that each is kept under: the newest last.
type Texts map[string][]Said

// Said is a text at a time.
type Said struct {
	Text  string
	Until string // when it was changed; "" for what it says now
}

// Names are what people read for workers, teams and people.
type Names map[string]string

// kept are kinds that are no part of a copy: the request itself.
var kept = map[string]bool{record.AccessRequest{}.KindName(): true}

// bundle is what is held about a person, oldest first. shared are the records of subjects that several people have in common: referrals and assessment reports.
func bundle(s story.Story, shared []record.Record, texts Texts, names Names) ([]Item, error) {
	on := map[string]day.Day{}
	titles := map[string]string{}
	for _, l := range chronology.Of(s) {
		if on[l.Record].IsZero() {
			on[l.Record], titles[l.Record] = l.On, l.Title
		}
	}
	var out []Item
	for n, r := range slices.Concat(s.Records, shared) {
		if kept[r.Kind] {
			continue
		}
		k, ok := record.Lookup(r.Kind)
		if !ok {
			continue
		}
		i := Item{Record: r.ID, Kind: r.Kind, Title: cmp.Or(titles[r.ID], k.Title), On: on[r.ID]}
		if i.On.IsZero() {
			i.On = day.In(r.At)
		}
		if note, ok := r.Body.(record.CaseNote); ok && on[r.ID].IsZero() { // one that nobody marked has no line in the chronology
			i.Title, i.On = k.Title+": "+note.Title, note.Date
		}
		fields, err := chronology.Fields(r.Body)
		if err != nil {
			return nil, err
		}
		others, free := n >= len(s.Records), false
		for _, f := range fields {
			text := f.Value
			if who := cmp.Or(f.Worker, f.Person); who != "" {
				others = others || f.Person != "" && f.Person != s.Subject
				text = cmp.Or(names[who], "somebody whose name is not shown")
			}
			free = free || f.Free
			i.Parts = append(i.Parts, Part{f.Label, text})
		}
		coded := len(i.Parts)
		i.say(r, texts)
		i.weigh(access.Class(k.Class), r, others, free || len(i.Parts) > coded)
		i.Print = print(i.Parts)
		out = append(out, i)
	}
	slices.SortStableFunc(out, func(a, b Item) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Record, b.Record)) })
	return out, nil
}

// say adds the long text of a note, a letter or a document, and what a note said before it was changed.
func (i *Item) say(r record.Record, texts Texts) {
	note, label := "", "Text"
	switch b := r.Body.(type) {
	case record.CaseNote:
		note = b.Note
	case record.Letter:
		note = b.Note
	case record.Document:
		note, label = b.Words, "Text found in the file"
		i.File = &record.Of[record.Document]{Meta: r.Meta, Body: b}
	}
	all := texts[note]
	for n := len(all) - 1; n >= 0; n-- { // the newest first
		l := label
		if all[n].Until != "" {
			l = "What it said until it was changed on " + all[n].Until
		}
		i.Parts = append(i.Parts, Part{l, all[n].Text})
	}
}

// weigh says whether somebody must look at an item before it is given, and whether it is of a kind that is kept apart.
func (i *Item) weigh(class access.Class, r record.Record, others, free bool) {
	switch b := r.Body.(type) {
	case record.Document:
		if b.Restricted {
			class = access.SourceRestricted
		}
	case record.Address:
		if b.Confidential {
			class = access.SourceRestricted
		}
	case record.ContactDetail:
		if b.Confidential {
			class = access.SourceRestricted
		}
	}
	switch class {
	case access.SourceRestricted:
		i.Look, i.Apart = "Restricted: its source let only few read it, or it must not be disclosed", true
	case access.Legal:
		i.Look, i.Apart = "Court papers and legal advice may be privileged", true
	case access.ThirdParty:
		i.Look, i.Apart = "It is about somebody else", true
	case access.Audit:
		i.Look, i.Apart = "It says who may or may not see the record", true
	}
	if i.Look != "" {
		return
	}
	switch {
	case others:
		i.Look = "It names somebody else, or is shared with brothers and sisters"
	case i.File != nil:
		i.Look = "A file leaves whole, or as its text with passages taken out"
	case free:
		i.Look = "Free text: read it for what is about other people"
	}
}

// print tells the words of an item from any others.
func print(parts []Part) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s%d:%s", len(p.Label), p.Label, len(p.Text), p.Text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// decide puts decisions on the items that they are about.
func decide(items []Item, decisions []record.Of[record.AccessItem]) {
	at := make(map[string]int, len(items))
	for n := range items {
		at[items[n].Record] = n
	}
	for _, d := range decisions {
		if n, ok := at[d.Body.Record]; ok {
			items[n].Decided, items[n].Stale = &d, d.Body.Print != items[n].Print
		}
	}
}

// Counts are how far the answer is.
type Counts struct {
	All, Undecided, Stale, Given, Redacted, Withheld, Passages int
	Facts                                                      int // undecided, and plain facts about the person
}

// Count counts decisions.
func Count(items []Item) (c Counts) {
	c.All = len(items)
	for _, i := range items {
		switch {
		case i.Stale:
			c.Stale++
		case i.Decided == nil:
			c.Undecided++
			if i.Look == "" {
				c.Facts++
			}
		case i.Decided.Body.Decision == record.AccessWithhold:
			c.Withheld++
		case i.Decided.Body.Decision == record.AccessRedact:
			c.Redacted++
			c.Passages += len(i.Decided.Body.Passages)
		default:
			c.Given++
		}
	}
	return c
}

// Lacks is what still stands between a request and an answer, in sentences; none when it may leave.
func Lacks(q record.AccessRequest, items []Item) (out []string) {
	add := func(lacking bool, text string) {
		if lacking {
			out = append(out, text)
		}
	}
	c := Count(items)
	add(q.IdentityOn.IsZero(), "It is not recorded that the requester showed who they are.")
	add(q.By != record.AskedForSelf && q.AuthorityOn.IsZero(), "It is not recorded why the requester may ask for somebody else’s record.")
	add(q.Stopped(), "Something was asked of the requester and is not answered.")
	add(c.Undecided > 0, strconv.Itoa(c.Undecided)+" parts of the record are not decided.")
	add(c.Stale > 0, strconv.Itoa(c.Stale)+" parts of the record were changed since they were decided: look at them again.")
	return out
}

// Leak is a passage that was taken out in one item, and whose words leave in another.
type Leak struct{ From, In string } // ids of records

// leastLeak is the shortest passage that is looked for elsewhere, in characters: shorter ones are in every text.
const leastLeak = 4

// Leaks are the passages whose words still stand somewhere in what leaves. It may be right, as when a name is given in one place and not in another; somebody must
// have looked.
func Leaks(items []Item) (out []Leak) {
	type passage struct{ from, words string }
	var taken []passage
	leaves := make([]string, len(items))
	for n, i := range items {
		if !i.Given() {
			continue
		}
		var b strings.Builder
		for part := range i.Parts {
			for _, p := range i.Pieces(part) {
				b.WriteString(p.Text + "\n")
			}
		}
		leaves[n] = squeeze(b.String())
		for _, c := range i.Decided.Body.Passages {
			if c.Part >= len(i.Parts) {
				continue
			}
			text := []rune(i.Parts[c.Part].Text)
			words := squeeze(string(text[min(c.From, len(text)):min(c.To, len(text))]))
			if utf8.RuneCountInString(words) >= leastLeak {
				taken = append(taken, passage{i.Record, words})
			}
		}
	}
	for n, i := range items {
		for _, p := range taken {
			l := Leak{p.from, i.Record}
			if leaves[n] != "" && strings.Contains(leaves[n], p.words) && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// squeeze folds white space and case, so that a passage is found however its lines break.
func squeeze(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
