package genogram

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/day"
)

var on = day.Must

func brandts() ([]Person, []Tie) {
	return []Person{
			{ID: "zoe", Given: "Zoë", Sex: "F", Born: on("2015-05-01")}, {ID: "emil", Given: "Emil", Sex: "M", Born: on("2018-06-01")}, {ID: "ewa", Given: "Ewa", Sex: "F", Born: on("1988-02-03")},
			{ID: "karl", Given: "Karl", Sex: "M"}, {ID: "nan", Given: "Ola", Sex: "F", Born: on("1960-01-01"), Died: on("2025-01-01")}, {ID: "carer", Given: "Pat"}, {ID: "friend", Given: "<b>Sam"},
		}, []Tie{
			{Person: "zoe", Other: "ewa", Type: "parent"}, {Person: "ewa", Other: "zoe", Type: "child"}, {Person: "zoe", Other: "karl", Type: "parent"}, {Person: "emil", Other: "ewa", Type: "parent"},
			{Person: "ewa", Other: "karl", Type: "partner", To: on("2024-06-30")}, {Person: "zoe", Other: "nan", Type: "grandparent"}, {Person: "ewa", Other: "nan", Type: "parent"},
			{Person: "zoe", Other: "carer", Type: "foster_carer", From: on("2025-01-01")}, {Person: "zoe", Other: "friend", Type: "friend"},
		}
}

func TestFamilyOnADay(t *testing.T) {
	t.Parallel()
	people, ties := brandts()
	for d, want := range map[string]struct {
		rows   string
		couple bool
		carer  bool
		emil   bool
	}{
		"2016-01-01": {rows: "nan/ewa karl/zoe", couple: true},
		"2020-01-01": {rows: "nan/ewa karl/zoe emil", couple: true, emil: true},
		"2024-06-30": {rows: "nan/ewa karl/zoe emil", couple: true, emil: true},
		"2024-07-01": {rows: "nan/ewa karl/zoe emil", emil: true},
		"2025-06-01": {rows: "nan/ewa karl carer/zoe emil", carer: true, emil: true},
	} {
		f := at("zoe", people, ties, on(d))
		rows, others := f.rows("zoe")
		level := map[string]int{}
		for i, r := range rows {
			for _, p := range r {
				level[p.ID] = i
			}
		}
		if level["nan"] != 0 || level["ewa"] != 1 || level["karl"] != 1 || level["zoe"] != 2 {
			t.Errorf("%s: rows %v", d, rows)
		}
		_, together := f.couples[pair("ewa", "karl")]
		if together != want.couple {
			t.Errorf("%s: couple %v", d, together)
		}
		if _, there := f.level["carer"]; there != want.carer {
			t.Errorf("%s: carer in a row %v", d, there)
		}
		if _, there := f.level["emil"]; there != want.emil {
			t.Errorf("%s: brother %v", d, there)
		}
		if len(others) == 0 || others[len(others)-1].ID != "friend" && others[0].ID != "friend" {
			t.Errorf("%s: the friend belongs to no generation: %v", d, others)
		}
	}
}

// The picture is whole XML whatever people are called, names everybody once, and is the same each time.
func TestDrawIsSoundAndTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people, ties := brandts()
		for i := range people {
			people[i].Given = rapid.StringMatching(`[A-Za-zé<>&"' ]{1,12}`).Draw(t, "name")
			people[i].Unborn = rapid.Bool().Draw(t, "unborn")
		}
		kinds := []string{"parent", "child", "step_parent", "sibling", "partner", "former_partner", "friend", "grandparent", "guardian", "ward"}
		for range rapid.IntRange(0, 12).Draw(t, "more") {
			a, b := rapid.SampledFrom(people).Draw(t, "a"), rapid.SampledFrom(people).Draw(t, "b")
			if a.ID != b.ID {
				ties = append(ties, Tie{Person: a.ID, Other: b.ID, Type: rapid.SampledFrom(kinds).Draw(t, "type")})
			}
		}
		d := Draw("f", "zoe", people, ties, on("2026-03-02"), "A & b", "<desc>")
		dec := xml.NewDecoder(strings.NewReader(string(d.SVG)))
		texts := 0
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, d.SVG)
			}
			if el, ok := tok.(xml.StartElement); ok && el.Name.Local == "g" {
				texts++
			}
		}
		if again := Draw("f", "zoe", people, ties, on("2026-03-02"), "A & b", "<desc>"); again.SVG != d.SVG {
			t.Fatal("drawn twice, two pictures")
		}
		if texts != 1+2*len(people) {
			t.Fatalf("%d groups for %d people", texts, len(people))
		}
	})
}
