package minutes

import (
	"regexp"
	"slices"
	"strings"
)

// Report is a report to a cabinet or committee as its front sheet and sections give it.
type Report struct {
	Source   string          `json:"source"`
	SHA256   string          `json:"sha256"`
	Format   string          `json:"format"`
	ReadAs   string          `json:"read_as,omitempty"`
	Header   ReportHeader    `json:"header"`
	Sections []ReportSection `json:"sections"`
	Counts   ReportCounts    `json:"counts"`
	Figures  []Figure        `json:"figures"`
}

// ReportHeader is the front sheet. What it does not say is absent.
type ReportHeader struct {
	Title             Optional `json:"title"`
	ForConsideration  Optional `json:"for_consideration_by"`
	MeetingDate       Optional `json:"meeting_date"` // ISO where it is a day of the calendar
	CabinetMember     Optional `json:"cabinet_member"`
	Classification    Optional `json:"classification"`
	Wards             Optional `json:"wards"`
	KeyDecision       Optional `json:"key_decision"`
	KeyDecisionNumber Optional `json:"key_decision_number"`
	GroupDirector     Optional `json:"group_director"`
}

// ReportSection is one numbered section with its numbered paragraphs; bullets and loose prose belong to the paragraph above.
type ReportSection struct {
	Number     string            `json:"number"`
	Title      string            `json:"title"`
	Paragraphs []ReportParagraph `json:"paragraphs"`
	Span       Span              `json:"span"`
}

// ReportParagraph is one paragraph of a report. The number is empty for prose before the first number.
type ReportParagraph struct {
	Number  string   `json:"number"`
	Text    string   `json:"text"`
	Bullets []string `json:"bullets,omitempty"`
	Span    Span     `json:"span"`
}

// ReportCounts are the sums of a report.
type ReportCounts struct {
	Sections        int `json:"sections"`
	Paragraphs      int `json:"paragraphs"`
	Recommendations int `json:"recommendations"`
	Appendices      int `json:"appendices"`
}

var (
	reportLabels = []struct {
		re *regexp.Regexp
		of func(*ReportHeader) *Optional
	}{
		{regexp.MustCompile(`^(?i:title(?: of (?:the )?report)?|report title)\b ?:?`), func(h *ReportHeader) *Optional { return &h.Title }},
		{regexp.MustCompile(`^(?i:key decision (?:no|number|ref(?:erence)?)\b\.?) ?:?`), func(h *ReportHeader) *Optional { return &h.KeyDecisionNumber }},
		{regexp.MustCompile(`^(?i:for consideration by|report to|decision maker)\b ?:?`), func(h *ReportHeader) *Optional { return &h.ForConsideration }},
		{regexp.MustCompile(`^(?i:(?:cabinet |committee |council )?meeting date|date of (?:the )?meeting)\b(?i:(?: \(?\d{4}(?:/\d{2,4})?\)?)?) ?:?`), func(h *ReportHeader) *Optional { return &h.MeetingDate }},
		{regexp.MustCompile(`^(?i:(?:lead )?cabinet member|lead member|portfolio holder)\b ?:?`), func(h *ReportHeader) *Optional { return &h.CabinetMember }},
		{regexp.MustCompile(`^(?i:classification)\b ?:?`), func(h *ReportHeader) *Optional { return &h.Classification }},
		{regexp.MustCompile(`^(?i:wards?(?:\(s\))? affected|wards?)\b ?:?`), func(h *ReportHeader) *Optional { return &h.Wards }},
		{regexp.MustCompile(`^(?i:key decision(?: (?:& |and )?reason)?)\b ?:?`), func(h *ReportHeader) *Optional { return &h.KeyDecision }},
		{regexp.MustCompile(`^(?i:(?:group|corporate|strategic|executive) director|chief officer)\b ?:?`), func(h *ReportHeader) *Optional { return &h.GroupDirector }},
		{regexp.MustCompile(`^(?i:implementation date.{0,40}|if exempt.{0,60}|reason\b)`), func(*ReportHeader) *Optional { return nil }},
	}
	// reportMiddle are labels that are known in the middle of a line, where a front sheet runs together.
	reportMiddle = regexp.MustCompile(`(?i:\b(?:key decision (?:no|number|ref)\b\.?|for consideration by|meeting date|cabinet member|classification|wards?(?:\(s\))? affected|key decision (?:& |and )?reason|implementation date[^:]{0,40}|group director|key decision)) ?:`)
	recommends   = regexp.MustCompile(`(?i)\brecommend`)
	appendix     = regexp.MustCompile(`(?i)^(?:appendix|appendices|exempt appendix)\b(?: ?([A-Z]|\d{1,2})\b)?`)
	afterLast    = regexp.MustCompile(`(?i)^(?:appendi(?:x|ces)|background (?:documents|papers)|report author|comments for\b|exempt\b|contact\b)`)
	lettered     = regexp.MustCompile(`^(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\d\)) ?(.+)$`)
)

