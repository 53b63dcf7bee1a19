package report

import (
	"bytes"
	"context"
	"html"
	"io"
	"net/url"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/chromedp"

	"throughline/internal/errs"
)

// renderers are the names of browsers that can print.
var renderers = []string{"chromium", "chromium-browser", "google-chrome", "/usr/lib/chromium/chromium-headless-shell", "headless-shell"}

// Renderer finds a browser that can print; "" where there is none, and then no PDF is offered.
func Renderer() string {
	if path := os.Getenv("THROUGHLINE_BROWSER"); path != "" {
		return path
	}
	for _, name := range renderers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// mostPrinting is how long a browser may take to print a report.
const mostPrinting = 2 * time.Minute

// WritePDF prints the document with a browser: tagged, with an outline, pages numbered. It is errs.Invalid where no browser is installed.
func (d Document) WritePDF(ctx context.Context, w io.Writer) error {
	return printed(ctx, w, d.Title, d.Period.String()+" · "+d.Status(), d.WriteHTML)
}

// Print prints a page that is no report, as a letter is: title and beside stand at the head of each sheet of paper. It is errs.Invalid where no browser is installed.
func Print(ctx context.Context, w io.Writer, title, beside string, write func(io.Writer) error) error {
	return printed(ctx, w, title, beside, write)
}

// printed prints a page with a browser; title and beside stand at the head of each sheet of paper.
func printed(ctx context.Context, w io.Writer, title, beside string, write func(io.Writer) error) (err error) {
	defer errs.Wrap(&err, "print")
	path := Renderer()
	if path == "" {
		return errs.New(errs.Invalid, "No browser is installed that could print a PDF. Install the package chromium, or write the report as .html and print that")
	}
	dir, err := os.MkdirTemp("", "throughline-print-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	file := dir + "/report.html"
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, mostPrinting)
	defer stop()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir+"/profile"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // as root the browser does not start with one; the page is ours
	}
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	const small = `<div style="font:8px Arial;width:100%;padding:0 16mm;display:flex;justify-content:space-between">`
	head := small + `<span>` + html.EscapeString(title) + `</span><span>` + html.EscapeString(beside) + `</span></div>`
	foot := small + `<span></span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`
	err = chromedp.Do(ctx, chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()))
	var out []byte
	if err == nil {
		out, err = chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFOutlineAndTagged(), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(),
			chromedp.PDFHeaderTemplate(head), chromedp.PDFFooterTemplate(foot)))
	}
	if err != nil {
		return errs.As(errs.Internal, err, "The browser could not print the report")
	}
	_, err = w.Write(out)
	return err
}
