package demo_test

import (
	"fmt"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/demo"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
)

// Must-show 3, complaint 29: every question of the two items, and every one that the seeds left open (register R4), at least 60 in all, ends in the demo with a figure, or with "not
// recorded" and the action that it became. What is suppressed is so in the pack and on the public page.
func TestEveryQuestionEndsWithAFigureOrAnAction(t *testing.T) {
	t.Parallel()
	h := made(t, demo.Options{Families: 12, Scrutiny: true})
	rm, officer := scrutiny.Room{Desk: h.Desk, Book: h.Book}, access.Actor{ID: "worker:scrutiny", Roles: []access.Role{access.Scrutiny}}
	ms, err := scrutiny.Meetings(t.Context(), h.Desk)
	if err != nil {
		t.Fatal(err)
	}
	past := ""
	for _, m := range ms {
		if m.Body.Date.String() == "2023-12-18" {
			past = m.Subject
		}
	}
	p, err := rm.Pack(t.Context(), officer, past)
	if err != nil {
		t.Fatal(err)
	}
	if p.Sums.Questions < 60 || p.Sums.Neither != 0 || p.Sums.WithFigure < 15 || p.Sums.NotRecorded < 1 {
		t.Errorf("%+v", p.Sums)
	}
	paragraphs := map[string]bool{}
	for _, q := range p.Questions {
		paragraphs[q.Paragraph] = true
		if q.Gap != nil && (q.Gap.Owner == "" || q.Gap.Due.IsZero()) {
			t.Errorf("%s has become an action of nobody: %+v", q.Paragraph, q.Gap)
		}
		for _, f := range q.Figures {
			if f.Plain == "" || f.List == "" || f.Period == "" {
				t.Errorf("%s: a figure without definition, list or period: %+v", q.Paragraph, f)
			}
			if f.Hidden && !strings.HasPrefix(f.Words, "hidden") {
				t.Errorf("%s: %s tells a hidden count: %s", q.Paragraph, f.Measure, f.Words)
			}
		}
		pub, err := h.Board.Public(t.Context(), q.Reference)
		if err != nil {
			continue // its words would have given a small count away
		}
		if len(pub.Figures) == 0 && pub.Gap == nil && len(pub.Oral) == 0 && pub.Answer.Text == "" {
			t.Errorf("%s is public and ends in nothing", q.Paragraph)
		}
	}
	for i := 6; i <= 26; i++ {
		if n := fmt.Sprintf("4.%d", i); !paragraphs[n] {
			t.Errorf("question %s of the minutes is not there", n)
		}
	}
	for i := 3; i <= 21; i++ {
		if n := fmt.Sprintf("5.%d", i); !paragraphs[n] {
			t.Errorf("question %s of the minutes is not there", n)
		}
	}
	as, err := rm.Actions(t.Context(), officer)
	if err != nil {
		t.Fatal(err)
	}
	overdue := 0
	for _, a := range as {
		if a.Body.Owner == "" || a.Body.Due.IsZero() {
			t.Errorf("%+v", a.Body)
		}
		if scrutiny.OverdueBy(a.Body, p.On) > 0 && a.Body.Sort == record.ActionAgreed {
			overdue++
		}
	}
	if overdue == 0 {
		t.Error("the demo shows no overdue action")
	}
}
