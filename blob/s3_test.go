package blob_test

import (
	"bytes"
	"context"
	"crypto/sha512"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"sdano"
	"sdano/blob"
)

const bucketName = "documents"

// server is a place behind a server that speaks S3, in this process.
type server struct {
	backend *s3mem.Backend
	url     string
	// meddle, if set, may answer a request instead of the server.
	meddle atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{backend: s3mem.New()}
	if err := s.backend.CreateBucket(bucketName); err != nil {
		t.Fatal(err)
	}
	real := gofakes3.New(s.backend, gofakes3.WithIntegrityCheck(true)).Server()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := s.meddle.Load(); f != nil && (*f)(w, r) {
			return
		}
		real.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	s.url = web.URL
	return s
}

func (s *server) config() blob.S3Config {
	return blob.S3Config{Endpoint: s.url, Region: "ru-central1", Bucket: bucketName, Prefix: "sdano/", AccessKey: "key", SecretKey: "secret"}
}

func (s *server) open(t *testing.T) blob.Store {
	t.Helper()
	store, err := blob.S3(context.Background(), s.config())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func (s *server) names(t *testing.T) (out []string) {
	t.Helper()
	list, err := s.backend.ListBucket(bucketName, nil, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list.Contents {
		out = append(out, o.Key)
	}
	return out
}

func (s *server) spoil(t *testing.T, name string, data []byte) {
	t.Helper()
	if _, err := s.backend.PutObject(bucketName, name, map[string]string{}, bytes.NewReader(data), int64(len(data)), nil); err != nil {
		t.Fatal(err)
	}
}

// refuse makes the server answer with a status and a code.
func (s *server) refuse(status int, code string) {
	f := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		io.WriteString(w, "<Error><Code>"+code+"</Code><Message>m</Message></Error>")
		return true
	}
	s.meddle.Store(&f)
}

func TestS3(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) place { return newServer(t) })
}

func TestS3NamesBeginWithThePrefix(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	put(t, s.open(t), large)
	if names := s.names(t); len(names) != 1 || !strings.HasPrefix(names[0], "sdano/") {
		t.Errorf("there are %q", names)
	}
}

func TestS3CannotBeOpened(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for name, change := range map[string]func(*blob.S3Config){
		"s3_endpoint of a host":  func(c *blob.S3Config) { c.Endpoint = "storage.example.ru" },
		"s3_endpoint of a path":  func(c *blob.S3Config) { c.Endpoint += "/path" },
		"s3_endpoint of a file":  func(c *blob.S3Config) { c.Endpoint = "file:///etc" },
		"s3_endpoint of nothing": func(c *blob.S3Config) { c.Endpoint = "" },
		"s3_bucket":              func(c *blob.S3Config) { c.Bucket = "other" },
		"s3_bucket of bad name":  func(c *blob.S3Config) { c.Bucket = "НЕТ" },
		"s3_bucket of no name":   func(c *blob.S3Config) { c.Bucket = "" },
	} {
		c := s.config()
		change(&c)
		_, err := blob.S3(context.Background(), c)
		code, _, _ := strings.Cut(name, " ")
		wantReadable(t, err, sdano.Invalid, code)
	}
	s.refuse(http.StatusForbidden, "InvalidAccessKeyId")
	_, err := blob.S3(context.Background(), s.config())
	wantReadable(t, err, sdano.Forbidden, "s3_refused")
}

func TestS3Failures(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	store := s.open(t)
	hash := sha512.Sum512(large)
	for _, tc := range []struct {
		status     int
		code       string
		kind       sdano.Kind
		wantedCode string
	}{
		{http.StatusForbidden, "AccessDenied", sdano.Forbidden, "s3_refused"},
		{http.StatusNotFound, "NoSuchBucket", sdano.Invalid, "s3_bucket"},
		{http.StatusInsufficientStorage, "XMinioStorageFull", sdano.Storage, "blob_full"},
		{http.StatusNotImplemented, "NotImplemented", sdano.Unavailable, "blob_unavailable"},
	} {
		s.refuse(tc.status, tc.code)
		wantReadable(t, store.Put(context.Background(), hash, large), tc.kind, tc.wantedCode)
		_, err := store.Get(context.Background(), hash)
		wantReadable(t, err, tc.kind, tc.wantedCode)
	}
}

// TestS3ShortTroubleIsWaitedOut: the store is asked again.
func TestS3ShortTroubleIsWaitedOut(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	store := s.open(t)
	var asked atomic.Int64
	f := func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || asked.Add(1) > 1 {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	s.meddle.Store(&f)
	wantBytes(t, store, put(t, store, large), large)
	if n := asked.Load(); n != 2 {
		t.Errorf("it was asked %d times", n)
	}
}

// TestS3BrokenDownload: the connection ends before the bytes do.
func TestS3BrokenDownload(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	store := s.open(t)
	hash := put(t, store, large)
	f := func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", "640000")
		w.Header().Set("ETag", `"0"`)
		w.Header().Set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
		w.Write(large[:1000])
		panic(http.ErrAbortHandler)
	}
	s.meddle.Store(&f)
	_, err := store.Get(context.Background(), hash)
	wantReadable(t, err, sdano.Unavailable, "blob_unavailable")
}

// TestS3BrokenUpload: bytes that changed on their way are not kept.
func TestS3BrokenUpload(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	store := s.open(t)
	f := func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			at := bytes.IndexByte(body, '\n') + 100
			body[at] ^= 1
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		return false
	}
	s.meddle.Store(&f)
	if err := store.Put(context.Background(), sha512.Sum512(large), large); err == nil {
		t.Error("the store kept other bytes")
	}
	if names := s.names(t); len(names) > 0 {
		t.Errorf("there are %q", names)
	}
}
