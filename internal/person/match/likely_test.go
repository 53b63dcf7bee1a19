package match

import (
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/day"
)

// one makes a person of a table row: names, date of birth ("~" before it: expected), postcode.
func one(given, family, born, postcode string) Person {
	p := Person{Names: []Name{{Current, given, family}}}
	if born != "" && born[0] == '~' {
		p.Expected = day.Must(born[1:])
	} else if born != "" {
		p.Born = day.Must(born)
	}
	if postcode != "" {
		p.Addresses = []Address{{Postcode: postcode}}
	}
	return p
}

func TestLikely(t *testing.T) {
	const d, home, away = "2015-02-01", "N16 5AA", "E8 1AA"
	with := func(p Person, ids ...ID) Person { p.IDs = ids; return p }
	former := func(p Person, n Name) Person { p.Names = append(p.Names, n); return p }
	for name, tt := range map[string]struct {
		a, b Person
		want Level
		code string // a reason that must be given
	}{
		"the same":                           {one("Siân", "Okafor", d, home), one("Sian", "OKAFOR", d, away), Probable, "dob"},
		"diacritics and double-barrelled":    {one("Siân", "Okafor-Hussain", d, ""), one("Sian", "Okafor", d, ""), Probable, "family_same"},
		"family name misspelt":               {one("Siân", "Okafor", d, ""), one("Siân", "Okafr", d, ""), Probable, "family_variant"},
		"family name with a wrong letter":    {one("Siân", "Okafor", d, ""), one("Siân", "Okator", d, ""), Probable, "family_near"},
		"transliterated, not in a list":      {one("سهيل", "بركات", d, ""), one("Suhail", "Barakat", d, ""), Possible, "given_near"},
		"twins, a pet name in its own right": {one("Ella", "Smith", d, home), one("Isabella", "Smith", d, home), Possible, "twin"},
		"twins, Mary and Maria":              {one("Mary", "Smith", d, home), one("Maria", "Smith", d, home), Possible, "twin"},
		"twins, Ella and Ellie":              {one("Ella", "Smith", d, home), one("Ellie", "Smith", d, home), Possible, "twin"},
		"compound and its part":              {one("Oluwaseun", "Adebayo", d, home), one("Seun", "Adebayo", d, home), Probable, "given_variant"},
		"compound in no list":                {one("Chukwuebuka", "Nwosu", d, home), one("Ebuka", "Nwosu", d, home), Probable, "given_variant"},
		"Bill and William":                   {one("Bill", "Smith", d, home), one("William", "Smith", d, home), Probable, "given_variant"},
		"twins in Arabic script":             {one("حسن", "علي", d, home), one("حسين", "علي", d, home), Possible, "twin"},
		"given name in another spelling":     {one("Mohamed", "Khan", d, ""), one("Muhammad", "Khan", d, ""), Probable, "given_variant"},
		"pet name":                           {one("Liz", "O'Brien", d, ""), one("Elizabeth", "OBrien", d, ""), Probable, "given_variant"},
		"transliterated":                     {one("محمد", "حسين", d, ""), one("Mohammed", "Hussain", d, ""), Probable, "dob"},
		"written as one":                     {one("Abdul Rahman", "Chowdhury", d, ""), one("Abdulrahman", "Chowdhury", d, ""), Probable, "given_same"},
		"names turned about":                 {one("Wei", "Zhang", d, ""), one("Zhang", "Wei", d, ""), Probable, "name_swapped"},
		"middle name left out":               {one("Siân Marie", "Okafor", d, ""), one("Siân", "Okafor", d, ""), Probable, "given_same"},
		"former name":                        {former(one("Siân", "Okafor", d, ""), Name{Former, "Siân", "Llewellyn"}), one("Sian", "Llewellyn", d, ""), Probable, "name_former"},
		"day and month swapped":              {one("Siân", "Okafor", d, ""), one("Siân", "Okafor", "2015-01-02", ""), Probable, "dob_swapped"},
		"swapped and misspelt":               {one("Siân", "Okafor", d, ""), one("Siân", "Okafr", "2015-01-02", ""), Possible, "dob_swapped"},
		"twins":                              {one("Taiwo", "Adebayo", d, home), one("Kehinde", "Adebayo", d, home), Possible, "twin"},
		"twins one letter apart":             {one("Jayden", "Smith", d, home), one("Hayden", "Smith", d, home), Possible, "twin"},
		"twins of one sound":                 {one("Hassan", "Ali", d, home), one("Hussain", "Ali", d, home), Possible, "twin"},
		"twins, vowel apart":                 {one("Maria", "Silva", d, home), one("Mario", "Silva", d, home), Possible, "twin"},
		"twins with a shared first name":     {one("Mohammed Hassan", "Khan", d, home), one("Mohammed Hussain", "Khan", d, home), Possible, "twin"},
		"twins with a shared middle name":    {one("Ella Rose", "Smith", d, home), one("Grace Rose", "Smith", d, home), Possible, "twin"},
		"twins with NHS numbers":             {with(one("Ella", "Smith", d, home), ID{NHS, "9434765919", ""}), with(one("Ellie", "Smith", d, home), ID{NHS, "9990000018", ""}), None, ""},
		"one Mohammed, one with more":        {one("Mohammed", "Khan", d, ""), one("Mohammed Hassan", "Khan", d, ""), Possible, "dob"},
		"siblings":                           {one("Siân", "Okafor", d, home), one("Bryn", "Okafor", "2012-07-19", home), None, ""},
		"siblings with like names":           {one("Jayden", "Smith", d, home), one("Hayden", "Smith", "2012-07-19", home), None, ""},
		"same name, other date":              {one("Siân", "Okafor", d, home), one("Siân", "Okafor", "2011-07-19", away), None, ""},
		"same name, other date, same home":   {one("Siân", "Okafor", d, home), one("Siân", "Okafor", "2011-07-19", home), Possible, "postcode"},
		"father and son":                     {one("John", "Smith", d, home), one("John", "Smith", "1985-07-19", home), None, ""},
		"same name, day one off":             {one("Siân", "Okafor", d, ""), one("Siân", "Okafor", "2015-02-11", ""), Possible, "dob_near"},
		"no date":                            {one("Siân", "Okafor", d, ""), one("Sian", "Okafor", "", ""), Possible, "given_same"},
		"no date, same home":                 {one("Siân", "Okafor", d, home), one("Sian", "Okafor", "", home), Possible, "postcode"},
		"no date, other given name":          {one("Siân", "Okafor", d, home), one("Bryn", "Okafor", "", home), None, ""},
		"no given name":                      {one("", "Okafor", d, ""), one("Siân", "Okafor", d, ""), Possible, "given_missing"},
		"no names at all":                    {Person{Born: day.Must(d)}, one("Siân", "Okafor", d, ""), None, ""},
		"strangers born on one day":          {one("Siân", "Okafor", d, ""), one("Siân", "Smith", d, ""), None, ""},
		"another family name, same home":     {one("Siân", "Okafor", d, home), one("Siân", "Smith", d, home), Possible, "postcode"},
		"unborn and born at home":            {one("Unborn", "Okafor", "~2026-11-05", home), one("Siân", "Okafor", "2026-10-28", home), Probable, "expected_near"},
		"unborn and born elsewhere":          {one("Unborn baby", "Okafor", "~2026-11-05", ""), one("Siân", "Okafor", "2026-10-28", ""), Possible, "expected_near"},
		"unborn and an elder sibling":        {one("Unborn", "Okafor", "~2026-11-05", home), one("Siân", "Okafor", d, home), None, ""},
		"unborn twice":                       {one("Unborn", "Okafor", "~2026-11-05", home), one("Baby", "Okafor", "~2026-11-12", home), Probable, "expected_near"},
		"unborn, next pregnancy":             {one("Unborn", "Okafor", "~2025-01-05", home), one("Unborn", "Okafor", "~2026-11-12", home), None, ""},
		"same NHS number":                    {with(one("Siân", "Okafor", d, ""), ID{NHS, "943 476 5919", ""}), with(one("Shan", "Smith", d, ""), ID{NHS, "9434765919", ""}), Probable, "id_nhs"},
		"same NHS number on another person":  {with(one("Siân", "Okafor", d, ""), ID{NHS, "9434765919", ""}), with(one("Bryn", "Smith", "2001-12-30", ""), ID{NHS, "9434765919", ""}), Possible, "id_nhs"},
		"a UPN that is the other's former":   {with(one("Siân", "Okafor", d, ""), ID{UPN, "A202224826552", ""}), with(one("Siân", "Okafor", d, ""), ID{FormerUPN, "A202224826552", ""}, ID{UPN, "B383233907236", ""}), Probable, "id_upn"},
		"all the same but the NHS number":    {with(one("Siân", "Okafor", d, home), ID{NHS, "9434765919", ""}), with(one("Siân", "Okafor", d, home), ID{NHS, "9990000018", ""}), Possible, "dob"},
		"local ids of two systems":           {with(one("Siân", "Okafor", d, ""), ID{FormerID, "77", "Mosaic"}), with(one("Bryn", "Smith", d, ""), ID{FormerID, "77", "Other"}), None, ""},
		"local ids of one system":            {with(one("Siân", "Okafor", d, ""), ID{FormerID, "77", "Mosaic"}), with(one("Siân", "Okafor", "", ""), ID{FormerID, "77", "Mosaic"}), Probable, "id_former"},
		"an initial":                         {one("S", "Okafor", d, ""), one("Siân", "Okafor", d, ""), Possible, "given_near"},
		"confidential addresses tell nothing": {
			Person{Names: []Name{{Current, "Siân", "Okafor"}}, Born: day.Must(d), Addresses: []Address{{"", home, true}}},
			Person{Names: []Name{{Current, "Siân", "Smith"}}, Born: day.Must(d), Addresses: []Address{{"", home, true}}}, None, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, why := Likely(tt.a, tt.b)
			if got != tt.want {
				t.Errorf("%v, because %s; want %v", got, reasons(why), tt.want)
			}
			if back, _ := Likely(tt.b, tt.a); back != got {
				t.Errorf("the other way round %v, not %v", back, got)
			}
			found := tt.code == ""
			for _, r := range why {
				found = found || r.Code == tt.code
			}
			if !found || (got == None) != (len(why) == 0) {
				t.Errorf("%v because %v; want %s", got, why, tt.code)
			}
		})
	}
}

