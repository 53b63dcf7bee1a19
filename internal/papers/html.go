package papers

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"throughline/internal/errs"
)

// breaking are elements that begin and end a block.
var breaking = map[string]bool{
	"address": true, "article": true, "blockquote": true, "body": true, "br": true, "caption": true, "dd": true, "div": true, "dl": true, "dt": true,
	"fieldset": true, "figure": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true, "hr": true,
	"li": true, "main": true, "ol": true, "p": true, "pre": true, "section": true, "table": true, "tbody": true, "td": true, "tfoot": true, "th": true,
	"thead": true, "tr": true, "ul": true,
}

// hidden are elements whose content is no text of the page.
var hidden = map[string]bool{"script": true, "style": true, "head": true, "nav": true, "footer": true, "template": true, "noscript": true, "svg": true, "button": true, "select": true, "iframe": true, "textarea": true}

// nesting are elements that must be closed, so that their depth can be told.
var nesting = map[string]bool{"div": true, "table": true, "ul": true, "ol": true, "blockquote": true, "section": true, "article": true, "span": true, "dl": true, "font": true, "b": true, "i": true, "em": true, "strong": true}

// maxPage is how many bytes a page may decode to.
const maxPage = 50 << 20

// web takes the text out of a saved web page or of Word's HTML, in whatever encoding it declares.
func web(b *Blocks, src []byte) error {
	enc, _, _ := charset.DetermineEncoding(src, "text/html")
	decoded, err := io.ReadAll(io.LimitReader(enc.NewDecoder().Reader(bytes.NewReader(src)), maxPage))
	if err != nil {
		return errs.As(errs.Invalid, err, "its characters cannot be decoded")
	}
	return b.HTML(decoded)
}

// HTML adds the blocks of a piece of HTML in UTF-8.
func (b *Blocks) HTML(src []byte) error {
	depth := 0
	z := html.NewTokenizer(bytes.NewReader(src))
	z.SetMaxBuf(1 << 20)
	skip := ""
	skipDepth := 0
	line := func() int { return bytes.Count(src[:min(len(src), len(src)-len(z.Buffered()))], []byte("\n")) + 1 }
	for !b.full {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); errors.Is(err, io.EOF) {
				return nil
			}
			return errs.New(errs.Invalid, "one tag, comment or piece of text near line %d is longer than 1 MB", line())
		case html.TextToken:
			if skip == "" {
				b.Write(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if skip != "" {
				if t.Data == skip && t.Type == html.StartTagToken {
					skipDepth++
				}
				continue
			}
			if hidden[t.Data] || t.Data != "br" && attribute(t, "hidden") {
				if t.Type == html.StartTagToken && !void[t.Data] {
					skip, skipDepth = t.Data, 1
				}
				continue
			}
			if breaking[t.Data] {
				b.End()
			}
			if nesting[t.Data] && t.Type == html.StartTagToken {
				if depth++; depth > maxDepth {
					return errs.New(errs.Invalid, "near line %d its elements lie more than %d deep within each other", line(), maxDepth)
				}
			}
			if t.Data == "li" {
				b.Write("• ")
			}
		case html.EndTagToken:
			t := z.Token()
			if skip != "" {
				if t.Data == skip {
					if skipDepth--; skipDepth == 0 {
						skip = ""
					}
				}
				continue
			}
			if breaking[t.Data] {
				b.End()
			}
			if nesting[t.Data] {
				depth = max(0, depth-1)
			}
		}
	}
	return nil
}

var void = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "col": true, "wbr": true}

func attribute(t html.Token, key string) bool {
	for _, a := range t.Attr {
		if strings.EqualFold(a.Key, key) {
			return true
		}
	}
	return false
}
