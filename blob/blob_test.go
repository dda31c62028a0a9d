package blob_test

import (
	"bytes"
	"context"
	"crypto/sha512"
	"errors"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sdano"
	"sdano/blob"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// place is where a store keeps its bytes, seen from outside of it.
type place interface {
	// open opens a store on the place.
	open(t *testing.T) blob.Store
	// names returns the names of everything that lies there.
	names(t *testing.T) []string
	// spoil replaces the bytes that lie under a name.
	spoil(t *testing.T, name string, data []byte)
}

// suite holds a store against what blob.Store promises.
func suite(t *testing.T, fresh func(t *testing.T) place) {
	for name, run := range map[string]func(*testing.T, place){
		"round trip": roundTrip, "same bytes once": sameBytesOnce, "missing": missing, "spoilt": spoilt,
		"spoilt bytes are written again": spoiltAgain, "wrong hash": wrongHash, "cancelled": cancelled, "together": together,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, fresh(t)) })
	}
}

var large = bytes.Repeat([]byte("0123456789abcdef"), 40_000)

func put(t *testing.T, s blob.Store, data []byte) blob.Hash {
	t.Helper()
	hash := sha512.Sum512(data)
	if err := s.Put(context.Background(), hash, data); err != nil {
		t.Fatal(err)
	}
	return hash
}

func wantBytes(t *testing.T, s blob.Store, hash blob.Hash, want []byte) {
	t.Helper()
	got, err := s.Get(context.Background(), hash)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes, error %v; want %d bytes", len(got), err, len(want))
	}
}

func wantError(t *testing.T, s blob.Store, hash blob.Hash, want error) {
	t.Helper()
	if data, err := s.Get(context.Background(), hash); !errors.Is(err, want) || data != nil {
		t.Fatalf("%d bytes, error %v; want error %v", len(data), err, want)
	}
}

// wantReadable fails the test unless an error is for people and of a kind.
func wantReadable(t *testing.T, err error, kind sdano.Kind, code string) {
	t.Helper()
	e := sdano.AsError(err)
	if err == nil || e.Kind != kind || e.Code != code || e.Message == "" || e.Remedy == "" {
		t.Fatalf("error %v of kind %s, want %s of kind %s", err, e.Kind, code, kind)
	}
}

func roundTrip(t *testing.T, p place) {
	s := p.open(t)
	for _, data := range [][]byte{large, {0}, []byte("\r\n\x00\xff")} {
		hash := put(t, s, data)
		wantBytes(t, s, hash, data)
		wantBytes(t, p.open(t), hash, data)
	}
}

func sameBytesOnce(t *testing.T, p place) {
	s := p.open(t)
	hash := put(t, s, large)
	put(t, s, large)
	put(t, p.open(t), large)
	if names := p.names(t); len(names) != 1 {
		t.Errorf("there are %q", names)
	}
	wantBytes(t, s, hash, large)
}

func missing(t *testing.T, p place) {
	s := p.open(t)
	put(t, s, large)
	wantError(t, s, sha512.Sum512([]byte("other")), blob.ErrMissing)
}

func spoilt(t *testing.T, p place) {
	for _, bad := range [][]byte{{}, large[1:], append(bytes.Clone(large[1:]), 'x')} {
		s := p.open(t)
		hash := put(t, s, large)
		p.spoil(t, p.names(t)[0], bad)
		wantError(t, s, hash, blob.ErrSpoilt)
	}
}

func spoiltAgain(t *testing.T, p place) {
	s := p.open(t)
	hash := put(t, s, large)
	p.spoil(t, p.names(t)[0], large[1:])
	put(t, s, large)
	wantBytes(t, s, hash, large)
}

func wrongHash(t *testing.T, p place) {
	s := p.open(t)
	if err := s.Put(context.Background(), blob.Hash{1}, large); err == nil {
		t.Error("bytes were put under the hash of others")
	}
	if names := p.names(t); len(names) > 0 {
		t.Errorf("there are %q", names)
	}
}

func cancelled(t *testing.T, p place) {
	s := p.open(t)
	hash := put(t, s, large)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Get(ctx, hash); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v", err)
	}
	if err := s.Put(ctx, sha512.Sum512(nil), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
}

// together: many put and read the same and other bytes at the same time.
func together(t *testing.T, p place) {
	s := p.open(t)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			data := large[i/4:]
			hash := sha512.Sum512(data)
			if err := s.Put(context.Background(), hash, data); err != nil {
				t.Error(err)
				return
			}
			if got, err := s.Get(context.Background(), hash); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d bytes, error %v", len(got), err)
			}
		})
	}
	all.Wait()
	if names := p.names(t); len(names) != 4 {
		t.Errorf("there are %q", names)
	}
}
