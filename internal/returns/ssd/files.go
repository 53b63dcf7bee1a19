package ssd

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// sink is one file of an entity.
type sink interface {
	row(cells []string) error
	close() error
}

// files are the files of an export, one of each entity.
type files struct {
	sinks map[string]sink
}

// openFiles makes a file of every entity, those without rows too: whoever reads the dataset finds all of it.
func openFiles(create func(name string) (io.WriteCloser, error), form Form) (*files, error) {
	f := &files{sinks: map[string]sink{}}
	for i := range Schema().Entities {
		e := &Schema().Entities[i]
		name := e.Name + ".csv"
		if form == Parquet {
			name = e.Name + ".parquet"
		}
		w, err := create(name)
		if err != nil {
			return f, fmt.Errorf("create %s: %w", name, err)
		}
		if form == Parquet {
			f.sinks[e.Name] = newParquet(w, e)
		} else if f.sinks[e.Name], err = newCSV(w, e); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (f *files) write(d *draft) error {
	if err := f.sinks[d.e.Name].row(d.cells); err != nil {
		return fmt.Errorf("write %s: %w", d.e.Name, err)
	}
	return nil
}

func (f *files) close() error {
	var all error
	for i := range Schema().Entities {
		if s, ok := f.sinks[Schema().Entities[i].Name]; ok {
			all = errors.Join(all, s.close())
		}
	}
	return all
}

// csvFile writes RFC 4180 with \r\n, UTF-8 without a mark, and the fields' names first. Cells that a spreadsheet would take for a formula are
// written as they are: the files are for databases.
type csvFile struct {
	w   io.WriteCloser
	buf *bufio.Writer
	csv *csv.Writer
}

func newCSV(w io.WriteCloser, e *Entity) (sink, error) {
	buf := bufio.NewWriterSize(w, 16<<10)
	c := &csvFile{w: w, buf: buf, csv: csv.NewWriter(buf)}
	c.csv.UseCRLF = true
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Name
	}
	return c, c.csv.Write(names)
}

func (c *csvFile) row(cells []string) error { return c.csv.Write(cells) }

func (c *csvFile) close() error {
	c.csv.Flush()
	return errors.Join(c.csv.Error(), c.buf.Flush(), c.w.Close())
}
