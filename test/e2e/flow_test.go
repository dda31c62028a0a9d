package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"sdano/client"
)

func samples(t *testing.T, dir, office string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "data", "samples", "NO_USN_"+office+"_*_779999991008_*.xml"))
	if err != nil || len(found) != 1 {
		t.Fatalf("samples of %s: %v, %v", office, found, err)
	}
	return found[0]
}

func TestDeclarationTurnsTheMonitorGreen(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	at := []string{"--server", p.URL}

	before := sdano(t, dir, append([]string{"monitor"}, at...)...)
	if before.code != 0 || !strings.Contains(before.out, "● отчёт: Пора сдавать отчетность") || !strings.Contains(before.out, "27 апреля 2026 г.") {
		t.Fatalf("before: %+v", before)
	}
	filed := sdano(t, dir, append([]string{"submit", "--wait", samples(t, dir, "7701")}, at...)...)
	if filed.code != 0 || !strings.Contains(filed.out, "Сдана") || !strings.Contains(filed.out, "Дата представления: 10.04.2026") {
		t.Fatalf("submit: %+v", filed)
	}
	after := sdano(t, dir, append([]string{"monitor"}, at...)...)
	if after.code != 0 || !strings.Contains(after.out, "✔ отчёт: Отчетность сдана") {
		t.Errorf("after: %+v", after)
	}
	list := sdano(t, dir, append([]string{"status"}, at...)...)
	if list.code != 0 || strings.Count(list.out, "Сдана") != 2 {
		t.Errorf("status: %+v", list)
	}
	if v := sdano(t, dir, "audit", "verify", "--data", "data"); v.code != 0 || !strings.Contains(v.out, "Журнал цел") {
		t.Errorf("audit verify: %+v", v)
	}

	// A restart forgets nothing and moves no time.
	if err := p.Stop(); err != nil {
		t.Errorf("stop: %v\n%s", err, p.Log())
	}
	p = restart(t, dir)
	if p.Today != "2026-04-10" {
		t.Errorf("after the restart it is %s", p.Today)
	}
	again := sdano(t, dir, "monitor", "--server", p.URL)
	if again.out != after.out {
		t.Errorf("after the restart: %+v", again)
	}
}

func TestCompanyOfTheDemoIsGreen(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	m := sdano(t, dir, "monitor", "--inn", "7799999919", "--kpp", "779901001", "--server", p.URL)
	if m.code != 0 || !strings.Contains(m.out, "✔ отчёт: Отчетность сдана") {
		t.Errorf("%+v", m)
	}
	list := sdano(t, dir, "status", "--inn", "7799999919", "--server", p.URL)
	if !strings.Contains(list.out, "20.03.2026") || !strings.Contains(list.out, "Сдана") {
		t.Errorf("%+v", list)
	}
}

