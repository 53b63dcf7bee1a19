package minutes

import (
	"regexp"
	"slices"
	"strings"
)

// attendance sorts the entries of the head into who was there.
func (h *headReading) attendance(entries []entry) {
	a := h.p.Attendance
	for _, e := range entries {
		switch e.of {
		case labelChair:
			if ns := h.names(e.lines); len(ns) > 0 {
				a.Chair = Optional(ns[0])
			}
		case labelVice:
			if ns := h.names(e.lines); len(ns) > 0 {
				a.ViceChair = Optional(ns[0])
			}
		case labelCouncillors:
			a.Councillors = append(a.Councillors, h.names(e.lines)...)
		case labelApologies:
			a.Apologies = append(a.Apologies, h.names(e.lines)...)
		case labelLate:
			a.Lateness = append(a.Lateness, h.names(e.lines)...)
		case labelVirtual:
			a.Virtual = append(a.Virtual, h.names(e.lines)...)
		case labelCoopted:
			a.CoopteesPresent = append(a.CoopteesPresent, h.names(e.lines)...)
		case labelCooptedAbsent:
			a.CoopteesAbsent = append(a.CoopteesAbsent, h.names(e.lines)...)
		case labelAttending, labelOfficers, labelExecutive:
			h.holders(e)
		case labelPublic:
			a.Public = Optional(strings.Trim(linkWords.ReplaceAllString(strings.Join(e.lines, " "), ""), " .-–"))
		}
	}
}

// people are the names of the members and co-optees, by which their comments are known.
func (h *headReading) people() []string {
	a := h.p.Attendance
	out := slices.Concat(a.Councillors, a.CoopteesPresent, a.Virtual)
	return slices.DeleteFunc(out, func(s string) bool { return len(strings.Fields(s)) < 2 })
}

var (
	nameForm  = regexp.MustCompile(`^(?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?|Sir|Dame|Professor)\.? )?\p{Lu}[\p{L}'’.-]*(?: (?:de|van|von|der|bin|al|el|ul|\p{Lu}[\p{L}'’.-]*)){0,5}$`)
	noPersons = regexp.MustCompile(`(?i)^(?:none|nil|no apologies|n/a|there were (?:none|no)\b.*)\.?$`)
	listWords = regexp.MustCompile(`(?i)^(?:from|were received from|and|as follows)\b:? ?`)
)

// names splits a list of people: by lines, bullets, commas, semicolons, "and", and before each title. What a mark in brackets says
// (Vice-Chair, Chair, apologies, virtual) is used; a fragment such as "Clir Anni" is reported and left out.
func (h *headReading) names(lines []string) []string {
	var out []string
	plural := ""
	for _, l := range lines {
		if m := bulletStart.FindStringSubmatch(l); m != nil {
			l = m[1]
		}
		l = listWords.ReplaceAllString(l, "")
		for _, part := range splitNames(l) {
			name := strings.TrimSpace(listWords.ReplaceAllString(strings.TrimSpace(part), ""))
			mark := ""
			if m := markAfter.FindStringSubmatch(name); m != nil {
				mark = m[1]
				name = strings.TrimSpace(markAfter.ReplaceAllString(name, " "))
			}
			name = strings.Trim(name, " .;,:–-")
			for _, w := range []string{"Councillors ", "Cllrs ", "Members "} {
				if rest, ok := strings.CutPrefix(name, w); ok {
					name, plural = rest, w
				}
			}
			if singular := titleOfMany[plural]; singular != "" && name != "" && !titles.MatchString(name+" ") {
				name = singular + name
			}
			if name == "" || noPersons.MatchString(name) || h.known(name, out) {
				continue
			}
			if strings.HasPrefix(name, "Clir") {
				h.fault("“" + name + "” seems to be a piece of a name that was read wrongly; it was left out")
				continue
			}
			if !nameForm.MatchString(name) || len(strings.Fields(name)) == 1 && plural == "" {
				continue
			}
			out = append(out, name)
			low := strings.ToLower(mark)
			switch {
			case strings.Contains(low, "co-opt") || strings.Contains(low, "coopt"):
				h.coopted = append(h.coopted, name)
			case strings.Contains(low, "vice") || strings.Contains(low, "deputy chair"):
				if h.p.Attendance.ViceChair == "" {
					h.p.Attendance.ViceChair = Optional(name)
				}
			case strings.HasPrefix(low, "chair") || low == "in the chair":
				if h.p.Attendance.Chair == "" {
					h.p.Attendance.Chair = Optional(name)
				}
			case strings.Contains(low, "virtual") || strings.Contains(low, "online") || strings.Contains(low, "remote"):
				h.p.Attendance.Virtual = append(h.p.Attendance.Virtual, name)
			}
		}
	}
	return out
}

