package record

import "strings"

// Typed gives text that somebody typed the form in which records hold it: valid UTF-8, lines that end in a line feed, nothing empty around it.
func Typed(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"))
}
