// Package everypage is where every page is tested: without scripts, and in the browser for everybody who may see it.
//
// It has tests only.
package everypage
