package title_test

import (
	"strings"
	"testing"

	"sdano/titles/title"
)

func TestDecimalArithmetic(t *testing.T) {
	t.Parallel()
	long := title.Decimal(strings.Repeat("9", 100_000))
	for _, tc := range []struct{ a, b, sum, difference title.Decimal }{
		{"", "", "", ""},
		{"5.10", "", "5.10", "5.10"},
		{"", "120.00", "120.00", "-120.00"},
		{"", "-120", "-120", "120"},
		{"0.1", "0.02", "0.12", "0.08"},
		{"1", "1.00", "2.00", "0.00"},
		{"-0.05", "0.04", "-0.01", "-0.09"},
		{"+7", ".5", "7.5", "6.5"},
		{"7.", "3", "10", "4"},
		{"99999999999999999.99", "0.01", "100000000000000000.00", "99999999999999999.98"},
		{"12345678901234567890123456", "0.00000000001", "12345678901234567890123456.00000000001", "12345678901234567890123455.99999999999"},
		{long, "1", "", ""},
		{"1", "x", "", ""},
		{"1", "1 2", "", ""},
		{"1", "1_2", "", ""},
	} {
		if got := tc.a.Plus(tc.b); got != tc.sum {
			t.Errorf("%.30s + %.30s = %s, want %s", tc.a, tc.b, got, tc.sum)
		}
		if got := tc.a.Minus(tc.b); got != tc.difference {
			t.Errorf("%.30s - %.30s = %s, want %s", tc.a, tc.b, got, tc.difference)
		}
	}
}
