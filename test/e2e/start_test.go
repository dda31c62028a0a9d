package e2e_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	practice "sdano/internal/demo"
	"sdano/test/proc"
)

// The commands that a demo suggests work as they are pasted, wherever it listens
// and keeps its data.
func TestSuggestedCommandsWork(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"address":           nil,
		"address and data":  {"--data", "my data"},
		"address, data, db": {"--data", "it's", "--db", "other.db"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := place(t)
			text := printed(t, dir, "Остановить", append([]string{"serve", "--demo", "--addr", "127.0.0.1:0"}, args...)...)
			submit, verify := suggested(t, text, " submit "), suggested(t, text, " audit verify")
			url := strings.Fields(suggested(t, text, "Страница "))[1]
			if page := fetch(t, url); !strings.Contains(page, "--server "+url) || strings.Contains(page, " --data ") != (args != nil) {
				t.Errorf("the page suggests another command:\n%s", page)
			}
			if r := shell(t, dir, submit); r.code != 0 || !strings.Contains(r.out, ": Сдана\n") {
				t.Errorf("%s\n%+v", submit, r)
			}
			if r := shell(t, dir, verify); r.code != 0 || !strings.Contains(r.out, "Журнал цел") {
				t.Errorf("%s\n%+v", verify, r)
			}
		})
	}
}

// suggested returns the line that has a part.
func suggested(t *testing.T, text, part string) string {
	t.Helper()
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimSpace(line)
		}
	}
	t.Fatalf("no line with %q:\n%s", part, text)
	return ""
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// A server that is no demo works with the sandbox by its address alone; a
// sandbox with a key of its own says what the server must be given.
func TestServerJoinsTheSandbox(t *testing.T) {
	t.Parallel()
	for name, own := range map[string][]string{
		"defaults":            nil,
		"own key and account": {"--key", "own key", "--account", "mine"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := place(t)
			said := printed(t, dir, "Остановить", append([]string{"sandbox", "--addr", "127.0.0.1:0", "--data", "sandbox", "--stage-delay", "10ms"}, own...)...)
			line := suggested(t, said, "обычный сервер")
			if own != nil && !strings.Contains(line, "--operator-key 'own key' --operator-account mine") {
				t.Errorf("the key is not suggested: %s", said)
			}
			if first := suggested(t, said, "serve --demo"); strings.TrimSpace(strings.TrimPrefix(first, "демо")) != strings.Replace(
				strings.TrimSpace(strings.TrimPrefix(line, "обычный сервер")), "serve", "serve --demo", 1) {
				t.Errorf("demo and server differ: %s", said)
			}
			enter(t, dir)
			served(t, dir, strings.Fields(strings.ReplaceAll(line, "'own key'", "own~key"))[4:])
		})
	}
}

// enter makes a user and the organisation of the samples.
func enter(t *testing.T, dir string) {
	t.Helper()
	program := filepath.Join(dir, "bin", "sdano")
	set := []string{program, "user", "set", "anna", "--tenant", "10027,5", "--scope", "reports"}
	for _, done := range []string{"заведён", "заменён"} {
		u := command(t, dir, nil, "long-enough-1\n", set...)
		if u.code != 0 || !strings.Contains(u.out, "anna "+done+".\n  Области данных  10027, 5\n  Права           reports\n") || strings.Contains(u.err, "Пароль") {
			t.Errorf("%+v", u)
		}
	}
	o := sdano(t, dir, "org", "set", "779999991008", "--name", "ИП «Проба»", "--tenant", "10027", "--registered", "2024-01-01", "--main")
	if o.code != 0 || !strings.Contains(o.out, "Организация «ИП «Проба»» записана") {
		t.Errorf("%+v", o)
	}
}

// served starts a server with flags and sends a report through it.
func served(t *testing.T, dir string, flags []string) {
	t.Helper()
	for i := range flags {
		flags[i] = strings.ReplaceAll(flags[i], "~", " ")
	}
	name, data, err := practice.Declaration(practice.Entrepreneur, practice.Office, practice.Today)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := proc.Start(t.Context(), dir, append([]string{"serve", "--json", "--addr", "127.0.0.1:0"}, flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	waiting := running(t, dir, "submit", "--wait", "--server", p.URL, "--login", "anna", "--password", "long-enough-1", name)
	waiting.until(t, "●●○○○ Отправлена")
}

func TestServerRefusesAWrongKey(t *testing.T) {
	t.Parallel()
	dir := place(t)
	said := printed(t, dir, "Остановить", "sandbox", "--addr", "127.0.0.1:0", "--data", "sandbox")
	url := strings.Fields(suggested(t, said, "слушает"))[3]
	for _, wrong := range [][]string{{"--operator-key", "x"}, {"--operator-account", "x"}, {"--demo", "--operator-key", "x"}} {
		r := sdano(t, dir, append([]string{"serve", "--addr", "127.0.0.1:0", "--operator-url", url}, wrong...)...)
		if r.code != 2 || !strings.Contains(r.err, "не принимает ключ или учётную запись") || !strings.Contains(r.err, "--operator-key") {
			t.Errorf("%v: %+v", wrong, r)
		}
	}
}

// make reset removes what a demo made, and nothing else.
func TestMakeReset(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not installed")
	}
	dir, p := demo(t)
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	makefile, err := os.ReadFile(filepath.Join(proc.Root(), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"Makefile": string(makefile), "data/doc.go": "package data\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := command(t, dir, nil, "", "make", "reset"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	left, err := os.ReadDir(filepath.Join(dir, "data"))
	if err != nil || len(left) != 1 || left[0].Name() != "doc.go" {
		t.Errorf("left are %v, %v", left, err)
	}
	if r := command(t, dir, nil, "", "make", "-n", "run", "ADDR=127.0.0.1:8085"); !strings.Contains(r.out, "--addr 127.0.0.1:8085") {
		t.Errorf("%+v", r)
	}
}
