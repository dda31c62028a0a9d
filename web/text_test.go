package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sdano"
)

func TestTextsAreTied(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Пора оплатить 1 234 567,50 руб.":           "Пора оплатить 1~234~567,50~руб.",
		"Не позднее 27 апреля 2026 г.":              "Не позднее 27~апреля 2026~г.",
		"НК РФ ст. 346.23 п. 1":                     "НК~РФ ст.~346.23 п.~1",
		"(за 1 квартал 2026 г.)":                    "(за 1~квартал 2026~г.)",
		"200 000 × 6 %":                             "200~000 × 6~%",
		"Ждем ответа: ИФНС 7701, корректировка № 1": "Ждем ответа: ИФНС~7701, корректировка №~1",
		"Декларация за 2025 год":                    "Декларация за 2025~год",
		"отчет 2025 100 раз":                        "отчет 2025~100 раз", // cannot be told from a group
		"":                                          "",
	} {
		if got, want := tie(text), sub(want); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// sub writes the no-break spaces of an expectation.
func sub(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r == '~' {
			out[i] = '\u00a0'
		}
	}
	return string(out)
}

func TestTermsAreTold(t *testing.T) {
	t.Parallel()
	today := sdano.MustDate("2026-04-10")
	for due, want := range map[string]string{
		"2026-04-10": "сегодня", "2026-04-11": "завтра", "2026-04-12": "через 2~дня", "2026-04-21": "через 11~дней",
		"2026-05-01": "через 21~день", "2026-04-09": "1~день назад", "2026-04-07": "3~дня назад",
	} {
		if got, want := untilDue(today, sdano.MustDate(due)), sub(want); got != want {
			t.Errorf("%s is told as %q, want %q", due, got, want)
		}
	}
	if got := untilDue(today, sdano.Date{}); got != "" {
		t.Errorf("no term is told as %q", got)
	}
}

func TestSizesAreTold(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{11: "11~байт", 1536: "1,5~КБ", 100 << 20: "100~МБ", 2048: "2~КБ"} {
		if got, want := size(n), sub(want); got != want {
			t.Errorf("%d is told as %q, want %q", n, got, want)
		}
	}
}

func TestFileNamesAreMadeSafe(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"NO_USN_1.xml":        "attachment; filename=NO_USN_1.xml",
		"../../etc/passwd":    "attachment; filename=passwd",
		`C:\dir\a.xml`:        "attachment; filename=a.xml",
		"отчёт.xml":           "attachment; filename*=utf-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.xml",
		"a\"b\r\nX: y.xml":    "attachment; filename*=utf-8''a%22b%0D%0AX%3A%20y.xml",
		"a.xml\"; x=\"y.html": `attachment; filename="a.xml\"; x=\"y.html"`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// TestEveryActOfTheJournalHasAName reads the acts that the mission writes from
// its sources: the timeline shows each by its Russian name.
func TestEveryActOfTheJournalHasAName(t *testing.T) {
	t.Parallel()
	act := regexp.MustCompile(`^(submission|event|reply|queue)\.[a-z_]+$`)
	files, err := filepath.Glob("../reporting/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING {
				return true
			}
			if value, err := strconv.Unquote(text.Value); err == nil && act.MatchString(value) {
				found++
				if actions[value] == "" {
					t.Errorf("%s writes %q, which has no Russian name in documents.go", name, value)
				}
			}
			return true
		})
	}
	t.Logf("%d acts found", found)
}
