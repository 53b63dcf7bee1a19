package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"embed"
	"fmt"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

//go:embed *.sql
var schema embed.FS

// Migrations makes the tables of sign-in. They are kept beside the records, and are not derived from the journal.
var Migrations = db.Migrations{Name: "signin", FS: schema}

// Store keeps accounts, sessions and links. Every method takes the time. It is safe for many goroutines.
type Store struct {
	db     *db.DB
	policy *Policy
	cost   Cost
	seal   cipher.AEAD
}

// NewStore uses a database on which Migrations has run. The key, of 32 bytes and held outside the database, seals the
// secrets of authenticator apps.
func NewStore(d *db.DB, policy *Policy, cost Cost, key []byte) (*Store, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("the key that seals sign-in secrets has %d bytes, not 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Store{db: d, policy: policy, cost: cost, seal: seal}, nil
}

// row is an account with what never leaves the package.
type row struct {
	Account
	password string
	secret   []byte // sealed
	pending  []byte // sealed
	step     int64
}

const accountColumns = "id, kind, worker, name, email, owner, status, why, " +
	"created, reopened, last_used, expires, password, code_secret, code_pending, code_step"

func scanAccount(scan db.Scan) (r row, err error) {
	var created, reopened, used, expires string
	err = scan(&r.ID, &r.Kind, &r.Worker, &r.Name, &r.Email, &r.Owner, &r.Status, &r.Why,
		&created, &reopened, &used, &expires, &r.password, &r.secret, &r.pending, &r.step)
	if err != nil {
		return r, err
	}
	r.HasPassword, r.HasCode = r.password != "", len(r.secret) > 0
	return r, instants([]string{created, reopened, used, expires}, &r.Created, &r.Reopened, &r.LastUsed, &r.Expires)
}

// oneAccount fails with NotFound. The column is this package's own word.
func oneAccount(tx *db.Tx, column, value string) (row, error) {
	rows, err := db.All(tx, scanAccount, "select "+accountColumns+" from account where "+column+" = $1", value)
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "There is no such account")
	}
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

// instants reads stored instants, in order; an empty text is the zero time.
func instants(texts []string, into ...*time.Time) error {
	for i, text := range texts {
		t, err := db.ParseInstant(text)
		if err != nil {
			return err
		}
		*into[i] = t
	}
	return nil
}

// stored is the stored form of a time; the zero time is the empty text.
func stored(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return db.Instant(t)
}

func foldEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// open is the clear secret of an authenticator app; it is bound to its account, so that it cannot be moved to another.
func (s *Store) open(sealed []byte, account string) ([]byte, error) {
	secret, err := s.seal.Open(nil, nil, sealed, []byte("code secret of "+account))
	if err != nil {
		return nil, errs.As(errs.Internal, err, "the sealed secret of account %s does not open with this key", account)
	}
	return secret, nil
}

func (s *Store) sealed(secret []byte, account string) []byte {
	return s.seal.Seal(nil, nil, secret, []byte("code secret of "+account))
}
