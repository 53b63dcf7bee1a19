package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record/codes"
)

// checkCode notes a code that the set does not have on the day. An empty code is no answer yet, which is not an error.
func checkCode(f *errs.Fields, field, set, code string, on day.Day) {
	if code == "" {
		return
	}
	s, ok := codes.Set(set)
	if !ok {
		f.Add(field, "There is no code set %q", set)
		return
	}
	if err := s.ValidAt(field, code, on); err != nil {
		if fs, ok := err.(errs.Fields); ok {
			*f = append(*f, fs...)
			return
		}
		f.Add(field, "%v", err)
	}
}
