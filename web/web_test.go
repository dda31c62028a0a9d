package web_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/reporting"
	"sdano/web"
)

// answer is what a page gave.
type answer struct {
	status int
	header http.Header
	body   string
}

// main returns the text of the main part without what stands around it.
func (a answer) main() string {
	_, text, _ := strings.Cut(a.body, "<main")
	text, _, _ = strings.Cut(text, "</main>")
	return text
}

// ask sends one request to a site made of a configuration, without following
// redirects; change may alter the request.
func ask(t *testing.T, c web.Config, method, target string, change func(*http.Request)) answer {
	t.Helper()
	site := web.New(c)
	defer site.Close()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+target, nil)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func get(t *testing.T, f *fake, target string) answer {
	t.Helper()
	return ask(t, config(f), http.MethodGet, target, nil)
}

// has fails for every piece that the text lacks.
func has(t *testing.T, text string, pieces ...string) {
	t.Helper()
	for _, p := range pieces {
		if !strings.Contains(text, p) {
			t.Errorf("the page lacks %q", p)
		}
	}
}

// hasNot fails for every piece that the text has.
func hasNot(t *testing.T, text string, pieces ...string) {
	t.Helper()
	for _, p := range pieces {
		if strings.Contains(text, p) {
			t.Errorf("the page must not have %q", p)
		}
	}
}

func TestMonitorShowsTilesTermsAndReasons(t *testing.T) {
	t.Parallel()
	a := get(t, beforeFiling(), "/")
	if a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	has(t, a.body,
		"Демо: сегодня 10\u00a0апреля 2026\u00a0г.",
		`class="tile yellow" id="usn-report" data-color="yellow"`, "Пора сдавать отчетность", "через 17\u00a0дней",
		`class="tile green" id="usn-tax"`, "Оплата не", "требуется", `class="tile grey" id="ip_self-report"`,
		"200\u00a0000 × 6\u00a0%", "НК\u00a0РФ ст.\u00a0346.20", "−12\u00a0000\u00a0₽", "Пора оплатить 57\u00a0390\u00a0руб.", "перенесён с 25.04.2026",
		`href="#file"`, `href="#ip_self-tax-why"`, `id="ip_self-tax-why"`,
		"Пора сверить расчёты", "УСН «доходы» 6\u00a0%, без сотрудников", "Подать образец декларации",
	)
	hasNot(t, a.body, "{{smile}}", "через 262")
}

func TestMonitorOfAnotherOrganisation(t *testing.T) {
	t.Parallel()
	f := story()
	a := get(t, f, "/?org="+url.QueryEscape(ooo.String()))
	has(t, a.body, "ООО «Пример»", "КПП\u00a0779901001", `class="tile red" id="usn-tax"`, "11\u00a0дней назад", "Книга доходов закрыта", "есть сотрудники", "Ждём ответа")
	hasNot(t, a.body, "Подать образец")
	want := reporting.Query{INN: ooo.INN, KPP: ooo.KPP, Limit: 5}
	if diff := cmp.Diff([]reporting.Query{want}, f.questions); diff != "" {
		t.Errorf("asked for submissions otherwise:\n%s", diff)
	}
}

func TestWithoutADemoNothingSpeaksOfIt(t *testing.T) {
	t.Parallel()
	c := config(story())
	c.Demo = nil
	a := ask(t, c, http.MethodGet, "/", func(r *http.Request) { r.Host = "sdano.example" })
	has(t, a.body, "XML-файл отчёта ФНС")
	hasNot(t, a.body, "Демо:", "образец")
	if got := ask(t, c, http.MethodPost, "/demo/sample", func(r *http.Request) { r.Host = "sdano.example" }); got.status != http.StatusNotFound {
		t.Errorf("the sample is filed with status %d outside a demo", got.status)
	}
}

func TestNothingIsCalledSentBeforeTheOperatorTookIt(t *testing.T) {
	t.Parallel()
	f := story()
	for _, s := range f.subs {
		a := get(t, f, "/submissions/"+s.ID.String())
		taken := s.UID != ""
		if said := strings.Contains(strings.ToLower(a.main()), "отправлена"); said != taken {
			t.Errorf("status %q, delivery %q: page says «отправлена»: %v, the operator took it: %v", s.Status, s.Delivery, said, taken)
		}
	}
}

