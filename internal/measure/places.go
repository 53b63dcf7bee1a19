package measure

import (
	"fmt"
	"unsafe"

	"throughline/internal/record"
)

// kindPlaces tells the place of a kind among the slots of Facts. It is asked for each record of an authority, so it looks at a kind's length and three of its
// letters to know where its name must be, and compares only that.
type kindPlaces struct {
	names [512]string // eight times as many as kinds: most that no measure needs come upon an empty one
	slots [512]uint8
}

func placesOf(slots []slot) *kindPlaces {
	p := &kindPlaces{}
	for i, s := range slots {
		at := p.start(s.kind())
		for p.names[at] != "" {
			at = (at + 1) % len(p.names)
		}
		p.names[at], p.slots[at] = s.kind(), uint8(i)
	}
	return p
}

func (p *kindPlaces) start(kind string) int {
	n := len(kind)
	if n == 0 {
		return 0
	}
	return (n*37 + int(kind[0])*5 + int(kind[n/2])*61 + int(kind[n-1])*17) % len(p.names)
}

// find gives the place; ok is false for a kind that no measure needs.
func (p *kindPlaces) find(kind string) (slot int, ok bool) {
	for at := p.start(kind); p.names[at] != ""; at = (at + 1) % len(p.names) {
		if p.names[at] == kind {
			return int(p.slots[at]), true
		}
	}
	return 0, false
}

// must is find of a kind that is there.
func (p *kindPlaces) must(kind string) int {
	i, ok := p.find(kind)
	if !ok {
		panic(fmt.Sprintf("no place for records of kind %s", kind))
	}
	return i
}

// in is where an interface holds a body of type T, which is not to be changed: bodies are wide, and of most records only a day is looked at. A struct of one
// pointer would be held otherwise; newFacts has none (TestBodiesLieBehindTheirInterfaces).
func in[T record.Body](body record.Body) *T {
	return (*T)((*[2]unsafe.Pointer)(unsafe.Pointer(&body))[1])
}
