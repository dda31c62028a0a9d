package methods_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/httpapi/httpx"
	"sdano/httpapi/methods"
	"sdano/reporting"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is the methods over a mission, with users of different rights.
type site struct {
	tb      testing.TB
	mission *mission
	store   *accesstest.Memory
	handler http.Handler
	log     *strings.Builder
	tokens  map[string]string
}

var every = []access.Scope{access.ScopeReports, access.ScopeAudit, access.ScopeJobs, access.ScopeOverride}

func open(tb testing.TB) *site {
	tb.Helper()
	s := &site{tb: tb, mission: &mission{status: reporting.Sent}, log: &strings.Builder{}, tokens: map[string]string{}}
	store := &accesstest.Memory{}
	s.store, s.mission.units = store, store
	known := access.New(access.Config{Units: store, Store: store, Clock: sdano.NewManualClock(time.Unix(1e9, 0))})
	for login, scopes := range map[string][]access.Scope{
		"demo": every, "filer": {access.ScopeReports}, "auditor": {access.ScopeAudit}, "jobs": {access.ScopeJobs}, "bank": {access.ScopeMonitor},
	} {
		token, err := accesstest.Bearer(context.Background(), known, login, scopes, tenant)
		if err != nil {
			tb.Fatal(err)
		}
		s.tokens[login] = token
	}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	if _, fuzzing := tb.(*testing.F); fuzzing {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	s.handler = httpx.Trace(httpx.Log(log, methods.New(methods.Config{Gate: httpx.Gate{Access: known, Log: log}, Reporting: s.mission})))
	return s
}

type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func without(name string) option { return func(r *http.Request) { r.Header.Del(name) } }

func (s *site) as(login string) option { return header("Authorization", s.tokens[login]) }

var traces = regexp.MustCompile(`"trace":"[0-9a-f]{16}"`)

// call calls a method as the user demo for the data area of the tests and
// returns status and body, the trace masked.
func (s *site) call(name, body string, options ...option) (int, string) {
	s.tb.Helper()
	w := s.raw("POST", "/hs/reporting/v1/"+url.PathEscape(name), body, options...)
	return w.Code, traces.ReplaceAllString(w.Body.String(), `"trace":"7f3a"`)
}

func (s *site) raw(method, path, body string, options ...option) *httptest.ResponseRecorder {
	s.tb.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.Header.Set("X-Tenant", "10027")
	s.as("demo")(r)
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if kind := w.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		s.tb.Errorf("%s %s: Content-Type %q", method, path, kind)
	}
	return w
}

// called returns what the mission was asked for since the last time.
func (s *site) called() []string {
	out := s.mission.calls
	s.mission.calls = nil
	return out
}

const (
	sub   = "018f0000-0000-7000-8000-000000000002"
	event = "018f0000-0000-7000-8000-000000000003"
)

// e is the body of a refusal; param null or a name in quotes.
func e(code, message, param, retryable, out string) string {
	return `{"error":{"code":"` + code + `","message":"` + message + `","param":` + param + `,"retryable":` + retryable + `,"trace":"7f3a"},"out":` + out + `}`
}

var (
	unavailable = func(code string) error {
		return &sdano.Error{Kind: sdano.Unavailable, Code: code, Message: "Не отвечает.", Remedy: "Повторите."}
	}
	conflict = func(code string) error {
		return &sdano.Error{Kind: sdano.Conflict, Code: code, Message: "Нельзя.", Remedy: "Проверьте."}
	}
	xsd = []reporting.Reason{{Code: "0300300001", Text: "xsd", Explanation: "поле 7"}}
)

