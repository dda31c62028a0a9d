package sandbox_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const v1 = "/v1/" + sandbox.DefaultAccount

// noon of the tests' day in Moscow.
var noon = time.Date(2026, 4, 10, 9, 0, 5, 0, time.UTC)

// world is a sandbox behind a listener, and one who talks to it in plain HTTP.
type world struct {
	t      *testing.T
	config sandbox.Config
	clock  *sdano.ManualClock
	box    *sandbox.Server
	server *httptest.Server
	token  string
}

func open(t *testing.T, more ...func(*sandbox.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: sdano.NewManualClock(noon)}
	w.config = sandbox.Config{
		Path: filepath.Join(t.TempDir(), "a folder", "sandbox.db"), Clock: w.clock,
		Directions: []reporting.DirectionKey{{Tenant: 10027, INN: "779999991008", Authority: reporting.FNS, Code: "0087"}},
	}
	for _, m := range more {
		m(&w.config)
	}
	w.start()
	t.Cleanup(w.stop)
	w.token = w.buyToken(sandbox.DefaultKey)
	return w
}

func (w *world) start() {
	w.t.Helper()
	box, err := sandbox.Open(context.Background(), w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.box, w.server = box, httptest.NewServer(box.Handler())
}

func (w *world) stop() {
	w.t.Helper()
	w.server.Close()
	if err := w.box.Close(); err != nil {
		w.t.Error(err)
	}
}

func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.start()
}

// answer is what came back, read as JSON where it is.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    []byte
	body   any
}

// do makes a request; a body that is no string or bytes goes as JSON.
func (w *world) do(method, path string, body any, header ...string) answer {
	w.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	case []byte:
		text = b
	default:
		var err error
		if text, err = json.Marshal(b); err != nil {
			w.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+path, bytes.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.server.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	return read(w.t, res)
}

func read(t testing.TB, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{t: t, status: res.StatusCode, header: res.Header, raw: raw}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
	}
	return a
}

// want checks the status of an answer.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.raw)
	}
	return a
}

// fails checks that the answer is an error of the interface.
func (a answer) fails(status int, code string) {
	a.t.Helper()
	a.want(status)
	if got := a.text("id"); got != "urn:error:externapi:"+code {
		a.t.Errorf("error %s, want %s: %s", got, code, a.raw)
	}
	if n, ok := a.at("status-code").(float64); !ok || int(n) != status || a.text("message") == "" || a.text("trace-id") == "" || a.text("track-id") == "" {
		a.t.Errorf("the error is not whole: %s", a.raw)
	}
}

// at returns what lies at a path of names and numbers: "documents/0/id".
func (a answer) at(path string) any {
	a.t.Helper()
	v := a.body
	for part := range strings.SplitSeq(path, "/") {
		switch node := v.(type) {
		case map[string]any:
			v = node[part]
		case []any:
			i := int(part[0] - '0')
			if i >= len(node) {
				a.t.Fatalf("nothing at %s: %s", path, a.raw)
			}
			v = node[i]
		default:
			a.t.Fatalf("nothing at %s: %s", path, a.raw)
		}
	}
	return v
}

func (a answer) text(path string) string {
	a.t.Helper()
	s, ok := a.at(path).(string)
	if !ok {
		a.t.Fatalf("no text at %s: %s", path, a.raw)
	}
	return s
}

func (a answer) count(path string) int {
	a.t.Helper()
	list, ok := a.at(path).([]any)
	if !ok {
		a.t.Fatalf("no list at %s: %s", path, a.raw)
	}
	return len(list)
}

func (w *world) buyToken(key string) string {
	w.t.Helper()
	a := w.form(url.Values{"grant_type": {"api-key"}, "client_id": {"test"}, "client_secret": {key}}).want(http.StatusOK)
	if a.text("token_type") != "Bearer" || a.at("expires_in").(float64) <= 0 {
		w.t.Errorf("token: %s", a.raw)
	}
	return a.text("access_token")
}

func (w *world) form(form url.Values) answer {
	w.t.Helper()
	return w.do(http.MethodPost, "/connect/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func (w *world) tick(n int) {
	w.t.Helper()
	for range n {
		w.do(http.MethodPost, "/sandbox/tick", nil).want(http.StatusOK)
	}
}

// object is a JSON object.
type object = map[string]any

func draftOf(office string) object {
	return object{
		"sender":    object{"inn": "779999991008", "certificate": object{"content": "c2VydA=="}, "is-representative": false, "ipaddress": "127.0.0.1"},
		"recipient": object{"ifns-code": office},
		"payer":     object{"inn": "779999991008"},
		"new-idea":  "a member nobody knows",
	}
}

func declaration(t *testing.T, office string, n int) (string, []byte) {
	t.Helper()
	name, data, err := demo.Declaration(demo.Entrepreneur, office, sdano.MustDate("2026-04-10").AddDays(n))
	if err != nil {
		t.Fatal(err)
	}
	return name, data
}

// draft makes a draft with one signed report and returns its path.
func (w *world) draft(office string, n int) string {
	w.t.Helper()
	name, data := declaration(w.t, office, n)
	path := v1 + "/drafts/" + sdano.NameID(sdano.ID{}, name).String()
	w.do(http.MethodPut, path, draftOf(office)).want(http.StatusCreated)
	document := w.document(path, data)
	w.do(http.MethodPost, path+"/documents/"+document+"/signatures", object{"base64-content": "c2lnbg==", "is-third-party-signature": false}).want(http.StatusCreated)
	return path
}

// document adds a document to a draft and returns its identifier.
func (w *world) document(draft string, data []byte) string {
	w.t.Helper()
	content := w.do(http.MethodPost, v1+"/contents", data).want(http.StatusCreated).text("id")
	return w.do(http.MethodPost, draft+"/documents", object{"content-id": content, "description": object{}}).want(http.StatusCreated).text("id")
}

// run does a task of a draft and returns it when it has ended.
func (w *world) run(draft, kind string) answer {
	w.t.Helper()
	a := w.do(http.MethodPost, draft+"/"+kind+"?deferred=true", nil).want(http.StatusOK)
	if a.text("task-state") != "running" || a.text("task-type") != "urn:task-type:"+kind {
		w.t.Errorf("task: %s", a.raw)
	}
	return w.do(http.MethodGet, draft+"/tasks/"+a.text("id"), nil).want(http.StatusOK)
}

// send sends a draft and returns the path of its docflow.
func (w *world) send(draft string) string {
	w.t.Helper()
	w.run(draft, "check")
	w.run(draft, "prepare")
	a := w.run(draft, "send")
	if a.text("task-state") != "succeed" {
		w.t.Fatalf("send: %s", a.raw)
	}
	return v1 + "/docflows/" + a.text("task-result/id")
}
