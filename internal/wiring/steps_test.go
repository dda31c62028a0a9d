package wiring

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"sdano"
)

func TestSuggestedCommandsNameWhatIsNotAssumed(t *testing.T) {
	t.Parallel()
	usual := Config{Addr: "127.0.0.1:8080", Data: "data"}
	with := func(change func(*Config)) Config {
		c := usual
		change(&c)
		return c
	}
	for _, tc := range []struct {
		name           string
		c              Config
		submit, verify string
	}{
		{"nothing", usual, "bin/sdano submit --wait data/samples/x.xml", "bin/sdano audit verify"},
		{"data", with(func(c *Config) { c.Data = "it's" }), `bin/sdano submit --wait --data 'it'\''s' 'it'\''s/samples/x.xml'`, `bin/sdano audit verify --data 'it'\''s'`},
		{"program and address", with(func(c *Config) { c.Program, c.Addr = "./s", "127.0.0.1:1" }), "./s submit --wait --server http://127.0.0.1:1 data/samples/x.xml", "./s audit verify"},
		{"file", with(func(c *Config) { c.DB = "x.db" }), "bin/sdano submit --wait data/samples/x.xml", "bin/sdano audit verify --db x.db"},
		{"PostgreSQL", with(func(c *Config) { c.DB = "postgres://u@h/d?sslmode=disable" }), "bin/sdano submit --wait data/samples/x.xml", "bin/sdano audit verify --db 'postgres://u@h/d?sslmode=disable'"},
	} {
		if got := tc.c.submitCommand("x.xml"); got != tc.submit {
			t.Errorf("%s: %s", tc.name, got)
		}
		if got := tc.c.verifyCommand(); got != tc.verify {
			t.Errorf("%s: %s", tc.name, got)
		}
	}
	for _, secret := range []string{"postgres://u:hunter2@h/d", "postgresql://h/d?user=u&password=hunter2", "postgres://u:hunter2 @h:x/d"} {
		got := with(func(c *Config) { c.DB = secret }).verifyCommand()
		if strings.Contains(got, "hunter2") || !strings.Contains(got, "SDANO_DB") {
			t.Errorf("%s", got)
		}
	}
}

func TestOnlyKnownKindsOfDatabases(t *testing.T) {
	t.Parallel()
	for dsn, good := range map[string]bool{
		"data/sdano.db": true, `C:\data\sdano.db`: true, "C://data/sdano.db": true, "postgres://h/d": true, "postgresql://h/d": true,
		"mysql://u:hunter2@h/d": false, "sqlite://x": false, "Postgres://u:hunter2@h": false, "u:hunter2@x://": false, "://": false,
	} {
		err := checkDSN(dsn)
		if (err == nil) != good || err != nil && strings.Contains(err.Error()+sdano.AsError(err).Remedy, "hunter2") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

func TestReasonsOfTheSystemAreInRussianOrUntold(t *testing.T) {
	t.Parallel()
	if got := because(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}); got != ": файла нет" {
		t.Errorf("%q", got)
	}
	if got := because(errors.Join(context.Canceled)); got != "" {
		t.Errorf("%q", got)
	}
}
