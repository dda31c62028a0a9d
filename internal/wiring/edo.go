package wiring

import (
	"cmp"
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/ledger"
	"sdano/acceptance/paper"
	"sdano/attorney"
	"sdano/blob"
	"sdano/edo/folder"
	"sdano/edo/loopback"
	"sdano/hooks"
	"sdano/httpapi/httpx"
	"sdano/httpapi/xde"
	"sdano/printform"
	"sdano/sign"
	"sdano/storage/sqlstore"
	"sdano/titles"
)

// EDOConfig says how electronic documents («ЭДО») are exchanged and kept.
type EDOConfig struct {
	// Inbox and Outbox are the folders of the boxes "…@folder", given both or
	// neither.
	Inbox, Outbox string
	// Prefix stands before the paths of the interface of acceptance, "/xde"; ""
	// means nothing.
	Prefix string
	// Blobs is the folder of large files; "" means blobs in the data folder.
	// Servers that share a database share it too. S3 is a bucket for them instead;
	// without an endpoint there is none.
	Blobs string
	S3    blob.S3Config
	// AllowUnchecked lets signatures be sent whose algorithm cannot be checked
	// here.
	AllowUnchecked bool
	// PrivateHooks lets webhooks be sent to addresses inside the server's network
	// and without encryption; a demo does so anyway.
	PrivateHooks bool
}

// check refuses half a pair of folders and one folder for both.
func (c EDOConfig) check() error {
	if (c.Inbox == "") == (c.Outbox == "") && (c.Inbox == "" || filepath.Clean(c.Inbox) != filepath.Clean(c.Outbox)) {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_exchange_folders", Param: "edo-inbox",
		Message: "Для обмена документами через папки нужны две разные папки: входящих и исходящих.",
		Remedy:  "Укажите и --edo-inbox, и --edo-outbox, или ни того, ни другого.",
	}
}

// programName is the name and version that files made here carry («ВерсПрог»), of at
// most 40 characters.
func (c Config) programName() string {
	name := []rune(strings.TrimSpace("sdano " + c.Version))
	return string(name[:min(len(name), 40)])
}

// rhythmEDO is the production rhythm of the exchange, or the demo's: answers are
// seen within a second.
func (c Config) rhythmEDO() acceptance.Rhythm {
	if !c.Demo {
		return acceptance.Rhythm{}
	}
	return acceptance.Rhythm{Poll: time.Second, Tasks: time.Second, Receipts: 2 * time.Second, RetryMin: time.Second, RetryMax: 30 * time.Second}
}

// exchange is the mission of acceptance and what stands around it.
type exchange struct {
	acceptance *acceptance.Service
	mail       *loopback.Operator
	hooks      *hooks.Service
	attorneys  *attorney.Service
	desk       paper.Desk
	keys       acceptance.ServerSigner // nil: the server has none
	api        *xde.Handler
	closeAPI   func()
}

// openExchange joins the mission of acceptance with its ports.
func (h *house) openExchange(ctx context.Context, c Config, node string) error {
	blobs, err := openBlobs(ctx, c)
	if err != nil {
		return err
	}
	trust, err := openTrust(c.Data)
	if err != nil {
		return err
	}
	if err := h.openDemoKeys(c, &trust); err != nil {
		return err
	}
	x := &h.exchange
	trusted := func() sign.CheckOptions { return trust }
	x.mail = loopback.New(h.db, sqlstore.MailStore{}, sqlstore.AcceptanceStore{}, h.clock)
	x.acceptance = acceptance.New(acceptance.Config{
		Units: h.db, Store: sqlstore.AcceptanceStore{}, Journal: sqlstore.JournalStore{}, Blobs: blobBox{blobs}, Operators: operators(c, x.mail),
		Business: h.clock, Real: sdano.RealClock{}, Options: h.check, Signer: x.keys, Trust: trusted, AllowUnchecked: c.EDO.AllowUnchecked,
		Program: c.programName(), Node: node, Log: h.log, Rhythm: c.rhythmEDO(),
	})
	x.hooks = hooks.New(hooks.Config{
		Units: h.db, Store: sqlstore.HooksStore{}, Journal: sqlstore.JournalStore{}, Clock: sdano.RealClock{}, Business: h.clock,
		Source: xde.Source{Feeds: x.acceptance, Users: h.access}, AllowPrivate: c.EDO.PrivateHooks || c.Demo, Node: node, Log: h.log,
	})
	x.attorneys = attorney.New(attorney.Config{
		Units: h.db, Store: sqlstore.AttorneyStore{}, Journal: sqlstore.JournalStore{}, Clock: h.clock, Trust: trusted,
	})
	x.desk = paper.Desk{Reader: x.acceptance, Trust: trusted}
	return nil
}

