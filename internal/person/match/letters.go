package match

// Letters to Latin, after decomposition and lower case. The aim is one searchable spelling that the skeleton (skeleton.go) then
// brings together with the others in use, not a scholarly transliteration: Мухаммед, محمد and Mohammed must meet.

// latin is the Latin spelling of a letter.
var latin = join(latinExtra, cyrillic, greek, arabic, hebrew)

// silent letters have no Latin spelling: the Cyrillic signs, the hamza, the Arabic lengthening stroke.
var silent = map[rune]bool{'ъ': true, 'ь': true, 'ء': true, 'ـ': true, '\u09bd': true}

var latinExtra = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'æ': "ae", 'œ': "oe", 'ı': "i", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ŋ': "ng", 'ŧ': "t", 'ĸ': "k",
	'ə': "a", 'ǝ': "a", 'ɛ': "e", 'ɔ': "o", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y", 'ƒ': "f", 'ɣ': "g", 'ɖ': "d", 'ʋ': "v", 'ƭ': "t", 'ɩ': "i", 'ʊ': "u",
	'ɨ': "i", 'ʉ': "u", 'ƈ': "c", 'ɲ': "ny", 'ɠ': "g", 'ŀ': "l", 'ȷ': "j",
}

// Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian; й, ё, ї and ў lose their mark before they come here.
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ye", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ы': "y",
	'э': "e", 'ю': "yu", 'я': "ya", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'ђ': "dj", 'џ': "dz", 'ѕ': "dz", 'қ': "k", 'ғ': "g", 'ң': "ng", 'ө': "o",
	'ү': "u", 'ұ': "u", 'һ': "h", 'ә': "a", 'ҳ': "h", 'ҷ': "j", 'ӏ': "",
}

var greek = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "ks", 'ο': "o",
	'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// Arabic, Persian, Urdu, Pashto and Kurdish letters. Short vowels are not written; the skeleton does without them.
var arabic = map[rune]string{
	'ا': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh", 'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s",
	'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'و': "w", 'ي': "y",
	'ى': "a", 'ة': "a", 'ٱ': "a", 'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g", 'ک': "k", 'ی': "y", 'ے': "e", 'ں': "n", 'ہ': "h", 'ھ': "h", 'ۃ': "a",
	'ٹ': "t", 'ڈ': "d", 'ڑ': "r", 'ۆ': "o", 'ێ': "e", 'ڕ': "r", 'ڵ': "l", 'ە': "a", 'ټ': "t", 'ډ': "d", 'ړ': "r", 'ښ': "sh", 'ږ': "g", 'ڼ': "n", 'ې': "e",
	'ۍ': "y", 'ڤ': "v", 'ۇ': "u", 'ۋ': "v", 'ڭ': "ng",
}

var hebrew = map[rune]string{
	'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "w", 'ז': "z", 'ח': "h", 'ט': "t", 'י': "y", 'כ': "k", 'ך': "k", 'ל': "l", 'מ': "m", 'ם': "m",
	'נ': "n", 'ן': "n", 'ס': "s", 'ע': "a", 'פ': "p", 'ף': "f", 'צ': "ts", 'ץ': "ts", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t",
}

func join(tables ...map[rune]string) map[rune]string {
	all := map[rune]string{}
	for _, t := range tables {
		for r, s := range t {
			all[r] = s
		}
	}
	return all
}

// abugida spells Devanagari, Bengali, Gurmukhi, Gujarati and Tamil: their Unicode blocks hold the same letter at the same place.
// A consonant carries an "a" unless a vowel sign or a silencing stroke follows, or the word ends.
type abugida struct{ owed bool }

// next takes one rune. It returns what to write, and whether that rune was of these scripts (else what is written is never
// owed: an "a" at the end of a word is not spoken).
func (a *abugida) next(r rune) (string, bool) {
	if r < 0x0900 || r > 0x0bff || r >= 0x0b00 && r < 0x0b80 {
		a.owed = false
		return "", false
	}
	at := (r - 0x0900) % 0x80
	owed := ""
	if a.owed {
		owed = "a"
	}
	if s, ok := indicSigns[at]; ok {
		a.owed = false
		return s, true
	}
	switch {
	case at == 0x3c: // the dot below changes a sound slightly: খ় is still kh
		return "", true
	case at >= 0x66 && at <= 0x6f: // digits
		a.owed = false
		return string('0' + (at - 0x66)), true
	case r == 0x0a70 || r == 0x0a71: // Gurmukhi nasal and doubling marks
		return pick(r == 0x0a70, "n"), true
	}
	if s, ok := indicLetters[at]; ok {
		if a.owed = s[0] != '-'; a.owed {
			return owed + s, true
		}
		return owed + s[1:], true
	}
	a.owed = false
	return "", false
}

func pick(yes bool, s string) string {
	if yes {
		return s
	}
	return ""
}

// indicLetters by place in the block; "-" marks vowels, which carry no further "a".
var indicLetters = map[rune]string{
	0x05: "-a", 0x06: "-a", 0x07: "-i", 0x08: "-i", 0x09: "-u", 0x0a: "-u", 0x0b: "-ri", 0x0e: "-e", 0x0f: "-e", 0x10: "-ai", 0x12: "-o", 0x13: "-o", 0x14: "-au",
	0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "ng", 0x1a: "ch", 0x1b: "chh", 0x1c: "j", 0x1d: "jh", 0x1e: "n", 0x1f: "t", 0x20: "th",
	0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n", 0x29: "n", 0x2a: "p", 0x2b: "ph", 0x2c: "b", 0x2d: "bh",
	0x2e: "m", 0x2f: "y", 0x30: "r", 0x31: "r", 0x32: "l", 0x33: "l", 0x34: "l", 0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h",
}

// indicSigns follow a consonant and take the place of its "a"; 0x4d silences it.
var indicSigns = map[rune]string{
	0x01: "n", 0x02: "n", 0x03: "h", 0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x46: "e", 0x47: "e", 0x48: "ai",
	0x4a: "o", 0x4b: "o", 0x4c: "au", 0x4d: "", 0x57: "", 0x4e: "t",
}
