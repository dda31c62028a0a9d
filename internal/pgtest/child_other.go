//go:build !unix

package pgtest

import "os/exec"

// asServer does nothing: Programs finds PostgreSQL only where its packages are.
func asServer(*exec.Cmd) {}

// giveAway does nothing, as asServer.
func giveAway(string) error { return nil }
