package checking

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"strconv"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// pieceBytes is how much of a packed content is one row.
const pieceBytes = 1 << 20

// bound ties a ciphertext to its place.
func bound(id, what string) []byte { return []byte("return\x00" + id + "\x00" + what) }

// piece is a row of return_piece.
type piece struct {
	owner  string
	number int
	body   []byte
}

// pack compresses a content and seals it in pieces.
func pack(key vault.Key, id, owner string, write func(io.Writer) error) ([]piece, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := write(z); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	var out []piece
	for n := 0; n == 0 || b.Len() > 0; n++ {
		out = append(out, piece{owner, n, key.Seal(b.Next(pieceBytes), bound(id, owner+"/"+strconv.Itoa(n)))})
	}
	return out, nil
}

// unpack opens the pieces of an owner. NotFound when there are none.
func (r *Room) unpack(ctx context.Context, key vault.Key, id, owner string) (io.ReadCloser, error) {
	var sealed [][]byte
	err := r.DB.Read(ctx, func(t *db.Tx) (err error) {
		sealed, err = db.Column[[]byte](t, "select body from return_piece where owner = $1 order by number", owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(sealed) == 0 {
		return nil, errs.New(errs.NotFound, "The file is no longer kept")
	}
	parts := make([]io.Reader, len(sealed))
	for n, s := range sealed {
		plain, err := key.Open(s, bound(id, owner+"/"+strconv.Itoa(n)))
		if err != nil {
			return nil, err
		}
		parts[n] = bytes.NewReader(plain)
	}
	return gzip.NewReader(io.MultiReader(parts...))
}

func insertPieces(t *db.Tx, id string, pieces []piece) error {
	for _, p := range pieces {
		if _, err := t.Exec("insert into return_piece (owner, number, parent, body) values ($1, $2, $3, $4)", p.owner, p.number, id, p.body); err != nil {
			return err
		}
	}
	return nil
}

// sealJSON and openJSON keep something small.
func sealJSON(key vault.Key, id, what string, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return key.Seal(b, bound(id, what)), nil
}

func openJSON(key vault.Key, id, what string, sealed []byte, v any) error {
	b, err := key.Open(sealed, bound(id, what))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
