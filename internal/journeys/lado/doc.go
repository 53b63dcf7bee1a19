// Package lado walks an allegation through the browser, from the written form to the outcome, and looks for it as everybody else.
//
// It has tests only.
package lado
