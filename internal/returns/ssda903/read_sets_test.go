package ssda903

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// setFolders are the development vectors.
func setFolders(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*/dataset.json")
	if err != nil || len(all) != 16 {
		t.Fatalf("want 16 sets in testdata, have %d (%v)", len(all), err)
	}
	for i := range all {
		all[i] = filepath.Dir(all[i])
	}
	return all
}

// texts is a table as a grid of texts.
func texts(d *Data) [][]string {
	rows := [][]string{}
	for i := range d.Rows() {
		row := make([]string, len(d.Table.Columns()))
		for c := range row {
			row[c] = d.Cell(i, c)
		}
		rows = append(rows, row)
	}
	return rows
}

// plainCSV reads a file with the standard library: the oracle for ours.
func plainCSV(t *testing.T, path string) (head []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(path, err)
	}
	rows = [][]string{}
	for _, r := range all[1:] {
		for i := range r {
			r[i] = strings.ToUpper(r[i])
		}
		rows = append(rows, r)
	}
	return all[0], rows
}

func TestEverySetReadsCellByCell(t *testing.T) {
	files := 0
	for _, dir := range setFolders(t) {
		r, err := ReadPath([]string{dir}, nil, Options{Reading: Peer})
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		if isXML := strings.Contains(dir, "xml"); (r.Form == XML) != isXML {
			t.Errorf("%s: form %v", dir, r.Form)
		}
		for sub, tables := range map[string]*[Tables]*Data{"": &r.This, "prev": &r.Last} {
			paths, err := filepath.Glob(filepath.Join(dir, sub, "*.csv"))
			if err != nil {
				t.Fatal(err)
			}
			loaded := 0
			for _, path := range paths {
				if filepath.Base(path) == "providers.csv" {
					continue
				}
				loaded++
				files++
				head, want := plainCSV(t, path)
				i := slices.IndexFunc(tables[:], func(d *Data) bool { return d != nil && d.File == path })
				if i < 0 {
					t.Errorf("%s was not loaded", path)
					continue
				}
				d := tables[i]
				if diff := cmp.Diff(head, d.Table.Columns()); diff != "" {
					t.Errorf("%s is no %s: %s", path, d.Table, diff)
				}
				if diff := cmp.Diff(want, texts(d)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
				for row := range d.Rows() {
					if d.Line(row) != row+2 {
						t.Fatalf("%s row %d is on line %d", path, row, d.Line(row))
					}
				}
			}
			have := 0
			for _, d := range tables {
				if d != nil {
					have++
				}
			}
			if r.Form == CSV && have != loaded {
				t.Errorf("%s/%s: %d tables of %d files", dir, sub, have, loaded)
			}
		}
	}
	if files < 300 {
		t.Errorf("only %d files were compared", files)
	}
}

// The intended reading of a clean file is the same as the peer's, but for blanks around cells and dates in ISO form.
func TestReadingsDifferOnlyWhereNoted(t *testing.T) {
	for _, dir := range setFolders(t) {
		peer, err := ReadPath([]string{dir}, nil, Options{Reading: Peer})
		if err != nil {
			t.Fatal(err)
		}
		ours, err := ReadPath([]string{dir}, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if peer.Form == XML {
			continue
		}
		for _, pair := range [][2]*[Tables]*Data{{&peer.This, &ours.This}, {&peer.Last, &ours.Last}} {
			for i, d := range pair[0] {
				if d == nil {
					continue
				}
				if o := pair[1][i]; o.Rows() != d.Rows() {
					t.Errorf("%s: %d rows, %d in the peer reading", d.File, o.Rows(), d.Rows())
				} else if diff := cmp.Diff(texts(d), texts(o)); diff != "" && !slices.ContainsFunc(ours.Notes, func(n Note) bool { return n.File == d.File }) {
					t.Errorf("%s differs without a note: %s", d.File, diff)
				}
			}
		}
	}
}

// element is an XML element as a tree, for the oracle.
type element struct {
	XMLName xml.Name
	Kids    []element `xml:",any"`
	Text    string    `xml:",chardata"`
}

// leaves gathers the elements without others in them by name, the last one winning.
func (e element) leaves(into map[string]string) map[string]string {
	if len(e.Kids) == 0 {
		name := e.XMLName.Local
		switch name {
		case "CHILDID":
			name = "CHILD"
		case "PL":
			name = "PLACE"
		}
		into[name] = e.Text
	}
	for _, k := range e.Kids {
		k.leaves(into)
	}
	return into
}

// peerXML reads an XML return as tables.json says that the peer does, by whole trees.
func peerXML(t *testing.T, b []byte) (tables [Tables][][]string, marks []string) {
	t.Helper()
	var root element
	if err := xml.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	add := func(table Table, all, own map[string]string) {
		var row []string
		for _, c := range table.Columns() {
			v, ok := own[c]
			if !ok {
				v = all[c]
			}
			row = append(row, strings.ToUpper(v))
		}
		tables[table] = append(tables[table], row)
	}
	for _, child := range root.Kids {
		all := child.leaves(map[string]string{})
		add(Header, all, nil)
		marks = append(marks, strings.ToUpper(all["UASC"]))
		if all["UASC"] != "" {
			add(UASC, all, nil)
		}
		if all["IN_TOUCH"] != "" {
			add(OC3, all, nil)
		}
		if all["DATE_INT"] != "" {
			add(AD1, all, nil)
		}
		for _, e := range child.Kids {
			switch e.XMLName.Local {
			case "EPISODE":
				add(Episodes, all, e.leaves(map[string]string{}))
			case "HEADER":
				for _, b := range e.Kids {
					if table, ok := map[string]Table{"AMISSING": Missing, "AREVIEW": Reviews, "PERMANENCE": PrevPerm, "OC2": OC2, "AD_PLACED": PlacedAdoption}[b.XMLName.Local]; ok {
						add(table, all, b.leaves(map[string]string{}))
					}
				}
			}
		}
	}
	return tables, marks
}

func TestPeerXMLSetsEqualTheTrees(t *testing.T) {
	for _, path := range []string{"testdata/dev11_xml/ssda903.xml", "testdata/dev14_xml_sparse/ssda903.xml"} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ReadPath([]string{path}, nil, Options{Reading: Peer})
		if err != nil {
			t.Fatal(err)
		}
		want, marks := peerXML(t, b)
		total := 0
		for _, table := range xmlTables {
			d := r.This[table]
			if diff := cmp.Diff(want[table], texts(d)); diff != "" && d.Rows()+len(want[table]) > 0 {
				t.Errorf("%s %s: %s", path, table, diff)
			}
			if d.NoColumns != (len(want[table]) == 0) {
				t.Errorf("%s %s: NoColumns %v with %d rows", path, table, d.NoColumns, d.Rows())
			}
			total += d.Rows()
		}
		if diff := cmp.Diff(marks, r.ThisMarks); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
		if total < 200 || r.This[SWEpisodes] != nil || r.This[DoLo] != nil {
			t.Errorf("%s: %d rows", path, total)
		}
		// The line of a row is the line of the element that it comes from.
		lines := strings.Split(string(b), "\n")
		for i := range r.This[Episodes].Rows() {
			if l := r.This[Episodes].Line(i); strings.TrimSpace(lines[l-1]) != "<EPISODE>" {
				t.Fatalf("episode %d: line %d is %q", i, l, lines[l-1])
			}
		}
	}
}

func TestReferenceOfTheSets(t *testing.T) {
	codes, places, err := referenceData()
	if err != nil {
		t.Fatal(err)
	}
	if codes.Len() != strings.Count(readText(t, "testdata/postcodes.csv"), "\n")-1 || places.Len() < 300 {
		t.Errorf("%d postcodes, %d districts", codes.Len(), places.Len())
	}
	for _, dir := range setFolders(t) {
		var about struct{ LocalAuthority string }
		if err := json.Unmarshal([]byte(readText(t, filepath.Join(dir, "dataset.json"))), &about); err != nil {
			t.Fatal(err)
		}
		r, err := ReadPath([]string{dir}, nil, Options{Postcodes: codes, Authorities: places, Authority: about.LocalAuthority})
		if err != nil {
			t.Fatal(err)
		}
		if r.This[Episodes] == nil {
			continue
		}
		in := 0
		for i, l := range r.ThisPlaces.Location {
			if l == "IN" {
				in++
				if r.ThisPlaces.LA[i] != about.LocalAuthority {
					t.Errorf("%s row %d: IN, but %s", dir, i, r.ThisPlaces.LA[i])
				}
			}
		}
		if in == 0 || in == r.This[Episodes].Rows() {
			t.Errorf("%s: %d of %d placements lie inside", dir, in, r.This[Episodes].Rows())
		}
	}
}

func referenceData() (*Postcodes, *Authorities, error) {
	f, err := os.Open("testdata/postcodes.csv")
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	codes, err := ReadPostcodes(f.Name(), f)
	if err != nil {
		return nil, nil, err
	}
	g, err := os.Open("testdata/authorities.csv")
	if err != nil {
		return nil, nil, err
	}
	defer g.Close()
	places, err := ReadAuthorities(g.Name(), g)
	return codes, places, err
}

func readText(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func readOne(t testing.TB, text string, o Options) (*Return, error) {
	t.Helper()
	return Read([]Input{{"file", io.Reader(strings.NewReader(text))}}, nil, o)
}
