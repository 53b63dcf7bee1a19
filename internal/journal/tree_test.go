package journal

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"throughline/internal/db"
)

// stored is a tree in memory, as tlog wants to read it.
type stored []tlog.Hash

func (s stored) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(idx))
	for i, n := range idx {
		if n >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", n)
		}
		out[i] = s[n]
	}
	return out, nil
}

// The edge makes the very hashes and roots that tlog makes, at every size.
func TestTheEdgeIsTheTreeOfTlog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "entries")
		var e edge
		var mine, theirs stored
		for size := range int64(n) {
			data := []byte(fmt.Sprintf("entry %d", size))
			hashes, err := tlog.StoredHashes(size, data, theirs)
			if err != nil {
				t.Fatal(err)
			}
			theirs = append(theirs, hashes...)
			var completed []byte
			completed, e = e.push(size, tlog.RecordHash(data))
			for at := 0; at < len(completed); at += tlog.HashSize {
				mine = append(mine, tlog.Hash(completed[at:at+tlog.HashSize]))
			}
			want, err := tlog.TreeHash(size+1, theirs)
			if err != nil {
				t.Fatal(err)
			}
			if e.root() != want {
				t.Fatalf("root at %d differs", size+1)
			}
		}
		if len(mine) != len(theirs) {
			t.Fatalf("%d hashes, tlog has %d", len(mine), len(theirs))
		}
		for i := range mine {
			if mine[i] != theirs[i] {
				t.Fatalf("hash %d differs", i)
			}
		}
		back, err := edgeOf(e.bytes(), int64(n))
		if err != nil || back.root() != e.root() {
			t.Fatalf("the stored edge came back as another: %v", err)
		}
	})
}

func TestAnEdgeOfTheWrongLengthIsRefused(t *testing.T) {
	if _, err := edgeOf(make([]byte, 31), 1); err == nil {
		t.Error("31 bytes are no hash")
	}
	if _, err := edgeOf(make([]byte, 64), 4); err == nil {
		t.Error("a tree of four has one hash at its edge")
	}
}

// No two entries share a header: moving a letter from one field to the next changes it.
func TestHeadersDoNotRunTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Entry{Command: rapid.String().Draw(t, "command"), Actor: rapid.String().Draw(t, "actor"), Kind: "k", ID: "i", Subject: "s", Version: 1, Rev: 1, Op: Put}
		b := a
		whole := a.Command + a.Actor
		cut := rapid.IntRange(0, len(whole)).Draw(t, "cut")
		b.Command, b.Actor = whole[:cut], whole[cut:]
		same := string(header(&a)) == string(header(&b))
		if same != (a.Command == b.Command) {
			t.Fatalf("%q %q and %q %q", a.Command, a.Actor, b.Command, b.Actor)
		}
	})
}

func TestCheckpointsRoundTripAndAreProvedBySignature(t *testing.T) {
	private, public, err := NewSigningKey("testshire")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(private, public)
	if err != nil {
		t.Fatal(err)
	}
	var root tlog.Hash
	rand.Read(root[:])
	trees := []Tree{{Main, 17, root}, {Reads, 3, root}}
	text := checkpointText("testshire", "2026-11-25T10:00:00.000000Z", trees)
	origin, at, got, err := parseCheckpointText(text)
	if err != nil || origin != "testshire" || at != "2026-11-25T10:00:00.000000Z" || fmt.Sprint(got) != fmt.Sprint(trees) {
		t.Errorf("%s %s %v %v", origin, at, got, err)
	}
	c, err := s.Sign(trees, mustInstant(t, "2026-11-25T10:00:00.000000Z"))
	if err != nil {
		t.Fatal(err)
	}
	if back, err := s.Read(c.Note); err != nil || fmt.Sprint(back.Trees) != fmt.Sprint(trees) {
		t.Errorf("%v %v", back.Trees, err)
	}
	for i := range c.Note {
		b := []byte(string(c.Note))
		b[i] ^= 1
		if back, err := s.Read(b); err == nil && fmt.Sprint(back.Trees) != fmt.Sprint(trees) {
			t.Fatalf("byte %d flipped: %s was believed", i, b)
		}
	}
	otherPrivate, otherPublic, err := NewSigningKey("elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewSigner(otherPrivate, otherPublic)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Read(c.Note); err == nil || !strings.Contains(err.Error(), "another authority") {
		t.Errorf("another authority's checkpoint: %v", err)
	}
	if _, _, err := NewSigningKey("two words"); err == nil {
		t.Error("a name of two words")
	}
}

func FuzzCheckpointText(f *testing.F) {
	f.Add("throughline/x\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nreads 0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nat 2026-11-25T10:00:00.000000Z\n")
	f.Add("throughline/\n\n\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		origin, at, trees, err := parseCheckpointText(s)
		if err != nil || strings.ContainsAny(origin+at, " \n") || at == "" {
			return
		}
		if _, _, again, err := parseCheckpointText(checkpointText(origin, at, trees)); err != nil || fmt.Sprint(again) != fmt.Sprint(trees) {
			t.Fatalf("%q read and written again is %v %v", s, again, err)
		}
	})
}

func mustInstant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := db.ParseInstant(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
