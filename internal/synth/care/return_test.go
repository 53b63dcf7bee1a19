package care_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

// story903 is a life as a story, with the records of who the child is.
func story903(t testing.TB, number int, c care.Child, l care.Life) story.Story {
	t.Helper()
	var out []record.Record
	add := func(id string, b record.Body) {
		out = append(out, record.Record{Meta: record.Meta{ID: id, Kind: b.KindName(), Subject: c.Subject, Version: 1}, Body: b})
	}
	add("0a", record.Child{Names: []record.Name{{Given: "Test", Family: "Child", Use: "current"}}, Birth: c.Born, Sex: c.Sex, Ethnicity: "BAFR"})
	add("0b", record.Identifier{Type: record.LAChildID, Value: fmt.Sprintf("C%05d", number)})
	school := day.New(c.Born.Year()+4, 9, 1)
	if c.Born.After(day.New(c.Born.Year(), 8, 31)) {
		school = day.New(c.Born.Year()+5, 9, 1)
	}
	add("0c", record.Identifier{Type: record.UPNUnknown, Value: "UN1", To: school})
	add("0d", record.Identifier{Type: record.UPN, Value: fmt.Sprintf("A%012d", number), From: school})
	for _, ch := range newest(t, l) {
		add(ch.ID, ch.Body)
	}
	return story.New(c.Subject, nil, out)
}

// whole is the return of a year of many children, from their stories.
func whole(stories []story.Story, year int) *[ssda903.Tables]*ssda903.Data {
	var rows [ssda903.Tables][][]string
	for _, s := range stories {
		one, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: year})
		if !ok {
			continue
		}
		r := one.Return()
		for table, d := range r.This {
			for i := range d.Rows() {
				row := make([]string, len(d.Table.Columns()))
				for col := range row {
					row[col] = d.Cell(i, col)
				}
				rows[table] = append(rows[table], row)
			}
		}
	}
	var out [ssda903.Tables]*ssda903.Data
	for i := range out {
		out[i] = ssda903.NewData(ssda903.Table(i), ssda903.Table(i).FileName(), rows[i])
	}
	return &out
}

// later moves every date of a return by years.
func later(in *[ssda903.Tables]*ssda903.Data, years int) *[ssda903.Tables]*ssda903.Data {
	var out [ssda903.Tables]*ssda903.Data
	for table, d := range in {
		var rows [][]string
		for i := range d.Rows() {
			row := make([]string, len(d.Table.Columns()))
			for col := range row {
				row[col] = d.Cell(i, col)
				if on := ssda903.StrictDate(row[col]); !on.IsZero() {
					row[col] = on.AddMonths(12 * years).Time().Format("02/01/2006")
				}
			}
			rows = append(rows, row)
		}
		out[table] = ssda903.NewData(d.Table, d.File, rows)
	}
	return &out
}

