package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
)

// streamed is what counting synthetic authorities took. Nothing of one is held when the next is made, but the values of its figures.
type streamed struct {
	Size        string         `json:"size"`
	Authorities int            `json:"authorities"` // counted
	Of          int            `json:"of"`
	Subjects    int            `json:"subjects"`
	Records     int            `json:"records"` // behind all figures
	Making      float64        `json:"making_seconds"`
	Counting    float64        `json:"counting_seconds"`
	Processor   float64        `json:"counting_processor_seconds"` // of all processors; 0 where the system does not say
	Memory      uint64         `json:"memory_bytes"`               // the most that the program had from the system
	Figures     []valuesAcross `json:"figures"`
}

// valuesAcross are the values that one measure has in the authorities.
type valuesAcross struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Unit        string `json:"unit"`
	Authorities int    `json:"authorities"` // that have a value
	Lowest      string `json:"lowest"`
	Middle      string `json:"middle"`
	Highest     string `json:"highest"`

	values []string
}

// atOnce is how many stories are counted together, so that all processors have work.
const atOnce = 4096

// allowed is how many bytes the collector lets the program take.
const allowed = 850 << 20

// stream counts measures over synthetic authorities as they are made, one after another, without a database. Interrupted, it tells of those that were counted.
func (c measuresCmd) stream(a *app, q measure.Query) error {
	if !q.AsKnown.IsZero() || len(q.By) > 0 {
		return errs.New(errs.Usage, "With --stream figures are those of now, each with all its breakdowns: leave out --as-known and --by")
	}
	today := day.In(a.now())
	q.Each = measure.Dimensions()
	s := streamed{Size: c.Stream, Of: 1}
	if borough.Size(c.Stream) == borough.England {
		s.Of = borough.Authorities
		if c.Authorities > 0 {
			s.Of = min(c.Authorities, s.Of)
		}
	}
	// Stories come and go: with more room between its rounds the collector walks what is held a fifth as often, and never beyond what is allowed.
	defer debug.SetGCPercent(debug.SetGCPercent(500))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(allowed))
	o := borough.Options{Size: borough.Size(c.Stream), Seed: draw.Seed(c.Seed), Until: today.Start().Add(18 * time.Hour)}
	for n := range s.Of {
		if err := s.count(a, o, n, q, today, c.ID); err != nil {
			if a.ctx.Err() == nil {
				return err
			}
			fmt.Fprintf(a.Err, "Stopped after %d of %d authorities.\n", s.Authorities, s.Of)
			break
		}
	}
	if s.Authorities == 0 {
		return errs.As(errs.Usage, a.ctx.Err(), "Stopped before an authority was counted")
	}
	for i := range s.Figures {
		s.Figures[i].close()
	}
	if a.Format == "json" {
		return a.json(s)
	}
	var rows [][]string
	for _, f := range s.Figures {
		rows = append(rows, []string{f.ID, f.Title, f.Unit, strconv.Itoa(f.Authorities), f.Lowest, f.Middle, f.Highest})
	}
	return a.table([]string{"measure", "title", "unit", "authorities", "lowest", "middle", "highest"}, rows)
}

// count counts one authority.
func (s *streamed) count(a *app, o borough.Options, number int, q measure.Query, today day.Day, ids []string) error {
	of, err := borough.New(o, number)
	if err != nil {
		return err
	}
	figures, err := measure.NewStream(q, today, ids...)
	if err != nil {
		return err
	}
	began := time.Now()
	var counting, busy time.Duration
	subjects := 0
	timed := func(fn func()) {
		from, cpu := time.Now(), processorTime()
		fn()
		counting, busy = counting+time.Since(from), busy+processorTime()-cpu
		s.Memory = max(s.Memory, memoryNow())
	}
	some := make([]story.Story, 0, atOnce)
	add := func() {
		timed(func() { figures.Add(some...) })
		subjects += len(some)
		some = some[:0]
	}
	if err := of.Stories(func(st story.Story) error {
		if some = append(some, st); len(some) == cap(some) {
			add()
		}
		return a.ctx.Err()
	}); err != nil {
		return err
	}
	add()
	var results []measure.Result
	timed(func() { results = figures.Results(o.Until) })
	making := time.Since(began) - counting
	s.Authorities, s.Subjects = s.Authorities+1, s.Subjects+subjects
	s.Making, s.Counting, s.Processor = s.Making+making.Seconds(), s.Counting+counting.Seconds(), s.Processor+busy.Seconds()
	if s.Figures == nil {
		s.Figures = make([]valuesAcross, len(results))
	}
	for i, r := range results {
		f := &s.Figures[i]
		f.ID, f.Title, f.Unit = r.ID, r.Title, r.Unit
		s.Records += len(r.Records)
		if r.Value != "" {
			f.values = append(f.values, r.Value)
		}
	}
	fmt.Fprintf(a.Err, "%s, %d of %d: %d subjects made in %.1f s, %d figures counted in %.2f s (%.2f s of all processors); %d MB\n",
		of.Name, s.Authorities, s.Of, subjects, making.Seconds(), len(results), counting.Seconds(), busy.Seconds(), s.Memory>>20)
	if s.Authorities == s.Of {
		fmt.Fprintf(a.Err, "All %d: made in %.1f s, counted in %.1f s (%.1f s of all processors); the program never had more than %d MB\n", s.Of, s.Making, s.Counting, s.Processor, s.Memory>>20)
	}
	return nil
}

// close puts the values in order of size.
func (v *valuesAcross) close() {
	number := func(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n } // values are numbers
	slices.SortStableFunc(v.values, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
	if v.Authorities = len(v.values); v.Authorities > 0 {
		v.Lowest, v.Middle, v.Highest = v.values[0], v.values[(v.Authorities-1)/2], v.values[v.Authorities-1]
	}
}

// memoryNow is what the program has from the system at this moment.
func memoryNow() uint64 {
	m := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(m)
	return m[0].Value.Uint64() - m[1].Value.Uint64()
}
