package returns

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/returns/checking"
	"throughline/internal/returns/finding"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

func choose(w http.ResponseWriter, r *shell.Request) error {
	return r.Show(w, "returns/choose", listView{Page: page(r, "Which return do you want to check?", "", govuk.BackLink{Text: "Check a return", Href: "/returns"})})
}

// sending is the form that brings files.
type sending struct {
	form      *form.Form
	name      *form.Text // of a new return only
	year      *form.Select
	reading   *form.Radios
	authority *form.Text // SSDA903 only
	files     []upload
}

// upload is the question for the files of a part.
type upload struct {
	part checking.Part
	govuk.FileUpload
}

// councilCode is what the Office for National Statistics calls a council.
var councilCode = regexp.MustCompile(`^[A-Z][0-9]{8}$`)

// newSending is the form for a kind. had is the set of files of which parts stay when nothing new is chosen; nil for a new return.
func newSending(kind checking.Kind, had []checking.Listed) *sending {
	s := &sending{form: &form.Form{}}
	s.year = &form.Select{Name: "year", Label: "Collection year", Required: "Choose the collection year"}
	if kind == checking.CIN {
		s.year.Hint, s.year.Required = "The rules of the year that the file names are used unless you choose another", ""
		s.year.Empty = "As the file says"
	} else {
		s.year.Empty = "Choose a year"
	}
	for _, y := range kind.Years() {
		s.year.Options = append(s.year.Options, form.Option{Value: y, Label: y})
	}
	s.reading = &form.Radios{Name: "reading", Label: "How the rules are read", Value: string(finding.Intended), Required: "Choose how the rules are read", Small: true, Options: []form.Option{
		{Value: string(finding.Intended), Label: "As the guidance means it", Hint: "Use this to get the return right"},
		{Value: string(finding.Peer), Label: "As the sector’s checker", Hint: "Agrees with it in every row, its mistakes included, so that numbers can be compared"},
	}}
	for _, p := range kind.Parts() {
		s.files = append(s.files, fileInput(kind, p, names(had, p)))
	}
	if had == nil {
		s.name = &form.Text{Name: "name", Label: "What you want to call it (optional)", Hint: "For example, first draft. Do not name a child", Max: 80}
		s.form.Add(s.name)
	}
	s.form.Add(s.year, s.reading)
	if kind == checking.SSDA903 {
		s.authority = &form.Text{Name: "authority", Label: "Your council’s code (optional)", Hint: "Nine characters, such as E10000012. A few rules need it", Width: 10, Rule: func(v string) error {
			if v != "" && !councilCode.MatchString(v) {
				return errs.New(errs.Invalid, "A council’s code is a letter and eight digits, such as E10000012")
			}
			return nil
		}}
		s.form.Add(s.authority)
	}
	return s
}

func fileInput(kind checking.Kind, p checking.Part, had string) upload {
	u := upload{p, govuk.FileUpload{Name: string(p)}}
	hint := ""
	switch {
	case kind == checking.CIN:
		u.Label.Text = "The census file (XML)"
		u.Attributes = govuk.Attrs{"accept": ".xml,text/xml,application/xml"}
	case p == checking.This:
		u.Label.Text, hint = "This year’s files", "All the CSV files at once, or the XML file. Their names do not matter"
	case p == checking.Last:
		u.Label.Text, hint = "Last year’s files, as they were sent (optional)", "Rules that compare the years need them"
	case p == checking.Providers:
		u.Label.Text, hint = "Ofsted’s list of providers (optional)", "CSV or Excel"
	case p == checking.Postcodes:
		u.Label.Text, hint = "Postcodes with grid references and districts (optional)", "CSV from the Office for National Statistics. Rules about distance need it"
	case p == checking.Authorities:
		u.Label.Text, hint = "Districts with their upper-tier authorities (optional)", "CSV"
	}
	u.Multiple = kind == checking.SSDA903 && (p == checking.This || p == checking.Last)
	if had != "" {
		hint = strings.TrimPrefix(hint+". ", ". ") + "Leave this empty to check again what is kept: " + had
	}
	u.Hint.Text = hint
	return u
}

