package web_test

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sdano"
	"sdano/bankfile"
	"sdano/data"
	"sdano/monitor"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
	"sdano/tablefile"
	"sdano/web"
)

// unreported says that nothing was filed.
type unreported struct{}

func (unreported) Verdicts(context.Context, sdano.Tx, sdano.TaxID) ([]monitor.Verdict, error) {
	return nil, nil
}

// books is the site over the real mission and its store on a file; everything
// else of it is the fake.
func books(t *testing.T) *httptest.Server {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	tables, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := monitor.NewCalendar(tables)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := monitor.LoadRules(tables, cal)
	if err != nil {
		t.Fatal(err)
	}
	c := config(story())
	mission := monitor.New(monitor.Config{
		Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{}, Verdicts: unreported{}, Feeds: sqlstore.FeedStore{}, Rules: rules, Clock: c.Clock,
	})
	c.Monitor, c.Payers, c.Overviews, c.Head = mission, mission, mission, db
	c.Terms, c.Days = mission, rules
	c.FeedURL = func(_ *http.Request, _ web.Visitor, token string) string {
		return "https://example.ru/" + token + ".ics"
	}
	c.Visit = func(*http.Request) (web.Visitor, error) {
		return web.Visitor{Tenant: tenant, App: "bs", Actor: "user:demo", MayFile: true, MayBook: true}, nil
	}
	return serve(t, c)
}

// send posts a form and returns the status and the page that follows.
func send(t *testing.T, srv *httptest.Server, path string, pairs ...string) (int, string) {
	t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	res, err := http.PostForm(srv.URL+path, v)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// newcomer is the form of an entrepreneur under УСН «доходы».
func newcomer(more ...string) []string {
	return append([]string{
		"inn", "779999991008", "name", "ИП Примеров", "registered", "2025-01-01", "books_closed_to", "2026-04-09", "main", "1",
		"sv_tariff", "", "ip_fixed_plan", "", "ip_1pct_deduct", "own",
		"regime.0.kind", "usn/income", "regime.0.rate", "6", "regime.0.from", "2025-01-01",
	}, more...)
}

func TestAProfileEnteredOnThePageGivesAMonitor(t *testing.T) {
	t.Parallel()
	srv := books(t)
	status, page := send(t, srv, "/payer", newcomer()...)
	if status != http.StatusOK || !strings.Contains(page, "ИП Примеров") || !strings.Contains(page, "УСН") {
		t.Fatalf("%d %s", status, page)
	}
	form := fetch(t, srv.URL+"/payer?org=779999991008")
	for _, part := range []string{`value="779999991008"`, `value="2025-01-01"`, `value="usn/income" selected`, "readonly"} {
		if !strings.Contains(form, part) {
			t.Errorf("the form lacks %s", part)
		}
	}
}

func TestNothingTypedIsLostWhenAFormIsWrong(t *testing.T) {
	t.Parallel()
	srv := books(t)
	status, page := send(t, srv, "/payer", newcomer("patent.0.from", "2026-03-01", "patent.0.to", "2026-01-31", "patent.0.tax", "12,5 р")...)
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", status)
	}
	for _, part := range []string{"Конец раньше начала", "Напишите сумму цифрами", "12,5 р", "ИП Примеров", `aria-describedby="patent.0.tax-wrong"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	if strings.Contains(fetch(t, srv.URL+"/"), "ИП Примеров") {
		t.Error("it was stored")
	}
}

func TestAStaleFormDoesNotOverwriteAnothersChange(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	status, page := send(t, srv, "/payer", newcomer("tag", "aa")...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "изменил кто-то другой") {
		t.Fatalf("%d %s", status, page)
	}
}

func TestFactsAreAddedAndTakenAway(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	org := []string{"org", "779999991008"}
	for kind, c := range map[string]struct {
		form []string
		says string
	}{
		"entries":         {[]string{"date", "2026-02-10", "what", "income", "amount", "1 000 000,50", "regime", ""}, "1&nbsp;000&nbsp;000,50"},
		"payments":        {[]string{"date", "2026-02-10", "row", "enp", "amount", "500", "period", ""}, "единый налоговый платёж"},
		"accruals":        {[]string{"row", "usn", "period", "2026-Q1", "amount", "700"}, "1&nbsp;квартал"},
		"balances":        {[]string{"date", "2026-02-10", "amount", "-15,20"}, "15,20"},
		"payroll":         {[]string{"employee", "Первый", "month", "2026-M3", "taxable", "100000", "withheld", "13000", "paid", "2026-03-31"}, "Первый"},
		"reconciliations": {[]string{"requested", "2026-03-01"}, "01.03.2026"},
		"filings":         {[]string{"rule", "usn_decl_ip", "period", "2025", "date", "2026-03-01"}, "2025&nbsp;г."},
		"answers":         {[]string{"answer", "no_debt", "row", "usn"}, "Долгов за прошлые годы нет"},
	} {
		status, page := send(t, srv, "/facts", append(append(org, "kind", kind), c.form...)...)
		if status != http.StatusOK || !strings.Contains(strings.ReplaceAll(page, "\u00a0", "&nbsp;"), c.says) {
			t.Errorf("%s: status %d, no %q", kind, status, c.says)
			continue
		}
		_, after, _ := strings.Cut(page, `name="id" value="`)
		id, _, _ := strings.Cut(after, `"`)
		if _, page := send(t, srv, "/facts/remove", append(append(org, "kind", kind), "id", id)...); !strings.Contains(page, "Пока ничего не внесено") {
			t.Errorf("%s: it is still there", kind)
		}
	}
	status, page := send(t, srv, "/facts", append(org, "kind", "payroll", "employee", "Первый", "month", "2026-Q1")...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Нужен один месяц") {
		t.Errorf("a quarter as a month: %d", status)
	}
}

