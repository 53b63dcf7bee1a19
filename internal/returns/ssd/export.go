package ssd

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Return is what imports and reports call the dataset.
const Return = "ssd"

// Form is how the files are written.
type Form int

// The forms.
const (
	CSV Form = iota
	Parquet
)

// Options of an export.
type Options struct {
	Form  Form
	Known time.Time // stories as they were known at this instant; as they are now unless given
}

// Report says what an export wrote, and what it did not.
type Report struct {
	Return   string         `json:"return"`
	Version  string         `json:"version"` // of the dataset
	AsKnown  time.Time      `json:"as_known,omitzero"`
	Children int            `json:"children"`
	Rows     map[string]int `json:"rows"` // by entity
	// Destroyed are entries that a retention rule made unreadable; only of an earlier day.
	Destroyed int    `json:"destroyed"`
	Left      []Left `json:"left"` // records that no row says
}

// Left is a record that could not be written.
type Left struct {
	Entity string `json:"entity"`
	Record string `json:"record"`
	Why    string `json:"why"`
}

// Export writes the dataset: a file of each entity, made by create under its name. What was created is whole only when the error is nil. Rows
// stream from the stories into the files; what is kept in memory is who was written and whom stories point to: workers, teams, assessment
// reports. Each child who is written is read, and that is written down before the export counts as done. It fails with errs.Denied when the actor
// may not export.
func Export(ctx context.Context, desk *command.Desk, actor access.Actor, create func(name string) (io.WriteCloser, error), o Options) (rep Report, err error) {
	defer errs.Wrap(&err, "export the Standard Safeguarding Dataset")
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	files, err := openFiles(create, o.Form)
	if err != nil {
		return Report{}, errors.Join(err, files.close())
	}
	rep = Report{Return: Return, Version: Schema().Version, AsKnown: o.Known, Rows: map[string]int{}}
	var read []string
	err = desk.Read(ctx, func(t *db.Tx) error {
		x := &export{ctx: ctx, t: t, desk: desk, known: o.Known, rep: &rep, files: files}
		err := x.all()
		read = x.read
		return err
	})
	if err = errors.Join(err, files.close()); err != nil {
		return rep, err
	}
	return rep, desk.LogListed(ctx, actor, "export ssd", "the Standard Safeguarding Dataset", read)
}

// may asks whether the actor may write the dataset from the records.
func may(desk *command.Desk, actor access.Actor) error {
	return access.Decide(actor, access.ExportReturn, access.None, access.Facts{}, desk.Now()).Err()
}

// export is an export on its way.
type export struct {
	ctx     context.Context
	t       *db.Tx
	desk    *command.Desk
	known   time.Time
	rep     *Report
	files   *files
	w       *world
	read    []string
	held    []*draft          // of mothers
	into    map[string]string // subjects that were merged to who they are now
	through bool              // with the children
	err     error
}

func (x *export) all() error {
	if err := x.begin(); err != nil {
		return err
	}
	if err := x.each(record.ChildSubject, x.child); err != nil {
		return err
	}
	x.through = true
	for _, d := range x.held {
		child, err := x.whose(d.get("moth_childs_person_id"))
		if err != nil {
			return err
		}
		if child == "" {
			x.rep.Left = append(x.rep.Left, Left{"ssd_mother", d.get("moth_table_id"), "her child is not written"})
			continue
		}
		d.set("moth_childs_person_id", child)
		x.put(d)
	}
	if err := x.each(record.ContactSubject, func(s story.Story) error { return x.telling(s).contact(x.whose) }); err != nil {
		return err
	}
	if err := x.each(record.FamilySubject, func(s story.Story) error { return x.telling(s).family(x.whose) }); err != nil {
		return err
	}
	x.telling(story.Story{}).staff()
	return x.err
}

// each streams the stories of a type of subject.
func (x *export) each(subjectType string, fn func(story.Story) error) error {
	one := func(s story.Story) error {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		return cmp.Or(fn(s), x.err)
	}
	gone, err := story.EachAt(x.t, x.desk.Journal, subjectType, x.known, one)
	x.rep.Destroyed += gone
	return err
}