func (s *sending) asked() checking.Asked {
	a := checking.Asked{Year: s.year.Value, Reading: finding.Reading(s.reading.Value)}
	if s.authority != nil {
		a.Authority = s.authority.Value
	}
	return a
}

// fault shows a refusal beside the files of which it speaks, and in the summary of errors.
func (s *sending) fault(files []checking.File, text string) []govuk.ErrorLink {
	at, whole := 0, strings.TrimSuffix(text, ".")
	named := false
	for _, f := range files {
		if i := s.input(f.Part); i >= 0 && f.Name != "" && strings.HasPrefix(whole, f.Name) {
			at, named = i, true
		}
	}
	if first, width := utf8.DecodeRuneInString(whole); !named {
		whole = string(unicode.ToUpper(first)) + whole[width:]
	}
	s.files[at].Error.Text = whole
	return []govuk.ErrorLink{{Text: whole, Href: "#" + s.files[at].Name}}
}

func (s *sending) input(p checking.Part) int {
	for i, u := range s.files {
		if u.part == p {
			return i
		}
	}
	return -1
}

type sendView struct {
	govuk.Page
	Fields []form.Field
	Files  []govuk.FileUpload // those of this year
	More   []govuk.FileUpload // those that let more rules run
	To     string
	Button string
}

func (s *sending) show(w http.ResponseWriter, r *shell.Request, p govuk.Page, to string, faults []govuk.ErrorLink) error {
	v := sendView{Page: p, Fields: s.form.Fields(), To: to, Button: "Check the return"}
	v.Errors = append(faults, s.form.Errors()...)
	for i, u := range s.files {
		if i == 0 {
			v.Files = append(v.Files, u.FileUpload)
		} else {
			v.More = append(v.More, u.FileUpload)
		}
	}
	return r.Show(w, "returns/send", v)
}

func newPage(r *shell.Request, kind checking.Kind) govuk.Page {
	heading := "Check a children in need census"
	if kind == checking.SSDA903 {
		heading = "Check an SSDA903"
	}
	return page(r, heading, "", govuk.BackLink{Text: "Which return", Href: "/returns/new"})
}

func askFor(kind checking.Kind) shell.Handler {
	return func(w http.ResponseWriter, r *shell.Request) error {
		return newSending(kind, nil).show(w, r, newPage(r, kind), "/returns/new/"+string(kind), nil)
	}
}

// sent is a form with files on its way to a check.
type sent struct {
	form  *sending
	page  govuk.Page
	to    string
	kind  checking.Kind
	kept  bool                                                // there are files of this year to check again when none comes
	check func(files []checking.File) (run string, err error) // starts the check
}

// take reads what was sent and starts the check; what is wrong with it is shown in the form, with the answers that were given. Files are never given
// back: a browser cannot fill them in.
func (s sent) take(w http.ResponseWriter, r *shell.Request) error {
	again := func(faults []govuk.ErrorLink) error { return s.form.show(w, r, s.page, s.to, faults) }
	values, files, err := receive(r, s.kind)
	if errs.Of(err) == errs.Invalid {
		s.form.form.Fill(values)
		return again(s.form.fault(files, errs.Text(err)))
	}
	if err != nil {
		return err
	}
	sound := s.form.form.Parse(values)
	if !s.kept && !has(files, checking.This) {
		return again(s.form.fault(nil, missing[s.kind]))
	}
	if !sound {
		return again(nil)
	}
	run, err := s.check(files)
	if errs.Of(err) == errs.Invalid {
		return again(s.form.fault(files, errs.Text(err)))
	}
	if err != nil {
		return err
	}
	return r.See(w, "/checks/"+run)
}

func bring(kind checking.Kind) shell.Handler {
	return func(w http.ResponseWriter, r *shell.Request) error {
		f := newSending(kind, nil)
		return sent{form: f, page: newPage(r, kind), to: "/returns/new/" + string(kind), kind: kind, check: func(files []checking.File) (string, error) {
			_, run, err := r.House().Checking.Bring(r.Context(), r.Actor.ID, kind, f.name.Value, files, f.asked())
			return run, err
		}}.take(w, r)
	}
}

