package casework

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/google/uuid"

	"throughline/internal/derived"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Lists are the derived rows of what was written: the words of each text, folded, so that a phrase is found in all of them at once (decision 24). Nothing of the
// compartment of allegations is there: its records are about no child or adult.
func Lists() derived.Lists {
	return derived.Lists{{
		Table: "wording", Columns: []string{"subject", "piece", "person", "kind", "made", "doc", "words"}, Key: 2, Rows: wordingRows, Same: sameWording, Apart: true,
	}}
}

// wordings are the records that say something at length, each with its text.
func wordings(s story.Story, found func(r record.Record, piece, person, text string)) {
	for _, r := range s.Records {
		switch b := r.Body.(type) {
		case record.NoteText:
			found(r, "", b.Of, b.Text)
		default:
			if text := ownText(r.Body); text != "" && record.IsPerson(s.Subject) {
				found(r, r.ID, s.Subject, text)
			}
		}
	}
}

// ownText is what a record of a person says itself, all of it of class none: visits, supervision, oversight, and what people add to the chronology.
func ownText(b record.Body) string {
	switch b := b.(type) {
	case record.Visit:
		return join(b.Notes, b.Views, b.WhyNot)
	case record.Supervision:
		return join(b.Discussion, b.Reflection, steps(b.Actions))
	case record.ManagementOversight:
		return join(b.Decision, b.Rationale, steps(b.Actions))
	case record.ChronologyNote:
		return join(b.Title, b.Text, b.Analysis)
	}
	return ""
}

func steps(all []record.Step) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.Text
	}
	return join(texts...)
}

func join(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n")
}

func wordingRows(s story.Story) (rows [][]any) {
	wordings(s, func(r record.Record, piece, person, text string) {
		if words := foldedWords(text); len(words) > 0 {
			rows = append(rows, []any{s.Subject, piece, person, r.Kind, r.ID, docOf(r.ID), " " + strings.Join(words, " ") + " "})
		}
	})
	return rows
}

// sameWording: the words follow from the versions of the records that say something, and from nothing else.
func sameWording(before, after story.Story) bool {
	type version struct {
		id string
		n  int64
	}
	of := func(s story.Story) (out []version) {
		wordings(s, func(r record.Record, _, _, _ string) { out = append(out, version{r.ID, r.Version}) })
		return out
	}
	return before.Subject == after.Subject && slices.Equal(of(before), of(after))
}

// mostLetters is how much of a word is compared: PostgreSQL's index has no place for a word of kilobytes, such as a picture that somebody pasted as text.
const mostLetters = 40

// foldedWords is the words of a text as they are compared.
func foldedWords(text string) []string {
	words := match.Words(text)
	for i, w := range words {
		words[i] = shortWord(w)
	}
	return words
}

func shortWord(w string) string {
	if len(w) <= mostLetters {
		return w
	}
	if r := []rune(w); len(r) > mostLetters {
		return string(r[:mostLetters])
	}
	return w
}

// docOf is the number of a text in the index of words, made of its record's id, so that the index gives the newest first, no counter is needed and a rebuild gives the
// same: 42 bits of when the record was made (milliseconds, to the year 2109), the 12 bits that count within one, and the first 9 of the random bits. Numbers sort as
// ids do. What is no such id has a number made of its hash.
func docOf(id string) int64 {
	u, err := uuid.Parse(id)
	if err != nil || u.Version() != 7 {
		h := sha256.Sum256([]byte(id))
		return int64(binary.BigEndian.Uint64(h[:8]) >> 1)
	}
	front, back := binary.BigEndian.Uint64(u[:8]), binary.BigEndian.Uint64(u[8:])
	const random = 9
	made := front >> 16 & (1<<42 - 1)
	return int64(made<<(12+random) | (front&0xfff)<<random | back<<2>>(64-random))
}
