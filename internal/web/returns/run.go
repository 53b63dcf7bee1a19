package returns

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/checking"
	"throughline/internal/returns/finding/show"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// again is how often the page of a running check is shown afresh, in seconds. It is the browser that does it, by a header, so that no script
// is needed; ?still holds it, for those whom a page that moves disturbs.
const again = 2

type runView struct {
	govuk.Page
	ID, Return         string
	Run                runLine
	Files, Why, Ended  string
	Share              int
	Halting, Still     bool
	Running, CanResume bool
	Groups             []group
	Found              string
	Ran                string
	Size               string
	Skips              []skip
	Notes              []string
	Parts              govuk.SubNavigation
	Formats            []format
	Before             string // the finished check before this one
}

// format is a way to take the findings away.
type format struct{ Name, Words string }

var formats = []format{
	{"html", "A page to read and print (HTML)"},
	{"xlsx", "A workbook with the wrong cells marked in words (Excel)"},
	{"ods", "A workbook with the wrong cells marked in words (OpenDocument)"},
	{"csv", "A list, one line a finding (CSV)"},
	{"text", "Plain text"},
	{"json", "For programs (JSON)"},
}

// skip is the rules that were skipped for one reason.
type skip struct {
	Why   string
	Rules []string
}

func runPage(r *shell.Request, ret checking.Return, heading string) govuk.Page {
	return page(r, heading, ret.Name, govuk.BackLink{Text: ret.Name, Href: "/returns/" + ret.ID})
}

// parts are the pages of the findings of a check.
func parts(id, here string) govuk.SubNavigation {
	at := func(text, path string) govuk.NavItem {
		return govuk.NavItem{Text: text, Href: "/checks/" + id + path, Current: here == path}
	}
	return govuk.SubNavigation{Label: "Parts of these findings", Items: []govuk.NavItem{at("By rule", ""), at("By child", "/children")}}
}

func run(w http.ResponseWriter, r *shell.Request) error {
	ret, x, err := r.House().Checking.Run(r.Context(), r.ID())
	if err != nil {
		return err
	}
	v := runView{Page: runPage(r, ret, "Findings"), ID: x.ID, Return: ret.ID, Run: lineOf(r, x), Files: names(ret.Files(x.Upload), checking.This), Why: x.Outcome.Why,
		Share: x.Share, Halting: x.Halting, Still: r.URL.Query().Has("still")}
	if !x.Ended.IsZero() {
		v.Ended = day.Moment(x.Ended)
	}
	if x.State != checking.Done {
		v.Running, v.CanResume = x.State == checking.Running, x.State == checking.Stopped || x.State == checking.Interrupted
		v.Heading = map[checking.State]string{
			checking.Running: "The return is being checked", checking.Stopped: "The check was stopped", checking.Interrupted: "The check was interrupted", checking.Failed: "The check could not be done",
		}[x.State]
		if v.Running && !v.Still {
			w.Header().Set("Refresh", strconv.Itoa(again))
		}
		return r.Show(w, "returns/run", v)
	}
	f, err := r.House().Checking.Found(r.Context(), x)
	if err != nil {
		return err
	}
	if err := note(r, ret, "findings of a return, by rule"); err != nil {
		return err
	}
	v.Groups, v.Found = groupsOf(f), found(x.Outcome)
	v.Ran = many(f.Ran, "rule", "rules")
	rows := 0
	for _, n := range f.Rows {
		rows += n
	}
	v.Size = many(f.Children, "child", "children") + ", " + many(rows, "row", "rows")
	v.Skips, v.Notes, v.Formats, v.Parts = skipsOf(f), f.Notes, formats, parts(x.ID, "")
	for _, other := range ret.Finished() {
		if other.ID == x.ID {
			break
		}
		v.Before = other.ID
	}
	v.Print = govuk.PrintHead{Title: "Findings: " + ret.Name, Period: f.Year, Status: "About children: keep it as the return is kept"}
	return r.Show(w, "returns/findings", v)
}

func stop(w http.ResponseWriter, r *shell.Request) error {
	if err := r.House().Checking.Stop(r.Context(), r.ID()); err != nil {
		return err
	}
	return r.See(w, "/checks/"+r.ID())
}

func resume(w http.ResponseWriter, r *shell.Request) error {
	if err := r.House().Checking.Resume(r.Context(), r.ID()); err != nil {
		return err
	}
	return r.See(w, "/checks/"+r.ID())
}

// types are the media types and endings of the formats.
var types = map[show.Format][2]string{
	show.TextFormat: {"text/plain; charset=utf-8", "txt"}, show.JSONFormat: {"application/json", "json"}, show.CSVFormat: {"text/csv; charset=utf-8", "csv"},
	show.HTMLFormat: {"text/html; charset=utf-8", "html"}, show.ODSFormat: {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
	show.XLSXFormat: {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
}

// report sends the findings as a file, the same that the command line writes.
func report(w http.ResponseWriter, r *shell.Request) error {
	as := show.Format(r.URL.Query().Get("as"))
	ret, x, err := r.House().Checking.Run(r.Context(), r.ID())
	if err != nil {
		return err
	}
	kind, ok := types[as]
	if !ok {
		return errs.New(errs.Invalid, "There is no such report. Choose one of those on the page of the findings")
	}
	f, err := r.House().Checking.Found(r.Context(), x)
	if err != nil {
		return err
	}
	name, tables, err := r.House().Checking.Report(r.Context(), ret, x, as == show.ODSFormat || as == show.XLSXFormat)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := show.Write(r.Context(), &b, as, f, show.Options{Name: name, On: day.In(x.Ended), Tables: tables}); err != nil {
		return err
	}
	if err := note(r, ret, "findings of a return, taken away as "+string(as)); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kind[0])
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s-findings-%s.%s"`, f.Return, f.Year, x.Ended.Format(time.DateOnly), kind[1]))
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	_, err = b.WriteTo(w)
	return err
}
