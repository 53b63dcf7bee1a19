// Package pictures takes the pictures of docs/screens.md and of the README in a real browser, and keeps that page true.
package pictures
