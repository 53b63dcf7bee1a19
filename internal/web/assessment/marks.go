package assessment

import (
	"slices"
	"strings"
	"unicode"
)

// piece is a part of a text as it compares with an older one: the same, added since, or gone.
type piece struct {
	Text        string
	Added, Gone bool
}

// mostCompared bounds the table of a comparison: about a thousand changed words on each side. Beyond it the whole change is shown as one.
const mostCompared = 1 << 20

// marks says word by word what a text added to an older one and took from it. Without an older text nothing is marked: all of it is new.
func marks(old, now string) []piece {
	if strings.TrimSpace(old) == "" {
		return []piece{{Text: now}}
	}
	a, b := tokens(old), tokens(now)
	head := 0
	for head < len(a) && head < len(b) && same(a[head], b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && same(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	var out pieces
	for _, w := range b[:head] {
		out.add(w, false, false)
	}
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	for _, w := range b[len(b)-tail:] {
		out.add(w, false, false)
	}
	return out
}

type pieces []piece

func (p *pieces) add(text string, added, gone bool) {
	if n := len(*p); n > 0 && (*p)[n-1].Added == added && (*p)[n-1].Gone == gone {
		(*p)[n-1].Text += text
		return
	}
	*p = append(*p, piece{text, added, gone})
}

// middle compares what lies between the common beginning and end by their longest common sequence of words.
func (p *pieces) middle(a, b []string) {
	var common [][]int32 // length of the longest common sequence of a[i:] and b[j:]
	if (len(a)+1)*(len(b)+1) <= mostCompared {
		common = make([][]int32, len(a)+1)
		for i := range common {
			common[i] = make([]int32, len(b)+1)
		}
		for i := len(a) - 1; i >= 0; i-- {
			for j := len(b) - 1; j >= 0; j-- {
				if common[i][j] = max(common[i+1][j], common[i][j+1]); same(a[i], b[j]) {
					common[i][j] = common[i+1][j+1] + 1
				}
			}
		}
	}
	i, j := 0, 0
	for common != nil && i < len(a) && j < len(b) {
		switch {
		case same(a[i], b[j]):
			p.add(b[j], false, false)
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			p.add(a[i], false, true)
			i++
		default:
			p.add(b[j], true, false)
			j++
		}
	}
	for _, w := range a[i:] {
		p.add(w, false, true)
	}
	for _, w := range b[j:] {
		p.add(w, true, false)
	}
}

// tokens are the words of a text, each with the white space after it.
func tokens(text string) []string {
	var out []string
	start, space := 0, false
	for i, r := range text {
		if now := unicode.IsSpace(r); !now && space {
			out = append(out, text[start:i])
			start = i
		}
		space = unicode.IsSpace(r)
	}
	return slices.DeleteFunc(append(out, text[start:]), func(s string) bool { return s == "" })
}

func same(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }
