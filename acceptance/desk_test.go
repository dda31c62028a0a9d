package acceptance_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"
	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
	"sdano/internal/pgtest"
	"sdano/sign"
	"sdano/storage/postgres"
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

// desk is the service on a real store, with a scripted operator and clocks that
// stand still.
type desk struct {
	testing.TB
	db             *sqlstore.DB
	business, real *sdano.ManualClock
	courier        *courier
	config         acceptance.Config
	box            acceptance.Box
	anna           acceptance.Visitor
	*acceptance.Service
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	return deskOn(t, db)
}

func newDeskOnPostgres(t testing.TB) *desk {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	return deskOn(t, db)
}

func deskOn(t testing.TB, db *sqlstore.DB) *desk {
	t.Helper()
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{
		TB: t, db: db, courier: &courier{taken: map[sdano.ID]string{}},
		business: sdano.NewManualClock(morning), real: sdano.NewManualClock(morning.AddDate(0, 9, 0)),
		box: acceptance.Box{
			ID: boxID, Tenant: tenant, Participant: "2ZZ-7799999919-779901001-2026", Name: "Общество с ограниченной ответственностью «Пример»",
			ShortName: "ООО «Пример»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Zone: "Europe/Moscow",
			Operator: title.EDOOperator{Name: "ООО «Курьер»", INN: "7799999933", Code: "2ZZ"},
		},
		anna: acceptance.Visitor{
			Actor: "user:anna", Login: "anna", Tenants: []sdano.Tenant{tenant},
			Permissions: []acceptance.Permission{
				acceptance.Accept, acceptance.Revoke, acceptance.Reject, acceptance.Receive, acceptance.Upload, acceptance.Crypto,
			},
		},
	}
	d.config = acceptance.Config{
		Units: db, Store: sqlstore.AcceptanceStore{}, Journal: sqlstore.JournalStore{}, Operators: []acceptance.Operator{d.courier},
		Business: d.business, Real: d.real, Program: "sdano test", Node: "desk", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	d.restart()
	d.must(d.PutBox(d.Context(), "user:root", d.box, "anna"))
	other := d.box
	other.ID, other.Participant, other.TaxID.INN = otherID, "2ZZ-7799999926-779901001-2026", "7799999926"
	d.must(d.PutBox(d.Context(), "user:root", other))
	return d
}

// restart begins a new process on the same store: leases of the old one end.
func (d *desk) restart() {
	d.Helper()
	d.Service = acceptance.New(d.config)
	d.must(d.db.Write(d.Context(), sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return d.config.Store.DropTaskLeases(ctx, tx, d.config.Node)
	}))
}

// wait moves both clocks.
func (d *desk) wait(by time.Duration) {
	d.business.Advance(by)
	d.real.Advance(by)
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatalf("%v; findings %+v", err, sdano.AsError(err).Findings)
	}
}

// refuses checks the code of an error.
func (d *desk) refuses(err error, code string) *sdano.Error {
	d.Helper()
	e := sdano.AsError(err)
	if err == nil || e.Code != code {
		d.Fatalf("error %v, want %s", err, code)
	}
	if e.Message == "" || e.Remedy == "" {
		d.Errorf("%s tells nothing: %+v", code, e)
	}
	return e
}

// samples are first titles that come to the box, by what they are.
var samples = map[string]string{
	"upd501":   "upd501/testdata/ON_NSCHFDOPPRMARK_2ZZ*.xml",
	"upd502":   "upd502/testdata/ON_NSCHFDOPPR_*a01_*.xml",
	"upd503":   "upd503/testdata/ON_NSCHFDOPPR_*a01_*.xml",
	"ukd189":   "ukd189/testdata/decrease.xml",
	"ukd736":   "ukd736/testdata/traced.xml",
	"torg2":    "torg2/testdata/DP_PRIRASXPRIN_2ZZ-7799999919*_20260116_*.xml",
	"aktsver":  "aktsver/testdata/ON_AKTSVEROTP_*_20260115_*.xml",
	"torg12":   "torg12/testdata/goods.xml",
	"akt":      "akt/testdata/works.xml",
	"invoice":  "upd503/testdata/ON_NSCHFDOPPR_*a0?_*.xml", // the first one with the function СЧФ
	"kinvoice": "ukd189/testdata/invoice.xml",
}

var fileID = regexp.MustCompile(`ИдФайл="([^"]*)"`)

// sample returns the name and the bytes of a first title.
func sample(t testing.TB, what string) (name string, data []byte) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("../titles", samples[what]))
	if err != nil || len(found) == 0 {
		t.Fatalf("no sample %s: %v", what, err)
	}
	for _, path := range found {
		data, err = os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := textOf(t, data)
		if what == "invoice" && !strings.Contains(text, `Функция="СЧФ"`) {
			continue
		}
		return fileID.FindStringSubmatch(text)[1] + ".xml", data
	}
	t.Fatalf("no sample %s", what)
	return "", nil
}

