package shell

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Subject is the person whose record the route opened: the one that survived, after a merge.
func (r *Request) Subject() string { return r.Reading.Story.Subject }

// Today is the day in London.
func (r *Request) Today() day.Day { return day.In(r.Now()) }

// Held is the record that a part of the address names, of the person whose record the route opened. Somebody else's is errs.NotFound, like one that there is not.
func Held[T record.Body](r *Request, part string) (record.Of[T], error) {
	o, ok := story.Find[T](r.Reading.Story, r.PathValue(part))
	if !ok {
		return o, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return o, nil
}
