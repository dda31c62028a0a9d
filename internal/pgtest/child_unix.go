//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// serverUser returns whom the server runs as when this process is root.
func serverUser() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, fmt.Errorf("pgtest: PostgreSQL does not run as root, and there is no user postgres or nobody")
}

// asServer makes a command run as the server's user, in a process group of its
// own: an interrupt of the terminal must not end the watcher before its work.
func asServer(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return
	}
	if who, err := serverUser(); err == nil {
		cmd.SysProcAttr.Credential = who
	}
}

// giveAway makes the server's user the owner of a folder.
func giveAway(folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := serverUser()
	if err != nil {
		return err
	}
	return os.Chown(folder, int(who.Uid), int(who.Gid))
}
