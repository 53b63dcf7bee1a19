package minutes

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"

	"throughline/internal/errs"
	"throughline/internal/papers"
)

// mgMeeting is what ModernGov's GetMeeting gives of one meeting, as far as minutes need it. Dates are dd/mm/yyyy, booleans True and
// False, and text is escaped twice.
type mgMeeting struct {
	Committee string       `xml:"committeetitle"`
	Title     string       `xml:"meetingtitle"`
	Date      string       `xml:"meetingdate"`
	Time      string       `xml:"meetingtime"`
	Status    string       `xml:"meetingstatus"`
	Place     string       `xml:"meetinglocation"`
	Finish    string       `xml:"meetingactualfinishtime"`
	Items     []mgItem     `xml:"agendaitems>agendaitem"`
	Attendees []mgAttendee `xml:"attendees>attendee"`
}

type mgItem struct {
	Title      string `xml:"agendaitemtitle"`
	Text       string `xml:"agendatext"`
	Display    string `xml:"fulldisplaynumberformat"`
	Minutes    string `xml:"minutesnonemptyhtmlbody"`
	Number     string `xml:"minutesitemnumber"`
	Restricted string `xml:"isrestricted"`
}

type mgAttendee struct {
	Name       string `xml:"name,attr"`
	Role       string `xml:"roledescription,attr"`
	Attendance string `xml:"attendance,attr"`
	Type       string `xml:"membertype,attr"`
}

// moderngovText writes ModernGov's XML of a meeting as the page of a meeting. An exempt item gives its title only. More than one
// meeting in a file is refused, for a proposal is of one meeting.
func moderngovText(src []byte) (string, error) {
	if err := xmlDepth(src); err != nil {
		return "", err
	}
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = charset.NewReaderLabel
	d.Entity = xml.HTMLEntity
	var found []mgMeeting
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", errs.New(errs.Invalid, "its XML is broken: %s", err)
		}
		if s, ok := t.(xml.StartElement); ok && strings.EqualFold(s.Name.Local, "meeting") {
			var m mgMeeting
			if err := d.DecodeElement(&m, &s); err != nil {
				return "", errs.New(errs.Invalid, "its XML is broken: %s", err)
			}
			found = append(found, m)
		}
	}
	switch {
	case len(found) == 0:
		return "", errs.New(errs.Invalid, "it is XML without a meeting; what ModernGov's GetMeeting answers is accepted")
	case len(found) > 1:
		return "", errs.New(errs.Invalid, "it holds %d meetings; give the answer of GetMeeting for one", len(found))
	}
	return found[0].text()
}

// xmlDepth refuses elements that lie too deep within each other before anything is decoded by recursion.
func xmlDepth(src []byte) error {
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = charset.NewReaderLabel
	d.Entity = xml.HTMLEntity
	depth := 0
	for {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errs.New(errs.Invalid, "its XML is broken: %s", err)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				line, _ := d.InputPos()
				return errs.New(errs.Invalid, "at line %d its elements lie more than %d deep within each other", line, maxDepth)
			}
		case xml.EndElement:
			depth--
		}
	}
}

func (m mgMeeting) text() (string, error) {
	var b papers.Blocks
	put := func(parts ...string) {
		for _, s := range parts {
			b.Write(s)
		}
		b.End()
	}
	put("Agenda and minutes")
	name := plain(m.Committee)
	if name == "" {
		name = plain(m.Title)
	}
	put(name, " - ", plain(m.Date), " ", plain(m.Time))
	if m.Place != "" {
		put("Venue: ", plain(m.Place))
	}
	m.attendance(put)
	put("Items")
	for i, it := range m.Items {
		number := strings.Trim(plain(it.Display), ". ")
		if number == "" {
			number = strings.Trim(plain(it.Number), ". ")
		}
		if number == "" || strings.Trim(number, "0123456789") != "" {
			number = strconv.Itoa(i + 1)
		}
		put(number + ".")
		put(plain(it.Title))
		if strings.EqualFold(strings.TrimSpace(it.Restricted), "true") {
			put("Minutes:")
			put("This item is exempt, so its minutes are not read.")
			continue
		}
		if err := escaped(&b, it.Text); err != nil {
			return "", err
		}
		put("Minutes:")
		if err := escaped(&b, it.Minutes); err != nil {
			return "", err
		}
	}
	return b.Text()
}

// attendance lists the attendees under the labels of a printed head.
func (m mgMeeting) attendance(put func(...string)) {
	lists := []struct {
		label string
		is    func(a mgAttendee, role, at string) bool
	}{
		{"Chair: ", func(_ mgAttendee, role, at string) bool {
			return strings.HasPrefix(role, "chair") && !strings.Contains(at, "apolog")
		}},
		{"Vice-Chair: ", func(_ mgAttendee, role, at string) bool {
			return strings.HasPrefix(role, "vice") && !strings.Contains(at, "apolog")
		}},
		{"Councillors Present: ", func(a mgAttendee, role, at string) bool {
			return at == "present" && !strings.Contains(role, "co-opt") && !officer(a, role)
		}},
		{"Apologies: ", func(_ mgAttendee, _, at string) bool { return strings.Contains(at, "apolog") }},
		{"Co-optees Present: ", func(_ mgAttendee, role, at string) bool { return at == "present" && strings.Contains(role, "co-opt") }},
	}
	for _, l := range lists {
		var names []string
		for _, a := range m.Attendees {
			if l.is(a, strings.ToLower(a.Role), strings.ToLower(a.Attendance)) {
				names = append(names, plain(a.Name))
			}
		}
		if len(names) > 0 {
			put(l.label, strings.Join(names, ", "))
		}
	}
	for _, a := range m.Attendees {
		if role := strings.ToLower(a.Role); officer(a, role) && strings.EqualFold(a.Attendance, "present") {
			put("In Attendance: ", plain(a.Name), ", ", plain(a.Role))
		}
	}
}

func officer(a mgAttendee, role string) bool {
	return strings.Contains(strings.ToLower(a.Type), "officer") || strings.Contains(role, "officer") || strings.Contains(role, "director") || strings.HasPrefix(role, "head of")
}

// plain is a text field, which may be escaped once more than XML asks.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(html.UnescapeString(s), blank), " ")
}

// escaped adds HTML that is held as text, escaped once or twice.
func escaped(b *papers.Blocks, s string) error {
	for range 2 {
		if strings.Contains(s, "<") {
			break
		}
		s = html.UnescapeString(s)
	}
	if err := b.HTML([]byte(s)); err != nil {
		return err
	}
	b.End()
	return nil
}
