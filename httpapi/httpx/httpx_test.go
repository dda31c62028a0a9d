package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/httpapi/httpx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func get(t *testing.T, h http.Handler, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), method, path, nil))
	return w
}

func TestEveryKindHasItsStatus(t *testing.T) {
	t.Parallel()
	for kind, want := range map[sdano.Kind]int{
		sdano.Invalid: 400, sdano.Unauthorized: 401, sdano.Forbidden: 403, sdano.NotFound: 404, sdano.Conflict: 409, sdano.TooLarge: 413,
		sdano.Unprocessable: 422, sdano.TooMany: 429, sdano.Internal: 500, sdano.Unavailable: 503, sdano.Storage: 507, "other": 500, "": 500,
	} {
		if got := httpx.Status(kind); got != want {
			t.Errorf("%q: %d, want %d", kind, got, want)
		}
	}
}

func TestProblemDocument(t *testing.T) {
	t.Parallel()
	refusal := &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_inn_digits", Param: "inn", Message: "ИНН неверен: «\xff».", Remedy: "Исправьте <ИНН>.",
		Findings: []sdano.Finding{{Code: "x", Path: "/Файл", Line: 2, Column: 3, Message: "плохо"}}, Err: errors.New("secret"),
	}
	var log bytes.Buffer
	h := httpx.Trace(httpx.Log(slog.New(slog.NewTextHandler(&log, nil)), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpx.Problem(w, r, refusal)
	})))
	w := get(t, h, "GET", "/")
	trace := w.Header().Get(httpx.TraceHeader)
	want := `{"type":"about:blank","title":"Unprocessable Entity","status":422,"code":"bad_inn_digits","detail":"ИНН неверен: «` + "\ufffd" + `».",` +
		`"remedy":"Исправьте <ИНН>.","param":"inn","trace":"` + trace + `","findings":[{"code":"x","path":"/Файл","line":2,"column":3,"message":"плохо"}]}`
	if w.Code != 422 || w.Body.String() != want || w.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" ||
		w.Header().Get("Cache-Control") != "no-store" || len(trace) != 16 {
		t.Errorf("%d %s\n%v", w.Code, w.Body, w.Header())
	}
	if !strings.Contains(log.String(), "cause=secret") || !strings.Contains(log.String(), trace) {
		t.Errorf("log %s", log.String())
	}
}

