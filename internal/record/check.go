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
	ok, err := codes.ValidAt(set, field, code, on)
	if !ok {
		f.Add(field, "There is no code set %q", set)
		return
	}
	if err != nil {
		if fs, ok := err.(errs.Fields); ok {
			*f = append(*f, fs...)
			return
		}
		f.Add(field, "%v", err)
	}
}

// checkCodeWhile notes a code that the set has neither on the first day nor on the last of what it is about; on is today, for what goes on. What
// goes on is coded anew when a list changes: a placement of 2024 may have a code of 2025.
func checkCodeWhile(f *errs.Fields, field, set, code string, from, to, on day.Day) {
	if to.IsZero() {
		to = on
	}
	var first, last errs.Fields
	checkCode(&first, field, set, code, from)
	checkCode(&last, field, set, code, to)
	if len(first) > 0 && len(last) > 0 {
		*f = append(*f, last...)
	}
}

// checkYesNo notes an answer that is neither yes nor no. None yet is not an error.
func checkYesNo(f *errs.Fields, field string, v YesNo) {
	if v != "" && v != Yes && v != No {
		f.Add(field, "%q is not an answer: use yes or no", string(v))
	}
}

// checkCount notes a number below 0.
func checkCount(f *errs.Fields, field string, n *int) {
	if n != nil && *n < 0 {
		f.Add(field, "The number must be 0 or more")
	}
}

// needDay notes a day that is missing or in the future.
func needDay(f *errs.Fields, field string, d, on day.Day, mend string) {
	switch {
	case d.IsZero():
		f.Add(field, "%s", mend)
	case d.After(on):
		f.Add(field, "The date must be today or in the past")
	}
}

// checkEnd notes an end before its start, under the end's own name.
func checkEnd(f *errs.Fields, field string, from, to day.Day) {
	if to.Before(from) {
		f.Add(field, "%s is before the start, %s", to.Short(), from.Short())
	}
}
