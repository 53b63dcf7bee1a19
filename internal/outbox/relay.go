package outbox

import (
	"context"
	"crypto/tls"
	"net"
	"net/mail"
	"net/smtp"
	"strings"
	"time"

	"throughline/internal/errs"
)

// Relay is the council's own mail relay, which takes mail from this server without a password. TLS is used where it offers it.
type Relay struct {
	Address string // host:port
	From    string // the sender's address, with or without a name
	Now     func() time.Time
}

// relayTime is how long a relay may take for one message.
const relayTime = 20 * time.Second

// Carry implements Carrier. Its errors say in plain words what the relay said.
func (r Relay) Carry(ctx context.Context, address string, t Text) error {
	from, err := mail.ParseAddress(r.From)
	if err != nil {
		return errs.As(errs.Invalid, err, "The sender in the settings is not a mail address")
	}
	to, err := mail.ParseAddress(address)
	if err != nil {
		return errs.As(errs.Invalid, err, "The account has no mail address that can be written to")
	}
	ctx, stop := context.WithTimeout(ctx, relayTime)
	defer stop()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", r.Address)
	if err != nil {
		return errs.As(errs.Busy, err, "The mail relay cannot be reached")
	}
	defer conn.Close()
	if at, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(at); err != nil {
			return err
		}
	}
	host, _, err := net.SplitHostPort(r.Address)
	if err != nil {
		return errs.As(errs.Invalid, err, "The mail relay in the settings is not host:port")
	}
	if err := r.talk(conn, host, from.Address, to.Address, t); err != nil {
		return errs.As(errs.Busy, err, "The mail relay did not take it: %v", err)
	}
	return nil
}

func (r Relay) talk(conn net.Conn, host, from, to string, t Text) error {
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer c.Close()
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(r.letter(to, t))); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// letter is the message as it goes over the wire. Its texts are ours and plain ASCII.
func (r Relay) letter(to string, t Text) string {
	return strings.Join([]string{
		"From: " + r.From, "To: <" + to + ">", "Subject: " + t.Subject, "Date: " + r.Now().Format(time.RFC1123Z), "MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8", "", t.Body, "",
	}, "\r\n")
}
