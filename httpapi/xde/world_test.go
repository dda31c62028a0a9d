package xde_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/acceptancetest"
	"sdano/acceptance/ledger"
	"sdano/acceptance/paper"
	"sdano/access"
	"sdano/access/accesstest"
	"sdano/attorney"
	"sdano/hooks"
	"sdano/httpapi/httpx"
	"sdano/httpapi/rest"
	"sdano/httpapi/xde"
	"sdano/printform"
	"sdano/sign"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
	"sdano/titles"
	"sdano/titles/title"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	tenant  sdano.Tenant = 10027
	boxID                = "77999999190000000000000000000001@courier"
	otherID              = "77999999260000000000000000000002@courier"
)

// morning is when the tests begin: 1 February 2026, 10:30 in Moscow.
var morning = time.Date(2026, time.February, 1, 7, 30, 0, 0, time.UTC)

// buyer and seller sign in the tests.
var buyer, seller = key(acceptancetest.Owner{
	Surname: "Примеров", Given: "Пётр Ильич", Position: "Заведующий складом", Organization: "ООО «Пример»", INN: "779999991008", INNLE: "7799999919",
}), key(acceptancetest.Owner{
	Surname: "Продавцова", Given: "Анна Петровна", Position: "Директор", Organization: "ООО «Продавец»", INN: "500100732259", INNLE: "7799999926",
})

func key(o acceptancetest.Owner) *acceptancetest.Key {
	k, err := acceptancetest.NewKey(o)
	if err != nil {
		panic(err)
	}
	return k
}

// world is the dialect over the real mission on SQLite, with an operator that
// takes everything.
type world struct {
	testing.TB
	db      *sqlstore.DB
	clock   *sdano.ManualClock
	access  *access.Service
	service *acceptance.Service
	hooks   *hooks.Service
	courier *acceptancetest.Courier
	config  xde.Config
	handler http.Handler
	log     *bytes.Buffer
	tokens  map[string]string
}

// scopes are the rights of the users of the tests. anna is linked to the box;
// root sees all; stranger has rights and no box.
var scopes = map[string][]access.Scope{
	"anna": {
		access.ScopeAcceptor, access.ScopeRevoker, access.ScopeRejector, access.ScopeReceiver, access.ScopeUploader,
		access.ScopeAttorney, access.ScopeCrypto,
	},
	"reader":   {access.ScopeReader},
	"stranger": {access.ScopeAcceptor, access.ScopeUploader, access.ScopeAttorney},
	"nobody":   {access.ScopeReports},
	"root":     {access.ScopeAdmin},
}

