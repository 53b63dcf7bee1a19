// Package document keeps the bytes of files: taken in as a stream, looked at for what they are, searched for viruses, sealed in parts under the key of the person
// whom they are about, and given back as a stream.
//
// Invariant: the journal says what is true. A Document record names the number of parts and the SHA-256 of the whole; bytes that are not exactly those are never
// given out, and verify names them. Decision 21 says why the bytes lie beside the journal and not in it.
package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/vault"
)

// Most is the largest file, in bytes.
const Most = 25 << 20

// partSize is how much of a file is sealed and held at once.
const partSize = 256 << 10

// File is a file that was taken in and is not recorded yet.
type File struct {
	Name    string
	Media   string // as found in its bytes
	Size    int64
	SHA256  string
	Scan    string // code set scan_result
	Scanner string
	Words   string // the text found in it, or ""

	parts [][]byte
}

// Scanner looks for viruses in a stream of bytes. Clean is nil; what it found is errs.Invalid; a scanner that does not answer is errs.Busy.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) error
	Name() string
}

// Take reads a file: its kind by its name and its bytes, its hash, its text. A scanner, where there is one, is given each byte as it comes. What is too large, empty,
// of no kind that is kept, or infected is errs.Invalid on the field "file", and nothing of it is kept.
func Take(ctx context.Context, name string, r io.Reader, scanner Scanner) (f File, err error) {
	kind, err := kindOf(name)
	if err != nil {
		return f, err
	}
	f = File{Name: cleanName(name), Scan: record.NotScan}
	sum := sha256.New()
	in := io.TeeReader(io.LimitReader(r, Most+1), sum)
	var scanned chan error
	var toScanner *io.PipeWriter
	if scanner != nil {
		var out *io.PipeReader
		out, toScanner = io.Pipe()
		scanned = make(chan error, 1)
		go func() {
			err := scanner.Scan(ctx, out)
			out.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // a scanner that gave up must not leave us waiting
			scanned <- err
		}()
		in = io.TeeReader(in, lenient{toScanner})
	}
	for {
		part := make([]byte, partSize)
		n, e := io.ReadFull(in, part)
		if n > 0 {
			f.parts, f.Size = append(f.parts, part[:n]), f.Size+int64(n)
		}
		if e == io.EOF || e == io.ErrUnexpectedEOF {
			break
		}
		if e != nil {
			err = errs.As(errs.Invalid, e, "The file did not arrive whole. Send it again")
			break
		}
	}
	if scanner != nil {
		err = errors.Join(err, toScanner.Close())
		if e := <-scanned; e != nil && err == nil {
			err = e
		}
		f.Scan, f.Scanner = record.ScanClean, scanner.Name()
	}
	switch {
	case err != nil:
		return File{}, err
	case f.Size == 0:
		return File{}, errs.Field("file", "Choose a file that is not empty")
	case f.Size > Most:
		return File{}, errs.Field("file", "The file is larger than %d megabytes. Make it smaller, or send it in parts", Most>>20)
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	whole := f.bytes()
	if !kind.is(whole) {
		return File{}, errs.Field("file", "The file is called %s and is not one inside. Open it, save it again in its own program, and send that", f.Name)
	}
	f.Media, f.Words = kind.media, kind.words(whole)
	return f, nil
}

// lenient goes on when the scanner has stopped reading: what it found comes as its answer.
type lenient struct{ w io.Writer }

func (l lenient) Write(p []byte) (int, error) {
	_, _ = l.w.Write(p)
	return len(p), nil
}

func (f File) bytes() []byte { return bytes.Join(f.parts, nil) }

// Parts is the number of parts in which the file is kept.
func (f File) Parts() int { return len(f.parts) }

// Keep seals a file's parts in the transaction in which its record is written.
func (f File) Keep(ctx context.Context, t *db.Tx, v *vault.Vault, subject, id string) error {
	key, err := v.Key(ctx, subject)
	if err != nil {
		return err
	}
	for n, part := range f.parts {
		if _, err := t.Exec("insert into document_part (document, n, subject, body) values ($1, $2, $3, $4)", id, n, subject, key.Seal(part, bound(subject, id, n))); err != nil {
			return err
		}
	}
	return nil
}

// bound ties a sealed part to its place, so that it cannot be moved to another document.
func bound(subject, id string, n int) []byte {
	return []byte("document\x00" + subject + "\x00" + id + "\x00" + strconv.Itoa(n))
}

// Write gives a document's bytes to w, part by part. The first part is opened before anything is written, so that what is destroyed or was changed can still be
// answered with an error; begin is called then. When a later part is not what was recorded, the stream breaks off.
func Write(ctx context.Context, d *db.DB, v *vault.Vault, o record.Of[record.Document], begin func(), w io.Writer) (err error) {
	defer errs.Wrap(&err, "document %s", o.ID)
	key, err := v.Key(ctx, o.Subject)
	if err != nil {
		return err
	}
	sum := sha256.New()
	for n := range o.Body.Parts {
		var part []byte
		if err := d.Read(ctx, func(t *db.Tx) (err error) {
			part, err = open(t, key, o.Subject, o.ID, n)
			return err
		}); err != nil {
			return err
		}
		sum.Write(part)
		if n == 0 {
			begin()
		}
		if n == o.Body.Parts-1 && !same(sum, o.Body.SHA256) {
			return errs.New(errs.Tampered, "The bytes of this document are not those that were recorded")
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func same(sum hash.Hash, want string) bool { return hex.EncodeToString(sum.Sum(nil)) == want }

func open(t *db.Tx, key vault.Key, subject, id string, n int) ([]byte, error) {
	var sealed []byte
	if err := t.Row("select body from document_part where document = $1 and n = $2", []any{id, n}, &sealed); err != nil {
		if errs.Of(err) == errs.NotFound {
			return nil, errs.New(errs.Tampered, "Part %d of this document is missing", n)
		}
		return nil, err
	}
	return key.Open(sealed, bound(subject, id, n))
}

// Verify opens every document and names each whose bytes are not those that its record says, and bytes that no record names. Those of destroyed subjects are
// passed over: nobody can open them.
func Verify(ctx context.Context, t *db.Tx, v *vault.Vault, destroyed func(subject string) bool) (faults []journal.Fault, err error) {
	docs, err := db.All(t, func(scan db.Scan) (o record.Of[record.Document], err error) {
		var raw []byte
		if err = scan(&o.ID, &o.Subject, &o.Rev, &raw); err != nil {
			return o, err
		}
		b, err := record.Decode(record.Document{}.KindName(), o.Rev, raw)
		if err == nil {
			o.Body = b.(record.Document)
		}
		return o, err
	}, "select id, subject, rev, body from record where kind = 'document' order by id")
	if err != nil {
		return nil, err
	}
	known := map[string]int{}
	for _, o := range docs {
		known[o.ID] = o.Body.Parts
		if destroyed(o.Subject) {
			continue
		}
		fault := func(what string) {
			faults = append(faults, journal.Fault{Place: "document_part", Record: o.ID, What: what})
		}
		key, err := v.Key(ctx, o.Subject)
		if err != nil {
			return nil, err
		}
		sum, size, whole := sha256.New(), int64(0), true
		for n := range o.Body.Parts {
			part, err := open(t, key, o.Subject, o.ID, n)
			if errs.Of(err) == errs.Tampered {
				fault(fmt.Sprintf("part %d: %s", n, errs.Text(err)))
				whole = false
				continue
			}
			if err != nil {
				return nil, err
			}
			sum.Write(part)
			size += int64(len(part))
		}
		if whole && (size != o.Body.Size || !same(sum, o.Body.SHA256)) {
			fault("its bytes are not those that were recorded (SHA-256)")
		}
	}
	err = t.Each(func(scan db.Scan) error {
		var id, subject string
		var n int
		if err := scan(&id, &n, &subject); err != nil {
			return err
		}
		if parts, ok := known[id]; (!ok || n >= parts) && !destroyed(subject) {
			faults = append(faults, journal.Fault{Place: "document_part", Record: id, What: fmt.Sprintf("part %d belongs to no document", n)})
		}
		return nil
	}, "select document, n, subject from document_part order by document, n")
	return faults, err
}
