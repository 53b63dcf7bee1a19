package commandtest

import (
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// World is a desk with the test that works on it. A room's tests embed it beside the room.
type World struct {
	*Desk
	T testing.TB
}

// Write makes records as they are before the test begins.
func (w World) Write(changes ...record.Change) {
	w.T.Helper()
	_, err := w.Do(w.T.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	w.OK(err)
}

// OK ends the test at an error.
func (w World) OK(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Refused wants an error of a kind.
func (w World) Refused(what string, err error, kind errs.Kind) {
	w.T.Helper()
	if err == nil || errs.Of(err) != kind {
		w.T.Errorf("%s: %v, want an error of kind %v", what, err, kind)
	}
}

// At moves the clock to a time in London, such as 2026-11-23T09:00.
func (w World) At(local string) {
	w.T.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", local, day.London)
	w.OK(err)
	w.Clock.Set(at)
}

// Of is the story of a subject.
func (w World) Of(subject string) story.Story {
	w.T.Helper()
	s, err := w.Story(w.T.Context(), subject)
	w.OK(err)
	return s
}
