package edo_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/acceptancetest"
	"sdano/access"
	"sdano/edo/loopback"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/sign"
	"sdano/storage/sqlstore"
	"sdano/titles/title"
)

const (
	// ours is the box that documents come to, theirs of the one that sends them.
	ours   = "77999999190000000000000000000019@loopback"
	theirs = "77999999260000000000000000000026@loopback"
	tenant = demo.Tenant
	// nowhere is an operator of reports that is not there: documents do not need
	// it.
	nowhere = "http://127.0.0.1:9"
)

// house is an installation as its administrator made it: users, boxes, trusted
// roots, keys. No server of it runs yet.
type house struct {
	testing.TB
	config wiring.Config
	keys   *demo.Keys
	// root is the file of the trusted root.
	root string
	// sent counts what was delivered.
	sent int
}

// newHouse makes an installation on a database, "" for SQLite in its folder.
func newHouse(t testing.TB, dsn string) *house {
	t.Helper()
	h := &house{TB: t, config: wiring.Config{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), DB: dsn, Version: "test"}}
	h.config.Operator.URL = nowhere
	roots := filepath.Join(h.config.Data, "trust", "roots")
	h.must(os.MkdirAll(roots, 0o700))
	var err error
	h.keys, err = demo.OpenKeys(filepath.Join(t.TempDir(), "keys"), sdano.RealClock{})
	h.must(err)
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.keys.Root().Raw})
	h.root = filepath.Join(roots, "study.pem")
	h.must(os.WriteFile(h.root, root, 0o600))
	h.people()
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// people enters users and boxes as the command line does: anna works with our
// box, boris looks at the other one.
func (h *house) people() {
	h.Helper()
	h.with(func(ctx context.Context, db *sqlstore.DB) error {
		office := wiring.NewOffice(db, sdano.RealClock{})
		for login, scopes := range map[string][]access.Scope{
			"anna": {
				access.ScopeAcceptor, access.ScopeRevoker, access.ScopeRejector, access.ScopeReceiver, access.ScopeUploader,
				access.ScopeAttorney, access.ScopeCrypto,
			},
			"boris": {access.ScopeReader},
		} {
			if err := office.SetUser(ctx, "cli", access.User{Login: login, Tenants: []sdano.Tenant{tenant}, Scopes: scopes}, login+"-password"); err != nil {
				return err
			}
		}
		operator := title.EDOOperator{Name: "ООО «Курьер»", INN: "7799999933", Code: "2ZZ"}
		us := acceptance.Box{
			ID: ours, Tenant: tenant, Participant: "2ZZ-7799999919-779901001-2026", Operator: operator,
			Name: "Общество с ограниченной ответственностью «Пример»", ShortName: "ООО «Пример»", TaxID: demo.Company.TaxID,
		}
		them := us
		them.ID, them.Participant, them.TaxID = theirs, "2ZZ-7799999926-779901001-2026", demo.Buyer
		them.Name, them.ShortName = "Общество с ограниченной ответственностью «Покупатель»", "ООО «Покупатель»"
		if err := office.SetBox(ctx, "cli", us, "anna"); err != nil {
			return err
		}
		return office.SetBox(ctx, "cli", them, "boris")
	})
}

// with works on the database beside the server.
func (h *house) with(do func(ctx context.Context, db *sqlstore.DB) error) {
	h.Helper()
	db, err := wiring.OpenStore(h.Context(), h.config.DSN())
	h.must(err)
	defer func() { h.must(db.Close()) }()
	h.must(do(h.Context(), db))
}

// first is a first title or informal document that was delivered.
type first struct {
	what, name string
	data       []byte
}

// delivered has documents sent from the other side's box to ours, signed by
// them, as one package unless that is "".
func (h *house) delivered(pack string, files ...first) {
	h.Helper()
	h.with(func(ctx context.Context, db *sqlstore.DB) error {
		for _, f := range files {
			signature, err := h.keys.Sign(ctx, sign.Subject{Tenant: tenant, TaxID: demo.Buyer}, "", f.data)
			if err != nil {
				return err
			}
			if err := h.deliver(ctx, db, pack, f, signature); err != nil {
				return err
			}
		}
		return nil
	})
}

// deliver has one document sent from the other side's box to ours.
func (h *house) deliver(ctx context.Context, db *sqlstore.DB, pack string, f first, signature []byte) error {
	mail := loopback.New(db, sqlstore.MailStore{}, sqlstore.AcceptanceStore{}, sdano.RealClock{})
	_, err := mail.Deliver(ctx, loopback.Parcel{
		ID: sdano.NewID(), From: theirs, To: ours, Package: pack, FileName: f.name, Content: f.data, Signatures: [][]byte{signature},
	})
	h.sent++
	return err
}

// sample returns a document that can be answered.
func (h *house) sample(what string) first {
	h.Helper()
	if what == "pdf" {
		return h.contract(7, 10)
	}
	name, data, err := acceptancetest.Sample("../..", what)
	h.must(err)
	return first{what, name, data}
}

// contract returns an informal document of its own number and about a size.
func (h *house) contract(n, size int) first {
	data := fmt.Appendf(nil, "%%PDF-1.7\r\n--не разделитель\r\n\x00\xff %d %s конец\r", n, strings.Repeat("x", size))
	return first{"pdf", fmt.Sprintf("Договор %d.pdf", n), data}
}

// signed returns our signature under bytes, made outside of the server.
func (h *house) signed(data []byte) []byte {
	h.Helper()
	signature, err := h.keys.Sign(h.Context(), sign.Subject{Tenant: tenant, TaxID: demo.Company.TaxID}, "", data)
	h.must(err)
	return signature
}

// running is a server of the installation in this process.
type running struct {
	url  string
	stop func()
}

// serve starts a server; stop ends it, as the end of the test does.
func (h *house) serve() *running {
	h.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := wiring.Start(ctx, h.config)
	if err != nil {
		cancel()
		h.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Wait(ctx) }()
	r := &running{url: s.Started().URL}
	stopped := false
	r.stop = func() {
		h.Helper()
		if stopped {
			return
		}
		stopped = true
		http.DefaultClient.CloseIdleConnections()
		cancel()
		h.must(<-done)
	}
	h.Cleanup(r.stop)
	return r
}