// titleOfMany is what "Councillors A, B and C" calls each of them.
var titleOfMany = map[string]string{"Councillors ": "Councillor ", "Cllrs ": "Cllr "}

func (h *headReading) known(name string, out []string) bool { return slices.Contains(out, name) }

func (h *headReading) fault(what string) {
	h.p.TextFaults = append(h.p.TextFaults, Fault{"", what, h.span("")})
}

// span is where a name stands in the head; the head itself when it is cut by a line.
func (h *headReading) span(name string) Span {
	at := Span{1, h.from, h.to}
	if name != "" {
		if i := strings.Index(h.p.Text[h.from:h.to], name); i >= 0 {
			at.Start, at.End = h.from+i, h.from+i+len(name)
		}
	}
	at.Line = strings.Count(h.p.Text[:at.Start], "\n") + 1
	return at
}

// splitNames cuts at commas and the like outside brackets, at " and ", and before each title but the first.
func splitNames(s string) []string {
	var parts []string
	depth, start := 0, 0
	cut := func(i, skip int) {
		parts = append(parts, s[start:i])
		start = i + skip
	}
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(0, depth-1)
		case depth == 0 && (r == ',' || r == ';' || r == '•' || r == '§' || r == '·'):
			cut(i, len(string(r)))
		case depth == 0 && strings.HasPrefix(s[i:], " and ") && i >= start:
			cut(i, 5)
		case depth == 0 && strings.HasPrefix(s[i:], " & ") && i >= start:
			cut(i, 3)
		}
	}
	parts = append(parts, s[min(start, len(s)):])
	var out []string
	for _, p := range parts {
		from := 0
		for _, at := range namesAgain.FindAllStringIndex(p, -1) {
			if at[0] > from && strings.TrimSpace(p[from:at[0]]) != "" && !strings.HasSuffix(strings.TrimSpace(p[:at[0]]), "Deputy") {
				out = append(out, p[from:at[0]])
				from = at[0]
			}
		}
		out = append(out, p[from:])
	}
	return out
}

// holders reads people with posts: one a line or bullet, "Name, Post" or "Name - Post" or "Name (Post)". A line without a name
// goes on with the post above. Cabinet members and mayors are executive members, all others officers.
func (h *headReading) holders(e entry) {
	var entries []string
	lines := e.lines
	if whole := bracketed(strings.Join(lines, " ")); len(whole) > 1 && (len(lines) == 1 || !slices.ContainsFunc(whole, func(s string) bool { return !nameAndPost.MatchString(strings.Trim(s, " .;")) })) {
		lines = whole
	}
	for _, l := range lines {
		for _, s := range regexpBullets.Split(l, -1) {
			if s = strings.TrimSpace(strings.TrimLeft(s, "-– ")); s == "" {
				continue
			}
			for _, s := range bracketed(s) {
				name, _ := holder(s)
				if groupOf.MatchString(s) {
					continue // nobody is named
				}
				if name == "" && len(entries) > 0 && !(nameForm.MatchString(s) && strings.HasSuffix(entries[len(entries)-1], ".")) && !namesOnly(entries) {
					entries[len(entries)-1] += " " + s
				} else {
					entries = append(entries, s)
				}
			}
		}
	}
	for _, s := range entries {
		name, post := holder(strings.TrimSpace(s))
		if name == "" {
			if s = strings.Trim(s, " .;"); !nameForm.MatchString(s) || len(strings.Fields(s)) < 2 {
				continue
			}
			name = s
		}
		x := Holder{name, Optional(post), h.span(name)}
		if e.of == labelExecutive || e.of != labelOfficers && (honorificCouncillor.MatchString(name) && (executives.MatchString(post) || post == "") || executives.MatchString(name+" "+post)) {
			h.p.Attendance.ExecutiveMembers = append(h.p.Attendance.ExecutiveMembers, x)
		} else {
			h.p.Attendance.Officers = append(h.p.Attendance.Officers, x)
		}
	}
}

