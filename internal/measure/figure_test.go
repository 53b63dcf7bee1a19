package measure_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

var (
	analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}
	member  = access.Actor{ID: "worker:member", Roles: []access.Role{access.Member}}
)

// town is a desk with helpers to fill it.
type town struct {
	*commandtest.Desk
	t testing.TB
}

func each(t *testing.T, test func(t *testing.T, d town)) {
	t.Parallel()
	commandtest.Each(t, append(person.Lists(), measure.Lists()...), func(t *testing.T, d *commandtest.Desk) { test(t, town{d, t}) })
}

func (d town) do(fn func(tx *command.Tx) ([]record.Change, error)) command.Receipt {
	d.t.Helper()
	rc, err := d.Do(d.t.Context(), access.Actor{ID: "worker:w"}, "Fill the town", fn)
	if err != nil {
		d.t.Fatal(err)
	}
	return rc
}

// put writes new records about one subject and gives their ids.
func (d town) put(subject string, bodies ...record.Body) []string {
	d.t.Helper()
	rc := d.do(func(tx *command.Tx) (out []record.Change, _ error) {
		for _, b := range bodies {
			out = append(out, record.New(tx.NewID(), subject, b))
		}
		return out, nil
	})
	var ids []string
	for _, e := range rc.Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// child adds a child with one referral and gives the ids of the child and the referral.
func (d town) child(n int, referred string) (subject, referral string) {
	d.t.Helper()
	subject = "child:" + d.NewID()
	ids := d.put(subject, record.Child{Names: []record.Name{{Given: "Ada", Family: fmt.Sprintf("Alder%d", n), Use: "current"}}, Birth: day.Must("2015-05-05"), Sex: "F"},
		record.Referral{Date: day.Must(referred)})
	return subject, ids[1]
}

func (d town) assess(subject, referral, authorised string) string {
	d.t.Helper()
	return d.put(subject, record.Assessment{Referral: referral, Started: day.Must("2022-04-01"), Authorised: day.Must(authorised)})[0]
}

// edit corrects one record.
func edit[T record.Body](d town, id string, change func(*T)) {
	d.t.Helper()
	d.do(func(tx *command.Tx) ([]record.Change, error) {
		r, err := story.One[T](tx.Tx, id)
		if err != nil {
			return nil, err
		}
		change(&r.Body)
		return []record.Change{record.Edit(r, r.Body)}, nil
	})
}

func (d town) compute(q measure.Query) measure.Result {
	d.t.Helper()
	r, err := measure.Compute(d.t.Context(), d.Desk.Desk, "AS-02", q)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d town) recompute(f record.Figure) measure.Recomputed {
	d.t.Helper()
	r, err := measure.Recompute(d.t.Context(), d.Desk.Desk, f)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func numbers(r measure.Result) string {
	return fmt.Sprintf("%d/%d %s", r.Numerator, r.Denominator, r.Value)
}

var days = cmpopts.EquateComparable(day.Day{})

var year = measure.Query{Period: measure.Year(2023)}

func TestCompute(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		if got := d.compute(year); numbers(got) != "0/0 " || got.AsAt != day.Must("2023-03-31") || !got.AsKnown.Equal(commandtest.Start) {
			t.Errorf("nothing recorded: %s as at %s as known %s", numbers(got), got.AsAt, got.AsKnown)
		}
		c1, r1 := d.child(1, "2022-08-15")
		in := d.assess(c1, r1, "2022-10-19")
		c2, r2 := d.child(2, "2022-08-15")
		out := d.assess(c2, r2, "2022-10-20")
		held := d.assess(c2, "gone", "2022-10-20")
		got := d.compute(year)
		if numbers(got) != "1/2 50.0" || got.Unit != "%" || got.Basis != "in period" || got.Definition.Version != 1 {
			t.Errorf("%s %+v", numbers(got), got)
		}
		want := []measure.RecordRef{
			{Record: in, Subject: c1, In: true, Started: day.Must("2022-08-15"), Due: day.Must("2022-10-19"), Ended: day.Must("2022-10-19")},
			{Record: out, Subject: c2, Started: day.Must("2022-08-15"), Due: day.Must("2022-10-19"), Ended: day.Must("2022-10-20")},
		}
		if diff := cmp.Diff(want, got.Records, days); diff != "" {
			t.Error(diff)
		}
		if len(got.Held) != 1 || got.Held[0].Record != held || got.Held[0].Why == "" {
			t.Errorf("held: %+v", got.Held)
		}
		if got := d.compute(measure.Query{Period: measure.Half(2023)}); numbers(got) != "0/0 " {
			t.Errorf("first half: %s", numbers(got))
		}
		by := d.compute(measure.Query{Period: year.Period, By: []string{"sex", "age"}})
		if diff := cmp.Diff([]measure.Group{{Keys: by.Groups[0].Keys, Numerator: 1, Denominator: 2, Value: "50.0"}}, by.Groups); diff != "" || by.Groups[0].Keys[1] != "5 to 9" {
			t.Errorf("%v %s", by.Groups, diff)
		}
		if by.RecordsHash != got.RecordsHash {
			t.Error("grouping changed the records behind the figure")
		}
	})
}

