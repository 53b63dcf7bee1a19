package summary

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/scrutiny/minutes"
)

// Kind is what of a summary does not match the record.
type Kind string

// The kinds.
const (
	Name      Kind = "name"      // somebody who is neither in the attendance list nor in the minutes
	Post      Kind = "post"      // a post that somebody else holds, or that answered nothing
	Year      Kind = "year"      // a year that the minutes do not give
	Number    Kind = "number"    // a number that the minutes do not give, or give about something else
	Quotation Kind = "quotation" // words in quotation marks that nobody is minuted to have said
	Claim     Kind = "claim"     // a sentence that has nothing in common with the minutes
)

// Finding is one thing in a summary that does not match the record.
type Finding struct {
	Kind     Kind     `json:"kind"`
	Text     string   `json:"text"`
	Sentence string   `json:"sentence"`
	Line     int      `json:"line"`
	Start    int      `json:"start"` // bytes from the start of the summary
	End      int      `json:"end"`
	Why      string   `json:"why"`
	Near     []string `json:"near,omitempty"` // the paragraphs that come closest
}

// Check lists what of somebody's summary does not match the record, in the order of the text. A paraphrase whose names, posts,
// years, numbers and quotations are those of the minutes gives nothing.
func Check(text string, r Record) []Finding {
	c := checker{r: r, ps: r.passages()}
	for _, p := range c.ps {
		c.all += p.plain + "\n"
	}
	for _, x := range r.People {
		c.posts = append(c.posts, x.Posts...)
	}
	for _, post := range r.Roles {
		c.posts = append(c.posts, post)
	}
	var out []Finding
	for _, s := range sentencesOf(text) {
		out = append(out, c.sentence(s)...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Start - b.Start })
	return out
}

type checker struct {
	r     Record
	ps    []passage
	all   string // every passage, folded
	posts []string
}

func (c *checker) sentence(s sentence) []Finding {
	var out []Finding
	m := mentionsOf(s, c.posts)
	about := stems(m.rest)
	find := func(k Kind, at Mention, why string, args ...any) {
		out = append(out, Finding{Kind: k, Text: at.Text, Sentence: s.text, Line: s.line, Start: at.Start, End: at.End, Why: fmt.Sprintf(why, args...), Near: c.near(stems(s.text))})
	}
	for _, q := range m.quotes {
		if !c.isQuoted(q.Text) {
			find(Quotation, q, "these words are not in the minutes")
		}
	}
	for _, p := range m.people {
		if k, why := c.person(p, m.rest, about); k != "" {
			find(k, p.Mention, "%s", why)
		}
	}
	for _, y := range m.years {
		if why := c.year(y.Text, monthBefore(m.rest[:y.Start-s.start]), about); why != "" {
			find(Year, y, "%s", why)
		}
	}
	for _, n := range m.numbers {
		if why := c.number(n.Text, m.rest[:n.Start-s.start], m.rest, about); why != "" {
			find(Number, n, "%s", why)
		}
	}
	if len(out) == 0 && len(m.people) == 0 && len(about) >= 6 && c.stranger(about) {
		find(Claim, Mention{s.text, s.start, s.start + len(s.text)}, "nothing in the minutes is about this")
	}
	return out
}

// stranger says whether a sentence has next to nothing in common with any paragraph or with the whole.
func (c *checker) stranger(about map[string]bool) bool {
	known := map[string]bool{}
	for _, p := range c.ps {
		if shared(about, p.stems) > 2 {
			return false
		}
		for s := range about {
			if p.stems[s] {
				known[s] = true
			}
		}
	}
	return len(known)*3 < len(about)
}

// near names the three paragraphs that share most with a sentence.
func (c *checker) near(about map[string]bool) []string {
	type hit struct {
		anchor string
		n      int
	}
	var hits []hit
	for _, p := range c.ps {
		if n := shared(about, p.stems); n > 1 {
			hits = append(hits, hit{p.anchor, n})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return b.n - a.n })
	var out []string
	for _, h := range hits[:min(3, len(hits))] {
		out = append(out, h.anchor)
	}
	return out
}

