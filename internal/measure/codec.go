package measure

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"sync"
	"time"
	"unsafe"

	"throughline/internal/day"
)

// This file writes facts as one text and reads them back: kind by kind, each with its length, so that what is not asked for is passed over; of each record
// what is not zero, field by field in the order of the structs. The order is fixed by shape: a text of another shape is not read.

// version changes when what is left out of facts does (slim.go, newFacts), and when this file writes them otherwise.
const version = 4

// shape names how facts are written: the kinds in their order and their fields. It differs from build to build only where those do.
var shapeOf = sync.OnceValue(func() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d", version)
	for _, s := range newFacts().slots {
		fmt.Fprintf(h, "|%s", s.kind())
		describe(h.Write, s.body())
	}
	return fmt.Sprintf("%016x", h.Sum64())
})

func describe(write func([]byte) (int, error), t reflect.Type) {
	if t.Kind() != reflect.Struct || t == dayOfWeek || t == instant {
		_, _ = write([]byte(t.String()))
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		_, _ = write([]byte("," + f.Name + " " + f.Type.String()))
		e := f.Type
		for e.Kind() == reflect.Slice || e.Kind() == reflect.Pointer {
			e = e.Elem()
		}
		if e.Kind() == reflect.Struct && e != dayOfWeek && e != instant {
			_, _ = write([]byte("{"))
			describe(write, e)
			_, _ = write([]byte("}"))
		}
	}
}

var (
	dayOfWeek = reflect.TypeFor[day.Day]()
	instant   = reflect.TypeFor[time.Time]()
	epoch     = day.Must("2000-01-01")
)

// encode is the facts as text.
func (f *Facts) encode() string {
	var b, one []byte
	for i, s := range f.slots {
		if s.len() > 0 {
			one = s.append(binary.AppendUvarint(one[:0], uint64(s.len())))
			b = binary.AppendUvarint(b, uint64(i+1))
			b = binary.AppendUvarint(b, s.reach().code())
			b = binary.AppendUvarint(b, uint64(len(one)))
			b = append(b, one...)
		}
	}
	return base64.RawStdEncoding.EncodeToString(append(b, 0))
}

// slab is where texts are laid when they are decoded, one behind another: what was written is never written again.
type slab struct{ b []byte }

const slabSize = 1 << 18

// lay is what encode wrote without the base64 around it.
func (s *slab) lay(text string) (string, error) {
	need := base64.RawStdEncoding.DecodedLen(len(text))
	if need == 0 {
		return "", nil
	}
	if cap(s.b)-len(s.b) < need {
		s.b = make([]byte, 0, max(slabSize, need))
	}
	from := len(s.b)
	n, err := base64.RawStdEncoding.Decode(s.b[from:from+need], unsafe.Slice(unsafe.StringData(text), len(text)))
	if err != nil || n == 0 {
		return "", err
	}
	s.b = s.b[:from+n]
	return unsafe.String(&s.b[from], n), nil
}

// decode reads what encode wrote. The facts are those before it no longer.
func (f *Facts) decode(subject, text string) error {
	f.clear()
	s := slab{make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(text)))}
	raw, err := s.lay(text)
	if err != nil {
		return fmt.Errorf("facts of %s: %w", subject, err)
	}
	return f.read(subject, raw, everyKind)
}

// everyKind is the set of all kinds, as Facts.has has them.
const everyKind = ^uint64(0)

// read fills the facts with the kinds of a set. The strings of the facts are parts of raw.
func (f *Facts) read(subject, raw string, kinds uint64) error {
	if !f.survey(raw) {
		f.clear()
		return fmt.Errorf("facts of %s cannot be read", subject)
	}
	return f.fill(subject, raw, kinds)
}

// survey says which kinds raw facts hold and how far those reach; ok is false when they cannot be read. The facts hold nothing of them yet.
func (f *Facts) survey(raw string) (ok bool) {
	f.clear()
	r := reader{s: raw}
	for {
		slot, far, _ := r.slot(len(f.slots))
		if slot < 0 {
			return !r.bad && r.s == ""
		}
		f.has |= 1 << slot
		f.reaches[slot] = far
	}
}

// fill is read of what was surveyed.
func (f *Facts) fill(subject, raw string, kinds uint64) error {
	f.Subject = subject
	r := &f.reading
	r.s, r.bad = raw, false
	for {
		slot, _, one := r.slot(len(f.slots))
		if slot < 0 {
			break
		}
		if kinds&(1<<slot) == 0 {
			continue
		}
		rest := r.s
		r.s = one
		f.set |= 1 << slot
		f.slots[slot].read(r, r.count())
		r.bad = r.bad || r.s != ""
		r.s = rest
	}
	if r.bad || r.s != "" {
		f.clear()
		return fmt.Errorf("facts of %s cannot be read", subject)
	}
	return nil
}

