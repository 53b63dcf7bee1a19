// Package protection is where the way of a child from a decided referral to a child protection plan is walked in the browser, and a visit to a family.
//
// It has tests only.
package protection
