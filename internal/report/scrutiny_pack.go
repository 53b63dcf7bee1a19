package report

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"io"

	"throughline/internal/scrutiny"
)

//go:embed scrutiny_pack.html
var packPage string

var packTemplate = template.Must(template.New("pack").Parse(packPage))

// WriteScrutinyPack writes the pack of a meeting as one page that needs no other file, in the style of a committee's papers: numbered, to be read and printed.
func WriteScrutinyPack(w io.Writer, p scrutiny.Pack) error { return packTemplate.Execute(w, p) }

// WriteScrutinyPackJSON writes it as data.
func WriteScrutinyPackJSON(w io.Writer, p scrutiny.Pack) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}
