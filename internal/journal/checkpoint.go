package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// Checkpoint is a signed statement of the size and root of both logs at a time. Kept in a second place, it proves later that
// nothing before it was lost or changed.
type Checkpoint struct {
	Origin string
	At     string
	Trees  []Tree
	Note   []byte // the signed text, as kept in the file
}

// Signer signs and proves checkpoints (Ed25519, golang.org/x/mod/sumdb/note).
type Signer struct {
	origin   string
	signer   note.Signer
	verifier note.Verifier
}

// NewSigningKey makes a key pair for an authority: the private text to be kept, and the public text to be given to others.
func NewSigningKey(origin string) (private, public string, err error) {
	if origin == "" || strings.ContainsAny(origin, " +\n\t") {
		return "", "", errs.Field("authority", "The authority's short name must be one word")
	}
	return note.GenerateKey(rand.Reader, "throughline/"+origin)
}

// NewSigner reads a private and a public key text.
func NewSigner(private, public string) (*Signer, error) {
	s, err := note.NewSigner(strings.TrimSpace(private))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The checkpoint key is not valid")
	}
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The public checkpoint key is not valid")
	}
	return &Signer{strings.TrimPrefix(s.Name(), "throughline/"), s, v}, nil
}

// Origin is the authority's short name.
func (s *Signer) Origin() string { return s.origin }

// Checkpoint signs the state of both logs as they are now.
func (s *Signer) Checkpoint(ctx context.Context, j *Journal, d *db.DB) (Checkpoint, error) {
	trees, at, err := j.Head(ctx, d)
	if err != nil {
		return Checkpoint{}, err
	}
	return s.Sign(trees, at)
}

// Sign signs a state of both logs.
func (s *Signer) Sign(trees []Tree, at time.Time) (Checkpoint, error) {
	c := Checkpoint{Origin: s.origin, At: db.Instant(at), Trees: trees}
	var err error
	c.Note, err = note.Sign(&note.Note{Text: checkpointText(s.origin, c.At, trees)}, s.signer)
	return c, err
}

// Read checks the signature of a checkpoint and gives what it says.
func (s *Signer) Read(b []byte) (Checkpoint, error) {
	n, err := note.Open(b, note.VerifierList(s.verifier))
	if err != nil {
		return Checkpoint{}, errs.As(errs.Tampered, err, "The checkpoint's signature does not hold: it was changed, or another authority signed it")
	}
	c := Checkpoint{Note: b}
	if c.Origin, c.At, c.Trees, err = parseCheckpointText(n.Text); err != nil {
		return c, errs.As(errs.Tampered, err, "The checkpoint is signed but not understood")
	}
	if c.Origin != s.origin {
		return c, errs.New(errs.Tampered, "The checkpoint is of %s, this journal is of %s", c.Origin, s.origin)
	}
	return c, nil
}

// ReadFile is Read for a file.
func (s *Signer) ReadFile(path string) (Checkpoint, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Checkpoint{}, errs.As(errs.Invalid, err, "The checkpoint %s cannot be read", path)
	}
	c, err := s.Read(b)
	if err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// WriteNew writes a file that must not exist yet, durably. Checkpoints and key files are never overwritten.
func WriteNew(path string, b []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return errs.As(errs.Conflict, err, "%s cannot be made; an older file is never overwritten", path)
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
