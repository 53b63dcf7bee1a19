package sqllint

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/floors"
)

// statement is a piece of SQL and where it stands.
type statement struct {
	file  string // below the module, with slashes
	line  int
	text  string
	whole bool // begins like a statement, not like a piece of one
}

// engineFiles may know which engine they talk to.
var engineFiles = []string{"internal/db/sqlite.go", "internal/db/sqlite_fill.go", "internal/db/sqlite_fill_plan.go", "internal/db/sqlite_fill_end.go", "internal/db/postgres.go"}

// Check reads the module at root and returns one sentence for each thing that is not portable, and how many statements it read.
func Check(root string) (faults []string, read int, err error) {
	all, err := collect(root)
	if err != nil {
		return nil, 0, err
	}
	flags := booleans(all)
	for _, s := range all {
		faults = append(faults, lint(s, flags)...)
	}
	slices.Sort(faults)
	return faults, len(all), nil
}

func lint(s statement, flags *regexp.Regexp) (faults []string) {
	text := bare(s.text)
	for _, r := range rules {
		if at := r.pattern.FindStringIndex(text); at != nil && (s.whole || !r.wordy) {
			faults = append(faults, fmt.Sprintf("%s:%d: %s (%q): write %s", s.file, s.line+lines(text[:at[0]]), r.name, near(text, at), r.instead))
		}
	}
	if flags != nil {
		if at := flags.FindStringIndex(text); at != nil {
			faults = append(faults, fmt.Sprintf("%s:%d: a boolean compared with a number (%q): write the column, or not", s.file, s.line+lines(text[:at[0]]), near(text, at)))
		}
	}
	return faults
}

func lines(text string) int { return strings.Count(text, "\n") }

func near(text string, at []int) string {
	return strings.Join(strings.Fields(text[at[0]:min(len(text), at[1]+12)]), " ")
}

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	quoted  = regexp.MustCompile(`'(?:[^']|'')*'`)
)

// bare empties quoted texts and drops comments, keeping every line where it is.
func bare(sql string) string {
	var b strings.Builder
	for sql != "" {
		q, c := quoted.FindStringIndex(sql), comment.FindStringIndex(sql)
		switch {
		case q != nil && (c == nil || q[0] < c[0]):
			b.WriteString(sql[:q[0]] + "''" + strings.Repeat("\n", lines(sql[q[0]:q[1]])))
			sql = sql[q[1]:]
		case c != nil:
			b.WriteString(sql[:c[0]])
			sql = sql[c[1]:]
		default:
			b.WriteString(sql)
			sql = ""
		}
	}
	return b.String()
}

var column = regexp.MustCompile(`(?im)^\s*(\w+)\s+(text|bigint|boolean|bytea|jsonb|double precision)\b`)

// booleans matches a comparison of a boolean column of the schema with 0 or 1. Names that another table gives another type are left out.
func booleans(all []statement) *regexp.Regexp {
	types := map[string]map[string]bool{}
	for _, s := range all {
		for _, m := range column.FindAllStringSubmatch(bare(s.text), -1) {
			name := strings.ToLower(m[1])
			if types[name] == nil {
				types[name] = map[string]bool{}
			}
			types[name][strings.ToLower(m[2])] = true
		}
	}
	var names []string
	for name, of := range types {
		if of["boolean"] && len(of) == 1 {
			names = append(names, regexp.QuoteMeta(name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(names, "|") + `)\s*(?:=|<>|!=|is|is\s+not)\s*[01]\b`)
}

func collect(root string) (all []statement, err error) {
	err = filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case e.IsDir():
			if file != root && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" || e.Name() == "testdata" || nested(file)) {
				return filepath.SkipDir
			}
			return nil
		case slices.Contains(engineFiles, rel), strings.HasSuffix(rel, "_test.go"), floors.Helper(path.Dir(rel)):
			return nil
		case strings.HasSuffix(rel, ".sql"):
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			all = append(all, statement{file: rel, line: 1, text: portable(string(text)), whole: true})
		case strings.HasSuffix(rel, ".go"):
			found, err := stringsOf(file, rel)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
		return nil
	})
	return all, err
}

func nested(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// portable blanks the blocks of a migration that only one engine runs.
func portable(sql string) string {
	var b strings.Builder
	keep := true
	for line := range strings.Lines(sql) {
		if mark, ok := strings.CutPrefix(strings.TrimSpace(line), "-- +"); ok {
			keep = mark == "both"
		}
		if keep {
			b.WriteString(line)
		} else {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// stringsOf finds the string literals of a Go file that are SQL. Literals added together are one text.
func stringsOf(file, rel string) (found []statement, err error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			_, spec := n.(*ast.ImportSpec)
			field, tagged := n.(*ast.Field)
			if tagged {
				field.Tag = nil // a struct tag is no text of the program
			}
			return !spec
		}
		text, ok := literal(expr)
		if !ok {
			return true
		}
		if whole, piece := isSQL(text); whole || piece {
			found = append(found, statement{file: rel, line: set.Position(expr.Pos()).Line, text: text, whole: whole})
		}
		return false
	})
	return found, nil
}

// literal joins literals and sums of them; what is not literal stands as one name. It is false when nothing in it is literal.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, ok1 := literal(e.X)
		right, ok2 := literal(e.Y)
		if !ok1 && !ok2 {
			return "", false
		}
		if !ok1 {
			left = " x "
		}
		if !ok2 {
			right = " x "
		}
		return left + right, true
	}
	return "", false
}

// SQL is written in small letters or in capitals; a sentence for people begins with one capital, so "Select the team from the list" is none.
var (
	start = regexp.MustCompile(`^\s*(?:--[^\n]*\n\s*)*(?:(?:select|SELECT)\s|(?:insert|INSERT)\s+(?:into|INTO|or|OR)\s|(?:update|UPDATE)\s+\w+\s+(?:\w+\s+)?(?:set|SET)\s|(?:delete|DELETE)\s+(?:from|FROM)\s|` +
		`(?:create|CREATE|alter|ALTER|drop|DROP)\s+(?i:or\s+replace\s+|unique\s+|temp\s+|temporary\s+|materialized\s+)?(?i:table|index|view|trigger|function|database|schema|role)\s|(?:with|WITH)\s+(?i:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?(?i:as)\s|(?i:pragma|vacuum)\s)`)
	part   = regexp.MustCompile(`^\s*(?:and|or|where|order by|group by|having|left join|join|inner join|on conflict|returning|union|union all|limit|set|from|values|AND|OR|WHERE|ORDER BY|GROUP BY|JOIN|LEFT JOIN|HAVING|UNION)\s`)
	signed = regexp.MustCompile(`\$\d|[=<>(]|\bnull\b|\bilike\b|\blike\b|::`)
)

func isSQL(text string) (whole, piece bool) {
	if start.MatchString(text) {
		return true, false
	}
	return false, part.MatchString(text) && signed.MatchString(text)
}