// Two children of one birth are never called likely, however near their names are.
func TestTwinsAreNeverLikely(t *testing.T) {
	const d, home = "2015-02-01", "N16 5AA"
	for _, pair := range [][2]string{
		{"Taiwo", "Kehinde"}, {"Hassan", "Hussain"}, {"Hasan", "Husain"}, {"Paul", "Paula"}, {"Louis", "Louise"}, {"Simon", "Simone"}, {"Karim", "Karima"},
		{"Maria", "Mary"}, {"Anna", "Hannah"}, {"Emma", "Emily"}, {"Amelia", "Mia"}, {"Jayden", "Kayden"}, {"Frances", "Francis"}, {"Daniel", "Danielle"},
		{"Alexander", "Alexandra"}, {"Gabriel", "Gabrielle"}, {"Zara", "Zora"}, {"Ali", "Eli"}, {"John", "Sean"}, {"Joan", "Joanna"}, {"Amin", "Amina"},
		{"Mohammed Yusuf", "Mohammed Younis"}, {"Abdul Rahman", "Abdul Rahim"}, {"Abdulrahman", "Abdulrahim"}, {"Ngọc Anh", "Ngọc Lan"}, {"Gurpreet", "Gurjeet"},
		{"Oluwaseun", "Oluwatobi"}, {"Chukwuemeka", "Chukwuebuka"}, {"Twin One", "Twin Two"}, {"Baby A", "Baby B"}, {"Charles", "Charlotte"}, {"Sam", "Pam"},
	} {
		if level, why := Likely(one(pair[0], "Okafor", d, home), one(pair[1], "Okafor", d, home)); level == Probable {
			t.Errorf("%v are %v: %s", pair, level, reasons(why))
		}
	}
	for _, pair := range [][2]string{ // and one child in two spellings is
		{"Mohammed", "Muhammad"}, {"Yusuf", "Youssef"}, {"Katherine", "Catherine"}, {"Sara", "Sarah"}, {"Hasan", "Hassan"}, {"Alfie", "Alfred"}, {"Siân", "Sian"},
		{"Nguyet", "Nguyệt"}, {"Aisha", "Ayesha"}, {"Abdur Rahman", "Abdulrahman"}, {"Łukasz", "Lukasz"}, {"Fadumo", "Fatima"}, {"Jonny", "Jonathan"},
	} {
		if level, why := Likely(one(pair[0], "Okafor", d, ""), one(pair[1], "Okafor", d, "")); level != Probable {
			t.Errorf("%v are %v: %s", pair, level, reasons(why))
		}
	}
}

