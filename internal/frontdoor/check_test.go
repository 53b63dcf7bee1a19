package frontdoor_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

var update = flag.Bool("update", false, "rewrite golden files")

// inputs are the names of the inputs that an error is about.
func inputs(err error) []string {
	fs, _ := errors.AsType[errs.Fields](err)
	var out []string
	for _, f := range fs {
		out = append(out, f.Field)
	}
	return out
}

func TestCheckNamesInputs(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-11-23")
	tests := map[string]struct {
		change func(*frontdoor.Sending)
		want   []string
	}{
		"complete":               {func(*frontdoor.Sending) {}, nil},
		"nobody to call back":    {func(s *frontdoor.Sending) { s.Referrer.Phone = "" }, []string{"referrer-phone"}},
		"email is enough":        {func(s *frontdoor.Sending) { s.Referrer.Phone, s.Referrer.Email = "", "lead@school.example" }, nil},
		"no name, no role":       {func(s *frontdoor.Sending) { s.Referrer.Name, s.Referrer.Role = "", "" }, []string{"referrer-name", "referrer-role"}},
		"no child":               {func(s *frontdoor.Sending) { s.Children = nil }, []string{"children"}},
		"too many children":      {func(s *frontdoor.Sending) { s.Children = many(s.Children[0], 21) }, []string{"children"}},
		"child without a name":   {func(s *frontdoor.Sending) { s.Children[1].Given, s.Children[1].Family = "", "" }, []string{"child-1-given"}},
		"born tomorrow":          {func(s *frontdoor.Sending) { s.Children[0].Birth = on.Add(1) }, []string{"child-0-birth"}},
		"born today":             {func(s *frontdoor.Sending) { s.Children[0].Birth = on }, nil},
		"18 today":               {func(s *frontdoor.Sending) { s.Children[0].Birth = day.Must("2008-11-23") }, []string{"child-0-birth"}},
		"18 tomorrow":            {func(s *frontdoor.Sending) { s.Children[0].Birth = day.Must("2008-11-24") }, nil},
		"no date of birth known": {func(s *frontdoor.Sending) { s.Children[0].Birth = day.Day{} }, nil},
		"unborn": {func(s *frontdoor.Sending) {
			s.Children[1] = record.ContactChild{Family: "Brandt", Expected: on.Add(100)}
		}, nil},
		"unborn, nobody's name":    {func(s *frontdoor.Sending) { s.Children[1] = record.ContactChild{Given: "Baby", Expected: on.Add(100)} }, []string{"child-1-family"}},
		"unborn for a year":        {func(s *frontdoor.Sending) { s.Children[1] = record.ContactChild{Family: "B", Expected: on.Add(267)} }, []string{"child-1-expected"}},
		"born two months ago":      {func(s *frontdoor.Sending) { s.Children[1] = record.ContactChild{Family: "B", Expected: on.Add(-60)} }, []string{"child-1-expected"}},
		"born and unborn":          {func(s *frontdoor.Sending) { s.Children[1].Expected = on.Add(9) }, []string{"child-1-birth"}},
		"unknown codes":            {func(s *frontdoor.Sending) { s.Children[0].Sex, s.Children[0].Ethnicity = "X", "ZZ" }, []string{"child-0-sex", "child-0-ethnicity"}},
		"wrong check letter":       {func(s *frontdoor.Sending) { s.Children[0].UPN = "A301234567890" }, []string{"child-0-upn"}},
		"father left out":          {func(s *frontdoor.Sending) { s.Father = record.ContactAdult{} }, []string{"father-known"}},
		"father known, no name":    {func(s *frontdoor.Sending) { s.Father = record.ContactAdult{Known: "yes"} }, []string{"father-given"}},
		"father not asked, no why": {func(s *frontdoor.Sending) { s.Father = record.ContactAdult{Known: "not_asked"} }, []string{"father-why"}},
		"father not asked": {func(s *frontdoor.Sending) {
			s.Father = record.ContactAdult{Known: "not_asked", Why: "Asking him could put her in danger."}
		}, nil},
		"father not known":         {func(s *frontdoor.Sending) { s.Father = record.ContactAdult{Known: "not_known"} }, nil},
		"not known, yet named":     {func(s *frontdoor.Sending) { s.Father.Known = "not_known" }, []string{"father-known"}},
		"postcode of no shape":     {func(s *frontdoor.Sending) { s.Postcode = "N1 1A" }, []string{"postcode"}},
		"no concern":               {func(s *frontdoor.Sending) { s.Concern = "" }, []string{"concern"}},
		"29 characters":            {func(s *frontdoor.Sending) { s.Concern = strings.Repeat("é", 29) }, []string{"concern"}},
		"30 characters":            {func(s *frontdoor.Sending) { s.Concern = strings.Repeat("é", 30) }, nil},
		"too long":                 {func(s *frontdoor.Sending) { s.Concern = strings.Repeat("a", 20_001) }, []string{"concern"}},
		"consent left out":         {func(s *frontdoor.Sending) { s.Consent = "" }, []string{"consent"}},
		"given, and dispensed":     {func(s *frontdoor.Sending) { s.WhyWithout = "undue_delay" }, []string{"why_without"}},
		"dispensed, no reason":     {func(s *frontdoor.Sending) { s.Consent = "dispensed" }, []string{"why_without"}},
		"dispensed":                {func(s *frontdoor.Sending) { s.Consent, s.WhyWithout = "dispensed", "risk_to_child" }, nil},
		"another reason, no words": {func(s *frontdoor.Sending) { s.Consent, s.WhyWithout = "dispensed", "other" }, []string{"why_without_note"}},
		"another reason": {func(s *frontdoor.Sending) {
			s.Consent, s.WhyWithout, s.OtherNote = "dispensed", "other", "The parent is in hospital."
		}, nil},
		"unknown reason":           {func(s *frontdoor.Sending) { s.Consent, s.WhyWithout = "dispensed", "because" }, []string{"why_without"}},
		"words that are hinted at": {func(s *frontdoor.Sending) { s.Concern += " He absconded and refused." }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := frontdoortest.Sending()
			s.Postcode = "N1 1AA"
			tt.change(&s)
			if diff := cmp.Diff(tt.want, inputs(s.Check(on))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func many(ch record.ContactChild, n int) []record.ContactChild {
	out := make([]record.ContactChild, n)
	for i := range out {
		out[i] = ch
	}
	return out
}

func TestDue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ received, want string }{
		"Monday morning":                        {"2026-11-23T09:00:00Z", "2026-11-24"},
		"Friday night":                          {"2026-11-27T23:30:00Z", "2026-11-30"},
		"Saturday":                              {"2026-11-28T12:00:00Z", "2026-11-30"},
		"Thursday before Good Friday":           {"2026-04-02T16:00:00Z", "2026-04-07"},
		"Easter Monday":                         {"2026-04-06T10:00:00Z", "2026-04-07"},
		"Christmas Eve":                         {"2026-12-24T10:00:00Z", "2026-12-29"}, // 28 December is the substitute of Saturday 26
		"23:30 UTC in summer is the next day":   {"2026-07-07T23:30:00Z", "2026-07-09"},
		"23:30 UTC in winter is the same day":   {"2026-12-01T23:30:00Z", "2026-12-02"},
		"Sunday before the early May holiday":   {"2026-05-03T10:00:00Z", "2026-05-05"},
		"Friday before the summer bank holiday": {"2026-08-28T10:00:00Z", "2026-09-01"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, tt.received)
			if err != nil {
				t.Fatal(err)
			}
			if got := frontdoor.Due(clock.Standard(), at).String(); got != tt.want {
				t.Errorf("received %s: due %s, want %s", tt.received, got, tt.want)
			}
		})
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringN(1, 40, 40).Draw(t, "id")
		ref := frontdoor.Reference(id)
		if len(ref) != 11 || ref[:2] != "R-" || ref[6] != '-' {
			t.Fatalf("%q has not the shape R-XXXX-XXXX", ref)
		}
		if strings.ContainsAny(ref[2:], "01ILOUV") {
			t.Fatalf("%q has a letter that is read as another", ref)
		}
		if ref != frontdoor.Reference(id) {
			t.Fatal("the same id gave two references")
		}
		seen[ref] = true
	})
	if len(seen) < 50 {
		t.Errorf("only %d references of a hundred ids differ", len(seen))
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want []string // words found
	}{
		"nothing to say":          {"Noah came late and was tired.", nil},
		"absconded":               {"He Absconded on Monday, and mum refuses to talk.", []string{"Absconded", "refuses"}},
		"LAC":                     {"He is a LAC child in year 9.", []string{"LAC"}},
		"black is no LAC":         {"She wore a black coat and lacked shoes.", nil},
		"a name is no LAC":        {"Lac Nguyen is his friend.", nil},
		"failed to engage":        {"Parents failed to engage with the plan. Dad did not engage.", []string{"failed to engage", "did not engage"}},
		"not brought":             {"He DNA'd twice and did not attend once.", []string{"DNA'd", "did not attend"}},
		"own words are kept":      {`She said: "he refused to let me out". Dad refused too.`, []string{"refused"}},
		"own words, curly quotes": {"She said “he absconded” to me.", nil},
		"part of a word":          {"The refusenik film; absconder's", []string{"absconder"}},
		"contact with father":     {"Contact with father is on Fridays. We will contact you.", []string{"Contact with father"}},
		"exploited":               {"She is promiscuous and puts herself at risk: a lifestyle choice.", []string{"promiscuous", "puts herself at risk", "lifestyle choice"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, h := range frontdoor.Language(tt.text) {
				got = append(got, h.Word)
				if h.Say == "" || h.Why == "" {
					t.Errorf("%q has no advice", h.Word)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzLanguage(f *testing.F) {
	f.Add("He absconded; \"she refused\" “LAC”")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, h := range frontdoor.Language(text) {
			if h.Start < at || h.End <= h.Start || text[h.Start:h.End] != h.Word {
				t.Fatalf("hint %+v does not stand in %q", h, text)
			}
			at = h.Start
		}
	})
}

func TestQuality(t *testing.T) {
	t.Parallel()
	good := record.Contact{
		Consent: "given", Mother: record.ContactAdult{Known: "yes", Given: "Ina"},
		Father:   record.ContactAdult{Known: "yes", Given: "Karl", Phone: "1"},
		Children: []record.ContactChild{{Given: "Zoë", Birth: day.Must("2015-05-01"), Ethnicity: "WOTH", View: "I like school."}},
	}
	tests := map[string]struct {
		change func(*record.Contact)
		want   []string
	}{
		"nothing missing":              {func(*record.Contact) {}, nil},
		"father not known":             {func(c *record.Contact) { c.Father = record.ContactAdult{Known: "not_known"} }, []string{"father"}},
		"father not asked":             {func(c *record.Contact) { c.Father = record.ContactAdult{Known: "not_asked", Why: "Unsafe."} }, []string{"father"}},
		"father cannot be found":       {func(c *record.Contact) { c.Father.Phone = "" }, []string{"father_contact"}},
		"no consent":                   {func(c *record.Contact) { c.Consent = "" }, []string{"consent"}},
		"dispensed without a reason":   {func(c *record.Contact) { c.Consent = "dispensed" }, []string{"consent"}},
		"dispensed for another reason": {func(c *record.Contact) { c.Consent, c.OtherNote = "dispensed", "In hospital" }, nil},
		"silent child":                 {func(c *record.Contact) { c.Children[0].View, c.Children[0].Ethnicity = "", "" }, []string{"ethnicity", "child_view"}},
		"unborn child has no voice yet": {func(c *record.Contact) {
			c.Children[0] = record.ContactChild{Family: "B", Ethnicity: "WOTH", Expected: day.Must("2027-01-01")}
		}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := good
			c.Children = append([]record.ContactChild(nil), good.Children...)
			tt.change(&c)
			var got []string
			for _, g := range frontdoor.Quality(c) {
				got = append(got, g.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFeedbackTexts(t *testing.T) {
	t.Parallel()
	set, _ := codes.Set("referral_decision")
	received, decided := time.Date(2026, 7, 7, 23, 30, 0, 0, time.UTC), time.Date(2026, 7, 9, 8, 0, 0, 0, time.UTC)
	var b strings.Builder
	for _, c := range set.Codes {
		text := frontdoor.Feedback("R-7K3M-9QX2", c.Code, received, decided)
		if text == "" {
			t.Errorf("the referrer is told nothing of %q", c.Code)
		}
		b.WriteString(c.Code + "\n" + frontdoor.Outcome(c.Code) + "\n" + text + "\n\n")
	}
	path := filepath.Join("testdata", "feedback.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
	if got := frontdoor.Feedback("R", "closed", received, decided); got != "" {
		t.Errorf("a code that is no decision tells %q", got)
	}
}
