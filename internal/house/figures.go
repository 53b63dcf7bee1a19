package house

import (
	"context"
	"slices"
	"sync"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// FiguresReady is errs.Busy, and says what to do, when what is kept ready for figures was made by another version of Throughline. Figures would then be counted from every
// record, which takes minutes in a borough: a page does better to say so.
func (h *House) FiguresReady(ctx context.Context) error {
	var shapes []string
	err := h.DB.Read(ctx, func(t *db.Tx) error {
		shapes = nil
		for _, q := range []string{"select coalesce(min(shape), '') from measure_facts", "select coalesce(max(shape), '') from measure_facts"} { // each by the index
			var shape string
			if err := t.Row(q, nil, &shape); err != nil {
				return err
			}
			shapes = append(shapes, shape)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(shapes, func(s string) bool { return s != "" && s != factsShape() }) {
		return errs.New(errs.Busy, "The figures' facts were made by an older version of Throughline. Whoever runs the service must run throughline rebuild; until then no figures are counted here")
	}
	return nil
}

// factsShape is how this build writes facts: what it says of a child.
var factsShape = sync.OnceValue(func() string {
	const subject = record.ChildSubject + ":shape"
	child := record.Record{Meta: record.Meta{ID: "shape", Kind: record.Child{}.KindName(), Subject: subject, Version: 1}, Body: record.Child{}}
	for _, l := range measure.Lists() {
		for _, row := range l.Rows(story.New(subject, nil, []record.Record{child})) {
			if s, ok := row[slices.Index(l.Columns, "shape")].(string); ok {
				return s
			}
		}
	}
	panic("house: no facts are kept of a child") // a fault of the program, found by every test that opens a figure
})
