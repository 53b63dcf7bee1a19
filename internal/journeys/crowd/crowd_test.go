package crowd_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/synth/borough"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// password is everybody's: what is tried here is not how well they choose.
const password = "otter lantern cobalt"

// council is a synthetic authority with a server in front of it and so many more people than it has.
type council struct {
	house *house.House
	url   string
}

func furnish(tb testing.TB, url string, size borough.Size) council {
	tb.Helper()
	dir := tb.TempDir()
	cfg := house.Config{DB: url, Keys: filepath.Join(dir, "keys"), Vault: filepath.Join(dir, "vault.db"), Checkpoints: filepath.Join(dir, "checkpoints")}
	need(tb, house.Create(cfg, "marshwick"))
	h, err := house.Open(tb.Context(), cfg)
	need(tb, err)
	a, err := borough.New(borough.Options{Size: size, Seed: 5, Until: time.Now()}, 0)
	need(tb, err)
	_, err = a.Load(tb.Context(), h.Keeper, nil)
	need(tb, err)
	_, handler, err := web.New(h, web.Options{Authority: "Marshwick", Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	need(tb, err)
	server := httptest.NewServer(handler)
	tb.Cleanup(func() {
		server.Close()
		need(tb, h.Close())
	})
	return council{h, server.URL}
}

// hire gives so many people a record, an account with a password and an authenticator app: three in four social workers of all teams, the others
// screeners and managers.
func (c council) hire(tb testing.TB, n int, think time.Duration) []*one {
	tb.Helper()
	teams := borough.Teams()
	var people []*one
	var changes []record.Change
	for i := range n {
		team := teams[i%len(teams)]
		w := record.Worker{Name: fmt.Sprintf("Worker Number%d", i), Title: "Social worker", Roles: []string{string(access.SocialWorker)}, Teams: []string{team.Subject}}
		switch i % 8 {
		case 0:
			w.Title, w.Roles = "Screener", []string{string(access.Screener)}
		case 1:
			w.Title, w.Roles, w.Manages = "Manager", []string{string(access.Manager)}, []string{team.Subject}
		}
		changes = append(changes, record.New(c.house.Desk.NewID(), fmt.Sprintf("worker:crowd-%d", i), w))
	}
	_, err := c.house.Desk.Do(tb.Context(), access.Actor{ID: "worker:setup"}, "Hire", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	need(tb, err)
	for i := range n {
		email := fmt.Sprintf("crowd-%d@example.org", i)
		key := c.account(tb, fmt.Sprintf("worker:crowd-%d", i), email)
		people = append(people, &one{
			email: email, password: password, at: c.url, think: think, rand: rand.New(rand.NewPCG(uint64(i), 7)),
			names:    []string{"Okafor", "Khan", "Smith", "Ali 2015", "Begum", "Jones", "Adeyemi", "Kaya", "Brown 3/2016", "N16"},
			code:     func(at time.Time) string { return webtest.Code(tb, key, at) },
			children: c.cases(tb, teams[i%len(teams)].Subject),
		})
	}
	return people
}

// cases are the children's pages that a team has in hand: people know their own.
func (c council) cases(tb testing.TB, team string) (paths []string) {
	tb.Helper()
	need(tb, c.house.DB.Read(tb.Context(), func(t *db.Tx) error {
		subjects, err := db.Column[string](t, "select subject from access_link where actor = $1 and relation = 'team' and subject > 'child:' and subject < 'child;' order by subject limit 25", team)
		for _, s := range subjects {
			paths = append(paths, "/children/"+strings.TrimPrefix(s, "child:"))
		}
		return err
	}))
	return paths
}

// account opens an account and gives the key of its authenticator app, enrolled an hour ago.
func (c council) account(tb testing.TB, worker, email string) string {
	tb.Helper()
	then := time.Now().Add(-time.Hour)
	s := c.house.SignIn
	a, err := s.Create(tb.Context(), signin.Account{Kind: signin.Person, Worker: worker, Name: worker, Email: email}, "", then)
	need(tb, err)
	need(tb, s.SetPassword(tb.Context(), a.ID, password, "", then))
	_, token, err := s.SignIn(tb.Context(), signin.Attempt{Email: email, Password: password, Device: "setting up"}, then)
	need(tb, err)
	session, _, _, err := s.Resume(tb.Context(), token, then)
	need(tb, err)
	secret, err := s.EnrolCode(tb.Context(), session, "", then)
	need(tb, err)
	key := signin.SecretText(secret)
	_, err = s.ConfirmCode(tb.Context(), session, webtest.Code(tb, key, then), then)
	need(tb, err)
	return key
}

func need(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// judged fails the test for every error, for whatever was acknowledged and is not there, and when the journal does not verify. It gives the times.
func (c council) judged(tb testing.TB, people []*one) (times map[string][]time.Duration, kept int) {
	tb.Helper()
	times = map[string][]time.Duration{}
	there := map[string]int{}
	need(tb, c.house.DB.Read(tb.Context(), func(t *db.Tx) error {
		return t.Each(func(scan db.Scan) error {
			var body string
			if err := scan(&body); err != nil {
				return err
			}
			_, value, _ := strings.Cut(body, `"value":`)
			there[strings.Split(strings.TrimLeft(value, ` "`), `"`)[0]]++
			return nil
		}, "select cast(body as text) from record where kind = $1 and not withdrawn", record.ContactDetail{}.KindName())
	}))
	for _, o := range people {
		for _, f := range o.failed {
			tb.Errorf("%s: %s", o.email, f)
		}
		for _, t := range o.took {
			times[t.what] = append(times[t.what], t.time)
			times["all"] = append(times["all"], t.time)
		}
		for _, k := range o.kept {
			kept++
			if there[k]--; there[k] < 0 {
				tb.Errorf("%s recorded %s, was told that it is kept, and it is not there", o.email, k)
			}
		}
	}
	report, err := c.house.Keeper.Verify(tb.Context(), nil, nil)
	need(tb, err)
	if len(report.Faults) > 0 || report.Entries == 0 {
		tb.Errorf("verify: %+v", report)
	}
	return times, kept
}

func percentile(times []time.Duration, p int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)-1, len(times)*p/100)]
}

// TestCrowd: nothing that was acknowledged is lost while several people work at once, nobody meets an error, and the journal verifies.
func TestCrowd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		c := furnish(t, e.URL(t), borough.Hamlet)
		people := c.hire(t, 5, 60*time.Millisecond)
		crowd(t.Context(), people, 500*time.Millisecond, len(deck))
		times, kept := c.judged(t, people)
		for _, what := range []string{"sign in", "work list", "search", "child's page", "record"} {
			if len(times[what]) == 0 {
				t.Errorf("nobody came to: %s", what)
			}
		}
		if kept == 0 {
			t.Error("nobody recorded anything")
		}
	})
}

