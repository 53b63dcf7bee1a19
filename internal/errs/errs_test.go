package errs

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestKindSurvivesWrapping(t *testing.T) {
	base := As(Conflict, io.EOF, "Somebody saved this first")
	wrapped := fmt.Errorf("save: %w", fmt.Errorf("twice: %w", base))
	if Of(wrapped) != Conflict {
		t.Errorf("kind = %v", Of(wrapped))
	}
	if !errors.Is(wrapped, io.EOF) {
		t.Error("cause lost")
	}
	if got := Text(wrapped); got != "Somebody saved this first" {
		t.Errorf("text = %q", got)
	}
}

func TestInternalTextIsNotShown(t *testing.T) {
	if got := Text(fmt.Errorf("pq: password authentication failed")); got != "" {
		t.Errorf("internal text leaked: %q", got)
	}
	if got := Text(New(Internal, "disk on fire")); got != "" {
		t.Errorf("internal text leaked: %q", got)
	}
}

func TestFields(t *testing.T) {
	var f Fields
	if f.Err() != nil {
		t.Fatal("empty Fields must be nil as an error")
	}
	f.Add("worker", "Choose a worker")
	err := fmt.Errorf("allocate: %w", f.Err())
	if Of(err) != Invalid {
		t.Errorf("kind = %v", Of(err))
	}
	if Text(err) != "worker: Choose a worker" {
		t.Errorf("text = %q", Text(err))
	}
}

func TestEveryKindHasStatusAndExit(t *testing.T) {
	for k := Internal; k <= Usage; k++ {
		if k.String() == "" || k.Status() < 400 || k.Exit() == 0 {
			t.Errorf("%d: %q %d %d", k, k, k.Status(), k.Exit())
		}
	}
}
