package summary

import "throughline/internal/scrutiny/minutes"

// ThirdParty is somebody else's summary taken apart. It is never a record.
type ThirdParty struct {
	Source string           `json:"source"`
	SHA256 string           `json:"sha256"`
	Format string           `json:"format"`
	ReadAs string           `json:"read_as,omitempty"`
	Claims []StatementClaim `json:"claims"`
}

// StatementClaim is one sentence of a summary with what of it can be held against a record.
type StatementClaim struct {
	Text       string   `json:"text"`
	Line       int      `json:"line"`
	Start      int      `json:"start"` // bytes from the start of the text
	People     []string `json:"people,omitempty"`
	Years      []string `json:"years,omitempty"`
	Numbers    []string `json:"numbers,omitempty"`
	Quotations []string `json:"quotations,omitempty"`
}

// Claims takes a summary apart.
func Claims(d minutes.Document) ThirdParty {
	out := ThirdParty{Source: d.Source, SHA256: d.SHA256, Format: minutes.FormatSummary, ReadAs: d.ReadAs, Claims: []StatementClaim{}}
	texts := func(ms []Mention) (out []string) {
		for _, m := range ms {
			out = append(out, m.Text)
		}
		return out
	}
	for _, s := range sentencesOf(d.Text) {
		m := mentionsOf(s, nil)
		c := StatementClaim{Text: s.text, Line: s.line, Start: s.start, Years: texts(m.years), Numbers: texts(m.numbers), Quotations: texts(m.quotes)}
		for _, p := range m.people {
			c.People = append(c.People, p.Text)
		}
		out.Claims = append(out.Claims, c)
	}
	return out
}
