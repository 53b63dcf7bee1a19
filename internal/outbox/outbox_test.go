package outbox_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/outbox"
)

// relay is one that refuses what it is told to refuse.
type relay struct {
	refuse string
	took   []string
}

func (r *relay) Carry(_ context.Context, address string, t outbox.Text) error {
	if r.refuse != "" {
		return errs.New(errs.Busy, "%s", r.refuse)
	}
	r.took = append(r.took, address+" "+t.Subject)
	return nil
}

func box(d *commandtest.Desk, c outbox.Carrier) *outbox.Outbox {
	return &outbox.Outbox{DB: d.DB, Now: d.Clock.Now, NewID: d.NewID, Carrier: c, Address: func(_ context.Context, worker string) (string, error) {
		if worker == "worker:gone" {
			return "", errs.New(errs.NotFound, "This worker has no account with a mail address")
		}
		return worker[len("worker:"):] + "@example.org", nil
	}}
}

func tell(t *testing.T, d *commandtest.Desk, o *outbox.Outbox, actor, worker, what string, fail error) {
	t.Helper()
	err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		if err := o.Tell(tx, d.Clock.Now(), actor, worker, what, "assessment:1"); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
}

func deliver(t *testing.T, o *outbox.Outbox) int {
	t.Helper()
	n, err := o.Deliver(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func only(t *testing.T, o *outbox.Outbox) outbox.Message {
	t.Helper()
	ms, err := o.About(t.Context(), "assessment:1")
	if err != nil || len(ms) != 1 {
		t.Fatalf("%d messages: %v", len(ms), err)
	}
	return ms[0]
}

// Acceptance scenario 12: told once, tried again at longer waits, visible with the reason, taken in the end, and never twice.
func TestScenario12AMessageIsTriedUntilTheRelayTakesIt(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := &relay{refuse: "The mail relay cannot be reached"}
		o := box(d, r)
		tell(t, d, o, "worker:a", "worker:b", "returned", nil)
		if m := only(t, o); m.State() != outbox.Pending {
			t.Errorf("before the first try: %s", m.State())
		}
		for i, wait := range []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour} {
			deliver(t, o)
			m := only(t, o)
			if m.State() != outbox.Failed || m.Tries != i+1 || m.Why != r.refuse || !m.Due.Equal(d.Clock.Now().Add(wait).UTC().Truncate(time.Millisecond)) && m.Due.Sub(d.Clock.Now()) != wait {
				t.Fatalf("after try %d: %+v", i+1, m)
			}
			deliver(t, o) // not due yet
			if got := only(t, o).Tries; got != i+1 {
				t.Fatalf("tried %d times before it was due", got)
			}
			d.Clock.Add(wait)
		}
		deliver(t, o)
		if m := only(t, o); m.State() != outbox.Failed || !m.Due.IsZero() {
			t.Fatalf("after the last try: %+v", m)
		}
		r.refuse = ""
		if deliver(t, o) != 0 {
			t.Error("tried again by itself after the last try")
		}
		if err := o.Again(t.Context(), "assessment:1"); err != nil {
			t.Fatal(err)
		}
		if m := only(t, o); m.State() != outbox.Sent || m.Why != "" || !m.Sent.Equal(d.Clock.Now()) {
			t.Errorf("after somebody asked for it: %+v", m)
		}
		if err := o.Again(t.Context(), "assessment:1"); err != nil || len(r.took) != 1 || r.took[0] != "b@example.org An assessment came back to you" {
			t.Errorf("the relay took %q (%v)", r.took, err)
		}
	})
}

func TestWhoIsToldAndWhoIsNot(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		r := &relay{}
		o := box(d, r)
		tell(t, d, o, "worker:a", "worker:a", "returned", nil)                                // oneself
		tell(t, d, o, "worker:a", "", "returned", nil)                                        // nobody
		tell(t, d, box(d, nil), "worker:a", "worker:b", "returned", nil)                      // no relay
		tell(t, d, o, "worker:a", "worker:b", "returned", errs.New(errs.Conflict, "refused")) // the command was refused
		if ms, err := o.About(t.Context(), "assessment:1"); err != nil || len(ms) > 0 {
			t.Errorf("%v %v", ms, err)
		}
		if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
			return o.Tell(tx, d.Clock.Now(), "worker:a", "worker:b", "her name", "assessment:1")
		}); err == nil {
			t.Error("a message of no known text was taken")
		}
		tell(t, d, o, "worker:a", "worker:gone", "submitted", nil)
		deliver(t, o)
		if m := only(t, o); m.Why != "This worker has no account with a mail address" {
			t.Errorf("%+v", m)
		}
	})
}

// A real relay over the wire: what it refuses is said in its words, and the letter that it takes names nobody but the one who gets it.
func TestRelay(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	letters := make(chan string, 2)
	go func() {
		for refuse := true; ; refuse = false {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			letters <- talk(conn, refuse)
		}
	}()
	r := outbox.Relay{Address: l.Addr().String(), From: "Throughline <no-reply@council.example>", Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }}
	if err := r.Carry(t.Context(), "b@example.org", outbox.Texts["returned"]); err == nil || !strings.Contains(errs.Text(err), "mailbox is full") {
		t.Errorf("refused: %v", err)
	}
	<-letters
	if err := r.Carry(t.Context(), "b@example.org", outbox.Texts["returned"]); err != nil {
		t.Fatal(err)
	}
	letter := <-letters
	for _, want := range []string{"MAIL FROM:<no-reply@council.example>", "RCPT TO:<b@example.org>", "Subject: An assessment came back to you", "Date: Mon, 02 Mar 2026 09:00:00 +0000", "open your work list"} {
		if !strings.Contains(letter, want) {
			t.Errorf("%q is not in %q", want, letter)
		}
	}
	for _, bad := range []string{"", "no address", "b@example.org\r\nBcc: c@example.org"} {
		if err := r.Carry(t.Context(), bad, outbox.Texts["returned"]); errs.Of(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := (outbox.Relay{Address: "127.0.0.1:1", From: "a@example.org", Now: time.Now}).Carry(t.Context(), "b@example.org", outbox.Texts["returned"]); errs.Text(err) != "The mail relay cannot be reached" {
		t.Errorf("no relay there: %v", err)
	}
}

// talk is the least of a mail relay: it gives what it was told.
func talk(conn net.Conn, refuse bool) string {
	defer conn.Close()
	say := func(s string) { _, _ = conn.Write([]byte(s + "\r\n")) }
	say("220 relay.example")
	var all strings.Builder
	data := false
	for in := bufio.NewScanner(conn); in.Scan(); {
		line := in.Text()
		all.WriteString(line + "\n")
		switch {
		case data && line == ".":
			data = false
			say("250 taken")
		case data:
		case strings.HasPrefix(line, "RCPT") && refuse:
			say("452 mailbox is full")
		case line == "DATA":
			data = true
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return all.String()
		default:
			say("250 good")
		}
	}
	return all.String()
}