func open(t testing.TB) *world {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		TB: t, db: db, clock: sdano.NewManualClock(morning), courier: &acceptancetest.Courier{},
		log: &bytes.Buffer{}, tokens: map[string]string{},
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	root, err := sign.ParseCertificate(seller.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	w.access = access.New(access.Config{Units: db, Store: sqlstore.AccessStore{}, Clock: w.clock})
	w.service = acceptance.New(acceptance.Config{
		Units: db, Store: sqlstore.AcceptanceStore{}, Journal: sqlstore.JournalStore{}, Operators: []acceptance.Operator{w.courier},
		Business: w.clock, Real: w.clock, Signer: serverKeys{buyer}, Program: "sdano test", Node: "one", Log: log, Inline: 50,
	})
	w.hooks = hooks.New(hooks.Config{
		Units: db, Store: sqlstore.HooksStore{}, Journal: sqlstore.JournalStore{}, Clock: w.clock, Business: w.clock,
		Source: xde.Source{Feeds: w.service, Users: w.access}, AllowPrivate: true, Node: "one", Log: log, Look: 20 * time.Millisecond,
	})
	w.config = xde.Config{
		Gate: httpx.Gate{Access: w.access, Log: log}, Access: w.access, Acceptance: w.service,
		Check: func(in titles.Input) titles.Verdict { return titles.Check(in, titles.Options{}) },
		Keys:  serverKeys{buyer}, Sheets: paper.Desk{Reader: w.service}, PDF: printform.PDF,
		Attorneys: attorney.New(attorney.Config{
			Units: db, Store: sqlstore.AttorneyStore{}, Journal: sqlstore.JournalStore{}, Clock: w.clock,
			Trust: func() sign.CheckOptions { return sign.CheckOptions{Roots: []*sign.Certificate{root}} },
		}), Hooks: w.hooks, Clock: w.clock,
		Ledger: ledger.Ledger{Units: db, Tasks: sqlstore.AcceptanceStore{}, Clock: w.clock},
		Token:  rest.New(rest.Config{Access: w.access}),
	}
	w.mount()
	w.people()
	w.boxes()
	w.work()
	return w
}

// mount puts the handler together from the configuration.
func (w *world) mount() {
	h := xde.New(w.config)
	w.Cleanup(h.Close)
	w.handler = httpx.Trace(httpx.Log(slog.New(slog.NewTextHandler(w.log, nil)), h))
}

func (w *world) people() {
	w.Helper()
	for login, rights := range scopes {
		bearer, err := accesstest.Bearer(w.Context(), w.access, login, rights, tenant)
		w.must(err)
		w.tokens[login] = bearer
	}
}

func (w *world) boxes() {
	w.Helper()
	box := acceptance.Box{
		ID: boxID, Tenant: tenant, Participant: "2ZZ-7799999919-779901001-2026", Name: "Общество с ограниченной ответственностью «Пример»",
		ShortName: "ООО «Пример»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Zone: "Europe/Moscow",
		Operator: title.EDOOperator{Name: "ООО «Курьер»", INN: "7799999933", Code: "2ZZ"},
	}
	w.must(w.service.PutBox(w.Context(), "user:root", box, "anna", "reader"))
	box.ID, box.Participant, box.TaxID.INN, box.Zone = otherID, "2ZZ-7799999926-779901001-2026", "7799999926", "Asia/Yekaterinburg"
	w.must(w.service.PutBox(w.Context(), "user:root", box))
}

// work runs what works in the background, until the test ends.
func (w *world) work() {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{w.service.Run, w.hooks.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				w.Error(err)
			}
		})
	}
	w.Cleanup(func() {
		cancel()
		running.Wait()
		if err := w.db.Close(); err != nil {
			w.Error(err)
		}
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// serverKeys are the keys of the server: one.
type serverKeys struct{ key *acceptancetest.Key }

func (k serverKeys) Certificate(_ context.Context, who sign.Subject, thumbprint string) ([]byte, error) {
	if who.Tenant != tenant || thumbprint != "" && thumbprint != k.key.Thumbprint() {
		return nil, acceptance.ErrNotFound
	}
	return k.key.Certificate, nil
}

func (k serverKeys) Sign(_ context.Context, _ sign.Subject, _ string, data []byte) ([]byte, error) {
	if string(data) == "нельзя" {
		return nil, fmt.Errorf("the token is broken")
	}
	return k.key.Sign(data)
}

// answer is an answer with its body.
type answer struct {
	*httptest.ResponseRecorder
	w *world
}

// option changes a request.
type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// as sends the request as another user.
func (w *world) as(login string) option { return header("Authorization", w.tokens[login]) }

var wantsJSON, wantsText = header("Accept", "application/json"), header("Accept", "text/plain")

// do sends a request of anna.
func (w *world) do(method, path string, body any, options ...option) answer {
	w.Helper()
	var data []byte
	switch b := body.(type) {
	case nil:
	case string:
		data = []byte(b)
	case []byte:
		data = b
	default:
		var err error
		data, err = json.Marshal(body, json.Deterministic(true))
		w.must(err)
	}
	r := httptest.NewRequestWithContext(w.Context(), method, path, bytes.NewReader(data))
	r.Header.Set("Content-Type", "application/json")
	w.as("anna")(r)
	for _, o := range options {
		o(r)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return answer{rec, w}
}

func (w *world) post(path string, body any, options ...option) answer {
	w.Helper()
	return w.do("POST", path, body, options...)
}

func (w *world) get(path string, options ...option) answer {
	w.Helper()
	return w.do("GET", path, nil, options...)
}

// ok checks that the answer is 200 and returns its body.
func (a answer) ok() string {
	a.w.Helper()
	if a.Code != http.StatusOK {
		a.w.Fatalf("status %d: %s", a.Code, a.Body)
	}
	return a.Body.String()
}

// into reads the answer's JSON.
func (a answer) into(v any) {
	a.w.Helper()
	if err := json.Unmarshal([]byte(a.ok()), v); err != nil {
		a.w.Fatalf("%v: %s", err, a.Body)
	}
}

// has checks that the answer is 200 and has some texts, letter by letter.
func (a answer) has(texts ...string) answer {
	a.w.Helper()
	body := a.ok()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			a.w.Errorf("%q is not in %.2000s", text, body)
		}
	}
	return a
}

// refusal is the body of a refusal.
type refusal struct {
	RequestID string `json:"RequestId"`
	Path      string
	Method    string
	Message   string
	Details   string
	Code      string
	Retryable bool
	Findings  []finding
}

type finding struct{ Code, Severity, Path, Member, Message, Source string }

// refused checks status and body of a refusal.
func (a answer) refused(status int, code string) refusal {
	a.w.Helper()
	var r refusal
	if err := json.Unmarshal(a.Body.Bytes(), &r, json.RejectUnknownMembers(true)); err != nil {
		a.w.Fatalf("%d %s: %v", a.Code, a.Body, err)
	}
	if a.Code != status || r.Code != code || r.Message == "" || r.Details == "" || r.RequestID == "" || r.RequestID != a.Header().Get("X-Trace-Id") {
		a.w.Fatalf("want %d %s, got %d %s", status, code, a.Code, a.Body)
	}
	phrase := strings.Contains(r.Message, "запланированные задачи") || strings.Contains(r.Message, "недоступна")
	if known := code == "TASKS_PENDING" || code == "OPERATION_UNAVAILABLE"; phrase != known || r.Retryable && !known {
		a.w.Errorf("worth a repetition: %v, %q", r.Retryable, r.Message)
	}
	return r
}

// sample returns a first title.
func (w *world) sample(what string) (name string, data []byte) {
	w.Helper()
	if what == "pdf" {
		return "Договор 7.pdf", []byte("%PDF-1.7\r\n--не разделитель\r\n\x00\xff конец\r")
	}
	name, data, err := acceptancetest.Sample("../..", what)
	w.must(err)
	return name, data
}

func (w *world) signed(k *acceptancetest.Key, data []byte) []byte {
	w.Helper()
	out, err := k.Sign(data)
	w.must(err)
	return out
}

// part is a part of a multipart body as the tests write it.
type part struct {
	name, file string
	data       []byte
}

// multipart writes parts with lines that end so, as sloppy clients do: without
// types.
func multipart(end string, parts ...part) (body []byte, contentType string) {
	var out bytes.Buffer
	for _, p := range parts {
		out.WriteString("--b" + end + `Content-Disposition: form-data; name="` + p.name + `"`)
		if p.file != "" {
			out.WriteString(`; filename="` + p.file + `"`)
		}
		out.WriteString(end + end)
		out.Write(p.data)
		out.WriteString(end)
	}
	out.WriteString("--b--" + end)
	return out.Bytes(), "multipart/form-data; boundary=b"
}

// bring brings a document in and returns its id.
func (w *world) bring(what string, pkg sdano.ID) sdano.ID {
	w.Helper()
	name, data := w.sample(what)
	var in struct {
		DocumentID sdano.ID `json:"DocumentId"`
	}
	w.incoming(name, data, pkg).into(&in)
	return in.DocumentID
}

func (w *world) incoming(name string, data []byte, pkg sdano.ID, options ...option) answer {
	w.Helper()
	card := map[string]any{"BoxId": boxID, "SenderBoxId": otherID, "FileName": name}
	if !pkg.IsZero() {
		card["PackageId"] = pkg
	}
	text, err := json.Marshal(card)
	w.must(err)
	body, kind := multipart("\r\n", part{"json", "", text}, part{"content", name, data}, part{"signature", "s.sig", w.signed(seller, data)})
	return w.post("/documents/incoming", body, append([]option{header("Content-Type", kind)}, options...)...)
}

// signer is who signs, as a request names him.
var signer = map[string]any{"Surname": "Примеров", "FirstName": "Пётр", "Inn": "779999991008", "Position": "Заведующий складом"}

// task is a task as it is polled.
type task struct {
	TaskStatus               int
	TaskHandlingErrorMessage *string
	Results                  []result
}

// result is a result of whatever kind of task.
type result struct {
	DocumentID    sdano.ID `json:"DocumentId"`
	ContentLinkID sdano.ID `json:"ContentLinkId"`
	Name          string
	Findings      []finding
	IsSent        bool
	ErrorText     *string
	QueueItemID   int64  `json:"QueueItemId"`
	Extra         string `json:"ExtraQueueItemData"`
	Receipts      []result
	Content       []byte
	Type          string
	LinkID        sdano.ID `json:"LinkId"`
	IsValid       bool
	SignatureLink sdano.ID `json:"SignatureLinkId"`
	ZipLink       sdano.ID `json:"ZipArchiveLinkId"`
}

// finished polls a task until its results are not null, as clients do.
func (w *world) finished(path string) task {
	w.Helper()
	for range 500 {
		a := w.get(path)
		if !strings.Contains(a.ok(), `"Results":null`) {
			var t task
			a.into(&t)
			return t
		}
		if a.Header().Get("Retry-After") != "1" {
			w.Errorf("a pending task says Retry-After: %q", a.Header().Get("Retry-After"))
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.Fatalf("%s does not end", path)
	return task{}
}

// number reads a bare number.
func (w *world) number(text string) int64 {
	w.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	w.must(err)
	return n
}

// attach uploads a signature and returns its link.
func (w *world) attach(document sdano.ID, name string, data []byte) string {
	w.Helper()
	card := fmt.Sprintf("{\"FileName\":%q,\"AttachmentType\":14,\"DocumentId\":%q}", name, document)
	body, kind := multipart("\n", part{"json", "", []byte(card)}, part{"content", "title.SGN", data})
	return w.post("/archive", body, header("Content-Type", kind), wantsText).ok()
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// account returns a stored account.
func (w *world) account(login string) (u access.User) {
	w.Helper()
	w.must(w.db.Read(w.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		u, _, err = sqlstore.AccessStore{}.User(ctx, tx, login)
		return err
	}))
	return u
}

// visitor is a user of the tests as the mission sees him.
func visitor(login string) acceptance.Visitor {
	return xde.VisitorOf(access.Principal{Login: login, Tenants: []sdano.Tenant{tenant}, Scopes: scopes[login]})
}