func TestRefusalIsHeldForReview(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	r := sdano(t, dir, "submit", "--wait", "--server", p.URL, samples(t, dir, "0088"))
	if r.code != 4 || !strings.Contains(r.out, "на проверке") {
		t.Errorf("%+v", r)
	}
	m := sdano(t, dir, "monitor", "--server", p.URL)
	if strings.Contains(m.out, "отклон") || strings.Contains(m.out, "✖") {
		t.Errorf("the customer sees a refusal before its audit: %+v", m)
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	dir, p := demo(t)
	config := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(config, []byte(`{"adr":"127.0.0.1:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "NO_USN_7701_7701_779999991008_20260410_x.xml")
	if err := os.WriteFile(broken, []byte("<!DOCTYPE a><a/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"unknown flag", []string{"serve", "--adr", "x"}, 2, "--adr"},
		{"unknown key", []string{"serve", "--config", config}, 2, "«adr»"},
		{"no such config", []string{"serve", "--config", "none.json"}, 2, "не прочитан"},
		{"demo for the world", []string{"serve", "--demo", "--addr", "0.0.0.0:0", "--data", "other"}, 2, "127.0.0.1"},
		{"data in use", []string{"serve", "--demo", "--addr", "127.0.0.1:0"}, 1, "уже работает другой сервер"},
		{"no server", []string{"status", "--server", "http://127.0.0.1:1"}, 1, "не отвечает"},
		{"wrong password", []string{"status", "--login", "demo", "--password", "no", "--server", p.URL}, 1, "ароль"},
		{"foreign tenant", []string{"status", "--tenant", "5", "--server", p.URL}, 1, "област"},
		{"DTD", []string{"submit", "--server", p.URL, broken}, 1, "DOCTYPE"},
		{"no such payer", []string{"monitor", "--inn", "7707083893", "--server", p.URL}, 1, "рганизаци"},
		{"no such payer has a remedy", []string{"monitor", "--inn", "7707083893", "--server", p.URL}, 1, "Что делать: Проверьте --inn"},
		{"no limit", []string{"status", "--limit", "0", "--server", p.URL}, 2, "от 1 до 500"},
		{"no such file", []string{"submit", "--server", p.URL, samples(t, dir, "7701"), "none.xml"}, 2, "«none.xml» не читается: файла нет"},
		{"a folder", []string{"submit", "--server", p.URL, "data"}, 2, "это папка"},
		{"no file", []string{"submit"}, 2, "не указано: <file> (Файлы"},
		{"missing flags", []string{"org", "set", "1"}, 2, "не указано: --name, --registered, --tenant."},
		{"bad number", []string{"status", "--limit", "x"}, 2, "неверное значение «x» у --limit (нужно: целое число)"},
		{"bad day", []string{"serve", "--demo-today", "x"}, 2, "день в виде ГГГГ-ММ-ДД"},
		{"no value", []string{"serve", "--addr"}, 2, "у флага --addr нет значения"},
		{"another's flag for a value", []string{"serve", "--addr", "--demo"}, 2, "у флага --addr нет значения"},
		{"unknown command", []string{"serv"}, 2, "может быть, serve"},
		{"no action", []string{"audit"}, 2, "например verify"},
		{"unknown shell", []string{"completion", "tcsh"}, 2, "bash, zsh, fish, powershell"},
		{"unknown right", []string{"user", "set", "a", "--tenant", "5", "--scope", "x"}, 2, "неизвестное право «x»"},
		{"another kind of database", []string{"serve", "--db", "mysql://u:" + secretWord + "@h/d"}, 2, "вида mysql:// не поддерживается"},
		{"operator without an account", []string{"serve", "--data", "other", "--operator-url", "http://operator.example"}, 2, "--operator-account"},
		{"another database to migrate", []string{"migrate", "--db", "redis://:" + secretWord + "@h"}, 2, "не поддерживается"},
		{"another database to verify", []string{"audit", "verify", "--db", "x y://" + secretWord}, 2, "не поддерживается"},
		{"no journal", []string{"audit", "verify", "--data", "nowhere"}, 1, "nowhere"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := sdano(t, dir, tc.args...)
			if r.code != tc.code || !strings.Contains(r.out+r.err, tc.says) {
				t.Errorf("%+v, want code %d and %q", r, tc.code, tc.says)
			}
			if leaked.MatchString(r.err) {
				t.Errorf("what no user may see: %s", r.err)
			}
			asJSON(t, dir, tc.code, tc.args)
		})
	}
}

const secretWord = "hunter2"

// leaked matches the parser's English, full stops in a row, codes before texts
// and what is secret.
var leaked = regexp.MustCompile(secretWord + `|expected|unexpected|unknown|missing|must be|no such|got |[^.]\.\.(?:[^.]|$)|[a-z]+_[a-z]+: `)

// asJSON checks that the error of a command is JSON if that is asked for.
func asJSON(t *testing.T, dir string, code int, args []string) {
	t.Helper()
	r := sdano(t, dir, append([]string{"--json"}, args...)...)
	var one struct {
		Error client.Error `json:"error"`
	}
	var each []struct {
		Error client.Error `json:"error"`
	}
	var err error
	if r.out != "" { // the results of files
		err = json.Unmarshal([]byte(r.out), &each)
		one = each[0]
	} else {
		err = json.Unmarshal([]byte(r.err), &one)
	}
	if err != nil || r.code != code || one.Error.Code == "" || one.Error.Detail == "" {
		t.Errorf("as JSON: %v, %+v", err, r)
	}
}

func TestBareCommandPrintsItsHelp(t *testing.T) {
	t.Parallel()
	r := sdano(t, place(t))
	if r.code != 0 || !strings.Contains(r.out, "Использование: sdano <команда>") || !strings.Contains(r.out, "Сдать файлы отчётов") {
		t.Errorf("%+v", r)
	}
}

func TestUnknownVariableIsAnError(t *testing.T) {
	t.Parallel()
	dir, _ := demo(t)
	t.Run("run", func(t *testing.T) {
		r := sdanoEnv(t, dir, []string{"SDANO_ADRR=1"}, "version")
		if r.code != 2 || !strings.Contains(r.err, "SDANO_ADRR") {
			t.Errorf("%+v", r)
		}
	})
}

func TestCompletionNamesTheCommands(t *testing.T) {
	t.Parallel()
	dir, _ := demo(t)
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		r := sdano(t, dir, "completion", shell)
		if r.code != 0 || !strings.Contains(r.out, "submit") || !strings.Contains(r.out, "wait") {
			t.Errorf("%s: %+v", shell, r)
		}
	}
}
