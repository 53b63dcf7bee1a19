// Package export writes minutes and meetings in the forms that others read: Word-safe HTML that pastes into ModernGov, DOCX, plain
// text, Akoma Ntoso, Popolo, Open Civic Data and iCalendar. Everything is a pure function of its input: the same input gives the
// same bytes. Source: specs/scrutiny.md 4 and 5, specs/web-conventions.md 6.
package export

import (
	"fmt"
	"html"
	"strings"

	"throughline/internal/scrutiny/draft"
)

// classes are the style names of Word's own HTML, which ModernGov keeps when it is pasted.
var classes = map[draft.Style]string{
	draft.StyleTitle: "MsoTitle", draft.StyleHead: "MsoNormal", draft.StyleItem: "MsoHeading", draft.StylePurpose: "MsoNormal", draft.StyleHeading: "MsoNormal",
	draft.StylePara: "MsoNormal", draft.StyleBullet: "MsoListParagraph", draft.StyleAgreed: "MsoNormal", draft.StyleText: "MsoNormal",
}

// HTML writes numbered minutes as one page of Word-safe HTML: paragraphs only, numbers and bullet signs typed, no lists, no script, no
// style sheet from elsewhere. The lang and title make it a document that a screen reader can read.
func HTML(m draft.Meeting) []byte {
	var b strings.Builder
	title := "Minutes"
	if m.Body != "" {
		title += " of the " + m.Body
	}
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n<style>\n"+
		"body { font: 12pt Arial, sans-serif; max-width: 42em; margin: 2em; }\np { margin: 0 0 12pt; }\n.MsoListParagraph { margin-left: 36pt; text-indent: -18pt; }\n</style>\n</head>\n<body>\n<div class=\"WordSection1\">\n", html.EscapeString(title))
	for i, x := range draft.Layout(m) {
		text := html.EscapeString(x.Text)
		switch {
		case x.Style == draft.StyleTitle && i == 0:
			fmt.Fprintf(&b, "<h1 class=\"MsoTitle\">%s</h1>\n", text)
		case x.Style == draft.StyleTitle:
			fmt.Fprintf(&b, "<p class=\"MsoTitle\"><b>%s</b></p>\n", text)
		case x.Style == draft.StyleItem:
			number := ""
			if x.Number != "" {
				number = x.Number + "&nbsp;&nbsp;"
			}
			fmt.Fprintf(&b, "<h2 class=\"mgAiTitleTxt\">%s%s</h2>\n", number, text)
		case x.Style == draft.StyleHeading:
			fmt.Fprintf(&b, "<h3 class=\"MsoNormal\">%s</h3>\n", text)
		case x.Style == draft.StyleBullet:
			fmt.Fprintf(&b, "<p class=\"MsoListParagraph\">·&nbsp;&nbsp;%s</p>\n", text)
		case x.Style == draft.StyleAgreed:
			label, rest, _ := strings.Cut(text, ":")
			fmt.Fprintf(&b, "<p class=\"MsoNormal\"><b>%s:</b>%s</p>\n", label, rest)
		case x.Number != "":
			fmt.Fprintf(&b, "<p class=\"MsoNormal\">%s&nbsp;&nbsp;%s</p>\n", x.Number, text)
		default:
			fmt.Fprintf(&b, "<p class=\"%s\">%s</p>\n", classes[x.Style], text)
		}
	}
	b.WriteString("</div>\n</body>\n</html>\n")
	return []byte(b.String())
}

// Text writes numbered minutes as plain text, one block a line with a blank line between.
func Text(m draft.Meeting) []byte {
	var b strings.Builder
	for i, x := range draft.Layout(m) {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(x.Line() + "\n")
	}
	return []byte(b.String())
}
