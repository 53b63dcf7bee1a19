// Package crowd is a council at work: many people who sign in, open their lists and children's pages, look for people, and record, all at once, on the
// whole server. In ordinary tests it is a handful of people for seconds; BenchmarkCrowd is 250 of them for ten minutes.
package crowd