// Report reads the document as a report to a cabinet or committee. One without a numbered section is Invalid.
func (d Document) Report() (Report, error) {
	if err := refuse(d.Source, []byte(d.Text)); err != nil {
		return Report{}, err
	}
	ls := signs(furniture(lines([]byte(d.Text))))
	width := wrapWidth(ls)
	head, secs := sections(ls, false)
	if len(secs) == 0 {
		return Report{}, notThis(d.Source, "it looks like a report, but no numbered section (like 1 and 1.1) was found")
	}
	r := Report{Source: d.Source, SHA256: d.SHA256, Format: FormatReport, ReadAs: d.ReadAs, Sections: []ReportSection{}, Figures: []Figure{}}
	r.readHeader(head)
	tail := &secs[len(secs)-1]
	for i, l := range tail.lines {
		if !tail.marked[i] && afterLast.MatchString(l.text) {
			r.appendices(tail.lines[i:])
			tail.lines, tail.marked = tail.lines[:i], tail.marked[:i]
			break
		}
	}
	for _, s := range secs {
		r.section(s, width)
	}
	r.Counts.Sections = len(r.Sections)
	return r, nil
}

func (r *Report) readHeader(head []line) {
	var open *Optional
	var parts []string
	for _, l := range head {
		start := 0
		for _, at := range reportMiddle.FindAllStringIndex(l.text, -1) {
			before := strings.ToLower(strings.TrimSpace(l.text[start:at[0]]))
			if before != "" && (start > 0 || before != "cabinet" && before != "committee" && before != "council" && before != "lead") { // Cabinet Meeting Date is one label
				parts, start = append(parts, strings.TrimSpace(l.text[start:at[0]])), at[0]
			}
		}
		parts = append(parts, l.text[start:])
	}
	for _, s := range parts {
		matched := false
		for _, lab := range reportLabels {
			at := lab.re.FindStringIndex(s)
			if at == nil {
				continue
			}
			open, s, matched = lab.of(&r.Header), strings.TrimLeft(s[at[1]:], " :-–"), true
			break
		}
		if open == nil || s == "" {
			continue
		}
		if matched && *open != "" { // the first of two labels of one kind is the field
			open = nil
			continue
		}
		*open = Optional(strings.TrimSpace(string(*open) + " " + s))
	}
	if r.Header.Title == "" && len(head) > 0 {
		r.Header.Title = Optional(head[0].text)
	}
	if d := isoDay(string(r.Header.MeetingDate)); d != "" {
		r.Header.MeetingDate = d
	}
}

// section joins the lines of a section and splits them into paragraphs.
func (r *Report) section(s section, width int) {
	out := ReportSection{Number: s.number, Title: s.title.text, Paragraphs: []ReportParagraph{}, Span: s.title.span}
	j := &joiner{width: width}
	var begins []bool
	for i, l := range s.lines {
		j.add(l, s.marked[i])
		if len(j.out) > len(begins) {
			begins = append(begins, s.marked[i])
		}
	}
	for i, l := range j.out {
		t := l.text
		switch {
		case begins[i]:
			m := numberStart.FindStringSubmatch(t)
			out.Paragraphs = append(out.Paragraphs, ReportParagraph{Number: m[1] + "." + m[2], Text: strings.TrimSpace(strings.TrimLeft(m[3], ". ") + m[4]), Span: l.span})
		case len(out.Paragraphs) == 0:
			out.Paragraphs = append(out.Paragraphs, ReportParagraph{Text: t, Span: l.span})
		default:
			last := &out.Paragraphs[len(out.Paragraphs)-1]
			if m := bulletStart.FindStringSubmatch(t); m != nil {
				last.Bullets = append(last.Bullets, m[1])
			} else if m := lettered.FindStringSubmatch(t); m != nil {
				last.Bullets = append(last.Bullets, m[1])
			} else {
				last.Text += " " + t
			}
			last.Span.End = l.span.End
		}
	}
	for _, p := range out.Paragraphs {
		if p.Number != "" {
			r.Counts.Paragraphs++
		}
		for _, t := range append([]string{p.Text}, p.Bullets...) {
			r.Figures = append(r.Figures, figures(p.Number, Text{Text: t, Span: p.Span})...)
		}
		if recommends.MatchString(out.Title) {
			switch {
			case len(p.Bullets) > 0:
				r.Counts.Recommendations += len(p.Bullets)
			case p.Number != "" && !strings.HasSuffix(p.Text, ":"):
				r.Counts.Recommendations++
			}
		}
	}
	r.Sections = append(r.Sections, out)
}

// appendices counts the appendices listed at the end.
func (r *Report) appendices(ls []line) {
	var seen []string
	for _, l := range ls {
		s := l.text
		if m := bulletStart.FindStringSubmatch(s); m != nil {
			s = m[1]
		}
		if m := appendix.FindStringSubmatch(s); m != nil && m[1] != "" && !slices.Contains(seen, m[1]) {
			seen = append(seen, m[1])
		}
	}
	r.Counts.Appendices = len(seen)
}
