package wiring_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/operator/sandbox"
	"sdano/party"
	"sdano/sign"
	"sdano/sign/signtest"
)

// serverKey makes a key of the demo's entrepreneur in the demo's data area, its certificate's
// root, and the list that names the key.
func serverKey(t *testing.T) (root, own *signtest.Identity, list string) {
	t.Helper()
	folder := t.TempDir()
	lab, err := signtest.New(folder)
	if err != nil {
		t.Fatal(err)
	}
	a := signtest.Other[2]
	lab.Need(t, a)
	root = lab.Root(t, a, "Центр")
	own = root.Issue(t, a, signtest.Request{Subject: signtest.EntrepreneurSubject, Extensions: signtest.SignerExtensions})
	text, err := json.Marshal([]map[string]any{{
		"tool": "openssl", "tenant": demo.Tenant, "inn": demo.Entrepreneur.TaxID.INN, "certificate": own.CertificateFile, "key": own.KeyFile, "configuration": lab.Configuration,
	}})
	if err != nil {
		t.Fatal(err)
	}
	list = filepath.Join(folder, "keys.json")
	put(t, list, string(text))
	return root, own, list
}

// recorder keeps the bodies that come to an operator.
type recorder struct {
	next   http.Handler
	mu     sync.Mutex
	bodies map[string][][]byte // by the last part of the path
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	q.Body = io.NopCloser(bytes.NewReader(body))
	r.mu.Lock()
	last := q.Method + " " + q.URL.Path[strings.LastIndex(q.URL.Path, "/")+1:]
	r.bodies[last] = append(r.bodies[last], body)
	r.mu.Unlock()
	r.next.ServeHTTP(w, q)
}

func (r *recorder) to(path string) [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bodies[path]
}

// TestKeysOfTheServerSignReportsAndDocuments: outside of the demo the operator gets the
// certificate and the signature of the payer's key, and whoever may asks for a
// signature by its thumbprint.
func TestKeysOfTheServerSignReportsAndDocuments(t *testing.T) {
	root, own, list := serverKey(t)
	box, err := sandbox.Open(t.Context(), sandbox.Config{Path: filepath.Join(t.TempDir(), "sandbox.db"), Clock: sdano.RealClock{}, Directions: demo.Directions()})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	seen := &recorder{next: box.Handler(), bodies: map[string][][]byte{}}
	operator := httptest.NewServer(seen)
	defer operator.Close()

	c := demoConfig(t)
	c.Demo, c.Idle, c.Operator.URL, c.SignKeys = false, false, operator.URL, list
	withEntrepreneur(t, c)
	s, stop := startDemo(t, c)
	defer stop()

	name, report, err := demo.Declaration(demo.Entrepreneur, "7701", demo.Today)
	if err != nil {
		t.Fatal(err)
	}
	post := func(path string, body []byte) (answer string) {
		t.Helper()
		soon(t, path, func() bool { // the directions of the payer are asked for at the start
			var status int
			status, answer, _ = send(t, s.Started().URL+path, body)
			return status/100 == 2
		}, &answer)
		return answer
	}
	post("/v1/reports?file_name="+url.QueryEscape(name), report)
	soon(t, "the report's signature", func() bool { return len(seen.to("POST signatures")) > 0 }, nil)
	var signature struct {
		Content []byte `json:"base64-content"`
	}
	if err := json.Unmarshal(seen.to("POST signatures")[0], &signature); err != nil {
		t.Fatal(err)
	}
	trust := sign.CheckOptions{Roots: signtest.Certificates(root), At: signtest.At}
	if r, err := sign.Check(report, signature.Content, trust); err != nil || r.Verdict() != sign.Valid {
		t.Errorf("the report's signature: %+v, %v", r, err)
	}

	made := post("/v2/sign", fmt.Appendf(nil, `{"Thumbprint":%q,"Contents":[%q]}`, own.Certificate.Thumbprint, base64.StdEncoding.EncodeToString([]byte("договор"))))
	var results []struct{ Result []byte }
	if err := json.Unmarshal([]byte(made), &results); err != nil || len(results) != 1 {
		t.Fatalf("%s: %v", made, err)
	}
	if r, err := sign.Check([]byte("договор"), results[0].Result, trust); err != nil || r.Verdict() != sign.Valid {
		t.Errorf("the document's signature: %+v, %v", r, err)
	}
}

// soon waits until something is so; otherwise the test ends with the last answer.
func soon(t *testing.T, what string, is func() bool, last *string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			if last == nil {
				last = new(string)
			}
			t.Fatalf("%s: waited in vain: %s", what, *last)
		}
	}
}

// withEntrepreneur enters the demo's entrepreneur and a user into the demo's data
// area, as the command line does.
func withEntrepreneur(t *testing.T, c wiring.Config) {
	t.Helper()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := wiring.OpenStore(t.Context(), c.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	p := demo.Payers(demo.Today)[0].Profile
	user := access.User{Login: "anna", Tenants: []sdano.Tenant{demo.Tenant}, Scopes: []access.Scope{access.ScopeReports, access.ScopeCrypto}}
	for _, err := range []error{
		office.SetOrganization(t.Context(), "cli", demo.Tenant, party.Organization{ID: p.ID, TaxID: p.TaxID, Name: p.Name, Main: true}),
		office.SetProfile(t.Context(), "cli", demo.Tenant, p),
		office.SetUser(t.Context(), "cli", user, "long-enough-1"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// send posts a body as anna.
func send(t *testing.T, address string, body []byte) (int, string, http.Header) {
	t.Helper()
	base := address[:strings.Index(address[len("http://"):], "/")+len("http://")]
	res, err := http.Post(base+"/token", "application/json", strings.NewReader(`{"Username":"anna","Password":"long-enough-1"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.UnmarshalRead(res.Body, &token); err != nil {
		t.Fatal(err)
	}
	return get(t, address, func(r *http.Request) {
		bearer(token.Access)(r)
		r.Method, r.Body, r.ContentLength = http.MethodPost, io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Set("X-Tenant", "10027")
		r.Header.Set("Content-Type", "application/json")
		if bytes.HasPrefix(body, []byte("<")) {
			r.Header.Set("Content-Type", "application/xml")
		}
	})
}

// TestARealOperatorNeedsAKey: with one the server starts, whether he answers or not;
// wrong lists, and keys in a demo, end the start.
func TestARealOperatorNeedsAKey(t *testing.T) {
	_, _, list := serverKey(t)
	real := func(t *testing.T) wiring.Config {
		c := demoConfig(t)
		// The address is of this machine, but not by the rule for sandboxes.
		c.Demo, c.Operator = false, wiring.OperatorConfig{URL: "https://0.0.0.0:9", Key: "k", Account: "a"}
		return c
	}
	c := real(t)
	c.SignKeys = list
	_, stop := startDemo(t, c)
	stop()

	empty := filepath.Join(t.TempDir(), "keys.json")
	put(t, empty, "[]")
	inDemo := demoConfig(t)
	inDemo.SignKeys = list
	listless, wrong := real(t), real(t)
	wrong.SignKeys = empty
	for code, c := range map[string]wiring.Config{"no_signer": listless, "bad_sign_keys": wrong, "demo_sign_keys": inDemo} {
		_, err := wiring.Start(t.Context(), c)
		if e := sdano.AsError(err); err == nil || e.Code != code || e.Remedy == "" {
			t.Errorf("%v, want %s", err, code)
		}
	}
}
