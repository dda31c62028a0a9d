package bankfile_test

import (
	"testing"

	"sdano"
	"sdano/bankfile"
)

func TestAmountsInWords(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]string{
		"0":             "Ноль рублей 00 копеек",
		"1.01":          "Один рубль 01 копейка",
		"12210":         "Двенадцать тысяч двести десять рублей 00 копеек",
		"21002.22":      "Двадцать одна тысяча два рубля 22 копейки",
		"2000000.11":    "Два миллиона рублей 11 копеек",
		"1000000000114": "Один триллион сто четырнадцать рублей 00 копеек",
		"112.05":        "Сто двенадцать рублей 05 копеек",
	} {
		if got := bankfile.Words(sdano.MustMoney(amount)); got != want {
			t.Errorf("%s: %q, want %q", amount, got, want)
		}
	}
}
