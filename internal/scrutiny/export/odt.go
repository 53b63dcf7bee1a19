package export

import (
	"bytes"

	"throughline/internal/document"
	"throughline/internal/scrutiny/draft"
)

// paperStyles are the styles of an OpenDocument text by those of the layout.
var paperStyles = map[draft.Style]document.Style{
	draft.StyleTitle: document.Heading, draft.StyleItem: document.Bold, draft.StyleHeading: document.Bold, draft.StyleBullet: document.Bullet,
}

// ODT writes numbered minutes as an OpenDocument text. Numbers are typed, so that they survive being pasted. The same minutes give the same bytes.
func ODT(m draft.Meeting) ([]byte, error) {
	p := document.Paper{Title: m.Body + " " + m.Date, Untold: true}
	for _, x := range draft.Layout(m) {
		text := x.Line()
		if x.Style == draft.StyleBullet {
			text = x.Text // the list has the sign
		}
		p.P(paperStyles[x.Style], text)
	}
	var b bytes.Buffer
	err := p.WriteODT(&b)
	return b.Bytes(), err
}
