package govuk

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"throughline/internal/errs"
)

// Views renders whole pages. A page template is one file of a folder, "referral/allocate.html", which is the content of
// the page inside its main landmark; it is called by that name without its ending. Files below "shared/" hold
// {{define}}s for all of them. A template is given its view, a struct that embeds Page.
type Views struct {
	kit    *Kit
	fsys   fs.FS
	site   Site
	reload bool
	pages  map[string]func() (*template.Template, error)
}

// NewViews takes the pages of a folder. Each is parsed when it is shown first, because all of them take longer than all else that a server does to
// begin; with reload it is read again whenever it is shown, for those who write templates.
func NewViews(kit *Kit, fsys fs.FS, site Site, reload bool) (*Views, error) {
	site.Service = or(site.Service, "Throughline")
	site.Home = or(site.Home, "/")
	v := &Views{kit: kit, fsys: fsys, site: site, reload: reload, pages: map[string]func() (*template.Template, error){}}
	base, err := v.base()
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".html" || strings.HasPrefix(file, "shared/") {
			return err
		}
		v.pages[strings.TrimSuffix(file, ".html")] = sync.OnceValues(func() (*template.Template, error) { return v.parse(base, file) })
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("page templates: %w", err)
	}
	return v, nil
}

// base has the components, the layout and what pages share.
func (v *Views) base() (*template.Template, error) {
	set, err := v.kit.Templates()
	if err != nil {
		return nil, err
	}
	shared, err := fs.Glob(v.fsys, "shared/*.html")
	if err != nil || len(shared) == 0 {
		return set, err
	}
	return set.ParseFS(v.fsys, shared...)
}

func (v *Views) parse(base *template.Template, file string) (*template.Template, error) {
	text, err := fs.ReadFile(v.fsys, file)
	if err != nil {
		return nil, err
	}
	set, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if _, err := set.New("content").Parse(string(text)); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return set, nil
}

func (v *Views) page(name string) (*template.Template, error) {
	parsed, ok := v.pages[name]
	switch {
	case !ok:
		return nil, errs.New(errs.Internal, "there is no such page template")
	case !v.reload:
		return parsed()
	}
	base, err := v.base()
	if err != nil {
		return nil, err
	}
	return v.parse(base, name+".html")
}

// Parse parses every page, which none need have been shown for. Fails for the first that cannot be.
func (v *Views) Parse() error {
	for _, name := range slices.Sorted(maps.Keys(v.pages)) {
		if _, err := v.page(name); err != nil {
			return fmt.Errorf("page templates: %w", err)
		}
	}
	return nil
}

// Render writes a page. Nothing is written, not even a header, when the template fails: the error page may then be.
// Pages are never to be stored by browser or proxy. Fails with errs.Internal. That the reader went away meanwhile is no failure.
func (v *Views) Render(w http.ResponseWriter, name string, view View) (err error) {
	defer errs.Wrap(&err, "page %s", name)
	page, err := v.page(name)
	if err != nil {
		return err
	}
	frame := view.Frame()
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, "govuk/page", layout{Site: v.site, Page: frame, View: view}); err != nil {
		return err
	}
	whole := stacked(b.Bytes())
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(whole)))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status(frame))
	_, _ = w.Write(whole) // who went away meanwhile cannot be told
	return nil
}

func status(p Page) int {
	switch {
	case p.Status != 0:
		return p.Status
	case len(p.Errors) > 0:
		return errs.Invalid.Status()
	}
	return http.StatusOK
}
