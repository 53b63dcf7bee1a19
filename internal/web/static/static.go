// Package static serves the style sheet and the browser scripts that web-assets/build.sh makes. The files are inside
// the binary; each has an address with a hash of its content, so that browsers may keep it for ever and never use a
// stale one. LICENSE-govuk-frontend.txt, beside them, is the licence of the parts made from GOV.UK Frontend (MIT).
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler is to be mounted: mux.Handle("GET "+static.Prefix, static.Handler()).
const Prefix = "/static/"

//go:embed files
var embedded embed.FS

// A file is one asset, ready to be sent.
type file struct {
	name string // app.css
	path string // /static/app.1f2e3d4c5b6a.css
	kind string // the Content-Type
	body []byte
	gzip []byte // nil where it saves nothing
}

// files is a pure function of what was embedded, worked out at first use.
var files = sync.OnceValue(func() map[string]*file {
	sub, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is embedded at build time
	}
	all, err := load(sub)
	if err != nil {
		panic(err)
	}
	return all
})

// URL is the address of a file, such as /static/app.1f2e3d4c5b6a.css for "app.css". It panics for a file that was not
// built in: that is a mistake in the program.
func URL(name string) string {
	f, ok := files()[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q is built in; see web-assets/build.sh", name))
	}
	return f.path
}

// Handler serves every built-in file at its address. Anything else is not found; there is no directory listing.
func Handler() http.Handler {
	byPath := map[string]*file{}
	for _, f := range files() {
		byPath[f.path] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only reading is possible here", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	body := f.body
	if f.gzip != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a reader who has gone away is nobody's fault
	}
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110, 12.5.3): gzip named, and not with a weight of nought.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q, named := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return !named || err == nil && value > 0
	}
	return false
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// imported finds the modules that a script of ours imports: from "./name.js".
var imported = regexp.MustCompile(`from "\./([a-z0-9-]+\.js)"`)

// load reads a folder and gives every file its address. A script that imports another gets the address of that one
// written into it before its own hash is taken, so that a change anywhere changes every address that leads to it.
func load(fsys fs.FS) (map[string]*file, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	all := map[string]*file{}
	var add func(name string, above []string) (*file, error)
	add = func(name string, above []string) (*file, error) {
		if f, ok := all[name]; ok {
			return f, nil
		}
		for _, a := range above {
			if a == name {
				return nil, fmt.Errorf("static files: %s imports itself by way of %s", name, strings.Join(above, ", "))
			}
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("static files: %w", err)
		}
		ext := path.Ext(name)
		kind, known := kinds[ext]
		if !known {
			return nil, fmt.Errorf("static files: %s is of a kind that is not served", name)
		}
		if ext == ".js" {
			for _, m := range imported.FindAllSubmatch(body, -1) {
				dep, err := add(string(m[1]), append(above, name))
				if err != nil {
					return nil, err
				}
				body = bytes.ReplaceAll(body, m[0], []byte(`from "./`+path.Base(dep.path)+`"`))
			}
		}
		sum := sha256.Sum256(body)
		f := &file{
			name: name,
			path: Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
			kind: kind,
			body: body,
		}
		if f.gzip, err = compress(body); err != nil {
			return nil, fmt.Errorf("static files: %s: %w", name, err)
		}
		all[name] = f
		return f, nil
	}
	for _, e := range entries {
		if _, err := add(e.Name(), nil); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func compress(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(body) {
		return nil, nil
	}
	return b.Bytes(), nil
}
