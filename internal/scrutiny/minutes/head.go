package minutes

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The head of printed minutes: what the meeting was and who was there. Labels may stand on lines of their own, before their value,
// or run together with it and with each other.

// label is one kind of entry of the head.
type label int

const (
	none label = iota
	labelChair
	labelVice
	labelCouncillors
	labelApologies
	labelLate
	labelCoopted
	labelCooptedAbsent
	labelAttending
	labelOfficers
	labelExecutive
	labelVirtual
	labelPublic
	labelContact
	labelPlace
	labelDate
	labelOther
)

// labels in the order they are tried; the longest that fits must come first.
var labels = []struct {
	of label
	re *regexp.Regexp
}{
	{labelLate, regexp.MustCompile(`^(?i:apologies for lateness|late (?:arrivals?|apologies))\b`)},
	{labelApologies, regexp.MustCompile(`^(?:(?i:apologies for absence|apologies (?:were )?received(?: from)?|(?:members|councillors)['’]? apologies)|Apologies|APOLOGIES|Absent|ABSENT)\b`)},
	{labelCooptedAbsent, regexp.MustCompile(`^(?i:co-?opt(?:ee|ed member)s?[ :-]{1,3}\(?(?:absent|apologies|not (?:present|in attendance))\)?|absent co-?opt(?:ee|ed member)s?)`)},
	{labelCoopted, regexp.MustCompile(`^(?i:(?:statutory |voting |non-voting )?co-?opt(?:ee|ed member|ed representative)s?(?:[ :-]{1,3}\(?(?:present|in attendance|in attendence|attending)\)?)?)`)},
	{labelVice, regexp.MustCompile(`^(?:Vice[- ]Chair(?:man|person)?|VICE[- ]CHAIR|Deputy Chair)\b`)},
	{labelChair, regexp.MustCompile(`^(?:Chair(?:man|person)?|CHAIR(?:MAN)?)\b`)},
	{labelVirtual, regexp.MustCompile(`^(?i:(?:in )?virtual(?:ly)?(?: in)? attend(?:ance|ing)|(?:members )?(?:joining|attending|connecting|joined) (?:virtually|online|on-line|remotely))\b`)},
	{labelCouncillors, regexp.MustCompile(`^(?i:(?:other )?(?:councillors|cllrs|members|committee members)(?: of the (?:committee|commission|panel))?(?: were)? (?:in attendance|in attendence|present|attending)|present)\b`)},
	{labelExecutive, regexp.MustCompile(`^(?i:(?:cabinet|executive) members?(?: (?:in attendance|present|attending))?)\s*:`)},
	{labelExecutive, regexp.MustCompile(`^(?i:(?:cabinet|executive) members (?:in attendance|present|attending))\b`)},
	{labelOfficers, regexp.MustCompile(`^(?i:(?:council )?officers?(?: were)? (?:in attendance|in attendence|present|attending)|officers)\b`)},
	{labelAttending, regexp.MustCompile(`^(?:(?i:(?:others?|also|guests?|people) (?:people )?(?:in attendance|in attendence|present|attending)|in attendance)\b|Invitees\b|Witnesses\b)`)},
	{labelPublic, regexp.MustCompile(`^(?i:members of (?:the )?public(?: (?:present|in attendance))?|public(?: in attendance)?:)`)},
	{labelContact, regexp.MustCompile(`^(?i:officer contact|contact officer|scrutiny officer|contact|clerk|democratic services officer|lead officer)\b`)},
	{labelPlace, regexp.MustCompile(`^(?i:venue|place(?: of meeting)?|location)\b ?:`)},
	{labelDate, regexp.MustCompile(`^(?i:date(?: of meeting| and time)?)\b ?:?`)},
	{labelOther, regexp.MustCompile(`^(?i:municipal year|quorum|political groups?|substitutes?)\b ?:?`)},
}

// distinct are labels that are known in the middle of a run of text, where the head's lines were run together.
var distinct = regexp.MustCompile(`(?:(?:Other|Cabinet|Executive) )?(?:Councillors|Cllrs|Members|Officers|Others) (?:in Attendance|In Attendance|Present)\b|\b(?:In )?Virtual Attendance\b|\bIn Attendance\b|\bApologies(?: for (?:Absence|Lateness))?\b:?|\bCo-?optees?(?: (?:in Attendance|In Attendance|Present|Absent))?\b|\bCo-?opted Members?(?: (?:in Attendance|In Attendance|Present|Absent))?\b|\bMembers of the Public\b|\bOfficer Contact\b|\bVice[- ]Chair:|\bChair:|\bChair (?:Cllr|Councillor)\b|\bVenue:|\bContact:`)

