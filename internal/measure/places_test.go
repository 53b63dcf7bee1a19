package measure

import (
	"reflect"
	"testing"
)

// Every kind is found at its place, and no other is.
func TestPlacesOfKinds(t *testing.T) {
	t.Parallel()
	f := newFacts()
	for i, s := range f.slots {
		if got, ok := f.byKind.find(s.kind()); !ok || got != i {
			t.Errorf("%s: place %d (%t), want %d", s.kind(), got, ok, i)
		}
	}
	for _, other := range []string{"", "x", "case_note", "Child", "chil", "childs"} {
		if i, ok := f.byKind.find(other); ok {
			t.Errorf("%q is at the place of %s", other, f.slots[i].kind())
		}
	}
}

// No body is a single pointer, which would lie in the interface and not behind it: in counts on that.
func TestBodiesLieBehindTheirInterfaces(t *testing.T) {
	t.Parallel()
	var pointer func(reflect.Type) bool
	pointer = func(t reflect.Type) bool {
		switch t.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan, reflect.UnsafePointer:
			return true
		case reflect.Struct:
			return t.NumField() == 1 && pointer(t.Field(0).Type)
		case reflect.Array:
			return t.Len() == 1 && pointer(t.Elem())
		}
		return false
	}
	for _, s := range newFacts().slots {
		if pointer(s.body()) {
			t.Errorf("%s may lie in its interface", s.body())
		}
	}
}