// groupOf begins a line that says who else was there, without names.
var groupOf = regexp.MustCompile(`^(?i:representatives? (?:of|from)|members of|young people|pupils|students|parents|care leavers|(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:members|young people|pupils|students|parents|representatives|care leavers))\b`)

// namesOnly says whether a list so far gives names without posts, so that the next line is another name.
func namesOnly(entries []string) bool {
	name, _ := holder(entries[len(entries)-1])
	return name == ""
}

var (
	regexpBullets       = regexp.MustCompile(`[§·•■▪\x{F0A7}\x{F0B7}]|; `)
	honorificCouncillor = regexp.MustCompile(`^(?:Cllr|Councillor|Mayor|Deputy Mayor)\b`)
	holderForm          = regexp.MustCompile(`^((?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?|Sir|Dame|Professor)\.? )?\p{Lu}[\p{L}'’.-]*(?: (?:de|van|von|der|bin|al|el|ul|\p{Lu}[\p{L}'’.-]*)){1,4}|(?:Cllr|Councillor|Deputy Mayor|Mayor) \p{Lu}[\p{L}'’.-]*)(?:, | ?[-–—] | \(|: )(.+)$`)
)

// postFirst is "Director of Education (Name)", or with a colon; serviceWord is in brackets that name a service, and no person.
var (
	postFirst   = regexp.MustCompile(`^(.{4,120}?)(?: \(|: | [-–—] )([^():]{4,60}?)\)?[.;]?$`)
	serviceWord = regexp.MustCompile(`(?i)\b(?:children\w*|young|families|family|education|safeguarding|parenting|fostering|adoption|care|help|services?|schools?|assessments?|access|protection|commissioning|finance|legal|inclusion|justice|quality|assurance|health|support|learning|skills|placements?|resources|performance|practice|prevention|interim|acting|corporate|virtual|strategic?|operations)\b`)
)

// holder splits "Name, Post", and "Post (Name)". The name is empty when the text is not of that form.
func holder(s string) (name, post string) {
	if m := postFirst.FindStringSubmatch(s); m != nil && postWord.MatchString(m[1]+",") && nameForm.MatchString(m[2]) && len(strings.Fields(m[2])) > 1 && !serviceWord.MatchString(m[2]) {
		return m[2], strings.Trim(m[1], " ,:-–—")
	}
	m := holderForm.FindStringSubmatch(s)
	if m == nil || postWord.MatchString(m[1]+",") && !postWord.MatchString(m[2]) {
		return "", ""
	}
	post = strings.Trim(m[2], " .;,")
	if strings.Count(post, ")") > strings.Count(post, "(") {
		post = strings.Replace(post, ")", "", 1)
	}
	return m[1], post
}

// bracketed cuts "A B (Director of C, D), E F (Head of G) and H I (Officer)".
func bracketed(s string) []string {
	parts := splitNames(s)
	for _, p := range parts {
		if p = strings.Trim(p, " .;"); p != "" && !(nameAndPost.MatchString(p)) {
			return runTogether(s)
		}
	}
	return parts
}

var nameAndPost = regexp.MustCompile(`^[^()]{3,60}\([^()]{4,}\)$`)

var nextHolder = regexp.MustCompile(` (\p{Lu}[\p{L}'’-]+ \p{Lu}[\p{L}'’-]+)(?:, | [-–] )`)