// operators are the adapters of the exchange: between the boxes of this server,
// and through folders if they are given.
func operators(c Config, mail *loopback.Operator) []acceptance.Operator {
	out := []acceptance.Operator{mail}
	if c.EDO.Inbox != "" {
		out = append(out, folder.New(folder.Config{Inbox: c.EDO.Inbox, Outbox: c.EDO.Outbox, Clock: sdano.RealClock{}}))
	}
	return out
}

// openBlobs opens the store of large files.
func openBlobs(ctx context.Context, c Config) (blob.Store, error) {
	if c.EDO.S3.Endpoint != "" {
		return blob.S3(ctx, c.EDO.S3)
	}
	return blob.Folder(cmp.Or(c.EDO.Blobs, filepath.Join(c.Data, "blobs")))
}

// blobBox gives the mission of acceptance the store of large files: the two know
// nothing of each other.
type blobBox struct{ store blob.Store }

// Put returns when the bytes are durable.
func (b blobBox) Put(ctx context.Context, hash acceptance.Hash, data []byte) error {
	return b.store.Put(ctx, blob.Hash(hash), data)
}

// Get returns the bytes of a hash.
func (b blobBox) Get(ctx context.Context, hash acceptance.Hash) ([]byte, error) {
	return b.store.Get(ctx, blob.Hash(hash))
}

// openAPI puts the interface of acceptance together; token answers POST /token
// for the other dialects.
func (h *house) openAPI(c Config, gate httpx.Gate, token http.Handler) {
	x := &h.exchange
	x.api = xde.New(xde.Config{
		Gate: gate, Access: h.access, Acceptance: x.acceptance, Keys: x.keys, Sheets: x.desk,
		Check:  func(in titles.Input) titles.Verdict { return titles.Check(in, h.check) },
		PDF:    printform.PDF,
		Ledger: ledger.Ledger{Units: h.db, Tasks: sqlstore.AcceptanceStore{}, Clock: h.clock},
		Hooks:  x.hooks, Attorneys: x.attorneys, Token: token, Prefix: c.EDO.Prefix, Clock: sdano.RealClock{},
	})
	x.closeAPI = sync.OnceFunc(x.api.Close)
}

// route gives the interface of acceptance its requests and the rest to others.
func (x *exchange) route(others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x.api.Owns(r.URL.Path) && !browsed(r) {
			x.api.ServeHTTP(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

// browsed reports whether a request is one of a browser for the pages of
// documents, whose addresses begin like those of the interface: it carries no
// token, and asks for HTML or comes from a page of ours or its script.
func browsed(r *http.Request) bool {
	if r.URL.Path != "/documents" && !strings.HasPrefix(r.URL.Path, "/documents/") {
		return false
	}
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return false
	}
	asksHTML := slices.ContainsFunc(r.Header.Values("Accept"), func(v string) bool { return strings.Contains(v, "text/html") })
	return asksHTML || r.Header.Get("Sec-Fetch-Site") == "same-origin" || r.Header.Get("Sdano-Fragment") != ""
}
