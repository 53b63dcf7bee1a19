// Package earlyhelp walks a family through early help in the browser: the request, the family's agreement, assessment, plan, meeting, and up to
// social care with nothing typed again.
//
// It has tests only.
package earlyhelp
