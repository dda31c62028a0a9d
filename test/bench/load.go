package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sdano/internal/demo"
	"sdano/test/proc"
)

// load files reports of different keys from many clients for the time set and
// returns how many a second were acknowledged.
func load(ctx context.Context, p *proc.Process) (float64, error) {
	token, err := os.ReadFile(p.TokenFile)
	if err != nil {
		return 0, err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: *clients}
	defer transport.CloseIdleConnections()
	l := &loader{
		http: &http.Client{Transport: transport, Timeout: time.Minute},
		url:  p.URL + "/v1/reports?file_name=", token: "Bearer " + strings.TrimSpace(string(token)),
	}
	ahead()
	until := time.Now().Add(time.Duration(*seconds * float64(time.Second)))
	var group sync.WaitGroup
	began := time.Now()
	for range *clients {
		group.Go(func() {
			for time.Now().Before(until) && l.failed() == nil {
				l.one(ctx)
			}
		})
	}
	group.Wait()
	return float64(l.done.Load()) / time.Since(began).Seconds(), l.failed()
}

// filing is a report made before the clock starts: what is measured is the
// server, not the making of reports.
type filing struct {
	name string
	data []byte
	err  error
}

// madeAhead is how many reports are made before the first load; the rest is
// made when it is needed.
const madeAhead = 40_000

var ahead = sync.OnceValue(func() []filing {
	out := make([]filing, madeAhead)
	for n := range out {
		out[n].name, out[n].data, out[n].err = demo.Numbered(n)
	}
	return out
})

func report(n int) (name string, data []byte, err error) {
	if n < madeAhead {
		f := ahead()[n]
		return f.name, f.data, f.err
	}
	return demo.Numbered(n)
}

type loader struct {
	http       *http.Client
	url, token string
	next, done atomic.Int64
	err        atomic.Pointer[error]
}

func (l *loader) failed() error {
	if err := l.err.Load(); err != nil {
		return *err
	}
	return nil
}

func (l *loader) one(ctx context.Context) {
	if err := l.file(ctx, int(l.next.Add(1)-1)); err != nil {
		l.err.CompareAndSwap(nil, &err)
		return
	}
	l.done.Add(1)
}

func (l *loader) file(ctx context.Context, n int) error {
	name, data, err := report(n)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url+url.QueryEscape(name), bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", l.token)
	req.Header.Set("X-Tenant", fmt.Sprint(demo.Tenant))
	req.Header.Set("Idempotency-Key", fmt.Sprint("bench-", n))
	res, err := l.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("%s: %.300s", res.Status, body)
	}
	return err
}