// textOf returns a document as UTF-8.
func textOf(t testing.TB, data []byte) string {
	t.Helper()
	if !bytes.Contains(data[:min(80, len(data))], []byte("1251")) {
		return string(data)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// incoming is a sample as it comes to the box, signed by its sender.
func (d *desk) incoming(what string) acceptance.Incoming {
	d.Helper()
	name, data := sample(d, what)
	return acceptance.Incoming{
		Box: boxID, OperatorDocument: "op-" + what, SenderBox: otherID, FileName: name, Content: data,
		Signatures: [][]byte{sellerKey.sign(d, data)},
	}
}

// got brings a sample in.
func (d *desk) got(what string) acceptance.Document {
	d.Helper()
	return d.ingested(d.incoming(what))
}

func (d *desk) ingested(in acceptance.Incoming) acceptance.Document {
	d.Helper()
	got, created, err := d.Ingest(d.Context(), d.anna, in)
	d.must(err)
	if !created {
		d.Fatalf("%s was there before", in.FileName)
	}
	return got
}

// contract is an informal document as it comes.
func contract() acceptance.Incoming {
	return acceptance.Incoming{
		Box: boxID, OperatorDocument: "op-contract", SenderBox: otherID, FileName: "Договор 7.pdf", Content: []byte("%PDF-1.7 договор"),
	}
}

// now returns a document as it is stored.
func (d *desk) now(id sdano.ID) acceptance.Document {
	d.Helper()
	got, err := d.Document(d.Context(), d.anna, id)
	d.must(err)
	return got
}

// is checks the status of a document.
func (d *desk) is(id sdano.ID, want acceptance.Code) acceptance.Document {
	d.Helper()
	got := d.now(id)
	if got.Status != want {
		d.Fatalf("status %s, want %s", got.Status, want)
	}
	return got
}

// codes returns the codes of the elements of a document, in order.
func (d *desk) codes(id sdano.ID) string {
	d.Helper()
	elements, err := d.Elements(d.Context(), d.anna, id)
	d.must(err)
	var out []string
	for _, e := range elements {
		out = append(out, string(e.Code))
	}
	return strings.Join(out, " ")
}

// accountant is who signs in the tests.
func accountant() *title.Signer {
	return &title.Signer{Surname: "Примеров", FirstName: "Пётр", INN: "779999991008", Position: "Заведующий складом"}
}

// asks is a request about a document with a signer.
func asks(id sdano.ID) acceptance.GenerateRequest {
	return acceptance.GenerateRequest{DocumentID: id, Signer: accountant()}
}

// decoded reads the results of a task.
func decoded[T any](t acceptance.Task) (out []T, err error) {
	if len(t.Results) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(t.Results, &out)
	return out, err
}

// made generates and returns the files of the task, which is to be done.
func (d *desk) made(action acceptance.Action, r acceptance.GenerateRequest) []acceptance.Made {
	d.Helper()
	id, err := d.Generate(d.Context(), d.anna, action, r)
	d.must(err)
	t, err := d.Task(d.Context(), d.anna, action, acceptance.Making, id)
	d.must(err)
	if t.State != acceptance.Done || t.Error != "" {
		d.Fatalf("task %d is %d: %s", id, t.State, t.Error)
	}
	made, err := decoded[acceptance.Made](t)
	d.must(err)
	return made
}

// vain generates what cannot be made, and returns why.
func (d *desk) vain(action acceptance.Action, r acceptance.GenerateRequest) string {
	d.Helper()
	id, err := d.Generate(d.Context(), d.anna, action, r)
	d.must(err)
	t, err := d.Task(d.Context(), d.anna, action, acceptance.Making, id)
	d.must(err)
	if t.State != acceptance.DoneFailed || string(t.Results) != "[]" {
		d.Fatalf("task is %d with %s", t.State, t.Results)
	}
	return t.Error
}

// content returns the bytes behind a link.
func (d *desk) content(link sdano.ID) []byte {
	d.Helper()
	_, data, err := d.Content(d.Context(), d.anna, link)
	d.must(err)
	return data
}

// signed signs made files and uploads the signatures.
func (d *desk) signed(made ...acceptance.Made) []acceptance.SendItem {
	d.Helper()
	var out []acceptance.SendItem
	for _, m := range made {
		document, err := d.Document(d.Context(), d.anna, m.DocumentID)
		d.must(err)
		own := buyerKey
		if document.Box == sellerBox {
			own = vendorKey
		}
		a, err := d.Attach(d.Context(), d.anna, m.DocumentID, acceptance.SignatureFile, m.Name+".SGN", own.sign(d, d.content(m.ContentLink)))
		d.must(err)
		out = append(out, acceptance.SendItem{DocumentID: m.DocumentID, Name: m.Name, ContentLink: m.ContentLink, SignatureLink: a.ID})
	}
	return out
}

// sent sends, works, and returns what came of it.
func (d *desk) sent(action acceptance.Action, items []acceptance.SendItem) []acceptance.SentItem {
	d.Helper()
	id, err := d.Send(d.Context(), d.anna, action, items)
	d.must(err)
	d.Work(d.Context())
	return d.outcome(action, id)
}

// outcome returns what a finished task of sending came to.
func (d *desk) outcome(action acceptance.Action, id int64) []acceptance.SentItem {
	d.Helper()
	t, err := d.Task(d.Context(), d.anna, action, acceptance.Sending, id)
	d.must(err)
	if t.State != acceptance.Done {
		d.Fatalf("task %d is %d: %s", id, t.State, t.Error)
	}
	out, err := decoded[acceptance.SentItem](t)
	d.must(err)
	return out
}

// done makes, signs and sends the files of an action that must go through.
func (d *desk) done(action acceptance.Action, r acceptance.GenerateRequest) {
	d.Helper()
	for _, s := range d.sent(action, d.signed(d.made(action, r)...)) {
		if !s.IsSent || s.ErrorText != "" {
			d.Fatalf("not sent: %+v", s)
		}
	}
}

// valid checks a made file by its format, and that it has no finding at all.
func (d *desk) valid(m acceptance.Made) *title.Document {
	d.Helper()
	v := titles.Check(titles.Input{Name: m.Name, Data: d.content(m.ContentLink)}, titles.Options{})
	if len(v.Findings) > 0 || v.Document == nil {
		d.Fatalf("%s: %+v", m.Name, v.Findings)
	}
	return v.Document
}

// courier is a scripted operator.
type courier struct {
	mu    sync.Mutex
	sent  []acceptance.Outgoing
	taken map[sdano.ID]string
	// send, if set, replaces what Send answers; find what Find does.
	send func(acceptance.Outgoing) (string, error)
	find func(acceptance.Outgoing) (string, bool, error)
	// mail is what Poll brings by box; cursor what it returns.
	incoming map[string][]acceptance.Incoming
	replies  map[string][]acceptance.Reply
	cursor   string
	polled   int
	// parts are brought to the box one by one; the cursor counts them.
	parts []acceptance.Incoming
}

func (c *courier) ID() string { return "courier" }

func (c *courier) Poll(_ context.Context, box acceptance.Box, cursor string) ([]acceptance.Incoming, []acceptance.Reply, string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.polled++
	if n, _ := strconv.Atoi(cursor); box.ID == boxID && n < len(c.parts) {
		return c.parts[n : n+1], nil, strconv.Itoa(n + 1), nil
	}
	if c.cursor == "" || cursor == c.cursor {
		return nil, nil, cursor, nil
	}
	return c.incoming[box.ID], c.replies[box.ID], c.cursor, nil
}

func (c *courier) Send(_ context.Context, out acceptance.Outgoing) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.send != nil {
		ref, err := c.send(out)
		if err == nil || ref != "" {
			c.keep(out, ref)
		}
		return ref, err
	}
	c.keep(out, "ref-"+out.Attempt.String())
	return c.taken[out.Attempt], nil
}

// keep takes a parcel; a repetition of an attempt is the same parcel.
func (c *courier) keep(out acceptance.Outgoing, ref string) {
	if _, known := c.taken[out.Attempt]; !known {
		c.sent = append(c.sent, out)
	}
	c.taken[out.Attempt] = ref
}

func (c *courier) Find(_ context.Context, out acceptance.Outgoing) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.find != nil {
		return c.find(out)
	}
	ref, found := c.taken[out.Attempt]
	return ref, found, nil
}

// away is the error of an operator that cannot be reached.
var away = &sdano.Error{Kind: sdano.Unavailable, Code: "operator_unavailable", Message: "Оператор недоступен.", Remedy: "Подождите."}

// parcels returns what the operator has, each once.
func (c *courier) parcels() []acceptance.Outgoing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sent)
}

// serverKeys signs by one key for the desk's tenant.
type serverKeys struct {
	key *key
	err error
}

func (k serverKeys) Certificate(_ context.Context, who sign.Subject, thumbprint string) ([]byte, error) {
	if who.Tenant != tenant || thumbprint != "" && thumbprint != k.key.thumbprint() {
		return nil, acceptance.ErrNotFound
	}
	return k.key.certificate, k.err
}

func (k serverKeys) Sign(_ context.Context, _ sign.Subject, _ string, data []byte) ([]byte, error) {
	if bytes.Equal(data, []byte("нельзя")) {
		return nil, errors.New("broken token")
	}
	return k.key.own.Sign(data)
}
