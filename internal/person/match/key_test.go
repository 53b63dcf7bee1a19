package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
)

func TestKeys(t *testing.T) {
	p := Person{
		Names: []Name{{Current, "Liz", "O'Brien"}}, Born: day.Must("2015-02-01"),
		IDs:       []ID{{Local, "00-417", ""}, {NHS, "943 476 5919", ""}, {UPN, "a202224826552", ""}, {FormerID, "M/9", "Mosaic"}},
		Addresses: []Address{{"Flat 4, 12a Wisteria Rd", "n16 5aa", false}, {"1 Hidden Way", "E8 1AA", true}},
		Phones:    []Phone{{"+44 7700 900123", false}, {"07700 900999", true}},
	}
	var got []string
	for _, k := range Keys(p) {
		got = append(got, string(k.Kind)+":"+strings.ReplaceAll(k.Value, " ", "_"))
	}
	want := strings.Fields(`address:12a address:4 address:wisteria dob:2015-02-01 dob_swap:2015-01-02 dob_year:2015 form:elizabeth form:liz form:obrien
former_id:M9 local:00417 local:417 name:liz name:obrien nhs:9434765919 outward:N16 phone:07700900123 postcode:N165AA skel:abrn skel:ls
tri:__l_liz tri:_li_liz tri:_ob_obrien tri:bri_obrien tri:en__obrien tri:ien_obrien tri:iz__liz tri:liz_liz tri:obr_obrien tri:rie_obrien tri:z___liz upn:A202224826552`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKeysOfLittle(t *testing.T) {
	for name, tt := range map[string]struct {
		p    Person
		want []Key
	}{
		"nobody":                   {Person{}, nil},
		"expected":                 {Person{Expected: day.Must("2026-11-30")}, []Key{{DOB, "2026-11-30"}, {DOBYear, "2026"}}},
		"born, no longer expected": {Person{Expected: day.Must("2026-11-30"), Born: day.Must("2026-11-11")}, []Key{{DOB, "2026-11-11"}, {DOBYear, "2026"}}},
		"postcode in the lines":    {Person{Addresses: []Address{{Lines: "The Lane, E8 1AA"}}}, []Key{{Outward, "E8"}, {Postcode, "E81AA"}}},
		"an id of no kind":         {Person{IDs: []ID{{"passport", "123", ""}, {Local, " - ", ""}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Keys(tt.p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// families and givens of many origins, three letters or more, for the properties.
var (
	givens   = strings.Fields("Siân Mohammed Oluwaseun Chukwuemeka Ngọc Elizabeth Łukasz João Işıl Wei Xasan Alfred Gurpreet Rahima Abdulaziz Søren Þóra Ayşe Zainab Ifeoma Ana Алексей Γεώργιος")
	families = strings.Fields("Okafor O'Brien Nguyễn Chowdhury Begum Adebayo Nwosu Kowalski Silva Yıldız Zhang Cali Macdonald Singh Ковалёв Παπαδόπουλος Smith Müller Hussain Llewellyn")
)

// slip makes one slip in a folded word: a letter changed, left out, put in, or swapped with the next.
func slip1(t *rapid.T, label, w string) string {
	r := []rune(w)
	i := rapid.IntRange(0, len(r)-1).Draw(t, label+" at")
	c := rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyz")).Draw(t, label+" letter")
	switch rapid.IntRange(0, 3).Draw(t, label+" slip") {
	case 0:
		r[i] = c
	case 1:
		r = slices.Delete(r, i, i+1)
	case 2:
		r = slices.Insert(r, i, c)
	case 3:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	return string(r)
}

// acceptance scenario 20: one wrong letter in each name, in any order, still leads to the person by a key and is a hit.
func TestOneWrongLetterInEachNameStillFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given, family := rapid.SampledFrom(givens).Draw(t, "given"), rapid.SampledFrom(families).Draw(t, "family")
		p := Person{Names: []Name{{Current, given, family}}}
		text := slip1(t, "given", Fold(given)) + " " + slip1(t, "family", Fold(family))
		if rapid.Bool().Draw(t, "turned") {
			w := strings.Fields(text)
			slices.Reverse(w)
			text = strings.Join(w, " ")
		}
		q := ParseQuery(text)
		if !share(p, q) {
			t.Fatalf("no key of %q leads to %s %s", text, given, family)
		}
		if score, why := Score(q, Prepare(p)); score < Found {
			t.Fatalf("%q scores %.3f for %s %s: %s", text, score, given, family, reasons(why))
		}
	})
}

// One slip in a single word of three letters or more always leaves a common key.
func TestOneSlipLeavesAKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.StringMatching(`[a-z]{3,12}`).Draw(t, "word")
		p, text := Person{Names: []Name{{Current, "", w}}}, slip1(t, "slip", w)
		if !share(p, ParseQuery(text)) {
			t.Fatalf("%q does not lead to %q", text, w)
		}
	})
}

func TestSorts(t *testing.T) {
	for typed, want := range map[string]string{
		"": "nothing", "Siân Okafor": "words", "Kowalski 4/9/2014": "words, a date", "943 476 5919": "a number", "020 7946 0123": "a telephone number", "N16 5AA": "a postcode",
		"Okafor N16 5": "words, a postcode", "12 Rectory Lane": "words, a number",
	} {
		if got := ParseQuery(typed).Sorts(); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// A word is near others by a slip, and its own spelling is not among them; the most alike come first and the rest are left out.
func TestNear(t *testing.T) {
	var got []string
	for _, k := range slices.Concat(near(ParseQuery("Jon Tompson").Typed(), []string{"jon", "john", "joan", "thompson", "thomson", "zebedee", "jo"})...) {
		got = append(got, fmt.Sprintf("%s:%s %d", k.Kind, k.Value, k.Worth))
	}
	if diff := cmp.Diff([]string{"name:john 6", "name:joan 5", "name:jo 4", "name:thompson 7", "name:thomson 6"}, got); diff != "" {
		t.Error(diff)
	}
	var many []string
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			many = append(many, "mar"+string(a)+string(b))
		}
	}
	if n := len(near(ParseQuery("maria").Typed(), many)[0]); n != mostNear {
		t.Errorf("%d words are near", n)
	}
	if got := slices.Concat(near(ParseQuery("J Smith").Typed(), []string{"jack", "john"})...); got != nil {
		t.Errorf("an initial beside a name is a slip of %v", got)
	}
}

func TestKeysAreSortedAndOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 40, -1)
		p := Person{
			Names:     []Name{{Current, text.Draw(t, "given"), text.Draw(t, "family")}, {Former, text.Draw(t, "other"), ""}},
			Addresses: []Address{{Lines: text.Draw(t, "lines"), Postcode: text.Draw(t, "postcode")}},
			IDs:       []ID{{Local, text.Draw(t, "id"), ""}}, Phones: []Phone{{Number: text.Draw(t, "phone")}},
		}
		keys := Keys(p)
		for i, k := range keys {
			if k.Value == "" || k.Kind.Worth() < 1 {
				t.Fatalf("empty key %v", k)
			}
			if i > 0 && (keys[i-1].Kind > k.Kind || keys[i-1].Kind == k.Kind && keys[i-1].Value >= k.Value) {
				t.Fatalf("%v before %v", keys[i-1], k)
			}
		}
		for _, piece := range slices.Concat(p.Pieces(nil), ParseQuery(p.Names[0].Given+" "+p.Addresses[0].Lines).Pieces(nil)) {
			seen := map[Key]bool{}
			for _, k := range piece {
				if k.Value == "" || k.Worth < 1 || seen[k.Key] {
					t.Fatalf("%v in %v", k, piece)
				}
				seen[k.Key] = true
			}
		}
		if diff := cmp.Diff(Keys(p), Keys(p)); diff != "" {
			t.Fatal(diff)
		}
		if score, _ := Score(ParseQuery(p.Names[0].Given), Prepare(p)); score < 0 || score > 1 {
			t.Fatalf("score %v", score)
		}
	})
}

