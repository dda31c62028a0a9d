// Package wiring puts the parts of the program together: it opens the store,
// sets the business clock, joins the missions by their ports and starts what
// runs. It is the only place that knows all of them.
package wiring

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"sdano"
)

// Config is what a server is started with.
type Config struct {
	// Version is the program's version.
	Version string
	// Program is how the program was called, for the commands that a demo
	// suggests; "" means bin/sdano.
	Program string
	// Addr is the address to listen on, "127.0.0.1:8080"; port 0 takes a free one.
	Addr string
	// Data is the folder of the data; it is created when missing.
	Data string
	// DB is the path of a SQLite file or a postgres:// address; "" means
	// sdano.db in Data.
	DB string
	// Schemas is the folder of official schemas; "" means schemas in Data.
	Schemas string
	// Demo fills the store with the demo's facts and serves its pages without
	// login; then only loopback addresses are listened on. DemoToday is its
	// calendar day, zero for the stored one or 10 April 2026.
	Demo      bool
	DemoToday sdano.Date
	// Operator is the special operator.
	Operator OperatorConfig
	// PublicURL is how clients reach the server, if not by Addr.
	PublicURL string
	// StageDelay is how long the demo's own sandbox takes for a stage.
	StageDelay time.Duration
	// SignKeys is the file that lists the keys that the server signs with; "" means
	// that there are none. A demo has its own.
	SignKeys string
	// EDO is the exchange of electronic documents.
	EDO EDOConfig
	// Idle leaves the scheduler off: nothing is sent or fetched. For benchmarks.
	Idle bool
	// Log receives what happens.
	Log *slog.Logger
}

// OperatorConfig says how the special operator is reached.
type OperatorConfig struct {
	// URL is its address; "" in a demo starts a sandbox in this process.
	URL string
	// Key is the api-key, Account the account of the installation; "" means those
	// of a sandbox if URL is on this machine, and is refused otherwise.
	Key, Account string
	// Directions is the address of the service of directions; "" means
	// /directions at URL.
	Directions string
}

// DSN returns the address of the database: DB, or the file in Data.
func (c Config) DSN() string {
	if c.DB != "" {
		return c.DB
	}
	return filepath.Join(c.Data, "sdano.db")
}

// schemas returns the folder of official schemas.
func (c Config) schemas() string {
	if c.Schemas != "" {
		return c.Schemas
	}
	return filepath.Join(c.Data, "schemas")
}

// postgres reports whether an address is one of PostgreSQL.
func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// check refuses a database that nobody can open, and a demo that others could
// reach or that would sign with real keys.
func (c Config) check() error {
	if err := errors.Join(checkDSN(c.DSN()), c.EDO.check()); err != nil {
		return err
	}
	switch {
	case !c.Demo || Loopback(c.Addr) && c.SignKeys == "":
		return nil
	case c.SignKeys != "":
		return &sdano.Error{
			Kind: sdano.Invalid, Code: "demo_sign_keys", Param: "sign-keys",
			Message: "Демо подписывает своими учебными ключами, а указан файл ключей подписи.",
			Remedy:  "Уберите --sign-keys (SDANO_SIGN_KEYS) или запустите без --demo.",
		}
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "demo_not_loopback", Param: "addr",
		Message: "Демо работает без входа и поэтому только на адресе этого компьютера, а указан адрес «" + c.Addr + "».",
		Remedy:  "Запустите с --addr 127.0.0.1:8080 или без --demo.",
	}
}

// Loopback reports whether an address host:port names this very machine.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// Started tells where everything is, for people and for programs that start the
// server.
type Started struct {
	URL       string `json:"url"`
	Operator  string `json:"operator,omitzero"`
	TokenFile string `json:"token_file,omitzero"`
	Token     string `json:"token,omitzero"`
	Sample    string `json:"sample,omitzero"`
	Today     string `json:"today"`
	// Submit and Verify are the commands that a demo suggests, to be pasted into
	// a shell.
	Submit string `json:"submit,omitzero"`
	Verify string `json:"verify,omitzero"`
}

// discard is the log of those who want none.
func (c Config) logger() *slog.Logger {
	if c.Log != nil {
		return c.Log
	}
	return slog.New(slog.NewTextHandler(io.Discard, nil))
}
