package pdf

import (
	"bytes"
	"math"

	"golang.org/x/text/unicode/norm"

	"throughline/internal/errs"
)

// matrix is [a b c d e f] of 8.3.4.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times is the matrix that does m first and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3], m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3], m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5]}
}

// run is a piece of text at a place of the page, in points from its upper left corner.
type run struct {
	text      string
	x, end, y float64 // y grows downwards and is that of the baseline
	size      float64
	edge      bool
}

// state is what q keeps and Q brings back.
type state struct {
	at                                       matrix
	font                                     *font
	size, chars, words, scale, leading, rise float64
}

// marked is one level of marked content (14.6).
type marked struct {
	edge   bool
	actual string // what is to be read in place of what is drawn
	has    bool
}

// painter goes through a page's operators and collects its text.
type painter struct {
	f        *file
	runs     []run
	unknown  *int
	state    state
	stack    []state
	tm, line matrix
	marks    []marked
	depth    int
	path     shape
	dots     []dot
}

// shape is the box of the path that is being drawn, in points of the page.
type shape struct {
	on                       bool
	left, right, top, bottom float64
}

// dot is a small filled shape, as wide as it is high: the sign of a list, where a program draws it in place of a letter.
type dot struct{ x, y, size float64 }

// maxStack bounds q without Q and marked content that is not ended.
const maxStack = 200

// read gives the text of a page.
func (f *file) read(p page, unknown *int) ([]run, []dot, error) {
	var all []byte
	contents := f.get(p.dict["Contents"])
	parts := array{contents}
	if a, ok := contents.(array); ok {
		parts = a
	}
	for _, v := range parts {
		s, ok := f.get(v).(stream)
		if !ok {
			continue
		}
		src, err := f.unpack(s)
		if err != nil {
			return nil, nil, err
		}
		all = append(append(all, src...), '\n')
	}
	w := &painter{f: f, unknown: unknown, state: state{at: upright(p), scale: 1}, tm: identity, line: identity}
	err := w.paint(all, p.resources)
	return w.runs, w.dots, err
}

// upright turns the page as a reader sees it, with y downwards.
func upright(p page) matrix {
	m := matrix{1, 0, 0, -1, -p.box[0], p.box[3]}
	width, height := p.box[2]-p.box[0], p.box[3]-p.box[1]
	switch p.rotate {
	case 90:
		return m.times(matrix{0, 1, -1, 0, height, 0})
	case 180:
		return m.times(matrix{-1, 0, 0, -1, width, height})
	case 270:
		return m.times(matrix{0, -1, 1, 0, 0, width})
	}
	return m
}