// loaded sends a file with the fields of a form and returns the page that answers.
func loaded(t *testing.T, address, name, file string, fields ...string) string {
	t.Helper()
	var body strings.Builder
	m := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		_ = m.WriteField(fields[i], fields[i+1])
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, file)
	_ = m.Close()
	res, err := http.Post(address, m.FormDataContentType(), strings.NewReader(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return string(text)
}

func TestAStatementIsLoadedOnThePage(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	load := func(file string) string {
		return loaded(t, srv.URL+"/statement", "kl_to_1c.txt", file, "org", "779999991008", "income", "1")
	}
	const line = "СекцияДокумент=Платежное поручение\nНомер=1\nДата=02.04.2026\nСумма=%s\nПлательщикИНН=779999991008\nСтатусСоставителя=01\nПоказательКБК=%s\nКонецДокумента\n"
	file := "1CClientBankExchange\n" + fmt.Sprintf(line, "63000", "18201061201010000510") + fmt.Sprintf(line, "500", "18299999999999999999") + fmt.Sprintf(line, "много", "0")
	for _, says := range []string{"Записано платежей налогов и взносов: 2, уже были: 0", "Записано платежей налогов и взносов: 0, уже были: 2"} {
		if page := load(file); !strings.Contains(page, says) || !strings.Contains(page, "сумма «много»") || !strings.Contains(page, "18299999999999999999") {
			t.Errorf("the page lacks %q", says)
		}
	}
	if page := load("Дата;Сумма"); !strings.Contains(page, "Это не выписка") {
		t.Error("no statement was taken")
	}
}

// bookOf loads a workbook of a page.
func bookOf(t *testing.T, url string) []tablefile.Row {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	file, _ := io.ReadAll(res.Body)
	rows, err := tablefile.Read(file)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%s: %d, %v", url, res.StatusCode, err)
	}
	return rows
}

