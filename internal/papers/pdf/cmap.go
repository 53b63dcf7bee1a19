package pdf

import (
	"unicode/utf16"
	"unicode/utf8"

	"throughline/internal/errs"
)

// maxCodes is how many letters a font's map may name.
const maxCodes = 70_000

// cmap is a ToUnicode map (9.10.3): what the codes of a font mean.
type cmap struct {
	to     map[uint32]string
	single bool // codes have one byte, as its ranges say
	double bool // codes have two
}

// readCMap reads the map's stream. It is a program in PostScript; only its tables are looked at.
func readCMap(src []byte, b *budget) (*cmap, error) {
	m := &cmap{to: map[uint32]string{}}
	l := &lexer{src: src, budget: b, flat: true}
	var args []any
	for {
		v, err := l.next(0)
		if err == errEnd {
			return m, nil
		}
		if err != nil {
			return nil, err
		}
		k, ok := v.(keyword)
		if !ok {
			if args = append(args, v); len(args) > 3*300 { // a table has at most 100 rows
				return nil, errs.New(errs.Invalid, "a font's table of letters is broken")
			}
			continue
		}
		switch k {
		case "endcodespacerange":
			for _, a := range args {
				t, _ := a.(text)
				m.single, m.double = m.single || len(t) == 1, m.double || len(t) == 2
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				m.put(code(args[i]), utf16Text(args[i+1]))
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				m.span(code(args[i]), code(args[i+1]), args[i+2])
			}
		}
		if len(m.to) > maxCodes {
			return nil, errs.New(errs.Invalid, "a font names more than %d letters", maxCodes)
		}
		args = args[:0]
	}
}

func (m *cmap) put(code uint32, s string) {
	if s != "" {
		m.to[code] = s
	}
}

// span names a row of codes: each by its entry of a list, or counted up from the first.
func (m *cmap) span(from, to uint32, v any) {
	if to < from || to-from > 0xffff {
		return
	}
	if list, ok := v.(array); ok {
		for i, x := range list {
			if uint32(i) > to-from {
				break
			}
			m.put(from+uint32(i), utf16Text(x))
		}
		return
	}
	first := []rune(utf16Text(v))
	if len(first) == 0 {
		return
	}
	for c := from; c <= to && len(m.to) <= maxCodes; c++ {
		m.put(c, string(first))
		first[len(first)-1]++
	}
}

func code(v any) uint32 {
	t, _ := v.(text)
	var out uint32
	for i := 0; i < len(t) && i < 4; i++ {
		out = out<<8 | uint32(t[i])
	}
	return out
}

// utf16Text is a string of UTF-16, as tables of letters have it.
func utf16Text(v any) string {
	t, _ := v.(text)
	if len(t) > 64 {
		t = t[:64]
	}
	if len(t) == 1 {
		return string(rune(t[0]))
	}
	var units []uint16
	for i := 0; i+1 < len(t); i += 2 {
		units = append(units, uint16(t[i])<<8|uint16(t[i+1]))
	}
	s := string(utf16.Decode(units))
	if s == "\x00" || s == string(utf8.RuneError) {
		return ""
	}
	return s
}
