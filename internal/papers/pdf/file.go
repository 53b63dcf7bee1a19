package pdf

import (
	"bytes"
	"slices"
	"strconv"

	"throughline/internal/errs"
)

// file is a PDF with its objects found. They are found by reading through the bytes from the first to the last, and the last of a number counts: so no table of
// places has to be believed, and a file whose tables are broken is read like any other.
type file struct {
	src     []byte
	limits  Limits
	budget  budget
	places  map[int]place
	made    map[int]any // objects that were read; streams of objects, taken apart, under their number with a minus
	open    map[int]bool
	trailer dict
	fonts   map[ref]*font
	text    int // bytes of text so far
}

// place is where an object lies: in the file, or as the index-th in a stream of objects.
type place struct {
	at     int
	within int // the number of the stream of objects, 0 for none
	index  int
}

func open(src []byte, limits Limits) (*file, error) {
	if len(src) > limits.Bytes {
		return nil, errs.New(errs.Invalid, "it is larger than %d MB", limits.Bytes>>20)
	}
	if at := bytes.Index(src[:min(len(src), 1024)], []byte("%PDF-")); at < 0 {
		return nil, errs.New(errs.Invalid, "it does not begin as a PDF does")
	}
	f := &file{src: src, limits: limits, budget: budget{limits.Steps, limits.Unpacked}, places: map[int]place{}, made: map[int]any{}, open: map[int]bool{},
		trailer: dict{}, fonts: map[ref]*font{}}
	if err := f.scan(); err != nil {
		return nil, err
	}
	for n := range f.made { // what was read on the way may have been replaced further on
		if n > 0 {
			delete(f.made, n)
		}
	}
	if f.trailer["Encrypt"] != nil {
		return nil, errs.New(errs.Invalid, "it is encrypted; save a copy that needs no password")
	}
	return f, nil
}

// scan finds every object and every trailer, in one pass. What lies inside a stream is passed over.
func (f *file) scan() error {
	next := func(word string, at int) int {
		if i := bytes.Index(f.src[min(at, len(f.src)):], []byte(word)); i >= 0 {
			return at + i
		}
		return len(f.src)
	}
	object, trailer := next("obj", 0), next("trailer", 0)
	for at := 0; ; {
		if object < at {
			object = next("obj", at)
		}
		if trailer < at {
			trailer = next("trailer", at)
		}
		if err := f.budget.step(1); err != nil {
			return err
		}
		switch {
		case object == len(f.src) && trailer == len(f.src):
			return nil
		case trailer < object:
			at = trailer + len("trailer")
			l := &lexer{src: f.src, at: at, budget: &f.budget}
			if v, err := l.next(0); err == nil {
				f.take(v)
			}
		default:
			at = object + len("obj")
			next, err := f.found(object)
			if err != nil {
				return err
			}
			at = max(at, next)
		}
	}
}

// found looks at the object whose "obj" stands at a place, and gives the place behind its stream; 0 when it has none.
func (f *file) found(at int) (int, error) {
	n, ok := f.numbered(at)
	if !ok {
		return 0, nil
	}
	at += len("obj")
	if f.places[n] = (place{at: at}); len(f.places) > f.limits.Objects {
		return 0, errs.New(errs.Invalid, "it holds more than %d objects", f.limits.Objects)
	}
	l := &lexer{src: f.src, at: at, budget: &f.budget}
	v, err := l.next(0)
	if f.budget.steps < 0 {
		return 0, err
	}
	d, ok := v.(dict)
	if err != nil || !ok {
		return 0, nil // what is broken shows when it is asked for
	}
	start := f.begins(l.at)
	if start == 0 {
		return 0, nil
	}
	return f.ends(start, d), f.streamOf(n, d)
}

// numbered reads the number that stands before "obj": 12 0 obj.
func (f *file) numbered(at int) (int, bool) {
	back := func(at int) (int, int, bool) {
		end := at
		for end > 0 && space(f.src[end-1]) {
			end--
		}
		start := end
		for start > 0 && f.src[start-1] >= '0' && f.src[start-1] <= '9' && end-start < 10 {
			start--
		}
		v, err := strconv.Atoi(string(f.src[start:end]))
		return v, start, err == nil && end < at
	}
	_, at, ok := back(at)
	if !ok {
		return 0, false
	}
	n, at, ok := back(at)
	return n, ok && n > 0 && (at == 0 || space(f.src[at-1]) || delimiter(f.src[at-1]) || f.src[at-1] == 'j')
}