// Two records of one child: each assessment counts once, before the merge, after it and when it is undone.
func TestMerged(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c1, r1 := d.child(1, "2022-08-15")
		d.assess(c1, r1, "2022-10-19")
		c2, r2 := d.child(2, "2022-08-15")
		d.assess(c2, r2, "2022-10-20")
		before := d.compute(year)
		cited := cite(d, year)
		d.Clock.Add(time.Hour)
		merge := d.put(c2, record.Merge{Into: c1, Reason: "same address and school"})
		after := d.compute(year)
		if numbers(after) != "1/2 50.0" || after.RecordsHash != before.RecordsHash {
			t.Errorf("after the merge: %s", numbers(after))
		}
		for _, ref := range after.Records {
			if ref.Subject != c1 {
				t.Errorf("record %s is told under %s", ref.Record, ref.Subject)
			}
		}
		rows, err := measure.List(t.Context(), d.Desk.Desk, analyst, d.recompute(cited.Body).Known)
		if err != nil || len(rows.Shown) != 2 || rows.Shown[1].Subject != c1 {
			t.Errorf("the list as known before the merge opens to the survivor: %+v %v", rows, err)
		}
		// An assessment recorded under one subject whose referral is under the other is counted once they are one person.
		d.assess(c1, r2, "2022-10-18")
		if got := d.compute(year); numbers(got) != "2/3 66.7" || len(got.Held) != 0 {
			t.Errorf("across the merge: %s %v", numbers(got), got.Held)
		}
		d.do(func(tx *command.Tx) ([]record.Change, error) {
			m, err := story.One[record.Merge](tx.Tx, merge[0])
			return []record.Change{record.Remove(m)}, err
		})
		if got := d.compute(year); numbers(got) != "1/2 50.0" || len(got.Held) != 1 {
			t.Errorf("after the merge is undone: %s %v", numbers(got), got.Held)
		}
		if got := d.recompute(cited.Body); !got.Equal {
			t.Errorf("as known before all of it: %s", got.Why)
		}
	})
}

