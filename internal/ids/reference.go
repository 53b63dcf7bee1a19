package ids

import (
	"crypto/sha256"
	"encoding/binary"
)

// letters are those of a reference: none that is read or heard as another (0 and O, 1, I and L, U and V).
const letters = "23456789ABCDEFGHJKMNPQRSTWXYZ"

// Reference is a short name to say on the telephone. Each question mark of the pattern ("R-????-????"; up to 12) becomes a letter or digit, from the
// randomness of a fresh record id, so that it holds no personal data. of says what is named: two sorts of thing made from one id are not named alike.
func Reference(pattern, of, id string) string {
	sum := sha256.Sum256([]byte(of + " " + id))
	n := binary.BigEndian.Uint64(sum[:8])
	b := []byte(pattern)
	for i := range b {
		if b[i] == '?' {
			b[i] = letters[n%uint64(len(letters))]
			n /= uint64(len(letters))
		}
	}
	return string(b)
}