// begins is where the bytes of a stream begin, 0 when what follows a dictionary is none.
func (f *file) begins(at int) int {
	l := &lexer{src: f.src, at: at, budget: &f.budget}
	l.skip()
	if !bytes.HasPrefix(f.src[l.at:], []byte("stream")) {
		return 0
	}
	at = l.at + len("stream")
	if at < len(f.src) && f.src[at] == '\r' {
		at++
	}
	if at < len(f.src) && f.src[at] == '\n' {
		at++
	}
	return at
}

// streamOf looks at a stream for what it says of the file: a table of places has the trailer's entries, a stream of objects has objects.
func (f *file) streamOf(n int, d dict) error {
	switch d["Type"] {
	case name("XRef"):
		f.take(d)
	case name("ObjStm"):
		count, _ := d["N"].(float64)
		if count < 0 || int(count) > f.limits.Objects {
			return errs.New(errs.Invalid, "it holds more than %d objects", f.limits.Objects)
		}
		delete(f.made, n)
		delete(f.made, -n)
		numbers, _, err := f.packed(n)
		if err != nil {
			return nil // it may be an older one of its number; what is missing shows when it is asked for
		}
		for i, k := range numbers {
			if k > 0 && k != n {
				f.places[k] = place{within: n, index: i}
			}
		}
		if len(f.places) > f.limits.Objects {
			return errs.New(errs.Invalid, "it holds more than %d objects", f.limits.Objects)
		}
	}
	return nil
}

// take keeps the entries of a trailer; later ones count.
func (f *file) take(v any) {
	d, _ := v.(dict)
	for _, k := range []name{"Root", "Encrypt"} {
		if d[k] != nil {
			f.trailer[k] = d[k]
		}
	}
}

// unpacked is a stream of objects taken apart.
type unpacked struct {
	numbers []int
	places  []int
	src     []byte
}

// packed gives the numbers and the content of a stream of objects.
func (f *file) packed(n int) ([]int, *unpacked, error) {
	if u, ok := f.made[-n].(*unpacked); ok {
		return u.numbers, u, nil
	}
	v, err := f.object(n)
	if err != nil {
		return nil, nil, err
	}
	s, ok := v.(stream)
	if !ok {
		return nil, nil, errs.New(errs.Invalid, "a stream of objects is missing")
	}
	src, err := f.unpack(s)
	if err != nil {
		return nil, nil, err
	}
	count, first := f.int(s.dict["N"]), f.int(s.dict["First"])
	if first < 0 || first > len(src) {
		return nil, nil, errs.New(errs.Invalid, "a stream of objects is broken")
	}
	u := &unpacked{src: src}
	l := &lexer{src: src[:first], budget: &f.budget, flat: true}
	for range count {
		k, err := l.next(0)
		if err != nil {
			break
		}
		at, err := l.next(0)
		if err != nil {
			break
		}
		kn, ok1 := k.(float64)
		an, ok2 := at.(float64)
		if !ok1 || !ok2 || an < 0 || first+int(an) > len(src) {
			break
		}
		u.numbers, u.places = append(u.numbers, int(kn)), append(u.places, first+int(an))
	}
	f.made[-n] = u
	return u.numbers, u, nil
}

// object reads an object by its number. One that is not there is nil.
func (f *file) object(n int) (any, error) {
	if v, ok := f.made[n]; ok {
		return v, nil
	}
	p, ok := f.places[n]
	if !ok || f.open[n] {
		return nil, nil
	}
	f.open[n] = true
	defer delete(f.open, n)
	if p.within > 0 {
		_, u, err := f.packed(p.within)
		if err != nil {
			return nil, err
		}
		if p.index >= len(u.places) {
			return nil, nil
		}
		l := &lexer{src: u.src, at: u.places[p.index], budget: &f.budget}
		v, err := l.next(0)
		if err != nil {
			return nil, err
		}
		f.made[n] = v
		return v, nil
	}
	l := &lexer{src: f.src, at: p.at, budget: &f.budget}
	v, err := l.next(0)
	if err != nil {
		return nil, err
	}
	if d, ok := v.(dict); ok {
		if start := f.begins(l.at); start > 0 {
			v = stream{d, f.src[start:f.ends(start, d)]}
		}
	}
	f.made[n] = v
	return v, nil
}