func TestHeadersThatBelongToAStatus(t *testing.T) {
	t.Parallel()
	for kind, want := range map[sdano.Kind][2]string{
		sdano.Unauthorized: {"Www-Authenticate", `Bearer realm="sdano"`}, sdano.TooMany: {"Retry-After", "60"}, sdano.Unavailable: {"Retry-After", "5"},
	} {
		w := httptest.NewRecorder()
		httpx.Problem(w, httptest.NewRequest("GET", "/", nil), &sdano.Error{Kind: kind, Code: "x"})
		if got := w.Header().Get(want[0]); got != want[1] {
			t.Errorf("%s: %s %q", kind, want[0], got)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	known := &sdano.Error{Kind: sdano.Conflict, Code: "x", Err: context.Canceled}
	for _, c := range []struct {
		err  error
		code string
	}{
		{known, "x"},
		{errors.Join(errors.New("a"), known), "x"},
		{context.Canceled, "interrupted"},
		{errors.Join(errors.New("a"), context.DeadlineExceeded), "interrupted"},
		{errors.New("a"), "internal"},
		{io.ErrUnexpectedEOF, "internal"},
	} {
		if e := httpx.Explain(c.err); e.Code != c.code || strings.Contains(e.Message, "a") {
			t.Errorf("%v: %+v", c.err, e)
		}
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := httpx.Trace(httpx.Log(slog.New(slog.NewTextHandler(&log, nil)), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("secret of the house")
	})))
	w := get(t, h, "GET", "/v1/x")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), `"code":"internal"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "secret of the house") || !strings.Contains(log.String(), "httpx_test.go") {
		t.Errorf("log %s", log.String())
	}
}

func TestPanicAfterTheFirstByteIsOnlyLogged(t *testing.T) {
	t.Parallel()
	h := httpx.Log(slog.New(slog.DiscardHandler), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "begun")
		panic("x")
	}))
	if w := get(t, h, "GET", "/"); w.Code != 200 || w.Body.String() != "begun" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAbortedAnswersPassOn(t *testing.T) {
	t.Parallel()
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler { //nolint:errorlint // the value itself
			t.Errorf("recovered %v", cause)
		}
	}()
	h := httpx.Log(slog.New(slog.DiscardHandler), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	get(t, h, "GET", "/")
}

func TestLogTellsNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := httpx.Trace(httpx.Log(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = http.NewResponseController(w).Flush()
	})))
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/a/bs/1/hs/dt/download/0123456789abcdef?password=hidden", strings.NewReader("body"))
	r.Header.Set("Authorization", "Bearer hidden")
	h.ServeHTTP(w, r)
	text := log.String()
	if strings.Contains(text, "hidden") || strings.Contains(text, "4567") || !strings.Contains(text, "/download/0123…") || !w.Flushed {
		t.Errorf("flushed %v, log %s", w.Flushed, text)
	}
}

func TestTraceOfTheCallerIsKept(t *testing.T) {
	t.Parallel()
	inner := ""
	h := httpx.Trace(httpx.Trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = httpx.TraceID(r.Context()) })))
	if w := get(t, h, "GET", "/"); inner == "" || w.Header().Get(httpx.TraceHeader) != inner {
		t.Errorf("%q, header %q", inner, w.Header().Get(httpx.TraceHeader))
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	h := httpx.Routes(httpx.Refuse, map[string]httpx.Action{
		"GET /x/{id}": func(w http.ResponseWriter, r *http.Request) error {
			httpx.JSON(w, 200, map[string]string{"id": r.PathValue("id")})
			return nil
		},
		"DELETE /x/{id}": func(http.ResponseWriter, *http.Request) error { return context.Canceled },
	})
	if w := get(t, h, "GET", "/x/%D1%8F"); w.Code != 200 || w.Body.String() != `{"id":"я"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get(t, h, "HEAD", "/x/1"); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if w := get(t, h, "DELETE", "/x/1"); w.Code != 503 || !strings.Contains(w.Body.String(), "interrupted") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get(t, h, "POST", "/x/1"); w.Code != 405 || w.Header().Get("Allow") != "DELETE, GET" || !strings.Contains(w.Body.String(), "method_not_allowed") {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}
	for _, path := range []string{"/", "/x", "/x/1/2"} {
		if w := get(t, h, "GET", path); w.Code != 404 || !strings.Contains(w.Body.String(), "unknown_path") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestJSONThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	httpx.JSON(w, 200, make(chan int))
	if w.Code != 500 || strings.Contains(w.Body.String(), "chan") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAbsentValuesAreNull(t *testing.T) {
	t.Parallel()
	if httpx.Instant(time.Time{}) != nil || httpx.Day(sdano.Date{}) != nil || httpx.Text("") != nil {
		t.Error("an absent value is not null")
	}
	at := time.Date(2026, 4, 10, 2, 59, 59, 999_999_999, sdano.Moscow)
	if got := *httpx.Instant(at); got != "2026-04-09T23:59:59.999Z" {
		t.Error(got)
	}
}

// stutter breaks off in the middle.
type stutter struct{}

func (stutter) Read(p []byte) (int, error) { return copy(p, "<Фай"), io.ErrUnexpectedEOF }

func TestReadBody(t *testing.T) {
	t.Parallel()
	read := func(body io.Reader, options ...func(*http.Request)) ([]byte, error) {
		r := httptest.NewRequest("POST", "/", body)
		for _, o := range options {
			o(r)
		}
		return httpx.ReadBody(httptest.NewRecorder(), r, 10)
	}
	unknownLength := func(r *http.Request) { r.ContentLength = -1 }
	encoded := func(as string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Content-Encoding", as) }
	}
	for name, c := range map[string]struct {
		body    io.Reader
		options []func(*http.Request)
		code    string
	}{
		"to the limit":        {strings.NewReader("0123456789"), nil, ""},
		"empty":               {strings.NewReader(""), nil, ""},
		"identity":            {strings.NewReader("x"), []func(*http.Request){encoded("identity")}, ""},
		"over the limit":      {strings.NewReader("0123456789a"), nil, "too_large"},
		"over without length": {strings.NewReader("0123456789a"), []func(*http.Request){unknownLength}, "too_large"},
		"length that lies":    {strings.NewReader("x"), []func(*http.Request){func(r *http.Request) { r.ContentLength = 1 << 60 }}, "too_large"},
		"gzip":                {strings.NewReader("x"), []func(*http.Request){encoded("gzip")}, "bad_value"},
		"broken off":          {stutter{}, nil, "bad_body"},
	} {
		got, err := read(c.body, c.options...)
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %q, %v", name, got, err)
			}
			continue
		}
		if e := sdano.AsError(err); e.Code != c.code || e.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read(strings.NewReader("0123456789a")); !strings.Contains(sdano.AsError(err).Message, "0 КиБ") {
		t.Errorf("%v", err)
	}
	_, err := httpx.ReadBody(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", httpx.MaxParams+1))), httpx.MaxParams)
	if e := sdano.AsError(err); e.Kind != sdano.TooLarge || !strings.Contains(e.Message, "1 МиБ") {
		t.Errorf("%v", err)
	}
}

// timed is a writer that notes the deadlines of its connection.
type timed struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
}

func (w *timed) SetReadDeadline(at time.Time) error {
	w.deadlines = append(w.deadlines, at)
	return nil
}

func TestBodyMayNotTakeForEver(t *testing.T) {
	t.Parallel()
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	h := httpx.Log(slog.New(slog.DiscardHandler), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := httpx.ReadBody(w, r, 10); err != nil {
			t.Error(err)
		}
	}))
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader("x")))
	if d := w.deadlines; len(d) < 2 || time.Until(d[0]) < 20*time.Second || time.Until(d[0]) > time.Hour || !d[len(d)-1].IsZero() {
		t.Errorf("deadlines %v", w.deadlines)
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][2]string{ // code and parameter
		"": {}, "a=1&b=%D1%8F": {}, "a=": {}, "a": {},
		"c=1": {"unknown_parameter", "c"}, "A=1": {"unknown_parameter", "A"}, "a=1&a=1": {"bad_value", "a"},
		"a=%zz": {"bad_value", ""}, "a=1;b=2": {"bad_value", ""}, "a=%ff": {"bad_value", "a"}, "a=%00": {"bad_value", "a"},
		"z=1&y=1": {"unknown_parameter", "y"},
	} {
		_, err := httpx.ParseQuery(query, "a", "b")
		if err == nil && want[0] == "" {
			continue
		}
		if e := sdano.AsError(err); err == nil || e.Code != want[0] || e.Param != want[1] {
			t.Errorf("%q: %v", query, err)
		}
	}
	_, err := httpx.ParseQuery(strings.Repeat("я", 500) + "=1")
	if e := sdano.AsError(err); len([]rune(e.Param)) > 61 || !strings.Contains(e.Remedy, "нет параметров") {
		t.Errorf("%v", err)
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []string
		ok     bool
	}{
		{nil, true},
		{[]string{"a"}, true},
		{[]string{strings.Repeat("~", 255)}, true},
		{[]string{" a "}, true},
		{[]string{""}, false},
		{[]string{strings.Repeat("~", 256)}, false},
		{[]string{"a", "a"}, false},
		{[]string{"ключ"}, false},
		{[]string{"a\n"}, false},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		for _, v := range c.values {
			r.Header.Add("Idempotency-Key", v)
		}
		if _, err := httpx.IdempotencyKey(r); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.values, err)
		}
	}
}

