package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"sync"
	"time"

	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/signin"
	"throughline/internal/web"
)

type serveCmd struct {
	Config string `help:"The service's settings, a JSON file; see docs/guides/administrator.md." type:"existingfile" placeholder:"FILE"`
	Create string `help:"First make the keys of a new authority of this short name (one word), if there are none." placeholder:"NAME"`

	Administrator string `help:"Make the first account, an administrator's, and print its one-time invitation. Refused when there is any other account." placeholder:"NAME <MAIL>"`
}

// Help is shown by --help.
func (serveCmd) Help() string {
	return "Example: throughline serve --config throughline.json\nThe first time: throughline serve --config throughline.json --create marshwick --administrator \"Lena Quist <lena@marshwick.example>\""
}

// serviceConfig is the settings file. Secrets are named by file, never written here.
type serviceConfig struct {
	Authority   string `json:"authority"`   // the council's name as people know it
	Listen      string `json:"listen"`      // host:port
	Certificate string `json:"certificate"` // PEM files for TLS; without them a proxy before us must do it
	Key         string `json:"key"`
	DB          string `json:"db"`
	Keys        string `json:"keys"`
	Vault       string `json:"vault"`
	Checkpoints string `json:"checkpoints"`
	ClamAV      string `json:"clamav"` // the virus scanner's daemon, host:port or the path of its socket
	Mail        struct {
		Relay string `json:"relay"` // the council's mail relay, host:port; without it nobody is told by mail
		From  string `json:"from"`  // the sender, for example Throughline <no-reply@council.example>
	} `json:"mail"`
	Provider *struct {
		Issuer     string `json:"issuer"`
		ClientID   string `json:"client_id"`
		SecretFile string `json:"secret_file"`
		Redirect   string `json:"redirect"`
	} `json:"provider"`
}

func readServiceConfig(path string) (c serviceConfig, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, errs.As(errs.Invalid, err, "The settings %s cannot be read", path)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, errs.As(errs.Invalid, err, "The settings %s are not valid: %v", path, err)
	}
	if c.Listen == "" || c.Authority == "" {
		return c, errs.New(errs.Invalid, "The settings %s must name the authority and the address to listen on", path)
	}
	return c, nil
}

// Run serves until it is interrupted.
func (c serveCmd) Run(a *app) error {
	set := serviceConfig{Authority: "Throughline", Listen: "127.0.0.1:8080"}
	first, err := c.first()
	if err != nil {
		return err
	}
	if c.Config != "" {
		if set, err = readServiceConfig(c.Config); err != nil {
			return err
		}
	}
	for _, d := range []struct{ flag, file *string }{{&a.DB, &set.DB}, {&a.Keys, &set.Keys}, {&a.Vault, &set.Vault}} {
		if *d.file != "" {
			*d.flag = *d.file
		}
	}
	hc := a.config()
	hc.Checkpoints = set.Checkpoints
	if c.Create != "" && !house.Exists(hc) {
		if err := house.Create(hc, c.Create); err != nil {
			return err
		}
	}
	if !house.Exists(hc) {
		return errs.New(errs.Invalid, "There is no Throughline at %s: its keys are missing. Add --create NAME to make a new one", a.DB)
	}
	hc.ClamAV = set.ClamAV
	if hc.MailRelay, hc.MailFrom = set.Mail.Relay, set.Mail.From; (hc.MailRelay == "") != (hc.MailFrom == "") {
		return errs.New(errs.Invalid, "The settings of the mail need both: the relay and the sender (mail.relay, mail.from)")
	}
	h, err := house.Open(a.ctx, hc)
	if err != nil {
		return err
	}
	invitation := ""
	if first != nil {
		if invitation, err = h.FirstAdministrator(a.ctx, first.Name, first.Address); err != nil {
			return errors.Join(err, h.Close())
		}
	}
	opts := web.Options{Authority: set.Authority, Secure: set.Certificate != "", Log: slog.New(slog.NewJSONHandler(a.Err, nil))}
	if p := set.Provider; p != nil {
		secret, err := os.ReadFile(p.SecretFile)
		if err != nil {
			return errors.Join(errs.As(errs.Invalid, err, "The secret of the identity provider cannot be read"), h.Close())
		}
		opts.Provider, err = signin.NewOIDC(a.ctx, signin.ProviderConfig{Issuer: p.Issuer, ClientID: p.ClientID, Secret: string(secret), Redirect: p.Redirect, Now: a.now})
		if err != nil {
			return errors.Join(err, h.Close())
		}
		opts.Secure = true // a council with an identity provider is reached over TLS, by us or by the proxy before us
	}
	return errors.Join(a.listen(h, opts, set.Listen, set.Certificate, set.Key, func(address string) {
		fmt.Fprintf(a.Err, "Throughline for %s is at %s\n", set.Authority, address)
		if invitation != "" {
			fmt.Fprintf(a.Err, "Invitation of the first administrator; it works once, within 72 hours:\n")
			fmt.Fprintln(a.Out, set.public(address)+"/sign-in/link/"+invitation)
		}
	}), h.Close())
}

// first is the first administrator that the flag asks for, or nil.
func (c serveCmd) first() (*mail.Address, error) {
	if c.Administrator == "" {
		return nil, nil
	}
	who, err := mail.ParseAddress(c.Administrator)
	if err != nil || who.Name == "" {
		return nil, errs.New(errs.Usage, "--administrator %q must be a name and a mail address, like \"Lena Quist <lena@marshwick.example>\"", c.Administrator)
	}
	return who, nil
}

// public is the address at which people reach the service: that of the identity provider's way back, where there is one.
func (c serviceConfig) public(listening string) string {
	if c.Provider == nil {
		return listening
	}
	u, err := url.Parse(c.Provider.Redirect)
	if err != nil || u.Host == "" {
		return listening
	}
	return u.Scheme + "://" + u.Host
}

// listen serves a house until the context ends, and looks after its data meanwhile (house.Keep); ready is told the address.
func (a *app) listen(h *house.House, o web.Options, address, cert, key string, ready func(address string)) error {
	_, handler, err := web.New(h, o)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return errs.As(errs.Busy, err, "%s cannot be listened on; another program may be using it. Choose another address", address)
	}
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(a.ctx) },
	}
	served := make(chan error, 1)
	go func() {
		if cert != "" {
			served <- srv.ServeTLS(ln, cert, key)
			return
		}
		served <- srv.Serve(ln)
	}()
	scheme := "http"
	if cert != "" {
		scheme = "https"
	}
	ready(scheme + "://" + ln.Addr().String())
	keep, stop := context.WithCancel(context.WithoutCancel(a.ctx))
	var kept sync.WaitGroup
	kept.Go(func() { h.Keep(keep, o.Log) })
	kept.Go(func() { h.Board.Warm(keep, func(err error) { o.Log.Error("figures of public pages", "error", err) }) })
	defer kept.Wait() // the last checkpoint is signed after the last request
	defer stop()
	select {
	case err := <-served:
		return err
	case <-a.ctx.Done():
		end, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 15*time.Second)
		defer cancel()
		return srv.Shutdown(end)
	}
}
