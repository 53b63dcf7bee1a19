package protection

import (
	"slices"
	"strconv"
	"strings"

	room "throughline/internal/protection"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// picked are the children of a step: all of them offered and chosen to begin with, each with its own questions.
type picked struct {
	all []room.Sibling
	box *form.Checkboxes // nil for one child, who need not be chosen
}

// pick asks for which children a step is, where there are several, and asks each child's own questions. Names of questions hold the child's place, as
// those of the room's errors do.
func (s *step) pick(r *shell.Request, label string, all []room.Sibling, own func(i int, prefix string) []form.Field) (*picked, error) {
	p := &picked{all: all}
	if len(all) == 1 {
		if own != nil {
			s.group("", false, own(0, "child-0-")...)
		}
		return p, nil
	}
	p.box = &form.Checkboxes{Name: "children", Label: label, Hint: "What you write on this page is kept with each of them.", Size: "m", Required: "Choose at least one child"}
	var listed []string
	for i, c := range all {
		o := form.Option{Value: c.Subject, Label: c.Name}
		if own != nil {
			o.Reveals = own(i, "child-"+strconv.Itoa(i)+"-")
		}
		p.box.Options = append(p.box.Options, o)
		p.box.Values = append(p.box.Values, c.Subject)
		if i > 0 {
			listed = append(listed, c.Subject)
		}
	}
	s.ask(p.box)
	return p, r.Listed("brother or sister who may be in one act", listed...)
}

// chosen are the places of the children that were chosen.
func (p *picked) chosen() (out []int) {
	for i, c := range p.all {
		if p.box == nil || slices.Contains(p.box.Values, c.Subject) {
			out = append(out, i)
		}
	}
	return out
}

// rename turns the place of a child among those chosen into that on the page.
func (p *picked) rename(field string) string { return placed(field, p.chosen()) }

func placed(field string, chosen []int) string {
	if p, err := splitPlace(field, "child-"); err == nil && p.n < len(chosen) {
		return "child-" + strconv.Itoa(chosen[p.n]) + "-" + p.name
	}
	return field
}

// siblings turns the parts of an act into children.
func siblings[T any](parts []T, child func(T) room.Sibling) []room.Sibling {
	out := make([]room.Sibling, len(parts))
	for i, p := range parts {
		out[i] = child(p)
	}
	return out
}

// place is the number in the name of a field, and the rest of the name.
type place struct {
	n    int
	name string
}

func splitPlace(field, prefix string) (place, error) {
	rest, ok := strings.CutPrefix(field, prefix)
	if !ok {
		return place{}, strconv.ErrSyntax
	}
	n, name, _ := strings.Cut(rest, "-")
	i, err := strconv.Atoi(n)
	return place{i, name}, err
}
