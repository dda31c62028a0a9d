package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/titles/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// files returns the names of the report files of a folder.
func files(t testing.TB, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func load(t testing.TB, file string) (name string, data []byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(file), data
}

func TestHeadersOfTheFixtures(t *testing.T) {
	t.Parallel()
	all := files(t, "testdata")
	if len(all) < 10 {
		t.Fatalf("%d fixtures", len(all))
	}
	for _, file := range all {
		name, data := load(t, file)
		h, err := report.Read(name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := json.Marshal(h, jsontext.WithIndent("  "))
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".xml") + ".json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(strings.TrimSpace(string(want)), string(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// The samples beside the repository are real input.
func TestHeadersOfTheSamples(t *testing.T) {
	t.Parallel()
	const samples = "../../../shared/formats/samples/reporting"
	if _, err := os.Stat(samples); err != nil {
		t.Skip("no samples beside the repository")
	}
	want := map[string]struct{ knd, payer, name, key, text, sum string }{
		"NO_USN_7701_7701_779999991008":        {"1152017", "779999991008", "Примеров Пётр Сергеевич", "2025", "2025 г.", "0.00"},
		"NO_USN_7701_7701_7799999919779901001": {"1152017", "7799999919/779901001", "ООО «Пример»", "2025", "2025 г.", "12000.00"},
		"UT_UVISCHSUMNAL": {
			"1110355", "779999991008", "",
			"18210102010011000110 45000000 2026/21/11; 18210501011011000110 45000000 2026/34/01",
			"1 квартал 2026 г., 23–31 января 2026 г.", "13800.00",
		},
		"NO_NDFL6.2":  {"1151100", "7799999919/779901001", "ООО «Пример»", "2026-Q1", "1 квартал 2026 г.", "0.00"},
		"NO_RASCHSV":  {"1151111", "7799999919/779901001", "ООО «Пример»", "2026-Q1", "1 квартал 2026 г.", "0.00"},
		"NO_PERSSVFL": {"1151162", "7799999919/779901001", "ООО «Пример»", "2026-M1", "январь 2026 г.", "0.00"},
	}
	seen := 0
	for _, file := range files(t, samples) {
		name, data := load(t, file)
		for prefix, w := range want {
			if !strings.HasPrefix(name, prefix+"_") {
				continue
			}
			seen++
			h, err := report.Read(name, data)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var sum sdano.Money
			for _, a := range h.Amounts {
				sum += a.Amount
			}
			got := w
			got.knd, got.payer, got.name, got.key, got.text, got.sum = h.KND, h.Payer.String(), h.PayerName, h.PeriodKey, h.PeriodText, sum.String()
			if got != w || h.Office != "7701" || h.Title == "" {
				t.Errorf("%s: got %+v, want %+v", name, got, w)
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d samples of %d", seen, len(want))
	}
}
