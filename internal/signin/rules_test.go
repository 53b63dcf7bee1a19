package signin

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/errs"
)

const day24 = 24 * time.Hour

func TestDormancy(t *testing.T) {
	for _, tt := range []struct {
		unused time.Duration
		want   Use
	}{
		{0, InUse}, {-time.Hour, InUse}, {21*day24 - time.Second, InUse}, {21 * day24, Fading},
		{30*day24 - time.Second, Fading}, {30 * day24, Dormant}, {8 * 365 * day24, Dormant},
	} {
		if got := Dormancy(now.Add(-tt.unused), now); got != tt.want {
			t.Errorf("unused %v: %s, want %s", tt.unused, got, tt.want)
		}
	}
	// An account made and never used is as dangerous as one left behind.
	never := Account{Status: Enabled, Created: now.Add(-30 * day24)}
	if never.Closed(now) == "" {
		t.Error("an account never used stays open for ever")
	}
}

func TestAccountCheck(t *testing.T) {
	t.Parallel()
	person := Account{ID: "A1", Kind: Person, Worker: "worker:ayo", Name: "Ayo Brightwater", Email: "ayo@example.gov.uk", Created: now}
	service := Account{ID: "A2", Kind: Service, Worker: "worker:import", Name: "Nightly import", Email: "import", Created: now, Owner: "A1", Expires: now.Add(365 * day24)}
	for name, tt := range map[string]struct {
		from   Account
		change func(*Account)
		field  string
	}{
		"person":                   {person, func(*Account) {}, ""},
		"service":                  {service, func(*Account) {}, ""},
		"no name":                  {person, func(a *Account) { a.Name = " " }, "name"},
		"address with a name":      {person, func(a *Account) { a.Email = "Ayo <ayo@example.gov.uk>" }, "email"},
		"no address":               {person, func(a *Account) { a.Email = "ayo" }, "email"},
		"no worker record":         {person, func(a *Account) { a.Worker = "" }, "worker"},
		"service without a record": {service, func(a *Account) { a.Worker = "" }, "worker"},
		"worker with a space":      {person, func(a *Account) { a.Worker = "Ayo B" }, "worker"},
		"no kind":                  {person, func(a *Account) { a.Kind = "" }, "kind"},
		"service without owner":    {service, func(a *Account) { a.Owner = "" }, "owner"},
		"service owned by itself":  {service, func(a *Account) { a.Owner = "A2" }, "owner"},
		"service without end":      {service, func(a *Account) { a.Expires = time.Time{} }, "expires"},
		"service for over a year":  {service, func(a *Account) { a.Expires = now.Add(365*day24 + time.Second) }, "expires"},
		"service ended already":    {service, func(a *Account) { a.Expires = now }, "expires"},
	} {
		t.Run(name, func(t *testing.T) {
			a := tt.from
			tt.change(&a)
			err := a.check(now)
			if tt.field == "" && err != nil || tt.field != "" && (errs.Of(err) != errs.Invalid || !strings.HasPrefix(err.Error(), tt.field+":")) {
				t.Errorf("%v, want %q", err, tt.field)
			}
		})
	}
}

func TestSessionState(t *testing.T) {
	start := now
	for name, tt := range map[string]struct {
		s    Session
		at   time.Duration
		want State
	}{
		"just begun":                     {Session{Created: start, LastSeen: start}, 0, Live},
		"a moment before idle":           {Session{Created: start, LastSeen: start}, 15*time.Minute - 1, Live},
		"idle":                           {Session{Created: start, LastSeen: start}, 15 * time.Minute, Idle},
		"busy until the absolute limit":  {Session{Created: start, LastSeen: start.Add(12*time.Hour - time.Minute)}, 12*time.Hour - 1, Live},
		"absolute limit":                 {Session{Created: start, LastSeen: start.Add(12*time.Hour - time.Minute)}, 12 * time.Hour, Expired},
		"ended":                          {Session{Created: start, LastSeen: start, Ended: start}, 0, Ended},
		"ended is said before idle":      {Session{Created: start, LastSeen: start, Ended: start}, time.Hour, Ended},
		"clock set back before it began": {Session{Created: start, LastSeen: start}, -time.Second, Expired},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.s.State(start.Add(tt.at)); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	s := Session{StepUp: now}
	if !s.SteppedUp(now.Add(StepUpLasts-1)) || s.SteppedUp(now.Add(StepUpLasts)) || s.SteppedUp(now.Add(-1)) || (Session{}).SteppedUp(time.Time{}) {
		t.Error("a fresh proof counts for ten minutes from when it was given")
	}
	if (Session{Method: ByPassword}).Strong() || !(Session{Method: ByCode}).Strong() {
		t.Error("a password alone is not strong")
	}
}

func TestToken(t *testing.T) {
	a, b := NewToken(), NewToken()
	if a == b || len(a) != 43 || KeyOf(a) == KeyOf(b) || len(KeyOf(a)) != 64 || strings.Contains(KeyOf(a), a) {
		t.Error(a, b, KeyOf(a))
	}
}

// TestGuesses draws moments at which somebody guesses and counts, for every window of five minutes, those let through.
func TestGuesses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := rapid.SliceOfN(rapid.IntRange(0, 90), 1, 80).Draw(t, "seconds between")
		var g guesses
		var through []time.Time
		at := now
		for _, gap := range gaps {
			at = at.Add(time.Duration(gap) * time.Second)
			after, wait := g.next(at)
			if wait == 0 {
				through = append(through, at)
			} else {
				if wait < 0 || wait > GuessWindow {
					t.Fatalf("wait %v", wait)
				}
				if _, again := after.next(at.Add(wait)); again != 0 {
					t.Fatalf("after waiting %v still refused", wait)
				}
			}
			back, err := parseGuesses(after.String())
			if err != nil {
				t.Fatal(err)
			}
			g = back
		}
		for i := range through {
			n := 0
			for _, x := range through[i:] {
				if x.Sub(through[i]) < GuessWindow {
					n++
				}
			}
			if n > MaxGuesses {
				t.Fatalf("%d guesses in five minutes", n)
			}
		}
		if len(gaps) <= MaxGuesses && len(through) != len(gaps) {
			t.Fatalf("%d of %d let through, though none too many", len(through), len(gaps))
		}
	})
}