func labelOf(s string) (label, string) {
	for _, l := range labels {
		if at := l.re.FindStringIndex(s); at != nil {
			rest := s[at[1]:]
			if l.of == labelChair && rest != "" && !strings.HasPrefix(rest, ":") && !honorific.MatchString(strings.TrimSpace(rest)) {
				return none, s // a sentence that begins with the Chair
			}
			return l.of, strings.TrimLeft(rest, " :-–")
		}
	}
	return none, s
}

var (
	honorific  = regexp.MustCompile(`^(?:Cllrs?|Councillors?|Clir|Mayor|Deputy Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?|Sir|Dame|Professor)\b\.?`)
	namesAgain = regexp.MustCompile(`\b(?:Deputy Mayor|Mayor|Cllr|Councillor|Clir)\b`)
	markAfter  = regexp.MustCompile(`\s*\(([^()]*)\)\s*`)
	day        = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (January|February|March|April|May|June|July|August|September|October|November|December),? (\d{4})\b`)
	slashDay   = regexp.MustCompile(`\b(\d{2})/(\d{2})/(\d{4})\b`)
	startTime  = regexp.MustCompile(`(?i)(?:\bat |, ?| |\()(\d{1,2})(?:[.:](\d{2})` + halfDay + `| ?(am\b|pm\b|a\.m\.|p\.m\.))`)
	year       = regexp.MustCompile(`(?i)\bmunicipal year:? ?((?:19|20)\d\d ?[/–-] ?\d{2,4})`)
	linkWords  = regexp.MustCompile(`(?i)\b(?:you ?tube|web ?cast|the meeting (?:can|may|was)|recording|media link|link to|https?://).*$`)
	link       = regexp.MustCompile(`https?://[^\s<>"')\]]+|\b(?:www\.|youtu\.be/)[^\s<>"')\]]+`)
	minutesOf  = regexp.MustCompile(`(?i)\b(?:minutes (?:of|for) (?:the |a )?(?:proceedings of |meeting of )?|meeting of )(?:the |a )?(\p{L}[\p{L}&,'’ -]{2,90}?(?:Commission|Committee|Sub-Committee|Panel|Board|Forum|Task Group|Cabinet|Executive))\b`)
	council    = regexp.MustCompile(`^(?:The )?((?i:London Borough|Royal Borough|City|Borough|County|Metropolitan Borough) (?i:of) \p{Lu}[\p{L}' ]+|\p{Lu}[\p{L}' &-]* (?:Council|COUNCIL))$`)
	committee  = regexp.MustCompile(`(?i)\b(?:minutes of (?:the )?(?:proceedings of |meeting of )?(?:the |a meeting of the )?)?(?:the )?(\p{L}[\p{L}&,'’ -]{2,90}?(?:Commission|Committee|Sub-Committee|Panel|Board|Forum|Task Group|Cabinet|Executive))\b`)
	inTheChair = regexp.MustCompile(`^((?:Cllr|Councillor|Mayor|Mr|Mrs|Ms|Dr)\.? [\p{Lu}][\p{L}'’ -]{1,60}?) (?:in the [Cc]hair|\(?(?:Chair|Chairman|in the Chair)\)? presid\w+)`)
	heldAt     = regexp.MustCompile(`(?i)\bheld (?:at|in|on .{0,60}?\d{4}(?: at \d{1,2}(?:[.:]\d{2})? ?(?:[ap]\.?m\b\.?|hours|hrs)?)?,? (?:at|in)) (?:the )?(.+)$`)
	postWord   = regexp.MustCompile(`^(?:(?:the |Interim |Acting |Group |Corporate |Strategic |Executive |Deputy |Assistant |Principal |Senior |Service |Programme |Joint |Chief |Lead |Cabinet |Statutory |Independent |Virtual |Designated |Associate |Managing |Local |Operational |Policy |Public |Consultant |Children['’]s |Education |Finance )*)(?:Director|Head|Headteacher|Manager|Member|Mayor|Officer|Lead|Chair|Chief|Adviser|Advisor|Accountant|Partner|Executive|Consultant|Commissioner|Inspector|Superintendent|Principal|Coordinator|Leader|Social Worker|Solicitor|Lawyer|Secretary|Service|Strategic|Councillor|Representative|Governor|Detective|Analyst|Nurse|Doctor)\b`)
	executives = regexp.MustCompile(`(?i)\b(?:cabinet member|mayor|lead member|executive member|leader of the council|cabinet adviser)\b`)
)

// entry is a label with the lines of its value.
type entry struct {
	of    label
	lines []string
	gaps  []bool // for each line, whether a blank line stood before it
}

// headReading is what the head was read into and what later parts need of it.
type headReading struct {
	p    *Proposal
	from int
	to   int
	// coopted are names that are marked as co-opted members.
	coopted []string
	ends    []string // lines at the end that say how long the meeting was
}

func newAttendance() *Attendance {
	return &Attendance{Councillors: []string{}, Apologies: []string{}, Lateness: []string{}, CoopteesPresent: []string{},
		CoopteesAbsent: []string{}, ExecutiveMembers: []Holder{}, Officers: []Holder{}}
}

// readHead reads the lines before the first item. Of a text wrapped to a width a line goes on with a full one above it.
func readHead(p *Proposal, ls []line, width int) *headReading {
	h := &headReading{p: p}
	if len(ls) == 0 {
		return h
	}
	ls = unwrapped(ls, width)
	h.from, h.to = ls[0].span.Start, ls[len(ls)-1].span.End
	var entries []entry
	open := entry{}
	for _, l := range ls {
		for i, s := range apart(l.text) {
			of, rest := labelOf(s)
			if of == none && open.of == labelCouncillors && s == "Attendance" { // a label cut in two by a column
				continue
			}
			if of != none {
				entries = append(entries, open)
				open = entry{of: of}
				s = rest
			}
			if m := inTheChair.FindStringSubmatch(s); m != nil {
				if p.Attendance.Chair == "" {
					p.Attendance.Chair = Optional(m[1])
				}
				continue
			}
			if s != "" {
				open.lines, open.gaps = append(open.lines, s), append(open.gaps, l.gap && i == 0)
			}
		}
	}
	entries = columns(append(entries, open))
	h.meeting(entries, ls)
	h.attendance(entries)
	return h
}

func unwrapped(ls []line, width int) []line {
	if width == 0 {
		return ls
	}
	var out []line
	full := false
	for _, l := range ls {
		of, _ := labelOf(l.text)
		if full && !l.gap && of == none && !bulletStart.MatchString(l.text) && !council.MatchString(l.text) {
			last := &out[len(out)-1]
			last.text += " " + l.text
			last.span.End = l.span.End
		} else {
			out = append(out, l)
		}
		full = utf8.RuneCountInString(l.text) > width*82/100
	}
	return out
}

// columns mends a table whose first column was read before its second: labels without values, then all values. They are given out in
// order when blank lines part them into as many groups as there are labels.
func columns(entries []entry) []entry {
	for i := range entries {
		from := i
		for from > 0 && entries[from-1].of != none && len(entries[from-1].lines) == 0 {
			from--
		}
		last := entries[i]
		if i-from < 2 || len(last.lines) == 0 {
			continue
		}
		var groups [][]string
		for k, s := range last.lines {
			if k == 0 || last.gaps[k] {
				groups = append(groups, nil)
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], s)
		}
		if len(groups) != i-from+1 {
			continue
		}
		for k, g := range groups {
			entries[from+k].lines = g
		}
	}
	return entries
}

// apart cuts a line at labels in its middle. A label in brackets, such as (Vice-Chair), is a mark behind a name.
func apart(s string) []string {
	var out []string
	start := 0
	for _, at := range distinct.FindAllStringIndex(s, -1) {
		if at[0] <= start || s[at[0]-1] == '(' {
			continue
		}
		before := strings.TrimSpace(s[start:at[0]])
		if strings.HasSuffix(before, ",") || strings.HasSuffix(before, "Other") || strings.HasSuffix(before, " and") || strings.HasSuffix(before, "Councillors") || strings.HasSuffix(before, "Vice") || strings.HasSuffix(before, "Vice-") || strings.HasSuffix(before, "by the") || strings.HasSuffix(before, " the") {
			continue
		}
		out, start = append(out, before), at[0]
	}
	return append(out, strings.TrimSpace(s[start:]))
}

// isoDay is the first day written in a text, as ISO; empty when there is none or it is no day of the calendar.
func isoDay(s string) Optional {
	if m := day.FindStringSubmatch(s); m != nil {
		if t, err := time.Parse("2 January 2006", m[1]+" "+strings.ToUpper(m[2][:1])+strings.ToLower(m[2][1:])+" "+m[3]); err == nil {
			return Optional(t.Format(time.DateOnly))
		}
	}
	if m := slashDay.FindStringSubmatch(s); m != nil {
		if t, err := time.Parse("02/01/2006", m[0]); err == nil {
			return Optional(t.Format(time.DateOnly))
		}
	}
	return ""
}

func (h *headReading) meeting(entries []entry, ls []line) {
	m := h.p.Meeting
	var all []string
	for _, l := range ls {
		all = append(all, l.text)
	}
	text := strings.Join(all, "\n")
	flat := strings.Join(all, " ")
	if y := year.FindStringSubmatch(flat); y != nil {
		m.MunicipalYear = Optional(municipal(y[1]))
	}
	if m.Date = isoDay(flat); m.Date != "" {
		at := day.FindStringIndex(flat)
		if at == nil {
			at = slashDay.FindStringIndex(flat)
		}
		if t := startTime.FindStringSubmatch(flat[at[1]:min(len(flat), at[1]+30)]); t != nil {
			m.Start = clockTime(t[1], t[2], t[3]+t[4], false)
		}
		if m.MunicipalYear == "" {
			m.MunicipalYear = Optional(yearOf(string(m.Date)))
		}
	}
	if l := link.FindString(text); l != "" {
		m.MediaLink = Optional(strings.TrimRight(l, ".,;"))
	}
	for _, s := range all {
		if c := council.FindStringSubmatch(s); c != nil && m.Authority == "" {
			m.Authority = Optional(c[1])
		}
	}
	if m.Authority == "" {
		if c := councilAnywhere.FindString(flat); c != "" {
			m.Authority = Optional(c)
		}
	}
	m.Body = h.body(all, flat)
	for i, s := range all {
		if at := heldAt.FindStringSubmatch(s); at != nil && m.Place == "" {
			place := at[1]
			if i+1 < len(all) && strings.HasSuffix(place, ",") {
				place += " " + all[i+1]
			}
			m.Place = Optional(placeOnly(place))
		} else if regexpHeldEnd.MatchString(s) && i+1 < len(all) && m.Place == "" && isoDay(all[i+1]) == "" {
			m.Place = Optional(placeOnly(all[i+1]))
		}
	}
	for _, e := range entries {
		switch {
		case e.of == labelPlace && len(e.lines) > 0:
			m.Place = Optional(placeOnly(e.lines[0]))
		case e.of == labelContact && len(e.lines) > 0 && m.ScrutinyOfficer == "":
			m.ScrutinyOfficer = Optional(personOnly(e.lines[0]))
		}
	}
}

var (
	regexpHeldEnd   = regexp.MustCompile(`(?i)\bheld (?:at|in)$`)
	councilAnywhere = regexp.MustCompile(`\b(?:London Borough|Royal Borough) of \p{Lu}\p{L}+(?: (?:and|upon|of) \p{Lu}\p{L}+)*|\b\p{Lu}\p{L}+(?: \p{Lu}\p{L}+){0,3} (?:County |City |Borough |District |Metropolitan )?Council\b`)
	placeEnds       = regexp.MustCompile(`(?i)[,.]? (?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*$|[,.]? (?:on|at) \d.*$|[,.]? \d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|december)\b.*$|\.? ?view directions.*$|\bat \d{1,2}[.:]\d{2}.*$`)
	personEnds      = regexp.MustCompile(`[☎✉:,;(@|]|\b(?:Tel|Email|E-mail|Phone)\b|\d{4,}|https?:|\s{2,}| - `)
)

func placeOnly(s string) string {
	if at := distinct.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	return strings.TrimRight(strings.TrimSpace(placeEnds.ReplaceAllString(s, "")), ",. ")
}

// personOnly is the name at the start of a contact line.
func personOnly(s string) string {
	if at := personEnds.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	if strings.ContainsAny(s, "@0123456789") {
		return ""
	}
	return strings.TrimSpace(s)
}

// body is the committee: the line after "Minutes of ...", else the first line that ends with the name of a kind of body.
func (h *headReading) body(all []string, flat string) Optional {
	var best string
	if m := minutesOf.FindStringSubmatch(flat); m != nil {
		name := strings.TrimPrefix(strings.TrimPrefix(m[1], "proceedings of the "), "meeting of the ")
		if r, _ := utf8.DecodeRuneInString(name); unicode.IsUpper(r) {
			return Optional(name)
		}
	}
	for _, s := range append(slices.Clone(all), flat) {
		m := committee.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		name := strings.TrimSpace(m[1])
		for _, w := range []string{"MINUTES OF THE ", "Minutes of the ", "Minutes of ", "proceedings of the ", "Proceedings of the ", "Meeting of the ", "meeting of the ", "the ", "The ", "a ", "of "} {
			name = strings.TrimPrefix(name, w)
		}
		if i := strings.LastIndex(name, string(h.p.Meeting.Authority)+" "); h.p.Meeting.Authority != "" && i >= 0 {
			name = name[i+len(h.p.Meeting.Authority)+1:]
		}
		first, _ := utf8.DecodeRuneInString(name)
		if unicode.IsUpper(first) && len(strings.Fields(name)) > 1 && len(strings.Fields(name)) < 14 {
			best = name
			break
		}
	}
	return Optional(best)
}

// municipal writes 2023/24 of 2023-2024.
func municipal(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	from, to := s[:4], s[strings.IndexAny(s, "/–-"):]
	to = strings.TrimLeft(to, "/–-")
	return from + "/" + to[len(to)-2:]
}

// yearOf is the municipal year of a day: from the annual council of May. A day in May itself does not say which.
func yearOf(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil || t.Month() == time.May {
		return ""
	}
	y := t.Year()
	if t.Month() < time.May {
		y--
	}
	return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006") + "/" + time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC).Format("06")
}
