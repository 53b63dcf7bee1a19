package house

import (
	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// ActorOf is a worker as the access rules see them today. Somebody who has left has no role.
func ActorOf(t *db.Tx, worker string) (access.Actor, error) {
	s, err := story.Load(t, worker)
	if err != nil {
		return access.Actor{}, err
	}
	w, ok := story.First[record.Worker](s)
	if !ok {
		return access.Actor{}, errs.New(errs.Denied, "Your account is not joined to a worker. Ask your administrator; nothing is lost")
	}
	actor := access.Actor{ID: worker, Name: w.Body.Name}
	if !w.Body.Left.IsZero() {
		return actor, nil
	}
	actor.Teams, actor.Manages, actor.Agency, actor.Subject = w.Body.Teams, w.Body.Manages, w.Body.Agency, w.Body.Child
	for _, role := range w.Body.Roles {
		actor.Roles = append(actor.Roles, access.Role(role))
	}
	return actor, nil
}
