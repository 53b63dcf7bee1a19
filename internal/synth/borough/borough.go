// Package borough is the synthetic authority: who works in it, who comes to its front door day by day for six years and more, and everything that was
// recorded about them, in the order of its time. A village, a borough, a county and England are the same thing in several sizes.
//
// Invariants. The same size, seed and last day give the same events, to the byte. Families do not depend on each other, so that they may be made one
// after another: memory holds those who are being told, never all. Nothing is recorded after the last day.
//
// Source: specs/synthetic-borough.md, sections 2, 3 and 11.
package borough

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/life"
	"throughline/internal/synth/people"
)

// Size is how large an authority is.
type Size string

// The sizes.
const (
	Hamlet  Size = "hamlet"  // about 60 open children: for a first look and for tests
	Village Size = "village" // about 300 open children
	Borough Size = "borough" // about as many as Hackney: 2,400
	County  Size = "county"  // ten boroughs in one
	England Size = "england" // 151 authorities, one after another
)

// Sizes are the sizes, smallest first.
var Sizes = []Size{Hamlet, Village, Borough, County, England}

// Options say which authority.
type Options struct {
	Size  Size
	Seed  draw.Seed
	Until time.Time // the last instant that is recorded
	Named []Member  // workers who are given
	Dirty bool      // with the faults of real systems
	Lost  bool      // what was recorded before the attack of October 2020 is lost
}

// Start is the first day of the records: what was before is brought over on it.
var Start = day.New(2019, time.April, 1)

// attack is the day on which the records of a council were lost (specs/synthetic-borough.md, section 2).
var attack = day.New(2020, time.October, 12)

// Authority is one synthetic authority.
type Authority struct {
	Name  string
	Code  string // its number in returns: three digits
	First day.Day
	o     Options
	parts []part
}

// part is a borough's worth of an authority, with people of its own.
type part struct {
	world *life.World
	staff *staff
	size  float64
}

// New is the authority of some options: for England one of its 151, by number from 0.
func New(o Options, number int) (*Authority, error) {
	if o.Until.IsZero() || day.In(o.Until).Before(Start.AddMonths(12)) {
		return nil, errs.New(errs.Usage, "A synthetic authority ends a year or more after %s", Start.Long())
	}
	a := &Authority{Name: "Marshwick", Code: codes[0], First: Start, o: o}
	if o.Lost {
		a.First = attack
	}
	switch o.Size {
	case Hamlet:
		a.parts = []part{a.part(o.Seed, "M", 0.025)}
	case Village:
		a.parts = []part{a.part(o.Seed, "M", 0.125)}
	case Borough:
		a.parts = []part{a.part(o.Seed, "M", 1)}
	case County:
		for i := range 10 {
			a.parts = append(a.parts, a.part(o.Seed.Under(fmt.Sprintf("borough/%d", i)), string(rune('A'+i)), 1))
		}
	case England:
		if number < 0 || number >= Authorities {
			return nil, errs.New(errs.Usage, "England has %d authorities", Authorities)
		}
		seed := o.Seed.Under(fmt.Sprintf("authority/%d", number))
		a.Name, a.Code = fmt.Sprintf("Authority %03d", number+1), codes[number%len(codes)]
		// Authorities are of very different sizes; together they have 154 times the referrals of Hackney (640,000 of 4,148 in 2022/23).
		a.parts = []part{a.part(seed, "M", 0.3+seed.Stream("authority", "size").Gamma(1.6, 0.4375))}
	default:
		return nil, errs.New(errs.Usage, "%q is not a size; use hamlet, village, borough, county or england", o.Size)
	}
	return a, nil
}

// Authorities is how many England has here. (Two more have no children's services of their own.)
const Authorities = 151

// codes are numbers of councils that pupil numbers know; the first is kept for the demo's.
var codes = func() []string {
	out := []string{"005"}
	for _, r := range [][2]int{{201, 213}, {301, 320}, {330, 336}, {340, 344}, {350, 359}, {370, 373}, {380, 384}, {390, 394}, {800, 803}, {805, 808}, {810, 813}, {815, 816},
		{820, 823}, {825, 826}, {830, 831}, {835, 839}, {840, 841}, {845, 846}, {850, 852}, {855, 857}, {860, 861}, {865, 896}, {908, 909}} {
		for n := r[0]; n <= r[1]; n++ {
			out = append(out, fmt.Sprintf("%03d", n))
		}
	}
	return out
}()

func (a *Authority) part(seed draw.Seed, prefix string, size float64) part {
	p := part{size: size}
	worker := ""
	if prefix != "M" {
		worker = prefix + "-"
	}
	p.staff = newStaff(seed, worker, size, day.In(a.o.Until), a.o.Named)
	code := a.Code
	if n := int(prefix[0] - 'A'); a.o.Size == County {
		code = codes[1+n] // pupil numbers of ten councils, so that no two are the same
	}
	p.world = &life.World{Seed: seed, Place: people.Place{Town: a.Name, Authority: code, Prefix: prefix}, Staff: p.staff, Until: a.o.Until}
	return p
}
