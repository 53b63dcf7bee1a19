// Package frontdoor walks through the front door and the consultation line in a real browser: acceptance scenarios 1, 2 and 3, the night, enquiries to agencies and
// what is urgent, with the questions and clicks counted (complaints 3, 4, 5, 15, 16 and 19).
//
// It has tests only.
package frontdoor
