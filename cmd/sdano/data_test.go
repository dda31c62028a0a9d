package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// edit replaces a text of a file that must hold it.
func edit(t *testing.T, path, old, now string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%q is not in %s", old, path)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// step is a command of a story: what it is called with, how it ends and what it
// says.
type step struct {
	args []string
	code int
	says string
}

func tell(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		if code, said := runs(t, nil, s.args...); code != s.code || !strings.Contains(said, s.says) {
			t.Errorf("sdano %s: %d\n%s\nwant %d %q", strings.Join(s.args, " "), code, said, s.code, s.says)
		}
	}
}

// TestTablesAreUpdatedWithoutANetwork: from the export to the rollback.
func TestTablesAreUpdatedWithoutANetwork(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	here := []string{"--data", at("data")}
	with := func(args ...string) []string { return append(args, here...) }
	tell(t, []step{
		{with("data", "list"), 0, "Действуют: встроенные в программу"},
		{with("data", "check"), 0, "опубликованных сроков сошлось 20"},
		{with("data", "rollback"), exitFailed, "Возвращаться не к чему"},
		{with("data", "export", at("tables")), 0, "Выгружено таблиц: 15"},
		{with("data", "export", at("tables")), exitUsage, "уже есть"},
		{[]string{"data", "keygen", at("maker")}, 0, "Закрытый ключ"},
		{[]string{"data", "keygen", at("maker")}, exitUsage, "уже есть"},
		{[]string{"data", "keygen", at("other")}, 0, ""},
		{with("data", "check", at("tables")), 0, "Таблицы верны"},
	})
	if info, err := os.Stat(at("maker.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the private key: %v %v", info, err)
	}
	edit(t, at("tables/rules.json"), `"term": {"months": 1, "day": 3}`, `"term": {"months": 1, "day": 4}`)
	tell(t, []step{
		{[]string{"data", "pack", at("tables"), "--key", at("maker.key"), "--name", "уведомления", "-o", at("new.zip")}, 0, "готов"},
		{[]string{"data", "pack", at("tables"), "--key", at("maker.pem"), "--name", "x", "-o", at("no.zip")}, exitFailed, "закрытый ключ"},
		{with("data", "import", at("new.zip")), exitFailed, "Доверенных ключей ещё нет"},
		{with("data", "trust", at("other.pem")), 0, "доверенный"},
		{with("data", "import", at("new.zip")), exitFailed, "не доверенным ключом"},
		{with("data", "trust", at("maker.pem")), 0, "Ключ maker"},
		{with("data", "check", at("new.zip")), 0, "Архив подписан ключом maker"},
		{with("data", "import", at("new.zip"), "--dry-run"), 0, "Ничего не введено"},
		{with("data", "list"), 0, "Действуют: встроенные в программу"},
		{with("data", "import", at("new.zip"), "--json"), 0, `"rule": "ndfl_agent_notice_b"`},
		{with("data", "list"), 0, "Действуют: уведомления"},
		{with("data", "check"), 0, "Таблицы верны"},
		{with("deadlines", "--from", "2026-03-01", "--to", "2026-03-05"), 0, "04.03.2026  Уведомление об НДФЛ с выплат сотрудникам за 23–28 февраля 2026 г."},
		{with("data", "rollback"), 0, "Снова действуют таблицы: встроенные"},
		{with("deadlines", "--from", "2026-03-01", "--to", "2026-03-05"), 0, "03.03.2026  Уведомление об НДФЛ"},
	})
}

// TestTablesAgainstPublishedTermsAreRefused: a slip of a hand is found before
// anything comes into force.
func TestTablesAgainstPublishedTermsAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tables := filepath.Join(dir, "tables")
	tell(t, []step{
		{[]string{"data", "export", tables, "--data", dir}, 0, ""},
		{[]string{"data", "keygen", filepath.Join(dir, "maker")}, 0, ""},
	})
	pack := []string{"data", "pack", tables, "--key", filepath.Join(dir, "maker.key"), "--name", "x", "-o", filepath.Join(dir, "x.zip")}
	edit(t, filepath.Join(tables, "calendar.json"), `"total": 147`, `"total": 148`)
	tell(t, []step{{pack, exitFailed, "calendar.json/2020"}})
	edit(t, filepath.Join(tables, "calendar.json"), `"total": 148`, `"total": 147`)
	edit(t, filepath.Join(tables, "rules.json"), `"term": {"months": 1, "day": 28}, "shift": true, "law": "НК РФ ст. 346.21 п. 7"`, `"term": {"months": 1, "day": 27}, "shift": true, "law": "НК РФ ст. 346.21 п. 7"`)
	tell(t, []step{
		{pack, exitFailed, "golden.json/usn_adv_pay/2026-Q1: опубликован срок 28.04.2026"},
		{[]string{"data", "check", tables, "--data", dir}, exitFailed, "не сходятся с опубликованными: 2"},
	})
}

func TestChangedTermsAreToldPerPayer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	here := []string{"--data", at("data")}
	with := func(args ...string) []string { return append(args, here...) }
	seedPayer(t, at("data"))
	tell(t, []step{
		{with("data", "export", at("tables")), 0, ""},
		{[]string{"data", "keygen", at("maker")}, 0, ""},
		{with("data", "trust", at("maker.pem")), 0, ""},
	})
	edit(t, at("tables/rules.json"), `"shift": true, "law": "НК РФ ст. 58 п. 9; КНД 1110355`, `"shift": false, "law": "НК РФ ст. 58 п. 9; КНД 1110355`)
	tell(t, []step{
		{[]string{"data", "pack", at("tables"), "--key", at("maker.key"), "--name", "x", "-o", at("x.zip")}, 0, ""},
		{with("data", "import", at("x.zip")), 0, "ИП Примеров, ИНН 779999991008, изменилось:"},
		{with("audit", "verify"), 0, "Журнал цел"},
		{with("deadlines", "--inn", "779999991008", "--from", "2026-07-01", "--to", "2026-07-31"), 0, "25.07.2026  Уведомление об авансовом платеже по УСН за 1 полугодие 2026 г."},
		{with("deadlines", "--inn", "7799999919"), exitFailed, "в базе нет"},
	})
}