func TestTimelineTellsEveryStepWithItsJournalEntry(t *testing.T) {
	t.Parallel()
	f := story()
	done := f.subs[1]
	a := get(t, f, "/submissions/"+done.ID.String())
	has(t, a.body,
		"Подтверждение даты отправки", "Извещение о получении", "Квитанция о приёме", "Извещение о вводе",
		"Дата сдачи", "10.04.2026 12:00:05", "НК\u00a0РФ ст.\u00a080 п.\u00a04", "№ 31", "№ 34", "№ 40", "пользователь demo", "оператор sandbox",
		"/submissions/"+done.ID.String()+"/events/"+f.events[0].ID.String()+"/file", "KV_<wbr>NOUSN_<wbr>779999991008_",
		"/submissions/"+done.ID.String()+"/files/1", "SHA-256", `class="good"`, "11\u00a0байт",
	)
	order(t, a.body, "Отчёт принят к отправке", "Оператор принял отчёт", "Подтверждение даты отправки", "Документ получен", "Статус изменён",
		"Извещение о получении", "Квитанция о приёме", "Документ получен", "Извещение о вводе", "№ 43", "№ 44")
}

// order fails unless the pieces stand in the text in this order.
func order(t *testing.T, text string, pieces ...string) {
	t.Helper()
	at := 0
	for _, p := range pieces {
		i := strings.Index(text[at:], p)
		if i < 0 {
			t.Fatalf("%q does not follow in its place", p)
		}
		at += i
	}
}

func TestRefusalUnderReviewIsNotShownToTheCustomer(t *testing.T) {
	t.Parallel()
	f := story()
	review := f.subs[2]
	e := f.events[len(f.events)-1]
	page := "/submissions/" + review.ID.String()
	file := page + "/events/" + e.ID.String() + "/file"

	c := config(f)
	c.Visit = func(*http.Request) (web.Visitor, error) {
		return web.Visitor{Tenant: tenant, App: "bs", Actor: "user:customer"}, nil
	}
	a := ask(t, c, http.MethodGet, page, nil)
	has(t, a.main(), "Ответ на проверке", "Доставка подтверждена", "Она станет датой сдачи")
	hasNot(t, a.main(), "0400200005", "не соответствует", "Не принята", "NORASCHSV", file)
	if got := ask(t, c, http.MethodGet, file, nil); got.status != http.StatusNotFound {
		t.Errorf("the customer gets the document with status %d", got.status)
	}
	if got := ask(t, c, http.MethodGet, "/audit", nil); got.status != http.StatusForbidden {
		t.Errorf("the customer sees the audit with status %d", got.status)
	}
	hasNot(t, a.body, `href="/audit"`)

	if got := get(t, f, file); got.status != http.StatusOK || got.body != "<Файл/>" {
		t.Errorf("the auditor gets %d %q", got.status, got.body)
	}
}

func TestRefusalIsToldAsTheAuditorWroteIt(t *testing.T) {
	t.Parallel()
	f := story()
	e := &f.events[len(f.events)-1]
	e.AuditDone, e.Comment = true, "Проверено по правилам формата."
	e.Reasons[0].Hidden = true
	e.Reasons[1].AuditorNote = "Обновите программу."
	a := get(t, f, "/submissions/"+e.Submission.String())
	has(t, a.main(), "Уведомление об отказе", "Файл не соответствует схеме.", "Обновите программу.", "Проверено по правилам формата.")
	hasNot(t, a.main(), "0400200005", "уже получила")

	refused := get(t, f, "/submissions/"+f.subs[3].ID.String())
	has(t, refused.main(), "Причины отказа", "0300300001", "Сформируйте файл", "корректировка №\u00a01", "датой сдачи она не стала")
}

