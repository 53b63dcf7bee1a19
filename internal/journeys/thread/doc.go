// Package thread is where the thread from case to chamber is tested: from a school's referral to the public page, and to the same figure a year
// later, in the browser.
//
// It has tests only.
package thread
