package annexa

import (
	"cmp"
	"encoding/csv"
	"io"
	"regexp"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/ssda903"
)

// Places says where postcodes lie: in the council whose code is home or elsewhere. Names are those of councils by their code; a council without
// one is called by its code. Every part may be nil.
func Places(p *ssda903.Postcodes, a *ssda903.Authorities, names map[string]string, home string) func(string) (Place, bool) {
	if p == nil {
		return nil
	}
	return func(postcode string) (Place, bool) {
		code, known := ssda903.PlacementAuthority(postcode, p, a)
		if !known || code == "" {
			return Place{}, false
		}
		return Place{Authority: cmp.Or(names[code], code), Home: home != "" && strings.EqualFold(code, home)}, true
	}
}

var (
	codeColumn = regexp.MustCompile(`^utla\d\dcd$`)
	nameColumn = regexp.MustCompile(`^utla\d\dnm$`)
)

// maxNames is far more than England has upper-tier councils, and districts of them.
const maxNames = 100_000

// ReadNames reads the names of councils from the list of districts with the columns UTLA…CD and UTLA…NM that the Office for National Statistics
// publishes. It is errs.Invalid, with the line, when the list cannot be read; a list without names gives none.
func ReadNames(name string, r io.Reader) (map[string]string, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	head, err := in.Read()
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s line 1 cannot be read; nothing was read", name)
	}
	code, called := -1, -1
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		if codeColumn.MatchString(h) {
			code = i
		}
		if nameColumn.MatchString(h) {
			called = i
		}
	}
	out := map[string]string{}
	if code < 0 || called < 0 {
		return out, nil
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return out, nil
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			return nil, errs.As(errs.Invalid, err, "%s line %d cannot be read; nothing was read", name, line)
		}
		if len(row) > max(code, called) && row[code] != "" {
			out[strings.ToUpper(strings.TrimSpace(row[code]))] = strings.TrimSpace(row[called])
		}
		if len(out) > maxNames {
			return nil, errs.New(errs.Invalid, "%s names more than %d councils; nothing was read", name, maxNames)
		}
	}
}
