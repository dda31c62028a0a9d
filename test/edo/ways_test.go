package edo_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"sdano"
	"sdano/acceptance"
	"sdano/blob"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/storage/sqlstore"
)

// TestFolders: what another program puts into a folder is accepted like the rest,
// and the answer lies in the other folder.
func TestFolders(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	// The demo looks more often.
	h.config.Demo, h.config.Operator.URL = true, ""
	h.config.EDO.Inbox, h.config.EDO.Outbox = filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	const box = "77999999190000000000000000000077@folder"
	h.with(func(ctx context.Context, db *sqlstore.DB) error {
		return wiring.NewOffice(db, sdano.RealClock{}).SetBox(ctx, "cli", acceptance.Box{
			ID: box, Tenant: tenant, Participant: "2ZZ-7799999919-779901001-2026", Name: "ООО «Пример»", TaxID: demo.Company.TaxID,
		}, "anna")
	})
	f := h.sample("upd503")
	in := filepath.Join(h.config.EDO.Inbox, box)
	h.must(os.MkdirAll(in, 0o700))
	h.must(os.WriteFile(filepath.Join(in, f.name+".sig"), h.signed(f.data), 0o600))
	h.must(os.WriteFile(filepath.Join(in, f.name), f.data, 0o600))
	anna := login(t, h.serve().url, "anna")
	var came feed
	wait(t, "the inbox", func() bool {
		came = anna.feed(box, 0)
		return len(came.Statuses) > 0
	})
	document := came.Statuses[0].DocumentID
	made := anna.finished("/document/accept/content", anna.do("POST", "/document/accept/content", request(document)))
	title := anna.file(made[0].ContentLinkID)
	signature := h.signed(title)
	item := signedTitle(made[0], anna.upload(made[0], signature))
	sent := anna.finished("/documents/accept/local", anna.do("POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{item}}))
	if len(sent) != 1 || !sent[0].IsSent {
		t.Fatalf("%+v", sent)
	}
	if got := codes(anna.feed(box, 0).of(document)); got != "I PV VA" {
		t.Errorf("the feed is %s", got)
	}
	left, err := filepath.Glob(filepath.Join(h.config.EDO.Outbox, box, "[^.]*", "*"))
	h.must(err)
	found := map[string]bool{}
	for _, path := range left {
		data, err := os.ReadFile(path)
		h.must(err)
		for what, bytesOf := range map[string][]byte{"title": title, "signature": signature} {
			found[what] = found[what] || bytes.Equal(data, bytesOf)
		}
	}
	if len(left) != 3 || !found["title"] || !found["signature"] {
		t.Errorf("the outbox has %v, of it %v", left, found)
	}
	if _, err := os.Stat(filepath.Join(in, "done")); err != nil {
		t.Error(err)
	}
}

// TestBucket: files that are too large for the database lie in a bucket, and are
// read from there after a restart.
func TestBucket(t *testing.T) {
	t.Parallel()
	backend := s3mem.New()
	if err := backend.CreateBucket("documents"); err != nil {
		t.Fatal(err)
	}
	s3 := httptest.NewServer(gofakes3.New(backend, gofakes3.WithIntegrityCheck(true)).Server())
	t.Cleanup(s3.Close)
	h := newHouse(t, "")
	h.config.EDO.S3 = blob.S3Config{Endpoint: s3.URL, Region: "ru-central1", Bucket: "documents", AccessKey: "key", SecretKey: "secret"}
	f := h.contract(8, 300<<10)
	h.delivered("", f)
	server := h.serve()
	s := &desk{house: h, anna: login(t, server.url, "anna"), boris: login(t, server.url, "boris")}
	s.arrive()
	server.stop()
	server = h.serve()
	s.anna.base, s.boris.base = server.url, server.url
	s.alone(f)
	objects, err := backend.ListBucket("documents", nil, gofakes3.ListBucketPage{})
	if err != nil || len(objects.Contents) != 1 {
		t.Errorf("the bucket has %+v, %v", objects, err)
	}
	if _, err := os.Stat(filepath.Join(h.config.Data, "blobs")); err == nil {
		t.Error("there is a folder of large files beside the bucket")
	}
}
