// Package draw gives the synthetic authority its chances: numbers that follow from a seed alone.
//
// Every draw comes from a stream that is named by the seed, by who it is about and by its purpose. So what is drawn for one child does not move
// when another child, or another purpose of the same child, draws more or less than before. There is no clock, no global state and no order of a
// map in it. The arithmetic over the generator (PCG, as math/rand/v2 fixes it) is our own, so that a new version of Go gives the same borough.
//
// Source: specs/synthetic-borough.md, section 11, rule 1.
package draw

import (
	"encoding/hex"
	"math"
	"math/bits"
	"math/rand/v2"
	"time"

	"throughline/internal/day"
)

// Seed is what all draws of an authority follow from.
type Seed uint64

// Under is a seed of its own for a part of the authority: one of ten boroughs, one of 151 authorities.
func (s Seed) Under(part string) Seed {
	a, _ := s.key(part, "seed")
	return Seed(a)
}

// Stream is one row of draws. It is not safe for use by several goroutines.
type Stream struct{ pcg rand.PCG }

// Stream is the row of draws of somebody (or something) for a purpose: the same names give the same draws.
func (s Seed) Stream(who, purpose string) *Stream {
	a, b := s.key(who, purpose)
	out := &Stream{}
	out.pcg.Seed(a, b)
	return out
}

// ID is the id of a record: a UUID of version 7 (RFC 9562) whose time is at and whose rest follows from the seed and the names. The same names
// and another time are another record.
func (s Seed) ID(at time.Time, who, purpose string) string {
	a, c := s.key(who, purpose)
	ms := uint64(at.UnixMilli())
	a, c = mix(a^ms), mix(c+ms)
	var b [16]byte
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6], b[7] = 0x70|byte(a>>8)&0x0f, byte(a)
	for i := range 8 {
		b[8+i] = byte(c >> (56 - 8*i))
	}
	b[8] = b[8]&0x3f | 0x80
	var out [36]byte
	hex.Encode(out[0:8], b[0:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// key turns a seed and two names into 128 bits: FNV-1a over both, with two starts, each stirred at the end.
func (s Seed) key(who, purpose string) (a, b uint64) {
	const prime = 1099511628211
	a, b = 14695981039346656037^mix(uint64(s)), 7809847782465536322^mix(uint64(s)+0x9e3779b97f4a7c15)
	for i := range len(who) {
		a, b = (a^uint64(who[i]))*prime, (b^uint64(who[i]))*prime
	}
	a, b = (a^0xff)*prime, (b^0xff)*prime // a byte that no text has, so that ("ab", "c") is not ("a", "bc")
	for i := range len(purpose) {
		a, b = (a^uint64(purpose[i]))*prime, (b^uint64(purpose[i]))*prime
	}
	return mix(a), mix(b)
}

// mix is the last step of SplitMix64 (Steele, Lea and Flood 2014): each bit in moves half of the bits out.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Uint64 is 64 bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Float is a number from 0 up to, not including, 1.
func (s *Stream) Float() float64 { return float64(s.pcg.Uint64()>>11) / (1 << 53) }

// Chance is true with the probability p; never at 0 or below, always at 1 or above.
func (s *Stream) Chance(p float64) bool { return s.Float() < p }

// IntN is a whole number from 0 to n-1, and 0 when n is below 2.
func (s *Stream) IntN(n int) int {
	if n < 2 {
		s.pcg.Uint64() // a draw all the same: what follows does not depend on n
		return 0
	}
	hi, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int(hi)
}

// Weighted is an index, each as likely as its weight says; weights below 0 count as 0. Without any weight it is 0.
func (s *Stream) Weighted(weights ...float64) int {
	total := 0.0
	for _, w := range weights {
		total += max(0, w)
	}
	at, last := s.Float()*total, 0
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		if at < w {
			return i
		}
		at -= w
		last = i // the sum of many fractions may fall short of the total by a hair
	}
	return last
}

// Between is a day from one to another, both included; from when to is before it.
func (s *Stream) Between(from, to day.Day) day.Day { return from.Add(s.IntN(to.Sub(from) + 1)) }

// Normal is a number of the standard normal distribution (Box and Muller 1958).
func (s *Stream) Normal() float64 {
	r := math.Sqrt(-2 * math.Log(1-s.Float()))
	return r * math.Cos(2*math.Pi*s.Float())
}

// LogNormal is a number above 0 with the given median whose logarithm is normal with the standard deviation sigma.
func (s *Stream) LogNormal(median, sigma float64) float64 { return median * math.Exp(sigma*s.Normal()) }

// Exponential is the time until something that happens once in mean on average; 0 when mean is not above 0.
func (s *Stream) Exponential(mean float64) float64 { return max(0, mean) * -math.Log(1-s.Float()) }

// Poisson is how often something happens that happens mean times on average (Knuth 1969, in steps that no float overflows in).
func (s *Stream) Poisson(mean float64) int {
	n := 0
	for mean > 0 {
		step := min(mean, 16)
		mean -= step
		limit, p := math.Exp(-step), s.Float()
		for p > limit {
			n++
			p *= s.Float()
		}
	}
	return n
}

// Geometric is 1, 2, 3 … with the given mean of 1 or more: how many until the first that is the last.
func (s *Stream) Geometric(mean float64) int {
	if mean <= 1 {
		s.Float()
		return 1
	}
	return 1 + int(math.Log(1-s.Float())/math.Log(1-1/mean))
}

// Gamma is a number above 0 with the mean shape times scale (Marsaglia and Tsang 2000).
func (s *Stream) Gamma(shape, scale float64) float64 {
	if shape < 1 {
		return s.Gamma(shape+1, scale) * math.Pow(1-s.Float(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-s.Float()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v * scale
		}
	}
}

// LogSeries is 1, 2, 3 … of the logarithmic series with parameter p from 0 up to 1: many ones and a long tail (Kemp 1981).
func (s *Stream) LogSeries(p float64) int {
	u, v := s.Float(), s.Float()
	if p <= 0 {
		return 1
	}
	q := 1 - math.Pow(1-p, v)
	switch {
	case u >= p || u == 0:
		return 1
	case u > q:
		return 1
	case u > q*q:
		return 2
	}
	return int(1 + math.Log(u)/math.Log(q))
}

// Pick is one of a list, each as likely as the other. The list must not be empty.
func Pick[T any](s *Stream, from []T) T { return from[s.IntN(len(from))] }
