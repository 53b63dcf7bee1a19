package ssda903

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/errs"
)

// Limits of what is read. A return of the largest council is well under a hundredth of each.
const (
	MaxFileBytes = 1 << 30 // of one file
	MaxCellBytes = 64 << 10
	MaxColumns   = 200 // of a CSV file; no table has more than 13
	MaxRows      = 5_000_000
)

// Input is one file of a return.
type Input struct {
	Name string // as the person knows it; used in messages
	Body io.Reader
}

// Options say how a return is read.
type Options struct {
	Reading Reading

	// Reference data for the derived columns; all may be left out.
	Authority   string // the reporting council, as a nine-character code such as E10000012
	Postcodes   *Postcodes
	Authorities *Authorities
}

// Read reads this year's and last year's files. A fault in any of them refuses all: errs.Invalid, with file, line and column where they are known.
func Read(this, last []Input, o Options) (*Return, error) {
	if len(this) == 0 {
		return nil, errs.New(errs.Invalid, "no file was given; an SSDA903 return is a set of CSV files or one XML file")
	}
	r := &Return{Reading: o.Reading}
	form, err := r.readYear(this, &r.This, &r.ThisMarks, false)
	if err != nil {
		return nil, err
	}
	r.Form = form
	if len(last) > 0 {
		lastForm, err := r.readYear(last, &r.Last, &r.LastMarks, true)
		if err != nil {
			return nil, err
		}
		if o.Reading == Peer && lastForm != form {
			return nil, errs.New(errs.Invalid, "this year's files are %s and last year's are %s; the peer reading takes one form only; nothing was read", form, lastForm)
		}
	}
	r.derive(o)
	return r, nil
}

// derive works out what follows from several tables or from reference data.
func (r *Return) derive(o Options) {
	if r.ThisMarks == nil {
		r.ThisMarks = uascMarks(r.This[Header], r.This[UASC], o.Reading)
	}
	if r.LastMarks == nil {
		r.LastMarks = uascMarks(r.Last[Header], r.Last[UASC], o.Reading)
	}
	if o.Postcodes != nil {
		r.ThisPlaces = places(r.This[Episodes], o)
		r.LastPlaces = places(r.Last[Episodes], o)
	}
}

// Derive works out marks and places again, for a return that was put together by hand or read before the reference data were at hand.
func (r *Return) Derive(o Options) { r.derive(o) }

// readYear reads the files of one year into tables.
func (r *Return) readYear(files []Input, tables *[Tables]*Data, marks *[]string, last bool) (Form, error) {
	var form Form
	for i, f := range files {
		body, head, err := peek(f)
		if err != nil {
			return 0, err
		}
		is := CSV
		if looksLikeXML(head) {
			is = XML
		}
		switch {
		case i == 0:
			form = is
		case is != form:
			return 0, errs.New(errs.Invalid, "%s is %s but %s is %s; give the CSV files or the XML file of a year, not both; nothing was read",
				files[0].Name, form, f.Name, is)
		}
		if is == CSV {
			d, notes, err := readCSV(f.Name, body, sizeOf(f.Body), r.Reading)
			if err != nil {
				return 0, err
			}
			r.Notes = append(r.Notes, notes...)
			if d == nil {
				continue
			}
			if old := tables[d.Table]; old != nil {
				r.note(f.Name, 0, "this is a second %s table: it is used and %s is not", d.Table, old.File)
			}
			tables[d.Table] = d
			continue
		}
		switch {
		case last && r.Reading == Peer:
			return 0, errs.New(errs.Invalid, "%s is XML; the peer reading takes last year's return as CSV files only; nothing was read", f.Name)
		case i > 0 && r.Reading == Peer:
			r.note(f.Name, 0, "this file was left out: the peer reads only the first XML file, which is %s", files[0].Name)
			continue
		case i > 0:
			return 0, errs.New(errs.Invalid, "%s is a second XML file for the same year (the first is %s); give one; nothing was read", f.Name, files[0].Name)
		}
		notes, err := readXML(f.Name, body, r.Reading, tables, marks)
		if err != nil {
			return 0, err
		}
		r.Notes = append(r.Notes, notes...)
	}
	return form, nil
}

func (r *Return) note(file string, line int, format string, args ...any) {
	r.Notes = append(r.Notes, Note{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// ReadPath reads a return from the disk: paths are the files of this year, or one folder of them. Last year's files are in previous, or else in
// the folder's own sub-folder prev. In a folder, files that are neither CSV nor XML, and reference data, are left out with a note.
func ReadPath(paths, previous []string, o Options) (*Return, error) {
	var notes []Note
	this, prev, err := list(paths, &notes)
	if err != nil {
		return nil, err
	}
	last, _, err := list(previous, &notes)
	if err != nil {
		return nil, err
	}
	if len(previous) == 0 && prev != "" {
		if last, _, err = list([]string{prev}, &notes); err != nil {
			return nil, err
		}
	} else if prev != "" {
		notes = append(notes, Note{File: prev, Text: "this folder was left out: last year's files were named separately"})
	}
	thisFiles, shut, err := openAll(this)
	defer shut()
	if err != nil {
		return nil, err
	}
	lastFiles, shutLast, err := openAll(last)
	defer shutLast()
	if err != nil {
		return nil, err
	}
	r, err := Read(thisFiles, lastFiles, o)
	if err != nil {
		return nil, err
	}
	r.Notes = append(notes, r.Notes...)
	return r, nil
}

// list gives the files that paths stand for, and the sub-folder of last year's if there is one.
func list(paths []string, notes *[]Note) (files []string, prev string, err error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, "", errs.As(errs.Invalid, err, "%s cannot be opened", p)
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return nil, "", errs.As(errs.Invalid, err, "the folder %s cannot be read", p)
		}
		n := len(files)
		for _, e := range entries {
			full := filepath.Join(p, e.Name())
			switch {
			case e.IsDir():
				if name := strings.ToLower(e.Name()); name == "prev" || name == "previous" {
					prev = full
				}
			case strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$"): // what editors and office programs leave behind
			case !isReturnFile(e):
				*notes = append(*notes, Note{File: full, Text: "left out: it is neither CSV nor XML"})
			case isReference(full):
				*notes = append(*notes, Note{File: full, Text: "left out: it is reference data or an Ofsted list, not a table of the return; name it with --providers, --postcodes or --authorities to use it"})
			default:
				files = append(files, full)
			}
		}
		if len(files) == n {
			return nil, "", errs.New(errs.Invalid, "the folder %s holds no CSV and no XML file of a return", p)
		}
	}
	return files, prev, nil
}

func isReturnFile(e fs.DirEntry) bool {
	ext := strings.ToLower(filepath.Ext(e.Name()))
	return ext == ".csv" || ext == ".xml"
}

// isReference says whether a file in a folder is known by its first line as reference data. A file that cannot be read is left to its reader.
func isReference(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if n == 0 && err != nil {
		return false
	}
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head[:n], []byte(utf8Mark)), []byte("\n"))
	h := "," + strings.ToLower(strings.NewReplacer(`"`, "", "\r", "").Replace(string(line))) + ","
	return strings.Contains(h, ",urn,") && strings.Contains(h, ",placement code,") ||
		strings.Contains(h, ",pcd,") && strings.Contains(h, ",oseast1m,") ||
		strings.Contains(h, ",ltla21cd,")
}

// openAll opens files. The function that it gives back closes those that are open, also after an error.
func openAll(paths []string) ([]Input, func(), error) {
	var open []*os.File
	shut := func() {
		for _, f := range open {
			f.Close() // only read from: nothing can be lost
		}
	}
	files := make([]Input, 0, len(paths))
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return nil, shut, errs.As(errs.Invalid, err, "%s cannot be opened", p)
		}
		open = append(open, f)
		files = append(files, Input{Name: p, Body: f})
	}
	return files, shut, nil
}
