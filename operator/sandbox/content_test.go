package sandbox_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

func TestContentsComeInParts(t *testing.T) {
	t.Parallel()
	w := open(t)
	a := w.do(http.MethodPost, v1+"/contents", "0123456789", "Content-Range", "bytes 0-9/25").want(http.StatusOK)
	path := v1 + "/contents/" + a.text("id")
	w.do(http.MethodGet, path, nil).fails(http.StatusBadRequest, "contentIncomplete")
	w.do(http.MethodPut, path, "x", "Content-Range", "bytes 15-15/25").fails(http.StatusBadRequest, "contentRange")
	w.do(http.MethodPut, path, "x", "Content-Range", "bytes 10-10/26").fails(http.StatusBadRequest, "contentRange")
	w.do(http.MethodPut, path, "x", "Content-Range", "bytes 10-20/25").fails(http.StatusBadRequest, "contentRange")
	w.do(http.MethodPut, path, "x", "Content-Range", "of bytes").fails(http.StatusBadRequest, "contentRange")
	for range 2 { // the answer to a part may be lost
		w.do(http.MethodPut, path, "abcdefghij", "Content-Range", "bytes 10-19/25").want(http.StatusOK)
	}
	w.do(http.MethodPut, path, "ABCDEFGHIJ", "Content-Range", "bytes 10-19/25").fails(http.StatusBadRequest, "contentRange")
	for range 2 {
		w.do(http.MethodPut, path, "vwxyz", "Content-Range", "bytes 20-24/25").want(http.StatusCreated)
	}
	w.restart()
	if got := w.do(http.MethodGet, path, nil).want(http.StatusOK).raw; string(got) != "0123456789abcdefghijvwxyz" {
		t.Errorf("got %s", got)
	}
	if got := w.do(http.MethodGet, path, nil, "Range", "bytes=8-11").want(http.StatusPartialContent).raw; string(got) != "89ab" {
		t.Errorf("got %s", got)
	}
	w.do(http.MethodPut, v1+"/contents/01a214f6-2a2b-7000-874d-30c07811b6c2", "x", "Content-Range", "bytes 0-0/1").fails(http.StatusNotFound, "notFound")
	w.do(http.MethodGet, v1+"/contents/none", nil).fails(http.StatusNotFound, "notFound")
}

func TestContentsHaveLimits(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.do(http.MethodPost, v1+"/contents", "x", "Content-Range", "bytes 0-0/1000000000").fails(http.StatusRequestEntityTooLarge, "requestEntityTooLarge")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+v1+"/contents", io.LimitReader(zeros{}, 64<<20+1))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	res, err := w.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	read(t, res).fails(http.StatusRequestEntityTooLarge, "requestEntityTooLarge")
	whole := w.do(http.MethodPost, v1+"/contents", "").want(http.StatusCreated)
	if got := w.do(http.MethodGet, v1+"/contents/"+whole.text("id"), nil).want(http.StatusOK).raw; !bytes.Equal(got, nil) {
		t.Errorf("nothing came back as %q", got)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
