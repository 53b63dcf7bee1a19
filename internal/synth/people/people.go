// Package people invents the people of the synthetic authority: families with names from many cultures, ages, numbers and addresses. Nobody in it
// is real, and none of their numbers can be: pupil numbers are of schools that do not exist, NHS numbers of the range for tests, telephone numbers
// of the range for drama, postcodes of areas that were not issued.
//
// Source: specs/synthetic-borough.md, sections 3, 6, 9 and 11.
package people

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// Group is one of the five groups of ethnicity.
type Group int

// The groups.
const (
	White Group = iota
	Mixed
	Asian
	Black
	Other
)

// Groups names them, in their order.
var Groups = [5]string{"White", "Mixed", "Asian", "Black", "Other"}

// ethnicities are the codes of each group with their share of residents (specs/synthetic-borough.md, section 9).
var ethnicities = [5]struct {
	codes  []string
	shares []float64
}{
	White: {[]string{"WBRI", "WOTH", "WIRI", "WROM", "WIRT"}, []float64{33.9, 16.6, 2.2, 0.3, 0.1}},
	Mixed: {[]string{"MOTH", "MWBC", "MWAS", "MWBA"}, []float64{2.4, 1.8, 1.4, 1.1}},
	Asian: {[]string{"AIND", "ABAN", "AOTH", "CHNE", "APKN"}, []float64{3.4, 2.5, 2.3, 1.3, 0.9}},
	Black: {[]string{"BAFR", "BCRB", "BOTH"}, []float64{11.4, 6.9, 2.8}},
	Other: {[]string{"OOTH"}, []float64{8.6}},
}

// Ethnicity is the code of somebody of the residents.
func Ethnicity(s *draw.Stream) string {
	var codes []string
	var shares []float64
	for _, e := range ethnicities {
		codes, shares = append(codes, e.codes...), append(shares, e.shares...)
	}
	return codes[s.Weighted(shares...)]
}

// GroupOf is the group of a code; false for REFU and NOBT.
func GroupOf(code string) (Group, bool) {
	for g, e := range ethnicities {
		for _, c := range e.codes {
			if c == code {
				return Group(g), true
			}
		}
	}
	return 0, false
}

// Place is the authority that people live in.
type Place struct {
	Town      string // the last line of an address
	Authority string // its number: three digits, of those that pupil numbers know
	Prefix    string // of the council's own numbers of children
}

// Child is a child of a family, as somebody would find out.
type Child struct {
	Subject, LocalID string
	Given, Family    string
	Former           string // a family name before this one, or ""
	Born             day.Day
	Sex              string // M, F
	Ethnicity        string // what is true; whether it is recorded is another matter
	Group            Group
	Language         string
	Disabilities     []string
	UPN, NHS         string // UPN from the year in which the child turns five; "" where there is none
	UPNUnknown       string // why there is none
}

// Adult is a parent.
type Adult struct {
	Subject, Given, Family, Sex string
	Born                        day.Day
	Phone                       string
}

// Family is who lives together, and the father, who may not.
type Family struct {
	Key       string
	Children  []Child // oldest first
	Mother    Adult
	Father    Adult // no Subject: nobody says who he is
	Alone     bool  // a young person without family in the country
	Lines     []string
	Postcode  string
	Moved     day.Day // when they come to the second address; zero: they stay
	NewLines  []string
	NewPost   string
	Deprived  int // 1 (most) to 5
	Locality  int // from 0: the district of the postcode
	Telephone string
}

// Wanted is what is already decided about a family.
type Wanted struct {
	Group  Group
	On     day.Day // ages count from here
	Serial int     // of its first child in the authority: below 900,000; a family takes up to Most
	Alone  bool
	Age    int // 1 + the age in years of the child it begins with; 0: by the ages of children who are referred
}

// Most is the most children of a family.
const Most = 5

// ages are how old children are when they are referred, by year of age from 0 to 17 (assumption; about as the census has it).
var ages = []float64{10, 6, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 6, 6.5, 7, 7.5, 7.5, 6, 3}

// disabilities are the codes and their weights among children with one (assumption).
var disabilities = []struct {
	code   string
	weight float64
}{{"AUT", 30}, {"LD", 20}, {"BEH", 14}, {"COMM", 12}, {"CON", 5}, {"MOB", 6}, {"HEAR", 4}, {"VIS", 3}, {"PC", 3}, {"INC", 2}, {"HAND", 2}, {"DDA", 4}}

// disabled is the share of children in need with a disability recorded (England 13 %, children in need census 2024).
const disabled = 0.12