func TestParseQuery(t *testing.T) {
	for text, want := range map[string]string{
		"Siân Okafor-Hussain": "words sian okafor hussain",
		"okafor, sian":        "words okafor sian comma",
		"1/2/15":              "dates 1915-02-01 2015-02-01",
		"29/2/15":             "number 29215 houses 29 2 15",
		"2/13/2015":           "dates 2015-02-13",
		"31/02/2015":          "number 31022015 houses 31 02 2015",
		"3 Sept 2015 okafor":  "words okafor; dates 2015-09-03",
		"29 February 2023":    "words february; number 29 houses 29; number 2023 houses 2023 year 2023",
		"01022015":            "dates 2015-02-01 number 01022015",
		"943 476 5919 okafor": "words okafor; number 9434765919",
		"020 7946 0018":       "number 02079460018 phone 02079460018",
		"+44 20 7946 0018":    "number 442079460018 phone 02079460018",
		"a202224826552":       "number A202224826552",
		"12 n16 5aa":          "postcode N165AA; number 12 houses 12",
		"E1W":                 "number E1W houses e1w outward E1W",
		"N16 5":               "outward N16 sector N165",
		"12a Wisteria Road":   "words wisteria road; number 12A houses 12a",
		"  ":                  "",
		"-- , ;":              "",
		"2015":                "number 2015 houses 2015 year 2015",
	} {
		q := ParseQuery(text)
		var out []string
		if len(q.Words) > 0 {
			w := "words"
			for _, x := range q.Words {
				w += " " + x.Folded
			}
			if q.Comma {
				w += " comma"
			}
			out = append(out, w)
		}
		for _, p := range q.Parts {
			var f []string
			if len(p.Dates) > 0 {
				f = append(f, "dates")
				for _, d := range p.Dates {
					f = append(f, d.String())
				}
			}
			for _, x := range [][2]string{{"number", p.Number}, {"houses", strings.Join(p.Houses, " ")}, {"postcode", p.Postcode}, {"outward", p.Outward}, {"sector", p.Sector}, {"phone", p.Phone}, {"year", p.Year}} {
				if x[1] != "" {
					f = append(f, x[0], x[1])
				}
			}
			out = append(out, strings.Join(f, " "))
		}
		if got := strings.Join(out, "; "); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if q.Empty() != (want == "") {
			t.Errorf("%q: empty %v", text, q.Empty())
		}
	}
}