// ends is where the bytes of a stream end. A length that is not followed by its end mark is not believed.
func (f *file) ends(start int, d dict) int {
	if n := f.int(d["Length"]); n >= 0 && d["Length"] != nil && start+n <= len(f.src) {
		if bytes.HasPrefix(bytes.TrimLeft(f.src[start+n:min(len(f.src), start+n+20)], "\r\n \t\x00"), []byte("endstream")) {
			return start + n
		}
	}
	if i := bytes.Index(f.src[start:], []byte("endstream")); i >= 0 {
		return start + i
	}
	return len(f.src)
}

// get follows a reference, at most a few times. What cannot be read is nil.
func (f *file) get(v any) any {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		var err error
		if v, err = f.object(r.n); err != nil {
			return nil
		}
	}
	return nil
}

func (f *file) dict(v any) dict {
	switch v := f.get(v).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v any) array { a, _ := f.get(v).(array); return a }
func (f *file) name(v any) name   { n, _ := f.get(v).(name); return n }

func (f *file) float(v any) float64 { n, _ := f.get(v).(float64); return n }

// int is a whole number; one that is none or out of bounds is 0.
func (f *file) int(v any) int {
	n := f.float(v)
	if n != n || n > 1<<31 || n < -(1<<31) {
		return 0
	}
	return int(n)
}

// page is one page with what it inherits.
type page struct {
	dict      dict
	resources dict
	box       [4]float64
	rotate    int
}

// pages walks the tree of pages in order.
func (f *file) pages() ([]page, error) {
	root := f.dict(f.trailer["Root"])
	if root == nil || root["Pages"] == nil { // no trailer, or one that leads nowhere: look for the catalogue
		for _, n := range f.numbers() {
			if d := f.dict(ref{n: n}); d != nil && d["Type"] == name("Catalog") && d["Pages"] != nil {
				root = d
			}
		}
	}
	if root == nil {
		return nil, errs.New(errs.Invalid, "it is damaged: it has no list of pages")
	}
	var out []page
	seen := map[int]bool{}
	var walk func(v any, up page, depth int) error
	walk = func(v any, up page, depth int) error {
		if r, ok := v.(ref); ok {
			if seen[r.n] {
				return errs.New(errs.Invalid, "it is damaged: its list of pages runs in a circle")
			}
			seen[r.n] = true
		}
		if depth > maxNest {
			return errs.New(errs.Invalid, "its list of pages is more than %d deep", maxNest)
		}
		if err := f.budget.step(1); err != nil {
			return err
		}
		d := f.dict(v)
		if d == nil {
			return errs.New(errs.Invalid, "it is damaged: one of its pages is missing")
		}
		if r := f.dict(d["Resources"]); r != nil {
			up.resources = r
		}
		if b := f.array(d["MediaBox"]); len(b) == 4 {
			for i := range up.box {
				up.box[i] = f.float(b[i])
			}
		}
		if d["Rotate"] != nil {
			up.rotate = (f.int(d["Rotate"])%360 + 360) % 360
		}
		kids := f.array(d["Kids"])
		if d["Kids"] == nil || f.name(d["Type"]) == "Page" {
			up.dict = d
			if out = append(out, up); len(out) > f.limits.Pages {
				return errs.New(errs.Invalid, "it has more than %d pages", f.limits.Pages)
			}
			return nil
		}
		for _, k := range kids {
			if err := walk(k, up, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(root["Pages"], page{box: [4]float64{0, 0, 595, 842}}, 0); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Invalid, "it has no pages")
	}
	return out, nil
}

func (f *file) numbers() []int {
	var out []int
	for n := range f.places {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
