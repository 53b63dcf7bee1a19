package story

import (
	"throughline/internal/db"
	"throughline/internal/record"
)

// Part is the columns of a record r that say what it holds, for queries of more than one story that need neither when nor by whom it was written.
// ScanPart reads them.
const Part = "r.id, r.kind, r.subject, r.version, r.rev, r.body"

// ScanPart reads what Part selects.
func ScanPart(scan db.Scan) (record.Record, error) {
	var m record.Meta
	var raw []byte
	if err := scan(&m.ID, &m.Kind, &m.Subject, &m.Version, &m.Rev, &raw); err != nil {
		return record.Record{}, err
	}
	body, err := record.Decode(m.Kind, m.Rev, raw)
	return record.Record{Meta: m, Body: body}, err
}