// Forms are mutual, and oneName is never said of names that are no forms.
func TestFormsAreMutual(t *testing.T) {
	var all []string
	for n := range forms().heads {
		all = append(all, n)
	}
	slices.Sort(all)
	if len(all) < 500 {
		t.Fatalf("only %d names", len(all))
	}
	for _, a := range all {
		if strings.ContainsAny(a, " *[") {
			t.Errorf("%q is no folded word", a)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(all).Draw(t, "a"), rapid.SampledFrom(all).Draw(t, "b")
		if heads := forms().heads[a]; rapid.Bool().Draw(t, "of a line") {
			b = heads[0]
		}
		fa, fb := Forms(a), Forms(b)
		if sameForm(a, fa, b, fb) != sameForm(b, fb, a, fa) {
			t.Fatalf("%s and %s are forms one way only", a, b)
		}
		if a != b && sameForm(a, fa, b, fb) && oneName(a, b) != oneName(b, a) {
			t.Fatalf("%s and %s are one name one way only", a, b)
		}
	})
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"Siân Okafor 1/2/2015", "943 476 5919", "N16 5AA", "N16 5", "+44 (0)7700 900123", "1 Feb 15", "Feb 1 2015", "\xff\xfe1/1/1", strings.Repeat("a ", 300), "০১/০২/২০১৫", "９４３"} {
		f.Add(s)
	}
	c := Prepare(sian())
	f.Fuzz(func(t *testing.T, s string) {
		q := ParseQuery(s)
		if len(q.Words) > maxWords || len(q.Parts) > 100 {
			t.Errorf("%d words, %d parts", len(q.Words), len(q.Parts))
		}
		for _, k := range slices.Concat(q.Pieces(nil)...) {
			if k.Value == "" {
				t.Errorf("empty key of kind %s", k.Kind)
			}
		}
		score, why := Score(q, c)
		if !(score >= 0 && score <= 1) || score > 0 && len(why) == 0 {
			t.Errorf("%q scores %v because %v", s, score, why)
		}
	})
}

func BenchmarkKeys(b *testing.B) {
	p := sian()
	b.ReportAllocs()
	for b.Loop() {
		Keys(p)
	}
}

func BenchmarkScore(b *testing.B) {
	c := Prepare(sian())
	for _, text := range []string{"Shan Okafr", "Okafor 2/1/2015 N16"} {
		q := ParseQuery(text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Score(q, c)
			}
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	p := sian()
	for b.Loop() {
		Prepare(p)
	}
}

func BenchmarkLikely(b *testing.B) {
	p, o := sian(), one("Shan", "Okafr", "2015-01-02", "N16 5AA")
	for b.Loop() {
		Likely(p, o)
	}
}

func ExampleScore() {
	p := Person{Names: []Name{{Current, "Siân", "Okafor-Hussain"}}, Born: day.Must("2015-02-01")}
	score, why := Score(ParseQuery("Shan Okafr 2/1/2015"), Prepare(p))
	fmt.Printf("%.2f\n", score)
	for _, r := range why {
		fmt.Println(r.Text)
	}
	// Output:
	// 0.92
	// given name spelt differently: Shan ~ Siân
	// family name spelt differently: Okafr ~ Okafor
	// day and month of birth swapped
}
