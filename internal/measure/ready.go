package measure

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// factsTable is where facts are kept ready.
const factsTable = "measure_facts"

// countedOver are the types of subject whose facts are kept.
var countedOver = []string{
	record.ChildSubject, record.ContactSubject, record.CallSubject, record.LADOSubject, record.WorkerSubject, record.TeamSubject, record.ProviderSubject, record.AdultSubject,
	record.SettingSubject, record.QuestionSubject, record.ActionSubject, record.MeetingSubject, record.CabinetSubject, record.InspectionSubject,
}

// Lists is the list that keeps the facts of each subject ready, so that figures need not decode every record (decision 16). Like all derived rows it is
// made by a pure function in the transaction of the change, and verify holds it against the journal.
func Lists() derived.Lists {
	used := sync.Pool{New: func() any { return newFacts() }} // a load makes facts of some hundred thousand subjects
	return derived.Lists{{
		Table: factsTable, Columns: []string{"subject", "type", "shape", "facts"}, Key: 1,
		Rows: func(s story.Story) [][]any {
			of := record.SubjectType(s.Subject)
			if !slices.Contains(countedOver, of) {
				return nil
			}
			f := used.Get().(*Facts).of(s)
			defer used.Put(f)
			if f.empty() {
				return nil
			}
			return [][]any{{s.Subject, of, shapeOf(), f.encode()}}
		},
		Same: sameFacts,
	}}
}

// sameFacts says that two stories have the same records of the kinds that measures need.
func sameFacts(before, after story.Story) bool {
	f := kindsKept()
	pick := func(s story.Story) (out []record.Record) {
		for _, r := range s.Records {
			if f[r.Kind] {
				out = append(out, r)
			}
		}
		return out
	}
	return slices.EqualFunc(pick(before), pick(after), func(a, b record.Record) bool {
		return a.ID == b.ID && a.Version == b.Version && a.Subject == b.Subject
	}) && before.Subject == after.Subject && slices.Equal(before.Merged, after.Merged)
}

var kindsKept = sync.OnceValue(func() map[string]bool {
	kinds := map[string]bool{}
	for _, s := range newFacts().slots {
		kinds[s.kind()] = true
	}
	return kinds
})

// keeps says whether the desk keeps facts ready.
func keeps(d *command.Desk) bool { return slices.Contains(d.Lists.Tables(), factsTable) }

// row is facts as they are kept.
type row struct{ subjectType, subject, text string }

// batch is how many rows a hand takes at once.
const batch = 128

// Readable says whether all facts are of this build's shape. They are not after an update that changed what is kept, until rebuild was run: then figures
// are counted from the records, slowly and right.
func Readable(t *db.Tx) (bool, error) {
	for _, q := range []string{"select coalesce(min(shape), '') from measure_facts", "select coalesce(max(shape), '') from measure_facts"} { // each by the index
		var shape string
		if err := t.Row(q, nil, &shape); err != nil {
			return false, err
		}
		if shape != "" && shape != shapeOf() {
			return false, nil
		}
	}
	return true, nil
}

// sought is what a pass over the stories needs of the facts.
type sought struct {
	types map[string]demands // the types of subject and what must be recorded of one
}

func (w *sought) over() []string { return slices.Sorted(maps.Keys(w.types)) }

// keptFacts are the facts of one subject as encode wrote them, without the base64.
type keptFacts struct {
	subject, of string // of is the type
	raw         string
}

// reader reads kept facts for a hand.
func (w *sought) reader(hand func(string, *Facts) error) func(*keptFacts) error {
	f := newFacts()
	return func(k *keptFacts) error {
		asked := w.types[k.of]
		if len(asked) == 0 || k.raw == "" {
			return nil
		}
		if !f.survey(k.raw) {
			return unreadable(fmt.Errorf("facts of %s cannot be read", k.subject))
		}
		kinds := asked.reads(f.has, &f.reaches)
		if kinds == 0 {
			return nil
		}
		if err := f.fill(k.subject, k.raw, kinds); err != nil {
			return unreadable(err)
		}
		return hand(k.of, f)
	}
}

func unreadable(err error) error {
	return errs.As(errs.Internal, err, "What is kept ready for measures cannot be read: run rebuild")
}

// eachKept gives the facts of the subjects that are sought to as many hands as there are, reading the table once. With keep it gives back what it read, of all
// types, unless that is too much. It fails with errs.Internal when a row cannot be read: rebuild makes it again.
func eachKept(t *db.Tx, want sought, keep bool, hands []func(string, *Facts) error) ([]keptFacts, error) {
	rows := make(chan []row, 2*len(hands))
	free := make(chan []row, 4*len(hands))
	failed := make([]error, len(hands))
	held := make([][]keptFacts, len(hands))
	var size atomic.Int64
	var wg sync.WaitGroup
	for i, hand := range hands {
		wg.Go(func() {
			read := want.reader(hand)
			var texts slab
			one := func(r row) error {
				raw, err := texts.lay(r.text)
				if err != nil {
					return unreadable(err)
				}
				k := keptFacts{subject: r.subject, of: r.subjectType, raw: raw}
				if keep && size.Add(int64(len(raw))) <= mostHeld {
					held[i] = append(held[i], k)
				}
				return read(&k)
			}
			for b := range rows {
				for _, r := range b {
					if failed[i] == nil {
						failed[i] = one(r)
					}
				}
				select {
				case free <- b[:0]:
				default:
				}
			}
		})
	}
	next := func() []row {
		select {
		case b := <-free:
			return b
		default:
			return make([]row, 0, batch)
		}
	}
	q, args, types := "select subject, facts from measure_facts", []any{}, want.over()
	if len(types) == 1 && !keep {
		q, args = q+" where type = $1", append(args, types[0])
	}
	b := next()
	err := t.Each(func(scan db.Scan) error {
		var r row
		if err := scan(&r.subject, &r.text); err != nil {
			return err
		}
		if r.subjectType = record.SubjectType(r.subject); !keep && len(want.types[r.subjectType]) == 0 {
			return nil
		}
		if b = append(b, r); len(b) == batch {
			rows <- b
			b = next()
		}
		return nil
	}, q, args...)
	if err == nil {
		rows <- b
	}
	close(rows)
	wg.Wait()
	if err := errors.Join(append(failed, err)...); err != nil || size.Load() > mostHeld {
		return nil, err
	}
	return slices.Concat(held...), nil
}

// processors is how many hands count.
func processors() int { return max(1, runtime.GOMAXPROCS(0)) }
