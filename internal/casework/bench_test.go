package casework_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/casework"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

var manyNotes = flag.Int("notes", 50_000, "how many texts the search benchmark looks in")

// vocabulary is words by how often they come: the first as often as "the" does in English, the last a few times in a million notes.
func vocabulary() []string {
	const sounds = "ba be bi bo da de di do fa fe fi fo ga ge go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo"
	parts := strings.Fields(sounds)
	out := make([]string, 20_000)
	for i := range out {
		out[i] = parts[i%48] + parts[i/48%48] + parts[i/2304%48]
		if i < 48 {
			out[i] = parts[i]
		}
	}
	return out
}

// zipf draws a place among n, the k-th about 1/k as often as the first.
func zipf(rnd *rand.Rand, n int) int { return int(math.Pow(float64(n), rnd.Float64())) - 1 }

// fillTexts puts texts about children of 130 teams into the tables that a search reads, as commands would have left them.
func fillTexts(tb testing.TB, d *db.DB, texts int) {
	tb.Helper()
	const perChild = 50
	words := vocabulary()
	rnd := rand.New(rand.NewPCG(5, 6))
	lists := slices.Concat(person.Lists(), casework.Lists())
	columns := map[string][]string{"record": {"id", "kind", "subject", "version", "rev", "seq", "at", "actor", "source", "withdrawn", "body"}}
	tables := []string{"record"}
	for _, l := range lists {
		columns[l.Table] = l.Columns
		tables = append(tables, l.Table)
	}
	err := d.WriteAlone(context.Background(), func(t *db.Tx) error {
		return t.Fill(tables, func() error {
			rows := map[string][][]any{}
			write := func() error {
				for table, rs := range rows {
					at := 0
					if _, err := t.Bulk(table, columns[table], func() ([]any, error) {
						if at++; at > len(rs) {
							return nil, nil
						}
						return rs[at-1], nil
					}); err != nil {
						return err
					}
				}
				clear(rows)
				return nil
			}
			for child := range texts / perChild {
				subject := fmt.Sprintf("child:0193%04x-%04x-7000-8000-%012x", child>>16, child&0xffff, child)
				bodies := []record.Body{
					record.Child{Names: []record.Name{{Given: "Ada", Family: words[rnd.IntN(len(words))], Use: "current"}}, Birth: day.Must("2015-03-04")},
					record.Allocation{Worker: fmt.Sprintf("worker:%d", child%1300), Team: fmt.Sprintf("team:%d", child%130), From: day.Must("2024-01-01")},
				}
				for range perChild {
					text := make([]string, 60)
					for i := range text {
						text[i] = words[zipf(rnd, len(words))]
					}
					bodies = append(bodies, record.Visit{Type: "cin", Date: day.Must("2025-03-04"), Notes: strings.Join(text, " ")})
				}
				recs := make([]record.Record, len(bodies))
				for n, b := range bodies {
					meta := record.Meta{ID: fmt.Sprintf("0193%04x-%04x-7000-8000-%012x", n, child&0xffff, child), Kind: b.KindName(), Subject: subject, Version: 1, Rev: 1}
					recs[n] = record.Record{Meta: meta, Body: b}
					raw, err := json.Marshal(b)
					if err != nil {
						return err
					}
					rows["record"] = append(rows["record"], []any{meta.ID, meta.Kind, subject, int64(1), int64(1), int64(child + 1), db.Instant(time.Unix(0, 0)), "worker:sw", "", false, string(raw)})
				}
				s := story.New(subject, nil, recs)
				for _, l := range lists {
					rows[l.Table] = append(rows[l.Table], l.Rows(s)...)
				}
				if child%100 == 99 {
					if err := write(); err != nil {
						return err
					}
				}
			}
			return write()
		})
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// processorTime is what this process has used of all processors, its kernel's part included; PostgreSQL's own is not in it.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkFind is a search for words in a million notes, by a social worker, a manager of ten teams and a director of all; the target is a p95 of 300 ms.
// Run: go test -run '^$' -bench Find -benchtime 20x -timeout 60m ./internal/casework -args -notes 1000000
func BenchmarkFind(b *testing.B) {
	words := vocabulary()
	var some, all []string
	for i := range 130 {
		all = append(all, fmt.Sprintf("team:%d", i))
	}
	some = all[:10]
	readers := []struct {
		name string
		access.Actor
	}{
		{"social_worker", access.Actor{ID: "worker:7", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:7"}}},
		{"manager", access.Actor{ID: "worker:m", Roles: []access.Role{access.Manager}, Manages: some}},
		{"director", access.Actor{ID: "worker:d", Roles: []access.Role{access.Director}, Manages: all}},
	}
	queries := []struct{ name, q string }{
		{"rare_word", words[19_000]}, {"word", words[2000]}, {"common_word", words[20]}, {"two_words", words[300] + " " + words[900]},
		{"phrase", `"` + words[40] + " " + words[200] + `"`}, {"phrase_of_common_words", `"` + words[1] + " " + words[3] + " " + words[7] + `"`}, {"nothing", "zzz"},
	}
	for _, e := range dbtest.Engines(b) {
		b.Run(e.Name, func(b *testing.B) {
			d := commandtest.New(b, e.URL(b), slices.Concat(person.Lists(), casework.Lists()))
			began := time.Now()
			fillTexts(b, d.DB, *manyNotes)
			b.Logf("%d texts made in %s", *manyNotes, time.Since(began).Round(time.Second))
			room := casework.Room{Desk: d.Desk}
			for _, r := range readers {
				for _, q := range queries {
					b.Run(r.name+"/"+q.name, func(b *testing.B) {
						var took []time.Duration
						hits, cpu := 0, processorTime()
						for b.Loop() {
							at := time.Now()
							p, err := room.Find(b.Context(), r.Actor, casework.ParseTerms(q.q), "", 20)
							if err != nil {
								b.Fatal(err)
							}
							hits = len(p.Found)
							took = append(took, time.Since(at))
						}
						b.ReportMetric(float64((processorTime()-cpu).Microseconds())/1000/float64(len(took)), "cpu-ms")
						slices.Sort(took)
						b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
						b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
						b.ReportMetric(float64(hits), "hits")
					})
				}
			}
		})
	}
}