func TestRequestsUnderAKeyAreToldApart(t *testing.T) {
	t.Parallel()
	request := func(login, endpoint string, parts ...string) access.Request {
		var bytes [][]byte
		for _, p := range parts {
			bytes = append(bytes, []byte(p))
		}
		return httpx.OnceRequest(1, access.Principal{Login: login}, endpoint, "k", bytes...)
	}
	base := request("ann", "POST /x", "a", "bc")
	if base != request("ann", "POST /x", "a", "bc") {
		t.Error("one request has two names")
	}
	for name, r := range map[string]access.Request{
		"parts": request("ann", "POST /x", "ab", "c"), "count": request("ann", "POST /x", "a", "bc", ""),
	} {
		if r.Hash == base.Hash || r.Scope != base.Scope {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := request("bob", "POST /x", "a", "bc"); r.Scope == base.Scope {
		t.Errorf("two users share a key: %+v", r)
	}
	if r := request("ann", "POST /y", "a", "bc"); r.Scope == base.Scope {
		t.Errorf("two endpoints share a key: %+v", r)
	}
}

func TestDisposition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"NO_USN.xml":    `attachment; filename="NO_USN.xml"`,
		"отчёт 1.xml":   `attachment; filename="_____ 1.xml"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%201.xml`,
		"a\"b\\c\r\n.x": `attachment; filename="a_b_c__.x"; filename*=UTF-8''a%22b%5Cc%0D%0A.x`,
	} {
		if got := httpx.Disposition(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

// door is a gate with the user ann, who may file reports in two data areas.
func door(t *testing.T) (httpx.Gate, string) {
	t.Helper()
	store := &accesstest.Memory{}
	known := access.New(access.Config{Units: store, Store: store, Clock: sdano.NewManualClock(time.Unix(1e9, 0))})
	bearer, err := accesstest.Bearer(context.Background(), known, "ann", []access.Scope{access.ScopeReports}, 1, 9223372036854775807)
	if err != nil {
		t.Fatal(err)
	}
	return httpx.Gate{Access: known, Log: slog.New(slog.DiscardHandler)}, bearer
}

func TestGateKnowsBearerAndBasic(t *testing.T) {
	t.Parallel()
	gate, bearer := door(t)
	token := strings.TrimPrefix(bearer, "Bearer ")
	for header, code := range map[string]string{
		bearer: "", "bearer " + token: "", "BEARER   " + token + " ": "", "Basic YW5uOmFubi1wYXNzd29yZA==": "", "basic YW5uOmFubi1wYXNzd29yZA==": "",
		"": "missing_credentials", "   ": "missing_credentials", "Bearer": "bad_token", "Bearer x": "bad_token", token: "bad_credentials",
		"Basic YW5uOndyb25n": "bad_credentials", "Basic !": "bad_credentials", "Basic YW5u": "bad_credentials", "Digest x": "bad_credentials",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", header)
		p, err := gate.Principal(r)
		if code == "" && (err != nil || p.Login != "ann") {
			t.Errorf("%q: %v", header, err)
		}
		if code != "" && (sdano.AsError(err).Code != code || !sdano.IsKind(err, sdano.Unauthorized)) {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func TestGateFindsTheDataArea(t *testing.T) {
	t.Parallel()
	gate, bearer := door(t)
	for _, c := range []struct {
		values []string
		want   sdano.Tenant
		code   string
	}{
		{[]string{"1"}, 1, ""},
		{[]string{"9223372036854775807"}, 9223372036854775807, ""},
		{nil, 0, "missing_tenant"},
		{[]string{"1", "1"}, 0, "bad_tenant"},
		{[]string{"01"}, 0, "bad_tenant"},
		{[]string{"+1"}, 0, "bad_tenant"},
		{[]string{"0"}, 0, "bad_tenant"},
		{[]string{"-1"}, 0, "bad_tenant"},
		{[]string{"9223372036854775808"}, 0, "bad_tenant"},
		{[]string{"2"}, 0, "unknown_tenant"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", bearer)
		for _, v := range c.values {
			r.Header.Add("X-Tenant", v)
		}
		p, err := gate.Principal(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := gate.Tenant(r, p)
		if got != c.want || c.code != "" && sdano.AsError(err).Code != c.code || c.code == "" && err != nil {
			t.Errorf("%q: %d, %v", c.values, got, err)
		}
	}
}

func TestNeed(t *testing.T) {
	t.Parallel()
	p := access.Principal{Login: "ann", Scopes: []access.Scope{access.ScopeReports}}
	if err := httpx.Need(p, access.ScopeReports); err != nil {
		t.Error(err)
	}
	if err := httpx.Need(p, access.ScopeAudit); !sdano.IsKind(err, sdano.Forbidden) || !strings.Contains(sdano.AsError(err).Message, "audit") {
		t.Error(err)
	}
}

func TestRemoteAddress(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{"192.0.2.1:80": "192.0.2.1", "[2001:db8::1]:80": "2001:db8::1", "@": "@", "": ""} {
		if got := httpx.RemoteAddress(&http.Request{RemoteAddr: remote}); got != want {
			t.Errorf("%q: %q", remote, got)
		}
	}
}