// isQuoted says whether words in quotation marks are an exact piece of one paragraph; pieces around an ellipsis in their order.
func (c *checker) isQuoted(q string) bool {
	q = folded(strings.NewReplacer("[…]", "…", "[...]", "…", "...", "…").Replace(q))
	var pieces []string
	for _, p := range strings.Split(q, "…") {
		if p = strings.Trim(p, " .,;:?!-\"'"); p != "" {
			pieces = append(pieces, p)
		}
	}
	if len(pieces) == 0 {
		return true
	}
	for _, p := range c.ps {
		rest := p.plain
		ok := true
		for _, piece := range pieces {
			i := wordIndex(rest, piece)
			if ok = i >= 0; !ok {
				break
			}
			rest = rest[i+len(piece):]
		}
		if ok {
			return true
		}
	}
	return false
}

// wordIndex finds a piece that begins and ends at words.
func wordIndex(s, piece string) int {
	letter := func(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= 0x80 }
	for from := 0; ; {
		i := strings.Index(s[from:], piece)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(piece)
		if (i == 0 || !letter(s[i-1]) || !letter(piece[0])) && (end == len(s) || !letter(s[end]) || !letter(piece[len(piece)-1])) {
			return i
		}
		from = i + 1
	}
}

// person checks one name with its post.
func (c *checker) person(p person, sentence string, about map[string]bool) (Kind, string) {
	holder := c.holderOf(p.post)
	if p.name == "" {
		return c.postAlone(p.post, sentence, about)
	}
	who := c.known(p.name)
	if who == nil {
		if c.inText(p.name) && (holder == nil || p.post == "") {
			return "", ""
		}
		why := "nobody of that name is in the attendance list or in the minutes"
		if holder != nil {
			why += fmt.Sprintf("; the record gives %s as %s", holder.Name, holder.Posts[0])
		}
		return Name, why
	}
	if p.post == "" || len(who.Posts) == 0 || c.mayHold(who, p.post) {
		return "", ""
	}
	return Post, fmt.Sprintf("the record gives %s as %s", who.Name, strings.Join(who.Posts, ", "))
}

// mayHold says whether a post or title that a summary gives a person is one that the record gives them.
func (c *checker) mayHold(who *Person, post string) bool {
	switch strings.TrimSuffix(post, ".") {
	case "Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Dame", "Lord", "Lady", "Baroness", "Rev", "Revd", "Reverend", "Professor", "Member", "Officer":
		return true
	case "Mayor":
		return c.titleIs(who, "Mayor") && !c.titleIs(who, "Deputy Mayor")
	case "Deputy Mayor":
		return c.titleIs(who, "Deputy Mayor")
	case "Cllr", "Councillor":
		return elected(who)
	}
	for _, held := range who.Posts {
		if samePost(post, held) {
			return true
		}
	}
	return false
}

func (c *checker) titleIs(who *Person, title string) bool {
	if strings.HasPrefix(who.Name, title) {
		return true
	}
	return slices.ContainsFunc(who.Posts, func(p string) bool { return strings.HasPrefix(p, title) || strings.Contains(p, " "+title) })
}

func elected(who *Person) bool {
	s := who.Name + " " + strings.Join(who.Posts, " ")
	for _, w := range []string{"Cllr", "Councillor", "Mayor", "Cabinet Member", "Chair", "Vice-Chair"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// holderOf is who holds a post; nil when the record does not say, or the post is held by many.
func (c *checker) holderOf(post string) *Person {
	if post == "" || post == "Cllr" || post == "Councillor" || post == "Member" || post == "Officer" || len(post) < 4 {
		return nil
	}
	for i := range c.r.People {
		x := &c.r.People[i]
		if post == "Mayor" || post == "Deputy Mayor" {
			if c.mayHold(x, post) {
				return withPost(x, post)
			}
			continue
		}
		for _, held := range x.Posts {
			if samePost(post, held) {
				return withPost(x, held)
			}
		}
	}
	return nil
}

func withPost(x *Person, post string) *Person {
	return &Person{Name: x.Name, Posts: append([]string{post}, x.Posts...), Present: x.Present}
}

// samePost says whether two posts are one: words that matter are the same, or one begins the other. Interim and Acting are left aside.
func samePost(a, b string) bool {
	wa, wb := postWords(a), postWords(b)
	if len(wa) == 0 || len(wb) == 0 {
		return false
	}
	n := min(len(wa), len(wb))
	if n == 1 && len(wa) != len(wb) { // Director alone is no post of somebody's
		return false
	}
	return slices.Equal(wa[:n], wb[:n])
}

func postWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(folded(s), func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == '&' || r == '-' }) {
		switch w {
		case "of", "for", "the", "and", "interim", "acting", "in", "to", "former":
			continue
		}
		out = append(out, w)
	}
	return out
}

