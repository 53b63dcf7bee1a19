// Package returns is where an analyst checks a return in the browser: brings it, waits, reads what was found, mends, compares, takes it away
// and deletes it.
//
// It has tests only.
package returns
