package chronology

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Field is one thing that a record says, in words.
type Field struct {
	Label  string
	Value  string
	Worker string // the id when the value is a worker's or a team's
	Person string // the subject when the value is a person's
	Free   bool   // somebody wrote the value: it is no code, day or number
}

// Fields are what a record says, in the order of its fields: codes by their labels, days in long form. What is empty is left out, and so are the ids of
// other records. It is the plain view of a record that has no page of its own.
func Fields(body record.Body) ([]Field, error) {
	raw, err := record.Encode(body)
	if err != nil {
		return nil, err
	}
	f := teller{kind: body.KindName(), d: json.NewDecoder(bytes.NewReader(raw))}
	f.d.UseNumber()
	if err := f.value(""); err != nil {
		return nil, fmt.Errorf("fields of %s: %w", f.kind, err)
	}
	return f.out, nil
}

// teller reads the canonical JSON of a body, whose order is that of its fields.
type teller struct {
	kind string
	d    *json.Decoder
	out  []Field
}

func (t *teller) value(path string) error {
	tok, err := t.d.Token()
	if err != nil {
		return err
	}
	switch tok := tok.(type) {
	case json.Delim:
		for n := 1; t.d.More(); n++ {
			below := path
			if tok == '{' {
				name, err := t.d.Token()
				if err != nil {
					return err
				}
				below = strings.TrimPrefix(path+"."+fmt.Sprint(name), ".")
			}
			if err := t.value(below); err != nil {
				return err
			}
		}
		_, err = t.d.Token()
		return err
	case string:
		t.text(path, tok)
	case json.Number:
		t.say(path, Field{Value: tok.String()})
	case bool:
		if tok {
			t.say(path, Field{Value: "Yes"})
		}
	}
	return nil
}

func (t *teller) text(path, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if set := sets[t.kind+"."+path]; set != "" {
		t.say(path, Field{Value: capital(label(set, text))})
		return
	}
	kind, id, isSubject := strings.Cut(text, ":")
	if on, err := day.Parse(text); err == nil {
		t.say(path, Field{Value: on.Long()})
	} else if at, err := time.Parse(time.RFC3339, text); err == nil {
		t.say(path, Field{Value: day.Moment(at)})
	} else if isSubject && (kind == record.WorkerSubject || kind == record.TeamSubject) {
		t.say(path, Field{Worker: text})
	} else if isSubject && record.IsPerson(text) {
		t.say(path, Field{Person: text})
	} else if isSubject && subjects[kind] || recordID(text) || isSubject && recordID(id) {
		return // names another record: no word for people
	} else if text == "yes" || text == "no" {
		t.say(path, Field{Value: capital(text)})
	} else {
		t.say(path, Field{Value: text, Free: true})
	}
}

func (t *teller) say(path string, f Field) {
	parts := strings.Split(path, ".")
	f.Label = capital(strings.ReplaceAll(parts[len(parts)-1], "_", " "))
	if n := len(t.out); n > 0 && t.out[n-1].Label == f.Label && f.Value != "" && t.out[n-1].Value != "" && len(parts) == 1 {
		t.out[n-1].Value += ", " + f.Value // one list
		t.out[n-1].Free = t.out[n-1].Free || f.Free
		return
	}
	t.out = append(t.out, f)
}

var subjects = map[string]bool{
	record.ContactSubject: true, record.CallSubject: true, record.AssessmentSubject: true, record.NoteSubject: true, record.FamilySubject: true, record.LADOSubject: true,
	record.ProviderSubject: true,
}

// recordID says whether a text is the id of a record.
func recordID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, r := range s {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := r >= '0' && r <= '9' || r >= 'a' && r <= 'f'
		if dash != (r == '-') || !dash && !hex {
			return false
		}
	}
	return true
}
