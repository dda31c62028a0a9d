package compose_test

import (
	"slices"
	"strings"
	"testing"

	"sdano/titles/compose"
	"sdano/titles/title"
)

// noted returns the findings after something was done with a composer.
func noted(t *testing.T, do func(*compose.Composer)) []string {
	t.Helper()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	c := compose.New(answer(f), f, false)
	c.File()
	do(c)
	if _, err := c.Finish(); err != nil {
		return findings(t, err)
	}
	return nil
}

func TestDays(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", " ": "",
		"2026-01-17": "17.01.2026", "2024-02-29": "29.02.2024", "1900-01-01": "01.01.1900", "2099-12-31": "31.12.2099",
		"2026-01-17T14:00:04.602Z": "17.01.2026", "2026-01-17T21:00:00Z": "18.01.2026", "2026-01-17T20:59:59.9999999Z": "17.01.2026",
		"2026-01-18T02:00:00+07:00": "17.01.2026", "2026-01-17T23:59:59": "17.01.2026", "2026-01-17T23:59:59.123": "17.01.2026",
		"2026-01-17T22:00": "17.01.2026", "2026-01-17T22:00Z": "18.01.2026", " 2026-01-17 ": "17.01.2026",
	} {
		var got string
		if bad := noted(t, func(c *compose.Composer) { got = c.Day("M", value) }); got != want || bad != nil {
			t.Errorf("%q is %q %q, want %q", value, got, bad, want)
		}
	}
	for _, value := range []string{
		"2026-02-29", "1899-12-31", "2100-01-01", "2099-12-31T21:00:00Z", "17.01.2026", "2026-1-17", "20260117",
		"2026-01-17T25:00:00", "2026-01-17 10:00:00", "вчера", strings.Repeat("9", 500), "2026-01-17T",
	} {
		var got string
		bad := noted(t, func(c *compose.Composer) { got = c.Day("M", value) })
		if got != "" || !slices.Equal(bad, []string{"answer.date M"}) {
			t.Errorf("%q is %q %q", value, got, bad)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", " \t\n ": "", " слово ": "слово", "две\nстроки\tи\r\n": "две\nстроки\tи", "пять5": "пять5", "😀😀😀😀😀": "😀😀😀😀😀",
	} {
		var got string
		if bad := noted(t, func(c *compose.Composer) { got = c.Text("M", value, 12) }); got != want || bad != nil {
			t.Errorf("%q is %q %q, want %q", value, got, bad, want)
		}
	}
	for value, want := range map[string]string{
		"шесть6": "answer.length M", "a\x00b": "answer.characters M", "a\x1bb": "answer.characters M", "a\u0085b": "answer.characters M",
		"a\u007fb": "answer.characters M", "a\uFFFEb": "answer.characters M", "a\xffb": "answer.characters M",
	} {
		if bad := noted(t, func(c *compose.Composer) { c.Text("M", value, 5) }); !slices.Equal(bad, []string{want}) {
			t.Errorf("%q: %q, want %q", value, bad, want)
		}
	}
	if bad := noted(t, func(c *compose.Composer) { c.Required("M", " ", 5) }); !slices.Equal(bad, []string{"answer.required M"}) {
		t.Errorf("nothing required: %q", bad)
	}
}

func TestSums(t *testing.T) {
	t.Parallel()
	for value, want := range map[title.Decimal]string{
		"": "", "0": "0.00", "-0": "0.00", "000": "0.00", "54000": "54000.00", "-1000": "-1000.00", "1.5": "1.50", "+1.25": "1.25",
		".5": "0.50", "1.": "1.00", "1.500": "1.50", "0012.30": "12.30", "5.4E4": "54000.00", "125e-2": "1.25", "1e-2": "0.01", "-5e-1": "-0.50",
		"9999999999999.99": "9999999999999.99", "999999999999999": "999999999999999.00", "0e30": "0.00",
	} {
		var got string
		if bad := noted(t, func(c *compose.Composer) { got = c.Sum("M", value) }); got != want || bad != nil {
			t.Errorf("%q is %q %q, want %q", value, got, bad, want)
		}
	}
	for _, value := range []title.Decimal{
		"1.005", "0.001", "1e-3", "99999999999999.99", "1000000000000000", "1e15", "1e31", "1e-999999999", "1e", "e5", "-", ".", "1,5", "1 000", "NaN", "0x10", "1e5e5", "--1",
	} {
		var got string
		bad := noted(t, func(c *compose.Composer) { got = c.Sum("M", value) })
		if got != "" || !slices.Equal(bad, []string{"answer.sum M"}) {
			t.Errorf("%q is %q %q", value, got, bad)
		}
	}
}

func FuzzSum(f *testing.F) {
	for _, s := range []string{"5.4E4", "-0.10", "1e-30", "+.5", "99999999999999.9"} {
		f.Add(s)
	}
	target := format(f, anything, title.Second, "ON_X", "5.01")
	f.Fuzz(func(t *testing.T, s string) {
		c := compose.New(answer(target), target, false)
		out := c.Sum("M", title.Decimal(s))
		if out == "" {
			return
		}
		// What was written reads back as itself: it is in the canonical form.
		if again := c.Sum("M", title.Decimal(out)); again != out {
			t.Errorf("%q is %q, then %q", s, out, again)
		}
	})
}