// slot is the place of the next kind, how far it reaches and what is written of it; -1 at the end.
func (r *reader) slot(slots int) (int, reach, string) {
	n := r.uvarint()
	if n == 0 || r.bad {
		return -1, nowhere, ""
	}
	far := reachFrom(r.uvarint())
	one := r.take(r.uvarint())
	if n > uint64(slots) || r.bad {
		r.bad = true
		return -1, nowhere, ""
	}
	return int(n) - 1, far, one
}

// code is how a reach is written: for ever as 0, which is the shortest and what most kinds have.
func (r reach) code() uint64 {
	if r == forEver {
		return 0
	}
	n := int64(r)
	return uint64(n<<1^n>>63) + 1
}

// reachFrom is the reach that was written as a code; for ever when it cannot have been.
func reachFrom(code uint64) reach {
	if code == 0 || code > 1<<32 {
		return forEver
	}
	code--
	return reach(int64(code>>1) ^ -int64(code&1))
}

// planned makes the plan by which a body is read.
func (b *bag[T]) planned() {
	if b.plan == nil {
		b.plan = planOf(reflect.TypeFor[T]())
	}
}

func (b *bag[T]) body() reflect.Type { return reflect.TypeFor[T]() }

func (b *bag[T]) append(out []byte) []byte {
	for i := range b.All {
		out = appendText(out, b.All[i].ID)
		out = appendStruct(out, reflect.ValueOf(&b.All[i].Body).Elem())
	}
	return out
}

func (b *bag[T]) read(r *reader, n int) {
	b.planned()
	for range n {
		if r.bad {
			return
		}
		at := len(b.All)
		if at == cap(b.All) {
			b.All = slices.Grow(b.All, 1)
		}
		b.All = b.All[:at+1]
		o := &b.All[at]
		*o = fact[T]{} // in its place: bodies are wide
		o.ID = r.text()
		r.planned(b.plan, unsafe.Pointer(&o.Body))
	}
}

// appendStruct writes which fields are not zero, and those.
func appendStruct(b []byte, v reflect.Value) []byte {
	var present uint64
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			present |= 1 << i
		}
	}
	b = binary.AppendUvarint(b, present)
	for i := range v.NumField() {
		if present&(1<<i) != 0 {
			b = appendValue(b, v.Field(i))
		}
	}
	return b
}

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Type() {
	case dayOfWeek:
		return binary.AppendVarint(b, int64(v.Interface().(day.Day).Sub(epoch)))
	case instant:
		at := v.Interface().(time.Time)
		return binary.AppendUvarint(binary.AppendVarint(b, at.Unix()), uint64(at.Nanosecond()))
	}
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Bool: // it is not zero
		return b
	case reflect.Int, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Pointer:
		return appendValue(b, v.Elem())
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendValue(b, v.Index(i))
		}
		return b
	case reflect.Struct:
		return appendStruct(b, v)
	}
	panic("measure: a record has a field of a type that facts cannot hold: " + v.Type().String())
}

// appendText writes an id as its 16 bytes behind what stands before it (worker:…), any other text as it is. Half of all facts are ids.
func appendText(b []byte, s string) []byte {
	prefix := len(s) - 36
	if prefix >= 0 && (prefix == 0 || s[prefix-1] == ':') {
		var id [16]byte
		if unhex(&id, s[prefix:]) {
			b = binary.AppendUvarint(b, uint64(prefix)<<1|1)
			return append(append(b, s[:prefix]...), id[:]...)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(s))<<1)
	return append(b, s...)
}

// unhex reads an id written as 8-4-4-4-12 in small letters.
func unhex(id *[16]byte, s string) bool {
	n := 0
	for i := 0; i < 36; {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
			i++
			continue
		}
		hi, lo := digit(s[i]), digit(s[i+1])
		if hi > 15 || lo > 15 {
			return false
		}
		id[n] = hi<<4 | lo
		n++
		i += 2
	}
	return true
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

// reader reads from the front of a string. It never panics: what is wrong makes it bad.
type reader struct {
	s     string
	bad   bool
	piece []byte // see text
}

func (r *reader) uvarint() uint64 {
	if len(r.s) > 0 && r.s[0] < 0x80 { // as nearly all are
		x := r.s[0]
		r.s = r.s[1:]
		return uint64(x)
	}
	var x uint64
	for i := 0; i < len(r.s) && i < 10; i++ {
		c := r.s[i]
		x |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.s = r.s[i+1:]
			return x
		}
	}
	r.s, r.bad = "", true
	return 0
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// count is a number of things of which each takes a byte or more.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.s)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *reader) take(n uint64) string {
	if n > uint64(len(r.s)) {
		r.s, r.bad = "", true
		return ""
	}
	out := r.s[:n]
	r.s = r.s[n:]
	return out
}

