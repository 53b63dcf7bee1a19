package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, target, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestEveryBuiltFileIsServedAtItsHashedAddress(t *testing.T) {
	hashed := regexp.MustCompile(`^/static/[A-Za-z-]+\.[0-9a-f]{12}\.(css|js|svg|txt)$`)
	entries, err := fs.ReadDir(embedded, "files")
	if err != nil || len(entries) < 5 {
		t.Fatalf("%d files are built in: %v", len(entries), err)
	}
	for _, e := range entries {
		url := URL(e.Name())
		if !hashed.MatchString(url) {
			t.Errorf("%s has the address %s", e.Name(), url)
		}
		plain := get(t, url, "")
		want, err := io.ReadAll(plain.Body)
		if err != nil || plain.StatusCode != 200 || len(want) == 0 {
			t.Fatalf("%s: %d, %d bytes, %v", url, plain.StatusCode, len(want), err)
		}
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", url, got)
		}
		if got, want := plain.Header.Get("Content-Type"), kinds[path.Ext(url)]; got != want {
			t.Errorf("%s: Content-Type %q, want %q", url, got, want)
		}
		packed := get(t, url, "br, gzip;q=0.5")
		if packed.Header.Get("Content-Encoding") != "gzip" {
			continue // too small to gain
		}
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: the packed form unpacks to something else (%v)", url, err)
		}
	}
	if get(t, URL("app.css"), "gzip").Header.Get("Content-Encoding") != "gzip" {
		t.Error("the style sheet is not packed")
	}
}

func TestNotServed(t *testing.T) {
	for _, target := range []string{"/static/", "/static/app.css", "/static/app.000000000000.css", "/static/../static.go", "/static/files"} {
		if got := get(t, target, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", target, got)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip": true, "gzip;q=0": false, "gzip; q=0.0": false,
		"gzip;q=0.1": true, "x-gzip": false, "gzip;q=rubbish": false, "identity": false, "deflate, gzip;q=1.0, *;q=0.5": true,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestImportsAreHashedThrough(t *testing.T) {
	build := func(leaf string) map[string]*file {
		all, err := load(fstest.MapFS{
			"a.js": {Data: []byte(`import { b } from "./b.js";`)},
			"b.js": {Data: []byte(`import { c } from "./c.js";`)},
			"c.js": {Data: []byte(leaf)},
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	one, two := build("1"), build("2")
	for _, name := range []string{"a.js", "b.js", "c.js"} {
		if one[name].path == two[name].path {
			t.Errorf("%s keeps its address when a module below it changes", name)
		}
	}
	if !strings.Contains(string(one["a.js"].body), path.Base(one["b.js"].path)) {
		t.Errorf("a.js imports %s", one["a.js"].body)
	}
	if !bytes.Contains(files()["init.js"].body, []byte(path.Base(URL("govuk-frontend.js")))) {
		t.Error("init.js does not import the kit by its hashed name")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"a circle":         {"a.js": {Data: []byte(`from "./b.js"`)}, "b.js": {Data: []byte(`from "./a.js"`)}},
		"a missing module": {"a.js": {Data: []byte(`from "./gone.js"`)}},
		"an unknown kind":  {"a.exe": {Data: []byte("x")}},
	} {
		if _, err := load(fsys); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// A council may not show what is licensed for GOV.UK only, and nothing of ours may use browser storage.
func TestNothingForeignIsShipped(t *testing.T) {
	css := strings.ToLower(string(files()["app.css"].body))
	for _, word := range []string{"gds transport", "@font-face", "crest", "url("} {
		if strings.Contains(css, word) {
			t.Errorf("the style sheet has %q", word)
		}
	}
	for _, name := range []string{"init.js", "autosave.js"} {
		for _, word := range []string{"localStorage", "sessionStorage", "indexedDB", "document.cookie", "innerHTML", "eval("} {
			if bytes.Contains(files()[name].body, []byte(word)) {
				t.Errorf("%s has %q", name, word)
			}
		}
	}
	if !bytes.Contains(files()["LICENSE-govuk-frontend.txt"].body, []byte("MIT License")) {
		t.Error("the licence of GOV.UK Frontend is not beside the files")
	}
}

func TestURLOfAnUnknownFilePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	URL("nothing.css")
}

// The committed files are what the sources build. Needs Node and the installed development packages.
func TestCommittedFilesAreFresh(t *testing.T) {
	const assets = "../../../web-assets"
	if _, err := os.Stat(assets + "/node_modules/.bin/sass"); err != nil {
		if os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1" {
			t.Fatal("web-assets/node_modules is missing: run npm ci in web-assets")
		}
		t.Skip("web-assets/node_modules is missing (npm ci in web-assets): the built files are not compared with their sources")
	}
	if out, err := exec.Command(assets+"/build.sh", "--check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