// A record is likely itself, and the level does not depend on the order of the two.
func TestLikelyLaws(t *testing.T) {
	given := rapid.SampledFrom([]string{"Siân", "Mohammed", "Mohammed Ali", "Hassan", "Hussain", "Liz", "Elizabeth", "", "Unborn", "محمد", "J", "Abdul Rahman", "Abdulrahman"})
	family := rapid.SampledFrom([]string{"Okafor", "Okafor-Hussain", "Hussain", "Ali", "O'Brien", "da Silva", "", "van"})
	born := rapid.SampledFrom([]string{"", "2015-02-01", "2015-01-02", "2015-02-11", "2001-12-30", "~2015-02-20"})
	postcode := rapid.SampledFrom([]string{"", "N16 5AA", "E8 1AA"})
	draw := func(t *rapid.T, label string) Person {
		return one(given.Draw(t, label+" given"), family.Draw(t, label+" family"), born.Draw(t, label+" born"), postcode.Draw(t, label+" postcode"))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		ab, _ := Likely(a, b)
		if ba, _ := Likely(b, a); ab != ba {
			t.Fatalf("%v one way, %v the other", ab, ba)
		}
		if self, _ := Likely(a, a); !a.Born.IsZero() && fitFamily(a.Names[0].Family, "x") != missing {
			if g, _, _ := fitGiven(a.Names[0].Given, a.Names[0].Given); g == equal && self != Probable {
				t.Fatalf("%+v is %v itself", a, self)
			}
		}
	})
}
