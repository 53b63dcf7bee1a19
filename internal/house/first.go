package house

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/workforce"
)

// FirstAdministrator makes the worker record and the account of a new authority's first administrator, and gives the token of their
// invitation. While that person has not finished signing up, it gives another invitation to the same address: one can get lost. It fails with
// Conflict when there is any other account, and with Invalid naming fields.
func (h *House) FirstAdministrator(ctx context.Context, name, email string) (token string, err error) {
	defer errs.Wrap(&err, "first administrator")
	now := h.Config.Now()
	account, found, err := h.SignIn.Sole(ctx, email)
	if err != nil {
		return "", err
	}
	if found {
		if err := h.SignIn.Enable(ctx, account.ID, now); err != nil { // a month may have passed
			return "", err
		}
		return h.SignIn.Invite(ctx, account.ID, operator.ID, now)
	}
	room := workforce.Room{Desk: h.Desk}
	worker, rc, err := room.AddWorker(ctx, operator, record.Worker{Name: name, Title: "Administrator", Roles: []string{string(access.Administrator)}})
	if err != nil {
		return "", err
	}
	account, err = h.SignIn.Create(ctx, signin.Account{Kind: signin.Person, Worker: worker, Name: name, Email: email}, "", now)
	if err != nil {
		if _, undone := h.Desk.Undo(ctx, operator, rc.Command); undone != nil {
			return "", errs.As(errs.Internal, undone, "a worker without an account stays: %s", worker)
		}
		return "", err
	}
	return h.SignIn.Invite(ctx, account.ID, operator.ID, now)
}

// operator is whoever has the command line of the server, and so disk and keys.
var operator = access.Actor{ID: "system:operator", Name: "The server's operator", Roles: []access.Role{access.Administrator}}