func (w *painter) paint(src []byte, resources dict) error {
	l := &lexer{src: src, budget: &w.f.budget, flat: true}
	var args []any
	for {
		v, err := l.next(0)
		if err == errEnd {
			return nil
		}
		if err != nil {
			return err
		}
		op, ok := v.(keyword)
		if !ok {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		if op == "BI" {
			skipImage(l)
		} else if err := w.do(op, args, resources); err != nil {
			return err
		}
		args = args[:0]
	}
}

// skipImage passes over a picture that lies in the content itself: up to an EI that stands alone.
func skipImage(l *lexer) {
	for from := l.at; ; {
		i := bytes.Index(l.src[from:], []byte("EI"))
		if i < 0 {
			l.at = len(l.src)
			return
		}
		from += i + 2
		if space(l.src[from-3]) && (from == len(l.src) || space(l.src[from])) {
			l.at = from
			return
		}
	}
}

func num(args []any, i int) float64 {
	if i < 0 || i >= len(args) {
		return 0
	}
	v, _ := args[i].(float64)
	return v
}

func six(args []any) (m matrix) {
	for i := range m {
		m[i] = num(args, i)
	}
	return m
}

// do does one operator; those that draw no text do nothing.
func (w *painter) do(op keyword, args []any, resources dict) error {
	s := &w.state
	switch op {
	case "q":
		if len(w.stack) < maxStack {
			w.stack = append(w.stack, *s)
		}
	case "Q":
		if n := len(w.stack); n > 0 {
			*s, w.stack = w.stack[n-1], w.stack[:n-1]
		}
	case "cm":
		s.at = six(args).times(s.at)
	case "BT":
		w.tm, w.line = identity, identity
	case "Tf":
		if len(args) == 2 {
			n, _ := args[0].(name)
			font, err := w.f.font(w.f.dict(resources["Font"])[n])
			if err != nil {
				return err
			}
			s.font, s.size = font, num(args, 1)
		}
	case "Tc":
		s.chars = num(args, 0)
	case "Tw":
		s.words = num(args, 0)
	case "Tz":
		s.scale = num(args, 0) / 100
	case "TL":
		s.leading = num(args, 0)
	case "Ts":
		s.rise = num(args, 0)
	case "Td":
		w.move(num(args, 0), num(args, 1))
	case "TD":
		s.leading = -num(args, 1)
		w.move(num(args, 0), num(args, 1))
	case "Tm":
		w.tm, w.line = six(args), six(args)
	case "T*":
		w.move(0, -s.leading)
	case "Tj", "TJ":
		return w.show(args)
	case "'":
		w.move(0, -s.leading)
		return w.show(args)
	case "\"":
		s.words, s.chars = num(args, 0), num(args, 1)
		w.move(0, -s.leading)
		return w.show(args[min(len(args), 2):])
	case "m", "l":
		w.point(num(args, 0), num(args, 1))
	case "c":
		w.point(num(args, 0), num(args, 1))
		w.point(num(args, 2), num(args, 3))
		w.point(num(args, 4), num(args, 5))
	case "re":
		w.point(num(args, 0), num(args, 1))
		w.point(num(args, 0)+num(args, 2), num(args, 1)+num(args, 3))
	case "f", "F", "f*", "B", "B*", "b", "b*":
		w.fill()
		w.path = shape{}
	case "S", "s", "n":
		w.path = shape{}
	case "BMC", "BDC":
		w.mark(args, resources)
	case "EMC":
		if n := len(w.marks); n > 0 {
			w.marks = w.marks[:n-1]
		}
	case "Do":
		return w.form(args, resources)
	}
	return nil
}

func (w *painter) point(x, y float64) {
	m := matrix{1, 0, 0, 1, x, y}.times(w.state.at)
	p := &w.path
	if !p.on {
		*p = shape{true, m[4], m[4], m[5], m[5]}
	}
	p.left, p.right, p.top, p.bottom = min(p.left, m[4]), max(p.right, m[4]), min(p.top, m[5]), max(p.bottom, m[5])
}

func (w *painter) fill() {
	p := w.path
	width, height := p.right-p.left, p.bottom-p.top
	if p.on && width > 1 && width < 9 && height > 0.75*width && height < 1.33*width && len(w.dots) < 10_000 && !bad(p.left) && !bad(p.top) {
		w.dots = append(w.dots, dot{p.left, (p.top + p.bottom) / 2, width})
	}
}

func (w *painter) move(x, y float64) {
	w.line = matrix{1, 0, 0, 1, x, y}.times(w.line)
	w.tm = w.line
}

// mark begins marked content: a head or foot of the page, or text that is to be read differently from how it is drawn.
func (w *painter) mark(args []any, resources dict) {
	if len(w.marks) >= maxStack {
		return
	}
	m := marked{}
	if n := len(w.marks); n > 0 {
		m.edge = w.marks[n-1].edge
	}
	var d dict
	if len(args) > 1 {
		switch v := args[1].(type) {
		case dict:
			d = v
		case name:
			d = w.f.dict(w.f.dict(resources["Properties"])[v])
		}
	}
	if len(args) > 0 && args[0] == name("Artifact") && w.f.name(d["Type"]) == "Pagination" {
		m.edge = true
	}
	if t, ok := w.f.get(d["ActualText"]).(text); ok {
		m.has, m.actual = true, textString(t)
	}
	w.marks = append(w.marks, m)
}

// textString is a string for people (7.9.2.2): UTF-16 with its mark, else near enough Latin-1.
func textString(t text) string {
	if len(t) > 2 && t[0] == 0xfe && t[1] == 0xff {
		var b bytes.Buffer
		for i := 2; i < len(t) && i < 4000; i += 64 {
			b.WriteString(utf16Text(t[i:min(len(t), i+64)]))
		}
		return b.String()
	}
	var b bytes.Buffer
	for i := 0; i < len(t) && i < 2000; i++ {
		b.WriteRune(rune(t[i]))
	}
	return b.String()
}

// form paints a form: a piece of content that is called by name.
func (w *painter) form(args []any, resources dict) error {
	if len(args) == 0 {
		return nil
	}
	n, _ := args[0].(name)
	s, ok := w.f.get(w.f.dict(resources["XObject"])[n]).(stream)
	if !ok || w.f.name(s.dict["Subtype"]) != "Form" {
		return nil
	}
	if w.depth++; w.depth > 12 {
		return errs.New(errs.Invalid, "its drawings call each other more than 12 deep")
	}
	defer func() { w.depth-- }()
	src, err := w.f.unpack(s)
	if err != nil {
		return err
	}
	if r := w.f.dict(s.dict["Resources"]); r != nil {
		resources = r
	}
	kept, stack, marks, tm, line := w.state, w.stack, w.marks, w.tm, w.line
	if m := w.f.array(s.dict["Matrix"]); len(m) == 6 {
		var by matrix
		for i := range by {
			by[i] = w.f.float(m[i])
		}
		w.state.at = by.times(w.state.at)
	}
	w.stack = nil
	err = w.paint(src, resources)
	w.state, w.stack, w.marks, w.tm, w.line = kept, stack, marks, tm, line
	return err
}

// show draws strings, with the shifts between them.
func (w *painter) show(args []any) error {
	if len(args) == 0 || w.state.font == nil {
		return nil
	}
	list, ok := args[0].(array)
	if !ok {
		list = array{args[0]}
	}
	for _, v := range list {
		switch v := v.(type) {
		case float64:
			w.advance(-v / 1000 * w.state.size * w.state.scale)
		case text:
			if err := w.string(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *painter) advance(x float64) { w.tm = matrix{1, 0, 0, 1, x, 0}.times(w.tm) }

func (w *painter) string(t text) error {
	s := &w.state
	if err := w.f.budget.step(len(t)); err != nil {
		return err
	}
	if w.f.text > w.f.limits.Text {
		return errs.New(errs.Invalid, "it holds more than %d kB of text", w.f.limits.Text>>10)
	}
	s.font.glyphs(t, func(g glyph) {
		width := (g.width/1000*s.size + s.chars) * s.scale
		if g.blank {
			width += s.words * s.scale
		}
		from := matrix{1, 0, 0, 1, 0, s.rise}.times(w.tm).times(s.at)
		w.advance(width)
		to := matrix{1, 0, 0, 1, 0, s.rise}.times(w.tm).times(s.at)
		w.add(g, from, to)
	})
	return nil
}

// add keeps a glyph when it stands upright, and joins it to the run before when it goes on with it.
func (w *painter) add(g glyph, from, to matrix) {
	size := math.Hypot(from[2], from[3]) * math.Abs(w.state.size)
	along := math.Hypot(from[0], from[1])
	if bad(from[4]) || bad(from[5]) || bad(to[4]) || size < 0.5 || size > 2000 || along == 0 || math.Abs(from[1]) > 0.08*along || from[0] <= 0 {
		return
	}
	r := run{text: norm.NFC.String(g.text), x: from[4], end: to[4], y: from[5], size: size}
	if r.end < r.x {
		r.x, r.end = r.end, r.x
	}
	if n := len(w.marks); n > 0 {
		m := &w.marks[n-1]
		r.edge = m.edge
		if m.has {
			r.text, m.actual, g.known = m.actual, "", true
		}
	}
	if !g.known {
		*w.unknown++
		r.text = "\ufffd"
	}
	w.f.text += len(r.text)
	if n := len(w.runs); n > 0 && len(w.runs[n-1].text) < 400 {
		last := &w.runs[n-1]
		if last.edge == r.edge && math.Abs(last.y-r.y) < 0.01*size && last.size == r.size && math.Abs(r.x-last.end) < 0.02*size {
			last.text += r.text
			last.end = r.end
			return
		}
	}
	w.runs = append(w.runs, r)
}

func bad(v float64) bool { return v != v || v > 1e6 || v < -1e6 }

func composed(s string) string { return norm.NFC.String(s) }
