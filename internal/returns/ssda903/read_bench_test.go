package ssda903

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/day"
)

// council makes a return of so many children, in the proportions of a real one: 2.5 episodes a child, two reviews, and the smaller tables after
// their kind. The people in it are made up by a seeded generator.
func council(children int) *Return {
	rnd := rand.New(rand.NewPCG(903, uint64(children)))
	pick := func(all ...string) string { return all[rnd.IntN(len(all))] }
	on := func(from, to int) string {
		return day.New(2026, time.March, 31).Add(-from - rnd.IntN(to-from)).Time().Format("02/01/2006")
	}
	post := func() string {
		return fmt.Sprintf("%s%d %d%c%c", pick("B", "CM", "SS", "CO"), 1+rnd.IntN(30), rnd.IntN(10), 'A'+rnd.IntN(26), 'A'+rnd.IntN(26))
	}
	var rows [Tables][][]string
	add := func(t Table, cells ...string) { rows[t] = append(rows[t], cells) }
	for i := range children {
		id, dob, sex := fmt.Sprint(1000000+i*7), on(1000, 6500), pick("M", "F")
		add(Header, id, sex, dob, pick("WBRI", "MWBC", "BAFR"), fmt.Sprintf("A%012d", i), pick("", "0"), "")
		for range 1 + rnd.IntN(4) {
			add(Episodes, id, on(0, 900), pick("S", "P", "L"), pick("C2", "V2", "E1"), "N1", pick("U1", "U6", "K2"), pick("PR1", "PR4"), on(0, 300), pick("X1", "E4A"),
				pick("", "APPRR"), post(), post(), fmt.Sprint(1000000+rnd.IntN(9000)))
		}
		for range 2 {
			add(Reviews, id, dob, on(0, 365), pick("PN1", "PN3"))
		}
		add(SWEpisodes, id, dob, fmt.Sprint("SW", 100000+rnd.IntN(900)), on(0, 300), "", "PCCHAN")
		if i%2 == 0 {
			add(OC2, id, dob, fmt.Sprint(rnd.IntN(40)), "", "0", "", "1", "1", "1", "0", "", "")
		}
		if i%5 == 0 {
			add(Missing, id, dob, "M", on(0, 300), on(0, 300))
			add(OC3, id, dob, "YES", "F1", "U")
		}
		if i%10 == 0 {
			add(PrevPerm, id, dob, "Z1", "", "")
		}
		if i%20 == 0 {
			add(UASC, id, sex, dob, on(0, 300))
			add(AD1, id, dob, on(0, 300), on(0, 300), "0", "2", "MF", "L2")
			add(PlacedAdoption, id, dob, on(0, 300), "", "")
		}
	}
	r := &Return{}
	for t := range Table(Tables) {
		r.This[t] = NewData(t, t.FileName(), rows[t])
	}
	return r
}

// asFiles writes a return in either form, in memory.
func asFiles(tb testing.TB, r *Return, form Form) (files map[string][]byte, size int) {
	tb.Helper()
	files = map[string][]byte{}
	if form == XML {
		var out bytes.Buffer
		if _, err := WriteXML(&out, r); err != nil {
			tb.Fatal(err)
		}
		files["ssda903.xml"] = out.Bytes()
		return files, out.Len()
	}
	for _, d := range r.This {
		var out bytes.Buffer
		if err := WriteCSV(&out, d); err != nil {
			tb.Fatal(err)
		}
		files[d.Table.FileName()] = out.Bytes()
		size += out.Len()
	}
	return files, size
}

func inputs(files map[string][]byte) []Input {
	var all []Input
	for name, b := range files {
		all = append(all, Input{name, bytes.NewReader(b)})
	}
	slices.SortFunc(all, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func BenchmarkRead(b *testing.B) {
	r := council(10_000)
	for _, form := range []Form{CSV, XML} {
		for _, reading := range []Reading{Intended, Peer} {
			b.Run(fmt.Sprintf("%v/%v", form, reading), func(b *testing.B) {
				files, size := asFiles(b, r, form)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Read(inputs(files), nil, Options{Reading: reading}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkStrictDate(b *testing.B) {
	for b.Loop() {
		if StrictDate("31/03/2026").IsZero() {
			b.Fatal("no date")
		}
	}
}

// What is kept of a CSV return is its files and eight bytes a cell; while it is read, not much more.
func TestMemoryOfAReturnIsNearItsFiles(t *testing.T) {
	r := council(3000)
	cells := 0
	for _, d := range r.This {
		cells += d.Rows() * (len(d.Table.Columns()) + 1)
	}
	for _, form := range []Form{CSV, XML} {
		files, size := asFiles(t, r, form)
		all := inputs(files)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		got, err := Read(all, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		kept := int(after.HeapAlloc) - int(before.HeapAlloc)
		if most := size + 8*cells*5/4 + 1<<20; kept > most {
			t.Errorf("%v: %d bytes are kept of files of %d with %d cells; want no more than %d", form, kept, size, cells, most)
		}
		made := int(after.TotalAlloc - before.TotalAlloc)
		if most := 3*size + 8*cells*5 + 4<<20; made > most {
			t.Errorf("%v: %d bytes were allocated in all for files of %d with %d cells; want no more than %d", form, made, size, cells, most)
		}
		runtime.KeepAlive(got)
	}
}
