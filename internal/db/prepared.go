package db

import "slices"

// Prepared are the texts of the statements that the connections of SQLite keep prepared and that are not at work, in order: a test asks for their
// plans. PostgreSQL gives none.
func (d *DB) Prepared() (out []string) {
	for _, p := range []pool{d.read, d.write} {
		kept, ok := p.(*keptSessions)
		if !ok {
			continue
		}
		for range cap(kept.idle) {
			select {
			case s := <-kept.idle:
				if s, ok := s.(*sqliteSession); ok {
					for text := range s.stmts {
						out = append(out, text)
					}
				}
				kept.idle <- s
			default:
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
