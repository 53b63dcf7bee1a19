package clock

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

func TestShippedPoints(t *testing.T) {
	as01 := lookup(t, "AS-01")
	for point, due := range map[string]string{"first review point": "2023-04-19", "second review point": "2023-05-12"} {
		d, ok := as01.At(point)
		if got := Due(d, m("2023-04-03")); !ok || got.By.String() != due {
			t.Errorf("%s: %s, want %s", point, got.By, due)
		}
	}
	if as01.Limit.N != 10 {
		t.Errorf("the first point is the limit, got %d", as01.Limit.N)
	}
	if _, ok := as01.At("third"); ok {
		t.Error("a point that is not there")
	}
	if d, ok := lookup(t, "FD-03").At("green"); !ok || Due(d, m("2024-06-14T09:00")).By.String() != "2024-06-17T08:00:00Z" {
		t.Errorf("green triage: %+v", d.Limit)
	}
}

func TestSettings(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"statutory":           {`{"clocks":{"CLA-01":{"n":12}}}`, "CLA-01: Care plan prepared is not a local choice (statutory, CPPCR 2010)"},
		"guidance":            {`{"clocks":{"AS-02":{"n":60}}}`, "cannot be changed"},
		"no such clock":       {`{"clocks":{"ZZ-01":{"n":12}}}`, "ZZ-01: there is no such time limit"},
		"no number to change": {`{"clocks":{"CL-12":{"n":12}}}`, "there is no number to change"},
		"nothing set":         {`{"clocks":{"CIN-04":{}}}`, "give n or points"},
		"both":                {`{"clocks":{"CIN-04":{"n":5,"points":[{"name":"a","n":5}]}}}`, "not both"},
		"one for several":     {`{"clocks":{"AS-01":{"n":5}}}`, "give them all"},
		"zero":                {`{"clocks":{"CIN-04":{"n":0}}}`, "0 is not a usable limit"},
		"too long":            {`{"clocks":{"CIN-04":{"n":1001}}}`, "give 1 to 1000 working_days"},
		"wrong direction":     {`{"clocks":{"CP-01":{"n":2}}}`, "give -1 to -1000 working_days"},
		"points go down":      {`{"clocks":{"AS-01":{"points":[{"name":"a","n":25},{"name":"b","n":10}]}}}`, "points must go up"},
		"points of one name":  {`{"clocks":{"AS-01":{"points":[{"name":"a","n":10},{"name":"a","n":25}]}}}`, "a name of its own"},
		"amber over all":      {`{"amber":{"percent":101,"working_days":1}}`, "percent must be 0 to 100"},
		"two at once":         {`{"clocks":{"AS-02":{"n":60},"ZZ-01":{"n":1}}}`, "ZZ-01"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ParseSettings([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			b, err := Standard().With(s)
			if b != nil || errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) {
				t.Errorf("got %q", errs.Text(err))
			}
		})
	}
	for name, text := range map[string]string{"misspelt": `{"clocks":{"CIN-04":{"days":5}}}`, "cut short": `{"clocks":`, "a number as text": `{"clocks":{"CIN-04":{"n":"5"}}}`, "empty": ``} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseSettings([]byte(text)); errs.Of(err) != errs.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSettingsChangeOnlyWhatTheyName(t *testing.T) {
	s, err := ParseSettings([]byte(`{"clocks":{"CIN-04":{"n":30,"reason":"practice standards 2026"},"CP-01":{"n":-3}}}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Standard().With(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range b.All() {
		want := All()[i]
		switch d.ID {
		case "CIN-04":
			want.Limit.N, want.Reason = 30, "practice standards 2026"
		case "CP-01":
			want.Limit.N = -3
		}
		if diff := cmp.Diff(want, d); diff != "" {
			t.Errorf("%s: %s", d.ID, diff)
		}
	}
	d, err := b.Lookup("CP-01")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Due(d, m("2024-08-28")); got.By.String() != "2024-08-22" {
		t.Errorf("three working days before: %s", got)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add(shippedSettings)
	f.Add([]byte(`{"amber":{"percent":10,"working_days":2},"clocks":{"CIN-04":{"n":30,"reason":"x"}}}`))
	f.Add([]byte(`{"clocks":{"AS-02":{"n":60}}}`))
	f.Add([]byte(`{"clocks":{"CP-14":{"n":3},"CP-01":{"n":-9223372036854775808}}}`))
	trigger := m("2024-02-29T10:00")
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseSettings(text)
		if err == nil {
			var b *Book
			if b, err = Standard().With(s); err == nil {
				for i, d := range b.all {
					if !d.Configurable && !cmp.Equal(d, Standard().all[i]) {
						t.Fatalf("%s was changed", d.ID)
					}
					if err := d.Limit.valid(); err != nil {
						t.Fatalf("%s: %v", d.ID, err)
					}
					b.Due(d, trigger)
				}
				return
			}
		}
		if errs.Of(err) != errs.Invalid {
			t.Fatalf("%v is %s", err, errs.Of(err))
		}
	})
}
