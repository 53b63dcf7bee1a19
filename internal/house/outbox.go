package house

import (
	"context"

	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/outbox"
)

// outbox is where rooms leave word for people, and the relay that carries it, if the council has one.
func (h *House) outbox() *outbox.Outbox {
	o := &outbox.Outbox{DB: h.DB, Now: h.Config.Now, NewID: h.Desk.NewID, Address: h.address}
	if h.Config.MailRelay != "" {
		o.Carrier = outbox.Relay{Address: h.Config.MailRelay, From: h.Config.MailFrom, Now: h.Config.Now}
	}
	return o
}

// tell leaves word for a worker, in the transaction of the command.
func (h *House) tell(tx *command.Tx, worker, what, about string) error {
	return h.Outbox.Tell(tx.Tx, tx.Now, tx.Actor.ID, worker, what, about)
}

// address is the mail address of a worker's account.
func (h *House) address(ctx context.Context, worker string) (string, error) {
	accounts, err := h.SignIn.Accounts(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range accounts {
		if a.Worker == worker && a.Email != "" {
			return a.Email, nil
		}
	}
	return "", errs.New(errs.NotFound, "This worker has no account with a mail address")
}
