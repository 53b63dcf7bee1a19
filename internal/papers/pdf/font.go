package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"throughline/internal/errs"
)

// font says of each code which letters it draws and how wide it is.
type font struct {
	double bool // codes of two bytes
	to     *cmap
	simple [256]string // what a code of one byte means without a map
	widths map[uint32]float64
	width  float64 // of other codes; all in thousandths of the size
}

// glyph is one code of a shown string.
type glyph struct {
	text  string
	known bool
	width float64
	blank bool // the code 32 of one byte, on which word spacing works
}

// glyphs takes a shown string apart.
func (n *font) glyphs(t text, each func(glyph)) {
	step := 1
	if n.double {
		step = 2
	}
	for i := 0; i+step <= len(t); i += step {
		c := uint32(t[i])
		if n.double {
			c = c<<8 | uint32(t[i+1])
		}
		g := glyph{width: n.width, blank: !n.double && c == 32}
		if w, ok := n.widths[c]; ok {
			g.width = w
		}
		if n.to != nil {
			g.text, g.known = n.to.to[c], n.to.to[c] != ""
		}
		if !g.known && !n.double {
			g.text, g.known = n.simple[c], n.simple[c] != ""
		}
		each(g)
	}
}

// font reads the font that a page calls by a name.
func (f *file) font(v any) (*font, error) {
	r, numbered := v.(ref)
	if numbered {
		if known, ok := f.fonts[r]; ok {
			return known, nil
		}
	}
	d := f.dict(v)
	n := &font{widths: map[uint32]float64{}, width: 500}
	if d != nil {
		var err error
		if s, ok := f.get(d["ToUnicode"]).(stream); ok {
			var src []byte
			if src, err = f.unpack(s); err != nil {
				return nil, err
			}
			if n.to, err = readCMap(src, &f.budget); err != nil {
				return nil, err
			}
		}
		switch f.name(d["Subtype"]) {
		case "Type0":
			err = f.composite(n, d)
		default:
			f.single(n, d)
		}
		if err != nil {
			return nil, err
		}
	}
	if numbered {
		f.fonts[r] = n
	}
	return n, nil
}

