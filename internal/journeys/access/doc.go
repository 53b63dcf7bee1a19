// Package access is where the browser is refused what is not its reader's, where every reading is found again, and where a note is taken out and kept.
//
// It has tests only.
package access
