package intake

import (
	"reflect"
	"slices"
	"strings"

	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/story"
)

// sort says how rows of one kind meet records.
type sort[B record.Body] struct {
	same  []func(in fact[B], held record.Of[B]) bool // from the surest to the least sure
	merge func(in fact[B], held B) (B, []diff)
	said  func(held record.Of[B]) []cinrow.Cell // what the record says in the row
	count func(*Tally) *int
}

// exact says that the file and the record say the same.
func (k sort[B]) exact(in fact[B], held record.Of[B]) bool {
	merged, diffs := k.merge(in, held.Body)
	return len(diffs) == 0 && reflect.DeepEqual(merged, held.Body)
}

// meet brings rows in: each is a record that is held, brought up to what the file says, or a new one. It gives the record of each row; "" for
// one that was held back.
func meet[B record.Body](b *batch, subject string, in []fact[B], held []record.Of[B], k sort[B]) ([]string, error) {
	held = slices.DeleteFunc(held, func(h record.Of[B]) bool { return b.isUsed(h.ID) })
	ids := make([]string, len(in))
	for i, to := range pair(in, held, k.same...) {
		f := in[i]
		if to < 0 {
			id, err := b.add(subject, f.body, f.row)
			if err == nil {
				ids[i], b.used[id] = id, true
				*k.count(&b.result.added)++
				err = b.leave(subject, id, f.left, nil)
			} else {
				err = b.refuse(f.row, err)
			}
			if err != nil {
				return nil, err
			}
			continue
		}
		h := held[to]
		ids[i], b.used[h.ID] = h.ID, true
		*k.count(&b.result.matched)++
		if err := b.leave(h.Subject, h.ID, f.left, k.said(h)); err != nil {
			return nil, err
		}
		merged, diffs := k.merge(f, h.Body)
		disagree(b, h, f.row, diffs)
		if reflect.DeepEqual(merged, h.Body) {
			continue
		}
		if err := edit(b, h, merged, f.row); err != nil {
			if err := b.refuse(f.row, err); err != nil {
				return nil, err
			}
			continue
		}
		*k.count(&b.result.updated)++
	}
	return ids, nil
}

// leave keeps what is left over of a row beside its record. A record that was held before (said is what it says) takes only what it says
// nothing of: what disagrees with it is a conflict, as it is with a field.
func (b *batch) leave(subject, id string, left []leftover, said []cinrow.Cell) error {
	for _, l := range left {
		values := l.values
		if said != nil {
			s, err := b.story(subject)
			if err != nil {
				return err
			}
			values = b.unsaid(s, id, l, said)
		}
		if len(values) == 0 {
			continue
		}
		body := record.AsReturned{Return: b.im.report.Return, Year: b.im.report.Year, Table: l.tableName(), Record: id, Values: values}
		if _, err := b.add(subject, body, l.row); err != nil {
			return err
		}
	}
	return nil
}

// unsaid is what of left values is new beside a record that was held before.
func (b *batch) unsaid(s story.Story, id string, l leftover, said []cinrow.Cell) (out []record.ReturnedValue) {
	kept := map[string][]string{} // by column
	var keeper record.Of[record.AsReturned]
	for _, a := range story.All[record.AsReturned](s) {
		if a.Body.Record != id || a.Body.Table != l.tableName() {
			continue
		}
		keeper = a
		for _, v := range a.Body.Values {
			kept[v.Column] = append(kept[v.Column], v.Text)
		}
	}
	for _, column := range columnsOf(l.values) {
		texts := textsOf(l.values, column)
		says := textsOf(asValues(said), column)
		spelling := cinrow.Spelling(column, texts)
		if b.im.report.Return == record.ReturnSSDA903 {
			spelling = strings.Join(texts, "") == "" || row903.Same(column, texts[0], strings.Join(says, ""))
		}
		switch was, ok := kept[column]; {
		case ok && sameCodes(was, texts), spelling:
		case ok && strings.Join(was, "") != "":
			disagree(b, keeper, l.row, []diff{{column, strings.Join(was, " "), strings.Join(texts, " ")}})
		case strings.Join(says, "") != "":
			if h, found := b.record(s, id); found {
				b.differ(h, l.row, diff{column, strings.Join(says, " "), strings.Join(texts, " ")})
			}
		default:
			for _, t := range texts {
				out = append(out, record.ReturnedValue{Column: column, Text: t})
			}
		}
	}
	return out
}

func (b *batch) record(s story.Story, id string) (record.Record, bool) {
	i := slices.IndexFunc(s.Records, func(r record.Record) bool { return r.ID == id })
	if i < 0 {
		return record.Record{}, false
	}
	return s.Records[i], true
}

func columnsOf(values []record.ReturnedValue) (out []string) {
	for _, v := range values {
		if !slices.Contains(out, v.Column) {
			out = append(out, v.Column)
		}
	}
	return out
}

func textsOf(values []record.ReturnedValue, column string) (out []string) {
	for _, v := range values {
		if v.Column == column {
			out = append(out, v.Text)
		}
	}
	return out
}

func asValues(cells []cinrow.Cell) (out []record.ReturnedValue) {
	for _, c := range cells {
		out = append(out, record.ReturnedValue(c))
	}
	return out
}

// keepRows keeps rows that no record can hold, with the rows under them. A row with the same words under the same parent is the same row.
func (b *batch) keepRows(rows []wholeRow, subject, parent string, year int) error {
	for _, w := range rows {
		s, err := b.story(subject)
		if err != nil {
			return err
		}
		id := ""
		for _, a := range story.All[record.AsReturned](s) {
			of := a.Body
			if of.Record == "" && of.Return == b.im.report.Return && of.Table == w.tableName() && of.Parent == parent && (parent != "" || of.Year == year) &&
				slices.Equal(of.Values, w.values) && !b.isUsed(a.ID) {
				id = a.ID
				b.result.matched.Rows++
				break
			}
		}
		if id == "" {
			body := record.AsReturned{Return: b.im.report.Return, Year: year, Table: w.tableName(), Parent: parent, Why: w.why, Values: w.values}
			if id, err = b.add(s.Subject, body, w.row); err != nil {
				return err
			}
			b.result.added.Rows++
		}
		b.used[id] = true
		if err := b.keepRows(w.kids, subject, id, year); err != nil {
			return err
		}
	}
	return nil
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }
