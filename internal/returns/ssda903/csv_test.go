package ssda903

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

const uascHead = "CHILD,SEX,DOB,DUC\n"

func TestMessyCSV(t *testing.T) {
	for _, c := range []struct {
		name, in string
		table    Table
		want     [][]string
		lines    []int
		notes    []string // a piece of each, in order
		peer     string   // "same", or a piece of the error that the peer reading gives, or the text of its cells
	}{
		{name: "plain", in: uascHead + "a1,F,01/02/2010,\n", table: UASC, want: [][]string{{"A1", "F", "01/02/2010", ""}}, lines: []int{2}, peer: "same"},
		{name: "byte order mark, CR LF, no last line end", in: "\xef\xbb\xbfCHILD,SEX,DOB,DUC\r\n1,F,,\r\n2,M,,", table: UASC,
			want: [][]string{{"1", "F", "", ""}, {"2", "M", "", ""}}, lines: []int{2, 3}, peer: "same"},
		{name: "CR only", in: "CHILD,SEX,DOB,DUC\r1,F,,\r2,M,,\r", table: UASC, want: [][]string{{"1", "F", "", ""}, {"2", "M", "", ""}}, lines: []int{2, 3}, peer: "same"},
		{name: "quotes and line breaks in them", in: "\"CHILD\",SEX,DOB,DUC\n\"1\r\n\"\"b\",\"F\",\"\",x\"y\"\n2,M,,\n", table: UASC,
			want: [][]string{{"1\r\n\"B", "F", "", "X\"Y\""}, {"2", "M", "", ""}}, lines: []int{2, 4}, peer: "same"},
		{name: "text after a closing quote", in: uascHead + "\"1\"2,F,,\n", table: UASC, want: [][]string{{"12", "F", "", ""}}, lines: []int{2}, peer: "same"},
		{name: "empty lines", in: "\n \t\nCHILD,SEX,DOB,DUC\n\n1,F,,\n   \n\n2,M,,\n\n", table: UASC,
			want: [][]string{{"1", "F", "", ""}, {"2", "M", "", ""}}, lines: []int{5, 8}, peer: "same"},
		{name: "no rows", in: uascHead, table: UASC, want: [][]string{}, peer: "same"},
		{name: "columns in another order", in: "DUC,DOB,SEX,CHILD\n4,3,2,1\n", table: UASC, want: [][]string{{"1", "2", "3", "4"}}, lines: []int{2}, peer: "same"},
		{name: "short row", in: uascHead + "1,F\n", table: UASC, want: [][]string{{"1", "F", "", ""}}, lines: []int{2}, notes: []string{"1 row has fewer cells"}, peer: "same"},
		{name: "NA, null and a zero are values", in: uascHead + "NA,null,0,nan\n", table: UASC, want: [][]string{{"NA", "NULL", "0", "NAN"}}, lines: []int{2}, peer: "same"},
		{name: "letters of other alphabets", in: uascHead + "straße,ÿ,ﬁ,é\n", table: UASC, want: [][]string{{"STRASSE", "Ÿ", "FI", "É"}}, lines: []int{2}, peer: "same"},
		{name: "letters that grow", in: uascHead + "ΐ,ŉ,,\n2,,,\n", table: UASC, want: [][]string{{"\u0399\u0308\u0301", "\u02bcN", "", ""}, {"2", "", "", ""}}, lines: []int{2, 3}, peer: "same"},

		{name: "Windows-1252", in: uascHead + "caf\xe9 \x80,F,,\n", table: UASC, want: [][]string{{"CAFÉ €", "F", "", ""}}, lines: []int{2},
			notes: []string{"Windows-1252"}, peer: "line 2: the text is not UTF-8"},
		{name: "UTF-16", in: "\xff\xfeC\x00H\x00I\x00L\x00D\x00,\x00D\x00U\x00C\x00\n\x001\x00,\x00\x00\n", table: UASC, peer: "UTF-16", notes: nil, want: nil},
		{name: "other case and names", in: "child id,Sex,dob,DUC\n1,F,,\n", table: UASC, want: [][]string{{"1", "F", "", ""}}, lines: []int{2},
			notes: []string{`"child id" was read as CHILD`, `"Sex" was read as SEX`, `"dob" was read as DOB`}, peer: "missing: CHILD, SEX, DOB"},
		{name: "unknown column", in: "CHILD,SEX,NAME,DOB,DUC\n1,F,Bo,,\n", table: UASC, want: [][]string{{"1", "F", "", ""}}, lines: []int{2},
			notes: []string{`"NAME" is not part of UASC`}, peer: `line 1 column 3: the headings fit no table of the SSDA903; nearest is UASC; these do not belong or stand twice: "NAME" (column 3)`},
		{name: "missing column", in: "CHILD,SEX,DUC\n1,F,02/03/2026\n", table: UASC, want: [][]string{{"1", "F", "", "02/03/2026"}}, lines: []int{2},
			notes: []string{"DOB is not in the file"}, peer: "nearest is UASC, but these are missing: DOB"},
		{name: "empty cells beyond the headings", in: uascHead + "1,F,,,,\n", table: UASC, want: [][]string{{"1", "F", "", ""}}, lines: []int{2},
			notes: []string{"beyond the last heading"}, peer: "line 2 column 5: the row has more cells"},
		{name: "empty headings", in: "CHILD,SEX,DOB,DUC,,\n1,F,,,,\n", table: UASC, want: [][]string{{"1", "F", "", ""}}, lines: []int{2}, peer: "fit no table"},
		{name: "rows of commas at the end", in: uascHead + ",,,\n1,F,,\n,,,\n , ,,\n", table: UASC, want: [][]string{{"", "", "", ""}, {"1", "F", "", ""}}, lines: []int{2, 3},
			notes: []string{"blanks around the text", "blanks around", "2 rows have no value"}, peer: ", , , |1,F,,|,,,"},
		{name: "blanks around", in: uascHead + " 1,F ,\t,\u00a02/3/2026\n", table: UASC, want: [][]string{{"1", "F", "", "2/3/2026"}}, lines: []int{2},
			notes: []string{"CHILD: blanks", "SEX: blanks", "DOB: blanks", "DUC: blanks"}, peer: "cells"},
		{name: "ISO dates", in: uascHead + "2026-04-01,F,2010-02-28,2026-04-01T00:00:00\n2,F,2010-02-30,2026-04-01 09:30\n3,F,01/02/2010 00:00,9/1/2026\n", table: UASC,
			want:  [][]string{{"2026-04-01", "F", "28/02/2010", "01/04/2026"}, {"2", "F", "2010-02-30", "2026-04-01 09:30"}, {"3", "F", "01/02/2010", "9/1/2026"}},
			lines: []int{2, 3, 4}, notes: []string{"DOB: 2 dates are", "DUC: 1 date is"}, peer: "cells"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want != nil {
				r, err := readOne(t, c.in, Options{})
				if err != nil {
					t.Fatal(err)
				}
				d := r.This[c.table]
				if d == nil {
					t.Fatalf("no %s", c.table)
				}
				if diff := cmp.Diff(c.want, texts(d)); diff != "" {
					t.Error(diff)
				}
				for i, l := range c.lines {
					if d.Line(i) != l {
						t.Errorf("row %d is on line %d, want %d", i, d.Line(i), l)
					}
				}
				if len(r.Notes) != len(c.notes) {
					t.Fatalf("notes %v, want %v", r.Notes, c.notes)
				}
				for i, n := range r.Notes {
					if !strings.Contains(n.Text, c.notes[i]) || n.File != "file" {
						t.Errorf("note %v, want %q", n, c.notes[i])
					}
				}
			}
			p, err := readOne(t, c.in, Options{Reading: Peer})
			switch {
			case c.peer == "same":
				if err != nil {
					t.Fatal("peer:", err)
				}
				if diff := cmp.Diff(c.want, texts(p.This[c.table])); diff != "" {
					t.Error("peer:", diff)
				}
			case err != nil:
				if !strings.Contains(err.Error(), c.peer) || errs.Of(err) != errs.Invalid {
					t.Errorf("peer: %v, want %q", err, c.peer)
				}
			case strings.Contains(c.name, "ISO"), strings.Contains(c.name, "blanks"), strings.Contains(c.name, "commas"):
				_, body, _ := strings.Cut(c.in, "\n")
				var rows []string
				for _, row := range texts(p.This[c.table]) {
					rows = append(rows, strings.Join(row, ","))
				}
				if got := strings.Join(rows, "\n") + "\n"; got != strings.ToUpper(body) {
					t.Errorf("peer: %q, want it as it stands: %q", got, body)
				}
			default:
				t.Errorf("the peer reading took it, want %q", c.peer)
			}
		})
	}
}

func TestCSVThatIsRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "is empty"},
		{"blank", " \n\n", "is empty"},
		{"other data", "NAME,AGE\nBo,3\n", "line 1 column 1: the first line has no heading of any table"},
		{"nearest table", "CHILD,DOB,REVIEW\n", "nearest is Reviews, but these are missing: REVIEW_CODE"},
		{"double heading", "CHILD,SEX,DOB,DUC,DOB\n", "line 1 column 5: the heading DOB stands here and in column 3"},
		{"text beyond the headings", uascHead + "1,F,,\n2,F,,,x\n", "line 3 column 5: the row has more cells than there are headings (4)"},
		{"open quote", uascHead + "1,F,,\n2,\"F,,\n3,F,,\n", "line 3 column 2: a quote opens here and is not closed"},
		{"long cell", uascHead + "1," + strings.Repeat("x", MaxCellBytes+1) + ",,\n", "line 2 column 2: the cell is longer"},
		{"long quoted cell", uascHead + "1,\"" + strings.Repeat("x\n", MaxCellBytes) + "\",,\n", "line 2 column 2: a quote opens"},
		{"ten million columns", strings.Repeat("CHILD,", 10_000_000), "line 1 column 201: there are more than 200 headings"},
		{"ten million cells", uascHead + strings.Repeat(",", 10_000_000), "line 2 column 201: the row has more cells"},
		{"zip", "PK\x03\x04....", "it is a zip file"},
		{"gzip", "\x1f\x8b....", "gzip"},
		{"PDF", "%PDF-1.7", "PDF"},
		{"zero byte", uascHead + "1,\x00,,\n", "line 2 holds a zero byte"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, reading := range []Reading{Intended, Peer} {
				if c.name == "double heading" && reading == Peer {
					c.want = `nearest is UASC; these do not belong or stand twice: "DOB" (column 5)`
				}
				if c.name == "ten million cells" && reading == Peer {
					c.want = "line 2 column 5: the row has more cells"
				}
				r, err := readOne(t, c.in, Options{Reading: reading})
				if err == nil || r != nil {
					t.Fatalf("%v: it was read", reading)
				}
				if msg := errs.Text(err); !strings.HasPrefix(msg, "file ") || !strings.Contains(msg, c.want) || !strings.Contains(msg, "nothing was read") {
					t.Errorf("%v: %s", reading, msg)
				}
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("\xfe\xff")
	for _, r := range "CHILD,SEX,DOB,DUC\n1é,F,,\n" {
		b.WriteByte(byte(r >> 8))
		b.WriteByte(byte(r))
	}
	r, err := readOne(t, b.String(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.This[UASC].Cell(0, 0); got != "1É" || len(r.Notes) != 1 {
		t.Error(got, r.Notes)
	}
}

// A set in one folder, as people keep it: last year's beside it, other files between.
func TestFolders(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("a.csv", uascHead+"1,F,,\n")
	put("B.CSV", uascHead+"2,F,,\n3,F,,\n")
	put("notes.docx", "PK\x03\x04")
	put("providers.csv", "URN,Placement code,Placement provider code,Deregistration date,Setting address postcode\n")
	put("postcodes.csv", "pcd,oseast1m,osnrth1m,laua\n")
	put(".~lock.a.csv#", "x")
	put("prev/uasc.csv", uascHead+"9,F,,\n")
	other := put("other/uasc.csv", uascHead)
	r, err := ReadPath([]string{dir}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Files are taken in the order of their names, in which capitals come first.
	if d := r.This[UASC]; d.Rows() != 1 || filepath.Base(d.File) != "a.csv" {
		t.Errorf("%s with %d rows", d.File, d.Rows())
	}
	if r.Last[UASC].Rows() != 1 || r.This[Header] != nil {
		t.Error("last year's, or a table that was not given")
	}
	var said []string
	for _, n := range r.Notes {
		said = append(said, filepath.Base(n.File)+": "+n.Text)
	}
	if all := strings.Join(said, "\n"); len(said) != 4 || !strings.Contains(all, "notes.docx: left out") || !strings.Contains(all, "providers.csv: left out") ||
		!strings.Contains(all, "a.csv: this is a second UASC table") {
		t.Error(all)
	}
	r, err = ReadPath([]string{dir}, []string{other}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Last[UASC] == nil || r.Last[UASC].Rows() != 0 {
		t.Error("the files that were named for last year do not count")
	}
	if _, err := ReadPath([]string{filepath.Join(dir, "prev"), filepath.Join(dir, "none")}, nil, Options{}); err == nil || errs.Of(err) != errs.Invalid {
		t.Error(err)
	}
	if _, err := ReadPath([]string{t.TempDir()}, nil, Options{}); err == nil || !strings.Contains(err.Error(), "holds no CSV and no XML") {
		t.Error(err)
	}
	bad := put("bad/header.csv", "CHILD,SEX,DOB\n")
	if r, err := ReadPath([]string{other, bad}, nil, Options{}); r != nil || err == nil || !strings.Contains(err.Error(), bad+" line 1") {
		t.Error("one bad file must refuse all:", err)
	}
	if _, err := Read(nil, nil, Options{}); errs.Of(err) != errs.Invalid {
		t.Error(err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(uascHead+"a,F,2010-02-28,\n"), false)
	f.Add([]byte("\xef\xbb\xbf\"CHILD\",DOB,DUC\r\n\"a\"\"\n\",é,\xff\r\n"), false)
	f.Add([]byte("CHILD,DOB,DOLO_START,DOLO_END\r1, ,ŉ,\r,,,\r"), true)
	f.Add([]byte("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\nΐ,,,,,,01/02/2010 00:00:00,\n"), false)
	f.Fuzz(func(t *testing.T, b []byte, peer bool) {
		o := Options{Reading: Intended}
		if peer {
			o.Reading = Peer
		}
		r, err := Read([]Input{{"file", bytes.NewReader(b)}}, nil, o)
		if err != nil {
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), "nothing was read") {
				t.Errorf("%v", err)
			}
			return
		}
		sameAgain(t, r, o)
	})
}

// sameAgain writes a return as CSV and reads it again: the cells must be the same.
func sameAgain(t interface{ Errorf(string, ...any) }, r *Return, o Options) {
	var files []Input
	var want []*Data
	for _, d := range r.This {
		if d == nil {
			continue
		}
		var out bytes.Buffer
		if err := WriteCSV(&out, d); err != nil {
			t.Errorf("%v", err)
		}
		files, want = append(files, Input{d.Table.FileName(), &out}), append(want, d)
	}
	again, err := Read(files, nil, o)
	if err != nil {
		t.Errorf("what was written cannot be read: %v", err)
		return
	}
	for _, d := range want {
		got := again.This[d.Table]
		if diff := cmp.Diff(texts(d), texts(got)); diff != "" {
			t.Errorf("%s: %s", d.Table, diff)
		}
	}
}