// begin reads whom stories point to.
func (x *export) begin() error {
	on := x.desk.Today()
	if !x.known.IsZero() {
		on = day.In(x.known)
	}
	cases := caseloadDay(on)
	x.w = &world{
		workers: map[string]record.Worker{}, numbers: map[string]string{}, teams: map[string]record.Team{}, reports: map[string]report{},
		persons: map[string]bool{}, others: map[string]bool{}, caseload: map[string]int{}, contacts: map[[2]string]bool{}, on: on,
		counted: func(a record.Allocation) bool {
			return a.Role == "allocated" && a.Worker != "" && cases.Within(a.From, a.To)
		},
	}
	x.into = map[string]string{}
	err := x.each(record.WorkerSubject, func(s story.Story) error {
		for _, r := range story.All[record.Worker](s) {
			x.w.workers[s.Subject] = r.Body
			if n := r.Body.Registration; n != "" {
				x.w.numbers[n] = s.Subject
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = x.each(record.TeamSubject, func(s story.Story) error {
		for _, r := range story.All[record.Team](s) {
			x.w.teams[s.Subject] = r.Body
		}
		return nil
	})
	if err != nil {
		return err
	}
	return x.each(record.AssessmentSubject, func(s story.Story) error {
		for _, r := range story.All[record.AssessmentReport](s) {
			x.w.reports[s.Subject] = report{r.Body.Worker, r.Body.Team}
		}
		return nil
	})
}

func (x *export) telling(s story.Story) *telling {
	w := &telling{s: s, w: x.w, kinds: make(map[string]string, len(s.Records)), out: x.put}
	for _, r := range s.Records {
		w.kinds[r.ID] = r.Kind
	}
	w.left = func(m record.Meta, entity, why string) {
		x.rep.Left = append(x.rep.Left, Left{Entity: entity, Record: m.ID, Why: why})
	}
	return w
}

// child writes the rows of one child.
func (x *export) child(s story.Story) error {
	c, ok := story.First[record.Child](s)
	if !ok {
		if !s.Empty() {
			x.rep.Left = append(x.rep.Left, Left{"ssd_person", s.Records[0].ID, "nothing says who the child is, so none of the child's records is written"})
		}
		return nil
	}
	x.rep.Children++
	x.read = append(x.read, s.Subject)
	x.w.persons[s.Subject] = true
	for _, m := range s.Merged {
		x.into[m] = s.Subject
	}
	x.telling(s).whole(c)
	return x.err
}

// whole writes every row of a child.
func (w *telling) whole(c record.Of[record.Child]) {
	w.person(c)
	w.addresses()
	w.identifiers()
	w.mothers()
	for _, ch := range chapters() {
		ch.tell(w)
	}
	periods := w.episodes()
	w.immunisations()
	w.leaver()
	w.permanence(periods)
	w.proceedings()
	w.education()
	w.involvements()
}

// put hands a row to its file. Rows of mothers wait: who their children are is known when all children are through.
func (x *export) put(d *draft) {
	if d.e.Name == "ssd_mother" && !x.through {
		x.held = append(x.held, d)
		return
	}
	if x.err == nil {
		x.rep.Rows[d.e.Name]++
		x.err = x.files.write(d)
	}
}

// whose is the person who is written under a subject, or under the one that it was merged into; "" when nobody is.
func (x *export) whose(subject string) (string, error) {
	if into, merged := x.into[subject]; merged {
		subject = into
	}
	if !x.w.persons[subject] {
		return "", nil
	}
	return subject, nil
}

// Write prints a report as text, json or csv.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		fmt.Fprintf(w, "Standard Safeguarding Dataset %s: %d children\n", r.Version, r.Children)
		for _, e := range Schema().Entities {
			if n := r.Rows[e.Name]; n > 0 {
				fmt.Fprintf(w, "  %-28s %d\n", e.Name, n)
			}
		}
		if r.Destroyed > 0 {
			fmt.Fprintf(w, "%d entries could not be read any more: a retention rule destroyed their key\n", r.Destroyed)
		}
		var err error
		if len(r.Left) > 0 {
			_, err = fmt.Fprintf(w, "Left out: %d\n", len(r.Left))
		}
		for _, l := range r.Left {
			if err == nil {
				_, err = fmt.Fprintf(w, "  %s, %s: %s\n", l.Entity, l.Record, l.Why)
			}
		}
		return err
	case "json":
		if r.Left == nil {
			r.Left = []Left{}
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(r)
	case "csv":
		out := csv.NewWriter(w)
		rows := [][]string{{"entity", "record", "why"}}
		for _, l := range r.Left {
			rows = append(rows, []string{l.Entity, l.Record, strings.TrimSpace(l.Why)})
		}
		return out.WriteAll(rows)
	}
	return errs.New(errs.Usage, "%q is not a format; use text, json or csv", format)
}
