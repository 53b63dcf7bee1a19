package measure

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// worked is one hand-worked case of a measure. The records are written as "id kind field:value …", divided by semicolons; a value is a text, a
// day, a number or, between braces or brackets, JSON without spaces. What is expected is a letter a contribution: in, out or held, with its
// value after "=" and its bands after ":".
type worked struct {
	id, what string
	year     int    // ending; the period is that year
	asAt     string // the last day of the period when empty
	records  string
	want     string
}

// tell reads records.
func tell(t testing.TB, text string) (out []record.Record) {
	t.Helper()
	for _, line := range strings.Split(text, ";") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) < 2 {
			t.Fatalf("%q is no record", line)
		}
		k, ok := record.Lookup(f[1])
		if !ok {
			t.Fatalf("there is no kind %q", f[1])
		}
		empty, err := record.Decode(k.Name, k.Rev, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		b := map[string]json.RawMessage{}
		for _, pair := range f[2:] {
			name, v, _ := strings.Cut(pair, ":")
			b[name] = jsonOf(t, reflect.TypeOf(empty), name, v)
		}
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		body, err := record.Decode(k.Name, k.Rev, raw)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		id, subject, ok := strings.Cut(f[0], "@")
		if !ok {
			subject = "child:1"
		}
		out = append(out, record.Record{Meta: record.Meta{ID: id, Subject: subject, Kind: k.Name}, Body: body})
	}
	return out
}

func jsonOf(t testing.TB, in reflect.Type, name, v string) json.RawMessage {
	t.Helper()
	for i := range in.NumField() {
		tag, _, _ := strings.Cut(in.Field(i).Tag.Get("json"), ",")
		if tag != name {
			continue
		}
		typ := in.Field(i).Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch {
		case strings.HasPrefix(v, "{") || strings.HasPrefix(v, "["), typ.Kind() == reflect.Int, typ.Kind() == reflect.Int64, typ.Kind() == reflect.Bool:
			return json.RawMessage(v)
		case typ.Kind() == reflect.Slice:
			b, _ := json.Marshal(strings.Split(v, ","))
			return b
		}
		return json.RawMessage(strconv.Quote(v))
	}
	t.Fatalf("%s has no field %q", in.Name(), name)
	return nil
}

// letters is what a counter gives for records, one letter a contribution.
func lettersOf(t testing.TB, id string, p Period, at day.Day, records []record.Record) string {
	t.Helper()
	k, ok := counters[id]
	if !ok {
		t.Fatalf("%s is not counted", id)
	}
	if k.snapshot {
		p = Period{at, at}
	}
	if k.years > 1 {
		p.From = p.To.Add(1).AddMonths(-12 * k.years)
	}
	in := span{Period: p.upTo(at), asAt: at, book: clock.Standard()}
	var counted []Contribution
	if k.join == nil {
		counted = k.count(newFacts().of(story.New("child:1", nil, records)), in)
	} else {
		counted = together(t, k, in, records)
	}
	var got []string
	for _, c := range counted {
		s := "o"
		switch {
		case c.Held != "" && (c.In && k.form() == aShare):
			t.Errorf("%s: %s is held and counted", id, c.Record)
		case c.Record == "" || !slices.ContainsFunc(records, func(r record.Record) bool { return r.ID == c.Record && (r.Subject == c.Subject || k.join != nil) }):
			t.Errorf("%s: %+v names no record or no subject", id, c)
		}
		if c.Held != "" {
			got = append(got, "h")
			continue
		}
		if c.In {
			s = "i"
		}
		if f := k.form(); f == aMean || f == aMedian || f == aTotal || f == aWeighed || k.weighted {
			s += fmt.Sprintf("=%d", c.Value)
		}
		if len(c.Bands) > 0 {
			s += ":" + strings.Join(c.Bands, "+")
		}
		got = append(got, s)
	}
	return strings.Join(got, " ")
}

// together counts a figure over the stories of several subjects, which come in any order. A subject "child:2>child:1" was merged into the second.
func together(t testing.TB, k counter, in span, records []record.Record) (out []Contribution) {
	t.Helper()
	w := &work{tally: tally{counter: k}, span: in, over: k.overAll()}
	merged := map[string][]string{}
	of := map[string][]record.Record{}
	for _, r := range records {
		from, into, ok := strings.Cut(r.Subject, ">")
		if ok {
			if !slices.Contains(merged[into], from) {
				merged[into] = append(merged[into], from)
			}
			r.Subject = from
		} else {
			into = r.Subject
		}
		of[into] = append(of[into], r)
	}
	for subject, rs := range of {
		if slices.Contains(w.over, record.SubjectType(subject)) {
			w.take(newFacts().of(story.New(subject, merged[subject], rs)), &keyring{})
		}
	}
	slices.SortFunc(w.pieces, inPieces)
	counted, _ := k.join.count(w.pieces, in)
	slices.SortStableFunc(counted, func(a, b piece) int { return strings.Compare(a.may.Record, b.may.Record) })
	for _, p := range counted {
		out = append(out, p.may.Contribution)
	}
	return out
}

// allWorked are the cases of all areas.
func allWorked() []worked {
	return slices.Concat(frontDoorWorked, assessmentsWorked, needWorked, section47Worked, protectionWorked, legalWorked, lookedAfterWorked, reviewsWorked,
		missingWorked, healthWorked, leaversWorked, adoptionWorked, helpWorked, visitingWorked, educationWorked, qualityWorked, ladoWorked, workforceWorked, servicesWorked, severalWorked, costsWorked, entitledWorked, rightsWorked)
}

func TestWorked(t *testing.T) {
	t.Parallel()
	for _, w := range allWorked() {
		p := Year(w.year)
		at := p.To
		if w.asAt != "" {
			at = day.Must(w.asAt)
		}
		if got := lettersOf(t, w.id, p, at, tell(t, w.records)); got != w.want {
			t.Errorf("%s, %s: %q, not %q", w.id, w.what, got, w.want)
		}
	}
}

// Every measure that is counted has cases worked by hand: at least one that counts and one that does not, or counts otherwise.
func TestEveryMeasureIsWorked(t *testing.T) {
	t.Parallel()
	// Those with tests of their own, in count_test.go.
	elsewhere := []string{"AS-02", "AS-05", "FD-07"}
	wants := map[string]map[string]bool{}
	for _, w := range allWorked() {
		if wants[w.id] == nil {
			wants[w.id] = map[string]bool{}
		}
		wants[w.id][w.want] = true
	}
	for id := range counters {
		if len(wants[id]) < 2 && !slices.Contains(elsewhere, id) {
			t.Errorf("%s has %d different hand-worked answers", id, len(wants[id]))
		}
	}
}