// runTogether cuts "A B, Director of C D E, Head of F" where a post follows a name that follows a post: the two words before a
// comma that a post follows are a name.
func runTogether(s string) []string {
	var out []string
	for {
		cut := -1
		for _, m := range nextHolder.FindAllStringSubmatchIndex(s, -1) {
			if m[0] == 0 {
				continue
			}
			if name, _ := holder(strings.TrimSpace(s[:m[0]])); name != "" && postWord.MatchString(s[m[1]:]) && !postWord.MatchString(s[m[2]:m[3]]) {
				cut = m[0]
				break
			}
		}
		if cut < 0 {
			return append(out, s)
		}
		out, s = append(out, s[:cut]), strings.TrimSpace(s[cut:])
	}
}

var (
	apologyFor   = regexp.MustCompile(`(?i)\bapolog(?:ies|y)\b(?: for (absence|lateness))?[^.:]{0,80}?\b(?:from|by)(?: the following[^:.]{0,60})?:? ?(.*)$`)
	virtualFor   = regexp.MustCompile(`(?i)\b(?:connect\w+|join\w+|attend\w+|attendance)(?: the (?:meeting|\p{L}+))? (?:virtually|remotely|online|on-line)\b|\bvirtual attendance\b`)
	declares     = regexp.MustCompile(`^((?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?)\.? )?\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,4}) ?(?:\([^()]{1,40}\) ?)?,? ?((?:[-–—:]|is|was|are|has|had|declared|declares|stated|works|worked|sits|advised|informed|noted|said|serves|served)\b? ?.*)$`)
	noneDeclared = regexp.MustCompile(`(?i)\b(?:no|none|nil)\b`)
)

// fromItems takes from the paragraphs what belongs to the meeting: apologies, declarations, when it ended, the next meeting.
func (p *Proposal) fromItems(h *headReading) {
	a := p.Attendance
	for i := range p.Items {
		it := &p.Items[i]
		low := strings.ToLower(it.Title)
		for _, para := range it.Paragraphs {
			switch {
			case strings.Contains(low, "apolog") || strings.Contains(low, "absence"):
				h.apologies(para)
			case strings.Contains(low, "declaration") && strings.Contains(low, "interest"):
				h.declarations(para)
			}
		}
		if strings.Contains(low, "declaration") && strings.Contains(low, "interest") {
			for _, t := range it.Preamble {
				h.declared(t)
			}
		}
	}
	p.endings(h.ends)
	for _, n := range h.coopted {
		switch {
		case sameIn(n, a.Apologies) >= 0 && sameIn(n, a.CoopteesAbsent) < 0:
			a.CoopteesAbsent = append(a.CoopteesAbsent, n)
		case sameIn(n, a.Virtual) >= 0 && sameIn(n, a.CoopteesPresent) < 0:
			a.CoopteesPresent = append(a.CoopteesPresent, n)
		}
	}
	for _, n := range a.Apologies {
		if same := sameIn(n, a.CoopteesPresent); same >= 0 { // listed as a co-optee, and apologised
			a.CoopteesAbsent = append(a.CoopteesAbsent, a.CoopteesPresent[same])
			a.CoopteesPresent = slices.Delete(a.CoopteesPresent, same, same+1)
		}
	}
}

// apologies reads a paragraph under "Apologies" with its bullets. A follow-up may begin another list (lateness after absence).
func (h *headReading) apologies(para Paragraph) {
	a := h.p.Attendance
	list := &a.Apologies
	take := func(s string) {
		if m := apologyFor.FindStringSubmatch(s); m != nil {
			list = &a.Apologies
			if strings.EqualFold(m[1], "lateness") {
				list = &a.Lateness
			}
			s = m[2]
		} else if virtualFor.MatchString(s) {
			list = &a.Virtual
			s = strings.TrimSpace(virtualFor.ReplaceAllString(s, ""))
		} else if noneDeclared.MatchString(s) && len(strings.Fields(s)) > 2 && !bulletStart.MatchString(s) && !nameForm.MatchString(strings.Trim(s, ".")) {
			return
		}
		for _, n := range h.names([]string{s}) {
			if sameIn(n, *list) < 0 {
				*list = append(*list, n)
			}
		}
	}
	all := para.texts()
	slices.SortStableFunc(all, func(a, b Text) int { return a.Span.Start - b.Span.Start })
	for _, t := range all {
		take(strings.TrimRight(t.Text, "."))
	}
}