// TestTranscripts are the nine methods in both languages, byte for byte.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	ok := func(rest string) string { return `{"result":null,"out":{}` + rest + `}` }
	const notAny = "-"
	for _, c := range []struct {
		name, body string
		setup      mission
		status     int
		answer     string
		call       string
	}{
		{"refresh-directions", `{}`, mission{}, 200, ok(`,"summary":{"added":2,"closed":1,"kept":40}`), "user:demo refresh"},
		{"ОбновитьИнформациюОНаправленияхСдачиОтчетности", ``, mission{}, 200, ok(`,"summary":{"added":2,"closed":1,"kept":40}`), "user:demo refresh"},
		{"refresh-directions", `{}`, mission{fails: unavailable("directions_unavailable")}, 503, e("directions_unavailable", "Не отвечает. Повторите.", "null", "true", "{}"), "user:demo refresh"},
		{"send", `{}`, mission{}, 200, ok(`,"summary":{"sent":3,"resumed":1,"failed":1}`), "user:demo send 10027"},
		{"ОтправитьОтчетность", ` {} `, mission{}, 200, ok(`,"summary":{"sent":3,"resumed":1,"failed":1}`), "user:demo send 10027"},
		{"send", `{}`, mission{fails: unavailable("operator_unavailable")}, 503, e("operator_unavailable", "Не отвечает. Повторите.", "null", "true", "{}"), "user:demo send 10027"},
		{"fetch-results", `{}`, mission{}, 200, ok(`,"summary":{"polled":12,"events":2,"duplicates":5,"failed":0}`), "user:demo fetch 10027"},
		{"ПолучитьРезультатыОтправкиОтчетности", `{}`, mission{}, 200, ok(`,"summary":{"polled":12,"events":2,"duplicates":5,"failed":0}`), "user:demo fetch 10027"},
		{"fetch-results", `{}`, mission{fails: conflict("already_running")}, 409, e("already_running", "Нельзя. Проверьте.", "null", "true", "{}"), "user:demo fetch 10027"},
		{
			"on-write-submission", `{"object":{"ref":"` + sub + `","version":4},"cancel":false}`,
			mission{},
			200, `{"result":null,"out":{"cancel":false}}`, "user:demo on-write-submission 10027 " + sub + " v4 cancel false",
		},
		{
			"ПриЗаписиОтправкиОтчетности", `{"Объект":{"Ссылка":"` + sub + `","Версия":4},"Отказ":true}`,
			mission{fails: conflict("vetoed")},
			409, e("vetoed", "Нельзя. Проверьте.", "null", "false", `{"Отказ":true}`), "user:demo on-write-submission 10027 " + sub + " v4 cancel true",
		},
		{
			"on-write-submission", `{"object":{"ref":"` + sub + `","version":4},"cancel":true}`,
			mission{fails: conflict("vetoed")},
			409, e("vetoed", "Нельзя. Проверьте.", "null", "false", `{"cancel":true}`), "user:demo on-write-submission 10027 " + sub + " v4 cancel true",
		},
		{"rebuild-queue", `{}`, mission{}, 200, ok(`,"summary":{"rows":7}`), "user:demo rebuild 10027"},
		{"ОбновитьЗаписиВРегистреОтправкиОтчетностиКОбработке", `{}`, mission{}, 200, ok(`,"summary":{"rows":7}`), "user:demo rebuild 10027"},
		{
			"on-write-event", `{"object":{"ref":"` + event + `","version":1,"audit_done":true,"status":"rejected","reasons":[{"received_reason":"0300300001","reason":"xsd","hidden":false}]}}`,
			mission{},
			200, `{"result":null,"out":{"cancel":false}}`,
			"user:demo on-write-event 10027 " + event + " v1 status rejected audit true comment - deleted - reasons [{0300300001: xsd hidden false note -}] cancel false",
		},
		{
			"ПриЗаписиСобытияОтправкиОтчетности",
			`{"Объект":{"Ссылка":"` + event + `","Версия":1,"АудитПроведен":true,"Статус":"НеПринята","Комментарий":"да","ПометкаУдаления":false,"ПричиныОтказа":[{"ИсходнаяПричина":"0300300001","Причина":"xsd","НеПоказывать":true,"ПояснениеАудитора":"поле 7"}]},"Отказ":null}`,
			mission{},
			200, `{"result":null,"out":{"Отказ":false}}`,
			"user:demo on-write-event 10027 " + event + " v1 status rejected audit true comment да deleted false reasons [{0300300001: xsd hidden true note поле 7}] cancel false",
		},
		{
			"on-write-event", `{"object":{"ref":"` + event + `","version":1}}`,
			mission{fails: reporting.ErrStale},
			409, e("stale_version", reporting.ErrStale.Message+" "+reporting.ErrStale.Remedy, "null", "false", "{}"),
			"user:demo on-write-event 10027 " + event + " v1 status - audit - comment - deleted - reasons - cancel false",
		},
		{
			"on-write-event", `{"object":{"ref":"` + event + `","version":1},"cancel":true}`,
			mission{fails: conflict("vetoed")},
			409, e("vetoed", "Нельзя. Проверьте.", "null", "false", `{"cancel":true}`),
			"user:demo on-write-event 10027 " + event + " v1 status - audit - comment - deleted - reasons - cancel true",
		},
		{
			"write-status", `{"submission":"` + sub + `"}`,
			mission{status: reporting.Sent},
			200, `{"result":null,"out":{"status":"sent","reasons":[]}}`, "user:demo write-status 10027 " + sub + " status - reasons [] override false ",
		},
		{
			"ЗаписатьСтатусОтправкиОтчетности", `{"ОтправкаОтчетности":"` + sub + `","Статус":"НеПринята","ПричиныОтказа":[{"Причина":"xsd","Пояснение":"поле 7"}],"Причина":"решение суда"}`,
			mission{status: reporting.Rejected, reasons: xsd},
			200, `{"result":null,"out":{"Статус":"НеПринята","ПричиныОтказа":[{"Причина":"xsd","Пояснение":"поле 7"}]}}`,
			"user:demo write-status 10027 " + sub + " status rejected reasons [{Code: Text:xsd Explanation:поле 7}] override true решение суда",
		},
		{
			"write-status", `{"submission":"` + sub + `","status":"planned"}`,
			mission{fails: conflict("illegal_transition")},
			409, e("illegal_transition", "Нельзя. Проверьте.", "null", "false", "{}"),
			"user:demo write-status 10027 " + sub + " status planned reasons [] override false ",
		},
		{
			"last-audited-event", `{"submission":"` + sub + `"}`,
			mission{status: reporting.Rejected, reasons: xsd},
			200, `{"result":"` + event + `","out":{"status":"rejected","reasons":[{"reason":"xsd","explanation":"поле 7"}]}}`, " last-audited-event 10027 " + sub,
		},
		{
			"ПолучитьПоследнееПроаудированноеСобытиеОтправки", `{"ОтправкаОтчетности":"` + sub + `","Статус":"что угодно","ПричиныОтказа":[1]}`,
			mission{status: reporting.DeliveryConfirmed},
			200, `{"result":"` + event + `","out":{"Статус":"ДоставкаПодтверждена","ПричиныОтказа":[]}}`, " last-audited-event 10027 " + sub,
		},
		{
			"last-audited-event", `{"submission":"` + sub + `"}`,
			mission{none: true},
			200, `{"result":null,"out":{"status":null,"reasons":null}}`, " last-audited-event 10027 " + sub,
		},
		{
			"last-audited-event", `{"submission":"` + sub + `"}`,
			mission{fails: reporting.ErrNotFound},
			404, e("not_found", reporting.ErrNotFound.Message+" "+reporting.ErrNotFound.Remedy, "null", "false", "{}"), " last-audited-event 10027 " + sub,
		},
		{
			"ПолучитьПоследнююОтправкуОтчета", `{"Отчет":"018f0000-0000-7000-8000-000000000001"}`,
			mission{status: reporting.Sent},
			200, `{"result":"` + sub + `","out":{"СтатусПоследнейОтправки":"Отправлена"}}`, " last-submission 10027 018f0000-0000-7000-8000-000000000001",
		},
		{
			"last-submission", `{"report":"018f0000000070008000000000000001","last_status":"x"}`,
			mission{status: reporting.Accepted},
			200, `{"result":"` + sub + `","out":{"last_status":"accepted"}}`, " last-submission 10027 018f0000-0000-7000-8000-000000000001",
		},
		{
			"last-submission", `{"report":"018f0000-0000-7000-8000-000000000001"}`,
			mission{none: true},
			200, `{"result":null,"out":{"last_status":null}}`, " last-submission 10027 018f0000-0000-7000-8000-000000000001",
		},
		{
			"ПолучитьПоследнююОтправкуОтчета", `{}`,
			mission{},
			400, e("missing_parameter", "Не указан обязательный параметр «Отчет». Добавьте его к запросу.", `"Отчет"`, "false", "{}"), notAny,
		},
	} {
		s := open(t)
		s.mission.fails, s.mission.none, s.mission.status, s.mission.reasons = c.setup.fails, c.setup.none, c.setup.status, c.setup.reasons
		status, answer := s.call(c.name, c.body)
		if status != c.status || answer != c.answer {
			t.Errorf("%s %s\nwant %d %s\ngot  %d %s", c.name, c.body, c.status, c.answer, status, answer)
		}
		want := []string{c.call}
		if c.call == notAny {
			want = nil
		}
		if diff := cmp.Diff(want, s.called()); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.name, c.body, diff)
		}
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct{ name, body, code, param string }{
		{"send", `{`, "bad_json", ""},
		{"send", `[]`, "bad_json", ""},
		{"send", `null`, "bad_json", ""},
		{"send", `{} {}`, "bad_json", ""},
		{"send", "{\"a\":\"\xff\"}", "bad_json", ""},
		{"send", `{"a":1,"a":2}`, "bad_json", ""},
		{"send", "\ufeff{}", "bad_json", ""},
		{"send", `{"tenant":1}`, "unknown_parameter", "tenant"},
		{"refresh-directions", `{"cancel":false}`, "unknown_parameter", "cancel"},
		{"fetch-results", `{"Отказ":false}`, "unknown_parameter", "Отказ"},
		{"rebuild-queue", `{"":0}`, "unknown_parameter", ""},
		{"on-write-submission", `{}`, "missing_parameter", "object"},
		{"on-write-submission", `{"object":null}`, "missing_parameter", "object"},
		{"on-write-submission", `{"object":"x"}`, "bad_value", "object"},
		{"on-write-submission", `{"object":{}}`, "missing_parameter", "object.ref"},
		{"on-write-submission", `{"object":{"ref":"` + sub + `"}}`, "missing_parameter", "object.version"},
		{"on-write-submission", `{"object":{"ref":"` + sub + `","version":1,"status":"sent"}}`, "unknown_parameter", "object.status"},
		{"on-write-submission", `{"object":{"ref":"` + sub + `","version":1},"cancel":"false"}`, "bad_value", "cancel"},
		{"on-write-submission", `{"object":{"ref":"0190","version":1}}`, "bad_value", "object.ref"},
		{"on-write-submission", `{"object":{"ref":1,"version":1}}`, "bad_value", "object.ref"},
		{"on-write-submission", `{"object":{"ref":"00000000-0000-0000-0000-000000000000","version":1}}`, "bad_value", "object.ref"},
		{"on-write-submission", `{"object":{"ref":"` + sub + `","version":1},"Объект":{"ref":"` + sub + `","version":1}}`, "bad_value", "object"},
		{"ПриЗаписиОтправкиОтчетности", `{}`, "missing_parameter", "Объект"},
		{"ПриЗаписиОтправкиОтчетности", `{"Объект":{"Ссылка":"` + sub + `"}}`, "missing_parameter", "Объект.Версия"},
		{"on-write-event", `{"object":{"version":1}}`, "missing_parameter", "object.ref"},
		{"on-write-event", `{"object":{"ref":"` + event + `","version":1,"status":"Сдан"}}`, "bad_value", "object.status"},
		{"on-write-event", `{"object":{"ref":"` + event + `","version":1,"reasons":[{}]}}`, "missing_parameter", "object.reasons[0].received_reason"},
		{"on-write-event", `{"object":{"ref":"` + event + `","version":9223372036854775808}}`, "bad_value", "object.version"},
		{"write-status", `{}`, "missing_parameter", "submission"},
		{"write-status", `{"submission":"` + sub + `","status":""}`, "bad_value", "status"},
		{"write-status", `{"submission":"` + sub + `","status":"SENT"}`, "bad_value", "status"},
		{"write-status", `{"submission":"` + sub + `","reasons":[{"explanation":"x"}]}`, "missing_parameter", "reasons[0].reason"},
		{"write-status", `{"submission":"` + sub + `","reasons":["x"]}`, "bad_value", "reasons"},
		{"write-status", `{"submission":"` + sub + `","override":true}`, "unknown_parameter", "override"},
		{"last-audited-event", `{"status":null}`, "missing_parameter", "submission"},
		{"last-submission", `{"submission":"` + sub + `"}`, "unknown_parameter", "submission"},
	} {
		status, answer := s.call(c.name, c.body)
		param := `"param":"` + c.param + `"`
		if c.param == "" {
			param = `"param":null`
		}
		if status != 400 || !strings.Contains(answer, `"code":"`+c.code+`"`) || !strings.Contains(answer, param) || !strings.HasSuffix(answer, `"out":{}}`) {
			t.Errorf("%s %s: %d %s", c.name, c.body, status, answer)
		}
	}
	if calls := s.called(); calls != nil {
		t.Errorf("the mission was asked: %q", calls)
	}
}

