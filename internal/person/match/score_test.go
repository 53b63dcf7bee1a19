package match

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/day"
)

// sian is the person of most tests here; all people are made up.
func sian() Person {
	return Person{
		Names: []Name{{Current, "Siân Marie", "Okafor-Hussain"}, {Former, "Siân", "Llewellyn"}, {Alias, "Shanny", ""}},
		Born:  day.Must("2015-02-01"),
		IDs:   []ID{{UPN, "A202224826552", ""}, {NHS, "943 476 5919", ""}, {Local, "00041772", ""}, {FormerID, "MOS-88/12", "Mosaic"}, {FormerUPN, "B383233907236", ""}},
		Addresses: []Address{
			{"Flat 4, 12a Wisteria Road, London", "N16 5AC", false},
			{"7 Hidden Lane, Nowhere", "ZE2 9XX", true},
		},
		Phones: []Phone{{"+44 (0)7700 900123", false}, {"07700 900999", true}},
	}
}

func reasons(why []Reason) string {
	var out []string
	for _, r := range why {
		out = append(out, r.Text)
	}
	return strings.Join(out, "; ")
}

// share says whether a person's keys hold one that the query looks up, at once or by way of a word that is near.
func share(p Person, q Query) bool {
	keys := Keys(p)
	var known []string
	for _, w := range q.Typed() {
		for _, g := range Grams(w.Folded) {
			for _, k := range keys {
				if word, ok := strings.CutPrefix(k.Value, g+" "); ok && k.Kind == Gram {
					known = append(known, word)
				}
			}
		}
	}
	look := slices.Concat(q.Pieces(known)...)
	return slices.ContainsFunc(look, func(k Weighed) bool { return slices.Contains(keys, k.Key) })
}

func TestFinds(t *testing.T) {
	for query, want := range map[string]string{
		"Shan Okafr":                 "given name spelt differently: Shan ~ Siân; family name spelt differently: Okafr ~ Okafor",
		"Siân Okafor-Hussain":        "given name: Siân; family name: Okafor; family name: Hussain",
		"sian hussein":               "given name: Siân; family name, short or other form: hussein ~ Hussain",
		"OKAFOR, Sian":               "family name: Okafor; given name: Siân",
		"okafor sian":                "family name: Okafor; given name: Siân; given and family names the other way round",
		"Sian Okafro":                "given name: Siân; family name spelt differently: Okafro ~ Okafor",
		"S Okafor":                   "given name, its initial: S ~ Siân; family name: Okafor",
		"Oka":                        "family name, its beginning: Oka ~ Okafor",
		"OkaforHussain":              "family name written apart or as one: OkaforHussain ~ Okafor Hussain",
		"sian llewelyn":              "given name: Siân; former name spelt differently: llewelyn ~ Llewellyn",
		"Shanny Okafor":              "also known as: Shanny; family name: Okafor",
		"1/2/2015":                   "date of birth",
		"01-02-2015":                 "date of birth",
		"1.2.15":                     "date of birth",
		"2015-02-01":                 "date of birth",
		"1 Feb 2015":                 "date of birth",
		"1st February 2015":          "date of birth",
		"Feb 1, 2015":                "date of birth",
		"01022015":                   "date of birth",
		"2/1/2015":                   "day and month of birth swapped",
		"okafor 2/1/2015":            "family name: Okafor; day and month of birth swapped",
		"okafor 9/2/2015":            "family name: Okafor; date of birth, another day of the month",
		"okafor 2015":                "family name: Okafor; year of birth",
		"A202224826552":              "UPN",
		"a2022 24826552":             "",
		"B383233907236":              "former UPN",
		"943 476 5919":               "NHS number",
		"9434765919":                 "NHS number",
		"41772":                      "local id",
		"00041772":                   "local id",
		"mos-88/12":                  "former id",
		"MOS8812":                    "former id",
		"N16 5AC":                    "postcode",
		"n165ac okafor":              "family name: Okafor; postcode",
		"okafor N16":                 "family name: Okafor; part of the postcode",
		"N16":                        "part of the postcode",
		"N16 5":                      "part of the postcode",
		"N165":                       "part of the postcode",
		"N16 5AD":                    "postcode, one character different",
		"wisteria road":              "part of the address",
		"12a wistaria rd":            "part of the address",
		"okafor wisteria":            "family name: Okafor; part of the address",
		"07700900123":                "phone number",
		"+44 7700 900123":            "phone number",
		"07700 900 123":              "phone number",
		"Сиан Окафор":                "given name: Siân; family name: Okafor",
		"hidden lane":                "",
		"ZE2 9XX":                    "",
		"07700 900999":               "",
		"Nowhere":                    "",
		"Smith":                      "",
		"Jones 1/1/2001":             "",
		"A301278118151":              "",
		"":                           "",
		"943 476 5918":               "",
		"N15":                        "",
		"N16 6":                      "",
		"Zebedee Pumblechook-Quartz": "",
	} {
		t.Run(query, func(t *testing.T) {
			q := ParseQuery(query)
			score, why := Score(q, Prepare(sian()))
			if found := score >= Found; found != (want != "") {
				t.Errorf("score %.3f, because %s", score, reasons(why))
			}
			if want != "" && reasons(why) != want {
				t.Errorf("because %q\n    want %q", reasons(why), want)
			}
			if want != "" && !strings.Contains(want, "one character different") && !share(sian(), q) {
				t.Errorf("no key leads there: %v", q.Pieces(nil))
			}
			if score < 0 || score > 1 {
				t.Errorf("score %v", score)
			}
		})
	}
}

