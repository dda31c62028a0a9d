package fresh_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/asyncdata"
	"sdano/asyncdata/asyncdatatest"
	"sdano/httpapi/fresh"
)

// bench is a handler without a server.
func bench(tb testing.TB) http.Handler {
	tb.Helper()
	registry, err := asyncdata.NewRegistry(echo)
	if err != nil {
		tb.Fatal(err)
	}
	var store asyncdatatest.Memory
	clock := sdano.NewManualClock(morning)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	jobs := asyncdata.New(asyncdata.Config{Units: &store, Store: &store, Clock: clock, Registry: registry, Log: log})
	return fresh.New(fresh.Config{Gate: gate{}, Jobs: jobs, Clock: clock, Log: log})
}

func ask(h http.Handler, method, path, body string, options ...option) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), "POST", "http://host/", strings.NewReader(body))
	r.Method, r.URL = method, &url.URL{Path: path}
	as("bank")(r)
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// FuzzUpload: whatever is put, the answer is one of the protocol, and a body
// that was taken is taken once.
func FuzzUpload(f *testing.F) {
	f.Add("bytes 0-1/2", "", "{}")
	f.Add("bytes 1-1/2", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n{}\r\n--x--\r\n")
	f.Add("bytes 00-18446744073709551617/9", "multipart/form-data", "")
	f.Fuzz(func(t *testing.T, contentRange, contentType, body string) {
		h := bench(t)
		point, _ := strings.CutPrefix(ask(h, "POST", "/a/bs/10027/hs/dt/storage/async/echo", "").Header().Get("Location"), "http://host")
		options := []option{header("Content-Range", contentRange), header("Content-Type", contentType)}
		first := ask(h, "PUT", point, body, options...)
		again := ask(h, "PUT", point, body, options...)
		if !slices.Contains([]int{201, 202, 413, 500}, first.Code) || again.Code != first.Code {
			t.Fatalf("statuses %d, %d", first.Code, again.Code)
		}
		if first.Code == 201 && first.Body.String() != again.Body.String() {
			t.Fatalf("two answers: %s %s", first.Body, again.Body)
		}
		if first.Code == 500 && !strings.HasPrefix(first.Body.String(), "Части файла") {
			t.Fatalf("answer %s", first.Body)
		}
	})
}

// FuzzRange: a download is the whole or the part that its header names.
func FuzzRange(f *testing.F) {
	for _, seed := range []string{"", "bytes=0-0", "bytes=2-99", "bytes=9223372036854775807-9223372036854775807", "bytes=1-2,3-4"} {
		f.Add(seed)
	}
	h := bench(f)
	opened := ask(h, "GET", "/a/bs/10027/hs/dt/storage/async/list", "")
	point, _ := strings.CutPrefix(opened.Header().Get("Location"), "http://host")
	whole := ask(h, "GET", point, "").Body.String()
	f.Fuzz(func(t *testing.T, span string) {
		w := ask(h, "GET", point, "", header("Range", span))
		body := w.Body.String()
		switch w.Code {
		case http.StatusOK:
			if body != whole {
				t.Fatalf("body %q", body)
			}
		case http.StatusPartialContent:
			if body == "" || !strings.Contains(whole, body) || w.Header().Get("Content-Range") == "" {
				t.Fatalf("part %q, %v", body, w.Header())
			}
		default:
			t.Fatalf("status %d", w.Code)
		}
	})
}

// FuzzPath: no path and method make the handler fail or pass by the check of
// credentials.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"/a/", "/a//", "/a/bs/10027/hs/dt/storage//", "/a/bs/10027/hs/dt/upload/", "/a/bs/-1/e1cib/x", "/a/bs/10027/HS/DT/storage/files/%"} {
		f.Add("GET", seed)
		f.Add("POST", seed)
	}
	h := bench(f)
	f.Fuzz(func(t *testing.T, method, path string) {
		if code := ask(h, method, path, "x").Code; code >= 500 {
			t.Fatalf("status %d", code)
		}
		code := ask(h, method, path, "x", nobody).Code
		if strings.Contains(path, "/hs/dt/") && !slices.Contains([]int{401, 404, 405, 302, 200}, code) {
			t.Fatalf("nobody gets %d", code)
		}
	})
}

// BenchmarkCycle is POST → job → file over a store in memory.
func BenchmarkCycle(b *testing.B) {
	h := bench(b)
	for b.Loop() {
		started := ask(h, "POST", "/a/bs/10027/hs/dt/storage/async/echo", "{}")
		id := uuids.FindString(started.Body.String())
		opened := ask(h, "GET", "/a/bs/10027/hs/dt/storage/jobs/"+id, "")
		point, _ := strings.CutPrefix(opened.Header().Get("Location"), "http://host")
		if ask(h, "GET", point, "").Code != http.StatusOK {
			b.Fatal("the job cannot be fetched")
		}
	}
}
