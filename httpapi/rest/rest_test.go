package rest_test

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sdano"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/httpapi/httpx"
	"sdano/httpapi/rest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { flag.Parse(); goleak.VerifyTestMain(m) }

// site is the interface over an office, with users of different rights.
type site struct {
	t       *testing.T
	store   *accesstest.Memory
	office  *office
	access  *access.Service
	handler http.Handler
	log     *strings.Builder
	tokens  map[string]string
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, store: &accesstest.Memory{}, log: &strings.Builder{}, tokens: map[string]string{}}
	clock := sdano.NewManualClock(morning)
	s.access = access.New(access.Config{Units: s.store, Store: s.store, Clock: clock})
	for login, scopes := range map[string][]access.Scope{
		"demo":     {access.ScopeReports, access.ScopeAudit},
		"customer": {access.ScopeReports},
		"operator": {access.ScopeJobs},
		"bank":     {access.ScopeMonitor},
	} {
		token, err := accesstest.Bearer(context.Background(), s.access, login, scopes, tenant)
		if err != nil {
			t.Fatal(err)
		}
		s.tokens[login] = token
	}
	s.office = filled(s.store)
	log := slog.New(slog.NewTextHandler(s.log, nil))
	h := rest.New(rest.Config{Gate: httpx.Gate{Access: s.access, Log: log}, Access: s.access, Reporting: s.office, TokenLife: time.Hour})
	s.handler = httpx.Trace(httpx.Log(log, h))
	return s
}

// answer is an answer with its body.
type answer struct {
	*httptest.ResponseRecorder
	t *testing.T
}

// option changes a request.
type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func without(name string) option { return func(r *http.Request) { r.Header.Del(name) } }

// as sends the request as another user.
func (s *site) as(login string) option { return header("Authorization", s.tokens[login]) }

// do sends a request of the user demo.
func (s *site) do(method, path, body string, options ...option) answer {
	s.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.Header.Set("X-Tenant", "10027")
	s.as("demo")(r)
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return answer{w, s.t}
}

// want checks the status of an answer.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	return a
}

// problem is a problem document.
type problem struct {
	Type, Title, Code, Detail, Remedy, Param, Trace string
	Status                                          int
	Findings                                        []sdano.Finding
}

// refused checks that the answer is a problem document of a status and code.
func (a answer) refused(status int, code string) problem {
	a.t.Helper()
	var p problem
	if err := json.Unmarshal(a.Body.Bytes(), &p, json.MatchCaseInsensitiveNames(true), json.RejectUnknownMembers(true)); err != nil {
		a.t.Fatalf("%d %s: %v", a.Code, a.Body, err)
	}
	kind := a.Header().Get("Content-Type")
	if a.Code != status || p.Status != status || p.Code != code || p.Type != "about:blank" || p.Detail == "" || p.Remedy == "" ||
		p.Trace == "" || p.Trace != a.Header().Get("X-Trace-Id") || kind != "application/problem+json; charset=utf-8" {
		a.t.Errorf("want %d %s, got %d %s %s", status, code, a.Code, kind, a.Body)
	}
	return p
}

// golden compares a JSON answer, indented, with a file.
func (a answer) golden(name string) {
	a.t.Helper()
	v := jsontext.Value(a.Body.Bytes())
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	path := filepath.Join("testdata", name)
	got := string(v) + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			a.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		a.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		a.t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

const oneSubmission = "/v1/submissions/018f0000-0000-7000-8000-000000000002"

func TestSubmission(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := s.do("GET", oneSubmission, "").want(200)
	a.golden("submission.json")
	if kind := a.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type %s", kind)
	}
	s.do("GET", "/v1/submissions/018f000000007000800000000000002"+"0", "").refused(404, "not_found")
	s.do("GET", "/v1/submissions/x", "").refused(400, "bad_value")
}

func TestStatusAndVerdict(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("GET", oneSubmission+"/status", "").want(200).golden("status.json")
	s.do("GET", "/v1/reports/018f0000-0000-7000-8000-000000000001", "").want(200).golden("report.json")
	s.do("GET", "/v1/reports/018f0000-0000-7000-8000-000000000009", "").refused(404, "not_found")
}

