package ssda903

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

const somePostcodes = "\xef\xbb\xbf\"pcd\",x,oseast1m,osnrth1m,laua\r\nZZ1 1AA,,100000,200000,E1\r\n\"AB1 2CD\",\"a, b\",101000,200000,E2\nAB12CE,,100000,201609,S1\n\nN1 1NN,,,,\nGY11JS,,,,L1\nNI1 1AA,,1,2,N1\nW1 1AA,,3,0,W1\nQ1 1QQ,,5,5,E9\nZZ11AA,,9,9,E9\n"

const someAuthorities = "LTLA21CD,LTLA21NM,UTLA21CD,UTLA21NM\nE1,a,E10,b\nE2,\"c, d\",E20,e\n"

func someReference(t *testing.T) (*Postcodes, *Authorities) {
	t.Helper()
	p, err := ReadPostcodes("p", strings.NewReader(somePostcodes))
	if err != nil {
		t.Fatal(err)
	}
	a, err := ReadAuthorities("a", strings.NewReader(someAuthorities))
	if err != nil {
		t.Fatal(err)
	}
	return p, a
}

func TestPlaces(t *testing.T) {
	p, a := someReference(t)
	if p.Len() != 8 || a.Len() != 2 {
		t.Fatalf("%d postcodes, %d districts", p.Len(), a.Len())
	}
	row := func(home, post string) []string {
		return []string{EpisodesHOME_POST: home, EpisodesPL_POST: post}
	}
	d := NewData(Episodes, "x", [][]string{
		row("ZZ1 1AA", "ab1  2cd"), row("ZZ11AA", "Z Z11AA"), row("", "ZZ1 1AA"), row("ZZ1 1AA", ""), row("ZZ1 1AA", "XX1 1XX"),
		row("ZZ1 1AA", "N1 1NN"), row("ZZ1 1AA", "AB12CE"), row("ZZ1 1AA", "GY1 1JS"), row("", "NI11AA"), row("", "W11AA"), row("", "Q1 1QQ"), row("XX", "ZZ1 1AA"),
	})
	r := &Return{}
	r.This[Episodes], r.Last[Episodes] = d, d
	r.Derive(Options{Authority: "E20", Postcodes: p, Authorities: a})
	var got []string
	for i := range d.Rows() {
		got = append(got, fmt.Sprintf("%s %s %v", r.ThisPlaces.LA[i], r.ThisPlaces.Location[i], r.ThisPlaces.Distance[i]))
	}
	want := []string{"E20 IN 0.6", "E10 OUT 0", "E10 OUT NaN", "  NaN", "  NaN", "  NaN", "SCO OUT 1", " OUT NaN", "NIR OUT NaN", "WAL OUT NaN", " OUT NaN", "E10 OUT NaN"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.LastPlaces == nil {
		t.Error("last year's placements have no places")
	}
	r = &Return{}
	r.This[Episodes] = d
	r.Derive(Options{Postcodes: p, Authorities: a})
	if r.ThisPlaces.LA[0] != "E20" || r.ThisPlaces.Location[0] != "" || r.LastPlaces != nil {
		t.Error("without a council nothing is inside or outside")
	}
}

// One decimal, and half goes to the even neighbour: 0.25 × 1609.3 m is no whole number of metres, so the halves are worked out, not met.
func TestDistanceIsSymmetricAndRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.IntRange(0, 700_000).Draw(t, "east"), rapid.IntRange(0, 1_300_000).Draw(t, "north")
		text := fmt.Sprintf("pcd,oseast1m,osnrth1m,laua\nA1 1AA,%d,%d,E1\nB1 1BB,300000,400000,E1\n", x, y)
		p, err := ReadPostcodes("p", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		d := Distance("A11AA", "B1 1BB", p)
		if d != Distance("B11BB", "A11AA", p) {
			t.Fatal("not the same there and back")
		}
		exact := math.Hypot(float64(x-300_000), float64(y-400_000)) / 1609.3
		if math.Abs(d-exact) > 0.05+1e-9 || math.Abs(d*10-math.Round(d*10)) > 1e-6 {
			t.Fatalf("%v for %v", d, exact)
		}
	})
}

