// Package migrations has the schema of the main database as numbered, portable SQL files. Each area has its own file.
package migrations

import (
	"embed"

	"throughline/internal/db"
)

//go:embed *.sql
var files embed.FS

// Main is the schema of the main database.
var Main = db.Migrations{Name: "main", FS: files}
