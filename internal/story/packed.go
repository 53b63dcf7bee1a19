package story

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"throughline/internal/db"
	"throughline/internal/record"
)

// A record comes from the database as one text, its columns divided by the unit separator, and a story as one text, its records divided by
// the record separator: fetching eleven columns of three hundred rows costs as much as reading them otherwise. Neither sign can be in a
// column: the journal refuses headers with control signs, and JSON has them escaped. See docs/benchmarks.md, "One story".
const (
	unitSeparator   = "\x1f"
	recordSeparator = "\x1e"
)

const packed = "concat_ws('" + unitSeparator + "', id, kind, subject, version, rev, seq, at, actor, source, withdrawn, cast(body as text))"

// Select and From are the query for a story, whose one column is for Unpack; it takes the subject. Whoever needs more of the same subject puts
// further columns in between. The subject's own records and those of the subjects merged into it are asked for apart: PostgreSQL takes the few
// merged ones for many, and would read the whole table for "in"; so would SQLite for a join, which "cross join" forbids it. Each is packed where it is
// found, because SQLite copies what a union gives.
const (
	Select = "with recursive g (s) as (select subject from alias where into_subject = $1 " +
		"union select a.subject from alias a join g on a.into_subject = g.s) select coalesce(string_agg(p, '" + recordSeparator + "'), '')"
	From = " from (select " + packed + " as p from record where subject = $1 union all select " + packed + " from g cross join record where subject = s) r"
)

// Unpack reads what the query for a story gave.
func Unpack(subject, text string) (Story, error) {
	recs, err := unpackAll(text)
	return New(subject, mergedIn(subject, recs), recs), err
}

func scanRecord(scan db.Scan) (record.Record, error) {
	var text string
	if err := scan(&text); err != nil {
		return record.Record{}, err
	}
	return unpack(text)
}

// unpack reads one packed record.
func unpack(text string) (record.Record, error) {
	var m record.Meta
	var numbers [3]int64
	var at, withdrawn string
	bad := ""
	next := func(name string) (field string) {
		var ok bool
		if field, text, ok = strings.Cut(text, unitSeparator); !ok && bad == "" {
			bad = name
		}
		return field
	}
	number := func(name string) int64 {
		n, err := strconv.ParseInt(next(name), 10, 64)
		if err != nil && bad == "" {
			bad = name
		}
		return n
	}
	m.ID, m.Kind, m.Subject = next("id"), next("kind"), next("subject")
	for i, name := range []string{"version", "rev", "seq"} {
		numbers[i] = number(name)
	}
	m.Version, m.Rev, m.Seq = numbers[0], int(numbers[1]), numbers[2]
	at, m.Actor, m.Source, withdrawn = next("at"), next("actor"), next("source"), next("withdrawn")
	if bad != "" {
		return record.Record{}, fmt.Errorf("record %s: its %s cannot be read", m.ID, bad)
	}
	m.Withdrawn = withdrawn == "1" || withdrawn == "t" // as the two engines write it
	var err error
	if m.At, err = db.ParseInstant(at); err != nil {
		return record.Record{}, fmt.Errorf("record %s: %w", m.ID, err)
	}
	body, err := record.Decode(m.Kind, m.Rev, []byte(text))
	if err != nil {
		return record.Record{}, fmt.Errorf("record %s: %w", m.ID, err)
	}
	return record.Record{Meta: m, Body: body}, nil
}

// decodeAlone is the number of records that one core decodes before a second one is worth asking.
const decodeAlone = 64

// unpackAll reads the records of a packed story, on several cores when there are many.
func unpackAll(text string) ([]record.Record, error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, recordSeparator)
	out := make([]record.Record, len(parts))
	hands := min(runtime.GOMAXPROCS(0), 1+len(parts)/decodeAlone)
	errs := make([]error, hands)
	unpackFrom := func(hand int) {
		for i := hand * len(parts) / hands; i < (hand+1)*len(parts)/hands && errs[hand] == nil; i++ {
			out[i], errs[hand] = unpack(parts[i])
		}
	}
	var others sync.WaitGroup
	for hand := 1; hand < hands; hand++ {
		others.Go(func() { unpackFrom(hand) })
	}
	unpackFrom(0)
	others.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return out, nil
}