func cite(d town, q measure.Query) record.Of[record.Figure] {
	d.t.Helper()
	f, err := measure.Cite(d.t.Context(), d.Desk.Desk, analyst, "AS-02", q)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// What is published stays: to the digit and to the record, through corrections, late entries and withdrawals, although the clock
// stood still while they were made.
func TestCitedFigureStays(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		var first, firstReferral, last string
		for i := range 12 {
			c, r := d.child(i, "2022-08-15")
			a := d.assess(c, r, "2022-10-19")
			if i == 0 {
				first, firstReferral = a, r
			}
			last = a
		}
		f := cite(d, year)
		if got := f.Body; got.Numerator != 12 || got.Value != "100.0" || got.Definition != 1 || got.From != day.Must("2022-04-01") || got.By != analyst.ID || got.Records == "" {
			t.Errorf("cited: %+v", got)
		}
		if !f.At.After(f.Body.AsKnown) {
			t.Errorf("the figure was recorded at %s, as known at %s: entries of that instant could still come", f.At, f.Body.AsKnown)
		}
		steps := []struct {
			what   string
			change func()
			now    string
		}{
			{"nothing", func() {}, "12/12 100.0"},
			{"a late correction", func() { edit(d, first, func(a *record.Assessment) { a.Authorised = day.Must("2022-10-20") }) }, "11/12 91.7"},
			{"a backdated entry", func() { c, r := d.child(99, "2022-08-15"); d.assess(c, r, "2022-11-01") }, "11/13 84.6"},
			{"a referral's date corrected", func() { edit(d, firstReferral, func(r *record.Referral) { r.Date = day.Must("2022-08-16") }) }, "12/13 92.3"},
			{"a record withdrawn", func() {
				d.do(func(tx *command.Tx) ([]record.Change, error) {
					a, err := story.One[record.Assessment](tx.Tx, last)
					return []record.Change{record.Remove(a)}, err
				})
			}, "11/12 91.7"},
			{"a year later", func() { d.Clock.Add(366 * 24 * time.Hour) }, "11/12 91.7"},
		}
		for _, s := range steps {
			s.change()
			got := d.recompute(f.Body)
			if !got.Equal || numbers(got.Known) != "12/12 100.0" || got.Known.RecordsHash != f.Body.Records {
				t.Errorf("%s: as known then %s, equal %t: %s", s.what, numbers(got.Known), got.Equal, got.Why)
			}
			if numbers(got.Now) != s.now {
				t.Errorf("%s: now %s, not %s", s.what, numbers(got.Now), s.now)
			}
		}
		changed := f.Body
		changed.Numerator = 11
		if got := d.recompute(changed); got.Equal || got.Why == "" {
			t.Error("a figure that was never so passes as recomputed")
		}
		changed = f.Body
		changed.Records = "00"
		if got := d.recompute(changed); got.Equal {
			t.Error("the same numbers from other records pass as equal")
		}
	})
}

// Two corrections that cancel out leave the numbers and change the figure.
func TestSameNumbersOtherRecords(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		in, out := d.assess(c, r, "2022-10-19"), d.assess(c, r, "2022-10-20")
		before := d.compute(year)
		edit(d, in, func(a *record.Assessment) { a.Authorised = day.Must("2022-10-20") })
		edit(d, out, func(a *record.Assessment) { a.Authorised = day.Must("2022-10-19") })
		if after := d.compute(year); numbers(after) != numbers(before) || after.RecordsHash == before.RecordsHash {
			t.Errorf("%s %s, the same fingerprint: %t", numbers(before), numbers(after), after.RecordsHash == before.RecordsHash)
		}
	})
}

// A destroyed history cannot be counted again, and the figure says so.
func TestDestroyed(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		d.assess(c, r, "2022-10-19")
		f := cite(d, year)
		if err := d.Vault.Destroy(t.Context(), c, "RET-01"); err != nil {
			t.Fatal(err)
		}
		got := d.recompute(f.Body)
		if got.Equal || got.Known.Destroyed != 3 || got.Known.Note == "" {
			t.Errorf("equal %t, %d destroyed: %s", got.Equal, got.Known.Destroyed, got.Why)
		}
	})
}

// A server whose clock is behind still records after the figure that was cited before.
func TestSkewedClock(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		f := cite(d, year)
		d.Clock.Add(-time.Hour)
		d.assess(c, r, "2022-10-19")
		if got := d.recompute(f.Body); !got.Equal || numbers(got.Now) != "1/1 100.0" {
			t.Errorf("equal %t, now %s", got.Equal, numbers(got.Now))
		}
		future := year
		future.AsKnown = d.Clock.Now().Add(1000 * time.Hour)
		g := cite(d, future)
		if g.Body.AsKnown.After(g.At) {
			t.Errorf("cited as known in the future: %s", g.Body.AsKnown)
		}
	})
}

