package draft

import (
	"strings"

	"throughline/internal/scrutiny/minutes"
)

// Style is how a block of minutes is shown.
type Style string

// The styles.
const (
	StyleTitle   Style = "title"
	StyleHead    Style = "head" // a line of the head: who was there
	StyleItem    Style = "item"
	StylePurpose Style = "purpose"
	StyleHeading Style = "heading"
	StylePara    Style = "paragraph"
	StyleBullet  Style = "bullet"
	StyleAgreed  Style = "agreed"
	StyleText    Style = "text"
)

// Block is one block of minutes with the number and the bullet sign that it shows, so that they survive being pasted.
type Block struct {
	Style  Style
	Number string // of an item or a paragraph
	Text   string // without number and bullet sign
}

// Line is the block as one line of text.
func (b Block) Line() string {
	switch {
	case b.Number != "":
		return b.Number + " " + b.Text
	case b.Style == StyleBullet:
		return "· " + b.Text
	}
	return b.Text
}

// Page says whether a meeting is the page of one agenda item.
func (m Meeting) Page() bool { return m.Date == "" && len(m.Items) == 1 }

// Layout lays numbered minutes out. Number them first.
func Layout(m Meeting) []Block {
	var out []Block
	put := func(s Style, text string) {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			out = append(out, Block{Style: s, Text: text})
		}
	}
	if m.Page() {
		it := m.Items[0]
		put(StyleTitle, "Agenda item")
		put(StyleItem, titled(it))
		put(StylePurpose, it.Purpose)
		put(StyleHead, "Minutes:")
		out = append(out, body(it)...)
		put(StyleHead, "Supporting documents:")
		for _, d := range it.Documents {
			put(StyleText, d)
		}
		return out
	}
	head(m, put)
	for _, it := range m.Items {
		out = append(out, Block{Style: StyleItem, Number: it.Number, Text: titled(it)})
		if it.Purpose != "" || len(it.Documents) > 0 {
			put(StylePurpose, it.Purpose)
			put(StyleHead, "Minutes:")
		}
		out = append(out, body(it)...)
		if len(it.Documents) > 0 {
			put(StyleHead, "Supporting documents:")
			for _, d := range it.Documents {
				put(StyleText, d)
			}
		}
	}
	return out
}

func titled(it Item) string {
	if it.Start == "" {
		return it.Title
	}
	return it.Title + " (" + strings.TrimPrefix(strings.Replace(it.Start, ":", ".", 1), "0") + ")"
}

// head lays out the meeting and who was there, under the labels that printed minutes use.
func head(m Meeting, put func(Style, string)) {
	put(StyleTitle, m.Authority)
	put(StyleTitle, m.Body)
	if m.MunicipalYear != "" {
		put(StyleHead, "Municipal Year "+m.MunicipalYear)
	}
	when := "Date of Meeting: " + longDay(m.Date)
	if m.Start != "" {
		when += " at " + clock(m.Start)
	}
	put(StyleHead, when)
	held := "Minutes of the meeting"
	if m.Body != "" {
		held = "Minutes of the meeting of the " + m.Body
	}
	if m.Place != "" {
		held += " held at " + m.Place
	}
	put(StyleHead, held)
	if m.MediaLink != "" {
		put(StyleHead, "The meeting can be viewed at "+m.MediaLink)
	}
	a := m.Attendance
	list := func(label string, names []string) {
		if len(names) > 0 {
			put(StyleHead, label+": "+strings.Join(names, ", "))
		}
	}
	one := func(label string, s minutes.Optional) {
		if s != "" {
			put(StyleHead, label+": "+string(s))
		}
	}
	one("Chair", a.Chair)
	one("Vice-Chair", a.ViceChair)
	list("Councillors in Attendance", a.Councillors)
	list("Virtual Attendance", a.Virtual)
	list("Apologies", a.Apologies)
	list("Apologies for Lateness", a.Lateness)
	list("Co-optees in Attendance", a.CoopteesPresent)
	list("Co-optees Absent", a.CoopteesAbsent)
	holders := func(label string, hs []minutes.Holder) {
		if len(hs) > 0 {
			put(StyleHead, label+":")
		}
		for _, h := range hs {
			s := h.Name
			if h.Post != "" {
				s += ", " + string(h.Post)
			}
			put(StyleBullet, s)
		}
	}
	holders("Cabinet Members in Attendance", a.ExecutiveMembers)
	holders("Officers in Attendance", a.Officers)
	one("Members of the Public", a.Public)
	if m.Officer != "" {
		put(StyleHead, "Officer Contact: "+m.Officer)
	}
}

// body lays out the paragraphs of an item.
func body(it Item) []Block {
	var out []Block
	put := func(s Style, number, text string) {
		out = append(out, Block{s, number, strings.Join(strings.Fields(text), " ")})
	}
	for _, s := range it.Preamble {
		put(StyleText, "", s)
	}
	for _, s := range it.Agreed {
		put(StyleAgreed, "", "Agreed: "+s)
	}
	for _, p := range it.Paragraphs {
		for _, h := range p.Headings {
			put(StyleHeading, "", h)
		}
		text := p.Text
		if p.Asker != "" {
			text = "(" + p.Asker + ") " + text
		}
		put(StylePara, p.Number, text)
		for _, x := range p.Parts {
			switch x.Kind {
			case Agreed:
				put(StyleAgreed, "", "Agreed: "+x.Text)
			case Answer:
				s := x.Text
				if x.Who != "" {
					s = "(" + x.Who + ") " + s
				}
				put(StyleBullet, "", s)
			case Comment:
				put(StyleText, "", x.Who+" - "+x.Text)
			case Bullet:
				put(StyleBullet, "", x.Text)
			default:
				put(StyleText, "", x.Text)
			}
		}
	}
	return out
}

// Asks says whether a heading opens a section of questions.
func Asks(heading string) bool { return minutes.Asking(heading) != "" }