func TestReferenceThatIsRefused(t *testing.T) {
	for in, want := range map[string]string{
		"":                                      "is empty",
		"pcd,oseast1m,laua\n":                   "no column osnrth1m",
		"pcd,oseast1m,osnrth1m,laua\nA,1\n":     "line 2 has fewer cells",
		"pcd,oseast1m,osnrth1m,laua\nA,x,2,E\n": "line 2: the grid reference",
		"pcd,oseast1m,osnrth1m,laua\n\n\nA-B,1,2,E\n": `line 4: "A-B" is no postcode`,
		"pcd," + strings.Repeat("x", 1<<20):           "line of more than 256 KB",
	} {
		p, err := ReadPostcodes("list", strings.NewReader(in))
		if p != nil || errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", in, err, want)
		}
	}
	for in, want := range map[string]string{"UTLA21CD\n": "no column ltla21cd", "LTLA21CD,UTLA21CD\nE1,\n": "line 2: a code is missing"} {
		if _, err := ReadAuthorities("list", strings.NewReader(in)); errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, err := ReadAuthorities("list", strings.NewReader("ltla23cd,UTLA23CD\nE1,E2\n")); err != nil {
		t.Error("the list of another year:", err)
	}
}

func TestSomePostcodes(t *testing.T) {
	r := &Return{}
	r.This[Episodes] = NewData(Episodes, "x", [][]string{{EpisodesHOME_POST: "zz1 1aa", EpisodesPL_POST: "no postcode at all"}})
	r.Last[Episodes] = NewData(Episodes, "x", [][]string{{EpisodesPL_POST: "Q11QQ"}})
	set := PostcodeSet{}
	set.AddReturn(r)
	set.AddProviders(NewProviders([]Provider{{URN: "1", Postcode: "AB12CD"}}, Intended))
	some, err := ReadSomePostcodes("p", strings.NewReader(somePostcodes), set)
	if err != nil {
		t.Fatal(err)
	}
	all, _ := someReference(t)
	if some.Len() != 3 {
		t.Errorf("%d postcodes", some.Len())
	}
	for _, code := range []string{"ZZ1 1AA", "Q1 1QQ", "AB1 2CD"} {
		want, _ := all.Find(code)
		if got, ok := some.Find(code); !ok || got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if _, ok := some.Find("W1 1AA"); ok {
		t.Error("a postcode that was not wanted")
	}
}

func BenchmarkPostcodes(b *testing.B) {
	var list strings.Builder
	list.WriteString("pcd,oseast1m,osnrth1m,laua\n")
	for i := range 200_000 {
		fmt.Fprintf(&list, "%c%c%d %d%c%c,%d,%d,E%08d\n", 'A'+i%26, 'A'+i/26%26, i/676%20, i/13520%10, 'A'+i/135200, 'A'+i%7, i, i, i%300)
	}
	set := PostcodeSet{}
	set.Add("AA1 1AA")
	for name, only := range map[string]PostcodeSet{"all": nil, "some": set} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(list.Len()))
			for b.Loop() {
				if _, err := ReadSomePostcodes("p", strings.NewReader(list.String()), only); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestMarks(t *testing.T) {
	header := NewData(Header, "h", [][]string{{"a"}, {"b"}, {"c"}, {"d"}, {""}})
	uasc := NewData(UASC, "u", [][]string{{"b"}, {"B"}, {"d"}, {"x"}})
	for reading, want := range map[Reading]string{Intended: "01010", Peer: "01101"} {
		if got := strings.Join(uascMarks(header, uasc, reading), ""); got != want {
			t.Errorf("%v: %s, want %s", reading, got, want)
		}
	}
	if uascMarks(nil, uasc, Peer) != nil || uascMarks(header, nil, Peer) != nil {
		t.Error("a mark without both tables")
	}
	if m := uascMarks(NewData(Header, "h", nil), uasc, Peer); m == nil || len(m) != 0 {
		t.Error("an empty Header has marks, none of them")
	}
}

// TestPostcodesOfTheReturn: with the postcodes of the return alone the rules find what they find with all, and no other is kept.
func TestPostcodesOfTheReturn(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t)[:4] {
		r, opts := v.read(t, finding.Intended)
		want, err := Check(t.Context(), r, opts)
		if err != nil {
			t.Fatal(err)
		}
		all, err := os.ReadFile("testdata/postcodes.csv")
		if err != nil {
			t.Fatal(err)
		}
		r.ThisPlaces, r.LastPlaces = nil, nil
		some, err := ReadPostcodesOf("p", bytes.NewReader(all), r, opts.Providers, Options{Authority: opts.Authority, Authorities: opts.Authorities})
		if err != nil {
			t.Fatal(err)
		}
		if some.Len() == 0 || some.Len() >= opts.Postcodes.Len() {
			t.Errorf("%s: %d of %d postcodes", v.name, some.Len(), opts.Postcodes.Len())
		}
		opts.Postcodes = some
		got, err := Check(t.Context(), r, opts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", v.name, diff)
		}
	}
}
