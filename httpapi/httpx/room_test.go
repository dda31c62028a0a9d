package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sdano"
	"sdano/httpapi/httpx"
)

const mib = 1 << 20

// reading is a body that is being read.
type reading struct {
	send   *io.PipeWriter
	cancel func()
	got    chan []byte
	err    error
}

// read has a body read that comes by a pipe.
func read(t *testing.T, room *httpx.Room, w http.ResponseWriter, length int64) *reading {
	t.Helper()
	body, send := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r := httptest.NewRequestWithContext(ctx, "POST", "/", body)
	r.ContentLength = length
	a := &reading{send: send, cancel: cancel, got: make(chan []byte, 1)}
	go func() {
		defer body.Close()
		leave, err := room.Enter(w, r, 100*mib)
		if err != nil {
			a.err = err
			close(a.got)
			return
		}
		defer leave()
		data, err := httpx.ReadBody(w, r, 100*mib)
		a.err = err
		a.got <- data
	}()
	return a
}

// TestSlowSendersDoNotHoldTheRoom: twenty begin bodies of 100 MiB each and go on no
// further; another one's comes through.
func TestSlowSendersDoNotHoldTheRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := httpx.NewRoom(40 * mib)
		slow := make([]*reading, 20)
		for i := range slow {
			slow[i] = read(t, room, httptest.NewRecorder(), 100*mib)
			_, _ = slow[i].send.Write(make([]byte, mib+1))
		}
		want := bytes.Repeat([]byte("0123456789abcdef"), 10*mib/16)
		quick := read(t, room, httptest.NewRecorder(), -1)
		_, _ = quick.send.Write(want)
		_ = quick.send.Close()
		if got := <-quick.got; !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %v", len(got), quick.err)
		}
		for _, s := range slow {
			_ = s.send.CloseWithError(io.ErrUnexpectedEOF)
			if <-s.got; !sdano.IsKind(s.err, sdano.Invalid) {
				t.Errorf("a body that breaks off: %v", s.err)
			}
		}
	})
}

// TestBodiesDoNotWaitForEachOther: two that have begun take all the room; one is
// read to its end beyond it, then the other.
func TestBodiesDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := httpx.NewRoom(2 * mib)
		bodies := make([]*reading, 3)
		for i := range bodies {
			bodies[i] = read(t, room, httptest.NewRecorder(), 5*mib)
			go func() {
				_, _ = bodies[i].send.Write(make([]byte, 5*mib))
				_ = bodies[i].send.Close()
			}()
		}
		for _, b := range bodies {
			if got := <-b.got; len(got) != 5*mib {
				t.Errorf("%d bytes: %v", len(got), b.err)
			}
		}
	})
}

// TestSmallBodiesNeedNoRoom: they come through whoever is being read, with a length
// or without, and a large one waits no longer than its request.
func TestSmallBodiesNeedNoRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := httpx.NewRoom(0)
		first := read(t, room, httptest.NewRecorder(), 5*mib)
		_, _ = first.send.Write(make([]byte, 2*mib))
		for _, length := range []int64{-1, 5} {
			small := read(t, room, httptest.NewRecorder(), length)
			_, _ = io.Copy(small.send, strings.NewReader("small"))
			_ = small.send.Close()
			if got := <-small.got; string(got) != "small" {
				t.Errorf("%q: %v", got, small.err)
			}
		}
		large := read(t, room, httptest.NewRecorder(), -1)
		_, _ = large.send.Write(make([]byte, mib))
		synctest.Wait()
		large.cancel()
		if <-large.got; !errors.Is(large.err, context.Canceled) {
			t.Errorf("a large one: %v", large.err)
		}
		_ = first.send.Close()
		<-first.got
	})
}

// line is a connection: what is read from it after its deadline fails.
type line struct {
	*httptest.ResponseRecorder
	deadline time.Time
}

func (l *line) SetReadDeadline(t time.Time) error {
	l.deadline = t
	return nil
}

// drip is a body that comes in pieces with pauses.
type drip struct {
	line  *line
	piece int
	pause time.Duration
	left  int
}

func (d *drip) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(d.pause) // of the bubble's clock
	if !d.line.deadline.IsZero() && time.Now().After(d.line.deadline) {
		return 0, os.ErrDeadlineExceeded
	}
	n := min(d.piece, d.left, len(p))
	d.left -= n
	return n, nil
}

// TestSlowBodiesAreCutOff: a sender has to keep pace, but not from the first byte.
func TestSlowBodiesAreCutOff(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		size  int
		pause time.Duration // after each 16 KiB
		good  bool
	}{
		"at once":                        {100 * mib, 0, true},
		"16 KiB in 400 ms":               {20 * mib, 400 * time.Millisecond, true},
		"16 KiB in a second":             {20 * mib, time.Second, false},
		"little, slowly":                 {200 << 10, time.Second, true},
		"a silence after the first byte": {20 * mib, time.Minute, false},
		"longer than ten minutes":        {25 * mib, 450 * time.Millisecond, false},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &line{ResponseRecorder: httptest.NewRecorder()}
				r := httptest.NewRequestWithContext(t.Context(), "POST", "/", &drip{l, 16 << 10, c.pause, c.size})
				r.ContentLength = int64(c.size)
				data, err := httpx.ReadBody(l, r, 100*mib)
				if good := err == nil && len(data) == c.size; good != c.good || !c.good && !sdano.IsKind(err, sdano.Invalid) {
					t.Errorf("%d bytes: %v", len(data), err)
				}
				if !l.deadline.IsZero() {
					t.Error("the connection keeps the deadline")
				}
			})
		})
	}
}
