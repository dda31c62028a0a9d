package wiring

import (
	"cmp"
	"errors"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
)

// What the client commands assume when they are told nothing else.
const (
	defaultURL  = "http://127.0.0.1:8080"
	defaultData = "data"
)

// url returns the server's address on this machine, once it is listened on.
func (c Config) url() string { return "http://" + c.Addr }

// sample returns the path of a sample file of the demo, of its folder for "".
func (c Config) sample(name string) string { return filepath.Join(c.Data, "samples", name) }

// submitCommand returns the command that files a sample of the demo. It names
// what is not as the command assumes.
func (c Config) submitCommand(name string) string {
	words := []string{c.program(), "submit", "--wait"}
	if c.url() != defaultURL {
		words = append(words, "--server", c.url())
	}
	if c.Data != defaultData {
		words = append(words, "--data", c.Data)
	}
	return Command(append(words, c.sample(name))...)
}

// verifyCommand returns the command that verifies the journal of the demo. An
// address of the database that holds a secret is not shown.
func (c Config) verifyCommand() string {
	words := []string{c.program(), "audit", "verify"}
	switch {
	case c.DB != "" && secret(c.DB):
		return Command(words...) + "  # сначала задайте адрес базы в SDANO_DB"
	case c.DB != "":
		words = append(words, "--db", c.DB)
	case c.Data != defaultData:
		words = append(words, "--data", c.Data)
	}
	return Command(words...)
}

func (c Config) program() string { return cmp.Or(c.Program, "bin/sdano") }

// secret reports whether an address of a database may hold a password.
func secret(dsn string) bool {
	if !isPostgres(dsn) {
		return false
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return true
	}
	_, password := u.User.Password()
	return password || strings.Contains(u.RawQuery, "password")
}

// plain matches a word that no shell reads otherwise than it is written.
var plain = regexp.MustCompile(`^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$`)

// Command returns words as a command line for a shell, quoted where needed.
func Command(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if !plain.MatchString(w) && (runtime.GOOS != "windows" || strings.ContainsAny(w, " '&")) {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		quoted[i] = w
	}
	return strings.Join(quoted, " ")
}

// because tells in Russian why the system refused something, ": файла нет"; ""
// if there are no words for it.
func because(err error) string {
	if text := Reason(err); text != "" {
		return ": " + text
	}
	return ""
}

// Reason tells in Russian why the system refused something, "файла нет"; "" if
// there are no words for it.
func Reason(err error) string {
	for _, r := range []struct {
		is   error
		text string
	}{
		{fs.ErrNotExist, "файла нет"},
		{fs.ErrPermission, "нет прав доступа"},
		{fs.ErrExist, "такое имя уже занято"},
		{syscall.EISDIR, "это папка"},
		{syscall.ENOTDIR, "часть пути — не папка"},
		{syscall.ENOSPC, "на диске нет места"},
		{syscall.EROFS, "диск только для чтения"},
		{syscall.EADDRINUSE, "адрес уже занят"},
		{syscall.EADDRNOTAVAIL, "у этого компьютера нет такого адреса"},
	} {
		if errors.Is(err, r.is) {
			return r.text
		}
	}
	return ""
}
