package report

import "testing"

// TestWindowsOfWithheldTaxByYear: 2023 had windows from the 23rd to the 22nd, and
// a code of the whole year for its last days.
func TestWindowsOfWithheldTaxByYear(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		year         int
		code, number string
		want         string
	}{
		{2023, "21", "01", "2023-01-01..2023-01-22"},
		{2023, "21", "02", "2023-01-23..2023-02-22"},
		{2023, "34", "03", "2023-11-23..2023-12-22"},
		{2023, "34", "04", "2023-12-23..2023-12-31"},
		{2023, "34", "13", "2023-12-23..2023-12-31"},
		{2023, "21", "11", ""},
		{2023, "33", "04", ""},
		{2024, "34", "04", ""},
		{2024, "21", "12", "2024-02-23..2024-02-29"},
		{2022, "21", "01", ""},
		{2024, "34", "14", ""},
	} {
		if got := linePeriod("18210102010011000110", tc.code, tc.number, tc.year).String(); got != tc.want {
			t.Errorf("%d %s/%s is %q, want %q", tc.year, tc.code, tc.number, got, tc.want)
		}
	}
}
