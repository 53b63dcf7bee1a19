package docstest

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

var update = flag.Bool("update", false, "write docs/data-dictionary.md")

const root = "../.."

// TestDataDictionary compares the page with what the code says now.
func TestDataDictionary(t *testing.T) {
	t.Parallel()
	page := filepath.Join(root, "docs", "data-dictionary.md")
	want := dictionary(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(have)); diff != "" {
		t.Errorf("%s is behind the code (go test ./docs/docstest -update writes it):\n%s", page, diff)
	}
}

// TestEveryKindIsExplained keeps the dictionary worth reading: what is not plain from its name has a comment in the code.
func TestEveryKindIsExplained(t *testing.T) {
	t.Parallel()
	said := comments(t)
	for _, k := range record.Kinds() {
		if name := bodyType(t, k).Name(); said[name] == "" {
			t.Errorf("kind %s: the type %s says nothing about itself", k.Name, name)
		}
	}
}

// TestEveryClassIsOneOfAccess: access decides on the class of a kind, and knows a closed list of them.
func TestEveryClassIsOneOfAccess(t *testing.T) {
	t.Parallel()
	for _, k := range record.Kinds() {
		if !access.Class(k.Class).Known() {
			t.Errorf("kind %s is of the class %q, which access does not know", k.Name, k.Class)
		}
	}
}

func bodyType(t *testing.T, k record.Kind) reflect.Type {
	t.Helper()
	b, err := record.Decode(k.Name, k.Rev, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return reflect.TypeOf(b)
}

// comments gives what the source of package record says: of a type under its name, of a field under Type.Field.
func comments(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal", "record", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of package record: %v", err)
	}
	said := map[string]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				ts, ok := s.(*ast.TypeSpec)
				if !ok {
					continue
				}
				said[ts.Name.Name] = line(ts.Doc, g.Doc)
				st, ok := ts.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range st.Fields.List {
					for _, n := range field.Names {
						said[ts.Name.Name+"."+n.Name] = line(field.Doc, field.Comment)
					}
				}
			}
		}
	}
	return said
}

func line(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if s := strings.Join(strings.Fields(g.Text()), " "); s != "" {
			return s
		}
	}
	return ""
}

type writer struct {
	strings.Builder
	said map[string]string
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func dictionary(t *testing.T) string {
	t.Helper()
	w := &writer{said: comments(t)}
	w.line("# Data dictionary\n\nMade from the code by `go test ./docs/docstest -update`; do not edit it by hand.\n")
	w.line("A record has an id (UUIDv7), a kind, a subject, a version and the schema revision of its body, besides the fields below. Days are `2026-11-25`,")
	w.line("instants are UTC. A field that may be missing is left out of the JSON when it is empty. *Class* is the class of information that access decides on")
	w.line("(`throughline access matrix`); *SSD* is the table of the Standard Safeguarding Dataset that the kind feeds.\n")
	w.kinds(t)
	w.columns()
	w.codes()
	w.clocks()
	return w.String()
}

func (w *writer) kinds(t *testing.T) {
	w.line("## Kinds\n\n| Kind | What it is | Subject | Class | SSD |\n| --- | --- | --- | --- | --- |")
	for _, k := range record.Kinds() {
		w.line("| [`%s`](#%s) | %s | %s | %s | %s |", k.Name, k.Name, k.Title, k.Subject, k.Class, k.SSD)
	}
	w.line("")
	for _, k := range record.Kinds() {
		typ := bodyType(t, k)
		w.line("### %s\n\n%s *Revision %d. Source: %s.*\n", k.Name, w.said[typ.Name()], k.Rev, k.Source)
		parts := w.fields(typ, nil)
		for i := 0; i < len(parts); i++ {
			w.line("Part `%s`: %s\n", parts[i].Name(), w.said[parts[i].Name()])
			parts = w.fields(parts[i], parts)
		}
	}
}

// fields writes a table of a struct's fields and adds the structs inside it that are not among the parts yet.
func (w *writer) fields(typ reflect.Type, parts []reflect.Type) []reflect.Type {
	w.line("| Field | Type | What it holds |\n| --- | --- | --- |")
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		kind, part := words(f.Type)
		if strings.Contains(options, "omit") {
			kind += ", may be missing"
		}
		w.line("| `%s` | %s | %s |", name, kind, strings.ReplaceAll(w.said[typ.Name()+"."+f.Name], "|", "\\|"))
		if part != nil && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	w.line("")
	return parts
}

// words says a type in words; part is the struct inside it, if there is one of ours.
func words(typ reflect.Type) (name string, part reflect.Type) {
	switch {
	case typ == reflect.TypeFor[day.Day]():
		return "day", nil
	case typ == reflect.TypeFor[time.Time]():
		return "instant", nil
	}
	switch typ.Kind() {
	case reflect.Slice:
		name, part = words(typ.Elem())
		return "list of " + name, part
	case reflect.Map:
		name, part = words(typ.Elem())
		return "map to " + name, part
	case reflect.Pointer:
		return words(typ.Elem())
	case reflect.Struct:
		return "`" + typ.Name() + "`", typ
	case reflect.String:
		return "text", nil
	case reflect.Bool:
		return "yes or no", nil
	case reflect.Int, reflect.Int64:
		return "whole number", nil
	}
	return typ.String(), nil
}

// columns writes where each column of the returns lives.
func (w *writer) columns() {
	w.line("## Columns of the returns\n\nWhere each column of the SSDA903 and the CIN census lives. What a return says that its field cannot hold is kept in")
	w.line("[`as_returned`](#as_returned).")
	table := ""
	for _, c := range record.Columns() {
		if c.Return+c.Table != table {
			table = c.Return + c.Table
			w.line("\n### %s: %s\n\n| Column | Field | Note |\n| --- | --- | --- |", c.Return, c.Table)
		}
		home := ""
		if c.Kind != "" {
			home = fmt.Sprintf("[`%s`](#%s) `%s`", c.Kind, c.Kind, c.Field)
		}
		w.line("| `%s` | %s | %s |", c.Name, home, c.Note)
	}
	w.line("")
}

func (w *writer) codes() {
	w.line("## Code sets\n\n`throughline codes NAME` prints one.\n\n| Set | Title | Codes | Source |\n| --- | --- | --- | --- |")
	for _, n := range codes.Sets() {
		s, _ := codes.Set(n)
		w.line("| `%s` | %s | %d | %s |", n, s.Title, len(s.Codes), s.Source)
	}
	w.line("")
}

func (w *writer) clocks() {
	live := house.LiveClocks()
	w.line("## Clocks\n\n%d time limits are loaded (`throughline clocks`). Those below run from records that exist now.\n", len(clock.All()))
	w.line("| Clock | Name | Limit | Trigger | Met when | Source |\n| --- | --- | --- | --- | --- | --- |")
	for _, d := range clock.All() {
		if live[d.ID] {
			w.line("| `%s` | %s | %s | %s | %s | %s |", d.ID, d.Name, d.Limit, d.Trigger, d.MetWhen, strings.TrimSuffix(d.Source.Document+", "+d.Source.Ref, ", "))
		}
	}
}
