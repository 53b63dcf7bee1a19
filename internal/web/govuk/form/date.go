package form

import (
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/web/govuk"
)

// Date is a day in three boxes: name-day, name-month, name-year.
type Date struct {
	Name     string
	Label    string
	Hint     string // "For example, 27 3 2007"
	Noun     string // how errors call it, such as "Date of birth"; "The date" unless given
	Heading  bool
	Size     string
	Required string  // the error when nothing was typed
	Min, Max day.Day // the earliest and the latest day that may be given, both included; zero for no limit
	Birthday bool    // browsers may fill in the person's own date of birth

	Value day.Day

	typed [3]string
	taken bool
	wrong [3]bool
	err   string
}

var boxes = [3]string{"day", "month", "year"}

func (d Date) box(i int) string { return d.Name + "-" + boxes[i] }

// Owns implements Field: the name of the date and those of its boxes.
func (d *Date) Owns(name string) bool {
	return name == d.Name || name == d.box(0) || name == d.box(1) || name == d.box(2)
}

// Target implements Field: the named box, else the first that is wrong, else the first.
func (d *Date) Target(name string) string {
	for i := range boxes {
		if name == d.box(i) || name != d.box(0) && name != d.box(1) && name != d.box(2) && d.wrong[i] {
			return d.box(i)
		}
	}
	return d.box(0)
}

// Take implements Field.
func (d *Date) Take(v url.Values) {
	for i := range boxes {
		d.typed[i] = v.Get(d.box(i))
	}
	d.taken, d.wrong, d.err = true, [3]bool{}, ""
}

// shown is what stands in the boxes.
func (d Date) shown() [3]string {
	if d.taken || d.Value.IsZero() {
		return d.typed
	}
	y, m, dd := d.Value.Date()
	return [3]string{strconv.Itoa(dd), strconv.Itoa(int(m)), strconv.Itoa(y)}
}

// Put implements Field.
func (d *Date) Put(v url.Values) {
	for i, text := range d.shown() {
		v.Set(d.box(i), text)
	}
}

// Forget implements Field.
func (d *Date) Forget() { d.Value, d.wrong, d.err = day.Day{}, [3]bool{}, "" }

// Fail implements Field.
func (d *Date) Fail(name, text string) {
	for i := range boxes {
		if name == d.box(i) {
			d.wrong[i] = true
		}
	}
	i := input{err: d.err}
	i.fail(text)
	d.err = i.err
}

// Revealed implements Field.
func (d *Date) Revealed() (on, off []Field) { return nil, nil }

// Check implements Field.
func (d *Date) Check() string {
	b := d.shown()
	noun := first(d.Noun, "The date")
	got, err := day.FromParts(b[0], b[1], b[2])
	d.Value = got
	switch {
	case err != nil:
		for i, text := range b {
			d.wrong[i] = strings.TrimSpace(text) == ""
		}
		if after, ok := strings.CutPrefix(err.Error(), "the date "); ok {
			return noun + " " + after
		}
		return noun + " must be a real date, like 27 3 2007"
	case got.IsZero():
		return d.Required
	case got.Before(d.Min):
		return noun + " must be " + d.Min.Long() + " or later"
	case got.After(d.Max):
		return noun + " must be " + d.Max.Long() + " or earlier"
	}
	return ""
}

// View implements govuk.Viewer.
func (d Date) View() govuk.Component {
	v := govuk.DateInput{ID: d.Name, NamePrefix: d.Name, Legend: legend(d.Label, d.Heading, d.Size),
		Hint: govuk.Hint{Text: d.Hint}, Error: govuk.ErrorMessage{Text: d.err}}
	for i, text := range d.shown() {
		item := govuk.DateItem{Name: boxes[i], Value: text, Wrong: d.wrong[i] && d.err != ""}
		if d.Birthday {
			item.Autocomplete = "bday-" + boxes[i]
		}
		v.Items = append(v.Items, item)
	}
	return v
}