// composite reads a font whose codes have two bytes (9.7).
func (f *file) composite(n *font, d dict) error {
	n.double = n.to == nil || n.to.double || !n.to.single
	down := f.array(d["DescendantFonts"])
	if len(down) == 0 {
		return nil
	}
	cid := f.dict(down[0])
	if n.width = 1000; cid["DW"] != nil {
		n.width = f.float(cid["DW"])
	}
	w := f.array(cid["W"])
	for i := 0; i+1 < len(w); {
		from := f.int(w[i])
		if list := f.array(w[i+1]); list != nil {
			for k, x := range list {
				n.widths[uint32(from+k)] = f.float(x)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		to, width := f.int(w[i+1]), f.float(w[i+2])
		if from < 0 || to < from || to > 0xffff {
			return errs.New(errs.Invalid, "a font's widths are broken")
		}
		if err := f.budget.step(to - from); err != nil {
			return err
		}
		for c := from; c <= to; c++ {
			n.widths[uint32(c)] = width
		}
		i += 3
	}
	return nil
}

// single reads a font whose codes have one byte (9.6).
func (f *file) single(n *font, d dict) {
	base := string(f.name(d["BaseFont"]))
	scale := 1.0
	if f.name(d["Subtype"]) == "Type3" {
		if m := f.array(d["FontMatrix"]); len(m) == 6 {
			scale = f.float(m[0]) * 1000
		}
		n.width = 0
	}
	desc := f.dict(d["FontDescriptor"])
	if desc["MissingWidth"] != nil {
		n.width = f.float(desc["MissingWidth"])
	}
	first := f.int(d["FirstChar"])
	widths := f.array(d["Widths"])
	for i, w := range widths {
		if c := first + i; c >= 0 && c < 256 {
			n.widths[uint32(c)] = f.float(w) * scale
		}
	}
	if len(widths) == 0 {
		standardWidths(n, base)
	}
	encoding := f.name(d["Encoding"])
	enc := f.dict(d["Encoding"])
	if enc != nil {
		encoding = f.name(enc["BaseEncoding"])
	}
	symbolic := f.int(desc["Flags"])&4 != 0
	embedded := desc["FontFile"] != nil || desc["FontFile2"] != nil || desc["FontFile3"] != nil
	switch {
	case encoding == "WinAnsiEncoding":
		n.page(charmap.Windows1252)
	case encoding == "MacRomanEncoding":
		n.page(charmap.Macintosh)
	case f.name(d["Subtype"]) == "Type3", symbolic && embedded:
		// its codes are its own
	default:
		n.standard()
	}
	at := 0
	for _, v := range f.array(enc["Differences"]) {
		switch v := f.get(v).(type) {
		case float64:
			at = int(v)
		case name:
			if at >= 0 && at < 256 {
				n.simple[at] = letterOf(string(v))
			}
			at++
		}
	}
}

func (n *font) page(m *charmap.Charmap) {
	for c := 32; c < 256; c++ {
		if r := m.DecodeByte(byte(c)); r != utf8.RuneError && r >= 32 {
			n.simple[c] = string(r)
		}
	}
}

// standard is Adobe's standard encoding (annex D): ASCII with quotation marks that are curved, and a few signs above.
func (n *font) standard() {
	for c := 32; c < 127; c++ {
		n.simple[c] = string(rune(c))
	}
	n.simple['\''], n.simple['`'] = "’", "‘"
	for c, s := range map[int]string{
		161: "¡", 162: "¢", 163: "£", 164: "⁄", 165: "¥", 166: "ƒ", 167: "§", 168: "¤", 169: "'", 170: "“", 171: "«", 172: "‹", 173: "›", 174: "ﬁ", 175: "ﬂ",
		177: "–", 178: "†", 179: "‡", 180: "·", 182: "¶", 183: "•", 184: "‚", 185: "„", 186: "”", 187: "»", 188: "…", 189: "‰", 191: "¿",
		208: "—", 225: "Æ", 232: "Ł", 233: "Ø", 234: "Œ", 241: "æ", 245: "ı", 248: "ł", 249: "ø", 250: "œ", 251: "ß",
	} {
		n.simple[c] = s
	}
}

// named are the names of letters that are not made of a base letter and an accent.
var named = map[string]string{
	"space": " ", "nbspace": " ", "exclam": "!", "quotedbl": "\"", "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'", "parenleft": "(",
	"parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "minus": "-", "sfthyphen": "\u00ad", "softhyphen": "\u00ad", "period": ".", "slash": "/",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": "\\", "bracketright": "]",
	"asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
	"quoteleft": "‘", "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "quotesinglbase": "‚", "quotedblbase": "„", "endash": "–", "emdash": "—", "bullet": "•",
	"ellipsis": "…", "dagger": "†", "daggerdbl": "‡", "periodcentered": "·", "middot": "·", "section": "§", "paragraph": "¶", "degree": "°", "copyright": "©", "registered": "®",
	"trademark": "™", "sterling": "£", "euro": "€", "Euro": "€", "cent": "¢", "yen": "¥", "currency": "¤", "onehalf": "½", "onequarter": "¼", "threequarters": "¾",
	"onesuperior": "¹", "twosuperior": "²", "threesuperior": "³", "multiply": "×", "divide": "÷", "plusminus": "±", "mu": "µ", "fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi",
	"ffl": "ffl", "f_i": "fi", "f_l": "fl", "f_f": "ff", "f_f_i": "ffi", "f_f_l": "ffl", "t_i": "ti", "t_t": "tt", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "oslash": "ø", "Oslash": "Ø",
	"germandbls": "ß", "eth": "ð", "Eth": "Ð", "thorn": "þ", "Thorn": "Þ", "lslash": "ł", "Lslash": "Ł", "dotlessi": "ı", "guillemotleft": "«", "guillemotright": "»",
	"guilsinglleft": "‹", "guilsinglright": "›", "exclamdown": "¡", "questiondown": "¿", "fraction": "⁄", "perthousand": "‰", "florin": "ƒ", "logicalnot": "¬", "brokenbar": "¦",
	"ordfeminine": "ª", "ordmasculine": "º", "greaterequal": "≥", "lessequal": "≤", "notequal": "≠", "arrowright": "→", "checkmark": "✓", "filledbox": "■", "H18543": "▪", "openbullet": "◦",
}

// accents are the ends of the names of letters with an accent, and the accent.
var accents = map[string]string{"acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "tilde": "\u0303", "dieresis": "\u0308", "ring": "\u030a", "cedilla": "\u0327", "caron": "\u030c",
	"macron": "\u0304", "breve": "\u0306", "ogonek": "\u0328", "dotaccent": "\u0307", "hungarumlaut": "\u030b", "commaaccent": "\u0326"}

// letterOf is the letter of a glyph's name (after the rules of Adobe's glyph list: a.alt is a, uni00E9 is é). "" is unknown.
func letterOf(s string) string {
	s, _, _ = strings.Cut(s, ".")
	if t, ok := named[s]; ok {
		return t
	}
	if len(s) == 1 && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z') {
		return s
	}
	for _, start := range []string{"uni", "u"} {
		if hex, ok := strings.CutPrefix(s, start); ok && len(hex) >= 4 && len(hex) <= 6 {
			if v, err := strconv.ParseUint(hex, 16, 32); err == nil && utf8.ValidRune(rune(v)) && v > 0 {
				return string(rune(v))
			}
		}
	}
	if len(s) > 1 {
		if a, ok := accents[s[1:]]; ok {
			return composed(s[:1] + a)
		}
	}
	return ""
}

// standardWidths are widths for the fonts that a file need not hold. Those of Helvetica stand for all but Courier: they only tell where a word ends.
func standardWidths(n *font, base string) {
	if strings.Contains(base, "Courier") {
		n.width = 600
		return
	}
	narrow := []int{278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		222, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584}
	scale := 1.0
	if strings.Contains(base, "Times") {
		scale = 0.9
	}
	for i, w := range narrow {
		n.widths[uint32(32+i)] = float64(w) * scale
	}
}
