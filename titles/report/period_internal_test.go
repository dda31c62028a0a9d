package report

import "testing"

func TestPeriodTableIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range periodCodes {
		key := c.code + c.knd
		if !digits(c.code, 2) || c.source == "" || seen[key] {
			t.Errorf("%+v", c)
		}
		seen[key] = true
		p, from, to := c.in(2026)
		if from.Year() != 2026 || to.Year() != 2026 || to.Before(from) || to != to.EndOfMonth() {
			t.Errorf("%s: %s to %s", c.code, from, to)
		}
		if c.text(2026) == "" || p.IsZero() != (c.kind == 0) {
			t.Errorf("%s: %q %v", c.code, c.text(2026), p)
		}
	}
}

func TestPeriodsOfTheFormsAreInTheTable(t *testing.T) {
	t.Parallel()
	for _, f := range forms {
		for _, code := range f.periods {
			if _, ok := periodCodeOf(f.knd, code); !ok {
				t.Errorf("%s: code %s", f.knd, code)
			}
		}
	}
}

func TestPeriodCodesOfOneFormStayThere(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ knd, code, want string }{
		{kndProfit, "46", "2026 г."},
		{kndProfit, "44", "январь–октябрь 2026 г."},
		{kndNDS, "24", "4 квартал 2026 г."},
		{kndNDS, "56", "4 квартал 2026 г. (при ликвидации или реорганизации)"},
		{"1151111", "46", ""},
		{"1151111", "86", "2026 г. (при снятии с учёта предпринимателя)"},
	} {
		c, ok := periodCodeOf(tc.knd, tc.code)
		if got := c.text(2026); ok != (tc.want != "") || ok && got != tc.want {
			t.Errorf("%s of %s: %q", tc.code, tc.knd, got)
		}
	}
}
