package person_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

var crowdSize = flag.Int("crowd", 30_000, "how many people the search benchmark looks among")

// Names of a borough: a few are very common, most are rare, as they are in every register.
var (
	manyGiven = strings.Fields(`Muhammad Olivia Noah Amelia Oliver Isla George Ava Arthur Ivy Leo Freya Harry Lily Oscar Florence Archie Mia Henry Willow Theodore Rosie
		Freddie Sophia Jack Isabella Charlie Grace Alfie Daisy Jacob Sienna Thomas Poppy Finley Elsie Arlo Emily William Ella Lucas Evelyn Roman Phoebe Tommy Evie Isaac
		Charlotte Teddy Harper Alexander Millie Luca Matilda Edward Maya James Sophie Joshua Alice Albie Emilia Elijah Isabelle Max Ruby Mohammed Luna Reuben Maisie
		Mason Aria Sebastian Penelope Rory Mila Jude Bonnie Benjamin Eva Logan Hallie Adaeze Chidi Kwame Ayesha Bilal Zofia Jakub Hodan Abdirahman Siân Zoë Renée Łucja
		Ayşe Ömer Chaya Mendel Shmuel Rivka Tahmina Rahim Farzana Imran Xinyi Haoran Mei Shanelle Tyrell Malachi Kezia Efua Tunde Folake Oluwaseun`)
	manyFamily = strings.Fields(`Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson
		Clarke Khan Ali Ahmed Begum Hussain Okafor Adeyemi Mensah Nwosu Campbell Beresford Dacosta Yıldız Çelik Aydın Demirci Miah Chowdhury Uddin Qureshi Siddiqui Mahmood
		Kowalczyk Wiśniewska Zając Warsame Farah Jama Zhao Lin Feldstein Perlmutter Cohen Levy Grant Stewart Murphy Kelly Byrne Silva Santos Costa Popescu Ionescu`)
	starts = strings.Fields("Ash Bram Cov Dun Fen Gar Hart Ins Lark Merr Nor Oak Pem Quar Rad Sal Thorn Up Vale Wex Yar Bel Cal Dor El Fair Glen Hol Ives Kes")
	ends   = strings.Fields("down ley dale nock wright side nell kip ham weather ton wick ford by worth field more stead hurst burn combe gate land croft sey")
)

// crowdPerson is one synthetic person of a borough. Places in lists are drawn so that the first are some fifty times as common as the last.
func crowdPerson(rnd *rand.Rand, i int) record.Child {
	skewed := func(from []string) string { return from[int(float64(len(from))*rnd.Float64()*rnd.Float64())] }
	family := func() string {
		if rnd.IntN(2) == 0 {
			return skewed(manyFamily)
		}
		if rnd.IntN(2) == 0 {
			return skewed(starts) + skewed(ends)
		}
		return skewed(starts) + strings.ToLower(skewed(starts)) + skewed(ends)
	}
	name := record.Name{Given: skewed(manyGiven), Family: family(), Use: "current"}
	if rnd.IntN(3) == 0 {
		name.Given += " " + skewed(manyGiven)
	}
	if rnd.IntN(8) == 0 {
		name.Family += "-" + family()
	}
	c := record.Child{Names: []record.Name{name}, Birth: day.Must("2026-11-01").Add(-rnd.IntN(18 * 365))}
	if rnd.IntN(10) == 0 {
		c.Names = append(c.Names, record.Name{Given: name.Given, Family: family(), Use: "former", To: day.Must("2020-01-01")})
	}
	return c
}

func crowdSubject(i int) string {
	return fmt.Sprintf("child:0193%04x-%04x-7000-8000-%012x", i>>16, i&0xffff, i)
}