func TestExpectedDateIsSearched(t *testing.T) {
	p := Person{Names: []Name{{Current, "Unborn", "Adeyemi"}}, Expected: day.Must("2026-11-05")}
	for query, want := range map[string]string{
		"5/11/2026":         "expected date of birth",
		"Adeyemi 11/5/2026": "family name: Adeyemi; expected day and month of birth swapped",
		"Adeyemi 25/11/26":  "family name: Adeyemi; expected date of birth, within six weeks",
	} {
		q := ParseQuery(query)
		if score, why := Score(q, Prepare(p)); score < Found || reasons(why) != want || !share(p, q) {
			t.Errorf("%s: %.3f, %s", query, score, reasons(why))
		}
	}
}

// Names of many origins: each query finds its own person first among all of them.
func TestRanksTheRightPersonFirst(t *testing.T) {
	people := []Name{
		{Current, "Mohammed", "Al-Sayegh"}, {Current, "Mahmood", "Sayeed"}, {Current, "Yusuf", "Abdi"}, {Current, "Abdul Rahman", "Chowdhury"},
		{Current, "Rahima", "Begum"}, {Current, "Fatima", "Noor"}, {Current, "Oluwaseun", "Adebayo"}, {Current, "Chukwuemeka", "Nwosu"}, {Current, "Thị Ngọc Ánh", "Nguyễn"},
		{Current, "Elizabeth", "O'Brien"}, {Current, "William", "Smith-Jones"}, {Current, "Алексей", "Ковалёв"}, {Current, "Γεώργιος", "Παπαδόπουλος"},
		{Current, "محمد", "حسين"}, {Current, "Gurpreet", "Singh"}, {Current, "Łukasz", "Wójcik"}, {Current, "João", "da Silva"}, {Current, "Siân", "Llewellyn"},
		{Current, "Işıl", "Yıldız"}, {Current, "Wei", "Zhang"}, {Current, "Xasan", "Cali"}, {Current, "Alfred", "Macdonald"}, {Current, "Anna-Maria", "van der Berg"},
		{Current, "Jayden", "Smith"}, {Current, "Jaiden", "Smyth"},
	}
	for query, want := range map[string]int{
		"Muhammad Al Sayegh": 0, "Mohamed Alsayegh": 0, "Mahmud Sayeed": 1, "Youssef Abdi": 2, "Abdulrahman Chowdhury": 3, "Abdur Rahman Chaudhury": 3,
		"Rahema Begom": 4, "Fadumo Nur": 5, "Seun Adebayo": 6, "Olúwaṣeun Adébáyò": 6, "Emeka Nwosu": 7, "Nguyen Ngoc Anh": 8, "Liz OBrien": 9, "Beth O’Brien": 9,
		"Lizzie O Brien": 9, "Bill Smith": 10, "Will Jones": 10, "Aleksei Kovalev": 11, "Alexey Kovalyov": 11, "Georgios Papadopoulos": 12, "Yorgos Papadopulos": 12,
		"Muhammad Hussain": 13, "Gurprit Singh": 14, "Lucasz Wojcik": 15, "Joao Silva": 16, "Joao De Silva": 16, "Isil Yildiz": 18, "Zhang Wei": 19, "Hassan Ali": 20,
		"Alfie McDonald": 21, "Annamaria Berg": 22, "Ana Maria Vanderberg": 22, "Jayden Smith": 23, "Jaiden Smith": -1, "Shan Lewellyn": 17,
	} {
		q := ParseQuery(query)
		best, first := 0.0, []int{}
		for i, n := range people {
			score, _ := Score(q, Prepare(Person{Names: []Name{n}}))
			if score > best+1e-9 {
				best, first = score, first[:0]
			}
			if score >= best-1e-9 {
				first = append(first, i)
			}
		}
		if want >= 0 && (best < Found || len(first) != 1 || first[0] != want) {
			got := ""
			for _, i := range first {
				_, why := Score(q, Prepare(Person{Names: []Name{people[i]}}))
				got += people[i].Given + " " + people[i].Family + " (" + reasons(why) + ") "
			}
			t.Errorf("%s: %.3f %s", query, best, got)
		}
		if want >= 0 && !share(Person{Names: []Name{people[want]}}, q) {
			t.Errorf("%s: no key leads to %s %s", query, people[want].Given, people[want].Family)
		}
		if want < 0 && best < Found {
			t.Errorf("%s found nobody", query)
		}
	}
}

func TestReasonsSayTheirClass(t *testing.T) {
	for query, want := range map[string]Class{"N16 5AC": Location, "wisteria": Location, "N16": Location, "07700900123": Contact, "Okafor": Identity, "1/2/2015": Identity} {
		if _, why := Score(ParseQuery(query), Prepare(sian())); len(why) != 1 || why[0].Class != want {
			t.Errorf("%s: %v", query, why)
		}
	}
}
