package govuk_test

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tree is a parsed piece of markup as lines, one a node, so that two can be compared. Attributes are sorted, white space
// is folded as a browser would show it, and the crown, which a council may not show, is left out.
func tree(markup string) (string, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		return "", err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	var b strings.Builder
	write(&b, body, 0)
	return b.String(), nil
}

func write(b *strings.Builder, n *html.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			text := c.Data
			if n.DataAtom != atom.Textarea && n.DataAtom != atom.Pre {
				text = fold(c)
			}
			if text != "" {
				fmt.Fprintf(b, "%s%q\n", indent, text)
			}
		case html.ElementNode:
			if leftOut(c) {
				continue
			}
			fmt.Fprintf(b, "%s<%s", indent, c.Data)
			var attrs []string
			for _, a := range c.Attr {
				value := a.Val
				if a.Key == "class" || a.Key == "aria-describedby" {
					value = strings.Join(strings.Fields(value), " ")
				}
				attrs = append(attrs, fmt.Sprintf("%s=%q", a.Key, value))
			}
			slices.Sort(attrs)
			for _, a := range attrs {
				b.WriteString(" " + a)
			}
			b.WriteString(">\n")
			write(b, c, depth+1)
		}
	}
}

// leftOut: the crown of the footer. It is GOV.UK's, and not under the licence of the code.
func leftOut(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && strings.Contains(a.Val, "govuk-footer__crown") {
			return true
		}
	}
	return false
}

// fold makes one space of any run of white space, and none where a browser shows none: at the edges of a block and
// beside one.
func fold(n *html.Node) string {
	text := strings.Join(strings.Fields(n.Data), " ")
	lead, trail := edge(n.PrevSibling), edge(n.NextSibling)
	if text == "" {
		if lead || trail || n.Data == "" {
			return ""
		}
		return " "
	}
	if !lead && strings.TrimLeft(n.Data, " \t\r\n") != n.Data {
		text = " " + text
	}
	if !trail && strings.TrimRight(n.Data, " \t\r\n") != n.Data {
		text += " "
	}
	return text
}

// edge says whether white space beside this neighbour is of no account: no neighbour (the edge of the parent), a block.
func edge(n *html.Node) bool {
	if n == nil {
		return true
	}
	if n.Type != html.ElementNode {
		return n.Type == html.CommentNode
	}
	switch n.DataAtom {
	case atom.A, atom.Span, atom.Strong, atom.B, atom.Em, atom.Code, atom.Label, atom.Button:
		return false
	}
	return n.Data != "svg"
}