func (h *headReading) declarations(para Paragraph) {
	texts := para.BulletTexts
	if len(texts) == 0 {
		texts = []Text{para.Text}
	}
	for _, t := range append(texts, para.FollowUpTexts...) {
		h.declared(t)
	}
	for _, c := range para.Comments {
		h.p.Declarations = append(h.p.Declarations, Declaration{c.Member, strings.TrimRight(c.Text, ";., "), c.Span})
	}
}

// declared takes one text that says what one member declared; a text of several sentences may hold several.
func (h *headReading) declared(t Text) {
	for _, s := range sentences(t.Text) {
		m := declares.FindStringSubmatch(s)
		if m == nil || noneDeclared.MatchString(m[1]) || notMembers.MatchString(m[1]) {
			continue
		}
		interest := strings.Trim(strings.TrimLeft(m[2], "-–—: "), ";., ")
		h.p.Declarations = append(h.p.Declarations, Declaration{strings.TrimSpace(m[1]), interest, t.Span})
	}
}

var notMembers = regexp.MustCompile(`^(?:The|There|No|None|Members?|Declarations?|It|All|Councillors|Nothing)\b`)

// sameIn finds a person in a list, titles left aside; a surname alone is the first who has it.
func sameIn(name string, list []string) int {
	bare := bareName(name)
	return slices.IndexFunc(list, func(s string) bool {
		other := bareName(s)
		return other == bare || !strings.Contains(bare, " ") && strings.HasSuffix(other, " "+bare)
	})
}

var titles = regexp.MustCompile(`^(?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?|Sir|Dame|Professor)\.? )+`)

// bareName is a name without titles, folded.
func bareName(s string) string {
	return strings.ToLower(strings.TrimSpace(titles.ReplaceAllString(s, "")))
}

// endings finds when the meeting ended and when the next one is. A paragraph that says when it ended weighs more than a line on
// the duration; when they disagree both are named.
func (p *Proposal) endings(ends []string) {
	evening := p.Meeting.Start >= "12:00" || p.Meeting.Start == "" && slices.ContainsFunc(p.Items, func(it Item) bool { return it.PlannedTime >= "12:00" })
	for i := range p.Items {
		for _, texts := range append([]Paragraph{{BulletTexts: p.Items[i].Preamble}}, p.Items[i].Paragraphs...) {
			for _, t := range texts.texts() {
				for _, s := range sentences(t.Text) {
					if at := nextMeeting.FindStringIndex(s); at != nil {
						for _, part := range []string{s[at[1]:], s} {
							if d := isoDay(part); d != "" {
								p.Meeting.NextMeeting = d
								break
							}
						}
					}
					if m := closes.FindStringSubmatch(s); m != nil && i >= len(p.Items)-3 && meetingWord.MatchString(s) {
						if at := clockTime(m[1], m[2], m[3], evening); at != "" && (m[2] != "" || m[3] != "") {
							p.Meeting.Ended = at
						}
					}
				}
			}
		}
	}
	if len(p.Items) == 0 {
		return
	}
	last := &p.Items[len(p.Items)-1]
	for _, s := range ends {
		m := duration.FindStringSubmatch(s)
		var at Optional
		if all := times.FindAllStringSubmatch(m[1], -1); len(all) > 0 {
			z := all[len(all)-1]
			if z[2] != "" || z[3] != "" {
				at = clockTime(z[1], z[2], z[3], evening)
			}
		}
		switch {
		case p.Meeting.Ended == "":
			p.Meeting.Ended = at
		case at != p.Meeting.Ended:
			p.Contradictions = append(p.Contradictions, Contradiction{"times", []string{last.Number},
				"a paragraph says that the meeting ended at " + string(p.Meeting.Ended) + ", the line at the end says “" + s + "”"})
		}
	}
}

var (
	nextMeeting = regexp.MustCompile(`(?i)\bnext (?:\w+ ){0,3}meeting\b|\bdate of (?:the )?next meeting\b`)
	meetingWord = regexp.MustCompile(`(?i)\bmeeting\b|\bconcluded\b`)
)
