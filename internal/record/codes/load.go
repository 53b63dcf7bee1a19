package codes

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"sync"
)

//go:embed data/*.json
var files embed.FS

type catalogue struct {
	sets   []CodeSet
	byName map[string]int
}

// all reads the compiled-in lists once. They are part of the program, so a fault in them is a fault of the build and panics;
// the package's own test reads them first.
var all = sync.OnceValue(func() catalogue {
	c, err := load()
	if err != nil {
		panic(fmt.Sprintf("compiled-in code sets: %v", err))
	}
	return c
})

// wire is a set as its file has it: like CodeSet, with number ranges for the lists that are mostly ranges.
type wire struct {
	CodeSet
	Ranges [][2]int `json:"ranges"` // both ends included, three digits
}

func load() (catalogue, error) {
	out := catalogue{byName: map[string]int{}}
	for _, name := range []string{"cin", "ssda903", "local", "services", "language", "relationship"} {
		raw, err := files.ReadFile("data/" + name + ".json")
		if err != nil {
			return out, err
		}
		sets, err := decode(raw)
		if err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
		for _, s := range sets {
			for _, n := range append([]string{s.Name}, s.Aliases...) {
				if _, dup := out.byName[n]; dup {
					return out, fmt.Errorf("%s: two sets are called %s", name, n)
				}
				out.byName[n] = len(out.sets)
			}
			out.sets = append(out.sets, s)
		}
	}
	return out, nil
}

// decode reads one file of sets, expands ranges and refuses unknown keys and repeated codes.
func decode(raw []byte) ([]CodeSet, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var in []wire
	if err := dec.Decode(&in); err != nil {
		return nil, err
	}
	var sets []CodeSet
	for _, w := range in {
		s := w.CodeSet
		var ranged []Code
		for _, r := range w.Ranges {
			for n := r[0]; n <= r[1]; n++ {
				ranged = append(ranged, Code{Code: fmt.Sprintf("%03d", n), Label: fmt.Sprintf("authority number %03d", n)})
			}
		}
		s.Codes = append(ranged, s.Codes...)
		s.index = make(map[string]int, len(s.Codes))
		for i, c := range s.Codes {
			if _, dup := s.index[c.Code]; dup {
				return nil, fmt.Errorf("%s has code %q twice", s.Name, c.Code)
			}
			s.index[c.Code] = i
		}
		if s.Pattern != "" {
			re, err := regexp.Compile(s.Pattern)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.Name, err)
			}
			s.shape = re
		}
		sets = append(sets, s)
	}
	return sets, nil
}