func TestWhoMayCallWhat(t *testing.T) {
	t.Parallel()
	s := open(t)
	object := `{"object":{"ref":"` + sub + `","version":1}}`
	submission := `{"submission":"` + sub + `"}`
	nowhere := without("X-Tenant")
	for _, c := range []struct {
		name, body, user string
		where            option
		status           int
	}{
		{"refresh-directions", "", "jobs", nowhere, 200},
		{"refresh-directions", "", "filer", nil, 403},
		{"send", "", "jobs", nowhere, 200},
		{"send", "", "filer", nowhere, 403},
		{"send", "", "filer", nil, 200},
		{"send", "", "jobs", nil, 403},
		{"fetch-results", "", "jobs", nowhere, 200},
		{"fetch-results", "", "filer", nil, 200},
		{"on-write-submission", object, "filer", nil, 200},
		{"on-write-submission", object, "auditor", nil, 403},
		{"rebuild-queue", "", "filer", nil, 200},
		{"on-write-event", object, "auditor", nil, 200},
		{"on-write-event", object, "filer", nil, 403},
		{"write-status", submission, "filer", nil, 200},
		{"write-status", `{"submission":"` + sub + `","why":"ошибка"}`, "filer", nil, 403},
		{"write-status", `{"submission":"` + sub + `","why":""}`, "filer", nil, 200},
		{"last-audited-event", submission, "filer", nil, 200},
		{"last-submission", `{"report":"` + sub + `"}`, "bank", nil, 403},
	} {
		options := []option{s.as(c.user)}
		if c.where != nil {
			options = append(options, c.where)
		}
		if status, answer := s.call(c.name, c.body, options...); status != c.status {
			t.Errorf("%s of %s: %d %s, want %d", c.name, c.user, status, answer, c.status)
		}
	}
	status, answer := s.call("send", "", nowhere, s.as("jobs"))
	if status != 200 || s.mission.calls[len(s.mission.calls)-1] != "user:jobs send -1" {
		t.Errorf("%d %s %q", status, answer, s.called())
	}
}

