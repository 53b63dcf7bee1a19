package house_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
)

// The writer is this test binary run again as a process of its own, to be killed. It opens the house and lets two hands work until the
// end. Of each acknowledged command it prints a line, after Do has returned and never before: "ack", the command, its number of entries.
const (
	writerDB   = "THROUGHLINE_WRITER_DB"   // address of the database: this process is a writer
	writerDir  = "THROUGHLINE_WRITER_DIR"  // where its keys and vault are
	writerSeed = "THROUGHLINE_WRITER_SEED" // of what its hands draw
)

func TestMain(m *testing.M) {
	if os.Getenv(writerDB) == "" {
		os.Exit(m.Run())
	}
	if err := write(context.Background()); err != nil {
		say("failed %v", err)
		os.Exit(1)
	}
}

// say writes one line in one piece: a line that the parent reads whole was said whole.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stdout, "%s\n", fmt.Sprintf(format, args...))
}

func write(ctx context.Context) error {
	seed, err := strconv.ParseUint(os.Getenv(writerSeed), 10, 64)
	if err != nil {
		return err
	}
	h, err := house.Open(ctx, housetest.Config(os.Getenv(writerDB), os.Getenv(writerDir), time.Now))
	if err != nil {
		return err
	}
	if err := housetest.Settle(ctx, h); err != nil {
		return err
	}
	say("open")
	var hands sync.WaitGroup
	for i := range uint64(2) {
		hand := &housetest.Hand{House: h, Draw: housetest.Random(seed + i)}
		if err := hand.Look(ctx); err != nil {
			return err
		}
		hands.Go(func() { work(ctx, hand) })
	}
	hands.Wait()
	return nil
}

// work never ends by itself. When the database goes away, it says so and goes on trying.
func work(ctx context.Context, hand *housetest.Hand) {
	for {
		d := hand.Step(ctx)
		switch {
		case d.Command != "":
			say("ack %s %d", d.Command, len(d.Entries))
		case d.Err == nil, d.Refused() && errs.Of(d.Err) != errs.Busy:
		default:
			say("lost %s: %v", d.Name, d.Err)
			time.Sleep(20 * time.Millisecond)
		}
	}
}
