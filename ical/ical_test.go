package ical_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sdano"
	"sdano/ical"
)

var update = flag.Bool("update", false, "write the golden file anew")

func sample() ical.Calendar {
	changed := time.Date(2026, 4, 1, 9, 30, 0, 0, time.UTC)
	return ical.Calendar{
		Product: "-//sdano//monitor//RU", Name: "Сроки: ООО «Пример»; склад, офис", Refresh: 6 * time.Hour,
		Events: []ical.Event{
			{
				UID: "usn-advance-2026-Q1-7799999919@example.ru", Changed: changed, Sequence: 2, Day: sdano.MustDate("2026-04-28"),
				Summary:     "Аванс УСН за 1 квартал 2026 г.: 12 210,50 руб.",
				Description: "К уплате: 12 210,50 руб.\nСрок по закону: 28.04.2026; НК РФ ст. 346.21 п. 7\nПуть C:\\книга, строка 1",
				URL:         "https://example.ru/?org=7799999919/779901001#usn",
			},
			{
				UID: "vat-2025-Q4@example.ru", Changed: changed.Add(time.Hour), Day: sdano.MustDate("2025-12-31"),
				Summary: "✓ Декларация НДС", Cancelled: true,
			},
		},
	}
}

func written(t *testing.T, c ical.Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := ical.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestACalendarIsWritten(t *testing.T) {
	t.Parallel()
	got := written(t, sample())
	if again := written(t, sample()); again != got {
		t.Error("the same calendar gave other bytes")
	}
	const path = "testdata/sample.ics"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("not as in %s:\n%s", path, got)
	}
	fit(t, got)
}

// fit fails if a line is not as RFC 5545 section 3.1 asks.
func fit(t *testing.T, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") || !utf8.ValidString(text) {
		t.Fatalf("not whole lines of UTF-8: %q", text)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || line == "" || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Fatalf("a line of %d octets: %q", len(line), line)
		}
	}
}

// value reads a property as a reader does: unfolded, then unescaped.
func value(text, name string) string {
	text = strings.ReplaceAll(text, "\r\n ", "")
	_, rest, _ := strings.Cut(text, "\r\n"+name+":")
	line, _, _ := strings.Cut(rest, "\r\n")
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(line)
}

func FuzzTextsComeBackAsTheyWere(f *testing.F) {
	for _, s := range []string{"", "a", `C:\new, or; else`, "две\nстроки", strings.Repeat("длинный ", 40), strings.Repeat("ё", 200), strings.Repeat("<b>", 60), "\xff\xfe", "a\r\nBEGIN:VEVENT", "\u2028" + strings.Repeat("🧾", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := sample()
		c.Events = c.Events[:1]
		c.Events[0].Summary, c.Events[0].Description, c.Events[0].URL, c.Events[0].UID = "x "+s+" y", "x "+s+" y", s, "u"+s
		text := written(t, c)
		fit(t, text)
		if strings.Count(text, "\r\nBEGIN:VEVENT\r\n") != 1 {
			t.Fatalf("a text became an event: %q", text)
		}
		if plain := !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r < 0xa0 && (r < ' ' || r >= 0x7f) }); plain && utf8.ValidString(s) {
			if got := value(text, "DESCRIPTION"); got != "x "+s+" y" {
				t.Fatalf("%q came back as %q", s, got)
			}
		}
	})
}

func TestAnEventWithoutNameOrDayIsAnError(t *testing.T) {
	t.Parallel()
	for _, e := range []ical.Event{{Day: sdano.MustDate("2026-01-01")}, {UID: "a"}} {
		if err := ical.Write(&bytes.Buffer{}, ical.Calendar{Events: []ical.Event{e}}); err == nil {
			t.Errorf("%+v was written", e)
		}
	}
}
