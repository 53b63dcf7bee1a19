package outgoing_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/outgoing"
)

var yearOf = map[string]int{"cin-dev-02-clean2627.xml": 2027, "cin-dev-03-prior.xml": 2025, "cin-dev-04-mixed2627.xml": 2027, "cin-dev-10-prepro.xml": 2027, "cin-dev-11-lalevel.xml": 2027}

func year(name string) int {
	if y, ok := yearOf[name]; ok {
		return y
	}
	return 2026
}

// TestCINRoundTrip: what a census says comes out again, or the export's report names each row that does not and nothing else; importing the
// export changes nothing; and in another house the export makes the same export, byte for byte.
func TestCINRoundTrip(t *testing.T) {
	t.Parallel()
	all := cinSets(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		src := all[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			h := newHouse(t, dir, "one")
			h.cin(name, src)
			out, rep := h.exportCIN(outgoing.CINOptions{Year: year(name)})
			if strings.Contains(name, "clean") {
				if diff := cmp.Diff(canonicalChildren(parse(t, src)), canonicalChildren(parse(t, out))); diff != "" {
					t.Error(diff)
				}
				if len(rep.Differences) > 0 {
					t.Errorf("of a clean set: %+v", rep.Differences)
				}
				if diff := cmp.Diff(schemaFaults(t, src), schemaFaults(t, out)); diff != "" { // one referral of each set has no source
					t.Errorf("against the schema: %s", diff)
				}
			}
			sameDifferences(t, src, out, rep)

			before := h.records()
			again := h.cin("export.xml", out)
			if diff := cmp.Diff(before, h.records()); diff != "" || len(again.Conflicts) > 0 || again.Added.Children+again.Updated.Children > 0 {
				t.Errorf("importing the export: %+v\n%s", again, diff)
			}

			other := newHouse(t, dir, "two")
			other.cin("export.xml", out)
			second, _ := other.exportCIN(outgoing.CINOptions{Year: year(name)})
			if diff := cmp.Diff(string(out), string(second)); diff != "" {
				t.Errorf("from another house: %s", diff)
			}
		})
	}
}

var (
	ofRow   = regexp.MustCompile(`^child (\d+),? ([A-Za-z0-9]+) (\d+)(?:, ([A-Za-z0-9]+))?(?: \(line (\d+)\))?$`)
	ofChild = regexp.MustCompile(`^child (\d+)$`)
	ofLine  = regexp.MustCompile(`^child (\d+), ([A-Za-z0-9]+) \(line (\d+)\)$`)
	ofTable = regexp.MustCompile(`^([A-Za-z0-9]+, [A-Za-z0-9]+|Reviews)$`)
	counted = regexp.MustCompile(`^(\d+) `)
)

// sameDifferences compares what really differs with what the report says.
func sameDifferences(t *testing.T, src, out []byte, rep outgoing.Report) {
	t.Helper()
	was, is := apart(t, src), apart(t, out)
	differ := map[*rowOf]bool{}
	extra := map[string]int{} // rows of the export that are not of the file, by child and table
	respelt := map[string]int{}
	for id, rows := range was.byChild {
		bag := map[string]int{}
		for _, r := range is.byChild[id] {
			bag[r.raw]++
		}
		for _, r := range rows {
			switch {
			case bag[r.raw] > 0:
				bag[r.raw]--
			case bag[r.key] > 0:
				bag[r.key]--
				for _, column := range r.spelt {
					respelt[column+" respelt"]++
				}
			default:
				differ[r] = true
			}
		}
		for _, r := range is.byChild[id] {
			if bag[r.raw] > 0 {
				bag[r.raw]--
				extra[id+" "+r.table]++
			}
		}
	}
	for id := range is.byChild {
		if len(was.byChild[id]) == 0 {
			t.Errorf("the export has a child %q that the file does not have", id)
		}
	}

	named := map[*rowOf]bool{}
	mark := func(rows ...*rowOf) (some bool) {
		for _, r := range rows {
			named[r] = true
			some = some || differ[r]
		}
		return some
	}
	lines := map[string]int{}
	for _, d := range rep.Differences {
		var rows []*rowOf
		pairs := strings.Contains(d.Why, "one child with")
		if m := ofChild.FindStringSubmatch(d.Place); m != nil {
			rows = was.find(func(r *rowOf) bool { return fmt.Sprint(r.child) == m[1] })
		} else if m := ofTable.FindStringSubmatch(d.Place); m != nil {
			n, _ := strconv.Atoi(counted.FindStringSubmatch(d.Why)[1])
			lines[d.Place+map[bool]string{true: " empty", false: " respelt"}[strings.Contains(d.Why, "without text")]] += n
			continue
		} else if m := ofLine.FindStringSubmatch(d.Place); m != nil {
			line, _ := strconv.Atoi(m[3])
			var inner *rowOf
			for _, r := range was.rows {
				if r.node.from <= line && line <= r.node.to && (inner == nil || r.node.from >= inner.node.from) {
					inner = r
				}
			}
			rows = []*rowOf{inner}
			if inner == nil {
				rows = nil
			}
		} else if m := ofRow.FindStringSubmatch(d.Place); m != nil {
			at := "child " + m[1] + " " + m[2] + " " + m[3]
			rows = was.find(func(r *rowOf) bool { return r.String() == at })
			if r, ok := was.lists[at]; ok && len(rows) == 0 {
				rows = []*rowOf{r}
			}
			if len(rows) == 1 && (strings.Contains(d.Why, "with its rows") || strings.Contains(d.Why, "the census has no element of the child")) {
				head := rows[0]
				rows = append(rows, was.find(func(r *rowOf) bool {
					return r.under == head || r.child == head.child && strings.Contains(d.Why, "element of the child")
				})...)
			}
		}
		if !mark(rows...) && !pairs {
			t.Errorf("named, and not different: %+v (%d rows)", d, len(rows))
		}
	}
	for r := range differ {
		if !named[r] {
			t.Errorf("different, and not named: %s %s", r, r.key)
		}
	}
	for k := range extra {
		id, table, _ := strings.Cut(k, " ")
		if !slices.ContainsFunc(was.rows, func(r *rowOf) bool { return was.ids[r.child-1] == id && r.table == table && named[r] }) {
			t.Errorf("the export has rows that the file does not have: %s", k)
		}
	}
	want := respelt
	for k, n := range was.empty {
		want[k+" empty"] = n
	}
	if was.blocks > 0 {
		want["Reviews respelt"] = was.blocks
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("named for the file as a whole: %s", diff)
	}
}

func (f file) find(want func(*rowOf) bool) (out []*rowOf) {
	for _, r := range f.rows {
		if want(r) {
			out = append(out, r)
		}
	}
	return out
}
