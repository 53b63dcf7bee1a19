package export

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is a meeting or a deadline in a calendar. The same UID is the same event for ever; Sequence rises with each change.
type Event struct {
	UID         string
	Sequence    int
	Stamp       time.Time // when the event was last changed
	Start, End  time.Time // End may be zero
	AllDay      bool      // a deadline: the day of Start alone
	Summary     string
	Description string
	Place       string
	Address     string // https://…
	Cancelled   bool
}

// Calendar writes events as iCalendar (RFC 5545), METHOD:PUBLISH, times in UTC, lines folded at 75 octets.
func Calendar(name string, events []Event) []byte {
	var b strings.Builder
	line := func(key, value string) { fold(&b, key+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Throughline//Scrutiny//EN")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escape(name))
	for _, e := range events {
		line("BEGIN", "VEVENT")
		line("UID", escape(e.UID))
		line("DTSTAMP", e.Stamp.UTC().Format("20060102T150405Z"))
		line("SEQUENCE", fmt.Sprint(e.Sequence))
		if e.AllDay {
			line("DTSTART;VALUE=DATE", e.Start.Format("20060102"))
			line("TRANSP", "TRANSPARENT")
		} else {
			line("DTSTART", e.Start.UTC().Format("20060102T150405Z"))
			if !e.End.IsZero() {
				line("DTEND", e.End.UTC().Format("20060102T150405Z"))
			}
		}
		line("SUMMARY", escape(e.Summary))
		for _, x := range []struct{ key, value string }{{"DESCRIPTION", escape(e.Description)}, {"LOCATION", escape(e.Place)}, {"URL", strings.NewReplacer("\r", "", "\n", "").Replace(e.Address)}} {
			if x.value != "" {
				line(x.key, x.value)
			}
		}
		status := "CONFIRMED"
		if e.Cancelled {
			status = "CANCELLED"
		}
		line("STATUS", status)
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n").Replace(s)
}

// fold writes a line in pieces of 75 octets at most, each after the first beginning with a space, without cutting a character.
func fold(b *strings.Builder, s string) {
	for most := 75; len(s) > most; most = 74 {
		cut := most
		for cut > 1 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	b.WriteString(s + "\r\n")
}