// BenchmarkCrowd is 250 people (THROUGHLINE_BENCH_PEOPLE) at work for ten minutes (THROUGHLINE_BENCH_MINUTES), each doing something every 12 seconds on
// average, on a village with a durable engine. Load and server share the machine.
func BenchmarkCrowd(b *testing.B) {
	n, minutes := number("THROUGHLINE_BENCH_PEOPLE", 250), number("THROUGHLINE_BENCH_MINUTES", 10)
	for _, e := range dbtest.Durable(b) {
		b.Run(e.Name, func(b *testing.B) {
			c := furnish(b, e.URL(b), borough.Village)
			people := c.hire(b, n, 12*time.Second)
			b.ResetTimer()
			for range b.N {
				ctx, stop := context.WithTimeout(b.Context(), time.Duration(minutes)*time.Minute)
				crowd(ctx, people, time.Minute, math.MaxInt)
				stop()
			}
			b.StopTimer()
			times, kept := c.judged(b, people)
			for what, ts := range times {
				b.Logf("%-14s %6d  median %4d ms, p95 %4d ms, p99 %4d ms, most %4d ms", what, len(ts), percentile(ts, 50).Milliseconds(), percentile(ts, 95).Milliseconds(),
					percentile(ts, 99).Milliseconds(), percentile(ts, 100).Milliseconds())
			}
			b.ReportMetric(float64(percentile(times["all"], 95).Milliseconds()), "p95-ms")
			b.ReportMetric(float64(len(times["all"])), "requests")
			b.ReportMetric(float64(kept), "recorded")
		})
	}
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}