// Figures that are cited while another server writes, some of it at the very same instants, come out the same afterwards.
func TestCiteWhileOthersWrite(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		const writes = 50
		other := d.Server(t)
		c, r := d.child(1, "2022-08-15")
		done := make(chan error, 1)
		go func() {
			var err error
			for i := 0; i < writes && err == nil; i++ {
				_, err = other.Do(t.Context(), analyst, "Write meanwhile", func(tx *command.Tx) ([]record.Change, error) {
					return []record.Change{record.New(tx.NewID(), c, record.Assessment{Referral: r, Started: day.Must("2022-08-16"), Authorised: day.Must("2022-10-19")})}, nil
				})
				if i%3 > 0 {
					d.Clock.Add(time.Microsecond)
				}
			}
			done <- err
		}()
		var cited []record.Figure
		for writing := true; writing; {
			select {
			case err := <-done:
				if err != nil {
					t.Fatal(err)
				}
				writing = false
			default:
			}
			f, err := measure.Cite(t.Context(), d.Desk.Desk, analyst, "AS-02", year)
			switch {
			case err == nil:
				cited = append(cited, f.Body)
			case errs.Of(err) != errs.Busy || !writing:
				t.Fatal(err)
			}
		}
		for _, f := range cited {
			if got := d.recompute(f); !got.Equal {
				t.Errorf("cited %d as known at %s: %s", f.Numerator, f.AsKnown.Format(time.RFC3339Nano), got.Why)
			}
		}
		if n := len(cited); cited[n-1].Numerator != writes {
			t.Errorf("%d cited, the last %d", n, cited[n-1].Numerator)
		}
	})
}

func TestTrend(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		for _, on := range []string{"2022-09-30", "2022-10-01", "2023-03-31", "2023-04-01", "2024-05-01"} {
			d.assess(c, r, on)
		}
		for _, id := range []string{"AS-02", "AS-05"} {
			points, err := measure.Trend(t.Context(), d.Desk.Desk, id, measure.Query{AsAt: day.Must("2023-06-30")}, 3)
			if err != nil || len(points) != 3 {
				t.Fatalf("%d points: %v", len(points), err)
			}
			var got []measure.Result
			var ask []measure.Query
			for i, p := range points {
				got = append(got, p.Year)
				at := []string{"2022-03-31", "2023-03-31", "2023-06-30"}[i]
				ask = append(ask, measure.Query{Period: measure.Year(2022 + i), AsAt: day.Must(at)})
				if p.Half != nil {
					got = append(got, *p.Half)
					ask = append(ask, measure.Query{Period: measure.Half(2022 + i), AsAt: []day.Day{day.Must("2021-09-30"), day.Must("2022-09-30"), day.Must("2023-06-30")}[i]})
				}
			}
			for i, q := range ask {
				want, err := measure.Compute(t.Context(), d.Desk.Desk, id, q)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got[i], days); diff != "" {
					t.Errorf("%s %s: %s", id, q.Period, diff)
				}
			}
			if id == "AS-02" && (numbers(got[2]) != "2/3 66.7" || numbers(got[3]) != "1/1 100.0") {
				t.Errorf("2022/23 %s, its first half %s", numbers(got[2]), numbers(got[3]))
			}
		}
	})
}

