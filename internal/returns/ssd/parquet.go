package ssd

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"throughline/internal/day"
)

// rowsInGroup bounds what a file holds back: a row group is written when it has this many rows.
const rowsInGroup = 8000

// parquetFile writes typed columns, all of which may be null: days are timestamps of milliseconds without a zone, as datetime is.
type parquetFile struct {
	w    io.WriteCloser
	out  *parquet.GenericWriter[any]
	e    *Entity
	at   []int // place of a field among the columns of the file, which are in order of name
	rows int
}

// columnsOf is an entity as a schema of Parquet. Its columns are in order of name: that is how the library keeps a group.
func columnsOf(e *Entity) *parquet.Schema {
	g := parquet.Group{}
	for _, f := range e.Fields {
		var n parquet.Node
		switch f.Kind() {
		case Moment:
			n = parquet.TimestampAdjusted(parquet.Millisecond, false)
		case Whole:
			n = parquet.Int(64)
		case Fraction:
			n = parquet.Leaf(parquet.DoubleType)
		default:
			n = parquet.String()
		}
		g[f.Name] = parquet.Optional(n)
	}
	return parquet.NewSchema(e.Name, g)
}

func newParquet(w io.WriteCloser, e *Entity) sink {
	s := columnsOf(e)
	p := &parquetFile{w: w, e: e, at: make([]int, len(e.Fields)), out: parquet.NewGenericWriter[any](w, s, parquet.Compression(&parquet.Snappy), parquet.CreatedBy("Throughline", Schema().Version, ""))}
	for i, path := range s.Columns() {
		p.at[e.Col(path[0])] = i
	}
	return p
}

func (p *parquetFile) row(cells []string) error {
	row := make(parquet.Row, len(cells))
	for i, text := range cells {
		v, err := p.value(p.e.Fields[i], text)
		if err != nil {
			return err
		}
		at := p.at[i]
		if v.IsNull() {
			row[at] = parquet.NullValue().Level(0, 0, at)
		} else {
			row[at] = v.Level(0, 1, at)
		}
	}
	if _, err := p.out.WriteRows([]parquet.Row{row}); err != nil {
		return err
	}
	if p.rows++; p.rows%rowsInGroup == 0 {
		return p.out.Flush()
	}
	return nil
}

func (p *parquetFile) value(f Field, text string) (parquet.Value, error) {
	if text == "" {
		return parquet.NullValue(), nil
	}
	switch f.Kind() {
	case Moment:
		d, err := unstamp(text)
		return parquet.Int64Value(millis(d)), err
	case Whole:
		n, err := strconv.ParseInt(text, 10, 64)
		return parquet.Int64Value(n), err
	case Fraction:
		x, err := strconv.ParseFloat(text, 64)
		return parquet.DoubleValue(x), err
	}
	return parquet.ByteArrayValue([]byte(text)), nil
}

func millis(d day.Day) int64 { return d.Time().UnixMilli() }

func (p *parquetFile) close() error { return errors.Join(p.out.Close(), p.w.Close()) }

// cellOf is a value of a file in the form of the CSV files.
func cellOf(v parquet.Value, n parquet.Node) (string, error) {
	if v.IsNull() {
		return "", nil
	}
	if t := n.Type().LogicalType(); t != nil {
		switch l := t.Value.(type) {
		case *format.TimestampType:
			unit := time.Millisecond
			switch l.Unit.Value.(type) {
			case *format.MicroSeconds:
				unit = time.Microsecond
			case *format.NanoSeconds:
				unit = time.Nanosecond
			}
			if v.Kind() == parquet.Int64 {
				return atUnit(v.Int64(), unit).Format("2006-01-02T15:04:05"), nil
			}
		case *format.DateType:
			if v.Kind() == parquet.Int32 {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().Format("2006-01-02"), nil
			}
		}
	}
	switch v.Kind() {
	case parquet.Boolean:
		if v.Boolean() {
			return "Y", nil
		}
		return "N", nil
	case parquet.Int32:
		return strconv.Itoa(int(v.Int32())), nil
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10), nil
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32), nil
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64), nil
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return string(v.ByteArray()), nil
	}
	return "", fmt.Errorf("a value of the kind %s", v.Kind())
}

func atUnit(n int64, unit time.Duration) time.Time {
	per := int64(time.Second / unit)
	s, rest := n/per, n%per
	return time.Unix(s, rest*int64(unit)).UTC()
}