func TestDataArea(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, name := range []string{"on-write-submission", "rebuild-queue", "on-write-event", "write-status", "last-audited-event", "last-submission"} {
		status, answer := s.call(name, `{}`, without("X-Tenant"))
		if status != 400 || !strings.Contains(answer, `"code":"missing_parameter"`) || !strings.Contains(answer, `"param":"X-Tenant"`) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	for value, want := range map[string]string{"5": `"code":"not_found"`, "x": `"code":"bad_value"`, "": `"code":"bad_value"`, "-1": `"code":"bad_value"`} {
		for _, name := range []string{"send", "rebuild-queue"} {
			if status, answer := s.call(name, `{}`, header("X-Tenant", value)); status != 400 && status != 404 || !strings.Contains(answer, want) {
				t.Errorf("%q: %d %s", value, status, answer)
			}
		}
	}
	const base = "/a/bs/10027/hs/reporting/v1/rebuild-queue"
	for path, want := range map[string]int{
		base: 200, "/a/bs/5/hs/reporting/v1/rebuild-queue": 404, "/a/other/10027/hs/reporting/v1/rebuild-queue": 404, "/a/bs/x/hs/reporting/v1/rebuild-queue": 400,
	} {
		if w := s.raw("POST", path, "", without("X-Tenant")); w.Code != want {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := s.raw("POST", base, ""); w.Code != 200 {
		t.Errorf("the same area twice: %d %s", w.Code, w.Body)
	}
	if w := s.raw("POST", base, "", header("X-Tenant", "5")); w.Code != 400 || !strings.Contains(w.Body.String(), `"code":"bad_value"`) {
		t.Errorf("two areas: %d %s", w.Code, w.Body)
	}
	if w := s.raw("POST", "/a/bs/10027/hs/reporting/v1/send", "", without("X-Tenant"), s.as("filer")); w.Code != 200 {
		t.Errorf("send below a base path: %d %s", w.Code, w.Body)
	}
	if calls := s.called(); calls[len(calls)-1] != "user:filer send 10027" {
		t.Errorf("%q", calls)
	}
}

func TestUnknownMethodsAndStrangers(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, name := range []string{"", "sends", "SEND", "отправитьотчетность", "send/x", "Отправить\x00Отчетность"} {
		if status, answer := s.call(name, `{}`); status != 404 || !strings.Contains(answer, `"code":"unknown_method"`) {
			t.Errorf("%q: %d %s", name, status, answer)
		}
	}
	status, answer := s.call("send", `{}`, without("Authorization"))
	if status != 401 || !strings.Contains(answer, `"code":"missing_credentials"`) {
		t.Errorf("%d %s", status, answer)
	}
	w := s.raw("POST", "/hs/reporting/v1/nothing", "{}", header("Authorization", "Bearer x"))
	if w.Code != 401 || !strings.Contains(w.Body.String(), `"code":"bad_token"`) || w.Header().Get("Www-Authenticate") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.raw("POST", "/hs/reporting/v1/send", "", func(r *http.Request) { r.SetBasicAuth("filer", "filer-password") }); w.Code != 200 {
		t.Errorf("Basic: %d %s", w.Code, w.Body)
	}
	w = s.raw("GET", "/hs/reporting/v1/send", "")
	if w.Code != 405 || w.Header().Get("Allow") != "POST" || !strings.Contains(w.Body.String(), `"code":"method_not_allowed"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = s.raw("POST", "/hs/reporting/v1/send?x=1", "")
	if w.Code != 400 || !strings.Contains(w.Body.String(), `"code":"unknown_parameter"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if status, answer := s.call("send", strings.Repeat(" ", 1<<20+1)); status != 413 || !strings.Contains(answer, `"code":"too_large"`) {
		t.Errorf("%d %s", status, answer)
	}
}

func TestRussianNamesComePercentEncoded(t *testing.T) {
	t.Parallel()
	s := open(t)
	const encoded = "%D0%9E%D1%82%D0%BF%D1%80%D0%B0%D0%B2%D0%B8%D1%82%D1%8C%D0%9E%D1%82%D1%87%D0%B5%D1%82%D0%BD%D0%BE%D1%81%D1%82%D1%8C"
	for _, base := range []string{"/hs/reporting/v1/", "/a/bs/10027/hs/reporting/v1/"} {
		if w := s.raw("POST", base+encoded, ""); w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := header("Idempotency-Key", "k")
	first := s.raw("POST", "/hs/reporting/v1/send", "{}", key)
	again := s.raw("POST", "/hs/reporting/v1/send", "{}", key)
	if first.Code != 200 || again.Code != 200 || first.Body.String() != again.Body.String() || len(s.called()) != 1 ||
		again.Header().Get(httpx.ReplayHeader) != "true" || first.Header().Get(httpx.ReplayHeader) != "" {
		t.Errorf("%s\n%s", first.Body, again.Body)
	}
	// The Russian name asks for another answer.
	if status, answer := s.call("ОтправитьОтчетность", "{}", key); status != 409 || !strings.Contains(answer, `"code":"key_reused"`) {
		t.Errorf("%d %s", status, answer)
	}
	if status, _ := s.call("fetch-results", "{}", key); status != 200 {
		t.Errorf("another method under the key: %d", status)
	}
	if status, _ := s.call("send", "{}", key, without("X-Tenant")); status != 200 {
		t.Errorf("all data areas under the key: %d", status)
	}
	if status, answer := s.call("send", "{}", header("Idempotency-Key", "")); status != 400 || !strings.Contains(answer, `"param":"Idempotency-Key"`) {
		t.Errorf("%d %s", status, answer)
	}
}

// TestNoCrashPartsAnswerAndEffect: methods 4, 6 and 7 whose answer did not
// arrive are done once, and a repetition gets the answer, byte for byte.
func TestNoCrashPartsAnswerAndEffect(t *testing.T) {
	t.Parallel()
	object := `{"object":{"ref":"` + sub + `","version":4}}`
	for name, body := range map[string]string{
		"on-write-submission": object, "on-write-event": object, "write-status": `{"submission":"` + sub + `"}`,
		"ЗаписатьСтатусОтправкиОтчетности": `{"ОтправкаОтчетности":"` + sub + `"}`,
	} {
		s := open(t)
		s.mission.lost = errors.New("the process died")
		units := 0
		s.store.Commit = func() error {
			if units++; units > 1 {
				return errors.New("killed")
			}
			return nil
		}
		key := header("Idempotency-Key", "k")
		path := "/hs/reporting/v1/" + url.PathEscape(name)
		first := s.raw("POST", path, body, key)
		s.mission.lost = nil
		again := s.raw("POST", path, body, key)
		if first.Code != 200 || again.Code != 200 || first.Body.String() != again.Body.String() || again.Header().Get(httpx.ReplayHeader) != "true" {
			t.Errorf("%s: %d %s\n%d %s", name, first.Code, first.Body, again.Code, again.Body)
		}
		if n := len(s.called()); n != 1 || units != 1 {
			t.Errorf("%s: %d calls, %d units", name, n, units)
		}
	}
}

// TestVetoSetsCancel: «Отказ» of the methods that a veto can refuse.
func TestVetoSetsCancel(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.mission.fails = &sdano.Error{Kind: sdano.Conflict, Code: "vetoed", Message: "Нельзя.", Remedy: "Проверьте."}
	object := `{"object":{"ref":"` + sub + `","version":4}}`
	for name, body := range map[string]string{
		"on-write-submission": object, "on-write-event": object, "write-status": `{"submission":"` + sub + `"}`,
	} {
		if status, answer := s.call(name, body); status != 409 || answer != e("vetoed", "Нельзя. Проверьте.", "null", "false", `{"cancel":true}`) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
}

func TestRefusalsAreNotKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := header("Idempotency-Key", "k")
	s.mission.fails = conflict("already_running")
	if status, _ := s.call("send", "{}", key); status != 409 {
		t.Fatal(status)
	}
	s.mission.fails = nil
	if status, answer := s.call("send", "{}", key); status != 200 {
		t.Errorf("%d %s", status, answer)
	}
}

func TestInternalErrorsTellNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.mission.fails = errors.New("pq: relation submissions does not exist")
	status, answer := s.call("send", "{}")
	if status != 500 || strings.Contains(answer, "pq") || !strings.Contains(answer, `"code":"internal"`) || !strings.Contains(s.log.String(), "pq: relation") {
		t.Errorf("%d %s\n%s", status, answer, s.log)
	}
	s.mission.fails = context.DeadlineExceeded
	if status, answer := s.call("send", "{}"); status != 503 || !strings.Contains(answer, `"retryable":true`) {
		t.Errorf("%d %s", status, answer)
	}
}
