// Package practice is where one of the council's own forms is written, published, answered and changed in the browser.
//
// It has tests only.
package practice
