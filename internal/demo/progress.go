package demo

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/synth/borough"
)

// Progress says how far the making is.
type Progress struct {
	Doing string  // what is being made, in words
	Part  float64 // how much of the whole is done: 0 to 1, by the time that it takes
}

// The parts of a making from the first: what each is called, and how much of the time it took for a borough on two cores.
var (
	writing  = stage{"writing what was recorded in six years and a half", 0, 0.19}
	ordering = stage{"making the pages' lists and the figures' facts of it", 0.19, 0.38}
	lately   = stage{"writing the last five weeks, and what members asked in them", 0.57, 0.43}
)

type stage struct {
	doing      string
	from, part float64
}

// told is the progress when so much of a stage is done.
func (s stage) told(done, of int64) Progress {
	if of <= 0 {
		return Progress{s.doing, s.from}
	}
	return Progress{s.doing, s.from + s.part*min(1, float64(done)/float64(of))}
}

// perDay is about how many versions of records a borough writes in a day: 1.52 million in the 2,797 days up to November 2026.
const perDay = 542

// expected is about how many versions a synthetic authority has on a day.
func expected(size borough.Size, on time.Time) int64 {
	share := map[borough.Size]float64{borough.Hamlet: 0.025, borough.Village: 0.125, borough.Borough: 1, borough.County: 10}[size]
	return int64(share * perDay * float64(day.In(on).Sub(borough.Start)))
}

// loading turns what a load says about itself into progress.
func (m *maker) loading(part string, done, of int64) {
	switch {
	case m.opts.Progress == nil:
	case part == "records":
		m.opts.Progress(ordering.told(done, of))
	default:
		m.opts.Progress(writing.told(done, expected(m.opts.Size, m.opts.Today)))
	}
}

// done says that n more commands of the demo's own days are written.
func (m *maker) done(n int) {
	m.did += n
	if m.opts.Progress != nil {
		m.opts.Progress(lately.told(int64(m.did), int64(m.did+len(m.plan)+len(m.rest))))
	}
}
