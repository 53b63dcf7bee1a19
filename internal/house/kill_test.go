package house_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/journal"
)

// TestKill kills the writer with SIGKILL at random moments while it writes or starts, again and again on the same database, and looks each
// time at what is left: every acknowledged command is there with all its entries, no command is there in part, verify finds nothing (issue
// 2, must show 2). THROUGHLINE_KILLS says how often on each engine.
func TestKill(t *testing.T) {
	for _, e := range dbtest.Durable(t) {
		t.Run(e.Name, func(t *testing.T) {
			k := killing{t: t, rand: rand.New(rand.NewPCG(2, uint64(len(e.Name)))), kills: number(t, "THROUGHLINE_KILLS", 8)}
			began := time.Now()
			for k.done < k.kills {
				k.house(e.URL(t), k.writer)
			}
			k.report(time.Since(began))
		})
	}
}

// perHouse is how many kills one database sees: it grows, and each is verified whole.
const perHouse = 20

// killing is one run of kills and what it has seen.
type killing struct {
	t           *testing.T
	rand        *rand.Rand
	kills, done int

	url, dir string
	acks     map[string]int // command to its number of entries
	saw, now tally          // of the houses before, and of this one
	starting int            // kills while the writer was starting

}

// tally counts what is in a house's journal after the last kill.
type tally struct{ acks, unacknowledged, batches, entries int }

func (k *killing) report(took time.Duration) {
	k.t.Logf("%d kills in %v (%d of them while the writer was starting): %d commands acknowledged, %d written and not acknowledged, %d entries; %d batches whole",
		k.done, took.Round(time.Millisecond), k.starting, k.saw.acks, k.saw.unacknowledged, k.saw.entries, k.saw.batches)
	if k.saw.acks < k.kills {
		k.t.Errorf("only %d commands were acknowledged before %d kills: the test proves too little", k.saw.acks, k.kills)
	}
}

// house makes a new house on an empty database and lets kill act on one writer after another.
func (k *killing) house(url string, kill func(*writer)) {
	k.t.Helper()
	k.url, k.dir, k.acks = url, k.t.TempDir(), map[string]int{}
	if err := house.Create(housetest.Config(url, k.dir, nil), "testshire"); err != nil {
		k.t.Fatal(err)
	}
	for range min(perHouse, k.kills-k.done) {
		w := k.start()
		kill(w)
		k.done++
		k.check(w)
	}
	k.saw.acks += k.now.acks
	k.saw.unacknowledged += k.now.unacknowledged
	k.saw.batches += k.now.batches
	k.saw.entries += k.now.entries
}

// writer is a process that writes.
type writer struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   io.ReadCloser
	first chan struct{} // closed when the first command was acknowledged
	ack   chan struct{} // one for each acknowledged command, as far as anybody listens
	lines chan []string // all that it said, whole lines only, when it is over
	acked map[string]int
	lost  []string
	ended string // its own last words
}

func (k *killing) start() *writer {
	k.t.Helper()
	w := &writer{t: k.t, first: make(chan struct{}), ack: make(chan struct{}, 1), lines: make(chan []string, 1), acked: map[string]int{}}
	w.cmd = exec.Command(os.Args[0])
	w.cmd.Env = append(os.Environ(), writerDB+"="+k.url, writerDir+"="+k.dir, fmt.Sprintf("%s=%d", writerSeed, k.rand.Uint64()))
	w.cmd.Stderr = os.Stderr
	var err error
	if w.out, err = w.cmd.StdoutPipe(); err != nil {
		k.t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	go w.listen()
	return w
}

func (w *writer) listen() {
	var said []string
	in := bufio.NewReader(w.out)
	heard := false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break // a line without an end was not said
		}
		said = append(said, strings.TrimSuffix(line, "\n"))
		if strings.HasPrefix(line, "ack ") {
			if !heard {
				close(w.first)
				heard = true
			}
			select {
			case w.ack <- struct{}{}:
			default:
			}
		}
	}
	w.lines <- said
}

// wait waits for something of the writer, or for too long.
func (w *writer) wait(what string, it <-chan struct{}) {
	w.t.Helper()
	select {
	case <-it:
	case said := <-w.lines:
		w.t.Fatalf("the writer ended before %s: %q", what, said)
	case <-time.After(time.Minute):
		w.kill()
		w.t.Fatalf("no %s within a minute; the writer said %q", what, <-w.lines)
	}
}