func TestAccess(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		ctx, desk := context.Background(), d.Desk.Desk
		c, r := d.child(1, "2022-08-15")
		d.assess(c, r, "2022-10-19")
		res := d.compute(year)
		for name, try := range map[string]func() error{
			"member reads":  func() error { _, err := measure.Read(ctx, desk, member, "AS-02", year); return err },
			"member prints": func() error { _, err := measure.Print(ctx, desk, member, year); return err },
			"public reads":  func() error { _, err := measure.Read(ctx, desk, access.Actor{}, "AS-02", year); return err },
			"member lists":  func() error { _, err := measure.List(ctx, desk, member, res); return err },
			"scrutiny lists": func() error {
				_, err := measure.List(ctx, desk, access.Actor{ID: "w", Roles: []access.Role{access.Scrutiny}}, res)
				return err
			},
			"manager publishes": func() error {
				_, err := measure.Cite(ctx, desk, access.Actor{ID: "w", Roles: []access.Role{access.Manager}}, "AS-02", year)
				return err
			},
		} {
			if err := try(); errs.Of(err) != errs.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := measure.Read(ctx, desk, analyst, "AS-02", year); err != nil {
			t.Errorf("an analyst reads: %v", err)
		}
		for name, q := range map[string]measure.Query{
			"period the wrong way round": {Period: measure.Period{From: day.Must("2023-04-01"), To: day.Must("2022-04-01")}},
			"half a period":              {Period: measure.Period{From: day.Must("2023-04-01")}},
			"as at before the period":    {Period: measure.Year(2023), AsAt: day.Must("2022-03-31")},
			"unknown group":              {Period: measure.Year(2023), By: []string{"shoe size"}},
		} {
			if _, err := measure.Compute(ctx, desk, "AS-02", q); errs.Of(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := measure.Compute(ctx, desk, "BUD-01", year); errs.Of(err) != errs.Invalid {
			t.Errorf("a measure that waits: %v", err)
		}
		if _, err := measure.Cite(ctx, desk, analyst, "AS-02", measure.Query{Period: year.Period, By: []string{"sex"}}); errs.Of(err) != errs.Invalid {
			t.Errorf("citing groups: %v", err)
		}
	})
}

// The JSON is that of the command line's contract.
func TestPrint(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		id := d.assess(c, r, "2022-10-19")
		s, err := measure.Print(t.Context(), d.Desk.Desk, analyst, measure.Query{AsAt: day.Must("2023-03-31"), By: []string{"team"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.Figures) + len(s.Waiting); got != len(measure.Standard().All()) {
			t.Errorf("%d measures are listed", got)
		}
		var buf bytes.Buffer
		if err := s.Write(&buf, "json"); err != nil {
			t.Fatal(err)
		}
		var got struct {
			AsAt       string `json:"as_at"`
			AsKnown    string `json:"as_known"`
			Population string
			Measures   []map[string]any
		}
		if err := json.Unmarshal(buf.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.AsAt != "2023-03-31" || got.AsKnown != "2026-11-23T09:00:00Z" || got.Population == "" {
			t.Errorf("%s %s %s", got.AsAt, got.AsKnown, got.Population)
		}
		found := map[string]map[string]any{}
		for _, m := range got.Measures {
			found[m["id"].(string)] = m
		}
		m := found["AS-02"]
		england := map[string]any{"who": "England", "period": "2022/23", "value": 82.5, "source": "DfE LAIT"}
		list := m["comparators"].([]any)
		if diff := cmp.Diff(england, list[len(list)-1]); diff != "" {
			t.Error(diff)
		}
		want := map[string]any{"numerator": 1.0, "denominator": 1.0, "value": 100.0, "unit": "%", "basis": "in period", "title": "Assessments completed in 45 working days",
			"period": []any{"2022-04-01", "2023-03-31"}, "records": []any{id}, "note": ""}
		for k, v := range want {
			if diff := cmp.Diff(v, m[k]); diff != "" {
				t.Errorf("%s: %s", k, diff)
			}
		}
		if w := found["BUD-01"]; w["value"] != nil || w["numerator"] != nil || w["note"] == "" {
			t.Errorf("a measure that waits: %v", w)
		}
		if n := found["AS-01"]; n["denominator"] != nil || n["value"] != 1.0 {
			t.Errorf("a plain number: %v", n)
		}
		for _, f := range []string{"text", "csv"} {
			buf.Reset()
			if err := s.Write(&buf, f); err != nil || !bytes.Contains(buf.Bytes(), []byte("100.0")) || !bytes.Contains(buf.Bytes(), []byte("waits for ")) {
				t.Errorf("%s: %v\n%.300s", f, err, buf.String())
			}
		}
		if err := s.Write(&buf, "html"); errs.Of(err) != errs.Usage {
			t.Errorf("html: %v", err)
		}
	})
}

// The public's answers are remembered until something that they are counted from changes; a disposal makes both be counted again.
func TestRecounter(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		c, r := d.child(1, "2022-08-15")
		a := d.assess(c, r, "2022-10-19")
		f := cite(d, year)
		counter := measure.NewRecounter(d.Desk.Desk)
		get := func() measure.Recomputed {
			t.Helper()
			rec, err := counter.Figure(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			return rec
		}
		first := get()
		if !first.Equal || numbers(first.Now) != "1/1 100.0" || first.Now.Records != nil {
			t.Errorf("%+v", first)
		}
		d.Clock.Add(time.Hour)
		d.put("worker:x", record.Worker{Name: "X"})
		if got := get(); got.Now.AsKnown != first.Now.AsKnown {
			t.Error("counted again for a worker")
		}
		edit(d, a, func(a *record.Assessment) { a.Authorised = day.Must("2022-10-20") })
		if got := get(); numbers(got.Now) != "0/1 0.0" || numbers(got.Known) != "1/1 100.0" || !got.Equal {
			t.Errorf("after a correction: %s, known %s", numbers(got.Now), numbers(got.Known))
		}
		// While something else is counted in the background a page is told so, and not kept waiting; then it has the same answer.
		served := measure.NewRecounter(d.Desk.Desk)
		ctx, stop := context.WithCancel(t.Context())
		started, release, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			served.Serve(ctx, time.Hour, func(context.Context) ([]record.Of[record.Figure], error) {
				close(started)
				<-release
				return nil, nil
			}, func(err error) { t.Error(err) })
		}()
		<-started
		if _, ready, err := served.Ready(t.Context(), f); ready || err != nil {
			t.Errorf("a figure that nobody counted is ready: %v", err)
		}
		close(release)
		for ready := false; !ready; {
			var rec measure.Recomputed
			var err error
			if rec, ready, err = served.Ready(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			if ready && (!rec.Equal || numbers(rec.Now) != "0/1 0.0") {
				t.Errorf("counted in the background: %+v", rec)
			}
		}
		stop()
		<-ended
		if rec, ready, err := served.Ready(t.Context(), f); err != nil || !ready || !rec.Equal {
			t.Errorf("after Serve has ended: %v", err)
		}
		d.put("authority:here", record.Disposal{Subject: c, Rule: "RET-01", ApprovedBy: "worker:y"})
		if err := d.Vault.Destroy(t.Context(), c, "RET-01"); err != nil {
			t.Fatal(err)
		}
		if got := get(); got.Equal || got.Known.Destroyed == 0 {
			t.Errorf("after a disposal: %+v", got)
		}
	})
}

// Figures come from what is kept ready, and from the records where that is of another build or was never made: the same figures.
func TestKeptAndNotKept(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		for i := range 3 {
			c, r := d.child(i, "2022-08-15")
			d.assess(c, r, "2022-10-19")
			d.assess(c, r, "2022-10-20")
		}
		q := year
		q.Each = measure.Dimensions()
		figures := func() []measure.Result {
			t.Helper()
			rs, err := measure.Figures(t.Context(), d.Desk.Desk, q)
			if err != nil {
				t.Fatal(err)
			}
			return rs
		}
		change := func(text string) {
			t.Helper()
			if err := d.DB.Write(t.Context(), func(t *db.Tx) error { _, err := t.Exec(text); return err }); err != nil {
				t.Fatal(err)
			}
		}
		kept := figures()
		change("update measure_facts set facts = 'AA', shape = 'older' where subject = (select min(subject) from measure_facts)")
		if diff := cmp.Diff(kept, figures(), days); diff != "" {
			t.Errorf("of another build: %s", diff)
		}
		change("update measure_facts set shape = (select max(shape) from measure_facts where shape <> 'older') where shape = 'older'")
		lost := figures()
		if lost[0].AsKnown.IsZero() || cmp.Equal(kept, lost, days) {
			t.Error("a row that was emptied changed nothing: figures are not counted from what is kept")
		}
		change("update measure_facts set facts = '!' where facts = 'AA'")
		if _, err := measure.Figures(t.Context(), d.Desk.Desk, q); errs.Of(err) != errs.Internal {
			t.Errorf("a row that cannot be read: %v", err)
		}
		change("delete from measure_facts")
		change("insert into measure_facts (subject, type, shape, facts) values ('', '', 'rebuild', '')")
		if diff := cmp.Diff(kept, figures(), days); diff != "" {
			t.Errorf("not made yet: %s", diff)
		}
	})
}
