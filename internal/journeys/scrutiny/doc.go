// Package scrutiny is the way of a question and of an action in a browser: scrutiny officer, director, member, the public and young people.
package scrutiny