func (w *writer) kill() {
	w.t.Helper()
	if err := w.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		w.t.Fatal(err)
	}
}

// end waits for the killed writer and reads what it said.
func (w *writer) end() {
	w.t.Helper()
	said := <-w.lines
	_ = w.cmd.Wait() // always an error: it was killed
	for _, line := range said {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "ack":
			var command string
			var n int
			if _, err := fmt.Sscanf(rest, "%s %d", &command, &n); err != nil {
				w.t.Fatalf("the writer said %q: %v", line, err)
			}
			w.acked[command] = n
		case "lost":
			w.lost = append(w.lost, rest)
		case "failed":
			w.ended = rest
		}
	}
}

// writer kills a writer a moment after its first acknowledged command, or, one time in six, at any moment from its start on.
func (k *killing) writer(w *writer) {
	k.t.Helper()
	if k.rand.IntN(6) == 0 {
		k.starting++
		time.Sleep(time.Duration(k.rand.IntN(120_000)) * time.Microsecond)
	} else {
		w.wait("its first acknowledged command", w.first)
		time.Sleep(5*time.Millisecond + time.Duration(k.rand.IntN(145_000))*time.Microsecond)
	}
	w.kill()
	w.end()
	if len(w.lost) > 0 {
		k.t.Fatalf("kill %d: commands failed although nothing was wrong with the database: %q", k.done, w.lost)
	}
}

// check opens what is left, as the next server would, and proves it.
func (k *killing) check(w *writer) {
	k.t.Helper()
	if w.ended != "" {
		k.t.Fatalf("kill %d: the writer ended by itself: %s", k.done, w.ended)
	}
	for c, n := range w.acked {
		k.acks[c] = n
	}
	ctx := k.t.Context()
	h, err := house.Open(ctx, housetest.Config(k.url, k.dir, nil))
	if err != nil {
		k.t.Fatalf("kill %d: what is left cannot be opened: %v", k.done, err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			k.t.Error(err)
		}
	}()
	written := k.commands(ctx, h)
	for c, n := range k.acks {
		if written[c].entries != n {
			k.t.Errorf("kill %d: command %s was acknowledged with %d entries; %d are there", k.done, c, n, written[c].entries)
		}
	}
	k.now = tally{acks: len(k.acks)}
	for c, got := range written {
		k.now.entries += got.entries
		if _, ok := k.acks[c]; !ok {
			k.now.unacknowledged++
		}
		if got.last-got.first+1 != int64(got.entries) {
			k.t.Errorf("kill %d: command %s (%s) has %d entries between %d and %d", k.done, c, got.why, got.entries, got.first, got.last)
		}
		var n int
		if _, err := fmt.Sscanf(got.why, housetest.Batch(0)[:9]+"%d", &n); err == nil {
			k.now.batches++
			if n != got.entries {
				k.t.Errorf("kill %d: command %s (%s) has %d entries: half a command", k.done, c, got.why, got.entries)
			}
		}
	}
	clean(k.t, ctx, h)
	// What was proved now must still be there after the next kill.
	if _, err := h.Checkpoint(ctx); err != nil {
		k.t.Fatal(err)
	}
	if k.t.Failed() {
		k.t.FailNow()
	}
}

type written struct {
	why         string
	entries     int
	first, last int64
}

func (k *killing) commands(ctx context.Context, h *house.House) map[string]written {
	k.t.Helper()
	out := map[string]written{}
	err := h.DB.Read(ctx, func(t *db.Tx) error {
		trees, _, err := journal.HeadIn(t)
		if err != nil {
			return err
		}
		var n int64
		err = t.Each(func(scan db.Scan) error {
			var c string
			var w written
			err := scan(&c, &w.why, &w.entries, &w.first, &w.last)
			out[c] = w
			n += int64(w.entries)
			return err
		}, "select command, why, count(*), min(seq), max(seq) from entry group by command, why")
		if err == nil && n != trees[0].Size {
			k.t.Errorf("kill %d: the head says %d entries; %d are there", k.done, trees[0].Size, n)
		}
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}
