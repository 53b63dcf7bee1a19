package people

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

var place = Place{Town: "Marshwick", Authority: "005", Prefix: "M"}

func TestUPNCheckLetter(t *testing.T) {
	for serial := range 3000 {
		if _, err := match.ParseUPN(UPN("801", serial, 2001)); err != nil {
			t.Fatalf("%s: %v", UPN("801", serial, 2001), err)
		}
	}
}

func TestNumbersAreNotShared(t *testing.T) {
	upn, nhs := map[string]bool{}, map[string]int{}
	for serial := range 60000 {
		u, n := UPN("005", serial, 2015), NHSNumber(serial)
		if upn[u] {
			t.Fatalf("UPN %s twice", u)
		}
		if before, ok := nhs[n]; ok {
			t.Fatalf("NHS number %s of %d and %d", n, before, serial)
		}
		upn[u], nhs[n] = true, serial
		if serial%97 == 0 {
			if _, err := match.ParseNHS(n); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
		}
	}
}

// Every family holds together: ages, names, codes that the records take, and the same again from the same seed.
func TestFamilies(t *testing.T) {
	on := day.Must("2024-06-01")
	post := regexp.MustCompile(`^ZQ[1-6] [1-9][ABD-HJLNP-UW-Z]{2}$`)
	children, disabledChildren := 0, 0
	for i := range 2000 {
		w := Wanted{Group: Group(i % 5), On: on, Serial: i * Most}
		key := fmt.Sprintf("family/%d", i)
		f := Make(7, place, key, w)
		if diff := cmp.Diff(f, Make(7, place, key, w), cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
			t.Fatal(diff)
		}
		if len(f.Children) < 1 || len(f.Children) > Most || !post.MatchString(f.Postcode) {
			t.Fatalf("%+v", f)
		}
		names := map[string]bool{}
		for n, c := range f.Children {
			children++
			if g, ok := GroupOf(c.Ethnicity); !ok || g != w.Group || names[c.Given] {
				t.Fatalf("child %d: %+v", n, c)
			}
			names[c.Given] = true
			if n > 0 && !f.Children[n-1].Born.Before(c.Born) {
				t.Fatalf("children are not in the order of age: %+v", f.Children)
			}
			if age := on.Age(c.Born); age > 17 || c.Born.After(on) {
				t.Fatalf("%d years old", age)
			}
			if !f.Mother.Born.AddMonths(12 * 18).Before(c.Born) {
				t.Fatalf("a mother born %s of a child born %s", f.Mother.Born, c.Born)
			}
			b := record.Child{Names: []record.Name{{Given: c.Given, Family: c.Family, Use: "current"}}, Birth: c.Born, Sex: c.Sex, Ethnicity: c.Ethnicity, Disabilities: c.Disabilities, Language: c.Language}
			if err := b.Valid(on); err != nil {
				t.Fatal(err)
			}
			if c.Disabilities[0] != "NONE" {
				disabledChildren++
			}
			if (c.UPN == "") == (c.UPNUnknown == "") {
				t.Fatalf("%+v", c)
			}
		}
	}
	if share := float64(disabledChildren) / float64(children); share < 0.10 || share > 0.14 {
		t.Errorf("%.3f of the children are disabled", share)
	}
}

func TestSchoolYear(t *testing.T) {
	for born, want := range map[string]string{"2019-08-31": "2023-09-01", "2019-09-01": "2024-09-01", "2020-01-15": "2024-09-01"} {
		if got := (Child{Born: day.Must(born)}).SchoolFrom(); got != day.Must(want) {
			t.Errorf("born %s: school from %s, not %s", born, got, want)
		}
	}
}

func TestEveryEthnicityHasNames(t *testing.T) {
	for _, e := range ethnicities {
		for _, code := range e.codes {
			if len(cultures[code]) == 0 {
				t.Errorf("%s has no names", code)
			}
			if _, err := codes.ValidAt("ethnicity", "ethnicity", code, day.Day{}); err != nil {
				t.Error(err)
			}
		}
	}
}
