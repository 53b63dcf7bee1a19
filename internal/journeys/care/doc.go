// Package care walks through a time of being looked after in the browser, and a request to the panel from who asks to who decides.
//
// It has tests only.
package care
