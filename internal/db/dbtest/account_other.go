//go:build !unix

package dbtest

import (
	"errors"
	"os/exec"
)

// account is who runs the server; only Unix systems start one here.
type account struct{ other bool }

var errNotHere = errors.New("a temporary PostgreSQL is started on Unix systems only")

func runAs() (account, error)                   { return account{}, errNotHere }
func (account) apply(*exec.Cmd)                 {}
func (account) own(string) error                { return errNotHere }
func copyTree(from, to string, a account) error { return errNotHere }
func running(pid int) bool                      { return true }
