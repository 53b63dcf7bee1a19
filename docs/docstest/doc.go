// Package docstest keeps the pages under docs/ true: the data dictionary is made from the code, the command lines of the pages are run,
// the paths that guides name are routes, and a backup is verified by a program that is not ours.
package docstest
