package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Download clicks the link or button with this text and returns the name and the content of the file that comes.
func (p *Page) Download(text string) (name string, data []byte) {
	p.t.Helper()
	old, _ := filepath.Glob(filepath.Join(p.downloads, "*")) // the only error is a bad pattern
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			p.t.Fatal(err)
		}
	}
	p.Click(text)
	for end := time.Now().Add(step); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		files, err := os.ReadDir(p.downloads)
		if err != nil {
			p.t.Fatal(err)
		}
		// The browser gives a file its name only when it is complete; until then there is a second one.
		if len(files) != 1 || strings.HasSuffix(files[0].Name(), ".crdownload") || strings.HasPrefix(files[0].Name(), ".") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(p.downloads, files[0].Name()))
		if err != nil {
			p.t.Fatal(err)
		}
		return files[0].Name(), data
	}
	p.Fatalf("download %q: no file came", text)
	return "", nil
}

func (p *Page) keepDownloads() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID, DownloadPath: p.downloads,
	})
	if err != nil {
		p.Fatalf("downloads: %v", err)
	}
}
