package floors

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Package is one package of the module and the module's own packages that it imports, all without the module path.
type Package struct {
	Path        string
	Imports     []string // by its program files
	TestImports []string // by its _test.go files
}

// Check returns one sentence for each way in which the packages break the floors. None means that the house stands.
// Files that end in _test.go may import upwards, since nothing is built on them, and are the only ones that may import test helpers.
func Check(house []Floor, packages []Package) []string {
	var faults []string
	for _, p := range packages {
		faults = append(faults, check(house, p)...)
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

func check(house []Floor, p Package) (faults []string) {
	if Helper(p.Path) {
		return nil
	}
	from, room := place(house, p.Path)
	if from < 0 {
		return []string{fmt.Sprintf("%s stands on no floor: add it to the table in internal/floors", p.Path)}
	}
	for _, imp := range p.Imports {
		if Helper(imp) {
			faults = append(faults, fmt.Sprintf("%s imports %s, which only tests may import", p.Path, imp))
			continue
		}
		to, neighbour := place(house, imp)
		if why := refused(house, from, to, room, neighbour, imp); why != "" {
			faults = append(faults, fmt.Sprintf("%s imports %s: %s", p.Path, imp, why))
		}
	}
	return faults
}

func refused(house []Floor, from, to int, room, neighbour, imp string) string {
	switch {
	case to < 0:
		return "it stands on no floor"
	case to < from:
		return fmt.Sprintf("%s points up to %s", house[from].Name, house[to].Name)
	case house[from].Ground && to != from && to != len(house)-1:
		return fmt.Sprintf("%s may import only %s", house[from].Name, house[len(house)-1].Name)
	case to > from || room == neighbour:
		return ""
	case house[from].Rooms == Walled:
		return fmt.Sprintf("%s may not import each other", house[from].Name)
	case house[from].Rooms == FrontDoors && imp != neighbour:
		return fmt.Sprintf("%s may not import what is inside another", house[from].Name)
	}
	return ""
}

// Helper says whether a package (path below the module) exists for tests only.
func Helper(p string) bool {
	return slices.Contains(helpers, p) || strings.HasSuffix(path.Base(p), "test")
}

// place finds the floor of a package and the table entry that it falls under: the longest that is the package or above it. -1 means none.
func place(house []Floor, p string) (floor int, entry string) {
	floor = -1
	for i, f := range house {
		for _, e := range f.Packages {
			if (p == e || strings.HasPrefix(p, e+"/")) && len(e) > len(entry) {
				floor, entry = i, e
			}
		}
	}
	return floor, entry
}

// Markdown is the table of the house as the architecture page shows it.
func Markdown(house []Floor) string {
	var b strings.Builder
	b.WriteString("| Floor | Packages | What lives there |\n| --- | --- | --- |\n")
	for _, f := range house {
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", f.Name, strings.Join(f.Packages, "` `"), f.Says+rules(f))
	}
	return b.String()
}

func rules(f Floor) string {
	switch {
	case f.Ground:
		return ". Imports only the ground"
	case f.Rooms == Walled:
		return ". They do not import each other"
	case f.Rooms == FrontDoors:
		return ". None imports what is inside another"
	}
	return ""
}