// Make invents the family with a key. The same seed, place, key and wishes give the same family.
func Make(seed draw.Seed, place Place, key string, w Wanted) Family {
	f := Family{Key: key, Alone: w.Alone}
	s := seed.Stream(key, "family")
	e := ethnicities[w.Group]
	code := e.codes[s.Weighted(e.shares...)]
	from := cultures[code]
	if w.Alone {
		from = arrivals
	}
	c := draw.Pick(s, from)
	language := "en"
	if c.language != "en" && s.Chance(0.6) {
		language = c.language
	}
	surname := draw.Pick(s, c.families)
	mothers := surname
	if s.Chance(0.35) {
		mothers = draw.Pick(s, c.families)
	}
	f.Locality, f.Deprived = s.IntN(Districts), 1+s.Weighted(38, 27, 18, 11, 6)
	f.Lines, f.Postcode = home(s, place, f.Locality)
	if s.Chance(0.3) {
		f.Moved = w.On.Add(60 + s.IntN(1500))
		f.NewLines, f.NewPost = home(s, place, s.IntN(Districts))
	}
	n := min(s.Geometric(1.75), Most)
	if w.Alone {
		n = 1
	}
	age := s.Weighted(ages...)
	if w.Age > 0 {
		age = w.Age - 1
	}
	born := w.On.AddMonths(-12 * age).Add(-s.IntN(365))
	for i := range n {
		who := fmt.Sprintf("%s/%d", key, i)
		ch := person(seed, place, who, w.Serial+i, born, code, c)
		ch.Family, ch.Language = surname, language
		if mothers != surname && s.Chance(0.1) {
			ch.Former = mothers
		}
		f.Children = append(f.Children, ch)
		// The next is older: a family is met through any of its children, most often through a young one.
		born = born.AddMonths(-14 - s.IntN(34))
		if w.On.Age(born) > 16 {
			break
		}
	}
	for i, j := 0, len(f.Children)-1; i < j; i, j = i+1, j-1 {
		f.Children[i], f.Children[j] = f.Children[j], f.Children[i]
	}
	if w.Alone && seed.Stream(key, "alone").Chance(0.85) {
		f.Children[0].Sex, f.Children[0].Given = "M", draw.Pick(s, c.boys) // most who come alone are boys
	}
	f.distinct(c)
	oldest := f.Children[0].Born
	f.Mother = Adult{Subject: record.AdultSubject + ":" + seed.ID(w.On.Time(), key, "mother"), Given: draw.Pick(s, c.girls), Family: mothers, Sex: "F",
		Born: oldest.AddMonths(-12*(19+s.IntN(16)) - s.IntN(12)), Phone: phone(s.IntN(1000))}
	if father := (Adult{Given: draw.Pick(s, c.boys), Family: surname, Sex: "M", Born: oldest.AddMonths(-12*(20+s.IntN(20)) - s.IntN(12)), Phone: phone(s.IntN(1000))}); s.Chance(0.7) {
		father.Subject = record.AdultSubject + ":" + seed.ID(w.On.Time(), key, "father")
		f.Father = father
	}
	return f
}

// person invents one child.
func person(seed draw.Seed, place Place, who string, serial int, born day.Day, code string, c culture) Child {
	s := seed.Stream(who, "child")
	g, _ := GroupOf(code)
	ch := Child{Born: born, Ethnicity: code, Group: g, Sex: "M", LocalID: fmt.Sprintf("%s%06d", place.Prefix, serial)}
	ch.Subject = record.ChildSubject + ":" + seed.ID(born.Time(), who, "subject")
	names := c.boys
	if !s.Chance(0.53) {
		ch.Sex, names = "F", c.girls
	}
	ch.Given = draw.Pick(s, names)
	ch.Disabilities = []string{"NONE"}
	if s.Chance(disabled) {
		ch.Disabilities = ch.Disabilities[:0]
		for n := s.Geometric(1.4); n > 0; n-- {
			ch.Disabilities = with(ch.Disabilities, disability(s))
		}
	}
	if year := born.Year() + 5; s.Chance(0.97) {
		ch.UPN = UPN(place.Authority, serial, year)
	} else {
		ch.UPNUnknown = []string{"UN2", "UN3", "UN5"}[s.Weighted(6, 3, 1)]
	}
	if s.Chance(0.75) {
		ch.NHS = NHSNumber(serial)
	}
	return ch
}

func disability(s *draw.Stream) string {
	weights := make([]float64, len(disabilities))
	for i, d := range disabilities {
		weights[i] = d.weight
	}
	return disabilities[s.Weighted(weights...)].code
}

func with(list []string, code string) []string {
	for _, c := range list {
		if c == code {
			return list
		}
	}
	return append(list, code)
}

// distinct gives brothers and sisters different given names.
func (f *Family) distinct(c culture) {
	used := map[string]bool{}
	for i := range f.Children {
		ch := &f.Children[i]
		names := c.boys
		if ch.Sex == "F" {
			names = c.girls
		}
		for at := 0; used[ch.Given] && at < len(names); at++ {
			ch.Given = names[at]
		}
		used[ch.Given] = true
	}
}

func home(s *draw.Stream, place Place, district int) (lines []string, postcode string) {
	return []string{fmt.Sprintf("%d %s", 1+s.IntN(140), draw.Pick(s, streets)), place.Town}, Postcode(district, s.IntN(3600))
}

// SchoolFrom is the day from which a child has a pupil number: 1 September of the year in which it turns five.
func (c Child) SchoolFrom() day.Day {
	from := day.New(c.Born.Year()+5, time.September, 1)
	if m := c.Born.Time().Month(); m < time.September {
		from = from.AddMonths(-12)
	}
	return from
}
