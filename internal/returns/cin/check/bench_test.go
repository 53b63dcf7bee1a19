//go:build unix

package check

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"throughline/internal/returns/finding"
)

// peak samples what the process holds of the system's memory until stop is called, in bytes.
func peak() (stop func() uint64) {
	quit, high := make(chan struct{}), make(chan uint64)
	go func() {
		samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		most := uint64(0)
		for {
			metrics.Read(samples)
			most = max(most, samples[0].Value.Uint64()-samples[1].Value.Uint64())
			select {
			case <-quit:
				high <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(quit); return <-high }
}

// BenchmarkCheck reads a file of 10,000 children and of 100,000 and runs all rules. Targets (issue 3) for 10,000: under 0.5 s on two
// cores and under 150 MB; 100,000 no worse than linear.
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			name := filepath.Join(b.TempDir(), "bench.xml")
			src := census(n)
			size := int64(len(src))
			if err := os.WriteFile(name, src, 0o600); err != nil {
				b.Fatal(err)
			}
			src = nil
			for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
				b.Run(string(reading), func(b *testing.B) { benchmark(b, name, size, reading) })
			}
		})
	}
}

func benchmark(b *testing.B, name string, size int64, reading finding.Reading) {
	debug.FreeOSMemory()
	b.SetBytes(size)
	b.ReportAllocs()
	stop := peak()
	found, began := 0, cpu(b)
	for b.Loop() {
		found = len(checkFile(b, name, Options{Reading: reading}).Findings)
	}
	b.ReportMetric(float64(stop())/1e6, "peak-MB")
	b.ReportMetric(float64(cpu(b)-began)/1e6/float64(b.N), "cpu-ms/op") // of both cores: what a busy machine does not blur
	b.ReportMetric(float64(found), "findings")
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
