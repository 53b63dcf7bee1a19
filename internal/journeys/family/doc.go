// Package family is where relationships, births, searches and merges are walked in the browser, and where what a worker needs is counted in steps and fields.
//
// It has tests only.
package family
