// Package worklist is where a manager's and a worker's day is walked in the browser: the work list, the waiting list, an allocation, what is put off.
//
// It has tests only.
package worklist
