package payers_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/data"
	"sdano/httpapi/httpx"
	"sdano/httpapi/payers"
	"sdano/monitor"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
	"sdano/tablefile"
)

const (
	tenant sdano.Tenant = 10027
	inn                 = "779999991008"
)

// unreported says that nothing was filed.
type unreported struct{}

func (unreported) Verdicts(context.Context, sdano.Tx, sdano.TaxID) ([]monitor.Verdict, error) {
	return nil, nil
}

// house is the interface over the real mission and its store on a file.
type house struct {
	t      *testing.T
	server *httptest.Server
	tokens map[string]string
}

func build(t *testing.T) *house {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	known := access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: sdano.RealClock{}})
	h := &house{t: t, tokens: map[string]string{}}
	for login, scopes := range map[string][]access.Scope{"anna": {access.ScopeMonitor, access.ScopeBooks}, "bank": {access.ScopeMonitor}} {
		if h.tokens[login], err = accesstest.Bearer(t.Context(), known, login, scopes, tenant); err != nil {
			t.Fatal(err)
		}
	}
	mission := missionOf(t, db)
	handler := payers.New(payers.Config{Gate: httpx.Gate{Access: known, Log: slog.New(slog.DiscardHandler)}, Payers: mission, Calendars: mission, App: "bs", Clock: sdano.NewManualClock(time.Unix(0, 0))})
	h.server = httptest.NewServer(httpx.Trace(httpx.Log(slog.New(slog.DiscardHandler), handler)))
	t.Cleanup(func() {
		h.server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func missionOf(t *testing.T, db sdano.Units) *monitor.Service {
	t.Helper()
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
	clock := sdano.NewManualClock(sdano.MustDate("2018-05-14").In(sdano.Moscow))
	return monitor.New(monitor.Config{
		Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{}, Verdicts: unreported{}, Feeds: sqlstore.FeedStore{}, Rules: rules, Clock: clock,
		Settings: monitor.Settings{Display: monitor.Nominal},
	})
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request as a user; headers are given in pairs.
func (h *house) ask(login, method, path, body string, headers ...string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", h.tokens[login])
	r.Header.Set("X-Tenant", "10027")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

func (h *house) must(status int, a answer) answer {
	h.t.Helper()
	if a.status != status {
		h.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// profile is the entrepreneur of the published example.
const profile = `{"id":null,"name":"ИП Примеров","taxpayer":"ip","main":true,"registered":"2017-01-01","facts_from":"2017-01-01",` +
	`"ip_fixed_plan":"quarterly","books_closed_to":"2018-05-13","regimes":[{"regime":"usn","object":"income","rate":"0.06","from":"2017-01-01"}]}`

// history are the facts of the published example.
const history = `{"entries":[{"id":null,"kind":"income","date":"2017-11-15","amount":"670000.00"}],` +
	`"payments":[{"id":null,"date":"2017-12-20","row":"ip_self","period":"2017","amount":"27990.00"}]}`

func TestAProfileAndItsFactsGiveTheMonitor(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	h.must(http.StatusNotFound, h.ask("anna", "GET", at, ""))
	h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile))
	h.must(http.StatusOK, h.ask("anna", "POST", at+"/facts", history, "Idempotency-Key", "k1"))
	again := h.must(http.StatusOK, h.ask("anna", "POST", at+"/facts", history, "Idempotency-Key", "k1"))
	if again.body != `{"added":0,"known":2}` {
		t.Fatalf("the same request again: %s", again.body)
	}
	why := h.must(http.StatusOK, h.ask("bank", "GET", "/a/bs/10027/api/v1/monitor/why?row=ip_self&cell=tax&date=2018-05-14", ""))
	for _, part := range []string{
		`"total":"19892.50"`, `"value":"16192.50"`, `"value":"3700.00"`, `"raw":"2018-07-01"`, `"shifted":"2018-07-02"`,
		`"law":"НК РФ ст. 6.1 п. 7"`, `"data":"ip-contributions/2018"`,
	} {
		if !strings.Contains(why.body, part) {
			t.Errorf("why lacks %s: %s", part, why.body)
		}
	}
	var board monitor.Result
	if err := json.Unmarshal([]byte(h.must(http.StatusOK, h.ask("bank", "GET", at+"/monitor", "")).body), &board); err != nil {
		t.Fatal(err)
	}
	if row := board.Row("usn"); row == nil || row.Tax == nil || row.Tax.Color != monitor.Warning && row.Tax.Color != monitor.Danger {
		t.Fatalf("the monitor: %+v", board.Rows)
	}
}

func TestAStatementOfABankChangesTheMonitor(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile))
	h.must(http.StatusOK, h.ask("anna", "POST", at+"/facts", history))
	file := "1CClientBankExchange\nСекцияДокумент=Платежное поручение\nНомер=7\nДата=14.05.2018\nСумма=3700\nПлательщикИНН=" + inn +
		"\nСтатусСоставителя=09\nПоказательКБК=18210202140061110160\nПоказательПериода=ГД.00.2017\nКонецДокумента\nКонецФайла\n"
	done := h.must(http.StatusOK, h.ask("anna", "POST", at+"/statements?income=true", file))
	if !strings.Contains(done.body, `"payments":{"added":1,"known":0}`) || !strings.Contains(done.body, `"findings":[]`) {
		t.Fatalf("the import: %s", done.body)
	}
	if why := h.ask("bank", "GET", at+"/monitor/why?row=ip_self&cell=tax", ""); !strings.Contains(why.body, `"total":"16192.50"`) {
		t.Errorf("after it: %s", why.body)
	}
	for path, status := range map[string]int{"/statements?income=maybe": http.StatusBadRequest, "/statements": http.StatusUnprocessableEntity} {
		if got := h.ask("anna", "POST", at+path, "Дата;Сумма"); got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := h.ask("bank", "POST", at+"/statements", file); got.status != http.StatusForbidden {
		t.Errorf("a reader: %d", got.status)
	}
}

func TestTablesComeAndGo(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile))
	const file = "Дата;Вид;Сумма\n14.05.2018;доход;1000,50\n40.05.2018;доход;1\n"
	for _, says := range []string{`"added":1,"known":0`, `"added":0,"known":1`} {
		if done := h.must(http.StatusOK, h.ask("anna", "POST", at+"/tables/entries", file)); !strings.Contains(done.body, says) || !strings.Contains(done.body, "Строка 3: дата «40.05.2018».") {
			t.Errorf("%s lacks %s", done.body, says)
		}
	}
	book := h.must(http.StatusOK, h.ask("bank", "GET", at+"/tables/entries", ""))
	if rows, err := tablefile.Read([]byte(book.body)); err != nil || len(rows) != 2 || rows[1].Cell(2) != "1000.5" || !strings.Contains(book.header.Get("Content-Type"), "spreadsheetml") {
		t.Errorf("%+v, %v", rows, err)
	}
	if again := h.must(http.StatusOK, h.ask("anna", "POST", at+"/tables/entries", book.body)); !strings.Contains(again.body, `"known":1`) {
		t.Errorf("the workbook was not known again: %s", again.body)
	}
	for path, status := range map[string]int{"/tables/other": http.StatusNotFound, "/tables/payroll": http.StatusUnprocessableEntity} {
		if got := h.ask("anna", "POST", at+path, file); got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := h.ask("bank", "POST", at+"/tables/entries", file); got.status != http.StatusForbidden {
		t.Errorf("a reader: %d", got.status)
	}
}

func TestTwoPeopleDoNotLoseEachOthersChanges(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	tag := h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile)).header.Get("ETag")
	first := strings.Replace(profile, "Примеров", "Первый", 1)
	h.must(http.StatusOK, h.ask("anna", "PUT", at, first, "If-Match", tag))
	refused := h.must(http.StatusConflict, h.ask("anna", "PUT", at, profile, "If-Match", tag))
	if !strings.Contains(refused.body, "profile_changed") {
		t.Fatalf("refused with %s", refused.body)
	}
	if now := h.ask("anna", "GET", at, ""); !strings.Contains(now.body, "Первый") {
		t.Fatalf("stored is %s", now.body)
	}
}

