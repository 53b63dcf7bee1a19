package signin

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits on guessing (Cyber Essentials: at most 10 guesses in 5 minutes), for each account and for each address.
const (
	MaxGuesses  = 10
	GuessWindow = 5 * time.Minute
)

// guesses are the times of the last guesses, oldest first.
type guesses []time.Time

// next says whether one more guess may be made now, and the guesses with it. When it may not, wait is how long until one may.
// No window of five minutes, wherever it begins, holds more than ten.
func (g guesses) next(now time.Time) (after guesses, wait time.Duration) {
	recent := slices.Clone(g)
	recent = slices.DeleteFunc(recent, func(t time.Time) bool { return now.Sub(t) >= GuessWindow })
	if len(recent) >= MaxGuesses {
		return recent, recent[len(recent)-MaxGuesses].Add(GuessWindow).Sub(now)
	}
	return append(recent, now), 0
}

// without takes one guess back: it was right, so it was none.
func (g guesses) without(at time.Time) guesses {
	at = at.Truncate(time.Microsecond)
	if i := slices.IndexFunc(g, func(t time.Time) bool { return t.Truncate(time.Microsecond).Equal(at) }); i >= 0 {
		return slices.Delete(slices.Clone(g), i, i+1)
	}
	return g
}

// String is the stored form: microseconds since 1970, separated by spaces.
func (g guesses) String() string {
	parts := make([]string, len(g))
	for i, t := range g {
		parts[i] = strconv.FormatInt(t.UnixMicro(), 10)
	}
	return strings.Join(parts, " ")
}

func parseGuesses(s string) (guesses, error) {
	var g guesses
	for _, part := range strings.Fields(s) {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, err
		}
		g = append(g, time.UnixMicro(n).UTC())
	}
	return g, nil
}
