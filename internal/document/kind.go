package document

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/papers"
)

// kind is a kind of file that is kept.
type kind struct {
	media string
	is    func([]byte) bool
	words func([]byte) string // the text in it, for a search; "" where none can be read
}

// Kinds are the endings of the names of the files that are kept.
func Kinds() []string { return slices.Clone(endings) }

var endings = []string{".pdf", ".docx", ".odt", ".xlsx", ".txt", ".html", ".htm", ".csv", ".jpg", ".jpeg", ".png", ".eml"}

var none = func([]byte) string { return "" }

func kindOf(name string) (kind, error) {
	begins := func(with string) func([]byte) bool {
		return func(b []byte) bool { return bytes.HasPrefix(b, []byte(with)) }
	}
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".pdf":
		return kind{"application/pdf", begins("%PDF-"), found(papers.PDF)}, nil
	case ".docx":
		return kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", holds("word/document.xml"), found(papers.DOCX)}, nil
	case ".odt":
		return kind{"application/vnd.oasis.opendocument.text", holds("content.xml"), found(papers.ODT)}, nil
	case ".xlsx":
		return kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", holds("xl/workbook.xml"), none}, nil
	case ".txt", ".csv", ".eml":
		media := map[string]string{".txt": "text/plain", ".csv": "text/csv", ".eml": "message/rfc822"}[ext]
		return kind{media, isText, func(b []byte) string { return clip(string(b)) }}, nil
	case ".html", ".htm":
		return kind{"text/html", isText, found(papers.HTML)}, nil
	case ".jpg", ".jpeg":
		return kind{"image/jpeg", begins("\xff\xd8\xff"), none}, nil
	case ".png":
		return kind{"image/png", begins("\x89PNG\r\n\x1a\n"), none}, nil
	}
	return kind{}, errs.Field("file", "Files of this kind are not kept. Send one of: %s", strings.Join(endings, ", "))
}

// mostWords is how much text is kept for a search, in characters. How much is unpacked to find it is bounded by the package papers.
const mostWords = 500_000

func isText(b []byte) bool { return utf8.Valid(b) && !bytes.ContainsRune(b, 0) }

func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	if r := []rune(s); len(r) > mostWords {
		s = string(r[:mostWords])
	}
	return strings.TrimSpace(s)
}

func holds(name string) func([]byte) bool {
	return func(b []byte) bool {
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		return err == nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
}

// found is the text of a file for a search. What cannot be read ends it; what came before stays.
func found(k papers.Kind) func([]byte) string {
	return func(b []byte) string {
		text, _ := papers.Text(k, b) // a file whose text cannot be read is kept all the same, and found by its title
		return clip(strings.ReplaceAll(text, "\n\n", "\n"))
	}
}

// cleanName is the name of a file without a path and without signs that could mislead.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"<>|:*?/`, r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		ext := path.Ext(name)
		name = string(r[:120-len([]rune(ext))]) + ext
	}
	return name
}
