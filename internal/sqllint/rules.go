// Package sqllint keeps the SQL of the module portable: one text that SQLite and PostgreSQL 15 understand alike.
//
// It reads every SQL string of the program's Go files and every .sql file and reports what only one engine understands, or what the two
// answer differently. Only internal/db/sqlite*.go, internal/db/postgres.go and the engine blocks of .sql files ("-- +sqlite", "-- +postgres")
// may know an engine. What no word gives away (an alias in where, a column that is not grouped) is left to the stores' tests on both engines.
//
// Source of the rules: 113 statements run on both engines (dependencies decision, part 4a).
package sqllint

import "regexp"

// rule is one thing that portable SQL does not say.
type rule struct {
	name    string
	pattern *regexp.Regexp
	instead string // what to write
	wordy   bool   // looks like ordinary prose too, so that it counts only in a whole statement
}

func word(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(?:` + pattern + `)`) }

func sign(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }

// The patterns see a statement without its comments and with every quoted text emptied.
var rules = []rule{
	{name: "question mark", pattern: sign(`\?`), instead: "$1 placeholders", wordy: true},
	{name: "double colon", pattern: sign(`::`), instead: "cast(x as type)"},
	{name: "double quotes", pattern: sign(`"`), instead: "single quotes for text, plain names for columns", wordy: true},
	{name: "ilike", pattern: word(`ilike\b`), instead: "like on a folded column"},
	{name: "regular expression", pattern: sign(`~|\bsimilar\s+to\b|\bregexp\b`), instead: "a folded or derived column", wordy: true},
	{name: "glob", pattern: word(`glob\b`), instead: "like on a folded column"},
	{name: "greatest or least", pattern: word(`(?:greatest|least)\s*\(`), instead: "case"},
	{name: "max or min of two values", pattern: word(`(?:max|min)\s*\((?:[^()]|\([^()]*\))*,`), instead: "case"},
	{name: "instr or strpos", pattern: word(`(?:instr|strpos|position)\s*\(`), instead: "a derived column"},
	{name: "group_concat", pattern: word(`group_concat\b`), instead: "string_agg(x, ',' order by x)"},
	{name: "generate_series", pattern: word(`generate_series\b`), instead: "a recursive query, or Go"},
	{name: "JSON function", pattern: word(`jsonb?_[a-z_]+\s*\(`), instead: "-> and ->>, or Go"},
	{name: "lateral", pattern: word(`lateral\b`), instead: "a join or a second query"},
	{name: "values with column names", pattern: sign(`\(\s*values\b[^;]*?\)\s*as\s+\w+\s*\(`), instead: "with v(a, b) as (values …)"},
	{name: "with that changes data", pattern: sign(`\bas\s+(?:not\s+)?(?:materialized\s+)?\(\s*(?:insert|update|delete)\b`), instead: "two statements in one transaction"},
	{name: "delete using", pattern: word(`delete\s+from\s+\w+(?:\s+as)?(?:\s+\w+)?\s+using\b`), instead: "where … in (select …)"},
	{name: "for update", pattern: word(`for\s+(?:no\s+key\s+)?(?:update|share)\b`), instead: "an update of the row that serialises"},
	{name: "generated key", pattern: word(`(?:autoincrement|(?:big|small)?serial|as\s+identity)\b`), instead: "ids made by the program"},
	{name: "engine's aggregate", pattern: word(`(?:percentile_cont|percentile_disc|bool_and|bool_or|every|array_agg|mode)\s*\(`), instead: "count(*) filter (where …), or Go"},
	{name: "grouping sets", pattern: word(`(?:grouping\s+sets|rollup\s*\(|cube\s*\()`), instead: "several queries"},
	{name: "virtual column", pattern: word(`virtual\b`), instead: "stored", wordy: true},
	{name: "nulls not distinct", pattern: word(`nulls\s+not\s+distinct\b`), instead: "a unique expression index"},
	{name: "create or replace", pattern: word(`create\s+or\s+replace\b`), instead: "drop, then create"},
	{name: "materialized view", pattern: word(`materialized\s+view\b`), instead: "a derived table"},
	{name: "alter column", pattern: word(`alter\s+column\b`), instead: "a new column"},
	{name: "table option", pattern: sign(`\)\s*(?:strict|without\s+rowid)\b`), instead: "a plain table"},
	{name: "blob", pattern: word(`blob\b`), instead: "bytea", wordy: true},
	{name: "comment on", pattern: word(`comment\s+on\s+(?:table|column|view|index)\b`), instead: "a -- comment in the migration"},
	{name: "trigger", pattern: word(`create\s+(?:temp\s+)?(?:trigger|function|procedure)\b`), instead: "Go, or the engine blocks of a migration"},
	{name: "time of the engine", pattern: word(`(?:now\s*\(|current_timestamp\b|current_date\b|current_time\b|clock_timestamp\s*\()`), instead: "the time passed in"},
	{name: "date arithmetic", pattern: word(`(?:interval\b|datetime\s*\(|date\s*\(|strftime\s*\(|julianday\s*\(|to_char\s*\(|to_date\s*\(|extract\s*\(|date_trunc\s*\(|date_part\s*\(|age\s*\()`), instead: "dates worked out in Go", wordy: true},
	{name: "date type", pattern: sign(`\b\w+\s+(?:timestamptz|timestamp|datetime|date)\s*(?:,|\)|\s+(?:not\s+)?null\b|\s+default\b|\s+primary\b)`), instead: "text, as in 2026-11-22 or 2026-11-22T09:00:00.000Z", wordy: true},
	{name: "insert or", pattern: word(`insert\s+or\s+(?:replace|ignore|abort|fail|rollback)\b`), instead: "on conflict"},
	{name: "distinct on", pattern: word(`distinct\s+on\s*\(`), instead: "a window function"},
	{name: "array", pattern: word(`(?:array\s*\[|(?:any|all)\s*\(\s*\$|unnest\s*\()`), instead: "in ($1, $2), or a key table"},
	{name: "catalogue of one engine", pattern: word(`(?:sqlite_\w+|pg_\w+|pragma\s+\w+|vacuum|information_schema|current_setting)\b`), instead: "the engine's file in internal/db"},
	{name: "hex literal", pattern: sign(`(?:^|[\s,(=])x''`), instead: "a parameter"},
	{name: "case folding", pattern: word(`(?:lower|upper)\s*\(`), instead: "a column folded in Go: the engines fold other letters"},
	{name: "advisory lock or notify", pattern: word(`(?:listen|notify)\s+\w+\s*(?:,|;|$)|deferrable\b`), instead: "a row"},
}
