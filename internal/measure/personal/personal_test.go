package personal

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Found{
		"A child born on 12 May 2014 waits.":                               {{"12 May 2014", Birth}},
		"DOB 12/05/2014; date of birth: 2014-05-12":                        {{"12/05/2014", Birth}, {"2014-05-12", Birth}},
		"The year to 31 March 2025 had 12/13 on time.":                     nil,
		"The number 943 476 5919 is one; 943 476 5918 is none.":            {{"943 476 5919", NHS}},
		"They moved to N16 5TU in 2024.":                                   {{"N16 5TU", Postcode}},
		"Section 47 and form CP10 2AB4.":                                   nil,
		"Rates of 1,234 and 5678901234 in Q1 2025.":                        nil,
		"in E8, N16 and E5 the numbers rose":                               nil,
		"The children were born between 2010 and 2014, 31 of them in May.": nil,
	} {
		if d := cmp.Diff(want, Numbers(text)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][2]string{
		"We helped Amara Okafor, and Councillor Anna-Maria O’Neill's ward.": {{"Amara", "Okafor"}, {"Councillor", "Anna-Maria"}, {"Anna-Maria", "O’Neill"}},
		"It rose in May. June Smith said so":                                {{"June", "Smith"}},
		"the Team (Hackney) and AMARA okafor":                               nil,
		"":                                                                  nil,
	} {
		got := pairs(text)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// Who may see a child is warned of the name; who may not is warned only when many people have each of its words, so that a warning tells of nobody.
func TestNames(t *testing.T) {
	t.Parallel()
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		put := func(given, family string) {
			t.Helper()
			if _, err := d.Do(t.Context(), access.Actor{ID: "worker:w"}, "Fill", func(tx *command.Tx) ([]record.Change, error) {
				return []record.Change{record.New(tx.NewID(), tx.NewSubject(record.ChildSubject), record.Child{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: day.Must("2015-01-01")})}, nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		put("Amara", "Zellweger-Quist")
		for i := range ordinary {
			put("Robin", fmt.Sprintf("Of%c", 'a'+i))
			put(fmt.Sprintf("By%c", 'a'+i), "Marsh")
		}
		const text = "Amara Zellweger-Quist waits in E8 1EA; Robin Marsh too. Robin Zellweger does not, nor Assessment Team."
		look := func(a access.Actor) (out []string) {
			t.Helper()
			fs, err := Look(context.Background(), d.Desk, a, text, text)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range fs {
				out = append(out, f.Text)
			}
			return out
		}
		all := look(access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}})
		none := look(access.Actor{ID: "worker:officer", Roles: []access.Role{access.Scrutiny}})
		if d := cmp.Diff([]string{"E8 1EA", "Robin Marsh"}, none); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"E8 1EA", "Amara Zellweger-Quist", "Robin Marsh"}, all); d != "" {
			t.Error(d)
		}
	})
}