var missing = map[checking.Kind]string{
	checking.CIN:     "Choose the census file (XML) that your case system wrote",
	checking.SSDA903: "Choose the CSV files of the return, or its XML file",
}

func has(files []checking.File, p checking.Part) bool {
	for _, f := range files {
		if f.Part == p {
			return true
		}
	}
	return false
}

func againPage(r *shell.Request, ret checking.Return) govuk.Page {
	return page(r, "Check again", ret.Name, govuk.BackLink{Text: ret.Name, Href: "/returns/" + ret.ID})
}

// last is the form to check a return again, filled in like the last time.
func last(ret checking.Return) *sending {
	up, _ := ret.Latest()
	had := up.Files
	if had == nil {
		had = []checking.Listed{}
	}
	s := newSending(ret.Kind, had)
	if n := len(ret.Runs); n > 0 {
		was := ret.Runs[n-1].Asked
		s.year.Value, s.reading.Value = was.Year, string(was.Reading)
		if s.authority != nil {
			s.authority.Value = was.Authority
		}
	}
	return s
}

func askAgain(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	return last(ret).show(w, r, againPage(r, ret), "/returns/"+ret.ID+"/again", nil)
}

func bringAgain(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	f := last(ret)
	_, kept := ret.Latest()
	return sent{form: f, page: againPage(r, ret), to: "/returns/" + ret.ID + "/again", kind: ret.Kind, kept: kept, check: func(files []checking.File) (string, error) {
		return r.House().Checking.Again(r.Context(), r.Actor.ID, ret.ID, files, f.asked())
	}}.take(w, r)
}

// Limits of what is sent.
const (
	mostFiles = 60
	mostValue = 1000 // bytes of one answer
)

// receive reads a form with files. They are held in memory only: nothing of a child is written to a disk in plain text. What was answered is given
// even when the files are refused.
func receive(r *shell.Request, kind checking.Kind) (url.Values, []checking.File, error) {
	values := url.Values{}
	in, err := r.MultipartReader()
	if err != nil {
		return values, nil, errs.As(errs.Invalid, err, "The form did not arrive whole. Choose the files again")
	}
	var files []checking.File
	room := int64(checking.MostBytes)
	for {
		part, err := in.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return values, files, nil
		case err != nil:
			return values, files, broken(r, err)
		case part.FileName() == "" && isPart(kind, part.FormName()): // nothing was chosen
			continue
		case part.FileName() == "":
			b, err := io.ReadAll(io.LimitReader(part, mostValue))
			if err != nil {
				return values, files, broken(r, err)
			}
			values.Add(part.FormName(), strings.ToValidUTF8(string(b), "�"))
			continue
		case !isPart(kind, part.FormName()):
			return values, files, errs.New(errs.Invalid, "A file came for a question that this page does not ask")
		case len(files) == mostFiles:
			return values, files, errs.New(errs.Invalid, "There are more than %d files; a return has fewer. Nothing was kept", mostFiles)
		}
		body, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return values, files, broken(r, err)
		}
		if room -= int64(len(body)); room < 0 {
			return values, nil, tooLarge(r)
		}
		files = append(files, checking.File{Part: checking.Part(part.FormName()), Name: fileName(part), Body: body})
	}
}

func isPart(kind checking.Kind, name string) bool {
	for _, p := range kind.Parts() {
		if string(p) == name {
			return true
		}
	}
	return false
}

// broken is what is said of a form that could not be read to its end.
func broken(r *shell.Request, err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return tooLarge(r)
	}
	return errs.As(errs.Invalid, err, "The files did not arrive whole. Nothing was kept; choose them again")
}

// tooLarge reads on, within the limit of the whole service, because a browser shows an answer only when all that it sends was taken.
func tooLarge(r *shell.Request) error {
	_, _ = io.Copy(io.Discard, r.Body) // what comes is thrown away, and so is its end
	return errs.New(errs.Invalid, "%s", checking.TooLarge)
}

// fileName is the name of a file as messages show it: the last part of a path, without signs that steer.
func fileName(part *multipart.Part) string {
	name := part.FileName()
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, "�"))
	const longest = 120
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "…"
	}
	if name == "" {
		return "the file"
	}
	return name
}
