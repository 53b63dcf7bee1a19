// Package census is where the thread is tested from its other end: a council that keeps its case system brings in a census and answers in
// public from it, in the browser.
//
// It has tests only.
package census
