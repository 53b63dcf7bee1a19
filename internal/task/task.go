// Package task makes the rows of the work list: what waits, for whom, until when. The rules that make them are in the rooms, each a
// pure function of one subject's story; this package keeps the rows, and lists those that the reader may see with their clocks.
//
// Invariant: a list is what its count counts, and a row is shown only to somebody who may see every person it is about.
// Titles hold no personal data; names are read under the reader's own access. Source: issue 2; acceptance-scenarios.md 3 and 15.
package task

import (
	"throughline/internal/clock"
	"throughline/internal/derived"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The queues.
const (
	FrontDoor = "front_door" // referrals that wait for a decision
	Authorise = "authorise"  // assessments that wait for a manager
	Review    = "review"     // review points that wait for a manager
)

// Task is one thing to be done, or a clock that runs.
type Task struct {
	Subject string
	Record  string       // the record it is about
	Clock   string       // id of its time limit, or "" when it has none
	Title   string       // what is to be done; never a name
	Started clock.Moment // what triggered the limit
	Due     clock.Moment // the limit, or zero
	Met     clock.Moment // when it was met; zero while it is open
	Worker  string       // whose own work it is
	Team    string       // the team that holds the work
	Queue   string       // the shared queue it waits in
	Urgent  bool
}

// Rule makes the tasks of one subject. It is pure; Subject is filled in for it.
type Rule = func(story.Story) []Task

// List is the table of tasks as the rules make them.
func List(rules ...Rule) derived.List {
	return derived.List{
		Table:   "task",
		Columns: []string{"subject", "record", "clock", "title", "started", "due", "met", "worker", "team", "queue", "urgent"},
		Key:     4,
		Rows: func(s story.Story) [][]any {
			var rows [][]any
			for _, rule := range rules {
				for _, t := range rule(s) {
					rows = append(rows, []any{
						s.Subject, t.Record, t.Clock, t.Title, t.Started.String(), t.Due.String(), t.Met.String(),
						t.Worker, t.Team, t.Queue, t.Urgent,
					})
				}
			}
			return rows
		},
	}
}

// about gives the people that a subject is about: for a referral and a report those it names, else the subject itself.
func about(s story.Story) []Person {
	if c, ok := story.Latest[record.Contact](s); ok {
		people := make([]Person, len(c.Body.Children))
		for i, ch := range c.Body.Children {
			people[i] = Person{Subject: ch.Subject, Name: record.Name{Given: ch.Given, Family: ch.Family}.Full()}
		}
		return people
	}
	if r, ok := story.Latest[record.AssessmentReport](s); ok {
		people := make([]Person, len(r.Body.Children))
		for i, ch := range r.Body.Children {
			people[i] = Person{Subject: ch.Child}
		}
		return people
	}
	if c, ok := story.Latest[record.EarlyHelpCase](s); ok {
		people := make([]Person, len(c.Body.Children))
		for i, ch := range c.Body.Children {
			people[i] = Person{Subject: ch.Subject, Name: record.Name{Given: ch.Given, Family: ch.Family}.Full()}
		}
		return people
	}
	return []Person{{Subject: s.Subject}}
}
