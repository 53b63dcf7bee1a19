package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is a running PostgreSQL on which databases can be made.
type server struct {
	admin string // address of a database to connect to while making others
}

// database makes an empty database whose text sorts by bytes, as in production, and drops it when the test ends, whoever is still connected.
func (s server) database(t testing.TB) (string, error) {
	name := "t_" + strings.ToLower(rand.Text())
	err := s.exec(fmt.Sprintf("create database %s template template0 encoding 'UTF8' locale '%s'", name, locale))
	if err != nil {
		return "", err
	}
	t.Cleanup(func() {
		if err := s.exec("drop database " + name + " with (force)"); err != nil {
			t.Errorf("test database was not removed: %v", err)
		}
	})
	u, err := url.Parse(s.admin)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func (s server) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}