// known finds a person by full name, or by surname where no other has it.
func (c *checker) known(name string) *Person {
	want := bare(name)
	var found *Person
	for i := range c.r.People {
		x := &c.r.People[i]
		have := bare(x.Name)
		switch {
		case have == want:
			if found == nil || bare(found.Name) != want {
				found = x
			} else if len(x.Posts) > 0 { // listed twice, as a chair and as a councillor
				found = &Person{Name: found.Name, Posts: append(slices.Clone(found.Posts), x.Posts...), Present: found.Present || x.Present}
			}
		case !strings.Contains(want, " ") && strings.HasSuffix(have, " "+want) && found == nil:
			found = x
		}
	}
	return found
}

func bare(s string) string {
	s = folded(s)
	for {
		cut := s
		for _, t := range []string{"cllr ", "councillor ", "deputy mayor ", "mayor ", "mr ", "mrs ", "ms ", "miss ", "dr ", "rev ", "revd ", "reverend ", "sir ", "dame ", "professor "} {
			cut = strings.TrimPrefix(cut, t)
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

// inText says whether a name or phrase stands in the minutes.
func (c *checker) inText(s string) bool { return wordIndex(c.all, folded(s)) >= 0 }

// postAlone checks a post without a name: somebody of the record must hold it, or the minutes name it. Where the sentence has it
// speak and one paragraph is clearly meant, that paragraph must have an answer of it.
func (c *checker) postAlone(post, sentence string, about map[string]bool) (Kind, string) {
	if len(strings.Fields(post)) < 3 { // the Chair, a Director, the Cabinet Member
		return "", ""
	}
	role, known := c.roleOf(post)
	if !known && c.holderOf(post) == nil && !c.inText(post) {
		return Post, "nobody holds this post in the attendance list, and the minutes do not name it"
	}
	if role == "" || !speaksAfter(sentence, post) {
		return "", ""
	}
	best, second := -1, 0
	for i, p := range c.ps {
		n := shared(about, p.stems)
		switch {
		case best < 0 || n > shared(about, c.ps[best].stems):
			if best >= 0 {
				second = shared(about, c.ps[best].stems)
			}
			best = i
		case n > second:
			second = n
		}
	}
	if best < 0 {
		return "", ""
	}
	p := c.ps[best]
	if n := shared(about, p.stems); n < 4 || n < second+2 || len(p.roles) == 0 || c.inPassage(p, post) {
		return "", ""
	}
	for _, r := range p.roles {
		if r == role || minutes.Fits(r, post) {
			return "", ""
		}
	}
	return Post, fmt.Sprintf("in %s it is %s who answers", p.anchor, strings.Join(p.roles, " and "))
}

func (c *checker) inPassage(p passage, post string) bool {
	return strings.Contains(p.plain, folded(post))
}

// roleOf is the abbreviation of a post, as confirmed or by its initials.
func (c *checker) roleOf(post string) (string, bool) {
	for role, p := range c.r.Roles {
		if samePost(post, p) {
			return role, true
		}
	}
	for _, p := range c.ps {
		for _, r := range p.roles {
			if minutes.Fits(r, post) || samePost(post, r) {
				return r, true
			}
		}
	}
	return "", false
}

func speaksAfter(sentence, post string) bool {
	i := strings.Index(sentence, post)
	if i < 0 {
		return false
	}
	return speaksNext.MatchString(sentence[i+len(post):])
}