func (r *reader) text() string {
	n := r.uvarint()
	s := r.take(n >> 1)
	if n&1 == 0 {
		return s
	}
	id := r.take(16)
	if r.bad {
		return ""
	}
	// Texts of ids lie behind one another in a large piece: what was written in it is never written again.
	if cap(r.piece)-len(r.piece) < len(s)+36 {
		r.piece = make([]byte, 0, max(slabSize, len(s)+36))
	}
	start := len(r.piece)
	end := start + len(s) + 36
	b := r.piece[:end]
	copy(b[start:], s)
	to, from := (*[36]byte)(b[end-36:]), (*[16]byte)(unsafe.Pointer(unsafe.StringData(id)))
	to[8], to[13], to[18], to[23] = '-', '-', '-', '-'
	for i, at := range idPlaces {
		*(*[2]byte)(to[at:]) = pairs[from[i]]
	}
	r.piece = b
	return unsafe.String(&b[start], end-start)
}

// idPlaces are where each byte of an id stands in its text; pairs are the two digits of each byte.
var (
	idPlaces = [16]uint8{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}
	pairs    = func() (all [256][2]byte) {
		const digits = "0123456789abcdef"
		for i := range all {
			all[i] = [2]byte{digits[i>>4], digits[i&15]}
		}
		return all
	}()
)

// field is how one field of a struct is read.
type field struct {
	at    uintptr
	of    reflect.Type
	what  reflect.Kind // String, Int and Bool; Struct for a day, Interface for an instant, Slice for a list of structs or texts; anything else goes by reflection
	each  []field      // of a list of structs: how one is read; of a struct: what is in it
	dated bool         // there may be a day in it
	size  uintptr      // of one
}

// planOf is how a struct is read.
func planOf(t reflect.Type) []field {
	out := make([]field, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		p := field{at: f.Offset, of: f.Type, dated: hasDays(f.Type)}
		switch k := f.Type.Kind(); {
		case f.Type == dayOfWeek:
			p.what = reflect.Struct
		case f.Type == instant:
			p.what = reflect.Interface
		case k == reflect.String || k == reflect.Int || k == reflect.Bool:
			p.what = k
		case k == reflect.Struct:
			p.each = planOf(f.Type)
		case k == reflect.Slice:
			switch e := f.Type.Elem(); {
			case e.Kind() == reflect.String:
				p.what, p.size = k, e.Size()
			case e.Kind() == reflect.Struct && e != dayOfWeek && e != instant:
				p.what, p.each, p.size = k, planOf(e), e.Size()
			}
		}
		out = append(out, p)
	}
	return out
}

// planned reads a struct at an address. Most fields of most records are texts and days; by reflection alone reading facts takes twice as long
// (docs/benchmarks.md). The address is that of a struct of the type that the plan was made of.
func (r *reader) planned(plan []field, at unsafe.Pointer) {
	present := r.uvarint()
	if present>>len(plan) != 0 {
		r.bad = true
	}
	for i := 0; present != 0 && !r.bad; i, present = i+1, present>>1 {
		if present&1 == 0 {
			continue
		}
		f := &plan[i]
		p := unsafe.Add(at, f.at)
		switch f.what {
		case reflect.String:
			*(*string)(p) = r.text()
		case reflect.Struct:
			r.day((*day.Day)(p))
		case reflect.Interface:
			r.time((*time.Time)(p))
		case reflect.Int:
			*(*int)(p) = int(r.varint())
		case reflect.Bool:
			*(*bool)(p) = true
		case reflect.Slice:
			r.list(f, p)
		default:
			r.value(reflect.NewAt(f.of, p).Elem())
		}
	}
}

// list reads a list of texts or of structs into the slice at an address, which is of the type that the plan names.
func (r *reader) list(f *field, at unsafe.Pointer) {
	n := r.count()
	made := reflect.MakeSlice(f.of, n, n)
	reflect.NewAt(f.of, at).Elem().Set(made)
	first := made.UnsafePointer()
	for i := 0; i < n && !r.bad; i++ {
		one := unsafe.Add(first, uintptr(i)*f.size)
		if f.each == nil {
			*(*string)(one) = r.text()
		} else {
			r.planned(f.each, one)
		}
	}
}

func (r *reader) day(d *day.Day) {
	n := r.varint()
	if n < -1<<24 || n > 1<<24 {
		r.bad = true
		return
	}
	*d = epoch.Add(int(n))
}

func (r *reader) time(at *time.Time) {
	s, n := r.varint(), r.uvarint()
	if n > 999_999_999 {
		r.bad = true
		return
	}
	*at = time.Unix(s, int64(n)).UTC()
}

func (r *reader) structure(v reflect.Value) {
	present := r.uvarint()
	if present>>v.NumField() != 0 {
		r.bad = true
	}
	for i := 0; present != 0 && !r.bad; i, present = i+1, present>>1 {
		if present&1 != 0 {
			r.value(v.Field(i))
		}
	}
}

func (r *reader) value(v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *day.Day:
		r.day(p)
		return
	case *time.Time:
		r.time(p)
		return
	case *string:
		*p = r.text()
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.text())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.varint())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.value(v.Elem())
	case reflect.Slice:
		n := r.count()
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := 0; i < n && !r.bad; i++ {
			r.value(v.Index(i))
		}
	case reflect.Struct:
		r.structure(v)
	default:
		r.bad = true
	}
}