func TestListIsFilteredAndPaged(t *testing.T) {
	t.Parallel()
	f := story()
	for seq := range int64(60) {
		f.subs = append(f.subs, submission(1000-seq, reporting.Accepted, nil))
	}
	a := get(t, f, "/submissions?status=accepted&org="+ip.INN)
	want := reporting.Query{INN: ip.INN, Status: reporting.Accepted, Limit: 51}
	if diff := cmp.Diff(want, f.questions[0]); diff != "" {
		t.Errorf("asked otherwise:\n%s", diff)
	}
	has(t, a.body, "before=952", "status=accepted", "Более ранние", `<option value="accepted" selected>`)

	next := get(t, f, "/submissions?status=accepted&before=952&org="+ip.INN)
	if got := f.questions[len(f.questions)-1].Before; got != 952 {
		t.Errorf("the next page asks before %d, want 952", got)
	}
	has(t, next.body, "К новым")
	hasNot(t, next.body, "Более ранние")

	f.subs = f.subs[len(f.subs)-50:]
	hasNot(t, get(t, f, "/submissions").body, "Более ранние")
}

func TestWrongAddressesBecomeRussianPages(t *testing.T) {
	t.Parallel()
	for target, status := range map[string]int{
		"/no/such/page":                          http.StatusNotFound,
		"/submissions/not-an-id":                 http.StatusNotFound,
		"/submissions/" + sdano.NewID().String(): http.StatusNotFound,
		"/submissions?status=strange":            http.StatusNotFound,
		"/?org=123":                              http.StatusUnprocessableEntity,
		"/?org=7707083893/770701001":             http.StatusNotFound,
		"/a/bs/99999/":                           http.StatusNotFound,
		"/a/other/10027/":                        http.StatusNotFound,
	} {
		a := get(t, story(), target)
		if a.status != status {
			t.Errorf("%s: status %d, want %d", target, a.status, status)
		}
		has(t, a.body, "Что сделать:", "номер обращения", "<h1")
	}
}

func TestInternalErrorsTellNothingButTheirNumber(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := story()
	f.err = errors.New("disk /var/lib/secret.db is gone")
	c := config(f)
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	a := ask(t, c, http.MethodGet, "/", nil)
	if a.status != http.StatusInternalServerError {
		t.Fatalf("status %d", a.status)
	}
	hasNot(t, a.body, "secret.db")
	_, trace, _ := strings.Cut(a.body, "номер обращения <code>")
	trace, _, _ = strings.Cut(trace, "</code>")
	if len(trace) < 8 || !strings.Contains(log.String(), trace) || !strings.Contains(log.String(), "secret.db") {
		t.Errorf("the log does not tell trace %q and cause: %s", trace, log.String())
	}
}

// form builds a multipart form with a file.
func form(t *testing.T, name string, data []byte, reason string) func(*http.Request) {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(data)
	m.WriteField("resend_reason", reason)
	m.Close()
	return func(r *http.Request) {
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Body = io.NopCloser(&body)
		r.ContentLength = int64(body.Len())
	}
}

func TestUploadedFileIsRegistered(t *testing.T) {
	t.Parallel()
	f := story()
	data := []byte("<?xml version=\"1.0\" encoding=\"windows-1251\"?><\xd4\xe0\xe9\xeb/>")
	a := ask(t, config(f), http.MethodPost, "/reports", form(t, "NO_USN_1.xml", data, "исправлена ошибка"))
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/submissions/"+f.subs[0].ID.String() {
		t.Fatalf("answer %d to %s", a.status, a.header.Get("Location"))
	}
	want := []reporting.Registration{{FileName: "NO_USN_1.xml", Data: data, ResendReason: "исправлена ошибка"}}
	if diff := cmp.Diff(want, f.filed, cmp.AllowUnexported()); diff != "" {
		t.Errorf("registered otherwise:\n%s", diff)
	}
}

func TestRefusedFileIsExplained(t *testing.T) {
	t.Parallel()
	f := story()
	f.refusal = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "name_mismatch", Message: "Имя файла не совпадает с содержанием.", Remedy: "Переименуйте файл.",
		Findings: []sdano.Finding{{Code: "file_id", Path: "/Файл/@ИдФайл", Line: 2, Message: "<b>ИдФайл</b> другой"}},
	}
	a := ask(t, config(f), http.MethodPost, "/reports", form(t, "x.xml", []byte("<a/>"), ""))
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", a.status)
	}
	has(t, a.body, "Имя файла не совпадает с содержанием.", "Переименуйте файл.", "/Файл/@ИдФайл", "строка 2", "name_mismatch", "&lt;b&gt;ИдФайл")
}

