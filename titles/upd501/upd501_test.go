package upd501_test

import (
	"os"
	"path/filepath"
	"testing"

	"sdano/titles/internal/updtest"
	"sdano/titles/titletest"
	"sdano/titles/upd501"
)

func TestGolden(t *testing.T) {
	t.Parallel()
	updtest.Golden(t, upd501.First, upd501.Second, "7c9e6679-7425-40de-944b-e07fc1f90a11")
}

func TestRules(t *testing.T) {
	t.Parallel()
	const text = `СодОпер="Товары (работы, услуги, права) приняты без расхождений (претензий)"`
	titletest.Rules(t, upd501.First, load(t, "ON_NSCHFDOPPRMARK_*.xml"), []titletest.RuleCase{
		{Code: "SDANO-UPD501-001", Fail: titletest.Edit(`ОснПолнОрг="Договор 14"`, ""), At: "Подписант/@ОснПолнОрг"},
	})
	titletest.Rules(t, upd501.Second, load(t, "ON_NSCHFDOPPOKMARK_*43001.xml"), []titletest.RuleCase{
		{Code: "SDANO-UPD501-201", Pass: titletest.Edit(`<КодСодОпер КодИтога="1"/>`, ""), Fail: titletest.Edit(text, "", `<КодСодОпер КодИтога="1"/>`, "")},
		{
			Code: "SDANO-UPD501-201", At: "СвПрин/@СодОпер",
			Pass: titletest.Edit(text, ""), Fail: titletest.Edit(text, "", `<КодСодОпер КодИтога="1"/>`, ""),
		},
		{
			Code: "SDANO-UPD501-202", Pass: titletest.Edit(`Статус="5"`, `Статус="3" ОснПолнОрг="Договор"`),
			Fail: titletest.Edit(`Статус="5"`, `Статус="3"`), At: "Подписант/@ОснПолнОрг",
		},
	})
}

// load returns the document of testdata whose name matches.
func load(t *testing.T, pattern string) map[string][]byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d documents match %s (%v)", len(found), pattern, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"": data}
}
