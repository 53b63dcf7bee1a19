package ssd_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
	"throughline/internal/returns/ssd"
)

func input(name string, b []byte) ssd.Input {
	return ssd.Input{Name: name, Body: bytes.NewReader(b), Size: int64(len(b))}
}

func (d folder) inputs() (out []ssd.Input) {
	for name, f := range d {
		out = append(out, input(name, f.b))
	}
	return out
}

// said is everything of an extract.
func said(t testing.TB, x *ssd.Extract) map[string][][]string {
	t.Helper()
	out := map[string][][]string{}
	for name, tab := range x.Tables {
		for i := range tab.Rows() {
			var row []string
			for _, f := range tab.Entity.Fields {
				row = append(row, tab.Cell(i, f.Name))
			}
			out[name] = append(out[name], row)
		}
	}
	return out
}

// TestBothFormsSayTheSame: what is written as Parquet reads back as what is written as CSV, and is the same bytes each time.
func TestBothFormsSayTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "forms")
	h.borough(7, 30)
	plain, _ := h.export(ssd.Options{})
	typed, _ := h.export(ssd.Options{Form: ssd.Parquet})
	again, _ := h.export(ssd.Options{Form: ssd.Parquet})
	if diff := cmp.Diff(texts(typed), texts(again)); diff != "" {
		t.Error("Parquet files differ from one time to the next")
	}
	a, err := ssd.ReadExtract(t.Context(), plain.inputs())
	h.ok(err)
	b, err := ssd.ReadExtract(t.Context(), typed.inputs())
	h.ok(err)
	if len(a.Notes)+len(b.Notes) > 0 || len(a.Tables) != 48 || len(b.Tables) != 48 {
		t.Errorf("%v %v, %d and %d tables", a.Notes, b.Notes, len(a.Tables), len(b.Tables))
	}
	if diff := cmp.Diff(said(t, a), said(t, b)); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadableExtracts(t *testing.T) {
	t.Parallel()
	person := input("ssd_person.csv", []byte("pers_person_id\n1\n"))
	h := newHouse(t, "damaged")
	h.borough(3, 5)
	typed, _ := h.export(ssd.Options{Form: ssd.Parquet})
	whole := typed["ssd_person.parquet"].b
	for name, tt := range map[string]struct {
		in   []ssd.Input
		says string
	}{
		"nothing":          {nil, "no ssd_person.csv"},
		"no persons":       {[]ssd.Input{input("ssd_contacts.csv", []byte("cont_contact_id\n"))}, "no ssd_person.csv"},
		"empty":            {[]ssd.Input{input("ssd_person.csv", nil)}, "is empty"},
		"no key":           {[]ssd.Input{input("ssd_person.csv", []byte("pers_sex\nF\n"))}, "ssd_person.csv, line 1: the column pers_person_id is missing"},
		"column twice":     {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id,PERS_person_id\n"))}, "line 1, column 2"},
		"a cell too many":  {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id\n1\n2,3\n"))}, "ssd_person.csv, line 3, column 1: the line has more or fewer cells"},
		"open quote":       {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id\n\"1\n"))}, "a quoted cell is not closed"},
		"not UTF-8":        {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id,pers_surname\n1,\xe9\n"))}, "line 2, column 3: not UTF-8"},
		"NUL":              {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id\n\x00\n"))}, "line 2, column 1: a cell with the sign NUL"},
		"long cell":        {[]ssd.Input{input("ssd_person.csv", []byte("pers_person_id\n"+strings.Repeat("x", 100_001)+"\n"))}, "more than 100000 bytes"},
		"entity twice":     {[]ssd.Input{person, input("SSD_PERSON.parquet", whole)}, "has ssd_person already"},
		"text as Parquet":  {[]ssd.Input{input("ssd_person.parquet", []byte("pers_person_id\n1\n"))}, "no Parquet file"},
		"half a Parquet":   {[]ssd.Input{input("ssd_person.parquet", whole[:len(whole)/2])}, "no Parquet file"},
		"Parquet of zeros": {[]ssd.Input{input("ssd_person.parquet", append(make([]byte, 400), "PAR1"...))}, "no Parquet file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, err := ssd.ReadExtract(t.Context(), tt.in)
			if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), tt.says) || x != nil {
				t.Errorf("got %v, want what says %q", err, tt.says)
			}
		})
	}
}

func TestWhatIsLeftAside(t *testing.T) {
	t.Parallel()
	x, err := ssd.ReadExtract(t.Context(), []ssd.Input{
		input("extract/SSD_Person.CSV", []byte("\xef\xbb\xbfPers_Person_ID,local,pers_sex\r\n1,x,NULL\r\n")), input("readme.txt", nil), input("ssd_cohort.csv", nil)})
	if err != nil {
		t.Fatal(err)
	}
	if got := x.Tables["ssd_person"]; got.Rows() != 1 || got.Cell(0, "pers_person_id") != "1" || got.Cell(0, "pers_sex") != "" || got.Cell(0, "pers_dob") != "" {
		t.Errorf("%+v", got)
	}
	if len(x.Notes) != 3 {
		t.Errorf("notes: %v", x.Notes)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"pers_person_id\n1\n", "pers_person_id,pers_dob\r\n\"1\",2020-01-01\r\n", "\xef\xbb\xbfpers_person_id\nNULL\n", "\"\n", "pers_person_id\n\"a\"\"b\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := ssd.ReadExtract(t.Context(), []ssd.Input{input("ssd_person.csv", b)})
		if err != nil {
			if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "ssd_person.csv") {
				t.Fatalf("an error that names no file: %v", err)
			}
			return
		}
		again, err := ssd.ReadExtract(t.Context(), []ssd.Input{input("ssd_person.csv", b)})
		if err != nil || again.SHA256 != x.SHA256 {
			t.Fatalf("read twice: %v", err)
		}
	})
}

// TestDamagedParquet: a file of Parquet in which bytes were changed, or which breaks off, is read or refused in words; it never stops the program. It
// is no fuzz test, as Go's fuzzing runs the library, with its instrumentation, a few times a minute only.
func TestDamagedParquet(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "bytes")
	h.borough(5, 3)
	d, _ := h.export(ssd.Options{Form: ssd.Parquet})
	whole := d["ssd_person.parquet"].b
	draw, refused := rand.New(rand.NewPCG(1, 2)), 0
	for n := range 1500 {
		b := bytes.Clone(whole)
		for range 1 + draw.IntN(4) {
			b[draw.IntN(len(b))] = byte(draw.IntN(256))
		}
		if n%5 == 0 {
			b = b[:draw.IntN(len(b))]
		}
		_, err := ssd.ReadExtract(t.Context(), []ssd.Input{input("ssd_person.parquet", b)})
		if err == nil {
			continue
		}
		refused++
		if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "ssd_person.parquet") {
			t.Fatalf("damage %d: %v", n, err)
		}
	}
	if refused == 0 {
		t.Error("no damage was ever seen")
	}
}
