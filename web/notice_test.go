package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
	"sdano/reporting"
)

// chipOf returns the first chip after a piece of a page.
func chipOf(t *testing.T, text, after string) string {
	t.Helper()
	_, text, ok := strings.Cut(text, after)
	if !ok {
		t.Fatalf("the page lacks %q", after)
	}
	_, text, _ = strings.Cut(text, `<span class="chip `)
	text, _, _ = strings.Cut(text, "</span>")
	return text
}

func TestAcceptanceWithRemarksIsTold(t *testing.T) {
	t.Parallel()
	f := story()
	notice := f.subs[5]
	page := "/submissions/" + notice.ID.String()
	f.events = append(f.events, reporting.Event{
		ID: sdano.NewID(), Submission: notice.ID, Seq: 10, ReceivedAt: noon, Status: reporting.Accepted, Outcome: reporting.OutcomeAcceptedWithNotice,
		DocumentType: "fns534-report-processing-result-precise", AuditDone: true,
	})
	own := get(t, f, page).main()
	for where, chip := range map[string]string{
		"head":     chipOf(t, own, "<h1>"),
		"timeline": chipOf(t, own, "Уведомление об уточнении"),
		"list":     chipOf(t, get(t, f, "/submissions").main(), page),
		"recent":   chipOf(t, get(t, f, "/?org="+url.QueryEscape(ooo.String())).main(), page),
	} {
		if !strings.HasPrefix(chip, `lime">`) || !strings.HasSuffix(strings.TrimSpace(chip), "Сдана, нужно уточнение") {
			t.Errorf("%s: %s", where, chip)
		}
		if where != "timeline" && !strings.Contains(chip, "<svg") {
			t.Errorf("%s: the colour has no mark: %s", where, chip)
		}
	}
	has(t, own, "Замечания инспекции", "Сумма по строке не сходится", `<li class="notice" aria-current="step">`, "Подать корректировку",
		`<section class="card refusal lime"`)
	hasNot(t, own, "Причины отказа", `class="good"`, "Подать исправленный")

	f.subs[5].Outcome = reporting.OutcomePartially
	if chip := chipOf(t, get(t, f, page).main(), "<h1>"); !strings.Contains(chip, "Сдана частично") || !strings.HasPrefix(chip, "lime") {
		t.Errorf("accepted in part: %s", chip)
	}
	has(t, get(t, f, "/submissions/"+f.subs[3].ID.String()).main(), "Причины отказа", `<section class="card refusal red"`, "Подать исправленный отчёт")
}

func TestNearestTermIsOfAllThatIsOpen(t *testing.T) {
	t.Parallel()
	day := sdano.MustDate
	for name, tc := range map[string]struct {
		due, report string
		items       []string
		want        string
	}{
		"an item of a tile that is overdue": {"2026-03-30", "", []string{"2026-03-30", "2026-12-28"}, "2026-12-28"},
		"an item before another tile":       {"2026-03-30", "2026-04-27", []string{"2026-04-15"}, "2026-04-15"},
		"a tile before the items":           {"2026-04-28", "2026-04-27", []string{"2026-04-28"}, "2026-04-27"},
		"today counts":                      {"2026-04-09", "2026-04-27", []string{"2026-04-10"}, "2026-04-10"},
		"all has passed":                    {"2026-03-30", "2026-04-01", []string{"2026-03-30"}, ""},
	} {
		f := story()
		tax := &monitor.Cell{Color: monitor.Danger, Text: "Мы должны", Due: day(tc.due)}
		for _, due := range tc.items {
			tax.Items = append(tax.Items, monitor.Item{Title: "Взносы", Due: day(due), Overdue: day(due).Before(today)})
		}
		r := ipResult(yellow())
		r.Rows = []monitor.Row{{ID: "ip_self", Title: "Взносы за себя", Tax: tax}}
		if tc.report != "" {
			r.Rows = append(r.Rows, monitor.Row{ID: "usn", Title: "УСН", Report: &monitor.Cell{Color: monitor.Warning, Text: "Пора", Due: day(tc.report)}})
		}
		f.results[ip.INN] = r
		found := regexp.MustCompile(`Ближайший срок</span><b><time datetime="([0-9-]+)"`).FindStringSubmatch(get(t, f, "/").main())
		got := ""
		if found != nil {
			got = found[1]
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// TestReportStatesAgreeWithEveryTitle: beside «Декларация», «Расчёт»,
// «Уведомление» and «Сведения» no state takes a gender.
func TestReportStatesAgreeWithEveryTitle(t *testing.T) {
	t.Parallel()
	gendered := regexp.MustCompile(`(^|[^а-яё])(сдан|сдана|принят|принята|отправлен|отправлена|подготовлен|подготовлена|отклонён|отклонена)($|[^а-яё])`)
	for state, want := range map[monitor.ReportState]string{
		monitor.NotStarted: "нужно сдать", monitor.Prepared: "готово к отправке", monitor.Sent: "ждём ответа",
		monitor.Rejected: "отчёт не принят", monitor.Accepted: "отчёт принят",
	} {
		f := story()
		cell := yellow()
		cell.Items[0].Report = state
		f.results[ip.INN] = ipResult(cell)
		_, text, _ := strings.Cut(get(t, f, "/").main(), `<span class="item-sum">`)
		text, _, _ = strings.Cut(text, "</span>")
		if text != want {
			t.Errorf("%q is told as %q, want %q", state, text, want)
		}
		if bare := strings.ReplaceAll(text, "отчёт не принят", ""); gendered.MatchString(strings.ReplaceAll(bare, "отчёт принят", "")) {
			t.Errorf("%q takes a gender: %q", state, text)
		}
	}
}

func TestAlarmsOfTheWholeAreaLeadNowhere(t *testing.T) {
	t.Parallel()
	f := story()
	f.alarms = []reporting.Alarm{
		{ID: sdano.NewID(), Code: "directions_suspicious", Text: "Список направлений пуст.", At: noon},
		{ID: sdano.NewID(), Code: "directions_stale", Text: "Список направлений стар.", At: noon},
		{ID: sdano.NewID(), Code: "send_unknown", Object: f.subs[4].ID, Text: "Неизвестно, принят ли отчёт.", At: noon},
	}
	main := get(t, f, "/audit").main()
	for text, href := range map[string]string{
		"Список направлений пуст.": "", "Список направлений стар.": "", "Неизвестно, принят ли отчёт.": "/submissions/" + f.subs[4].ID.String(),
	} {
		_, note, ok := strings.Cut(main, text)
		note, _, _ = strings.Cut(note, "</p>")
		if !ok || strings.Contains(note, "<a ") != (href != "") || !strings.Contains(note, href) {
			t.Errorf("%s: %v, %s", text, ok, note)
		}
	}
	own := get(t, f, "/submissions/"+f.subs[4].ID.String())
	if own.status != http.StatusOK {
		t.Fatalf("status %d", own.status)
	}
	has(t, own.main(), "Неизвестно, принят ли отчёт.")
	hasNot(t, own.main(), "Список направлений")
}