// country is the reference data of the synthetic country: every postcode of the returns, the councils and the Ofsted list.
func country(t testing.TB, tables ...*[ssda903.Tables]*ssda903.Data) (*ssda903.Postcodes, *ssda903.Authorities, *ssda903.Providers) {
	t.Helper()
	codes, councils := map[string]bool{}, map[string]bool{}
	note := func(postcode string) {
		if postcode == "" {
			return
		}
		p, ok := care.Locate(postcode)
		if !ok {
			t.Fatalf("postcode %q lies nowhere", postcode)
		}
		codes[fmt.Sprintf("%s,%d,%d,%s", p.Postcode, p.East, p.North, p.Council)] = true
		councils[p.Council+","+p.Council] = true
	}
	var list []ssda903.Provider
	for _, p := range care.Market() {
		note(p.Postcode)
		list = append(list, ssda903.Provider{URN: p.URN, Type: p.Kind, PlaceCodes: strings.Join(p.Places, ","), ProviderCodes: p.Code,
			Postcode: strings.ReplaceAll(p.Postcode, " ", "")})
	}
	for _, year := range tables {
		d := year[ssda903.Episodes]
		for i := range d.Rows() {
			note(d.Cell(i, ssda903.EpisodesHOME_POST))
			note(d.Cell(i, ssda903.EpisodesPL_POST))
		}
	}
	postcodes, err := ssda903.ReadPostcodes("postcodes.csv", strings.NewReader("pcd,oseast1m,osnrth1m,laua\n"+strings.Join(slices.Sorted(maps.Keys(codes)), "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	authorities, err := ssda903.ReadAuthorities("authorities.csv", strings.NewReader("LTLA21CD,UTLA21CD\n"+strings.Join(slices.Sorted(maps.Keys(councils)), "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return postcodes, authorities, ssda903.NewProviders(list, ssda903.Intended)
}

// faults are what the rules of a year find in a return, each with the child's episodes.
func faults(t testing.TB, rules string, this, last *[ssda903.Tables]*ssda903.Data) (out []string, run finding.Run) {
	t.Helper()
	postcodes, authorities, providers := country(t, this, last)
	r := &ssda903.Return{This: *this, Last: *last}
	r.Derive(ssda903.Options{Authority: care.Authority, Postcodes: postcodes, Authorities: authorities})
	run, err := ssda903.Check(t.Context(), r, ssda903.CheckOptions{Year: rules, Authority: care.Authority, Postcodes: postcodes, Authorities: authorities, Providers: providers})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range run.Findings {
		out = append(out, fmt.Sprintf("%s %s row %d %s: %v\n%s", f.Rule, f.Table, f.Row, f.Child, f.Values, episodesOf(this, f.Child)))
	}
	return out, run
}

// episodesOf shows a child's episodes.
func episodesOf(tables *[ssda903.Tables]*ssda903.Data, child string) string {
	var b strings.Builder
	d := tables[ssda903.Episodes]
	for i := range d.Rows() {
		if d.Cell(i, 0) == child {
			b.WriteString("   ")
			for col := range d.Table.Columns() {
				b.WriteString(" " + d.Cell(i, col))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// TestNoFindings: the return of every year of several hundred lives, with last year's beside it, passes every rule that we mean. There are rules of
// 2025/26 and 2026/27; for the two years before the rules of 2025/26 look at the return with every date moved to that year.
func TestNoFindings(t *testing.T) {
	t.Parallel()
	var stories []story.Story
	for n := range 1300 {
		c, start := drawn(21, n)
		stories = append(stories, story903(t, n, c, care.Live(21, c, start, day.Must("2027-06-30"))))
	}
	years := map[int]*[ssda903.Tables]*ssda903.Data{}
	for year := 2023; year <= 2027; year++ {
		years[year] = whole(stories, year)
	}
	rows := map[string]int{}
	for year := 2024; year <= 2027; year++ {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			rules, by := "2026-27", 0
			if year < 2027 {
				rules, by = "2025-26", 2026-year
			}
			found, run := faults(t, rules, later(years[year], by), later(years[year-1], by))
			for table, n := range run.Rows {
				rows[table] += n
			}
			if len(run.Skipped) > 2 {
				t.Errorf("skipped: %v", run.Skipped)
			}
			for _, f := range found {
				t.Error(f)
			}
		})
	}
	for table, least := range map[string]int{"Header": 1200, "Episodes": 1800, "Reviews": 1200, "UASC": 100, "OC2": 400, "OC3": 250, "AD1": 10, "PlacedAdoption": 30,
		"PrevPerm": 300, "Missing": 300, "SWEpisodes": 1200, "DoLo": 1} {
		if rows[table] < least {
			t.Errorf("%s has only %d rows in the four years: this proves little", table, rows[table])
		}
	}
}

// TestNoFindingsOfAnySeed: any small authority of any seed. The seeds are rapid's, the same on each run.
func TestNoFindingsOfAnySeed(t *testing.T) {
	t.Parallel()
	seeds := rapid.Uint64()
	for n := range 30 {
		seed := draw.Seed(seeds.Example(n))
		var stories []story.Story
		for i := range 40 {
			c, start := drawn(seed, i)
			stories = append(stories, story903(t, i, c, care.Live(seed, c, start, day.Must("2027-06-30"))))
		}
		found, _ := faults(t, "2026-27", whole(stories, 2027), whole(stories, 2026))
		more, _ := faults(t, "2025-26", whole(stories, 2026), whole(stories, 2025))
		for _, f := range append(found, more...) {
			t.Errorf("seed %d: %s", seed, f)
		}
	}
}
