package match

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Published pairs: W. E. Winkler, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record
// linkage", 1990, table of comparator values (rounded there to three places), and the pairs that other implementations quote.
func TestJaroWinklerPublishedPairs(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"MARTHA", "MARHTA", 0.9611}, {"DIXON", "DICKSONX", 0.8133}, {"DWAYNE", "DUANE", 0.84}, {"JONES", "JOHNSON", 0.8324},
		{"SHACKLEFORD", "SHACKELFORD", 0.9818}, {"DUNNINGHAM", "CUNNIGHAM", 0.8963}, {"NICHLESON", "NICHULSON", 0.9556},
		{"MASSEY", "MASSIE", 0.9333}, {"ABROMS", "ABRAMS", 0.9222}, {"ITMAN", "SMITH", 0.4667}, {"JERALDINE", "GERALDINE", 0.9259},
		{"MICHELLE", "MICHAEL", 0.9214}, {"JULIES", "JULIUS", 0.9333}, {"TANYA", "TONYA", 0.88}, {"SEAN", "SUSAN", 0.8050},
		{"", "", 1}, {"A", "", 0}, {"ABC", "XYZ", 0}, {"A", "A", 1}, {"Żółć", "Żółw", 0.8833},
	} {
		if got := JaroWinkler(tt.a, tt.b); math.Abs(got-tt.want) > 0.00006 {
			t.Errorf("%s %s = %.4f, want %.4f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"okafor", "okafr", 1}, {"okafor", "okafro", 1}, {"okafor", "akafor", 1}, {"okafor", "okaforr", 1}, {"kitten", "sitting", 3},
		{"", "abc", 3}, {"abc", "abc", 0}, {"ca", "abc", 3}, {"мария", "мариа", 1},
	} {
		if got := Edits(tt.a, tt.b); got != tt.want {
			t.Errorf("%s %s = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestSimilarityLaws(t *testing.T) {
	word := rapid.StringMatching(`[a-e]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		ab, ba := JaroWinkler(a, b), JaroWinkler(b, a)
		if ab != ba || ab < 0 || ab > 1 || (ab == 1) != (a == b) {
			t.Fatalf("%q %q: %v and %v", a, b, ab, ba)
		}
		if d := Edits(a, b); d != Edits(b, a) || (d == 0) != (a == b) || d > max(len(a), len(b)) {
			t.Fatalf("%q %q: %d edits, back %d", a, b, d, Edits(b, a))
		}
	})
	long := rapid.StringN(0, 200, 800)
	rapid.Check(t, func(t *rapid.T) { // any text, however long, is compared without a fault
		s := JaroWinkler(long.Draw(t, "a"), long.Draw(t, "b"))
		if math.IsNaN(s) || s < 0 || s > 1 {
			t.Fatal(s)
		}
	})
}