func TestWhatIsWrongIsToldAndNothingIsStored(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	for name, c := range map[string]struct {
		login, method, path, body string
		status                    int
		says                      string
	}{
		"reading is not writing":   {"bank", "PUT", at, profile, http.StatusForbidden, "books"},
		"not an ИНН":               {"anna", "PUT", "/v1/payers/12ab", profile, http.StatusBadRequest, "не ИНН"},
		"control digits":           {"anna", "PUT", "/v1/payers/779999991009", profile, http.StatusUnprocessableEntity, "ИНН"},
		"another payer":            {"anna", "PUT", at, strings.Replace(profile, `"name":`, `"tax_id":{"inn":"7799999926"},"name":`, 1), http.StatusBadRequest, "не те"},
		"no registration":          {"anna", "PUT", at, strings.Replace(profile, `"registered":"2017-01-01",`, "", 1), http.StatusUnprocessableEntity, "регистрации"},
		"unknown member":           {"anna", "PUT", at, strings.Replace(profile, `"name"`, `"nаme"`, 1), http.StatusBadRequest, "Неизвестное"},
		"not JSON":                 {"anna", "PUT", at, "{", http.StatusBadRequest, "JSON"},
		"facts of nobody":          {"anna", "POST", at + "/facts", history, http.StatusNotFound, "не найдена"},
		"cell that does not exist": {"anna", "GET", at + "/monitor/why?row=usn&cell=x", "", http.StatusBadRequest, "Ячейка"},
		"unknown parameter":        {"anna", "GET", at + "?x=1", "", http.StatusBadRequest, "неизвестен"},
		"not a fact":               {"anna", "DELETE", at + "/facts/7", "", http.StatusBadRequest, "идентификатор"},
	} {
		got := h.ask(c.login, c.method, c.path, c.body)
		if got.status != c.status || !strings.Contains(got.body, c.says) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if list := h.ask("anna", "GET", "/v1/payers", ""); list.body != `{"payers":[]}` {
		t.Errorf("stored: %s", list.body)
	}
}