func TestBadUploadsAreRefused(t *testing.T) {
	t.Parallel()
	f := story()
	c := config(f)
	c.MaxReport = 1 << 10
	for name, tc := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"no form":   {nil, http.StatusBadRequest},
		"no file":   {form(t, "", nil, ""), http.StatusBadRequest},
		"too large": {form(t, "x.xml", make([]byte, 200<<10), ""), http.StatusRequestEntityTooLarge},
		"cut off": {func(r *http.Request) {
			form(t, "x.xml", []byte("<a/>"), "")(r)
			r.Body = io.NopCloser(io.LimitReader(r.Body, 90))
		}, http.StatusBadRequest},
	} {
		a := ask(t, c, http.MethodPost, "/reports", tc.change)
		if a.status != tc.status {
			t.Errorf("%s: status %d, want %d", name, a.status, tc.status)
		}
		has(t, a.body, "Что сделать:")
	}
	if len(f.filed) != 0 {
		t.Errorf("registered all the same: %d", len(f.filed))
	}
}

func TestForeignPagesAndHostsMayNotFile(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Request){
		"foreign site":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"foreign origin": func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"rebound name":   func(r *http.Request) { r.Host = "evil.example:8080" },
	} {
		f := story()
		a := ask(t, config(f), http.MethodPost, "/demo/sample", change)
		if a.status != http.StatusForbidden || len(f.filed) != 0 {
			t.Errorf("%s: status %d, %d filed", name, a.status, len(f.filed))
		}
	}
	for _, host := range []string{"127.0.0.1:8080", "localhost", "[::1]:8080", "[::1]"} {
		a := ask(t, config(story()), http.MethodGet, "/", func(r *http.Request) { r.Host = host })
		if a.status != http.StatusOK {
			t.Errorf("host %s is refused with %d", host, a.status)
		}
	}
}

func TestWithoutTheRightNothingIsFiledOrAudited(t *testing.T) {
	t.Parallel()
	f := story()
	c := config(f)
	c.Visit = func(*http.Request) (web.Visitor, error) { return web.Visitor{Tenant: tenant, App: "bs"}, nil }
	for _, target := range []string{"/demo/sample", "/audit/" + f.events[4].ID.String()} {
		if a := ask(t, c, http.MethodPost, target, nil); a.status != http.StatusForbidden {
			t.Errorf("%s: status %d", target, a.status)
		}
	}
	if len(f.filed)+len(f.changes) != 0 {
		t.Error("something was changed")
	}
}

func TestAuditFormBecomesAChangeOfTheEvent(t *testing.T) {
	t.Parallel()
	f := story()
	e := f.events[len(f.events)-1]
	page := get(t, f, "/audit")
	has(t, page.body, "Проверить до", "10.04.2026 14:00", `name="version" value="3"`, "0400200005 Файл с таким именем уже обработан", "UO_<wbr>NORASCHSV_<wbr>")

	values := url.Values{
		"version": {"3"}, "status": {"rejected"}, "comment": {" ясно "}, "do": {"approve"},
		"received0": {e.Reasons[0].Received}, "reason0": {"Уже получен."}, "note0": {""}, "hidden0": {"1"},
		"received1": {e.Reasons[1].Received}, "reason1": {"Не по схеме."}, "note1": {"Исправьте."},
	}
	a := ask(t, config(f), http.MethodPost, "/audit/"+e.ID.String(), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader(values.Encode()))
	})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/audit?done="+e.ID.String() {
		t.Fatalf("answer %d", a.status)
	}
	status := reporting.Rejected
	want := reporting.EventChange{
		Ref: e.ID, Version: 3, Status: &status, AuditDone: new(true), Comment: new("ясно"),
		Reasons: &[]reporting.ReasonChange{
			{ReceivedReason: e.Reasons[0].Received, Reason: new("Уже получен."), Hidden: new(true), AuditorNote: new("")},
			{ReceivedReason: e.Reasons[1].Received, Reason: new("Не по схеме."), Hidden: new(false), AuditorNote: new("Исправьте.")},
		},
	}
	if diff := cmp.Diff([]reporting.EventChange{want}, f.changes); diff != "" {
		t.Errorf("changed otherwise:\n%s", diff)
	}
}

