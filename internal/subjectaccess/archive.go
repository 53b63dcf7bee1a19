package subjectaccess

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// mostFiles is the most bytes of files that one archive takes.
const mostFiles = 200 << 20

// The files of an archive.
const (
	Page     = "index.html"
	Data     = "record.json"
	Manifest = "manifest.sha256"
)

// Copy is what leaves, as data: what the page shows and no more. It is the JSON of the archive.
type Copy struct {
	About     string       `json:"about"`
	Reference string       `json:"reference"`
	Edition   int          `json:"edition"`
	Received  string       `json:"received"`
	Made      string       `json:"made"`
	Items     []CopyItem   `json:"items"`
	Opened    []CopyOpened `json:"opened"`
}

// CopyItem is an item as it leaves. One that is held back says why, and nothing else.
type CopyItem struct {
	Number   int        `json:"number"`
	Day      string     `json:"day,omitempty"`
	Kind     string     `json:"kind,omitempty"`
	Parts    []CopyPart `json:"parts,omitempty"`
	File     string     `json:"file,omitempty"`
	FileSHA  string     `json:"file_sha256,omitempty"`
	HeldBack *CopyCut   `json:"held_back,omitempty"`
}

// CopyPart is one thing that an item says.
type CopyPart struct {
	Label string      `json:"label"`
	Text  []CopyPiece `json:"text"`
}

// CopyPiece is words, or a place where words were taken out.
type CopyPiece struct {
	Words    string   `json:"words,omitempty"`
	TakenOut *CopyCut `json:"taken_out,omitempty"`
}

// CopyCut says why something is not there.
type CopyCut struct {
	Ground string `json:"ground"`
	Note   string `json:"note"`
}

// CopyOpened is one day on which the record was opened.
type CopyOpened struct {
	Day    string `json:"day"`
	Times  int    `json:"times"`
	People int    `json:"people"`
}

func cutOf(exemption, note string) *CopyCut {
	return &CopyCut{codes.Sentence("access_exemption", exemption), note}
}

// NewCopy is what leaves of a case on a day. Titles that people wrote are among the parts, where passages can be taken out, and nowhere else.
func NewCopy(c Case, about string, on day.Day) Copy {
	q := c.Request.Body
	out := Copy{About: about, Reference: q.Reference, Edition: len(q.Editions) + 1, Received: q.Received.Long(), Made: on.Long()}
	for n, i := range c.Items {
		o := CopyItem{Number: n + 1}
		if !i.Given() {
			if i.Settled() {
				o.HeldBack = cutOf(i.Decided.Body.Exemption, i.Decided.Body.Note)
			}
			out.Items = append(out.Items, o)
			continue
		}
		k, _ := record.Lookup(i.Kind)
		o.Day, o.Kind = i.On.Long(), k.Title
		for part := range i.Parts {
			p := CopyPart{Label: i.Parts[part].Label}
			for _, piece := range i.Pieces(part) {
				if piece.Cut {
					p.Text = append(p.Text, CopyPiece{TakenOut: cutOf(piece.Exemption, piece.Note)})
				} else {
					p.Text = append(p.Text, CopyPiece{Words: piece.Text})
				}
			}
			o.Parts = append(o.Parts, p)
		}
		if i.File != nil && i.Decided.Body.Decision == record.AccessGive {
			o.File, o.FileSHA = fmt.Sprintf("attachments/%04d%s", n+1, ending(i.File.Body.File)), i.File.Body.SHA256
		}
		out.Items = append(out.Items, o)
	}
	for _, d := range c.Opened {
		out.Opened = append(out.Opened, CopyOpened{d.On.Long(), d.Times, d.People})
	}
	return out
}

// ending is the ending of a file's name, when it is a plain one: the rest of the name may tell what was taken out.
func ending(name string) string {
	e := strings.ToLower(path.Ext(name))
	if len(e) < 2 || len(e) > 6 || strings.Trim(e[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return e
}

//go:embed archive.html
var pageText string

// archive makes the archive of a case: a page that any browser shows without a server, the same as JSON, the files that are given whole, and the SHA-256 of each.
func (r Room) archive(ctx context.Context, c Case) ([]byte, error) {
	about := ""
	if b, ok := story.First[record.Child](c.Story); ok {
		about = b.Body.Current().Full()
	}
	size := int64(0)
	for _, i := range c.Items {
		if i.File != nil && i.Given() {
			size += i.File.Body.Size
		}
	}
	if size > mostFiles {
		return nil, errs.New(errs.Conflict, "The files together are larger than %d MB. Hold the largest back, with the note that they are given apart, and give them on a data carrier", mostFiles>>20)
	}
	files := map[string][]byte{}
	what := NewCopy(c, about, r.Desk.Today())
	for n, i := range c.Items {
		if name := what.Items[n].File; name != "" {
			b, err := r.fileOf(ctx, *i.File)
			if err != nil {
				return nil, err
			}
			files[name] = b
		}
	}
	return Pack(what, files, r.Desk.Now())
}

// Pack writes the archive. The same copy, files and moment give the same bytes.
func Pack(what Copy, attachments map[string][]byte, at time.Time) ([]byte, error) {
	page, err := template.New(Page).Parse(pageText)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := page.Execute(&html, what); err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(what, "", " ")
	if err != nil {
		return nil, err
	}
	type file struct {
		name string
		body []byte
	}
	files := []file{{Page, html.Bytes()}, {Data, append(data, '\n')}}
	for _, i := range what.Items {
		if i.File != "" {
			files = append(files, file{i.File, attachments[i.File]})
		}
	}
	var manifest strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.body)
		fmt.Fprintf(&manifest, "%s  %s\n", hex.EncodeToString(sum[:]), f.name)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range append(files, file{Manifest, []byte(manifest.String())}) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at.UTC()})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, bytes.NewReader(f.body)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func documentOf(s story.Story, id string) (record.Of[record.Document], error) {
	d, ok := story.Find[record.Document](s, id)
	if !ok {
		return d, missing()
	}
	return d, nil
}