func TestEventsOfAnAuditorAndOfACustomer(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("GET", oneSubmission+"/events", "").want(200).golden("events-auditor.json")
	a := s.do("GET", oneSubmission+"/events", "", s.as("customer")).want(200)
	a.golden("events-customer.json")
	for _, secret := range []string{"UO_", "rejected", "0300300001", "схем", "negative"} {
		if strings.Contains(a.Body.String(), secret) {
			t.Errorf("a customer is told %q before the audit", secret)
		}
	}
}

func TestHiddenReasonsAreNeverShownToCustomers(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.office.events[1].AuditDone = true
	a := s.do("GET", "/v1/events/018f0000-0000-7000-8000-00000000000b", "", s.as("customer")).want(200)
	if text := a.Body.String(); !strings.Contains(text, "Ошибка в файле") || strings.Contains(text, "Второстепенное") || strings.Contains(text, "received_reason") {
		t.Errorf("%s", text)
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, want := range map[string]string{
		"/v1/events":                  `"next":13,"more":false}`,
		"/v1/events?after=11&limit=1": `"next":12,"more":true}`,
		"/v1/events?after=13":         `{"events":[],"next":13,"more":false}`,
		"/v1/events?limit=500":        `"next":13,"more":false}`,
	} {
		if a := s.do("GET", path, "").want(200); !strings.HasSuffix(a.Body.String(), want) {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
	for _, bad := range []string{"after=-1", "after=x", "limit=0", "limit=501", "after=9223372036854775808", "after="} {
		s.do("GET", "/v1/events?"+bad, "").refused(400, "bad_value")
	}
	// The cursor passes over what a customer does not see.
	a := s.do("GET", "/v1/events?after=12", "", s.as("customer")).want(200)
	if a.Body.String() != `{"events":[],"next":13,"more":false}` {
		t.Errorf("%s", a.Body)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	s := open(t)
	const receipt, refusal, gone = "/v1/events/018f0000-0000-7000-8000-00000000000a", "/v1/events/018f0000-0000-7000-8000-00000000000b", "/v1/events/018f0000-0000-7000-8000-00000000000c"
	a := s.do("GET", receipt+"/document", "", s.as("customer")).want(200)
	if a.Body.String() != "<a/>" || a.Header().Get("Content-Disposition") != `attachment; filename="IZ_NOUSN_1.xml"` ||
		a.Header().Get("Content-Type") != "application/octet-stream" || a.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s %v", a.Body, a.Header())
	}
	s.do("GET", refusal+"/document", "", s.as("customer")).refused(404, "not_found")
	s.do("GET", gone+"/document", "", s.as("customer")).refused(404, "not_found")
	s.do("GET", gone, "", s.as("customer")).refused(404, "not_found")
	s.do("GET", refusal+"/document", "").want(200)
	s.office.events[0].Raw = nil
	s.do("GET", receipt+"/document", "").refused(404, "not_found")
}

func TestFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := s.do("GET", oneSubmission+"/files", "").want(200)
	if a.Body.String() != `{"files":[{"n":1,"file_name":"NO_USN_7701.xml","size":11,"sha256":"aa"}]}` {
		t.Errorf("%s", a.Body)
	}
	if a := s.do("GET", oneSubmission+"/files/1", "").want(200); a.Body.String() != "<Файл/>" {
		t.Errorf("%s", a.Body)
	}
	for _, n := range []string{"0", "2", "-1", "x", "99999999999999999999"} {
		s.do("GET", oneSubmission+"/files/"+n, "").refused(404, "not_found")
	}
}

func TestAlarms(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("GET", "/v1/alarms", "").want(200).golden("alarms.json")
	s.do("GET", "/v1/alarms", "", s.as("customer")).refused(403, "missing_scope")
}

func TestHeldDirectionsAreConfirmed(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("POST", "/v1/directions/confirm", "", s.as("customer")).refused(403, "missing_scope")
	s.do("POST", "/v1/directions/confirm?x=1", "", s.as("operator")).refused(400, "unknown_parameter")
	if a := s.do("POST", "/v1/directions/confirm", "", s.as("operator")).want(200); a.Body.String() != `{"added":0,"closed":12,"kept":3}` {
		t.Errorf("%s", a.Body)
	}
	if len(s.office.actors) != 1 {
		t.Errorf("%d runs", len(s.office.actors))
	}
}

func TestListOfSubmissions(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 4 {
		s.office.subs = append(s.office.subs, planned(id(byte(50+i)), int64(20+i)))
	}
	type page struct {
		Submissions []struct {
			Seq int64 `json:"seq"`
		} `json:"submissions"`
		Next *string `json:"next"`
	}
	var seqs []int64
	next := ""
	for range 10 {
		var p page
		if err := json.Unmarshal(s.do("GET", "/v1/submissions?limit=2"+next, "").want(200).Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		for _, sub := range p.Submissions {
			seqs = append(seqs, sub.Seq)
		}
		if p.Next == nil {
			break
		}
		next = "&cursor=" + *p.Next
	}
	if diff := cmp.Diff([]int64{23, 22, 21, 20, 7}, seqs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFiltersOfSubmissions(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do("GET", "/v1/submissions?inn=779999991008&kpp=779901001&status=%D0%A1%D0%B4%D0%B0%D0%BD%D0%B0&report=018f0000-0000-7000-8000-000000000001&in_flight=true&limit=500&cursor=9", "").want(200)
	got := s.office.queries[0]
	got.Report = sdano.ID{}
	if got.INN != "779999991008" || got.KPP != "779901001" || got.Status != "accepted" || !got.InFlight || got.Limit != 501 || got.Before != 9 {
		t.Errorf("%+v", got)
	}
	for query, param := range map[string]string{
		"status=x": "status", "status=": "status", "report=x": "report", "limit=501": "limit", "cursor=x": "cursor",
		"in_flight=false": "in_flight", "kpp=779901001": "kpp", "limit=1&limit=2": "limit", "inn=%FF": "inn", "inn=1%00": "inn",
	} {
		if p := s.do("GET", "/v1/submissions?"+query, "").refused(400, "bad_value"); p.Param != param {
			t.Errorf("%s: the parameter at fault is %q", query, p.Param)
		}
	}
	if p := s.do("GET", "/v1/submissions?innn=1", "").refused(400, "unknown_parameter"); p.Param != "innn" || !strings.Contains(p.Remedy, "inn, kpp") {
		t.Errorf("%+v", p)
	}
	s.do("GET", "/v1/submissions?a=%", "").refused(400, "bad_value")
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := s.do("DELETE", oneSubmission+"?reason=%D0%BE%D1%88%D0%B8%D0%B1%D0%BA%D0%B0", "").want(200)
	if !strings.Contains(a.Body.String(), `"deleted":true`) || s.office.actors[0] != "user:demo" || s.office.subs[0].ResendReason != "ошибка" {
		t.Errorf("%s %v", a.Body, s.office.actors)
	}
	s.do("DELETE", "/v1/submissions/018f0000-0000-7000-8000-0000000000ff", "").refused(404, "not_found")
}

func TestWhoMayAndWhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/v1/submissions", oneSubmission, oneSubmission + "/events", "/v1/events", "/v1/alarms"} {
		a := s.do("GET", path, "", without("Authorization"))
		a.refused(401, "missing_credentials")
		if got := a.Header().Values("Www-Authenticate"); len(got) != 2 || !strings.HasPrefix(got[0], "Bearer") {
			t.Errorf("challenge %q", got)
		}
		s.do("GET", path, "", header("Authorization", "Bearer sdano_x")).refused(401, "bad_token")
		s.do("GET", path, "", header("Authorization", "Digest x")).refused(401, "bad_credentials")
		s.do("GET", path, "", s.as("bank")).refused(403, "missing_scope")
		s.do("GET", path, "", without("X-Tenant")).refused(400, "missing_tenant")
		s.do("GET", path, "", header("X-Tenant", "20000")).refused(404, "unknown_tenant")
		for _, bad := range []string{"", "x", "0", "-1", "010027", "10027.0", "99999999999999999999"} {
			s.do("GET", path, "", header("X-Tenant", bad)).refused(400, "bad_tenant")
		}
		if path != "/v1/submissions" && path != "/v1/events" {
			s.do("GET", path+"?x=1", "").refused(400, "unknown_parameter")
		}
	}
	s.do("GET", "/v1/submissions", "", func(r *http.Request) { r.SetBasicAuth("demo", "demo-password") }).want(200)
	s.do("GET", "/v1/submissions", "", func(r *http.Request) { r.SetBasicAuth("demo", "wrong") }).refused(401, "bad_credentials")
	s.do("GET", "/v1/nothing", "").refused(404, "unknown_path")
	a := s.do("PUT", oneSubmission, "")
	a.refused(405, "method_not_allowed")
	if allow := a.Header().Get("Allow"); allow != "DELETE, GET" {
		t.Errorf("Allow: %s", allow)
	}
}

func TestInternalErrorsTellNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.office.down = errFire
	p := s.do("GET", oneSubmission, "").refused(500, "internal")
	if strings.Contains(p.Detail+p.Remedy, "fire") || !strings.Contains(s.log.String(), "on fire") || !strings.Contains(s.log.String(), p.Trace) {
		t.Errorf("%+v\n%s", p, s.log)
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	s := open(t)
	nobody := without("Authorization")
	const formType = "application/x-www-form-urlencoded"
	for name, a := range map[string]answer{
		"JSON":             s.do("POST", "/token", `{"login":"demo","password":"demo-password"}`, nobody, header("Content-Type", "application/json")),
		"JSON called form": s.do("POST", "/token", `{"login":"demo","password":"demo-password"}`, nobody, header("Content-Type", formType)),
		"form":             s.do("POST", "/token", "login=demo&password=demo-password", nobody, header("Content-Type", formType)),
		"Basic":            s.do("POST", "/token", "", func(r *http.Request) { r.SetBasicAuth("demo", "demo-password") }),
	} {
		form := regexp.MustCompile(`^\{"access_token":"(sdano_[\w-]{43})","token_type":"Bearer","expires_in":3600,"expires_at":"2026-04-10T07:00:00.000Z"\}$`)
		found := form.FindStringSubmatch(a.want(200).Body.String())
		if found == nil {
			t.Errorf("%s: %s", name, a.Body)
			continue
		}
		if a.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the token may be cached", name)
		}
		s.do("GET", oneSubmission, "", header("Authorization", "Bearer "+found[1])).want(200)
	}
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"nothing":        {"", 401, "missing_credentials"},
		"wrong password": {`{"login":"demo","password":"wrong"}`, 401, "bad_credentials"},
		"wrong in form":  {"login=demo&password=wrong", 401, "bad_credentials"},
		"unknown user":   {`{"login":"bob","password":"bob-password"}`, 401, "bad_credentials"},
		"no password":    {`{"login":"demo"}`, 400, "missing_parameter"},
		"no login":       {"password=x", 400, "missing_parameter"},
		"unknown member": {`{"login":"demo","password":"demo-password","grant_type":"password"}`, 400, "unknown_parameter"},
		"unknown field":  {"login=demo&password=demo-password&x=1", 400, "unknown_parameter"},
		"no JSON":        {`{"login":`, 400, "bad_json"},
		"number":         {`{"login":1,"password":"x"}`, 400, "bad_value"},
		"too much":       {strings.Repeat("x", 9000), 413, "too_large"},
	} {
		p := s.do("POST", "/token", c.body, nobody, header("Content-Type", formType)).refused(c.status, c.code)
		if strings.Contains(p.Detail+p.Remedy, "demo-password") {
			t.Errorf("%s: the password is told: %+v", name, p)
		}
	}
	s.do("POST", "/token?login=demo&password=demo-password", "", nobody).refused(400, "unknown_parameter")
	s.do("GET", "/token", "").refused(405, "method_not_allowed")
	if strings.Contains(s.log.String(), "demo-password") {
		t.Error("the password is in the log")
	}
}

func TestGuessingIsLimited(t *testing.T) {
	t.Parallel()
	s := open(t)
	for range 10 {
		s.do("POST", "/token", "login=demo&password=guess", without("Authorization")).refused(401, "bad_credentials")
	}
	a := s.do("POST", "/token", "login=demo&password=demo-password", without("Authorization"))
	a.refused(429, "too_many_attempts")
	if a.Header().Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", a.Header().Get("Retry-After"))
	}
}

// read returns the whole body of a response.
func read(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
