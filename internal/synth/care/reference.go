package care

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// The files of the synthetic country without which a third of the rules of a return cannot be asked: they go to `validate ssda903` as --postcodes, --authorities
// and --providers, in the form in which the Office for National Statistics and Ofsted publish theirs.
const (
	PostcodesFile   = "postcodes.csv"
	AuthoritiesFile = "authorities.csv"
	ProvidersFile   = "providers.csv"
)

// WriteReference writes the three files. It depends on nothing: the country is the same for every authority.
func WriteReference(create func(name string) (io.WriteCloser, error)) error {
	for name, write := range map[string]func(*csv.Writer) error{PostcodesFile: writePostcodes, AuthoritiesFile: writeAuthorities, ProvidersFile: writeProviders} {
		if err := writeFile(create, name, write); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func writeFile(create func(name string) (io.WriteCloser, error), name string, write func(*csv.Writer) error) (err error) {
	f, err := create(name)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	b := bufio.NewWriter(f)
	w := csv.NewWriter(b)
	if err := write(w); err != nil {
		return err
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	return b.Flush()
}

func writePostcodes(w *csv.Writer) error {
	if err := w.Write([]string{"pcd", "oseast1m", "osnrth1m", "laua"}); err != nil {
		return err
	}
	for _, ring := range areas {
		for _, a := range ring {
			for n := range homes {
				p, ok := Locate(a.postcode(n))
				if !ok {
					return fmt.Errorf("postcode %q lies nowhere", a.postcode(n))
				}
				if err := w.Write([]string{p.Postcode, fmt.Sprint(p.East), fmt.Sprint(p.North), p.Council}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func writeAuthorities(w *csv.Writer) error {
	councils := map[string]bool{}
	for _, ring := range areas {
		for _, a := range ring {
			councils[a.council] = true
		}
	}
	if err := w.Write([]string{"LTLA21CD", "UTLA21CD"}); err != nil {
		return err
	}
	for _, c := range slices.Sorted(maps.Keys(councils)) {
		if err := w.Write([]string{c, c}); err != nil {
			return err
		}
	}
	return nil
}

func writeProviders(w *csv.Writer) error {
	if err := w.Write([]string{"URN", "Provider type", "Placement code", "Placement provider code", "Deregistration date", "Setting address postcode"}); err != nil {
		return err
	}
	for _, p := range Market() {
		if err := w.Write([]string{p.URN, p.Kind, strings.Join(p.Places, ","), p.Code, "", p.Postcode}); err != nil {
			return err
		}
	}
	return nil
}