func TestAuditFormOfAnOldVersionIsExplained(t *testing.T) {
	t.Parallel()
	f := story()
	f.refusal = reporting.ErrStale
	a := ask(t, config(f), http.MethodPost, "/audit/"+f.events[4].ID.String(), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader("version=1&status=rejected&do=save"))
	})
	if a.status != http.StatusConflict || f.changes[0].AuditDone != nil {
		t.Errorf("status %d, change %+v", a.status, f.changes[0])
	}
	has(t, a.body, "изменён другим пользователем", `href="/audit"`)
}

func TestNavigationLinksOpenWhatTheyMean(t *testing.T) {
	t.Parallel()
	f := story()
	id := linkTo(f, "usn")
	for target, want := range map[string]string{
		"/nav/" + id:                     "/?org=779999991008#usn-tax-why",
		"/nav/" + sdano.NewID().String(): "/",
		"/nav/rubbish":                   "/",
	} {
		if a := get(t, f, target); a.status != http.StatusSeeOther || a.header.Get("Location") != want {
			t.Errorf("%s goes to %q with %d, want %q", target, a.header.Get("Location"), a.status, want)
		}
	}
	has(t, get(t, f, "/a/bs/10027/").body, `id="door"`)
}

func TestOrganizationsShowWhereToReport(t *testing.T) {
	t.Parallel()
	a := get(t, story(), "/organizations")
	has(t, a.body, "основная", "ИФНС\u00a00087", "с 10.04.2025", "Закрытые направления: 1", "по 10.03.2026", "Индивидуальный предприниматель")
}

func TestFragmentIsTheMainPartOnly(t *testing.T) {
	t.Parallel()
	a := ask(t, config(story()), http.MethodGet, "/", func(r *http.Request) { r.Header.Set("Sdano-Fragment", "main") })
	if !strings.HasPrefix(a.body, `<main id="main"`) || strings.Contains(a.body, "<html") {
		t.Errorf("not a fragment: %.80s", a.body)
	}
	has(t, a.body, `data-version="40.2026-04-10"`, `data-waiting="1"`)
	if a.header.Get("Vary") != "Sdano-Fragment" {
		t.Error("the answer does not say what it depends on")
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	f := story()
	done := f.subs[1].ID.String()
	for _, target := range []string{"/", "/submissions", "/audit", "/nothing", "/static/app.css", "/submissions/" + done + "/files/1"} {
		h := get(t, f, target).header
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", target, h)
		}
	}
	file := get(t, f, "/submissions/"+done+"/files/1")
	if got := file.header.Get("Content-Disposition"); got != "attachment; filename=NO_USN_7701_7701_779999991008_20260410_1.xml" || file.body != "<Файл/>" {
		t.Errorf("file %q, disposition %s", file.body, got)
	}
	for _, bad := range []string{"/files/0", "/files/2", "/files/x", "/events/" + sdano.NewID().String() + "/file"} {
		if a := get(t, f, "/submissions/"+done+bad); a.status != http.StatusNotFound {
			t.Errorf("%s: status %d", bad, a.status)
		}
	}
}

func TestStaticFilesAreKeptByTheirHash(t *testing.T) {
	t.Parallel()
	page := get(t, story(), "/")
	_, address, _ := strings.Cut(page.body, `<link rel="stylesheet" href="`)
	address, _, _ = strings.Cut(address, `"`)
	a := get(t, story(), address)
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%s: %d %v", address, a.status, a.header)
	}
	if old := get(t, story(), "/static/app.css?v=old"); old.header.Get("Cache-Control") != "no-cache" {
		t.Error("a file under an old address may be kept")
	}
	if none := get(t, story(), "/static/none.css"); none.status != http.StatusNotFound {
		t.Errorf("an unknown file has status %d", none.status)
	}
}