// crowd puts people into the tables that search reads, as commands would have left them, without the commands.
func crowd(tb testing.TB, d *db.DB, size int) {
	tb.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	streets := strings.Fields("Tannery Marsh Cooper Lamplighter Reedbed Foundry Sallow Quay Rectory Orchard Church Station Mill Victoria Albert Park Queen King Manor Chapel")
	for i := range 180 {
		streets = append(streets, starts[i%len(starts)]+ends[i%len(ends)])
	}
	rows := map[string][][]any{}
	for i := range size {
		subject := crowdSubject(i)
		c := crowdPerson(rnd, i)
		a := record.Address{
			Lines:    []string{fmt.Sprintf("%d %s %s", 1+rnd.IntN(120), streets[rnd.IntN(len(streets))], []string{"Road", "Street", "Walk"}[rnd.IntN(3)]), "Marshwick"},
			Postcode: fmt.Sprintf("N%d %d%c%c", 1+rnd.IntN(19), 1+rnd.IntN(9), "ABDEFGHJ"[rnd.IntN(8)], "LNPQRSTU"[rnd.IntN(8)]),
		}
		bodies := []record.Body{c, a, record.Identifier{Type: record.LAChildID, Value: fmt.Sprintf("L%06d", i)}, record.Identifier{Type: record.NHSNumber, Value: fmt.Sprintf("9%09d", i*7)},
			record.ContactDetail{Type: record.Phone, Value: fmt.Sprintf("07%09d", i*13)}}
		var recs []record.Record
		for n, b := range bodies {
			meta := record.Meta{ID: fmt.Sprintf("%s/%d", subject, n), Kind: b.KindName(), Subject: subject, Version: 1, Rev: 1}
			recs = append(recs, record.Record{Meta: meta, Body: b})
			raw, err := json.Marshal(b)
			if err != nil {
				tb.Fatal(err)
			}
			rows["record"] = append(rows["record"], []any{meta.ID, meta.Kind, subject, int64(1), int64(1), int64(i + 1), db.Instant(time.Unix(0, 0)), "worker:sw", "", false, string(raw)})
		}
		s := story.New(subject, nil, recs)
		for _, l := range person.Lists() {
			rows[l.Table] = append(rows[l.Table], l.Rows(s)...)
		}
		rows["access_link"] = append(rows["access_link"], []any{subject, "team", "team:a"})
	}
	columns := map[string][]string{"record": {"id", "kind", "subject", "version", "rev", "seq", "at", "actor", "source", "withdrawn", "body"}}
	for _, l := range person.Lists() {
		columns[l.Table] = l.Columns
	}
	err := d.Write(context.Background(), func(t *db.Tx) error {
		for table, cols := range columns {
			at := 0
			if _, err := t.Bulk(table, cols, func() ([]any, error) {
				if at == len(rows[table]) {
					return nil, nil
				}
				at++
				return rows[table][at-1], nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// crowdQueries is one of each kind of match.
var crowdQueries = []struct{ name, q string }{
	{"common name", "Muhammad Smith"},
	{"one common word", "Muhammad"},
	{"misspelt", "Olivea Tompson"},
	{"transposed", "Olvia Wlaker"},
	{"other way round", "Smith Muhammad"},
	{"diacritic left out", "Zoe Celik"},
	{"transliterated", "Mohamed Yildiz"},
	{"another script", "محمد Khan"},
	{"former name", "Amelia Ashdown"},
	{"day and month swapped", "Isla 9/4/2014"},
	{"double barrelled", "Amelia Ashdown-Patel"},
	{"long name", "Oluwaseun Abdirahman Wisniewska Kowalczyk-Chowdhury"},
	{"name and birth", "Isla Okafor 4/9/2014"},
	{"birth", "4 September 2014"},
	{"year and name", "Noah Walker 2014"},
	{"NHS number", "9000070000"},
	{"local id", "L012345"},
	{"phone", "07000130000"},
	{"postcode", "N16 5AL"},
	{"part of postcode", "N16 5"},
	{"address", "12 Rectory Road"},
	{"name and part of address", "Harry Brown N16 Marshwick"},
	{"one letter", "a"},
	{"two letters", "Mu"},
	{"town", "Marshwick"},
	{"nobody", "Zzyzx Qwghlm"},
}

// BenchmarkSearch is a search among the people of a borough, on each engine, for each kind of match; the target is a p95 of 150 ms.
// Run: go test -run '^$' -bench Search -benchtime 40x ./internal/person -args -crowd 120000
func BenchmarkSearch(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		b.Run(e.Name, func(b *testing.B) {
			d := commandtest.New(b, e.URL(b), person.Lists())
			crowd(b, d.DB, *crowdSize)
			room := person.Room{Desk: d.Desk}
			for _, c := range crowdQueries {
				b.Run(strings.ReplaceAll(c.name, " ", "_"), func(b *testing.B) {
					var took []time.Duration
					hits := 0
					for b.Loop() {
						at := time.Now()
						found, err := room.Search(b.Context(), worker, c.q, 21)
						if err != nil {
							b.Fatal(err)
						}
						hits = len(found)
						took = append(took, time.Since(at))
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
					b.ReportMetric(float64(hits), "hits")
				})
			}
		})
	}
}
