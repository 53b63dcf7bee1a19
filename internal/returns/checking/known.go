package checking

import (
	"context"
	"fmt"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Child is a recorded child whose council number stands in a return.
type Child struct {
	Subject string
	Open    bool // the actor may open the record
}

// Known says which of the children of a return are recorded here, by the council's own id as it is now. A number that two records have is
// nobody's. All of them are identified people to whoever reads the findings; only those that access lets the actor open are Open.
func (r *Room) Known(ctx context.Context, actor access.Actor, ids []string) (out map[string]Child, err error) {
	defer errs.Wrap(&err, "children of a return")
	out = map[string]Child{}
	err = r.DB.Read(ctx, func(t *db.Tx) error {
		for _, id := range ids {
			if _, twice := out[id]; twice || id == "" {
				continue
			}
			c, err := known(t, actor, id)
			if err != nil {
				return err
			}
			if c.Subject != "" {
				out[id] = c
			}
		}
		return nil
	})
	return out, err
}

func known(t *db.Tx, actor access.Actor, id string) (Child, error) {
	var subjects []string
	for _, k := range match.Keys(match.Person{IDs: []match.ID{{Type: match.Local, Value: id}}}) {
		found, err := db.Column[string](t, "select subject from search_key where kind = $1 and value = $2 order by subject", string(k.Kind), k.Value)
		if err != nil {
			return Child{}, err
		}
		for _, s := range found {
			has, err := hasNumber(t, s, id)
			if err != nil {
				return Child{}, err
			}
			if has && (len(subjects) == 0 || subjects[0] != s) {
				subjects = append(subjects, s)
			}
		}
	}
	if len(subjects) != 1 {
		return Child{}, nil
	}
	where, args := access.Visible(actor, access.Read, access.Identity).SQL("c", 2)
	seen, err := db.Column[string](t, fmt.Sprintf("select c.subject from person_card c where c.subject = $1 and %s", where), append([]any{subjects[0]}, args...)...)
	return Child{subjects[0], len(seen) == 1}, err
}

// hasNumber says whether a child has exactly this number: the keys of a search are more forgiving.
func hasNumber(t *db.Tx, subject, id string) (bool, error) {
	if record.SubjectType(subject) != record.ChildSubject {
		return false, nil
	}
	s, err := story.Load(t, subject)
	if err != nil {
		return false, err
	}
	for _, n := range story.All[record.Identifier](s) {
		if n.Body.Type == record.LAChildID && n.Body.Value == id {
			return true, nil
		}
	}
	return false, nil
}
