package web_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
)

func TestDemoOffersItsSampleUntilItIsFiled(t *testing.T) {
	t.Parallel()
	const button, again = "Подать образец декларации", "Ход отправки и документы"
	for _, tc := range []struct {
		status  reporting.Status
		has     []string
		offered bool
	}{
		{"", []string{"Что попробовать", "Скачать образец (11\u00a0байт)", "bin/sdano submit --wait"}, true},
		{reporting.Planned, []string{"Декларация подана", "Ждёт передачи оператору.", again}, false},
		{reporting.DeliveryConfirmed, []string{"Декларация подана", "Доставка подтверждена", again}, false},
		{reporting.Accepted, []string{"Готово: декларация сдана", again}, false},
		{reporting.Rejected, []string{"Что попробовать"}, true},
	} {
		f := beforeFiling()
		if tc.status != "" {
			f.file(tc.status)
		}
		a := get(t, f, "/")
		has(t, a.main(), tc.has...)
		if got := strings.Contains(a.main(), button); got != tc.offered {
			t.Errorf("%q: the offer is made: %v", tc.status, got)
		}
	}
}

// TestDemoTellsOfTheBestSubmission: what was accepted stays accepted, whatever
// is filed after it.
func TestDemoTellsOfTheBestSubmission(t *testing.T) {
	t.Parallel()
	f := beforeFiling()
	f.file(reporting.Accepted)
	best := f.subs[0].ID.String()
	for n := range 120 {
		f.file(reporting.Rejected)
		f.subs[0].Seq = int64(100 + n)
	}
	f.file(reporting.DeliveryConfirmed)
	f.subs[0].UnderReview = true
	main := get(t, f, "/").main()
	has(t, main, "Готово: декларация сдана", `href="/submissions/`+best+`">Ход отправки`)
	hasNot(t, main, "Декларация подана", "станет зелёной, когда")

	f = beforeFiling()
	f.file(reporting.SendConfirmed)
	best = f.subs[0].ID.String()
	f.file(reporting.Planned)
	f.file(reporting.Rejected)
	f.file(reporting.Accepted)
	f.subs[0].KND = "1151100" // another form
	has(t, get(t, f, "/").main(), "Декларация подана", `href="/submissions/`+best+`">Ход отправки`)
}

// TestDemoShowsTheCommandAsItIsGiven: the wiring knows it, the page does not.
func TestDemoShowsTheCommandAsItIsGiven(t *testing.T) {
	t.Parallel()
	f := beforeFiling()
	c := config(f)
	c.Demo.Command = "SDANO_TOKEN=$(cat /tmp/a\\ b/demo-token) \\\n  ./sdano submit --wait '/tmp/a b/x.xml' && echo <ok>"
	has(t, ask(t, c, http.MethodGet, "/", nil).main(),
		"<pre><code>SDANO_TOKEN=$(cat /tmp/a\\ b/demo-token) \\\n  ./sdano submit --wait &#39;/tmp/a b/x.xml&#39; &amp;&amp; echo &lt;ok&gt;</code></pre>")
	c.Demo.Command = ""
	hasNot(t, ask(t, c, http.MethodGet, "/", nil).main(), "из терминала", "<pre>")
}

func TestDemoStripStandsOnEveryPage(t *testing.T) {
	t.Parallel()
	f := story()
	for name, path := range pagesOf(f) {
		a := get(t, f, path)
		has(t, a.body, "Демо: сегодня 10\u00a0апреля 2026\u00a0г.", "Данные вымышлены")
		if t.Failed() {
			t.Fatalf("on the page %s", name)
		}
	}
}

// TestWithoutScriptAFormLeadsToTheSubmission follows the form and the answer as
// a browser without JavaScript does.
func TestWithoutScriptAFormLeadsToTheSubmission(t *testing.T) {
	t.Parallel()
	f := beforeFiling()
	srv := serve(t, config(f))
	page := fetch(t, srv.URL+"/")
	_, action, _ := strings.Cut(page, `<form method="post" action="`)
	action, _, _ = strings.Cut(action, `"`)
	resp, err := http.Post(srv.URL+action, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Request.URL.Path, "/submissions/") {
		t.Fatalf("the form leads to %s with %d", resp.Request.URL, resp.StatusCode)
	}
	has(t, string(body), "Запланирована", "<noscript>")
	has(t, fetch(t, srv.URL+"/"), "Декларация подана")
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// nobody is a data area without organisations.
type nobody struct{ *fake }

func (nobody) Organizations(context.Context, sdano.Tenant) ([]party.Organization, error) {
	return nil, nil
}

func (nobody) Monitor(context.Context, sdano.Tenant, sdano.TaxID) (monitor.Result, error) {
	return monitor.Result{}, monitor.ErrNoProfile
}

func TestEmptyStatesSayWhatToDo(t *testing.T) {
	t.Parallel()
	f := story()
	f.subs, f.events = nil, nil
	c := config(f)
	c.Organizations, c.Monitor = nobody{f}, nobody{f}
	for target, want := range map[string]string{
		"/":                            "Монитор появится, как только",
		"/organizations":               "Их добавляет администратор",
		"/submissions":                 `<a href="/#file">Подайте первый отчёт</a>`,
		"/submissions?status=accepted": "Показать все",
		"/audit":                       "Проверять нечего",
	} {
		a := ask(t, c, http.MethodGet, target, nil)
		if a.status != http.StatusOK {
			t.Errorf("%s: status %d", target, a.status)
		}
		has(t, a.main(), want)
	}

	f = story()
	f.subs = nil
	empty := ipResult(nil)
	empty.Rows = nil
	f.results[ip.INN] = empty
	has(t, get(t, f, "/").main(), "Монитор не знает обязанностей", "Первый отчёт подайте в форме выше")
}

func TestSmileIsDrawn(t *testing.T) {
	t.Parallel()
	f := story()
	f.results[ip.INN] = ipResult(green())
	a := get(t, f, "/")
	hasNot(t, a.body, "{{smile}}", "{{")
	_, title, _ := strings.Cut(a.body, `id="usn-report-title"`)
	title, _, _ = strings.Cut(title, "</p>")
	order(t, title, "Отчетность ", "сдана", "<svg", "<circle")
	_, plain, _ := strings.Cut(a.body, `id="ip_self-tax-title"`)
	plain, _, _ = strings.Cut(plain, "</p>")
	hasNot(t, plain, "<svg")
}

func TestDebtInsideAnAmountIsTold(t *testing.T) {
	t.Parallel()
	f := story()
	r := ipResult(yellow())
	r.Rows[1].Tax.Color, r.Rows[1].Tax.Debt = monitor.Danger, sdano.Rubles(12345)
	f.results[ip.INN] = r
	has(t, get(t, f, "/").main(), "В том числе просрочено 12\u00a0345\u00a0₽")
}

func TestAuditTellsWhatBecameOfTheForm(t *testing.T) {
	t.Parallel()
	f := story()
	e := &f.events[len(f.events)-1]
	saved := get(t, f, "/audit?done="+e.ID.String())
	has(t, saved.main(), "Сохранено. Клиент пока ничего не видит", "/submissions/"+e.Submission.String())
	e.AuditDone = true
	has(t, get(t, f, "/audit?done="+e.ID.String()).main(), "Ответ проверен: клиент видит его")
	for _, id := range []string{sdano.NewID().String(), "rubbish", ""} {
		a := get(t, f, "/audit?done="+id)
		if a.status != http.StatusOK {
			t.Errorf("done=%s: status %d", id, a.status)
		}
		hasNot(t, a.main(), "Сохранено", "Ответ проверен")
	}
}