func TestListsAreHadAsWorkbooks(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	send(t, srv, "/facts", "org", "779999991008", "kind", "entries", "date", "2026-02-10", "what", "income", "amount", "3000000", "regime", "")
	if rows := bookOf(t, srv.URL+"/overview/file"); len(rows) != 2 || rows[1].Cell(1) != "779999991008" {
		t.Errorf("%+v", rows)
	}
	if rows := bookOf(t, srv.URL+"/overview/file?text=nobody"); len(rows) != 1 {
		t.Errorf("filtered: %+v", rows)
	}
	rows := bookOf(t, srv.URL+"/calendar/file?inn=779999991008&month=2026-04")
	if len(rows) < 5 {
		t.Fatalf("%+v", rows)
	}
	for _, r := range rows[1:] {
		if due, ok := tablefile.Date(r.Cell(0)); !ok || due.Year() != 2026 || r.Cell(3) == "" || r.Cell(6) == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestATableIsLoadedOnThePage(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	load := func(file string) string {
		return loaded(t, srv.URL+"/facts/file", "book.csv", file, "org", "779999991008", "kind", "entries")
	}
	for _, says := range []string{"Записано: 1, уже были: 0", "Записано: 0, уже были: 1"} {
		if page := load("Дата;Вид;Сумма\n02.04.2026;доход;1000\n02.04.2026;дар;1\n"); !strings.Contains(page, says) || !strings.Contains(page, "слово «дар»") {
			t.Errorf("the page lacks %q", says)
		}
	}
	if page := load("Цвет;Сумма\n1;2"); !strings.Contains(page, "нет столбца «дата»") {
		t.Error("a table without days was taken")
	}
	res, err := http.Get(srv.URL + "/facts/file?org=779999991008&kind=entries")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if book, _ := io.ReadAll(res.Body); !strings.Contains(load(string(book)), "уже были: 1") {
		t.Error("the workbook of the page is not known again")
	}
}

func TestAPaymentOrderIsMadeFromACell(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	send(t, srv, "/facts", "org", "779999991008", "kind", "entries", "date", "2026-02-10", "what", "income", "amount", "3000000", "regime", "")
	board := fetch(t, srv.URL+"/")
	if !strings.Contains(board, `/pay?org=779999991008&amp;row=usn`) {
		t.Fatal("the cell does not lead to its order")
	}
	page := fetch(t, srv.URL+"/pay?org=779999991008&row=usn")
	for _, part := range []string{"18201061201010000510", "770701001", ">Примеров (ИП)<", "рублей 00 копеек", "/pay/qr?", "ЕНП"} {
		if !strings.Contains(page, part) {
			t.Errorf("the order lacks %q", part)
		}
	}
	file := fetch(t, srv.URL+"/pay/file?org=779999991008&row=usn&number=5&amount=12210,50&date=2026-04-20")
	s, found, err := bankfile.Read([]byte(file))
	if err != nil || len(found) > 0 || len(s.Lines) != 1 || s.Lines[0].Amount != sdano.MustMoney("12210.50") || s.Lines[0].Number != "5" {
		t.Errorf("%v, %v, %+v", err, found, s)
	}
	if qr := fetch(t, srv.URL+"/pay/qr?org=779999991008&row=usn&amount=1"); !strings.HasPrefix(qr, "\x89PNG") {
		t.Error("no picture")
	}
	for query, says := range map[string]string{"&amount=x": "Напишите сумму", "&account=1": "Поле 9", "&amount=0": "Поле 7"} {
		if page := fetch(t, srv.URL+"/pay?org=779999991008&row=usn"+query); !strings.Contains(page, says) || strings.Contains(page, "/pay/qr?") {
			t.Errorf("%s: the page lacks %q", query, says)
		}
	}
}

func TestAllOrganisationsAreCompared(t *testing.T) {
	t.Parallel()
	srv := books(t)
	send(t, srv, "/payer", newcomer()...)
	for query, want := range map[string]bool{"": true, "?color=red": true, "?text=примеров": true, "?text=779999991008": true, "?text=нет": false, "?from=500": true} {
		if page := fetch(t, srv.URL+"/overview"+query); strings.Contains(page, "ИП Примеров") != want || !strings.Contains(page, "Всего 1, с просрочкой 1") {
			t.Errorf("%q: shown is %v", query, !want)
		}
	}
}

func TestEnteringDataNeedsTheRight(t *testing.T) {
	t.Parallel()
	c := config(story())
	c.Payers = monitor.New(monitor.Config{})
	srv := serve(t, c)
	for _, path := range []string{"/payer", "/facts?org=779999991008", "/statement?org=779999991008"} {
		res, err := http.Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// TestAProfileInABrowser enters a profile and an income by hand, at the desk and
// on a phone, and sees the open monitor change by itself.
func TestAProfileInABrowser(t *testing.T) {
	ctx := browser(t)
	srv := books(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/payer"))
	until(t, ctx, `document.querySelector("input[name=inn]")`)
	type pair struct{ name, value string }
	set := func(list ...pair) {
		for _, p := range list {
			act(t, ctx, `(e => { e.value = "`+p.value+`"; e.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector('[name="`+p.name+`"]'))`)
		}
	}
	set(pair{"inn", "779999991008"}, pair{"name", "ИП Примеров"}, pair{"registered", "2025-01-01"}, pair{"books_closed_to", "2026-04-09"},
		pair{"regime.0.kind", "usn/income"}, pair{"regime.0.rate", "6"}, pair{"regime.0.from", "2025-01-01"})
	shot(t, ctx, "payer-desk", 1280)
	press(t, ctx, ".actions button.button")
	until(t, ctx, `document.querySelector(".who-name")?.textContent === "ИП Примеров"`)
	before := eval[string](t, ctx, `document.getElementById("usn-tax").dataset.color`)
	until(t, ctx, liveOn)
	send(t, srv, "/facts", "org", "779999991008", "kind", "entries", "date", "2026-02-10", "what", "income", "amount", "3000000", "regime", "")
	until(t, ctx, `document.getElementById("usn-tax").textContent.includes("Пора оплатить")`)
	if before == "yellow" {
		t.Fatal("there was nothing to change")
	}
	act(t, ctx, `document.querySelector("#usn-tax details summary").click()`)
	until(t, ctx, `document.querySelector("#usn-tax details").open && document.getElementById("usn-tax-why").textContent.includes("346.20")`)
	shot(t, ctx, "why-desk", 1280)
	statement := filepath.Join(t.TempDir(), "kl_to_1c.txt")
	if err := os.WriteFile(statement, []byte("1CClientBankExchange\nСекцияДокумент=Платежное поручение\nНомер=1\nДата=09.04.2026\nСумма=53658\nПлательщикИНН=779999991008\n"+
		"СтатусСоставителя=01\nПоказательКБК=18201061201010000510\nНазначениеПлатежа=ЕНП\nКонецДокумента\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(srv.URL+"/statement?org=779999991008"), chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{statement}))
	press(t, ctx, ".actions button.button")
	until(t, ctx, `document.getElementById("done") && document.body.textContent.includes("Записано платежей налогов и взносов: 1")`)
	shot(t, ctx, "statement-desk", 1280)
	do(t, ctx, chromedp.Navigate(srv.URL+"/?org=779999991008"))
	until(t, ctx, `document.getElementById("ip_self-tax") && !document.getElementById("ip_self-tax").textContent.includes("Мы должны")`)
	shot(t, ctx, "monitor-whole", 1280)
	press(t, ctx, "#usn-tax a[href^='/pay']")
	until(t, ctx, `document.querySelector(".order-qr img")?.complete && document.querySelector(".order-qr img").naturalWidth > 100`)
	shot(t, ctx, "order-desk", 1280)
	do(t, ctx, chromedp.Navigate(srv.URL+"/overview"))
	until(t, ctx, `document.querySelector("table.list tbody tr")`)
	shot(t, ctx, "overview-desk", 1280)
	do(t, ctx, chromedp.Navigate(srv.URL+"/facts?org=779999991008&kind=entries"))
	until(t, ctx, `document.querySelector("table.list tbody tr")`)
	shot(t, ctx, "facts-desk", 1280)
	for _, path := range []string{"/payer?org=779999991008", "/facts?org=779999991008&kind=payments", "/statement?org=779999991008", "/pay?org=779999991008&row=usn", "/overview", "/"} {
		do(t, ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.Navigate(srv.URL+path))
		until(t, ctx, `document.readyState === "complete"`)
		fits(t, ctx, path, 390)
	}
	shot(t, ctx, "facts-phone", 390)
}
