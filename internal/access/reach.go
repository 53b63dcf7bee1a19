package access

import (
	"fmt"
	"slices"
	"strings"
)

// Reach is a query of the subjects (subject) that links and queues bring within the filter, with placeholders numbered from first: everybody whom the filter may
// show is among them, and others may be, so that the rows still need SQL. It lets a list begin with the few people of a caseload instead of with all. ok is false
// when the filter shows people to whom nothing links the actor.
func (f Filter) Reach(first int) (text string, args []any, ok bool) {
	var ids, compartments []string
	queue, own := false, false
	for _, p := range f.Paths {
		for _, r := range p.On {
			switch r {
			case Allocated, ChairOf, Sampled, Requested:
				ids = append(ids, f.Actor)
			case Team:
				ids = append(ids, f.Teams...)
			case Line:
				ids = append(ids, f.Manages...)
			case Own:
				ids, own = append(ids, f.Agency), true
			case Queue:
				queue = true
			case Keeper:
				for _, c := range f.Compartments {
					compartments = append(compartments, string(c))
				}
			default:
				return "", nil, false
			}
		}
	}
	in := func(values []string) string {
		slices.Sort(values)
		values = slices.DeleteFunc(slices.Compact(values), func(v string) bool { return v == "" })
		places := make([]string, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = fmt.Sprintf("$%d", first+len(args)-1)
		}
		return strings.Join(places, ", ")
	}
	var parts []string
	if list := in(ids); list != "" {
		parts = append(parts, "select subject from access_link where actor in ("+list+")")
	}
	if queue {
		parts = append(parts, "select subject from person_card where front_door")
	}
	if list := in(compartments); list != "" {
		parts = append(parts, "select subject from person_card where compartment in ("+list+")")
	}
	if own && f.Subject != "" {
		parts = append(parts, "select subject from person_card where subject = "+in([]string{f.Subject}))
	}
	if len(parts) == 0 {
		parts = []string{"select subject from person_card where false"}
	}
	return strings.Join(parts, " union "), args, true
}
