package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"throughline/internal/errs"
)

// postgresEngine is the shared engine: PostgreSQL 15 or newer, several servers on one database.
type postgresEngine struct{}

func isPostgres(u string) bool {
	return strings.HasPrefix(u, "postgres://") || strings.HasPrefix(u, "postgresql://")
}

// redact hides a password in an address that is shown or logged.
func redact(u string) string {
	if !isPostgres(u) {
		return u
	}
	p, err := url.Parse(u)
	if err != nil {
		return "postgres://…"
	}
	return p.Redacted()
}

func (postgresEngine) name() string    { return "postgres" }
func (postgresEngine) section() string { return "postgres" }
func (postgresEngine) open(ctx context.Context, u string) (r, w pool, err error) {
	cfg, err := pgx.ParseConfig(u)
	if err != nil {
		return nil, nil, errs.New(errs.Invalid, "The database address is not a valid postgres:// address")
	}
	cfg.RuntimeParams["application_name"] = "throughline"
	cfg.RuntimeParams["timezone"] = "UTC"
	// Before a new table's statistics are taken, a short query can look costly enough to be compiled, which takes longer than any of ours runs.
	cfg.RuntimeParams["jit"] = "off"
	shared := stdlib.OpenDB(*cfg) // pgx keeps prepared statements per connection
	shared.SetMaxOpenConns(24)
	shared.SetMaxIdleConns(24)
	var version int
	var linguistic bool
	if err := shared.QueryRowContext(ctx, "select current_setting('server_version_num')::int, 'a' < 'B'").Scan(&version, &linguistic); err != nil {
		return nil, nil, errors.Join(errs.As(errs.Busy, err, "The database at %s cannot be reached; check the address and that it is running", redact(u)), shared.Close())
	}
	if version < 150000 {
		return nil, nil, errors.Join(errs.New(errs.Invalid, "PostgreSQL 15 or newer is needed; this is %d", version/10000), shared.Close())
	}
	if linguistic {
		return nil, nil, errors.Join(errs.New(errs.Invalid, "The database sorts text by a language, and ranges of ids would not hold. Create it with: create database … template template0 encoding 'UTF8' locale 'C.UTF-8'"), shared.Close())
	}
	p := postgresPool{shared}
	return p, p, nil
}

func (postgresEngine) classify(err error) errs.Kind {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return errs.Internal
	}
	switch e.Code {
	case "23505":
		return errs.Conflict
	case "23503", "23514":
		return errs.Invalid
	case "40001", "40P01", "55P03", "57P03", "53300":
		return errs.Busy
	}
	return errs.Internal
}

func (postgresEngine) locking() string { return " for update" }

// having asks the GIN index over the words of each text (migration 0015).
func (postgresEngine) having(words []string, place string) (query, arg string) {
	return "select doc from wording where string_to_array(words, ' ') @> string_to_array(" + place + ", ' ')", strings.Join(words, " ")
}

// havingInOrder: GIN gives a set of pages.
func (postgresEngine) havingInOrder() bool { return false }

func (postgresEngine) backup(context.Context, string) error {
	return errs.New(errs.Invalid, "A file copy is for SQLite; use pg_dump or pgBackRest for PostgreSQL (docs/guides/administrator.md)")
}

// check has amcheck compare every B-tree index with its table, where the administrator has given us that extension: only a superuser can.
func (postgresEngine) check(t *Tx) (found []Damage, unchecked []string, err error) {
	var schema string
	var allowed bool
	err = t.Row(`select n.nspname, has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')
		from pg_extension e join pg_namespace n on n.oid = e.extnamespace join pg_proc p on p.pronamespace = n.oid and p.proname = 'bt_index_check' and p.pronargs = 2
		where e.extname = 'amcheck'`, nil, &schema, &allowed)
	switch {
	case errs.Of(err) == errs.NotFound:
		return nil, []string{"indexes: the extension amcheck is not in this database; a superuser adds it with: create extension amcheck"}, nil
	case err != nil:
		return nil, nil, err
	case !allowed:
		return nil, []string{"indexes: this database account may not use the extension amcheck; a superuser allows it with: grant execute on function bt_index_check(regclass, boolean) to the account"}, nil
	}
	type index struct {
		oid         int64
		name, table string
	}
	indexes, err := All(t, func(scan Scan) (x index, err error) { err = scan(&x.oid, &x.name, &x.table); return x, err },
		`select c.oid::bigint, c.relname, r.relname from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class r on r.oid = i.indrelid join pg_am a on a.oid = c.relam
		where a.amname = 'btree' and c.relkind = 'i' and r.relnamespace = current_schema()::regnamespace order by c.relname`)
	if err != nil {
		return nil, nil, err
	}
	q := "select " + pgx.Identifier{schema, "bt_index_check"}.Sanitize() + "($1::bigint::oid::regclass, true)::text"
	for _, x := range indexes {
		if _, err := t.Exec("savepoint index_check"); err != nil {
			return nil, nil, err
		}
		_, failed := t.Exec(q, x.oid)
		if _, err := t.Exec("rollback to savepoint index_check"); err != nil {
			return nil, nil, errors.Join(failed, err)
		}
		e, ok := errors.AsType[*pgconn.PgError](failed)
		switch {
		case failed == nil:
		case !ok || t.ctx.Err() != nil:
			return nil, nil, failed
		case e.Code == "XX001" || e.Code == "XX002": // data or index corrupted
			d := Damage{Table: x.table, Index: x.name, What: e.Message}
			if m := heapPlace.FindStringSubmatch(e.Message + " " + e.Detail); m != nil {
				d.Row = t.rowWhere(pgx.Identifier{x.table}.Sanitize(), "ctid = $1::text::tid", m[1])
			}
			found = append(found, d)
		default:
			unchecked = append(unchecked, fmt.Sprintf("index %s: %s", x.name, e.Message))
		}
	}
	return found, unchecked, nil
}

// heapPlace finds where the row lies in what amcheck says.
var heapPlace = regexp.MustCompile(`heap (?:tuple |tid=)(\(\d+,\d+\))`)
