package people

import (
	"net/http"
	"slices"

	"throughline/internal/access"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// recordsView is the list of everything that is recorded of a person, by kind.
type recordsView struct {
	frame
	Kinds []kindRows
}

type kindRows struct {
	Title string
	Rows  []recordRow
}

type recordRow struct{ Path, Text, When, Who string }

// records lists every record of a person that the reader may read, newest first in each kind.
func records(w http.ResponseWriter, r *shell.Request) error {
	v := recordsView{frame: newFrame(r, "All records")}
	lines := map[string]Line{}
	for _, l := range Lines(r) {
		if _, have := lines[l.Record]; !have {
			lines[l.Record] = l
		}
	}
	for _, k := range record.Kinds() {
		rows := kindRows{Title: k.Title}
		for _, rec := range slices.Backward(r.Reading.Story.Records) {
			if rec.Kind != k.Name || !readable(r, rec) {
				continue
			}
			row := recordRow{Path: base(r) + "/records/" + rec.ID, Text: k.Title, When: day.Moment(rec.At), Who: r.Name(rec.Actor)}
			if l, ok := lines[rec.ID]; ok {
				row.Path, row.Text = l.Path, l.On.Long()+": "+l.Title
			}
			rows.Rows = append(rows.Rows, row)
		}
		if len(rows.Rows) > 0 {
			v.Kinds = append(v.Kinds, rows)
		}
	}
	return r.Show(w, "people/records", v)
}

// readable says whether the reader may read a record: its class, and where a record is marked, more than that.
func readable(r *shell.Request, rec record.Record) bool {
	k, ok := record.Lookup(rec.Kind)
	if !ok || !r.May(access.Read, access.Class(k.Class)) {
		return false
	}
	marked := false
	switch b := rec.Body.(type) {
	case record.Address:
		marked = b.Confidential
	case record.ContactDetail:
		marked = b.Confidential
	case record.Document:
		marked = b.Restricted
	case record.Restriction, record.ConflictBar, record.BreakGlass:
		return r.May(access.ReadAccessLog, access.Audit)
	}
	return !marked || r.May(access.Read, access.SourceRestricted)
}

type recordView struct {
	frame
	Summary govuk.SummaryList
	Lines   []Line
	Written string
}

// oneRecord is what one record says, in words: the source of a line of the chronology that has no page of its own.
func oneRecord(w http.ResponseWriter, r *shell.Request) error {
	i := slices.IndexFunc(r.Reading.Story.Records, func(rec record.Record) bool { return rec.ID == r.PathValue("record") })
	if i < 0 || !readable(r, r.Reading.Story.Records[i]) {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	rec := r.Reading.Story.Records[i]
	k, _ := record.Lookup(rec.Kind)
	v := recordView{frame: newFrame(r, k.Title)}
	fields, err := chronology.Fields(rec.Body)
	if err != nil {
		return err
	}
	for _, f := range fields {
		row := govuk.SummaryRow{Key: govuk.Content{Text: f.Label}, Value: govuk.Content{Text: f.Value}}
		switch {
		case f.Worker != "":
			row.Value.Text = r.Name(f.Worker)
		case f.Person != "":
			row.Value.Text = relativeName(r, f.Person)
		}
		if row.Value.Text != "" {
			v.Summary.Rows = append(v.Summary.Rows, row)
		}
	}
	v.Written = "Version " + itoa(rec.Version) + ", recorded on " + day.Moment(rec.At) + " by " + r.Name(rec.Actor)
	if rec.Source != "" {
		v.Written += ", imported"
	}
	return r.Show(w, "people/record", v)
}

// relativeName is the name of a related person whose existence the reader may know; of anybody else it is nothing.
func relativeName(r *shell.Request, subject string) string {
	for _, rel := range r.Reading.Relations {
		if rel.Other == subject {
			return rel.Name
		}
	}
	return ""
}

type dueView struct {
	frame
	Next []due
}

// allDue is everything that waits on a person, with its limit and where the limit comes from.
func allDue(w http.ResponseWriter, r *shell.Request) error {
	v := dueView{frame: newFrame(r, "What is due")}
	var err error
	if v.Next, err = next(r); err != nil {
		return err
	}
	return r.Show(w, "people/due", v)
}
